"""Readers of VAST, IBM Claim Stance, ArgQ-30k, Perspectrum and SemEval-2016, on records of our own in their formats."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.data.argq import read_argq
from stance.data.ibm import read_ibm
from stance.data.perspectrum import read_perspectrum
from stance.data.release import mentions
from stance.data.semeval2016 import read_semeval2016
from stance.data.vast import _located, read_vast
from stance.errors import ConfigError, InputError


def table(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


POST = 'Zoos are "cruel".\nClose the Zoo now, it hurts.'


def vast(folder: Path, **changes: str) -> Path:
    row = {"author": "a", "post": POST, "ori_topic": "x", "new_topic": "closing of the zoos", "label": "1",
           "type_idx": "3", "topic_str": "closing zoo", "seen?": "1"}  # fmt: skip
    made_up = row | {"label": "2", "type_idx": "4", "new_topic": "stale", "topic_str": "tax"}
    table(folder / "vast_train.csv", [row | changes, made_up])
    short = {"Tweet": POST, "Target": "zoo", "Stance": "0", "seen?": "1"}
    table(folder / "vast_dev.csv", [short])
    table(folder / "vast_test.csv", [short, short | {"Target": "animal right", "seen?": "0"}])
    swap = row | {"change_lst": json.dumps([[["Cruel", "kind"]], [["now", "never"]]]), "change_type": "pro_neg2pos"}
    table(folder / "vast_test-sentswap.csv", [swap])
    return folder


def test_vast_takes_the_topic_that_dev_and_test_have(tmp_path: Path) -> None:
    data = read_vast(vast(tmp_path))
    assert data.splits == ["train", "dev", "test", "test_zero", "test_few", "test_swap"]
    assert [(example.target, example.gold) for example in data.examples("train")] == [
        ("closing zoo", "favor"),
        ("tax", "neutral"),
    ]
    assert [example.target for example in read_vast(tmp_path, topic="written").examples("train")] == [
        "closing of the zoos",
        "tax",
    ]
    assert len(read_vast(tmp_path, synthetic=False, swapped=False).examples("train")) == 1
    assert data.label_map == {"0": "against", "1": "favor", "2": "neutral"}


def test_vast_parts_its_test_and_marks_topics(tmp_path: Path) -> None:
    data = read_vast(vast(tmp_path))
    assert [example.target for example in data.examples("test_zero")] == ["animal right"]
    (few,) = data.examples("test_few")
    assert few == data.examples("test")[0]
    assert [few.text[m.start : m.end] for m in few.target_mentions] == ["Zoos", "Zoo"]
    assert few.holder is None
    assert len({example.document for split in data.splits for example in data.examples(split)}) == 1


@given(st.text(alphabet="aB x’'.-", max_size=30), st.sampled_from(["a", "ab", "a b", "x 's", "-"]))
def test_words_stand_where_they_are_located(text: str, words: str) -> None:
    for mention in mentions(text, "target", _located(text, words)):
        assert text[mention.start : mention.end] == mention.text
        assert mention.text[0].lower() == words[0]
        assert not text[mention.end : mention.end + 1].isalnum()


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Two companies and one company", "company", ["companies", "company"]),
        ("New York's bikes", "new york 's bike", ["New York's bikes"]),
        ("The gunner", "gun", []),
        ("", "gun", []),
        ("gun", " ", []),
    ],
)
def test_base_forms_find_plurals(text: str, words: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in _located(text, words)] == found


def test_vast_carries_the_swaps_out(tmp_path: Path) -> None:
    (swapped,) = read_vast(vast(tmp_path)).examples("test_swap")
    assert swapped.text == 'Zoos are "kind".\nClose the Zoo never, it hurts.'
    assert swapped.gold == "favor"
    table(tmp_path / "vast_test-sentswap.csv", [{"post": POST, "new_topic": "z", "label": "1", "type_idx": "1",
          "topic_str": "z", "seen?": "1", "change_lst": '[[["absent", "x"]]]'}])  # fmt: skip
    assert read_vast(tmp_path).skipped == (("vast_test-sentswap.csv:2", "a word of change_lst is not in the comment"),)


def test_vast_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"vast_train\.csv:2: unknown label '3' .*'label'.*0, 1, 2"):
        read_vast(vast(tmp_path, label="3"))
    with pytest.raises(ConfigError, match="did you mean 'string'"):
        read_vast(tmp_path, topic="strings")  # type: ignore[arg-type]
    table(tmp_path / "vast_train.csv", [{"post": "x", "seen?": "1"}])
    with pytest.raises(InputError, match="no column 'new_topic'"):
        read_vast(tmp_path)
    vast(tmp_path)
    table(tmp_path / "vast_test.csv", [{"Tweet": "x", "Target": "y", "Stance": "0", "seen?": "maybe"}])
    with pytest.raises(InputError, match=r"'maybe' in column 'seen\?'; allowed are 0"):
        read_vast(tmp_path)


IBM = {
    "topicId": "1",
    "split": "train",
    "topicText": "This house would ban boxing",
    "topicTarget": "boxing",
    "topicSentiment": "-1",
    "claims.claimId": "7",
    "claims.stance": "PRO",
    "claims.claimCorrectedText": "Boxing, they say, is harmful",
    "claims.article.rawFile": "articles/t1/raw_1.txt",
}


def twice_quoted(rows: Sequence[Mapping[str, str]]) -> str:
    """Rows as in the copy that went through a spreadsheet."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(rows[0])
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([list(row.values()) for row in rows])
    # The first field is not quoted in the release.
    lines = [line.replace('"1",', "1,", 1) for line in text.getvalue().splitlines()]
    return "".join('"' + line.replace('"', '""') + '";;;;\r\n' for line in lines)


def test_ibm_is_read_as_released_and_quoted_twice(tmp_path: Path) -> None:
    rows = [IBM, IBM | {"claims.claimId": "8", "claims.stance": "CON", "split": "test"}]
    table(tmp_path / "claim_stance_dataset_v1.csv", rows)
    plain = read_ibm(tmp_path)
    (tmp_path / "claim_stance_dataset_v1.csv").write_text(twice_quoted(rows), encoding="utf-8")
    copied = read_ibm(tmp_path)
    for split in ("train", "test"):
        assert plain.examples(split) == copied.examples(split)
    (example,) = copied.examples("train")
    assert (example.target, example.gold, example.document) == (
        "This house would ban boxing", "favor", "articles/t1/raw_1.txt"
    )  # fmt: skip
    assert [(m.text, m.start, m.sign) for m in example.target_mentions] == [("Boxing", 0, -1)]


def test_rows_of_ibm_torn_apart_are_listed(tmp_path: Path) -> None:
    whole = twice_quoted([IBM])
    torn = '"1,""train"",""This house"",""equal" and"; more"";;;;\r\n"over two lines"";;;;\r\n'
    (tmp_path / "claim_stance_dataset_v1.csv").write_text(whole + torn, encoding="utf-8")
    data = read_ibm(tmp_path)
    assert len(data.examples("train")) == 1
    assert [where for where, _ in data.skipped] == ["claim_stance_dataset_v1.csv:3"]
    assert "1 of 2 claims could be read." in data.notes


def test_ibm_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "claim_stance_dataset_v1.csv"
    table(path, [IBM | {"claims.stance": "PERHAPS"}])
    with pytest.raises(InputError, match=r"csv:2: unknown label 'PERHAPS' .*'claims.stance'"):
        read_ibm(tmp_path)
    table(path, [IBM | {"split": "dev"}])
    with pytest.raises(InputError, match="'dev' in column 'split'; allowed are train, test"):
        read_ibm(tmp_path)
    path.write_text('"topicId,""split""";;;;\r\n', encoding="utf-8")
    with pytest.raises(InputError, match="no column 'topicText'"):
        read_ibm(tmp_path)


ARGQ = {"argument": "It is cruel", "topic": "We should ban whaling", "set": "dev", "WA": "1", "stance_WA": "1",
        "stance_WA_conf": "0.9"}  # fmt: skip


def test_argq(tmp_path: Path) -> None:
    path = tmp_path / "arg_quality_rank_30k.csv"
    table(path, [ARGQ, ARGQ | {"stance_WA": "-1", "set": "train"}, ARGQ | {"stance_WA_conf": "0.4"}])
    (tmp_path / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()
    data = read_argq(tmp_path, min_confidence=0.5)
    (example,) = data.examples("dev")
    assert (example.id, example.target, example.gold, example.holder) == (
        "dev-2", "We should ban whaling", "favor", None
    )  # fmt: skip
    assert data.examples("train")[0].gold == "against"
    assert data.skipped == (("arg_quality_rank_30k.csv.gz:4", "stance_WA_conf below 0.5"),)
    assert data.licence == "CC BY-SA 3.0"
    with pytest.raises(ConfigError, match=r"min_confidence 2; allowed is 0"):
        read_argq(tmp_path, min_confidence=2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"stance_WA": "pro"}, "unknown label 'pro'"),
        ({"set": "valid"}, "'valid' in column 'set'; allowed are train, dev, test"),
        ({"stance_WA_conf": "high"}, "'high' in column 'stance_WA_conf'; it must be a number"),
    ],
)
def test_argq_says_what_is_wrong(tmp_path: Path, change: dict[str, str], said: str) -> None:
    table(tmp_path / "arg_quality_rank_30k.csv", [ARGQ | change])
    with pytest.raises(InputError, match=said):
        read_argq(tmp_path)


def perspectrum(folder: Path, label: str = "SUPPORT", split: str = "train") -> Path:
    group = {"pids": [1, 2, 2, 9], "stance_label_3": label}
    other = {"pids": [1], "stance_label_3": "not-a-perspective"}
    claims = [{"cId": 5, "text": "Ban it", "perspectives": [group, other]}]
    claims += [{"cId": 6, "text": "Keep it", "perspectives": [{"pids": [2], "stance_label_3": "undermine"}]}]
    pool = [{"pId": 1, "text": "It hurts"}, {"pId": 2, "text": "It harms"}]
    for name, value in (
        ("perspectrum_with_answers_v1.0", claims),
        ("perspective_pool_v1.0", pool),
        ("dataset_split_v1.0", {"5": split, "6": "test"}),
    ):
        (folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    return folder


def test_perspectrum(tmp_path: Path) -> None:
    data = read_perspectrum(perspectrum(tmp_path))
    assert [(example.id, example.text, example.gold) for example in data.examples("train")] == [
        ("5-0-1", "It hurts", "favor"),
        ("5-0-2", "It harms", "favor"),
        ("5-0-2-2", "It harms", "favor"),
    ]
    (test,) = data.examples("test")
    assert (test.target, test.gold, test.document) == ("Keep it", "against", "claim-6")
    assert [reason for _, reason in data.skipped] == [
        "the perspective is not in the pool",
        "label not-a-perspective is left out by the label set",
    ]
    assert "1 of 1 test rows have a perspective whose text is in train." in data.notes


def test_perspectrum_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"claim 5, perspective 1: unknown label 'MAYBE'"):
        read_perspectrum(perspectrum(tmp_path, label="MAYBE"))
    with pytest.raises(InputError, match="claim 5: split 'valid'; allowed are train, dev, test"):
        read_perspectrum(perspectrum(tmp_path, split="valid"))
    (tmp_path / "perspectrum_with_answers_v1.0.json").write_text('[{"cId": 5, "text": "x"}]', encoding="utf-8")
    with pytest.raises(InputError, match="claim 5: no field 'perspectives'"):
        read_perspectrum(tmp_path)
    (tmp_path / "perspective_pool_v1.0.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(InputError, match="must list objects with pId and text"):
        read_perspectrum(tmp_path)


def test_semeval_in_both_releases(tmp_path: Path) -> None:
    header = "ID\tTarget\tTweet\tStance"
    rows = f"{header}\r\n101\tAtheism\tHe said \x93no\x94 caf\xe9 #SemST\tAGAINST\r\n"
    rows += "102\tAtheism\tAtheism! #SemST\tNONE\r\n"
    (tmp_path / "semeval2016-task6-trainingdata.txt").write_bytes(rows.encode("latin-1"))
    unlabelled = f"{header}\r\n201\tAtheism\tHm #SemST\tUNKNOWN\r\n202\tAtheism\tYes #SemST\tFAVOR\r\n"
    (tmp_path / "SemEval2016-Task6-subtaskA-testdata.txt").write_bytes(unlabelled.encode("latin-1"))
    later = f"{header}\tOpinion towards\tSentiment\n301\tDonald Trump\tcafé\tFAVOR\tTARGET\tpos\n"
    (tmp_path / "testdata-taskB-all-annotations.txt").write_text(later, encoding="utf-8")
    data = read_semeval2016(tmp_path)
    assert data.splits == ["train", "test", "test_trump"]
    first, second = data.examples("train")
    assert (first.id, first.text, first.gold) == ("train-101", "He said “no” café #SemST", "against")
    assert (second.gold, [mention.text for mention in second.target_mentions]) == ("neutral", ["Atheism"])
    assert data.examples("test_trump")[0].text == "café"
    assert data.skipped == (("SemEval2016-Task6-subtaskA-testdata.txt:2", "not labelled"),)
    assert "No file of dev is there." in data.notes
    kept = read_semeval2016(tmp_path, unlabelled=True)
    assert [example.gold for example in kept.examples("test")] == [None, "favor"]
    named = read_semeval2016(tmp_path, files={"train": "testdata-taskB-all-annotations.txt"})
    assert named.splits == ["train"]


def test_semeval_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no file 'trainingdata-all-annotations.txt' or .*there is nothing"):
        read_semeval2016(tmp_path)
    path = tmp_path / "trainingdata-all-annotations.txt"
    path.write_text("ID\tTarget\tTweet\tStance\n1\tx\ty\tFAVOUR?\n", encoding="latin-1")
    with pytest.raises(InputError, match=r"txt:2: unknown label 'FAVOUR\?' .*FAVOR, AGAINST, NONE"):
        read_semeval2016(tmp_path)
    path.write_text("ID\tTarget\tTweet\n1\tx\ty\n", encoding="latin-1")
    with pytest.raises(InputError, match="no column 'Stance'"):
        read_semeval2016(tmp_path)
    with pytest.raises(ConfigError, match="files is empty"):
        read_semeval2016(tmp_path, files={})
