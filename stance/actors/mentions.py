"""Finds where a document names or refers to actors.

Spans: a mention holds a person's name with the titles and role before it ("Foreign Minister Mohammad Javad
Zarif", "Mr. Trump"), and "of Israel" after
it; a role in apposition ("X, the head of ...") is a mention of its own for the same person. A role phrase holds
its state and what completes it
("the spokesman for the French foreign ministry", "Peru's envoy to the European Union"). Mentions never overlap.

Kinds: ``demonym`` is a name or adjective that only modifies a noun ("Iran deal", "US sanctions", "anti-Iran
resolution", "Iranian documents"):
no agent, though its actor may own the noun ("Russian opposition to ..."). ``noun`` is a person or group of people
in no catalogue ("several analysts",
"a former Israeli official"), without an id. "The Iranians" and "the Trump administration" are agents (``name``,
``role``). Pronouns and
role phrases come without an id, or with that of their state; :func:`stance.actors.reference.resolve` does the rest.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from stance.actors.catalogue import Catalogue
from stance.actors.chunks import Scene
from stance.actors.complements import follow_role, name_after_comma, push
from stance.actors.later_names import later_names
from stance.actors.lexemes import GEORGIA_STATE, GEORGIA_US, TURKEY_BIRD, Class, Lexeme, matcher
from stance.actors.names import (
    demonym_chunk,
    first_person_chunk,
    fits_case,
    person_chunk,
    pronoun_chunk,
    state_chunk,
    unknown_speaker,
)
from stance.actors.people import People
from stance.actors.role_phrases import european_parties, role_chunk
from stance.text import fold
from stance.types import Document, Mention, Sentence


class Detail(NamedTuple):
    """What a mention's words say beyond the actor, for resolution.

    Args:
        office: Class of office (:mod:`stance.actors.roles`) of a role phrase or titled person.
        number: Number of the head of a role phrase; empty for others.
        state: Id of the state or body in the phrase.
        gender: ``m``, ``f`` or empty.
        owner: The pronoun itself, or the pronoun that owns the role ("his" counterpart).
        size: Of a group that earlier mentions tell, how many.
        words: The folded words of the title.
    """

    office: str = ""
    number: str = ""
    state: str | None = None
    gender: str = ""
    owner: str = ""
    size: int = 0
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentMentions:
    """All mentions of a document.

    Args:
        by_sentence: Mentions of each sentence in reading order, not overlapping.
        catalogue: The catalogue with the people whom the document introduces itself.
        date: Day for looking up dated roles: that of the document, else estimated from the titles that its people
        bear.
        details: By the start of a mention, what its words say for resolution.
    """

    by_sentence: list[list[Mention]]
    catalogue: Catalogue
    date: datetime.date | None
    details: dict[int, Detail]


class MentionFinder:
    """Finds mentions with one automaton built from a catalogue; keep one and use it for all documents.

    Args:
        catalogue: The actors to find.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._matcher = matcher(catalogue)
        self._groups = {actor.id: actor.members for actor in catalogue.actors.values() if actor.members}

    def find(self, document: Document, sentences: Sequence[Sentence]) -> DocumentMentions:
        """Mentions of a document's sentences, pronouns and role phrases unresolved.

        Args:
            document: The document; its date decides who holds an office.
            sentences: Its sentences in order.

        >>> from stance.actors.catalogue import load_catalogue
        >>> text = "Foreign Minister Mohammad Javad Zarif praised the deal; the Russians agreed."
        >>> sentence = Sentence(document_id="d", index=0, start=0, end=len(text), text=text)
        >>> found = MentionFinder(load_catalogue()).find(Document(id="d", text=text, published="2016"), [sentence])
        >>> [(mention.entity_id, mention.text) for mention in found.by_sentence[0]]
        [('mohammad_javad_zarif', 'Foreign Minister Mohammad Javad Zarif'), ('RUS', 'Russians')]
        """
        text = document.text
        folded = fold(text)
        atoms = self._matcher.find(folded)
        doubtful = _doubtful_names(folded, document)
        outlet = fold(document.outlet) if document.outlet else ""
        people = People(self.catalogue, document, folded)
        scenes: list[Scene] = []
        deals: dict[int, bool] = {}
        place, count = 0, len(atoms)
        for sentence in sentences:
            start, end = sentence.start, sentence.end
            while place < count and atoms[place].start < start:
                place += 1
            first = place
            while place < count and atoms[place].end <= end:
                place += 1
            if place == first and "," not in sentence.text:
                scenes.append(_NOTHING)
                continue
            scene = Scene(text, folded, sentence, document.speaker is not None, deals)
            scene.atoms = atoms[first:place]
            _read(scene, doubtful)
            if outlet and outlet in folded[start:end]:
                _without_outlet(scene, outlet)
            scenes.append(scene)
        return _finish(document, sentences, scenes, people, self._groups)


_NOTHING = Scene("", "", Sentence(document_id="", index=0, start=0, end=0, text=""), True)


def _read(scene: Scene, doubtful: frozenset[str]) -> None:
    """Puts the chunks of one sentence together."""
    chunks = scene.chunks
    done = scene.start
    for place, (start, end, values) in enumerate(scene.atoms):
        if start < done:
            continue
        scene.place = place
        lexeme = values[0] if len(values) == 1 else _choose(scene, start, end, values)
        if lexeme is None:
            continue
        cls = lexeme.cls
        if cls == "first":
            chunk = first_person_chunk(scene, start, end)
        elif cls == "role":
            assert lexeme.noun is not None  # noqa: S101  # role lexemes always carry one
            role_chunk(scene, start, end, lexeme.noun)
            done = chunks[-1].end if chunks else done
            continue
        elif cls == "pronoun":
            chunk = pronoun_chunk(scene, start, end)
        elif cls == "stop":
            continue
        elif cls == "said":
            chunk = None if scene.speech else unknown_speaker(scene, start, end)
        elif not fits_case(lexeme, scene, start, end) or (doubtful and scene.folded[start:end] in doubtful):
            continue
        elif cls in ("person", "family"):
            chunk = person_chunk(
                scene, start, end, lexeme, tuple(value.id for value in values if value.cls in ("person", "family"))
            )
            if chunk is not None and follow_role(scene, chunk):
                done = end
                continue
        elif cls in ("demonym", "plural"):
            chunk = demonym_chunk(scene, start, end, lexeme)
        else:
            chunk = state_chunk(scene, start, end, lexeme)
            if chunk is not None and lexeme.id.startswith("JCPOA_"):
                european_parties(scene, chunk)
        if chunk is not None:
            push(scene, chunk)
            done = end
    if not scene.speech:
        for index, chunk in enumerate(chunks):
            person = name_after_comma(scene, chunk) if chunk.head is not None else None
            following = chunks[index + 1] if index + 1 < len(chunks) else None
            if person is not None and (following is None or person.end <= following.start):
                chunks.insert(index + 1, person)


def _choose(scene: Scene, start: int, end: int, values: tuple[Lexeme, ...]) -> Lexeme | None:
    """What a phrase with several readings means here; ``None`` where only other mentions could tell."""
    fitting = [value for value in values if fits_case(value, scene, start, end)]
    if not fitting:
        return None
    shouted = scene.text[start:end].isupper() and end - start > 1
    for value in fitting:
        if value.cls == "stop" or (value.cls in ("first", "pronoun", "said") and not shouted):
            return value
    for cls in _PREFERENCE:
        of_class = [value for value in fitting if value.cls == cls]
        if of_class and (len({value.id for value in of_class}) == 1 or cls in ("person", "family")):
            return of_class[0]
        if of_class:
            seen = [value for value in of_class if any(chunk.id == value.id for chunk in scene.chunks)]
            return seen[0] if len(seen) == 1 else None
    return None


_PREFERENCE: tuple[Class, ...] = (
    "person",
    "state",
    "body",
    "organ",
    "demonym",
    "plural",
    "capital",
    "role",
    "family",
    "first",
    "pronoun",
)


def _doubtful_names(folded: str, document: Document) -> frozenset[str]:
    """Names of states that mean something else in this document."""
    doubtful = set()
    if "georgia" in folded and document.speaker is None and _about(folded, GEORGIA_US) > _about(folded, GEORGIA_STATE):
        doubtful |= {"georgia", "georgian", "georgians"}
    if (
        "turkey" in folded
        and any(word in folded for word in TURKEY_BIRD)
        and "ankara" not in folded
        and "erdogan" not in folded
    ):
        doubtful.add("turkey")
    return frozenset(doubtful)


def _about(folded: str, words: Iterable[str]) -> int:
    return sum(folded.count(word) for word in words)


def _without_outlet(scene: Scene, outlet: str) -> None:
    start = scene.folded.find(outlet, scene.start, scene.end)
    while start >= 0:
        end = start + len(outlet)
        scene.chunks = [chunk for chunk in scene.chunks if chunk.end <= start or chunk.start >= end]
        start = scene.folded.find(outlet, end, scene.end)


def _finish(
    document: Document,
    sentences: Sequence[Sentence],
    scenes: Sequence[Scene],
    people: People,
    groups: Mapping[str, tuple[str, ...]],
) -> DocumentMentions:
    catalogue, date = people.settle([scene.chunks for scene in scenes])
    extra = later_names(people.families, people.text, people.folded, sentences, scenes)
    text, folded = document.text, _shared_folded(scenes)
    details: dict[int, Detail] = {}
    by_sentence: list[list[Mention]] = []
    for index, scene in enumerate(scenes):
        mentions = []
        chunks = scene.chunks
        if index in extra:
            chunks = sorted([*chunks, *extra[index]], key=lambda chunk: chunk.start)
        last = -1
        for chunk in chunks:
            if (chunk.kind == "person" and chunk.id is None) or chunk.start < last:
                continue
            start = chunk.start
            last = end = chunk.end
            mentions.append(
                Mention(
                    entity_id=chunk.id,
                    text=text[start:end],
                    start=start,
                    end=end,
                    kind=chunk.kind,
                    members=chunk.members or groups.get(chunk.id or "", ()),
                    possessive=chunk.possessive,
                )
            )
            head = chunk.head
            if head is not None or chunk.owner or chunk.count or chunk.gender or chunk.many:
                words = folded[start : chunk.name[0] if chunk.name else end] if head is not None else ""
                number: str = head.number if head is not None else ("many" if chunk.many else "")
                details[start] = Detail(
                    chunk.office, number, chunk.state, chunk.gender, chunk.owner, chunk.count, words
                )
        by_sentence.append(mentions)
    return DocumentMentions(by_sentence=by_sentence, catalogue=catalogue, date=date, details=details)


def _shared_folded(scenes: Sequence[Scene]) -> str:
    """The folded text that the scenes share."""
    return next((scene.folded for scene in scenes if scene is not _NOTHING), "")
