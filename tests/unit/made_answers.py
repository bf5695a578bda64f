"""Answers made up for the tests of metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from stance.labels import LABELS, best
from stance.types import Answer, Label, Prediction, StanceExample

SETS = "toy/test"


def answer(gold: Label | None, scores: Sequence[float], *, item: str = "1", **fields) -> Answer:
    """One answer; ``scores`` in the order of the labels."""
    named = dict(zip(LABELS, scores, strict=True))
    example = StanceExample(**{"text": "A said so.", "target": "it", "id": item, "gold": gold} | fields)
    prediction = Prediction(example_id=item, label=best(named), scores=named)
    return Answer(set=SETS, example=example, prediction=prediction)


def answers(
    n: int,
    *,
    seed: int = 0,
    right: float = 0.5,
    documents: int = 0,
    labels: Sequence[Label] = LABELS,
    answered: Sequence[Label] = LABELS,
) -> list[Answer]:
    """``n`` answers, of which a share ``right`` at least is right where the label may be answered at all."""
    draw = np.random.default_rng(seed)
    places = [LABELS.index(label) for label in answered]
    made = []
    for number in range(n):
        gold = labels[draw.integers(len(labels))]
        scores = np.full(3, 1e-4)
        scores[places] = draw.dirichlet(np.ones(len(places)))
        if draw.random() < right and gold in answered:
            top, place = int(scores.argmax()), LABELS.index(gold)
            scores[[top, place]] = scores[[place, top]]
        made.append(
            answer(
                gold,
                (scores / scores.sum()).tolist(),
                item=str(number),
                document=f"d{draw.integers(documents)}" if documents else "",
                target=f"T{draw.integers(4)}",
                holder=f"H{draw.integers(3)}" if draw.random() < 0.8 else None,
                text="word " * int(draw.integers(1, 80)),
            )
        )
    return made


def relabelled(items: Sequence[Answer], seed: int, share: float) -> list[Answer]:
    """The same items with a share of the answers drawn anew: another model."""
    draw = np.random.default_rng(seed)
    made = []
    for item in items:
        if draw.random() < share:
            scores = dict(zip(LABELS, draw.dirichlet(np.ones(3)).tolist(), strict=True))
            item = replace(item, prediction=replace(item.prediction, label=best(scores), scores=scores))
        made.append(item)
    return made


def arrays(items: Sequence[Answer]) -> tuple[list[str], list[str], np.ndarray]:
    """Gold, predicted and scores, as scikit-learn takes them."""
    gold = [item.example.gold or "" for item in items]
    scores = np.array([[item.prediction.scores[label] for label in LABELS] for item in items])
    return gold, [item.prediction.label for item in items], scores
