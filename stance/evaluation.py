"""The scoring run: hand-coded files in, figures and a list of errors out, on disk and for the terminal."""

from __future__ import annotations

import glob
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stance.errors import InputError
from stance.protocols import StanceModel
from stance.reading.inputs import expand
from stance.report.scores import check_folder, write_score
from stance.runs import new_directory
from stance.scoring import ScoreResult, score
from stance.types import Target


@dataclass(frozen=True, kw_only=True)
class ScoreConfig:
    """What a scoring run is told.

    Args:
        gold: Hand-coded files, folders with such files, patterns.
        targets: Codebook entries.
        model: ``_target_`` and arguments of the classifier.
        out: Output directory; ``None`` makes one under ``runs``.
        actor_files: The user's own tables of actors.
        shipped_actors: Whether the shipped catalogue is used besides.
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
    shipped_actors: bool = True
    settings: Mapping[str, Any] = field(default_factory=dict)
    runs: Path = Path("runs")
    overwrite: bool = False
    resamples: int = 2000
    seed: int = 0
    min_relevance: float = 0.5
    batch_size: int = 512
    rows: int = 20


def gold_files(paths: Sequence[str], data: str = "data") -> list[Path]:
    """The gold files that the user's paths stand for.

    Args:
        paths: Files, folders (every ``.jsonl`` below them, results of stance left out), patterns.
        data: Folder where a pattern is looked for that matches nothing from here.

    Raises:
        InputError: A folder without such a file, or a pattern that matches nothing.
    """
    found: list[Path] = []
    for path in paths:
        pattern = glob.has_magic(path) and not Path(path).exists()
        if not (pattern or Path(path).is_dir()):
            found.append(Path(path))  # one that is not there is for the reader to complain of
            continue
        places = [path, str(Path(data, path))] if pattern else [path]
        place = next((place for place in places if not pattern or glob.glob(place, recursive=True)), None)  # noqa: PTH207
        if place is None:
            raise InputError(f"gold={path}: the pattern matches nothing, neither here nor in {data}")
        files = [Path(file.path) for file in expand([place]) if file.named or file.path.lower().endswith(".jsonl")]
        if not files:
            raise InputError(f"gold={path}: no .jsonl file there; give hand-coded files (docs/gold.md)")
        # A file that is named besides is read once; one named twice is a mistake that the scoring tells.
        known = {file.resolve() for file in [*found, *map(Path, paths)] if file.is_file()}
        found += [file for file in files if file.resolve() not in known]
    return found


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
    gold = gold_files(config.gold, str((config.settings.get("paths") or {}).get("data") or "data"))
    if not gold:
        raise InputError("no gold file; usage: stance score gold=PATH out=DIR")
    out = config.out or new_directory(config.runs / "score")
    check_folder(out, overwrite=config.overwrite)
    result = score(
        gold,
        targets=config.targets,
        model=model,
        actor_files=config.actor_files,
        shipped_actors=config.shipped_actors,
        resamples=config.resamples,
        seed=config.seed,
        min_relevance=config.min_relevance,
        batch_size=config.batch_size,
        options=config.settings,
        progress=progress,
    )
    write_score(result, out, overwrite=config.overwrite)
    return result, out
