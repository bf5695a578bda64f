"""Figures on the sets that were coded blind (stance/assets/blind): `python scripts/evaluate_blind.py`.

The speeches ship as places and codes. Their text is taken from $STANCE_DATA/ungdc/ungdc_2013-2024.tar.gz and written
with the codes to `--out`, as gold files that `stance score` reads as well. Prints one Markdown table. `--counts` counts
the codes in its place; `--text news_tune news_test` needs no speeches.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from study_ungdc import unpack

from stance import __version__, load_model
from stance.data.jcpoa_gold import read_gold
from stance.errors import InputError, StanceError
from stance.labels import LABELS
from stance.pipeline import MISSION_TARGETS
from stance.reading import read_documents
from stance.records import atomic
from stance.scoring import ScoreResult, score
from stance.targets import load_targets
from stance.types import Document, MetricValue

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "stance" / "assets" / "blind"
ARCHIVE = Path("ungdc", "ungdc_2013-2024.tar.gz")
TEXTS = ("news_tune", "news_test", "speeches_tune", "speeches_test", "speeches_unread")
COLUMNS = ("document_id", "number", "before", "start", "end", "after", "sha256", "read", "core", "also")
HEAD = ["text", "model", "sentences", "documents", "triples", "precision", "recall", "F1"]
HEAD += ["label right, of pairs found", "seed", "sha256"]
UNREAD = "speeches_unread"
"""The part of ``speeches_test`` whose speeches were not in the half that was read from during tuning."""


def sentences(document: Document, row: Mapping[str, str]) -> tuple[str, str, str]:
    """The coded sentence of a speech between its two neighbours, each on one line.

    Args:
        document: The speech as :func:`stance.read_documents` reads its file.
        row: One of ``speeches_*.csv``.

    Raises:
        InputError: The speech holds something else there than what was coded.
    """
    before, start, end, after = (int(row[name]) for name in ("before", "start", "end", "after"))
    first, own, last = (
        " ".join(document.text[low:high].split()) for low, high in ((before, start), (start, end), (end, after))
    )
    if mark(first, own, last) != row["sha256"]:
        raise InputError(
            f"{document.id}: characters {start} to {end} are not the sentence that was coded; take the speeches of the "
            "release that stance/assets/blind/README.md names"
        )
    return first, own, last


def mark(*texts: str) -> str:
    """What tells whether a sentence and its neighbours are those that were coded: the head of their SHA-256."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def codings(cell: str) -> list[list[str]]:
    """The triples of a cell.

    >>> codings("USA jcpoa against; NONOFFICIAL:joe biden jcpoa favor"), codings("")
    ([['USA', 'jcpoa', 'against'], ['NONOFFICIAL:joe biden', 'jcpoa', 'favor']], [])
    """
    return [part.rsplit(" ", 2) for part in cell.split("; ") if part]


def speech_rows(table: Path, speeches: Path) -> Iterator[dict[str, Any]]:
    """Gold rows of the places and codes of a table.

    Args:
        table: ``speeches_tune.csv`` or ``speeches_test.csv``.
        speeches: Folder with the unpacked speeches.

    Raises:
        InputError: A speech is not there, or is not the one that was coded.
    """
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    paths = [speeches / f"{name}.txt" for name in sorted({row["document_id"] for row in rows})]
    documents = {item.id: item for item in read_documents(paths) if isinstance(item, Document)}
    for row in rows:
        name = row["document_id"]
        before, text, after = sentences(documents[name], row)
        speaker, _, year = name.split("_")
        yield {
            "id": f"{name}#{row['number']}",
            "doc": name,
            "speaker": speaker,
            "year": int(year),
            "before": before,
            "text": text,
            "after": after,
            "core": codings(row["core"]),
            "also": codings(row["also"]),
        }


def build(data: Path, out: Path, folder: Path = FOLDER) -> dict[str, Path]:
    """Write the gold files of the speeches; returns them by name.

    Args:
        data: Folder of the public data sets.
        out: Where the speeches are unpacked and the files go.
        folder: Of the places and codes.

    Raises:
        InputError: The archive is not there, or its speeches are not those that were coded.
    """
    unpack(data / ARCHIVE, out / "speeches")
    built = {}
    for name in ("speeches_tune", "speeches_test"):
        rows = list(speech_rows(folder / f"{name}.csv", out / "speeches"))
        built[name] = _write(rows, out / f"{name}.jsonl")
    with (folder / "speeches_test.csv").open(encoding="utf-8", newline="") as file:
        unread = {f"{row['document_id']}#{row['number']}" for row in csv.DictReader(file) if row["read"] == "no"}
    built[UNREAD] = _write((row for row in rows if row["id"] in unread), out / f"{UNREAD}.jsonl")
    return built


def _write(rows: Iterable[Mapping[str, Any]], path: Path) -> Path:
    with atomic(path) as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return path


def figure(metric: MetricValue) -> str:
    """A figure with its interval, or a dash where it is not defined."""
    value, low, high = (
        f"{number:.2f}".replace("0.", ".") if math.isfinite(number) else "–"
        for number in (metric.value, metric.low, metric.high)
    )
    return f"{value} ({low}–{high})"


def scored(name: str, model: str, path: Path, result: ScoreResult) -> list[str]:
    """A row of the table."""
    accuracy = next(metric for metric in result.pairs if metric.name == "label_accuracy")
    counts = (result.counts[key] for key in ("sentences", "documents", "gold"))
    return [
        name,
        model,
        *map(str, counts),
        *(figure(result.value(key)) for key in ("precision", "recall", "f1")),
        f"{figure(accuracy)} of {accuracy.n}",
        str(result.provenance["seed"]),
        hashlib.sha256(path.read_bytes()).hexdigest()[:12],
    ]


def counted(files: Mapping[str, Path]) -> Iterator[list[str]]:
    """Codes by text, target and stance: of ``core``, and behind a plus of ``also``."""
    for name, path in files.items():
        documents = read_gold(path)
        rows = [row for item in documents for row in item.rows.values()]
        core = Counter(code[1:] for row in rows for code in row.core)
        also = Counter(code[1:] for row in rows for code in row.also)
        cells = [f"{core[key]} + {also[key]}" for key in _keys()]
        clusters = len({item.cluster for item in documents})
        yield [name, str(len(rows)), str(clusters), str(sum(not row.core for row in rows)), *cells]


def _keys() -> list[tuple[str, str]]:
    return [(target, label) for target in MISSION_TARGETS for label in LABELS]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a table in Markdown."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Score, or count, and print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("STANCE_DATA") or "data"))
    parser.add_argument("--out", type=Path, default=Path("runs/blind"), help="where the speeches go")
    parser.add_argument("--blind", type=Path, default=FOLDER, help="folder of the coded sets")
    parser.add_argument("--text", nargs="+", default=list(TEXTS), choices=TEXTS)
    parser.add_argument("--model", nargs="+", default=["embedded", "lexicon"])
    parser.add_argument("--resamples", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--counts", action="store_true", help="count the codes, score nothing")
    given = parser.parse_args(arguments)
    try:
        files = {name: given.blind / f"{name}.jsonl" for name in ("news_tune", "news_test")}
        if any(name.startswith("speeches") for name in given.text):
            files |= build(given.data, given.out, given.blind)
        files = {name: files[name] for name in TEXTS if name in given.text}
        if given.counts:
            codes = [f"{target} {label}" for target, label in _keys()]
            lines = list(table(["text", "sentences", "documents", "without a code in core", *codes], counted(files)))
        else:
            lines = list(_figures(files, given))
    except (StanceError, FileNotFoundError) as error:
        print(f"{error}", file=sys.stderr)
        return 2
    print("\n".join(lines))
    return 0


def _figures(files: Mapping[str, Path], given: argparse.Namespace) -> Iterator[str]:
    targets = load_targets(MISSION_TARGETS)
    models = {name: load_model(name) for name in given.model}
    rows = []
    for name, path in files.items():
        for model, loaded in models.items():
            result = score([path], targets=targets, model=loaded, resamples=given.resamples, seed=given.seed)
            rows.append(scored(name, model, path, result))
    yield from table(HEAD, rows)
    yield f"\nstance {__version__}; 95 % intervals from {given.resamples:,} bootstrap samples of documents."


if __name__ == "__main__":
    sys.exit(main())
