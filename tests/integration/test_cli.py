"""The commands as a user gives them, with the mistakes that users make."""

from __future__ import annotations

import io
import json
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import stance
from stance.cli import main
from stance.errors import StanceError
from stance.records import COLUMNS, read_records

ARTICLE = """France stands by the nuclear deal

VIENNA, 4 May 2018. France supports the Iran nuclear deal, Foreign Minister Jean-Yves Le Drian said on Friday.
"We will stay in the JCPOA," he told reporters, adding that Russia and China are willing to preserve the agreement.
Israel has condemned the nuclear deal with Iran.
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("STANCE_DATA", raising=False)  # messages name where else was looked
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a mistake is answered with."""
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("stance: ")
    assert printed.err.count("\n") == 1
    assert "Traceback" not in printed.err + printed.out
    return printed.err


def manifest(out: str) -> dict[str, Any]:
    return json.loads((Path(out) / "run.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_a_file_is_labelled(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert main(["label", "a.txt", "out=o"]) == 0
    printed = capsys.readouterr().out
    assert {path.name for path in (folder / "o").iterdir()} == {
        "labels.jsonl",
        "labels.csv",
        "documents.csv",
        "run.json",
        "run.log",
        "report.html",
    }
    records = list(read_records("o"))
    assert records == list(read_records("o/labels.csv"))
    assert {record.affiliation for record in records} >= {"FRA", "ISR"}
    assert all(record.sentence == ARTICLE[record.start : record.end] for record in records)
    assert all(abs(sum(record.scores.values()) - 1) < 1e-6 for record in records)
    for line in (folder / "o" / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        assert tuple(json.loads(line)) == COLUMNS
    assert "France" in printed
    assert "Actor × target" in printed
    assert printed.rstrip().endswith("→ o")
    assert max(map(len, printed.splitlines())) <= 80
    assert "\x1b" not in printed
    run = manifest("o")
    assert run["status"] == "finished"
    assert run["command"] == ["stance", "label", "a.txt", "out=o"]
    assert run["stance"] == stance.__version__
    assert run["counts"]["records"] == len(records)
    assert run["config"]["input"] == ["a.txt"]
    assert {path.name for path in folder.iterdir()} == {"a.txt", "o"}, "no litter"


def test_without_out_a_new_directory_is_made(folder: Path) -> None:
    assert main(["label", "a.txt", "report=false"]) == 0
    [made] = (folder / "runs" / "label").iterdir()
    assert len(list(read_records(made))) > 0
    assert not (made / "report.html").exists()


ODD = [
    "a b.txt",
    "[x].txt",
    "it's.txt",
    "$HOME.txt",
    "${a}.txt",
    "{a}.txt",
    "k=v.txt",
    "a,b.txt",
    "Ä «1».txt",
    "-x.txt",
]


def test_odd_names_are_names(folder: Path) -> None:
    for name in ODD:
        (folder / name).write_text(ARTICLE, encoding="utf-8")
    assert main(["label", *ODD, "report=false", "target=[jcpoa]", "out=o p=[1]"]) == 0
    assert manifest("o p=[1]")["input"] == ODD
    assert manifest("o p=[1]")["counts"]["documents"] == len(ODD)


def test_input_as_an_option_and_standard_input(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "b").mkdir()
    (folder / "b" / "c.txt").write_text(ARTICLE, encoding="utf-8")
    assert main(["label", "input=[a.txt,b]", "out=o", "report=false"]) == 0
    assert manifest("o")["counts"]["documents"] == 2
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ARTICLE.encode()), encoding="utf-8"))
    assert main(["label", "-", "out=p", "report=false"]) == 0
    assert {record.document_id for record in read_records("p")} == {"stdin"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["label"], "no input; usage: stance label PATH... out=DIR"),
        (["label", "b.txt"], "'b.txt' does not exist; did you mean 'a.txt'?"),
        (["label", "empty.txt"], "empty.txt: empty"),
        (["label", "nothing"], "no document"),
        (["label", "empties"], "empties/e.txt: empty"),
        (["label", "binary.bin"], "binary.bin: binary"),
        (["label", "page.html"], "page.html: HTML without an article"),
        (["label", "table.csv"], "table.csv"),
        (["label", "table.csv", "columns.text=body"], "'body'"),
        (["label", "table.csv", "columns.txt=x"], "misspelt option 'columns.txt'; did you mean 'columns.text'?"),
        (["label", "a.txt", "encoding=utf-99"], "unknown encoding 'utf-99'"),
        (["label", "a.txt", "published=yesterday"], "published='yesterday' is no date"),
        (["label", "a.txt", "target=[jcpao]"], "unknown target 'jcpao'; did you mean 'jcpoa'?"),
        (["label", "a.txt", "target=[nothing.yaml]"], "nothing.yaml"),
        (["label", "a.txt", "actors=[default,nothing.yaml]"], "no such file 'nothing.yaml'"),
        (["label", "a.txt", "target=[]"], "no target"),
        (["label", "a.txt", "targt=[jcpoa]"], "misspelt option 'targt'; did you mean 'target'?"),
        (["label", "a.txt", "model=lexicn"], "unknown model 'lexicn'; did you mean 'lexicon'?"),
        (["label", "a.txt", "model=lexicon", "model.wieght=2"], "unknown option of model 'wieght'"),
        (["label", "a.txt", "seed=x"], "seed='x' is not allowed"),
        (["label", "a.txt", "seed=1,2"], "sweep with -m"),
        (
            ["label", "a.txt", "target=jcpoa,multilateralism"],
            "write target=[jcpoa,multilateralism], or add -m",
        ),
        (["label", "a.txt", "out="], "out= is empty; name a directory"),
        (["label", "a.txt", "target_text=A b", "target_text=C d"], "for several write target_text=[A b,C d]"),
        (["label", "a.txt", "seed=1", "seed=1"], "option 'seed' is given twice ('1' and '1')"),
        (["label", "papers"], "papers/a.pdf: a PDF; convert it to text first"),
        (["score", "gold=nothing"], "gold=nothing: no .jsonl file there"),
        (["score", "gold=x*.jsonl"], "gold=x*.jsonl: the pattern matches nothing, neither here nor in data"),
        (["label", "a.txt", "seed=["], "cannot be read"),
        (["label", "a.txt", "seed=${nothing}"], "nothing"),
        (["label", "a.txt", "--multirn"], "did you mean --multirun?"),
        (["label", "a.txt", "out=a.txt"], "out=a.txt is a file"),
        (["label", "a.txt", "out=."], "out=. is not empty and holds no run of stance"),
        (["label", "a.txt", "out=a.txt/b"], "out=a.txt/b"),
        (["lable", "a.txt"], "did you mean 'stance label'?"),
        (["a.txt"], "to label a file: stance label a.txt"),
        (["check", "x"], "stance check takes no arguments"),
        (["score"], "usage: stance score gold=PATH"),
        (["score", "gold=nothing.jsonl"], "nothing.jsonl"),
    ],
)
def test_a_mistake_gets_one_clear_line(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: list[str], says: str
) -> None:
    (folder / "empty.txt").touch()
    (folder / "nothing").mkdir()
    (folder / "empties").mkdir()
    (folder / "empties" / "e.txt").touch()
    (folder / "papers").mkdir()
    (folder / "papers" / "a.pdf").write_bytes(b"%PDF-1.7")
    (folder / "binary.bin").write_bytes(bytes(range(256)) * 20)
    (folder / "page.html").write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")
    (folder / "table.csv").write_text("id,comment_count\n1,2\n")
    before = {path.name for path in folder.iterdir()}
    assert says in fails(capsys, *arguments)
    assert {path.name for path in folder.iterdir()} == before, "a mistake leaves nothing behind"


def test_what_cannot_be_read_is_listed_where_other_documents_remain(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "bin.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "empty.txt").touch()
    (folder / "t.jsonl").write_text(
        '{"text": "France supports the JCPOA.", "published": "soon"}\n{"text": ""}\nbroken\n'
    )
    assert main(["label", ".", "out=o", "report=false"]) == 0
    printed = capsys.readouterr().out
    counts = manifest("o")["counts"]
    assert (counts["documents"], counts["skipped"], counts["noted"]) == (2, 4, 1)
    assert "Skipped (4):" in printed
    assert all(
        name in printed for name in ("bin.txt: ", "empty.txt: empty", "t.jsonl#2: the text is empty", "t.jsonl#3")
    )
    assert "'soon' is no date" in printed
    assert {Path(item["path"]).name for item in manifest("o")["skipped"]} == {
        "bin.txt",
        "empty.txt",
        "t.jsonl#2",
        "t.jsonl#3",
    }


def test_a_finished_run_is_not_overwritten_unasked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["label", "a.txt", "out=o", "report=false"]) == 0
    capsys.readouterr()
    assert "add overwrite=true to replace it" in fails(capsys, "label", "a.txt", "out=o", "report=false")
    assert main(["label", "a.txt", "out=o", "report=false", "overwrite=true"]) == 0


def test_results_are_not_labelled_again(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert main(["label", ".", "out=o", "target=[jcpoa]"]) == 0
    capsys.readouterr()
    assert main(["label", ".", "out=p", "target=[jcpoa]"]) == 0
    printed = capsys.readouterr().out
    assert "./o: holds results of stance and is left out" in printed
    assert {name: manifest("p")["counts"][name] for name in ("documents", "skipped", "noted")} == {
        "documents": 1,
        "skipped": 0,
        "noted": 1,
    }
    assert {record.document_id for record in read_records("p")} == {"a"}


def test_targets_of_ones_own(folder: Path) -> None:
    (folder / "mine.yaml").write_text("id: mine\nname: landmines\ndefinition: Mines.\naliases: [landmines]\n")
    (folder / "m.txt").write_text("Norway condemned the use of landmines. Canada supports the Ottawa Convention.")
    arguments = ["m.txt", "target=[jcpoa,mine.yaml]", "target_text=the Ottawa Convention", "out=o", "report=false"]
    assert main(["label", *arguments]) == 0
    found = {(record.holder, record.target, record.stance) for record in read_records("o")}
    assert ("NOR", "mine", "against") in found
    assert any(holder == "CAN" and stance == "favor" for holder, _, stance in found)
    assert (
        main(["label", "m.txt", "codebook.jcpoa.aliases=[landmines]", "target=[jcpoa]", "out=p", "report=false"]) == 0
    )
    assert {record.target for record in read_records("p")} == {"jcpoa"}


def test_a_sweep_has_a_directory_for_each_job_and_resumes(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    arguments = ["label", "a.txt", "-m", "target=jcpoa,us_unilateralism", "out=o [1]", "report=false"]
    assert main(arguments) == 0
    assert "Job 1: target=[us_unilateralism]" in capsys.readouterr().out
    assert {path.name for path in folder.iterdir()} == {"a.txt", "o [1]"}, "no litter"
    assert [list(manifest(f"o [1]/{job}")["config"]["codebook"]) for job in (0, 1)] == [["jcpoa"], ["us_unilateralism"]]
    assert main(arguments) == 0
    assert capsys.readouterr().out.count("done before; nothing to do") == 2


def test_hydra_shows_the_configuration(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert main(["label", "a.txt", "--cfg", "job"]) == 0
    assert "codebook:" in capsys.readouterr().out
    assert {path.name for path in folder.iterdir()} == {"a.txt"}


def test_markup_in_a_document_is_text(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "m.txt").write_text("France supports the [red]JCPOA[/] \x1b[31m and [/nothing] the nuclear deal.")
    assert main(["label", "m.txt", "out=o"]) == 0
    printed = capsys.readouterr().out
    assert "[red]JCPOA[/]" in " ".join(printed.split()) or "[red]" in printed
    assert "\x1b" not in printed


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--help"], "stance label PATH"),
        (["label", "--help"], "target_text="),
        (["score", "-h"], "gold="),
        (["check", "--help"], "check every shipped configuration"),
        (["--version"], f"stance {stance.__version__}"),
        (["label", "--version"], f"stance {stance.__version__}"),
    ],
)
def test_help(capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    assert main(arguments) == 0
    assert says in capsys.readouterr().out


def test_no_command_shows_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage: stance label PATH... out=DIR" in capsys.readouterr().err


def test_check(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stance.config.shipped", lambda: iter([("label", [])]))
    assert main(["check"]) == 0
    assert "All 1 configurations compose" in capsys.readouterr().out
    monkeypatch.setattr("stance.config.shipped", lambda: iter([("label", ["seed=x"])]))
    assert "seed='x' is not allowed" in fails(capsys, "check")


def test_ctrl_c_says_how_to_go_on(folder: Path) -> None:
    text = json.dumps({"text": ARTICLE})
    (folder / "many.jsonl").write_text(f"{text}\n" * 3000)
    command = [sys.executable, "-m", "stance.cli", "label", "many.jsonl", "report=false", "target=[jcpoa]", "out=o"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        journal = folder / "o" / "progress.jsonl"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (journal.exists() and journal.stat().st_size):
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert complaint.startswith("stance: stopped after ")
    assert complaint.rstrip().endswith("label many.jsonl report=false 'target=[jcpoa]' out=o")
    assert complaint.count("\n") == 1
    assert manifest("o")["status"] == "interrupted"
    assert 0 < journal.read_text().count("\n") < 3000


def test_a_document_that_breaks_the_chain_does_not_stop_the_run(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stance.pipeline import Chain

    annotate = Chain.annotate

    def breaking(self: Chain, document: stance.Document, sentences: Any = None) -> Any:
        if document.id == "b":
            raise ZeroDivisionError("boom")
        return annotate(self, document, sentences)

    monkeypatch.setattr(Chain, "annotate", breaking)
    (folder / "b.txt").write_text(ARTICLE)
    assert main(["label", "a.txt", "b.txt", "out=o", "report=false"]) == 0
    assert "b: could not be labelled (ZeroDivisionError: boom); run.log has the traceback" in capsys.readouterr().out


def test_a_run_of_which_nothing_comes_is_a_failure(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stance.pipeline import Chain

    def breaking(self: Chain, document: stance.Document, sentences: Any = None) -> Any:
        raise ZeroDivisionError("boom")

    (folder / "b.txt").write_text(ARTICLE)
    arguments = ["label", "a.txt", "b.txt", "out=o", "report=false"]
    with monkeypatch.context() as broken:
        broken.setattr(Chain, "annotate", breaking)
        said = fails(capsys, *arguments)
    assert "no document could be labelled; 2 failed, first a: could not be labelled (ZeroDivisionError: boom)" in said
    assert "see o/run.log" in said
    assert "Traceback" in (folder / "o" / "run.log").read_text()
    assert manifest("o")["status"] == "failed"
    assert {path.name for path in (folder / "o").iterdir()} == {"run.json", "run.log"}
    assert main(arguments) == 0, "once the cause is mended, the same command begins anew"
    assert manifest("o")["counts"]["documents"] == 2


def test_a_speaker_that_nobody_knows_is_said_so(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert "speaker='XYZ' is no id of the catalogue" in fails(capsys, "label", "a.txt", "speaker=XYZ", "out=o")
    assert "did you mean DEU?" in fails(capsys, "label", "a.txt", "speaker=Germany", "out=o")
    assert not (folder / "o").exists()
    rows = [{"text": f"We support the JCPOA. {number}", "speaker": "Freedonia"} for number in range(3)]
    (folder / "t.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "QQQ_75_2020.txt").write_text("We support the JCPOA.")
    assert main(["label", "t.jsonl", "QQQ_75_2020.txt", "out=o", "report=false"]) == 0
    assert "speaker 'Freedonia' is no id of the catalogue" in " ".join(capsys.readouterr().out.split())
    notes = [item["reason"] for item in manifest("o")["noted"]]
    assert [note.split()[1] for note in notes] == ["'Freedonia'", "'QQQ'"], "one note for each speaker"
    assert manifest("o")["counts"]["documents"] == 4
    assert {record.affiliation for record in read_records("o")} <= {None}


def test_actors_without_the_shipped_ones(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "mine.yaml").write_text("actors:\n  - {id: NRD, name: Nordia, kind: state}\n")
    (folder / "m.txt").write_text("Nordia supports the JCPOA. France supports the JCPOA.")
    assert main(["label", "m.txt", "actors=[mine.yaml]", "out=o", "report=false"]) == 0
    assert {record.holder for record in read_records("o")} == {"NRD"}
    assert main(["label", "m.txt", "actors=[default,mine.yaml]", "out=p", "report=false"]) == 0
    assert {record.holder for record in read_records("p")} == {"NRD", "FRA"}
    assert "actors: nobody is left to look for" in fails(capsys, "label", "m.txt", "actors=[]", "out=q")


def test_gold_is_looked_for_among_the_data_sets(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "sets" / "mine").mkdir(parents=True)
    core = [["FRA", "jcpoa", "favor"]]
    row = {"id": "1", "doc": "d", "text": "France supports the Iran nuclear deal.", "core": core, "also": []}
    (folder / "sets" / "mine" / "gold.jsonl").write_text(json.dumps(row) + "\n")
    arguments = ["score", "gold=mine/gold.jsonl", "resamples=0"]
    assert "mine/gold.jsonl" in fails(capsys, *arguments, "out=o")
    monkeypatch.setenv("STANCE_DATA", str(folder / "sets"))
    assert main([*arguments, "out=o"]) == 0
    (folder / "sets").rename(folder / "data")
    monkeypatch.delenv("STANCE_DATA")
    assert main([*arguments, "out=p"]) == 0
    assert main(["score", "gold=data/mine/gold.jsonl", "resamples=0", "out=q"]) == 0, "as given comes first"


def test_a_reader_that_has_seen_enough_is_no_error(folder: Path) -> None:
    python = shlex.quote(sys.executable)
    command = f"{{ {python} -m stance.cli label a.txt out=o report=false; echo $? >status; }} | head -c 1"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert (folder / "status").read_text() == "0\n"
    assert manifest("o")["status"] == "finished"


def test_script_is_the_command(folder: Path) -> None:
    script = Path(stance.__file__).parent.parent / "scripts" / "label.py"
    if not script.exists():
        pytest.skip("scripts are not part of an installed package")
    done = subprocess.run([sys.executable, str(script), "b.txt"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "'b.txt' does not exist" in done.stderr


def test_errors_are_of_one_family() -> None:
    assert issubclass(stance.StanceError, Exception)
    assert stance.StanceError is StanceError
