"""The catalogue of actors: states, bodies, groups and the people who speak for them, with dated offices.

The data ship with the package (``data/*.csv``); researchers add tables of their own in the same columns. See
``docs/actors.md`` for the formats, the rules about dates and the origin of the facts.
"""

from __future__ import annotations

import datetime
from collections import ChainMap, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from stance.actors.merging import merge
from stance.actors.offices import office
from stance.actors.phrases import PhraseEntry, actor_phrases
from stance.actors.tables import Entry, read_table
from stance.text import fold
from stance.types import AUTHOR, Actor, Affiliation, Role

__all__ = ["Catalogue", "PhraseEntry", "load_catalogue"]

_DATA = Path(__file__).parent / "data"
TABLES = ("states.csv", "states_extra.csv", "bodies.csv", "people.csv")
"""The shipped tables; a later one adds to the entries of an earlier one."""

_HEADS = ("supreme_leader", "chancellor", "head_of_government", "head_of_state", "monarch")
_CHIEFS = ("secretary_general", "director_general", "managing_director", "commission_president")
_ALSO = {
    "foreign_minister": "high_representative",
    "head_of_state": "commission_president",
    "nuclear_chief": "director_general",
}
_Held = tuple[str, Role]


class _Offices(NamedTuple):
    """Roles filed by ``(affiliation, office)``, and by which office the "leader" of a state is meant."""

    held: Mapping[tuple[str, str], Sequence[_Held]]
    leaders: Mapping[str, str]


class Catalogue:
    """Actors by id, the phrases that name them, and for whom they act on a day.

    Args:
        actors: Actors by id.
        phrases: Phrases with what they point to.
        as_of: The day up to which the data know who is in office.
        leaders: For states, the office meant by "the leader" ("president"), where it is not the usual one.
    """

    def __init__(
        self,
        actors: Mapping[str, Actor],
        phrases: Sequence[tuple[str, PhraseEntry]],
        as_of: datetime.date,
        leaders: Mapping[str, str] | None = None,
    ) -> None:
        self.actors = actors
        self.as_of = as_of
        self._phrases: tuple[Sequence[tuple[str, PhraseEntry]], ...] = (phrases,)
        self._offices: tuple[_Offices, ...] = (_Offices(_file_offices(actors.values()), leaders or {}),)
        self._names: dict[str, str] | None = None

    def __contains__(self, entity_id: object) -> bool:
        return entity_id in self.actors

    def __len__(self) -> int:
        return len(self.actors)

    def phrases(self) -> Iterator[tuple[str, PhraseEntry]]:
        """All phrases; one phrase may be yielded for several entities, which makes it ambiguous."""
        for part in self._phrases:
            yield from part

    def stop_phrases(self) -> tuple[str, ...]:
        """Names that hold an actor's name but are no actor ("Washington Post", "Persian Gulf", "Indian Ocean")."""
        return _stop_phrases()

    def with_actors(self, extra: Iterable[Actor]) -> Catalogue:
        """A catalogue with further actors (those that a document introduces); cheap, and ``self`` stays as it is.

        Args:
            extra: Actors; one with an existing id takes its place.
        """
        actors = {actor.id: actor for actor in extra}
        copy = object.__new__(Catalogue)
        copy.as_of, copy._names = self.as_of, None
        copy.actors = ChainMap(actors, self.actors)  # type: ignore[arg-type]  # never written to
        phrases = [phrase for actor in actors.values() for phrase in actor_phrases(actor)]
        copy._phrases = (*self._phrases, phrases)
        copy._offices = (*self._offices, _Offices(_file_offices(actors.values()), {}))
        return copy

    def find(self, name: str) -> str | None:
        """Id of the actor that an id, name or alias points to, if exactly one; for configuration, not for running text.

        >>> load_catalogue().find("Islamic Republic of Iran")
        'IRN'
        """
        if name in self.actors:
            return name
        if self._names is None:
            names: dict[str, set[str]] = defaultdict(set)
            for phrase, entry in self.phrases():
                if not (entry.kind == "person" and entry.ambiguous):
                    names[fold(phrase)].add(entry.entity_id)
            self._names = {phrase: ids.pop() for phrase, ids in names.items() if len(ids) == 1}
        key = " ".join(fold(name).split())
        return self._names.get(key) or self._names.get(key.removeprefix("the "))

    def affiliation(self, entity_id: str, on: datetime.date | None) -> Affiliation:
        """For whom an actor acts on a day.

        States, bodies and groups act for themselves, organs ("IRGC", "the Senate") for their state. A person acts for
        whom the offices held on the day say, an official one first, then the highest and latest; after the last office
        has ended, for the same affiliation but unofficially. ``end_known`` is false where the catalogue cannot tell
        whether an office was still held: its end is not recorded, or the day is later than ``as_of``. With no date, a
        person is taken to hold the latest official office, as most people in the news do, and ``end_known`` is false.

        Args:
            entity_id: Catalogue id, or ``AUTHOR``.
            on: The day; ``None`` if unknown.

        Raises:
            KeyError: No actor has this id.
        """
        if entity_id == AUTHOR:
            return Affiliation(id=AUTHOR, official=False)
        actor = self.actors[entity_id]
        if actor.kind != "person":
            if actor.roles:
                return Affiliation(id=actor.roles[0].affiliation, official=actor.roles[0].official)
            return Affiliation(id=actor.id, official=True)
        if not actor.roles:
            return Affiliation(id=None, official=False)
        if on is None:
            role = max(actor.roles, key=lambda role: (role.official, role.start or datetime.date.min))
            return Affiliation(id=role.affiliation, official=role.official, title=role.title or None, end_known=False)
        held = [role for role in actor.roles if self.holds(role, on)]
        if held:
            role = max(held, key=_rank)
            known = role.end is not None or (role.ongoing and on <= self.as_of)
            return Affiliation(id=role.affiliation, official=role.official, title=role.title or None, end_known=known)
        before = [role for role in actor.roles if role.end and role.end < on]
        if before:
            role = max(before, key=lambda role: role.end or datetime.date.min)
        else:
            role = min(actor.roles, key=lambda role: role.start or datetime.date.max)
        return Affiliation(id=role.affiliation, official=False)

    def holds(self, role: Role, on: datetime.date) -> bool:
        """Whether an office is held on a day; one without a known end is taken to be held on."""
        return (role.start is None or role.start <= on) and (role.end is None or on <= role.end)

    def title_holder(self, title_words: str, affiliation: str, on: datetime.date | None) -> str | None:
        """Who holds an office on a day: ``("foreign minister", "RUS", 2020-07-21)`` is ``sergey_lavrov``.

        Spellings and synonyms of the title are understood ("top diplomat", "Defence Secretary"), and "leader" or
        "chief" of a state or body.

        Args:
            title_words: The title without the state ("the foreign minister").
            affiliation: Id of the state or body.
            on: The day; ``None`` finds nobody unless one person only ever held the office.

        Returns:
            A person's id; ``None`` if nobody, or more than one, is known to have held it.
        """
        wanted = office(title_words)
        held = self._held(affiliation, wanted)
        if not held and wanted == "leader":
            held = self._leading(affiliation, on)
        if not held and wanted in _ALSO:
            held = self._held(affiliation, _ALSO[wanted])
        if on is not None:
            held = [(person, role) for person, role in held if self.holds(role, on)]
            if len({person for person, _ in held}) > 1:  # on the day of a handover, the one who comes
                held = [(person, role) for person, role in held if role.end != on]
        holders = {person for person, _ in held}
        return holders.pop() if len(holders) == 1 else None

    def has_title(self, entity_id: str, title_words: str, on: datetime.date | None = None) -> bool:
        """Whether a person holds (with no day: ever held) the office that the title names.

        >>> load_catalogue().has_title("mike_pompeo", "Secretary of State")
        True
        """
        return any(on is None or self.holds(role, on) for role in self._roles_titled(entity_id, title_words))

    def presided(self, entity_id: str, by: datetime.date | None) -> bool:
        """Whether a person was president of a state on some day up to ``by``."""
        roles = self._roles_titled(entity_id, "president")
        return any(role.official and (by is None or role.start is None or role.start <= by) for role in roles)

    def _roles_titled(self, entity_id: str, title_words: str) -> list[Role]:
        actor = self.actors.get(entity_id)
        if actor is None:
            return []
        wanted = office(title_words)
        offices = {wanted, _ALSO.get(wanted, wanted), *((*_HEADS, *_CHIEFS) if wanted == "leader" else ())}
        return [role for role in actor.roles if office(role.title) in offices]

    def _held(self, affiliation: str, wanted: str) -> list[_Held]:
        return [held for part in self._offices for held in part.held.get((affiliation, wanted), ())]

    def _leading(self, affiliation: str, on: datetime.date | None) -> list[_Held]:
        """Holders of the office that is meant by the "leader" of a state or the "chief" of a body."""
        leader = next((part.leaders[affiliation] for part in self._offices if affiliation in part.leaders), None)
        actor = self.actors.get(affiliation)
        for name in ([leader] if leader else []) + list(_HEADS if actor and actor.kind == "state" else _CHIEFS):
            held = [
                (person, role) for person, role in self._held(affiliation, name) if on is None or self.holds(role, on)
            ]
            if held:
                return held
        return []

    def estimate_date(self, persons: Iterable[tuple[str, str | None]]) -> datetime.date | None:
        """A day for a document without a date, from who holds which office in it.

        The day lies in the middle of the period in which the most of the persons hold an office that the text gives
        them ("Secretary of State Mike Pompeo", "President Trump"); a person named without a title counts a quarter for
        any official role. Of equally good periods the longest is taken, then the latest.

        Args:
            persons: Person ids, each with the title that the text gives, if any. Leave "former" titles out.

        Returns:
            A day; ``None`` without a title that fits or at least two persons who were in office together.
        """
        weighed: dict[tuple[str, str | None], float] = {}
        for person, title in persons:
            key = (person, title if title and self.has_title(person, title) else None)
            weighed[key] = 0.25 if key[1] is None else 1.0
        spans: list[tuple[datetime.date, datetime.date, float, str]] = []
        for (person, title), weight in weighed.items():
            roles = self.actors[person].roles if person in self.actors else ()
            for role in self._roles_titled(person, title) if title else [role for role in roles if role.official]:
                end = role.end or (max(self.as_of, role.start or self.as_of) if role.ongoing else None)
                if role.start and end:
                    spans.append((role.start, end, weight, person))
        day = datetime.timedelta(days=1)
        edges = sorted({start for start, *_ in spans} | {end + day for _, end, *_ in spans})
        best: tuple[float, int, datetime.date, datetime.date] | None = None
        for start, after in pairwise(edges):
            present: dict[str, float] = {}
            for first, last, weight, person in spans:
                if first <= start and after <= last + day:
                    present[person] = max(present.get(person, 0.0), weight)
            period = (sum(present.values()), (after - start).days, start, after)
            if (max(present.values(), default=0.0) == 1.0 or len(present) > 1) and (best is None or period > best):
                best = period
        return best and best[2] + (best[3] - day - best[2]) // 2


def _rank(role: Role) -> tuple[bool, bool, datetime.date]:
    """Of offices held together, official ones come first, then heads of state and government, then the latest."""
    return role.official, office(role.title) in _HEADS, role.start or datetime.date.min


def _file_offices(actors: Iterable[Actor]) -> dict[tuple[str, str], list[_Held]]:
    filed: dict[tuple[str, str], list[_Held]] = defaultdict(list)
    for actor in actors:
        if actor.kind == "person":
            for role in actor.roles:
                filed[role.affiliation, office(role.title)].append((actor.id, role))
    return dict(filed)


def load_catalogue(files: Sequence[Path | str] = (), *, default: bool = True) -> Catalogue:
    """The shipped catalogue with the user's tables added, or these alone.

    Args:
        files: CSV or YAML tables (``docs/actors.md``). The name ``default`` stands for the shipped data.
        default: Whether the shipped data are there even if ``files`` does not name them.

    Raises:
        ConfigError: A file cannot be read, or has a bad row; the message names file and row.
    """
    own = tuple(str(file) for file in files if str(file) != "default")
    shipped = default or len(own) < len(files)
    if shipped and not own:
        return _default()
    return Catalogue(*merge([*(_shipped() if shipped else ()), *(read_table(file) for file in own)]))


@cache
def _stop_phrases() -> tuple[str, ...]:
    lines = (_DATA / "not_actors.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def _shipped() -> tuple[list[Entry], ...]:
    return tuple(read_table(_DATA / name) for name in TABLES)


@cache
def _default() -> Catalogue:
    return Catalogue(*merge(_shipped()))
