"""The training loop of the networks: same data, options and seed give the same parameters, stopped or not.

All that is drawn is drawn anew for every batch from (seed, epoch, batch), so a position is all that must be known to go
on after a stop. Imported only while a model is trained: torch is slow to import.
"""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import torch
from torch import Tensor, nn

from stance.labels import LABELS
from stance.models.batching import Unit, inference_batches, training_batches, units
from stance.models.checkpoints import Checkpoint, CheckpointStore
from stance.models.coded import Coded, places
from stance.models.encoding import Encoded
from stance.models.network import Batch, StanceNetwork
from stance.protocols import FitProgress

_BETAS = (0.9, 0.999)
_SHARE = 0.5  # what the further heads count beside the stance
Store: TypeAlias = CheckpointStore | None


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """How to train; see :class:`stance.models.cross_encoder.CrossEncoder` for the options of the same names."""

    epochs: int
    batch_size: int
    batch_tokens: int
    accumulate: int
    learning_rate: float
    head_learning_rate: float
    layer_decay: float
    weight_decay: float
    warmup: float
    clip: float
    label_smoothing: float
    class_weights: tuple[float, ...]
    patience: int | None
    evaluate_after: int
    heads: tuple[str, ...] = ()
    mixture: str = "loss"


class Machine(NamedTuple):
    """Where and how to compute.

    Args:
        device: Of the network.
        bf16: Whether matrices are multiplied in bfloat16 while training.
        collate: Makes tensors of a batch.
        checkpoint_seconds: At most this long between two checkpoints.
        checkpoint_steps: Or this many updates, if not ``None``.
    """

    device: torch.device
    bf16: bool
    collate: Callable[[Sequence[Unit], Sequence[Encoded]], Batch]
    checkpoint_seconds: float
    checkpoint_steps: int | None


class _Position:
    """Where the training stands: plain values, and the parameters of the best epoch."""

    def __init__(self) -> None:
        self.epoch = 0
        self.batch = 0
        self.update = 0
        self.loss = 0.0
        self.history: list[dict[str, float]] = []
        self.best_epoch: int | None = None
        self.best: dict[str, Tensor] = {}

    def plain(self) -> dict[str, Any]:
        names = ("epoch", "batch", "update", "loss", "history", "best_epoch")
        return {name: getattr(self, name) for name in names}

    def restore(self, checkpoint: Checkpoint) -> None:
        for name, value in checkpoint.position.items():
            setattr(self, name, value)
        self.best = checkpoint.best


class _Training:
    """What the steps of one training share."""

    def __init__(
        self, network: StanceNetwork, data: Coded, schedule: Schedule, machine: Machine, seed: int, store: Store
    ) -> None:
        self.network, self.data, self.schedule, self.machine = network, data, schedule, machine
        self.seed, self.store = seed, store
        found = units(data.inputs)
        rates = _rates(found, data.weights) if schedule.mixture == "rates" else None
        self.plans = [_plan(found, rates, schedule, seed, epoch) for epoch in range(schedule.epochs)]
        self.total = sum(-(-len(plan) // schedule.accumulate) for plan in self.plans)
        groups = network.groups(
            learning_rate=schedule.learning_rate,
            head_learning_rate=schedule.head_learning_rate,
            layer_decay=schedule.layer_decay,
            weight_decay=schedule.weight_decay,
        )
        self.optimizer = torch.optim.AdamW(groups, betas=_BETAS, fused=True)
        self.rates = [group["lr"] for group in self.optimizer.param_groups]
        self.gold = torch.tensor(list(data.gold), device=machine.device)
        counted = [1.0] * len(data.gold) if rates else list(data.weights)
        self.weights = torch.tensor(counted, device=machine.device)
        self.places = places(schedule.heads)
        self.relevant = torch.tensor(list(data.relevant), device=machine.device)
        self.sentiment = torch.tensor(list(data.sentiment), device=machine.device)
        self.loss_of = nn.CrossEntropyLoss(
            weight=torch.tensor(schedule.class_weights), label_smoothing=schedule.label_smoothing, reduction="none"
        ).to(machine.device)
        self.position = _Position()
        if store is not None and (checkpoint := store.read()) is not None:
            self.position.restore(checkpoint)
            _restore(network, self.optimizer, checkpoint.tensors)
        self._written = time.monotonic()

    def update(self) -> float:
        """One update from the next ``accumulate`` batches; the mean loss of their examples."""
        position, schedule = self.position, self.schedule
        group = self.plans[position.epoch][position.batch : position.batch + schedule.accumulate]
        mean = 0.0
        for offset, batch in enumerate(group):
            loss = self._loss(batch, _number(self.seed, position.epoch, position.batch + offset)) / len(group)
            loss.backward()  # type: ignore[no-untyped-call]
            mean += float(loss.detach())
        nn.utils.clip_grad_norm_(self.network.parameters(), schedule.clip)
        factor = _factor(position.update, self.total, schedule.warmup)
        for rate, options in zip(self.rates, self.optimizer.param_groups, strict=True):
            options["lr"] = rate * factor
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        position.loss += mean * len(group) / len(self.plans[position.epoch])
        position.batch += len(group)
        position.update += 1
        return mean

    def _loss(self, batch: Sequence[Unit], draw: int) -> Tensor:
        device = self.machine.device
        chosen = torch.tensor([index for unit in batch for index in unit.examples], device=device)
        tensors = self.machine.collate(batch, self.data.inputs).to(device)
        with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
            torch.manual_seed(draw)
            with torch.autocast(device.type, torch.bfloat16, enabled=self.machine.bf16):
                logits = self.network(tensors)
        return (self._losses(logits.float(), chosen) * self.weights[chosen]).mean()

    def _losses(self, logits: Tensor, chosen: Tensor) -> Tensor:
        """The loss of each example: of the stance, and of what further heads are coded."""
        losses: Tensor = self.loss_of(logits[:, : len(LABELS)], self.gold[chosen])
        if "relevance" in self.places:
            known = self.relevant[chosen]
            losses = losses * (known != 0)  # of a pair that the text says nothing on there is no stance to learn
            relevance = nn.functional.binary_cross_entropy_with_logits(
                logits[:, self.places["relevance"]].squeeze(1), (known > 0).float(), reduction="none"
            )
            losses = losses + _SHARE * relevance * (known >= 0)
        if "sentiment" in self.places:
            polarity = self.sentiment[chosen]
            wording = nn.functional.cross_entropy(
                logits[:, self.places["sentiment"]], polarity.clamp(min=0), reduction="none"
            )
            losses = losses + _SHARE * wording * (polarity >= 0)
        return losses

    def keep(self, *, due: bool = False) -> None:
        """Write a checkpoint, if one is due."""
        steps, position = self.machine.checkpoint_steps, self.position
        due = due or (steps is not None and position.update % steps == 0)
        if self.store is None or not (due or time.monotonic() - self._written > self.machine.checkpoint_seconds):
            return
        name = f"step-{position.epoch:03d}-{position.update:08d}.safetensors"
        best = f"best-{position.best_epoch:03d}.safetensors" if position.best_epoch else ""
        checkpoint = Checkpoint(position.plain(), _state(self.network, self.optimizer), position.best)
        self.store.write(checkpoint, name=name, best_name=best)
        self._written = time.monotonic()


def train(
    network: StanceNetwork,
    data: Coded,
    dev: Coded,
    schedule: Schedule,
    machine: Machine,
    *,
    seed: int,
    store: CheckpointStore | None = None,
    progress: FitProgress | None = None,
) -> dict[str, Any]:
    """Train ``network`` in place; with ``dev`` examples it ends with the parameters of the best epoch.

    Returns:
        ``epochs`` (one entry each: ``loss`` and, given ``dev``, ``macro_f1``), ``best_epoch`` (from 1), ``updates``.
    """
    training = _Training(network, data, schedule, machine, seed, store)
    position = training.position
    if progress is not None:
        progress.begin("training", training.total, position.update)
    while position.epoch < schedule.epochs and not _out_of_patience(position, schedule):
        network.train()
        while position.batch < len(training.plans[position.epoch]):
            loss = training.update()
            if progress is not None:
                progress.advance(1, loss=round(loss, 4))
            training.keep()
        _end_epoch(network, dev, position, schedule, machine, progress)
        training.keep(due=True)
    if position.best:
        network.load_state_dict(position.best, strict=False)
    best_epoch = position.best_epoch or position.epoch
    return {"epochs": position.history, "best_epoch": best_epoch, "updates": position.update}


@torch.no_grad()
def logits_of(
    network: StanceNetwork,
    inputs: Sequence[Encoded],
    machine: Machine,
    *,
    size: int,
    tokens: int,
    done: Callable[[int], None] | None = None,
) -> Tensor:
    """Logits of each example, (N, K), in float32 whatever the precision of training; equal questions are asked once."""
    network.eval()
    result = torch.zeros((len(inputs), network.outputs))
    twins: dict[Encoded, list[int]] = {}
    for index, item in enumerate(inputs):
        twins.setdefault(item, []).append(index)
    unique = list(twins)
    for batch in inference_batches(units(unique), size=size, tokens=tokens):
        logits = network(machine.collate(batch, unique).to(machine.device)).cpu()
        chosen = [index for unit in batch for index in unit.examples]
        for row, index in enumerate(chosen):
            result[twins[unique[index]]] = logits[row]
        if done is not None:
            done(sum(len(twins[unique[index]]) for index in chosen))
    return result


def macro_f1(gold: Sequence[int], predicted: Sequence[int], datasets: Sequence[str]) -> float:
    """Macro-F1, a share of 1, over the labels that occur in ``gold``, averaged over data sets."""
    from sklearn.metrics import f1_score  # type: ignore[import-untyped, unused-ignore]

    scores = []
    for name in sorted(set(datasets)):
        rows = [index for index, dataset in enumerate(datasets) if dataset == name]
        true, guess = [gold[index] for index in rows], [predicted[index] for index in rows]
        scores.append(f1_score(true, guess, labels=sorted(set(true)), average="macro", zero_division=0))
    return float(sum(scores)) / len(scores)


def _end_epoch(
    network: StanceNetwork,
    dev: Coded,
    position: _Position,
    schedule: Schedule,
    machine: Machine,
    progress: FitProgress | None,
) -> None:
    figures = {"loss": round(position.loss, 6)}
    position.epoch, position.batch, position.loss = position.epoch + 1, 0, 0.0
    if dev.inputs and position.epoch >= schedule.evaluate_after:
        logits = logits_of(network, dev.inputs, machine, size=schedule.batch_size, tokens=schedule.batch_tokens)
        figures["macro_f1"] = round(macro_f1(dev.gold, logits[:, : len(LABELS)].argmax(1).tolist(), dev.datasets), 6)
        before = position.history[position.best_epoch - 1]["macro_f1"] if position.best_epoch else -1.0
        if figures["macro_f1"] > before:
            position.best_epoch = position.epoch
            position.best = {name: value.detach().cpu().clone() for name, value in _learned(network).items()}
        if progress is not None:
            progress.advance(0, macro_f1=figures["macro_f1"])
    position.history.append(figures)


def _out_of_patience(position: _Position, schedule: Schedule) -> bool:
    if schedule.patience is None or position.best_epoch is None:
        return False
    return position.epoch - position.best_epoch >= schedule.patience


def _rates(found: Sequence[Unit], weights: Sequence[float]) -> list[float]:
    """How often each input is seen in an epoch: the largest weight of its examples."""
    return [max(weights[index] for index in unit.examples) for unit in found]


def _plan(
    found: Sequence[Unit], rates: Sequence[float] | None, schedule: Schedule, seed: int, epoch: int
) -> list[list[Unit]]:
    if rates is not None:
        draw = random.Random(f"rates/{seed}/{epoch}")  # noqa: S311 - no secret
        found = [unit for unit, rate in zip(found, rates, strict=True) for _ in range(_times(rate, draw.random()))]
    return training_batches(
        found, size=schedule.batch_size, tokens=schedule.batch_tokens, seed=f"stance/{seed}/{epoch}"
    )


def _times(rate: float, chance: float) -> int:
    """A whole number that is ``rate`` on average.

    >>> _times(1.6, 0.7), _times(1.6, 0.5)
    (1, 2)
    """
    return int(rate) + (chance < rate - int(rate))


def _factor(update: int, total: int, warmup: float) -> float:
    """Linear warm-up over the share ``warmup`` of all updates, then linear decay to zero."""
    rise = max(1, round(total * warmup))
    return (update + 1) / rise if update < rise else max(0.0, (total - update) / max(1, total - rise))


def _number(*parts: int) -> int:
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:7], "big")


def _learned(network: nn.Module) -> dict[str, Tensor]:
    return {name: parameter for name, parameter in network.named_parameters() if parameter.requires_grad}


def _state(network: nn.Module, optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = {}
    for name, parameter in _learned(network).items():
        tensors[f"parameter/{name}"] = parameter
        for key, value in optimizer.state[parameter].items():
            tensors[f"{key}/{name}"] = value
    return tensors


def _restore(network: nn.Module, optimizer: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    with torch.no_grad():
        for name, parameter in _learned(network).items():
            parameter.copy_(tensors[f"parameter/{name}"])
            state = {key: tensors[f"{key}/{name}"] for key in ("step", "exp_avg", "exp_avg_sq")}
            # The step counter stays where AdamW keeps it for this parameter's device.
            optimizer.state[parameter] = {key: value.to(parameter.device) for key, value in state.items()}
