"""Reading files as they were released: plain or gzipped, with an error that names file, line and value.

Shared by the readers of the single data sets. Lines are split at line feeds only, because texts hold U+2028 and such.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from stance.data.labels import LabelSet, Meaning, unknown_labels
from stance.errors import InputError
from stance.paths import expanded
from stance.provenance import Fingerprint, fingerprint
from stance.types import Label, Span, TargetMention

__all__ = [
    "Line",
    "content",
    "delimited",
    "fingerprints",
    "json_content",
    "json_lines",
    "lines",
    "meaning",
    "mentions",
    "release_file",
    "stance_of",
    "tabbed",
    "unquoted",
]

_GZIP = b"\x1f\x8b"


class Line(NamedTuple):
    """A row with the place it came from.

    Args:
        path: The file.
        number: Of the line at which the row starts, from 1.
        values: By column.
    """

    path: Path
    number: int
    values: Mapping[str, Any]

    @property
    def place(self) -> str:
        """For lists of what was left out: ``train.tsv:17``."""
        return f"{self.path.name}:{self.number}"

    @property
    def where(self) -> str:
        """For errors: the same with the whole path."""
        return f"{self.path}:{self.number}"


def release_file(folder: str | Path, names: Sequence[str], *, what: str) -> Path:
    """The first of several file names that is there, as it is or gzipped (``.gz``).

    Args:
        folder: Of the release.
        names: Names that the file may have.
        what: Name of the data set, for the error.

    Raises:
        InputError: The folder or the file is not there.
    """
    folder = expanded(folder)
    if not folder.is_dir():
        kind = "is no folder" if folder.exists() else "does not exist"
        raise InputError(
            f"data set {what}: folder {str(folder)!r} {kind}; put the release there, or set STANCE_DATA "
            "(paths.data) to the folder that holds it (docs/datasets.md says where to get it)"
        )
    for name in names:
        for candidate in (folder / name, folder / f"{name}.gz"):
            if candidate.is_file():
                return candidate
    here = sorted(path.name for path in folder.iterdir() if path.is_file())
    listed = ", ".join(here[:12]) + (f" and {len(here) - 12} more" if len(here) > 12 else "")
    raise InputError(
        f"data set {what}: no file {' or '.join(repr(name) for name in names)} (or .gz) in {str(folder)!r}; "
        f"there is {listed or 'nothing'}"
    )


def fingerprints(paths: Iterable[Path]) -> tuple[Fingerprint, ...]:
    """Fingerprints of the files that were read."""
    return tuple(fingerprint(path) for path in paths)


def content(path: Path, encoding: str = "utf-8") -> str:
    """The text of a file, unpacked if it is gzipped; a byte order mark is dropped.

    Raises:
        InputError: It cannot be read, unpacked or decoded; names file and line.
    """
    try:
        raw = path.read_bytes()
        if raw[:2] == _GZIP:
            raw = gzip.decompress(raw)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{path}: broken gzip file ({error}); fetch it again") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or 'cannot be read'}; check the path and its rights") from error
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}:{line}: byte 0x{raw[error.start]:02x} is no {encoding}; this release is {encoding}: "
            "fetch the file again, or convert it"
        ) from error
    except LookupError as error:
        raise InputError(f"{path}: unknown encoding {encoding!r}; allowed are Python's names, such as utf-8") from error


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that are not empty, with their numbers."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.removesuffix("\r")


def unquoted(value: str) -> str:
    """A field without the quotation marks that CSV writers put around fields that hold one.

    Only where all inner marks are doubled, so that a field that is a quotation itself stays as it is.

    >>> unquoted('"They said ""No"" to the deal"'), unquoted('"No," they said')
    ('They said "No" to the deal', '"No," they said')
    """
    inner = value[1:-1]
    if len(value) < 2 or value[0] != '"' or value[-1] != '"' or '"' in inner.replace('""', ""):
        return value
    return inner.replace('""', '"')


def tabbed(path: Path, columns: Sequence[str], *, header: bool, text: str | None = None) -> Iterator[Line]:
    """Rows of a file with tabs between its columns.

    A quotation mark that is never closed spoils its own row only: each line is a row.

    Args:
        path: The file.
        columns: Those that are needed; without a header, all of them in order.
        header: Whether the first line names the columns.
        text: Its content, where it is known already.

    Raises:
        InputError: A column is not there, or a row has another number of columns.
    """
    names: list[str] = [] if header else list(columns)
    for number, line in lines(content(path) if text is None else text):
        fields = [unquoted(value) for value in line.split("\t")]
        if not names:
            names = _header(path, fields, columns)
            continue
        if len(fields) != len(names):
            raise InputError(
                f"{path}:{number}: {len(fields)} columns; {len(names)} are needed, with tabs between them: "
                f"{', '.join(name or '(no name)' for name in names)}"
            )
        yield Line(path, number, dict(zip(names, fields, strict=True)))
    if not names:
        raise InputError(f"{path}: no rows; the first line names the columns {', '.join(columns)}")


def delimited(path: Path, columns: Sequence[str], *, text: str | None = None) -> Iterator[Line]:
    """Rows of a CSV file with a header; a quoted field may run over several lines.

    Args:
        path: The file.
        columns: Those that are needed.
        text: Its content, where it is known already.

    Raises:
        InputError: It is no CSV, a column is not there, or a row has another number of columns.
    """
    reader = csv.reader(io.StringIO(content(path) if text is None else text, newline=""), strict=True)
    names: list[str] = []
    start = 1
    try:
        for fields in reader:
            number, start = start, reader.line_num + 1
            if not fields:
                continue
            if not names:
                names = _header(path, fields, columns)
            elif len(fields) != len(names):
                raise InputError(
                    f"{path}:{number}: {len(fields)} columns; the header names {len(names)}. "
                    "A comma or quotation mark in a text must be quoted"
                )
            else:
                yield Line(path, number, dict(zip(names, fields, strict=True)))
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: no CSV ({error}); fetch the file again") from error
    if not names:
        raise InputError(f"{path}: no rows; the first line names the columns {', '.join(columns)}")


def _header(path: Path, fields: Sequence[str], columns: Sequence[str]) -> list[str]:
    names = [field.strip() for field in fields]
    if missing := [column for column in columns if column not in names]:
        shown = ", ".join(name or "(no name)" for name in names[:24])
        raise InputError(
            f"{path}: no column {', '.join(repr(name) for name in missing)}; the header has {shown}. "
            "This reader takes the file as released; other tables are read with their columns mapped in a yaml"
        )
    return names


def json_lines(path: Path, fields: Sequence[str] = ()) -> Iterator[Line]:
    """Objects of a JSONL file.

    Args:
        path: The file.
        fields: Those that each object must have.

    Raises:
        InputError: A line is no JSON object, or lacks a field.
    """
    for number, line in lines(content(path)):
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InputError(f"{path}:{number}: no JSON ({error}); each line must be one JSON object") from error
        if not isinstance(row, dict):
            raise InputError(f"{path}:{number}: a JSON {type(row).__name__}; each line must be one JSON object")
        if missing := [name for name in fields if name not in row]:
            raise InputError(
                f"{path}:{number}: no field {', '.join(repr(name) for name in missing)}; there is {', '.join(row)}"
            )
        yield Line(path, number, row)


def json_content(path: Path) -> Any:
    """The value of a JSON file.

    Raises:
        InputError: It is no JSON.
    """
    try:
        return json.loads(content(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{path}: no JSON ({error}); fetch the file again") from error


def meaning(labels: LabelSet, raw: object, where: str, column: str) -> Meaning:
    """What a label counts as.

    Raises:
        InputError: The label set does not have it; names file, row, value and what is allowed.
    """
    if raw not in labels:
        raise unknown_labels(where, {str(raw): 1}, labels, column=column)
    return labels[raw]


def stance_of(labels: LabelSet, raw: object, where: str, column: str) -> Label | None:
    """The same for data of one direction; ``None`` for a label whose rows are left out.

    Raises:
        InputError: The label set does not have the label.
        ConfigError: The label set has pairs of stances.
    """
    meaning(labels, raw, where, column)
    return labels.stance(raw)


def mentions(text: str, target: str, spans: Iterable[Span], *, sign: int = 1) -> tuple[TargetMention, ...]:
    """Target mentions at spans of a text."""
    return tuple(
        TargetMention(target=target, text=text[start:end], start=start, end=end, sign=sign) for start, end in spans
    )
