"""Records as columns: what every finding is computed from.

A row is a (document, sentence, actor, target). Where several records are of one (Zarif says that Iran remains
committed: a record for him and one for Iran, both of the actor IRN), they are one row, or a sentence would count twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, TypeGuard, get_args

import numpy as np
from numpy.typing import NDArray

from stance.analysis.spans import OUTSIDE, UNKNOWN, Calendar, Periods
from stance.errors import ConfigError, unknown
from stance.labels import LABELS
from stance.types import Label, StanceRecord

__all__ = [
    "OUTSIDE", "SIGNS", "UNKNOWN", "ActorUnit", "BoolArray", "Calendar", "FloatArray", "IntArray", "Period", "Rows",
    "Weight", "is_period", "masked", "one_model", "period_of", "rows_of",
]  # fmt: skip

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.intp]
BoolArray: TypeAlias = NDArray[np.bool_]

ActorUnit: TypeAlias = Literal["affiliation", "holder"]
Weight: TypeAlias = Literal["label", "score"]
Period: TypeAlias = Calendar | Periods
"""Of the calendar, or of one's own (:func:`stance.analysis.spans.periods_of`)."""

SIGNS = np.array([1.0, -1.0, 0.0])
"""What a label adds to the net stance, in the order of :data:`stance.labels.LABELS`."""


_DIRECT = {"statement": 0, "action": 1, "reported": 2}
"""How direct the evidence of a stance is: the holder's words, a deed, what others say of it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """Records as columns, all of length n and in the records' order.

    Args:
        records: A record for each row: the only one, or what :func:`rows_of` made of several.
        sources: The records behind each row.
        actors: Whose stance each is, by the unit chosen in :func:`rows_of`.
        votes: What each record says for favor, against and neutral: one-hot labels or probabilities; shape (n, 3).
        documents: Number of each record's document, from 0; shape (n,).
        outlets: Number of each record's outlet (its own document where no outlet is known), from 0; shape (n,).
        unit: How ``actors`` was chosen.
        weight: How ``votes`` was filled.
    """

    records: tuple[StanceRecord, ...]
    sources: tuple[tuple[StanceRecord, ...], ...]
    actors: tuple[str, ...]
    votes: FloatArray
    documents: IntArray
    outlets: IntArray
    unit: ActorUnit = "affiliation"
    weight: Weight = "label"

    def __len__(self) -> int:
        return len(self.records)

    @property
    def targets(self) -> tuple[str, ...]:
        """The target of each record."""
        return tuple(record.target for record in self.records)

    def label_votes(self) -> FloatArray:
        """What the labels say as a whole, however rows count: one-hot; shape (n, 3)."""
        return _one_hot(self.records)

    @property
    def merged(self) -> int:
        """How many records are one row with another of the same sentence, actor and target, and not counted again."""
        return sum(map(len, self.sources)) - len(self)

    def where(self, mask: BoolArray) -> Rows:
        """The rows for which ``mask``, of shape (n,), is true."""
        kept = np.flatnonzero(mask)
        return Rows(
            records=tuple(self.records[row] for row in kept),
            sources=tuple(self.sources[row] for row in kept),
            actors=tuple(self.actors[row] for row in kept),
            votes=self.votes[kept],
            documents=self.documents[kept],
            outlets=self.outlets[kept],
            unit=self.unit,
            weight=self.weight,
        )

    def periods(self, period: Period) -> tuple[str, ...]:
        """The period of each record's date; see :func:`period_of`."""
        return tuple(period_of(record.published, period) for record in self.records)

    def undated(self, period: Period) -> tuple[str, ...]:
        """Why each record is of no period: ``no date``, ``date too vague``; empty where it is of one."""
        return tuple(
            "" if name != UNKNOWN else "date too vague" if record.published else "no date"
            for name, record in zip(self.periods(period), self.records, strict=True)
        )


def rows_of(records: Iterable[StanceRecord], *, actor: ActorUnit = "affiliation", weight: Weight = "label") -> Rows:
    """Turn records into columns, one row for each (document, sentence, actor, target).

    Several records of one row are merged: its probabilities are the mean of theirs; its label is theirs where they
    agree, else the likeliest by that mean, ``neutral`` where that is a tie; its basis is the most direct of theirs
    (statement, action, reported).

    Args:
        records: Of one run or several.
        actor: Whose stance is counted: the ``affiliation`` (the state or body that a holder acts for; the holder where
            there is none), or the ``holder`` itself.
        weight: Count each record's ``label`` as a whole, or its probabilities (``score``).

    Raises:
        ConfigError: ``actor`` or ``weight`` is none of these.
    """
    for option, given, choices in (("actor", actor, get_args(ActorUnit)), ("weight", weight, get_args(Weight))):
        if given not in choices:
            raise unknown(option, str(given), choices)
    found: dict[tuple[str, int, str, str], list[StanceRecord]] = {}
    for record in records:
        key = (record.document_id, record.sentence_index, actor_of(record, actor), record.target)
        found.setdefault(key, []).append(record)
    sources = tuple(map(tuple, found.values()))
    kept = tuple(map(_one, sources))
    if weight == "label":
        votes = _one_hot(kept)
    else:
        votes = np.array([[record.scores[label] for label in LABELS] for record in kept], dtype=np.float64)
    return Rows(
        records=kept,
        sources=sources,
        actors=tuple(key[2] for key in found),
        votes=votes.reshape(len(kept), len(LABELS)),
        documents=_numbers([record.document_id for record in kept]),
        outlets=_numbers([record.outlet or ("", record.document_id) for record in kept]),
        unit=actor,
        weight=weight,
    )


def actor_of(record: StanceRecord, unit: ActorUnit) -> str:
    """Whose stance a record counts as: the state or body that its holder acts for, if any, or the holder."""
    return (record.affiliation or record.holder) if unit == "affiliation" else record.holder


def _one(records: Sequence[StanceRecord]) -> StanceRecord:
    """Records of one sentence, actor and target as one."""
    if len(records) == 1:
        return records[0]
    scores: dict[str, float] = {
        label: sum(record.scores[label] for record in records) / len(records) for label in LABELS
    }
    stances = {record.stance for record in records}
    stance = records[0].stance if len(stances) == 1 else _likeliest(scores)
    # Of two that are as direct, that with the likelier label; then by name, so that the order does not matter.
    told = min(records, key=lambda record: (_DIRECT.get(record.basis, 3), -record.score, record.holder))
    official = any(record.official for record in records)
    return replace(told, stance=stance, scores=scores, score=scores[stance], official=official)


def _one_hot(records: Sequence[StanceRecord]) -> FloatArray:
    found = np.array([[record.stance == label for label in LABELS] for record in records], dtype=np.float64)
    return found.reshape(len(records), len(LABELS))


def _likeliest(scores: Mapping[str, float]) -> Label:
    """The likeliest label; of a tie ``neutral``, so that neither side is preferred.

    >>> _likeliest({"favor": 0.45, "against": 0.45, "neutral": 0.1}), _likeliest({"favor": 0.1, "against": 0.9})
    ('neutral', 'against')
    """
    most = max(scores.values())
    found = [label for label in LABELS if scores.get(label, 0.0) > most - 1e-9]
    return found[0] if len(found) == 1 else "neutral"


def _numbers(keys: Sequence[object]) -> IntArray:
    """Keys as numbers from 0, in order of first appearance."""
    found: dict[object, int] = {}
    return np.array([found.setdefault(key, len(found)) for key in keys], dtype=np.intp)


def period_of(published: str | None, period: Period) -> str:
    """The name of the period that a date of full or reduced precision falls into; names sort by time.

    >>> period_of("2018-05-08", "quarter"), period_of("2018-05", "half"), period_of("2018", "year")
    ('2018-Q2', '2018-H1', '2018')
    >>> period_of("2018", "month"), period_of(None, "year")
    ('unknown', 'unknown')

    Raises:
        ConfigError: There is no such period.
    """
    if isinstance(period, Periods):
        return period.name_of(published)
    names: dict[str, Callable[[str], str]] = {
        "year": lambda text: text[:4],
        "half": lambda text: f"{text[:4]}-H{1 + (int(text[5:7]) - 1) // 6}",
        "quarter": lambda text: f"{text[:4]}-Q{1 + (int(text[5:7]) - 1) // 3}",
        "month": lambda text: text[:7],
        "day": lambda text: text[:10],
    }
    if period not in names:
        raise unknown("period", str(period), tuple(names))
    needed = {"year": 4, "day": 10}.get(period, 7)
    return names[period](published) if published and len(published) >= needed else UNKNOWN


def is_period(by: object) -> TypeGuard[Period]:
    """Whether something that may divide records is a period."""
    return isinstance(by, Periods) or by in get_args(Calendar)


def masked(rows: Rows, *, actor: str | None = None, target: str | None = None) -> BoolArray:
    """Which rows are of an actor, of a target, or of both; shape (n,)."""
    chosen = np.ones(len(rows), dtype=np.bool_)
    if actor is not None:
        chosen &= np.array([found == actor for found in rows.actors], dtype=np.bool_)
    if target is not None:
        chosen &= np.array([found == target for found in rows.targets], dtype=np.bool_)
    return chosen


def one_model(rows: Rows) -> str:
    """The model that made the records.

    Raises:
        ConfigError: They were made by several, whose errors differ.
    """
    models = sorted({record.model for record in rows.records})
    if len(models) > 1:
        raise ConfigError(
            f"the labels were made by {len(models)} models ({', '.join(models)}), whose errors differ; "
            "give the labels of one, or mixed=true"
        )
    return models[0] if models else ""
