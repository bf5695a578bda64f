"""The notebooks run from top to bottom, on runs made on the spot and on runs that are given."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from fake import make_run

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "compare_runs.ipynb"

pytestmark = pytest.mark.skipif(not NOTEBOOK.exists(), reason="the notebooks are not part of an installed package")


def executed(folder: Path, runs: str) -> Any:
    """The notebook after all of its cells ran in ``folder``."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    notebook.metadata.kernelspec["name"] = "python3"
    client = nbclient.NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(folder)}})
    environment = os.environ | {
        "STANCE_RUNS": runs,
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
    text, pictures = outputs(executed(tmp_path, ""))
    assert "| majority |" in text
    assert "| tfidf |" in text
    assert "Worst errors, side by side" in text
    assert "✗" in text
    assert pictures == 3


def test_it_runs_on_given_runs(tmp_path: Path) -> None:
    given = [make_run(tmp_path / name, model=name, right=right) for name, right in (("nli", 0.4), ("cross", 0.7))]
    text, pictures = outputs(executed(tmp_path, ",".join(map(str, given))))
    assert "| cross |" in text
    assert "do not differ in the number of training rows" in text
    assert pictures == 2


def test_it_is_stored_without_outputs() -> None:
    nbformat = pytest.importorskip("nbformat")
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        assert not cell.get("outputs")
