"""Words that judge a target: adjectives, names given to it, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence

from stance.models.words import BE, DETERMINERS, FINITE, NAMING, NEW_CLAUSE, REACH, SUBORDINATORS, WILL, Step, Words
from stance.predicates import Found, Predicate

_COPULAS = BE | frozenset(
    "represent represents represented constitute constitutes constituted mark marks marked prove proves proved seem "
    "seems pave paves paved give gives gave".split()
)
_MAKING = frozenset(
    "set sets send sends sent deal deals dealt cast casts create creates created amount amounts amounted strike "
    "strikes struck deliver delivers delivered serve serves served remain remains".split()
)
"""Verbs between a target and what it is or does ("sets a dangerous precedent")."""

_MAY = frozenset("will would can could may might".split())
_INTRANSITIVE = frozenset("end cease stop halt continue".split())
_NOT_ALL = (["everything"], ["all"], ["every"], ["alone"])
_DUE = frozenset("must should shall ought need needs".split())
_FATE_REACH = 8
"""How many words may stand between a target and what befalls it."""


def judging_steps(words: Words, *, own: bool, named: bool, governing: Sequence[Step] = ()) -> list[Step]:
    """Adjectives of the target's own noun phrase, what directly follows it ("contrary to law"), and names for it.

    Args:
        words: The words.
        own: Whether the noun phrase is worded by the holder; a name given in so many words ("called the deal a
            disaster") is the holder's in any case.
        named: Whether adjectives inside the mention judge it ("a terrible deal"), rather than belong to its name.
        governing: Words that act on the target, which judge nothing ("in violation of the deal").
    """
    acting = {step.span[0] for step in governing}
    naming = bool(set(words.before(words.place[0])[-4:]) & NAMING)
    steps: list[Step] = []
    for item in (*words.left, *words.inside, *words.right):
        sense = item.sense("evaluation")
        if sense is None or item.start in acting:
            continue
        if item.end <= words.place[0]:
            between = words.between(item.end, words.place[0])
            near = own and len(between) <= 4 and not set(between) & (SUBORDINATORS - {"and", ","} | DETERMINERS)
        elif item.start < words.place[1]:
            near = own and named
        else:
            between = words.between(words.place[1], item.start)
            near = (
                (own or naming)
                and len(between) <= 8
                and not set(between) & (FINITE | _MAKING | NEW_CLAUSE | {"and", ",", "to"})
            )
        if near:
            if steps and steps[-1].span[1] + 1 >= item.start and steps[-1].sign != sense.sign:
                steps.pop()  # "a historic mistake": the noun decides
            steps.append(Step((item.start, item.end), sense.sign, sense))
    return steps


def named_steps(words: Words) -> list[Step]:
    """The judgement in "we consider the step that they took to leave the deal to be reckless"."""
    if not set(words.before(words.place[0])) & NAMING:
        return []
    for item in words.right:
        sense = item.sense("evaluation")
        gap = words.between(words.place[1], item.start)
        if sense is not None and len(gap) <= REACH and (gap[-2:] == ["to", "be"] or gap[-1:] == ["as"]):
            return [Step((item.start, item.end), sense.sign, sense)]
    return []


def suffered_step(words: Words) -> list[Step]:
    """The passive attitude at the end of the scope ("was criticised by"), whose agent is the holder."""
    attitudes = [(item, sense) for item in words.right if (sense := item.sense("attitude"))]
    return [Step((item.start, item.end), sense.sign, sense) for item, sense in attitudes[-1:]]


def fate_steps(words: Words) -> list[Step]:
    """What befalls a target: "is in jeopardy", "has been called into question"; whoever says so takes its side."""
    for item in words.right:
        sense = item.sense("fate")
        gap = words.between(words.place[1], item.start)
        passive = sense is None and bool(gap) and gap[-1] in BE and words.form(item).endswith(("ed", "en", "n"))
        if passive and not set(gap) & _DUE:  # "must be buried" is wished
            sense = item.sense("harm")  # "if it were destroyed"
        if sense is not None and len(gap) <= _FATE_REACH and not set(gap) & (NEW_CLAUSE | {"not", "never"}):
            return [Step((item.start, item.end), 1, sense)]
    return []


def said_steps(words: Words, *, speaks: bool, wished: bool) -> list[Step]:
    """What is said of the target after it: "must be lifted", "harms ordinary people", "is a milestone"."""
    steps = _unmet(words)
    negation: Found | None = None
    for item in words.right:
        gap = words.between(words.place[1], item.start)
        if len(gap) > REACH or set(gap) & NEW_CLAUSE:
            break
        if item.sense("negation"):
            negation = item
            continue
        found = _predication(words, item, gap, wished=wished)
        if found is None or (not speaks and found[0].kind != "action"):
            continue
        sense, sign = found
        if negation is not None and len(words.between(negation.end, item.start)) <= 5:
            sign, negation = -sign, None
            if words.between(item.end, item.end + 12)[:1] in _NOT_ALL:
                continue  # "does not solve everything" concedes, it does not condemn
        if steps and sense.kind != "evaluation":
            continue  # the first verb is the predicate; later ones belong to its complement
        if steps and steps[-1].span[1] + 1 >= item.start and steps[-1].sign != sign:
            steps.pop()
        steps.append(Step((item.start, item.end), sign, sense))
        if len(steps) == 3:
            break
    return steps


def _unmet(words: Words) -> list[Step]:
    """What the target did not do ("should have addressed the missiles", "was supposed to bring peace")."""
    after = [token for token in words.tokens if token.start >= words.place[1]][:5]
    forms = [token.form for token in after]
    for size, phrase in ((2, "should have"), (3, "ought to have"), (3, "was supposed to"), (3, "was meant to")):
        if " ".join(forms[:size]) == phrase and forms[size : size + 1] not in (["been"], ["never"]):
            return [Step((after[0].start, after[size - 1].end), -1, Predicate("evaluation", -1, phrase))]
    return []


def _predication(words: Words, item: Found, gap: Sequence[str], *, wished: bool) -> tuple[Predicate, int] | None:
    """The sense in which a word after the target is said of it, and its sign."""
    near = [form for form in gap if form != "not" and not form.endswith("ly")]
    if near and near[-1] in BE and not words.form(item).endswith("ing"):
        passive = item.sense("action", "attitude")
        if passive is not None and not passive.preposition:
            if wished or set(gap) & WILL:
                return passive, passive.sign
            if passive.sign > 0 and set(gap) & _MAY:
                return passive, passive.sign  # "could still be saved", "would be carried out"
            # "have been cast aside": a deed reported; the wording takes the side of what was harmed
            if item.sense("harm"):
                return passive, 1
            if item.sense("evaluation") is None:  # "was justified" judges
                return None
    if near and near[-1] in WILL and words.form(item) in _INTRANSITIVE:
        ends = item.sense("action")
        if ends is not None:
            return ends, ends.sign  # "it must end", "it has to continue"
    effect = item.sense("effect")
    if effect is not None:
        return effect, effect.sign
    evaluation = item.sense("evaluation")
    if evaluation is not None and set(gap) & (FINITE | _COPULAS | _MAKING):
        return evaluation, evaluation.sign
    return None
