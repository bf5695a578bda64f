"""Quotations: which quotation marks belong together, paragraph by paragraph, in linear time.

News text comes with straight, curly, doubled single, back-ticked and angular marks, with spaces inside the marks, with
marks that were lost, and with the convention that a quotation running over several paragraphs opens each of them and
closes only the last. A mark without partner therefore reaches to the end of its paragraph only where that convention
can be meant, and otherwise to the end of its sentence, never further.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from stance.types import Sentence, Span

_MARK = re.compile(r"``|''|[\"“”„‟«»″＂❝❞〝〞‘’'‚‛‹›`´❛❜＇]")
_OPENERS = frozenset("“„‟❝〝")
_CLOSERS = frozenset("”❞〞")
_SINGLES = frozenset("‘’'‚‛‹›`´❛❜＇")
_LONGEST_SINGLE = 800
_BEFORE_OPEN = frozenset("([{-‐‑‒–—―−/:=>,;…")


class Quotation(NamedTuple):
    """A quotation of the text.

    Args:
        start: Its opening mark, or the start of the paragraph where a quotation is only closed.
        end: One past its closing mark, or where it was cut off.
        inner: Span of the words between the marks, without white space at its ends.
        closed: Whether it has its closing mark.
        opens: Whether it has its opening mark.
    """

    start: int
    end: int
    inner: Span
    closed: bool = True
    opens: bool = True


class _Mark(NamedTuple):
    start: int
    end: int
    glyph: str
    left: bool  # stands where an opening mark stands: after a space, before a word
    right: bool  # stands where a closing mark stands


def quotations(text: str, sentences: Sequence[Sentence]) -> list[Quotation]:
    """Quotations of a document, outermost only, in reading order and not overlapping.

    Args:
        text: The text of the document.
        sentences: Its sentences; their paragraph numbers bound every quotation.

    Returns:
        Quotations whose spans lie inside one paragraph each; one that runs over several paragraphs gives one each.
    """
    found: list[Quotation] = []
    open_before = False
    for paragraph, ends in _paragraphs(sentences):
        pairs, open_before = _pair(text, paragraph, ends, open_before)
        found += pairs
    return found


def _paragraphs(sentences: Sequence[Sentence]) -> list[tuple[Span, list[int]]]:
    rows: list[tuple[Span, list[int]]] = []
    number = None
    for sentence in sentences:
        if rows and sentence.paragraph == number and sentence.start >= rows[-1][0][1]:
            (start, _), ends = rows[-1]
            ends.append(sentence.end)
            rows[-1] = ((start, sentence.end), ends)
        else:
            rows.append(((sentence.start, sentence.end), [sentence.end]))
        number = sentence.paragraph
    return rows


def _pair(text: str, paragraph: Span, ends: list[int], open_before: bool) -> tuple[list[Quotation], bool]:
    """Quotations of one paragraph, and whether the last of them is still open at its end."""
    start, end = paragraph
    marks = _marks(text, start, end)
    if not marks:
        return [], False
    doubles = [mark for mark in marks if mark.glyph not in _SINGLES]
    found: list[Quotation] = []
    opening: _Mark | None = None
    spaced = False
    for order, mark in enumerate(doubles):
        if opening is None:
            if _opens(mark):
                opening = mark
                spaced = not mark.left
            elif order == 0 and open_before:  # the quotation began in the paragraph before
                found.append(_quotation(text, start, start, mark.start, mark.end, opens=False))
            continue
        if mark.glyph in _CLOSERS and not mark.left:
            closes = True
        elif mark.glyph in _OPENERS or mark.glyph == "``":
            closes = mark.right and not mark.left
        elif mark.left and not mark.right:
            closes = spaced
        else:
            closes = True
        if closes:
            found.append(_quotation(text, opening.start, opening.end, mark.start, mark.end))
            opening = None
        else:  # the one before was never closed: it counts to the end of its sentence
            stop = min(_sentence_end(ends, opening.start), mark.start)
            if stop > opening.end:
                found.append(_quotation(text, opening.start, opening.end, stop, stop, closed=False))
            opening, spaced = mark, not mark.left
    still_open = False
    if opening is not None:
        heads = not text[start : opening.start].strip()
        stop = end if heads else _sentence_end(ends, opening.start)
        still_open = stop >= end
        found.append(_quotation(text, opening.start, opening.end, stop, stop, closed=False))
    singles = [mark for mark in marks if mark.glyph in _SINGLES]
    return (sorted(found + _single(text, singles, found)) if singles else found), still_open


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    marks = []
    for match in _MARK.finditer(text, start, end):
        first, last = match.span()
        glyph = match.group()
        before = text[first - 1] if first > start else " "
        after = text[last] if last < end else " "
        left = (before.isspace() or before in _BEFORE_OPEN or before in "\"“‘'") and not after.isspace()
        right = not before.isspace() and not after.isalnum()
        if glyph in "«»":
            glyph = '"'
        elif glyph == "″" and before.isdigit():  # inches, seconds
            continue
        elif glyph == '"' and before.isdigit() and not left and after.isspace() and last - first == 1:
            right = True
        marks.append(_Mark(first, last, glyph, left, right))
    return marks


def _opens(mark: _Mark) -> bool:
    if mark.glyph in _CLOSERS:
        return mark.left and not mark.right
    if mark.glyph in _OPENERS or mark.glyph == "``":
        return True
    return mark.left or not mark.right


def _sentence_end(ends: list[int], position: int) -> int:
    index = bisect_right(ends, position)
    return ends[min(index, len(ends) - 1)]


def _quotation(
    text: str, start: int, inside: int, stop: int, end: int, *, closed: bool = True, opens: bool = True
) -> Quotation:
    words = text[inside:stop]
    first = inside + len(words) - len(words.lstrip())
    last = max(first, inside + len(words.rstrip()))
    return Quotation(start, max(end, last), (first, last), closed, opens)


def _single(text: str, marks: list[_Mark], doubles: list[Quotation]) -> list[Quotation]:
    """Quotations in single marks outside the double ones: an opening mark needs a closing one near by.

    A mark between letters is an apostrophe, so is one before digits ('90s); a mark after "s" may be a possessive,
    so one after punctuation is preferred as the closing one.
    """
    closers = [mark for mark in marks if mark.right and not mark.left and mark.glyph not in "‘‚‛‹`❛"]
    positions = [mark.start for mark in closers]
    starts = [quotation.start for quotation in doubles]
    found: list[Quotation] = []
    free = 0
    for mark in marks:
        spaced = (
            not mark.left
            and text[mark.end : mark.end + 1].isspace()
            and (not mark.start or text[mark.start - 1].isspace())
        )
        if (
            mark.start < free
            or not (mark.left or spaced)
            or mark.glyph in "´›❜"
            or text[mark.end : mark.end + 1].isdigit()
        ):
            continue
        behind = bisect_right(starts, mark.start)
        if behind and mark.start < doubles[behind - 1].end:
            continue
        limit = min(mark.start + _LONGEST_SINGLE, starts[behind] if behind < len(starts) else len(text))
        closer = _spaced_closer(text, marks, mark, limit) if spaced else None
        near = bisect_left(positions, mark.end + 1)
        for candidate in closers[near : near + 12]:
            if spaced or candidate.start >= limit:
                break
            plain = text[candidate.start - 1]
            if plain in ",.!?" or (plain not in "sS" and closer is None):
                closer = candidate
                break
            closer = closer or candidate
        if closer is None:
            continue
        found.append(_quotation(text, mark.start, mark.end, closer.start, closer.end))
        free = closer.end
    return found


def _spaced_closer(text: str, marks: list[_Mark], opening: _Mark, limit: int) -> _Mark | None:
    """The next mark with spaces on both sides and punctuation before it: ' Iran lied. ' he said."""
    order = bisect_right(marks, opening.start, key=lambda mark: mark.start)
    for mark in marks[order : order + 12]:
        if mark.start >= limit:
            return None
        before = text[max(0, mark.start - 2) : mark.start]
        if before.endswith(" ") and before[0] in ",.!?" and not text[mark.end : mark.end + 1].isalnum():
            return mark
    return None
