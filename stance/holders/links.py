"""Which actors may hold a stance toward a target mention of a sentence, and in which words they would express it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from stance.actors.roles import role_nouns
from stance.holders.clauses import Clause, clause_span, find_subjects, main_subjects, with_coordinated
from stance.predicates import Found, find_predicates
from stance.text import Token, fold, tokenize
from stance.types import AUTHOR, Attribution, Basis, HolderLink, LinkKind, Mention, Sentence, Span, TargetMention

StateOf = Callable[[str], str | None]
"""From the id of a person, state or body to the id of the state or body it acts for."""

_ACTING = frozenset(
    "decision decisions attempt attempts effort efforts move moves plan plans bid push threat threats vote votes campaign drive "
    "intention desire wish willingness readiness refusal failure policy policies pledge promise promises determination demand "
    "demands call calls request proposal insistence stance position view views argument imposition reimposition".split()
)
_NOUN_REACH = 14
"""How many words a possessor's noun may stand from the target."""

_SPLIT = 80
"""How many characters of speaker and cue may stand between the parts of a quotation."""

_AGENT_WORDS = frozenset("the a government administration governments of successive then current previous us and its".split())
_WISHES = frozenset(
    "call for, call on, call upon, urge, demand, hope, hope for, hope to, expect, request, appeal for, appeal to, want, want to, wish, wish for, ask for, ask to, "
    "invite, encourage, exhort, implore, insist on, press for, push for, recommend, enjoin".split(", ")
)
_STOPS = frozenset(
    ", \" a an the and to of that is was has have will would in on from between with against for under over about into toward towards among ; : -".split()
)
_STATED = frozenset(
    "blast condemn criticise criticize denounce hail praise applaud welcome urge call for call on demand deplore slam rebuke reject "
    "lambast lambaste decry attack commend thank regret lament salute warn against express concern vow to pledge to reiterate".split()
)


class Scene(NamedTuple):
    """A sentence with all that was found in it; every offset counts in the document.

    Args:
        sentence: The sentence.
        tokens: Its tokens.
        predicates: Words of the stance lexicon in it.
        mentions: Actor mentions in it, in order.
        attributions: Attributions whose content or cue lies in it.
    """

    sentence: Sentence
    tokens: tuple[Token, ...]
    predicates: tuple[Found, ...]
    mentions: tuple[Mention, ...]
    attributions: tuple[Attribution, ...]


def scene(text: str, sentence: Sentence, mentions: Sequence[Mention], attributions: Sequence[Attribution]) -> Scene:
    """Gather what :func:`links` needs.

    Args:
        text: The document's text.
        sentence: A sentence of it.
        mentions: Actor mentions in the sentence.
        attributions: Attributions that touch the sentence.
    """
    offset = sentence.start
    found = find_predicates(fold(text[sentence.start : sentence.end]))
    return Scene(
        sentence,
        tuple(tokenize(text, sentence.start, sentence.end)),
        tuple(Found(item.start + offset, item.end + offset, item.senses) for item in found),
        tuple(mentions),
        tuple(attributions),
    )


def links(
    scene: Scene, targets: Sequence[TargetMention], *, state_of: StateOf, default: str | None = None
) -> list[HolderLink]:
    """Possible holders for each target mention.

    Args:
        scene: The sentence and what is in it.
        targets: Target mentions in the sentence.
        state_of: For whom an actor acts; to tell whether two mentions are the same side.
        default: Id of the holder of whatever nobody else holds: the state that gives the speech.

    Returns:
        Links in the order of the target mentions; one actor may be linked to one mention in several ways.
    """
    found: list[HolderLink] = []
    for target in _telling(scene, targets):
        found.extend(_links_of(scene, target, state_of, default))
    return found


def _telling(scene: Scene, targets: Sequence[TargetMention]) -> list[TargetMention]:
    """The target mentions without those that only name a group ("the members of the JCPOA ... to preserve the agreement")."""
    groups = [mention for mention in scene.mentions if mention.kind in ("group", "role")]
    inside = [any(group.start < target.start and target.end <= group.end for group in groups) for target in targets]
    others = {target.target for target, hidden in zip(targets, inside, strict=True) if not hidden}
    return [target for target, hidden in zip(targets, inside, strict=True) if not hidden or target.target not in others]


def _links_of(scene: Scene, target: TargetMention, state_of: StateOf, default: str | None) -> Iterator[HolderLink]:
    place = (target.start, target.end)
    sentence_span = (scene.sentence.start, scene.sentence.end)
    covering = _covering(scene, place)
    region = _clip(_content_piece(covering[-1], place), sentence_span) if covering else sentence_span
    outside = tuple(mention for mention in scene.mentions if not _overlap((mention.start, mention.end), place))
    participles = _participles(scene)
    clause = clause_span(scene.tokens, region, place, outside, participles)
    verbs = _verb_offsets(scene, sentence_span)
    subject = find_subjects(scene.tokens, clause, place, outside, verbs)
    if subject is None and clause[0] > sentence_span[0] and (taken := main_subjects(scene.tokens, clause, outside, verbs)):
        subject = Clause(clause, taken, clause[0], demanded=False)
    wish = bool(covering) and _is_wish(scene, covering[-1].cue)
    if subject is not None and (subject.demanded or wish) and not any(mention.kind == "first_person" for mention in subject.subjects):
        subject = None  # "Iran must comply": whoever says so wants it, not Iran
    told = covering[-1].speaker if covering else None
    voices = [item for item in covering if item.kind != "nominal" and not _ascribes(scene, item)]
    speaker_id = _single(voices[0].speaker) if voices else default
    sides = {side for mention in (subject.subjects if subject else ()) for holder in _holders(mention) if (side := state_of(holder))}

    for attribution in covering:
        outer = sentence_span if attribution is covering[0] else region
        scope = _clip(_with_cue(scene, attribution, place), sentence_span)
        stated = attribution.kind != "nominal" and not _ascribes(scene, attribution)
        basis: Basis = "statement" if stated and attribution is covering[0] else "reported"
        if attribution.kind == "indirect" and attribution is covering[0] and _basis(scene, attribution.cue, reported=False) == "action":
            basis = "action"  # "concluded the agreement"
        way: LinkKind = "nominal" if attribution.kind == "nominal" else "speaker"
        for speaker, holder in _speakers(scene, attribution):
            nested = sides and attribution is covering[-1] and state_of(holder) not in sides
            inner = (subject.predicate, clause[1]) if nested and subject else _deeper(covering, attribution, place, outer)
            does = target.kind == "measure" and target.doer is not None and state_of(holder) == target.doer and not sides
            yield HolderLink(
                mention=speaker, holder=holder, target=target, kind="doer" if does else way, basis=basis,
                scope=scope, cue=attribution.cue, speaker=holder if basis == "statement" else speaker_id, inner=inner,
            )  # fmt: skip
    if subject is not None:
        yield from _subject_links(scene, target, subject, told, speaker_id, state_of)
    taken = {mention.start for mention in (subject.subjects if subject else ())}
    yield from _nominal_links(scene, target, clause, taken, speaker_id, covered=bool(covering))
    yield from _blamed_links(scene, target, clause, speaker_id)
    yield from _doer_links(scene, target, state_of, speaker_id)
    heard = {state_of(holder) for attribution in covering for _, holder in _speakers(scene, attribution)}
    if default is None and not covering and subject is None:
        yield HolderLink(mention=None, holder=AUTHOR, target=target, kind="author", basis="statement", scope=clause)
    if default is not None and default not in heard:
        inner = None
        whole = clause_span(scene.tokens, sentence_span, place, outside, participles)
        others = [state_of(holder) for holder in _holders(covering[-1].speaker)] if covering and covering[-1].speaker else []
        if sides and default not in sides:
            inner = (subject.predicate, clause[1]) if subject else None
        elif others and default not in others:
            inner = region
        yield HolderLink(
            mention=None, holder=default, target=target, kind="default", basis="statement", scope=whole, speaker=default,
            inner=inner,
        )  # fmt: skip


def _subject_links(
    scene: Scene, target: TargetMention, subject: Clause, told: Mention | None, speaker: str | None, state_of: StateOf
) -> Iterator[HolderLink]:
    for mention in subject.subjects:
        for holder in _holders(mention):
            if target.kind == "measure" and target.doer is not None and state_of(holder) == target.doer:
                yield HolderLink(
                    mention=mention, holder=holder, target=target, kind="doer", basis="action",
                    scope=(subject.predicate, subject.span[1]), speaker=speaker,
                )  # fmt: skip
                continue
            own_words = mention.kind == "first_person" or (speaker is not None and holder == speaker)
            basis: Basis = "statement" if own_words else _basis(scene, (subject.predicate, target.start), reported=told is not None)
            yield HolderLink(
                mention=mention, holder=holder, target=target, kind="subject", basis=basis,
                scope=(subject.predicate, subject.span[1]), speaker=speaker,
            )  # fmt: skip


def _basis(scene: Scene, span: Span, *, reported: bool) -> Basis:
    """What the first leaning word of a subject's predicate makes of it: a deed, a stated or an ascribed attitude."""
    for found in scene.predicates:
        if span[0] <= found.start < span[1]:
            sense = found.sense("action", "attitude", "suffer", "noun")
            if sense is None:
                continue
            if reported:
                return "reported"
            if sense.kind == "action":
                return "action"
            return "statement" if sense.phrase.split()[0] in _STATED else "reported"
    return "reported"


def _nominal_links(
    scene: Scene, target: TargetMention, clause: Span, taken: set[int], speaker: str | None, *, covered: bool
) -> Iterator[HolderLink]:
    """ "Russia's opposition to ...", "the decision of Iran to ...", "attempts by the United States to ..."."""
    heads = {found.start: found for found in scene.predicates if found.sense("noun")}
    tokens = scene.tokens
    for mention in scene.mentions:
        if mention.start < clause[0] or mention.end > target.start or mention.start in taken:
            continue
        head = _head_after(tokens, mention, heads, target.start) or _head_before(tokens, mention, heads, clause[0])
        between = [token.form for token in tokens if head is not None and max(head, mention.end) <= token.start < target.start]
        if head is None or {",", ";"} & set(between) or len(between) > _NOUN_REACH:
            continue
        word = next((token.form for token in tokens if token.start == head), "")
        basis: Basis = "reported" if covered or word not in _ACTING else "action"
        for holder in _holders(mention):
            yield HolderLink(
                mention=mention, holder=holder, target=target, kind="nominal", basis=basis,
                scope=(head, clause[1]), speaker=speaker,
            )  # fmt: skip


def _head_after(tokens: Sequence[Token], mention: Mention, heads: dict[int, Found], limit: int) -> int | None:
    """Offset of the noun that a possessor or modifier stands before, over at most three adjectives."""
    if not (mention.possessive or mention.kind in ("name", "demonym", "group")):
        return None
    before = next((token.form for token in reversed(tokens) if token.end <= mention.start), "")
    if not mention.possessive and before in ("in", "at", "from", "between", "with"):
        return None
    following = [token for token in tokens if mention.end <= token.start < limit][:5]
    for token in following:
        if token.form in _STOPS:
            return None
        if token.start in heads or token.form in _ACTING:
            return token.start
    return None


def _head_before(tokens: Sequence[Token], mention: Mention, heads: dict[int, Found], limit: int) -> int | None:
    """Offset of the noun whose "of" or "by" phrase names the actor, over actors coordinated before it."""
    previous = [token for token in tokens if limit <= token.start and token.end <= mention.start][-8:]
    position = len(previous) - 1
    while position >= 0 and previous[position].form not in ("of", "by"):
        if previous[position].form in _STOPS - {",", "and", "of", "the", "a", "an"}:
            return None
        position -= 1
    if position < 1:
        return None
    for token in reversed(previous[max(0, position - 3) : position]):
        if token.start in heads or token.form in _ACTING:
            return token.start
    return None


def _blamed_links(scene: Scene, target: TargetMention, clause: Span, speaker: str | None) -> Iterator[HolderLink]:
    """Whoever is blamed or praised for a deed: "criticised Washington for tearing up the accord"."""
    tokens = [token for token in scene.tokens if clause[0] <= token.start < target.start]
    for mention in scene.mentions:
        following = [token for token in tokens if token.start >= mention.end][:2]
        if len(following) == 2 and following[0].form == "for" and following[1].form.endswith("ing"):
            for holder in _holders(mention):
                yield HolderLink(
                    mention=mention, holder=holder, target=target, kind="subject", basis="action",
                    scope=(following[1].start, clause[1]), speaker=speaker,
                )  # fmt: skip


def _doer_links(scene: Scene, target: TargetMention, state_of: StateOf, speaker: str | None) -> Iterator[HolderLink]:
    """The actor whose measure the target mention is, where the sentence names it as the doer."""
    if target.doer is None:
        return
    for mention in scene.mentions:
        if all(state_of(holder) != target.doer for holder in _holders(mention)):
            continue
        inside = _overlap((mention.start, mention.end), (target.start, target.end))
        between = [token.form for token in scene.tokens if mention.end <= token.start < target.start]
        modifies = mention.end <= target.start and len(between) <= 3 and not set(between) & {"to", "and", ",", "on", "not", "that", "against"} and (
            mention.possessive or mention.kind in ("name", "demonym") and "of" not in between
        )
        after = [token.form for token in scene.tokens if target.end <= token.start < mention.start]
        agent = len(after) <= 16 and "by" in after and all(form in _AGENT_WORDS for form in after[len(after) - after[::-1].index("by") :])
        if inside or modifies or agent:
            for holder in _holders(mention):
                yield HolderLink(
                    mention=mention, holder=holder, target=target, kind="doer", basis="action",
                    scope=(target.start, target.end), speaker=speaker,
                )  # fmt: skip
            return


def _covering(scene: Scene, place: Span) -> list[Attribution]:
    """Attributions whose content holds the place, the widest first."""
    covering = [
        attribution
        for attribution in scene.attributions
        if any(start <= place[0] < end for start, end in attribution.content)
        and (attribution.speaker is None or _speakers(scene, attribution))
    ]
    return sorted(covering, key=lambda attribution: -sum(end - start for start, end in attribution.content))


def _speakers(scene: Scene, attribution: Attribution) -> list[tuple[Mention, str]]:
    """The speakers of an attribution with their ids; coordinated actors speak together."""
    speaker = attribution.speaker
    if speaker is None:
        return []
    inside = [mention for mention in scene.mentions if speaker.start <= mention.start and mention.end <= speaker.end]
    if speaker.entity_id is None and not speaker.members and any(mention.entity_id for mention in inside):
        mentions = [mention for mention in inside if mention.entity_id]
        if mentions[-1].possessive and not names_people(speaker.text[mentions[-1].end - speaker.start :]):
            return []  # "the minister's presentation underlines ..."
        before = [mention for mention in scene.mentions if mention.end <= mentions[0].start]
        mentions = [*with_coordinated(scene.tokens, mentions[0], before), *mentions[1:]]
    elif any((mention.start, mention.end) == (speaker.start, speaker.end) for mention in inside):
        before = [mention for mention in scene.mentions if mention.end <= speaker.start]
        mentions = list(with_coordinated(scene.tokens, speaker, before))
    else:
        mentions = [speaker]
    return [(mention, holder) for mention in mentions for holder in _holders(mention)]


def _ascribes(scene: Scene, attribution: Attribution) -> bool:
    """Whether somebody else says what the holder wants or thinks ("is willing to", "hopes"), rather than quoting it."""
    if attribution.kind != "indirect" or attribution.speaker is None or attribution.speaker.kind == "first_person":
        return False
    cue = attribution.cue
    return any(
        found.start < cue[1] and cue[0] < found.end and any(
            sense.kind == "attitude" and sense.phrase.split()[0] not in _STATED | {"express", "insist", "speak"} for sense in found.senses
        )
        for found in scene.predicates
    )  # fmt: skip


def _content_piece(attribution: Attribution, place: Span) -> Span:
    return next((start, end) for start, end in attribution.content if start <= place[0] < end)


def _with_cue(scene: Scene, attribution: Attribution, place: Span) -> Span:
    """The content together with a cue right before it, since a cue may lean itself ("condemned", "has never supported")."""
    start, end = _content_piece(attribution, place)
    beside = [piece for piece in attribution.content if abs(piece[0] - end) <= _SPLIT or abs(start - piece[1]) <= _SPLIT]
    start, end = min([start, *(piece[0] for piece in beside)]), max([end, *(piece[1] for piece in beside)])
    cue, speaker = attribution.cue, attribution.speaker
    if cue[1] > cue[0] and 0 <= start - cue[1] <= 12:
        start = cue[0]
        words = [token.form for token in scene.tokens if speaker is not None and speaker.end <= token.start < cue[0]]
        if speaker is not None and speaker.end <= cue[0] and len(words) <= 4 and "," not in words:
            start = speaker.end
    return start, end


def _deeper(covering: Sequence[Attribution], attribution: Attribution, place: Span, outer: Span) -> Span | None:
    """For an outer attribution, the part that an inner one gives to somebody else."""
    position = covering.index(attribution)
    if position + 1 >= len(covering) or covering[position + 1].speaker is None:
        return None
    if _single(covering[position + 1].speaker) == _single(attribution.speaker):
        return None
    inner = covering[position + 1]
    piece = _content_piece(inner, place)
    return _clip((min(piece[0], inner.cue[0]) if inner.cue[1] > inner.cue[0] and inner.cue[0] >= outer[0] else piece[0], piece[1]), outer)


def _is_wish(scene: Scene, cue: Span) -> bool:
    """Whether an attribution's cue says what its speaker wants of somebody, who need not want it."""
    return any(
        found.start < cue[1] and cue[0] < found.end and any(sense.phrase in _WISHES for sense in found.senses)
        for found in scene.predicates
    )


def _participles(scene: Scene) -> frozenset[int]:
    return frozenset(
        found.start
        for found in scene.predicates
        if found.sense("attitude") and next((token.form for token in scene.tokens if token.start == found.start), "").endswith("ing")
    )


def _verb_offsets(scene: Scene, clause: Span) -> frozenset[int]:
    return frozenset(
        found.start
        for found in scene.predicates
        if clause[0] <= found.start < clause[1] and found.sense("attitude", "action", "suffer", "effect", "negation")
    )


def _holders(mention: Mention) -> tuple[str, ...]:
    """Who the words stand for; nobody, where "he" or "the ministry" could not be resolved."""
    if mention.entity_id is not None:
        return (mention.entity_id,)
    if mention.members or mention.kind != "noun":
        return mention.members
    owned = tokenize(mention.text)[:1]
    if not names_people(mention.text) or (owned and owned[0].form in ("his", "her", "its", "their", "our", "my")):
        return ()
    return (unnamed(mention),)


_GROUPS = frozenset(
    "people figures party parties republicans democrats conservatives liberals hardliners reformists movement organizations organisations "
    "companies firms allies public voters citizens community states members group groups majority americans europeans".split()
)


def names_people(words: str) -> bool:
    """Whether a noun phrase stands for people or bodies, who alone can hold a stance.

    >>> names_people("several European analysts"), names_people("the resolutions")
    (True, False)
    """
    forms = [token.form for token in tokenize(words)]
    nouns = role_nouns()
    return any(form in nouns or form in _GROUPS for form in forms) or any(" ".join(pair) in nouns for pair in pairwise(forms))


def unnamed(mention: Mention) -> str:
    """Id for a holder who is in no catalogue: the words themselves as a slug ("several_analysts").

    >>> unnamed(Mention(entity_id=None, text="Several analysts", start=0, end=16))
    'several_analysts'
    """
    return "_".join(token.form for token in tokenize(mention.text) if token.form[0].isalnum()) or "unknown"


def _single(mention: Mention | None) -> str | None:
    return next(iter(_holders(mention)), None) if mention is not None else None


def _clip(span: Span, bounds: Span) -> Span:
    return max(span[0], bounds[0]), min(span[1], bounds[1])


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
