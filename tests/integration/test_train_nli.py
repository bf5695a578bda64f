"""Training a small entailment model: it learns, it can be stopped, and `nli` reads it."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from stance.data.dataset import StanceData
from stance.errors import ConfigError
from stance.models.entailment import Entailer
from stance.models.nli import NliModel
from stance.models.nli_pairs import EntailmentPair, entailment_pairs
from stance.models.nli_training import train_entailment
from stance.types import StanceExample

SCRIPT = Path(__file__).parents[2] / "scripts" / "train_nli.py"


def examples(targets: list[str], *, dataset: str = "toy") -> list[StanceExample]:
    """Texts whose verb is the stance."""
    verbs = {"favor": "praises", "against": "condemns", "neutral": "toward"}
    return [
        StanceExample(
            id=f"{label}-{target}-{holder}",
            text=f"{holder} {verb} {target} fine",
            holder=holder,
            target=target,
            gold=label,  # type: ignore[arg-type]
            dataset=dataset,
            document=f"{target} {holder}",
        )
        for target in targets
        for holder in ("iran", "china", "russia", "france")
        for label, verb in verbs.items()
    ]


class Stop(Exception):  # noqa: N818 - stands for a killed process
    pass


class Stopper:
    def __init__(self, after: int) -> None:
        self.left = after

    def begin(self, what: str, total: int, done: int = 0) -> None:
        pass

    def advance(self, steps: int = 1, **_: float) -> None:
        self.left -= steps
        if self.left < 0:
            raise Stop


def test_a_stopped_training_ends_with_the_same_model_and_nli_reads_it(tiny_encoder: Path, tmp_path: Path) -> None:
    pairs = entailment_pairs(examples(["sanctions", "treaty"]), count=96, seed=0)
    options = {"epochs": 2, "batch_size": 16, "checkpoint_steps": 2, "seed": 3}
    whole = train_entailment(tiny_encoder, tmp_path / "a", pairs, pairs[:16], **options)  # type: ignore[arg-type]
    with pytest.raises(Stop):
        train_entailment(
            tiny_encoder, tmp_path / "b", pairs, pairs[:16], checkpoints=tmp_path / "c", progress=Stopper(7), **options
        )  # type: ignore[arg-type]
    assert not (tmp_path / "b" / "model.safetensors").exists()
    rest = train_entailment(tiny_encoder, tmp_path / "b", pairs, pairs[:16], checkpoints=tmp_path / "c", **options)  # type: ignore[arg-type]
    assert rest == whole
    assert (tmp_path / "a" / "model.safetensors").read_bytes() == (tmp_path / "b" / "model.safetensors").read_bytes()
    config = json.loads((tmp_path / "a" / "config.json").read_text())
    assert config["id2label"] == {"0": "entailment", "1": "neutral", "2": "contradiction"}
    assert len(NliModel(str(tmp_path / "a")).predict(examples(["treaty"]))) == 12
    with pytest.raises(ConfigError, match=r"another training.*seed"):
        train_entailment(
            tiny_encoder, tmp_path / "d", pairs, pairs[:16], checkpoints=tmp_path / "c", **(options | {"seed": 4})
        )  # type: ignore[arg-type]


def test_it_learns_what_the_pairs_say(tiny_encoder: Path, tmp_path: Path) -> None:
    verbs = {"praises": 0, "condemns": 2, "toward": 1}
    pairs = [
        EntailmentPair(f"{name} {verb} it", f"{name} is in favor", relation, "toy", name)
        for name in ("iran", "china", "russia", "france", "germany")
        for verb, relation in verbs.items()
    ]
    history = train_entailment(
        tiny_encoder, tmp_path, pairs, (), epochs=120, batch_size=15, learning_rate=2e-3, max_tokens=32
    )
    assert history["epochs"][-1]["loss"] < 0.8 < history["epochs"][0]["loss"]
    model = Entailer(tmp_path, name="toy", max_tokens=32, batch_tokens=512)
    rows = model.log_probabilities([(pair.premise, pair.hypothesis) for pair in pairs])
    assert sum(row.index(max(row)) == pair.relation for row, pair in zip(rows, pairs, strict=True)) >= 12


def test_an_encoder_that_is_none_is_refused(tmp_path: Path) -> None:
    pairs = [EntailmentPair("a", "b", 0, "toy", "1")]
    with pytest.raises(ConfigError, match="cannot be read"):
        train_entailment(tmp_path, tmp_path / "out", pairs, ())
    with pytest.raises(ConfigError, match="no entailment pairs"):
        train_entailment(tmp_path, tmp_path / "out", [], ())


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("train_nli", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def toy_sets(script: ModuleType) -> list[StanceData]:
    held = [name for name in (f"thing{place}" for place in range(100)) if script.is_held_out(name)][:2]
    kept = [name for name in (f"thing{place}" for place in range(100)) if not script.is_held_out(name)][:4]
    vast = {
        "train": examples([*kept, *held, "the deal"], dataset="vast"),
        "test_zero": examples(["the deal"], dataset="vast"),
    }
    dse = {"train": examples([*kept, *held, "jcpoa"], dataset="dse"), "test": examples([*kept, *held], dataset="dse")}
    return [StanceData.from_examples("vast", vast), StanceData.from_examples("dse", dse)]


def test_the_script_trains_and_tests_on_other_targets(
    script: ModuleType,
    tiny_encoder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sets = toy_sets(script)
    parts = script.Parts(sets, None, 0)
    trained = {example.target for example in parts.train}
    assert len(trained) == 4
    assert not {target for target in trained if script.is_held_out(target)}
    assert not trained & {"the deal", "jcpoa"}
    assert set(parts.tests) == {"vast/test_zero", "dse/held-out targets"}
    assert {example.target for example in parts.tests["dse/held-out targets"]}.isdisjoint(trained)

    monkeypatch.setattr(script, "read_sets", lambda data: sets)
    out = tmp_path / "model"
    arguments = [
        "train_nli.py",
        "--out",
        str(out),
        "--encoder",
        str(tiny_encoder),
        "--pairs",
        "64",
        "--epochs",
        "1",
        "--resamples",
        "50",
    ]
    monkeypatch.setattr(sys, "argv", arguments)
    script.main()
    printed = capsys.readouterr().out
    assert "| zero-shot stance, vast/test_zero | macro-F1 | 12 |" in printed
    assert "| entailment, held-out targets | accuracy |" in printed
    assert "none stated" in (out / "README.md").read_text()
    assert json.loads((out / "training.json").read_text())["pairs"] == 64
    with pytest.raises(SystemExit) as stopped:
        script.main()
    assert stopped.value.code == 2
    assert "holds a trained model" in capsys.readouterr().err
