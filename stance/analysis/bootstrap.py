"""The bootstrap of findings: whole documents, or whole outlets, are drawn with replacement.

Sentences of one document are not independent (Davison and Hinkley, *Bootstrap Methods and their Application*, 1997,
section 3.8). Intervals are percentiles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from stance.analysis.rows import FloatArray, IntArray, Rows
from stance.errors import ConfigError, unknown

Cluster: TypeAlias = Literal["document", "outlet"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Draws:
    """How often each cluster was drawn in each resample.

    Args:
        clusters: Number of the cluster of each row; shape (n,).
        counts: Shape (resamples, clusters).
    """

    clusters: IntArray
    counts: FloatArray

    def sums(self, values: FloatArray) -> FloatArray:
        """Sums of ``values`` (n, k) over the rows drawn; shape (resamples, k)."""
        totals = np.zeros((self.counts.shape[1], values.shape[1]))
        np.add.at(totals, self.clusters, values)
        return np.asarray(self.counts @ totals, dtype=np.float64)


def draws_of(rows: Rows, *, resamples: int = 2000, seed: int = 0, cluster: Cluster = "document") -> Draws:
    """Draw clusters of all rows, once for all figures of a table, so that differences keep their dependence.

    Raises:
        ConfigError: ``cluster`` is unknown, or ``resamples`` is negative.
    """
    if cluster not in get_args(Cluster):
        raise unknown("cluster", str(cluster), get_args(Cluster))
    if resamples < 0:
        raise ConfigError(f"resamples={resamples}: give 0 (no intervals) or more, as in resamples=2000")
    clusters = rows.documents if cluster == "document" else rows.outlets
    number = int(clusters.max()) + 1 if len(clusters) else 0
    generator = np.random.default_rng(seed)
    shares = np.full(number, 1 / number) if number else np.zeros(0)
    counts = generator.multinomial(number, shares, size=resamples) if number else np.zeros((resamples, 0))
    return Draws(clusters=clusters, counts=np.asarray(counts, dtype=np.float64))


def ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """``numerator / denominator``, NaN where nothing was drawn; :func:`interval` leaves such resamples out."""
    return np.divide(numerator, denominator, out=np.full_like(numerator, np.nan), where=denominator > 0)


def interval(values: FloatArray, *, level: float = 0.95) -> tuple[float, float] | None:
    """Percentile interval of the resamples (r,) in which the figure is defined; ``None`` if in under half."""
    kept = values[~np.isnan(values)]
    if not len(values) or len(kept) * 2 < len(values):
        return None
    low, high = np.quantile(kept, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
