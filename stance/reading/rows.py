"""Rows of tables, and which of the user's columns holds what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from stance.errors import InputError, unknown
from stance.reading.encoding import NotTextError

__all__ = ["FIELDS", "GUESSES", "BadRow", "Row", "check_columns", "guessed", "lowered", "resolve"]

FIELDS = ("id", "text", "title", "outlet", "published", "url", "speaker")
GUESSES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "document_id", "doc_id", "article_id", "uuid"),
    "text": ("text", "body", "content", "article", "article_text", "full_text", "fulltext", "document", "speech"),
    "title": ("title", "headline"),
    "outlet": ("outlet", "publisher", "publication", "newspaper", "site", "sitename"),
    "published": (
        "published",
        "date",
        "published_at",
        "publish_date",
        "publication_date",
        "date_published",
        "pub_date",
    ),
    "url": ("url", "link"),
    "speaker": ("speaker",),
}


class Row(NamedTuple):
    """A row: its number from 1 (the heading not counted; for JSON lines the line) and its cells by our fields.

    ``columns`` says in which of the user's columns each was found.
    """

    number: int
    cells: Mapping[str, Any]
    columns: Mapping[str, str]


class BadRow(NamedTuple):
    """A row, or with number 0 the rest of the file, that cannot be used; with ``kept``, only a word about it."""

    number: int
    reason: str
    kept: bool = False


def check_columns(columns: Mapping[str, str] | None) -> dict[str, str]:
    """The user's mapping from our fields to their columns.

    Raises:
        ConfigError: A field that does not exist.
        InputError: A column that is no name.
    """
    mapping = dict(columns or {})
    for field, column in mapping.items():
        if field not in FIELDS:
            raise unknown("field in columns", field, FIELDS, hint="Write columns.OUR_FIELD=YOUR_COLUMN")
        if not isinstance(column, str) or not column:
            raise InputError(f"columns.{field}={column!r} names no column; write columns.{field}=YOUR_COLUMN")
    return mapping


def lowered(names: Iterable[str]) -> dict[str, str]:
    """Names in lower case to the first name as written."""
    found: dict[str, str] = {}
    for name in names:
        if name:
            found.setdefault(name.lower(), name)
    return found


def resolve(present: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """Our field to the column that holds it, of the columns present (lower case to as written)."""
    names = set(present.values())
    shown = ", ".join(repr(name) for name in list(present.values())[:20])
    found: dict[str, str] = {}
    for field in FIELDS:
        if field in columns:
            if columns[field] not in names:
                raise NotTextError(
                    f"no column {columns[field]!r} (columns.{field}={columns[field]}); the columns are {shown}"
                )
            found[field] = columns[field]
            continue
        guess = next(
            (present[name] for name in GUESSES[field] if name in present and present[name] not in columns.values()),
            None,
        )
        if guess is not None:
            found[field] = guess
    if "text" not in found:
        raise NotTextError(f"no column 'text'; the columns are {shown}; say which one holds it with columns.text=NAME")
    return found


def guessed(found: Mapping[str, str], columns: Mapping[str, str]) -> str | None:
    """What to tell of columns that were taken without being named so by us or by the user.

    >>> guessed({"text": "body", "published": "date", "title": "title"}, {})
    "read column 'body' as text, 'date' as published; columns.text=… changes it"
    """
    names = [(name, field) for field, name in found.items() if name.lower() != field and field not in columns]
    if not names:
        return None
    names.sort(key=lambda pair: pair[1] != "text")
    listed = ", ".join(f"{name!r} as {field}" for name, field in names)
    return f"read column {listed}; columns.{names[0][1]}=… changes it"
