"""`stance run` as a user gives it: what a run directory holds, how it goes on after a stop, mistakes users make."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from stance.cli import main
from stance.predictions import read_answers
from stance.report.experiment import draw

WORDS = {"favor": "praises", "against": "condemns", "neutral": "mentions"}
ACTORS = ("Norway", "Aurelia", "Borduria", "Sylvania", "Ruritania")
DATA = """
files: coded.csv
columns: {text: sentence, target: topic, holder: who, label: code, document: article, split: part}
label_set: {pro: favor, con: against, none: neutral}
licence: CC0
"""
SMALL = ("resamples=20", "probes=false", "behaviour=false", "metric=[classification]")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("STANCE_DATA", raising=False)
    write_table(tmp_path / "coded.csv")
    (tmp_path / "mine.yaml").write_text(DATA, encoding="utf-8")
    return tmp_path


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pictures, which take longer than all the rest."""
    monkeypatch.setattr("stance.report.experiment.draw", lambda *_: {})


def write_table(path: Path, *, target: str = "the treaty") -> None:
    codes = {"favor": "pro", "against": "con", "neutral": "none"}
    rows = []
    for part, articles in (("train", 14), ("test", 6)):
        for article in range(articles):
            for actor in ACTORS[:3]:
                label = list(WORDS)[(article + ACTORS.index(actor)) % 3]
                text = f"{actor} {WORDS[label]} the treaty in {part} article {article}."
                rows.append([text, target, actor, codes[label], f"{part}{article}", part])
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["sentence", "topic", "who", "code", "article", "part"])
        writer.writerows(rows)


def fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a mistake is answered with, before anything is written."""
    before = sorted(str(path) for path in Path().rglob("*"))
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("stance: "), printed.err
    assert printed.err.count("\n") == 1, printed.err
    assert "Traceback" not in printed.err + printed.out
    assert sorted(str(path) for path in Path().rglob("*")) == before
    return printed.err


def manifest(out: str | Path) -> dict[str, Any]:
    return json.loads((Path(out) / "run.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def figures(out: str | Path) -> dict[tuple[str, str], float]:
    rows = json.loads((Path(out) / "metrics.json").read_text(encoding="utf-8"))["metrics"]
    return {(row["group"], row["name"]): row["value"] for row in rows}


def test_a_run_directory_is_enough_to_audit_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "dataset=[mine.yaml]", "model=tfidf", "seed=3", "resamples=20", "out=o"]) == 0
    printed = capsys.readouterr().out
    assert "train: 39 rows" in printed
    assert "pro → favor" in printed
    assert printed.splitlines()[-1].startswith("Done: tfidf trained on 39 examples, evaluated on 2 sets in ")
    assert {path.name for path in Path("o").iterdir()} == {
        *("run.json", "config.yaml", "data.json", "predictions.jsonl", "metrics.json", "results.md", "run.log"),
        *("plots", "README.md", "model"),
    }
    assert {path.suffix for path in Path("o/model").iterdir()} <= {".json", ".safetensors"}
    run = manifest("o")
    assert (run["kind"], run["status"], run["seed"], run["model"]) == ("run", "finished", 3, "tfidf")
    assert run["command"][:2] == ["stance", "run"]
    assert "model=tfidf" in run["overrides"]
    assert {"datasets", "numpy", "scikit-learn"} <= run["packages"].keys()
    assert {"cpu", "cores", "memory_gib", "gpus"} <= run["hardware"].keys()
    assert run["config"]["datasets"] == {} and run["config"]["dataset_files"] == ["mine.yaml"]
    file = run["data"]["mine"]["files"][0]
    assert len(file["sha256"]) == 64
    assert file["path"] == "coded.csv"
    assert all(stage["done"] for stage in run["stages"].values())
    assert list(run["stages"]) == ["fit", "predict", "score", "report"]
    answers = list(read_answers(Path("o/predictions.jsonl")))
    assert {answer.set for answer in answers} == {"mine/test", "mine/dev", "behaviour"}
    assert {"", "target_blind"} <= {answer.variant for answer in answers if answer.set == "mine/test"}
    assert {answer.variant for answer in answers if answer.set == "mine/dev"} == {""}
    assert ("mine/test", "macro_f1") in figures("o")
    assert ("mine/test", "ece scaled") in figures("o")
    assert ("behaviour", "pass_rate") in figures("o")
    card = json.loads(Path("o/data.json").read_text(encoding="utf-8"))[0]
    assert card["label_map"] == {"pro": "favor", "con": "against", "none": "neutral"}
    assert "finished" in Path("o/run.log").read_text(encoding="utf-8")


def test_a_model_never_sees_the_answer(plain: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from stance.models.lexicon import LexiconModel

    seen: list[object] = []
    predict = LexiconModel.predict
    monkeypatch.setattr(
        LexiconModel, "predict", lambda self, rows: seen.extend(row.gold for row in rows) or predict(self, rows)
    )
    assert main(["run", "dataset=[mine.yaml]", "model=lexicon", "out=o", *SMALL]) == 0
    assert set(seen) == {None}
    assert all(answer.example.gold for answer in read_answers(Path("o/predictions.jsonl")))


def test_a_stored_run_is_a_model(plain: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "dataset=[mine.yaml]", "model=tfidf", "out=first", *SMALL]) == 0
    assert main(["run", "dataset=[mine.yaml]", "model=first", "test=[mine/test]", "out=second", *SMALL]) == 0
    assert manifest("second")["trained_on"] == 0
    again = [answer.prediction for answer in read_answers(Path("second/predictions.jsonl"))]
    first = [answer.prediction for answer in read_answers(Path("first/predictions.jsonl"))]
    assert again == first[: len(again)]
    Path("a.txt").write_text("Norway condemns the Paris Agreement.\n", encoding="utf-8")
    assert main(["label", "a.txt", "model=first", "target=[paris_agreement]", "out=labels"]) == 0
    assert "1 document" in capsys.readouterr().out


def test_weights_and_limits_reach_the_training(plain: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from stance.models.baselines import MajorityModel

    given: dict[str, Any] = {}
    fit = MajorityModel.fit

    def spy(self: MajorityModel, train: Sequence[Any], dev: Sequence[Any] = (), **options: Any) -> Any:
        given.update(rows=[row.dataset for row in train], dev=len(dev), weights=options["weights"])
        return fit(self, train, dev, **options)

    monkeypatch.setattr(MajorityModel, "fit", spy)
    Path("more.yaml").write_text(DATA, encoding="utf-8")
    arguments = ["dataset=[mine.yaml,more.yaml]", "train.mine=0.5", "train.more=2", "train_rows=10", "validation=0.2"]
    assert main(["run", *arguments, "test=[mine]", "out=o", *SMALL]) == 0
    assert given["rows"] == ["mine"] * 10 + ["more"] * 10
    assert given["weights"] == (0.5,) * 10 + (2.0,) * 10
    assert given["dev"] > 0


def test_a_finished_run_is_left_alone(plain: None, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["run", "dataset=[mine.yaml]", "out=o", *SMALL]
    assert main(arguments) == 0
    stamp = Path("o/run.json").stat().st_mtime_ns
    assert "holds a finished run" in fails(capsys, *arguments)
    assert "holds a finished run" in fails(capsys, *arguments, "seed=1")
    assert Path("o/run.json").stat().st_mtime_ns == stamp
    assert main([*arguments, "seed=1", "overwrite=true"]) == 0
    assert manifest("o")["seed"] == 1


MISTAKES: list[tuple[Sequence[str], str]] = [
    (["run"], "no data set; name one as in dataset=[dse]"),
    (["run", "dse"], "'dse' is a name of dataset; write dataset=dse"),
    (["run", "nonsense"], "is no option; options are written name=value"),
    (["run", "experiment=dsee"], "did you mean 'dse'?"),
    (["run", "dataset=[dse]"], "folder 'data/dse' does not exist"),
    (["run", "dataset=[dsee]"], "did you mean 'dse'?"),
    (["run", "dataset=[nothing.yaml]"], "nothing.yaml"),
    (["run", "dataset=[mine.yaml]", "sead=3"], "did you mean 'seed'?"),
    (["run", "dataset=[mine.yaml]", "seed=x"], "give a whole number"),
    (["run", "dataset=[mine.yaml]", "model=tfdif"], "did you mean 'tfidf'?"),
    (["run", "dataset=[mine.yaml]", "model=no/such"], "no/such"),
    (["run", "dataset=[mine.yaml]", "model=tfidf", "model.min_fd=2"], "did you mean 'min_df'?"),
    (["run", "dataset=[mine.yaml]", "metric=[clasification]"], "did you mean 'classification'?"),
    (["run", "dataset=[mine.yaml]", "metrics.classification.precision=1"], "unknown option of"),
    (["run", "dataset=[mine.yaml]", "metrics.nothing.x=1"], "metrics.nothing: options of a metric that is not chosen"),
    (["run", "dataset=[mine.yaml]", "datasets.dse.folder=x"], "datasets.dse: options of a data set that is not chosen"),
    (["run", "dataset=[mine.yaml]", "split=kfodl"], "did you mean 'kfold'?"),
    (
        ["run", "dataset=[mine.yaml]", "split=kfold", "split.folds=3"],
        "unknown option of split 'folds'; did you mean 'fold'? Known: fold, k, pool, seed",
    ),
    (["run", "dataset=[mine.yaml]", "split=leave_target_out"], "needs a target"),
    (["run", "dataset=[mine.yaml]", "train=[dse]"], "unknown train: data set 'dse'"),
    (["run", "dataset=[mine.yaml]", "train.mine=x"], "give a number of 0 or more"),
    (["run", "dataset=[mine.yaml]", "train.mine=0"], "no data set has a weight above 0"),
    (["run", "dataset=[mine.yaml]", "test=[dse]"], "unknown test: data set 'dse'"),
    (["run", "dataset=[mine.yaml]", "test=[mine/tset]"], "did you mean 'test'?"),
    (["run", "dataset=[mine.yaml]", "test=[mine/train]"], "mine/train is trained on"),
    (["run", "dataset=[column.yaml]"], "sentnce"),
    (["run", "dataset=[label.yaml]"], "'none'"),
    (["run", "dataset=[path.yaml]"], "gone.csv"),
    (["run", "dataset=[target.yaml]"], "target 'bilateral_treaty' (60 rows) is not in the codebook"),
    (["run", "dataset=[shipped.yaml]"], "add it with target=[jcpoa,paris_agreement,us_unilateralism]"),
    (["run", "dataset=[option.yaml]"], "did you mean 'columns'?"),
    (["run", "dataset=[broken.yaml]"], "broken.yaml cannot be read as yaml"),
    (["run", "dataset=[mine.yaml]", "model=labels"], "labels pro, con"),
    (["run", "dataset=[mine.yaml]", "model=unsaved"], "no readable config.json or model.json"),
    (["run", "dataset=[mine.yaml]", "out=coded.csv"], "is a file"),
    (["run", "dataset=[mine.yaml]", "out=unsaved"], "holds no run of stance"),
    (["reproduce"], "takes one run"),
    (["reproduce", "nothing"], "no such directory"),
    (["reproduce", "unsaved"], "holds no experiment"),
    (["reproduce", "unsaved", "tolrance=1"], "did you mean 'tolerance'?"),
]


@pytest.mark.parametrize(("arguments", "says"), MISTAKES, ids=[" ".join(arguments) for arguments, _ in MISTAKES])
def test_a_mistake_gets_one_clear_line_before_anything_is_computed(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: Sequence[str], says: str
) -> None:
    for name, change in (
        ("column", ("sentence", "sentnce")),
        ("label", (", none: neutral", "")),
        ("path", ("coded.csv", "gone.csv")),
        ("target", ("topic,", "null,")),
        ("shipped", ("topic,", "null,")),
        ("option", ("columns:", "colunms:")),
        ("broken", ("licence:", "licence: [")),
    ):
        text = DATA.replace(*change)
        text += {"target": "target: bilateral_treaty\n", "shipped": "target: paris_agreement\n"}.get(name, "")
        text = text.replace("target: null, ", "")
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "unsaved").mkdir()
    (folder / "unsaved" / "notes.txt").write_text("mine")
    (folder / "labels").mkdir()
    saved = {"format": 1, "class": "stance.models.tfidf.TfidfModel", "labels": ["pro", "con"], "options": {}}
    (folder / "labels" / "model.json").write_text(json.dumps(saved))
    assert says in fails(capsys, *arguments)


def run(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "stance.cli", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.Popen(command, text=True, env={**os.environ, **environment}, **pipes)  # type: ignore[call-overload,no-any-return]


def killed_when(path: Path, process: subprocess.Popen[str], *, seconds: float = 120) -> None:
    """``kill -9`` as soon as something is at ``path``."""
    end = time.monotonic() + seconds
    while not (path.exists() and (path.is_file() or any(path.rglob("*.json")))):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()


TINY = (
    "model=cross_encoder",
    "model.epochs=6",
    "model.batch_size=4",
    "model.max_length=32",
    "model.checkpoint_steps=1",
)


@pytest.mark.parametrize("place", ["checkpoints/training", "predictions.partial.jsonl"])
def test_a_killed_run_goes_on_and_ends_the_same(tiny_encoder: Path, folder: Path, place: str) -> None:
    arguments = ["run", "dataset=[mine.yaml]", *TINY, f"model.encoder={tiny_encoder}", *SMALL]
    whole = run(*arguments, "out=whole")
    said = whole.communicate()[0]
    assert whole.returncode == 0, said
    killed_when(folder / "o" / place, run(*arguments, "out=o"))
    assert manifest("o")["status"] == "running"
    again = run(*arguments, "out=o")
    said = again.communicate()[0]
    assert again.returncode == 0, said
    assert "went on after a stop" in said
    for name in ("predictions.jsonl", "metrics.json"):
        assert (folder / "o" / name).read_bytes() == (folder / "whole" / name).read_bytes()
    assert not (folder / "o" / "checkpoints").exists()
    assert manifest("o")["stages"]["fit"]["starts"] == 2


def test_an_unfinished_run_of_something_else_is_refused(plain: None, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["run", "dataset=[mine.yaml]", "out=o", *SMALL]
    assert main(arguments) == 0
    content = manifest("o") | {"status": "running"}
    Path("o/run.json").write_text(json.dumps(content), encoding="utf-8")
    assert "unfinished run with other options" in fails(capsys, *arguments, "seed=8")
    assert main(arguments) == 0


def test_a_run_is_reproduced_and_what_differs_is_said(plain: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "dataset=[mine.yaml]", "model=tfidf", "out=o", *SMALL]) == 0
    assert main(["reproduce", "o", "out=again"]) == 0
    printed = capsys.readouterr().out
    assert "Versions: the same" in printed
    assert "Done: reproduced, all figures agree" in printed
    assert (Path("o/predictions.jsonl")).read_bytes() == Path("again/predictions.jsonl").read_bytes()
    stored = json.loads(Path("o/metrics.json").read_text(encoding="utf-8"))
    stored["metrics"][0]["value"] -= 0.25
    Path("o/metrics.json").write_text(json.dumps(stored), encoding="utf-8")
    content = manifest("o")
    content["packages"]["numpy"] = "1.0"
    Path("o/run.json").write_text(json.dumps(content), encoding="utf-8")
    assert main(["reproduce", "o", "out=third"]) == 1
    printed = capsys.readouterr().out
    assert "numpy: 1.0 then" in printed
    assert "Not reproduced: 1 figures differ by more than 1e-06" in printed
    assert json.loads(Path("third/reproduction.json").read_text(encoding="utf-8"))["figures"][0]["name"] == "macro_f1"
    assert main(["reproduce", "o", "out=fourth", "tolerance=0.5"]) == 0
    capsys.readouterr()
    with Path("coded.csv").open("a", encoding="utf-8") as file:
        file.write("Norway praises it.,it,Norway,pro,new,test\n")
    assert "coded.csv is another file" in fails(capsys, "reproduce", "o", "out=fifth")
    Path("coded.csv").unlink()
    assert "coded.csv is missing" in fails(capsys, "reproduce", "o", "out=fifth")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["model=majority", "model.epoch=3"], "unknown option of model 'epoch'; it takes none"),
        (["splitt.fold=1"], "did you mean 'split.fold'?"),
        (["--config-dir", "nodir"], "--config-dir nodir: no such folder"),
        (["model=[majority,tfidf]"], "-m model=majority,tfidf"),
        (["seed=abc"], "from 0 to 4294967295"),
        (["--seed", "3"], "written without dashes: seed=3"),
        (["out=coded.csv/sub"], "out=coded.csv/sub: Not a directory"),
        (["out=/proc/x"], "out=/proc/x: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistakes_are_told_in_the_words_of_the_user(
    given: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = [] if any("model" in text for text in given) else ["model=majority"]
    assert said in fails(capsys, "run", "dataset=[mine.yaml]", *chosen, *given)
    assert not capsys.readouterr().out


@pytest.mark.parametrize("given", [["split=few_shot"], ["test=[mine/held]"], ["model=tfidf"]], ids=" ".join)
def test_a_table_without_splits_is_told_how_to_divide_it(
    given: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "mine.yaml").write_text(DATA.replace(", split: part", ""), encoding="utf-8")
    line = fails(capsys, "run", "dataset=[mine.yaml]", *given)
    assert "split=kfold" in line and "split=random_documents" in line


@pytest.mark.usefixtures("plain")
def test_thresholds_of_abstaining_are_among_the_figures() -> None:
    assert main(["run", "dataset=[mine.yaml]", "model=tfidf", *SMALL, "out=o"]) == 0
    found = json.loads(Path("o/metrics.json").read_text(encoding="utf-8"))["abstaining"]
    assert [row["risk"] for row in found] == [0.05, 0.1, 0.2]
    assert all(row["n"] == 3 for row in found)


def test_what_a_killed_process_left_of_a_plot_goes() -> None:
    leftover = Path("o/plots/.stance-part-x")
    leftover.parent.mkdir(parents=True)
    leftover.write_text("half", encoding="utf-8")
    draw(Path("o/plots"), {}, [], [])
    assert not leftover.exists()
