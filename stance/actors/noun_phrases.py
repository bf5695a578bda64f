"""Noun phrases around a verb, found without a parser.

A phrase reaches left to the nearest clause boundary: a mark, subordinator, auxiliary, or finite verb.
"""

from __future__ import annotations

from stance.actors import words as w
from stance.actors.views import Subject, View, adverb, token_at


def phrase_ending(view: View, last: int) -> Subject | None:
    """The noun phrase that ends with token ``last``, its prepositional phrases included."""
    forms = view.forms
    if last < 0:
        return None
    if forms[last] == ")":
        last = back_to(view, last, "(") - 1
        if last < 0:
            return None
    if forms[last] in ("'", "'s") and last:
        return None
    if forms[last] in w.SUBJECT_PRONOUNS:
        return Subject(last, last, last)
    region = last
    while region > 0:
        form = forms[region - 1]
        if form in w.COORDINATORS:
            if not (form in ("and", "&", "or") and region > 1 and _joined(view, region)):
                break
        elif (
            form in {"(", ")"}
            or (
                form in w.SUBORDINATORS
                or form in w.RELATIVES
                or (form == "to" and region > 1 and forms[region - 2] == "according")
            )
            or form in w.AUXILIARIES
            or form in ("there", "so")
            or (form in w.VERB_LIKE and forms[region] != "by")
            or form in w.SUBJECT_PRONOUNS
            or form in w.OBJECT_PRONOUNS
        ):
            break
        elif form == "," and _listed(view, region, last):
            pass
        elif (not form[0].isalnum() and not inside_name(view, region - 1)) or (
            form not in w.NOT_VERBS and _finite(view, region - 1, last)
        ):
            break
        region -= 1
    loose = not view.capital(region) and forms[region] not in w.DETERMINERS and forms[region] not in w.SUBJECT_PRONOUNS
    if region > 1 and (
        forms[region - 1] not in w.RELATIVES
        or (forms[region - 1] == "who" and loose and view.mention_over(last) is None)
    ):
        outer = _relative_left(view, region)
        if outer is not None:
            return outer
    return _place_after_comma(view, region, last) or _head(view, region, last)


def _relative_left(view: View, region: int) -> Subject | None:
    """The head of a relative clause that has no commas: "voters who have heard the speeches said"."""
    forms = view.forms
    if not (
        view.word(region - 1)
        and (forms[region - 1] == "who" or forms[region - 1] not in w.SUBORDINATORS | w.COORDINATORS)
    ):
        return None
    for back in range(region - 1, max(0, region - 14), -1):
        form = forms[back]
        if form == "who":
            return phrase_ending(view, back - 1)
        if (not view.word(back) and form not in ("'s", "-", "$", "%")) or form in w.SUBORDINATORS:
            return None
    return None


def _place_after_comma(view: View, region: int, last: int) -> Subject | None:
    """The person in "Stacy Baker of Columbia, South Carolina says"."""
    forms = view.forms
    if last - region > 3 or region < 4 or forms[region - 1] != "," or not view.capital(region - 2):
        return None
    if not all(view.capital(index) or forms[index] == "and" for index in range(region, last + 1)):
        return None
    if any(forms[index] in ("of", "from", "in") for index in range(max(0, region - 4), region - 2)):
        found = phrase_ending(view, region - 2)
        over = view.mention_over(last)
        named = over is not None and over.kind in ("person", "role")
        if (
            found is not None
            and not named
            and forms[found.region] not in w.PREPOSITIONS
            and not forms[found.region].endswith("ing")
        ):
            return found
    return None


def inside_name(view: View, index: int) -> bool:
    """Hyphens inside compounds, "'s", and the points of "J. R." and "Mr." belong to a phrase."""
    form = view.forms[index]
    if form in ("'s", "'", "&", "/", "$", "%", "#", "@"):
        return True
    tight = index > 0 and view.tokens[index].start == view.tokens[index - 1].end
    if form == "-":
        return tight and index + 1 < len(view.tokens) and view.tokens[index + 1].start == view.tokens[index].end
    if form == ".":
        return tight and (len(view.forms[index - 1]) == 1 or view.forms[index - 1] in w.TITLES)
    return False


def _listed(view: View, region: int, last: int) -> bool:
    """Whether the comma before ``region`` is one of "Iran, Russia and China"."""
    if region < 2 or not any(form in ("and", ",") for form in view.forms[region:last]) or not view.capital(region - 2):
        return False
    before, after = view.mention_over(region - 2), view.mention_over(region)
    return before is not None and after is not None and before is not after and last - region < 14


def _joined(view: View, region: int) -> bool:
    """Whether "A and B" is one phrase: both capitalised, or both bare plurals."""
    before = region - 2
    if not view.word(before) or view.forms[before] in w.TIMES:
        return False
    if view.capital(before) and (view.capital(region) or view.forms[region] in w.DETERMINERS):
        return not _finite(view, before, region)
    return (
        view.forms[before].endswith("s")
        and not view.cues(before)
        and view.forms[region] not in w.DETERMINERS
        and before == 0
    )


def _finite(view: View, index: int, last: int) -> bool:
    """Whether a token on the way left is a finite verb, the end of another clause."""
    form = view.forms[index]
    if view.capital(index) and index > 0 and view.sentence.kind != "heading":
        return False
    before = view.forms[index - 1] if index else ""
    if before in w.DETERMINERS or (before in w.PREPOSITIONS and not form.endswith("ing")):
        return False
    cues = view.cues(index)
    if cues and any(tag in cue.forms for cue in cues for tag in ("ed",)) and "quote" in cues[0].frames:
        return True
    if form.endswith("ed") and len(form) > 4:
        # a participle after the noun ("officials briefed on the talks") is no boundary, nor is one before it
        following = view.forms[index + 1] if index + 1 <= last else ""
        return not (
            following in w.PREPOSITIONS
            or index == 0
            or (
                index + 1 <= last
                and view.noun_like(index + 1)
                and following not in w.DETERMINERS
                and before
                and not view.noun_like(index - 1)
            )
        )
    if cues and any("s" in cue.forms for cue in cues) and index + 1 <= last:
        following = view.forms[index + 1]
        return following in w.DETERMINERS or following in w.SUBJECT_PRONOUNS
    return False


def _head(view: View, region: int, last: int) -> Subject | None:
    forms = view.forms
    first = region
    while first <= last and (
        adverb(forms[first]) or forms[first] in w.COORDINATORS or not (view.word(first) or forms[first] in "$#@")
    ):
        first += 1
    if first > last:
        return None
    head = last
    if forms[first] in w.PREPOSITIONS:
        # a phrase such as "on Monday" or "in Tehran" before the subject without a comma
        mention = view.mention_over(last)
        start = token_at(view, mention.start) if mention is not None else last
        if mention is None:
            while start > first and view.capital(start - 1) and view.capital(start) and forms[start - 1] not in w.TIMES:
                start -= 1
            if forms[start - 1] in w.DETERMINERS:
                start -= 1
        if start <= first + 1:
            return None
        first = start
    else:
        for index in range(first + 1, last + 1):
            form = forms[index]
            if form in w.PREPOSITIONS and (
                forms[index - 1] in w.DETERMINERS or (index + 1 <= last and forms[index + 1] == "-")
            ):
                continue  # "an inside source", "the under-35 generation"
            if (
                form in w.PREPOSITIONS
                or form in w.RELATIVES
                or (form == "led" and index < last)
                or (
                    form.endswith("ed")
                    and view.capital(index) is False
                    and index > first
                    and forms[index - 1] not in w.DETERMINERS
                    and index < last
                    and forms[index + 1] in w.PREPOSITIONS
                )
            ):
                head = index - 1
                break
    while head > first and ((forms[head] in w.TIMES and not view.mention_over(head)) or not view.word(head)):
        head -= 1
    if not view.word(head) or not (view.noun_like(head) or head == first):
        return None
    if (
        not view.capital(head)
        and any(cue.forms & {"ed", "ing"} for cue in view.cues(head))
        and view.mention_over(head) is None
    ):
        return None
    if forms[head] in w.NO_SUBJECTS or forms[head] in w.PREPOSITIONS or forms[head] in w.SUBORDINATORS:
        return None
    return Subject(first, head, region)


def back_to(view: View, index: int, form: str) -> int:
    """The last token of a form left of ``index``, or -1."""
    for back in range(index - 1, max(-1, index - 40), -1):
        if view.forms[back] == form:
            return back
    return -1
