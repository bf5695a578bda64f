"""Every shipped experiment is run: on the toy data, and on few rows of the data it is made for."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from stance.config import composed_config
from stance.experiment import RunResult, run_experiment
from stance.paths import CONFIG_DIR
from stance.predictions import read_answers
from stance.run_settings import run_config
from stance.runs import read_manifest

EXPERIMENTS = sorted(path.stem for path in (CONFIG_DIR / "experiment").glob("*.yaml"))
FEW = ("limit=36", "resamples=20", "behaviour=false")
SETS: Mapping[str, set[str]] = {
    "cross_target": {"argq/test"},
    "dse": {"dse/test", "dse/test_clean"},
    "dse_clean": {"dse/test"},
    "few_shot": {"dse/test"},
    "jcpoa_transfer": {"jcpoa_gold/test_news", "jcpoa_gold/test_speeches"},
    "jcpoa_zero_shot": {"jcpoa_gold/test_news", "jcpoa_gold/test_speeches"},
    "learning_curve": {"dse/test"},
    "newsmtsc_mt": {"newsmtsc/test_mt"},
    "newsmtsc_rw": {"newsmtsc/test_rw"},
    "plv": {"plv/test"},
    "vast": {"vast/test_zero", "vast/test_few"},
}


@pytest.fixture(autouse=True)
def _without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stance.report.experiment.draw", lambda *_: {})


def ran(out: Path, overrides: Sequence[str]) -> RunResult:
    config = run_config(composed_config("run", [*overrides, f"out={out}"]), overrides=tuple(overrides))
    result = run_experiment(config)
    manifest = read_manifest(out)
    assert manifest is not None and manifest["status"] == "finished"
    assert result.metrics
    assert all(math.isfinite(metric.value) for metric in result.metrics)
    asked = {answer.set for answer in read_answers(out / "predictions.jsonl") if not answer.variant}
    assert asked == set(result.sets)
    figures = {(metric.group, metric.name) for metric in result.metrics}
    assert all((name, "macro_f1") in figures for name in result.sets)
    return result


def small_model(experiment: str, encoder: Path, nli: Path) -> list[str]:
    """The experiment's own model, with weights that are drawn."""
    target = str(composed_config("run", [f"experiment={experiment}"])["model"]["_target_"])
    if target.endswith(".NliModel"):
        return [f"model.model={nli}"]
    if target.endswith(".CrossEncoder"):
        return [f"model.encoder={encoder}", "model.epochs=1", "model.max_length=48"]
    return [f"model.encoder={encoder}"]


def asked_of(result: RunResult) -> set[str]:
    return {name for name in result.sets if not name.endswith("/dev")}


@pytest.mark.data
@pytest.mark.skipif("STANCE_DATA" not in os.environ, reason="needs STANCE_DATA")
@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_an_experiment_runs_on_its_data(
    experiment: str, tmp_path: Path, tiny_encoder: Path, tiny_nli: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = small_model(experiment, tiny_encoder, tiny_nli)
    data = f"paths.data={os.environ['STANCE_DATA']}"
    result = ran(tmp_path / "o", [f"experiment={experiment}", *model, *FEW, data])
    if experiment in SETS:
        assert asked_of(result) == SETS[experiment]
    assert (result.trained_on == 0) == (experiment == "jcpoa_zero_shot")
    assert not any(answer.set.startswith("train") for answer in read_answers(tmp_path / "o" / "predictions.jsonl"))


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_an_experiment_runs_on_the_toy_data(
    experiment: str, tmp_path: Path, tiny_encoder: Path, tiny_nli: Path
) -> None:
    changes: dict[str, list[str]] = {"cross_target": ["split.target=[the ceasefire]"]}
    overrides = [f"experiment={experiment}", "dataset=[toy]", "test=null", "train=null"]
    model = small_model(experiment, tiny_encoder, tiny_nli)
    result = ran(tmp_path / "o", [*overrides, *model, *changes.get(experiment, []), *FEW])
    assert asked_of(result) <= {"toy/test", "toy/test_clean"}
    assert result.trained_on == {"jcpoa_zero_shot": 0, "few_shot": 24}.get(experiment, result.trained_on)


def test_a_learning_curve_trains_on_as_many_rows_as_it_is_told(tmp_path: Path, tiny_encoder: Path) -> None:
    seen: list[Any] = []
    for rows in (12, 24):
        overrides = [
            "experiment=learning_curve",
            "dataset=[toy]",
            f"train_rows={rows}",
            f"model.encoder={tiny_encoder}",
        ]
        seen.append(ran(tmp_path / str(rows), [*overrides, "resamples=20"]).trained_on)
    assert seen == [12, 24]
