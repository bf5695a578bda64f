"""A scoring run for readers: tables in the terminal, and ``score.json``, ``misses.csv``, ``labels.jsonl`` on disk."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import ConfigError
from stance.labels import LABELS
from stance.metrics.matching import Judgement
from stance.records import atomic, safe_cell, write_jsonl
from stance.scoring import ScoreResult
from stance.types import MetricValue

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table


def as_json(result: ScoreResult) -> dict[str, Any]:
    """The result as plain values; an undefined figure is ``None``."""
    return {
        "values": [_plain(metric) for metric in result.metrics],
        "lenient_groups": [_plain(metric) for metric in result.lenient],
        "pairs": [_plain(metric) for metric in result.pairs],
        "confusion": {gold: dict(row) for gold, row in result.confusion.items()},
        "errors": dict(Counter(f"{item.verdict}: {item.reason}" for item in result.errors)),
        "counts": dict(result.counts),
        **result.provenance,
    }


def _plain(metric: MetricValue) -> dict[str, Any]:
    def number(value: float) -> float | None:
        return round(value, 6) if math.isfinite(value) else None

    return {
        "group": metric.group,
        "name": metric.name,
        "value": number(metric.value),
        "low": number(metric.low),
        "high": number(metric.high),
        "n": metric.n,
    }


SCORE = "score.json"
"""Written last: a folder that has it holds a whole result."""
ERROR_COLUMNS = ("sentence_id", "verdict", "reason", "holder", "target", "stance", "detail", "sentence")


def error_row(item: Judgement) -> dict[str, str]:
    """A missed or wrong triple as a row of ``misses.csv``."""
    return {
        "sentence_id": item.unit.id,
        "verdict": item.verdict,
        "reason": item.reason,
        "holder": item.triple.holder,
        "target": item.triple.target,
        "stance": item.triple.stance,
        "detail": item.detail,
        "sentence": item.unit.text,
    }


def check_folder(folder: Path, *, overwrite: bool = False) -> None:
    """Make sure, before anything is computed, that a result may be written.

    Args:
        folder: The output directory; need not exist.
        overwrite: Whether a score that is there may be replaced.

    Raises:
        ConfigError: It is a file, or someone else's directory, or holds a score and ``overwrite`` is false.
    """
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"out={folder} is a file; give a directory that does not exist yet")
    try:
        names = {entry.name for entry in folder.iterdir()} if folder.exists() else set()
    except OSError as error:
        raise ConfigError(f"out={folder}: {error.strerror}; give a directory that you may read and write") from error
    if not names or (SCORE in names and overwrite):
        return
    if SCORE in names:
        raise ConfigError(f"out={folder} holds a score; add overwrite=true to replace it, or give another out")
    raise ConfigError(f"out={folder} is not empty and holds no score; give a directory that is new or empty")


def write_score(result: ScoreResult, folder: Path, *, overwrite: bool = False) -> None:
    """Write ``score.json``, ``misses.csv`` and ``labels.jsonl`` (the records scored), each atomically.

    Args:
        result: From :func:`stance.scoring.score`.
        folder: Directory; made if it is not there.
        overwrite: Whether a score that is there may be replaced.

    Raises:
        ConfigError: See :func:`check_folder`; or the directory cannot be made or written to.
    """
    check_folder(folder, overwrite=overwrite)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(result, folder)
    except OSError as error:
        raise ConfigError(f"out={folder}: {error.strerror}; give a directory that you may write") from error


def _write(result: ScoreResult, folder: Path) -> None:
    write_jsonl(result.records, folder / "labels.jsonl")
    with atomic(folder / "misses.csv") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(ERROR_COLUMNS)
        for item in result.errors:
            writer.writerow([safe_cell(cell) for cell in error_row(item).values()])
    with atomic(folder / SCORE) as file:
        json.dump(as_json(result), file, ensure_ascii=False, indent=2)
        file.write("\n")


def renderables(result: ScoreResult, *, limit: int = 20) -> Iterator[RenderableType]:
    """What ``stance score`` prints, piece by piece.

    Args:
        result: From :func:`stance.scoring.score`.
        limit: How many errors to list.
    """
    from rich.text import Text  # only the terminal needs it

    counts = result.counts
    yield Text(
        f"{counts['sentences']} coded sentences of {counts['documents']} documents; {counts['gold']} triples that both "
        f"codings gave, {counts['predicted']} predicted ({counts['tolerated']} of them given by one coding: left out)"
    )
    if counts["gold_other_targets"]:
        yield Text(f"{counts['gold_other_targets']} gold triples of targets that are not scored were left out")
    table = _table("group", "precision", "recall", "F1", "gold", "given")
    table.title = "Triples (sentence, holder, target, stance) with 95 % intervals"
    for name, metrics in _by_group(result.metrics).items():
        _row(table, name, metrics)
    for label, values in (("group = its members", result.lenient), ("pairs, any stance", result.pairs)):
        table.add_section()
        for metrics in _by_group([metric for metric in values if metric.name != "label_accuracy"]).values():
            _row(table, label, metrics)
    yield table
    also = {metric.name: metric for metric in result.metrics if metric.group == "all"}
    if also:
        precise, harmonic = also["precision_also_right"], also["f1_also_right"]
        yield Text(f"triples of one coding counted as right: precision {_figure(precise)}, F1 {_figure(harmonic)}")
    yield from (
        Text(f"label accuracy among the {metric.n} gold pairs found: {_figure(metric)}")
        for metric in result.pairs
        if metric.name == "label_accuracy"
    )
    matrix = _table("gold pairs found, labelled", *LABELS)
    for gold in LABELS:
        matrix.add_row(gold, *(str(result.confusion[gold][label]) for label in LABELS))
    yield matrix
    yield from _errors(result.errors, limit)
    run = result.provenance
    yield Text(
        f"intervals: {run['interval']}, {run['resamples']} bootstrap samples of documents, seed {run['seed']}; "
        f"stance {run['stance']}, {run['seconds']:.1f} s"
    )


def _errors(errors: Sequence[Judgement], limit: int) -> Iterator[RenderableType]:
    from rich.text import Text

    reasons = Counter((item.verdict, item.reason) for item in errors)
    for verdict, title in (("missed", "missed"), ("wrong", "wrong predictions")):
        listed = ", ".join(f"{reason} {n}" for (kind, reason), n in reasons.most_common() if kind == verdict)
        yield Text(f"{title}: {listed or 'none'}")
    if errors and limit > 0:
        yield Text(f"\nfirst {min(limit, len(errors))} of {len(errors)} errors:")
    for item in errors[: max(limit, 0)]:
        reason = f"{item.verdict}: {item.reason}" + (f" ({item.detail})" if item.detail else "")
        # Text, not str: square brackets in an article are no markup.
        yield Text(f"{item.unit.id}  {' '.join(item.triple)}  {reason}\n    {item.unit.text}")


def _table(first: str, *columns: str) -> Table:
    """A table that fits a terminal of 80 columns."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), title_justify="left", title_style="bold")
    table.add_column(first, overflow="fold")
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _by_group(metrics: Sequence[MetricValue]) -> dict[str, dict[str, MetricValue]]:
    grouped: dict[str, dict[str, MetricValue]] = {}
    for metric in metrics:
        grouped.setdefault(metric.group, {})[metric.name] = metric
    return grouped


def _row(table: Table, name: str, metrics: dict[str, MetricValue]) -> None:
    from rich.text import Text

    figures = [_figure(metrics[key]) for key in ("precision", "recall", "f1")]
    if name.startswith("given as="):  # gold data do not tell these apart
        figures[1:] = ["", ""]
    sizes = ["" if name.startswith("given as=") else str(metrics["recall"].n), str(metrics["precision"].n)]
    table.add_row(*map(Text, (name, *figures, *sizes)))


def _figure(metric: MetricValue) -> str:
    if math.isnan(metric.value):
        return "–"
    if math.isnan(metric.low):
        return f"{metric.value:.2f}"
    low, high = ("1.0" if bound == 1 else f"{bound:.2f}".removeprefix("0") for bound in (metric.low, metric.high))
    return f"{metric.value:.2f} {low}–{high}"
