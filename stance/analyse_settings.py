"""From a composed configuration to the settings of an analysis or a page."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stance.errors import unknown
from stance.taking import Taker

CHOICES = {
    "actor": ("affiliation", "holder"),
    "weight": ("label", "score"),
    "period": ("year", "half", "quarter", "month", "day"),
    "cluster": ("document", "outlet"),
    "duplicates": ("include", "document", "week", "month", "year", "acrossrange"),
    "correction": ("ppi", "dsl", "confusion"),
}
BY = ("outlet", "year", "half", "quarter", "month", "day", "basis", "official")
FORMATS = ("svg", "png", "pdf")
NETWORKS: dict[str, dict[str, tuple[str, ...]]] = {
    "two_mode": {
        "qualifierAggregation": ("subtract", "combine", "ignore"),
        "normalization": ("no", "activity", "prominence"),
    },
    "one_mode": {
        "qualifierAggregation": ("congruence", "conflict", "subtract", "ignore"),
        "normalization": ("no", "average", "jaccard", "cosine"),
    },
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class AnalyseConfig:
    """What `stance analyse` is told; ``configs/analyse.yaml`` describes each."""

    labels: tuple[str, ...]
    out: Path | None = None
    overwrite: bool = False
    actor: str = "affiliation"
    weight: str = "label"
    only_actors: tuple[str, ...] = ()
    only_targets: tuple[str, ...] = ()
    min_score: float | None = None
    own: bool = False
    mixed: bool = False
    by: tuple[str, ...] = ("year", "outlet", "basis", "official")
    period: str = "year"
    window: int = 3
    trend_actors: int = 6
    few: int = 10
    cluster: str = "document"
    resamples: int = 2000
    level: float = 0.95
    seed: int = 0
    permutations: int = 1000
    distance_actors: int = 30
    two_mode: Mapping[str, str] = dataclasses.field(default_factory=dict)
    one_mode: Mapping[str, str] = dataclasses.field(default_factory=dict)
    duplicates: str = "document"
    network_few: int = 2
    coded: Path | None = None
    correction: str = "ppi"
    figures: tuple[str, ...] = FORMATS
    report: bool = True
    rows: int = 10
    runs: Path = Path("runs")


def analyse_config(composed: Mapping[str, Any]) -> AnalyseConfig:
    """The settings of ``stance analyse``.

    Args:
        composed: The resolved configuration as plain values, no text sealed.

    Raises:
        ConfigError: A value is of the wrong kind, out of range or none of those allowed.
    """
    take = Taker(composed)
    chosen = {name: _choice(take, name, choices) for name, choices in CHOICES.items()}
    return AnalyseConfig(
        labels=take.texts("labels"),
        out=_path(take, "out"),
        overwrite=take.flag("overwrite"),
        only_actors=take.texts("only_actors"),
        only_targets=take.texts("only_targets"),
        min_score=take.share("min_score"),
        own=take.flag("own"),
        mixed=take.flag("mixed"),
        by=_some(take, "by", BY),
        window=take.number("window", int, 1),
        trend_actors=take.number("trend_actors", int, 0),
        few=take.number("few", int, 0),
        resamples=take.number("resamples", int, 0),
        level=take.number("level", float, 0.5, 0.999),
        seed=take.number("seed", int, 0),
        permutations=take.number("permutations", int, 0),
        distance_actors=take.number("distance_actors", int, 0),
        two_mode=_network(take, "two_mode"),
        one_mode=_network(take, "one_mode"),
        network_few=take.number("network_few", int, 0),
        coded=_path(take, "coded"),
        figures=_some(take, "figures", FORMATS),
        report=take.flag("report"),
        rows=take.number("rows", int, 0),
        runs=_runs(take),
        **chosen,
    )


def _path(take: Taker, name: str) -> Path | None:
    return None if (given := take.text(name)) is None else Path(given)


def _runs(take: Taker) -> Path:
    return Path(take.mapping("paths").get("runs") or "runs")


def _choice(take: Taker, name: str, choices: tuple[str, ...]) -> Any:
    given = take.text(name)
    if given not in choices:
        raise unknown(name, str(given), choices)
    return given


def _some(take: Taker, name: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    given = take.texts(name)
    for one in given:
        if one not in choices:
            raise unknown(name, one, choices)
    return tuple(dict.fromkeys(given))


def _network(take: Taker, name: str) -> dict[str, str]:
    given = take.mapping(name)
    for option, value in given.items():
        if option not in NETWORKS[name]:
            raise unknown(f"option of {name}:", str(option), NETWORKS[name])
        if value not in NETWORKS[name][option]:
            raise unknown(f"{name}.{option}", str(value), NETWORKS[name][option])
    return {str(option): str(value) for option, value in given.items()}
