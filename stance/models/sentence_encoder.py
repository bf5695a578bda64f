"""A frozen encoder: states of texts and of mentions in them, each computed once.

A text's state is the mean of its tokens' last hidden states, special tokens included, as sentence encoders are trained
(Reimers & Gurevych, EMNLP 2019); a mention's is the mean over the tokens that its spans touch.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from stance.protocols import FitProgress
from stance.types import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

_KEPT = 120_000  # vectors held in memory, 200 MB of a small encoder
_TOKENS = 8192  # of a batch, padding included
_BATCH = 128


class Ask(NamedTuple):
    """A state that is wanted.

    Args:
        text: Of what.
        spans: The mention; the whole text without any.
    """

    text: str
    spans: tuple[Span, ...] = ()


class SentenceEncoder:
    """States from a frozen encoder, with a cache in memory.

    Args:
        folder: With ``config.json``, safetensors and tokenizer.
        max_length: Most tokens of a text; what is beyond is cut off.
        device: ``auto`` (a GPU where there is one), ``cpu``, ``cuda``.
    """

    def __init__(self, folder: Path, *, max_length: int, device: str = "auto") -> None:
        import torch

        from stance.models.encoders import read_encoder

        self.folder = folder
        parts = read_encoder(folder)
        self._device = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
        self._tokenizer: Any = parts.tokenizer
        self._encoder = parts.encoder.eval().to(self._device)
        limits = (max_length, self._tokenizer.model_max_length, _positions(parts.encoder.config))
        self.max_length = min(int(limit) for limit in limits if limit)
        self.size = int(parts.encoder.config.hidden_size)
        self._cache: OrderedDict[Ask, Array] = OrderedDict()

    def states(self, wanted: Sequence[Ask], progress: FitProgress | None = None) -> Array:
        """A vector for each, ``(asks, size)``; zeros where no token is within the spans (beyond ``max_length``).

        Args:
            wanted: In any order and with repetitions, which cost nothing.
            progress: Told how many texts are done.
        """
        import numpy as np

        missing: dict[str, dict[Ask, None]] = {}
        for ask in wanted:
            if ask in self._cache:
                self._cache.move_to_end(ask)
            else:
                missing.setdefault(ask.text, {})[ask] = None
        if progress is not None:
            progress.begin("encoding texts", len(missing))
        fresh: dict[Ask, Array] = {}
        for texts in self._batches(list(missing)):
            fresh |= self._computed({text: list(missing[text]) for text in texts})
            if progress is not None:
                progress.advance(len(texts))
        found = np.zeros((len(wanted), self.size), dtype=np.float32)
        for index, ask in enumerate(wanted):
            found[index] = fresh[ask] if ask in fresh else self._cache[ask]
        self._cache |= fresh
        while len(self._cache) > _KEPT:
            self._cache.popitem(last=False)
        return found

    def _batches(self, texts: list[str]) -> Iterator[list[str]]:
        """Texts of like length together, the longest first, so that little is padding."""
        if not texts:
            return
        lengths = [len(ids) for ids in self._tokenizer(texts, truncation=True, max_length=self.max_length)["input_ids"]]
        batch: list[str] = []
        longest = 0
        for index in sorted(range(len(texts)), key=lambda index: -lengths[index]):
            longest = longest if batch else lengths[index]
            batch.append(texts[index])
            if len(batch) == _BATCH or (len(batch) + 1) * longest > _TOKENS:
                yield batch
                batch = []
        if batch:
            yield batch

    def _computed(self, wanted: dict[str, list[Ask]]) -> dict[Ask, Array]:
        import numpy as np
        import torch

        tokens = self._tokenizer(
            list(wanted),
            truncation=True,
            max_length=self.max_length,
            padding=True,
            return_tensors="pt",
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        offsets = tokens.pop("offset_mapping").tolist()
        special = tokens.pop("special_tokens_mask").tolist()
        # inference_mode is left alone: tensors made in it could not take part in a training that a caller runs later.
        with torch.no_grad():
            hidden = self._encoder(**tokens.to(self._device)).last_hidden_state.float().cpu().numpy()
        mask = tokens["attention_mask"].cpu().numpy()
        found: dict[Ask, Array] = {}
        for row, asks in enumerate(wanted.values()):
            for ask in asks:
                if ask.spans:
                    chosen = [
                        index
                        for index, (left, right) in enumerate(offsets[row])
                        if not special[row][index] and any(left < end and start < right for start, end in ask.spans)
                    ]
                else:
                    chosen = mask[row].nonzero()[0].tolist()
                found[ask] = hidden[row, chosen].mean(axis=0) if chosen else np.zeros(self.size, dtype=np.float32)
        return found


def _positions(config: Any) -> int:
    """How many tokens the encoder has positions for; 0 if it does not say. RoBERTa counts from the padding's id on."""
    most = int(getattr(config, "max_position_embeddings", 0) or 0)
    offset = (config.pad_token_id or 0) + 1 if "roberta" in config.model_type else 0
    return max(0, most - offset)
