"""From what an entailment model says of each hypothesis to a probability of each stance."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

from stance.labels import LABELS

Combine: TypeAlias = Literal["probability", "logit"]
Neutral: TypeAlias = Literal["hypotheses", "rest"]
Evidence: TypeAlias = Mapping[str, float]
"""What speaks for each label, on a logarithmic scale."""

_LEANING = ("favor", "against")
_FLOOR = math.log(1e-6)
"""Least log prior: what a model never answers must not win everything once it is corrected for."""


def evidence(rows: Mapping[str, Sequence[Sequence[float]]], *, combine: Combine, neutral: Neutral) -> dict[str, float]:
    """What speaks for each label.

    Args:
        rows: For each label the log-probabilities of its hypotheses: entailment first, then neutral and contradiction,
            or the absence of entailment.
        combine: Average the probabilities of entailment over a label's hypotheses, or their log odds.
        neutral: From the hypotheses of ``neutral``; or from the rest that the others leave: the probability that the
            model calls the premise neutral toward them, and where it has no such output that neither is entailed.

    >>> rows = {"favor": [(-0.1, -3.0, -3.0)], "against": [(-4.0, -2.0, -0.2)], "neutral": []}
    >>> found = evidence(rows, combine="probability", neutral="rest")
    >>> max(found, key=found.get)
    'favor'
    """
    average: Callable[[Iterable[float]], float] = log_mean if combine == "probability" else _mean

    def speaks(label: str, column: int) -> float:
        if combine == "probability":
            return average(row[column] for row in rows[label])
        return average(row[column] - _log_sum([*row[:column], *row[column + 1 :]]) for row in rows[label])

    if neutral == "hypotheses":
        return {label: speaks(label, 0) for label in LABELS}
    if len(rows["favor"][0]) == 3:
        return {label: speaks(label, 0) for label in _LEANING} | {
            "neutral": average(speaks(label, 1) for label in _LEANING)
        }
    # Two outputs: with both taken for independent events, each odds is against neither being entailed.
    odds = {label: speaks(label, 0) - (speaks(label, 1) if combine == "probability" else 0.0) for label in _LEANING}
    return {**odds, "neutral": 0.0}


def probabilities(found: Evidence, prior: Evidence | None = None) -> dict[str, float]:
    """Softmax of the evidence, less the logarithm of the prior.

    >>> probabilities({"favor": 0.0, "against": 0.0, "neutral": 0.0})["favor"]
    0.3333333333333333
    """
    values = {label: found[label] - (prior[label] if prior else 0.0) for label in LABELS}
    total = _log_sum(values.values())
    return {label: math.exp(values[label] - total) for label in LABELS}


def log_prior(answers: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Logarithm of the mean of uncorrected answers.

    Over content-free premises this is contextual calibration (Zhao et al., ICML 2021), over a sample of examples batch
    calibration (Zhou et al., ICLR 2024).
    """
    means = {label: _mean(answer[label] for answer in answers) for label in LABELS}
    return {label: max(math.log(mean), _FLOOR) if mean > 0 else _FLOOR for label, mean in means.items()}


def log_mean(values: Iterable[float]) -> float:
    """Logarithm of the mean of values that are given as logarithms."""
    items = list(values)
    return _log_sum(items) - math.log(len(items))


def _mean(values: Iterable[float]) -> float:
    items = list(values)
    return math.fsum(items) / len(items)


def _log_sum(values: Iterable[float]) -> float:
    items = list(values)
    top = max(items)
    return top + math.log(math.fsum(math.exp(value - top) for value in items))
