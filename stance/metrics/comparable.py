"""The figures by which runs can be compared: functions of sums over items, so that documents can be exchanged."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from stance.metrics import figures
from stance.metrics.calibration import losses
from stance.metrics.directed import CLASSES, join
from stance.metrics.resampling import FloatArray, cluster_key, coded
from stance.types import Answer


class Rows(NamedTuple):
    """What each item adds to the sums that a statistic is a function of.

    Args:
        table: Shape (items, k).
        clusters: What each item is drawn and exchanged with.
    """

    table: FloatArray
    clusters: list[Hashable]


class Statistic(NamedTuple):
    """A figure to compare by: rows of the answers, and the function of their sums, (..., k) to (...)."""

    rows: Callable[[Sequence[Answer]], Rows]
    of: Callable[[FloatArray, FloatArray], FloatArray]


def _clusters(answers: Sequence[Answer]) -> list[Hashable]:
    # Not by set: the documents of a set and of its clean copy are the same ones.
    return [cluster_key(answer.example, index) for index, answer in enumerate(answers)]


def _label_rows(answers: Sequence[Answer]) -> Rows:
    data = coded(answers)
    return Rows(figures.tables(data.gold, data.predicted), _clusters(data.answers))


def _directed_rows(answers: Sequence[Answer]) -> Rows:
    rows = join(answers)
    clusters: list[Hashable] = [cluster_key(example, index) for index, example in enumerate(rows.examples)]
    return Rows(figures.tables(rows.gold, rows.predicted, len(CLASSES)), clusters)


def _loss_rows(column: int) -> Callable[[Sequence[Answer]], Rows]:
    def rows(answers: Sequence[Answer]) -> Rows:
        data = coded(answers)
        loss = losses(data.scores, data.gold)[column]
        return Rows(np.stack([loss, np.ones(len(loss))], axis=1), _clusters(data.answers))

    return rows


def _of_counts(figure: figures.Figure) -> Callable[[FloatArray, FloatArray], FloatArray]:
    def of(sums: FloatArray, whole: FloatArray) -> FloatArray:
        return figure(figures.square(sums), figures.present(figures.square(whole)))

    return of


def _mean(sums: FloatArray, whole: FloatArray) -> FloatArray:
    return figures.ratio(sums[..., 0], sums[..., 1])


STATISTICS: Mapping[str, Statistic] = {
    **{name: Statistic(_label_rows, _of_counts(figure)) for name, figure in figures.FIGURES.items()},
    "directed micro_f1": Statistic(_directed_rows, _of_counts(figures.accuracy)),
    "directed macro_f1": Statistic(_directed_rows, _of_counts(figures.macro_f1)),
    "brier": Statistic(_loss_rows(0), _mean),
    "log_loss": Statistic(_loss_rows(1), _mean),
}
"""What two runs can be compared by."""
