"""What the terminal shows of an analysis: a line on what is computed, then who stands where."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from stance.analysis.estimates import Cell, Estimate
from stance.findings import EVERYBODY, Findings, Labels
from stance.report.markup import plain
from stance.text import counted


class Stages:
    """Says on a terminal what is computed just now; a context manager that is called with each stage's name.

    Args:
        file: A terminal; anything else, and ``None``, is left alone.
    """

    def __init__(self, file: IO[str] | None) -> None:
        self._status = Console(file=file).status("reading") if file is not None and file.isatty() else None

    def __enter__(self) -> Stages:
        if self._status:
            self._status.start()
        return self

    def __call__(self, name: str) -> None:
        """Say the name of a stage."""
        if self._status:
            self._status.update(name)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status:
            self._status.stop()


def show(findings: Findings, labels: Labels, *, rows: int, console: Console, where: str, files: int) -> None:
    """Print who stands where, what to be careful about, and what was written.

    Args:
        findings: The findings.
        labels: What they came from.
        rows: Actors for each target.
        console: Where.
        where: Name of the folder.
        files: Number of files written.
    """
    for target in dict.fromkeys(cell.target for cell in findings.cells) if rows else ():
        cells = [cell for cell in findings.cells if cell.target == target]
        everybody = [cell for cell in findings.totals if cell.target == target]
        console.print(_table(target, [*everybody, *cells[:rows]], findings))
        if (more := len(cells) - rows) > 0:
            said = f"and {more:,} more actor{'' if more == 1 else 's'}, in actor_target.csv"
            console.print(said, markup=False)
    for cell in findings.corrected:
        if cell.actor == cell.group == "all":
            how = "as labelled, on the same footing" if cell.method == "none" else f"corrected ({cell.method})"
            console.print(f"{cell.target}, all actors, {how}: net {_shown(cell.net)}", markup=False, soft_wrap=True)
    console_notes(console, (*labels.warnings, *findings.warnings))
    left = sum(labels.left_out.values())
    out = f" ({left:,} of {labels.read:,} left out as told)" if left else ""
    documents = len(set(findings.rows.documents.tolist()))
    said = f"{counted(len(labels.records), 'record')}{out} of {counted(documents, 'document')}, {files} files → {where}"
    console.print(f"Done: {said}", markup=False, soft_wrap=True)


def console_notes(console: Console, warnings: Iterable[str]) -> None:
    """Print what to be careful about."""
    for warning in warnings:
        console.print(f"note: {plain(warning)}", markup=False, soft_wrap=True)


def _table(target: str, cells: list[Cell], findings: Findings) -> Table:
    table = Table(
        title=f"Toward {plain(target)}: share in favor ▲, against ▼, neutral ●; net from −1 to 1",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    for head in ("actor", "n", "docs", "▲", "▼", "●", "net", "interval", ""):
        table.add_column(head, justify="left" if head in {"actor", ""} else "right", no_wrap=head not in {"actor", ""})
    for cell in cells:
        shares = [_percent(getattr(cell, label)) for label in ("favor", "against", "neutral")]
        told = ", ".join((["few"] if cell.few else []) + list(cell.flags))
        name = "all actors" if cell.actor == EVERYBODY else plain(findings.names.get(cell.actor, cell.actor))
        net, _, between = _shown(cell.net).partition(" ")
        row = [name, f"{cell.n:,}", f"{cell.documents:,}", *shares, net, between, told]
        table.add_row(*(Text(one) for one in row))
    return table


def _percent(estimate: Estimate) -> str:
    return "–" if estimate.value is None else f"{100 * estimate.value:.0f} %"


def _shown(estimate: Estimate) -> str:
    if estimate.value is None:
        return "–"
    between = "" if estimate.low is None or estimate.high is None else f" [{estimate.low:+.2f}, {estimate.high:+.2f}]"
    return f"{estimate.value:+.2f}{between}".replace("-0.00", "0.00").replace("+0.00", "0.00").replace("-", "−")
