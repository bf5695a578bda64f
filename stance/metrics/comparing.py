"""Whether one model is better than another on the same items, and how large a difference could have been seen.

The test exchanges the answers of the two runs, document by document (approximate randomization: Noreen, *Computer
Intensive Methods for Testing Hypotheses*, 1989; Yeh, COLING 2000), since sentences of one document are not independent.
The interval is the bootstrap's, over the same documents. Several seeds of a model count by the mean of their figures;
the test and the interval then speak of these trained models on other documents, ``seeds`` and ``spread`` of how much
training itself varies.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, stdev

import numpy as np

from stance.errors import InputError, unknown
from stance.metrics.comparable import STATISTICS, Statistic
from stance.metrics.resampling import FloatArray, Sample, coded, numbered, percentiles
from stance.types import Answer

_ENUMERATED = 12  # with so few documents all 4,096 exchanges are tried: the test is exact


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """How two models differ on the same items.

    Args:
        statistic: Name, one of :data:`STATISTICS`.
        a: Figure of the first; the mean over its seeds.
        b: Figure of the second.
        difference: ``a - b``.
        low: Lower end of the 95 % interval of the difference; ``nan`` with a single document.
        high: Upper end.
        p: Two-sided, of the permutation test; not corrected for the number of comparisons (see :func:`holm`).
        n: Items.
        clusters: Documents.
        minimum_detectable: The difference that would be found significant at 5 % in four of five such samples of
            documents; ``nan`` with a single document.
        seeds: Runs of the first and of the second.
        spread: Standard deviation over seeds of the first and of the second; ``nan`` for one run.
    """

    statistic: str
    a: float
    b: float
    difference: float
    low: float
    high: float
    p: float
    n: int
    clusters: int
    minimum_detectable: float
    seeds: tuple[int, int] = (1, 1)
    spread: tuple[float, float] = (math.nan, math.nan)


@dataclass(frozen=True, kw_only=True, slots=True)
class SeedMean:
    """A figure of one model over several seeds; ``low`` and ``high`` are its interval over documents."""

    statistic: str
    mean: float
    low: float
    high: float
    spread: float
    n: int
    clusters: int
    seeds: int


def compare(
    a: Sequence[Answer],
    b: Sequence[Answer],
    statistic: str = "macro_f1",
    *,
    resamples: int = 2000,
    permutations: int = 10000,
    seed: int = 0,
) -> Comparison:
    """Compare two runs on the same items.

    Args:
        a: Answers of the first run; only those to the examples as they are, with a coded label, count.
        b: Answers of the second run.
        statistic: One of :data:`STATISTICS`.
        resamples: Bootstrap samples of documents behind the interval.
        permutations: Random exchanges behind the test; with few documents all are tried.
        seed: Of both.

    Raises:
        ConfigError: Unknown statistic.
        InputError: The runs do not answer the same items.
    """
    return compare_seeds([a], [b], statistic, resamples=resamples, permutations=permutations, seed=seed)


def compare_seeds(
    a: Sequence[Sequence[Answer]],
    b: Sequence[Sequence[Answer]],
    statistic: str = "macro_f1",
    *,
    resamples: int = 2000,
    permutations: int = 10000,
    seed: int = 0,
) -> Comparison:
    """Compare two models by the mean over their seeds; arguments as in :func:`compare`, one sequence for each seed.

    The numbers of seeds may differ: in the test, each run of the first is exchanged with each run of the second.
    """
    kind = _statistic(statistic)
    runs = aligned([*a, *b])
    tables, clusters = _tables(kind, runs, statistic)
    first, second = tables[: len(a)], tables[len(a) :]
    sample = Sample(numbered(clusters), resamples=resamples, seed=seed)
    values, resampled = _figures(kind, tables, sample)
    mean_a, mean_b = values[: len(a)].mean(), values[len(a) :].mean()
    drawn = resampled[: len(a)].mean(axis=0) - resampled[len(a) :].mean(axis=0)
    low, high = percentiles(drawn)
    defined = drawn[np.isfinite(drawn)]
    normal = NormalDist()
    error = float(defined.std(ddof=1)) if len(defined) > 1 else math.nan
    return Comparison(
        statistic=statistic,
        a=float(mean_a),
        b=float(mean_b),
        difference=float(mean_a - mean_b),
        low=low,
        high=high,
        p=_p_value(kind, _gathered(first, sample), _gathered(second, sample), permutations, seed),
        n=len(clusters),
        clusters=sample.count,
        minimum_detectable=(normal.inv_cdf(0.975) + normal.inv_cdf(0.8)) * error,
        seeds=(len(a), len(b)),
        spread=(_spread(values[: len(a)]), _spread(values[len(a) :])),
    )


def over_seeds(
    runs: Sequence[Sequence[Answer]], statistic: str = "macro_f1", *, resamples: int = 2000, seed: int = 0
) -> SeedMean:
    """The mean of a figure over several runs of one model on the same items; arguments as in :func:`compare`."""
    kind = _statistic(statistic)
    tables, clusters = _tables(kind, aligned(runs), statistic)
    sample = Sample(numbered(clusters), resamples=resamples, seed=seed)
    values, resampled = _figures(kind, tables, sample)
    low, high = percentiles(resampled.mean(axis=0))
    return SeedMean(
        statistic=statistic,
        mean=float(values.mean()),
        low=low,
        high=high,
        spread=_spread(values),
        n=len(clusters),
        clusters=sample.count,
        seeds=len(runs),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """P values corrected for their number (Holm, Scandinavian Journal of Statistics 6, 1979), in the order given.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    corrected = [0.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda index: p_values[index])):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = highest
    return corrected


def aligned(runs: Sequence[Sequence[Answer]]) -> list[list[Answer]]:
    """The coded answers of each run to the examples as they are, in the order of the first run.

    Raises:
        InputError: No run, a run without coded answers, one that answers an item twice, or runs whose items are not
            the same; says how many.
    """
    if not runs:
        raise InputError("no runs to compare; give at least one for each side")
    rows = [_by_item(run, number) for number, run in enumerate(runs, start=1)]
    first = rows[0]
    for number, row in enumerate(rows[1:], start=2):
        shared = first.keys() & row.keys()
        if len(shared) < len(first) or len(shared) < len(row):
            raise InputError(
                f"runs 1 and {number} do not answer the same items: {len(first) - len(shared)} only in run 1, "
                f"{len(row) - len(shared)} only in run {number}, {len(shared)} in both; "
                "compare runs of the same data, split and limit"
            )
        for what in ("gold", "text", "holder", "target"):
            other = sum(getattr(first[key].example, what) != getattr(row[key].example, what) for key in first)
            if other:
                raise InputError(
                    f"runs 1 and {number} differ in {what!r} for {other} of {len(first)} items with the same id; "
                    "compare runs of the same version of the data"
                )
    return [[row[key] for key in first] for row in rows]


def _by_item(run: Sequence[Answer], number: int) -> dict[tuple[str, str], Answer]:
    data = coded(run)
    found = {(answer.set, answer.example.id): answer for answer in data.answers}
    if not found:
        raise InputError(f"run {number} has no answers to coded examples; give a run that was scored")
    if len(found) < len(data):
        raise InputError(
            f"run {number} answers {len(data) - len(found)} items twice (same set and id); give each example its own id"
        )
    return found


def _statistic(name: str) -> Statistic:
    if name not in STATISTICS:
        raise unknown("statistic", name, STATISTICS)
    return STATISTICS[name]


def _tables(kind: Statistic, runs: Sequence[Sequence[Answer]], name: str) -> tuple[list[FloatArray], list[Hashable]]:
    rows = [kind.rows(run) for run in runs]
    if not rows[0].clusters:
        raise InputError(f"statistic {name!r} does not apply to these items (no pairs of directions); use macro_f1")
    return [row.table for row in rows], rows[0].clusters


def _figures(kind: Statistic, tables: Sequence[FloatArray], sample: Sample) -> tuple[FloatArray, FloatArray]:
    """Figures of each run, shape (runs,), and in each resample, shape (runs, resamples)."""
    values, resampled = [], []
    for table in tables:
        sums, drawn = sample.sums(table)
        values.append(kind.of(sums, sums))
        resampled.append(kind.of(drawn, sums))
    return np.array(values), np.array(resampled)


def _spread(values: FloatArray) -> float:
    return stdev(map(float, values)) if len(values) > 1 else math.nan


def _gathered(tables: Sequence[FloatArray], sample: Sample) -> list[FloatArray]:
    """Tables summed over documents: shape (clusters, k) each."""
    gathered = []
    for table in tables:
        sums = np.zeros((sample.count, table.shape[1]))
        np.add.at(sums, sample.clusters, table)
        gathered.append(sums)
    return gathered


def _p_value(
    kind: Statistic, first: Sequence[FloatArray], second: Sequence[FloatArray], permutations: int, seed: int
) -> float:
    count = len(first[0])
    exact = 2**count <= max(permutations, 1) and count <= _ENUMERATED
    if exact:
        blocks = [np.array(list(itertools.product((0.0, 1.0), repeat=count)))]
    else:
        step = max(1, 2_000_000 // count)
        sizes = [min(step, permutations - start) for start in range(0, permutations, step)]
        generator = np.random.default_rng(seed)
        blocks = [np.zeros((1, count)), *(generator.integers(0, 2, (size, count)).astype(np.float64) for size in sizes)]
    whole = first[0].sum(axis=0)
    totals = [table.sum(axis=0) for table in (*first, *second)]
    observed = 0.0
    extreme = tried = 0
    for number, exchanged in enumerate(blocks):
        moved = [exchanged @ table for table in (*first, *second)]
        difference = np.zeros(len(exchanged))
        for i in range(len(first)):
            for j in range(len(first), len(totals)):
                shift = moved[j] - moved[i]
                difference += kind.of(totals[i] + shift, whole) - kind.of(totals[j] - shift, whole)
        if number == 0:  # the first row exchanges nothing: the runs as they are, one of the exchanges that could be
            observed = abs(difference[0])
        extreme += int((np.abs(difference) >= observed - 1e-12).sum())
        tried += len(difference)
    return extreme / tried
