"""`stance compare`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stance.commands.jobs import Context, Outcome
from stance.errors import ConfigError
from stance.taking import Taker


@dataclasses.dataclass(frozen=True, kw_only=True)
class CompareConfig:
    """What `stance compare` is told; see :func:`stance.comparison.compare_runs` and ``configs/compare.yaml``."""

    paths: tuple[str, ...]
    baseline: str | None = None
    statistic: str = "macro_f1"
    sets: tuple[str, ...] | None = None
    alpha: float = 0.05
    resamples: int = 2000
    permutations: int = 10000
    seed: int = 0
    out: Path | None = None
    overwrite: bool = False
    runs: Path = Path("runs")


def compare_config(composed: Mapping[str, Any]) -> CompareConfig:
    """The settings of ``stance compare``.

    Args:
        composed: The resolved configuration as plain values, no text sealed.

    Raises:
        ConfigError: A value is of the wrong kind or out of range.
    """
    take = Taker(composed)
    return CompareConfig(
        paths=take.texts("runs"),
        baseline=take.text("baseline"),
        statistic=take.text("metric") or "macro_f1",
        sets=take.texts("sets") or None,
        alpha=take.number("alpha", float, 0.0, 1.0),
        resamples=take.number("resamples", int, 0),
        permutations=take.number("permutations", int, 1),
        seed=take.number("seed", int, 0),
        out=None if (out := take.text("out")) is None else Path(out),
        overwrite=take.flag("overwrite"),
        runs=Path(take.mapping("paths").get("runs") or "runs"),
    )


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
    runs = sum(len(system.runs) for system in table.systems)
    console.print(f"Done: {runs} runs compared into {out}", markup=False, soft_wrap=True)
    return dataclasses.replace(begun, status="finished", out=str(out))
