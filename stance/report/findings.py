"""A folder of findings: tables, figures, networks, the page, and ``analysis.json``, which says how they were made."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stance.errors import ConfigError
from stance.findings import EVERYBODY, Findings, Labels
from stance.records import TEMPORARY, atomic
from stance.report.finding_tables import tables
from stance.report.finding_values import as_plain
from stance.report.graphs import write_dna_csv, write_edges_csv, write_gexf, write_graphml
from stance.report.tables import Table, as_latex, as_markdown, write_csv
from stance.types import Target

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ANALYSIS, PAGE = "analysis.json", "report.html"
_LINES = 100
"""So many rows are in Markdown and LaTeX; the CSV has all."""


def check_folder(out: Path, *, mark: str = ANALYSIS, overwrite: bool = False) -> None:
    """Make sure, before anything is computed, that ``out`` may be written.

    Args:
        out: A directory, or none yet.
        mark: The file by which what is there is known to be ours.
        overwrite: Whether it may be replaced.

    Raises:
        ConfigError: It is a file, someone else's directory, or holds findings and ``overwrite`` is false.
    """
    if out.exists() and not out.is_dir():
        raise ConfigError(f"out={out} is a file; give a directory that does not exist yet")
    try:
        names = {path.name for path in out.iterdir() if not path.name.startswith(TEMPORARY)} if out.exists() else set()
    except OSError as error:
        raise ConfigError(f"out={out}: {error.strerror}; give a directory that you may read and write") from error
    if mark in names and not overwrite:
        raise ConfigError(f"out={out} is done already ({mark}); add overwrite=true to replace it, or give another out")
    if names and mark not in names:
        raise ConfigError(f"out={out} is not empty and holds no {mark}; give a directory that is new or empty")


def intervals(*, level: float, resamples: int, cluster: str, seed: int, weight: str) -> str:
    """The sentence on intervals below every table."""
    counted = "labels" if weight == "label" else "probabilities"
    if not resamples:
        return f"Counted are {counted}."
    return (
        f"Counted are {counted}; in brackets {100 * level:g} % intervals ({resamples:,} bootstrap samples of "
        f"{cluster}s, seed {seed})."
    )


def write_findings(
    out: Path,
    findings: Findings,
    labels: Labels,
    *,
    manifest: Mapping[str, Any],
    targets: Sequence[Target],
    names: Callable[[str], str],
    how: str,
    formats: Sequence[str] = ("svg", "png", "pdf"),
    page: bool = True,
    stage: Callable[[str], None] = lambda name: None,
) -> list[str]:
    """Write all files; each is whole or as it was, and ``analysis.json`` comes last.

    Args:
        out: Directory; made if it is not there.
        findings: From :func:`stance.findings.analyse`.
        labels: What they were computed from.
        manifest: What ``analysis.json`` says besides counts, files and warnings.
        targets: Codebook entries of the labels' targets, as far as they are known.
        names: Name of a catalogue id.
        how: From :func:`intervals`.
        formats: Of the figures.
        page: Whether to write ``report.html``.
        stage: Called with the name of what is written next.

    Returns:
        The files, relative to ``out``.

    Raises:
        ConfigError: ``out`` cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        titles = {target.id: target.name for target in targets}
        stage("tables")
        made = [file for name, table in tables(findings, titles, how).items() for file in _table(out, name, table)]
        stage("networks")
        made += _networks(out / "networks", findings)
        dna = write_dna_csv(labels.records, out / "dna_statements.csv")
        made.append("dna_statements.csv")
        stage("figures")
        made += _figures(out / "figures", findings, titles, formats)
        warnings = [*labels.warnings, *findings.warnings]
        if dna.neutral_left_out:
            warnings.append(
                f"{dna.neutral_left_out:,} neutral records are not in dna_statements.csv (agreement is yes or no)"
            )
        if page:
            stage("page")
            from stance.report.page import write_page_from_records

            shown = {**as_plain(findings), "notes": [*warnings, how]}
            write_page_from_records(
                out / PAGE, labels.records, findings=shown, run=manifest, targets=targets, names=names
            )
            made.append(PAGE)
        counts = {
            "read": labels.read,
            "records": len(labels.records),
            "left_out": labels.left_out,
            "documents": len(set(findings.rows.documents.tolist())),
            "actors": len(set(findings.rows.actors)),
            "targets": len(set(findings.rows.targets)),
        }
        inputs = [file.as_json() for file in labels.files]
        whole = {**manifest, "inputs": inputs, "counts": counts, "warnings": warnings, "files": [*made, ANALYSIS]}
        with atomic(out / ANALYSIS) as file:
            json.dump(whole, file, indent=2, ensure_ascii=False, default=str)
            file.write("\n")
    except OSError as error:
        raise ConfigError(f"out={out}: {error.strerror}; give a directory that you may write") from error
    return [*made, ANALYSIS]


def _table(out: Path, name: str, table: Table) -> Iterator[str]:
    write_csv(out / f"{name}.csv", table)
    yield f"{name}.csv"
    if len(table.rows) > _LINES:
        note = f"The first {_LINES} of {len(table.rows):,} rows; {name}.csv has all. {table.note}"
        table = dataclasses.replace(table, rows=table.rows[:_LINES], note=note)
    for suffix, text in (("md", as_markdown(table)), ("tex", as_latex(table))):
        with atomic(out / f"{name}.{suffix}") as file:
            file.write(text)
        yield f"{name}.{suffix}"


def _networks(folder: Path, findings: Findings) -> list[str]:
    made = []
    for name, network in findings.networks.items():
        folder.mkdir(exist_ok=True)
        places = findings.places[name]
        write_graphml(network, folder / f"{name}.graphml", places=places)
        write_gexf(network, folder / f"{name}.gexf", places=places)
        write_edges_csv(network, folder / f"{name}.csv")
        made += [f"{folder.name}/{name}.{suffix}" for suffix in ("graphml", "gexf", "csv")]
    return made


def _figures(folder: Path, findings: Findings, titles: Mapping[str, str], formats: Sequence[str]) -> list[str]:
    """Store the pictures; none without formats."""
    if not formats:
        return []
    from stance.report.plotting import save

    folder.mkdir(exist_ok=True)
    made = []
    for name, picture in _pictures(findings, titles):
        made += [f"{folder.name}/{path.name}" for path in save(picture, folder / name, formats=formats)]
    return made


def _pictures(findings: Findings, titles: Mapping[str, str]) -> Iterator[tuple[str, Figure]]:
    from stance.report import finding_figures as drawing

    yield "heat_map", drawing.heat_map(findings.cells, names=findings.names, targets=titles)
    for target in dict.fromkeys(cell.target for cell in findings.cells):
        title = titles.get(target, target)
        cells = [cell for cell in findings.cells if cell.target == target]
        yield f"net_{target}", drawing.dots(cells, target=title, names=findings.names)
        lines = {
            "all actors" if actor == EVERYBODY else findings.names.get(actor, actor): points
            for (actor, found), points in findings.trends.items()
            if found == target
        }
        if lines:
            yield f"trend_{target}", drawing.trend_figure(lines, target=title)
    for name, network in findings.networks.items():
        if network.edges:
            yield f"network_{name}", drawing.network_figure(network, findings.places[name])
