from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_answers import SETS, answer, answers, arrays
from sklearn import metrics as reference

from stance.errors import ConfigError
from stance.labels import LABELS
from stance.metrics.calibration import calibration
from stance.metrics.classification import classification, confusion
from stance.metrics.directed import CLASSES, directed, join
from stance.metrics.groups import BELOW, groups
from stance.metrics.polarity import polarity
from stance.metrics.resampling import BEHAVIOUR
from stance.metrics.selective import selective
from stance.types import Answer, Label

EVERY = (classification, groups, directed, calibration, selective, polarity)


def named(values):
    return {value.name: value for value in values}


@pytest.mark.parametrize("seed", range(4))
def test_figures_are_those_of_scikit_learn(seed):
    made = answers(200, seed=seed, right=0.3)
    gold, predicted, scores = arrays(made)
    found = {name: value.value for name, value in named(classification(made, resamples=0)).items()}
    score = reference.f1_score
    assert found["macro_f1"] == pytest.approx(score(gold, predicted, average="macro"))
    assert found["micro_f1"] == pytest.approx(score(gold, predicted, average="micro"))
    assert found["f_avg"] == pytest.approx(score(gold, predicted, labels=["favor", "against"], average="macro"))
    assert found["accuracy"] == pytest.approx(reference.accuracy_score(gold, predicted))
    assert found["mcc"] == pytest.approx(reference.matthews_corrcoef(gold, predicted))
    parts = reference.precision_recall_fscore_support(gold, predicted, labels=list(LABELS))
    for kind, values in zip(("precision", "recall", "f1"), parts, strict=False):
        assert [found[f"{kind} {label}"] for label in LABELS] == pytest.approx(list(values))
    for place, label in enumerate(LABELS):
        expected = reference.average_precision_score([item == label for item in gold], scores[:, place])
        assert found[f"average_precision {label}"] == pytest.approx(expected)
    expected = reference.confusion_matrix(gold, predicted, labels=list(LABELS))
    assert confusion(made).tolist() == expected.tolist()
    assert found["confusion favor>against"] == expected[0, 1]


@pytest.mark.parametrize("seed", range(3))
def test_average_precision_of_ties_is_that_of_scikit_learn(seed):
    draw = np.random.default_rng(seed)
    made = [answer(LABELS[draw.integers(3)], np.round(draw.dirichlet([1, 1, 1]), 1) + 0.01) for _ in range(60)]
    gold, _, scores = arrays(made)
    found = named(classification(made, resamples=0))
    scores = scores / scores.sum(axis=1, keepdims=True)
    for place, label in enumerate(LABELS):
        expected = reference.average_precision_score([item == label for item in gold], scores[:, place])
        assert found[f"average_precision {label}"].value == pytest.approx(expected)


def test_classes_without_gold_are_not_averaged_in():
    made = answers(100, labels=("favor", "against"), right=0.4)
    gold, predicted, _ = arrays(made)
    found = named(classification(made, resamples=50))
    expected = reference.f1_score(gold, predicted, labels=["favor", "against"], average="macro")
    assert found["macro_f1"].value == pytest.approx(expected)
    assert "neutral" in predicted
    assert found["precision neutral"].value == 0.0  # it was answered, and never right
    assert not {"recall neutral", "f1 neutral", "average_precision neutral", "confusion neutral>favor"} & set(found)


def test_a_model_that_always_answers_the_same():
    made = [answer(label, (0.5, 0.3, 0.2), item=str(i)) for i, label in enumerate(["favor", "against", "neutral"] * 5)]
    found = named(classification(made, resamples=100))
    assert found["mcc"].value == 0.0
    assert found["macro_f1"].value == pytest.approx(1 / 6)
    assert found["f1 against"].value == 0.0
    assert "precision against" not in found
    assert found["average_precision favor"].value == pytest.approx(1 / 3)


def test_what_is_undefined_is_left_out():
    only = named(classification([answer("favor", (0.8, 0.1, 0.1), item=str(i)) for i in range(4)], resamples=20))
    assert not {"mcc", "f_avg", "average_precision", "recall against"} & set(only)
    assert only["macro_f1"].value == 1.0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*LABELS, None]), st.integers(0, 9), st.integers(0, 3)), max_size=12))
def test_no_figure_is_undefined_and_each_lies_in_its_interval(rows):
    made = [
        answer(gold, (score, 9 - score, 3), item=str(i), document=f"d{document}" if document else "", pair=str(i // 2))
        for i, (gold, score, document) in enumerate(rows)
    ]
    for metric in EVERY:
        for value in metric(made, resamples=30, seed=1):
            assert math.isfinite(value.value)
            assert value.n > 0
            assert math.isnan(value.low) == math.isnan(value.high)
            assert math.isnan(value.low) or value.low <= value.high


def test_only_coded_answers_to_the_examples_as_they_are_count():
    made = answers(30)
    more = [
        replace(made[0], variant="target_blind"),
        replace(made[1], example=replace(made[1].example, id="other", gold=None)),
    ]
    for metric in EVERY:
        assert metric([*made, *more], resamples=20) == metric(made, resamples=20)
        assert metric(more, resamples=20) == []
        assert metric([], resamples=20) == []
        assert metric([replace(item, set=BEHAVIOUR) for item in made], resamples=20) == []


def test_several_sets_at_once_are_refused():
    made = answers(4)
    with pytest.raises(ValueError, match=r"toy/other, toy/test"):
        classification([*made, replace(made[0], set="toy/other")])


def test_no_interval_without_resamples_or_with_one_document():
    made = answers(40)
    assert all(math.isnan(value.low) for value in classification(made, resamples=0))
    one = [replace(item, example=replace(item.example, document="d")) for item in made]
    values = classification(one, resamples=50)
    assert values
    assert all(math.isnan(value.low) and math.isfinite(value.value) for value in values)


def test_five_thousand_examples_take_less_than_three_seconds():
    made = answers(5000, documents=4000)
    paired = [replace(item, example=replace(item.example, pair=f"p{i // 2}")) for i, item in enumerate(made)]
    start = time.process_time()
    sizes = [len(metric(paired, resamples=1000)) for metric in EVERY]
    assert time.process_time() - start < 3.0
    assert all(sizes)


class TestGroups:
    def test_each_group_has_its_own_figures_and_n(self):
        made = answers(200)
        values = groups(made, resamples=20, min_n=30, by=["target"])
        for target in ("T0", "T1", "T2", "T3"):
            members = [item for item in made if item.example.target == target]
            own = named(value for value in values if value.group == f"{SETS} target={target}")
            alone = named(classification(members, resamples=0))
            for name in ("macro_f1", "f_avg", "accuracy"):
                assert own[name].value == pytest.approx(alone[name].value)
                assert own[name].n == len(members)

    def test_small_groups_are_counted_and_given_no_figures(self):
        made = [replace(item, example=replace(item.example, target="rare")) for item in answers(5)] + answers(200)
        values = groups(made, resamples=20, min_n=10, by=["target"])
        assert not [value for value in values if value.group.endswith("target=rare")]
        (note,) = [value for value in values if value.name == BELOW]
        assert (note.value, note.n, note.group) == (1.0, 5, f"{SETS} by target")

    def test_most_limits_the_groups(self):
        values = groups(answers(200), resamples=0, min_n=1, most=2, by=["target"])
        assert len({value.group for value in values if "=" in value.group}) == 2
        assert [value.value for value in values if value.name == BELOW] == [2.0]

    def test_holders_authors_outlets_and_lengths(self):
        made = answers(200)
        made = [
            replace(item, example=replace(item.example, outlet="Daily" if i % 2 else "Herald"))
            for i, item in enumerate(made)
        ]
        found = {value.group for value in groups(made, resamples=0, min_n=1)}
        assert f"{SETS} holder=(author)" in found
        assert f"{SETS} outlet=Herald" in found
        assert {f"{SETS} length={band}" for band in ("1-15", "16-30", "31-60", "61+")} <= found

    def test_a_single_group_is_not_repeated(self):
        made = [replace(item, example=replace(item.example, target="one")) for item in answers(60)]
        assert groups(made, resamples=0, by=["target", "outlet"]) == []

    def test_options_that_cannot_be_used(self):
        with pytest.raises(ConfigError, match=r"unknown grouping 'targets'; did you mean 'target'"):
            groups(answers(3), by=["targets"])
        with pytest.raises(ConfigError, match=r"length_bands \[30, 15\]"):
            groups(answers(3), length_bands=[30, 15])


def row(number: int, forward: Label, backward: Label, p: tuple[float, ...], q: tuple[float, ...]) -> list[Answer]:
    pair = f"r{number}"
    return [answer(forward, p, item=f"{pair}>", pair=pair), answer(backward, q, item=f"{pair}<", pair=pair)]


class TestDirected:
    def test_the_five_classes_are_joined_from_both_directions(self):
        sure, not_so = (0.9, 0.05, 0.05), (0.1, 0.1, 0.8)
        against = (0.05, 0.9, 0.05)
        rows = [
            row(0, "neutral", "neutral", not_so, not_so),
            row(1, "favor", "neutral", sure, not_so),
            row(2, "neutral", "favor", not_so, sure),
            row(3, "against", "neutral", against, not_so),
            row(4, "neutral", "against", not_so, against),
        ]
        found = join([item for pair in rows for item in reversed(pair)])  # the order of the two does not matter
        assert found.gold.tolist() == found.predicted.tolist() == [0, 1, 2, 3, 4]
        assert found.scores.sum(axis=1) == pytest.approx(np.ones(5))

    def test_scores_are_products_of_the_directions(self):
        (scores,) = join(row(0, "neutral", "neutral", (0.5, 0.2, 0.3), (0.1, 0.3, 0.6))).scores
        product = np.array([0.3 * 0.6, 0.5 * 0.6, 0.3 * 0.1, 0.2 * 0.6, 0.3 * 0.3])
        assert scores == pytest.approx(product / product.sum())

    def test_certain_leanings_in_both_directions_still_give_a_class(self):
        found = join(row(0, "favor", "neutral", (1.0, 0.0, 0.0), (1.0, 0.0, 0.0)))
        assert np.isfinite(found.scores).all()
        assert found.predicted.tolist() == [1]

    def test_figures_are_those_of_scikit_learn_over_rows(self):
        draw = np.random.default_rng(2)
        kinds = [("neutral", "neutral"), ("favor", "neutral"), ("neutral", "favor")]
        kinds += [("against", "neutral"), ("neutral", "against")]
        made = []
        for number in range(150):
            forward, backward = kinds[draw.integers(5)]
            made += row(number, forward, backward, tuple(draw.dirichlet([1] * 3)), tuple(draw.dirichlet([1] * 3)))
        rows = join(made)
        found = named(directed(made, resamples=50))
        expected = reference.f1_score(rows.gold, rows.predicted, average="macro")
        assert found["directed macro_f1"].value == pytest.approx(expected)
        assert found["directed micro_f1"].value == pytest.approx((rows.gold == rows.predicted).mean())
        assert found["directed macro_f1"].n == 150
        assert {f"directed f1 {name}" for name in CLASSES} <= set(found)
        assert "directed f_avg" not in found
        assert "directed skipped" not in found

    def test_rows_that_have_no_class_are_counted(self):
        one, other = (0.9, 0.05, 0.05), (0.1, 0.1, 0.8)
        made = row(0, "favor", "neutral", one, other) + row(1, "favor", "favor", one, one)
        made += row(2, "neutral", "neutral", other, other)[:1] + row(3, "neutral", "neutral", other, other)
        found = named(directed(made, resamples=10))
        assert found["directed accuracy"].n == 2
        assert (found["directed skipped"].value, found["directed skipped"].n) == (2.0, 4)
        assert directed(answers(10), resamples=10) == []


def test_polarity_is_a_forced_choice():
    made = [
        answer("favor", (0.3, 0.1, 0.6), item="1"),  # answered neutral, but leaning the right way
        answer("against", (0.6, 0.3, 0.1), item="2"),  # the opposite
        answer("against", (0.2, 0.2, 0.6), item="3"),  # a tie
        answer("neutral", (0.9, 0.1, 0.0), item="4"),  # does not count
    ]
    found = named(polarity(made, resamples=0))
    assert (found["right_polarity"].value, found["right_polarity"].n) == (0.5, 3)
    assert found["reversed_polarity"].value == pytest.approx(1 / 3)


def test_a_group_of_one_document_has_figures_and_no_interval():
    """Its share of right answers is the same in every draw: an interval of no width would say that it is certain."""
    made = answers(120, documents=12)
    made = [
        replace(item, example=replace(item.example, target="one" if item.example.document == "d3" else "other"))
        for item in made
    ]
    found = {
        (value.group, value.name): value for value in groups(made, resamples=200, by=["target"], min_n=1) if value.low
    }
    alone, others = found[f"{SETS} target=one", "accuracy"], found[f"{SETS} target=other", "accuracy"]
    assert 0 < alone.value < 1
    assert math.isnan(alone.low)
    assert math.isnan(alone.high)
    assert others.low < others.value < others.high
