"""From raw text to blocks: paragraphs, headings and list items, with exact offsets.

Texts come in three shapes: paragraphs set apart by blank lines, one paragraph per line, and lines that were wrapped by
hand or by a PDF. A blank line ends a paragraph (except in mid-sentence, at page breaks); what a single newline means is
decided line by line.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from stance.types import SentenceKind

__all__ = ["Block", "blocks", "ends_sentence", "word_count"]

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"
_TRIM = (
    " \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\x1f" + INVISIBLE
)
_BULLET = re.compile(
    r"(?:[•●○▪▫■□◦‣⁃∙·►▸➢➤✓✔\uf0b7]+[ \t]*"  # signs that stand for nothing else
    r"|[-–—*+][ \t]+(?=\S)"
    r"|(?:\d{1,3}|[ivxlc]{1,5}|[A-Za-z])\)[ \t]+(?=\S)"
    r"|\((?:\d{1,3}|[ivxlc]{1,5}|[a-z])\)[ \t]+(?=\S)"
    r"|\d{1,3}\.[ \t]+(?=[^\W\d_]|[\"“‘'(\[]))"
)
_MARKDOWN = re.compile(r"(?:>[ \t]?)*(#{1,6}[ \t]+)?")
_FINAL = re.compile(r"[.!?…:;][\"”“’'»)\]*_]*$")
_STOP = re.compile(r"[.!?…;,][\"”“’'»)\]*_]*$")
_OPEN_WORD = re.compile(
    r"(?:^|\s)(?:the|a|an|of|and|or|to|in|on|at|by|for|from|with|that|which|who|as|into|its|their|his|her|our|is|are"
    r"|was|were|be|has|have|had|will|would|not|than|between|against)$"
)
_WORD = re.compile(r"[^\W_][\w'’.-]*")
WRAPPED_SHARE = 0.25
"""Share of single newlines in mid-sentence from which on a text counts as hard-wrapped."""
WRAPPED_WIDTH = 130
HEADING_WORDS = 14
TITLE_WORDS = 25
HEADING_CHARACTERS = 200


class Block(NamedTuple):
    """A paragraph, heading or list item.

    Args:
        start: First character, after a bullet or number.
        end: One past the last character.
        kind: What it looks like.
        paragraph: Running number of the paragraph; items of one list have numbers of their own.
    """

    start: int
    end: int
    kind: SentenceKind
    paragraph: int


class _Line(NamedTuple):
    start: int
    end: int
    indent: int
    after_blank: bool


def word_count(text: str) -> int:
    """Number of words.

    >>> word_count("Iran's P5+1 deal, 2015 –")
    5
    """
    return len(_WORD.findall(text))


def ends_sentence(text: str) -> bool:
    """Whether the text ends like a sentence, closing quotation marks and brackets left aside.

    >>> ends_sentence("“We will.”"), ends_sentence("Deal still alive: Lavrov")
    (True, False)
    """
    return bool(_FINAL.search(text[-12:]))


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    previous = -1
    for match in _LINE.finditer(text):
        raw = match.group()
        left = raw.lstrip(_TRIM)
        if not left:
            continue
        indent = len(raw) - len(left)
        start = match.start() + indent
        end = start + len(left.rstrip(_TRIM))
        blank = False
        if previous >= 0:
            gap = text[previous:start]
            blank = gap.count("\n") > 1 or "\x0c" in gap or "\u2029" in gap or ("\n" not in gap and gap.count("\r") > 1)
        lines.append(_Line(start, end, indent, blank))
        previous = end
    return lines


def _starts_lower(text: str, at: int) -> bool:
    char = text[at]
    if char in "hw" and text.startswith(("http://", "https://", "www."), at):
        return False
    if not char.isalnum() and at + 1 < len(text) and char in "\"“‘'(«":
        char = text[at + 1]
    return char.islower()


def _wrap_width(text: str, lines: list[_Line]) -> int:
    """Width to which the text's lines were wrapped; 0 where they are not."""
    pairs = inside = 0
    for line, following in pairwise(lines):
        if following.after_blank:
            continue
        pairs += 1
        if _starts_lower(text, following.start) and not ends_sentence(text[max(line.start, line.end - 12) : line.end]):
            inside += 1
    if pairs < 2 or inside < WRAPPED_SHARE * pairs:
        return 0
    lengths = sorted(line.end - line.start for line in lines)
    width = lengths[int(0.95 * (len(lengths) - 1))]
    return width if width <= WRAPPED_WIDTH else 0


def _joins(text: str, line: _Line, following: _Line, width: int) -> bool:
    """Whether ``following`` goes on with the sentence or paragraph of ``line``."""
    tail = text[max(line.start, line.end - 40) : line.end]
    final = ends_sentence(tail)
    if not final and (_starts_lower(text, following.start) or _OPEN_WORD.search(tail)):
        return True
    if not width:
        return False
    if following.indent > line.indent + 1 and final:
        return False
    # A break was forced by the margin only if the next word would not have fitted; a third is left for
    # proportional type.
    space = text.find(" ", following.start, following.end)
    word = (space if space >= 0 else following.end) - following.start
    return line.end - line.start + 1 + word > width * 2 // 3


def _goes_on(text: str, line: _Line, following: _Line) -> bool:
    """Whether a sentence runs on over a blank line, as it does over the page breaks of a PDF."""
    if not _starts_lower(text, following.start):
        return False
    tail = text[max(line.start, line.end - 40) : line.end]
    return not ends_sentence(tail) and (line.end - line.start >= 40 or bool(_OPEN_WORD.search(tail)))


def _is_heading(piece: str, *, first: bool) -> bool:
    if len(piece) > HEADING_CHARACTERS or _STOP.search(piece[-12:]) or piece.endswith(":"):
        return False
    words = _WORD.findall(piece)
    if not words or len(words) > TITLE_WORDS:
        return False
    lead = piece.lstrip("\"“‘'«([*_ ")
    if not lead or lead[0].islower():
        return False
    if first or len(words) <= HEADING_WORDS:
        return True
    long = [word for word in words if len(word) > 3]
    return sum(not word[0].islower() for word in long) >= 0.7 * len(long)


def blocks(text: str) -> list[Block]:
    r"""The text's paragraphs, headings and list items in reading order.

    Args:
        text: Any text.

    Returns:
        Blocks that do not overlap; white space, bullets and list numbers are outside of them.

    >>> text = "Deal alive: Lavrov\n\nHe said so in\nMoscow. He left.\n- One thing\n- Another"
    >>> [(text[b.start:b.end], b.kind) for b in blocks(text)][1:3]
    [('He said so in\nMoscow. He left.', 'body'), ('One thing', 'item')]
    """
    lines = _lines(text)
    width = _wrap_width(text, lines)
    found: list[Block] = []
    index, size = 0, len(lines)
    while index < size:
        line = lines[index]
        start, kind, marked = line.start, "body", False
        markdown = _MARKDOWN.match(text, start, line.end)
        if markdown is not None and markdown.end() > start:
            start = min(markdown.end(), line.end)
            marked = markdown.group(1) is not None
        bullet = _BULLET.match(text, start, line.end)
        if bullet is not None and not marked:
            start, kind = bullet.end(), "item"
        last = index
        while not marked and last + 1 < size:
            following = lines[last + 1]
            if _breaks(text, following):
                break
            if following.after_blank:
                if not _goes_on(text, lines[last], following):
                    break
            elif not _joins(text, lines[last], following, width):
                break
            last += 1
        end = lines[last].end
        index = last + 1
        if start >= end:
            continue
        if marked or (
            kind == "body" and end - start <= HEADING_CHARACTERS and _is_heading(text[start:end], first=not found)
        ):
            found.append(Block(start, end, "heading", len(found)))
        else:
            found.append(Block(start, end, "item" if kind == "item" else "body", len(found)))
    return found


def _breaks(text: str, line: _Line) -> bool:
    """Whether the line opens a block of its own, whatever stands before it."""
    if text.startswith(("# ", "## ", "### ", "#### "), line.start):
        return True
    bullet = _BULLET.match(text, line.start, line.end)
    if bullet is None:
        return False
    # A dash may also be a dash in running text that was wrapped just before it.
    return text[line.start] not in "-–—*+" or not text[bullet.end() : bullet.end() + 1].islower()
