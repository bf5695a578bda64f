"""Words left of a target that act on it: each may turn the leaning round, and all of them multiply."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from stance.models.words import BE, DETERMINERS, FINITE, NEW_CLAUSE, REACH, SUBORDINATORS, WILL, Step, Words, is_act
from stance.predicates import Found, Predicate

_GOVERNING = ("attitude", "action", "suffer")
_GLUE = frozenset("and or , to also as well strongly firmly categorically further then even again fully".split())
_RELATIVES = frozenset(("which", "who", "that"))
_TIMES = frozenset("after before following during when".split())
_DEEDS = frozenset(
    "withdrawal pullout pull-out exit departure abandonment violation breach suspension termination collapse lifting "
    "removal imposition reimposition re-imposition application extension enforcement use unravelling unraveling".split()
)
_ILLS = frozenset(
    "effects of, impact of, negative impact of, consequences of, repercussions of, ravages of, toll of, burden of, "
    "weight of, yoke of, brunt of, scourge of, injustice of, victim of, victims of, hardship from, suffering from, "
    "suffering of, harm of, damage of, damage from, losses from, cost of, costs of, price of".split(", ")
)
_ASIDE = frozenset("in on at through by".split())
_TERMS = frozenset(
    "commitments commitment obligations obligation provisions terms undertakings measures limits restrictions "
    "requirements duties implementation promises promise pledges pledge assurances guarantees undertaking".split()
)
_ATTEMPTS = frozenset(
    "attempt attempts effort efforts move moves plan plans decision decisions step steps proposal proposals threat "
    "threats campaign drive".split()
)
"""Nouns of intent, after which an infinitive is their content ("attempts to rewrite the deal are doomed")."""

_LIGHT = frozenset(
    "i we he she they it express expresses expressed expressing voice voices voiced reiterate reiterates reiterated "
    "declare declares declared convey conveys conveyed share shares shared take takes took make makes made reaffirm "
    "reaffirms reaffirmed join joins joined".split()
)
"""Subjects and light verbs, after which a noun is an object and no subject."""


def governing_steps(words: Words) -> list[Step]:
    """Words left of the target that act on it, the outermost first; coordinated ones count once."""
    steps: list[Step] = []
    reach = words.place[0]
    act = is_act(words)  # "withdrew from the deal and imposed sanctions": such a target is a predicate of its own
    for item in reversed(words.left):
        between = words.between(item.end, reach)
        if not steps and _in_relative(between):
            break  # "the sanctions that the agreement had lifted": the target is the relative's own subject
        if (
            len(between) > REACH
            or set(between) & _TIMES
            or _beneath(between, words.form(item))
            or (not steps and act and set(between) & {"and", "or", ","})
        ):
            break
        step = _governing_step(words, item, deeper=bool(steps))
        if step is None:
            continue
        if step.predicate.kind == "negation":
            if not between or len(between) <= 6:
                steps.insert(0, step)
                reach = item.start
            continue
        if (
            step.predicate.kind == "noun"
            and (_listed(between) or set(between) & FINITE)
            and not set(between) & _RELATIVES
        ):
            continue  # a member of a list, or part of another verb's subject
        if step.predicate.kind in ("noun", "action") and (
            _parallel(between) or ("," in between and set(between) & FINITE)
        ):
            continue
        if steps and steps[0].predicate.phrase == "against" and step.predicate.phrase.endswith("against"):
            steps.pop(0)  # "resistance against": one word
        if steps and (_coordinated(between) or _regrets(step, steps[0], between)):
            reach = item.start
            continue
        if steps and _starts_verb_phrase(words, steps[0]):
            break
        steps.insert(0, step)
        reach = item.start
        if step.predicate.kind == "suffer" or step.predicate.phrase in _ILLS:
            break  # to end the suffering under a measure is no favor to the measure
    return steps


def _apart(sense: Predicate) -> bool:
    """Sort key that puts verbs with a particle further on first: "protect ... from" before "protect"."""
    return sense.kind == "noun" or not sense.preposition


def _governing_step(words: Words, item: Found, *, deeper: bool) -> Step | None:
    span = (item.start, item.end)
    negation = item.sense("negation")
    if negation is not None:
        return Step(span, -1, negation) if deeper or is_act(words) else None
    following = words.between(item.end, words.place[0])
    for sense in sorted(item.senses, key=_apart):
        if sense.kind == "noun":
            attached = item.end - item.start >= len(sense.phrase)
            if attached or sense.preposition in following[:9] or (deeper and sense.preposition in following):
                return Step(span, sense.sign, sense)
        elif sense.kind in _GOVERNING:
            if _modifies(words, item):
                continue
            if _passive(words, item) and " " not in sense.phrase and following[:1] not in (["to"], ["that"]):
                continue  # "was concluded in Vienna": what is acted on stands before
            if sense.phrase == "against" and (len(following) > 4 or set(following) & SUBORDINATORS):
                continue  # "against" reaches no further than its own noun
            passive = following[:1] == ["by"] and not sense.phrase.endswith("by")  # "advocated by"
            if not passive and (not sense.preposition or sense.preposition in following[:5]):
                return Step(span, sense.sign, sense)
        elif (
            sense.kind == "evaluation"
            and deeper
            and ({"to", "that", "of", "for"} & set(following[:1]) or "that" in following[:3])
        ):
            return Step(span, sense.sign, sense)  # "it is crucial to preserve the deal": what follows is judged
    return None


def tells_deed(governing: Sequence[Step]) -> bool:
    """Whether only nouns of doing govern the target ("the withdrawal from the deal"): a deed is told, nobody leans."""
    return all(step.predicate.kind == "noun" and step.predicate.phrase.split()[0] in _DEEDS for step in governing)


def _modifies(words: Words, item: Found) -> bool:
    """Whether a participle stands as an adjective ("the continued use")."""
    before = words.before(item.start)[-1:]
    return words.form(item).endswith("ed") and bool(set(before) & (DETERMINERS - {"that"}))


def _passive(words: Words, item: Found) -> bool:
    before = [form for form in words.before(item.start)[-3:] if not form.endswith("ly") and form != "not"]
    return bool(before) and before[-1] in BE and not words.form(item).endswith("ing")


def _coordinated(between: Sequence[str]) -> bool:
    """Whether only "and", commas and adverbs stand between two governing words ("condemn and reject")."""
    return bool({"and", "or", ","} & set(between)) and all(form in _GLUE or form.endswith("ly") for form in between)


def _regrets(step: Step, inner: Step, between: Sequence[str]) -> bool:
    """Whether a bad name only repeats the attitude toward what it names ("deplore the tragedy of")."""
    return (
        step.predicate.kind == "attitude"
        and inner.predicate.kind == "evaluation"
        and step.sign == inner.sign == -1
        and len(between) <= 2
    )


def _listed(between: Sequence[str]) -> bool:
    """Whether a comma starts another member of a list, not just another adjective ("economic, financial")."""
    return "," in between and bool(set(between[between.index(",") :]) & (DETERMINERS | SUBORDINATORS - {"and", ","}))


def _beneath(between: Sequence[str], word: str) -> bool:
    """Whether the target is only the frame of what is governed ("sanctions restored under the agreement")."""
    if "under" not in between:
        return False
    place = between.index("under")
    return (between[place - 1] if place else word) not in _TERMS


def _in_relative(between: Sequence[str]) -> bool:
    """Whether the target is the subject of a relative clause ("the sanctions that the agreement had lifted")."""
    opener = next((form for form in reversed(between) if form not in DETERMINERS - {"that"}), "")
    return opener in ("that", "which") and between[0] not in _RELATIVES


def _parallel(between: Sequence[str]) -> bool:
    """Whether the words between open a phrase beside the first one ("the fight against ... or in the defence of")."""
    return any(left in ("and", "or") and right in _ASIDE for left, right in pairwise(between))


def wishes(words: Words, governing: Sequence[Step]) -> bool:
    """Whether the target is the subject of a clause that an attitude governs ("urge that the blockade be lifted")."""
    last = governing[-1]
    between = words.between(last.span[1], words.place[0])
    after = words.between(words.place[1], words.place[1] + 90)[:10]
    stop = next((index for index, form in enumerate(after) if form == "," or form in NEW_CLAUSE), len(after))
    named = ("to", "be") in pairwise(after[:stop])  # "call for the embargo on the island to be lifted"
    return last.predicate.kind in ("attitude", "noun") and ("that" in between[:2] or named)


def _starts_verb_phrase(words: Words, step: Step) -> bool:
    """Whether "and" right before a verb opens another predicate ("support an end to ... and urge ...")."""
    before = words.before(step.span[0])
    head = next((token.form for token in words.tokens if token.start == step.span[0]), "")
    if head.endswith("ing"):
        return False  # "support preserving and ensuring ...": both gerunds are supported
    return step.predicate.kind in ("attitude", "action") and bool(before) and before[-1] in ("and", "or")


def opens_clause(words: Words, governing: Sequence[Step]) -> bool:
    """Whether the governing words are a noun or gerund at the head of the clause, so that its verb is still to come."""
    first = governing[0]
    before = words.before(first.span[0])
    head = next((token.form for token in words.tokens if token.start == first.span[0]), "")
    nominal = first.predicate.kind == "noun" or (
        first.predicate.kind == "action"
        and (head.endswith("ing") or (before[-1:] == ["to"] and bool(set(before[-2:-1]) & _ATTEMPTS)))
    )
    return (
        nominal
        and not set(before) & (FINITE | _LIGHT)
        and all(step.predicate.kind in ("noun", "action") for step in governing)
    )


def reports_harm(words: Words, governing: Sequence[Step]) -> bool:
    """Whether all that governs the target is somebody's deed that the wording disapproves of."""
    if len(governing) != 1 or governing[0].predicate.kind != "action":
        return False
    before = words.before(governing[0].span[0])[-4:]
    harm = any(item.sense("harm") for item in words.left if item.start == governing[0].span[0])
    return harm and not set(before) & ({"i", "we", "to"} | WILL)
