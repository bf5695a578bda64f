"""Estimating equations with outcomes that are predicted for all units and coded for some.

The estimating function of a generalised linear model with canonical link is linear in the outcome, so the
pseudo-outcome of :mod:`stance.analysis.totals` goes into it as it is. Which pairs hold a stance is itself predicted
with error and corrected alike: outcome times membership, and membership, are both pseudo-outcomes. Written here because
statsmodels' logit wants outcomes from 0 to 1, and ppi-python has neither clusters nor the variance of unequal
probabilities; the tests hold this to both where they do the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from stance.analysis.rows import FloatArray, IntArray
from stance.analysis.totals import Difference, by_document, numbered

Family: TypeAlias = Literal["linear", "logistic"]

_STEPS = 50
_ENOUGH = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class Fit:
    """Coefficients (p,), their errors by document, degrees of freedom, and the weight of the predictions (PPI++).

    The covariance is ``errors.T @ errors``; ``errors`` is of shape (documents, p).
    """

    coefficients: FloatArray
    errors: FloatArray
    degrees: int
    tuning: float = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class _Sums:
    """What is measured and what is assisted by predictions: outcome times membership, and membership; shapes (n,)."""

    x: FloatArray
    measured: tuple[FloatArray, FloatArray]
    assisted: tuple[FloatArray, FloatArray]
    documents: IntArray
    number: int
    family: Family

    def mean(self, beta: FloatArray) -> FloatArray:
        linear = self.x @ beta
        return linear if self.family == "linear" else np.asarray(1 / (1 + np.exp(-np.clip(linear, -700, 700))))

    def scores(self, beta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """By document, of the measured and of the assisted part; each of shape (documents, p)."""
        mean = self.mean(beta)
        parts = [outcome - member * mean for outcome, member in (self.measured, self.assisted)]
        first, second = (by_document(self.x * part[:, None], self.documents, self.number) for part in parts)
        return first, second

    def bread(self, beta: FloatArray, tuning: float) -> FloatArray:
        """Minus the derivative of the scores; shape (p, p)."""
        mean = self.mean(beta)
        member = self.measured[1] + tuning * self.assisted[1]
        slope = member if self.family == "linear" else member * mean * (1 - mean)
        return np.asarray(self.x.T @ (self.x * slope[:, None]))

    def solve(self, tuning: float) -> FloatArray | None:
        """The root of the scores by Newton's method; ``None`` where there is none to be found."""
        beta = np.zeros(self.x.shape[1])
        for _ in range(_STEPS):
            first, second = self.scores(beta)
            bread = self.bread(beta, tuning)
            # A pseudo-membership can be negative; a matrix that is not positive then means too small a sample.
            if not np.isfinite(bread).all() or np.linalg.eigvalsh(bread)[0] <= _ENOUGH * len(self.x):
                return None
            step = np.linalg.solve(bread, (first + tuning * second).sum(axis=0))
            largest = float(np.abs(step).max())
            beta = beta + step * min(1.0, 5.0 / largest) if largest else beta
            if largest < _ENOUGH:
                return beta
        return None


def fit(
    predicted: FloatArray,
    gold: FloatArray,
    x: FloatArray,
    *,
    weights: FloatArray,
    documents: IntArray,
    predicted_in: FloatArray | None = None,
    gold_in: FloatArray | None = None,
    family: Family = "linear",
    method: Difference = "ppi",
) -> Fit | None:
    """Regress an outcome that is predicted for all units and coded for some, within a domain that is so, too.

    Args:
        predicted: Outcome by the labels; shape (n,).
        gold: Outcome by the coder; anything where not coded; shape (n,).
        x: Covariates, the constant among them; shape (n, p).
        weights: One over the probability of being coded; 0 where not coded; shape (n,).
        documents: Number of each unit's document: clusters of the variance (Liang and Zeger 1986, Biometrika 73).
        predicted_in: Whether a unit is of the domain by the labels (0 to 1); all are if ``None``.
        gold_in: Likewise by the coder.
        family: Least squares, or logistic.
        method: As in :func:`stance.analysis.totals.difference`; lambda makes the mean relative variance of the
            coefficients least.

    Returns:
        The fit, or ``None`` where the equations have no solution.
    """
    weights = np.zeros(len(x)) if method == "none" else weights
    predicted_in = np.ones(len(x)) if predicted_in is None else predicted_in
    gold_in = np.ones(len(x)) if gold_in is None else gold_in
    coded = weights > 0
    clusters, number = numbered(documents)
    sums = _Sums(
        x=x,
        measured=(np.where(coded, weights * gold * gold_in, 0.0), np.where(coded, weights * gold_in, 0.0)),
        assisted=((1 - weights) * predicted * predicted_in, (1 - weights) * predicted_in),
        documents=clusters,
        number=number,
        family=family,
    )
    beta = sums.solve(1.0)
    tuning = 1.0
    if method == "ppi":
        tuning = _tuning(sums, beta) if beta is not None else 0.0
        beta = sums.solve(tuning)
    if beta is None:
        return None
    first, second = sums.scores(beta)
    scores = first + tuning * second
    inverse = np.linalg.inv(sums.bread(beta, tuning))
    factor = number / (number - 1) if number > 1 else 1.0
    degrees = (number if method == "none" else len(np.unique(clusters[coded]))) - 1
    return Fit(
        coefficients=beta,
        errors=np.asarray(math.sqrt(factor) * scores @ inverse),
        degrees=degrees,
        tuning=tuning,
    )


def _tuning(sums: _Sums, beta: FloatArray) -> float:
    inverse = np.linalg.inv(sums.bread(beta, 1.0))
    first, second = (part @ inverse for part in sums.scores(beta))
    whole = ((first + second) ** 2).sum(axis=0)
    kept = whole > 0
    spread = float(((second**2).sum(axis=0)[kept] / whole[kept]).sum())
    shared = float(((first * second).sum(axis=0)[kept] / whole[kept]).sum())
    return min(1.0, max(0.0, -shared / spread)) if spread > 0 else 1.0
