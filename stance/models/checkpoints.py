"""Checkpoints of a training: JSON that says where it stands, tensors as safetensors, replaced atomically, no pickle.

``checkpoint.json`` is written last and names its tensor files, so that a stop at any moment leaves the one before or
the new one, whole. Imported only while a model is trained: torch is slow to import.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor

from stance.errors import ConfigError
from stance.records import atomic

FILE = "checkpoint.json"
FORMAT = 2  # 1 had the scores of its history in percent


class Checkpoint(NamedTuple):
    """Where a training stands.

    Args:
        position: Plain values: epoch, batch, history, what is best so far.
        tensors: Parameters and the optimizer's moments.
        best: Parameters of the best epoch so far; empty before there is one.
    """

    position: dict[str, Any]
    tensors: dict[str, Tensor]
    best: dict[str, Tensor]


class CheckpointStore:
    """The checkpoint of one job in one folder.

    Args:
        folder: Made when the first checkpoint is written.
        job: What the training is of, in plain values (data, options, seed); a checkpoint of another job is refused.
    """

    def __init__(self, folder: Path, job: Mapping[str, Any]) -> None:
        self._folder = folder
        self._job: dict[str, Any] = json.loads(json.dumps(dict(job)))
        self._best = ""

    def read(self) -> Checkpoint | None:
        """The checkpoint; ``None`` where there is none.

        Raises:
            ConfigError: It is of another job, or broken.
        """
        path = self._folder / FILE
        hint = f"delete {str(self._folder)!r} to train anew, or give another folder"
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise ConfigError(f"checkpoint {str(path)!r} cannot be read ({error}); {hint}") from error
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise ConfigError(f"checkpoint {str(path)!r} is not of format {FORMAT}; {hint}")
        other = _differences(content.get("job"), self._job)
        if other:
            raise ConfigError(f"checkpoint {str(path)!r} is of another training ({', '.join(other)} differ); {hint}")
        try:
            tensors = load_file(self._folder / content["tensors"])
            self._best = content["best"]
            best = load_file(self._folder / self._best) if self._best else {}
            position = dict(content["position"])
        except (OSError, SafetensorError, KeyError, TypeError, ValueError) as error:
            raise ConfigError(f"checkpoint {str(path)!r}: its tensors cannot be read ({error}); {hint}") from error
        return Checkpoint(position, tensors, best)

    def write(self, checkpoint: Checkpoint, *, name: str, best_name: str) -> None:
        """Replace the checkpoint.

        Args:
            checkpoint: The new one.
            name: Of its tensor file; differs from that of the one before.
            best_name: Of the file with the best parameters; written only if the name is new. Empty if there are none.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        _write(self._folder / name, checkpoint.tensors)
        if best_name and best_name != self._best:
            _write(self._folder / best_name, checkpoint.best)
        self._best = best_name
        content = {
            "format": FORMAT,
            "job": self._job,
            "tensors": name,
            "best": best_name,
            "position": checkpoint.position,
        }
        with atomic(self._folder / FILE) as file:
            json.dump(content, file, indent=1)
        for path in self._folder.glob("*.safetensors"):
            if path.name not in {name, best_name}:
                path.unlink(missing_ok=True)


def _write(path: Path, tensors: Mapping[str, Tensor]) -> None:
    with atomic(path, "wb") as file:
        file.write(save({key: value.detach().cpu().contiguous() for key, value in tensors.items()}))


def _differences(stored: Any, job: Mapping[str, Any]) -> list[str]:
    if not isinstance(stored, dict):
        return ["all"]
    names: list[str] = []
    for key in sorted(stored.keys() | job.keys()):
        old, new = stored.get(key), job.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            names += [f"{key}.{name}" for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
        elif old != new:
            names.append(key)
    return names
