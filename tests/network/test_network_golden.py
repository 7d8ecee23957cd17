"""What the real records of `bib/` cite, how well each reference fits a work, and what is measured, drawn and written of the graph."""

import hashlib
from functools import cache
from itertools import islice, pairwise
from types import SimpleNamespace

import networkx as nx
import pytest
from golden import corpus, line, page

import litreview as lr
from litreview.stages.network import (
    layouts,
    metrics,
    networks,
    reference_comparison,
    reference_scoring,
    source_references as references,
    works_not_held,
)
from litreview.stages.network.exports import GRAPH_FORMATS


@cache
def linked():
    sources = corpus().sources
    links = lr.link(sources)
    tags = lr.tag(sources)
    return SimpleNamespace(
        sources=sources, links=links, tags=tags, graph=lr.build_graph(sources, links, tags)
    )


def all_references():
    """Yield each reference with its citing source."""
    for source in linked().sources:
        for reference in references.references_of(source):
            yield source, reference


def test_citations(golden):
    links = linked().links
    rows = [*links.citations, *links.queue, *links.not_held, *links.problems]
    assert golden == page(line(type(row).__name__, row) for row in rows)


def test_references(golden):
    rows = (
        (source.key, reference.text, reference, reference_comparison.lookup_dois(reference))
        for source, reference in islice(all_references(), 0, None, 9)
    )
    assert golden == page(line(*row) for row in rows)


def test_pairs(golden):
    """Each cited reference beside the work that it is linked to, and beside the next one."""
    known = {}
    works = {
        source.key: columns
        for source in linked().sources
        for columns in [next(reference_comparison.source_columns(source))]
    }
    keys = sorted(works)
    rows = []
    cited = [(row.cited, row.citing) for row in linked().links.citations]
    by_text = {
        reference.id if hasattr(reference, "id") else reference.text: reference
        for _, reference in all_references()
    }
    for number, reference in enumerate(islice(by_text.values(), 0, None, 23)):
        a = reference_comparison.reference_columns(reference)
        for key in (keys[number % len(keys)], cited[number % len(cited)][0]):
            b = works[key]
            rows.append(
                (reference.text, key, reference_scoring.score(a, b, known), reference_comparison.author_of_work(a, b), reference_comparison.titles_alike(a, b), reference_comparison.cut_agrees(a, b),
                 reference_comparison.same_place(a, b), reference_comparison.container_agrees(a, b, known), reference_comparison.title_in_reference(a, b), reference_comparison.is_unparsed(a), reference_comparison.versions(reference.text, b.title))
            )  # fmt: skip
    assert golden == page(line(*row) for row in rows)


def test_pairs_of_references(golden):
    known = {}
    every = [reference_comparison.reference_columns(reference) for _, reference in all_references()]
    every.sort(key=lambda one: (one.title, one.id if hasattr(one, "id") else "", repr(one)))
    rows = [
        (
            a.title,
            b.title,
            reference_scoring.score(a, b, known),
            reference_scoring.same_work(a, b, known),
            reference_comparison.author_of_reference(a, b),
        )
        for a, b in islice(pairwise(every), 0, None, 7)
    ]
    assert golden == page(line(*row) for row in rows)


def test_not_held(golden):
    missing = linked().links.not_held
    rows = [
        *zip(missing, works_not_held.missing_keys(missing), strict=True),
        *((record,) for record in lr.missing_records(missing)),
    ]
    assert golden == page(line(*row) for row in rows)


def test_measures(golden):
    graph = linked().graph
    found = lr.measures(graph)
    years = [source.year for source in linked().sources]
    rows = [
        *((name, {key: round(value, 9) for key, value in sorted(getattr(found, name).items())}) for name in found.__slots__ if isinstance(getattr(found, name), dict)),
        ("main path", lr.main_path(graph)), ("communities", lr.communities(graph)), ("modularity", round(lr.modularity(graph, lr.communities(graph)), 9)),
        ("in degree", metrics.in_degree(graph)), ("pagerank", {k: round(v, 9) for k, v in lr.pagerank(graph).items()}),
        ("betweenness", {k: round(v, 9) for k, v in metrics.betweenness(graph).items()}),
        ("historiograph", sorted(metrics.historiograph(graph, most=12).edges)), *lr.rpys(years).items(),
    ]  # fmt: skip
    assert golden == page(line(*row) for row in rows)


@pytest.mark.parametrize(
    "name",
    [*networks.NETS]
    if hasattr(networks, "NETS")
    else ["authors", "keywords", "tags", "cocitation", "coupling"],
)
def test_networks(name, golden):
    here = linked()
    net = lr.build_net(name, here.sources, here.links, here.tags, graph=here.graph)
    rows = [
        *sorted(net.nodes(data=True), key=lambda one: str(one[0]))[:60],
        *sorted(net.edges(data=True), key=str)[:120],
    ]
    assert golden == page(line(*row) for row in rows)


def test_layout_and_drawing(golden):
    graph = linked().graph
    rows = [(key, round(x, 6), round(y, 6)) for key, (x, y) in sorted(layouts.layout(graph).items())]
    part = layouts.page_part(graph, 40, 60)
    assert golden == page(
        [
            *(line(*row) for row in rows),
            line(sorted(part), sorted(part.edges)),
            *layouts.draw_timeline(nx.subgraph(graph, part)).split("\n"),
        ]
    )


def test_exports(golden):
    rows = []
    for name in GRAPH_FORMATS:
        data = lr.dump_graph(linked().graph, name)
        rows.append((name, len(data), hashlib.sha256(data).hexdigest()))
    assert golden == page(line(*row) for row in rows)


def test_describe(golden):
    here = linked()
    found = lr.describe(here.sources, here.links)
    assert golden == page(
        line(name, value)
        for name in found.__slots__
        for value in (
            getattr(found, name) if isinstance(getattr(found, name), tuple) else [getattr(found, name)]
        )
    )


def test_followed(golden):
    half = len(linked().sources) // 2
    found = lr.follow_references(linked().sources[:half], linked().sources[half:])
    assert golden == page(line(row) for row in found)
