"""From a trained network to an ONNX file for :mod:`stance.models.session`: first in fp32, then of 8-bit weights.

Imported only to export: torch and onnx are slow to import, and onnx comes with the extra ``export``.
"""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from stance.errors import MissingLibraryError
from stance.models.embedded import GRAPH, NETWORK, SETTINGS, TOKENIZER
from stance.models.onnx_lean import lean
from stance.models.onnx_quantised import import_operators, quantised
from stance.models.session import INPUTS
from stance.records import atomic

_OPSET = 17


class Exported(NamedTuple):
    """What an export made.

    Args:
        fp32: The network's graph with fused operators, ``onnx.ModelProto``; made cheaper by
            :func:`stance.models.onnx_lean.lean`.
        int8: The same with weights of 8 bits.
        fused: Number of attention blocks that became one operator each.
    """

    fp32: Any
    int8: Any
    fused: int


class _Wired(nn.Module):
    """The network with named tensors for its batch, as an ONNX graph has them."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, *tensors: Tensor) -> Any:
        named = dict(zip(INPUTS, tensors, strict=True))
        roles = {name: named.pop(name) for name in ("rows", "holder", "target")}
        return self.network(SimpleNamespace(inputs=named, **roles))


def export(network: nn.Module) -> Exported:
    """Export a :class:`stance.models.network.StanceNetwork`.

    The graph's inputs are those that :func:`stance.models.session.feed` makes; its output ``logits`` is float32 (N, K).

    Args:
        network: With a BERT-like encoder that knows segments; others work, with fewer operators fused.

    Raises:
        MissingLibraryError: onnx is not installed.
    """
    try:
        import onnx
    except ImportError as error:
        raise MissingLibraryError("exporting a model", "onnx", "export") from error
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    encoder: Any = network.encoder
    config = encoder.config
    options = FusionOptions("bert")
    options.use_raw_attention_mask(True)
    options.enable_embed_layer_norm = False  # its 8-bit form has one scale for all words
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.onnx"
        _trace(network, raw)
        level = logging.getLogger("onnxruntime").level
        logging.getLogger("onnxruntime").setLevel(logging.ERROR)
        try:
            optimised = optimize_model(
                str(raw),
                model_type="bert",
                num_heads=config.num_attention_heads,
                hidden_size=config.hidden_size,
                optimization_options=options,
                opt_level=0,
            )
        finally:
            logging.getLogger("onnxruntime").setLevel(level)
    fp32 = optimised.model
    lean(fp32.graph)
    import_operators(fp32)
    onnx.checker.check_model(fp32)
    fused = sum(node.op_type == "Attention" for node in fp32.graph.node)
    return Exported(fp32, quantised(fp32), fused)


def _trace(network: nn.Module, path: Path) -> None:
    """Write the graph as torch sees it; attention only fuses as the tracing exporter writes it (``dynamo=False``)."""
    was_training, encoder = network.training, network.encoder
    attention = encoder.config._attn_implementation  # type: ignore[union-attr]
    device = next(network.parameters()).device
    rows, length, questions = 2, 9, 3
    example = (
        torch.ones(rows, length, dtype=torch.long),
        torch.ones(rows, length, dtype=torch.long),
        torch.zeros(rows, length, dtype=torch.long),
        torch.tensor([0, 1, 1]),
        torch.rand(questions, length),
        torch.rand(questions, length),
    )
    axes = {name: {0: "inputs", 1: "tokens"} for name in INPUTS[:3]}
    axes |= {"rows": {0: "questions"}, "logits": {0: "questions"}}
    axes |= {name: {0: "questions", 1: "tokens"} for name in ("holder", "target")}
    encoder.set_attn_implementation("eager")  # type: ignore[union-attr, operator]
    network.eval().cpu()
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                _Wired(network).eval(),
                example,
                str(path),
                dynamo=False,
                opset_version=_OPSET,
                input_names=list(INPUTS),
                output_names=["logits"],
                dynamic_axes=axes,
            )
    finally:
        encoder.set_attn_implementation(attention)  # type: ignore[union-attr, operator]
        network.train(was_training).to(device)


def write(folder: Path, network: bytes, tokenizer: bytes, settings: Mapping[str, Any]) -> None:
    """Write the folder of a :class:`stance.models.embedded.EmbeddedModel`: whole files, ``model.json`` last.

    A graph of other weights (:mod:`stance.models.onnx_regraph`) is removed from there.

    Args:
        folder: Where; made if it is not there.
        network: The ONNX file's bytes.
        tokenizer: Those of ``tokenizer.json``.
        settings: From :func:`stance.models.embedded.settings_of`; its ``sha256`` is filled in here.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in ((NETWORK, network), (TOKENIZER, tokenizer)):
        with atomic(folder / name, "wb") as file:
            file.write(content)
    with atomic(folder / SETTINGS) as file:
        kept = {name: value for name, value in settings.items() if name != "graph_sha256"}
        json.dump({**kept, "sha256": hashlib.sha256(network).hexdigest()}, file, indent=2, ensure_ascii=False)
        file.write("\n")
    (folder / GRAPH).unlink(missing_ok=True)
