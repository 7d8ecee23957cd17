"""A small graph as each file and as a picture, letter by letter and number by number. All works are made up."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from litreview.core.errors import UsageError
from litreview.core.model import Citation, CitedReference, Links, RecordId, Source, Where
from litreview.core.text.drawing import width
from litreview.stages.network import (
    build_graph,
    build_net,
    companion_files,
    dump_files,
    dump_graph,
    export_graph,
    graph_format,
    layout,
)

Make = Callable[..., Source]
REFERENCE = CitedReference(text="x", where=Where(file="a.bib"), record=RecordId("a.bib:x"))


def cite(citing: str, cited: str) -> Citation:
    return Citation(citing=citing, cited=cited, method="doi", confidence=1.0, reference=REFERENCE)


@pytest.fixture
def graph(make: Make) -> nx.DiGraph[str]:
    """b and c cite a, b twice; a cites b; `=lone` stands alone."""
    works = [
        make("b", author="Poe, Bo", title='=x "q"\x00\\', year="2001"),
        make("a", author="Roe, Ann", title="Raids", year="2000"),
        make("c", title="Sand"),
        make("=lone"),
    ]
    return build_graph(works, [cite("b", "a"), cite("b", "a"), cite("a", "b"), cite("c", "a")])


@pytest.fixture
def net() -> nx.Graph[str]:
    net: nx.Graph[str] = nx.Graph()
    net.add_node("z", label="Zed", count=3)
    net.add_node("a", count=2)
    net.add_node("m", label="Moe", title="Mud", count=1)
    net.add_edge("z", "a", weight=2, association=0.25)
    net.add_edge("m", "a", weight=1, association=0.5)
    return net


def rows(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return [*csv.reader(io.StringIO(data.decode()), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL)]


def test_the_ending_names_the_format() -> None:
    assert "graphml" == graph_format("-")
    assert "csv" == graph_format(Path("out/A.CSV"))
    assert "html" == graph_format("a.html", ["html", "svg"])
    with pytest.raises(
        UsageError, match=re.escape("a.html: no graph format '.html'; one of .graphml, .gexf, ")
    ):
        graph_format("a.html")
    with pytest.raises(UsageError, match=re.escape("one of .html, .svg")):
        graph_format("a.csv", ["html", "svg"])
    assert (Path("x/a-map.txt"),) == companion_files("x/a.TXT")
    assert () == companion_files("a")


def test_the_file_beside_comes_first(graph: nx.DiGraph[str], tmp_path: Path) -> None:
    found = dump_files(graph, "x/a.csv")
    assert [(Path("x/a-nodes.csv"), "nodes.csv"), (Path("x/a.csv"), "csv")] == [
        (path, name)
        for (path, data), name in zip(found.items(), ("nodes.csv", "csv"), strict=True)
        if data == dump_graph(graph, name)
    ]
    raw = dump_files(graph, "a.csv", raw_csv=True)
    assert ["=lone", "a", "b", "c"] == [row[0] for row in rows(raw[Path("a-nodes.csv")])[1:]]
    assert "'=lone" == rows(found[Path("x/a-nodes.csv")])[1][0]
    export_graph(graph, tmp_path / "a.dot")
    assert dump_graph(graph, ".DOT") == (tmp_path / "a.dot").read_bytes()
    with pytest.raises(UsageError, match=r"no graph format 'dott'; one of graphml.*did you mean 'dot'"):
        dump_graph(graph, "dott")


@pytest.mark.parametrize(("raw", "first"), [(False, "'=lone"), (True, "=lone")])
def test_what_a_spreadsheet_would_run_is_written_raw_only_if_asked(
    graph: nx.DiGraph[str], raw: bool, first: str
) -> None:
    with zipfile.ZipFile(io.BytesIO(dump_graph(graph, "zip", raw_csv=raw))) as archive:
        assert ["nodes.csv", "edges.csv"] == archive.namelist()
        assert [dump_graph(graph, name, raw_csv=raw) for name in ("nodes.csv", "csv")] == [
            archive.read(name) for name in archive.namelist()
        ]
        assert (2000, 1, 1, 0, 0, 0) == archive.infolist()[0].date_time
    assert first == rows(dump_graph(graph, "nodes.csv", raw_csv=raw))[1][0]
    assert first == rows(dump_graph(graph, "map.txt", raw_csv=raw), "\t")[1][1]


def test_the_tables_of_a_graph(graph: nx.DiGraph[str]) -> None:
    assert [
        ["source", "target", "method", "confidence", "references"],
        ["a", "b", "doi", "1.0", "1"],
        ["b", "a", "doi", "1.0", "2"],
        ["c", "a", "doi", "1.0", "1"],
    ] == rows(dump_graph(graph, "csv"))
    head, _, a, b, c = rows(dump_graph(graph, "nodes.csv"))
    assert ["id", "label", "title", "authors", "year"] == head[:5]
    assert ["a", "Roe 2000", "Raids", "Ann Roe", "2000", "article", "", "", "", "false", "2", "1"] == a[:-1]
    assert ["b", "Poe 2001", '\'=x "q"\ufffd\\', "Bo Poe", "2001"] == b[:5]
    assert ["c", "c", "Sand", "", ""] == c[:5]
    sealed = graph.copy()
    sealed.nodes["a"]["confidential"] = True
    assert "true" == rows(dump_graph(sealed, "nodes.csv"))[2][head.index("confidential")]


def test_the_tables_of_a_main_path_and_of_a_net(make: Make, net: nx.Graph[str]) -> None:
    works = [make(key) for key in "zam"]
    path = build_net("main-path", works, Links(citations=(cite("a", "z"), cite("m", "a"))))
    path.add_node("b")  # what is not on the path comes last
    assert [["1", "z"], ["2", "a"], ["3", "m"], ["", "b"]] == [
        row[:2] for row in rows(dump_graph(path, "nodes.csv"))[1:]
    ]
    assert [["id", "label", "count"], ["a", "", "2"], ["m", "Moe", "1"], ["z", "Zed", "3"]] == rows(
        dump_graph(net, "nodes.csv")
    )
    assert [
        ["source", "target", "weight", "association"],
        ["a", "m", "1", "0.5"],
        ["a", "z", "2", "0.25"],
    ] == rows(dump_graph(net, "csv"))


def test_pajek_and_vosviewer(graph: nx.DiGraph[str], net: nx.Graph[str]) -> None:
    assert [
        "*Vertices 4",
        '1 "=lone"',
        '2 "a"',
        '3 "b"',
        '4 "c"',
        "*Arcs",
        "2 3 1",
        "3 2 2",
        "4 2 1",
    ] == dump_graph(graph, "net").decode().splitlines()
    assert ["*Vertices 3", '1 "a"', '2 "m"', '3 "z"', "*Edges", "1 2 1", "1 3 2"] == dump_graph(
        net, "net"
    ).decode().splitlines()
    # what two works cite of each other is one link
    assert [["2", "3", "3"], ["2", "4", "1"]] == rows(dump_graph(graph, "txt"), "\t")
    assert [["1", "2", "1"], ["1", "3", "2"]] == rows(dump_graph(net, "txt"), "\t")
    assert [
        ["id", "label", "description", "weight<Citations>", "score<Year>"],
        ["2", "Roe 2000", "Roe 2000: Raids", "2", "2000"],
        ["4", "c", "c: Sand", "0", ""],
    ] == [rows(dump_graph(graph, "map.txt"), "\t")[at] for at in (0, 2, 4)]
    assert [
        ["id", "label", "description", "weight<Sources>"],
        ["1", "a", "a", "2"],
        ["2", "Moe", "Moe: Mud", "1"],
        ["3", "Zed", "z", "3"],
    ] == rows(dump_graph(net, "map.txt"), "\t")
    quoted: nx.DiGraph[str] = nx.DiGraph([('a "b"  c', "d")])
    assert "1 \"a 'b' c\"" == dump_graph(quoted, "net").decode().splitlines()[1]
    assert "1 2 1" == dump_graph(quoted, "net").decode().splitlines()[-1]
    assert ["2", "d", "d", "0", ""] == rows(dump_graph(quoted, "map.txt"), "\t")[2]


def test_graphviz(graph: nx.DiGraph[str], net: nx.Graph[str]) -> None:
    lines = dump_graph(graph, "dot").decode().splitlines()
    assert ["digraph citations {", "  rankdir=RL;", "  node [shape=box, fontname=sans];"] == lines[:3]
    assert '  "b" -> "a" [method="doi", confidence="1.0", references="2"];' in lines
    assert '"b" [title="=x \\"q\\"\ufffd\\\\", authors="Bo Poe", label="Poe 2001"' in lines[5]
    assert "}" == lines[-1]
    lines = dump_graph(net, "dot").decode().splitlines()
    assert ("graph citations {", '  "m" [label="Moe", title="Mud", count="1"];') == (lines[0], lines[4])
    assert '  "a" -- "z" [weight="2", association="0.25"];' == lines[7]


def test_gexf_and_cytoscape(graph: nx.DiGraph[str], net: nx.Graph[str]) -> None:
    text = dump_graph(graph, "gexf").decode()
    assert 'lastmodifieddate="2000-01-01"' in text
    assert ['id="a" label="Roe 2000"', 'id="c" label="c"'] == re.findall(
        r'<node (id="[ac]" label="[^"]*")', text
    )
    assert '<node id="a" label="a">' in dump_graph(net, "gexf").decode()
    assert "label" not in net.nodes["a"], "the graph stays as it was"
    data = json.loads(dump_graph(graph, "json"))["elements"]
    assert ["=lone", "a", "b", "c"] == [node["data"]["id"] for node in data["nodes"]]
    assert [("a", "b"), ("b", "a"), ("c", "a")] == [
        (e["data"]["source"], e["data"]["target"]) for e in data["edges"]
    ]
    assert "ü" in dump_graph(nx.DiGraph([("ü", "b")]), "json").decode()


# ---------------------------------------------------------------- the picture

SVG = "{http://www.w3.org/2000/svg}"
Shape = dict[str, str]


def drawn(picture: bytes, tag: str) -> list[tuple[Shape, str]]:
    """Return the shapes of one kind with their texts, without those of the legend."""
    found = [
        (dict(one.attrib), "".join(one.itertext())) for one in ET.fromstring(picture).iter(f"{SVG}{tag}")
    ]
    return [(at, text) for at, text in found if tag != "circle" or "stroke" in at]


def test_two_works_side_by_side(make: Make) -> None:
    """A year is 60 wide; the margins are 70 left, 96 above and 90 below; the words need 720."""
    works = [
        make("a", author="Roe, Ann", title="Raids", year="2000"),
        make("b", title="Ports & <law>", year="2001"),
    ]
    graph = build_graph(works, [cite("b", "a")])
    assert {"a": (90.0, 27.6), "b": (150.0, 27.6)} == layout(graph)
    picture = dump_graph(graph, "svg")
    root = ET.fromstring(picture)
    assert ("0 0 720 186", "720", "186") == tuple(
        root.attrib[name] for name in ("viewBox", "width", "height")
    )
    assert "Who cites whom" == root.findtext(f"{SVG}title")
    assert (root.findtext(f"{SVG}desc") or "").startswith("2 sources, 1 citation between them;")
    # radius: 3.5, and 2.2 times the root of the citations
    circles = [({n: at[n] for n in ("cx", "cy", "r")}, text) for at, text in drawn(picture, "circle")]
    assert [
        ({"cx": "70.0", "cy": "96.0", "r": "5.7"}, "a: Raids"),
        ({"cx": "130.0", "cy": "96.0", "r": "3.5"}, "b: Ports & <law>"),
    ] == circles
    lines = [tuple(at[n] for n in ("x1", "y1", "x2", "y2")) for at, _ in drawn(picture, "line")]
    assert [("70.0", "78.0", "70.0", "134"), ("130.0", "78.0", "130.0", "134")] == lines
    # the arrow ends 2 before the circle of 5.7, and rises by six hundredths of its 60
    (arrow,) = [at["d"] for at, _ in drawn(picture, "path") if "marker-end" in at]
    assert "M130.0 96.0Q103.8 92.4 77.7 96.0" == arrow
    texts = [(at["x"], at["y"], text) for at, text in drawn(picture, "text")]
    assert ("70.0", "28", "Who cites whom") == texts[0]
    assert [
        ("70.0", "152", "2000"),
        ("130.0", "152", "2001"),
        ("8.4", "100.0", "Roe 2000"),
        ("136.5", "100.0", "b"),
    ] == texts[-5:-1]
    assert ("70.0", "174") == texts[-1][:2]
    assert texts[-1][2].startswith("Of 2 sources 2 cite or are cited within the review; 0 more")


def test_works_of_one_year_are_tied_by_a_bow(make: Make) -> None:
    graph = build_graph([make("a", year="2000"), make("b", year="2000")], [cite("b", "a")])
    # both want the mean, 27.6: they are moved apart, 13 up and 13 down
    assert {"a": (90.0, 14.6), "b": (90.0, 40.6)} == layout(graph)
    picture = dump_graph(graph, "svg")
    (arrow,) = [at["d"] for at, _ in drawn(picture, "path") if "marker-end" in at]
    assert "M70.0 122.0Q92.0 112.8 70.0 103.7" == arrow
    assert ["2000"] == [text for _, text in drawn(picture, "text") if text == "2000"]


def test_a_year_is_named_where_there_is_room_and_works_without_one_have_none(make: Make) -> None:
    """Each year is 60 wide, so that all are named; the work without a year is in the column of the one that cites it."""
    works = [make("a", year="2000"), make("b", year="2003"), make("c", year="2009"), make("n")]
    graph = build_graph(works, [cite("b", "a"), cite("c", "b"), cite("b", "n")])
    picture = dump_graph(graph, "svg")
    years = [(at["x"], text) for at, text in drawn(picture, "text") if re.fullmatch(r"\d{4}", text)]
    assert [("70.0", "2000"), ("250.0", "2003"), ("430.0", "2009")] == years
    assert 3 == len(drawn(picture, "line"))
    undated = build_graph([make("a"), make("b")], [cite("b", "a")])
    assert [] == drawn(dump_graph(undated, "svg"), "line")


def test_the_colour_of_a_work_is_that_of_its_goal(make: Make) -> None:
    """The codes have the colours of their places in the codebook; the legend names those that a work has."""
    graph = build_graph([make(key) for key in "abcd"], [cite("b", "a"), cite("c", "a"), cite("d", "a")])
    for key, goals in (("a", "protect"), ("b", "protect;prevent"), ("c", "other"), ("d", "")):
        graph.nodes[key]["goals"] = goals
    graph.nodes["b"].update(confidential=True, title="Planted")
    picture = dump_graph(graph, "svg")
    assert ["#0072b2", "#6f5aa8", "#7d6500", "#5f6873"] == [at["fill"] for at, _ in drawn(picture, "circle")]
    assert ["a: ", "b", "c: ", "d: "] == [text for _, text in drawn(picture, "circle")]
    legend = re.findall(
        r'<circle cx="(\d+)" cy="([\d.]+)" r="5" fill="(#\w+)"/><text x="(\d+)" y="([\d.]+)">([^<]+)',
        picture.decode(),
    )
    # each word moves the next by 34 and 6.2 a letter: 70 + 34 + 7 * 6.2 = 147.4
    assert [
        ("75", "50.0", "#0072b2", "85", "54.0", "protect"),
        ("152", "50.0", "#007a59", "162", "54.0", "prevent"),
    ] == legend[:2]
    assert ["protect", "prevent", "other", "several goals", "no goal tagged"] == [row[-1] for row in legend]


def test_an_empty_picture(make: Make) -> None:
    """720 wide and 60 high, and the margins."""
    picture = dump_graph(build_graph([make("a", year="2000")], []), "svg")
    root = ET.fromstring(picture)
    assert ("720", "246") == (root.attrib["width"], root.attrib["height"])
    assert "Of 1 source 0 cite or are cited within the review; 1 more" in picture.decode()
    assert [] == drawn(picture, "circle") == drawn(picture, "line")


def test_names_of_works_are_not_over_each_other_nor_beyond_the_edge(make: Make) -> None:
    long = "{" + "Office of Ports in the North " * 2 + "}"
    works = [
        make("a", author="Roe, Ann", year="2000"),
        make("b", author="Poe, Bo", year="2000"),
        make("c", author=long, year="2001"),
    ]
    graph = build_graph(works, [cite("c", "a"), cite("c", "b")])
    picture = dump_graph(graph, "svg")
    names = {
        text: (float(at["x"]), float(at["y"])) for at, text in drawn(picture, "text") if "paint-order" in at
    }
    assert "Office of Ports in the North … 2001" == graph.nodes["c"]["label"]
    assert {"Poe 2000", "Roe 2000"} <= set(names)
    for name, (x, y) in names.items():
        assert x + width(name, 11) <= 720
        assert all(
            abs(y - b) >= 12 or x >= a + width(other, 11) or a >= x + width(name, 11)
            for other, (a, b) in names.items()
            if other != name
        )


@pytest.mark.parametrize("letters", [2, 90])
def test_a_name_that_would_end_beyond_the_edge_is_left_of_its_work(make: Make, letters: int) -> None:
    """The last of thirteen years is at 790, the edge 130 to its right: 30 letters and the year end beyond it."""
    works = [make("a", year="2000"), *(make(f"k{n}", year=str(2000 + n)) for n in range(1, 12))]
    works.append(make("b", author="{" + "n" * letters + "}", year="2012"))
    picture = dump_graph(
        build_graph(works, [cite("b", "a"), *(cite(f"k{n}", "a") for n in range(1, 12))]), "svg"
    )
    (x,) = [float(at["x"]) for at, text in drawn(picture, "text") if text.startswith("nn")]
    assert (x > 790) == (letters == 2)


def test_at_most_forty_works_are_named(make: Make) -> None:
    """Those that cite or are cited most: the first, and of the others those that come first in the alphabet."""
    works = [make("a", year="2000"), *(make(f"k{n:02}", year=str(1900 + n)) for n in range(50))]
    picture = dump_graph(build_graph(works, [cite(f"k{n:02}", "a") for n in range(50)]), "svg")
    names = [text for at, text in drawn(picture, "text") if "paint-order" in at]
    assert ["a", *(f"k{n:02}" for n in range(39))] == names
