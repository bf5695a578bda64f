"""Fine-tunes an encoder to read sentence, holder and target together.

Its input has one of two forms (:mod:`stance.models.rendering`): marked mentions whose states are pooled, or a question
beside the sentence. The classifier reads the holder's and the target's states, so the direction of a stance is the
order in which they are read, not a second pass over the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from stance.errors import ConfigError, NotFittedError, unknown
from stance.labels import LABELS
from stance.models.adapters import check_lora, merged, with_adapters
from stance.models.coded import HEADS, check_gold, class_weights, coded, digest
from stance.models.devices import PRECISIONS, device_named, require_torch, uses_bf16
from stance.models.encoding import Encoded, InputEncoder, marker_tokens
from stance.models.hub import resolve
from stance.models.learning import predictions
from stance.models.rendering import Rendering, rendering_of
from stance.models.saved import read_saved, write_saved
from stance.models.speakers import check_speakers, with_speakers
from stance.models.temperature import fit_temperature, softmax
from stance.models.wordings import with_wordings
from stance.protocols import FitProgress
from stance.types import Prediction, StanceExample

if TYPE_CHECKING:
    from stance.models.encoders import Parts
    from stance.models.network import StanceNetwork
    from stance.models.training import Machine, Schedule

WEIGHTS = "model.safetensors"
MIXTURES = ("loss", "rates")
_SHORTEST = 16


class CrossEncoder:
    """A fine-tuned encoder; the options are those of ``configs/model/cross_encoder.yaml``.

    Args:
        encoder: Hub name or folder of a Hugging Face encoder with safetensors (:func:`stance.models.hub.resolve`).
        rendering: Name of a yaml in ``configs/rendering``, or options of :class:`stance.models.rendering.Rendering`.
        max_length: Most tokens of an input; of longer text the tokens around the mentions are kept.
        epochs: Passes over the training examples.
        batch_size: Distinct inputs of a batch.
        batch_tokens: Most tokens of a batch, padding included; long inputs make smaller batches.
        accumulate: Batches for one update.
        learning_rate: Of the encoder, at its peak (linear warm-up, linear decay; AdamW).
        head_learning_rate: Of the classifier.
        layer_decay: Factor on the learning rate from each layer to the one below.
        weight_decay: Of matrices.
        warmup: Share of the updates in which the learning rate rises.
        clip: Largest norm of a gradient.
        dropout: Of the classifier.
        label_smoothing: Share of each gold label that is spread over all.
        class_weights: ``None``, ``"balanced"`` (inverse frequency), or a weight for each label.
        patience: Stop after this many epochs without a better macro-F1 on the development examples; ``None`` never.
        evaluate_after: First epoch after which the development examples are looked at.
        precision: ``bf16`` multiplies matrices in bfloat16 while training, ``auto`` where the hardware does that;
            predictions are always computed in ``fp32``.
        device: ``auto`` (CUDA where there is one, else CPU) or a torch device.
        lora: Train low-rank adapters of the encoder only (Hu et al., ICLR 2022): ``r``, ``alpha``, ``dropout``,
            ``target_modules``. They are merged into the encoder when training ends.
        checkpoint_minutes: Time between two checkpoints; one is kept after every epoch besides.
        checkpoint_steps: Updates between two checkpoints, if not ``None``.

        heads: What it answers beside the stance: ``relevance`` (whether the text says anything on the pair at all) and
            ``sentiment`` (polarity of the wording), learned from the examples that code them.
        mixture: What the ``weights`` of :meth:`fit` are: factors on each example's ``loss`` (their mean is brought to
            1; every example is seen once an epoch), or ``rates`` at which examples are drawn in an epoch.
        speakers: Shares of the training examples without a holder that get one, so that a stance is learned to be that
            of whoever the words are given to (:func:`stance.models.speakers.with_speakers`); ``None`` for none.
        wordings: Share of the texts with a coded polarity that are asked without a target besides
            (:func:`stance.models.wordings.with_wordings`).
    """

    name = "cross_encoder"

    def __init__(
        self,
        *,
        encoder: str = "sentence-transformers/all-MiniLM-L6-v2",
        rendering: str | Mapping[str, Any] = "marked",
        max_length: int = 192,
        epochs: int = 3,
        batch_size: int = 32,
        batch_tokens: int = 8192,
        accumulate: int = 1,
        learning_rate: float = 1e-4,
        head_learning_rate: float = 1e-3,
        layer_decay: float = 1.0,
        weight_decay: float = 0.01,
        warmup: float = 0.1,
        clip: float = 1.0,
        dropout: float = 0.1,
        label_smoothing: float = 0.0,
        class_weights: str | Mapping[str, float] | None = None,
        patience: int | None = None,
        evaluate_after: int = 1,
        precision: str = "auto",
        device: str = "auto",
        lora: Mapping[str, Any] | None = None,
        checkpoint_minutes: float = 10,
        checkpoint_steps: int | None = None,
        heads: Sequence[str] = (),
        mixture: str = "loss",
        speakers: Mapping[str, float] | None = None,
        wordings: float = 0.0,
    ) -> None:
        given = dict(locals())  # of this call, for `model.json` and for telling jobs apart
        self.options: dict[str, Any] = {name: value for name, value in given.items() if name != "self"}
        self.options["rendering"] = rendering_of(rendering).options
        for name, value in self.options.items():
            self.options[name] = dict(value) if isinstance(value, Mapping) else value
        self.options["heads"] = list(heads)
        check_options(self.options)
        self._rendering = Rendering(**self.options["rendering"])
        self._parts: Parts | None = None
        self._network: StanceNetwork | None = None
        self._temperature = 1.0

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
        """Learn; see :class:`stance.protocols.TrainableModel`.

        Raises:
            ConfigError: The encoder cannot be read, an example has no gold label, or the checkpoint is another job's.
        """
        if not train:
            raise ConfigError(f"model {self.name!r}: no training examples; give a data set with a split train")
        check_gold(train, weights)
        check_gold(dev, None)
        if self.options["wordings"]:
            train, weights = with_wordings(train, weights, share=self.options["wordings"], seed=seed)
        if self.options["speakers"] is not None:
            train = with_speakers(train, seed=seed, **self.options["speakers"])
        folder = resolve(self.options["encoder"])
        require_torch(self.name)
        import torch

        from stance.models import encoders, network, training
        from stance.models.checkpoints import CheckpointStore

        device = device_named(self.options["device"])
        with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
            torch.manual_seed(seed)
            markers = marker_tokens(self._rendering)
            parts = encoders.read_encoder(folder, markers)
            encoders.check_length(parts, self.options["max_length"])
            if self.options["lora"] is not None:
                ids = [int(str(parts.tokenizer.convert_tokens_to_ids(token))) for token in markers]
                parts = parts._replace(encoder=with_adapters(parts.encoder, self.options["lora"], ids))
            net = network.StanceNetwork(parts.encoder, self.options["dropout"], self.options["heads"]).to(device)
        encode = InputEncoder(parts.tokenizer, self._rendering, self.options["max_length"])
        rates = self.options["mixture"] == "rates"
        data, held_out = coded(encode, train, weights, rates=rates), coded(encode, dev)
        store = None
        if checkpoints is not None:
            job = {
                "model": {key: value for key, value in self.options.items() if not key.startswith("checkpoint_")},
                "seed": seed,
                "encoder": encoders.fingerprint(folder),
                "train": digest(data),
                "dev": digest(held_out),
            }
            store = CheckpointStore(checkpoints, job)
        machine = self._machine(parts, device)
        schedule = self._schedule(data.gold)
        history = training.train(net, data, held_out, schedule, machine, seed=seed, store=store, progress=progress)
        if self.options["lora"] is not None:
            parts = parts._replace(encoder=merged(parts.encoder))
            net.encoder = parts.encoder
        self._parts, self._network = parts, net
        if dev:
            logits = [row[: len(LABELS)] for row in self._logits(held_out.inputs)]
            self._temperature = fit_temperature(logits, held_out.gold)
        return {**history, "temperature": self._temperature}

    def predict(self, examples: Sequence[StanceExample], *, progress: FitProgress | None = None) -> list[Prediction]:
        """Classify; see :class:`stance.protocols.StanceModel`.

        Raises:
            NotFittedError: Before :meth:`fit` or :meth:`load`.
        """
        if self._network is None or self._parts is None:
            raise NotFittedError(self.name)
        if not examples:
            return []
        encode = InputEncoder(self._parts.tokenizer, self._rendering, self.options["max_length"])
        if progress is not None:
            progress.begin("predicting", len(examples))
        logits = self._logits(encode(examples), progress)
        found = predictions(examples, [softmax(row[: len(LABELS)], self._temperature) for row in logits])
        if "relevance" not in self.options["heads"]:
            return found
        chances = [round(1 / (1 + exp(-row[len(LABELS)])), 6) for row in logits]
        return [replace(item, relevance=chance) for item, chance in zip(found, chances, strict=True)]

    def save(self, folder: Path) -> None:
        """Store encoder configuration, tokenizer and all weights; ``model.json`` is written last.

        Raises:
            NotFittedError: Before :meth:`fit` or :meth:`load`.
        """
        if self._network is None or self._parts is None:
            raise NotFittedError(self.name)
        from safetensors.torch import save as to_bytes

        from stance.records import atomic

        folder.mkdir(parents=True, exist_ok=True)
        self._parts.encoder.config.save_pretrained(folder)
        self._parts.tokenizer.save_pretrained(folder)
        tensors = {name: value.detach().cpu().contiguous() for name, value in self._network.state_dict().items()}
        with atomic(folder / WEIGHTS, "wb") as file:
            file.write(to_bytes(tensors, metadata={"format": "pt"}))
        write_saved(folder, self, self.options, {"temperature": self._temperature})

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model that :meth:`save` stored.

        Raises:
            ConfigError: A file is missing or broken.
        """
        saved = read_saved(folder)
        try:
            model = cls(**saved.options)
            model._temperature = float(saved.state["temperature"])
        except (TypeError, KeyError, ValueError) as error:
            raise ConfigError(
                f"model {str(folder)!r}: model.json is not this model's ({error}); train it again"
            ) from error
        require_torch(cls.name)
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        from stance.models import encoders, network

        parts = encoders.empty_encoder(folder)
        net = network.StanceNetwork(parts.encoder, model.options["dropout"], model.options["heads"])
        try:
            net.load_state_dict(load_file(folder / WEIGHTS))
        except (OSError, SafetensorError, RuntimeError) as error:
            reason = " ".join(str(error).split())[:200]
            raise ConfigError(f"model {str(folder)!r}: {WEIGHTS} cannot be read ({reason}); copy it again") from error
        model._parts, model._network = parts, net.to(device_named(model.options["device"]))
        return model

    def _logits(self, inputs: Sequence[Encoded], progress: FitProgress | None = None) -> list[list[float]]:
        from stance.models.training import logits_of

        assert self._network is not None and self._parts is not None  # noqa: S101
        device = next(self._network.parameters()).device
        rows = logits_of(
            self._network,
            inputs,
            self._machine(self._parts, device),
            size=2 * self.options["batch_size"],
            tokens=self.options["batch_tokens"],
            done=None if progress is None else progress.advance,
        )
        found: list[list[float]] = rows.tolist()
        return found

    def _machine(self, parts: Parts, device: Any) -> Machine:
        from stance.models.network import Batch
        from stance.models.training import Machine

        pad = parts.tokenizer.pad_token_id
        segments = "token_type_ids" in parts.tokenizer.model_input_names

        def collate(batch: Sequence[Any], inputs: Sequence[Encoded]) -> Batch:
            questions = [(row, inputs[index]) for row, unit in enumerate(batch) for index in unit.examples]
            rows = [unit.input for unit in batch]
            return Batch(rows, questions, pad=pad, segments=segments, most=self.options["max_length"])

        return Machine(
            device,
            uses_bf16(self.options["precision"], device),
            collate,
            60 * self.options["checkpoint_minutes"],
            self.options["checkpoint_steps"],
        )

    def _schedule(self, gold: Sequence[int]) -> Schedule:
        from stance.models.training import Schedule

        names = set(Schedule.__dataclass_fields__) - {"class_weights"}
        weights = class_weights(self.options["class_weights"], gold)
        options = {name: self.options[name] for name in names} | {"heads": tuple(self.options["heads"])}
        return Schedule(class_weights=weights, **options)


def check_options(options: Mapping[str, Any]) -> None:
    """Complain about options out of range before anything is computed.

    Raises:
        ConfigError: One is.
    """
    for name in ("epochs", "batch_size", "batch_tokens", "accumulate", "max_length", "evaluate_after"):
        _check(name, options[name], isinstance(options[name], int) and options[name] >= 1, "a whole number from 1")
    for name in ("learning_rate", "head_learning_rate", "layer_decay", "clip", "checkpoint_minutes"):
        _check(name, options[name], _is_number(options[name]) and options[name] > 0, "a number above 0")
    for name in ("warmup", "dropout", "label_smoothing", "weight_decay", "wordings"):
        _check(name, options[name], _is_number(options[name]) and 0 <= options[name] < 1, "a number from 0 to below 1")
    for name in ("patience", "checkpoint_steps"):
        right = options[name] is None or (isinstance(options[name], int) and options[name] >= 1)
        _check(name, options[name], right, "null or a whole number from 1")
    if options["max_length"] < _SHORTEST:
        raise ConfigError(f"max_length {options['max_length']} leaves no room for text; give at least {_SHORTEST}")
    if options["precision"] not in PRECISIONS:
        raise unknown("precision", str(options["precision"]), PRECISIONS)
    class_weights(options["class_weights"], [])
    check_lora(options["lora"])
    for head in options["heads"]:
        if head not in HEADS:
            raise unknown("head in heads", str(head), HEADS)
    if options["mixture"] not in MIXTURES:
        raise unknown("mixture", str(options["mixture"]), MIXTURES)
    if options["speakers"] is not None:
        check_speakers(options["speakers"])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check(name: str, value: Any, right: bool, allowed: str) -> None:
    if not right:
        raise ConfigError(f"{name} of model cross_encoder is {value!r}; give {allowed}")
