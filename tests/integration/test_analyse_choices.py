"""`stance analyse` with its choices: a coded sample that fits, periods of one's own, windows, regressions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from test_analyse import QUICK, RECORDS, labels, record, rows

from stance.analysis.rows import rows_of
from stance.cli import main
from stance.corpus import DOCUMENTS, CorpusDocument, write_corpus
from stance.errors import ConfigError, InputError
from stance.findings import analyse, fitted, read_labels
from stance.types import StanceRecord

HEAD = "document_id,sentence_index,target,holder,gold,probability\n"
FAST = (*QUICK[:3], "report=false", "figures=[]", "by=[]")


def coded(path: Path, units: Iterable[tuple[str, int, str, str, str]]) -> str:
    path.write_text(HEAD + "".join(f"{','.join(map(str, unit))},1\n" for unit in units), encoding="utf-8")
    return f"coded={path}"


def run_of(
    folder: Path, records: Sequence[StanceRecord], *, sentences: int = 4, more: int = 0, speaker: Any = None
) -> str:
    """A run as `stance label` leaves it, with its list of documents, ``more`` of them without a record."""
    ids = list(dict.fromkeys(one.document_id for one in records)) + [f"silent{n}" for n in range(more)]
    path = labels(folder, records)
    write_corpus((CorpusDocument(name, sentences, 0, None, None, speaker) for name in ids), folder / DOCUMENTS)
    return path


def analysis(out: Path) -> dict[str, Any]:
    return json.loads((out / "analysis.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def one_line(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["analyse", *arguments]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    return error


MANY = [record(n, actor, stance) for n in range(40) for actor, stance in (("IRN", "favor"), ("USA", "against"))]
UNITS = [
    *((f"d{n}", 0, "jcpoa", "IRN", "favor" if n % 8 else "none") for n in range(40)),
    *((f"d{n}", 0, "jcpoa", "USA", "against") for n in range(40)),
    *((f"d{n}", 1, "us_unilateralism", "IRN", "against") for n in range(40)),
]


def test_a_sample_is_cut_down_to_the_actors_and_targets_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, out = run_of(tmp_path / "run", MANY), tmp_path / "out"
    sample = coded(tmp_path / "coded.csv", UNITS)
    chosen = ("only_actors=[IRN]", "only_targets=[jcpoa]")
    assert main(["analyse", run, f"out={out}", sample, *chosen, *FAST]) == 0
    assert "80 of 120 units are left out: 40 of other actors, 40 of other targets" in capsys.readouterr().out
    found = analysis(out)["counts"]["coded"]
    assert found == {"read": 120, "used": 40, "left_out": {"of other actors": 40, "of other targets": 40}}
    cells = {(row["actor"], row["target"]) for row in rows(out / "corrected.csv")}
    assert {actor for actor, _ in cells} <= {"all actors", "Iran"}
    assert len({target for _, target in cells}) == 1
    whole = next(r for r in rows(out / "corrected.csv") if r["by"] == "none" and r["method"] == "ppi")
    assert (float(whole["net"]), whole["coded"]) == (1.0, "40")  # no stance of others counts as one that was missed
    every = tmp_path / "every"
    assert main(["analyse", run, f"out={every}", sample, *FAST]) == 0
    said = "40 units are of us_unilateralism, of which there is no label"
    assert said in capsys.readouterr().out
    without = [row for row in rows(every / "corrected.csv") if "unilateral" in row["target"].lower()]
    assert without and all("no labels" in row["remarks"] for row in without)


def test_nothing_left_of_a_sample_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = run_of(tmp_path / "run", MANY)
    sample = coded(tmp_path / "coded.csv", UNITS[:40])
    said = one_line(capsys, run, f"out={tmp_path / 'out'}", sample, "only_actors=[USA]", *FAST)
    assert "none of its 40 units is among those labelled: 40 of other actors; choose less strictly" in said


def test_units_without_a_holder_are_about_nobody_in_particular(tmp_path: Path) -> None:
    run = run_of(tmp_path / "run", MANY[:2])
    sample = fitted(
        [unit_of("d0", 1, ""), unit_of("d0", 0, "IRN")],
        read_labels([run], actors=["IRN"]),
        actors=["IRN"],
    )
    assert (len(sample.units), sample.left_out) == (1, {"about nobody in particular": 1})
    assert any("missed are not corrected" in warning for warning in sample.warnings)


def unit_of(document: str, sentence: int, holder: str) -> Any:
    from stance.analysis.coded import CodedUnit

    return CodedUnit(
        document_id=document, sentence_index=sentence, target="jcpoa", holder=holder or None, gold="favor",
        probability=1.0,
    )  # fmt: skip


def test_own_keeps_units_about_the_speaker(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Speeches of Iran, that tell of the United States' stance, too."""
    told = [record(n, "USA", "against", speaker="IRN") for n in range(40)]
    run = run_of(tmp_path / "run", [*MANY[::2], *told], speaker="IRN")
    sample, out = coded(tmp_path / "coded.csv", UNITS[:80]), tmp_path / "out"
    assert main(["analyse", run, f"out={out}", sample, "own=true", *FAST]) == 0
    found = analysis(out)["counts"]["coded"]
    assert found["left_out"] == {"of stances of others than the speaker": 40}
    whole = next(r for r in rows(out / "corrected.csv") if r["by"] == "none" and r["method"] == "ppi")
    assert float(whole["net"]) == 1.0
    capsys.readouterr()
    (tmp_path / "run" / DOCUMENTS).unlink()
    said = one_line(capsys, run, f"out={tmp_path / 'again'}", sample, "own=true", *FAST)
    assert "own=true with coded=: without documents.csv" in said
    article = run_of(tmp_path / "articles", MANY)
    said = one_line(capsys, article, f"out={tmp_path / 'again'}", sample, "own=true", *FAST)
    assert "nobody is known to speak in d0" in said


def test_units_of_other_documents_are_left_out_or_warned_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, out = run_of(tmp_path / "run", MANY, more=10), tmp_path / "out"
    strange = [(f"elsewhere{n}", 0, "jcpoa", "IRN", "favor") for n in range(20)]
    silent = [(f"silent{n}", 2, "jcpoa", "IRN", "none") for n in range(10)]
    sample = coded(tmp_path / "coded.csv", [*UNITS[:80], *strange, *silent])
    assert main(["analyse", run, f"out={out}", sample, *FAST]) == 0
    assert "20 of 110 units are left out: 20 of documents that were not labelled" in capsys.readouterr().out
    assert analysis(out)["counts"]["coded"]["used"] == 90
    (tmp_path / "run" / DOCUMENTS).unlink()
    assert main(["analyse", run, f"out={tmp_path / 'blind'}", sample, *FAST]) == 0
    said = "30 of 110 units are of 30 documents without a record; whether these were labelled cannot be told"
    assert said in capsys.readouterr().out
    run_of(tmp_path / "run", MANY, sentences=1)
    beyond = coded(tmp_path / "coded.csv", [*UNITS[:80], ("d0", 1, "jcpoa", "IRN", "favor")])
    said = one_line(capsys, run, f"out={tmp_path / 'more'}", beyond, *FAST)
    assert "d0 has 1 sentences by documents.csv, so none of index 1" in said


def test_a_list_of_other_documents_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = run_of(tmp_path / "run", MANY[:4])
    write_corpus([CorpusDocument("d0", 4, 1)], tmp_path / "run" / DOCUMENTS)
    said = one_line(capsys, run, f"out={tmp_path / 'out'}", *FAST)
    assert "no sentence 0 of document 'd1', of which there is a record; take documents.csv away" in said


@pytest.mark.parametrize("published", ["May 2018", "2018-13-45"])
def test_a_date_that_is_none_is_one_line(published: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = labels(tmp_path / "run", [RECORDS[0], record(9, "IRN", "favor", published=published)])
    said = one_line(capsys, run, f"out={tmp_path / 'out'}", "period=month", *FAST)
    assert f"labels.jsonl:2: not a labelled row (published '{published}' is no date" in said
    said = one_line(
        capsys, labels(tmp_path / "sound", RECORDS), f"out={tmp_path / 'out'}", *FAST, dated(tmp_path, published)
    )
    assert f"coded.csv:2: published '{published}' is no date" in said


def dated(folder: Path, published: str) -> str:
    path = folder / "coded.csv"
    path.write_text(f"{HEAD.strip()},published\nd1,0,jcpoa,IRN,favor,0.5,{published}\n", encoding="utf-8")
    return f"coded={path}"


def test_a_row_is_counted_once_and_two_that_differ_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, out = labels(tmp_path / "run", [*RECORDS, *RECORDS[:3]]), tmp_path / "out"
    assert main(["analyse", run, f"out={out}", *FAST]) == 0
    assert "labels.jsonl says 3 rows twice; each counts once" in capsys.readouterr().out
    assert (
        analysis(out)["counts"] | {"read": 43, "records": 40, "left_out": {"repeated rows": 3}}
        == analysis(out)["counts"]
    )
    other = [*RECORDS, record(0, "IRN", "against")]
    said = one_line(capsys, labels(tmp_path / "odd", other), f"out={tmp_path / 'no'}", *FAST)
    assert "rows 1 and 41 are both of document 'd0', sentence 0, holder IRN, target jcpoa, and differ" in said


def test_windows_of_all_networks_between_actors(tmp_path: Path) -> None:
    out = tmp_path / "out"
    ways = "one_mode.qualifierAggregation=[congruence,conflict,subtract]"
    options = ("network.timeWindow=years", "network.windowSize=2", "network.start=2015", "network.stop=2017")
    assert main(["analyse", labels(tmp_path / "run", RECORDS), f"out={out}", ways, *options, *FAST]) == 0
    found = analysis(out)
    names = ("two_mode", "one_mode_congruence", "one_mode_conflict", "one_mode_subtract")
    for name in names:
        files = {f"networks/{name}/{window}.graphml" for window in ("2015_2016", "2016_2017")}
        assert files | {f"networks/{name}.graphml", f"networks/{name}_windows.csv"} <= set(found["files"])
        assert all((out / file).is_file() for file in files)
    table = rows(out / "networks" / "one_mode_subtract_windows.csv")
    assert {row["window"] for row in table} == {"2015_2016", "2016_2017"}
    assert {(row["start"], row["stop"]) for row in table} == {("2015", "2016"), ("2016", "2017")}
    assert any("networks: 10 of 40 records are outside of network.start" in said for said in found["warnings"])
    assert {row["actor"] for row in rows(out / "centrality.csv")} == {"Iran", "Russia", "United States"}


def test_the_defaults_are_the_studys(tmp_path: Path) -> None:
    networks = analyse(RECORDS, resamples=20, permutations=0).networks
    options = networks["one_mode"].options
    assert (options["duplicates"], options["normalization"]) == ("include", "cosine")
    assert options["qualifierAggregation"] == "subtract"


def test_comparisons_within_periods_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    early = [record(0, actor, "favor", published="2015", outlet="Daily") for actor in ("IRN", "USA")]
    late = [record(1, "USA", "against", published="2018", outlet="Daily")]
    run, out = labels(tmp_path / "run", [*early, *late]), tmp_path / "out"
    assert main(["analyse", run, f"out={out}", "within=year", *FAST]) == 0
    assert "one outlet only (Daily): no agreement between outlets" in capsys.readouterr().out
    assert float(rows(out / "distances.csv")[0]["distance"]) == 0.0
    assert "Compared is what is said in the same year" in (out / "distances.md").read_text(encoding="utf-8")
    assert not (out / "agreement.csv").exists()


def test_two_actors_compared_are_as_many_as_asked_for() -> None:
    many = [record(n, f"A{k}", "favor" if (n + k) % 2 else "against") for n in range(12) for k in range(6)]
    pairs = {
        count: len(analyse(many, resamples=0, permutations=0, difference_actors=count).differences)
        for count in (4, None, 2)
    }
    assert pairs == {4: 6, None: 15, 2: 1}


PERIODS = "periods={talks:[2015,2016],deal:2017..2018}"


def test_corrections_by_actor_and_period_and_a_regression(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, out = run_of(tmp_path / "run", MANY), tmp_path / "out"
    golds = [
        *((f"d{n}", 0, "jcpoa", "IRN", "favor" if n % 4 < 2 or n < 20 else "against") for n in range(40)),
        *UNITS[40:80],
    ]
    options = (
        PERIODS,
        "period=periods",
        "by=[periods]",
        "correct_by=[actor+period,outlet]",
        "regression=[actor,period]",
    )
    quick = [one for one in FAST if one != "by=[]"]
    assert main(["analyse", run, f"out={out}", coded(tmp_path / "c.csv", golds), *options, *quick]) == 0
    capsys.readouterr()
    found = {(row["actor"], row["group"], row["by"]) for row in rows(out / "corrected.csv")}
    both = {(actor, period, "actor+periods") for actor in ("Iran", "United States") for period in ("talks", "deal")}
    assert found == {("all actors", "all", "none"), *both, *(("all actors", o, "outlet") for o in ("Daily", "Evening"))}
    assert {row["periods"] for row in rows(out / "by_periods.csv")} == {"talks", "deal"}
    assert {row["period"] for row in rows(out / "trends.csv")} == {"talks", "deal"}
    terms = [(row["method"], row["term"]) for row in rows(out / "regression.csv")]
    names = ("intercept", "actor: USA", "periods: talks")
    assert terms == [(method, name) for method in ("ppi", "as labelled") for name in names]
    corrected = {
        row["term"]: float(row["coefficient"]) for row in rows(out / "regression.csv") if row["method"] == "ppi"
    }
    assert corrected["actor: USA"] < -1
    assert "reference of actor: IRN" in rows(out / "regression.csv")[0]["remarks"]
    columns = {(row["file"], row["column"]): row["meaning"] for row in rows(out / "columns.csv")}
    assert all(columns[f"{name}.csv", column] for name in ("regression", "corrected") for column in ("remarks", "n"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["period=periods"], "period=periods: there are none; name them"),
        (["within=years"], "unknown within 'years'; did you mean 'year'?"),
        (["periods={a:2018..2016}"], "periods.a=2018..2016 ends before it begins"),
        (["correct_by=[actor+basis]"], "unknown correct_by 'basis'"),
        (["regression=[topic]"], "unknown regression 'topic'"),
        (["network.timeWindow=month"], "unknown network.timeWindow 'month'; did you mean 'months'?"),
        (["network.windowSize=0"], "windowSize=0 is not allowed"),
        (["network.start=May"], "start='May' is no date"),
        (["one_mode.qualifierAggregation=[congruence,nothing]"], "unknown one_mode.qualifierAggregation 'nothing'"),
        (["two_mode.qualifierAggregation=[ignore]"], "unknown two_mode.qualifierAggregation"),
    ],
)
def test_choices_that_are_none_are_one_line(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = labels(tmp_path / "run", RECORDS)
    assert said in one_line(capsys, run, f"out={tmp_path / 'out'}", *FAST, *arguments)


def test_a_regression_needs_a_sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, out = labels(tmp_path / "run", RECORDS), tmp_path / "out"
    assert main(["analyse", run, f"out={out}", "regression=[year]", *FAST]) == 0
    assert "regression needs a coded sample (coded=FILE): none was made" in capsys.readouterr().out
    assert not re.search("NaN|Infinity", (out / "analysis.json").read_text(encoding="utf-8"))


def test_reading_knows_all_documents(tmp_path: Path) -> None:
    found = read_labels([run_of(tmp_path / "run", MANY, more=3)], actors=["IRN"])
    assert (len(found.documents or {}), len(found.records), len(found.every)) == (43, 40, 80)
    assert len(rows_of(found.records)) == 40
    assert read_labels([labels(tmp_path / "bare", MANY)]).documents is None
    with pytest.raises(ConfigError):
        read_labels([str(tmp_path / "bare")], actors=["FRA"])
    with pytest.raises(InputError):
        read_labels([str(tmp_path / "none")])
