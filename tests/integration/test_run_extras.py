"""`stance run` without the libraries of its extra, interrupted by the keyboard, and logged to MLflow."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from stance.cli import main

from test_run import DATA, SMALL, TINY, fails, manifest, run, write_table  # isort: skip

BLOCK = """
import sys
from importlib.machinery import PathFinder

ABSENT = {"torch", "transformers", "datasets", "sklearn", "scipy", "matplotlib", "safetensors", "huggingface_hub"}
ABSENT |= {"numpy"}


class Bare(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in ABSENT else super().find_spec(name, path, target)


sys.meta_path[sys.meta_path.index(PathFinder)] = Bare
"""
CALLS = (["dataset=[mine.yaml]"], ["dataset=[toy]", "model=majority"], ["experiment=dse"])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setattr("stance.report.experiment.draw", lambda *_: {})
    write_table(tmp_path / "coded.csv")
    (tmp_path / "mine.yaml").write_text(DATA, encoding="utf-8")
    return tmp_path


def bare(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command where the libraries of the extra ``train`` cannot be imported."""
    program = f"{BLOCK}\nfrom stance.cli import main\nsys.exit(main({list(arguments)!r}))"
    return subprocess.run([sys.executable, "-c", program], cwd=folder, text=True, capture_output=True, check=False)


@pytest.mark.parametrize("arguments", CALLS, ids=" ".join)
def test_a_base_install_is_told_what_to_install(folder: Path, arguments: list[str]) -> None:
    done = bare(folder, "run", *arguments, "out=o")
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert "pip install 'actor-stance[train]'" in done.stderr
    assert not (folder / "o").exists()


def test_help_and_check_need_no_extra(folder: Path) -> None:
    for command in ("run", "compare"):
        done = bare(folder, command, "--help")
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        assert f"stance {command}" in done.stdout
    done = bare(folder, "check")
    assert done.returncode == 0, done.stderr
    assert "configurations compose" in done.stdout
    assert "could not be looked at" in done.stdout
    assert "pip install 'actor-stance[train]'" in done.stdout


def test_the_keyboard_stops_a_run_and_the_line_says_how_to_go_on(tiny_encoder: Path, folder: Path) -> None:
    arguments = ["run", "dataset=[mine.yaml]", *TINY, f"model.encoder={tiny_encoder}", *SMALL, "out=o"]
    process = run(*arguments)
    end = time.monotonic() + 240
    while not (folder / "o" / "checkpoints" / "training").exists():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGINT)
    said = process.communicate()[0]
    assert process.returncode == 130, said
    assert "Traceback" not in said
    command = shlex.join(["stance", *arguments])
    assert said.splitlines()[-1] == f"stance: stopped in stage 'fit'; to go on, run: {command}"
    assert manifest(folder / "o")["status"] == "interrupted"


def test_a_run_is_logged_to_mlflow_where_asked(folder: Path) -> None:
    pytest.importorskip("mlflow")
    arguments = ["run", "dataset=[mine.yaml]", *SMALL]
    assert main([*arguments, "out=plain"]) == 0
    assert not list(folder.glob("mlruns*"))
    assert main([*arguments, "out=logged", "mlflow=mlruns"]) == 0
    assert manifest("logged")["identity"] == manifest("plain")["identity"]
    assert len(list(folder.glob("mlruns/*/*/artifacts/run.json"))) == 1


def test_a_sweep_stopped_before_its_jobs_were_logged_logs_them_when_repeated(folder: Path) -> None:
    pytest.importorskip("mlflow")
    sweep = ["run", "-m", "dataset=mine.yaml", *SMALL, "seed=1,2", "out=o"]
    assert main(sweep) == 0
    for _ in range(2):
        assert main([*sweep, "mlflow=mlruns"]) == 0
        assert len(list(folder.glob("mlruns/*/*/artifacts/run.json"))) == 2


def test_mlflow_is_looked_for_before_anything_is_computed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["run", "dataset=[mine.yaml]", "out=o"]
    assert "only a folder of this machine" in fails(capsys, *given, "mlflow=http://localhost:5000")
    assert "mlflow=coded.csv is a file" in fails(capsys, *given, "mlflow=coded.csv")
    monkeypatch.setattr("stance.tracking.find_spec", lambda _: None)
    assert "pip install 'actor-stance[mlflow]'" in fails(capsys, *given, "mlflow=mlruns")
