"""Any classifier of (premise, hypothesis) in the Hugging Face layout, run over many pairs at once.

What makes long label loops slow is left out: each distinct pair is run once, also over several calls, and pairs of like
length share a batch, so that next to nothing is padded.
"""

from __future__ import annotations

import json
import math
import re
import warnings
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from stance.errors import ConfigError
from stance.models.batching import Unit, inference_batches
from stance.models.devices import device_named, require_torch
from stance.models.encoding import Encoded

if TYPE_CHECKING:
    import torch

Pair: TypeAlias = tuple[str, str]
LogProbabilities: TypeAlias = tuple[float, ...]
"""Of entailment, neutral and contradiction; of entailment and its absence where the model knows but two."""

THREE_WAY = ("entailment", "neutral", "contradiction")
TWO_WAY = ("entailment", "notentailment")
LEAST_PREMISE = 8
"""A pair must leave room for so many tokens of the premise, or the scores would come from the hypothesis alone."""

_FAILURES = (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError, ImportError)
_MOST = 1024  # pairs in a batch, however short they are
_SPELLINGS = {"nonentailment": "notentailment"}


def entailment_columns(id2label: dict[int, str], name: str) -> tuple[int, ...]:
    """Where a model's outputs stand: entailment first, then neutral and contradiction, or the absence of entailment.

    Args:
        id2label: From ``config.json``; order and case differ between models.
        name: Of the model, for the message.

    Raises:
        ConfigError: The outputs are others; names them.

    >>> entailment_columns({0: "CONTRADICTION", 1: "neutral", 2: "Entailment"}, "a")
    (2, 1, 0)
    >>> entailment_columns({0: "entailment", 1: "not_entailment"}, "a")
    (0, 1)
    """
    plain = {index: re.sub(r"[^a-z]", "", str(label).lower()) for index, label in id2label.items()}
    places = {_SPELLINGS.get(label, label): index for index, label in plain.items()}
    for wanted in (THREE_WAY, TWO_WAY):
        if len(id2label) == len(wanted) and set(places) == set(wanted):
            return tuple(places[label] for label in wanted)
    found = ", ".join(str(label) for _, label in sorted(id2label.items()))
    raise ConfigError(
        f"model {name!r} is no entailment model: its outputs are {found}; needed are entailment, neutral, "
        "contradiction or entailment, not_entailment; give an NLI model, or correct id2label in its config.json"
    )


class _Loaded(NamedTuple):
    tokenizer: Any
    model: Any
    limit: int


class Entailer:
    """An entailment model; nothing is loaded before the first pair.

    Args:
        folder: With ``config.json``, ``model.safetensors`` and the tokenizer's files.
        name: As the user knows it.
        max_tokens: Longest pair; the premise is cut, the hypothesis never.
        batch_tokens: Tokens in one batch.
        keep_end: Cut the premise at its beginning rather than at its end.
        cache: How many pairs to remember.
        device: ``auto`` (a GPU if there is one), ``cpu``, ``cuda`` ...

    Raises:
        ConfigError: The folder's ``config.json`` is missing or its outputs are not those of entailment.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        max_tokens: int,
        batch_tokens: int,
        keep_end: bool = False,
        cache: int = 100_000,
        device: str = "auto",
    ) -> None:
        self.folder = folder
        self.name = name
        self.columns = entailment_columns(_id2label(folder, name), name)
        self.max_tokens = max_tokens
        self.batch_tokens = batch_tokens
        self.keep_end = keep_end
        self.cache = cache
        self.device = device
        self.computed = 0
        """How many pairs went through the model so far."""
        self._known: OrderedDict[Pair, LogProbabilities] = OrderedDict()
        self._loaded: _Loaded | None = None

    @property
    def three_way(self) -> bool:
        """Whether the model tells neutral from contradiction."""
        return len(self.columns) == len(THREE_WAY)

    @property
    def mask(self) -> str:
        """The tokenizer's mask, where it has one."""
        return str(self._load().tokenizer.mask_token or "")

    def tokens(self, hypotheses: Sequence[str]) -> list[tuple[int, ...]]:
        """Tokens of hypotheses, without those that mark the borders of a pair."""
        if not hypotheses:
            return []
        found = self._load().tokenizer(list(hypotheses), add_special_tokens=False)["input_ids"]
        return [tuple(ids) for ids in found]

    def room(self, tokens: int) -> int:
        """Tokens left for the premise beside a hypothesis of so many."""
        loaded = self._load()
        return loaded.limit - tokens - int(loaded.tokenizer.num_special_tokens_to_add(pair=True))

    def log_probabilities(self, pairs: Sequence[Pair]) -> list[LogProbabilities]:
        """Log-probabilities of the outputs for each pair, in the order of the pairs."""
        wanted = list(dict.fromkeys(pairs))
        found = {pair: self._known[pair] for pair in wanted if pair in self._known}
        new = [pair for pair in wanted if pair not in found]
        found.update(zip(new, self._run(new), strict=True))
        for pair in wanted:
            self._known[pair] = found[pair]
            self._known.move_to_end(pair)
        while len(self._known) > self.cache:
            self._known.popitem(last=False)
        return [found[pair] for pair in pairs]

    def _run(self, pairs: Sequence[Pair]) -> list[LogProbabilities]:
        if not pairs:
            return []
        import torch

        tokenizer, model, limit = self._load()
        premises, hypotheses = [premise for premise, _ in pairs], [hypothesis for _, hypothesis in pairs]
        encoded = tokenizer(premises, hypotheses, truncation="only_first", max_length=limit)
        found: list[LogProbabilities] = [()] * len(pairs)
        inputs = [Unit(Encoded(tuple(ids), (), (), ()), (place,)) for place, ids in enumerate(encoded["input_ids"])]
        with torch.inference_mode():
            for units in inference_batches(inputs, size=_MOST, tokens=self.batch_tokens):
                batch = [unit.examples[0] for unit in units]
                columns = {key: [values[place] for place in batch] for key, values in encoded.items()}
                padded = tokenizer.pad(columns, return_tensors="pt").to(model.device)
                logits: torch.Tensor = model(**padded).logits[:, list(self.columns)]
                rows = torch.log_softmax(logits.to("cpu", torch.float64), dim=-1).tolist()
                for place, row in zip(batch, rows, strict=True):
                    found[place] = tuple(row)
        if not all(math.isfinite(value) for row in found for value in row):
            raise ConfigError(
                f"model {self.name!r} gives scores that are no numbers; its weights are broken: get it anew"
            )
        self.computed += len(pairs)
        return found

    def _load(self) -> _Loaded:
        if self._loaded is None:
            self._loaded = _load(self.folder, self.name, self.device, self.max_tokens, keep_end=self.keep_end)
        return self._loaded


def _id2label(folder: Path, name: str) -> dict[int, str]:
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        labels = config.get("id2label") or {}
        return {int(index): str(label) for index, label in labels.items()} or {0: "LABEL_0", 1: "LABEL_1"}
    except OSError as error:
        hint = "give a folder or hub id of an NLI model with config.json, model.safetensors and tokenizer.json"
        raise ConfigError(f"model {name!r}: no readable config.json ({error.strerror}); {hint}") from error
    except (ValueError, AttributeError) as error:
        raise ConfigError(f"model {name!r}: config.json is broken ({error}); get the model anew") from error


@contextmanager
def silent() -> Iterator[None]:
    """The bars and remarks that transformers writes while it reads weights are not shown."""
    from transformers.utils import logging

    level, bar = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(level)
        if bar:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _load(folder: Path, name: str, device: str, max_tokens: int, *, keep_end: bool) -> _Loaded:
    require_torch("nli")
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    chosen = device_named(device)
    side = "left" if keep_end else "right"
    try:
        with silent():
            tokenizer = AutoTokenizer.from_pretrained(
                folder, local_files_only=True, trust_remote_code=False, truncation_side=side
            )
            model, report = AutoModelForSequenceClassification.from_pretrained(
                folder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                dtype=torch.float32,
                output_loading_info=True,
            )
    except _FAILURES as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise ConfigError(
            f"model {name!r} cannot be loaded: {reason}; it needs config.json, model.safetensors and a tokenizer"
        ) from error
    if missing := sorted(report["missing_keys"]):
        # transformers would draw them at random and say so in a log line only
        raise ConfigError(
            f"model {name!r}: its weights lack {', '.join(missing[:3])}{' ...' if len(missing) > 3 else ''}; "
            "it was not trained for entailment: give an NLI model"
        )
    model = model.to(chosen).eval()
    return _Loaded(tokenizer, model, min(max_tokens, _longest(tokenizer, model.config)))


def _longest(tokenizer: Any, config: Any) -> int:
    """The longest sequence, in tokens, that a model takes."""
    longest = int(min(tokenizer.model_max_length, 10**6))
    positions = getattr(config, "max_position_embeddings", None)
    # a tokenizer without a limit of its own: the RoBERTa family keeps two positions for itself
    return longest if longest < 10**6 or not positions or positions < 0 else int(positions) - 2
