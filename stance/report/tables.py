r"""Tables for papers and pages: one table, written as Markdown, as LaTeX (booktabs) and as CSV.

A cell is text, a whole number, or a :class:`Figure`: a value with its interval, its number of items and a mark of
significance. Markdown and LaTeX show it rounded, in one cell; CSV has it in full, in columns of its own.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from stance.metrics.names import display
from stance.records import atomic, safe_cell
from stance.report.markup import latex, markdown
from stance.types import MetricValue

EMPTY = "–"
"""Shown where there is no figure."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A figure of a table.

    Args:
        value: The figure; ``nan`` where it is undefined.
        low: Lower end of its interval; ``nan`` without one.
        high: Upper end.
        sd: Standard deviation (over seeds); ``nan`` without one.
        n: How many items it is about.
        mark: Sign of significance (``*``).
        percent: Whether it is shown times 100.
        digits: Places after the point when shown.
        best: Whether it is the best of its column.
    """

    value: float
    low: float = math.nan
    high: float = math.nan
    sd: float = math.nan
    n: int | None = None
    mark: str = ""
    percent: bool = True
    digits: int = 1
    best: bool = False


Cell: TypeAlias = str | int | Figure | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    r"""A table.

    Args:
        title: What it shows, one sentence.
        columns: Their heads.
        rows: As many cells in each as there are columns.
        note: How to read it: what the marks and intervals are.
        label: For ``\label`` in LaTeX.
        intervals: Columns whose figures have intervals: the CSV has their ends even where no figure has one.

    Raises:
        ValueError: A row has more or fewer cells than there are columns.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    label: str = ""
    intervals: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if wrong := next((row for row in self.rows if len(row) != len(self.columns)), None):
            raise ValueError(f"{len(self.columns)} columns, but a row of {len(wrong)} cells")


def figure(metric: MetricValue, *, mark: str = "") -> Figure:
    """A measured figure as a cell: shares times 100 with one place, other figures with three places."""
    share = is_share(metric.name)
    return Figure(
        value=metric.value,
        low=metric.low,
        high=metric.high,
        n=metric.n,
        mark=mark,
        percent=share,
        digits=1 if share else 3,
    )


def is_share(name: str) -> bool:
    """Whether a metric is a share that papers give times 100.

    >>> is_share("macro_f1"), is_share("mcc"), is_share("ece")
    (True, False, False)
    """
    words = set(re.split(r"[^a-z0-9]+", name.lower()))
    return not words & {"mcc", "ece", "brier", "nll", "temperature", "threshold", "kappa", "aurc", "count", "loss"}


def shown(cell: Cell, *, interval: bool = True) -> str:
    """A cell as plain text.

    >>> shown(Figure(value=0.7134, low=0.68, high=0.742, mark="*"))
    '71.3* [68.0, 74.2]'
    >>> shown(Figure(value=-0.0312, percent=False, digits=3)), shown(None), shown(12345), shown("a")
    ('−0.031', '–', '12,345', 'a')
    """
    if isinstance(cell, Figure):
        body, between = _parts(cell)
        return body + (f" {between}" if between and interval else "")
    if cell is None:
        return EMPTY
    return f"{cell:,}" if isinstance(cell, int) else cell


def _parts(cell: Figure) -> tuple[str, str]:
    """The figure with deviation and mark, and its interval."""
    if not math.isfinite(cell.value):
        return EMPTY, ""

    def number(value: float) -> str:
        rounded = round(value * (100 if cell.percent else 1), cell.digits) + 0.0  # what is -0.00 is 0.00
        return f"{rounded:.{cell.digits}f}".replace("-", "−")

    spread = f" ± {number(cell.sd)}" if math.isfinite(cell.sd) else ""
    known = math.isfinite(cell.low) and math.isfinite(cell.high)
    return f"{number(cell.value)}{spread}{cell.mark}", f"[{number(cell.low)}, {number(cell.high)}]" if known else ""


def as_markdown(table: Table, *, level: int = 0) -> str:
    """The table as GitHub-flavoured Markdown, everything in it escaped.

    Args:
        table: The table.
        level: Depth of the heading that holds the title; 0 puts the title above as a bold line.
    """

    def one(cell: Cell) -> str:
        if not isinstance(cell, Figure):
            return markdown(shown(cell))
        text = shown(cell).replace("*", "\\*")  # of our own making: nothing else in it means anything
        return f"**{text}**" if cell.best else text

    title = markdown(table.title)
    lines = [f"{'#' * level} {title}" if level else f"**{title}**", ""] if title else []
    lines.append(_piped(markdown(column) for column in table.columns))
    lines.append(_piped("---:" if right else "---" for right in _right(table)))
    lines += [_piped(map(one, row)) for row in table.rows]
    if table.note:
        lines += ["", markdown(table.note)]
    return "\n".join(lines) + "\n"


def _piped(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _right(table: Table) -> list[bool]:
    """Which columns are set flush right: those that hold figures."""
    cells = [[row[place] for row in table.rows] for place in range(len(table.columns))]
    return [any(isinstance(cell, int | Figure) for cell in column) for column in cells]


def as_latex(table: Table) -> str:
    r"""The table as a LaTeX ``table`` that needs only ``\usepackage{booktabs}``, everything in it escaped."""

    def one(cell: Cell) -> str:
        if not isinstance(cell, Figure):
            return latex(shown(cell))
        body, between = _parts(cell)
        value, mark = (body[: -len(cell.mark)], cell.mark) if cell.mark and body.endswith(cell.mark) else (body, "")
        text = latex(value) + (f"\\textsuperscript{{{latex(mark)}}}" if mark else "")
        text = f"\\textbf{{{text}}}" if cell.best else text
        return f"{text} {{\\scriptsize {latex(between)}}}" if between else text

    alignment = "".join("r" if right else "l" for right in _right(table))
    lines = [
        "% needs \\usepackage{booktabs}",
        "\\begin{table}[tb]",
        "\\centering",
        f"\\caption{{{latex(table.title)}}}",
        *([f"\\label{{{re.sub('[^a-z0-9:-]+', '-', table.label.lower())}}}"] if table.label else []),
        f"\\begin{{tabular}}{{{alignment}}}",
        "\\toprule",
        f"{' & '.join(map(latex, table.columns))} \\\\",
        "\\midrule",
        *(f"{' & '.join(map(one, row))} \\\\" for row in table.rows),
        "\\bottomrule",
        "\\end{tabular}",
        *([f"\n\\smallskip\n\\parbox{{\\linewidth}}{{\\footnotesize {latex(table.note)}}}"] if table.note else []),
        "\\end{table}",
    ]
    return "\n".join(lines) + "\n"


_SUB: dict[str, Callable[[Figure], float | int | str | None]] = {
    "sd": lambda cell: cell.sd,
    "low": lambda cell: cell.low,
    "high": lambda cell: cell.high,
    "n": lambda cell: cell.n,
    "mark": lambda cell: cell.mark or None,
}


def as_rows(table: Table) -> list[list[str]]:
    """The table as rows of text for CSV, heads first; a figure's parts are columns of their own, in full.

    >>> table = Table(title="", columns=("model", "F1"), rows=(("=x", Figure(value=0.5, low=0.4, high=0.6)),))
    >>> as_rows(table)
    [['model', 'F1', 'F1 low', 'F1 high'], ["'=x", '0.5', '0.4', '0.6']]

    A share is a share of 1 here, so that a head does not promise per cent:

    >>> as_rows(Table(title="", columns=("favor %",), rows=((Figure(value=0.5),),)))
    [['favor'], ['0.5']]
    """
    heads: list[str] = []
    columns: list[list[str]] = []
    for place, name in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        name = name.removesuffix(" %")
        heads.append(name)
        columns.append([_csv(cell.value if isinstance(cell, Figure) else cell) for cell in cells])
        for sub, take in _SUB.items():
            values = [_csv(take(cell)) if isinstance(cell, Figure) else "" for cell in cells]
            if any(values) or (sub in ("low", "high") and table.columns[place] in table.intervals):
                heads.append(f"{name} {sub}")
                columns.append(values)
    return [[safe_cell(head) for head in heads], *(list(row) for row in zip(*columns, strict=True))]


def _csv(value: float | str | None) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, float):
        return repr(round(value, 6) + 0.0)
    return safe_cell(value) if isinstance(value, str) and value else str(value)


def write_csv(path: Path, table: Table) -> None:
    """Write :func:`as_rows`, atomically.

    Raises:
        OSError: It cannot be written.
    """
    with atomic(path) as file:
        csv.writer(file, lineterminator="\n").writerows(as_rows(table))


def metric_table(
    metrics: Sequence[MetricValue], *, title: str, first: str, note: str = "", names: Sequence[str] = ()
) -> Table:
    """Metrics as a table: groups down, names of metrics across, items last.

    Args:
        metrics: Figures; the order in which groups and names first occur is kept.
        title: Of the table.
        first: Head of the first column ("set").
        note: Of the table.
        names: Metrics to show, in this order; all that there are if empty.
    """
    grouped: dict[str, dict[str, MetricValue]] = {}
    for metric in metrics:
        grouped.setdefault(metric.group, {})[metric.name] = metric
    across = list(names or dict.fromkeys(metric.name for metric in metrics))
    across = [name for name in across if any(name in found for found in grouped.values())]
    rows: list[tuple[Cell, ...]] = []
    for group, found in grouped.items():
        cells: list[Cell] = [figure(found[name]) if name in found else None for name in across]
        rows.append((group, *cells, max((found[name].n for name in across if name in found), default=0)))
    return Table(title=title, columns=(first, *map(display, across), "n"), rows=tuple(rows), note=note)


__all__ = [
    "Cell",
    "Figure",
    "Table",
    "as_latex",
    "as_markdown",
    "as_rows",
    "figure",
    "metric_table",
    "shown",
    "write_csv",
]
