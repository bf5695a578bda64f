from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from stance.actors.catalogue import load_catalogue
from stance.cli import main
from stance.data.jcpoa_gold import read_gold
from stance.errors import ConfigError, InputError
from stance.evaluation import ScoreConfig, gold_files, score_run
from stance.models import load_model
from stance.records import read_records
from stance.report.scores import check_folder, renderables, write_score
from stance.scoring import score_documents
from stance.targets.codebook import load_targets
from stance.types import StanceRecord, TargetMention

PACKAGE = Path(__file__).parent.parent.parent

ROWS = [
    {"id": "n#0", "doc": "n", "text": "Utopia on [the] deal.", "core": [], "also": []},
    {"id": "n#1", "doc": "n", "text": "Iran backs the deal.", "core": [["IRN", "jcpoa", "favor"]], "also": []},
    {
        "id": "n#2",
        "doc": "n",
        "text": "=Kerry [bold]praised[/bold] the deal.",
        "core": [["NONOFFICIAL:john kerry", "jcpoa", "favor"], ["AFRICAN UNION", "jcpoa", "favor"]],
        "also": [["USA", "jcpoa", "neutral"]],
    },
    {
        "id": "FRA_70_2015#4",
        "doc": "FRA_70_2015",
        "speaker": "FRA",
        "year": 2015,
        "before": "We met.",
        "text": "We welcome the deal.",
        "after": "We left.",
        "core": [["FRA", "jcpoa", "favor"], ["USA", "multilateralism", "favor"]],
        "also": [],
    },
]


class WordChain:
    """Says what it was told for sentences that hold a word."""

    def __init__(self, told):
        self.told = told

    def label(self, document, sentences=None):
        records, mentions = [], []
        for sentence in sentences:
            place = sentence.text.find("deal")
            mentions.append(
                []
                if place < 0
                else [
                    TargetMention(
                        target="jcpoa", text="deal", start=sentence.start + place, end=sentence.start + place + 4
                    )
                ]
            )
            for word, holder, name, affiliation, official, label in self.told:
                if word in sentence.text:
                    records.append(record(document, sentence, holder, name, affiliation, official, label))
        return SimpleNamespace(records=records, target_mentions=mentions)


def record(document, sentence, holder, name, affiliation, official, label):
    return StanceRecord(
        document_id=document.id,
        outlet=None,
        published=document.published,
        sentence_index=sentence.index,
        sentence=sentence.text,
        start=sentence.start,
        end=sentence.end,
        speaker=None,
        holder=holder,
        holder_name=name,
        affiliation=affiliation,
        official=official,
        target="jcpoa",
        stance=label,
        score=0.8,
        scores={"favor": 0.8, "against": 0.1, "neutral": 0.1},
        sentiment="neutral",
        target_sentiment="neutral",
        basis="statement",
        cue=None,
        evidence=(),
        model="told",
    )


TOLD = [
    ("Iran", "javad", "Javad", "IRN", True, "favor"),
    ("Kerry", "john_kerry", "John Kerry", "USA", False, "favor"),
    ("Kerry", "USA", "United States", "USA", True, "neutral"),
    ("left", "FRA", "France", "FRA", True, "favor"),
    ("welcome", "FRA", "France", "FRA", True, "against"),
]


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return read_gold(path)


@pytest.fixture
def result(gold):
    return score_documents(gold, WordChain(TOLD), targets=["jcpoa"], catalogue=load_catalogue(), resamples=50, seed=1)


def test_only_coded_sentences_and_wanted_targets_count(result):
    assert dict(result.counts) == {
        "documents": 2,
        "sentences": 4,
        "gold": 4,
        "gold_one_coding": 1,
        "predicted": 4,
        "tolerated": 1,
        "gold_other_targets": 1,
    }
    assert result.value("recall").value == 0.5
    assert result.value("precision").value == pytest.approx(2 / 3)
    assert result.value("precision_also_right").value == pytest.approx(3 / 4)
    assert result.value("recall", "text=speech").value == 0.0
    assert result.value("precision", "given as=person").n == 1
    assert {metric.group for metric in result.metrics} >= {"holder=state", "holder=speaker", "holder=unofficial"}
    with pytest.raises(KeyError):
        result.value("recall", "stance=loud")


def test_errors_say_why(result):
    assert [(item.unit.id, item.reason) for item in result.errors] == [
        ("n#2", "holder missed"),
        ("FRA_70_2015#4", "label wrong"),
        ("FRA_70_2015#4", "wrong label"),
    ]
    # The body is known under the catalogue's id although the gold spells it out.
    assert result.errors[0].triple.holder == load_catalogue().find("African Union")
    assert result.confusion["favor"]["against"] == 1


def test_the_result_is_written_whole_and_safe(result, tmp_path):
    folder = tmp_path / "out"
    check_folder(folder)
    write_score(result, folder)
    assert sorted(path.name for path in folder.iterdir()) == ["labels.jsonl", "misses.csv", "score.json"]
    stored = json.loads((folder / "score.json").read_text())
    recall = next(item for item in stored["values"] if (item["group"], item["name"]) == ("all", "recall"))
    assert (recall["value"], recall["n"], recall["low"] <= 0.5 <= recall["high"]) == (0.5, 4, True)
    assert (stored["seed"], stored["resamples"], stored["interval"]) == (1, 50, "percentile, 95 %")
    assert stored["stance"]
    assert [item.holder for item in read_records(folder / "labels.jsonl")] == ["javad", "john_kerry", "USA", "FRA"]
    with (folder / "misses.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["sentence"].startswith("'=Kerry")
    assert rows[1]["reason"] == "label wrong"


def test_a_score_is_not_overwritten_unasked(result, tmp_path):
    folder = tmp_path / "out"
    write_score(result, folder)
    with pytest.raises(ConfigError, match="overwrite=true"):
        write_score(result, folder)
    write_score(result, folder, overwrite=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.docx").touch()
    with pytest.raises(ConfigError, match="holds no score"):
        check_folder(tmp_path / "other", overwrite=True)
    with pytest.raises(ConfigError, match="is a file"):
        check_folder(tmp_path / "other" / "thesis.docx")


def test_the_terminal_shows_figures_and_errors_with_brackets_as_written(result):
    console = Console(file=io.StringIO(), width=140)
    for piece in renderables(result, limit=1):
        console.print(piece)
    text = console.file.getvalue()
    assert "[bold]praised[/bold]" in text
    assert "first 1 of 3 errors" in text
    assert "holder missed 1" in text
    assert "seed 1" in text
    assert "target=jcpoa" in text


def test_the_same_seed_gives_the_same_intervals(gold):
    def run(seed):
        return score_documents(
            gold, WordChain(TOLD), targets=["jcpoa"], catalogue=load_catalogue(), resamples=30, seed=seed
        ).metrics

    assert repr(run(5)) == repr(run(5))  # repr: undefined figures are nan, which equals nothing


def test_a_chain_that_finds_nothing_still_gets_a_score(gold):
    result = score_documents(gold, WordChain([]), targets=["jcpoa"], catalogue=load_catalogue(), resamples=10)
    assert (result.value("recall").value, result.value("f1").value) == (0.0, 0.0)
    for piece in renderables(result):
        Console(file=io.StringIO()).print(piece)


def test_options_that_make_no_sense(gold):
    with pytest.raises(ConfigError, match="the gold has jcpoa, multilateralism"):
        score_documents(gold, WordChain([]), targets=["sanctions_relief"], catalogue=load_catalogue())
    with pytest.raises(ConfigError, match="resamples -1"):
        score_documents(gold, WordChain([]), targets=["jcpoa"], catalogue=load_catalogue(), resamples=-1)


@pytest.fixture
def told_pipeline(monkeypatch):
    """The real entry points with a chain that says what it was told."""
    monkeypatch.setattr("stance.pipeline.Chain", lambda *_, **__: WordChain(TOLD))


def config(tmp_path, **options):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    options = {"gold": (str(path),), "targets": load_targets(["jcpoa"]), "model": {}, "resamples": 5, **options}
    return ScoreConfig(**options)


@pytest.mark.usefixtures("told_pipeline")
def test_a_run_writes_where_it_is_told_or_under_runs(tmp_path):
    told = config(tmp_path, out=tmp_path / "here", settings={"seed": 0})
    result, out = score_run(told, load_model("lexicon"))
    assert out == tmp_path / "here"
    stored = json.loads((out / "score.json").read_text())
    assert stored["config"] == {"seed": 0}
    assert len(stored["gold"][0]["sha256"]) == 64
    assert stored["counts"] == result.counts
    _, made = score_run(config(tmp_path, runs=tmp_path / "runs"), load_model("lexicon"))
    assert made.parent == tmp_path / "runs" / "score"
    with pytest.raises(ConfigError, match="overwrite=true"):
        score_run(told, load_model("lexicon"))


@pytest.mark.usefixtures("told_pipeline")
def test_nothing_is_written_when_the_gold_is_bad(tmp_path):
    for gold, message in [((), "no gold file"), ((str(tmp_path / "x"),), "No such file")]:
        with pytest.raises(InputError, match=message):
            score_run(config(tmp_path, gold=gold, out=tmp_path / "out"), load_model("lexicon"))
    twice = config(tmp_path).gold * 2
    with pytest.raises(InputError, match="two of the files"):
        score_run(config(tmp_path, gold=twice, out=tmp_path / "out"), load_model("lexicon"))
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("told_pipeline")
def test_progress_is_told(tmp_path):
    seen = []
    score_run(config(tmp_path, out=tmp_path / "o"), load_model("lexicon"), progress=lambda *state: seen.append(state))
    assert seen == [(1, 2), (2, 2)]


def test_the_real_chain_scores_a_plain_sentence(tmp_path):
    rows = [
        {"id": "p#0", "doc": "p", "text": "Diplomats gather in Vienna.", "core": [], "also": []},
        {
            "id": "p#1",
            "doc": "p",
            "text": "Belgium said it supported the Iran nuclear deal.",
            "core": [["BEL", "jcpoa", "favor"]],
            "also": [],
        },
    ]
    path = tmp_path / "plain.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    result, _ = score_run(config(tmp_path, gold=(str(path),), out=tmp_path / "out"), load_model("lexicon"))
    assert result.value("recall").value == 1.0
    assert result.value("precision").value == 1.0


def test_the_command_prints_the_figures_and_writes_them(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    assert main(["score", f"gold={path}", "target=[jcpoa]", "resamples=20", "seed=7", "out=scored"]) == 0
    assert "triples" in capsys.readouterr().out
    stored = json.loads((tmp_path / "scored" / "score.json").read_text())
    assert (stored["resamples"], stored["seed"], stored["counts"]["gold_other_targets"]) == (20, 7, 1)
    assert stored["config"]["gold"] == [str(path)] or stored["config"]["gold"] == str(path)
    assert main(["score", f"gold={path}", "out=scored"]) == 2
    error = capsys.readouterr().err
    assert "overwrite=true" in error
    assert error.count("\n") == 1
    path.write_text("{]\n")
    assert main(["score", f"gold={path}", "out=other"]) == 2
    assert f"{path}:1: not a JSON object" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


def test_gold_may_be_folders_and_patterns(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for number, place in enumerate(("g/a.jsonl", "g/sub/b.jsonl", "data/far/c.jsonl")):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(ROWS[0] | {"id": f"{number}#0", "doc": str(number)}) + "\n", encoding="utf-8")
    (tmp_path / "g" / "notes.txt").write_text("Not gold.", encoding="utf-8")
    score = {"stance": "0.1", "values": [], "lenient_groups": [], "confusion": {}}
    (tmp_path / "g" / "sub" / "run").mkdir()
    (tmp_path / "g" / "sub" / "run" / "score.json").write_text(json.dumps(score), encoding="utf-8")
    (tmp_path / "g" / "sub" / "run" / "labels.jsonl").write_text("{}\n", encoding="utf-8")

    def names(*paths):
        return [path.as_posix() for path in gold_files(paths)]

    assert names("g") == ["g/a.jsonl", "g/sub/b.jsonl"]
    assert names("g/*.jsonl", "g/sub") == ["g/a.jsonl", "g/sub/b.jsonl"]
    assert names("g/a.jsonl", "g") == ["g/a.jsonl", "g/sub/b.jsonl"]
    assert names("far/*.jsonl") == ["data/far/c.jsonl"]
    assert names("nothing.jsonl") == ["nothing.jsonl"]
    with pytest.raises(InputError, match=r"no \.jsonl file there"):
        names("g/sub/run")
    arguments = ["resamples=0", "target=[jcpoa]", "--"]
    assert main(["score", "out=o", *arguments, "g"]) == 0
    assert [entry["path"] for entry in json.loads((tmp_path / "o" / "score.json").read_text())["gold"]] == [
        "g/a.jsonl",
        "g/sub/b.jsonl",
    ]


def test_the_documented_example_is_gold(tmp_path):
    page = (PACKAGE / "docs" / "gold.md").read_text(encoding="utf-8")
    (tmp_path / "g.jsonl").write_text(page.split("```json\n")[1].split("```")[0], encoding="utf-8")
    [document] = read_gold(tmp_path / "g.jsonl")
    assert [len(row.core) for row in document.rows.values()] == [1, 2, 0]
    assert document.sentences[0].kind == "heading"
