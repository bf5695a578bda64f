"""Who belongs together in a network, who is central, and where to draw whom.

Most methods for networks take every tie for a friendly one. Here only ties above 0 hold a community together or carry a
path; ties below 0 count in a node's strength, push nodes apart in the layout, and are held against a division by
:func:`frustration`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from stance.analysis.edges import Edge
from stance.analysis.networks import Network
from stance.errors import ConfigError, MissingLibraryError

LARGE = 400
"""From how many nodes on the layout is by springs, whose time does not grow with the square of the nodes."""


def networkx() -> Any:
    """The library of networks: the best known of its kind, which reads and writes what others use.

    Raises:
        MissingLibraryError: It is not installed.
    """
    try:
        import networkx as library
    except ImportError as error:
        raise MissingLibraryError("a network's groups and files", "networkx", "analysis") from error
    return library


class Centrality(NamedTuple):
    """How a node stands in its network.

    Args:
        degree: Number of ties.
        strength: Sum of the ties' weights without their signs.
        positive: Sum of the weights above 0.
        negative: Sum of the weights below 0, without the sign.
        betweenness: Share of shortest paths between other nodes that pass through it (Freeman 1977; Brandes 2001),
            over ties above 0 only, whose length is 1 / weight: who is opposed is no bridge.
    """

    degree: int
    strength: float
    positive: float
    negative: float
    betweenness: float


def signed(network: Network, edge: Edge) -> float:
    """How strongly a tie binds (above 0) or divides (below 0).

    That is its weight, but for conflict, whose weights divide, and for ``combine``, whose weights are codes: there it
    is the statements in favor less those against.
    """
    aggregation = network.options["qualifierAggregation"]
    if aggregation == "combine":
        return edge.positive - edge.negative
    return -edge.weight if aggregation == "conflict" else edge.weight


def communities(network: Network, seed: int = 0) -> dict[str, int]:
    """Divide the nodes by the Louvain method (Blondel et al. 2008), on ties above 0.

    In a two-mode network, each target stands for two nodes, its supporters' and its opponents', so that actors are
    together who oppose the same as well as those who favor the same; the target itself goes with its supporters.

    Args:
        network: Not one of conflict, whose ties bind nobody.
        seed: Of the order in which nodes are tried.

    Returns:
        Number of each node's community, by key; 0 is the largest. Nodes without a tie above 0 are alone.

    Raises:
        ConfigError: It is a network of conflict.
    """
    nx = networkx()
    if network.options["qualifierAggregation"] == "conflict":
        raise ConfigError(
            "communities of qualifierAggregation='conflict': such ties bind nobody; take 'congruence' or 'subtract'"
        )
    graph = nx.Graph()
    graph.add_nodes_from((key, "") for key in network.nodes)
    for edge in network.edges:
        weight = signed(network, edge)
        if weight < 0 and network.kind == "twomode":
            graph.add_edge((edge.first, ""), (edge.second, "against"), weight=-weight)
        elif weight > 0:
            graph.add_edge((edge.first, ""), (edge.second, ""), weight=weight)
    groups = nx.community.louvain_communities(graph, seed=seed) if len(graph) else []
    members = [sorted(key for key, half in group if not half) for group in groups]
    ordered = sorted(filter(None, members), key=lambda group: (-len(group), group))
    found = {key: number for number, group in enumerate(ordered) for key in group}
    return {key: found[key] for key in network.nodes}


def frustration(network: Network, groups: Mapping[str, int]) -> float | None:
    """Share of the ties' weight that contradicts a division: divided friends and united foes (Doreian & Mrvar 1996).

    Args:
        network: Of actors, signed (``subtract``).
        groups: Number of each node's community.

    Returns:
        From 0 (balanced) to 1; ``None`` without ties.
    """
    weights = [(signed(network, edge), groups[edge.first] == groups[edge.second]) for edge in network.edges]
    whole = sum(abs(weight) for weight, _ in weights)
    if not whole:
        return None
    return sum(abs(weight) for weight, together in weights if (weight > 0) != together) / whole


def centrality(network: Network) -> dict[str, Centrality]:
    """How each node stands, by key; see :class:`Centrality`."""
    nx = networkx()
    graph = _bonds(network)
    for _, _, tie in graph.edges(data=True):
        tie["length"] = 1 / tie["weight"]
    between = nx.betweenness_centrality(graph, weight="length") if len(graph) else {}
    weights: dict[str, list[float]] = {key: [] for key in network.nodes}
    for edge in network.edges:
        for key in (edge.first, edge.second):
            weights[key].append(signed(network, edge))
    return {
        key: Centrality(
            degree=len(mine),
            strength=float(sum(map(abs, mine))),
            positive=float(sum(weight for weight in mine if weight > 0)),
            negative=float(-sum(weight for weight in mine if weight < 0)) + 0.0,
            betweenness=float(between[key]),
        )
        for key, mine in weights.items()
    }


def _bonds(network: Network) -> Any:
    """The nodes with the ties above 0."""
    nx = networkx()
    graph: Any = nx.Graph()
    graph.add_nodes_from(network.nodes)
    for edge in network.edges:
        if (weight := signed(network, edge)) > 0:
            graph.add_edge(edge.first, edge.second, weight=weight)
    return graph


def layout(network: Network, seed: int = 0) -> dict[str, tuple[float, float]]:
    """A place for each node, the same each time.

    By stress (Kamada and Kawai 1989) toward distances of 1 for the strongest tie above 0, 2 for no tie and 3 for the
    strongest below 0; in networks of :data:`LARGE` nodes or more by springs (Fruchterman and Reingold 1991) on the ties
    above 0 alone.

    Args:
        network: Any.
        seed: Of the places from which springs start.

    Returns:
        x and y from -1 to 1, by key.
    """
    nx = networkx()
    keys = list(network.nodes)
    if len(keys) < 2:
        return dict.fromkeys(keys, (0.0, 0.0))
    if len(keys) >= LARGE:
        places = nx.spring_layout(_bonds(network), seed=seed, method="force")
    else:
        strongest = max((abs(signed(network, edge)) for edge in network.edges), default=0.0) or 1.0
        graph = nx.Graph()
        graph.add_nodes_from(keys)
        apart = {key: dict.fromkeys(keys, 2.0) for key in keys}
        for edge in network.edges:
            distance = 2 - signed(network, edge) / strongest
            apart[edge.first][edge.second] = apart[edge.second][edge.first] = distance
        places = nx.kamada_kawai_layout(graph, dist=apart)
    # The last digits differ between processors; a picture does not show them.
    return {key: (round(float(places[key][0]), 4) + 0.0, round(float(places[key][1]), 4) + 0.0) for key in keys}


def adjacency(network: Network) -> tuple[list[str], list[str], list[list[float]]]:
    """The network as a matrix of weights, as DNA shows it: keys of the rows, of the columns, and the values."""
    rows = [key for key, node in network.nodes.items() if node["kind"] == "actor"]
    columns = rows if network.kind == "onemode" else [key for key in network.nodes if key not in set(rows)]
    matrix = np.zeros((len(rows), len(columns)))
    row_of, column_of = ({key: place for place, key in enumerate(keys)} for keys in (rows, columns))
    for edge in network.edges:
        matrix[row_of[edge.first], column_of[edge.second]] = edge.weight
        if network.kind == "onemode":
            matrix[row_of[edge.second], column_of[edge.first]] = edge.weight
    return rows, columns, matrix.tolist()
