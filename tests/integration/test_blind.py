"""The sets that were coded blind: what ships of them, and the script that makes their figures."""

from __future__ import annotations

import csv
import hashlib
import importlib
import io
import json
import os
import re
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

from stance import read_documents
from stance.actors.catalogue import load_catalogue
from stance.data.jcpoa_gold import read_gold
from stance.labels import LABELS
from stance.pipeline import MISSION_TARGETS
from stance.types import AUTHOR, Document

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "stance" / "assets" / "blind"
STUDY = ROOT / "stance" / "assets" / "study_ungdc"
NEWS = {"news_tune": (300, 10), "news_test": (173, 6)}
SPEECHES = {  # of the files that were coded, which had the text
    "speeches_tune": "e746341bd849f6c7",
    "speeches_test": "e55e10c45f5d8ca7",
}
LONGEST = 8
"""Words of the longest run that a written sentence shares with public data; such are names and set phrases."""


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return _script("evaluate_blind")


@pytest.fixture(scope="module")
def built(script: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return script.build(_data(), tmp_path_factory.mktemp("blind"))


def _script(name: str) -> ModuleType:
    folder = ROOT / "scripts"
    if not (folder / f"{name}.py").exists():
        pytest.skip("scripts/ is not part of an installed package")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        return importlib.import_module(name)


def _data() -> Path:
    folder = os.environ.get("STANCE_DATA")
    if not folder:
        pytest.skip("STANCE_DATA is not set; it names the folder with the public data sets")
    if not Path(folder, "ungdc", "ungdc_2013-2024.tar.gz").is_file():
        pytest.skip("ungdc/ungdc_2013-2024.tar.gz is not in STANCE_DATA")
    return Path(folder)


def _places(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", NEWS)
def test_written_articles(name: str) -> None:
    documents = read_gold(FOLDER / f"{name}.jsonl")
    rows = [row for item in documents for row in item.rows.values()]
    assert (len(rows), len(documents)) == NEWS[name]
    assert all(item.genre == "news" and item.document.title and item.document.published for item in documents)
    catalogue = load_catalogue()
    for row in rows:
        assert len({coding[:2] for coding in row.core}) == len(row.core)
        assert not set(row.core) & set(row.also)
        for holder, target, _ in (*row.core, *row.also):
            assert target in MISSION_TARGETS
            assert holder == AUTHOR or re.fullmatch(r"NONOFFICIAL:[^A-Z]+", holder) or holder in catalogue


def test_no_article_and_no_speech_is_in_both_halves() -> None:
    articles = [{item.cluster for item in read_gold(FOLDER / f"{name}.jsonl")} for name in NEWS]
    speeches = [{row["document_id"] for row in _places(name)} for name in SPEECHES]
    assert not articles[0] & articles[1]
    assert not speeches[0] & speeches[1]


@pytest.mark.parametrize("name", SPEECHES)
def test_places_and_codes_of_speeches(name: str, script: ModuleType) -> None:
    rows, catalogue = _places(name), load_catalogue()
    assert len({(row["document_id"], row["number"]) for row in rows}) == len(rows) == 160
    for row in rows:
        assert tuple(row) == script.COLUMNS  # and so no text
        assert re.fullmatch(r"[A-Z]+_\d\d_20\d\d", row["document_id"])
        assert int(row["before"]) < int(row["start"]) < int(row["end"]) < int(row["after"])
        assert row["read"] == "yes" or (row["read"] == "no" and name == "speeches_test")
        codings = script.codings(row["core"]) + script.codings(row["also"])
        assert len(codings) == len({tuple(coding) for coding in codings})
        for holder, target, stance in codings:
            assert holder in catalogue
            assert target in MISSION_TARGETS
            assert stance in LABELS


def test_speeches_of_the_study_are_left_out() -> None:
    with (STUDY / "coded.csv").open(encoding="utf-8", newline="") as file:
        named = {row["document_id"] for row in csv.DictReader(file) if row["stratum"] != "rest"}
    assert not named & {row["document_id"] for name in SPEECHES for row in _places(name)}


@pytest.mark.data
def test_speeches_of_the_development_rows_are_left_out() -> None:
    text = (_data() / "jcpoa_gold" / "ungd_dev.jsonl").read_text(encoding="utf-8")
    named = {json.loads(line)["doc"] for line in text.splitlines()}
    assert not named & {row["document_id"] for name in SPEECHES for row in _places(name)}


@pytest.mark.data
def test_every_sentence_of_a_speech_is_found_again(built: dict[str, Path]) -> None:
    hashes = {name: hashlib.sha256(built[name].read_bytes()).hexdigest()[:16] for name in SPEECHES}
    assert hashes == SPEECHES
    assert [sum(len(item.rows) for item in read_gold(built[name])) for name in SPEECHES] == [160, 160]


@pytest.mark.data
def test_written_sentences_are_nobodys() -> None:
    data = _data()
    check = _script("check_authored")
    count, files, found = check.shared_runs([FOLDER / f"{name}.jsonl" for name in NEWS], data)
    assert count == sum(sentences for sentences, _ in NEWS.values())
    assert files
    assert max(shared.longest for shared in found.values()) <= LONGEST, found


@pytest.mark.data
def test_the_card_counts_as_the_script_does(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main(["--counts", "--data", str(_data()), "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.strip() in (FOLDER / "README.md").read_text(encoding="utf-8")


SPEECH = "Thank you, Mr. President.\nWe fully\nsupport the Iran nuclear deal. The blockade against Cuba must end.\n"


@pytest.fixture
def small(script: ModuleType, tmp_path: Path) -> list[str]:
    """Options for a made-up set of two articles' and two speeches' sentences."""
    blind, data, raw = tmp_path / "blind", tmp_path / "data" / "ungdc", SPEECH.encode()
    blind.mkdir()
    data.mkdir(parents=True)
    with tarfile.open(data / "ungdc_2013-2024.tar.gz", "w:gz") as tar:
        for name in ("FRA_73_2018", "DEU_73_2018"):
            member = tarfile.TarInfo(f"Session 73 - 2018/{name}.txt")
            member.size = len(raw)
            tar.addfile(member, io.BytesIO(raw))
            (tmp_path / f"{name}.txt").write_bytes(raw)
    for name in NEWS:
        row = {"id": "x#0", "doc": "x", "published": "2018-05-09", "text": "France backs nuclear deal with Iran"}
        row |= {"core": [["FRA", "jcpoa", "favor"]], "also": []}
        (blind / f"{name}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    for name, speech in zip(SPEECHES, ("FRA_73_2018", "DEU_73_2018"), strict=True):
        (document,) = read_documents([tmp_path / f"{speech}.txt"])
        assert isinstance(document, Document)
        cuts = [document.text.index(words) for words in ("Thank", "We fully", " The blockade")]
        texts = ("Thank you, Mr. President.", "We fully support the Iran nuclear deal.")
        marked = script.mark(*texts, "The blockade against Cuba must end.")
        core = f"{speech[:3]} jcpoa favor"
        line = [speech, 1, *cuts, len(document.text), marked, "no", core, "USA us_unilateralism favor"]
        with (blind / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([script.COLUMNS, line])
    options = ["--blind", str(blind), "--data", str(tmp_path / "data"), "--out", str(tmp_path / "out")]
    return [*options, "--model", "lexicon", "--resamples", "20"]


def test_script(script: ModuleType, small: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main(small) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("| text | model | sentences | documents | triples | precision |")
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:7]]
    assert [row[0] for row in cells] == list(script.TEXTS)
    assert {row[1] for row in cells} == {"lexicon"}
    assert {row[7] for row in cells} == {"1.00 (1.00–1.00)"}
    assert cells[2][-1] == hashlib.sha256((tmp_path / "out" / "speeches_tune.jsonl").read_bytes()).hexdigest()[:12]
    row = json.loads((tmp_path / "out" / "speeches_test.jsonl").read_text(encoding="utf-8"))
    assert (row["id"], row["speaker"], row["year"]) == ("DEU_73_2018#1", "DEU", 2018)
    assert row["text"] == "We fully support the Iran nuclear deal."
    assert script.main([*small, "--counts"]) == 0
    assert "| speeches_test | 1 | 1 | 0 | 1 + 0 |" in capsys.readouterr().out


def test_script_tells_of_other_speeches(
    script: ModuleType, small: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "blind" / "speeches_test.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",26,", ",27,"), encoding="utf-8")
    assert script.main(small) == 2
    assert "are not the sentence that was coded; take the speeches of the release" in capsys.readouterr().err
    assert script.main(["--data", str(tmp_path / "nowhere"), "--out", str(tmp_path / "other")]) == 2
    assert "no such file; point STANCE_DATA at" in capsys.readouterr().err


def test_script_needs_no_speeches_for_articles(
    script: ModuleType, small: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main([*small, "--data", str(tmp_path / "nowhere"), "--text", "news_test"]) == 0
    assert "| news_test | lexicon | 1 | 1 | 1 |" in capsys.readouterr().out
