"""What a bag of n-grams sees of an example: the sentence, the names, and the words around the mentions.

The surroundings carry the direction: what stands before, behind and between the two mentions is written with
placeholders, so that what was learned of one pair of names holds for any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from stance.models.places import places
from stance.models.rendering import target_name
from stance.text import fold, tokenize
from stance.types import Span, StanceExample

HOLDER, TARGET, OPPOSITE, BOTH = "HOLDER", "TARGET", "OPPOSITE", "HOLDERTARGET"
AUTHOR, ABSENT = "AUTHOR", "ABSENT"
_ANY = "^"  # stands in every bag, so that no vocabulary is empty
_WINDOW = 4
_BETWEEN = 20
_SIZES = (3, 4, 5)


class View(NamedTuple):
    """What the blocks of features are made from.

    Args:
        text: The sentence, folded.
        holder: The holder's name, folded.
        target: The target's name, folded.
        tokens: The sentence's words, with placeholders for the mentions.
    """

    text: str
    holder: str
    target: str
    tokens: tuple[str, ...]


def view_of(example: StanceExample) -> View:
    """The view of one example.

    >>> view_of(StanceExample(text="Norway supports the treaty.", holder="Norway", target="the treaty")).tokens
    ('HOLDER', 'supports', 'TARGET', '.')
    """
    holder = AUTHOR if example.holder is None else fold(example.holder)
    return View(fold(example.text), holder, fold(target_name(example.target)), tuple(_placeholders(example)))


def words(view: View) -> list[str]:
    """Words and pairs of words of the sentence as it is."""
    found = [token.form for token in tokenize(view.text)]
    return [_ANY, *found, *_pairs(found)]


def characters(view: View) -> list[str]:
    """Character n-grams within the words of the sentence, for endings and unknown words."""
    grams = [_ANY]
    for word in view.text.split():
        padded = f" {word} "
        for size in _SIZES:
            grams += [padded[start : start + size] for start in range(max(1, len(padded) - size + 1))]
    return grams


def names(view: View) -> list[str]:
    """The words of both names, each with its role."""
    found = [_ANY]
    for role, name in (("h", view.holder), ("t", view.target)):
        parts = [token.form for token in tokenize(name)]
        found += [f"{role}={part}" for part in [*parts, " ".join(parts)]]
    return found


def marked(view: View) -> list[str]:
    """Words, pairs and triples of the sentence with placeholders."""
    tokens = view.tokens
    triples = [" ".join(three) for three in zip(tokens, tokens[1:], tokens[2:], strict=False)]
    return [_ANY, *tokens, *_pairs(tokens), *triples]


def surroundings(view: View) -> list[str]:
    """Words before, behind and between the mentions, each with its place; and which mentions there are."""
    tokens = view.tokens
    found = [_ANY]
    at = {
        role: [index for index, token in enumerate(tokens) if token in (role, BOTH)]
        for role in (HOLDER, TARGET, OPPOSITE)
    }
    for role, positions in at.items():
        if not positions:
            found.append(f"{role} {ABSENT}")
        for position in positions:
            before = tokens[max(0, position - _WINDOW) : position]
            behind = tokens[position + 1 : position + 1 + _WINDOW]
            for side, part in (("<", before), (">", behind)):
                found += [f"{role}{side}{gram}" for gram in [*part, *_pairs(part)]]
            found += [f"{role}<<{token}" for token in before[-1:]] + [f"{role}>>{token}" for token in behind[:1]]
    target = at[TARGET] or at[OPPOSITE]
    if at[HOLDER] and target:
        first, last = _nearest(at[HOLDER], target)
        order = "h-t" if first < last else "t-h"
        between = tokens[min(first, last) + 1 : max(first, last)]
        found.append(order)
        if len(between) <= _BETWEEN:
            found += [f"{order} {gram}" for gram in [*between, *_pairs(between)]]
            found.append(f"{order} [{' '.join(between)}]" if len(between) <= _WINDOW else f"{order} far")
    return found


BLOCKS = {"words": words, "characters": characters, "names": names, "marked": marked, "surroundings": surroundings}
"""The bags by name, in the order of their columns."""


def _pairs(tokens: Sequence[str]) -> list[str]:
    return [f"{left} {right}" for left, right in pairwise(tokens)]


def _nearest(holders: list[int], targets: list[int]) -> tuple[int, int]:
    pairs = [(holder, target) for holder in holders for target in targets if holder != target]
    return min(pairs, key=lambda pair: abs(pair[0] - pair[1])) if pairs else (holders[0], targets[0])


def _placeholders(example: StanceExample) -> list[str]:
    found = places(example)
    spans: dict[Span, str] = dict.fromkeys(found.opposite, OPPOSITE) | dict.fromkeys(found.target, TARGET)
    for span in found.holder:
        spans[span] = BOTH if span in spans else HOLDER
    tokens: list[str] = []
    reached = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < reached:  # a mention within another: the outer one stands
            continue
        tokens += [token.form for token in tokenize(example.text, reached, start)]
        tokens.append(spans[start, end])
        reached = end
    return tokens + [token.form for token in tokenize(example.text, reached)]
