"""The stance labels and what can be done with them."""

from __future__ import annotations

from collections.abc import Mapping

from stance.types import Label

LABELS: tuple[Label, ...] = ("favor", "against", "neutral")
"""All labels, in the one order used for columns, probabilities and plots."""


def best(scores: Mapping[str, float]) -> Label:
    """The label with the highest score; ties go to the earlier one in :data:`LABELS`.

    >>> best({"favor": 0.2, "against": 0.5, "neutral": 0.3})
    'against'
    """
    return max(LABELS, key=lambda label: scores[label])
