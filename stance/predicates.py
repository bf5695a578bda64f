"""The lexicon of stance predicates: words that lean, which way, and toward what.

The lexicon itself is data (``stance/assets/predicates.yaml``); this module inflects it and finds its words in text.
Governing words act on what follows them, in the manner of compositional polarity (Moilanen and Pulman, "Sentiment
Composition", RANLP 2007): a stance toward "the end of the blockade" is the reverse of one toward the blockade.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

from stance.inflection import verb_forms
from stance.shipped import shipped_yaml
from stance.text import PhraseMatcher

PredicateKind: TypeAlias = Literal[
    "attitude",
    "action",
    "suffer",
    "effect",
    "noun",
    "evaluation",
    "harm",
    "fate",
    "loaded",
    "negation",
    "hedge",
    "plain",
]


class Predicate(NamedTuple):
    """One sense of a listed word.

    Args:
        kind: The list it stands in.
        sign: +1, -1, or 0 for words without a leaning of their own.
        phrase: The listed form.
        preposition: For nouns, and for verbs with particles apart from them, the word that must follow before the
            target ("withdrawal" ... "from", "comply" ... "with").
    """

    kind: PredicateKind
    sign: int
    phrase: str
    preposition: str = ""


class Found(NamedTuple):
    """A word of the lexicon in a text, with the senses that it may have."""

    start: int
    end: int
    senses: tuple[Predicate, ...]

    def sense(self, *kinds: PredicateKind) -> Predicate | None:
        """The first sense that is of one of the kinds."""
        return next((sense for sense in self.senses if sense.kind in kinds), None)


@cache
def lexicon() -> PhraseMatcher[Predicate]:
    """The shipped lexicon, inflected, as a matcher over folded text."""
    return PhraseMatcher(_phrases(shipped_yaml("assets/predicates.yaml")))


def find_predicates(folded: str) -> list[Found]:
    """Words of the lexicon in folded text, leftmost and longest first, without overlaps.

    Words of the list ``plain`` hide the shorter words inside them and are left out.

    >>> found = find_predicates("they condemned the withdrawal from it")
    >>> [(item.senses[0].phrase, item.senses[0].sign) for item in found]
    [('condemn', -1), ('withdrawal from', -1)]
    """
    return [
        Found(*match) for match in lexicon().find(folded) if match.values[0].kind != "plain"
    ]  # plain is filed first


_PARTICLES = frozenset(
    "about against apart aside at away back behind by down for from in into of off on out over to toward under up "
    "with".split()
)
_SIGNS = {"+": 1, "-": -1}


def _phrases(raw: dict[str, Any]) -> Iterator[tuple[str, Predicate]]:
    judgements = {phrase: sign for mark, sign in _SIGNS.items() for phrase in raw["evaluation"][mark]}
    for phrase in raw["plain"]:
        yield phrase, Predicate("plain", 0, phrase)
    for kind in ("attitude", "action", "suffer", "effect"):
        for mark, sign in _SIGNS.items():
            for phrase in raw[kind][mark]:
                # "be concerned about" is listed without its auxiliary, which may be "remain" or carry adverbs.
                adjectival = phrase.startswith("be ") and kind != "effect"
                base = phrase.removeprefix("be ") if adjectival else phrase
                forms = (base,) if adjectival else verb_forms(base)
                for form in forms:
                    yield form, Predicate(kind, sign, base)
                    head, _, particle = form.partition(" ")
                    if particle.partition(" ")[0] in _PARTICLES and not adjectival and kind != "effect":
                        yield head, Predicate(kind, sign, base, particle.split()[0])
    for mark, sign in _SIGNS.items():
        for phrase in raw["noun"][mark]:
            head, _, preposition = phrase.rpartition(" ")
            sense = Predicate("noun", sign, phrase, preposition)
            yield phrase, sense
            yield head, sense
            if head.isalpha() and not head.endswith(("s", "y")):
                yield f"{head}s {preposition}", sense
                yield f"{head}s", sense
            if head in judgements:
                yield phrase, Predicate("evaluation", judgements[head], head)
        for phrase in raw["evaluation"][mark]:
            yield phrase, Predicate("evaluation", sign, phrase)
    for phrase in raw["harm"]:
        for form in verb_forms(phrase):
            yield form, Predicate("harm", -1, phrase)
    for phrase in raw["fate"]:
        yield phrase, Predicate("fate", 1, phrase)
    for phrase in raw["loaded"]:
        yield phrase, Predicate("loaded", -1, phrase)
    for phrase in raw["negation"]:
        yield phrase, Predicate("negation", -1, phrase)
    for phrase in raw["hedge"]:
        yield phrase, Predicate("hedge", 0, phrase)
