"""Made corpora of which all is known: the truth, errors of the labels, and each unit's probability of being coded."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stance.analysis.pairing import Pairs

# favor, against, neutral, none
SHARES = np.array([0.10, 0.05, 0.05, 0.80])
DOCUMENTS, LENGTH = 250, 12

# How often each true class is labelled favor, against, neutral, none: leaning to favor, missing neutral.
ERRORS = np.array(
    [[0.80, 0.05, 0.05, 0.10], [0.25, 0.60, 0.05, 0.10], [0.25, 0.05, 0.30, 0.40], [0.05, 0.00, 0.01, 0.94]]
)


def drawn(
    seed: int, *, n: int = 300, differing: bool = True, unequal: bool = True, strata: bool = False
) -> tuple[Pairs, npt.NDArray[np.float64]]:
    """A corpus whose documents differ in what they say, a sample of it, and the true totals.

    Args:
        seed: Of everything.
        n: Expected number of coded units.
        differing: Whether labels err otherwise in some documents than in others.
        unequal: Whether what is labelled is coded more often.
        strata: Draw a fixed number of each stratum rather than each unit by itself.
    """
    generator = np.random.default_rng(seed)
    own = np.clip(generator.dirichlet(SHARES * 8, size=DOCUMENTS), 1e-9, None)
    own /= own.sum(axis=1, keepdims=True)
    documents = np.repeat(np.arange(DOCUMENTS), LENGTH)
    total = len(documents)

    def choose(rates: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
        return (generator.uniform(size=total)[:, None] > np.cumsum(rates, axis=1)[:, :3]).sum(axis=1)

    true = choose(own[documents])
    rates = ERRORS[true]
    if differing:
        odd = documents % 2 == 0
        rates = np.where(odd[:, None], rates, 0.5 * rates + 0.5 * np.eye(4)[true])
    predicted = choose(rates)
    found = predicted < 3
    sizes = np.where(found, 4.0, 1.0) if unequal else np.ones(total)
    probability = np.minimum(1.0, n * sizes / sizes.sum())
    if strata:
        coded = np.zeros(total, dtype=np.bool_)
        for stratum in (True, False):
            inside = np.flatnonzero(found == stratum)
            fixed = round(probability[inside].sum())
            coded[generator.permutation(inside)[:fixed]] = True
            probability[inside] = fixed / len(inside)
    else:
        coded = generator.uniform(size=total) < probability
    gold = np.eye(4)[true][:, :3]
    pairs = Pairs(
        predicted=np.eye(4)[predicted][:, :3],
        gold=gold * coded[:, None],
        coded=coded,
        probability=np.where(coded, probability, 1.0),
        documents=documents,
        strata=np.where(coded, found.astype(np.intp), -1) if strata else np.full(total, -1),
    )
    return pairs, gold.sum(axis=0)
