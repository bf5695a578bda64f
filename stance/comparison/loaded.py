"""Finished runs, read back from their directories: what they were told, and what they answered."""

from __future__ import annotations

import dataclasses
import glob
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from stance.errors import InputError, unknown
from stance.predictions import read_answers
from stance.provenance import identity
from stance.runs import MANIFEST, METRICS, PREDICTIONS, read_manifest
from stance.types import Answer, MetricValue

# Options that change nothing of what a model answers to a test item, or only where things lie.
_NOT_THE_MODEL = frozenset(
    {"seed", "out", "overwrite", "paths", "resamples", "metrics", "probes", "behaviour", "save_model", "mlflow"}
)
_PLACES = frozenset({"folder", "path", "paths", "file", "files"})
_HINT = "give directories that `stance run` made, or a folder above them"


@dataclasses.dataclass(frozen=True, kw_only=True)
class LoadedRun:
    """A finished run.

    Args:
        path: Its directory.
        manifest: What ``run.json`` says.
    """

    path: Path
    manifest: Mapping[str, Any]

    @property
    def model(self) -> str:
        """Name of the model."""
        return str(self.manifest.get("model") or "model")

    @property
    def experiment(self) -> str | None:
        """Name of the experiment, if it has one."""
        return self.manifest.get("experiment") or None

    @property
    def parts(self) -> tuple[LoadedRun, ...]:
        """The runs that it is made of: itself, unless it is of several folds."""
        return (self,)

    @property
    def seed(self) -> int:
        """Its seed."""
        return int(self.manifest.get("seed") or 0)

    @property
    def trained_on(self) -> int:
        """Number of training rows; 0 where nothing was trained."""
        return int(self.manifest.get("trained_on") or 0)

    @cached_property
    def options(self) -> dict[str, Any]:
        """The options that make the model what it is, flat: ``model.rendering`` to a plain value."""
        config = {key: value for key, value in (self.manifest.get("config") or {}).items() if key not in _NOT_THE_MODEL}
        return {key: value for key, value in _flat(config).items() if not _is_place(key)}

    def follows_seed(self, option: str) -> bool:
        """Whether an option is the seed again (``split.seed`` of a draw of few examples)."""
        return option.endswith(".seed") and self.options.get(option) == self.seed

    def key(self, *, without: Iterable[str] = ()) -> str:
        """The same for runs that differ in nothing but the seed: options, and content of the data files.

        Args:
            without: Further options in which they may differ.
        """
        left_out = set(without)
        options = {key: value for key, value in self.options.items() if key not in left_out}
        data = self.manifest.get("data") or {}
        content = {name: [file.get("sha256") for file in (one or {}).get("files") or ()] for name, one in data.items()}
        return identity(self.model, self.experiment, options, content)

    @cached_property
    def answers(self) -> dict[str, tuple[Answer, ...]]:
        """Evaluation set to the answers to its examples as they are (no probes).

        Raises:
            InputError: They cannot be read.
        """
        found: dict[str, list[Answer]] = {}
        for answer in read_answers(self.path / PREDICTIONS):
            if not answer.variant:
                found.setdefault(answer.set, []).append(answer)
        return {name: tuple(rows) for name, rows in found.items()}

    @cached_property
    def metrics(self) -> tuple[MetricValue, ...]:
        """The figures of ``metrics.json``; an end of an interval that does not exist is ``nan``.

        Raises:
            InputError: They cannot be read.
        """
        path = self.path / METRICS
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))["metrics"]
            return tuple(
                MetricValue(
                    name=row["name"],
                    group=row["group"],
                    n=int(row["n"]),
                    **{key: float("nan") if row[key] is None else float(row[key]) for key in ("value", "low", "high")},
                )
                for row in rows
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path}: no figures of a run ({error}); {_HINT}") from error

    @property
    def sets(self) -> list[str]:
        """Names of the evaluation sets, in the order in which they were asked."""
        return list(self.manifest.get("sets") or self.answers)

    @property
    def history(self) -> list[Mapping[str, float]]:
        """How training went, epoch by epoch; empty where the model keeps no such account."""
        rows = (self.manifest.get("history") or {}).get("epochs")
        return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def load_run(path: Path | str) -> LoadedRun:
    """Read a finished run.

    Args:
        path: Its directory.

    Raises:
        InputError: It is none: not there, of another command, unfinished, failed, or without predictions.
    """
    path = Path(path)
    reason = unusable(path)
    if reason:
        raise InputError(f"{path}: {reason}; {_HINT}")
    return LoadedRun(path=path, manifest=read_manifest(path) or {})


def unusable(path: Path) -> str:
    """Why a directory cannot be compared; empty if it can."""
    if not path.is_dir():
        return "no such directory" if not path.exists() else "a file, not a directory"
    manifest = read_manifest(path)
    if manifest is None:
        return f"no readable {MANIFEST}"
    if manifest.get("kind") != "run":
        return f"not a run of `stance run` (it is of `stance {manifest.get('kind') or 'label'}`)"
    status = manifest["status"]
    if status != "finished":
        error = str(manifest.get("error") or "")
        said = {"running": "unfinished (stopped, or still going on)", "interrupted": "stopped by the user"}
        return f"{said.get(status, status)}{f': {error}' if error else ''}"
    return "" if (path / PREDICTIONS).is_file() else f"no {PREDICTIONS}"


def find_runs(paths: Sequence[Path | str]) -> list[Path]:
    """Directories of runs, finished or not: those given, those below what is given (sweeps), those a pattern finds.

    Args:
        paths: Directories and patterns (``runs/*``).

    Returns:
        Each once, in the order given; below a folder, in the order of their names, numbers by size.

    Raises:
        InputError: There is none, or a path does not exist.
    """
    if not paths:
        raise InputError(f"nothing to compare; {_HINT}, as in stance compare runs/run/*")
    found: dict[Path, None] = {}
    for given in map(str, paths):
        if Path(given).exists():
            folders = [Path(given)]
        else:
            folders = [Path(name) for name in sorted(glob.glob(given, recursive=True), key=_by_number)]  # noqa: PTH207
        if not folders:
            raise InputError(f"{given}: no such directory; {_HINT}")
        below = [run for folder in folders for run in _below(folder)]
        if not below:
            raise InputError(f"{given}: no run in it or below it (no {MANIFEST}); {_HINT}")
        found |= dict.fromkeys(below)
    return list({path.resolve(): path for path in reversed(found)}.values())[::-1]


def _below(folder: Path) -> list[Path]:
    if (folder / MANIFEST).is_file():
        return [folder]
    return sorted((path.parent for path in folder.rglob(MANIFEST)), key=lambda path: _by_number(str(path)))


def _by_number(name: str) -> list[tuple[int, int | str]]:
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in Path(name).parts]


def _flat(value: Any, prefix: str = "") -> dict[str, Any]:
    if isinstance(value, Mapping) and value:
        return {key: leaf for name, item in value.items() for key, leaf in _flat(item, f"{prefix}{name}.").items()}
    return {prefix.removesuffix("."): value}


def _is_place(key: str) -> bool:
    parts = key.split(".")
    return (parts[0] == "datasets" and bool(_PLACES & set(parts[2:]))) or parts[0] in {"dataset_files", "target_files"}


def chosen_sets(runs: Sequence[LoadedRun], sets: Sequence[str] | None) -> list[str]:
    """The sets to compare on: those named, else all test sets of any run, in the order of the runs.

    Args:
        runs: The runs.
        sets: Names (``vast/test_zero``), or names of data sets for all their test sets.

    Raises:
        ConfigError: No run has one that is named.
    """
    there = list(dict.fromkeys(name for run in runs for name in run.sets))
    tests = [name for name in there if name.partition("/")[2].startswith("test")]
    if sets is None:
        return tests or there
    found: list[str] = []
    for name in sets:
        of_data = [one for one in tests if one.partition("/")[0] == name]
        if name not in there and not of_data:
            raise unknown("set", name, there, hint="Name sets that the runs were tested on, as in sets=[dse/test]")
        found += [name] if name in there else of_data
    return list(dict.fromkeys(found))
