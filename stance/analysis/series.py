"""Records by period: sums of each period and of its resamples, and weighted means over the periods around each.

The smoother is the mean of the records around a period, with tricube weights (Nadaraya, Theory of Probability and its
Applications 9, 1964; weights of Cleveland, JASA 74, 1979). A local line bends less at the ends of a series, but where
periods have three records or none it runs beyond all that was said, to 1 in a quarter of which nothing is known; a
mean of records cannot leave their range. Where a series is steep, the width chosen is small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stance.analysis.bootstrap import ratio
from stance.analysis.doubt import Doubt, doubt_of
from stance.analysis.resampled import Resamples, distinct
from stance.analysis.rows import SIGNS, UNKNOWN, BoolArray, FloatArray, IntArray, Period, Rows
from stance.analysis.spans import OUTSIDE, Periods, name_at, number_of
from stance.errors import ConfigError

LONGEST = 2000
"""Periods that a trend may span: days over five years, months over a century and a half."""
_HALF_WIDTHS = (1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0, 16.0, 24.0, 36.0, 48.0, 72.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Averages:
    """Net stances, each over some periods.

    Args:
        value: NaN where no record has weight; shape (figures,).
        drawn: In each resample; shape (figures, resamples).
        clusters: Behind each; shape (figures,).
        doubt: Where records count by their probabilities.
    """

    value: FloatArray
    drawn: FloatArray
    clusters: IntArray
    doubt: Doubt | None

    def less(self, other: Averages) -> Averages:
        """The differences of these and others."""
        doubt = None
        if self.doubt and other.doubt:
            same = self.doubt.same & other.doubt.same
            doubt = Doubt(variance=self.doubt.variance + other.doubt.variance, same=same)
        clusters = np.minimum(self.clusters, other.clusters)
        return Averages(value=self.value - other.value, drawn=self.drawn - other.drawn, clusters=clusters, doubt=doubt)


@dataclass(frozen=True, kw_only=True, eq=False)
class Series:
    """The records of one actor by period.

    Args:
        n: Records of each period; shape (periods,).
        net: Sum of their signs; shape (periods,).
        documents: Documents of each period; shape (periods,).
        parts: Period, records and sum of signs of each document; shape (documents, 3).
        members: Period and cluster of each record; shape (2, n).
        drawn_n: ``n`` in each resample; shape (periods, resamples).
        drawn_net: ``net`` in each resample; same shape.
        doubt: Sum of the variances of the signs given their probabilities, least and greatest sign of likeliest labels,
            each of shape (periods,); ``None`` where records count by label.
    """

    n: FloatArray
    net: FloatArray
    documents: IntArray
    parts: FloatArray
    members: IntArray
    drawn_n: FloatArray
    drawn_net: FloatArray
    doubt: tuple[FloatArray, FloatArray, FloatArray] | None

    def averages(self, weights: FloatArray) -> Averages:
        """Net stances over periods by their weights.

        Args:
            weights: Shape (figures, periods), or fewer columns where the last periods have no weight.
        """
        weights = np.pad(weights, ((0, 0), (0, len(self.n) - weights.shape[1])))
        n = weights @ self.n
        doubt = None
        if self.doubt is not None:
            variance, least, greatest = self.doubt
            lowest = np.where(weights > 0, least, np.inf).min(axis=1, initial=np.inf)
            highest = np.where(weights > 0, greatest, -np.inf).max(axis=1, initial=-np.inf)
            doubt = Doubt(variance=weights**2 @ variance / np.maximum(n, 1e-9) ** 2, same=lowest == highest)
        return Averages(
            value=ratio(weights @ self.net, _positive(n)),
            drawn=ratio(weights @ self.drawn_net, _positive(weights @ self.drawn_n)),
            clusters=self._clusters(weights),
            doubt=doubt,
        )

    def _clusters(self, support: FloatArray) -> IntArray:
        """Clusters in all periods that count for each figure: where ``support`` (figures, periods) is positive."""
        from scipy.sparse import csr_array

        size = (len(self.n), int(self.members[1].max(initial=-1)) + 1)
        ones = np.ones(self.members.shape[1])
        there = csr_array((ones, (self.members[0], self.members[1])), shape=size)
        reached = csr_array((support > 0).astype(np.float64)) @ there
        return np.asarray(np.diff(reached.indptr), dtype=np.intp)


def places_of(rows: Rows, period: Period) -> tuple[list[str], IntArray]:
    """All periods from the first to the last, and the number of each row's; undated rows have the number after them.

    Of periods of one's own, these are all, so that every series has the same. Rows outside of them must not be there.

    Raises:
        ConfigError: There is no such period, or they are more than :data:`LONGEST`.
    """
    found = rows.periods(period)
    if isinstance(period, Periods):
        own = {name: number for number, name in enumerate((*period.names, UNKNOWN))}
        return list(period.names), np.array([own[name] for name in found], dtype=np.intp)
    numbers = {name: number_of(name, period) for name in set(found) - {UNKNOWN}}
    first, last = (min(numbers.values()), max(numbers.values())) if numbers else (0, -1)
    if last - first >= LONGEST:
        ends = sorted(numbers, key=lambda name: numbers[name])
        raise ConfigError(
            f"period={period}: {last - first + 1} of them lie between {ends[0]} and {ends[-1]}, more than {LONGEST}; "
            "give a longer period, as in period=year, or mend the dates"
        )
    names = [name_at(number, period) for number in range(first, last + 1)]
    places = np.array([numbers[name] - first if name != UNKNOWN else len(names) for name in found], dtype=np.intp)
    return names, places


def inside(rows: Rows, period: Period) -> Rows:
    """The rows but those whose date is in none of the periods of one's own."""
    return rows.where(np.array([name != OUTSIDE for name in rows.periods(period)], dtype=np.bool_))


def series_of(rows: Rows, places: IntArray, number: int, drawn: Resamples, *, actor: str | None = None) -> Series:
    """Sums by period of the rows of an actor, or of all.

    Args:
        rows: On one target.
        places: Period of each row; shape (n,).
        number: Of periods, with the place of the undated.
        drawn: The resamples of all ``rows``.
        actor: Whose; ``None`` for all.
    """
    mine = np.array([actor in (None, name) for name in rows.actors], dtype=np.bool_)
    signs = rows.votes @ SIGNS
    values = np.stack([mine.astype(np.float64), np.where(mine, signs, 0.0)], axis=1)
    sums = drawn.drawn(drawn.totals(places, number, values)).reshape(number, 2, -1)
    totals = np.zeros((number, 2))
    np.add.at(totals, places, values)
    keys, documents = np.unique(np.stack([places, rows.documents])[:, mine], axis=1, return_inverse=True)
    parts = np.zeros((keys.shape[1], 3))
    parts[:, 0] = keys[0]
    np.add.at(parts[:, 1:], documents.ravel(), values[mine])
    return Series(
        n=totals[:, 0],
        net=totals[:, 1],
        documents=distinct(places[mine], rows.documents[mine], number),
        parts=parts,
        members=np.stack([places, drawn.clusters])[:, mine],
        drawn_n=sums[:, 0],
        drawn_net=sums[:, 1],
        doubt=_doubt(rows, places, mine, number) if rows.weight == "score" else None,
    )


def _doubt(rows: Rows, places: IntArray, mine: BoolArray, number: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    variance, least, greatest = doubt_of(rows.votes[mine], SIGNS[:, None], places[mine], number)
    return variance[:, 0], least[:, 0], greatest[:, 0]


def window_of(periods: int, width: int) -> FloatArray:
    """1 for the periods in the window around each; shape (periods, periods)."""
    return (np.abs(_lags(periods)) <= width // 2).astype(np.float64)


def tricube(periods: int, half_width: float) -> FloatArray:
    """Weights of the periods around each; shape (periods, periods)."""
    return np.asarray(np.clip(1 - np.abs(_lags(periods) / half_width) ** 3, 0, None) ** 3, dtype=np.float64)


def half_width(series: Sequence[Series], periods: int) -> float:
    """The half-width, in periods, at which left-out documents are predicted best, over all series together.

    Each document is left out whole, since its sentences would tell of each other (Stone, JRSS B 36, 1974; by documents
    for the reason that the bootstrap draws them). On a par, the wider.
    """
    widths = [width for width in _HALF_WIDTHS if width <= periods] + [2.0 * max(periods, 1)]
    losses = [sum(_loss(one, tricube(periods, width)) for one in series) for width in widths]
    least = min(losses)
    return max(width for width, loss in zip(widths, losses, strict=True) if loss <= least + 1e-9)


def _loss(series: Series, weights: FloatArray) -> float:
    """Squared error of the documents predicted from the others, by records."""
    periods = len(weights)
    parts = series.parts[series.parts[:, 0] < periods]
    places, n, net = parts[:, 0].astype(np.intp), parts[:, 1], parts[:, 2]
    if len(parts) < 2:
        return 0.0
    n_around, net_around = weights @ series.n[:periods], weights @ series.net[:periods]
    # The document lies at the centre, where the weight is 1.
    found = ratio(net_around[places] - net, _positive(n_around[places] - n))
    others = ratio(net.sum() - net, n.sum() - n)
    found = np.where(np.isnan(found), others, found)
    return float(np.sum(n * (found - net / n) ** 2))


def _positive(n: FloatArray) -> FloatArray:
    """Weights of records, 0 where they are so by rounding only."""
    return np.where(n > 1e-9, n, 0.0)


def _lags(periods: int) -> FloatArray:
    return np.arange(periods, dtype=np.float64)[None, :] - np.arange(periods)[:, None]
