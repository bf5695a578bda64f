"""The run directory of an experiment: stages that are timed and resumed, predictions that are never half written."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stance.errors import ConfigError
from stance.predictions import answer_row
from stance.records import TEMPORARY, atomic
from stance.runs import CARDS, CHECKPOINTS, CONFIG, MODEL, PREDICTED, PREDICTIONS, HeldDirectory, read_manifest
from stance.types import Answer

log = logging.getLogger(__name__)


class ExperimentDirectory(HeldDirectory):
    """The directory of an experiment that goes on; see :class:`stance.runs.HeldDirectory`."""

    def _begin(self) -> None:
        before = read_manifest(self.path) if self.resumed else None
        self.stages: dict[str, Any] = dict((before or {}).get("stages") or {})
        if before:
            kept = ("started", "history", "adapted")
            self.manifest |= {name: before[name] for name in kept if name in before}
        self.manifest["stages"] = self.stages
        super()._begin()

    @property
    def checkpoints(self) -> Path:
        """Where a stopped training leaves what it needs to go on; gone once the run is finished."""
        return self.path / CHECKPOINTS

    def note(self, **values: Any) -> None:
        """Put values into ``run.json``, now."""
        self.manifest |= values
        self.write_manifest("running")

    def done(self, stage: str) -> bool:
        """Whether a stage was completed, now or before a stop."""
        return bool(self.stages.get(stage, {}).get("done"))

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage and note when it is complete; what it took before a stop counts, too."""
        entry = self.stages.setdefault(name, {"seconds": 0.0, "starts": 0, "done": False})
        entry["starts"] += 1
        before, begun = entry["seconds"], time.perf_counter()
        log.info("%s: started%s", name, " again" if entry["starts"] > 1 else "")
        self.write_manifest("running")
        try:
            yield
            entry["done"] = True
        finally:
            entry["seconds"] = round(before + time.perf_counter() - begun, 3)
            self.write_manifest("running")
        log.info("%s: done in %.1f s", name, entry["seconds"])

    def write_json(self, name: str, value: Any) -> None:
        """Write a file of the directory, atomically."""
        with atomic(self.path / name) as file:
            json.dump(value, file, indent=2, ensure_ascii=False)
            file.write("\n")

    def write_inputs(self, settings: Mapping[str, Any], cards: Sequence[Mapping[str, Any]]) -> None:
        """Write the resolved configuration and the cards of the data."""
        import yaml

        with atomic(self.path / CONFIG) as file:
            yaml.safe_dump(dict(settings), file, sort_keys=False, allow_unicode=True, width=120)
        self.write_json(CARDS, list(cards))

    def finish(self) -> None:
        """Say in ``run.json`` that all is done, and clear away what only a resume needs."""
        shutil.rmtree(self.checkpoints, ignore_errors=True)
        self.write_manifest("finished")


class PredictionFile:
    """Predictions as they come: what is on the disk after any stop is a number of whole chunks.

    Args:
        path: The run directory.
        chunks: Number of answers of each chunk, in the order in which they will be added.
    """

    def __init__(self, path: Path, chunks: Sequence[int]) -> None:
        self._partial, self._final = path / PREDICTED, path / PREDICTIONS
        if self._final.exists() and not self._partial.exists():  # stopped after the last chunk
            self._final.rename(self._partial)
        ends = _line_ends(self._partial)
        self.complete, answers = 0, 0
        for chunk in chunks:
            if answers + chunk > len(ends):
                break
            answers += chunk
            self.complete += 1
        self._file = self._partial.open("ab")
        self._file.truncate(ends[answers - 1] if answers else 0)

    def add(self, answers: Sequence[Answer]) -> None:
        """Store the answers of the next chunk."""
        lines = (json.dumps(answer_row(answer), ensure_ascii=False) + "\n" for answer in answers)
        self._file.write("".join(lines).encode("utf-8", "backslashreplace"))
        self._file.flush()

    def close(self) -> None:
        """Close the file; it keeps its name of an unfinished one."""
        self._file.close()

    def finish(self) -> Path:
        """Give the file its name."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._partial.replace(self._final)
        return self._final


def _line_ends(path: Path) -> list[int]:
    """The byte after each whole line."""
    ends: list[int] = []
    if path.exists():
        end = 0
        with path.open("rb") as file:
            for line in file:
                end += len(line)
                if line.endswith(b"\n"):
                    ends.append(end)
    return ends


def model_folder(run: ExperimentDirectory, *, kept: bool) -> Path:
    """Where the model is stored: for good, or only until the run is finished."""
    return run.path / MODEL if kept else run.checkpoints / MODEL


def check_place(out: Path) -> None:
    """Try, before anything is read or computed, whether a directory can be made or written into; leaves nothing.

    Raises:
        ConfigError: It cannot; names the reason.
    """
    if out.exists() and not out.is_dir():
        raise ConfigError(f"out={out} is a file; give a directory that does not exist yet")
    there = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    try:  # permissions alone do not tell: nobody may write into /proc
        Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=there)).rmdir()
    except OSError as error:
        raise ConfigError(f"out={out}: {error.strerror} ({there}); give a directory that you may write") from error
