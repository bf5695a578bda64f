"""The words that attribute: verbs with their frames, adjectives, nouns, from ``data/cues.yaml``.

Inflected forms are derived here. No library: the well-kept ones inflect nouns only or bring a model with them, and
some three hundred verbs need one short list of irregular ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import yaml

_IRREGULAR = """
say said said|tell told told|think thought thought|feel felt felt|know knew known|write wrote written
swear swore sworn|go went gone|hold held held|take took taken|make made made|find found found
show showed shown|see saw seen|hear heard heard|mean meant meant|understand understood understood
speak spoke spoken|shoot shot shot|hit hit hit|read read read|begin began begun|cast cast cast|tear tore torn
lay laid laid|light lit lit|stand stood stood|fight fought fought|seek sought sought
forecast forecast forecast|bet bet bet|choose chose chosen|foresee foresaw foreseen|strike struck struck
cry cried cried|lean leaned leaned|put put put|learn learned learned|dream dreamed dreamed|beg begged begged
lie lied lied|retell retold retold|beseech beseeched beseeched|uphold upheld upheld|forget forgot forgotten
spell spelled spelled|spin spun spun|give gave given|rue rued rued|put put put|break broke broken
"""
_DOUBLES = frozenset(
    [
        "admit",
        "brag",
        "plan",
        "beg",
        "rip",
        "slam",
        "quip",
        "pan",
        "refer",
        "rebut",
        "blog",
        "opt",
        "snub",
        "concur",
        "prefer",
        "bet",
        "commit",
        "submit",
        "dub",
        "hit",
        "put",
        "begin",
        "forget",
        "nod",
        "spin",
        "prod",
    ]
)

VIEWS = frozenset(
    [
        "view",
        "opinion",
        "words",
        "eyes",
        "estimation",
        "judgment",
        "judgement",
        "telling",
        "reckoning",
        "assessment",
        "mind",
    ]
)
"""Nouns of "in X's view"."""


class Cue(NamedTuple):
    """One reading of a word form as a cue.

    Args:
        lemma: The verb, adjective or noun.
        particle: Words that belong to it and follow ("out" of "point out").
        frames: What may follow; see ``data/cues.yaml``.
        prepositions: The prepositions, one or more words each, that may follow and then belong to the cue.
        attitude: Whether its object is what is praised, opposed and so on.
        forms: Which inflections the word form can be: base, s, ed, en, ing.
    """

    lemma: str
    particle: tuple[str, ...]
    frames: frozenset[str]
    prepositions: tuple[tuple[str, ...], ...]
    attitude: bool
    forms: frozenset[str]


class Lexicon(NamedTuple):
    """All cues by folded word form.

    Args:
        verbs: Readings of a form as a verb.
        adjectives: By form, the words of which one must follow.
        nouns: The same for nouns.
        vessels: Nouns for pieces of writing or speech.
        words: Every form with which a cue may begin, those of prepositional phrases included.
    """

    verbs: Mapping[str, tuple[Cue, ...]]
    adjectives: Mapping[str, frozenset[str]]
    nouns: Mapping[str, frozenset[str]]
    vessels: frozenset[str]
    words: frozenset[str]


def inflect(verb: str) -> Iterator[tuple[str, str]]:
    """Forms of an English verb with what they are.

    >>> [form for form, _ in inflect("deny")]
    ['deny', 'denies', 'denying', 'denied', 'denied']
    >>> [form for form, _ in inflect("say")]
    ['say', 'says', 'saying', 'said', 'said']
    """
    stem = verb + verb[-1] if verb in _DOUBLES else verb
    yield verb, "base"
    consonant_y = verb.endswith("y") and verb[-2] not in "aeiou"
    if consonant_y:
        yield verb[:-1] + "ies", "s"
    elif verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        yield verb + "es", "s"
    else:
        yield verb + "s", "s"
    if verb.endswith("ie"):
        yield verb[:-2] + "ying", "ing"
    elif verb.endswith("e") and not verb.endswith(("ee", "oe")):
        yield verb[:-1] + "ing", "ing"
    else:
        yield stem + "ing", "ing"
    if verb in _irregular():
        past, participle = _irregular()[verb]
    else:
        past = participle = verb[:-1] + "ied" if consonant_y else verb + "d" if verb.endswith("e") else stem + "ed"
    yield past, "ed"
    yield participle, "en"


@cache
def _irregular() -> dict[str, tuple[str, str]]:
    rows = (row.split() for line in _IRREGULAR.split("\n") for row in line.split("|") if row.strip())
    return {base: (past, participle) for base, past, participle in rows}


@cache
def lexicon() -> Lexicon:
    """The shipped cues, read once."""
    data: dict[str, Any] = yaml.safe_load(
        resources.files("stance.actors").joinpath("data/cues.yaml").read_text("utf-8")
    )
    frames: dict[tuple[str, ...], set[str]] = {}
    attitudes: set[tuple[str, ...]] = set()
    for group in data["verbs"]:
        for words in group["words"]:
            key = tuple(words.split())
            frames.setdefault(key, set()).update(group["frames"])
            if group.get("attitude"):
                attitudes.add(key)
    prepositions = {
        verb: tuple(sorted((tuple(words.split()) for words in phrases), key=len, reverse=True))
        for verb, phrases in data["prepositions"].items()
    }
    for verb in prepositions:
        frames.setdefault((verb,), set())
    verbs: dict[str, dict[tuple[str, ...], set[str]]] = {}
    for key in frames:
        for form, tag in inflect(key[0]):
            verbs.setdefault(form, {}).setdefault(key, set()).add(tag)
    adjectives = _by_word(data["adjectives"].items())
    nouns = _by_word((frame, group["words"]) for group in data["nouns"] for frame in group["frames"])
    return Lexicon(
        verbs={form: tuple(_cues(readings, frames, prepositions, attitudes)) for form, readings in verbs.items()},
        adjectives=adjectives,
        nouns=nouns,
        vessels=frozenset(data["vessels"]),
        words=frozenset({*verbs, *adjectives, *nouns, *VIEWS, "according", "per"}),
    )


def _cues(
    readings: Mapping[tuple[str, ...], set[str]],
    frames: Mapping[tuple[str, ...], set[str]],
    prepositions: Mapping[str, tuple[tuple[str, ...], ...]],
    attitudes: set[tuple[str, ...]],
) -> list[Cue]:
    found = [
        Cue(
            lemma=key[0],
            particle=key[1:],
            frames=frozenset(frames[key]),
            prepositions=prepositions.get(key[0], ()) if len(key) == 1 else (),
            attitude=key in attitudes,
            forms=frozenset(tags),
        )
        for key, tags in readings.items()
    ]
    return sorted(found, key=lambda cue: -len(cue.particle))  # the longest reading that fits wins


def _by_word(groups: Any) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for frame, words in groups:
        for word in words:
            for form in {word, *_plural(word)}:
                table.setdefault(form, set()).add(frame)
    return {word: frozenset(found) for word, found in table.items()}


def _plural(noun: str) -> tuple[str, ...]:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return (noun[:-1] + "ies",)
    return (noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s"),)
