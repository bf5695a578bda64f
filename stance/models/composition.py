"""How the words around a target mention add up to a leaning toward it.

Governing words multiply ("rejected calls to leave the deal": - + - = +), in the manner of compositional polarity (Moilanen
and Pulman, "Sentiment Composition", RANLP 2007); words that judge the target itself add to that ("the disastrous deal").
Loaded names and verbs of harm lean by connotation (Rashkin, Singh and Choi, "Connotation Frames", ACL 2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from stance.predicates import Found, Predicate, find_predicates
from stance.text import Token, fold, tokenize
from stance.types import LinkKind, Span, TargetMention

_GOVERNING = ("attitude", "action", "suffer")
_BE = frozenset("is are was were be been being am get gets got remain remains remained stay stays become became".split())
_COPULAS = _BE | frozenset("represent represents represented constitute constitutes constituted mark marks marked prove proves proved seem seems".split())
_MODALS = frozenset("must should shall need needs ought to can cannot will would may might could".split())
_WILL = frozenset("must should shall need needs ought to".split())
_FINITE = _BE | _MODALS - {"to"} | frozenset("has have had do does did".split())
_GLUE = frozenset("and or , to also as well strongly firmly categorically further then even again fully".split())
_NEW_CLAUSE = frozenset((";", ":", "but", "while", "whereas", "although", "though", "because", "since", "however", "unless", "if"))
_SUBORDINATORS = frozenset("to that of for in by and if when how why whether , from with".split())
_RELATIVES = frozenset(("which", "who", "that"))
_TIMES = frozenset("after before following during when".split())
_TERMS = frozenset(
    "commitments commitment obligations obligation provisions terms undertakings measures limits restrictions requirements duties implementation".split()
)
_FRAMES = frozenset("after before since until once when during under following".split())
_LIGHT = frozenset(
    "i we he she they it express expresses expressed expressing voice voices voiced reiterate reiterates reiterated declare declares "
    "declared convey conveys conveyed share shares shared take takes took make makes made reaffirm reaffirms reaffirmed join joins joined".split()
)
_DETERMINERS = frozenset("the a an this that these those its their his her our".split())
_ASIDE = frozenset("in on at through by".split())
_NAMING = frozenset(
    "call calls called calling describe describes described describing label labels labelled labeled brand brands branded dub dubs "
    "dubbed consider considers considered regard regards regarded view views viewed deem deems deemed".split()
)
_REACH = 40
"""How many tokens a word may stand from the target, or from the next word that bears on it."""


class Step(NamedTuple):
    """A word that counted: its span, its sign after negation, and its entry."""

    span: Span
    sign: int
    predicate: Predicate


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


class _Words(NamedTuple):
    """Tokens and lexicon words of the scope, and where the target stands among them."""

    tokens: list[Token]
    left: list[Found]
    right: list[Found]
    inside: list[Found]
    place: Span

    def form(self, item: Found) -> str:
        """The first word of a lexicon item."""
        return next((token.form for token in self.tokens if token.start == item.start), "")

    def between(self, start: int, end: int) -> list[str]:
        """The words from one place to another."""
        return [token.form for token in self.tokens if start <= token.start < end]


def compose(text: str, target: TargetMention, scope: Span, *, inner: Span | None = None, link: LinkKind | None = None) -> Reading:
    """Leaning toward a target mention in part of a text.

    Args:
        text: The sentence.
        target: Where the target is mentioned; offsets into ``text``.
        scope: Part of the text that counts.
        inner: Part of the scope that expresses another actor's leaning; it is composed as a whole and counts for the
            holder only where a word outside it governs it.
        link: How the holder is linked; what others than the speaker call the target does not bear on a subject's stance.
    """
    place = (target.start, target.end)
    tokens = [token for token in tokenize(text) if scope[0] <= token.start < scope[1] or place[0] <= token.start < place[1]]
    found = [item for item in find_predicates(fold(text)) if scope[0] <= item.start < scope[1] or place[0] <= item.start < place[1]]
    words = _Words(
        tokens,
        [item for item in found if item.end <= place[0]],
        [item for item in found if item.start >= place[1]],
        [item for item in found if place[0] <= item.start < place[1]],
        place,
    )
    speaks = link not in ("subject", "nominal", "doer")
    own = speaks and inner is None
    act = _is_act(words)
    governing = _governing(words)
    leans = any(step.predicate.kind != "negation" or act for step in governing)
    outer = inner is None or any(not inner[0] <= step.span[0] < inner[1] for step in governing)
    opening = leans and _opens_clause(words, governing)
    wished = leans and _wishes(words, governing)
    judging = [] if act else _judging(words, own=own, named=target.kind != "measure")
    named = _named(words) if speaks else []
    said = named or (
        _said(words, speaks=speaks, wished=wished) if not (inner or act) and (opening or wished or not leans) else []
    )
    loaded = [Step((item.start, item.end), -1, sense) for item in words.inside if (sense := item.sense("loaded"))] if own else []
    if speaks and act and link != "doer" and not leans:  # "he is sabotaging the deal": so says who disapproves of it
        loaded += [Step((item.start, item.end), -1, sense) for item in words.inside if (sense := item.sense("harm"))]
        outer = outer or bool(loaded)

    product = target.sign
    for step in governing:
        product *= step.sign
    judgement = target.sign * sum(step.sign for step in judging)
    predication = _clamp(sum(step.sign for step in said))
    harm = leans and speaks and _reports_harm(words, governing)
    if link == "doer":
        evidence = float(product)  # whoever does a measure is in favor of it, unless the words say that it ends or is refused
    elif leans and predication:
        # "abandoning the deal is not likely to help": what is said of the phrase bears on the phrase
        evidence = product * predication
    elif harm:
        evidence = -0.6 * product
    elif leans and not (speaks and opening):
        evidence = product + 0.5 * _clamp(judgement)
    else:
        evidence = 0.9 * _clamp(judgement + target.sign * predication)
        if not evidence and loaded:
            evidence = -0.5 * target.sign
    hedges = [len(words.between(item.end, place[0])) for item in words.left if item.sense("hedge")]
    hedged = any(distance <= 12 for distance in hedges)
    if any(distance <= 3 for distance in hedges):
        evidence *= 0.25  # "open to renegotiating the deal", "whether to leave it"
    counted = (*governing, *judging, *said) or loaded
    outer = outer or harm or bool(named)
    if not counted and link != "default" and _frames(words):
        outer = False  # "before the deal was signed" says when, not what anybody thinks of it
    return Reading(evidence, hedged, tuple(sorted(set(counted))), outer)


def _clamp(value: float) -> float:
    return max(-1.0, min(1.0, value))


def _governing(words: _Words) -> list[Step]:
    """Words left of the target that act on it, the outermost first; coordinated ones count once."""
    steps: list[Step] = []
    reach = words.place[0]
    act = _is_act(words)  # "withdrew from the deal and imposed sanctions": such a target is a predicate of its own
    for item in reversed(words.left):
        between = words.between(item.end, reach)
        if not steps and _in_relative(between):
            break  # "the sanctions that the agreement had lifted": the target is the relative's own subject
        if len(between) > _REACH or set(between) & _TIMES or _beneath(between, words.form(item)) or (not steps and act and set(between) & {"and", "or", ","}):
            break
        step = _governing_step(words, item, deeper=bool(steps))
        if step is None:
            continue
        if step.predicate.kind == "negation":
            if not between or len(between) <= 6:
                steps.insert(0, step)
                reach = item.start
            continue
        if step.predicate.kind == "noun" and (_listed(between) or set(between) & _FINITE) and not set(between) & _RELATIVES:
            continue  # a member of a list, or part of another verb's subject
        if step.predicate.kind in ("noun", "action") and (_parallel(between) or ("," in between and set(between) & _FINITE)):
            continue
        if steps and _coordinated(between):
            reach = item.start
            continue
        if steps and _starts_verb_phrase(words, steps[0]):
            break
        steps.insert(0, step)
        reach = item.start
    return steps


def _governing_step(words: _Words, item: Found, *, deeper: bool) -> Step | None:
    span = (item.start, item.end)
    negation = item.sense("negation")
    if negation is not None:
        return Step(span, -1, negation) if deeper or _is_act(words) else None
    following = words.between(item.end, words.place[0])
    for sense in item.senses:
        if sense.kind == "noun":
            attached = item.end - item.start >= len(sense.phrase)
            if attached or sense.preposition in following[:9] or (deeper and sense.preposition in following):
                return Step(span, sense.sign, sense)
        elif sense.kind in _GOVERNING:
            if _modifies(words, item):
                continue
            passive = following[:1] == ["by"] and not sense.phrase.endswith("by")  # "advocated by"
            if not passive and (not sense.preposition or sense.preposition in following[:5]):
                return Step(span, sense.sign, sense)
        elif sense.kind == "evaluation" and deeper and ({"to", "that", "of", "for"} & set(following[:1]) or "that" in following[:3]):
            return Step(span, sense.sign, sense)  # "it is crucial to preserve the deal": the judgement is of what follows
    return None


def _modifies(words: _Words, item: Found) -> bool:
    """Whether a participle stands as an adjective ("the continued use")."""
    before = [token.form for token in words.tokens if token.end <= item.start][-1:]
    return words.form(item).endswith("ed") and bool(set(before) & _DETERMINERS)


def _coordinated(between: Sequence[str]) -> bool:
    """Whether only "and", commas and adverbs stand between two governing words ("condemn and reject")."""
    return bool({"and", "or", ","} & set(between)) and all(form in _GLUE or form.endswith("ly") for form in between)


def _listed(between: Sequence[str]) -> bool:
    """Whether a comma starts another member of a list, not just another adjective ("economic, commercial and financial")."""
    return "," in between and bool(set(between[between.index(",") :]) & (_DETERMINERS | _SUBORDINATORS - {"and", ","}))


def _frames(words: _Words) -> bool:
    """Whether the target only dates or places what is said ("since the deal", "under the deal")."""
    before = [token.form for token in words.tokens if token.end <= words.place[0] and token.form not in _DETERMINERS]
    return bool(before) and before[-1] in _FRAMES


def _beneath(between: Sequence[str], word: str) -> bool:
    """Whether the target is only the frame of what is governed ("sanctions restored under the agreement")."""
    if "under" not in between:
        return False
    place = between.index("under")
    return (between[place - 1] if place else word) not in _TERMS


def _in_relative(between: Sequence[str]) -> bool:
    opener = next((form for form in reversed(between) if form not in _DETERMINERS - {"that"}), "")
    return opener in ("that", "which") and between[0] not in _RELATIVES


def _parallel(between: Sequence[str]) -> bool:
    """Whether the words between open a phrase beside the first one ("in the fight against ... or in the application of")."""
    return any(left in ("and", "or") and right in _ASIDE for left, right in pairwise(between))


def _is_act(words: _Words) -> bool:
    """Whether the target mention is a deed told by its verb ("re-imposed the sanctions") rather than a noun phrase."""
    inside = [token for token in words.tokens if words.place[0] <= token.start < words.place[1]]
    head = next((token for token in inside if not token.form.endswith("ly")), None)
    verb = next((item for item in words.inside if head is not None and item.start == head.start), None)
    return verb is not None and verb.sense("action", "attitude") is not None and verb.sense("noun") is None


def _wishes(words: _Words, governing: Sequence[Step]) -> bool:
    """Whether the target is the subject of a clause that an attitude governs ("we urge that the blockade be lifted")."""
    last = governing[-1]
    return last.predicate.kind == "attitude" and "that" in words.between(last.span[1], words.place[0])[:2]


def _starts_verb_phrase(words: _Words, step: Step) -> bool:
    """Whether "and" right before a verb opens another predicate ("support an end to ... and urge ...")."""
    before = [token.form for token in words.tokens if token.end <= step.span[0]]
    return step.predicate.kind in ("attitude", "action") and bool(before) and before[-1] in ("and", "or")


def _opens_clause(words: _Words, governing: Sequence[Step]) -> bool:
    """Whether the governing words are a noun or gerund at the head of the clause, so that its verb is still to come."""
    first = governing[0]
    before = [token.form for token in words.tokens if token.end <= first.span[0]]
    head = next((token.form for token in words.tokens if token.start == first.span[0]), "")
    nominal = first.predicate.kind == "noun" or (first.predicate.kind == "action" and head.endswith("ing"))
    return nominal and not set(before) & (_FINITE | _LIGHT) and all(step.predicate.kind in ("noun", "action") for step in governing)


def _reports_harm(words: _Words, governing: Sequence[Step]) -> bool:
    """Whether all that governs the target is somebody's deed that the wording disapproves of."""
    if len(governing) != 1 or governing[0].predicate.kind != "action":
        return False
    before = [token.form for token in words.tokens if token.end <= governing[0].span[0]][-4:]
    harm = any(item.sense("harm") for item in words.left if item.start == governing[0].span[0])
    return harm and not set(before) & ({"i", "we", "to"} | _WILL)


def _judging(words: _Words, *, own: bool, named: bool) -> list[Step]:
    """Adjectives and appositions of the target's own noun phrase, what directly follows it ("contrary to law"), and names for it.

    Args:
        words: The words.
        own: Whether the noun phrase is worded by the holder; a name given in so many words ("called the deal a disaster")
            is the holder's in any case.
        named: Whether adjectives inside the mention judge it ("a terrible deal"), rather than belong to a measure's name.
    """
    naming = bool(set([token.form for token in words.tokens if token.end <= words.place[0]][-4:]) & _NAMING)
    steps = []
    for item in (*words.left, *words.inside, *words.right):
        sense = item.sense("evaluation")
        if sense is None:
            continue
        if item.end <= words.place[0]:
            between = words.between(item.end, words.place[0])
            near = own and len(between) <= 4 and not set(between) & _SUBORDINATORS
        elif item.start < words.place[1]:
            near = own and named
        else:
            between = words.between(words.place[1], item.start)
            near = (own or naming) and len(between) <= 8 and not set(between) & (_FINITE | _NEW_CLAUSE | {"and", ",", "to"})
        if near:
            if steps and steps[-1].span[1] + 1 >= item.start and steps[-1].sign != sense.sign:
                steps.pop()  # "a historic mistake": the noun decides
            steps.append(Step((item.start, item.end), sense.sign, sense))
    return steps


def _named(words: _Words) -> list[Step]:
    """The judgement in "we consider the step that they took to leave the deal to be reckless"."""
    if not {token.form for token in words.tokens if token.end <= words.place[0]} & _NAMING:
        return []
    for item in words.right:
        sense = item.sense("evaluation")
        gap = words.between(words.place[1], item.start)
        if sense is not None and len(gap) <= _REACH and (gap[-2:] == ["to", "be"] or gap[-1:] == ["as"]):
            return [Step((item.start, item.end), sense.sign, sense)]
    return []


def _said(words: _Words, *, speaks: bool, wished: bool) -> list[Step]:
    """What is said of the target after it: "must be lifted", "harms ordinary people", "is a milestone"."""
    steps: list[Step] = []
    negation: Found | None = None
    for item in words.right:
        gap = words.between(words.place[1], item.start)
        if len(gap) > _REACH or set(gap) & _NEW_CLAUSE:
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
        if steps and sense.kind != "evaluation":
            continue  # the first verb is the predicate; later ones belong to its complement
        if steps and steps[-1].span[1] + 1 >= item.start and steps[-1].sign != sign:
            steps.pop()
        steps.append(Step((item.start, item.end), sign, sense))
        if len(steps) == 3:
            break
    return steps


def _predication(words: _Words, item: Found, gap: Sequence[str], *, wished: bool) -> tuple[Predicate, int] | None:
    """The sense in which a word after the target is said of it, and its sign."""
    near = [form for form in gap if form != "not" and not form.endswith("ly")]
    if near and near[-1] in _BE and not words.form(item).endswith("ing"):
        passive = item.sense("action", "attitude")
        if passive is not None and not passive.preposition:
            if wished or set(gap) & _WILL:
                return passive, passive.sign
            # "have been cast aside": a deed reported; the wording takes the side of what was harmed
            return (passive, 1) if item.sense("harm") else None
    effect = item.sense("effect")
    if effect is not None:
        return effect, effect.sign
    evaluation = item.sense("evaluation")
    if evaluation is not None and set(gap) & (_FINITE | _COPULAS):
        return evaluation, evaluation.sign
    return None
