"""How the words around a target mention add up to a leaning toward it.

Governing words multiply ("rejected calls to leave the deal": - + - = +), in the manner of compositional polarity
(Moilanen and Pulman, "Sentiment Composition", RANLP 2007); words that judge the target itself add to that ("the
disastrous deal"). Loaded names and verbs of harm lean by connotation (Rashkin, Singh and Choi, "Connotation Frames",
ACL 2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from stance.models.governing import governing_steps, opens_clause, reports_harm, tells_deed, wishes
from stance.models.judging import fate_steps, judging_steps, named_steps, said_steps, suffered_step
from stance.models.siding import (
    approves,
    blames,
    is_inflicted,
    is_reported,
    mourns,
    obeys,
    praises,
    promises,
    reproaches,
)
from stance.models.words import Step, Words, frames, hedge_distances, is_act, words_around
from stance.predicates import PredicateKind
from stance.types import LinkKind, Span, TargetMention

_HEDGE_REACH = 12
"""How many tokens before the target a condition or option still takes the assertion back ..."""

_HEDGE_BESIDE = 5
"""... and within how many it leaves next to nothing of it ("whether to leave the deal")."""


_TOLD = ("subject", "agent", "nominal", "doer")
"""Links of holders whose words these need not be."""

_COMPLAINT = 0.6
"""What it weighs to bring up a deed of somebody else that one does not approve of."""

_PLAIN = frozenset("boycott embargo embargoes embargos sanction sanctions".split())
"""Names of measures that are loaded in speeches only."""


class Reading(NamedTuple):
    """What the words say.

    Args:
        evidence: Leaning toward the target from about -2 to 2; 0 where no word leans.
        hedged: Whether a condition, option or question takes the assertion back.
        steps: The words that counted, in reading order.
        outer: Whether a word outside the inner part counted.
    """

    evidence: float
    hedged: bool
    steps: tuple[Step, ...]
    outer: bool


class _Found(NamedTuple):
    """The words that may count, by what they do; see the functions that find them."""

    governing: list[Step]
    judging: list[Step]
    named: list[Step]
    said: list[Step]
    fate: list[Step]
    loaded: list[Step]
    leans: bool
    opening: bool
    harm: bool
    reproached: bool

    @property
    def counted(self) -> tuple[Step, ...]:
        """Those that decided."""
        return (*self.governing, *self.judging, *self.said, *self.fate) or (*self.loaded,)


def compose(
    text: str, target: TargetMention, scope: Span, *, inner: Span | None = None, link: LinkKind | None = None
) -> Reading:
    """Leaning toward a target mention in part of a text.

    Args:
        text: The sentence.
        target: Where the target is mentioned; offsets into ``text``.
        scope: Part of the text that counts.
        inner: Part of the scope that expresses another actor's leaning; it is composed as a whole and counts for the
            holder only where a word outside it governs it.
        link: How the holder is linked; what others than the speaker call the target does not bear on a subject's
            stance.
    """
    words = words_around(text, (target.start, target.end), scope)
    found = _gather(words, target, inner, link)
    governing = found.governing
    evidence = _leaning(found, target, link)
    acts = link in ("subject", "nominal") or (link == "default" and promises(words, governing, own=frozenset(("we",))))
    if link == "speaker":
        others = inner is not None and any(inner[0] <= step.span[0] < inner[1] for step in governing)
        acts = not others and promises(words, governing)
    sided = _sided(words, target, link, governing, [*found.judging, *found.said], evidence, acts=acts)
    blamed = link == "default" and target.doer is None and blames(governing)
    told = inner is not None and all(inner[0] <= step.span[0] < inner[1] for step in governing)
    if sided is not None:
        evidence = sided
    elif blamed and (told or not evidence or is_reported(words, governing)):
        evidence = 0.5 * target.sign  # "they left the deal": a breach is told in blame

    # Nobody in a speech takes back a complaint by saying "if": "if the blockade is not lifted, ..."
    complains = link == "default" and target.doer is not None and evidence * target.sign < 0
    hedges = [] if found.fate or complains else hedge_distances(text, words.place, deed=link == "doer")
    if any(distance <= (_HEDGE_REACH if link == "doer" else _HEDGE_BESIDE) for distance in hedges):
        evidence *= 0.25
    outside = inner is None or any(not inner[0] <= step.span[0] < inner[1] for step in governing)
    sides = sided is not None or (blamed and told) or found.harm
    outer = outside or sides or bool(found.named) or any(step.predicate.kind == "harm" for step in found.loaded)
    if not found.counted and link != "default" and frames(words):
        outer = False  # "before the deal was signed" says when, not what anybody thinks of it
    hedged = any(distance <= _HEDGE_REACH for distance in hedges)
    return Reading(evidence, hedged, tuple(sorted(set(found.counted))), outer)


def _gather(words: Words, target: TargetMention, inner: Span | None, link: LinkKind | None) -> _Found:
    speaks = link not in _TOLD
    own = speaks and inner is None
    act = is_act(words)
    governing = governing_steps(words)
    if not speaks:  # "was wrong to leave": wrong is what the speaker thinks, leaving is what the subject did
        governing = [step for step in governing if step.predicate.kind != "evaluation"]
    leans = any(step.predicate.kind != "negation" or act for step in governing)
    opening = leans and opens_clause(words, governing)
    wished = leans and wishes(words, governing)
    named = named_steps(words) if speaks else []
    said = suffered_step(words) if link == "agent" else named
    if not said and not inner and not act and (opening or wished or not leans):
        said = said_steps(words, speaks=speaks, wished=wished)
    loaded = _inside(words, "loaded") if own else []
    if link != "default":
        loaded = [step for step in loaded if step.predicate.phrase not in _PLAIN]
    if speaks and act and not leans:  # "he is sabotaging the deal": so says who disapproves of it
        loaded += _inside(words, "harm")
    judging = [] if act else judging_steps(words, own=own, named=target.kind != "measure", governing=governing)
    fate = fate_steps(words) if speaks and target.doer is None else []
    mourned = link in ("default", None) or any(is_inflicted(step) for step in fate)
    if fate and not mourns(words, governing, [*judging, *said], own=mourned):
        fate = []  # "was in tatters, the minister said": told, or welcomed
    return _Found(
        governing=governing,
        judging=judging,
        named=named,
        said=said,
        fate=fate,
        loaded=loaded,
        leans=leans,
        opening=opening,
        harm=leans and speaks and reports_harm(words, governing),
        reproached=link == "doer" and reproaches(words),
    )


def _leaning(found: _Found, target: TargetMention, link: LinkKind | None) -> float:
    """Evidence of what the words say, whoever's deed the target is."""
    product = target.sign
    for step in found.governing:
        product *= step.sign
    judgement = target.sign * sum(step.sign for step in found.judging)
    predication = _clamp(sum(step.sign for step in found.said))
    told = found.opening or tells_deed(found.governing)
    if found.fate:
        return 0.7 * target.sign  # "we fear that the deal is in danger": so says who wants it safe
    if link == "doer":
        # Whoever does a measure is in favor of it, unless the words say that it ends or is refused.
        return -_COMPLAINT * product if found.reproached else float(product)
    if found.leans and predication:
        # "Abandoning the deal is not likely to help": what is said of the phrase bears on the phrase.
        return product * predication
    if found.harm:
        return -0.6 * product
    if found.leans and not (link not in _TOLD and told):
        return product + 0.5 * _clamp(judgement)
    if found.judging or predication or not found.loaded:
        return 0.9 * _clamp(judgement + target.sign * predication)
    return -0.5 * target.sign


def _sided(
    words: Words,
    target: TargetMention,
    link: LinkKind | None,
    governing: Sequence[Step],
    judged: Sequence[Step],
    evidence: float,
    *,
    acts: bool,
) -> float | None:
    """Evidence of one who speaks of another's deed without approving of it, or ``None`` where the words decide.

    Favor toward a measure of somebody else needs words for it; in a speech, so does having no view of it.
    """
    if target.doer is None or link in (None, "doer", "author", "agent"):
        return None
    toward = evidence * target.sign
    if toward < 0 or (toward == 0 and link != "default"):
        return None
    if approves(words, governing, judged, acts=acts):
        return None
    # What is good in it by what others say, and who else obeys it, is nothing to complain of in news.
    plain = link == "speaker" and (praises(judged) or obeys(words, governing))
    return -_COMPLAINT * target.sign if link in ("default", "speaker") and not plain else 0.0


def _inside(words: Words, kind: PredicateKind) -> list[Step]:
    """Words of one kind that are part of the target's name."""
    return [Step((item.start, item.end), -1, sense) for item in words.inside if (sense := item.sense(kind))]


def _clamp(value: float) -> float:
    return max(-1.0, min(1.0, value))
