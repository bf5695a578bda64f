"""Such as "C, X said", "C, said X" and "as X said, C": attributions with the content before the cue."""

from __future__ import annotations

from collections.abc import Sequence

from stance.actors import words as w
from stance.actors.contents import content_end, only_adjuncts, trim
from stance.actors.cues import Cue
from stance.actors.found import Found
from stance.actors.frames import after_particle, complement
from stance.actors.quotes import Quotation
from stance.actors.speakers import right, speaker
from stance.actors.views import Subject, View, adverb, token_at
from stance.types import AttributionKind, Span


def postposed(
    view: View, index: int, cues: Sequence[Cue], subject: Subject | None, quotes: Sequence[Quotation]
) -> Found | None:
    """Such as "C, X said" and "C, said X": content before the cue, and after it where the cue splits it."""
    forms = view.forms
    cue = next((c for c in cues if c.frames & {"quote", "bare"} and after_particle(view, index, c) is not None), None)
    if cue is None:
        return None
    end = after_particle(view, index, cue) or index + 1
    if (
        subject is not None
        and subject.region > 0
        and forms[subject.region - 1] == "as"
        and cue.frames & {"that", "quote"}
        and only_adjuncts(view, end)
    ):
        return _as_clause(view, index, end, subject)
    if subject is not None and not subject.relative:
        region = _region(view, subject)
        if not only_adjuncts(view, end) and not ("addr" in cue.frames or _addressee(view, end)):
            return None
        before = _quote_before(view, region, quotes)
        after = _quote_after(view, end, quotes)
        if before is None:
            if region == 0 or forms[region - 1] != "," or not ({"that", "quote"} <= cue.frames or "bare" in cue.frames):
                return None
            if after is not None and not _tail_is_adjunct(view, end):
                return None
            if any(forms[k] == "that" for k in range(end, min(len(forms), end + 10))):
                return None
            if "addr" in cue.frames and not only_adjuncts(view, end):
                told = right(view, end, len(forms))  # "Iran cheated, Netanyahu tells UN"
                if told is None or not (told[1] >= len(forms) - 1 or only_adjuncts(view, told[1])):
                    return None
            if (end < len(forms) - 1 and forms[end] == "to") or (
                _fronted(view, region) and (end < len(forms) - 1 or region < 10)
            ):
                return None
        elif (
            after is None
            and cue.lemma != "put"
            and complement(view, index, cue) is not None
            and not only_adjuncts(view, end)
            and "addr" not in cue.frames
        ):
            return None
        who, last = subject, end
    elif subject is None or subject.relative:
        if (
            index
            and forms[index - 1] not in (",", '"', "'", "?", "!", "-", "--", "''", ".")
            and (index - 1) not in view.quote_ends
        ):
            return None
        if not cue.forms & {"ed", "s"} or not {"quote"} <= cue.frames:
            return None
        inverted = right(view, end, len(forms))
        if inverted is None:
            return None
        who, last = inverted
        if who.relative or view.forms[who.head] in w.TIMES:
            return None
        region = index
        before = _quote_before(view, region, quotes)
        if before is None and (
            index == 0
            or forms[index - 1] != ","
            or cue.lemma
            not in ("say", "write", "report", "note", "add", "explain", "warn", "argue", "claim", "announce", "admit")
        ):
            return None
        if (
            before is None
            and last < len(forms)
            and forms[last] not in (",", ".", ";", "(", "?", "!", "-", "--", "who")
            and not only_adjuncts(view, last)
        ):
            return None
        after = _quote_after(view, last, quotes)
    else:
        return None
    spans, cut = _before(view, region, before, quotes)
    if after is not None:
        spans = (*spans, after.inner)
    elif before is None and last < len(forms) - 2:
        spans = (*spans, *_resumed(view, last))
    if not spans:
        return None
    kind: AttributionKind = (
        "direct" if before is not None and (not spans or spans[0][0] >= before.start) else "indirect"
    )
    return Found(speaker(view, who), view.span(index, end), spans, kind, view.sentence.index, end - 1, who, cut)


def _fronted(view: View, region: int) -> bool:
    """Whether all that stands before a subject is a fronted phrase ("In a memo on Tuesday,")."""
    first = view.forms[0]
    opens = (
        first in w.PREPOSITIONS
        or first in w.TIMES
        or first in w.SUBORDINATORS
        or first in ("this", "last", "next")
        or first.endswith("ing")
    )
    return opens and all(form != "," for form in view.forms[: region - 1])


def _region(view: View, subject: Subject) -> int:
    """Where the subject with its determiner, a fronted adverb or an "as" begins."""
    region = min(subject.first, subject.region) if subject.region else subject.first
    region = subject.first
    while region > 0 and (adverb(view.forms[region - 1]) and view.forms[region - 1] not in w.TIMES):
        region -= 1
    return region


def _addressee(view: View, end: int) -> bool:
    return end < len(view.forms) and view.forms[end] in w.OBJECT_PRONOUNS


def _quote_before(view: View, region: int, quotes: Sequence[Quotation]) -> Quotation | None:
    """The quotation that ends just before token ``region``, or just before the sentence."""
    start = view.tokens[region].start
    best = None
    for quote in quotes:
        if quote.end <= start and not view.text[quote.end : start].strip(" \t\r\n,.-–—?!"):
            best = quote
    return (
        best
        if best is not None and best.inner[1] > best.inner[0] and "\n\n" not in view.text[best.end : start]
        else None
    )


def _quote_after(view: View, end: int, quotes: Sequence[Quotation]) -> Quotation | None:
    """The quotation that goes on after "he said on Monday," in the same sentence."""
    forms = view.forms
    for index in range(end, min(len(forms), end + 25)):
        if index in view.quote_at:
            if forms[index - 1] not in (",", ":", "-", "--", ";"):
                return None
            start = view.tokens[index].start
            return next((q for q in quotes if q.start == start and q.inner[1] > q.inner[0]), None)
        if forms[index] in (";",):
            return None
        if any("quote" in cue.frames and "ing" in cue.forms for cue in view.cues(index)):
            return None
    return None


def _tail_is_adjunct(view: View, end: int) -> bool:
    return only_adjuncts(view, end)


def _before(
    view: View, region: int, before: Quotation | None, quotes: Sequence[Quotation]
) -> tuple[tuple[Span, ...], int | None]:
    """Content left of a postposed cue, and where contents before it must end."""
    position = view.tokens[max(0, trim(view, 0, region) - 1)].end if region else view.tokens[0].start
    if before is not None and before.start <= view.sentence.start:
        return (before.inner,), position
    start = 0
    end = trim(view, 0, region)
    if before is not None:
        first = token_at(view, before.start)
        lead = [k for k in range(first) if view.forms[k] not in w.COORDINATORS and view.word(k)]
        if (
            not lead
            or view.forms[first - 1] in (":",)
            or (view.forms[first - 1] == "," and any("quote" in c.frames for k in range(first) for c in view.cues(k)))
        ):
            return (before.inner,), position
        # a quoted fragment at the end of a reported clause: the clause is the content
        for k in range(first - 1, -1, -1):
            if view.forms[k] == ";" or (k in view.quote_ends and view.forms[k] != "'"):
                start = k + 1
                break
        end = token_at(view, before.end)
    else:
        for k in range(region - 2, -1, -1):
            if view.forms[k] == ";":
                start = k + 1
                break
    while start < end and (
        view.forms[start] in (",", "and", "but", "so", "-", "--", ":")
        or (view.forms[start] not in w.QUOTE_FORMS and not view.word(start) and view.forms[start] not in "$([")
    ):
        start += 1
    if end <= start:
        return (), position
    return (view.span(start, end),), position


def _resumed(view: View, last: int) -> tuple[Span, ...]:
    """What goes on after ", he said," in reported speech without marks."""
    forms = view.forms
    comma = next((k for k in range(last, min(len(forms), last + 10)) if forms[k] == ","), None)
    if comma is None or comma + 2 >= len(forms):
        return ()
    following = forms[comma + 1]
    if (
        following in w.BREAKING
        or following in ("which", "who", "according", "as", "after", "before", "when")
        or any("ing" in c.forms for c in view.cues(comma + 1))
    ):
        return ()
    if comma > last and not all(
        forms[k] in w.TIMES or forms[k] in w.ADJUNCT_STARTS or adverb(forms[k]) or view.word(k)
        for k in range(last, comma)
    ):
        return ()
    if comma > last + 0 and following in w.DETERMINERS:  # an apposition to the speaker
        return ()
    end = content_end(view, comma + 1, "that", None, len(forms))
    return (view.span(comma + 1, end),) if end > comma + 2 else ()


def _as_clause(view: View, index: int, end: int, subject: Subject) -> Found | None:
    """Such as "As X said, C" and "C, as X said, C"."""
    forms = view.forms
    region = subject.region - 1
    spans: list[Span] = []
    before = trim(view, 0, region)
    if before > 1 and forms[region - 1] == ",":
        first = 0
        while first < before and (forms[first] in w.COORDINATORS or not view.word(first)):
            first += 1
        if before > first:
            spans.append(view.span(first, before))
    elif region > 1:
        return None
    comma = next((k for k in range(end, min(len(forms), end + 16)) if forms[k] in (",", ":")), None)
    if comma is not None and comma + 2 < len(forms):
        stop = content_end(view, comma + 1, "that", None, len(forms))
        if stop > comma + 1:
            spans.append(view.span(comma + 1, stop))
    if not spans:
        return None
    return Found(
        speaker(view, subject), view.span(index, end), tuple(spans), "indirect", view.sentence.index, end - 1, subject
    )
