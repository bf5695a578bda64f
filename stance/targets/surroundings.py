"""What stands around a phrase: who is named nearby, who does it, whose it is.

Every question is answered from the actor mentions of the document and the folded words between them and the phrase.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property
from operator import attrgetter

from stance import wordclasses as wc
from stance.text import fold
from stance.types import Document, Mention, Sentence
from stance.wordclasses import words

StateOf = Callable[[str], "str | None"]

# Words that cannot stand inside a noun group: between "US" and "sanctions" there may be "illegal", but not "said".
_FUNCTION_WORDS = (
    wc.AUXILIARIES
    | wc.ARTICLES
    | wc.DEMONSTRATIVES
    | wc.POSSESSIVES
    | wc.SUBJECTS
    | wc.OBJECTS
    | wc.RELATIVES
    | wc.QUESTIONS
    | wc.PREPOSITIONS
    | wc.SUBORDINATORS
    | words(
        "as than not no nor or but so also there here said says say told called calls call urged urges accused "
        "accuses demands demanded wants wanted makes made"
    )
)
_OBLIQUE = re.compile(
    r"(?:\bwith|\bagainst|\bover|\btowards?|\babout|\bafter|\bbesides|\bunlike|\bdespite|\bfor|\bin|\bfrom)\s+(?:the\s+)?$"
)
_BY = re.compile(r"\b(?:of|by)\s+(?:the\s+)?(?:government\s+of\s+(?:the\s+)?)?$")
_BETWEEN = re.compile(r" (?:(?:signed|reached|concluded|struck) )?between [^.;,:]{3,70}")
_OBJECT = re.compile(
    r"^\s+(?:(?:imposed|exercised|enforced|applied|maintained|in\s+force|reached|signed|concluded|struck)\s+)?"
    r"(with|between|among|against|on|upon|of|by)\s+(?:the\s+)?"
    r"(?:(?:people|republic|government|peoples?)\s+(?:and\s+\w+\s+)?of\s+(?:the\s+)?)?$"
)
IMPOSING = re.compile(
    r"\b(?:re-?)?(?:impos|appl|lift|eas|suspend|adopt|tighten|extend|renew|prolong|introduc|announc|approv|enact|instat)"
    r"(?:e|es|ed|ing|y|ies|ied|ying|s)?\b|\b(?:slap|slaps|slapped|remove[sd]?|removing|puts?|drop(?:s|ped)?)\b"
)
"""What is done with measures."""

_THEN = re.compile(r"(?:\s+(?:has|have|had|will|would|could|might|may|should|also|then|itself|themselves))*\s+")
_PARTNERS = frozenset({"with", "between", "among"})
_BREAK = re.compile(r"[;:.!?]\s")
_start = attrgetter("start")


class Surroundings:
    """Sentences and actor mentions of one document, prepared for the questions below.

    Args:
        document: The document.
        sentences: Its sentences, in order.
        mentions: Actor mentions by sentence; ``None`` where nobody looked for actors: then every question about
            actors is answered in favor of the phrase.
        state_of: Gives the state or body for which a person acts; identity where ``None``.
    """

    def __init__(
        self,
        document: Document,
        sentences: Sequence[Sentence],
        mentions: Sequence[Sequence[Mention]] | None,
        state_of: StateOf | None = None,
    ) -> None:
        self.folded = fold(document.text)
        self.text = document.text
        self.document = document
        self.sentences = sentences
        self.mentions = mentions
        self._state_of = state_of
        self._starts = [sentence.start for sentence in sentences]
        self._ids: dict[int, frozenset[str]] = {}
        self._states: dict[str, str] = {}

    def sentence_at(self, start: int, end: int) -> int:
        """Index of the sentence that holds the span; -1 if none holds all of it."""
        index = bisect_right(self._starts, start) - 1
        return index if index >= 0 and end <= self.sentences[index].end else -1

    def ids(self, mention: Mention) -> frozenset[str]:
        """States and bodies that a mention stands for."""
        if mention.entity_id is None and not mention.members:
            if mention.kind == "first_person" and self.document.speaker:
                return frozenset({self.document.speaker})
            return frozenset()
        own = (mention.entity_id,) if mention.entity_id else ()
        return frozenset(self._state(name) for name in own + mention.members) | frozenset(own)

    def _state(self, entity_id: str) -> str:
        if self._state_of is None:
            return entity_id
        if entity_id not in self._states:
            self._states[entity_id] = self._state_of(entity_id) or entity_id
        return self._states[entity_id]

    def named_in(self, index: int) -> frozenset[str]:
        """States and bodies named in a sentence; the speaker of a speech is named in all of them."""
        if self.mentions is None or not 0 <= index < len(self.sentences):
            return frozenset()
        if index not in self._ids:
            self._ids[index] = (
                frozenset().union(*map(self.ids, self.mentions[index])) if self.mentions[index] else frozenset()
            )
        return self._ids[index]

    @cached_property
    def named_anywhere(self) -> frozenset[str]:
        """States and bodies named in the document."""
        everywhere = frozenset({self.document.speaker}) if self.document.speaker else frozenset()
        return everywhere.union(*(self.named_in(index) for index in range(len(self.sentences))))

    def is_named(self, ids: frozenset[str], index: int, where: str) -> bool:
        """Whether one of ``ids`` is named in sentence ``index``, in it or a neighbour, or anywhere."""
        if self.mentions is None or self.document.speaker in ids:
            return True
        if where in ("before", "document"):
            return not ids.isdisjoint(self.named_anywhere)
        around = range(index - 1, index + 2) if where == "near" else (index,)
        return any(not ids.isdisjoint(self.named_in(place)) for place in around)

    def words_between(self, start: int, end: int) -> int:
        """Number of words between two places."""
        return len(self.folded[start:end].split())

    def _window(self, index: int, low: int, high: int) -> Sequence[Mention]:
        """Mentions of a sentence that start between two offsets; a "sentence" may be a whole book."""
        if self.mentions is None:
            return ()
        inside = self.mentions[index]
        if len(inside) < 12:
            return inside
        return inside[bisect_left(inside, low, key=_start) : bisect_right(inside, high, key=_start)]

    def beside(self, index: int, start: int, end: int, reach: int = 70) -> frozenset[str] | None:
        """Who a noun belongs to: "US sanctions", "America's illegal sanctions", "sanctions imposed by the US".

        Returns:
            Ids, empty for somebody unknown; ``None`` if nobody stands there.
        """
        for mention in self._window(index, start - 200, end + reach):
            if mention.start >= end:
                between = self.folded[end : mention.start]
                if len(between) <= reach and _BY.search(between) and not _BREAK.search(between):
                    return self.ids(mention)
            elif start - 40 <= mention.end <= start and self._modifies(mention, start):
                return self.ids(mention)
        return None

    def _modifies(self, mention: Mention, start: int) -> bool:
        """Whether a mention before a noun owns or describes it, rather than being the subject of a verb in between."""
        owns = mention.kind == "demonym" or mention.possessive or self.folded.startswith("'s", mention.end)
        return (owns or not self.folded[mention.end : start].strip(" -")) and self._one_group(mention.end, start)

    def _one_group(self, start: int, end: int) -> bool:
        between = self.folded[start:end].removeprefix("'s").removeprefix("'")
        words = between.replace("-", " ").split()
        return len(words) <= 3 and not any(
            word in _FUNCTION_WORDS or not word.strip('"').rstrip(",").isalnum() for word in words
        )

    def before(
        self, index: int, start: int, skip: Sequence[tuple[int, int]] = (), floor: int = 0
    ) -> frozenset[str] | None:
        """Who does what the verb at ``start`` says: the nearest actor before it that is not after "with", "against" ...

        Args:
            index: Sentence.
            start: Where the verb begins.
            skip: Spans whose mentions do not count (the "Iran" of "the Iran deal").
            floor: Where to stop looking.
        """
        for mention in reversed(self._window(index, max(floor, start - 600), start)):
            if mention.start < floor:
                return None
            if mention.end > start or any(left <= mention.start < right for left, right in skip):
                continue
            oblique = _OBLIQUE.search(self.folded, max(self.sentences[index].start, mention.start - 14), mention.start)
            subject = not self.folded[mention.end : start].strip()  # "a day after the United States imposed ..."
            if oblique and not (subject and oblique.group().startswith("after")):
                continue
            ids = self.ids(mention)
            if ids:
                return ids
        return None

    def another_acts(self, index: int, start: int, end: int, doer: str | None) -> bool:
        """Whether somebody else imposes or lifts something between two places ("..., should Oslo impose sanctions")."""
        for mention in self._window(index, start, end):
            if start <= mention.start and mention.end <= end and self.ids(mention) - {doer}:
                then = _THEN.match(self.folded, mention.end, end)
                if doer not in self.ids(mention) and then and IMPOSING.match(self.folded, then.end(), end):
                    return True
        return False

    def _between_others(self, index: int, end: int, allowed: frozenset[str]) -> bool:
        """Whether an agreement is said to be between two sides of which one is no party to it."""
        match = _BETWEEN.match(self.folded, end, end + 90)
        if match is None:
            return False
        sides = [mention for mention in self._window(index, end, match.end() + 1) if mention.end <= match.end() + 40]
        named = [self.ids(mention) for mention in sides if self.ids(mention)]
        return any(ids.isdisjoint(allowed) for ids in named[:2])

    def belongs_elsewhere(self, index: int, start: int, end: int, allowed: frozenset[str], doer: str | None) -> bool:
        """Whether the words right around a phrase make it somebody else's: "Israel's …", "… between X and Y".

        Args:
            index: Sentence.
            start: Start of the phrase.
            end: End of the phrase.
            allowed: Who may be named right beside it.
            doer: Whose it must be, if anybody owns it.
        """
        if self._between_others(index, end, allowed):
            return True
        for mention in self._window(index, start - 200, end + 60):
            ids = self.ids(mention)
            if not ids:
                continue
            if end <= mention.start <= end + 60:
                link = _OBJECT.search(self.folded[end : mention.start])
                if link is None or (doer is None and link.group(1) not in _PARTNERS):
                    continue
                if link.group(1) != "by" and mention.kind not in {"name", "demonym", "person", "group"}:
                    continue  # "the blockade of our sister nation", "the embargo on the people and Government of Cuba"
                if ids.isdisjoint({doer} if doer and link.group(1) == "by" else allowed):
                    return True
            elif self.folded.startswith(("the ", "this ", "that ", "these ", "those "), start):
                continue  # nothing before an article owns what follows it
            elif start - 40 <= mention.end <= start and self._one_group(mention.end, start):
                owned = mention.possessive or self.folded.startswith("'s", mention.end)
                beside = (
                    len(self.folded[mention.end : start].split()) <= 1
                )  # "Israeli premier blasts Iran deal" is no Israeli deal
                if (owned or (mention.kind == "demonym" and beside)) and ids.isdisjoint(
                    {doer} if owned and doer else allowed
                ):
                    return True
        return False
