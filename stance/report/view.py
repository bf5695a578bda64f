"""What the page shows, as plain values: sentences cut into marked segments, stances beside them, totals of a run."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from stance.labels import LABELS
from stance.protocols import Labelled
from stance.types import AUTHOR, Document, Mention, Sentence, Span, StanceRecord, TargetMention

Names: TypeAlias = Callable[[str], str]

TABLE_ROWS = 20_000
"""So many records are in the page's table; beyond, a browser grows slow, and labels.csv has all."""
COLUMNS = (
    *("number", "document_id", "published", "outlet", "actor", "actor_name", "speaker", "holder", "holder_name"),
    *("affiliation", "official", "target", "stance", "score", *LABELS, "basis", "sentence_index", "sentence"),
)
"""Of the table of records, named as in labels.csv; ``number`` is that of the document on the page, ``actor`` who the
record counts for, and the labels' own columns are their probabilities."""


class Mark(NamedTuple):
    """A span of the document to be shown as something: ``a`` actor, ``t`` target, ``e`` evidence for a record."""

    span: Span
    kind: str
    title: str = ""
    record: int | None = None


class Segment(NamedTuple):
    """A stretch of a sentence over which the same marks hold."""

    text: str
    classes: str = ""
    title: str = ""
    records: str = ""


class Chip(NamedTuple):
    """A record with the names that a reader reads; ``number`` is unique in its document."""

    record: StanceRecord
    number: int
    actor: str
    actor_name: str
    target: str
    speaker: str


class Line(NamedTuple):
    """A sentence as shown."""

    sentence: Sentence
    segments: list[Segment]
    chips: list[Chip]
    opens_paragraph: bool


class Cell(NamedTuple):
    """Counts of one actor toward one target: favor, against, neutral, and in how many documents."""

    favor: int
    against: int
    neutral: int
    documents: int

    @property
    def total(self) -> int:
        """All records."""
        return self.favor + self.against + self.neutral


class Row(NamedTuple):
    """An actor and its cells, in the order of the targets."""

    actor: str
    name: str
    official: bool
    cells: list[Cell]

    @property
    def total(self) -> int:
        """All records."""
        return sum(cell.total for cell in self.cells)


def actor_of(record: StanceRecord, unit: str | None = None) -> str:
    """Who a record counts for.

    Args:
        record: The record.
        unit: ``affiliation`` or ``holder``, as in :func:`stance.analysis.rows.rows_of`; ``None`` for the state or body
            of those who speak for one, and else the holder.
    """
    if unit == "holder" or not record.affiliation:
        return record.holder
    return record.affiliation if record.official or unit == "affiliation" else record.holder


@dataclass(slots=True)
class Totals:
    """What the overview says of all documents; grows with the number of actors and targets only."""

    documents: int = 0
    sentences: int = 0
    with_stance: int = 0
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    spread: Counter[tuple[str, str]] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)
    official: set[str] = field(default_factory=set)
    outlets: set[str] = field(default_factory=set)
    without_outlet: int = 0
    undated: int = 0
    dates: tuple[str, str] | None = None
    table: list[list[Any]] = field(default_factory=list)

    @property
    def records(self) -> int:
        """All records."""
        return self.counts.total()

    def add(self, lines: Sequence[Line]) -> None:
        """Count one document."""
        self.documents += 1
        self.sentences += len(lines)
        self.with_stance += sum(bool(line.chips) for line in lines)
        pairs = set()
        for chip in (chip for line in lines for chip in line.chips):
            self.counts[chip.actor, chip.record.target, chip.record.stance] += 1
            self.names.setdefault(chip.actor, chip.actor_name)
            pairs.add((chip.actor, chip.record.target))
            if chip.record.official:
                self.official.add(chip.actor)
        self.spread.update(pairs)

    def place(self, document: Document, chips: Sequence[Chip]) -> None:
        """Note where and when the document just counted appeared, and its records as rows of a table."""
        if document.outlet:
            self.outlets.add(document.outlet)
        self.without_outlet += not document.outlet
        self.undated += not document.published
        if day := document.published:
            first, last = self.dates or (day, day)
            self.dates = min(first, day), max(last, day)
        for chip in chips[: max(TABLE_ROWS - len(self.table), 0)]:
            self.table.append(_row(self.documents, document, chip))

    def by_stance(self, stance: str) -> int:
        """Records with that label."""
        return sum(count for key, count in self.counts.items() if key[2] == stance)

    def rows(self, targets: Iterable[str]) -> list[Row]:
        """The actor by target matrix, the actors with most records first."""
        columns = list(targets)
        rows = []
        for actor, name in self.names.items():
            cells = [
                Cell(
                    favor=self.counts[actor, target, "favor"],
                    against=self.counts[actor, target, "against"],
                    neutral=self.counts[actor, target, "neutral"],
                    documents=self.spread[actor, target],
                )
                for target in columns
            ]
            rows.append(Row(actor, name, actor in self.official, cells))
        return sorted(rows, key=lambda row: (-row.total, row.name))


def _row(number: int, document: Document, chip: Chip) -> list[Any]:
    record = chip.record
    about = [number, document.id, document.published or "", document.outlet or "", chip.actor, chip.actor_name]
    whose = [record.speaker or "", record.holder, record.holder_name, record.affiliation or ""]
    said = [record.target, record.stance, *(round(value, 4) for value in (record.score, *_probabilities(record)))]
    official = "true" if record.official else "false"
    return [*about, *whose, official, *said, record.basis, record.sentence_index, record.sentence]


def _probabilities(record: StanceRecord) -> Iterator[float]:
    return (record.scores.get(label, 0.0) for label in LABELS)


def segments(sentence: Sentence, marks: Iterable[Mark]) -> list[Segment]:
    """Cut a sentence at every border of a mark, so that marks that overlap are all shown.

    Args:
        sentence: The sentence.
        marks: Marks with spans in the document; what reaches beyond the sentence is clipped.

    Returns:
        Segments whose texts, joined, are the sentence.
    """
    clipped = []
    for mark in marks:
        low, high = max(mark.span[0], sentence.start), min(mark.span[1], sentence.end)
        if low < high:
            clipped.append((low, high, mark))
    borders = sorted({sentence.start, sentence.end, *(border for low, high, _ in clipped for border in (low, high))})
    cut = []
    for start, end in pairwise(borders):
        over = [mark for low, high, mark in clipped if low <= start and end <= high]
        cut.append(
            Segment(
                text=sentence.text[start - sentence.start : end - sentence.start],
                classes=" ".join(dict.fromkeys(mark.kind for mark in over)),
                title=" · ".join(dict.fromkeys(mark.title for mark in over if mark.title)),
                records=" ".join(dict.fromkeys(str(mark.record) for mark in over if mark.record is not None)),
            )
        )
    return cut


def lines(labelled: Labelled, targets: Mapping[str, str], names: Names, unit: str | None = None) -> Iterator[Line]:
    """The document's sentences as the page shows them.

    Args:
        labelled: The document with what was found in it.
        targets: Names of targets by id.
        names: The name to show for a catalogue id.
        unit: Who a record counts for; see :func:`actor_of`.

    Raises:
        ValueError: The lists of mentions are not as long as that of sentences.
    """
    by_sentence = defaultdict(list)
    for record in labelled.records:
        by_sentence[record.sentence_index].append(record)
    paragraph = None
    number = 0
    for sentence, mentions, found in zip(labelled.sentences, labelled.mentions, labelled.target_mentions, strict=True):
        marks = [Mark((m.start, m.end), "a", _actor_title(m, names)) for m in mentions if m.entity_id or m.members]
        marks += [Mark((m.start, m.end), "t", _target_title(m, targets)) for m in found]
        chips = []
        for record in by_sentence.get(sentence.index, ()):
            marks += [Mark((start, end), "e", "", number) for start, end in record.evidence]
            chips.append(_chip(record, number, targets, names, unit))
            number += 1
        opens = paragraph is not None and sentence.paragraph != paragraph
        paragraph = sentence.paragraph
        yield Line(sentence, segments(sentence, marks), chips, opens)


def _chip(record: StanceRecord, number: int, targets: Mapping[str, str], names: Names, unit: str | None) -> Chip:
    actor = actor_of(record, unit)
    return Chip(
        record=record,
        number=number,
        actor=actor,
        actor_name=record.holder_name if actor == record.holder else names(actor),
        target=targets.get(record.target, record.target),
        speaker=names(record.speaker) if record.speaker and record.speaker not in {record.holder, AUTHOR} else "",
    )


def _actor_title(mention: Mention, names: Names) -> str:
    members = ", ".join(names(member) for member in mention.members)
    if not mention.entity_id:
        return members
    return f"{names(mention.entity_id)}: {members}" if members else names(mention.entity_id)


def _target_title(mention: TargetMention, targets: Mapping[str, str]) -> str:
    name = targets.get(mention.target, mention.target)
    return f"opposite of {name}" if mention.sign < 0 else name


def safe_url(url: str | None) -> str | None:
    """``url`` if it may become a link: http and https with a host, nothing else.

    >>> safe_url("https://example.org/a"), safe_url("javascript:alert(1)"), safe_url("//example.org")
    ('https://example.org/a', None, None)
    """
    if not url or re.search(r"[\x00-\x20\x7f]", url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and parts.netloc else None
