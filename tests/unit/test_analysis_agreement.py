from __future__ import annotations

import math
from dataclasses import asdict, replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_rows import record, said

from stance.analysis import sides
from stance.analysis.agreement import agreement
from stance.analysis.distances import distances
from stance.analysis.exchange import adjusted
from stance.analysis.resampled import Estimate
from stance.analysis.rows import rows_of
from stance.errors import ConfigError

SIGN = {"favor": 1, "against": -1, "neutral": 0}
RECORDS = st.lists(
    st.builds(
        record,
        st.sampled_from("abcdefgh"),
        st.sampled_from(["IRN", "ISR", "USA"]),
        st.sampled_from(["favor", "against", "neutral"]),
        target=st.sampled_from(["jcpoa", "un"]),
        outlet=st.sampled_from(["Daily", "Evening", None]),
        published=st.sampled_from(["2018-05-08", "2019", None]),
    ),
    max_size=25,
)


def flat(found):
    """All numbers, in order."""
    for one in found:
        for value in asdict(one).values():
            yield from value.values() if isinstance(value, dict) else [value]


@settings(max_examples=50, deadline=None)
@given(RECORDS, st.sampled_from([None, "year", "month"]), st.sampled_from(["label", "score"]), st.randoms())
def test_what_holds_for_any_records(records, period, weight, random):
    shuffled = list(records)
    random.shuffle(shuffled)
    for find, limits in (
        (lambda rows: agreement(rows, period=period, resamples=20), {"same_label": 0, "alpha": -1, "difference": -2}),
        (lambda rows: distances(rows, period=period, resamples=20, permutations=9), {"distance": 0}),
    ):
        found = find(rows_of(records, weight=weight))
        for one in found:
            for name, least in limits.items():
                figure = getattr(one, name)
                assert (figure.value is None) == (one.cells == 0) or name == "alpha"
                if figure.low is not None:
                    assert least <= figure.low <= figure.value <= figure.high <= 2
            assert min(one.n_first, one.n_second) >= one.cells
        numbers = list(flat(found))
        assert all(math.isfinite(value) for value in numbers if isinstance(value, float))
        assert len(list(flat(find(rows_of(shuffled, weight=weight))))) == len(numbers)
        for left, right in zip(numbers, flat(find(rows_of(shuffled, weight=weight))), strict=True):
            assert left == (pytest.approx(right, abs=1e-6) if isinstance(right, float) else right)


def krippendorff(units):
    """By its definition: coincidences of all codes, interval metric."""
    coincidences = np.zeros((3, 3))
    for codes in units:
        for left, right in product(range(len(codes)), repeat=2):
            if left != right:
                coincidences[codes[left] + 1, codes[right] + 1] += 1 / (len(codes) - 1)
    margins = coincidences.sum(axis=1)
    far = np.subtract.outer(range(3), range(3)) ** 2
    expected = np.outer(margins, margins) - np.diag(margins)
    return 1 - (margins.sum() - 1) * (coincidences * far).sum() / (expected * far).sum()


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_krippendorffs_where_each_outlet_has_one_record_a_cell(seed):
    draw = np.random.default_rng(seed)
    units = [draw.choice(list(SIGN), 2) for _ in range(9)]
    records = [
        record(f"{outlet}{cell}", f"A{cell}", stance, outlet=outlet)
        for cell, unit in enumerate(units)
        for outlet, stance in zip(("Daily", "Evening"), unit, strict=True)
    ]
    (found,) = agreement(rows_of(records), resamples=50)
    assert found.alpha.value == pytest.approx(max(-1, krippendorff([[SIGN[s] for s in unit] for unit in units])))
    assert found.same_label.value == pytest.approx(np.mean([first == second for first, second in units]))
    assert found.same_side.value == found.same_label.value
    assert found.difference.value == pytest.approx(np.mean([SIGN[a] - SIGN[b] for a, b in units]))
    assert (found.cells, found.pairs, found.n_first, found.documents_second) == (9, 9, 9, 9)


def test_pairs_of_records_count_within_cells_only():
    daily = [record("a", "IRN"), record("a", "IRN", "against"), record("b", "ISR"), record("b", "USA")]
    evening = [record("c", "IRN"), record("d", "IRN"), record("d", "IRN"), record("e", "ISR", "against")]
    (found,) = agreement(rows_of([*daily, *(replace(one, outlet="Evening") for one in evening)]))
    assert (found.cells, found.pairs, found.n_first, found.n_second) == (2, 3, 3, 4)
    assert found.same_label.value == pytest.approx((2 * 0.5 + 1 * 0) / 3)
    assert found.same_side.value == 0
    assert found.difference.value == pytest.approx((2 * -1 + 1 * 2) / 3)
    assert (found.few, found.flags) == (True, ("few documents",))


def test_an_outlet_that_reports_otherwise_is_told_from_one_that_does_not():
    draw = np.random.default_rng(0)
    records = []
    for outlet, bias in (("Daily", 0.0), ("Evening", 0.0), ("Other", -0.5)):
        for actor, level in (("IRN", 0.4), ("ISR", -0.4), ("USA", 0.0)):
            for document in range(30):
                records += [
                    record(f"{outlet}{actor}{document}", actor, said(draw, max(-1, level + bias)), outlet=outlet)
                    for _ in range(3)
                ]
    same, other, third = agreement(rows_of(records), resamples=500)
    assert same.difference.low < 0 < same.difference.high
    assert other.difference.low > 0.2
    assert third.difference.low > 0.2
    assert (same.first, same.second, other.second) == ("Daily", "Evening", "Other")


def test_edge_cases_of_agreement_are_flagged():
    assert agreement(rows_of([])) == agreement(rows_of([record("a")])) == []
    (found,) = agreement(rows_of([record("a"), record("b", "ISR", outlet="Evening")]))
    nothing = Estimate(value=None, low=None, high=None)
    assert (found.cells, found.flags, found.alpha, found.same_side) == (0, ("nothing in common",), nothing, nothing)
    (found,) = agreement(rows_of([record("a"), record("b", outlet=None), record("c", outlet=None)]))
    assert (found.second, found.flags) == ("unknown", ("one document", "no outlet"))
    assert (found.same_label, found.alpha) == (Estimate(value=1.0, low=None, high=None), nothing)
    daily = [record(f"a{i}") for i in range(6)]
    evening = [record(f"b{i}", outlet="Evening", published="2018" if i else None) for i in range(6)]
    (found,) = agreement(rows_of([*daily, *evening]), period="year")
    assert (found.undated, found.n_second, found.flags) == (1, 5, ("no variation",))
    assert (found.same_label.value, found.same_label.high) == (1, 1)
    assert 0.5 < found.same_label.low < 1
    assert agreement(rows_of([*daily, *evening]), period="month")[0].undated == 6


def test_sums_are_the_same_whether_held_or_drawn_anew(monkeypatch):
    draw = np.random.default_rng(2)
    outlets = ["Daily", "Evening", "Other"]
    records = [
        record(f"d{i}", f"A{i % 4}", draw.choice(list(SIGN)), outlet=outlets[i % 3], target=f"t{i % 2}")
        for i in range(90)
    ]
    whole = agreement(rows_of(records), resamples=60), distances(rows_of(records), resamples=60, permutations=9)
    monkeypatch.setattr(sides, "_HELD", 0)
    monkeypatch.setattr(sides, "_CELLS", 200)
    assert (
        agreement(rows_of(records), resamples=60),
        distances(rows_of(records), resamples=60, permutations=9),
    ) == whole


def speakers(levels, *, documents=15, sentences=5, seed=0, targets=("jcpoa",), years=(2018,)):
    """Actors with their net stances, in documents that differ from each other by up to 0.5."""
    draw = np.random.default_rng(seed)
    records = []
    for (actor, level), document in product(levels.items(), range(documents)):
        net = level + draw.uniform(-0.5, 0.5)
        for target, _ in product(targets, range(sentences)):
            when = f"{years[document % len(years)]}-05-01"
            records.append(record(f"{actor}{document}", actor, said(draw, net), target=target, published=when))
    return records


def test_distance_is_the_mean_over_shared_cells():
    records = [record("a", "IRN"), record("b", "IRN", target="un"), record("c", "IRN", target="x")]
    records += [
        record("d", "ISR", "against"),
        record("e", "ISR", "neutral", target="un"),
        record("f", "ISR", target="un"),
    ]
    (found,) = distances(rows_of(records))
    assert (found.cells, found.n_first, found.n_second, found.documents_first) == (2, 2, 3, 2)
    assert (found.distance.value, found.same_side) == (pytest.approx((2 + 0.5) / 2), 0.5)
    (by_year,) = distances(rows_of([*records, record("g", "ISR", published=None)]), period="year")
    assert (by_year.cells, by_year.undated, by_year.distance.value) == (2, 1, found.distance.value)


def test_the_permutation_test_keeps_its_level_and_finds_what_is_there():
    """Pairs of actors with the same stance, whose documents differ: p is under 0.1 in a tenth of them."""
    small, naive = [], []
    for seed in range(30):
        records = speakers(dict.fromkeys(["A", "B", "C"], 0.1), seed=seed, documents=8)
        single = [replace(one, document_id=f"{one.document_id}{i}") for i, one in enumerate(records)]
        small += [found.p <= 0.1 for found in distances(rows_of(records), permutations=199, resamples=0)]
        naive += [found.p <= 0.1 for found in distances(rows_of(single), permutations=199, resamples=0)]
    assert np.mean(small) <= 0.16
    assert np.mean(naive) > np.mean(small)
    apart = distances(rows_of(speakers({"A": 0.4, "B": -0.4, "C": 0.4})), permutations=499, resamples=200)
    assert [found.p < 0.05 for found in apart] == [True, False, True]
    assert [found.distance.low > found.expected for found in apart] == [True, False, True]
    assert all(found.p <= found.adjusted <= 1 for found in apart)


def test_documents_on_two_targets_move_whole():
    """With sentences on both targets moved apart, the two would seem two findings instead of one."""
    levels = dict.fromkeys(["A", "B"], 0.0)
    small = []
    for seed in range(60):
        records = speakers(levels, targets=("jcpoa", "un"), documents=6, seed=seed)
        (found,) = distances(rows_of(records), permutations=99, resamples=0)
        small.append(found.p <= 0.1)
        assert found.exchangeable == 12
    assert np.mean(small) <= 0.2


def test_actors_are_compared_within_periods_so_that_all_may_move_together():
    then = speakers({"A": 0.8, "B": 0.8}, years=(2017,), documents=20)
    now = speakers({"A": -0.8}, years=(2019,), documents=4) + speakers({"B": -0.8}, years=(2019,), documents=30)
    for index, one in enumerate(now):
        now[index] = replace(one, document_id=f"n{one.document_id}")
    rows = rows_of([*then, *now])
    (pooled,), (within,) = distances(rows, permutations=499), distances(rows, permutations=499, period="year")
    assert pooled.p < 0.05 < within.p
    assert within.distance.value < pooled.distance.value


def test_intervals_of_the_distance_cover_also_where_there_is_none():
    for levels, truth in (({"A": 0.0, "B": 0.0}, 0.0), ({"A": 0.3, "B": -0.2}, 0.5)):
        hits = []
        for seed in range(80):
            (found,) = distances(rows_of(speakers(levels, seed=seed)), permutations=0, resamples=200)
            hits.append(found.distance.low <= truth <= found.distance.high)
        assert np.mean(hits) >= 0.91


def test_edge_cases_of_distances_are_flagged():
    assert distances(rows_of([])) == distances(rows_of([record("a")])) == []
    (found,) = distances(rows_of([record("a"), record("b", "ISR", target="un")]))
    assert (found.cells, found.distance.value, found.p, found.flags) == (0, None, None, ("nothing in common",))
    (found,) = distances(rows_of([record("a"), record("b", "ISR")]), permutations=9)
    assert (found.p, found.distance.low, found.exchangeable, found.flags) == (1.0, None, 2, ("one document",))
    one_sided = [record("a"), record("a", target="un"), record("b", "ISR"), record("c", "ISR", target="un")]
    (found,) = distances(rows_of(one_sided))
    assert (found.cells, found.p, found.expected, found.adjusted, found.exchangeable) == (2, None, None, None, 0)
    assert found.flags == ("one document", "not tested")
    assert adjusted([(None, None, 0)]) == [None]


def test_actors_may_be_chosen():
    rows = rows_of([record("a"), record("b", "ISR"), record("c", "USA")])
    assert [(d.first, d.second) for d in distances(rows, actors=["USA", "IRN"])] == [("IRN", "USA")]
    with pytest.raises(ConfigError, match="unknown actor 'IRA'; did you mean 'ISR'"):
        distances(rows, actors=["IRA", "USA"])
    with pytest.raises(ConfigError, match="permutations=-1"):
        distances(rows, permutations=-1)
    with pytest.raises(ConfigError, match="unknown period 'week'"):
        agreement(rows, period="week")
