"""Two answers made one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.labels import LABELS
from stance.models.votes import pooled
from stance.types import Prediction

CHANCE = st.floats(0, 1)


def answer(favor: float, against: float, neutral: float, relevance: float = 1.0, **more: object) -> Prediction:
    scores = dict(zip(("favor", "against", "neutral"), (favor, against, neutral), strict=True))
    label = max(LABELS, key=lambda name: scores[name])
    return Prediction(example_id="a", label=label, scores=scores, relevance=relevance, **more)  # type: ignore[arg-type]


@given(st.tuples(CHANCE, CHANCE, CHANCE), st.tuples(CHANCE, CHANCE, CHANCE), CHANCE, CHANCE)
def test_the_pool_is_a_distribution_whose_label_is_its_top(
    one: tuple[float, float, float], other: tuple[float, float, float], stance: float, relevance: float
) -> None:
    found = pooled(answer(*one), answer(*other), stance=stance, relevance=relevance)
    assert sum(found.scores.values()) == pytest.approx(1, abs=1e-9)
    assert found.scores[found.label] == max(found.scores.values())
    assert 0 <= found.relevance <= 1


def test_a_weight_of_nought_or_one_is_one_side_alone() -> None:
    network, rules = answer(0.7, 0.2, 0.1, 0.9), answer(0.1, 0.8, 0.1, 0.2)
    assert pooled(network, rules, stance=0, relevance=0).scores == pytest.approx(network.scores, abs=1e-5)
    found = pooled(network, rules, stance=1, relevance=1)
    assert (found.label, found.relevance) == ("against", pytest.approx(0.2, abs=1e-5))


def test_the_words_that_decided_are_kept_where_the_rules_agree() -> None:
    network, rules = answer(0.7, 0.2, 0.1), answer(0.8, 0.1, 0.1, evidence=((0, 3),))
    assert pooled(network, rules, stance=0.3, relevance=0).evidence == ((0, 3),)
    assert pooled(answer(0.01, 0.98, 0.01), rules, stance=0.3, relevance=0).evidence == ()
