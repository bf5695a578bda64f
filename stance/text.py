"""Folding, tokens and phrase search on raw text, all with exact offsets.

Phrases are found by one Aho-Corasick automaton (`ahocorasick_rs`, Apache-2.0: maintained, typed, and it counts in
characters, so that offsets need no conversion) however many there are.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

T = TypeVar("T")

DOUBLE_QUOTES = '"“”„‟«»″＂❝❞〝〞'
SINGLE_QUOTES = "'‘’‚‛′`´ʼ＇‹›❛❜"
DASHES = "-‐‑‒–—―−"


def _fold_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in range(0xA0, 0x250):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        table[code] = base if len(base) == 1 else chr(code)
    table |= dict.fromkeys(map(ord, DOUBLE_QUOTES), '"')
    table |= dict.fromkeys(map(ord, SINGLE_QUOTES), "'")
    table |= dict.fromkeys(map(ord, DASHES), "-")
    table |= dict.fromkeys(
        [*range(9, 14), *range(28, 32), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029], " "
    )
    table |= dict.fromkeys([0x202F, 0x205F, 0x3000], " ")
    table |= {code: chr(code).lower() for code in range(65, 91)}
    return table


_FOLD = _fold_table()
_ASCII_SPACES = str.maketrans("\t\n\r\x0b\x0c`", "     '")


def counted(number: int, noun: str) -> str:
    """A number of things in words.

    >>> counted(1, "record"), counted(12345, "record")
    ('1 record', '12,345 records')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def agreeing(number: int, one: str = "is", more: str = "are") -> str:
    """The verb that goes with a number of things.

    >>> agreeing(1), agreeing(2), agreeing(1, "has", "have")
    ('is', 'are', 'has')
    """
    return one if number == 1 else more


def fold(text: str) -> str:
    r"""Lower case, no accents, plain quotes, dashes and spaces; as long as ``text``, so that offsets carry over.

    >>> fold("“Côte d’Ivoire” – OK")
    '"cote d\'ivoire" - ok'
    """
    if text.isascii():
        return text.lower().translate(_ASCII_SPACES)
    folded = text.translate(_FOLD)
    lowered = folded.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in folded)


class Token(NamedTuple):
    """A word, number or punctuation mark: its folded form and its span."""

    form: str
    start: int
    end: int


_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., U.N.
    r"|\d+(?:[.,:]\d+)*(?:[^\W_]+)?"  # 2,231; 5:43; 2020s
    r"|[^\W_]+(?:[+/&]\d+)?(?:'(?!s\b)[^\W\d_]+)?"  # words, P5+1, don't, d'Ivoire
    r"|'s\b"
    r"|--+|\.\.\.+|[^\w\s]|_"
)


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Tokens of ``text[start:end]``, with spans that index into ``text``.

    The possessive ``'s`` is a token of its own; hyphens separate.

    >>> [token.form for token in tokenize("Iran's FM said: “No.”")]
    ['iran', "'s", 'fm', 'said', ':', '"', 'no', '.', '"']
    """
    piece = fold(text[start:end] if end is not None else text[start:])
    return [Token(match.group(), match.start() + start, match.end() + start) for match in _TOKEN.finditer(piece)]


class Match(NamedTuple, Generic[T]):
    """A phrase found: its span and the values that were filed under it."""

    start: int
    end: int
    values: tuple[T, ...]


class PhraseMatcher(Generic[T]):
    """Finds whole-word phrases, folded, in one pass over the text.

    Args:
        phrases: Pairs of phrase and value; several values may be filed under one phrase.
    """

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        filed: dict[str, list[T]] = {}
        for phrase, value in phrases:
            key = " ".join(fold(phrase).split())
            if key:
                values = filed.setdefault(key, [])
                if value not in values:
                    values.append(value)
        self._keys = list(filed)
        self._values = [tuple(values) for values in filed.values()]
        self._automaton = AhoCorasick(self._keys, matchkind=MatchKind.Standard) if filed else None

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, folded: str) -> list[Match[T]]:
        """Matches in text that :func:`fold` has folded: leftmost first, longest first, not overlapping.

        Runs of white space in the text count as one space, so names broken over lines are found.

        >>> matcher = PhraseMatcher([("Iran", "IRN"), ("Iran deal", "jcpoa")])
        >>> [match.values for match in matcher.find(fold("the Iran  deal; Iran; Tirana"))]
        [('jcpoa',), ('IRN',)]
        """
        if self._automaton is None:
            return []
        starts: list[int] | None = None
        shifts: list[int] | None = None
        text = folded
        if "  " in folded:
            text, starts, shifts = _squeeze(folded)
        found = []
        size = len(text)
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if (start and text[start - 1].isalnum() and text[start].isalnum()) or (
                end < size and text[end].isalnum() and text[end - 1].isalnum()
            ):
                continue
            found.append((start, -end, index))
        found.sort()
        matches: list[Match[T]] = []
        last = -1
        for start, minus_end, index in found:
            if start < last:
                continue
            last = -minus_end
            begin, stop = start, last
            if starts is not None and shifts is not None:
                begin += shifts[bisect_right(starts, start) - 1]
                stop = last - 1 + shifts[bisect_right(starts, last - 1) - 1] + 1
            matches.append(Match(begin, stop, self._values[index]))
        return matches


_SPACES = re.compile(" {2,}")


@lru_cache(maxsize=1)  # several matchers search one document, one after the other
def _squeeze(text: str) -> tuple[str, list[int], list[int]]:
    """``text`` with runs of spaces made one, and from which squeezed position on how much was left out."""
    pieces: list[str] = []
    starts, shifts = [0], [0]
    previous = size = shift = 0
    for match in _SPACES.finditer(text):
        keep = match.start() + 1
        pieces.append(text[previous:keep])
        size += keep - previous
        previous = match.end()
        shift += match.end() - keep
        starts.append(size)
        shifts.append(shift)
    pieces.append(text[previous:])
    return "".join(pieces), starts, shifts
