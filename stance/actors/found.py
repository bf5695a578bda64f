"""An attribution on the way, before quotations without cue are added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stance.actors.quotes import Quotation
from stance.actors.views import Subject
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
