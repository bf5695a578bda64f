"""What a run prints: progress on standard error; rows, the actor × target table and skips on standard output.

Rich (MIT, typed, alive) draws tables that fit the terminal, obeys ``NO_COLOR`` and writes plain text into a pipe. Text
from documents goes in as `Text`, never as markup, so that "[red]" in an article is just that.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import IO, Any, Protocol

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from stance.labels import LABELS
from stance.types import StanceRecord

SIGNS: Mapping[str, tuple[str, str]] = {"favor": ("+", "green"), "against": ("−", "red"), "neutral": ("○", "yellow")}
"""Sign and colour of each stance; the sign says it where there is no colour."""
MATRIX_ROWS = 25
SKIPPED_ROWS = 20
_UNSEEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), "�")
"""Control characters would move the cursor or change the terminal's settings."""


class Summary(Protocol):
    """What is shown of a run; see :class:`stance.labelling.RunSummary`."""

    @property
    def counts(self) -> Mapping[str, int]:
        """Documents, sentences, records, abstained, skipped, noted, resumed."""
        ...

    @property
    def skipped(self) -> Sequence[tuple[str, str]]:
        """Name and reason."""
        ...

    @property
    def noted(self) -> Sequence[tuple[str, str]]:
        """Name and what was wrong."""
        ...

    @property
    def rows(self) -> Sequence[StanceRecord]:
        """The first rows."""
        ...

    @property
    def matrix(self) -> Mapping[tuple[str, str, str], int]:
        """(actor, target, stance) to count."""
        ...

    @property
    def names(self) -> Mapping[str, str]:
        """Names of actors."""
        ...

    @property
    def seconds(self) -> float:
        """Time taken."""
        ...

    @property
    def pages(self) -> int:
        """Documents shown in the report."""
        ...


class _Console(Console):
    """Leaves it to the command line what to do when the reader of a pipe has gone; Rich would exit with 1."""

    def on_broken_pipe(self) -> None:
        raise  # noqa: PLE0704  (Rich calls this while it handles the error)


def standard_output() -> Console:
    """Where results are printed: numbers and paths uncoloured, plain text into a pipe."""
    return _Console(highlight=False)


class TerminalProgress:
    """A progress bar on standard error; silent where that is no terminal.

    Shows documents, sentences a second, time left, and for a document that takes long its name and that time goes on.
    """

    def __init__(self, file: IO[str] | None = None) -> None:
        self._console = Console(file=file, stderr=file is None)
        self._bar: Progress | None = None
        self._task: Any = None
        self._sentences = 0
        self._started = 0.0

    def begin(self, total: int | None) -> None:
        """Show the bar."""
        if not self._console.is_terminal:
            return
        columns = (
            SpinnerColumn(),
            TextColumn("documents"),
            BarColumn(bar_width=6),
            MofNCompleteColumn(),
            TextColumn("{task.fields[speed]}"),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[document]}", markup=False, style="dim"),
        )
        self._bar = Progress(*columns, console=self._console, transient=True)
        self._task = self._bar.add_task("", total=total, speed="", document="")
        self._started = time.perf_counter()
        self._bar.start()

    def working(self, name: str) -> None:
        """Show which document it is that takes the time."""
        if self._bar is not None:
            name = _plain(name)
            self._bar.update(self._task, document=name if len(name) <= 16 else f"…{name[-15:]}")

    def advance(self, sentences: int) -> None:
        """Count a document."""
        if self._bar is None:
            return
        self._sentences += sentences
        speed = self._sentences / max(time.perf_counter() - self._started, 1e-9)
        self._bar.update(self._task, advance=1, speed=f"{speed:,.0f} sentences/s")

    def __enter__(self) -> TerminalProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def show_run(summary: Summary, targets: Mapping[str, str], where: str, *, console: Console | None = None) -> None:
    """Print what came of a run.

    Args:
        summary: The run.
        targets: Target id to name, in the order of the columns.
        where: Its directory.
        console: Where to print; standard output by default.
    """
    console = console or standard_output()
    counts = summary.counts
    if summary.rows:
        console.print(Text("Who stands where", style="bold"))
        console.print(_rows(summary.rows))
    if (more := counts["records"] - len(summary.rows)) > 0:
        console.print(Text(f"… and {more:,} more in labels.csv" if summary.rows else f"{more:,} rows in labels.csv"))
    if summary.matrix:
        legend = ", ".join(f"{SIGNS[label][0]} {label}" for label in LABELS)
        console.print(Text(f"\nActor × target ({legend})", style="bold"))
        console.print(_matrix(summary, targets))
        if (more := len({actor for actor, _, _ in summary.matrix}) - MATRIX_ROWS) > 0:
            console.print(Text(f"… and {more:,} more actors in labels.csv"))
        console.print()
    elif counts.get("abstained"):
        console.print(Text("Every stance found is below the threshold."))
    elif counts["documents"]:
        console.print(Text(f"No stance toward {', '.join(targets.values())} was found."))
    if 0 < summary.pages < counts["documents"]:
        console.print(Text(f"report.html shows the first {summary.pages:,} documents (report_documents=N for more)."))
    _left_out(console, "Skipped", counts["skipped"], summary.skipped)
    _left_out(console, "Read, but", counts.get("noted", 0), summary.noted)
    console.print(Text(last_line(summary, where)), soft_wrap=True)


def last_line(summary: Summary, where: str) -> str:
    """What was done and where it is, in one line."""
    counts = summary.counts
    parts = [_count(counts[f"{name}s"], name) for name in ("document", "sentence", "record")]
    left_out = "".join(f", {counts[kind]:,} {kind}" for kind in ("abstained", "skipped") if counts.get(kind))
    resumed = f" ({counts['resumed']:,} done before)" if counts.get("resumed") else ""
    return f"Done: {', '.join(parts)}{left_out}{resumed} in {_duration(summary.seconds)} → {where}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {rest} s"


def _plain(text: str) -> str:
    return " ".join(text.translate(_UNSEEN).split())


def _rows(records: Sequence[StanceRecord]) -> Table:
    table = Table(box=SIMPLE, pad_edge=False, show_edge=False)
    table.add_column("sentence", ratio=5, overflow="fold")
    table.add_column("holder → target", ratio=3, overflow="fold")
    table.add_column("stance", no_wrap=True, min_width=9)
    several = len({record.document_id for record in records}) > 1
    previous: tuple[str, int] = "", -1
    for record in records:
        place = record.document_id, record.sentence_index
        if several and place[0] != previous[0]:
            table.add_row(Text(_plain(record.document_id), style="bold"), "", "")
        sign, color = SIGNS[record.stance]
        table.add_row(
            Text("″" if place == previous else _shortened(_plain(record.sentence), 160)),
            Text(f"{_plain(record.holder_name)} → {record.target}"),
            Text(f"{sign} {record.stance}", style=color),
        )
        previous = place
    return table


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rsplit(' ', 1)[0]} …"


def _matrix(summary: Summary, targets: Mapping[str, str]) -> Table:
    totals: Counter[str] = Counter()
    for (actor, _, _), count in summary.matrix.items():
        totals[actor] += count
    columns = list(targets) + sorted({target for _, target, _ in summary.matrix} - set(targets))
    table = Table(box=SIMPLE, pad_edge=False, show_edge=False)
    table.add_column("actor", overflow="fold")
    for target in columns:
        table.add_column(_plain(target), justify="right", overflow="fold")
    for actor, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:MATRIX_ROWS]:
        cells = [_cell([summary.matrix.get((actor, target, label), 0) for label in LABELS]) for target in columns]
        table.add_row(Text(_plain(summary.names.get(actor, actor))), *cells)
    return table


def _cell(counts: Sequence[int]) -> Text:
    text = Text()
    for label, count in zip(LABELS, counts, strict=True):
        sign, color = SIGNS[label]
        if count:
            text.append(f"{' ' if text else ''}{sign}{count}", style=color)
    return text or Text("·", style="dim")


def _left_out(console: Console, title: str, count: int, items: Sequence[tuple[str, str]]) -> None:
    if not count:
        return
    console.print(Text(f"{title} ({count:,}):", style="bold"))
    for name, reason in items[:SKIPPED_ROWS]:
        console.print(Text(f"  {_plain(name)}: {_plain(reason)}"), soft_wrap=True)
    if (more := count - min(len(items), SKIPPED_ROWS)) > 0:
        console.print(Text(f"  … and {more:,} more in run.log"))
    console.print()
