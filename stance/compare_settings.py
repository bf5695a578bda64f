"""From a composed configuration to the settings of a comparison."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
        statistic=take.text("statistic") or "macro_f1",
        sets=take.texts("sets") or None,
        alpha=take.number("alpha", float, 0.0, 1.0),
        resamples=take.number("resamples", int, 0),
        permutations=take.number("permutations", int, 1),
        seed=take.number("seed", int, 0),
        out=None if (out := take.text("out")) is None else Path(out),
        overwrite=take.flag("overwrite"),
        runs=Path(take.mapping("paths").get("runs") or "runs"),
    )
