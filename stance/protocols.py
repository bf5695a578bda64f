"""What a part must offer to take its place in the chain; no part imports another's class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, Self, TypeAlias, runtime_checkable

from stance.types import Document, Mention, Prediction, Sentence, Span, StanceExample, StanceRecord, TargetMention

Sentiment: TypeAlias = Literal["positive", "negative", "neutral"]
"""Polarity of the wording; another axis than stance."""


@runtime_checkable
class StanceModel(Protocol):
    """A classifier of (sentence, holder, target).

    ``predict`` returns one prediction for each example, in the order of the examples, whatever the batch size.
    """

    name: str

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        """Classify; an empty sequence gives an empty list."""
        ...


@runtime_checkable
class SentimentModel(Protocol):
    """Tells the polarity of wording."""

    @property
    def has_sentiment(self) -> bool:
        """Whether it has learned to: not every model of a class has."""
        ...

    def sentiments(self, questions: Sequence[tuple[str, Span | None]]) -> list[Sentiment]:
        """Polarity of texts, in the order of the questions.

        Args:
            questions: A text and a span of it, in characters: the polarity of the wording toward the words there; with
                ``None``, that of the whole text.
        """
        ...


class FitProgress(Protocol):
    """Told how far a long computation is (training, predicting)."""

    def begin(self, what: str, total: int, done: int = 0) -> None:
        """It starts: what is done ("training"), and in how many steps, of which ``done`` were done before a stop."""
        ...

    def advance(self, steps: int = 1, **figures: float) -> None:
        """So many steps are done; ``figures`` (``loss``, ``macro_f1``) are worth showing beside the bar."""
        ...


@runtime_checkable
class TrainableModel(StanceModel, Protocol):
    """A classifier that learns from coded examples, and that can be stored.

    Before ``fit`` or ``load``, ``predict`` raises :class:`stance.errors.NotFittedError`.
    """

    def fit(
        self,
        train: Sequence[StanceExample],
        dev: Sequence[StanceExample] = (),
        *,
        weights: Sequence[float] | None = None,
        seed: int = 0,
        checkpoints: Path | None = None,
        progress: FitProgress | None = None,
    ) -> Mapping[str, Any]:
        """Learn.

        Args:
            train: Examples with ``gold``.
            dev: Examples for early stopping and calibration; may be empty.
            weights: What each training example counts, 1 for all if ``None``.
            seed: Of all that is drawn; the same seed on the same machine gives the same model.
            checkpoints: Folder for checkpoints; where it holds one of the same job, training goes on from there and
                ends with the same model as without the stop.
            progress: Told how far it is.

        Returns:
            The history, plain values for JSON: ``epochs`` and what else the family has to say.
        """
        ...

    def save(self, folder: Path) -> None:
        """Store the model in ``folder`` (:mod:`stance.models.saved`): JSON and safetensors, never a pickle."""
        ...

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model that :meth:`save` stored."""
        ...


@runtime_checkable
class AdaptableModel(StanceModel, Protocol):
    """A classifier that needs no training, but can learn its label prior from examples without labels."""

    def adapt(self, examples: Sequence[StanceExample], *, progress: FitProgress | None = None) -> Mapping[str, Any]:
        """Estimate what the model answers on average, without looking at ``gold``, and correct for it from now on."""
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

    @property
    def abstained(self) -> int:
        """How many stances were too unsure to be told."""
        ...


class Failed(NamedTuple):
    """A document that could not be labelled, and why."""

    document: Document
    error: Exception


class Labeller(Protocol):
    """The chain, or anything that labels documents."""

    def label(self, document: Document, sentences: Sequence[Sentence] | None = None) -> Labelled:
        """Label one document, whose sentences may be known already."""
        ...


@runtime_checkable
class PoolLabeller(Labeller, Protocol):
    """A labeller that is faster with several documents at once."""

    def try_out(self) -> None:
        """Find out, before anything is written, whether the models can answer.

        Raises:
            stance.errors.ConfigError: One cannot.
        """
        ...

    def label_together(self, documents: Iterable[Document]) -> Sequence[Labelled | Failed]:
        """Label some documents, in their order; one that fails does not take the others down.

        Raises:
            stance.errors.StanceError: A model cannot be used; it is no document's fault.
        """
        ...
