"""A frozen sentence encoder and logistic regression: seconds to fit, and good from a handful of examples a label."""

from __future__ import annotations

import re
import shutil
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from stance.errors import ConfigError, NotFittedError, unknown
from stance.models.arrays import need, read_arrays, write_arrays
from stance.models.heads import ARRAYS, Head, Rows, Settings
from stance.models.learning import coded, groups_of, predictions
from stance.models.linear import fit as fit_linear
from stance.models.places import places
from stance.models.rendering import target_name
from stance.models.saved import read_saved, write_saved
from stance.models.sentence_encoder import Ask, SentenceEncoder
from stance.protocols import FitProgress
from stance.types import Prediction, Span, StanceExample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

ENCODER_FOLDER = "encoder"
DEVICES = ("auto", "cpu", "cuda")
_NEAR = 6  # words on each side of a mention
_WORD = re.compile(r"\S+")
_LIBRARIES = ("numpy", "safetensors", "sklearn", "torch", "transformers")
_FILES = ("*.safetensors", "*.json", "*.txt")


class _Asks(NamedTuple):
    """The states that make up an example's features."""

    text: Ask
    holder: Ask
    target: Ask
    near_holder: Ask
    near_target: Ask
    holder_name: Ask
    target_name: Ask


class EncoderLinearModel:
    """Logistic regression on states of a frozen encoder.

    Features are, each scaled to length 1: the state of the text, of the holder's and the target's mentions in it, of
    the mentions with the words around them (of the names where they are not mentioned), of both names, and product and
    distance of text and target name.

    Args:
        encoder: Hub name or folder of a sentence encoder, or of any encoder.
        C: Inverse strength of the regularization; of several the best by cross-validation grouped by document, where
            there are examples enough, else the middle one.
        class_weights: ``balanced`` lets the labels count alike, ``None`` lets the examples; or a number for each label.
        folds: Of the cross-validation; 0 for none.
        max_length: Most tokens of a text that are read.
        save_encoder: Whether a saved model holds a copy of the encoder; else its name, and it must be found again.
        device: ``auto`` (a GPU where there is one), ``cpu``, ``cuda``.
    """

    name = "encoder_linear"

    def __init__(
        self,
        *,
        encoder: str = "sentence-transformers/all-MiniLM-L6-v2",
        C: float | Sequence[float] = (0.1, 0.3, 1.0, 3.0, 10.0),  # noqa: N803 - as everybody calls it
        class_weights: str | Mapping[str, float] | None = None,
        folds: int = 4,
        max_length: int = 256,
        save_encoder: bool = True,
        device: str = "auto",
    ) -> None:
        if not isinstance(encoder, str) or not encoder.strip():
            raise ConfigError(
                f"model {self.name!r}: encoder={encoder!r}; give a hub name or a folder, model.encoder=NAME"
            )
        if isinstance(max_length, bool) or not isinstance(max_length, int) or max_length < 8:
            raise ConfigError(f"model {self.name!r}: max_length={max_length!r}; give a number of tokens from 8 on")
        if device not in DEVICES:
            raise unknown(f"device of model {self.name!r}", str(device), DEVICES)
        self._settings = Settings.of(self.name, classifier="logistic", C=C, class_weights=class_weights, folds=folds)
        self._encoder_name = encoder
        self._max_length = max_length
        self._save_encoder = save_encoder
        self._device = device
        self._encoder: SentenceEncoder | None = None
        self._head: Head | None = None

    @property
    def options(self) -> dict[str, Any]:
        """Arguments of the constructor, plain values."""
        return {
            "encoder": self._encoder_name,
            **self._settings.options,
            "max_length": self._max_length,
            "save_encoder": self._save_encoder,
            "device": self._device,
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
        """Learn; see :class:`stance.protocols.TrainableModel`. ``dev`` calibrates; no checkpoints are needed.

        Raises:
            ConfigError: The encoder cannot be found or read.
        """
        rows = coded(self.name, train, weights)
        held_out = coded(self.name, dev) if dev else None
        encoder = self._loaded_encoder()
        import numpy as np

        features = _features(encoder, [*rows.examples, *(held_out.examples if held_out else ())], progress)
        count = len(rows.examples)
        learned = Rows(features[:count], np.array(rows.labels), np.array(rows.weights), groups_of(rows.examples))
        looked = None
        if held_out is not None:
            groups = groups_of(held_out.examples)
            looked = Rows(features[count:], np.array(held_out.labels), np.array(held_out.weights), groups)
        self._head, history = fit_linear(learned, looked, self._settings, seed=seed, progress=progress)
        return history

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        """Classify; see :class:`stance.protocols.StanceModel`.

        Raises:
            NotFittedError: Before :meth:`fit` or :meth:`load`.
        """
        if self._head is None:
            raise NotFittedError(self.name)
        if not examples:
            return []
        features = _features(self._loaded_encoder(), examples)
        return predictions(examples, self._head.probabilities(features).tolist())

    def _loaded_encoder(self) -> SentenceEncoder:
        if self._encoder is None:
            need(f"model {self.name!r}", *_LIBRARIES)
            from stance.models.hub import resolve

            folder = resolve(self._encoder_name)
            self._encoder = SentenceEncoder(folder, max_length=self._max_length, device=self._device)
        return self._encoder

    def save(self, folder: Path) -> None:
        """Store weights and encoder; see :class:`stance.protocols.TrainableModel`.

        Raises:
            NotFittedError: There are none yet.
        """
        if self._head is None:
            raise NotFittedError(self.name)
        from stance.models.encoders import fingerprint

        encoder = self._loaded_encoder()
        if self._save_encoder:
            _copy(encoder.folder, folder / ENCODER_FOLDER)
        write_arrays(folder, self._head.arrays)
        write_saved(folder, self, self.options, {"encoder_sha256": fingerprint(encoder.folder)})

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model that :meth:`save` stored.

        Raises:
            ConfigError: A file is missing or broken, or the encoder is not the one that the weights were learned with.
        """
        saved = read_saved(folder)
        model = cls(**saved.options)
        need(f"model {cls.name!r}", *_LIBRARIES)
        from stance.models.encoders import fingerprint
        from stance.models.hub import resolve

        arrays = read_arrays(folder, ARRAYS)
        own = folder / ENCODER_FOLDER
        source = own if own.is_dir() else resolve(model._encoder_name)
        if fingerprint(source) != saved.state.get("encoder_sha256"):
            raise ConfigError(
                f"model {str(folder)!r} was trained with other files than those of the encoder {str(source)!r}; "
                "copy the model again, or train it again with save_encoder: true"
            )
        model._encoder = SentenceEncoder(source, max_length=model._max_length, device=model._device)
        model._head = Head(classifier="logistic", **{name: arrays[name] for name in ARRAYS})
        if model._head.coef.shape[1] != _width(model._encoder.size):
            raise ConfigError(f"model {str(folder)!r}: its weights are not of this version; train it again")
        return model


def _copy(source: Path, folder: Path) -> None:
    """The encoder's files, without what others keep beside them.

    Raises:
        ConfigError: They are no longer there.
    """
    files = sorted({path for pattern in _FILES for path in source.glob(pattern)})
    if not any(path.suffix == ".safetensors" for path in files):
        raise ConfigError(f"encoder {str(source)!r} is no longer there; put it back, or give save_encoder: false")
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        if path.resolve() != (folder / path.name).resolve():
            shutil.copyfile(path, folder / path.name)


def _asks(example: StanceExample) -> _Asks:
    found = places(example)
    text = example.text
    holder = Ask((example.holder or "").strip())
    target = Ask(target_name(example.target))
    mentioned = found.holder if example.holder is not None else ()
    return _Asks(
        text=Ask(text),
        holder=Ask(text, mentioned) if mentioned else holder,
        target=Ask(text, found.target) if found.target else target,
        near_holder=Ask(text, _near(text, mentioned)) if mentioned else holder,
        near_target=Ask(text, _near(text, found.target)) if found.target else target,
        holder_name=holder,
        target_name=target,
    )


def _near(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans grown by some words on both sides."""
    words = [match.span() for match in _WORD.finditer(text)]
    starts, ends = [start for start, _ in words], [end for _, end in words]
    grown = []
    for start, end in spans:
        first, last = bisect_right(starts, start) - 1, bisect_left(ends, end)
        grown.append((starts[max(0, first - _NEAR)], ends[min(len(words) - 1, last + _NEAR)]))
    return tuple(grown)


def _features(
    encoder: SentenceEncoder, examples: Sequence[StanceExample], progress: FitProgress | None = None
) -> Array:
    """Features, ``(examples, width)``."""
    import numpy as np

    asks = [_asks(example) for example in examples]
    flat = encoder.states([ask for row in asks for ask in row], progress)
    states = _unit(flat.reshape(len(asks), len(_Asks._fields), encoder.size))
    of = {name: states[:, index] for index, name in enumerate(_Asks._fields)}
    # A mention that was cut off with the end of a long text is read from the name instead.
    for part, name in (("holder", "holder_name"), ("target", "target_name")):
        for kind in (part, f"near_{part}"):
            of[kind] = np.where(of[kind].any(axis=1, keepdims=True), of[kind], of[name])
    both = (of["text"] * of["target_name"], np.abs(of["text"] - of["target_name"]))
    flags = [[bool(row.holder.spans), bool(row.target.spans), bool(row.holder_name.text)] for row in asks]
    return np.concatenate([*of.values(), *map(_unit, both), np.array(flags, dtype=np.float32)], axis=1)


def _unit(vectors: Array) -> Array:
    """Vectors scaled to length 1; those of length 0 stay."""
    import numpy as np

    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(length > 0, length, 1.0), dtype=np.float32)


def _width(size: int) -> int:
    return (len(_Asks._fields) + 2) * size + 3
