from __future__ import annotations

import pytest

from stance.pipeline import Chain
from stance.types import Document

NAMED = "The nuclear deal with Iran was signed in 2015."


def found(chain: Chain, text: str) -> list[str]:
    annotated = chain.annotate(Document(id="d", text=text, published="2019-06-01"))
    return [hit.text for hits in annotated.target_mentions[1:] for hit in hits if hit.target == "jcpoa"]


@pytest.mark.parametrize(
    "following",
    [
        "It has made the region safer.",
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
        "The committee said it would meet.",
    ],
)
def test_it_for_something_else(chain: Chain, following: str) -> None:
    assert found(chain, f"{NAMED} {following}") == []


def test_no_pronoun_without_an_antecedent(chain: Chain) -> None:
    annotated = chain.annotate(Document(id="d", text="The weather was fine. Japan urged them not to abandon it."))
    assert not any(annotated.target_mentions)
