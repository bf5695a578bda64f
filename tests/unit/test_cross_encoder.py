"""The fine-tuned encoder: it learns, comes back from the disk, and goes on after a stop as if there had been none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stance.errors import ConfigError, NotFittedError
from stance.labels import LABELS
from stance.models import load_model
from stance.models.cross_encoder import WEIGHTS, CrossEncoder
from stance.types import Prediction, StanceExample, TargetMention

VERBS = {"supports": "favor", "rejects": "against", "and": "neutral"}
NAMES = ("iran", "russia", "china", "norway", "germany", "france")


def examples() -> list[StanceExample]:
    """Both directions between two countries: only the first one's stance is told by the verb."""
    found: list[StanceExample] = []
    for verb, gold in VERBS.items():
        for left in NAMES:
            for right in NAMES[:3]:
                text = f"{left} {verb} {right}"
                spans = (0, len(left)), (len(text) - len(right), len(text))
                for way, (holder, target) in ((">", spans), ("<", spans[::-1])):
                    words = text[slice(*target)]
                    mention = TargetMention(target=words, text=words, start=target[0], end=target[1])
                    found.append(
                        StanceExample(
                            id=f"{text}{way}",
                            text=text,
                            holder=text[slice(*holder)],
                            target=words,
                            holder_spans=(holder,),
                            target_mentions=(mention,),
                            gold=gold if way == ">" else "neutral",  # type: ignore[arg-type]
                            pair=text,
                        )
                    )
    return found


EXAMPLES = examples()


def small(folder: Path, **options: Any) -> CrossEncoder:
    settings = {"epochs": 2, "batch_size": 8, "learning_rate": 2e-3, "head_learning_rate": 5e-3, "dropout": 0.1}
    return CrossEncoder(**({"encoder": str(folder), "device": "cpu", "max_length": 48} | settings | options))


@pytest.fixture(scope="module")
def trained(tiny_encoder: Path) -> CrossEncoder:
    model = small(tiny_encoder, epochs=12)
    model.fit(EXAMPLES, seed=3)
    return model


def weights(model: CrossEncoder, folder: Path) -> bytes:
    model.save(folder)
    return (folder / WEIGHTS).read_bytes()


def test_it_learns_who_leans_on_whom(trained: CrossEncoder) -> None:
    predictions = trained.predict(EXAMPLES)
    right = [prediction.label == example.gold for prediction, example in zip(predictions, EXAMPLES, strict=True)]
    assert sum(right) / len(right) > 0.95


def test_it_asks_for_training_first() -> None:
    model = load_model("cross_encoder")
    assert model.name == "cross_encoder"
    with pytest.raises(NotFittedError, match="not trained"):
        model.predict(EXAMPLES)
    with pytest.raises(NotFittedError):
        CrossEncoder().save(Path("nowhere"))


def test_batches_order_and_repetition_do_not_matter(trained: CrossEncoder) -> None:
    long = replace(EXAMPLES[0], text=EXAMPLES[0].text + " fine" * 20, id="long")
    asked = [*EXAMPLES[:7], long, StanceExample(id="free", text="the weather was fine", target="jcpoa"), EXAMPLES[0]]
    together = trained.predict(asked)
    assert [prediction.example_id for prediction in together] == [example.id for example in asked]
    assert together[-1] == together[0]
    for example, prediction in zip(asked, together, strict=True):
        (alone,) = trained.predict([example])
        assert alone.label == prediction.label
        assert alone.scores == pytest.approx(dict(prediction.scores), abs=2e-6)
    assert trained.predict([]) == []


def test_scores_are_probabilities(trained: CrossEncoder) -> None:
    for prediction in trained.predict(EXAMPLES[:5]):
        assert tuple(prediction.scores) == LABELS
        assert sum(prediction.scores.values()) == pytest.approx(1, abs=2e-6)
        assert prediction.scores[prediction.label] == max(prediction.scores.values())


def test_a_saved_model_answers_the_same_without_its_encoder(trained: CrossEncoder, tmp_path: Path) -> None:
    trained.save(tmp_path / "model")
    names = {path.name for path in (tmp_path / "model").iterdir()}
    assert {"config.json", "model.safetensors", "tokenizer.json", "model.json"} <= names
    assert not [name for name in names if name.endswith((".bin", ".pt", ".pkl"))]
    for loaded in (
        CrossEncoder.load(tmp_path / "model"),
        load_model(str(tmp_path)),
        load_model(str(tmp_path / "model")),
    ):
        assert isinstance(loaded, CrossEncoder)
        assert loaded.predict(EXAMPLES) == trained.predict(EXAMPLES)
        assert loaded.options == trained.options


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda folder: (folder / WEIGHTS).unlink(), "model.safetensors cannot be read"),
        (lambda folder: (folder / WEIGHTS).write_bytes(b"\x00" * 40), "model.safetensors cannot be read"),
        (lambda folder: (folder / "config.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "tokenizer.json").write_text("{}"), "cannot be read"),
        (lambda folder: (folder / "model.json").write_text("[]"), "model.json"),
    ],
)
def test_a_damaged_model_is_refused_in_one_line(trained: CrossEncoder, tmp_path: Path, damage: Any, words: str) -> None:
    trained.save(tmp_path)
    damage(tmp_path)
    with pytest.raises(ConfigError) as error:
        load_model(str(tmp_path))
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_dev_examples_choose_the_epoch_and_the_temperature(tiny_encoder: Path, tmp_path: Path) -> None:
    model = small(tiny_encoder, epochs=6, patience=2)
    history = model.fit(EXAMPLES[:60], EXAMPLES[60:], seed=1)
    scores = [epoch["macro_f1"] for epoch in history["epochs"]]
    assert all(0 <= score <= 1 for score in scores)  # as the plot of the training takes them
    assert history["best_epoch"] == 1 + scores.index(max(scores))
    assert len(scores) == 6 or len(scores) - history["best_epoch"] == 2
    assert history["temperature"] > 0
    assert history["temperature"] != 1
    model.save(tmp_path)
    assert json.loads((tmp_path / "model.json").read_text())["state"]["temperature"] == history["temperature"]


class StoppedError(Exception):
    """Stands for kill -9: nothing after it runs."""


class StopAfter:
    def __init__(self, steps: int) -> None:
        self.left = steps
        self.begun: tuple[str, int, int] | None = None

    def begin(self, what: str, total: int, done: int = 0) -> None:
        self.begun = (what, total, done)

    def advance(self, steps: int = 1, **_: float) -> None:
        self.left -= steps
        if self.left < 0:
            raise StoppedError


@pytest.mark.parametrize(("stop", "kept"), [(1, 0), (5, 4), (8, 8)])  # of 9 updates, 3 an epoch
def test_a_stopped_training_ends_with_the_same_weights(
    tiny_encoder: Path, tmp_path: Path, stop: int, kept: int
) -> None:
    def model() -> CrossEncoder:
        return small(tiny_encoder, epochs=3, accumulate=2, checkpoint_steps=4, precision="auto")

    undisturbed = model()
    history = undisturbed.fit(EXAMPLES[:80], EXAMPLES[80:], seed=5)
    with pytest.raises(StoppedError):
        model().fit(
            EXAMPLES[:80], EXAMPLES[80:], seed=5, checkpoints=tmp_path / "checkpoints", progress=StopAfter(stop)
        )
    again, progress = model(), StopAfter(10_000)
    assert (
        again.fit(EXAMPLES[:80], EXAMPLES[80:], seed=5, checkpoints=tmp_path / "checkpoints", progress=progress)
        == history
    )
    assert progress.begun == ("training", 9, kept)
    assert weights(again, tmp_path / "a") == weights(undisturbed, tmp_path / "b")
    assert sorted(path.suffix for path in (tmp_path / "checkpoints").iterdir()) == [".json", *[".safetensors"] * 2]


def test_the_same_seed_is_the_same_model_and_another_is_not(tiny_encoder: Path, tmp_path: Path) -> None:
    found = []
    for number, seed in enumerate((1, 1, 2)):
        model = small(tiny_encoder, epochs=1)
        model.fit(EXAMPLES[:24], seed=seed)
        found.append(weights(model, tmp_path / str(number)))
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": 9}, "seed"),
        ({"options": {"learning_rate": 1e-3}}, "model.learning_rate"),
        ({"examples": EXAMPLES[1:25]}, "train"),
    ],
)
def test_a_checkpoint_of_another_job_is_refused(
    tiny_encoder: Path, tmp_path: Path, change: Mapping[str, Any], words: str
) -> None:
    small(tiny_encoder, epochs=1).fit(EXAMPLES[:24], seed=1, checkpoints=tmp_path)
    other = small(tiny_encoder, epochs=1, **change.get("options", {}))
    with pytest.raises(ConfigError) as error:
        other.fit(change.get("examples", EXAMPLES[:24]), seed=change.get("seed", 1), checkpoints=tmp_path)
    assert f"another training ({words} differ)" in str(error.value)
    assert "delete" in str(error.value)


def test_a_broken_checkpoint_is_refused(tiny_encoder: Path, tmp_path: Path) -> None:
    small(tiny_encoder, epochs=1).fit(EXAMPLES[:24], seed=1, checkpoints=tmp_path)
    next(tmp_path.glob("step-*.safetensors")).write_bytes(b"no tensors")
    with pytest.raises(ConfigError, match="tensors cannot be read"):
        small(tiny_encoder, epochs=1).fit(EXAMPLES[:24], seed=1, checkpoints=tmp_path)
    (tmp_path / "checkpoint.json").write_text("{")
    with pytest.raises(ConfigError, match="cannot be read"):
        small(tiny_encoder, epochs=1).fit(EXAMPLES[:24], seed=1, checkpoints=tmp_path)


def test_weights_decide_between_examples_that_contradict_each_other(tiny_encoder: Path) -> None:
    other = [replace(example, gold="against" if example.gold == "favor" else example.gold) for example in EXAMPLES]
    asked = [example for example in EXAMPLES if example.gold == "favor"]
    answers = []
    for first, second in ((1.0, 0.0), (0.0, 1.0)):
        model = small(tiny_encoder, epochs=8)
        model.fit([*EXAMPLES, *other], weights=[first] * len(EXAMPLES) + [second] * len(other), seed=1)
        answers.append([prediction.label for prediction in model.predict(asked)])
    assert answers[0].count("favor") > 0.9 * len(asked)
    assert answers[1].count("against") > 0.9 * len(asked)


def test_lora_trains_adapters_and_saves_whole_weights(tiny_encoder: Path, tmp_path: Path) -> None:
    lora = {"r": 4, "alpha": 8, "dropout": 0.0, "target_modules": ["query", "value"]}
    model = small(tiny_encoder, epochs=2, lora=lora)
    history = model.fit(EXAMPLES, seed=1)
    assert history["epochs"][1]["loss"] < history["epochs"][0]["loss"]
    model.save(tmp_path)
    loaded = CrossEncoder.load(tmp_path)
    before, after = model.predict(EXAMPLES[:6]), loaded.predict(EXAMPLES[:6])
    assert [item.label for item in before] == [item.label for item in after]
    assert all(a.scores == pytest.approx(dict(b.scores), abs=1e-5) for a, b in zip(after, before, strict=True))
    from safetensors.numpy import load_file

    stored = load_file(tmp_path / WEIGHTS)
    assert not [name for name in stored if "lora" in name]
    original = load_file(tiny_encoder / "model.safetensors")
    dense = "encoder.layer.0.output.dense.weight"
    assert (stored[f"encoder.{dense}"] == next(value for name, value in original.items() if name.endswith(dense))).all()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"encoder": "no such folder"}, "no model 'no such folder'"),
        ({"max_length": 4000}, "max_length 4000 is more"),
        ({"device": "tpu9"}, "device 'tpu9'"),
        ({"lora": {"r": 2, "target_modules": ["nothing"]}}, "lora.target_modules"),
    ],
)
def test_what_cannot_be_trained_is_said_in_one_line(tiny_encoder: Path, options: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError) as error:
        small(tiny_encoder, **options).fit(EXAMPLES[:4])
    assert words in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"epochs": 0}, "epochs of model cross_encoder is 0"),
        ({"learning_rate": "high"}, "learning_rate"),
        ({"dropout": 1.5}, "dropout"),
        ({"patience": 0}, "patience"),
        ({"max_length": 8}, "max_length 8 leaves no room"),
        ({"precision": "fp8"}, "precision"),
        ({"class_weights": "even"}, "class_weights"),
        ({"class_weights": {"favour": 2}}, "did you mean 'favor'"),
        ({"class_weights": {"favor": "two"}}, "class_weights.favor is 'two'"),
        ({"class_weights": {"against": -1}}, "class_weights.against is -1"),
        ({"lora": {"rank": 8}}, "lora"),
        ({"lora": {"r": 0}}, "lora.r"),
        ({"rendering": "question_marked"}, "rendering"),
    ],
)
def test_options_are_checked_when_the_model_is_made(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words) as error:
        CrossEncoder(**options)
    assert "\n" not in str(error.value)


def test_examples_without_a_label_and_wrong_weights_are_refused(tiny_encoder: Path) -> None:
    with pytest.raises(ConfigError, match="gold label None"):
        small(tiny_encoder).fit([replace(EXAMPLES[0], gold=None)])
    with pytest.raises(ConfigError, match="1 weights for 2"):
        small(tiny_encoder).fit(EXAMPLES[:2], weights=[1.0])
    with pytest.raises(ConfigError, match="positive"):
        small(tiny_encoder).fit(EXAMPLES[:2], weights=[1.0, -1.0])
    with pytest.raises(ConfigError, match="no training examples"):
        small(tiny_encoder).fit([])


def test_an_encoder_with_pickled_weights_only_is_refused(tiny_encoder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pickled"
    shutil.copytree(tiny_encoder, folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ConfigError, match="only safetensors are read"):
        small(folder).fit(EXAMPLES[:4])


def test_an_encoder_with_missing_weights_is_refused(tiny_encoder: Path, tmp_path: Path) -> None:
    """transformers would draw them at random, and say so in a log line only."""
    from safetensors.torch import load_file, save_file

    folder = tmp_path / "torn"
    shutil.copytree(tiny_encoder, folder)
    weights = load_file(folder / "model.safetensors")
    kept = {name: value for name, value in weights.items() if "layer.1." not in name and "pooler" not in name}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ConfigError, match=r"its weights lack .*layer\.1\."):
        small(folder).fit(EXAMPLES[:4])
    without_pooler = {name: value for name, value in weights.items() if "pooler" not in name}
    save_file(without_pooler, folder / "model.safetensors", metadata={"format": "pt"})
    assert small(folder, epochs=1).fit(EXAMPLES[:4])["updates"]


def test_a_checkpoint_without_a_position_is_one_clear_line(tmp_path: Path) -> None:
    from stance.models.checkpoints import Checkpoint, CheckpointStore

    CheckpointStore(tmp_path, {"seed": 1}).write(Checkpoint({"epoch": 1}, {}, {}), name="a.safetensors", best_name="")
    path = tmp_path / "checkpoint.json"
    content = json.loads(path.read_text())
    for broken in ({"position": None}, {"position": "no"}):
        path.write_text(json.dumps(content | broken))
        with pytest.raises(ConfigError, match="to train anew"):
            CheckpointStore(tmp_path, {"seed": 1}).read()


def test_training_says_how_far_it_is(tiny_encoder: Path) -> None:
    progress = StopAfter(10_000)
    history = small(tiny_encoder).fit(EXAMPLES[:32], seed=1, progress=progress)
    assert progress.begun == ("training", history["updates"], 0)
    assert 10_000 - progress.left == history["updates"]


def test_prediction_types(trained: CrossEncoder) -> None:
    (found,) = trained.predict(EXAMPLES[:1])
    assert isinstance(found, Prediction)
    assert all(isinstance(score, float) for score in found.scores.values())
