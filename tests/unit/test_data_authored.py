"""The authored set: what every sentence promises, and broken files."""

from __future__ import annotations

from pathlib import Path

import pytest

from stance.data.authored import read_authored
from stance.errors import InputError
from stance.labels import LABELS

ROW = (
    '{"id": "x-1", "document": "x", "kind": "news", "speaker": null, "text": "Peru praised the canal.", '
    '"hard": null, "stances": [["Peru", "the canal", "favor"], ["AUTHOR", "the canal", "none"]]}\n'
)


def test_every_question_has_words_of_its_sentence_and_documents_stay_together() -> None:
    data = read_authored()
    documents = [{example.document for example in data.examples(split)} for split in data.splits]
    assert not documents[0] & documents[1] and not documents[0] & documents[2] and not documents[1] & documents[2]
    examples = [example for split in data.splits for example in data.examples(split)]
    assert len(examples) > 4400
    for example in examples:
        assert example.gold in LABELS
        for start, end in example.holder_spans:
            assert example.text[start:end] == example.holder
        for mention in example.target_mentions:
            assert example.text[mention.start : mention.end] == mention.text
    assert {example.relevant for split in ("dev", "test") for example in data.examples(split)} == {True}


def test_neither_holder_nor_target_alone_tells_the_stance() -> None:
    examples = [example for example in read_authored().examples("train") if example.relevant]
    for target in ("jcpoa", "us_unilateralism"):
        golds = [example.gold for example in examples if example.target == target]
        assert max(golds.count(label) for label in LABELS) < 0.62 * len(golds)


def test_pairs_without_a_stance_are_for_training_only(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(ROW, encoding="utf-8")
    (favor, none) = read_authored(folder=tmp_path, held_out=0.0).examples("train")
    assert (favor.gold, favor.relevant, favor.holder) == ("favor", True, "Peru")
    assert (none.gold, none.relevant, none.holder) == ("neutral", False, None)


@pytest.mark.parametrize(
    ("old", "new"), [('"favor"', '"likes"'), ('["Peru",', '["Chile",'), ('"text"', '"texts"'), ("{", "")]
)
def test_a_broken_row_is_named(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "x.jsonl").write_text(ROW + ROW.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"x.jsonl, line 2"):
        read_authored(folder=tmp_path)


def test_a_share_that_leaves_nothing_to_train_on_is_refused() -> None:
    with pytest.raises(InputError, match="held_out"):
        read_authored(held_out=0.5)
