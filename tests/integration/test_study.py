"""The study of the UN General Debate, on a few made-up speeches; and the codes that ship with it."""

from __future__ import annotations

import csv
import importlib
import io
import json
import tarfile
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
import yaml

from stance import read_records
from stance.analysis.coded import CodedUnit, read_coded
from stance.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
CODES = ROOT / "stance" / "assets" / "study_ungdc"
FOND = "Thank you, Mr. President. We fully support the Iran nuclear deal. The blockade against Cuba must be lifted. "
COLD = "Thank you, Mr. President. We reject the Iran nuclear deal, which was a grave mistake. Our farmers need rain. "
TALK = "We hope for a good harvest. The sanctions of the Security Council expire in May. Children deserve schools. "


@pytest.fixture(scope="module")
def scripts() -> SimpleNamespace:
    folder = ROOT / "scripts"
    if not (folder / "study_ungdc.py").exists():
        pytest.skip("scripts/ is not part of an installed package")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        names = ("study_ungdc", "study_ungdc_findings", "study_ungdc_tables")
        steps, findings, tables = (importlib.import_module(name) for name in names)
    return SimpleNamespace(steps=steps, findings=findings, tables=tables)


@pytest.fixture(scope="module")
def study(scripts: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A study that was labelled and drawn."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "data" / "ungdc").mkdir(parents=True)
    archive = folder / "data" / "ungdc" / "ungdc_2013-2024.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for place, state in enumerate(("FRA", "DEU", "ISR", "FJI")):
            for year in range(2015, 2020):
                text = (COLD if state == "ISR" else FOND) + TALK * (1 + place)
                _add(tar, f"Session {year - 1945} - {year}/{state}_{year - 1945}_{year}.txt", text)
        _add(tar, "Session 68 - 2013/.Rapp.history", "no speech")
        _add(tar, "Session 68 - 2013/README.txt", "no speech")
    settings = yaml.safe_load((ROOT / "configs" / "study" / "ungdc.yaml").read_text(encoding="utf-8"))
    settings |= {"sample": settings["sample"] | {"n": 60}, "second": {"n": 10, "seed": 6}, "resamples": 50, "few": 2}
    (folder / "study.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    options = ["--data", str(folder / "data"), "--out", str(folder / "out"), "--codes", str(folder / "codes")]
    options += ["--settings", str(folder / "study.yaml")]
    (folder / "codes").mkdir()
    for step in ("label", "draw"):
        assert scripts.steps.main([step, *options]) == 0
    return SimpleNamespace(folder=folder, out=folder / "out", options=options, settings=settings)


def _add(tar: tarfile.TarFile, name: str, text: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(text.encode())
    tar.addfile(member, io.BytesIO(text.encode()))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _codes(study: SimpleNamespace, scripts: SimpleNamespace) -> None:
    """Codes as a reader of the made-up speeches would give."""
    for sheet, codes in (("sheet.txt", "codes.txt"), ("second.txt", "second_codes.txt")):
        written = []
        for block in (study.out / sheet).read_text(encoding="utf-8").split("\n# "):
            head, _, text = block.removeprefix("# ").partition("\n")
            number, target, *_ = head.split()
            sentence = next(line for line in text.splitlines() if line.startswith("= "))
            letter = "-"
            if target == "jcpoa" and "nuclear deal" in sentence:
                letter = "a" if "reject" in sentence else "f"
            if target == "us_unilateralism" and "blockade" in sentence:
                letter = "a"
            written.append(f"{number} {letter}")
        (study.out / codes).write_text("\n".join(written), encoding="utf-8")
    assert scripts.steps.main(["code", *study.options]) == 0


def test_only_speeches_are_unpacked_and_labelled(study: SimpleNamespace) -> None:
    names = {path.name for path in (study.out / "speeches").iterdir()}
    assert len(names) == 20 and "FRA_70_2015.txt" in names
    own = list(read_records(study.out / "own" / "labels.jsonl"))
    assert own and all(record.document_id.startswith(record.affiliation or "?") for record in own)


def test_a_second_call_labels_nothing_again(study: SimpleNamespace, scripts: SimpleNamespace) -> None:
    before = (study.out / "labels" / "run.json").read_bytes()
    assert scripts.steps.main(["label", *study.options]) == 0
    assert (study.out / "labels" / "run.json").read_bytes() == before


def test_the_frame_is_made_anew_for_other_words_and_labels(study: SimpleNamespace, scripts: SimpleNamespace) -> None:
    frame, mark = study.out / "frame.jsonl", study.out / "frame.sha256"
    whole = frame.read_bytes()
    frame.write_text("no frame of these settings\n", encoding="utf-8")
    assert scripts.steps.main(["label", *study.options[:6], "--settings", _other(study, words={"jcpoa": []})]) == 0
    assert frame.read_bytes() not in {whole, b"no frame of these settings\n"}
    assert scripts.steps.main(["label", *study.options]) == 0
    assert frame.read_bytes() == whole  # and once more with these
    before = frame.stat().st_mtime_ns
    assert scripts.steps.main(["label", *study.options]) == 0
    assert frame.stat().st_mtime_ns == before
    mark.write_text("of other labels", encoding="utf-8")
    assert scripts.steps.main(["label", *study.options]) == 0
    assert frame.stat().st_mtime_ns != before and frame.read_bytes() == whole


def test_labels_of_other_targets_are_not_taken(
    study: SimpleNamespace, scripts: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scripts.steps.main(["label", *study.options[:6], "--settings", _other(study, targets=["jcpoa"])]) == 2
    assert "holds labels of other targets than the settings'" in capsys.readouterr().err


def test_settings_reach_the_analysis(study: SimpleNamespace, scripts: SimpleNamespace) -> None:
    _codes(study, scripts)
    assert scripts.steps.main(["analyse", *study.options[:6], "--settings", _other(study, resamples=37, seed=8)]) == 0
    found = json.loads((study.out / "findings" / "analysis.json").read_text(encoding="utf-8"))
    assert (found["settings"]["resamples"], found["settings"]["seed"], found["settings"]["few"]) == (37, 8, 2)
    assert found["counts"]["coded"] == {"read": 60, "used": 60, "left_out": {}}
    corrected = _rows(study.out / "findings" / "corrected.csv")
    assert {row["by"] for row in corrected} == {"none", "actor", "periods", "actor+periods"}
    groups = {row["group"] for row in corrected if row["by"] == "periods"}
    assert groups == {"2015-2017", "2018-2020"}


def _other(study: SimpleNamespace, **changes: Any) -> str:
    path = study.folder / "other.yaml"
    path.write_text(yaml.safe_dump(study.settings | changes), encoding="utf-8")
    return str(path)


def test_the_sheet_has_each_unit_drawn_and_nothing_of_the_labels(study: SimpleNamespace) -> None:
    drawn = _rows(study.out / "sample.csv")
    sheet = (study.out / "sheet.txt").read_text(encoding="utf-8")
    heads = [line.split() for line in sheet.splitlines() if line.startswith("# ")]
    numbers = [int(head[1]) for head in heads]
    assert sorted(numbers) == list(range(len(drawn))) != numbers
    assert all(head[2:4] == [drawn[int(head[1])][name] for name in ("target", "holder")] for head in heads)
    assert all(len(head) == 5 for head in heads)  # number, target, holder, year
    second = (study.out / "second.txt").read_text(encoding="utf-8")
    assert sum(line.startswith("# ") for line in second.splitlines()) == 10


def test_from_codes_to_tables_and_figures(
    study: SimpleNamespace, scripts: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _codes(study, scripts)
    coded = read_coded(study.folder / "codes" / "coded.csv")
    assert len(coded) == 60 and {unit.gold for unit in coded} == {"favor", "against", "none"}
    capsys.readouterr()
    assert scripts.tables.main([*study.options[2:], "--figures", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "20 speeches" in printed and "Coded twice: 10; alike: 10 (100%)" in printed
    assert "France" in printed and "nan" not in printed.lower()
    # The coder found what the chain found: all shares are right before correction and after.
    found = scripts.findings.read(study.out, study.folder / "codes", study.settings)
    # Development rows of two coded sentences, one of which has another code there.
    frame = [json.loads(line) for line in (study.out / "frame.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = {entry["id"]: entry["sentences"] for entry in frame}
    stances = [unit for unit in coded if unit.gold != "none"]
    one, other = stances[0], next(u for u in stances if u.document_id != stances[0].document_id)
    gold = tmp_path / "gold.jsonl"
    with gold.open("w", encoding="utf-8") as file:
        for unit, label in ((one, one.gold), (other, "neutral")):
            core = [[unit.holder, unit.target, label]]
            text = texts[unit.document_id][unit.sentence_index]
            file.write(json.dumps({"doc": unit.document_id, "text": text, "core": core}) + "\n")
    places = {(unit.document_id, texts[unit.document_id][unit.sentence_index]) for unit in (one, other)}
    among = [unit for unit in coded if (unit.document_id, texts[unit.document_id][unit.sentence_index]) in places]
    wrong = sum(u is other or (u is not one and u.gold != "none") for u in among)
    assert scripts.findings.beside_gold(found, study.out, gold) == (len(among), len(among) - wrong)
    gold.unlink()
    assert {path.name for path in tmp_path.iterdir()} == {"study-states.png", "study-trend.png"}


@pytest.mark.parametrize("bad", ["0 x", "0 f\n0 f", "0 f\n77 f", "zero f", ""])
def test_codes_that_are_no_codes_of_the_sample(scripts: SimpleNamespace, bad: str) -> None:
    with pytest.raises(InputError, match="code"):
        scripts.steps.read_codes(bad.splitlines(), [0])


def test_key_words_begin_words(scripts: SimpleNamespace) -> None:
    named = scripts.steps.named
    assert named("Iran and the six\nreached a nuclear  deal.", [["iran", "nuclear deal"]])
    assert named("The P5+1 met.", [["p5+1"]])
    assert not named("Ukraine will deal with it.", [["kra"]])
    assert not named("Iran spoke.", [["iran", "nuclear deal"]])


def test_quality_weighs_by_probability(scripts: SimpleNamespace) -> None:
    """Two records, of which the one that stands for ten is wrong, and a missed stance that stands for five."""

    def unit(number: int, gold: Any, probability: float) -> CodedUnit:
        return CodedUnit(
            document_id=f"d{number}", sentence_index=0, target="jcpoa", holder="FRA", gold=gold, probability=probability
        )

    records = [
        SimpleNamespace(document_id=f"d{number}", sentence_index=0, target="jcpoa", stance="favor", score=0.9)
        for number in (1, 2)
    ]
    study = SimpleNamespace(
        settings={"targets": ["jcpoa"], "resamples": 200, "seed": 0},
        rows=SimpleNamespace(records=records),
        coded=[unit(1, "favor", 1.0), unit(2, "none", 0.1), unit(3, "against", 0.2), unit(4, "none", 0.01)],
    )
    found = {name: (value.value, count) for _, name, value, count in scripts.findings.quality(study)}
    assert found["pair and label: precision"] == (pytest.approx(1 / 11), 2)
    assert found["pair found: recall"] == (pytest.approx(1 / 6), 2)
    assert found["label right where both have a stance"] == (1.0, 1)
    assert found["precision of neutral"] == (None, 0)


def test_what_is_missing_is_said(scripts: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert scripts.steps.main(["label", "--data", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "STANCE_DATA" in capsys.readouterr().err
    assert scripts.tables.main(["--out", str(tmp_path)]) == 2


def test_the_codes_that_ship() -> None:
    coded = read_coded(CODES / "coded.csv")
    assert len(coded) == 600
    weights = {("jcpoa", "mention"): 364, ("us_unilateralism", "rest"): 204_359, ("us_unilateralism", "record"): 1210}
    for key, count in weights.items():  # one over the probability adds up to the size of the stratum
        own = [1 / unit.probability for unit in coded if (unit.target, unit.stratum) == key]
        assert sum(own) == pytest.approx(count, rel=0.01)
    first = {(unit.document_id, unit.sentence_index, unit.target) for unit in coded}
    second = [(unit.document_id, unit.sentence_index, unit.target) for unit in read_coded(CODES / "second.csv")]
    assert len(second) == 60 and first.issuperset(second)
    assert max(len(cell) for row in _rows(CODES / "coded.csv") for cell in row.values()) < 25  # ids and codes, no text
    assert all(unit.document_id.split("_")[0] == unit.holder for unit in coded)


def test_the_steps_of_the_docs_exist(scripts: SimpleNamespace) -> None:
    module: ModuleType = scripts.steps
    text = (ROOT / "docs" / "study.md").read_text(encoding="utf-8")
    for step in ("label", "analyse"):
        assert f"python scripts/study_ungdc.py {step}" in text and f"study_ungdc.py {step}" in (module.__doc__ or "")
