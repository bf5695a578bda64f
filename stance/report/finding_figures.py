"""Pictures of findings: who stands where, how it moved, who stands together.

Favor is blue, against vermillion, after Wong (Nature Methods 8, 2011); signs and shapes say the same again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stance.analysis.changes import TrendPoint
from stance.analysis.estimates import Cell, Estimate
from stance.analysis.rows import UNKNOWN
from stance.report.network_figure import AGAINST, FAVOR, NEUTRAL, colour_of, network_figure
from stance.report.plotting import COLUMN, INK, PAGE, PALE, error_bars, new_figure, short, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["colour_of", "dots", "heat_map", "network_figure", "trend_figure"]

_LINE = 0.19  # inches a row
_NET = "net stance (−1 against, 1 in favor)"
_FAINT = "#666666"  # of letters on pale grey: still 5 to 1
_NOTE: dict[str, Any] = {"fontsize": 7, "color": _FAINT}


def _sign(value: float) -> str:
    return "▲" if value > 0 else "▼" if value < 0 else "●"


def _shown(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def heat_map(
    cells: Sequence[Cell], *, names: Mapping[str, str], targets: Mapping[str, str] | None = None, most_actors: int = 30
) -> Figure:
    """Actors down, targets across: net stance as colour, sign and number, with n; pale letters where there are too few.

    Args:
        cells: Undivided, of :func:`stance.analysis.estimates.actor_target`.
        names: Actor to the name to show.
        targets: Target to the name to show.
        most_actors: Actors of most records.
    """
    counted: dict[str, int] = {}
    for cell in cells:
        counted[cell.actor] = counted.get(cell.actor, 0) + cell.n
    actors = sorted(counted, key=lambda actor: (-counted[actor], actor))[:most_actors]
    columns = list(dict.fromkeys(cell.target for cell in cells))
    found = {(cell.actor, cell.target): cell for cell in cells}
    with style():
        figure = new_figure(min(PAGE, 1.9 + 1.5 * len(columns)), 0.9 + _LINE * max(len(actors), 3))
        axes = figure.add_subplot()
        for row, actor in enumerate(actors):
            for column, target in enumerate(columns):
                _tile(axes, column, row, found.get((actor, target)))
        axes.set_xlim(-0.5, max(len(columns), 1) - 0.5)
        axes.set_ylim(max(len(actors), 1) - 0.5, -0.5)
        axes.set_xticks(range(len(columns)), [short((targets or {}).get(name, name), 26) for name in columns])
        axes.set_yticks(range(len(actors)), [short(names.get(name, name), 26) for name in actors])
        axes.xaxis.tick_top()
        axes.grid(False)
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        left_out = f"; {len(actors)} of {len(counted):,} actors" if len(actors) < len(counted) else ""
        figure.supxlabel(f"▲▼ {_NET}; in brackets n; grey: too few{left_out}", **_NOTE)
    return figure


def _tile(axes: Axes, column: int, row: int, cell: Cell | None) -> None:
    value = None if cell is None else cell.net.value
    if cell is None or value is None:
        axes.text(column, row, "–", ha="center", va="center", color=NEUTRAL, fontsize=7)
        return
    colour = "#F2F2F2" if cell.few else colour_of(value)
    axes.fill_between([column - 0.48, column + 0.48], row - 0.46, row + 0.46, color=colour, linewidth=0)
    ink = _FAINT if cell.few else _ink(value)
    said = f"{_sign(value)} {_shown(value)} ({cell.n:,})"
    axes.text(column, row, said, ha="center", va="center", color=ink, fontsize=6.5)


def _ink(value: float) -> str:
    """White or black, whichever is read better on :func:`colour_of`; vermillion is too light for white but at its full.

    >>> _ink(0.9), _ink(-0.9), _ink(-1.0) == _ink(0.0) == INK
    ('white', '#222222', True)
    """
    return "white" if value > 0.85 else INK


def dots(cells: Sequence[Cell], *, target: str, names: Mapping[str, str], most: int = 30) -> Figure:
    """Net stance of each actor with its interval, from favor to against; hollow where there are too few records.

    Args:
        cells: Of one target.
        target: Its name.
        names: Actor to the name to show.
        most: Actors of most records.
    """
    known = [cell for cell in cells if cell.net.value is not None]
    chosen = sorted(known, key=lambda cell: (-cell.n, cell.actor))[:most]
    chosen.sort(key=lambda cell: (cell.net.value or 0.0, cell.n))
    with style():
        figure = new_figure(COLUMN, 1.0 + _LINE * max(len(chosen), 3))
        axes = figure.add_subplot()
        axes.axvline(0, color=INK, linewidth=0.6)
        for row, cell in enumerate(chosen):
            _dot(axes, row, cell)
        axes.set_xlim(-1.08, 1.08)
        axes.set_ylim(-0.7, max(len(chosen), 1) - 0.3)
        axes.set_yticks(range(len(chosen)), [short(names.get(cell.actor, cell.actor), 26) for cell in chosen])
        axes.set_xticks((-1, -0.5, 0, 0.5, 1), ("−1", "−0.5", "0", "0.5", "1"))
        axes.set_xlabel(_NET)
        notes = ["hollow: too few"] if any(cell.few for cell in chosen) else []
        notes += [f"{len(chosen)} of {len(known):,} actors"] if len(chosen) < len(known) else []
        if notes:
            figure.supxlabel("; ".join(notes), **_NOTE)
        axes.grid(False, axis="y")
        right = axes.twinx()
        right.set_ylim(axes.get_ylim())
        right.set_yticks(range(len(chosen)), [f"{cell.n:,}" for cell in chosen])
        right.tick_params(length=0, labelcolor=_FAINT)
        right.set_title("n", loc="right", fontweight="normal")
        right.grid(False)
        axes.set_title(short(f"toward {target}", 40))
    return figure


def _dot(axes: Axes, row: int, cell: Cell) -> None:
    value = cell.net.value or 0.0
    colour, mark = _look(value)
    if cell.net.low is not None and cell.net.high is not None:
        axes.plot([cell.net.low, cell.net.high], [row, row], color=colour, linewidth=1.0)
    axes.plot([value], [row], mark, color=colour, markerfacecolor="white" if cell.few else colour, markersize=4.5)


def trend_figure(points_by_actor: Mapping[str, Sequence[TrendPoint]], *, target: str) -> Figure:
    """Net stance by period: points with intervals, and the smoothed line with its band, a panel for each actor.

    Args:
        points_by_actor: Name to trend; all over the same periods.
        target: Name of the target.
    """
    names = list(points_by_actor)
    across = min(3, len(names))
    down = math.ceil(len(names) / across) if across else 1
    with style():
        figure = new_figure(PAGE if across > 1 else COLUMN, 0.5 + 1.7 * down)
        panels = figure.subplots(down, max(across, 1), sharex=True, sharey=True, squeeze=False).flatten()
        for place, axes in enumerate(panels):
            if place >= len(names):
                axes.set_visible(False)
                continue
            _trend(axes, [point for point in points_by_actor[names[place]] if point.period != UNKNOWN])
            axes.set_title(short(names[place], 30))
            if place + max(across, 1) >= len(names):  # nothing below it
                axes.tick_params(labelbottom=True)
        figure.supxlabel("points: single periods, hollow: too few; line and band: smoothed", **_NOTE)
        figure.suptitle(short(f"net stance toward {target}", 70), fontsize=8)
    return figure


def _trend(axes: Axes, points: Sequence[TrendPoint]) -> None:
    axes.axhline(0, color=INK, linewidth=0.6)
    line = [_number(point.smoothed.value) for point in points]
    ends = [_ends(point.smoothed) for point in points]
    # What is not a number is a gap, so that nothing is drawn where nothing is known.
    axes.fill_between(range(len(points)), [low for low, _ in ends], [high for _, high in ends], color=PALE, linewidth=0)
    axes.plot(range(len(points)), line, color=INK)
    for place, point in enumerate(points):
        if point.net.value is not None:
            colour, mark = _look(point.net.value)
            face = "white" if point.few else colour
            options: dict[str, Any] = {"color": colour, "markerfacecolor": face, "markersize": 3.5}
            if point.net.low is None or point.net.high is None:
                axes.plot([place], [point.net.value], mark, **options)
            else:
                error_bars(axes, [place], [point.net.value], [_ends(point.net)], fmt=mark, **options)
    step = max(1, math.ceil(len(points) / 6))
    axes.set_xticks(range(0, len(points), step), [point.period for point in points][::step])
    axes.set_ylim(-1.1, 1.1)


def _ends(estimate: Estimate) -> tuple[float, float]:
    return _number(estimate.low), _number(estimate.high)


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _look(value: float) -> tuple[str, str]:
    """Colour and mark of a net stance."""
    return (FAVOR, "^") if value > 0 else (AGAINST, "v") if value < 0 else (NEUTRAL, "o")
