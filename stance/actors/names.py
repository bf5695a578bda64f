"""Mentions by name (states, capitals, demonyms, people) and pronouns, each judged by what stands around it."""

from __future__ import annotations

from stance.actors.chunks import HYPHENS, Chunk, Scene
from stance.actors.groups import E3_MEMBERS
from stance.actors.introductions import honorific_before, is_person, name_at, name_before
from stance.actors.lexemes import (
    FIRST_NAMES,
    IRREGULAR,
    LAST_NAMES,
    LOCATIVE,
    MODIFIED,
    OUTLET_WORDS,
    PLACE_OF,
    POSSESSIVES,
    STANCE_NOUNS,
    Lexeme,
)
from stance.actors.roles import FUNCTION, SPEECH_VERBS
from stance.wordclasses import words

_CLAUSE_START = frozenset(
    [",", "and", "but", "that", ";", '"', "", "-", ":", "because", "if", "while", "which", "what", "until", "when"]
)
_NUMERALS = words(
    "war article phase part chapter annex title volume elizabeth charles schedule level type section category paul"
)
MONTH_BEFORE = words(
    "in on at since last by until of early late this next mid from after before and to during through between"
)


def fits_case(lexeme: Lexeme, scene: Scene, start: int, end: int) -> bool:
    """Whether the text is written as the catalogue demands for a phrase."""
    case = lexeme.case
    if case == "any" or lexeme.form[0].islower():
        return True
    if case == "capital":
        return scene.text[start].isupper()
    written = scene.text[start:end]
    return (
        written == lexeme.form
        or (written.isupper() and not (scene.caps and lexeme.form == "WHO"))
        or (not lexeme.form.isupper() and written[0].isupper())
    )


def state_chunk(scene: Scene, start: int, end: int, lexeme: Lexeme) -> Chunk | None:
    """A mention of a state, body, capital or organ by its name; ``None`` where the words are part of another name."""
    text = scene.text
    chunk = Chunk(start, end, "name", lexeme.id)
    chunk.lexeme = lexeme
    cls = lexeme.cls
    if start > scene.start and text[start - 1] in HYPHENS and (text[start - 2].isalnum() or start < 2):
        chunk.kind = "demonym"
    after = text[end] if end < scene.end else ""
    if after in HYPHENS and after and end + 1 < scene.end and text[end + 1].isalnum():
        if cls == "capital":
            return None
        chunk.kind = "demonym"
    elif after in "'’‘`" and after:
        chunk.possessive = scene.possessive_at(end)
    elif after == " ":
        word, begin = scene.word_after(end)
        if word and not _follows(scene, chunk, lexeme, word, begin):
            return None
    if lexeme.form == "European capitals" and scene.about_deal(start, end):
        chunk.kind, chunk.id, chunk.state, chunk.members = "group", "E3", "E3", E3_MEMBERS
    if (cls == "capital" or lexeme.ambiguous) and not _place_or_person(scene, chunk, lexeme):
        return None
    return chunk


def _follows(scene: Scene, chunk: Chunk, lexeme: Lexeme, word: str, begin: int) -> bool:
    """Judges a name by the word after it: sets the kind; false if both are one name of something else."""
    upper = scene.text[begin].isupper()
    cls = lexeme.cls
    if word in OUTLET_WORDS and (upper or cls == "capital") and not (scene.titled and cls != "capital"):
        if cls in ("body", "organ"):
            chunk.kind = "demonym"
            return True
        after = scene.atom_at(begin)
        return after is not None and after.values[0].cls != "stop" and begin + len(word) < after.end
    if upper:
        if scene.titled:
            if word in MODIFIED:
                chunk.kind = "demonym"
            return True
        following = scene.atom_at(begin)
        if following is not None and following.values[0].cls not in ("stop", "family"):
            return True
        if scene.folded[chunk.start : chunk.end] in FIRST_NAMES and lexeme.ambiguous:
            return False
        if cls == "capital":
            return False
        if word not in FUNCTION:
            chunk.kind = "demonym"
    elif word in FUNCTION or word in SPEECH_VERBS or word.endswith("n't"):
        pass
    elif word in MODIFIED:
        if cls == "capital" and word in ("talks", "negotiations", "attacks", "meeting", "summit", "conflict", "attack"):
            return False
        chunk.kind = "demonym"
    elif _modifies(lexeme) and not (
        word in IRREGULAR
        or word.endswith(("ed", "ly"))
        or lexeme.form[0].islower()
        or (word.endswith("s") and not word.endswith(("ss", "ions", "ies")))
    ):
        chunk.kind = "demonym"
    return True


def _modifies(lexeme: Lexeme) -> bool:
    """Whether a name often stands before a noun without an ending ("US policy", "Security Council resolution")."""
    form = lexeme.form
    if lexeme.cls in ("body", "organ"):
        return not form.endswith(("regime", "overnment", "dministration", "inistry", "eadership"))
    return form.isupper() or form == "United States"


def _place_or_person(scene: Scene, chunk: Chunk, lexeme: Lexeme) -> bool:
    """False where a capital is just the place of an event, or a state's name is a person's."""
    word, begin = scene.word_before(chunk.start)
    if not word:
        if lexeme.cls == "capital" and not chunk.possessive:  # a dateline: "TEHRAN (Reuters) -", "MOSCOW, May 4 -"
            after = scene.folded[chunk.end : chunk.end + 3]
            name = scene.text[chunk.start : chunk.end]
            return not (
                after.startswith((" (", " -", "--"))
                or (name.isupper() and not scene.caps)
                or (scene.caps and scene.end - chunk.end < 4)
            )
        return True
    folded = scene.folded[chunk.start : chunk.end]
    if folded in LAST_NAMES and scene.text[begin].isupper() and word.isalpha() and not scene.titled:
        previous = scene.last()
        if (
            word not in FUNCTION
            and word not in LOCATIVE
            and not (previous and previous.end > begin)
            and name_at(scene.text, begin, begin + len(word)) > begin
        ):
            return False
    if lexeme.cls == "capital":
        if word in LOCATIVE:
            previous = scene.last()
            return bool(
                word == "in" and previous and previous.head and previous.state is None and previous.end >= begin - 1
            )
        if word == "of" and scene.word_before(begin)[0] in PLACE_OF:
            return False
    return True


def demonym_chunk(scene: Scene, start: int, end: int, lexeme: Lexeme) -> Chunk | None:
    """A mention by a demonym: ``demonym`` before a noun ("Iranian documents"), ``name`` where it means the people."""
    chunk = Chunk(start, end, "demonym", lexeme.id)
    chunk.lexeme = lexeme
    chunk.possessive = scene.possessive_at(end)
    if lexeme.cls == "plural":
        chunk.kind, chunk.many = "name", True
        if lexeme.id == "EU" and scene.about_deal(start, end):
            chunk.kind, chunk.id, chunk.state, chunk.members = "group", "E3", "E3", E3_MEMBERS
        return chunk
    word, begin = scene.word_after(end)
    if word in OUTLET_WORDS and scene.text[begin].isupper() and not scene.titled:
        return None
    if (not word or word in FUNCTION or word in SPEECH_VERBS) and scene.word_before(start)[0] == "the":
        chunk.kind = "name"
    return chunk


def person_chunk(scene: Scene, start: int, end: int, lexeme: Lexeme, candidates: tuple[str, ...]) -> Chunk | None:
    """A mention of a person of the catalogue by full or family name, with the titles before it.

    A family name takes in the given names beside it; ``None`` where those are another person's or the words mean
    no person.
    """
    text, folded = scene.text, scene.folded
    floor = max(scene.start, scene.chunks[-1].end if scene.chunks else 0)
    chunk = Chunk(start, end, "person", candidates[0] if lexeme.cls == "person" and len(candidates) == 1 else None)
    chunk.state = None
    chunk.lexeme, chunk.candidates = lexeme, candidates
    chunk.title = "full" if lexeme.cls == "person" else ""
    if lexeme.cls == "family":
        if not scene.titled:
            begin = name_before(text, start - 1, floor) if start > floor and text[start - 1] == " " else start
            if begin < start - 1:
                chunk.start = begin
                if scene.word_after(end)[0] in SPEECH_VERBS or scene.word_before(begin)[0] in SPEECH_VERBS:
                    chunk.title = "said"
        word, after = scene.word_after(end)
        if (
            word
            and text[after].isupper()
            and not scene.titled
            and scene.atom_at(after) is None
            and name_at(text, after, scene.end) > after
        ):
            return None
        if folded[start:end] == "may" and (word[:1].isdigit() or scene.word_before(start)[0] in MONTH_BEFORE):
            return None
        if end < scene.end and text[end] in HYPHENS and text[end + 1 : end + 2].isupper():
            return None
    chunk.name = (chunk.start, end)
    chunk.start, honorific = honorific_before(folded, chunk.start, floor)
    if honorific:
        chunk.title = chunk.title or "mr"
        chunk.gender = {"mr": "m", "mrs": "f", "ms": "f", "miss": "f", "sir": "m"}.get(honorific, "")
    chunk.possessive = scene.possessive_at(end)
    return chunk


_DEEDS = words(
    "withdrew left quit abandoned walked pulled scrapped reneged exited rejoined re-entered reimposed re-imposed "
    "slapped blacklisted sanctioned breached violated tore ditched rejected refused threatened accused vowed "
    "pledged insisted"
)
"""What states and bodies do, so that "it" before these is one of them ("last August it walked away from ...")."""


def pronoun_chunk(scene: Scene, start: int, end: int) -> Chunk | None:
    """An unresolved pronoun of the third person; ``it`` only where it acts, ``its`` only before a word of stance."""
    text, folded = scene.text, scene.folded
    word = folded[start:end]
    if (word in ("it", "its") and text[start + 1] == "T") or text[start - 1 : start] in ("-", "/"):
        return None
    after, begin = scene.word_after(end)
    if word == "it":
        if after not in _DEEDS and (
            after not in SPEECH_VERBS
            or scene.word_before(start)[0].lstrip("\"'").rpartition(",")[2] not in _CLAUSE_START
        ):
            return None
    elif word == "its":
        if after not in STANCE_NOUNS:
            return None
    elif (
        word in ("his", "her")
        and after in ("excellency", "majesty", "highness", "eminence", "holiness")
        and text[begin].isupper()
    ):
        return None
    chunk = Chunk(start, end, "pronoun")
    chunk.owner = word
    chunk.gender = {"he": "m", "his": "m", "she": "f", "her": "f"}.get(word, "")
    chunk.possessive = word in POSSESSIVES and bool(after) and not (word == "her" and after in FUNCTION)
    return chunk


def first_person_chunk(scene: Scene, start: int, end: int) -> Chunk | None:
    """A pronoun of the first person."""
    word = scene.folded[start:end]
    if word == "i":
        if (
            scene.text[start] != "I"
            or scene.text[end : end + 1] in HYPHENS + "."
            or scene.word_before(start)[0] in _NUMERALS
        ):
            return None
    elif word == "us" and scene.text[start + 1] == "S":
        return None
    chunk = Chunk(start, end, "first_person")
    chunk.owner = word
    chunk.possessive = word in POSSESSIVES
    return chunk


def unknown_speaker(scene: Scene, start: int, end: int) -> Chunk | None:
    """A person in no catalogue whose name stands beside a verb of speech ("said Norman T. Roule")."""
    text = scene.text
    floor = max(scene.start, scene.chunks[-1].end if scene.chunks else 0)
    before = start
    while before > floor and text[before - 1] == " ":
        before -= 1
    if before > floor and text[before - 1] == ",":
        before -= 1
    outlet, word, place = before, *scene.word_before(scene.end if before == scene.end else before + 1)
    while word and place >= floor and text[place].isupper():
        outlet = place
        word, place = scene.word_before(place)
    if outlet < before and word in ("of", "from", "at", "with"):  # "X of Bloomberg News tweeted"
        before = place - 1
    begin = name_before(text, before, floor) if before > floor else before
    finish = before
    if " " not in text[begin:finish]:
        word, begin = scene.word_after(end)
        finish = name_at(text, begin, scene.end) if word and scene.atom_at(begin) is None else begin
    if (
        " " not in text[begin:finish]
        or scene.titled
        or scene.named_within(begin, finish)
        or not is_person(text[begin:finish])
    ):
        return None
    chunk = Chunk(begin, finish, "person")
    chunk.name = (begin, finish)
    chunk.possessive = scene.possessive_at(finish)
    return chunk
