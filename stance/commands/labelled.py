"""What the commands that start from labels have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.commands.jobs import Context
from stance.errors import ConfigError, StanceError


def given(labels: Sequence[str], command: str) -> None:
    """Make sure that there are labels to read.

    Raises:
        ConfigError: There are none.
    """
    if not labels:
        raise ConfigError(f"no labels; give outputs of `stance label`, as in stance {command} runs/label/mine")


def name_of() -> Callable[[str], str]:
    """The name of a catalogue id; the id itself where the catalogue does not know it."""
    from stance.actors.catalogue import load_catalogue

    catalogue = load_catalogue()
    return lambda actor: catalogue.actors[actor].name if actor in catalogue else actor


def known_targets(ids: Sequence[str]) -> list[Any]:
    """The codebook entries that ship; a target of the user's own goes by its id."""
    from stance.targets import load_targets

    found: list[Any] = []
    for one in ids:
        try:
            found += load_targets([one])
        except StanceError:
            continue
    return found


def manifest_of(kind: str, composed: Mapping[str, Any], context: Context, coded: Path | None) -> dict[str, Any]:
    """What was done with what: command, versions, settings, and the hash of the coded sample."""
    from stance.provenance import environment, fingerprint

    return {
        "kind": kind,
        "command": ["stance", kind, *context.arguments],
        **environment(("scipy", "networkx", "matplotlib")),
        "settings": {name: value for name, value in composed.items() if name not in {"paths", "hydra"}},
        "coded": fingerprint(coded).as_json() if coded else None,
    }
