"""The citation graph of sources, and the graph of findings, with plain values as attributes that every format can store.

`finding_net` is the chain `source --supports--> finding <--rests on-- recommendation`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from litreview.core.argument_checks import renamed
from litreview.core.containers import as_tuple, grouped
from litreview.core.libraries import nx
from litreview.core.model import Citation, Finding, MissingWork, Source, Tag
from litreview.core.results.chains import SIDES, Findings
from litreview.core.results.coverage import MainGroup, suggested_pairs
from litreview.core.text.drawing import cut
from litreview.core.wording import plural
from litreview.judgements.codebook import RESERVED, CodebookLike, full_codebook_of
from litreview.stages.network.metrics import pagerank
from litreview.stages.network.works_not_held import missing_keys


def label_of(source: Source) -> str:
    """Return a label such as `Farrell 2012`; the key if there is no author to name."""
    people = source.authors or source.editors
    if not people or source.confidential:
        return source.key
    return _with_year(people[0].sort_name, source.year)


def label_of_missing(work: MissingWork) -> str:
    """Return a label such as `Roy 1991` for a work that is not held; without an author its title, or the start of its reference."""
    best = work.references[0]
    if best.authors:
        return _with_year(best.authors[0].sort_name, best.year)
    return _with_year(" ".join((best.title or best.container or best.text).split()), best.year)


def _with_year(name: str, year: int | None) -> str:
    short = cut(name, 30)
    return f"{short} {year}" if year else short


@renamed(not_held="not_in_library")
def build_graph(
    sources: Iterable[Source],
    citations: Iterable[Citation],
    tags: Iterable[Tag] = (),
    goals: Iterable[str] | None = None,
    main: MainGroup | None = None,
    not_in_library: Iterable[MissingWork] = (),
    *,
    codebook: CodebookLike = None,
) -> nx.DiGraph[str]:
    """Return the graph citing → cited, with one node per source, cited or not.

    Node attributes, all scalars: `label` (`Farrell 2012`), `title`, `authors` (joined by `;`), `year` (0: unknown), `type`, `goals` and `tags`
    (code ids joined by `;`, sorted), `suggested` (those of the tags that are only suggested), `cited` (in-degree), `cites` (out-degree), `pagerank`. Edge attributes: `method`, `confidence`,
    `references` (the number of reference strings). `goals` are the codes of a codebook's main group in its order, `main` their names. The default is
    those of `codebook`, or of the codebook of the tags. The graph stores them as `codes`, `one` and `many`. A confidential source shows its code and
    type only.

    Works of `not_in_library` become nodes too, cited by the sources that cite them with the `method` "not held". The attribute `held`
    distinguishes both kinds; it exists only if there are such works.
    """
    works = tuple(sources)
    all_tags = as_tuple(tags)
    if goals is None:
        book = full_codebook_of(all_tags, codebook)
        goals, main = [code.id for code in book.goals], main or book.main
    wanted, word = tuple(goals), main or MainGroup()
    codes = grouped((tag.source, tag.code) for tag in all_tags)
    suggested = suggested_pairs(all_tags)
    graph: nx.DiGraph[str] = nx.DiGraph(codes=";".join(wanted), one=word.one, many=word.many)
    for source in works:
        own = set(codes.get(source.key, ())).difference(RESERVED)
        graph.add_node(
            source.key,
            title=" ".join(source.title.split()),
            authors="; ".join(person.display for person in source.authors),
            label=label_of(source),
            year=source.year or 0,
            type=source.type,
            goals=";".join(goal for goal in wanted if goal in own),
            tags=";".join(sorted(own)),
            suggested=";".join(sorted(code for code in own if (source.key, code) in suggested)),
            confidential=source.confidential,
        )
    among = (
        ((one.citing, one.cited), one)
        for one in citations
        if one.citing != one.cited and one.citing in graph and one.cited in graph
    )
    for edge, members in grouped(among).items():
        best = max(members, key=lambda one: one.confidence) if len(members) > 1 else members[0]
        graph.add_edge(*edge, method=best.method, confidence=best.confidence, references=len(members))
    _add_missing(graph, not_in_library)
    ranks = pagerank(graph)
    for key, data in graph.nodes(data=True):
        data["cited"] = len(graph.pred[key])
        data["cites"] = len(graph.succ[key])
        data["pagerank"] = round(ranks[key], 9)
    return graph


def _add_missing(graph: nx.DiGraph[str], not_held: Iterable[MissingWork]) -> None:
    """Add the works that are not held, and the citations of them."""
    works = tuple(not_held)
    if not works:
        return
    for data in graph.nodes.values():
        data["held"] = True
    for key, work in zip(missing_keys(works, tuple(graph)), works, strict=True):
        best = work.references[0]
        graph.add_node(
            key,
            title=" ".join(best.title.split()),
            authors="; ".join(person.display for person in best.authors),
            label=label_of_missing(work),
            year=best.year or 0,
            type="",
            goals="",
            tags="",
            suggested="",
            confidential=False,
            held=False,
        )
        for citing in work.cited_by:
            if graph.nodes.get(citing, {}).get("held"):
                graph.add_edge(citing, key, method="not held", confidence=1.0, references=1)


_EMPTY: dict[str, Any] = {
    "kind": "", "label": "", "statement": "", "goal": "", "stance": "", "cerqual": "", "strength": "", "title": "", "authors": "",
    "year": 0, "type": "", "goals": "", "tags": "", "suggested": "", "status": "", "stream": "", "confidential": False, "count": 1,
}  # fmt: skip


def finding_net(found: Findings, works: nx.DiGraph[str], unnamed: Collection[str] = ()) -> nx.DiGraph[str]:
    """Return the graph of findings, recommendations and their sources, with an edge for each relation between two of them.

    Nodes have `kind` (source, finding, finding not held, open statement, recommendation) and the same attributes, empty where they do not apply: `statement`,
    `goal`, `stance`, `cerqual` and `strength` of a finding, and those of `works` (from `build_graph`) for a source. A finding is the node
    `finding:F1`, a recommendation `recommendation:R1`, a source its key. An edge has `relation` (supports, contradicts, qualifies, rests on),
    `where` and `quote`. `unnamed` are interviews that no text cites by their code. Those on one side of a finding are one node with
    their number (`count`), linked to that finding alone.
    """
    net: nx.DiGraph[str] = nx.DiGraph()
    for finding in found.findings:
        _add_finding(net, finding, works, unnamed)
    for one in found.recommendations:
        node = f"recommendation:{one.id}"
        net.add_node(node, **_EMPTY | {"kind": "recommendation", "label": one.id, "statement": one.statement})
        for finding in found.bases(one):
            _add_edge(net, node, f"finding:{finding.id}", "rests on")
    return net


def _add_finding(
    net: nx.DiGraph[str], finding: Finding, works: nx.DiGraph[str], unnamed: Collection[str]
) -> None:
    node = f"finding:{finding.id}"
    texts = {name: getattr(finding, name) for name in ("statement", "goal", "stance", "strength")}
    level = finding.cerqual.level if finding.cerqual else ""
    net.add_node(node, **_EMPTY | texts | {"kind": finding.kind, "label": finding.id, "cerqual": level})
    for side in SIDES:
        keys: tuple[str, ...] = getattr(finding, side)
        for key in keys:
            if key not in unnamed:
                attributes = dict(works.nodes[key]) if key in works else {"label": key}
                own = {name: attributes[name] for name in _EMPTY if name in attributes}
                net.add_node(key, **_EMPTY | own | {"kind": "source"})
                passages = [one for one in finding.passages if one.key == key and one.side == side]
                _add_edge(
                    net,
                    key,
                    node,
                    side,
                    "; ".join(one.where for one in passages if one.where),
                    " | ".join(one.quote for one in passages if one.quote),
                )
        if count := sum(key in unnamed for key in keys):
            group = f"interviews:{finding.id}:{side}"
            label = plural(count, "interview")
            own = {
                "kind": "source",
                "label": label,
                "stream": "interview",
                "confidential": True,
                "count": count,
            }
            net.add_node(group, **_EMPTY | own)
            _add_edge(net, group, node, side)


def _add_edge(net: nx.DiGraph[str], a: str, b: str, relation: str, where: str = "", quote: str = "") -> None:
    """Add an edge, or add texts to an existing one: a source may be on two sides of a finding."""
    new = {"relation": relation, "where": where, "quote": quote}
    old = net.edges[a, b] if net.has_edge(a, b) else {}
    net.add_edge(a, b, **{name: "; ".join(filter(None, (old.get(name, ""), new[name]))) for name in new})
