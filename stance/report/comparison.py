"""A comparison of runs for readers: tables for papers, a figure, and what the terminal shows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stance.comparison import ComparisonTable, Entry, WorstError, learning_curves
from stance.errors import ConfigError
from stance.metrics.names import better, display
from stance.records import atomic
from stance.report.markup import markdown, plain
from stance.report.tables import Cell, Figure, Table, as_latex, as_markdown, is_share, shown, write_csv

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing
    from rich.console import RenderableType

NAME = "comparison"
CURVE = "learning_curve"
_WIDE = 4
"""With more sets, the intervals stand in the second table only."""


def write_comparison(out: Path, table: ComparisonTable, *, overwrite: bool = False) -> list[Path]:
    """Write ``comparison`` as Markdown, LaTeX, CSV, SVG, PNG and PDF; and learning curves, where there are any.

    Args:
        out: Directory; made if it is not there.
        table: From :func:`stance.comparison.compare_runs`.
        overwrite: Whether a comparison that is there may be replaced.

    Returns:
        The files.

    Raises:
        ConfigError: See :func:`check_folder`; or the directory cannot be made or written to.
    """
    from stance.report import figures

    check_folder(out, overwrite=overwrite)
    try:
        out.mkdir(parents=True, exist_ok=True)
        files = figures.save(picture(table), out / NAME, formats=("svg", "png", "pdf"))
        curves = _write_curves(out, table)
        brief, full = brief_table(table), full_table(table)
        with atomic(out / f"{NAME}.tex") as file:
            file.write(f"{as_latex(brief)}\n{as_latex(full)}")
        write_csv(out / f"{NAME}.csv", full)
        with atomic(out / f"{NAME}.md") as file:  # last: a folder that has it holds a whole comparison
            file.write(_page(table, brief, full, curves))
    except OSError as error:
        raise ConfigError(f"out={out}: {error.strerror}; give a directory that you may write") from error
    return [*(out / f"{NAME}.{suffix}" for suffix in ("md", "tex", "csv")), *files, *curves]


def check_folder(out: Path, *, overwrite: bool = False) -> None:
    """Make sure, before anything is computed, that a comparison may be written.

    Raises:
        ConfigError: ``out`` is a file, or someone else's directory, or holds a comparison and ``overwrite`` is false.
    """
    if out.exists() and not out.is_dir():
        raise ConfigError(f"out={out} is a file; give a directory that does not exist yet")
    try:
        names = {path.name for path in out.iterdir()} if out.exists() else set()
    except OSError as error:
        raise ConfigError(f"out={out}: {error.strerror}; give a directory that you may read and write") from error
    if f"{NAME}.md" in names and not overwrite:
        raise ConfigError(f"out={out} holds a comparison; add overwrite=true to replace it, or give another out")
    if names and f"{NAME}.md" not in names:
        raise ConfigError(f"out={out} is not empty and holds no comparison; give a directory that is new or empty")


def brief_table(table: ComparisonTable) -> Table:
    """Systems down, sets across: mean over seeds ± standard deviation, interval, mark; for papers."""
    names = list(dict.fromkeys(entry.system.name for entry in table.entries))
    by_place = {(entry.system.name, entry.set): entry for entry in table.entries}
    sets = [name for name in table.sets if table.of(name)]
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        found = [by_place.get((name, one)) for one in sets]
        cells = [None if entry is None else _figure(table, entry, interval=len(sets) <= _WIDE) for entry in found]
        rows.append((name, *cells))
    sizes = {name: sorted({entry.n for entry in table.of(name)}) for name in sets}
    heads = [f"{name} (n = {', '.join(f'{n:,}' for n in sizes[name])})" for name in sets]
    return Table(
        title=f"{display(table.statistic)} by model and test set",
        columns=("model", *heads),
        rows=tuple(rows),
        note=note(table),
        label="tab:comparison",
    )


def full_table(table: ComparisonTable) -> Table:
    """A row for each system and set, with seeds, difference from the baseline, p and what could have been found."""
    tested = any(entry.against for entry in table.entries)
    share = is_share(table.statistic)
    rows: list[tuple[Cell, ...]] = []
    for entry in table.entries:
        row: list[Cell] = [
            entry.set,
            entry.system.name,
            entry.system.runs[0].experiment,
            " ".join(map(str, entry.system.seeds)),
            _figure(table, entry),
            entry.n,
            entry.documents or None,
        ]
        if tested:
            row += _tests(entry, share)
        rows.append(tuple(row))
    name = display(table.statistic)
    heads = ["set", "model", "experiment", "seeds", name, "n", "documents"]
    if tested:
        heads += [f"difference from {table.baseline}", "p", "p Holm", "minimum detectable"]
    return Table(
        title=f"{name} of each model on each set, with tests" if tested else f"{name} of each model on each set",
        columns=tuple(heads),
        rows=tuple(rows),
        note="",
        label="tab:comparison-full",
    )


def _figure(table: ComparisonTable, entry: Entry, *, interval: bool = True) -> Figure:
    share = is_share(table.statistic)
    return Figure(
        value=entry.mean,
        sd=entry.sd,
        low=entry.low if interval else math.nan,
        high=entry.high if interval else math.nan,
        mark=entry.mark,
        percent=share,
        digits=1 if share else 3,
        best=entry.best,
    )


def _tests(entry: Entry, share: bool) -> list[Cell]:
    found = entry.against
    if found is None:
        return [None] * 4
    digits = 1 if share else 3
    return [
        Figure(value=found.difference, low=found.low, high=found.high, percent=share, digits=digits),
        Figure(value=found.p, percent=False, digits=4),
        Figure(value=entry.p_holm, percent=False, digits=4),
        Figure(value=found.minimum_detectable, percent=share, digits=digits),
    ]


def note(table: ComparisonTable) -> str:
    """How to read the table."""
    share = is_share(table.statistic)
    several = any(len(entry.values) > 1 for entry in table.entries)
    name = display(table.statistic) + (" × 100" if share else "")
    parts = [f"{name}: mean over seeds ± standard deviation over seeds" if several else f"{name}, one seed each"]
    if table.resamples:
        parts.append(f"in brackets its 95 % interval ({table.resamples:,} bootstrap samples of documents)")
    parts.append(f"bold: {'highest' if _higher(table) else 'lowest'} of those tested on the same items")
    text = "; ".join(parts) + "."
    tests = [entry for entry in table.entries if entry.against]
    if table.baseline is None:
        return f"{text} No baseline was chosen, so no difference was tested."
    if not tests:
        return f"{text} Nothing could be tested against {table.baseline}."
    count = f"{len(tests)} comparison{'s' if len(tests) > 1 else ''}"
    text += (
        f" * better and † worse than {table.baseline} (paired permutation test over documents, two-sided, "
        f"p < {table.alpha:g} after Holm's correction over {count})."
    )
    least = []
    for one in table.sets:
        values = [entry.against.minimum_detectable for entry in table.of(one) if entry.against]
        values = [value for value in values if math.isfinite(value)]
        if values:
            figure = Figure(value=max(values), percent=share, digits=1 if share else 3)
            least.append(f"{shown(figure)} on {one}")
    if least:
        text += f" Minimum detectable difference (power 80 %, α = 0.05 uncorrected): {', '.join(least)}."
    return text


def _higher(table: ComparisonTable) -> bool:
    return better(table.statistic) != "lower"


def picture(table: ComparisonTable) -> Drawing:
    """Dots and intervals, a panel for each set."""
    from stance.report import figures

    panels = {
        name: [
            figures.Dot(entry.system.name, entry.mean, entry.low, entry.high, entry.mark) for entry in table.of(name)
        ]
        for name in table.sets
        if table.of(name)
    }
    return figures.comparison(panels, xlabel=display(table.statistic), percent=is_share(table.statistic))


def _write_curves(out: Path, table: ComparisonTable) -> list[Path]:
    from stance.report import figures

    runs = [run for system in table.systems for run in system.runs]
    files: list[Path] = []
    for number, name in enumerate(table.sets):
        curves = learning_curves(runs, name, table.statistic) if table.of(name) else {}
        if curves:
            drawn = figures.learning_curve(curves, ylabel=display(table.statistic), title=name)
            files += figures.save(drawn, out / (CURVE if number == 0 else f"{CURVE}-{number + 1}"))
    return files


def _page(table: ComparisonTable, brief: Table, full: Table, curves: Sequence[Path]) -> str:
    parts = ["# Comparison of runs\n"]
    if table.warnings:
        parts.append("\n".join(f"- **Note:** {markdown(warning)}" for warning in table.warnings) + "\n")
    parts += [as_markdown(brief, level=2), f"![{markdown(brief.title)}]({NAME}.svg)\n", as_markdown(full, level=2)]
    for path in curves:
        if path.suffix == ".svg":
            parts.append(f"![Score against number of training rows]({path.name})\n")
    if table.left_out:
        listed = "\n".join(f"- {markdown(path)}: {markdown(reason)}" for path, reason in table.left_out)
        parts.append(f"## Runs left out\n\n{listed}\n")
    listed = "\n".join(
        f"- {markdown(system.name)}, seed {run.seed}: {markdown(str(run.path))}"
        for system in table.systems
        for run in system.parts
    )
    parts.append(f"## Runs compared\n\n{listed}\n")
    return "\n".join(parts)


def renderables(table: ComparisonTable) -> Iterator[RenderableType]:
    """What ``stance compare`` prints, piece by piece: a table for each set, the note, warnings, runs left out."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Grid
    from rich.text import Text

    tested = any(entry.against for entry in table.entries)
    name = display(table.statistic)
    for one in table.sets:
        entries = table.of(one)
        if not entries:
            continue
        grid = Grid(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), title_justify="left", title_style="bold")
        grid.title = Text(plain(f"{one} (n = {', '.join(map(str, sorted({entry.n for entry in entries})))})"))
        grid.add_column("model", overflow="fold")
        for head in ("seeds", name, *(("difference", "p Holm") if tested else ())):
            grid.add_column(head, justify="right", no_wrap=True)
        for entry in entries:
            cells = [plain(entry.system.name), str(len(entry.values)), shown(_figure(table, entry))]
            if tested:
                difference, _, corrected, _ = _tests(entry, is_share(table.statistic))
                cells += ["baseline" if entry.system.name == table.baseline else shown(difference), shown(corrected)]
            grid.add_row(*map(Text, cells), style="bold" if entry.best else "")
        yield grid
    yield Text(note(table))
    yield from (Text(f"! {plain(warning)}") for warning in table.warnings)
    if table.left_out:
        yield Text(f"Left out ({len(table.left_out)}):")
        yield from (Text(f"  {plain(path)}: {plain(reason)}") for path, reason in table.left_out)


def errors_table(errors: Sequence[WorstError], names: tuple[str, str] = ("first", "second")) -> Table:
    """Items that two runs got wrong, side by side: text, holder, target, coded label, labels and their scores.

    Args:
        errors: From :func:`stance.comparison.worst_errors`.
        names: Of the two runs.
    """
    rows: list[tuple[Cell, ...]] = []
    for error in errors:
        example = error.example
        answers = []
        for answer in (error.first, error.second):
            found = answer.prediction
            sign = "" if found.label == example.gold else "✗ "
            answers.append(f"{sign}{found.label} ({found.scores[found.label]:.2f})")
        rows.append((example.text, example.holder or "(author)", example.target, str(example.gold), *answers))
    return Table(
        title="Worst errors, side by side",
        columns=("text", "holder", "target", "coded", *names),
        rows=tuple(rows),
        note="In brackets the probability of the label answered; ✗ where it is not the coded one.",
    )
