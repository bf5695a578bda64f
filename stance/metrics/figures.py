"""Figures that are functions of a table of counts (gold by predicted), for one table or a stack of resampled ones.

Every function takes counts of shape (..., k, k), gold in rows and predictions in columns, and returns figures of shape
(...), ``nan`` where undefined. ``classes`` are the classes with gold in the whole set: macro averages run over them in
every resample, so that all models and all resamples of a set are judged on the same classes. A class that the set does
not have (neutral, in pro/con data) is not averaged in; answering with it is still an error of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from stance.labels import LABELS
from stance.metrics.resampling import FloatArray, IntArray

Figure: TypeAlias = Callable[[FloatArray, NDArray[np.bool_]], FloatArray]

FAVOR, AGAINST, NEUTRAL = (LABELS.index(label) for label in ("favor", "against", "neutral"))


def tables(gold: IntArray, predicted: IntArray, classes: int = len(LABELS)) -> FloatArray:
    """What each item adds to the table of counts: shape (n, classes * classes), a single 1 in each row.

    >>> tables(np.array([1]), np.array([0]), 2).tolist()
    [[0.0, 0.0, 1.0, 0.0]]
    """
    rows = np.zeros((len(gold), classes * classes))
    rows[np.arange(len(gold)), gold * classes + predicted] = 1.0
    return rows


def square(sums: FloatArray) -> FloatArray:
    """Sums of :func:`tables` as tables of counts: (..., k * k) to (..., k, k)."""
    side = round(sums.shape[-1] ** 0.5)
    return sums.reshape(*sums.shape[:-1], side, side)


def present(counts: FloatArray) -> NDArray[np.bool_]:
    """Which classes have gold."""
    return np.asarray(counts.sum(axis=-1) > 0)


def ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Quotient, ``nan`` where the denominator is 0."""
    found: FloatArray = np.full(np.broadcast(part, whole).shape, np.nan)
    return np.divide(part, whole, out=found, where=whole > 0)


def _right(counts: FloatArray) -> FloatArray:
    return np.diagonal(counts, axis1=-2, axis2=-1)


def precisions(counts: FloatArray) -> FloatArray:
    """Precision of each class, shape (..., k); undefined for a class never answered."""
    return ratio(_right(counts), counts.sum(axis=-2))


def recalls(counts: FloatArray) -> FloatArray:
    """Recall of each class, shape (..., k); undefined for a class without gold."""
    return ratio(_right(counts), counts.sum(axis=-1))


def f1s(counts: FloatArray) -> FloatArray:
    """F1 of each class, shape (..., k); undefined for a class without gold, 0 for one never answered."""
    gold = counts.sum(axis=-1)
    found = ratio(2 * _right(counts), gold + counts.sum(axis=-2))
    return np.where(gold > 0, found, np.nan)


def accuracy(counts: FloatArray, classes: NDArray[np.bool_]) -> FloatArray:
    """Share of right answers; the same as micro-F1 over all classes."""
    return ratio(_right(counts).sum(axis=-1), counts.sum(axis=(-2, -1)))


def macro_f1(counts: FloatArray, classes: NDArray[np.bool_]) -> FloatArray:
    """Mean F1 over the classes."""
    if not classes.any():
        return np.full(counts.shape[:-2], np.nan)
    return np.asarray(f1s(counts)[..., classes].mean(axis=-1))


def f_avg(counts: FloatArray, classes: NDArray[np.bool_]) -> FloatArray:
    """Mean of the F1 of favor and of against, where the set has both (Mohammad et al., SemEval-2016 Task 6)."""
    if not (classes[FAVOR] and classes[AGAINST]):
        return np.full(counts.shape[:-2], np.nan)
    return np.asarray(f1s(counts)[..., [FAVOR, AGAINST]].mean(axis=-1))


def mcc(counts: FloatArray, classes: NDArray[np.bool_]) -> FloatArray:
    """Matthews correlation for several classes (Gorodkin, 2004); 0 for a model that always answers the same.

    Undefined where the gold is all of one class.
    """
    gold, answered = counts.sum(axis=-1), counts.sum(axis=-2)
    total = counts.sum(axis=(-2, -1))
    joint = _right(counts).sum(axis=-1) * total - (gold * answered).sum(axis=-1)
    of_gold = total**2 - (gold**2).sum(axis=-1)
    of_answers = total**2 - (answered**2).sum(axis=-1)
    found = ratio(joint, np.sqrt(of_gold * of_answers))
    return np.where((of_gold > 0) & (of_answers <= 0), 0.0, found)


FIGURES: Mapping[str, Figure] = {
    "macro_f1": macro_f1,
    "micro_f1": accuracy,
    "f_avg": f_avg,
    "accuracy": accuracy,
    "mcc": mcc,
}
"""Figures of a whole table, by name."""


def per_class(counts: FloatArray, names: Sequence[str]) -> dict[str, tuple[int, FloatArray]]:
    """Precision, recall and F1 of each class: ``"precision favor"`` to the class and its figures, shape (...)."""
    found = {"precision": precisions(counts), "recall": recalls(counts), "f1": f1s(counts)}
    return {
        f"{kind} {name}": (index, values[..., index])
        for index, name in enumerate(names)
        for kind, values in found.items()
    }
