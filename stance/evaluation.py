"""The scoring run: hand-coded files in, figures and a list of errors out, on disk and for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.protocols import StanceModel
from stance.report.scores import check_folder, write_score
from stance.runs import new_directory
from stance.scoring import ScoreResult, score
from stance.types import Target


@dataclass(frozen=True, kw_only=True)
class ScoreConfig:
    """What a scoring run is told.

    Args:
        gold: Hand-coded files.
        targets: Codebook entries.
        model: ``_target_`` and arguments of the classifier.
        out: Output directory; ``None`` makes one under ``runs``.
        actor_files: The user's own additions to the catalogue of actors.
        settings: The resolved configuration as plain values, for ``score.json``.
        runs: Where directories are made when ``out`` is not given.
        overwrite: Whether a score in ``out`` may be replaced.
        resamples: Bootstrap samples.
        seed: Seed of the bootstrap.
        min_relevance: Probability below which a pair gets no record.
        batch_size: Examples for one call of the classifier.
        rows: How many errors the terminal lists.
    """

    gold: tuple[str, ...]
    targets: tuple[Target, ...]
    model: Mapping[str, Any]
    out: Path | None = None
    actor_files: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    runs: Path = Path("runs")
    overwrite: bool = False
    resamples: int = 2000
    seed: int = 0
    min_relevance: float = 0.5
    batch_size: int = 64
    rows: int = 20


def score_run(
    config: ScoreConfig, model: StanceModel, *, progress: Callable[[int, int], None] | None = None
) -> tuple[ScoreResult, Path]:
    """Score the chain on hand-coded files and write what came of it.

    Args:
        config: What to do.
        model: The classifier.
        progress: Called with documents done and in all.

    Returns:
        The result and the directory it was written to.

    Raises:
        InputError: No gold file is given, or one cannot be read or has a bad row.
        ConfigError: ``out`` cannot be used, or the gold has none of the targets.
    """
    if not config.gold:
        raise InputError("no gold file; usage: stance score gold=PATH out=DIR")
    out = config.out or new_directory(config.runs / "score")
    check_folder(out, overwrite=config.overwrite)
    result = score(
        [Path(path) for path in config.gold],
        targets=config.targets,
        model=model,
        actor_files=config.actor_files,
        resamples=config.resamples,
        seed=config.seed,
        min_relevance=config.min_relevance,
        batch_size=config.batch_size,
        options=config.settings,
        progress=progress,
    )
    write_score(result, out, overwrite=config.overwrite)
    return result, out
