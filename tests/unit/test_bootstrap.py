from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.metrics.bootstrap import draw, intervals


def _mean(counts):
    return counts[0] / counts[1] if counts[1] else math.nan


def test_same_seed_same_interval_other_seed_other_draws():
    assert draw(20, resamples=50, seed=3) == draw(20, resamples=50, seed=3)
    assert draw(20, resamples=50, seed=3).weights != draw(20, resamples=50, seed=4).weights


@given(st.integers(1, 30), st.integers(0, 20), st.integers(0, 5))
def test_every_resample_draws_as_many_documents_as_there_are(clusters, resamples, seed):
    sample = draw(clusters, resamples=resamples, seed=seed)
    assert len(sample.weights) == resamples
    assert all(sum(weights) == clusters and len(weights) == clusters for weights in sample.weights)


def test_interval_matches_the_binomial_where_documents_are_independent():
    counts = {place: (place % 2, 1) for place in range(100)}
    interval = intervals(counts, {"share": _mean}, draw(100, resamples=2000, seed=0))["share"]
    assert interval.value == 0.5
    assert interval.low == pytest.approx(0.40, abs=0.02)
    assert interval.high == pytest.approx(0.60, abs=0.02)


def test_sentences_of_one_document_are_not_independent():
    # 100 sentences in 4 documents that are each all right or all wrong: far wider than 100 independent sentences.
    interval = intervals(
        {0: (25, 25), 1: (0, 25), 2: (25, 25), 3: (0, 25)}, {"share": _mean}, draw(4, resamples=2000, seed=0)
    )
    assert interval["share"].low <= 0.05
    assert interval["share"].high >= 0.95


def test_documents_without_counts_are_drawn_too():
    with_empty = intervals({0: (1, 2), 1: (2, 2)}, {"share": _mean}, draw(10, resamples=500, seed=1))["share"]
    assert with_empty.value == 0.75
    # Resamples that hit neither document leave the figure undefined and are left out, not counted as zero.
    assert with_empty.low >= 0.5


def test_undefined_figures_are_nan():
    empty = intervals({}, {"share": _mean}, draw(3, resamples=10, seed=0))["share"]
    assert all(math.isnan(number) for number in empty)
    none = intervals({0: (1, 2)}, {"share": _mean}, draw(1, resamples=0, seed=0))["share"]
    assert none.value == 0.5
    assert math.isnan(none.low)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(5, 9)), min_size=1, max_size=8))
def test_interval_lies_within_the_documents_own_figures(rows):
    found = intervals(dict(enumerate(rows)), {"share": _mean}, draw(len(rows), resamples=50, seed=0))["share"]
    own = [part / whole for part, whole in rows]
    assert min(own) - 1e-9 <= found.low <= found.high <= max(own) + 1e-9
