"""Runs in MLflow's store of files."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from fake import make_run

from stance.errors import ConfigError, InputError, MissingLibraryError
from stance.tracking import log_run


def test_a_run_is_logged_once(tmp_path: Path) -> None:
    pytest.importorskip("mlflow")
    history = {"epochs": [{"epoch": 1, "loss": 0.9, "dev_macro_f1": 0.5}, {"epoch": 2, "loss": 0.4}]}
    run = make_run(tmp_path / "run", seed=7, history=history, config={"model": {"rendering": "marked"}})
    (run / "plots").mkdir()
    (run / "plots" / "a.svg").write_text("<svg/>", encoding="utf-8")
    before = dict(os.environ)
    first = log_run(run, tmp_path / "store")
    assert log_run(run, tmp_path / "store") == first
    assert dict(os.environ) == before
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    try:
        from mlflow.tracking import MlflowClient

        client = MlflowClient(tracking_uri=(tmp_path / "store").as_uri())
        stored = client.search_runs([client.get_experiment_by_name("toy").experiment_id])
        assert [entry.info.run_id for entry in stored] == [first]
        assert stored[0].info.status == "FINISHED"
        assert stored[0].data.params["seed"] == "7"
        assert stored[0].data.params["model.rendering"] == "marked"
        assert 0 < stored[0].data.metrics["toy/test.macro_f1"] < 1
        assert [point.value for point in client.get_metric_history(first, "training.loss")] == [0.9, 0.4]
        assert {item.path for item in client.list_artifacts(first)} >= {"run.json", "metrics.json", "plots"}
    finally:
        del os.environ["MLFLOW_ALLOW_FILE_STORE"]


def test_mistakes_are_told_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = make_run(tmp_path / "run")
    for store in ("http://localhost:5000", "sqlite:///x.db"):
        with pytest.raises(ConfigError, match="only a folder of this machine"):
            log_run(run, store)
    with pytest.raises(InputError, match="no such directory"):
        log_run(tmp_path / "absent", tmp_path / "store")
    monkeypatch.setitem(sys.modules, "mlflow.tracking", None)
    with pytest.raises(MissingLibraryError, match="mlflow-skinny"):
        log_run(run, tmp_path / "store")
