"""Sweeps: where each job puts what it writes, and the table of all of them."""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stance.experiment.jobs import RunConfig
from stance.records import atomic
from stance.runs import METRICS

SWEEP = "sweep.json"
LONGEST = 120
"""Longest name of a directory, in bytes; file systems allow 255, and some of it is left for temporary names."""

MAIN = ("macro_f1", "micro_f1", "accuracy")
"""Figures that the table of a sweep shows of each test set."""

_PLACES = frozenset({"out", "overwrite", "paths.runs"})
_FIRST = ("experiment", "dataset", "model", "model_path", "seed")
_LIST = re.compile(r"(?<==)\[([\w,.\-]*)\]\Z")
_UNSAFE = re.compile(r"[^\w.=,+\-]+")


@dataclass(frozen=True, kw_only=True)
class JobRow:
    """A job of a sweep.

    Args:
        overrides: Its options.
        status: ``finished``, ``done before``, ``refused`` (a mistake of the user), ``failed`` or ``stopped``.
        out: Its directory, if it came so far.
        message: What went wrong.
        figures: Rows of set, name, value, low, high, n.
    """

    overrides: tuple[str, ...]
    status: str
    out: str | None = None
    message: str = ""
    figures: tuple[Mapping[str, Any], ...] = ()


def job_name(overrides: Sequence[str]) -> str:
    """The name of a job's directory: its options, whatever their order and however they were swept over.

    Two jobs of other options never share a name: where characters had to be replaced or left out, a hash of the options
    is added.

    >>> job_name(["seed=1", "model=tfidf", "out=runs/x"])
    'model=tfidf,seed=1'
    """
    counted = [text.lstrip("+") for text in overrides]
    counted = sorted((text for text in counted if text.lstrip("~").partition("=")[0] not in _PLACES), key=_order)
    plain = ",".join(_LIST.sub(lambda match: match[1].replace(",", "+"), text) for text in counted)
    name = _UNSAFE.sub("_", plain).strip(".") or "job"
    if name == plain and len(name.encode()) <= LONGEST:
        return name
    digest = hashlib.sha256("\0".join(counted).encode("utf-8", "backslashreplace")).hexdigest()[:10]
    cut = name.encode()[: LONGEST - 11].decode("utf-8", "ignore")
    return f"{cut}-{digest}"


def _order(text: str) -> tuple[int, str]:
    key = text.partition("=")[0]
    return (_FIRST.index(key) if key in _FIRST else len(_FIRST)), text


def place(config: RunConfig, overrides: Sequence[str]) -> Path:
    """The directory of a job: below ``out``, else below that of its experiment."""
    if config.out is not None:
        return config.out / job_name(overrides)
    base = config.runs / "run"
    if config.experiment:
        base /= _UNSAFE.sub("_", config.experiment)
        overrides = [text for text in overrides if not text.startswith("experiment=")]
    return base / job_name(overrides)


def main_figures(out: Path) -> tuple[dict[str, Any], ...]:
    """The figures that a table of runs shows, of the whole of each evaluation set."""
    try:
        content = json.loads((out / METRICS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    kept = ("value", "low", "high", "n")
    return tuple(
        {"set": row["group"], "name": row["name"], **{key: row[key] for key in kept}}
        for row in content["metrics"]
        if row["name"] in MAIN and " " not in row["group"]
    )


def record(rows: Sequence[JobRow], *, command: Sequence[str]) -> list[Path]:
    """Note a sweep in the ``sweep.json`` of each folder that holds its jobs; what other sweeps noted there stays.

    Args:
        rows: Its jobs.
        command: The command line.

    Returns:
        The files.
    """
    folders = sorted({Path(row.out).parent for row in rows if row.out})
    for folder in folders:
        if not folder.is_dir():
            continue
        with _locked(folder):
            path = folder / SWEEP
            before = _read(path)
            jobs = {job["job"]: job for job in before}
            for row in rows:
                if row.out and Path(row.out).parent != folder:
                    continue
                entry = dataclasses.asdict(row) | {"command": list(command)}
                name = Path(row.out).name if row.out else job_name(row.overrides)
                jobs[name] = {"job": name, **entry}
            with atomic(path) as file:
                json.dump({"jobs": [jobs[name] for name in sorted(jobs)]}, file, indent=2, ensure_ascii=False)
                file.write("\n")
    return [folder / SWEEP for folder in folders if (folder / SWEEP).exists()]


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))["jobs"])
    except (OSError, ValueError, KeyError, TypeError):
        return []


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / f".{SWEEP}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
