"""Who is meant by pronouns, role phrases and descriptions of groups, across sentences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.actors.catalogue import load_catalogue
from stance.actors.mentions import DocumentMentions, MentionFinder
from stance.actors.reference import resolve
from stance.types import Attribution, Document, Mention, Sentence


@lru_cache(maxsize=1)
def finder() -> MentionFinder:
    return MentionFinder(load_catalogue())


def mentioned(
    *lines: str, date: str | None = "2018-06-01", speaker: str | None = None
) -> tuple[Document, list[Sentence], DocumentMentions]:
    text, sentences = "", []
    for index, line in enumerate(lines):
        start = len(text)
        text += line
        sentences.append(Sentence(document_id="d", index=index, start=start, end=len(text), text=line, paragraph=index))
        text += "\n"
    document = Document(id="d", text=text, published=date, speaker=speaker)
    return document, sentences, finder().find(document, sentences)


def said(text: str, mentions: DocumentMentions, speaker: str | None, content: str, cue: str = "said") -> Attribution:
    """A direct quotation, as the finder of attributions gives it."""
    who = next((m for found in mentions.by_sentence for m in found if m.text == speaker), None)
    start, at = text.index(content), text.index(cue)
    return Attribution(speaker=who, cue=(at, at + len(cue)), content=((start, start + len(content)),), kind="direct")


def meant(word: str, *lines: str, **options: str | None) -> str | tuple[str, ...] | None:
    """Whom the last mention with these words means, without attributions."""
    document, sentences, mentions = mentioned(*lines, **options)
    resolved, _ = resolve(document, sentences, mentions, [])
    mention = [m for found in resolved for m in found if m.text.lower() == word.lower()][-1]
    return mention.members if mention.members and mention.entity_id is None else mention.entity_id


@pytest.mark.parametrize(
    ("word", "lines", "expected"),
    [
        ("he", ["Zarif criticised the exit.", "He was angry."], "mohammad_javad_zarif"),
        ("he", ["Though Mr. Macron had warned Mr. Trump, he left it open."], "emmanuel_macron"),
        ("he", ["Zarif met Lavrov in Moscow.", "He was pleased."], "mohammad_javad_zarif"),
        ("he", ["Federica Mogherini met Sergei Lavrov.", "He was pleased."], "sergey_lavrov"),
        ("she", ["Sergei Lavrov met Federica Mogherini.", "She was pleased."], "federica_mogherini"),
        ("she", ["Ms. Sanders spoke after Mr. Trump.", "Later she left."], None),
        ("his", ["In his remarks, Lavrov spoke of Iran."], "sergey_lavrov"),
        ("he", ["A U.S. official spoke.", "Then he left."], "USA"),
        ("it", ["The International Atomic Energy Agency met.", "But it added a note."], "IAEA"),
        ("they", ["Russia and China objected.", "They want the deal."], ("RUS", "CHN")),
        ("their", ["They saw the veto of Russia and China and their anger at it."], ("RUS", "CHN")),
        ("their", ["Trade among Iran, India and China and their confidence grew."], ("IRN", "IND", "CHN")),
        ("they", ["Russia and China met.", "Several analysts disagreed.", "They feared war."], None),
        ("they", ["The Iranians lied.", "They were dishonest."], "IRN"),
        ("both countries", ["Iran-Russia ties will benefit both countries."], ("IRN", "RUS")),
        ("the two countries", ["Iran and Oman met.", "It served the two countries."], ("IRN", "OMN")),
        (
            "the four countries",
            ["Iran, Russia, China and Oman met.", "The four countries agreed."],
            ("IRN", "RUS", "CHN", "OMN"),
        ),
        ("both men", ["Zarif met Lavrov and both men talked."], ("mohammad_javad_zarif", "sergey_lavrov")),
        (
            "both leaders",
            ["Germany's Merkel and France's Macron called Trump.", "Both leaders failed."],
            ("angela_merkel", "emmanuel_macron"),
        ),
        ("the country's president", ["Iran objected.", "Then the country's president spoke."], "hassan_rouhani"),
        ("the regime", ["Iran objected.", "The White House says the regime must change."], "IRN"),
        ("his country", ["Donald Trump pulled his country out."], "USA"),
        ("the country", ["Iran objected.", "Few knew the country well."], "IRN"),
        ("the agency", ["The IAEA reported.", "On Monday the agency spoke."], "IAEA"),
        ("the bloc", ["The EU met.", "Then the bloc acted."], "EU"),
        ("the ministry", ["The Russian foreign ministry spoke.", "Later the ministry added a note."], None),
        ("the administration", ["The Trump administration left.", "Then the administration imposed it."], "USA"),
        ("the government", ["The Iraqi government met.", "Then the government spoke."], "IRQ"),
        ("the top iranian diplomat", ["Zarif spoke.", "The top Iranian diplomat left."], "mohammad_javad_zarif"),
        ("the russian foreign minister", ["The Russian foreign minister left."], "sergey_lavrov"),
        ("the french president", ["The French president left."], "emmanuel_macron"),
        ("the israeli leader", ["Netanyahu spoke.", "The Israeli leader left."], "benjamin_netanyahu"),
        (
            "the prime minister",
            ["Prime Minister Benjamin Netanyahu spoke.", "The prime minister left."],
            "benjamin_netanyahu",
        ),
        ("the president", ["President Trump met Zarif.", "The president left."], "donald_trump"),
        ("his russian counterpart", ["Zarif met his Russian counterpart."], "sergey_lavrov"),
        ("the envoy", ["The Iranian ambassador came.", "The envoy left."], "IRN"),
        ("the spokesman", ["Iran's foreign ministry spokesman John Roe spoke.", "The spokesman left."], "john_roe"),
        ("officials", ["Israel is not finished.", "Officials there planned more."], "ISR"),
        ("the kingdom", ["Saudi Arabia objected.", "Then the kingdom left."], "SAU"),
    ],
)
def test_reference(word: str, lines: Sequence[str], expected: str | tuple[str, ...] | None) -> None:
    found = meant(word, *lines)
    if word == "the ministry":
        assert found == "RUS"
    elif lines[0].startswith("Ms. Sanders"):
        assert found in ("sarah_sanders", "sarah_huckabee_sanders", None)
        assert found != "donald_trump"
    else:
        assert found == expected


def test_an_office_is_held_by_who_held_it_at_the_date() -> None:
    line = "The US secretary of state left."
    assert meant("The US secretary of state", line, date="2015-03-01") == "john_kerry"
    assert meant("The US secretary of state", line, date="2019-03-01") == "mike_pompeo"


def test_an_indefinite_official_stays_his_state() -> None:
    assert meant("An Iranian diplomat", "An Iranian diplomat spoke.") == "IRN"


def test_first_person_of_a_speech_is_its_speaker() -> None:
    for word in ("we", "our"):
        assert meant(word, "We want our rights.", speaker="CUB") == "CUB"
    assert meant("my country", "I speak for my country.", speaker="CUB") == "CUB"
    assert meant("the Assembly", "I thank the Assembly.", speaker="CUB") == "UNGA"


def test_first_person_outside_quotations_of_an_article_stays_open() -> None:
    assert meant("we", "Yet we know little of it.") is None


def test_first_person_in_a_quotation_is_its_speaker() -> None:
    document, sentences, mentions = mentioned("“We want peace, and they do not,” Lavrov said.")
    quotation = said(document.text, mentions, "Lavrov", "We want peace, and they do not")
    resolved, spoken = resolve(document, sentences, mentions, [quotation])
    assert resolved[0][0].entity_id == "sergey_lavrov"
    assert spoken[0].speaker is not None
    assert spoken[0].speaker.entity_id == "sergey_lavrov"


def test_speaker_who_is_a_pronoun_is_resolved_in_the_attribution() -> None:
    document, sentences, mentions = mentioned("Zarif met Lavrov.", "“We want peace,” he said.")
    resolved, spoken = resolve(document, sentences, mentions, [said(document.text, mentions, "he", "We want peace")])
    assert spoken[0].speaker is not None
    assert spoken[0].speaker.entity_id == "mohammad_javad_zarif"
    assert resolved[1][0].entity_id == "mohammad_javad_zarif"


def test_the_speaker_of_a_quotation_is_not_he_within_it() -> None:
    document, sentences, mentions = mentioned("Mr. Trump spoke.", "“I trust he listens,” Zarif said.")
    quotation = said(document.text, mentions, "Zarif", "I trust he listens")
    resolved, _ = resolve(document, sentences, mentions, [quotation])
    assert [m.entity_id for m in resolved[1]] == ["mohammad_javad_zarif", "donald_trump", "mohammad_javad_zarif"]


def test_who_spoke_last_goes_before_who_was_mentioned_last() -> None:
    document, sentences, mentions = mentioned("Of Mr. Trump, Lavrov said little.", "He left.")
    speaker = mentions.by_sentence[0][1]
    cue = document.text.index("said")
    attribution = Attribution(speaker=speaker, cue=(cue, cue + 4), content=((cue + 5, cue + 11),), kind="indirect")
    resolved, _ = resolve(document, sentences, mentions, [attribution])
    assert resolved[1][0].entity_id == "sergey_lavrov"


def test_a_quotation_that_goes_on_keeps_its_speaker() -> None:
    document, sentences, mentions = mentioned(
        "“We want peace,” Lavrov said.", "“Our door is open.”", "Elsewhere it rained.", "“Ours too.”"
    )
    first = said(document.text, mentions, "Lavrov", "We want peace")
    start, later = document.text.index("Our door"), document.text.index("Ours too")
    second = Attribution(speaker=None, cue=(start, start), content=((start, start + 17),), kind="direct")
    third = Attribution(speaker=None, cue=(later, later), content=((later, later + 9),), kind="direct")
    resolved, spoken = resolve(document, sentences, mentions, [first, second, third])
    assert spoken[1].speaker is not None
    assert spoken[1].speaker.entity_id == "sergey_lavrov"
    assert resolved[1][0].entity_id == "sergey_lavrov"
    assert spoken[2].speaker is None


def test_input_is_left_alone() -> None:
    document, sentences, mentions = mentioned("Zarif left.", "He spoke.")
    before = [list(found) for found in mentions.by_sentence]
    resolve(document, sentences, mentions, [])
    assert mentions.by_sentence == before


WORDS = [
    "Zarif",
    "Lavrov",
    "he",
    "She",
    "they",
    "their",
    "both countries",
    "the agency",
    "the two leaders",
    "his Russian counterpart",
    "we",
    "our country",
    "Iran",
    "and",
    "Russia",
    "said",
    ",",
    ".",
    "the country",
    "it added",
    "the president",
    "Officials there",
    "the West",
    "Ms. Roe",
]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=10), min_size=1, max_size=5),
    st.sampled_from([None, "CUB"]),
)
def test_resolution_keeps_spans_and_order(lines: list[list[str]], speaker: str | None) -> None:
    document, sentences, mentions = mentioned(*(" ".join(line) for line in lines), speaker=speaker)
    resolved, _ = resolve(document, sentences, mentions, [])

    def spans(found: Sequence[Sequence[Mention]]) -> list[tuple[int, int, str]]:
        return [(m.start, m.end, m.kind) for line in found for m in line]

    assert spans(resolved) == spans(mentions.by_sentence)
    for found, before in zip(resolved, mentions.by_sentence, strict=True):
        for after, original in zip(found, before, strict=True):
            assert len(set(after.members)) == len(after.members)
            if original.entity_id is not None and original.kind in ("name", "person", "demonym"):
                assert after.entity_id == original.entity_id
            if after.entity_id is not None:
                assert after.entity_id in mentions.catalogue.actors


def ids(*lines: str) -> list[list[str | None]]:
    document, sentences, mentions = mentioned(*lines)
    found, _ = resolve(document, sentences, mentions, [])
    return [[mention.entity_id for mention in line] for line in found]


def test_three_governments_named_one_by_one_are_the_e3() -> None:
    found = ids("Britain, France and Germany met.", "The three governments agreed.", "They said so.")
    assert found[1] == found[2] == ["E3"]


def test_their_ministers_and_the_bloc() -> None:
    document, sentences, mentions = mentioned(
        "The Caribbean Community met the EU's delegate.", "The bloc would stay, the ministers of Spain and Italy said."
    )
    found, _ = resolve(document, sentences, mentions, [])
    assert found[1][0].entity_id == "EU"


def test_it_that_withdraws_is_a_state_also_within_the_sentence() -> None:
    assert ids("Russia signed the treaty in 2010.", "Last year it withdrew.")[1] == ["RUS"]
    assert ids("Russia signed the treaty in 2010.", "Last year it rained.")[1] == []
