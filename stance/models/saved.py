"""Models on disk: a folder with ``model.json``, tensors as safetensors and vocabularies as JSON; never a pickle.

``model.json`` names the class, its options and the order of the labels, so that a model of other labels, or of a class
that is not ours, is refused before anything of it is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from stance import __version__
from stance.errors import ConfigError
from stance.labels import LABELS
from stance.protocols import TrainableModel
from stance.records import atomic

MODEL_FILE = "model.json"
FORMAT = 1
_OURS = "stance.models."


class Saved(NamedTuple):
    """What ``model.json`` says.

    Args:
        class_name: Module and class (``stance.models.tfidf.TfidfModel``).
        options: Arguments of its constructor.
        state: What else it stored there; plain values.
    """

    class_name: str
    options: dict[str, Any]
    state: dict[str, Any]


def write_saved(
    folder: Path, model: object, options: Mapping[str, Any], state: Mapping[str, Any] | None = None
) -> None:
    """Write ``model.json``; the last thing that :meth:`TrainableModel.save` does, so that it stands for a whole model.

    Args:
        folder: Of the model; made if it is not there.
        model: The model.
        options: Arguments of its constructor, plain values.
        state: Small things that it learned (thresholds, vocabulary sizes); plain values.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "format": FORMAT,
        "class": f"{type(model).__module__}.{type(model).__qualname__}",
        "labels": list(LABELS),
        "options": dict(options),
        "state": dict(state or {}),
        "stance": __version__,
    }
    with atomic(folder / MODEL_FILE) as file:
        json.dump(content, file, indent=2, ensure_ascii=False)
        file.write("\n")


def read_saved(folder: Path) -> Saved:
    """Read and check ``model.json``.

    Raises:
        ConfigError: It is missing or broken, has other labels, or names a class that is not ours.
    """
    path = folder / MODEL_FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        hint = "give a run directory of `stance run` whose model was stored, or its folder model/"
        raise ConfigError(f"model {str(folder)!r}: no readable {MODEL_FILE} ({error.strerror}); {hint}") from error
    except ValueError as error:
        raise ConfigError(f"model {str(folder)!r}: {MODEL_FILE} is no JSON ({error}); copy the model again") from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ConfigError(f"model {str(folder)!r}: {MODEL_FILE} is not of format {FORMAT}; train it with this version")
    labels = content.get("labels")
    if labels != list(LABELS):
        found = ", ".join(map(str, labels)) if isinstance(labels, list) else repr(labels)
        raise ConfigError(f"model {str(folder)!r} has labels {found}; stance needs {', '.join(LABELS)}; train it again")
    name = str(content.get("class"))
    if not name.startswith(_OURS):  # a name read from a file must not decide which code is run
        raise ConfigError(f"model {str(folder)!r}: class {name!r} is no model of stance; only those can be loaded")
    options, state = content.get("options", {}), content.get("state", {})
    if not isinstance(options, dict) or not isinstance(state, dict):
        raise ConfigError(f"model {str(folder)!r}: options and state of {MODEL_FILE} are no mappings; copy it again")
    return Saved(name, options, state)


def load_saved(folder: Path) -> TrainableModel:
    """The model stored in ``folder``.

    Raises:
        ConfigError: See :func:`read_saved`; or a file of it is missing or broken.
    """
    saved = read_saved(folder)
    module, _, name = saved.class_name.rpartition(".")
    try:
        model_class = getattr(import_module(module), name)
    except (ModuleNotFoundError, AttributeError) as error:
        raise ConfigError(f"model {str(folder)!r}: this version has no {saved.class_name} ({error})") from error
    # A module of ours holds other names, too: functions, and what it imports.
    if not isinstance(model_class, type) or model_class.__module__ != module or not hasattr(model_class, "load"):
        raise ConfigError(f"model {str(folder)!r}: {saved.class_name} is no model of stance; only those can be loaded")
    loaded: TrainableModel = model_class.load(folder)
    return loaded
