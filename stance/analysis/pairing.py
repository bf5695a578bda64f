"""Predictions and hand codes side by side, one row a (sentence, target, actor)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from stance.analysis.coded import CodedUnit
from stance.analysis.rows import UNKNOWN, BoolArray, Calendar, FloatArray, IntArray, Rows, period_of
from stance.analysis.spans import Periods
from stance.errors import ConfigError, InputError, unknown
from stance.labels import LABELS

Division: TypeAlias = Literal["actor", "outlet", "year", "half", "quarter", "month", "day"] | Periods
"""What divides units: whose they are, or the outlet or period of their document."""
GroupBy: TypeAlias = Literal["none"] | Division | tuple[Division, ...]
"""Nothing, one division, or several crossed."""
_DIVISIONS = ("actor", "outlet", *get_args(Calendar))
ALL = "all"


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs:
    """Units that have a record or were coded, as columns of length n.

    Args:
        predicted: What the labels say for favor, against and neutral; all 0 where there is no record; shape (n, 3).
        gold: One-hot codes; all 0 where the coder found no stance, and where nothing was coded; shape (n, 3).
        coded: Which were coded; shape (n,).
        probability: Of being coded; 1 where not coded; shape (n,).
        documents: Number of each unit's document, from 0; shape (n,).
        strata: Number of the stratum it was drawn from; -1 where not known; shape (n,).
    """

    predicted: FloatArray
    gold: FloatArray
    coded: BoolArray
    probability: FloatArray
    documents: IntArray
    strata: IntArray

    def __len__(self) -> int:
        return len(self.coded)

    @property
    def weights(self) -> FloatArray:
        """One over the probability where coded, else 0; shape (n,)."""
        return np.where(self.coded, 1 / self.probability, 0.0)

    def where(self, mask: BoolArray) -> Pairs:
        """The units for which ``mask``, of shape (n,), is true."""
        return Pairs(
            predicted=self.predicted[mask],
            gold=self.gold[mask],
            coded=self.coded[mask],
            probability=self.probability[mask],
            documents=self.documents[mask],
            strata=self.strata[mask],
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Paired:
    """:class:`Pairs` and what each unit is of.

    Args:
        pairs: The columns.
        targets: Target of each unit.
        actors: Actor of each unit, by the unit of the rows; ``None`` where the coder was asked for anybody's stance.
        keys: Document id of each unit.
        outlets: Outlet of each unit's document, by document id, as far as known.
        published: Date of each unit's document, by document id, as far as known.
        document_ids: Ids by the numbers in ``pairs.documents``.
        left_out: Coded units of documents that are not among those labelled.
    """

    pairs: Pairs
    targets: tuple[str, ...]
    actors: tuple[str | None, ...]
    keys: tuple[str, ...]
    outlets: Mapping[str, str]
    published: Mapping[str, str]
    document_ids: tuple[str, ...]
    left_out: int

    def divided(self, by: Division) -> tuple[str | None, ...]:
        """The part of each unit in one division; ``None``: of none, since nobody is its actor.

        Raises:
            ConfigError: ``by`` is unknown.
        """
        if by == "actor":
            return self.actors
        if by == "outlet":
            return tuple(self.outlets.get(key, UNKNOWN) for key in self.keys)
        if not isinstance(by, Periods) and by not in get_args(Calendar):
            raise unknown("by", str(by), ("none", *_DIVISIONS))
        return tuple(period_of(self.published.get(key), by) for key in self.keys)

    def groups(self, by: GroupBy) -> list[tuple[str, str] | None]:
        """Actor and group of each unit, :data:`ALL` where they are not told apart; ``None`` as in :meth:`divided`.

        Raises:
            ConfigError: A division is unknown, or given twice.
        """
        wanted = divisions(by)
        parts = {str(one): self.divided(one) for one in wanted}
        found: list[tuple[str, str] | None] = []
        for place in range(len(self.keys)):
            mine = {name: values[place] for name, values in parts.items()}
            others = [value for name, value in mine.items() if name != "actor" and value is not None]
            actor = mine.get("actor", ALL)
            found.append(None if actor is None else (actor, ", ".join(others) or ALL))
        return found


def divisions(by: GroupBy) -> tuple[Division, ...]:
    """The divisions that are crossed; none for ``none``.

    Raises:
        ConfigError: One is given twice.
    """
    found: tuple[Any, ...] = by if isinstance(by, tuple) else () if by == "none" else (by,)
    if len({str(one) for one in found}) < len(found):
        raise ConfigError(f"by={'+'.join(map(str, found))} names a division twice; leave one out")
    return found


def paired(rows: Rows, coded: Sequence[CodedUnit], *, sentences: Mapping[str, int] | None = None) -> Paired:
    """Put codes beside predictions; a coded unit without a record was predicted to hold no stance.

    Several records of one unit count as one, by their mean. A coded unit's holder is found among a sentence's records
    by the record's actor, then by its holder.

    Args:
        rows: The labels.
        coded: The coded sample.
        sentences: Number of sentences of each document that was labelled; coded units of other documents are left out
            and counted.

    Raises:
        InputError: The sample shares no document, or no target, with the labels, or does not say which of several
            holders it means.
    """
    votes: dict[tuple[str, int, str, str | None], list[FloatArray]] = {}
    aliases: dict[tuple[str, int, str], dict[str, str]] = {}
    actor_of: dict[str, Counter[str]] = {}
    outlets: dict[str, str] = {}
    published: dict[str, str] = {}
    for record, sources, actor, vote in zip(rows.records, rows.sources, rows.actors, rows.votes, strict=True):
        place = (record.document_id, record.sentence_index, record.target)
        votes.setdefault((*place, actor), []).append(vote)
        for source in sources:
            aliases.setdefault(place, {})[source.holder] = actor
            actor_of.setdefault(source.holder, Counter())[actor] += 1
        if record.outlet:
            outlets.setdefault(record.document_id, record.outlet)
        if record.published:
            published.setdefault(record.document_id, record.published)
    labelled = {record.document_id for record in rows.records} if sentences is None else set(sentences)
    _check(coded, labelled, set(rows.targets))
    kept = [unit for unit in coded if sentences is None or unit.document_id in sentences]
    codes: dict[tuple[str, int, str, str | None], CodedUnit] = {}
    for unit in kept:
        place = (unit.document_id, unit.sentence_index, unit.target)
        key = (*place, whose(unit, aliases.get(place, {}), actor_of))
        if key in codes:
            raise InputError(
                f"coded sample: {' '.join(map(str, key))} is coded twice (holders {codes[key].holder} and "
                f"{unit.holder} are one actor); keep one, or analyse by holder"
            )
        codes[key] = unit
        if unit.outlet:
            outlets.setdefault(unit.document_id, unit.outlet)
        if unit.published:
            published.setdefault(unit.document_id, unit.published)
    keys = list(dict.fromkeys([*votes, *codes]))
    numbers = {name: number for number, name in enumerate(dict.fromkeys(key[0] for key in keys))}
    strata = {name: number for number, name in enumerate(sorted({u.stratum for u in kept if u.stratum}))}
    units = [codes.get(key) for key in keys]
    return Paired(
        pairs=Pairs(
            predicted=np.array([np.mean(votes[key], axis=0) if key in votes else np.zeros(3) for key in keys]).reshape(
                len(keys), 3
            ),
            gold=np.array(
                [[unit is not None and unit.gold == label for label in LABELS] for unit in units], dtype=np.float64
            ).reshape(len(keys), 3),
            coded=np.array([unit is not None for unit in units], dtype=np.bool_),
            probability=np.array([unit.probability if unit else 1.0 for unit in units], dtype=np.float64),
            documents=np.array([numbers[key[0]] for key in keys], dtype=np.intp),
            strata=np.array([strata.get(unit.stratum or "", -1) if unit else -1 for unit in units], dtype=np.intp),
        ),
        targets=tuple(key[2] for key in keys),
        actors=tuple(key[3] for key in keys),
        keys=tuple(key[0] for key in keys),
        outlets=outlets,
        published=published,
        document_ids=tuple(numbers),
        left_out=len(coded) - len(kept),
    )


def _check(coded: Sequence[CodedUnit], labelled: set[str], targets: set[str]) -> None:
    if not coded:
        return
    if not any(unit.document_id in labelled for unit in coded):
        raise InputError(
            f"coded sample: none of its {len({unit.document_id for unit in coded})} documents "
            f"({coded[0].document_id}, ...) is among those labelled; give the sample drawn from this corpus"
        )
    if targets and not any(unit.target in targets for unit in coded):
        raise InputError(
            f"coded sample: no target of it ({', '.join(sorted({unit.target for unit in coded}))}) is among those of "
            f"the labels ({', '.join(sorted(targets))}); give the sample drawn from this corpus"
        )


def whose(unit: CodedUnit, there: Mapping[str, str], actor_of: Mapping[str, Counter[str]]) -> str | None:
    """The actor that a coded unit is about; ``None`` if nobody in particular.

    Args:
        unit: The unit.
        there: Holder to actor of the records of its sentence and target.
        actor_of: Holder to actor, wherever there are records of it, with how often.

    Raises:
        InputError: It names no holder where several have a record.
    """
    if unit.holder is None:
        found = set(there.values())
        if len(found) > 1:
            raise InputError(
                f"coded sample: {unit.document_id} sentence {unit.sentence_index} {unit.target} has records of "
                f"{', '.join(sorted(found))}; write in the column holder whose stance was coded"
            )
        return next(iter(found), None)
    if unit.holder in there.values():
        return unit.holder
    if unit.holder in there:
        return there[unit.holder]
    return actor_of[unit.holder].most_common(1)[0][0] if unit.holder in actor_of else unit.holder
