"""`stance analyse`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stance.analyse_settings import AnalyseConfig, analyse_config
from stance.commands.jobs import Context, Outcome
from stance.commands.labelled import findings_of, given, known_targets, labels_of, manifest_of, name_of, needed


def job(composed: Mapping[str, Any], context: Context, begun: Outcome) -> Outcome:
    """Analyse labels, print the main findings, write all of them."""
    config = context.place(analyse_config(composed))
    given(config.labels, "analyse")
    needed("analyse", ("numpy", "scipy", "networkx", "matplotlib"))
    from stance.report.findings import check_folder
    from stance.runs import new_directory

    out = config.out or new_directory(config.runs / "analyse")
    check_folder(out, overwrite=config.overwrite)
    _analyse(config, labels_of(config), out, composed, context)
    return dataclasses.replace(begun, status="finished", out=str(out))


def _analyse(config: AnalyseConfig, labels: Any, out: Path, composed: Mapping[str, Any], context: Context) -> None:
    from stance.report.definitions import Settings
    from stance.report.finding_terminal import Stages, show
    from stance.report.findings import write_findings
    from stance.report.terminal import standard_output

    names = name_of()
    with Stages(sys.stderr if context.alone else None) as stage:
        findings, coded = findings_of(config, labels, names=names, stage=stage)
        files = write_findings(
            out,
            findings,
            labels,
            manifest=manifest_of("analyse", composed, context, config.coded),
            targets=known_targets(sorted({record.target for record in labels.records})),
            names=names,
            settings=Settings.of(config),
            coded=coded,
            formats=config.figures,
            page=config.report,
            stage=stage,
        )
    show(findings, labels, rows=config.rows, console=standard_output(), where=str(out), files=len(files))
