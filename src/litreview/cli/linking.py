"""`graph`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from litreview.cli import common

FORMATS = ("graphml", "gexf", "json", "csv", "dot", "net", "txt", "html", "svg")
NETS = ("citations", "cocitation", "coupling", "authors", "keywords", "tags")


@click.command()
@common.paths_argument
@common.output_option(
    "Where to write; by the ending: .graphml .gexf .json .csv .dot .net .txt (VOSviewer) .html .svg."
)
@click.option(
    "--net",
    type=click.Choice(NETS),
    default="citations",
    show_default=True,
    help="What the nodes and edges are; all but citations are undirected.",
)
@click.option(
    "--citations", metavar="C.csv", help="Write each citation, its method, and the reference it rests on."
)
@click.option(
    "--not-held",
    "not_held",
    metavar="N.csv",
    help="Write the works cited by your sources but not held; a .bib holds entries to look up.",
)
@click.option("--queue", metavar="Q.csv", help="Write the uncertain citations, for a person to judge.")
@common.json_option
@common.confidential_option
def graph(
    paths: Sequence[str],
    output: str,
    net: str,
    citations: str | None,
    not_held: str | None,
    queue: str | None,
    *,
    as_json: bool,
    include_confidential: bool,
) -> None:
    """Build the citation graph of the sources.

    Cited references are read from Web of Science, Scopus and JabRef fields and linked to the sources;
    duplicates are merged first.

    \b
    Example:
      litreview graph scopus.bib wos.bib -o graph.html --not-held missing.csv
      litreview graph scopus.bib wos.bib -o authors.txt --net authors
    """
    from litreview import tables
    from litreview.errors import UsageError, near_miss
    from litreview.network import build_net, dump_files

    format_ = Path(output).suffix.lower().lstrip(".")
    if format_ not in FORMATS:
        raise UsageError(
            f"'{output}': the ending says the format; one of {', '.join(f'.{f}' for f in FORMATS)}"
            + near_miss(format_, FORMATS)
        )
    review = common.open_paths(paths, include_confidential=include_confidential)
    inputs = review.inputs
    if format_ in ("html", "svg") and net != "citations":
        raise UsageError(f"'{output}': a picture is drawn of the citations only; write .graphml or .txt")
    if format_ == "html":
        from litreview.review.output import graph_html

        common.emit(output, graph_html(review), inputs)
    else:
        built = build_net(net, review.graph, review.sources, review.tags)
        for path, data in dump_files(built, output).items():
            common.emit(str(path), data, inputs)
    if citations:
        common.emit(citations, tables.csv_bytes(tables.citations_frame(review.links)), inputs)
    if not_held:
        from litreview.review.output import not_held_bib

        as_bib = not_held.lower().endswith(".bib")
        data = not_held_bib(review) if as_bib else tables.csv_bytes(tables.not_held_frame(review.links))
        common.emit(not_held, data, inputs)
    if queue:
        rows = tables.citation_queue_rows(review.links, review.sources)
        common.emit(queue, tables.csv_named("citation_queue", rows), inputs)
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
        written = ", ".join(path for path in (output, citations, not_held, queue) if path)
        click.echo(
            f"{counts['sources']} sources, {counts['citations']} citations among them, "
            f"{counts['queue']} uncertain, {counts['not_held']} works cited but not held; wrote {written}",
            err=True,
        )
        common.print_problems(problems)
    common.finish(problems)
