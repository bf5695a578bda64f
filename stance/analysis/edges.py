"""The ties of a network, with what they rest on and how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from stance.analysis.bootstrap import Cluster
from stance.analysis.resampled import FEW_DOCUMENTS
from stance.analysis.rows import FloatArray, IntArray
from stance.analysis.ties import Cells, combined, intervals, joint, kernels, one_mode_weights, two_mode_weights

Neutral: TypeAlias = Literal["activity", "exclude", "middle"]
Clusters: TypeAlias = Mapping[tuple[int, int], set[int]]
"""By numbers of actor and target: the documents (or outlets) in which the one speaks of the other."""
Bound: TypeAlias = tuple[tuple[float, float] | None, tuple[str, ...]]
"""Of a tie: its interval, if there is one, and its flags."""


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A tie, without direction.

    Args:
        first: Key of the first node; the actor, in a two-mode network.
        second: Key of the second node; the target, in a two-mode network.
        weight: By the network's options; may be below 0, and is 0 where agreement and disagreement balance.
        n: Statements that it rests on: of the actor on the target, or of both actors on the targets they share.
        low: Lower end of the bootstrap interval of ``weight``; ``None`` where there is none: a code of ``combine``, or
            see ``flags``.
        high: Upper end.
        sign: 1 agreement or favor, -1 disagreement or against, 0 neither or both.
        positive: Statements in favor, or the tie by congruence; before normalization.
        negative: Statements against, or the tie by conflict.
        flags: ``one document`` or ``one outlet`` (no interval), ``few documents`` (under 5; of the actor who has fewer
            on what is shared), ``no variation`` (all resamples give the same weight: no interval),
            ``undefined in most resamples`` (where it is divided by 0: no interval).
    """

    first: str
    second: str
    weight: float
    n: int
    low: float | None
    high: float | None
    sign: int
    positive: float
    negative: float
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How the ties of a network are made: the options of :func:`stance.analysis.networks.two_mode`."""

    kind: str
    aggregation: str
    normalization: str
    neutral: Neutral
    resamples: int
    seed: int
    cluster: Cluster
    level: float
    names: Mapping[str, str] = field(default_factory=dict)


def clusters_of(actor: IntArray, target: IntArray, cluster: IntArray) -> dict[tuple[int, int], set[int]]:
    """See :data:`Clusters`; each argument has one number for each row, shape (n,)."""
    found: dict[tuple[int, int], set[int]] = {}
    for pair_actor, pair_target, number in zip(actor.tolist(), target.tolist(), cluster.tolist(), strict=True):
        found.setdefault((pair_actor, pair_target), set()).add(number)
    return found


def edges_of(cells: Cells, plan: Plan, actors: Sequence[str], targets: Sequence[str], clusters: Clusters) -> list[Edge]:
    """All ties of a network, in the order of ``actors`` and ``targets``, which are the keys of the nodes."""
    if plan.kind == "twomode":
        return _two(cells, plan, actors, targets, clusters)
    return _one(cells, plan, actors, clusters)


def _sign(weight: float, aggregation: str, positive: float, negative: float) -> int:
    """Of a code, which stance occurs; of a conflict -1; of what ignores the stance 0."""
    value = {"combine": positive - negative if not (positive and negative) else 0.0, "ignore": 0.0, "conflict": -weight}
    return int(np.sign(value.get(aggregation, weight)))


def _two(cells: Cells, plan: Plan, actors: Sequence[str], keys: Sequence[str], clusters: Clusters) -> list[Edge]:
    coded = plan.aggregation == "combine"

    def weights(counts: FloatArray, totals: FloatArray) -> FloatArray:
        return two_mode_weights(counts, totals, aggregation=plan.aggregation, normalization=plan.normalization)

    counts = cells.counts
    tie = combined(counts, plan.neutral) if coded else np.nan_to_num(weights(counts, counts.sum(axis=(0, 2))))
    any_counts = plan.neutral == "middle" or plan.aggregation == "ignore"
    said = (counts if any_counts else counts[..., :2]).sum(axis=2)
    totals = np.zeros((cells.resamples, len(keys)))
    if plan.normalization == "prominence" and cells.resamples:
        for first, last in cells.blocks():
            totals += cells.drawn(first, last).sum(axis=(1, 3))
    edges: list[Edge] = []
    for first, last in cells.blocks():
        pairs = np.argwhere(said[first:last] > 0)
        rests = [len(clusters[first + row, column]) for row, column in pairs.tolist()]
        drawn = None
        if not coded and cells.resamples and len(pairs):
            drawn = weights(cells.drawn(first, last), totals)[:, pairs[:, 0], pairs[:, 1]]
        bounds = _bounds(tie[first + pairs[:, 0], pairs[:, 1]], drawn, rests, plan)
        for (row, column), bound in zip(pairs.tolist(), bounds, strict=True):
            number = first + row
            favor, against, _ = counts[number, column].tolist()
            pair, n = (actors[number], keys[column]), round(counts[number, column].sum())
            edges.append(_edge(pair, tie[number, column], n, bound, plan, (favor, against)))
    return edges


def _one(cells: Cells, plan: Plan, actors: Sequence[str], clusters: Clusters) -> list[Edge]:
    def weights(first: FloatArray, second: FloatArray) -> FloatArray:
        options = {"aggregation": plan.aggregation, "normalization": plan.normalization, "neutral": plan.neutral}
        return one_mode_weights(first, second, **options)

    counts = cells.counts
    tie = np.nan_to_num(weights(counts, counts))
    alike, apart = (joint(counts, counts, kernel) for kernel in kernels(plan.neutral))
    shared = joint(counts, counts, np.ones((3, 3))) if plan.aggregation == "ignore" else alike + apart
    kept = shared > 0
    if plan.aggregation in {"congruence", "conflict"}:
        kept = (alike if plan.aggregation == "congruence" else apart) > 0
    said = counts.sum(axis=2)
    statements = said @ (said > 0).T
    statements = statements + statements.T
    ranges = list(cells.blocks())
    rest = _rests_of(said, clusters)
    edges: list[Edge] = []
    for at, (first, last) in enumerate(ranges):
        rows_drawn = cells.drawn(first, last) if cells.resamples else None
        for start, stop in ranges[at:]:
            inside = kept[first:last, start:stop]
            pairs = np.argwhere(np.triu(inside, 1) if start == first else inside)
            rests = [rest(first + row, start + column) for row, column in pairs.tolist()]
            drawn = None
            if rows_drawn is not None and len(pairs):
                drawn = weights(rows_drawn, rows_drawn if start == first else cells.drawn(start, stop))
                drawn = drawn[:, pairs[:, 0], pairs[:, 1]]
            bounds = _bounds(tie[first + pairs[:, 0], start + pairs[:, 1]], drawn, rests, plan)
            for (row, column), bound in zip(pairs.tolist(), bounds, strict=True):
                i, j = first + row, start + column
                pair, n = (actors[i], actors[j]), round(statements[i, j])
                edges.append(_edge(pair, tie[i, j], n, bound, plan, (alike[i, j], apart[i, j])))
    return sorted(edges, key=lambda edge: (edge.first, edge.second))


def _rests_of(said: FloatArray, clusters: Clusters) -> Callable[[int, int], int]:
    """How many clusters a tie between two actors rests on: those of the actor who has fewer on the targets shared.

    As for distances and agreement: of an actor's single document no resample tells how it might have spoken in others,
    however many the other actor has.
    """
    known: dict[tuple[int, tuple[int, ...]], int] = {}

    def of(actor: int, targets: tuple[int, ...]) -> int:
        if (actor, targets) not in known:
            known[actor, targets] = len(set().union(*(clusters[actor, target] for target in targets)))
        return known[actor, targets]

    def rest(i: int, j: int) -> int:
        shared = tuple(np.flatnonzero((said[i] > 0) & (said[j] > 0)).tolist())
        return min(of(i, shared), of(j, shared))

    return rest


def _bounds(weights: FloatArray, drawn: FloatArray | None, rests: Sequence[int], plan: Plan) -> list[Bound]:
    """Interval and flags of ties that rest on so many clusters; ``drawn`` of shape (resamples, ties), if at all."""
    number = np.array(rests, dtype=np.intp)
    low, high = np.full(len(rests), np.nan), np.full(len(rests), np.nan)
    flat = np.zeros(len(rests), dtype=np.bool_)
    if drawn is not None and len(rests):
        low, high, flat = intervals(weights, drawn, number, plan.level)
    found: list[Bound] = []
    for place, clusters in enumerate(rests):
        few = f"one {plan.cluster}" if clusters == 1 else f"few {plan.cluster}s" if clusters < FEW_DOCUMENTS else ""
        lost = drawn is not None and clusters > 1 and not flat[place] and np.isnan(low[place])
        said = "no variation" if flat[place] else "undefined in most resamples" if lost else ""
        flags = tuple(filter(None, (few, said)))
        ends = None if np.isnan(low[place]) or np.isnan(high[place]) else (float(low[place]), float(high[place]))
        found.append((ends, flags))
    return found


def _edge(pair: tuple[str, str], weight: float, n: int, bound: Bound, plan: Plan, parts: tuple[float, float]) -> Edge:
    ends, flags = bound
    low, high = ends or (None, None)
    positive, negative = float(parts[0]), float(parts[1])
    sign = _sign(float(weight), plan.aggregation, positive, negative)
    return Edge(
        first=pair[0], second=pair[1], weight=float(weight), n=n, low=low, high=high, sign=sign, positive=positive,
        negative=negative, flags=flags,
    )  # fmt: skip
