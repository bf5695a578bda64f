"""The phrases by which running text names an actor, and how far a phrase may be trusted."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from stance.actors.tables import Entry
from stance.text import fold
from stance.types import Actor

PhraseKind = Literal["name", "demonym", "person", "capital", "organ"]
Case = Literal["any", "capital", "exact"]

_PARTICLE_WORDS = "al el bin ben ibn abu bint von van der den de di da del della dos le la ter zu"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_SUFFIXES = frozenset(["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"])
_ACRONYM = re.compile(r"[A-Z](?=[A-Z0-9.+/& ]*[A-Z0-9])[A-Z0-9.+/& ]*s?")


class PhraseEntry(NamedTuple):
    """What a phrase points to.

    Args:
        entity_id: Catalogue id.
        kind: ``name`` of a state, body or group, ``demonym`` ("Iranian"), ``person``, and two sorts of metonym:
            ``capital`` ("Tehran", which may be just the place) and ``organ`` ("the Kremlin", "State Department").
        case: What the text must look like: ``any`` case; ``capital``, the first letter is upper-case ("May", "Turkey");
            ``exact``, as the phrase is written ("US", "WHO").
        ambiguous: Whether context must decide: the words are also another name ("Georgia", "Jordan"), or a family name
            alone, which anybody may bear.
        plural: Whether a demonym names people ("Iranians") and cannot be an adjective.
    """

    entity_id: str
    kind: PhraseKind
    case: Case = "any"
    ambiguous: bool = False
    plural: bool = False


def _key(phrase: str) -> str:
    return phrase.lower() if phrase.isascii() else fold(phrase)


@cache
def _doubtful() -> dict[str, str]:
    with (Path(__file__).parent / "data" / "ambiguous.csv").open(encoding="utf-8", newline="") as file:
        return {_key(row["phrase"]): row["also"] for row in csv.DictReader(file)}


def case_rule(phrase: str, *, state: bool = False) -> Case:
    """Which case a phrase must have in the text; names of states are also found in text without capitals.

    >>> case_rule("US"), case_rule("Turkey", state=True), case_rule("Iranian", state=True), case_rule("six powers")
    ('exact', 'capital', 'any', 'any')
    """
    if _ACRONYM.fullmatch(phrase):
        return "exact"
    if phrase == phrase.lower():
        return "any"
    return "any" if state and _key(phrase) not in _doubtful() else "capital"


def family_names(name: str, family: str = "") -> list[str]:
    """Family names by which a person is named alone.

    Args:
        name: The full name.
        family: Overrides: the family name where it is not the last word, ``-`` for none.

    >>> family_names("Ursula von der Leyen"), family_names("Adel al-Jubeir"), family_names("Xi Jinping", "Xi")
    (['von der Leyen', 'Leyen'], ['al-Jubeir', 'Jubeir'], ['Xi'])
    """
    if family:
        return [] if family == "-" else [part.strip() for part in family.split("/")]
    words = name.replace(",", " ").split()
    while len(words) > 1 and words[-1].lower() in _SUFFIXES:
        del words[-1]
    if len(words) < 2:
        return []
    last = words[-1]
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    names = [" ".join(words[first:])]
    if words[first].lower() not in {"bin", "ben", "ibn", "bint", "abu"}:
        names.append(last)
        if last[:3].lower() in {"al-", "el-"}:
            names.append(last[3:])
    return [name for name in dict.fromkeys(names) if len(name) > 1]


def _spellings(phrase: str) -> Iterator[str]:
    yield phrase
    if "-" in phrase:
        yield phrase.replace("-", " ")


def _person(identifier: str, name: str, aliases: tuple[str, ...], family: str) -> Iterator[tuple[str, PhraseEntry]]:
    families = family_names(name, family) if name else []
    for words in dict.fromkeys((name, *aliases)):
        ambiguous = len(words.split()) == 1 or _key(words) in _doubtful()
        for phrase in _spellings(words):
            yield phrase, PhraseEntry(identifier, "person", "capital", ambiguous)
    for words in families:
        for phrase in _spellings(words):
            yield phrase, PhraseEntry(identifier, "person", "capital", True)


def entry_phrases(entry: Entry, actor: Actor) -> Iterator[tuple[str, PhraseEntry]]:
    """Phrases of one row of a table; family names are derived where the row names the person."""
    if actor.kind == "person":
        if entry.name or entry.aliases:
            yield from _person(entry.id, entry.name or actor.name, entry.aliases, entry.family)
        return
    groups: tuple[tuple[PhraseKind, tuple[str, ...], bool], ...] = (
        ("name", (entry.name, *entry.aliases), False),
        ("demonym", entry.demonyms, False),
        ("demonym", entry.plurals, True),
        ("capital", entry.capital, False),
        ("organ", entry.organs, False),
    )
    state = actor.kind == "state"
    for kind, words, plural in groups:
        for phrase in words:
            if phrase:
                ambiguous = _doubtful().get(_key(phrase)) == "name"
                for spelling in _spellings(phrase):
                    yield (
                        spelling,
                        PhraseEntry(
                            entry.id, kind, case_rule(phrase, state=state and kind != "organ"), ambiguous, plural
                        ),
                    )


def actor_phrases(actor: Actor) -> Iterator[tuple[str, PhraseEntry]]:
    """Phrases of an actor that a document introduces."""
    if actor.kind == "person":
        yield from _person(actor.id, actor.name, actor.aliases, "")
    else:
        for phrase in (actor.name, *actor.aliases):
            yield phrase, PhraseEntry(actor.id, "name", case_rule(phrase, state=actor.kind == "state"))
