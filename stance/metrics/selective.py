"""Selective prediction: what is gained in accuracy by leaving the least sure answers to a person.

El-Yaniv and Wiener, "On the Foundations of Noise-free Selective Classification", JMLR 11, 2010; area under the
risk-coverage curve as in Geifman, Uziel and El-Yaniv, ICLR 2019.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from stance.errors import ConfigError
from stance.metrics import figures
from stance.metrics.resampling import FloatArray, IntArray, Sample, coded, figure, percentiles, scored
from stance.types import Answer, MetricValue


class Curve(NamedTuple):
    """Coverage and risk at every threshold, from the highest threshold to the lowest; arrays of shape (thresholds,).

    Args:
        coverage: Share of the answers at least as sure as the threshold.
        risk: Share of these that are wrong.
        threshold: Confidence (probability of the label answered).
    """

    coverage: FloatArray
    risk: FloatArray
    threshold: FloatArray


@dataclass(frozen=True, kw_only=True, slots=True)
class Threshold:
    """From which confidence on to believe a model.

    The figures are those of the answers on which the threshold was chosen: choose it on a dev set, and expect a
    somewhat higher risk elsewhere, the more so the smaller the set.

    Args:
        confidence: Answers at least as sure are kept.
        coverage: Share that is kept.
        risk: Share of errors among what is kept.
        risk_high: Upper end of the 95 % interval of the risk, clustered by document; ``nan`` without resamples.
        n: Answers it was chosen on.
        chosen_on: Their sets.
    """

    confidence: float
    coverage: float
    risk: float
    risk_high: float
    n: int
    chosen_on: tuple[str, ...]


def _ties(confidence: FloatArray) -> tuple[IntArray, IntArray]:
    """Order from the surest on, and where in it each run of equal confidences starts."""
    order = np.argsort(-confidence, kind="stable")
    starts = np.append(0, np.flatnonzero(np.diff(confidence[order])) + 1) if len(order) else order
    return order, np.asarray(starts, dtype=np.intp)


def _spread(loss: FloatArray, weights: IntArray, starts: IntArray) -> FloatArray:
    """Share of errors among the surest 1, 2, ... answers, in expectation over the order among equally sure ones."""
    sizes = np.add.reduceat(weights, starts)
    errors = np.add.reduceat(weights * loss, starts)
    mean = np.divide(errors, sizes, out=np.zeros(len(sizes)), where=sizes > 0)
    return np.asarray(np.cumsum(np.repeat(mean, sizes)) / np.arange(1, sizes.sum() + 1))


def curve(answers: Sequence[Answer]) -> Curve:
    """The risk-coverage curve of the answers to the examples as they are; empty arrays if none is coded."""
    data = coded(answers)
    confidence = data.confidence
    order, starts = _ties(confidence)
    if not len(order):
        return Curve(np.zeros(0), np.zeros(0), np.zeros(0))
    ends = np.append(starts[1:], len(order))
    wrong = np.cumsum(1.0 - data.correct[order])[ends - 1]
    return Curve(ends / len(order), wrong / ends, confidence[order][starts])


def _at(risks: FloatArray, coverage: float) -> float:
    return float(risks[max(1, math.ceil(coverage * len(risks) - 1e-9)) - 1])


def selective(
    answers: Sequence[Answer], *, resamples: int = 1000, seed: int = 0, coverages: Sequence[float] = (0.8,)
) -> list[MetricValue]:
    """Area under the risk-coverage curve, and accuracy at given coverages.

    Args:
        answers: Of one set; only those to the examples as they are, with a coded label, count.
        resamples: Bootstrap samples of documents; 0 gives no intervals.
        seed: Of the draws.
        coverages: Shares of answers to keep, above 0 and at most 1.

    Returns:
        ``aurc`` (0 is best; a model whose confidence says nothing has its error rate), ``"accuracy at 80% coverage"``.
        Equally sure answers count in expectation over their order, so that a model that is always as sure gets its
        accuracy at any coverage.

    Raises:
        ConfigError: A coverage that is no share.
    """
    for coverage in coverages:
        _share("coverage", coverage)
    data = scored(answers)
    if not len(data):
        return []
    order, starts = _ties(data.confidence)
    loss = 1.0 - data.correct[order]
    sample = Sample.of(data.examples, resamples=resamples, seed=seed)
    risks = _spread(loss, np.ones(len(loss), dtype=np.intp), starts)
    found = np.empty((sample.resamples, 1 + len(coverages)))
    for row, weights in zip(found, sample.weights(), strict=True):
        drawn = _spread(loss, weights[order], starts)
        row[0] = drawn.mean()
        row[1:] = [1.0 - _at(drawn, coverage) for coverage in coverages]
    values = figure("aurc", risks.mean(), found[:, 0], n=len(data), group=data.set)
    for column, coverage in enumerate(coverages, start=1):
        name = f"accuracy at {coverage * 100:g}% coverage"
        kept = max(1, math.ceil(coverage * len(data) - 1e-9))
        values += figure(name, 1.0 - _at(risks, coverage), found[:, column], n=kept, group=data.set)
    return values


def threshold_for(
    answers: Sequence[Answer],
    *,
    risk: float | None = None,
    coverage: float | None = None,
    resamples: int = 1000,
    seed: int = 0,
) -> Threshold | None:
    """The threshold that keeps as many answers as possible at a wished risk, or a wished share of them.

    Args:
        answers: To a dev set; only those to the examples as they are, with a coded label, count.
        risk: Highest share of errors among what is kept.
        coverage: Least share to keep. Give this or ``risk``.
        resamples: Bootstrap samples of documents for ``risk_high``.
        seed: Of the draws.

    Returns:
        ``None`` where no threshold reaches the wished risk.

    Raises:
        ConfigError: Both, neither, or no share is given; or no answer is coded.
    """
    if (risk is None) == (coverage is None):
        raise ConfigError("a threshold needs either risk or coverage; give one of them, as in risk=0.1")
    data = coded(answers)
    if not len(data):
        raise ConfigError("no answers to coded examples to choose a threshold on; give those to a dev split")
    found = curve(data.answers)
    if risk is not None:
        reached = np.flatnonzero(found.risk <= _share("risk", risk, least=True) + 1e-12)
        if not len(reached):
            return None
        place = int(reached[-1])
    else:
        place = int(np.flatnonzero(found.coverage >= _share("coverage", coverage or 0.0) - 1e-12)[0])
    items = np.flatnonzero(data.confidence >= found.threshold[place])
    sample = Sample.of(data.examples, resamples=resamples, seed=seed)
    table = np.stack([1.0 - data.correct[items], np.ones(len(items))], axis=1)
    resampled = sample.sums(table, items)[1]
    return Threshold(
        confidence=float(found.threshold[place]),
        coverage=float(found.coverage[place]),
        risk=float(found.risk[place]),
        risk_high=percentiles(figures.ratio(resampled[:, 0], resampled[:, 1]))[1],
        n=len(data),
        chosen_on=tuple(dict.fromkeys(answer.set for answer in data.answers)),
    )


def kept_from(
    answers: Sequence[Answer], confidence: float, *, resamples: int = 1000, seed: int = 0
) -> list[MetricValue]:
    """What a threshold that was chosen elsewhere (:func:`threshold_for` on a dev set) does to a set.

    Args:
        answers: Of one set; only those to the examples as they are, with a coded label, count.
        confidence: Answers at least as sure are kept.
        resamples: Bootstrap samples of documents; 0 gives no intervals.
        seed: Of the draws.

    Returns:
        ``"coverage when abstaining"``, the share that is kept, and ``"accuracy when abstaining"``, the share of right
        answers among these, which is not there where none is kept.
    """
    data = scored(answers)
    if not len(data):
        return []
    kept = np.asarray(data.confidence >= confidence, dtype=np.float64)
    sample = Sample.of(data.examples, resamples=resamples, seed=seed)
    sums, resampled = sample.sums(np.stack([np.ones(len(data)), kept, kept * data.correct], axis=1))
    found: list[MetricValue] = []
    for part, whole, name in ((1, 0, "coverage"), (2, 1, "accuracy")):
        value, values = figures.ratio(sums[part], sums[whole]), figures.ratio(resampled[:, part], resampled[:, whole])
        found += figure(f"{name} when abstaining", float(value), values, n=int(sums[whole]), group=data.set)
    return found


def _share(name: str, value: float, *, least: bool = False) -> float:
    if not (0 <= value <= 1 if least else 0 < value <= 1):
        raise ConfigError(f"{name} {value} is no share; give a number between 0 and 1")
    return value
