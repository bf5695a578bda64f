"""Change points of a trend: where its level shifts.

The series is cut where the squared distances to the means of its parts, in standard errors, and a penalty for each cut
sum to the least: exact, by optimal partitioning (Jackson et al., IEEE Signal Processing Letters 12, 2005). `ruptures`
does the same, but weighs all periods alike, and here one may have three documents and the next three hundred; it is
compiled, and holds back new versions of Python. For series of some hundred periods twenty lines of numpy do.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from stance.analysis.exchange import adjusted
from stance.analysis.resampled import Estimate
from stance.analysis.rows import UNKNOWN, FloatArray
from stance.errors import ConfigError

Key = TypeVar("Key", bound=Hashable)
_SHORTEST = 2  # periods: one alone is an outlier, not a level
_NORMAL = 1.959964  # standard errors from the middle of a 95 % interval to its end


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    """A period of a trend.

    Args:
        period: Its name; ``unknown`` for records without a date of that precision: last, neither rolled nor smoothed.
        n: Records.
        documents: Documents they are in.
        net: Share favor less share against; ``None`` where there are no records.
        rolling: The same over all records of the window around the period.
        smoothed: The mean of the records around, those nearer weighing more; with a band wherever there is one, and
            none where the window around the period holds no record.
        few: Whether ``n`` is too small for ``net`` to be relied on.
        flags: Of ``unknown``: ``no date``, ``date too vague`` for the period.
        error: Standard error of ``net`` as its 95 % interval has it, whatever the level of those shown; ``None`` where
            there is none.
    """

    period: str
    n: int
    documents: int
    net: Estimate
    rolling: Estimate
    smoothed: Estimate
    few: bool
    flags: tuple[str, ...] = ()
    error: float | None = None


@dataclass(frozen=True, kw_only=True)
class ChangePoint:
    """A shift of level.

    Args:
        period: The first of the new level.
        after: The last with records of the old level.
        before_net: Net stance of the stretch before, up to the change before that; periods weigh by their documents.
        after_net: Net stance of the stretch after, up to the next change.
        periods_before: Periods with records in the stretch before.
        periods_after: And after.
        n_before: Records in the stretch before.
        n_after: And after.
        p: Share of orders of the periods of both stretches in which the best single cut is as sharp as the best in
            time's order, with one added above and below (Phipson and Smyth, 2010). Each change is tested by itself.
        adjusted: ``p`` adjusted for the number of series looked at, by :func:`believable`.
    """

    period: str
    after: str
    before_net: float
    after_net: float
    periods_before: int
    periods_after: int
    p: float
    n_before: int = 0
    n_after: int = 0
    adjusted: float | None = None


def change_points(
    points: Sequence[TrendPoint], *, penalty: float | None = None, permutations: int = 999, seed: int = 0
) -> list[ChangePoint]:
    """Where the level of a trend shifts.

    The error of a period is taken from the 95 % intervals of all, by its documents, at whatever level the trend shows
    its own, so that this does not move the cuts. Where stances move from period to period more than their documents
    explain, cuts are found easily: believe those with a small ``p``.

    >>> def point(year, net):
    ...     known = Estimate(value=net, low=net - 0.2, high=net + 0.2)
    ...     return TrendPoint(
    ...         period=str(year), n=40, documents=20, net=known, rolling=known, smoothed=known, few=False)
    >>> levels = [0.5, 0.6, 0.55, 0.5, 0.6, 0.5, -0.4, -0.3, -0.35, -0.4, -0.3, -0.4]
    >>> (change,) = change_points([point(2012 + i, net) for i, net in enumerate(levels)])
    >>> change.after, change.period, round(change.before_net, 2), round(change.after_net, 2), change.p < 0.05
    ('2017', '2018', 0.54, -0.36, True)

    Args:
        points: Of :func:`stance.analysis.trends.trend`; those without records or without a date are passed over. Of
            points made otherwise, without an ``error``, intervals are taken for 95 % ones.
        penalty: What a cut must save, in squared standard errors; ``None`` for twice the logarithm of the number of
            periods (Yao, Statistics & Probability Letters 6, 1988: one more level, one more place).
        permutations: Orders drawn for each ``p``.
        seed: Of the draws.

    Returns:
        In time's order; nothing where there are under four periods with records.

    Raises:
        ConfigError: ``penalty`` is not positive, or ``permutations`` under 1.
    """
    if penalty is not None and not 0 < penalty < math.inf:
        raise ConfigError(f"penalty={penalty}: give a number above 0; more finds fewer changes")
    if permutations < 1:
        raise ConfigError(f"permutations={permutations}: give 1 or more, as in permutations=999")
    kept = [point for point in points if point.net.value is not None and point.period != UNKNOWN]
    if len(kept) < 2 * _SHORTEST:
        return []
    values = np.array([point.net.value for point in kept], dtype=np.float64)
    weights = np.array([point.documents for point in kept], dtype=np.float64) / _variance(kept)
    cuts = [0, *_cuts(values, weights, 2 * math.log(len(kept)) if penalty is None else penalty), len(kept)]
    generator = np.random.default_rng(seed)
    found = []
    for start, cut, stop in zip(cuts, cuts[1:], cuts[2:], strict=False):
        before, after = slice(start, cut), slice(cut, stop)
        found.append(
            ChangePoint(
                period=kept[cut].period,
                after=kept[cut - 1].period,
                before_net=float(np.average(values[before], weights=weights[before])),
                after_net=float(np.average(values[after], weights=weights[after])),
                periods_before=cut - start,
                periods_after=stop - cut,
                n_before=sum(point.n for point in kept[before]),
                n_after=sum(point.n for point in kept[after]),
                p=_order_test(values[start:stop], weights[start:stop], permutations, generator),
            )
        )
    return found


def believable(
    found: Mapping[Key, Sequence[ChangePoint]], *, level: float = 0.95, least: int = 10
) -> tuple[dict[Key, list[ChangePoint]], int, int]:
    """The shifts that are more than chance and rest on enough records.

    Every series is cut where that fits best, and of many series some are cut by chance: p-values are adjusted
    (Benjamini and Hochberg, JRSS B 57, 1995) with a 1 for each series without a cut.

    Args:
        found: Series, as actor and target, to its shifts.
        level: Shifts are kept whose adjusted p is at most one less this.
        least: Records that must be on either side.

    Returns:
        The series to the shifts kept; how many were left out as chance; how many of the others for too few records.
    """
    values = [change.p for changes in found.values() for change in changes]
    silent = sum(not changes for changes in found.values())
    among_all = iter(adjusted([(None, p, 0) for p in (*values, *[1.0] * silent)]))
    kept: dict[Key, list[ChangePoint]] = {}
    chance = small = 0
    for key, changes in found.items():
        kept[key] = []
        for change in changes:
            change = replace(change, adjusted=next(among_all))
            if (change.adjusted or 0.0) > 1 - level + 1e-9:
                chance += 1
            elif min(change.n_before, change.n_after) < least:
                small += 1
            else:
                kept[key].append(change)
    return kept, chance, small


def _variance(points: Sequence[TrendPoint]) -> float:
    """Variance of one document's net stance, pooled over the periods; the greatest possible where none has an interval.

    Pooled, since the interval of a period of three documents is itself a guess.
    """
    errors = [(standard_error(point.net) if point.error is None else point.error, point.documents) for point in points]
    parts = [(error**2 * n, n) for error, n in errors if error is not None]
    pooled = sum(part * n for part, n in parts) / sum(n for _, n in parts) if parts else 1.0
    return max(pooled, 1e-6)


def standard_error(net: Estimate) -> float | None:
    """Of a figure with a 95 % interval; ``None`` where it has none."""
    return None if net.low is None or net.high is None else (net.high - net.low) / (2 * _NORMAL)


def _cuts(values: FloatArray, weights: FloatArray, penalty: float) -> list[int]:
    """Starts of all stretches but the first, by optimal partitioning."""
    number = len(values)
    w, wy, wyy = (np.concatenate([[0.0], np.cumsum(weights * values**k)]) for k in range(3))
    best = np.full(number + 1, np.inf)
    best[0] = -penalty
    came = np.zeros(number + 1, dtype=np.intp)
    for stop in range(_SHORTEST, number + 1):
        starts = np.arange(stop - _SHORTEST + 1)
        cost = wyy[stop] - wyy[starts] - (wy[stop] - wy[starts]) ** 2 / (w[stop] - w[starts])
        total = best[starts] + cost + penalty
        came[stop] = starts[np.argmin(total)]
        best[stop] = total[came[stop]]
    cuts = []
    place = int(came[number])
    while place:
        cuts.append(place)
        place = int(came[place])
    return cuts[::-1]


def _order_test(values: FloatArray, weights: FloatArray, permutations: int, generator: np.random.Generator) -> float:
    observed = _sharpest(values[None], weights[None])[0]
    reached, step = 0, max(1, (1 << 20) // len(values))
    for start in range(0, permutations, step):
        orders = generator.permuted(np.tile(np.arange(len(values)), (min(step, permutations - start), 1)), axis=1)
        reached += int(np.sum(_sharpest(values[orders], weights[orders]) >= observed - 1e-9))
    return (1 + reached) / (1 + permutations)


def _sharpest(values: FloatArray, weights: FloatArray) -> FloatArray:
    """The most that one cut saves, in squared standard errors; (orders,), for values and weights (orders, periods)."""
    w, wy = np.cumsum(weights, axis=1), np.cumsum(weights * values, axis=1)
    inner = slice(_SHORTEST - 1, values.shape[1] - _SHORTEST)
    left, right = w[:, inner], w[:, -1:] - w[:, inner]
    apart = wy[:, inner] / left - (wy[:, -1:] - wy[:, inner]) / right
    return np.asarray((left * right / (left + right) * apart**2).max(axis=1), dtype=np.float64)
