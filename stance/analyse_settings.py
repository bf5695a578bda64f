"""From a composed configuration to the settings of an analysis or a page."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stance.errors import ConfigError, unknown
from stance.taking import ACTORS, Taker

CHOICES = {
    "actor": ACTORS,
    "weight": ("label", "score"),
    "cluster": ("document", "outlet"),
    "duplicates": ("include", "document", "week", "month", "year", "acrossrange"),
    "correction": ("ppi", "dsl", "confusion"),
    "regression_outcome": ("net", "favor", "against", "neutral"),
}
OWN = "periods"
"""Stands for the periods that the option of this name names."""
PERIODS = ("year", "half", "quarter", "month", "day", OWN)
BY = ("outlet", *PERIODS, "basis", "official")
DIVISIONS = ("actor", "outlet", "period", *PERIODS)
"""Of corrected figures and regressions; ``period`` stands for what the option of this name says."""
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
    "network": {
        "timeWindow": ("no", "events", "days", "weeks", "months", "years"),
        "windowSize": (),
        "start": (),
        "stop": (),
        "neutral": ("activity", "exclude", "middle"),
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
    by: tuple[Any, ...] = ("year", "outlet", "basis", "official")
    period: Any = "year"
    window: int = 3
    trend_actors: int = 6
    difference_actors: int | None = 4
    within: Any = None
    few: int = 10
    cluster: str = "document"
    resamples: int = 2000
    level: float = 0.95
    seed: int = 0
    permutations: int = 1000
    distance_actors: int = 30
    two_mode: Mapping[str, str] = dataclasses.field(default_factory=dict)
    one_mode: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    duplicates: str = "include"
    network: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    network_few: int = 2
    coded: Path | None = None
    correction: str = "ppi"
    correct_by: tuple[Any, ...] = ("actor", "year")
    regression: tuple[Any, ...] = ()
    regression_outcome: str = "net"
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
    meant = _Periods(take.mapping(OWN))
    period = meant.named("period", str(take.text("period")), PERIODS)
    divisions = {"period": period}
    return AnalyseConfig(
        labels=take.texts("labels"),
        out=_path(take, "out"),
        overwrite=take.flag("overwrite"),
        only_actors=take.texts("only_actors"),
        only_targets=take.texts("only_targets"),
        min_score=take.share("min_score"),
        own=take.flag("own"),
        mixed=take.flag("mixed"),
        by=tuple(meant.named("by", one, BY) for one in _some(take, "by", BY)),
        period=period,
        within=None if (one := take.text("within")) is None else meant.named("within", one, PERIODS),
        window=take.number("window", int, 1),
        trend_actors=take.number("trend_actors", int, 0),
        difference_actors=take.some("difference_actors", 0),
        few=take.number("few", int, 0),
        resamples=take.number("resamples", int, 0),
        level=take.number("level", float, 0.5, 0.999),
        seed=take.number("seed", int, 0),
        permutations=take.number("permutations", int, 0),
        distance_actors=take.number("distance_actors", int, 0),
        two_mode=_network(take, "two_mode"),
        one_mode=_network(take, "one_mode"),
        network=_shared(take),
        network_few=take.number("network_few", int, 0),
        coded=_path(take, "coded"),
        correct_by=tuple(
            tuple(meant.named("correct_by", one, DIVISIONS, divisions) for one in given.split("+"))
            for given in dict.fromkeys(take.texts("correct_by"))
        ),
        regression=tuple(
            meant.named("regression", one, DIVISIONS, divisions) for one in _some(take, "regression", DIVISIONS)
        ),
        figures=_some(take, "figures", FORMATS),
        report=take.flag("report"),
        rows=take.number("rows", int, 0),
        runs=_runs(take),
        **chosen,
    )


class _Periods:
    """What names of periods mean, of the calendar and of the user's own."""

    def __init__(self, own: Mapping[str, Any]) -> None:
        from stance.analysis.spans import periods_of

        self._own = periods_of(own, option=OWN) if own else None

    def named(self, option: str, name: str, choices: tuple[str, ...], more: Mapping[str, Any] | None = None) -> Any:
        if name not in choices:
            raise unknown(option, name, choices)
        if name != OWN:
            return (more or {}).get(name, name)
        if self._own is None:
            hint = f"name them, as in {OWN}={{before:2013-2014,deal:2015-07-14..2018-05-07}}"
            raise ConfigError(f"{option}={OWN}: there are none; {hint}")
        return self._own


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


def _network(take: Taker, name: str) -> dict[str, Any]:
    """Options of one sort of network; those between actors may be aggregated in several ways."""
    given = take.mapping(name)
    found: dict[str, Any] = {}
    for option, value in given.items():
        if option not in NETWORKS[name]:
            raise unknown(f"option of {name}:", str(option), NETWORKS[name])
        several = isinstance(value, list | tuple) and (name, option) == ("one_mode", "qualifierAggregation") and value
        for one in value if several else [value]:
            if one not in NETWORKS[name][option]:
                raise unknown(f"{name}.{option}", str(one), NETWORKS[name][option])
        found[str(option)] = tuple(dict.fromkeys(value)) if several else str(value)
    return found


def _shared(take: Taker) -> dict[str, Any]:
    """Options of all networks."""
    given = take.mapping("network")
    for option in given:
        if option not in NETWORKS["network"]:
            raise unknown("option of network:", str(option), NETWORKS["network"])
    inner = Taker({"windowSize": 1, "timeWindow": "no", "neutral": "activity", **given})
    chosen = {}
    for option in ("timeWindow", "neutral"):
        chosen[option] = inner.text(option)
        if chosen[option] not in NETWORKS["network"][option]:
            raise unknown(f"network.{option}", str(chosen[option]), NETWORKS["network"][option])
    ends = {option: inner.text(option) for option in ("start", "stop")}
    return {**chosen, **ends, "windowSize": inner.number("windowSize", int, 1)}
