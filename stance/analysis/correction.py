"""Shares and numbers of stances, corrected for the classifier's errors with a hand-coded sample.

The unit is the (sentence, target) pair of an actor; one without a record was predicted to hold no stance, so that
stances that the chain missed are corrected for like those it invented. See ``docs/correction.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from stance.analysis.coded import CodedUnit
from stance.analysis.estimates import Estimate
from stance.analysis.pairing import ALL, GroupBy, Paired, Pairs, divisions, paired
from stance.analysis.rows import BoolArray, FloatArray, Rows
from stance.analysis.spans import Periods
from stance.analysis.totals import NOTHING, Method, Totals, Triple, check_method, confusion, difference, figures
from stance.errors import ConfigError

__all__ = ["CorrectedCell", "GroupBy", "Method", "corrected"]

_SHARES = ("favor", "against", "neutral", "net")


@dataclass(frozen=True, kw_only=True)
class CorrectedCell:
    """Corrected figures of a target, or of a group of its units.

    Args:
        actor: ``all``, or the actor.
        target: Codebook id.
        group: ``all``, or the outlet or period, or both ("Daily, 2018").
        method: How it was corrected.
        n: Units with a record.
        n_coded: Units that were coded.
        documents: With a record or a coded unit.
        favor: Share among the pairs that truly hold a stance.
        against: Likewise.
        neutral: Likewise.
        net: ``favor`` minus ``against``.
        pairs: Number of pairs of this corpus that hold a stance; the interval is of the sampling alone.
        few: Whether fewer units were coded than the least number; figures are then undefined.
        flags: What a reader should know.
        by: What divides: ``none``, ``actor``, ``actor+year`` ...
    """

    actor: str
    target: str
    group: str
    method: Method
    n: int
    n_coded: int
    documents: int
    favor: Estimate
    against: Estimate
    neutral: Estimate
    net: Estimate
    pairs: Estimate
    few: bool
    flags: tuple[str, ...]
    by: str = "none"


def corrected(
    rows: Rows,
    coded: Sequence[CodedUnit],
    *,
    method: Method = "ppi",
    by: GroupBy = "none",
    level: float = 0.95,
    few: int = 30,
    sentences: Mapping[str, int] | None = None,
) -> list[CorrectedCell]:
    """Correct the shares of stances, overall and by group.

    Args:
        rows: The labels of one model.
        coded: Drawn from the same corpus with known probabilities; see :mod:`stance.analysis.sampling`.
        method: ``ppi`` (prediction-powered, tuned), ``dsl`` (design-based), ``confusion`` (misclassification matrix;
            assumes that the error rates of all coded units hold in each group), or ``none``.
        by: Groups besides the overall figures: actor, outlet or period, or a tuple of several, which are crossed, as in
            ``("actor", "year")``.
        level: Of the intervals.
        few: Least number of coded units for a figure; of the whole target for ``confusion``.
        sentences: Number of sentences of each document labelled; used by ``confusion`` (which else takes the sum of
            one over the probabilities, spread evenly over documents), and to leave out coded units of other documents.

    Returns:
        For each target, the cell of all units, then those of the groups by falling number of records, but periods of
        one's own in their order.

    Raises:
        ConfigError: ``method`` or ``by`` is unknown, ``level`` or ``few`` is not possible, or nothing was coded.
        InputError: The coded sample does not fit the labels; see :func:`stance.analysis.pairing.paired`.
    """
    check_method(method)
    if not 0 < level < 1:
        raise ConfigError(f"level={level} is not between 0 and 1; 0.95 is the default")
    if few < 2:
        raise ConfigError(f"few={few} is below 2; 30 is the default")
    if method != "none" and not coded:
        raise ConfigError(f"method={method} needs a coded sample; give coded=FILE, or method=none")
    table = paired(rows, coded, sentences=sentences)
    groups = table.groups(by)
    cells: list[CorrectedCell] = []
    targets = np.array(table.targets)
    for target in sorted(set(table.targets)):
        own = targets == target
        of_target = [(groups[place], int(table.pairs.predicted[place].any())) for place in np.flatnonzero(own)]
        records: dict[tuple[str, str], int] = {}
        for name, number in of_target:
            if name is not None:
                records[name] = records.get(name, 0) + number
        names = sorted(records, key=lambda name: (*_in_time(name[1], by), -records[name], name))
        names = names if by != "none" else []
        cells.append(_cell(table, own, own, target, (ALL, ALL), method, level, few, sentences))
        nobody = sum(name is None for name, _ in of_target)
        for name in names:
            inside = own & np.array([group == name for group in groups], dtype=np.bool_)
            cell = _cell(table, own, inside, target, name, method, level, few, sentences, nobody)
            cells.append(replace(cell, by="+".join(map(str, divisions(by)))))
    return cells


def _in_time(group: str, by: GroupBy) -> tuple[int, ...]:
    """The places of a group in periods of one's own, in their order; those outside of them, and the unknown, last."""
    own = [one for one in divisions(by) if isinstance(one, Periods)]
    parts = group.split(", ")
    return tuple(
        next((place for place, name in enumerate(one.names) if name in parts or name == group), len(one.names))
        for one in own
    )


def _cell(
    table: Paired,
    own: BoolArray,
    inside: BoolArray,
    target: str,
    name: tuple[str, str],
    method: Method,
    level: float,
    few: int,
    sentences: Mapping[str, int] | None,
    nobody: int = 0,
) -> CorrectedCell:
    pairs = table.pairs.where(inside)
    n_coded = int(pairs.coded.sum())
    actor, group = name
    whole = actor == ALL and group == ALL
    enough = n_coded if method != "confusion" else int(table.pairs.coded[own].sum())
    short = method != "none" and enough < few
    flags: list[str] = ["too few coded"] if short else []
    if not table.pairs.predicted[own].any():
        flags.append("no labels")
    found: dict[str, Triple] = dict.fromkeys(("favor", "against", "neutral", "net", "pairs"), NOTHING)
    if not short:
        totals = _confusion(table, own, inside, sentences, whole) if method == "confusion" else None
        totals = difference(pairs, method) if totals is None else totals
        if isinstance(totals, str):
            flags.append(totals)
        else:
            found, cut = figures(totals, level=level)
            flags += _told(totals, found, cut)
            found = {name: _without_width(*triple) for name, triple in found.items()}
            if method == "ppi" and len(np.unique(pairs.gold[pairs.gold.any(axis=1)].argmax(axis=1))) == 1:
                # The tuning then trusts the codes alone, which do not vary: what is left of the labels' variation is no
                # measure of how many other stances may have been missed.
                found |= {name: (found[name][0], None, None) for name in _SHARES}
                flags += [] if "no variation" in flags else ["no variation"]
    if method == "confusion" and not whole:
        flags.append("error rates of all groups")
    if method != "none":
        flags += _missed(table, inside) if whole else []
        if table.left_out:
            flags.append(f"{table.left_out} coded units of other documents left out")
        if nobody:
            flags.append(f"{nobody} coded units of nobody in particular count in no group")
    return CorrectedCell(
        actor=actor,
        target=target,
        group=group,
        method=method,
        n=int(pairs.predicted.any(axis=1).sum()),
        n_coded=n_coded,
        documents=len(np.unique(pairs.documents)),
        few=short,
        flags=tuple(flags),
        by="none",
        **{name: Estimate(value=value, low=low, high=high) for name, (value, low, high) in found.items()},
    )


def _told(totals: Totals, found: Mapping[str, Triple], cut: bool) -> list[str]:
    flags = []
    if found["net"][0] is None:
        flags.append("no stance found")
    elif found["net"][1] is None:
        flags.append("one document")
    if cut:
        flags.append("cut back to what is possible")
    value, low, high = found["net"]
    if value is not None and low is not None and low == high:
        flags.append("no variation")
    return flags


def _without_width(value: float | None, low: float | None, high: float | None) -> Triple:
    """An interval of no width says that all units are alike, not that the figure is certain: there is none, then."""
    return (value, None, None) if low is not None and low == high else (value, low, high)


def _confusion(
    table: Paired, own: BoolArray, inside: BoolArray, sentences: Mapping[str, int] | None, whole: bool
) -> Totals | str:
    """The group's pairs are those of documents in which the group has a unit; overall, of all documents."""
    pairs = table.pairs
    present = np.zeros(len(table.document_ids), dtype=np.bool_)
    present[pairs.documents[inside]] = True
    sizes: FloatArray
    if sentences is None:
        total = float(pairs.weights[own].sum())
        sizes = np.full(len(present), total / len(present))
    elif whole:
        known = np.array([float(sentences.get(name, 0)) for name in table.document_ids])
        # Documents without a record or a coded unit still hold pairs that could have been mistaken.
        others = [float(count) for name, count in sentences.items() if name not in set(table.document_ids)]
        sizes = np.append(known, others)
        present = np.ones(len(sizes), dtype=np.bool_)
    else:
        sizes = np.array([float(sentences.get(name, 0)) for name in table.document_ids])
    return confusion(pairs.where(own), inside[own], np.where(present, sizes, 0.0))


def _missed(table: Paired, inside: BoolArray) -> list[str]:
    """Where no stance was found in a stratum of units without a record, how many may have been missed all the same.

    With none in n, an upper bound of 95 per cent is about 3 / n (Hanley and Lippman-Hand 1983, JAMA 249).
    """
    coded: Pairs = table.pairs.where(inside & table.pairs.coded)
    silent = coded.where(np.array(~coded.predicted.any(axis=1), dtype=np.bool_))
    if not len(silent):
        return ["no unit without a record was coded: missed stances are not corrected"]
    number, most = 0, 0.0
    for stratum in np.unique(silent.strata):
        own = silent.where(np.isin(silent.strata, [stratum]))
        if not own.gold.any():
            number += len(own)
            most += min(1.0, 3 / len(own)) * float(own.weights.sum())
    return [f"no stance in {number} coded units without a record: up to {most:.0f} may be missed"] if number else []
