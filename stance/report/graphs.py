"""Networks and statements as files that other programs read: Gephi, visone, igraph, DNA, a spreadsheet.

networkx writes GraphML and GEXF (it knows both formats' types). Every file takes its name only once it is complete.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree import ElementTree

from stance.analysis.communities import networkx
from stance.analysis.edges import Edge
from stance.analysis.networks import Network
from stance.records import atomic, safe_cell
from stance.report.markup import storable
from stance.report.plotting import COLOURS

Places: TypeAlias = Mapping[str, tuple[float, float]]

POSITIVE, NEGATIVE, EVEN = COLOURS[0], COLOURS[1], "#7F7F7F"
"""Of ties and nodes: in favor or agreeing, against or disagreeing, neither."""
TARGET = "#333333"

EDGE_COLUMNS = (
    "Source", "Target", "Type", "weight", "signed_weight", "n", "low", "high", "sign", "positive", "negative",
    "SourceName", "TargetName", "remarks",
)  # fmt: skip
"""Of the edge list; the first four are what Gephi's import of spreadsheets looks for, in any case."""
FAINT = 1e-6
"""``weight`` of a balanced tie: Gephi leaves out those of weight 0, and its version 0.9.2 stops at them in GEXF (its
issue 1945)."""
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"


def _rgb(colour: str) -> dict[str, int]:
    return {name: int(colour[at : at + 2], 16) for name, at in (("r", 1), ("g", 3), ("b", 5))}


def _colour(value: float) -> str:
    return POSITIVE if value > 0 else NEGATIVE if value < 0 else EVEN


def _node(node: Mapping[str, Any]) -> dict[str, Any]:
    colour = TARGET if node["kind"] == "target" else _colour(node["net"])
    values = {name: value if isinstance(value, int | float) else storable(value) for name, value in node.items()}
    values["stance_id"] = values.pop("id")  # GEXF and igraph take `id` for the node's own
    return {"label": storable(node["name"]), **values, "colour": colour, **_rgb(colour)}


def _tie(edge: Edge) -> dict[str, Any]:
    """A tie's attributes; programs that draw leave out or draw wrongly what is 0 or below, so that there are two."""
    values: dict[str, Any] = {"label": _said(edge), "weight": _weight(edge), "signed_weight": edge.weight, "n": edge.n}
    values |= {name: bound for name, bound in (("low", edge.low), ("high", edge.high)) if bound is not None}
    colour = _colour(edge.sign)
    values |= {"sign": edge.sign, "positive": edge.positive, "negative": edge.negative, "colour": colour}
    return {**values, "remarks": ", ".join(edge.flags)}


def _weight(edge: Edge) -> float:
    return max(abs(edge.weight), FAINT)


def _said(edge: Edge) -> str:
    """What stands beside a tie that is drawn with its label: its weight, with its sign."""
    return f"{edge.weight:+.2f}".replace("-", "−") if edge.weight else "0"


def write_graphml(network: Network, path: Path, *, places: Places | None = None) -> None:
    """Write GraphML with every attribute, typed.

    ``weight`` has no sign and is above 0, for what draws; ``signed_weight`` is the network's, as DNA's own files have
    it. A bound that is not known is an attribute that is not there. Keys are ``node_label``, ``edge_weight`` and so on:
    networkx would number them, and Gephi takes the key ``d3`` of nodes and ``d7`` of edges for yEd's label, whatever
    its name is.

    Args:
        network: Its nodes become ``n0``, ``n1`` and so on; their ids are the attribute
            ``stance_id``.
        path: The file; one that is there is replaced.
        places: x and y of each node, as of :func:`stance.analysis.communities.layout`.

    Raises:
        OSError: It cannot be written.
    """
    nx = networkx()
    graph = nx.Graph()
    # An attribute named after the options of networkx's own would be read as such.
    graph.graph.update({f"dna_{name}": storable(value) for name, value in network.options.items()})
    keys = {key: f"n{number}" for number, key in enumerate(network.nodes)}
    for key, node in network.nodes.items():
        x, y = places[key] if places else (None, None)
        where = {} if x is None else {"x": x, "y": y}
        graph.add_node(keys[key], **_node(node), **where)
    for edge in network.edges:
        tie = _tie(edge)
        graph.add_edge(keys[edge.first], keys[edge.second], **tie, **_rgb(tie["colour"]))
    buffer = io.BytesIO()
    nx.write_graphml_xml(graph, buffer)
    with atomic(path, "wb") as file:
        file.write(_keys_named(buffer.getvalue()))


def _keys_named(graphml: bytes) -> bytes:
    """GraphML whose keys go by what they are for and their name."""
    root = ElementTree.fromstring(graphml)  # noqa: S314 - networkx wrote it a moment ago
    named: dict[str, str] = {}
    for key in root.iter(f"{{{_GRAPHML}}}key"):
        name = re.sub(r"[^A-Za-z0-9_]", "_", key.attrib["attr.name"])
        named[key.attrib["id"]] = key.attrib["id"] = f"{key.attrib['for']}_{name}"
    for data in root.iter(f"{{{_GRAPHML}}}data"):
        data.attrib["key"] = named[data.attrib["key"]]
    for element in root.iter():  # one namespace, which the root tells
        element.tag = element.tag.removeprefix(f"{{{_GRAPHML}}}")
    root.set("xmlns", _GRAPHML)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def write_gexf(network: Network, path: Path, *, places: Places | None = None) -> None:
    """Write GEXF 1.2, Gephi's own format, with colours, sizes and, if given, places.

    ``weight`` and ``signed_weight`` are as in :func:`write_graphml`: Gephi has trouble with ties of 0 and below (its
    issues 269 and 1945).

    Args:
        network: As in :func:`write_graphml`.
        path: The file; one that is there is replaced.
        places: As in :func:`write_graphml`.

    Raises:
        OSError: It cannot be written.
    """
    nx = networkx()
    graph = nx.Graph(name=storable(f"{network.kind} {network.options.get('qualifierAggregation', '')}"))
    keys = {key: f"n{number}" for number, key in enumerate(network.nodes)}
    most = max((node["n"] for node in network.nodes.values()), default=1)
    for key, node in network.nodes.items():
        values = _node(node)
        viz: dict[str, Any] = {"color": {name: values.pop(name) for name in "rgb"}}
        viz["size"] = round(4 + 16 * (node["n"] / most) ** 0.5, 2)
        if places:
            viz["position"] = {"x": 500 * places[key][0], "y": 500 * places[key][1], "z": 0.0}
        graph.add_node(keys[key], **values, viz=viz)
    for edge in network.edges:
        tie = _tie(edge)
        graph.add_edge(keys[edge.first], keys[edge.second], **tie, viz={"color": _rgb(tie["colour"])})
    buffer = io.BytesIO()
    nx.write_gexf(graph, buffer, version="1.2draft")
    # The day of writing would make two exports of one network differ.
    written = re.sub(rb' lastmodifieddate="[^"]*"', b"", buffer.getvalue())
    with atomic(path, "wb") as file:
        file.write(written)


def write_edges_csv(network: Network, path: Path) -> int:
    """Write the ties as a table (:data:`EDGE_COLUMNS`); an unknown bound is an empty cell.

    Returns:
        The number of ties.

    Raises:
        OSError: It cannot be written.
    """
    with atomic(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(EDGE_COLUMNS)
        writer.writerows(_edge_rows(network))
    return len(network.edges)


def window_name(network: Network) -> str:
    """Of a window of :attr:`stance.analysis.networks.Network.windows`: its first and last day, week, month or year."""
    first, last = network.options["start"], network.options["stop"]
    return first if first == last else f"{first}_{last}"


def write_windows_csv(network: Network, path: Path) -> int:
    """Write the ties of all windows as one long table: the window, then :data:`EDGE_COLUMNS`.

    Returns:
        The number of ties.

    Raises:
        OSError: It cannot be written.
    """
    with atomic(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("window", "start", "stop", *EDGE_COLUMNS))
        for part in network.windows:
            when = (window_name(part), part.options["start"], part.options["stop"])
            writer.writerows([*when, *cells] for cells in _edge_rows(part))
    return sum(len(part.edges) for part in network.windows)


def _edge_rows(network: Network) -> Iterator[list[object]]:
    for edge in network.edges:
        ends = [network.nodes[key] for key in (edge.first, edge.second)]
        bounds = ["" if bound is None else repr(bound) for bound in (edge.low, edge.high)]
        yield [
            *(safe_cell(storable(key)) for key in (edge.first, edge.second)), "Undirected", repr(_weight(edge)),
            repr(edge.weight), edge.n, *bounds, edge.sign, repr(edge.positive), repr(edge.negative),
            *(safe_cell(storable(node["name"])) for node in ends), ", ".join(edge.flags),
        ]  # fmt: skip
