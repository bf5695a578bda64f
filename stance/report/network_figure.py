"""The picture of a network: who stands together, who stands against whom, and who toward what.

Favor is blue, against vermillion, after Wong (Nature Methods 8, 2011); full and broken lines say the same again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stance.analysis.edges import Edge
from stance.analysis.networks import Network
from stance.report.plotting import COLUMN, INK, PAGE, legend_below, new_figure, short, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FAVOR, AGAINST, NEUTRAL = "#0072B2", "#D55E00", "#8C8C8C"
_LETTER = 6  # points
_SMALL = 12  # so many nodes fit into a column
_SIGNS = {1: "agreement, favor", -1: "conflict, against", 0: "neither or both"}
Box = tuple[float, float, float, float]


def colour_of(value: float) -> str:
    """The colour of a net stance: pale near 0, full at −1 and 1.

    >>> colour_of(1.0), colour_of(0.0)
    ('#0072b2', '#ffffff')
    """
    strong = FAVOR if value > 0 else AGAINST
    share = min(abs(value), 1.0)
    parts = (round(255 + share * (int(strong[at : at + 2], 16) - 255)) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)


def network_figure(
    network: Network, places: Mapping[str, tuple[float, float]], *, most_names: int = 40, most_edges: int = 400
) -> Figure:
    """Nodes with their names; ties of agreement solid blue, of conflict dashed vermillion, wider where strong.

    What is left out is said below the picture; the network's files have all.

    Args:
        network: Of :mod:`stance.analysis.networks`.
        places: x and y of each node, −1 to 1.
        most_names: So many nodes of most records are named, and all targets.
        most_edges: So many ties are drawn, the strongest first: of more, nothing is seen.
    """
    ranked = sorted(network.edges, key=lambda edge: (-abs(edge.weight), edge.first, edge.second))
    drawn = ranked[:most_edges]
    largest = max((node["n"] for node in network.nodes.values()), default=1) or 1
    sizes = {key: 12 + 160 * node["n"] / largest for key, node in network.nodes.items()}
    ordered = sorted(network.nodes, key=lambda key: (network.nodes[key]["kind"] != "target", -sizes[key], key))
    targets = sum(node["kind"] == "target" for node in network.nodes.values())
    named = ordered[: targets + most_names]
    with style():
        width = PAGE if len(network.nodes) > _SMALL else COLUMN
        figure = new_figure(width, width * 0.8)
        axes = figure.add_subplot()
        x_range, y_range = (_range([places[key][axis] for key in network.nodes]) for axis in (0, 1))
        axes.set_xlim(*x_range)
        axes.set_ylim(*y_range)
        # In points, without margins and legend: near enough to tell which names would meet.
        wide, high = width * 72 * 0.95, width * 72 * 0.7
        centres = {
            key: (
                (places[key][0] - x_range[0]) / (x_range[1] - x_range[0]) * wide,
                (places[key][1] - y_range[0]) / (y_range[1] - y_range[0]) * high,
            )
            for key in network.nodes
        }
        _ties(axes, drawn, places)
        for kind, mark in (("actor", "o"), ("target", "s")):
            keys = [key for key, node in network.nodes.items() if node["kind"] == kind]
            colours = [INK if kind == "target" else colour_of(network.nodes[key]["net"]) for key in keys]
            x, y = [places[key][0] for key in keys], [places[key][1] for key in keys]
            of_kind = [sizes[key] for key in keys]
            axes.scatter(x, y, s=of_kind, c=colours, marker=mark, edgecolors=INK, linewidths=0.5, zorder=2)
        _names(axes, {key: short(str(network.nodes[key]["name"]), 22) for key in named}, places, centres, sizes)
        for sign in sorted({edge.sign for edge in drawn}, reverse=True):
            axes.plot([], [], label=_SIGNS[sign], **_tie(sign))
        axes.set_axis_off()
        legend_below(figure, axes, columns=3)
        notes = [] if len(drawn) == len(ranked) else [f"the {len(drawn):,} strongest of {len(ranked):,} ties"]
        if len(named) < len(ordered):
            notes.append(f"names of the {len(named):,} nodes of most records, of {len(ordered):,}")
        if notes:
            axes.set_title("; ".join(notes), fontsize=7, fontweight="normal", color=INK)
    return figure


def _ties(axes: Axes, edges: Sequence[Edge], places: Mapping[str, tuple[float, float]]) -> None:
    """The strongest are drawn last, on top; their width grows with the root, so that one tie does not hide the rest."""
    most = max((abs(edge.weight) for edge in edges), default=1.0) or 1.0
    faint = min(1.0, 12 / max(len(edges), 1) ** 0.5)  # many ties are drawn fainter
    for edge in reversed(edges):
        (x1, y1), (x2, y2) = places[edge.first], places[edge.second]
        share = (abs(edge.weight) / most) ** 0.5
        look = {"linewidth": 0.4 + 2.2 * share, "alpha": faint * (0.25 + 0.55 * share), **_tie(edge.sign)}
        axes.plot([x1, x2], [y1, y2], zorder=1, solid_capstyle="butt", **look)


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Ends of an axis, with room for names beside the outermost nodes.

    >>> _range([0.0, 1.0]), _range([])
    ((-0.12, 1.12), (-1.0, 1.0))
    """
    low, high = min(values, default=0.0), max(values, default=0.0)
    room = 0.12 * (high - low) or 1.0
    return low - room, high + room


def _names(
    axes: Axes,
    named: Mapping[str, str],
    places: Mapping[str, tuple[float, float]],
    centres: Mapping[str, tuple[float, float]],
    sizes: Mapping[str, float],
) -> None:
    """Each name above its node, or below or beside it where another name or node is in the way.

    Args:
        axes: Where.
        named: Node to the name to show, the most important first.
        places: Node to its place on the axes.
        centres: The same in points.
        sizes: Node to the area of its mark, in points squared.
    """
    taken: list[Box] = []
    for key, (x, y) in centres.items():
        half = sizes[key] ** 0.5 / 2
        taken.append((x - half, y - half, x + half, y + half))
    box: dict[str, Any] = {"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 0.3}
    for key, name in named.items():
        choices = list(_spots(centres[key], sizes[key] ** 0.5 / 2 + 1.5, 0.6 * _LETTER * len(name)))
        # The first of those that cover least.
        found = min(choices, key=lambda choice: round(sum(_common(choice[1], other) for other in taken), 3))
        (offset, across, up), spot = found
        taken.append(spot)
        axes.annotate(
            name,
            places[key],
            offset,
            textcoords="offset points",
            ha=across,
            va=up,
            fontsize=_LETTER,
            bbox=box,
            zorder=3,
        )


def _spots(centre: tuple[float, float], off: float, width: float) -> Iterator[tuple[tuple[Any, str, str], Box]]:
    """Where a name may stand: its offset in points and how it is aligned, and the box that it fills."""
    x, y = centre
    yield ((0, off), "center", "bottom"), (x - width / 2, y + off, x + width / 2, y + off + _LETTER)
    yield ((0, -off), "center", "top"), (x - width / 2, y - off - _LETTER, x + width / 2, y - off)
    yield ((off, 0), "left", "center"), (x + off, y - _LETTER / 2, x + off + width, y + _LETTER / 2)
    yield ((-off, 0), "right", "center"), (x - off - width, y - _LETTER / 2, x - off, y + _LETTER / 2)


def _common(one: Box, other: Box) -> float:
    """Area that two boxes share.

    >>> _common((0, 0, 2, 2), (1, 1, 3, 3)), _common((0, 0, 1, 1), (2, 0, 3, 1))
    (1, 0)
    """
    wide, high = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0) * max(high, 0)


def _tie(sign: int) -> dict[str, Any]:
    return {
        1: {"color": FAVOR, "linestyle": "-"},
        -1: {"color": AGAINST, "linestyle": "--"},
    }.get(sign, {"color": NEUTRAL, "linestyle": ":"})
