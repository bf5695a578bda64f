"""A sequence classifier of the Hugging Face layout whose labels are stances, asked as it is: (sentence, question)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stance.errors import ConfigError, unknown
from stance.labels import LABELS
from stance.models.batching import inference_batches, units
from stance.models.encoding import InputEncoder
from stance.models.hub import classifier_labels, resolve, stance_labels
from stance.models.learning import predictions
from stance.models.rendering import rendering_of
from stance.models.temperature import softmax
from stance.types import Prediction, StanceExample


class StanceClassifier:
    """Somebody's stance classifier; nothing of it is trained here.

    Args:
        model: Folder or hub name.
        labels: Which stance each of the model's labels is; ``None`` where their names say it (``FAVOR``, ``pro``).
        rendering: The question's form; ``marked`` is not understood by a model that was not trained with it.
        max_length: Most tokens of an input.
        batch_size: Inputs of a batch.
        batch_tokens: Most tokens of a batch, padding included.

    Raises:
        ConfigError: The model cannot be read, or its labels are not the three stances.
    """

    name = "classifier"

    def __init__(
        self,
        *,
        model: str,
        labels: Mapping[str, str] | None = None,
        rendering: str | Mapping[str, Any] = "question",
        max_length: int = 256,
        batch_size: int = 64,
        batch_tokens: int = 8192,
    ) -> None:
        self._folder = resolve(model)
        own = classifier_labels(self._folder)
        self._order = _order(self._folder, own, labels)
        self._rendering = rendering_of(rendering)
        if self._rendering.form != "question":
            raise ConfigError(
                f"rendering.form {self._rendering.form!r}: a model of the hub knows no markers; use question"
            )
        self._max_length, self._batch_size, self._batch_tokens = max_length, batch_size, batch_tokens
        self._loaded: Any = None

    def predict(self, examples: Sequence[StanceExample]) -> list[Prediction]:
        """Classify; see :class:`stance.protocols.StanceModel`."""
        if not examples:
            return []
        import torch

        from stance.models.encoders import read_classifier

        if self._loaded is None:
            self._loaded = read_classifier(self._folder)
        tokenizer, network = self._loaded
        network.eval()
        encoded = InputEncoder(tokenizer, self._rendering, self._max_length)(examples)
        segments = "token_type_ids" in tokenizer.model_input_names
        chances: list[list[float]] = [[] for _ in examples]
        for batch in inference_batches(units(encoded), size=self._batch_size, tokens=self._batch_tokens):
            rows = [{"input_ids": list(unit.input.ids), "token_type_ids": list(unit.input.types)} for unit in batch]
            inputs = tokenizer.pad(rows, return_tensors="pt", verbose=False)
            if not segments:
                inputs.pop("token_type_ids")
            with torch.no_grad():
                logits = network(**inputs).logits.float()[:, self._order].tolist()
            for unit, row in zip(batch, logits, strict=True):
                for index in unit.examples:
                    chances[index] = softmax(row)
        return predictions(examples, chances)


def _order(folder: Path, own: list[str], labels: Mapping[str, str] | None) -> list[int]:
    """Index of each of our labels among the model's outputs."""
    if labels is None:
        found = stance_labels(own)
        if found is None:
            raise ConfigError(
                f"model {str(folder)!r} has labels {', '.join(own)}, which do not say {', '.join(LABELS)}; "
                f"map them: labels={{{own[0] if own else 'LABEL_0'}: favor, ...}}"
            )
        return [found.index(label) for label in LABELS]
    for label, stance in labels.items():
        if label not in own:
            raise unknown(f"label of model {str(folder)!r}", label, own)
        if stance not in LABELS:
            raise unknown("stance in labels", stance, LABELS)
    mapped = {stance: own.index(label) for label, stance in labels.items()}
    if len(labels) != len(LABELS) or set(mapped) != set(LABELS):
        raise ConfigError(f"labels {dict(labels)} must name one label of the model for each of {', '.join(LABELS)}")
    return [mapped[label] for label in LABELS]
