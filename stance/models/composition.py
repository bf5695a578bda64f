"""How the words around a target mention add up to a leaning toward it.

Governing words multiply ("rejected calls to leave the deal": - + - = +), in the manner of compositional polarity
(Moilanen and Pulman, "Sentiment Composition", RANLP 2007); words that judge the target itself add to that ("the
disastrous deal"). Loaded names and verbs of harm lean by connotation (Rashkin, Singh and Choi, "Connotation Frames",
ACL 2016).
"""

from __future__ import annotations

from typing import NamedTuple

from stance.models.governing import governing_steps, opens_clause, reports_harm, tells_deed, wishes
from stance.models.judging import judging_steps, named_steps, said_steps, suffered_step
from stance.models.words import Step, Words, frames, hedge_distances, is_act, words_around
from stance.predicates import PredicateKind
from stance.types import LinkKind, Span, TargetMention

_HEDGE_REACH = 12
"""How many tokens before the target a condition or option still takes the assertion back ..."""

_HEDGE_BESIDE = 5
"""... and within how many it leaves next to nothing of it ("whether to leave the deal")."""


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
    speaks = link not in ("subject", "agent", "nominal", "doer")
    own = speaks and inner is None
    act = is_act(words)
    governing = governing_steps(words)
    if not speaks:  # "was wrong to leave": wrong is what the speaker thinks, leaving is what the subject did
        governing = [step for step in governing if step.predicate.kind != "evaluation"]
    leans = any(step.predicate.kind != "negation" or act for step in governing)
    opening = leans and opens_clause(words, governing)
    wished = leans and wishes(words, governing)
    judging = [] if act else judging_steps(words, own=own, named=target.kind != "measure")
    named = named_steps(words) if speaks else []
    said = suffered_step(words) if link == "agent" else named
    if not said and not inner and not act and (opening or wished or not leans):
        said = said_steps(words, speaks=speaks, wished=wished)
    loaded = _inside(words, "loaded") if own else []
    if link != "default":
        loaded = [step for step in loaded if step.predicate.phrase not in _PLAIN]
    if speaks and act and not leans:  # "he is sabotaging the deal": so says who disapproves of it
        loaded += _inside(words, "harm")
    harm = leans and speaks and reports_harm(words, governing)

    product = target.sign
    for step in governing:
        product *= step.sign
    judgement = target.sign * sum(step.sign for step in judging)
    predication = _clamp(sum(step.sign for step in said))
    if link == "doer":
        # Whoever does a measure is in favor of it, unless the words say that it ends or is refused.
        evidence = float(product)
    elif leans and predication:
        # "Abandoning the deal is not likely to help": what is said of the phrase bears on the phrase.
        evidence = product * predication
    elif harm:
        evidence = -0.6 * product
    elif leans and not (speaks and (opening or tells_deed(governing))):
        evidence = product + 0.5 * _clamp(judgement)
    elif judging or predication or not loaded:
        evidence = 0.9 * _clamp(judgement + target.sign * predication)
    else:
        evidence = -0.5 * target.sign

    hedges = hedge_distances(text, words.place, deed=link == "doer")
    beside = any(distance <= (_HEDGE_REACH if link == "doer" else _HEDGE_BESIDE) for distance in hedges)
    if beside:
        evidence *= 0.25
    counted = (*governing, *judging, *said) or (*loaded,)
    outside = inner is None or any(not inner[0] <= step.span[0] < inner[1] for step in governing)
    outer = outside or harm or bool(named) or any(step.predicate.kind == "harm" for step in loaded)
    if not counted and link != "default" and frames(words):
        outer = False  # "before the deal was signed" says when, not what anybody thinks of it
    hedged = any(distance <= _HEDGE_REACH for distance in hedges)
    return Reading(evidence, hedged, tuple(sorted(set(counted))), outer)


def _inside(words: Words, kind: PredicateKind) -> list[Step]:
    """Words of one kind that are part of the target's name."""
    return [Step((item.start, item.end), -1, sense) for item in words.inside if (sense := item.sense(kind))]


def _clamp(value: float) -> float:
    return max(-1.0, min(1.0, value))
