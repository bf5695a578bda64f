"""Runs of one model over the folds of one division, as one run.

Each example is in the test split of one fold only, so that the answers of all folds together are those of one run to
all examples; its intervals draw documents, as those of any run.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cached_property
from statistics import fmean
from typing import Any

from stance.comparison.loaded import LoadedRun
from stance.types import Answer

KFOLD = "stance.data.splits.kfold"
_FOLD = "split.fold"


@dataclasses.dataclass(frozen=True, kw_only=True)
class FoldedRun(LoadedRun):
    """A model over several folds; ``path`` and ``manifest`` are of the first, less what is its own.

    Args:
        folds: The runs, in the order of their folds; one seed, and no fold twice.
    """

    folds: tuple[LoadedRun, ...]

    @property
    def parts(self) -> tuple[LoadedRun, ...]:
        """The runs that it is made of."""
        return self.folds

    @property
    def folded(self) -> str:
        """How many folds: ``5 folds``, or ``3 of 5 folds``."""
        whole = (self.manifest.get("config") or {}).get("split", {}).get("k")
        of_all = f" of {whole}" if whole != len(self.folds) else ""
        return f"{len(self.folds)}{of_all} folds"

    @cached_property
    def answers(self) -> dict[str, tuple[Answer, ...]]:
        """Evaluation set to the answers of all folds; only sets of which no fold shares an item with another."""
        return {
            name: tuple(answer for run in self.folds for answer in run.answers[name])
            for name in self.folds[0].answers
            if _disjoint(self.folds, name)
        }

    @property
    def sets(self) -> list[str]:
        """Names of the evaluation sets."""
        return list(self.answers)


def pooled(runs: Sequence[LoadedRun], sets: Sequence[str]) -> list[LoadedRun]:
    """The runs, those over folds of the same division as one where the first of them stands.

    Runs stay apart where a set is asked for of which their folds share items (development sets).

    Args:
        runs: Finished runs.
        sets: What they are to be compared on.
    """
    groups: dict[object, list[LoadedRun]] = {}
    for number, run in enumerate(runs):
        groups.setdefault(_division(run) or number, []).append(run)
    found: list[LoadedRun] = []
    for group in groups.values():
        folds = {run.options[_FOLD]: run for run in reversed(group)} if len(group) > 1 else {}
        parts = tuple(folds[fold] for fold in sorted(folds))
        asked = [name for name in sets if any(name in run.answers for run in parts)]
        if len(parts) < 2 or not all(_disjoint(parts, name) for name in asked):
            found += group
            continue
        found.append(FoldedRun(path=parts[0].path, manifest=_manifest(parts), folds=parts))
        found += [run for run in group if not any(run is part for part in parts)]  # the same fold again
    return found


def _division(run: LoadedRun) -> tuple[str, int] | None:
    """The same for runs that differ in the fold alone; ``None`` for runs without folds."""
    if run.options.get("split._target_") != KFOLD or not isinstance(run.options.get(_FOLD), int):
        return None
    return run.key(without=(_FOLD,)), run.seed


def _disjoint(runs: Sequence[LoadedRun], name: str) -> bool:
    if not all(name in run.answers for run in runs):
        return False
    items = [answer.example.id for run in runs for answer in run.answers[name]]
    return len(set(items)) == len(items)


def _manifest(runs: Sequence[LoadedRun]) -> Mapping[str, Any]:
    first = runs[0].manifest
    config = first.get("config") or {}
    split = {key: value for key, value in config["split"].items() if key != "fold"}
    own = {"config": {**config, "split": split}, "trained_on": round(fmean(run.trained_on for run in runs))}
    return {key: value for key, value in first.items() if key != "history"} | own
