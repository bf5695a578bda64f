"""Networks and statements as files that other programs read: Gephi, visone, igraph, DNA, a spreadsheet.

networkx writes GraphML and GEXF (it knows both formats' types). Every file takes its name only once it is complete.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from stance.analysis.communities import networkx
from stance.analysis.edges import Edge
from stance.analysis.networks import Network
from stance.errors import unknown
from stance.labels import LABELS
from stance.records import atomic, safe_cell
from stance.report.markup import plain
from stance.report.plotting import COLOURS
from stance.types import Document, StanceRecord

Places: TypeAlias = Mapping[str, tuple[float, float]]
Qualifier: TypeAlias = Literal["boolean", "integer"]

POSITIVE, NEGATIVE, EVEN = COLOURS[0], COLOURS[1], "#7F7F7F"
"""Of ties and nodes: in favor or agreeing, against or disagreeing, neither."""
TARGET = "#333333"

EDGE_COLUMNS = (
    "Source", "Target", "Type", "Weight", "n", "low", "high", "sign", "positive", "negative", "SourceName",
    "TargetName",
)  # fmt: skip
"""Of the edge list; the first four are what Gephi's import of spreadsheets looks for."""
DNA_COLUMNS = (
    "statement_id", "time", "person", "organization", "concept", "agreement", "start_position", "stop_position", "text",
    "coder", "document_id", "document_title", "document_author", "document_source", "document_section", "document_type",
)  # fmt: skip
"""Of an event list as DNA 3 exports it, for its own statement type "DNA Statement"."""

# What XML 1.0 cannot hold in any form (section 2.2), beyond what `plain` replaces.
_NOT_XML = re.compile("[\ufffe\uffff]")
# Gephi leaves out ties of weight 0, and its version 0.9.2 stops at them in a GEXF file (its issue 1945).
_FAINT = 1e-6


@dataclass(frozen=True, kw_only=True)
class DnaExport:
    """How many statements were written, and how many neutral ones were left out because DNA has no place for them."""

    written: int
    neutral_left_out: int


def _text(value: object) -> str:
    """A name or value that no XML reader, table or terminal stumbles over."""
    return _NOT_XML.sub("\ufffd", plain(str(value)))


def _rgb(colour: str) -> dict[str, int]:
    return {name: int(colour[at : at + 2], 16) for name, at in (("r", 1), ("g", 3), ("b", 5))}


def _colour(value: float) -> str:
    return POSITIVE if value > 0 else NEGATIVE if value < 0 else EVEN


def _node(node: Mapping[str, Any]) -> dict[str, Any]:
    colour = TARGET if node["kind"] == "target" else _colour(node["net"])
    values = {name: value if isinstance(value, int | float) else _text(value) for name, value in node.items()}
    return {"label": _text(node["name"]), **values, "colour": colour, **_rgb(colour)}


def _tie(edge: Edge) -> dict[str, Any]:
    values: dict[str, Any] = {"weight": edge.weight, "strength": abs(edge.weight), "n": edge.n}
    values |= {name: bound for name, bound in (("low", edge.low), ("high", edge.high)) if bound is not None}
    colour = _colour(edge.sign)
    return {**values, "sign": edge.sign, "positive": edge.positive, "negative": edge.negative, "colour": colour}


def write_graphml(network: Network, path: Path, *, places: Places | None = None) -> None:
    """Write GraphML with every attribute, typed.

    ``weight`` is signed, as in DNA's own files; ``strength`` is it without the sign, for what cannot draw a tie below
    0. A bound that is not known is an attribute that is not there.

    Args:
        network: Its nodes become ``n0``, ``n1`` and so on; their ids are the attribute ``id``.
        path: The file; one that is there is replaced.
        places: x and y of each node, as of :func:`stance.analysis.communities.layout`.

    Raises:
        OSError: It cannot be written.
    """
    nx = networkx()
    graph = nx.Graph()
    # An attribute named after the options of networkx's own would be read as such.
    graph.graph.update({f"dna_{name}": _text(value) for name, value in network.options.items()})
    keys = {key: f"n{number}" for number, key in enumerate(network.nodes)}
    for key, node in network.nodes.items():
        x, y = places[key] if places else (None, None)
        where = {} if x is None else {"x": x, "y": y}
        graph.add_node(keys[key], **_node(node), **where)
    for edge in network.edges:
        tie = _tie(edge)
        graph.add_edge(keys[edge.first], keys[edge.second], **tie, **_rgb(tie["colour"]))
    with atomic(path, "wb") as file:
        nx.write_graphml_xml(graph, file)


def write_gexf(network: Network, path: Path, *, places: Places | None = None) -> None:
    """Write GEXF 1.2, Gephi's own format, with colours, sizes and, if given, places.

    Gephi has trouble with ties of 0 and below (its issues 269 and 1945), so that ``weight`` has no sign here and is
    0.000001 for a tie that is balanced; ``signed_weight`` is the network's.

    Args:
        network: As in :func:`write_graphml`.
        path: The file; one that is there is replaced.
        places: As in :func:`write_graphml`.

    Raises:
        OSError: It cannot be written.
    """
    nx = networkx()
    graph = nx.Graph(name=_text(f"{network.kind} {network.options.get('qualifierAggregation', '')}"))
    keys = {key: f"n{number}" for number, key in enumerate(network.nodes)}
    most = max((node["n"] for node in network.nodes.values()), default=1)
    for key, node in network.nodes.items():
        values = _node(node)
        viz: dict[str, Any] = {"color": {name: values.pop(name) for name in "rgb"}}
        viz["size"] = round(4 + 16 * (node["n"] / most) ** 0.5, 2)
        if places:
            viz["position"] = {"x": 500 * places[key][0], "y": 500 * places[key][1], "z": 0.0}
        # GEXF would take `id` for the node's own.
        values["stance_id"] = values.pop("id")
        graph.add_node(keys[key], **values, viz=viz)
    for edge in network.edges:
        tie = _tie(edge)
        tie |= {"signed_weight": tie["weight"], "weight": max(tie["strength"], _FAINT)}
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
        for edge in network.edges:
            ends = [network.nodes[key] for key in (edge.first, edge.second)]
            bounds = ["" if bound is None else repr(bound) for bound in (edge.low, edge.high)]
            writer.writerow([
                *(safe_cell(_text(key)) for key in (edge.first, edge.second)), "Undirected", repr(edge.weight),
                edge.n, *bounds, edge.sign, repr(edge.positive), repr(edge.negative),
                *(safe_cell(_text(node["name"])) for node in ends),
            ])  # fmt: skip
    return len(network.edges)


def write_dna_csv(records: Iterable[StanceRecord], path: Path, *, qualifier: Qualifier = "boolean") -> DnaExport:
    """Write records as statements, in the columns of DNA's own export of statements (:data:`DNA_COLUMNS`).

    A person's name is the ``person``, the affiliation (or a holder that is no person) the ``organization``, the target
    the ``concept``. Cells are separated by semicolons and quoted, as DNA does. docs/networks.md has the lines of R that
    load the file into a database of DNA.

    Args:
        records: Of one run; streamed.
        path: The file; one that is there is replaced.
        qualifier: ``boolean`` for DNA's own statement type, whose agreement is 1 or 0, so that neutral records are left
            out and counted; ``integer`` for one whose agreement is a number: 1, 0 (neutral) and -1.

    Raises:
        ConfigError: The qualifier is neither.
        OSError: It cannot be written.
    """
    if qualifier not in get_args(Qualifier):
        raise unknown("qualifier", str(qualifier), get_args(Qualifier))
    agreement = dict(zip(LABELS, (1, 0, None) if qualifier == "boolean" else (1, -1, 0), strict=True))
    documents: dict[str, int] = {}
    written = left_out = 0
    with atomic(path) as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow(DNA_COLUMNS)
        for record in records:
            number = documents.setdefault(record.document_id, len(documents) + 1)
            value = agreement[record.stance]
            if value is None:
                left_out += 1
                continue
            written += 1
            person = record.affiliation is not None and record.affiliation != record.holder
            cells = {
                "person": record.holder_name or record.holder if person else "",
                "organization": record.affiliation or record.holder,
                "concept": record.target,
                "text": record.sentence,
                "title": record.document_id,
                "outlet": record.outlet or "",
            }
            safe = {name: safe_cell(_text(cell)) if cell else "" for name, cell in cells.items()}
            writer.writerow([
                written, _time(record), safe["person"], safe["organization"], safe["concept"], value, record.start,
                record.end, safe["text"], 1, number, safe["title"], "", safe["outlet"], "", "",
            ])  # fmt: skip
    return DnaExport(written=written, neutral_left_out=left_out)


def _time(record: StanceRecord) -> str:
    """As DNA writes it; the middle of the month or year where no day is known, empty where nothing is."""
    day = Document(id="", text="", published=record.published).date
    return f"{day.isoformat()} 00:00:00" if day else ""
