"""`dedupe`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from litreview.cli import common
from litreview.wording import plural

if TYPE_CHECKING:
    from litreview.model import Problem
    from litreview.review import Review


def _explain_rule(context: click.Context, _: click.Parameter, id_: str | None) -> None:
    """Print the rule that was asked for, and stop."""
    if id_ is not None:
        from litreview.duplicates.explained import explained

        common.echo(explained(id_))
        context.exit()


@click.command()
@common.paths_argument
@common.output_option("Where to write one entry per source (a work): .bib .ris .json .csv.", required=False)
@common.review_options(
    "Judge the pairs in doubt here in the terminal, one key each; PATHS is a review folder."
)
@common.file_option("--records", "R.csv", "Write which source each record went to: file,line,record,source.")
@common.file_option(
    "--queue", "Q.csv", "Write the pairs for a person: rank,score,record_a,record_b,reasons,rule,remaining."
)
@common.file_option(
    "--values",
    "V.csv",
    "Write the values not chosen, and those taken from registries and from people's corrections: "
    "source,field,value,file,line,taken.",
)
@common.file_option("--report", "R.html", "Write a page with every cluster and the queue side by side.")
@click.option(
    "--preprints",
    type=click.Choice(["same", "ask", "different"]),
    help="Whether a preprint and its article are one work (default: ask).",
)
@click.option(
    "--large/--no-large",
    default=None,
    help="Work in files instead of memory (needs the extra `large`): for millions of records, without decisions. "
    "Done without being asked for 300 MB of files, or a fourteenth of the memory, unless --no-large is given.",
)
@click.option(
    "--work",
    metavar="DIR",
    help="The folder of --large for working files, which is kept: a run that was ended goes on from it (default: OUT.large, removed at the end).",
)
@click.option(
    "--explain-rule",
    metavar="ID",
    is_eager=True,
    expose_value=False,
    callback=_explain_rule,
    help="Print a rule (the last column of Q.csv): what it says, why, when it decides, examples; and stop.",
)
@common.json_option
@common.csv_options
@common.confidential_option
@common.public_option
def dedupe(
    paths: Sequence[str],
    output: str | None,
    by: str | None,
    records: str | None,
    queue: str | None,
    values: str | None,
    report: str | None,
    preprints: str | None,
    work: str | None,
    *,
    large: bool | None,
    review_: bool,
    as_json: bool,
    raw_csv: bool,
    include_confidential: bool,
) -> None:
    """Find the duplicates and write one entry per source (a work).

    Every merge says why; pairs in doubt go to a person (--queue) and stay apart until then. A decision
    `same` or `different` always wins.

    \b
    Example:
      litreview dedupe scopus.bib wos.bib zotero.bib -o library.bib --queue queue.csv
      litreview dedupe my-review --review --by reviewer-a
      litreview dedupe exports --large -o library.bib --queue queue.csv
      litreview dedupe --explain-rule place-and-title
    """
    import dataclasses

    from litreview import decisions as decisions_
    from litreview import tables
    from litreview.cli import beyond_memory, reviewing
    from litreview.formats import dumped, format_of

    refused = {
        "--review": review_,
        "--by": by,
        "--report": report,
        "--include-confidential": include_confidential,
    }
    asked = {"output": output, "records": records, "queue": queue, "values": values}
    if large or (large is None and beyond_memory.is_too_large(paths, asked, refused)):
        told = beyond_memory.dedupe(
            paths,
            asked,
            work=work,
            preprints=preprints,
            refused=refused,
            public=common.named_public(),
            raw_csv=raw_csv,
        )
        _report(*told, written=[path for path in asked.values() if path], as_json=as_json, output=output, paths=paths)  # fmt: skip
        return
    if work:
        raise click.UsageError("--work is the folder of --large")
    outputs = (output, records, queue, values, report)
    reviewing.check_options(outputs, by, review=review_)
    format_ = format_of(output) if output else ""

    def opened() -> Review:
        review = common.open_paths(paths, include_confidential=include_confidential, raw_csv=raw_csv)
        settings = dataclasses.replace(review.settings, preprints=preprints or review.settings.preprints)
        return dataclasses.replace(review, settings=settings)

    review = opened()
    if by:
        reviewing.ask(review, "duplicates", by)
        review = opened()  # with what was decided just now
    written = [path for path in outputs if path]
    if not written:
        return
    found = review.deduplication
    inputs = review.inputs.reveal()
    if output:
        common.emit(output, dumped(found.sources, format_, raw_csv=raw_csv), inputs)
    for name, path, rows in (
        ("records", records, tables.records_rows(found)),
        ("queue", queue, tables.queue_rows(found.queue)),
        ("values", values, tables.values_rows(found)),
    ):
        if path:
            common.emit(path, tables.csv_named(name, rows, raw=raw_csv), inputs)
    if report:
        from litreview.review.outputs import duplicates_html

        common.emit(report, duplicates_html(review), inputs)
    # what people dispute of pairs; the other disputes are the business of `tag` and `run`
    on_pairs = [d for d in review.decisions if d.verb in decisions_.PAIR_VERBS]
    disputed = decisions_.disputes(on_pairs, review.settings.adjudicators)
    problems = [*review.library.problems, *found.problems, *disputed]
    counts = {
        "records": len(review.library),
        "sources": len(found.sources),
        "merged": len(review.library) - len(found.sources),
        "queue": len(found.queue),
        "related": len(found.related),
        "disputed": len(disputed),
    }
    _report(review, problems, counts, disputed, written=written, as_json=as_json, output=output, paths=paths)


def _report(
    review: Review,
    problems: Sequence[Problem],
    counts: Mapping[str, int],
    disputed: Sequence[Problem] = (),
    *,
    written: Sequence[str],
    as_json: bool,
    output: str | None,
    paths: Sequence[str],
) -> None:
    """Report how many records, sources and pairs there are, and the Problems; exit with 1 if one of them is an error."""
    common.report(
        review,
        problems,
        counts,
        f"{plural(counts['records'], 'record is', 'records are')} {plural(counts['sources'], 'source')}: "
        f"{counts['merged']} merged, {plural(counts['queue'], 'pair')} for a person, "
        f"{plural(counts['related'], 'related pair')} kept apart"
        + (f", {counts['disputed']} disputed by people" if disputed else "")
        + f"; wrote {', '.join(written)}",
        as_json=as_json,
        output=output,
        paths=paths,
        disputed=disputed,
    )
