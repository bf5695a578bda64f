from __future__ import annotations

import math
from dataclasses import asdict, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_rows import record, said

from stance.analysis.changes import ChangePoint, believable
from stance.analysis.resampled import Estimate
from stance.analysis.rows import rows_of
from stance.analysis.series import places_of
from stance.analysis.trends import TrendPoint, change_points, difference, trend
from stance.errors import ConfigError


def moving(levels, *, documents=10, sentences=4, actor="IRN", seed=0, first=2010):
    """One actor whose net stance is ``levels`` by year; documents differ around that by up to 0.4."""
    draw = np.random.default_rng(seed)
    records = []
    for year, level in enumerate(levels, first):
        for document in range(documents):
            net = level + draw.uniform(-0.4, 0.4)
            name = f"{actor}{year}-{document}"
            records += [record(name, actor, said(draw, net), published=f"{year}-05-01") for _ in range(sentences)]
    return records


def point(period, net, *, documents=20, half=0.2):
    known = Estimate(value=net, low=net - half, high=net + half) if net is not None else None
    nothing = Estimate(value=None, low=None, high=None)
    return TrendPoint(
        period=period, n=documents if known else 0, documents=documents if known else 0,
        net=known or nothing, rolling=nothing, smoothed=nothing, few=False,
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            record,
            st.sampled_from("abcdef"),
            st.sampled_from(["IRN", "ISR"]),
            st.sampled_from(["favor", "against", "neutral"]),
            published=st.sampled_from(["2016-12-31", "2018-05-08", "2018-06", "2019", None]),
        ),
        max_size=20,
    ),
    st.sampled_from(["year", "half", "quarter", "month"]),
    st.sampled_from(["document", "outlet"]),
    st.sampled_from(["label", "score"]),
)
def test_what_holds_for_any_records(records, period, cluster, weight):
    rows = rows_of(records, weight=weight)
    points = trend(rows, actor=None, target="jcpoa", period=period, resamples=20, cluster=cluster)
    both = difference(rows, "IRN", "ISR", "jcpoa", period, resamples=20, cluster=cluster)
    assert sum(p.n for p in points) == sum(p.n for p in both) == len(records)
    assert [p.period for p in points] == [p.period for p in both]
    for found, limit, figures in ((points, 1, ("net", "rolling", "smoothed")), (both, 2, ("net", "smoothed"))):
        for one in found:
            for name in figures:
                figure = asdict(one)[name]
                if figure["low"] is not None:
                    assert -limit <= figure["low"] <= figure["value"] <= figure["high"] <= limit
                assert all(value is None or math.isfinite(value) for value in figure.values())
    for one in points:
        assert (one.net.value is None) == (one.n == 0)
    change_points(points, permutations=5)


def test_periods_without_records_are_points_and_undated_records_are_counted():
    records = [record("a", published="2017-11"), record("b", published="2018-02-03"), record("c", published="2018")]
    points = trend(rows_of([*records, record("d", published=None)]), actor="IRN", target="jcpoa", period="month")
    assert [(p.period, p.n) for p in points] == [
        ("2017-11", 1), ("2017-12", 0), ("2018-01", 0), ("2018-02", 1), ("unknown", 2),
    ]  # fmt: skip
    assert points[1].net == Estimate(value=None, low=None, high=None)
    assert [p.flags for p in points] == [()] * 4 + [("no date", "date too vague")]
    assert (points[4].net.value, points[4].rolling.value, points[4].smoothed.value) == (1, None, None)


def test_nothing_comes_of_nothing_and_one_document_has_no_interval():
    assert trend(rows_of([]), actor=None, target="jcpoa") == []
    assert trend(rows_of([record("a")]), actor="USA", target="jcpoa") == []
    assert difference(rows_of([record("a")]), "USA", "CHN", "jcpoa") == []
    (one,) = trend(rows_of([record("a") for _ in range(3)]), actor=None, target="jcpoa")
    assert one.net == one.rolling == Estimate(value=1.0, low=None, high=None)
    assert one.smoothed.value is None  # a line has a band
    (undated,) = trend(rows_of([record("a", published=None)]), actor=None, target="jcpoa")
    assert (undated.period, undated.n, undated.net.value, undated.flags) == ("unknown", 1, 1, ("no date",))


@pytest.mark.parametrize(
    ("period", "first", "last", "number"),
    [("year", "2009", "2011", 3), ("half", "2009-12", "2010-07", 3), ("quarter", "2009-12", "2010-07", 4),
     ("month", "2009-12", "2010-02", 3), ("day", "2008-02-28", "2008-03-01", 3)],
)  # fmt: skip
def test_periods_follow_each_other(period, first, last, number):
    rows = rows_of([record("a", published=last), record("b", published=first)])
    names, places = places_of(rows, period)
    assert (len(names), places.tolist()) == (number, [number - 1, 0])
    assert names == sorted(names)
    assert (names[0], names[-1]) == (rows.periods(period)[1], rows.periods(period)[0])


def test_the_window_takes_all_records_around_and_not_the_mean_of_means():
    records = [record("a", published="2010"), record("b", stance="against", published="2011")]
    records += [record(f"c{i}", published="2012") for i in range(8)]
    points = trend(rows_of(records), actor=None, target="jcpoa", window=3)
    assert [p.rolling.value for p in points] == [pytest.approx(v) for v in (0.0, 0.8, 7 / 9)]
    alone = trend(rows_of(records), actor=None, target="jcpoa", window=1)
    assert [p.rolling for p in alone] == [p.net for p in alone]


def test_the_smoother_weighs_records_and_stays_in_their_range():
    records = [record(f"{year}-{n}", published=f"{year}") for year in (2010, 2012) for n in range(3)]
    records += [record(f"2011-{n}", stance="against", published="2011") for n in range(30)]
    points = trend(rows_of(records), actor=None, target="jcpoa", bandwidth=2, resamples=0)
    near = (1 - 1 / 8) ** 3
    assert [p.smoothed.value for p in points] == [
        pytest.approx((3 - 30 * near) / (3 + 30 * near)), pytest.approx((6 * near - 30) / (6 * near + 30)),
        pytest.approx((3 - 30 * near) / (3 + 30 * near)),
    ]  # fmt: skip
    # A local line would rise above the highest level, and on into the years without a record.
    steep = moving([-0.8, 0.0, 0.8], documents=20) + moving([0.8], documents=2, first=2019)
    points = trend(rows_of(steep), actor=None, target="jcpoa", resamples=50, bandwidth=6)
    said = [p.net.value for p in points if p.n]
    assert all(min(said) <= p.smoothed.value <= max(said) for p in points if p.smoothed.value is not None)


@pytest.mark.parametrize("window", [1, 3, 5])
@pytest.mark.parametrize("bandwidth", [None, 12])
def test_there_is_no_line_where_no_record_is_near_and_a_band_wherever_there_is_one(window, bandwidth):
    records = moving([0.5, 0.4, -0.2], first=2014) + moving([0.3], first=2025)
    records += moving([0.1] * 12, actor="USA", first=2014)
    options = {"resamples": 100, "bandwidth": bandwidth, "window": window}
    points = trend(rows_of(records), actor="IRN", target="jcpoa", **options)
    held = {2014 + i + j for i in (0, 1, 2, 11) for j in range(-(window // 2), window // 2 + 1)}
    both = difference(rows_of(records), "IRN", "USA", "jcpoa", **options)
    for found in (points, both):
        given = {int(p.period) for p in found if p.smoothed.value is not None}
        assert (
            given == held & {int(p.period) for p in found} if bandwidth else {2014, 2015, 2016, 2025} <= given <= held
        )
        assert all((p.smoothed.value is None) == (p.smoothed.low is None) for p in found)


def test_probabilities_make_no_narrower_trend_than_labels():
    scores = {"favor": 0.94, "against": 0.03, "neutral": 0.03}
    records = [
        record(f"{year}-{n}", published=f"{year}", scores=scores) for year in range(2010, 2014) for n in range(3)
    ]
    widths = {}
    for weight in ("label", "score"):
        points = trend(rows_of(records, weight=weight), actor=None, target="jcpoa")
        widths[weight] = [p.net.high - p.net.low for p in points] + [p.smoothed.high - p.smoothed.low for p in points]
    assert all(ours >= labels for ours, labels in zip(widths["score"], widths["label"], strict=True))
    theirs = [replace(one, holder="USA", affiliation="USA", document_id=f"u{one.document_id}") for one in records]
    both = difference(rows_of([*records, *theirs], weight="score"), "IRN", "USA", "jcpoa")
    assert all(p.net.high - p.net.low > 1 for p in both)


def test_the_half_width_is_wide_where_nothing_moves_and_narrow_where_much_does():
    still = trend(rows_of(moving([0.3] * 12, documents=6)), actor="IRN", target="jcpoa", resamples=0)
    assert np.ptp([p.smoothed.value for p in still]) < 0.6 * np.ptp([p.net.value for p in still])
    zigzag = [0.5, 0.5, 0.5, -0.5, -0.5, -0.5] * 2
    moved = trend(rows_of(moving(zigzag, documents=30)), actor="IRN", target="jcpoa", resamples=0)
    assert [p.smoothed.value > 0 for p in moved] == [level > 0 for level in zigzag]


def test_bands_of_the_smoothed_line_cover_it():
    line = np.linspace(-0.5, 0.5, 8)
    hits, naive = [], []
    for seed in range(60):
        records = moving(line, documents=6, sentences=8, seed=seed)
        split = [replace(one, document_id=f"{one.document_id}-{i}") for i, one in enumerate(records)]
        for given_records, found in ((records, hits), (split, naive)):
            points = trend(rows_of(given_records), actor="IRN", target="jcpoa", resamples=200, bandwidth=1.5)
            found += [p.smoothed.low <= v <= p.smoothed.high for p, v in zip(points, line, strict=True)]
    assert 0.91 <= np.mean(hits) <= 0.99
    assert np.mean(naive) < np.mean(hits)


def test_two_actors_are_compared_over_time():
    records = moving([0.5] * 6) + moving([0.5, 0.5, 0.5, -0.5, -0.5, -0.5], actor="USA", seed=1)
    points = difference(rows_of(records), "IRN", "USA", "jcpoa", resamples=500)
    assert [p.net.low > 0 for p in points] == [False] * 3 + [True] * 3
    assert points[5].smoothed.low > 0
    one = points[4]
    assert one.net.value == pytest.approx(one.first.value - one.second.value)
    assert (one.n, one.n_first, one.documents_second) == (80, 40, 10)
    only = difference(rows_of(moving([0.5])), "IRN", "USA", "jcpoa")
    assert (only[0].net.value, only[0].second.value, only[0].first.value is None) == (None, None, False)


def test_what_documents_share_leaves_the_difference():
    """Both actors are quoted in the same documents, which lean to one side: the difference is surer than its parts."""
    draw = np.random.default_rng(4)
    records = []
    for document in range(30):
        stance = draw.choice(["favor", "against"])
        records += [record(f"d{document}", actor, stance) for actor in ("IRN", "USA")]
    records.append(record("d0", "USA", "neutral"))
    (one,) = difference(rows_of(records), "IRN", "USA", "jcpoa")
    assert one.net.high - one.net.low < 0.3 * (one.first.high - one.first.low)


def test_change_points_are_where_the_level_shifts():
    levels = [0.5] * 5 + [-0.3] * 5 + [0.4] * 5
    points = trend(rows_of(moving(levels, documents=20)), actor="IRN", target="jcpoa", resamples=300)
    found = change_points(points)
    assert [(c.after, c.period) for c in found] == [("2014", "2015"), ("2019", "2020")]
    assert [(c.periods_before, c.periods_after) for c in found] == [(5, 5), (5, 5)]
    assert found[0].before_net == pytest.approx(0.5, abs=0.1)
    assert found[0].after_net == found[1].before_net == pytest.approx(-0.3, abs=0.1)
    assert all(c.p < 0.05 for c in found)


def test_a_level_that_stays_has_few_change_points():
    false = 0
    for seed in range(40):
        points = trend(rows_of(moving([0.2] * 12, documents=8, seed=seed)), actor="IRN", target="jcpoa", resamples=100)
        false += bool(change_points(points))
    assert false <= 6


def test_a_period_of_few_documents_makes_no_change_point():
    steady = [point(str(2000 + i), 0.5) for i in range(10)]
    light = [point(str(2010 + i), -0.1, documents=1) for i in range(2)]
    heavy = [point(str(2010 + i), -0.1, documents=20) for i in range(2)]
    assert change_points([*steady, *light]) == []
    assert [c.period for c in change_points([*steady, *heavy])] == ["2010"]


def test_gaps_and_undated_records_are_passed_over_by_change_points():
    points = [point(str(2000 + i), 0.5) for i in range(4)] + [point("2004", None)]
    points += [point(str(2005 + i), -0.5) for i in range(4)] + [point("unknown", 1.0)]
    (found,) = change_points(points)
    assert (found.after, found.period, found.periods_before, found.periods_after) == ("2003", "2005", 4, 4)
    assert change_points(points[:3]) == change_points([]) == []
    assert change_points(points, penalty=1e6) == []


def change(p, before=50, after=50):
    return ChangePoint(
        period="2018", after="2017", before_net=0.5, after_net=0, periods_before=3, periods_after=3,
        n_before=before, n_after=after, p=p,
    )  # fmt: skip


def test_shifts_are_believed_that_are_more_than_chance_among_all_series_and_rest_on_enough():
    found = {"a": [change(0.001), change(0.484)], "b": [change(0.004, after=9)], "c": [], "d": []}
    kept, chance, small = believable(found, least=10)
    assert ({key: [one.p for one in some] for key, some in kept.items()}, chance, small) == (
        {"a": [0.001], "b": [], "c": [], "d": []}, 1, 1,
    )  # fmt: skip
    assert kept["a"][0].adjusted == pytest.approx(0.005)
    many = {"a": [change(0.02)], **{name: [] for name in "bcdefgh"}}
    assert believable(many)[1:] == (1, 0)
    assert believable({}) == ({}, 0, 0)
    points = [point(str(2000 + i), 0.5) for i in range(4)] + [point(str(2004 + i), -0.5) for i in range(4)]
    (shift,) = change_points(points)
    assert (shift.n_before, shift.n_after) == (80, 80)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rows: trend(rows, actor=None, target="jcpoa", window=4), "window=4: give an odd number"),
        (lambda rows: trend(rows, actor=None, target="jcpoa", bandwidth=1), "bandwidth=1"),
        (lambda rows: trend(rows, actor=None, target="jcpoa", level=1.5), "level=1.5"),
        (lambda rows: trend(rows, actor=None, target="jcpoa", period="week"), "unknown period 'week'"),
        (lambda rows: trend(rows, actor=None, target="jcpoa", period="day"), "between 1918-05-08 and 2018-05-08"),
        (lambda rows: difference(rows, "IRN", "IRN", "jcpoa"), "IRN cannot be compared with itself"),
        (lambda rows: change_points([], penalty=0), "penalty=0"),
        (lambda rows: change_points([], permutations=0), "permutations=0"),
    ],
)
def test_options_are_checked(call, message):
    with pytest.raises(ConfigError, match=message):
        call(rows_of([record("a"), record("b", published="1918-05-08")]))
