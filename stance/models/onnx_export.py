"""From a trained network to an ONNX file for :mod:`stance.models.session`: first in fp32, then of 8-bit weights.

The 8-bit file quantises activations token by token: each row of a matrix product gets the scale of its own largest
value. ONNX Runtime's own dynamic quantisation has one scale for a whole batch, so that an answer depends on what else
was asked (on NewsMTSC up to 0.2 of a probability, and 3 % of the labels), and is half as close to fp32. Weights have a
scale for each column and 7 bits: products of 8-bit weights overflow the 16 bits in which CPUs without VNNI add them
(before Intel's Ice Lake and AMD's Zen 4). Word embeddings have 8 bits and a scale for each word. The classifier, which
is computed once a question and not once a token, stays in fp32.

Imported only to export: torch and onnx are slow to import, and onnx comes with the extra ``export``.
"""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from stance.errors import MissingLibraryError
from stance.models.embedded import NETWORK, SETTINGS, TOKENIZER
from stance.models.onnx_lean import lean
from stance.models.session import INPUTS
from stance.records import atomic

_OPSET = 17
_MOST = 63  # of a 7-bit weight: 2 x 255 x 63 fits in 16 bits
_GELU_LEAST = 0.17  # no value of the Gelu function is below -0.17, so only large ones have to be looked for
_OURS = "com.microsoft"  # the domain of ONNX Runtime's own operators


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
    _import_operators(fp32)
    onnx.checker.check_model(fp32)
    fused = sum(node.op_type == "Attention" for node in fp32.graph.node)
    return Exported(fp32, quantised(fp32, heads=int(config.num_attention_heads)), fused)


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


def quantised(model: Any, *, heads: int) -> Any:
    """A copy of an fp32 graph whose encoder has 8-bit weights.

    Args:
        model: ``onnx.ModelProto``.
        heads: Of the attention.
    """
    import onnx

    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    _Quantiser(copy.graph, heads).run()
    _import_operators(copy)
    return copy


def _import_operators(model: Any) -> None:
    """Declare ONNX Runtime's own operators."""
    from onnx import helper

    if not any(entry.domain == _OURS for entry in model.opset_import):
        model.opset_import.append(helper.make_opsetid(_OURS, 1))


class _Quantiser:
    """Rewrites a graph in place, node by node."""

    def __init__(self, graph: Any, heads: int) -> None:
        from onnx import numpy_helper

        self._graph = graph
        self._heads = heads
        self._weights = {item.name: item for item in graph.initializer}
        self._array = numpy_helper.to_array
        self._nodes: list[Any] = []
        self._rounded: set[str] = set()
        self._gelus = {node.output[0] for node in graph.node if node.op_type in ("BiasGelu", "Gelu")}

    def run(self) -> None:
        constants = {"row_step": 1 / 127, "row_least": 1e-7, "unit": 1.0, "gelu_least": _GELU_LEAST}
        for name, value in constants.items():
            self._constant(name, np.array(value, dtype=np.float32))
        self._constant("middle", np.array(128, dtype=np.uint8))
        for node in self._graph.node:
            inside = "/encoder/" in node.name or node.op_type == "Attention"
            if inside and node.op_type == "Attention":
                self._attention(node)
            elif inside and node.op_type == "MatMul" and node.input[1] in self._weights:
                source, weight = node.input
                self._nodes += self._product(source, weight, node.output[0], self._array(self._weights[weight]))
            elif inside and node.op_type == "Gather" and self._is_table(node.input[0]):
                self._lookup(node)
            else:
                self._nodes.append(node)
        del self._graph.node[:]
        self._graph.node.extend(self._nodes)
        used = {name for node in self._nodes for name in node.input}
        kept = [item for item in self._graph.initializer if item.name in used]
        del self._graph.initializer[:]
        self._graph.initializer.extend(kept)
        del self._graph.value_info[:]  # the old tensors' types

    def _is_table(self, name: str) -> bool:
        """Whether a tensor holds the words' embeddings; positions and segments are small and stay."""
        return name in self._weights and "word_embeddings" in name and len(self._weights[name].dims) == 2

    def _constant(self, name: str, value: Any) -> str:
        from onnx import numpy_helper

        self._graph.initializer.append(numpy_helper.from_array(value, name))
        return name

    def _add(self, kind: str, inputs: Sequence[str], outputs: Sequence[str], **options: Any) -> Any:
        from onnx import helper

        return helper.make_node(kind, list(inputs), list(outputs), **options)

    def _lookup(self, node: Any) -> None:
        table, ids, output = node.input[0], node.input[1], node.output[0]
        values = self._array(self._weights[table])
        scale = np.maximum(np.abs(values).max(axis=1, keepdims=True) / 127, 1e-12).astype(np.float32)
        whole, scales = f"{table}_int8", f"{table}_scale"
        self._constant(whole, np.round(values / scale).astype(np.int8))
        self._constant(scales, scale)
        self._nodes += [
            self._add("Gather", [whole, ids], [f"{output}_int8"]),
            self._add("Cast", [f"{output}_int8"], [f"{output}_whole"], to=1),
            self._add("Gather", [scales, ids], [f"{output}_scale"]),
            self._add("Mul", [f"{output}_whole", f"{output}_scale"], [output]),
        ]

    def _attention(self, node: Any) -> None:
        """A product each for query, key and value (one for all would have to be split), then the attention in fp32."""
        source, weight, bias, mask = node.input[:4]
        output = node.output[0]
        parts = [f"{output}_{name}" for name in ("query", "key", "value")]
        for part, values in zip(parts, np.split(self._array(self._weights[weight]), 3, axis=1), strict=True):
            self._nodes += self._product(source, f"{weight}_{part}", part, values)
        filtered = [item for item in node.attribute if item.name == "mask_filter_value"]
        attention = self._add("MultiHeadAttention", [*parts, bias, mask], [output], domain=_OURS, num_heads=self._heads)
        attention.attribute.extend(filtered)
        self._nodes.append(attention)

    def _product(self, source: str, weight: str, output: str, values: Any) -> list[Any]:
        scale = np.maximum(np.abs(values).max(axis=0) / _MOST, 1e-12).astype(np.float32)
        self._constant(f"{weight}_int8", np.round(values / scale).astype(np.int8))
        self._constant(f"{weight}_scale", scale)
        return [
            *self._rows(source),
            self._add(
                "MatMulIntegerToFloat",
                [f"{source}_int8", f"{weight}_int8", "unit", f"{weight}_scale", "middle"],
                [f"{output}_unscaled"],
                domain=_OURS,
            ),
            self._add("Mul", [f"{output}_unscaled", f"{source}_scale"], [output]),
        ]

    def _rows(self, source: str) -> list[Any]:
        """The nodes that round a matrix row by row, once for all products that read it."""
        if source in self._rounded:
            return []
        self._rounded.add(source)
        most, least, scale = (f"{source}_{name}" for name in ("most", "least", "scale"))
        nodes = [self._add("ReduceMax", [source], [most], axes=[-1], keepdims=1)]
        if source in self._gelus:
            nodes.append(self._add("Max", [most, "gelu_least"], [f"{source}_reach"]))
        else:
            nodes += [
                self._add("ReduceMin", [source], [least], axes=[-1], keepdims=1),
                self._add("Neg", [least], [f"{least}_size"]),
                self._add("Max", [most, f"{least}_size", "row_least"], [f"{source}_reach"]),
            ]
        return [
            *nodes,
            self._add("Mul", [f"{source}_reach", "row_step"], [scale]),
            self._add("Reciprocal", [scale], [f"{scale}_inverse"]),
            self._add("Mul", [source, f"{scale}_inverse"], [f"{source}_steps"]),
            self._add("QuantizeLinear", [f"{source}_steps", "unit", "middle"], [f"{source}_int8"]),
        ]


def write(folder: Path, network: bytes, tokenizer: bytes, settings: Mapping[str, Any]) -> None:
    """Write the folder of a :class:`stance.models.embedded.EmbeddedModel`: whole files, ``model.json`` last.

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
        json.dump({**settings, "sha256": hashlib.sha256(network).hexdigest()}, file, indent=2, ensure_ascii=False)
        file.write("\n")
