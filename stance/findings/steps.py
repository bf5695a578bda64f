"""The steps of an analysis that take more than one call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from stance.analysis.changes import believable, change_points
from stance.analysis.correction import CorrectedCell, corrected
from stance.analysis.correction_regression import Regression, regression
from stance.analysis.networks import Network, one_mode, two_mode
from stance.analysis.rows import OUTSIDE, UNKNOWN, Rows
from stance.analysis.trends import difference, trend
from stance.findings.remarks import not_listed
from stance.findings.sample import Sample
from stance.text import agreeing
from stance.text import counted as counted_of

ONE_MODE: Mapping[str, Any] = {"qualifierAggregation": "subtract", "normalization": "cosine"}
"""Ties of agreement less those of conflict, so that both are seen, by how much actors speak: docs/networks.md."""


def corrections(
    rows: Rows, sample: Sample, correction: Any, divided: Sequence[Any], level: float
) -> list[CorrectedCell]:
    """Corrected cells of all, then by each division; each followed by those by the labels alone."""
    found: list[CorrectedCell] = []
    options: dict[str, Any] = {"level": level, "sentences": sample.sentences}
    for by in ("none", *divided):
        for method in dict.fromkeys((correction, "none")):
            found += corrected(rows, sample.units, method=method, by=by, **options)
    return list(dict.fromkeys(found))


def regressions_of(
    rows: Rows, sample: Sample, correction: Any, on: Sequence[Any], outcome: Any, level: float, warnings: list[str]
) -> list[Regression]:
    """Of each target, corrected and by the labels alone."""
    if not on:
        return []
    method = correction
    if correction == "confusion":
        method = "ppi"
        warnings.append("regression is corrected by ppi: confusion has no coefficients")
    options: dict[str, Any] = {"on": tuple(on), "outcome": outcome, "level": level, "sentences": sample.sentences}
    options["family"] = "linear"
    targets = sorted({*rows.targets, *(unit.target for unit in sample.units)})
    return [
        regression(rows, sample.units, target=target, method=how, **options)
        for target in targets
        for how in dict.fromkeys((method, "none"))
    ]


def over_time(
    rows: Rows,
    everybody: str,
    actors: int,
    compared: int | None,
    options: Mapping[str, Any],
    window: int,
    warnings: list[str],
) -> tuple[dict[Any, Any], dict[Any, Any], dict[Any, Any]]:
    """Trends of all and of those with most records, their changes, and pairs of them compared."""
    period = options["period"]
    named = rows.periods(period)
    if all(name in (UNKNOWN, OUTSIDE) for name in named):
        warnings.append(f"no record has a date as precise as period={period}, or in it: no trends")
        return {}, {}, {}
    if outside := named.count(OUTSIDE):
        warnings.append(f"{outside:,} of {len(rows):,} records {agreeing(outside)} in no period: in no trend")
    trends, changes, differences = {}, {}, {}
    for target in sorted(set(rows.targets)):
        counted = Counter(one for one, found in zip(rows.actors, rows.targets, strict=True) if found == target)
        often = [one for one, number in counted.most_common(actors) if number >= options["few"]]
        for one in (everybody, *often):
            points = trend(rows, actor=None if one == everybody else one, target=target, window=window, **options)
            trends[one, target] = points
            changes[one, target] = change_points(points, seed=options["seed"])
        for first, second in combinations(often[:compared], 2):
            differences[first, second, target] = difference(rows, first, second, target, window=window, **options)
    changes, chance, small = believable(changes, level=options["level"], least=options["few"])
    warnings += not_listed(chance, small, options["level"], options["few"])
    return trends, changes, differences


def networks_of(
    rows: Rows,
    few: int,
    both: Mapping[str, Any],
    two: Mapping[str, Any],
    one: Mapping[str, Any],
    warnings: list[str],
) -> dict[str, Network]:
    """The network of actors and targets, and those between actors: one for each way of aggregating."""
    counted = Counter(rows.actors)
    kept = rows.where(np.array([counted[actor] >= few for actor in rows.actors], dtype=np.bool_))
    if len(kept) < len(rows):
        small = sum(number < few for number in counted.values())
        warnings.append(f"{counted_of(small, 'actor')} of fewer than {few} records: in no network")
    found: dict[str, Network] = {}
    if not len(kept):
        return found
    found["two_mode"] = two_mode(kept, **both, **two)
    options = {**ONE_MODE, **one}
    ways = options.pop("qualifierAggregation")
    if len(set(kept.actors)) > 1:
        every: list[Any] = [ways] if isinstance(ways, str) else list(dict.fromkeys(ways))
        for way in every:
            name = "one_mode" if isinstance(ways, str) else f"one_mode_{way}"
            found[name] = one_mode(kept, qualifierAggregation=way, **both, **options)
    lost = found["two_mode"].options
    for option, why in (
        ("leftOutOfRange", "outside of network.start and network.stop"),
        ("leftOutUndated", "of no date exact enough for network.start and network.stop"),
        ("undatedForWindows", "of no date exact enough for network.timeWindow; in the whole networks, in no window"),
    ):
        if number := int(lost[option]):
            warnings.append(f"networks: {number:,} of {len(kept):,} records {agreeing(number)} {why}")
    return found


def between_actors(networks: Mapping[str, Network]) -> str | None:
    """The network between actors whose groups are told: one that shows agreement and conflict, if there is one."""
    order = ("subtract", "congruence", "ignore", "conflict")
    found = {network.options["qualifierAggregation"]: name for name, network in networks.items() if name != "two_mode"}
    return next((found[way] for way in order if way in found), None)
