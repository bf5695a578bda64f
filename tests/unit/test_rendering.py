"""How an example becomes a model's input text."""

from __future__ import annotations

from typing import Any

import pytest

from stance.errors import ConfigError
from stance.models.rendering import Rendered, Rendering, rendering_names, rendering_of
from stance.types import StanceExample, TargetMention

TEXT = "Norway praised France."


def mention(text: str, words: str, sign: int = 1) -> TargetMention:
    start = text.index(words)
    return TargetMention(target="x", text=words, start=start, end=start + len(words), sign=sign)


def example(**given: Any) -> StanceExample:
    values: dict[str, Any] = {"text": TEXT, "holder": "Norway", "target": "France"}
    return StanceExample(**values | given)


def second_words(rendered: Rendered) -> tuple[list[str], list[str]]:
    """The words of the second part that stand for holder and target."""
    holder = [rendered.second[start:end] for start, end in rendered.second_holder]
    return holder, [rendered.second[start:end] for start, end in rendered.second_target]


def test_marked_mentions_need_no_second_part() -> None:
    rendered = Rendering()(example(holder_spans=((0, 6),), target_mentions=(mention(TEXT, "France"),)))
    assert rendered == Rendered(TEXT, "", ((0, 6),), ((15, 21),))


@pytest.mark.parametrize(
    ("given", "second", "named"),
    [
        ({}, "Norway about France", (["Norway"], ["France"])),
        ({"holder": None}, "about France", ([], ["France"])),
        ({"holder_spans": ((0, 6),)}, "about France", ([], ["France"])),
        ({"target_mentions": (mention(TEXT, "France"),)}, "Norway", (["Norway"], [])),
        ({"target_mentions": (mention(TEXT, "France", sign=-1),)}, "Norway about France", (["Norway"], ["France"])),
        ({"target": "", "holder": None}, "", ([], [])),
    ],
)
def test_what_is_not_mentioned_is_named(given: dict[str, Any], second: str, named: tuple[list[str], list[str]]) -> None:
    rendered = Rendering()(example(**given))
    assert rendered.second == second
    assert second_words(rendered) == named


def test_names_can_be_appended_always() -> None:
    asked = example(holder_spans=((0, 6),), target_mentions=(mention(TEXT, "France"),))
    rendered = Rendering(append="always")(asked)
    assert (rendered.second, rendered.holder, rendered.target) == ("Norway about France", ((0, 6),), ((15, 21),))


def test_a_cut_word_is_marked_whole() -> None:
    text = "The Congress met Iran's envoy."
    cut = TargetMention(target="Congre", text="Congre", start=4, end=10)
    assert Rendering()(StanceExample(text=text, target="Congre", target_mentions=(cut,))).target == ((4, 12),)
    iran = TargetMention(target="Iran", text="Iran", start=17, end=21)
    assert Rendering()(StanceExample(text=text, target="Iran", target_mentions=(iran,))).target == ((17, 21),)


def test_the_author_has_no_mention() -> None:
    assert Rendering()(example(holder=None, holder_spans=((0, 6),))).holder == ()


def test_spans_outside_the_text_count_for_nothing() -> None:
    assert Rendering()(example(holder_spans=((40, 50), (6, 7)))).holder == ()


def test_the_question_names_both() -> None:
    rendered = rendering_of("question")(example(holder_spans=((0, 6),)))
    assert rendered.second == "What is the stance of Norway toward France?"
    assert second_words(rendered) == (["Norway"], ["France"])
    assert rendered.holder == rendered.target == ()
    assert "author" in rendering_of("question")(example(holder=None)).second


def test_a_codebook_id_becomes_name_and_definition() -> None:
    asked = example(target="jcpoa")
    plain = Rendering(form="question")(asked)
    assert "jcpoa" not in plain.second
    defined = Rendering(form="question", definition=True)(asked)
    assert defined.second.startswith(plain.second)
    assert len(defined.second) > len(plain.second) + 20
    free = Rendering(form="question", definition=True)(example(target="open borders"))
    assert free.second.endswith("toward open borders?")


@pytest.mark.parametrize("target", ["?!", "We should abolish it. " * 40])
def test_a_target_that_no_codebook_would_take_has_no_definition(target: str) -> None:
    rendered = Rendering(form="question", definition=True)(example(target=target))
    assert rendered.second.endswith(f"toward {target.strip()}?")


def test_every_shipped_rendering_loads_and_comes_back_from_its_options() -> None:
    assert {"marked", "question", "described", "bare"} <= set(rendering_names())
    for name in rendering_names():
        rendering = rendering_of(name)
        assert rendering.form == ("question" if name == "question" else "marked")
        assert rendering_of(rendering.options) == rendering


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("markd", "did you mean 'marked'"),
        ({"form": "marcked"}, "did you mean 'marked'"),
        ({"marker": "same"}, "did you mean 'markers'"),
        ({"markers": "three"}, "rendering.markers"),
        ({"question": "Who?"}, "{holder} and {target}"),
        ({"question": "{holder"}, "is no template"),
        (3, "neither a name"),
    ],
)
def test_mistakes_are_named(given: Any, words: str) -> None:
    with pytest.raises(ConfigError) as error:
        rendering_of(given)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_a_target_is_named_and_described_where_the_marked_words_are_not_its_name() -> None:
    text = "Norway praised the deal."
    deal = TargetMention(target="jcpoa", text="the deal", start=15, end=23)
    rendered = rendering_of("described")(example(text=text, target="jcpoa", target_mentions=(deal,)))
    assert rendered.target == ((15, 23),)
    assert rendered.second.startswith("Norway about the JCPOA: the 2015 nuclear deal")
    named = example(target="france", holder_spans=((0, 6),), target_mentions=(mention(TEXT, "France"),))
    assert rendering_of("described")(named).second == ""


def test_words_for_the_opposite_wear_their_own_markers() -> None:
    text = "Norway regrets the withdrawal from the deal."
    leaving = TargetMention(target="jcpoa", text="withdrawal from the deal", start=19, end=43, sign=-1)
    asked = example(text=text, target="jcpoa", holder_spans=((0, 6),), target_mentions=(leaving,))
    rendered = rendering_of("described")(asked)
    assert (rendered.opposite, rendered.target) == (((19, 43),), ())
    assert second_words(rendered) == ([], ["the JCPOA"])
    assert Rendering()(asked).opposite == ()
