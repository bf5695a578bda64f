"""How right a model is: F1, accuracy, correlation, average precision and the table of confusions, with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stance.labels import LABELS
from stance.metrics import figures
from stance.metrics.resampling import Coded, FloatArray, Sample, figure, scored
from stance.types import Answer, MetricValue


def classification(
    answers: Sequence[Answer], *, resamples: int = 1000, seed: int = 0, average_precision: bool = True
) -> list[MetricValue]:
    """Figures of a whole set.

    Args:
        answers: Of one set; only those to the examples as they are, with a coded label, count.
        resamples: Bootstrap samples of documents; 0 gives no intervals.
        seed: Of the draws.
        average_precision: Whether to add the average precision of each class and its mean.

    Returns:
        ``macro_f1`` (over the classes that the set has), ``micro_f1``, ``f_avg``, ``accuracy``, ``mcc``; for each class
        ``precision``, ``recall``, ``f1`` (``"f1 favor"``) and ``average_precision``; counts
        ``"confusion favor>against"`` (gold > predicted). ``n`` is the number of examples, for a recall, F1 and
        confusion of those coded so, for a precision of those answered so. What is undefined is not there.
    """
    data = scored(answers)
    if not len(data):
        return []
    sample = Sample.of(data.examples, resamples=resamples, seed=seed)
    sums, resampled = sample.sums(figures.tables(data.gold, data.predicted))
    found = of_counts(figures.square(sums), figures.square(resampled), LABELS, group=data.set)
    if average_precision:
        found += _average_precisions(data, sample)
    return found


def of_counts(
    counts: FloatArray, resampled: FloatArray, names: Sequence[str], *, group: str, prefix: str = ""
) -> list[MetricValue]:
    """All figures of a table of counts.

    Args:
        counts: Gold by predicted, shape (k, k).
        resampled: The same for each resample, shape (resamples, k, k).
        names: Of the classes.
        group: Of the figures.
        prefix: Before their names ("directed ").
    """
    classes = figures.present(counts)
    size = int(counts.sum())
    found: list[MetricValue] = []
    for name, function in figures.FIGURES.items():
        if name == "f_avg" and len(names) != len(LABELS):
            continue
        value, values = function(counts, classes), function(resampled, classes)
        found += figure(prefix + name, value, values, n=size, group=group)
    values_of = figures.per_class(resampled, names)
    for name, (index, value) in figures.per_class(counts, names).items():
        n = counts.sum(axis=0)[index] if name.startswith("precision") else counts.sum(axis=1)[index]
        found += figure(prefix + name, value, values_of[name][1], n=int(n), group=group)
    for row, gold in enumerate(names):
        for column, predicted in enumerate(names):
            if classes[row]:
                name = f"{prefix}confusion {gold}>{predicted}"
                n = int(counts[row].sum())
                found += figure(name, counts[row, column], resampled[:, row, column], n=n, group=group)
    return found


def confusion(answers: Sequence[Answer]) -> FloatArray:
    """Counts, gold in rows and predictions in columns, in the order of the labels; shape (3, 3)."""
    data = scored(answers)
    return figures.square(figures.tables(data.gold, data.predicted).sum(axis=0))


def ranked_precision(positive: FloatArray, scores: FloatArray, weights: FloatArray | None = None) -> FloatArray:
    """Average precision: the mean, over positive items, of the precision at their score; ties share one threshold.

    Args:
        positive: 1 for the items to be found, else 0; shape (n,).
        scores: Shape (n,).
        weights: How often each item counts, shape (m, n); once if ``None``.

    Returns:
        Shape (m,) (or ()), ``nan`` where no item is positive.
    """
    order = np.argsort(-scores, kind="stable")
    last = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    counted = np.ones((1, len(order))) if weights is None else weights[:, order]
    hits = np.cumsum(counted * positive[order], axis=1)[:, last]
    precision = figures.ratio(hits, np.cumsum(counted, axis=1)[:, last])
    gained = np.diff(hits, axis=1, prepend=0.0)
    found = figures.ratio((np.where(gained > 0, precision, 0.0) * gained).sum(axis=1), hits[:, -1])
    return found if weights is not None else found[0]


def _average_precisions(data: Coded, sample: Sample) -> list[MetricValue]:
    classes = [index for index in range(len(LABELS)) if 0 < (data.gold == index).sum() < len(data)]
    if not classes:
        return []
    columns = [((data.gold == index).astype(np.float64), data.scores[:, index]) for index in classes]
    values = [ranked_precision(*column) for column in columns]
    resampled = np.empty((len(classes), sample.resamples))
    block: list[FloatArray] = []
    done = 0
    rows = max(1, 250_000 // len(data))  # a few megabytes at a time stay in the processor's cache
    for number, weights in enumerate(sample.weights(), start=1):
        block.append(weights.astype(np.float64))
        if len(block) == rows or number == sample.resamples:
            stacked = np.stack(block)
            for place, column in enumerate(columns):
                resampled[place, done:number] = ranked_precision(*column, stacked)
            block, done = [], number
    found = []
    for place, index in enumerate(classes):
        name = f"average_precision {LABELS[index]}"
        n = int((data.gold == index).sum())
        found += figure(name, values[place], resampled[place], n=n, group=data.set)
    mean, means = np.mean(values), resampled.mean(axis=0)
    return found + figure("average_precision", mean, means, n=len(data), group=data.set)
