"""Ways to divide a data set: whatever is asked, documents, pairs and copies of a text stay on one side."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.data import splits
from stance.data.dataset import StanceData
from stance.data.overlap import bundles, keys, normal_text
from stance.data.transfer import holder_key
from stance.errors import ConfigError, InputError, StanceError
from stance.labels import LABELS
from stance.types import StanceExample


def example(
    number: int, text: str, *, target: str = "deal", holder: str | None = None, gold: int = 0, **more: str
) -> StanceExample:
    return StanceExample(id=str(number), text=text, target=target, holder=holder, gold=LABELS[gold % 3], **more)  # type: ignore[arg-type]


def pair(number: int, text: str, p: str, q: str, gold: int = 0) -> list[StanceExample]:
    return [
        example(number, text, target=q, holder=p, gold=gold, pair=f"r{number}"),
        StanceExample(id=f"{number}<", text=text, target=p, holder=q, gold="neutral", pair=f"r{number}"),
    ]


def own(rows: int = 60) -> StanceData:
    """Two examples a document; every tenth text stands twice."""
    made = [
        example(
            n, f"Sentence {n - 1 if n % 10 == 9 else n} of it", target=f"t{n // 2 % 5}", gold=n,
            holder=["Iran", "The U.S.", "United States", "Zed"][n // 2 % 4], document=f"d{n // 2}",
            published=f"20{10 + n // 6}",
        )
        for n in range(rows)
    ]  # fmt: skip
    return StanceData.from_examples(
        "own", {"train": made[: rows // 2], "dev": made[rows // 2 : rows // 2 + 10], "test": made[rows // 2 + 10 :]}
    )


def sides(data: StanceData) -> list[set[tuple[str, str]]]:
    return [{key for item in data.examples(split) for key in keys(item)} for split in data.splits]


def assert_whole(data: StanceData) -> None:
    found = sides(data)
    for place, side in enumerate(found):
        for other in found[place + 1 :]:
            assert not side & other


WAYS: dict[str, Callable[[StanceData], StanceData]] = {
    "kfold": lambda data: splits.kfold(data, k=3, fold=1, seed=4),
    "leave_target_out": lambda data: splits.leave_target_out(data, target="T1"),
    "leave_holder_out": lambda data: splits.leave_holder_out(data, holder="iran"),
    "by_date": lambda data: splits.by_date(data, train_until="2014"),
    "random_documents": lambda data: splits.random_documents(data, seed=2),
    "few_shot": lambda data: splits.few_shot(data, per_class=3),
    "clean": lambda data: splits.clean(data, by="document"),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_keeps_bundles_whole_and_says_what_it_did(way: str) -> None:
    data = own()
    done = WAYS[way](data)
    assert_whole(done)
    assert "test" in done.splits
    assert len(done.notes) > len(data.notes)
    assert all(note.startswith("split: ") and "rows" in note for note in done.notes)
    assert WAYS[way](data).examples("test") == done.examples("test")
    assert data.examples("train") == own().examples("train")


SHAPES = st.lists(
    st.tuples(
        st.integers(0, 9), st.integers(0, 12), st.integers(0, 3), st.integers(0, 2), st.booleans(), st.integers(0, 4)
    ),
    min_size=1,
    max_size=40,
)  # document, text, target, gold, whether of both directions, year


def shaped(rows: Sequence[tuple[int, int, int, int, bool, int]]) -> StanceData:
    parts: dict[str, list[StanceExample]] = {"train": [], "dev": [], "test": []}
    for n, (document, text, target, gold, both, year) in enumerate(rows):
        more = {"document": f"d{document}" if document else "", "published": str(2010 + year)}
        ends = ((f"t{target}", f"h{gold}"), (f"h{gold}", f"t{target}")) if both else ((f"t{target}", f"h{gold}"),)
        parts[("train", "train", "dev", "test")[n % 4]] += [
            example(n, f"Text {text}!", target=to, holder=of, gold=gold, pair=f"r{n}" if both else "", **more)
            if not place
            else StanceExample(
                id=f"{n}<", text=f"Text {text}!", target=to, holder=of, gold="neutral", pair=f"r{n}", **more
            )  # type: ignore[arg-type]
            for place, (to, of) in enumerate(ends)
        ]
    return StanceData.from_examples("shaped", parts)


@pytest.mark.parametrize(
    "way",
    [
        lambda data: splits.kfold(data, k=2, fold=0),
        lambda data: splits.leave_target_out(data, target="t1"),
        lambda data: splits.leave_holder_out(data, holder="h1", aliases=False),
        lambda data: splits.by_date(data, train_until=2011, test_from=2012),
        lambda data: splits.random_documents(data, shares={"train": 0.5, "test": 0.5}),
        lambda data: splits.few_shot(data, per_class=2),
        lambda data: splits.clean(data, by="document"),
    ],
)
@settings(max_examples=15, deadline=None)
@given(rows=SHAPES)
def test_no_bundle_is_ever_divided(
    way: Callable[[StanceData], StanceData], rows: list[tuple[int, int, int, int, bool, int]]
) -> None:
    data = shaped(rows)
    try:
        done = way(data)
    except StanceError:  # nothing to train or test on, which is said
        return
    assert_whole(done)
    assert done.examples("test") or not data.examples("test")


@settings(max_examples=20, deadline=None)
@given(rows=SHAPES, share=st.floats(0, 0.9), seed=st.integers(0, 5))
def test_held_out_documents_are_whole_and_nothing_is_lost(
    rows: list[tuple[int, int, int, int, bool, int]], share: float, seed: int
) -> None:
    everything = [item for split in ("train", "dev", "test") for item in shaped(rows).examples(split)]
    kept, held = splits.hold_out(everything, share, seed)
    assert sorted(item.id for item in (*kept, *held)) == sorted(item.id for item in everything)
    assert kept
    assert not {key for item in kept for key in keys(item)} & {key for item in held for key in keys(item)}
    if share > 0 and len(set(bundles(everything))) > 1:
        assert held


def test_texts_are_compared_by_their_words() -> None:
    assert normal_text("“Ｎo”,\u00a0 he SAID.") == normal_text('"no" he said')
    assert normal_text("?!") != normal_text("...")


def test_bundles_join_documents_through_shared_texts_and_pairs() -> None:
    rows = [
        StanceExample(text="a", target="t", document="1"),
        StanceExample(text="b", target="t", document="1"),
        StanceExample(text="B!", target="t", document="2"),
        StanceExample(text="c", target="t", document="2", pair="p"),
        StanceExample(text="d", target="t", document="3", pair="p"),
        StanceExample(text="e", target="t", document="4"),
    ]
    assert bundles(rows) == [0, 0, 0, 0, 0, 1]


def test_clean_drops_what_is_in_train_and_keeps_the_names_of_splits() -> None:
    texts = {"train": ["A b.", "C"], "dev": ["a B", "D", "E"], "test": ["c!", "E", "F"], "test_mt": ["G"]}
    data = StanceData.from_examples(
        "own", {s: [StanceExample(text=t, target="t") for t in ts] for s, ts in texts.items()}
    )
    done = splits.clean(data)
    assert {s: [item.text for item in done.examples(s)] for s in done.splits} == {
        "train": ["A b.", "C"], "dev": ["D"], "test": ["E", "F"], "test_mt": ["G"],
    }  # fmt: skip
    assert "split: clean; test: 2 rows of 3 rows kept; 1 rows left out, their text is in train" in done.notes


def test_clean_of_a_test_split_that_is_all_in_train_is_refused() -> None:
    rows = [StanceExample(text="same", target="t")]
    with pytest.raises(InputError, match="leaves nothing of test"):
        splits.clean(StanceData.from_examples("own", {"train": rows, "test": rows}))


def test_released_changes_only_the_notes() -> None:
    assert splits.released(own()).examples("test") == own().examples("test")


def test_folds_are_apart_together_everything_and_even_in_labels() -> None:
    data = own()
    folds = [splits.kfold(data, k=3, fold=fold).examples("test") for fold in range(3)]
    ids = [item.id for fold in folds for item in fold]
    assert len(ids) == len(set(ids)) == 60
    for fold in folds:
        counts = Counter(item.gold for item in fold)
        assert max(counts.values()) - min(counts.values()) <= 4
    assert splits.kfold(data, k=3, pool="train").splits == ["train", "test"]
    assert len(splits.kfold(data, k=3, pool="train").examples("train")) < 30


def test_splits_of_altered_texts_are_not_pooled() -> None:
    rows = [example(n, f"text {n}", document=f"d{n}") for n in range(6)]
    data = StanceData.from_examples("own", {"train": rows[:4], "test": rows[4:5], "test_swap": rows[5:]})
    done = splits.kfold(data, k=2)
    assert sorted(item.id for split in done.splits for item in done.examples(split)) == ["0", "1", "2", "3", "4"]


def test_pooled_copies_of_an_example_count_once_and_ids_stay_unique() -> None:
    same, other = example(1, "same", document="d"), example(1, "other", document="e")
    third = [example(n, f"text {n}", document=f"d{n}") for n in range(2, 6)]
    data = StanceData.from_examples("own", {"train": [same, *third], "test": [other, example(9, "same", document="d")]})
    done = splits.kfold(data, k=2)
    assert sorted(item.id for split in done.splits for item in done.examples(split)) == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "test:1",
    ]


def test_a_left_out_target_is_all_of_the_test_and_none_of_train() -> None:
    done = splits.leave_target_out(own(), target=["t1", "T3"])
    assert {item.target for item in done.examples("test")} == {"t1", "t3"}
    assert not {item.target for item in done.examples("train")} & {"t1", "t3"}


def test_names_of_one_actor_are_one_holder() -> None:
    assert holder_key("the U.S.") == holder_key("United States") == "USA"
    done = splits.leave_holder_out(own(), holder="america")
    assert {item.holder for item in done.examples("test")} == {"The U.S.", "United States"}
    plain = splits.leave_holder_out(own(), holder="the u.s", aliases=False)
    assert {item.holder for item in plain.examples("test")} == {"The U.S."}


def test_a_last_name_is_its_only_owner_or_in_neither_split() -> None:
    names = ["Ada Quill", "Quill", "Bo Reed", "Cy Reed", "Reed", "Zed"]
    rows = [example(n, f"s {n}", holder=name, document=str(n)) for n, name in enumerate(names)]
    data = StanceData.from_examples("own", {"train": rows})
    done = splits.leave_holder_out(data, holder="Ada Quill")
    assert {item.holder for item in done.examples("test")} == {"Ada Quill", "Quill"}
    done = splits.leave_holder_out(data, holder="Bo Reed")
    assert {item.holder for item in done.examples("test")} == {"Bo Reed"}
    assert {item.holder for item in done.examples("train")} == {"Ada Quill", "Quill", "Cy Reed", "Zed"}
    assert "may mean the same holder (Reed)" in done.notes[-1]


def test_both_directions_of_a_pair_go_with_the_holder() -> None:
    rows = [*pair(1, "a", "Iran", "China"), *pair(2, "b", "Zed", "Iran"), *pair(3, "c", "Zed", "China")]
    done = splits.leave_holder_out(StanceData.from_examples("own", {"train": rows}), holder="Iran")
    assert [item.id for item in done.examples("test")] == ["1", "1<", "2", "2<"]
    assert [item.id for item in done.examples("train")] == ["3", "3<"]
    assert "train 1 rows (2 directions)" in done.notes[-1]


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (splits.leave_target_out, "needs a target, as in split.target="),
        (lambda data: splits.leave_target_out(data, target="t11"), "did you mean 't1'? Most frequent: 't0' (12)"),
        (lambda data: splits.leave_holder_out(data, holder="Irann"), "did you mean 'Iran'?"),
        (lambda data: splits.kfold(data, fold=5), "fold from 0 to k - 1"),
        (lambda data: splits.kfold(data, k=200), "lower k"),
        (lambda data: splits.kfold(data, pool="tset"), "did you mean 'test'"),
        (splits.by_date, "train_until is not given"),
        (lambda data: splits.by_date(data, train_until="soon"), "'soon' is no date"),
        (lambda data: splits.by_date(data, train_until="2015", test_from="2015-03"), "is not after train_until"),
        (lambda data: splits.by_date(data, train_until="2001"), "leaves train empty; dates run from 2010-01-01 to"),
        (lambda data: splits.random_documents(data, shares={"train": 0.5, "test": 0.4}), "sum to 1"),
        (lambda data: splits.few_shot(data, per_class=0), "per_class=0"),
        (lambda data: splits.clean(data, by="words"), "allowed are text and document"),
        (lambda data: splits.hold_out(data.examples("train"), 1.5), "below 1"),
    ],
)
def test_a_split_that_cannot_be_made_is_one_clear_line(way: Callable[[StanceData], StanceData], said: str) -> None:
    with pytest.raises(StanceError) as caught:
        way(own())
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_dates_of_reduced_precision_count_only_where_they_are_certain() -> None:
    dates = ["2017-05-08", "2018", "2018-03", "2018-09", None, "2019", "2017"]
    rows = [StanceExample(id=str(n), text=f"s {n}", target="t", published=day) for n, day in enumerate(dates)]
    done = splits.by_date(StanceData.from_examples("own", {"train": rows}), train_until="2018-06", test_from="2018-07")
    assert [item.id for item in done.examples("train")] == ["0", "2", "6"]
    assert [item.id for item in done.examples("test")] == ["3", "5"]
    assert "1 examples without a date, 1 between the two" in done.notes[-1]


def test_few_shots_are_spread_over_documents_nested_and_drawn_by_seed() -> None:
    data = own()
    few, more = (splits.few_shot(data, per_class=n, seed=1) for n in (2, 4))
    assert Counter(item.gold for item in few.examples("train")) == dict.fromkeys(LABELS, 2)
    assert {item.id for item in few.examples("train")} < {item.id for item in more.examples("train")}
    assert few.splits == ["train", "dev", "test"]
    assert few.examples("dev") == (), "none of the few may be held out for development"
    assert splits.few_shot(data, keep_dev=True).splits == ["train", "dev", "test"]
    assert splits.few_shot(data, per_class=2, seed=2).examples("train") != few.examples("train")


def test_shares_of_random_documents_are_about_as_asked() -> None:
    done = splits.random_documents(own(600), shares={"train": 0.7, "dev": 0.1, "test": 0.2}, seed=3)
    sizes = {split: len(done.examples(split)) for split in done.splits}
    assert sum(sizes.values()) == 600
    assert abs(sizes["dev"] - 60) <= 6
    assert abs(sizes["test"] - 120) <= 6


def test_whole_documents_are_held_out_or_none() -> None:
    train = own(600).examples("train")
    kept, held = splits.hold_out(train, 0.1, seed=1)
    assert abs(len(held) - len(train) / 10) <= 5
    assert not {item.id for item in kept} & {item.id for item in held}
    assert len(kept) + len(held) == len(train)
    assert splits.hold_out(train, 0) == (train, ())


@pytest.mark.data
def test_the_release_of_dse_loses_what_is_known_to_leak() -> None:
    folder = os.environ.get("STANCE_DATA")
    if not folder or not (Path(folder) / "dse").is_dir():
        pytest.skip("no STANCE_DATA")
    from stance.data.card import card
    from stance.data.dse import read_dse

    data = read_dse(Path(folder) / "dse")
    described = card(data)
    found = {(item.split, item.other): item for item in described.overlap}
    test, dev = found["test", "train"], found["dev", "train"]
    assert (test.rows, test.question, test.text) == (1623, 400, 401)
    assert (dev.rows, dev.question, dev.text) == (1461, 392, 394)
    assert [split.repeats for split in described.splits] == [1614, 15, 37]
    assert len({item.pair for item in splits.clean(data).examples("test")}) == 1222
    with pytest.raises(ConfigError, match="did you mean 'Obama'"):
        splits.leave_holder_out(data, holder="Obamma")


def test_unleaked_trains_on_no_text_that_is_evaluated_on() -> None:
    data = own()
    kept = splits.unleaked(data)
    texts = {split: {normal_text(item.text) for item in kept.examples(split)} for split in kept.splits}
    assert not texts["train"] & (texts["dev"] | texts["test"])
    assert kept.examples("test") == data.examples("test")
    # What leaked stands in no copy of the evaluation split; where nothing did, there is no copy.
    for split in kept.splits:
        if split.endswith("_clean"):
            assert kept.examples(split) == splits.clean(data).examples(split.removesuffix("_clean"))
    evaluation = StanceData.from_examples("only", {"test": data.examples("test")})
    assert splits.unleaked(evaluation) is evaluation
