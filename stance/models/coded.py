"""Coded examples as training data: encoded, with label, weight and data set of each."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from stance.errors import ConfigError, unknown
from stance.labels import LABELS
from stance.models.encoding import Encoded, InputEncoder
from stance.types import StanceExample

HEADS = {"relevance": 1, "sentiment": len(LABELS)}
"""What a network may answer beside the stance, and by how many logits."""


class Coded(NamedTuple):
    """Encoded examples with their labels.

    Args:
        inputs: The examples.
        gold: Index in LABELS of each.
        weights: What each counts in the loss, 1 on average.
        datasets: Name of the data set of each; development scores are averaged over data sets.
        relevant: 1 or 0 where it is coded whether the text says anything on the pair, else -1.
        sentiment: Index in LABELS of the wording's polarity (favor for positive) where it is coded, else -1.
    """

    inputs: Sequence[Encoded]
    gold: Sequence[int]
    weights: Sequence[float]
    datasets: Sequence[str]
    relevant: Sequence[int]
    sentiment: Sequence[int]


def check_gold(examples: Sequence[StanceExample], weights: Sequence[float] | None) -> None:
    """Complain about examples that cannot be learned from, before anything is computed.

    Raises:
        ConfigError: An example has no gold label, or ``weights`` are not one positive number for each.
    """
    for example in examples:
        if example.gold not in LABELS:
            raise ConfigError(
                f"example {example.id!r} has gold label {example.gold!r}; training needs one of {', '.join(LABELS)}"
            )
    if weights is None:
        return
    if len(weights) != len(examples):
        raise ConfigError(f"{len(weights)} weights for {len(examples)} training examples; give one for each, or none")
    wrong = next((weight for weight in weights if not math.isfinite(weight) or weight < 0), None)
    if wrong is not None or not sum(weights) > 0:
        raise ConfigError(f"weight {wrong if wrong is not None else 0} of training examples: give positive numbers")


def places(heads: Sequence[str]) -> dict[str, slice]:
    """Where the logits of each head stand, after the three of the stance.

    >>> places(("relevance", "sentiment"))
    {'relevance': slice(3, 4, None), 'sentiment': slice(4, 7, None)}
    """
    found, start = {}, len(LABELS)
    for name in (name for name in HEADS if name in heads):
        found[name] = slice(start, start + HEADS[name])
        start += HEADS[name]
    return found


def coded(
    encode: InputEncoder,
    examples: Sequence[StanceExample],
    weights: Sequence[float] | None = None,
    *,
    rates: bool = False,
) -> Coded:
    """Encode examples that passed :func:`check_gold`; weights that are no ``rates`` are brought to a mean of 1."""
    mean = sum(weights) / len(weights) if weights and not rates else 1.0
    counted = [weight / mean for weight in weights] if weights else [1.0] * len(examples)
    gold = [LABELS.index(example.gold) for example in examples if example.gold is not None]
    relevant = [-1 if example.relevant is None else int(example.relevant) for example in examples]
    sentiment = [-1 if example.sentiment is None else LABELS.index(example.sentiment) for example in examples]
    return Coded(encode(examples), gold, counted, [example.dataset for example in examples], relevant, sentiment)


def digest(data: Coded) -> str:
    """SHA-256 over all that training reads of the examples."""
    found = hashlib.sha256()
    for row in zip(*data, strict=True):
        found.update(json.dumps(row).encode())
    return found.hexdigest()


def class_weights(option: str | Mapping[str, float] | None, gold: Sequence[int]) -> tuple[float, ...]:
    """A weight for each label, in the order of LABELS.

    >>> class_weights("balanced", [0, 0, 0, 1])
    (0.6666666666666666, 2.0, 1.0)
    """
    if option is None:
        return (1.0,) * len(LABELS)
    if isinstance(option, Mapping):
        for label in option:
            if label not in LABELS:
                raise unknown("label in class_weights", str(label), LABELS)
        for label, weight in option.items():
            number = isinstance(weight, int | float) and not isinstance(weight, bool)
            if not number or not (math.isfinite(weight) and weight > 0):
                raise ConfigError(f"class_weights.{label} is {weight!r}; give a number above 0")
        return tuple(float(option.get(label, 1.0)) for label in LABELS)
    if option != "balanced":
        raise ConfigError(f"class_weights {option!r} is neither null, 'balanced' nor a weight for each label")
    counts = [sum(label == index for label in gold) for index in range(len(LABELS))]
    present = sum(count > 0 for count in counts)
    return tuple(len(gold) / (present * count) if count else 1.0 for count in counts)
