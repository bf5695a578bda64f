"""Holders that are no subjects: possessors ("Russia's opposition to"), agents, doers of measures, those blamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from stance.holders.scene import Scene, StateOf, holders_of, overlap
from stance.types import Basis, HolderLink, Mention, Span, TargetMention

_ACTING = frozenset(
    "decision decisions attempt attempts effort efforts move moves plan plans bid push threat threats vote votes "
    "campaign drive intention desire wish willingness readiness refusal failure policy policies pledge promise "
    "promises determination demand demands call calls request proposal insistence stance position view views "
    "argument imposition reimposition".split()
)
_STOPS = frozenset(
    ', " a an the and to of that is was has have will would in on from between with against for under over about into '
    "toward towards among ; : -".split()
)
_AGENT_WORDS = frozenset(
    "the a government administration governments of successive then current previous us and its".split()
)
_UNDERGONE = frozenset(
    "removal inclusion designation classification listing exemption exclusion isolation strangulation protection "
    "victims victim suffering hardship".split()
)
"""Nouns whose "of" names what is acted on."""

_UNDOING = frozenset("easing lifting removal relaxation ending end suspension repeal loosening".split())
"""Nouns that end a measure, so that their possessor does not do it ("the president's easing of restrictions")."""

_PLACES = frozenset(("in", "at", "from", "between", "with"))
_REACH = 14
"""How many words a possessor's noun may stand from the target."""

_AGENT_WORDS_BEFORE = 4
"""How many words may stand from the participle to its agent ("criticised by the government of ...")."""

_PASSIVE_REACH = 12
"""How many words the participle may stand from the target."""

_AGENT_REACH = 16
"""How many words "by the United States" may stand from the measure."""


class Frame(NamedTuple):
    """What the ways of holding share.

    Args:
        scene: The sentence.
        target: The target mention.
        clause: The clause around it.
        speaker: Id of who speaks, where it is not the article.
    """

    scene: Scene
    target: TargetMention
    clause: Span
    speaker: str | None


def nominal_links(frame: Frame, taken: frozenset[int], state_of: StateOf, *, attributed: bool) -> Iterator[HolderLink]:
    """Possessors: "Russia's opposition to ...", "the decision of Iran to ...", "attempts by the United States to ...".

    Args:
        frame: Sentence, target and clause.
        taken: Offsets of mentions that hold in another way.
        state_of: For whom an actor acts; the doer of a measure is told from others.
        attributed: Whether somebody says so, so that the deed is only reported.
    """
    scene, target, clause, speaker = frame
    for mention in scene.mentions:
        if mention.start < clause[0] or mention.end > target.start or mention.start in taken:
            continue
        head = _noun_after(scene, mention, target.start) or _noun_before(scene, mention, clause[0])
        if head is None:
            continue
        between = scene.words(max(head, mention.end), target.start)
        if {",", ";"} & set(between) or len(between) > _REACH:
            continue
        basis: Basis = "reported" if attributed or scene.word_at(head) not in _ACTING else "action"
        for holder in holders_of(mention):
            does = target.kind == "measure" and target.doer is not None and state_of(holder) == target.doer
            yield HolderLink(
                mention=mention, holder=holder, target=target, kind="doer" if does else "nominal", basis=basis,
                scope=(head, clause[1]), speaker=speaker,
            )  # fmt: skip


def _is_head(scene: Scene, start: int) -> bool:
    leans = any(found.start == start and found.sense("noun") for found in scene.predicates)
    return leans or scene.word_at(start) in _ACTING


def _noun_after(scene: Scene, mention: Mention, limit: int) -> int | None:
    """Offset of the noun that a possessor or modifier stands before, over at most four adjectives."""
    if not (mention.possessive or mention.kind in ("name", "demonym", "group")):
        return None
    before = scene.words(scene.sentence.start, mention.start)[-1:]
    if not mention.possessive and set(before) & _PLACES:
        return None
    for token in [token for token in scene.tokens if mention.end <= token.start < limit][:5]:
        if token.form in _STOPS:
            return None
        if _is_head(scene, token.start):
            return token.start
    return None


def _noun_before(scene: Scene, mention: Mention, limit: int) -> int | None:
    """Offset of the noun whose "of" or "by" phrase names the actor, over actors coordinated before it."""
    previous = [token for token in scene.tokens if limit <= token.start and token.end <= mention.start][-8:]
    position = len(previous) - 1
    while position >= 0 and previous[position].form not in ("of", "by"):
        if previous[position].form in _STOPS - {",", "and", "of", "the", "a", "an"}:
            return None
        position -= 1
    if position < 1:
        return None
    if previous[position].form == "of" and previous[position - 1].form in _UNDERGONE:
        return None  # "the removal of the island from the list": what happens to it, not what it does
    heads = (token.start for token in reversed(previous[max(0, position - 3) : position]))
    return next((start for start in heads if _is_head(scene, start)), None)


def blamed_links(frame: Frame) -> Iterator[HolderLink]:
    """Whoever is blamed or praised for a deed: "criticised Washington for tearing up the accord"."""
    scene, target, clause, speaker = frame
    tokens = [token for token in scene.tokens if clause[0] <= token.start < target.end]
    for mention in scene.mentions:
        following = [token for token in tokens if token.start >= mention.end][:2]
        if len(following) == 2 and following[0].form == "for" and following[1].form.endswith("ing"):
            for holder in holders_of(mention):
                yield HolderLink(
                    mention=mention, holder=holder, target=target, basis="action", speaker=speaker,
                    kind="doer" if following[1].start == target.start else "subject",
                    scope=(following[1].start, clause[1]),
                )  # fmt: skip


def agent_links(frame: Frame) -> Iterator[HolderLink]:
    """Agents of a passive attitude toward the target or what is done to it: "was criticised by Oslo"."""
    scene, target, clause, _ = frame
    for found in scene.predicates:
        if found.start < target.end or found.sense("attitude") is None:
            continue
        if len(scene.words(target.end, found.start)) > _PASSIVE_REACH:
            break
        by = scene.words(found.end, found.end + 40)
        participle = scene.word_at(found.start)
        if by[:1] != ["by"] or participle.endswith("ing"):
            continue
        mention = next((mention for mention in scene.mentions if mention.start > found.end), None)
        if mention is None or len(scene.words(found.end, mention.start)) > _AGENT_WORDS_BEFORE:
            continue
        for holder in holders_of(mention):
            yield HolderLink(
                mention=mention, holder=holder, target=target, kind="agent", basis="statement",
                scope=(clause[0], found.end), speaker=holder,
            )  # fmt: skip


def doer_links(frame: Frame, state_of: StateOf) -> Iterator[HolderLink]:
    """The actor whose measure the target mention is, where the sentence names it as the doer."""
    scene, target, _, speaker = frame
    if target.doer is None:
        return
    for mention in scene.mentions:
        if any(state_of(holder) == target.doer for holder in holders_of(mention)) and _does(scene, mention, target):
            for holder in holders_of(mention):
                yield HolderLink(
                    mention=mention, holder=holder, target=target, kind="doer", basis="action",
                    scope=(target.start, target.end), speaker=speaker,
                )  # fmt: skip
            return


def _does(scene: Scene, mention: Mention, target: TargetMention) -> bool:
    """Whether the mention stands inside the target's words, owns them, or is their agent ("imposed by ...")."""
    if overlap((mention.start, mention.end), (target.start, target.end)):
        return True
    if mention.end <= target.start:
        if target.kind == "anaphor":
            return False  # "the American measures", named before: no deed of this sentence
        between = scene.words(mention.end, target.start)
        if _UNDOING & set(between):
            return False
        owns = mention.possessive or (mention.kind in ("name", "demonym") and "of" not in between)
        adjectives = not {"to", "on", "not", "that", "against", "for", "in", "with", "the", "a"} & set(between)
        listed = mention.possessive and len(between) <= 6  # "its economic, commercial and financial embargo"
        return owns and adjectives and (listed or (len(between) <= 3 and not {",", "and"} & set(between)))
    after = scene.words(target.end, mention.start)
    if "by" not in after or len(after) > _AGENT_REACH:
        return False
    return all(form in _AGENT_WORDS for form in after[len(after) - after[::-1].index("by") :])
