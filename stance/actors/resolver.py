"""One pass over a document's mentions that finds out whom pronouns, role phrases and groups mean."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from stance.actors.antecedents import RECENT, Memory, Referent, last_named
from stance.actors.groups import E3_MEMBERS
from stance.actors.mentions import Detail, DocumentMentions
from stance.actors.quoted import with_id
from stance.actors.roles import MANY
from stance.types import Attribution, Document, Mention, Span

_NO_DETAIL = Detail()
OWNS, BESIDE = 3, 12  # characters at most between an owner and what it owns, between names joined by "and"
NEAR = 120  # characters between "they" and whom it means, in a speech
_PEOPLE_WORDS = ("leaders", "men", "women", "ministers", "presidents", "diplomats", "officials")


class Resolver:
    """Goes through the mentions of a document once, in reading order.

    Args:
        document: The document.
        mentions: Its mentions, unresolved.
        attributions: Who says what.
    """

    def __init__(self, document: Document, mentions: DocumentMentions, attributions: Sequence[Attribution]) -> None:
        self.document, self.details = document, mentions.details
        self.text = document.text
        genders = {}
        for found in mentions.by_sentence:
            for mention in found:
                detail = mentions.details.get(mention.start)
                if detail is not None and detail.gender and mention.entity_id and mention.kind in ("person", "role"):
                    genders[mention.entity_id] = detail.gender
        self.memory = Memory(mentions.catalogue, mentions.date, genders)
        self.by_start: dict[int, Mention] = {}
        direct = sorted(
            ((span, item) for item in attributions if item.kind == "direct" for span in item.content),
            key=lambda pair: pair[0],
        )
        self.quotes: list[Span] = [span for span, _ in direct]
        self.quote_starts = [start for start, _ in self.quotes]
        self.quote_speakers = [item.speaker for _, item in direct]
        self.speakers = {item.speaker.start for item in attributions if item.speaker is not None}

    def _quote(self, position: int) -> int:
        """Index of the quotation around a position, or -1."""
        index = bisect_right(self.quote_starts, position) - 1
        return index if index >= 0 and position < self.quotes[index][1] else -1

    def sentence(self, index: int, found: Sequence[Mention]) -> list[Mention]:
        """Resolves the mentions of one sentence."""
        resolved: list[Mention] = []
        memory, details = self.memory, self.details
        previous: Mention | None = None
        owner: Mention | None = None
        for place, mention in enumerate(found):
            kind = mention.kind
            if kind == "first_person":
                resolved.append(mention)
                continue
            detail = details.get(mention.start, _NO_DETAIL)
            quote = self._quote(mention.start) if self.quotes else -1
            if kind == "pronoun":
                ahead = found[place + 1] if place + 1 < len(found) and index not in memory.people_in else None
                mention = self._pronoun(mention, detail, index, quote, ahead)
            elif detail.number or detail.size:
                mention = self._role(mention, detail, index, quote)
            if detail.office and mention.entity_id and kind in ("person", "role"):
                if memory.kind(mention.entity_id) == "person":
                    memory.offices[mention.entity_id] = detail.office
                elif detail.number == "body":
                    memory.bodies[detail.office] = mention.entity_id
            if mention.start in self.speakers:
                self.by_start[mention.start] = mention
            resolved.append(mention)
            if kind != "pronoun":
                memory.note_bloc(detail.state or mention.entity_id)
                if detail.state and detail.state != mention.entity_id and mention.entity_id is not None:
                    memory.states.append(
                        Referent(detail.state, index, possessive=True, quoted=quote >= 0, start=mention.start)
                    )
                one = detail.number == "one" and kind == "role"
                memory.add(
                    mention, index, quoted=quote >= 0, plural=detail.number == "many" or kind == "group", person=one
                )
                if one and mention.entity_id:
                    memory.roles[detail.office] = mention.entity_id
                reach = mention.start
                if owner is not None and previous is not None and previous.possessive and reach - previous.end <= OWNS:
                    previous, reach = owner, previous.start  # "Germany's Merkel and France's Macron"
                if previous is not None and reach - previous.end <= BESIDE:
                    self._coordinate(previous, mention, self.text[previous.end : reach], index, quote)
                owner = previous
                previous = mention
            if mention.start in self.speakers and quote < 0:
                self._focus(mention, index)
        return resolved

    def _focus(self, mention: Mention, index: int) -> None:
        person = self.details.get(mention.start, _NO_DETAIL).number == "one" or bool(
            mention.entity_id and self.memory.kind(mention.entity_id) == "person"
        )
        self.memory.foci.setdefault(index, []).append(
            Referent(mention.entity_id, index, mention.members, person=person)
        )

    def _coordinate(self, first: Mention, second: Mention, between: str, index: int, quote: int) -> None:
        """Takes note of "Russia and China" as what "they" may mean next."""
        gap = between.lower().split()
        if gap[-1:] == ["the"]:
            gap.pop()
        if (
            first.entity_id == second.entity_id
            or gap not in (["and"], [",", "and"], [","], [",and"])
            or not first.entity_id
            or not second.entity_id
        ):
            return
        several = self.details.get(second.start, _NO_DETAIL).number == "many"  # "X and the ministers of A and B"
        if not several and (self.memory.kind(first.entity_id) == "person") != (
            self.memory.kind(second.entity_id) == "person"
        ):
            return  # "Germany's Merkel and France's Macron"
        plurals = self.memory.plurals
        members: tuple[str, ...] = (first.entity_id,)
        if plurals and plurals[-1].sentence == index and plurals[-1].members[-1:] == (first.entity_id,):
            members = plurals[-1].members
        joined = Mention(
            entity_id=None,
            text="",
            start=second.start,
            end=second.end,
            kind="group",
            members=(*members, second.entity_id),
        )
        self.memory.add(joined, index, quoted=quote >= 0, plural=True)

    def _speaker_of(self, quote: int) -> str | None:
        if quote < 0:
            return None
        speaker = self.quote_speakers[quote]
        if speaker is None:
            return None
        return self.by_start.get(speaker.start, speaker).entity_id

    def _pronoun(self, mention: Mention, detail: Detail, index: int, quote: int, ahead: Mention | None) -> Mention:
        word = detail.owner
        memory = self.memory
        if (
            word in ("his", "her")
            and ahead is not None
            and ahead.kind == "person"
            and self.text[ahead.start - 2 : ahead.start] == ", "
        ):
            return with_id(mention, ahead.entity_id)  # "In his remarks, Zarif said"
        if word in ("he", "his", "she", "her"):
            person = memory.person(detail.gender, index, quoted=quote >= 0, without=self._speaker_of(quote))
            if person is not None and detail.gender == "f" and not memory.gender(person):
                memory.genders[person] = "f"
            return with_id(mention, person)
        if word in ("they", "their"):
            return self._plural(mention, index)
        body = memory.body(index)
        if word == "it" and body is not None and quote < 0:
            memory.foci.setdefault(index, []).append(Referent(body, index))  # what goes on being spoken of
        return with_id(mention, body)

    def _plural(self, mention: Mention, index: int) -> Mention:
        found = self.memory.plural(index, mention.start)
        if found is not None and self.document.speaker is not None:  # speeches are full of plurals that are no actors
            initial = mention.text[0].isupper() and found.sentence == index - 1
            if not initial and (found.sentence != index or mention.start - found.start > NEAR):
                found = None
        if found is not None:
            return with_id(mention, found.id, found.members)
        if self.document.speaker is None and mention.text[0] in "Tt" and not mention.possessive:
            return with_id(mention, self.memory.body(index))
        return mention

    def _owner(self, detail: Detail, index: int, quote: int) -> str | None:
        """Who "his" or "our" in a role phrase is."""
        word = detail.owner
        if word in ("his", "her"):
            return self.memory.person(
                "m" if word == "his" else "f", index, quoted=quote >= 0, without=self._speaker_of(quote)
            )
        if word in ("our", "my"):
            return self._speaker_of(quote) if quote >= 0 else self.document.speaker
        if word == "their":
            found = self.memory.plural(index, 1 << 60)
            return found.id if found is not None and not found.members else None
        if word == "its":
            return self.memory.body(index)
        if word == "land":  # "the country's president"
            return last_named(self.memory.states, self.memory, index)
        return self.memory.body_meant(word, "", speech=self.document.speaker is not None) if word else None

    def _role(self, mention: Mention, detail: Detail, index: int, quote: int) -> Mention:
        memory, number = self.memory, detail.number
        if (
            "administration official" in detail.words
            and detail.state is None
            and not {"former", "ex"} & set(detail.words.split())
        ):
            return with_id(mention, "USA")
        if mention.kind in ("person", "name") or (mention.kind == "noun" and number != "many"):
            return mention
        if mention.kind == "group":
            return self._group(mention, detail, index, quote)
        if number == "one":
            return self._person(mention, detail, index, quote)
        if mention.entity_id is not None:
            return mention
        if number == "many":
            if mention.kind == "noun" and detail.office == "official" and self.text.startswith(" there", mention.end):
                return with_id(mention, last_named(memory.states, memory, index))
            found = memory.plural(index, mention.start) if detail.owner == "their" else None
            return with_id(mention, found.id, found.members) if found is not None and found.members else mention
        owner = self._owner(detail, index, quote) if detail.owner else None
        if number == "land":
            if detail.owner:
                return with_id(mention, memory.state_of(owner))
            return with_id(mention, last_named(memory.states, memory, index))
        if number == "body" and self.text.startswith(" of ", mention.end):
            ours = self.text.startswith((" of my country", " of our country"), mention.end)
            return with_id(mention, self.document.speaker) if ours else mention
        if number == "body":
            speech = self.document.speaker is not None
            if detail.office in ("organization", "council", "assembly", "world_body") and (speech or not detail.owner):
                return with_id(mention, memory.body_meant(detail.office, detail.words, speech=speech))
            if detail.owner:
                return with_id(mention, memory.state_of(owner))
            return with_id(
                mention,
                memory.body_meant(detail.office, detail.words, speech=speech) or self._of_speaker(detail, index),
            )
        return mention

    def _of_speaker(self, detail: Detail, index: int) -> str | None:
        """Whose "the government", "the ministry" are: of a state just spoken of."""
        if "regime" in detail.words:  # what others call a government
            speakers = {self.memory.state_of(referent.id) for referent in self.memory.foci.get(index, ())} | {"USA"}
            others = [referent for referent in self.memory.states[-RECENT:] if referent.id not in speakers]
            return last_named(others, self.memory, index)
        if detail.office not in ("government", "ministry", "forces", "parliament"):
            return None
        spoken = [self.memory.state_of(referent.id) for referent in self.memory.foci.get(index, ()) if referent.person]
        if detail.office == "government" and spoken and spoken[0] and self.memory.kind(spoken[0]) == "state":
            return spoken[0]  # "the minister said that the government ...": his own
        return next(iter(self.memory.last_states(1, index, people=True)), None)

    def _person(self, mention: Mention, detail: Detail, index: int, quote: int) -> Mention:
        memory = self.memory
        if mention.entity_id is not None and memory.kind(mention.entity_id) == "person":
            return mention
        words = detail.words.split()
        if {"first", "next", "late", "future", "second"} & set(words):
            return mention
        if words[:1] and (words[0] in ("a", "an", "one", "another", "no", "any") or words[0] in MANY):
            return mention
        state = detail.state
        if detail.office in ("counterpart", "predecessor", "successor"):
            return with_id(mention, self._counterpart(detail, index, quote) or state)
        if state is None and detail.owner:
            state = memory.state_of(self._owner(detail, index, quote))
            if state is None:
                return mention
        if state is None and detail.office == "secretary_general":
            state = "UN"
        if state is None and self.document.speaker is not None:
            return mention
        person = memory.office_holder(detail.office, state, detail.words)
        if person is None and state is None:
            person = memory.roles.get(detail.office)
        if (
            person is None
            and state is None
            and detail.office not in ("official", "spokesperson", "minister", "diplomat", "leader", "chief")
        ):
            person = memory.office_holder(detail.office, last_named(memory.states, memory, index), detail.words)
        return with_id(mention, person or (state if mention.entity_id is None else mention.entity_id))

    def _counterpart(self, detail: Detail, index: int, quote: int) -> str | None:
        memory = self.memory
        owner = self._owner(detail, index, quote) if detail.owner else None
        if owner is None or memory.kind(owner) != "person" or detail.office != "counterpart":
            return None
        office = memory.office(owner)
        if not office:
            return None
        if detail.state is not None:
            return memory.office_holder(office, detail.state, office.replace("_", " "))
        home = memory.state_of(owner)
        for referent in reversed(memory.people):
            if (
                referent.id
                and referent.id != owner
                and memory.state_of(referent.id) != home
                and memory.office(referent.id) == office
            ):
                return referent.id
        return None

    def _group(self, mention: Mention, detail: Detail, index: int, quote: int) -> Mention:
        memory, count = self.memory, detail.size
        if not count:
            return mention
        head = mention.text.lower().split()[-1]
        named = memory.plural(index, mention.start)
        if named is not None and len(named.members) == count and not detail.owner:
            return _together(mention, named.members)
        if head in _PEOPLE_WORDS:
            people = memory.last_people(count, index)
            if len(people) == count:
                return with_id(mention, None, people)
        if detail.owner in ("our", "his", "her"):
            home = memory.state_of(self._owner(detail, index, quote))
            others = [state for state in memory.last_states(count + 1, index, people=True) if state != home]
            others = others or [state for state in memory.last_states(count, index, people=True) if state != home]
            if home and len(others) >= count - 1:
                return with_id(mention, None, (home, *others[-(count - 1) :]))
        return _together(
            mention, memory.last_states(count, index, people=False) or memory.last_states(count, index, people=True)
        )


def _together(mention: Mention, members: tuple[str, ...]) -> Mention:
    """The mention for states that are spoken of as a group, which may have a name ("the three governments": the E3)."""
    return with_id(mention, "E3" if frozenset(members) == frozenset(E3_MEMBERS) else None, members)
