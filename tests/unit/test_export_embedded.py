"""The script that makes the embedded model of a trained one."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from stance.models.cross_encoder import CrossEncoder
from stance.models.embedded import EmbeddedModel
from stance.types import Prediction, StanceExample

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "export_embedded.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    if not SCRIPT.exists():
        pytest.skip("scripts/ is not part of an installed package")
    spec = importlib.util.spec_from_file_location("export_embedded", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["export_embedded"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def run(tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    options: dict[str, Any] = {"epochs": 1, "batch_size": 4, "max_length": 48, "device": "cpu"}
    model = CrossEncoder(encoder=str(tiny_encoder), **options)
    labels: Any = ("favor", "against", "neutral")
    model.fit(
        [
            StanceExample(id=f"{n}", text=f"{holder} {verb} the deal", holder=holder, target="the deal", gold=label)
            for n, (verb, label) in enumerate(zip(("supports", "rejects", "and"), labels, strict=True))
            for holder in ("iran", "norway")
        ]
    )
    folder = tmp_path_factory.mktemp("run")
    model.save(folder / "model")
    return folder


def test_a_run_becomes_an_embedded_model(
    script: ModuleType, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "embedded"
    code = script.main([str(run), "--out", str(out), "--limit", "12", "--temperature", "2", "--relevance-bias", "0.5"])
    told = capsys.readouterr()
    assert code == 0, told.err
    assert "| toy | 12 |" in told.out
    assert "2 attention blocks fused" in told.out
    assert sorted(path.name for path in out.iterdir()) == ["model.json", "model.onnx", "tokenizer.json"]
    settings = json.loads((out / "model.json").read_text())
    assert settings["temperature"] == 2
    assert settings["relevance"] == {"scale": 1.0, "bias": 0.5}
    assert settings["trained"]["run"] == run.name
    assert str(run) not in (out / "model.json").read_text()
    assert EmbeddedModel(folder=out).predict([StanceExample(text="iran rejects it", target="it")])


def spoilt(what: str, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The export of a network, with one of its fp32 weights changed."""
    from onnx import numpy_helper

    from stance.models.onnx_export import export

    def made(network: Any) -> Any:
        found = export(network)
        (weight,) = (item for item in found.fp32.graph.initializer if item.name.endswith(what))
        weight.CopyFrom(numpy_helper.from_array(change(numpy_helper.to_array(weight)), weight.name))
        return found

    return made


@pytest.mark.parametrize("options", [[], ["--temperature", "0.5"], ["--temperature", "2"]])
def test_an_export_that_answers_otherwise_is_refused(
    options: list[str],
    script: ModuleType,
    run: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def shifted(bias: Any) -> Any:
        changed = bias.copy()
        changed[0] += 0.05
        return changed

    monkeypatch.setattr(script, "export", spoilt("head.4.bias", shifted))
    assert script.main([str(run), "--out", str(tmp_path / "out"), "--limit", "12", *options]) == 2
    assert "the export is wrong" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    monkeypatch.setattr(script, "export", spoilt("head.4.bias", lambda bias: bias.copy()))
    assert script.main([str(run), "--out", str(tmp_path / "out"), "--limit", "12", *options]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{folder}"], "no model.json in"),
        (["{run}", "--data", "toy/nosplit"], "no split 'nosplit'"),
        (["{run}", "--data", "nodata"], "nodata"),
    ],
)
def test_what_cannot_be_exported_is_said_and_nothing_is_written(
    arguments: list[str], said: str, script: ModuleType, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    code = script.main([item.format(folder=tmp_path, run=run) for item in arguments] + ["--out", str(out)])
    assert code == 2
    assert said in capsys.readouterr().err
    assert not out.exists()


def test_a_model_that_is_too_large_is_refused(
    script: ModuleType, run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "MOST_BYTES", 1000)
    assert script.main([str(run), "--out", str(tmp_path / "out")]) == 2
    assert "allowed are 30" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_agreement_and_macro_f1(script: ModuleType) -> None:
    def said(label: Any, score: float) -> Prediction:
        rest = {name: (1 - score) / 2 for name in ("favor", "against", "neutral") if name != label}
        scores = {name: rest.get(name, score) for name in ("favor", "against", "neutral")}
        return Prediction(example_id="", label=label, scores=scores)

    found = script.agreement([said("favor", 0.8), said("neutral", 0.6)], [said("favor", 0.6), said("against", 0.6)])
    assert found.largest == pytest.approx(0.4)
    assert found.same == 0.5
    gold: list[Any] = ["favor", "favor", "against"]
    examples = [StanceExample(text="", target="", gold=label) for label in gold]
    answers = [said("favor", 0.8), said("against", 0.8), said("against", 0.8)]
    assert script.macro_f1(examples, answers) == pytest.approx(100 * 2 / 3)
