"""What is said of the rows behind findings."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_rows import record

from stance.analysis.rows import rows_of
from stance.findings import analyse, read_labels
from stance.findings.remarks import counted_once, dates, speaking, told_by_others
from stance.records import write_jsonl

LAVROV = record("a", "RUS", sentence=0, speaker="sergey_lavrov", basis="reported")
ZARIF_OF_CHINA = record("a", "CHN", sentence=1, speaker="mohammad_javad_zarif", basis="reported")
DEED = record("a", "USA", sentence=2, speaker="AUTHOR", basis="action")


def test_a_minister_who_tells_what_his_state_supports_speaks_of_its_own_stance():
    own = speaking([], "affiliation")
    assert [own(one) for one in (LAVROV, ZARIF_OF_CHINA, DEED, record("a", "RUS", speaker="RUS"))] == [
        True, False, False, True,
    ]  # fmt: skip
    assert not speaking([], "holder")(LAVROV)
    stranger = record("a", "RUS", speaker="someone")
    assert not own(stranger)
    assert speaking([record("b", "RUS", holder="someone")], "affiliation")(stranger)


def test_own_stances_of_labels_are_by_the_unit_of_the_analysis(tmp_path: Path):
    write_jsonl([LAVROV, ZARIF_OF_CHINA, DEED], tmp_path / "labels.jsonl")
    found = read_labels([tmp_path], own=True)
    assert found.records == (LAVROV,)
    assert found.left_out == {"stances of others than the speaker": 2}


def test_targets_are_named_of_which_many_rows_are_told_by_others():
    mine = [record(f"d{number}", "IRN", speaker="IRN") for number in range(8)]
    (said,) = told_by_others(rows_of([*mine, DEED, ZARIF_OF_CHINA]))
    assert said.startswith("jcpoa: in 2 of 10 sentences the actor does not speak itself")
    assert "own=true" in said and "by=[basis]" in said
    assert told_by_others(rows_of([*mine, DEED])) == []
    # What an actor says and what is said of it in one sentence is one row, of its own.
    both = [record("a", "RUS", sentence=0, holder="sergey_lavrov", speaker="sergey_lavrov"), DEED]
    assert told_by_others(rows_of([*both, record("a", "RUS", sentence=0, speaker="AUTHOR"), *mine])) == []


def test_records_counted_once_and_dates_that_say_no_period_are_counted():
    twice = [record("a", sentence=0), record("a", sentence=0, holder="zarif")]
    (said,) = counted_once(rows_of([*twice, record("b", published=None)]))
    assert said.startswith("1 record of an actor and target in a sentence that had one already")
    assert counted_once(rows_of(twice, actor="holder")) == []
    rows = rows_of([record("a", published=None), *(record("b", published=day) for day in ("2018", "2019", "2018-05"))])
    assert [one.partition(" date")[0] for one in dates(rows, "month")] == [
        "1 of 4 sentences has no", "2 of 4 sentences have a",
    ]  # fmt: skip
    assert len(dates(rows, "year")) == 1


@pytest.mark.parametrize("period", ["year", "month"])
def test_an_analysis_says_so(period: str):
    found = analyse([LAVROV, DEED, record("b", published="2018")], period=period, resamples=20, permutations=0)
    assert any("does not speak itself" in one for one in found.warnings)
    assert any("too vague" in one for one in found.warnings) == (period == "month")


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        ('{"status": "running"}', "did not finish (running)"),
        ('{"status": "interrupted", "stance": "1", "identity": "x"}', "did not finish (interrupted)"),
        ("{", "did not finish (run.json cannot be read)"),
        ('{"status": "finished"}', None),
        (None, None),
    ],
)
def test_labels_of_a_run_that_did_not_finish_are_noted(tmp_path: Path, manifest: str | None, said: str | None):
    write_jsonl([LAVROV, DEED], tmp_path / "labels.jsonl")
    if manifest:
        (tmp_path / "run.json").write_text(manifest, encoding="utf-8")
    found = [one for one in read_labels([tmp_path]).warnings if "did not finish" in one]
    assert [said in one for one in found] == ([True] if said else [])
