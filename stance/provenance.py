"""What a run was made with: versions, code, machine, and fingerprints of its inputs."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterable
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

_CHUNK = 1 << 20
_ROWS = {".csv", ".tsv", ".jsonl", ".ndjson"}


class Fingerprint(NamedTuple):
    """A file as it was read.

    Args:
        path: As found.
        bytes: Its size.
        sha256: Of its content, in hexadecimal.
        documents: How many documents it seems to hold: rows of a table, else one.
    """

    path: str
    bytes: int
    sha256: str
    documents: int

    def as_json(self) -> dict[str, Any]:
        """For ``run.json``."""
        return {"path": self.path, "bytes": self.bytes, "sha256": self.sha256}


def fingerprint(path: Path) -> Fingerprint:
    """Hash a file and count its rows in one streamed pass.

    Raises:
        OSError: The file cannot be read.
    """
    digest, size, rows, quoted, last = hashlib.sha256(), 0, 0, 0, b"\n"
    table = path.suffix.lower() in {".csv", ".tsv"}
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            last = chunk[-1:]
            if table:  # a line end within quotation marks is part of a cell
                pieces = chunk.split(b'"')
                rows += sum(piece.count(b"\n") for piece in pieces[quoted::2])
                quoted = (quoted + len(pieces) - 1) % 2
            else:
                rows += chunk.count(b"\n")
    rows += last != b"\n"
    documents = 1 if path.suffix.lower() not in _ROWS else max(rows - table, 0)
    if path.suffix.lower() == ".parquet" and size:
        documents = _parquet_rows(path)
    return Fingerprint(str(path), size, digest.hexdigest(), documents)


def _parquet_rows(path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError):  # no Parquet after all: the reader will say so
        return 1


def identity(*parts: Any) -> str:
    """One short name for a configuration with its inputs: the same for the same, another for any other."""
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def environment(packages: Iterable[str] = ()) -> dict[str, Any]:
    """Versions of stance, Python and the libraries it stands on, the platform, and the commit of a checkout.

    Args:
        packages: Further distributions whose versions matter; those that are not installed are left out.
    """
    from stance import __version__

    return {
        "stance": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "commit": commit(Path(__file__).resolve().parent.parent),
        "packages": dict(_packages(packages)),
    }


def _packages(further: Iterable[str] = ()) -> Iterable[tuple[str, str]]:
    try:
        required = metadata.requires("actor-stance") or []
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        required = []
    names = {re.split(r"[^\w.\-]", line, maxsplit=1)[0] for line in required if "extra ==" not in line}
    for name in sorted(names | set(further)):
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue


def hardware() -> dict[str, Any]:
    """The machine: processor, cores, memory in GiB, graphics processors, and the environment's limits on threads."""
    memory = None
    with suppress(ValueError, OSError, AttributeError):
        memory = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    limits = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "CUDA_VISIBLE_DEVICES")
    return {
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "usable_cores": usable,
        "memory_gib": memory,
        "gpus": _gpus(),
        "threads": {name: os.environ[name] for name in limits if name in os.environ},
    }


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    if platform.system() == "Darwin" and (name := _said("sysctl", "-n", "machdep.cpu.brand_string")):
        return name
    return platform.processor() or platform.machine()


def _gpus() -> list[str]:
    """Graphics processors as their driver names them; asked without loading a library."""
    if not shutil.which("nvidia-smi"):
        return []
    said = _said("nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader")
    return [line.strip() for line in (said or "").splitlines() if line.strip()]


def _said(*command: str) -> str | None:
    """What a program prints; ``None`` if it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None


def commit(folder: Path) -> str | None:
    """The commit of the checkout at ``folder``, with ``-dirty`` where files differ from it; ``None`` if it is none."""
    if not (folder / ".git").exists():
        return None
    return _said("git", "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=12", "--match=")
