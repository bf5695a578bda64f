"""`stance analyse` and `stance report`, from labels to files."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from stance.cli import main
from stance.records import write_csv, write_jsonl
from stance.types import StanceRecord

pytest.importorskip("matplotlib")
pytest.importorskip("networkx")

BASE = StanceRecord(
    document_id="d0",
    outlet="Daily",
    published="2018-05-08",
    sentence_index=0,
    sentence="Iran stays in the deal.",
    start=0,
    end=23,
    speaker="IRN",
    holder="IRN",
    holder_name="Iran",
    affiliation="IRN",
    official=True,
    target="jcpoa",
    stance="favor",
    score=0.8,
    scores={"favor": 0.8, "against": 0.1, "neutral": 0.1},
    sentiment="neutral",
    basis="statement",
    cue=None,
    evidence=((0, 4),),
    model="m",
    target_sentiment="neutral",
)
QUICK = ("resamples=50", "permutations=20", "few=2", "figures=[png]")


def record(number: int, actor: str, stance: str, target: str = "jcpoa", **other: Any) -> StanceRecord:
    scores = {label: 0.8 if label == stance else 0.1 for label in ("favor", "against", "neutral")}
    values = {"holder": actor, "holder_name": actor, "affiliation": actor, "speaker": actor, "scores": scores}
    values |= {"document_id": f"d{number}", "stance": stance, "target": target, "published": f"{2015 + number % 4}"}
    values["outlet"] = ("Daily", "Evening")[number % 2]
    return dataclasses.replace(BASE, **{**values, **other})


RECORDS = [
    record(number, actor, stance, target)
    for number in range(8)
    for actor, stance, target in (
        ("IRN", "favor", "jcpoa"),
        ("IRN", "against", "us_unilateralism"),
        ("USA", "against" if number % 3 else "favor", "jcpoa"),
        ("RUS", "favor", "jcpoa"),
        ("RUS", "against", "us_unilateralism"),
    )
]


def labels(folder: Path, records: Sequence[StanceRecord], name: str = "labels.jsonl") -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (write_csv if name.endswith("csv") else write_jsonl)(records, folder / name)
    return str(folder)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_findings_of_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["analyse", labels(tmp_path / "run", RECORDS), f"out={out}", *QUICK]) == 0
    told = capsys.readouterr().out
    assert "Done: 40 records of 8 documents" in told
    found = json.loads((out / "analysis.json").read_text(encoding="utf-8"))
    files = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert set(found["files"]) == files
    assert {"actor_target.tex", "trends.csv", "agreement.md", "networks/one_mode.graphml", "report.html"} <= files
    assert {"figures/heat_map.png", "figures/net_jcpoa.png", "figures/trend_jcpoa.png"} <= files
    assert {"figures/difference_jcpoa.png", "columns.csv", "dna_statements.csv", "dna_import.R"} <= files
    for suffix in ("graphml", "gexf"):  # targets go by their titles
        assert "the JCPOA" in (out / "networks" / f"two_mode.{suffix}").read_text(encoding="utf-8")
    assert found["counts"] == {
        "read": 40,
        "records": 40,
        "left_out": {},
        "documents": 8,
        "actors": 3,
        "targets": 2,
    }
    (iran,) = [row for row in rows(out / "actor_target.csv") if row["id"] == "IRN" and "JCPOA" in row["target"]]
    assert (iran["n"], float(iran["net"])) == ("8", 1.0)
    text = "".join(path.read_text(encoding="utf-8") for path in out.glob("*.csv"))
    assert "nan" not in text.lower().replace("finance", "")
    assert main(["analyse", str(tmp_path / "run"), f"out={out}", *QUICK]) == 2
    assert "overwrite=true" in capsys.readouterr().err


def test_the_same_labels_give_the_same_tables(tmp_path: Path) -> None:
    run = labels(tmp_path / "run", RECORDS)
    table = labels(tmp_path / "table", RECORDS, "labels.csv")
    for name, given in (("a", run), ("b", run), ("c", f"{table}/labels.csv")):
        assert main(["analyse", given, f"out={tmp_path / name}", *QUICK, "report=false"]) == 0
    for path in (tmp_path / "a").glob("*.csv"):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
        assert path.read_bytes() == (tmp_path / "c" / path.name).read_bytes()


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([record(1, "IRN", "favor")], "one actor only"),
        ([record(1, "IRN", "favor"), record(2, "USA", "against")], "one target only"),
        ([record(n, a, "favor", published=None) for n in (1, 2) for a in ("IRN", "USA")], "no trends"),
        ([record(n, a, "favor", outlet=None) for n in (1, 2) for a in ("IRN", "USA")], "no record has an outlet"),
        ([record(1, a, "favor") for a in ("IRN", "USA")], "one document only"),
    ],
)
def test_little_data_is_said_and_gives_no_nan(
    records: list[StanceRecord], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["analyse", labels(tmp_path / "run", records), f"out={out}", *QUICK]) == 0
    assert said in capsys.readouterr().out
    for path in out.glob("*.csv"):
        assert "nan" not in path.read_text(encoding="utf-8").lower()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "no labels; give outputs of `stance label`"),
        (["nowhere"], "nowhere: no such file"),
        (["run", "only_actors=[FRA]"], "unknown only_actors 'FRA'"),
        (["run", "by=[yeer]"], "did you mean 'year'"),
        (["run", "few=-1"], "few=-1 is not allowed"),
        (["run", "two_mode.normalization=mean"], "unknown two_mode.normalization 'mean'"),
        (["run", "min_score=0.99"], "none of the 40 records is left"),
        (["run", "mixed"], "models (m, other)"),
        (["run", "empty"], "labelled in"),
        (["run", "coded=strangers.csv"], "is among those labelled"),
        (["run", "coded=zero.csv"], "probability"),
        (["empty.jsonl"], "no records"),
    ],
)
def test_mistakes_are_one_line(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    labels(Path("run"), RECORDS)
    labels(Path("mixed"), [record(90, "IRN", "favor", model="other")])
    labels(Path("empty"), [RECORDS[0]])
    Path("empty.jsonl").write_text("", encoding="utf-8")
    head = "document_id,sentence_index,target,holder,gold,probability\n"
    Path("strangers.csv").write_text(head + "x1,0,jcpoa,IRN,favor,0.5\n", encoding="utf-8")
    Path("zero.csv").write_text(head + "d1,0,jcpoa,IRN,favor,0\n", encoding="utf-8")
    quick = [option for option in QUICK if option.partition("=")[0] not in " ".join(arguments)]
    assert main(["analyse", *arguments, "out=out", *quick]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not Path("out").exists()


def test_a_coded_sample_corrects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    coded = tmp_path / "coded.csv"
    head = "document_id,sentence_index,target,holder,gold,probability\n"
    units = [
        f"d{number},0,jcpoa,{actor},{'against' if actor == 'RUS' else 'favor'},0.5\n"
        for number in range(8)
        for actor in ("IRN",)
    ]
    coded.write_text(head + "".join(units), encoding="utf-8")
    run = labels(tmp_path / "run", [one for one in RECORDS if one.holder == "IRN"])
    out = tmp_path / "out"
    assert main(["analyse", run, f"out={out}", f"coded={coded}", *QUICK, "report=false"]) == 0
    methods = {row["method"] for row in rows(out / "corrected.csv")}
    assert methods == {"ppi", "as labelled"}
    drawn = {path.name for path in (out / "figures").iterdir()}
    assert {"corrected_jcpoa.png", "confusion_jcpoa.png", "reliability.png"} <= drawn
    assert sum(int(row["n"]) for row in rows(out / "confusion.csv")) == len(units)
    assert json.loads((out / "analysis.json").read_text(encoding="utf-8"))["coded"]["sha256"]
    capsys.readouterr()


def test_the_page_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page"
    hostile = dataclasses.replace(RECORDS[0], sentence="<script>alert(1)</script>", document_id="<b>", outlet="<i>")
    assert main(["report", labels(tmp_path / "run", [*RECORDS, hostile]), f"out={out}"]) == 0
    assert "Done: 41 records of 9 documents" in capsys.readouterr().out
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert main(["report", str(tmp_path / "run"), f"out={out}"]) == 2
    assert "overwrite=true" in capsys.readouterr().err


def test_the_page_takes_the_options_of_an_analysis(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    coded = tmp_path / "coded.csv"
    units = [f"d{number},0,jcpoa,IRN,favor,0.5\n" for number in range(8)]
    coded.write_text("document_id,sentence_index,target,holder,gold,probability\n" + "".join(units), encoding="utf-8")
    run = labels(tmp_path / "run", [*RECORDS, record(9, "CUB", "favor", published=None)])
    out = tmp_path / "page"
    given = [f"coded={coded}", "actor=holder", "weight=score", "period=month", "few=3", "cluster=outlet", "level=0.8"]
    given += ["only_targets=[jcpoa]", "resamples=60", "permutations=20", "seed=4"]
    assert main(["report", run, f"out={out}", *given]) == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Intervals are of 80 % (60 bootstrap samples of whole outlets, seed 4)" in page
    assert "A record counts by its probabilities; an actor is the holder itself." in page
    assert "Corrected for the labels" in page
    assert "People and bodies are counted one by one." in page
    told = capsys.readouterr().out
    # What is odd about the labels and what could not be found is said, on the page as in the terminal.
    for warning in ("one target only", "no date", "in no network"):
        assert warning in told
        assert warning in page


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("figures=[png]", "figures is no option of stance report"),
        ("by=[year]", "by is no option of stance report"),
        ("persiod=month", "did you mean 'period'"),
        ("actor=outlet", "unknown actor 'outlet'"),
        ("two_mode.normalization=mean", "unknown two_mode.normalization 'mean'"),
    ],
)
def test_the_page_says_what_it_cannot_be_told(
    given: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", labels(tmp_path / "run", RECORDS), f"out={tmp_path / 'page'}", given]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "page").exists()
