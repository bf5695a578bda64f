"""A codebook entry made ready for the search: automata of its phrases, with the conditions under which they count."""

from __future__ import annotations

from typing import NamedTuple

from stance.targets.codebook import load_targets, target_names
from stance.targets.echoes import EchoFinder
from stance.targets.phrases import is_acronym
from stance.text import PhraseMatcher, fold
from stance.types import Target, TargetMentionKind, TargetPhrase


class Entry(NamedTuple):
    """A phrase of a target, prepared for the search."""

    phrase: TargetPhrase
    kind: TargetMentionKind
    acronyms: tuple[str, ...]
    actors: frozenset[str]
    targets: frozenset[str]
    objects: frozenset[str]


class Anaphor(NamedTuple):
    """The noun of an anaphor, and whether it counts with "this" only."""

    noun: str
    needs_this: bool


class Prepared(NamedTuple):
    """A target with its automata."""

    target: Target
    phrases: PhraseMatcher[Entry]
    heads: PhraseMatcher[Entry]
    objects: PhraseMatcher[str]
    acronyms: frozenset[str]
    anaphors: PhraseMatcher[Anaphor]
    echoes: EchoFinder
    nouns: frozenset[str]
    dependent: bool
    parties: frozenset[str]
    refers_to: frozenset[str]
    doer: str | None


def shipped(name: str) -> Target:
    """The shipped entry of that id, for phrases that name it in ``of`` or ``needs``."""
    return load_targets([name])[0]


def references(target: Target) -> set[str]:
    """Ids of other codebook entries that a target's phrases name in ``of`` and ``needs``."""
    phrases = (*target.aliases, *target.measures, *target.opposites)
    words = {word for phrase in phrases for word in (*phrase.of, *phrase.needs)}
    return (words & set(target_names())) - {target.id} if words else set()


def prepare(target: Target) -> Prepared:
    """Build the automata of a target."""
    entries = references(target) | {target.id}
    simple: list[tuple[str, Entry]] = []
    heads: list[tuple[str, Entry]] = []
    objects_of: dict[tuple[str, ...], frozenset[str]] = {}  # shared by the many variants of a phrase
    groups: tuple[tuple[TargetMentionKind, tuple[TargetPhrase, ...]], ...] = (
        ("alias", target.aliases),
        ("measure", target.measures),
        ("opposite", target.opposites),
    )
    for kind, phrases in groups:
        for phrase in phrases:
            if phrase.of not in objects_of:
                objects_of[phrase.of] = frozenset(
                    word if word in entries else " ".join(fold(word).split()) for word in phrase.of
                )
            entry = Entry(
                phrase=phrase,
                kind=kind,
                acronyms=tuple(word for word in phrase.text.split() if is_acronym(word)),
                actors=frozenset(phrase.needs) - entries,
                targets=frozenset(phrase.needs) & entries,
                objects=objects_of[phrase.of],
            )
            (heads if phrase.of else simple).append((phrase.text, entry))
    nouns = [Anaphor(fold(text).partition(" ")[2], fold(text).startswith("this ")) for text in target.anaphors]
    objects = {name for _, entry in heads for name in entry.objects} - entries
    return Prepared(
        target=target,
        phrases=PhraseMatcher(simple),
        heads=PhraseMatcher(heads),
        objects=PhraseMatcher([(name, name) for name in sorted(objects)]),
        acronyms=frozenset(
            fold(word) for _, entry in heads for word in entry.phrase.of if word not in entries and is_acronym(word)
        ),
        anaphors=PhraseMatcher([(anaphor.noun, anaphor) for anaphor in nouns]),
        echoes=EchoFinder(target.echoes),
        nouns=frozenset(anaphor.noun for anaphor in nouns),
        dependent=any(entry.targets for _, entry in simple),
        parties=frozenset(target.parties),
        refers_to=frozenset(entries),
        doer=_common_doer(target),
    )


def _common_doer(target: Target) -> str | None:
    """Whose measure an anaphor of the target is: the doer, where all measures that have one have the same."""
    doers = {phrase.doer for phrase in target.measures if phrase.doer is not None}
    return doers.pop() if len(doers) == 1 else None
