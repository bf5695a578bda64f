"""Names that hold an actor's name and name no actor are no mentions."""

from __future__ import annotations

import pytest

from stance.actors.catalogue import load_catalogue
from stance.actors.mentions import MentionFinder
from stance.reading import sentences
from stance.types import Actor, Document, Mention


def found(text: str, finder: MentionFinder) -> list[Mention]:
    document = Document(id="d", text=text)
    return [mention for row in finder.find(document, sentences(document)).by_sentence for mention in row]


@pytest.fixture(scope="module")
def finder() -> MentionFinder:
    return MentionFinder(load_catalogue())


@pytest.mark.parametrize(
    "name",
    [
        "the Washington Post",
        "the Persian Gulf",
        "the Lake Chad basin",
        "Latin American music",
        "the Iraq war",
        "the Paris Agreement",
        "the American Enterprise Institute",
        "USA Today",
        "the Berlin Wall",
        "a Native American poet",
    ],
)
def test_a_name_around_an_actors_name_is_no_actor(finder: MentionFinder, name: str) -> None:
    assert [mention.entity_id for mention in found(f"Rain fell while {name} was mentioned.", finder)] == []


def test_the_actor_beside_it_is_found(finder: MentionFinder) -> None:
    mentions = found("Iran told the Washington Post that the Persian Gulf must stay open.", finder)
    assert [(mention.text, mention.entity_id) for mention in mentions] == [("Iran", "IRN")]


def test_an_actor_of_ones_own_may_bear_such_a_name() -> None:
    paper = Actor(id="PAPER", name="Washington Post", kind="body")
    finder = MentionFinder(load_catalogue().with_actors([paper]))
    assert [mention.entity_id for mention in found("The Washington Post rejects the deal.", finder)] == ["PAPER"]
