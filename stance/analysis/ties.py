"""The weights of a network's ties, and their bootstrap, as arrays.

The formulas are those of the Discourse Network Analyzer's exporter (Leifeld; version 3, class ``Exporter``) for a
qualifier of two values, carried over to whole-number arrays X of shape (actors, targets, 3): how often each actor was
in favor of, against and neutral toward each target. docs/networks.md computes each by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from stance.analysis.bootstrap import Draws
from stance.analysis.resampled import percentiles, tails
from stance.analysis.rows import SIGNS, BoolArray, FloatArray, IntArray
from stance.errors import MissingLibraryError

if TYPE_CHECKING:
    from scipy.sparse import csc_array

CELLS = 4_000_000
"""How many numbers an array of resamples may hold at a time (32 MB)."""
_SAME = 1e-9  # relative: weights nearer to each other differ by rounding only


class Cells:
    """Counts by actor, target and label, for the records and for resamples of them.

    Args:
        votes: What each row says; shape (n, 3).
        actors: Number of each row's actor; shape (n,).
        targets: Number of each row's target; shape (n,).
        shape: Numbers of actors and targets.
        draws: The resamples.
    """

    def __init__(
        self, votes: FloatArray, actors: IntArray, targets: IntArray, shape: tuple[int, int], draws: Draws
    ) -> None:
        try:
            from scipy.sparse import coo_array
        except ImportError as error:
            raise MissingLibraryError("a network", "scipy", "analysis") from error
        self.shape = (*shape, 3)
        self.draws = draws
        self.width = shape[1] * 3
        columns = (actors[:, None] * self.width + targets[:, None] * 3 + np.arange(3)).ravel()
        clusters = np.repeat(draws.clusters, 3)
        size = (draws.counts.shape[1], shape[0] * self.width)
        # Most actors say nothing on most targets in most documents: only what is there is kept.
        self.clusters: csc_array = coo_array((votes.ravel(), (clusters, columns)), shape=size).tocsc()
        self.counts = np.asarray(self.clusters.sum(axis=0), dtype=np.float64).reshape(self.shape)

    @property
    def resamples(self) -> int:
        """How many there are."""
        return len(self.draws.counts)

    def drawn(self, first: int, last: int) -> FloatArray:
        """Counts of the actors ``first`` to ``last`` in each resample; shape (resamples, last - first, targets, 3)."""
        part: Any = self.clusters[:, first * self.width : last * self.width]
        found = np.asarray((part.T @ self.draws.counts.T).T, dtype=np.float64)
        return found.reshape(self.resamples, last - first, *self.shape[1:])

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Ranges of actors whose resamples, and the ties between two such ranges, fit into memory."""
        size = max(1, min(CELLS // max(1, self.resamples * self.width), int((CELLS / max(1, self.resamples)) ** 0.5)))
        for first in range(0, self.shape[0], size):
            yield first, min(first + size, self.shape[0])


def kernels(neutral: str) -> tuple[FloatArray, FloatArray]:
    """How far two labels agree and disagree: shape (3, 3) each, in the order of the labels.

    With ``middle``, DNA's rule for a whole-number qualifier of -1, 0 and 1: 1 less the distance over the range, and the
    distance over the range; else its rule for a qualifier of two values, where neutral has none.
    """
    if neutral == "middle":
        apart = np.abs(SIGNS[:, None] - SIGNS[None, :]) / 2
        return 1 - apart, apart
    return np.diag([1.0, 1.0, 0.0]), np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])


def joint(first: FloatArray, second: FloatArray, kernel: FloatArray) -> FloatArray:
    """Sum over targets and labels of ``first * kernel * second``.

    Args:
        first: Counts, shape (..., a, targets, 3).
        second: Counts, shape (..., b, targets, 3).
        kernel: Shape (3, 3).

    Returns:
        Shape (..., a, b).
    """
    left = (first @ kernel).reshape(*first.shape[:-2], -1)
    right = second.reshape(*second.shape[:-2], -1)
    return np.asarray(left @ np.swapaxes(right, -1, -2), dtype=np.float64)


def norms(first: FloatArray, second: FloatArray, normalization: str) -> FloatArray:
    """What a one-mode tie is divided by; shapes as in :func:`joint`."""
    if normalization == "no":
        return np.ones((*first.shape[:-2], second.shape[-3]))
    activity = [counts.sum(axis=(-1, -2)) for counts in (first, second)]
    left, right = activity[0][..., :, None], activity[1][..., None, :]
    if normalization == "average":
        return np.asarray((left + right) / 2)
    if normalization == "cosine":
        return np.asarray(left * right)
    flat = [counts.reshape(*counts.shape[:-2], -1) for counts in (first, second)]
    absent = [np.swapaxes((values == 0).astype(np.float64), -1, -2) for values in flat]
    only_first = flat[0] @ absent[1]
    only_second = np.swapaxes(flat[1] @ absent[0], -1, -2)
    return np.asarray(only_first + only_second + flat[0] @ np.swapaxes(flat[1], -1, -2))


def one_mode_weights(
    first: FloatArray, second: FloatArray, *, aggregation: str, normalization: str, neutral: str
) -> FloatArray:
    """Weights of the ties between two sets of actors, NaN where they are divided by 0; shapes as in :func:`joint`."""
    alike, apart = kernels(neutral)
    kernel = {"ignore": np.ones((3, 3)), "congruence": alike, "conflict": apart, "subtract": alike - apart}[aggregation]
    return divided(joint(first, second, kernel), norms(first, second, normalization))


def two_mode_weights(counts: FloatArray, totals: FloatArray, *, aggregation: str, normalization: str) -> FloatArray:
    """Weights of the ties between actors and targets, NaN where they are divided by 0.

    Args:
        counts: Shape (..., actors, targets, 3).
        totals: Statements on each target by all actors; shape (..., targets).
        aggregation: DNA's ``qualifierAggregation``, but ``combine``.
        normalization: DNA's.

    Returns:
        Shape (..., actors, targets).
    """
    weights = counts.sum(axis=-1) if aggregation == "ignore" else counts @ SIGNS
    if normalization == "activity":
        return divided(weights, counts.sum(axis=(-1, -2))[..., None])
    if normalization == "prominence":
        return divided(weights, totals[..., None, :])
    return np.asarray(weights, dtype=np.float64)


def combined(counts: FloatArray, neutral: str) -> FloatArray:
    """DNA's code of which stances occur: 1 in favor, 2 against, 3 both; ``middle``: +1, +4, and +2 for neutral."""
    places = np.array([1.0, 4.0, 2.0] if neutral == "middle" else [1.0, 2.0, 0.0])
    return np.asarray((counts > 0) @ places, dtype=np.float64)


def divided(weights: FloatArray, by: FloatArray) -> FloatArray:
    """``weights / by``, NaN where ``by`` is 0."""
    by = np.broadcast_to(by, weights.shape)
    found = np.full(weights.shape, np.nan)
    np.divide(weights, by, out=found, where=by > 0)
    return found


def intervals(
    weights: FloatArray, drawn: FloatArray, clusters: IntArray, level: float
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Bounds of ties as of the tables' figures: percentiles, widened for few clusters; see :mod:`.resampled`.

    Where all resamples give the same weight there is no interval: a tie has no least and greatest value from which
    Wilson's, as in the tables, could be made, and one of no width would say that the tie is certain.

    Args:
        weights: Of the ties; shape (ties,).
        drawn: Of each in each resample, NaN where it is divided by 0; shape (resamples, ties).
        clusters: How many documents (or outlets) each rests on; no interval where under 2; shape (ties,).
        level: Share of the distribution inside.

    Returns:
        Lower and upper bounds, NaN where there is no interval, and which ties have none since nothing varies.
    """
    low, high = percentiles(np.ascontiguousarray(drawn.T), tails(clusters, level))
    without = clusters < 2
    with np.errstate(invalid="ignore"):
        flat = (high - low <= _SAME * np.maximum(np.abs(low), np.abs(high))) & ~without
    low, high = (np.where(without | flat, np.nan, bound) for bound in (low, high))
    return np.minimum(low, weights), np.maximum(high, weights), flat
