"""`stance sample`."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from stance.commands.jobs import Context, Outcome
from stance.commands.labelled import given, needed
from stance.errors import StanceError
from stance.sample_settings import SampleConfig, sample_config

if TYPE_CHECKING:
    from stance.analysis.rows import ActorUnit
    from stance.jobs import LabelConfig


def job(composed: Mapping[str, Any], context: Context, begun: Outcome) -> Outcome:
    """Draw a sample and write it for a coder."""
    config = _placed(sample_config(composed), context)
    given(config.labels, "sample")
    needed("sample", ("numpy", "scipy"))
    from stance.drawing import draw, free, write
    from stance.report.finding_terminal import Stages, console_notes
    from stance.report.terminal import standard_output

    free(config.out, overwrite=config.overwrite)
    with Stages(sys.stderr if context.alone else None) as stage:
        drawn = draw(
            config.labels,
            [_run(Path(folder)) for folder in config.labels],
            n=config.n,
            seed=config.seed,
            unsure=config.unsure,
            targets=config.only_targets,
            actor=cast("ActorUnit", config.actor),
            own=config.own,
            mixed=config.mixed,
            texts=config.texts,
            stage=stage,
        )
    write(drawn, config.out)
    console = standard_output()
    for (target, stratum), (number, taken) in drawn.counts.items():
        console.print(f"{target}, {stratum}: {taken:,} of {number:,}", markup=False, soft_wrap=True)
    console_notes(console, drawn.notes)
    said = f"Done: {len(drawn.units):,} units → {config.out}; fill in the column gold of every row (docs/correction.md)"
    console.print(said, markup=False, soft_wrap=True)
    return dataclasses.replace(begun, status="finished", out=str(config.out))


def _placed(config: SampleConfig, context: Context) -> SampleConfig:
    """The settings of a numbered job with its own file: of ``out=s.csv``, ``s/0.csv``, ``s/1.csv`` ..."""
    if not context.sweep:
        return config
    folder = dataclasses.replace(config, out=config.out.with_suffix(""))
    placed: SampleConfig = context.place(folder)
    return dataclasses.replace(config, out=placed.out.parent / f"{placed.out.name}{config.out.suffix or '.csv'}")


def _run(labels: Path) -> LabelConfig | None:
    """What the run behind labels was told; ``None`` where that is not known, or can no longer be."""
    from stance.config import label_config
    from stance.runs import read_manifest

    manifest = read_manifest(labels if labels.is_dir() else labels.parent)
    if manifest is None or not isinstance(manifest.get("config"), dict):
        return None
    try:
        return label_config(manifest["config"])
    except StanceError:
        return None
