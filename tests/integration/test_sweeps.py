"""Sweeps: each job in a directory of its own, done ones skipped, killed ones resumed, failing ones listed."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from stance.cli import main
from stance.commands.jobs import Outcome, objective
from stance.experiment.sweeps import job_name

from test_run import DATA, SMALL, TINY, manifest, run, write_table  # isort: skip

SWEEP = ("run", "-m", "dataset=mine.yaml", *SMALL)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setattr("stance.report.experiment.draw", lambda *_: {})
    write_table(tmp_path / "coded.csv")
    (tmp_path / "mine.yaml").write_text(DATA, encoding="utf-8")
    return tmp_path


def jobs(out: str) -> dict[str, dict[str, Any]]:
    return {job["job"]: job for job in json.loads((Path(out) / "sweep.json").read_text(encoding="utf-8"))["jobs"]}


def directories(out: str) -> list[Path]:
    return sorted(path for path in Path(out).iterdir() if path.is_dir())


def test_names_are_those_of_the_options() -> None:
    assert job_name(["seed=1", "model=tfidf"]) == job_name(["model=tfidf", "seed=1", "out=x"]) == "model=tfidf,seed=1"
    assert job_name(["dataset=[dse,vast]"]) == "dataset=dse+vast"
    odd = [
        ["test=[a/b]"],
        ["test=[a_b]"],
        ["test=[a b]"],
        ["test=a,b"],
        ["test=[a,b]"],
        ["x=" + "y" * 300],
        ["x=../.."],
    ]
    names = [job_name(overrides) for overrides in odd]
    assert len(set(names)) == len(names)
    for name in names:
        assert len(name.encode()) <= 120
        assert "/" not in name
        assert not name.startswith(".")


def test_a_sweep_has_a_directory_for_each_job_and_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SWEEP, "model=majority,lexicon", "seed=1,2", "out=o"]) == 0
    printed = capsys.readouterr().out
    assert "Done: 4 jobs, 4 finished → o/sweep.json" in printed
    table = [line for line in printed.splitlines() if "finished" in line and "model=" in line]
    assert len(table) == 4
    names = [path.name for path in directories("o")]
    assert len(names) == 4
    assert all(manifest(path)["status"] == "finished" for path in directories("o"))
    assert {(manifest(path)["model"], manifest(path)["seed"]) for path in directories("o")} == {
        (model, seed) for model in ("majority", "lexicon") for seed in (1, 2)
    }
    assert jobs("o").keys() == set(names)

    stamps = {path: (path / "run.json").stat().st_mtime_ns for path in directories("o")}
    assert main([*SWEEP, "seed=1,2,3", "model=majority", "out=o"]) == 0
    assert "Done: 3 jobs, 2 done before, 1 finished" in capsys.readouterr().out
    assert {path: (path / "run.json").stat().st_mtime_ns for path in stamps} == stamps
    assert len(directories("o")) == 5
    assert jobs("o").keys() == {path.name for path in directories("o")}


def test_a_job_that_fails_takes_no_other_down(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from stance.models.baselines import MajorityModel

    fit = MajorityModel.fit

    def breaks(self: MajorityModel, *rows: Any, seed: int = 0, **options: Any) -> Any:
        if seed == 2:
            raise MemoryError("out of memory")
        return fit(self, *rows, seed=seed, **options)

    monkeypatch.setattr(MajorityModel, "fit", breaks)
    assert main([*SWEEP, "seed=1,2,3", "out=o"]) == 1
    printed = capsys.readouterr()
    assert "failed: seed=2: MemoryError: out of memory" in printed.out
    assert "Done: 3 jobs, 2 finished, 1 failed" in printed.out
    failed = next(path for path in directories("o") if manifest(path)["seed"] == 2)
    assert manifest(failed)["status"] == "failed"
    assert "MemoryError" in (failed / "run.log").read_text(encoding="utf-8")
    assert [job["status"] for job in jobs("o").values()].count("failed") == 1

    monkeypatch.setattr(MajorityModel, "fit", fit)
    assert main([*SWEEP, "seed=1,2,3", "out=o"]) == 0
    assert "Done: 3 jobs, 2 done before, 1 finished" in capsys.readouterr().out


def test_a_job_that_is_refused_takes_no_other_down(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SWEEP, "test=[mine],[mine/nothing]", "out=o"]) == 2
    printed = capsys.readouterr().out
    assert "refused: test=[mine/nothing]: unknown test: split of data set 'mine'" in printed
    assert "Done: 2 jobs, 1 finished, 1 refused" in printed


def test_jobs_without_out_are_filed_under_their_experiment(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "own" / "experiment").mkdir(parents=True)
    text = (
        "# @package _global_\ndataset_files: [mine.yaml]\nhydra: {mode: MULTIRUN, sweeper: {params: {seed: '1,2'}}}\n"
    )
    (folder / "own" / "experiment" / "curve.yaml").write_text(text)
    assert main(["run", "experiment=curve", "--config-dir", "own", *SMALL]) == 0
    assert "Done: 2 jobs, 2 finished → runs/run/curve/sweep.json" in capsys.readouterr().out
    assert [manifest(path)["experiment"] for path in directories("runs/run/curve")] == ["curve", "curve"]


@pytest.mark.parametrize("launcher", ["joblib", "submitit_local"])
def test_jobs_run_in_other_processes(launcher: str, capsys: pytest.CaptureFixture[str]) -> None:
    package = {"joblib": "hydra_plugins.hydra_joblib_launcher", "submitit_local": "submitit"}[launcher]
    pytest.importorskip(package)
    options = {"joblib": ["hydra.launcher.n_jobs=2"], "submitit_local": ["hydra.launcher.timeout_min=5"]}[launcher]
    arguments = [*SWEEP, "model=majority", "seed=1,2", "out=o", f"hydra/launcher={launcher}", *options]
    done = run(*arguments)
    said = done.communicate()[0]
    assert done.returncode == 0, said
    assert "Done: 2 jobs, 2 finished" in said
    assert [manifest(path)["status"] for path in directories("o")] == ["finished", "finished"]
    assert not list(Path().glob(".sweep-*"))


def test_a_launcher_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("stance.commands.jobs.find_spec", lambda _: None)
    assert main([*SWEEP, "seed=1,2", "hydra/launcher=ray"]) == 2
    printed = capsys.readouterr().err
    assert "hydra/launcher=ray needs hydra-ray-launcher" in printed
    assert "pip install 'actor-stance[" in printed


def test_jobs_run_on_ray(folder: Path) -> None:
    pytest.importorskip("hydra_plugins.hydra_ray_launcher")
    small = ["+hydra.launcher.ray.init.num_cpus=1", "+hydra.launcher.ray.init.include_dashboard=false"]
    done = run(*SWEEP, "model=majority", "seed=1,2", "out=o", "hydra/launcher=ray", *small)
    said = done.communicate()[0]
    assert done.returncode == 0, said
    assert [manifest(path)["status"] for path in directories("o")] == ["finished", "finished"]


def test_a_search_makes_the_development_figure_large(folder: Path) -> None:
    pytest.importorskip("hydra_plugins.hydra_optuna_sweeper")
    space = ["model=tfidf", "model.C=choice(1e-9,1.0)", "hydra/sweeper=optuna"]
    options = ["hydra.sweeper.n_trials=3", "hydra.sweeper.n_jobs=1", "hydra.sweeper.sampler.seed=1"]
    done = run(*SWEEP, *space, *options, "out=o")
    said = done.communicate()[0]
    assert done.returncode == 0, said
    assert "Done: 3 jobs" in said
    assert {manifest(path)["config"]["model"]["C"] for path in directories("o")} <= {1e-9, 1.0}


def test_what_is_searched_for_is_of_the_development_sets() -> None:
    rows = [
        {"set": "a/dev", "name": "macro_f1", "value": 0.5},
        {"set": "b/dev", "name": "macro_f1", "value": 0.7},
        {"set": "a/test", "name": "macro_f1", "value": 0.9},
        {"set": "a/dev", "name": "accuracy", "value": 0.1},
    ]
    outcome = Outcome(number=0, overrides=(), status="finished", figures=tuple(rows))
    assert objective(outcome) == pytest.approx(0.6)
    assert objective(Outcome(number=0, overrides=(), status="failed")) < 0


def test_a_killed_sweep_goes_on_and_ends_the_same(tiny_encoder: Path, folder: Path) -> None:
    arguments = [*SWEEP, *TINY, f"model.encoder={tiny_encoder}", "seed=1,2"]
    whole = run(*arguments, "out=whole")
    said = whole.communicate()[0]
    assert whole.returncode == 0, said
    process = run(*arguments, "out=o")
    end = time.monotonic() + 240
    while not any((path / "checkpoints" / "training").exists() for path in second(folder / "o")):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    again = run(*arguments, "out=o")
    said = again.communicate()[0]
    assert again.returncode == 0, said
    assert "Done: 2 jobs, 1 done before, 1 finished" in said
    for path in directories("whole"):
        for name in ("predictions.jsonl", "metrics.json"):
            assert (folder / "o" / path.name / name).read_bytes() == (path / name).read_bytes()


def second(out: Path) -> list[Path]:
    """The directories of the jobs after the first."""
    return sorted(out.glob("*seed=2*")) if out.exists() else []
