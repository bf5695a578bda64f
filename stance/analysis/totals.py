"""Totals of stances in a corpus, corrected by coded units, as contributions of documents.

Every estimator here is a sum over documents, so one formula gives every interval: the share of a label is a ratio of
two totals, whose error is linearised and whose variance is that between documents (Särndal, Swensson and Wretman,
*Model Assisted Survey Sampling*, 1992, sections 5.5 and 5.6). Units that are neither predicted nor coded to hold a
stance add 0 to all totals, so a corpus of which most sentences say nothing of the target needs no more than its
records and its coded units.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from stance.analysis.pairing import Pairs
from stance.analysis.rows import SIGNS, BoolArray, FloatArray, IntArray
from stance.errors import unknown

Method: TypeAlias = Literal["ppi", "dsl", "confusion", "none"]
Difference: TypeAlias = Literal["ppi", "dsl", "none"]
Triple: TypeAlias = tuple[float | None, float | None, float | None]
"""Value, low, high; ``None`` where undefined."""

NOTHING: Triple = (None, None, None)
_WORST = 1e6  # condition number from which a confusion matrix is not inverted


@dataclass(frozen=True, kw_only=True, eq=False)
class Totals:
    """Corrected totals of favor, against and neutral.

    Args:
        contributions: Of each document to each total; the totals are their sums; shape (documents, 3).
        errors: Deviations of each document for the variance; contributions, unless rates were estimated; same shape.
        noise: Independent parts of the error of the number of stances, from the drawing of the sample alone; the sum of
            their squares is its variance.
        degrees: Of freedom: documents that tell about the error, less one.
        tuning: The weight of the predictions (PPI++), between 0 and 1.
    """

    contributions: FloatArray
    errors: FloatArray
    noise: FloatArray
    degrees: int
    tuning: float = 1.0


def numbered(documents: IntArray) -> tuple[IntArray, int]:
    """Documents as numbers from 0 without gaps, and how many they are."""
    names, numbers = np.unique(documents, return_inverse=True)
    return numbers.astype(np.intp), len(names)


def by_document(values: FloatArray, documents: IntArray, number: int) -> FloatArray:
    """Sums of ``values`` (n, k) within documents; shape (number, k)."""
    found = [np.bincount(documents, weights=column, minlength=number) for column in values.T]
    return np.stack(found, axis=1).astype(np.float64) if found else np.zeros((number, 0))


def difference(pairs: Pairs, method: Method) -> Totals:
    """Totals from predictions plus the weighted errors found in the coded units.

    ``dsl``: the design-based pseudo-outcome ``f + (y - f) R / pi`` (Egami, Hinck, Stewart and Wei 2023, NeurIPS,
    arXiv:2306.04746). ``ppi``: the same with ``lambda f`` for ``f``, where lambda between 0 and 1 makes the variance of
    the three shares least (Angelopoulos, Duchi and Zrnic 2023, "PPI++", arXiv:2311.01453), so that a poor model does no
    harm; weights are one over the probability. ``none``: predictions alone.

    Args:
        pairs: The units of a target or of a group of it.
        method: ``ppi``, ``dsl`` or ``none``.

    Raises:
        ConfigError: The method is another.
    """
    if method not in ("ppi", "dsl", "none"):
        raise unknown("method", str(method), ("ppi", "dsl", "none"))
    documents, number = numbered(pairs.documents)
    weights = np.zeros(len(pairs)) if method == "none" else pairs.weights
    measured = by_document(weights[:, None] * pairs.gold, documents, number)
    assisted = by_document((1 - weights)[:, None] * pairs.predicted, documents, number)
    tuning = _tuning(measured, assisted) if method == "ppi" else 1.0
    contributions = measured + tuning * assisted
    if method == "none":
        return Totals(contributions=contributions, errors=contributions, noise=np.zeros(1), degrees=number - 1)
    off = (pairs.gold - tuning * pairs.predicted).sum(axis=1)
    return Totals(
        contributions=contributions,
        errors=contributions,
        noise=_noise(off[pairs.coded], pairs.probability[pairs.coded], pairs.strata[pairs.coded]),
        degrees=len(np.unique(documents[pairs.coded])) - 1,
        tuning=tuning,
    )


def _tuning(measured: FloatArray, assisted: FloatArray) -> float:
    totals = (measured + assisted).sum(axis=0)
    if totals.sum() <= 0:
        return 1.0
    directions = np.eye(3) - (totals / totals.sum())[:, None]  # the errors of the three shares, linearised
    first, second = measured @ directions.T, assisted @ directions.T
    spread = float((second**2).sum())
    return min(1.0, max(0.0, -float((first * second).sum()) / spread)) if spread > 0 else 1.0


def _noise(values: FloatArray, probability: FloatArray, strata: IntArray) -> FloatArray:
    """Parts of the error of a weighted sum, by unit; the sum of their squares is the variance.

    Hájek's approximation within strata of fixed size (1964, Annals of Mathematical Statistics 35). Where the stratum is
    not known, the sample may be of any size, as if each unit was drawn by itself, which is the larger variance.
    """
    expanded, kept = values / probability, 1 - probability
    found = np.zeros(len(values))
    for stratum in np.unique(strata):
        own = strata == stratum
        count = int(own.sum())
        fixed = stratum >= 0 and count > 1 and kept[own].sum() > 0
        centre = float((kept[own] * expanded[own]).sum() / kept[own].sum()) if fixed else 0.0
        found[own] = np.sqrt(kept[own] * (_small(count) if fixed else 1.0)) * (expanded[own] - centre)
    return found


def confusion(pairs: Pairs, group: BoolArray, sizes: FloatArray) -> Totals | str:
    """Totals from predicted totals and the rates at which labels are mistaken for each other.

    The misclassification matrix is estimated from all coded units of ``pairs`` and solved for the totals that would
    have given the predicted ones (Rogan and Gladen 1978, American Journal of Epidemiology 107; Buonaccorsi 2010,
    *Measurement Error*, chapter 3). It assumes that the rates are the same in every group and document.

    Args:
        pairs: All units of a target.
        group: Those whose totals are asked for; shape (n,).
        sizes: Number of pairs of each document that count in the group, by ``pairs.documents``; shape (documents,).

    Returns:
        The totals, or why there are none.
    """
    documents, number = pairs.documents, len(sizes)
    weights = pairs.weights
    classes = np.column_stack([pairs.gold, 1 - pairs.gold.sum(axis=1)]) * weights[:, None]
    weight = classes.sum(axis=0)
    lacking = [name for name, sum_ in zip(("favor", "against", "neutral", "none"), weight, strict=True) if not sum_ > 0]
    if lacking:
        return f"no unit coded {' or '.join(lacking)}"
    rates = (pairs.predicted.T @ classes) / weight  # (3 predicted, 4 true)
    matrix = rates[:, :3] - rates[:, 3:]
    if not np.linalg.cond(matrix) < _WORST:
        return "the labels do not tell the classes apart"
    predicted = by_document(pairs.predicted * group[:, None], documents, number)
    own = predicted - sizes[:, None] * rates[:, 3]
    contributions = np.linalg.solve(matrix, own.T).T
    totals = contributions.sum(axis=0)
    amounts = np.append(totals, sizes.sum() - totals.sum())
    off = np.zeros((len(pairs), 3))
    for place in range(4):
        off += (amounts[place] / weight[place]) * classes[:, [place]] * (pairs.predicted - rates[:, place])
    mistaken = np.linalg.solve(matrix, by_document(off, documents, number).T).T
    return Totals(
        contributions=contributions,
        errors=contributions - mistaken,
        noise=mistaken.sum(axis=1) * math.sqrt(_small(number)),
        degrees=len(np.unique(documents[pairs.coded])) - 1,
    )


def _small(number: int) -> float:
    return number / (number - 1) if number > 1 else 1.0


def figures(totals: Totals, *, level: float = 0.95) -> tuple[dict[str, Triple], bool]:
    """Shares of favor, against and neutral among stances, net stance, and the number of stances, with intervals.

    Args:
        totals: Corrected.
        level: Of the intervals, which are Student's. The degrees of freedom are those that the fourth moments of the
            errors say (Satterthwaite 1946, Biometrics Bulletin 2), as a few coded units of great weight may make
            most of the variance, and at most those of ``totals``.

    Returns:
        The figures by name (``favor``, ``against``, ``neutral``, ``net``, ``pairs``), and whether one had to be cut
        back to what is possible. Shares are undefined where no stance is left; intervals, where one document tells.
    """
    found: dict[str, Triple] = dict.fromkeys(("favor", "against", "neutral", "net", "pairs"), NOTHING)
    sums = totals.contributions.sum(axis=0)
    count = float(sums.sum())
    number = len(totals.contributions)
    cut = count < 0
    if number:
        found["pairs"] = _bounded(count, _width(totals.noise, totals.degrees, level), 0.0, math.inf)
    if count > 0:
        for name, direction, least in (
            ("favor", np.array([1.0, 0, 0]), 0.0),
            ("against", np.array([0, 1.0, 0]), 0.0),
            ("neutral", np.array([0, 0, 1.0]), 0.0),
            ("net", SIGNS, -1.0),
        ):
            value = float(sums @ direction) / count
            errors = totals.errors @ (direction - value) / count
            width = _width((errors - errors.mean()) * math.sqrt(_small(number)), totals.degrees, level)
            cut = cut or not least - 1e-9 <= value <= 1 + 1e-9
            found[name] = _bounded(value, width, least, 1.0)
    return found, cut


def _bounded(value: float, width: float | None, least: float, most: float) -> Triple:
    def inside(figure: float) -> float:
        return min(most, max(least, figure))

    return inside(value), *((None, None) if width is None else (inside(value - width), inside(value + width)))


def freedom(errors: FloatArray, degrees: int) -> float:
    """Degrees of freedom of a variance that is the sum of squares of independent ``errors``; see :func:`figures`."""
    squares = errors**2
    variance = float(squares.sum())
    uncertain = float((squares**2).sum()) - variance**2 / max(1, len(errors))
    return min(float(degrees), max(1.0, 2 * variance**2 / uncertain)) if uncertain > 0 else float(degrees)


def _width(errors: FloatArray, degrees: int, level: float) -> float | None:
    """Half of an interval for a sum of independent parts with these errors; ``None`` if one part tells."""
    from scipy import special

    if degrees < 1:
        return None
    factor = float(special.stdtrit(freedom(errors, degrees), (1 + level) / 2))
    return factor * math.sqrt(float((errors**2).sum()))


def check_method(method: str) -> None:
    """Raise a ConfigError if there is no such method."""
    if method not in get_args(Method):
        raise unknown("method", str(method), get_args(Method))
