"""Runs that differ in the seed alone, as one system with a short name of its own."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from stance.comparison.folds import FoldedRun
from stance.comparison.loaded import LoadedRun
from stance.errors import ConfigError, unknown


@dataclasses.dataclass(frozen=True, kw_only=True)
class System:
    """Runs that differ in the seed alone.

    Args:
        name: Tells it from all others that were tested on one of its sets.
        runs: One for each seed, in the order of the seeds.
    """

    name: str
    runs: tuple[LoadedRun, ...]

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds."""
        return tuple(run.seed for run in self.runs)

    @property
    def parts(self) -> list[LoadedRun]:
        """The run directories: several for each seed where it was run over folds."""
        return [part for run in self.runs for part in run.parts]


def families(runs: Sequence[LoadedRun], *, without: Sequence[str] = ()) -> list[list[LoadedRun]]:
    """Runs that differ in nothing but the seed, in the order in which each family first occurs.

    An option that is the seed again in all of them (the draw of a few examples) may differ as well; a seed of its own
    (that of folds) may not.

    Args:
        runs: The runs.
        without: Further options in which they may differ.
    """
    found: dict[str, list[LoadedRun]] = {}
    for run in runs:
        seeds = [option for option in run.options if option.endswith(".seed")]
        found.setdefault(run.key(without=(*without, *seeds)), []).append(run)
    divided: dict[tuple[str, str], list[LoadedRun]] = {}
    for loose, family in found.items():
        following = [name for name in family[0].options if all(run.follows_seed(name) for run in family)]
        for run in family:
            divided.setdefault((loose, run.key(without=(*without, *following))), []).append(run)
    return list(divided.values())


def grouped(runs: Sequence[LoadedRun], sets: Sequence[str]) -> tuple[list[System], list[tuple[str, str]]]:
    """Runs grouped into systems, and runs left out because they repeat a seed."""
    repeated = []
    by_family: list[dict[int, LoadedRun]] = []
    for family in families(runs):
        seeds: dict[int, LoadedRun] = {}
        for run in family:
            if run.seed in seeds:
                repeated.append((str(run.path), f"the same options and seed as {seeds[run.seed].path}"))
            else:
                seeds[run.seed] = run
        by_family.append(seeds)
    groups = [tuple(seeds[seed] for seed in sorted(seeds)) for seeds in by_family]
    names = names_of([group[0] for group in groups], sets)
    names = [
        f"{name}, {group[0].folded}" if isinstance(group[0], FoldedRun) else name
        for name, group in zip(names, groups, strict=True)
    ]
    return [System(name=name, runs=group) for name, group in zip(names, groups, strict=True)], repeated


def names_of(runs: Sequence[LoadedRun], sets: Sequence[str]) -> list[str]:
    """Short names: the model; with it, only what tells it from others tested on the same set."""

    def rivals(number: int, names: Sequence[str]) -> list[LoadedRun]:
        own = set(runs[number].sets) & set(sets)
        return [
            other
            for place, other in enumerate(runs)
            if place != number and names[place] == names[number] and own & set(other.sets)
        ]

    names = [run.model for run in runs]
    with_experiment = [
        f"{run.model} ({run.experiment or 'no experiment'})"
        if any(other.experiment != run.experiment for other in rivals(number, names))
        else names[number]
        for number, run in enumerate(runs)
    ]
    detailed = []
    for number, run in enumerate(runs):
        parts = []
        others = rivals(number, with_experiment)
        for option in sorted({key for one in (run, *others) for key in one.options} if others else ()):
            value = run.options.get(option)
            told = value is not None and not option.endswith("_target_") and not run.follows_seed(option)
            if told and any(other.options.get(option) != value for other in others):
                parts.append(f"{option.removeprefix('model.')}={_short(value)}")
        shown = ", ".join(parts[:3]) + (f", {len(parts) - 3} more" if len(parts) > 3 else "")
        detailed.append(f"{with_experiment[number]} {shown}".rstrip())
    counts = Counter(detailed)
    # The same options on files of other content: nothing but a number tells them apart.
    return [
        f"{name} #{detailed[: place + 1].count(name)}" if counts[name] > 1 and rivals(place, detailed) else name
        for place, name in enumerate(detailed)
    ]


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 24 else f"{text[:23]}…"


def code_warnings(systems: Sequence[System]) -> list[str]:
    """What to say of systems whose seeds were not run with the same code."""
    found = []
    for system in systems:
        codes = {f"{run.manifest.get('stance')} {run.manifest.get('commit') or ''}".strip() for run in system.parts}
        if len(codes) > 1:
            found.append(f"{system.name}: its seeds were run with different code ({', '.join(sorted(codes))})")
    return found


def baselines(wanted: str | None, systems: Sequence[System], sets: Sequence[str]) -> dict[str, System]:
    """For each set, the system that the others are tested against."""
    if wanted is None:
        return {}
    path = Path(wanted).resolve()

    def is_it(system: System) -> bool:
        return wanted == system.name or any(run.path.resolve() == path for run in system.parts)

    found = [system for system in systems if is_it(system)]
    found = found or [system for system in systems if system.runs[0].model == wanted]
    if not found:
        raise unknown("baseline", wanted, [system.name for system in systems], hint="Name one of these, or its run")
    chosen: dict[str, System] = {}
    for name in sets:
        here = [system for system in found if all(name in run.answers for run in system.runs)]
        if len(here) > 1:
            listed = ", ".join(repr(system.name) for system in here)
            raise ConfigError(f"baseline {wanted!r} is ambiguous on {name}; name one of {listed}, or its run directory")
        if here:
            chosen[name] = here[0]
    return chosen
