"""The report of a run: every figure is there, text from data is harmless, and what it warns of is true."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fake import answered, items, make_run

from stance.comparison import load_run
from stance.metrics.calibration import calibration
from stance.metrics.classification import classification
from stance.metrics.groups import groups
from stance.metrics.probes import probe_figures
from stance.metrics.selective import selective
from stance.report.abstaining import abstaining_table
from stance.report.experiment import write_report
from stance.report.tables import Figure
from stance.runs import read_manifest
from stance.types import Answer, MetricValue

EVIL = "x|y <script>alert(1)</script> *a*\n# head"
CARD: dict[str, Any] = {
    "name": "toy",
    "licence": "none stated",
    "citation": EVIL,
    "files": [{"path": "toy/train.jsonl", "bytes": 10, "sha256": "ab" * 32}],
    "label_map": {"PRO|": "favor", "CON": "against"},
    "splits": [
        {"split": "train", "rows": 90, "examples": 90, "documents": 15, "labels": {"favor": 30}, "targets": 13,
         "holders": 50, "words": {"median": 11}, "repeats": 0, "conflicts": 0},
        {"split": "test", "rows": 60, "examples": 60, "documents": 20, "labels": {"favor": 20}, "targets": 3,
         "holders": 1, "words": {"median": 9.5}, "repeats": 0, "conflicts": 0},
    ],
    "overlap": [
        {"split": "test", "other": "train", "rows": 60, "text": 15, "question": 3, "document": 20, "target": 40}
    ],
    "skipped": [{"reason": "no text", "rows": 4, "first": "train.csv:3"}],
    "notes": [EVIL],
    "texts_trained_on": {"toy/test in toy": 15, "toy/test in other": 2},
}  # fmt: skip


def metrics_of(answers: list[Answer]) -> list[MetricValue]:
    """All figures, as `stance run` computes them, and two groups of the behavioural suite."""
    found: list[MetricValue] = []
    for metric in (classification, calibration, selective, groups, probe_figures):
        found += metric(answers, resamples=50, seed=0)  # type: ignore[operator]
    for group, value in (("behaviour group=negation", 0.1), ("behaviour group=passive", 0.9)):
        found.append(MetricValue(name="pass_rate", value=value, low=0.0, high=1.0, n=10, group=group))
    return found


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = make_run(tmp_path_factory.mktemp("runs") / "run", experiment=EVIL)
    answers = answered(items(), right=0.6) + answered(items(), right=0.6, variant="target_blind")
    manifest = (read_manifest(run) or {}) | {
        "history": {"epochs": [{"epoch": 1, "loss": 1.0}, {"epoch": 2, "loss": 0.5}]}
    }
    files = write_report(run, manifest, [CARD], metrics_of(answers), answers)
    assert all(path.is_file() for path in files)
    assert {path.name for path in files} >= {"results.md", "README.md", "confusion-toy-test.svg", "training.png"}
    return run


def test_results_have_every_part(reported: Path) -> None:
    text = (reported / "results.md").read_text(encoding="utf-8")
    for head in ("Main figures", "By class", "Calibration", "Shortcut probes", "Behavioural suite", "By target, holder",
                 "Plots", "What the labels", "Data", "What was held out", "How it was run"):  # fmt: skip
        assert f"\n## {head}" in text, head
    macro = next(
        value
        for value in classification(load_run(reported).answers["toy/test"], resamples=0)
        if value.name == "macro_f1"
    )
    assert f"| toy/test | {100 * macro.value:.1f} [" in text
    assert "| toy | PRO\\| | favor |" in text
    assert "the text of 15 of 60 rows of toy/test (25%) is in train; 20 share a document with it" in text
    assert "the texts of 2 examples of toy/test are in the training rows of other" in text
    assert text.split("## Main figures")[0].count("WARNING") == 2
    assert "of 60 rows, 40 are of documents and 20 of targets that are not in its training split" in text
    assert "4 rows left out: no text" in text
    assert "| negation | 10.0 [0.0, 100.0] |" in text
    assert "| toy/test by target" not in text
    assert "### toy/test by outlet" in text
    for image in ("confusion", "classes", "reliability", "coverage"):
        assert f"](plots/{image}-toy-test.svg)" in text


def test_text_from_data_is_harmless(reported: Path) -> None:
    for name in ("results.md", "README.md"):
        text = (reported / name).read_text(encoding="utf-8")
        assert "<script>" not in text.replace("\\<script\\>", "")
        assert "\n# head" not in text


def test_the_model_card_says_what_to_beware_of(reported: Path) -> None:
    text = (reported / "README.md").read_text(encoding="utf-8")
    front = text.split("---")[1]
    assert "library_name: stance" in front
    assert json.loads(front.split("tags: ")[1].splitlines()[0])[-1] == "tfidf"
    assert "| toy | trained and tested | 90 | no licence stated |" in text
    assert "No licence is stated for toy" in text
    assert "Trained on 90 examples only." in text
    assert "WARNING: the text of 15 of 60 rows of toy/test" in text
    assert "Passes fewer than half of the minimal pairs of: negation (10%)." in text
    assert "target blind (" in text
    assert "- seed: 0" in text
    assert "numpy 2.4.6" in text
    assert "No trained model is stored here" in text


def test_only_the_licences_of_what_was_trained_on_are_asked_for(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    manifest = read_manifest(run) or {}
    manifest = {**manifest, "config": {**manifest.get("config", {}), "train": {"toy": 1.0, "idle": 0.0}}}
    write_report(run, manifest, [CARD, CARD | {"name": "idle"}], [], [])
    text = (run / "README.md").read_text(encoding="utf-8")
    assert "| toy | trained and tested |" in text
    assert "| idle | tested only |" in text
    assert "No licence is stated for toy: ask" in text


def test_a_stored_model_is_loaded_as_the_card_says(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    (run / "model").mkdir()
    write_report(run, read_manifest(run) or {}, [], metrics_of(answered(items(), right=0.6)), [])
    assert "stance.load_model(" in (run / "README.md").read_text(encoding="utf-8")


def test_no_matplotlib_is_no_reason_to_lose_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    run = make_run(tmp_path / "run")
    answers = answered(items(), right=0.6)
    files = write_report(run, read_manifest(run) or {}, [CARD], metrics_of(answers), answers)
    assert [path.name for path in files] == ["results.md", "README.md"]
    assert "pip install 'actor-stance\\[train\\]'" in files[0].read_text(encoding="utf-8")


def test_nothing_was_scored(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", trained_on=0, sets={})
    files = write_report(run, read_manifest(run) or {}, [], [], [])
    assert "nothing was trained" in files[0].read_text(encoding="utf-8")
    assert "Nothing was trained in this run." in files[1].read_text(encoding="utf-8")


def test_thresholds_for_abstaining_are_chosen_on_dev_and_judged_on_test() -> None:
    test = answered(items(), right=0.7)
    assert abstaining_table(test, resamples=20) is None
    dev = [replace(answer, set="toy/dev") for answer in answered(items(), right=0.7)]
    probe = [replace(answer, variant="swapped") for answer in test]
    table = abstaining_table([*test, *dev, *probe], resamples=20)
    assert table is not None
    assert {row[2] for row in table.rows} <= {"toy/test", "cannot be reached"}
    assert f"chosen on {len(dev):,} answers" in table.note
    assert all(cell.percent for row in table.rows for cell in row[3:5] if isinstance(cell, Figure))
    for _, from_confidence, name, kept, right, count in table.rows:
        if name == "toy/test":
            sure = [
                answer
                for answer in test
                if max(answer.prediction.scores.values()) >= from_confidence.value - 1e-12  # type: ignore[union-attr]
            ]
            assert count == len(sure)
            assert kept.value == pytest.approx(len(sure) / len(test))  # type: ignore[union-attr]
            assert right is None or 0 <= right.value <= 1  # type: ignore[union-attr]
