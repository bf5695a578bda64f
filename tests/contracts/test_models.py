"""What every shipped model promises; a new yaml in configs/model is tested here without a line added.

Models that learn are fitted on a small set of sentences; options that name an encoder or a classifier of the hub are
given a tiny one, made on the spot, by the names of the constructor's arguments.
"""

from __future__ import annotations

import copy
import inspect
import json
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from stance.errors import ConfigError, NotFittedError, StanceError
from stance.labels import LABELS
from stance.models import load_model, model_names
from stance.models.saved import MODEL_FILE, load_saved
from stance.paths import CONFIG_DIR
from stance.protocols import AdaptableModel, StanceModel, TrainableModel
from stance.types import Label, Prediction, StanceExample, TargetMention

EXAMPLES = [
    StanceExample(id="a", text="Norway supports the nuclear deal with Iran.", holder="Norway", target="jcpoa"),
    StanceExample(id="b", text="Norway opposes the nuclear deal with Iran.", holder="Norway", target="the JCPOA"),
    StanceExample(id="c", text="We reject the Paris Agreement.", target="the Paris Agreement"),
    StanceExample(id="d", text="The weather was fine.", holder="Norway", target="jcpoa"),
    StanceExample(id="e", text="", holder="Nobody in Particular", target="open borders"),
    StanceExample(
        id="f", text="Norway supports the nuclear deal with Iran.", holder=None, target="Ünïcode – “deal” 核"
    ),
    StanceExample(id="g", text="rain " * 150 + "on the treaty.", holder="Iran", target="the treaty"),
]

_VERBS: dict[Label, tuple[str, ...]] = {
    "favor": ("supports", "welcomes", "praises"),
    "against": ("opposes", "rejects", "condemns"),
    "neutral": ("mentions", "describes", "knows"),
}
_PAIRS = (("Norway", "the treaty"), ("Iran", "the deal"), ("China", "the sanctions"), ("France", "the agreement"))

# Allowed in a stored model: nothing that could run code.
_SUFFIXES = {".json", ".safetensors", ".txt"}
_NOISE = 1e-5
_ROUNDING = 2e-6  # three scores of six digits


def _training(labels: tuple[Label, ...] = LABELS) -> list[StanceExample]:
    made = []
    for number, (holder, target) in enumerate(_PAIRS):
        for label in labels:
            for verb in _VERBS[label]:
                text = f"{holder} {verb} {target} today."
                start = text.index(target)
                mention = TargetMention(target=target, text=target, start=start, end=start + len(target))
                made.append(
                    StanceExample(
                        id=f"t{len(made)}",
                        text=text,
                        holder=holder,
                        target=target,
                        gold=label,
                        holder_spans=((0, len(holder)),),
                        target_mentions=(mention,),
                        document=f"doc{number}-{verb}",
                        dataset="toy",
                    )
                )
    return made


TRAINING = _training()


def _class(name: str) -> Any:
    module, _, attribute = _settings(name)["_target_"].rpartition(".")
    return getattr(import_module(module), attribute)


def _settings(name: str) -> dict[str, Any]:
    settings = yaml.safe_load((CONFIG_DIR / "model" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(settings, dict)
    return settings


def _learns(name: str) -> bool:
    return hasattr(_class(name), "fit")


LEARNING = [name for name in model_names() if _learns(name)]

Make = Callable[[str], StanceModel]


@pytest.fixture(scope="session")
def make(tiny_encoder: Path, tiny_nli: Path) -> Make:
    """Makes a model from its yaml, small enough for a test."""
    small = {"encoder": str(tiny_encoder), "model": str(tiny_nli), "device": "cpu", "epochs": 2, "max_length": 64}

    def made(name: str) -> StanceModel:
        arguments = inspect.signature(_class(name)).parameters
        return load_model(name, **{option: value for option, value in small.items() if option in arguments})

    return made


@pytest.fixture(scope="session")
def fitted(make: Make) -> Callable[[str], StanceModel]:
    """Models ready to predict; each is fitted once."""
    ready: dict[str, StanceModel] = {}

    def get(name: str) -> StanceModel:
        if name not in ready:
            model = make(name)
            if isinstance(model, TrainableModel):
                model.fit(TRAINING, seed=1)
            ready[name] = model
        return ready[name]

    return get


@pytest.fixture(params=model_names())
def model(request: pytest.FixtureRequest, fitted: Callable[[str], StanceModel]) -> StanceModel:
    return fitted(request.param)


@pytest.fixture(params=LEARNING)
def fresh(request: pytest.FixtureRequest, make: Make) -> TrainableModel:
    """A model that has not learned anything."""
    made = make(request.param)
    assert isinstance(made, TrainableModel)
    return made


@pytest.fixture(params=LEARNING)
def learned(request: pytest.FixtureRequest, fitted: Callable[[str], StanceModel]) -> TrainableModel:
    made = fitted(request.param)
    assert isinstance(made, TrainableModel)
    return made


def _same(first: list[Prediction], second: list[Prediction], noise: float = _NOISE) -> bool:
    """Whether predictions agree up to the noise of floating point arithmetic; ties may fall either way."""
    return len(first) == len(second) and all(
        one.example_id == other.example_id
        and dict(one.scores) == pytest.approx(dict(other.scores), abs=noise)
        and one.evidence == other.evidence
        and one.relevance == pytest.approx(other.relevance, abs=noise)
        and (one.label == other.label or abs(one.scores[one.label] - one.scores[other.label]) < 2 * noise)
        for one, other in zip(first, second, strict=True)
    )


@pytest.mark.parametrize("name", model_names())
def test_its_yaml_names_arguments_of_its_class(name: str) -> None:
    options = _settings(name).keys() - {"_target_"}
    arguments = inspect.signature(_class(name)).parameters
    assert options <= arguments.keys()
    needed = {argument.name for argument in arguments.values() if argument.default is argument.empty}
    assert needed <= options


@pytest.mark.parametrize("name", model_names())
def test_it_is_named_as_its_yaml(name: str, make: Make) -> None:
    made = make(name)
    assert isinstance(made, StanceModel)
    assert made.name == name


def test_an_option_that_it_does_not_have_is_named(fresh: TrainableModel) -> None:
    with pytest.raises(ConfigError, match="no_such_option"):
        load_model(fresh.name, no_such_option=1)


def test_no_examples_no_predictions(model: StanceModel) -> None:
    assert model.predict([]) == []


def test_predictions_come_in_the_order_of_the_examples(model: StanceModel) -> None:
    assert [item.example_id for item in model.predict(EXAMPLES)] == [item.id for item in EXAMPLES]
    assert [item.example_id for item in model.predict(EXAMPLES[::-1])] == [item.id for item in EXAMPLES[::-1]]
    assert _same(model.predict(EXAMPLES)[::-1], model.predict(EXAMPLES[::-1]))


def test_scores_are_probabilities_of_all_labels_and_the_label_is_the_best(model: StanceModel) -> None:
    for prediction in model.predict(EXAMPLES):
        assert tuple(prediction.scores) == LABELS
        assert all(isinstance(score, float) for score in prediction.scores.values())
        assert sum(prediction.scores.values()) == pytest.approx(1, abs=_ROUNDING)
        assert min(prediction.scores.values()) >= 0
        assert prediction.scores[prediction.label] == max(prediction.scores.values())
        assert 0 <= prediction.relevance <= 1


def test_batches_do_not_matter(model: StanceModel) -> None:
    together = model.predict(EXAMPLES)
    assert _same(together, [prediction for example in EXAMPLES for prediction in model.predict([example])])
    assert _same(together, [*model.predict(EXAMPLES[:3]), *model.predict(EXAMPLES[3:])])
    assert _same(together * 3, model.predict(EXAMPLES * 3))


def test_examples_stay_as_they_are(model: StanceModel) -> None:
    before = copy.deepcopy(EXAMPLES)
    model.predict(EXAMPLES)
    assert before == EXAMPLES


def test_asking_again_gives_the_same_answer(model: StanceModel) -> None:
    assert model.predict(EXAMPLES) == model.predict(EXAMPLES)


def test_the_coded_label_is_not_looked_at(model: StanceModel) -> None:
    assert _same(model.predict([replace(example, gold="against") for example in EXAMPLES]), model.predict(EXAMPLES))


def test_evidence_lies_in_the_text(model: StanceModel) -> None:
    for example, prediction in zip(EXAMPLES, model.predict(EXAMPLES), strict=True):
        assert all(0 <= start < end <= len(example.text) for start, end in prediction.evidence)


def test_before_training_it_says_that_it_must_be_trained(fresh: TrainableModel, tmp_path: Path) -> None:
    with pytest.raises(NotFittedError, match=fresh.name):
        fresh.predict(EXAMPLES)
    with pytest.raises(NotFittedError, match=fresh.name):
        fresh.save(tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_learned_from_is_refused_in_one_line(fresh: TrainableModel) -> None:
    uncoded = [*TRAINING, StanceExample(id="open question", text="x", target="y")]
    for train, weights in (([], None), (uncoded, None), (TRAINING, [1.0]), (TRAINING, [-1.0] * len(TRAINING))):
        with pytest.raises(StanceError) as caught:
            fresh.fit(train, weights=weights)
        assert "\n" not in str(caught.value)


def test_history_is_plain(learned: TrainableModel, make: Make) -> None:
    history = make(learned.name).fit(TRAINING)  # type: ignore[attr-defined]
    assert "epochs" in history
    assert json.loads(json.dumps(history)) == history


def test_training_examples_stay_as_they_are_and_the_progress_is_told(fresh: TrainableModel) -> None:
    class Told:
        total = done = 0

        def begin(self, what: str, total: int, done: int = 0) -> None:
            self.total, self.done = total, done
            assert what

        def advance(self, steps: int = 1, **figures: float) -> None:
            self.done += steps

    before, told = copy.deepcopy(TRAINING), Told()
    fresh.fit(TRAINING, TRAINING[:6], progress=told)
    assert before == TRAINING
    assert told.done == told.total > 0


def test_the_same_seed_gives_the_same_model(learned: TrainableModel, make: Make) -> None:
    again = make(learned.name)
    assert isinstance(again, TrainableModel)
    again.fit(TRAINING, seed=1)
    assert again.predict(EXAMPLES) == learned.predict(EXAMPLES)


def test_a_stored_model_answers_as_before(learned: TrainableModel, tmp_path: Path) -> None:
    learned.save(tmp_path / "model")
    files = [path for path in (tmp_path / "model").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} <= _SUFFIXES
    assert (tmp_path / "model" / MODEL_FILE).is_file()
    loaded = load_saved(tmp_path / "model")
    assert type(loaded) is type(learned)
    assert loaded.name == learned.name
    assert loaded.predict(EXAMPLES) == learned.predict(EXAMPLES)
    loaded.save(tmp_path / "again")
    (tmp_path / "model").rename(tmp_path / "moved")
    for folder in ("again", "moved"):
        assert load_saved(tmp_path / folder).predict(EXAMPLES) == learned.predict(EXAMPLES)


def test_a_model_of_other_labels_or_with_files_missing_is_refused(learned: TrainableModel, tmp_path: Path) -> None:
    learned.save(tmp_path)
    content = json.loads((tmp_path / MODEL_FILE).read_text())
    (tmp_path / MODEL_FILE).write_text(json.dumps(content | {"labels": ["pro", "con"]}))
    with pytest.raises(ConfigError, match="pro, con"):
        load_saved(tmp_path)
    for broken in (
        {"labels": None},
        {"options": []},
        {"class": "stance.models.hub.json"},
        {"class": "stance.models.hub.load"},
        {"class": "stance.models.saved.Path"},
    ):
        (tmp_path / MODEL_FILE).write_text(json.dumps(content | broken))
        with pytest.raises(ConfigError, match=r"labels None|no mappings|is no model of stance"):
            load_saved(tmp_path)
    (tmp_path / MODEL_FILE).write_text(json.dumps(content))
    for path in tmp_path.iterdir():
        if path.name != MODEL_FILE and path.is_file():
            path.unlink()
    with pytest.raises(ConfigError) as caught:
        load_saved(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("labels", [("favor", "neutral"), ("against",)])
def test_labels_may_be_missing_in_training(
    labels: tuple[Label, ...], fresh: TrainableModel, fitted: Callable[[str], StanceModel]
) -> None:
    fresh.fit(_training(labels))
    for prediction in fresh.predict(TRAINING[:9]):
        assert sum(prediction.scores.values()) == pytest.approx(1, abs=_ROUNDING)
        assert min(prediction.scores.values()) >= 0
    assert fresh.predict(TRAINING) != fitted(fresh.name).predict(TRAINING)


def test_weights_count(fresh: TrainableModel, make: Make) -> None:
    other: dict[Label, Label] = {"favor": "against", "against": "neutral", "neutral": "favor"}
    torn = [*TRAINING, *(replace(example, gold=other[example.gold]) for example in TRAINING if example.gold)]
    plain = make(fresh.name)
    assert isinstance(plain, TrainableModel)
    plain.fit(torn, seed=1)
    fresh.fit(torn, weights=[5.0 if example.gold == "against" else 0.5 for example in torn], seed=1)
    first, second = (sum(item.scores["against"] for item in model.predict(TRAINING)) for model in (plain, fresh))
    assert second > 1.1 * first


@pytest.mark.parametrize("name", [name for name in model_names() if hasattr(_class(name), "adapt")])
def test_adapting_does_not_look_at_labels(name: str, make: Make) -> None:
    first, second = make(name), make(name)
    assert isinstance(first, AdaptableModel)
    assert isinstance(second, AdaptableModel)
    history = first.adapt(TRAINING)
    second.adapt([replace(example, gold="against") for example in TRAINING])
    assert json.loads(json.dumps(history)) == history
    assert _same(first.predict(EXAMPLES), second.predict(EXAMPLES))


# What can be asked of a model that comes ready, with nothing random put in for the test.
READY = [name for name in model_names() if not _learns(name) and not {"model", "encoder"} & _settings(name).keys()]


@pytest.mark.parametrize("name", READY)
def test_opposite_words_give_opposite_stances(name: str) -> None:
    first, second, *_ = load_model(name).predict(EXAMPLES)
    assert (first.label, second.label) == ("favor", "against")


@pytest.mark.parametrize("name", READY)
def test_a_text_without_the_target_is_no_record(name: str) -> None:
    (prediction,) = load_model(name).predict([EXAMPLES[3]])
    assert prediction.relevance < 0.5 or prediction.label == "neutral"
