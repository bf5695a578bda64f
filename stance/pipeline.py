"""From documents to stance records, streamed: the chain as one object, and :func:`label` for a script."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from stance.actors.catalogue import Catalogue, load_catalogue
from stance.asking import Answer, decide, predict, questions, record, sentiments, try_out, wording
from stance.errors import ConfigError, InputError, StanceError, unknown
from stance.holders import Annotated, Annotator
from stance.models import load_model
from stance.pools import pools
from stance.protocols import Failed, Sentiment, SentimentModel, StanceModel
from stance.reading import Skipped, read_documents
from stance.targets import load_targets, target_from_text, target_names
from stance.types import Attribution, Document, Mention, Sentence, StanceRecord, Target, TargetMention

log = logging.getLogger(__name__)

MISSION_TARGETS = ("jcpoa", "us_unilateralism")
"""The targets that are looked for where none are named."""

DEFAULT_MODEL = "embedded"

SENTIMENT_MODEL = "embedded"
"""Shipped model that tells the polarity of wording beside classifiers that cannot."""

BATCH_SIZE = 512
"""So many questions go to the classifier at once, where nothing else is said."""


class LabelledDocument(NamedTuple):
    """A document with its annotations and records; lists of lists run over the sentences.

    ``abstained`` counts the records that are left out because their score is below the chain's threshold.
    """

    document: Document
    sentences: list[Sentence]
    mentions: list[list[Mention]]
    target_mentions: list[list[TargetMention]]
    attributions: list[Attribution]
    records: list[StanceRecord]
    abstained: int = 0


class Chain:
    """Reading is done; everything from a document to its records.

    Args:
        targets: Codebook entries.
        model: The classifier.
        catalogue: The actors.
        batch_size: How many questions go to the model at once.
        min_relevance: Pairs of which the model thinks less likely that they carry a stance get no record.
        threshold: Stances of a lower score (0 to 1) get no record and are counted as abstained; ``None``: all get one.
        sentiment_model: Tells the polarity of the wording; where ``None`` is given, ``model`` if it can, else
            :data:`SENTIMENT_MODEL`.

    Raises:
        stance.errors.ConfigError: ``threshold`` is no number from 0 to 1.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        model: StanceModel,
        catalogue: Catalogue,
        *,
        batch_size: int = BATCH_SIZE,
        min_relevance: float = 0.5,
        threshold: float | None = None,
        sentiment_model: SentimentModel | None = None,
    ) -> None:
        if threshold is not None and (isinstance(threshold, str | bool) or not 0 <= threshold <= 1):
            raise ConfigError(f"threshold={threshold!r} is not allowed; give a number from 0 to 1")
        self.targets = tuple(targets)
        self.model = model
        self.batch_size = batch_size
        self.min_relevance = min_relevance
        self.threshold = threshold
        self.sentiment_model = sentiment_model or _sentiment_model(model)
        self._annotator = Annotator(targets, catalogue)

    def try_out(self) -> None:
        """Ask each model one question.

        Raises:
            stance.errors.ConfigError: A model cannot answer.
        """
        try_out(self.model, self.sentiment_model)

    def annotate(self, document: Document, sentences: Sequence[Sentence] | None = None) -> Annotated:
        """Everything but the classification; see :class:`stance.holders.Annotated`."""
        return self._annotator.annotate(document, sentences)

    def label(self, document: Document, sentences: Sequence[Sentence] | None = None) -> LabelledDocument:
        """Label one document.

        Args:
            document: The document.
            sentences: Its sentences where they are known already; otherwise it is split here.
        """
        return self._labelled([self.annotate(document, sentences)])[0]

    def label_many(self, documents: Iterable[Document]) -> Iterator[LabelledDocument | Failed]:
        """Label a stream of documents, of which some are worked on together (:func:`stance.pools.pools`).

        Args:
            documents: May be endless; memory does not grow with their number.

        Yields:
            Each document with what was found in it, or with the error that kept it from being labelled, in order.

        Raises:
            stance.errors.StanceError: A model cannot be used.
        """
        for pool in pools(documents):
            yield from self.label_together(pool)

    def label_together(self, documents: Iterable[Document]) -> list[LabelledDocument | Failed]:
        """Label some documents with few calls of the models; see :class:`stance.protocols.PoolLabeller`."""
        found = [self._attempt(document) for document in documents]
        sound = [item for item in found if isinstance(item, Annotated)]
        done: Iterator[LabelledDocument | Failed]
        try:
            done = iter(self._labelled(sound))
        except StanceError:
            raise
        except Exception as error:  # one of them is at fault, and the others must not go down with it
            log.debug("%d documents are asked about one by one", len(sound), exc_info=error)
            done = (self._alone(item) for item in sound)
        return [item if isinstance(item, Failed) else next(done) for item in found]

    def _attempt(self, document: Document) -> Annotated | Failed:
        try:
            return self.annotate(document)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is handed on with the document
            return Failed(document, error)

    def _alone(self, annotated: Annotated) -> LabelledDocument | Failed:
        try:
            return self._labelled([annotated])[0]
        except StanceError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            return Failed(annotated.document, error)

    def _labelled(self, documents: Sequence[Annotated]) -> list[LabelledDocument]:
        asked = questions(documents)
        predictions = iter(predict(self.model, [one.example for some in asked for one in some], self.batch_size))
        decided = [
            decide(map(Answer, some, islice(predictions, len(some))), self.min_relevance)  # as many as were asked
            for some in asked
        ]
        told = [[answer for answer in answers if answer.score >= (self.threshold or 0.0)] for answers in decided]
        polarity = self._polarities(told)
        return [
            LabelledDocument(
                annotated.document,
                annotated.sentences,
                annotated.mentions,
                annotated.target_mentions,
                annotated.attributions,
                [record(annotated, answer, self.model.name, *next(polarity)) for answer in answers],
                len(every) - len(answers),
            )
            for annotated, every, answers in zip(documents, decided, told, strict=True)
        ]

    def _polarities(self, told: Sequence[Sequence[Answer]]) -> Iterator[tuple[Sentiment, Sentiment]]:
        """Polarity of the sentence, and toward the target mention, of each answer in turn."""
        asked = [one.asked for some in told for one in some]
        pairs = [((one.example.text, None), wording(one)) for one in asked]
        found = sentiments(self.sentiment_model, (one for pair in pairs for one in pair))
        return ((found[whole], found[part]) for whole, part in pairs)


def _sentiment_model(model: StanceModel) -> SentimentModel:
    if isinstance(model, SentimentModel) and model.has_sentiment:
        return model
    shipped = load_model(SENTIMENT_MODEL)
    assert isinstance(shipped, SentimentModel)  # noqa: S101 - a shipped model that cannot tell is our bug
    return shipped


def build_chain(
    targets: Sequence[Target],
    model: StanceModel,
    actor_files: Sequence[Path | str] = (),
    *,
    batch_size: int = BATCH_SIZE,
    min_relevance: float = 0.5,
    threshold: float | None = None,
    sentiment_model: SentimentModel | None = None,
) -> Chain:
    """A chain with the shipped catalogue and the user's own actors.

    Args:
        targets: Codebook entries.
        model: The classifier.
        actor_files: YAML or CSV files with further actors.
        batch_size: See :class:`Chain`.
        min_relevance: See :class:`Chain`.
        threshold: See :class:`Chain`.
        sentiment_model: See :class:`Chain`.

    Raises:
        stance.errors.ConfigError: If an actor file cannot be used, or ``threshold`` is no number from 0 to 1.
    """
    return Chain(
        targets,
        model,
        load_catalogue(actor_files),
        batch_size=batch_size,
        min_relevance=min_relevance,
        threshold=threshold,
        sentiment_model=sentiment_model,
    )


def label(
    documents: Iterable[Document] | Document | str | Path | Iterable[str | Path],
    targets: str | Path | Target | Sequence[str | Path | Target] = MISSION_TARGETS,
    *,
    model: str | StanceModel = DEFAULT_MODEL,
    actor_files: Path | str | Sequence[Path | str] = (),
    threshold: float | None = None,
) -> Iterator[StanceRecord]:
    """Who takes which stance toward which target: the whole chain, streamed.

    Args:
        documents: Documents, or paths of files and folders, one or many; may be a generator.
        targets: Codebook ids, paths of codebook files, free texts ("the Paris Agreement"), or entries; one or several.
        model: Name of a shipped model, a run directory, a model of the hub (``owner/name``), or a model.
        actor_files: YAML or CSV files with further actors, one or several.
        threshold: Leave out records whose ``score`` (0 to 1) is lower.

    Yields:
        Records, document by document, in reading order. Some documents are worked on together, the first one alone;
        nothing is kept, so memory does not grow with the corpus.

    Raises:
        stance.errors.InputError: If a path cannot be read.
        stance.errors.ConfigError: If a target, model, actor file or threshold cannot be used.

    >>> text = "Iran's foreign minister said Tehran would stay in the nuclear deal with world powers."
    >>> [(record.affiliation, record.stance) for record in label(Document(id="a", text=text), targets=["jcpoa"])]
    [('IRN', 'favor')]
    """
    entries = [_target(target) for target in ([targets] if isinstance(targets, str | Path | Target) else targets)]
    actor_files = [actor_files] if isinstance(actor_files, str | Path) else actor_files
    chosen = load_model(model) if isinstance(model, str) else model
    chain = build_chain(entries, chosen, actor_files, threshold=threshold)
    return _records(chain, documents)


def _records(
    chain: Chain, documents: Iterable[Document] | Document | str | Path | Iterable[str | Path]
) -> Iterator[StanceRecord]:
    for labelled in chain.label_many(_read(documents)):
        if isinstance(labelled, Failed):
            raise labelled.error
        yield from labelled.records


def _read(documents: Iterable[Document] | Document | str | Path | Iterable[str | Path]) -> Iterator[Document]:
    items: Iterable[Document | str | Path] = [documents] if isinstance(documents, (str, Path, Document)) else documents
    for item in items:
        for document in [item] if isinstance(item, Document) else read_documents([item]):
            if isinstance(document, Skipped) and document.kept:
                log.warning("%s: %s", document.path, document.reason)
            elif isinstance(document, Skipped):
                raise InputError(f"cannot read {document.path}: {document.reason}")
            else:
                yield document


def _target(target: str | Path | Target) -> Target:
    if isinstance(target, Target):
        return target
    if isinstance(target, Path) or target in target_names() or Path(target).suffix in (".yaml", ".yml"):
        return load_targets([target])[0]
    if " " in target.strip():
        return target_from_text(target)
    # One word is more often a misspelt name than a text.
    hint = f"Give a name, the path of a yaml file of your own, or stance.target_from_text({target!r})"
    raise unknown("target", target, target_names(), hint=hint)
