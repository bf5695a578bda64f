"""The labels held against the hand-coded sample: what was confused with what, and whether confidence can be believed.

Units were drawn with unequal probabilities, so each counts one over its own (Horvitz and Thompson 1952): shares are
estimates for the corpus, not for the sample. A pair without a record was labelled ``none``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import NormalDist
from typing import NamedTuple

from stance.analysis.coded import GOLD, CodedUnit
from stance.analysis.pairing import paired
from stance.analysis.rows import Rows, rows_of
from stance.labels import LABELS
from stance.report.figures import Bin

Counts = dict[str, dict[str, tuple[int, float]]]
"""Code to label to the number of units and the sum of their weights."""
NONE = GOLD[-1]
_LEAST = 20  # units in a bin
_BINS = 10


class Unit(NamedTuple):
    """A coded unit: what a coder found, what the labels say, and how sure they are (0 without a record)."""

    target: str
    gold: str
    label: str
    confidence: float
    weight: float


def units(rows: Rows, coded: Sequence[CodedUnit]) -> list[Unit]:
    """The coded units with what the labels say of them.

    Args:
        rows: The labels.
        coded: The sample.

    Raises:
        InputError: The sample does not fit the labels; see :func:`stance.analysis.pairing.paired`.
    """
    records = [record for some in rows.sources for record in some]
    votes, scores = (paired(rows_of(records, actor=rows.unit, weight=weight), coded) for weight in ("label", "score"))
    found = []
    for place, target in enumerate(votes.targets):
        if not votes.pairs.coded[place]:
            continue
        said, gold = votes.pairs.predicted[place].tolist(), votes.pairs.gold[place].tolist()
        at = said.index(max(said))
        label = LABELS[at] if any(said) else NONE
        confidence = float(scores.pairs.predicted[place][at]) if any(said) else 0.0
        code = LABELS[gold.index(1.0)] if any(gold) else NONE
        found.append(Unit(target, code, label, confidence, float(votes.pairs.weights[place])))
    return found


def confusions(rows: Rows, coded: Sequence[CodedUnit]) -> dict[str, Counts]:
    """Of each target, how often what was labelled as what, by its code; all pairs of :data:`GOLD`, empty ones too."""
    found: dict[str, Counts] = {}
    for unit in sorted(units(rows, coded)):
        counts = found.setdefault(unit.target, {gold: dict.fromkeys(GOLD, (0, 0.0)) for gold in GOLD})
        n, weight = counts[unit.gold][unit.label]
        counts[unit.gold][unit.label] = (n + 1, weight + unit.weight)
    return found


def reliability_bins(found: Sequence[Unit], *, level: float = 0.95) -> tuple[list[Bin], float]:
    """Whether records of a confidence are right as often as it says: bins of like numbers of units, and their error.

    Intervals are Wilson's with the effective number of units, their sum of weights squared over their sum of squared
    weights (Kish 1965). The error is the mean of the bins' distances between confidence and share of right ones, by
    weight (ECE; Guo et al., ICML 2017).

    Args:
        found: Coded units; those without a record have no confidence and are left out.
        level: Of the intervals.

    Returns:
        The bins, and the error; ``nan`` without any.
    """
    kept = sorted((unit for unit in found if unit.label != NONE), key=lambda unit: unit.confidence)
    number = max(1, min(_BINS, len(kept) // _LEAST))
    ends = [round(len(kept) * place / number) for place in range(number + 1)]
    bins, off, whole = [], 0.0, 0.0
    for start, stop in pairwise(ends):
        part = kept[start:stop]
        weight = sum(unit.weight for unit in part)
        if not weight:
            continue
        right = sum(unit.weight for unit in part if unit.label == unit.gold) / weight
        confidence = sum(unit.weight * unit.confidence for unit in part) / weight
        low, high = wilson(right, weight**2 / sum(unit.weight**2 for unit in part), level)
        bins.append(Bin(confidence=confidence, accuracy=right, n=len(part), low=low, high=high))
        off, whole = off + weight * abs(confidence - right), whole + weight
    return bins, off / whole if whole else math.nan


def wilson(share: float, n: float, level: float) -> tuple[float, float]:
    """Wilson's interval of a share (1927).

    >>> [round(bound, 3) for bound in wilson(0.5, 10, 0.95)]
    [0.237, 0.763]
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return middle - reach, middle + reach
