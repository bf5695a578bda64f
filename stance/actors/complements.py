"""What completes a role phrase or name: "of Israel", "for the ministry", a name or role in apposition."""

from __future__ import annotations

from stance.actors.chunks import Chunk, Scene
from stance.actors.introductions import name_at, name_before

_AFFILIATING = frozenset({"of", "of the", "for", "for the", "from", "from the"})
_STATIONED = frozenset({"to", "to the", "at", "at the", "in", "in the", "with", "with the"})


def push(scene: Scene, chunk: Chunk) -> None:
    """Adds a mention; one that completes the role before ("the spokesman for the ministry") becomes part of it."""
    previous = scene.chunks[-1] if scene.chunks else None
    if (
        previous is not None
        and previous.possessive
        and chunk.head is None
        and previous.head is None
        and previous.state == chunk.state is not None
        and chunk.lexeme is not None
        and chunk.lexeme.cls == "organ"
        and scene.gap(previous.end, chunk.start) in ("'s", "'")
    ):  # "Britain's Foreign Office"
        chunk.start = previous.start
        scene.chunks.pop()
        previous = scene.chunks[-1] if scene.chunks else None
    if (
        previous is not None
        and previous.head is not None
        and previous.head.number == "body"
        and previous.state is None
        and previous.office in ("government", "ministry", "parliament", "forces", "embassy")
        and chunk.kind == "name"
        and not chunk.possessive
        and scene.gap(previous.end, chunk.start) in ("of", "of the", "in", "in the")
    ):
        previous.id = previous.state = chunk.state
        previous.end = chunk.end
        return
    if (
        previous is not None
        and previous.head is not None
        and previous.head.number in ("one", "many")
        and chunk.kind in ("name", "role", "demonym")
    ):
        gap = scene.gap(previous.end, chunk.start)
        person = previous.head.number == "one"
        joined = False
        if (
            gap in _AFFILIATING
            and previous.state is None
            and (previous.name or not previous.candidates)
            and chunk.kind != "demonym"
        ):
            if chunk.possessive and chunk.head is None:
                scene.chunks.append(chunk)
                return
            if chunk.head is None or chunk.head.number in ("body", "land"):
                previous.state = chunk.state
                if previous.head.official and not previous.former and previous.kind != "person":
                    previous.id, previous.kind = chunk.state, "role"
                previous.candidates = (
                    chunk.candidates if chunk.title == "owner" and not previous.name else previous.candidates
                )
                joined = True
        elif (
            gap == "in"
            and previous.office == "official"
            and previous.state is None
            and chunk.head is not None
            and chunk.head.number == "body"
        ):
            previous.id, previous.state, previous.kind, joined = chunk.id, chunk.state, "role", True
            if chunk.title == "owner":
                previous.candidates, previous.title = chunk.candidates, "owner"
        elif gap in _STATIONED and chunk.kind != "demonym" and chunk.head is None:
            if previous.office in ("ambassador", "official") and person and gap.startswith(("to", "at", "in")):
                joined = gap.startswith(("to", "at")) or (previous.state is None)
            if gap == "in" and previous.state is None and previous.office == "official":
                previous.id = previous.state = chunk.state
                previous.kind, joined = "role", True
        elif (
            gap == "and"
            and person
            and chunk.head is not None
            and chunk.head.number == "one"
            and shares_person(scene, previous, chunk)
        ):
            joined = True
        if joined:
            previous.end, previous.possessive = chunk.end, chunk.possessive
            return
    scene.chunks.append(chunk)


def shares_person(scene: Scene, first: Chunk, second: Chunk) -> bool:
    """Whether two roles are one person's, as in "Oman's foreign minister and chief mediator"."""
    return (
        first.name is None
        and second.name is None
        and bool(first.state)
        and not second.state
        and not second.owner
        and scene.word_after(first.end)[0] == "and"
        and scene.folded[second.start : second.start + 4] not in ("the ", "his ")
    )


def apposition(scene: Scene, chunk: Chunk) -> None:
    """Links a role phrase without a name to the person before its comma ("a name, the head of the ministry")."""
    noun = chunk.head
    if noun is None or noun.number != "one" or chunk.name is not None or scene.titled:
        return
    index = len(scene.chunks) - 1
    if index < 0 or scene.chunks[index] is not chunk:
        return
    comma = scene.folded.rfind(",", max(scene.start, chunk.start - 3), chunk.start)
    if comma < 0 or scene.folded[comma + 1 : chunk.start].strip():
        return
    previous = scene.chunks[index - 1] if index else None
    if previous is not None and previous.end == comma:
        if previous.kind == "person" and previous.role is None:
            previous.role = chunk
        return
    floor = previous.end if previous is not None else scene.start
    begin = name_before(scene.text, comma, floor)
    if " " in scene.text[begin:comma]:
        person = Chunk(begin, comma, "person")
        person.name, person.role = (begin, comma), chunk
        scene.chunks.insert(index, person)


def follow_role(scene: Scene, person: Chunk) -> bool:
    """Joins a known person to the role phrase directly before; true if joined.

    "Foreign Minister X" is one mention; "the press secretary, X" are two for one person.
    """
    previous = scene.chunks[-1] if scene.chunks else None
    if previous is None or previous.head is None or previous.head.number != "one" or previous.name is not None:
        return False
    gap = scene.gap(previous.end, person.start)
    if gap == "," and person.role is None and not scene.titled:
        person.role = previous
        return False
    if gap or previous.end == person.start:
        return False
    previous.name, previous.end, previous.kind = person.name, person.end, "person"
    previous.lexeme, previous.possessive = person.lexeme, person.possessive
    previous.candidates = person.candidates
    previous.id = person.id
    previous.title = "role"
    previous.gender = person.gender or previous.gender
    return True


def name_after_comma(scene: Scene, chunk: Chunk) -> Chunk | None:
    """The unknown person in "Iran's ambassador, X Y, said"."""
    noun = chunk.head
    if (
        noun is None
        or noun.number != "one"
        or chunk.name is not None
        or scene.titled
        or not scene.folded.startswith(", ", chunk.end)
    ):
        return None
    begin = chunk.end + 2
    finish = name_at(scene.text, begin, scene.end)
    if " " not in scene.text[begin:finish] or scene.folded[finish : finish + 1] not in (",", ".", " "):
        return None
    if scene.named_within(begin, finish):
        return None
    person = Chunk(begin, finish, "person")
    person.name, person.role = (begin, finish), chunk
    person.possessive = scene.possessive_at(finish)
    return person
