"""`stance compare`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from stance.commands.jobs import Context, Outcome
from stance.compare_settings import compare_config
from stance.errors import ConfigError


def job(composed: Mapping[str, Any], context: Context, begun: Outcome) -> Outcome:
    """Compare runs, print the table and write it."""
    config = context.place(compare_config(composed))
    if not config.paths:
        raise ConfigError("no runs; give run directories or folders above them, as in stance compare runs/run/*")
    from importlib.util import find_spec

    from stance.errors import MissingLibraryError
    from stance.runs import new_directory

    for library in ("numpy", "matplotlib"):
        if find_spec(library) is None:
            raise MissingLibraryError("stance compare", library, "train")
    from stance.comparison import compare_runs
    from stance.report.comparison import check_folder, renderables, write_comparison
    from stance.report.terminal import standard_output

    out = config.out or new_directory(config.runs / "compare")
    check_folder(out, overwrite=config.overwrite)
    table = compare_runs(
        config.paths,
        baseline=config.baseline,
        statistic=config.statistic,
        sets=config.sets,
        alpha=config.alpha,
        resamples=config.resamples,
        permutations=config.permutations,
        seed=config.seed,
    )
    write_comparison(out, table, overwrite=config.overwrite)
    console = standard_output()
    for piece in renderables(table):
        console.print(piece)
    runs = sum(len(system.parts) for system in table.systems)
    console.print(f"Done: {runs} runs compared into {out}", markup=False, soft_wrap=True)
    return dataclasses.replace(begun, status="finished", out=str(out))
