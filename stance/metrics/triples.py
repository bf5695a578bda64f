"""End-to-end scoring: triples (holder, target, stance) of sentences against a gold standard coded twice.

Recall counts the triples that both codings gave (``core``). In precision a prediction that only one coding gave
(``also``) is neither right nor wrong: it is taken out of numerator and denominator. The figures
``precision_also_right`` and ``f1_also_right`` count it as right instead.

Every figure is a function of five counts summed over documents, so that one bootstrap over documents serves them all.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from stance.labels import LABELS
from stance.metrics.bootstrap import Resamples, intervals
from stance.metrics.matching import Judgement, SameHolder, Triple, Unit, Verdict, same_holder
from stance.types import Label, MetricValue


class Counts(NamedTuple):
    """Triples of one document: gold found and missed, predictions right, wrong and tolerated."""

    found: int = 0
    missed: int = 0
    right: int = 0
    wrong: int = 0
    tolerated: int = 0


_PLACE: Mapping[Verdict, int] = {"found": 0, "missed": 1, "right": 2, "wrong": 3, "tolerated": 4}


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def recall(counts: Sequence[float]) -> float:
    """Share of the gold triples that were found; ``counts`` as in :class:`Counts`.

    >>> recall(Counts(found=3, missed=1))
    0.75
    """
    return _ratio(counts[0], counts[0] + counts[1])


def precision(counts: Sequence[float]) -> float:
    """Share of the predictions that are right, those left out that only one coding gave.

    >>> precision(Counts(right=3, wrong=1, tolerated=5))
    0.75
    """
    return _ratio(counts[2], counts[2] + counts[3])


def precision_also_right(counts: Sequence[float]) -> float:
    """Share of the predictions that at least one coding gave."""
    return _ratio(counts[2] + counts[4], counts[2] + counts[3] + counts[4])


def _harmonic(found: float, correct: float) -> float:
    """F1; 0 where nothing is right, undefined where there is neither gold nor prediction."""
    if math.isnan(found) and math.isnan(correct):
        return math.nan
    if math.isnan(found) or math.isnan(correct) or not found + correct:
        return 0.0
    return 2 * found * correct / (found + correct)


def f1(counts: Sequence[float]) -> float:
    """Harmonic mean of :func:`recall` and :func:`precision`."""
    return _harmonic(recall(counts), precision(counts))


def f1_also_right(counts: Sequence[float]) -> float:
    """Harmonic mean of :func:`recall` and :func:`precision_also_right`."""
    return _harmonic(recall(counts), precision_also_right(counts))


STATISTICS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "precision": precision,
    "recall": recall,
    "f1": f1,
    "precision_also_right": precision_also_right,
    "f1_also_right": f1_also_right,
}


def triple_metrics(
    judged: Iterable[Judgement],
    resamples: Resamples,
    groups: Callable[[Judgement], Iterable[str]],
) -> list[MetricValue]:
    """Precision, recall and F1 with intervals, for each group of triples.

    Args:
        judged: From :func:`stance.metrics.matching.judge`.
        resamples: Draws over the documents that ``Unit.cluster`` numbers.
        groups: Names of the groups that a judgement belongs to ("all", "target=jcpoa").

    Returns:
        For each group, in sorted order with "all" first, a value for each of :data:`STATISTICS`; ``n`` is the number of
        gold triples for recall and F1, of predictions for precision.
    """
    tables: dict[str, dict[int, list[int]]] = {}
    for item in judged:
        for group in groups(item):
            row = tables.setdefault(group, {}).setdefault(item.unit.cluster, [0] * len(Counts._fields))
            row[_PLACE[item.verdict]] += 1
    metrics = []
    for group in sorted(tables, key=lambda name: (name != "all", name)):
        totals = Counts(*(sum(column) for column in zip(*tables[group].values(), strict=True)))
        gold = totals.found + totals.missed
        sizes = {
            "precision": totals.right + totals.wrong,
            "precision_also_right": totals.right + totals.wrong + totals.tolerated,
        }
        for name, (value, low, high) in intervals(tables[group], STATISTICS, resamples).items():
            size = sizes.get(name, gold)
            metrics.append(MetricValue(name=name, value=value, low=low, high=high, n=size, group=group))
    return metrics


def pair_units(units: Iterable[Unit]) -> list[Unit]:
    """The units with every stance made the same, so that :func:`~stance.metrics.matching.judge` compares pairs alone.

    A pair that both codings gave, with whatever stance, is core; a pair that only one coding gave is not.
    """

    def pairs(triples: Iterable[Triple]) -> tuple[Triple, ...]:
        return tuple(dict.fromkeys(Triple(triple.holder, triple.target, "neutral") for triple in triples))

    return [
        Unit(
            id=unit.id,
            cluster=unit.cluster,
            text=unit.text,
            core=pairs(unit.core),
            also=pairs(unit.also),
            predicted=pairs(unit.predicted),
            mentioned=unit.mentioned,
            speaker=unit.speaker,
            persons=unit.persons,
        )
        for unit in units
    ]


def label_accuracy(units: Iterable[Unit], resamples: Resamples, same: SameHolder = same_holder) -> MetricValue:
    """Share of the core pairs (sentence, holder, target) found that got the right stance; ``n`` pairs."""
    counts: dict[int, list[int]] = {}
    for unit in units:
        for gold, stance in _found_pairs(unit, same):
            row = counts.setdefault(unit.cluster, [0, 0])
            row[0] += gold == stance
            row[1] += 1
    found = intervals(counts, {"label_accuracy": lambda row: _ratio(row[0], row[1])}, resamples)["label_accuracy"]
    size = sum(row[1] for row in counts.values())
    return MetricValue(name="label_accuracy", value=found.value, low=found.low, high=found.high, n=size)


def _found_pairs(unit: Unit, same: SameHolder) -> Iterable[tuple[Label, Label]]:
    """Gold and predicted stance of the core pairs found; of several predicted stances the right one, else the first."""
    for gold in unit.core:
        stances = [
            other.stance for other in unit.predicted if other.target == gold.target and same(gold.holder, other.holder)
        ]
        if stances:
            yield gold.stance, gold.stance if gold.stance in stances else stances[0]


def confusion(units: Iterable[Unit], same: SameHolder = same_holder) -> dict[Label, dict[Label, int]]:
    """Gold stance by predicted stance, for the core pairs (sentence, holder, target) that were found.

    A pair with several predicted stances counts once, as right if one of them is.
    """
    counts = Counter(pair for unit in units for pair in _found_pairs(unit, same))
    return {gold: {predicted: counts[gold, predicted] for predicted in LABELS} for gold in LABELS}
