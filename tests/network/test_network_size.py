"""Measures on columns of numbers: the same as on a graph, and good enough where a graph is too large for an exact answer."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import litreview as lr
from litreview.core.errors import InputError, MissingExtraError, UsageError
from litreview.stages.network import Arcs, communities, main_path, measures, modularity, page_part, read_arcs
from litreview.stages.network.arcs import arcs_of

METHODS: tuple[Literal["louvain", "leiden"], ...] = ("louvain", "leiden")
edges = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=30)


def graph_of(pairs: Iterable[tuple[str, str]]) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from("abcdefgh")
    graph.add_edges_from((a, b) for a, b in pairs if a != b)
    return graph


@given(edges)
@settings(deadline=None)
def test_measures_of_the_columns_are_those_of_the_graph(pairs: list[tuple[str, str]]) -> None:
    graph = graph_of(pairs)
    assert measures(graph) == measures(arcs_of(graph))
    assert set(graph.edges) == {
        (arcs_of(graph).keys[a], arcs_of(graph).keys[b])
        for a, b in zip(arcs_of(graph).citing, arcs_of(graph).cited, strict=True)
    }


@given(edges)
@settings(deadline=None)
def test_a_table_of_citations_is_read_pair_by_pair(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("arcs") / "c.csv"
    path.write_text("\ufeffcited,note,citing\r\n" + "".join(f'{b},"a, b",{a}\n' for a, b in pairs), "utf-8")
    arcs = read_arcs(path)
    wanted = {(a, b) for a, b in pairs if a != b}
    assert wanted == {(arcs.keys[a], arcs.keys[b]) for a, b in zip(arcs.citing, arcs.cited, strict=True)}
    assert len(wanted) == len(arcs)


def test_what_the_graph_writes_is_read(tmp_path: Path) -> None:
    sources = lr.dedupe(lr.read(Path(__file__).parents[2] / "bib" / "scopus.bib")).sources
    links = lr.link(sources)
    lr.to_frame(links).to_csv(tmp_path / "c.csv", index=False)
    ranks = measures(lr.build_graph(sources, links)).in_degree
    assert {key: n for key, n in ranks.items() if n} == {
        key: n for key, n in measures(read_arcs(tmp_path / "c.csv")).in_degree.items() if n
    }
    pytest.importorskip("pyarrow", reason="no pyarrow: Parquet was not read")
    lr.to_frame(links).to_parquet(tmp_path / "c.parquet")
    again = read_arcs(tmp_path / "c.parquet")
    assert repr(again) == repr(read_arcs(tmp_path / "c.csv"))


@pytest.mark.parametrize("head", ["citing,cited", "Citing , CITED", "id,citing,cited"])
def test_two_columns_are_enough_and_more_are_passed_over(tmp_path: Path, head: str) -> None:
    row = ("7," if head.startswith("id") else "") + "a,b\n"
    (tmp_path / "a.csv").write_text(f"{head}\n{row}", "utf-8")
    arcs = read_arcs(tmp_path / "a.csv")
    assert [("a", "b")] == [
        (arcs.keys[a], arcs.keys[b]) for a, b in zip(arcs.citing, arcs.cited, strict=True)
    ]


def test_a_row_without_one_of_the_two_is_no_citation(tmp_path: Path) -> None:
    rows = "a,b,x\na,,x\n,b,x\na\na,b\nb,c\na,a,x\nc,b,\n"
    (tmp_path / "a.csv").write_text(f"cited,citing,note\n{rows}", "utf-8")
    arcs = read_arcs(tmp_path / "a.csv")
    found = [(arcs.keys[a], arcs.keys[b]) for a, b in zip(arcs.citing, arcs.cited, strict=True)]
    assert [("b", "a"), ("b", "c"), ("c", "b")] == sorted(found)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("none.csv", None, "can't be read: No such file or directory"),
        ("a.csv", b"citing,year\na,1999\n", "has no columns 'citing' and 'cited'"),
        ("a.csv", b"source,target\na,b\n", "has no columns 'citing' and 'cited'"),
        ("a.csv", b"", "has no columns 'citing' and 'cited'"),
        ("a.csv", b"citing,cited\n\xff\xfe,b\n", "can't be read: 'utf-8' codec can't decode"),
        ("a.parquet", b"no parquet", "can't be read"),
    ],
)
def test_a_table_that_is_none_ends_in_a_message(
    tmp_path: Path, name: str, data: bytes | None, why: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="no pyarrow: Parquet was not read")
    with pytest.raises(InputError, match=re.escape(f"{name}: {why}")):
        read_arcs(tmp_path / name)


def test_without_the_library_parquet_and_leiden_say_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyarrow", "pyarrow.parquet", "igraph"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    with pytest.raises(MissingExtraError, match="pip install pyarrow"):
        read_arcs(tmp_path / "a.parquet")
    with pytest.raises(MissingExtraError, match="pip install igraph"):
        communities(graph_of([("a", "b")]), method="leiden")
    with pytest.raises(UsageError, match="no method 'walktrap'"):
        communities(graph_of([]), method="walktrap")  # type: ignore[arg-type]


# ---------------------------------------------------------------- communities


def planted(seed: int, size: int = 400, groups: int = 8, within: float = 0.8) -> nx.DiGraph[str]:
    """Return a made-up literature of some fields: most citations stay within one."""
    draw = random.Random(seed)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(f"w{n:04}" for n in range(size))
    for citing in range(groups, size):
        for _ in range(6):
            other = draw.randrange(citing)
            if draw.random() < within:
                other -= (other - citing) % groups
            if 0 <= other != citing:
                graph.add_edge(f"w{citing:04}", f"w{other:04}")
    return graph


def directed(graph: nx.Graph[int]) -> nx.DiGraph[str]:
    return nx.DiGraph([(f"w{a:02}", f"w{b:02}") for a, b in graph.edges()])


GRAPHS = {
    "karate club": directed(nx.karate_club_graph()),
    "eight fields": planted(1),
    "fields that blur": planted(2, within=0.4),
    "no fields": planted(3, size=300, within=0.0),
}


@pytest.mark.exhaustive(quick=2)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", GRAPHS)
def test_modularity_is_within_a_hundredth_of_networkx(
    name: str, method: Literal["louvain", "leiden"]
) -> None:
    if method == "leiden":
        pytest.importorskip("igraph", reason="no igraph (the extra graph): Leiden was not run")
    graph = GRAPHS[name]
    plain = nx.Graph(graph.edges())
    theirs = nx.community.modularity(plain, nx.community.louvain_communities(plain, seed=0))
    found = communities(graph, method=method)
    ours = modularity(graph, found)
    assert ours >= 0.99 * theirs
    groups: dict[int, set[str]] = {}
    for key, number in found.items():
        groups.setdefault(number, set()).add(key)
    groups.pop(-1, None)
    assert nx.community.modularity(plain, groups.values()) == pytest.approx(ours)
    assert sorted(groups) == [*range(len(groups))]
    assert [len(groups[n]) for n in sorted(groups)] == sorted(map(len, groups.values()), reverse=True)


@pytest.mark.parametrize("method", METHODS)
def test_communities_do_not_depend_on_the_order_of_the_works(method: Literal["louvain", "leiden"]) -> None:
    if method == "leiden":
        pytest.importorskip("igraph", reason="no igraph (the extra graph): Leiden was not run")
    graph = GRAPHS["fields that blur"]
    mixed: nx.DiGraph[str] = nx.DiGraph()
    draw = random.Random(5)
    nodes, arcs = [*graph], [*graph.edges]
    draw.shuffle(nodes)
    draw.shuffle(arcs)
    mixed.add_nodes_from(nodes)
    mixed.add_edges_from(arcs)
    state = random.getstate()
    assert communities(graph, method=method) == communities(mixed, method=method)
    # nobody else's chance is changed
    assert random.getstate() == state


def test_two_circles_that_do_not_meet_are_two_communities() -> None:
    graph = graph_of([("a", "b"), ("b", "c"), ("c", "a"), ("d", "e"), ("e", "f"), ("f", "d")])
    assert {"a": 0, "b": 0, "c": 0, "d": 1, "e": 1, "f": 1, "g": -1, "h": -1} == communities(graph)
    assert 0.5 == modularity(graph, communities(graph))
    assert {} == communities(nx.DiGraph())
    assert 0 == modularity(graph_of([]), dict.fromkeys("abcdefgh", -1))


# ---------------------------------------------------------------- size


def test_the_main_path_of_a_long_chain() -> None:
    """Each work cites the one before it and the one before that: the path has all, and no count is lost on the way."""
    size = 3_000
    citing = np.concatenate([np.arange(1, size), np.arange(2, size)])
    cited = np.concatenate([np.arange(size - 1), np.arange(size - 2)])
    keys = tuple(f"w{n:05}" for n in range(size))
    assert keys == main_path(Arcs(keys=keys, citing=citing, cited=cited))


def test_a_page_shows_the_most_cited_works_and_says_how_many_there_are() -> None:
    graph = planted(4, size=60)
    part = page_part(graph, works=20)
    assert 20 == len(part)
    least = min(graph.in_degree(key) for key in part)
    assert least >= max(graph.in_degree(key) for key in set(graph) - set(part))
    few = page_part(graph, works=60, citations=30)
    assert few.number_of_edges() <= 30
    assert set(few.edges) == {(a, b) for a, b in graph.edges if a in few and b in few}
    assert graph is page_part(graph)


def test_the_page_of_a_large_graph_says_what_it_leaves_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from litreview.stages.network import layouts

    sources = lr.dedupe(lr.read(Path(__file__).parents[2] / "bib" / "scopus.bib")).sources
    graph = lr.build_graph(sources, lr.link(sources))
    lr.export_graph(graph, tmp_path / "all.html")
    assert "most cited of" not in (tmp_path / "all.html").read_text("utf-8")
    monkeypatch.setattr(layouts.page_part, "__defaults__", (10, 20))
    lr.export_graph(graph, tmp_path / "part.html")
    said = (tmp_path / "part.html").read_text("utf-8")
    assert f"They are the most cited of {len(graph)} sources and {graph.number_of_edges()} citations" in said


# ---------------------------------------------------------------- references one after the other


def same_as_link(sources: tuple[lr.Source, ...]) -> None:
    links = lr.link(sources)
    found = [*lr.follow_references(iter(sources), iter(sources))]
    assert set(links.citations) == {one.citation for one in found if one.citation and not one.ask}
    assert set(links.queue) == {one.citation for one in found if one.citation and one.ask}
    gathered = [reference for work in links.not_held for reference in work.references]
    assert sorted(map(repr, gathered)) == sorted(repr(one.reference) for one in found if not one.citation)


def test_a_reference_leads_where_link_leads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from litreview.stages.network import linking

    sources = lr.dedupe(lr.read(Path(__file__).parents[2] / "bib")).sources
    same_as_link(sources)
    # what was forgotten is judged anew, and alike
    monkeypatch.setattr(linking, "MOST_REMEMBERED", 3)
    same_as_link(sources)


def test_a_decision_counts_for_references_that_are_followed() -> None:
    text = """@article{a, author={Roe, A.}, title={Raids on a made up port}, year={2001}, journal={Port Issues}, volume={4}, pages={1-9}}
@article{b, title={Another}, year={2005}, Cited-References={Roe A, 2001, PORT ISSUES, V4, P1}}"""
    sources = lr.dedupe(lr.read_text(text, "a.bib")).sources
    said = lr.Decision(
        when="2026-01-01T00:00:00Z",
        by="ann",
        verb="different",
        key="a",
        value="ref:Roe A, 2001, PORT ISSUES, V4, P1",
    )
    (one,) = lr.follow_references(sources, sources)
    (other,) = lr.follow_references(sources, sources, [said])
    assert "a" == one.citation.cited if one.citation else ""
    assert other.citation is None


def test_two_lots_of_citations_are_the_same_if_they_hold_the_same() -> None:
    def lot(
        keys: tuple[str, ...] = ("a", "b", "c"),
        citing: tuple[int, ...] = (0, 1),
        cited: tuple[int, ...] = (1, 2),
    ) -> Arcs:
        return Arcs(keys=keys, citing=np.array(citing), cited=np.array(cited))

    assert lot() == lot()
    assert hash(lot()) == hash(lot())
    others = [
        lot(keys=("a", "b", "d")),
        lot(citing=(0, 0)),
        lot(cited=(2, 1)),
        lot(citing=(0,), cited=(1,)),
        "a",
    ]
    assert [] == [other for other in others if lot() == other]
