"""Percentile bootstrap over clusters: intervals that respect that sentences of one document are not independent.

Method: Efron and Tibshirani, *An Introduction to the Bootstrap* (1993), chapters 8 and 13; clusters are drawn with
replacement, whole, as in Davison and Hinkley, *Bootstrap Methods and their Application* (1997), section 3.8.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter, mul
from typing import NamedTuple

Statistic = Callable[[Sequence[float]], float]
"""From counts summed over documents to a figure; ``nan`` where the counts leave it undefined."""


class Interval(NamedTuple):
    """A figure with its percentile interval; ``nan`` where it is undefined."""

    value: float
    low: float
    high: float


class Resamples(NamedTuple):
    """How often each cluster was drawn: one row of ``clusters`` weights for each resample."""

    clusters: int
    seed: int
    weights: tuple[tuple[int, ...], ...]


def draw(clusters: int, *, resamples: int, seed: int) -> Resamples:
    """Draw the bootstrap samples once, for any number of statistics.

    Args:
        clusters: Number of documents.
        resamples: Number of bootstrap samples; 0 gives no intervals.
        seed: Seed of the draws; the same seed gives the same intervals.

    >>> [sum(weights) for weights in draw(5, resamples=3, seed=0).weights]
    [5, 5, 5]
    """
    generator = random.Random(seed)  # noqa: S311 -- a reproducible bootstrap, not cryptography
    places = range(clusters)
    rows = []
    for _ in range(resamples if clusters else 0):
        weights = [0] * clusters
        for place in generator.choices(places, k=clusters):
            weights[place] += 1
        rows.append(tuple(weights))
    return Resamples(clusters, seed, tuple(rows))


def intervals(
    counts: Mapping[int, Sequence[float]],
    statistics: Mapping[str, Statistic],
    resamples: Resamples,
    *,
    level: float = 0.95,
) -> dict[str, Interval]:
    """Figures and their percentile intervals.

    Args:
        counts: For each cluster that has any, its counts; all rows of equal length.
        statistics: Functions of the counts summed over clusters.
        resamples: From :func:`draw`.
        level: Share of the bootstrap distribution inside the interval.

    Returns:
        For each statistic its value on all clusters and its interval. Resamples in which a statistic is undefined are
        left out of its interval; an interval with no resample left is ``nan``.

    >>> sample = draw(4, resamples=200, seed=1)
    >>> found = intervals({0: (3, 4), 1: (1, 4), 2: (2, 4), 3: (4, 4)}, {"share": lambda c: c[0] / c[1]}, sample)
    >>> found["share"].value
    0.625
    >>> found["share"].low < 0.625 < found["share"].high
    True
    """
    places = sorted(counts)
    columns = [tuple(column) for column in zip(*(counts[place] for place in places), strict=True)]
    values: dict[str, list[float]] = {name: [] for name in statistics}
    if places:
        # Only clusters with counts are summed: most groups (a stance, a kind of holder) occur in few documents.
        pick = itemgetter(*places) if len(places) > 1 else None
        for weights in resamples.weights:
            drawn = pick(weights) if pick else (weights[places[0]],)
            summed = [sum(map(mul, drawn, column)) for column in columns]
            for name, statistic in statistics.items():
                value = statistic(summed)
                if not math.isnan(value):
                    values[name].append(value)
    totals = [sum(column) for column in columns]
    found = {}
    for name, statistic in statistics.items():
        low, high = _percentiles(values[name], level)
        found[name] = Interval(statistic(totals) if places else math.nan, low, high)
    return found


def _percentiles(values: list[float], level: float) -> tuple[float, float]:
    if not values:
        return math.nan, math.nan
    values.sort()
    tail = (1.0 - level) / 2.0
    return _quantile(values, tail), _quantile(values, 1.0 - tail)


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Linear interpolation between order statistics (Hyndman and Fan 1996, type 7)."""
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
