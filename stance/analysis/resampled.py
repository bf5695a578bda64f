"""The cluster bootstrap for many groups of rows at once, in little memory.

Same method as :mod:`stance.analysis.bootstrap`: documents, or outlets, are drawn whole, with replacement. How often
each was drawn is kept in one byte, and sums of groups are products of sparse matrices, so that 50,000 rows in 400
groups take a second. Clusters are numbered by their names, so the order of the records does not matter.

Percentile intervals are too narrow for few clusters. The level is therefore widened by Student's t for the number of
clusters in the group ("expanded percentile", Hesterberg, "What Teachers Should Know About the Bootstrap", The American
Statistician 69, 2015). Where every resample gives the same figure, since all clusters say the same, the bootstrap
cannot tell how sure it is: the interval is then that of Wilson (JASA 22, 1927) with the clusters as its trials.

Means of probabilities vary less than labels do, but know no more; see :mod:`stance.analysis.doubt`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, get_args

import numpy as np

from stance.analysis.bootstrap import Cluster
from stance.analysis.doubt import Doubt, trials
from stance.analysis.rows import BoolArray, FloatArray, IntArray, Rows
from stance.errors import ConfigError, unknown

SparseArray: TypeAlias = Any  # scipy's have no types
_CELLS = 1 << 22  # numbers that are held at once: 32 MiB
_SAME = 1e-6  # figures this near to each other differ by rounding only
FEW_DOCUMENTS = 5
"""Below so many documents a figure is flagged: the interval is then wide at best and a guess at worst."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A figure with its interval; ``None`` where it is undefined.

    Args:
        value: The figure.
        low: Lower bound of the interval; ``None`` where there is no interval.
        high: Upper bound.
    """

    value: float | None
    low: float | None
    high: float | None


UNDEFINED = Estimate(value=None, low=None, high=None)


@dataclass(frozen=True, kw_only=True, eq=False)
class Resamples:
    """How often each cluster was drawn in each resample.

    Args:
        clusters: Number of the cluster of each row, from 0 by name; shape (n,).
        counts: Shape (clusters, resamples); one byte each.
    """

    clusters: IntArray
    counts: np.ndarray[Any, np.dtype[np.uint8]]

    @property
    def resamples(self) -> int:
        """How many there are."""
        return int(self.counts.shape[1])

    def totals(self, groups: IntArray, number: int, values: FloatArray) -> SparseArray:
        """Sums by group and column (row ``group * k + column``) and by cluster.

        Args:
            groups: Number of each row's group; shape (n,).
            number: Of groups.
            values: Shape (n, k).
        """
        from scipy.sparse import csr_array

        columns = values.shape[1]
        rows = (groups[:, None] * columns + np.arange(columns)).ravel()
        places = (rows, np.repeat(self.clusters, columns))
        found = csr_array((values.ravel(), places), shape=(number * columns, len(self.counts)))
        found.sum_duplicates()
        found.eliminate_zeros()
        return found

    def drawn(self, totals: SparseArray) -> FloatArray:
        """The sums in each resample, of some rows of ``totals``; shape (rows, resamples)."""
        used = np.unique(totals.indices)
        part = totals[:, used]
        found = np.zeros((totals.shape[0], self.resamples))
        step = max(1, _CELLS // max(1, len(used)))
        for start in range(0, self.resamples, step):
            found[:, start : start + step] = part @ self.counts[used, start : start + step].astype(np.float64)
        return found

    def blocks(self, size: int) -> Iterator[slice]:
        """Ranges of resamples, such that ``size`` numbers for each fit into memory."""
        step = max(1, _CELLS // max(1, size))
        for start in range(0, self.resamples, step):
            yield slice(start, start + step)


def resamples_of(rows: Rows, *, resamples: int = 2000, seed: int = 0, cluster: Cluster = "document") -> Resamples:
    """Draw clusters of all rows.

    Args:
        rows: The records.
        resamples: How many; 0 for no intervals.
        seed: Of the draws.
        cluster: What is drawn: whole documents or whole outlets (documents of no known outlet are each their own).

    Raises:
        ConfigError: ``cluster`` is unknown, or ``resamples`` is negative.
    """
    if cluster not in get_args(Cluster):
        raise unknown("cluster", str(cluster), get_args(Cluster))
    if resamples < 0:
        raise ConfigError(f"resamples={resamples}: give 0 (no intervals) or more, as in resamples=2000")
    if cluster == "document":
        names: list[tuple[str, str]] = [("", record.document_id) for record in rows.records]
    else:
        names = [("o", record.outlet) if record.outlet else ("", record.document_id) for record in rows.records]
    clusters, known = numbered(names)
    number = len(known)
    counts = np.zeros((number, resamples), dtype=np.uint8)
    generator = np.random.default_rng(seed)
    step = max(1, _CELLS // max(1, number))
    for start in range(0, resamples if number else 0, step):
        stop = min(resamples, start + step)
        draws = generator.integers(0, number, size=(stop - start, number))
        draws += np.arange(stop - start)[:, None] * number
        found = np.bincount(draws.ravel(), minlength=(stop - start) * number)
        counts[:, start:stop] = found.reshape(stop - start, number).T
    return Resamples(clusters=clusters, counts=counts)


def numbered(keys: Sequence[Hashable]) -> tuple[IntArray, list[Any]]:
    """The number of each key in sorted order, and the keys so ordered.

    >>> numbers, names = numbered(["b", "a", "b"])
    >>> numbers.tolist(), names
    ([1, 0, 1], ['a', 'b'])
    """
    names: list[Any] = sorted(set(keys))
    place = {name: number for number, name in enumerate(names)}
    return np.array([place[key] for key in keys], dtype=np.intp), names


def distinct(groups: IntArray, members: IntArray, number: int) -> IntArray:
    """How many different members each of ``number`` groups has; shape (number,)."""
    pairs = np.unique(np.stack([groups, members]), axis=1) if len(groups) else np.zeros((2, 0), dtype=np.intp)
    return np.bincount(pairs[0], minlength=number).astype(np.intp)


def check_level(level: float) -> None:
    """Refuse a level that is no share.

    Raises:
        ConfigError: It is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ConfigError(f"level={level}: give a share between 0 and 1, as in level=0.95")


def tails(clusters: IntArray, level: float) -> FloatArray:
    """The share of resamples below the lower bound, for each number of clusters (at least 2); same shape.

    >>> tails(np.array([2, 10, 10_000]), 0.95).round(4).tolist()
    [0.0, 0.0086, 0.025]
    """
    from scipy import special

    m = np.maximum(clusters, 2).astype(np.float64)
    return np.asarray(special.ndtr(-np.sqrt(m / (m - 1)) * special.stdtrit(m - 1, (1 + level) / 2)), dtype=np.float64)


def wilson(share: FloatArray, n: IntArray | FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    """Intervals of shares of ``n`` independent trials each; wide enough for any variable from 0 to 1.

    >>> [round(float(bound[0]), 3) for bound in wilson(np.array([1.0]), np.array([10]), 0.95)]
    [0.722, 1.0]
    """
    from scipy import special

    spread = special.ndtri((1 + level) / 2) ** 2 / np.maximum(n, 1)
    middle = (share + spread / 2) / (1 + spread)
    half = np.sqrt(np.maximum(share * (1 - share), 0) * spread + spread * spread / 4) / (1 + spread)
    return np.maximum(0.0, middle - half), np.minimum(1.0, middle + half)


def percentiles(drawn: FloatArray, below: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Bounds of figures from their resamples.

    Args:
        drawn: Shape (figures, resamples), NaN where a resample has none of the figure's records.
        below: The share of resamples below the lower and above the upper bound; shape (figures,).

    Returns:
        Lower and upper bounds, each of shape (figures,); NaN where under half of the resamples have the figure.
    """
    number, resamples = drawn.shape
    if not resamples:
        return np.full(number, np.nan), np.full(number, np.nan)
    ordered = np.sort(drawn, axis=1)  # NaN last
    kept = resamples - np.isnan(ordered).sum(axis=1)
    bounds = []
    for share in (below, 1 - below):
        place = share * np.maximum(kept - 1, 0)
        at = np.floor(place).astype(np.intp)
        after = np.minimum(at + 1, np.maximum(kept - 1, 0))
        every = np.arange(number)
        found = ordered[every, at] + (ordered[every, after] - ordered[every, at]) * (place - at)
        bounds.append(np.where(2 * kept < resamples, np.nan, found))
    return bounds[0], bounds[1]


def bounds_of(
    value: FloatArray,
    drawn: FloatArray,
    clusters: IntArray,
    *,
    level: float,
    limits: tuple[float, float],
    doubt: Doubt | None = None,
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Bounds of figures, expanded for few clusters, and Wilson's where the resamples do not vary.

    Args:
        value: The figures; NaN where undefined; shape (figures,).
        drawn: Their resamples; shape (figures, resamples).
        clusters: How many clusters each figure rests on; without an interval where under 2; shape (figures,).
        level: Share of the distribution inside.
        limits: Least and greatest value that the figure can take.
        doubt: Of figures that are means of probabilities; ``None`` for labels.

    Returns:
        Lower and upper bounds, NaN where there is no interval; and where the bounds are Wilson's.
    """
    low, high = percentiles(drawn, tails(clusters, level))
    least, greatest = limits
    reach = greatest - least
    share = np.nan_to_num((value - least) / reach)
    flat_low, flat_high = wilson(share, clusters, level)
    with np.errstate(invalid="ignore"):
        flat = high - low < _SAME
    if doubt is not None and drawn.shape[1]:
        flat |= doubt.same
        near_low, near_high = wilson(
            share, trials(share, drawn / reach, doubt.variance / reach**2, clusters, level), level
        )
        low, high = np.minimum(low, least + reach * near_low), np.maximum(high, least + reach * near_high)
    without = (clusters < 2) | np.isnan(value)
    low = np.minimum(np.where(flat, least + reach * flat_low, low), value)
    high = np.maximum(np.where(flat, least + reach * flat_high, high), value)
    low = np.where(without, np.nan, np.clip(low, least, greatest))
    high = np.where(without, np.nan, np.clip(high, least, greatest))
    return low, high, flat & ~without


def estimate(value: float, low: float, high: float) -> Estimate:
    """Numbers as an estimate, NaN as ``None``."""
    if np.isnan(value):
        return UNDEFINED
    if np.isnan(low) or np.isnan(high):
        return Estimate(value=float(value), low=None, high=None)
    return Estimate(value=float(value), low=float(low), high=float(high))


def few_flags(documents: int, clusters: int, cluster: Cluster) -> list[str]:
    """What to say of a figure that rests on few documents, or on one outlet.

    >>> few_flags(1, 1, "outlet"), few_flags(9, 1, "outlet"), few_flags(3, 3, "document"), few_flags(9, 9, "document")
    (['one document'], ['one outlet'], ['few documents'], [])
    """
    found = ["one document"] if documents == 1 else []
    if documents > 1 and clusters == 1:
        found.append(f"one {cluster}")
    if 1 < documents < FEW_DOCUMENTS:
        found.append("few documents")
    return found
