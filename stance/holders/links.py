"""Which actors may hold a stance toward a target mention of a sentence, and in which words they would express it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from stance.holders.clauses import Clause, clause_span, find_subjects, main_subjects
from stance.holders.nominal import Frame, agent_links, blamed_links, doer_links, nominal_links
from stance.holders.scene import Scene, StateOf, clip, holders_of, overlap
from stance.holders.speakers import (
    basis_of,
    content_piece,
    covering,
    inner_part,
    is_denied,
    is_voice,
    is_wish,
    scope_of,
    speakers,
)
from stance.types import AUTHOR, Attribution, Basis, HolderLink, LinkKind, Mention, Span, TargetMention


class _Situation(NamedTuple):
    """A target mention among the words and voices around it.

    Args:
        frame: Sentence, target mention, clause, speaker.
        around: Attributions whose content holds the target mention, the widest first.
        region: Content of the narrowest one, or the sentence.
        subject: The clause's subjects, if actors.
        sides: For whom the subjects act.
        default: Holder of whatever nobody else holds.
        state_of: For whom an actor acts.
        speaks_for: For whom an actor speaks in office.
    """

    frame: Frame
    around: list[Attribution]
    region: Span
    subject: Clause | None
    sides: frozenset[str]
    default: str | None
    state_of: StateOf
    speaks_for: StateOf


def links(
    scene: Scene,
    targets: Sequence[TargetMention],
    *,
    state_of: StateOf,
    speaks_for: StateOf | None = None,
    default: str | None = None,
) -> list[HolderLink]:
    """Possible holders for each target mention.

    Args:
        scene: The sentence and what is in it.
        targets: Target mentions in the sentence.
        state_of: For whom an actor acts; to tell whether two mentions are the same side.
        speaks_for: For whom an actor speaks in office; nobody does if ``None``.
        default: Id of the holder of whatever nobody else holds: the state that gives the speech.

    Returns:
        Links in the order of the target mentions; one actor may be linked to one mention in several ways.
    """
    found: list[HolderLink] = []
    for target in _telling(scene, targets):
        situation = _situation(scene, target, state_of, default)._replace(speaks_for=speaks_for or _nobody)
        taken = frozenset(mention.start for mention in (situation.subject.subjects if situation.subject else ()))
        announced = list(_announced(situation))
        explained = {link.holder for link in announced}
        found.extend(link for link in _spoken(situation) if link.kind != "speaker" or link.holder not in explained)
        found.extend(announced)
        found.extend(_subjects(situation))
        found.extend(nominal_links(situation.frame, taken, state_of, attributed=bool(situation.around)))
        found.extend(blamed_links(situation.frame))
        found.extend(agent_links(situation.frame))
        found.extend(doer_links(situation.frame, state_of))
        found.extend(_unnamed(situation))
    return [_owned(link, default, state_of) for link in found]


def _owned(link: HolderLink, default: str | None, state_of: StateOf) -> HolderLink:
    """The link, where it is that of the state that gives the speech to its own words: all that it says is its view.

    A state that speaks of a measure of its own is the doer of it, whatever it says of it.
    """
    if default is None or link.holder != default or link.kind not in ("speaker", "default"):
        return link
    does = link.target.kind == "measure" and link.target.doer is not None and state_of(default) == link.target.doer
    return replace(link, kind="doer" if does else "default")


def _telling(scene: Scene, targets: Sequence[TargetMention]) -> list[TargetMention]:
    """The mentions without those that only name a group ("the members of the JCPOA ... to preserve the agreement")."""
    groups = [mention for mention in scene.mentions if mention.kind in ("group", "role")]
    inside = [any(group.start < target.start and target.end <= group.end for group in groups) for target in targets]
    others = {target.target for target, hidden in zip(targets, inside, strict=True) if not hidden}
    return [target for target, hidden in zip(targets, inside, strict=True) if not hidden or target.target not in others]


def _situation(scene: Scene, target: TargetMention, state_of: StateOf, default: str | None) -> _Situation:
    place = (target.start, target.end)
    around = covering(scene, place)
    region = clip(content_piece(around[-1], place), scene.span) if around else scene.span
    outside = tuple(mention for mention in scene.mentions if not overlap((mention.start, mention.end), place))
    clause = clause_span(scene.tokens, region, place, outside, _participles(scene))
    subject = _subject(scene, clause, place, outside)
    wished = subject is not None and (subject.demanded or (bool(around) and is_wish(scene, around[-1])))
    denied = bool(around) and is_denied(scene, around[-1])
    if denied:
        subject = None  # "stopped short of saying that Iran broke it": nobody says that Iran did
    if subject is not None and wished and all(mention.kind != "first_person" for mention in subject.subjects):
        subject = None  # "Iran must comply": whoever says so wants it, not Iran
    acting = [holder for mention in (subject.subjects if subject else ()) for holder in holders_of(mention)]
    sides = frozenset(side for holder in acting if (side := state_of(holder)) is not None)
    voices = [attribution for attribution in around if is_voice(scene, attribution)]
    speaker = next(iter(holders_of(voices[0].speaker)), None) if voices else default
    frame = Frame(scene, target, clause, speaker)
    return _Situation(frame, around, region, subject, sides, default, state_of, _nobody)


def _nobody(entity_id: str) -> str | None:
    return None


def _subject(scene: Scene, clause: Span, place: Span, actors: Sequence[Mention]) -> Clause | None:
    verbs = frozenset(
        found.start for found in scene.predicates if found.sense("attitude", "action", "suffer", "effect", "negation")
    )
    subject = find_subjects(scene.tokens, clause, place, actors, verbs)
    if subject is None and clause[0] > scene.sentence.start:
        taken = main_subjects(scene.tokens, clause, actors, verbs)
        subject = Clause(clause, taken, clause[0], demanded=False) if taken else None
    return subject


def _participles(scene: Scene) -> frozenset[int]:
    return frozenset(
        found.start
        for found in scene.predicates
        if found.sense("attitude") and scene.word_at(found.start).endswith("ing")
    )


def _spoken(situation: _Situation) -> Iterator[HolderLink]:
    """Those to whom an attribution gives the words around the target mention."""
    scene, target, clause, first = situation.frame
    place = (target.start, target.end)
    for attribution in situation.around:
        own = {holder for _, holder in speakers(scene, attribution)}
        wider = situation.around[: situation.around.index(attribution)]
        outermost = all(own <= {holder for _, holder in speakers(scene, other)} for other in wider)
        scope = scope_of(scene, attribution, place)
        voiced = any(is_voice(scene, item) for item in (attribution, *wider))
        basis: Basis = "statement" if outermost and voiced else "reported"
        if outermost and attribution.kind == "indirect" and basis_of(scene, attribution.cue) == "action":
            basis = "action"  # "concluded the agreement"
        kind: LinkKind = "nominal" if attribution.kind == "nominal" else "speaker"
        for mention, holder in speakers(scene, attribution):
            side = situation.state_of(holder)
            inner = inner_part(situation.around, attribution, place, scene.span if outermost else situation.region)
            if (
                situation.subject
                and attribution is situation.around[-1]
                and situation.sides - {side} == situation.sides
            ):
                inner = (situation.subject.predicate, clause[1]) if situation.sides else inner
            does = _is_deed(scene, target) and side == target.doer and not situation.sides
            yield HolderLink(
                mention=mention, holder=holder, target=target, kind="doer" if does else kind, basis=basis, scope=scope,
                cue=attribution.cue, speaker=holder if basis == "statement" else first, inner=inner,
            )  # fmt: skip


def _is_deed(scene: Scene, target: TargetMention) -> bool:
    """Whether the target mention is a measure told by a verb ("to scrap the deal"), as its doer announces it."""
    if target.kind != "measure" or target.doer is None:
        return False
    found = [item for item in scene.predicates if item.start == target.start]
    gerund = scene.word_at(target.start).endswith("ing")  # "leaving the deal was a mistake" announces nothing
    return not gerund and any(item.sense("action") and not item.sense("noun") for item in found)


def _announced(situation: _Situation) -> Iterator[HolderLink]:
    """Those in office who speak of their own side's measure without a word against it ("the sanctions would bite").

    Whoever explains a measure in the name of those who take it stands for it.
    """
    scene, target, _, _ = situation.frame
    if target.doer is None or target.sign < 0 or not situation.around or situation.sides - {target.doer}:
        return
    attribution = situation.around[0]
    if not is_voice(scene, attribution) or is_denied(scene, attribution):
        return
    for mention, holder in speakers(scene, attribution):
        if situation.speaks_for(holder) != target.doer:
            continue
        scope = scope_of(scene, attribution, (target.start, target.end))
        if not _turns(scene, scope, target):
            yield HolderLink(
                mention=mention, holder=holder, target=target, kind="doer", basis="statement", cue=attribution.cue,
                scope=(target.start, target.end), speaker=holder,
            )  # fmt: skip


def _turns(scene: Scene, span: Span, target: TargetMention) -> bool:
    """Whether a word in a span may say that the measure that it names ends, is refused, judged ill or doubtful."""
    return any(
        sense.sign < 0 or (sense.kind == "hedge" and found.start < target.start)
        for found in scene.predicates_in(span)
        if not overlap((found.start, found.end), (target.start, target.end))
        for sense in found.senses
        if sense.kind not in ("loaded", "harm", "effect")
        if sense.kind != "noun" or scene.following(found.end) == sense.preposition  # "would cost" is no "cost of"
    )


def _subjects(situation: _Situation) -> Iterator[HolderLink]:
    """Those who do what is said with or of the target."""
    scene, target, _, speaker = situation.frame
    subject = situation.subject
    if subject is None:
        return
    scope = (subject.predicate, subject.span[1])
    told = bool(situation.around) and situation.around[-1].speaker is not None
    for mention in subject.subjects:
        for holder in holders_of(mention):
            does = target.kind == "measure" and target.doer is not None and situation.state_of(holder) == target.doer
            basis: Basis = "reported" if told else basis_of(scene, (subject.predicate, target.start))
            own_words = mention.kind == "first_person" or holder == speaker
            if own_words:
                basis = "statement"
            yield HolderLink(
                mention=mention, holder=holder, target=target, kind=_way(does=does, own_words=own_words),
                basis="action" if does else basis, scope=scope, speaker=speaker,
            )  # fmt: skip


def _somebodys(scene: Scene, place: Span) -> Span | None:
    """The words around a place that are those of an unresolved "he" or "it", and so not the default holder's."""
    for attribution in scene.attributions:
        speaker = attribution.speaker
        if speaker is not None and speaker.kind == "pronoun" and not holders_of(speaker):
            for start, end in attribution.content:
                if start <= place[0] < end:
                    return clip((min(start, attribution.cue[0]), end), scene.span)
    return None


def _way(*, does: bool, own_words: bool) -> LinkKind:
    """How a subject holds: by doing the measure, by saying so itself ("we ..."), or as others say of it."""
    if does:
        return "doer"
    return "speaker" if own_words else "subject"


def _unnamed(situation: _Situation) -> Iterator[HolderLink]:
    """The state that gives the speech, or the author, as holders of what is given to nobody else."""
    scene, target, clause, _ = situation.frame
    default = situation.default
    if default is None:
        if not situation.around and situation.subject is None:
            yield HolderLink(mention=None, holder=AUTHOR, target=target, kind="author", basis="statement", scope=clause)
        return
    heard = {situation.state_of(holder) for item in situation.around for _, holder in speakers(scene, item)}
    if default in heard:
        return
    place = (target.start, target.end)
    outside = tuple(mention for mention in scene.mentions if not overlap((mention.start, mention.end), place))
    whole = clause_span(scene.tokens, scene.span, place, outside, _participles(scene))
    inner = None
    others = situation.subject is not None and all(
        mention.kind == "pronoun" and not holders_of(mention) for mention in situation.subject.subjects
    )
    if situation.subject and (others or (situation.sides and default not in situation.sides)):
        inner = (situation.subject.predicate, clause[1])
    elif situation.around and holders_of(situation.around[-1].speaker):
        inner = situation.region
    else:
        inner = _somebodys(scene, place)
    yield HolderLink(
        mention=None, holder=default, target=target, kind="default", basis="statement", scope=whole, speaker=default,
        inner=inner,
    )  # fmt: skip
