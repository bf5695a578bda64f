"""From an 8-bit file back to the fp32 graph that it was made of, and to the encoder's weights by their usual names.

The reverse of :mod:`stance.models.onnx_quantised`, but for what rounding took away: every weight is its whole number
times its scale, exactly what the 8-bit products multiply with. Only files of that module are understood.

Imported only to export and to measure.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np

from stance.models.onnx_quantised import PARTS, Whole

_LAYER = re.compile(r"/encoder/(?:encoder/)?(layer\.\d+)/(.+)/")


class Restored(NamedTuple):
    """What was read back.

    Args:
        model: ``onnx.ModelProto`` in fp32. Where the file has one weight for query, key and value, their product and
            the attention are one operator, as after the export's fusion.
        known: The whole numbers of each of its weights that had 8 bits.
    """

    model: Any
    known: dict[str, Whole]


def restored(model: Any) -> Restored:
    """Read an 8-bit file back; the file itself is left as it is.

    Args:
        model: ``onnx.ModelProto`` with its weights inside.
    """
    import onnx
    from onnx import helper, numpy_helper

    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    graph = copy.graph
    arrays = {item.name: item for item in graph.initializer}
    known: dict[str, Whole] = {}

    def weight(name: str) -> str:
        known[name] = Whole(*(numpy_helper.to_array(arrays[f"{name}_{part}"]) for part in ("int8", "scale")))
        return name

    makers = {name: node for node in graph.node for name in node.output}
    nodes = []
    for node in graph.node:
        first = makers.get(node.input[0]) if node.input else None
        if node.op_type == "Mul" and first is not None and first.op_type == "MatMulIntegerToFloat":
            source, name = first.input[0].removesuffix("_int8"), weight(first.input[1].removesuffix("_int8"))
            nodes.append(helper.make_node("MatMul", [source, name], node.output, name=node.output[0]))
        elif node.op_type == "Mul" and first is not None and first.op_type == "Cast" and _looks_up(first, makers):
            table = makers[first.input[0]]
            name = weight(table.input[0].removesuffix("_int8"))
            nodes.append(helper.make_node("Gather", [name, table.input[1]], node.output, name=node.output[0]))
        else:
            nodes.append(node)
    nodes = _read(_joined(nodes), {item.name for item in graph.output})
    values = {name: (whole.values * whole.scale).astype(np.float32) for name, whole in known.items()}
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in values.items())
    used = {name for node in nodes for name in node.input}
    kept = [item for item in graph.initializer if item.name in used]
    for field, items in ((graph.node, nodes), (graph.initializer, kept)):
        copies = [type(item).FromString(item.SerializeToString()) for item in items]
        del field[:]
        field.extend(copies)
    return Restored(copy, known)


def _looks_up(cast: Any, makers: dict[str, Any]) -> bool:
    maker = makers.get(cast.input[0])
    return maker is not None and maker.op_type == "Gather" and maker.input[0].endswith("_int8")


def _joined(nodes: list[Any]) -> list[Any]:
    """One operator for a product that is split into query, key and value, and the attention that reads them."""
    from onnx import helper

    makers = {name: node for node in nodes for name in node.output}
    found = []
    for node in nodes:
        split = makers.get(node.input[0]) if node.op_type == "MultiHeadAttention" else None
        if split is None or split.op_type != "Split":
            found.append(node)
            continue
        source, weight = makers[split.input[0]].input
        inputs = [source, weight, *node.input[3:5]]
        made = helper.make_node("Attention", inputs, node.output, name=node.output[0], domain=node.domain)
        made.attribute.extend(node.attribute)
        found.append(made)
    return found


def _read(nodes: list[Any], wanted: set[str]) -> list[Any]:
    """The nodes on whose outputs those of the graph depend."""
    kept = []
    for node in reversed(nodes):
        if wanted.intersection(node.output):
            wanted = wanted.union(node.input)
            kept.append(node)
    return kept[::-1]


def encoder_state(model: Any) -> dict[str, Any]:
    """The encoder's weights under the names that ``transformers.BertModel`` has for them; fp32 arrays.

    Args:
        model: ``onnx.ModelProto`` in fp32, from :func:`restored`.
    """
    from onnx import numpy_helper

    arrays = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}
    prefix = "network.encoder."
    state = {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}
    for node in model.graph.node:
        place = _LAYER.search(f"{node.output[0]}/") if node.output else None
        if place is None:
            continue
        layer, inner = f"encoder.{place[1]}", place[2]
        if node.op_type == "MatMul" and node.input[1] in arrays:
            part = next((name for name in PARTS if node.output[0].endswith(f"_{name}")), None)
            name = f"attention.self.{part}" if part else inner.removesuffix("/MatMul_output_0").replace("/", ".")
            state[f"{layer}.{name}.weight"] = arrays[node.input[1]].T
        elif node.op_type in ("Attention", "MultiHeadAttention"):
            bias = node.input[2 if node.op_type == "Attention" else 3]
            for part, value in zip(PARTS, np.split(arrays[bias], 3), strict=True):
                state[f"{layer}.attention.self.{part}.bias"] = value
            if node.op_type == "Attention":
                for part, value in zip(PARTS, np.split(arrays[node.input[1]], 3, axis=1), strict=True):
                    state[f"{layer}.attention.self.{part}.weight"] = value.T
    return state
