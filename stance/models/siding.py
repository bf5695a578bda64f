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
from stance.models.words import BE, NEW_CLAUSE, WILL, Step, Words

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

_SUCCEEDING = frozenset(("work", "succeed", "help", "pay off", "bear fruit", "deliver", "serve"))
_LINKING = BE | wc.AUXILIARIES | wc.words("a an the very so both still thus also therefore")
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


def blames(governing: Sequence[Step]) -> bool:
    """Whether the words tell of a breach or an end of the target and of nothing else."""
    product = 1
    for step in governing:
        product *= step.sign
    told = any(step.predicate.phrase in _BLAMED for step in governing)
    return told and product < 0 and all(step.predicate.kind in ("action", "noun", "negation") for step in governing)


def is_reported(words: Words, governing: Sequence[Step]) -> bool:
    """Whether what governs the target is told of somebody else, not wished for or done by whoever speaks."""
    before = words.before(governing[0].span[0])[-4:]
    return not set(before) & ({"i", "we", "not", "let", "never", "us"} | WILL)


def _is_said(words: Words, step: Step) -> bool:
    """Whether a judgement is the predicate itself ("were necessary"), not part of something else it speaks of."""
    gap = words.between(words.place[1], step.span[0])
    effect = step.predicate.kind == "effect"
    linked = step.predicate.phrase in _SUCCEEDING if effect else bool(set(gap) & BE)
    return len(gap) <= _BESIDE and linked and all(form in _LINKING or form.endswith("ly") for form in gap)


def _close(words: Words, governing: Sequence[Step]) -> bool:
    bounds = [step.span for step in governing] + [words.place]
    for (_, end), (start, _) in pairwise(bounds):
        between = words.between(end, start)
        if len(between) > _NEAR or set(between) & (_ASIDE | _ENDS):
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
        return first.predicate.phrase not in ("doubt", "question")
    before = words.before(first.span[0])[-1:]
    following = words.between(first.span[1], first.span[1] + 40)[:1]
    return bool(set(before) & (wc.MODALS - {"can", "could"})) and bool(
        set(following) & {"lift", "ease", "end", "remove", "relax", "suspend", "withdraw", "soften", "loosen"}
    )
