"""All findings of one set of labels: plain calls of :mod:`stance.analysis`, in order, with what could not be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import numpy as np

from stance.analysis.agreement import Agreement, agreement
from stance.analysis.changes import ChangePoint, TrendPoint, believable, change_points
from stance.analysis.coded import CodedUnit
from stance.analysis.communities import Centrality, centrality, communities, layout
from stance.analysis.correction import CorrectedCell, corrected
from stance.analysis.distances import Distance, distances
from stance.analysis.estimates import Cell, actor_target
from stance.analysis.networks import Network, one_mode, two_mode
from stance.analysis.rows import UNKNOWN, Rows, rows_of
from stance.analysis.trends import DifferencePoint, difference, trend
from stance.findings.remarks import counted_once, dates, not_listed, told_by_others
from stance.types import StanceRecord

ONE_MODE: Mapping[str, Any] = {"qualifierAggregation": "subtract", "normalization": "average"}
"""Ties of agreement less those of conflict, so that both are seen; by how much actors speak."""
EVERYBODY = "all"
"""Stands for all actors together in trends."""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What an analysis found.

    Args:
        rows: The records behind it.
        names: Actor to the name to show.
        cells: Actor by target.
        totals: All actors together by target, of actor :data:`EVERYBODY`.
        groups: What divides (``year``) to the table divided by it.
        trends: (Actor, or :data:`EVERYBODY`, and target) to its trend.
        changes: The same to shifts of level that are more than chance; ``warnings`` counts the others.
        differences: (First actor, second, target) to the two compared over time.
        agreements: Between outlets.
        distances: Between actors.
        networks: Name (``two_mode``, ``one_mode``) to network.
        places: Name to where its nodes are drawn.
        communities: Actor to the number of its group, of the network between actors.
        centralities: Actor to its centrality there.
        corrected: By classifier error corrected cells, beside the uncorrected; empty without a coded sample.
        warnings: What could not be said, and why.
    """

    rows: Rows
    names: Mapping[str, str]
    cells: Sequence[Cell]
    totals: Sequence[Cell] = ()
    groups: Mapping[str, Sequence[Cell]] = field(default_factory=dict)
    trends: Mapping[tuple[str, str], Sequence[TrendPoint]] = field(default_factory=dict)
    changes: Mapping[tuple[str, str], Sequence[ChangePoint]] = field(default_factory=dict)
    differences: Mapping[tuple[str, str, str], Sequence[DifferencePoint]] = field(default_factory=dict)
    agreements: Sequence[Agreement] = ()
    distances: Sequence[Distance] = ()
    networks: Mapping[str, Network] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, tuple[float, float]]] = field(default_factory=dict)
    communities: Mapping[str, int] = field(default_factory=dict)
    centralities: Mapping[str, Centrality] = field(default_factory=dict)
    corrected: Sequence[CorrectedCell] = ()
    warnings: Sequence[str] = ()


def analyse(
    records: Sequence[StanceRecord],
    *,
    names: Callable[[str], str] = str,
    actor: Any = "affiliation",
    weight: Any = "label",
    by: Sequence[Any] = (),
    period: Any = "year",
    window: int = 3,
    trend_actors: int = 6,
    few: int = 10,
    cluster: Any = "document",
    resamples: int = 2000,
    level: float = 0.95,
    seed: int = 0,
    permutations: int = 1000,
    distance_actors: int = 30,
    two_mode_options: Mapping[str, Any] | None = None,
    one_mode_options: Mapping[str, Any] | None = None,
    duplicates: Any = "document",
    network_few: int = 2,
    coded: Sequence[CodedUnit] = (),
    correction: Any = "ppi",
    stage: Callable[[str], None] = lambda name: None,
) -> Findings:
    """Compute all findings.

    Args:
        records: At least one.
        names: Name of a catalogue id.
        actor: See :func:`stance.analysis.rows.rows_of`.
        weight: Likewise.
        by: Further tables; see :func:`stance.analysis.estimates.actor_target`.
        period: Of trends.
        window: Periods of the rolling window.
        trend_actors: So many actors of most records have trends of their own, and are compared two by two.
        few: Cells of fewer records are marked.
        cluster: What the bootstrap draws.
        resamples: How often.
        level: Of the intervals.
        seed: Of all that is drawn.
        permutations: Of the test of distances.
        distance_actors: Distances are between so many actors of most records.
        two_mode_options: See :func:`stance.analysis.networks.two_mode`.
        one_mode_options: See :func:`stance.analysis.networks.one_mode`; :data:`ONE_MODE` if not given.
        duplicates: Of both networks.
        network_few: Actors of fewer records are in no network.
        coded: A hand-coded sample.
        correction: How to correct by it.
        stage: Called with the name of what is computed next.

    Raises:
        ConfigError: An option is none of those allowed.
        InputError: The coded sample does not fit the labels.
    """
    rows = rows_of(records, actor=actor, weight=weight)
    warnings = [*counted_once(rows), *told_by_others(rows), *dates(rows, period)]
    draws: dict[str, Any] = {"resamples": resamples, "seed": seed, "level": level}
    clustered = {**draws, "cluster": cluster, "few": few}
    shown = {one: names(one) for one in dict.fromkeys(rows.actors)}
    if actor == "holder":
        shown = {record.holder: record.holder_name for record in reversed(records)}
    stage("correction")  # first: what is wrong with a sample is said before anything is computed
    fixed: list[CorrectedCell] = []
    if coded:
        for how in dict.fromkeys((correction, "none")):
            for divided in ("none", "actor", period):
                if divided == "day" or (divided != "none" and how == "none"):
                    continue
                fixed += corrected(rows, coded, method=how, by=divided, level=level)
        fixed = list(dict.fromkeys(fixed))
    stage("actors and targets")
    cells = actor_target(rows, **clustered)
    totals = actor_target(replace(rows, actors=(EVERYBODY,) * len(rows)), **clustered)
    groups = {one: actor_target(rows, by=one, **clustered) for one in by}
    stage("trends")
    trends, changes, differences = _over_time(rows, trend_actors, {**clustered, "period": period}, window, warnings)
    stage("agreement of outlets")
    outlets = {record.outlet for record in records}
    agreements = agreement(rows, **clustered) if len(outlets) > 1 else []
    stage("distances between actors")
    counted = Counter(rows.actors)
    often = [one for one, _ in counted.most_common(distance_actors)]
    if 0 < distance_actors < len(counted):
        warnings.append(f"distances are between the {distance_actors} actors of most records of {len(counted)}")
    apart = distances(rows, actors=often, permutations=permutations, **clustered) if len(often) > 1 else []
    stage("networks")
    kept = rows.where(np.array([counted[one] >= network_few for one in rows.actors], dtype=np.bool_))
    if len(kept) < len(rows):
        small = sum(number < network_few for number in counted.values())
        plural = "actor" if small == 1 else "actors"
        warnings.append(f"{small:,} {plural} of fewer than {network_few} records: in no network")
    networks: dict[str, Network] = {}
    if len(kept):
        both: dict[str, Any] = {**draws, "cluster": cluster, "duplicates": duplicates, "names": shown}
        networks["two_mode"] = two_mode(kept, **both, **(two_mode_options or {}))
        if len(set(kept.actors)) > 1:
            networks["one_mode"] = one_mode(kept, **both, **(one_mode_options or ONE_MODE))
    between = networks.get("one_mode")
    conflict = between is not None and between.options.get("qualifierAggregation") == "conflict"
    return Findings(
        rows=rows,
        names=shown,
        cells=cells,
        totals=totals,
        groups=groups,
        trends=trends,
        changes=changes,
        differences=differences,
        agreements=agreements,
        distances=apart,
        networks=networks,
        places={name: layout(network, seed=seed) for name, network in networks.items()},
        communities=communities(between, seed=seed) if between is not None and not conflict else {},
        centralities=centrality(between) if between is not None else {},
        corrected=fixed,
        warnings=warnings,
    )


def _over_time(
    rows: Rows, actors: int, options: Mapping[str, Any], window: int, warnings: list[str]
) -> tuple[dict[Any, Any], dict[Any, Any], dict[Any, Any]]:
    """Trends of all and of those with most records, their changes, and pairs of them compared."""
    period = options["period"]
    if all(name == UNKNOWN for name in rows.periods(period)):
        warnings.append(f"no record has a date as precise as period={period}: no trends")
        return {}, {}, {}
    trends, changes, differences = {}, {}, {}
    for target in sorted(set(rows.targets)):
        counted = Counter(one for one, found in zip(rows.actors, rows.targets, strict=True) if found == target)
        often = [one for one, number in counted.most_common(actors) if number >= options["few"]]
        for one in (EVERYBODY, *often):
            points = trend(rows, actor=None if one == EVERYBODY else one, target=target, window=window, **options)
            trends[one, target] = points
            changes[one, target] = change_points(points, seed=options["seed"])
        for first, second in combinations(often[:4], 2):
            differences[first, second, target] = difference(rows, first, second, target, window=window, **options)
    changes, chance, small = believable(changes, level=options["level"], least=options["few"])
    warnings += not_listed(chance, small, options["level"], options["few"])
    return trends, changes, differences
