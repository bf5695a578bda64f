"""A later graph for weights that are there: it answers as the file's own, and refers to what it does not hold."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from stance.data.toy import read_toy
from stance.errors import ConfigError
from stance.labels import LABELS
from stance.models.embedded import FOLDER, EmbeddedModel
from stance.types import StanceExample

ROOT = Path(__file__).resolve().parents[2]


def script(name: str) -> ModuleType:
    path = ROOT / "scripts" / f"{name}.py"
    if not path.exists():
        pytest.skip("scripts/ is not part of an installed package")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def settings(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "model.json").read_text())
    return found


def without_graph(folder: Path) -> Path:
    """The folder as it was before a graph was added."""
    (folder / "graph.onnx").unlink(missing_ok=True)
    kept = {name: value for name, value in settings(folder).items() if name != "graph_sha256"}
    (folder / "model.json").write_text(json.dumps(kept))
    return folder


@pytest.fixture(scope="module")
def examples() -> list[StanceExample]:
    data = read_toy()
    return [example for split in data.splits for example in data.examples(split)][:150]


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped model with the graph of its network file."""
    return without_graph(Path(shutil.copytree(FOLDER, tmp_path_factory.mktemp("older") / "model")))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "copy"))


@pytest.fixture(scope="module")
def fp32() -> Any:
    """The shipped weights in fp32, as ``scripts/bench.py`` measures them."""
    return script("bench_weights").restored_fp32(FOLDER)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    assert script("bench_weights").prepare(FOLDER, folder) == {"hidden": 384, "inner": 1536, "layers": 6}
    return folder


def test_the_shipped_graph_answers_as_the_older_one(older: Path, examples: list[StanceExample]) -> None:
    first, second = EmbeddedModel(folder=older), EmbeddedModel()
    assert len(examples) > 50
    rows = [model._session.logits(model._encode(examples)) for model in (first, second)]
    assert rows[0].shape == rows[1].shape
    assert 0 < abs(rows[0] - rows[1]).mean() < 0.02  # a sum in another order now and then rounds to the next step
    answers = list(zip(first.predict(examples), second.predict(examples), strict=True))
    assert [one.label for one, _ in answers] == [other.label for _, other in answers]
    assert max(abs(one.scores[label] - other.scores[label]) for one, other in answers for label in LABELS) < 0.05


def test_the_shipped_graph_is_what_the_exporter_makes(older: Path) -> None:
    shipped = settings(FOLDER)
    before = (older / "model.onnx").read_bytes()
    assert script("regraph_embedded").main([str(older)]) == 0
    made = (older / "graph.onnx").read_bytes()
    assert made == (FOLDER / "graph.onnx").read_bytes()
    assert (older / "model.onnx").read_bytes() == before
    assert settings(older) == shipped
    assert shipped["sha256"] == hashlib.sha256(before).hexdigest()
    without_graph(older)


def test_the_shipped_graph_holds_no_weights() -> None:
    import onnx

    assert (FOLDER / "graph.onnx").stat().st_size < 200_000
    content = (FOLDER / "model.onnx").read_bytes()
    graph = onnx.load(FOLDER / "graph.onnx", load_external_data=False).graph
    inside = [item for item in graph.initializer if not item.external_data]
    assert {len(item.raw_data) for item in inside} <= {1, 4, 8}
    outside = [{pair.key: pair.value for pair in item.external_data} for item in graph.initializer]
    outside = [item for item in outside if item]
    assert len(outside) > 100
    assert {item["location"] for item in outside} == {"model.onnx"}
    ends = [int(item["offset"]) + int(item["length"]) for item in outside]
    assert max(ends) <= len(content)


def test_the_runtime_splits_weights_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import onnx
    import onnxruntime

    real = onnxruntime.InferenceSession

    def writing(path: str, options: Any, **others: Any) -> Any:
        options.optimized_model_filepath = str(tmp_path / "seen.onnx")
        return real(path, options, **others)

    monkeypatch.setattr(onnxruntime, "InferenceSession", writing)
    EmbeddedModel()
    graph = onnx.load(tmp_path / "seen.onnx", load_external_data=False).graph
    nodes = list(graph.node)
    kinds = {node.op_type for node in nodes}
    assert "Split" not in kinds
    assert "SkipLayerNormalization" not in kinds
    constants = {item.name for item in graph.initializer}
    products = [node for node in nodes if node.op_type == "MatMulIntegerToFloat"]
    assert len(products) == 36
    assert all(node.input[1] in constants for node in products)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "graph.onnx").unlink(), r"graph\.onnx' cannot be read"),
        (lambda folder: (folder / "graph.onnx").write_bytes(b"x"), r"graph\.onnx' is damaged"),
        (lambda folder: (folder / "model.onnx").unlink(), r"model\.onnx' cannot be read"),
        (lambda folder: (folder / "model.onnx").write_bytes(b"x"), r"model\.onnx' is damaged"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(spoil: Callable[[Path], Any], said: str, copied: Path) -> None:
    spoil(copied)
    with pytest.raises(ConfigError, match=said) as caught:
        EmbeddedModel(folder=copied)
    assert "\n" not in str(caught.value)
    assert "export" in str(caught.value)


def test_a_graph_that_the_runtime_does_not_read_is_named(copied: Path) -> None:
    (copied / "graph.onnx").write_bytes(b"no graph")
    changed = settings(copied) | {"graph_sha256": hashlib.sha256(b"no graph").hexdigest()}
    (copied / "model.json").write_text(json.dumps(changed))
    with pytest.raises(ConfigError, match=r"graph\.onnx' cannot be loaded by onnxruntime \d") as caught:
        EmbeddedModel(folder=copied)
    assert "\n" not in str(caught.value)


def test_a_new_export_takes_an_old_graph_away(copied: Path) -> None:
    from stance.models.onnx_export import write

    network, tokenizer = ((copied / name).read_bytes() for name in ("model.onnx", "tokenizer.json"))
    write(copied, network, tokenizer, settings(copied))
    assert sorted(path.name for path in copied.iterdir() if path.suffix != ".md") == [
        "model.json",
        "model.onnx",
        "tokenizer.json",
    ]
    assert "graph_sha256" not in settings(copied)
    EmbeddedModel(folder=copied)


def test_no_graph_is_made_of_other_files(
    older: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], fp32: Any
) -> None:
    from stance.models.onnx_regraph import regraph

    regraph_embedded = script("regraph_embedded")
    assert regraph_embedded.main([str(tmp_path)]) == 2
    assert "no exported model in" in capsys.readouterr().err
    shutil.copy(older / "model.json", tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"x")
    assert regraph_embedded.main([str(tmp_path)]) == 2
    assert "is damaged" in capsys.readouterr().err
    assert not (tmp_path / "graph.onnx").exists()
    with pytest.raises(ConfigError, match=r"does not hold the weight .*not made by this exporter"):
        regraph(fp32.SerializeToString(), "other.onnx")  # would have to be rounded


def test_a_graph_is_made_without_torch() -> None:
    code = "import sys, stance.models.onnx_regraph; sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"torch", "transformers"} & set(done.stderr.split())


def test_restored_weights_compute_in_transformers_as_in_onnx(
    fp32: Any, prepared: Path, examples: list[StanceExample]
) -> None:
    import numpy as np
    import torch
    from onnx import numpy_helper

    from stance.models.network import Batch, StanceNetwork

    network = StanceNetwork(script("bench_weights").encoder(fp32), 0.0, ("relevance", "sentiment")).eval()
    arrays = {item.name: numpy_helper.to_array(item) for item in fp32.graph.initializer}
    head = {name: torch.tensor(arrays[f"network.head.{name}"]) for name, _ in network.head.named_parameters()}
    network.head.load_state_dict(head)
    model, some = EmbeddedModel(), examples[:60]
    encoded = model._encode(some)
    batch = Batch(encoded, list(enumerate(encoded)), pad=0, segments=True, most=128)
    with torch.no_grad():
        rows = network(batch).numpy()
    assert np.abs(rows - EmbeddedModel(folder=prepared / "fp32")._session.logits(encoded)).max() < 1e-3
    shipped = model._session.logits(encoded)
    assert np.abs(rows - shipped).mean() < 0.1  # the rounding of activations
    assert np.mean(rows[:, :3].argmax(axis=1) == shipped[:, :3].argmax(axis=1)) > 0.95


def test_what_the_benchmark_compares_has_the_shipped_weights_and_tokens(
    fp32: Any, prepared: Path, examples: list[StanceExample]
) -> None:
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    theirs = AutoModelForSequenceClassification.from_pretrained(prepared / "hf").eval()
    for name, value in script("bench_weights").encoder(fp32).state_dict().items():
        assert torch.equal(theirs.bert.state_dict()[name], value)
    tokenizer, model = AutoTokenizer.from_pretrained(prepared / "hf"), EmbeddedModel(folder=prepared / "older")
    text = examples[0].text
    assert list(tokenizer(text, return_tensors="pt")) == ["input_ids", "token_type_ids", "attention_mask"]
    (plain,) = model._encode([StanceExample(text=text, holder=None, target="")])
    assert tuple(tokenizer(text)["input_ids"]) == plain.ids
