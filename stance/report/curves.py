"""Curves: a score against the number of training rows, and how a training went."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from stance.report.plotting import (
    COLUMN,
    as_percent,
    error_bars,
    legend_below,
    look,
    new_figure,
    short,
    style,
    titled,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def learning_curve(
    series: Mapping[str, Mapping[int, Sequence[float]]], *, ylabel: str = "macro-F1", title: str = ""
) -> Figure:
    """A score against the number of training rows: mean over seeds, and a 95 % t-interval where there are several.

    Args:
        series: For each model, number of training rows to the score of each seed.
        ylabel: What the score is.
        title: Of the picture.
    """
    with style():
        figure = new_figure(COLUMN, COLUMN * 0.85)
        axes = figure.add_subplot()
        sizes = sorted({size for points in series.values() for size in points if size > 0})
        logarithmic = len(sizes) > 2 and sizes[-1] > 4 * sizes[0]
        for place, (name, points) in enumerate(series.items()):
            kept = sorted((size, scores) for size, scores in points.items() if size > 0 and scores)
            found = [mean_interval(scores) for _, scores in kept]
            bars = [(low, high) for _, low, high in found]
            x, y = [size for size, _ in kept], [mean for mean, _, _ in found]
            error_bars(axes, x, y, bars, label=short(name), **look(place))
        if logarithmic:
            axes.set_xscale("log")
        if 0 < len(sizes) <= 8:
            axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
            axes.minorticks_off()
        axes.set_xlabel("training rows")
        axes.set_ylabel(ylabel)
        as_percent(axes, "y")
        titled(axes, title)
        legend_below(figure, axes)
    return figure


def history(rows: Sequence[Mapping[str, float]], *, title: str = "") -> Figure:
    """How training went: the loss, and what was measured on the dev set, epoch by epoch.

    Args:
        rows: One for each epoch, with ``loss`` and other figures, shares of 1 (``macro_f1``); ``epoch`` counts them.
        title: Of the picture.
    """
    with style():
        names = list(dict.fromkeys(name for row in rows for name, value in row.items() if _curve(name, value)))
        losses = [name for name in names if "loss" in name]
        scores = [name for name in names if name not in losses]
        panels = [panel for panel in (losses, scores) if panel]
        figure = new_figure(COLUMN, COLUMN * (0.25 + 0.5 * max(len(panels), 1)))
        grid = figure.subplots(max(len(panels), 1), 1, sharex=True, squeeze=False)
        for axes, panel in zip(grid.flat, panels, strict=False):
            for place, name in enumerate(panel):
                points = [(row.get("epoch", number), row[name]) for number, row in enumerate(rows, 1) if name in row]
                axes.plot(*zip(*points, strict=True), label=name.replace("_", " "), **look(place))
            axes.set_ylabel("loss" if panel is losses else "score")
            axes.legend(loc="best")
            if panel is scores:
                as_percent(axes, "y")
        last = grid.flat[len(grid.flat) - 1]
        last.set_xlabel("epoch")
        last.xaxis.get_major_locator().set_params(integer=True)
        titled(grid.flat[0], title)
    return figure


def _curve(name: str, value: object) -> bool:
    return name not in {"epoch", "seconds", "step", "steps"} and isinstance(value, int | float) and math.isfinite(value)


# Two-sided 95 % quantiles of Student's t for 1, 2, ... degrees of freedom; beyond, the normal's is near enough.
_T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120)


def mean_interval(values: Iterable[float]) -> tuple[float, float, float]:
    """Mean over seeds and its 95 % t-interval; ``nan`` for the interval of a single seed.

    >>> [round(value, 3) for value in mean_interval([0.5, 0.7])], mean_interval([0.5])
    ([0.6, -0.671, 1.871], (0.5, nan, nan))
    """
    found = list(values)
    mean = fmean(found)
    if len(found) < 2:
        return mean, math.nan, math.nan
    spread = math.sqrt(sum((value - mean) ** 2 for value in found) / (len(found) - 1) / len(found))
    reach = spread * (_T[len(found) - 2] if len(found) - 1 <= len(_T) else 1.96)
    return mean, mean - reach, mean + reach
