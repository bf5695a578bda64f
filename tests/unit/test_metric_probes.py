from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_answers import SETS, answers, arrays, relabelled
from sklearn.metrics import f1_score

from stance.errors import InputError
from stance.metrics.masking import SOMEONE, SOMETHING, Edit, Rewritten
from stance.metrics.probes import NO_TEXT, PROBES, probe_figures, probes
from stance.metrics.resampling import BEHAVIOUR
from stance.types import StanceExample, TargetMention

TEXT = "The US said that the Paris Agreement binds us; Paris is far, and the agreement is old."


def mention(text, words, target="the Paris Agreement", after=0):
    start = text.index(words, after)
    return TargetMention(target=target, text=words, start=start, end=start + len(words))


def example(text=TEXT, holder="US", target="the Paris Agreement", said="US", named="Paris Agreement", **fields):
    start = text.index(said)
    return StanceExample(
        text=text,
        holder=holder,
        target=target,
        id="1",
        gold="favor",
        holder_spans=((start, start + len(said)),),
        target_mentions=(mention(text, named, target),),
        **fields,
    )


def one(name, item):
    (changed,) = probes([item])[name]
    for start, end in changed.holder_spans:
        assert 0 <= start <= end <= len(changed.text)
    for found in changed.target_mentions:
        assert changed.text[found.start : found.end] == found.text
    return changed


def test_target_blind_hides_every_mention_with_its_article():
    changed = one("target_blind", example(context="The Paris agreement was signed in 2015."))
    # "Paris" and "the agreement" alone do not say which target it is asked about.
    assert changed.text == "The US said that something binds us; Paris is far, and the agreement is old."
    assert changed.context == "something was signed in 2015."
    assert (changed.target, changed.holder, changed.gold, changed.id) == (SOMETHING, "US", "favor", "1")
    assert changed.target_mentions[0].text == changed.target_mentions[0].target == SOMETHING
    assert changed.text[slice(*changed.holder_spans[0])] == "US"


def test_holder_blind_hides_the_holder_but_not_words_that_look_like_it():
    changed = one("holder_blind", example())
    assert changed.text.startswith("someone said that the Paris Agreement binds us;")
    assert (changed.holder, changed.target) == (SOMEONE, "the Paris Agreement")
    assert changed.text[slice(*changed.holder_spans[0])] == SOMEONE
    assert changed.target_mentions[0].text == "Paris Agreement"
    assert probes([replace(example(), holder=None)])["holder_blind"] == []


def test_codebook_targets_are_hidden_under_all_their_names():
    text = "Oman praised the JCPOA, and the Iran nuclear deal, in 2016."
    changed = one("target_blind", StanceExample(text=text, holder="Oman", target="jcpoa"))
    assert changed.text == "Oman praised something, and something, in 2016."


def test_a_codebook_id_is_not_rewritten_when_the_holder_is_hidden():
    text = "Iran opposes the arms embargo on Iran."
    changed = one("holder_blind", StanceExample(text=text, holder="Iran", target="arms_embargo_iran"))
    assert changed.target == "arms_embargo_iran"
    assert changed.text == "someone opposes the arms embargo on someone."


def test_names_inside_each_other_are_hidden_in_both():
    text = "Supporters of Brexit praised Brexit."
    item = example(text, "supporters of Brexit", "Brexit", "Supporters of Brexit", "Brexit")
    changed = one("target_blind", item)
    assert (changed.text, changed.holder) == ("Supporters of something praised something.", "supporters of something")
    assert changed.text[slice(*changed.holder_spans[0])] == "Supporters of something"
    both = one("sentence_only", item)
    assert both.text == "someone praised something."


def test_pronouns_are_hidden_only_where_they_are_meant():
    text = "He met her, and he left."
    item = StanceExample(text=text, target="he", target_mentions=(mention(text, "he", "he", 12),))
    assert one("target_blind", item).text == "He met her, and something left."


def test_sentence_only_hides_both_and_text_blind_all_else():
    changed = one("sentence_only", example(scope=(4, 45)))
    assert changed.text.startswith("someone said that something binds us")
    assert changed.scope
    assert changed.text[slice(*changed.scope)] == "someone said that something binds us"
    bare = one("text_blind", example(context="Before.", scope=(0, 3)))
    assert (bare.text, bare.context, bare.holder_spans, bare.target_mentions) == (NO_TEXT, "", (), ())
    assert (bare.holder, bare.target, bare.scope) == ("US", "the Paris Agreement", None)


def test_swapped_exchanges_names_and_spans():
    changed = one("swapped", example(scope=(4, 10), link="subject"))
    assert (changed.holder, changed.target, changed.text) == ("the Paris Agreement", "US", TEXT)
    assert [TEXT[start:end] for start, end in changed.holder_spans] == ["Paris Agreement"]
    assert [(item.target, item.text) for item in changed.target_mentions] == [("US", "US")]
    assert (changed.scope, changed.link, changed.gold) == (None, None, "favor")
    again = one("swapped", changed)
    assert (again.holder, again.target, again.holder_spans) == ("US", "the Paris Agreement", example().holder_spans)


def test_swapped_needs_both_in_the_text():
    bare = example()
    for change in ({"holder": None}, {"holder_spans": ()}, {"target_mentions": ()}):
        assert probes([replace(bare, **change)])["swapped"] == []


def test_a_swapped_codebook_target_is_called_by_its_name():
    text = "Oman praised the JCPOA."
    assert one("swapped", example(text, "Oman", "jcpoa", "Oman", "JCPOA")).holder == "the JCPOA"


def test_whole_claims_and_odd_targets():
    for target in ("We should ban " + "x" * 300, "???", "—"):
        changed = probes([StanceExample(text="A text.", target=target)])
        assert changed["target_blind"][0].target == SOMETHING
        assert changed["target_blind"][0].text == "A text."


WORDS = st.lists(
    st.sampled_from(["Iran", "US", "us", "the", "deal", "Paris", "é", "ß", "İ", "\n", "'s", "."]), max_size=14
)


@settings(max_examples=150, deadline=None)
@given(WORDS, st.data())
def test_offsets_stay_exact(words, data):
    text = " ".join(words)
    span = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda pair: tuple(sorted(pair)))
    holders = tuple(data.draw(st.lists(span, max_size=3)))
    targets = tuple(data.draw(st.lists(span, max_size=3)))
    item = StanceExample(
        text=text,
        holder=data.draw(st.sampled_from([None, "Iran", "US"])),
        target=data.draw(st.sampled_from(["Paris", "the deal", "jcpoa"])),
        holder_spans=holders,
        target_mentions=tuple(TargetMention(target="x", text=text[a:b], start=a, end=b) for a, b in targets),
        scope=data.draw(st.none() | span),
    )
    before = repr(item)
    for name, changed in probes([item]).items():
        for new in changed:
            assert len(new.holder_spans) in {len(holders), len(targets), 0}
            for start, end in (*new.holder_spans, *([new.scope] if new.scope else [])):
                assert 0 <= start <= end <= len(new.text)
            for found in new.target_mentions:
                assert new.text[found.start : found.end] == found.text
            if name in {"target_blind", "sentence_only"}:
                assert all(
                    SOMETHING in found.text or SOMEONE in found.text or not found.text for found in new.target_mentions
                )
            if name in {"holder_blind", "sentence_only"} and item.holder:
                assert item.holder not in new.text.split()
    assert repr(item) == before


@settings(max_examples=100, deadline=None)
@given(
    st.text("abc ", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from("XYZ")), max_size=5),
)
def test_what_is_not_exchanged_stays_where_its_spans_say(text, rows):
    edits = [Edit(min(a, b, len(text)), min(max(a, b), len(text)), words) for a, b, words in rows]
    new = Rewritten(text, edits)
    touched = {place for edit in edits for place in range(edit.start, edit.end)}
    for place, char in enumerate(text):
        start, end = new.span((place, place + 1))
        if place not in touched:
            assert new.text[start:end] == char
        else:
            assert new.text[start:end] in {"X", "Y", "Z"}
    assert new.span((0, len(text))) == (0, len(new.text))


class TestFigures:
    def made(self):
        plain = answers(150, documents=50)
        changed = relabelled(plain, 1, 0.5)[:120]
        return plain, changed, [replace(item, variant="target_blind") for item in changed]

    def test_drop_and_share_changed_are_paired(self):
        plain, changed, variants = self.made()
        found = {value.name: value for value in probe_figures([*variants, *plain], resamples=200)}
        gold, before, _ = arrays(plain[:120])
        _, after, _ = arrays(changed)
        score = f1_score(gold, after, average="macro")
        assert found["macro_f1 target_blind"].value == pytest.approx(score)
        drop = found["macro_f1 drop target_blind"]
        assert drop.value == pytest.approx(f1_score(gold, before, average="macro") - score)
        assert drop.low < drop.value < drop.high
        share = sum(x != y for x, y in zip(before, after, strict=True)) / 120
        assert found["changed target_blind"].value == pytest.approx(share)
        assert {value.n for value in found.values()} == {120}
        assert {value.group for value in found.values()} == {SETS}

    def test_a_model_that_ignores_the_target_loses_nothing(self):
        plain, _, _ = self.made()
        found = probe_figures([*plain, *(replace(item, variant="swapped") for item in plain)], resamples=50)
        values = {value.name: (value.value, value.low, value.high) for value in found}
        assert values["macro_f1 drop swapped"] == values["changed swapped"] == (0.0, 0.0, 0.0)

    def test_nothing_without_probes_or_for_the_suite(self):
        plain, _, variants = self.made()
        assert probe_figures(plain, resamples=10) == []
        assert probe_figures([replace(item, set=BEHAVIOUR) for item in (*plain, *variants)], resamples=10) == []
        bare = probe_figures([*plain, *variants], resamples=0)
        assert all(math.isnan(value.low) and math.isfinite(value.value) for value in bare)

    def test_answers_that_cannot_be_paired(self):
        plain, _, variants = self.made()
        with pytest.raises(InputError, match=r"118 examples of the probe 'target_blind' were not answered as they are"):
            probe_figures([*plain[:2], *variants], resamples=10)
        twice = replace(plain[0], example=replace(plain[0].example, document="other"))
        with pytest.raises(InputError, match="1 examples share an id"):
            probe_figures([*plain, twice, *variants], resamples=10)


def test_all_probes_keep_ids_and_gold_and_order():
    items = [replace(example(), id=str(number)) for number in range(3)]
    for name, changed in probes(items).items():
        assert name in PROBES
        assert [(item.id, item.gold) for item in changed] == [(item.id, item.gold) for item in items]


def test_words_derived_from_the_name_are_hidden_too():
    text = "Serbian voters and the Serbs of Serbia met."
    assert one("target_blind", StanceExample(text=text, target="Serbia")).text == (
        "something voters and the Serbs of something met."
    )
