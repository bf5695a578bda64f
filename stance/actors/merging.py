"""Puts the entries of all tables together into actors and phrases, and checks that they refer to each other."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stance.actors.offices import office
from stance.actors.phrases import PhraseEntry, entry_phrases
from stance.actors.tables import Entry, kind_of
from stance.errors import ConfigError
from stance.text import fold
from stance.types import Actor, Role


class Merged(NamedTuple):
    """What a catalogue is made of; see :class:`stance.actors.catalogue.Catalogue`."""

    actors: Mapping[str, Actor]
    phrases: Sequence[tuple[str, PhraseEntry]]
    as_of: datetime.date
    leaders: Mapping[str, str]


def merge(tables: Sequence[Sequence[Entry]]) -> Merged:
    """Actors and phrases of several tables; a later table adds to what an earlier one says of an id.

    Raises:
        ConfigError: An entry is given twice in one table, lacks a name, or refers to an id that nobody has.
    """
    merged: dict[str, list[Entry]] = {}
    for table in tables:
        seen: dict[tuple[object, ...], str] = {}
        for entry in table:
            key = (entry.id, entry.title, entry.affiliation, entry.start)
            if key in seen:
                raise ConfigError(
                    f"{entry.where}: {entry.id} is given twice, first in {seen[key]}; leave one of them out"
                )
            seen[key] = entry.where
            merged.setdefault(entry.id, []).append(entry)
    phrases: dict[tuple[str, PhraseEntry], None] = {}
    actors = {identifier: _actor(entries) for identifier, entries in merged.items()}
    for identifier, entries in merged.items():
        actor = actors[identifier]
        for entry in entries:
            for reference in (*entry.members, *([entry.affiliation] if entry.affiliation else [])):
                if reference not in actors or actors[reference].kind == "person":
                    raise _dangling(entry, reference, actors)
            phrases |= dict.fromkeys(entry_phrases(entry, actor))
    leaders = {entry.id: office(entry.leader) for entries in merged.values() for entry in entries if entry.leader}
    days = [entry.as_of for entries in merged.values() for entry in entries if entry.as_of]
    as_of = max(days, default=datetime.date.min)  # tables that do not say know of no day
    return Merged(actors, list(phrases), as_of, leaders)


def _actor(entries: Sequence[Entry]) -> Actor:
    first = entries[0]
    kind = next((entry.kind for entry in entries if entry.kind), None) or kind_of(first.id)
    name = next((entry.name for entry in entries if entry.name), "")
    if not name:
        raise ConfigError(f"{first.where}: {first.id} has no name; write one, or an id that the catalogue has")
    for entry in entries:
        if entry.kind and entry.kind != kind:
            raise ConfigError(f"{entry.where}: {entry.id} is a {kind} already, not a {entry.kind}; choose another id")
    aliases: dict[str, None] = {}
    for entry in entries:
        further = (entry.name,) if entry.name != name else ()
        words = (*further, *entry.aliases, *entry.demonyms, *entry.plurals, *entry.capital, *entry.organs)
        aliases |= dict.fromkeys(word for word in words if word)
    members = tuple(dict.fromkeys(member for entry in entries for member in entry.members))
    roles = tuple(
        Role(
            title=entry.title,
            affiliation=entry.affiliation,
            start=entry.start,
            end=entry.end,
            ongoing=entry.ongoing,
            official=entry.official and (kind != "person" or bool(entry.title)),
        )
        for entry in entries
        if entry.affiliation
    )
    return Actor(id=first.id, name=name, kind=kind, aliases=tuple(aliases), roles=roles, members=members)


def _dangling(entry: Entry, reference: str, actors: Mapping[str, Actor]) -> ConfigError:
    by_name = {
        fold(word): actor.id
        for actor in actors.values()
        if actor.kind != "person"
        for word in (actor.name, *actor.aliases)
    }
    near = by_name.get(fold(reference))
    if near is None:
        ids = [actor.id for actor in actors.values() if actor.kind != "person"]
        near = next(iter(difflib.get_close_matches(reference.upper(), ids, n=1)), None)
    if near is None:
        near = next((by_name[word] for word in difflib.get_close_matches(fold(reference), by_name, n=1)), None)
    meant = f"; did you mean {near}?" if near else ";"
    return ConfigError(
        f"{entry.where}: unknown affiliation or member {reference!r}{meant} Give the id of a state (IRN) or body "
        "(NATO) that is among the actors: those that ship are with actors=[default,...]; or add an entry for it"
    )
