"""Whose side is taken where a deed is somebody else's: who speaks of it without approving of it complains of it.

A measure or a breach has a doer, who is in favor of it by doing it. Anybody else needs words for being in favor:
praise, defence, a demand for it, obedience to it. Without them, to bring it up is to complain, whatever stands around
it: pride in having withstood it, solidarity with those whom it hits, hope that it ends (Rashkin, Singh and Choi,
"Connotation Frames", ACL 2016: the writer sides with whom a harmful verb acts upon).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from stance import wordclasses as wc
from stance.models.words import BE, NAMING, NEW_CLAUSE, WILL, Step, Words

_APPROVING = frozenset(
    "acclaim, advocate, advocate of, applaud, appreciate, approval of, approve, approve of, argue for, back, backing "
    "for, backing of, call for, call on, calls for, celebrate, champion, champion of, commend, compliment, concur "
    "with, congratulate, defence of, defend, defender of, defense of, delighted by, delighted that, demand, demand "
    "for, embrace, encourage, encouraged by, encouraged that, endorse, endorsement of, express support for, extol, "
    "favor, favour, glad about, glad that, grateful for, grateful that, grateful to, gratitude for, hail, happy that, "
    "happy with, heartened by, insist on, justify, laud, lobby for, need for, pleased by, pleased that, praise, press "
    "for, promote, proponent of, push for, relieved that, salute, satisfied with, side with, speak in favor of, speak "
    "in favour of, stand behind, stand by, support, support for, support of, supporter of, thank, thankful for, "
    "thankful that, tout, urge, vote for, welcome".split(", ")
)
_OBEYING = frozenset(
    "abide by, adhere to, apply, comply with, compliance with, cooperate with, employ, enforce, enforcement of, "
    "enhance, expand, implement, implementation of, impose, imposition of, intensify, introduce, join, join in, "
    "maintain, observe, reimpose, re-impose, reinforce, reinstate, resort to, respect, restore, step up, strengthen, "
    "tighten, toughen, uphold, use".split(", ")
)
"""Deeds by which an actor other than the doer takes part in a measure."""

_ASIDE = frozenset(
    "against call calls countries despite effort efforts in people peoples resolution resolutions resistance "
    "struggle those under who whose without".split()
)
"""Words after which praise is of something else: "support efforts to ...", "salute the people who ... under"."""

_ENDS = frozenset(
    "abandoned abolished annulled cancelled ceased cease discontinued dropped eased end ended ending eliminated lifted "
    "loosened over past relaxed removed repealed rescinded reversed revoked scrapped stop stopped suspended terminated "
    "withdrawn".split()
)
_BLAMED = frozenset(
    "abandon, abrogate, back out of, betray, breach, break, cast aside, cheat on, contravene, defy, derail, destroy, "
    "disregard, ditch, endanger, exit, fail to, flout, ignore, imperil, infringe, jeopardise, jeopardize, jettison, "
    "leave, pull out of, quit, rip up, renege on, renounce, repudiate, sabotage, scrap, scupper, scuttle, shatter, "
    "shred, subvert, tear apart, tear up, threaten, torpedo, trample, trample on, trample upon, trash, turn away from, "
    "turn its back on, turn their back on, undermine, undercut, unravel, violate, walk away from, walk out of, weaken, "
    "withdraw from, wreck, abandonment of, abrogation of, breach of, breaches of, collapse of, contravention of, "
    "defiance of, demise of, departure from, destruction of, disregard for, disregard of, dismantling of, erosion of, "
    "exit from, failure of, failure to, in breach of, in contravention of, in defiance of, in disregard of, "
    "in violation of, infringement of, non-compliance with, noncompliance with, pull-out from, pullout from, "
    "repudiation of, retreat from, sabotage of, undermining of, unravelling of, unraveling of, violation of, "
    "violations of, withdrawal from, withdrawal of".split(", ")
)
"""Deeds told in blame: whoever tells of them, and does no more, regrets what was broken."""

_COMPLYING = frozenset(
    "abide by, adhere to, comply with, compliance with, cooperate with, join, join in, observe, respect, uphold".split(
        ", "
    )
)
"""Obedience proper, which nobody complains of by telling of it."""

_DOUBTING = frozenset(("doubt", "question", "concerned about", "concern about", "concern over", "worried about"))
"""Words against an end that ask for nothing: who is concerned about it has not yet defended what ends."""

_SUCCEEDING = frozenset(("work", "succeed", "help", "pay off", "bear fruit", "deliver", "serve"))
_LINKING = BE | wc.AUXILIARIES | wc.words("a an the very so both still thus also therefore")
_COMPLEMENT = wc.words("on against of over upon toward towards for")
"""Words that open what a measure is against ("the sanctions on Iran")."""

_BOUNDS = NEW_CLAUSE | wc.RELATIVES | wc.QUESTIONS | wc.words(", to")
_AFTER = wc.PREPOSITIONS | wc.COORDINATORS | wc.SUBORDINATORS | wc.words(", . ; : - -- to that as")
"""What may follow a judgement that stands last ("called it necessary for ..."), and is no noun that it belongs to."""

_BODIES = wc.words("administration banks cabinet companies country firms government ministry nation parliament state")
_FIRST = wc.words("we i")
_OWN = _FIRST | wc.words("it he she")
_INTENDS = wc.AUXILIARIES | wc.words(
    "'ll to going ready prepared willing bound obliged continue continues continuing intend intends intended plan "
    "plans planned also already now"
)
_FRIENDS = wc.words(
    "allies ally citizens companies consumers economy exporters farmers firms friend friends industries industry "
    "neighbors neighbours partner partners people workers"
)
_CLOSE = wc.words("own closest close best oldest old traditional european good very")
_REGRETS = (
    "regret", "fear", "warn", "worr", "concern", "alarm", "lament", "deplor", "mourn", "bemoan", "dismay", "sad",
    "unfortunate", "sorry", "pity", "tragic", "blame", "accus",
)  # fmt: skip
_INFLICTED = frozenset(("under attack", "held hostage", "taken hostage", "thrown away", "torn apart"))
_MISFORTUNES = frozenset(("blow", "serious blow", "setback", "crisis", "danger"))
_FATE_WISHES = wc.words("must should shall let want wants wanted i we")
_NOBODY = wc.words("nobody nothing none no little few only")
_NEAR = 8
"""How many words may stand between praise and what it is of ..."""
_BESIDE = 4
"""... and between a target and what is said of it."""


def approves(words: Words, governing: Sequence[Step], judged: Sequence[Step], *, acts: bool) -> bool:
    """Whether somebody who does not do a measure is in favor of it in so many words.

    Args:
        words: The words.
        governing: From :func:`stance.models.governing.governing_steps`.
        judged: What is said of the measure, and its adjectives.
        acts: Whether the words tell what the holder does, so that obeying is favor ("joined the sanctions").
    """
    if any(step.sign < 0 for step in judged):
        return False
    if any(step.span[0] >= words.place[1] and _is_said(words, step) for step in judged):
        return True
    if not governing or not _close(words, governing):
        return False
    first, signs = governing[0], [step.sign for step in governing]
    if all(sign > 0 for sign in signs):
        phrases = _APPROVING | _OBEYING if acts else _APPROVING
        return first.predicate.phrase in phrases and not _to_end(words)
    # "opposes the lifting of the sanctions", "must not lift the sanctions"
    return signs == [-1, -1] and first.predicate.kind in ("attitude", "noun", "negation") and _refuses(words, first)


def obeys(words: Words, governing: Sequence[Step]) -> bool:
    """Whether the words tell of obedience to a measure, whoever obeys."""
    return (
        bool(governing)
        and _close(words, governing)
        and all(step.sign > 0 for step in governing)
        and any(step.predicate.phrase in _COMPLYING for step in governing)
    )


def praises(judged: Sequence[Step]) -> bool:
    """Whether all that is said of a measure is good."""
    return bool(judged) and all(step.sign > 0 for step in judged)


def promises(words: Words, governing: Sequence[Step], *, own: frozenset[str] = _OWN) -> bool:
    """Whether whoever speaks tells what it does itself: "said it would", "our banks will", "we".

    Args:
        words: The words, of which the speaker's cue may be the first.
        governing: From :func:`stance.models.governing.governing_steps`.
        own: Pronouns that are the speaker.
    """
    if not governing or governing[0].predicate.phrase == "use":
        return False  # "will use it as an excuse"
    before = words.before(governing[0].span[0])
    subject = list(before)
    while subject and (subject[-1] in _INTENDS or subject[-1].endswith("ly")):
        subject.pop()
    if not subject:  # the scope is the speaker's own predicate
        return bool(before)
    if subject[-1] in _FIRST:
        return True
    body = subject[-1] in _BODIES and bool(set(subject[-2:-1]) & (wc.POSSESSIVES - {"your", "their"}))
    ours = body and subject[-2] in ("our", "my")
    named = (body and own == _OWN) or subject[-1] in own
    return ours or (named and len(subject) <= _BESIDE + 2)


def reproaches(words: Words) -> bool:
    """Whether a deed of our own is told in reproach, as one done to friends ("we are sanctioning our friends")."""
    inside = words.between(*words.place)
    after = words.between(words.place[1], words.place[1] + 60)[:6] if any(map(_is_verbal, inside)) else []
    for index, form in enumerate(after):
        if form in _BOUNDS:
            return False
        if form == "our":
            return next((other for other in after[index + 1 :] if other not in _CLOSE), "") in _FRIENDS
    return False


def _is_verbal(form: str) -> bool:
    return form.endswith(("ing", "ed")) or form == "sanction"


def mourns(words: Words, governing: Sequence[Step], judged: Sequence[Step], *, own: bool) -> bool:
    """Whether it is regretted what befalls a target ("is in danger"), rather than told or welcomed.

    Args:
        words: The words.
        governing: From :func:`stance.models.governing.governing_steps`.
        judged: What is said of the target, and its adjectives.
        own: Whether a speech tells it, where such things are brought up in regret.
    """
    if any(step.sign < 0 and step.predicate.phrase not in _MISFORTUNES for step in judged):
        return False  # "is in tatters and must be scrapped"
    regret = any(form.startswith(_REGRETS) for form in words.before(words.place[0]))
    for step in governing:
        if step.sign < 0 and not step.predicate.phrase.startswith(_REGRETS):
            wished = set(words.before(step.span[0])[-4:]) & _FATE_WISHES
            if (step.predicate.kind == "attitude" or wished) and not regret:
                return False
    return own or regret


def blames(governing: Sequence[Step]) -> bool:
    """Whether the words tell of a breach or an end of the target and of nothing else."""
    product = 1
    for step in governing:
        product *= step.sign
    told = any(step.predicate.phrase in _BLAMED for step in governing)
    return told and product < 0 and all(step.predicate.kind in ("action", "noun", "negation") for step in governing)


def is_inflicted(fate: Step) -> bool:
    """Whether what befalls a target is somebody's doing by its wording ("under attack", "was torpedoed")."""
    return fate.predicate.kind == "harm" or fate.predicate.phrase in _INFLICTED


def is_reported(words: Words, governing: Sequence[Step]) -> bool:
    """Whether what governs the target is told of somebody else, not wished for or done by whoever speaks."""
    before = words.before(governing[0].span[0])[-4:]
    return not set(before) & ({"i", "we", "not", "let", "never", "us"} | WILL)


def _is_said(words: Words, step: Step) -> bool:
    """Whether a judgement is the predicate itself ("were necessary"), not part of something else it speaks of."""
    whole = words.between(words.place[1], step.span[0])
    if set(words.between(step.span[1], step.span[1] + 20)[:1]) & _NOBODY:
        return False  # "helped nobody"
    if step.predicate.kind == "evaluation" and _is_named(words, step, whole):
        return True
    gap = _past_complement(whole)
    effect = step.predicate.kind == "effect"
    linked = step.predicate.phrase in _SUCCEEDING if effect else bool(set(gap) & BE)
    return len(gap) <= _BESIDE and linked and all(form in _LINKING or form.endswith("ly") for form in gap)


def _past_complement(gap: Sequence[str]) -> Sequence[str]:
    """The words between a measure and a judgement, less what it is against ("on Iran's banks")."""
    if not set(gap[:1]) & _COMPLEMENT:
        return gap
    for index, form in enumerate(gap):
        if form in wc.AUXILIARIES | BE:
            return gap[index:]
        if form in _BOUNDS or index > _NEAR:
            return gap
    return ()  # "the sanctions on Iran work"


def _is_named(words: Words, step: Step, gap: Sequence[str]) -> bool:
    """Whether a judgement is the name given to a measure ("called the sanctions on Iran necessary")."""
    if not set(words.before(words.place[0])[-4:]) & NAMING:
        return False
    if gap[-2:] == ["to", "be"]:
        gap = gap[:-2]
    if set(gap) & (_BOUNDS | wc.AUXILIARIES) or len(gap) > _NEAR:
        return False
    rest = [form for form in gap if form not in _LINKING and not form.endswith("ly") and form != "as"]
    if rest and rest[0] not in _COMPLEMENT:
        return False
    following = words.between(step.span[1], step.span[1] + 40)[:1]
    final = not following or following[0] in _AFTER or not following[0].isalpha()
    return final or bool(set(gap) & {"a", "an", "the", "as"})


def _close(words: Words, governing: Sequence[Step]) -> bool:
    bounds = [step.span for step in governing] + [words.place]
    for (_, end), (start, _) in pairwise(bounds):
        between = words.between(end, start)
        if len(between) > _NEAR or set(between) & (_ASIDE | _ENDS | NEW_CLAUSE):
            return False  # "call for its name to be removed from the list"
    return True


def _to_end(words: Words) -> bool:
    """Whether the measure is the subject of a wish that it end ("call for the embargo on Cuba to be lifted")."""
    for form in words.between(words.place[1], words.place[1] + 200)[:20]:
        if form in NEW_CLAUSE - {"since"}:
            return False
        if form in _ENDS:
            return True
    return False


def _refuses(words: Words, first: Step) -> bool:
    if first.predicate.kind != "negation":
        return first.predicate.phrase not in _DOUBTING
    before = words.before(first.span[0])[-1:]
    following = words.between(first.span[1], first.span[1] + 40)[:1]
    return bool(set(before) & (wc.MODALS - {"can", "could"})) and bool(
        set(following) & {"lift", "ease", "end", "remove", "relax", "suspend", "withdraw", "soften", "loosen"}
    )
