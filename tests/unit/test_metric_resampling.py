from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_answers import answer

from stance.metrics import bootstrap
from stance.metrics.resampling import Sample, coded, numbered, percentiles, wilson
from stance.types import StanceExample


def test_intervals_are_those_of_the_plain_bootstrap():
    draw = np.random.default_rng(5)
    clusters = numbered(draw.integers(0, 40, 300).tolist())
    right = (draw.random(300) < 0.3 + 0.4 * (clusters % 2)).astype(float)
    table = np.stack([right, np.ones(300)], axis=1)
    sums, resampled = Sample(clusters, resamples=3000, seed=0).sums(table)
    low, high = percentiles(resampled[:, 0] / resampled[:, 1])
    counts = {place: tuple(table[clusters == place].sum(axis=0)) for place in range(40)}
    share = {"share": lambda count: count[0] / count[1]}
    plain = bootstrap.intervals(counts, share, bootstrap.draw(40, resamples=3000, seed=0))["share"]
    assert sums[0] / sums[1] == pytest.approx(plain.value)
    assert (low, high) == pytest.approx((plain.low, plain.high), abs=0.01)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=20), st.integers(0, 8), st.integers(0, 3))
def test_sums_and_weights_say_the_same(keys, resamples, seed):
    sample = Sample(numbered(keys), resamples=resamples, seed=seed)
    table = np.arange(2.0 * len(keys)).reshape(len(keys), 2)
    items = np.arange(0, len(keys), 2)
    for chosen in (None, items):
        rows = table if chosen is None else table[items]
        sums, resampled = sample.sums(rows, chosen)
        assert sums == pytest.approx(rows.sum(axis=0))
        weights = list(sample.weights())
        assert len(weights) == len(resampled) == sample.resamples
        of_one = len(set(sample.clusters if chosen is None else sample.clusters[items])) == 1
        for drawn, found in zip(weights, resampled, strict=True):
            summed = (drawn if chosen is None else drawn[items]) @ rows
            assert np.isnan(found).all() if of_one else found == pytest.approx(summed)


def test_clusters_are_documents_else_rows_else_examples():
    examples = [
        StanceExample(text="", target="", dataset="a", document="1"),
        StanceExample(text="", target="", dataset="a", document="1", pair="p"),
        StanceExample(text="", target="", dataset="b", document="1"),
        StanceExample(text="", target="", pair="p"),
        StanceExample(text="", target="", pair="p"),
        StanceExample(text="", target=""),
        StanceExample(text="", target=""),
    ]
    assert Sample.of(examples, resamples=1, seed=0).clusters.tolist() == [0, 0, 1, 2, 2, 3, 4]


def test_same_seed_same_draws():
    clusters = np.arange(30)
    one, same, other = (Sample(clusters, resamples=5, seed=seed).sums(np.eye(30))[1] for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()
    assert (one.sum(axis=1) == 30).all()


def test_the_interval_covers_the_truth_as_often_as_it_says():
    """Documents of five sentences that tend to be right or wrong together; naive intervals would cover far less."""
    draw = np.random.default_rng(11)
    covered = naive = 0
    trials = 200
    for trial in range(trials):
        ease = draw.beta(1, 1, 60)  # the truth is a share of one half
        right = (draw.random((60, 5)) < ease[:, None]).astype(float).ravel()
        table = np.stack([right, np.ones(300)], axis=1)
        for clusters in (np.repeat(np.arange(60), 5), np.arange(300)):
            drawn = Sample(clusters, resamples=300, seed=trial).sums(table)[1]
            low, high = percentiles(drawn[:, 0] / drawn[:, 1])
            if len(np.unique(clusters)) == 60:
                covered += low <= 0.5 <= high
            else:
                naive += low <= 0.5 <= high
    assert 0.89 <= covered / trials <= 0.985
    assert naive / trials < 0.87


def test_wilson_has_a_width_where_all_pass():
    low, high = wilson(0, 6)
    assert (low, round(high, 3)) == (0.0, 0.39)
    assert math.isclose(wilson(6, 6)[0], 1 - high)


def test_scores_that_do_not_sum_to_one_are_made_to():
    data = coded([answer("favor", (2.0, 1.0, 1.0)), answer("favor", (0.0, 0.0, 0.0))])
    assert data.scores.tolist() == [[0.5, 0.25, 0.25], [1 / 3, 1 / 3, 1 / 3]]
