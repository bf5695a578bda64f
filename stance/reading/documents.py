"""Documents from files, folders, globs, tables and standard input, one at a time."""

from __future__ import annotations

import datetime
import itertools
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from stance.errors import InputError
from stance.reading import inputs
from stance.reading.dates import date_note, parse_date
from stance.reading.encoding import NotTextError, check_encoding, decode, no_text_reason
from stance.reading.inputs import InputFile
from stance.reading.metadata import Metadata, of_file_name, of_text
from stance.reading.pages import decode_page, has_tags, looks_like_html, read_page
from stance.reading.rows import BadRow, Row, check_columns, guessed
from stance.reading.tables import read_rows
from stance.types import Document

__all__ = ["MAX_BYTES", "Skipped", "read_documents"]

MAX_BYTES = 10_000_000
"""Largest document read unless told otherwise; an article has a few thousand bytes, a novel a million."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Skipped:
    """Something that was not read, to be counted and reported.

    Args:
        path: The file, with ``#row`` for a row of a table.
        reason: Why, and what to do.
        kept: ``True`` for a mere note: nothing that was to be read is missing, but a detail (a date, an id, some
            bytes) could not be used, or something was guessed.
    """

    path: str
    reason: str
    kept: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class _Options:
    columns: Mapping[str, str]
    encoding: str | None
    outlet: str | None
    published: str | None
    speaker: str | None
    max_bytes: int
    stdin: BinaryIO | TextIO | None


def read_documents(
    paths: Iterable[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    outlet: str | None = None,
    published: str | None = None,
    speaker: str | None = None,
    max_bytes: int = MAX_BYTES,
    stdin: BinaryIO | TextIO | None = None,
) -> Iterator[Document | Skipped]:
    """Reads documents, streamed; what cannot be read comes as :class:`Skipped` in its place.

    Paths and options are checked before the first document is read.

    Args:
        paths: Files (``.txt .md .html .htm .jsonl .json .csv .tsv .parquet``; any other named file is taken as text),
            folders (read with everything below them), patterns, ``-`` for standard input.
        columns: For tables, our field (id, text, title, outlet, published, url, speaker) to the user's column or key.
        encoding: Of all text files; detected where ``None``.
        outlet: Publisher of all documents, unless a table has it in a column.
        published: Date of all documents, likewise.
        speaker: Catalogue id of the state or body that speaks in all documents, likewise.
        max_bytes: Documents larger than this are skipped.
        stdin: Stream to read for ``-``; standard input where ``None``.

    Returns:
        Documents and skips in the order of the paths. Text files get title, outlet, date and address from the lines
        around the article; cells of a table are taken as they are, so that offsets hold in the user's own column.

    Raises:
        InputError: A path that does not exist, a bad option; at the end, if not a single document could be read.
        ConfigError: A field in ``columns`` that does not exist.
    """
    day = parse_date(published) if published is not None else None
    if published is not None and day is None:
        raise InputError(f"published={date_note(published)}, 2020-07 or 2020")
    if max_bytes < 1:
        raise InputError(
            f"max_bytes={max_bytes} leaves nothing to read; give the largest document's size in bytes, e.g. {MAX_BYTES}"
        )
    options = _Options(
        columns=check_columns(columns),
        encoding=check_encoding(encoding),
        outlet=outlet,
        published=day,
        speaker=speaker,
        max_bytes=max_bytes,
        stdin=stdin,
    )
    note = date_note(published) if published is not None else None
    notes = [Skipped(path=f"published={published}", reason=note, kept=True)] if note is not None else []
    return itertools.chain(notes, _read_all(inputs.expand(paths), options))


def _suffix(path: str) -> str:
    return Path(path).suffix.lower()


def _read_all(files: list[InputFile], options: _Options) -> Iterator[Document | Skipped]:
    read = skipped = 0
    reasons: list[str] = []
    for file in files:
        try:
            for item in _read_file(file, options):
                if isinstance(item, Document):
                    read += 1
                elif not item.kept or file.left_out:
                    skipped += 1
                    if len(reasons) < 3:
                        reasons.append(f"{item.path}: {item.reason}")
                yield item
        except (NotTextError, OSError) as error:
            reason = str(error) if isinstance(error, NotTextError) else f"cannot be read: {error.strerror or error}"
            skipped += 1
            if len(reasons) < 3:
                reasons.append(f"{file.path}: {reason}")
            yield Skipped(path=file.path, reason=reason)
    if read:
        return
    if not files:
        raise InputError(
            "no document: the folders given hold no file; give files, folders with files, or - for standard input"
        )
    more = f"; and {skipped - len(reasons)} more" if skipped > len(reasons) else ""
    raise InputError(f"no document could be read: {'; '.join(reasons) or 'the tables hold no row'}{more}")


def _read_file(file: InputFile, options: _Options) -> Iterator[Document | Skipped]:
    if file.left_out:
        yield Skipped(path=file.path, reason=file.left_out, kept=True)
        return
    if file.path == inputs.STDIN:
        yield from _from_bytes(file, _stdin_bytes(options), options)
        return
    suffix = _suffix(file.path)
    if suffix in inputs.TABLES:
        yield from _read_table(file, options)
    elif suffix in inputs.SUFFIXES or file.named:
        path = Path(file.path)
        size = path.stat().st_size
        if size <= options.max_bytes:
            with path.open("rb") as stream:  # a pipe has no size until it is read
                data = stream.read(options.max_bytes + 1)
            size = len(data)
        if size > options.max_bytes:
            yield Skipped(path=file.path, reason=_too_large(size, options.max_bytes))
            return
        yield from _from_bytes(file, data, options)
    else:
        kinds = " ".join(sorted(inputs.SUFFIXES))
        kind = f"files of kind {suffix!r}" if suffix else "files without a suffix"
        reason = f"{kind} are not read from folders, only {kinds}; name the file itself to have it read as text"
        yield Skipped(path=file.path, reason=_no_text(file.path) or reason)


def _no_text(path: str) -> str | None:
    """Why naming a file would not help; ``None`` where it may be text."""
    if not Path(path).is_file():  # to open a pipe would be to wait for its writer
        return "no file but a pipe, a device or a broken link"
    with Path(path).open("rb") as stream:
        return no_text_reason(stream.read(8192))


def _too_large(size: int, limit: int) -> str:
    return f"{size:,} bytes, more than max_bytes={limit:,}; split it, or raise the limit with max_bytes={size}"


def _stdin_bytes(options: _Options) -> bytes:
    stream: Any = options.stdin if options.stdin is not None else sys.stdin
    stream = getattr(stream, "buffer", stream)
    data = stream.read(options.max_bytes + 1)
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else bytes(data or b"")
    if len(raw) > options.max_bytes:
        raise NotTextError(
            f"more than max_bytes={options.max_bytes:,} bytes; split it, or raise the limit with max_bytes=NUMBER"
        )
    return raw


def _from_bytes(file: InputFile, data: bytes, options: _Options) -> Iterator[Document | Skipped]:
    """A document from the bytes of one text file or page, after what is to be said of it."""
    if not data.strip():
        raise NotTextError("empty")
    if _suffix(file.path) in inputs.PAGES:
        text, note = decode_page(data, options.encoding)
        page = has_tags(text)
    else:
        text, note = decode(data, options.encoding)
        page = looks_like_html(text)
    metadata = Metadata()
    if page:
        article = read_page(text)
        if article is None:
            raise NotTextError("HTML without an article: links, menus and the like are all that is in it")
        text, metadata = article
    text = _encodable(text)
    if not any(char.isalnum() for char in text):
        raise NotTextError("empty: no letter or digit in it")
    stem = Path(file.path).stem
    metadata = _first(of_file_name(stem), metadata)
    if metadata.speaker is None:
        metadata = _first(metadata, of_text(text))
    if note is not None:
        yield Skipped(path=file.path, reason=note, kept=True)
    yield Document(
        id=file.id,
        text=text,
        title=metadata.title,
        outlet=options.outlet or metadata.outlet,
        published=options.published or metadata.published,
        url=metadata.url,
        speaker=options.speaker or metadata.speaker,
    )


def _first(one: Metadata, other: Metadata) -> Metadata:
    return Metadata(*(mine if mine is not None else theirs for mine, theirs in zip(one, other, strict=True)))


def _encodable(text: str) -> str:
    """Half of a surrogate pair, as broken JSON has it, cannot be written to any file."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _read_table(file: InputFile, options: _Options) -> Iterator[Document | Skipped]:
    seen: set[int] = set()
    told = False
    for row in read_rows(file.path, options.columns, options.encoding, options.max_bytes):
        if isinstance(row, BadRow):
            place = f"{file.path}#{row.number}" if row.number else file.path
            yield Skipped(path=place, reason=row.reason, kept=row.kept)
        else:
            if not told and (note := guessed(row.columns, options.columns)) is not None:
                told = True
                yield Skipped(path=file.path, reason=note, kept=True)
            yield from _from_row(file, row, options, seen)


def _from_row(file: InputFile, row: Row, options: _Options, seen: set[int]) -> Iterator[Document | Skipped]:
    place = f"{file.path}#{row.number}"
    text = row.cells.get("text")
    if isinstance(text, bytes):
        try:
            text = decode(text, options.encoding).text
        except NotTextError as error:
            yield Skipped(path=place, reason=f"the text is {error}")
            return
    if text is not None and not isinstance(text, str):
        yield Skipped(
            path=place,
            reason=f"the text is not text but {type(text).__name__}; choose the column with columns.text=NAME",
        )
        return
    if text is None or not text.strip():
        yield Skipped(path=place, reason="the text is empty")
        return
    # A character has at least one byte: only where that leaves it open are the bytes counted.
    size = (
        len(text)
        if len(text) > options.max_bytes or 4 * len(text) <= options.max_bytes
        else len(text.encode("utf-8", "replace"))
    )
    if size > options.max_bytes:
        yield Skipped(path=place, reason=_too_large(size, options.max_bytes))
        return
    id_ = _cell(row.cells.get("id"))
    if id_ is None:
        id_ = f"{file.id}#{row.number}"
    elif hash(id_) in seen:
        yield Skipped(path=place, reason=f"the id {id_!r} is taken; '#{row.number}' was added to it", kept=True)
        id_ = f"{id_}#{row.number}"
    seen.add(hash(id_))
    published = options.published
    value = row.cells.get("published")
    if value is not None and _cell(value) is not None:
        written = _written(value)
        published = parse_date(written) or published
        if (note := date_note(written)) is not None:
            yield Skipped(path=place, reason=note, kept=True)
    yield Document(
        id=id_,
        text=_encodable(text),
        title=_cell(row.cells.get("title")),
        outlet=_cell(row.cells.get("outlet")) or options.outlet,
        published=published,
        url=_cell(row.cells.get("url")),
        speaker=_cell(row.cells.get("speaker")) or options.speaker,
    )


def _cell(value: object) -> str | None:
    """A cell as one line of text; ``None`` where it is empty or the "not a number" of a data frame."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _encodable(" ".join(str(value).split())) or None


def _written(value: object) -> str:
    """A cell with a date as it would be written."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else _cell(value) or ""
