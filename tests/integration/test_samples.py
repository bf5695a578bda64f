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


# Who leans which way in each sample: the official holder's affiliation, else the holder.
TABLE = {
    "ZAF_78_2023": {
        "jcpoa": {"favor": "ZAF", "against": "USA"},
        "us_unilateralism": {"favor": "USA", "against": "ZAF"},
    },
    "council_2020": {
        "jcpoa": {"favor": "E3 RUS", "against": "USA"},
        "us_unilateralism": {"favor": "USA", "against": "IRN"},
    },
    "vienna_2015": {
        "jcpoa": {"favor": "CHN DEU FRA GBR IRN P5+1 RUS USA", "against": "ISR US_REPUBLICANS"},
        "us_unilateralism": {},
    },
    "withdrawal_2018": {
        "jcpoa": {"favor": "CHN E3 EU IRN RUS", "against": "ISR USA"},
        "us_unilateralism": {"favor": "ISR SAU USA", "against": "RUS"},
    },
}
# What a careful reader would add, and the chain does not find yet; it may.
ALSO = {
    ("council_2020", "us_unilateralism", "CHN", "against"),  # "the result showed that unilateralism had no support"
    ("council_2020", "us_unilateralism", "RUS", "against"),  # "the American claim had no legal basis"
    ("council_2020", "us_unilateralism", "E3", "against"),  # "could not support the US demand"
    ("withdrawal_2018", "jcpoa", "barack_obama", "favor"),  # "described the decision as a serious mistake"
    ("withdrawal_2018", "us_unilateralism", "barack_obama", "against"),
    ("withdrawal_2018", "us_unilateralism", "CHN", "against"),  # "regretted the step as well"
    ("withdrawal_2018", "us_unilateralism", "IRN", "against"),  # "accused Washington of never having honoured"
    *(
        ("withdrawal_2018", "us_unilateralism", affiliation, "against")  # "regretted the American decision"
        for affiliation in ("FRA", "DEU", "GBR", "E3")
    ),
    *(("withdrawal_2018", "jcpoa", affiliation, "favor") for affiliation in ("FRA", "DEU", "GBR")),
}


def test_who_stands_where(records: list[StanceRecord]) -> None:
    expected = {
        (document, target, actor, stance)
        for document, targets in TABLE.items()
        for target, sides in targets.items()
        for stance, actors in sides.items()
        for actor in actors.split()
    }
    found = {
        (
            record.document_id,
            record.target,
            (record.official and record.affiliation) or record.holder,
            record.stance,
        )
        for record in records
        if record.stance != "neutral"
    }
    assert not expected - found, "what the samples were written to show"
    assert not found - expected - ALSO, "what nobody in the samples stands for"


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
