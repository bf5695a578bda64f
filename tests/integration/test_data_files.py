"""The readers on the released files: numbers of rows, exact offsets, and what is known about the releases."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stance.data.argq import read_argq
from stance.data.dataset import StanceData
from stance.data.dse import read_dse
from stance.data.ibm import read_ibm
from stance.data.jcpoa_examples import read_jcpoa_examples
from stance.data.newsmtsc import read_newsmtsc
from stance.data.perspectrum import read_perspectrum
from stance.data.plv import read_plv
from stance.data.splits import clean
from stance.data.vast import read_vast

pytestmark = pytest.mark.data

DATA = Path(os.environ.get("STANCE_DATA", "data"))
SETS: list[tuple[Callable[..., StanceData], str, dict[str, Any], dict[str, int], int]] = [
    (read_dse, "dse", {}, {"train": 2 * 13144, "dev": 2 * 1461, "test": 2 * 1623}, 0),
    (read_newsmtsc, "newsmtsc", {}, {"train": 8739, "test_rw": 1146, "test_mt": 1476}, 0),
    (read_newsmtsc, "newsmtsc", {"release": "hf"}, {"train": 8739, "dev": 785, "test_rw": 803, "test_mt": 1034}, 0),
    (
        read_vast,
        "vast",
        {},
        {"train": 13477, "dev": 2062, "test": 3006, "test_zero": 1460, "test_few": 1546, "test_swap": 932},
        0,
    ),
    (read_plv, "plv", {"acts": "all"}, {"train": 1025, "test": 1021}, 1050 + 1033 - 1025 - 1021),
    (read_plv, "plv", {}, {"train": 462, "test": 437}, 1050 + 1033 - 462 - 437),
    (read_ibm, "ibm", {}, {"train": 1037, "test": 1352}, 5),
    (read_argq, "ibm", {}, {"train": 20974, "dev": 3208, "test": 6315}, 0),
    (read_perspectrum, "perspectrum", {}, {"train": 6978, "dev": 2071, "test": 2773}, 0),
    (read_jcpoa_examples, "jcpoa_gold", {}, {"test_news": 59, "test_speeches": 200}, 25),
]


def folder(name: str) -> Path:
    if not (DATA / name).is_dir():
        pytest.skip(f"no {DATA / name}; set STANCE_DATA to the folder of the public data sets")
    return DATA / name


@pytest.mark.parametrize(
    ("read", "name", "options", "rows", "skipped"),
    SETS,
    ids=[f"{one[0].__name__}-{number}" for number, one in enumerate(SETS)],
)
def test_every_row_is_read_or_listed_and_every_span_is_exact(
    read: Callable[..., StanceData], name: str, options: dict[str, Any], rows: dict[str, int], skipped: int
) -> None:
    data = read(folder(name), **options)
    assert {split: len(data.examples(split)) for split in data.splits} == rows
    assert len(data.skipped) == skipped
    for split in data.splits:
        for example in data.examples(split):
            assert example.text.strip()
            assert example.target.strip()
            assert example.gold is not None
            assert example.document
            for mention in example.target_mentions:
                assert mention.text
                assert example.text[mention.start : mention.end] == mention.text
            for start, end in example.holder_spans:
                assert 0 <= start < end <= len(example.text)
                assert name == "jcpoa_gold" or example.text[start:end] == example.holder


def test_the_clean_test_rows_of_dse_are_1222() -> None:
    assert len(clean(read_dse(folder("dse"))).examples("test")) == 2 * 1222


def test_labels_of_dse_are_as_published() -> None:
    data = read_dse(folder("dse"))
    pairs: dict[str, list[str]] = {}
    for split in data.splits:
        for example in data.examples(split):
            pairs.setdefault(example.pair, []).append(str(example.gold))
    counts = Counter(tuple(pair) for pair in pairs.values())
    assert counts[("against", "neutral")] == 3163
    assert counts[("favor", "neutral")] == 1656
    assert counts[("neutral", "against")] == 478
    assert counts[("neutral", "favor")] == 327


def test_zero_shot_topics_of_vast_are_not_in_train() -> None:
    data = read_vast(folder("vast"))
    topics = {split: {example.target.lower() for example in data.examples(split)} for split in data.splits}
    assert not topics["test_zero"] & topics["train"]
    assert len(topics["test_few"] & topics["train"]) / len(topics["test_few"]) > 0.95
    test = {(example.document, example.target): example.gold for example in data.examples("test")}
    swapped = data.examples("test_swap")
    assert sum(test.get((example.document, example.target)) == example.gold for example in swapped) > 920
    originals = {example.text for example in data.examples("test")}
    assert not any(example.text in originals for example in swapped)
