"""From a composed configuration to the settings of a sample to be coded by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stance.errors import unknown
from stance.taking import ACTORS, Taker


@dataclasses.dataclass(frozen=True, kw_only=True)
class SampleConfig:
    """What `stance sample` is told; ``configs/sample.yaml`` describes each."""

    labels: tuple[str, ...]
    out: Path = Path("sample.csv")
    overwrite: bool = False
    n: int = 240
    seed: int = 0
    unsure: float = 0.5
    only_targets: tuple[str, ...] = ()
    actor: str = "affiliation"
    own: bool = False
    mixed: bool = False
    texts: bool = True


def sample_config(composed: Mapping[str, Any]) -> SampleConfig:
    """The settings of ``stance sample``.

    Args:
        composed: The resolved configuration as plain values, no text sealed.

    Raises:
        ConfigError: A value is of the wrong kind, out of range or none of those allowed.
    """
    take = Taker(composed)
    actor = take.text("actor") or ""
    if actor not in ACTORS:
        raise unknown("actor", actor, ACTORS)
    return SampleConfig(
        labels=take.texts("labels"),
        out=Path(take.text("out") or "sample.csv"),
        overwrite=take.flag("overwrite"),
        n=take.number("n", int, 1),
        seed=take.number("seed", int, 0),
        unsure=take.number("unsure", float, 0.0, 1.0),
        only_targets=take.texts("only_targets"),
        actor=actor,
        own=take.flag("own"),
        mixed=take.flag("mixed"),
        texts=take.flag("texts"),
    )
