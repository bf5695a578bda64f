"""Which examples are computed together: of like length, so that little is padding, and each distinct input once."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stance.models.encoding import Encoded

_POOL = 50  # batches that are drawn together and sorted by length before they are cut


class Unit(NamedTuple):
    """A distinct input and the examples that ask about it.

    Args:
        input: Any of its examples' encodings; they share ``ids`` and ``types``.
        examples: Indices of the examples.
    """

    input: Encoded
    examples: tuple[int, ...]


def units(encoded: Sequence[Encoded]) -> list[Unit]:
    """Examples by their input, in order of first appearance.

    With symmetric markers both directions between two mentions are one input, which halves the cost of such data.
    """
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = {}
    for index, item in enumerate(encoded):
        found.setdefault((item.ids, item.types), []).append(index)
    return [Unit(encoded[indices[0]], tuple(indices)) for indices in found.values()]


def cut(sorted_units: Sequence[Unit], *, size: int, tokens: int) -> Iterator[list[Unit]]:
    """Cut units, which are sorted by length, into batches of at most ``size`` inputs and ``tokens`` padded tokens."""
    batch: list[Unit] = []
    longest = 0
    for unit in sorted_units:
        length = max(longest, len(unit.input.ids))
        if batch and (len(batch) >= size or length * (len(batch) + 1) > tokens):
            yield batch
            batch, length = [], len(unit.input.ids)
        batch.append(unit)
        longest = length
    if batch:
        yield batch


def training_batches(found: Sequence[Unit], *, size: int, tokens: int, seed: str) -> list[list[Unit]]:
    """One epoch in random order: pools of some batches are drawn, sorted by length, cut, and the batches shuffled."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    order = list(found)
    draw.shuffle(order)
    batches: list[list[Unit]] = []
    for start in range(0, len(order), size * _POOL):
        pool = sorted(order[start : start + size * _POOL], key=lambda unit: len(unit.input.ids))
        batches += cut(pool, size=size, tokens=tokens)
    draw.shuffle(batches)
    return batches


def inference_batches(found: Sequence[Unit], *, size: int, tokens: int) -> list[list[Unit]]:
    """All units, the longest first, so that a lack of memory shows at once."""
    return list(cut(sorted(found, key=lambda unit: -len(unit.input.ids)), size=size, tokens=tokens))
