"""The words around a target mention, and the closed word classes that the rules of composition look at."""

from __future__ import annotations

from typing import NamedTuple

from stance import wordclasses as wc
from stance.predicates import Found, Predicate, find_predicates
from stance.text import Token, fold, tokenize
from stance.types import Span

BE = wc.BE | wc.words("get gets got remain remains remained stay stays become became")
WILL = frozenset("must should shall need needs ought to".split())
FINITE = BE | wc.AUXILIARIES - wc.words("having") | wc.words("need needs ought cannot")
"""Forms that show that a finite verb is there."""

DETERMINERS = wc.ARTICLES | wc.DEMONSTRATIVES | wc.POSSESSIVES
SUBORDINATORS = frozenset("to that of for in by and if when how why whether , from with".split())
NEW_CLAUSE = wc.SUBORDINATORS | wc.words("; : but however since")
NAMING = frozenset(
    "call calls called calling describe describes described describing label labels labelled labeled brand brands "
    "branded dub dubs dubbed consider considers considered regard regards regarded view views viewed deem deems "
    "deemed".split()
)
"""Verbs that give a thing a name or a judgement ("called the deal a disaster")."""

REACH = 40
"""How many tokens a word may stand from the target, or from the next word that bears on it."""

_FRAMES = frozenset("after before since until once when during under following".split())


class Step(NamedTuple):
    """A word that counted: its span, its sign after negation, and its entry."""

    span: Span
    sign: int
    predicate: Predicate


class Words(NamedTuple):
    """Tokens and lexicon words of the scope, and where the target stands among them.

    Args:
        tokens: Tokens of the scope and of the target mention.
        left: Lexicon words before the target.
        right: Lexicon words after it.
        inside: Lexicon words that are part of its name.
        place: Span of the target mention.
    """

    tokens: list[Token]
    left: list[Found]
    right: list[Found]
    inside: list[Found]
    place: Span

    def form(self, item: Found) -> str:
        """The first word of a lexicon item."""
        return next((token.form for token in self.tokens if token.start == item.start), "")

    def between(self, start: int, end: int) -> list[str]:
        """The words from one place to another."""
        return [token.form for token in self.tokens if start <= token.start < end]

    def before(self, start: int) -> list[str]:
        """The words before a place."""
        return [token.form for token in self.tokens if token.end <= start]


def words_around(text: str, place: Span, scope: Span) -> Words:
    """Tokens and lexicon words in part of a text, sorted by where they stand to the target.

    Args:
        text: The sentence.
        place: Span of the target mention.
        scope: Part of the text that counts.
    """

    def counts(start: int) -> bool:
        return scope[0] <= start < scope[1] or place[0] <= start < place[1]

    found = [item for item in find_predicates(fold(text)) if counts(item.start)]
    return Words(
        [token for token in tokenize(text) if counts(token.start)],
        [item for item in found if item.end <= place[0]],
        [item for item in found if item.start >= place[1]],
        [item for item in found if place[0] <= item.start < place[1]],
        place,
    )


_NOTED = frozenset(
    "abstain abstained abstains abstaining takes took taken taking take declined declines following".split()
)


def hedge_distances(text: str, place: Span, *, deed: bool = False) -> list[int]:
    """How many tokens before a place each condition, option or question of its clause stands; nearest last.

    Args:
        text: The sentence.
        place: Span of the target mention.
        deed: Whether the question is who did it, which those who only take note of it leave as it is.

    >>> hedge_distances("If they leave it, all may change.", (14, 16))
    [2]
    """
    tokens = tokenize(text, 0, place[0])
    found = []
    for item in find_predicates(fold(text)):
        between = [token.form for token in tokens if token.start >= item.end]
        month = text[item.start : item.end] == "May"
        noted = deed and text[item.start : item.end].split(maxsplit=1)[0].lower() in _NOTED
        if item.end <= place[0] and item.sense("hedge") and not (month or noted) and not set(between) & NEW_CLAUSE:
            found.append(len(between))
    return found


def is_act(words: Words) -> bool:
    """Whether the target mention is a deed told by its verb ("re-imposed the sanctions") rather than a noun phrase."""
    inside = [token for token in words.tokens if words.place[0] <= token.start < words.place[1]]
    head = next((token for token in inside if not token.form.endswith("ly")), None)
    if head is not None and head.form.endswith("ing") and not set(words.before(words.place[0])[-6:]) & BE:
        return False  # "leaving the deal was a mistake": a gerund is judged as a noun is
    verb = next((item for item in words.inside if head is not None and item.start == head.start), None)
    return verb is not None and verb.sense("action", "attitude") is not None and verb.sense("noun") is None


def frames(words: Words) -> bool:
    """Whether the target only dates or places what is said ("since the deal", "under the deal")."""
    before = [form for form in words.before(words.place[0]) if form not in DETERMINERS]
    return bool(before) and before[-1] in _FRAMES
