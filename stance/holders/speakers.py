"""Attributions around a target mention: who speaks, in which words, and which part of them is somebody else's."""

from __future__ import annotations

from collections.abc import Sequence

from stance.holders.clauses import is_demand, with_coordinated
from stance.holders.scene import Scene, clip, holders_of, names_people
from stance.types import Attribution, Basis, Mention, Span

_SPLIT = 80
"""How many characters of speaker and cue may stand between the parts of a quotation."""

_BESIDE = 12
"""How many characters may stand between a cue and its content."""

_WISHES = frozenset(
    "call for, call on, call upon, urge, demand, hope, hope for, hope to, expect, request, appeal for, appeal to, "
    "want, want to, wish, wish for, ask for, ask to, invite, encourage, exhort, implore, insist on, press for, "
    "push for, recommend, enjoin".split(", ")
)
_NOT = frozenset("not never didn't doesn't short n't".split())
_DENIES = frozenset("deny denies denied denying".split())
STATED = frozenset(
    "blast condemn criticise criticize denounce hail praise applaud welcome urge call demand deplore slam rebuke "
    "reject lambast lambaste decry attack commend thank regret lament salute warn express vow pledge reiterate "
    "insist speak defend endorse tout champion advocate laud".split()
)
"""First words of attitudes that one has by saying so."""


def covering(scene: Scene, place: Span) -> list[Attribution]:
    """Attributions whose content holds a place, the widest first.

    Left out are those whose speaker is no possible holder or only ought to act.
    """
    found = [
        attribution
        for attribution in scene.attributions
        if any(start <= place[0] < end for start, end in attribution.content)
        and not _wished_of(scene, attribution)
        and (attribution.speaker is None or speakers(scene, attribution))
    ]
    return sorted(found, key=lambda attribution: -sum(end - start for start, end in attribution.content))


def _wished_of(scene: Scene, attribution: Attribution) -> bool:
    """Whether the "speaker" only ought to act, or nobody does ("the US should honour", "neither X nor Y has")."""
    speaker = attribution.speaker
    if speaker is None or speaker.kind == "first_person":
        return False
    if set(scene.words(scene.sentence.start, speaker.start)[-2:]) & {"neither", "nor"}:
        return True
    return speaker.end <= attribution.cue[0] and is_demand(scene.words(speaker.end, attribution.cue[0])[:6])


def speakers(scene: Scene, attribution: Attribution) -> list[tuple[Mention, str]]:
    """The speakers of an attribution with their ids; coordinated actors speak together."""
    speaker = attribution.speaker
    if speaker is None:
        return []
    inside = [mention for mention in scene.mentions if speaker.start <= mention.start and mention.end <= speaker.end]
    named = [mention for mention in inside if mention.entity_id]
    if speaker.entity_id is None and not speaker.members and named:
        if named[-1].possessive and not names_people(speaker.text[named[-1].end - speaker.start :]):
            return []  # "the minister's presentation underlines ..."
        mentions = [*_joined(scene, named[0]), *named[1:]]
    elif any((mention.start, mention.end) == (speaker.start, speaker.end) for mention in inside):
        mentions = _joined(scene, speaker)
    else:
        mentions = [_apposed(scene, speaker) or speaker]
    return [(mention, holder) for mention in mentions for holder in holders_of(mention)]


def _apposed(scene: Scene, speaker: Mention) -> Mention | None:
    """The person whom an unnamed speaker is in apposition to ("Jane Doe, a Democrat who opposed ...")."""
    if speaker.entity_id is not None or speaker.members or speaker.kind != "noun":
        return None
    for mention in scene.mentions:
        words = scene.words(mention.end, speaker.start)
        if (
            mention.kind == "person"
            and words[:1] == [","]
            and words[1:2] in (["a"], ["an"], ["the"])
            and len(words) <= 5
        ):
            return mention
    return None


def _joined(scene: Scene, mention: Mention) -> list[Mention]:
    before = [other for other in scene.mentions if other.end <= mention.start]
    return list(with_coordinated(scene.tokens, mention, before))


def is_voice(scene: Scene, attribution: Attribution) -> bool:
    """Whether somebody's words are given, rather than what somebody is said to do, want or think ("is willing to")."""
    if attribution.kind == "nominal":
        return False
    if attribution.kind != "indirect" or attribution.speaker is None or attribution.speaker.kind == "first_person":
        return True
    if "that" in scene.words(attribution.cue[1], attribution.content[0][0]):
        return True  # "concluded that ..." speaks, "concluded the agreement" acts
    return not any(
        sense.kind == "action" or (sense.kind == "attitude" and sense.phrase.split()[0] not in STATED)
        for found in scene.predicates_in(attribution.cue)
        for sense in found.senses
        if not sense.preposition
    )


def is_denied(scene: Scene, attribution: Attribution) -> bool:
    """Whether what is attributed is not said ("did not say that", "denied that", "stopped short of saying")."""
    cue, speaker = attribution.cue, attribution.speaker
    before = scene.words(speaker.end if speaker is not None and speaker.end <= cue[0] else cue[0], cue[0])[-5:]
    return bool(_NOT & set(before)) or scene.word_at(cue[0]) in _DENIES


def is_wish(scene: Scene, attribution: Attribution) -> bool:
    """Whether a cue says what its speaker wants of somebody, who need not want it ("urged Iran to comply")."""
    return any(sense.phrase in _WISHES for found in scene.predicates_in(attribution.cue) for sense in found.senses)


def basis_of(scene: Scene, span: Span) -> Basis:
    """What the first leaning word in a span makes of it: a deed, a stated or an ascribed attitude."""
    for found in scene.predicates:
        sense = found.sense("action", "attitude", "suffer", "noun")
        if sense is not None and span[0] <= found.start < span[1]:
            if sense.kind == "action":
                return "action"
            return "statement" if sense.phrase.split()[0] in STATED else "reported"
    return "reported"


def content_piece(attribution: Attribution, place: Span) -> Span:
    """The part of an attribution's content that holds a place."""
    return next((start, end) for start, end in attribution.content if start <= place[0] < end)


def scope_of(scene: Scene, attribution: Attribution, place: Span) -> Span:
    """The content around a place with a cue right before it, since a cue may lean itself ("has never supported")."""
    start, end = content_piece(attribution, place)
    for piece in attribution.content:
        if abs(piece[0] - end) <= _SPLIT or abs(start - piece[1]) <= _SPLIT:
            start, end = min(start, piece[0]), max(end, piece[1])
    cue, speaker = attribution.cue, attribution.speaker
    if cue[1] > cue[0] and 0 <= start - cue[1] <= _BESIDE:
        start = cue[0]
        if speaker is not None and speaker.end <= cue[0]:
            words = scene.words(speaker.end, cue[0])
            start = speaker.end if len(words) <= 4 and "," not in words else cue[0]
    return clip((start, end), scene.span)


def inner_part(around: Sequence[Attribution], attribution: Attribution, place: Span, bounds: Span) -> Span | None:
    """The part of an attribution's content that the next narrower attribution gives to somebody else.

    Args:
        around: Attributions from :func:`covering`.
        attribution: One of them.
        place: The target mention.
        bounds: Where to look.
    """
    narrower = around[around.index(attribution) + 1 :][:1]
    if not narrower or narrower[0].speaker is None:
        return None
    if holders_of(narrower[0].speaker)[:1] == holders_of(attribution.speaker)[:1]:
        return None
    start, end = content_piece(narrower[0], place)
    cue = narrower[0].cue
    if cue[1] > cue[0] >= bounds[0]:
        start = min(start, cue[0])
    return clip((start, end), bounds)
