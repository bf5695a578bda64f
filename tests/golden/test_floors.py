"""Scores on the public gold data must not fall below what was measured; floors lie a little under the measured values.

The data are not part of the repository: point STANCE_DATA at the folder that holds `jcpoa_gold/` and `polnear/`.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

import stance
from stance.scoring import score
from stance.targets.codebook import load_targets

SCRIPTS = Path(__file__).parents[2] / "scripts"
pytestmark = pytest.mark.data

TARGETS = ("jcpoa", "us_unilateralism")
FLOORS = {  # precision, recall, F1 over triples
    "ungd_dev.jsonl": (0.76, 0.76, 0.76),
    "news_dev.jsonl": (0.60, 0.55, 0.60),
}
ATTRIBUTION_FLOORS = {"recall, both": 0.62, "precision, outer": 0.70}
TARGET_RECALL_FLOORS = {"ungd_dev.jsonl": 0.95, "news_dev.jsonl": 0.80}


def data(*parts: str) -> Path:
    folder = os.environ.get("STANCE_DATA")
    if not folder:
        pytest.skip("STANCE_DATA is not set; it names the folder with the public data sets")
    path = Path(folder, *parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not in STANCE_DATA")
    return path


def script(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A script of the checkout, as a module."""
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)  # where dataclasses look up their annotations
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", FLOORS)
def test_triples(name):
    path = data("jcpoa_gold", name)
    result = score([path], targets=load_targets(TARGETS), model=stance.load_model("lexicon"), resamples=0)
    measured = {figure: round(result.value(figure).value, 3) for figure in ("precision", "recall", "f1")}
    floors = dict(zip(measured, FLOORS[name], strict=True))
    assert all(measured[figure] >= floors[figure] for figure in floors), f"{name}: {measured} under {floors}"


def test_attribution(capsys, monkeypatch):
    folder = data("polnear")
    assert script("evaluate_attribution", monkeypatch).main([str(folder), "--resamples", "0"]) == 0
    printed = capsys.readouterr().out
    measured = {name: float(figure) for name, figure in re.findall(r"^ +(\w.*?) +(\d\.\d+)", printed, re.MULTILINE)}
    assert all(measured[figure] >= floor for figure, floor in ATTRIBUTION_FLOORS.items()), printed


@pytest.mark.parametrize("name", FLOORS)
def test_targets(name, capsys, monkeypatch):
    path = data("jcpoa_gold", name)
    assert script("evaluate_targets", monkeypatch).main([str(path)]) == 0
    printed = capsys.readouterr().out
    measured = {target: float(recall) for target, recall in re.findall(r"(\w+): recall (\d\.\d+)", printed)}
    assert set(measured) == set(TARGETS), printed
    assert min(measured.values()) >= TARGET_RECALL_FLOORS[name], printed
