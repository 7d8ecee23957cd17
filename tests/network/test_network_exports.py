"""Each format of a graph, row by row. All works are made up."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from litreview.core.errors import UsageError
from litreview.stages.network.exports import (
    GRAPH_FORMATS,
    _clean,
    _dot_quote,
    _strength,
    companion_files,
    dump_files,
    dump_graph,
    graph_format,
)


def directed(*edges: tuple[str, str, dict[str, Any]], **nodes: dict[str, Any]) -> nx.DiGraph[str]:
    graph = nx.DiGraph()
    graph.add_nodes_from(nodes.items())
    graph.add_edges_from(edges)
    return graph


def net(*edges: tuple[str, str, dict[str, Any]], **nodes: dict[str, Any]) -> nx.Graph[str]:
    return nx.Graph(directed(*edges, **nodes))


def lines(graph: nx.Graph[str], name: str, *, raw: bool = False) -> list[str]:
    return dump_graph(graph, name, raw_csv=raw).decode().removesuffix("\n").split("\n")


@pytest.mark.parametrize(
    ("path", "formats", "name"),
    [
        ("-", (), "graphml"),
        ("-", ("csv",), "graphml"),
        ("a.graphml", (), "graphml"),
        ("out/A.GEXF", (), "gexf"),
        ("a.b.csv", (), "csv"),
        ("a.html", ("html",), "html"),
    ],
)
def test_the_format_of_a_path(path: str, formats: tuple[str, ...], name: str) -> None:
    assert name == graph_format(path, formats)


@pytest.mark.parametrize(
    ("path", "formats", "says"),
    [
        ("a", (), "no graph format '.'"),
        ("a.gefx", (), "did you mean 'gexf'"),
        ("a.csv", ("html",), "one of .html"),
        ("a.html", (), "no graph format '.html'"),
    ],
)
def test_an_ending_that_is_none(path: str, formats: tuple[str, ...], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        graph_format(path, formats)


@pytest.mark.parametrize(
    ("path", "beside"), [("a.csv", "a-nodes.csv"), ("a.TXT", "a-map.txt"), ("a.dot", ""), ("a", "")]
)
def test_which_formats_fill_two_files(path: str, beside: str) -> None:
    assert ((Path(beside),) if beside else ()) == companion_files(path)


def test_the_file_beside_comes_first() -> None:
    graph = directed(("b", "a", {"method": "doi"}), a={"title": "=1"}, b={})
    found = dump_files(graph, "a.csv")
    assert ["a-nodes.csv", "a.csv"] == [str(path) for path in found]
    assert [dump_graph(graph, "nodes.csv"), dump_graph(graph, "csv")] == [*found.values()]
    raw = dump_files(graph, "a.csv", raw_csv=True)
    assert [dump_graph(graph, name, raw_csv=True) for name in ("nodes.csv", "csv")] == [*raw.values()]
    assert [Path("a.net")] == [*dump_files(graph, "a.net")]


def test_a_format_that_is_none_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'graphml'"):
        dump_graph(directed(), "graphm")
    assert dump_graph(directed(), "net") == dump_graph(directed(), ".NET")


@pytest.mark.parametrize("name", [*GRAPH_FORMATS, "nodes.csv", "map.txt", "zip"])
def test_the_order_of_nodes_and_edges_does_not_matter(name: str) -> None:
    one = directed(
        ("b", "a", {"method": "doi"}),
        ("c", "a", {"method": "key"}),
        a={"year": 2000},
        b={"year": 2001},
        c={"year": 2001},
    )
    other = directed(
        ("c", "a", {"method": "key"}),
        ("b", "a", {"method": "doi"}),
        c={"year": 2001},
        b={"year": 2001},
        a={"year": 2000},
    )
    assert dump_graph(one, name) == dump_graph(other, name)


def test_what_no_format_can_hold_is_replaced_and_all_else_stays() -> None:
    graph = directed(
        ("b", "a\x00", {"note": "x\x1f"}),
        **{"a\x00": {"title": "\ud800 ü\u2028", "year": 3}, "b": {"title": "plain"}},
    )
    graph.graph["name"] = "\ufffe!"
    cleaned = _clean(graph)
    assert ("\ufffd!", ["a\ufffd", "b"]) == (cleaned.graph["name"], [*cleaned])
    assert {"title": "\ufffd ü\u2028", "year": 3} == cleaned.nodes["a\ufffd"]
    assert [("b", "a\ufffd", {"note": "x\ufffd"})] == [*cleaned.edges(data=True)]
    assert cleaned.is_directed()
    assert not _clean(net(("b", "a", {}))).is_directed()
    assert [("a", "b"), ("a", "c")] == [*_clean(net(("c", "a", {}), ("b", "a", {}))).edges()]


@pytest.mark.parametrize(
    ("data", "strength"),
    [({}, 1), ({"weight": 3}, 3), ({"references": 2}, 2), ({"weight": 3, "references": 2}, 3), ({"weight": 0, "references": 2}, 2), ({"weight": 0}, 1)],
)  # fmt: skip
def test_how_strong_a_link_is(data: dict[str, Any], strength: int) -> None:
    assert strength == _strength(data)


def test_the_table_of_edges_is_that_of_its_kind() -> None:
    cites = directed(("b", "a", {"method": "doi", "confidence": 1.0, "references": 2}))
    assert ["source,target,method,confidence,references", "b,a,doi,1.0,2"] == lines(cites, "csv")
    both = net(("b", "a", {"weight": 2, "association": 0.5}))
    assert ["source,target,weight,association", "a,b,2,0.5"] == lines(both, "csv")
    chain = directed(("F1", "a", {"relation": "supports"}), F1={"kind": "finding"}, a={})
    assert ["source,target,relation,where,quote", "F1,a,supports,,"] == lines(chain, "csv")


@pytest.mark.parametrize(
    ("graph", "table"),
    [
        (net(a={"label": "A", "count": 3}), ["id,label,count", "a,A,3"]),
        (net(a={"held": True, "count": 1}, b={}), ["id,label,count,held", "a,,1,true", "b,,,false"]),
        (
            directed(a={"title": "T", "year": 2000, "confidential": True, "cited": 1}, b={"year": 0}),
            [
                "id,label,title,authors,year,type,goals,tags,suggested,confidential,cited,cites,pagerank",
                "a,,T,,2000,,,,,true,1,,",
                "b,,,,,,,,,false,,,",
            ],
        ),
        (
            directed(a={"held": False}),
            ["id,label,title,authors,year,type,goals,tags,suggested,confidential,cited,cites,pagerank,held", "a,,,,,,,,,false,,,,false"],
        ),
        (
            directed(a={"place": 2}, b={"place": 1}, c={}),
            [
                "place,id,label,title,authors,year,type,goals,tags,suggested,confidential,cited,cites,pagerank",
                "1,b,,,,,,,,,false,,,",
                "2,a,,,,,,,,,false,,,",
                ",c,,,,,,,,,false,,,",
            ],
        ),
        (
            directed(F1={"kind": "finding", "statement": "S"}, a={"kind": "source", "year": 1999}),
            [
                "id,kind,label,statement,goal,stance,cerqual,strength,title,authors,year,type,status,stream,count",
                "F1,finding,,S,,,,,,,,,,,",
                "a,source,,,,,,,,,1999,,,,",
            ],
        ),
    ],
)  # fmt: skip
def test_the_table_of_nodes_is_that_of_its_kind(graph: nx.Graph[str], table: list[str]) -> None:
    assert table == lines(graph, "nodes.csv")


def test_what_a_spreadsheet_would_run_is_neutralised_unless_it_is_wanted_raw() -> None:
    graph = directed(("=b", "a", {"method": "@x"}), **{"a": {"title": "+1"}, "=b": {}})
    for name in ("csv", "nodes.csv", "map.txt"):
        told, raw = lines(graph, name), lines(graph, name, raw=True)
        assert told != raw, name
        assert told == [
            line.replace("=b", "'=b").replace("@x", "'@x").replace(",+1", ",'+1") for line in raw
        ], name
    assert dump_graph(graph, "dot") == dump_graph(graph, "dot", raw_csv=True)
    with zipfile.ZipFile(io.BytesIO(dump_graph(graph, "zip", raw_csv=True))) as archive:
        assert ["nodes.csv", "edges.csv"] == archive.namelist()
        assert dump_graph(graph, "csv", raw_csv=True) == archive.read("edges.csv")
        assert dump_graph(graph, "nodes.csv", raw_csv=True) == archive.read("nodes.csv")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("a", '"a"'), ('a "b"', '"a \\"b\\""'), ("a\\n", '"a\\\\n"'), ("a\nb\rc", '"a b c"'), (3, '"3"')],
)
def test_a_text_in_dot(text: Any, quoted: str) -> None:
    assert quoted == _dot_quote(text)


def test_dot_and_pajek_name_the_direction() -> None:
    cites = directed(("b c", "a", {"references": 2}), **{"a": {"year": 1}, "b c": {}})
    assert [
        "digraph citations {",
        '  "a" [year="1"];',
        '  "b c" [];',
        '  "b c" -> "a" [references="2"];',
        "}",
    ] == [line for line in lines(cites, "dot") if "rankdir" not in line and "shape" not in line]
    assert ["*Vertices 2", '1 "a"', '2 "b c"', "*Arcs", "2 1 2"] == lines(cites, "net")
    both = net(("b", 'a"x', {"weight": 3}))
    assert '  "a\\"x" -- "b" [weight="3"];' in lines(both, "dot")
    assert "graph citations {" == lines(both, "dot")[0]
    assert ["*Vertices 2", '1 "a\'x"', '2 "b"', "*Edges", "1 2 3"] == lines(both, "net")
    assert ["*Vertices 0", "*Arcs"] == lines(directed(), "net")


def test_vosviewer_knows_no_direction() -> None:
    graph = directed(
        ("b", "a", {"references": 2}), ("a", "b", {"references": 3}), ("c", "a", {}), ("c", "b", {}),
        a={"label": "Roe 2000", "title": "Raids\ton ports", "cited": 4, "year": 2000}, b={"title": "Ports"}, c={"label": "Poe"},
    )  # fmt: skip
    assert ["1\t2\t5", "1\t3\t1", "2\t3\t1"] == lines(graph, "txt")
    assert [
        "id\tlabel\tdescription\tweight<Citations>\tscore<Year>",
        "1\tRoe 2000\tRoe 2000: Raids on ports\t4\t2000",
        "2\tb\tb: Ports\t0\t",
        "3\tPoe\tc\t0\t",
    ] == lines(graph, "map.txt")
    both = net(a={"label": "A", "count": 3}, b={})
    assert ["id\tlabel\tdescription\tweight<Sources>", "1\tA\ta\t3", "2\tb\tb\t0"] == lines(both, "map.txt")


def test_gexf_has_labels_and_a_fixed_date_and_json_is_read_back() -> None:
    graph = directed(("b", "a", {}), a={"label": "Roe"}, b={"year": 2001})
    text = dump_graph(graph, "gexf").decode()
    assert 'label="Roe"' in text
    assert 'label="b"' in text
    assert 'lastmodifieddate="2000-01-01"' in text
    back = nx.cytoscape_graph(json.loads(dump_graph(graph, "json")))
    assert {("b", "a")} == {*back.edges()}
    assert 2001 == back.nodes["b"]["year"]


def test_a_picture_is_of_citations_only() -> None:
    with pytest.raises(UsageError, match="citations only"):
        dump_graph(net(("a", "b", {})), "svg")
    assert b"<svg" in dump_graph(directed(("b", "a", {})), "svg")
