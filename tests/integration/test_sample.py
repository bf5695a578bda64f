"""`stance sample`: from labels to a sample that a coder fills in and an analysis is corrected by."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import stance
from stance.cli import main
from stance.corpus import CorpusDocument, write_corpus
from stance.records import write_jsonl
from stance.types import StanceRecord

NEWS = (
    "Iranian Foreign Minister Mohammad Javad Zarif said on Monday that Iran remains committed to the JCPOA. "
    "The weather was fine. Iran will remain in the nuclear deal, Zarif said. Saudi Arabia opposed the nuclear deal. "
    "President Donald Trump said that the United States would withdraw from the Iran nuclear deal."
)
DOCS = Path(__file__).resolve().parents[2] / "docs" / "correction.md"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news")
    documents = [{"id": f"a{n}", "text": NEWS, "outlet": "Daily", "published": f"201{5 + n}-05-08"} for n in range(4)]
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    assert main(["label", str(folder / "news.jsonl"), f"out={folder / 'run'}", "report=false", "rows=0"]) == 0
    return folder / "run"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill(path: Path, gold: Mapping[tuple[str, str], str]) -> None:
    """Code as the labels say, by sentence and holder."""
    units = rows(path)
    for unit in units:
        unit["gold"] = gold.get((unit["sentence_index"], unit["holder"]), "none")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(units[0]))
        writer.writeheader()
        writer.writerows(units)


@pytest.mark.parametrize("actor", ["affiliation", "holder"])
def test_a_sample_of_news_corrects_an_analysis_with_the_same_options(run: Path, tmp_path: Path, actor: str) -> None:
    sample = tmp_path / "sample.csv"
    assert main(["sample", str(run), f"out={sample}", "n=19", f"actor={actor}", "only_targets=[jcpoa]"]) == 0
    units = rows(sample)
    assert len(units) == 19
    assert {unit["stratum"] for unit in units} >= {"record", "rest"}
    assert any(unit["sentence"] == "The weather was fine." for unit in units)
    iran = [unit for unit in units if unit["holder"] == "IRN"]
    assert iran and all(unit["holder_name"] == "Iran" for unit in iran)
    keys = [tuple(unit[name] for name in ("document_id", "sentence_index", "target", "holder")) for unit in units]
    assert len(set(keys)) == len(keys)
    assert any(unit["holder"] == "mohammad_javad_zarif" for unit in units) == (actor == "holder")
    fill(sample, {("0", "IRN"): "favor", ("2", "IRN"): "favor"})
    told = [f"coded={sample}", f"actor={actor}", "only_targets=[jcpoa]"]
    quick = ["resamples=50", "permutations=0", "figures=[]", "report=false"]
    assert main(["analyse", str(run), f"out={tmp_path / 'out'}", *told, *quick]) == 0
    assert {row["method"] for row in rows(tmp_path / "out" / "corrected.csv")} == {"ppi", "as labelled"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["n=100000"], "n=100000 cannot be drawn from a frame of"),
        (["n=0"], "n=0 is not allowed"),
        (["actor=person"], "unknown actor 'person'"),
        (["only_targets=[jcpo]"], "unknown target 'jcpo'; did you mean 'jcpoa'"),
        (["unsure=1"], "unsure=1.0 is not from 0"),
    ],
)
def test_mistakes_are_one_line(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert main(["sample", str(run), f"out={tmp_path / 's.csv'}", *options]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_half_coded_sample_is_not_replaced_and_texts_that_are_gone_are_noted(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "s.csv"
    out.write_text("half coded", encoding="utf-8")
    assert main(["sample", str(run), f"out={out}"]) == 2
    assert "is there already, perhaps half coded" in capsys.readouterr().err
    news = run.parent / "news.jsonl"
    text = news.read_text(encoding="utf-8")
    try:
        news.write_text(text.replace("The weather was fine. ", ""), encoding="utf-8")
        assert main(["sample", str(run), f"out={out}", "n=5", "overwrite=true"]) == 0
        assert "a0 is not the text that was labelled: sentences are not shown" in capsys.readouterr().out
        assert "sentence" not in rows(out)[0]
        news.unlink()
        assert main(["sample", str(run), f"out={out}", "n=5", "overwrite=true", "texts=false"]) == 0
        assert "note" not in capsys.readouterr().out
    finally:
        news.write_text(text, encoding="utf-8")
    (tmp_path / "old").mkdir()
    write_jsonl(stance.read_records(run), tmp_path / "old" / "labels.jsonl")
    assert main(["sample", str(tmp_path / "old"), f"out={tmp_path / 'x.csv'}"]) == 2
    assert "documents.csv: no such file" in capsys.readouterr().err


def test_own_stances_are_drawn_of_speeches_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], run: Path) -> None:
    assert main(["sample", str(run), f"out={tmp_path / 's.csv'}", "own=true"]) == 2
    assert "own=true: no document has a speaker" in capsys.readouterr().err
    (tmp_path / "IRN_73_2018.txt").write_text("Iran remains committed to the JCPOA. Thank you.", encoding="utf-8")
    (tmp_path / "news.txt").write_text(NEWS, encoding="utf-8")
    paths = [str(tmp_path / name) for name in ("IRN_73_2018.txt", "news.txt")]
    assert main(["label", *paths, f"out={tmp_path / 'run'}", "target=[jcpoa]", "report=false", "rows=0"]) == 0
    assert main(["sample", str(tmp_path / "run"), f"out={tmp_path / 's.csv'}", "own=true", "n=2"]) == 0
    assert [(row["document_id"], row["holder"]) for row in rows(tmp_path / "s.csv")] == [("IRN_73_2018", "IRN")] * 2
    assert "1 of 2 documents without a speaker" in capsys.readouterr().out


@pytest.mark.parametrize("actor", ["affiliation", "holder"])
def test_a_sample_of_own_stances_of_a_person_is_all_used(tmp_path: Path, run: Path, actor: str) -> None:
    """At the document's date Pompeo acts for the United States, as minister."""
    one: StanceRecord = next(iter(stance.read_records(run)))
    person: dict[str, Any] = {"holder": "mike_pompeo", "speaker": "mike_pompeo", "affiliation": "USA"}
    said = [
        dataclasses.replace(
            one, document_id=f"d{n}", sentence_index=0, target="jcpoa", published="2018-06-01", **person
        )
        for n in range(20)
    ]
    (tmp_path / "run").mkdir()
    write_jsonl(said, tmp_path / "run" / "labels.jsonl")
    documents = [CorpusDocument(f"d{n}", 3, 1, None, "2018-06-01", "mike_pompeo") for n in range(30)]
    write_corpus(documents, tmp_path / "run" / "documents.csv")
    sample, chosen = tmp_path / "s.csv", ["own=true", f"actor={actor}"]
    assert main(["sample", str(tmp_path / "run"), f"out={sample}", "n=60", "texts=false", *chosen]) == 0
    assert {row["holder"] for row in rows(sample)} == {"USA" if actor == "affiliation" else "mike_pompeo"}
    fill(sample, {})
    quick = ["resamples=0", "permutations=0", "figures=[]", "report=false", f"out={tmp_path / 'out'}"]
    assert main(["analyse", str(tmp_path / "run"), f"coded={sample}", *chosen, *quick]) == 0
    counts = json.loads((tmp_path / "out" / "analysis.json").read_text(encoding="utf-8"))["counts"]["coded"]
    assert counts["used"] == 60 and not counts["left_out"]


def test_a_path_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", str(tmp_path / "nonexist"), f"out={tmp_path / 's.csv'}"]) == 2
    assert f"{tmp_path / 'nonexist'}: no such file or directory" in capsys.readouterr().err


def test_each_job_of_a_sweep_has_a_sample_of_its_own(run: Path, tmp_path: Path) -> None:
    options = ["n=5", "seed=1,2", "texts=false"]
    assert main(["sample", str(run), f"out={tmp_path / 's.csv'}", *options, "-m"]) == 0
    assert sorted(path.name for path in (tmp_path / "s").iterdir()) == ["0.csv", "1.csv"]


def test_the_example_of_the_documentation_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Path) -> None:
    speeches = tmp_path / "runs" / "speeches"
    speeches.mkdir(parents=True)
    one: StanceRecord = next(iter(stance.read_records(run)))
    said = [
        dataclasses.replace(
            one,
            document_id=f"d{n}",
            sentence_index=index,
            target="jcpoa",
            affiliation="IRN",
            published=f"{2016 + n % 6}",
        )
        for n in range(20)
        for index in range(6)
    ]
    write_jsonl(said, speeches / "labels.jsonl")
    documents = [CorpusDocument(f"d{n}", 30, 6, None, f"{2016 + n % 6}") for n in range(20)]
    write_corpus(documents, speeches / "documents.csv")
    monkeypatch.chdir(tmp_path)
    before, after, regressed = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(before, names)  # noqa: S102 - the documentation's own
    fill(tmp_path / "sample.csv", {(str(index), "IRN"): "favor" for index in range(6)})
    exec(after, names)  # noqa: S102 - likewise
    (cell,) = names["cells"]
    assert (cell.n, cell.n_coded, cell.favor.value) == (120, 240, pytest.approx(1))
    exec(regressed, names)  # noqa: S102 - likewise
    assert {term.name for term in names["found"].coefficients} >= {"intercept"}
