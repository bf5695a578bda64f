"""Findings as plain lists and numbers: what the page draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stance.analysis.coded import CodedUnit
from stance.analysis.correction_regression import Coefficient
from stance.analysis.resampled import Estimate
from stance.findings import EVERYBODY, Findings
from stance.report.definitions import Settings
from stance.report.finding_pictures import labelled_nets
from stance.report.finding_tables import ALL_ACTORS
from stance.report.periods import continuous

Plain = dict[str, Any]
PAIRS = 200
"""So many distances are on the page, the surest first; the CSV of `stance analyse` has all."""


def as_plain(
    findings: Findings,
    *,
    settings: Settings | None = None,
    warnings: Iterable[str] | None = None,
    coded: Sequence[CodedUnit] = (),
) -> Plain:
    """What the page draws: plain lists and numbers.

    Args:
        findings: The findings.
        settings: How they were made; the defaults if not given.
        warnings: What a reader should be careful about; those of the findings if not given.
        coded: The hand-coded sample that they were corrected by.
    """
    settings = settings or Settings()
    values = _Values(findings)
    found: Plain = {
        "unit": settings.actor,
        "notes": list(findings.warnings if warnings is None else warnings),
        "how": [settings.counted, settings.intervals],
        "actor_target": values.cells(),
        "trends": values.trends(),
        "differences": values.differences(),
        "changes": values.changes(),
        "agreements": values.agreements(),
        "distances": values.distances(),
        "distances_in_all": len(findings.distances),
        "corrected": values.corrected(),
        "regressions": values.regressions(),
        "coded": len(coded),
        "correction": settings.correction,
        "how_corrected": settings.corrected_intervals,
        "network": values.network(),
    }
    found["periods"] = continuous(
        point["period"] for trend in found["trends"] for point in trend["points"] if point["period"] != "unknown"
    )
    return found


def numbers(estimate: Estimate | Coefficient | None) -> Plain:
    """An estimate's parts, ``None`` where it is undefined."""
    parts = ("value", "low", "high")
    return dict.fromkeys(parts) if estimate is None else {part: getattr(estimate, part) for part in parts}


class _Values:
    def __init__(self, findings: Findings) -> None:
        self.findings = findings

    def _name(self, actor: str) -> str:
        return ALL_ACTORS if actor == EVERYBODY else self.findings.names.get(actor, actor)

    def _whose(self, actor: str, target: str) -> Plain:
        return {"actor": actor, "name": self._name(actor), "target": target}

    def cells(self) -> list[Plain]:
        return [
            {
                **self._whose(cell.actor, cell.target),
                "n": cell.n,
                "documents": cell.documents,
                "few": cell.few,
                "flags": list(cell.flags),
                **{part: numbers(getattr(cell, part)) for part in ("favor", "against", "neutral", "net")},
            }
            for cell in (*self.findings.totals, *self.findings.cells)
        ]

    def trends(self) -> list[Plain]:
        return [
            {
                **self._whose(actor, target),
                "points": [
                    {
                        "period": one.period,
                        "n": one.n,
                        "few": one.few,
                        "net": numbers(one.net),
                        "smoothed": numbers(one.smoothed),
                    }
                    for one in points
                ],
            }
            for (actor, target), points in self.findings.trends.items()
        ]

    def differences(self) -> list[Plain]:
        return [
            {
                "first": self._name(first),
                "second": self._name(second),
                "target": target,
                "points": [
                    {
                        "period": one.period,
                        "n_first": one.n_first,
                        "n_second": one.n_second,
                        "few": one.few,
                        "net": numbers(one.net),
                        "smoothed": numbers(one.smoothed),
                    }
                    for one in points
                    if one.net.value is not None
                ],
            }
            for (first, second, target), points in self.findings.differences.items()
        ]

    def changes(self) -> list[Plain]:
        return [
            {
                **self._whose(actor, target),
                "after": one.after,
                "period": one.period,
                "before_net": one.before_net,
                "after_net": one.after_net,
                "n_before": one.n_before,
                "n_after": one.n_after,
                "p": one.p if one.adjusted is None else one.adjusted,
            }
            for (actor, target), changes in self.findings.changes.items()
            for one in changes
        ]

    def agreements(self) -> list[Plain]:
        return [
            {
                "first": one.first,
                "second": one.second,
                "cells": one.cells,
                "pairs": one.pairs,
                **{part: numbers(getattr(one, part)) for part in ("same_label", "same_side", "alpha", "difference")},
                "remarks": [*(["few"] if one.few else []), *one.flags],
            }
            for one in self.findings.agreements
        ]

    def distances(self) -> list[Plain]:
        ranked = sorted(
            (one for one in self.findings.distances if one.distance.value is not None),
            key=lambda one: (1.0 if one.adjusted is None else one.adjusted, -(one.distance.value or 0.0)),
        )
        return [
            {
                "first": self._name(one.first),
                "second": self._name(one.second),
                "cells": one.cells,
                "n_first": one.n_first,
                "n_second": one.n_second,
                "distance": numbers(one.distance),
                "expected": one.expected,
                "adjusted": one.adjusted,
                "remarks": [*(["few"] if one.few else []), *one.flags],
            }
            for one in ranked[:PAIRS]
        ]

    def corrected(self) -> list[Plain]:
        """Those that were corrected, each with the net stance by the labels beside it."""
        labelled: dict[str, Mapping[tuple[str, str], Estimate]] = {}
        found = []
        for cell in self.findings.corrected:
            if cell.method == "none":
                continue
            beside = labelled.setdefault(cell.target, labelled_nets(self.findings, cell.target))
            found.append(
                {
                    **self._whose(cell.actor, cell.target),
                    "group": cell.group,
                    "by": cell.by,
                    "method": cell.method,
                    "n": cell.n,
                    "coded": cell.n_coded,
                    "documents": cell.documents,
                    **{part: numbers(getattr(cell, part)) for part in ("favor", "against", "neutral", "net", "pairs")},
                    "labelled": numbers(beside.get((cell.actor, cell.group))),
                    "few": cell.few,
                    "flags": list(cell.flags),
                }
            )
        return found

    def regressions(self) -> list[Plain]:
        """Rows of the table, corrected ones and those of the labels."""
        return [
            {
                "target": one.target,
                "outcome": one.outcome,
                "method": "as labelled" if one.method == "none" else one.method,
                "term": term.name if term else "–",
                "coefficient": numbers(term),
                "p": term.p if term else None,
                "n": one.n,
                "coded": one.n_coded,
                "flags": list(one.flags),
            }
            for one in self.findings.regressions
            for term in one.coefficients or (None,)
        ]

    def network(self) -> Plain | None:
        """That between actors, or of actors and targets where there is none."""
        kind = self.findings.between or "two_mode"
        if (network := self.findings.networks.get(kind)) is None:
            return None
        places = self.findings.places[kind]
        return {
            "nodes": [
                {
                    **{part: node[part] for part in ("name", "kind", "n")},
                    "id": key,
                    "x": places[key][0],
                    "y": places[key][1],
                    "community": self.findings.communities.get(key),
                }
                for key, node in network.nodes.items()
            ],
            "edges": [
                {part: getattr(one, part) for part in ("first", "second", "weight", "n", "low", "high", "sign")}
                for one in network.edges
            ],
        }
