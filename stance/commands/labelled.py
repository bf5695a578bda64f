"""What the commands that start from labels have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.analyse_settings import AnalyseConfig
from stance.commands.jobs import Context
from stance.errors import ConfigError, MissingLibraryError, StanceError

if TYPE_CHECKING:
    from stance.analysis.coded import CodedUnit
    from stance.findings import Findings, Labels


def given(labels: Sequence[str], command: str) -> None:
    """Make sure that there are labels to read.

    Raises:
        ConfigError: There are none.
    """
    if not labels:
        raise ConfigError(f"no labels; give outputs of `stance label`, as in stance {command} runs/label/mine")


def needed(command: str, libraries: Sequence[str]) -> None:
    """Make sure that what an analysis is made with is installed.

    Raises:
        MissingLibraryError: Something is not.
    """
    for library in libraries:
        if find_spec(library) is None:
            raise MissingLibraryError(f"stance {command}", library, "analysis")


def labels_of(config: AnalyseConfig) -> Labels:
    """The labels that a configuration names, chosen as it says.

    Raises:
        InputError: They cannot be read, or none is left.
        ConfigError: An actor or target is in none of them, or they are of several models.
    """
    from stance.findings import read_labels

    return read_labels(
        config.labels,
        actors=config.only_actors,
        targets=config.only_targets,
        min_score=config.min_score,
        own=config.own,
        mixed=config.mixed,
        unit=config.actor,
    )


def findings_of(
    config: AnalyseConfig,
    labels: Labels,
    *,
    names: Callable[[str], str],
    stage: Callable[[str], None] = lambda name: None,
) -> tuple[Findings, list[CodedUnit]]:
    """What is found in labels with the settings of a configuration, and the coded sample that corrected it.

    Raises:
        InputError: The coded sample cannot be read or does not fit the labels.
        ConfigError: An option is none of those allowed.
    """
    from stance.analysis.coded import read_coded
    from stance.findings import Sample, analyse, fitted

    sample = Sample(units=())
    if config.coded:
        chosen: dict[str, Any] = {"actors": config.only_actors, "targets": config.only_targets, "own": config.own}
        chosen["unit"] = config.actor
        sample = fitted(read_coded(config.coded), labels, **chosen)
    findings = analyse(
        labels.records,
        names=names,
        actor=config.actor,
        weight=config.weight,
        by=config.by,
        period=config.period,
        window=config.window,
        trend_actors=config.trend_actors,
        difference_actors=config.difference_actors,
        within=config.within,
        few=config.few,
        cluster=config.cluster,
        resamples=config.resamples,
        level=config.level,
        seed=config.seed,
        permutations=config.permutations,
        distance_actors=config.distance_actors,
        two_mode_options=config.two_mode,
        one_mode_options=config.one_mode,
        duplicates=config.duplicates,
        network_options=config.network,
        network_few=config.network_few,
        coded=sample,
        correction=config.correction,
        correct_by=config.correct_by,
        regression=config.regression,
        regression_outcome=config.regression_outcome,
        stage=stage,
    )
    return findings, list(sample.units)


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
