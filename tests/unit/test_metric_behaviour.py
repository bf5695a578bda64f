from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import replace

import pytest

from stance.errors import InputError
from stance.labels import LABELS
from stance.metrics import classification, names
from stance.metrics.behaviour import behaviour, behaviour_examples, behaviour_groups, examples_of
from stance.metrics.calibration import calibration
from stance.metrics.names import better, display
from stance.metrics.resampling import BEHAVIOUR
from stance.metrics.selective import selective
from stance.types import Answer, Prediction

EXAMPLES = behaviour_examples()


def answered(label_of, items=EXAMPLES):
    made = []
    for example in items:
        label = label_of(example)
        scores = {name: float(name == label) for name in LABELS}
        prediction = Prediction(example_id=example.id, label=label, scores=scores)
        made.append(Answer(set=BEHAVIOUR, example=example, prediction=prediction))
    return made


def rates(values, name="pass_rate"):
    return {value.group: value for value in values if value.name == name}


def test_the_suite_is_large_and_its_pairs_are_whole():
    assert len(EXAMPLES) >= 100
    assert len({example.id for example in EXAMPLES}) == len(EXAMPLES)
    assert len(behaviour_groups()) >= 8
    assert all(count >= 2 for count in Counter(example.document for example in EXAMPLES).values())
    pairs = Counter(pair.partition("/")[0] for pair in {example.document for example in EXAMPLES})
    assert set(pairs) == set(behaviour_groups())
    assert min(pairs.values()) >= 5


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)
def test_a_case_is_a_sentence_with_exact_spans(example):
    assert re.fullmatch(r"[A-Z\"].*[.\"]", example.text)
    assert "  " not in example.text
    assert example.gold in LABELS
    assert example.holder_spans
    assert example.target_mentions
    for found in example.target_mentions:
        assert example.text[found.start : found.end] == found.text
        assert all(found.end <= start or end <= found.start for start, end in example.holder_spans)


def test_no_question_is_asked_twice():
    questions = Counter((example.text, example.holder, example.target) for example in EXAMPLES)
    assert not [question for question, count in questions.items() if count > 1]


def test_pairs_differ_in_their_answer_where_that_is_tested():
    same = {"irrelevant_detail", "paraphrased_target", "passive"}
    for pair in {example.document for example in EXAMPLES}:
        golds = {example.gold for example in EXAMPLES if example.document == pair}
        assert (len(golds) == 1) == (pair.partition("/")[0] in same), pair


def test_a_model_that_always_answers_the_same_passes_only_invariance():
    found = rates(behaviour(answered(lambda example: "favor"), resamples=10))
    assert found["behaviour group=negation"].value == 0.0
    assert found["behaviour group=negation"].high > 0.2  # of six pairs: little is known
    assert 0 < found["behaviour group=passive"].value < 1


def test_a_pair_is_passed_whole_or_not_at_all():
    first = [example for example in EXAMPLES if example.document in {"negation/01", "negation/02"}]
    wrong = first[0].id
    values = behaviour(answered(lambda item: "neutral" if item.id == wrong else item.gold, first), resamples=100)
    rate, cases = rates(values)[BEHAVIOUR], rates(values, "case_accuracy")[BEHAVIOUR]
    assert (rate.value, rate.n) == (0.5, 2)
    assert (cases.value, cases.n) == (0.75, 4)
    assert rate.low < 0.5 < rate.high


def test_all_right_and_other_sets():
    right = answered(lambda example: example.gold)
    found = behaviour(right, resamples=100)
    assert {value.value for value in found} == {1.0}
    assert all(value.low < 1 for value in rates(found).values())
    assert all(math.isnan(value.low) for value in behaviour(right, resamples=0))
    assert behaviour([replace(item, set="toy/test") for item in right]) == []
    assert behaviour([replace(item, variant="swapped") for item in right]) == []


CASE = {"text": "Oman backs the plan.", "holder": "Oman", "target": "the plan", "stance": "favor"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"holder": "Iran"}, r"case g/01a: 'Iran' is not in the text"),
        ({"target_text": "the pact"}, r"'the pact' is not in the text"),
        ({"holder": "Oma"}, r"'Oma' is not in the text"),
        ({"stance": "pro"}, r"stance 'pro' is none of favor, against, neutral"),
        ({"gold": "favor"}, r"gold unknown or missing"),
    ],
)
def test_a_case_that_is_none(change, message):
    with pytest.raises(InputError, match=message):
        examples_of({"g": {"pairs": [[CASE | change]]}})


def test_every_figure_has_a_name_for_tables():
    made = [replace(item, set="toy/test") for item in answered(lambda example: "favor")]
    values = [
        *behaviour(answered(lambda example: "favor"), resamples=0),
        *classification.classification(made, resamples=0),
        *calibration(made, resamples=0, temperature=2.0),
        *selective(made, resamples=0),
    ]
    for value in values:
        entry, _, _ = names._entry(value.name)
        assert entry in names._ENTRIES.values(), value.name
        assert "_" not in display(value.name).removeprefix("F_avg")


def test_which_way_is_better():
    assert better("directed macro_f1") == better("accuracy at 80% coverage") == better("pass_rate") == "higher"
    assert better("ece") == better("log_loss scaled") == better("aurc") == better("reversed_polarity") == "lower"
    assert better("macro_f1 target_blind") == better("changed swapped") == better("never heard of") == "none"


def test_names_for_tables():
    assert display("accuracy at 80% coverage") == "Accuracy at 80% coverage"
    assert display("directed f1 favor p>q") == "Directed F1 (favor p>q)"
    assert display("macro_f1 target_blind") == "Macro-F1 (target blind)"
    assert display("never_heard of") == "never heard of"
