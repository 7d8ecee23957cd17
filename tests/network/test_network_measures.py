"""Measures, nets, positions, page data and works not held of small graphs, in their order and at their edges. All works are made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import networkx as nx
import pytest

from litreview.core import text as textual
from litreview.core.errors import UsageError
from litreview.core.model import (
    Citation,
    CitedReference,
    Doi,
    Links,
    MissingWork,
    Person,
    RecordId,
    Source,
    Span,
    Tag,
    Where,
)
from litreview.linkage import RecordColumns
from litreview.stages.network import (
    NETS,
    build_graph,
    build_net,
    cocitation,
    coupling,
    dump_graph,
    layout,
    main_path,
    metrics,
    missing_records,
    networks as nets,
    page_data,
    reference_scoring,
)
from litreview.stages.network.citation_graph import label_of_missing

Make = Callable[..., Source]
REFERENCE = CitedReference(text="x", where=Where(file="a.bib"), record=RecordId("a.bib:x"))


def cite(citing: str, cited: str, confidence: float = 1.0, method: Any = "doi") -> Citation:
    return Citation(citing=citing, cited=cited, method=method, confidence=confidence, reference=REFERENCE)


def graph_of(make: Make, edges: str, **years: str) -> nx.DiGraph[str]:
    """Return the graph of edges such as `ba cb` (b cites a, c cites b); keys are single letters."""
    keys = dict.fromkeys([*years, *(key for edge in edges.split() for key in edge)])
    works = [make(key, **({"year": years[key]} if years.get(key) else {})) for key in keys]
    return build_graph(works, [cite(*edge) for edge in edges.split()])


# ---------------------------------------------------------------- the graph


def test_the_label_of_a_work(make: Make) -> None:
    def label(source: Source) -> str:
        return str(build_graph([source], []).nodes["k"]["label"])

    assert "Roe 2008" == label(make("k", author="Roe, Ann and Poe, Bo", year="2008"))
    assert "Roe" == label(make("k", author="Roe, Ann"))
    assert "k" == label(make("k", year="2008"))
    assert "k" == label(replace(make("k", author="Roe, Ann"), confidential=True))
    assert "Poe 2008" == label(replace(make("k", year="2008"), editors=textual.parse_names("Poe, Bo")))
    assert "a" * 30 == label(make("k", author="{" + "a" * 30 + "}"))
    assert "a" * 29 + "…" == label(make("k", author="{" + "a" * 31 + "}"))


@pytest.mark.parametrize(
    ("reference", "label"),
    [
        (
            replace(REFERENCE, title="Raids  on\nports", container="J Harbors", year=2001),
            "Raids on ports 2001",
        ),
        (replace(REFERENCE, container="J Harbors", year=2001), "J Harbors 2001"),
        (replace(REFERENCE, text="Anon, on raids"), "Anon, on raids"),
        (replace(REFERENCE, title="Raids", authors=textual.parse_names("Roe, Ann"), year=2001), "Roe 2001"),
    ],
)
def test_the_label_of_a_work_that_is_not_held(reference: CitedReference, label: str) -> None:
    assert label == label_of_missing(MissingWork(references=(reference,), cited_by=("a",)))


def test_of_two_citations_equally_sure_the_first_counts_and_goals_are_in_their_order(make: Make) -> None:
    works = [make("a", title="Raids  on\nports"), make("b")]
    tags = [
        Tag(source="a", code=code, method="rule")
        for code in ("prevent", "labor", "protect", "none", "unread")
    ]
    graph = build_graph(
        works, [cite("b", "a", 0.9, "fields"), cite("b", "a", 0.9, "doi"), cite("gone", "a")], tags
    )
    assert {"method": "fields", "confidence": 0.9, "references": 2} == graph.edges["b", "a"]
    assert ("protect;prevent", "labor;prevent;protect", "Raids on ports") == tuple(
        graph.nodes["a"][n] for n in ("goals", "tags", "title")
    )
    assert "labor" == build_graph(works, [], tags, goals=["labor"]).nodes["a"]["goals"]
    assert ("", "", 0, False) == tuple(graph.nodes["b"][n] for n in ("goals", "tags", "year", "confidential"))


# ---------------------------------------------------------------- measures


def test_pairs_are_in_order_of_how_often_then_of_the_alphabet(make: Make) -> None:
    # x and y cite a and b; y cites c too
    works = [make(key) for key in "xyabc"]
    links = Links(citations=tuple(cite(*edge) for edge in ["xb", "xa", "yb", "ya", "yc"]))
    assert [(("a", "b"), 2), (("a", "c"), 1), (("b", "c"), 1)] == [*cocitation(works, links).items()]
    assert {("a", "b"): 2} == cocitation(works, links, 2)
    assert {("x", "y"): 2} == coupling(works, links) == coupling(works, links, 2)


def test_communities_are_numbered_from_the_largest(make: Make) -> None:
    graph = graph_of(make, "yz cb ba ca nm", lone="")
    assert {"a": 0, "b": 0, "c": 0, "m": 1, "n": 1, "y": 2, "z": 2, "lone": -1} == metrics.communities(graph)


def test_the_historiograph_takes_the_most_cited_of_equals_the_first(make: Make) -> None:
    years = {"b": "2003", "c": "2003", "x": "2006", "y": "2005"}
    found = metrics.historiograph(graph_of(make, "yb yc xc xb", **years), most=3)
    assert ["b", "c", "x"] == [*found]
    assert [("x", "b"), ("x", "c")] == [*found.edges]
    # b and c are cited twice, a once, the others never
    years |= {"a": "2004", "z": "2006", "x": "2005", "lone": "2001"}
    graph = graph_of(make, "za zb yb yc xc", **years)
    assert [] == [*metrics.historiograph(graph, most=3)], "none among them cites another"
    whole = metrics.historiograph(graph)
    assert ["b", "c", "a", "x", "y", "z"] == [*whole]
    assert [("x", "c"), ("y", "b"), ("y", "c"), ("z", "a"), ("z", "b")] == sorted(whole.edges)
    assert {"method": "doi", "confidence": 1.0, "references": 1} == whole.edges["x", "c"]


def test_a_graph_as_large_as_is_allowed_is_measured_exactly(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = graph_of(make, "ba cb dc")
    monkeypatch.setattr(metrics, "LARGE", 4)
    # of three works in a row each inner one is on two of six paths: (1 + 1) / (3 * 2)
    assert {"a": 0, "b": 2 / 6, "c": 2 / 6, "d": 0} == pytest.approx(metrics.betweenness(graph))
    assert {"a": 0, "b": 0.5, "c": 0} == pytest.approx(metrics.betweenness(graph_of(make, "ba cb")))


def test_of_two_main_paths_the_first_in_the_alphabet(make: Make) -> None:
    assert ("a", "b", "d") == main_path(graph_of(make, "ba ca db dc"))
    assert ("a", "c") == main_path(graph_of(make, "db ca"))
    # a second work cites c: more paths run through it
    assert ("a", "c", "d") == main_path(graph_of(make, "ba ca db dc ec"))
    assert ("a", "b", "c") == main_path(graph_of(make, "ba ab cb"))


# ---------------------------------------------------------------- nets


def test_the_label_of_a_term_is_its_most_frequent_form() -> None:
    net = nets.co_occurrence([{"a": "A", "b": "B"}, {"a": "a", "b": "b"}, {"b": "b"}, {"a": "a"}, {}])
    assert [("a", {"label": "a", "count": 3}), ("b", {"label": "b", "count": 3})] == [*net.nodes(data=True)]
    assert {"weight": 2, "association": round(2 / 9, 6)} == net.edges["a", "b"]
    assert "A" == nets.co_occurrence([{"a": "a"}, {"a": "A"}]).nodes["a"]["label"]
    assert [] == [*nets.co_occurrence([{}])]
    assert [] == [*nets.co_occurrence([{"a": "a", "b": "b"}], 2).edges]


def test_names_words_and_codes(make: Make) -> None:
    works = [
        make(
            "a",
            author="van Roe, Ann and {Port Office} and Poe and ?",
            keywords="tvpa:x; Port law: Ghent; !; law",
        ),
        make("b", author="van Roe, A."),
    ]
    people = nets.author_net(works)
    assert {"van roe a": ("van Roe, A.", 2), "port office": ("Port Office", 1), "poe": ("Poe", 1)} == {
        key: (data["label"], data["count"]) for key, data in people.nodes(data=True)
    }
    assert {"port law ghent", "law"} == {*nets.keyword_net(works)}
    tags = [Tag(source="a", code=code, method="rule") for code in ("y", "x", "y", "unread")]
    codes = nets.tag_net(works, tags)
    assert [("x", 1), ("y", 1)] == [*codes.nodes(data="count")]
    assert 1 == codes.edges["x", "y"]["weight"]


def test_each_net_by_its_name(make: Make) -> None:
    works = [make(key, author="Roe, Ann and Poe, Bo", keywords="law; sea", year="2000") for key in "abxy"]
    links = Links(citations=tuple(cite(a, b) for a in "xy" for b in "ab"))
    graph = build_graph(works, links)
    tags = [Tag(source="a", code=code, method="rule") for code in ("labor", "media")]
    assert {
        "citations": {"a", "b", "x", "y"}, "historiograph": {"a", "b", "x", "y"}, "main-path": {"a", "x"}, "cocitation": {"a", "b"},
        "coupling": {"x", "y"}, "authors": {"poe b", "roe a"}, "keywords": {"law", "sea"}, "tags": {"labor", "media"},
    } == {name: {*build_net(name, works, links, tags)} for name in NETS}  # fmt: skip
    assert graph is build_net("citations", works, graph=graph)
    assert dump_graph(graph, "json") == dump_graph(build_net("citations", works, links), "json")
    for least, edges in ((2, 1), (5, 0)):
        for name in ("cocitation", "coupling", "authors", "keywords"):
            assert edges == len(build_net(name, works, links, tags, least).edges), name
    assert (1, 0) == tuple(len(build_net("tags", works, links, tags, least).edges) for least in (1, 2))
    assert [("x", "a", {"method": "doi", "confidence": 1.0, "references": 1})] == [
        *build_net("main-path", works, links).edges(data=True)
    ]
    net = build_net("coupling", works, links)
    assert {"weight": 2, "association": 0.5} == net.edges["x", "y"]
    assert {"label": "Roe 2000", "count": 2} == net.nodes["x"]
    # what was left out in screening is cited like a work that is not held, and called by its key
    left = [make("x"), make("y")]
    assert [("a", "a"), ("b", "b")] == [*nets.cocitation_net(left, links).nodes(data="label")]
    assert 0 == len(nets.cocitation_net(left, links, held_only=True))
    with pytest.raises(UsageError, match=r"no net 'cupling'.*did you mean 'coupling'"):
        build_net("cupling", works, links)


# ---------------------------------------------------------------- positions


def test_works_without_a_citation_are_three_a_row_below(make: Make) -> None:
    graph = graph_of(make, "ba", a="2000", b="2001", p="2000", q="2000", r="2000", s="2000", t="")
    places = layout(graph)
    low = 27.6 + 4 * 26
    assert [(75.0, low), (90.0, low), (105.0, low), (75.0, low + 15)] == [places[key] for key in "pqrs"]
    assert (-15.0, low) == places["t"]
    # below the lowest of all
    assert 40.6 + 4 * 26 == layout(graph_of(make, "ba", a="2000", b="2000", p=""))["p"][1]
    assert {"a": (75.0, 104.0)} == layout(graph_of(make, "", a="2000"))


def test_groups_are_in_bands_the_largest_in_the_middle(make: Make) -> None:
    """Groups of 3, 2 and 2: bands of 26 * 1.5 * root of the size, the first below 0, the second above, the third below the first."""
    graph = graph_of(
        make, "ba ca nm yx", a="2000", b="2001", c="2002", m="2000", n="2001", x="2000", y="2001"
    )
    places = layout(graph)
    three, two = 26 * 1.5 * 3**0.5, 26 * 1.5 * 2**0.5
    assert pytest.approx(-two / 2, abs=0.06) == places["m"][1] == places["n"][1]
    assert pytest.approx(three + two / 2, abs=0.06) == places["x"][1] == places["y"][1]
    assert all(0 < places[key][1] < three for key in "abc")
    assert [90.0, 150.0, 210.0] == [places[key][0] for key in "abc"]


@pytest.mark.parametrize(("year", "x"), [("2001", 60.0), ("2002", 120.0), ("2003", 180.0), ("2009", 180.0)])
@pytest.mark.exhaustive(quick=1)
def test_a_gap_of_more_than_three_years_is_shortened(make: Make, year: str, x: float) -> None:
    places = layout(graph_of(make, "ba", a="2000", b=year))
    assert x == places["b"][0] - places["a"][0]


def test_a_work_without_a_year_is_as_old_as_its_oldest_citation(make: Make) -> None:
    years = {"a": "2000", "b": "2002", "c": "2004", "n": ""}
    for edges, like in (("bn cn", "b"), ("na nb", "b"), ("bn na", "b"), ("bn nc", "b")):
        places = layout(graph_of(make, f"{edges} cb ba", **years))
        assert places[like][0] == places["n"][0], edges
    places = layout(graph_of(make, "nm ba", a="2000", b="2001", m="", n=""))
    assert 0.0 == places["n"][0] == places["m"][0]


def test_works_that_want_one_height_are_twenty_six_apart(make: Make) -> None:
    places = layout(graph_of(make, "ax bx cx", x="2000", a="2001", b="2001", c="2001"))
    a, b, c = (places[key][1] for key in "abc")
    assert (26.0, 26.0) == (pytest.approx(b - a, abs=0.11), pytest.approx(c - b, abs=0.11))
    assert pytest.approx(b, abs=0.2) == places["x"][1]


# ---------------------------------------------------------------- the page


def test_a_page_shows_of_a_sealed_work_its_code_and_type(make: Make) -> None:
    works = [make("a", title="Raids"), replace(make("b", "interview", title="Planted"), confidential=True)]
    graph = build_graph(works, [cite("b", "a")])
    nodes, edges = page_data(graph, works)
    assert {"key": "b", "type": "interview", "x": nodes[1]["x"], "y": nodes[1]["y"]} == nodes[1]
    assert "Raids" == nodes[0]["title"]
    assert "Planted" == page_data(graph, works, include_confidential=True)[0][1]["title"]
    assert [{"source": "b", "target": "a", "method": "doi", "confidence": 1.0}] == edges


def test_what_a_page_says_of_a_work_and_of_its_codes(make: Make) -> None:
    works = [
        make(
            "b", journal="J. Tests", doi="10.1000/b", url="https://b.example", author="Roe, Ann", year="2000"
        ),
        make("a", booktitle="Book", url="https://a.example"),
        make("c"),
    ]
    spans = tuple(
        Span(field="title", start=n, end=n + 1, text=text)
        for n, text in enumerate(("raid", "raid", "port", "sea"))
    )
    tags = [
        Tag(source="b", code="protect", method="rule"),
        Tag(source="b", code="protect", method="rule", spans=spans),
        Tag(source="b", code="protect", method="human", coder="ann"),
        Tag(source="b", code="none", method="human", coder="ann"),
        Tag(source="b", code="unread", method="rule", spans=spans),
        Tag(source="b", code="labor", method="human", coder="bo"),
    ]
    graph = build_graph(works, [cite("b", "a"), cite("a", "c"), cite("a", "b")], tags)
    nodes, edges = page_data(graph, works, tags)
    assert ["a", "b", "c"] == [node["key"] for node in nodes]
    assert [("a", "b"), ("a", "c"), ("b", "a")] == [(edge["source"], edge["target"]) for edge in edges]
    assert [("labor", "by bo"), ("protect", "raid, port"), ("unread", "")] == nodes[1]["tags"]
    assert [("Book", "https://a.example"), ("J. Tests", "https://doi.org/10.1000/b"), ("", "")] == [
        (node["container"], node["url"]) for node in nodes
    ]
    assert (["protect"], [], "Roe 2000", "c") == (
        nodes[1]["goals"],
        nodes[0]["goals"],
        nodes[1]["label"],
        nodes[2]["label"],
    )
    unheld = page_data(graph)[0][1]
    assert ("", "", []) == (unheld["container"], unheld["url"], unheld["tags"])


# ---------------------------------------------------------------- works not held


def record_of(cited_by: tuple[str, ...] = ("A",), *others: CitedReference, **parts: Any) -> Any:
    best = CitedReference(
        **({"text": "x", "where": Where(file="a.bib"), "record": RecordId("a.bib:x")} | parts)
    )
    (found,) = missing_records([MissingWork(references=(best, *others), cited_by=cited_by)])
    return found


ROE = (Person(family="Roe", prefix="van der"),)


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ({"authors": ROE, "year": 2008, "title": "On the Ports"}, "VanDerRoe2008Ports"),
        ({"authors": ROE, "title": "On the Sea"}, "VanDerRoeNd"),
        ({"year": 2008, "container": "J of Mud and Sand"}, "Anonymous2008Sand"),
        ({"year": 2008, "title": "Raids", "container": "Ports"}, "Anonymous2008Raids"),
        (
            {"authors": (Person(literal="Office of the Ports of the Northern Sea"),)},
            "OfficeOfThePortsOfTheNorNd",
        ),
        ({"key": "Given", "authors": ROE}, "Given"),
    ],
)
def test_the_key_of_a_work_not_held(parts: dict[str, Any], key: str) -> None:
    assert key == record_of(**parts).key


@pytest.mark.parametrize(
    ("parts", "type_", "fields"),
    [
        ({"container": "Ports", "volume": "4"}, "article", {"journal": "Ports", "volume": "4"}),
        ({"container": "Ports", "page": "9"}, "article", {"journal": "Ports", "pages": "9"}),
        ({"container": "Ports"}, "misc", {"howpublished": "Ports"}),
        ({"volume": "4", "page": "9", "number": "2"}, "misc", {"volume": "4", "pages": "9", "number": "2"}),
        ({"year": 2008, "title": "Raids"}, "misc", {"year": "2008", "title": "Raids"}),
    ],
)
def test_the_fields_of_a_work_not_held(parts: dict[str, Any], type_: str, fields: dict[str, str]) -> None:
    found = record_of(**parts)
    assert (type_, fields | {"note": "cited by 1 (A) as: x"}) == (found.type, dict(found.fields))


def test_who_cites_a_work_not_held() -> None:
    keys = tuple(f"K{n:02}" for n in range(21))
    assert f"cited by 20 ({', '.join(keys[:20])}) as: x y" == record_of(keys[:20], text="x\n  y").get("note")
    assert f"cited by 21 ({', '.join(keys[:20])} …) as: x" == record_of(keys).get("note")
    with_doi = replace(REFERENCE, doi=Doi("10.1000/a"))
    assert "10.1000/a" == record_of(
        ("A",), REFERENCE, with_doi, replace(REFERENCE, doi=Doi("10.1000/b"))
    ).get("doi")


def test_keys_that_differ_by_case_are_one_to_bibtex() -> None:
    works = [
        MissingWork(references=(replace(REFERENCE, key=key),), cited_by=("A",))
        for key in ("Roe", "roe", "ROE", "Poe")
    ]
    found = missing_records(works)
    assert ["Roe", "roe-2", "ROE-3", "Poe"] == [record.key for record in found]
    assert "not-held:roe-2" == found[1].id


# ---------------------------------------------------------------- facts on a reference and a work


@pytest.mark.parametrize(
    ("fact", "yes", "no"),
    [
        ("unplaced", ({}, {}), [({"volume": "4"}, {}), ({"page": "4"}, {}), ({}, {"volume": "4"}), ({}, {"page": "4"})]),
        ("long_page", ({"page": "100"}, {}), [({"page": "99"}, {"page": "100"})]),
        ("one_figure_page", ({"page": "9"}, {"page": "10"}), [({"page": "10"}, {"page": "9"})]),
        ("on_page_one", ({"page": "1"}, {"page": "7"}), [({"page": "11"}, {"page": "10"})]),
        ("on_page_one", ({"page": "7"}, {"page": "1"}), [({}, {})]),
        ("volume_in_reference", ({"volume": "4"}, {}), [({}, {"volume": "4"})]),
        ("has_day", ({"dates": frozenset(["0728"])}, {}), [({}, {"dates": frozenset(["0728"])})]),
        ("day_known", ({}, {"dates": frozenset(["0728"])}), [({"dates": frozenset(["0728"])}, {})]),
        ("same_year", ({"year": 2008}, {"year": 2008}), [({"year": 2008}, {"year": 2009}), ({}, {})]),
        ("year_unknown", ({"year": 2008}, {}), [({"year": 2008}, {"year": 2008})]),
        ("year_unknown", ({}, {"year": 2008}), [({"year": 2008}, {"year": 1999})]),
        ("within_a_year", ({"year": 2008}, {"year": 2009}), [({"year": 2008}, {"year": 2010}), ({}, {}), ({"year": 2008}, {})]),
        ("short_title", ({"title": "a" * 14}, {"title": "a" * 20}), [({"title": "a" * 15}, {"title": "a" * 15})]),
        ("short_title", ({"title": "a" * 20}, {"title": "a" * 14}), []),
        ("five_words", ({"title": "a b c d e"}, {}), [({"title": "a b c d"}, {"title": "a b c d e"})]),
        ("other_coauthors", ({"others": frozenset("ab")}, {"others": frozenset("cd")}),
         [({"others": frozenset("ab")}, {"others": frozenset("bc")}), ({"others": frozenset("a")}, {}), ({}, {"others": frozenset("a")})]),
        ("in_press", ({}, {}), [({"volume": "4"}, {}), ({}, {"volume": "4"}), ({"kind": "book"}, {}), ({}, {"kind": "book"})]),
        ("nothing_told_apart", ({"title": "a b", "text": "a b"}, {}), [({"title": "a", "text": "a b"}, {})]),
        ("other_version", ({"text": "x erratum", "title": "x"}, {"title": "x"}), [({"text": "x erratum", "title": "x"}, {"title": "erratum x"}), ({}, {})]),
        ("dois_clash", ({"dois": frozenset(["10.1/a"])}, {"dois": frozenset(["10.1/b"])}),
         [({"dois": frozenset(["10.1/a"])}, {"dois": frozenset(["10.1/ab"])}), ({"dois": frozenset(["10.1/ab"])}, {"dois": frozenset(["10.1/a"])}),
          ({"dois": frozenset(["10.1/a", "10.1/b"])}, {"dois": frozenset(["10.1/b"])}), ({"dois": frozenset(["10.1/a"])}, {}), ({}, {"dois": frozenset(["10.1/a"])})]),
    ],
)  # fmt: skip
def test_when_a_fact_holds(
    fact: str, yes: tuple[dict[str, Any], ...], no: list[tuple[dict[str, Any], ...]]
) -> None:
    found = [
        reference_scoring.WORDS.calls[fact](
            reference_scoring.measure_fit(RecordColumns(**a), RecordColumns(**b), {})
        )
        for a, b in (yes, *no)
    ]
    assert [True, *([False] * len(no))] == [bool(one) for one in found]


@pytest.mark.parametrize(
    ("text", "year", "apart"),
    [
        ("roe raids on ports of 1999 2008", 1999, 0),
        ("roe raids on ports of 1999 2008", 2007, 1),
        ("roe raids on ports of 1800 2008", 1800, 0),
        ("roe raids on ports of 1799 2008", 1799, 209),
        ("roe raids on ports of 19999 2008", 1999, 9),
        ("1999 roe raids", 1999, 0),
        ("roe raids 1999", 1999, 0),
    ],
)
def test_one_of_the_years_in_a_titled_reference_may_be_that_of_the_work(
    text: str, year: int, apart: int
) -> None:
    a = RecordColumns(text=text, title="raids on ports", year=2008)
    assert (
        apart == reference_scoring.measure_fit(a, RecordColumns(title="raids on ports", year=year), {}).apart
    )
    assert (
        2008 - year
        == reference_scoring.measure_fit(a._replace(title=""), RecordColumns(title="x", year=year), {}).apart
    )
    # of two references each has its own year
    assert (
        2008 - year
        == reference_scoring.measure_fit(
            a, RecordColumns(title="raids on ports", text="y", year=year), {}
        ).apart
    )


def test_a_score_says_why() -> None:
    work = RecordColumns(
        title="raids on every port of call", year=2008, authors=("roe",), initials=("a",), forms=("roe",)
    )
    cited = work._replace(text="roe a raids on every port of call 2008")
    found = reference_scoring.score(cited, work, {})
    assert ("same", 0.98, ("the same title, author and year",), "reference-title-and-author") == (
        found.verdict,
        found.confidence,
        found.reasons,
        found.rule,
    )
    assert reference_scoring.NO == reference_scoring.score(cited, work._replace(title=""), {})
    assert reference_scoring.NO == reference_scoring.score(
        cited, work._replace(title="gravel in all the rivers"), {}
    )
    slip = work._replace(title="raids on avery porte of calls")
    (reason,) = reference_scoring.score(cited, slip, {}).reasons
    assert reason.startswith("similar titles (0.9")
    assert reference_scoring.same_work(cited, cited, {})
    assert not reference_scoring.same_work(cited, cited._replace(year=2011), {})
    assert not reference_scoring.same_work(cited, cited._replace(title="gravel in all the rivers"), {})
