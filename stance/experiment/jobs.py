"""What an experiment is told, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from stance.protocols import FitProgress, StanceModel
from stance.types import Answer, MetricValue, Target

if TYPE_CHECKING:
    from stance.data.dataset import StanceData

BEHAVIOUR = "behaviour"
"""Name of the evaluation set of minimal pairs that ships with the package."""


class Metric(Protocol):
    """Figures of one evaluation set; its options are bound already."""

    def __call__(self, answers: Sequence[Answer], *, resamples: int, seed: int) -> Sequence[MetricValue]:
        """Compute them; ``answers`` has all variants of the set."""
        ...


@dataclass(frozen=True, kw_only=True)
class RunConfig:
    """What an experiment is told.

    Args:
        datasets: Name to what reads the data set.
        model: Makes the model.
        metrics: Name to metric.
        split: How each data set is divided; as released if ``None``.
        targets: The codebook.
        trained: Whether the model comes trained (a stored run), and is evaluated only.
        train: Data sets to train on and what a row of each counts; all that have a training split if ``None``.
        test: Evaluation sets (``vast/test_zero``), or data sets with all their evaluation splits; all if ``None``.
        adapt: Whether a model that can learns its label prior from the training and development texts, without labels.
        validation: Share of the training documents held out for development where a data set has no such split.
        out: Run directory; ``None`` makes one under ``runs``.
        overwrite: Whether a run in ``out`` may be replaced.
        seed: Of all that is drawn for training; see ``resamples``.
        resamples: Bootstrap samples behind the intervals (0: none); they are drawn with the same seed in every run.
        probes: Whether the test sets are asked again with holder or target hidden, or swapped.
        behaviour: Whether the minimal pairs are asked.
        save_model: Whether the trained model is kept.
        mlflow: Folder of the MLflow store that the finished run is logged to, by those who can; none if ``None``.
        limit: At most so many rows of each split, for tries.
        train_rows: At most so many training rows of each data set, for learning curves; more of them include fewer.
        experiment: Name of the experiment, if it has one.
        settings: The resolved configuration as plain values.
        overrides: What was changed on the command line.
        command: The command line.
        runs: Where directories are made when ``out`` is not given.
    """

    datasets: Mapping[str, Callable[[], StanceData]]
    model: Callable[[], StanceModel]
    metrics: Mapping[str, Metric]
    split: Callable[[StanceData], StanceData] | None = None
    targets: tuple[Target, ...] = ()
    trained: bool = False
    train: Mapping[str, float] | None = None
    test: tuple[str, ...] | None = None
    adapt: bool = True
    validation: float = 0.05
    out: Path | None = None
    overwrite: bool = False
    seed: int = 0
    resamples: int = 1000
    probes: bool = True
    behaviour: bool = True
    save_model: bool = True
    mlflow: str | None = None
    limit: int | None = None
    train_rows: int | None = None
    experiment: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    overrides: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    runs: Path = Path("runs")


class RunProgress(FitProgress, Protocol):
    """Told how far an experiment is, and what is worth saying before it starts."""

    def say(self, text: str) -> None:
        """Something to tell the user now: one line."""
        ...


@dataclass(frozen=True, kw_only=True)
class RunResult:
    """What came of an experiment.

    Args:
        out: Its directory.
        model: Name of the model.
        experiment: Name of the experiment, if it has one.
        sets: Evaluation set to number of examples.
        metrics: All figures.
        seconds: How long this process took.
        resumed: Whether it went on with what a run before had begun.
        trained_on: Number of training examples; 0 where nothing was trained.
        files: What the directory holds, relative to it.
    """

    out: Path
    model: str
    experiment: str | None
    sets: Mapping[str, int]
    metrics: tuple[MetricValue, ...]
    seconds: float
    resumed: bool
    trained_on: int
    files: tuple[str, ...] = ()


class InterruptedExperimentError(KeyboardInterrupt):
    """The user stopped the experiment; it can be resumed in ``out``."""

    def __init__(self, out: Path, stage: str) -> None:
        super().__init__(f"stopped while {stage}")
        self.out = out
        self.stage = stage
