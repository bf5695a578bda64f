"""From a composed configuration to the settings of an experiment, each checked as far as it can be without data."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial as bound
from pathlib import Path
from typing import Any

from stance.errors import ConfigError, MissingLibraryError
from stance.experiment.jobs import RunConfig
from stance.specs import TARGET, build, build_model, fits, located
from stance.taking import Taker
from stance.targets.codebook import load_targets, target_from_mapping
from stance.targets.freetext import target_from_text
from stance.types import Target

LIBRARIES = ("numpy", "sklearn", "datasets")
"""Without these no experiment runs; what a model needs besides, it says itself."""


def check_libraries() -> None:
    """Look whether the libraries of the extra ``train`` are there.

    Raises:
        MissingLibraryError: One is not.
    """
    from importlib.util import find_spec

    for name in LIBRARIES:
        if find_spec(name) is None:
            raise MissingLibraryError("stance run", {"sklearn": "scikit-learn"}.get(name, name), "train")


def run_config(
    composed: Mapping[str, Any],
    *,
    partial: bool = False,
    command: tuple[str, ...] = (),
    overrides: tuple[str, ...] = (),
) -> RunConfig:
    """The settings of ``stance run``.

    Args:
        composed: The resolved configuration as plain values, no text sealed.
        partial: Whether it need not say yet which data and metrics; for checking single choices.
        command: The command line, for ``run.json``.
        overrides: What was changed on it, likewise.

    Raises:
        ConfigError: A value is of the wrong kind or out of range, or what is named does not exist or does not take
            what it is given.
    """
    take = Taker(composed)
    datasets = _datasets(take)
    metrics = _metrics(take)
    if not partial and not datasets:
        raise ConfigError("no data set; name one as in dataset=[dse], or an experiment as in experiment=dse")
    if not partial and not metrics:
        raise ConfigError("no metric; name one as in metric=[classification]")
    spec = model_spec(take)
    fits(spec, where="model")
    split = take.mapping("split")
    if split:
        fits(split, where="split")
    return RunConfig(
        datasets=datasets,
        model=lambda: build_model(spec),
        metrics=metrics,
        split=build({**split, "_partial_": True}, where="split") if split else None,
        targets=targets(take, needed=False),
        trained=take.text("model_path") is not None,
        train=_train(composed.get("train")),
        test=None if composed.get("test") is None else take.texts("test"),
        adapt=take.flag("adapt") and not _stored(take.text("model_path")),
        validation=take.number("validation", float, 0.0, 0.9),
        out=None if (out := take.text("out")) is None else Path(out),
        overwrite=take.flag("overwrite"),
        seed=take.number("seed", int, 0, 2**32 - 1),
        resamples=take.number("resamples", int, 0),
        probes=take.flag("probes"),
        behaviour=take.flag("behaviour"),
        save_model=take.flag("save_model"),
        mlflow=take.text("mlflow"),
        limit=take.some("limit", 1),
        train_rows=take.some("train_rows", 1),
        experiment=take.text("experiment"),
        settings=composed,
        overrides=overrides,
        command=command,
        runs=Path(take.mapping("paths").get("runs") or "runs"),
    )


def model_spec(take: Taker) -> Mapping[str, Any]:
    """The classifier: a choice of the group, or a stored run, folder or hub name with options.

    Raises:
        ConfigError: None is chosen.
    """
    spec, path = take.mapping("model"), take.text("model_path")
    if path is not None:
        options = {key: value for key, value in spec.items() if key != TARGET}
        return {TARGET: "stance.models.load_model", "name": path, **options}
    if TARGET not in spec:
        from stance.models import model_names

        known = ", ".join(model_names())
        raise ConfigError(f"no model; choose one of {known}, or give a run directory, as in model=runs/run/...")
    return spec


def targets(take: Taker, *, needed: bool = True) -> tuple[Target, ...]:
    """The codebook: entries chosen, of the user's files, and in words.

    Raises:
        ConfigError: There is none though one is needed, or one is given twice.
    """
    codebook = take.mapping("codebook")
    found = [target_from_mapping(entry, where=f"codebook.{key}") for key, entry in codebook.items()]
    found += load_targets([Path(path) for path in take.texts("target_files")])
    found += [target_from_text(text) for text in take.texts("target_text")]
    if needed and not found:
        from stance.targets.codebook import target_names

        known = ", ".join(target_names())
        raise ConfigError(f"no target; name one of {known}, a yaml file, or target_text='...'")
    ids = [target.id for target in found]
    if twice := next((name for name in ids if ids.count(name) > 1), None):
        raise ConfigError(f"target {twice!r} is given twice; leave one out or give it another id")
    return tuple(found)


def _stored(path: str | None) -> bool:
    """Whether it is a model or run of stance, which is as it was when it was stored."""
    return path is not None and any((Path(path) / inner / "model.json").is_file() for inner in (".", "model"))


def _datasets(take: Taker) -> dict[str, Callable[[], Any]]:
    readers: dict[str, Callable[[], Any]] = {}
    chosen = dict(take.mapping("datasets"))
    for path in take.texts("dataset_files"):
        name, spec = own_dataset(Path(path), take.mapping("paths"))
        if name in chosen:
            raise ConfigError(f"data set {name!r} is given twice; give {path} another `name:`")
        chosen[name] = spec
    for name, spec in chosen.items():
        where = f"datasets.{name}"
        if not isinstance(spec, Mapping) or TARGET not in spec:
            hint = f"choose it, as in dataset=[{name}]"
            raise ConfigError(f"{where}: options of a data set that is not chosen; {hint}, or correct the name")
        named = {"name": name, **spec} if _takes_name(spec) else spec
        fits(named, where=where)
        readers[name] = bound(build, named, where=where)
    return readers


def _takes_name(spec: Mapping[str, Any]) -> bool:
    return "name" in inspect.signature(located(str(spec[TARGET]))).parameters


def own_dataset(path: Path, paths: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """A data set of the user's yaml file: its name, and what reads it.

    Args:
        path: The file; without a ``_target_`` it maps the columns of a table (:func:`stance.data.tables.read_table`).
        paths: What ``${paths.data}`` in it stands for.

    Raises:
        ConfigError: It cannot be read or is no mapping.
    """
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException
    from yaml import YAMLError

    try:
        content = OmegaConf.load(path)
        merged = OmegaConf.merge(content, {"paths": dict(paths)})
        spec = OmegaConf.to_container(merged, resolve=True)
    except OSError as error:
        raise ConfigError(f"dataset: {path}: {error.strerror}; give a yaml file or a name") from error
    except (YAMLError, OmegaConfBaseException, ValueError, UnicodeDecodeError) as error:
        first = str(error).strip().splitlines()[0]
        raise ConfigError(f"dataset: {path} cannot be read as yaml ({first}); correct it") from error
    if not isinstance(spec, dict) or not spec.keys() - {"paths"}:
        raise ConfigError(f"dataset: {path} holds no mapping; write `path:`, `columns:` and `labels:` there")
    named: dict[str, Any] = {str(key): value for key, value in spec.items() if key != "paths"}
    name = str(named.pop("name", path.stem))
    named.setdefault(TARGET, "stance.data.tables.read_table")
    for key in ("path", "folder", "file", "files"):  # a path in it is meant from here, or from where the yaml lies
        named[key] = _beside(named[key], path.parent) if key in named else None
    return name, {key: value for key, value in named.items() if value is not None}


def _beside(value: Any, folder: Path) -> Any:
    if isinstance(value, list):
        return [_beside(item, folder) for item in value]
    if isinstance(value, str) and not Path(value).exists() and (folder / value).exists():
        return str(folder / value)
    return value


def _metrics(take: Taker) -> dict[str, Any]:
    found = {}
    for name, spec in take.mapping("metrics").items():
        where = f"metrics.{name}"
        if not isinstance(spec, Mapping) or TARGET not in spec:
            hint = f"choose it, as in metric=[{name}]"
            raise ConfigError(f"{where}: options of a metric that is not chosen; {hint}, or correct the name")
        fits({**spec, "_partial_": True}, where=where, later=("resamples", "seed"))
        found[name] = build({**spec, "_partial_": True}, where=where)
    return found


def _train(value: Any) -> dict[str, float] | None:
    """What to train on: names with weights; names alone count 1."""
    if value is None:
        return None
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return dict.fromkeys(value, 1.0)
    if not isinstance(value, Mapping):
        hint = "give data sets with weights, as in train={dse:1.0,plv:0.5}"
        raise ConfigError(f"train={value!r} is not allowed; {hint}")
    weights = {}
    for name, weight in value.items():
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < float("inf"):
            raise ConfigError(f"train.{name}={weight!r} is not allowed; give a number of 0 or more")
        weights[str(name)] = float(weight)
    return weights
