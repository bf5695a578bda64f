"""From stored predictions to figures; the model is not needed."""

from __future__ import annotations

import dataclasses
import inspect
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from stance.errors import ConfigError
from stance.experiment.jobs import Metric
from stance.predictions import read_answers
from stance.protocols import FitProgress
from stance.runs import PREDICTIONS
from stance.types import Answer, MetricValue

log = logging.getLogger(__name__)

BOOTSTRAP_SEED = 0
"""Of the intervals; not that of the run, so that runs differ in their answers alone."""


@dataclass(frozen=True, kw_only=True)
class Scored:
    """All figures of a run.

    Args:
        rows: Name of the metric, and a figure of it.
        resamples: Bootstrap samples behind the intervals.
        temperature: What the scores of test sets are scaled with for figures of calibration, and what it was fitted on;
            ``None`` without a development set.
    """

    rows: tuple[tuple[str, MetricValue], ...]
    resamples: int
    temperature: Mapping[str, Any] | None = None

    @property
    def values(self) -> tuple[MetricValue, ...]:
        """The figures."""
        return tuple(value for _, value in self.rows)

    def as_json(self) -> dict[str, Any]:
        """The content of ``metrics.json``; a bound that does not exist (no resamples) is ``null``."""
        return {
            "metrics": [
                {"metric": name} | {key: _number(field) for key, field in dataclasses.asdict(value).items()}
                for name, value in self.rows
            ],
            "intervals": {
                "level": 0.95,
                "method": "bootstrap of documents",
                "resamples": self.resamples,
                "seed": BOOTSTRAP_SEED,
            },
            "temperature": self.temperature,
        }


def _number(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def score(
    answers: Sequence[Answer],
    metrics: Mapping[str, Metric],
    *,
    resamples: int,
    progress: FitProgress | None = None,
) -> Scored:
    """All figures of stored predictions.

    Args:
        answers: Of all sets and variants.
        metrics: Name to metric; one that takes a ``temperature`` gets that of the development sets for all other sets.
        resamples: Bootstrap samples behind the intervals.
        progress: Told how far it is.
    """
    sets: dict[str, list[Answer]] = {}
    for answer in answers:
        sets.setdefault(answer.set, []).append(answer)
    temperature = _temperature([answer for name, of_set in sets.items() if _is_dev(name) for answer in of_set])
    if progress:
        progress.begin("scoring", len(sets) * len(metrics))
    found: list[tuple[str, MetricValue]] = []
    for name, of_set in sets.items():
        for key, metric in metrics.items():
            scaled = None if _is_dev(name) or temperature is None else temperature["value"]
            bound = _with_temperature(metric, scaled)
            found += [(key, value) for value in bound(of_set, resamples=resamples, seed=BOOTSTRAP_SEED)]
            if progress:
                progress.advance()
        log.info("scored %s: %d answers", name, len(of_set))
    return Scored(rows=tuple(found), resamples=resamples, temperature=temperature)


def _is_dev(name: str) -> bool:
    return name.endswith("/dev")


def _temperature(answers: Sequence[Answer]) -> dict[str, Any] | None:
    if not answers:
        return None
    from stance.metrics.calibration import fit_temperature

    return dataclasses.asdict(fit_temperature(answers))


def _with_temperature(metric: Metric, temperature: float | None) -> Metric:
    if temperature is None or "temperature" not in inspect.signature(metric).parameters:
        return metric
    if isinstance(metric, partial) and metric.keywords.get("temperature") is not None:
        return metric  # the user has said which
    scaled: Metric = partial(cast(Callable[..., Any], metric), temperature=temperature)
    return scaled


def stored_answers(folder: Path) -> list[Answer]:
    """The answers of a run.

    Raises:
        ConfigError: The folder has none.
        InputError: They cannot be read.
    """
    if not (folder / PREDICTIONS).is_file():
        raise ConfigError(f"{folder}: no {PREDICTIONS}; give the directory of a finished `stance run`")
    return list(read_answers(folder / PREDICTIONS))
