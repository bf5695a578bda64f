"""Run directories: one run at a time, never half written, never overwritten unasked, resumed where it stopped.

While a run goes on, its rows lie in ``labels.partial.jsonl`` and ``progress.jsonl`` says, document by document, how far
that file holds. A run that was stopped, however rudely, goes on after the last document of which both are complete.
"""

from __future__ import annotations

import datetime
import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Literal, Self

from stance.corpus import DOCUMENTS
from stance.errors import ConfigError
from stance.records import TEMPORARY, atomic, json_line
from stance.types import StanceRecord

MANIFEST = "run.json"
LABELS = "labels.jsonl"
PARTIAL = "labels.partial.jsonl"
PAGES = "pages.partial.jsonl"
JOURNAL = "progress.jsonl"
LOG = "run.log"
LOCK = ".lock"
PREDICTIONS = "predictions.jsonl"
PREDICTED = "predictions.partial.jsonl"
METRICS = "metrics.json"
CARDS = "data.json"
CONFIG = "config.yaml"
MODEL = "model"
CHECKPOINTS = "checkpoints"
_OF_LABELLING = (LABELS, "labels.csv", DOCUMENTS, "report.html", PARTIAL, PAGES, JOURNAL)
_OF_EXPERIMENTS = (PREDICTIONS, PREDICTED, METRICS, CARDS, CONFIG, "results.md", "README.md")
_OURS = (MANIFEST, LOG, *_OF_LABELLING, *_OF_EXPERIMENTS)
_OUR_FOLDERS = (MODEL, CHECKPOINTS, "plots")


class RunFinishedError(ConfigError):
    """The directory holds a finished run; ``same`` says whether of the very same command."""

    def __init__(self, message: str, *, same: bool) -> None:
        super().__init__(message)
        self.same = same


def new_directory(root: Path, *, now: datetime.datetime | None = None) -> Path:
    """A directory name that is free: ``root/2020-07-21_17-43-00``, with ``-2`` and so on where that is taken.

    Args:
        root: Where it is to be; need not exist.
        now: The time it is named after; the present by default.

    Returns:
        Its path; nothing is made.
    """
    stamp = (now or datetime.datetime.now()).strftime("%Y-%m-%d_%H-%M-%S")
    path, number = root / stamp, 1
    while path.exists():
        number += 1
        path = root / f"{stamp}-{number}"
    return path


def read_manifest(path: Path) -> dict[str, Any] | None:
    """What ``run.json`` in a directory says; ``None`` if there is none that `stance` wrote."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and {"stance", "status", "identity"} <= manifest.keys() else None


def state(path: Path, identity: str, *, overwrite: bool = False) -> Literal["new", "resume"]:
    """Whether a run into ``path`` begins or goes on.

    Args:
        path: The output directory; need not exist.
        identity: Of the configuration and its inputs (:func:`stance.provenance.identity`).
        overwrite: Whether a run that is there may be replaced.

    Raises:
        RunFinishedError: A finished run is there.
        ConfigError: It is a file, someone else's directory, or holds an unfinished run of something else.
    """
    if path.exists() and not path.is_dir():
        raise ConfigError(f"out={path} is a file; give a directory that does not exist yet")
    try:
        names = {entry.name for entry in path.iterdir()} if path.exists() else set()
    except OSError as error:
        raise ConfigError(f"out={path}: {error.strerror}; give a directory that you may read and write") from error
    if not {name for name in names if name != LOCK and not name.startswith(TEMPORARY)}:
        return "new"
    manifest = read_manifest(path)
    if manifest is None:
        raise ConfigError(f"out={path} is not empty and holds no run of stance; give a directory that is new or empty")
    if overwrite:
        return "new"
    same = manifest["identity"] == identity
    if manifest["status"] == "finished":
        hint = "add overwrite=true to replace it, or give another out"
        raise RunFinishedError(f"out={path} holds a finished run; {hint}", same=same)
    if not same:
        hint = "repeat the command that began it, add overwrite=true to start over, or give another out"
        raise ConfigError(
            f"out={path} holds an unfinished run with other options or inputs or by another version; {hint}"
        )
    return "resume"


class HeldDirectory:
    """The directory of a run that goes on; a context manager that holds its lock.

    Args:
        path: The directory; made if it is not there.
        manifest: What ``run.json`` is to say; ``identity`` must be in it. ``status`` is set here.
        overwrite: Whether a run that is there may be replaced.

    Raises:
        ConfigError: See :func:`state`; or another process writes into the directory; or it cannot be made.
    """

    def __init__(self, path: Path, manifest: Mapping[str, Any], *, overwrite: bool = False) -> None:
        self.path = path
        self.manifest = dict(manifest)
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(path)
        except OSError as error:
            raise ConfigError(f"out={path}: {error.strerror}; give a directory that you may write") from error
        try:
            self.resumed = state(path, self.manifest["identity"], overwrite=overwrite) == "resume"
            if not self.resumed:
                _clear(path)
            for leftover in path.glob(f"{TEMPORARY}*"):
                leftover.unlink(missing_ok=True)
            self._begin()
        except BaseException:
            self._unlock()
            raise

    def _begin(self) -> None:
        """Prepare the files of the run; called once the lock is held and what is not to be resumed is cleared away."""
        self.write_manifest("running")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._unlock()

    def _unlock(self) -> None:
        (self.path / LOCK).unlink(missing_ok=True)
        os.close(self._lock)

    def write_manifest(self, status: str) -> None:
        """Write ``run.json``."""
        self.manifest["status"] = status
        with atomic(self.path / MANIFEST) as file:
            json.dump(self.manifest, file, indent=2, ensure_ascii=False)
            file.write("\n")


class RunDirectory(HeldDirectory):
    """The directory of a labelling run; see :class:`HeldDirectory`."""

    def _begin(self) -> None:
        if not (self.path / PARTIAL).exists() and (self.path / LABELS).exists():  # stopped while finishing
            (self.path / LABELS).rename(self.path / PARTIAL)
        self.entries, keep = self._complete()
        self._labels = _opened(self.path / PARTIAL, keep["labels"])
        self._pages = _opened(self.path / PAGES, keep["pages"])
        self._journal = _opened(self.path / JOURNAL, keep["journal"])
        self.write_manifest("running")

    def _complete(self) -> tuple[int, dict[str, int]]:
        """How many entries of the journal are whole, and how many bytes of each file they stand for."""
        keep = {"labels": 0, "pages": 0, "journal": 0}
        sizes = {name: _size(self.path / file) for name, file in (("labels", PARTIAL), ("pages", PAGES))}
        count = 0
        for end, entry in _entries(self.path / JOURNAL):
            if entry["labels"] > sizes["labels"] or entry["pages"] > sizes["pages"]:
                break
            keep = {"labels": entry["labels"], "pages": entry["pages"], "journal": end}
            count += 1
        return count, keep

    def __exit__(self, *_: object) -> None:
        for file in (self._labels, self._pages, self._journal):
            file.close()
        self._unlock()

    def done(self) -> Iterator[dict[str, Any]]:
        """The entries of the journal from before this process, in the order of the documents."""
        for _, (_, entry) in zip(range(self.entries), _entries(self.path / JOURNAL), strict=False):
            yield entry

    def journal(self) -> Iterator[dict[str, Any]]:
        """All entries of the journal."""
        return (entry for _, entry in _entries(self.path / JOURNAL))

    def add(self, entry: Mapping[str, Any], records: Sequence[StanceRecord] = (), page: Any = None) -> None:
        """Store what came of one document.

        Args:
            entry: What to know of it later; plain values.
            records: Its rows.
            page: What the report needs of it; plain values, nothing if ``None``.
        """
        for record in records:
            self._labels.write(_bytes(json_line(record)))
        if page is not None:
            self._pages.write(_bytes(json.dumps(page, ensure_ascii=False) + "\n"))
        self._labels.flush()
        self._pages.flush()
        line = {**entry, "labels": self._labels.tell(), "pages": self._pages.tell()}
        self._journal.write(_bytes(json.dumps(line, ensure_ascii=False) + "\n"))
        self._journal.flush()

    def pages(self) -> Iterator[Any]:
        """What :meth:`add` was given for the report, one document at a time."""
        with (self.path / PAGES).open("rb") as file:
            for line in file:
                yield json.loads(line)

    def finish(self) -> None:
        """Give the rows their name, say in ``run.json`` that all is done, and clear away what only a resume needs."""
        self._labels.flush()
        os.fsync(self._labels.fileno())
        (self.path / PARTIAL).replace(self.path / LABELS)
        self.write_manifest("finished")
        for name in (PAGES, JOURNAL):
            (self.path / name).unlink(missing_ok=True)

    def fail(self) -> None:
        """Say in ``run.json`` that nothing came of the run; repeated, it begins anew."""
        self.write_manifest("failed")
        for name in (PARTIAL, PAGES, JOURNAL):
            (self.path / name).unlink(missing_ok=True)


def _clear(path: Path) -> None:
    for name in _OURS:
        (path / name).unlink(missing_ok=True)
    for name in _OUR_FOLDERS:
        shutil.rmtree(path / name, ignore_errors=True)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _opened(path: Path, size: int) -> IO[bytes]:
    file = path.open("ab")
    file.truncate(size)
    file.seek(size)
    return file


def _entries(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Whole entries of a journal, each with the byte at which it ends."""
    if not path.exists():
        return
    end = 0
    with path.open("rb") as file:
        for line in file:
            end += len(line)
            try:
                entry = json.loads(line)
            except ValueError:
                return
            if not line.endswith(b"\n") or not isinstance(entry, dict) or not {"labels", "pages"} <= entry.keys():
                return
            yield end, entry


def _locked(path: Path) -> int:
    """A locked file in ``path``. The system frees it when its process ends, so that a lock is never stale.

    Raises:
        ConfigError: Another process holds it.
    """
    while True:
        handle = os.open(path / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(handle)
            hint = "wait until it has ended, or give another out"
            raise ConfigError(f"out={path}: another run (process {holder}) writes there; {hint}") from None
        with suppress(FileNotFoundError):
            if os.fstat(handle).st_ino == (path / LOCK).stat().st_ino:
                os.truncate(handle, 0)
                os.write(handle, str(os.getpid()).encode())
                return handle
        os.close(handle)  # the run before took its lock file away in between
