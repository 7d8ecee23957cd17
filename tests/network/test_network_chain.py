"""The graph of findings: its nodes and edges, and that other programs read it back. All works are made up."""

import csv
import io

import networkx as nx
import pytest
from hypothesis import given, strategies as st

from litreview.core.model import (
    Cerqual,
    Finding,
    Passage,
    Recommendation,
    Record,
    RecordId,
    Source,
    Tag,
    Where,
)
from litreview.core.results import SIDES, Findings
from litreview.stages.network import build_graph, dump_graph, finding_net

HOSTILE = '=cmd() "q" <b>&é\x00\\'
FOUND = Findings(
    (
        Finding(
            id="F1",
            statement=HOSTILE,
            goal="protect",
            stance="contradicts",
            supports=("A", "I01", "I02", "I03"),
            qualifies=("B",),
            recommendations=("R1",),
            cerqual=Cerqual(level="low"),
            passages=(
                Passage(key="A", side="supports", where="p. 1", quote="Few."),
                Passage(key="A", side="supports", where="p. 2"),
            ),
        ),
        Finding(id="F2", statement="T", supports=("B",), contradicts=("B",), strength="weak"),
    ),
    (Recommendation(id="R1", statement="Do less", findings=("F2",)), Recommendation(id="F1", statement="U")),
)


def source(key: str) -> Source:
    record = Record(key=key, type="article", id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1))
    return Source(key=key, type="article", fields={"title": f"On {key}"}, year=2020, records=(record,))


WORKS = build_graph([source("A"), source("C")], (), [Tag(source="A", code="protect", method="human")])


def net() -> "nx.DiGraph[str]":
    return finding_net(FOUND, WORKS, {"I01", "I02"})


def test_an_edge_is_what_one_says_of_another():
    assert {
        ("A", "finding:F1", "supports"),
        ("I03", "finding:F1", "supports"),
        ("interviews:F1:supports", "finding:F1", "supports"),
        ("B", "finding:F1", "qualifies"),
        ("B", "finding:F2", "supports; contradicts"),
        ("recommendation:R1", "finding:F2", "rests on"),
        ("recommendation:R1", "finding:F1", "rests on"),
    } == set(net().edges.data("relation"))
    assert ("p. 1; p. 2", "Few.") == (
        net().edges["A", "finding:F1"]["where"],
        net().edges["A", "finding:F1"]["quote"],
    )


def test_a_node_says_what_it_is():
    nodes = net().nodes
    one = nodes["finding:F1"]
    assert ("finding", "F1", HOSTILE, "protect", "contradicts", "low") == tuple(
        one[name] for name in ("kind", "label", "statement", "goal", "stance", "cerqual")
    )
    assert ("finding", "weak") == (nodes["finding:F2"]["kind"], nodes["finding:F2"]["strength"])
    assert ("recommendation", "Do less") == (
        nodes["recommendation:R1"]["kind"],
        nodes["recommendation:R1"]["statement"],
    )
    assert ("source", "On A", 2020, "protect") == tuple(
        nodes["A"][name] for name in ("kind", "title", "year", "goals")
    )
    assert "C" not in nodes
    assert "recommendation:F1" in nodes
    assert 1 == len({frozenset(data) for _, data in nodes(data=True)})


def test_interviews_that_no_text_cites_by_code_are_a_number_and_lead_to_one_finding():
    found = net()
    assert {"I01", "I02"}.isdisjoint(found)
    group = found.nodes["interviews:F1:supports"]
    assert ("2 interviews", 2, "interview") == (group["label"], group["count"], group["stream"])
    assert all(
        "I01" not in dump_graph(found, name).decode("utf-8", "replace")
        for name in ("graphml", "dot", "csv", "json")
    )


@pytest.mark.parametrize(
    ("format_", "read"),
    [("graphml", nx.parse_graphml), ("gexf", lambda text: nx.read_gexf(io.BytesIO(text.encode())))],
)
def test_networkx_reads_it_back_with_every_attribute(format_, read):
    back = read(dump_graph(net(), format_).decode())
    clean = HOSTILE.replace("\x00", "\ufffd")
    for key, data in net().nodes(data=True):
        expected = {k: clean if v == HOSTILE else v for k, v in data.items()}
        assert expected == {name: back.nodes[key][name] for name in data}
    for a, b, data in net().edges(data=True):
        assert data == {name: back.edges[a, b][name] for name in data}
    assert (set(net()), set(net().edges)) == (set(back), set(back.edges))


def test_both_tables_of_a_csv():
    edges = list(csv.DictReader(io.StringIO(dump_graph(net(), "csv").decode())))
    assert ["source", "target", "relation", "where", "quote"] == list(edges[0])
    nodes = {row["id"]: row for row in csv.DictReader(io.StringIO(dump_graph(net(), "nodes.csv").decode()))}
    assert ("finding", "contradicts", "") == tuple(nodes["finding:F1"][k] for k in ("kind", "stance", "year"))
    assert nodes["finding:F1"]["statement"].startswith("'=")
    assert ("source", "2020") == (nodes["A"]["kind"], nodes["A"]["year"])


keys = st.lists(st.sampled_from("ABCDE"), max_size=4, unique=True).map(tuple)
findings = st.lists(
    st.builds(Finding, id=st.sampled_from(["F1", "F2", "F3"]), statement=st.just("S"), supports=keys, contradicts=keys, qualifies=keys),
    max_size=3,
    unique_by=lambda one: one.id,
)  # fmt: skip


@given(findings, st.sets(st.sampled_from("ABCDE")))
def test_every_source_named_is_tied_once_for_each_side_or_counted(given_, unnamed):
    found = finding_net(Findings(tuple(given_)), build_graph((), ()), unnamed)
    for one in given_:
        for side in SIDES:
            tied = [
                a for a, _, data in found.in_edges(f"finding:{one.id}", data=True) if side in data["relation"]
            ]
            assert len(getattr(one, side)) == sum(found.nodes[a]["count"] for a in tied)
    assert unnamed.isdisjoint(found)
