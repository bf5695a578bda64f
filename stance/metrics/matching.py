"""Who is who, and which predicted triple answers to which gold triple: the comparison behind the end-to-end scores."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from stance.text import fold
from stance.types import AUTHOR, Label
from stance.wordclasses import ARTICLES, TITLES, words

NONOFFICIAL = "NONOFFICIAL:"
"""Prefix of the key of a holder who speaks for no state or body; the name follows in lower case."""

SameHolder: TypeAlias = Callable[[str, str], bool]
Verdict: TypeAlias = Literal["found", "missed", "right", "wrong", "tolerated"]


class Triple(NamedTuple):
    """Who (key of the affiliation), toward what, takes which stance."""

    holder: str
    target: str
    stance: Label


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A coded sentence with what the gold standard and the chain say of it.

    Args:
        id: Id of the sentence.
        cluster: Number of its document; sentences of one document are resampled together.
        text: The sentence.
        core: Triples that both codings gave.
        also: Triples that one coding gave.
        predicted: What the chain gave.
        mentioned: Targets of which the chain found a mention in the sentence.
        speaker: In a speech, the key of the speaking state.
        persons: Keys of holders whom the chain found as a person rather than as the state or body itself.
    """

    id: str
    cluster: int
    text: str
    core: tuple[Triple, ...]
    also: tuple[Triple, ...]
    predicted: tuple[Triple, ...]
    mentioned: frozenset[str] = field(default_factory=frozenset)
    speaker: str | None = None
    persons: frozenset[str] = field(default_factory=frozenset)


class Judgement(NamedTuple):
    """What became of one gold triple (found, missed) or one predicted triple (right, wrong, tolerated)."""

    unit: Unit
    verdict: Verdict
    triple: Triple
    reason: str
    detail: str


_TITLES = (
    ARTICLES
    | TITLES
    | words(
        "of miss professor sir lord former ex late then president minister prime foreign secretary senator "
        "ambassador general"
    )
)
_WORD = re.compile(r"[^\W_]+")


def _name_words(name: str) -> frozenset[str]:
    words = frozenset(_WORD.findall(fold(name)))
    return (words - _TITLES) or words


def same_holder(gold: str, predicted: str) -> bool:
    """Whether two keys stand for the same holder; names of unofficial holders may be shorter or longer in one of them.

    >>> same_holder("NONOFFICIAL:barack obama", "NONOFFICIAL:mr. obama")
    True
    >>> same_holder("NONOFFICIAL:john kerry", "NONOFFICIAL:john bolton"), same_holder("IRN", "IRQ")
    (False, False)
    """
    if gold == predicted:
        return True
    if not (gold.startswith(NONOFFICIAL) and predicted.startswith(NONOFFICIAL)):
        return False
    one, other = _name_words(gold[len(NONOFFICIAL) :]), _name_words(predicted[len(NONOFFICIAL) :])
    if not one or not other:
        return False
    shared = len(one & other)
    return shared == min(len(one), len(other)) or 2 * shared >= len(one | other)


def same_or_member(members: Mapping[str, Iterable[str]]) -> SameHolder:
    """A looser comparison, in which a group and each of its members are the same holder.

    Args:
        members: Keys of the members, by key of the group.

    >>> same = same_or_member({"E3": ("FRA", "DEU", "GBR")})
    >>> same("E3", "FRA"), same("DEU", "E3"), same("FRA", "DEU")
    (True, True, False)
    """
    groups = {group: frozenset(ids) for group, ids in members.items()}
    nobody: frozenset[str] = frozenset()

    def same(gold: str, predicted: str) -> bool:
        return (
            same_holder(gold, predicted)
            or predicted in groups.get(gold, nobody)
            or gold in groups.get(predicted, nobody)
        )

    return same


def judge(units: Iterable[Unit], same: SameHolder = same_holder) -> list[Judgement]:
    """Compare triples, sentence by sentence.

    Args:
        units: Coded sentences.
        same: Whether a gold key and a predicted key are one holder.

    Returns:
        A judgement of every triple of ``core`` (``found`` or ``missed``) and of every predicted triple (``right``,
        ``wrong`` or ``tolerated``), in the order of the units.
    """
    judged: list[Judgement] = []
    for unit in units:
        judged += [_gold(unit, triple, same) for triple in unit.core]
        judged += [_predicted(unit, triple, same) for triple in dict.fromkeys(unit.predicted)]
    return judged


def _gold(unit: Unit, gold: Triple, same: SameHolder) -> Judgement:
    on_target = [other for other in unit.predicted if other.target == gold.target]
    of_pair = [other for other in on_target if same(gold.holder, other.holder)]
    if any(other.stance == gold.stance for other in of_pair):
        return Judgement(unit, "found", gold, "", "")
    if of_pair:
        return Judgement(unit, "missed", gold, "label wrong", f"labelled {_listed(other.stance for other in of_pair)}")
    if gold.target not in unit.mentioned:
        return Judgement(unit, "missed", gold, "target missed", "no mention of the target in the sentence")
    others = _listed(other.holder for other in on_target)
    detail = f"records of {others}" if others else "no record on the target"
    return Judgement(unit, "missed", gold, "holder missed", detail)


def _predicted(unit: Unit, predicted: Triple, same: SameHolder) -> Judgement:
    def find(triples: Sequence[Triple]) -> list[Triple]:
        return [gold for gold in triples if gold.target == predicted.target and same(gold.holder, predicted.holder)]

    core, also = find(unit.core), find(unit.also)
    if any(gold.stance == predicted.stance for gold in core):
        return Judgement(unit, "right", predicted, "", "")
    if any(gold.stance == predicted.stance for gold in also):
        return Judgement(unit, "tolerated", predicted, "", "")
    if core or also:
        detail = f"coded {_listed(gold.stance for gold in core + also)}"
        return Judgement(unit, "wrong", predicted, "wrong label", detail)
    coded = [gold.holder for gold in unit.core + unit.also if gold.target == predicted.target]
    if coded:
        return Judgement(unit, "wrong", predicted, "extra holder", f"coded for {_listed(coded)}")
    return Judgement(unit, "wrong", predicted, "extra target", "nothing coded on the target")


def _listed(values: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(values))


def holder_kind(key: str, speaker: str | None, states: frozenset[str]) -> str:
    """The kind of a holder, as far as its key tells: speaker, state, body, unofficial or author.

    >>> holder_kind("IRN", "IRN", frozenset({"IRN"})), holder_kind("E3", None, frozenset({"IRN"}))
    ('speaker', 'body')
    """
    if key == AUTHOR:
        return "author"
    if key.startswith(NONOFFICIAL):
        return "unofficial"
    if key == speaker:
        return "speaker"
    return "state" if key in states else "body"
