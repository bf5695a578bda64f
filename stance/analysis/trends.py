"""How stances moved: by period, in a rolling window, smoothed with bands; and two actors beside each other.

Bands hold at each period by itself, and for the curve at the half-width chosen: what smoothing flattens is not in them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stance.analysis.bootstrap import Cluster
from stance.analysis.changes import ChangePoint, TrendPoint, change_points, standard_error
from stance.analysis.resampled import UNDEFINED, Estimate, bounds_of, check_level, estimate, resamples_of
from stance.analysis.rows import UNKNOWN, BoolArray, FloatArray, Period, Rows, masked, period_of
from stance.analysis.series import Averages, Series, half_width, inside, places_of, series_of, tricube, window_of
from stance.errors import ConfigError

__all__ = ["ChangePoint", "DifferencePoint", "TrendPoint", "change_points", "difference", "trend"]


@dataclass(frozen=True, kw_only=True)
class DifferencePoint:
    """Two actors in a period.

    Args:
        period: As in :class:`TrendPoint`.
        n: Records of both.
        n_first: Records of the first actor.
        n_second: Records of the second.
        documents_first: Documents of the first.
        documents_second: Documents of the second.
        first: Net stance of the first.
        second: Net stance of the second.
        net: ``first`` less ``second``, from -2 to 2; ``None`` where one of them has no records.
        smoothed: The smoothed net stance of the first less that of the second, both at one half-width; ``None`` where
            it is for one of them.
        few: Whether either has too few records.
        flags: As in :class:`TrendPoint`.
    """

    period: str
    n: int
    n_first: int
    n_second: int
    documents_first: int
    documents_second: int
    first: Estimate
    second: Estimate
    net: Estimate
    smoothed: Estimate
    few: bool
    flags: tuple[str, ...] = ()


def trend(
    rows: Rows,
    *,
    actor: str | None,
    target: str,
    period: Period = "year",
    window: int = 3,
    resamples: int = 2000,
    seed: int = 0,
    cluster: Cluster = "document",
    few: int = 10,
    level: float = 0.95,
    bandwidth: float | None = None,
) -> list[TrendPoint]:
    """How an actor's stance toward a target moved.

    >>> import dataclasses
    >>> from stance.analysis.rows import rows_of
    >>> from stance.types import StanceRecord
    >>> one = StanceRecord(
    ...     document_id="a", outlet="Daily", published="2016-05-08", sentence_index=0, sentence="", start=0, end=0,
    ...     speaker=None, holder="IRN", holder_name="Iran", affiliation="IRN", official=True, target="jcpoa",
    ...     stance="favor", score=0.8, scores={"favor": 0.8, "against": 0.1, "neutral": 0.1}, sentiment="neutral",
    ...     basis="statement", cue=None, evidence=(), model="m", target_sentiment="neutral")
    >>> later = dataclasses.replace(one, document_id="b", published="2018-05-08", stance="against")
    >>> points = trend(rows_of([one, later]), actor="IRN", target="jcpoa", window=3)
    >>> [(point.period, point.n, point.net.value, point.rolling.value) for point in points]
    [('2016', 1, 1.0, 1.0), ('2017', 0, None, 0.0), ('2018', 1, -1.0, -1.0)]

    Args:
        rows: The records.
        actor: Whose stance; ``None`` for all records on the target.
        target: Toward what.
        period: Of the points; of periods of one's own, records outside of them are not counted, and to roll and smooth
            they count as equally long.
        window: Periods of the rolling estimate, centred: an odd number. It is cut at the ends of the series. Where it
            holds no record, there is no smoothed estimate either.
        resamples: Of the bootstrap; 0 for no intervals.
        seed: Of its draws.
        cluster: What it draws.
        few: Points of fewer records are marked.
        level: Of the intervals.
        bandwidth: Half-width of the smoother in periods, above 1; ``None`` for the one that best predicts documents
            that are left out.

    Returns:
        All periods from the first to the last, without gaps, then the undated records, if any; nothing where there
        are no records.

    Raises:
        ConfigError: An option is none of those allowed, or the dates span too many periods.
    """
    _check(period, window, bandwidth, level)
    kept = inside(rows.where(masked(rows, actor=actor, target=target)), period)
    if not len(kept):
        return []
    names, places = places_of(kept, period)
    dated = len(names)
    undated = int(places.max()) == dated
    drawn = resamples_of(kept, resamples=resamples, seed=seed, cluster=cluster)
    one = series_of(kept, places, dated + undated, drawn)
    around = window_of(dated, window)
    near = tricube(dated, bandwidth or half_width([one], dated))
    own = one.averages(np.eye(dated + undated))
    each = _estimates(own, level)
    errors = [standard_error(net) for net in _estimates(own, 0.95)]  # not by level, which is not to move the changes
    rolling = _estimates(one.averages(around), level)
    smoothed = _line(one.averages(near), _held(one, around), level)
    return [
        TrendPoint(
            period=name,
            n=round(one.n[place]),
            documents=int(one.documents[place]),
            net=each[place],
            rolling=rolling[place] if place < dated else UNDEFINED,
            smoothed=smoothed[place] if place < dated else UNDEFINED,
            few=bool(one.n[place] < few),
            flags=_why(kept, period) if place == dated else (),
            error=errors[place],
        )
        for place, name in enumerate(names + [UNKNOWN] * undated)
    ]


def difference(
    rows: Rows,
    first: str,
    second: str,
    target: str,
    period: Period = "year",
    *,
    window: int = 3,
    resamples: int = 2000,
    seed: int = 0,
    cluster: Cluster = "document",
    few: int = 10,
    level: float = 0.95,
    bandwidth: float | None = None,
) -> list[DifferencePoint]:
    """Two actors' stances toward a target over time, drawn together, so that documents which have both keep them.

    >>> import dataclasses
    >>> from stance.analysis.rows import rows_of
    >>> from stance.types import StanceRecord
    >>> one = StanceRecord(
    ...     document_id="a", outlet="Daily", published="2016-05-08", sentence_index=0, sentence="", start=0, end=0,
    ...     speaker=None, holder="IRN", holder_name="Iran", affiliation="IRN", official=True, target="jcpoa",
    ...     stance="favor", score=0.8, scores={"favor": 0.8, "against": 0.1, "neutral": 0.1}, sentiment="neutral",
    ...     basis="statement", cue=None, evidence=(), model="m", target_sentiment="neutral")
    >>> other = dataclasses.replace(one, document_id="b", holder="ISR", affiliation="ISR", stance="against")
    >>> (point,) = difference(rows_of([one, other]), "IRN", "ISR", "jcpoa")
    >>> point.first.value, point.second.value, point.net.value
    (1.0, -1.0, 2.0)

    Args:
        rows: The records.
        first: An actor.
        second: Another.
        target: Toward what.
        period: Of the points.
        window: Periods around one of which some must have records of both for there to be a smoothed difference.
        resamples: Of the bootstrap; 0 for no intervals.
        seed: Of its draws.
        cluster: What it draws.
        few: Points at which either has fewer records are marked.
        level: Of the intervals.
        bandwidth: As for :func:`trend`; chosen for both together.

    Returns:
        As :func:`trend`, over the periods of both.

    Raises:
        ConfigError: An option is none of those allowed, the dates span too many periods, or the actors are the same.
    """
    _check(period, window, bandwidth, level)
    if first == second:
        raise ConfigError(f"{first} cannot be compared with itself; give two actors")
    kept = rows.where((masked(rows, actor=first) | masked(rows, actor=second)) & masked(rows, target=target))
    kept = inside(kept, period)
    if not len(kept):
        return []
    names, places = places_of(kept, period)
    dated = len(names)
    undated = int(places.max()) == dated
    drawn = resamples_of(kept, resamples=resamples, seed=seed, cluster=cluster)
    both = [series_of(kept, places, dated + undated, drawn, actor=actor) for actor in (first, second)]
    near = tricube(dated, bandwidth or half_width(both, dated))
    own = [one.averages(np.eye(dated + undated)) for one in both]
    each = [_estimates(figures, level) for figures in own]
    net = _estimates(own[0].less(own[1]), level, limit=2.0)
    around = window_of(dated, window)
    curves = [one.averages(near) for one in both]
    held = _held(both[0], around) & _held(both[1], around)
    smoothed = _line(curves[0].less(curves[1]), held, level, limit=2.0)
    return [
        DifferencePoint(
            period=name,
            n=round(both[0].n[place] + both[1].n[place]),
            n_first=round(both[0].n[place]),
            n_second=round(both[1].n[place]),
            documents_first=int(both[0].documents[place]),
            documents_second=int(both[1].documents[place]),
            first=each[0][place],
            second=each[1][place],
            net=net[place],
            smoothed=smoothed[place] if place < dated else UNDEFINED,
            few=bool(min(both[0].n[place], both[1].n[place]) < few),
            flags=_why(kept, period) if place == dated else (),
        )
        for place, name in enumerate(names + [UNKNOWN] * undated)
    ]


def _check(period: Period, window: int, bandwidth: float | None, level: float) -> None:
    check_level(level)
    period_of(None, period)
    if window < 1 or window % 2 == 0:
        raise ConfigError(f"window={window}: give an odd number of periods, as in window=3, for it to be centred")
    if bandwidth is not None and not 1 < bandwidth < float("inf"):
        raise ConfigError(f"bandwidth={bandwidth}: give a number of periods above 1, as in bandwidth=3")


def _estimates(found: Averages, level: float, *, limit: float = 1.0) -> list[Estimate]:
    """Figures between -limit and limit with the intervals of their resamples."""
    low, high, _ = bounds_of(
        found.value, found.drawn, found.clusters, level=level, limits=(-limit, limit), doubt=found.doubt
    )
    return [estimate(*figures) for figures in zip(found.value, low, high, strict=True)]


def _held(series: Series, around: FloatArray) -> BoolArray:
    """At which periods the window holds a record; shape (periods,)."""
    return np.asarray(around @ series.n[: len(around)] > 0, dtype=np.bool_)


def _line(found: Averages, held: BoolArray, level: float, *, limit: float = 1.0) -> list[Estimate]:
    """A smoothed line, only where records are near and, if there are resamples, with a band."""
    drawn = found.drawn.shape[1] > 0
    return [
        one if there and not (drawn and one.low is None) else UNDEFINED
        for one, there in zip(_estimates(found, level, limit=limit), held, strict=True)
    ]


def _why(rows: Rows, period: Period) -> tuple[str, ...]:
    """Why some rows are of no period."""
    return tuple(sorted({flag for flag in rows.undated(period) if flag}, reverse=True))
