"""Temperature scaling: one number that makes a network's probabilities mean what they say (Guo et al., ICML 2017)."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

_LOWEST, _HIGHEST = 0.05, 20.0
_STEPS = 60


def softmax(logits: Sequence[float], temperature: float = 1.0) -> list[float]:
    """Probabilities; higher temperatures make them more alike.

    >>> [round(value, 3) for value in softmax([2.0, 0.0], temperature=2.0)]
    [0.731, 0.269]
    """
    scaled = [value / temperature for value in logits]
    top = max(scaled)
    powers = [exp(value - top) for value in scaled]
    total = sum(powers)
    return [value / total for value in powers]


def fit_temperature(logits: Sequence[Sequence[float]], gold: Sequence[int]) -> float:
    """The temperature under which ``gold`` is most likely; 1 without examples.

    The likelihood has one peak in the logarithm of the temperature, which is found by golden-section search between
    0.05 and 20: where a network makes no error on the examples, the lower end is the answer that remains.

    Args:
        logits: One row an example.
        gold: Index of the right label of each.

    >>> round(fit_temperature([[4.0, 0.0], [4.0, 0.0], [4.0, 0.0], [4.0, 0.0]], [0, 0, 0, 1]), 2)  # 75 % right
    3.64
    """
    if not gold:
        return 1.0

    def loss(power: float) -> float:
        temperature = exp(power)
        chances = (softmax(row, temperature)[label] for row, label in zip(logits, gold, strict=True))
        return -sum(log(max(chance, 1e-12)) for chance in chances)

    low, high = log(_LOWEST), log(_HIGHEST)
    ratio = (5**0.5 - 1) / 2
    left, right = high - ratio * (high - low), low + ratio * (high - low)
    at_left, at_right = loss(left), loss(right)
    for _ in range(_STEPS):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - ratio * (high - low)
            at_left = loss(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + ratio * (high - low)
            at_right = loss(right)
    return round(exp((low + high) / 2), 6)
