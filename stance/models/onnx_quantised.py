"""From an fp32 graph to one of 8-bit weights, for ONNX Runtime.

Activations are quantised token by token: each row of a matrix product gets the scale of its own largest value. ONNX
Runtime's own dynamic quantisation has one scale for a whole batch, so that an answer depends on what else was asked (on
NewsMTSC up to 0.2 of a probability, and 3 % of the labels), and is half as close to fp32. Weights have a scale for each
column and 7 bits: products of 8-bit weights overflow the 16 bits in which CPUs without VNNI add them (before Intel's
Ice Lake and AMD's Zen 4). Word embeddings have 8 bits and a scale for each word. The classifier, which is computed once
a question and not once a token, stays in fp32.

Imported only to export.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

OURS = "com.microsoft"
"""The domain of ONNX Runtime's own operators."""

PARTS = ("query", "key", "value")
_MOST = 63  # of a 7-bit weight: 2 x 255 x 63 fits in 16 bits
_GELU_LEAST = 0.17  # no value of the Gelu function is below -0.17, so only large ones have to be looked for


class Whole(NamedTuple):
    """A weight of whole numbers.

    Args:
        values: int8.
        scale: float32; a value is a whole number times its scale.
    """

    values: Any
    scale: Any


def quantised(model: Any, *, known: Mapping[str, Whole] | None = None) -> Any:
    """A copy of an fp32 graph whose encoder has 8-bit weights.

    Args:
        model: ``onnx.ModelProto``.
        known: Weights by name whose whole numbers are given (:func:`stance.models.onnx_restored.restored`); they are
            taken as they are. One that is for query, key and value is split by the graph, not here.
    """
    import onnx

    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    _Quantiser(copy.graph, known or {}).run()
    import_operators(copy)
    return copy


def import_operators(model: Any) -> None:
    """Declare ONNX Runtime's own operators."""
    from onnx import helper

    if not any(entry.domain == OURS for entry in model.opset_import):
        model.opset_import.append(helper.make_opsetid(OURS, 1))


class _Quantiser:
    """Rewrites a graph in place, node by node."""

    def __init__(self, graph: Any, known: Mapping[str, Whole]) -> None:
        from onnx import numpy_helper

        self._graph = graph
        self._known = known
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
                self._whole(weight, self._array(self._weights[weight]))
                self._nodes += self._product(source, weight, node.output[0])
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
        self._whole(table, self._array(self._weights[table]), axis=1, most=127)
        whole, scales = f"{table}_int8", f"{table}_scale"
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
        parts = [f"{output}_{name}" for name in PARTS]
        weights = [f"{weight}_{part}" for part in parts]
        if weight in self._known:
            self._whole(weight, None)
            for kind, axis in (("int8", 1), ("scale", 0)):
                pieces = [f"{name}_{kind}" for name in weights]
                self._nodes.append(self._add("Split", [f"{weight}_{kind}"], pieces, axis=axis))
        else:
            for name, values in zip(weights, np.split(self._array(self._weights[weight]), 3, axis=1), strict=True):
                self._whole(name, values)
        for name, part in zip(weights, parts, strict=True):
            self._nodes += self._product(source, name, part)
        kept = [item for item in node.attribute if item.name in ("num_heads", "mask_filter_value")]
        attention = self._add("MultiHeadAttention", [*parts, bias, mask], [output], domain=OURS)
        attention.attribute.extend(kept)
        self._nodes.append(attention)

    def _whole(self, name: str, values: Any, *, axis: int = 0, most: int = _MOST) -> None:
        """The constants of a weight in whole numbers: those known, else rounded with a scale along an axis."""
        whole = self._known.get(name)
        if whole is None:
            scale = np.maximum(np.abs(values).max(axis=axis, keepdims=axis == 1) / most, 1e-12).astype(np.float32)
            whole = Whole(np.round(values / scale).astype(np.int8), scale)
        self._constant(f"{name}_int8", whole.values)
        self._constant(f"{name}_scale", whole.scale)

    def _product(self, source: str, weight: str, output: str) -> list[Any]:
        return [
            *self._rows(source),
            self._add(
                "MatMulIntegerToFloat",
                [f"{source}_int8", f"{weight}_int8", "unit", f"{weight}_scale", "middle"],
                [f"{output}_unscaled"],
                domain=OURS,
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
