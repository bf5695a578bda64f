"""The bootstrap of :mod:`stance.metrics.bootstrap` for answers of models, in numpy: many examples, many figures.

Same method: documents are drawn with replacement, whole (Davison and Hinkley, *Bootstrap Methods and their
Application*, 1997, section 3.8), and intervals are percentiles. Draws are kept as a matrix of how often each document
was drawn, so that every figure that is a function of sums over examples costs one matrix product.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from stance.labels import LABELS
from stance.types import Answer, MetricValue, StanceExample

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.intp]

LEVEL = 0.95
"""Share of the bootstrap distribution inside the interval."""
BEHAVIOUR = "behaviour"
"""Name of the set of minimal pairs, whose cases are no sample of anything: only its own metric scores it."""
SMALLEST = 5e-7
"""The least probability told from 0: half of the last digit in which predictions are stored."""

_ROUNDING = 1e-5  # sums this near to 1 are left alone: dividing by them would part scores that are equal
_BLOCK = 1 << 22  # weights that are turned into floating point at once: 32 MiB


@dataclass(frozen=True, kw_only=True, slots=True)
class Coded:
    """Answers to examples as they are, turned into arrays.

    Args:
        answers: Of one set, variant "", with a coded label.
        gold: Index of the coded label in :data:`stance.labels.LABELS`; shape (n,).
        predicted: Index of the label answered; shape (n,).
        scores: Probabilities in the order of the labels, each row summing to 1; shape (n, 3).
    """

    answers: tuple[Answer, ...]
    gold: IntArray
    predicted: IntArray
    scores: FloatArray

    def __len__(self) -> int:
        return len(self.answers)

    @property
    def set(self) -> str:
        """Name of the set; empty if there are no answers."""
        return self.answers[0].set if self.answers else ""

    @property
    def examples(self) -> list[StanceExample]:
        """The questions."""
        return [answer.example for answer in self.answers]

    @property
    def confidence(self) -> FloatArray:
        """Probability of the most probable label; shape (n,)."""
        return np.asarray(self.scores.max(axis=1, initial=0.0), dtype=np.float64)

    @property
    def correct(self) -> FloatArray:
        """1 where the label answered is the coded one, else 0; shape (n,)."""
        return np.asarray(self.gold == self.predicted, dtype=np.float64)


def coded(answers: Sequence[Answer], *, variant: str = "") -> Coded:
    """Answers that can be scored, as arrays; those without a coded label, and those of other variants, are left out."""
    place = {label: index for index, label in enumerate(LABELS)}
    kept = tuple(answer for answer in answers if answer.variant == variant and answer.example.gold is not None)
    scores = np.array([[answer.prediction.scores[label] for label in LABELS] for answer in kept], dtype=np.float64)
    scores = scores.reshape(len(kept), len(LABELS))
    sums = scores.sum(axis=1, keepdims=True)
    shares = np.divide(scores, sums, out=np.full_like(scores, 1 / len(LABELS)), where=sums > 0)
    return Coded(
        answers=kept,
        gold=np.array([place[answer.example.gold] for answer in kept if answer.example.gold], dtype=np.intp),
        predicted=np.array([place[answer.prediction.label] for answer in kept], dtype=np.intp),
        scores=np.where(np.abs(sums - 1) < _ROUNDING, scores, shares),
    )


def scored(answers: Sequence[Answer]) -> Coded:
    """What most metrics score: the coded answers to the examples as they are; none for the behavioural suite.

    Raises:
        ValueError: The answers are of several sets.
    """
    sets = {answer.set for answer in answers}
    if len(sets) > 1:
        raise ValueError(f"answers of several sets at once ({', '.join(sorted(sets))}); call the metric for each set")
    return coded(() if sets == {BEHAVIOUR} else answers)


def cluster_key(example: StanceExample, index: int) -> Hashable:
    """What an example is drawn with: its document, else the other direction of its row, else nothing but itself."""
    if example.document:
        return ("document", example.dataset, example.document)
    return ("pair", example.dataset, example.pair) if example.pair else index


def numbered(keys: Sequence[Hashable]) -> IntArray:
    """Keys as numbers from 0, in order of first appearance.

    >>> numbered(["b", "a", "b"]).tolist()
    [0, 1, 0]
    """
    found: dict[Hashable, int] = {}
    return np.array([found.setdefault(key, len(found)) for key in keys], dtype=np.intp)


@lru_cache(maxsize=4)
def _drawn(clusters: int, resamples: int, seed: int) -> NDArray[np.uint8]:
    # One byte is enough: a document drawn more than 255 times of 256 or more draws does not happen.
    generator = np.random.default_rng(seed)
    drawn = np.zeros((resamples, clusters), dtype=np.uint8)
    for row in drawn:
        row[:] = np.minimum(np.bincount(generator.integers(0, clusters, clusters), minlength=clusters), 255)
    drawn.flags.writeable = False
    return drawn


class Sample:
    """Examples in their clusters, and the bootstrap draws of these.

    Args:
        clusters: Number of the cluster of each example, from 0 without gaps; shape (n,).
        resamples: Number of bootstrap samples; 0 gives no intervals.
        seed: Of the draws; the same seed gives the same intervals.
    """

    def __init__(self, clusters: IntArray, *, resamples: int, seed: int) -> None:
        self.clusters = clusters
        self.count = int(clusters.max()) + 1 if len(clusters) else 0
        # One document drawn again and again is always the same: no interval, rather than one of no width.
        self.resamples = resamples if self.count > 1 else 0
        self._seed = seed

    @classmethod
    def of(cls, examples: Sequence[StanceExample], *, resamples: int, seed: int) -> Sample:
        """A sample clustered by :func:`cluster_key`."""
        keys = [cluster_key(example, index) for index, example in enumerate(examples)]
        return cls(numbered(keys), resamples=resamples, seed=seed)

    def sums(self, table: FloatArray, items: IntArray | None = None) -> tuple[FloatArray, FloatArray]:
        """Column sums, as they are and in each resample.

        Args:
            table: What each example adds; shape (n, k).
            items: Places of the examples that the rows of ``table`` are of; all if ``None``.

        Returns:
            Sums of shape (k,) and of shape (resamples, k); the latter ``nan`` where the examples are of one document.
        """
        clusters = self.clusters if items is None else self.clusters[items]
        used, places = np.unique(clusters, return_inverse=True)
        gathered = np.zeros((len(used), table.shape[1]))
        np.add.at(gathered, places, table)
        # Sums of one document are in proportion the same in every draw: no interval, rather than one of no width.
        resampled = np.full((self.resamples, table.shape[1]), math.nan if len(used) == 1 else 0.0)
        if self.resamples and len(used) > 1:
            drawn = _drawn(self.count, self.resamples, self._seed)
            every = len(used) == self.count
            step = max(1, _BLOCK // len(used))
            for start in range(0, self.resamples, step):
                block = drawn[start : start + step] if every else drawn[start : start + step, used]
                resampled[start : start + step] = block.astype(np.float64) @ gathered
        return table.sum(axis=0), resampled

    def weights(self) -> Iterator[IntArray]:
        """How often each example was drawn, one array of shape (n,) for each resample."""
        if self.resamples:
            for row in _drawn(self.count, self.resamples, self._seed):
                yield row[self.clusters].astype(np.intp)


def percentiles(values: FloatArray, level: float = LEVEL) -> tuple[float, float]:
    """Percentile interval of bootstrap values, undefined ones left out; ``nan`` where none is left.

    >>> percentiles(np.array([math.nan, 4.0, 4.0])), percentiles(np.array([math.nan]))
    ((4.0, 4.0), (nan, nan))
    """
    defined = values[np.isfinite(values)]
    if not len(defined):
        return math.nan, math.nan
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(defined, (tail, 1.0 - tail))
    return float(low), float(high)


def figure(name: str, value: Any, resampled: FloatArray, *, n: int, group: str) -> list[MetricValue]:
    """A figure with its interval, or nothing where it is undefined.

    ``low`` and ``high`` are ``nan`` (no interval) where there are no resamples or only one document.
    """
    if not math.isfinite(value):
        return []
    low, high = percentiles(resampled)
    return [MetricValue(name=name, value=float(value), low=low, high=high, n=int(n), group=group)]


def wilson(passed: float, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Interval of a share of independent trials (Wilson, JASA 22, 1927), which has a width at 0 and 1 too.

    >>> [round(bound, 3) for bound in wilson(10, 10)]
    [0.722, 1.0]
    """
    from statistics import NormalDist

    z = NormalDist().inv_cdf(0.5 + level / 2)
    share, spread = passed / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
