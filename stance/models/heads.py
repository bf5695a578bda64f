"""Linear classifiers over features of any kind, and how decision values become probabilities."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from stance.errors import ConfigError, unknown
from stance.labels import LABELS
from stance.models.temperature import fit_temperature

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

Classifier = Literal["svm", "logistic"]
CLASSIFIERS: tuple[Classifier, ...] = ("svm", "logistic")
ARRAYS = ("coef", "intercept", "slope", "offset", "counts")
_LEAST_ROWS = 15  # fewer examples than this tell nothing about a temperature
_LEAST_HITS = 30  # examples of a label, for a sigmoid of its own
_FLATTEST = 0.1
_MOST_ROWS = 5000  # more change a temperature in its third digit only
_ITERATIONS = 2000


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How to fit.

    Args:
        classifier: ``svm``: one against the rest with squared hinge loss, Platt's sigmoids (Platt 1999), a
            common one where a label has few examples.
            ``logistic``: multinomial logistic regression, one temperature (Guo et al., ICML 2017).
        C: Inverse strength of the regularization; of several the best by cross-validation, where there are enough
            examples to tell, else the middle one.
        class_weights: ``balanced`` lets the labels count alike, ``None`` lets the examples; or what each label counts,
            by its place in :data:`stance.labels.LABELS`.
        folds: Of the cross-validation; 0 for none, then probabilities are not calibrated without ``dev``.
    """

    classifier: Classifier = "svm"
    C: tuple[float, ...] = (1.0,)
    class_weights: Literal["balanced"] | tuple[float, ...] | None = None
    folds: int = 5

    @classmethod
    def of(
        cls,
        name: str,
        *,
        classifier: str,
        C: float | Sequence[float],  # noqa: N803 - as everybody calls it
        class_weights: str | Mapping[str, float] | None,
        folds: int,
    ) -> Settings:
        """Check the options of model ``name``.

        Raises:
            ConfigError: One of them is not allowed.
        """
        if classifier not in CLASSIFIERS:
            raise unknown(f"classifier of model {name!r}", str(classifier), CLASSIFIERS)
        values = (C,) if isinstance(C, int | float) else tuple(C)
        if not values or not all(isinstance(value, int | float) and value > 0 for value in values):
            raise ConfigError(f"model {name!r}: C={C}; give a number above 0, or a list of such numbers to choose from")
        if folds != 0 and folds < 2:
            raise ConfigError(f"model {name!r}: folds={folds}; give 2 or more, or 0 for no cross-validation")
        return cls(
            classifier="svm" if classifier == "svm" else "logistic",
            C=tuple(sorted(float(value) for value in values)),
            class_weights=_class_weights(name, class_weights),
            folds=folds,
        )

    @property
    def options(self) -> dict[str, Any]:
        """Plain values that :meth:`of` takes."""
        weights = self.class_weights
        return {
            "C": list(self.C),
            "class_weights": dict(zip(LABELS, weights, strict=True)) if isinstance(weights, tuple) else weights,
            "folds": self.folds,
        }


def _class_weights(
    name: str, given: str | Mapping[str, float] | None
) -> Literal["balanced"] | tuple[float, ...] | None:
    if given is None:
        return None
    if given == "balanced":
        return "balanced"
    if isinstance(given, Mapping) and set(given) == set(LABELS) and all(value > 0 for value in given.values()):
        return tuple(float(given[label]) for label in LABELS)
    raise ConfigError(
        f"model {name!r}: class_weights={given!r}; allowed are null, 'balanced', or a number above 0 for each of "
        f"{', '.join(LABELS)}"
    )


@dataclass(frozen=True, kw_only=True)
class Head:
    """A fitted classifier. Rows are the labels in the order of :data:`stance.labels.LABELS`.

    Args:
        classifier: See :class:`Settings`.
        coef: Weights, ``(3, features)``.
        intercept: ``(3,)``.
        slope: What each decision value is multiplied by, ``(3,)``.
        offset: What is added then, ``(3,)``.
        counts: How many training examples each label had, ``(3,)``.
    """

    classifier: Classifier
    coef: Array
    intercept: Array
    slope: Array
    offset: Array
    counts: Array

    @property
    def arrays(self) -> dict[str, Array]:
        """What is stored, by the names of :data:`ARRAYS`."""
        return {name: getattr(self, name) for name in ARRAYS}

    def decide(self, features: Any) -> Array:
        """Decision values, ``(examples, 3)``; ``features`` may be sparse."""
        import numpy as np

        return np.asarray(features @ self.coef.T, dtype=np.float64) + self.intercept

    def probabilities(self, features: Any) -> Array:
        """Probabilities, ``(examples, 3)``.

        A label that training data did not have gets what the rule of succession leaves for the unseen, 1 / (n + 3).
        """
        return self.chances(self.decide(features))

    def chances(self, decided: Array) -> Array:
        """Probabilities of decision values, both ``(examples, 3)``."""
        import numpy as np

        present = self.counts > 0
        scaled = decided * self.slope + self.offset
        if self.classifier == "svm":
            found = 1 / (1 + np.exp(-np.clip(scaled, -30, 30)))
        else:
            found = np.exp(scaled - np.max(np.where(present, scaled, -np.inf), axis=1, keepdims=True))
        found = np.where(present, found, 0.0)
        found /= found.sum(axis=1, keepdims=True)
        unseen = 0.0 if present.all() else 1 / (self.counts.sum() + len(LABELS))
        absent = np.where(present, 0.0, 1 / max(1, int((~present).sum())))
        return np.asarray(found * (1 - unseen) + absent * unseen)


class Rows(NamedTuple):
    """Examples as numbers.

    Args:
        features: ``(examples, features)``, dense or sparse (CSR).
        labels: ``(examples,)``, places in :data:`stance.labels.LABELS`.
        weights: ``(examples,)``.
        groups: Of each example, for cross-validation.
    """

    features: Any
    labels: Array
    weights: Array
    groups: Sequence[str]

    def take(self, index: Array) -> Rows:
        """Some of them."""
        groups = [self.groups[position] for position in index]
        return Rows(self.features[index], self.labels[index], self.weights[index], groups)


def head_of(coef: Array, intercept: Array, rows: Rows, settings: Settings) -> Head:
    """The classifier with these weights, before calibration."""
    import numpy as np

    counts = np.bincount(rows.labels, minlength=len(LABELS)).astype(np.float64)
    # Without calibration a margin of an SVM counts as log odds of twice its size: on the margin, 88 %.
    slope = np.full(len(LABELS), 2.0 if settings.classifier == "svm" else 1.0)
    return Head(
        classifier=settings.classifier,
        coef=coef,
        intercept=intercept,
        slope=slope,
        offset=np.zeros(len(LABELS)),
        counts=counts,
    )


def solve(rows: Rows, value: float, settings: Settings, seed: int) -> tuple[Array, Array, bool]:
    """Weights ``(3, features)`` and intercepts ``(3,)``, zeros for missing labels; and whether the solver was done."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.svm import LinearSVC

    size = rows.features.shape[1]
    coef, intercept = np.zeros((len(LABELS), size), dtype=np.float32), np.zeros(len(LABELS))
    classes = np.unique(rows.labels)
    if len(classes) == 1:
        return coef, intercept, True
    if settings.classifier == "svm":
        solver = LinearSVC(C=value, random_state=seed, max_iter=_ITERATIONS)
    else:
        solver = LogisticRegression(C=value, max_iter=_ITERATIONS, tol=1e-3)
    with quiet():
        solver.fit(rows.features, rows.labels, sample_weight=counting(rows, settings))
    found, shift = np.asarray(solver.coef_), np.asarray(solver.intercept_)
    if len(classes) == 2:  # one row that tells the second from the first; the softmax of the halves is its sigmoid
        half = 1.0 if settings.classifier == "svm" else 0.5
        found, shift = np.vstack([-found, found]) * half, np.concatenate([-shift, shift]) * half
    coef[classes], intercept[classes] = found, shift
    return coef, intercept, bool(np.max(solver.n_iter_) < _ITERATIONS)


def counting(rows: Rows, settings: Settings) -> Array:
    """What each example counts, by its own weight and its label's, ``(examples,)``."""
    import numpy as np

    given = settings.class_weights
    if given is None:
        return rows.weights
    if isinstance(given, tuple):
        return np.asarray(rows.weights * np.array(given)[rows.labels])
    totals = np.bincount(rows.labels, weights=rows.weights, minlength=len(LABELS))
    return np.asarray(rows.weights * (totals.sum() / (np.count_nonzero(totals) * totals[rows.labels])))


def calibrated(head: Head, decided: Array, gold: Array, weights: Array) -> Head:
    """The classifier with probabilities that fit labels it did not learn from.

    Args:
        head: The classifier.
        decided: Decision values, ``(examples, 3)``.
        gold: The right labels, ``(examples,)``.
        weights: What each example counts, ``(examples,)``. Sigmoids that did not count as the classifier did would take
            back what weights were given for; a temperature moves no label before another.
    """
    import numpy as np

    if head.classifier == "logistic":
        # Only rows whose label could be learned tell how sure to be.
        known = head.counts[gold] > 0
        present = np.flatnonzero(head.counts > 0)
        if len(present) < 2 or known.sum() < _LEAST_ROWS:
            return head
        place = {int(label): index for index, label in enumerate(present)}
        rows = decided[known][:_MOST_ROWS][:, present].tolist()
        temperature = fit_temperature(rows, [place[int(label)] for label in gold[known][:_MOST_ROWS]])
        return dataclasses.replace(head, slope=np.full(len(LABELS), 1 / temperature))
    slope, offset = head.slope.copy(), head.offset.copy()
    present = np.flatnonzero(head.counts > 0)
    if min((gold == label).sum() for label in present) < _LEAST_HITS:
        # So few cannot say that one label's sigmoid is unlike another's; a common one leaves their order as it is.
        hits = np.concatenate([gold == label for label in present])
        common = _sigmoid(decided[:, present].T.ravel(), hits, np.tile(weights, len(present)))
        return dataclasses.replace(
            head, slope=np.full(len(LABELS), max(common[0], _FLATTEST)), offset=np.full(len(LABELS), common[1])
        )
    for label in present:
        hits = gold == label
        if hits.sum() < len(hits):
            slope[label], offset[label] = _sigmoid(decided[:, label], hits, weights)
    return dataclasses.replace(head, slope=slope, offset=offset)


def _sigmoid(decided: Array, hits: Array, weights: Array) -> tuple[float, float]:
    """Slope and offset of Platt's sigmoid; targets are moved from 0 and 1 as he does, so that few examples do no harm.

    The slope is kept from turning round: a classifier that is wrong on unseen examples is one that knows nothing.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    weights = weights * len(weights) / weights.sum()
    positive, negative = float(weights[hits].sum()), float(weights[~hits].sum())
    goal = np.where(hits, (positive + 1) / (positive + 2), 1 / (negative + 2))
    # A target between 0 and 1 is a row of each class that counts in proportion.
    twice, classes = np.concatenate([decided, decided]), np.repeat([1, 0], len(decided))
    counts = np.concatenate([goal * weights, (1 - goal) * weights])
    solver = LogisticRegression(C=1e4).fit(twice[:, None], classes, sample_weight=counts)
    slope, offset = float(solver.coef_[0, 0]), float(solver.intercept_[0])
    return (slope, offset) if slope > 0 else (0.0, float(np.log((positive + 1) / (negative + 1))))


@contextmanager
def quiet() -> Iterator[None]:
    """Solvers that stop early and classes with few members are normal here; ``history`` says what came of it."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.filterwarnings("ignore", message="The least populated class", category=UserWarning)
        yield
