"""The graph, its measures against networkx and by hand, and its files."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import given, settings, strategies as st

from litreview.core.errors import UsageError
from litreview.core.model import (
    Citation,
    CitedReference,
    Links,
    MissingWork,
    Record,
    RecordId,
    Source,
    Tag,
    Where,
)
from litreview.stages.network import (
    build_graph,
    cocitation,
    coupling,
    dump_graph,
    export_graph,
    layout,
    link,
    main_path,
    measures,
    metrics,
    networks as nets,
    page_data,
)
from litreview.stages.network.exports import FORMATS

REFERENCE = CitedReference(text="x", where=Where(file="a.bib"), record=RecordId("a.bib:x"))


def cite(a: str, b: str, confidence: float = 1.0) -> Citation:
    return Citation(citing=a, cited=b, method="doi", confidence=confidence, reference=REFERENCE)


def source(
    key: str, year: int | None = 2000, title: str = "Made up", *, confidential: bool = False
) -> Source:
    record = Record(key=key, type="article", id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1))
    return Source(
        key=key,
        type="article",
        fields={"title": title},
        year=year,
        records=(record,),
        confidential=confidential,
    )


def small() -> nx.DiGraph[str]:
    hostile = '=cmd() "q" <b>&é\x00\\'
    sources = [source("a", 2001), source("b", 2005, hostile), source("c", None), source("=d", 2010)]
    tags = [
        Tag(source="b", code="protect", method="rule"),
        Tag(source="b", code="prevent", method="rule"),
        Tag(source="a", code="none", method="human"),
    ]
    return build_graph(sources, [cite("b", "a"), cite("b", "a", 0.5), cite("c", "b"), cite("=d", "a")], tags)


digraphs = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30).map(
    lambda edges: build_graph(
        [source(f"k{i}", 2000 + i) for i in range(10)], [cite(f"k{a}", f"k{b}") for a, b in edges]
    )
)


@pytest.mark.exhaustive
def test_nodes_and_edges_hold_plain_values() -> None:
    graph = small()
    assert (graph.nodes["b"]["goals"], graph.nodes["a"]["cited"], graph.nodes["a"]["goals"]) == (
        "protect;prevent",
        2,
        "",
    )
    assert graph.edges["b", "a"] == {"method": "doi", "confidence": 1.0, "references": 2}
    assert all(
        isinstance(v, (str, int, float, bool)) for _, data in graph.nodes(data=True) for v in data.values()
    )


@pytest.mark.exhaustive
@given(digraphs)
def test_pagerank_agrees_with_networkx(graph: nx.DiGraph[str]) -> None:
    oracle = nx.pagerank(graph, tol=1e-12, max_iter=1000)
    assert metrics.pagerank(graph) == pytest.approx(oracle, abs=1e-8)
    assert sum(metrics.pagerank(graph).values()) == pytest.approx(1)


@given(digraphs)
def test_betweenness_agrees_with_networkx(graph: nx.DiGraph[str]) -> None:
    assert metrics.betweenness(graph) == pytest.approx(nx.betweenness_centrality(graph), abs=1e-12)


def test_a_large_graph_is_sampled_and_the_estimate_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chains of twenty works, each citing the one before. Same seed, same numbers."""
    monkeypatch.setattr(metrics, "LARGE", 100)
    graph = build_graph([source(f"k{i:03}") for i in range(300)], [])
    graph.add_edges_from((f"k{i + 1:03}", f"k{i:03}") for i in range(299) if (i + 1) % 20)
    found = metrics.betweenness(graph)
    assert found == metrics.betweenness(graph)
    exact = nx.betweenness_centrality(graph)
    assert found != exact
    assert sum(found.values()) == pytest.approx(sum(exact.values()), rel=0.2)


def parted(graph: nx.DiGraph[str], held: Iterable[str]) -> tuple[list[Source], Links]:
    """Return the sources that are held, and what a graph says that they cite: sources, and works that are not held."""
    keys = set(held)
    not_held = tuple(
        MissingWork(references=(REFERENCE,), cited_by=tuple(sorted(citing)), key=key)
        for key in sorted(set(graph) - keys)
        if (citing := keys & set(graph.pred[key]))
    )
    citations = tuple(cite(a, b) for a, b in graph.edges if {a, b} <= keys)
    return [source(key) for key in sorted(keys)], Links(citations=citations, not_held=not_held)


@given(digraphs, st.sets(st.integers(0, 9).map("k{}".format)))
@settings(deadline=None)
def test_pairs_of_all_references_and_of_those_to_sources(graph: nx.DiGraph[str], left_out: set[str]) -> None:
    held = set(graph) - left_out
    sources, links = parted(graph, held)
    for held_only, works in ((False, sorted(graph)), (True, sorted(held))):
        citing = {key: set(graph.pred[key]) & held for key in works}
        cited = {key: set(graph.succ[key]) & set(works) for key in sorted(held)}
        assert pairs_by_hand(citing) == cocitation(sources, links, library_only=held_only)
        assert pairs_by_hand(cited) == coupling(sources, links, library_only=held_only)


def pairs_by_hand(sets: Mapping[str, set[str]]) -> dict[tuple[str, str], int]:
    return {(a, b): n for a, b in combinations(sets, 2) if (n := len(sets[a] & sets[b]))}


@pytest.mark.exhaustive
@given(digraphs)
def test_the_main_path_has_the_most_paths_through_its_edges(graph: nx.DiGraph[str]) -> None:
    """Every root-to-leaf path of the condensed graph, walked one by one: no other has more paths through its edges."""
    dag = nx.condensation(graph.reverse())
    walked: Counter[tuple[int, int]] = Counter()
    paths = [
        path
        for root in dag
        if not dag.in_degree(root)
        for leaf in dag
        if not dag.out_degree(leaf)
        for path in nx.all_simple_paths(dag, root, leaf)
    ]
    for path in paths:
        walked.update(nx.utils.pairwise(path))
    sums = [sum(walked[edge] for edge in nx.utils.pairwise(path)) for path in paths]
    group = dag.graph["mapping"]
    main = list(dict.fromkeys(group[key] for key in main_path(graph)))
    assert max(sums, default=0) == sum(walked[edge] for edge in nx.utils.pairwise(main))


def test_main_path_runs_from_old_to_new_and_keeps_a_cycle_whole() -> None:
    sources = [source(k) for k in "abcdef"]
    graph = build_graph(
        sources, [cite("b", "a"), cite("c", "b"), cite("b", "c"), cite("d", "c"), cite("f", "e")]
    )
    assert main_path(graph) == ("a", "b", "c", "d")
    assert main_path(build_graph(sources, [])) == ()


def test_measures_cover_every_source() -> None:
    found = measures(small())
    assert (
        set(found.in_degree)
        == set(found.pagerank)
        == set(found.betweenness)
        == set(found.community)
        == set(small())
    )


def test_spectroscopy_finds_the_peak() -> None:
    found = metrics.rpys([2000, 2000, 2000, 2000, 1999, 2001, 2002, None])
    assert found[2000] == (4, 3.0)
    assert max(found, key=lambda y: found[y][1]) == 2000


def test_historiograph_is_in_order_of_year() -> None:
    assert list(metrics.historiograph(small())) == ["a", "b", "=d"]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_two_dumps_give_the_same_bytes(name: str) -> None:
    assert dump_graph(small(), name) == dump_graph(small(), name)
    assert b"\x00" not in dump_graph(small(), name) or name == "zip"


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("graphml", lambda data: nx.read_graphml(io.BytesIO(data))),
        ("gexf", lambda data: nx.read_gexf(io.BytesIO(data))),
        ("json", lambda data: nx.cytoscape_graph(json.loads(data))),
    ],
)
def test_round_trip(name: str, reader: Callable[[bytes], Any]) -> None:
    back = reader(dump_graph(small(), name))
    graph = small()
    assert set(back) == set(graph)
    assert set(back.edges()) == set(graph.edges())
    for key, data in graph.nodes(data=True):
        for field, value in data.items():
            expected = value.replace("\x00", "\ufffd") if isinstance(value, str) else value
            assert back.nodes[key].get(field, "") == expected, field


def test_pajek_is_read_back() -> None:
    back = nx.parse_pajek(dump_graph(small(), "net").decode())
    assert set(back) == set(small())
    assert {(a, b) for a, b in back.edges()} == set(small().edges())


def test_vosviewer_reads_one_line_an_item_and_one_a_link() -> None:
    """VOSviewer manual, section 4: tab-separated, ids are numbers from 1, a link is undirected and stands once."""
    graph = small()
    head, *items = [line.split("\t") for line in dump_graph(graph, "map.txt").decode().splitlines()]
    assert head == ["id", "label", "description", "weight<Citations>", "score<Year>"]
    assert [str(i) for i in range(1, len(graph) + 1)] == [item[0] for item in items]
    assert all(len(item) == len(head) for item in items)
    number = {key: str(i) for i, key in enumerate(sorted(graph), 1)}
    links = [line.split("\t") for line in dump_graph(graph, "txt").decode().splitlines()]
    assert {frozenset((number[a], number[b])) for a, b in graph.edges()} == {
        frozenset(link[:2]) for link in links
    }
    assert all(int(a) < int(b) and int(strength) > 0 for a, b, strength in links)
    assert [number["a"], number["b"], "2"] in links


def test_two_files_beside_each_other(tmp_path: Path) -> None:
    export_graph(small(), tmp_path / "a.txt")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a-map.txt", "a.txt"]


def written(key: str, authors: str, keywords: str) -> Source:
    from litreview.core import text

    people = text.parse_names(authors)
    record = Record(key=key, type="article", id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1))
    return Source(key=key, type="article", fields={"keywords": keywords}, authors=people, records=(record,))


WRITTEN = [
    written("a", "Roe, Ann and Poe, Bo", "police; Raids; tvpa:protect"),
    written("b", "Roe, A. and {Body of Tests} and Poe, Bo", "Police; raids; courts"),
    written("c", "Moe, Cy", "raids"),
]


def test_authors_keywords_and_tags_that_stand_together() -> None:
    authors = nets.author_net(WRITTEN)
    assert authors.edges["poe b", "roe a"]["weight"] == 2
    assert (authors.nodes["roe a"]["label"], authors.nodes["roe a"]["count"]) == ("Roe, A.", 2)
    assert authors.degree("moe c") == 0
    words = nets.keyword_net(WRITTEN)
    assert {"police", "raids", "courts"} == set(words)
    assert words.edges["police", "raids"] == {"weight": 2, "association": round(2 / (2 * 3), 6)}
    assert set(nets.keyword_net(WRITTEN, least=2).edges()) == {("police", "raids")}
    tags = [
        Tag(source=key, code=code, method="rule")
        for key, code in [("a", "protect"), ("a", "prevent"), ("b", "none")]
    ]
    assert set(nets.tag_net(WRITTEN, tags).edges()) == {("prevent", "protect")}


@given(st.lists(st.sets(st.sampled_from("abcdefg")), max_size=12))
def test_co_occurrence_counts_the_groups_that_hold_both(groups: list[set[str]]) -> None:
    net = nets.co_occurrence([{term: term.upper() for term in group} for group in groups])
    assert set(net) == set().union(*groups)
    for a in net:
        assert net.nodes[a] == {"label": a.upper(), "count": sum(a in group for group in groups)}
        for b in net:
            both = sum(a in group and b in group for group in groups)
            assert a == b or (net.edges[a, b]["weight"] if net.has_edge(a, b) else 0) == both


@given(digraphs)
def test_cited_and_citing_together_as_nets(graph: nx.DiGraph[str]) -> None:
    sources, links = parted(graph, set(graph) - {"k1", "k3"})
    for net, pairs in (
        (nets.cocitation_net(sources, links), cocitation(sources, links)),
        (nets.coupling_net(sources, links), coupling(sources, links)),
    ):
        assert {frozenset(edge): w for *edge, w in net.edges(data="weight")} == {
            frozenset(pair): n for pair, n in pairs.items()
        }
        assert all(0 < share <= 1 for *_, share in net.edges(data="association"))


@given(digraphs)
def test_the_main_path_and_the_historiograph_as_nets(graph: nx.DiGraph[str]) -> None:
    path = nets.build_net("main-path", (), graph=graph)
    assert metrics.measures(graph).main_path == tuple(sorted(path, key=lambda key: path.nodes[key]["place"]))
    history = nets.build_net("historiograph", (), graph=graph)
    for net in (path, history):
        assert set(net.edges()) <= set(graph.edges())
        assert net.is_directed()
        ET.fromstring(dump_graph(net, "svg"))
    rows = dump_graph(path, "nodes.csv").decode().splitlines()
    if path:
        assert [str(n) for n in range(1, len(path) + 1)] == [row.split(",")[0] for row in rows[1:]]


def test_the_command_writes_main_path_historiograph_and_years(tmp_path: Path) -> None:
    """Made-up works: c cites b, b cites a; a 1990 report that is not held is cited twice."""
    from click.testing import CliRunner

    from litreview.cli import main

    export = tmp_path / "s.bib"
    held = "Roe, A., A made up study (2001) Tests, 1 (2), pp. 3-4"
    lost = "Noe, N., A report that is not held (1990)"
    export.write_text(
        "@article{a, author={Roe, A.}, title={A made up study}, journal={Tests}, volume=1, number=2, pages={3--4}, year=2001}\n"
        "@article{b, author={Poe, B.}, title={Another made up study}, journal={Tests}, volume=5, number=1, pages={7--9}, year=2005,\n"
        f" references={{{held}; {lost}}}}}\n"
        "@article{c, author={Moe, C.}, title={A third made up study}, journal={Tests}, volume=9, number=1, pages={1--6}, year=2009,\n"
        f" references={{Poe, B., Another made up study (2005) Tests, 5 (1), pp. 7-9; {lost}}}}}\n"
    )

    def run(*words: str) -> str:
        result = CliRunner().invoke(main, ["graph", str(export), *words])
        assert result.exit_code == 0, result.output
        return result.output

    out = tmp_path / "path.csv"
    told = run("-o", str(out), "--net", "main-path", "--years", str(tmp_path / "years.csv"))
    assert "years.csv" in told
    nodes = (tmp_path / "path-nodes.csv").read_text().splitlines()
    assert ["1,a", "2,b", "3,c"] == [row[:3] for row in nodes[1:]]
    years = (tmp_path / "years.csv").read_text().splitlines()
    assert ["year,references,deviation", "1990,2,2.0"] == years[:2]
    assert "2001,1,1.0" in years
    run("-o", str(tmp_path / "h.svg"), "--net", "historiograph")
    for ending, net in (("html", "main-path"), ("html", "tags"), ("svg", "tags")):
        refused = CliRunner().invoke(main, ["graph", str(export), "-o", f"x.{ending}", "--net", net])
        assert refused.exit_code == 2
        assert "no such picture" in refused.output


@pytest.mark.parametrize("name", ["graphml", "gexf", "json", "net"])
def test_undirected_nets_round_trip(name: str) -> None:
    net = nets.author_net(WRITTEN)
    data = dump_graph(net, name)
    back = {
        "graphml": lambda: nx.read_graphml(io.BytesIO(data)),
        "gexf": lambda: nx.read_gexf(io.BytesIO(data)),
        "json": lambda: nx.cytoscape_graph(json.loads(data)),
        "net": lambda: nx.parse_pajek(data.decode()),
    }[name]()
    assert set(back) == set(net)
    assert {frozenset(edge[:2]) for edge in back.edges()} == {frozenset(edge) for edge in net.edges()}
    if name != "net":
        assert {k: d["count"] for k, d in back.nodes(data=True)} == dict(net.nodes(data="count"))
    assert data == dump_graph(net, name)


def test_a_picture_is_of_the_citations_only() -> None:
    with pytest.raises(UsageError, match="graphml"):
        dump_graph(nets.author_net(WRITTEN), "svg")
    assert (
        dump_graph(nets.author_net(WRITTEN), "csv").decode().startswith("source,target,weight,association\n")
    )
    assert b" -- " in dump_graph(nets.author_net(WRITTEN), "dot")


def test_csv_neutralises_formulas() -> None:
    assert all(
        not cell.startswith("=")
        for line in dump_graph(small(), "nodes.csv").decode().splitlines()
        for cell in line.split(",")[:1]
    )


def test_svg_is_well_formed_and_counts_what_it_leaves_out() -> None:
    graph = build_graph([source("a"), source("b", 2004), source("lone", 2005, "<script>")], [cite("b", "a")])
    picture = dump_graph(graph, "svg").decode()
    assert ET.fromstring(picture).tag.endswith("svg")
    assert "1 more has no link" in picture
    assert ET.fromstring(dump_graph(build_graph([], []), "svg")).tag.endswith("svg")


def test_an_unknown_ending_names_the_near_miss(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'graphml'"):
        export_graph(small(), tmp_path / "a.grapml")
    export_graph(small(), tmp_path / "a.csv")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a-nodes.csv", "a.csv"]


@given(digraphs)
@pytest.mark.exhaustive
def test_layout_is_the_same_twice_and_keeps_works_apart(graph: nx.DiGraph[str]) -> None:
    places = layout(graph)
    assert places == layout(graph)
    assert len(set(places.values())) == len(graph)
    xs = [places[f"k{i}"][0] for i in range(10) if graph.degree(f"k{i}")]
    assert xs == sorted(xs)


def test_page_data_of_the_corpus(corpus: tuple[Source, ...]) -> None:
    nodes, edges = page_data(build_graph(corpus, link(corpus)), corpus)
    assert (399, 117) == (len(nodes), len(edges))
    assert {"key", "label", "title", "x", "y", "year", "goals", "tags"} <= set(nodes[0])
