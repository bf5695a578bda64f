"""Means of probabilities are not known better than labels that stand for them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from made_rows import record

from stance.analysis.doubt import Doubt, trials
from stance.analysis.estimates import actor_target
from stance.analysis.rows import Rows, rows_of
from stance.types import Label

RARE = 0.2


def scored(favor: float, against: float, document: str, actor: str = "CHN") -> list:
    scores = {"favor": favor, "against": against, "neutral": 1 - favor - against}
    stance: Label = max(scores, key=scores.__getitem__)  # type: ignore[assignment,arg-type]
    return [record(document, actor, stance, scores=scores, outlet=f"o{document}")]


def test_few_documents_that_are_sure_have_the_interval_of_their_labels():
    records = [one for place in range(3) for one in scored(0.95 - 0.01 * place, 0.03, f"d{place}")]
    labels, scores = (actor_target(rows_of(records, weight=weight))[0] for weight in ("label", "score"))
    assert labels.flags == scores.flags == ("few documents", "no variation")
    assert (labels.net.low, labels.net.high) == (pytest.approx(-0.12, abs=0.01), 1.0)
    assert scores.net.value == pytest.approx(0.91)
    assert scores.net.low == pytest.approx(-0.21, abs=0.05)
    assert scores.net.high > 0.98
    (two,) = actor_target(rows_of(records[:2], weight="score"), cluster="outlet")
    assert two.net.high - two.net.low > 1


def test_the_effective_number_of_trials_is_that_of_clusters_of_one_record_and_more_where_they_are_alike():
    share, level = np.array([0.9]), 0.95
    nothing = np.full((1, 50), 0.9)
    for number in (3, 30):  # sentences that are all alike: the variance is that of the labels
        assert trials(share, nothing, np.array([0.09 / number]), np.array([number]), level) == pytest.approx(number)
    many = trials(share, nothing, np.array([0.09 / 400]), np.array([40]), level)
    assert 40 < many[0] < 400
    assert trials(np.array([1.0]), nothing, np.array([0.0]), np.array([5]), level) == 1
    assert Doubt(variance=share, same=share > 0).same.all()


def speeches(documents: int, sentences: int, seed: int) -> Rows:
    """Two hundred actors; a fifth of their documents are against, all others in favor, as sure as models are."""
    draw = np.random.default_rng(seed)
    records = []
    for actor in range(200):
        for document in range(documents):
            favor = 0.06 if draw.random() < RARE else 0.94
            for _ in range(sentences):
                noise = draw.uniform(-0.04, 0.04)
                records += scored(favor + noise, 1 - favor - noise, f"{actor}-{document}", f"A{actor}")
    return rows_of(records, weight="score")


@pytest.mark.parametrize(("documents", "sentences"), [(3, 1), (6, 2), (25, 2)])
def test_intervals_of_probabilities_cover(documents: int, sentences: int):
    rows, truth = speeches(documents, sentences, 5), 0.94 * 2 - 1 - RARE * 2 * 0.88
    cells = actor_target(rows, resamples=300)
    hits = [cell.net.low <= truth <= cell.net.high for cell in cells]
    assert np.mean(hits) >= 0.92
    if documents == 3:  # without the rule, half of the actors have three documents in favor and an interval of 0.9 to 1
        bare = actor_target(dataclasses.replace(rows, weight="label"), resamples=300)
        assert np.mean([cell.net.low <= truth <= cell.net.high for cell in bare]) < 0.6
