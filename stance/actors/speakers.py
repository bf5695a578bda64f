"""Whose words: the noun phrase right of a cue, and the mention that stands for a noun phrase."""

from __future__ import annotations

from stance.actors import words as w
from stance.actors.noun_phrases import inside_name
from stance.actors.views import Subject, View, adverb
from stance.types import Mention, MentionKind


def right(view: View, first: int, limit: int) -> tuple[Subject, int] | None:
    """The noun phrase that starts at ``first`` ("said Lavrov", "according to the minister"), and where it ends."""
    forms = view.forms
    index = first
    while index < limit and (forms[index] in ('"',) or adverb(forms[index])) and forms[index] not in ("both", "all"):
        index += 1
    start = index
    if start >= limit or not (view.word(start) or forms[start] in "$@"):
        return None
    if forms[start] in w.SUBJECT_PRONOUNS or forms[start] in w.OBJECT_PRONOUNS:
        return Subject(start, start, start), start + 1
    if forms[start] in w.PREPOSITIONS or forms[start] in w.COORDINATORS or forms[start] in w.SUBORDINATORS - {"that"}:
        return None
    while index < limit:
        form = forms[index]
        if (
            (form in w.RELATIVES and index > start)
            or form in w.SUBORDINATORS - {"that"}
            or form in w.AUXILIARIES
            or form == "("
        ):
            break
        if (
            form == ","
            and index + 1 < limit
            and index > start
            and "and" in forms[index : index + 8]
            and view.mention_over(index - 1)
            and _member(view, index + 1)
        ):
            index += 1
            continue
        if not form[0].isalnum() and not inside_name(view, index):
            break
        if form in w.PREPOSITIONS and index > start:
            break
        if form in w.COORDINATORS and not (
            index + 1 < limit
            and index > start
            and view.capital(index - 1)
            and (view.capital(index + 1) or forms[index + 1] in w.DETERMINERS)
        ):
            break
        if index > start and form in w.TIMES and not (view.capital(index - 1) and view.mention_over(index)):
            break
        if index > start and form in w.SUBJECT_PRONOUNS:
            break
        following = forms[index + 1] if index + 1 < limit else "."
        if (
            index > start
            and form.endswith("ed")
            and not view.capital(index)
            and (following in w.TIMES or following in w.PREPOSITIONS or not following[0].isalnum())
        ):
            break
        index += 1
    head = index - 1
    while head > start and (not view.word(head) or adverb(forms[head])):
        head -= 1
    if (
        forms[head] in w.DETERMINERS
        and head == start
        and forms[head] not in ("some", "many", "others", "several", "most", "all", "both")
    ):
        return None
    return Subject(start, head, start), index


def _member(view: View, index: int) -> bool:
    """Whether a member of a list of actors starts here, after a comma."""
    if view.forms[index] in ("the", "and") and index + 1 < len(view.forms):
        index += 1
    over = view.mention_over(index)
    return over is not None and over.kind in ("name", "group")


def speaker(view: View, subject: Subject) -> Mention:
    """The mention for a noun phrase: the catalogue's where one covers its head, else the words themselves."""
    mention = view.mention_over(subject.head)
    joined = [
        m
        for m in view.mentions
        if view.tokens[subject.first].start <= m.start and m.end <= view.tokens[subject.head].end and not m.possessive
    ]
    between = view.forms[subject.first : subject.head + 1]
    if len(joined) > 1 and any(form in ("and", "&", ",") for form in between):
        ids = tuple(dict.fromkeys(i for m in joined for i in (m.members or ((m.entity_id,) if m.entity_id else ()))))
        if len(ids) > 1:
            start, end = joined[0].start, joined[-1].end
            return Mention(entity_id=None, text=view.text[start:end], start=start, end=end, kind="group", members=ids)
    if mention is not None:
        return mention
    if view.forms[subject.first] in ("my", "our") and view.forms[subject.head] in w.OWN_STATE:
        start, end = view.span(subject.first, subject.head + 1)
        return Mention(entity_id=None, text=view.text[start:end], start=start, end=end, kind="first_person")
    form = view.forms[subject.head]
    # "US" is no pronoun
    named = form == "us" and view.text[view.tokens[subject.head].start + 1].isupper()
    kind: MentionKind = (
        "noun" if named else "first_person" if form in w.FIRST_PERSON else "pronoun" if form in w.PRONOUNS else "noun"
    )
    first = subject.first
    while first < subject.head and (view.forms[first] in w.DETERMINERS or not view.word(first)):
        first += 1
    start, end = view.span(first, subject.head + 1)
    return Mention(entity_id=None, text=view.text[start:end], start=start, end=end, kind=kind)
