"""The five classes of directed sentiment between two actors, from the two questions that ask for each direction.

Task: Park, Pan and Joo, "Who Blames or Endorses Whom? Entity-to-Entity Directed Sentiment Extraction in News Text",
Findings of ACL 2021. A row names p and q and has one of five classes; it is asked as two examples that share ``pair``:
p toward q (id ends in ``>``) and q toward p (``<``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from stance.labels import LABELS
from stance.metrics import classification, figures
from stance.metrics.resampling import SMALLEST, FloatArray, IntArray, Sample, coded, scored
from stance.types import Answer, Label, MetricValue, StanceExample

CLASSES = ("neutral", "favor p>q", "favor q>p", "against p>q", "against q>p")
"""The classes 0 to 4 of the data set."""
_LABELS_OF: tuple[tuple[Label, Label], ...] = (
    ("neutral", "neutral"),
    ("favor", "neutral"),
    ("neutral", "favor"),
    ("against", "neutral"),
    ("neutral", "against"),
)
_FORWARD = [LABELS.index(forward) for forward, _ in _LABELS_OF]
_BACKWARD = [LABELS.index(backward) for _, backward in _LABELS_OF]
_CLASS_OF = {pair: index for index, pair in enumerate(_LABELS_OF)}


class Directed(NamedTuple):
    """Rows that were asked in both directions.

    Args:
        examples: The question for p toward q of each row.
        gold: Coded class; shape (n,).
        predicted: Most probable class; shape (n,).
        scores: Probability of each class; shape (n, 5).
        skipped: Rows with one direction only, or with a leaning in both, which the classes do not have.
    """

    examples: list[StanceExample]
    gold: IntArray
    predicted: IntArray
    scores: FloatArray
    skipped: int


def joined(forward: FloatArray, backward: FloatArray) -> FloatArray:
    """Class probabilities from those of the two directions, which are taken for independent.

    p(favor p>q) is proportional to p(favor | p toward q) * p(neutral | q toward p), and so on.

    Args:
        forward: p toward q, in the order of the labels; shape (n, 3).
        backward: q toward p; shape (n, 3).

    Returns:
        Shape (n, 5), rows sum to 1.

    >>> joined(np.array([[0.8, 0.1, 0.1]]), np.array([[0.1, 0.1, 0.8]])).round(2).tolist()
    [[0.1, 0.78, 0.01, 0.1, 0.01]]
    """
    # A leaning in both directions that is held for certain leaves nothing to any class: hence the floor.
    product = np.maximum(forward, SMALLEST)[:, _FORWARD] * np.maximum(backward, SMALLEST)[:, _BACKWARD]
    return np.asarray(product / product.sum(axis=1, keepdims=True))


def join(answers: Sequence[Answer], *, variant: str = "") -> Directed:
    """Put the two directions of each row together again."""
    data = coded(answers, variant=variant)
    examples = data.examples
    rows: dict[tuple[str, str], list[int]] = {}
    for index, answer in enumerate(data.answers):
        if answer.example.pair:
            rows.setdefault((answer.set, answer.example.pair), []).append(index)
    forward: list[int] = []
    backward: list[int] = []
    gold: list[int] = []
    for members in rows.values():
        # A stable sort: without the marks of direction in the ids, the first of the two counts as p toward q.
        ordered = sorted(members, key=lambda index: examples[index].id.endswith("<"))
        stances = tuple(examples[index].gold or "neutral" for index in ordered)
        if len(ordered) == 2 and stances in _CLASS_OF:
            forward.append(ordered[0])
            backward.append(ordered[1])
            gold.append(_CLASS_OF[stances[0], stances[1]])
    scores = joined(data.scores[np.array(forward, dtype=np.intp)], data.scores[np.array(backward, dtype=np.intp)])
    return Directed(
        examples=[examples[index] for index in forward],
        gold=np.array(gold, dtype=np.intp),
        predicted=scores.argmax(axis=1) if gold else np.zeros(0, dtype=np.intp),
        scores=scores,
        skipped=len(rows) - len(gold),
    )


def directed(answers: Sequence[Answer], *, resamples: int = 1000, seed: int = 0) -> list[MetricValue]:
    """Figures over the five classes; nothing for sets whose examples come without ``pair``.

    Args:
        answers: Of one set; only those to the examples as they are, with a coded label, count.
        resamples: Bootstrap samples of documents; 0 gives no intervals.
        seed: Of the draws.

    Returns:
        ``"directed micro_f1"``, ``"directed macro_f1"`` and what else :func:`classification.of_counts` gives, over
        rows; ``"directed skipped"`` where rows could not be scored, ``n`` being all rows.
    """
    data = scored(answers)
    rows = join(data.answers)
    if not len(rows.gold):
        return []
    sample = Sample.of(rows.examples, resamples=resamples, seed=seed)
    sums, resampled = sample.sums(figures.tables(rows.gold, rows.predicted, len(CLASSES)))
    found = classification.of_counts(
        figures.square(sums), figures.square(resampled), CLASSES, group=data.set, prefix="directed "
    )
    if rows.skipped:
        share = float(rows.skipped)
        size = rows.skipped + len(rows.gold)
        note = MetricValue(name="directed skipped", value=share, low=share, high=share, n=size, group=data.set)
        found.append(note)
    return found
