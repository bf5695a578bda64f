"""The network of the cross-encoder: an encoder, and a classifier over the states of holder, target and first token.

Imported by :mod:`stance.models.cross_encoder` only when a model is trained or loaded: torch is slow to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from stance.labels import LABELS
from stance.models.coded import HEADS
from stance.models.encoding import Encoded

_MULTIPLE = 8


class Batch:
    """Inputs as tensors; ``U`` distinct inputs of length ``L``, ``N`` examples that ask about them.

    Attributes:
        inputs: ``input_ids``, ``attention_mask`` and, where the encoder has segments, ``token_type_ids``: (U, L).
        rows: Input of each example: (N,).
        holder: Weights of the tokens that stand for the holder, summing to 1: (N, L).
        target: The same for the target.

    Args:
        inputs: The distinct inputs.
        questions: For each example the row of its input, and its own encoding.
        pad: Id of the padding token.
        segments: Whether the encoder knows segments.
        most: Length that padding may not exceed.
    """

    def __init__(
        self,
        inputs: Sequence[Encoded],
        questions: Sequence[tuple[int, Encoded]],
        *,
        pad: int,
        segments: bool,
        most: int,
    ) -> None:
        longest = max(len(item.ids) for item in inputs)
        # Kernels are prepared anew for every length; a few lengths take less time than the padding costs.
        length = max(longest, min(most, -(-longest // _MULTIPLE) * _MULTIPLE))
        ids = torch.full((len(inputs), length), pad, dtype=torch.long)
        mask = torch.zeros((len(inputs), length), dtype=torch.long)
        types = torch.zeros((len(inputs), length), dtype=torch.long)
        for row, item in enumerate(inputs):
            ids[row, : len(item.ids)] = torch.tensor(item.ids)
            types[row, : len(item.types)] = torch.tensor(item.types)
            mask[row, : len(item.ids)] = 1
        self.inputs = {"input_ids": ids, "attention_mask": mask} | ({"token_type_ids": types} if segments else {})
        self.rows = torch.tensor([row for row, _ in questions])
        self.holder = _pooling([item.holder for _, item in questions], length)
        self.target = _pooling([item.target for _, item in questions], length)

    def to(self, device: torch.device) -> Batch:
        """Move all tensors."""
        self.inputs = {name: tensor.to(device) for name, tensor in self.inputs.items()}
        self.rows, self.holder, self.target = (item.to(device) for item in (self.rows, self.holder, self.target))
        return self


class StanceNetwork(nn.Module):
    """Logits of favor, against and neutral, then of the heads in the order of :data:`stance.models.coded.HEADS`.

    The classifier reads the mean state of the holder's tokens, of the target's tokens, the state of the first token,
    and the product of the first two; a role without tokens (the author) takes the first token's state.

    Args:
        encoder: A Hugging Face encoder whose output has ``last_hidden_state``.
        dropout: Of the classifier.
        heads: Those of :data:`stance.models.coded.HEADS` that it answers besides.
    """

    def __init__(self, encoder: nn.Module, dropout: float, heads: Sequence[str] = ()) -> None:
        super().__init__()
        size = int(encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
        self.encoder = encoder
        self.head = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(4 * size, size),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(size, len(LABELS) + sum(HEADS[name] for name in heads)),
        )

    @property
    def outputs(self) -> int:
        """K, the number of logits."""
        return int(self.head[-1].out_features)  # type: ignore[arg-type]

    def forward(self, batch: Batch) -> Tensor:
        """Logits, (N, K), in float32; the first three are the stance's."""
        states = self.encoder(**batch.inputs).last_hidden_state[batch.rows].float()
        holder = torch.bmm(batch.holder.unsqueeze(1), states).squeeze(1)
        target = torch.bmm(batch.target.unsqueeze(1), states).squeeze(1)
        joined = torch.cat([holder, target, states[:, 0], holder * target], dim=1)
        logits: Tensor = self.head(joined)
        return logits.float()

    def groups(
        self, *, learning_rate: float, head_learning_rate: float, layer_decay: float, weight_decay: float
    ) -> list[dict[str, Any]]:
        """Parameter groups for AdamW: the head, then the encoder's layers from the last to the embeddings.

        Args:
            learning_rate: Of the encoder's last layer.
            head_learning_rate: Of the classifier.
            layer_decay: Factor from each layer to the one below (Howard & Ruder, ACL 2018); 1 for none.
            weight_decay: Of matrices; vectors (biases, normalisation) have none.
        """
        depth = int(getattr(self.encoder.config, "num_hidden_layers", 0) or 0)
        groups: dict[tuple[float, float], list[nn.Parameter]] = {}
        for name, parameter in self.named_parameters():
            if not parameter.requires_grad:
                continue
            rate = head_learning_rate
            if not name.startswith("head."):
                rate = learning_rate * layer_decay ** _layers_above(name, depth)
            decay = weight_decay if parameter.ndim > 1 else 0.0
            groups.setdefault((rate, decay), []).append(parameter)
        return [{"params": items, "lr": rate, "weight_decay": decay} for (rate, decay), items in groups.items()]


def _pooling(positions: Sequence[Sequence[int]], length: int) -> Tensor:
    weights = torch.zeros((len(positions), length))
    for row, found in enumerate(positions):
        found = found or (0,)
        weights[row, list(found)] = 1 / len(found)
    return weights


def _layers_above(name: str, depth: int) -> int:
    """How many encoder layers stand above a parameter, by its name (``encoder.encoder.layer.3.output...``)."""
    parts = name.split(".")
    if any("embedding" in part for part in parts):
        return depth
    number = next((int(part) for part in parts if part.isdigit()), None)
    return 0 if number is None or not depth else max(0, depth - 1 - number)
