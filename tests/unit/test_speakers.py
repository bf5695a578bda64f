"""The author's stances given to speakers, and texts asked without a target."""

from __future__ import annotations

import pytest

from stance.errors import ConfigError
from stance.models.speakers import check_speakers, with_speakers
from stance.models.wordings import with_wordings
from stance.types import StanceExample, TargetMention

TEXT = "Taxes on fuel hurt the poor."
MENTION = TargetMention(target="fuel tax", text="Taxes on fuel", start=0, end=13)
ASKED = StanceExample(
    text=TEXT, target="fuel tax", gold="against", sentiment="against", target_mentions=(MENTION,), id="a"
)
MANY = [ASKED] * 300


def test_spans_point_to_the_same_words_in_a_frame() -> None:
    framed = with_speakers(MANY, seed=1, framed=1.0, bystander=0.3)
    assert len({example.text for example in framed}) > 200
    for example in framed:
        (mention,), ((start, end),) = example.target_mentions, example.holder_spans
        assert example.text[mention.start : mention.end] == "Taxes on fuel"
        assert example.holder is not None
        assert example.text[start:end].lower() == example.holder.lower()


def test_a_bystander_has_no_stance_and_a_speaker_keeps_it() -> None:
    framed = with_speakers(MANY, seed=1, framed=1.0, bystander=0.3)
    bystanders = [example for example in framed if example.relevant is False]
    assert 15 < len(bystanders) < 90  # 30 % of the half with two actors
    assert {example.gold for example in bystanders} == {"neutral"}
    assert {example.gold for example in framed if example.relevant is None} == {"against"}


def test_shares_are_kept_and_draws_depend_on_the_seed_only() -> None:
    found = with_speakers(MANY, seed=3, absent=0.25, framed=0.25)
    assert found == with_speakers(MANY, seed=3, absent=0.25, framed=0.25)
    assert found != with_speakers(MANY, seed=4, absent=0.25, framed=0.25)
    assert len(found) == len(MANY)
    absent = sum(example.text == TEXT and example.holder is not None for example in found)
    assert 45 < absent < 105
    assert 100 < sum(example == ASKED for example in found) < 200


def test_named_holders_are_left_alone() -> None:
    named = StanceExample(text="Norway likes it.", holder="Norway", target="it", gold="favor")
    assert with_speakers([named] * 5, seed=0, absent=0.5, framed=0.5) == [named] * 5


@pytest.mark.parametrize("shares", [{"absent": 1.5}, {"framed": "much"}, {"loud": 0.1}, {"absent": 0.7, "framed": 0.7}])
def test_wrong_shares_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="speakers"):
        check_speakers(shares)


def test_texts_with_agreeing_targets_are_asked_as_a_whole() -> None:
    other = StanceExample(text="Rain fell.", target="rain", gold="favor", sentiment="favor")
    against = StanceExample(text="Rain fell.", target="floods", gold="against", sentiment="against")
    examples, weights = with_wordings([ASKED, other, against], [1.0, 2.0, 3.0], share=1.0, seed=0)
    assert weights == [1.0, 2.0, 3.0, 1.0]
    whole = examples[3]
    assert (whole.text, whole.target, whole.sentiment, whole.relevant) == (TEXT, "", "against", False)
