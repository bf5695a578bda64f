"""Rows come back from every format as they were, and a file is there completely or not at all."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stance.errors import InputError
from stance.records import COLUMNS, atomic, read_records, row, write_csv, write_jsonl
from stance.types import StanceRecord

words = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    st.sampled_from(
        ["", "'", "''", "=1+1", "'=1", "+x", "-x", "@x", "\tx", "\rx", "\n", "a\r\nb", '"', "\u2028", "null"]
    ),
)
maybe = st.none() | words
spans = st.tuples(st.integers(0, 9_999), st.integers(0, 9_999))
shares = st.floats(0, 1)
dates = st.none() | st.sampled_from(["2018", "2018-05", "2018-05-08"])


@st.composite
def probabilities(draw: st.DrawFn) -> dict[str, float]:
    first, second = sorted((draw(shares), draw(shares)))
    return {"favor": first, "against": second - first, "neutral": 1 - second}


@st.composite
def records(draw: st.DrawFn) -> StanceRecord:
    return StanceRecord(
        document_id=draw(words),
        outlet=draw(maybe),
        published=draw(dates),
        sentence_index=draw(st.integers(0, 10_000)),
        sentence=draw(words),
        start=draw(st.integers(0, 2**40)),
        end=draw(st.integers(0, 2**40)),
        speaker=draw(maybe),
        holder=draw(words),
        holder_name=draw(words),
        affiliation=draw(maybe),
        official=draw(st.booleans()),
        target=draw(words),
        stance=draw(st.sampled_from(["favor", "against", "neutral"])),
        score=draw(shares),
        scores=draw(probabilities()),
        sentiment=draw(words),
        basis=draw(st.sampled_from(["statement", "action", "reported"])),
        cue=draw(maybe),
        evidence=tuple(draw(st.lists(spans, max_size=3))),
        model=draw(words),
        target_sentiment=draw(words),
    )


def example(**changes: object) -> StanceRecord:
    values: dict[str, object] = {
        "document_id": "a",
        "outlet": None,
        "published": None,
        "sentence_index": 0,
        "sentence": "France backs the deal.",
        "start": 0,
        "end": 22,
        "speaker": None,
        "holder": "FRA",
        "holder_name": "France",
        "affiliation": "FRA",
        "official": True,
        "target": "jcpoa",
        "stance": "favor",
        "score": 0.8,
        "scores": {"favor": 0.8, "against": 0.1, "neutral": 0.1},
        "sentiment": "neutral",
        "basis": "action",
        "cue": None,
        "evidence": ((7, 12), (13, 21)),
        "model": "lexicon",
        "target_sentiment": "neutral",
    }
    return StanceRecord(**(values | changes))  # type: ignore[arg-type]


WRITERS = {".jsonl": write_jsonl, ".csv": write_csv}


@pytest.mark.parametrize("suffix", WRITERS)
@given(rows=st.lists(records(), max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_round_trip(tmp_path: Path, suffix: str, rows: list[StanceRecord]) -> None:
    path = tmp_path / f"labels{suffix}"
    assert WRITERS[suffix](rows, path) == len(rows)
    assert list(read_records(path)) == rows
    assert [file.name for file in tmp_path.glob(".stance*")] == []


@pytest.mark.parametrize("suffix", WRITERS)
def test_no_rows_still_make_a_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"labels{suffix}"
    WRITERS[suffix]([], path)
    assert list(read_records(path)) == []


def test_csv_has_the_contract_columns_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    hostile = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"]
    write_csv([example(sentence=text, cue=text) for text in hostile], path)
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == COLUMNS
    assert all(cell[:1] not in {"=", "+", "-", "@", "\t", "\r", "＝"} for cells in rows for cell in cells)
    assert [record.sentence for record in read_records(path)] == hostile
    assert json.loads(rows[0][COLUMNS.index("scores")]) == {"favor": 0.8, "against": 0.1, "neutral": 0.1}


def test_columns_are_the_contract() -> None:
    contract = (
        "document_id, outlet, published, sentence_index, sentence, start, end, speaker, holder, holder_name, "
        "affiliation, official, target, stance, score, scores, sentiment, basis, cue, evidence, model"
    )
    expected = tuple(contract.split(", "))
    assert COLUMNS[: len(expected)] == expected, "further columns come after those of the contract"
    assert tuple(row(example())) == COLUMNS


def test_half_a_surrogate_pair_does_not_stop_a_run(tmp_path: Path) -> None:
    write_jsonl([example(sentence="odd \ud800 text")], tmp_path / "labels.jsonl")
    assert next(read_records(tmp_path)).sentence == "odd \ud800 text"
    write_csv([example(document_id="a\udcff")], tmp_path / "labels.csv")
    assert next(read_records(tmp_path / "labels.csv")).document_id == "a\\udcff"


def test_atomic_leaves_the_old_file_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text("old")
    with pytest.raises(RuntimeError), atomic(path) as file:
        file.write("new")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("labels.jsonl", "{broken\n", ":1: not JSON"),
        ("labels.jsonl", "[1]\n", "not a JSON object"),
        ("labels.jsonl", '{"document_id": "a"}\n', "no column 'outlet'"),
        ("labels.csv", "a,b\n1,2\n", "no column 'document_id'"),
        ("labels.xml", "", "allowed are .jsonl, .csv"),
    ],
)
def test_what_is_no_labels_file_is_refused_by_name(tmp_path: Path, name: str, content: str, says: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(InputError, match=says.replace(".", r"\.")) as caught:
        list(read_records(tmp_path / name))
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_wrong_values_are_refused(tmp_path: Path) -> None:
    line = json.dumps(row(example()) | {"stance": "pro"})
    (tmp_path / "labels.jsonl").write_text(line)
    with pytest.raises(InputError, match="stance 'pro' is none of favor, against, neutral"):
        list(read_records(tmp_path))


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"score": math.nan}, "score nan is no probability"),
        ({"score": 1.2}, "score 1.2 is no probability"),
        ({"score": -0.1}, "score -0.1 is no probability"),
        ({"scores": {"favor": 0.9, "against": 0.1}}, "scores are of favor, against, not of favor, against, neutral"),
        ({"scores": {"favor": math.inf, "against": 0.1, "neutral": 0.1}}, "scores.favor inf is no probability"),
        ({"scores": {"favor": math.nan, "against": 0.1, "neutral": 0.1}}, "scores.favor nan is no probability"),
        ({"scores": {"favor": 0.8, "against": 0.8, "neutral": 0.1}}, "scores sum to 1.7, not to 1"),
        ({"published": "May 2018"}, "published 'May 2018' is no date; write 2018, 2018-05 or 2018-05-08"),
        ({"published": "2018-13-45"}, "published '2018-13-45' is no date"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_file_and_row(
    tmp_path: Path, suffix: str, changes: dict[str, Any], said: str
) -> None:
    path = tmp_path / f"labels{suffix}"
    WRITERS[suffix]([example(), example(document_id="b", **changes)], path)
    with pytest.raises(InputError) as caught:
        list(read_records(path))
    assert said in str(caught.value)
    assert f"{path}:{2 if suffix == '.jsonl' else 3}: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_directory_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no labels\.jsonl"):
        read_records(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        read_records(tmp_path / "nothing.csv")
