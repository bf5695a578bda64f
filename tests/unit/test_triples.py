from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.metrics.bootstrap import draw
from stance.metrics.matching import Triple, Unit, holder_kind, judge, same_holder, same_or_member
from stance.metrics.triples import Counts, confusion, f1, label_accuracy, pair_units, precision, triple_metrics


def unit(core=(), also=(), predicted=(), mentioned=("jcpoa",), cluster=0, identifier="a#1"):
    def triples(rows):
        return tuple(Triple(*row) for row in rows)

    return Unit(
        id=identifier,
        cluster=cluster,
        text="A sentence.",
        core=triples(core),
        also=triples(also),
        predicted=triples(predicted),
        mentioned=frozenset(mentioned),
    )


def verdicts(*units, **options):
    return [(item.verdict, item.triple.holder, item.reason) for item in judge(units, **options)]


IRAN = ("IRN", "jcpoa", "favor")
USA = ("USA", "jcpoa", "against")


def test_a_triple_of_both_codings_is_found():
    assert verdicts(unit([IRAN], predicted=[IRAN])) == [("found", "IRN", ""), ("right", "IRN", "")]


def test_what_one_coding_gave_is_neither_rewarded_nor_punished():
    judged = judge([unit([IRAN], also=[USA], predicted=[IRAN, USA])])
    assert [item.verdict for item in judged] == ["found", "right", "tolerated"]
    values = {metric.name: metric for metric in triple_metrics(judged, draw(1, resamples=0, seed=0), lambda _: ["all"])}
    assert (values["precision"].value, values["precision"].n) == (1.0, 1)
    assert (values["precision_also_right"].value, values["precision_also_right"].n) == (1.0, 2)
    # ... and missing it costs nothing either.
    assert verdicts(unit(also=[USA])) == []


def test_reasons_of_misses():
    assert verdicts(unit([IRAN], predicted=[("IRN", "jcpoa", "against")]))[0] == ("missed", "IRN", "label wrong")
    assert verdicts(unit([IRAN], predicted=[("FRA", "jcpoa", "favor")]))[0] == ("missed", "IRN", "holder missed")
    assert verdicts(unit([IRAN])) == [("missed", "IRN", "holder missed")]
    assert verdicts(unit([IRAN], mentioned=())) == [("missed", "IRN", "target missed")]
    # A mention of the other target does not help.
    assert verdicts(unit([IRAN], mentioned=("us_unilateralism",)))[0][2] == "target missed"


def test_reasons_of_wrong_predictions():
    assert verdicts(unit([IRAN], predicted=[("IRN", "jcpoa", "neutral")]))[1] == ("wrong", "IRN", "wrong label")
    assert verdicts(unit([IRAN], predicted=[("FRA", "jcpoa", "favor")]))[1] == ("wrong", "FRA", "extra holder")
    assert verdicts(unit([IRAN], predicted=[("IRN", "us_unilateralism", "against")]))[1][2] == "extra target"
    assert verdicts(unit(also=[IRAN], predicted=[("IRN", "jcpoa", "against")])) == [("wrong", "IRN", "wrong label")]


def test_a_prediction_given_twice_counts_once():
    assert verdicts(unit([], predicted=[IRAN, IRAN])) == [("wrong", "IRN", "extra target")]


@pytest.mark.parametrize(
    ("gold", "predicted", "same"),
    [
        ("NONOFFICIAL:barack obama", "NONOFFICIAL:Barack Obama", True),
        ("NONOFFICIAL:barack obama", "NONOFFICIAL:Obama", True),
        ("NONOFFICIAL:barack obama", "NONOFFICIAL:former president barack h. obama", True),
        ("NONOFFICIAL:other prominent figures", "NONOFFICIAL:prominent figures", True),
        ("NONOFFICIAL:john kerry", "NONOFFICIAL:john bolton", False),
        ("NONOFFICIAL:the president", "NONOFFICIAL:obama", False),
        ("NONOFFICIAL:barack obama", "USA", False),
        ("AUTHOR", "NONOFFICIAL:author", False),
        ("NONOFFICIAL:", "NONOFFICIAL:obama", False),
        ("FRA", "DEU", False),
    ],
)
def test_names_of_unofficial_holders_match_when_one_is_shorter(gold, predicted, same):
    assert same_holder(gold, predicted) is same
    assert same_holder(predicted, gold) is same


def test_a_group_is_its_members_only_when_asked():
    same = same_or_member({"E3": ("FRA", "DEU", "GBR")})
    three = unit([("E3", "jcpoa", "favor")], predicted=[(state, "jcpoa", "favor") for state in ("FRA", "DEU", "GBR")])
    assert [verdict for verdict, *_ in verdicts(three)] == ["missed", "wrong", "wrong", "wrong"]
    assert [verdict for verdict, *_ in verdicts(three, same=same)] == ["found", "right", "right", "right"]
    one = unit([(state, "jcpoa", "favor") for state in ("FRA", "DEU", "GBR")], predicted=[("E3", "jcpoa", "favor")])
    assert [verdict for verdict, *_ in verdicts(one, same=same)] == ["found", "found", "found", "right"]


def test_groups_have_their_own_figures_and_sizes():
    units = [unit([IRAN, USA], predicted=[IRAN]), unit([IRAN], predicted=[IRAN, USA], cluster=1)]
    metrics = triple_metrics(
        judge(units), draw(2, resamples=100, seed=0), lambda item: ("all", f"holder={item.triple.holder}")
    )
    figures = {(metric.group, metric.name): (metric.value, metric.n) for metric in metrics}
    assert figures["all", "recall"] == (pytest.approx(2 / 3), 3)
    assert figures["all", "precision"] == (pytest.approx(2 / 3), 3)
    assert figures["holder=USA", "recall"] == (0.0, 1)
    assert figures["holder=IRN", "f1"] == (1.0, 2)
    assert metrics[0].group == "all"
    assert all(metric.low <= metric.value <= metric.high for metric in metrics if metric.group == "all")


def test_f1_where_nothing_is_right_or_nothing_is_there():
    assert f1(Counts(missed=3, wrong=2)) == 0.0
    assert f1(Counts(missed=3)) == 0.0
    assert math.isnan(f1(Counts()))
    assert math.isnan(precision(Counts(missed=2, tolerated=1)))


def test_pairs_ignore_the_label_and_the_label_ignores_what_was_not_found():
    units = [
        unit([IRAN, USA], predicted=[("IRN", "jcpoa", "against"), ("FRA", "jcpoa", "favor")]),
        unit([USA], predicted=[USA], cluster=1),
    ]
    assert [item.verdict for item in judge(pair_units(units))] == [
        "found",
        "missed",
        "right",
        "wrong",
        "found",
        "right",
    ]
    accuracy = label_accuracy(units, draw(2, resamples=100, seed=0))
    assert (accuracy.value, accuracy.n) == (0.5, 2)
    table = confusion(units)
    assert table["favor"]["against"] == 1
    assert table["against"]["against"] == 1
    assert sum(sum(row.values()) for row in table.values()) == 2


def test_kinds_of_holders():
    states = frozenset({"IRN", "USA"})
    kinds = [holder_kind(key, "IRN", states) for key in ("IRN", "USA", "IAEA", "NONOFFICIAL:a b", "AUTHOR")]
    assert kinds == ["speaker", "state", "body", "unofficial", "author"]


_KEY = st.sampled_from(["IRN", "E3", "AUTHOR"]) | st.text(max_size=12).map("NONOFFICIAL:".__add__)


@given(_KEY, _KEY)
def test_being_the_same_holder_has_no_direction(one, other):
    assert same_holder(one, one)
    assert same_holder(one, other) == same_holder(other, one)


_HOLDERS = st.sampled_from(["IRN", "USA", "E3", "FRA"])
_TRIPLES = st.lists(st.tuples(_HOLDERS, st.just("jcpoa"), st.sampled_from(["favor", "against"])), max_size=5)


@given(_TRIPLES, _TRIPLES, _TRIPLES)
def test_every_triple_is_judged_once(core, also, predicted):
    verdict = [item.verdict for item in judge([unit(core, also, predicted)])]
    assert sum(name in {"found", "missed"} for name in verdict) == len(core)
    assert sum(name in {"right", "wrong", "tolerated"} for name in verdict) == len(set(predicted))
    assert verdict.count("right") <= verdict.count("found")
