"""Regressions of stance on what is known of the document, corrected for the classifier's errors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args

import numpy as np

from stance.analysis.coded import CodedUnit
from stance.analysis.equations import Family, Fit, fit
from stance.analysis.pairing import Division, Paired, Pairs, paired
from stance.analysis.regressors import Regressors, regressors
from stance.analysis.resampled import check_level
from stance.analysis.rows import SIGNS, BoolArray, FloatArray, Rows
from stance.analysis.totals import Difference, Method, freedom
from stance.errors import ConfigError, InputError, unknown
from stance.labels import LABELS

__all__ = ["Coefficient", "Family", "Outcome", "Regression", "regression"]

Outcome: TypeAlias = Literal["net", "favor", "against", "neutral"]
INTERCEPT = "intercept"


@dataclass(frozen=True, kw_only=True)
class Coefficient:
    """A coefficient (on the scale of log odds if logistic), its interval, and the p of a test that it is 0."""

    name: str
    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, kw_only=True)
class Regression:
    """What :func:`regression` found; no ``coefficients`` where they cannot be estimated, and ``flags`` say why."""

    target: str
    outcome: Outcome
    family: Family
    method: Method
    coefficients: tuple[Coefficient, ...]
    n: int
    n_coded: int
    documents: int
    flags: tuple[str, ...]


def regression(
    rows: Rows,
    coded: Sequence[CodedUnit],
    *,
    target: str,
    covariates: Mapping[str, Mapping[str, float]] | None = None,
    on: Sequence[Division] = (),
    outcome: Outcome = "net",
    family: Family = "linear",
    method: Method = "ppi",
    level: float = 0.95,
    few: int = 30,
    sentences: Mapping[str, int] | None = None,
) -> Regression:
    """Regress the stance of pairs that hold one on covariates of their documents.

    Args:
        rows: The labels of one model.
        coded: Drawn from the same corpus with known probabilities.
        target: Codebook id.
        covariates: Name, to document id, to value; units of documents without a value are left out and counted.
        on: What is known of all units: ``year`` as a number, ``actor``, ``outlet``, further periods as categories; see
            :func:`stance.analysis.regressors.regressors`.
        outcome: ``net`` (1 for favor, -1 for against, 0 for neutral), or whether the stance is this label.
        family: ``linear``, or ``logistic`` (not for ``net``).
        method: ``ppi``, ``dsl`` or ``none``.
        level: Of the intervals.
        few: Least number of coded units.
        sentences: As in :func:`stance.analysis.correction.corrected`.

    Raises:
        ConfigError: An option is unknown or does not fit, a covariate is the same for all, or the target has no units.
        InputError: A covariate is not a finite number, or the coded sample does not fit the labels.
    """
    for option, given, choices in (
        ("outcome", outcome, get_args(Outcome)),
        ("family", family, get_args(Family)),
        ("method", method, ("ppi", "dsl", "none")),
    ):
        if given not in choices:
            raise unknown(option, str(given), choices)
    check_level(level)
    if outcome == "net" and family == "logistic":
        raise ConfigError("outcome=net has three values; give family=linear, or outcome=favor with family=logistic")
    if method != "none" and not coded:
        raise ConfigError(f"method={method} needs a coded sample; give coded=FILE, or method=none")
    table = paired(rows, coded, sentences=sentences)
    own = np.array([name == target for name in table.targets], dtype=np.bool_)
    if not own.any():
        raise unknown("target", target, set(table.targets))
    covariates = covariates or {}
    there = [all(key in values for values in covariates.values()) for key in table.keys]
    made, kept = _complete(table, own & np.array(there, dtype=np.bool_), on)
    pairs = table.pairs.where(kept)
    keys = [table.keys[place] for place in np.flatnonzero(kept)]
    if not any(there):
        raise ConfigError(f"no document has all of the covariates {', '.join(covariates)}; give values by document id")
    x = np.column_stack([_matrix(covariates, keys), *(column[kept] for column in made.columns.values())])
    names = [INTERCEPT, *covariates, *made.columns]
    flags = [*made.flags]
    flat = [place for place in range(1 + len(covariates), x.shape[1]) if len(x) and not np.ptp(x[:, place])]
    flags += [f"{names[place]} left out: the same for all" for place in flat]
    x, names = np.delete(x, flat, axis=1), [name for place, name in enumerate(names) if place not in flat]
    if left := int(own.sum() - kept.sum()):
        flags.append(f"{left} units without a covariate left out")
    if table.left_out:
        flags.append(f"{table.left_out} coded units of other documents left out")
    n_coded = int(pairs.coded.sum())
    direction = SIGNS if outcome == "net" else np.array([float(label == outcome) for label in LABELS])
    member = pairs.predicted.sum(axis=1)
    found: Fit | None = None
    holding = (member > 0) | (pairs.coded & pairs.gold.any(axis=1) & (method != "none"))
    if not len(x):
        flags.append("no unit has all of the covariates")
    elif x.shape[1] == 1:
        flags.append("no covariate is left")
    elif method != "none" and n_coded < few:
        flags.append("too few coded")
    elif told := _collinear(x[holding], names):
        flags.append(told)
    else:
        found = _fitted(pairs, x, direction, family, cast(Difference, method))
        if found is None:
            flags.append("cannot be estimated: too few stances, or the covariates tell them apart wholly")
    return Regression(
        target=target,
        outcome=outcome,
        family=family,
        method=method,
        coefficients=() if found is None else _coefficients(found, names, level),
        n=int((member > 0).sum()),
        n_coded=n_coded,
        documents=len(np.unique(pairs.documents)),
        flags=tuple(flags),
    )


def _fitted(pairs: Pairs, x: FloatArray, direction: FloatArray, family: Family, method: Difference) -> Fit | None:
    """The fit with covariates brought to one scale, and back; ``None`` where there is none."""
    centre, scale = x.mean(axis=0), x.std(axis=0)
    centre[0], scale[0] = 0.0, 1.0
    member = pairs.predicted.sum(axis=1)
    predicted = np.divide(pairs.predicted @ direction, member, out=np.zeros(len(member)), where=member > 0)
    found = fit(
        predicted,
        pairs.gold @ direction,
        (x - centre) / scale,
        weights=pairs.weights,
        documents=pairs.documents,
        predicted_in=member,
        gold_in=pairs.gold.sum(axis=1),
        family=family,
        method=method,
    )
    if found is None or found.degrees < 1:
        return None
    back = np.diag(1 / scale)
    back[0] = np.append(1.0, -(centre / scale)[1:])
    return Fit(
        coefficients=back @ found.coefficients,
        errors=found.errors @ back.T,
        degrees=found.degrees,
        tuning=found.tuning,
    )


def _matrix(covariates: Mapping[str, Mapping[str, float]], keys: Sequence[str]) -> FloatArray:
    columns = [np.ones(len(keys))]
    for name, values in covariates.items():
        column = np.array([values[key] for key in keys], dtype=np.float64)
        if not np.isfinite(column).all():
            odd = keys[int(np.flatnonzero(~np.isfinite(column))[0])]
            raise InputError(f"covariate {name} of document {odd!r} is {values[odd]}; give a finite number, or none")
        if len(keys) and np.ptp(column) == 0:
            raise ConfigError(f"covariate {name} is {column[0]:g} for all documents; leave it out")
        columns.append(column)
    return np.column_stack(columns)


def _complete(table: Paired, own: BoolArray, on: Sequence[Division]) -> tuple[Regressors, BoolArray]:
    """Covariates, and the units that have all of them: a category may be too small once what lacks another is gone."""
    while True:
        made = regressors(table, own, on)
        kept = own.copy()
        for column in made.columns.values():
            kept &= np.isfinite(column)
        if not kept.any() or np.array_equal(kept, own):
            return made, kept
        own = kept


def _collinear(x: FloatArray, names: Sequence[str]) -> str:
    """Which columns follow from those before, as the half-years do from each other and the year; empty where none."""
    scale = np.linalg.norm(x, axis=0)
    columns = x / np.where(scale > 0, scale, 1.0)
    if not len(x) or np.linalg.matrix_rank(columns) == x.shape[1]:
        return ""
    free: list[int] = []
    follow: list[int] = []
    for place in range(x.shape[1]):
        independent = np.linalg.matrix_rank(columns[:, [*free, place]]) > len(free)
        (free if independent else follow).append(place)
    among = dict.fromkeys(name.partition(": ")[0] for name in names if name != INTERCEPT)
    return (
        f"cannot be estimated: {', '.join(names[place] for place in follow)} follows from the other columns of "
        f"{', '.join(among)}; leave one out"
    )


def _coefficients(found: Fit, names: Sequence[str], level: float) -> tuple[Coefficient, ...]:
    from scipy import special

    cells = []
    for name, value, errors in zip(names, found.coefficients, found.errors.T, strict=True):
        error, degrees = math.sqrt(float((errors**2).sum())), freedom(errors, found.degrees)
        factor = float(special.stdtrit(degrees, (1 + level) / 2))
        p = 2 * float(special.stdtr(degrees, -abs(value) / error)) if error > 0 else float(value == 0)
        low, high = float(value - factor * error), float(value + factor * error)
        cells.append(Coefficient(name=name, value=float(value), low=low, high=high, p=p))
    return tuple(cells)
