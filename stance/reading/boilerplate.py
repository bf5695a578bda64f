"""What stands around an article on a mirrored page: banners, section names, datelines, bylines, share lines.

Told by position (above the first and below the last real paragraph), repetition, the shape of the line, and a list of
known wordings (``boilerplate.yaml``); nothing is asked of a particular site. In doubt a line is kept.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from typing import NamedTuple

import yaml

from stance import wordclasses as wc
from stance.reading.datelines import BARE_DATELINE, DATELINE, DATELINE_ALONE
from stance.reading.dates import date_line
from stance.reading.layout import Block, blocks, ends_sentence, word_count
from stance.text import fold
from stance.types import Document, SentenceKind, Span

__all__ = ["Part", "boilerplate", "parts"]

BODY_WORDS = 8
"""A block with a full stop and at least so many words is a paragraph of the article."""
LINE_CHARACTERS = 300
"""Longer blocks are never boilerplate."""
PROSE_WORDS = 15
HEAD_LINES = 15
"""More lines than these above the first paragraph are no page head."""

_BYLINE = re.compile(
    r"(?:(?:[Bb]y|BY|[Ww]ritten by|[Rr]eported by|[Ss]tory by|[Aa]uthor:|[Tt]ext by)[:\s]\s*)"
    r"(?:(?:[^\W\d_a-z][\w.'’-]*|and|in|of|for|the|de|van|von|al|bin|at|our|[|,;&/@+–—-]+)[\s,;|]*){1,14}"
)
_PAGE = re.compile(r"(?:(?:page|p\.)\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:url:\s*|link:\s*)?(?:https?://\S+|www\.\S+)", re.IGNORECASE)
_SIGNATURE = re.compile(r"[A-Z]{2,8}(?:/[A-Z0-9]{1,8})+|\(?(?:ENDS?|END ITEM)\)?|-+\s?30\s?-+|#+|@\w{2,30}")
_SALUTATION = re.compile(
    r"[*•_ \[]*(?:mr|mister|his|her|mrs|ms|madam|madame|dr|your|dear|distinguished|ladies|excellenc"
    r"|esteemed|honou?rable"
    r"|fellow|comrades|friends"
    r"|colleagues|thank|in the name"
    r"|praise|bismillah|members of|heads of|secretary|president|i thank|my|statement|address"
    r"|remarks)\b|excellenc"
)
_SECOND_SIGN = re.compile(
    r"newsletter|cookie|rights reserved|inbox|sign(?:ed)? up|email|e-mail|javascript|browser|advert"
    r"|copyright|agenc|editing"
    r"|reporting|privacy"
    r"|not necessarily|do not reflect|first published|appeared"
    r"|republish|permission|terms of|donat|subscri.*subscri"
)
_LETTER = re.compile(r"[^\W\d_]")
_CONTENT_WORD = re.compile(r"[^\W_]{3,}")
_FUNCTION_WORDS = (
    wc.HAVE
    | wc.MODALS
    | wc.POSSESSIVES
    | wc.QUESTIONS
    | wc.words(
        "the and for are was were not but they this that with from who than then them says said say over after into "
        "out about more new all you"
    )
)


class Part(NamedTuple):
    """A block of a document, or a dateline in front of one.

    Args:
        start: First character.
        end: One past the last character.
        kind: What it looks like.
        paragraph: Number of its block.
        reason: Why it is no part of the article; ``None`` where it is.
    """

    start: int
    end: int
    kind: SentenceKind
    paragraph: int
    reason: str | None


class _Phrases(NamedTuple):
    lines: frozenset[str]
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    tail: frozenset[str]


@functools.cache
def _phrases() -> _Phrases:
    raw = yaml.safe_load(resources.files("stance.reading").joinpath("boilerplate.yaml").read_text(encoding="utf-8"))
    return _Phrases(
        frozenset(fold(str(line)) for line in raw["lines"]),
        _pattern(raw["strong"]),
        _pattern(raw["weak"]),
        frozenset(fold(str(line)) for line in raw["tail"]),
    )


def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    pieces = []
    for phrase in phrases:
        body = ".{0,60}?".join(re.escape(piece) for piece in fold(str(phrase)).split("*"))
        pieces.append(body + (r"(?!\w)" if str(phrase)[-1].isalnum() else ""))
    return re.compile("|".join(pieces))


def parts(document: Document) -> list[Part]:
    """The document's blocks in reading order, with the reason where one is boilerplate.

    Args:
        document: Any document; one with a ``speaker`` is a speech, where only page furniture is looked for.

    Returns:
        Parts that do not overlap. A dateline ("TEL AVIV (Reuters) -") is a part of its own, before its paragraph.
    """
    text = document.text
    found = blocks(text)
    lines = [
        fold(text[block.start : block.end]).strip() if block.end - block.start <= LINE_CHARACTERS else ""
        for block in found
    ]
    reasons = [
        _furniture(line, text[block.start : block.end]) if line else None
        for line, block in zip(lines, found, strict=True)
    ]
    if document.speaker is None:
        _page(document, found, lines, reasons)
    result: list[Part] = []
    early = 3
    for block, reason in zip(found, reasons, strict=True):
        start = block.start
        if reason is None and block.kind == "body" and early and document.speaker is None:
            stop = min(block.end, start + 150)
            match = DATELINE.match(text, start, stop) or (
                BARE_DATELINE.match(text, start, stop) if early == 3 else None
            )
            if match is not None and match.end() < block.end:
                result.append(Part(start, start + len(match.group().rstrip()), "body", block.paragraph, "dateline"))
                start = match.end()
            early -= 1
        result.append(Part(start, block.end, block.kind, block.paragraph, reason))
    return result


def boilerplate(document: Document) -> list[tuple[Span, str]]:
    r"""The stretches of a document that :func:`stance.reading.sentences` leaves out, with the reason.

    >>> text = "World\n\nDeal alive: Lavrov\n\nThe deal with Iran is still alive, Lavrov told us all.\n\nAdvertisement"
    >>> page = Document(id="a", text=text)
    >>> [(page.text[start:end], reason) for (start, end), reason in boilerplate(page)]
    [('World', 'banner or section name'), ('Advertisement', 'page furniture')]
    """
    return [((part.start, part.end), part.reason) for part in parts(document) if part.reason is not None]


def _furniture(line: str, raw: str) -> str | None:
    """Reason that holds wherever the line stands."""
    if not _LETTER.search(line):
        return "page number or rule" if not any(char.isdigit() for char in line) or _PAGE.fullmatch(line) else None
    bare = line.strip(" .:!?*|>»›<«-•…#[]()_")
    known = _phrases()
    if bare in known.lines:
        return "page furniture"
    if _PAGE.fullmatch(line):
        return "page number or rule"
    if _ADDRESS.fullmatch(line):
        return "address"
    if _SIGNATURE.fullmatch(raw):
        return "signature"
    match = known.strong.match(line.lstrip(" *|>»›-•_"))
    if match is None:
        return None
    # A long sentence may begin with such words by chance: it takes a second sign.
    prose = (
        ends_sentence(line) and word_count(line) >= PROSE_WORDS and not any(sign in match.group() for sign in ":(©|/")
    )
    return "page furniture" if not prose or _SECOND_SIGN.search(line) else None


def _is_body(block: Block, line: str, raw: str) -> bool:
    if not line:
        return True
    words = word_count(raw)
    appeal = raw.endswith("!") and words < PROSE_WORDS
    return block.kind != "heading" and ends_sentence(raw) and words >= BODY_WORDS and not appeal


def _page(document: Document, found: list[Block], lines: list[str], reasons: list[str | None]) -> None:
    """Fills in the reasons that depend on where a line stands in the article."""
    text = document.text
    raws = [text[block.start : min(block.end, block.start + LINE_CHARACTERS)] for block in found]
    body = [
        index
        for index, block in enumerate(found)
        if reasons[index] is None and _is_body(block, lines[index], raws[index]) and date_line(raws[index]) is None
    ]
    if not body:
        return
    first, last = body[0], body[-1]
    edge = [index for index in range(len(found)) if (index < first or index > last)]
    known = _phrases()
    for index, line in enumerate(lines):
        if reasons[index] is not None or not line:
            continue
        at_edge = index < first or index > last
        if at_edge and date_line(raws[index]) is not None:
            reasons[index] = "date line"
        elif index <= max(first, 10) and word_count(raws[index]) <= 16 and _BYLINE.fullmatch(raws[index]):
            reasons[index] = "byline"
        elif DATELINE_ALONE.fullmatch(raws[index]):
            reasons[index] = "dateline"
        elif (
            # In the midst of an article a heading may begin with such a word: only a very short one goes.
            (
                word_count(raws[index]) <= 12
                if at_edge
                else word_count(raws[index]) <= 4 and not ends_sentence(raws[index])
            )
            and known.weak.match(line)
        ):
            reasons[index] = "page furniture"
    headline = _headline(document, found, lines, raws, reasons, body)
    _repetitions(lines, raws, reasons, set(edge), headline)
    vocabulary = _vocabulary(lines, text, found, body)
    if first <= HEAD_LINES:
        for index in range(first):
            if (
                index != headline
                and reasons[index] is None
                and _is_banner(found[index], lines[index], raws[index], vocabulary)
            ):
                reasons[index] = "banner or section name"
    in_tail = False
    for index in range(last + 1, len(found)):
        bare = lines[index].strip(" .:!?*|>»›<«-•…#[]()_")
        in_tail = in_tail or bare in known.tail
        if reasons[index] is None and in_tail:
            reasons[index] = "links below the article"
        elif (
            reasons[index] is None
            and found[index].kind == "heading"
            and word_count(raws[index]) <= 3
            and not ends_sentence(raws[index])
            and not _SALUTATION.match(lines[index])
        ):
            reasons[index] = "tag or section name"


def _vocabulary(lines: list[str], text: str, found: list[Block], body: list[int]) -> frozenset[str]:
    words: set[str] = set()
    for index in body[:40]:
        words.update(_CONTENT_WORD.findall(lines[index] or fold(text[found[index].start : found[index].start + 5000])))
    return frozenset(words.difference(_FUNCTION_WORDS))


def _overlap(line: str, vocabulary: frozenset[str]) -> tuple[int, float]:
    words = set(_CONTENT_WORD.findall(line)).difference(_FUNCTION_WORDS)
    shared = sum(
        word in vocabulary or (word[-1] == "s" and word[:-1] in vocabulary) or word + "s" in vocabulary
        for word in words
    )
    return shared, shared / max(1, len(words))


def _headline(
    document: Document,
    found: list[Block],
    lines: list[str],
    raws: list[str],
    reasons: list[str | None],
    body: list[int],
) -> int | None:
    """Which line above the first paragraph is the headline: the title told, else the one most about the article."""
    choices = [index for index in range(body[0]) if reasons[index] is None and found[index].kind != "item"]
    if not choices:
        return None
    if document.title:
        title = fold(document.title).strip()
        for index in choices:
            if lines[index] and (lines[index] == title or (len(lines[index]) > 15 and lines[index] in title)):
                return index
    vocabulary = _vocabulary(lines, document.text, found, body)
    counts = Counter(lines)

    def merit(index: int) -> tuple[float, int]:
        shared, share = _overlap(lines[index], vocabulary)
        words = word_count(raws[index])
        outlet_like = counts[lines[index]] > 1 and words <= 5
        return (shared * (0.5 + share) * (0.2 if outlet_like else 1), words)

    best = max(choices, key=merit)
    shared, _ = _overlap(lines[best], vocabulary)
    return best if shared or word_count(raws[best]) > 2 else None


def _repetitions(
    lines: list[str], raws: list[str], reasons: list[str | None], edge: set[int], headline: int | None
) -> None:
    counts = Counter(line for line in lines if line)
    at_edge = {lines[index] for index in edge}
    for index, line in enumerate(lines):
        if reasons[index] is not None or index == headline or counts[line] < 2 or line not in at_edge:
            continue
        if _SALUTATION.match(line):
            continue
        if headline is not None and line == lines[headline]:
            reasons[index] = "repeated headline"
        elif word_count(raws[index]) <= 8 and not ends_sentence(raws[index]):
            reasons[index] = "repeated line"


def _is_banner(block: Block, line: str, raw: str, vocabulary: frozenset[str]) -> bool:
    if block.kind != "heading" and ends_sentence(raw) and not raw.endswith("!"):
        return False
    if _SALUTATION.match(line):
        return False
    words = word_count(raw)
    shared, share = _overlap(line, vocabulary)
    if shared >= 2 and share >= 0.4 and words >= 4:
        return False
    if raw.endswith("!"):
        return words <= PROSE_WORDS and shared < 2
    return words <= 6 or (words <= 10 and raw.istitle()) or any(sign in raw for sign in ("|", " > ", " » ", " › "))
