"""The page of `stance label`: charts where the extra is installed and records are few, else a line that tells how."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsed import record

from stance.cli import main
from stance.report import overview
from stance.targets import load_targets

TEXTS = {
    "2018-05-08": "Iran welcomes the JCPOA. The United States rejects the nuclear deal.",
    "2018-09-25": "Russia supports the JCPOA. Iran remains committed to the nuclear deal.",
}


def labelled(folder: Path) -> str:
    for date, text in TEXTS.items():
        (folder / f"{date}.txt").write_text(text, encoding="utf-8")
    given = [str(folder / f"{date}.txt") for date in TEXTS]
    assert main(["label", *given, f"out={folder / 'run'}", "model=lexicon"]) == 0
    return (folder / "run" / "report.html").read_text(encoding="utf-8")


def test_the_page_has_charts(tmp_path: Path) -> None:
    pytest.importorskip("networkx")
    page = labelled(tmp_path)
    assert '<h3 id="heat-title">Who stands where</h3>' in page
    assert '"actor_target":' in page
    assert "echarts" in page
    assert "stance report" not in page.split("<script>")[0]
    assert "Intervals are of 95 %" in page


def test_without_the_extra_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "find_spec", lambda name: None)
    page = labelled(tmp_path)
    assert "echarts" not in page
    assert f"stance report {tmp_path / 'run'} (after pip install" in page.replace("&#39;", "'")
    assert "Stances by actor and target" in page  # counts are there all the same


def asked(
    count: int, read: Callable[[], Any] = lambda: pytest.fail("records are read though there are too many")
) -> tuple[Any, str]:
    return overview.overview(read, count=count, where="runs/x", names=str, targets=load_targets(["jcpoa"]))


def test_many_records_are_left_to_stance_report() -> None:
    pytest.importorskip("networkx")
    found, hint = asked(overview.MOST + 1)
    assert found is None
    assert (
        hint == "There are 2,001 records: stance report runs/x makes this page with charts, net stances and intervals."
    )
    assert asked(0) == (None, "")


def test_periods_fit_the_span_of_the_records() -> None:
    pytest.importorskip("networkx")
    made = [record(n, "IRN", "favor", published=f"2018-0{1 + n % 5}") for n in range(10)]
    found, hint = asked(10, lambda: made)
    assert (found["periods"], hint) == ([f"2018-0{month}" for month in range(1, 6)], "")
    found, _ = asked(10, lambda: [dataclasses.replace(one, published=f"201{n}") for n, one in enumerate(made)])
    assert found["periods"] == [str(year) for year in range(2010, 2020)]


def test_what_cannot_be_drawn_stops_no_run() -> None:
    pytest.importorskip("networkx")
    made = [record(0, "IRN", "favor", published="0001"), *(record(n, "IRN", "favor") for n in range(3))]
    found, hint = asked(4, lambda: made)
    assert found is None
    assert hint.startswith("No charts: ")
