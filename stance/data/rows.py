"""Coded tables of any maker, row by row: CSV, TSV, JSON lines, JSON, Parquet, and sets of the hub."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from stance.errors import ConfigError, InputError
from stance.paths import expanded
from stance.provenance import Fingerprint, fingerprint
from stance.reading.encoding import NotTextError, check_encoding, detect

__all__ = ["SUFFIXES", "Table", "hub_tables", "open_table"]

SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet")
_LIMIT = 1 << 27  # characters in one cell


class Table(NamedTuple):
    """A table whose columns are known and whose rows are still to be read.

    Args:
        where: The file, or set and split of the hub, for messages.
        columns: Their names, in order.
        read: From the columns that are needed to numbered rows; the number is the line in a text file, else the row.
        fingerprint: Of the file, or of the rows for a set of the hub.
        classes: For columns of class numbers (hub, Parquet): the names of the classes.
    """

    where: str
    columns: tuple[str, ...]
    read: Callable[[Sequence[str]], Iterator[tuple[int, dict[str, Any]]]]
    fingerprint: Callable[[], Fingerprint]
    classes: Mapping[str, Sequence[str]] = {}


def open_table(path: Path, encoding: str | None = None) -> Table:
    """Look into a file.

    Args:
        path: The file; its suffix says what it is.
        encoding: Of a text file; found out if ``None``.

    Raises:
        InputError: It is missing, not of a known kind, or broken; names file and line.
    """
    kind = Path(path.stem).suffix.lower() if path.suffix.lower() == ".gz" else path.suffix.lower()
    if kind not in SUFFIXES:
        raise InputError(f"{path}: a table must be one of {', '.join(SUFFIXES)} (text also as .gz); convert it")
    if kind == ".parquet":
        return _parquet(path)
    text = _text(path, encoding)
    if kind in {".csv", ".tsv"}:
        head, rows = _delimited(path, text, "\t" if kind == ".tsv" else None)
    else:
        head, rows = _objects(path, text, lines=kind != ".json")
    return Table(str(path), head, lambda columns: _chosen(rows, columns), lambda: fingerprint(path))


def _chosen(rows: Sequence[tuple[int, dict[str, Any]]], columns: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, row in rows:
        yield number, {column: row.get(column) for column in columns}


def _text(path: Path, encoding: str | None) -> str:
    try:
        raw = path.read_bytes()
        if path.suffix.lower() == ".gz":
            raw = gzip.decompress(raw)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{path}: broken gzip file ({error}); fetch or write it again") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or 'cannot be read'}; check the path and its rights") from error
    try:
        found = check_encoding(encoding) or detect(raw).name
        text = raw.decode(found).removeprefix("\ufeff")
    except NotTextError as error:
        raise InputError(f"{path}: {error}") from error
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}:{line}: byte 0x{raw[error.start]:02x} is no {error.encoding}; say which encoding the file has, as "
            "in encoding=latin-1"
        ) from error
    if not text.strip():
        raise InputError(f"{path}: empty; give a table with a row of column names")
    return text


def _delimited(
    path: Path, text: str, delimiter: str | None
) -> tuple[tuple[str, ...], list[tuple[int, dict[str, Any]]]]:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    found = delimiter or max(",;\t|", key=first.count)
    try:
        return _with_header(path, _quoted(path, text, found))
    except InputError:
        if delimiter is None:
            raise
        try:  # many files with tabs know no quoting: a lone quotation mark is just a sign
            rows = (
                (n, line.removesuffix("\r").split("\t")) for n, line in enumerate(text.split("\n"), start=1) if line
            )
            return _with_header(path, rows)
        except InputError as error:
            plain = error
        raise plain from None


def _quoted(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    limit = csv.field_size_limit(_LIMIT)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        start = 1
        try:
            for cells in reader:
                number, start = start, reader.line_num + 1
                if any(cells):
                    yield number, cells
        except csv.Error as error:
            raise InputError(
                f"{path}:{start}: not readable as CSV ({error}); close the quotation mark, or write a "
                "mark within a cell twice"
            ) from error
    finally:
        csv.field_size_limit(limit)


def _with_header(
    path: Path, rows: Iterator[tuple[int, list[str]]]
) -> tuple[tuple[str, ...], list[tuple[int, dict[str, Any]]]]:
    _, cells = next(rows)
    head = tuple(cell.strip() for cell in cells)
    if twice := sorted({name for name in head if name and head.count(name) > 1}):
        raise InputError(f"{path}: column {twice[0]!r} stands twice in the header; rename one")
    found = []
    for number, cells in rows:
        if len(cells) < len(head) or any(cells[len(head) :]):
            raise InputError(
                f"{path}:{number}: {len(cells)} cells under {len(head)} columns; a cell that holds the separator or a "
                "quotation mark must be quoted"
            )
        found.append((number, dict(zip(head, cells, strict=False))))
    return tuple(name for name in head if name), found


def _objects(path: Path, text: str, *, lines: bool) -> tuple[tuple[str, ...], list[tuple[int, dict[str, Any]]]]:
    found: list[tuple[int, Any]]
    if lines:
        # Only line feeds divide: texts hold U+2028 and its like.
        found = [
            (number, _json(f"{path}:{number}", line))
            for number, line in enumerate(text.split("\n"), start=1)
            if line.strip()
        ]
    else:
        content = _json(str(path), text)
        if isinstance(content, dict):
            lists = [value for value in content.values() if isinstance(value, list)]
            content = lists[0] if len(lists) == 1 else content
        if not isinstance(content, list):
            raise InputError(f"{path}: no list of objects; write one JSON object a line, as .jsonl")
        found = list(enumerate(content, start=1))
    for number, row in found:
        if not isinstance(row, dict):
            raise InputError(
                f'{path}:{number}: a JSON {type(row).__name__}; each row must be an object, as {{"text": …}}'
            )
    return tuple(dict.fromkeys(str(key) for _, row in found for key in row)), found


def _json(where: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f'{where}: no JSON ({error}); each row must be an object, as {{"text": …}}') from error


def _parquet(path: Path) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; check the path and its rights") from error
    except pa.ArrowException as error:
        raise InputError(f"{path}: no Parquet ({str(error).splitlines()[0]}); write it again") from error

    def read(columns: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
        try:
            yield from enumerate(pq.read_table(path, columns=list(columns)).to_pylist(), start=1)
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path}: broken Parquet ({str(error).splitlines()[0]}); write it again") from error

    return Table(str(path), tuple(schema.names), read, lambda: fingerprint(path), _classes_of(schema.metadata))


def _classes_of(metadata: Mapping[bytes, bytes] | None) -> dict[str, Sequence[str]]:
    """Names of classes that Hugging Face ``datasets`` notes in a Parquet file's schema."""
    try:
        features = json.loads((metadata or {})[b"huggingface"])["info"]["features"]
        return {name: item["names"] for name, item in features.items() if item.get("_type") == "ClassLabel"}
    except (KeyError, ValueError, TypeError, AttributeError):
        return {}


def hub_tables(name: str, subset: str | None, revision: str | None) -> dict[str, Table]:
    """The splits of a data set of the Hugging Face hub, or of a local folder in its layout.

    Data files only: the library runs no script of a data set, and none is asked for.

    Args:
        name: ``owner/name``, or a folder.
        subset: Name of the configuration, where there are several.
        revision: Branch, tag or commit.

    Raises:
        ConfigError: The name is none of the hub, or the subset does not exist.
        InputError: It is not there, or cannot be fetched.
    """
    from datasets import load_dataset

    folder = expanded(name)
    if not folder.is_dir() and (name.count("/") != 1 or name.startswith((".", "/", "~")) or folder.suffix in SUFFIXES):
        raise ConfigError(
            f"hub={name!r}: no such folder, and no name of the hub, which is owner/name; for files use files="
        )
    known = str(folder) if folder.is_dir() else name
    try:
        with _quiet():
            found = load_dataset(known, name=subset, revision=None if folder.is_dir() else revision)
    except ValueError as error:
        raise ConfigError(f"hub={name!r}: {_line(error)}; choose one with subset=NAME, or leave it out") from error
    except Exception as error:  # the library has no common class for what cannot be fetched or read
        raise InputError(
            f"hub={name!r} cannot be read ({type(error).__name__}: {_line(error)}); check name, revision and network, "
            "or download it and give the folder"
        ) from error
    return {str(split): _hub_table(f"{name}[{split}]", rows) for split, rows in found.items()}


def _hub_table(where: str, rows: Any) -> Table:
    def read(columns: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
        yield from enumerate(rows.select_columns(list(columns)).with_format("arrow")[:].to_pylist(), start=1)

    def content() -> Fingerprint:
        digest, size = hashlib.sha256(), 0
        for _, row in read(rows.column_names):
            line = (json.dumps(row, sort_keys=True, ensure_ascii=False, default=str) + "\n").encode("utf-8", "replace")
            digest.update(line)
            size += len(line)
        return Fingerprint(where, size, digest.hexdigest(), len(rows))

    classes = {name: item.names for name, item in rows.features.items() if type(item).__name__ == "ClassLabel"}
    return Table(where, tuple(rows.column_names), read, content, classes)


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bars and no notes of the library for a while."""
    import datasets

    bars, level = datasets.are_progress_bars_disabled(), datasets.logging.get_verbosity()
    datasets.disable_progress_bars()
    datasets.logging.set_verbosity_error()
    try:
        yield
    finally:
        datasets.logging.set_verbosity(level)
        if not bars:
            datasets.enable_progress_bars()


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:240].rstrip(".")
