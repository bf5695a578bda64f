"""Tokens, markers, and what of a long text is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stance.models.batching import cut, inference_batches, training_batches, units
from stance.models.encoding import Encoded, InputEncoder, marker_tokens
from stance.models.rendering import Rendering
from stance.types import StanceExample, TargetMention

TEXT = "iran praises norway and france"


@pytest.fixture(scope="module")
def tokenizer(tiny_encoder: Path) -> Iterator[Any]:
    from transformers import AutoTokenizer

    found = AutoTokenizer.from_pretrained(tiny_encoder, local_files_only=True)
    tokens = [token for markers in ("same", "roles") for token in marker_tokens(Rendering(markers=markers))]
    found.add_special_tokens({"additional_special_tokens": tokens})
    yield found


def asked(text: str, holder: str, target: str) -> StanceExample:
    starts = text.index(holder), text.index(target)
    mention = TargetMention(target=target, text=target, start=starts[1], end=starts[1] + len(target))
    span = (starts[0], starts[0] + len(holder))
    return StanceExample(text=text, holder=holder, target=target, holder_spans=(span,), target_mentions=(mention,))


def words(tokenizer: Any, encoded: Encoded, positions: tuple[int, ...] | None = None) -> list[str]:
    chosen = range(len(encoded.ids)) if positions is None else positions
    return list(tokenizer.convert_ids_to_tokens([encoded.ids[index] for index in chosen]))


def test_mentions_wear_markers_and_are_pooled_with_them(tokenizer: Any) -> None:
    encode = InputEncoder(tokenizer, Rendering(), 64)
    (found,) = encode([asked(TEXT, "iran", "norway")])
    expected = ["[CLS]", "[E]", "iran", "[/E]", "praises", "[E]", "norway", "[/E]", "and", "france", "[SEP]"]
    assert words(tokenizer, found) == expected
    assert words(tokenizer, found, found.holder) == ["[E]", "iran", "[/E]"]
    assert words(tokenizer, found, found.target) == ["[E]", "norway", "[/E]"]
    assert set(found.types) == {0}


def test_both_directions_are_one_input_with_the_same_markers_and_two_with_their_own(tokenizer: Any) -> None:
    both = [asked(TEXT, "iran", "norway"), asked(TEXT, "norway", "iran")]
    same = InputEncoder(tokenizer, Rendering(), 64)(both)
    assert [unit.examples for unit in units(same)] == [(0, 1)]
    assert (same[0].holder, same[0].target) == (same[1].target, same[1].holder)
    assert len(units(InputEncoder(tokenizer, Rendering(markers="roles"), 64)(both))) == 2


def test_without_markers_one_input_serves_every_pair_that_the_sentence_mentions(tokenizer: Any) -> None:
    pairs = [("iran", "norway"), ("norway", "iran"), ("france", "iran"), ("norway", "france")]
    encode = InputEncoder(tokenizer, Rendering(markers="none"), 64)
    encoded = encode([asked(TEXT, holder, target) for holder, target in pairs])
    assert [unit.examples for unit in units(encoded)] == [(0, 1, 2, 3)]
    assert words(tokenizer, encoded[0]) == ["[CLS]", *TEXT.split(), "[SEP]"]
    for found, (holder, target) in zip(encoded, pairs, strict=True):
        assert (words(tokenizer, found, found.holder), words(tokenizer, found, found.target)) == ([holder], [target])


def test_what_is_named_in_the_second_part_is_pooled_there(tokenizer: Any) -> None:
    example = StanceExample(text=TEXT, holder="china", target="the treaty")
    (found,) = InputEncoder(tokenizer, Rendering(), 64)([example])
    assert words(tokenizer, found, found.holder) == ["[E]", "china", "[/E]"]
    assert words(tokenizer, found, found.target) == ["[E]", "the", "treaty", "[/E]"]
    assert found.types[found.holder[0]] == 1
    assert found.types[1] == 0


def test_a_question_has_no_markers_and_the_author_no_tokens(tokenizer: Any) -> None:
    (found,) = InputEncoder(tokenizer, Rendering(form="question"), 64)([StanceExample(text=TEXT, target="iran")])
    assert not any(word.startswith("[E") for word in words(tokenizer, found))
    assert found.holder == ()
    assert words(tokenizer, found, found.target) == ["iran"]


def test_every_mention_of_a_role_is_pooled_and_overlapping_ones_are_one(tokenizer: Any) -> None:
    text = "iran and iran said"
    example = StanceExample(text=text, holder="iran", target="norway", holder_spans=((0, 4), (9, 13), (10, 13)))
    (found,) = InputEncoder(tokenizer, Rendering(), 64)([example])
    assert words(tokenizer, found, found.holder) == ["[E]", "iran", "[/E]"] * 2


@pytest.mark.parametrize("before", [0, 40, 400])
@pytest.mark.parametrize("between", [0, 300])
def test_truncation_keeps_the_mentions(tokenizer: Any, before: int, between: int) -> None:
    text = "weather " * before + "iran praises " + "fine " * between + "norway" + " and" * 300
    (found,) = InputEncoder(tokenizer, Rendering(), 32)([asked(text, "iran", "norway")])
    assert len(found.ids) == 32
    assert words(tokenizer, found, found.holder) == ["[E]", "iran", "[/E]"]
    assert words(tokenizer, found, found.target) == ["[E]", "norway", "[/E]"]
    assert words(tokenizer, found)[-1] == "[SEP]"


def test_endless_names_and_mentions_leave_room(tokenizer: Any) -> None:
    long = StanceExample(text="iran " * 200, holder="norway " * 90, target="treaty " * 190)
    (found,) = InputEncoder(tokenizer, Rendering(), 32)([long])
    assert len(found.ids) == 32
    assert {"iran", "norway", "treaty"} <= set(words(tokenizer, found))
    many = StanceExample(
        text="iran " * 200,
        holder="iran",
        target="iran",
        holder_spans=tuple((5 * index, 5 * index + 4) for index in range(200)),
        target_mentions=(TargetMention(target="iran", text="iran", start=0, end=999),),
    )
    (found,) = InputEncoder(tokenizer, Rendering(), 32)([many])
    assert len(found.ids) <= 32
    assert found.holder
    assert found.target


def test_a_text_without_mentions_keeps_its_beginning_and_an_empty_one_is_fine(tokenizer: Any) -> None:
    encode = InputEncoder(tokenizer, Rendering(), 16)
    long, empty, nothing = encode(
        [
            StanceExample(text="iran " + "fine " * 50, target="norway"),
            StanceExample(text="", target="norway"),
            StanceExample(text="", target=""),
        ]
    )
    assert words(tokenizer, long)[1] == "iran"
    assert words(tokenizer, empty, empty.target) == ["[E]", "norway", "[/E]"]
    assert nothing.target == ()


def test_batches_hold_to_size_and_tokens_and_lose_nothing() -> None:
    inputs = [Encoded(tuple(range(length)), (0,) * length, (), ()) for length in [3, 9, 4, 8, 5, 7, 30]]
    found = units(inputs)
    for batches in (inference_batches(found, size=3, tokens=20), training_batches(found, size=3, tokens=20, seed="a")):
        assert sorted(unit.examples[0] for batch in batches for unit in batch) == list(range(7))
        for batch in batches:
            assert len(batch) <= 3
            assert len(batch) == 1 or len(batch) * max(len(unit.input.ids) for unit in batch) <= 20
    assert list(cut([], size=3, tokens=20)) == []


def test_an_epoch_is_drawn_from_its_seed() -> None:
    found = units([Encoded((index,) * (1 + index % 5), (0,) * (1 + index % 5), (), ()) for index in range(100)])
    first = training_batches(found, size=8, tokens=100, seed="1")
    assert first == training_batches(found, size=8, tokens=100, seed="1")
    assert first != training_batches(found, size=8, tokens=100, seed="2")
