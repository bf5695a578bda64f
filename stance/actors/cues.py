"""The words that attribute: verbs with their frames, adjectives, nouns, from ``data/cues.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import yaml

from stance.inflection import inflect

VIEWS = frozenset("view opinion words eyes estimation judgment judgement telling reckoning assessment mind".split())
"""Nouns of "in X's view"."""


class Cue(NamedTuple):
    """One reading of a word form as a cue.

    Args:
        lemma: The verb, adjective or noun.
        particle: Words that belong to it and follow ("out" of "point out").
        frames: What may follow; see ``data/cues.yaml``.
        prepositions: The prepositions, one or more words each, that may follow and then belong to the cue.
        forms: Which inflections the word form can be: base, s, ed, en, ing.
    """

    lemma: str
    particle: tuple[str, ...]
    frames: frozenset[str]
    prepositions: tuple[tuple[str, ...], ...]
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


@cache
def lexicon() -> Lexicon:
    """The shipped cues, read once."""
    data: dict[str, Any] = yaml.safe_load(
        resources.files("stance.actors").joinpath("data/cues.yaml").read_text("utf-8")
    )
    frames: dict[tuple[str, ...], set[str]] = {}
    for group in data["verbs"]:
        for words in group["words"]:
            key = tuple(words.split())
            frames.setdefault(key, set()).update(group["frames"])
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
        verbs={form: tuple(_cues(readings, frames, prepositions)) for form, readings in verbs.items()},
        adjectives=adjectives,
        nouns=nouns,
        vessels=frozenset(data["vessels"]),
        words=frozenset({*verbs, *adjectives, *nouns, *VIEWS, "according", "per"}),
    )


def _cues(
    readings: Mapping[tuple[str, ...], set[str]],
    frames: Mapping[tuple[str, ...], set[str]],
    prepositions: Mapping[str, tuple[tuple[str, ...], ...]],
) -> list[Cue]:
    found = [
        Cue(
            lemma=key[0],
            particle=key[1:],
            frames=frozenset(frames[key]),
            prepositions=prepositions.get(key[0], ()) if len(key) == 1 else (),
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
