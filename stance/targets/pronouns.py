"""The pronoun "it" for a target: "they urged him not to abandon it", "The deal is dead. It never worked."."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from stance.predicates import Found, find_predicates
from stance.targets.surroundings import Surroundings
from stance.types import TargetMention

_IT = re.compile(r"\bit\b(?!')")
_OPENING = re.compile(r'["\' ]*it (?:is|was|has|had|will|would|can|could|should|must|does|did|never|also|remains)\b')
_DUMMY = re.compile(
    r"it (?:is|was|would be|will be|remains|seems|is not|was not) (?:\w+ly )?(?:\w+ )?"
    r"(?:to|that|for|time|who|whether|unclear|worth)\b"
    r"|it (?:is|was) (?:a|an|the|one) (?:\w+ )?(?:region|place|time|country|continent|area|world|fact|question|matter"
    r"|pleasure|honou?r|pity|shame|year|day|moment|people|state|nation|organi[sz]ation|sea|island)\b"
)
_NAMING = frozenset(
    "called calling calls branded branding dubbed labelled labeled labelling described describing".split()
)
_APART = 45
"""How far "from it" may stand from "withdrawal", in characters."""

_HEAD = 40
"""How far from the start of its sentence a target may stand to be what the sentence is about, in characters."""


def pronouns(
    around: Surroundings,
    target: str,
    own: Mapping[int, Sequence[TargetMention]],
    rivals: Mapping[int, Sequence[TargetMention]],
) -> dict[int, list[TargetMention]]:
    """Places where "it" stands for a target that the same or the previous sentence names.

    "It" counts as the object of a word that leans ("leave it", "the withdrawal from it"), and at the start of a
    sentence after one that is about the target; anything else is more often somebody or something else.

    Args:
        around: The document.
        target: Id of the target.
        own: Mentions of the target by sentence, without those that hold a mention of another ("the withdrawal from the
            deal"), for which "it" would rather stand.
        rivals: Mentions of other targets by sentence; one in the same sentence goes before one of ``own`` further back.

    Returns:
        Further mentions by sentence.
    """
    found: dict[int, list[TargetMention]] = {}
    for index in sorted({place + step for place in own for step in (0, 1) if place + step < len(around.sentences)}):
        sentence = around.sentences[index]
        folded = around.folded[sentence.start : sentence.end]
        if "it" not in folded:
            continue
        before = [hit for hit in own.get(index - 1, ()) if hit.sign > 0]
        hits = []
        if before and min(hit.start for hit in before) - around.sentences[index - 1].start <= _HEAD:
            opening = _OPENING.match(folded)
            if opening and not _DUMMY.match(folded.lstrip("\"' ")):
                hits.append(folded.index("it"))
        predicates = [item for item in find_predicates(folded) if item.sense("attitude", "action", "noun")]
        for match in _IT.finditer(folded):
            rival = any(hit.end <= sentence.start + match.start() for hit in rivals.get(index, ()))
            named = ([] if rival else before) or [
                hit for hit in own.get(index, ()) if hit.end <= sentence.start + match.start()
            ]
            if named and _governed(folded, match.start(), predicates):
                hits.append(match.start())
        if hits:
            doers = {hit.doer for hit in (*own.get(index - 1, ()), *own.get(index, ()))}
            doer = doers.pop() if len(doers) == 1 else None
            found[index] = [_mention(around, target, sentence.start + place, doer) for place in sorted(set(hits))]
    return found


def _governed(folded: str, place: int, predicates: Sequence[Found]) -> bool:
    """Whether a word that leans stands right before a place, or a little before it with its preposition in between."""
    word = folded[:place].split()[-1:]
    if any(item.end == place - 1 for item in predicates) or (word and word[0] in _NAMING):
        return True
    return any(
        [sense.preposition] == word and 0 < place - item.end <= _APART for item in predicates for sense in item.senses
    )


def _mention(around: Surroundings, target: str, start: int, doer: str | None) -> TargetMention:
    text = around.text[start : start + 2]
    return TargetMention(target=target, text=text, start=start, end=start + 2, kind="anaphor", doer=doer)
