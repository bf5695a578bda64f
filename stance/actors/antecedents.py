"""What a document has spoken of so far, and who is therefore meant by "he", "the agency" or "both countries"."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stance.actors.catalogue import Catalogue
from stance.actors.roles import DIPLOMATS, office_of, offices_meant
from stance.text import fold
from stance.types import Mention
from stance.wordclasses import words

RECENT = 300  # mentions that are looked through
REACH = 6  # sentences back in which a pronoun looks for a person; more than that is another story
FEMALE_NAMES = words(
    "theresa angela federica catherine hillary condoleezza madeleine helga sarah heather marie maria mary nikki "
    "susan samantha kelly linda ursula annalena kaja penny liz elizabeth christine wendy jen karine jennifer "
    "julie tzipi golda michele florence margaret jacinda sanna mette giorgia cristina dilma benita ana anna "
    "chunying ning zakharova marziyeh marzieh tammy anne amina victoria valerie laura ellen janet nancy melanie "
    "melania ivanka hanan sheikha michelle emily emma kate katherine katie jane jean joan judith julia karen "
    "kathleen kim-jong lisa louise lucy margot martha melissa miranda monica natalia nathalie olga patricia "
    "rachel rebecca rosa ruth sally sandra sharon sheila sonia sophie stephanie svetlana teresa tulsi ulrike "
    "vera yvette zohre fatemeh masoumeh retno sushma mevlude ayelet tzipora kamala aung kyi claudia barbara "
    "carol carolyn charlotte cornelia danielle debbie deborah diana dianne doris dorothy elena eva gina hadassa "
    "helen irina isabel jessica"
)
_BODY_NAMES = {"organization": ("organization", "organisation", "agency", "nations"), "council": ("council",),
               "assembly": ("assembly",), "court": ("court",), "commission": ("commission",),
               "agency": ("agency", "organisation for the prohibition")}  # fmt: skip
_BLOCS = frozenset({"EU", "ASEAN", "BRICS", "CARICOM", "GCC", "AU", "G7", "MERCOSUR", "ARAB_LEAGUE", "SCO"})
_DEFAULTS = {"council": "UNSC", "assembly": "UNGA", "organization": "UN"}


class Referent(NamedTuple):
    """Something spoken of: who, in which sentence, by which mention."""

    id: str | None
    sentence: int
    members: tuple[str, ...] = ()
    possessive: bool = False
    quoted: bool = False
    plural: bool = False
    start: int = 0
    person: bool = False  # one person, even if only the state is known ("a U.S. official")


class Memory:
    """Referents of a document in reading order, with the people's offices and genders.

    Args:
        catalogue: The actors, with those of the document.
        date: Day for dated offices.
        genders: By person id, ``m`` or ``f``, as far as titles in the text tell.
    """

    def __init__(self, catalogue: Catalogue, date: datetime.date | None, genders: dict[str, str]) -> None:
        self.catalogue, self.date, self.genders = catalogue, date, genders
        self.people: list[Referent] = []
        self.people_in: dict[int, list[Referent]] = {}  # by sentence
        self.states: list[Referent] = []  # states and bodies
        self.plurals: list[Referent] = []
        self.foci: dict[int, list[Referent]] = {}  # by sentence: who is the speaker, if not within a quotation
        self.offices: dict[str, str] = {}  # person id -> office that the text gives
        self.bodies: dict[str, str] = {}  # office of a body -> id
        self.roles: dict[str, str] = {}  # office -> whom a role phrase with it meant last
        self._kinds: dict[str, str] = {}

    def kind(self, identifier: str) -> str:
        """Kind of an actor."""
        kind = self._kinds.get(identifier)
        if kind is None:
            actor = self.catalogue.actors.get(identifier)
            kind = self._kinds[identifier] = actor.kind if actor is not None else "body"
        return kind

    def add(self, mention: Mention, sentence: int, *, quoted: bool, plural: bool, person: bool = False) -> None:
        """Takes note of a mention that has been resolved, or that stands for people in no catalogue."""
        identifier = mention.entity_id
        referent = Referent(identifier, sentence, mention.members, mention.possessive, quoted, plural, mention.start)
        if mention.members or plural:
            self.plurals.append(referent)
        if identifier is None or mention.kind == "group":
            return
        if person or self.kind(identifier) == "person":
            self.people.append(referent._replace(person=True))
            self.people_in.setdefault(sentence, []).append(self.people[-1])
            if self.kind(identifier) != "person":
                self.states.append(referent)
        elif mention.kind != "noun":
            self.states.append(referent)
            if mention.kind == "demonym":
                return
            if self.kind(identifier) == "body" and mention.kind == "name":
                self._file_body(identifier)

    def _file_body(self, identifier: str) -> None:
        name = fold(self.catalogue.actors[identifier].name)
        for office, parts in _BODY_NAMES.items():
            if any(part in name for part in parts):
                self.bodies[office] = identifier
        if identifier in _BLOCS:
            self.bodies["bloc"] = identifier
        elif identifier == "NATO":
            self.bodies["alliance"] = identifier

    def note_bloc(self, identifier: str | None) -> None:
        """Takes note of the bloc, or of one who acts for it ("the EU's delegate"), as what "the bloc" means next."""
        state = self.state_of(identifier)
        if state in _BLOCS:
            self.bodies["bloc"] = state

    def gender(self, person: str) -> str:
        """``m``, ``f`` or unknown."""
        known = self.genders.get(person)
        if known is None:
            actor = self.catalogue.actors.get(person)
            names = fold(actor.name).replace("-", " ").split() if actor else []
            known = self.genders[person] = (
                "f" if any(name in FEMALE_NAMES for name in names[:2]) or names[-1:] == ["zakharova"] else ""
            )
        return known

    def person(self, gender: str, sentence: int, *, quoted: bool, without: str | None) -> str | None:
        """Who "he" or "she" is.

        The first person named before in the same sentence, else who spoke last, else the first named in the
        sentence nearest before; possessors ("Mr. Trump's decision") and those whom a quotation names only where there
        is nobody else.

        Args:
            gender: ``m`` or ``f``; people whose gender is unknown may be either, but come last for ``f``.
            sentence: Index of the sentence.
            quoted: Whether the pronoun stands in a quotation.
            without: The speaker of that quotation, who is never meant.
        """
        unsure: str | None = None
        near = range(sentence, max(sentence - REACH, -1), -1)
        candidates = [referent for index in near for referent in self._salient(index, quoted)]
        if not quoted:  # whom a quotation names is seldom who says it: those outside go first, however far
            candidates.sort(key=lambda referent: referent.quoted)
        for referent in candidates:
            person = referent.id
            if person is None or person == without:
                continue
            known = self.gender(person)
            if known == gender or (not known and gender == "m"):
                return person
            if not known:
                unsure = unsure or person
        return unsure

    def _salient(self, index: int, quoted: bool) -> Iterator[Referent]:
        here = self.people_in.get(index, ())
        yield from (referent for referent in self.foci.get(index, ()) if referent.person)
        yield from (referent for referent in here if not referent.possessive and referent.quoted == quoted)
        yield from (referent for referent in here if referent.possessive and referent.quoted == quoted)
        yield from (referent for referent in here if referent.quoted != quoted)

    def body(self, sentence: int) -> str | None:
        """What "it" is: the speaker or first state or body of this or the sentences before."""
        for index in range(sentence, max(sentence - 3, -1), -1):
            for referent in self.foci.get(index, ()):
                if referent.id and not referent.person:
                    return referent.id
            here = [referent for referent in self.states[-30:] if referent.sentence == index]
            for referent in sorted(here, key=lambda referent: referent.possessive):
                return referent.id
        return None

    def plural(self, sentence: int, start: int) -> Referent | None:
        """What "they" are: the last group, people or coordinated actors of this or the sentences before."""
        for referent in reversed(self.plurals):
            if referent.sentence < sentence - 3:
                return None
            if referent.start < start:
                return referent
        return None

    def last_states(self, count: int, sentence: int, *, people: bool) -> tuple[str, ...]:
        """The states mentioned last, in reading order, demonyms included.

        Args:
            count: How many.
            sentence: Index of the sentence from which to look back.
            people: Whether people stand for their states too.
        """
        nearest: list[str] = []
        pool = [referent for referent in self.states[-RECENT:] if referent.id and self.kind(referent.id) == "state"]
        if people:
            pool = sorted([*pool, *self.people[-RECENT:]], key=lambda referent: (referent.sentence, referent.start))
        for referent in reversed(pool):
            if referent.sentence < sentence - REACH:
                break
            state = self.state_of(referent.id)
            if state is not None and state not in nearest:
                nearest.append(state)
                if len(nearest) == count:
                    return tuple(reversed(nearest))
        return ()

    def last_people(self, count: int, sentence: int) -> tuple[str, ...]:
        """The people mentioned last, in reading order."""
        nearest: list[str] = []
        for referent in reversed(self.people):
            if referent.sentence < sentence - REACH:
                break
            if referent.id and referent.id not in nearest:
                nearest.append(referent.id)
                if len(nearest) == count:
                    return tuple(reversed(nearest))
        return ()

    def state_of(self, identifier: str | None) -> str | None:
        """The state or body for which an actor acts."""
        if identifier is None or self.kind(identifier) != "person":
            return identifier
        return self.catalogue.affiliation(identifier, self.date).id if identifier in self.catalogue.actors else None

    def office_holder(self, office: str, state: str | None, words: str) -> str | None:
        """The person of the document, else of the catalogue, who holds an office.

        Args:
            office: Class of office of the phrase.
            state: For which state or body; ``None`` if the phrase names none.
            words: The phrase.
        """
        meant = offices_meant(office)
        seen = set()
        for referent in reversed(self.people[-RECENT:]):
            person = referent.id
            if person is None or person in seen:
                continue
            seen.add(person)
            if state is not None and self.state_of(person) != state:
                continue
            if self.office(person) in meant or (
                "top" in words and office == "diplomat" and self.office(person) in DIPLOMATS
            ):
                return person
        if state is None or self.date is None:
            return None
        title = {
            "diplomat": "foreign minister",
            "spokesperson": "",
            "official": "",
            "minister": "",
            "negotiator": "chief negotiator",
        }.get(office)
        if title is None:
            title = office.replace("_", " ").replace("defence", "defense")
        if office == "diplomat" and not {"top", "chief", "senior"} & set(words.split()):
            return None
        return self.catalogue.title_holder(title, state, self.date) if title else None

    def office(self, person: str) -> str:
        """The class of office that the text or else the catalogue gives a person."""
        office = self.offices.get(person)
        if office is None:
            title = self.catalogue.affiliation(person, self.date).title if person in self.catalogue.actors else None
            office = self.offices[person] = office_of(title or "")
        return office

    def body_meant(self, office: str, words: str, *, speech: bool) -> str | None:
        """Which body "the agency", "the ministry", "this Assembly" is."""
        if office == "world_body":
            return "UN"
        if office == "government" and "administration" in words:
            return self.bodies.get("administration") or (
                "USA" if any(referent.id == "USA" for referent in self.states[-40:]) else None
            )
        if office in self.bodies:
            return self.bodies[office]
        if office == "bloc":
            return next(
                (state for referent in self.people[::-1][:8] if (state := self.state_of(referent.id)) in _BLOCS), None
            )
        return _DEFAULTS.get(office) if speech else None


def last_named(referents: Sequence[Referent], memory: Memory, sentence: int) -> str | None:
    """The state that "the country" is: the last one named."""
    for referent in reversed(referents):
        if referent.sentence < sentence - REACH:
            break
        if referent.id and memory.kind(referent.id) == "state":
            return referent.id
    return None
