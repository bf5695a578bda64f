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
    """A model by its name.

    Args:
        name: A name from :func:`model_names`.
        options: Arguments that take the place of those in the model's yaml.

    Raises:
        stance.errors.ConfigError: If there is no such model or an option is not the model's.

    >>> load_model("lexicon").name
    'lexicon'
    """
    if name not in model_names():
        raise unknown("model", name, model_names())
    import yaml

    settings = yaml.safe_load(Path(CONFIG_DIR / "model" / f"{name}.yaml").read_text(encoding="utf-8")) | options
    module, _, attribute = settings.pop("_target_").rpartition(".")
    try:
        model = getattr(import_module(module), attribute)(**settings)
    except TypeError as error:
        raise ConfigError(f"model {name!r}: {error}; see configs/model/{name}.yaml for its options") from error
    assert isinstance(model, StanceModel)  # noqa: S101 - a shipped yaml that names something else is our bug
    return model
