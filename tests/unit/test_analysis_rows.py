"""A row is a sentence with a stance of an actor toward a target, however many records say so."""

from __future__ import annotations

from itertools import permutations

import pytest
from made_rows import record

from stance.analysis.correction import corrected
from stance.analysis.estimates import actor_target
from stance.analysis.rows import rows_of

SURE = {"favor": 0.9, "against": 0.05, "neutral": 0.05}
UNSURE = {"favor": 0.3, "against": 0.4, "neutral": 0.3}
ZARIF = record("a", "IRN", sentence=0, holder="zarif", scores=SURE)
IRAN = record("a", "IRN", sentence=0, basis="reported", scores=UNSURE, official=False)


def test_records_of_one_sentence_actor_and_target_are_one_row():
    rows = rows_of([ZARIF, IRAN, record("a", "IRN", sentence=1), record("a", "IRN", sentence=0, target="un")])
    assert (len(rows), rows.merged, rows.actors) == (3, 1, ("IRN",) * 3)
    assert rows.sources[0] == (ZARIF, IRAN)
    assert rows.records[0].scores == {"favor": 0.6, "against": pytest.approx(0.225), "neutral": pytest.approx(0.175)}
    kept = rows.where(rows.documents == 0)
    assert (kept.merged, kept.sources) == (1, rows.sources)
    assert rows_of([ZARIF, IRAN], actor="holder").merged == 0


def test_where_records_of_a_row_agree_it_has_their_label_else_the_likeliest_by_their_mean():
    for first, second in permutations([ZARIF, IRAN]):
        (one,) = rows_of([first, second]).records
        assert (one.stance, one.score, one.basis, one.official, one.holder) == (
            "favor", pytest.approx(0.6), "statement", True, "zarif",
        )  # fmt: skip
    against = record("a", "IRN", "against", sentence=0, holder="zarif", scores=UNSURE, basis="action")
    strong = record("a", "IRN", "favor", sentence=0, basis="reported", scores=SURE)
    rows = rows_of([against, strong])
    assert (rows.records[0].stance, rows.records[0].basis) == ("favor", "action")
    assert rows.votes.tolist() == [[1, 0, 0]]
    assert rows_of([against, strong], weight="score").votes[0].tolist() == pytest.approx([0.6, 0.225, 0.175])
    agreed = [record("a", sentence=0, stance="against", scores=SURE) for _ in range(2)]
    assert rows_of(agreed).records[0].stance == "against"  # a label mended by hand stands


def test_tables_and_figures_as_labelled_of_a_correction_agree():
    from stance.analysis.coded import CodedUnit

    records = [ZARIF, IRAN, *(record(f"d{number}", "IRN", sentence=0) for number in range(4))]
    rows = rows_of([*records, record("d1", "IRN", "against", sentence=1)])
    coded = [
        CodedUnit(
            document_id="a", sentence_index=0, target="jcpoa", holder="zarif", probability=0.5, gold="favor"
        )
    ]  # fmt: skip
    (cell,) = actor_target(rows)
    (labelled,) = corrected(rows, coded, method="none")
    assert (cell.n, cell.favor.value) == (labelled.n, labelled.favor.value) == (6, pytest.approx(5 / 6))
    # The coder's holder is found though the row shows another of the sentence's records.
    assert labelled.n_coded == 1
