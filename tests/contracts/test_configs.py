"""Every shipped yaml composes, what it names exists, and it takes what the yaml gives."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import yaml

from stance.config import check_one, composed_config, label_config, score_config, shipped
from stance.evaluation import ScoreConfig
from stance.jobs import LabelConfig
from stance.paths import CONFIG_DIR
from stance.protocols import TrainableModel
from stance.reading import MAX_BYTES, read_documents
from stance.specs import build_model

MODELS = sorted((CONFIG_DIR / "model").glob("*.yaml"))


@pytest.mark.parametrize(("name", "overrides"), list(shipped()), ids="".join)
def test_every_choice_composes(name: str, overrides: list[str]) -> None:
    check_one(name, overrides)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_model_is_built_from_its_yaml(path: Path) -> None:
    model = build_model(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert model.name in path.stem
    if not isinstance(model, TrainableModel):  # those are trained first
        assert model.predict([]) == []


@pytest.mark.parametrize("path", sorted((CONFIG_DIR / "target").glob("*.yaml")), ids=lambda path: path.stem)
def test_a_codebook_entry_is_filed_under_its_id(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert yaml.safe_load(text)["id"] == path.stem
    assert f"# @package codebook.{path.stem}\n" in text
    assert composed_config("label", [f"target=[{path.stem}]"])["codebook"].keys() == {path.stem}


def test_the_yaml_gives_the_defaults_of_the_code() -> None:
    """Whoever calls the functions from Python gets what the command line gives."""
    label, score = label_config(composed_config("label")), score_config(composed_config("score", ["gold=[a]"]))
    for name, parameter in inspect.signature(LabelConfig).parameters.items():
        if name not in {"input", "targets", "model", "reading", "settings"}:
            assert getattr(label, name) == parameter.default, name
    for name, parameter in inspect.signature(ScoreConfig).parameters.items():
        if name not in {"gold", "targets", "model", "settings"}:
            assert getattr(score, name) == parameter.default, name
    assert label.reading["max_bytes"] == MAX_BYTES
    assert set(label.reading) <= set(inspect.signature(read_documents).parameters)


def test_no_yaml_reads_a_boolean_where_a_word_is_meant() -> None:
    """Unquoted ``no``, ``on`` and ``off`` are booleans in yaml; NO is Norway."""
    for path in CONFIG_DIR.rglob("*.yaml"):
        assert not [key for key in _keys(yaml.safe_load(path.read_text(encoding="utf-8"))) if isinstance(key, bool)], (
            path
        )


def _keys(value: object) -> list[object]:
    if isinstance(value, dict):
        return [*value, *(key for item in value.values() for key in _keys(item))]
    return [key for item in value for key in _keys(item)] if isinstance(value, list) else []
