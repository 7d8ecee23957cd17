"""`graph`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from litreview.cli import common

if TYPE_CHECKING:
    from litreview.review import Review

FORMATS = ("graphml", "gexf", "json", "csv", "dot", "net", "txt", "html", "svg")
NETS = ("citations", "historiograph", "main-path", "cocitation", "coupling", "authors", "keywords", "tags")


def _beside(output: str) -> tuple[Path, ...]:
    from litreview.network import files_beside

    return files_beside(output)


@click.command()
@common.paths_argument
@common.output_option(
    "Where to write; by the ending: .graphml .gexf .json .csv .dot .net .txt (VOSviewer) .html .svg, or - for GraphML.",
    type_=common.Output(_beside),
)
@click.option(
    "--net",
    type=click.Choice(NETS),
    default="citations",
    show_default=True,
    help="What the nodes and edges are: all citations, those among the 30 most cited works, those along the main path; "
    "the others are undirected.",
)
@click.option(
    "--citations",
    type=common.OUTPUT,
    metavar="C.csv",
    help="Write each citation, its method, and the reference it rests on.",
)
@click.option(
    "--not-held",
    "not_held",
    type=common.OUTPUT,
    metavar="N.csv",
    help="Write the works cited by your sources but not held; a .bib holds entries to look up.",
)
@click.option(
    "--queue",
    type=common.OUTPUT,
    metavar="Q.csv",
    help="Write the uncertain citations, for a person to judge.",
)
@click.option(
    "--years",
    type=common.OUTPUT,
    metavar="Y.csv",
    help="Write how many references go to each year, and how far that is from the years around it: old works that are cited "
    "again and again stand out.",
)
@common.json_option
@common.raw_csv_option
@common.confidential_option
def graph(
    paths: Sequence[str],
    output: str,
    net: str,
    citations: str | None,
    not_held: str | None,
    queue: str | None,
    years: str | None,
    *,
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
    """
    from litreview import tables
    from litreview.errors import UsageError, near_miss
    from litreview.network import DRAWN, build_net, dump_files, spectroscopy

    format_ = "graphml" if output == "-" else Path(output).suffix.lower().lstrip(".")
    if format_ not in FORMATS:
        raise UsageError(
            f"'{output}': the ending says the format; one of {', '.join(f'.{f}' for f in FORMATS)}"
            + near_miss(format_, FORMATS)
        )
    if net not in (DRAWN if format_ == "svg" else ("citations",) if format_ == "html" else NETS):
        other = ".svg, .graphml or .csv" if net in DRAWN else ".graphml or .txt"
        raise UsageError(f"'{output}': there is no such picture of the net '{net}'; write {other}")
    review = common.open_paths(paths, include_confidential=include_confidential, raw_csv=raw_csv)
    inputs = review.inputs.reveal()
    if format_ == "html":
        from litreview.review.output import graph_html

        common.emit(output, graph_html(review), inputs)
    else:
        built = build_net(net, review.graph, review.sources, review.tags)
        for path, data in dump_files(
            built, "-.graphml" if output == "-" else output, raw_csv=raw_csv
        ).items():
            common.emit("-" if output == "-" else str(path), data, inputs)
    if citations:
        common.emit(citations, tables.csv_bytes(tables.citations_frame(review.links), raw=raw_csv), inputs)
    if not_held:
        from litreview.review.output import not_held_bib

        as_bib = not_held.lower().endswith(".bib")
        data = (
            not_held_bib(review)
            if as_bib
            else tables.csv_bytes(tables.not_held_frame(review.links), raw=raw_csv)
        )
        common.emit(not_held, data, inputs)
    if queue:
        rows = tables.citation_queue_rows(review.links, review.sources)
        common.emit(queue, tables.csv_named("citation_queue", rows, raw=raw_csv), inputs)
    if years:
        common.emit(years, tables.csv_named("years", tables.years_rows(spectroscopy(_years(review)))), inputs)
    problems = [*review.library.problems, *review.deduplication.problems, *review.links.problems]
    counts = {
        "sources": len(review.sources),
        "citations": len(review.links.citations),
        "not_held": len(review.links.not_held),
        "queue": len(review.links.queue),
    }
    if as_json:
        common.print_json({**counts, "problems": common.problem_rows(problems)})
    else:
        written = ", ".join(path for path in (output, citations, not_held, queue, years) if path)
        common.echo(
            f"{common.count(counts['sources'], 'source')}, {common.count(counts['citations'], 'citation')} among them, "
            f"{counts['queue']} uncertain, {common.count(counts['not_held'], 'work')} cited but not held; wrote {written}",
            err=True,
        )
        common.tell_if_read_again(not_held or "-", paths, review)
        common.print_problems(problems, review)
    common.finish(problems)


def _years(review: Review) -> Iterator[int | None]:
    """Yield the year of each reference: to a work held, in doubt, or not held."""
    for citation in (*review.links.citations, *review.links.queue):
        yield citation.reference.year
    for work in review.links.not_held:
        yield from (reference.year for reference in work.references)
