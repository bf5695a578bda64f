"""Who takes the same side: how far actors are apart over the targets that both speak of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from stance.analysis.bootstrap import Cluster, ratio
from stance.analysis.doubt import as_wide
from stance.analysis.exchange import adjusted, exchanged
from stance.analysis.resampled import (
    UNDEFINED,
    Estimate,
    Resamples,
    bounds_of,
    check_level,
    estimate,
    few_flags,
    resamples_of,
)
from stance.analysis.rows import BoolArray, FloatArray, IntArray, Period, Rows
from stance.analysis.sides import Held, Meetings, meetings_of, undated
from stance.errors import ConfigError, unknown

_ZERO = 1e-6  # as in agreement


@dataclass(frozen=True, kw_only=True)
class Distance:
    """Two actors, over the cells (targets, in a period if asked for) that both speak of.

    Args:
        first: An actor.
        second: Another.
        cells: Cells of which both speak.
        n_first: Records of the first in these cells.
        n_second: Records of the second.
        documents_first: Documents with records of the first in these cells.
        documents_second: Documents with records of the second.
        distance: Mean over cells of the absolute difference of net stances: from 0 to 2. Noise alone makes it greater
            than 0: see ``expected``. The lower bound of its interval allows for that (basic bootstrap); the upper does
            not, so the interval is rather too long.
        same_side: Share of cells in which both net stances are on the same side: favor, against, or neither.
        expected: The mean distance when documents change hands at random, if both took the same stances.
        p: Of a distance as great under that; ``None`` where no documents could change hands.
        adjusted: ``p`` adjusted for the number of pairs tested (Benjamini and Hochberg, JRSS B 57, 1995).
        exchangeable: Documents that could change hands.
        few: Whether either actor has too few records.
        flags: ``nothing in common``, ``one document`` or ``one outlet`` (no interval), ``few documents``,
            ``no variation`` (Wilson's interval), ``not tested``.
        undated: Records of both left out since they have no date of the precision asked for.
    """

    first: str
    second: str
    cells: int
    n_first: int
    n_second: int
    documents_first: int
    documents_second: int
    distance: Estimate
    same_side: float | None
    expected: float | None
    p: float | None
    adjusted: float | None
    exchangeable: int
    few: bool
    flags: tuple[str, ...]
    undated: int


def distances(
    rows: Rows,
    *,
    period: Period | None = None,
    permutations: int = 2000,
    seed: int = 0,
    actors: Iterable[str] | None = None,
    resamples: int = 2000,
    cluster: Cluster = "document",
    few: int = 10,
    level: float = 0.95,
) -> list[Distance]:
    """How far each two actors are apart, and whether further than chance.

    The test lets documents change hands between the two actors: all that an actor says in a document moves as one, and
    only between documents that speak of the same targets in the same period. So sentences of a document stay together,
    and each actor keeps as many documents on each target and in each period as it has. The p-value is (1 + as great)
    / (1 + permutations) (Phipson and Smyth, Statistical Applications in Genetics and Molecular Biology 9, 2010).

    >>> import dataclasses
    >>> from stance.analysis.rows import rows_of
    >>> from stance.types import StanceRecord
    >>> one = StanceRecord(
    ...     document_id="a", outlet="Daily", published="2016-05-08", sentence_index=0, sentence="", start=0, end=0,
    ...     speaker=None, holder="IRN", holder_name="Iran", affiliation="IRN", official=True, target="jcpoa",
    ...     stance="favor", score=0.8, scores={"favor": 0.8, "against": 0.1, "neutral": 0.1}, sentiment="neutral",
    ...     basis="statement", cue=None, evidence=(), model="m", target_sentiment="neutral")
    >>> iran = [dataclasses.replace(one, document_id=f"i{i}") for i in range(6)]
    >>> israel = [dataclasses.replace(r, document_id=f"j{i}", affiliation="ISR", stance="against")
    ...           for i, r in enumerate(iran)]
    >>> (found,) = distances(rows_of([*iran, *israel]))
    >>> found.first, found.second, found.cells, found.distance.value, found.same_side, found.p < 0.01
    ('IRN', 'ISR', 1, 2.0, 0.0, True)

    Args:
        rows: The records.
        period: Compare only what both said in the same period.
        permutations: Of the test; 0 for none. A pair takes some milliseconds for every hundred documents.
        seed: Of the permutations and of the bootstrap.
        actors: Compare these; ``None`` for all, which for 200 actors are 19,900 pairs.
        resamples: Of the bootstrap; 0 for no intervals.
        cluster: What it draws.
        few: Pairs of which one has fewer records are marked.
        level: Of the intervals.

    Returns:
        Every pair of actors, those with nothing in common too, in order of their names.

    Raises:
        ConfigError: An option is none of those allowed, or an actor has no records.
    """
    check_level(level)
    if permutations < 0:
        raise ConfigError(f"permutations={permutations}: give 0 (no test) or more, as in permutations=2000")
    if actors is not None:
        wanted = set(actors)
        for actor in sorted(wanted - set(rows.actors)):
            raise unknown("actor", actor, set(rows.actors))
        rows = rows.where(np.array([actor in wanted for actor in rows.actors], dtype=np.bool_))
    names = sorted(set(rows.actors))
    without, periods = undated(rows, period)
    left_out = Counter(actor for actor, gone in zip(rows.actors, without, strict=True) if gone)
    kept = rows.where(~without)
    when = [name for name, gone in zip(periods, without, strict=True) if not gone]
    met = meetings_of(kept, kept.actors, list(zip(kept.targets, when, strict=True)), names)
    drawn = resamples_of(kept, resamples=resamples, seed=seed, cluster=cluster)
    sides = (met.first, met.second)
    n = [met.records(side) for side in sides]
    documents = [met.members(side, kept.documents) for side in sides]
    clusters = np.minimum(*(met.members(side, drawn.clusters) for side in sides))
    shared = np.bincount(met.pair, minlength=len(met.sides))
    value, same, low, high, flat = _measured(met, drawn, kept.votes, clusters, level)
    if rows.weight == "score":
        votes = kept.label_votes()
        labels = _measured(met.labelled(votes), drawn, votes, clusters, level)
        low, high = as_wide(value, (low, high), labels[0], (labels[2], labels[3]), (0.0, 2.0))
        flat = flat | labels[4]
    tests = exchanged(kept, met, value, permutations=permutations, seed=seed)
    corrected = adjusted(tests)
    found = []
    for place, (a, b) in enumerate(met.sides):
        expected, p, exchangeable = tests[place]
        least = min(documents[0][place], documents[1][place])
        flags = {
            "nothing in common": not shared[place],
            **dict.fromkeys(few_flags(int(least), int(clusters[place]), cluster), True),
            "no variation": flat[place],
            "not tested": shared[place] and p is None,
        }
        found.append(
            Distance(
                first=names[a],
                second=names[b],
                cells=int(shared[place]),
                n_first=int(n[0][place]),
                n_second=int(n[1][place]),
                documents_first=int(documents[0][place]),
                documents_second=int(documents[1][place]),
                distance=estimate(value[place], low[place], high[place]) if shared[place] else UNDEFINED,
                same_side=float(same[place]) if shared[place] else None,
                expected=expected,
                p=p,
                adjusted=corrected[place],
                exchangeable=exchangeable,
                few=bool(min(n[0][place], n[1][place]) < few),
                flags=tuple(flag for flag, raised in flags.items() if raised),
                undated=left_out[names[a]] + left_out[names[b]],
            )
        )
    return found


def _measured(
    met: Meetings, drawn: Resamples, votes: FloatArray, clusters: IntArray, level: float
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, BoolArray]:
    """Distance and share on the same side, bounds of the distance, and which are Wilson's; each of shape (pairs,)."""
    number = len(met.sides)
    value, same, low, high = (np.full(number, np.nan) for _ in range(4))
    flat = np.zeros(number, dtype=np.bool_)
    draws = met.draws(drawn, votes)
    which = met.met
    for some, there, starts in met.blocks(drawn.resamples):
        mine = which[some]
        left, right = met.first[there], met.second[there]
        apart, on_one_side = _figures(met.sums[left, :, None], met.sums[right, :, None], starts)
        value[mine], same[mine] = apart[:, 0], on_one_side[:, 0]
        figures, _ = _figures(draws(left), draws(right), starts)
        low[mine], high[mine], flat[mine] = bounds_of(
            value[mine], figures, clusters[mine], level=level, limits=(0.0, 2.0)
        )
    return value, same, np.where(flat, low, np.maximum(0.0, 2 * value - high)), high, flat


def _figures(first: FloatArray | Held, second: FloatArray | Held, starts: IntArray) -> tuple[FloatArray, FloatArray]:
    """Distance and share on the same side of each pair; arguments as in agreement; each (pairs, resamples)."""
    nets = []
    defined: BoolArray = np.ones((len(first), first.shape[2]), dtype=np.bool_)
    for side in (first, second):
        n = side.sum(axis=1, dtype=np.float64)
        defined &= n > 0
        nets.append((side[:, 0] - side[:, 1]) / np.maximum(n, _ZERO))
    cells = np.add.reduceat(defined.astype(np.float64), starts, axis=0)
    apart = np.add.reduceat(np.where(defined, np.abs(nets[0] - nets[1]), 0.0), starts, axis=0)
    on = [np.where(np.abs(net) < _ZERO, 0, np.sign(net)) for net in nets]
    same = np.add.reduceat((defined & (on[0] == on[1])).astype(np.float64), starts, axis=0)
    return ratio(apart, cells), ratio(same, cells)
