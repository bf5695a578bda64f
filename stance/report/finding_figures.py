"""Pictures of findings: who stands where, how it moved, who stands together.

Favor is blue, against vermillion, after Wong (Nature Methods 8, 2011); signs and shapes say the same again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stance.analysis.changes import TrendPoint
from stance.analysis.estimates import Cell, Estimate
from stance.analysis.networks import Network
from stance.analysis.rows import UNKNOWN
from stance.report.plotting import COLUMN, INK, PAGE, PALE, error_bars, legend_below, new_figure, short, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FAVOR, AGAINST, NEUTRAL = "#0072B2", "#D55E00", "#8C8C8C"
_LINE = 0.19  # inches a row
_NET = "net stance (−1 against, 1 in favor)"


def colour_of(value: float) -> str:
    """The colour of a net stance: pale near 0, full at −1 and 1.

    >>> colour_of(1.0), colour_of(0.0)
    ('#0072b2', '#ffffff')
    """
    strong = FAVOR if value > 0 else AGAINST
    share = min(abs(value), 1.0)
    parts = (round(255 + share * (int(strong[at : at + 2], 16) - 255)) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)


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
        axes.set_xlim(-0.5, len(columns) - 0.5)
        axes.set_ylim(len(actors) - 0.5, -0.5)
        axes.set_xticks(range(len(columns)), [short((targets or {}).get(name, name), 26) for name in columns])
        axes.set_yticks(range(len(actors)), [short(names.get(name, name), 26) for name in actors])
        axes.xaxis.tick_top()
        axes.grid(False)
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        figure.supxlabel(f"▲ {_NET} ▼; in brackets n; grey: too few", fontsize=7)
    return figure


def _tile(axes: Axes, column: int, row: int, cell: Cell | None) -> None:
    value = None if cell is None else cell.net.value
    if cell is None or value is None:
        axes.text(column, row, "–", ha="center", va="center", color=NEUTRAL, fontsize=7)
        return
    colour = "#F2F2F2" if cell.few else colour_of(value)
    axes.fill_between([column - 0.48, column + 0.48], row - 0.46, row + 0.46, color=colour, linewidth=0)
    ink = NEUTRAL if cell.few else "white" if abs(value) > 0.6 else INK
    said = f"{_sign(value)} {_shown(value)} ({cell.n:,})"
    axes.text(column, row, said, ha="center", va="center", color=ink, fontsize=6.5)


def dots(cells: Sequence[Cell], *, target: str, names: Mapping[str, str], most: int = 30) -> Figure:
    """Net stance of each actor with its interval, from favor to against; hollow where there are too few records.

    Args:
        cells: Of one target.
        target: Its name.
        names: Actor to the name to show.
        most: Actors of most records.
    """
    chosen = sorted((cell for cell in cells if cell.net.value is not None), key=lambda cell: -cell.n)[:most]
    chosen.sort(key=lambda cell: (cell.net.value or 0.0, cell.n))
    with style():
        figure = new_figure(COLUMN + 0.6, 0.9 + _LINE * max(len(chosen), 3))
        axes = figure.add_subplot()
        axes.axvline(0, color=INK, linewidth=0.6)
        for row, cell in enumerate(chosen):
            _dot(axes, row, cell)
        axes.set_xlim(-1.08, 1.08)
        axes.set_ylim(-0.7, len(chosen) - 0.3)
        axes.set_yticks(range(len(chosen)), [short(names.get(cell.actor, cell.actor), 26) for cell in chosen])
        axes.set_xlabel(_NET)
        axes.grid(False, axis="y")
        right = axes.twinx()
        right.set_ylim(axes.get_ylim())
        right.set_yticks(range(len(chosen)), [f"{cell.n:,}" for cell in chosen])
        right.tick_params(length=0, labelcolor=NEUTRAL)
        right.set_title("n", loc="right", fontweight="normal")
        right.grid(False)
        axes.set_title(short(f"toward {target}", 40))
    return figure


def _dot(axes: Axes, row: int, cell: Cell) -> None:
    value = cell.net.value or 0.0
    colour = FAVOR if value > 0 else AGAINST if value < 0 else NEUTRAL
    if cell.net.low is not None and cell.net.high is not None:
        axes.plot([cell.net.low, cell.net.high], [row, row], color=colour, linewidth=1.0)
    mark = "^" if value > 0 else "v" if value < 0 else "o"
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
        figure.suptitle(short(f"net stance toward {target}", 70), fontsize=8)
    return figure


def _trend(axes: Axes, points: Sequence[TrendPoint]) -> None:
    axes.axhline(0, color=INK, linewidth=0.6)
    drawn = [(place, point.smoothed) for place, point in enumerate(points) if point.smoothed.value is not None]
    banded = [(place, one) for place, one in drawn if one.low is not None and one.high is not None]
    if banded:
        lows, highs = ([float(getattr(one, name)) for _, one in banded] for name in ("low", "high"))
        axes.fill_between([place for place, _ in banded], lows, highs, color=PALE, linewidth=0)
    axes.plot([place for place, _ in drawn], [one.value or 0.0 for _, one in drawn], color=INK)
    for few in (False, True):
        kept = [(n, point.net) for n, point in enumerate(points) if point.few == few and point.net.value is not None]
        if kept:
            bars = [_ends(one) for _, one in kept]
            face = "white" if few else FAVOR
            places = [place for place, _ in kept]
            values = [one.value or 0.0 for _, one in kept]
            error_bars(axes, places, values, bars, fmt="o", color=FAVOR, markerfacecolor=face, markersize=3.5)
    step = max(1, math.ceil(len(points) / 6))
    axes.set_xticks(range(0, len(points), step), [point.period for point in points][::step])
    axes.set_ylim(-1.1, 1.1)


def _ends(estimate: Estimate) -> tuple[float, float]:
    return tuple(math.nan if end is None else end for end in (estimate.low, estimate.high))  # type: ignore[return-value]


def network_figure(network: Network, places: Mapping[str, tuple[float, float]], *, most_names: int = 40) -> Figure:
    """Nodes with their names; ties of agreement solid blue, of conflict dashed vermillion, wider where strong.

    Args:
        network: Of :mod:`stance.analysis.networks`.
        places: x and y of each node, −1 to 1.
        most_names: So many nodes of most records are named.
    """
    most = max((abs(edge.weight) for edge in network.edges), default=1.0) or 1.0
    largest = max((node["n"] for node in network.nodes.values()), default=1) or 1
    named = sorted(network.nodes, key=lambda key: -network.nodes[key]["n"])[:most_names]
    with style():
        figure = new_figure(PAGE, PAGE * 0.8)
        axes = figure.add_subplot()
        for edge in sorted(network.edges, key=lambda edge: abs(edge.weight)):
            (x1, y1), (x2, y2) = places[edge.first], places[edge.second]
            share = abs(edge.weight) / most
            axes.plot(
                [x1, x2], [y1, y2], linewidth=0.2 + 2 * share, alpha=0.15 + 0.5 * share, zorder=1, **_tie(edge.sign)
            )
        for kind, mark in (("actor", "o"), ("target", "s")):
            keys = [key for key, node in network.nodes.items() if node["kind"] == kind]
            sizes = [12 + 160 * network.nodes[key]["n"] / largest for key in keys]
            colours = [INK if kind == "target" else colour_of(network.nodes[key]["net"]) for key in keys]
            x, y = [places[key][0] for key in keys], [places[key][1] for key in keys]
            axes.scatter(x, y, s=sizes, c=colours, marker=mark, edgecolors=INK, linewidths=0.5, zorder=2)
        for key in named:
            x0, y0 = places[key]
            label = short(str(network.nodes[key]["name"]), 22)
            box: dict[str, Any] = {"facecolor": "white", "alpha": 0.6, "edgecolor": "none", "pad": 0.5}
            axes.annotate(
                label, (x0, y0), (0, 5), textcoords="offset points", ha="center", fontsize=6, bbox=box, zorder=3
            )
        for sign, said in ((1, "agreement, favor"), (-1, "conflict, against")):
            axes.plot([], [], label=said, **_tie(sign))
        axes.set_axis_off()
        legend_below(figure, axes)
    return figure


def _tie(sign: int) -> dict[str, Any]:
    return {
        1: {"color": FAVOR, "linestyle": "-"},
        -1: {"color": AGAINST, "linestyle": "--"},
    }.get(sign, {"color": NEUTRAL, "linestyle": ":"})
