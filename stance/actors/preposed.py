"""Such as "X said that C": attributions with the content after the cue."""

from __future__ import annotations

from collections.abc import Sequence

from stance.actors.contents import content_end
from stance.actors.cues import Cue
from stance.actors.found import Found
from stance.actors.frames import Complement, complement
from stance.actors.nominal import owner
from stance.actors.quotes import Quotation
from stance.actors.speakers import speaker
from stance.actors.views import Subject, View
from stance.types import AttributionKind, Span


def preposed(
    view: View, index: int, cues: Sequence[Cue], subject: Subject, quotes: Sequence[Quotation]
) -> Found | None:
    """Such as "X said (that) C": subject, cue, content."""
    for cue in cues:
        found = complement(view, index, cue)
        if found is None:
            continue
        made = content_of(view, found, cue, quotes, relative=subject.relative)
        if made is None:
            continue
        spans, kind = made
        if found.frame == "obj":
            spans = (*_antecedent(view, subject), *spans)
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


def _antecedent(view: View, subject: Subject) -> tuple[Span, ...]:
    """What "which" stands for in "the pact, which X called a lie"."""
    before = subject.first - 1
    if subject.relative or before < 1 or view.forms[before] != "which":
        return ()
    found = owner(view, before - 1 - (view.forms[before - 1] == ","))
    return (view.span(found.first, found.head + 1),) if found else ()


def content_of(
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
