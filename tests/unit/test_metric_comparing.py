from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_answers import answer, answers, arrays, relabelled
from sklearn import metrics as reference

from stance.errors import ConfigError, InputError
from stance.labels import LABELS
from stance.metrics.comparing import aligned, compare, compare_seeds, holm, over_seeds

FAST = {"resamples": 200, "permutations": 500}


def test_a_run_does_not_differ_from_itself():
    made = answers(80)
    found = compare(made, made, **FAST)
    assert (found.difference, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)
    assert (found.n, found.clusters) == (80, 80)


def test_a_much_better_run_is_found_better():
    bad = answers(300, right=0.1, documents=100)
    good = [relabel_right(item) if index % 2 else item for index, item in enumerate(bad)]
    found = compare(good, bad, **FAST)
    gold, predicted, _ = arrays(good)
    assert found.a == pytest.approx(reference.f1_score(gold, predicted, average="macro"))
    assert found.difference == pytest.approx(found.a - found.b)
    assert 0 < found.low < found.difference < found.high
    assert found.p == pytest.approx(1 / 501)
    assert found.clusters < 100 + 1
    assert 0 < found.minimum_detectable < found.difference
    other_way = compare(bad, good, **FAST)
    assert other_way.difference == -found.difference
    assert other_way.p == found.p


def relabel_right(item):
    scores = {label: 0.9 if label == item.example.gold else 0.05 for label in LABELS}
    return replace(item, prediction=replace(item.prediction, label=item.example.gold, scores=scores))


def test_with_few_documents_every_exchange_is_tried():
    right, wrong = (0.9, 0.05, 0.05), (0.05, 0.9, 0.05)
    a = [answer("favor", right, item=str(i), document=f"d{i % 4}") for i in range(8)]
    b = [answer("favor", wrong, item=str(i), document=f"d{i % 4}") for i in range(8)]
    # Only exchanging all documents, or none, makes a difference as large: 2 of 16.
    assert compare(a, b, "accuracy", **FAST).p == 2 / 16


def test_documents_are_exchanged_whole():
    """Sixty sentences that are better, but all of them in one document, prove nothing."""
    right, wrong = (0.9, 0.05, 0.05), (0.05, 0.9, 0.05)
    alone = [[answer("favor", scores, item=str(i)) for i in range(60)] for scores in (right, wrong)]
    together = [[replace(item, example=replace(item.example, document="d")) for item in run] for run in alone]
    assert compare(*alone, "accuracy", **FAST).p < 0.01
    found = compare(*together, "accuracy", **FAST)
    assert found.p == 1.0
    assert math.isnan(found.low)
    assert math.isnan(found.minimum_detectable)


def test_the_test_errs_as_often_as_it_says():
    """Two models that are equally good on documents of three sentences: about 5 % are found to differ."""
    found = 0
    trials = 120
    for trial in range(trials):
        base = answers(60, seed=trial, documents=20)
        one, other = relabelled(base, 2 * trial, 0.6), relabelled(base, 2 * trial + 1, 0.6)
        found += compare(one, other, resamples=0, permutations=100, seed=trial).p <= 0.05
    assert 0.01 <= found / trials <= 0.11


def test_the_minimum_detectable_difference_is_detected_in_four_of_five_samples():
    base = answers(400, right=0.4)
    better = [relabel_right(item) if index % 14 == 0 else item for index, item in enumerate(base)]
    whole = compare(better, base, "accuracy", **FAST)
    share = whole.minimum_detectable / whole.difference  # what n would have to be for this difference to be it
    size = round(400 * share**2)
    draw, detected = np.random.default_rng(3), 0
    for trial in range(60):
        items = draw.integers(0, 400, size)
        runs = [[replaced(run[item], number) for number, item in enumerate(items)] for run in (better, base)]
        detected += compare(*runs, "accuracy", resamples=0, permutations=300, seed=trial).p <= 0.05
    assert 39 <= detected <= 57


def replaced(item, number):
    return replace(item, example=replace(item.example, id=str(number)))


@pytest.mark.parametrize("statistic", ["micro_f1", "f_avg", "mcc", "brier", "log_loss"])
def test_other_statistics(statistic):
    a = answers(100)
    b = relabelled(a, 1, 0.5)
    found = compare(a, b, statistic, **FAST)
    assert found.statistic == statistic
    assert found.low <= found.difference <= found.high
    assert 0 < found.p <= 1
    if statistic == "log_loss":
        gold, _, scores = arrays(a)
        assert found.a == pytest.approx(
            reference.log_loss([LABELS.index(item) for item in gold], scores, labels=[0, 1, 2])
        )


def test_directed_statistics_compare_rows():
    made = [
        replace(item, example=replace(item.example, pair=f"p{i // 2}", id=f"p{i // 2}{'<' if i % 2 else '>'}"))
        for i, item in enumerate(answers(200, labels=("neutral",)))
    ]
    found = compare(made, relabelled(made, 1, 0.5), "directed micro_f1", **FAST)
    assert found.n == 100
    with pytest.raises(InputError, match=r"'directed macro_f1' does not apply to these items"):
        compare(answers(9), answers(9), "directed macro_f1", **FAST)


def test_the_order_of_the_items_does_not_matter():
    a = answers(60)
    b = relabelled(a, 1, 0.5)
    assert compare(a, b[::-1], **FAST) == compare(a, b, **FAST)


class TestItems:
    def test_missing_items_are_counted_and_never_left_out(self):
        made = answers(10)
        with pytest.raises(InputError, match=r"3 only in run 1, 0 only in run 2, 7 in both"):
            compare(made, made[3:])
        with pytest.raises(InputError, match=r"10 only in run 1, 10 only in run 2, 0 in both"):
            compare(made, [replace(item, set="other") for item in made])

    def test_other_gold_or_text_under_the_same_id(self):
        made = answers(10)
        for change, what in (({"text": "Other."}, "text"), ({"gold": None}, "items"), ({"holder": "Z"}, "holder")):
            other = [replace(made[0], example=replace(made[0].example, **change)), *made[1:]]
            with pytest.raises(InputError, match=what):
                compare(made, other)

    def test_repeated_ids_and_empty_runs(self):
        made = answers(5)
        with pytest.raises(InputError, match=r"run 2 answers 1 items twice"):
            compare(made, [*made, made[0]])
        with pytest.raises(InputError, match=r"run 1 has no answers"):
            compare([], made)
        with pytest.raises(InputError, match="no runs"):
            compare_seeds([], [])

    def test_probes_are_no_items(self):
        made = answers(5)
        assert aligned([[*made, replace(made[0], variant="swapped")], made]) == [made, made]

    def test_unknown_statistic(self):
        with pytest.raises(ConfigError, match=r"unknown statistic 'macrof1'; did you mean 'macro_f1'"):
            compare(answers(3), answers(3), "macrof1")


class TestSeeds:
    def test_means_over_seeds(self):
        base = answers(120, documents=40)
        a, b = [relabelled(base, seed, 0.4) for seed in (1, 2, 3)], [relabelled(base, seed, 0.8) for seed in (4, 5)]
        found = compare_seeds(a, b, **FAST)
        single = [compare(run, base, **FAST).a for run in (*a, *b)]
        assert found.a == pytest.approx(np.mean(single[:3]))
        assert found.b == pytest.approx(np.mean(single[3:]))
        assert found.seeds == (3, 2)
        assert found.spread == pytest.approx((np.std(single[:3], ddof=1), np.std(single[3:], ddof=1)))
        mean = over_seeds(a, resamples=200)
        assert mean.mean == pytest.approx(found.a)
        assert mean.spread == pytest.approx(found.spread[0])
        assert mean.low < mean.mean < mean.high
        assert (mean.seeds, mean.n) == (3, 120)

    def test_one_seed_each_is_the_plain_comparison(self):
        a = answers(50)
        b = relabelled(a, 1, 0.5)
        plain, seeds = compare(a, b, **FAST), compare_seeds([a], [b], **FAST)
        assert {**as_dict(plain), "spread": 0} == {**as_dict(seeds), "spread": 0}
        assert all(math.isnan(value) for value in plain.spread)

    def test_several_seeds_that_say_the_same_prove_no_more_than_one(self):
        a = answers(60, documents=20)
        b = relabelled(a, 1, 0.5)
        assert compare_seeds([a] * 3, [b] * 3, **FAST).p == compare(a, b, **FAST).p


def as_dict(found):
    return {name: getattr(found, name) for name in found.__slots__}


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_keeps_the_order_and_never_lowers(p_values):
    corrected = holm(p_values)
    assert all(p <= new <= 1 for p, new in zip(p_values, corrected, strict=True))
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    assert [corrected[index] for index in order] == sorted(corrected)
    if p_values:
        assert corrected[order[0]] == min(1.0, len(p_values) * min(p_values))


def test_documents_that_are_in_two_sets_are_drawn_and_exchanged_as_one():
    """A set and its clean copy have the same documents: counted twice, differences would look surer than they are."""
    a = answers(80, documents=20)
    b = relabelled(a, 1, 0.5)
    both = [[*run, *(replace(item, set="toy/test_clean") for item in run)] for run in (a, b)]
    once, twice = compare(a, b, **FAST), compare(*both, **FAST)
    assert twice.clusters == once.clusters
    assert (twice.low, twice.high, twice.p) == pytest.approx((once.low, once.high, once.p))
