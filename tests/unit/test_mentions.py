"""Mentions of actors: names, people, role phrases, groups, and words that only look like them."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.actors.catalogue import load_catalogue
from stance.actors.mentions import DocumentMentions, MentionFinder
from stance.types import Document, Mention, Sentence


@lru_cache(maxsize=1)
def finder() -> MentionFinder:
    return MentionFinder(load_catalogue())


def document(
    *lines: str,
    date: str | None = "2018-06-01",
    heading: bool = False,
    speaker: str | None = None,
    outlet: str | None = None,
) -> tuple[Document, list[Sentence]]:
    text, sentences = "", []
    for index, line in enumerate(lines):
        start = len(text)
        text += line
        kind = "heading" if heading and index == 0 else "body"
        sentences.append(
            Sentence(document_id="d", index=index, start=start, end=len(text), text=line, kind=kind, paragraph=index)
        )
        text += "\n"
    return Document(id="d", text=text, published=date, speaker=speaker, outlet=outlet), sentences


def found(*lines: str, **options: object) -> DocumentMentions:
    return finder().find(*document(*lines, **options))  # type: ignore[arg-type]


def last(*lines: str, **options: object) -> list[Mention]:
    return [
        mention
        for mention in found(*lines, **options).by_sentence[-1]
        if mention.kind not in ("pronoun", "first_person")
    ]


def ids(*lines: str, **options: object) -> list[str | None]:
    return [mention.entity_id for mention in last(*lines, **options)]


def texts(*lines: str, **options: object) -> list[tuple[str | None, str]]:
    return [(mention.entity_id, mention.text) for mention in last(*lines, **options)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran and the Russian Federation agreed.", ["IRN", "RUS"]),
        ("The Iranians refused.", ["IRN"]),
        ("The Kremlin warned Kyiv.", ["RUS", "UKR"]),
        ("The US told us to wait.", ["USA"]),
        ("He told us nothing about it.", []),
        ("IRAN REJECTS US DEMANDS", ["IRN", "USA"]),
        ("Theresa May left in May.", ["theresa_may"]),
        ("They roasted a turkey.", []),
        ("Turkey objected.", ["TUR"]),
        ("Jordan Fabian of The Hill asked.", []),
        ("Jordan and Egypt agreed.", ["JOR", "EGY"]),
        ("Chad Smith said no.", ["chad_smith"]),
        ("Washington state officials objected to George Washington's statue.", [None]),
        ("The Washington Post and the New York Times wrote.", []),
        ("The Paris Agreement, the Geneva Convention and the Vienna talks failed.", []),
        ("The Tehran Times wrote about it.", []),
        ("Voters in Georgia, Florida and Alabama went to the polls near Atlanta.", []),
        ("Georgia and Armenia signed in Tbilisi.", ["GEO", "ARM"]),
        ("WASHINGTON (AP) - Nothing happened.", []),
        ("They met in Moscow on Tuesday.", []),
        ("Tehran said no, and Moscow agreed.", ["IRN", "RUS"]),
        ("The crew of the HMS Chad Valley sailed.", []),
    ],
)
def test_names(text: str, expected: list[str | None]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Iran nuclear deal holds.",
        "The Iran deal holds.",
        "The anti-Iran resolution passed.",
        "Iranian documents were shown.",
        "Iran-backed forces left.",
        "Those who oppose Iran sanctions spoke.",
    ],
)
def test_a_modifier_is_a_demonym_and_no_agent(text: str) -> None:
    assert [(mention.entity_id, mention.kind) for mention in last(text)][:1] == [("IRN", "demonym")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("US unilateral policies failed.", "demonym"),
        ("The US unilaterally left.", "name"),
        ("The U.S. is out.", "name"),
        ("The UN met.", "name"),
    ],
)
def test_acronyms_before_nouns_and_verbs(text: str, kind: str) -> None:
    assert last(text)[0].kind == kind


def test_possessive_flag_and_span_without_the_marker() -> None:
    assert last("The United States’ allies met.")[0].possessive
    assert last("Russia’s opposition grew.")[0] == Mention(
        entity_id="RUS", text="Russia", start=0, end=6, possessive=True
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Foreign Minister Mohammad Javad Zarif spoke.",
            [("mohammad_javad_zarif", "Foreign Minister Mohammad Javad Zarif")],
        ),
        (
            "Prime Minister Narendra Modi of India spoke.",
            [("narendra_modi", "Prime Minister Narendra Modi of India")],
        ),
        (
            "EU foreign policy chief Federica Mogherini spoke.",
            [("federica_mogherini", "EU foreign policy chief Federica Mogherini")],
        ),
        ("Mr. Trump spoke.", [("donald_trump", "Mr. Trump")]),
        ("President Trump spoke.", [("donald_trump", "President Trump")]),
        ("White House officials spoke.", [("USA", "White House officials")]),
        ("Iran's foreign ministry protested.", [("IRN", "Iran's foreign ministry")]),
        ("The top Iranian diplomat spoke.", [("IRN", "The top Iranian diplomat")]),
        (
            "The spokesman for the French foreign ministry spoke.",
            [("FRA", "The spokesman for the French foreign ministry")],
        ),
        ("Chile's ambassador to the European Union spoke.", [("CHL", "Chile's ambassador to the European Union")]),
        ("A senior Israeli official spoke.", [("ISR", "A senior Israeli official")]),
        ("Officials from the State Department spoke.", [("USA", "Officials from the State Department")]),
        (
            "The chief of Iran's Atomic Energy Organization spoke.",
            [("IRN", "The chief of Iran's Atomic Energy Organization")],
        ),
        (
            "A spokesperson for Britain's Foreign Office spoke.",
            [("GBR", "A spokesperson for Britain's Foreign Office")],
        ),
        ("The Non-Aligned Movement objected.", [("NON_ALIGNED", "Non-Aligned Movement")]),
        ("Officials there were partners.", [(None, "Officials")]),
        ("The Government of Austria agreed.", [("AUT", "The Government of Austria")]),
    ],
)
def test_role_phrases_and_titled_names_are_one_mention(text: str, expected: list[tuple[str, str]]) -> None:
    assert texts(text) == expected


def test_role_in_apposition_is_a_mention_of_its_own() -> None:
    assert texts("The British foreign secretary, Philip Hammond, spoke.") == [
        ("philip_hammond", "The British foreign secretary"),
        ("philip_hammond", "Philip Hammond"),
    ]
    assert ids("Ali Akbar Salehi, the chief of Iran's Atomic Energy Organization, spoke.") == ["ali_akbar_salehi"] * 2


def test_two_roles_of_one_person() -> None:
    assert texts("Russia's deputy foreign minister and chief negotiator, Sergei Ryabkov, spoke.")[0] == (
        "sergei_ryabkov",
        "Russia's deputy foreign minister and chief negotiator",
    )


def test_both_states_of_a_shared_head_are_agents() -> None:
    mentions = last("Iranian and Russian officials met.")
    assert [(mention.entity_id, mention.kind) for mention in mentions] == [("IRN", "role"), ("RUS", "role")]


@pytest.mark.parametrize("text", ["The Trump administration left.", "President Trump's administration left."])
def test_an_administration_is_its_state(text: str) -> None:
    assert ids(text) == ["USA"]


def test_past_administrations_are_the_state_too() -> None:
    mentions = last("The Bush and Obama administrations disagreed.")
    assert [mention.entity_id for mention in mentions] == ["USA", "USA"]
    assert ids("Officials in Mr. Macron's government disagreed.") == ["FRA"]


@pytest.mark.parametrize(
    "text",
    [
        "Several analysts disagreed.",
        "A former Israeli official disagreed.",
        "Former and current intelligence officials disagreed.",
        "Critics disagreed.",
    ],
)
def test_people_in_no_catalogue_are_nouns_without_id(text: str) -> None:
    (mention,) = last(text)
    assert (mention.entity_id, mention.kind) == (None, "noun")


def test_family_name_after_the_full_name_and_in_the_headline_before() -> None:
    result = found("Chances remain: Lavrov", "Sergei Lavrov spoke.", "Lavrov left.", heading=True)
    assert [[mention.entity_id for mention in mentions] for mentions in result.by_sentence] == [["sergey_lavrov"]] * 3


@pytest.mark.parametrize("text", ["Rice fell to the floor.", "Brown bread was sold.", "Melania Trump spoke."])
def test_family_names_that_are_other_words_or_people(text: str) -> None:
    assert not {"condoleezza_rice", "susan_rice", "gordon_brown", "donald_trump"} & set(ids(text))


def test_family_name_of_two_people_is_told_by_the_title() -> None:
    assert ids("Secretary of State Clinton spoke.", date="2010-05-01") == ["hillary_clinton"]
    assert ids("President Bush spoke.", date="2003-05-01") == ["george_w_bush"]


@pytest.mark.parametrize(
    ("text", "person", "affiliation", "official"),
    [
        ("Jane Roe, Iran's ambassador to Norway, spoke.", "jane_roe", "IRN", True),
        ("Foreign Minister Jane Roe of Norway spoke.", "jane_roe", "NOR", True),
        ("Norway's foreign minister, Jane Roe, spoke.", "jane_roe", "NOR", True),
        ("Jane Roe, spokeswoman for the Norwegian foreign ministry, spoke.", "jane_roe", "NOR", True),
        ("Jane Roe, a professor at Oslo, spoke.", "jane_roe", None, False),
        ("Jane Roe, an analyst with a think tank, spoke.", "jane_roe", None, False),
        ("Jane Roe, a former Norwegian ambassador to Israel, spoke.", "jane_roe", "NOR", False),
        ("Jane Roe of Bloomberg News tweeted it.", "jane_roe", None, False),
        ('"No," said Jane Q. Roe, who until last year was in office.', "jane_q_roe", None, False),
        ("Opposition leader Jane Roe spoke.", "jane_roe", None, False),
        ("Senator Jane Roe spoke.", "jane_roe", None, False),
        ("Jane Roe, chief executive of a bank, spoke.", "jane_roe", None, False),
    ],
)
def test_introduced_people(text: str, person: str, affiliation: str | None, official: bool) -> None:
    result = found(text)
    assert person in [mention.entity_id for mention in result.by_sentence[0]]
    known = result.catalogue.affiliation(person, result.date)
    assert (known.id, known.official) == (affiliation, official)


def test_introduced_people_are_known_by_family_name_later() -> None:
    result = found("Jane Roe, Iran's ambassador to Norway, spoke.", "Ms. Roe left, but Roe's aides stayed.")
    assert [(mention.entity_id, mention.text, mention.possessive) for mention in result.by_sentence[1]][:2] == [
        ("jane_roe", "Ms. Roe", False),
        ("jane_roe", "Roe", True),
    ]


def test_the_catalogue_given_is_left_alone() -> None:
    found("Jane Roe, Iran's ambassador to Norway, spoke.")
    assert "jane_roe" not in finder().catalogue


@pytest.mark.parametrize(("title", "official"), [("Former Secretary of State", False), ("Secretary of State", True)])
def test_former_in_the_text_makes_unofficial(title: str, official: bool) -> None:
    result = found(f"{title} Mike Pompeo spoke.", date="2019-06-01")
    known = result.catalogue.affiliation("mike_pompeo", result.date)
    assert (known.id, known.official) == ("USA", official)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran fears the three European signatories of the nuclear deal.", "E3"),
        ("The nuclear deal matters to the three European leaders.", "E3"),
        ("European allies want to save the nuclear deal with Iran.", "E3"),
        ("The Europeans want to save the nuclear deal with Iran.", "E3"),
        ("Iran and six world powers signed the nuclear deal.", "P5+1"),
        ("Under the nuclear deal world powers lifted sanctions on Iran.", "P5+1"),
        ("Lavrov met the remaining participants of the JCPOA.", "JCPOA_REMAINING"),
        ("India and the European members that remained in the JCPOA met.", "E3"),
    ],
)
def test_groups(text: str, expected: str) -> None:
    group = next(mention for mention in last(text) if mention.entity_id == expected)
    assert len(group.members) >= 3


def test_groups_elsewhere_are_not_those_of_the_deal() -> None:
    assert ids("World powers must act on the climate.") == []
    assert ids("The remaining members of the club left.") == []
    assert ids("The European Union acted.") == ["EU"]


def test_western_powers_have_members_but_no_id() -> None:
    (group,) = last("Western powers objected.")
    assert group.entity_id is None
    assert {"USA", "FRA"} <= set(group.members)


def test_the_outlet_is_no_actor() -> None:
    assert ids("Iran Press TV", outlet="Iran Press TV") == []
    assert ids("Iran Press TV: no comment.") == []


def test_date_is_estimated_from_titles() -> None:
    result = found(
        "Secretary of State John Kerry and President Barack Obama met Foreign Minister Mohammad Javad Zarif.", date=None
    )
    assert result.date is not None
    assert 2013 <= result.date.year <= 2017


def test_vocatives_of_speeches_are_no_mentions() -> None:
    assert ids("Mr. President, I thank you.", speaker="FRA") == []


def test_offsets_after_double_spaces_and_line_breaks() -> None:
    document_, sentences = document("The White  House press\nsecretary,   Sarah Sanders, spoke.")
    for mention in finder().find(document_, sentences).by_sentence[0]:
        assert document_.text[mention.start : mention.end] == mention.text


WORDS = [
    "Iran",
    "Iran's",
    "US",
    "us",
    "the",
    "President",
    "Trump",
    "Mr.",
    "May",
    ",",
    "former",
    "foreign minister",
    "said",
    "of",
    "and",
    "his",
    "Jane Roe",
    "European",
    "both",
    "countries",
    "agency",
    "“",
    "”",
    "\n",
    "  ",
    "-",
    "E3",
    "'",
    "Ambassador",
    "to",
    "it",
    "İ",
    "ß",
    "’s",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25), st.sampled_from([None, "2018-06-01"]))
def test_mentions_index_the_text_and_do_not_overlap(words: list[str], date: str | None) -> None:
    document_, sentences = document(" ".join(words) or "x", date=date)
    for mentions in finder().find(document_, sentences).by_sentence:
        end = -1
        for mention in mentions:
            assert document_.text[mention.start : mention.end] == mention.text
            assert mention.start >= end
            assert mention.text.strip() == mention.text
            end = mention.end
