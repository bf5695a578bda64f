"""Exported networks come back with every attribute, whatever the names hold."""

from __future__ import annotations

import csv
import dataclasses
import math
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from stance.analysis.communities import layout
from stance.analysis.networks import Network, one_mode, two_mode
from stance.analysis.rows import rows_of
from stance.errors import ConfigError
from stance.records import COLUMNS
from stance.report.dna import DNA_COLUMNS, write_dna_csv, write_dna_script
from stance.report.graphs import (
    EDGE_COLUMNS,
    FAINT,
    write_edges_csv,
    write_gexf,
    write_graphml,
)
from stance.types import Label, StanceRecord

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF = "{http://www.gexf.net/1.2draft}"
VIZ = "{http://www.gexf.net/1.2draft/viz}"
HOSTILE = [
    "=HYPERLINK(\"http://x\",1)", "@SUM(1)", "a\x00b\x1b[31m", "<b>&amp;\"';", "line\r\nbreak", "\ud800 half",
    "\ufffe\uffff", "\u202egnitirw", "-1+1", "x" * 5000, "🙂", "]]>", " ",
]  # fmt: skip


def record(actor: str, target: str, stance: Label, document: str = "d1", **changes: Any) -> StanceRecord:
    values: dict[str, Any] = dict.fromkeys(COLUMNS)
    values |= {
        "document_id": document,
        "published": "2018-05-08",
        "sentence_index": 0,
        "sentence": "They said so; loudly.",
        "start": 5,
        "end": 26,
        "holder": actor,
        "holder_name": actor.title(),
        "official": True,
        "target": target,
        "stance": stance,
        "score": 0.8,
        "scores": {"favor": 0.1, "against": 0.1, "neutral": 0.8},
        "sentiment": "neutral",
        "basis": "statement",
        "evidence": (),
        "model": "m",
        "target_sentiment": "neutral",
    }
    return StanceRecord(**values | changes)


RECORDS = [
    record("A", "deal", "favor", "d1"),
    record("A", "deal", "favor", "d2"),
    record("B", "deal", "favor", "d2"),
    record("B", "deal", "against", "d3"),
    record("C", "deal", "against", "d4"),
    record("C", "deal", "neutral", "d4", sentence_index=1),
]
NETWORKS = {
    "two": two_mode(rows_of(RECORDS), resamples=50),
    "one": one_mode(rows_of(RECORDS), qualifierAggregation="subtract", resamples=50),
    "empty": two_mode(rows_of([])),
    "hostile": two_mode(
        rows_of([record(name, other, "favor") for name in HOSTILE for other in HOSTILE[:4]]), resamples=0
    ),
}


@pytest.fixture(params=NETWORKS, name="network")
def _network(request: pytest.FixtureRequest) -> Network:
    return NETWORKS[request.param]


def finite(values: Any) -> bool:
    return all(math.isfinite(value) for value in values if isinstance(value, float))


def test_graphml_comes_back(network: Network, tmp_path: Path) -> None:
    path = tmp_path / "n.graphml"
    write_graphml(network, path, places=layout(network))
    graph = nx.read_graphml(path)
    assert not graph.is_directed()
    assert len(graph) == len(network.nodes)
    for key, (_, found) in zip(network.nodes, graph.nodes(data=True), strict=True):
        node = network.nodes[key]
        for name in ("kind", "n", "documents", "favor", "against", "neutral", "net"):
            assert (found[name], type(found[name])) == (node[name], type(node[name]))
        assert {"stance_id", "name", "label", "colour", "r", "g", "b", "x", "y"} <= found.keys()
        assert finite(found.values())
    places = {key: f"n{number}" for number, key in enumerate(network.nodes)}
    assert graph.number_of_edges() == len(network.edges)
    for edge in network.edges:
        found = graph.edges[places[edge.first], places[edge.second]]
        values = dataclasses.asdict(edge)
        for name in ("n", "low", "high", "sign", "positive", "negative"):
            assert found.get(name) == values[name]
        assert found["signed_weight"] == edge.weight
        assert found["weight"] == (abs(edge.weight) or FAINT)
    assert graph.graph["dna_duplicates"] == "include"


def test_graphml_keeps_to_its_schema(network: Network, tmp_path: Path) -> None:
    """The order, the references and the types that the schema of GraphML 1.0 demands."""
    path = tmp_path / "n.graphml"
    write_graphml(network, path)
    root = ET.parse(path).getroot()  # noqa: S314
    assert root.tag == f"{GRAPHML}graphml"
    kinds = [child.tag.removeprefix(GRAPHML) for child in root]
    assert kinds == ["key"] * (len(kinds) - 1) + ["graph"]
    keys = {key.get("id"): key for key in root.iter(f"{GRAPHML}key")}
    assert len(keys) == len(kinds) - 1
    allowed = {"boolean", "int", "long", "float", "double", "string"}
    assert {key.get("attr.type") for key in keys.values()} <= allowed
    graph = root.find(f"{GRAPHML}graph")
    assert graph is not None
    assert graph.get("edgedefault") == "undirected"
    nodes = [node.get("id") for node in graph.findall(f"{GRAPHML}node")]
    assert len(set(nodes)) == len(nodes)
    for tag in ("graph", "node", "edge"):
        for element in root.iter(f"{GRAPHML}{tag}"):
            used = [data.get("key") for data in element.findall(f"{GRAPHML}data")]
            assert len(set(used)) == len(used)
            assert {keys[key].get("for") for key in used} <= {tag}
    for edge in graph.findall(f"{GRAPHML}edge"):
        assert {edge.get("source"), edge.get("target")} <= set(nodes)


# What Gephi's ImporterGraphML (0.10) takes a key for, by its id first and then by its name.
GEPHI: dict[str, dict[str, set[str]]] = {
    "node": {"label": {"label", "d3"}, "size": {"size"}, "x": {"x", "xpos"}, "y": {"y", "ypos"}},
    "edge": {"label": {"label", "edgelabel", "d7"}, "weight": {"weight", "Edge Weight"}, "id": {"id", "edgeid"}},
}


def test_gephi_takes_the_label_for_the_label(network: Network, tmp_path: Path) -> None:
    path = tmp_path / "n.graphml"
    write_graphml(network, path, places=layout(network))
    root = ET.parse(path).getroot()  # noqa: S314
    keys = {str(key.get("id")): key for key in root.iter(f"{GRAPHML}key")}

    def taken(scope: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for id_, key in keys.items():
            if key.get("for") != scope:
                continue
            meant = GEPHI[scope]
            use = next((use for one in (id_, key.get("attr.name")) for use, words in meant.items() if one in words), "")
            if use:
                assert use not in found, "two keys for one use: Gephi keeps the last value it reads"
                found[use] = str(key.get("attr.name"))
        return found

    assert taken("node") == ({"label": "label", "x": "x", "y": "y"} if network.nodes else {})
    assert taken("edge") == ({"label": "label", "weight": "weight"} if network.edges else {})
    labels = [
        data.text
        for node in root.iter(f"{GRAPHML}node")
        for data in node.findall(f"{GRAPHML}data")
        if data.get("key") == "node_label"
    ]
    assert len(labels) == len(network.nodes)


def test_weights_are_a_pair_everywhere(network: Network, tmp_path: Path) -> None:
    """`weight` can be drawn, `signed_weight` is the network's, in every file."""
    write_graphml(network, tmp_path / "n.graphml")
    write_gexf(network, tmp_path / "n.gexf")
    write_edges_csv(network, tmp_path / "n.csv")
    with (tmp_path / "n.csv").open(encoding="utf-8", newline="") as file:
        of_csv = [(float(row["weight"]), float(row["signed_weight"])) for row in csv.DictReader(file)]
    read = [nx.read_graphml(tmp_path / "n.graphml"), nx.read_gexf(tmp_path / "n.gexf")]
    of_graphs = [[(d["weight"], d["signed_weight"]) for _, _, d in graph.edges(data=True)] for graph in read]
    for found in (of_csv, *of_graphs):
        assert sorted(signed for _, signed in found) == sorted(edge.weight for edge in network.edges)
        assert all(weight > 0 and weight in (abs(signed), FAINT) for weight, signed in found)


def test_gexf_loads_in_gephi(network: Network, tmp_path: Path) -> None:
    path = tmp_path / "n.gexf"
    write_gexf(network, path, places=layout(network))
    root = ET.parse(path).getroot()  # noqa: S314
    edges = list(root.iter(f"{GEXF}edge"))
    assert len(edges) == len(network.edges)
    assert all(float(edge.get("weight", "")) > 0 for edge in edges)
    assert len(list(root.iter(f"{VIZ}color"))) == len(network.nodes) + len(network.edges)
    assert len(list(root.iter(f"{VIZ}position"))) == len(list(root.iter(f"{VIZ}size"))) == len(network.nodes)
    graph = nx.read_gexf(path)
    weights = sorted(found["signed_weight"] for _, _, found in graph.edges(data=True))
    assert weights == sorted(edge.weight for edge in network.edges)
    first = path.read_bytes()
    write_gexf(network, path, places=layout(network))
    assert path.read_bytes() == first
    assert b"lastmodified" not in first


def test_a_balanced_tie_is_kept(tmp_path: Path) -> None:
    write_edges_csv(NETWORKS["two"], tmp_path / "e.csv")
    rows = list(csv.DictReader((tmp_path / "e.csv").read_text(encoding="utf-8").splitlines()))
    assert [tuple(row[name] for name in ("Source", "Target", "weight", "signed_weight", "sign")) for row in rows] == [
        ("A", "deal", "2.0", "2.0", "1"), ("B", "deal", "1e-06", "0.0", "0"), ("C", "deal", "1.0", "-1.0", "-1"),
    ]  # fmt: skip
    assert rows[2]["low"] == ""  # one document
    assert float(rows[0]["low"]) <= 2 <= float(rows[0]["high"])
    write_gexf(NETWORKS["two"], tmp_path / "e.gexf")
    assert len(nx.read_gexf(tmp_path / "e.gexf").edges) == 3


def test_edges_are_cells_that_do_nothing(network: Network, tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    assert write_edges_csv(network, path) == len(network.edges)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == EDGE_COLUMNS
    assert len(rows) == len(network.edges) + 1
    text = [cell for row in rows[1:] for cell in (row[0], row[1], row[-2], row[-1])]
    assert not [cell for cell in text if cell[:1] in set("=+-@\t\r\n")]
    assert not [cell for cell in text if any(ord(sign) < 32 or sign == "\u202e" for sign in cell)]
    assert "nan" not in path.read_text(encoding="utf-8").lower()


def test_dna_statements(tmp_path: Path) -> None:
    more = [
        record("zarif", "deal", "favor", "d5", holder_name="Zarif", affiliation="IRN", outlet="O", published="2018-05"),
        record("IRN", "deal", "against", "d5", holder_name="Iran", affiliation="IRN", published=None),
    ]
    path = tmp_path / "s.csv"
    done = write_dna_csv([*RECORDS, *more], path)
    assert (done.written, done.neutral_left_out) == (7, 1)
    assert path.read_text(encoding="utf-8").startswith('"statement_id";"time";"person";"organization";"concept";')
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert tuple(rows[0]) == DNA_COLUMNS
    assert rows[0] == dict.fromkeys(DNA_COLUMNS, "") | {
        "statement_id": "1", "time": "2018-05-08 00:00:00", "organization": "A", "concept": "deal", "agreement": "1",
        "start_position": "5", "stop_position": "26", "text": "They said so; loudly.", "coder": "1",
        "document_id": "1", "document_title": "d1",
    }  # fmt: skip
    assert [row["agreement"] for row in rows] == ["1", "1", "1", "0", "0", "1", "0"]
    assert [row["document_id"] for row in rows] == ["1", "2", "2", "3", "4", "5", "5"]
    assert (rows[5]["person"], rows[5]["organization"], rows[5]["document_source"]) == ("Zarif", "IRN", "O")
    assert (rows[5]["time"], rows[6]["time"], rows[6]["person"]) == ("2018-05-15 00:00:00", "", "")
    done = write_dna_csv(RECORDS, path, qualifier="integer")
    assert (done.written, done.neutral_left_out) == (6, 0)
    with path.open(encoding="utf-8", newline="") as file:
        assert [row["agreement"] for row in csv.DictReader(file, delimiter=";")] == ["1", "1", "1", "-1", "-1", "0"]


def test_hostile_statements(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    rows = [record(name, name, "favor", name, sentence=name, outlet=name) for name in HOSTILE]
    assert write_dna_csv(rows, path).written == len(HOSTILE)
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file, delimiter=";"))
    assert len(found) == len(HOSTILE)
    names = ("organization", "concept", "text", "document_title", "document_source")
    assert not [row[name] for row in found for name in names if row[name][:1] in set("=+-@")]
    assert found[0]["text"] == f"'{HOSTILE[0]}"
    with pytest.raises(ConfigError, match="unknown qualifier 'bool'"):
        write_dna_csv([], path, qualifier="bool")  # type: ignore[arg-type]


STUBS = """
numbers <- 0
dna_init <- function() invisible()
dna_closeDatabase <- function() invisible()
dna_openDatabase <- function(db_url, coderId, coderPassword) stopifnot(nchar(db_url) > 0)
dna_addDocuments <- function(coder_id, title, text, author, source, section, type, notes, date_time) {
  all <- list(title, text, author, source, section, type, notes)
  stopifnot(vapply(all, is.character, TRUE), lengths(all) == length(date_time), "POSIXct" %in% class(date_time))
  stopifnot(!is.na(date_time))
  texts <<- text
  seq_along(title)
}
dna_addStatement <- function(documentID, startCaret, endCaret, statementType, coder, ...) {
  values <- list(...)
  stopifnot(is.numeric(documentID), endCaret > startCaret, lengths(values) == 1, values$agreement %in% 0:1)
  utf16 <- function(x) sum(1 + (utf8ToInt(x) > 65535))
  stopifnot(endCaret <= utf16(texts[documentID]))
  cat(documentID, startCaret, endCaret, values$organization, values$agreement, sep = "|")
  cat("\\n")
}
"""


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="no R on this machine (apt-get install r-base-core)")
def test_the_lines_of_r_hand_every_statement_to_dna(tmp_path: Path) -> None:
    """With functions that check as those of rDNA 3 do, and write down what they are given."""
    emoji = record("D", "deal", "favor", "d9", sentence="\U0001f642 They agree.", start=0, end=13, published=None)
    later = record("=D", "deal", "against", "d9", sentence="Not now.", start=14, end=22, published=None)
    write_dna_csv([*RECORDS[:2], emoji, later], tmp_path / "dna_statements.csv")
    script = (tmp_path / write_dna_script(tmp_path)).read_text(encoding="utf-8")
    (tmp_path / "try.R").write_text(script.replace('library("rDNA")\n', STUBS), encoding="utf-8")
    done = subprocess.run(
        [str(shutil.which("Rscript")), "--vanilla", "try.R"], cwd=tmp_path, capture_output=True, text=True,
        check=False, env={**os.environ, "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["1|5|26|A|1", "2|5|26|A|1", "3|0|14|D|1", "3|15|23|=D|0"]


@pytest.mark.parametrize("write", [write_graphml, write_gexf, write_edges_csv])
def test_nothing_half_written(write: Any, tmp_path: Path) -> None:
    path = tmp_path / "n.out"
    path.write_text("before", encoding="utf-8")
    broken = dataclasses.replace(NETWORKS["two"], nodes={})
    with pytest.raises(KeyError):
        write(broken, path)
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]
