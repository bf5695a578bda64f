"""Speakers of quotations that go on, and the first person within them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from stance.types import Attribution, Document, Mention, Sentence


def with_id(mention: Mention, entity_id: str | None, members: tuple[str, ...] = ()) -> Mention:
    """The mention with an id and members of whom it stands for."""
    return Mention(
        entity_id=entity_id,
        text=mention.text,
        start=mention.start,
        end=mention.end,
        kind=mention.kind,
        members=members or mention.members,
        possessive=mention.possessive,
    )


def carried_on(sentences: Sequence[Sentence], items: list[Attribution], text: str) -> list[Attribution]:
    """Gives a quotation without a speaker that of the quotation just before it."""
    starts = [sentence.start for sentence in sentences]

    def place(position: int) -> int:
        return max(0, bisect_right(starts, position) - 1)

    last: Attribution | None = None
    for index, item in enumerate(items):
        if item.kind != "direct" or not item.content:
            continue
        if item.speaker is None and last is not None and last.speaker is not None:
            before, here = place(max(last.content[-1][1], last.cue[1]) - 1), place(item.content[0][0])
            between = sentences[here].paragraph - sentences[before].paragraph
            alone = not any(char.isalnum() for char in text[sentences[here].start : item.content[0][0]])
            if here - before <= 1 and between <= 1 and alone:
                items[index] = item = Attribution(
                    speaker=last.speaker, cue=item.cue, content=item.content, kind=item.kind
                )
        last = item
    return items


def first_person(
    document: Document, resolved: list[list[Mention]], items: Sequence[Attribution]
) -> list[list[Mention]]:
    """First persons: the speaker of the quotation around them, else the speaker of the document."""
    quotes = sorted((span, index) for index, item in enumerate(items) if item.kind == "direct" for span in item.content)
    starts = [span[0] for span, _ in quotes]
    for found in resolved:
        for place, mention in enumerate(found):
            if mention.kind != "first_person":
                continue
            index = bisect_right(starts, mention.start) - 1
            if index >= 0 and mention.start < quotes[index][0][1]:
                speaker = items[quotes[index][1]].speaker
                if speaker is None:
                    continue
                if speaker.kind != "first_person":
                    found[place] = with_id(mention, speaker.entity_id, speaker.members)
                    continue
            if document.speaker is not None:
                found[place] = with_id(mention, document.speaker)
    return resolved
