"""Findings as tables for papers: what each number is, is said in the note below it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from stance.analysis.estimates import Cell as StanceCell
from stance.analysis.resampled import Estimate
from stance.findings import EVERYBODY, Findings
from stance.report.tables import Cell, Figure, Table

DEFINITION = (
    "n: sentences with a stance of the actor toward the target. Net: share in favor less share against, from −1 to 1. "
)
FEW = "few"


def figure(estimate: Estimate, *, percent: bool = True, mark: str = "") -> Figure | None:
    """An estimate as a cell; empty where it is undefined."""
    if estimate.value is None:
        return None
    low, high = (math.nan if bound is None else bound for bound in (estimate.low, estimate.high))
    digits = 0 if percent else 2
    return Figure(value=estimate.value, low=low, high=high, percent=percent, digits=digits, mark=mark)


def remarks(few: bool, flags: Iterable[str]) -> str:
    """What to know about a row."""
    return ", ".join(([FEW] if few else []) + list(flags))


def tables(findings: Findings, targets: Mapping[str, str], how: str) -> dict[str, Table]:
    """Name of the file to table, for all that was found.

    Args:
        findings: The findings.
        targets: Target to the name to show.
        how: One sentence on the intervals, for the notes.
    """
    note = f"{DEFINITION}{how}"
    found = {
        "actor_target": _stances(findings, findings.cells, targets, "Who stands where", note),
        **{
            f"by_{name}": _stances(findings, cells, targets, f"Who stands where, by {name}", note, divided=name)
            for name, cells in findings.groups.items()
        },
        "trends": _trends(findings, targets, note),
        "changes": _changes(findings, targets),
        "differences": _differences(findings, targets, note),
        "agreement": _agreement(findings, how),
        "distances": _distances(findings, how),
        "centrality": _centrality(findings),
        "corrected": _corrected(findings, targets),
    }
    return {name: table for name, table in found.items() if table.rows}


def _named(findings: Findings) -> Callable[[str], str]:
    return lambda actor: "all actors" if actor == EVERYBODY else findings.names.get(actor, actor)


def _stances(
    findings: Findings,
    cells: Sequence[StanceCell],
    targets: Mapping[str, str],
    title: str,
    note: str,
    divided: str | None = None,
) -> Table:
    name = _named(findings)
    heads = ("target", "actor", "id", *([divided] if divided else []), "n", "documents")
    rows: list[tuple[Cell, ...]] = []
    for cell in cells:
        first: list[Cell] = [targets.get(cell.target, cell.target), name(cell.actor), cell.actor]
        first += [cell.group] if divided else []
        shares = [figure(getattr(cell, label)) for label in ("favor", "against", "neutral")]
        rows.append(
            (
                *first,
                cell.n,
                cell.documents,
                *shares,
                figure(cell.net, percent=False),
                remarks(cell.few, cell.flags),
            )
        )
    return Table(
        title=title,
        columns=(*heads, "favor %", "against %", "neutral %", "net", "remarks"),
        rows=tuple(rows),
        note=note,
        label="tab:stances" + (f"-{divided}" if divided else ""),
    )


def _trends(findings: Findings, targets: Mapping[str, str], note: str) -> Table:
    name = _named(findings)
    rows: list[tuple[Cell, ...]] = [
        (
            targets.get(target, target),
            name(actor),
            actor,
            point.period,
            point.n,
            point.documents,
            figure(point.net, percent=False),
            figure(point.rolling, percent=False),
            figure(point.smoothed, percent=False),
            remarks(point.few, ()),
        )
        for (actor, target), points in findings.trends.items()
        for point in points
    ]
    heads = ("target", "actor", "id", "period", "n", "documents", "net", "rolling", "smoothed", "remarks")
    return Table(
        title="Net stance over time",
        columns=heads,
        rows=tuple(rows),
        note=f"{note} Rolling: over the window around the period. Smoothed: local linear, tricube weights.",
        label="tab:trends",
    )


def _changes(findings: Findings, targets: Mapping[str, str]) -> Table:
    name = _named(findings)
    rows: list[tuple[Cell, ...]] = [
        (
            targets.get(target, target),
            name(actor),
            change.after,
            change.period,
            Figure(value=change.before_net, percent=False, digits=2),
            Figure(value=change.after_net, percent=False, digits=2),
            Figure(value=change.p, percent=False, digits=3),
        )
        for (actor, target), changes in findings.changes.items()
        for change in changes
    ]
    return Table(
        title="Shifts of level",
        columns=("target", "actor", "after", "from", "net before", "net after", "p"),
        rows=tuple(rows),
        note="p: share of orders of the periods in which the best cut is as sharp; each shift tested by itself.",
        label="tab:changes",
    )


def _differences(findings: Findings, targets: Mapping[str, str], note: str) -> Table:
    name = _named(findings)
    rows: list[tuple[Cell, ...]] = [
        (
            targets.get(target, target),
            name(first),
            name(second),
            point.period,
            point.n_first,
            point.n_second,
            figure(point.net, percent=False),
            figure(point.smoothed, percent=False),
            remarks(point.few, ()),
        )
        for (first, second, target), points in findings.differences.items()
        for point in points
    ]
    return Table(
        title="Two actors over time",
        columns=("target", "first", "second", "period", "n first", "n second", "difference", "smoothed", "remarks"),
        rows=tuple(rows),
        note=f"Difference: net stance of the first less that of the second, from −2 to 2. {note}",
        label="tab:differences",
    )


def _agreement(findings: Findings, how: str) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            one.first,
            one.second,
            one.cells,
            one.pairs,
            figure(one.same_label),
            figure(one.same_side),
            figure(one.alpha, percent=False),
            figure(one.difference, percent=False),
            remarks(one.few, one.flags),
        )
        for one in findings.agreements
    ]
    return Table(
        title="Agreement between outlets on the same actors and targets",
        columns=("first", "second", "cells", "pairs", "same label %", "same side %", "alpha", "difference", "remarks"),
        rows=tuple(rows),
        note="Cells: actors and targets of which both write. Alpha: Krippendorff, interval metric. Difference: net "
        f"stance reported by the first less that by the second. {how}",
        label="tab:agreement",
    )


def _distances(findings: Findings, how: str) -> Table:
    name = _named(findings)
    rows: list[tuple[Cell, ...]] = [
        (
            name(one.first),
            name(one.second),
            one.cells,
            one.n_first,
            one.n_second,
            figure(one.distance, percent=False),
            _plain(one.expected, 2),
            _plain(one.p, 4),
            _plain(one.adjusted, 4),
            remarks(one.few, one.flags),
        )
        for one in findings.distances
    ]
    return Table(
        title="Distance between actors",
        columns=(
            "first",
            "second",
            "cells",
            "n first",
            "n second",
            "distance",
            "expected",
            "p",
            "adjusted p",
            "remarks",
        ),
        rows=tuple(rows),
        note="Distance: mean over shared targets of the absolute difference of net stances, 0 to 2. Expected and p: "
        f"when documents change hands at random. Adjusted: Benjamini and Hochberg. {how}",
        label="tab:distances",
    )


def _centrality(findings: Findings) -> Table:
    name = _named(findings)
    rows: list[tuple[Cell, ...]] = [
        (
            name(actor),
            actor,
            findings.communities.get(actor),
            *(_plain(float(getattr(one, part)), 3) for part in one._fields),
        )
        for actor, one in findings.centralities.items()
    ]
    fields: tuple[str, ...] = next(iter(findings.centralities.values()))._fields if findings.centralities else ()
    return Table(
        title="Actors in the network between actors",
        columns=("actor", "id", "community", *fields),
        rows=tuple(rows),
        note="Communities: Louvain over positive ties, 0 the largest. docs/networks.md defines the rest.",
        label="tab:centrality",
    )


def _corrected(findings: Findings, targets: Mapping[str, str]) -> Table:
    name = _named(findings)
    rows: list[tuple[Cell, ...]] = [
        (
            targets.get(cell.target, cell.target),
            name(cell.actor),
            cell.group,
            "as labelled" if cell.method == "none" else cell.method,
            cell.n,
            cell.n_coded,
            *(figure(getattr(cell, label)) for label in ("favor", "against", "neutral")),
            figure(cell.net, percent=False),
            _counted(cell.pairs),
            remarks(cell.few, cell.flags),
        )
        for cell in findings.corrected
    ]
    heads = ("target", "actor", "group", "method", "n", "coded", "favor %", "against %", "neutral %", "net", "pairs")
    return Table(
        title="Corrected for errors of the classifier",
        columns=(*heads, "remarks"),
        rows=tuple(rows),
        note="Coded: units of the hand-coded sample. Pairs: how many (sentence, target) truly hold a stance. 95 % "
        "intervals, documents as clusters (docs/correction.md). As labelled: no correction, so the interval is blind "
        "to the classifier's errors.",
        label="tab:corrected",
    )


def _plain(value: float | None, digits: int) -> Figure | None:
    return None if value is None else Figure(value=value, percent=False, digits=digits)


def _counted(estimate: Estimate) -> Figure | None:
    found = figure(estimate, percent=False)
    return None if found is None else Figure(value=found.value, low=found.low, high=found.high, percent=False, digits=0)
