"""Attributions without a verb: "according to X", "in X's view", nouns, adjectives, headlines."""

from __future__ import annotations

from collections.abc import Sequence

from stance.actors import words as w
from stance.actors.contents import content_end, trim
from stance.actors.frames import Found
from stance.actors.quotes import Quotation
from stance.actors.subjects import Subject, View, adverb, left, phrase_ending, right, speaker
from stance.types import Span

_VIEWS = frozenset(
    "view opinion words eyes estimation judgment judgement telling reckoning assessment mind opinions".split()
)


def according(view: View, index: int, quotes: Sequence[Quotation]) -> Found | None:
    """ "according to X", "per X", "in X's view", "in the words of X", "for X,", "to X,"."""
    forms, size = view.forms, len(view.forms)
    form = forms[index]
    if form == "according":
        if index + 2 >= size or forms[index + 1] != "to":
            return None
        agent, cue_end = right(view, index + 2, size), index + 2
    elif form == "per":
        if index + 1 >= size or not (index == 0 or forms[index - 1] == ",") or view.mention_over(index + 1) is None:
            return None
        agent, cue_end = right(view, index + 1, size), index + 1
    elif form == "in":
        return _in_view(view, index)
    else:
        if index or size < 4 or view.mention_over(1 + (forms[1] in w.DETERMINERS)) is None:
            return None
        agent, cue_end = right(view, 1, size), 1
        if agent is None or agent[1] >= size or forms[agent[1]] != ",":
            return None
        if view.mention_over(agent[0].head) is None:
            return None
    if agent is None:
        return None
    who, last = agent
    return _around(view, index, last, who, cue_end, (index, cue_end))


def _in_view(view: View, index: int) -> Found | None:
    forms, size = view.forms, len(view.forms)
    for k in range(index + 1, min(size, index + 8)):
        if forms[k] in _VIEWS:
            if forms[k - 1] in w.POSSESSIVES:
                if forms[k - 1] == "'s":
                    who = owner(view, k - 2)
                else:
                    who = Subject(k - 1, k - 1, k - 1)
                if who is None or who.first <= index:
                    return None
                return _around(view, index, k + 1, who, k + 1, (k, k + 1))
            if k + 1 < size and forms[k + 1] == "of" and forms[k - 1] == "the":
                agent = right(view, k + 2, size)
                return _around(view, index, agent[1], agent[0], k + 2, (index, k + 2)) if agent else None
            return None
        if forms[k] in (",", ".") or forms[k] in w.PREPOSITIONS:
            return None
    return None


def _around(view: View, index: int, last: int, who: Subject, cue_end: int, cue: tuple[int, int]) -> Found | None:
    """Content before and after an attributing phrase that spans tokens ``index`` to ``last``."""
    forms, size = view.forms, len(view.forms)
    comma = next((k for k in range(last, min(size, last + 22)) if forms[k] in (",", ";", ":")), size)
    spans: list[Span] = []
    lead = [k for k in range(index) if view.word(k) and forms[k] not in w.COORDINATORS and not adverb(forms[k])]
    if lead:
        start = lead[0] if forms[lead[0]] not in ("yet", "so") else lead[0]
        for k in range(index - 2, -1, -1):
            if forms[k] == ";":
                start = k + 1
                break
        if forms[start - 1] in w.OPEN_QUOTES and start:
            start -= 1
        end = trim(view, start, index)
        if end > start:
            spans.append(view.span(start, end))
        if (
            forms[index - 1] == ","
            and comma + 2 < size
            and forms[comma] == ","
            and forms[comma + 1] not in w.DETERMINERS | w.RELATIVES | w.BREAKING | {"which", "a"}
            and not any("ing" in c.forms for c in view.cues(comma + 1))
        ):
            end = content_end(view, comma + 1, "that", None, size)
            if end > comma + 1 and (forms[comma + 1] in w.AUXILIARIES | w.COORDINATORS or view.cues(comma + 1)):
                spans.append(view.span(comma + 1, end))
    else:
        start = comma + 1
        if (
            comma < size
            and forms[comma] == ","
            and start < size
            and (forms[start] in w.DETERMINERS or forms[start] in ("a", "who", "which"))
        ):
            further = next((k for k in range(start, min(size, start + 25)) if forms[k] == ","), None)
            if further is not None and forms[start] in ("a", "an", "who", "which", "whose"):
                start = further + 1
        if start >= size:
            return None
        end = content_end(view, start, "that", None, size)
        if end <= start:
            return None
        spans.append(view.span(start, end))
    return (
        Found(speaker(view, who), view.span(*cue), tuple(spans), "according", view.sentence.index, cue_end - 1, who)
        if spans
        else None
    )


def nominal(view: View, index: int) -> Found | None:
    """ "Russia's opposition to C", "the US claim that C", "calls by X for C"."""
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
            form == ","
            and word != "to"
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
            not view.word(k)
            and form != "-"
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
    """ "X is opposed to C", "X remains confident that C"."""
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


def headline(view: View, quotes: Sequence[Quotation], found: Sequence[Found]) -> Found | None:
    """ "C: Lavrov", "Netanyahu: C", and the "NAME: words" of transcripts."""
    forms, size = view.forms, len(view.forms)
    colon = next((k for k in range(1, min(size, 9)) if forms[k] == ":"), None)
    if colon is not None and colon < size - 1 and colon not in _covered(view):
        heads = [k for k in range(colon) if view.word(k)]
        names = heads and all(
            view.capital(k) or forms[k] in w.DETERMINERS or forms[k] in ("of", "de", "'s") for k in heads
        )
        if (
            names
            and colon <= 6
            and not any(view.cues(k) for k in heads[1:])
            and (view.sentence.kind == "heading" or view.mention_over(heads[-1]) is not None)
        ):
            mention = view.mention_over(heads[-1])
            who = Subject(0, heads[-1], 0)
            if (
                mention is not None
                and mention.kind in ("name", "person", "role", "group", "demonym")
                or (view.sentence.kind == "heading" and len(heads) < 4)
            ):
                end = trim(view, colon + 1, size)
                if end > colon + 1 and not any(one.cue[0] < view.tokens[colon].start for one in found):
                    first, last = view.span(colon + 1, end)
                    return Found(
                        speaker(view, who),
                        view.span(colon, colon + 1),
                        ((first, last),),
                        "headline",
                        view.sentence.index,
                        colon,
                        who,
                    )
    if view.sentence.kind != "heading":
        return None
    last_colon = next((k for k in range(size - 2, max(0, size - 9), -1) if forms[k] == ":"), None)
    if last_colon is None or last_colon < 2 or last_colon in _covered(view):
        return None
    tail = [k for k in range(last_colon + 1, size) if view.word(k)]
    if (
        not tail
        or len(tail) > 6
        or not all(view.capital(k) or forms[k] in ("of", "the", "'s") for k in tail)
        or any(view.cues(k) for k in tail)
    ):
        return None
    if view.mention_over(tail[-1]) is None and len(tail) > 3:
        return None
    return Found(
        speaker(view, Subject(tail[0], tail[-1], tail[0])),
        view.span(last_colon, last_colon + 1),
        (view.span(0, trim(view, 0, last_colon)),),
        "headline",
        view.sentence.index,
        last_colon,
    )


def _covered(view: View) -> frozenset[int]:
    return frozenset(k for first, last in view.quotes for k in range(first, last))
