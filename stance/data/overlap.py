"""What examples share: the same text, document, pair or question; within a split and between splits.

Texts are compared by :func:`normal_text`, so that a copy with other quotation marks, spaces or capitals counts as the
same text. On the release of DSE (Park, Pan and Joo, ACL 2021) that matters: 400 of 1,623 test lines are byte for byte
lines of the training file; one further test sentence is there with another pair marked, so that 1,222 are new by text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from stance.types import StanceExample

__all__ = [
    "Overlap",
    "bundles",
    "conflicts",
    "keys",
    "normal_text",
    "overlap",
    "question",
    "repeats",
    "rows",
    "touching",
]

_WORDS = re.compile(r"\w+")


def normal_text(text: str) -> str:
    r"""The words of a text, in lower case and in Unicode's compatibility form, without punctuation.

    A text without a word keeps its signs.

    >>> normal_text("“No,”  said IRAN’s\u00a0envoy.")
    'no said iran s envoy'
    >>> normal_text(" ?! ")
    '?!'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_WORDS.findall(plain) or plain.split())


def keys(example: StanceExample) -> list[tuple[str, str]]:
    """What binds an example to others: text, and document and pair where it has them."""
    found = [("text", normal_text(example.text))]
    if example.document:
        found.append(("document", example.document))
    if example.pair:
        found.append(("pair", example.pair))
    return found


def bundles(examples: Sequence[StanceExample]) -> list[int]:
    """For each example, the number of its bundle: those that must be on one side of any division.

    Examples are in one bundle if a chain of shared texts, documents or pairs leads from one to the other. Bundles are
    numbered by first appearance.
    """
    parent: dict[Hashable, Hashable] = {}

    def root(key: Hashable) -> Hashable:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]  # halves the path, so that long chains stay fast
            key = parent[key]
        return key

    firsts = []
    for example in examples:
        first, *more = keys(example)
        firsts.append(first)
        for other in more:
            parent[root(other)] = root(first)
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(root(first), len(numbers)) for first in firsts]


def touching(examples: Iterable[StanceExample], others: Iterable[StanceExample]) -> list[bool]:
    """For each example, whether it shares its text, document or pair with any of ``others``."""
    seen = {key for other in others for key in keys(other)}
    return [any(key in seen for key in keys(example)) for example in examples]


def question(example: StanceExample) -> tuple[str, str, str]:
    """What is asked: text, holder and target, by their words."""
    return normal_text(example.text), normal_text(example.holder or ""), normal_text(example.target)


def rows(examples: Iterable[StanceExample]) -> list[tuple[StanceExample, ...]]:
    """The examples as their release had them: one by one, or the two directions of a pair as one row."""
    found: dict[Hashable, list[StanceExample]] = {}
    for place, example in enumerate(examples):
        found.setdefault(example.pair or place, []).append(example)
    return [tuple(row) for row in found.values()]


def repeats(examples: Iterable[StanceExample]) -> int:
    """How many rows ask again what an earlier row asks."""
    asked = [tuple(map(question, row)) for row in rows(examples)]
    return len(asked) - len(set(asked))


def conflicts(examples: Iterable[StanceExample]) -> list[tuple[StanceExample, ...]]:
    """Groups of examples that ask the same and are labelled differently."""
    asked: defaultdict[tuple[str, str, str], list[StanceExample]] = defaultdict(list)
    for example in examples:
        asked[question(example)].append(example)
    return [tuple(group) for group in asked.values() if len({example.gold for example in group}) > 1]


class Overlap(NamedTuple):
    """What one split shares with another; counted in rows, a pair of directions being one.

    Args:
        split: Whose rows are counted.
        other: The split in which they are looked for.
        rows: Rows of ``split``.
        text: Rows whose text is in ``other``.
        question: Rows whose text, holder and target are.
        document: Rows whose document is.
        target: Rows whose target is.
    """

    split: str
    other: str
    rows: int
    text: int
    question: int
    document: int
    target: int

    @property
    def share(self) -> float:
        """Share of rows whose text is in ``other``; 0 of an empty split."""
        return self.text / self.rows if self.rows else 0.0


_WAYS: Mapping[str, Callable[[tuple[StanceExample, ...]], Hashable]] = {
    "text": lambda row: normal_text(row[0].text),
    "question": lambda row: tuple(map(question, row)),
    "document": lambda row: row[0].document,
    "target": lambda row: normal_text(row[0].target),
}


def overlap(splits: Mapping[str, Sequence[StanceExample]]) -> list[Overlap]:
    """Every split against every other, in order."""
    grouped = {split: rows(examples) for split, examples in splits.items()}
    counted = {split: {way: Counter(map(key, found)) for way, key in _WAYS.items()} for split, found in grouped.items()}
    return [
        Overlap(split, other, len(found), **{way: _shared(counted[split][way], counted[other][way]) for way in _WAYS})
        for split, found in grouped.items()
        for other in grouped
        if other != split
    ]


def _shared(counts: Mapping[Hashable, int], others: Mapping[Hashable, int]) -> int:
    return sum(count for key, count in counts.items() if key in others and key != "")
