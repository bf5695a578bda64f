"""What the trained families share: reading coded examples, and turning probabilities into predictions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from stance.errors import ConfigError
from stance.labels import LABELS, best
from stance.protocols import FitProgress
from stance.types import Prediction, StanceExample

INDEX = {label: index for index, label in enumerate(LABELS)}
"""The place of each label in :data:`stance.labels.LABELS`."""


class Coded(NamedTuple):
    """Training examples that count, in their order.

    Args:
        examples: Those with a weight above 0.
        labels: The place of each one's coded label in :data:`stance.labels.LABELS`.
        weights: What each counts.
    """

    examples: list[StanceExample]
    labels: list[int]
    weights: list[float]


def coded(name: str, train: Sequence[StanceExample], weights: Sequence[float] | None = None) -> Coded:
    """Check training examples and weights.

    Args:
        name: Of the model, for complaints.
        train: Examples with ``gold``.
        weights: What each counts; 1 for all if ``None``.

    Raises:
        ConfigError: Nothing to learn from, an example without a coded label, or weights that fit no examples.
    """
    if weights is not None and len(weights) != len(train):
        raise ConfigError(f"model {name!r}: {len(weights)} weights for {len(train)} examples; give one for each")
    rows = list(zip(train, [1.0] * len(train) if weights is None else weights, strict=True))
    for example, weight in rows:
        if example.gold not in INDEX:
            allowed = ", ".join(LABELS)
            raise ConfigError(
                f"model {name!r}: training example {example.id!r} has the label {example.gold!r}, "
                f"allowed are {allowed}; code it or leave it out"
            )
        if not (math.isfinite(weight) and weight >= 0):
            raise ConfigError(
                f"model {name!r}: example {example.id!r} has the weight {weight}; give a number from 0 on"
            )
    rows = [row for row in rows if row[1] > 0]
    if not rows:
        raise ConfigError(f"model {name!r}: no example to learn from; check the keys train and limit of the run")
    examples = [example for example, _ in rows]
    return Coded(examples, [INDEX[example.gold] for example in examples if example.gold], [float(w) for _, w in rows])


def groups_of(examples: Sequence[StanceExample]) -> list[str]:
    """What must stay together where examples are divided: the document, or, where none is known, the text."""
    return [f"document {item.document}" if item.document else f"text {item.text}" for item in examples]


def predictions(examples: Sequence[StanceExample], probabilities: Sequence[Sequence[float]]) -> list[Prediction]:
    """Predictions from rows of probabilities in the order of :data:`stance.labels.LABELS`.

    Scores are rounded to six digits (and still sum to 1), so that the noise of floating point arithmetic, which
    differs with the size of a batch, is not passed on.
    """
    found = []
    for example, row in zip(examples, probabilities, strict=True):
        scores: dict[str, float] = {label: round(float(value), 6) for label, value in zip(LABELS, row, strict=True)}
        top = best(scores)
        scores[top] = round(1 - sum(value for other, value in scores.items() if other != top), 6)
        # The last digit may part two that were equal: the label is that of the scores as they are stored.
        found.append(Prediction(example_id=example.id, label=best(scores), scores=scores))
    return found


class Quiet:
    """A progress display that shows nothing; see :class:`stance.protocols.FitProgress`."""

    def begin(self, what: str, total: int, done: int = 0) -> None:
        """Nothing."""

    def advance(self, steps: int = 1, **figures: float) -> None:
        """Nothing."""


def shown(progress: FitProgress | None) -> FitProgress:
    """``progress``, or one that shows nothing."""
    return progress if progress is not None else Quiet()
