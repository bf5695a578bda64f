"""Classifiers of (sentence, holder, target), one file for each family."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from stance.errors import ConfigError, unknown
from stance.paths import CONFIG_DIR
from stance.protocols import StanceModel

__all__ = ["load_model", "model_names"]


def model_names() -> list[str]:
    """Names of the shipped models: one yaml in ``configs/model`` each."""
    return sorted(path.stem for path in (CONFIG_DIR / "model").glob("*.yaml"))


def load_model(name: str, **options: Any) -> StanceModel:
    """A model by its name, from a folder, or from the Hugging Face hub.

    Args:
        name: A name from :func:`model_names`; else a run directory or saved model, the folder or hub name of an
            entailment classifier or stance classifier (:func:`stance.models.hub.load`).
        options: Arguments that take the place of those in the model's yaml.

    Raises:
        stance.errors.ConfigError: If there is no such model or an option is not the model's.

    >>> load_model("lexicon").name
    'lexicon'
    """
    if name not in model_names():
        return _elsewhere(name, options)
    import yaml

    settings = yaml.safe_load(Path(CONFIG_DIR / "model" / f"{name}.yaml").read_text(encoding="utf-8")) | options
    module, _, attribute = settings.pop("_target_").rpartition(".")
    try:
        model = getattr(import_module(module), attribute)(**settings)
    except TypeError as error:
        raise ConfigError(f"model {name!r}: {error}; see configs/model/{name}.yaml for its options") from error
    assert isinstance(model, StanceModel)  # noqa: S101 - a shipped yaml that names something else is our bug
    return model


def _elsewhere(name: str, options: dict[str, Any]) -> StanceModel:
    from stance.models import hub

    # A bare word is far likelier a misspelt name than a model of the hub, whose names have an owner.
    if "/" not in name and "\\" not in name and not hub.is_local(name):
        hint = "A run directory, a folder with a saved model, or a hub name as owner/model is fine, too"
        raise unknown("model", name, model_names(), hint=hint)
    try:
        return hub.load(name, **options)
    except TypeError as error:
        raise ConfigError(
            f"model {name!r}: {error}; see the yaml of its family in configs/model for its options"
        ) from error
