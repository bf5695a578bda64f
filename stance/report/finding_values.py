"""Findings as plain lists and numbers: what the page draws."""

from __future__ import annotations

from typing import Any

from stance.analysis.resampled import Estimate
from stance.findings import EVERYBODY, Findings


def as_plain(findings: Findings) -> dict[str, Any]:
    """What the page draws: plain lists and numbers."""

    def name(actor: str) -> str:
        return "all actors" if actor == EVERYBODY else findings.names.get(actor, actor)

    def numbers(estimate: Estimate) -> dict[str, float | None]:
        return {"value": estimate.value, "low": estimate.low, "high": estimate.high}

    cells = [
        {
            "actor": cell.actor,
            "name": name(cell.actor),
            "target": cell.target,
            "n": cell.n,
            "documents": cell.documents,
            "few": cell.few,
            **{part: numbers(getattr(cell, part)) for part in ("favor", "against", "neutral", "net")},
        }
        for cell in findings.cells
    ]
    trends = [
        {
            "actor": actor,
            "name": name(actor),
            "target": target,
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
        for (actor, target), points in findings.trends.items()
    ]
    found: dict[str, Any] = {"actor_target": cells, "trends": trends, "notes": list(findings.warnings)}
    kind = "one_mode" if "one_mode" in findings.networks else "two_mode"
    if network := findings.networks.get(kind):
        places = findings.places[kind]
        found["network"] = {
            "nodes": [
                {
                    "id": key,
                    "name": node["name"],
                    "kind": node["kind"],
                    "n": node["n"],
                    "x": places[key][0],
                    "y": places[key][1],
                    "community": findings.communities.get(key),
                }
                for key, node in network.nodes.items()
            ],
            "edges": [
                {
                    "first": one.first,
                    "second": one.second,
                    "weight": one.weight,
                    "n": one.n,
                    "low": one.low,
                    "high": one.high,
                    "sign": one.sign,
                }
                for one in network.edges
            ],
        }
    return found
