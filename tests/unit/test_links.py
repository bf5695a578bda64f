"""Who holds the stance: each way in which an actor comes to be a holder, on sentences of our own."""

from __future__ import annotations

import pytest

from stance.holders.scene import names_people
from stance.pipeline import Chain
from stance.types import Document, StanceRecord

DEAL = "the nuclear deal with Iran"


def records(chain: Chain, text: str, speaker: str | None = None) -> list[StanceRecord]:
    return chain.label(Document(id="d", text=text, published="2019-06-01", speaker=speaker)).records


def stances(chain: Chain, text: str, target: str = "jcpoa", speaker: str | None = None) -> dict[str, str]:
    return {
        item.affiliation or item.holder: item.stance for item in records(chain, text, speaker) if item.target == target
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Germany supports {DEAL}.", {"DEU": "favor"}),
        (f"Israel has long opposed {DEAL}.", {"ISR": "against"}),
        (f"Israel has never supported {DEAL}.", {"ISR": "against"}),
        (f"France, Britain and Germany remain committed to {DEAL}.", {"FRA": "favor", "GBR": "favor", "DEU": "favor"}),
        (f"Russia's opposition to {DEAL} surprised the diplomats.", {"RUS": "against"}),
        (f"The decision of Iran to leave {DEAL} came late.", {"IRN": "against"}),
        (f"Japan criticised Washington for tearing up {DEAL}.", {"JPN": "favor", "USA": "against"}),
        (f"According to the Chinese foreign ministry, {DEAL} must be preserved.", {"CHN": "favor"}),
        (f"Norway urged Washington not to abandon {DEAL}.", {"NOR": "favor"}),
        (f"Denmark opposes leaving {DEAL}.", {"DNK": "favor"}),
        (
            f"The withdrawal from {DEAL} was criticised by Norway and welcomed by Israel.",
            {"NOR": "favor", "ISR": "against"},
        ),
        (f"Sweden warned against abandoning {DEAL}.", {"SWE": "favor"}),
        (f"Finland does not support leaving {DEAL}.", {"FIN": "favor"}),
        (f"The United States may leave {DEAL}.", {"USA": "neutral"}),
        (f"“We will stay in {DEAL},” the Russian foreign ministry said.", {"RUS": "favor"}),
        (f"The Russian foreign minister said that China was willing to preserve {DEAL}.", {"CHN": "favor"}),
        (f"The delegations from Oman and Qatar talked about football before {DEAL} was signed.", {}),
    ],
)
def test_holders_of_a_stance_toward_the_deal(chain: Chain, text: str, expected: dict[str, str]) -> None:
    assert stances(chain, text) == expected


SPEECHES = [  # by whom, what, stances toward the target
    ("TUV", "As for the embargo against Cuba, Tuvalu calls for it to be lifted.", {"TUV": "against"}),
    (
        "SYC",
        "We welcome the warmer relations between the United States and Cuba, and we hope for an end to the embargo.",
        {"SYC": "against"},
    ),
    ("PLW", "We call on all to have the United States lift the embargo against Cuba.", {"PLW": "against"}),
    ("DMA", "The removal of Cuba from the list of State sponsors of terrorism is long overdue.", {"DMA": "against"}),
    ("FJI", "We note that the embargo against Cuba remains in place.", {"FJI": "against"}),
    ("LCA", "Cuba is an island on which the embargo weighs heavily.", {"LCA": "against"}),
    ("USA", "Our sanctions leave room for trade in food.", {"USA": "favor"}),
    ("USA", "I am sure that our Congress will lift the embargo against Cuba.", {"USA": "against"}),
    ("WSM", "We welcome the easing of restrictions on Cuba by the United States.", {"WSM": "against"}),
]


@pytest.mark.parametrize(("speaker", "text", "expected"), SPEECHES)
def test_in_a_speech_who_does_not_do_a_measure_is_against_it(
    chain: Chain, speaker: str, text: str, expected: dict[str, str]
) -> None:
    found = stances(chain, text, "us_unilateralism", speaker)
    assert {holder: stance for holder, stance in found.items() if holder in (speaker, "CUB")} == expected


def test_all_that_a_speech_says_of_the_target_is_the_states_view(chain: Chain) -> None:
    assert stances(chain, f"We note that {DEAL} was discussed here.", speaker="MDV") == {"MDV": "neutral"}


def test_whoever_does_a_measure_is_in_favor_of_it(chain: Chain) -> None:
    found = stances(chain, "Cuba condemned the blockade that the United States had imposed.", "us_unilateralism")
    assert found == {"CUB": "against", "USA": "favor"}


def test_nested_speech_names_the_speaker_and_is_reported(chain: Chain) -> None:
    text = f"The Russian foreign minister said that China was willing to preserve {DEAL}."
    (record,) = records(chain, text)
    assert record.holder == "CHN"
    assert record.basis == "reported"
    assert record.speaker == "sergey_lavrov"


def test_an_action_has_the_basis_action(chain: Chain) -> None:
    found = [
        item
        for item in records(chain, f"In May 2018 the United States withdrew from {DEAL}.")
        if item.target == "jcpoa"
    ]
    assert [(item.holder, item.stance, item.basis) for item in found] == [("USA", "against", "action")]


def test_in_a_speech_the_default_holder_is_the_speakers_state(chain: Chain) -> None:
    text = "We ask for the removal of the blockade imposed on Cuba."
    assert stances(chain, text, "us_unilateralism", speaker="VNM") == {"VNM": "against"}


def test_a_speech_that_only_mentions_the_target_is_neutral(chain: Chain) -> None:
    text = "The nuclear agreement with Iran was concluded in 2015."
    assert stances(chain, text, speaker="KOR") == {"KOR": "neutral"}


def test_evidence_lies_in_the_document_and_holds_the_target(chain: Chain) -> None:
    text = f"Talks went on in Vienna. Japan deplored the withdrawal from {DEAL}."
    for record in records(chain, text):
        assert all(0 <= start < end <= len(text) for start, end in record.evidence)
        assert any("deal" in text[start:end] for start, end in record.evidence)
        assert text[record.start : record.end] == record.sentence


@pytest.mark.parametrize(("words", "expected"), [("several analysts", True), ("the resolutions", False), ("", False)])
def test_only_people_and_bodies_hold_stances(words: str, expected: bool) -> None:
    assert names_people(words) is expected


def test_scores_are_probabilities(chain: Chain) -> None:
    for record in records(chain, f"Germany supports {DEAL}."):
        assert sum(record.scores.values()) == pytest.approx(1)
        assert record.score == max(record.scores.values())


def test_who_acts_does_not_speak(chain: Chain) -> None:
    found = records(chain, f"Iran and China concluded {DEAL} in Vienna.")
    assert {(item.holder, item.basis, item.speaker) for item in found} == {
        ("IRN", "action", "AUTHOR"),
        ("CHN", "action", "AUTHOR"),
    }


def test_a_former_official_judges_the_measure_of_the_state(chain: Chain) -> None:
    text = f"Former President Barack Obama said that leaving {DEAL} was a mistake."
    found = {item.target: (item.stance, item.official) for item in records(chain, text)}
    assert found == {"jcpoa": ("favor", False), "us_unilateralism": ("against", False)}


def test_who_is_yet_to_decide_has_no_stance_by_it(chain: Chain) -> None:
    text = f"{DEAL.capitalize()} was signed in 2015. Norway regretted the American decision."
    found = {(item.affiliation, item.target): item.stance for item in records(chain, text) if item.sentence_index == 1}
    assert found == {("NOR", "jcpoa"): "favor", ("NOR", "us_unilateralism"): "against"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway, by contrast, was still trying to rescue the nuclear deal with Iran.", {"NOR": "favor"}),
        ("Norway, unlike some of its neighbours, has rejected the nuclear deal with Iran.", {"NOR": "against"}),
        ('"This is not over," he said in a letter that Norway had shown to the press, which praised the deal.', {}),
    ],
)
def test_asides_and_the_end_of_direct_speech(chain: Chain, text: str, expected: dict[str, str]) -> None:
    assert stances(chain, text) == expected


def test_those_in_office_stand_for_what_they_explain(chain: Chain) -> None:
    text = "The United States imposed sanctions on Iran. Mike Pompeo said the sanctions would cost Iran millions."
    assert stances(chain, text, "us_unilateralism") == {"USA": "favor"}
    (record,) = [item for item in records(chain, text) if item.sentence_index == 1]
    assert (record.holder, record.stance, record.official) == ("mike_pompeo", "favor", True)


@pytest.mark.parametrize(
    "said",
    [
        "Mike Pompeo said the sanctions would be lifted.",
        "Senator Ben Cardin said the sanctions would apply at once.",
        "Mike Pompeo said that Germany opposed the sanctions.",
    ],
)
def test_nobody_else_does(chain: Chain, said: str) -> None:
    text = f"The United States imposed sanctions on Iran. {said}"
    found = [item for item in records(chain, text) if item.sentence_index == 1]
    assert not [item for item in found if item.affiliation == "USA" and item.stance == "favor"]


def test_the_deeds_of_a_former_president_are_the_states(chain: Chain) -> None:
    text = f"Donald Trump left {DEAL} in 2018."
    found = chain.label(Document(id="d", text=text, published="2021-06-01")).records
    assert {(item.target, item.official) for item in found if item.target == "us_unilateralism"} == {
        ("us_unilateralism", True)
    }


def test_an_unnamed_holder_goes_by_the_name_without_its_title(chain: Chain) -> None:
    (record,) = records(chain, f"Sen. Ann Placeholder said {DEAL} was a disaster.")
    assert (record.holder, record.holder_name) == ("ann_placeholder", "Ann Placeholder")
