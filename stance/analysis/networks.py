"""Networks of who says what and who stands with whom, as the Discourse Network Analyzer (DNA) defines them.

Two-mode networks tie actors to targets, one-mode networks tie actors that share targets: by agreeing (congruence), by
disagreeing (conflict), or by the one less the other (subtract). Options carry DNA's own names and mean what they mean
there (Leifeld, "Discourse Network Analysis: Policy Debates as Dynamic Networks", Oxford Handbook of Political
Networks, 2017; `dna_network` of rDNA). What DNA calls organization is an actor here, its concept a target, its
agreement the stance.

A neutral stance has no counterpart in DNA's agreement of two values; ``neutral`` says what becomes of it: ``activity``
counts it in what an actor says (n, normalization, ``ignore``) but not as agreement; ``exclude`` leaves it out first;
``middle`` puts it half way between favor and against, as DNA does with a whole-number qualifier of -1, 0 and 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from stance.analysis.bootstrap import Cluster, draws_of
from stance.analysis.edges import Edge, Neutral, Plan, clusters_of, edges_of
from stance.analysis.resampled import check_level
from stance.analysis.rows import IntArray, Rows
from stance.analysis.statements import Duplicates, TimeWindow, Window, select, windows
from stance.analysis.ties import Cells
from stance.errors import ConfigError, unknown

TwoModeAggregation: TypeAlias = Literal["ignore", "combine", "subtract"]
OneModeAggregation: TypeAlias = Literal["ignore", "congruence", "conflict", "subtract"]
TwoModeNormalization: TypeAlias = Literal["no", "activity", "prominence"]
OneModeNormalization: TypeAlias = Literal["no", "average", "jaccard", "cosine"]


@dataclass(frozen=True, kw_only=True)
class Network:
    """Nodes and ties, in a fixed order.

    Args:
        kind: ``twomode`` or ``onemode``.
        nodes: By key: ``id``, ``name``, ``kind`` (``actor`` or ``target``), ``n`` statements, ``documents``, and of
            them ``favor``, ``against``, ``neutral`` and ``net`` (favor less against, by n).
        edges: Only of pairs with a statement that is not neutral (with ``ignore`` and ``middle``: any).
        options: How it was made, and how many records were left out and why.
        windows: The network of each time window, in time's order; empty without ``timeWindow``.
    """

    kind: str
    nodes: Mapping[str, Mapping[str, Any]]
    edges: tuple[Edge, ...]
    options: Mapping[str, str]
    windows: tuple[Network, ...] = ()


def two_mode(
    rows: Rows,
    *,
    qualifierAggregation: TwoModeAggregation = "subtract",  # noqa: N803
    normalization: TwoModeNormalization = "no",
    duplicates: Duplicates = "include",
    timeWindow: TimeWindow = "no",  # noqa: N803
    windowSize: int = 1,  # noqa: N803
    start: str | None = None,
    stop: str | None = None,
    neutral: Neutral = "activity",
    names: Mapping[str, str] | None = None,
    resamples: int = 2000,
    seed: int = 0,
    cluster: Cluster = "document",
    level: float = 0.95,
) -> Network:
    """Tie actors to the targets they speak of.

    Args:
        rows: The records; their ``weight`` decides whether labels or probabilities are counted.
        qualifierAggregation: ``ignore`` counts statements, ``subtract`` takes those against from those in favor,
            ``combine`` codes which occur (1 favor, 2 against, 3 both).
        normalization: Divide by the actor's statements (``activity``) or the target's (``prominence``).
        duplicates: Count the same stance of an actor on a target once per this unit; the earliest statement stays.
        timeWindow: Make a network for each window of this unit, too; see :class:`Network`.
        windowSize: How many units a window covers; it moves on by one.
        start: First day, month or year that counts.
        stop: Last day, month or year that counts.
        neutral: What becomes of neutral statements; see above.
        names: Names by id, as of the catalogue and the codebook; else as in the records, else the id.
        resamples: Of the bootstrap; 0 for no intervals.
        seed: Of the bootstrap.
        cluster: What it draws.
        level: Of the intervals.

    Raises:
        ConfigError: An option is unknown or does not go with another, or dates are needed and no record has one.
    """
    _known("qualifierAggregation", qualifierAggregation, TwoModeAggregation)
    _known("normalization", normalization, TwoModeNormalization)
    if qualifierAggregation == "combine" and normalization != "no":
        raise ConfigError(
            f"normalization={normalization!r} of the codes of qualifierAggregation='combine' means nothing; "
            "take normalization='no' or qualifierAggregation='subtract'"
        )
    plan = Plan(
        kind="twomode", aggregation=qualifierAggregation, normalization=normalization, neutral=neutral,
        resamples=resamples, seed=seed, cluster=cluster, level=level, names=names or {},
    )  # fmt: skip
    return _made(rows, plan, duplicates, timeWindow, windowSize, start, stop)


def one_mode(
    rows: Rows,
    *,
    qualifierAggregation: OneModeAggregation = "congruence",  # noqa: N803
    normalization: OneModeNormalization = "cosine",
    duplicates: Duplicates = "include",
    timeWindow: TimeWindow = "no",  # noqa: N803
    windowSize: int = 1,  # noqa: N803
    start: str | None = None,
    stop: str | None = None,
    neutral: Neutral = "activity",
    names: Mapping[str, str] | None = None,
    resamples: int = 2000,
    seed: int = 0,
    cluster: Cluster = "document",
    level: float = 0.95,
) -> Network:
    """Tie actors that speak of the same targets.

    Args:
        rows: The records.
        qualifierAggregation: Pairs of statements, one of each actor, on one target: all (``ignore``), those of the
            same stance (``congruence``), of opposite stances (``conflict``), or the one less the other (``subtract``).
        normalization: Divide by the product of the two actors' numbers of statements (``cosine``, so that a tie is the
            share of pairs of statements that agree, and does not grow with how much somebody speaks), by their mean
            (``average``), by what either or both say (``jaccard``), or by nothing (``no``), each as DNA computes it.
        duplicates: As in :func:`two_mode`, as are all below.
        timeWindow: See there.
        windowSize: See there.
        start: See there.
        stop: See there.
        neutral: See there.
        names: See there.
        resamples: See there.
        seed: See there.
        cluster: See there.
        level: See there.

    Raises:
        ConfigError: As in :func:`two_mode`.
    """
    _known("qualifierAggregation", qualifierAggregation, OneModeAggregation)
    _known("normalization", normalization, OneModeNormalization)
    plan = Plan(
        kind="onemode", aggregation=qualifierAggregation, normalization=normalization, neutral=neutral,
        resamples=resamples, seed=seed, cluster=cluster, level=level, names=names or {},
    )  # fmt: skip
    return _made(rows, plan, duplicates, timeWindow, windowSize, start, stop)


def _known(option: str, given: str, choices: Any) -> None:
    if given not in get_args(choices):
        raise unknown(option, str(given), get_args(choices))


def _made(
    rows: Rows, plan: Plan, duplicates: Duplicates, unit: TimeWindow, size: int, start: str | None, stop: str | None
) -> Network:
    _known("neutral", plan.neutral, Neutral)
    check_level(plan.level)
    leaning = np.array([record.stance != "neutral" for record in rows.records], dtype=np.bool_)
    counted = rows.where(leaning) if plan.neutral == "exclude" else rows
    chosen = select(counted, start=start, stop=stop, duplicates=duplicates, by_stance=plan.aggregation != "ignore")
    parts, floating = windows(chosen.rows, timeWindow=unit, windowSize=size)
    options = {
        "networkType": plan.kind, "qualifierAggregation": plan.aggregation, "normalization": plan.normalization,
        "duplicates": duplicates, "timeWindow": unit, "windowSize": str(size), "start": start or "", "stop": stop or "",
        "neutral": plan.neutral, "actor": rows.unit, "counted": rows.weight, "cluster": plan.cluster,
        "resamples": str(plan.resamples), "seed": str(plan.seed), "level": f"{plan.level:g}",
        "leftOutNeutral": str(len(rows) - len(counted)), "leftOutOfRange": str(chosen.outside),
        "leftOutUndated": str(chosen.undated), "leftOutDuplicates": str(chosen.duplicates),
        "undatedForWindows": str(floating),
    }  # fmt: skip
    whole = _network(chosen.rows, plan, options)
    inner = tuple(_of_window(part, plan, options) for part in parts)
    return Network(kind=whole.kind, nodes=whole.nodes, edges=whole.edges, options=whole.options, windows=inner)


def _of_window(part: Window, plan: Plan, options: Mapping[str, str]) -> Network:
    return _network(part.rows, plan, {**options, "start": part.start, "stop": part.stop})


def _network(rows: Rows, plan: Plan, options: Mapping[str, str]) -> Network:
    actors, targets = sorted(set(rows.actors)), sorted(set(rows.targets))
    actor, target = _numbers(rows.actors, actors), _numbers(rows.targets, targets)
    # An id may stand for an actor and for a target (the EU's policy is a target, the EU an actor).
    keys = [f"target:{name}" if name in set(actors) else name for name in targets]
    names = _names(rows, plan.names)
    nodes = _nodes(rows, actors, actors, actor, "actor", names)
    if plan.kind == "twomode":
        nodes |= _nodes(rows, targets, keys, target, "target", names)
    edges: list[Edge] = []
    if len(rows):
        draws = draws_of(rows, resamples=plan.resamples, seed=plan.seed, cluster=plan.cluster)
        cells = Cells(rows.votes, actor, target, (len(actors), len(targets)), draws)
        edges = edges_of(cells, plan, actors, keys, clusters_of(actor, target, draws.clusters))
    counted = {**options, "statements": str(len(rows))}
    return Network(kind=plan.kind, nodes=nodes, edges=tuple(edges), options=counted)


def _numbers(values: Sequence[str], names: Sequence[str]) -> IntArray:
    places = {name: place for place, name in enumerate(names)}
    return np.array([places[value] for value in values], dtype=np.intp)


def _names(rows: Rows, given: Mapping[str, str]) -> dict[str, str]:
    """Names by id: those of the records (the commonest, then the first by the alphabet) under those given."""
    written: dict[str, dict[str, int]] = {}
    for record in (one for sources in rows.sources for one in sources):
        of_holder = written.setdefault(record.holder, {})
        of_holder[record.holder_name] = of_holder.get(record.holder_name, 0) + 1
    found = {key: min(names, key=lambda name: (-names[name], name)) for key, names in written.items()}
    return {key: name for key, name in (found | dict(given)).items() if name}


def _nodes(
    rows: Rows, ids: Sequence[str], keys: Sequence[str], numbers: IntArray, kind: str, names: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for number, (id_, key) in enumerate(zip(ids, keys, strict=True)):
        mine = numbers == number
        favor, against, neutral = (float(value) for value in rows.votes[mine].sum(axis=0))
        n = int(mine.sum())
        found[key] = {
            "id": id_, "name": names.get(id_, id_), "kind": kind, "n": n,
            "documents": len(np.unique(rows.documents[mine])), "favor": favor, "against": against, "neutral": neutral,
            "net": (favor - against) / n,
        }  # fmt: skip
    return found
