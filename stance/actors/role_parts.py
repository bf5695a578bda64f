"""What a role phrase takes in around its head: modifiers, the state or owner before it, the name after it."""

from __future__ import annotations

from stance.actors.chunks import HYPHENS, Chunk, Scene
from stance.actors.complements import shares_person
from stance.actors.groups import GROUP_MODIFIERS
from stance.actors.introductions import name_at, name_before
from stance.actors.lexemes import IRREGULAR
from stance.actors.roles import DETERMINERS, FORMER, FUNCTION, MODIFIERS, OWNERS, SPEECH_VERBS

_LEFT = MODIFIERS | GROUP_MODIFIERS
_PREFIXES = frozenset({"ex", "then", "former", "vice"})


def take_in_left(scene: Scene, chunk: Chunk) -> list[str] | None:
    """Takes what belongs to a role noun and stands before it into its chunk: prefix, modifiers, state, owner.

    Returns:
        The modifiers and determiner, the nearest first; ``None`` where the noun is part of another word.
    """
    chunks = scene.chunks
    begin = _prefix(scene, chunk)
    if begin is None:
        return None
    begin, words = walk_left(scene, begin, chunks[-1].end if chunks else scene.start)
    owned = is_owned(words)
    if chunks and not owned and _absorb(scene, chunk, begin):
        begin = chunk.start
        if chunk.absorbed is not None and chunk.absorbed.head is None:
            begin, more = walk_left(scene, begin, chunks[-1].end if chunks else scene.start)
            words += more
            owned = is_owned(more)
    if words and words[-1] in OWNERS:
        chunk.owner = words[-1]
    counted = bool(words) and words[-1] in ("two", "three", "four", "other")
    if chunks and (counted or not owned) and chunks[-1].kind in ("pronoun", "first_person") and chunks[-1].possessive:
        owner = chunks[-1]
        if not scene.gap(owner.end, begin) and owner.end < begin:
            chunk.owner, begin = owner.owner, owner.start
            chunk.absorbed = chunk.absorbed or owner
            words.append(owner.owner)
            chunks.pop()
    chunk.start = begin
    chunk.former = chunk.former or any(word in FORMER for word in words)
    if words and words[-1] == "that" and chunk.absorbed is not None:  # "said that Iranian officials"
        chunk.start = scene.folded.index(" ", chunk.start) + 1
    return words


def is_owned(words: list[str]) -> bool:
    """Whether the words before a role noun begin with a determiner."""
    return bool(words) and (words[-1] in DETERMINERS or words[-1] in OWNERS)


def _prefix(scene: Scene, chunk: Chunk) -> int | None:
    """Where a role noun begins with its prefix ("ex-minister"); ``None`` where the prefix makes it another word."""
    start, text = chunk.start, scene.text
    if text[start - 1 : start] not in HYPHENS or start <= scene.start:
        return start
    before = start - 1
    while before > scene.start and text[before - 1].isalnum():
        before -= 1
    prefix = scene.folded[before : start - 1]
    if prefix not in _PREFIXES:
        return None
    chunk.former = prefix in FORMER
    return before


def walk_left(scene: Scene, start: int, floor: int) -> tuple[int, list[str]]:
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


def restore(scene: Scene, chunk: Chunk) -> None:
    """Puts back the state before a head that makes no role phrase ("Iranian official media")."""
    if chunk.absorbed is not None:
        scene.chunks.append(chunk.absorbed)


def closes(scene: Scene, end: int) -> bool:
    """Whether a phrase ends here, so that its last word is a noun ("the general said", not "general strike")."""
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


def take_name(scene: Scene, chunk: Chunk) -> bool:
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


def second_role(scene: Scene, chunk: Chunk) -> bool:
    """Whether the role only adds to the one before ("Oman's foreign minister and chief mediator")."""
    previous = scene.chunks[-1] if scene.chunks else None
    return (
        previous is not None
        and previous.head is not None
        and previous.head.number == "one"
        and scene.gap(previous.end, chunk.start) == "and"
        and shares_person(scene, previous, chunk)
    )


def after_name(scene: Scene, chunk: Chunk) -> bool:
    """Whether the role stands in apposition to a name without an article ("X, spokesman for ...")."""
    start = chunk.start
    noun = chunk.head
    if noun is None or noun.number != "one" or not scene.folded.startswith(", ", start - 2):
        return False
    previous = scene.chunks[-1] if scene.chunks else None
    if previous is not None and previous.end == start - 2:
        return previous.kind == "person"
    return " " in scene.text[name_before(scene.text, start - 2, previous.end if previous else scene.start) : start - 2]


def share_head(scene: Scene, chunk: Chunk) -> None:
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
