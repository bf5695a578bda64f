"""Finished runs in MLflow, for those who keep their experiments there; off unless asked for.

Only a store of files on this machine is written, without a server and without a network call. MLflow keeps that kind of
store in maintenance, and asks to be told that it is wanted; it is what needs no database beside the small client.
"""

from __future__ import annotations

import fcntl
import math
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from stance.comparison.loaded import LoadedRun, load_run
from stance.errors import ConfigError, MissingLibraryError
from stance.runs import CARDS, CONFIG, LOG, MANIFEST, METRICS

_FILES = (MANIFEST, CONFIG, CARDS, METRICS, "results.md", "README.md", LOG)
_SETTINGS = {
    "MLFLOW_ALLOW_FILE_STORE": "true",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
}
_LONGEST = 500
"""Characters of a parameter; MLflow refuses more than 6,000."""
_PARAMETERS, _METRICS = 100, 1000
"""How many MLflow takes at a time."""
_TAG = "stance.identity"


def log_run(path: Path | str, store: Path | str, *, experiment: str | None = None) -> str:
    """Log a finished run: its options as parameters, its figures as metrics, its reports and plots as artifacts.

    A run that is in the store already, by its directory and what it was made of, is not logged again.

    Args:
        path: The run directory.
        store: Folder of the store (``mlruns``); made if it is not there.
        experiment: Its name in MLflow; that of the run, or ``stance``, by default.

    Returns:
        MLflow's id of the run.

    Raises:
        InputError: ``path`` is no finished run.
        MissingLibraryError: MLflow is not installed.
        ConfigError: ``store`` is no folder of this machine, or cannot be written.
    """
    run = load_run(path)
    folder = _folder(store)
    with _locked(folder), _client(folder) as client:
        name = experiment or run.experiment or "stance"
        found = client.get_experiment_by_name(name)
        experiment_id = found.experiment_id if found else client.create_experiment(name)
        identity = f"{run.manifest['identity']} {run.path.resolve()} {run.manifest.get('finished')}"
        for entry in client.search_runs([experiment_id], max_results=10_000):
            if entry.data.tags.get(_TAG) == identity and entry.info.status == "FINISHED":
                return str(entry.info.run_id)
        tags = {_TAG: identity, "model": run.model, **_tags(run.manifest)}
        run_id = str(client.create_run(experiment_id, run_name=f"{run.model}-{run.seed}", tags=tags).info.run_id)
        _log(client, run_id, run)
        client.set_terminated(run_id)
    return run_id


def check_store(store: Path | str) -> None:
    """Look, before hours of training, whether a run could be logged; writes nothing.

    Args:
        store: As of :func:`log_run`.

    Raises:
        MissingLibraryError: MLflow is not installed.
        ConfigError: ``store`` is no folder of this machine.
    """
    folder = _place(store)
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"mlflow={store} is a file; give a folder, as in mlflow=mlruns")
    try:
        found = find_spec("mlflow")
    except ValueError:  # a module in its place that no finder knows
        found = None
    if found is None:
        raise MissingLibraryError("logging to MLflow", "mlflow-skinny", "mlflow")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Jobs of a sweep that end at the same time would make the same experiment twice."""
    with (folder / ".stance.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _place(store: Path | str) -> Path:
    text = str(store)
    if re.match(r"[a-z][a-z0-9+.\-]+:", text, re.IGNORECASE):
        raise ConfigError(f"mlflow={text}: only a folder of this machine is written; give one, as in mlflow=mlruns")
    return Path(text).resolve()


def _folder(store: Path | str) -> Path:
    text, folder = str(store), _place(store)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"mlflow={text}: {error.strerror}; give a folder that you may write") from error
    return folder


@contextmanager
def _client(folder: Path) -> Iterator[Any]:
    before = {name: os.environ.get(name) for name in _SETTINGS}
    os.environ.update(_SETTINGS)
    try:
        try:
            from mlflow.tracking import MlflowClient
        except ImportError as error:
            raise MissingLibraryError("logging to MLflow", "mlflow-skinny", "mlflow") from error
        yield MlflowClient(tracking_uri=folder.as_uri())
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _tags(manifest: Mapping[str, Any]) -> dict[str, str]:
    names = ("stance", "commit", "python", "platform", "started", "finished")
    return {name: str(manifest[name]) for name in names if manifest.get(name)}


def _log(client: Any, run_id: str, run: LoadedRun) -> None:
    from mlflow.entities import Metric, Param

    now = int(time.time() * 1000)
    parameters = {"seed": run.seed, "trained_on": run.trained_on, **run.options}
    metrics = [
        Metric(_key(f"{metric.group}.{metric.name}{part}"), value, now, 0)
        for metric in run.metrics
        for part, value in (("", metric.value), (".low", metric.low), (".high", metric.high))
        if math.isfinite(value)
    ]
    for number, row in enumerate(run.history, start=1):
        for name, value in row.items():
            if isinstance(value, int | float) and math.isfinite(value) and name != "epoch":
                metrics.append(Metric(_key(f"training.{name}"), float(value), now, int(row.get("epoch", number))))
    given = [Param(_key(name), str(value)[:_LONGEST]) for name, value in parameters.items()]
    for start in range(0, len(given), _PARAMETERS):
        client.log_batch(run_id, params=given[start : start + _PARAMETERS])
    for start in range(0, len(metrics), _METRICS):
        client.log_batch(run_id, metrics=metrics[start : start + _METRICS])
    for name in _FILES:
        if (run.path / name).is_file():
            client.log_artifact(run_id, str(run.path / name))
    if (run.path / "plots").is_dir():
        client.log_artifacts(run_id, str(run.path / "plots"), artifact_path="plots")


def _key(name: str) -> str:
    """A name that MLflow allows, and that is no path out of the store; a slash stays, which groups figures there.

    >>> _key("vast/test_zero target=a>b.macro_f1"), _key("../x")
    ('vast/test_zero target_a_b.macro_f1', '_/x')
    """
    parts = [re.sub(r"[^\w.\- ]", "_", part, flags=re.ASCII) for part in name.split("/")]
    return "/".join("_" if set(part) <= {"."} else part for part in parts)[:200].rstrip()
