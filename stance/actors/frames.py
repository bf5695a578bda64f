"""Attributions by a verb: content after it, content before it, and passives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stance.actors import words as w
from stance.actors.contents import Complement, after_particle, complement, content_end, only_adjuncts, trim
from stance.actors.cues import Cue
from stance.actors.quotes import Quotation
from stance.actors.subjects import Subject, View, adverb, phrase_ending, right, speaker, token_at
from stance.types import AttributionKind, Mention, Span


@dataclass(frozen=True, slots=True)
class Found:
    """An attribution on the way: what :class:`stance.types.Attribution` holds, and what later steps need.

    Args:
        speaker: Who.
        cue: Span of the cue.
        content: Spans of the content.
        kind: Its form.
        sentence: Index of the sentence with the cue.
        cue_last: Last token of the cue.
        subject: The noun phrase, if it is in the sentence.
        cut: Character where contents of attributions to the left must end, because this one takes over from there.
        inner: Whether it is inside somebody's quotation.
    """

    speaker: Mention | None
    cue: Span
    content: tuple[Span, ...]
    kind: AttributionKind
    sentence: int
    cue_last: int = -1
    subject: Subject | None = None
    cut: int | None = None
    inner: bool = False

    def cut_at(self, position: int) -> Found:
        """The same with its content ending at ``position`` at the latest, if it starts before."""
        if (
            not self.content
            or self.content[-1][1] <= position
            or self.content[0][0] >= position
            or self.cue[0] >= position
        ):
            return self
        kept = tuple((start, min(end, position)) for start, end in self.content if start < position)
        return replace(self, content=kept)

    def clipped(self, quotes: Sequence[Quotation], position: int) -> Found | None:
        """The same, kept inside the quotation that ``position`` lies in; ``None`` if nothing is left."""
        for quote in quotes:
            if quote.start <= position < quote.end:
                first, last = quote.inner
                kept = tuple(
                    (max(start, first), min(end, last)) for start, end in self.content if start < last and end > first
                )
                return replace(self, content=kept, cut=None, inner=True) if kept else None
        return self


def preposed(
    view: View, index: int, cues: Sequence[Cue], subject: Subject, quotes: Sequence[Quotation]
) -> Found | None:
    """ "X said (that) C": subject, cue, content."""
    for cue in cues:
        found = complement(view, index, cue)
        if found is None:
            continue
        made = _content(view, found, cue, quotes, relative=subject.relative)
        if made is None:
            continue
        spans, kind = made
        return Found(
            speaker(view, subject),
            view.span(index, found.cue_end),
            spans,
            kind,
            view.sentence.index,
            found.cue_end - 1,
            subject,
        )
    return None


def _content(
    view: View, found: Complement, cue: Cue | None, quotes: Sequence[Quotation], *, relative: bool = False
) -> tuple[tuple[Span, ...], AttributionKind] | None:
    """Character spans of a content that starts with a token, and whether it is direct speech."""
    start = found.start
    end = content_end(view, start, found.frame, cue, len(view.forms), relative=relative)
    if end <= start:
        return None
    first, last = view.span(start, end)
    quote = next((q for q in quotes if q.start == first), None)
    if quote is not None and quote.end >= last - 1:
        if quote.inner[1] <= quote.inner[0]:
            return None
        return (quote.inner,), "direct" if cue is None or "quote" in cue.frames else "indirect"
    behind = next((q for q in quotes if q.start < last <= q.end and q.end > view.sentence.end), None)
    if behind is not None and behind.closed:  # a quotation that runs on past the sentence
        last = behind.inner[1]
    return ((first, last),), "indirect"


def postposed(
    view: View, index: int, cues: Sequence[Cue], subject: Subject | None, quotes: Sequence[Quotation]
) -> Found | None:
    """ "C, X said" and "C, said X": content before the cue, and after it where the cue splits it."""
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
            and (index - 1) not in {q[1] - 1 for q in view.quotes}
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
            if view.forms[k] == ";" or (k in {q[1] - 1 for q in view.quotes} and view.forms[k] != "'"):
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
    """ "As X said, C" and "C, as X said, C"."""
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


def passive(view: View, index: int, auxiliary: int, cues: Sequence[Cue], quotes: Sequence[Quotation]) -> Found | None:
    """ "is believed by X to", "was condemned by X", "was quoted by Z as saying"."""
    forms, size = view.forms, len(view.forms)
    first = auxiliary
    while first > 0 and (forms[first - 1] in w.AUXILIARIES or adverb(forms[first - 1])):
        first -= 1
    subject = phrase_ending(view, first - 1) if first > 0 and forms[first - 1] not in w.RELATIVES else None
    if subject is None and first > 1 and forms[first - 1] in ("which", "who", "that"):
        subject = phrase_ending(view, first - 2 - (forms[first - 2] == ","))
    for k in range(index + 1, min(size - 2, index + 14)):
        if (
            forms[k] == "as"
            and forms[k + 1] in ("saying", "telling", "stating")
            and subject is not None
            and cues[0].lemma in ("quote", "cite", "report")
        ):
            start = k + 2 + (forms[k + 2] == "that")
            if start >= size:
                return None
            made = _content(view, Complement(k + 2, start, "that"), None, quotes)
            return (
                Found(
                    speaker(view, subject),
                    view.span(index, k + 2),
                    made[0],
                    made[1],
                    view.sentence.index,
                    k + 1,
                    subject,
                )
                if made
                else None
            )
    by = next((k for k in range(index + 1, min(size - 1, index + 12)) if forms[k] == "by"), None)
    cue = next((c for c in cues if after_particle(view, index, c) is not None), None)
    if by is None or cue is None or any(forms[k] in (",", ";", "that", "who") for k in range(index + 1, by)):
        return None
    agent = right(view, by + 1, size)
    if agent is None or (forms[agent[0].head].endswith("ing") and not view.capital(agent[0].head)):
        return None
    who, last = agent
    spans: list[Span] = []
    if subject is not None and not (forms[subject.head] == "it" and last < size and forms[last] == "that"):
        spans.append(
            view.span(subject.first, max(subject.head + 1, first) if subject.head < first else subject.head + 1)
        )
    elif subject is None and first > 1 and forms[first - 1] not in w.RELATIVES:
        start = next((k + 1 for k in range(first - 1, -1, -1) if forms[k] in (",", ";", ":")), 0)
        if start < first and not any(k in view.quote_at for k in range(start, first)):
            spans.append(view.span(start, first))
    if by > index + 1:
        start = index + 1
        spans.append(view.span(start, by))
    elif last < size - 1 and (forms[last] in ("to", "as", "that", "for", "of", "in", "not")):
        start = last + (forms[last] == "that")
        end = content_end(view, start, "inf", cue, size)
        if end > start:
            spans.append(view.span(start, end))
    if not spans:
        return None
    return Found(
        speaker(view, who), view.span(index, index + 1), tuple(spans), "indirect", view.sentence.index, by, None
    )
