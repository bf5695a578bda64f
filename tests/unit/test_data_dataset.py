"""The one form of all data sets, and what raw labels count as."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
import yaml

from stance.data.dataset import StanceData
from stance.data.labels import label_set, label_set_names, unknown_labels
from stance.errors import ConfigError, InputError
from stance.labels import LABELS
from stance.types import StanceExample, TargetMention

MENTION = TargetMention(target="deal", text="deal", start=12, end=16, sign=-1, kind="opposite", doer="IRN")
FULL = StanceExample(
    text="Iran é 😀 the deal", target="deal", holder="Iran", id="a>", context="Before.", gold="against",
    holder_spans=((0, 4), (5, 6)), target_mentions=(MENTION,), scope=(0, 9), inner=(5, 9), link="subject",
    dataset="own", document="d1", pair="a", outlet="The Paper", published="2018-05",
)  # fmt: skip
BARE = StanceExample(text="No names here", target="deal")


def test_examples_come_back_from_the_arrow_rows_exactly() -> None:
    data = StanceData.from_examples("own", {"test_x": [FULL], "train": [FULL, BARE], "dev": []})
    again = StanceData(name="own", hf=data.hf)  # nothing decoded yet
    assert again.splits == ["train", "dev", "test_x"]
    assert again.tests == ["test_x"]
    for split in data.splits:
        assert again.examples(split) == data.examples(split)
    assert again.examples("train")[0] == FULL
    assert again.examples("dev") == ()
    assert data.hf["train"].num_rows == 2


def test_what_an_example_does_not_say_is_filled_in() -> None:
    data = StanceData.from_examples("own", {"test": [BARE, BARE, FULL]})
    first, second, third = data.examples("test")
    assert (first.id, second.id) == ("test-0", "test-1")
    assert first.dataset == "own"
    assert first.document == second.document != third.document == "d1"


def test_splits_can_be_replaced_and_notes_added() -> None:
    data = StanceData.from_examples("own", {"train": [FULL]}, licence="CC0", notes=["first"])
    other = data.noted("second", splits={"test": [BARE]})
    assert other.splits == ["test"]
    assert (other.licence, other.notes) == ("CC0", ("first", "second"))
    assert data.notes == ("first",)


@pytest.mark.parametrize(
    ("splits", "said"),
    [
        ({"tests": [BARE]}, "'tests'; allowed are train, dev, test"),
        ({"train": [FULL, FULL]}, "id 'a>' stands 2 times"),
        ({"train": [StanceExample(text="half \ud800", target="x")]}, "half a surrogate pair"),
        ({"train": [StanceExample(text="x", target="x", gold="pro")]}, "stance 'pro'; allowed are favor"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_data_set_is_one_clear_line(splits: dict[str, list[StanceExample]], said: str) -> None:
    with pytest.raises(InputError) as caught:
        StanceData.from_examples("own", splits)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_split_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match="'tset'; did you mean 'test'"):
        StanceData.from_examples("own", {"test": [FULL]}).examples("tset")


@pytest.mark.parametrize("name", label_set_names())
def test_shipped_label_sets_have_quoted_keys_and_stances(name: str) -> None:
    from stance.paths import CONFIG_DIR

    lines = (CONFIG_DIR / "label_set" / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    assert all(line.startswith('"') for line in lines if not line.startswith("#"))
    labels = label_set(name)
    found = {item for value in labels.meanings.values() for item in (value if isinstance(value, tuple) else (value,))}
    assert found <= {*LABELS, None}
    assert {"favor", "against"} <= found


@pytest.mark.parametrize(
    ("name", "raw", "stance"),
    [
        ("three", "FAVOR", "favor"),
        ("three", "NONE", "neutral"),
        ("three", "In Favour ", "favor"),
        ("three", "unrelated", None),
        ("pro_con", "CON", "against"),
        ("pro_con", 1, "favor"),
        ("agree_disagree", "Strongly_Agree", "favor"),
        ("polarity", -1, "against"),
        ("polarity", "1.0", "favor"),
        ("polarity", 0.0, "neutral"),
        ("penta", 3, "against"),
        ("directed5", "2", ("neutral", "favor")),
    ],
)
def test_labels_are_met_in_the_spellings_of_files(name: str, raw: object, stance: Any) -> None:
    assert label_set(name)[raw] == stance


def test_labels_that_differ_in_case_only_are_met_as_written() -> None:
    labels = label_set({"A": "favor", "a": "against"})
    assert (labels["A"], labels["a"]) == ("favor", "against")


def test_a_label_set_may_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text('"yes": favor\n"no": against\n"7": null\n', encoding="utf-8")
    labels = label_set(path)
    assert (labels.name, labels["no"], labels[7]) == ("mine", "against", None)
    assert labels.shown(["yes", 7]) == {"yes": "favor", "7": "left out"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("pro_cno", "did you mean 'pro_con'"),
        ("nowhere.yaml", "cannot be read"),
        ({}, "empty"),
        ({"x": "favour"}, "did you mean favor"),
        ({"x": ["favor", "yes"]}, "'x' maps to"),
        (yaml.safe_load("no: against"), "quote the label"),
        ({"1": "favor", 1: "against"}, "'1' stands twice"),
    ],
)
def test_a_wrong_label_set_is_one_clear_line(given: Any, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        label_set(given)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_unknown_labels_are_named_with_their_rows_and_what_is_allowed() -> None:
    error = unknown_labels("a.csv", {"suport": 3}, label_set("pro_con"), column="code")
    assert str(error).startswith("a.csv: unknown label 'suport' (3 rows) in column 'code'; did you mean 'support'?")
    assert "undermine" in str(error)


def test_a_set_of_pairs_has_no_single_stance() -> None:
    with pytest.raises(ConfigError, match="pair of stances"):
        label_set("directed5").stance("1")


def test_the_library_underneath_keeps_its_settings() -> None:
    import datasets

    from stance.data.rows import _quiet

    before = datasets.are_progress_bars_disabled(), datasets.logging.get_verbosity()
    with _quiet():
        assert datasets.are_progress_bars_disabled()
        assert datasets.logging.get_verbosity() == logging.ERROR
    assert (datasets.are_progress_bars_disabled(), datasets.logging.get_verbosity()) == before
