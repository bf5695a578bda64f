"""Sentences: gold cases, offsets, kinds, hostile input."""

# ruff: noqa: E501 - test texts are written on one line
from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.reading import boilerplate, sentences
from stance.reading.layout import blocks
from stance.reading.splitting import split
from stance.types import Document

GOLD = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "golden" / "segmentation.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
PIECES = st.sampled_from(
    ["Iran", " ", "  ", "\n", "\n\n", " \r\n", ".", "!", "?", "...", "…", '"', "“", "”", "’", "'", "U.S.", "Mr.", "No. 5", "said", "the",
     "The", "- ", "• ", "1. ", "(a) ", "[1]", ":", ",", "—", "By Jane Doe", "VIENNA (Reuters) - ", "\x0c", "\u2028", "\ufeff", "😀", "İ",
     "Join the X mailing list", "21 July 2020", "# ", "**"]
)  # fmt: skip


def texts(text: str, **fields: str) -> list[str]:
    return [sentence.text for sentence in sentences(Document(id="d", text=text, **fields))]


def kinds(text: str) -> list[str]:
    return [sentence.kind for sentence in sentences(Document(id="d", text=text))]


@pytest.mark.parametrize("case", GOLD, ids=lambda case: case["note"])
def test_gold(case: dict[str, object]) -> None:
    assert texts(str(case["text"])) == case["sentences"]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=80).map("".join)))
def test_offsets_are_exact(text: str) -> None:
    document = Document(id="d", text=text)
    found = sentences(document)
    position = 0
    for index, sentence in enumerate(found):
        assert sentence.index == index
        assert sentence.text == text[sentence.start : sentence.end] != ""
        assert sentence.text == sentence.text.strip()
        assert sentence.start >= position
        position = sentence.end
    assert [s.paragraph for s in found] == sorted(s.paragraph for s in found)
    taken = [(s.start, s.end) for s in found] + [span for span, _ in boilerplate(document)]
    ordered = sorted(taken)
    assert all(left[1] <= right[0] for left, right in pairwise(ordered))


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_nothing_is_lost(text: str) -> None:
    """Every letter of the text is in a sentence, in boilerplate, or in a bullet or number of a list."""
    document = Document(id="d", text=text)
    inside = set()
    for sentence in sentences(document):
        inside.update(range(sentence.start, sentence.end))
    for (start, end), _ in boilerplate(document):
        inside.update(range(start, end))
    left = "".join(char for index, char in enumerate(text) if index not in inside and char.isalpha())
    assert set(left) <= {"a"}  # from "(a) "


def test_kinds_and_paragraphs() -> None:
    text = (
        "Deal alive: Lavrov\n\nThe Russian minister said that the deal was alive. He left.\n\nWhat the sides want\n\n"
        "Iran asks for three things in the talks that begin on Monday:\n• sanctions relief\n• guarantees\n\n1. One more."
    )
    found = sentences(Document(id="d", text=text))
    assert [s.kind for s in found] == ["heading", "body", "body", "heading", "body", "item", "item", "item"]
    assert found[1].paragraph == found[2].paragraph != found[0].paragraph
    assert found[5].text == "sanctions relief"
    assert found[7].text == "One more."


def test_markdown_headings_and_quotes() -> None:
    text = "# The deal\n\n> Iran said on Monday that it would stay in the deal.\n\n## What is next.\n\nNobody knows."
    assert texts(text) == [
        "The deal",
        "Iran said on Monday that it would stay in the deal.",
        "What is next.",
        "Nobody knows.",
    ]
    assert kinds(text) == ["heading", "body", "heading", "body"]


def test_wrapped_paragraphs_with_indents() -> None:
    text = (
        "   The parties to the agreement met in Vienna on Friday to\ntalk about the next steps. They agreed to meet\nagain soon.\n"
        "   Iran asked for guarantees that the other parties were\nnot ready to give. It will not\nwait for ever."
    )
    found = sentences(Document(id="d", text=text))
    assert len(found) == 4
    assert found[2].text == "Iran asked for guarantees that the other parties were\nnot ready to give."
    assert found[1].paragraph != found[2].paragraph


def test_sentence_runs_on_over_a_page_break() -> None:
    text = (
        "My delegation calls on all members of the Council \n\n\x0c\nto lift the blockade. It has lasted for too long."
    )
    assert len(texts(text)) == 2


def test_headings_in_capitals_and_short_sentences_stay() -> None:
    text = (
        "Talks resume in Vienna\n\nThe parties to the deal met in Vienna on Friday for the first time in five months.\n\n"
        "NO BREAKTHROUGH\n\nHe left.\n\nWhy?\n\nShare the burden, he said.\n\n"
        "The Europeans, Russia and China will meet again next week in the same hotel."
    )
    assert texts(text)[2:6] == ["NO BREAKTHROUGH", "He left.", "Why?", "Share the burden, he said."]


def test_dateline_is_left_out_and_reported() -> None:
    text = "TEL AVIV (Reuters) - Israel presented documents on Monday that it said were Iranian. It asked for action."
    document = Document(id="d", text=text)
    assert sentences(document)[0].text.startswith("Israel presented")
    assert [(text[a:b], reason) for (a, b), reason in boilerplate(document)] == [("TEL AVIV (Reuters) -", "dateline")]


@pytest.mark.parametrize(
    "text",
    [
        "US-Iran talks resumed in Vienna on Monday after a pause of five months.",
        "JCPOA — the nuclear deal with Iran — is not dead, the minister told reporters.",
        "Iran (Islamic Republic of) reported to the agency that the work had ended.",
        "NATO and the EU – both in Brussels – met on Monday to talk about the deal.",
    ],
)
def test_no_dateline(text: str) -> None:
    assert texts(text) == [text]


def test_no_segmenter_state_between_documents() -> None:
    text = "“We stay. We hold."
    assert texts(text) == texts(text) == ["“We stay.", "We hold."]


@pytest.mark.parametrize(
    "text",
    [
        '"' * 200_000,
        "“" * 200_000,
        "." * 200_000,
        '."' * 100_000,
        "! " * 200_000,
        "(" * 200_000,
        "Mr. " * 100_000,
        "A. " * 100_000,
        "a\n" * 100_000,
        "- \n" * 100_000,
        "word " * 400_000,
        "x" * 2_000_000,
        "We went home. " * 50_000,
        'said." "' * 50_000,
        "1.1" * 200_000,
        "\n" * 1_000_000,
        " " * 1_000_000,
        "VIENNA, " * 50_000,
        "By " + "A " * 100_000,
        "****" * 100_000,
        "U.S." * 100_000,
        "’s " * 100_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    start = time.perf_counter()
    found = sentences(Document(id="d", text=text))
    assert time.perf_counter() - start < 20
    assert all(sentence.text == text[sentence.start : sentence.end] for sentence in found)


def test_long_paragraph_is_split_as_a_short_one() -> None:
    piece = "The deal “is alive. It holds,” Mr. Lavrov said in the U.S. on Jan. 5. "
    text = piece * 6_000
    spans = split(text, 0, len(text))
    assert len(spans) == 12_000
    assert {text[a:b] for a, b in spans} == {"The deal “is alive.", "It holds,” Mr. Lavrov said in the U.S. on Jan. 5."}


def test_empty() -> None:
    assert sentences(Document(id="d", text="")) == []
    assert sentences(Document(id="d", text=" \n\t\ufeff ")) == []
    assert blocks("") == []
