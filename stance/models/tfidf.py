"""Bags of n-grams and a linear classifier: no encoder, trained in a minute, hard to beat on what is in the words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

from stance.errors import ConfigError, NotFittedError
from stance.models.arrays import need, read_arrays, read_json, write_arrays, write_json
from stance.models.heads import ARRAYS, Head, Rows, Settings
from stance.models.learning import coded, groups_of, predictions, shown
from stance.models.linear import fit as fit_linear
from stance.models.saved import read_saved, write_saved
from stance.models.views import BLOCKS, View, view_of
from stance.protocols import FitProgress
from stance.types import Prediction, StanceExample

VOCABULARY_FILE = "vocabulary.json"
_FEW = 1000  # with fewer texts than this, a word that occurs once may be all there is
_OF_TEXT = ("words", "characters")  # bags that depend on the sentence alone, whoever is asked about
_NAMES = {"svm": "tfidf", "logistic": "tfidf_logistic"}


class _Block(NamedTuple):
    """A bag: its terms, and the inverse document frequency of each."""

    vectorizer: Any

    @property
    def terms(self) -> list[str]:
        vocabulary: dict[str, int] = self.vectorizer.vocabulary_
        return sorted(vocabulary, key=vocabulary.__getitem__)


class _Fitted(NamedTuple):
    blocks: dict[str, _Block]
    head: Head


class TfidfModel:
    """TF-IDF of n-grams and a linear classifier.

    Args:
        classifier: ``svm`` or ``logistic``.
        C: Inverse strength of the regularization; of several the best by cross-validation grouped by document, where
            there are examples enough, else the middle one.
        class_weights: ``balanced`` lets the labels count alike, ``None`` lets the examples; or a number for each label.
        min_df: In how many texts a term must occur; 1 where there are few texts.
        folds: Of the cross-validation that calibrates, grouped by document; 0 for none.
    """

    def __init__(
        self,
        *,
        classifier: str = "svm",
        C: float | Sequence[float] = 1.0,  # noqa: N803 - as everybody calls it
        class_weights: str | Mapping[str, float] | None = None,
        min_df: int = 2,
        folds: int = 4,
    ) -> None:
        self.name = _NAMES.get(classifier, "tfidf")
        self._settings = Settings.of(self.name, classifier=classifier, C=C, class_weights=class_weights, folds=folds)
        if isinstance(min_df, bool) or not isinstance(min_df, int) or min_df < 1:
            raise ConfigError(f"model {self.name!r}: min_df={min_df!r}; give a number of texts from 1 on")
        self._min_df = min_df
        self._fitted: _Fitted | None = None

    @property
    def options(self) -> dict[str, Any]:
        """Arguments of the constructor, plain values."""
        return {
            "classifier": self._settings.classifier,
            "min_df": self._min_df,
            **self._settings.options,
        }

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
        """Learn; see :class:`stance.protocols.TrainableModel`. ``dev`` calibrates; no checkpoints are needed."""
        rows = coded(self.name, train, weights)
        held_out = coded(self.name, dev) if dev else None
        need(f"model {self.name!r}", "numpy", "sklearn", "safetensors")
        import numpy as np

        progress = shown(progress)
        progress.begin("counting n-grams", len(BLOCKS))
        views = [view_of(example) for example in rows.examples]
        distinct = len({view.text for view in views})
        blocks = {}
        for name in BLOCKS:
            blocks[name] = _Block(_vectorizer(name, min_df=self._min_df if distinct >= _FEW else 1))
            blocks[name].vectorizer.fit(_by_text(views) if name in _OF_TEXT else views)
            progress.advance()
        learned = Rows(_matrix(blocks, views), np.array(rows.labels), np.array(rows.weights), groups_of(rows.examples))
        looked = None
        if held_out is not None:
            features = _matrix(blocks, [view_of(example) for example in held_out.examples])
            looked = Rows(features, np.array(held_out.labels), np.array(held_out.weights), groups_of(held_out.examples))
        head, history = fit_linear(learned, looked, self._settings, seed=seed, progress=progress)
        self._fitted = _Fitted(blocks, head)
        return history

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        """Classify; see :class:`stance.protocols.StanceModel`.

        Raises:
            NotFittedError: Before :meth:`fit` or :meth:`load`.
        """
        if self._fitted is None:
            raise NotFittedError(self.name)
        if not examples:
            return []
        features = _matrix(self._fitted.blocks, [view_of(example) for example in examples])
        return predictions(examples, self._fitted.head.probabilities(features).tolist())

    def save(self, folder: Path) -> None:
        """Store vocabulary and weights; see :class:`stance.protocols.TrainableModel`.

        Raises:
            NotFittedError: There are none yet.
        """
        if self._fitted is None:
            raise NotFittedError(self.name)
        blocks, head = self._fitted
        write_json(folder, VOCABULARY_FILE, {name: block.terms for name, block in blocks.items()})
        write_arrays(folder, head.arrays | {f"idf_{name}": block.vectorizer.idf_ for name, block in blocks.items()})
        write_saved(folder, self, self.options)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model that :meth:`save` stored.

        Raises:
            ConfigError: A file is missing or broken, or does not fit the others.
        """
        model = cls(**read_saved(folder).options)
        need(f"model {model.name!r}", "numpy", "sklearn", "safetensors")
        vocabulary = read_json(folder, VOCABULARY_FILE)
        arrays = read_arrays(folder, [*ARRAYS, *(f"idf_{name}" for name in BLOCKS)])
        blocks = {}
        try:
            for name in BLOCKS:
                vectorizer = _vectorizer(name, vocabulary=vocabulary[name])
                vectorizer.idf_ = arrays[f"idf_{name}"]
                blocks[name] = _Block(vectorizer)
            width = sum(len(block.terms) for block in blocks.values())
            if arrays["coef"].shape[1] != width:
                raise ValueError(f"{width} terms for {arrays['coef'].shape[1]} weights")
        except (KeyError, TypeError, ValueError) as error:
            raise ConfigError(
                f"model {str(folder)!r}: {VOCABULARY_FILE} does not fit the weights ({error}); copy the model again"
            ) from error
        head = Head(classifier=model._settings.classifier, **{name: arrays[name] for name in ARRAYS})
        model._fitted = _Fitted(blocks, head)
        return model


def _vectorizer(block: str, **options: Any) -> Any:
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(analyzer=BLOCKS[block], sublinear_tf=True, dtype=np.float32, **options)


def _by_text(views: Sequence[View]) -> list[View]:
    return list({view.text: view for view in views}.values())


def _matrix(blocks: Mapping[str, _Block], views: Sequence[View]) -> Any:
    """Features, ``(examples, terms)``, sparse; each bag has length 1.

    What depends on the sentence alone is computed once for each sentence, however many questions are asked about it.
    """
    import numpy as np
    from scipy.sparse import hstack

    texts = _by_text(views)
    place = {view.text: index for index, view in enumerate(texts)}
    rows = np.array([place[view.text] for view in views])
    parts = []
    for name, block in blocks.items():
        if name in _OF_TEXT:
            parts.append(block.vectorizer.transform(texts)[rows])
        else:
            parts.append(block.vectorizer.transform(views))
    return hstack(parts, format="csr", dtype=np.float32)
