"""Attributions by a noun or an adjective: "Russia's opposition to C", "X is opposed to C"."""

from __future__ import annotations

from stance.actors import words as w
from stance.actors.contents import content_end, trim
from stance.actors.found import Found
from stance.actors.speakers import right, speaker
from stance.actors.subjects import left
from stance.actors.views import Subject, View, adverb


def nominal(view: View, index: int) -> Found | None:
    """Such as "Russia's opposition to C", "the US claim that C", "calls by X for C"."""
    forms, size = view.forms, len(view.forms)
    frames = view.lexicon.nouns[forms[index]]
    if index + 2 >= size:
        return None
    who = _possessor(view, index)
    after = index + 1
    if who is None and forms[after] in ("by", "from", "among"):
        agent = right(view, after + 1, size)
        if agent is None or agent[1] >= size:
            return None
        who, after = agent
        if forms[who.head].endswith("ing") and not view.capital(who.head):
            return None
    if who is None or after >= size - 1 or forms[after] not in frames:
        return None
    word = forms[after]
    base = word == "to" and not (
        forms[after + 1] in w.DETERMINERS or view.capital(after + 1) or forms[after + 1] in w.OBJECT_PRONOUNS
    )
    start = (
        after
        if base
        and forms[index] not in ("opposition", "objection", "resistance", "response", "reaction", "reply", "hostility")
        else after + 1
    )
    cue = (index, index + 1 if after > index + 1 else (after + 1 if word != "that" and start > after else index + 1))
    end = content_end(view, start, "that" if word == "that" else "obj", None, size)
    end = _nominal_end(view, index, start, end, word)
    if end <= start:
        return None
    return Found(
        speaker(view, who), view.span(*cue), (view.span(start, end),), "nominal", view.sentence.index, cue[1] - 1, who
    )


def _nominal_end(view: View, noun: int, start: int, end: int, word: str) -> int:
    """A noun's content ends before the finite verb that the noun is the subject of, and at a comma."""
    if word == "that":
        if any(_finite(view, k) for k in range(noun)):
            return end
        verbs = [k for k in range(start, end) if _finite(view, k)]
        for k in verbs:  # "Israel's claim that Iran lied | was rejected": the second verb is the main one
            earlier = [v for v in verbs if v < k - 1 or (v == k - 1 and view.forms[v] not in w.AUXILIARIES)]
            if earlier and not any(
                view.forms[m] in w.RELATIVES | w.SUBORDINATORS | w.COORDINATORS for m in range(earlier[-1], k)
            ):
                return trim(view, start, k)
        return end
    leads = not any(_finite(view, k) for k in range(noun))
    for k in range(start + 1, end):
        form = view.forms[k]
        after = view.forms[k + 1] if k + 1 < end else "."
        if (
            leads
            and _finite(view, k)
            and after not in w.PREPOSITIONS
            and view.forms[k - 1] not in w.DETERMINERS | w.PREPOSITIONS | w.COORDINATORS
        ):
            return trim(view, start, k)
        if (
            (form == "," and word != "to")
            or form in w.AUXILIARIES - {"being", "been", "be", "having"}
            or form in w.SUBORDINATORS - {"that", "how", "what", "since"}
        ):
            return trim(view, start, k)
    return end


def _finite(view: View, index: int) -> bool:
    form = view.forms[index]
    if view.forms[index - 1] == "to" and index:
        return False
    plain = (
        form in w.BE - {"be", "been", "being", "'s"}
        or form in w.VERB_LIKE
        or form in w.MODALS
        or form in w.HAVE - {"having"}
    )
    return (
        plain
        or (any("ed" in cue.forms for cue in view.cues(index)) and not view.capital(index))
        or (
            form.endswith("ed")
            and len(form) > 3
            and form not in w.NOT_VERBS
            and not view.capital(index)
            and view.forms[index - 1] not in w.DETERMINERS
        )
    )


def _possessor(view: View, index: int) -> Subject | None:
    forms = view.forms
    for k in range(index - 1, max(-1, index - 5), -1):
        form = forms[k]
        if form == "'s" or (form == "'" and k and forms[k - 1].endswith("s")):
            return owner(view, k - 1) if k else None
        if form in w.POSSESSIVES:
            return Subject(k, k, k)
        mention = view.mention_over(k)
        if (
            mention is not None
            and mention.kind in ("name", "demonym", "group", "role")
            and not mention.possessive
            and k == index - 1
        ):
            return Subject(k, k, k)
        if (
            (not view.word(k) and form != "-")
            or form in w.PREPOSITIONS
            or form in w.DETERMINERS
            or form in w.AUXILIARIES
            or form in w.COORDINATORS
        ):
            return None
    return None


def owner(view: View, last: int) -> Subject | None:
    """The noun phrase before "'s": back to a preposition, verb or mark, a determiner included."""
    forms = view.forms
    if last < 0 or not view.word(last):
        return None
    first = last
    while first > 0 and last - first < 6:
        form = forms[first - 1]
        if form in w.DETERMINERS and form != "'s":
            first -= 1
            break
        over = view.mention_over(first)
        if over is not None and over.start < view.tokens[first].start:
            first -= 1
            continue
        plain = (
            form in w.PREPOSITIONS
            or form in w.AUXILIARIES
            or form in w.COORDINATORS
            or form in w.SUBORDINATORS
            or form in w.RELATIVES
        )
        if (
            plain
            or not view.word(first - 1)
            or form in w.VERB_LIKE
            or adverb(form)
            or (view.cues(first - 1) and not view.capital(first - 1))
        ):
            break
        if view.capital(first) and not view.capital(first - 1):
            break
        first -= 1
    return Subject(first, last, first)


def predicative(view: View, index: int) -> Found | None:
    """Such as "X is opposed to C", "X remains confident that C"."""
    forms, size = view.forms, len(view.forms)
    frames = view.lexicon.adjectives[forms[index]]
    after = index + 1
    if after >= size - 1 or forms[after] not in frames:
        return None
    be = index - 1
    while be >= 0 and (adverb(forms[be]) or forms[be] in ("not", "being", "been")):
        be -= 1
    if be < 0 or not (forms[be] in w.BE or forms[be] == "'s" or forms[be].endswith(("'m", "'re"))):
        return None
    subject: Subject | str | None = left(view, be + 1)
    if forms[be].endswith(("'m", "'re")) and "'" in forms[be] and len(forms[be]) > 3:
        subject = Subject(be, be, be)
    if not isinstance(subject, Subject) or forms[subject.head] == "it" or forms[subject.head] in ("that", "this"):
        return None
    word = forms[after]
    inf = word == "to" and not (
        forms[after + 1] in w.DETERMINERS or view.capital(after + 1) or forms[after + 1].endswith("ing")
    )
    start = after if inf else after + 1
    end = content_end(view, start, "that" if word == "that" else "obj", None, size)
    if end <= start:
        return None
    cue_end = after if inf or word == "that" else after + 1
    return Found(
        speaker(view, subject),
        view.span(index, cue_end),
        (view.span(start, end),),
        "indirect",
        view.sentence.index,
        cue_end - 1,
        subject,
    )
