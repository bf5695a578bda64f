"""Whole texts as questions, so that the head for sentiment toward a target learns to judge a whole text, too."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from stance.types import StanceExample


def with_wordings(
    examples: Sequence[StanceExample], weights: Sequence[float] | None, *, share: float, seed: int
) -> tuple[list[StanceExample], list[float] | None]:
    """The examples, and after them some texts whose targets' coded polarities agree, asked without a target.

    Such a question has no stance and no relevance; its polarity is the one that the targets share.

    Args:
        examples: Training examples.
        weights: What each counts; ``None`` for all alike.
        share: Of the texts with a coded polarity, how many are asked.
        seed: Of what is drawn.
    """
    draw = random.Random(f"wordings/{seed}")  # noqa: S311 - no secret
    texts: dict[str, list[int]] = {}
    for index, example in enumerate(examples):
        if example.sentiment is not None:
            texts.setdefault(example.text, []).append(index)
    chosen = [
        rows[0]
        for rows in texts.values()
        if len({examples[row].sentiment for row in rows}) == 1 and draw.random() < share
    ]
    asked = [
        replace(
            examples[index], target="", holder=None, holder_spans=(), target_mentions=(), gold="neutral", relevant=False
        )
        for index in chosen
    ]
    return [*examples, *asked], None if weights is None else [*weights, *(weights[index] for index in chosen)]
