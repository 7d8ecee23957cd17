"""`dedupe`, and `dedupe --large`: what no memory holds, in working files."""

from __future__ import annotations

import dataclasses
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from litreview.cli import common
from litreview.cli.path_options import refuse_overwriting
from litreview.core.errors import MissingExtraError, OutputError, UsageError
from litreview.core.files import held
from litreview.core.wording import plural
from litreview.formats.file_chunks import TIMES_THE_FILE

if TYPE_CHECKING:
    from litreview.core.model import Problem
    from litreview.review import Review


def _explain_rule(context: click.Context, _: click.Parameter, id_: str | None) -> None:
    """Print the rule that was asked for, and stop."""
    if id_ is not None:
        from litreview.stages.duplicates.verdict import explained

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
    from litreview.cli import questions
    from litreview.formats import dumped, format_of, tables
    from litreview.judgements import decisions as decisions_

    refused = {
        "--review": review_,
        "--by": by,
        "--report": report,
        "--include-confidential": include_confidential,
    }
    asked = {"output": output, "records": records, "queue": queue, "values": values}
    if large or (large is None and is_too_large(paths, asked, refused)):
        told = dedupe_large(
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
    questions.check_options(outputs, by, review=review_)
    format_ = format_of(output) if output else ""

    def opened() -> Review:
        review = common.open_paths(paths, include_confidential=include_confidential, raw_csv=raw_csv)
        settings = dataclasses.replace(review.settings, preprints=preprints or review.settings.preprints)
        return review.with_inputs(settings=settings)

    review = opened()
    if by:
        questions.ask(review, "duplicates", by)
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
        from litreview.review.outputs.registry import duplicates_html

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


_QUICKER = 300_000_000
"""Bytes of files from which on working files are quicker than memory, over two cores, and take a third of it (measured: a million records)."""


def is_too_large(
    paths: Sequence[str], outputs: Mapping[str, str | None], refused: Mapping[str, object]
) -> bool:
    """Return whether files take 300 MB, or a fourteenth of this machine's memory, and what is asked for can be done in working files; say so.

    `MissingExtraError` where memory has no room for them and DuckDB is not installed.
    """
    if _why_not(paths, outputs, refused) or not hasattr(os, "sysconf"):
        return False
    size = sum(path.stat().st_size for path in _files(paths) if path.exists())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    ceiling = memory // TIMES_THE_FILE
    if size < min(ceiling, _QUICKER):
        return False
    if all(find_spec(name) for name in ("duckdb", "pyarrow")):
        common.echo(f"note: {size / 1e9:.1f} GB of files: done in working files, as with --large", err=True)
        return True
    if size >= ceiling:
        raise MissingExtraError(
            f"{size / 1e9:.1f} GB of files do not fit this machine's memory, which has room for {ceiling / 1e9:.1f} GB "
            "(--no-large tries it all the same): deduplication in working files",
            "'litreview-evidence[large]'",
        )
    return False


def dedupe_large(
    paths: Sequence[str],
    outputs: Mapping[str, str | None],
    *,
    work: str | None,
    preprints: str | None,
    refused: Mapping[str, object],
    public: Sequence[str],
    raw_csv: bool,
) -> tuple[Review, list[Problem], dict[str, int]]:
    """Deduplicate files in a working folder and write what was asked for; return what to report, with a review of the files' names and what is hidden in them alone.

    `public` are files whose withheld records are shown. `refused` are the options that need all in memory.
    """
    from litreview.core.model import Library
    from litreview.core.sealed import Sealed, shown_path
    from litreview.engine.large import deduplicated
    from litreview.formats import format_of
    from litreview.formats.input_files import gather
    from litreview.review import Review, files_named_apart

    if why := _why_not(paths, outputs, refused):
        raise click.UsageError(why)
    written = [path for path in outputs.values() if path]
    output = outputs["output"]
    format_ = format_of(output) if output else "bib"
    gathered = gather(paths)
    files = tuple(path for path, _, _ in gathered)
    refuse_overwriting(files)
    folder = Path(work) if work else Path(f"{written[0]}.large")
    if inside := [path for path in written if _lies_in(path, folder)]:
        raise click.UsageError(
            f"{inside[0]} would lie in the folder of working files, which are taken away; name another file, or another folder with --work"
        )
    with (
        _gone_at_the_end(folder, kept=bool(work)),
        _steps_shown() as told,
        deduplicated(
            list(paths),
            folder,
            format=format_,
            preprints=cast(Any, preprints or "ask"),
            public=public,
            raw_csv=raw_csv,
            told=told,
        ) as found,
    ):
        told("writing")
        if output:
            found.write(output)
        for name in ("records", "values", "queue"):
            if path := outputs[name]:
                found.write_table(name, path)
        counts: dict[str, int] = {**found.counts(), "disputed": 0}
        problems = [*files_named_apart(paths), *found.problems()]
        hidden = found.hidden()
    names = tuple(shown_path(name) for _, name, _ in gathered)
    return Review(library=Library(records=hidden, files=names), inputs=Sealed(files)), problems, counts


@contextmanager
def _gone_at_the_end(folder: Path, *, kept: bool) -> Iterator[None]:
    """Remove a working folder that nobody asked for, when all is written or the call makes no sense; one of a run that was ended stays.

    So does that of one whose result could not be written: what took hours is there for the next run.
    """
    try:
        yield
    except OutputError:
        # but for one in which nothing was begun
        if not kept and not any(folder.glob("*/*.parquet")):
            _remove(folder)
        raise
    except UsageError:
        if not kept:
            _remove(folder)
        raise
    if not kept:
        _remove(folder)


def _remove(folder: Path) -> None:
    """Remove a working folder, when no other run is in it: one that waited for this one goes on in it. One that holds more is left."""
    from litreview.engine.large.duckdb_engine import is_ours

    with held(folder) as is_there:
        if is_there and is_ours(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _why_not(paths: Sequence[str], outputs: Mapping[str, str | None], refused: Mapping[str, object]) -> str:
    """Return why what was asked for can't be done in working files, "" if it can."""
    named = [name for name, value in refused.items() if value]
    if named:
        return f"{named[0]} needs all records in memory, and --large is there to do without"
    if common.for_excel():
        return "--large writes tables that are larger than Excel opens; leave --excel out"
    if "-" in [*paths, *outputs.values()]:
        return "--large reads and writes files, not standard input and output"
    if folder := _review(paths):
        return f"{folder} is a review: its decisions are looked up among all records, in memory. Name its exports, such as {folder}/bib, or leave --large out"
    if not any(outputs.values()):
        return "--large writes: name a file with -o, --records, --values or --queue"
    return ""


def _lies_in(path: str, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _review(paths: Sequence[str]) -> str:
    return next((path for path in paths if (Path(path) / "litreview.toml").is_file()), "")


def _files(paths: Sequence[str]) -> list[Path]:
    from litreview.formats.input_files import gather

    return [path for path, _, _ in gather(paths)]


@contextmanager
def _steps_shown() -> Iterator[Callable[[str], None]]:
    """Yield what shows a person at a terminal what is being done, and for how long."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=common.console(err=True), transient=True) as progress:
        task = progress.add_task("reading", total=None)
        yield lambda what: progress.update(task, description=what)
