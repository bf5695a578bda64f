"""Documents taken together, so that a classifier is asked many questions at once and memory stays flat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from stance.types import Document

T = TypeVar("T")

MOST_ITEMS = 256
"""So many documents make a pool, however short they are."""
MOST_CHARACTERS = 200_000
"""A pool is closed by the document with which it reaches so many characters: some twenty news articles."""


def pools(items: Iterable[T], *, most: int = MOST_ITEMS, characters: int = MOST_CHARACTERS) -> Iterator[list[T]]:
    """Cut a stream into lists of items that are worked on together.

    The first list holds one item and the next ones twice as many in all, so that something comes out at once. Where
    the cuts are depends on nothing but the stream: a run that goes on later gets the same lists, and from a model whose
    answers hang on what else is asked (dynamic quantisation), the same answers to the last digit.

    Args:
        items: Documents, or what stands for one that could not be read; taken as they are needed.
        most: No list is longer.
        characters: The item with which a list reaches so many characters of text is its last.

    Yields:
        Lists of at least one item, in order. Where ``items`` raises, what came before is handed out first.

    >>> [len(pool) for pool in pools(range(20), most=5)]
    [1, 1, 2, 4, 5, 5, 2]
    """
    pool: list[T] = []
    out = size = 0
    stream = iter(items)
    while True:
        try:
            item = next(stream)
        except StopIteration:
            break
        except Exception:
            if pool:
                yield pool
            raise
        pool.append(item)
        size += len(item.text) if isinstance(item, Document) else 0
        if len(pool) >= min(most, max(out, 1)) or size >= characters:
            yield pool
            out += len(pool)
            pool, size = [], 0
    if pool:
        yield pool
