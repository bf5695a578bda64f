"""`stance report`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from stance.analyse_settings import analyse_config
from stance.commands.jobs import Context, Outcome
from stance.commands.labelled import findings_of, given, known_targets, labels_of, manifest_of, name_of, needed
from stance.errors import ConfigError
from stance.text import counted

_OF_FILES = ("by", "figures", "report", "rows")
"""Settings of `stance analyse` that no page shows."""


def job(composed: Mapping[str, Any], context: Context, begun: Outcome) -> Outcome:
    """Write the page of labels."""
    _all_shown(context.overrides)
    config = context.place(dataclasses.replace(analyse_config(composed), by=()))
    given(config.labels, "report")
    needed("report", ("numpy", "scipy", "networkx"))
    from stance.report.definitions import Settings
    from stance.report.finding_terminal import Stages, console_notes
    from stance.report.finding_values import as_plain
    from stance.report.findings import PAGE, check_folder, with_titles
    from stance.report.page import write_page_from_records
    from stance.report.terminal import standard_output
    from stance.runs import new_directory

    out = config.out or new_directory(config.runs / "report")
    check_folder(out, mark=PAGE, overwrite=config.overwrite)
    labels = labels_of(config)
    names = name_of()
    targets = known_targets(sorted({record.target for record in labels.records}))
    with Stages(sys.stderr if context.alone else None) as stage:
        findings, coded = findings_of(config, labels, names=names, stage=stage)
        findings = with_titles(findings, {target.id: target.name for target in targets})
        warnings = [*labels.warnings, *findings.warnings]
        stage("page")
        try:
            out.mkdir(parents=True, exist_ok=True)
            write_page_from_records(
                out / PAGE,
                labels.records,
                run=manifest_of("report", composed, context, config.coded),
                targets=targets,
                names=names,
                findings=as_plain(findings, settings=Settings.of(config), warnings=warnings, coded=coded),
            )
        except OSError as error:
            raise ConfigError(f"out={out}: {error.strerror}; give a directory that you may write") from error
    console = standard_output()
    console_notes(console, warnings)
    documents = len({record.document_id for record in labels.records})
    said = f"Done: {counted(len(labels.records), 'record')} of {counted(documents, 'document')} → {out / PAGE}"
    console.print(said, markup=False, soft_wrap=True)
    return dataclasses.replace(begun, status="finished", out=str(out))


def _all_shown(overrides: Sequence[str]) -> None:
    for one in overrides:
        name = one.lstrip("+~").partition("=")[0]
        if name in _OF_FILES:
            raise ConfigError(f"{name} is no option of stance report: the page has no such part; use stance analyse")
