"""What the page's scripts read: rows and findings as data that no browser takes for HTML or code."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from stance.report.periods import continuous
from stance.report.view import COLUMNS, Totals
from stance.types import Target

STRONGEST = 50
"""So many ties are in the table beside the network."""
DRAWN = 300
"""So many ties of each sign are drawn."""
_DASH = "–"


def inert(value: Any) -> str:
    r"""``value`` as JSON in a data block: "<" and "&" as escapes, so that neither a tag nor a comment can occur in it.

    >>> inert("</script>")
    '"\\u003c/script>"'
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c").replace("&", "\\u0026")


def table_of(totals: Totals) -> dict[str, Any]:
    """What the table of records and the filters by outlet and date need."""
    first, last = totals.dates or ("", "")
    return {
        "rows_json": inert({"columns": COLUMNS, "rows": totals.table}),
        "rows_count": totals.records,
        "rows_kept": len(totals.table),
        "outlets": sorted(totals.outlets),
        "without_outlet": totals.without_outlet,
        "undated": totals.undated,
        "first_date": first,
        "last_date": last,
    }


def charts_of(findings: Mapping[str, Any] | None, targets: Sequence[Target]) -> dict[str, Any]:
    """What the charts, and the tables that say the same, need."""
    if not findings:
        return {"findings": None}
    network = findings["network"] or {"nodes": [], "edges": []}
    strongest = sorted(network["edges"], key=lambda edge: -abs(edge["weight"]))
    drawn = [edge for sign in (1, -1) for edge in [one for one in strongest if one["sign"] == sign][:DRAWN]]
    shown = {**findings, "network": {**network, "edges": drawn} if drawn else None}
    needed = {part: shown[part] for part in ("actor_target", "trends", "periods", "network", "corrected", "correction")}
    return {
        "findings": shown,
        "findings_json": inert({**needed, "targets": {target.id: target.name for target in targets}}),
        "strongest": strongest[:STRONGEST],
        "node_names": {node["id"]: node["name"] for node in network["nodes"]},
        "corrected": _ranked([cell for cell in findings["corrected"] if cell["net"]["value"] is not None]),
        "uncorrected": sum(cell["net"]["value"] is None for cell in findings["corrected"]),
    }


def _ranked(cells: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """A target's own figure first, then its periods in time's order, then actors, those of most coded units first."""
    times = {
        by: continuous(cell["group"] for cell in cells if cell["by"] == by) for by in {cell["by"] for cell in cells}
    }

    def rank(cell: Mapping[str, Any]) -> tuple[Any, ...]:
        everybody, undivided = cell["actor"] == "all", cell["group"] == "all"
        sort = 0 if everybody and undivided else 1 if everybody else 2
        place = -1 if undivided else times[cell["by"]].index(cell["group"])
        who = (0, "") if everybody else (-cell["coded"], cell["name"])
        return cell["target"], sort, cell["by"], *((place, *who) if sort == 1 else (*who, place))

    return sorted(cells, key=rank)


@cache
def chart_library() -> str:
    """Apache ECharts, as it ships (``stance/assets/echarts``)."""
    return files("stance").joinpath("assets", "echarts", "echarts.min.js").read_text(encoding="utf-8").strip()


def shared(value: float | None) -> str:
    """A share in per cent.

    >>> shared(0.256), shared(None)
    ('26', '–')
    """
    return _DASH if value is None else f"{100 * value:.0f}"


def signed(value: float | None) -> str:
    """A net stance with its sign.

    >>> signed(-0.5), signed(0.25), signed(None)
    ('−0.50', '+0.25', '–')
    """
    return _DASH if value is None else f"{value:+.2f}".replace("-", "−")


def spanned(estimate: Mapping[str, float | None]) -> str:
    """An interval.

    >>> spanned({"low": -0.5, "high": 0.25}), spanned({"low": None, "high": None})
    ('−0.50 to +0.25', '')
    """
    low, high = estimate["low"], estimate["high"]
    return "" if low is None or high is None else f"{signed(low)} to {signed(high)}"


def placed(value: float, width: float = 160, room: float = 8) -> str:
    """Where a net stance is on a line of a width from −1 to 1.

    >>> placed(-1), placed(0), placed(1)
    ('8.0', '80.0', '152.0')
    """
    return f"{room + (value + 1) / 2 * (width - 2 * room):.1f}"
