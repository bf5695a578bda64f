"""Whether outlets report the same stances of the same actors."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from stance.analysis.bootstrap import Cluster, ratio
from stance.analysis.doubt import as_wide
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
from stance.analysis.rows import UNKNOWN, BoolArray, FloatArray, IntArray, Period, Rows
from stance.analysis.sides import Held, Meetings, meetings_of, undated

_LIMITS = ((0.0, 1.0), (0.0, 1.0), (-1.0, 1.0), (-2.0, 2.0))
_NAMES = ("same_label", "same_side", "alpha", "difference")
_ZERO = 1e-6  # a net stance nearer to 0 than rounding is on no side


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Two outlets, over the cells (actor and target, in a period if asked for) of which both write.

    Args:
        first: An outlet; ``unknown`` for all documents whose outlet is not known.
        second: Another.
        cells: Cells of which both write.
        n_first: Records of the first outlet in these cells.
        n_second: Records of the second.
        pairs: Pairs of records, one of each outlet, that can be formed in the cells, using each once: what cells weigh.
        documents_first: Documents of the first outlet in these cells.
        documents_second: Documents of the second.
        same_label: Share of pairs of records, drawn from both outlets on the same cell, that have the same label.
        same_side: Share of cells in which both outlets' net stances are on the same side: favor, against, or neither.
        alpha: Krippendorff's coefficient of such pairs (interval metric over -1, 0, 1): 1 where they always agree, 0
            where the cell tells nothing; ``None`` where all records say the same. The outlets' cells are its units, and
            their records its codes, so it is low where stances vary within a cell, whoever writes.
        difference: Net stance that the first outlet reports less that of the second, from -2 to 2.
        few: Whether there are too few pairs.
        flags: ``nothing in common``, ``one document`` or ``one outlet`` (no interval), ``few documents``,
            ``no variation`` (all documents say the same; Wilson's interval), ``no outlet``.
        undated: Records of both outlets left out since they have no date of the precision asked for.
    """

    first: str
    second: str
    cells: int
    n_first: int
    n_second: int
    pairs: int
    documents_first: int
    documents_second: int
    same_label: Estimate
    same_side: Estimate
    alpha: Estimate
    difference: Estimate
    few: bool
    flags: tuple[str, ...]
    undated: int


def agreement(
    rows: Rows,
    *,
    period: Period | None = None,
    resamples: int = 2000,
    seed: int = 0,
    cluster: Cluster = "document",
    few: int = 10,
    level: float = 0.95,
) -> list[Agreement]:
    """How far each two outlets agree on the same actors and targets.

    Alpha follows Krippendorff, *Content Analysis*, 4th edition, 2019, chapter 12.

    >>> import dataclasses
    >>> from stance.analysis.rows import rows_of
    >>> from stance.types import StanceRecord
    >>> one = StanceRecord(
    ...     document_id="a", outlet="Daily", published="2016-05-08", sentence_index=0, sentence="", start=0, end=0,
    ...     speaker=None, holder="IRN", holder_name="Iran", affiliation="IRN", official=True, target="jcpoa",
    ...     stance="favor", score=0.8, scores={"favor": 0.8, "against": 0.1, "neutral": 0.1}, sentiment="neutral",
    ...     basis="statement", cue=None, evidence=(), model="m", target_sentiment="neutral")
    >>> israel = dataclasses.replace(one, document_id="b", affiliation="ISR", stance="against")
    >>> evening = [dataclasses.replace(r, outlet="Evening", document_id=f"{r.document_id}2") for r in (one, israel)]
    >>> (found,) = agreement(rows_of([one, israel, *evening]))
    >>> found.first, found.second, found.cells, found.pairs, found.same_label.value, found.alpha.value
    ('Daily', 'Evening', 2, 2, 1.0, 1.0)

    Args:
        rows: The records; give those of one target for a table by target.
        period: Compare only what both wrote in the same period.
        resamples: Of the bootstrap; 0 for no intervals.
        seed: Of its draws.
        cluster: What it draws; outlets are fixed here, so ``document`` unless there is a reason.
        few: Pairs of outlets with fewer pairs of records are marked.
        level: Of the intervals.

    Returns:
        Every pair of outlets, those with nothing in common too, in order of their names.

    Raises:
        ConfigError: An option is none of those allowed.
    """
    check_level(level)
    outlets = [record.outlet or UNKNOWN for record in rows.records]
    without, periods = undated(rows, period)
    left_out = Counter(outlet for outlet, gone in zip(outlets, without, strict=True) if gone)
    names = sorted(set(outlets))
    kept = rows.where(~without)
    own = [outlet for outlet, gone in zip(outlets, without, strict=True) if not gone]
    when = [name for name, gone in zip(periods, without, strict=True) if not gone]
    met = meetings_of(kept, own, list(zip(kept.targets, kept.actors, when, strict=True)), names)
    drawn = resamples_of(kept, resamples=resamples, seed=seed, cluster=cluster)
    sides = (met.first, met.second)
    n = [met.records(side) for side in sides]
    documents = [met.members(side, kept.documents) for side in sides]
    clusters = np.minimum(*(met.members(side, drawn.clusters) for side in sides))
    shared = np.bincount(met.pair, minlength=len(met.sides))
    sizes = met.sums.sum(axis=1)
    pairs = np.bincount(met.pair, weights=np.minimum(sizes[met.first], sizes[met.second]), minlength=len(met.sides))
    value, low, high, flat = _measured(met, drawn, kept.votes, clusters, level)
    if rows.weight == "score":
        votes = kept.label_votes()
        of_labels = _measured(met.labelled(votes), drawn, votes, clusters, level)
        for k, limits in enumerate(_LIMITS):
            there_too = (of_labels[1][k], of_labels[2][k])
            low[k], high[k] = as_wide(value[k], (low[k], high[k]), of_labels[0][k], there_too, limits)
        flat = flat | of_labels[3]
    found = []
    for place, (a, b) in enumerate(met.sides):
        least = min(documents[0][place], documents[1][place])
        flags = {
            "nothing in common": not shared[place],
            **dict.fromkeys(few_flags(int(least), int(clusters[place]), cluster), True),
            "no variation": flat[0, place],
            "no outlet": UNKNOWN in (names[a], names[b]),
        }
        found.append(
            Agreement(
                first=names[a],
                second=names[b],
                cells=int(shared[place]),
                n_first=int(n[0][place]),
                n_second=int(n[1][place]),
                pairs=round(pairs[place]),
                documents_first=int(documents[0][place]),
                documents_second=int(documents[1][place]),
                few=bool(round(pairs[place]) < few),
                flags=tuple(flag for flag, raised in flags.items() if raised),
                undated=left_out[names[a]] + left_out[names[b]],
                **{
                    name: estimate(value[k, place], low[k, place], high[k, place]) if shared[place] else UNDEFINED
                    for k, name in enumerate(_NAMES)
                },
            )
        )
    return found


def _measured(
    met: Meetings, drawn: Resamples, votes: FloatArray, clusters: IntArray, level: float
) -> tuple[FloatArray, FloatArray, FloatArray, BoolArray]:
    """Figures in the order of the names, their bounds, and which are Wilson's; each of shape (4, pairs)."""
    number = len(met.sides)
    value, low, high = (np.full((4, number), np.nan) for _ in range(3))
    flat = np.zeros((4, number), dtype=np.bool_)
    draws = met.draws(drawn, votes)
    which = met.met
    for some, there, starts in met.blocks(drawn.resamples):
        mine = which[some]
        left, right = met.first[there], met.second[there]
        value[:, mine] = _figures(met.sums[left, :, None], met.sums[right, :, None], starts)[:, :, 0]
        figures = _figures(draws(left), draws(right), starts)
        for k, limits in enumerate(_LIMITS):
            low[k, mine], high[k, mine], flat[k, mine] = bounds_of(
                value[k, mine], figures[k], clusters[mine], level=level, limits=limits
            )
    low[2], high[2] = (np.where(flat[2], np.nan, bound) for bound in (low[2], high[2]))
    return value, low, high, flat


def _figures(first: FloatArray | Held, second: FloatArray | Held, starts: IntArray) -> FloatArray:
    """Figures of each pair of outlets from their sums in the cells.

    Args:
        first: Sums of favor, against and neutral of the first outlet; shape (meetings, 3, resamples).
        second: Of the second; same shape.
        starts: The first meeting of each pair; shape (pairs,).

    Returns:
        In the order of the names; shape (4, pairs, resamples); NaN where undefined.
    """
    n = [side.sum(axis=1, dtype=np.float64) for side in (first, second)]
    weight = np.minimum(*n)
    a, b = (side / np.maximum(size, _ZERO)[:, None] for side, size in zip((first, second), n, strict=True))
    net_a, net_b = a[:, 0] - a[:, 1], b[:, 0] - b[:, 1]
    square = a[:, 0] + a[:, 1] + b[:, 0] + b[:, 1]

    def total(values: FloatArray) -> FloatArray:
        return np.asarray(np.add.reduceat(values, starts, axis=0), dtype=np.float64)

    pairs = total(weight)
    same_label = ratio(total(weight * (a * b).sum(axis=1)), pairs)
    side_a, side_b = (np.where(np.abs(net) < _ZERO, 0, np.sign(net)) for net in (net_a, net_b))
    defined = (weight > 0).astype(np.float64)
    same_side = ratio(total(defined * (side_a == side_b)), total(defined))
    observed = ratio(total(weight * (square - 2 * net_a * net_b)), pairs)
    mean, spread = ratio(total(weight * (net_a + net_b)) / 2, pairs), ratio(total(weight * square) / 2, pairs)
    # Two codes a unit: of 2 * pairs codes, each is compared with all others but itself.
    expected = 2 * (spread - mean * mean) * ratio(2 * pairs, np.maximum(2 * pairs - 1, 0))
    alpha = 1 - np.divide(observed, expected, out=np.full_like(observed, np.nan), where=expected > _ZERO)
    difference = ratio(total(weight * (net_a - net_b)), pairs)
    return np.stack([same_label, same_side, np.maximum(alpha, -1.0), difference])
