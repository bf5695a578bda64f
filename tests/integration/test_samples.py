"""The sample documents go through the whole chain, and show what they were written to show."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import stance
from stance.samples import FOLDER, sample_paths
from stance.types import StanceRecord


@pytest.fixture(scope="module")
def records() -> list[StanceRecord]:
    return list(stance.label(sample_paths()))


def test_are_what_they_are_said_to_be() -> None:
    assert [path.suffix for path in sample_paths()] == [".txt", ".jsonl", ".html", ".txt"]
    assert sorted(FOLDER.iterdir()) == sample_paths()
    speech = FOLDER / "ZAF_78_2023.txt"
    assert "written for the stance package" in speech.read_text(encoding="utf-8").splitlines()[0]


def test_quote_nobody() -> None:
    for path in sample_paths():
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".jsonl":
            text = json.loads(text)["text"]
        if path.suffix == ".html":
            text = text[text.index("<article>") : text.index("</article>")].replace("<", "\n<")
            text = "\n".join(line.partition(">")[2] for line in text.splitlines() if not line.startswith("<time"))
        assert not set(text) & set('"“”„«»‟')


def test_documents_carry_their_metadata() -> None:
    documents = {d.id: d for d in stance.read_documents(sample_paths()) if isinstance(d, stance.Document)}
    assert len(documents) == len(sample_paths())
    by_date = {document.published: document for document in documents.values()}
    assert set(by_date) == {"2023", "2020-08-21", "2015-07-15", "2018-05-09"}
    assert by_date["2023"].speaker == "ZAF"
    for date in ("2020-08-21", "2015-07-15", "2018-05-09"):
        assert by_date[date].outlet == "Sample Wire"
    assert by_date["2015-07-15"].title == "World powers and Iran reach nuclear agreement in Vienna"
    assert by_date["2018-05-09"].title == "Europeans vow to keep nuclear deal alive after US withdrawal"


@pytest.mark.parametrize(
    ("date", "affiliation", "target", "expected"),
    [
        ("2018-05-09", "USA", "jcpoa", "against"),
        ("2018-05-09", "EU", "jcpoa", "favor"),
        ("2018-05-09", "RUS", "jcpoa", "favor"),
        ("2018-05-09", "ISR", "jcpoa", "against"),
        ("2015-07-15", "ISR", "jcpoa", "against"),
        ("2015-07-15", "USA", "jcpoa", "favor"),
        ("2023", "ZAF", "us_unilateralism", "against"),
        ("2023", "ZAF", "jcpoa", "favor"),
    ],
)
def test_who_stands_where(records: list[StanceRecord], date: str, affiliation: str, target: str, expected: str) -> None:
    found = [
        record.stance
        for record in records
        if record.published == date
        and record.affiliation == affiliation
        and record.official
        and record.target == target
    ]
    opposite = {"favor": "against", "against": "favor"}[expected]
    assert expected in found
    assert opposite not in found


def test_every_span_is_in_its_document(records: list[StanceRecord]) -> None:
    texts = {d.id: d.text for d in stance.read_documents(sample_paths()) if isinstance(d, stance.Document)}
    assert records
    for record in records:
        assert texts[record.document_id][record.start : record.end] == record.sentence
        assert all(0 <= start < end <= len(texts[record.document_id]) for start, end in record.evidence)


def test_the_demo_command(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    code = "import sys; from stance.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "label", str(FOLDER), f"out={out}", "overwrite=true"]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert {"labels.jsonl", "labels.csv", "run.json", "report.html"} <= {path.name for path in out.iterdir()}
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["counts"]["documents"] == len(sample_paths())
