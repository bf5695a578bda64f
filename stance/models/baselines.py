"""The floor of every table: models that never read the sentence.

Two of them are leak detectors. What ``target_only`` or ``pair_lookup`` gets right can be had without understanding a
word, because targets, or pairs of holder and target, carry the same label in training and evaluation data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Self

from stance.errors import ConfigError, NotFittedError
from stance.labels import LABELS
from stance.models.arrays import read_json, write_json
from stance.models.learning import Coded, coded, predictions, shown
from stance.models.naming import name_key, target_key
from stance.models.saved import read_saved, write_saved
from stance.protocols import FitProgress
from stance.types import Prediction, StanceExample

TABLES_FILE = "tables.json"
_JOINT = " | "


class _Tables:
    """Weighted label counts filed under keys, in tables from the most general to the most particular.

    Each table's distribution is the next more general one's, moved toward the counts: with n counted and the strength
    m, ``(counts + m * general) / (n + m)``; a key that was not seen says what the more general table says (back-off
    with Dirichlet smoothing; MacKay & Peto 1995). ``tables`` gives each table's strength, in units of ``smoothing``.
    """

    name = ""
    tables: ClassVar[Mapping[str, float]] = {}

    def __init__(self, *, smoothing: float = 1.0) -> None:
        if not smoothing >= 0:
            raise ConfigError(f"model {self.name!r}: smoothing={smoothing}; give a number from 0 on")
        self.smoothing = smoothing
        self._counts: dict[str, dict[str, list[float]]] | None = None

    @property
    def options(self) -> dict[str, Any]:
        """Arguments of the constructor."""
        return {"smoothing": self.smoothing}

    def keys(self, example: StanceExample) -> tuple[str, ...]:
        """The key in each table."""
        raise NotImplementedError

    def fit(
        self,
        train: Sequence[StanceExample],
        dev: Sequence[StanceExample] = (),
        *,
        weights: Sequence[float] | None = None,
        seed: int = 0,
        checkpoints: Path | None = None,
        progress: FitProgress | None = None,
    ) -> Mapping[str, Any]:
        """Count; see :class:`stance.protocols.TrainableModel`. Nothing is drawn, and ``dev`` is not looked at."""
        rows = coded(self.name, train, weights)
        progress = shown(progress)
        progress.begin("counting", len(rows.examples))
        self._counts = self._counted(rows)
        progress.advance(len(rows.examples))
        return {
            "epochs": 1,
            "rows": len(rows.examples),
            "keys": {table: len(filed) for table, filed in self._counts.items()},
        }

    def _counted(self, rows: Coded) -> dict[str, dict[str, list[float]]]:
        counts: dict[str, dict[str, list[float]]] = {table: {} for table in self.tables}
        for example, label, weight in zip(*rows, strict=True):
            for table, key in zip(self.tables, self.keys(example), strict=True):
                counts[table].setdefault(key, [0.0] * len(LABELS))[label] += weight
        return counts

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        """Look up; see :class:`stance.protocols.StanceModel`.

        Raises:
            NotFittedError: Before :meth:`fit` or :meth:`load`.
        """
        if self._counts is None:
            raise NotFittedError(self.name)
        return predictions(examples, [self._distribution(self._counts, example) for example in examples])

    def _distribution(self, counts: dict[str, dict[str, list[float]]], example: StanceExample) -> list[float]:
        shares = [1 / len(LABELS)] * len(LABELS)
        for (table, units), key in zip(self.tables.items(), self.keys(example), strict=True):
            counted, strength = counts[table].get(key), units * self.smoothing
            if counted is not None:
                total = sum(counted) + strength
                shares = [(count + strength * share) / total for count, share in zip(counted, shares, strict=True)]
        return shares

    def save(self, folder: Path) -> None:
        """Store the counts; see :class:`stance.protocols.TrainableModel`.

        Raises:
            NotFittedError: There are none yet.
        """
        if self._counts is None:
            raise NotFittedError(self.name)
        write_json(folder, TABLES_FILE, self._counts)
        write_saved(folder, self, self.options)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model that :meth:`save` stored.

        Raises:
            ConfigError: A file is missing or broken.
        """
        model = cls(**read_saved(folder).options)
        counts = read_json(folder, TABLES_FILE)
        if not isinstance(counts, dict) or set(counts) != set(cls.tables):
            raise ConfigError(f"model {str(folder)!r}: {TABLES_FILE} is not of {cls.name!r}; train it again")
        model._counts = counts
        return model


class MajorityModel(_Tables):
    """The shares of the labels in training, whatever is asked."""

    name = "majority"
    tables: ClassVar = {"all": 0.0}

    def __init__(self) -> None:
        super().__init__()

    @property
    def options(self) -> dict[str, Any]:
        """None."""
        return {}

    def keys(self, example: StanceExample) -> tuple[str, ...]:
        """One for all."""
        return ("",)


class TargetOnlyModel(_Tables):
    """The labels that the target had in training; sees neither sentence nor holder.

    Args:
        smoothing: How many examples the shares of all targets count against those of the one.
    """

    name = "target_only"
    tables: ClassVar = {"all": 0.0, "target": 1.0}

    def keys(self, example: StanceExample) -> tuple[str, ...]:
        """The target, in any spelling."""
        return "", target_key(example.target)


class PairLookupModel(_Tables):
    """The labels that holder and target had in training; does not see the words of the sentence.

    Backs off from the pair as it is spelled, and which of the two comes first, to the pair in its direction, to the
    pair in either direction, to the holder, to all; all but the first in any spelling. The strengths were chosen on the
    validation part of DSE: one example proves little about a pair, but a spelling that recurs is often the same
    sentence.

    Args:
        smoothing: How many examples the more general shares count against the more particular ones, times the strength
            of the table.
    """

    name = "pair_lookup"
    tables: ClassVar = {"all": 0.0, "holder": 10.0, "pair": 3.0, "directed": 3.0, "spelled": 1.0}

    def keys(self, example: StanceExample) -> tuple[str, ...]:
        """Holder, the pair in either direction, the pair in this one, and as it is spelled."""
        holder, target = name_key(example.holder), target_key(example.target)
        return (
            "",
            holder,
            _JOINT.join(sorted((holder, target))),
            _JOINT.join((holder, target)),
            _JOINT.join((example.holder or "", example.target, _first(example))),
        )


def _first(example: StanceExample) -> str:
    """Which of the two is mentioned first; empty where one is not."""
    if not example.holder_spans or not example.target_mentions:
        return ""
    return "holder" if example.holder_spans[0][0] < example.target_mentions[0].start else "target"
