from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import ConfigError
from stance.targets import load_targets, read_target, target_from_mapping, target_from_text, target_named
from stance.targets.freetext import MAX_LENGTH
from stance.targets.phrases import expand

MINIMAL: dict[str, Any] = {"id": "gas_tax", "name": "the gas tax", "definition": "A tax on gas."}


def entry(**keys: Any) -> dict[str, Any]:
    return MINIMAL | keys


def test_minimal_entry_is_enough() -> None:
    target = target_from_mapping(MINIMAL)
    assert (target.id, target.name, target.aliases, target.since) == ("gas_tax", "the gas tax", (), None)


def test_conditions_are_read_and_the_agent_is_the_doer() -> None:
    item = {"texts": ["levy on (gas|petrol)"], "agent": "USA", "needs": ["MEX"], "within": 3, "of": ["[the] bill"]}
    target = target_from_mapping(entry(measures=[item, "gas duty"], opposites=["tax break"]))
    first = target.measures[0]
    assert [phrase.text for phrase in target.measures] == ["levy on gas", "levy on petrol", "gas duty"]
    assert (first.agent, first.doer, first.needs, first.within) == ("USA", "USA", ("MEX",), 3)
    assert first.of == ("the bill", "bill")
    assert target.opposites[0].sign == -1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (["a"], "mapping"),
        ({"id": "x", "name": "x"}, "definition"),
        (entry(id="Gas Tax"), "lower-case"),
        (entry(alias=["x"]), "did you mean 'aliases'"),
        (entry(aliases=[{"text": "x", "sing": 1}]), "did you mean 'sign'"),
        (entry(aliases=[{"text": "x", "sign": 0}]), "sign 0"),
        (entry(aliases=[{"text": "x", "sign": True}]), "sign True"),
        (entry(aliases=[{"text": "x", "texts": ["y"]}]), "one of the two"),
        (entry(aliases=[{"text": "x", "where": "far"}]), "sentence, near, before, document"),
        (entry(aliases=[{"text": "x", "within": -1}]), "0 to 30"),
        (entry(aliases=[{"text": "x", "agent_where": "beside"}]), "agent is missing"),
        (entry(aliases=[{"text": "x", "not_between": ["y"]}]), "add `of`"),
        (entry(aliases="gas"), "must be a list"),
        (entry(aliases=[False]), "quote it"),
        (entry(aliases=["a (b|c"]), "brackets"),
        (entry(aliases=["gas levy"], opposites=["Gas  Levy".replace("  ", " ")]), "keep one"),
        (entry(anaphors=["deal"]), "must begin with 'the' or 'this'"),
        (entry(since="lately"), "must be a date"),
        (entry(labels={"favor": "a", "against": "b"}), "lacks neutral"),
        (entry(labels={False: "a", "favor": "a", "against": "b", "neutral": "c"}), "Quote it"),
        (entry(hypotheses={"favor": ["{target} is good"], "against": ["x"], "neutral": ["y"]}), "{holder}"),
        (entry(hypotheses={"favor": [], "against": ["x"], "neutral": ["y"]}), "at least one"),
        (entry(examples=[{"text": "a", "holder": "b", "stance": "favour"}]), "did you mean 'favor'"),
        (entry(examples=[{"text": "a", "holder": "b"}]), "stance"),
    ],
)
def test_broken_entries_are_refused_in_one_line(content: object, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        target_from_mapping(content)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_reading_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "# @package codebook.gas_tax\nid: gas_tax\nname: the gas tax\ndefinition: A tax.\n", encoding="utf-8"
    )
    assert read_target(path) == load_targets([str(path)])[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id: a\nid: b\n", "given twice"),
        ("id: [a\n", "line"),
        ("id: &a b\n*c: d\n", "undefined alias"),
        ("", "mapping"),
    ],
)
def test_broken_files_are_refused_with_their_name(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_target(path)
    assert words in str(caught.value)
    assert "mine.yaml" in str(caught.value)


def test_missing_and_binary_files(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_target(tmp_path / "none.yaml")
    path = tmp_path / "bytes.yaml"
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(ConfigError, match="UTF-8"):
        read_target(path)


def test_unknown_name_gets_a_suggestion_and_twice_is_refused() -> None:
    with pytest.raises(ConfigError, match="did you mean 'jcpoa'"):
        load_targets(["jcpao"])
    with pytest.raises(ConfigError, match="given twice"):
        load_targets(["jcpoa", "jcpoa"])


def test_expand_limits_the_number_of_variants() -> None:
    with pytest.raises(ConfigError, match="variants"):
        expand("(a|b|c|d|e|f|g|h|i|j)" * 4)


@given(st.text(alphabet="ab ()[]|", max_size=30))
def test_expand_gives_plain_words_or_refuses(phrase: str) -> None:
    try:
        variants = expand(phrase)
    except ConfigError:
        return
    assert len(set(variants)) == len(variants)
    assert not any(char in variant for variant in variants for char in "()[]")


def forms(text: str) -> set[str]:
    return {phrase.text for phrase in target_from_text(text).aliases}


def test_free_text_gives_spellings_numbers_and_acronyms() -> None:
    assert {"carbon tax", "carbon taxes"} <= forms("a carbon tax")
    assert {"World Trade Organization", "WTO"} <= forms("the World Trade Organization")
    assert {"Arms Trade Treaty", "ATT"} <= forms("the Arms Trade Treaty (ATT)")
    assert {"nuclear-weapon ban", "nuclear weapon ban"} <= forms("nuclear-weapon ban")
    assert {"space programme", "space program"} <= forms("the space programme")
    assert {"sanctions on Russia"} == forms("sanctions on Russia") - {"sanction on Russia"}


def test_free_text_gives_anaphors_of_its_head_noun() -> None:
    assert "the accord" in target_from_text("the Paris Agreement").anaphors
    assert target_from_text("the war in Ukraine").anaphors[0] == "the war"
    assert target_from_text("Brexit").anaphors == ()


def test_free_text_has_opposites_only_where_its_words_turn_something_round() -> None:
    staying = {phrase.text: phrase.sign for phrase in target_from_text("withdrawal from NATO").opposites}
    assert staying["staying in NATO"] == -1
    assert target_from_text("the Paris Agreement").opposites == ()


def test_free_text_that_names_an_entry_is_that_entry() -> None:
    assert target_named("The Iran Nuclear Deal").id == "jcpoa"
    assert target_named("US unilateralism").id == "us_unilateralism"
    assert target_named("bicycle lanes").id == "bicycle_lanes"


@pytest.mark.parametrize("text", ["", " ", "...", "x" * (MAX_LENGTH + 1)])
def test_free_text_without_words_or_with_too_many_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        target_from_text(text)


@given(st.text(min_size=1, max_size=60))
def test_free_text_always_gives_a_valid_id_and_an_alias(text: str) -> None:
    try:
        target = target_from_text(text)
    except ConfigError:
        assert not any(char.isalnum() for char in text)
        return
    assert target.id.replace("_", "a").isalnum() and target.id[0].isalpha() and target.id == target.id.lower()
    assert target.aliases
    assert set(target.hypotheses) == set(target.labels) == {"favor", "against", "neutral"}
