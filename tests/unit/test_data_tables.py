"""Any coded table as a data set: files of all kinds, hub layout, columns, splits, spans, mistakes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stance.data.card import card
from stance.data.tables import read_table
from stance.errors import StanceError
from stance.report.cards import render_card
from stance.types import Span

CODES = {"pro": "favor", "con": "against", "9": None}
COLUMNS = {"text": "sentence", "holder": "actor", "target": "topic", "label": "code", "document": "art"}
ROWS = [
    {"sentence": 'Iran said, "No" to the deal', "actor": "Iran", "topic": "the deal", "code": "con", "art": "a1"},
    {"sentence": "They left", "actor": None, "topic": "the deal", "code": "pro", "art": "a2"},
    {"sentence": " ", "actor": "Iran", "topic": "the deal", "code": "pro", "art": "a2"},
    {"sentence": "China hails it", "actor": "China", "topic": "the deal", "code": "9", "art": "a3"},
]


def write(path: Path, rows: list[dict[str, Any]] = ROWS) -> Path:
    kind = path.name.split(".", 1)[1]
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
        return path
    if kind == "json":
        text = json.dumps({"version": 1, "rows": rows})
    elif kind.startswith("jsonl"):
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n"
    else:
        sign = "\t" if kind.startswith("tsv") else ";" if "semicolon" in path.name else ","
        cells = [list(rows[0]), *([("" if v is None else str(v)) for v in row.values()] for row in rows)]
        text = "\n".join(sign.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in cells)
    path.write_bytes(gzip.compress(text.encode()) if kind.endswith("gz") else text.encode())
    return path


@pytest.mark.parametrize(
    "name", ["a.csv", "a-semicolon.csv", "a.tsv", "a.jsonl", "a.json", "a.parquet", "a.csv.gz", "a.jsonl.gz"]
)
def test_every_kind_of_file_gives_the_same_examples(tmp_path: Path, name: str) -> None:
    data = read_table(write(tmp_path / name), columns=COLUMNS, label_set=CODES, name="own", licence="CC0")
    first, second = data.examples("test")
    assert (first.text, first.holder, first.target, first.gold) == (ROWS[0]["sentence"], "Iran", "the deal", "against")
    assert (first.id, first.document, first.dataset) == ("test-1", "a1", "own")
    assert first.holder_spans == ((0, 4),)
    assert [(m.text, m.start, m.end) for m in first.target_mentions] == [("the deal", 19, 27)]
    assert (second.holder, second.gold, second.holder_spans) == (None, "favor", ())
    assert sorted(reason for _, reason in data.skipped) == ["label '9' is left out by the label set", "no text"]
    assert data.label_map == {"9": "left out", "con": "against", "pro": "favor"}
    assert "all rows are test" in data.notes[0]
    assert len(data.files[0].sha256) == 64


def test_files_by_split_patterns_and_constants(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv", "held.csv"):
        write(tmp_path / name, [{"text": f"{name} hails it", "label": "favor", "holder": "x"}])
    data = read_table(
        splits={"train": [str(tmp_path / "o*.csv"), tmp_path / "two.csv"], "test_far": tmp_path / "held.csv"},
        target="jcpoa",
        holder="Iran",
    )
    assert {split: len(data.examples(split)) for split in data.splits} == {"train": 2, "test_far": 1}
    assert {(item.target, item.holder) for item in data.examples("train")} == {("jcpoa", "Iran")}
    assert data.notes == ()


def test_a_column_of_splits(tmp_path: Path) -> None:
    rows = [
        {"text": f"s {n}", "target": "t", "label": "pro", "split": part} for n, part in enumerate(["train", "val", "x"])
    ]
    path = write(tmp_path / "a.csv", rows)
    assert read_table(path).splits == ["train", "dev", "test_x"]
    chosen = read_table(path, splits={"train": ["train", "val"], "test": "x"})
    assert {split: len(chosen.examples(split)) for split in chosen.splits} == {"train": 2, "test": 1}
    with pytest.raises(StanceError, match="unknown split in column 'split'"):
        read_table(path, splits={"train": "trian"})


def test_labels_of_both_directions_make_pairs(tmp_path: Path) -> None:
    rows = [{"text": "Iran blames China", "holder": "Iran", "target": "China", "label": 3, "id": "r"}]
    first, back = read_table(write(tmp_path / "a.jsonl", rows), label_set="directed5").examples("test")
    assert (first.id, first.holder, first.target, first.gold) == ("r>", "Iran", "China", "against")
    assert (back.id, back.holder, back.target, back.gold) == ("r<", "China", "Iran", "neutral")
    assert first.pair == back.pair != ""
    assert back.holder_spans == ((12, 17),)


@pytest.mark.parametrize(
    ("given", "spans"),
    [
        ({"holder_span": [5, 7]}, ((5, 7),)),
        ({"holder_span": "[[5, 7], [0, 2]]"}, ((5, 7), (0, 2))),
        ({"holder_span": "5:7"}, ((5, 7),)),
        ({"holder_start": "5", "holder_end": 7.0}, ((5, 7),)),
        ({"holder_span": None}, ((0, 2),)),
    ],
)
def test_spans_are_those_of_the_columns_else_found(
    tmp_path: Path, given: dict[str, Any], spans: tuple[Span, ...]
) -> None:
    row = {"text": "US, he told us", "target": "t", "label": "pro", "holder": "US", **given}
    assert read_table(write(tmp_path / "a.jsonl", [row])).examples("test")[0].holder_spans == spans


def test_dates_in_many_forms(tmp_path: Path) -> None:
    rows = [
        {"text": f"s {n}", "target": "t", "label": "pro", "published": day} for n, day in enumerate(["8 May 2018", "x"])
    ]
    data = read_table(write(tmp_path / "a.csv", rows))
    assert [item.published for item in data.examples("test")] == ["2018-05-08", None]
    assert "Dates that cannot be read: 1" in data.notes[1]


def hub_folder(folder: Path) -> Path:
    (folder / "data").mkdir(parents=True)
    table = pa.table({"text": ["a b", "c d"], "topic": ["x", "y"], "label": [0, 1]})
    pq.write_table(table, folder / "data" / "train.parquet")
    pq.write_table(table.slice(1), folder / "data" / "held.parquet")
    (folder / "README.md").write_text(
        "---\ndataset_info:\n  features:\n  - {name: text, dtype: string}\n  - {name: topic, dtype: string}\n"
        "  - name: label\n    dtype:\n      class_label:\n        names: {'0': con, '1': pro}\n"
        "configs:\n- config_name: default\n  data_files:\n  - {split: train, path: data/train.parquet}\n"
        "  - {split: validation, path: data/held.parquet}\n---\n# A set\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))


@pytest.mark.usefixtures("_own_cache")
def test_a_folder_in_hub_layout_with_names_of_classes(tmp_path: Path) -> None:
    folder = hub_folder(tmp_path / "set")
    data = read_table(hub=str(folder), columns={"target": "topic"}, label_set="pro_con")
    assert data.splits == ["train", "dev"]
    assert [item.gold for item in data.examples("train")] == ["against", "favor"]
    assert data.label_map == {"con": "against", "pro": "favor"}
    chosen = read_table(
        hub=str(folder), columns={"target": "topic"}, label_set="pro_con", splits={"test": "validation"}
    )
    assert [item.text for item in chosen.examples("test")] == ["c d"]
    with pytest.raises(StanceError, match="did you mean 'train'"):
        read_table(hub=str(folder), columns={"target": "topic"}, splits={"train": "trian"})
    with pytest.raises(StanceError, match="'zz' not found"):
        read_table(hub=str(folder), subset="zz")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"files": None}, "no data; give files="),
        ({"files": "cded.csv"}, "did you mean '{}coded.csv'"),
        ({"files": "nowhere/coded.csv"}, "no such folder"),
        ({"files": "notes.docx"}, "must be one of .csv"),
        ({"columns": COLUMNS | {"text": "sentense"}}, "did you mean 'sentence'? The columns are 'sentence', 'actor'"),
        ({"columns": {"txt": "sentence"}}, "unknown field in columns 'txt'; did you mean 'text'"),
        ({"columns": {}}, "no column 'text'"),
        ({"label_set": "pro_con"}, "unknown label '9' (1 row) in column 'code'"),
        ({"label_set": "pro_cno"}, "did you mean 'pro_con'"),
        ({"target": "x"}, "are both given"),
        ({"splits": {"train": "a"}}, "no column says which row is of which"),
        ({"hub": "a/b"}, "files and hub are both given"),
        ({"label_set": CODES | {"pro": None, "con": None}}, "no row is left"),
        ({"files": "wide.csv"}, "wide.csv:2: 3 cells under 2 columns"),
        ({"files": "open.csv"}, "open.csv:2: not readable as CSV"),
        ({"files": "list.jsonl"}, "list.jsonl:1: a JSON list"),
        ({"files": "cut.jsonl"}, "cut.jsonl:1: no JSON"),
        ({"files": "bad.parquet"}, "no Parquet"),
    ],
)
def test_a_mistake_is_one_clear_line(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    write(tmp_path / "coded.csv")
    for name, text in {
        "notes.docx": "x", "wide.csv": "a,b\n1,2,3\n", "open.csv": 'a,b\n"1,2\n', "list.jsonl": "[1]\n",
        "cut.jsonl": '{"text": \n', "bad.parquet": "PARquet",
    }.items():  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    given = {"files": "coded.csv", "columns": COLUMNS, "label_set": CODES} | options
    if given["files"]:
        given["files"] = tmp_path / given["files"]
    with pytest.raises(StanceError) as caught:
        read_table(**given)
    assert said.replace("{}", f"{tmp_path}/") in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_card_says_what_is_in_the_data(tmp_path: Path) -> None:
    rows = [
        {"text": "One two three.", "target": "t|1", "label": "pro", "split": "train", "document": "d1"},
        {"text": "One two THREE", "target": "t|1", "label": "con", "split": "train", "document": "d2"},
        {"text": "Four five", "target": "u", "label": "neutral", "split": "train", "document": "d2"},
        {"text": "one two three", "target": "u", "label": "pro", "split": "test", "document": "d9"},
        {"text": "Six", "target": "v", "label": "unclear", "split": "test", "document": "d9"},
        {"text": "Seven eight nine ten", "target": "v", "label": "pro", "split": "test", "document": "d2"},
    ]
    described = card(read_table(write(tmp_path / "a.csv", rows), name="own", licence="CC0", citation="Nobody, 2020"))
    train, test = described.splits
    assert (train.rows, train.documents, train.texts, train.repeats, train.conflicts) == (3, 2, 2, 1, 1)
    assert train.labels == {"favor": 1, "against": 1, "neutral": 1}
    assert train.top_targets == {"t|1": 2, "u": 1}
    assert tuple(train.words) == (2, 3, 3, 3)
    assert test.repeats == test.conflicts == test.holders == 0
    leaks = next(item for item in described.overlap if (item.split, item.other) == ("test", "train"))
    assert (leaks.rows, leaks.text, leaks.question, leaks.document, leaks.target) == (2, 1, 0, 1, 1)
    assert leaks.share == 0.5
    plain = json.loads(json.dumps(described.as_json()))
    assert plain["skipped"] == [
        {"reason": "label 'unclear' is left out by the label set", "rows": 1, "first": "a.csv:6"}
    ]
    assert plain["splits"][0]["words"]["median"] == 3
    text = render_card(described)
    for said in (
        "## own",
        "licence: CC0",
        "cite: Nobody, 2020",
        "t\\|1 (2)",
        "| test | train | 1 (50.0%) |",
        "favor and against",
    ):
        assert said in text
    widths = [line.count(" | ") for line in text.splitlines() if line.startswith("| ")]
    assert len(set(widths)) == 4  # sizes, overlap, labels and what is left out: no cell breaks its table
