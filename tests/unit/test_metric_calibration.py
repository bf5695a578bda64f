from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_answers import answer, answers, arrays
from sklearn import metrics as reference

from stance.errors import ConfigError, InputError
from stance.labels import LABELS
from stance.metrics.calibration import bin_numbers, calibration, ece, fit_temperature, reliability, rescale, scaled
from stance.metrics.selective import curve, kept_from, selective, threshold_for
from stance.types import Prediction


def figures(values):
    return {value.name: value.value for value in values}


def drawn(n: int, sharpness: float, seed: int = 0):
    """Answers of a model whose probabilities are right when raised to 1 / sharpness: 1 is calibrated."""
    draw = np.random.default_rng(seed)
    made = []
    for number in range(n):
        truth = draw.dirichlet([1.0, 1.0, 1.0])
        shown = truth**sharpness / (truth**sharpness).sum()
        made.append(answer(LABELS[draw.choice(3, p=truth)], shown.tolist(), item=str(number)))
    return made


def test_log_loss_and_brier_are_those_of_scikit_learn():
    made = answers(150)
    gold, _, scores = arrays(made)
    found = figures(calibration(made, resamples=0))
    places = [list(LABELS).index(label) for label in gold]
    assert found["log_loss"] == pytest.approx(reference.log_loss(places, scores, labels=[0, 1, 2]))
    assert found["brier"] == pytest.approx(((scores - np.eye(3)[places]) ** 2).sum(axis=1).mean())


def test_calibration_error_by_hand():
    confidence, correct = np.array([0.9, 0.9, 0.6, 0.6]), np.array([1.0, 0.0, 1.0, 1.0])
    assert ece(confidence, correct, 2, "equal_mass") == pytest.approx(0.5 * 0.4 + 0.5 * 0.4)
    assert ece(confidence, correct, 1, "equal_width") == pytest.approx(abs(0.75 - 0.75))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=40), st.integers(1, 12), st.sampled_from(["equal_mass", "equal_width"]))
def test_bins_rise_with_confidence_and_never_part_equals(values, bins, scheme):
    confidence = np.array(values)
    numbers = bin_numbers(confidence, bins, scheme)
    assert numbers.shape == confidence.shape
    assert ((numbers >= 0) & (numbers < bins)).all()
    order = np.argsort(confidence, kind="stable")
    assert (np.diff(numbers[order]) >= 0).all()
    assert all(len(set(numbers[confidence == value])) == 1 for value in values)


def test_bins_of_equal_mass_are_of_equal_mass():
    assert np.bincount(bin_numbers(np.linspace(0.4, 1, 100), 10)).tolist() == [10] * 10


def test_a_calibrated_model_and_an_overconfident_one():
    good, bad = (figures(calibration(drawn(3000, sharpness), resamples=0)) for sharpness in (1.0, 3.0))
    assert good["ece"] < 0.05
    assert bad["ece"] > 0.1
    assert abs(good["overconfidence"]) < 0.03
    assert bad["overconfidence"] > 0.1


def test_the_interval_of_the_calibration_error_holds_its_value():
    for seed in range(5):
        (value,) = [item for item in calibration(drawn(300, 1.0, seed), resamples=200) if item.name == "ece"]
        assert 0 <= value.low <= value.value <= value.high


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 2.5])
def test_the_temperature_undoes_what_was_done(sharpness):
    found = fit_temperature(drawn(4000, sharpness))
    assert found.value == pytest.approx(sharpness, rel=0.12)
    assert found.log_loss_after <= found.log_loss_before + 1e-9
    assert found.ece_after < 0.04
    assert not found.at_bound
    assert found.n == 4000


def test_a_temperature_fitted_on_dev_helps_on_test():
    fitted = fit_temperature(drawn(1500, 2.5, seed=1))
    found = figures(calibration(drawn(1500, 2.5, seed=2), resamples=20, temperature=fitted.value))
    assert found["ece scaled"] < found["ece"] / 2
    assert found["log_loss scaled"] < found["log_loss"]


def test_a_temperature_at_its_bounds_says_so_and_one_without_effect_is_one():
    always = [answer("favor", (0.6, 0.2, 0.2), item=str(i)) for i in range(5)]
    assert fit_temperature(always).at_bound
    flat = [answer("favor", (1 / 3, 1 / 3, 1 / 3), item=str(i)) for i in range(5)]
    assert (fit_temperature(flat).value, fit_temperature(flat).at_bound) == (1.0, False)
    with pytest.raises(InputError, match="no answers to coded examples"):
        fit_temperature([answer(None, (1, 0, 0))])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), st.floats(0.1, 10))
def test_scaling_keeps_order_and_sum(row, temperature):
    scores = np.array([row]) / sum(row)
    (new,) = scaled(scores, temperature)
    assert new.sum() == pytest.approx(1)
    assert new[scores[0].argmax()] == new.max()
    prediction = Prediction(example_id="1", label="favor", scores=dict(zip(LABELS, scores[0].tolist(), strict=True)))
    changed = rescale(prediction, temperature)
    assert list(changed.scores.values()) == pytest.approx(new.tolist())
    assert changed.label == "favor"


def test_reliability_bins_hold_all_answers():
    made = answers(200, documents=50)
    bins = reliability(made, bins=8, resamples=100)
    assert sum(item.n for item in bins) == 200
    assert [item.confidence for item in bins] == sorted(item.confidence for item in bins)
    assert all(item.lowest <= item.confidence <= item.highest for item in bins)
    assert all(item.low <= item.accuracy <= item.high for item in bins)
    assert reliability([]) == []


def test_unknown_scheme():
    with pytest.raises(ConfigError, match=r"unknown binning scheme 'equal-mass'; did you mean 'equal_mass'"):
        calibration(answers(5), scheme="equal-mass")


class TestSelective:
    def test_curve_and_area_by_hand(self):
        made = [
            answer("favor", (0.9, 0.1, 0.0), item="1"),
            answer("favor", (0.1, 0.8, 0.1), item="2"),
            answer("favor", (0.7, 0.2, 0.1), item="3"),
            answer("favor", (0.3, 0.6, 0.1), item="4"),
        ]
        found = curve(made)
        assert found.coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
        assert found.risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])
        assert found.threshold.tolist() == [0.9, 0.8, 0.7, 0.6]
        values = figures(selective(made, resamples=0, coverages=[0.5, 1.0]))
        assert values["aurc"] == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
        assert values["accuracy at 50% coverage"] == 0.5
        assert values["accuracy at 100% coverage"] == 0.5

    def test_a_model_that_is_always_as_sure_gains_nothing(self):
        made = [answer(label, (0.5, 0.3, 0.2), item=str(i)) for i, label in enumerate(["favor", "against"] * 10)]
        for order in (made, made[::-1], made[::2] + made[1::2]):
            values = figures(selective(order, resamples=0))
            assert values["aurc"] == pytest.approx(0.5)
            assert values["accuracy at 80% coverage"] == pytest.approx(0.5)
        assert len(curve(made).coverage) == 1

    def test_resampled_areas_are_those_of_the_examples_repeated(self):
        made = answers(40, documents=10)
        (value,) = [item for item in selective(made, resamples=200, seed=4) if item.name == "aurc"]
        from stance.metrics.resampling import Sample

        examples = [item.example for item in made]
        areas = []
        for weights in Sample.of(examples, resamples=200, seed=4).weights():
            again = [item for item, weight in zip(made, weights, strict=True) for _ in range(weight)]
            areas.append(figures(selective(again, resamples=0))["aurc"])
        low, high = np.quantile(areas, (0.025, 0.975))
        assert (value.low, value.high) == pytest.approx((low, high))

    def test_a_threshold_keeps_as_much_as_the_risk_allows(self):
        made = drawn(1000, 1.0)
        found = threshold_for(made, risk=0.2)
        assert found
        assert found.risk <= 0.2 < found.risk_high
        assert found.chosen_on == ("toy/test",)
        kept = [item for item in made if max(item.prediction.scores.values()) >= found.confidence]
        assert len(kept) / len(made) == found.coverage
        assert not [
            risk for risk, share in zip(*curve(made)[1::-1], strict=True) if share > found.coverage and risk <= 0.2
        ]
        half = threshold_for(made, coverage=0.5)
        assert half
        assert half.coverage == pytest.approx(0.5)

    def test_a_risk_out_of_reach_and_wishes_that_are_none(self):
        wrong = [answer("favor", (0.1, 0.8, 0.1), item=str(i)) for i in range(3)]
        assert threshold_for(wrong, risk=0.5) is None
        with pytest.raises(ConfigError, match="either risk or coverage"):
            threshold_for(wrong)
        with pytest.raises(ConfigError, match=r"risk 20 is no share"):
            threshold_for(wrong, risk=20)
        with pytest.raises(ConfigError, match=r"coverage 0.0 is no share"):
            threshold_for(wrong, coverage=0.0)
        with pytest.raises(ConfigError, match=r"coverage 80 is no share"):
            selective(wrong, coverages=[80])
        with pytest.raises(ConfigError, match="dev split"):
            threshold_for([], risk=0.1)
        assert all(math.isfinite(value.value) for value in selective(wrong, resamples=10))


@pytest.mark.parametrize(("documents", "resamples"), [(0, 0), (1, 200)])
def test_without_resamples_or_with_one_document_no_figure_has_an_interval(documents: int, resamples: int):
    made = answers(40, documents=documents)
    for value in calibration(made, resamples=resamples, temperature=1.5):
        assert math.isfinite(value.value)
        assert math.isnan(value.low)
        assert math.isnan(value.high)


def test_the_interval_of_the_calibration_error_holds_it():
    for seed in range(6):
        for value in calibration(answers(12, documents=3, seed=seed), resamples=50, bins=4):
            assert not value.name.startswith("ece") or 0 <= value.low <= value.value <= value.high


def test_a_threshold_keeps_of_another_set_what_is_as_sure():
    made = [answer("favor", [p, 0.9 - p, 0.1], item=str(i)) for i, p in enumerate((0.6, 0.7, 0.8))]
    made += [answer("against", [0.75, 0.15, 0.1], item="3")]
    found = figures(kept_from(made, 0.7, resamples=0))
    assert found == {"coverage when abstaining": 0.75, "accuracy when abstaining": pytest.approx(2 / 3)}
    assert figures(kept_from(made, 0.99, resamples=0)) == {"coverage when abstaining": 0.0}
    assert kept_from([], 0.5) == []
    chosen = threshold_for(made, risk=0.0, resamples=0)
    assert chosen is not None
    assert figures(kept_from(made, chosen.confidence, resamples=0))["coverage when abstaining"] == chosen.coverage
