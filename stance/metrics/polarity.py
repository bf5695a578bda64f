"""Polarity alone: of the examples coded favor or against, how often the model leans the right way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stance.metrics.figures import AGAINST, FAVOR, NEUTRAL, ratio
from stance.metrics.resampling import Sample, figure, scored
from stance.types import Answer, MetricValue


def polarity(answers: Sequence[Answer], *, resamples: int = 1000, seed: int = 0) -> list[MetricValue]:
    """Forced choice between favor and against, where the gold is one of them.

    Args:
        answers: Of one set; only those to the examples as they are, with a coded label, count.
        resamples: Bootstrap samples of documents; 0 gives no intervals.
        seed: Of the draws.

    Returns:
        ``right_polarity``: share in which the coded one of the two has the higher probability (a tie counts as half);
        ``reversed_polarity``: share answered with the opposite label outright, the error that misleads most.
    """
    data = scored(answers)
    items = np.flatnonzero(data.gold != NEUTRAL)
    if not len(items):
        return []
    leaning = data.scores[items, FAVOR] - data.scores[items, AGAINST]
    towards = np.where(data.gold[items] == FAVOR, leaning, -leaning)
    opposite = np.where(data.gold[items] == FAVOR, AGAINST, FAVOR)
    right = np.where(np.abs(towards) < 1e-12, 0.5, (towards > 0).astype(np.float64))
    table = np.stack([np.ones(len(items)), right, data.predicted[items] == opposite], axis=1).astype(np.float64)
    sample = Sample.of(data.examples, resamples=resamples, seed=seed)
    sums, resampled = sample.sums(table, items)
    found: list[MetricValue] = []
    for column, name in enumerate(("right_polarity", "reversed_polarity"), start=1):
        values = ratio(resampled[:, column], resampled[:, 0])
        found += figure(name, sums[column] / sums[0], values, n=len(items), group=data.set)
    return found
