from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.data.jcpoa_gold import build_document, coded_rows, read_gold
from stance.errors import InputError

NEWS = [
    {"id": "n#0", "doc": "n", "text": "Ministers meet.", "core": [], "also": []},
    {"id": "n#1", "doc": "n", "text": "Utopia backs the deal.", "core": [["IRN", "jcpoa", "favor"]], "also": []},
    {"id": "n#2", "doc": "n", "text": '" It works. "', "core": [], "also": [["IRN", "jcpoa", "favor"]]},
]
SPEECH = {
    "id": "FRA_70_2015#4",
    "doc": "FRA_70_2015",
    "speaker": "FRA",
    "year": 2015,
    "before": "A first sentence.",
    "text": "We welcome the accord.",
    "after": "",
    "core": [["FRA", "jcpoa", "favor"]],
    "also": [],
}


def write(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_news_rows_become_one_document_with_exact_offsets(tmp_path):
    (document,) = read_gold(write(tmp_path / "gold.jsonl", NEWS))
    assert document.document.id == document.cluster == "n"
    assert document.genre == "news"
    assert [sentence.text for sentence in document.sentences] == [row["text"] for row in NEWS]
    assert all(document.document.text[s.start : s.end] == s.text for s in document.sentences)
    assert [sentence.kind for sentence in document.sentences] == ["heading", "body", "body"]
    assert [sentence.paragraph for sentence in document.sentences] == [0, 1, 1]
    assert document.document.title == "Ministers meet."
    assert document.rows[1].core == (("IRN", "jcpoa", "favor"),)
    assert document.rows[2].also == (("IRN", "jcpoa", "favor"),)
    assert coded_rows([document]) == 3


def test_an_excerpt_without_its_first_line_has_no_headline(tmp_path):
    (document,) = read_gold(write(tmp_path / "gold.jsonl", NEWS[1:]))
    assert {sentence.kind for sentence in document.sentences} == {"body"}
    assert document.document.title is None


def test_articles_whose_rows_alternate_are_kept_apart(tmp_path):
    other = {**NEWS[1], "id": "m#0", "doc": "m"}
    documents = read_gold(write(tmp_path / "gold.jsonl", [NEWS[0], other, NEWS[1]]))
    assert [(item.cluster, len(item.sentences)) for item in documents] == [("n", 2), ("m", 1)]


@pytest.mark.parametrize(
    ("before", "after", "index"), [("Before.", "After.", 1), ("", "After.", 0), ("Before.", "", 1)]
)
def test_only_the_middle_sentence_of_a_speech_row_is_coded(tmp_path, before, after, index):
    (item,) = read_gold(write(tmp_path / "gold.jsonl", [{**SPEECH, "before": before, "after": after}]))
    assert list(item.rows) == [index]
    assert item.sentences[index].text == SPEECH["text"]
    assert (item.document.speaker, item.document.published, item.cluster) == ("FRA", "2015", "FRA_70_2015")
    assert item.genre == "speech"


def test_both_kinds_of_rows_in_one_file(tmp_path):
    documents = read_gold(write(tmp_path / "gold.jsonl", [*NEWS, SPEECH]))
    assert [item.genre for item in documents] == ["news", "speech"]


def test_a_line_separator_inside_a_sentence_is_no_end_of_row(tmp_path):
    (document,) = read_gold(write(tmp_path / "gold.jsonl", [{**NEWS[0], "text": "One\u2028line\u0085."}]))
    assert document.sentences[0].text == "One\u2028line\u0085."


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{", "not a JSON object"),
        ("[]", "not an object"),
        ({**NEWS[0], "id": 3}, "'id' is 3"),
        ({**NEWS[0], "text": " "}, "non-empty"),
        ({key: value for key, value in NEWS[0].items() if key != "core"}, "no field 'core'"),
        ({**NEWS[0], "core": "IRN"}, "no list"),
        ({**NEWS[0], "core": [["IRN", "jcpoa"]]}, "[affiliation, target, stance]"),
        ({**NEWS[0], "also": [["IRN", "jcpoa", "pro"]]}, "allowed: favor, against, neutral"),
        ({**SPEECH, "before": 3}, "'before' is 3"),
        ({**SPEECH, "year": "last year"}, "write YYYY"),
        ({**NEWS[0], "published": "2018-13"}, "write YYYY"),
        (NEWS[1], "there twice"),
    ],
)
def test_a_bad_row_is_named_by_file_and_line(tmp_path, row, message):
    path = write(tmp_path / "gold.jsonl", NEWS[1:2])
    path.write_text(path.read_text() + "\n" + (row if isinstance(row, str) else json.dumps(row)) + "\n")
    with pytest.raises(InputError) as caught:
        read_gold(path)
    text = str(caught.value)
    assert message in text
    assert text.startswith(f"{path}:3: ")
    assert "\n" not in text


def test_files_that_are_no_gold_file(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read_gold(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="directory"):
        read_gold(tmp_path)
    (tmp_path / "empty.jsonl").write_text("\n\n")
    with pytest.raises(InputError, match="no rows"):
        read_gold(tmp_path / "empty.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe\xe9")
    with pytest.raises(InputError, match="not UTF-8"):
        read_gold(tmp_path / "latin.jsonl")


_SENTENCES = st.lists(st.text(min_size=1), min_size=1, max_size=4)


@given(st.lists(_SENTENCES, max_size=4), st.none() | st.text(min_size=1))
def test_offsets_of_built_documents_are_exact(paragraphs, heading):
    document, sentences = build_document("d", paragraphs, heading=heading)
    assert [sentence.index for sentence in sentences] == list(range(len(sentences)))
    assert all(document.text[sentence.start : sentence.end] == sentence.text for sentence in sentences)
    expected = ([] if heading is None else [heading]) + [text for paragraph in paragraphs for text in paragraph]
    assert [sentence.text for sentence in sentences] == expected
