"""All findings of one set of labels: plain calls of :mod:`stance.analysis`, in order, with what could not be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from stance.analysis.agreement import Agreement, agreement
from stance.analysis.changes import ChangePoint, TrendPoint
from stance.analysis.coded import CodedUnit
from stance.analysis.communities import Centrality, centrality, communities, layout
from stance.analysis.correction import CorrectedCell
from stance.analysis.correction_regression import Regression
from stance.analysis.distances import Distance, distances
from stance.analysis.estimates import Cell, actor_target
from stance.analysis.networks import Network
from stance.analysis.rows import Rows, rows_of
from stance.analysis.trends import DifferencePoint
from stance.findings.remarks import counted_once, dates, told_by_others
from stance.findings.sample import Sample
from stance.findings.steps import between_actors, corrections, networks_of, over_time, regressions_of
from stance.types import StanceRecord

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
        networks: Name (``two_mode``, ``one_mode``, or ``one_mode_congruence`` and so on) to network.
        places: Name to where its nodes are drawn.
        between: Name of the network between actors that communities and centralities are of; ``None`` if none.
        communities: Actor to the number of its group there.
        centralities: Actor to its centrality there.
        corrected: By classifier error corrected cells, beside the uncorrected; empty without a coded sample.
        regressions: Corrected, each followed by that of the labels alone.
        sample: The coded sample, as far as it fits.
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
    between: str | None = None
    communities: Mapping[str, int] = field(default_factory=dict)
    centralities: Mapping[str, Centrality] = field(default_factory=dict)
    corrected: Sequence[CorrectedCell] = ()
    regressions: Sequence[Regression] = ()
    sample: Sample | None = None
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
    difference_actors: int | None = 4,
    within: Any = None,
    few: int = 10,
    cluster: Any = "document",
    resamples: int = 2000,
    level: float = 0.95,
    seed: int = 0,
    permutations: int = 1000,
    distance_actors: int = 30,
    two_mode_options: Mapping[str, Any] | None = None,
    one_mode_options: Mapping[str, Any] | None = None,
    duplicates: Any = "include",
    network_options: Mapping[str, Any] | None = None,
    network_few: int = 2,
    coded: Sequence[CodedUnit] | Sample = (),
    correction: Any = "ppi",
    correct_by: Sequence[Any] | None = None,
    regression: Sequence[Any] = (),
    regression_outcome: Any = "net",
    stage: Callable[[str], None] = lambda name: None,
) -> Findings:
    """Compute all findings.

    Args:
        records: At least one.
        names: Name of a catalogue id.
        actor: See :func:`stance.analysis.rows.rows_of`.
        weight: Likewise.
        by: Further tables; see :func:`stance.analysis.estimates.actor_target`.
        period: Of trends; see :data:`stance.analysis.rows.Period`.
        window: Periods of the rolling window.
        trend_actors: So many actors of most records have trends of their own.
        difference_actors: So many of these are compared two by two; ``None`` for all of them.
        within: Outlets, and actors, are compared on what they say in the same period of this length; ``None``: on all.
        few: Cells of fewer records are marked.
        cluster: What the bootstrap draws.
        resamples: How often.
        level: Of the intervals.
        seed: Of all that is drawn.
        permutations: Of the test of distances.
        distance_actors: Distances are between so many actors of most records.
        two_mode_options: See :func:`stance.analysis.networks.two_mode`.
        one_mode_options: See :func:`stance.analysis.networks.one_mode`, and :data:`stance.findings.steps.ONE_MODE` for
            what is not given; ``qualifierAggregation`` may be a list: a network for each.
        duplicates: Of all networks.
        network_options: Of all networks: ``timeWindow``, ``windowSize``, ``start``, ``stop``, ``neutral``.
        network_few: Actors of fewer records are in no network.
        coded: A hand-coded sample, of these records; or what :func:`stance.findings.sample.fitted` made of it.
        correction: How to correct by it.
        correct_by: What divides corrected figures: each an entry of :data:`stance.analysis.pairing.GroupBy`; actors
            and periods if not given.
        regression: What to regress stances on, corrected by the sample: see
            :func:`stance.analysis.correction_regression.regression`.
        regression_outcome: See there.
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
    sample = coded if isinstance(coded, Sample) else Sample(units=tuple(coded), read=len(coded))
    warnings += sample.warnings
    fixed: list[CorrectedCell] = []
    fits: list[Regression] = []
    if sample.units:
        base = rows if sample.records is None else rows_of(sample.records, actor=actor, weight=weight)
        divided = [one for one in ("actor", period) if one != "day"] if correct_by is None else correct_by
        fixed = corrections(base, sample, correction, divided, level)
        fits = regressions_of(base, sample, correction, regression, regression_outcome, level, warnings)
    elif regression:
        warnings.append("regression needs a coded sample (coded=FILE): none was made")
    stage("actors and targets")
    cells = actor_target(rows, **clustered)
    totals = actor_target(replace(rows, actors=(EVERYBODY,) * len(rows)), **clustered)
    groups = {str(one): actor_target(rows, by=one, **clustered) for one in by}
    stage("trends")
    timed = {**clustered, "period": period}
    trends, changes, differences = over_time(rows, EVERYBODY, trend_actors, difference_actors, timed, window, warnings)
    stage("agreement of outlets")
    outlets = {record.outlet for record in records}
    agreements = agreement(rows, period=within, **clustered) if len(outlets) > 1 else []
    stage("distances between actors")
    counted = Counter(rows.actors)
    often = [one for one, _ in counted.most_common(distance_actors)]
    if 0 < distance_actors < len(counted):
        warnings.append(f"distances are between the {distance_actors} actors of most records of {len(counted)}")
    compared = {"period": within, "actors": often, "permutations": permutations, **clustered}
    apart = distances(rows, **compared) if len(often) > 1 else []
    stage("networks")
    both: dict[str, Any] = {**draws, "cluster": cluster, "duplicates": duplicates, "names": shown}
    both |= network_options or {}
    networks = networks_of(rows, network_few, both, two_mode_options or {}, one_mode_options or {}, warnings)
    name = between_actors(networks)
    between = networks[name] if name else None
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
        places={one: layout(network, seed=seed) for one, network in networks.items()},
        between=name,
        communities=communities(between, seed=seed) if between is not None and not conflict else {},
        centralities=centrality(between) if between is not None else {},
        corrected=fixed,
        regressions=fits,
        sample=sample if sample.units else None,
        warnings=warnings,
    )
