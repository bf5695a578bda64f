"""What means of probabilities leave open: intervals of figures with ``weight=score``.

Three documents at 0.95 vary hardly at all, and still tell as little of a fourth as three labels do. Their interval is
therefore at least that of Wilson (JASA 22, 1927) with the effective number of trials of Korn and Graubard (Survey
Methodology 24, 1998): p (1 - p) over the variance, to which that of the labels, were they drawn from their
probabilities, is added (as between imputations; Rubin 1987). With one record in each cluster, the law of total variance
makes that number the number of clusters. It is greater where the records of a cluster differ as those of several do,
and is then cut by Student's t, since few clusters tell so, but not below their number. Where the likeliest labels are
all the same, it is their number, as it is with labels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stance.analysis.rows import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, kw_only=True, eq=False)
class Doubt:
    """What means of probabilities leave open; each of the shape of the figures.

    Args:
        variance: Of the figure, if each record's label were drawn from its probabilities.
        same: Whether the likeliest labels of all records give one figure, so that they do not vary.
    """

    variance: FloatArray
    same: BoolArray


def doubt_of(
    votes: FloatArray, figures: FloatArray, groups: IntArray, number: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Sums by group of the variance of records' figures, and the least and greatest of those of likeliest labels.

    Args:
        votes: Probabilities of favor, against and neutral; shape (n, 3).
        figures: What each label adds to each figure; shape (3, k).
        groups: Number of each row's group; shape (n,).
        number: Of groups.

    Returns:
        Each of shape (number, k); the least infinite and the greatest minus infinite where a group is empty.
    """
    shape = (number, figures.shape[1])
    variance, least, greatest = np.zeros(shape), np.full(shape, np.inf), np.full(shape, -np.inf)
    np.add.at(variance, groups, np.maximum(votes @ figures**2 - (votes @ figures) ** 2, 0.0))
    likeliest = figures[votes.argmax(axis=1)] if len(votes) else np.zeros((0, shape[1]))
    np.minimum.at(least, groups, likeliest)
    np.maximum.at(greatest, groups, likeliest)
    return variance, least, greatest


def trials(share: FloatArray, drawn: FloatArray, doubt: FloatArray, clusters: IntArray, level: float) -> FloatArray:
    """Effective number of trials behind shares.

    Args:
        share: Shape (figures,).
        drawn: Their resamples; shape (figures, resamples).
        doubt: Variance of the labels given their probabilities; shape (figures,).
        clusters: Behind each; shape (figures,).
        level: Of the interval to come.
    """
    from scipy import special

    m = np.maximum(clusters, 2).astype(np.float64)
    found = share * (1 - share) / np.maximum(_variances(drawn) + doubt, 1e-12)
    cut = (special.ndtri((1 + level) / 2) / special.stdtrit(m - 1, (1 + level) / 2)) ** 2
    # At least one, for shares of 0 or 1, of which no trial is left.
    return np.asarray(np.maximum(1.0, np.maximum(found * cut, np.minimum(m, found))), dtype=np.float64)


def as_wide(
    value: FloatArray,
    bounds: tuple[FloatArray, FloatArray],
    label_value: FloatArray,
    label_bounds: tuple[FloatArray, FloatArray],
    limits: tuple[float, float],
) -> tuple[FloatArray, FloatArray]:
    """Bounds of figures of probabilities, reaching at least as far from them as those of the labels' figures do.

    For figures that are no means, as distances, so that there are no trials to count.

    Args:
        value: The figures; shape (figures,), as are all.
        bounds: Lower and upper ones.
        label_value: The figures of the labels.
        label_bounds: Theirs; NaN where there is no interval, and then there is none.
        limits: Least and greatest value that the figure can take.
    """
    low = np.minimum(bounds[0], value - (label_value - label_bounds[0]))
    high = np.maximum(bounds[1], value + (label_bounds[1] - label_value))
    return np.clip(low, *limits), np.clip(high, *limits)


def _variances(drawn: FloatArray) -> FloatArray:
    """Variance of the resamples of each figure in which it is defined; shape (figures,)."""
    there = ~np.isnan(drawn)
    number = np.maximum(there.sum(axis=1), 1)
    filled = np.where(there, drawn, 0.0)
    mean = filled.sum(axis=1) / number
    return np.asarray((np.where(there, filled - mean[:, None], 0.0) ** 2).sum(axis=1) / number, dtype=np.float64)
