"""Whose words: the subject left of a verb.

Going left from a verb, adverbs, auxiliaries and what stands between commas or brackets are stepped over.
"""

from __future__ import annotations

from stance.actors import words as w
from stance.actors.noun_phrases import back_to, phrase_ending
from stance.actors.views import Subject, View, adverb, token_at

COORDINATED = "coordinated"
PARTICIPLE = "participle"


def left(view: View, verb: int, *, gerund: bool = False) -> Subject | str | None:
    """The subject left of a verb.

    Args:
        view: The sentence.
        verb: Index of the verb.
        gerund: Whether it is an -ing form without auxiliary.

    Returns:
        The noun phrase; :data:`COORDINATED` where the verb shares the subject of the one before; :data:`PARTICIPLE`
        where it hangs on the main clause; ``None`` where there is none.
    """
    forms = view.forms
    index = verb - 1
    hops = 0
    while index >= 0:
        form = forms[index]
        if form in w.AUXILIARIES or form in w.BE or adverb(form):
            if form in w.BE or form in w.AUXILIARIES:
                gerund = False
            index -= 1
        elif (
            form == "'s"
            and index > 0
            and (forms[index - 1] in w.SUBJECT_PRONOUNS or forms[verb].endswith(("ing", "ed")))
        ):
            gerund = False
            index -= 1
        elif form == "to" and hops < 3 and index > 0 and view.word(index - 1):
            governor = _governor(view, index - 1)
            if governor is None:
                return None
            index = governor - 1
            hops += 1
            gerund = forms[governor].endswith("ing")
        else:
            break
    if index < 0:
        return PARTICIPLE if gerund else None
    form = forms[index]
    if form in w.COORDINATORS:
        return COORDINATED
    inside = form in w.QUOTE_FORMS and index > 1 and forms[index - 1] == "," and index in view.quote_ends
    if inside and not gerund and not any("quote" in cue.frames for cue in view.cues(verb)):
        return _over_commas(view, index - 1)  # 'who called it "a lie," refused'
    if form == ",":
        if index > 0 and forms[index - 1] in w.COORDINATORS:
            return COORDINATED
        return PARTICIPLE if gerund else _over_commas(view, index)
    if form in ("-", "--", "---"):
        return PARTICIPLE if gerund else _over_dash(view, index)
    if form == ")":
        opening = back_to(view, index, "(")
        return phrase_ending(view, opening - 1) if opening > 0 else None
    if gerund and (
        form in w.PREPOSITIONS
        or form in w.SUBORDINATORS
        or form in w.TIMES
        or form in w.VERB_LIKE
        or (form.endswith("ed") and not view.capital(index))
    ):
        return PARTICIPLE
    if form in w.RELATIVES and form != "whom":
        if form == "that" and (index == 0 or view.cues(index - 1) or not view.noun_like(index - 1)):
            return None
        before = index - 1
        if before >= 0 and forms[before] == ",":
            before -= 1
        found = phrase_ending(view, before) if before >= 0 else None
        return found._replace(relative=True) if found else None
    return phrase_ending(view, index)


def _governor(view: View, index: int) -> int | None:
    """The verb before "to" that leaves its subject in place ("went on to", "refused to"), if it is one."""
    if view.forms[index] in ("on", "out", "back") and index > 0:
        index -= 1
    return index if view.forms[index] in w.RAISING else None


def _over_dash(view: View, index: int) -> Subject | str | None:
    for back in range(index - 1, max(-1, index - 40), -1):
        if view.forms[back] in ("-", "--", "---") and view.tokens[back].start > view.tokens[back - 1].end:
            return phrase_ending(view, back - 1) if back > 0 else None
    return None


def _over_commas(view: View, comma: int) -> Subject | str | None:
    """The noun phrase before one or more insertions between commas that end just left of a verb."""
    forms = view.forms
    before = _comma_left(view, comma)
    if before <= 0:
        return COORDINATED
    if any(cue.forms & {"s", "ed"} for cue in view.cues(before + 1)) and not view.capital(before + 1):
        return COORDINATED
    best: Subject | None = None
    for _ in range(5):
        found = phrase_ending(view, before - 1)
        if found is None or forms[found.head] in w.TIMES:
            break
        best = found
        if found.region == 0 or forms[found.region - 1] != ",":
            break
        opening = forms[found.region]
        if not (
            opening in w.DETERMINERS or opening.isdigit() or opening in w.PREPOSITIONS or not view.capital(found.region)
        ):
            break
        before = found.region - 1  # itself an insertion: "Johnson, a salesman from Sumter, South Carolina, says"
        if before <= 0:
            break
    return best if best is not None else COORDINATED


def _comma_left(view: View, comma: int) -> int:
    """The comma that opens the insertion which ends at ``comma``, or -1."""
    for back in range(comma - 1, max(-1, comma - 45), -1):
        form = view.forms[back]
        if form == ",":
            return back
        if form in (";", ":") or (
            form in w.QUOTE_FORMS and back + 1 < comma and view.forms[back - 1] in (",", ".", "?", "!")
        ):
            return -1
    return -1


def main_subject(view: View, before: int) -> Subject | None:
    """The subject of the sentence's main clause, as far as it shows without a parser."""
    forms = view.forms
    first = 0
    if forms[0] in w.PREPOSITIONS or forms[0] in w.SUBORDINATORS or forms[0].endswith("ing"):
        commas = [index for index in range(min(before, 40)) if forms[index] == ","]
        if commas:
            first = commas[0] + 1
    for index in range(first + 1, min(before, first + 45)):
        form = forms[index]
        if (
            form in w.AUXILIARIES
            or form in w.BE
            or form in w.VERB_LIKE
            or (
                (form.endswith("ed") and len(form) > 4 and not view.capital(index))
                or (view.cues(index) and "ing" not in view.cues(index)[0].forms and not view.capital(index))
            )
        ):
            if (
                forms[index - 1] in w.DETERMINERS
                or forms[index - 1] in w.PREPOSITIONS
                or forms[index - 1] in w.RELATIVES
            ):
                continue
            found = left(view, index)
            if isinstance(found, Subject) and found.head >= first:
                return found
    for mention in view.mentions:
        if not mention.possessive and mention.end <= view.tokens[min(before, len(forms) - 1)].start:
            return phrase_ending(view, max(0, token_at(view, mention.end) - 1))
    return None
