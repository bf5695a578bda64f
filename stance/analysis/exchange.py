"""The permutation test of distances: documents change hands between two actors."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

from stance.analysis.resampled import numbered
from stance.analysis.rows import SIGNS, BoolArray, FloatArray, Rows
from stance.analysis.sides import Meetings

Test: TypeAlias = tuple[float | None, float | None, int]
"""Expected distance, p, and how many documents could change hands."""
_Part: TypeAlias = tuple[Any, FloatArray, FloatArray]  # of a group: its documents, their records and sums of signs
_DRAWN = 1 << 20  # numbers drawn at once
_SAME = 1e-9  # rounding


def exchanged(rows: Rows, met: Meetings, distance: FloatArray, *, permutations: int, seed: int) -> list[Test]:
    """Test the distance of each pair.

    Args:
        rows: The records that were paired.
        met: The pairs.
        distance: Of each pair; shape (pairs,).
        permutations: How many; 0 for no test.
        seed: Of the draws.
    """
    found: list[Test] = [(None, None, 0)] * len(met.sides)
    documents, _ = numbered([record.document_id for record in rows.records])
    signs = rows.votes @ SIGNS
    order = np.argsort(met.groups, kind="stable")
    at = np.searchsorted(met.groups[order], np.arange(len(met.sums) + 1))
    parts: list[_Part] = []
    for start, stop in pairwise(at):
        some = order[start:stop]
        keys, inverse, n = np.unique(documents[some], return_inverse=True, return_counts=True)
        parts.append(
            (keys, n.astype(np.float64), np.asarray(np.bincount(inverse, weights=signs[some]), dtype=np.float64))
        )
    generator = np.random.default_rng(seed)
    starts = np.append(np.searchsorted(met.pair, met.met), len(met.pair))
    for pair, start, stop in zip(met.met, starts, starts[1:], strict=False):
        sides = [_blocks([parts[group] for group in side[start:stop]]) for side in (met.first, met.second)]
        mine = np.arange(len(sides[0]) + len(sides[1])) < len(sides[0])
        found[pair] = _exchanged(np.concatenate(sides), mine, float(distance[pair]), permutations, generator)
    return found


def adjusted(tests: Sequence[Test]) -> list[float | None]:
    """The p-values adjusted for their number (Benjamini and Hochberg, JRSS B 57, 1995); ``None`` where not tested.

    >>> adjusted([(0.1, 0.01, 9), (None, None, 0), (0.1, 0.5, 9)])
    [0.02, None, 0.5]
    """
    from scipy.stats import false_discovery_control

    values = [p for _, p, _ in tests if p is not None]
    found = iter(false_discovery_control(values).tolist() if values else ())
    return [None if p is None else next(found) for _, p, _ in tests]


def _blocks(parts: Sequence[_Part]) -> FloatArray:
    """What an actor says in each document: records and sum of signs by cell; shape (documents, cells, 2)."""
    documents = np.unique(np.concatenate([keys for keys, _, _ in parts]))
    found = np.zeros((len(documents), len(parts), 2))
    for cell, (keys, n, net) in enumerate(parts):
        places = np.searchsorted(documents, keys)
        found[places, cell, 0] = n
        found[places, cell, 1] = net
    return found


def _exchanged(
    blocks: FloatArray, first: BoolArray, distance: float, permutations: int, generator: np.random.Generator
) -> Test:
    """Let blocks with the same cells change hands.

    Args:
        blocks: Of both actors; shape (blocks, cells, 2).
        first: Which are the first actor's; shape (blocks,).
        distance: As observed.
        permutations: How many.
        generator: Of the draws.
    """
    _, stratum = np.unique(blocks[:, :, 0] > 0, axis=0, return_inverse=True)
    stratum = stratum.ravel()
    mixed = np.intersect1d(stratum[first], stratum[~first])
    strata = [np.flatnonzero(stratum == number) for number in mixed]
    exchangeable = sum(len(members) for members in strata)
    if not strata or not permutations:
        return None, None, exchangeable
    table = blocks.reshape(len(blocks), -1)
    fixed = table[first & ~np.isin(stratum, mixed)].sum(axis=0)
    whole = table.sum(axis=0)
    reached, total = 0, 0.0
    step = max(1, _DRAWN // exchangeable)
    for start in range(0, permutations, step):
        number = min(step, permutations - start)
        taken = np.tile(fixed, (number, 1))
        for members in strata:
            keys = generator.integers(0, 1 << 32, size=(number, len(members)), dtype=np.uint32)
            own = int(first[members].sum())
            last = np.partition(keys, own - 1, axis=1)[:, own - 1 : own]
            taken += (keys <= last).astype(np.float64) @ table[members]
        drawn = _distance(taken, whole - taken)
        reached += int(np.sum(drawn >= distance - _SAME))
        total += float(drawn.sum())
    return total / permutations, (1 + reached) / (1 + permutations), exchangeable


def _distance(first: FloatArray, second: FloatArray) -> FloatArray:
    """Mean absolute difference of net stances, from records and sums of signs by cell; (draws, 2 cells) each."""
    apart = first[:, 1::2] / first[:, ::2] - second[:, 1::2] / second[:, ::2]
    return np.asarray(np.abs(apart).mean(axis=1), dtype=np.float64)
