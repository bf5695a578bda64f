"""Fine-tuning an encoder into an entailment model that :mod:`stance.models.nli` and any other tool can read.

The loop is that of the cross-encoder (:mod:`stance.models.training`), with an entailment head in place of its own.
Imported only while a model is trained: torch and transformers are slow to import.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from stance.errors import ConfigError
from stance.models import training
from stance.models.batching import Unit
from stance.models.checkpoints import CheckpointStore
from stance.models.coded import Coded
from stance.models.devices import device_named, uses_bf16
from stance.models.encoders import fingerprint
from stance.models.encoding import Encoded
from stance.models.entailment import THREE_WAY, silent
from stance.models.network import Batch, StanceNetwork
from stance.models.nli_pairs import EntailmentPair
from stance.protocols import FitProgress


class EntailmentNetwork(StanceNetwork):
    """A sequence classifier with the outputs entailment, neutral and contradiction, as the training loop takes it.

    Args:
        classifier: Of the Hugging Face layout.
    """

    def __init__(self, classifier: Any) -> None:
        nn.Module.__init__(self)  # the cross-encoder's pooling and head are not wanted
        self.encoder = classifier

    @property
    def outputs(self) -> int:
        """K, the number of logits."""
        return 3

    def forward(self, batch: Batch) -> Tensor:
        """Logits, (N, 3), in float32."""
        logits: Tensor = self.encoder(**batch.inputs).logits[batch.rows]
        return logits.float()

    def groups(
        self, *, learning_rate: float, head_learning_rate: float, layer_decay: float, weight_decay: float
    ) -> list[dict[str, Any]]:
        """Parameter groups for AdamW: what the encoder learned before, and what is new."""
        del layer_decay
        body = self.encoder.base_model_prefix
        groups: dict[tuple[float, float], list[nn.Parameter]] = {}
        for name, parameter in self.encoder.named_parameters():
            rate = learning_rate if name.startswith(f"{body}.") else head_learning_rate
            groups.setdefault((rate, weight_decay if parameter.ndim > 1 else 0.0), []).append(parameter)
        return [{"params": items, "lr": rate, "weight_decay": decay} for (rate, decay), items in groups.items()]


def train_entailment(
    encoder: Path,
    out: Path,
    train: Sequence[EntailmentPair],
    dev: Sequence[EntailmentPair],
    *,
    seed: int = 0,
    epochs: int = 2,
    batch_size: int = 32,
    learning_rate: float = 1e-4,
    max_tokens: int = 96,
    checkpoints: Path | None = None,
    checkpoint_seconds: float = 120.0,
    checkpoint_steps: int | None = None,
    progress: FitProgress | None = None,
) -> dict[str, Any]:
    """Fine-tune, and store the model in the Hugging Face layout.

    Args:
        encoder: Folder of an encoder with safetensors.
        out: Folder for ``config.json``, ``model.safetensors`` and the tokenizer.
        train: Pairs to learn from.
        dev: Pairs by which the best epoch is chosen; none keeps the last.
        seed: Of all that is drawn; the same seed on the same machine gives the same model, stopped or not.
        epochs: Passes over ``train``.
        batch_size: Pairs for one update.
        learning_rate: At its peak.
        max_tokens: Longest pair; the premise is cut.
        checkpoints: Folder for the checkpoint; an unfinished training of the same job there goes on.
        checkpoint_seconds: At most this long between two checkpoints.
        checkpoint_steps: Or so many updates.
        progress: Told how far it is.

    Returns:
        The history of :func:`stance.models.training.train`.

    Raises:
        ConfigError: The encoder cannot be read, there are no pairs, or the checkpoint is another job's.
    """
    if not train:
        raise ConfigError(
            "no entailment pairs to train on; give data sets with favor and against, and a larger --limit"
        )
    tokenizer, network = _fresh(encoder, seed)
    device = device_named("auto")
    network.to(device)
    data, held = (_coded(tokenizer, pairs, max_tokens) for pairs in (train, dev))
    options = {"epochs": epochs, "batch_size": batch_size, "learning_rate": learning_rate, "max_tokens": max_tokens}
    store = None
    if checkpoints is not None:
        digests = {name: _digest(part) for name, part in (("train", data), ("dev", held))}
        job = {"options": options, "seed": seed, "encoder": fingerprint(encoder), **digests}
        store = CheckpointStore(checkpoints, job)
    schedule = training.Schedule(
        epochs=epochs,
        batch_size=batch_size,
        batch_tokens=batch_size * max_tokens,
        accumulate=1,
        learning_rate=learning_rate,
        head_learning_rate=5 * learning_rate,
        layer_decay=1.0,
        weight_decay=0.01,
        warmup=0.06,
        clip=1.0,
        label_smoothing=0.05,
        class_weights=(1.0,) * len(THREE_WAY),
        patience=None,
        evaluate_after=1,
    )
    machine = _machine(tokenizer, device, max_tokens, checkpoint_seconds, checkpoint_steps)
    history = training.train(network, data, held, schedule, machine, seed=seed, store=store, progress=progress)
    classifier: Any = network.to("cpu").encoder
    with silent():
        classifier.save_pretrained(out)
        tokenizer.save_pretrained(out)
    return history


def _fresh(encoder: Path, seed: int) -> tuple[Any, EntailmentNetwork]:
    names = {"id2label": dict(enumerate(THREE_WAY)), "label2id": {name: place for place, name in enumerate(THREE_WAY)}}
    try:
        with silent(), torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)  # of the new head
            tokenizer = AutoTokenizer.from_pretrained(encoder, local_files_only=True, trust_remote_code=False)
            classifier = AutoModelForSequenceClassification.from_pretrained(
                encoder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                dtype=torch.float32,
                **names,
            )
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ConfigError(
            f"encoder {str(encoder)!r} cannot be read ({reason}); copy it again, or give another"
        ) from error
    return tokenizer, EntailmentNetwork(classifier)


def _coded(tokenizer: Any, pairs: Sequence[EntailmentPair], max_tokens: int) -> Coded:
    if not pairs:
        return Coded([], [], [], [], [], [])
    encoded = tokenizer(
        [pair.premise for pair in pairs],
        [pair.hypothesis for pair in pairs],
        truncation="only_first",
        max_length=max_tokens,
        return_token_type_ids=True,
    )
    inputs = [
        Encoded(tuple(ids), tuple(types), (), ())
        for ids, types in zip(encoded["input_ids"], encoded["token_type_ids"], strict=True)
    ]
    uncoded = [-1] * len(pairs)  # pairs are coded for entailment only
    relations, datasets = [pair.relation for pair in pairs], [pair.dataset for pair in pairs]
    return Coded(inputs, relations, [1.0] * len(pairs), datasets, uncoded, uncoded)


def _machine(
    tokenizer: Any, device: torch.device, max_tokens: int, checkpoint_seconds: float, checkpoint_steps: int | None
) -> training.Machine:
    segments = "token_type_ids" in tokenizer.model_input_names

    def collate(batch: Sequence[Unit], inputs: Sequence[Encoded]) -> Batch:
        questions = [(row, inputs[index]) for row, unit in enumerate(batch) for index in unit.examples]
        rows = [unit.input for unit in batch]
        return Batch(rows, questions, pad=tokenizer.pad_token_id, segments=segments, most=max_tokens)

    return training.Machine(device, uses_bf16("auto", device), collate, checkpoint_seconds, checkpoint_steps)


def _digest(data: Coded) -> str:
    digest = hashlib.sha256()
    for ids, gold in zip(data.inputs, data.gold, strict=True):
        digest.update(json.dumps([ids.ids, gold]).encode())
    return digest.hexdigest()
