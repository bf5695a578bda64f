"""Reading files: formats, paths, ids, bad input."""

# ruff: noqa: E501 - test texts are written on one line
from __future__ import annotations

import csv
import datetime
import io
import json
import os
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stance.errors import ConfigError, InputError
from stance.reading import Skipped, read_documents
from stance.reading.pages import read_page
from stance.types import Document

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>Talks resume in Vienna | The Daily Planet</title>
<meta property="og:site_name" content="The Daily Planet"><meta property="article:published_time" content="2020-07-21T10:00:00Z">
<link rel="canonical" href="https://planet.example/talks"></head><body><nav><a href="/">Home</a> <a href="/w">World</a></nav>
<article><h1>Talks resume in Vienna</h1><p>The parties to the Iran deal met in Vienna on Friday, diplomats said — “café”.</p>
<h2>What comes next</h2><p>A second round will be held in May, the European Union said in a statement on Monday.<br>It is the last one.</p>
<ul><li>Iran wants the sanctions lifted at once</li><li>The United States wants the limits back</li></ul></article>
<script>alert("no")</script><footer>Copyright 2020 The Daily Planet</footer></body></html>"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(name: str, content: str | bytes = "Iran said so.") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def documents(*paths: str | Path, **options: Any) -> list[Document]:
    return [item for item in read_documents(paths, **options) if isinstance(item, Document)]


def skips(*paths: str | Path, **options: Any) -> list[Skipped]:
    write("good/good.txt")
    return [item for item in read_documents([*paths, "good/good.txt"], **options) if isinstance(item, Skipped)]


# --- paths


def test_folder_is_read_in_sorted_order_with_hidden_files_left_out() -> None:
    for name in ("n/b.txt", "n/a.txt", "n/sub/c.md", "n/.hidden.txt", "n/.git/d.txt", "n/z.html"):
        write(name, PAGE.format(charset="utf-8") if name.endswith("html") else "Iran said so.")
    assert [document.id for document in documents("n")] == ["a", "b", "c", "z"]


def test_globs() -> None:
    for name in ("n/b.txt", "n/a.txt", "n/s/c.txt", "n/d.csv"):
        write(name)
    assert [document.id for document in documents("n/*.txt")] == ["a", "b"]
    assert [document.id for document in documents("n/**/*.txt")] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "name",
    ["a[1].txt", "a*.txt", "x=1.txt", "with space.txt", "-dash.txt", "ü“q”.txt", "a,b.txt", "${x}.txt", "~a.txt"],
)
def test_a_path_that_exists_is_taken_verbatim(name: str) -> None:
    write(name, "One.")
    write("a1.txt", "Other.")
    assert [document.text for document in documents(name)] == ["One."]
    assert [document.text for document in documents("./" + name)] == ["One."]


def test_a_file_is_read_once() -> None:
    write("n/a.txt")
    assert len(documents("n/a.txt", "n", "n/*.txt", "./n/../n/a.txt", Path("n/a.txt"))) == 1


def test_ids_are_unique_and_stems_where_they_can_be() -> None:
    for name in ("x/a.txt", "y/a.txt", "y/a.md", "y/b.txt", "z/y/a.txt"):
        write(name)
    found = [document.id for document in documents(".")]
    assert found == ["x/a", "y/a.md", "y/a.txt", "b", "z/y/a.txt"]


def test_missing_path_suggests_its_sibling() -> None:
    write("news/article.txt")
    with pytest.raises(InputError, match=r"news/artcle\.txt' does not exist; did you mean 'news/article.txt'"):
        read_documents(["news/artcle.txt"])
    with pytest.raises(InputError, match=r"there is no folder 'nwes'"):
        read_documents(["nwes/a.txt"])
    with pytest.raises(InputError, match="matches nothing"):
        read_documents(["news/*.html"])


@pytest.mark.parametrize("paths", [[], [""], ["a\x00b"], ["x" * 5000]])
def test_unusable_paths_are_refused_in_one_line(paths: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        read_documents(paths)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_folder_with_nothing_readable() -> None:
    Path("empty").mkdir()
    with pytest.raises(InputError, match="no document"):
        list(read_documents(["empty"]))
    write("other/a.xyz")
    with pytest.raises(InputError, match=r"\.xyz"):
        list(read_documents(["other"]))
    assert "not read from folders" in skips("other")[0].reason
    assert [document.text for document in documents("other/a.xyz")] == ["Iran said so."]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    found = documents("-", stdin=io.BytesIO("Iran said “so”.".encode()))
    assert (found[0].id, found[0].text) == ("stdin", "Iran said “so”.")
    assert documents("-", stdin=io.StringIO("Iran said so."))[0].text == "Iran said so."
    assert documents("-", stdin=io.BytesIO(PAGE.format(charset="utf-8").encode()))[0].outlet == "The Daily Planet"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Iran.")))
    assert documents("-")[0].text == "Iran."
    with pytest.raises(InputError, match="empty"):
        list(read_documents(["-"], stdin=io.BytesIO(b"")))
    with pytest.raises(InputError, match="max_bytes=10"):
        list(read_documents(["-"], stdin=io.BytesIO(b"x" * 50), max_bytes=10))


def test_unreadable_file_is_skipped_where_others_remain() -> None:
    path = write("locked.txt")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "cannot be read" in skips("locked.txt")[0].reason


# --- text files


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"---\n***", "empty"),
        (b"%PDF-1.7 ...", "a PDF; convert it"),
        (b"PK\x03\x04 docx", "Office file"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"text\x00\x01\x02\x00binary", "NUL"),
        (b"\x01\x02\x03\x04\x05" * 20, "control characters"),
        (b"<html><body><nav>Home World</nav></body></html>", "HTML without an article"),
    ],
)
def test_what_is_no_text_is_skipped_or_refused(content: bytes, reason: str) -> None:
    write("bad.txt", content)
    assert reason in skips("bad.txt")[0].reason
    with pytest.raises(InputError, match=r"no document could be read: bad\.txt: ") as caught:
        list(read_documents(["bad.txt"]))
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Zarif said: “no” – café."),
        ("utf-8-sig", "Zarif said: “no” – café."),
        ("utf-16", "Zarif said: “no” – café."),
        ("utf-16-le", "Zarif said no to the deal with the others."),
        ("utf-16-be", "Zarif said no to the deal with the others."),
        ("cp1252", "Zarif said: “no” – café. The minister’s answer was short."),
        ("latin-1", "Le ministre a déclaré que l'accord était menacé."),
        (
            "cp1251",
            "Министр иностранных дел России Сергей Лавров заявил, что соглашение должно быть сохранено всеми странами.",
        ),
        (
            "koi8_r",
            "Министр иностранных дел России Сергей Лавров заявил, что соглашение должно быть сохранено всеми странами.",
        ),
    ],
)
def test_encoding_is_detected(encoding: str, text: str) -> None:
    write("a.txt", text.encode(encoding))
    assert documents("a.txt")[0].text == text


def test_encoding_told() -> None:
    write("a.txt", "Ärger".encode("cp1250"))
    assert documents("a.txt", encoding="windows-1250")[0].text == "Ärger"
    assert "not utf-8" in skips("a.txt", encoding="utf-8")[0].reason
    for name in ("utf-9", "hex", ""):
        with pytest.raises(InputError, match=f"unknown encoding '{name}'"):
            read_documents(["a.txt"], encoding=name)


def test_line_ends_are_made_one() -> None:
    write("a.txt", "One.\r\nTwo.\rThree.\n")
    assert documents("a.txt")[0].text == "One.\nTwo.\nThree.\n"


def test_large_document_is_skipped_with_the_option_that_helps() -> None:
    write("a.txt", "Iran said so. " * 100)
    assert "max_bytes=1400" in skips("a.txt", max_bytes=1000)[0].reason
    assert documents("a.txt", max_bytes=1400)
    with pytest.raises(InputError, match="max_bytes=0"):
        read_documents(["a.txt"], max_bytes=0)


def test_single_line_of_fifty_megabytes() -> None:
    write("a.txt", b"Iran said so. " * 3_600_000)
    start = time.perf_counter()
    assert "more than max_bytes" in skips("a.txt")[0].reason
    assert len(documents("a.txt", max_bytes=100_000_000)[0].text) > 50_000_000
    assert time.perf_counter() - start < 30


def test_options_hold_for_all_documents() -> None:
    write(
        "a.txt",
        "Talks resume\n\nIran Press\n\n21 July 2020\n\nThe parties to the Iran deal met in Vienna on Friday, they said.",
    )
    document = documents("a.txt", outlet="X", published="3 May 2019", speaker="RUS")[0]
    assert (document.outlet, document.published, document.speaker) == ("X", "2019-05-03", "RUS")
    with pytest.raises(InputError, match="published='soon' is no date"):
        read_documents(["a.txt"], published="soon")


def test_speech() -> None:
    write("speeches/IRN_75_2020.txt", "Mr. President,\nWe support the deal.")
    document = documents("speeches")[0]
    assert (document.id, document.speaker, document.published) == ("IRN_75_2020", "IRN", "2020")
    assert document.title is not None
    assert "General Debate" in document.title
    write("speeches/DOC_12_2020.txt")
    assert [d.speaker for d in documents("speeches")] == [None, "IRN"]


# --- pages


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16"])
def test_page(charset: str) -> None:
    write("a.html", PAGE.format(charset=charset).encode(charset))
    document = documents("a.html")[0]
    assert document.title == "Talks resume in Vienna"
    assert document.outlet == "The Daily Planet"
    assert document.published == "2020-07-21"
    assert document.url == "https://planet.example/talks"
    assert document.text.split("\n\n") == [
        "Talks resume in Vienna",
        "The parties to the Iran deal met in Vienna on Friday, diplomats said — “café”.",
        "What comes next",
        "A second round will be held in May, the European Union said in a statement on Monday.\nIt is the last one.",
        "- Iran wants the sanctions lifted at once",
        "- The United States wants the limits back",
    ]


def test_outlet_in_the_title_of_a_page() -> None:
    page = PAGE.format(charset="utf-8").replace('<meta property="og:site_name" content="The Daily Planet">', "")
    write("a.html", page.replace("| The Daily Planet</title>", "- The Daily &amp; Weekly Planet</title>"))
    assert documents("a.html")[0].outlet == "The Daily & Weekly Planet"


@pytest.mark.parametrize(
    "content",
    [
        "<html>",
        "<html><body></body></html>",
        "<p>Home</p>",
        "<!-- -->",
        "<html><p>" * 2000,
        "<ul><li><a href='/'>News of the world.</a></li><li><a href='/b'>All our videos</a> |</li></ul>",
        "<body><nav>Skip to the main content.</nav><script>var a = 'one two three.'</script></body>",
    ],
)
def test_page_without_article(content: str) -> None:
    write("a.html", content)
    assert "HTML without an article" in skips("a.html")[0].reason


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("<article><p>Russia supports the deal.</p></article>", "Russia supports the deal."),
        ("<p>Russia <b>supports</b> <a href='/d'>it</a>.</p>", "Russia supports it."),
        ("<html><body><div>Russia supports<br>the deal", "Russia supports\nthe deal"),
        (
            "<body><nav>Home</nav><h1>Talks</h1><ul><li>Iran said no.</li></ul><footer>Us</footer>",
            "Talks\n\n- Iran said no.",
        ),
        ("Russia supports the deal; 3 < 5.", "Russia supports the deal; 3 < 5."),
        ("<main><p>China\nsaid   so.</main><aside><p>More to read here.</aside>", "China said so."),
        ("<p>Iran &amp; Oman agree today</p>", "Iran & Oman agree today"),
    ],
)
def test_short_page_is_read(content: str, text: str) -> None:
    write("a.html", content)
    assert [d.text for d in documents("a.html")] == [text]


def test_short_page_keeps_what_it_says_of_itself() -> None:
    head = "<head><title>Short news</title><meta property='og:site_name' content='The Planet'></head>"
    write("a.html", f"<html>{head}<body><p>China backs the deal.</p></body></html>")
    assert [(d.title, d.outlet, d.text) for d in documents("a.html")] == [
        ("Short news", "The Planet", "Short news\n\nChina backs the deal.")
    ]


_TAGS = [
    *(
        "<p>",
        "</p>",
        "<a href=x>",
        "</a>",
        "<article>",
        "<br>",
        "<li>",
        "</div>",
        "<div hidden>",
        "<nav>",
        "<html>",
        "<body>",
    ),
    *(
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<table><tr><td>",
        "&#0;",
        "&#xD800;",
        "\x00",
        "<svg>",
        "<ul>",
        "<title>T</title>",
    ),
    *("Iran said so. ", "word ", "\n", "<frameset>", "<script>"),
]


@given(st.lists(st.sampled_from(_TAGS), max_size=15))
@example(["<svg>", "]]>", "<nav>", "<html>", "]]>", "<p>", "<svg>", "<ul>", "<table><tr><td>", "<br>"])
@settings(max_examples=60, deadline=None)
def test_no_mark_up_breaks_the_reader(pieces: list[str]) -> None:
    found = read_page("".join(pieces))
    assert found is None or any(char.isalnum() for char in found[0])


def test_broken_page_is_read() -> None:
    write(
        "a.htm",
        "<p>The parties to the Iran deal met in Vienna on Friday, diplomats said.<p>They will meet again in May, the Union said on Monday.",
    )
    assert "They will meet again" in documents("a.htm")[0].text


# --- tables


def rows_csv(rows: list[list[str]], name: str = "t.csv", **options: Any) -> None:
    with Path(name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, **options).writerows(rows)


def test_csv() -> None:
    rows_csv(
        [
            ["id", "headline", "Text", "date", "publisher", "link", "speaker"],
            ["a", "T", 'Iran said, "so".\nThen it left.', "21/07/2020", "X", "http://x", "IRN"],
            ["", "", "Russia said so.", "", "", "", ""],
        ]
    )
    first, second = documents("t.csv", outlet="Y", published="2019")
    assert first == Document(
        id="a",
        text='Iran said, "so".\nThen it left.',
        title="T",
        outlet="X",
        published="2020-07-21",
        url="http://x",
        speaker="IRN",
    )
    assert (second.id, second.outlet, second.published) == ("t#2", "Y", "2019")


@pytest.mark.parametrize(("delimiter", "name"), [(";", "t.csv"), ("\t", "t.csv"), ("\t", "t.tsv"), ("|", "t.csv")])
def test_delimiters(delimiter: str, name: str) -> None:
    rows_csv([["id", "text"], ["a", "Iran, Russia; China | said so."]], name, delimiter=delimiter)
    assert [(d.id, d.text) for d in documents(name)] == [("a", "Iran, Russia; China | said so.")]


def test_columns() -> None:
    rows_csv([["nr", "Speech text", "text"], ["7", "Iran said so.", "no"]])
    assert [(d.id, d.text) for d in documents("t.csv", columns={"id": "nr", "text": "Speech text"})] == [
        ("7", "Iran said so.")
    ]
    with pytest.raises(ConfigError, match="did you mean 'text'"):
        read_documents(["t.csv"], columns={"txt": "nr"})
    reason = skips("t.csv", columns={"text": "Body"})[0].reason
    assert "no column 'Body'" in reason
    assert "'Speech text'" in reason


def test_csv_without_the_column() -> None:
    rows_csv([["nr", "words"], ["7", "Iran said so."]])
    reason = skips("t.csv")[0].reason
    assert "no column 'text'" in reason
    assert "'nr', 'words'" in reason
    assert "columns.text=NAME" in reason


def test_bad_rows_are_skipped_and_numbered() -> None:
    Path("t.csv").write_text(
        'id,text\na,Iran said so.\nb,Iran, Russia, China\nc,\nd\n\ne,"Fine, too."\na,Again.\n', encoding="utf-8"
    )
    items = list(read_documents(["t.csv"]))
    assert [item.id for item in items if isinstance(item, Document)] == ["a", "e", "a#6"]
    found = {item.path: item.reason for item in items if isinstance(item, Skipped)}
    assert "4 cells under 2 columns" in found["t.csv#2"]
    assert "text is empty" in found["t.csv#3"]
    assert "text is empty" in found["t.csv#4"]
    assert [item.kept for item in items if isinstance(item, Skipped) and item.path == "t.csv#6"] == [True]


def test_bad_date_is_noted_and_the_document_kept() -> None:
    rows_csv([["text", "date"], ["Iran said so.", "2020-02-31"], ["Russia did.", "soon"], ["China did.", "n/a"]])
    items = list(read_documents(["t.csv"]))
    assert [item.published for item in items if isinstance(item, Document)] == [None, None, None]
    notes = [item for item in items if isinstance(item, Skipped) and "#" in item.path]
    assert all(item.kept and "no date" in item.reason for item in notes)
    assert len(notes) == 3


def test_huge_cell_and_open_quotation_mark() -> None:
    rows_csv([["id", "text"], ["a", "Iran said so. " * 20_000], ["b", "Fine."]])
    assert [len(d.text) for d in documents("t.csv")] == [280_000, 5]
    write("u.csv", 'id,text\na,Fine.\nb,"never closed\n' + "more\n" * 500_000)
    items = list(read_documents(["u.csv"], max_bytes=100_000))
    assert isinstance(items[0], Document)
    assert isinstance(items[1], Skipped)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encoded_tables(encoding: str) -> None:
    text = "Café “Vienna” – said so."
    write("t.csv", f"text\n{'Plain.' + chr(10)}{text}\n".encode(encoding))
    write("t.jsonl", (json.dumps({"text": text}, ensure_ascii=False) + "\n").encode(encoding))
    assert [d.text for d in documents("t.csv", "t.jsonl")] == ["Plain.", text, text]


def test_late_byte_that_is_not_utf8() -> None:
    write("t.csv", b"text\n" + b"Plain.\n" * 400_000 + "Café.\n".encode("cp1252"))
    assert documents("t.csv")[-1].text == "Café."


def test_json_lines() -> None:
    lines = [
        '{"id": 5, "text": "One.", "date": "2020-07"}',
        "",
        "{broken",
        "[1]",
        '{"body": "Two."}',
        '{"words": "x"}',
        '{"text": 3}',
        "[" * 5000,
    ]
    write("t.jsonl", "\n".join([*lines, '{"text": "Half \\ud800 pair."}']))
    items = list(read_documents(["t.jsonl"]))
    assert [(d.id, d.text, d.published) for d in items if isinstance(d, Document)] == [
        ("5", "One.", "2020-07"),
        ("t#5", "Two.", None),
        ("t#9", "Half \ufffd pair.", None),
    ]
    found = {item.path: item.reason for item in items if isinstance(item, Skipped)}
    assert found.pop("t.jsonl").startswith("read column 'date' as published;")
    assert set(found) == {"t.jsonl#3", "t.jsonl#4", "t.jsonl#6", "t.jsonl#7", "t.jsonl#8"}
    assert "not JSON" in found["t.jsonl#3"]
    assert "'words'" in found["t.jsonl#6"]
    assert "not text but int" in found["t.jsonl#7"]


def test_long_line_of_json() -> None:
    write("t.jsonl", json.dumps({"text": "Iran said so. " * 1_000_000}) + '\n{"text": "Fine."}\n')
    items = list(read_documents(["t.jsonl"], max_bytes=1_000_000))
    assert isinstance(items[0], Skipped)
    assert "max_bytes" in items[0].reason
    assert isinstance(items[1], Document)


@pytest.mark.parametrize(
    "content",
    [
        '[{"text": "One."}, {"text": "Two."}]',
        '{"articles": [{"text": "One."}, {"text": "Two."}]}',
        '{"text": "One."}\n{"text": "Two."}',
    ],
)
def test_json(content: str) -> None:
    write("t.json", content)
    assert [d.text for d in documents("t.json")] == ["One.", "Two."]


@pytest.mark.parametrize("content", ["[" * 100_000, "{", "3", '"text"', "[3]", ""])
def test_bad_json(content: str) -> None:
    write("t.json", content)
    assert len(skips("t.json")) == 1


def test_parquet() -> None:
    table = pa.table(
        {
            "nr": pa.array([1, 2, 3]),
            "text": pa.array(["One.", None, "Three."]),
            "date": pa.array([datetime.datetime(2020, 7, 21, 10), None, None], type=pa.timestamp("us")),
            "other": pa.array([[1], [2], [3]]),
        }
    )
    pq.write_table(table, "t.parquet")
    items = list(read_documents(["t.parquet"], columns={"id": "nr"}))
    assert [(d.id, d.text, d.published) for d in items if isinstance(d, Document)] == [
        ("1", "One.", "2020-07-21"),
        ("3", "Three.", None),
    ]
    assert [(s.path, s.reason) for s in items if isinstance(s, Skipped) and not s.kept] == [
        ("t.parquet#2", "the text is empty")
    ]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"x" * 100 + b"PAR1", b"text\na"])
def test_bad_parquet(content: bytes) -> None:
    write("t.parquet", content)
    found = skips("t.parquet")
    assert len(found) == 1
    assert "\n" not in found[0].reason


def test_parquet_without_the_column() -> None:
    pq.write_table(pa.table({"words": ["a"]}), "t.parquet")
    assert "no column 'text'; the columns are 'words'" in skips("t.parquet")[0].reason


def test_tables_without_rows() -> None:
    write("t.csv", "id,text\n")
    with pytest.raises(InputError, match="no row"):
        list(read_documents(["t.csv"]))


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_memory_is_flat(suffix: str) -> None:
    text = "Iran said so. " * 100
    rows = 20_000
    if suffix == "csv":
        rows_csv([["text"], *([text] for _ in range(rows))])
    elif suffix == "jsonl":
        write("t.jsonl", (json.dumps({"text": text}) + "\n") * rows)
    else:
        pq.write_table(pa.table({"text": [text] * rows}), "t.parquet", row_group_size=1000)
    found: Iterator[object] = read_documents([f"t.{suffix}"])
    next(found)
    tracemalloc.start()
    count = 1 + sum(isinstance(item, Document) for item in found)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == rows
    assert peak < 8_000_000  # the texts have 28 MB


# --- what is read, but with a word about it


def notes(*paths: str, **options: Any) -> list[tuple[str, str]]:
    return [(s.path, s.reason) for s in read_documents(paths, **options) if isinstance(s, Skipped) and s.kept]


def test_a_few_bytes_that_are_no_utf8_do_not_change_the_rest() -> None:
    good = "Zarif said “no” – the café’s offer… is naïve. "
    raw = (good * 20).encode() + b"\xe9 and \xff\xfe end. " + "“Fin”".encode()
    write("a.txt", raw)
    write("p.html", b"<p>" + raw + b"</p>")
    for name in ("a.txt", "p.html"):
        assert documents(name)[0].text.count("“no” – the café’s") == 20
        assert "\ufffd and \ufffd\ufffd end. “Fin”" in documents(name)[0].text
        [(place, reason)] = notes(name)
        assert place == name
        assert reason.startswith("3 bytes are no UTF-8; read with replacement marks")
    write("b.txt", "“Oui” – caf".encode() + b"\xc3")
    assert documents("b.txt")[0].text == "“Oui” – caf\ufffd"
    assert notes("b.txt")[0][1].startswith("1 byte is no UTF-8")


@pytest.mark.parametrize("filler", ["Plain.\n", "Свой текст\n"])
def test_a_few_bytes_that_are_no_utf8_in_a_table(filler: str) -> None:
    lines = (filler * 200_000 + "“Zarif” said – so.\n").encode() + b"caf\xe9\n" + "“Last”\n".encode()
    write("t.csv", b"text\n" + lines)
    assert [d.text for d in documents("t.csv")][-3:] == ["“Zarif” said – so.", "caf\ufffd", "“Last”"]
    assert [reason[:20] for _, reason in notes("t.csv")] == ["1 byte is no UTF-8; "]


@pytest.mark.parametrize("encoding", ["cp1252", "cp1251", "koi8_r", "gb18030", "shift_jis"])
def test_another_encoding_is_not_taken_for_damaged_utf8(encoding: str) -> None:
    texts = {
        "cp1252": "Déjà vu : « à la fête », dit-il. ",
        "gb18030": "伊朗外交部长说，该协议应予保留。",
        "shift_jis": "日本の外務大臣は合意を支持すると述べた。",
    }
    text = texts.get(encoding, "Министр иностранных дел России заявил, что соглашение должно быть сохранено. ") * 5
    write("a.txt", text.encode(encoding))
    assert notes("a.txt") == []
    assert "\ufffd" not in documents("a.txt")[0].text


def test_results_of_earlier_runs_are_no_input() -> None:
    write("n/a.txt")
    write("n/out/run.json", json.dumps({"stance": "0.1", "status": "finished", "identity": "x"}))
    write("n/out/labels.csv", "text\nNo text of the user.\n")
    write("n/deep/s/score.json", json.dumps({"stance": "0.1", "values": [], "lenient_groups": [], "confusion": {}}))
    write("n/deep/s/labels.jsonl", '{"text": "Nor this."}')
    write("n/now/run.json", json.dumps({"stance": "0.1", "status": "interrupted", "identity": "x"}))
    write("n/now/labels.csv", "text\nNor this.\n")
    write("n/mine/run.json", json.dumps([{"text": "A run on the banks, Iran said."}]))
    items = list(read_documents(["n"]))
    assert [d.id for d in items if isinstance(d, Document)] == ["a", "run#1"]
    [skip] = [item for item in items if isinstance(item, Skipped)]
    assert "holds results of stance and is left out; so do 1 more" in skip.reason
    assert {d.text for d in documents("n/out/labels.csv")} == {"No text of the user."}
    with pytest.raises(InputError, match="holds results of stance"):
        list(read_documents(["n/out"]))


def test_a_date_that_may_be_two_is_said_so() -> None:
    write("a.txt")
    rows_csv([["text", "published"], ["One.", "09/05/2018"], ["Two.", "9999-01-01"], ["Three.", "13/05/2018"]])
    assert [d.published for d in documents("t.csv")] == ["2018", None, "2018-05-13"]
    assert notes("t.csv") == [
        ("t.csv#1", "'09/05/2018' may be 9 May or 5 September: read as 2018; write 2018-05-09 or 2018-09-05"),
        ("t.csv#2", "'9999-01-01' is after the year 2999: no date is taken from it; write it as 2020-07-21"),
    ]
    [(place, reason)] = notes("a.txt", published="09/05/2018")
    assert (place, "may be 9 May" in reason) == ("published=09/05/2018", True)
    with pytest.raises(InputError, match="'9999-01-01' is after the year 2999"):
        read_documents(["a.txt"], published="9999-01-01")


def test_a_date_of_parquet_far_in_the_future_is_none() -> None:
    table = pa.table({"text": ["One."], "published": pa.array([datetime.date(9999, 12, 31)])})
    pq.write_table(table, "t.parquet")
    assert [d.published for d in documents("t.parquet")] == [None]
    assert "after the year 2999" in notes("t.parquet")[0][1]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('id,text\n1,"Open here\n2,Two.\n3,"Three."\n4,Four.\n', [("t.csv#1", "lines 2 to 4")]),
        ('id,text\n1,One.\n2,"Open\n' + "3,More.\n" * 100, [("t.csv#2", "lines 3 to 103")]),
        ('id,text\n1,One.\n2,"Open at the end\n', [("t.csv#2", "line 3")]),
        ('id,text\n1,One.\n2,"Open at the end', [("t.csv#2", "line 3")]),
        ('id,text\n1,"' + "A line of an article.\n" * 100 + '"\n2,A 5" pipe\n3,"a ""b"""', []),
    ],
)
def test_an_open_quotation_mark_is_said_so(content: str, expected: list[tuple[str, str]]) -> None:
    write("t.csv", content)
    found = notes("t.csv")
    assert [place for place, _ in found] == [place for place, _ in expected]
    for (_, reason), (_, where) in zip(found, expected, strict=True):
        assert reason.startswith(f"{where}: a quotation mark is left open")


def test_guessed_columns_are_told_once_a_file() -> None:
    rows_csv([["body", "Date", "title"], ["One.", "2020", "x"], ["Two.", "2021", "y"]])
    assert notes("t.csv") == [
        ("t.csv", "read column 'body' as text, 'Date' as published; columns.text=… changes it"),
    ]
    assert notes("t.csv", columns={"text": "body", "published": "Date"}) == []
    rows_csv([["ID", "Text"], ["1", "One."]], "u.csv")
    assert notes("u.csv") == []


def test_naming_a_file_is_not_advised_where_it_would_not_help() -> None:
    write("f/a.pdf", b"%PDF-1.7 x")
    write("f/a.log", "Iran said so.")
    reasons = {Path(s.path).name: s.reason for s in skips("f")}
    assert reasons["a.pdf"] == "a PDF; convert it to text first (for example with pdftotext)"
    assert "name the file itself" in reasons["a.log"]
    with pytest.raises(InputError, match="a PDF; convert it"):
        write("g/a.pdf", b"%PDF-1.7 x")
        list(read_documents(["g"]))
