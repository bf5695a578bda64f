"""All pictures of an analysis, one by one, so that only one is held at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stance.analysis.coded import CodedUnit
from stance.analysis.correction import CorrectedCell
from stance.analysis.resampled import Estimate
from stance.findings import EVERYBODY, Findings
from stance.report.definitions import Settings
from stance.report.finding_tables import ALL_ACTORS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def write_pictures(
    folder: Path,
    findings: Findings,
    titles: Mapping[str, str],
    formats: Sequence[str],
    *,
    settings: Settings,
    coded: Sequence[CodedUnit] = (),
) -> list[str]:
    """Store the pictures; none without formats.

    Args:
        folder: Where; made if it is not there.
        findings: What is drawn.
        titles: Target to the name to show.
        formats: Of the files.
        settings: How the figures were made.
        coded: The hand-coded sample, if there is one.

    Returns:
        The files, relative to the folder that ``folder`` is in.

    Raises:
        OSError: They cannot be written.
    """
    if not formats:
        return []
    from stance.report.plotting import save

    folder.mkdir(exist_ok=True)
    made = []
    for name, picture in _pictures(findings, titles, settings, coded):
        made += [f"{folder.name}/{path.name}" for path in save(picture, folder / name, formats=formats)]
    return made


def _pictures(
    findings: Findings, titles: Mapping[str, str], settings: Settings, coded: Sequence[CodedUnit]
) -> Iterator[tuple[str, Figure]]:
    from stance.report import finding_figures as drawing

    yield "heat_map", drawing.heat_map(findings.cells, names=findings.names, targets=titles)
    for target in dict.fromkeys(cell.target for cell in findings.cells):
        title = titles.get(target, target)
        cells = [cell for cell in findings.cells if cell.target == target]
        yield f"net_{target}", drawing.dots(cells, target=title, names=findings.names)
        trends = {
            _name(findings, actor): points for (actor, found), points in findings.trends.items() if found == target
        }
        if trends:
            yield f"trend_{target}", drawing.trend_figure(trends, target=title)
        differences = {
            f"{_name(findings, first)} less {_name(findings, second)}": points
            for (first, second, found), points in findings.differences.items()
            if found == target
        }
        if differences:
            yield f"difference_{target}", drawing.difference_figure(differences, target=title)
    for name, network in findings.networks.items():
        if network.edges:
            yield f"network_{name}", drawing.network_figure(network, findings.places[name])
    if coded:
        yield from _of_the_sample(findings, titles, settings, coded)


def _of_the_sample(
    findings: Findings, titles: Mapping[str, str], settings: Settings, coded: Sequence[CodedUnit]
) -> Iterator[tuple[str, Figure]]:
    from stance.report import corrected_figures as drawing
    from stance.report.coded_sample import confusions

    for target in dict.fromkeys(cell.target for cell in findings.corrected):
        yield (
            f"corrected_{target}",
            drawing.corrected_figure(
                [cell for cell in findings.corrected if _drawn(cell, target, settings.correction)],
                target=titles.get(target, target),
                names=findings.names,
                labelled=labelled_nets(findings, target),
            ),
        )
    for target, counts in confusions(findings.rows, coded).items():
        yield f"confusion_{target}", drawing.confusion_figure(counts, target=titles.get(target, target))
    if (picture := drawing.reliability_figure(findings.rows, coded, targets=titles, level=settings.level)) is not None:
        yield "reliability", picture


def _drawn(cell: CorrectedCell, target: str, method: str) -> bool:
    """Whether a cell is in the picture; those of two divisions at once are in the table alone."""
    return cell.target == target and cell.method == method and "+" not in cell.by


def labelled_nets(findings: Findings, target: str) -> dict[tuple[str, str], Estimate]:
    """By actor and group, as of corrected cells, the net stance by the labels: what a corrected one stands beside."""
    found = {(cell.actor, cell.group): cell.net for cell in findings.cells if cell.target == target}
    found |= {
        (actor, point.period): point.net
        for (actor, of), points in findings.trends.items()
        if of == target
        for point in points
    }
    return found | {
        (cell.actor, cell.group): cell.net
        for cell in findings.corrected
        if cell.target == target and cell.method == "none"
    }


def _name(findings: Findings, actor: str) -> str:
    return ALL_ACTORS if actor == EVERYBODY else findings.names.get(actor, actor)
