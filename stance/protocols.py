"""What a part must offer to take its place in the chain; no part imports another's class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from stance.types import Document, Mention, Prediction, Sentence, StanceExample, StanceRecord, TargetMention


@runtime_checkable
class StanceModel(Protocol):
    """A classifier of (sentence, holder, target).

    ``predict`` returns one prediction for each example, in the order of the examples, whatever the batch size.
    """

    name: str

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        """Classify; an empty sequence gives an empty list."""
        ...


class Labelled(Protocol):
    """A document that went through the chain; lists of mentions run over the sentences."""

    @property
    def document(self) -> Document:
        """The document."""
        ...

    @property
    def sentences(self) -> Sequence[Sentence]:
        """Its sentences, in reading order."""
        ...

    @property
    def mentions(self) -> Sequence[Sequence[Mention]]:
        """Its actors."""
        ...

    @property
    def target_mentions(self) -> Sequence[Sequence[TargetMention]]:
        """Its targets."""
        ...

    @property
    def records(self) -> Sequence[StanceRecord]:
        """Its stances."""
        ...


class Labeller(Protocol):
    """The chain, or anything that labels documents."""

    def label(self, document: Document, sentences: Sequence[Sentence] | None = None) -> Labelled:
        """Label one document, whose sentences may be known already."""
        ...
