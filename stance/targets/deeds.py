"""Deeds done to a target, and what is said of them: "Trump left the deal. Oslo regretted it."."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from stance.predicates import Found
from stance.targets.pronouns import IT, leaning, pronoun_mention
from stance.targets.surroundings import Surroundings
from stance.types import TargetMention
from stance.wordclasses import words

Rows: TypeAlias = Mapping[str, Mapping[int, Sequence[TargetMention]]]
"""Mentions by target and sentence."""

_REACTIONS = words(
    "welcome hail praise applaud commend salute laud celebrate cheer regret deplore lament condemn denounce criticise "
    "criticize decry blast slam lambast lambaste rebuke attack reject oppose support back endorse defend justify "
    "protest mourn support approve disapprove"
)
"""First words of attitudes that one has to a deed that was told ("Trump left the deal. Oslo regretted it")."""


class Deeds(NamedTuple):
    """What is done with or to a target, as mentions of another target tell it ("withdrew from the deal").

    Args:
        own: Mentions of the target that tell a deed done to another target, by sentence.
        suffered: Mentions of other targets that tell a deed done to this one, by sentence.
    """

    own: Mapping[int, Sequence[TargetMention]]
    suffered: Mapping[int, Sequence[TargetMention]]


def rivals(target: str, found: Rows) -> dict[int, list[TargetMention]]:
    """Mentions of the other targets that stand for them."""
    rivals: dict[int, list[TargetMention]] = {}
    for name, rows in found.items():
        if name != target:
            for index, hits in rows.items():
                rivals.setdefault(index, []).extend(hit for hit in hits if hit.sign > 0)
    return rivals


def plain(target: str, found: Rows) -> dict[int, list[TargetMention]]:
    """Mentions of a target in which no other target is named."""
    plain: dict[int, list[TargetMention]] = {}
    for index, hits in found[target].items():
        others = [hit for name, rows in found.items() if name != target for hit in rows.get(index, ()) if hit.sign > 0]
        kept = [hit for hit in hits if not any(hit.start <= other.start and other.end <= hit.end for other in others)]
        if kept:
            plain[index] = kept
    return plain


def deeds(target: str, found: Rows) -> Deeds:
    """Mentions that tell what is done: of the target to another one, and of another one to the target."""
    own: dict[int, list[TargetMention]] = {}
    suffered: dict[int, list[TargetMention]] = {}
    for name, rows in found.items():
        for index, hits in rows.items():
            for hit in hits:
                if hit.kind != "measure" or hit.sign < 0:
                    continue
                held = {
                    other
                    for other, places in found.items()
                    if other != name
                    and any(
                        (hit.start <= thing.start and thing.end <= hit.end and (thing.sign > 0 or thing.end == hit.end))
                        for thing in places.get(index, ())
                    )
                }
                if name == target and held:
                    own.setdefault(index, []).append(hit)
                elif target in held:
                    suffered.setdefault(index, []).append(hit)
    return Deeds(own, suffered)


def reactions(
    around: Surroundings, target: str, own: Mapping[int, Sequence[TargetMention]], told_of: Deeds
) -> dict[int, list[TargetMention]]:
    """Places where "it" stands for the deed that the previous sentence tells ("He left it. Oslo regretted it").

    Who regrets it regrets the deed: "it" is then a mention of the deed, and the opposite of what the deed was done to.

    Args:
        around: The document.
        target: Id of the target.
        own: Its mentions by sentence; one after the deed is rather meant.
        told_of: Mentions that tell deeds.

    Returns:
        Mentions by sentence, which go before what :func:`pronouns` made of the same words.
    """
    found: dict[int, list[TargetMention]] = {}
    for index in sorted({*told_of.own, *told_of.suffered}):
        if index + 1 >= len(around.sentences):
            continue
        told = max((*told_of.own.get(index, ()), *told_of.suffered.get(index, ())), key=_end)
        if any(hit.start >= told.end and hit.sign > 0 for hit in own.get(index, ())):
            continue
        sentence = around.sentences[index + 1]
        folded = around.folded[sentence.start : sentence.end]
        places = [match.start() for match in IT.finditer(folded)]
        named = [hit for hit in own.get(index + 1, ()) if hit.text.lower() != "it"]
        predicates = leaning(folded) if places else []
        for place in places:
            if _reacts(place, predicates) and not any(hit.end <= sentence.start + place for hit in named):
                taken_up = replace(told, sign=1 if told.target == target else -1)
                found.setdefault(index + 1, []).append(
                    pronoun_mention(around, target, sentence.start + place, taken_up)
                )
    return found


def _end(hit: TargetMention) -> int:
    return hit.end


def _reacts(place: int, predicates: Sequence[Found]) -> bool:
    """Whether the word right before a place is an attitude to what happened."""
    return any(
        item.end == place - 1
        and any(sense.kind == "attitude" and sense.phrase.split()[0] in _REACTIONS for sense in item.senses)
        for item in predicates
    )
