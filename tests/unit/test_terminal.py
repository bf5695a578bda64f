"""What the terminal shows fits it, is plain where it must be, and treats text of documents as text."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from stance.jobs import RunSummary
from stance.report.terminal import TerminalProgress, last_line, show_run
from stance.types import StanceRecord

COUNTS = {"documents": 3, "sentences": 1200, "records": 122, "skipped": 0, "noted": 0, "resumed": 0}


def record(
    sentence: str = "France backs it.", stance: str = "favor", document: str = "a", index: int = 0
) -> StanceRecord:
    return StanceRecord(
        document_id=document,
        outlet=None,
        published=None,
        sentence_index=index,
        sentence=sentence,
        start=0,
        end=len(sentence),
        speaker="FRA",
        holder="FRA",
        holder_name="France",
        affiliation="FRA",
        official=True,
        target="jcpoa",
        stance=stance,  # type: ignore[arg-type]
        score=0.8,
        scores={"favor": 0.8, "against": 0.1, "neutral": 0.1},
        sentiment="neutral",
        basis="statement",
        cue=None,
        evidence=(),
        model="lexicon",
        target_sentiment="neutral",
    )


def summary(**changes: object) -> RunSummary:
    values: dict[str, object] = {
        "out": Path("o"),
        "counts": COUNTS,
        "skipped": [],
        "noted": [],
        "rows": [record(), record(stance="against", index=1)],
        "matrix": {("FRA", "jcpoa", "favor"): 100, ("FRA", "jcpoa", "against"): 21, ("IRN", "jcpoa", "neutral"): 1},
        "names": {"FRA": "France", "IRN": "Iran"},
        "seconds": 75.0,
        "pages": 3,
    }
    return RunSummary(**(values | changes))  # type: ignore[arg-type]


def shown(run: RunSummary, *, color: bool = False, width: int = 80) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=color, highlight=False)
    show_run(run, {"jcpoa": "the JCPOA"}, "runs/x", console=console)
    return file.getvalue()


def test_rows_matrix_and_last_line() -> None:
    lines = shown(summary()).splitlines()
    assert "… and 120 more in labels.csv" in lines
    assert any(line.split() == ["France", "+100", "−21"] for line in lines)
    assert any(line.split() == ["Iran", "○1"] for line in lines)
    assert lines[-1] == "Done: 3 documents, 1,200 sentences, 122 records in 1 min 15 s → runs/x"


def test_colour_only_where_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[32m+ favor" in shown(summary(), color=True)
    assert "\x1b" not in shown(summary())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in shown(summary(), color=True)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_everything_fits(width: int) -> None:
    long = record("Word " * 200 + "Donaudampfschifffahrtsgesellschaftskapitän" * 5)
    assert all(len(line) <= width for line in shown(summary(rows=[long]), width=width).splitlines()[:-1])


def test_text_of_documents_is_text() -> None:
    hostile = "[red]a[/] [/b] \x1b[31m\x07 :smile: [link=x]y"
    printed = shown(
        summary(rows=[record(hostile)], skipped=[("[x].txt", "[/]")], counts=COUNTS | {"skipped": 1}), width=200
    )
    assert "[red]a[/] [/b]" in printed
    assert ":smile:" in printed
    assert "  [x].txt: [/]" in printed
    assert "\x1b" not in printed
    assert "\x07" not in printed


def test_documents_are_told_apart_and_a_sentence_is_shown_once() -> None:
    rows = [record(document="first"), record(document="first"), record(document="second")]
    printed = shown(summary(rows=rows))
    assert printed.count("France backs it.") == 2
    assert "first" in printed
    assert "second" in printed


def test_skips_are_listed_up_to_a_number() -> None:
    skipped = [(f"{number}.txt", "empty") for number in range(100)]
    printed = shown(summary(skipped=skipped, counts=COUNTS | {"skipped": 3000}))
    assert "Skipped (3,000):" in printed
    assert "19.txt: empty" in printed
    assert "20.txt: empty" not in printed
    assert "… and 2,980 more in run.log" in printed


def test_no_stance_is_said() -> None:
    assert "No stance toward the JCPOA was found." in shown(summary(rows=[], matrix={}, counts=COUNTS | {"records": 0}))


def test_a_report_that_shows_a_part_says_so() -> None:
    assert "report.html shows the first 2 documents" in shown(summary(pages=2))
    assert "report.html" not in shown(summary(pages=0))


@pytest.mark.parametrize(("seconds", "says"), [(0.04, "0.0 s"), (59.9, "59.9 s"), (3725, "1 h 2 min")])
def test_durations(seconds: float, says: str) -> None:
    assert f" in {says} → x" in last_line(summary(seconds=seconds), "x")


def test_progress_is_silent_without_a_terminal() -> None:
    file = io.StringIO()
    with TerminalProgress(file) as progress:
        progress.begin(3)
        progress.working("a")
        progress.advance(10)
    assert file.getvalue() == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "150")
    file = Terminal()
    with TerminalProgress(file) as progress:
        progress.begin(3)
        progress.working("a/very/long/way/to/[red]speech.txt")
        progress.advance(10)
        progress.advance(10)
    assert "2/3" in file.getvalue()
    assert "sentences/s" in file.getvalue()
    assert "…[red]speech.txt" in file.getvalue()
    assert "0:00:00" in file.getvalue()
