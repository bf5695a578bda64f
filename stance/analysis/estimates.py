"""Who stands where: the share of each label and the net stance, by actor and target, with clustered intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from stance.analysis.bootstrap import Cluster, ratio
from stance.analysis.resampled import (
    Estimate,
    Resamples,
    SparseArray,
    bounds_of,
    check_level,
    distinct,
    estimate,
    few_flags,
    numbered,
    resamples_of,
)
from stance.analysis.rows import SIGNS, UNKNOWN, BoolArray, FloatArray, IntArray, Period, Rows
from stance.errors import unknown

__all__ = ["ALL", "By", "Cell", "Estimate", "actor_target", "groups_of"]

By: TypeAlias = Literal["none", "outlet", "year", "half", "quarter", "month", "day", "basis", "official"]
ALL = "all"
"""The group of every record where nothing divides them."""
_FIGURES = np.column_stack([np.eye(3), SIGNS])  # favor, against, neutral and net, from the three sums
_NAMES = ("favor", "against", "neutral", "net")
_HELD = 1 << 22  # numbers held at once: 32 MiB


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Where an actor stands toward a target.

    Args:
        actor: Whose stance it is.
        target: Toward what.
        group: The outlet, period or basis, ``official`` or ``unofficial``; ``all``; ``unknown`` where the records do
            not say.
        n: Records (sentences with this holder and target).
        documents: Documents they are in.
        favor: Share of them, or mean probability.
        against: Likewise.
        neutral: Likewise.
        net: ``favor`` less ``against``: from -1 to 1.
        few: Whether ``n`` is too small for the shares to be relied on.
        flags: What else to know: ``one document`` or ``one outlet`` (no interval), ``few documents`` (under 5),
            ``no variation`` (all documents say the same; Wilson's interval), ``no outlet``, ``no date``.
    """

    actor: str
    target: str
    group: str
    n: int
    documents: int
    favor: Estimate
    against: Estimate
    neutral: Estimate
    net: Estimate
    few: bool
    flags: tuple[str, ...]


def actor_target(
    rows: Rows,
    *,
    by: By = "none",
    cluster: Cluster = "document",
    resamples: int = 2000,
    seed: int = 0,
    level: float = 0.95,
    few: int = 10,
) -> list[Cell]:
    """The table of actors and targets.

    Whether records count by label or by probability was chosen in :func:`stance.analysis.rows.rows_of`. Intervals are
    those of the bootstrap that draws whole clusters, widened for few of them; see :mod:`stance.analysis.resampled`.

    >>> import dataclasses
    >>> from stance.analysis.rows import rows_of
    >>> from stance.types import StanceRecord
    >>> one = StanceRecord(
    ...     document_id="a", outlet="Daily", published="2018-05-08", sentence_index=0, sentence="", start=0, end=0,
    ...     speaker=None, holder="IRN", holder_name="Iran", affiliation="IRN", official=True, target="jcpoa",
    ...     stance="favor", score=0.8, scores={"favor": 0.8, "against": 0.1, "neutral": 0.1}, sentiment="neutral",
    ...     basis="statement", cue=None, evidence=(), model="m", target_sentiment="neutral")
    >>> other = dataclasses.replace(one, document_id="b", stance="neutral")
    >>> said = [dataclasses.replace(one, sentence_index=index) for index in range(3)]
    >>> (cell,) = actor_target(rows_of([*said, other]))
    >>> cell.n, cell.documents, cell.favor.value, cell.net.value, cell.few, cell.flags
    (4, 2, 0.75, 0.75, True, ('few documents',))
    >>> [(cell.group, cell.n) for cell in actor_target(rows_of([one, other]), by="year")]
    [('2018', 2)]

    Args:
        rows: The records.
        by: What divides an actor's records on a target further.
        cluster: What the bootstrap draws.
        resamples: How often; 0 for no intervals.
        seed: Of the draws.
        level: Of the intervals.
        few: Cells of fewer records are marked as too few.

    Returns:
        By target, then the most records first, then by actor and group; nothing where there are no records.

    Raises:
        ConfigError: An option is none of those allowed.
    """
    check_level(level)
    labels = groups_of(rows, by)
    drawn = resamples_of(rows, resamples=resamples, seed=seed, cluster=cluster)
    groups, names = numbered(list(zip(rows.targets, rows.actors, labels, strict=True)))
    number = len(names)
    sums = np.zeros((number, 3))
    np.add.at(sums, groups, rows.votes)
    n = np.bincount(groups, minlength=number)
    documents = distinct(groups, rows.documents, number)
    clusters = np.minimum(documents, distinct(groups, drawn.clusters, number))
    values = sums @ _FIGURES / np.maximum(n, 1)[:, None]
    low, high, flat = _bounds(drawn, drawn.totals(groups, number, rows.votes), values, clusters, level)
    return [
        Cell(
            actor=actor,
            target=target,
            group=group,
            n=int(n[place]),
            documents=int(documents[place]),
            few=bool(n[place] < few),
            flags=_flags(group, by, cluster, int(documents[place]), int(clusters[place]), bool(flat[place, 3])),
            **{name: estimate(values[place, k], low[place, k], high[place, k]) for k, name in enumerate(_NAMES)},
        )
        for place, (target, actor, group) in sorted(
            enumerate(names), key=lambda item: (item[1][0], -n[item[0]], *item[1][1:])
        )
    ]


def groups_of(rows: Rows, by: By) -> tuple[str, ...]:
    """The group that each record belongs to.

    Raises:
        ConfigError: ``by`` is unknown.
    """
    if by == "none":
        return (ALL,) * len(rows)
    if by == "outlet":
        return tuple(record.outlet or UNKNOWN for record in rows.records)
    if by == "basis":
        return tuple(record.basis for record in rows.records)
    if by == "official":
        return tuple("official" if record.official else "unofficial" for record in rows.records)
    if by not in get_args(Period):
        raise unknown("by", str(by), get_args(By))
    return rows.periods(by)


def _bounds(
    drawn: Resamples, totals: SparseArray, values: FloatArray, clusters: IntArray, level: float
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Bounds of favor, against, neutral and net of each cell, and which are Wilson's; each of shape (cells, 4)."""
    number = len(values)
    low, high = np.full((number, 4), np.nan), np.full((number, 4), np.nan)
    flat = np.zeros((number, 4), dtype=np.bool_)
    several = np.flatnonzero(clusters > 1) if drawn.resamples else np.zeros(0, dtype=np.intp)
    step = max(1, _HELD // max(1, 7 * drawn.resamples))
    for start in range(0, len(several), step):
        some = several[start : start + step]
        sums = drawn.drawn(totals[(some[:, None] * 3 + np.arange(3)).ravel()]).reshape(len(some), 3, -1)
        n = sums.sum(axis=1)
        for k in range(4):
            shares = ratio(np.tensordot(_FIGURES[:, k], sums, axes=(0, 1)), n)
            low[some, k], high[some, k], flat[some, k] = bounds_of(
                values[some, k], shares, clusters[some], level=level, limits=(-1.0 if k == 3 else 0.0, 1.0)
            )
    # The net stance is at most the share that is not neutral, which says more than Wilson where all is neutral.
    rest = 1 - low[:, 2]
    low[:, 3] = np.where(flat[:, 3], np.maximum(low[:, 3], -rest), low[:, 3])
    high[:, 3] = np.where(flat[:, 3], np.minimum(high[:, 3], rest), high[:, 3])
    return low, high, flat


def _flags(group: str, by: By, cluster: Cluster, documents: int, clusters: int, flat: bool) -> tuple[str, ...]:
    found = few_flags(documents, clusters, cluster)
    if flat:
        found.append("no variation")
    if group == UNKNOWN and by in ("outlet", *get_args(Period)):
        found.append("no outlet" if by == "outlet" else "no date")
    return tuple(found)
