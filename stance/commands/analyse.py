"""`stance analyse`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from stance.analyse_settings import AnalyseConfig, analyse_config
from stance.commands.jobs import Context, Outcome
from stance.commands.labelled import given, known_targets, manifest_of, name_of
from stance.errors import MissingLibraryError

_NEEDED = ("numpy", "scipy", "networkx", "matplotlib")


def job(composed: Mapping[str, Any], context: Context, begun: Outcome) -> Outcome:
    """Analyse labels, print the main findings, write all of them."""
    config = context.place(analyse_config(composed))
    given(config.labels, "analyse")
    for library in _NEEDED:
        if find_spec(library) is None:
            raise MissingLibraryError("stance analyse", library, "analysis")
    from stance.findings import read_labels
    from stance.report.findings import check_folder
    from stance.runs import new_directory

    out = config.out or new_directory(config.runs / "analyse")
    check_folder(out, overwrite=config.overwrite)
    labels = read_labels(
        config.labels,
        actors=config.only_actors,
        targets=config.only_targets,
        min_score=config.min_score,
        own=config.own,
        mixed=config.mixed,
        unit=config.actor,
    )
    _analyse(config, labels, out, composed, context)
    return dataclasses.replace(begun, status="finished", out=str(out))


def _analyse(config: AnalyseConfig, labels: Any, out: Path, composed: Mapping[str, Any], context: Context) -> None:
    from stance.analysis.coded import read_coded
    from stance.findings import analyse
    from stance.report.finding_terminal import Stages, show
    from stance.report.findings import intervals, write_findings
    from stance.report.terminal import standard_output

    names = name_of()
    coded = read_coded(config.coded) if config.coded else []
    how = intervals(
        level=config.level,
        resamples=config.resamples,
        cluster=config.cluster,
        seed=config.seed,
        weight=config.weight,
    )
    with Stages(sys.stderr if context.alone else None) as stage:
        findings = analyse(
            labels.records,
            names=names,
            actor=config.actor,
            weight=config.weight,
            by=config.by,
            period=config.period,
            window=config.window,
            trend_actors=config.trend_actors,
            few=config.few,
            cluster=config.cluster,
            resamples=config.resamples,
            level=config.level,
            seed=config.seed,
            permutations=config.permutations,
            distance_actors=config.distance_actors,
            two_mode_options=config.two_mode,
            one_mode_options=config.one_mode,
            duplicates=config.duplicates,
            network_few=config.network_few,
            coded=coded,
            correction=config.correction,
            stage=stage,
        )
        files = write_findings(
            out,
            findings,
            labels,
            manifest=manifest_of("analyse", composed, context, config.coded),
            targets=known_targets(sorted({record.target for record in labels.records})),
            names=names,
            how=how,
            formats=config.figures,
            page=config.report,
            stage=stage,
        )
    show(findings, labels, rows=config.rows, console=standard_output(), where=str(out), files=len(files))
