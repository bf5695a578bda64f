"""What a part must offer to take its place in the chain; no part imports another's class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from stance.types import Prediction, StanceExample


@runtime_checkable
class StanceModel(Protocol):
    """A classifier of (sentence, holder, target).

    ``predict`` returns one prediction for each example, in the order of the examples, whatever the batch size.
    """

    name: str

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        """Classify; an empty sequence gives an empty list."""
        ...
