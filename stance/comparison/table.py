"""Systems compared: figures over seeds, and whether differences from a baseline are more than chance."""

from __future__ import annotations

import dataclasses
import math
import re
from collections import Counter
from collections.abc import Hashable, Sequence
from pathlib import Path
from statistics import fmean, stdev

from stance.comparison.folds import pooled
from stance.comparison.loaded import LoadedRun, chosen_sets, find_runs, load_run, unusable
from stance.comparison.systems import System, baselines, code_warnings, grouped
from stance.errors import ConfigError, InputError, unknown
from stance.metrics.comparable import STATISTICS
from stance.metrics.comparing import Comparison as Difference
from stance.metrics.comparing import compare_seeds, holm, over_seeds
from stance.metrics.names import better
from stance.types import Answer

PERMUTATIONS = 10000


@dataclasses.dataclass(frozen=True, kw_only=True)
class Entry:
    """A system on a set.

    Args:
        set: The set.
        system: The system.
        values: The figure of each seed.
        mean: Their mean.
        sd: Standard deviation over seeds; ``nan`` for one.
        low: Lower end of the 95 % interval of the mean, documents drawn; ``nan`` where there is none.
        high: Upper end.
        n: Items.
        documents: Documents; 0 where the seeds were not tested on the same items.
        against: How it differs from the baseline; ``None`` for the baseline itself, and where it cannot be said.
        p_holm: ``against.p`` corrected for all comparisons of the table.
        mark: ``*`` significantly better than the baseline, ``†`` significantly worse.
        best: Whether its mean is the best of those tested on the same items of the set.
    """

    set: str
    system: System
    values: tuple[float, ...]
    mean: float
    sd: float
    low: float
    high: float
    n: int
    documents: int
    against: Difference | None = None
    p_holm: float = math.nan
    mark: str = ""
    best: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class ComparisonTable:
    """Systems compared.

    Args:
        statistic: The figure.
        sets: The sets.
        systems: The systems, in the order of the runs.
        entries: By set, then in the order of the systems; only for sets that a system was tested on.
        baseline: Name of the baseline; ``None`` if none was chosen.
        alpha: Level of significance.
        resamples: Bootstrap samples.
        permutations: Random exchanges of the test.
        seed: Of both.
        left_out: Runs that are not in the table, and why.
        warnings: What a reader must know.
    """

    statistic: str
    sets: tuple[str, ...]
    systems: tuple[System, ...]
    entries: tuple[Entry, ...]
    baseline: str | None
    alpha: float
    resamples: int
    permutations: int
    seed: int
    left_out: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()

    def of(self, name: str) -> list[Entry]:
        """The entries of a set."""
        return [entry for entry in self.entries if entry.set == name]


def compare_runs(
    paths: Sequence[Path | str],
    *,
    baseline: str | None = None,
    statistic: str = "macro_f1",
    sets: Sequence[str] | None = None,
    alpha: float = 0.05,
    resamples: int = 2000,
    seed: int = 0,
    permutations: int = PERMUTATIONS,
) -> ComparisonTable:
    """Compare runs.

    Args:
        paths: Run directories, folders above them (sweeps), patterns.
        baseline: What the others are tested against: name of a model or system, or one of its run directories.
        statistic: One of :data:`stance.metrics.comparing.STATISTICS`.
        sets: Sets, or data sets; all test sets by default.
        alpha: Level of significance, after Holm's correction over all comparisons of the table.
        resamples: Bootstrap samples of documents behind the intervals; 0 gives none.
        seed: Of bootstrap and permutations.
        permutations: Random exchanges of documents behind a test.

    Raises:
        ConfigError: Unknown statistic, set or baseline; or ``alpha`` is no share.
        InputError: No finished run, or one that cannot be read.
    """
    if statistic not in STATISTICS:
        raise unknown("metric", statistic, STATISTICS, hint="Runs can be compared by these")
    if not 0 < alpha < 1:
        raise ConfigError(f"alpha={alpha} is not allowed; give a number between 0 and 1, as in alpha=0.05")
    runs, left_out = usable(find_runs(paths))
    names = chosen_sets(runs, sets)
    systems, repeated = grouped(pooled(runs, names), names)
    warnings = [*code_warnings(systems)]
    entries: list[Entry] = []
    compared: list[int] = []
    base = baselines(baseline, systems, names)
    for name in names:
        on_set = [system for system in systems if all(name in run.answers for run in system.runs)]
        against = base.get(name)
        if baseline is not None and against is None:
            warnings.append(f"{name}: the baseline was not tested on it, so nothing is compared there")
        for system in on_set:
            entry, warning = _entry(name, system, statistic, resamples, seed)
            warnings += warning
            if entry is None:
                continue
            if against is not None and system is not against:
                difference, refused = _difference(name, system, against, statistic, resamples, permutations, seed)
                warnings += refused
                if difference:
                    entry = dataclasses.replace(entry, against=difference)
                    compared.append(len(entries))
            entries.append(entry)
    if not entries:
        raise InputError(f"nothing to compare: {'; '.join(warnings) or 'no run was tested on these sets'}")
    corrected = holm([found.p for place in compared if (found := entries[place].against)])
    for place, p in zip(compared, corrected, strict=True):
        entries[place] = _marked(entries[place], p, alpha, statistic)
    return ComparisonTable(
        statistic=statistic,
        sets=tuple(names),
        systems=tuple(systems),
        entries=tuple(_best(entries, statistic)),
        baseline=next((system.name for system in base.values()), baseline),
        alpha=alpha,
        resamples=resamples,
        permutations=permutations,
        seed=seed,
        left_out=(*left_out, *repeated),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def usable(paths: Sequence[Path]) -> tuple[list[LoadedRun], list[tuple[str, str]]]:
    """The finished runs among directories, and the others with the reason.

    Raises:
        InputError: None is finished.
    """
    reasons = [(path, unusable(path)) for path in paths]
    runs = [load_run(path) for path, reason in reasons if not reason]
    left_out = [(str(path), reason) for path, reason in reasons if reason]
    if not runs:
        path, reason = left_out[0]
        more = f" (and {len(left_out) - 1} more)" if len(left_out) > 1 else ""
        raise InputError(
            f"{path}: {reason}{more}; there is no finished run to compare: repeat the command that began it"
        )
    return runs, left_out


def _entry(name: str, system: System, statistic: str, resamples: int, seed: int) -> tuple[Entry | None, list[str]]:
    runs = [run.answers[name] for run in system.runs]
    try:
        mean = over_seeds(runs, statistic, resamples=resamples, seed=seed)
        values = tuple(over_seeds([run], statistic, resamples=0).mean for run in runs)
        documents, low, high, n = mean.clusters, mean.low, mean.high, mean.n
        warning: list[str] = []
    except InputError as error:
        try:  # the seeds were not tested on the same items: a mean, but no interval of it
            values = tuple(over_seeds([run], statistic, resamples=0).mean for run in runs)
        except InputError:
            return None, [f"{name}, {system.name}: no {statistic} ({error})"]
        documents, low, high, n = 0, math.nan, math.nan, _coded(runs[0])
        warning = [
            f"{name}, {system.name}: no interval and no test, for its seeds have different items "
            f"({_why(error, _seeds([system]))})"
        ]
    entry = Entry(
        set=name,
        system=system,
        values=values,
        mean=fmean(values),
        sd=stdev(values) if len(values) > 1 else math.nan,
        low=low,
        high=high,
        n=n,
        documents=documents,
    )
    return entry, warning


def _coded(answers: Sequence[Answer]) -> int:
    return sum(answer.example.gold is not None for answer in answers)


def _difference(
    name: str, system: System, against: System, statistic: str, resamples: int, permutations: int, seed: int
) -> tuple[Difference | None, list[str]]:
    first, second = ([run.answers[name] for run in one.runs] for one in (system, against))
    try:
        found = compare_seeds(first, second, statistic, resamples=resamples, permutations=permutations, seed=seed)
    except InputError as error:
        where = f"{name}: {system.name} is not tested against {against.name}"
        return None, [f"{where}, for they do not have the same items ({_why(error, _seeds([system, against]))})"]
    return found, []


def _why(error: InputError, names: Sequence[str]) -> str:
    """What differs, in the words of the reader: runs are numbered in the order of ``names``."""
    text = str(error).split(";", maxsplit=1)[0]
    text = re.sub(r"^runs \d+ and \d+ (do not answer the same items: )?", "", text)
    return re.sub(r"\brun (\d+)", lambda found: names[int(found[1]) - 1], text)


def _seeds(systems: Sequence[System]) -> list[str]:
    """A name for each run of some systems."""
    return [f"{one.name} seed {run.seed}" for one in systems for run in one.runs]


def _marked(entry: Entry, p: float, alpha: float, statistic: str) -> Entry:
    mark = ""
    if p < alpha and entry.against:
        improved = (entry.against.difference > 0) != (better(statistic) == "lower")
        mark = "*" if improved else "†"
    return dataclasses.replace(entry, p_holm=p, mark=mark)


def _best(entries: Sequence[Entry], statistic: str) -> list[Entry]:
    sign = -1 if better(statistic) == "lower" else 1
    best: dict[Hashable, float] = {}
    tested = [_items(entry) for entry in entries]
    for entry, items in zip(entries, tested, strict=True):
        if math.isfinite(entry.mean):
            best[items] = max(best.get(items, -math.inf), sign * entry.mean)
    several = Counter(tested)
    return [
        dataclasses.replace(entry, best=several[items] > 1 and best.get(items) == sign * entry.mean)
        for entry, items in zip(entries, tested, strict=True)
    ]


def _items(entry: Entry) -> Hashable:
    """What a system was tested on: set and coded items; figures of other items are not better or worse."""
    answers = (answer.example for run in entry.system.runs for answer in run.answers[entry.set])
    return entry.set, frozenset((one.id, one.text) for one in answers if one.gold is not None)
