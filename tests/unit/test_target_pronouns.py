from __future__ import annotations

import pytest

from stance.pipeline import Chain
from stance.types import Document

NAMED = "The nuclear deal with Iran was signed in 2015."
LEFT = "Trump left the nuclear deal with Iran."


def found(chain: Chain, text: str) -> list[str]:
    annotated = chain.annotate(Document(id="d", text=text, published="2019-06-01"))
    return [hit.text for hits in annotated.target_mentions[1:] for hit in hits if hit.target == "jcpoa"]


@pytest.mark.parametrize(
    "following",
    [
        "It has made the region safer.",
        "It capped the enrichment of uranium.",
        "Supporters said it blocked every path to a bomb.",
        "Germany regretted the withdrawal from it.",
        "Japan urged all sides not to abandon it.",
    ],
)
def test_it_after_a_sentence_about_the_target(chain: Chain, following: str) -> None:
    assert [text.lower() for text in found(chain, f"{NAMED} {following}")] == ["it"]


@pytest.mark.parametrize(
    "following",
    [
        "It is time to go home.",
        "It was unclear who would come.",
        "It is a region in which many have lost all hope.",
        "It's raining in Vienna.",
        "It rained in Vienna.",
        "It took months.",
        "The committee said it would meet.",
    ],
)
def test_it_for_something_else(chain: Chain, following: str) -> None:
    assert found(chain, f"{NAMED} {following}") == []


def test_no_pronoun_without_an_antecedent(chain: Chain) -> None:
    annotated = chain.annotate(Document(id="d", text="The weather was fine. Japan urged them not to abandon it."))
    assert not any(annotated.target_mentions)


@pytest.mark.parametrize(
    ("following", "sign"),
    [("Bahrain welcomed it.", -1), ("Norway deplored it.", -1), ("Norway promised to preserve it.", 1)],
)
def test_it_for_the_deed_that_the_sentence_before_tells(chain: Chain, following: str, sign: int) -> None:
    annotated = chain.annotate(Document(id="d", text=f"{LEFT} {following}", published="2018-06-01"))
    hits = {hit.target: hit for hit in annotated.target_mentions[1]}
    assert (hits["jcpoa"].text, hits["jcpoa"].sign) == ("it", sign)
    assert ("us_unilateralism" in hits) == (sign < 0)


def test_it_in_the_withdrawal_from_it(chain: Chain) -> None:
    assert found(chain, f"{NAMED} Norway regretted the withdrawal of the United States from it.") == ["it"]


def test_them_for_measures_and_it_for_who_acts(chain: Chain) -> None:
    text = "Washington left UNESCO. Last year it left the INF Treaty. It imposed sanctions on Iran. Oslo rejected them."
    annotated = chain.annotate(Document(id="d", text=text, published="2019-06-01"))
    hits = [[hit.text for hit in hits if hit.target == "us_unilateralism"] for hits in annotated.target_mentions]
    assert hits == [["left UNESCO"], ["left the INF Treaty"], ["imposed sanctions"], ["them"]]
