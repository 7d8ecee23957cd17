"""GraphML is written as networkx writes it, byte for byte."""

from __future__ import annotations

import networkx as nx
from hypothesis import given, strategies as st

from litreview.stages.network.exports import dump_graph, graphml

TEXTS = st.text(st.sampled_from("aé&<>\"'\n\r\t 漢"), max_size=5)
VALUES = st.one_of(TEXTS, st.integers(0, 3), st.sampled_from([0.5, 2.0]), st.booleans())
DATA = st.dictionaries(st.sampled_from(["title", "year", "note & more"]), VALUES, max_size=3)


@given(
    nodes=st.dictionaries(TEXTS, DATA, max_size=5),
    edges=st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), DATA, max_size=5),
    whole=DATA,
    directed=st.booleans(),
)
def test_the_bytes_are_those_of_networkx(nodes, edges, whole, directed):
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.graph.update(whole)
    graph.add_nodes_from(nodes.items())
    keys = list(nodes)
    for (a, b), data in edges.items():
        if a < len(keys) and b < len(keys):
            graph.add_edge(keys[a], keys[b], **data)
    expected = "\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n"
    assert expected.encode() == graphml(graph)


def test_a_graph_is_read_back_with_every_attribute():
    graph = nx.DiGraph(standing="unscreened")
    graph.add_node("Doe2020", title="Raids & <rescue>", year=2020, held=True)
    graph.add_node("Roe2019", title="", year=2019, held=False)
    graph.add_edge("Doe2020", "Roe2019", confidence=0.97, method="doi")
    read = nx.parse_graphml(dump_graph(graph, "graphml").decode())
    assert dict(graph.nodes(data=True)) == dict(read.nodes(data=True))
    assert list(graph.edges(data=True)) == list(read.edges(data=True))
