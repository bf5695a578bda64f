"""From a document to the questions that a classifier is asked: sentences, actors, attributions, targets, holders."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple

from stance.actors.attribution import attributions
from stance.actors.catalogue import Catalogue
from stance.actors.mentions import MentionFinder
from stance.actors.reference import resolve
from stance.holders.links import links
from stance.holders.scene import scene
from stance.reading import sentences as split_sentences
from stance.targets.mentions import TargetFinder
from stance.types import (
    Attribution,
    Document,
    HolderLink,
    Mention,
    Sentence,
    Span,
    StanceExample,
    Target,
    TargetMention,
)


class Annotated(NamedTuple):
    """A document with everything found in it before classification; lists of lists run over the sentences.

    Args:
        document: The document.
        sentences: Its sentences, boilerplate left out.
        mentions: Actor mentions, resolved.
        target_mentions: Target mentions.
        attributions: Who says what, in reading order.
        links: Possible holders of a stance toward each target mention.
        catalogue: The actors, with those that the document introduces itself.
        date: The day at which offices are looked up: the day of publication, else one estimated from the text.
    """

    document: Document
    sentences: list[Sentence]
    mentions: list[list[Mention]]
    target_mentions: list[list[TargetMention]]
    attributions: list[Attribution]
    links: list[list[HolderLink]]
    catalogue: Catalogue
    date: datetime.date | None


class Annotator:
    """All of the chain but the classifier.

    Args:
        targets: Codebook entries to look for.
        catalogue: The actors.
    """

    def __init__(self, targets: Sequence[Target], catalogue: Catalogue) -> None:
        self.targets = tuple(targets)
        self.catalogue = catalogue
        self._mentions = MentionFinder(catalogue)
        self._targets = TargetFinder(self.targets)

    def annotate(
        self, document: Document, sentences: Sequence[Sentence] | None = None, *, lone: bool = False
    ) -> Annotated:
        """Annotate one document.

        Args:
            document: The document.
            sentences: Its sentences where they are known already; otherwise it is split here.
            lone: Whether the text stands alone and is known to be about the target, so that what earlier sentences
                would have to name ("the deal") counts as named.
        """
        split = list(sentences) if sentences is not None else split_sentences(document)
        named = self._mentions.find(document, split)
        said = attributions(document, split, named.by_sentence)
        mentions, said = resolve(document, split, named, said)
        state_of = _state_of(named.catalogue, named.date)
        speaks_for = _speaks_for(named.catalogue, named.date)
        targets = self._targets.find(document, split, mentions, state_of)
        if lone and not any(targets):
            targets = self._targets.find(document, split, None)
        found: list[list[HolderLink]] = []
        touching = _by_sentence(said, split)
        for index, sentence in enumerate(split):
            if not targets[index]:
                found.append([])
                continue
            stage = scene(document.text, sentence, mentions[index], touching[index])
            found.append(
                links(stage, targets[index], state_of=state_of, speaks_for=speaks_for, default=document.speaker)
            )
        return Annotated(document, split, mentions, targets, said, found, named.catalogue, named.date)


def _state_of(catalogue: Catalogue, date: datetime.date | None) -> Callable[[str], str | None]:
    def state_of(entity_id: str) -> str | None:
        return catalogue.affiliation(entity_id, date).id if entity_id in catalogue else entity_id

    return state_of


def _speaks_for(catalogue: Catalogue, date: datetime.date | None) -> Callable[[str], str | None]:
    def speaks_for(entity_id: str) -> str | None:
        if entity_id not in catalogue:
            return None
        affiliation = catalogue.affiliation(entity_id, date)
        return affiliation.id if affiliation.official else None

    return speaks_for


def _by_sentence(said: Sequence[Attribution], sentences: Sequence[Sentence]) -> list[list[Attribution]]:
    """For each sentence the attributions whose content or cue lies in it, in reading order."""
    ends = [sentence.end for sentence in sentences]
    touching: list[list[Attribution]] = [[] for _ in sentences]
    for attribution in said:
        held: set[int] = set()
        for start, end in (*attribution.content, attribution.cue):
            index = bisect_right(ends, start)
            while index < len(sentences) and sentences[index].start < end:
                held.add(index)
                index += 1
        for index in held:
            touching[index].append(attribution)
    return touching


def example_of(link: HolderLink, annotated: Annotated, index: int, name: str | None, *, id: str = "") -> StanceExample:  # noqa: A002 - the field's name
    """The question that a link puts to a classifier.

    Args:
        link: The link.
        annotated: The document.
        index: Index of the sentence.
        name: Name of the holder as a reader would write it.
        id: Id of the example.
    """
    sentence = annotated.sentences[index]
    mention, target = link.mention, link.target
    before = annotated.sentences[index - 1].text + " " if index else ""
    after = " " + annotated.sentences[index + 1].text if index + 1 < len(annotated.sentences) else ""
    in_sentence = mention is not None and sentence.start <= mention.start and mention.end <= sentence.end
    return StanceExample(
        id=id,
        text=sentence.text,
        holder=name,
        target=target.target,
        context=f"{before}{sentence.text}{after}",
        holder_spans=(_shift((mention.start, mention.end), sentence),) if mention is not None and in_sentence else (),
        target_mentions=(_relative(target, sentence),),
        scope=_shift(link.scope, sentence),
        inner=_shift(link.inner, sentence) if link.inner else None,
        link=link.kind,
    )


def _shift(span: Span, sentence: Sentence) -> Span:
    return max(0, span[0] - sentence.start), min(len(sentence.text), span[1] - sentence.start)


def _relative(target: TargetMention, sentence: Sentence) -> TargetMention:
    return TargetMention(
        target=target.target,
        text=target.text,
        start=max(0, target.start - sentence.start),
        end=min(len(sentence.text), target.end - sentence.start),
        sign=target.sign,
        kind=target.kind,
        doer=target.doer,
    )
