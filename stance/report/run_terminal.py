"""What `stance run` prints: progress and time left on standard error, the data and main figures on standard output."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from stance.types import MetricValue

FIGURES: Mapping[str, str] = {"macro_f1": "macro-F1", "accuracy": "accuracy"}
"""Figures that are shown of each set, with their headings."""


class Result(Protocol):
    """What is shown of an experiment; see :class:`stance.experiment.RunResult`."""

    @property
    def out(self) -> Path:
        """Its directory."""
        ...

    @property
    def model(self) -> str:
        """Name of the model."""
        ...

    @property
    def sets(self) -> Mapping[str, int]:
        """Evaluation set to number of examples."""
        ...

    @property
    def metrics(self) -> Sequence[MetricValue]:
        """All figures."""
        ...

    @property
    def seconds(self) -> float:
        """How long it took."""
        ...

    @property
    def resumed(self) -> bool:
        """Whether it went on with what was begun before."""
        ...

    @property
    def trained_on(self) -> int:
        """Number of training examples."""
        ...


class JobShown(Protocol):
    """What is shown of a job of a sweep; see :class:`stance.experiment.sweeps.JobRow`."""

    @property
    def overrides(self) -> Sequence[str]:
        """Its options."""
        ...

    @property
    def status(self) -> str:
        """What became of it."""
        ...

    @property
    def out(self) -> str | None:
        """Its directory."""
        ...

    @property
    def message(self) -> str:
        """What went wrong."""
        ...

    @property
    def figures(self) -> Sequence[Mapping[str, Any]]:
        """Its main figures."""
        ...


class Differing(Protocol):
    """What is shown of a reproduction; see :class:`stance.experiment.reproduce.Difference`."""

    @property
    def versions(self) -> Mapping[str, tuple[Any, Any]]:
        """Package to its version then and now."""
        ...

    @property
    def machine(self) -> Mapping[str, tuple[Any, Any]]:
        """Property to its value then and now."""
        ...

    @property
    def figures(self) -> Mapping[tuple[str, str], tuple[float | None, float | None]]:
        """(set, figure) to its value then and now."""
        ...

    @property
    def largest(self) -> float:
        """The largest difference of a figure."""
        ...

    @property
    def compared(self) -> int:
        """Number of figures."""
        ...

    @property
    def answers(self) -> int:
        """Number of answers."""
        ...

    @property
    def labels(self) -> float:
        """Share with the same label."""
        ...

    @property
    def scores(self) -> float:
        """Largest difference of a probability."""
        ...

    @property
    def unmatched(self) -> int:
        """Answers that one of them lacks."""
        ...

    @property
    def agrees(self) -> bool:
        """Whether figures and labels are the same."""
        ...


class RunBar:
    """A progress bar for one stage after the other, on standard error; silent where that is no terminal.

    Args:
        console: Where lines about the data go; ``None`` says and draws nothing.
        file: Where the bar is drawn; standard error by default.
    """

    def __init__(self, console: Console | None, file: IO[str] | None = None) -> None:
        self._console = console
        self._screen = Console(file=file, stderr=file is None)
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def say(self, text: str) -> None:
        """Print a line."""
        if self._console is not None:
            self._console.print(Text(text), soft_wrap=True)

    def begin(self, what: str, total: int, done: int = 0) -> None:
        """Show the bar of the next stage."""
        if self._console is None or not self._screen.is_terminal:
            return
        if self._bar is None:
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(bar_width=12),
                MofNCompleteColumn(),
                TextColumn("{task.fields[figures]}", markup=False),
                TimeElapsedColumn(),
                TextColumn("left"),
                TimeRemainingColumn(compact=True),
            )
            self._bar = Progress(*columns, console=self._screen, transient=True)
            self._bar.start()
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(what, total=total, completed=done, figures="")

    def advance(self, steps: int = 1, **figures: float) -> None:
        """Count steps; show figures beside the bar."""
        if self._bar is None or self._task is None:
            return
        if figures:
            shown = "  ".join(f"{name.replace('_', ' ')} {value:.3g}" for name, value in figures.items())
            self._bar.update(self._task, figures=shown)
        self._bar.update(self._task, advance=steps)

    def __enter__(self) -> RunBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()


def show_result(result: Result, *, console: Console) -> None:
    """Print the main figures of an experiment, each with its interval, and where everything is."""
    found = {(value.group, value.name): value for value in result.metrics}
    table = Table(box=SIMPLE, pad_edge=False, show_edge=False)
    table.add_column("set", overflow="fold")
    table.add_column("n", justify="right")
    for heading in FIGURES.values():
        table.add_column(heading, justify="right", no_wrap=True)
    for group in result.sets:
        for prefix, what in (("", ""), ("directed ", ", both directions")):
            values = [found.get((group, f"{prefix}{name}")) for name in FIGURES]
            if any(values):
                size = max(value.n for value in values if value)
                table.add_row(Text(f"{group}{what}"), f"{size:,}", *map(_figure, values))
    if table.row_count:
        console.print(Text(f"{result.model}, in %, with 95 % intervals", style="bold"))
        console.print(table)
    for group in result.sets:
        plain = found.get((group, "macro_f1"))
        probes = {
            value.name.removeprefix("macro_f1 "): value
            for value in result.metrics
            if value.group == group and value.name.startswith("macro_f1 ") and " drop" not in value.name
        }
        if plain and probes:
            told = ", ".join(f"{_percent(value.value)} {name.replace('_', ' ')}" for name, value in probes.items())
            console.print(Text(f"{group} macro-F1 {_percent(plain.value)}; {told}"), soft_wrap=True)
    if passed := found.get(("behaviour", "pass_rate")):
        console.print(Text(f"Minimal pairs: {_percent(passed.value)} % of {passed.n} pass"), soft_wrap=True)
    trained = f"trained on {result.trained_on:,} examples, " if result.trained_on else ""
    resumed = " (went on after a stop)" if result.resumed else ""
    sets = f"{len(result.sets)} sets" if len(result.sets) != 1 else "1 set"
    done = f"Done: {result.model} {trained}evaluated on {sets} in {_duration(result.seconds)}{resumed} → {result.out}"
    console.print(Text(done), soft_wrap=True)


def _percent(value: float) -> str:
    return f"{100 * value:.1f}" if math.isfinite(value) else "–"


def _figure(value: MetricValue | None) -> str:
    if value is None or not math.isfinite(value.value):
        return "–"
    if math.isfinite(value.low) and math.isfinite(value.high):
        return f"{_percent(value.value)} [{_percent(value.low)}, {_percent(value.high)}]"
    return _percent(value.value)


def show_sweep(rows: Sequence[JobShown], files: Sequence[Path], *, console: Console) -> None:
    """Print a table of the jobs of a sweep, and what went wrong in those that are not done."""
    shared = set.intersection(*(set(row.overrides) for row in rows)) if len(rows) > 1 else set()
    sets = list(dict.fromkeys(figure["set"] for row in rows for figure in row.figures if "/test" in figure["set"]))
    table = Table(box=SIMPLE, pad_edge=False, show_edge=False)
    table.add_column("job", overflow="fold")
    for name in sets:
        table.add_column(f"{name} macro-F1", justify="right", overflow="fold")
    table.add_column("status")
    for row in rows:
        own = " ".join(text for text in row.overrides if text not in shared and not text.startswith("out="))
        figures = {figure["set"]: figure for figure in row.figures if figure["name"] == "macro_f1"}
        cells = [_cell(figures.get(name)) for name in sets]
        table.add_row(Text(own or "(as it is)"), *cells, Text(row.status))
    console.print(Text(f"Sweep{': ' if shared else ''}{' '.join(sorted(shared))}", style="bold"), soft_wrap=True)
    console.print(table)
    messages: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.message:
            own = " ".join(text for text in row.overrides if text not in shared)
            messages.setdefault((row.status, row.message), []).append(own or "all")
    for (status, message), jobs in messages.items():
        console.print(Text(f"{status}: {'; '.join(jobs)}: {message}"), soft_wrap=True)
    counts = {status: sum(row.status == status for row in rows) for status in dict.fromkeys(row.status for row in rows)}
    said = ", ".join(f"{count} {status}" for status, count in counts.items())
    places = ", ".join(map(str, files))
    console.print(Text(f"Done: {len(rows)} jobs, {said}{f' → {places}' if places else ''}"), soft_wrap=True)


def _cell(figure: Mapping[str, Any] | None) -> str:
    if figure is None or figure["value"] is None:
        return "–"
    if figure["low"] is None or figure["high"] is None:
        return f"{100 * figure['value']:.1f}"
    return f"{100 * figure['value']:.1f} [{100 * figure['low']:.1f}, {100 * figure['high']:.1f}]"


def show_reproduction(
    found: Differing, *, tolerance: float, old: Path, new: Path, shown: int, console: Console
) -> None:
    """Print what differs between a run and its repetition."""
    lines = [f"Data: the same files as in {old}"]
    for what, pairs in (("Versions", found.versions), ("Machine", found.machine)):
        told = "; ".join(f"{name}: {was} then, {now} now" for name, (was, now) in pairs.items())
        lines.append(f"{what}: {told or 'the same'}")
    unmatched = f"; {found.unmatched:,} answers are in one of the two only" if found.unmatched else ""
    same = f"{found.labels:.4%} of {found.answers:,} labels are the same"
    lines.append(f"Predictions: {same}, largest difference of a score {found.scores:.2g}{unmatched}")
    lines.append(f"Figures: {found.compared:,} compared, largest difference {found.largest:.2g}")
    for (group, name), (was, now) in list(found.figures.items())[:shown]:
        lines.append(f"  {group} {name}: {_plainly(was)} then, {_plainly(now)} now")
    if len(found.figures) > shown:
        lines.append(f"  … and {len(found.figures) - shown:,} more in {new / 'reproduction.json'}")
    if found.figures:
        lines.append(f"Not reproduced: {len(found.figures):,} figures differ by more than {tolerance:g} → {new}")
    elif not found.agrees:  # changed labels that cancel out in the figures
        lines.append(f"Not reproduced: the figures agree within {tolerance:g}, but not all labels do → {new}")
    else:
        lines.append(f"Done: reproduced, all figures agree within {tolerance:g} → {new}")
    for line in lines:
        console.print(Text(line), soft_wrap=True)


def _plainly(value: float | None) -> str:
    return "none" if value is None else f"{value:.6f}"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {rest} s"
