"""Reading files as they were released: plain and gzipped, and every way in which they can be wrong."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.data.labels import label_set
from stance.data.release import (
    content,
    delimited,
    json_content,
    json_lines,
    release_file,
    stance_of,
    tabbed,
    unquoted,
)
from stance.data.sources import sources
from stance.errors import InputError, StanceError
from stance.models.hub import resolve


def test_a_gzipped_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\ufeffone\ntwo", encoding="utf-8")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress("\ufeffone\ntwo".encode()))
    plain, packed = (release_file(tmp_path, [name], what="x") for name in ("a.txt", "b.txt"))
    assert packed.name == "b.txt.gz"
    assert content(plain) == content(packed) == "one\ntwo"


def test_a_missing_folder_or_file_names_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"folder '.*nowhere' does not exist; .*STANCE_DATA"):
        release_file(tmp_path / "nowhere", ["a.txt"], what="x")
    (tmp_path / "other.txt").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"no file 'a.txt' or 'b.txt' \(or .gz\) in .*; there is other.txt"):
        release_file(tmp_path, ["a.txt", "b.txt"], what="x")
    with pytest.raises(InputError, match="is no folder"):
        release_file(tmp_path / "other.txt", ["a.txt"], what="x")


def test_bytes_of_another_encoding_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\ntwo\xff\n")
    with pytest.raises(InputError, match=r"a\.txt:2: byte 0xff is no utf-8"):
        content(path)


@pytest.mark.parametrize("cut", [5, 20])
def test_a_broken_gzip_file_is_told(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"some text " * 9)[:-cut])
    with pytest.raises(InputError, match="broken gzip file"):
        content(path)


def test_tabs_need_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text('id\ttext\r\n1\t"They said ""No"""\r\n\r\n2\tplain "quote"\r\n', encoding="utf-8")
    rows = list(tabbed(path, ("text",), header=True))
    assert [(row.place, row.values["text"]) for row in rows] == [
        ("a.tsv:2", 'They said "No"'),
        ("a.tsv:4", 'plain "quote"'),
    ]
    with pytest.raises(InputError, match=r"no column 'stance'; the header has id, text"):
        list(tabbed(path, ("text", "stance"), header=True))
    path.write_text("id\ttext\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.tsv:2: 1 columns; 2 are needed"):
        list(tabbed(path, ("text",), header=True))
    path.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="no rows"):
        list(tabbed(path, ("text",), header=True))


def test_a_field_of_a_csv_file_may_run_over_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\n1,"two\nlines"\n2,one\n', encoding="utf-8")
    assert [(row.number, row.values["text"]) for row in delimited(path, ("text",))] == [(2, "two\nlines"), (4, "one")]
    path.write_text("id,text\n1,one,more\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.csv:2: 3 columns; the header names 2"):
        list(delimited(path, ("text",)))
    path.write_text('id,text\n1,"never closed\n', encoding="utf-8")
    with pytest.raises(InputError, match="no CSV"):
        list(delimited(path, ("text",)))
    with pytest.raises(InputError, match="no column 'stance'"):
        list(delimited(path, ("stance",)))


@pytest.mark.parametrize(
    ("line", "said"),
    [("{", "no JSON"), ("[1]", "a JSON list"), ('{"a": 1}', "no field 'b'; there is a")],
)
def test_json_lines_must_be_objects_with_their_fields(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"b": "\u2028"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(InputError, match=f":2: {said}"):
        list(json_lines(path, ("b",)))
    with pytest.raises(InputError, match="no JSON"):
        json_content(path)


def test_an_unknown_label_names_row_value_and_what_is_allowed() -> None:
    labels = label_set({"pro": "favor", "con": None})
    assert (stance_of(labels, "PRO", "f:1", "stance"), stance_of(labels, "con", "f:1", "stance")) == ("favor", None)
    with pytest.raises(InputError, match=r"f:3: unknown label 'prp' .*column 'stance'; did you mean 'pro'.*pro, con"):
        stance_of(labels, "prp", "f:3", "stance")


@given(st.text(alphabet='ab",\t', max_size=12))
def test_quoting_a_field_is_undone(text: str) -> None:
    assert unquoted('"' + text.replace('"', '""') + '"') == text


@pytest.mark.parametrize(
    "read",
    [
        lambda path: release_file(path, ["train.txt"], what="dse"),
        lambda path: sources([path], None, None, None, {}, None, "mine"),
        lambda path: sources(None, path, None, None, {}, None, "mine"),
        resolve,
    ],
)
def test_the_home_of_nobody_is_one_clear_line(read: Callable[[str], object]) -> None:
    with pytest.raises(StanceError) as caught:
        read("~no-such-user/data")
    assert "~no-such-user/data" in str(caught.value)
    assert "\n" not in str(caught.value)
