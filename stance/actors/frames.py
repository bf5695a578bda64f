"""What follows a cue: the frame it is used in, and where its content begins."""

from __future__ import annotations

from typing import NamedTuple

from stance.actors import words as w
from stance.actors.contents import AS_VERBS
from stance.actors.cues import Cue
from stance.actors.views import View, adverb
from stance.wordclasses import words

_KEPT = words("all both most almost each never nearly only even no very rather much about more")


class Complement(NamedTuple):
    """Tokens where the cue ends (one past) and the content starts, and the frame: that, bare, quote, inf, wh, obj."""

    cue_end: int
    start: int
    frame: str


def complement(view: View, index: int, cue: Cue) -> Complement | None:
    """What follows a cue word in one of its frames; ``None`` where nothing fits (the content may stand before it)."""
    forms, size = view.forms, len(view.forms)
    end = after_particle(view, index, cue)
    if end is None:
        return None
    frames = cue.frames
    for preposition in cue.prepositions:
        stop = end + len(preposition)
        if (
            tuple(forms[end:stop]) == preposition
            and stop < size
            and forms[stop] not in w.TIMES | {"which", "condition", "behalf"}
        ) and (view.word(stop) or stop in view.quote_at):
            return Complement(stop, stop, "that" if preposition[-1] == "that" else "obj")
    start = end
    while start < size and adverb(forms[start]) and forms[start] not in _KEPT and start not in view.quote_at:
        start += 1
    if start >= size:
        return None
    form = forms[start]
    if form == "never" and start + 1 < size and forms[start + 1] == "to" and "inf" in frames:
        return Complement(end, start, "inf")
    if form in {",", ":"}:
        return _after_mark(view, start, end, frames)
    if form == "that" and "that" in frames and start + 1 < size:
        return Complement(end, start + 1, "that")
    if start in view.quote_at and (frames & {"quote", "that", "bare", "obj", "wh"}):
        return Complement(end, start, "quote" if frames & {"quote", "that", "bare"} else "obj")
    if "addr" in frames:
        found = _addressed(view, start, end, frames)
        if found is not None:
            return found
    if form == "to" and "inf" in frames and start + 1 < size and forms[start + 1] not in w.DETERMINERS:
        return Complement(end, start, "inf")
    if form == "not" and "inf" in frames and start + 1 < size and forms[start + 1] == "to":
        return Complement(end, start, "inf")
    if "gerund" in frames and form.endswith("ing") and view.word(start):
        return Complement(end, start, "obj")
    if form == "as" and "obj" in frames and cue.lemma in AS_VERBS and start + 1 < size:
        return Complement(end, start, "obj")
    if form in ("what", "whatever") and "obj" in frames and "wh" not in frames:
        return Complement(end, start, "obj")
    if form in w.WH:
        return Complement(end, start, "wh") if frames & {"wh"} else None
    if (
        frames & {"that", "quote", "bare"}
        and (form in w.ADJUNCT_STARTS or form in w.TIMES or form == "to")
        and "obj" not in frames | {"addr"}
    ):
        pass
    if (form in w.ADJUNCT_STARTS or form in w.TIMES or form == "to") and not _clause_follows(view, start):
        return _after_adjunct(view, start, end, frames)
    if not (view.word(start) or form in "$(["):
        return None
    if form in w.COORDINATORS or form in ("who",):
        return None
    strong = "bare" in frames and "obj" not in frames and form not in w.PREPOSITIONS and size - start > 3
    if "bare" in frames and (_clause_follows(view, start) or strong):
        return Complement(end, start, "bare")
    if {"bare", "quote"} <= frames and (
        form in w.AUXILIARIES or form in w.VERB_LIKE or (form.endswith("ed") and len(form) > 4)
    ):
        return Complement(end, start, "bare")  # "moves that he said improved the economy"
    if (
        "obj" in frames
        and form not in w.PREPOSITIONS
        and form not in w.AUXILIARIES
        and form not in w.SUBORDINATORS - {"that"}
    ):
        return Complement(end, start, "obj")
    if "that" in frames:
        return _after_adjunct(view, start, end, frames & {"that", "quote"}, reach=4)
    return None


def after_particle(view: View, index: int, cue: Cue) -> int | None:
    """One past the cue word and its particle, or ``None`` if the particle is missing."""
    end = index + 1
    if cue.particle:
        if tuple(view.forms[end : end + len(cue.particle)]) == cue.particle:
            return end + len(cue.particle)
        return None
    return end


def _after_mark(view: View, mark: int, end: int, frames: frozenset[str]) -> Complement | None:
    forms, size = view.forms, len(view.forms)
    following = mark + 1
    if following >= size:
        return None
    if forms[mark] == ":":
        if frames & {"quote", "that", "wh"} and (following in view.quote_at or view.word(following)):
            return Complement(end, following, "quote")
        return None
    if following in view.quote_at:
        return Complement(end, following, "quote") if frames & {"quote", "that"} else None
    if frames & {"that", "quote"}:
        for index in range(following, min(size - 1, following + 14)):
            if forms[index] == "," and index > following:
                if forms[index + 1] == "that" and "that" in frames and index + 2 < size:
                    return Complement(end, index + 2, "that")
                if index + 1 in view.quote_at and "quote" in frames:
                    return Complement(end, index + 1, "quote")
                return None
            if index in view.quote_at or forms[index] in ";":
                return None
    return None


def _after_adjunct(view: View, start: int, end: int, frames: frozenset[str], reach: int = 18) -> Complement | None:
    """After "on Monday", "in a statement", "to reporters": a that-clause, quotation, or colon; or a bare clause."""
    forms, size = view.forms, len(view.forms)
    for index in range(start, min(size - 1, start + reach)):
        form = forms[index]
        if form == "that" and index > start:
            if "that" in frames and index + 1 < size and forms[index + 1] not in w.AUXILIARIES:
                return Complement(end, index + 1, "that")
            return None
        if index in view.quote_at:
            first = index
            if "quote" in frames and (forms[first - 1] in (",", ":") or view.quote_at[first] - first > 6):
                return Complement(end, first, "quote")
            return None
        if form == ":" and "quote" in frames:
            return Complement(end, index + 1, "quote")
        if (
            form in (";", "who", "which")
            or form == "."
            or (index > start and form in w.SUBORDINATORS - {"since", "until", "so", "after", "before"})
        ):
            return None
        if form == ",":
            follows = forms[index + 1]
            if follows == "that" and "that" in frames and index + 2 < size:
                return Complement(end, index + 2, "that")
            if index + 1 in view.quote_at and "quote" in frames:
                return Complement(end, index + 1, "quote")
            return None
        if index > start and "bare" in frames:
            if form in w.SUBJECT_PRONOUNS - {"who", "you", "it", "others"} or (
                form == "it" and index + 1 < size and forms[index + 1] in w.AUXILIARIES | {"'s"}
            ):
                return Complement(end, index, "bare")
            if (
                forms[index - 1] in w.TIMES
                and (form in w.DETERMINERS or view.capital(index))
                and form not in w.TIMES
                and _clause_follows(view, index)
            ):
                return Complement(end, index, "bare")
    return None


def _addressed(view: View, start: int, end: int, frames: frozenset[str]) -> Complement | None:
    """After the person spoken to."""
    forms, size = view.forms, len(view.forms)
    if (
        not (view.word(start) or forms[start] in "@")
        or forms[start] in w.WH
        or forms[start] in ("to", "that")
        or (forms[start] in w.PREPOSITIONS)
    ):
        return None
    for index in range(start + 1, min(size, start + 22)):
        form = forms[index]
        if index in view.quote_at:
            return Complement(end, index, "quote") if "quote" in frames and index - start < 14 else None
        if form == "that" and "that" in frames and index + 1 < size:
            return Complement(end, index + 1, "that")
        if (
            form == "to"
            and index + 1 < size
            and "inf" in frames
            and view.word(index + 1)
            and forms[index + 1] not in w.DETERMINERS
            and not view.capital(index + 1)
        ):
            return Complement(end, start, "inf")
        if form in (":",) and "quote" in frames and index + 1 < size:
            return Complement(end, index + 1, "quote")
        if form in ("whether", "if", "how", "why", "what", "about", "against", "of") and index - start < 6:
            if form in ("about", "against", "of") and index + 1 < size and not frames & {"that"}:
                continue
            return Complement(end, index, "wh")
        if form == ",":
            if index + 1 in view.quote_at and "quote" in frames:
                return Complement(end, index + 1, "quote")
            if index + 1 < size and forms[index + 1] == "that" and "that" in frames and index + 2 < size:
                return Complement(end, index + 2, "that")
            if "inf" in frames and "that" not in frames:
                continue
            found = _after_mark(view, index, end, frames)
            return found
        if form in (";", ".") or form in w.AUXILIARIES:
            break
        if (
            "bare" in frames
            and form in w.SUBJECT_PRONOUNS - {"who", "you", "others"}
            and forms[index - 1] not in w.PREPOSITIONS
        ):
            return Complement(end, index, "bare")
    if "bare" in frames:
        for index in range(start + 1, min(size, start + 8)):
            if view.forms[index - 1] in w.DETERMINERS:
                continue
            if (
                view.forms[index] in w.DETERMINERS - {"'s"} or forms[index - 1] in w.OBJECT_PRONOUNS | w.TIMES
            ) and _clause_follows(view, index):
                return Complement(end, index, "bare")
    return None


def _clause_follows(view: View, start: int) -> bool:
    """Whether a noun phrase with a finite verb seems to begin: a bare that-clause."""
    forms = view.forms
    form = forms[start]
    if form in ("he", "she", "they", "we", "i", "there"):
        return True
    if form in w.OBJECT_PRONOUNS - {"it", "you"}:
        return False
    for index in range(start + 1, min(len(forms), start + 18)):
        form = forms[index]
        if form in w.AUXILIARIES or form in w.VERB_LIKE or form in ("n't", "'s"):
            if form != "'s":
                return True
            if forms[index - 1] in ("it", "that", "he", "she", "there", "what"):
                return True
            continue
        if form in (";", ":", ".", "that") or form in w.RELATIVES:
            return False
        if index in view.quote_at and index > start + 1:
            return False
        if view.capital(index):
            continue
        if form in w.SUBORDINATORS - {"after", "before", "since"}:
            return False
        before = forms[index - 1]
        if before in w.DETERMINERS or before in w.PREPOSITIONS:
            continue
        if form.endswith("ed") and len(form) > 4 and index + 1 < len(forms) and forms[index + 1] != "by":
            return True
        if any("s" in cue.forms or "ed" in cue.forms for cue in view.cues(index)) and not form.endswith("ed"):
            following = forms[index + 1] if index + 1 < len(forms) else "."
            if following in w.DETERMINERS or following in ("that", "to") or following in w.OBJECT_PRONOUNS:
                return True
    return False
