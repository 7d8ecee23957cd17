"""What is read from a reference, part by part, and the measures, nets and pictures of a small graph, number by number."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import networkx as nx
import pytest

from litreview.core.model import Citation, CitedReference, Links, MissingWork, RecordId, Source, Tag, Where
from litreview.formats.references import parse_list
from litreview.formats.references.reference_strings import (
    parse_plain,
    parse_reference,
    parse_scopus,
    parse_wos,
)
from litreview.stages.network import (
    build_graph,
    cocitation,
    coupling,
    dump_graph,
    layout,
    link,
    main_path,
    metrics,
    missing_records,
    networks as nets,
    page_data,
)

Make = Callable[..., Source]
PARTS = ("title", "container", "volume", "number", "page")


@pytest.mark.parametrize(
    ("text", "family", "year", "parts"),
    [
        ("Roe AM. Raids on a made up port. Port Issues. 2000;18(1):2-22.", "Roe", 2000,
         ("Raids on a made up port", "Port Issues", "18", "1", "2")),
        ("Roe, A. (2001). Raids on a made up port. Port Issues. 12: 33-40.", "Roe", 2001,
         ("Raids on a made up port", "Port Issues. 12: 33-40", "12", "", "33")),
        ("[12] Roe, Ann, “Raids on a Made Up Port,” Journal of Ports, Vol. 4, No. 2, pp. 33-40, 2008.", "Roe", 2008,
         ("Raids on a Made Up Port", "Journal of Ports", "4", "", "33")),
        ("Ann Roe, Raids on a Made Up Port, 44 Made Up L. Rev. 120 (2008).", "Roe", 2008,
         ("Raids on a Made Up Port", "Made Up L. Rev", "44", "", "120")),
        ("Roe, A. 2011d. Raids on a made up port. Made Up Press, p. 12.", "Roe", 2011,
         ("Raids on a made up port", "Made Up Press, p. 12", "", "", "12")),
        ("Raids on a made up port. Made Up Press. New edition, published in 2008", "", 2008,
         ("Made Up Press", "New edition, published in 2008", "", "", "")),
    ],
)  # fmt: skip
def test_the_parts_of_plain_references(text: str, family: str, year: int, parts: tuple[str, ...]) -> None:
    found = parse_plain(text)
    assert (family, year) == (found.authors[0].family, found.year)
    assert parts == tuple(getattr(found, name) for name in PARTS)


@pytest.mark.parametrize(
    ("text", "people", "year", "parts"),
    [
        ("Poe, B., Roe, A., Something made up (1999) Journal of Tests, 7 (2), pp. 12-20", ["Poe", "Roe"], 1999,
         ("Something made up", "Journal of Tests", "7", "2", "12")),
        ("Poe B.; Roe A., Something made up, Journal of Tests, 7, 2, pp. 12-20, (1999)", ["Poe", "Roe"], 1999,
         ("Something made up", "Journal of Tests", "7", "2", "12")),
        ("Poe, B., Something made up (1999) Journal of Tests, 7", ["Poe"], 1999,
         ("Something made up", "Journal of Tests", "7", "", "")),
        ("Poe, B., (1999) Book of Tests, Press", ["Poe"], 1999, ("Book of Tests", "", "", "", "")),
        ("Poe, B., Something made up, Journal of Tests, 7, pp. 12-20", ["Poe"], None,
         ("Something made up, Journal of Tests", "", "7", "", "12")),
        ("Poe B., Something made up, Press, (1999)", ["Poe"], 1999, ("Something made up", "Press", "", "", "")),
        ("Ministry of Ports, Made up persons report, (2015)", ["Ministry of Ports"], 2015,
         ("Made up persons report", "", "", "", "")),
    ],
)  # fmt: skip
def test_the_parts_of_scopus_references(
    text: str, people: list[str], year: int | None, parts: tuple[str, ...]
) -> None:
    found = parse_scopus(text)
    assert found is not None
    assert people == [person.literal or person.family for person in found.authors]
    assert (year, *parts) == (found.year, *(getattr(found, name) for name in PARTS))


@pytest.mark.parametrize(
    ("text", "name", "parts"),
    [
        ("Roe A, 2008, J TESTS, V4, P91, DOI 10.1000/A.1", ("Roe", "A", ""), ("", "J TESTS", "4", "", "91")),
        ("de Roe AT, 2008, J TESTS, V4", ("de Roe", "AT", ""), ("", "J TESTS", "4", "", "")),
        ("Burden R. L., 2008, NUMERICAL TESTS", ("Burden", "R. L.", ""), ("", "NUMERICAL TESTS", "", "", "")),
        ("*PORT AUTH, 2008, REP", ("", "", "PORT AUTH"), ("", "REP", "", "", "")),
        ("Office of Made Up Ports, 2008, REP", ("", "", "Office of Made Up Ports"), ("", "REP", "", "", "")),
        ("Roe, 2008, J TESTS, VXII, PE12", ("Roe", "", ""), ("", "J TESTS", "xii", "", "e12")),
        ("Roe A, 2008, V 4 PORTS, V4, ARTN 77", ("Roe", "A", ""), ("", "V 4 PORTS", "4", "", "77")),
    ],
)
def test_the_parts_of_web_of_science_references(
    text: str, name: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    found = parse_wos(text)
    assert found is not None
    (person,) = found.authors
    assert name == (person.family, person.given, person.literal)
    assert (2008, *parts) == (found.year, *(getattr(found, part) for part in PARTS))


def test_what_is_no_reference_of_web_of_science() -> None:
    assert parse_wos("A sentence without a year") is None
    assert parse_wos("Roe, A. (Ed.), 2008, A book") is None
    assert () == getattr(parse_wos("[Anonymous], 2008, REP"), "authors", None)
    assert "Raids" == parse_reference("Roe, A. (2001). Raids. Press.").title


def test_references_have_the_lines_on_which_they_stand(make: Make) -> None:
    record = make("a").records[0]
    text = "References\n[1] Roe, A. (2001). Raids on\n  a port. Press.\n\n[2] Poe, B. (2002). Ports. Press.\n"
    found = parse_list(text, record, path="lists/a.txt")
    assert [("lists/a.txt", 2), ("lists/a.txt", 5)] == [(r.where.file, r.where.line) for r in found]
    assert ["Raids on a port", "Ports"] == [r.title for r in found]
    loose = parse_list("Roe, A. (2001). Raids. Press.\nPoe, B. (2002). Ports. Press.\n", record)
    assert [1, 2] == [r.where.line for r in loose]


# ---------------------------------------------------------------- what is not held


@pytest.mark.parametrize(
    ("a", "b", "works"),
    [
        ("Poe, B., Raids on a made up port (1999) J. Tests, 7, pp. 12-20", "Poe, B., Raids on a made-up port (2000) J. Tests, 7, pp. 12-20", 1),
        ("Poe, B., Raids on every made up port of call (1999) Press", "Poe, B., Raids on every made up port of call (2000) Press", 1),
        ("Poe, B., Raids on every made up port of call (1999) Press", "Poe, B., Raids on every made up port of call (2001) Press", 2),
        ("Poe, B., Raids on a made up port (1999) Press", "Xu, Z., Raids on a made up port (1999) Press", 2),
        ("Poe, B., Raids on a made up port (1999) Press", "Poe, B., Gravel in all rivers (1999) Press", 2),
        ("Poe, B., Gravel (1999) Press", "Poe, B., Gravel (1999) Press House", 1),
        ("Poe, B., Gravel (1999) Press", "Poe, B., Gravel (2000) Press House", 2),
        ("Poe, B., Raids (1999) J. Tests, 7, pp. 12-20", "Poe, B., Ports (1999) J. Tests, 8, pp. 99-101", 2),
    ],
)  # fmt: skip
def test_when_two_references_are_one_work(make: Make, a: str, b: str, works: int) -> None:
    assert works == len(link([make("A", references=a), make("B", references=b)]).not_held)


def test_what_is_not_held_is_named_in_order_of_how_often_it_is_cited(make: Make) -> None:
    often, once = (
        "Poe, B., Raids on a made up port (1999) Journal of Tests, 7, pp. 12-20",
        "Xu, Z., Gravel (1999) Press",
    )
    works = link([make("A", references=f"{once}; {often}"), make("B", references=often)]).not_held
    assert [("A", "B"), ("A",)] == [work.cited_by for work in works]
    first, second = missing_records(works)
    assert ("Poe1999Raids", "article", "12") == (first.key, first.type, first.get("pages"))
    assert ("Xu1999Gravel", "misc", "Press") == (second.key, second.type, second.get("howpublished"))
    assert first.get("note").startswith("cited by 2 (A, B) as: Poe, B.")


def test_two_works_not_held_have_two_keys(make: Make) -> None:
    texts = ["Poe, B., Raids on one port (1999) Press", "Poe, B., Raids against gravel pits (1999) Press"]
    found = missing_records(link([make("A", references="; ".join(texts))]).not_held)
    assert ["Poe1999Raids", "Poe1999Raids-2"] == [record.key for record in found]


# ---------------------------------------------------------------- the graph

REFERENCE = CitedReference(text="x", where=Where(file="a.bib"), record=RecordId("a.bib:x"))


def cite(citing: str, cited: str, confidence: float = 1.0) -> Citation:
    return Citation(citing=citing, cited=cited, method="doi", confidence=confidence, reference=REFERENCE)


LINKS = Links(citations=tuple(cite(*edge) for edge in ("ba", "ca", "cb", "db", "dc")))


@pytest.fixture
def works(make: Make) -> list[Source]:
    return [
        make("a", author="Roe, Ann", year="2000", title="Raids", keywords="raid; Port law"),
        make(
            "b", author="Poe, Bo and Roe, Ann", year="2002", title="Ports", keywords="port law; tvpa:protect"
        ),
        make("c", author="Roe, Ann and Poe, Bo", year="2004", title="Gravel", keywords="raid"),
        make("d", year="2006", title="Sand"),
        make("lone", year="2001", title="Mud"),
    ]


@pytest.fixture
def graph(works: list[Source]) -> nx.DiGraph[str]:
    tags = [
        Tag(source="a", code="protect", method="rule"),
        Tag(source="a", code="prevent", method="rule"),
        Tag(source="b", code="protect", method="human"),
        Tag(source="b", code="unread", method="rule"),
    ]
    return build_graph(works, [*LINKS, cite("b", "a", 0.5), cite("b", "b"), cite("b", "gone")], tags)


def test_a_node_says_what_its_work_is_and_an_edge_what_it_rests_on(graph: nx.DiGraph[str]) -> None:
    a, b = graph.nodes["a"], graph.nodes["b"]
    assert ("Raids", "Ann Roe", 2000, "prevent;protect") == (a["title"], a["authors"], a["year"], a["tags"])
    assert "protect" == b["tags"]
    assert (2, 0, 2, 1) == (a["cited"], a["cites"], b["cited"], b["cites"])
    assert ("doi", 1.0, 2) == tuple(
        graph.edges["b", "a"][name] for name in ("method", "confidence", "references")
    )
    assert 1 == graph.edges["c", "a"]["references"]
    assert 5 == graph.number_of_edges()


def test_of_several_references_the_surest_speaks_for_the_edge(works: list[Source]) -> None:
    graph = build_graph(works, [cite("b", "a", 0.5), cite("b", "a", 0.9), cite("b", "a", 0.7)])
    assert (0.9, 3) == (graph.edges["b", "a"]["confidence"], graph.edges["b", "a"]["references"])


def test_the_measures_of_a_small_graph(graph: nx.DiGraph[str]) -> None:
    found = metrics.measures(graph)
    assert {"a": 2, "b": 2, "c": 1, "d": 0, "lone": 0} == found.in_degree
    # of the paths from d to a, half go through b and half through c
    assert {"a": 0, "b": 0.5 / 12, "c": 0.5 / 12, "d": 0, "lone": 0} == pytest.approx(found.betweenness)
    assert pytest.approx(nx.pagerank(graph), abs=1e-5) == found.pagerank
    assert -1 == found.community["lone"]
    assert {0} == {found.community[key] for key in "abcd"}
    assert ("a", "b", "c", "d") == found.main_path == main_path(graph)


def test_pairs_cited_together_and_pairs_that_cite_the_same(works: list[Source]) -> None:
    assert {("a", "b"): 1, ("b", "c"): 1} == cocitation(works, LINKS)
    assert {("b", "c"): 1, ("c", "d"): 1} == coupling(works, LINKS)
    assert {} == cocitation(works, LINKS, 2)


@pytest.mark.parametrize(
    "measure", [metrics.pagerank, metrics.betweenness, metrics.communities, metrics.in_degree]
)
def test_an_empty_graph_has_empty_measures(measure: Callable[[nx.DiGraph[str]], object]) -> None:
    assert {} == measure(build_graph([], []))
    assert () == main_path(build_graph([], []))
    assert {} == metrics.rpys([]) == metrics.rpys([None])


def test_two_works_have_no_work_between_them(works: list[Source]) -> None:
    graph = build_graph(works[:2], [cite("b", "a")])
    assert {"a": 0.0, "b": 0.0} == metrics.betweenness(graph)
    assert {0: 2} == {0: list(metrics.communities(graph).values()).count(0)}


def test_how_far_a_year_lies_from_the_years_around_it() -> None:
    found = metrics.rpys([2000, 2000, 2000, 2001, 2003, None, 0])
    assert {2000: (3, 3.0), 2001: (1, 0.0), 2002: (0, -1.0), 2003: (1, 1.0)} == found


def test_a_reference_without_a_year_counts_in_that_of_the_work_it_cites(works: list[Source]) -> None:
    bare, dated = replace(REFERENCE, year=None), replace(REFERENCE, year=1970)
    held = replace(cite("b", "a"), reference=bare)
    links = Links(citations=(held,), not_held=(MissingWork(references=(bare, dated), cited_by=("a", "b")),))
    assert [(1970, 2)] == [(year, n) for year, (n, _) in metrics.rpys(links).items()]
    assert 1 == metrics.rpys(links, works)[2000][0]


def test_the_most_cited_works_in_order_of_year(graph: nx.DiGraph[str], works: list[Source]) -> None:
    found = metrics.historiograph(graph, most=3)
    assert ["a", "b", "c"] == list(found)
    assert [("b", "a"), ("c", "a"), ("c", "b")] == sorted(found.edges)
    assert "lone" not in metrics.historiograph(graph)
    undated = build_graph([*works[:2], replace(works[2], year=None)], [cite("b", "a"), cite("c", "a")])
    assert ["a", "b"] == list(metrics.historiograph(undated))


def test_nets_of_people_keywords_and_codes(works: list[Source]) -> None:
    people = nets.author_net(works)
    assert [("poe b", "roe a", 2)] == [(a, b, data["weight"]) for a, b, data in people.edges(data=True)]
    assert {"poe b": ("Poe, B.", 2), "roe a": ("Roe, A.", 3)} == {
        key: (data["label"], data["count"]) for key, data in people.nodes(data=True)
    }
    assert round(2 / 6, 6) == people.edges["poe b", "roe a"]["association"]
    words = nets.keyword_net(works)
    assert {"raid": 2, "port law": 2} == {key: data["count"] for key, data in words.nodes(data=True)}
    assert [("port law", "raid")] == [tuple(sorted(edge)) for edge in words.edges]
    assert [] == list(nets.keyword_net(works, least=2).edges)
    tags = [Tag(source="a", code=code, method="rule") for code in ("protect", "prevent", "none", "unread")]
    assert {"protect", "prevent"} == set(nets.tag_net(works, tags))
    assert [] == list(nets.tag_net(works, []))


def test_the_main_path_counts_from_the_oldest(graph: nx.DiGraph[str]) -> None:
    net = nets.main_path_net(graph)
    assert {"a": 1, "b": 2, "c": 3, "d": 4} == dict(net.nodes(data="place"))


def test_nets_of_what_is_cited_together(works: list[Source]) -> None:
    net = nets.cocitation_net(works, LINKS)
    assert (2, 2, 1) == tuple(net.nodes[key]["count"] for key in "abc")
    assert (1, 0.25) == (net.edges["a", "b"]["weight"], net.edges["a", "b"]["association"])
    assert (1, 2, 2) == tuple(nets.coupling_net(works, LINKS).nodes[key]["count"] for key in "bcd")


def test_a_work_stands_in_its_year_or_where_its_neighbours_say(make: Make) -> None:
    works = [
        make("a", year="2000"),
        make("b", year="2001"),
        make("c"),
        make("d", year="2010"),
        make("e"),
        make("f"),
    ]
    edges = [("b", "a"), ("d", "b"), ("b", "c"), ("e", "d")]
    places = layout(build_graph(works, [cite(*edge) for edge in edges]))
    x = {key: at[0] for key, at in places.items()}
    assert 60.0 == x["b"] - x["a"]
    assert 180.0 == x["d"] - x["b"], "a long gap is shortened"
    assert x["c"] == x["b"], "no newer than what cites it"
    assert x["e"] == x["d"], "no older than what it cites"
    assert x["f"] < x["a"]
    assert places["f"][1] > max(at[1] for key, at in places.items() if key != "f")


def test_the_picture_of_a_small_graph(graph: nx.DiGraph[str]) -> None:
    picture = dump_graph(graph, "svg").decode()
    assert 4 == len(re.findall(r"<circle [^>]*stroke", picture))
    assert 5 == picture.count("<path d=") - 1
    assert "Of 5 sources 4 cite or are cited within the review; 1 more has no link" in picture
    assert ["2000", "2002", "2004", "2006"] == re.findall(r'fill="#5b626b">(\d{4})<', picture)
    # cited twice, once, never
    assert ["6.6", "6.6", "5.7", "3.5"] == re.findall(r'r="([\d.]+)" fill="#\w+" stroke', picture)


def test_what_a_page_tells_of_a_work(graph: nx.DiGraph[str], works: list[Source]) -> None:
    tags = [
        Tag(source="a", code="protect", method="human", coder="ann"),
        Tag(source="a", code="none", method="rule"),
    ]
    nodes, edges = page_data(graph, works, tags)
    assert ["a", "b", "c", "d", "lone"] == [node["key"] for node in nodes]
    assert [("protect", "by ann")] == nodes[0]["tags"]
    assert ("Raids", 2000) == (nodes[0]["title"], nodes[0]["year"])
    assert ("b", "a", "doi", 1.0) == tuple(
        edges[0][name] for name in ("source", "target", "method", "confidence")
    )
