"""Whose side is taken where the deed is somebody else's: sentences of our own, read as a speech's."""

from __future__ import annotations

import pytest

from stance.models.composition import Reading, compose
from stance.types import LinkKind, TargetMention

BLOCKADE = "the blockade"
DEAL = "the nuclear deal"


def read(text: str, words: str, link: LinkKind = "default", doer: str | None = None, sign: int = 1) -> Reading:
    start = text.lower().index(words)
    kind = "measure" if doer else "alias"
    mention = TargetMention(
        target="t", text=words, start=start, end=start + len(words), sign=sign, kind=kind, doer=doer
    )  # fmt: skip
    return compose(text, mention, (0, len(text)), link=link)


def side(reading: Reading) -> int:
    return (reading.evidence > 0.25) - (reading.evidence < -0.25)


@pytest.mark.parametrize(
    "text",
    [
        "We stand in solidarity with the islanders in the face of the blockade.",  # with the victim
        "We salute the people who live under the blockade.",
        "Despite the blockade, our doctors serve all over the world.",  # endurance
        "We have overcome the blockade and our economy is growing again.",
        "The people have withstood the blockade with dignity.",
        "The damage caused by the blockade amounts to billions.",  # harm and cost
        "The blockade has cost our economy dearly.",
        "The economy continues to be stymied by the blockade.",
        "With the blockade in place, they are denied crucial help that is necessary for their recovery.",
        "They maintain the blockade and even tighten it.",  # told of others
        "We note that the blockade remains in place.",
        "We call for the blockade of the island to be lifted.",  # wishes that it end
        "We trust that the blockade of the island will soon end.",
        "We hope that the blockade becomes a thing of the past.",
        "I urge those responsible to do away with this relic and simply lift the blockade.",
        "We appreciate the efforts of the Assembly against the blockade.",
        "Is it not time to end the blockade?",
        "There is no doubt that the blockade has failed.",
        "If the blockade is not lifted, the change will bring nothing.",
        "We call for their name to be removed from the blockade.",
        "The blockade promotes exclusion.",
        "The blockade is not only unconscionable but unlawful.",
    ],
)
def test_who_speaks_of_anothers_measure_complains_of_it(text: str) -> None:
    reading = read(text, BLOCKADE, doer="USA")
    assert side(reading) == -1
    assert reading.outer
    assert not reading.hedged


@pytest.mark.parametrize(
    "text",
    [
        "We support the blockade.",
        "We commend the President for the blockade.",
        "We call for the blockade.",
        "We are grateful that our allies keep up the blockade.",
        "We welcome the decision of our allies to impose the blockade.",
        "The blockade was necessary.",
        "The blockade works.",
        "We oppose the lifting of the blockade.",
        "They must not lift the blockade.",
    ],
)
def test_favor_toward_anothers_measure_has_words_of_its_own(text: str) -> None:
    assert side(read(text, BLOCKADE, doer="USA")) == 1


def test_to_join_anothers_measure_is_favor_of_whoever_joins_it() -> None:
    text = "joined the blockade"
    assert side(read(text, BLOCKADE, "subject", doer="USA")) == 1
    assert side(read(text, BLOCKADE, "doer", doer="USA")) == 1


def test_the_doer_and_measures_of_nobody_are_read_by_their_words() -> None:
    assert side(read("They maintain the blockade.", BLOCKADE, "doer", doer="USA")) == 1
    assert side(read("They maintain the blockade.", BLOCKADE)) == 1


def test_the_opposite_of_an_agreement_is_a_deed_of_somebody_too() -> None:
    assert side(read("We continue our work after the exit.", "the exit", doer="USA", sign=-1)) == 1
    assert side(read("We welcome the exit.", "the exit", doer="USA", sign=-1)) == -1


@pytest.mark.parametrize(
    "text",
    [
        "They left the nuclear deal without any justification.",
        "One party has broken its promises under the nuclear deal.",
        "They violated the nuclear deal and the resolution that endorsed it.",
        "The unlawful withdrawal from the nuclear deal cannot be accepted.",
        "The step was a violation of the nuclear deal.",
        "The failure of the others to honour the nuclear deal has made matters worse.",
        "The collapse of the nuclear deal would be a severe blow.",
        "Leaving the nuclear deal sets a dangerous precedent.",
        "We lament the setback that the withdrawal from the nuclear deal represents.",
        "We demand compensation for the losses caused by the exit from the nuclear deal.",
        "We deplore the tragedy of the withdrawal from the nuclear deal.",
        "Today the nuclear deal hangs by a thread.",
        "We fear that the nuclear deal is in jeopardy.",
        "Putting the nuclear deal into question helps nobody.",
        "It would be a pity if the nuclear deal were destroyed.",
        "The nuclear deal has been dealt a heavy blow.",
        "Attempts to rewrite the nuclear deal are doomed to fail.",
    ],
)
def test_support_by_blaming(text: str) -> None:
    assert side(read(text, DEAL)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The nuclear deal must be fixed or scrapped.",
        "We want to renegotiate the nuclear deal.",
        "The nuclear deal has emboldened them and filled their coffers, a gift to tyrants.",
        "The nuclear deal is a sham.",
        "The nuclear deal should have taken our concerns into account.",
        "The nuclear deal was supposed to bring us peace.",
        "The nuclear deal would not bring peace.",
        "The nuclear deal has to be revised.",
        "We thank the President for his decision to leave the nuclear deal.",
        "We want to leave the nuclear deal.",
    ],
)
def test_critique_is_not_taken_for_blame_of_those_who_left(text: str) -> None:
    assert side(read(text, DEAL)) == -1


def test_to_concede_limits_is_not_to_condemn() -> None:
    assert side(read("The nuclear deal does not solve everything.", DEAL)) == 0


def test_praise_is_praise_past_what_a_measure_is_against() -> None:
    for text in (
        "said the blockade on the island was necessary",
        "said the blockade of the island's ports was justified and effective",
        "said that the blockade against the rebel port is the right answer",
        "said the blockade on the island was working",
        "said the blockade on the island works",
        "called the blockade on the island necessary",
        "called the blockade of the islands a good step",
        "described the blockade of the island as lawful",
    ):
        assert side(read(text, BLOCKADE, "speaker", doer="USA")) == 1, text


def test_blame_is_blame_past_what_a_measure_is_against() -> None:
    for text in (
        "said the blockade on the island was not necessary",
        "said the blockade on the island was not working",
        "called the blockade on the island a disaster",
        "said it would not comply with the blockade on the island",
    ):
        assert side(read(text, BLOCKADE, "speaker", doer="USA")) == -1, text


def test_praise_that_is_not_plainly_of_the_measure_is_no_complaint() -> None:
    for text in (
        "called the blockade on good companies theft",
        "said the blockade on the island helped nobody",
    ):
        assert read(text, BLOCKADE, "speaker", doer="USA").evidence == 0, text


def test_obedience_told_by_who_obeys() -> None:
    for text in (
        "said it would comply with the blockade",
        "said that her government will abide by the blockade of the island",
        "said its banks will observe the blockade",
        "We are going to comply with the blockade,",
        "will comply with the blockade on the island",
    ):
        assert side(read(text, BLOCKADE, "speaker", doer="USA")) == 1, text
    assert side(read("We will fully comply with the blockade.", BLOCKADE, doer="USA")) == 1
    assert read("said its rivals would comply with the blockade", BLOCKADE, "speaker", doer="USA").evidence == 0
    assert side(read("said it would use the blockade as a pretext", BLOCKADE, "speaker", doer="USA")) == -1


def test_a_deed_of_ones_own_against_friends_is_told_in_reproach() -> None:
    assert side(read("are now blockading our closest allies", "blockading", "doer", doer="USA")) == -1
    assert side(read("are now blockading our enemies", "blockading", "doer", doer="USA")) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("said the nuclear deal was in shreds and must be scrapped", -1),
        ("said the nuclear deal was on life support and should be buried", -1),
        ("said the nuclear deal is falling apart and good riddance", -1),
        ("said the nuclear deal must be destroyed", -1),
        ("said the nuclear deal was in peril and he was glad", 0),
        ("said the nuclear deal was falling apart", 0),
        ("warned that the nuclear deal was in peril", 1),
        ("regretted that the nuclear deal was in tatters", 1),
        ("said the nuclear deal was under attack from its enemies", 1),
    ],
)
def test_fate_told_in_news_leans_only_where_it_is_regretted(text: str, expected: int) -> None:
    assert side(read(text, DEAL, "speaker")) == expected


def test_fate_in_a_speech_yields_to_what_is_said_of_the_target() -> None:
    assert side(read("The nuclear deal is in tatters.", DEAL)) == 1
    assert side(read("The nuclear deal is in tatters and should be scrapped.", DEAL)) == -1
