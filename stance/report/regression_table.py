"""The regressions of an analysis as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from stance.analysis.correction_regression import Regression
from stance.report.tables import Cell, Figure

COLUMNS = ("target", "outcome", "method", "term", "coefficient", "p", "n", "coded", "documents", "remarks")


def regression_rows(found: Sequence[Regression], target: Callable[[str], str]) -> Iterator[tuple[Cell, ...]]:
    """A row for each coefficient; one without a figure where they cannot be estimated, which says why.

    Args:
        found: Corrected ones and those of the labels alone.
        target: Name of a target's id.
    """
    for one in found:
        method = "as labelled" if one.method == "none" else one.method
        first = (target(one.target), one.outcome, method)
        last = (one.n, one.n_coded, one.documents, ", ".join(one.flags))
        if not one.coefficients:
            yield (*first, "–", None, None, *last)
        for term in one.coefficients:
            value = Figure(value=term.value, low=term.low, high=term.high, percent=False, digits=3)
            yield (*first, term.name, value, Figure(value=term.p, percent=False, digits=4), *last)
