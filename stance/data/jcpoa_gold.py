"""Reader of the hand-coded gold data: news sentences and UN General Debate sentences with the stances they express.

Two row formats, told apart by their fields, may stand in one JSONL file:

- news: ``id, doc, text, core, also``; every sentence of an article, in reading order;
- speeches: ``id, doc, speaker, year, before, text, after, core, also``; one sentence between its two neighbours.

``core`` and ``also`` list ``[affiliation, target, stance]``: given by both codings, and by one coding only.
The gold's own sentence boundaries are kept, so that what is scored is the chain and not a splitter.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, cast

from stance.errors import InputError
from stance.labels import LABELS
from stance.types import Document, Label, Sentence, SentenceKind

Genre: TypeAlias = Literal["news", "speech"]
Coding: TypeAlias = tuple[str, str, Label]
"""Holder's key (affiliation, ``NONOFFICIAL:name`` or ``AUTHOR``), target and stance."""

# The gold news articles are NewsWCL50's (Hamborg et al. 2019), which all date from 2018 and are named by event and
# political side; the rows carry no date of their own, and without one no role could be dated.
_NEWSWCL50 = re.compile(r"\d+_(?:LL|L|M|R|RR)")
_NEWSWCL50_YEAR = "2018"


class GoldRow(NamedTuple):
    """The coding of one sentence: its id and what both codings (``core``) or only one (``also``) gave."""

    id: str
    core: tuple[Coding, ...]
    also: tuple[Coding, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class GoldDocument:
    """A document with the gold's own sentences and the codings of those that were coded.

    Args:
        document: The text; for a speech row the sentence with its neighbours.
        sentences: All sentences, with exact offsets.
        rows: Coding by sentence index; a sentence that is only context has none.
        cluster: The article or speech that the rows come from; rows of one cluster are not independent.
        genre: Kind of text.
    """

    document: Document
    sentences: tuple[Sentence, ...]
    rows: Mapping[int, GoldRow]
    cluster: str
    genre: Genre


def build_document(
    identifier: str,
    paragraphs: Sequence[Sequence[str]],
    *,
    heading: str | None = None,
    speaker: str | None = None,
    published: str | None = None,
) -> tuple[Document, tuple[Sentence, ...]]:
    r"""A document from sentences whose boundaries are known.

    Args:
        identifier: Id of the document.
        paragraphs: Sentences, paragraph by paragraph.
        heading: A headline, which becomes sentence 0 in a paragraph of its own.
        speaker: For a speech, the catalogue id of the speaking state or body.
        published: ISO 8601 date of reduced or full precision.

    Returns:
        The document and its sentences; ``sentence.text == document.text[start:end]``.

    >>> document, sentences = build_document("d", [["One.", "Two."], ["Three."]], heading="Head")
    >>> document.text
    'Head\n\nOne. Two.\n\nThree.'
    >>> [(sentence.text, sentence.paragraph, sentence.kind) for sentence in sentences][:2]
    [('Head', 0, 'heading'), ('One.', 1, 'body')]
    """
    blocks: list[tuple[SentenceKind, Sequence[str]]] = [] if heading is None else [("heading", [heading])]
    blocks += [("body", paragraph) for paragraph in paragraphs]
    pieces: list[str] = []
    sentences: list[Sentence] = []
    size = 0
    for number, (kind, block) in enumerate(blocks):
        for place, text in enumerate(block):
            gap = "" if not sentences else ("\n\n" if place == 0 else " ")
            start = size + len(gap)
            size = start + len(text)
            pieces += [gap, text]
            sentences.append(
                Sentence(
                    document_id=identifier,
                    index=len(sentences),
                    start=start,
                    end=size,
                    text=text,
                    kind=kind,
                    paragraph=number,
                )
            )
    document = Document(id=identifier, text="".join(pieces), title=heading, speaker=speaker, published=published)
    return document, tuple(sentences)


def read_gold(path: Path) -> list[GoldDocument]:
    """Read one gold file.

    Args:
        path: JSONL file of news rows, speech rows or both.

    Returns:
        One document for each article (in the order of first appearance) and one for each speech row.

    Raises:
        InputError: If the file is missing, not UTF-8 or empty, or a row is not in the format; names file and line.
    """
    articles: dict[str, list[Mapping[str, Any]]] = {}
    order: list[tuple[Genre, Any]] = []
    seen: set[str] = set()
    for where, row in _rows(path):
        _check(row, where)
        if row["id"] in seen:
            raise InputError(f"{where}: id {row['id']!r} is there twice; ids of sentences must be unique in the file")
        seen.add(row["id"])
        if "speaker" in row:
            order.append(("speech", row))
            continue
        if row["doc"] not in articles:
            articles[row["doc"]] = []
            order.append(("news", row["doc"]))
        articles[row["doc"]].append(row)
    if not order:
        raise InputError(f"{path}: no rows; a gold file has one JSON object a line (id, doc, text, core, also)")
    return [_speech(entry) if genre == "speech" else _article(entry, articles[entry]) for genre, entry in order]


def _rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise InputError(f"gold file {str(path)!r}: {reason}; give the path of a JSONL file (gold=PATH)") from error
    except UnicodeDecodeError as error:
        raise InputError(f"gold file {str(path)!r}: not UTF-8 text; save it as UTF-8 JSONL") from error
    # Not splitlines(): a JSON string may hold U+2028 and its like unescaped.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise InputError(f"{where}: not a JSON object; each line of a gold file is one") from error
        if not isinstance(row, dict):
            raise InputError(f"{where}: a JSON {type(row).__name__}, not an object; each line of a gold file is one")
        yield where, row


def _check(row: Mapping[str, Any], where: str) -> None:
    """Raise for a row that is not in the format."""
    texts = ["id", "doc", "text"] + (["speaker"] if "speaker" in row else [])
    for name in [*texts, "core", "also"]:
        if name not in row:
            raise InputError(f"{where}: no field {name!r}; a gold row has id, doc, text, core and also")
    for name in texts:
        if not isinstance(row[name], str) or not row[name].strip():
            raise InputError(f"{where}: field {name!r} is {row[name]!r}; it must be a non-empty string")
    for name in ("before", "after"):
        if not isinstance(row.get(name) or "", str):
            raise InputError(f"{where}: field {name!r} is {row[name]!r}; it must be a string")
    _published(row, where)
    for name in ("core", "also"):
        if not isinstance(row[name], list):
            raise InputError(f"{where}: field {name!r} is no list; it lists [affiliation, target, stance]")
        for entry in row[name]:
            if not isinstance(entry, list) or len(entry) != 3 or not all(isinstance(part, str) for part in entry):
                raise InputError(f"{where}: {name} entry {entry!r}; it must be [affiliation, target, stance]")
            if entry[2] not in LABELS:
                raise InputError(f"{where}: stance {entry[2]!r} in {name}; allowed: {', '.join(LABELS)}")


def _published(row: Mapping[str, Any], where: str) -> str | None:
    """The date of a row: ``published``, else ``year``, else what the corpus is known to date from."""
    value = row.get("published") or row.get("year")
    if value is None:
        return _NEWSWCL50_YEAR if _NEWSWCL50.fullmatch(row["doc"]) else None
    text = str(value)
    full = text + "-01-01"[len(text) - 4 :] if re.fullmatch(r"\d{4}(-\d\d)?", text) else text
    try:
        datetime.date.fromisoformat(full)
    except ValueError as error:
        raise InputError(f"{where}: date {text!r}; write YYYY, YYYY-MM or YYYY-MM-DD") from error
    return text


def _coding(row: Mapping[str, Any]) -> GoldRow:
    def entries(name: str) -> tuple[Coding, ...]:
        return tuple(dict.fromkeys((holder, target, cast(Label, stance)) for holder, target, stance in row[name]))

    return GoldRow(row["id"], entries("core"), entries("also"))


def _article(identifier: str, rows: Sequence[Mapping[str, Any]]) -> GoldDocument:
    """An article: its first sentence is the headline, the rest one paragraph, since quotations run over sentences."""
    texts = [row["text"] for row in rows]
    has_heading = _is_first(rows[0]["id"])
    document, sentences = build_document(
        identifier,
        [texts[1:] if has_heading else texts],
        heading=texts[0] if has_heading else None,
        published=_published(rows[0], identifier),
    )
    return GoldDocument(
        document=document,
        sentences=sentences,
        rows={index: _coding(row) for index, row in enumerate(rows)},
        cluster=identifier,
        genre="news",
    )


def _is_first(identifier: str) -> bool:
    """Whether a sentence id (``DOC#N``) is that of the first line; an excerpt from the middle has no headline."""
    return identifier.rpartition("#")[2] == "0"


def _speech(row: Mapping[str, Any]) -> GoldDocument:
    before, after = row.get("before") or "", row.get("after") or ""
    texts = [text for text in (before, row["text"], after) if text.strip()]
    document, sentences = build_document(
        row["id"],
        [texts],
        speaker=row["speaker"].strip("_"),  # the corpus pads two letters to three ("EU_")
        published=_published(row, row["id"]),
    )
    return GoldDocument(
        document=document,
        sentences=sentences,
        rows={1 if before.strip() else 0: _coding(row)},
        cluster=row["doc"],
        genre="speech",
    )


def coded_rows(documents: Iterable[GoldDocument]) -> int:
    """Number of sentences that carry a coding (also an empty one)."""
    return sum(len(document.rows) for document in documents)
