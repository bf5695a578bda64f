"""Finding model files without a network, and loading what they hold."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from tiny import make_nli

from stance.errors import ConfigError
from stance.labels import LABELS
from stance.models import hub, load_model
from stance.types import StanceExample

EXAMPLES = [
    StanceExample(id="a", text="iran supports the deal", holder="iran", target="the deal"),
    StanceExample(id="b", text="russia rejects the treaty and the deal", holder="russia", target="the deal"),
    StanceExample(id="c", text="", target="the treaty"),
]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a network call")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("STANCE_MODELS", str(tmp_path / "models"))


def test_a_folder_is_itself(tiny_encoder: Path) -> None:
    assert hub.resolve(str(tiny_encoder)) == tiny_encoder


def test_local_models_lie_under_their_hub_names(tmp_path: Path) -> None:
    folder = tmp_path / "models" / "somebody" / "encoder"
    folder.mkdir(parents=True)
    assert hub.resolve("somebody/encoder") == folder


@pytest.mark.parametrize("revision", ["", "@main", "@" + "a" * 40])
def test_the_cache_of_the_hub_is_used_without_a_call(
    tiny_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, revision: str
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    repository = tmp_path / "cache" / "models--somebody--encoder"
    snapshot = repository / "snapshots" / ("a" * 40)
    shutil.copytree(tiny_encoder, snapshot)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("a" * 40)
    assert hub.resolve(f"somebody/encoder{revision}") == snapshot


@pytest.mark.parametrize("name", ["", "no such name", "/nowhere/at/all", "a/b/c", "somebody/encoder"])
def test_what_is_nowhere_is_said_in_one_line(name: str) -> None:
    with pytest.raises(ConfigError) as error:
        hub.resolve(name, fetch=False)
    assert repr(name) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_misspelt_name_is_no_hub_model() -> None:
    with pytest.raises(ConfigError, match="did you mean 'lexicon'"):
        load_model("lexicn")


def test_a_stance_classifier_of_the_hub_answers_in_our_order(tmp_path: Path) -> None:
    folder = make_nli(tmp_path / "theirs", labels=("AGAINST", "FAVOR", "NONE"))
    model = load_model(str(folder))
    found = model.predict(EXAMPLES)
    assert [item.example_id for item in found] == ["a", "b", "c"]
    for example, prediction in zip(EXAMPLES, found, strict=True):
        assert tuple(prediction.scores) == LABELS
        assert sum(prediction.scores.values()) == pytest.approx(1, abs=2e-6)
        (alone,) = model.predict([example])
        assert alone.scores == pytest.approx(dict(prediction.scores), abs=2e-6)
    assert model.predict([]) == []
    turned = load_model(str(folder), labels={"AGAINST": "favor", "FAVOR": "against", "NONE": "neutral"})
    for here, there in zip(found, turned.predict(EXAMPLES), strict=True):
        assert (here.scores["favor"], here.scores["against"]) == (there.scores["against"], there.scores["favor"])


def test_labels_that_say_nothing_are_named_or_mapped(tmp_path: Path) -> None:
    folder = make_nli(tmp_path / "theirs", labels=("LABEL_0", "LABEL_1", "LABEL_2"))
    with pytest.raises(ConfigError, match="LABEL_0, LABEL_1, LABEL_2"):
        load_model(str(folder))
    mapped = load_model(str(folder), labels={"LABEL_2": "favor", "LABEL_0": "against", "LABEL_1": "neutral"})
    assert len(mapped.predict(EXAMPLES)) == 3


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ({"LABEL_7": "favor"}, "LABEL_7"),
        ({"LABEL_0": "favour"}, "did you mean 'favor'"),
        ({"LABEL_0": "favor", "LABEL_1": "favor", "LABEL_2": "neutral"}, "one label of the model for each"),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path: Path, labels: dict[str, str], words: str) -> None:
    folder = make_nli(tmp_path / "theirs", labels=("LABEL_0", "LABEL_1", "LABEL_2"))
    with pytest.raises(ConfigError, match=words):
        load_model(str(folder), labels=labels)


def test_an_entailment_model_is_asked_hypotheses(tiny_nli: Path) -> None:
    assert load_model(str(tiny_nli)).name == "nli"


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "no readable config.json or model.json"),
        ({"config.json": "{"}, "config.json cannot be read"),
        ({"config.json": '{"architectures": ["BertModel"]}'}, "no classifier (BertModel)"),
        ({"run.json": "{}"}, "holds no model"),
        ({"model.json": '{"format": 1, "labels": ["pro", "con"]}'}, "labels pro, con"),
    ],
)
def test_a_folder_without_a_model_is_said_in_one_line(tmp_path: Path, files: dict[str, str], words: str) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(ConfigError) as error:
        load_model(str(tmp_path))
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_a_model_that_brings_code_is_not_run(tiny_encoder: Path, tmp_path: Path) -> None:
    from stance.models.encoders import read_encoder

    folder = tmp_path / "coded"
    shutil.copytree(tiny_encoder, folder)
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "theirs", "auto_map": {"AutoConfig": "code.Config", "AutoModel": "code.Model"}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "code.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_encoder(folder)
    assert not (tmp_path / "ran").exists()
