"""The toy data: enough of everything, and no document on two sides."""

from __future__ import annotations

from itertools import combinations

from stance.data.toy import read_toy
from stance.labels import LABELS


def test_the_toy_data_have_enough_of_everything() -> None:
    data = read_toy()
    rows = [example for split in data.splits for example in data.examples(split)]
    assert len(rows) >= 120
    assert len({example.target for example in rows}) >= 10
    assert len({example.document for example in rows}) >= 20
    assert not data.skipped
    for split in data.splits:
        examples = data.examples(split)
        assert {example.gold for example in examples} == set(LABELS)
        assert all(example.holder and example.holder in example.text and example.holder_spans for example in examples)
        assert all(example.target_mentions for example in examples if example.target in example.text)
    for one, other in combinations(data.splits, 2):
        documents = [{example.document for example in data.examples(split)} for split in (one, other)]
        texts = [{example.text for example in data.examples(split)} for split in (one, other)]
        assert not documents[0] & documents[1]
        assert not texts[0] & texts[1]
