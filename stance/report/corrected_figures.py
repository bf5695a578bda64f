"""Pictures of the correction: figures as labelled and corrected, and the labels against the hand-coded sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from stance.analysis.coded import GOLD, CodedUnit
from stance.analysis.correction import CorrectedCell
from stance.analysis.pairing import ALL
from stance.analysis.resampled import Estimate
from stance.analysis.rows import OUTSIDE, UNKNOWN, Rows
from stance.report.coded_sample import Counts, reliability_bins, units
from stance.report.figures import confusion, reliability
from stance.report.network_figure import NEUTRAL
from stance.report.periods import continuous
from stance.report.plotting import COLUMN, INK, legend_below, new_figure, short, style
from stance.report.trend_figures import look_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LINE = 0.24  # inches a row: two marks
_APART = 0.17
_FAINT = "#666666"


def corrected_figure(
    cells: Sequence[CorrectedCell],
    *,
    target: str,
    names: Mapping[str, str],
    labelled: Mapping[tuple[str, str], Estimate],
    most: int = 30,
) -> Figure:
    """Net stance as labelled (hollow, grey) and corrected (full) with intervals: of all, of periods, of actors.

    Args:
        cells: Corrected ones of a target, of one method.
        target: Its name.
        names: Actor to the name to show.
        labelled: Actor and group to the net stance by the labels.
        most: Actors, those of most coded units.
    """
    known = [cell for cell in cells if cell.net.value is not None]
    whole = [cell for cell in known if cell.actor == cell.group == ALL]
    divided = [cell for cell in known if cell.group not in {ALL, UNKNOWN, OUTSIDE}]
    periods = [
        cell
        for by in dict.fromkeys(cell.by for cell in divided)
        for group in continuous(cell.group for cell in divided if cell.by == by)
        for cell in divided
        if (cell.by, cell.group) == (by, group)
    ]
    ranked = sorted((cell for cell in known if cell.actor != ALL), key=lambda cell: (-cell.n_coded, cell.actor))
    actors = sorted(ranked[:most], key=lambda cell: -(cell.net.value or 0.0))
    chosen = [*whole, *periods, *actors]
    with style():
        figure = new_figure(COLUMN, 1.25 + _LINE * max(len(chosen), 3))
        axes = figure.add_subplot()
        axes.axvline(0, color=INK, linewidth=0.6)
        for row, cell in enumerate(chosen):
            before = labelled.get((cell.actor, cell.group))
            if before is not None and before.value is not None:
                _mark(axes, row - _APART, before, NEUTRAL, "s", hollow=True)
            colour, mark = look_of(cell.net.value or 0.0)
            _mark(axes, row + _APART, cell.net, colour, mark)
        for part in (whole, [*whole, *periods]):  # lines between the sorts of rows
            if 0 < len(part) < len(chosen):
                axes.axhline(len(part) - 0.5, color=NEUTRAL, linewidth=0.5, linestyle=":")
        axes.plot([], [], "s", color=NEUTRAL, markerfacecolor="white", markersize=4, label="as labelled")
        axes.plot([], [], "^", color=look_of(1.0)[0], markersize=4.5, label="corrected (▼ below 0)")
        axes.set_xlim(-1.08, 1.08)
        axes.set_ylim(max(len(chosen), 1) - 0.4, -0.6)
        axes.set_yticks(range(len(chosen)), [short(_name(cell, names), 26) for cell in chosen])
        axes.set_xticks((-1, -0.5, 0, 0.5, 1), ("−1", "−0.5", "0", "0.5", "1"))
        axes.grid(False, axis="y")
        right = axes.twinx()
        right.set_ylim(axes.get_ylim())
        right.set_yticks(range(len(chosen)), [f"{cell.n_coded:,}" for cell in chosen])
        right.tick_params(length=0, labelcolor=_FAINT)
        right.set_title("coded", loc="right", fontweight="normal")
        right.grid(False)
        axes.set_title(short(f"toward {target}", 40))
        legend_below(figure, axes, columns=2)
        few = [f"{number:,} {what}" for what, number in _short_of(cells).items() if number]
        left_out = [f"too few coded units: {', '.join(few)}"] if few else []
        left_out += [f"{len(actors)} of {len(ranked):,} actors shown"] if len(actors) < len(ranked) else []
        axes.set_xlabel("\n".join(["net stance (−1 against, 1 in favor)", *left_out]))
    return figure


def _short_of(cells: Sequence[CorrectedCell]) -> dict[str, int]:
    """How many of what were coded too little for a figure."""
    without = [cell for cell in cells if cell.net.value is None and cell.group not in {UNKNOWN, OUTSIDE}]
    found: dict[str, int] = {}
    for cell in without:
        what = "groups" if cell.actor == ALL else "actors"
        found[what] = found.get(what, 0) + (cell.actor != ALL or cell.group != ALL)
    return found


def _name(cell: CorrectedCell, names: Mapping[str, str]) -> str:
    if cell.actor != ALL:
        return names.get(cell.actor, cell.actor)
    return "all actors" if cell.group == ALL else cell.group


def _mark(axes: Any, row: float, net: Estimate, colour: str, mark: str, *, hollow: bool = False) -> None:
    if net.low is not None and net.high is not None:
        axes.plot([net.low, net.high], [row, row], color=colour, linewidth=1.0)
    axes.plot([net.value], [row], mark, color=colour, markerfacecolor="white" if hollow else colour, markersize=4.5)


def confusion_figure(counts: Counts, *, target: str) -> Figure:
    """What was coded against what was labelled, estimated for the corpus; ``none`` is no stance, or no record.

    Args:
        counts: Of :func:`stance.report.coded_sample.confusions`.
        target: Name of the target.
    """
    return confusion(
        [[counts[gold][label][1] for label in GOLD] for gold in GOLD],
        labels=GOLD,
        title=f"toward {target}",
        numbers=[[counts[gold][label][0] for label in GOLD] for gold in GOLD],
    )


def reliability_figure(
    rows: Rows, coded: Sequence[CodedUnit], *, targets: Mapping[str, str], level: float = 0.95
) -> Figure | None:
    """Whether records of the coded sample are right as often as their confidence says; nothing without any.

    Args:
        rows: The labels.
        coded: The sample.
        targets: Target to the name to show.
        level: Of the intervals.
    """
    found = units(rows, coded)
    series, note = {}, {}
    for target in dict.fromkeys(unit.target for unit in found):
        name = targets.get(target, target)
        bins, error = reliability_bins([unit for unit in found if unit.target == target], level=level)
        if bins:
            series[name] = bins
            note[name] = f"error {100 * error:.0f} points, {sum(part.n for part in bins):,} records"
    return reliability(series, title="confidence of the records that were coded", note=note) if series else None
