"""``report.html``: one page with every sentence, its actors, targets and stances, that opens without a network.

The page is written in one pass: documents are rendered one by one into a spool file while the totals are counted, then
the overview is put before them. The first documents are plain HTML, so that the page reads and prints without scripts;
the others are the same HTML kept as inert text and shown on demand, so that thousands of documents stay usable. All
goes through Jinja2 (BSD-3, alive, typed, the usual choice) with autoescape; a content security policy forbids all but
the page's own style and script.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from stance.labels import LABELS
from stance.protocols import Labelled
from stance.records import atomic
from stance.report.page_data import chart_library, charts_of, inert, placed, shared, signed, spanned, table_of
from stance.report.view import Names, Totals, lines, safe_url
from stance.types import Target

if TYPE_CHECKING:
    from jinja2 import Environment

PAGE_DOCUMENTS = 10
"""How many documents are plain HTML, and how many the page shows at a time."""
PLAIN_SENTENCES = 1500
"""No further document is plain HTML once so many sentences are."""
MATRIX_ROWS = 20
"""Actors after the first so many are folded away."""
SKIPPED_ROWS = 1000
"""So many skipped documents are named one by one; ``run.json`` has them all."""
CHARTS = ("charts.js", "chart_heat.js", "chart_trend.js", "chart_network.js", "charts_start.js")
WHOSE = {
    "affiliation": "Everybody counts for the state or body they act for, officially or not.",
    "holder": "People and bodies are counted one by one.",
}
"""Who an actor is, by the unit of the findings."""
SIGNS = {"favor": "▲", "against": "▼", "neutral": "●"}
_UNSEEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(0xD800, 0xE000)), "\ufffd")
"""Control characters and lone surrogates have no place in HTML; one for one, so that offsets stay true."""


def write_report(
    path: Path | str,
    documents: Iterable[Labelled],
    *,
    run: Mapping[str, Any],
    targets: Sequence[Target],
    names: Names,
    findings: Mapping[str, Any] | None = None,
    hint: str = "",
) -> None:
    """Write the page, atomically: ``path`` is complete or as it was.

    Args:
        path: The file to write; an existing one is replaced at the end.
        documents: Labelled documents, taken one at a time and not kept.
        run: What ``run.json`` holds; read after the last document, so that it may be filled meanwhile. See
            :func:`run_facts` and :func:`skipped_rows` for the keys in use, and ``counts`` for those of the whole run.
        targets: The codebook entries in use.
        names: The name to show for a catalogue id.
        findings: What :func:`stance.report.finding_values.as_plain` makes: tables and charts of them come before the
            documents. Records then count for whom they count there.
        hint: Where there are no findings, what to do for them.

    Raises:
        OSError: The folder of ``path`` is not there or not writable.
    """
    path = Path(path)
    totals = Totals()
    unit = findings["unit"] if findings else "affiliation"  # as where there are charts
    target_names = {target.id: target.name for target in targets}
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="", dir=path.parent) as spool, atomic(path) as page:
        for labelled in documents:
            _write_document(spool, labelled, totals, target_names, names, unit)
        spool.seek(0)
        context = _overview(totals, run, targets) | table_of(totals) | charts_of(findings, targets)
        scripts = [_asset("report.js"), _asset("rows.js")]
        scripts += [chart_library(), *map(_asset, CHARTS)] if findings else []
        context |= {"hint": hint, "whose": WHOSE[unit]}
        context |= {"scripts": scripts, "script_hashes": [_hash(script) for script in scripts]}
        page.write(_render("head.html.j2", context))
        shutil.copyfileobj(spool, page)
        page.write(_render("foot.html.j2", context))


def _write_document(
    spool: IO[str],
    labelled: Labelled,
    totals: Totals,
    targets: Mapping[str, str],
    names: Names,
    unit: str | None,
) -> None:
    document = labelled.document
    shown = list(lines(labelled, targets, names, unit))
    totals.add(shown)
    chips = [chip for line in shown for chip in line.chips]
    standing = Counter((chip.actor_name, chip.target, chip.record.stance) for chip in chips)
    keys = list(
        dict.fromkeys((chip.actor, chip.record.target, chip.record.stance, chip.record.score) for chip in chips)
    )
    totals.place(document, chips)
    context = {
        "number": totals.documents,
        "document": document,
        "find": " ".join(filter(None, (document.title, document.id, document.outlet, document.published))).lower(),
        "keys": json.dumps(keys, ensure_ascii=False, separators=(",", ":")),
        "url": safe_url(document.url),
        "speaker": names(document.speaker) if document.speaker else "",
        "lines": shown,
        "standing": standing.most_common(),
        "signs": SIGNS,
    }
    article = _render("document.html.j2", context)
    if totals.documents > PAGE_DOCUMENTS or totals.sentences > PLAIN_SENTENCES:
        # "<" and "&" as escapes: neither "</script>" nor "<!--" can occur in the data block.
        data = inert(article)
        article = _render("folded.html.j2", {**context, "data": data})
    spool.write(article)


def _overview(totals: Totals, run: Mapping[str, Any], targets: Sequence[Target]) -> dict[str, Any]:
    named = {target.id: target.name for target in targets}
    columns = named | {target: target for _, target, _ in totals.counts if target not in named}
    rows = totals.rows(columns)
    skipped = skipped_rows(run)
    counts = run.get("counts") or {}
    style = _asset("report.css")
    return {
        "totals": totals,
        "labels": LABELS,
        "signs": SIGNS,
        "targets": targets,
        "columns": columns,
        "rows": rows,
        "matrix_rows": MATRIX_ROWS,
        "largest": max((cell.total for row in rows for cell in row.cells), default=1) or 1,
        "skipped": skipped[:SKIPPED_ROWS],
        "skipped_count": max(len(skipped), counts.get("skipped", 0)),
        "abstained_count": counts.get("abstained", 0),
        "labelled_count": counts.get("documents", 0),
        "reasons": Counter(reason for _, reason in skipped).most_common(),
        "facts": run_facts(run),
        "page_documents": PAGE_DOCUMENTS,
        "style": style,
        "style_hash": _hash(style),
    }


def run_facts(run: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What made the page: model, version, commit, Python and time, as far as ``run`` has them.

    >>> run_facts({"model": "lexicon", "stance": "0.1.0"})
    [('model', 'lexicon'), ('stance', '0.1.0')]
    """
    keys = {"model": "model", "stance": "stance", "commit": "commit", "Python": "python", "labelled": "finished"}
    return [(name, str(run[key])) for name, key in keys.items() if run.get(key)]


def skipped_rows(run: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and reason of each document that was left out, from ``run["skipped"]``.

    >>> skipped_rows({"skipped": [{"path": "a.bin", "reason": "not text"}]})
    [('a.bin', 'not text')]
    """
    return [_name_and_reason(entry) for entry in run.get("skipped") or ()]


def _name_and_reason(entry: Any) -> tuple[str, str]:
    def read(*keys: str) -> str:
        values = (entry.get(key) if isinstance(entry, Mapping) else getattr(entry, key, None) for key in keys)
        return next((str(value) for value in values if value), "")

    return read("path", "id", "document_id", "document", "name") or str(entry), read("reason")


def _clean(value: Any) -> Any:
    return value.translate(_UNSEEN) if isinstance(value, str) else value


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("stance.report"),
        autoescape=True,
        extensions=["jinja2.ext.loopcontrols"],
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"n": "{:,}".format, "share": shared, "net": signed, "span": spanned, "placed": placed}
    return environment


def _render(template: str, context: Mapping[str, Any]) -> str:
    return _environment().get_template(template).render(context)


def _asset(name: str) -> str:
    return files("stance.report").joinpath("templates", name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


__all__ = ["run_facts", "skipped_rows", "write_report"]
