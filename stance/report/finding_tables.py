"""Findings as tables for papers: what each number is, is said in the note below it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stance.analysis.coded import CodedUnit
from stance.analysis.estimates import Cell as StanceCell
from stance.analysis.resampled import Estimate
from stance.findings import EVERYBODY, Findings
from stance.report.coded_sample import confusions
from stance.report.definitions import Settings, note_of
from stance.report.regression_table import COLUMNS as REGRESSION
from stance.report.regression_table import regression_rows
from stance.report.tables import Cell, Figure, Table

FEW = "few"
ALL_ACTORS = "all actors"
_INTERVALS = {
    *("favor %", "against %", "neutral %", "net", "rolling", "smoothed", "difference", "distance"),
    *("alpha", "same label %", "same side %"),
}
_STANCES = ("n", "documents", "favor %", "against %", "neutral %", "net", "remarks")


def figure(estimate: Estimate, *, percent: bool = True, digits: int | None = None) -> Figure | None:
    """An estimate as a cell; empty where it is undefined."""
    if estimate.value is None:
        return None
    low, high = (math.nan if bound is None else bound for bound in (estimate.low, estimate.high))
    digits = (0 if percent else 2) if digits is None else digits
    return Figure(value=estimate.value, low=low, high=high, percent=percent, digits=digits)


def remarks(few: bool, flags: Iterable[str]) -> str:
    """What to know about a row."""
    return ", ".join(([FEW] if few else []) + list(flags))


def tables(
    findings: Findings, targets: Mapping[str, str], settings: Settings, coded: Sequence[CodedUnit] = ()
) -> dict[str, Table]:
    """Name of the file to table, for all that was found.

    Args:
        findings: The findings.
        targets: Target to the name to show.
        settings: How they were made, for the notes.
        coded: The hand-coded sample, if there is one.
    """
    made = _Tables(findings, targets, settings)
    found = {
        "actor_target": made.stances([*findings.totals, *findings.cells]),
        **{f"by_{name}": made.stances(cells, name) for name, cells in findings.groups.items()},
        "trends": made.trends(),
        "changes": made.changes(),
        "differences": made.differences(),
        "agreement": made.agreement(),
        "distances": made.distances(),
        "centrality": made.centrality(),
        "corrected": made.corrected(),
        "regression": made.regression(),
        "confusion": made.confusion(coded),
    }
    return {name: table for name, table in found.items() if table.rows}


@dataclass(frozen=True)
class _Tables:
    """The tables of one set of findings."""

    findings: Findings
    targets: Mapping[str, str]
    settings: Settings

    def _name(self, actor: str) -> str:
        return ALL_ACTORS if actor == EVERYBODY else self.findings.names.get(actor, actor)

    def _target(self, target: str) -> str:
        return self.targets.get(target, target)

    def _table(self, name: str, title: str, columns: Sequence[str], rows: Iterable[tuple[Cell, ...]]) -> Table:
        kept = tuple(rows)
        told = [str(row[-1]) for row in kept] if columns[-1] == "remarks" else []
        note = note_of(name, columns, told, self.settings)
        intervals = tuple(one for one in columns if one in _INTERVALS or (name, one) == ("corrected", "pairs"))
        label = f"tab:{name.replace('_', '-')}"
        return Table(title=title, columns=tuple(columns), rows=kept, note=note, label=label, intervals=intervals)

    def stances(self, cells: Sequence[StanceCell], divided: str | None = None) -> Table:
        """Who stands where."""
        rows = [
            (
                self._target(cell.target),
                self._name(cell.actor),
                cell.actor,
                *([cell.group] if divided else []),
                cell.n,
                cell.documents,
                *(figure(getattr(cell, label)) for label in ("favor", "against", "neutral")),
                figure(cell.net, percent=False),
                remarks(cell.few, cell.flags),
            )
            for cell in cells
        ]
        name, title = (f"by_{divided}", f"Who stands where, by {divided}") if divided else _WHO
        return self._table(name, title, ("target", "actor", "id", *([divided] if divided else []), *_STANCES), rows)

    def trends(self) -> Table:
        """Net stance over time."""
        rows = [
            (
                self._target(target),
                self._name(actor),
                actor,
                point.period,
                point.n,
                point.documents,
                *(figure(one, percent=False) for one in (point.net, point.rolling, point.smoothed)),
                remarks(point.few, point.flags),
            )
            for (actor, target), points in self.findings.trends.items()
            for point in points
        ]
        columns = ("target", "actor", "id", "period", "n", "documents", "net", "rolling", "smoothed", "remarks")
        return self._table("trends", "Net stance over time", columns, rows)

    def changes(self) -> Table:
        """Shifts of level."""
        rows = [
            (
                self._target(target),
                self._name(actor),
                change.after,
                change.period,
                change.n_before,
                change.n_after,
                plain(change.before_net, 2),
                plain(change.after_net, 2),
                plain(change.p, 3),
                plain(change.adjusted, 3),
            )
            for (actor, target), changes in self.findings.changes.items()
            for change in changes
        ]
        heads = ("target", "actor", "after", "from", "n before", "n after", "net before", "net after")
        columns = (*heads, "p", "adjusted p")
        return self._table("changes", "Shifts of level", columns, rows)

    def differences(self) -> Table:
        """Two actors over time."""
        rows = [
            (
                self._target(target),
                self._name(first),
                self._name(second),
                point.period,
                point.n_first,
                point.n_second,
                figure(point.net, percent=False),
                figure(point.smoothed, percent=False),
                remarks(point.few, point.flags),
            )
            for (first, second, target), points in self.findings.differences.items()
            for point in points
        ]
        columns = ("target", "first", "second", "period", "n first", "n second", "difference", "smoothed", "remarks")
        return self._table("differences", "Two actors over time", columns, rows)

    def agreement(self) -> Table:
        """Outlets on the same actors and targets."""
        rows = [
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
            for one in self.findings.agreements
        ]
        heads = ("first", "second", "cells", "pairs", "same label %", "same side %", "alpha", "difference", "remarks")
        return self._table("agreement", "Agreement between outlets on the same actors and targets", heads, rows)

    def distances(self) -> Table:
        """Actors on the same targets."""
        rows = [
            (
                self._name(one.first),
                self._name(one.second),
                one.cells,
                one.n_first,
                one.n_second,
                figure(one.distance, percent=False),
                plain(one.expected, 2),
                plain(one.p, 4),
                plain(one.adjusted, 4),
                remarks(one.few, one.flags),
            )
            for one in self.findings.distances
        ]
        first = ("first", "second", "cells", "n first", "n second", "distance")
        return self._table(
            "distances", "Distance between actors", (*first, "expected", "p", "adjusted p", "remarks"), rows
        )

    def centrality(self) -> Table:
        """Actors in the network between them."""
        found = self.findings.centralities
        rows = [
            (
                self._name(actor),
                actor,
                self.findings.communities.get(actor),
                *(value if isinstance(value := getattr(one, part), int) else plain(value, 3) for part in one._fields),
            )
            for actor, one in found.items()
        ]
        fields: tuple[str, ...] = next(iter(found.values()))._fields if found else ()
        columns = ("actor", "id", "community", *fields)
        return self._table("centrality", "Actors in the network between actors", columns, rows)

    def corrected(self) -> Table:
        """Shares corrected by the coded sample, beside those as labelled."""
        rows = [
            (
                self._target(cell.target),
                self._name(cell.actor),
                cell.group,
                cell.by,
                "as labelled" if cell.method == "none" else cell.method,
                cell.n,
                cell.n_coded,
                *(figure(getattr(cell, label)) for label in ("favor", "against", "neutral")),
                figure(cell.net, percent=False),
                figure(cell.pairs, percent=False, digits=0),
                # What is too few coded is said in words; `few` would be another number.
                remarks(False, cell.flags),
            )
            for cell in self.findings.corrected
        ]
        heads = ("target", "actor", "group", "by", "method", "n", "coded", "favor %", "against %", "neutral %", "net")
        title = "Corrected for errors of the classifier"
        return self._table("corrected", title, (*heads, "pairs", "remarks"), rows)

    def regression(self) -> Table:
        """Coefficients, corrected and as labelled."""
        rows = list(regression_rows(self.findings.regressions, self._target))
        return self._table("regression", "Stances by what is known of the units", REGRESSION, rows)

    def confusion(self, coded: Sequence[CodedUnit]) -> Table:
        """What coders found against what the labels say."""
        rows = list(self._confused(coded))
        columns = ("target", "coded", "labelled", "n", "weighted", "share %")
        return self._table("confusion", "The labels against the hand-coded sample", columns, rows)

    def _confused(self, coded: Sequence[CodedUnit]) -> Iterator[tuple[Cell, ...]]:
        for target, found in confusions(self.findings.rows, coded).items() if coded else ():
            for gold, of_gold in found.items():
                whole = sum(weight for _, weight in of_gold.values())
                for label, (n, weight) in of_gold.items():
                    share = Figure(value=weight / whole, digits=0) if whole else None
                    yield self._target(target), gold, label, n, plain(weight, 1), share


_WHO = ("actor_target", "Who stands where")


def plain(value: float | None, digits: int) -> Figure | None:
    """A figure without an interval; empty where it is undefined."""
    return None if value is None else Figure(value=value, percent=False, digits=digits)
