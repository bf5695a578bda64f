"""Pictures of experiments: what the model confuses, how far its scores can be trusted, how models compare.

Each function takes plain values and returns a matplotlib figure; :func:`save` stores it. Figures are shares of 1 in the
arguments and per cent on the axes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from stance.labels import LABELS
from stance.report.curves import history, learning_curve, mean_interval
from stance.report.plotting import (
    COLOURS,
    COLUMN,
    INK,
    PAGE,
    as_percent,
    error_bars,
    legend_below,
    look,
    new_figure,
    png,
    reach,
    save,
    short,
    style,
    titled,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Bin(NamedTuple):
    """Answers of like confidence: their mean confidence, the share of right ones with its interval, their number."""

    confidence: float
    accuracy: float
    n: int
    low: float = math.nan
    high: float = math.nan


class Dot(NamedTuple):
    """A row of a comparison: whose figure it is, the figure with its interval, and a mark of significance."""

    name: str
    value: float
    low: float = math.nan
    high: float = math.nan
    mark: str = ""


def confusion(
    counts: Sequence[Sequence[float]],
    *,
    labels: Sequence[str] = LABELS,
    title: str = "",
    numbers: Sequence[Sequence[int]] | None = None,
) -> Figure:
    """What was coded (rows) against what the model answered (columns): counts, and shares of the row.

    Args:
        counts: Shape (k, k), in the order of ``labels``.
        labels: Names of the k classes.
        title: Of the picture.
        numbers: Where counts are sums of weights, how many units each rests on; same shape.
    """
    with style():
        figure = new_figure(COLUMN, COLUMN * (0.82 if numbers is None else 1.0))
        axes = figure.add_subplot()
        rows = [[float(value) for value in row] for row in counts]
        shares = [[value / sum(row) if sum(row) else 0.0 for value in row] for row in rows]
        image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        for place, (row, of_row) in enumerate(zip(rows, shares, strict=True)):
            for column, (value, share) in enumerate(zip(row, of_row, strict=True)):
                text = f"{value:,.0f}\n{100 * share:.0f} %" if sum(row) else "0"
                if numbers is not None:
                    text = f"{100 * share:.0f} %\n{value:,.0f}\nn {numbers[place][column]:,}" if sum(row) else "n 0"
                colour = "white" if share > 0.55 else INK
                axes.text(column, place, text, ha="center", va="center", color=colour, fontsize=8 - 1.5 * bool(numbers))
        axes.set_xticks(range(len(labels)), [short(label, 16) for label in labels])
        axes.set_yticks(range(len(labels)), [f"{short(label, 16)}" for label in labels])
        weighted = "answered" if numbers is None else "labelled (share; estimate for the corpus; coded units n)"
        axes.set_xlabel(weighted)
        axes.set_ylabel("coded")
        axes.grid(visible=False)
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        bar = figure.colorbar(image, ax=axes, fraction=0.05, pad=0.03)
        bar.set_label("share of the coded class")
        bar.outline.set_visible(False)
        as_percent(bar.ax, "y")
        titled(axes, title)
    return figure


def reliability(
    series: Mapping[str, Sequence[Bin]], *, title: str = "", note: Mapping[str, str] | None = None
) -> Figure:
    """Whether answers of 80 % confidence are right 80 % of the time (Guo et al., ICML 2017); how many there are, below.

    Args:
        series: For each model its bins.
        title: Of the picture.
        note: What the legend adds to a model ("ECE 0.031").
    """
    with style():
        figure = new_figure(COLUMN, COLUMN * 1.15)
        axes, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        axes.plot((0, 1), (0, 1), color=INK, linewidth=0.7, linestyle=(0, (2, 2)))
        filled = [bins for bins in series.values() if bins]
        lowest = min((part.confidence for bins in filled for part in bins), default=1 / len(LABELS))
        for place, (name, bins) in enumerate(series.items()):
            kept = [part for part in bins if part.n]
            legend = short(name) + (f" ({note[name]})" if note and note.get(name) else "")
            x, y = [part.confidence for part in kept], [part.accuracy for part in kept]
            bars = [(part.low, part.high) for part in kept]
            error_bars(axes, x, y, bars, label=legend, **look(place))
            below.plot(
                [part.confidence for part in kept], [part.n for part in kept], **look(place) | {"markersize": 2.5}
            )
        axes.set_ylabel("right answers")
        axes.set_ylim(-0.02, 1.02)
        axes.set_xlim(min(lowest, 1 / len(LABELS)) - 0.03, 1.02)
        below.set_xlabel("confidence (probability of the answer)")
        below.set_ylabel("answers")
        below.set_ylim(0, 1.15 * max((part.n for bins in filled for part in bins), default=1))
        for one, which in ((axes, "y"), (below, "x")):
            as_percent(one, which)
        titled(axes, title)
        legend_below(figure, axes, columns=1)
        if len(series) == 1 and note and (said := next(iter(note.values()))):
            axes.set_title(said, loc="right", fontweight="normal")
    return figure


_SETTLED = 0.05
"""Share of the answers from which on the curve of risk is drawn."""


def coverage_risk(
    series: Mapping[str, tuple[Sequence[float], Sequence[float]]],
    *,
    title: str = "",
    thresholds: Mapping[str, tuple[float, float]] | None = None,
) -> Figure:
    """How many answers are wrong among the most confident so many per cent (El-Yaniv and Wiener, JMLR 2010).

    Args:
        series: For each model, shares of answers kept and the share of wrong ones among them.
        title: Of the picture.
        thresholds: Where a model would stop to answer: share kept and risk there, shown as a ring.
    """
    with style():
        figure = new_figure(COLUMN, COLUMN * 0.8)
        axes = figure.add_subplot()
        highest = 0.0
        for place, (name, (coverage, risk)) in enumerate(series.items()):
            # The first few answers swing between 0 and 1 and would hide the rest of the curve, or be cut off.
            settled = [(share, value) for share, value in zip(coverage, risk, strict=True) if share >= _SETTLED]
            highest = max([highest, *(value for _, value in settled)])
            axes.plot(*zip(*settled, strict=True), label=short(name), **look(place) | {"marker": ""})
            if thresholds and name in thresholds:
                ring = {"marker": "o", "markersize": 7, "fillstyle": "none", "linestyle": ""}
                axes.plot(*([value] for value in thresholds[name]), color=COLOURS[place % len(COLOURS)], **ring)  # type: ignore[arg-type]
        axes.set_xlabel("answers kept, most confident first")
        axes.set_ylabel("wrong among them")
        axes.set_xlim(0, 1.02)
        axes.set_ylim(0, max(highest * 1.15, 0.02))
        as_percent(axes, "x")
        as_percent(axes, "y")
        titled(axes, title)
        legend_below(figure, axes)
    return figure


def class_bars(series: Mapping[str, Sequence[Dot]], *, title: str = "", ylabel: str = "F1") -> Figure:
    """A figure for each class, side by side for each model, with intervals.

    Args:
        series: For each model its classes; a class is named the same in all.
        title: Of the picture.
        ylabel: What the figure is.
    """
    with style():
        classes = list(dict.fromkeys(dot.name for dots in series.values() for dot in dots))
        wide = len(classes) * len(series) > 8
        figure = new_figure(PAGE if wide else COLUMN, COLUMN * 0.75)
        axes = figure.add_subplot()
        width = 0.8 / max(len(series), 1)
        for place, (name, dots) in enumerate(series.items()):
            x = [classes.index(dot.name) + (place - (len(series) - 1) / 2) * width for dot in dots]
            y = [dot.value for dot in dots]
            bars = ([reach(dot.value - dot.low) for dot in dots], [reach(dot.high - dot.value) for dot in dots])
            options: dict[str, Any] = {"color": COLOURS[place % len(COLOURS)], "label": short(name)}
            axes.bar(x, y, width * 0.9, yerr=bars, error_kw={"elinewidth": 0.8, "capsize": 2, "ecolor": INK}, **options)
        axes.set_xticks(range(len(classes)), [short(name, 22) for name in classes])
        axes.set_ylabel(ylabel)
        axes.set_ylim(0, 1)
        axes.grid(visible=False, axis="x")
        as_percent(axes, "y")
        titled(axes, title)
        legend_below(figure, axes, columns=3)
    return figure


def comparison(panels: Mapping[str, Sequence[Dot]], *, xlabel: str = "macro-F1", percent: bool = True) -> Figure:
    """Models as dots with their intervals, one panel for each set.

    Args:
        panels: For each set its rows, the first at the top; a model is named the same in all.
        xlabel: What the figure is.
        percent: Whether it is a share, shown in per cent.
    """
    with style():
        names = list(dict.fromkeys(dot.name for dots in panels.values() for dot in dots))
        across = min(len(panels), 3) or 1
        down = math.ceil(len(panels) / across) or 1
        height = (0.55 + 0.21 * max(len(names), 2)) * down + 0.15
        figure = new_figure(PAGE if across > 1 else COLUMN * 1.35, height)
        grid = figure.subplots(down, across, sharey=True, squeeze=False)
        for axes in grid.flat[len(panels) :]:
            axes.set_visible(False)
        for (title, dots), axes in zip(panels.items(), grid.flat, strict=False):
            for dot in dots:
                y = names.index(dot.name)
                colour = COLOURS[0]
                if math.isfinite(dot.low) and math.isfinite(dot.high):
                    axes.plot((dot.low, dot.high), (y, y), color=colour, linewidth=1.4, solid_capstyle="butt")
                axes.plot([dot.value], [y], color=colour, marker="o", markersize=4.5, linestyle="")
                if dot.mark:
                    end = dot.high if math.isfinite(dot.high) else dot.value
                    axes.annotate(dot.mark, (end, y), (3, -1), textcoords="offset points", va="center", fontsize=8)
            axes.set_yticks(range(len(names)), [short(name, 44) for name in names])
            axes.set_ylim(len(names) - 0.5, -0.5)
            axes.margins(x=0.12)
            axes.tick_params(axis="y", length=0)
            axes.set_xlabel(xlabel)
            axes.locator_params(axis="x", nbins=5)
            if percent:
                as_percent(axes, "x")
            titled(axes, title)
    return figure


__all__ = [
    "Bin",
    "Dot",
    "class_bars",
    "comparison",
    "confusion",
    "coverage_risk",
    "history",
    "learning_curve",
    "mean_interval",
    "png",
    "reliability",
    "save",
]
