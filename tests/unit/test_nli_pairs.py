"""Entailment pairs made of coded stances."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from stance.models.nli_pairs import CONTRADICTION, ENTAILMENT, NEUTRAL, EntailmentPair, entailment_pairs, is_held_out
from stance.models.nli_wordings import SPEAKERS, TEMPLATES, proposal, target_key
from stance.types import Label, StanceExample

NEWS = [
    StanceExample(
        text="Peru praised Bolivia.", holder="Peru", target="Bolivia", gold="favor", dataset="news", document="1"
    ),
    StanceExample(
        text="Ghana scolded Togo.", holder="Ghana", target="Togo", gold="against", dataset="news", document="2"
    ),
    StanceExample(text="Chad met Niger.", holder="Chad", target="Niger", gold="neutral", dataset="news", document="3"),
]
ARGUMENTS = [
    StanceExample(
        text="Whales feel pain", target="We should ban whaling", gold="favor", dataset="claims", document="4"
    ),
    StanceExample(
        text="Villages live on it", target="We should ban whaling", gold="against", dataset="claims", document="5"
    ),
    StanceExample(text="Zoos save species", target="zoos", gold="favor", dataset="claims", document="6"),
]


def patterns(label: Label) -> list[re.Pattern[str]]:
    return [
        re.compile(re.escape(text).replace(r"\{holder\}", "(?P<holder>.+?)").replace(r"\{target\}", "(?P<target>.+)"))
        for text in TEMPLATES[label]
    ]


def asked(pair: EntailmentPair) -> tuple[Label, str, str] | None:
    """Label, holder and target that a hypothesis of the usual wordings is about."""
    for label in ("neutral", "favor", "against"):  # "neither supports nor opposes" is no support
        for pattern in patterns(label):
            if match := pattern.fullmatch(pair.hypothesis):
                return label, match["holder"], match["target"]
    return None


EXPECTED = {
    ("favor", "favor"): ENTAILMENT,
    ("favor", "against"): CONTRADICTION,
    ("favor", "neutral"): CONTRADICTION,
    ("against", "favor"): CONTRADICTION,
    ("against", "against"): ENTAILMENT,
    ("against", "neutral"): CONTRADICTION,
    ("neutral", "favor"): NEUTRAL,
    ("neutral", "against"): NEUTRAL,
    ("neutral", "neutral"): ENTAILMENT,
}


def test_relations_follow_from_the_coded_stance() -> None:
    pairs = entailment_pairs(NEWS, count=300, seed=0)
    stances = {("Peru", "Bolivia"): "favor", ("Ghana", "Togo"): "against"}
    seen = Counter()
    for pair in pairs:
        found = asked(pair)
        assert found is not None
        label, holder, target = found
        about = (holder, target) if holder in pair.premise and target in pair.premise else ("", "")
        gold = stances.get(about, "neutral")
        assert pair.relation == EXPECTED[gold, label], pair
        seen[gold, label] += 1
    assert set(seen) == set(EXPECTED)


def test_a_proposal_is_turned_into_a_stance_toward_the_thing() -> None:
    pairs = [pair for pair in entailment_pairs(ARGUMENTS[:2], count=3000, seed=0) if pair.premise == "Whales feel pain"]
    relations = {pair.hypothesis.split(" ", 2)[2]: pair.relation for pair in pairs}
    assert relations["supports We should ban whaling."] == ENTAILMENT
    assert relations["opposes We should ban whaling."] == CONTRADICTION
    assert relations["opposes whaling."] == ENTAILMENT
    assert relations["supports whaling."] == CONTRADICTION
    assert relations["wants whaling to be banned."] == ENTAILMENT
    assert relations["wants whaling to be kept."] == CONTRADICTION


def test_whoever_is_made_to_say_it_holds_the_stance_and_nobody_else() -> None:
    said = [
        pair
        for pair in entailment_pairs(ARGUMENTS[2:], count=600, seed=0)
        if pair.premise != ARGUMENTS[2].text and asked(pair)
    ]
    own = others = 0
    for pair in said:
        label, holder, _ = asked(pair)  # type: ignore[misc]
        name = next(name for name in sorted(SPEAKERS, key=len, reverse=True) if name.lower() in pair.premise.lower())
        speaks = holder.lower() == name.lower()
        assert pair.relation == EXPECTED["favor" if speaks else "neutral", label], pair
        own, others = own + speaks, others + (not speaks)
    assert own > others > 5


def test_of_two_speakers_each_has_a_stance_of_his_own() -> None:
    pairs = entailment_pairs(ARGUMENTS[:2], count=1500, seed=0)
    both = [pair for pair in pairs if "feel pain" in pair.premise and "live on" in pair.premise]
    assert len(both) > 50
    for pair in both:
        holder = pair.hypothesis.split(" wants ")[0].split(" calls ")[0]
        found = asked(pair)
        holder = found[1] if found else holder
        order = sorted(
            (pair.premise.lower().index(words), words)
            for words in (holder.lower(), "whales feel pain", "villages live on it")
        )
        words = [item for _, item in order]
        his = words[words.index(holder.lower()) + 1] if words[-1] != holder.lower() else words[-2]
        if found and found[2] == "We should ban whaling" and found[0] != "neutral":
            expected = found[0] == ("favor" if his.startswith("whales") else "against")
            assert (pair.relation == ENTAILMENT) == expected, pair


def test_the_same_seed_gives_the_same_pairs_and_none_twice() -> None:
    pairs = entailment_pairs(NEWS + ARGUMENTS, count=200, seed=1)
    assert pairs == entailment_pairs(NEWS + ARGUMENTS, count=200, seed=1)
    assert pairs != entailment_pairs(NEWS + ARGUMENTS, count=200, seed=2)
    assert len(set(pairs)) == len(pairs) == 200
    assert Counter(pair.dataset for pair in pairs)["news"] > 60
    assert entailment_pairs([], count=10, seed=0) == []


def test_few_examples_give_as_many_pairs_as_they_can() -> None:
    assert 20 < len(entailment_pairs(NEWS[2:], count=10_000, seed=0)) < 100


@pytest.mark.parametrize(
    ("target", "thing", "sign", "done"),
    [
        ("We should legalize cannabis", "cannabis", 1, "legalized"),
        ("Zoos should be abolished", "zoos", -1, "abolished"),
        ("The US should end the embargo.", "the embargo", -1, "ended"),
    ],
)
def test_proposals_are_taken_apart(target: str, thing: str, sign: int, done: str) -> None:
    assert proposal(target) == (thing, sign, done)


@pytest.mark.parametrize("target", ["zoos", "We should eat less meat", "All is well"])
def test_other_targets_are_not(target: str) -> None:
    assert proposal(target) is None


def test_a_target_is_held_out_under_all_its_names() -> None:
    assert target_key("The zoos") == target_key("We should abolish zoos") == target_key("zoo")
    names = [f"thing{place}" for place in range(2000)]
    assert 120 < sum(map(is_held_out, names)) < 280
    assert all(is_held_out(f"We should ban {name}") == is_held_out(name) for name in names[:200])
