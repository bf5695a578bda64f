"""Role phrases: a head ("foreign minister") with its modifiers, its state, its name and what follows with "of"."""

from __future__ import annotations

from stance import wordclasses as wc
from stance.actors.chunks import Chunk, Scene
from stance.actors.complements import apposition, push
from stance.actors.groups import E3_MEMBERS, Group, interpret
from stance.actors.role_parts import (
    after_name,
    closes,
    is_owned,
    restore,
    second_role,
    share_head,
    take_in_left,
    take_name,
    walk_left,
)
from stance.actors.roles import BODY_OFFICES, OWNERS, RoleNoun, gender_of

_DEALS = ("jcpoa", "deal", "accord", "agreement", "pact", "2231", "joint comprehensive", "nuclear talks")
_LAND_BEFORE = OWNERS - wc.words("your") | wc.words("the this that both two three other")


def role_chunk(scene: Scene, start: int, end: int, noun: RoleNoun) -> None:
    """Adds the mention whose head is a role noun to the scene, taking in the state or body before it.

    "Iran's deputy foreign minister", "his Russian counterpart", "the Iranian Foreign Ministry spokesman", "the
    Trump administration" are one mention each. A phrase with neither state nor determiner nor name is left out, as
    is a head that goes on ("official statement").
    """
    chunk = Chunk(start, end, "role")
    head = scene.folded[start:end]
    chunk.head, chunk.office, chunk.gender = noun, noun.office, gender_of(head)
    words = take_in_left(scene, chunk)
    if words is None:
        return
    if noun.office == "land" and head == "islamic republic" and not scene.folded.startswith(" of", end):
        chunk.id = chunk.state = "IRN"
    if noun.number == "one" and scene.word_before(chunk.start)[0] == "as" and not scene.speech:
        restore(scene, chunk)  # "who as the president's envoy signed it": says what somebody else is
        return
    named = noun.number == "one" and take_name(scene, chunk)
    owned = is_owned(words) or chunk.absorbed is not None or second_role(scene, chunk) or after_name(scene, chunk)
    if not named and noun.number == "one" and not chunk.former and noun.strict and not closes(scene, end):
        restore(scene, chunk)
        return
    if not named and not _is_group(scene, chunk, words, head) and not _stands(scene, chunk, words, owned):
        restore(scene, chunk)
        return
    chunk.possessive = scene.possessive_at(chunk.end)
    share_head(scene, chunk)
    push(scene, chunk)
    apposition(scene, chunk)


def _is_group(scene: Scene, chunk: Chunk, words: list[str], head: str) -> bool:
    """Makes the role phrase a group of states, if it means one ("the three European signatories")."""
    european = chunk.state == "EU" and chunk.lexeme is not None and chunk.lexeme.form == "European"
    if chunk.state and not european:
        return False
    if european:
        words.append("european")
    group = _group(scene, chunk, words, head)
    if group is None:
        return False
    chunk.kind, chunk.id, chunk.state = "group", group.id, group.id
    chunk.members, chunk.count = group.members, group.size
    return True


def european_parties(scene: Scene, chunk: Chunk) -> None:
    """Makes "the remaining European" and "members of the JCPOA" one mention of the three European parties."""
    previous = scene.chunks[-1] if scene.chunks else None
    if (
        previous is not None
        and previous.id == "EU"
        and previous.kind == "demonym"
        and not scene.gap(previous.end, chunk.start)
    ):
        scene.chunks.pop()
        floor = scene.chunks[-1].end if scene.chunks else scene.start
        chunk.start, _ = walk_left(scene, previous.start, floor)
        chunk.kind, chunk.id, chunk.state, chunk.members = "group", "E3", "E3", E3_MEMBERS


def _group(scene: Scene, chunk: Chunk, words: list[str], head: str) -> Group | None:
    noun = chunk.head
    if noun is None or noun.number not in ("many", "set") or (not words and head != "europeans"):
        return None
    folded = scene.folded
    after = folded[chunk.end : chunk.end + 60]
    of_deal = after.startswith((" to ", " of ", " in ")) and any(deal in after for deal in _DEALS)
    deal = scene.about_deal(chunk.start, chunk.end)
    return interpret(words, head, of_deal, deal)


def _stands(scene: Scene, chunk: Chunk, words: list[str], owned: bool) -> bool:
    """Whether a role phrase without a name is a mention, and of which kind."""
    noun = chunk.head
    if noun is None or noun.number == "set":
        return False
    known = bool(chunk.state or chunk.candidates)
    if not (noun.bare or known or chunk.owner):
        return False
    if noun.strict and not closes(scene, chunk.end):
        return False
    if noun.number == "land":
        if known:
            return not words or words[-1] not in ("a", "any", "each", "every", "another", "no")
        return bool(words) and all(word in _LAND_BEFORE for word in words)
    if noun.number == "body":
        if (
            noun.office in BODY_OFFICES
            and scene.folded.startswith(" of ", chunk.end)
            and scene.text[chunk.start].islower()
            and not known
        ):
            return False
        if (
            noun.office == "government"
            and words
            and words[-1] in ("all", "every", "some", "a", "any", "no", "each", "many")
        ):
            return False
        return (
            known
            or (noun.bare and owned and words[-1:] not in (["a"], ["an"], ["any"], ["no"], ["another"]))
            or (noun.bare and bool(chunk.owner))
        )
    if (
        not noun.official
        or chunk.former
        or (noun.number == "many" and not known)
        or (words and words[-1] in ("a", "an", "one") and not known)
    ):
        if scene.speech and not known:
            return False
        chunk.kind = "noun" if chunk.former or not noun.official or not known else "role"
        if chunk.kind == "noun":
            chunk.id = None
            return owned or noun.number == "many" or known or bool(words)
    return known or owned or (noun.office == "secretary_general" and scene.text[chunk.start].isupper())
