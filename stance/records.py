"""The output rows on disk: JSON lines and CSV, written atomically and read back as they were.

A file appears under its name only when it is complete: it is written beside it and moved there (``os.replace``).
"""

from __future__ import annotations

import csv
import dataclasses
import datetime
import json
import math
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from stance.errors import InputError
from stance.labels import LABELS
from stance.types import StanceRecord

COLUMNS: tuple[str, ...] = tuple(field.name for field in dataclasses.fields(StanceRecord))
"""The columns of ``labels.jsonl`` and ``labels.csv``, in their order; a contract with the users' scripts."""

TEMPORARY = ".stance-part-"
"""How the name of a file that is not complete begins."""

_NESTED = ("scores", "evidence")
_NULLABLE = frozenset({"outlet", "published", "speaker", "affiliation", "cue"})
_HINT = "give a file that `stance label` wrote"
_ROUNDING = 0.01  # how far the scores of a file that was rounded by hand may be from a sum of 1

# Spreadsheets run cells that begin so as formulas (OWASP, "CSV injection"); an apostrophe in front makes them text. The
# apostrophe itself, and the empty text (else the same as none), are marked likewise, so that reading can undo it.
_UNSAFE = re.compile(r"'*(?:[=+\-@\t\r\n＝＋－＠]|\Z)")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_MARKED = re.compile(r"'+(?:[=+\-@\t\r\n＝＋－＠]|\Z)")


@contextmanager
def atomic(path: Path, mode: str = "w") -> Iterator[IO[Any]]:
    """Open a file that takes its name only once it is complete and on the disk.

    Args:
        path: Where the file is to be; what is there before stays until the new file is complete.
        mode: ``w`` (UTF-8 text, line ends as written) or ``wb``.
    """
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(6)}")
    # Half a surrogate pair (a file name, a broken JSON text) has no UTF-8; its escape is valid JSON.
    text: dict[str, Any] = {"encoding": "utf-8", "newline": "", "errors": "backslashreplace"}
    try:
        with temporary.open(mode.replace("w", "x"), **({} if "b" in mode else text)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def row(record: StanceRecord) -> dict[str, Any]:
    """The record as plain values, in the order of :data:`COLUMNS`."""
    return {
        **{name: getattr(record, name) for name in COLUMNS},
        "scores": {label: record.scores[label] for label in LABELS if label in record.scores},
        "evidence": [list(span) for span in record.evidence],
    }


def record_from_row(values: Mapping[str, Any], *, where: str = "row") -> StanceRecord:
    """The record that :func:`row` made ``values`` of; columns that are not ours are ignored.

    Args:
        values: Column to plain value.
        where: What a complaint calls the row, as in ``labels.jsonl:3``.

    Raises:
        InputError: A column is missing or holds something else than a record does.
    """
    missing = [name for name in COLUMNS if name not in values]
    if missing:
        raise InputError(f"{where}: no column {missing[0]!r}; a labels file has the columns {', '.join(COLUMNS)}")
    try:
        if values["stance"] not in LABELS:
            raise ValueError(f"stance {values['stance']!r} is none of {', '.join(LABELS)}")
        if values["published"] is not None and not is_date(values["published"]):
            raise ValueError(f"published {values['published']!r} is no date; write 2018, 2018-05 or 2018-05-08")
        return StanceRecord(
            **{name: values[name] for name in COLUMNS if name not in {*_NESTED, "score", "official"}},
            score=_probability("score", values["score"]),
            official=bool(values["official"]),
            scores=_scores(values["scores"]),
            evidence=tuple((int(start), int(end)) for start, end in values["evidence"]),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError(f"{where}: not a labelled row ({error}); {_HINT}") from error


@lru_cache(maxsize=4096)
def is_date(text: object) -> bool:
    """Whether a text is an ISO 8601 date of reduced or full precision, as ``published`` must be.

    >>> [is_date(text) for text in ("2018", "2018-05", "2018-05-08", "May 2018", "2018-13", "2018-02-30", "18")]
    [True, True, True, False, False, False, False]
    """
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10])
    except ValueError:
        return False
    return True


def _probability(name: str, value: Any) -> float:
    number = float(value)
    if not 0 <= number <= 1:  # NaN is neither
        raise ValueError(f"{name} {number} is no probability from 0 to 1")
    return number


def _scores(values: Mapping[str, Any]) -> dict[str, float]:
    """Probabilities of all labels; what is averaged over records must be whole."""
    found = {str(label): _probability(f"scores.{label}", score) for label, score in values.items()}
    if found.keys() != set(LABELS):
        raise ValueError(f"scores are of {', '.join(found) or 'nothing'}, not of {', '.join(LABELS)}")
    if abs((total := math.fsum(found.values())) - 1) > _ROUNDING:
        raise ValueError(f"scores sum to {total:.4g}, not to 1")
    return found


def json_line(record: StanceRecord) -> str:
    """The record as one line of ``labels.jsonl``, line end included."""
    return json.dumps(row(record), ensure_ascii=False) + "\n"


def write_jsonl(records: Iterable[StanceRecord], path: Path) -> int:
    """Write ``labels.jsonl``, which takes its name only when it is complete.

    Args:
        records: The rows; streamed.
        path: The file; one that is there is replaced.

    Returns:
        The number of rows.

    Raises:
        OSError: It cannot be written.
    """
    count = 0
    with atomic(path) as file:
        for record in records:
            file.write(json_line(record))
            count += 1
    return count


def write_csv(records: Iterable[StanceRecord], path: Path) -> int:
    """Write ``labels.csv``, which takes its name only when it is complete.

    Nested values are JSON, no value is an empty cell, and a cell that a spreadsheet would run is marked as text.

    Args:
        records: The rows; streamed.
        path: The file; one that is there is replaced.

    Returns:
        The number of rows.

    Raises:
        OSError: It cannot be written.
    """
    count = 0
    with atomic(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        quoting = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(COLUMNS)
        for record in records:
            cells = [_cell(value) for value in row(record).values()]
            bare = any(
                "\r" in cell for cell in cells
            )  # which the writer does not quote, and readers take for a line end
            (quoting if bare else writer).writerow(cells)
            count += 1
    return count


def safe_cell(text: str) -> str:
    """``text`` as a CSV cell that no spreadsheet runs as a formula; reading takes the mark away again.

    >>> safe_cell("=1+1"), safe_cell("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{text}" if _UNSAFE.match(text) else text


def plain_cell(cell: str) -> str:
    """A cell as it was before :func:`safe_cell` marked it.

    >>> plain_cell("'=1+1"), plain_cell("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if _MARKED.match(cell) else cell


def _cell(value: object) -> str:
    if value is None:
        return ""
    return safe_cell(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(name: str, cell: str) -> Any:
    if name in _NESTED:
        return json.loads(cell)
    if name in {"sentence_index", "start", "end"}:
        return int(cell)
    if name == "score":
        return float(cell)
    if name == "official":
        return {"true": True, "false": False}[cell.lower()]
    if not cell and name in _NULLABLE:
        return None
    return plain_cell(cell)


def read_records(path: Path | str) -> Iterator[StanceRecord]:
    """The rows of a labels file (``.jsonl``, ``.csv``), or of the output directory of a run, streamed.

    Raises:
        InputError: There is no such file, or it is no labels file; the message names the line.
    """
    path = Path(path)
    if path.is_dir():
        names = ("labels.jsonl", "labels.csv")
        found = [path / name for name in names if (path / name).is_file()]
        if not found:
            raise InputError(f"{path}: no {' or '.join(names)} in this directory; give the `out` of a finished run")
        path = found[0]
    if not path.is_file():
        raise InputError(f"{path}: no such file; give a labels file or the `out` of a run")
    readers = {".jsonl": _read_jsonl, ".csv": _read_csv}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: not a labels file; allowed are {', '.join(readers)}")
    return reader(path)


def _read_jsonl(path: Path) -> Iterator[StanceRecord]:
    with path.open(
        "rb"
    ) as file:  # in bytes, a line ends at \n only; in text, also at U+2028, which may be in a sentence
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                values = json.loads(line)
            except (json.JSONDecodeError, UnicodeDecodeError) as error:
                raise InputError(
                    f"{path}:{number}: not JSON ({error}); give a file that `stance label` wrote"
                ) from error
            if not isinstance(values, dict):
                raise InputError(f"{path}:{number}: not a JSON object; {_HINT}")
            yield record_from_row(values, where=f"{path}:{number}")


def _read_csv(path: Path) -> Iterator[StanceRecord]:
    with path.open(encoding="utf-8-sig", newline="") as file, _long_cells():
        reader = csv.DictReader(file)
        while True:
            try:
                cells = next(reader)
                known = [name for name in COLUMNS if name in cells]
                values = {name: _value(name, cells[name] or "") for name in known}
            except StopIteration:
                return
            except (csv.Error, ValueError, KeyError) as error:
                message = (
                    f"{path}:{reader.line_num}: not a labelled row ({error}); give a file that `stance label` wrote"
                )
                raise InputError(message) from error
            yield record_from_row(values, where=f"{path}:{reader.line_num}")


@contextmanager
def _long_cells() -> Iterator[None]:
    before = csv.field_size_limit(2**31 - 1)  # a document without a full stop is one long sentence
    try:
        yield
    finally:
        csv.field_size_limit(before)
