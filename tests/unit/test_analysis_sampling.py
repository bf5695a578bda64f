"""Samples are drawn as their probabilities say, and a coded file with a mistake is not used."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stance.analysis.pairing import paired
from stance.analysis.rows import rows_of
from stance.analysis.sampling import (
    SHARES,
    CodedUnit,
    Frame,
    FrameDocument,
    SampledUnit,
    draw_sample,
    frame_of,
    read_coded,
    write_sample,
)
from stance.errors import ConfigError, InputError
from stance.types import StanceRecord


def record(
    document: str, sentence: int, *, target: str = "deal", holder: str = "FRA", score: float = 0.9
) -> StanceRecord:
    return StanceRecord(
        document_id=document, outlet=None, published="2018-05", sentence_index=sentence, sentence="s", start=0, end=1,
        speaker=None, holder=holder, holder_name=holder, affiliation=holder, official=True, target=target,
        stance="favor", score=score, scores={"favor": score, "against": 1 - score, "neutral": 0.0}, sentiment="neutral",
        basis="statement", cue=None, evidence=(), model="m", target_sentiment="neutral",
    )  # fmt: skip


DOCUMENTS = [FrameDocument(f"d{number:02}", 40, "FRA", None, "2018-05") for number in range(20)]
RECORDS = [record(f"d{number:02}", number % 7, score=0.5 + 0.02 * number) for number in range(20)]
MENTIONS = [(f"d{number:02}", 9 + place, "deal") for number in range(20) for place in (0, 1)]


def frame(**given: Any) -> Frame:
    options: dict[str, Any] = {"targets": ["deal"], "records": RECORDS, "mentions": MENTIONS, **given}
    return frame_of(DOCUMENTS, **options)


def test_every_pair_of_the_corpus_is_of_one_stratum() -> None:
    found = frame(targets=["deal", "talks"], mentions=[*MENTIONS, ("d00", 0, "deal")])
    assert found.counts() == {
        ("deal", "record"): 20, ("deal", "mention"): 40, ("deal", "rest"): 740,
        ("talks", "record"): 0, ("talks", "mention"): 0, ("talks", "rest"): 800,
    }  # fmt: skip


def test_records_of_others_than_a_documents_own_holder_are_counted_not_drawn() -> None:
    found = frame(records=[*RECORDS, record("d00", 3, holder="IRN")])
    assert found.outside == 1
    assert found.counts() == frame().counts()
    open_ = frame_of(
        [FrameDocument("a", 3)], targets=["deal"], records=[record("a", 0), record("a", 0, holder="IRN")], mentions=[]
    )
    assert open_.counts() == {("deal", "record"): 2, ("deal", "mention"): 0, ("deal", "rest"): 2}


def test_what_is_one_actor_of_the_analysis_is_one_unit() -> None:
    """A document in which a minister and, by him, his state take a stance in one sentence."""
    zarif = replace(record("a", 0, holder="IRN", score=0.6), holder="zarif")
    records = [record("a", 0, holder="IRN", score=0.8), zarif, replace(zarif, sentence_index=1), record("a", 1)]
    documents = [FrameDocument("a", 4, outlet="Daily")]
    found = frame_of(documents, targets=["deal"], records=records)
    assert [(unit.sentence, unit.holder, unit.doubt) for unit in found.listed] == [
        (0, "IRN", pytest.approx(0.4)), (1, "FRA", pytest.approx(0.1)), (1, "IRN", pytest.approx(0.4)),
    ]  # fmt: skip
    by_holder = frame_of(documents, targets=["deal"], records=records, actor="holder")
    assert [unit.holder for unit in by_holder.listed] == ["IRN", "zarif", "FRA", "zarif"]
    for actor, pairs in (("affiliation", found), ("holder", by_holder)):
        everything = draw_sample(pairs, n=sum(pairs.counts().values()), seed=0)
        assert {unit.probability for unit in everything} == {1.0}
        coded = [CodedUnit(**asdict(unit), gold="favor" if unit.holder else "none") for unit in everything]
        rows = rows_of(records, actor=actor)
        pair = paired(rows, coded)  # each unit is one row, and each row one unit
        assert pair.pairs.coded.all()
        assert pair.pairs.predicted.any(axis=1).sum() == len(rows) == len(pairs.listed)


def test_a_sample_of_actors_is_drawn_as_its_probabilities_say() -> None:
    """Totals of a value over the rows of the analysis, estimated from samples: right on average."""
    draw = np.random.default_rng(0)
    records = []
    for sentence in range(60):
        said = record(f"d{sentence % 6}", sentence // 6, holder="IRN", score=float(draw.uniform(0.4, 1)))
        records += [said, replace(said, holder="zarif", score=float(draw.uniform(0.4, 1)))][: 1 + sentence % 2]
    pairs = frame_of([FrameDocument(f"d{n}", 30) for n in range(6)], targets=["deal"], records=records)
    truth = len(rows_of(records))
    totals = [
        sum(1 / unit.probability for unit in draw_sample(pairs, n=40, seed=seed) if unit.stratum == "record")
        for seed in range(400)
    ]
    assert abs(np.mean(totals) - truth) < 3 * np.std(totals) / 20
    assert truth == 60


def test_a_person_whose_state_is_the_actor_is_no_holder_of_a_document() -> None:
    said = replace(record("a", 0, holder="IRN"), holder="zarif")
    with pytest.raises(InputError, match="holder zarif, who acts for IRN; give it the holder IRN, or actor=holder"):
        frame_of([FrameDocument("a", 4, "zarif")], targets=["deal"], records=[said])
    assert frame_of([FrameDocument("a", 4, "zarif")], targets=["deal"], records=[said], actor="holder").outside == 0
    with pytest.raises(ConfigError, match="unknown actor 'person'"):
        frame_of([], targets=[], records=[], actor="person")  # type: ignore[arg-type]


def test_the_coder_sees_the_sentence_and_who_is_meant(tmp_path: Path) -> None:
    units = draw_sample(frame(), n=800, seed=0)
    texts = {"d00": [f"sentence\n{number}" for number in range(40)]}
    write_sample(units, tmp_path / "s.csv", texts=texts, names={"FRA": "France"}.__getitem__)
    with (tmp_path / "s.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [rows[0][name] for name in ("holder_name", "before", "sentence", "after")] == [
        "France", "", "sentence 0", "sentence 1",
    ]  # fmt: skip
    assert rows[-1]["sentence"] == ""


def test_as_many_are_drawn_as_asked_for_and_the_same_with_the_same_seed() -> None:
    for n in (1, 37, 100, 800):
        drawn = draw_sample(frame(), n=n, seed=3)
        assert len(drawn) == n == len({(unit.document_id, unit.sentence_index) for unit in drawn})
        assert all(0 < unit.probability <= 1 for unit in drawn)
    turned = frame_of(DOCUMENTS[::-1], targets=["deal"], records=RECORDS[::-1], mentions=MENTIONS[::-1])
    assert draw_sample(turned, n=37, seed=3) == draw_sample(frame(), n=37, seed=3) != draw_sample(frame(), n=37, seed=4)


def test_units_are_drawn_as_often_as_their_probability_says() -> None:
    """Over many seeds: how often each unit comes, against its probability; and sums of 1 / p give the frame's size."""
    times: Counter[tuple[str, int]] = Counter()
    probability: dict[tuple[str, int], float] = {}
    sizes = []
    repeats, pairs = 1000, frame()
    for seed in range(repeats):
        drawn = draw_sample(pairs, n=24, seed=seed)
        sizes.append(sum(1 / unit.probability for unit in drawn))
        for unit in drawn:
            key = (unit.document_id, unit.sentence_index)
            times[key] += 1
            assert probability.setdefault(key, unit.probability) == pytest.approx(unit.probability)
    assert abs(np.mean(sizes) - 800) < 3 * np.std(sizes) / repeats**0.5
    errors = [(times[key] / repeats - p) / (p * (1 - p) / repeats) ** 0.5 for key, p in probability.items() if p < 1]
    assert np.abs(errors).max() < 4.5
    assert 0.8 < np.std(errors) < 1.2


def test_the_sample_is_divided_by_strata_and_evenly_over_targets() -> None:
    records = [*RECORDS, *(record(f"d{number:02}", 20 + place) for number in range(20) for place in range(5))]
    records += [record("d00", 1, target="talks")]
    found = frame(targets=["deal", "talks"], records=records)
    drawn = draw_sample(found, n=100, seed=1, shares={"record": 0.5, "mention": 0.3, "rest": 0.2})
    counts = Counter((unit.target, unit.stratum) for unit in drawn)
    assert counts == {
        ("deal", "record"): 25, ("deal", "mention"): 15, ("deal", "rest"): 10,
        ("talks", "record"): 1, ("talks", "rest"): 49,
    }  # fmt: skip


def test_the_model_s_doubt_draws() -> None:
    sure, unsure = (
        {unit.document_id: unit for unit in draw_sample(frame(), n=800, seed=0, unsure=u)} for u in (0, 0.5)
    )
    assert set(sure) == set(unsure)
    records = [record(f"d{number:02}", 0, score=0.95 if number < 10 else 0.45) for number in range(20)]
    drawn = draw_sample(frame(records=records), n=16, seed=0)
    by_doubt = {unit.document_id >= "d10": unit.probability for unit in drawn if unit.stratum == "record"}
    assert by_doubt[True] / by_doubt[False] == pytest.approx((0.5 + 0.5 * 0.55 / 0.3) / (0.5 + 0.5 * 0.05 / 0.3))
    same = draw_sample(frame(records=records), n=16, seed=0, unsure=0.0)
    assert len({round(unit.probability, 12) for unit in same if unit.stratum == "record"}) == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"n": 0}, "n=0 cannot be drawn from a frame of 800 pairs"),
        ({"n": 801}, "n=801 cannot be drawn"),
        ({"unsure": 1.0}, "unsure=1.0 is not from 0"),
        ({"shares": {**SHARES, "rest": 0.0}}, "shares.rest=0.0 is not above 0"),
        ({"shares": {"record": 1.0}}, "give all of record, mention, rest"),
        ({"shares": {"records": 1.0}}, "unknown stratum 'records'; did you mean 'record'"),
    ],
)
def test_a_draw_that_is_not_possible_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        draw_sample(frame(), **{"n": 10, "seed": 0, **given})


def test_a_frame_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match="'d00' is in the frame twice"):
        frame_of([*DOCUMENTS, DOCUMENTS[0]], targets=["deal"], records=[])
    for wrong in (record("elsewhere", 0), record("d00", 40), record("d00", 0, target="talks")):
        with pytest.raises(InputError, match="is not in the frame; give all documents"):
            frame(records=[wrong])


def test_a_sample_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    odd = SampledUnit(document_id="=1+1", sentence_index=0, target="deal", holder=None, probability=1 / 3)
    coded = [CodedUnit(**asdict(unit), gold="none") for unit in [*draw_sample(frame(), n=30, seed=0), odd]]
    assert write_sample(coded, tmp_path / "coded.csv") == 31
    assert read_coded(tmp_path / "coded.csv") == coded
    assert (
        (tmp_path / "coded.csv")
        .read_text(encoding="utf-8")
        .startswith("document_id,sentence_index,target,holder,gold,probability,")
    )
    write_sample([odd], tmp_path / "drawn.csv")
    with pytest.raises(InputError, match=r"drawn.csv:2: gold is empty; code every unit"):
        read_coded(tmp_path / "drawn.csv")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("d,0,deal,FRA,favor,0", "c.csv:2: probability '0' is not above 0"),
        ("d,0,deal,FRA,favor,1.2", "probability '1.2'"),
        ("d,0,deal,FRA,favor,nan", "probability 'nan'"),
        ("d,0,deal,FRA,favor,half", "probability 'half'"),
        ("d,0,deal,FRA,pro,0.5", "unknown gold 'pro'; allowed are favor, against, neutral, none"),
        ("d,x,deal,FRA,favor,0.5", "sentence_index 'x'"),
        (",0,deal,FRA,favor,0.5", "document_id is empty"),
        ("d,0,deal,FRA,favor,0.5\nd,0,deal,FRA,none,0.5", "c.csv:3: d 0 deal FRA is coded in row 2 already"),
        ("", "no coded rows"),
    ],
)
def test_a_coded_file_with_a_mistake_is_refused_with_one_line(tmp_path: Path, rows: str, message: str) -> None:
    path = tmp_path / "c.csv"
    path.write_text(f"document_id,sentence_index,target,holder,gold,probability\n{rows}\n", encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_coded(path)
    assert "\n" not in str(caught.value)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_coded(tmp_path / "none.csv")
    (tmp_path / "c.csv").write_text("id,gold\n1,favor\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column document_id, sentence_index, target, holder, probability"):
        read_coded(tmp_path / "c.csv")
    (tmp_path / "c.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not a CSV file in UTF-8"):
        read_coded(tmp_path / "c.csv")


def test_capitals_and_columns_of_the_coder_s_own_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(
        "\ufeffsentence,gold,document_id,sentence_index,target,holder,probability\ntext, Favor ,d,3,deal,,0.25\n",
        encoding="utf-8",
    )
    assert read_coded(tmp_path / "c.csv") == [
        CodedUnit(document_id="d", sentence_index=3, target="deal", holder=None, gold="favor", probability=0.25)
    ]
