"""Readers of the news data sets: DSE, PLV, NewsMTSC, on records of our own in their formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.data.dse import _mended, read_dse
from stance.data.newsmtsc import read_newsmtsc
from stance.data.plv import read_plv
from stance.errors import ConfigError, InputError


def lines(path: Path, *rows: str) -> None:
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def dse(folder: Path, *train: str) -> Path:
    lines(folder / "train.txt", *train)
    lines(folder / "valid.txt", "[Ruritania] thanks [Mr. Zeno].\tRuritania\tMr. Zeno\t2")
    lines(folder / "test.txt", '"[Ana] said ""no"" to [Bo]."\tAna\tBo\t3')
    return folder


def test_a_row_of_dse_asks_for_both_directions(tmp_path: Path) -> None:
    data = read_dse(dse(tmp_path, "[Congre]ss blames [the Ruritanian]s.\tCongre\tthe Ruritanian\t3"))
    there, back = data.examples("train")
    assert there.text == back.text == "Congress blames the Ruritanians."
    assert (there.id, back.id, there.pair, back.pair) == ("train-1>", "train-1<", "train-1", "train-1")
    assert (there.holder, there.target, there.gold) == ("Congress", "the Ruritanians", "against")
    assert (back.holder, back.target, back.gold) == ("the Ruritanians", "Congress", "neutral")
    assert there.holder_spans == ((0, 8),)
    assert [example.gold for example in data.examples("dev")] == ["neutral", "favor"]
    assert data.examples("test")[0].text == 'Ana said "no" to Bo.'
    assert dict(data.label_map)["4"] == "neutral, back against"
    assert not data.skipped


@pytest.mark.parametrize(
    ("marked", "p", "name"),
    [
        ("[Kasich’]s plea to [Bo]", "Kasich’", "Kasich"),
        ("a s[ecret] for [Bo]", "ecret", "secret"),
        ("[Gramm]-Leach and [Bo]", "Gramm", "Gramm"),
        ("[U. S.]Navy and [Bo]", "U. S.", "U. S."),
        ("[Omar ] met [Bo]", "Omar", "Omar"),
        ("the party[’]s [Bo]", "’", "’"),
    ],
)
def test_mentions_cut_within_a_word_are_mended(tmp_path: Path, marked: str, p: str, name: str) -> None:
    example, _ = read_dse(dse(tmp_path, f"{marked}\t{p}\tBo\t1")).examples("train")
    assert example.holder == name
    assert [example.text[start:end] for start, end in example.holder_spans] == [name]


def test_dse_as_released_keeps_the_cut_mentions(tmp_path: Path) -> None:
    example, _ = read_dse(dse(tmp_path, "[Congre]ss met [Bo]\tCongre\tBo\t1"), widen=False).examples("train")
    assert (example.holder, example.gold) == ("Congre", "favor")


WORDS = st.text(alphabet="abC’.- ", min_size=1, max_size=9)


@settings(max_examples=15)
@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS, WORDS), min_size=1, max_size=30))
def test_every_span_of_dse_is_its_words(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str, str, str]]
) -> None:
    marked = [f"{before}[{p}]{middle}[{q}]{after}\t{p}\t{q}\t1" for before, p, middle, q, after in rows]
    data = read_dse(dse(tmp_path_factory.mktemp("dse"), *marked))
    assert len(data.examples("train")) + 2 * len(data.skipped) == 2 * len(rows)
    for example in data.examples("train"):
        assert example.text == "".join(rows[int(example.pair.removeprefix("train-")) - 1])
        assert [example.text[slice(*span)] for span in example.holder_spans] == [example.holder]
        assert [example.text[m.start : m.end] for m in example.target_mentions] == [example.target]


@given(st.text(alphabet="ab’ .", min_size=1, max_size=20), st.data())
def test_a_mended_mention_never_ends_within_a_word(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    left, right = _mended(text, (start, end))
    assert 0 <= left < right <= len(text)
    assert not (text[right - 1].isalpha() and text[right : right + 1].isalpha())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("no mentions\tA\tB\t0", "0 mentions in brackets"),
        ("[A] and [C]\tA\tB\t0", "not the p and q"),
        ("[] and [B]\t\tB\t0", "empty mention"),
    ],
)
def test_rows_of_dse_that_cannot_be_used_are_listed(tmp_path: Path, row: str, reason: str) -> None:
    data = read_dse(dse(tmp_path, "[A] and [B]\tA\tB\t0", row))
    ((where, why),) = data.skipped
    assert where == "train.txt:2"
    assert reason in why


def test_dse_refuses_unknown_classes_and_sets_of_one_direction(tmp_path: Path) -> None:
    folder = dse(tmp_path, "[A] and [B]\tA\tB\t5")
    with pytest.raises(InputError, match=r"train\.txt:1: unknown label '5'.*0, 1, 2, 3, 4"):
        read_dse(folder)
    with pytest.raises(ConfigError, match="one stance a label; DSE codes both directions"):
        read_dse(folder, label_set="pro_con")


HEADER = "uid\tgold_penta\tgold_root\tsentence\tmarked_sentence\tsource\ttarget"


def plv(folder: Path, *rows: tuple[str, str, str, str, str]) -> Path:
    text = [f"0\t{penta}\t{root}\tx\t{marked}\t{source}\t{target}" for penta, root, marked, source, target in rows]
    lines(folder / "PLV_train.tsv", HEADER, *text)
    lines(folder / "PLV_test.tsv", HEADER, "0\t1\tSUPPORT\tx\t<s>A</s> backs <t>B</t>.\tA\tB")
    return folder


def test_plv_reads_the_acts_that_are_close_to_a_stance(tmp_path: Path) -> None:
    folder = plv(
        tmp_path,
        ("3", "ACCUSE", "<s>The Union (UNION) </s>accused <t>Borduria</t> of it.", "The Union (UNION)", "Borduria"),
        ("4", "ASSAULT", "<s>A</s> shelled <t>B</t>.", "A", "B"),
        ("4", "COOPERATE", "<s>A</s> met <t>B</t>.", "A", "B"),
        ("1", "AGREE", "<s>A</s> agreed to resign.", "A", "a recipient"),
    )
    data = read_plv(folder)
    (example,) = data.examples("train")
    assert (example.text, example.gold) == ("The Union (UNION) accused Borduria of it.", "against")
    assert example.holder_spans == ((0, 17),)
    assert [mention.text for mention in example.target_mentions] == ["Borduria"]
    assert example.pair == ""
    assert data.label_map["ASSAULT"] == "left out"
    assert [reason for _, reason in data.skipped] == [
        "gold_root ASSAULT is left out by the label set",
        "gold_root COOPERATE is left out by the label set",
        "the target is not named in the sentence",
    ]
    everything = read_plv(folder, acts="all")
    assert [example.gold for example in everything.examples("train")] == ["against", "against"]
    assert any("contradict" in reason for _, reason in everything.skipped)


@pytest.mark.parametrize(
    ("marked", "source", "target", "holders", "targets"),
    [
        ("<s>Ann</s> met <s>Ann</s>ian rebels", "Ann", "Annian rebels", ["Ann"], ["Annian rebels"]),
        ("<s><t>Iraq</t>i Kurds</s> left <t>Iraq</t>", "Iraqi Kurds", "Iraq", ["Iraqi Kurds"], ["Iraq"]),
        ("<s><t>Iraqi</t> fighters</s> agreed", "Iraqi fighters", "Iraqi", ["Iraqi fighters"], ["Iraqi"]),
        ("<s>Bali's donors</s> met <t>B</t>", "s donors", "B", ["Bali's donors"], ["B"]),
        ("<s>A</s> met <t>B</t> and <t>B</t>", "A", "B", ["A"], ["B", "B"]),
    ],
)
def test_plv_marks_are_read_as_meant(
    tmp_path: Path, marked: str, source: str, target: str, holders: list[str], targets: list[str]
) -> None:
    (example,) = read_plv(plv(tmp_path, ("1", "AGREE", marked, source, target))).examples("train")
    assert "<" not in example.text
    assert [example.text[start:end] for start, end in example.holder_spans] == holders
    assert [example.text[m.start : m.end] for m in example.target_mentions] == targets


def test_plv_refuses_unknown_codes_and_unclosed_marks_are_listed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"PLV_train\.tsv:2: 'HUG' in column 'gold_root'; allowed are AGREE"):
        read_plv(plv(tmp_path, ("1", "HUG", "<s>A</s> <t>B</t>", "A", "B")))
    with pytest.raises(InputError, match="unknown label '7'"):
        read_plv(plv(tmp_path, ("7", "AGREE", "<s>A</s> <t>B</t>", "A", "B")), acts="all")
    with pytest.raises(ConfigError, match="did you mean 'stance'"):
        read_plv(tmp_path, acts="stanc")  # type: ignore[arg-type]
    data = read_plv(plv(tmp_path, ("1", "AGREE", "<s>A met <t>B</t>", "A", "B")))
    assert data.skipped == (("PLV_train.tsv:2", "marks around source or target are not closed"),)


def newsmtsc(folder: Path, *train: dict[str, Any]) -> Path:
    sentence = "He praised Ms. Ruiz."
    gid = "allsides_7_3_2_Ana Ruiz_11_19"
    target = {
        "Input.gid": gid,
        "from": 11,
        "to": 19,
        "mention": "Ms. Ruiz",
        "polarity": 6.0,
        "further_mentions": [{"from": 0, "to": 2, "mention": "He"}, {"from": 0, "to": 2, "mention": "no"}],
    }
    first = {"primary_gid": gid, "sentence_normalized": sentence, "targets": [target, *train]}
    lines(folder / "train.jsonl", json.dumps(first))
    for kind in ("rw", "mt"):
        other = {"sentence": sentence, "mention": "He", "from": 0, "to": 2, "polarity": -1}
        lines(folder / f"hf_{kind}_test.jsonl", json.dumps(other | {"id": "polusa_v1_9_-1_4_— Bo_0_2"}))
        lines(folder / f"hf_{kind}_dev.jsonl", json.dumps(other | {"id": "allsides_7_3_5_Bo_0_2", "polarity": 0}))
        devtest = {"sentence_normalized": sentence, "primary_gid": "x", "targets": [target | {"polarity": 2.0}]}
        lines(folder / f"devtest_{kind}.jsonl", json.dumps(devtest))
    return folder


def test_newsmtsc_in_both_releases(tmp_path: Path) -> None:
    folder = newsmtsc(tmp_path)
    data = read_newsmtsc(folder)
    assert data.splits == ["train", "test_rw", "test_mt"]
    (example,) = data.examples("train")
    assert (example.holder, example.target, example.gold) == (None, "Ms. Ruiz", "favor")
    assert (example.document, example.id) == ("allsides_7_3", "allsides_7_3_2_Ana Ruiz_11_19")
    assert [mention.text for mention in example.target_mentions] == ["Ms. Ruiz"]
    assert data.examples("test_mt")[0].gold == "against"
    assert "test_rw: 1 of 1 sentences (100%) are of articles that are in train." in data.notes
    apart = read_newsmtsc(folder, release="hf", target="entity", further_mentions=True)
    assert apart.splits == ["train", "dev", "test_rw", "test_mt"]
    assert [mention.text for mention in apart.examples("train")[0].target_mentions] == ["Ms. Ruiz", "He"]
    assert (apart.examples("test_rw")[0].target, apart.examples("test_rw")[0].document) == ("Bo", "polusa_v1_9")
    assert [reason for _, reason in apart.skipped] == ["a target with this id is in the split already"]
    assert dict(apart.label_map) == {"-1": "against", "0": "neutral", "6": "favor"}


def test_newsmtsc_says_what_is_wrong(tmp_path: Path) -> None:
    wrong = {"Input.gid": "b", "from": 0, "to": 3, "mention": "He", "polarity": 4.0}
    assert read_newsmtsc(newsmtsc(tmp_path, wrong)).skipped[0][1] == "mention 'He' is not at its offsets 0-3"
    with pytest.raises(InputError, match=r"train\.jsonl:1: unknown label '5.0'"):
        read_newsmtsc(newsmtsc(tmp_path, wrong | {"polarity": 5.0}))
    with pytest.raises(InputError, match="None where text must stand"):
        read_newsmtsc(newsmtsc(tmp_path, wrong | {"mention": None}))
    with pytest.raises(InputError, match="a value of the wrong kind"):
        read_newsmtsc(newsmtsc(tmp_path, wrong | {"from": "x"}))
    with pytest.raises(InputError, match="no field 'mention'"):
        read_newsmtsc(newsmtsc(tmp_path, {"Input.gid": "b", "from": 0, "to": 3}))
    with pytest.raises(ConfigError, match="did you mean 'hf'"):
        read_newsmtsc(tmp_path, release="hff")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="Known: entity, mention"):
        read_newsmtsc(tmp_path, target="name")  # type: ignore[arg-type]
