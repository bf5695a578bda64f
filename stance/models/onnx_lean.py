"""Makes an exported graph cheaper without changing what it computes.

Of the last layer only those tokens are computed that are read: the first one, and those of holders and targets, about a
fifth. And additions stand beside the normalisation, not within it: ONNX Runtime's operator for both is several times
slower than the two. :mod:`stance.models.session` keeps ONNX Runtime from joining them again.

Imported only to export.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

_TOKENWISE = {"MatMul", "SkipLayerNormalization", "LayerNormalization", "BiasGelu", "Gelu", "FastGelu", "Add", "Mul"}
_FLOAT = 1  # onnx.TensorProto.FLOAT


def lean(graph: Any) -> None:
    """Rewrite ``onnx.GraphProto`` in place; what is not built as expected is left as it is."""
    _compute_what_is_read(graph)
    nodes = [made for node in graph.node for made in _apart(node)]
    _replace(graph, nodes)


def _replace(graph: Any, nodes: Sequence[Any]) -> None:
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.value_info[:]  # the old tensors' types


def _node(kind: str, inputs: Sequence[str], output: str, **options: Any) -> Any:
    from onnx import helper

    return helper.make_node(kind, list(inputs), [output], name=f"/lean/{output}", **options)


def _constant(graph: Any, name: str, values: Any) -> str:
    from onnx import numpy_helper

    if all(item.name != name for item in graph.initializer):
        graph.initializer.append(numpy_helper.from_array(np.array(values, dtype=np.int64), name))
    return name


def _apart(node: Any) -> list[Any]:
    """Addition and normalisation as operators of their own."""
    if node.op_type != "SkipLayerNormalization" or len([name for name in node.output if name]) != 1:
        return [node]
    states, skipped, scale, shift, *bias = node.input
    output = node.output[0]
    nodes = []
    if bias and bias[0]:
        nodes.append(_node("Add", [states, bias[0]], f"{output}_biased"))
        states = f"{output}_biased"
    nodes.append(_node("Add", [states, skipped], f"{output}_sum"))
    epsilon = next((item.f for item in node.attribute if item.name == "epsilon"), 1e-12)
    nodes.append(_node("LayerNormalization", [f"{output}_sum", scale, shift], output, axis=-1, epsilon=epsilon))
    return nodes


def _compute_what_is_read(graph: Any) -> None:
    """After the last attention, go on with the rows that the classifier reads: (M, H) in place of (B, L, H)."""
    nodes = list(graph.node)
    attentions = [index for index, node in enumerate(nodes) if node.op_type == "Attention"]
    readers = [node for node in nodes if node.op_type == "Gather" and node.input[1] == "rows"]
    if not attentions or len(readers) != 1:
        return
    place = attentions[-1]
    attended, before, last = nodes[place].output[0], nodes[place].input[0], readers[0].input[0]
    tail = _tail(graph, nodes[place + 1 :], attended, before, last)
    if not tail:
        return
    for node in tail:
        for position, name in enumerate(node.input):
            if name in (attended, before):
                node.input[position] = f"{name}_read"
        for position, name in enumerate(node.output):
            if name == last:
                node.output[position] = f"{name}_read"
    whole = [
        _node("Shape", [before], "shape_of_states"),
        _node("ConstantOfShape", ["shape_of_states"], "no_states"),
        _node("ScatterND", ["no_states", "places_read", f"{last}_read"], last),
    ]
    reading = [
        *_places(graph),
        _node("GatherND", [attended, "places_read"], f"{attended}_read"),
        _node("GatherND", [before, "places_read"], f"{before}_read"),
    ]
    inside = {id(node) for node in tail}
    rest = [node for node in nodes[place + 1 :] if id(node) not in inside]
    _replace(graph, [*nodes[: place + 1], *reading, *tail, *whole, *rest])


def _tail(graph: Any, nodes: Sequence[Any], attended: str, before: str, last: str) -> list[Any]:
    """The nodes from the attention to the last states, if each works token by token and nothing else reads them."""
    weights = {item.name for item in graph.initializer}
    reached = {attended}
    tail: list[Any] = []
    for node in nodes:
        if not reached.intersection(node.input):
            continue
        others = set(node.input) - reached - weights - {before, ""}
        if last in node.input:
            if len(node.input) != 2 or "rows" not in node.input or (set(node.input) & reached) != {last}:
                return []
            break
        if others or node.op_type not in _TOKENWISE:
            return []
        tail.append(node)
        reached.update(node.output)
    inner = reached - {last}
    ids = {id(node) for node in tail}
    if last not in reached or any(inner & set(node.input) for node in nodes if id(node) not in ids):
        return []
    return tail


def _places(graph: Any) -> list[Any]:
    """``places_read``: int64 (M, 2), input and position of each token that any question reads."""
    zero, one = _constant(graph, "number_0", 0), _constant(graph, "number_1", 1)
    front, back = _constant(graph, "axis_0", [0]), _constant(graph, "axis_1", [1])
    return [
        _node("Shape", ["input_ids"], "shape_of_batch"),
        _node("Gather", ["shape_of_batch", zero], "number_of_inputs"),
        _node("Gather", ["shape_of_batch", one], "number_of_tokens"),
        _node("Range", [zero, "number_of_inputs", one], "inputs_in_order"),
        _node("Unsqueeze", ["inputs_in_order", back], "inputs_upright"),
        _node("Unsqueeze", ["rows", front], "rows_flat"),
        _node("Equal", ["inputs_upright", "rows_flat"], "whose_question"),
        _node("Cast", ["whose_question"], "whose_question_number", to=_FLOAT),
        _node("Add", ["holder", "target"], "roles_of_questions"),
        _node("MatMul", ["whose_question_number", "roles_of_questions"], "roles_of_inputs"),
        _node("Range", [zero, "number_of_tokens", one], "tokens_in_order"),
        _node("Equal", ["tokens_in_order", zero], "token_is_first"),
        _node("Cast", ["token_is_first"], "token_is_first_number", to=_FLOAT),
        _node("Add", ["roles_of_inputs", "token_is_first_number"], "weight_of_tokens"),
        _node("NonZero", ["weight_of_tokens"], "places_upright"),
        _node("Transpose", ["places_upright"], "places_read", perm=[1, 0]),
    ]
