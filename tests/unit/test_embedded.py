"""The exported model: it answers as the network does, alone or in company, and says what is wrong with its files."""

from __future__ import annotations

import builtins
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stance.errors import ConfigError
from stance.labels import LABELS
from stance.models import load_model
from stance.models.coded import HEADS
from stance.models.embedded import EmbeddedModel, settings_of
from stance.models.encoding import InputEncoder, marker_tokens
from stance.models.rendering import Rendering
from stance.models.wordpieces import WordPieces
from stance.types import Prediction, StanceExample, TargetMention

RENDERING = Rendering()
LENGTH = 64
TEXTS = (
    "Iran condemns the sanctions.",
    "Norway supports the nuclear deal with Iran, said the government of France.",
    "rain " * 90 + "on the treaty.",
    "",
    "«Ünïcode» – we reject it 核",
)


def asked(text: str, holder: str, target: str) -> StanceExample:
    """A question about words of a text."""
    spans = [(text.index(word), text.index(word) + len(word)) for word in (holder, target)]
    mention = TargetMention(target=target, text=target, start=spans[1][0], end=spans[1][1])
    return StanceExample(text=text, holder=holder, target=target, holder_spans=(spans[0],), target_mentions=(mention,))


EXAMPLES = [
    *(StanceExample(id=f"{n}", text=text, holder=holder, target="jcpoa")
      for n, text in enumerate(TEXTS) for holder in ("Iran", None)),
    asked(TEXTS[1], "Norway", "Iran"),
    asked(TEXTS[1], "Iran", "Norway"),
    asked(TEXTS[1], "France", "Iran"),
]  # fmt: skip


@pytest.fixture(scope="module")
def network(tiny_encoder: Path) -> Any:
    import torch

    from stance.models.encoders import read_encoder
    from stance.models.network import StanceNetwork

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        parts = read_encoder(tiny_encoder, marker_tokens(RENDERING))
        made = StanceNetwork(parts.encoder, 0.1, tuple(HEADS))
        for layer in made.head:
            if isinstance(layer, torch.nn.Linear):  # drawn wide: different questions get clearly different answers
                torch.nn.init.normal_(layer.weight, std=0.3)
    return made, parts.tokenizer


@pytest.fixture(scope="module")
def exported(network: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from stance.models.onnx_export import export, write

    made = export(network[0])
    assert made.fused == 2
    sizes = [sum(len(item.raw_data) for item in part.graph.initializer) for part in (made.int8, made.fp32)]
    assert sizes[0] < 0.6 * sizes[1]
    settings = settings_of(
        rendering=RENDERING.options, max_length=LENGTH, heads=list(HEADS), temperature=1.5, trained={}, versions={}
    )
    folder = tmp_path_factory.mktemp("exported")
    network[1].save_pretrained(folder)
    for kind in ("fp32", "int8"):
        tokenizer = (folder / "tokenizer.json").read_bytes()
        write(folder / kind, getattr(made, kind).SerializeToString(), tokenizer, settings)
    return {kind: folder / kind for kind in ("fp32", "int8")}


@pytest.fixture(scope="module")
def model(exported: dict[str, Path]) -> EmbeddedModel:
    return EmbeddedModel(folder=exported["int8"])


@pytest.fixture
def copied(exported: dict[str, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(exported["int8"], tmp_path / "copy"))


def apart(first: list[Prediction], second: list[Prediction]) -> float:
    pairs = list(zip(first, second, strict=True))
    scores = [abs(one.scores[label] - other.scores[label]) for one, other in pairs for label in LABELS]
    return max(scores + [abs(one.relevance - other.relevance) for one, other in pairs])


def test_texts_are_cut_as_in_training(network: Any, exported: dict[str, Path]) -> None:
    pieces: Any = WordPieces(exported["int8"] / "tokenizer.json")
    for rendering in (RENDERING, Rendering(form="question"), Rendering(append="always", definition=True)):
        theirs = InputEncoder(network[1], rendering, LENGTH)(EXAMPLES)
        assert InputEncoder(pieces, rendering, LENGTH)(EXAMPLES) == theirs


def test_onnx_answers_as_torch_does(network: Any, exported: dict[str, Path]) -> None:
    import torch

    from stance.models.network import Batch

    encoded = InputEncoder(network[1], RENDERING, LENGTH)(EXAMPLES)
    batch = Batch(encoded, list(enumerate(encoded)), pad=0, segments=True, most=LENGTH)
    with torch.no_grad():
        theirs = network[0].eval()(batch).numpy()
    ours = EmbeddedModel(folder=exported["fp32"])._session.logits(encoded)
    assert ours.shape == (len(EXAMPLES), 7)
    assert abs(ours - theirs).max() < 1e-4


def test_of_the_last_layer_only_what_is_read_is_computed(network: Any) -> None:
    import onnx
    import onnxruntime

    from stance.models.batching import units
    from stance.models.onnx_export import export
    from stance.models.session import feed

    encoded = InputEncoder(network[1], RENDERING, LENGTH)(EXAMPLES)
    found = units(encoded)
    assert len(found) < len(encoded)  # questions that share an input
    questions = [(row, index) for row, unit in enumerate(found) for index in unit.examples]
    inputs = feed(
        [u.input for u in found], [(row, encoded[i].holder, encoded[i].target) for row, i in questions], pad=0
    )
    read = {(row, place) for row, i in questions for place in (0, *encoded[i].holder, *encoded[i].target)}
    made = export(network[0])
    for model in (made.fp32, made.int8):
        kinds = [node.op_type for node in model.graph.node]
        assert "SkipLayerNormalization" not in kinds
        inner = [node.output[0] for node in model.graph.node if node.op_type == "BiasGelu"]
        shown = onnx.ModelProto()
        shown.CopyFrom(model)
        shown.graph.output.extend(onnx.helper.make_tensor_value_info(name, 1, None) for name in ("places_read", *inner))
        # The places are whole numbers.
        shown.graph.output[1].type.tensor_type.elem_type = onnx.TensorProto.INT64
        session = onnxruntime.InferenceSession(shown.SerializeToString(), providers=["CPUExecutionProvider"])
        places, first, last = session.run(["places_read", *inner], inputs)
        assert sorted(map(tuple, places.tolist())) == sorted(read)
        assert first.shape[:2] == inputs["input_ids"].shape
        assert last.shape[:-1] == (len(read),)


@pytest.mark.parametrize("spoil", ["other reader", "other operator", "no attention"])
def test_a_graph_of_another_build_is_computed_whole(spoil: str, network: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from onnx import helper, numpy_helper

    from stance.models import onnx_export, onnx_lean

    monkeypatch.setattr(onnx_export, "lean", lambda graph: None)
    graph = onnx_export.export(network[0]).fp32.graph
    attention = [node for node in graph.node if node.op_type == "Attention"][-1]
    if spoil == "other reader":
        graph.node.append(helper.make_node("Identity", [attention.output[0]], ["elsewhere"]))
    elif spoil == "other operator":  # which mixes tokens
        norm = [node for node in graph.node if node.op_type == "SkipLayerNormalization"][-1]
        place = list(graph.node).index(norm)
        graph.node.insert(place, helper.make_node("ReduceMax", [norm.input[0]], ["mixed"], axes=[1], keepdims=1))
        norm.input[0] = "mixed"
    else:
        for node in graph.node:
            node.op_type = node.op_type.replace("Attention", "Other")
    weights = {item.name: numpy_helper.to_array(item).shape for item in graph.initializer}
    onnx_lean.lean(graph)
    kinds = [node.op_type for node in graph.node]
    assert "GatherND" not in kinds
    assert "SkipLayerNormalization" not in kinds
    assert {item.name: numpy_helper.to_array(item).shape for item in graph.initializer} == weights


def test_the_runtime_leaves_the_normalisation_apart(
    model: EmbeddedModel, exported: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import onnx
    import onnxruntime

    real = onnxruntime.InferenceSession

    def writing(path: str, options: Any, **others: Any) -> Any:
        options.optimized_model_filepath = str(tmp_path / "seen.onnx")
        return real(path, options, **others)

    monkeypatch.setattr(onnxruntime, "InferenceSession", writing)
    EmbeddedModel(folder=exported["fp32"])
    kinds = {node.op_type for node in onnx.load(tmp_path / "seen.onnx").graph.node}
    assert "LayerNormalization" in kinds
    assert "SkipLayerNormalization" not in kinds


def test_eight_bits_are_near_enough(model: EmbeddedModel, exported: dict[str, Path]) -> None:
    assert 1e-6 < apart(model.predict(EXAMPLES), EmbeddedModel(folder=exported["fp32"]).predict(EXAMPLES)) < 0.1


def test_company_does_not_matter(exported: dict[str, Path], model: EmbeddedModel) -> None:
    together = model.predict(EXAMPLES)
    alone = [answer for example in EXAMPLES for answer in model.predict([example])]
    assert apart(together, alone) < 1e-5
    assert [item.label for item in together] == [item.label for item in alone]
    for threads, tokens in ((1, 1), (1, 4096), (3, 100)):
        other = EmbeddedModel(folder=exported["int8"], threads=threads, batch_tokens=tokens)
        assert apart(other.predict(EXAMPLES[::-1])[::-1], together) < 1e-5
        assert apart(other.predict(EXAMPLES * 3), together * 3) < 1e-5


def test_one_input_is_computed_once(model: EmbeddedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[dict[str, Any]] = []

    class Watched:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def run(self, names: Any, inputs: dict[str, Any]) -> Any:
            fed.append(inputs)
            return self.inner.run(names, inputs)

    monkeypatch.setattr(model._session, "_session", Watched(model._session._session))
    both = [asked(TEXTS[1], "Norway", "Iran"), asked(TEXTS[1], "Iran", "Norway")]
    answers = model.predict(both * 5)
    assert len(fed) == 1
    assert fed[0]["input_ids"].shape[0] == 1  # both directions read one input
    assert fed[0]["rows"].shape == (2,)
    assert answers == answers[:2] * 5
    assert answers[0] != answers[1]


def test_answers_are_those_of_the_settings(copied: Path, model: EmbeddedModel) -> None:
    before = model.predict(EXAMPLES)
    change(copied, lambda content: content | {"temperature": 3.0, "relevance": {"scale": 0.0, "bias": 2.0}})
    after = EmbeddedModel(folder=copied).predict(EXAMPLES)
    assert [item.label for item in after] == [item.label for item in before]
    assert all(max(new.scores.values()) < max(old.scores.values()) for new, old in zip(after, before, strict=True))
    assert {item.relevance for item in after} == {0.880797}
    assert 0 < min(item.relevance for item in before) < max(item.relevance for item in before) < 1


def test_sentiment_is_of_the_words_at_the_span_or_of_the_text(model: EmbeddedModel) -> None:
    text = TEXTS[1]
    questions: list[Any] = [(text, None), (text, (0, 6)), ("", None), (TEXTS[0], (19, 28))]
    answers = model.sentiments(questions)
    assert set(answers) <= {"positive", "negative", "neutral"}
    assert answers == [answer for question in questions for answer in model.sentiments([question])]
    assert model.sentiments([]) == []


def change(folder: Path, how: Callable[[dict[str, Any]], Any]) -> None:
    path = folder / "model.json"
    path.write_text(json.dumps(how(json.loads(path.read_text()))))


def trimmed(content: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != name}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "model.onnx").unlink(), r"model\.onnx' cannot be read"),
        (lambda folder: (folder / "tokenizer.json").unlink(), r"tokenizer\.json' cannot be read"),
        (lambda folder: (folder / "model.json").unlink(), r"model\.json' cannot be read"),
        (lambda folder: (folder / "model.onnx").write_bytes(b"x"), r"model\.onnx' is damaged"),
        (lambda folder: (folder / "tokenizer.json").write_text("{}"), r"tokenizer\.json' is no tokenizer"),
        (lambda folder: (folder / "model.json").write_text("{"), r"model\.json' is no JSON"),
        (lambda folder: (folder / "model.json").write_text("[]"), "not of an embedded model"),
        (lambda folder: change(folder, lambda content: content | {"name": "other"}), "not of an embedded model"),
        (lambda folder: change(folder, lambda content: content | {"format": 2}), "format 2, this version reads 1"),
        (lambda folder: change(folder, lambda content: content | {"labels": ["pro", "con"]}), "labels pro, con"),
        (lambda folder: change(folder, lambda content: trimmed(content, "max_length")), "max_length"),
        (lambda folder: change(folder, lambda content: content | {"temperature": 0}), "temperature 0"),
        (lambda folder: change(folder, lambda content: content | {"rendering": {"no": 1}}), "rendering|misstates"),
        (lambda folder: change(folder, lambda content: content | {"heads": ["mood"]}), "head 'mood'"),
        (lambda folder: change(folder, lambda content: content | {"heads": []}), "7 outputs where model.json names 3"),
        (
            lambda folder: change(
                folder, lambda content: content | {"rendering": content["rendering"] | {"markers": "roles"}}
            ),
            r"no token \[H\]",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line(spoil: Callable[[Path], Any], said: str, copied: Path) -> None:
    spoil(copied)
    with pytest.raises(ConfigError, match=said) as caught:
        EmbeddedModel(folder=copied)
    assert "\n" not in str(caught.value)
    assert "export" in str(caught.value)


def test_a_network_that_the_runtime_does_not_read_is_named(copied: Path) -> None:
    content = b"no network"
    (copied / "model.onnx").write_bytes(content)
    change(copied, lambda old: old | {"sha256": hashlib.sha256(content).hexdigest()})
    with pytest.raises(ConfigError, match=r"cannot be loaded by onnxruntime \d.*pip install --upgrade") as caught:
        EmbeddedModel(folder=copied)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("library", ["onnxruntime", "tokenizers"])
def test_a_missing_library_is_named(library: str, copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *arguments: Any, **options: Any) -> Any:
        if name == library:
            raise ImportError(f"No module named {name!r}")
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(ConfigError, match=f"pip install --upgrade {library}"):
        EmbeddedModel(folder=copied)


@pytest.mark.parametrize("options", [{"threads": 0}, {"batch_tokens": -1}, {"threads": True}, {"threads": "2"}])
def test_options_out_of_range_are_named(options: dict[str, Any], copied: Path) -> None:
    with pytest.raises(ConfigError, match=f"{next(iter(options))} of model embedded"):
        EmbeddedModel(folder=copied, **options)


def test_without_a_sentiment_head_it_says_so(copied: Path) -> None:
    model = EmbeddedModel(folder=copied)
    model._places = {}
    with pytest.raises(ConfigError, match="no sentiment head"):
        model.sentiments([("text", None)])
    assert {item.relevance for item in model.predict(EXAMPLES)} == {1.0}


def test_a_folder_of_it_is_loaded_by_its_path(copied: Path, model: EmbeddedModel) -> None:
    loaded = load_model(str(copied))
    assert isinstance(loaded, EmbeddedModel)
    assert loaded.predict(EXAMPLES) == model.predict(EXAMPLES)
    with pytest.raises(ConfigError, match="no_such_option"):
        load_model(str(copied), no_such_option=1)


def test_ids_are_kept_and_nothing_is_asked_of_nothing(model: EmbeddedModel) -> None:
    assert model.predict([]) == []
    answers = model.predict([replace(EXAMPLES[0], id="first"), replace(EXAMPLES[0], id="second")])
    assert [item.example_id for item in answers] == ["first", "second"]


def test_neither_torch_nor_transformers_is_imported(copied: Path) -> None:
    script = (
        "import sys, stance; model = stance.load_model(sys.argv[1]); "
        "model.predict([stance.StanceExample(text='Iran rejects the deal.', holder='Iran', target='the deal')]); "
        "sys.stderr.write(' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script, str(copied)], capture_output=True, text=True, check=True)
    assert not {"torch", "transformers", "sklearn", "scipy", "datasets", "onnx"} & set(done.stderr.split())
