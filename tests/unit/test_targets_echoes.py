"""Words that take up a measure named before: whose they are, how far they reach, and what they never mean."""

from __future__ import annotations

import pytest

from stance.errors import ConfigError
from stance.pipeline import Chain
from stance.targets import target_from_mapping
from stance.types import Document

IMPOSED = "The United States reimposed sanctions on Iran on Monday."
LEFT = "President Donald Trump withdrew from the Open Skies Treaty on Thursday."


def found(chain: Chain, *sentences: str, target: str = "us_unilateralism", speaker: str | None = None) -> list[str]:
    """Mentions of a target after the first sentence."""
    document = Document(id="d", text=" ".join(sentences), published="2018-11-07", speaker=speaker)
    annotated = chain.annotate(document)
    return [hit.text for hits in annotated.target_mentions[1:] for hit in hits if hit.target == target]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (IMPOSED, "Norway said the penalties would hurt families.", ["penalties"]),
        (IMPOSED, "Norway criticised the measures.", ["the measures"]),
        (IMPOSED, "Norway criticised these unjust restrictions.", ["these unjust restrictions"]),
        (IMPOSED, "Norway called the move a mistake.", ["the move"]),
        (IMPOSED, "Norway called Monday's decision a mistake.", ["Monday's decision"]),
        (IMPOSED, "Norway said sanctions would not work.", ["sanctions"]),
        (IMPOSED, "Norway criticised the American measures.", ["measures"]),
        (IMPOSED, '"We shall outlive your sanctions," said the president of Iran.', ["sanctions"]),
        (IMPOSED, "Norway said the campaign was wrong.", ["the campaign"]),
        (LEFT, "Norway regretted the exit.", ["the exit"]),
        (LEFT, "Norway regretted his decision.", ["decision"]),
        (LEFT, "Norway said the decision to leave was a blow.", ["the decision to leave"]),
        (LEFT, "Norway feared that leaving could start an arms race.", ["leaving could"]),
    ],
)
def test_what_takes_up_a_measure(chain: Chain, first: str, second: str, expected: list[str]) -> None:
    assert found(chain, first, second) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (IMPOSED, "The European Union extended its sanctions on Belarus."),
        (IMPOSED, "UN sanctions were lifted in 2016."),
        (IMPOSED, "International sanctions were lifted in 2016."),
        (IMPOSED, "The deal gave Iran relief from sanctions."),
        (IMPOSED, "Iran accepted limits in exchange for an end to the penalties."),
        (IMPOSED, "Iran's decision to wait surprised Norway."),
        (IMPOSED, "Confidence-building measures were discussed in Oslo."),
        (IMPOSED, "Norway has taken no step."),
        (IMPOSED, "The first step is the hardest."),
        (LEFT, "Norway has begun the withdrawal of troops."),
        ("It rained in Oslo.", "Norway criticised the measures and the decision."),
    ],
)
def test_what_is_somebody_elses_or_no_echo(chain: Chain, first: str, second: str) -> None:
    assert found(chain, first, second) == []


def test_an_echo_ends_where_the_same_word_is_anothers(chain: Chain) -> None:
    assert found(chain, IMPOSED, "The EU's penalties on Belarus stay.", "Norway said the penalties would work.") == []


def test_an_echo_reaches_some_sentences_and_is_taken_up_itself(chain: Chain) -> None:
    rain = ["It rained in Oslo."] * 3
    assert found(chain, IMPOSED, *rain, "Norway regretted the decision.") == []
    assert found(chain, IMPOSED, "Oslo saw the move coming.", "It rained.", "Norway regretted the decision.") == [
        "the move",
        "the decision",
    ]


def test_speeches_name_their_sanctions(chain: Chain) -> None:
    assert found(chain, IMPOSED, "My country rejects sanctions of any kind.", speaker="NOR") == []
    assert found(chain, IMPOSED, "My country rejects the penalties.", speaker="NOR") == ["the penalties"]


def test_coming_back_is_the_opposite(chain: Chain) -> None:
    text = "The United States left the World Health Organization. Senator Ann Doe promised to rejoin the agency."
    annotated = chain.annotate(Document(id="d", text=text, published="2020-07-08"))
    assert [(hit.text, hit.sign) for hit in annotated.target_mentions[1]] == [("rejoin the agency", -1)]


def test_the_withdrawal_is_from_the_deal_only_once_the_deal_was_named(chain: Chain) -> None:
    before = (LEFT, "Norway defended the withdrawal.", "In 2018 it abandoned the Iran nuclear deal.")
    assert found(chain, *before, target="jcpoa") == ["Iran nuclear deal"]
    after = ("The United States left the Iran nuclear deal.", "Norway defended the withdrawal.")
    assert found(chain, *after, target="jcpoa") == ["the withdrawal"]


def test_acronyms_among_the_objects_are_written_in_capitals(chain: Chain) -> None:
    assert found(chain, "It rained.", "The president left people who had waited.") == []
    assert found(chain, "It rained.", "Washington left the WHO.") == ["left the WHO"]


def entry(**echo: object) -> dict[str, object]:
    return {"id": "gas_tax", "name": "the gas tax", "definition": "A tax.", "echoes": [echo]}


@pytest.mark.parametrize(
    ("echo", "words"),
    [
        ({"text": "move", "reach": 40}, "0 to 30"),
        ({"text": "move", "bare": "yes"}, "true or false"),
        ({"text": "move", "sign": 2}, "must be 1"),
        ({"text": "move", "texts": ["step"]}, "one of the two"),
        ({"text": "move", "agent": "USA"}, "unknown key 'agent'"),
    ],
)
def test_broken_echoes_are_refused_in_one_line(echo: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        target_from_mapping(entry(**echo))
    assert "echoes, item 1" in str(caught.value)
    assert "\n" not in str(caught.value)
