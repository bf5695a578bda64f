"""Two sides on the same cells: outlets that write of the same actors, actors that speak of the same targets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from stance.analysis.resampled import Resamples, numbered
from stance.analysis.rows import OUTSIDE, UNKNOWN, BoolArray, FloatArray, IntArray, Period, Rows

Held: TypeAlias = NDArray[np.float32]
_HELD = 1 << 26  # numbers of half precision that are held throughout: 256 MiB
_CELLS = 1 << 20  # numbers held at once in one array: 8 MiB, of which there are a dozen


@dataclass(frozen=True, kw_only=True, eq=False)
class Meetings:
    """All pairs of sides, and the cells that both have records in.

    Args:
        names: The sides.
        sides: Two numbers of sides for each pair, in order of their names; shape (pairs, 2).
        groups: Number of each row's group: its side in its cell; shape (n,).
        cells: The cell of each group; shape (groups,).
        pair: The pair of each meeting, ascending; shape (meetings,).
        first: The group of its first side; shape (meetings,).
        second: And of its second; shape (meetings,).
        sums: Sums of favor, against and neutral of each group; shape (groups, 3).
    """

    names: tuple[str, ...]
    sides: IntArray
    groups: IntArray
    cells: IntArray
    pair: IntArray
    first: IntArray
    second: IntArray
    sums: FloatArray

    def records(self, groups: IntArray) -> IntArray:
        """Records by pair, in the ``groups`` (meetings,) of one side; shape (pairs,)."""
        n = np.bincount(self.groups, minlength=len(self.sums))
        return np.bincount(self.pair, weights=n[groups], minlength=len(self.sides)).astype(np.intp)

    def members(self, groups: IntArray, members: IntArray) -> IntArray:
        """Different members (documents or clusters, (n,)) by pair, in the groups of one side; shape (pairs,)."""
        from scipy.sparse import csr_array

        size = (len(self.sums), int(members.max(initial=-1)) + 1)
        there = csr_array((np.ones(len(members)), (self.groups, members)), shape=size)
        found = np.zeros(len(self.sides), dtype=np.intp)
        step = max(1, len(self.sides) // 64)
        reach = csr_array((np.ones(len(groups)), (self.pair, groups)), shape=(len(self.sides), size[0]))
        for start in range(0, len(self.sides), step):
            found[start : start + step] = np.diff((reach[start : start + step] @ there).indptr)
        return found

    def blocks(self, resamples: int) -> Iterator[tuple[slice, slice, IntArray]]:
        """Ranges of pairs with meetings, of their meetings, and where each pair's begin within these.

        Yields:
            A range over :attr:`met`, the range of its meetings, and the first meeting of each pair within that.
        """
        starts = np.searchsorted(self.pair, self.met)
        ends = np.append(starts[1:], len(self.pair))
        place = 0
        while place < len(starts):
            fits = np.searchsorted(ends, starts[place] + max(1, _CELLS // max(1, resamples)), side="right")
            stop = max(place + 1, int(fits))
            yield slice(place, stop), slice(starts[place], ends[stop - 1]), starts[place:stop] - starts[place]
            place = stop

    @property
    def met(self) -> IntArray:
        """The pairs that share a cell."""
        return np.unique(self.pair)

    def labelled(self, votes: FloatArray) -> Meetings:
        """The same meetings with other votes, those of the labels; shape (n, 3)."""
        sums = np.zeros_like(self.sums)
        np.add.at(sums, self.groups, votes)
        return replace(self, sums=sums)

    def draws(self, drawn: Resamples, votes: FloatArray) -> Callable[[IntArray], Held]:
        """What gives the sums of some groups in each resample, of half the usual precision.

        All groups' are held where they fit into memory; else those asked for are drawn anew.
        """
        totals = drawn.totals(self.groups, len(self.sums), votes)

        def drawn_of(groups: IntArray) -> Held:
            found = np.zeros((len(groups), 3, drawn.resamples), dtype=np.float32)
            step = max(1, _CELLS // max(1, 3 * drawn.resamples))
            for start in range(0, len(groups), step):
                some = groups[start : start + step]
                part = drawn.drawn(totals[(some[:, None] * 3 + np.arange(3)).ravel()])
                found[start : start + step] = part.reshape(len(some), 3, drawn.resamples)
            return found

        if self.sums.size * drawn.resamples > _HELD:
            return drawn_of
        every = drawn_of(np.arange(len(self.sums)))
        return lambda groups: every[groups]


def meetings_of(rows: Rows, sides: Sequence[str], cells: Sequence[Any], names: Sequence[str]) -> Meetings:
    """Pair all sides.

    Args:
        rows: The records.
        sides: Side of each record.
        cells: Cell of each record.
        names: All sides, in order, those without records too.
    """
    groups, keys = numbered(list(zip(cells, sides, strict=True)))
    place = {name: number for number, name in enumerate(names)}
    own = np.array([place[side] for _, side in keys], dtype=np.intp)
    cell, _ = numbered([cell for cell, _ in keys])
    sums = np.zeros((len(keys), 3))
    np.add.at(sums, groups, rows.votes)
    pairs = np.array(list(combinations(range(len(names)), 2)), dtype=np.intp).reshape(-1, 2)
    firsts, seconds = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.intp)]
    bounds = np.searchsorted(cell, np.arange(int(cell.max(initial=-1)) + 2))  # groups are ordered by cell, then side
    for start, stop in pairwise(bounds):
        left, right = np.triu_indices(stop - start, 1)
        firsts.append(left + start)
        seconds.append(right + start)
    first, second = np.concatenate(firsts), np.concatenate(seconds)
    a, b = own[first], own[second]
    pair = a * (2 * len(names) - a - 1) // 2 + b - a - 1
    order = np.argsort(pair, kind="stable")
    return Meetings(
        names=tuple(names),
        sides=pairs,
        groups=groups,
        cells=cell,
        pair=pair[order],
        first=first[order],
        second=second[order],
        sums=sums,
    )


def undated(rows: Rows, period: Period | None) -> tuple[BoolArray, tuple[str, ...]]:
    """Which rows are in no period, where one is asked for; and the period of each, else ``""``."""
    names = ("",) * len(rows) if period is None else rows.periods(period)
    return np.array([name in (UNKNOWN, OUTSIDE) for name in names], dtype=np.bool_), names
