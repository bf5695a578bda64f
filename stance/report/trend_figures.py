"""Pictures over time: the net stance of each actor, and two actors beside each other.

Every panel of a picture has the same periods, from the first of any panel to the last, so that a year stands at one
place in all of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stance.analysis.changes import TrendPoint
from stance.analysis.estimates import Estimate
from stance.analysis.rows import UNKNOWN
from stance.analysis.trends import DifferencePoint
from stance.report.network_figure import AGAINST, FAVOR, NEUTRAL
from stance.report.periods import continuous
from stance.report.plotting import COLUMN, INK, PAGE, PALE, error_bars, new_figure, short, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TICKS = 6  # so many periods at most are named on a panel
_NOTE: dict[str, Any] = {"fontsize": 7, "color": "#666666"}


def trend_figure(points_by_actor: Mapping[str, Sequence[TrendPoint]], *, target: str) -> Figure:
    """Net stance by period: points with intervals, and the smoothed line with its band, a panel for each actor.

    Args:
        points_by_actor: Name to trend; a trend may begin and end where it likes.
        target: Name of the target.
    """
    return _panels(
        points_by_actor,
        title=f"net stance toward {short(target, 60)} (▲ +1 in favor, ▼ −1 against)",
        note="points: single periods, hollow: too few; line and band: smoothed",
        limit=1.1,
    )


def difference_figure(points_by_pair: Mapping[str, Sequence[DifferencePoint]], *, target: str) -> Figure:
    """The net stance of one actor less that of another, by period, a panel for each two of them.

    Args:
        points_by_pair: Name of the two ("Iran less France") to the differences.
        target: Name of the target.
    """
    return _panels(
        points_by_pair,
        title=f"difference of net stances toward {short(target, 50)} (above 0: the first is more in favor)",
        note="points: single periods, hollow: too few of either; line and band: smoothed",
        limit=2.2,
    )


def _panels(
    series: Mapping[str, Sequence[TrendPoint] | Sequence[DifferencePoint]], *, title: str, note: str, limit: float
) -> Figure:
    names = list(series)
    across = min(3, len(names))
    down = math.ceil(len(names) / across) if across else 1
    dated = {name: [point for point in series[name] if point.period != UNKNOWN] for name in names}
    periods = continuous(point.period for points in dated.values() for point in points)
    with style():
        figure = new_figure(PAGE if across > 1 else COLUMN, 0.5 + 1.7 * down)
        panels = figure.subplots(down, max(across, 1), sharex=True, sharey=True, squeeze=False).flatten()
        for place, axes in enumerate(panels):
            if place >= len(names):
                axes.set_visible(False)
                continue
            _panel(axes, {point.period: point for point in dated[names[place]]}, periods)
            axes.set_ylim(-limit, limit)
            axes.set_title(short(names[place], 34 if across > 1 else 50))
            if place + max(across, 1) >= len(names):  # nothing below it
                axes.tick_params(labelbottom=True)
        figure.supxlabel(note, **_NOTE)
        figure.suptitle(title if across > 1 else _folded(title), fontsize=8)
    return figure


def _folded(title: str) -> str:
    """A title on two lines, for a picture of one column."""
    head, bracket, tail = title.partition(" (")
    return f"{head}\n{bracket.strip()}{tail}"


def _panel(axes: Axes, points: Mapping[str, TrendPoint | DifferencePoint], periods: Sequence[str]) -> None:
    axes.axhline(0, color=INK, linewidth=0.6)
    # What is not a number is a gap, so that nothing is drawn where nothing is known.
    nothing = Estimate(value=None, low=None, high=None)
    smoothed = [points[period].smoothed if period in points else nothing for period in periods]
    low, high = ([_number(getattr(one, end)) for one in smoothed] for end in ("low", "high"))
    axes.fill_between(range(len(periods)), low, high, color=PALE, linewidth=0)
    axes.plot(range(len(periods)), [_number(one.value) for one in smoothed], color=INK)
    for place, period in enumerate(periods):
        point = points.get(period)
        if point is not None and point.net.value is not None:
            _point(axes, place, point.net, few=point.few)
    step = max(1, math.ceil(len(periods) / _TICKS))
    axes.set_xticks(range(0, len(periods), step), periods[::step])
    axes.set_xlim(-0.5, max(len(periods), 1) - 0.5)


def _point(axes: Axes, place: int, net: Estimate, *, few: bool) -> None:
    value = net.value or 0.0
    colour, mark = look_of(value)
    options: dict[str, Any] = {"color": colour, "markerfacecolor": "white" if few else colour, "markersize": 3.5}
    if net.low is None or net.high is None:
        axes.plot([place], [value], mark, **options)
    else:
        error_bars(axes, [place], [value], [(net.low, net.high)], fmt=mark, **options)


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def look_of(value: float) -> tuple[str, str]:
    """Colour and mark of a net stance.

    >>> look_of(0.5), look_of(-0.5)[1], look_of(0.0)[1]
    (('#0072B2', '^'), 'v', 'o')
    """
    return (FAVOR, "^") if value > 0 else (AGAINST, "v") if value < 0 else (NEUTRAL, "o")
