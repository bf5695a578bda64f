"""Mirrored pages: what is article and what is not, and what the lines around it tell."""

# ruff: noqa: E501 - test texts are written on one line
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stance.reading import boilerplate, sentences
from stance.reading.metadata import Metadata, of_file_name, of_text
from stance.types import Document

AGENCY = """World
Middle East & Africa
Utopia says it will stay in the treaty if others act
By Jane Doe, John Roe
5 Min Read
July 21, 2020 / 5:43 PM / Updated 2 years ago
VIENNA (Reuters) - Utopia will stay in the treaty if the others protect trade, its foreign minister said on Friday.
"We are ready. We wait for others," the minister said.
He left.
FILE PHOTO: The flag of Utopia flutters in front of the headquarters in Vienna. REUTERS/Jane Doe
Advertisement
What comes next?
A joint commission will meet next week in Vienna to discuss the matter further, two diplomats said.
Read more: Oil prices rise
Reporting by Jane Doe; Editing by John Roe
Related Stories
Oil prices rise on fears of a war
Ruritania and Utopia sign trade accord
"""

MIRROR = """Support the archive - Make a donation today!

Arms Control

Utopia Daily

Utopia and Ruritania call the treaty alive

Utopia Daily

Wednesday, 3 March 2021 09:15 AM

The foreign ministers of Utopia and Ruritania said on Tuesday that the treaty was alive and should be kept by all.

Under the treaty, the limits on the trade in arms should be lifted in the course of the coming October

The ministers met in the capital for three hours and will meet again in the summer, they said.

Talks to go on in summer: minister

The two sides have not yet agreed on a date for the next round of their talks in the summer.

Join the Archive.example mailing list
"""

NEWSPAPER = """Skip to main content
Print subscriptions
Ruritania treaty
President warns Utopia over Ruritania treaty
This article is more than 5 years old
Jane Doe
Diplomatic editor
Tue 24 Apr 2018 12.14 BST
Share
The president has warned Utopia of “severe consequences” if it withdraws from the treaty of 2015.
“I am telling those in the palace,” he said.
Sign up to First Edition, our free daily newsletter
The treaty was signed in 2015 by six powers and Ruritania after years of negotiations.
Explore more on these topics
Ruritania treaty
Utopia
© 2024 The Daily Planet. All rights reserved.
"""


def kept(text: str, **fields: str) -> list[str]:
    return [sentence.text for sentence in sentences(Document(id="d", text=text, **fields))]


def reasons(text: str) -> dict[str, str]:
    return {text[start:end]: reason for (start, end), reason in boilerplate(Document(id="d", text=text))}


def test_agency_page() -> None:
    assert kept(AGENCY) == [
        "Utopia says it will stay in the treaty if others act",
        "Utopia will stay in the treaty if the others protect trade, its foreign minister said on Friday.",
        '"We are ready.',
        'We wait for others," the minister said.',
        "He left.",
        "What comes next?",
        "A joint commission will meet next week in Vienna to discuss the matter further, two diplomats said.",
    ]
    found = reasons(AGENCY)
    assert found["By Jane Doe, John Roe"] == "byline"
    assert found["VIENNA (Reuters) -"] == "dateline"
    assert found["July 21, 2020 / 5:43 PM / Updated 2 years ago"] == "date line"
    assert found["Ruritania and Utopia sign trade accord"] == "links below the article"
    assert of_text(AGENCY) == Metadata(
        title="Utopia says it will stay in the treaty if others act", outlet="Reuters", published="2020-07-21"
    )


def test_mirrored_page() -> None:
    assert kept(MIRROR) == [
        "Utopia and Ruritania call the treaty alive",
        "The foreign ministers of Utopia and Ruritania said on Tuesday that the treaty was alive and should be kept by all.",
        "Under the treaty, the limits on the trade in arms should be lifted in the course of the coming October",
        "The ministers met in the capital for three hours and will meet again in the summer, they said.",
        "Talks to go on in summer: minister",
        "The two sides have not yet agreed on a date for the next round of their talks in the summer.",
    ]
    kinds = [sentence.kind for sentence in sentences(Document(id="d", text=MIRROR))]
    assert kinds == ["heading", "body", "body", "body", "heading", "body"]
    assert of_text(MIRROR) == Metadata(
        title="Utopia and Ruritania call the treaty alive", outlet="Utopia Daily", published="2021-03-03"
    )


def test_newspaper_page() -> None:
    assert kept(NEWSPAPER) == [
        "President warns Utopia over Ruritania treaty",
        "The president has warned Utopia of “severe consequences” if it withdraws from the treaty of 2015.",
        "“I am telling those in the palace,” he said.",
        "The treaty was signed in 2015 by six powers and Ruritania after years of negotiations.",
    ]
    assert of_text(NEWSPAPER)[:3] == ("President warns Utopia over Ruritania treaty", "The Daily Planet", "2018-04-24")


def test_the_title_told_is_the_headline() -> None:
    text = "Zarif\n\nIt is over\n\nThe deal between Zarif and the others was left by the United States in May 2018."
    assert kept(text, title="It is over")[0] == "It is over"


@pytest.mark.parametrize(
    "line",
    [
        "Share the burden, he said.",
        "Follow the money.",
        "He left.",
        "No deal.",
        "Print money, he adds, and you will see what happens.",
        "By May, nothing had changed.",
        "By land and by sea, they came.",
        "On 21 July 2020 the Council voted.",
        "Updated rules are needed.",
        "Sanctions work",
        "Subscribe to our view, they say, or leave the room, and many did so before the vote on Monday was held in New York.",
        "It was 2015.",
        "Images of the plant were shown.",
        "Comments by the minister were not welcome in Paris.",
        "Live fire was used.",
        "Copyright law is another matter, the minister said.",
        "Home is where the treaty is.",
    ],
)
def test_sentences_in_the_midst_of_an_article_stay(line: str) -> None:
    before = "The parties to the treaty met in Vienna on Friday for the first time in five months."
    after = "The others will meet again next week in the same hotel to talk about the next steps."
    text = f"{before}\n\n{line}\n\n{after}"
    assert "".join(kept(text)).replace(" ", "") == text.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "ADVERTISEMENT",
        "Read more: Oil prices rise",
        "Share this article",
        "Follow us on Twitter @planet",
        "Subscribe to our newsletter",
        "Sign up for our daily newsletter",
        "We use cookies to improve your experience. By clicking accept you agree.",
        "© 2020 The Daily Planet",
        "Copyright © 2020. All rights reserved.",
        "Photo: Jane Doe/Getty Images",
        "(Photo by Jane Doe)",
        "Photograph: Jane Doe/AFP",
        "Page 3 of 12",
        "* * *",
        "- 7 -",
        "https://planet.example/a?b=c",
        "Tags: Utopia, treaty",
        "Story continues below advertisement",
    ],
)
def test_furniture_goes_wherever_it_stands(line: str) -> None:
    before = "The parties to the treaty met in Vienna on Friday for the first time in five months."
    after = "The others will meet again next week in the same hotel to talk about the next steps."
    for text in (f"{before}\n\n{line}\n\n{after}", f"{line}\n{before}\n{after}", f"{before}\n{after}\n{line}"):
        assert kept(text) == [before, after]


@pytest.mark.parametrize(
    ("line", "is_byline"),
    [
        ("By Jane Doe", True),
        ("BY JANE DOE AND JOHN ROE", True),
        ("By Jane Doe | The Daily Planet", True),
        ("By Jane M. Doe, Reuters", True),
        ("Written by Jane Doe in Vienna", True),
        ("By any means", False),
        ("By the sea they met", False),
    ],
)
def test_bylines(line: str, is_byline: bool) -> None:
    text = f"Deal is still alive\n\n{line}\n\nThe deal with the powers is still alive, the minister told reporters on Friday."
    assert (reasons(text).get(line) == "byline") == is_byline


def test_text_without_paragraphs_is_kept_whole() -> None:
    text = "Iran leaves deal\nRussia regrets\nUS happy"
    assert kept(text) == text.split("\n")
    assert kept("Iran rejects sanctions") == ["Iran rejects sanctions"]


def test_salutations_of_a_speech_stay() -> None:
    text = "Mr. President,\nExcellencies\nMr. President\n\nWe call on all parties to uphold the treaty and to return to it soon.\n\nI thank you"
    assert kept(text) == kept(text, speaker="IRN")
    assert kept(text)[:2] == ["Mr. President,", "Excellencies"]
    assert kept(text)[-1] == "I thank you"


def test_speeches_keep_short_lines() -> None:
    text = "Peace\n\nOur people want peace, and they want it now and not in a hundred years.\n\nPeace"
    assert kept(text, speaker="IRN")[0] == kept(text, speaker="IRN")[-1] == "Peace"


@pytest.mark.parametrize(
    ("text", "outlet", "published"),
    [
        (
            "TEHRAN, July 21 (Xinhua) -- Utopia rejected the offer of talks on Tuesday, official media said.",
            "Xinhua",
            None,
        ),
        (
            "MOSCOW, July 21, 2020. /TASS/. Utopia rejected the offer of talks on Tuesday, official media said.",
            "TASS",
            "2020-07-21",
        ),
        (
            "No talks\nBy Jane Doe | The Guardian\n21.07.2020\nUtopia rejected the offer of talks on Tuesday, media said.",
            "The Guardian",
            "2020-07-21",
        ),
        (
            "No talks\nBy Jane Doe, Reuters\n2020-07-21\nUtopia rejected the offer of talks on Tuesday, media said.",
            "Reuters",
            "2020-07-21",
        ),
        (
            "No talks\nPublished: July 21, 2020\nUtopia rejected the offer of talks on Tuesday, media said.",
            None,
            "2020-07-21",
        ),
        ("Utopia rejected the offer of talks on 21 July 2020, media said, and left on 3 May 2021.", None, None),
        ("Utopia rejected the offer of talks, media said, and left.\n\nUpdated 21 July 2020", None, "2020-07-21"),
        (
            "No talks\nhttps://www.planet.example/a\nUtopia rejected the offer of talks on Tuesday, media said.",
            "planet.example",
            None,
        ),
    ],
)
def test_outlet_and_date(text: str, outlet: str | None, published: str | None) -> None:
    found = of_text(text)
    assert (found.outlet, found.published) == (outlet, published)


@pytest.mark.parametrize(
    ("stem", "speaker", "year"),
    [
        ("IRN_75_2020", "IRN", "2020"),
        ("EU_75_2020", "EU", "2020"),
        ("IRN_75_2021", None, None),
        ("irn_75_2020", None, None),
        ("NEWS_2020", None, None),
        ("x_IRN_75_2020", None, None),
    ],
)
def test_speech_names(stem: str, speaker: str | None, year: str | None) -> None:
    found = of_file_name(stem)
    assert (found.speaker, found.published) == (speaker, year)


@given(st.text(max_size=200))
def test_metadata_never_fails(text: str) -> None:
    found = of_text(text)
    assert found.speaker is None
    assert Document(id="d", text=text, published=found.published).date is None or found.published


@pytest.mark.parametrize(
    ("dateline", "published", "outlet"),
    [
        ("UNITED NATIONS (Nov. 1, 2018) —", "2018-11-01", None),
        ("HAVANA, Nov. 3 (AFP) -", None, "AFP"),
        ("GENEVA (Nov. 3) --", None, None),
        ("VIENNA (Reuters) (2 May 2018) -", "2018-05-02", "Reuters"),
    ],
)
def test_dateline_with_a_date_below_a_byline(dateline: str, published: str | None, outlet: str | None) -> None:
    prose = "Diplomats of three states said on Thursday that they would stay in the deal with Iran for now."
    document = Document(id="a", text=f"States vote on the embargo\n\nBy Ann Example\n\n{dateline} {prose}\n\n{prose}")
    assert dateline in [document.text[start:end] for (start, end), _ in boilerplate(document)]
    found = of_text(document.text)
    assert (found.title, found.published, found.outlet) == ("States vote on the embargo", published, outlet)
