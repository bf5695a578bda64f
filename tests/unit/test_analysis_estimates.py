from __future__ import annotations

import math
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_rows import record, spread

from stance.analysis.bootstrap import draws_of
from stance.analysis.estimates import Estimate, actor_target
from stance.analysis.resampled import percentiles, resamples_of
from stance.analysis.rows import rows_of
from stance.errors import ConfigError

RECORDS = st.lists(
    st.builds(
        record,
        st.sampled_from("abcdef"),
        st.sampled_from(["IRN", "ISR"]),
        st.sampled_from(["favor", "against", "neutral"]),
        target=st.sampled_from(["jcpoa", "un"]),
        outlet=st.sampled_from(["Daily", "Evening", None]),
        published=st.sampled_from(["2018-05-08", "2019", None]),
    ),
    max_size=25,
)


def numbers(found):
    """All figures of cells, flat; what has no figure is left out."""
    for cell in found:
        for value in asdict(cell).values():
            values = value.values() if isinstance(value, dict) else [value]
            yield from (one for one in values if isinstance(one, float))


@settings(max_examples=40, deadline=None)
@given(
    RECORDS,
    st.sampled_from(["none", "outlet", "year", "month", "day", "basis", "official"]),
    st.sampled_from(["document", "outlet"]),
    st.sampled_from(["label", "score"]),
    st.randoms(),
)
def test_what_holds_for_any_records(records, by, cluster, weight, random):
    rows = rows_of(records, weight=weight)
    cells = actor_target(rows, by=by, cluster=cluster, resamples=40)
    assert sum(cell.n for cell in cells) == len(records)
    for cell in cells:
        shares = [cell.favor, cell.against, cell.neutral]
        assert sum(share.value for share in shares) == pytest.approx(1)
        assert cell.net.value == pytest.approx(cell.favor.value - cell.against.value)
        assert -1 <= cell.net.value <= 1
        assert 1 <= cell.documents <= cell.n
        for figure, least in ((cell.favor, 0), (cell.against, 0), (cell.neutral, 0), (cell.net, -1)):
            assert (figure.low is None) == (figure.high is None)
            if figure.low is not None:
                assert least <= figure.low <= figure.value <= figure.high <= 1
        assert ("one document" in cell.flags) == (cell.documents == 1)
        if cell.documents == 1:
            assert cell.net.low is None
    assert all(math.isfinite(number) for number in numbers(cells))
    shuffled = list(records)
    random.shuffle(shuffled)
    again = actor_target(rows_of(shuffled, weight=weight), by=by, cluster=cluster, resamples=40)
    assert [(c.actor, c.target, c.group, c.n, c.flags) for c in again] == [
        (c.actor, c.target, c.group, c.n, c.flags) for c in cells
    ]
    assert list(numbers(again)) == pytest.approx(list(numbers(cells)), abs=1e-9)


def test_shares_are_of_labels_or_of_probabilities():
    records = [record("a"), record("b", stance="against"), record("b", stance="neutral"), record("c")]
    (cell,) = actor_target(rows_of(records))
    assert (cell.favor.value, cell.against.value, cell.neutral.value, cell.net.value) == (0.5, 0.25, 0.25, 0.25)
    (cell,) = actor_target(rows_of(records, weight="score"))
    assert (cell.favor.value, cell.net.value) == (pytest.approx(0.8), pytest.approx(0.7))
    assert (cell.n, cell.documents, cell.few) == (4, 3, True)
    assert not actor_target(rows_of(records), few=4)[0].few


def test_cells_come_by_target_then_most_records_first():
    records = [record("a", "ISR", target="un"), record("a", "USA"), *[record(f"b{i}", "RUS") for i in range(3)]]
    records += [record("c", "CHN")]
    found = [(cell.target, cell.actor) for cell in actor_target(rows_of(records))]
    assert found == [("jcpoa", "RUS"), ("jcpoa", "CHN"), ("jcpoa", "USA"), ("un", "ISR")]


def test_groups_of_an_actor_stand_together_those_of_most_sentences_first():
    years = [("ISR", 2017), ("IRN", 2018), ("IRN", 2016), ("IRN", 2016), ("ISR", 2016), ("IRN", None)]
    records = [record(f"d{place}", actor, published=year and str(year)) for place, (actor, year) in enumerate(years)]
    records += [record("e", "ISR", target="a treaty", published="2016")] * 9  # one sentence
    found = [(cell.actor, cell.target, cell.group) for cell in actor_target(rows_of(records), by="year")]
    assert found == [
        ("IRN", "jcpoa", "2016"), ("IRN", "jcpoa", "2018"), ("IRN", "jcpoa", "unknown"),
        ("ISR", "a treaty", "2016"), ("ISR", "jcpoa", "2016"), ("ISR", "jcpoa", "2017"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("outlet", {("Daily", 2, ()), ("unknown", 2, ("no outlet",))}),
        ("year", {("2018", 2, ()), ("2019", 1, ()), ("unknown", 1, ("no date",))}),
        ("quarter", {("2018-Q2", 2, ()), ("unknown", 2, ("no date", "date too vague"))}),
        ("basis", {("statement", 3, ()), ("action", 1, ())}),
        ("official", {("official", 3, ()), ("unofficial", 1, ())}),
    ],
)
def test_groups_keep_what_is_unknown(by, groups):
    records = [
        record("a", basis="action"),
        record("b", official=False),
        record("c", outlet=None, published="2019"),
        record("d", outlet=None, published=None),
    ]
    unknown = {"no outlet", "no date", "date too vague"}
    found = {(c.group, c.n, tuple(f for f in c.flags if f in unknown)) for c in actor_target(rows_of(records), by=by)}
    assert found == groups


def test_edge_cases_are_flagged_and_never_undefined():
    assert actor_target(rows_of([])) == []
    (cell,) = actor_target(rows_of([record("a") for _ in range(30)]))
    assert cell.net == Estimate(value=1.0, low=None, high=None)
    assert (cell.flags, cell.few, cell.documents) == (("one document",), False, 1)
    (cell,) = actor_target(rows_of([record("a"), record("b")]), cluster="outlet")
    assert (cell.flags, cell.net.low) == (("one outlet", "few documents"), None)
    (cell,) = actor_target(rows_of([record("a"), record("b", stance="against")]), resamples=0)
    assert cell.net == Estimate(value=0.0, low=None, high=None)


def test_where_all_say_the_same_the_interval_is_wilsons():
    (cell,) = actor_target(rows_of([record(f"d{i % 10}") for i in range(30)]))
    assert (cell.favor.value, cell.favor.low, cell.favor.high) == (1, pytest.approx(0.7225, abs=1e-3), 1.0)
    assert cell.net.low == pytest.approx(2 * cell.favor.low - 1)
    assert cell.neutral.high == pytest.approx(1 - cell.favor.low)
    assert cell.flags == ("no variation",)
    (cell,) = actor_target(rows_of([record(f"d{i}", stance="neutral") for i in range(10)]))
    assert (cell.net.low, cell.net.high) == (pytest.approx(-0.2775, abs=1e-3), pytest.approx(0.2775, abs=1e-3))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": "decade"}, "unknown by 'decade'"),
        ({"cluster": "sentence"}, "unknown cluster 'sentence'"),
        ({"level": 95}, "level=95"),
        ({"resamples": -1}, "resamples=-1"),
    ],
)
def test_options_are_checked(options, said):
    with pytest.raises(ConfigError, match=said):
        actor_target(rows_of([record("a")]), **options)


def covered(rows, truth):
    cells = actor_target(rows, resamples=300)
    assert len(cells) == 200
    return float(np.mean([cell.net.low <= truth <= cell.net.high for cell in cells]))


@pytest.mark.parametrize(("documents", "shift"), [(20, 0.0), (20, 0.5), (6, 0.0)])
def test_clustered_intervals_cover_and_naive_ones_do_not(documents, shift):
    """Two hundred actors are as many samples; a coverage of 95 % has a standard error of 1.5 % here."""
    sizes = {"documents": documents, "sentences": 8, "shift": shift, "seed": 3}
    assert 0.91 <= covered(spread(200, **sizes), shift) <= 0.99
    assert covered(spread(200, **sizes, clustered=False), shift) < 0.9


def test_outlets_as_clusters_are_wider_where_they_differ():
    draw = np.random.default_rng(1)
    leaning = draw.choice(["favor", "against"], 12)
    records = [record(f"{o}-{d}", stance=leaning[o], outlet=f"o{o}") for o in range(12) for d in range(20)]
    by_document, by_outlet = (actor_target(rows_of(records), cluster=c)[0].net for c in ("document", "outlet"))
    assert by_outlet.high - by_outlet.low > 3 * (by_document.high - by_document.low)


def test_intervals_are_those_of_the_plain_bootstrap_for_many_documents():
    rows = spread(1, documents=200, sentences=3, seed=2)
    net = actor_target(rows, resamples=4000)[0].net
    draws = draws_of(rows, resamples=4000, seed=8)
    sums = draws.sums(np.column_stack([rows.votes[:, 0] - rows.votes[:, 1], np.ones(len(rows))]))
    low, high = np.quantile(sums[:, 0] / sums[:, 1], [0.025, 0.975])
    assert (net.low, net.high) == pytest.approx((low, high), abs=0.01)


def test_sums_of_resamples_are_those_of_the_rows_drawn():
    rows = spread(3, documents=4, sentences=2)
    drawn = resamples_of(rows, resamples=7, seed=1)
    groups = np.array([int(actor[1:]) for actor in rows.actors])
    found = drawn.drawn(drawn.totals(groups, 3, rows.votes)).reshape(3, 3, 7)
    assert (drawn.counts.sum(axis=0) == 12).all()
    for group in range(3):
        mine = groups == group
        plain = rows.votes[mine].T @ drawn.counts[drawn.clusters[mine]]
        assert found[group] == pytest.approx(plain)


def test_percentiles_leave_undefined_resamples_out():
    draw = np.random.default_rng(0).random((2, 101))
    draw[0, ::3] = np.nan
    draw[1, 20:] = np.nan
    low, high = percentiles(draw, np.array([0.1, 0.1]))
    assert (low[0], high[0]) == pytest.approx(np.nanquantile(draw[0], [0.1, 0.9]))
    assert np.isnan([low[1], high[1]]).all()
