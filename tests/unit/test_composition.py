from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.models.composition import compose
from stance.types import TargetMention

DEAL = "the nuclear deal"


def mention(text: str, words: str, sign: int = 1) -> TargetMention:
    start = text.index(words)
    return TargetMention(target="t", text=words, start=start, end=start + len(words), sign=sign)


def leaning(text: str, words: str = DEAL, sign: int = 1) -> int:
    evidence = compose(text, mention(text, words, sign), (0, len(text))).evidence
    return (evidence > 0.25) - (evidence < -0.25)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We support the nuclear deal.", 1),
        ("We oppose the nuclear deal.", -1),
        ("We do not support the nuclear deal.", -1),
        ("He rejected calls to leave the nuclear deal.", 1),
        ("They condemned the withdrawal from the nuclear deal.", 1),
        ("They regret the decision to withdraw from the nuclear deal.", 1),
        ("He hailed the withdrawal from the nuclear deal.", -1),
        ("She urged them not to abandon the nuclear deal.", 1),
        ("She refused to leave the nuclear deal.", 1),
        ("He threatened to tear up the nuclear deal.", -1),
        ("Parliament demands an end to the nuclear deal.", -1),
        ("There is no alternative to the nuclear deal.", 1),
        ("We must preserve and implement the nuclear deal.", 1),
        ("We condemn and reject the nuclear deal.", -1),
        ("All sides must comply fully with the nuclear deal.", 1),
        ("It would be a mistake to abandon the nuclear deal.", 1),
        ("It is crucial to preserve the nuclear deal.", 1),
        ("They pulled out of the nuclear deal.", -1),
        ("the nuclear deal is a disaster.", -1),
        ("the nuclear deal remains a milestone of diplomacy.", 1),
        ("the nuclear deal must be preserved.", 1),
        ("the nuclear deal should be scrapped.", -1),
        ("the nuclear deal should be buried.", -1),
        ("the nuclear deal was justified.", 1),
        ("the nuclear deal is in jeopardy and should be scrapped.", -1),
        ("the nuclear deal does not work.", -1),
        ("Abandoning the nuclear deal would be a mistake.", 1),
        ("They called the nuclear deal an historic achievement.", 1),
        ("This is a terrible thing, the nuclear deal of 2015.", -1),
        ("The talks on the nuclear deal took place in Vienna.", 0),
    ],
)
def test_leaning_toward_an_agreement(text: str, expected: int) -> None:
    assert leaning(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We ask for the removal of the blockade.", -1),
        ("We call for a swift end to the blockade.", -1),
        ("The people suffer from the blockade.", -1),
        ("the blockade harms ordinary people.", -1),
        ("the blockade must be lifted.", -1),
        ("the blockade, which violates international law, continues.", -1),
        ("The government imposed the blockade.", 1),
        ("They are victims of the blockade.", -1),
        ("We denounce, once more, the blockade.", -1),
        ("The lifting of the blockade is crucial.", -1),
    ],
)
def test_leaning_toward_a_measure(text: str, expected: int) -> None:
    assert leaning(text, "the blockade") == expected


def test_the_sign_of_an_opposite_turns_the_stance_round() -> None:
    text = "They welcomed the snapback."
    assert leaning(text, "the snapback", sign=1) == 1
    assert leaning(text, "the snapback", sign=-1) == -1


def test_a_condition_hedges() -> None:
    text = "The cabinet will decide whether to leave the nuclear deal."
    assert compose(text, mention(text, DEAL), (0, len(text))).hedged


def test_words_of_another_actor_count_only_where_governed_from_outside() -> None:
    told = "China is willing to preserve the nuclear deal."
    inner = (told.index("is willing"), len(told))
    assert not compose(told, mention(told, DEAL), (0, len(told)), inner=inner).outer
    judged = "We condemned their withdrawal from the nuclear deal."
    inner = (judged.index("withdrawal"), len(judged))
    reading = compose(judged, mention(judged, DEAL), (0, len(judged)), inner=inner)
    assert reading.outer
    assert reading.evidence > 0


def test_what_others_call_the_target_is_not_the_subjects_stance() -> None:
    text = "withdrew from the landmark deal"
    assert compose(text, mention(text, "deal"), (0, len(text)), link="subject").evidence == -1.0


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_read_without_error_and_steps_lie_in_it(before: str, after: str) -> None:
    text = f"{before} the deal {after}"
    start = len(before) + 1
    target = TargetMention(target="t", text="the deal", start=start, end=start + 8)
    reading = compose(text, target, (0, len(text)))
    assert -2 <= reading.evidence <= 2
    assert all(0 <= step.span[0] < step.span[1] <= len(text) for step in reading.steps)
