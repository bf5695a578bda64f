"""Sentence ends within a paragraph.

`sentencex` (Wikimedia, MIT, maintained, wheels for Linux and macOS) knows the abbreviations and is by far the fastest
segmenter with exact offsets (figures: docs/segmenters.md, printed by scripts/benchmark_segmenters.py). It never splits
inside quotation marks, is quadratic in unbalanced ones, and is weak where a full stop both ends an abbreviation and a
sentence. So it is asked about the text with marks and brackets blanked out, and its answer is one vote on each place
where a sentence may end; the rules below decide.
"""

from __future__ import annotations

import re

from sentencex import get_sentence_boundaries  # type: ignore[import-untyped,unused-ignore]

from stance.reading.layout import INVISIBLE
from stance.text import DOUBLE_QUOTES, SINGLE_QUOTES
from stance.types import Span
from stance.wordclasses import (
    ARTICLES,
    COORDINATORS,
    DEMONSTRATIVES,
    MONTHS,
    POSSESSIVES,
    QUESTIONS,
    SUBJECTS,
    SUBORDINATORS,
    TITLES,
    WEEKDAYS,
    words,
)

__all__ = ["split"]

_BLANKED = str.maketrans(
    dict.fromkeys(DOUBLE_QUOTES + "()[]{}<>‹›", " ")
    | dict.fromkeys("\n\r\t\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029", " ")
)
_APOSTROPHE = re.compile(r"(?<!\w)['‘’‚‛′`´ʼ＇]|['‘’‚‛′`´ʼ＇](?!\w)")
_QUOTES = DOUBLE_QUOTES + SINGLE_QUOTES
_CLOSERS = re.escape(DOUBLE_QUOTES + SINGLE_QUOTES + ")]}*_")
_CANDIDATE = re.compile(rf"(?<![.!?…])[.!?…]++((?:[{_CLOSERS}]|\[\d{{1,3}}\])*+)(?:\s+[”’»](?=\s|$))?(?=\s)")
_GLUED = re.compile(r"(?<=[a-z]{3})[.!?][”\"’']?(?=[“\"‘]?[A-Z][a-z]+[\s,])")
_RIGHT = re.compile(r"\s*([\"“”„‟«»″＂'‘’‚‛`(\[{*_¡¿—–-]*)\s*")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TOKEN = re.compile(r"[^\s\"“”„«»()\[\]{}/—–]{1,40}$")
_PREVIOUS = re.compile(r"([^\s\"“”„«»()\[\]{}]+)[\s(\"“]+$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}$|(?:Ph|M|B|J|Ll)\.?[A-Z]\.?[a-z]?\.$")
_SPEECH_VERB = (
    r"(?:said|says|asked|asks|added|adds|told|wrote|writes|tweeted|demanded|wondered|replied|shouted|quipped|declared"
    r"|stated|inquired|retorted|exclaimed|warned|insisted|remarked|responded|continued|cried|posted|argued|noted)"
)
# “Who will pay?” X asked: after a question or an exclamation the speaker is named in the same sentence. Words of the
# speaker's own after the verb (“Zarif said he hoped so”) show that a new sentence has begun.
_SAID_AFTER = re.compile(
    rf"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov)\.|\b[A-Z]\.|[^.!?\"“”]){{1,90}}?\b{_SPEECH_VERB}"
    r"(?:\s*[.,:;]|\s+(?:on|in|at|to|of|during|as|with|after|before|when|while|from|reporters|again|later|last|this|earlier"
    r"|sarcastically|angrily|[A-Z][a-z]+day)\b|$)"
)
_SPLIT_SIZE = 200_000
"""Longer paragraphs go to the segmenter in pieces, so that memory stays flat."""


# Always followed by what they belong to.
_BEFORE_NAME = TITLES | words(
    "messrs mx brig maj capt cpt adm cmdr amb pres fr msgr mgr supt atty dist insp det vs v e.g i.e cf viz "
    "approx ca mme mlle ste mt ft sr-gen lt-gen maj-gen brig-gen"
)
# Followed by a number.
_BEFORE_NUMBER = words(
    "no nos art arts para paras par p pp vol vols ch chap fig figs sec sect res doc ed rule reg c op cl app jan "
    "feb mar apr jun jul aug sep sept oct nov dec"
)
# May end a sentence; do so before a word that opens one.
_MAYBE_LAST = words("inc ltd co corp bros jr sr plc llc llp gmbh dept univ assn intl natl govt ave blvd rd al")
_OPENERS = (
    ARTICLES
    | DEMONSTRATIVES
    | POSSESSIVES
    | SUBJECTS
    | QUESTIONS
    | SUBORDINATORS
    | COORDINATORS
    | words(
        "there here who which since after before as at in on by from for with without during despite under over "
        "according so yet however moreover nevertheless still also then thus meanwhile instead indeed now today "
        "yesterday tomorrow tonight once both each every some many most all no not none another other such one let "
        "even only just perhaps maybe earlier later finally asked speaking mr mrs ms it's he's she's we're they're "
        "i'm that's there's it’s he’s she’s we’re they’re i’m that’s there’s"
    )
)
_NOT_BEFORE = {  # "U.S. Under Secretary": what looks like an opening word is part of a title or name
    "under": ("secretary", "sec"),
    "after": ("action",),
    "over": ("the",),
}
_TIME_TAIL = (
    WEEKDAYS | MONTHS | words("et est edt gmt utc pt pst pdt cet cest bst irst msk local eastern pacific central sharp")
)


def split(text: str, start: int, end: int) -> list[Span]:
    """Splits one paragraph into sentences.

    Args:
        text: The document's text.
        start: First character of the paragraph.
        end: One past its last character.

    Returns:
        Spans into ``text``: ascending, not overlapping, without white space at either end.

    >>> text = "“We agreed. It took years,” Mr. Lavrov said in the U.S. The deal holds."
    >>> [text[a:b] for a, b in split(text, 0, len(text))]
    ['“We agreed.', 'It took years,” Mr. Lavrov said in the U.S.', 'The deal holds.']
    """
    found: list[Span] = []
    position = start
    while end - position > _SPLIT_SIZE:
        cuts = _split_piece(text[position : position + _SPLIT_SIZE], position)
        if len(cuts) < 2:  # no sentence end in sight
            cut = text.rfind(" ", position + 1, position + _SPLIT_SIZE)
            cut = cut if cut > position else position + _SPLIT_SIZE
            cuts = [(position, cut), (cut, cut)]
            found.append(_strip(text, *cuts[0]))
        else:
            found.extend(cuts[:-1])
        position = cuts[-1][0]
    found.extend(_split_piece(text[position:end], position))
    return [span for span in found if span[0] < span[1]]


def _strip(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return (start + left, start + len(piece.rstrip())) if left < len(piece) else (start, start)


def _split_piece(piece: str, offset: int) -> list[Span]:
    candidates = [(match.start(), match.end(), match.group(1)) for match in _CANDIDATE.finditer(piece)]
    cuts: list[int] = []
    if candidates:
        votes = _votes(piece)
        begin = counted = marks = 0
        for term, after, closers in candidates:
            # A straight mark between spaces (tokenized text) closes if one is open.
            if piece.startswith((' " ', '\n" ', ' "\n'), after) or (piece.endswith(' "') and after == len(piece) - 2):
                marks += piece.count('"', counted, after)
                counted = after
                if marks % 2:
                    after += 2
            if _is_end(piece, begin, term, after, closers, votes):
                cuts.append(after)
                begin = after
    glued = [match.end() for match in _GLUED.finditer(piece) if _is_glued_end(piece, match.start(), match.end())]
    if glued:
        cuts = sorted({*cuts, *glued})
    spans: list[Span] = []
    begin = 0
    for cut in [*cuts, len(piece)]:
        left, right = _strip(piece, begin, cut)
        if left < right:
            spans.append((left + offset, right + offset))
        begin = cut
    return spans


def _votes(piece: str) -> frozenset[int]:
    """Where the library ends a sentence: positions right after the stop."""
    blanked = piece.translate(_BLANKED)
    if not blanked.isascii() or "'" in blanked or "`" in blanked:
        blanked = _APOSTROPHE.sub(" ", blanked)
    # The marks that stay are apostrophes within words; as marks they would open a quotation for the library.
    blanked = blanked.replace("'", "x").replace("’", "x").replace("‘", "x").replace("`", "x")
    return frozenset(
        boundary["start_index"] + len(boundary["text"].rstrip()) for boundary in get_sentence_boundaries("en", blanked)
    )


def _is_end(piece: str, begin: int, term: int, after: int, closers: str, votes: frozenset[int]) -> bool:
    """Whether the stop at ``term`` (closing marks run up to ``after``) ends the sentence begun at ``begin``."""
    right = _RIGHT.match(piece, after)
    at = right.end() if right is not None else after
    if at >= len(piece):
        return False
    opener = right.group(1) if right is not None else ""
    char = piece[at]
    if char.islower() or not (char.isalnum() or char in "$€£¥#@&%"):
        return bool(opener) and char in ".…" and not char.islower()  # “... and stay”
    stop = _stop_end(piece, term)
    first = _FIRST_WORD.match(piece, at)
    word = first.group() if first is not None else ""
    if piece[term] in "!?":
        return not (closers[:1] in _QUOTES and closers and _SAID_AFTER.match(piece, at, min(len(piece), at + 130)))
    if stop - term > 1 or piece[term] == "…":  # an ellipsis before a capital
        return bool(opener) or bool(closers) or word.lower() in _OPENERS or stop in votes
    if (
        closers[:1] == ")"
        and piece[max(begin, term - 8) : term].rpartition("(")[2].islower()
        and "(" in piece[max(begin, term - 8) : term]
    ):
        return False  # "Lt. Col. (ret.) Smith"
    token = _TOKEN.search(piece, max(begin, term - 40), term)
    left = token.group() if token is not None else ""
    if not left:
        return True
    if left.isdigit() and not piece[begin : term - len(left)].strip(" \n\t\"“‘'("):
        return False  # "1. The Council"
    verdict = _by_abbreviation(piece, begin, term, left, piece[at : at + 40], word)
    if verdict is not None:
        return verdict or bool(opener and opener[-1] in '"“‘' and "." in left)
    return stop in votes or bool(closers) or bool(opener) or word.lower() in _OPENERS


def _stop_end(piece: str, term: int) -> int:
    end = term
    while end < len(piece) and piece[end] in ".!?…":
        end += 1
    return end


def _by_abbreviation(piece: str, begin: int, term: int, left: str, right: str, word: str) -> bool | None:
    """What the word before the stop says about it; ``None`` if it is no abbreviation known here."""
    low = left.lower().lstrip("'‘’`*_-" + INVISIBLE)
    opens = _opens(word, right)
    if low in _BEFORE_NAME:
        return opens and low in {"st", "ft", "mt", "v"} and word.lower() not in {"a", "i", "no", "all", "one"}
    if low in _BEFORE_NUMBER and (left[:1].isupper() or low not in {"mar", "no", "par", "op", "fig"}):
        if right[:1].isdigit() or right[:1] in "#§":
            return False
        if low in {"no", "nos"}:
            return None
        return opens
    if (low in _MAYBE_LAST and left[:1].isupper()) or low == "al":
        return opens
    if low == "etc":
        return True
    if low in {"a.m", "p.m", "a.m.", "p.m."} or (
        low == "m" and piece[max(begin, term - 4) : term].lower().strip() in {"a. m", "p. m"}
    ):
        return word.lower() not in _TIME_TAIL
    if _DOTTED.search(left + "."):
        return opens
    if len(left) == 1 and left.isalpha() and left.isupper():
        previous = _PREVIOUS.search(piece, max(begin, term - 40), term - 1)
        before = previous.group(1) if previous is not None else ""
        if before in {"War", "Part", "Chapter", "Article", "Annex", "Phase", "Tier", "Plan", "Group", "Category"}:
            return True
        if (
            before
            and before[0].islower()
            and before not in {"and", "by", "with", "to", "of", "from", "for", "met", "said", "told", "like", "de"}
        ):
            return None
        return opens and bool(before)
    return None


def _opens(word: str, right: str) -> bool:
    low = word.lower()
    if low not in _OPENERS:
        return False
    following = right[len(word) :].split(None, 1)
    return not (following and following[0].lower().strip(".,") in _NOT_BEFORE.get(low, ()))


def _is_glued_end(piece: str, start: int, end: int) -> bool:
    """Whether a stop with no space after it ends a sentence ("the deal.The minister"), not a part of an address."""
    left = max(piece.rfind(" ", max(0, start - 60), start), piece.rfind("\n", max(0, start - 60), start)) + 1
    right = piece.find(" ", end, end + 60)
    token = piece[left : right if right >= 0 else end + 60]
    return not any(sign in token for sign in ("/", "@", "www.", "_")) and token.count(".") <= 2
