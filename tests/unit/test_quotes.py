"""Pairing of quotation marks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.actors.quotes import quotations
from stance.types import Sentence

MARKS = "\"“”„«»‘’'`´″"


def sentences_of(*paragraphs: str) -> tuple[str, list[Sentence]]:
    text = "\n\n".join(paragraphs)
    rows, start = [], 0
    for number, paragraph in enumerate(paragraphs):
        end = start + len(paragraph)
        if paragraph:
            rows.append(
                Sentence(document_id="d", index=len(rows), start=start, end=end, text=paragraph, paragraph=number)
            )
        start = end + 2
    return text, rows


def inner(*paragraphs: str) -> list[str]:
    text, rows = sentences_of(*paragraphs)
    return [text[slice(*quotation.inner)] for quotation in quotations(text, rows)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" and "yes".', ["no", "yes"]),
        ("“We agree,” she said. “We sign.”", ["We agree,", "We sign."]),
        ("He said ”no” twice.", ["no"]),
        ("„Nein“, sagte er.", ["Nein"]),
        ("«Oui,» he said.", ["Oui,"]),
        ('" Iran lied. " he said', ["Iran lied."]),
        ("``We agree,'' he said.", ["We agree,"]),
        ("''We agree,'' he said.", ["We agree,"]),
        ("‘We agree,’ he said. ‘It’s the states’ right,’ she said.", ["We agree,", "It’s the states’ right,"]),
        ("' They lied, ' he said.", ["They lied,"]),
        ("“He called it ‘a lie’ twice,” she said.", ["He called it ‘a lie’ twice,"]),
        ("It's the 1990s' end; the '90s were Iran's.", []),
        ('A pipe of 11" width.', []),
        ("Nothing here.", []),
    ],
)
def test_marks_of_all_kinds(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


def test_paragraphs_that_go_on_open_each_and_close_the_last() -> None:
    text, rows = sentences_of("“First.", "“Second.", "“Third.”", "Outside.")
    found = quotations(text, rows)
    assert [text[slice(*one.inner)] for one in found] == ["First.", "Second.", "Third."]
    assert [one.closed for one in found] == [False, False, True]


def test_quotation_that_closes_in_the_next_paragraph_without_opening_mark() -> None:
    assert inner("He said: “First part", "and the rest,” he said.") == ["First part", "and the rest,"]


def test_stray_mark_does_not_reach_beyond_its_sentence() -> None:
    first, second = 'He said "this is open.', "The rest is the author's."
    text = f"{first} {second}"
    rows = [
        Sentence(document_id="d", index=0, start=0, end=len(first), text=first),
        Sentence(document_id="d", index=1, start=len(first) + 1, end=len(text), text=second),
    ]
    (found,) = quotations(text, rows)
    assert not found.closed
    assert text[slice(*found.inner)] == "this is open."


def test_lost_closing_mark_does_not_pair_with_the_next_opening_one() -> None:
    assert "right" in inner('He said "left is open. She said "right" too.')


@given(st.lists(st.text(alphabet=MARKS + "ab .,\n?", max_size=60), max_size=5))
def test_any_text_gives_ordered_spans_inside_one_paragraph(paragraphs: list[str]) -> None:
    text, rows = sentences_of(*paragraphs)
    last = 0
    for one in quotations(text, rows):
        assert last <= one.start <= one.inner[0] <= one.inner[1] <= one.end
        assert any(row.start <= one.start and one.end <= row.end for row in rows)
        assert text[slice(*one.inner)] == text[slice(*one.inner)].strip()
        last = one.end


@settings(max_examples=60)
@given(st.text(alphabet=MARKS + "ab .,", max_size=60), st.integers(0, 60), st.sampled_from(MARKS))
def test_stray_mark_changes_no_balanced_paragraph(stray: str, place: int, mark: str) -> None:
    balanced = "“We agree,” the minister said, and “we sign.”"
    before = inner("x", balanced)
    after = inner("x" + stray[:place] + mark + stray[place:], balanced)
    assert after[-2:] == before[-2:] == ["We agree,", "we sign."]


@pytest.mark.parametrize("unit", ['"', "' a", "'a ", 'a" ', "“", " ”", "a' 'b", "''", "``a"])
def test_a_hundred_thousand_marks_take_linear_time(unit: str) -> None:
    text, rows = sentences_of(unit * (100_000 if unit == '"' else 20_000))
    started = time.perf_counter()
    quotations(text, rows)
    assert time.perf_counter() - started < 10
