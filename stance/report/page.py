"""The page of stored records: the same as that of a run, with the sentences that carry a stance in place of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.report.html import write_report
from stance.types import Document, Mention, Sentence, StanceRecord, Target, TargetMention

GAP = "[…]"
"""Stands where sentences without a stance are."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A document as its records tell it; satisfies :class:`stance.protocols.Labelled`."""

    document: Document
    sentences: Sequence[Sentence]
    records: Sequence[StanceRecord]
    abstained: int = 0

    @property
    def mentions(self) -> Sequence[Sequence[Mention]]:
        """None are stored."""
        return [()] * len(self.sentences)

    @property
    def target_mentions(self) -> Sequence[Sequence[TargetMention]]:
        """None are stored; the evidence is."""
        return [()] * len(self.sentences)


def write_page_from_records(
    path: Path | str,
    records: Iterable[StanceRecord],
    *,
    findings: Mapping[str, Any] | None = None,
    run: Mapping[str, Any],
    targets: Sequence[Target],
    names: Callable[[str], str],
) -> None:
    """Write ``report.html`` of stored labels.

    Args:
        path: The file; an existing one is replaced at the end.
        records: Of one run or several; those of a document together.
        findings: What the overview draws (:func:`stance.report.finding_values.as_plain`).
        run: What made the page; see :func:`stance.report.html.run_facts`.
        targets: Codebook entries, as far as they are known.
        names: Name of a catalogue id.

    Raises:
        OSError: The folder of ``path`` is not there or not writable.
    """
    write_report(path, stored(records), run=run, targets=targets, names=names, findings=findings)


def stored(records: Iterable[StanceRecord]) -> Iterator[Stored]:
    """The documents of records, in the order of their first record.

    >>> from stance.types import StanceRecord
    >>> one = StanceRecord(
    ...     document_id="a", outlet=None, published=None, sentence_index=3, sentence="Iran agrees.", start=9, end=21,
    ...     speaker=None, holder="IRN", holder_name="Iran", affiliation="IRN", official=True, target="jcpoa",
    ...     stance="favor", score=0.8, scores={"favor": 0.8, "against": 0.1, "neutral": 0.1}, sentiment="neutral",
    ...     basis="statement", cue=None, evidence=(), model="m", target_sentiment="neutral")
    >>> [[sentence.text for sentence in document.sentences] for document in stored([one])]
    [['[…]', 'Iran agrees.']]
    """
    by_document: dict[str, list[StanceRecord]] = {}
    for record in records:
        by_document.setdefault(record.document_id, []).append(record)
    for name, found in by_document.items():
        first = found[0]
        document = Document(id=name, text="", outlet=first.outlet, published=first.published)
        yield Stored(document=document, sentences=tuple(_sentences(name, found)), records=tuple(found))


def _sentences(document: str, records: Sequence[StanceRecord]) -> Iterator[Sentence]:
    before = -1
    by_index = {record.sentence_index: record for record in reversed(records)}
    for index, record in sorted(by_index.items()):
        if index > before + 1:
            # An index of its own, which no record has.
            yield Sentence(document_id=document, index=-index - 1, start=record.start, end=record.start + 3, text=GAP)
        yield Sentence(document_id=document, index=index, start=record.start, end=record.end, text=record.sentence)
        before = index
