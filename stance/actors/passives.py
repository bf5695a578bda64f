"""Such as "is believed by X to", "was condemned by X", "was quoted by Z as saying"."""

from __future__ import annotations

from collections.abc import Sequence

from stance.actors import words as w
from stance.actors.contents import content_end
from stance.actors.cues import Cue
from stance.actors.found import Found
from stance.actors.frames import Complement, after_particle
from stance.actors.noun_phrases import phrase_ending
from stance.actors.preposed import content_of
from stance.actors.quotes import Quotation
from stance.actors.speakers import right, speaker
from stance.actors.views import View, adverb
from stance.types import Span


def passive(view: View, index: int, auxiliary: int, cues: Sequence[Cue], quotes: Sequence[Quotation]) -> Found | None:
    """Such as "is believed by X to", "was condemned by X", "was quoted by Z as saying"."""
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
            made = content_of(view, Complement(k + 2, start, "that"), None, quotes)
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
