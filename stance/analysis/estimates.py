"""Who stands where: the share of each label and the net stance, by actor and target, with clustered intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from stance.analysis.bootstrap import Cluster, ratio
from stance.analysis.doubt import Doubt, doubt_of
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
from stance.analysis.rows import SIGNS, UNKNOWN, BoolArray, Calendar, FloatArray, IntArray, Rows, is_period
from stance.analysis.spans import Periods
from stance.errors import unknown

__all__ = ["ALL", "By", "Cell", "Estimate", "actor_target", "groups_of"]

By: TypeAlias = Literal["none", "outlet", "year", "half", "quarter", "month", "day", "basis", "official"] | Periods
_NAMED = ("none", "outlet", *get_args(Calendar), "basis", "official")
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
            not say; ``outside`` where a date is in none of the periods of one's own.
        n: Sentences with a stance of the actor toward the target.
        documents: Documents they are in.
        favor: Share of them, or mean probability.
        against: Likewise.
        neutral: Likewise.
        net: ``favor`` less ``against``: from -1 to 1.
        few: Whether ``n`` is too small for the shares to be relied on.
        flags: What else to know: ``one document`` or ``one outlet`` (no interval), ``few documents`` (under 5),
            ``no variation`` (all documents say the same; Wilson's interval), ``no outlet``, ``no date``,
            ``date too vague`` (for the period: a year, where months were asked for).
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
        By target, then the most sentences first, then by actor; divided, by actor (the most sentences first), target
        and group. Nothing where there are no records.

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
    doubt = _doubt(rows, groups, n) if rows.weight == "score" else None
    low, high, flat = _bounds(drawn, drawn.totals(groups, number, rows.votes), values, clusters, level, doubt)
    unclear = _unclear(rows, groups, by)
    return [
        Cell(
            actor=actor,
            target=target,
            group=group,
            n=int(n[place]),
            documents=int(documents[place]),
            few=bool(n[place] < few),
            flags=(
                *few_flags(int(documents[place]), int(clusters[place]), cluster),
                *(["no variation"] if flat[place, 3] else []),
                *unclear.get(place, ()),
            ),
            **{name: estimate(values[place, k], low[place, k], high[place, k]) for k, name in enumerate(_NAMES)},
        )
        for place, (target, actor, group) in _ordered(names, n, by)
    ]


def _ordered(names: Sequence[tuple[str, str, str]], n: IntArray, by: By) -> list[tuple[int, tuple[str, str, str]]]:
    """Cells by target and number; divided ones by actor, those of most sentences first, so that its groups follow."""
    of_actor: Counter[str] = Counter()
    for place, (_, actor, _) in enumerate(names):
        of_actor[actor] += int(n[place])

    def key(item: tuple[int, tuple[str, str, str]]) -> tuple[str | int, ...]:
        target, actor, group = item[1]
        return (target, -n[item[0]], actor) if by == "none" else (-of_actor[actor], actor, target, group)

    return sorted(enumerate(names), key=key)


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
    if not is_period(by):
        raise unknown("by", str(by), _NAMED)
    return rows.periods(by)


def _bounds(
    drawn: Resamples,
    totals: SparseArray,
    values: FloatArray,
    clusters: IntArray,
    level: float,
    doubt: Doubt | None,
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
            limits = (-1.0 if k == 3 else 0.0, 1.0)
            open_ = Doubt(variance=doubt.variance[some, k], same=doubt.same[some, k]) if doubt else None
            low[some, k], high[some, k], flat[some, k] = bounds_of(
                values[some, k], shares, clusters[some], level=level, limits=limits, doubt=open_
            )
    # The net stance is at most the share that is not neutral, which says more than Wilson where all is neutral.
    rest = 1 - low[:, 2]
    low[:, 3] = np.where(flat[:, 3], np.maximum(low[:, 3], -rest), low[:, 3])
    high[:, 3] = np.where(flat[:, 3], np.minimum(high[:, 3], rest), high[:, 3])
    return low, high, flat


def _doubt(rows: Rows, groups: IntArray, n: IntArray) -> Doubt:
    """What the probabilities leave open of favor, against, neutral and net; each of shape (cells, 4)."""
    variance, least, greatest = doubt_of(rows.votes, _FIGURES, groups, len(n))
    return Doubt(variance=variance / np.maximum(n, 1)[:, None] ** 2, same=least == greatest)


def _unclear(rows: Rows, groups: IntArray, by: By) -> dict[int, tuple[str, ...]]:
    """Why records of a cell are of no group, for the cells of which some are."""
    if by == "outlet":
        why = tuple("" if record.outlet else "no outlet" for record in rows.records)
    else:
        why = rows.undated(by) if is_period(by) else ("",) * len(rows)
    found = sorted({(int(place), flag) for place, flag in zip(groups, why, strict=True) if flag}, reverse=True)
    return {place: tuple(flag for one, flag in found if one == place) for place, _ in found}
