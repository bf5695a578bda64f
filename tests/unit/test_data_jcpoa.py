"""The gold as questions: names, spans and splits, on sentences of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stance.data.jcpoa_examples import read_jcpoa_examples
from stance.errors import InputError


def news(number: int, text: str, core: list[list[str]], also: list[list[str]] | None = None) -> dict[str, Any]:
    return {"id": f"A#{number}", "doc": "A", "text": text, "core": core, "also": also or []}


def gold(folder: Path, *rows: dict[str, Any]) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "own.jsonl").write_text(text, encoding="utf-8")
    return folder


SPEECH = {"id": "NOR_73_2018#4", "doc": "NOR_73_2018", "speaker": "NOR", "year": 2018, "before": "Peace matters.",
          "text": "We support the Iran nuclear deal.", "after": "It works.", "core": [["NOR", "jcpoa", "favor"]],
          "also": []}  # fmt: skip


def test_a_coded_pair_is_a_question_with_the_spans_of_its_link(tmp_path: Path) -> None:
    rows = [
        news(0, "Talks go on", []),
        news(1, "French officials condemned the Iran nuclear deal.", [["FRA", "jcpoa", "against"]]),
        news(2, "Nobody else spoke.", [["DEU", "jcpoa", "neutral"], ["AUTHOR", "jcpoa", "favor"]]),
    ]
    data = read_jcpoa_examples(gold(tmp_path, *rows, SPEECH))
    assert data.splits == ["test_news", "test_speeches"]
    france, germany, author = data.examples("test_news")
    assert (france.id, france.holder, france.target, france.gold) == ("A#1 FRA jcpoa", "France", "jcpoa", "against")
    assert france.link is not None
    assert any("French" in france.text[start:end] for start, end in france.holder_spans)
    assert all(france.text[m.start : m.end] == m.text for m in france.target_mentions)
    assert france.target_mentions
    assert france.context == "Talks go on French officials condemned the Iran nuclear deal. Nobody else spoke."
    assert (germany.holder, germany.holder_spans, germany.target_mentions, germany.link) == ("Germany", (), (), None)
    assert (author.holder, author.document, author.dataset) == (None, "A", "jcpoa_gold")
    (norway,) = data.examples("test_speeches")
    assert (norway.holder, norway.gold, norway.document, norway.published) == (
        "Norway", "favor", "NOR_73_2018", "2018"
    )  # fmt: skip
    assert [norway.text[start:end] for start, end in norway.holder_spans] == ["We"]


def test_holders_may_be_called_otherwise_and_private_persons_keep_their_names(tmp_path: Path) -> None:
    rows = [
        news(0, "US leaves", []),
        news(
            1,
            "Jane Roe, an analyst, praised the Iran nuclear deal that the United States left.",
            [["NONOFFICIAL:jane roe", "jcpoa", "favor"], ["USA", "jcpoa", "against"]],
        ),
    ]
    data = read_jcpoa_examples(gold(tmp_path, *rows), holder_names={"USA": "the US"})
    assert [example.holder for example in data.examples("test_news")] == ["jane roe", "the US"]
    assert data.splits == ["test_news"]


def test_what_is_not_asked_is_counted(tmp_path: Path) -> None:
    rows = [
        news(0, "Talks", []),
        news(
            1,
            "France praised the Iran nuclear deal.",
            [
                ["FRA", "jcpoa", "favor"],
                ["FRA", "tariffs", "favor"],
                ["DEU", "jcpoa", "favor"],
                ["DEU", "jcpoa", "against"],
            ],
            [["GBR", "jcpoa", "favor"]],
        ),
    ]
    data = read_jcpoa_examples(gold(tmp_path, *rows) / "own.jsonl", targets=["jcpoa"])
    assert [example.holder for example in data.examples("test_news")] == ["France"]
    assert [reason for _, reason in data.skipped] == [
        "target tariffs is not asked for",
        "DEU has two stances toward jcpoa",
        "DEU has two stances toward jcpoa",
        "given by one coding only",
    ]
    with pytest.raises(InputError, match="no triple that both codings gave is of us_unilateralism"):
        read_jcpoa_examples(tmp_path, targets=["us_unilateralism"])


def test_a_folder_without_gold_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \.jsonl file in"):
        read_jcpoa_examples(tmp_path)
    with pytest.raises(InputError, match=r"other\.jsonl"):
        read_jcpoa_examples(tmp_path, files=["other.jsonl"])
