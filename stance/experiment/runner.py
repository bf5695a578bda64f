"""One call is one experiment with one seed: read, check, fit, predict, score, report."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.experiment.cards import cards_of, introduction
from stance.experiment.directory import ExperimentDirectory, check_place
from stance.experiment.jobs import InterruptedExperimentError, RunConfig, RunProgress, RunResult
from stance.experiment.materials import Materials, prepare, read
from stance.experiment.scoring import score, stored_answers
from stance.experiment.stages import fitted, needs_training, predict, questions
from stance.logs import logged_to
from stance.protocols import StanceModel
from stance.provenance import environment, hardware, identity
from stance.runs import LOG, METRICS, new_directory, state
from stance.types import Answer, MetricValue

log = logging.getLogger(__name__)

PRESENTATION = frozenset({"out", "overwrite", "paths", "mlflow"})
"""Options that say where things are, and change nothing of what comes out."""
PACKAGES = ("torch", "transformers", "datasets", "tokenizers", "safetensors", "scikit-learn", "scipy", "numpy", "peft")


def run_experiment(config: RunConfig, *, progress: RunProgress | None = None) -> RunResult:
    """Run an experiment into a directory.

    Everything is checked before anything is computed. A run that was stopped, however rudely, goes on where it was
    when it is repeated, and ends with the same predictions.

    Args:
        config: What to do.
        progress: Told how far the run is.

    Raises:
        ConfigError: Something that is asked for is not there or does not fit; or ``out`` cannot be used.
        InputError: A data set cannot be read.
        InterruptedExperimentError: The user stopped it.
    """
    begun = time.perf_counter()
    if config.out is not None:
        check_place(config.out)
    model = config.model()
    data = read(config)
    materials = prepare(config, data, training=needs_training(config, model))
    out = config.out or new_directory(config.runs / "run")
    manifest = _manifest(config, model, materials)
    state(out, manifest["identity"], overwrite=config.overwrite)
    asked = questions(config, materials)
    cards = cards_of(materials)
    if progress:
        for line in introduction(materials, cards):
            progress.say(line)
    with ExperimentDirectory(out, manifest, overwrite=config.overwrite) as run, logged_to(out / LOG):
        log.info("%s: %s", "resumed" if run.resumed else "started", " ".join(config.command) or "from Python")
        stage = "preparing"
        try:
            run.write_inputs(config.settings, cards)
            stage = "fit"
            with run.stage(stage):
                model = fitted(run, config, model, materials, progress)
            stage = "predict"
            with run.stage(stage):
                predict(run, config, model, asked, progress)
            stage = "score"
            with run.stage(stage):
                from stance.report.abstaining import thresholds

                answers = stored_answers(out)
                scored = score(answers, config.metrics, resamples=config.resamples, progress=progress)
                run.write_json(METRICS, scored.as_json() | {"abstaining": thresholds(answers)})
            stage = "report"
            with run.stage(stage):
                files = _report(run, cards, scored.values, answers)
            run.manifest |= {"finished": _now(), "seconds": round(sum(_seconds(run.stages)), 3)}
            run.finish()
            log.info("finished")
        except KeyboardInterrupt:
            log.warning("stopped by the user in stage %s", stage)
            run.write_manifest("interrupted")
            raise InterruptedExperimentError(out, stage) from None
        except BaseException as error:
            log.exception("stage %s", stage)
            run.manifest["error"] = f"{stage}: {type(error).__name__}: {error}"
            run.write_manifest("failed")
            raise
        resumed = run.resumed
    return RunResult(
        out=out,
        model=model.name,
        experiment=config.experiment,
        sets={name: len(rows) for name, rows in materials.sets.items()},
        metrics=scored.values,
        seconds=time.perf_counter() - begun,
        resumed=resumed,
        trained_on=len(materials.train),
        files=tuple(sorted(str(path.relative_to(out)) for path in files)),
    )


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")


def _seconds(stages: Mapping[str, Any]) -> list[float]:
    return [stage["seconds"] for stage in stages.values()]


def _manifest(config: RunConfig, model: StanceModel, materials: Materials) -> dict[str, Any]:
    settings = {key: value for key, value in config.settings.items() if key not in PRESENTATION}
    versions = environment(PACKAGES)
    inputs = {name: [file.as_json() for file in data.files] for name, data in materials.data.items()}
    # Where a file lies does not matter, only what is in it.
    contents = {name: [(file["bytes"], file["sha256"]) for file in files] for name, files in inputs.items()}
    return {
        "kind": "run",
        "status": "running",
        "command": list(config.command),
        "overrides": list(config.overrides),
        "experiment": config.experiment,
        "model": model.name,
        **versions,
        "hardware": hardware(),
        "seed": config.seed,
        "started": _now(),
        "identity": identity(
            "run", _placeless(settings), config.seed, contents, versions["stance"], versions["commit"]
        ),
        "data": {
            name: {"files": inputs[name], "rows": {split: len(data.examples(split)) for split in data.splits}}
            for name, data in materials.data.items()
        },
        "trained_on": len(materials.train),
        "sets": {name: len(rows) for name, rows in materials.sets.items()},
        "config": dict(config.settings),
    }


def _placeless(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings without the folders of data sets, whose files count by their content."""
    places = {"folder", "path", "paths", "file", "files"}
    datasets = settings.get("datasets") or {}
    bare = {
        name: {key: value for key, value in spec.items() if key not in places} if isinstance(spec, Mapping) else spec
        for name, spec in datasets.items()
    }
    return {**settings, "datasets": bare, "dataset_files": None}


def _report(
    run: ExperimentDirectory,
    cards: Sequence[Mapping[str, Any]],
    metrics: Sequence[MetricValue],
    answers: Sequence[Answer],
) -> list[Path]:
    from stance.report.experiment import write_report

    return list(write_report(run.path, run.manifest, cards, metrics, answers))
