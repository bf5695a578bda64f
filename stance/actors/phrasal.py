"""Attributions without a verb: "according to X", "in X's view", headlines."""

from __future__ import annotations

from collections.abc import Sequence

from stance.actors import words as w
from stance.actors.contents import content_end, trim
from stance.actors.cues import VIEWS
from stance.actors.found import Found
from stance.actors.nominal import owner
from stance.actors.quotes import Quotation
from stance.actors.speakers import right, speaker
from stance.actors.views import Subject, View, adverb
from stance.types import Span


def according(view: View, index: int, quotes: Sequence[Quotation]) -> Found | None:
    """Such as "according to X", "per X", "in X's view", "in the words of X", "for X,", "to X,"."""
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
    elif form in VIEWS:
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


def _in_view(view: View, noun: int) -> Found | None:
    """Such as "in Moscow's view" and "in the view of Moscow", from the noun on."""
    forms, size = view.forms, len(view.forms)
    if noun < 2:
        return None
    start = next((k for k in range(noun - 1, max(-1, noun - 8), -1) if forms[k] in w.PREPOSITIONS), -1)
    if start < 0 or forms[start] != "in":
        return None
    before = forms[noun - 1]
    if before in w.POSSESSIVES:
        who = owner(view, noun - 2) if before == "'s" else Subject(noun - 1, noun - 1, noun - 1)
        if who is None or who.first <= start:
            return None
        return _around(view, start, noun + 1, who, noun + 1, (noun, noun + 1))
    if before == "the" and noun + 2 < size and forms[noun + 1] == "of":
        agent = right(view, noun + 2, size)
        return _around(view, start, agent[1], agent[0], noun + 2, (start, noun + 2)) if agent else None
    return None


def _around(view: View, index: int, last: int, who: Subject, cue_end: int, cue: tuple[int, int]) -> Found | None:
    """Content before and after an attributing phrase that spans tokens ``index`` to ``last``."""
    forms, size = view.forms, len(view.forms)
    comma = next((k for k in range(last, min(size, last + 22)) if forms[k] in (",", ";", ":")), size)
    spans: list[Span] = []
    lead = [k for k in range(index) if view.word(k) and forms[k] not in w.COORDINATORS and not adverb(forms[k])]
    if lead:
        start = lead[0]
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


def headline(view: View, quotes: Sequence[Quotation], found: Sequence[Found]) -> Found | None:
    """Such as "C: Lavrov", "Netanyahu: C", and the "NAME: words" of transcripts."""
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
            if (mention is not None and mention.kind in ("name", "person", "role", "group", "demonym")) or (
                view.sentence.kind == "heading" and len(heads) < 4
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
