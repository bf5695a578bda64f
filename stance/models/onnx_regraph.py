"""A cheaper graph for an 8-bit file that is there already, without its weights: they stay where they are.

The graph's weights are ONNX *external data*: places (offset and length) within the file, which ONNX Runtime maps into
memory. So a file whose weights are published once can be computed by every later graph of the exporter.

Imported only to export.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from stance.errors import ConfigError, MissingLibraryError
from stance.models.embedded import GRAPH, NETWORK, SETTINGS
from stance.models.onnx_lean import lean
from stance.models.onnx_quantised import quantised
from stance.models.onnx_restored import restored
from stance.records import atomic

_INLINE = 16  # bytes; the graph's own constants have fewer, what was learned has more


def regraph(content: bytes, location: str) -> bytes:
    """The graph that today's exporter would make of the same weights; the same bytes whenever it is asked.

    Args:
        content: An 8-bit ONNX file (:func:`stance.models.onnx_quantised.quantised`), of this or an earlier exporter.
        location: Its name, beside which the graph will lie.

    Returns:
        An ONNX file.

    Raises:
        ConfigError: Some weight of the graph is not in the file as it stands.
        MissingLibraryError: onnx is not installed.
    """
    try:
        import onnx
    except ImportError as error:
        raise MissingLibraryError("making a graph", "onnx", "export") from error
    fp32, known = restored(onnx.load_from_string(content))
    lean(fp32.graph)
    made = quantised(fp32, known=known)
    for item in made.graph.initializer:
        if len(item.raw_data) >= _INLINE:
            _refer(item, content, location)
    found: bytes = made.SerializeToString(deterministic=True)
    return found


def _refer(item: Any, content: bytes, location: str) -> None:
    """Replace a tensor's bytes by the place of the same bytes in a file."""
    from onnx import TensorProto

    raw = item.raw_data
    offset = content.find(raw)
    if offset < 0:
        raise ConfigError(f"{location!r} does not hold the weight {item.name!r}: it was not made by this exporter")
    item.ClearField("raw_data")
    item.data_location = TensorProto.EXTERNAL
    for key, value in (("location", location), ("offset", offset), ("length", len(raw))):
        item.external_data.add(key=key, value=str(value))


def add_graph(folder: Path) -> int:
    """Write the graph of a folder of :class:`stance.models.embedded.EmbeddedModel`; its network stays as it is.

    Args:
        folder: An exported model.

    Returns:
        The graph's size in bytes.

    Raises:
        ConfigError: A file is missing or broken, or not of this exporter.
        MissingLibraryError: onnx is not installed.
    """
    network, path = folder / NETWORK, folder / SETTINGS
    try:
        content, settings = network.read_bytes(), json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"no exported model in {str(folder)!r} ({error}); give a folder with {SETTINGS}") from error
    if hashlib.sha256(content).hexdigest() != settings.get("sha256"):
        raise ConfigError(f"model file {str(network)!r} is damaged or cut short (SHA-256 not that of {SETTINGS})")
    made = regraph(content, NETWORK)
    with atomic(folder / GRAPH, "wb") as file:
        file.write(made)
    with atomic(path) as file:
        json.dump({**settings, "graph_sha256": hashlib.sha256(made).hexdigest()}, file, indent=2, ensure_ascii=False)
        file.write("\n")
    return len(made)
