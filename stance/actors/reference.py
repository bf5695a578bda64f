"""Finds out whom pronouns, role phrases and descriptions of groups mean, across the sentences of a document.

Rules, in document order, with what was said before as memory: agreement in number, gender and office first, then
who spoke last, then the first mention in the nearest sentence before (the centering idea of Grosz, Joshi and
Weinstein, 1995, reduced to what can be told without a parser). What cannot be told stays without an id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stance.actors.mentions import DocumentMentions
from stance.actors.quoted import carried_on, first_person, with_id
from stance.actors.resolver import Resolver
from stance.types import Attribution, Document, Mention, Sentence


def resolve(
    document: Document, sentences: Sequence[Sentence], mentions: DocumentMentions, attributions: Sequence[Attribution]
) -> tuple[list[list[Mention]], list[Attribution]]:
    """Gives mentions that only refer ("he", "the ministry", "both countries", "we") the ids of whom they mean.

    Args:
        document: The document; the first person of a speech is its ``speaker``.
        sentences: Its sentences in order.
        mentions: From :meth:`stance.actors.mentions.MentionFinder.find`.
        attributions: Who says what; a first person in a quotation is the quotation's speaker.

    Returns:
        Mentions by sentence and attributions, in the order given. Groups have ``members``; what cannot be told keeps
        ``entity_id=None``. A quotation without a speaker that goes on from the one before gets its speaker.
    """
    resolver = Resolver(document, mentions, attributions)
    resolved = [resolver.sentence(index, found) if found else found for index, found in enumerate(mentions.by_sentence)]
    if not attributions and document.speaker is None:
        return resolved, []
    spoken = carried_on(sentences, [_with_speaker(item, resolver.by_start) for item in attributions], document.text)
    return first_person(document, resolved, spoken), spoken


def _with_speaker(item: Attribution, by_start: Mapping[int, Mention]) -> Attribution:
    """The attribution with its speaker resolved, if a resolved mention starts where the speaker does."""
    speaker = item.speaker
    if speaker is None:
        return item
    resolved = by_start.get(speaker.start)
    if resolved is not None and resolved.end >= speaker.end:
        speaker = resolved
    elif resolved is not None and speaker.kind == "group" and resolved.entity_id:
        members = (resolved.entity_id, *(member for member in speaker.members if member != resolved.entity_id))
        speaker = with_id(speaker, None, members)
    else:
        return item
    return Attribution(speaker=speaker, cue=item.cue, content=item.content, kind=item.kind)
