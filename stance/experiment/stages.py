"""The stages that need the model, each of which goes on where it was stopped: fit and predict."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self, runtime_checkable

from stance.experiment.directory import ExperimentDirectory, PredictionFile, model_folder
from stance.experiment.jobs import BEHAVIOUR, RunConfig, RunProgress
from stance.experiment.materials import Materials
from stance.models.saved import MODEL_FILE
from stance.protocols import AdaptableModel, StanceModel, TrainableModel
from stance.targets.codebook import target_names
from stance.types import Answer, Prediction, StanceExample, Target

log = logging.getLogger(__name__)

CHUNK = 512
"""Examples for one call of the model; a stopped run goes on with the next call, so that batches are the same ones."""


class Question(NamedTuple):
    """Examples of one evaluation set that are asked together."""

    set: str
    variant: str
    examples: Sequence[StanceExample]


def needs_training(config: RunConfig, model: StanceModel) -> bool:
    """Whether the run trains: models that learn do, unless they come trained."""
    return isinstance(model, TrainableModel) and not config.trained


@runtime_checkable
class Storable(Protocol):
    """A model that can be stored and read back."""

    def save(self, folder: Path) -> None:
        """Store it in a folder."""
        ...

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model that was stored."""
        ...


@runtime_checkable
class TakesTargets(Protocol):
    """A model that reads the codebook."""

    def know(self, targets: Iterable[Target]) -> None:
        """Take these entries for the targets of their ids."""
        ...


def fitted(
    run: ExperimentDirectory, config: RunConfig, model: StanceModel, materials: Materials, progress: RunProgress | None
) -> StanceModel:
    """The model, trained or adapted, and read back from the disk, so that a resumed run predicts with the same one."""
    folder = model_folder(run, kept=config.save_model)
    informed(model, config)
    if not (folder / MODEL_FILE).exists():
        if isinstance(model, TrainableModel) and not config.trained:
            _train(run, config, model, materials, progress)
        elif isinstance(model, AdaptableModel) and config.adapt:
            _adapt(run, config, model, materials, progress)
        if isinstance(model, Storable):
            model.save(folder)
    if not isinstance(model, Storable):
        return model
    stored: StanceModel = type(model).load(folder)
    return informed(stored, config)


def informed(model: StanceModel, config: RunConfig) -> StanceModel:
    """The model, told of the codebook."""
    if isinstance(model, TakesTargets):
        model.know(config.targets)
    return model


def wordings(model: StanceModel, config: RunConfig) -> dict[str, str]:
    """Names of the targets of the user's own codebook, for models that know the shipped one only."""
    if isinstance(model, TakesTargets):
        return {}
    shipped = set(target_names())
    return {target.id: target.name for target in config.targets if target.id not in shipped}


def _train(
    run: ExperimentDirectory,
    config: RunConfig,
    model: TrainableModel,
    materials: Materials,
    progress: RunProgress | None,
) -> None:
    begun = time.perf_counter()
    names = wordings(model, config)
    history = model.fit(
        [worded(example, names) for example in materials.train],
        [worded(example, names) for example in materials.dev],
        weights=materials.weights,
        seed=config.seed,
        checkpoints=run.checkpoints / "training",
        progress=progress,
    )
    log.info("trained on %d examples", len(materials.train))
    run.note(history={**history, "seconds_in_last_start": round(time.perf_counter() - begun, 3)})


def _adapt(
    run: ExperimentDirectory,
    config: RunConfig,
    model: AdaptableModel,
    materials: Materials,
    progress: RunProgress | None,
) -> None:
    """Let a model learn its prior from texts of training and development, else of the test sets; never from labels."""
    given = [*materials.train, *materials.dev] or [row for name in materials.tests for row in materials.sets[name]]
    names = wordings(model, config)
    history = model.adapt([_asked(example, names) for example in given], progress=progress)
    run.note(adapted={"examples": len(given), **history})


def worded(example: StanceExample, names: Mapping[str, str], **changes: Any) -> StanceExample:
    """The example as a model gets it: a target of the user's codebook by its name."""
    if example.target in names:
        mentions = (
            dataclasses.replace(one, target=names.get(one.target, one.target)) for one in example.target_mentions
        )
        changes |= {"target": names[example.target], "target_mentions": tuple(mentions)}
    return dataclasses.replace(example, **changes) if changes else example


def _asked(example: StanceExample, names: Mapping[str, str]) -> StanceExample:
    """The example as a model is asked: without the answer."""
    return worded(example, names, gold=None)


def questions(config: RunConfig, materials: Materials) -> list[Question]:
    """All that the model is asked: every set as it is, the probes of the test sets, the minimal pairs."""
    found: list[Question] = []
    for name, rows in materials.sets.items():
        found.append(Question(name, "", rows))
        if config.probes and name in materials.tests:
            from stance.metrics.probes import probes

            found += [Question(name, variant, changed) for variant, changed in probes(rows).items() if changed]
    if config.behaviour:
        from stance.metrics.behaviour import behaviour_examples

        found.append(Question(BEHAVIOUR, "", behaviour_examples()))
    return found


def predict(
    run: ExperimentDirectory,
    config: RunConfig,
    model: StanceModel,
    asked: Sequence[Question],
    progress: RunProgress | None,
) -> None:
    """Ask the model and store its answers in ``predictions.jsonl``."""
    chunks = [
        Question(name, variant, rows[start : start + CHUNK])
        for name, variant, rows in asked
        for start in range(0, len(rows), CHUNK)
    ]
    names = wordings(model, config)
    file = PredictionFile(run.path, [len(chunk.examples) for chunk in chunks])
    try:
        before = sum(len(chunk.examples) for chunk in chunks[: file.complete])
        if progress:
            progress.begin("predicting", sum(len(chunk.examples) for chunk in chunks), before)
        if before:
            log.info("predicting: %d answers were there before", before)
        begun, count = time.perf_counter(), 0
        for chunk in chunks[file.complete :]:
            predictions = model.predict([_asked(example, names) for example in chunk.examples])
            file.add(list(_answers(model.name, chunk, predictions)))
            count += len(predictions)
            if progress:
                progress.advance(len(predictions))
        if seconds := time.perf_counter() - begun:
            run.stages["predict"]["examples_per_second"] = round(count / seconds, 1) if count else None
        file.finish()
    finally:
        file.close()


def _answers(model: str, chunk: Question, predictions: Sequence[Prediction]) -> Iterator[Answer]:
    given = [prediction.example_id for prediction in predictions]
    if given != [example.id for example in chunk.examples]:
        raise RuntimeError(f"model {model!r} answered other questions than it was asked, or in another order")
    for example, prediction in zip(chunk.examples, predictions, strict=True):
        yield Answer(set=chunk.set, variant=chunk.variant, example=example, prediction=prediction)
