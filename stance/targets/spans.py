"""Sets of spans."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


class Spans:
    """Spans that can be asked whether one of them touches another; overlapping ones are merged at the start."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def add(self, start: int, end: int) -> None:
        """Add a span that touches none of the others."""
        place = bisect_left(self._starts, start)
        self._starts.insert(place, start)
        self._ends.insert(place, end)

    def touch(self, start: int, end: int) -> bool:
        """Whether a span overlaps one of these."""
        place = bisect_left(self._starts, end) - 1
        return place >= 0 and self._ends[place] > start
