"""Words that take up an earlier mention of a target: "the penalties", once the US sanctions were named, "his decision".

Which words can take up which mentions stands in the codebook (``echoes``); whose they are is decided here. News name a
measure once and then go on about "the move" and "the measures"; each of these may as well be another's, so an echo
needs a mention of the right kind close before it, and nothing of the same name of somebody else's in between.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stance.targets.anaphora import THE, determined
from stance.targets.phrases import begins, ends, is_acronym
from stance.targets.spans import Spans
from stance.targets.surroundings import IMPOSING, Surroundings
from stance.text import PhraseMatcher, fold
from stance.types import TargetEcho, TargetMention
from stance.wordclasses import words

_BARGAIN = re.compile(
    r"\b(?:(?:return|exchange) for\b[^.;,]{0,70}"
    r"|(?:agreement|deal|accord|pact)\b[^.;,]{0,40} to (?:lift|ease|remove|suspend|end)\b[^.;,]{0,20})\Z"
)
"""What a bargain gives for something ("limits in exchange for an easing of sanctions") is a part of the bargain."""

_IMPOSING_REACH = 7
"""How many words the verb may stand from the measure."""

_ADDRESSED = words("your")
_DATED = re.compile(
    r"\b(?:today|yesterday|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|last (?:week|month|year)|"
    r"this (?:week|month))'s (?:\w+ )?\Z"
)
_WORD = re.compile(r"[\w'-]+")


class EchoFinder:
    """The echoes of one target, made ready for the search.

    Args:
        echoes: What the codebook lists.
    """

    def __init__(self, echoes: Sequence[TargetEcho]) -> None:
        self._phrases = PhraseMatcher([(echo.text, echo) for echo in echoes])
        self._of = {echo.of: frozenset(word if is_acronym(word) else fold(word) for word in echo.of) for echo in echoes}

    def __len__(self) -> int:
        return len(self._phrases)

    def find(
        self,
        around: Surroundings,
        target: str,
        own: Mapping[int, Sequence[TargetMention]],
        parties: frozenset[str],
        doer: str | None,
    ) -> dict[int, list[TargetMention]]:
        """Further mentions by sentence.

        Args:
            around: The document.
            target: Id of the target.
            own: Its mentions by sentence.
            parties: The actors that it is between or about.
            doer: Whose measure it is, where a mention taken up does not say.
        """
        found: dict[int, list[TargetMention]] = {}
        if not own or not len(self):
            return found
        named = sorted(
            ((hit.start, hit.end, index, hit) for index, hits in own.items() for hit in hits if hit.sign > 0),
            key=lambda item: item[:3],
        )
        waiting = deque(_Named(start, index, _words(hit.text), hit) for start, _, index, hit in named)
        taken = Spans([(start, end) for start, end, _, _ in named])
        before: list[_Named] = []
        rivals: dict[str, int] = {}
        deed = -1
        for match in self._phrases.find(around.folded):
            while waiting and waiting[0].start < match.start:
                item = waiting.popleft()
                if before and item.hit.kind == "anaphor":  # which says no more of what it takes up
                    item = item._replace(words=item.words | before[-1].words)
                before.append(item)
            index = around.sentence_at(match.start, match.end)
            if index < 0 or taken.touch(match.start, match.end):
                continue
            noun = around.folded[match.start : match.end].split()[-1]
            for echo in match.values:
                antecedent = _antecedent(before, index, self._of[echo.of], echo.reach)
                whose = (antecedent.hit.doer if antecedent else None) or doer
                if _done_by_others(around, index, match.start, whose):
                    deed = match.start  # "the Union extended sanctions": "the decision" is the Union's then
                    continue
                start = _opening(around, index, (match.start, match.end), echo, parties, whose)
                if start is None:
                    rivals[noun] = match.start
                elif start >= 0 and antecedent is not None and max(deed, rivals.get(noun, -1)) < antecedent.start:
                    hit = TargetMention(
                        target=target, text=around.text[start : match.end], start=start, end=match.end, kind="anaphor",
                        sign=echo.sign, doer=whose,
                    )  # fmt: skip
                    found.setdefault(index, []).append(hit)
                    if echo.sign > 0:
                        before.append(_Named(match.start, index, antecedent.words | {noun}, hit))
                    break
        return found


def _words(text: str) -> frozenset[str]:
    """Folded words, and acronyms as they are written."""
    return frozenset(_WORD.findall(fold(text))) | frozenset(word for word in _WORD.findall(text) if is_acronym(word))


class _Named(NamedTuple):
    """A mention that may be taken up: where it starts, in which sentence, and its words."""

    start: int
    place: int
    words: frozenset[str]
    hit: TargetMention


def _antecedent(before: Sequence[_Named], index: int, of: frozenset[str], reach: int) -> _Named | None:
    for item in reversed(before):
        if item.place < index - reach:
            return None
        if not of or not of.isdisjoint(item.words):
            return item
    return None


def _opening(
    around: Surroundings,
    index: int,
    place: tuple[int, int],
    echo: TargetEcho,
    parties: frozenset[str],
    doer: str | None,
) -> int | None:
    """Where the noun phrase of an echo begins; -1 where the words say nothing, ``None`` where they are another's."""
    start, end = place
    sentence = around.sentences[index]
    left = around.folded[sentence.start : start]
    if echo.not_after and ends(left.rstrip(' "-'), echo.not_after):
        return None
    if echo.not_before and begins(around.folded[end : end + 40].lstrip(' "'), echo.not_before):
        return -1
    allowed = parties | {doer} if doer else parties
    if around.belongs_elsewhere(index, start, end, allowed, doer):
        return None
    if _BARGAIN.search(left):
        return -1
    owners = around.beside(index, start, end)
    if owners:
        return start if doer in owners else None
    speech = around.document.speaker is not None  # which complains of many things, each of them named
    if (echo.bare and not speech) or _ADDRESSED & set(left.split()[-4:]):
        return start
    dated = _DATED.search(left)
    return dated.start() + sentence.start if dated else determined(around.folded, start, THE, sentence.start)


def _done_by_others(around: Surroundings, index: int, start: int, doer: str | None) -> bool:
    """Whether somebody else imposes or lifts what is named ("the Union lifted the sanctions")."""
    floor = around.sentences[index].start
    verbs = list(IMPOSING.finditer(around.folded, max(floor, start - 80), start))
    if not verbs or around.words_between(verbs[-1].end(), start) > _IMPOSING_REACH:
        return False
    who = around.before(index, verbs[-1].start(), floor=floor)
    return who is not None and doer not in who
