from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.errors import ConfigError
from stance.targets import TargetFinder, load_targets, target_from_mapping, target_from_text, target_names
from stance.types import Document, Mention, Sentence, Target, TargetMention

ACTORS: Mapping[str, str] = {
    "the United States": "USA",
    "United States": "USA",
    "US": "USA",
    "American": "USA",
    "Washington": "USA",
    "Trump": "donald_trump",
    "Iran": "IRN",
    "Tehran": "IRN",
    "Iranian": "IRN",
    "Cuba": "CUB",
    "Israel": "ISR",
    "Mexico": "MEX",
    "China": "CHN",
    "Kosovo": "XKX",
    "Turkey": "TUR",
    "Cyprus": "CYP",
    "IAEA": "IAEA",
}
DEMONYMS = {"American", "Iranian"}
_NAMES = re.compile(r"\b(?:" + "|".join(sorted(ACTORS, key=len, reverse=True)) + r")\b")
FINDER = TargetFinder(load_targets(["jcpoa", "us_unilateralism"]))
ALL = TargetFinder(load_targets(target_names()))


def read(text: str, **keys: str) -> tuple[Document, list[Sentence], list[list[Mention]]]:
    """One sentence a line; actors by a list of names, as the actor part would find them."""
    document = Document(id="d", text=text, **keys)
    sentences, mentions, start = [], [], 0
    for index, line in enumerate(text.split("\n")):
        sentences.append(Sentence(document_id="d", index=index, start=start, end=start + len(line), text=line))
        mentions.append(
            [
                Mention(
                    entity_id=ACTORS[match.group()],
                    text=match.group(),
                    start=start + match.start(),
                    end=start + match.end(),
                    kind="demonym" if match.group() in DEMONYMS else "name",
                    possessive=line.startswith("'s", match.end()),
                )
                for match in _NAMES.finditer(line)
            ]
        )
        start += len(line) + 1
    return document, sentences, mentions


def state_of(entity_id: str) -> str | None:
    return {"donald_trump": "USA"}.get(entity_id, entity_id)


def find(text: str, target: str, finder: TargetFinder = FINDER, **keys: str) -> list[list[TargetMention]]:
    document, sentences, mentions = read(text, **keys)
    found = finder.find(document, sentences, mentions, state_of)
    return [[mention for mention in line if mention.target == target] for line in found]


def words(text: str, target: str, finder: TargetFinder = FINDER, **keys: str) -> list[list[str]]:
    return [[mention.text for mention in line] for line in find(text, target, finder, **keys)]


@pytest.mark.parametrize(
    "text",
    [
        "The JCPOA is alive.",
        "The Joint Comprehensive Plan of Action is alive.",
        "Tehran signed the 2015 accord with world powers.",
        "The nuclear pact with Iran is alive.",
        "The Iranian nuclear agreement is alive.",
        "They reached an agreement on Iran's nuclear programme.",
        "All must honour Security Council resolution 2231 (2015).",
        "A landmark agreement was reached on the nuclear programme of Iran.",
        "We hail the conclusion of an accord between Iran and the great Powers.",
        "An understanding reached last week with Iran on its nuclear activities gives hope.",
        "The nuclear treaty with Iran has to stand.",
        "Their agreement with the permanent members of the Security Council and Iran holds.",
    ],
)
def test_names_of_the_deal(text: str) -> None:
    (found,) = find(text, "jcpoa")
    assert [(mention.sign, mention.kind) for mention in found] == [(1, "alias")]


@pytest.mark.parametrize(
    "text",
    [
        "Iran signed a gas deal with Mexico.",
        "The world must deal with Iran.",
        "The nuclear test of Iran's neighbour is a threat.",
        "The trade deal is done.",
        "Talks about the Iranian nuclear programme go on.",
        "We seek a peaceful solution to the Iranian nuclear issue.",
        "No agreement was reached on the nuclear programme of Iran.",
    ],
)
def test_what_is_not_the_deal(text: str) -> None:
    assert words(text, "jcpoa") == [[]]


def test_no_document_from_before_its_time_means_the_deal() -> None:
    text = "An agreement on Iran's nuclear programme is wanted."
    assert words(text, "jcpoa", published="2009-09") == [[]]
    assert words(text, "jcpoa", published="2016") == [["agreement on Iran's nuclear programme"]]


def test_anaphors_need_a_mention_before_them() -> None:
    assert words("The deal is good.\nThe JCPOA holds.\nThe deal is good.", "jcpoa") == [[], ["JCPOA"], ["The deal"]]
    assert words("The JCPOA holds.\nWe keep this important document.", "jcpoa")[1] == ["this important document"]
    assert words("The JCPOA holds.\nThat is a terrible deal, he said.", "jcpoa")[1] == ["a terrible deal"]


def test_anaphors_stop_after_a_while() -> None:
    assert words("The JCPOA holds." + "\nIt rains." * 30 + "\nThe deal is good.", "jcpoa")[-1] == []


def test_another_thing_of_the_same_kind_takes_the_anaphor_over() -> None:
    assert words("The JCPOA holds.\nThe trade deal is near.\nThe deal will be signed.", "jcpoa")[1:] == [[], []]
    assert words("The JCPOA holds.\nThe deal with Mexico is near.", "jcpoa")[1] == []
    assert words("The JCPOA holds.\nThe trade deal is near.\nThe accord still binds Iran.", "jcpoa")[2] == [
        "The accord"
    ]


def test_a_new_deal_is_the_opposite_of_the_deal() -> None:
    found = find("The JCPOA holds.\nHe wants a better deal.", "jcpoa")[1]
    assert [(mention.text, mention.sign, mention.kind) for mention in found] == [("better deal", -1, "opposite")]


def test_the_exit_without_the_deal_named_is_its_opposite_and_a_measure() -> None:
    text = "Iran keeps to the nuclear deal.\nThe US exit was a mistake."
    assert [(mention.text, mention.sign) for mention in find(text, "jcpoa")[1]] == [("exit", -1)]
    assert [(mention.text, mention.doer) for mention in find(text, "us_unilateralism")[1]] == [("exit", "USA")]
    assert words("The US exit from Mexico went on.", "jcpoa") == [[]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trump withdrew the troops.", []),
        ("Trump withdrew from the Iran deal.", ["withdrew from the Iran deal"]),
        ("Iran withdrew from the JCPOA.", []),
        ("China asked Trump not to scrap the Iran nuclear deal.", ["scrap the Iran nuclear deal"]),
        ("The JCPOA was abandoned by Washington.", ["JCPOA was abandoned"]),
        ("The JCPOA was abandoned by Iran, the United States says.", []),
        ("The Iran deal, which the United States quit, is dead.", ["Iran deal, which the United States quit"]),
        ("China regrets the withdrawal of the United States from the JCPOA.", None),
        ("China regrets Iran's withdrawal from the JCPOA.", []),
        ("Trump pulled the United States out of the Iran deal.", ["pulled the United States out of the Iran deal"]),
        ("Washington left UNESCO for the second time.", ["left UNESCO"]),
        ("Israel supports the JCPOA, and Trump wants to leave it.", ["leave it"]),
        ("Washington re-imposed the sanctions.", ["re-imposed the sanctions"]),
        ("China re-imposed the sanctions.", []),
        ("The maximum pressure campaign failed.", ["maximum pressure campaign"]),
        ("The Helms-Burton Act must go.", ["Helms-Burton Act"]),
        ("We reject US bullying.", ["US bullying"]),
        ("They told us sanctions work.", []),
        ("American economic sanctions bite.", ["American economic sanctions"]),
        ("We reject the sanctions that the United States imposed.", ["sanctions that the United States imposed"]),
    ],
)
def test_acts_of_the_united_states(text: str, expected: list[str] | None) -> None:
    (found,) = find(text, "us_unilateralism")
    if expected is not None:
        assert [mention.text for mention in found] == expected
    else:
        assert len(found) == 1
    assert all((mention.doer, mention.sign, mention.kind) == ("USA", 1, "measure") for mention in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Washington announced fresh sanctions on Monday.", ["announced fresh sanctions"]),
        (
            "Trump hit Turkey and two of its ministers with sanctions.",
            ["hit Turkey and two of its ministers with sanctions"],
        ),
        ("Washington put a bank on its sanctions list.", ["put a bank on its sanctions list"]),
        ("Trump announced relief from sanctions.", []),
        ("Trump vowed to ease the tariffs.", []),
        ("Washington approved the lifting of the embargo.", []),
        ("Washington announced that sanctions would be dropped.", []),
        ("Washington restored sanctions that were to expire.", ["restored sanctions"]),
        ("Washington announced sanctions against two firms would expire.", []),
        ("Washington imposed sanctions on Iran to end its rule.", ["imposed sanctions"]),
        ("Washington imposed sanctions on Iran and said the visas would be lifted.", ["imposed sanctions"]),
        ("Trump passed a resolution against new tariffs.", []),
        ("Trump used the hour while China imposed sanctions.", []),
        ("Trump threatened Turkey, should China impose tariffs.", []),
        ("Trump threatened China with tariffs.", ["threatened China with tariffs"]),
        ("Washington placed an order for sanctions software.", []),
        ("Washington announced penalties for drunk drivers.", []),
        ("Washington kept its word and removed Cuba from the terrorism list.", []),
        ("Washington kept Cuba on the terrorism list.", ["kept Cuba on the terrorism list"]),
        ("Turkey is not on the US State Department list of speakers.", []),
        ("Cuba is on the US list of supporters of terrorism.", ["US list of supporters of terrorism"]),
        ("Washington left the Human Rights Council meeting.", []),
        ("Washington left the Human Rights Council in June.", ["left the Human Rights Council"]),
        ("Washington ended the talks with the International Criminal Court.", []),
        ("Washington restricted travel and stopped using TikTok.", []),
    ],
)
def test_imposing_is_no_easing_and_leaving_a_body_no_leaving_of_a_room(text: str, expected: list[str]) -> None:
    (found,) = find(text, "us_unilateralism")
    assert [mention.text for mention in found] == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The blockade against Cuba must end.", 1),
        ("The commercial and financial embargo that strangles Cuba must end.", 1),
        ("The blockade against Mexico must end.", 0),
        ("Unilateral coercive measures against Cuba are wrong.", 1),
        ("Unilateralism leads nowhere.", 0),
        ("Unilateralism leads nowhere, and Washington knows it.", 1),
        ("Israel's unilateral actions are wrong.", 0),
        ("The unilateral declaration of Kosovo is wrong.", 0),
        ("Turkey imposed a blockade on Cyprus.", 0),
        ("Bilateral measures of Cuba help.", 0),
        ("The arms embargo on Cuba's neighbour holds.", 0),
    ],
)
def test_measures_need_a_tie_to_the_united_states(text: str, count: int) -> None:
    (found,) = find(text, "us_unilateralism")
    assert len(found) == count


def test_measures_are_tied_by_the_sentences_beside_them_and_by_the_speaker() -> None:
    text = "We stand with Cuba.\nThe blockade must end.\nThat unilateral measure hurts."
    assert words(text, "us_unilateralism") == [[], ["blockade"], ["That unilateral measure"]]
    assert words("The blockade must end.", "us_unilateralism") == [[]]
    assert words("The blockade must end.", "us_unilateralism", speaker="CUB") == [["blockade"]]


def test_different_targets_may_share_words() -> None:
    text = "Iran and China reject US attempts to prolong the arms embargo on Iran."
    assert words(text, "arms_embargo_iran", ALL) == [["arms embargo on Iran"]]
    assert words("Trump reimposed sanctions on Iran.", "sanctions_relief", ALL) == [["reimposed sanctions"]]
    assert words("Trump reimposed sanctions on Iran.", "us_unilateralism", ALL) == [["reimposed sanctions"]]
    assert words(
        "The IAEA Board of Governors adopted a resolution critical of Iran.", "iaea_safeguards_resolution", ALL
    )[0]


def test_an_anaphor_goes_to_the_target_that_was_named_last() -> None:
    finder = TargetFinder(load_targets(["jcpoa", "paris_agreement"]))
    text = "The Iran nuclear agreement holds.\nThe Paris Agreement holds.\nThe agreement is good."
    assert words(text, "jcpoa", finder)[2] == []
    assert words(text, "paris_agreement", finder)[2] == ["The agreement"]


def test_a_lone_sentence_needs_neither_actors_nor_a_mention_before() -> None:
    text = "He said the deal must be kept."
    document, sentences, _ = read(text)
    assert [mention.text for mention in FINDER.find(document, sentences)[0]] == ["the deal"]


def test_free_text_targets_are_found_with_their_anaphors() -> None:
    finder = TargetFinder([target_from_text("the Treaty of Tlatelolco (TT)"), target_from_text("withdrawal from NATO")])
    text = "The treaty is old.\nWe keep the Treaty of Tlatelolco.\nThe treaty works.\nStaying in NATO is wise."
    assert words(text, "treaty_of_tlatelolco", finder) == [[], ["Treaty of Tlatelolco"], ["The treaty"], []]
    assert [mention.sign for mention in find(text, "withdrawal_from_nato", finder)[3]] == [-1]


def test_entries_that_refer_to_each_other_in_a_circle_are_refused() -> None:
    def entry(name: str, of: str) -> Target:
        measure = {"text": "end", "of": [of]}
        return target_from_mapping({"id": name, "name": name, "definition": "x", "measures": [measure]})

    with pytest.raises(ConfigError, match="circle"):
        TargetFinder([entry("jcpoa", "paris_agreement"), entry("paris_agreement", "jcpoa")])


PIECES = st.sampled_from(
    [
        *(
            "The JCPOA ",
            "the deal ",
            "Trump ",
            "withdrew from ",
            "Cuba's ",
            "“blockade” ",
            "unilateral ",
            "coercive  measures ",
        ),
        *(
            "US ",
            "sanctions ",
            "a terrible ",
            "new deal ",
            "\n",
            ". ",
            "Iran ",
            "nuclear accord ",
            "İstanbul ",
            "ſ\u2028",
            "it ",
        ),
        *(
            "this important document ",
            "which ",
            "was ",
            "by ",
            "the United States ",
            "\u00a0",
            "\t",
            "reimposed ",
            "exit ",
        ),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join), st.booleans())
def test_offsets_are_exact_and_mentions_of_a_target_do_not_overlap(text: str, alone: bool) -> None:
    document, sentences, mentions = read(text)
    found = ALL.find(document, sentences, None if alone else mentions, state_of)
    assert len(found) == len(sentences)
    for sentence, line in zip(sentences, found, strict=True):
        last: dict[str, int] = {}
        for mention in line:
            assert document.text[mention.start : mention.end] == mention.text
            assert sentence.start <= mention.start < mention.end <= sentence.end
            assert mention.start >= last.get(mention.target, 0)
            last[mention.target] = mention.end


@given(st.text(max_size=200))
def test_any_text_is_searched(text: str) -> None:
    document = Document(id="d", text=text)
    sentence = Sentence(document_id="d", index=0, start=0, end=len(text), text=text)
    for mention in ALL.find(document, [sentence], None)[0]:
        assert text[mention.start : mention.end] == mention.text
