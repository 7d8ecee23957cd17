"""Graphs and what databases share, as tables: columns that are always there, an order that is decided."""

import random
from pathlib import Path

import networkx as nx
import pytest

import litreview as lr

TEXT = """
@article{A, title={Raids}, author={Doe, Jane and Roe, Richard}, year={2001}}
@article{B, title={Ports}, author={Doe, Jane and Roe, Richard and Poe, Ann}, cited-references={Doe J, 2001, RAIDS; Moe M, 1999, HARBOURS, V1, P1}}
@article{C, title={Courts}, author={Poe, Ann}, year={2004}, cited-references={Doe J, 2001, RAIDS; Moe M, 1999, HARBOURS, V1, P1}}
"""
NETS = ("citations", "historiograph", "main-path", "cocitation", "coupling", "authors", "keywords", "tags")


@pytest.mark.parametrize("name", NETS)
def test_every_net_has_its_columns_empty_or_not(name: str) -> None:
    found = lr.dedupe(lr.read_text(TEXT, "made-up.bib"))
    net = lr.build_net(name, found.sources, lr.link(found))
    frame, nodes = lr.to_frame(net), lr.to_frame(net, table="nodes")
    assert (len(frame), len(nodes)) == (net.number_of_edges(), net.number_of_nodes())
    empty = lr.to_frame(lr.build_net(name, ()))
    assert list(empty.columns) == list(frame.columns)
    assert empty.dtypes.astype(str).tolist() == frame.dtypes.astype(str).tolist()


def test_edges_come_the_heaviest_first_with_their_labels() -> None:
    found = lr.dedupe(lr.read_text(TEXT, "made-up.bib"))
    frame = lr.to_frame(lr.build_net("authors", found.sources))
    assert frame[["a", "b", "label_a", "weight"]].iloc[0].tolist() == ["doe j", "roe r", "Doe, J.", 2]
    assert frame["weight"].is_monotonic_decreasing


def test_the_order_in_which_edges_were_added_changes_nothing() -> None:
    edges = [(a, b, {"weight": len(a + b)}) for a in ("x", "yy", "zzz") for b in ("u", "vv")]
    frames = []
    for seed in range(5):
        random.Random(seed).shuffle(edges)
        flipped = [(b, a, data) if seed % 2 else (a, b, data) for a, b, data in edges]
        frames.append(lr.to_frame(nx.Graph(flipped)))
    assert all(frame.equals(frames[0]) for frame in frames)


def test_what_somebody_added_to_nodes_is_a_column_and_no_year_is_none() -> None:
    found = lr.dedupe(lr.read_text(TEXT, "made-up.bib"))
    graph = lr.build_graph(found, lr.link(found))
    nx.set_node_attributes(graph, lr.measures(graph).community, "community")
    nodes = lr.to_frame(graph, table="nodes").set_index("key")
    assert str(nodes["community"].dtype) == "Int64"
    assert nodes["year"].isna().to_dict() == {"A": False, "B": True, "C": False}
    assert lr.to_frame(nx.Graph([(1, 2)]))[["a", "b"]].iloc[0].tolist() == ["1", "2"]
    assert lr.to_frame(nx.Graph([("a", "b", {"weight": 0.5})]))["weight"].tolist() == [0.5]
    with pytest.raises(lr.UsageError, match="edges, nodes"):
        lr.to_frame(graph, table="node")


def test_database_by_database_is_what_overlap_counts() -> None:
    other = TEXT.replace("{C, title={Courts}", "{D, title={Markets}")
    library = lr.read_text(TEXT, "one.bib") + lr.read_text(other, "two.bib")
    shared = lr.overlap(library)
    matrix = lr.overlap_matrix(shared)
    for a in shared.databases:
        for b in shared.databases:
            assert matrix.loc[a, b] == shared.shared(a, b)
    assert matrix.to_numpy().tolist() == [[3, 2], [2, 3]]
    frame = lr.to_frame(shared, table="databases")
    assert frame.to_numpy().tolist() == [["one.bib", 3, 3, 1, 0], ["two.bib", 3, 3, 1, 0]]
    assert lr.overlap_matrix(lr.overlap(lr.Library())).shape == (0, 0)
    with pytest.raises(lr.UsageError, match="did you mean 'sources'"):
        lr.overlap_matrix(shared, "source")


def test_measures_have_a_row_per_work_and_its_place_on_the_main_path() -> None:
    found = lr.dedupe(lr.read_text(TEXT, "made-up.bib"))
    measured = lr.measures(lr.build_graph(found, lr.link(found)))
    frame = lr.to_frame(measured)
    assert sorted(source.key for source in found) == sorted(frame["key"])
    assert frame.set_index("key")["pagerank"].to_dict() == dict(measured.pagerank)
    assert list(frame["pagerank"]) == sorted(measured.pagerank.values(), reverse=True)
    assert tuple(frame.dropna(subset="main_path").sort_values("main_path")["key"]) == measured.main_path
    assert "pagerank" in lr.to_frame(lr.measures(nx.DiGraph())).columns


def test_a_table_of_citations_is_one_again(tmp_path: Path) -> None:
    (tmp_path / "citations.csv").write_text("citing,cited\nB,A\nC,A\n", encoding="utf-8")
    arcs = lr.read_arcs(tmp_path / "citations.csv")
    assert lr.to_frame(arcs).to_numpy().tolist() == [["B", "A"], ["C", "A"]]
