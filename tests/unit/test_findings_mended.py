"""What a reviewer found wrong with findings, each held by a small case."""

from __future__ import annotations

import re
from importlib.resources import files

import numpy as np
import pytest
from made_rows import record
from test_analysis_spans import record as dated
from test_analysis_spans import sample

from stance.analysis.agreement import agreement
from stance.analysis.changes import change_points
from stance.analysis.coded import CodedUnit
from stance.analysis.correction import corrected
from stance.analysis.correction_regression import regression
from stance.analysis.distances import distances
from stance.analysis.edges import Plan, _bounds
from stance.analysis.rows import Rows, rows_of
from stance.analysis.spans import periods_of
from stance.analysis.trends import trend
from stance.findings.remarks import speaker_actors
from stance.records import plain_cell, safe_cell
from stance.report.page_data import _ranked


def test_a_speaker_is_the_actor_of_its_office_at_the_documents_date() -> None:
    acts_for = speaker_actors([], "affiliation")
    assert acts_for("mohammad_javad_zarif", "a", "2016-05-08") == "IRN"
    assert acts_for("FRA", "a", None) == "FRA"
    assert speaker_actors([], "holder")("mohammad_javad_zarif", "a", "2016") == "mohammad_javad_zarif"
    here = speaker_actors([record("a", "RUS", holder="someone")], "affiliation")
    assert (here("someone", "a", None), here("nobody", "a", None)) == ("RUS", "nobody")


@pytest.mark.parametrize("level", [0.5, 0.8, 0.99])
def test_the_level_of_intervals_does_not_move_the_changes(level: float) -> None:
    generator = np.random.default_rng(3)
    said = [
        record(f"{year}-{n}", stance="favor" if generator.random() < 0.5 + 0.12 * (year % 4) else "against",
               published=str(year))
        for year in range(2000, 2016)
        for n in range(12)
    ]  # fmt: skip
    found = [
        change_points(trend(rows_of(said), actor="IRN", target="jcpoa", resamples=200, level=one), permutations=9)
        for one in (0.95, level)
    ]
    assert found[0] == found[1]


def coded(rows: Rows) -> list[CodedUnit]:
    return [
        CodedUnit(
            document_id=one.document_id, sentence_index=0, target=one.target, holder=one.holder, probability=1.0,
            gold=one.stance,
        )
        for one in rows.records
    ]  # fmt: skip


def test_a_regression_on_years_of_undated_units_is_flagged() -> None:
    rows = rows_of([dated(n, "IRN", "favor" if n % 2 else "against", None) for n in range(60)])
    found = regression(rows, coded(rows), target="jcpoa", on=("year",))
    assert found.coefficients == ()
    assert found.flags[0] == "no unit has a year"
    assert "no unit has all of the covariates" in found.flags


def test_collinear_divisions_are_named() -> None:
    dates = ("2016-02-01", "2016-09-01", "2017-02-01", "2017-09-01")
    rows = rows_of([dated(n, "IRN", ("favor", "against")[n % 2], dates[n // 2 % 4]) for n in range(160)])
    found = regression(rows, coded(rows), target="jcpoa", on=("year", "half"))
    assert found.coefficients == ()
    assert "follows from the other columns of year, half; leave one out" in found.flags[-1]
    assert "half: 201" in found.flags[-1]


def test_a_category_that_is_small_once_the_undated_are_gone_has_no_coefficient() -> None:
    rows, _ = sample()
    more = [dated(100 + n, "USA", "against", None if n < 8 else "2013") for n in range(12)]
    rows = rows_of([*rows.records, *more])
    found = regression(rows, coded(rows), target="jcpoa", on=("year", "actor"))
    assert "actor: USA" not in [one.name for one in found.coefficients]


def test_corrected_figures_are_in_times_order() -> None:
    def cell(group: str, by: str = "year") -> dict[str, object]:
        return {"actor": "all", "target": "t", "group": group, "by": by, "coded": 40, "name": "all"}

    ranked = _ranked([cell("2019"), cell("unknown"), cell("outside"), cell("2017")])
    assert [one["group"] for one in ranked] == ["2017", "2019", "outside", "unknown"]
    own = periods_of({"war": "2013-2014", "deal": 2019, "after": 2020})
    rows, units = sample()
    late = [dated(200 + n, "IRN", "favor", "2020" if n % 2 else "2030") for n in range(100)]
    rows = rows_of([*rows.records, *late])
    found = [one.group for one in corrected(rows, units, by=own, few=10)]
    assert found == ["all", "war", "deal", "after", "outside"]


def test_a_tie_of_the_mean_prefers_no_side() -> None:
    for first, second in (("favor", "against"), ("against", "favor")):
        both = [
            record("a", stance=stance, sentence=0, holder=f"h{n}", scores={stance: 0.8, other: 0.1, "neutral": 0.1})
            for n, (stance, other) in enumerate(((first, second), (second, first)))
        ]
        assert rows_of(both).records[0].stance == "neutral"


def test_a_tie_that_most_resamples_do_not_define_says_so() -> None:
    plan = Plan(
        kind="onemode", aggregation="subtract", normalization="cosine", neutral="activity", resamples=4, seed=0,
        cluster="document", level=0.95,
    )  # fmt: skip
    drawn = np.array([[np.nan, 0.1], [np.nan, 0.2], [np.nan, 0.3], [1.0, 0.4]])
    (lost, kept) = _bounds(np.array([1.0, 0.2]), drawn, [6, 6], plan)
    assert lost == (None, ("undefined in most resamples",))
    assert kept[0] is not None and kept[1] == ()


def test_probabilities_know_no_more_than_labels_of_distances_and_agreement() -> None:
    sure = {"favor": 0.9, "against": 0.05, "neutral": 0.05}
    said = [
        record(
            f"{actor}{outlet}{n}", actor, outlet=outlet, scores=sure | {"favor": 0.9 - n / 50, "neutral": 0.05 + n / 50}
        )
        for actor in ("IRN", "ISR")
        for outlet in ("Daily", "Evening")
        for n in range(2)
    ]
    found = [(distances(rows_of(said, weight=one))[0], agreement(rows_of(said, weight=one))[0])
             for one in ("label", "score")]  # type: ignore[arg-type]  # fmt: skip
    widths = [
        [one.high - one.low for one in (apart.distance, alike.same_label, alike.difference)] for apart, alike in found
    ]  # type: ignore[operator]
    assert all(score >= label - 1e-6 for label, score in zip(*widths, strict=True)), widths


def test_dna_takes_away_every_mark() -> None:
    script = files("stance.report").joinpath("templates", "dna_import.R").read_text(encoding="utf-8")
    (written,) = re.findall(r'^unmarked <- .*?sub\("([^"]+)"', script, re.MULTILINE)
    pattern = re.compile(written.encode().decode("unicode_escape").replace(r"\z", r"\Z"))
    for text in (
        "=1",
        "+1",
        "-1",
        "@a",
        "\ta",
        "\ra",
        "\na",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "'",
        "''",
        "'=1",
        "'tis",
        "a",
        "''-",
    ):
        assert pattern.sub("", safe_cell(text), count=1) == plain_cell(safe_cell(text)) == text
