"""Tables of findings: every column is defined, notes say what was done, and the coded sample is weighted."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import pytest
from made_rows import record, spread

pytest.importorskip("networkx")

from stance.analysis.coded import GOLD, CodedUnit
from stance.analysis.rows import rows_of
from stance.findings import EVERYBODY, Findings, analyse
from stance.report.coded_sample import Unit, confusions, reliability_bins, units
from stance.report.corrected_figures import corrected_figure
from stance.report.definitions import REMARKS, Settings, definition, definitions_table
from stance.report.finding_pictures import labelled_nets
from stance.report.finding_tables import plain, tables
from stance.report.finding_values import as_plain
from stance.report.findings import with_titles
from stance.report.tables import Table, as_markdown, as_rows
from stance.types import StanceRecord


def coded(record_: StanceRecord, gold: Any, probability: float = 0.5, **other: Any) -> CodedUnit:
    values = {"document_id": record_.document_id, "sentence_index": 0, "target": "jcpoa", "holder": record_.holder}
    return CodedUnit(**{**values, **other}, gold=gold, probability=probability)


RECORDS = [
    *(
        record(f"i{n}", "IRN", "favor", sentence=0, published=f"{2014 + n % 4}", outlet=("Daily", "Evening")[n % 2])
        for n in range(24)
    ),
    *(record(f"u{n}", "USA", "against", sentence=0, published=f"{2014 + n % 4}") for n in range(24)),
    *(record(f"u{n}", "USA", "favor", target="sanctions", sentence=0, published=f"{2014 + n % 4}") for n in range(24)),
    *(
        record(f"i{n}", "IRN", "against", target="sanctions", sentence=0, published=f"{2014 + n % 4}")
        for n in range(24)
    ),
]
CODED = [
    *(coded(one, "favor" if n % 6 else "neutral") for n, one in enumerate(RECORDS[:24])),
    *(coded(one, "against" if n % 6 else "none", 0.25) for n, one in enumerate(RECORDS[24:48])),
    *(coded(one, "none", 0.1, sentence_index=5) for one in RECORDS[:8]),
]


@pytest.fixture(scope="module")
def findings() -> Findings:
    return analyse(RECORDS, coded=CODED, by=("year", "outlet", "basis", "official"), resamples=50, permutations=20)


def test_every_column_and_remark_is_defined(findings: Findings) -> None:
    settings = Settings()
    found = tables(findings, {}, settings, CODED)
    assert set(found) >= {"actor_target", "by_year", "trends", "differences", "distances", "corrected", "confusion"}
    for name, table in found.items():
        for column in table.columns:
            said = definition(name, column, settings)
            assert said, (name, column)
            assert f"{column}: {said}".lower() in table.note.lower(), (name, column)
    rows = as_rows(definitions_table(found, settings))
    listed = {(row[0], row[1]) for row in rows[1:]}
    for name, table in found.items():
        assert {(f"{name}.csv", head) for head in as_rows(table)[0]} <= listed, name
    assert all(row[2] for row in rows)
    assert not [row for row in rows if re.search(r"[{}]", row[2])]


def test_notes_say_what_was_asked_for() -> None:
    settings = Settings(few=7, window=5, level=0.9, resamples=50, cluster="outlet", seed=3, weight="score")
    rows = spread(3, documents=3, sentences=2)
    found = tables(analyse(rows.records, resamples=50, permutations=0, few=7), {}, settings)
    assert "few: under 7 records" in found["actor_target"].note
    assert "90 % (50 bootstrap samples of whole outlets, seed 3)" in found["actor_target"].note
    assert "counts by its probabilities" in found["actor_target"].note
    assert "5 periods around it" in found["trends"].note
    assert "No intervals were asked for" in Settings(resamples=0).intervals


def test_the_level_of_corrected_figures_is_the_one_asked_for(findings: Findings) -> None:
    found = tables(findings, {}, Settings(level=0.8), CODED)["corrected"].note
    assert "80 %" in found
    assert "95" not in found


def test_all_actors_stand_above_each(findings: Findings) -> None:
    table = tables(findings, {"jcpoa": "the deal"}, Settings())["actor_target"]
    first, second = [row for row in table.rows if row[1] == "all actors"]
    assert table.rows[:2] == (first, second)
    assert first[:5] == ("the deal", "all actors", EVERYBODY, 48, 48)
    assert [cell.n for cell in findings.totals] == [48, 48]
    assert as_plain(findings)["actor_target"][0]["name"] == "all actors"


def test_whole_numbers_are_shown_as_such(findings: Findings) -> None:
    table = tables(findings, {}, Settings())["centrality"]
    assert {row[table.columns.index("degree")] for row in table.rows} == {1}
    assert "9.000" not in as_markdown(table)
    (few,) = [
        one for one in analyse(spread(1, documents=1, sentences=1).records, resamples=0).warnings if "network" in one
    ]
    assert few.startswith("1 actor of fewer")


def test_columns_of_files_do_not_depend_on_what_could_be_estimated() -> None:
    few = [record("d", "IRN", published="2016"), record("d", "USA", published="2016"), record("e", outlet="Evening")]
    many = [*RECORDS, *few]
    bare, full = (
        tables(analyse(records, by=("year",), resamples=resamples, permutations=0, few=1), {}, Settings())
        for records, resamples in ((few, 0), (many, 50))
    )
    shared = set(bare) & set(full)
    assert shared >= {"actor_target", "by_year", "trends", "distances", "agreement"}
    for name in shared:
        assert as_rows(bare[name])[0] == as_rows(full[name])[0], name
        heads = {
            row[1] for row in as_rows(definitions_table({name: bare[name]}, Settings())) if row[0] == f"{name}.csv"
        }
        assert heads == set(as_rows(bare[name])[0]), name
    assert {"favor", "favor low", "net high"} <= set(as_rows(bare["actor_target"])[0])


def test_nothing_is_minus_nothing() -> None:
    assert as_markdown(Table(title="", columns=("net",), rows=((plain(-0.001, 2),),))).count("−0.00") == 0


def test_remarks_that_occur_are_told() -> None:
    found = tables(analyse([record("d")], resamples=50, permutations=0), {}, Settings())["actor_target"].note
    assert "few: under 10 records; one document: no interval" in found
    assert "no variation" not in found
    assert {"few", "one document", "few documents", "no variation"} <= set(REMARKS)


def test_shifts_are_listed_that_are_more_than_chance_and_the_others_counted() -> None:
    levels = {year: ("favor" if year < 2012 else "against") for year in range(2004, 2020)}
    shifted = [record(f"{y}-{n}", "IRN", stance, published=f"{y}") for y, stance in levels.items() for n in range(6)]
    found = analyse(shifted, resamples=50, permutations=0)
    table = tables(found, {}, Settings())["changes"]
    heads = dict(zip(table.columns, table.rows[0], strict=True))
    assert (heads["after"], heads["from"], heads["n before"], heads["n after"]) == ("2011", "2012", 48, 48)
    assert heads["adjusted p"].value < 0.05
    few = [record(f"{y}", "IRN", stance, published=f"{y}") for y, stance in levels.items() if 2009 < y < 2014]
    found = analyse(few, resamples=50, permutations=0)
    assert "changes" not in tables(found, {}, Settings())
    assert any("of level may be chance" in one for one in found.warnings)


def test_confusion_is_weighted_and_has_none() -> None:
    found = confusions(rows_of(RECORDS), CODED)
    assert set(found) == {"jcpoa"}
    counts = found["jcpoa"]
    assert list(counts) == list(GOLD)
    assert counts["favor"]["favor"] == (20, 40.0)
    assert counts["neutral"]["favor"] == (4, 8.0)
    assert counts["none"]["against"] == (4, 16.0)
    assert counts["none"]["none"] == (8, pytest.approx(80.0))
    assert counts["against"]["favor"] == (0, 0.0)
    rows = tables(analyse(RECORDS, coded=CODED, resamples=0, permutations=0), {}, Settings(), CODED)["confusion"].rows
    assert sum(int(str(row[3])) for row in rows) == len(CODED)


def test_confidence_of_the_weighted_sample() -> None:
    found = units(rows_of(RECORDS), CODED)
    assert sum(unit.label == "none" for unit in found) == 8
    bins, error = reliability_bins(found)
    assert sum(part.n for part in bins) == 48  # a unit without a record has no confidence
    assert {round(part.confidence, 6) for part in bins} <= {0.1, 0.8}
    assert all(part.low < part.accuracy < part.high or part.accuracy in {0, 1} for part in bins)
    assert 0 < error < 1
    nothing, undefined = reliability_bins([])
    assert nothing == []
    assert math.isnan(undefined)


def test_heavier_units_count_more() -> None:
    made = [Unit("t", "favor", "favor", 0.9, 3.0), Unit("t", "none", "favor", 0.9, 1.0)]
    ((bin_,), error) = reliability_bins(made)
    assert (bin_.accuracy, bin_.n) == (0.75, 2)
    assert error == pytest.approx(0.15)


def shown(axes: Any) -> Sequence[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def test_corrected_figures_stand_beside_those_as_labelled(findings: Findings) -> None:
    pytest.importorskip("matplotlib")
    cells = [cell for cell in findings.corrected if cell.target == "jcpoa" and cell.method == "ppi"]
    beside = labelled_nets(findings, "jcpoa")
    assert beside["all", "all"].value == 0.0
    assert beside["IRN", "all"].value == 1.0
    axes, right = corrected_figure(cells, target="the deal", names={}, labelled=beside).axes
    assert shown(axes)[0] == "all actors"
    assert shown(right)[0] == "56"
    assert "too few coded units" in axes.get_xlabel()
    marks = [line.get_marker() for line in axes.lines if len(line.get_xdata()) == 1]
    assert marks.count("s") == len(shown(axes))


def test_targets_go_by_their_names_in_networks(findings: Findings) -> None:
    named = with_titles(findings, {"jcpoa": "the JCPOA"}).networks["two_mode"].nodes.values()
    assert {node["name"] for node in named if node["kind"] == "target"} == {"the JCPOA", "sanctions"}
    assert {node["id"] for node in named} >= {"jcpoa", "IRN"}


def test_the_page_knows_the_correction(findings: Findings) -> None:
    plain = as_plain(findings, settings=Settings(level=0.9), warnings=["careful"], coded=CODED)
    assert plain["notes"] == ["careful"]
    assert plain["coded"] == len(CODED)
    whole = next(cell for cell in plain["corrected"] if cell["actor"] == cell["group"] == "all")
    assert whole["labelled"]["value"] == 0.0
    assert whole["net"]["value"] is not None
    assert "90 %" in plain["how_corrected"]
    assert plain["differences"][0]["points"][0]["n_first"] > 0
    assert plain["distances"][0]["distance"]["value"] == 2.0
    assert plain["agreements"]
    assert plain["periods"] == ["2014", "2015", "2016", "2017"]
