"""What every shipped model promises; a new yaml in configs/model is tested here without a line added."""

from __future__ import annotations

import copy

import pytest

from stance.labels import LABELS
from stance.models import load_model, model_names
from stance.protocols import StanceModel
from stance.types import StanceExample

EXAMPLES = [
    StanceExample(id="a", text="Norway supports the nuclear deal with Iran.", holder="Norway", target="jcpoa"),
    StanceExample(id="b", text="Norway opposes the nuclear deal with Iran.", holder="Norway", target="the JCPOA"),
    StanceExample(id="c", text="We reject the Paris Agreement.", target="the Paris Agreement"),
    StanceExample(id="d", text="The weather was fine.", holder="Norway", target="jcpoa"),
    StanceExample(id="e", text="", holder="Nobody in Particular", target="open borders"),
]


@pytest.fixture(params=model_names())
def model(request: pytest.FixtureRequest) -> StanceModel:
    return load_model(request.param)


def test_it_is_named_as_its_yaml(model: StanceModel) -> None:
    assert isinstance(model, StanceModel)
    assert model.name in model_names()


def test_no_examples_no_predictions(model: StanceModel) -> None:
    assert model.predict([]) == []


def test_predictions_come_in_the_order_of_the_examples(model: StanceModel) -> None:
    assert [item.example_id for item in model.predict(EXAMPLES)] == [item.id for item in EXAMPLES]
    assert [item.example_id for item in model.predict(EXAMPLES[::-1])] == [item.id for item in EXAMPLES[::-1]]


def test_scores_are_probabilities_of_all_labels_and_the_label_is_the_best(model: StanceModel) -> None:
    for prediction in model.predict(EXAMPLES):
        assert tuple(prediction.scores) == LABELS
        assert sum(prediction.scores.values()) == pytest.approx(1)
        assert min(prediction.scores.values()) >= 0
        assert prediction.scores[prediction.label] == max(prediction.scores.values())
        assert 0 <= prediction.relevance <= 1


def test_batches_do_not_matter(model: StanceModel) -> None:
    assert model.predict(EXAMPLES) == [prediction for example in EXAMPLES for prediction in model.predict([example])]


def test_examples_stay_as_they_are(model: StanceModel) -> None:
    before = copy.deepcopy(EXAMPLES)
    model.predict(EXAMPLES)
    assert before == EXAMPLES


def test_evidence_lies_in_the_text(model: StanceModel) -> None:
    for example, prediction in zip(EXAMPLES, model.predict(EXAMPLES), strict=True):
        assert all(0 <= start < end <= len(example.text) for start, end in prediction.evidence)


def test_opposite_words_give_opposite_stances(model: StanceModel) -> None:
    first, second, *_ = model.predict(EXAMPLES)
    assert (first.label, second.label) == ("favor", "against")


def test_a_text_without_the_target_is_no_record(model: StanceModel) -> None:
    assert model.predict([EXAMPLES[3]])[0].relevance < 0.5 or model.predict([EXAMPLES[3]])[0].label == "neutral"
