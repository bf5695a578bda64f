from __future__ import annotations

import pytest

from stance.errors import ConfigError
from stance.models.baselines import MajorityModel, PairLookupModel, TargetOnlyModel
from stance.models.learning import coded, groups_of, predictions
from stance.models.naming import name_key, target_key
from stance.types import Label, StanceExample


def example(holder: str | None, target: str, gold: Label | None = None, text: str = "x") -> StanceExample:
    return StanceExample(text=text, holder=holder, target=target, gold=gold)


def test_majority_says_the_shares() -> None:
    model = MajorityModel()
    model.fit(
        [example(None, "a", "favor"), example(None, "b", "favor"), example(None, "c", "neutral")], weights=[1, 1, 2]
    )
    (prediction,) = model.predict([example("x", "anything")])
    assert prediction.scores == {"favor": 0.5, "against": 0.0, "neutral": 0.5}
    assert prediction.label == "favor"


def test_target_only_sees_the_target_in_any_spelling_and_nothing_else() -> None:
    train = [example("A", "jcpoa", "favor")] * 4 + [example("A", "gun control", "against")] * 6
    model = TargetOnlyModel()
    model.fit(train)
    asked = [example("B", "the Iran nuclear deal"), example(None, "jcpoa", text="They hate it.")]
    first, second = model.predict(asked)
    assert first.scores == second.scores
    assert first.scores["favor"] == pytest.approx((4 + 0.4) / 5, abs=1e-6)
    assert model.predict([example("A", "Gun Controls")])[0].label == "against"
    assert model.predict([example("A", "unseen")])[0].scores == {"favor": 0.4, "against": 0.6, "neutral": 0.0}


def test_pair_lookup_backs_off_from_direction_to_holder_to_all() -> None:
    train = [
        *[example("Ms. Adams", "Bill Baker", "against")] * 9,
        *[example("Bill Baker", "Ms. Adams", "favor")] * 9,
        *[example("Carla Cole", "Dan Drew", "neutral")] * 30,
    ]
    model = PairLookupModel()
    model.fit(train)
    asked = [
        example("Adams", "Bill Baker's"),
        example("Bill Baker", "the Adams"),
        example("Adams", "somebody"),
        example("Dan Drew", "Carla Cole"),
        example("nobody", "nothing"),
    ]
    assert [item.label for item in model.predict(asked)] == ["against", "favor", "against", "neutral", "neutral"]
    assert model.predict(asked)[4].scores["neutral"] == pytest.approx(30 / 48, abs=1e-6)


def test_smoothing_is_checked() -> None:
    with pytest.raises(ConfigError, match="smoothing=-1"):
        TargetOnlyModel(smoothing=-1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the United States", "U. S."),
        ("the United State", "USA"),
        ("President Barack Obama", "Barack Obama"),
        ("Senator Ted Example", "Ted Example’s"),
        ("Côte d’Ivoire", "Cote d'Ivoire"),
    ],
)
def test_spellings_of_a_name_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_different_names_differ() -> None:
    names = ["Iran", "Iraq", "Ted Example", "Tom Example", "president", "s", "", None, "核", "the"]
    assert len({name_key(name) for name in names}) == len(names) - 1  # no name and the author are one


def test_targets_of_any_length_have_a_key() -> None:
    assert target_key("the JCPOA") == "jcpoa"
    assert target_key("We should " + "really " * 80 + "stop") != target_key("We should " + "really " * 80 + "go")
    assert target_key("  ") == ""


def test_training_data_are_checked() -> None:
    good = example(None, "a", "favor")
    assert coded("m", [good, good], [0.0, 2.0]).weights == [2.0]
    for train, weights, complaint in (
        ([], None, "no example"),
        ([good], [0.0], "no example"),
        ([good, example(None, "a")], None, "label None"),
        ([good], [1.0, 2.0], "2 weights for 1"),
        ([good], [float("nan")], "weight nan"),
    ):
        with pytest.raises(ConfigError, match=complaint):
            coded("m", train, weights)


def test_scores_are_rounded_and_sum_to_one() -> None:
    (prediction,) = predictions([example(None, "a")], [[1 / 3, 1 / 3, 1 / 3]])
    assert prediction.scores == {"favor": 0.333334, "against": 0.333333, "neutral": 0.333333}


def test_examples_without_document_stay_together_by_text() -> None:
    rows = [
        StanceExample(text="a", target="x"),
        StanceExample(text="a", target="y"),
        StanceExample(text="b", target="x"),
    ]
    first, second, third = groups_of(rows)
    assert first == second != third
    with_document = StanceExample(text="a", target="x", document="a")
    assert groups_of([with_document]) != [first]
