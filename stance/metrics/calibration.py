"""Whether probabilities can be believed: calibration error, Brier score, log loss, and temperature scaling.

Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML 2017; bins of equal mass as in Nixon
et al., "Measuring Calibration in Deep Learning", CVPR workshops 2019.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from stance.errors import InputError, unknown
from stance.labels import LABELS
from stance.metrics import figures
from stance.metrics.resampling import (
    SMALLEST,
    Coded,
    FloatArray,
    IntArray,
    Sample,
    coded,
    figure,
    percentiles,
    scored,
)
from stance.types import Answer, MetricValue, Prediction

Scheme: TypeAlias = Literal["equal_mass", "equal_width"]
SCHEMES = ("equal_mass", "equal_width")
BINS = 15
_BOUNDS = (0.05, 20.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bin:
    """Answers of similar confidence, for the reliability plot.

    Args:
        n: How many.
        lowest: Least confidence among them.
        highest: Greatest confidence among them.
        confidence: Mean confidence.
        accuracy: Share of right answers.
        low: Lower bound of the accuracy (95 %, clustered by document); ``nan`` without resamples.
        high: Upper bound.
    """

    n: int
    lowest: float
    highest: float
    confidence: float
    accuracy: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Temperature:
    """What all log probabilities are divided by, and what that did to the answers it was fitted on.

    Args:
        value: Above 1, the model was too sure of itself.
        n: Answers it was fitted on.
        log_loss_before: Mean negative log probability of the coded label, as the model gave it.
        log_loss_after: The same after scaling; never higher.
        ece_before: Calibration error (equal mass), as the model gave it.
        ece_after: The same after scaling.
        at_bound: Whether the best value lies at or beyond the bounds (0.05 to 20): a model that is always right, or
            no better than chance, on these answers.
    """

    value: float
    n: int
    log_loss_before: float
    log_loss_after: float
    ece_before: float
    ece_after: float
    at_bound: bool


def bin_numbers(confidence: FloatArray, bins: int = BINS, scheme: Scheme = "equal_mass") -> IntArray:
    """Number of the bin of each confidence, from 0; equal confidences share a bin.

    Args:
        confidence: Between 0 and 1; shape (n,).
        bins: Wished number; ties and few answers make it fewer.
        scheme: ``equal_mass``: as many answers in each; ``equal_width``: of (0, 1].

    >>> bin_numbers(np.array([0.4, 0.5, 0.5, 0.9]), 2).tolist()
    [0, 0, 0, 1]
    """
    if scheme not in SCHEMES:
        raise unknown("binning scheme", scheme, SCHEMES)
    if scheme == "equal_width":
        return np.clip(np.ceil(confidence * bins).astype(np.intp) - 1, 0, bins - 1)
    if not len(confidence):
        return np.zeros(0, dtype=np.intp)
    # The highest confidence of each bin but the last.
    edges = np.sort(confidence)[[max(0, round(len(confidence) * part / bins) - 1) for part in range(1, bins)]]
    return np.asarray(np.searchsorted(np.unique(edges), confidence, side="left"), dtype=np.intp)


def ece(confidence: FloatArray, correct: FloatArray, bins: int = BINS, scheme: Scheme = "equal_mass") -> float:
    """Expected calibration error: mean distance of accuracy and confidence over bins, weighted by their size."""
    numbers = bin_numbers(confidence, bins, scheme)
    return float(_ece(_bin_table(numbers, confidence, correct).sum(axis=0)))


def _bin_table(numbers: IntArray, confidence: FloatArray, correct: FloatArray) -> FloatArray:
    """What each answer adds to its bin, shape (n, 2 * bins): size, and correct minus confidence."""
    bins = int(numbers.max()) + 1
    table = np.zeros((len(numbers), 2 * bins))
    table[np.arange(len(numbers)), numbers] = 1.0
    table[np.arange(len(numbers)), bins + numbers] = correct - confidence
    return table


def _ece(sums: FloatArray) -> FloatArray:
    half = sums.shape[-1] // 2
    return np.asarray(np.abs(sums[..., half:]).sum(axis=-1) / sums[..., :half].sum(axis=-1))


def losses(scores: FloatArray, gold: IntArray) -> tuple[FloatArray, FloatArray]:
    """Brier score (summed over classes, 0 to 2; Brier 1950) and log loss of each answer."""
    right = np.eye(len(LABELS))[gold]
    chosen = scores[np.arange(len(gold)), gold]
    return ((scores - right) ** 2).sum(axis=1), -np.log(np.maximum(chosen, SMALLEST))


def calibration(
    answers: Sequence[Answer],
    *,
    resamples: int = 1000,
    seed: int = 0,
    bins: int = BINS,
    scheme: Scheme = "equal_mass",
    temperature: float | None = None,
) -> list[MetricValue]:
    """Figures of calibration.

    Args:
        answers: Of one set; only those to the examples as they are, with a coded label, count.
        resamples: Bootstrap samples of documents; 0 gives no intervals.
        seed: Of the draws.
        bins: Of the calibration error.
        scheme: ``equal_mass`` or ``equal_width``.
        temperature: From :func:`fit_temperature` on other answers; adds the figures after scaling with it.

    Returns:
        ``ece``, ``brier`` (0 to 2), ``log_loss``, ``overconfidence`` (mean confidence minus accuracy); and each as
        ``"ece scaled"`` where a temperature is given. The calibration error is biased upward, and more so in resamples:
        its interval is the basic bootstrap's (Davison and Hinkley 1997, section 5.2), which turns that bias round.
    """
    data = scored(answers)
    if not len(data):
        return []
    sample = Sample.of(data.examples, resamples=resamples, seed=seed)
    found = _figures(data, data.scores, sample, bins, scheme, "")
    if temperature is not None:
        found += _figures(data, scaled(data.scores, temperature), sample, bins, scheme, " scaled")
    return found


def _figures(
    data: Coded, scores: FloatArray, sample: Sample, bins: int, scheme: Scheme, suffix: str
) -> list[MetricValue]:
    n, group = len(data), data.set
    confidence = scores.max(axis=1)
    sums, resampled = sample.sums(_bin_table(bin_numbers(confidence, bins, scheme), confidence, data.correct))
    error, (low, high) = float(_ece(sums)), percentiles(_ece(resampled))
    if math.isfinite(low):  # max(0.0, nan) is 0: without resamples there is no interval to turn round
        low, high = min(error, max(0.0, 2 * error - high)), max(error, 2 * error - low)
    found = [MetricValue(name="ece" + suffix, value=error, low=low, high=high, n=n, group=group)]
    brier, log_loss = losses(scores, data.gold)
    table = np.stack([np.ones(n), brier, log_loss, confidence - data.correct], axis=1)
    sums, resampled = sample.sums(table)
    for column, name in enumerate(("brier", "log_loss", "overconfidence"), start=1):
        values = figures.ratio(resampled[:, column], resampled[:, 0])
        found += figure(name + suffix, sums[column] / n, values, n=n, group=group)
    return found


def reliability(
    answers: Sequence[Answer],
    *,
    bins: int = 10,
    scheme: Scheme = "equal_mass",
    resamples: int = 1000,
    seed: int = 0,
    temperature: float = 1.0,
) -> list[Bin]:
    """Bins of the reliability plot, from the least confident answers to the most; empty bins are left out."""
    data = scored(answers)
    if not len(data):
        return []
    confidence = scaled(data.scores, temperature).max(axis=1)
    numbers = bin_numbers(confidence, bins, scheme)
    sample = Sample.of(data.examples, resamples=resamples, seed=seed)
    found = []
    for number in np.unique(numbers):
        items = np.flatnonzero(numbers == number)
        sums, resampled = sample.sums(np.stack([data.correct[items], np.ones(len(items))], axis=1), items)
        low, high = percentiles(figures.ratio(resampled[:, 0], resampled[:, 1]))
        found.append(
            Bin(
                n=len(items),
                lowest=float(confidence[items].min()),
                highest=float(confidence[items].max()),
                confidence=float(confidence[items].mean()),
                accuracy=float(sums[0] / sums[1]),
                low=low,
                high=high,
            )
        )
    return found


def scaled(scores: FloatArray, temperature: float) -> FloatArray:
    """Probabilities with their logs divided by the temperature; shape (n, k), order of the labels unchanged.

    >>> scaled(np.array([[0.8, 0.1, 0.1]]), 2.0).round(3).tolist()
    [[0.586, 0.207, 0.207]]
    """
    logs = np.log(np.maximum(scores, SMALLEST)) / temperature
    powers = np.exp(logs - logs.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def fit_temperature(answers: Sequence[Answer]) -> Temperature:
    """The temperature under which coded labels are most probable.

    Fit it on answers to examples that were not trained on and are not scored (a dev set).

    Args:
        answers: Of any sets; only those to the examples as they are, with a coded label, count.

    Raises:
        InputError: There is none.
    """
    data = coded(answers)
    if not len(data):
        raise InputError("no answers to coded examples to fit a temperature on; give those to a dev split")
    logs = np.log(np.maximum(data.scores, SMALLEST))
    chosen = logs[np.arange(len(data)), data.gold]
    # The log loss is convex in 1 / temperature: its slope, which rises, is 0 at one place, found by halving.
    low, high = 1 / _BOUNDS[1], 1 / _BOUNDS[0]
    for _ in range(60):
        middle = (low + high) / 2
        slope = float(((scaled(data.scores, 1 / middle) * logs).sum(axis=1) - chosen).mean())
        low, high = (low, middle) if slope > 0 else (middle, high)
    inverse = (low + high) / 2
    # Scores that carry nothing (all alike) fit as well at any temperature: they are left as they are.
    flat = bool(np.ptp(logs, axis=1).max() < 1e-9)
    value = 1.0 if flat else 1 / inverse
    after = scaled(data.scores, value)
    return Temperature(
        value=value,
        n=len(data),
        log_loss_before=float(losses(data.scores, data.gold)[1].mean()),
        log_loss_after=float(losses(after, data.gold)[1].mean()),
        ece_before=ece(data.confidence, data.correct),
        ece_after=ece(after.max(axis=1), data.correct),
        at_bound=not flat and not (1.001 * _BOUNDS[0] < value < _BOUNDS[1] / 1.001),
    )


def rescale(prediction: Prediction, temperature: float) -> Prediction:
    """The prediction with scaled scores; the label is the same."""
    row = scaled(np.array([[prediction.scores[label] for label in LABELS]]), temperature)[0]
    return replace(prediction, scores=dict(zip(LABELS, map(float, row), strict=True)))
