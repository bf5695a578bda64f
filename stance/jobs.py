"""What a labelling run is told, what it needs, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from stance.protocols import Labelled
from stance.records import record_from_row, row
from stance.types import Document, Mention, Sentence, StanceRecord, Target, TargetMention


@dataclass(frozen=True, kw_only=True)
class LabelConfig:
    """What a labelling run is told.

    Args:
        input: Files, folders, patterns, ``-`` for standard input.
        out: Output directory; ``None`` makes one under ``runs``.
        targets: Codebook entries.
        model: ``_target_`` and arguments of the classifier.
        actor_files: The user's own tables of actors.
        shipped_actors: Whether the shipped catalogue is used besides.
        reading: Options of :func:`stance.reading.read_documents`.
        settings: The resolved configuration as plain values, for ``run.json``.
        runs: Where directories are made when ``out`` is not given.
        overwrite: Whether a run in ``out`` may be replaced.
        report: Whether to write ``report.html``, for the first ``report_documents`` documents.
        report_documents: See ``report``.
        rows: How many rows the terminal shows.
        batch_size: Examples for one call of the classifier.
        min_relevance: Probability below which a pair gets no record.
        threshold: Score below which a stance gets no record; ``None``: each gets one.
        seed: For what is drawn at random.
    """

    input: tuple[str, ...]
    targets: tuple[Target, ...]
    model: Mapping[str, Any]
    out: Path | None = None
    actor_files: tuple[str, ...] = ()
    shipped_actors: bool = True
    reading: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    runs: Path = Path("runs")
    overwrite: bool = False
    report: bool = True
    report_documents: int = 1000
    rows: int = 20
    batch_size: int = 512
    min_relevance: float = 0.5
    threshold: float | None = None
    seed: int = 0


class Progress(Protocol):
    """Told how far the run is."""

    def begin(self, total: int | None) -> None:
        """The run starts; ``total`` documents are expected, if that is known."""
        ...

    def working(self, name: str) -> None:
        """The document of this name is being labelled."""
        ...

    def advance(self, sentences: int) -> None:
        """A document with so many sentences is done."""
        ...


class Page(NamedTuple):
    """A labelled document as the report needs it."""

    document: Document
    sentences: list[Sentence]
    mentions: list[list[Mention]]
    target_mentions: list[list[TargetMention]]
    records: list[StanceRecord]
    abstained: int = 0


@dataclass(frozen=True, kw_only=True)
class RunSummary:
    """What came of a run.

    Args:
        out: Its directory.
        counts: ``documents``, ``sentences``, ``records``, ``abstained`` (stances too unsure for a row), ``skipped``,
            ``noted``, ``resumed`` (done before this start).
        skipped: The first documents left out (:data:`stance.labelling.LISTED`), each with its reason.
        noted: Documents that were read but for a detail (a date that is none), likewise.
        rows: The first rows.
        matrix: How often an actor takes a stance toward a target: (actor, target, stance) to count.
        names: Actor id to name.
        seconds: How long this process took.
        pages: How many documents ``report.html`` shows.
    """

    out: Path
    counts: Mapping[str, int]
    skipped: Sequence[tuple[str, str]]
    noted: Sequence[tuple[str, str]]
    rows: Sequence[StanceRecord]
    matrix: Mapping[tuple[str, str, str], int]
    names: Mapping[str, str]
    seconds: float
    pages: int


class InterruptedRunError(KeyboardInterrupt):
    """The user stopped the run; it can be resumed in ``out``."""

    def __init__(self, out: Path, documents: int) -> None:
        super().__init__(f"stopped after {documents} documents in {out}")
        self.out = out
        self.documents = documents


def _plain(item: Any) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__dataclass_fields__}


def page_of(labelled: Labelled) -> dict[str, Any]:
    """What the report needs of a labelled document, as plain values."""
    return {
        "document": _plain(labelled.document),
        "sentences": [_plain(sentence) for sentence in labelled.sentences],
        "mentions": [[_plain(mention) for mention in mentions] for mentions in labelled.mentions],
        "targets": [[_plain(mention) for mention in mentions] for mentions in labelled.target_mentions],
        "records": [row(record) for record in labelled.records],
    }


def page_from(page: Mapping[str, Any]) -> Page:
    """The page that :func:`page_of` gave the values of."""
    return Page(
        Document(**page["document"]),
        [Sentence(**values) for values in page["sentences"]],
        [[Mention(**values) for values in mentions] for mentions in page["mentions"]],
        [[TargetMention(**values) for values in mentions] for mentions in page["targets"]],
        [record_from_row(values) for values in page["records"]],
    )
