"""A folder of findings: tables, figures, networks, the page, and ``analysis.json``, which says how they were made."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.analysis.coded import CodedUnit
from stance.analysis.networks import Network
from stance.errors import ConfigError
from stance.findings import Findings, Labels
from stance.records import TEMPORARY, atomic
from stance.report.definitions import Settings, definitions_table
from stance.report.dna import write_dna_csv, write_dna_script
from stance.report.finding_pictures import write_pictures
from stance.report.finding_tables import tables
from stance.report.finding_values import as_plain
from stance.report.graphs import (
    Places,
    window_name,
    write_edges_csv,
    write_gexf,
    write_graphml,
    write_windows_csv,
)
from stance.report.tables import Table, as_latex, as_markdown, write_csv
from stance.types import Target

ANALYSIS, PAGE, COLUMNS = "analysis.json", "report.html", "columns.csv"
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


def write_findings(
    out: Path,
    findings: Findings,
    labels: Labels,
    *,
    manifest: Mapping[str, Any],
    targets: Sequence[Target],
    names: Callable[[str], str],
    settings: Settings,
    coded: Sequence[CodedUnit] = (),
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
        settings: How the findings were made, for what is said below tables and on the page.
        coded: The hand-coded sample that they were corrected by.
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
        findings = with_titles(findings, titles)
        found = tables(findings, titles, settings, coded)
        made = [file for name, table in found.items() for file in _table(out, name, table)]
        write_csv(out / COLUMNS, definitions_table(found, settings))
        made.append(COLUMNS)
        stage("networks")
        made += _networks(out / "networks", findings)
        dna = write_dna_csv(labels.records, out / "dna_statements.csv")
        made += ["dna_statements.csv", write_dna_script(out)]
        stage("figures")
        made += write_pictures(out / "figures", findings, titles, formats, settings=settings, coded=coded)
        warnings = [*labels.warnings, *findings.warnings]
        if dna.neutral_left_out:
            warnings.append(
                f"{dna.neutral_left_out:,} neutral records are not in dna_statements.csv (agreement is yes or no)"
            )
        if page:
            stage("page")
            from stance.report.page import write_page_from_records

            shown = as_plain(findings, settings=settings, warnings=warnings, coded=coded)
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
        if findings.sample is not None:
            sample = findings.sample
            counts["coded"] = {"read": sample.read, "used": len(sample.units), "left_out": dict(sample.left_out)}
        inputs = [file.as_json() for file in labels.files]
        whole = {**manifest, "inputs": inputs, "counts": counts, "warnings": warnings, "files": [*made, ANALYSIS]}
        with atomic(out / ANALYSIS) as file:
            json.dump(whole, file, indent=2, ensure_ascii=False, allow_nan=False, default=str)
            file.write("\n")
    except OSError as error:
        raise ConfigError(f"out={out}: {error.strerror}; give a directory that you may write") from error
    return [*made, ANALYSIS]


def with_titles(findings: Findings, titles: Mapping[str, str]) -> Findings:
    """The findings with the names of targets in place of their ids, in networks too."""

    def named(node: Mapping[str, Any]) -> dict[str, Any]:
        return {**node, "name": titles.get(node["id"], node["name"])} if node["kind"] == "target" else dict(node)

    def titled(network: Network) -> Network:
        nodes = {key: named(node) for key, node in network.nodes.items()}
        return dataclasses.replace(network, nodes=nodes, windows=tuple(map(titled, network.windows)))

    networks = {name: titled(network) for name, network in findings.networks.items()}
    return dataclasses.replace(findings, networks=networks)


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
        made += _windows(folder, name, network, places)
    return made


def _windows(folder: Path, name: str, network: Network, places: Places) -> Iterator[str]:
    """A file for each window, nodes where the whole network has them, and the ties of all in one table."""
    if not network.windows:
        return
    (folder / name).mkdir(exist_ok=True)
    for part in network.windows:
        file = f"{window_name(part)}.graphml"
        write_graphml(part, folder / name / file, places=places)
        yield f"{folder.name}/{name}/{file}"
    write_windows_csv(network, folder / f"{name}_windows.csv")
    yield f"{folder.name}/{name}_windows.csv"
