"""Quotations that go on: in the next sentence, in the next paragraph, and those that nobody is named for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import replace

from stance.actors.found import Found
from stance.actors.quotes import Quotation
from stance.types import Attribution, Sentence, Span

_FEWEST_WORDS = 5
_MARGIN = 6
"""Characters of white space and punctuation that may stand around a quotation that is a whole sentence."""
_LONGEST_CHAIN = 64
_FARTHEST = 40
"""Sentences that a quotation may be long, to be continued by another one."""


def chained(
    text: str, sentences: Sequence[Sentence], quotes: Sequence[Quotation], found: Sequence[Found]
) -> list[Attribution]:
    """Attributions with quotations that have no cue of their own added to the speaker before them.

    A quotation that begins right after the sentence of a direct attribution, in the same paragraph, belongs to it; a
    paragraph that opens with a quotation continues the one before as an attribution of its own. Fragments in quotation
    marks and titles are none.
    """
    covered = _union([span for one in found for span in one.content])
    rows = sorted(found, key=_place)
    starts = [sentence.start for sentence in sentences]
    paragraphs = {sentence.index: sentence.paragraph for sentence in sentences}
    for quote in quotes:
        first, last = quote.inner
        if last <= first or _inside(covered, first, last):
            continue
        number = bisect_right(starts, quote.start) - 1
        sentence = sentences[number]
        if quote.start - sentence.start > _MARGIN or text[sentence.start : quote.start].strip():
            continue
        if not _whole(text, sentences, number, quote):
            continue
        size = len(text[first:last].split())
        order = _before(rows, sentence, sentences[number - 1].start if number else 0)
        if (
            order is not None
            and rows[order].kind == "direct"
            and len(rows[order].content) < _LONGEST_CHAIN
            and paragraphs[rows[order].sentence] == sentence.paragraph
        ):
            rows[order] = replace(rows[order], content=(*rows[order].content, quote.inner))
        elif size >= _FEWEST_WORDS:
            speaker = rows[order].speaker if order is not None else None
            insort(rows, Found(speaker, (first, first), (quote.inner,), "direct", sentence.index), key=_place)
    made = [
        Attribution(speaker=one.speaker, cue=one.cue, content=_clean(one.content), kind=one.kind)
        for one in rows
        if one.content
    ]
    return sorted(
        (one for one in made if one.content), key=lambda one: (one.content[0][0], -one.content[-1][1], one.cue)
    )


def _clean(content: tuple[Span, ...]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for start, end in sorted(content):
        if end <= start:
            continue
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def _union(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _inside(covered: list[Span], first: int, last: int) -> bool:
    index = bisect_right(covered, (first, last)) - 1
    for k in (index, index + 1):
        if 0 <= k < len(covered) and covered[k][0] <= first + 1 and covered[k][1] >= min(last - 1, first + 2):
            return True
    return False


def _whole(text: str, sentences: Sequence[Sentence], number: int, quote: Quotation) -> bool:
    """Whether a quotation is one or more whole sentences, not a title or a fragment."""
    while number < len(sentences) - 1 and sentences[number].end < quote.end:
        number += 1
    if sentences[number].end - quote.end > _MARGIN:
        return False
    return not text[quote.end : sentences[number].end].strip(" .,!?\"'”’)")


def _place(one: Found) -> int:
    return one.cue[0]


def _before(rows: Sequence[Found], sentence: Sentence, reach: int) -> int | None:
    """The attribution that a quotation without cue continues: in the sentence before, or with content up to there.

    Args:
        rows: Attributions by place of their cue.
        sentence: Where the quotation starts.
        reach: Start of the sentence before it.
    """
    best = None
    last = bisect_left(rows, sentence.start, key=_place) - 1
    for order in range(last, max(-1, last - _FARTHEST), -1):
        one = rows[order]
        if sentence.index - one.sentence > _FARTHEST:
            break
        if one.inner or max(one.content[-1][1], one.cue[1]) <= reach or one.content[-1][0] >= sentence.start:
            continue
        if one.kind == "direct":
            return order
        if one.sentence == sentence.index - 1:  # the outermost of that sentence: the first
            best = order
    return best
