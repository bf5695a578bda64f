"""Role phrases: a head ("foreign minister") with its modifiers, its state, its name and what follows with "of"."""

from __future__ import annotations

from stance.actors.chunks import HYPHENS, Chunk, Scene
from stance.actors.complements import apposition, push, shares_person
from stance.actors.groups import E3_MEMBERS, GROUP_MODIFIERS, Group, interpret
from stance.actors.introductions import name_at, name_before
from stance.actors.lexemes import IRREGULAR
from stance.actors.roles import (
    BODY_OFFICES,
    DETERMINERS,
    FORMER,
    FUNCTION,
    MODIFIERS,
    OWNERS,
    SPEECH_VERBS,
    RoleNoun,
    gender_of,
)

_LEFT = MODIFIERS | GROUP_MODIFIERS
_DEALS = ("jcpoa", "deal", "accord", "agreement", "pact", "2231", "joint comprehensive", "nuclear talks")
_LAND_BEFORE = frozenset(
    ["the", "this", "that", "his", "her", "their", "its", "our", "my", "both", "two", "three", "other"]
)
_PREFIXES = frozenset({"ex", "then", "former", "vice"})


def _walk_left(scene: Scene, start: int, floor: int) -> tuple[int, list[str]]:
    """Takes in modifiers and a determiner before ``start``; returns the new start and the words, the nearest first."""
    words: list[str] = []
    for _ in range(7):
        word, begin = scene.word_before(start)
        if not word or begin < floor:
            break
        bare = word.removesuffix(",")
        if bare in _LEFT and (bare == word or (words and bare in MODIFIERS)):
            words.append(bare)
            start = begin
        elif word in DETERMINERS or word in OWNERS:
            words.append(word)
            start = begin
            if word not in ("two", "three", "four", "six", "some", "all", "other", "both"):
                break
        elif word == "and" and words and scene.word_before(begin)[0] in _LEFT:
            start = begin
        else:
            break
    return start, words


def role_chunk(scene: Scene, start: int, end: int, noun: RoleNoun) -> None:  # noqa: PLR0915  # one pass, step by step
    """Adds the mention whose head is a role noun to the scene, taking in the state or body before it.

    "Iran's deputy foreign minister", "his Russian counterpart", "the Iranian Foreign Ministry spokesman", "the
    Trump administration" are
    one mention each. A phrase with neither state nor determiner nor name is left out, as is a head that goes on
    ("official statement").
    """
    text, folded = scene.text, scene.folded
    chunks = scene.chunks
    chunk = Chunk(start, end, "role")
    chunk.head, chunk.office, chunk.gender = noun, noun.office, gender_of(folded[start:end])
    head = folded[start:end]
    begin, former = start, False
    if text[start - 1 : start] in HYPHENS and start > scene.start:
        before = start - 1
        while before > scene.start and text[before - 1].isalnum():
            before -= 1
        prefix = folded[before : start - 1]
        if prefix not in _PREFIXES:
            return
        begin, former = before, prefix in FORMER
    floor = chunks[-1].end if chunks else scene.start
    begin, words = _walk_left(scene, begin, floor)
    owned = bool(words) and (words[-1] in DETERMINERS or words[-1] in OWNERS)
    if chunks and not owned and _absorb(scene, chunk, begin):
        begin = chunk.start
        if chunk.absorbed is not None and chunk.absorbed.head is None:
            begin, more = _walk_left(scene, begin, chunks[-1].end if chunks else scene.start)
            words += more
            owned = bool(more) and (more[-1] in DETERMINERS or more[-1] in OWNERS)
    if words and words[-1] in OWNERS:
        chunk.owner = words[-1]
    counted = bool(words) and words[-1] in ("two", "three", "four", "other")
    if chunks and (counted or not owned) and chunks[-1].kind in ("pronoun", "first_person") and chunks[-1].possessive:
        owner = chunks[-1]
        if not scene.gap(owner.end, begin) and owner.end < begin:
            chunk.owner, begin, owned = owner.owner, owner.start, True
            chunk.absorbed = chunk.absorbed or owner
            words.append(owner.owner)
            chunks.pop()
    chunk.start = begin
    chunk.former = former or any(word in FORMER for word in words)
    if noun.office == "land" and head == "islamic republic" and not folded.startswith(" of", end):
        chunk.id = chunk.state = "IRN"
    if words and words[-1] == "that" and chunk.absorbed is not None:  # "said that Iranian officials"
        chunk.start = scene.folded.index(" ", chunk.start) + 1
    if noun.number == "one" and scene.word_before(chunk.start)[0] == "as" and not scene.speech:
        _restore(scene, chunk)  # "who as Mr. Obama's secretary of state negotiated": says what somebody else is
        return
    named = noun.number == "one" and _take_name(scene, chunk)
    owned = owned or chunk.absorbed is not None or _second_role(scene, chunk) or _after_name(scene, chunk)
    if not named and noun.number == "one" and not chunk.former and noun.strict and not _closes(scene, end):
        _restore(scene, chunk)
        return
    european = chunk.state == "EU" and chunk.lexeme is not None and chunk.lexeme.form == "European"
    if european:
        words.append("european")
    group = _group(scene, chunk, words, head) if not named and (european or not chunk.state) else None
    if group is not None:
        chunk.kind, chunk.id, chunk.state, chunk.members, chunk.count = (
            "group",
            group.id,
            group.id,
            group.members,
            group.size,
        )
    elif not named and not _stands(scene, chunk, words, owned):
        _restore(scene, chunk)
        return
    chunk.possessive = scene.possessive_at(chunk.end)
    _share_head(scene, chunk)
    push(scene, chunk)
    apposition(scene, chunk)


def _second_role(scene: Scene, chunk: Chunk) -> bool:
    """Whether the role only adds to the one before ("Iran's deputy foreign minister and senior negotiator")."""
    previous = scene.chunks[-1] if scene.chunks else None
    return (
        previous is not None
        and previous.head is not None
        and previous.head.number == "one"
        and scene.gap(previous.end, chunk.start) == "and"
        and shares_person(scene, previous, chunk)
    )


def _after_name(scene: Scene, chunk: Chunk) -> bool:
    """Whether the role stands in apposition to a name without an article ("X, spokesman for ...")."""
    start = chunk.start
    noun = chunk.head
    if noun is None or noun.number != "one" or not scene.folded.startswith(", ", start - 2):
        return False
    previous = scene.chunks[-1] if scene.chunks else None
    if previous is not None and previous.end == start - 2:
        return previous.kind == "person"
    return " " in scene.text[name_before(scene.text, start - 2, previous.end if previous else scene.start) : start - 2]


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
        chunk.start, _ = _walk_left(scene, previous.start, floor)
        chunk.kind, chunk.id, chunk.state, chunk.members = "group", "E3", "E3", E3_MEMBERS


def _absorb(scene: Scene, chunk: Chunk, begin: int) -> bool:
    """Takes the mention before ``begin`` in as the state or body of the role, if it is one."""
    owner = scene.chunks[-1]
    gap = scene.gap(owner.end, begin)
    noun = chunk.head
    assert noun is not None  # noqa: S101  # set by the caller
    if (
        gap not in ("", "'s", "'")
        or (gap and not owner.possessive)
        or owner.end == begin
        or owner.kind in ("pronoun", "first_person")
    ):
        return False
    if owner.kind == "person":
        if not gap and noun.office != "government":
            return False
        chunk.candidates, chunk.id, chunk.name = owner.candidates or ((owner.id,) if owner.id else ()), None, None
        chunk.title = "owner"
    elif (owner.head is not None and not gap and owner.head.number not in ("body", "land")) or owner.kind == "group":
        return False
    else:
        chunk.id = chunk.state = owner.state
        chunk.owner = owner.owner or (owner.office if owner.head is not None and owner.state is None else "")
        chunk.former = owner.former
        if owner.state == "UN" and noun.office == "agency" and noun.number == "body":
            chunk.id = chunk.state = (
                "IAEA"
                if "nuclear" in scene.folded[owner.end : chunk.end] or "atomic" in scene.folded[owner.end : chunk.end]
                else None
            )
    chunk.lexeme = owner.lexeme
    chunk.start = owner.start
    chunk.absorbed = scene.chunks.pop()
    return True


def _restore(scene: Scene, chunk: Chunk) -> None:
    """Puts back the state before a head that makes no role phrase ("Iranian official media")."""
    if chunk.absorbed is not None:
        scene.chunks.append(chunk.absorbed)


def _closes(scene: Scene, end: int) -> bool:
    if scene.text[end : end + 1] in HYPHENS and end < scene.end:
        return False
    word, begin = scene.word_after(end)
    return (
        not word
        or word in FUNCTION
        or word in SPEECH_VERBS
        or word in IRREGULAR
        or word.endswith("ed")
        or scene.text[begin].isupper()
    )


def _take_name(scene: Scene, chunk: Chunk) -> bool:
    """Takes in the name of an unknown person that follows; true if any name follows, known or not."""
    word, begin = scene.word_after(chunk.end)
    if not word or not scene.text[begin].isupper():
        return False
    atom = scene.atom_at(begin)
    if atom is not None and atom.values[0].cls in ("person", "family"):
        return True
    if scene.titled or (atom is not None and atom.values[0].cls != "stop"):
        return False
    finish = name_at(scene.text, begin, scene.end)
    if finish == begin or (
        chunk.head is not None
        and (chunk.head.strict or not chunk.head.official)
        and " " not in scene.text[begin:finish]
    ):
        return False
    if scene.place + 1 < len(scene.atoms) and begin < scene.atoms[scene.place + 1].start < finish:
        return scene.atoms[scene.place + 1].values[0].cls in ("person", "family")
    chunk.name, chunk.end, chunk.kind, chunk.id = (begin, finish), finish, "person", None
    return True


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
    if noun.strict and not _closes(scene, chunk.end):
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


def _share_head(scene: Scene, chunk: Chunk) -> None:
    """In "US and Israeli officials" both states have officials: the first is an actor too."""
    noun = chunk.head
    if noun is None or noun.number not in ("many", "body") or not (chunk.state or chunk.candidates):
        return
    position = chunk.start
    for other in reversed(scene.chunks):
        if scene.gap(other.end, position) not in ("and", ",", ", and", "or", "and the") or (
            other.name is not None and noun.office != "government"
        ):
            break
        if other.kind == "demonym":
            other.kind, other.head = "role", noun
        elif other.kind == "person" and noun.office == "government" and chunk.candidates:
            other.kind, other.head, other.title, other.id, other.name = "role", noun, "owner", None, None
        elif other.kind != "name":
            break
        position = other.start
