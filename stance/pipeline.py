"""From documents to stance records, streamed: the chain as one object, and :func:`label` for a script."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from stance.actors.catalogue import Catalogue, load_catalogue
from stance.errors import InputError, unknown
from stance.holders import Annotated, Annotator, example_of
from stance.models import load_model
from stance.protocols import StanceModel
from stance.reading import Skipped, read_documents
from stance.sentiment import sentiment
from stance.targets import load_targets, target_from_text, target_names
from stance.types import (
    AUTHOR,
    Affiliation,
    Attribution,
    Document,
    HolderLink,
    Mention,
    Prediction,
    Sentence,
    Span,
    StanceExample,
    StanceRecord,
    Target,
    TargetMention,
)

log = logging.getLogger(__name__)

MISSION_TARGETS = ("jcpoa", "us_unilateralism")
"""The targets that are looked for where none are named."""

DEFAULT_MODEL = "lexicon"


class LabelledDocument(NamedTuple):
    """A document with its annotations and records; lists of lists run over the sentences."""

    document: Document
    sentences: list[Sentence]
    mentions: list[list[Mention]]
    target_mentions: list[list[TargetMention]]
    attributions: list[Attribution]
    records: list[StanceRecord]


class _Answer(NamedTuple):
    """A link with what the model says of it."""

    sentence: int
    link: HolderLink
    name: str
    affiliation: Affiliation
    prediction: Prediction

    @property
    def rank(self) -> tuple[bool, float, int]:
        """Answers that lean go before neutral ones, then the more probable, then those nearer to the target."""
        score = self.prediction.scores[self.prediction.label] * self.prediction.relevance
        return self.prediction.label != "neutral", round(score, 3), self.link.scope[0] - self.link.target.start


class Chain:
    """Reading is done; everything from a document to its records.

    Args:
        targets: Codebook entries.
        model: The classifier.
        catalogue: The actors.
        batch_size: How many questions go to the model at once.
        min_relevance: Pairs of which the model thinks less likely that they carry a stance get no record.
    """

    def __init__(
        self,
        targets: Sequence[Target],
        model: StanceModel,
        catalogue: Catalogue,
        *,
        batch_size: int = 64,
        min_relevance: float = 0.5,
    ) -> None:
        self.targets = tuple(targets)
        self.model = model
        self.batch_size = batch_size
        self.min_relevance = min_relevance
        self._annotator = Annotator(targets, catalogue)

    def annotate(self, document: Document, sentences: Sequence[Sentence] | None = None) -> Annotated:
        """Everything but the classification; see :class:`stance.holders.Annotated`."""
        return self._annotator.annotate(document, sentences)

    def label(self, document: Document, sentences: Sequence[Sentence] | None = None) -> LabelledDocument:
        """Label one document.

        Args:
            document: The document.
            sentences: Its sentences where they are known already; otherwise it is split here.
        """
        annotated = self.annotate(document, sentences)
        records = [self._record(annotated, answer) for answer in _decide(self._answers(annotated), self.min_relevance)]
        return LabelledDocument(
            document,
            annotated.sentences,
            annotated.mentions,
            annotated.target_mentions,
            annotated.attributions,
            records,
        )

    def _answers(self, annotated: Annotated) -> list[_Answer]:
        asked: list[tuple[int, HolderLink, str, Affiliation, StanceExample]] = []
        for index, found in enumerate(annotated.links):
            for link in found:
                name, affiliation = _holder(annotated, link)
                example = example_of(link, annotated, index, name, id=str(len(asked)))
                asked.append((index, link, name, affiliation, example))
        answers: list[_Answer] = []
        for start in range(0, len(asked), self.batch_size):
            batch = asked[start : start + self.batch_size]
            predictions = self.model.predict([item[-1] for item in batch])
            answers.extend(_Answer(*item[:-1], prediction) for item, prediction in zip(batch, predictions, strict=True))
        return answers

    def _record(self, annotated: Annotated, answer: _Answer) -> StanceRecord:
        document, sentence, link = annotated.document, annotated.sentences[answer.sentence], answer.link
        target = link.target
        evidence = {
            (target.start, target.end),
            *((start + sentence.start, end + sentence.start) for start, end in answer.prediction.evidence),
        }
        cue: Span | None = link.cue if link.cue and link.cue[1] > link.cue[0] else None
        if cue:
            evidence.add(cue)
        return StanceRecord(
            document_id=document.id,
            outlet=document.outlet,
            published=document.published,
            sentence_index=sentence.index,
            sentence=sentence.text,
            start=sentence.start,
            end=sentence.end,
            speaker=link.speaker or AUTHOR,
            holder=link.holder,
            holder_name=answer.name,
            affiliation=answer.affiliation.id,
            official=answer.affiliation.official,
            target=target.target,
            stance=answer.prediction.label,
            score=answer.prediction.scores[answer.prediction.label],
            scores=dict(answer.prediction.scores),
            sentiment=sentiment(sentence.text),
            basis=link.basis,
            cue=document.text[slice(*cue)] if cue else None,
            evidence=tuple(sorted(evidence)),
            model=self.model.name,
            target_sentiment=sentiment(document.text[slice(*link.scope)]),
        )


def _holder(annotated: Annotated, link: HolderLink) -> tuple[str, Affiliation]:
    """Name of the holder as a reader would write it, and for whom it acts on the document's day."""
    catalogue = annotated.catalogue
    if link.holder in catalogue:
        return catalogue.actors[link.holder].name, catalogue.affiliation(link.holder, annotated.date)
    if link.holder == AUTHOR:
        return "author", catalogue.affiliation(AUTHOR, annotated.date)
    return (" ".join(link.mention.text.split()) if link.mention else link.holder), Affiliation(id=None, official=False)


def _decide(answers: Iterable[_Answer], min_relevance: float) -> list[_Answer]:
    """One answer for each (sentence, holder, target), and no two opposite ones for one affiliation in one sentence."""
    best: dict[tuple[int, str, str], _Answer] = {}
    for answer in answers:
        if answer.prediction.relevance < min_relevance:
            continue
        key = answer.sentence, answer.link.holder, answer.link.target.target
        if key not in best or answer.rank > best[key].rank:
            best[key] = answer
    sides: dict[tuple[int, str, str], _Answer] = {}
    for answer in best.values():
        side = _side(answer)
        if side not in sides or answer.rank > sides[side].rank:
            sides[side] = answer
    return [answer for answer in best.values() if answer.prediction.label == sides[_side(answer)].prediction.label]


def _side(answer: _Answer) -> tuple[int, str, str]:
    official = answer.affiliation.official and answer.affiliation.id
    return answer.sentence, official or answer.link.holder, answer.link.target.target


def build_chain(
    targets: Sequence[Target],
    model: StanceModel,
    actor_files: Sequence[Path | str] = (),
    *,
    batch_size: int = 64,
    min_relevance: float = 0.5,
) -> Chain:
    """A chain with the shipped catalogue and the user's own actors.

    Args:
        targets: Codebook entries.
        model: The classifier.
        actor_files: YAML or CSV files with further actors.
        batch_size: See :class:`Chain`.
        min_relevance: See :class:`Chain`.

    Raises:
        stance.errors.ConfigError: If an actor file cannot be used.
    """
    return Chain(targets, model, load_catalogue(actor_files), batch_size=batch_size, min_relevance=min_relevance)


def label(
    documents: Iterable[Document] | Document | str | Path | Iterable[str | Path],
    targets: str | Path | Target | Sequence[str | Path | Target] = MISSION_TARGETS,
    *,
    model: str | StanceModel = DEFAULT_MODEL,
    actor_files: Path | str | Sequence[Path | str] = (),
) -> Iterator[StanceRecord]:
    """Who takes which stance toward which target: the whole chain, one document at a time.

    Args:
        documents: Documents, or paths of files and folders, one or many; may be a generator.
        targets: Codebook ids, paths of codebook files, free texts ("the Paris Agreement"), or entries; one or several.
        model: Name of a shipped model, or a model.
        actor_files: YAML or CSV files with further actors, one or several.

    Yields:
        Records, document by document, in reading order; nothing is kept, so memory does not grow with the corpus.

    Raises:
        stance.errors.InputError: If a path cannot be read.
        stance.errors.ConfigError: If a target, model or actor file cannot be used.

    >>> text = "Iran's foreign minister said Tehran would stay in the nuclear deal with world powers."
    >>> [(record.affiliation, record.stance) for record in label(Document(id="a", text=text), targets=["jcpoa"])]
    [('IRN', 'favor')]
    """
    entries = [_target(target) for target in ([targets] if isinstance(targets, str | Path | Target) else targets)]
    actor_files = [actor_files] if isinstance(actor_files, str | Path) else actor_files
    chain = build_chain(entries, load_model(model) if isinstance(model, str) else model, actor_files)
    return _label(chain, documents)


def _label(
    chain: Chain, documents: Iterable[Document] | Document | str | Path | Iterable[str | Path]
) -> Iterator[StanceRecord]:
    items: Iterable[Document | str | Path] = [documents] if isinstance(documents, (str, Path, Document)) else documents
    for item in items:
        for document in [item] if isinstance(item, Document) else read_documents([item]):
            if isinstance(document, Skipped) and document.kept:
                log.warning("%s: %s", document.path, document.reason)
                continue
            if isinstance(document, Skipped):
                raise InputError(f"cannot read {document.path}: {document.reason}")
            yield from chain.label(document).records


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
