"""Fitting a linear classifier: its C is chosen and its probabilities are calibrated on examples it did not learn from.

Those are the ones of ``dev`` for calibration, else the folds of a cross-validation that keeps documents together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from stance.labels import LABELS
from stance.models.heads import Head, Rows, Settings, calibrated, counting, head_of, quiet, solve
from stance.models.learning import shown
from stance.protocols import FitProgress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

_LEAST_ROWS = 30  # fewer examples than this tell nothing about calibration
_LEAST_GROUPS = 3
_MOST_ROWS = 5000  # more change the second digit of C, and cost minutes


class Fitted(NamedTuple):
    """A classifier and how it came about, in plain values."""

    head: Head
    history: dict[str, Any]


class _Answers(NamedTuple):
    """Decision values for examples not learned from, their labels, and what they count."""

    decided: Array
    gold: Array
    weights: Array


def fit(
    rows: Rows, dev: Rows | None, settings: Settings, *, seed: int = 0, progress: FitProgress | None = None
) -> Fitted:
    """Choose C, fit, calibrate.

    Args:
        rows: To learn from; any number of labels may be missing.
        dev: To calibrate with; without it, or with fewer than 30, cross-validation on ``rows`` does that.
        settings: See there.
        seed: Of the folds, and of the solver's order.
        progress: Told how far it is.
    """
    progress = shown(progress)
    held_out = dev if dev is not None and len(dev.labels) >= _LEAST_ROWS else None
    sample = _sample(rows, seed)
    folds = _folds(sample, settings, seed) if len(settings.C) > 1 or held_out is None else []
    progress.begin("fitting", len(folds) * (len(settings.C) if folds else 1) + 1)
    chosen, seen = settings.C[len(settings.C) // 2], None
    losses: dict[str, float] = {}
    if folds:
        best = float("inf")
        for value in settings.C:
            answers = _out_of_fold(sample, folds, value, settings, seed, progress)
            loss = _loss(answers, rows, settings)
            losses[f"{value:g}"] = round(loss, 4)
            if loss < best - 1e-9:
                best, chosen, seen = loss, value, answers
    coef, intercept, converged = solve(rows, chosen, settings, seed)
    head = head_of(coef, intercept, rows, settings)
    if held_out is not None:
        seen = _Answers(head.decide(held_out.features), held_out.labels, counting(held_out, settings))
    if seen is not None:
        head = calibrated(head, *seen)
    progress.advance()
    history = {
        "epochs": 1,
        "rows": len(rows.labels),
        "features": int(rows.features.shape[1]),
        "C": chosen,
        "log_loss": losses,
        "converged": converged,
        "calibrated_on": "dev" if held_out is not None else "folds" if seen is not None else "nothing",
        "slope": [round(float(value), 4) for value in head.slope],
        "offset": [round(float(value), 4) for value in head.offset],
    }
    return Fitted(head, history)


def _sample(rows: Rows, seed: int) -> Rows:
    """At most so many rows, whole groups, for what needs no more."""
    import numpy as np

    if len(rows.labels) <= _MOST_ROWS:
        return rows
    names = sorted(set(rows.groups))
    rank = dict(zip(names, np.random.default_rng(seed).permutation(len(names)), strict=True))
    order = np.argsort([rank[group] for group in rows.groups], kind="stable")
    return rows.take(np.sort(order[:_MOST_ROWS]))


def _folds(rows: Rows, settings: Settings, seed: int) -> list[tuple[Array, Array]]:
    """Rows to learn from and rows to look at, of each fold; documents are never divided."""
    import numpy as np
    from sklearn.model_selection import StratifiedGroupKFold

    counts = np.bincount(rows.labels)
    count = min(settings.folds, len(set(rows.groups)), int(counts.max()))
    if len(rows.labels) < _LEAST_ROWS // 2 or count < min(_LEAST_GROUPS, settings.folds) or count < 2:
        return []
    numbers = {group: number for number, group in enumerate(dict.fromkeys(rows.groups))}
    groups = np.array([numbers[group] for group in rows.groups])
    with quiet():
        made = StratifiedGroupKFold(count, shuffle=True, random_state=seed).split(rows.labels, rows.labels, groups)
        folds = [(np.asarray(learn), np.asarray(look)) for learn, look in made]
    everything = set(rows.labels.tolist())
    return [(learn, look) for learn, look in folds if len(look) and set(rows.labels[learn].tolist()) == everything]


def _out_of_fold(
    rows: Rows, folds: list[tuple[Array, Array]], value: float, settings: Settings, seed: int, progress: FitProgress
) -> _Answers:
    import numpy as np

    decided = []
    for learn, look in folds:
        part = rows.take(learn)
        coef, intercept, _ = solve(part, value, settings, seed)
        decided.append(head_of(coef, intercept, part, settings).decide(rows.features[look]))
        progress.advance()
    order = np.concatenate([look for _, look in folds])
    return _Answers(np.concatenate(decided), rows.labels[order], counting(rows, settings)[order])


def _loss(answers: _Answers, rows: Rows, settings: Settings) -> float:
    """Mean negative log likelihood after calibration, so that a sharper or flatter C is not judged by that."""
    import numpy as np

    empty = np.zeros((len(LABELS), 0), dtype=np.float32)
    head = calibrated(head_of(empty, np.zeros(len(LABELS)), rows, settings), *answers)
    chances = head.chances(answers.decided)[np.arange(len(answers.gold)), answers.gold]
    return float(np.average(-np.log(np.clip(chances, 1e-9, 1)), weights=answers.weights))
