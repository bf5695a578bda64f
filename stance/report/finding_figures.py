"""Pictures of findings: who stands where, how it moved, who stands together.

Favor is blue, against vermillion, after Wong (Nature Methods 8, 2011); signs and shapes say the same again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stance.analysis.estimates import Cell
from stance.report.network_figure import NEUTRAL, colour_of, network_figure
from stance.report.plotting import COLUMN, INK, PAGE, new_figure, short, style
from stance.report.trend_figures import difference_figure, look_of, trend_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["colour_of", "difference_figure", "dots", "heat_map", "network_figure", "trend_figure"]

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
    colour, mark = look_of(value)
    if cell.net.low is not None and cell.net.high is not None:
        axes.plot([cell.net.low, cell.net.high], [row, row], color=colour, linewidth=1.0)
    axes.plot([value], [row], mark, color=colour, markerfacecolor="white" if cell.few else colour, markersize=4.5)
