"""Stages of citations: reference lists, links, the citation graph, the graph of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from litreview import formats, stages
from litreview.core.containers import grouped
from litreview.core.model import CitedReference, Decision, Library, Links, Problem, Source, Tag, Where
from litreview.engine import Codec, Previous, stage
from litreview.formats import dumps

if TYPE_CHECKING:
    import networkx as nx

    from litreview.core.results.chains import Findings
    from litreview.core.results.screening_flow import Standing
    from litreview.judgements.codebook import Codebook
    from litreview.review.stage_graph.notes import SourceNames
    from litreview.review.stage_graph.texts import ReferenceText
    from litreview.stages.network.linking import ReadForLinks, Verdicts

Listed = tuple[Mapping[str, tuple[CitedReference, ...]], tuple[Problem, ...]]


@stage()
def reference_lists(
    lists: Mapping[Where, str], source_names: SourceNames, sources: tuple[Source, ...]
) -> Listed:
    """Separate reference lists by source key, with Problems for lists without a source and for lines that are no citation."""
    if not lists:
        return {}, ()

    placed, unplaced = source_names.place(lists)
    problems = [*unplaced]
    first = {source.key: source.records[0] for source in sources}
    found: dict[str, tuple[CitedReference, ...]] = {}
    for key, where, text in placed:
        found[key] = (*found.get(key, ()), *formats.references.parse_list(text, first[key], path=where.file))
        problems += formats.references.earlier_citations(text, path=where.file)
        problems += formats.references.hidden_references(text, path=where.file)
    return found, tuple(problems)


@stage()
def references_listed(
    reference_lists: Listed,
    reference_texts: tuple[ReferenceText, ...],
    references_of_texts: tuple[tuple[CitedReference, ...], ...],
) -> Mapping[str, tuple[CitedReference, ...]]:
    """The references of separate lists, and of full texts of sources without one, by source key."""
    of_texts = {text.source: found for text, found in zip(reference_texts, references_of_texts, strict=True)}
    return {**of_texts, **reference_lists[0]} if of_texts else reference_lists[0]


def _linked_keys(links: Links) -> Iterator[str]:
    """Yield the keys of the sources that cite or are cited."""
    for edge in (*links.citations, *links.queue):
        yield from (edge.citing, edge.cited)
    for work in links.not_held:
        yield from work.cited_by


@stage(each="sources", whole=True, codec=Codec("litreview.stages.network.linking:ReadForLinks"))
def read_for_links(sources: tuple[Source, ...]) -> Sequence[ReadForLinks]:
    """What linking reads of each source: the forms in which it may be cited, and its references."""
    return stages.network.linking.read_for_links(sources)


@stage(lazy=["read_for_links"], codec=Codec("litreview.stages.network.linking:Verdicts"))
def reference_verdicts(
    sources: tuple[Source, ...],
    reference_lines: tuple[Decision, ...],
    references_listed: Mapping[str, tuple[CitedReference, ...]],
    cited: Library,
    read_for_links: Callable[[], Sequence[ReadForLinks]],
    previous: Previous[Verdicts] | None,
) -> Verdicts:
    """Which source each distinct reference cites; only references are judged that concern a changed source."""
    before = previous.value if previous else None
    return stages.network.linking.judge_references(
        sources, read_for_links(), reference_lines, references_listed, cited, before
    )


@stage(
    lazy=["read_for_links", "reference_verdicts"],
    codec=Codec(Links, keys=_linked_keys),
    rests_on=["reference_lines"],
)
def links(
    sources: tuple[Source, ...],
    references_listed: Mapping[str, tuple[CitedReference, ...]],
    cited: Library,
    read_for_links: Callable[[], Sequence[ReadForLinks]],
    reference_verdicts: Callable[[], Verdicts],
) -> Links:
    """The citations among the sources, and the works they cite that the review does not hold."""
    return stages.network.linking.link_read(
        sources, read_for_links(), references_listed, cited, reference_verdicts()
    )


@stage()
def named_by(written_findings: Findings, unnamed: frozenset[str]) -> Mapping[str, Sequence[str]]:
    """The roles of each source in findings, such as `F1: supports`, without interviewees counted by group only."""
    from litreview.core.results.chains import SIDES

    return grouped(
        (key, f"{finding.id}: {side}")
        for finding in written_findings.findings
        for side in SIDES
        for key in getattr(finding, side)
        if key not in unnamed
    )


@stage()
def graph(
    chosen: tuple[Source, ...],
    links: Links,
    tags: tuple[Tag, ...],
    codebook: Codebook,
    standing: Standing,
    named_by: Mapping[str, Sequence[str]],
) -> nx.DiGraph[str]:
    """The citation graph of what counts as evidence, or what else `only` names: an edge from the citing to the cited source."""
    codes = [code.id for code in codebook.goals]
    made = stages.network.build_graph(chosen, links.citations, tags, codes, codebook.main)
    made.graph["standing"] = standing.sentence
    for key, data in made.nodes.items():
        data["status"] = standing.status[key].status
        data["stream"] = standing.streams[key]
        data["findings"] = "; ".join(named_by.get(key, ()))
    return made


@stage()
def drawn_graph(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """The part of the citation graph that its page can draw."""
    return stages.network.layouts.page_part(graph)


@stage(lazy=["drawn_graph"], codec=Codec(dict[str, tuple[float, float]]), rests_on=["chosen", "links"])
def graph_places(drawn_graph: Callable[[], nx.DiGraph[str]]) -> Mapping[str, tuple[float, float]]:
    """Where the page of the citation graph draws each work; tags change no place."""
    return stages.network.layouts.layout(drawn_graph())


@stage(codec=Codec(list[bytes]))
def citation_files(links: Links, raw_csv: bool) -> Sequence[bytes]:
    """The tables of citations and of works cited but not held, and these works as entries."""
    return [
        formats.tables.csv_named("citations", formats.tables.citations_rows(links.citations), raw=raw_csv),
        formats.tables.csv_named("not_held", formats.tables.not_held_rows(links.not_held), raw=raw_csv),
        dumps(stages.network.missing_records(links.not_held), "bib").encode(),
    ]


@stage()
def finding_graph(
    sources: tuple[Source, ...],
    named_by: Mapping[str, Sequence[str]],
    tags: tuple[Tag, ...],
    codebook: Codebook,
    standing: Standing,
    findings: Findings,
    unnamed: frozenset[str],
) -> nx.DiGraph[str]:
    """The graph of findings, recommendations and their sources, excluded ones too, with an edge for each relation."""
    codes = [code.id for code in codebook.goals]
    named = [source for source in sources if source.key in named_by]
    works = stages.network.build_graph(named, (), tags, codes, codebook.main)
    for key, data in works.nodes.items():
        data["status"] = standing.status[key].status
        data["stream"] = standing.streams[key]
    return stages.network.finding_net(findings, works, unnamed)
