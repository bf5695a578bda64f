"""Who does what to the target inside one stretch of text: clause bounds, subjects and possessors, without a parser.

A parser would be the better tool, but no well-kept English one installs from a package index with its weights and runs
at thousands of sentences a second; these rules look only at sentences in which a target is mentioned.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from stance import wordclasses as wc
from stance.text import Token
from stance.types import Mention, Span

_PREPOSITIONS = wc.PREPOSITIONS - wc.words("after before during since until") | wc.words(
    "include includes including without across than alongside regarding concerning versus"
)
_BREAKS = wc.SUBORDINATORS | wc.words("but since however until ; : --")
_AUXILIARIES = (
    wc.AUXILIARIES
    | wc.NEGATED
    | wc.words("'ll 'd 've 're 's ought seem seems seemed appear appears appeared remain remains remained")
)
_ADVERBS = wc.REFLEXIVES | wc.words(
    "also again already always never ever still now then today yesterday once only just even further both all jointly "
    "not long too thus therefore meanwhile instead indeed immediately soon later earlier recently often twice hereby "
    "ourselves respectively"
)
_NOBODY = frozenset(("neither", "nor", "no"))
_CAUSATIVES = frozenset("have let make see seeing having making".split())
"""Before an actor who is to do something ("to have Washington lift ..."), which is the wish of others."""

_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday week month year today yesterday".split())
_DEMANDS = frozenset("must should shall ought needs".split())
_GROUNDS = frozenset("right reason grounds ground basis business excuse justification need".split())
_RELATIVES = frozenset(("who", "which", "that", "whose"))
_PEOPLE_NOUNS = frozenset(
    "administration administrations government governments officials official leaders leader leadership "
    "authorities diplomats diplomat delegation people regime side ministers minister ministry ministries "
    "president presidents parliament lawmakers allies ally envoy negotiators negotiator team representatives "
    "representative counterparts counterpart capitals powers signatories parties states nations countries "
    "companies critics experts analysts media embassy mission spokesman spokeswoman spokesperson statement "
    "cabinet army military forces chief nation country state department office council commission agency "
    "organization organisation board".split()
)


class Clause(NamedTuple):
    """The clause around a place.

    Args:
        span: Its characters.
        subjects: Its subjects, coordinated ones together.
        predicate: Where its predicate begins.
        demanded: Whether the predicate says what the subject ought or has no right to do, which is the speaker's view.
    """

    span: Span
    subjects: tuple[Mention, ...]
    predicate: int
    demanded: bool


def clause_span(
    tokens: Sequence[Token],
    region: Span,
    place: Span,
    actors: Sequence[Mention],
    participles: frozenset[int] = frozenset(),
) -> Span:
    """The clause of ``region`` that holds ``place``, cut at conjunctions that open a new clause.

    Args:
        tokens: Tokens of the sentence.
        region: Span of characters to stay in.
        place: Span of the target mention.
        actors: Mentions of the sentence; "and" opens a new clause where one follows with a verb.
        participles: Offsets of attitude participles, which open a clause after a comma ("..., calling on them to").

    Returns:
        Span of characters.
    """
    start, end = region
    starts = {mention.start: mention for mention in actors}
    for index, token in enumerate(tokens):
        if token.start < region[0] or token.end > region[1] or place[0] <= token.start < place[1]:
            continue
        if not _is_break(tokens, index, starts, participles):
            continue
        if token.end <= place[0]:
            start = max(start, token.end)
        elif token.start >= place[1]:
            end = min(end, token.start)
            break
    return start, end


def _is_break(tokens: Sequence[Token], index: int, starts: dict[int, Mention], participles: frozenset[int]) -> bool:
    form = tokens[index].form
    if form in _BREAKS:
        return not (form == "but" and index and tokens[index - 1].form in ("nothing", "anything", "all"))
    follows = index + 1 < len(tokens)
    if form == '"' and index and tokens[index - 1].form in (",", ".", "!", "?"):
        return True  # the end of direct speech: '..., " he said in a speech that called for sanctions'
    if form == "-" and index and follows:  # a dash between words, not a hyphen
        return tokens[index - 1].end < tokens[index].start and tokens[index].end < tokens[index + 1].start
    if form == "," and follows and (tokens[index + 1].start in participles or tokens[index + 1].form == "according"):
        return True
    if form in ("which", "whom", "where", "as") and follows:
        after = 2 if tokens[index + 1].form == "the" else 1
        actor = starts.get(tokens[index + after].start) if index + after < len(tokens) else None
        if actor is None or form != "as":
            return actor is not None
        return _predicate_follows(tokens, _index_at(tokens, actor.end)) is not None or tokens[
            min(_index_at(tokens, actor.end), len(tokens) - 1)
        ].form.endswith("s")  # "as the United States reimposes sanctions"
    if form == "and" and follows:
        mention = starts.get(tokens[index + 1].start)
        if mention is None and index + 2 < len(tokens) and tokens[index + 1].form in ("the", "its", "his", "that"):
            mention = starts.get(tokens[index + 2].start)
        if mention is not None:
            after = _index_at(tokens, mention.end)
            comma_before = index > 0 and tokens[index - 1].form == ","
            return (mention.kind in ("pronoun", "first_person") and not mention.possessive) or (
                comma_before and _predicate_follows(tokens, after) is not None and not mention.possessive
            )
    return False


def _index_at(tokens: Sequence[Token], offset: int) -> int:
    """Index of the first token that starts at or after ``offset``."""
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        if tokens[middle].start < offset:
            low = middle + 1
        else:
            high = middle
    return low


def _predicate_follows(
    tokens: Sequence[Token], index: int, verbs: frozenset[int] = frozenset(), place: int | None = None
) -> int | None:
    """Index of the verb after a noun phrase that ends before ``index``, over adverbs, appositions and relatives."""
    steps = 0
    while index < len(tokens) and steps < 12:
        form = tokens[index].form
        if form in _AUXILIARIES or tokens[index].start in verbs:
            return index
        if form in _ADVERBS or form.endswith("ly") or form in _PEOPLE_NOUNS or form in ('"', "'s") or form in _DAYS:
            index += 1
        elif (
            form in ("on", "late", "early", "last", "this")
            and index + 1 < len(tokens)
            and tokens[index + 1].form in _DAYS
        ):
            index += 2  # "the president on Tuesday pulled ..."
        elif form == ",":
            following = tokens[index + 1].form if index + 1 < len(tokens) else ""
            if (
                following in _RELATIVES
                or following in ("for", "in", "the", "a", "an", "as", "on", "speaking", "meanwhile", "however", "like")
                or (
                    following.endswith(("ly", "ing"))
                    or (tokens[index + 1 : index + 2] and tokens[index + 1].start in verbs)
                )
            ):
                if following in _RELATIVES:
                    return index + 2 if index + 2 < len(tokens) else None
                closing = _closing_comma(tokens, index + 1)
                if (
                    place is not None
                    and following.endswith("ing")
                    and (closing is None or tokens[closing].start > place)
                ):
                    return index + 1  # "the United States, having left the deal, ..."
                if closing is None:
                    return index + 1 if index + 1 < len(tokens) and tokens[index + 1].start in verbs else None
                index = closing + 1
            else:
                aside = _after_aside(tokens, index, verbs)
                if aside is None:
                    return None
                index = aside
        elif form in _RELATIVES:
            return index + 1 if index + 1 < len(tokens) else None
        elif form.endswith("ed") and len(form) > 4:
            return index
        else:
            return None
        steps += 1
    return None


def _after_aside(tokens: Sequence[Token], comma: int, verbs: frozenset[int]) -> int | None:
    """Index of the verb after an aside between commas ("Norway, by contrast, has ...")."""
    closing = _closing_comma(tokens, comma + 1)
    if closing is None or closing + 1 >= len(tokens):
        return None
    following = tokens[closing + 1]
    opens = {token.form for token in tokens[comma + 1 : closing]} & {"and", "or"}
    return closing + 1 if not opens and (following.form in _AUXILIARIES or following.start in verbs) else None


def _closing_comma(tokens: Sequence[Token], index: int) -> int | None:
    for position in range(index, min(index + 16, len(tokens))):
        if tokens[position].form == ",":
            return position
        if tokens[position].form in (";", ".", ":"):
            return None
    return None


def find_subjects(
    tokens: Sequence[Token], clause: Span, place: Span, mentions: Sequence[Mention], verbs: frozenset[int]
) -> Clause | None:
    """The subjects of the predicate that governs a target mention.

    Args:
        tokens: Tokens of the sentence.
        clause: Span from :func:`clause_span`.
        place: Span of the target mention.
        mentions: Actor mentions of the sentence, in order.
        verbs: Offsets at which a word of the predicate lexicon starts that may be a verb.

    Returns:
        The clause with its subjects, or ``None`` where no actor is subject.
    """
    inside = [
        mention
        for mention in mentions
        if mention.start >= clause[0]
        and mention.end <= place[0]
        and not (mention.possessive and mention.kind in ("pronoun", "first_person"))
    ]
    found: Mention | None = None
    predicate = 0
    objects: set[int] = set()  # actors joined to one that is no subject: "countries like Cuba, Iran and Syria"
    for mention in inside:  # the leftmost: "they begged Paris not to leave it" is the stance of those who beg
        first = _index_at(tokens, mention.start)
        before = _head_before(tokens, first, clause[0])
        if (
            before in _PREPOSITIONS
            or before in _NOBODY | _CAUSATIVES
            or mention.start in objects
            or (first and tokens[first - 1].start in verbs and tokens[first - 1].start >= clause[0])
        ):
            objects.update(
                other.start for other in inside if other.start > mention.end and _joined(tokens, mention, other)
            )
            continue
        index = _index_at(tokens, mention.end)
        if index < len(tokens) and tokens[index].form == "'s":
            if not any(token.form in _PEOPLE_NOUNS for token in tokens[index + 1 : index + 4]):
                continue  # "Iran's presence": what has it, not who
            index += 1
        verb = _predicate_follows(tokens, index, verbs, place[0])
        if verb is not None and tokens[verb].start < place[1]:
            found, predicate = mention, tokens[verb].start
            break
    if found is None:
        return None
    first = _index_at(tokens, predicate)
    demanded = is_demand([token.form for token in tokens[first : first + 5]])
    return Clause(clause, with_coordinated(tokens, found, inside), predicate, demanded)


def main_subjects(
    tokens: Sequence[Token], clause: Span, mentions: Sequence[Mention], verbs: frozenset[int]
) -> tuple[Mention, ...]:
    """Subjects that a clause without one takes from the words before it.

    A participle ("Israel presented ..., calling on Washington to leave the deal") takes the first subject of the
    sentence; a relative after a list ("- A, B and C - all of whom have urged ...") takes the list.

    Args:
        tokens: Tokens of the sentence.
        clause: Span from :func:`clause_span`.
        mentions: Actor mentions of the sentence.
        verbs: See :func:`find_subjects`.
    """
    opening = [token.form for token in tokens if token.start >= clause[0]][:3]
    before = [mention for mention in mentions if mention.end <= clause[0]]
    if not before or not opening:
        return ()
    if set(opening) & {"who", "whom", "which"}:
        dash = max(
            (token.end for token in tokens if token.form in ("-", ":", "--") and token.end < clause[0] - 2), default=0
        )
        listed = [
            mention
            for mention in before
            if mention.start >= dash and mention.kind in ("person", "name", "group", "role")
        ]
        people = [mention for mention in listed if mention.kind == "person"]
        if opening[0] in ("all", "both", "each"):
            return tuple(people or listed)[-5:]
        return tuple(listed[-1:])
    first = _index_at(tokens, clause[0])
    if opening[0].endswith("ing") and first and tokens[first - 1].form == ",":
        found = find_subjects(tokens, (tokens[0].start, clause[0]), (clause[0], clause[1]), mentions, verbs)
        return found.subjects if found else ()
    return ()


def is_demand(words: Sequence[str]) -> bool:
    """Whether a predicate says what somebody ought or has no right to do.

    >>> is_demand(["should", "stay"]), is_demand(["had", "no", "right", "to"]), is_demand(["will", "stay"])
    (True, True, False)
    """
    denied = any(left == "no" and right in _GROUNDS for left, right in pairwise(words))
    return denied or any(word in _DEMANDS for word in words[:3])


def _head_before(tokens: Sequence[Token], index: int, start: int) -> str:
    """The word before a noun phrase, over its articles and adjectives; empty at the start of the clause."""
    position = index - 1
    while (
        position >= 0
        and tokens[position].start >= start
        and tokens[position].form in ("the", "a", "an", "both", "all", "new", "then")
    ):
        position -= 1
    return tokens[position].form if position >= 0 and tokens[position].start >= start else ""


def _joined(tokens: Sequence[Token], left: Mention, right: Mention) -> bool:
    between = [token.form for token in tokens if left.end <= token.start and token.end <= right.start]
    if right.kind in ("pronoun", "first_person") and ("and" not in between or "," in between):
        return False  # "... between Oslo and Rome, (and) we continue": a new clause
    return (
        0 < len(between) <= 5
        and ("and" in between or "," in between)
        and all(
            form in (",", "and", "the", "of", "'s", "as", "well", "&", "or") or form in _PEOPLE_NOUNS
            for form in between
        )
    )


def with_coordinated(tokens: Sequence[Token], subject: Mention, inside: Sequence[Mention]) -> tuple[Mention, ...]:
    """The subject and the actors joined to it on the left ("France, Britain and Germany have ...")."""
    members = [subject]
    for mention in reversed([other for other in inside if other.end <= subject.start]):
        if _joined(tokens, mention, members[0]):
            members.insert(0, mention)
        else:
            break
    if len(members) > 1:
        last = [token.form for token in tokens if members[-2].end <= token.start < members[-1].start]
        if not {"and", "or", "&", "well", "nor"} & set(last):
            return (subject,)  # "As for the embargo against Cuba, Tuvalu calls ...": no list
    return tuple(members)
