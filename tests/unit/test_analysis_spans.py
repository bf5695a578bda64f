"""Periods of one's own, and divisions that are crossed."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from stance.analysis.agreement import agreement
from stance.analysis.coded import CodedUnit
from stance.analysis.correction import corrected
from stance.analysis.correction_regression import regression
from stance.analysis.distances import distances
from stance.analysis.estimates import actor_target
from stance.analysis.rows import rows_of
from stance.analysis.spans import periods_of
from stance.analysis.trends import difference, trend
from stance.errors import ConfigError
from stance.types import StanceRecord

OWN = periods_of({"talks": "2013-2014", "deal": "2015-07-14..2018-05-07", "after": ["2018-06..2020", 2022]})


def record(number: int, actor: str, stance: Any, published: str | None, outlet: str = "Daily") -> StanceRecord:
    return StanceRecord(
        document_id=f"{actor}{number}", outlet=outlet, published=published, sentence_index=0, sentence="", start=0,
        end=0, speaker=actor, holder=actor, holder_name=actor, affiliation=actor, official=True, target="jcpoa",
        stance=stance, score=0.8, scores={"favor": 0.1, "against": 0.1, "neutral": 0.1} | {stance: 0.8},
        sentiment="neutral", basis="statement", cue=None, evidence=(), model="m", target_sentiment="neutral",
    )  # fmt: skip


DATES = ("2013", "2014-02", "2015-08-01", "2017", "2018-05", "2018-05-20", "2018-12", "2022-01-01", "2024", None)
NAMES = ("talks", "talks", "deal", "deal", "unknown", "outside", "after", "after", "outside", "unknown")


@pytest.mark.parametrize(("date", "name"), list(zip(DATES, NAMES, strict=True)))
def test_a_date_lies_in_a_period_outside_or_is_too_vague(date: str | None, name: str) -> None:
    assert OWN.names == ("talks", "deal", "after")
    assert OWN.name_of(date) == name


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "periods is empty"),
        ({"a": "May 2018"}, "periods.a=May 2018 is no date"),
        ({"a": []}, "periods.a is empty"),
        ({"a": "2018..2016"}, "ends before it begins"),
        ({"a": "2015-2018", "b": "2018-05..2019"}, "a and b overlap"),
        ({"unknown": 2018}, "cannot be called 'unknown'"),
        ({"a": True}, "periods.a=True is no date"),
    ],
)
def test_what_is_no_period_is_refused_in_one_line(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        periods_of(given)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_tables_and_trends_by_periods_of_ones_own() -> None:
    rows = rows_of([record(n, "IRN", "favor" if n < 4 else "against", date) for n, date in enumerate(DATES)])
    groups = {cell.group: cell.n for cell in actor_target(rows, by=OWN, resamples=20)}
    assert groups == {"talks": 2, "deal": 2, "after": 2, "outside": 2, "unknown": 2}
    unknown = next(cell for cell in actor_target(rows, by=OWN, resamples=20) if cell.group == "unknown")
    assert "no date" in unknown.flags
    points = trend(rows, actor="IRN", target="jcpoa", period=OWN, resamples=20)
    assert [(point.period, point.n) for point in points] == [("talks", 2), ("deal", 2), ("after", 2), ("unknown", 2)]
    late = trend(rows_of([record(0, "IRN", "favor", "2019")]), actor=None, target="jcpoa", period=OWN, resamples=0)
    assert [(point.period, point.n) for point in late] == [("talks", 0), ("deal", 0), ("after", 1)]
    both = rows_of([*rows.records, record(0, "USA", "against", "2019")])
    found = difference(both, "IRN", "USA", "jcpoa", OWN, resamples=20)
    assert [point.n_second for point in found] == [0, 0, 1, 0]


def test_outlets_and_actors_are_compared_within_periods_of_ones_own() -> None:
    early = [record(1, "IRN", "favor", "2013"), record(2, "IRN", "favor", "2013", outlet="Evening")]
    late = [record(3, "IRN", "against", "2019"), record(4, "IRN", "against", "2024", outlet="Evening")]
    (found,) = agreement(rows_of([*early, *late]), period=OWN, resamples=20)
    assert (found.cells, found.pairs, found.undated) == (1, 1, 1)  # what is outside is in no period
    (apart,) = distances(rows_of([*early, record(5, "USA", "favor", "2014")]), period=OWN, resamples=20)
    assert (apart.cells, apart.distance.value) == (1, 0.0)


def sample() -> tuple[Any, list[CodedUnit]]:
    records = [
        record(number, actor, "favor", str(2013 + 6 * (number % 2))) for actor in ("IRN", "ISR") for number in range(40)
    ]
    units = [
        CodedUnit(
            document_id=one.document_id, sentence_index=0, target="jcpoa", holder=one.holder, probability=1.0,
            gold="against" if one.holder == "ISR" and one.published == "2019" else "favor",
        )
        for one in records
    ]  # fmt: skip
    return rows_of(records), units


def test_corrections_by_actor_and_period_at_once() -> None:
    rows, units = sample()
    found = {
        (cell.actor, cell.group): (cell.net.value, cell.n_coded, cell.by)
        for cell in corrected(rows, units, by=("actor", OWN), few=10)
    }
    assert found == {
        ("all", "all"): (0.5, 80, "none"),
        ("IRN", "talks"): (1.0, 20, "actor+periods"),
        ("IRN", "after"): (1.0, 20, "actor+periods"),
        ("ISR", "talks"): (1.0, 20, "actor+periods"),
        ("ISR", "after"): (-1.0, 20, "actor+periods"),
    }
    two = {cell.group for cell in corrected(rows, units, by=("outlet", "year"), few=10)}
    assert two == {"all", "Daily, 2013", "Daily, 2019"}
    with pytest.raises(ConfigError, match="names a division twice"):
        corrected(rows, units, by=("actor", "actor"))
    with pytest.raises(ConfigError, match="unknown by 'basis'"):
        corrected(rows, units, by=("actor", "basis"))  # type: ignore[arg-type]


def test_a_target_without_labels_is_flagged() -> None:
    rows, units = sample()
    others = [dataclasses.replace(unit, target="sanctions") for unit in units]
    flags = {cell.target: cell.flags for cell in corrected(rows, [*units, *others])}
    assert "no labels" in flags["sanctions"]
    assert "no labels" not in flags["jcpoa"]


def test_a_regression_on_what_is_known_of_units() -> None:
    rows, units = sample()
    found = regression(rows, units, target="jcpoa", on=("year", "actor"))
    assert [one.name for one in found.coefficients] == ["intercept", "year", "actor: ISR"]
    assert found.flags == ("year counts from 2013", "reference of actor: IRN")
    values = {one.name: one.value for one in found.coefficients}
    # Of four equal groups, Israel's later is -1 and all others 1: on average 1 less in 6 years, and 1 less for Israel.
    assert values == pytest.approx({"intercept": 1.5, "year": -1 / 6, "actor: ISR": -1.0})
    by_period = regression(rows, units, target="jcpoa", on=(OWN, "outlet"))
    assert [one.name for one in by_period.coefficients] == ["intercept", "periods: talks"]
    assert "outlet left out: no two categories with 10 coded units" in by_period.flags
    nothing = regression(rows, units, target="jcpoa", on=("outlet",))
    assert (nothing.coefficients, nothing.flags[-1]) == ((), "no covariate is left")


def test_categories_with_few_codes_are_one_and_what_has_no_date_is_left_out() -> None:
    rows, units = sample()
    small = [record(100 + n, f"S{n % 5}", "favor", None if n < 2 else "2013") for n in range(20)]
    more = [
        CodedUnit(
            document_id=one.document_id, sentence_index=0, target="jcpoa", holder=one.holder, probability=1.0,
            gold="neutral",
        )
        for one in small
    ]  # fmt: skip
    found = regression(rows_of([*rows.records, *small]), [*units, *more], target="jcpoa", on=("actor", "year"))
    assert [one.name for one in found.coefficients] == ["intercept", "actor: ISR", "actor: other", "year"]
    assert "reference of actor: IRN; 5 with few coded units are other" in found.flags
    assert "2 units without a covariate left out" in found.flags
    assert found.n == 98
