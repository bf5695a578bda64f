"""The notebooks run from top to bottom, on runs made on the spot and on runs that are given."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from fake import make_run

from stance.records import write_jsonl
from stance.types import StanceRecord

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the notebooks are not part of an installed package")


def executed(folder: Path, name: str, **given: str) -> Any:
    """A notebook after all of its cells ran in ``folder``, told by environment variables what to read."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    notebook.metadata.kernelspec["name"] = "python3"
    client = nbclient.NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}})
    environment = os.environ | {
        **given,
        "PYTHONPATH": os.pathsep.join(map(str, sys.path)),
        "OMP_NUM_THREADS": "1",
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of Jupyter's own libraries
        client.execute(env=environment)
    return notebook


def outputs(notebook: Any) -> tuple[str, int]:
    """All Markdown that the cells show, and the number of pictures."""
    shown = [output.data for cell in notebook.cells for output in cell.get("outputs", ()) if "data" in output]
    return "\n".join(data.get("text/markdown", "") for data in shown), sum("image/png" in data for data in shown)


def test_it_runs_on_runs_made_on_the_spot(tmp_path: Path) -> None:
    text, pictures = outputs(executed(tmp_path, "compare_runs", STANCE_RUNS=""))
    assert "| majority |" in text
    assert "| tfidf |" in text
    assert "Worst errors, side by side" in text
    assert "✗" in text
    assert pictures == 3


def test_it_runs_on_given_runs(tmp_path: Path) -> None:
    given = [make_run(tmp_path / name, model=name, right=right) for name, right in (("nli", 0.4), ("cross", 0.7))]
    text, pictures = outputs(executed(tmp_path, "compare_runs", STANCE_RUNS=",".join(map(str, given))))
    assert "| cross |" in text
    assert "do not differ in the number of training rows" in text
    assert pictures == 2


def test_an_article_is_labelled(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Iran welcomes the JCPOA. Cuba rejects <b>*US* unilateral sanctions</b>.", "utf-8")
    text, pictures = outputs(executed(tmp_path, "label_an_article", STANCE_TEXTS=str(tmp_path / "a.txt")))
    assert "→ jcpoa: ▲ favor" in text
    assert "<b>" not in text
    assert pictures == 1


def test_findings_of_labels(tmp_path: Path) -> None:
    pytest.importorskip("networkx")
    labels = [
        record(actor, f"d{number}", stance, f"{2015 + number}")
        for number in range(5)
        for actor, stance in (("IRN", "favor"), ("RUS", "favor"), ("USA", "against"))
    ]
    write_jsonl(labels, tmp_path / "labels.jsonl")
    given = str(tmp_path / "labels.jsonl")
    text, pictures = outputs(executed(tmp_path, "actor_target_findings", STANCE_LABELS=given, STANCE_CODED=""))
    assert pictures == 4
    assert "group 0: Iran, Russia" in text
    assert "No sample was coded" in text


def test_findings_are_corrected(tmp_path: Path) -> None:
    pytest.importorskip("networkx")
    labels = [record("IRN", f"d{number}", "favor", f"{2015 + number % 4}") for number in range(40)]
    write_jsonl(labels, tmp_path / "labels.jsonl")
    rows = ["document_id,sentence_index,target,holder,gold,probability"]
    rows += [f"d{number},0,jcpoa,IRN,{'neutral' if number % 4 else 'favor'},1" for number in range(40)]
    (tmp_path / "coded.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    given = {"STANCE_LABELS": str(tmp_path / "labels.jsonl"), "STANCE_CODED": str(tmp_path / "coded.csv")}
    text, pictures = outputs(executed(tmp_path, "actor_target_findings", **given))
    assert pictures == 6  # heat map, dots, corrected, confusion, reliability, trend
    assert "No sample was coded" not in text


def test_errors_are_read_side_by_side(tmp_path: Path) -> None:
    text, pictures = outputs(executed(tmp_path, "error_analysis", STANCE_GOLD=""))
    assert "| embedded | " in text
    assert "| lexicon | " in text
    assert pictures == 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_stored_without_outputs(path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    for cell in nbformat.read(path, as_version=4).cells:
        assert not cell.get("outputs")


def record(actor: str, document: str, stance: Any, published: str) -> StanceRecord:
    scores = {label: 0.8 if label == stance else 0.1 for label in ("favor", "against", "neutral")}
    values: dict[str, Any] = dict.fromkeys(("holder", "holder_name", "affiliation", "speaker"), actor)
    values |= {"document_id": document, "published": published, "stance": stance, "scores": scores, "outlet": None}
    values |= {"sentence_index": 0, "sentence": "They met.", "start": 0, "end": 9, "official": True, "target": "jcpoa"}
    values |= {"score": 0.8, "sentiment": "neutral", "target_sentiment": "neutral", "basis": "statement", "cue": None}
    return StanceRecord(**values, evidence=(), model="m")
