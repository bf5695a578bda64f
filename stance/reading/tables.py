"""Tables of documents, row by row: CSV, TSV, JSON lines, JSON, Parquet."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

from stance.reading.encoding import NotTextError, detect_stream, no_text_reason
from stance.reading.rows import GUESSES, BadRow, Row, lowered, resolve

__all__ = ["read_rows"]

_BATCH = 64


def read_rows(path: str, columns: Mapping[str, str], encoding: str | None, max_bytes: int) -> Iterator[Row | BadRow]:
    """Rows of a table, streamed.

    Args:
        path: File with one of the suffixes of tables.
        columns: Our field to the user's column; fields left out are looked for under the usual names.
        encoding: Of the file; detected where ``None``.
        max_bytes: The largest document.

    Raises:
        NotTextError: The file is no table of its kind, or lacks the column of the text.
        OSError: It cannot be read.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".parquet":
        yield from _parquet(path, columns)
        return
    with Path(path).open("rb") as binary:
        if not binary.read(1):
            raise NotTextError("empty")
        errors = "strict"
        if encoding is None:
            detected = detect_stream(binary)
            encoding = detected.name
            if detected.note is not None:
                errors = "replace"
                yield BadRow(0, detected.note, kept=True)
        else:
            binary.seek(0)
            reason = no_text_reason(binary.read(8192)) if "16" not in encoding and "32" not in encoding else None
            if reason is not None:
                raise NotTextError(reason)
            binary.seek(0)
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    with Path(path).open(encoding=name, errors=errors, newline="") as file:
        try:
            if suffix in {".csv", ".tsv"}:
                yield from _delimited(file, columns, "\t" if suffix == ".tsv" else None, max_bytes)
            elif suffix == ".json":
                yield from _json(file, columns, max_bytes)
            else:
                yield from _json_lines(file, columns, max_bytes)
        except UnicodeError:
            yield BadRow(0, f"the rest of the file is not {encoding}; leave the encoding out to have it detected")


class _Lines:
    """The lines of a file, with those at hand of which the present row is made."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.row: list[str] = []
        self.number = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        for line in self._file:
            self.number += 1
            self.row.append(line)
            yield line
        self.ended = True

    def unmatched(self, delimiter: str) -> bool:
        """Whether a cell of the row was left open: the reader asked for more at the end, or a mark closes amid text."""
        if self.ended or len(self.row) == 1:
            return self.ended
        try:
            for _ in csv.reader(self.row, delimiter=delimiter, strict=True):
                pass
        except csv.Error:
            return True
        return False


def _swallowed(number: int, lines: _Lines) -> BadRow:
    first = lines.number - len(lines.row) + 1
    where = f"line {first}" if len(lines.row) == 1 else f"lines {first} to {lines.number}"
    more = ", so rows after it may have been read as its text" if len(lines.row) > 1 else ""
    reason = f"{where}: a quotation mark is left open{more}; close it, or write a mark within a cell twice"
    return BadRow(number, reason, kept=True)


def _delimited(
    file: TextIO, columns: Mapping[str, str], delimiter: str | None, max_bytes: int
) -> Iterator[Row | BadRow]:
    # The limit is the module's own; it is only ever raised, and guards against a quotation mark that is never closed.
    csv.field_size_limit(max(csv.field_size_limit(), 8 * max_bytes))
    if delimiter is None:
        first = file.readline(1 << 20)
        file.seek(0)
        delimiter = max(",;\t|", key=first.count)
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=delimiter)
    number = 0
    header: list[str] | None = None
    found: dict[str, str] = {}
    places: dict[str, int] = {}
    while True:
        lines.row.clear()
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield BadRow(number + 1, f"not readable as CSV: {error}; is a quotation mark left open?")
            number += 1
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            if any(header):
                found = resolve(lowered(header), columns)
                places = {field: header.index(name) for field, name in found.items()}
            else:
                header = None
            continue
        if not any(cells):
            continue
        number += 1
        if lines.unmatched(delimiter):
            yield _swallowed(number, lines)
        if len(cells) > len(header) and any(cells[len(header) :]):
            yield BadRow(
                number, f"{len(cells)} cells under {len(header)} columns; text with {delimiter!r} needs quotation marks"
            )
            continue
        yield Row(number, {field: cells[place] for field, place in places.items() if place < len(cells)}, found)
    if header is None:
        raise NotTextError("empty: no line with column names")


def _json_lines(file: TextIO, columns: Mapping[str, str], max_bytes: int) -> Iterator[Row | BadRow]:
    number = 0
    limit = 8 * max_bytes
    while line := file.readline(limit):
        number += 1
        if len(line) >= limit and not line.endswith("\n"):
            while line and not line.endswith("\n"):
                line = file.readline(limit)
            yield BadRow(
                number, f"a line of more than {limit:,} characters; raise max_bytes (now {max_bytes:,}) to read it"
            )
        elif line.strip():
            yield _json_row(number, line, columns)


def _json_row(number: int, line: str, columns: Mapping[str, str]) -> Row | BadRow:
    try:
        value = json.loads(line)
    except RecursionError:
        return BadRow(number, "not JSON that can be read: nested too deeply")
    except ValueError as error:
        return BadRow(number, f"not JSON: {error}")
    return _object_row(number, value, columns)


def _object_row(number: int, value: Any, columns: Mapping[str, str]) -> Row | BadRow:
    if not isinstance(value, dict):
        return BadRow(number, f"not a JSON object but {type(value).__name__}")
    try:
        found = resolve(
            lowered(value),
            {f: c for f, c in columns.items() if f == "text" or c in value},
        )
    except NotTextError as error:
        return BadRow(number, str(error).replace("column ", "key ", 1).replace("the columns are", "the keys are"))
    return Row(number, {field: value[key] for field, key in found.items()}, found)


def _json(file: TextIO, columns: Mapping[str, str], max_bytes: int) -> Iterator[Row | BadRow]:
    limit = 64 * max_bytes
    raw = file.read(limit + 1)
    if len(raw) > limit:
        raise NotTextError(
            f"a JSON file of more than {limit:,} characters is not streamed; write one object a line (.jsonl)"
        )
    try:
        value = json.loads(raw)
    except RecursionError:
        raise NotTextError("not JSON that can be read: nested too deeply") from None
    except ValueError as error:
        lines = [line for line in raw.splitlines() if line.strip()]
        if len(lines) > 1 and all(line.lstrip().startswith("{") for line in lines[:5]):
            for number, line in enumerate(lines, start=1):
                yield _json_row(number, line, columns)
            return
        raise NotTextError(f"not JSON: {error}") from None
    if isinstance(value, dict):
        inner = next(
            (item for item in value.values() if isinstance(item, list) and item and isinstance(item[0], dict)), None
        )
        value = [value] if inner is None or any(isinstance(value.get(name), str) for name in GUESSES["text"]) else inner
    if not isinstance(value, list):
        raise NotTextError("JSON, but neither an object nor a list of objects")
    for number, item in enumerate(value, start=1):
        yield _object_row(number, item, columns)


def _parquet(path: str, columns: Mapping[str, str]) -> Iterator[Row | BadRow]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if Path(path).stat().st_size == 0:
        raise NotTextError("empty")
    try:
        with pq.ParquetFile(path) as table:
            names = table.schema_arrow.names
            found = resolve(lowered(names), columns)
            number = 0
            for batch in table.iter_batches(batch_size=_BATCH, columns=list(dict.fromkeys(found.values()))):
                for values in batch.to_pylist():
                    number += 1
                    yield Row(number, {field: values[name] for field, name in found.items()}, found)
    except pa.ArrowInvalid as error:
        raise NotTextError(f"not a Parquet file that can be read: {_first_line(error)}") from None
    except (pa.ArrowException, pa.ArrowKeyError, pa.ArrowNotImplementedError) as error:
        raise NotTextError(f"Parquet that cannot be read: {_first_line(error)}") from None


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0][:200]
