"""Settles who the people named in a document are: those of the catalogue by full or family name, and others."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from stance.actors.catalogue import Catalogue
from stance.actors.chunks import Chunk
from stance.actors.introductions import Person, family_name, introduce, is_person, slug
from stance.actors.lexemes import COMMON_FAMILIES
from stance.text import fold
from stance.types import Actor, Document, Role

_WORDS = re.compile(r"[^\W_]+")
_RECENT = datetime.timedelta(days=3 * 365)


class People:
    """The people of one document.

    Args:
        catalogue: The actors known beforehand.
        document: The document.
        folded: Its folded text.
    """

    def __init__(self, catalogue: Catalogue, document: Document, folded: str) -> None:
        self.catalogue, self.folded, self.text = catalogue, folded, document.text
        self.date = document.date
        self.present: dict[str, int] = {}  # person id -> first place where a full or titled name stands
        self.families: dict[str, str] = {}  # folded family name -> id of a person the document introduces
        self.introduced: dict[str, Actor] = {}
        self.genders: dict[str, str] = {}

    def settle(self, scenes: Sequence[list[Chunk]]) -> tuple[Catalogue, datetime.date | None]:
        """Gives ids to the person chunks and states to "the Trump administration"; removes names of nobody known.

        Returns:
            The catalogue with the people introduced, and the day of the document, estimated where it bears none.
        """
        chunks = [chunk for scene in scenes for chunk in scene if chunk.name is not None or chunk.title == "owner"]
        if not chunks:
            return self.catalogue, self.date
        if self.date is None:
            self.date = self._estimate(chunks)
        for chunk in chunks:
            self._by_full_name(chunk)
        for chunk in chunks:
            if chunk.id is None and chunk.candidates and chunk.name is not None:
                self._by_family_name(chunk)
        for chunk in chunks:
            if chunk.title == "owner" and chunk.id is None:
                self._owned(chunk)
            elif self._introducible(chunk):
                self._introduce(chunk)
            if chunk.id is not None and chunk.name is not None:
                self._former(chunk)
        for chunk in chunks:
            role = chunk.role
            if role is not None and chunk.id is not None and role.name is None:
                role.id, role.kind = chunk.id, "role"
        extra = list(self.introduced.values())
        return (self.catalogue.with_actors(extra) if extra else self.catalogue), self.date

    def _title(self, chunk: Chunk) -> str:
        if chunk.head is None or chunk.name is None:
            return ""
        words = self.folded[chunk.start : chunk.name[0]].replace(",", " ").split()
        return self._office_words(chunk, " ".join(words))

    def _office_words(self, chunk: Chunk, words: str) -> str:
        """The title without the words for the state before it."""
        noun = chunk.office.replace("_", " ")
        lexeme = chunk.lexeme
        if lexeme is not None and lexeme.cls not in ("person", "family"):
            words = words.replace(lexeme.form.lower(), "")
        return " ".join(word for word in words.split() if word not in ("'s", "the", "mr.", "dr.")) or noun

    def _estimate(self, chunks: Sequence[Chunk]) -> datetime.date | None:
        titled: list[tuple[str, str | None]] = []
        for chunk in chunks:
            if chunk.former or (chunk.role is not None and chunk.role.former):
                continue
            if chunk.title == "owner":
                continue
            title = self._title(chunk) or None
            if chunk.id is not None or (chunk.lexeme is not None and chunk.lexeme.cls == "person"):
                titled += [(candidate, title) for candidate in chunk.candidates or ((chunk.id,) if chunk.id else ())]
            elif title:
                titled += [
                    (candidate, title) for candidate in chunk.candidates if self.catalogue.has_title(candidate, title)
                ]
        return self.catalogue.estimate_date(titled) if titled else None

    def _by_full_name(self, chunk: Chunk) -> None:
        lexeme = chunk.lexeme
        if chunk.name is None or not chunk.candidates:
            return
        if lexeme is not None and lexeme.cls == "person":
            chunk.id = chunk.id or self._best(chunk.candidates, chunk)
        else:
            words = self.folded[chunk.name[0] : chunk.name[1]]
            given = _WORDS.findall(words)
            family = set(_WORDS.findall(fold(lexeme.form))) if lexeme is not None else set()
            first = [word for word in given if word not in family]
            if first:
                chunk.candidates = tuple(person for person in chunk.candidates if self._bears(person, first))
                if not chunk.candidates:
                    if chunk.head is None and not chunk.title and chunk.role is None:
                        chunk.name = None  # "Fort Pierce": no telling that it is a person
                    return
                chunk.id = self._best(chunk.candidates, chunk)
            elif chunk.title and len(chunk.candidates) > 0:
                chunk.id = self._titled(chunk)
        if chunk.id is not None:
            self.present.setdefault(chunk.id, chunk.start)

    def _bears(self, person: str, first: Sequence[str]) -> bool:
        actor = self.catalogue.actors[person]
        words = {word for name in (actor.name, *actor.aliases) for word in _WORDS.findall(fold(name))}
        return all(
            word in words
            or (len(word) == 1 and place > 0)
            or any(known.startswith(word) or (len(known) > 2 and word.startswith(known)) for known in words)
            for place, word in enumerate(first)
        )

    def _in_office(self, person: str) -> tuple[bool, datetime.date]:
        affiliation = self.catalogue.affiliation(person, self.date)
        starts = [
            role.start
            for role in self.catalogue.actors[person].roles
            if role.start and (self.date is None or role.start <= self.date)
        ]
        return affiliation.official, max(starts, default=datetime.date.min)

    def _best(self, candidates: Sequence[str], chunk: Chunk) -> str | None:
        """Of several people of one name, the one whose office fits the title, then the one in office last."""
        if len(candidates) == 1:
            return candidates[0]
        title = self._title(chunk)
        fitting = [person for person in candidates if title and self.catalogue.has_title(person, title, self.date)]
        here = [person for person in fitting or candidates if person in self.present]
        return max(here or fitting or candidates, key=self._in_office, default=None)

    def _titled(self, chunk: Chunk) -> str | None:
        """Who bears a family name with a title or honorific before it."""
        title = self._title(chunk)
        if not title:
            here = [person for person in chunk.candidates if person in self.present]
            if here:
                return max(here, key=lambda person: self.present[person])
            active = [person for person in chunk.candidates if self._active(person)]
            return active[0] if len(active) == 1 else None
        fitting = [person for person in chunk.candidates if self.catalogue.has_title(person, title)]
        if chunk.state:
            fitting = [
                person
                for person in fitting or chunk.candidates
                if any(role.affiliation == chunk.state for role in self.catalogue.actors[person].roles)
            ]
        elif not fitting:
            fitting = [person for person in chunk.candidates if person in self.present]
        return max(fitting, key=self._in_office, default=None)

    def _active(self, person: str) -> bool:
        """Whether a person holds an office on the day, or did within a few years."""
        if self.date is None:
            return True
        for role in self.catalogue.actors[person].roles:
            if (role.start is None or role.start <= self.date) and (
                role.end is None or role.end >= self.date - _RECENT
            ):
                return True
        return False

    def _by_family_name(self, chunk: Chunk) -> None:
        """A family name alone: a person named in full elsewhere in the document, or the only one in office."""
        assert chunk.name is not None  # noqa: S101  # checked by the caller
        here = [person for person in chunk.candidates if person in self.present]
        if here:
            before = [person for person in here if self.present[person] < chunk.start]
            chunk.id = (
                max(before, key=lambda person: self.present[person])
                if before
                else min(here, key=lambda person: self.present[person])
            )
            return
        if (
            " " in self.folded[chunk.name[0] : chunk.name[1]]
            and chunk.lexeme is not None
            and " " not in chunk.lexeme.form
        ):
            return
        if self.folded[chunk.name[0] : chunk.name[1]] in COMMON_FAMILIES and not chunk.title:
            return
        active = [person for person in chunk.candidates if self._active(person)]
        official = [
            person for person in active if self.date is None or self.catalogue.affiliation(person, self.date).official
        ]
        if len(official) == 1 or (not official and len(active) == 1):
            chunk.id = (official or active)[0]

    def _introducible(self, chunk: Chunk) -> bool:
        if chunk.name is None or chunk.id is not None or (chunk.candidates and not chunk.head):
            return False
        return is_person(self.text[chunk.name[0] : chunk.name[1]])

    def _official(self, state: str | None) -> bool:
        """Whether a state or body is one that officials speak for: a party is none."""
        return (
            state is not None
            and state in self.catalogue.actors
            and self.catalogue.affiliation(state, self.date).official
        )

    def _owned(self, chunk: Chunk) -> None:
        """The state of the person in "the Trump administration", "Mr. Netanyahu's government"."""
        here = [person for person in chunk.candidates if person in self.present] or [
            person for person in chunk.candidates if self._active(person)
        ]
        person = next(iter(here or chunk.candidates), None)
        if person is not None and person in self.catalogue.actors:
            roles = [role for role in self.catalogue.actors[person].roles if role.official]
            affiliation = self.catalogue.affiliation(person, self.date).id if self.date else None
            chunk.state = affiliation or (
                roles[-1].affiliation if roles else self.catalogue.affiliation(person, None).id
            )
        noun = chunk.head
        if noun is not None and (not noun.official or chunk.former):
            chunk.kind = "noun"
        elif chunk.name is None:
            chunk.id = chunk.state

    def _introduce(self, chunk: Chunk) -> None:
        assert chunk.name is not None  # noqa: S101  # checked by the caller
        start, end = chunk.name
        name = " ".join(self.text[start:end].split())
        role = chunk if chunk.head is not None else chunk.role
        identifier = slug(name)
        family = fold(family_name(name))
        if " " not in name and family in self.families:
            chunk.id = self.families[family]
            return
        if identifier in self.catalogue.actors:
            chunk.id = identifier
            self.present.setdefault(identifier, chunk.start)
            return
        title, state, official, gender = "", None, False, chunk.gender
        if role is not None and role.head is not None:
            title_end = start if role is chunk else role.end
            title = (
                " ".join(self.folded[role.start : title_end].split())
                .removeprefix("the ")
                .removeprefix("a ")
                .removeprefix("an ")
            )
            if role.title == "owner":
                self._owned(role)
            state = role.state
            official = role.head.official and not role.former and self._official(state)
            gender = gender or role.gender
        chunk.id = identifier
        known = self.introduced.get(identifier)
        if known is None or (not known.roles and state):
            self.introduced[identifier] = introduce(Person(start, end, name, title, state, official, gender))
        self.families.setdefault(family, identifier)

    def _former(self, chunk: Chunk) -> None:
        """A person of the catalogue whom the text calls "former" or "opposition leader" is no official here."""
        role = chunk if chunk.head is not None else chunk.role
        person = chunk.id
        contrary = role is not None and (
            role.former or (role.head is not None and role.head.number == "one" and not role.head.official)
        )
        if role is None or not contrary or person is None or person in self.introduced:
            return
        if self.date is not None and not self.catalogue.affiliation(person, self.date).official:
            return
        actor = self.catalogue.actors[person]
        state = role.state or self.catalogue.affiliation(person, self.date).id
        if state is not None:
            title = f"former {role.office.replace('_', ' ')}" if role.former else role.office.replace("_", " ")
            past = (Role(title=title, affiliation=state, official=False, ongoing=True),)
            self.introduced[person] = Actor(
                id=actor.id, name=actor.name, kind=actor.kind, aliases=actor.aliases, roles=past
            )
