"""Whether the conditions of a codebook phrase are met where its words were found."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from stance.targets.phrases import begins, ends, holds_one
from stance.targets.prepared import Entry, Prepared
from stance.targets.surroundings import Surroundings
from stance.types import TargetMention, TargetPhrase

BEFORE = 15
BESIDE = 2
"""How many sentences around a mention of another target must lie for a phrase that needs it."""

_PASSIVE = frozenset({"be", "was", "were", "been", "being", "is", "are"})

_UNDONE = re.compile(
    r"(?: (?!(?:that|which|until|unless|if|and|but|or|says?|said)\b)[\w'-]+){0,8}?"
    r" (?:will|would|could|should|may|might|can|must|are to|were to) (?:soon )?"
    r"(?:be (?:lifted|eased|waived|suspended|removed|dropped|ended|relaxed|scrapped|withdrawn)\b"
    r"|(?:end|expire|lapse)(?=[.,;]|$| (?:on|in|at|by|next|soon|this)\b))"
)
"""What follows a measure that is over: "announced that sanctions against Oslo **would be lifted**"."""


def targets_hold(
    entry: Entry, around: Surroundings, found: Mapping[str, Mapping[int, Sequence[TargetMention]]], index: int
) -> bool:
    """Whether a target that the phrase needs is named as near as it must be."""
    if not entry.targets or around.mentions is None:
        return True
    where, size = entry.phrase.where, len(around.sentences)
    back = {"sentence": 0, "near": BESIDE, "before": BEFORE, "document": size}[where]
    ahead = 0 if where == "before" else back
    return any(
        found.get(name, {}).get(place)
        for name in entry.targets
        for place in range(max(0, index - back), min(size, index + ahead + 1))
    )


def holds(
    entry: Entry,
    item: Prepared,
    around: Surroundings,
    index: int,
    words: tuple[int, int],
    thing: tuple[int, int] | None = None,
    skip: Sequence[tuple[int, int]] = (),
) -> bool:
    """Whether the conditions of a phrase are met where it was found.

    Args:
        entry: The phrase.
        item: Its target.
        around: The document.
        index: Sentence.
        words: Span of the phrase.
        thing: Span of what it is done to, for phrases with ``of``.
        skip: Spans in which nobody is an agent (the "Iran" of "the Iran deal").
    """
    phrase = entry.phrase
    start, end = words
    if entry.acronyms and not all(word in around.text[start:end] for word in entry.acronyms):
        return False
    stop = max(end, thing[1]) if thing else end
    if phrase.not_before and begins(around.folded[stop : stop + 40].lstrip(' "'), phrase.not_before):
        return False
    if phrase.not_after and ends(around.folded[max(0, start - 40) : start].rstrip(' "-'), phrase.not_after):
        return False
    if thing and phrase.not_between and thing[0] >= end:
        if holds_one(around.folded[end : thing[0]], phrase.not_between):
            return False
        if around.another_acts(index, end, thing[0], phrase.agent or phrase.doer):
            return False
        if _UNDONE.match(around.folded, stop, around.sentences[index].end):
            return False
    if around.mentions is None:
        return True
    if entry.actors and not around.is_named(entry.actors, index, phrase.where):
        return False
    if phrase.agent:
        if phrase.agent_where == "before":
            return phrase.agent in _who_does(around, index, words, thing, skip)
        return _is_beside(phrase, around, index, words, thing)
    if entry.actors or item.parties:
        allowed = entry.actors | item.parties | ({phrase.doer} if phrase.doer else frozenset())
        return not around.belongs_elsewhere(index, start, stop, allowed, phrase.doer)
    return True


def _who_does(
    around: Surroundings,
    index: int,
    words: tuple[int, int],
    thing: tuple[int, int] | None,
    skip: Sequence[tuple[int, int]],
) -> frozenset[str]:
    """Agent of a verb: before it, or after "by" in the passive, or between thing and verb ("the deal that X left")."""
    nobody: frozenset[str] = frozenset()
    previous = around.folded[max(0, words[0] - 12) : words[0]].split()[-1:]
    if thing and thing[1] <= words[0]:
        between = set(around.folded[thing[1] : words[0]].split())
        if not between.isdisjoint(_PASSIVE):
            return around.beside(index, words[1], words[1]) or nobody
        return around.before(index, words[0], skip, floor=thing[1]) or nobody
    doing = around.folded[words[0] : words[1]].partition(" ")[0].endswith("ing")  # "is pulling out"
    if previous and previous[0] in _PASSIVE and not doing:
        return around.beside(index, words[1], max(words[1], thing[1] if thing else 0)) or nobody
    return around.before(index, words[0], skip) or nobody


def _is_beside(
    phrase: TargetPhrase, around: Surroundings, index: int, words: tuple[int, int], thing: tuple[int, int] | None
) -> bool:
    who = around.beside(index, *words)
    if thing and (who is None or phrase.agent not in who):
        who = around.beside(index, words[0], max(words[1], thing[1])) or who
    return phrase.agent in who if who is not None else phrase.agent_where == "beside_or_unnamed"
