"""Command `graph`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from litreview import stages
from litreview.cli import common
from litreview.core.errors import UsageError, near_miss
from litreview.core.wording import plural

if TYPE_CHECKING:
    import networkx as nx

    from litreview.review import Review

FORMATS = ("graphml", "gexf", "json", "csv", "dot", "net", "txt", "html", "svg")
NETS = (
    "citations",
    "historiograph",
    "main-path",
    "cocitation",
    "coupling",
    "authors",
    "keywords",
    "tags",
    "findings",
)


def _files_beside(output: str) -> tuple[Path, ...]:
    return stages.network.companion_files(output)


@click.command()
@common.paths_argument
@common.output_option(
    "The file to write. Its ending sets the format: .graphml .gexf .json .csv .dot .net .txt (VOSviewer) .html .svg, or - for GraphML on standard output.",
    type_=common.OutputFile(_files_beside),
)
@click.option(
    "--net",
    type=click.Choice(NETS),
    default="citations",
    show_default=True,
    help="The network to write. citations: all citations between works. historiograph: citations among the 30 most cited works. main-path: the chains of citations on most paths from the oldest to the newest works. cocitation: works that are cited together. coupling: works that cite the same works. authors: people who wrote together. keywords, tags: those that sources share. findings: sources with the findings and recommendations that rest on them. The other networks are undirected.",
)
@click.option(
    "--least",
    type=click.IntRange(min=1),
    metavar="N",
    help="Leave out edges of an undirected network that rest on fewer than N sources or works (default: so many that at most 100,000 edges are left).",
)
@click.option(
    "--held-only",
    is_flag=True,
    help="For cocitation and coupling, count only references to your sources, not to works that the review does not have.",
)
@common.file_option("--citations", "C.csv", "Write each citation with its method and its reference.")
@common.file_option(
    "--not-held",
    "N.csv",
    "Write the works that your sources cite and the review does not have; a .bib has entries to look up.",
)
@common.file_option("--queue", "Q.csv", "Write the uncertain citations, for a person to judge.")
@common.file_option(
    "--years",
    "Y.csv",
    "Write the number of references to each year, and how it differs from the years around it. Old works that are cited often stand out.",
)
@common.only_option()
@common.json_option
@common.csv_options
@common.confidential_option
@common.public_option
def graph(
    paths: Sequence[str],
    output: str,
    net: str,
    citations: str | None,
    not_held: str | None,
    queue: str | None,
    years: str | None,
    only: str,
    least: int | None,
    *,
    held_only: bool,
    as_json: bool,
    raw_csv: bool,
    include_confidential: bool,
) -> None:
    """Build the citation graph of the sources.

    Cited references are read from Web of Science, Scopus and JabRef fields and linked to the sources;
    duplicates are merged first.

    \b
    Example:
      litreview graph scopus.bib wos.bib -o graph.html --not-held missing.csv
      litreview graph scopus.bib wos.bib -o authors.txt --net authors
      litreview graph scopus.bib wos.bib -o path.csv --net main-path --years years.csv
      litreview graph my-review -o findings.graphml --net findings
    """
    format_ = _format(output, net)
    min_weight = 1
    review = common.open_paths(paths, include_confidential=include_confidential, raw_csv=raw_csv, only=only)
    inputs = review.inputs.reveal()
    if format_ == "html":
        from litreview.review.outputs.registry import graph_html

        common.emit(output, graph_html(review), inputs)
    else:
        if net == "findings":
            built: nx.Graph[str] = review.finding_graph
        else:
            built = stages.network.build_net(
                net,
                review.chosen,
                review.links,
                review.tags,
                least,
                graph=review.graph,
                library_only=held_only,
            )
        min_weight = int(built.graph.get("least", 1))
        for path, data in stages.network.dump_files(
            built, "-.graphml" if output == "-" else output, raw_csv=raw_csv
        ).items():
            common.emit("-" if output == "-" else str(path), data, inputs)
    for name, table in _tables(review, citations, not_held, queue, years):
        common.emit(name, table, inputs)
    links = review.links
    shown = {source.key for source in review.chosen}
    among = [pair for pair in links.pairs if shown.issuperset(pair)]
    counts: dict[str, object] = {
        "sources": len(review.chosen),
        "standing": review.standing.sentence,
        "citations": len(among),
        "not_held": len(links.not_held),
        "queue": len(links.queue),
    }
    written = ", ".join(path for path in (output, citations, not_held, queue, years) if path)
    common.report(
        review,
        [*review.library.problems, *review.deduplication.problems, *links.problems],
        counts,
        f"{plural(len(shown), 'source')}, {plural(len(among), 'citation')} between them, "
        f"{plural(len(links.queue), 'uncertain citation')}, {plural(len(links.not_held), 'cited work')} not in the library."
        + f"\nIn the review: {review.standing.sentence}." * review.standing.screened
        + f"\nWrote {written}"
        + f", with the links of the net whose weight is at least {min_weight}" * (min_weight > 1)
        + ".",
        as_json=as_json,
        output=not_held,
        paths=paths,
    )


def _format(output: str, net: str) -> str:
    """Return the format of an output's ending. `UsageError` for an unknown ending, or one that can't show this net."""
    format_ = "graphml" if output == "-" else Path(output).suffix.lower().lstrip(".")
    if format_ not in FORMATS:
        raise UsageError(
            f"'{output}': the ending says the format; one of {', '.join(f'.{f}' for f in FORMATS)}"
            + near_miss(format_, FORMATS)
        )
    if net not in {"svg": stages.network.DRAWN, "html": ("citations",)}.get(format_, NETS):
        other = {"findings": ".graphml, .dot or .csv"}.get(net, ".graphml or .txt")
        other = ".svg, .graphml or .csv" if net in stages.network.DRAWN else other
        raise UsageError(f"'{output}': there is no such picture of the net '{net}'; write {other}")
    return format_


def _tables(
    review: Review, citations: str | None, not_held: str | None, queue: str | None, years: str | None
) -> Iterator[tuple[str, bytes | str]]:
    """Yield the path and the content of each further output."""
    from litreview.formats import tables

    links, raw = review.links, review.raw_csv
    if citations:
        yield citations, tables.csv_named("citations", tables.citations_rows(links), raw=raw)
    if not_held and not_held.lower().endswith(".bib"):
        yield not_held, review.stage_value("citation_files")[2]
    elif not_held:
        yield not_held, tables.csv_named("not_held", tables.not_held_rows(links.not_held), raw=raw)
    if queue:
        rows = tables.citation_queue_rows(links, review.sources)
        yield queue, tables.csv_named("citation_queue", rows, raw=raw)
    if years:
        yield years, tables.csv_named("years", tables.years_rows(stages.network.rpys(_years(review))))


def _years(review: Review) -> Iterator[int | None]:
    """Yield the year of each work that a source cites, once for each of these sources: in the library, uncertain, or not held."""
    edges = (*review.links.citations, *review.links.queue)
    known = {source.key: source.year for source in review.sources}
    yield from {(one.citing, one.cited): one.reference.year or known.get(one.cited) for one in edges}.values()
    for work in review.links.not_held:
        yield from [stages.network.metrics.dated(work)] * len(work.cited_by)
