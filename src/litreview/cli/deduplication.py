"""Command `dedupe`, with `dedupe --large`, which works in files for data larger than memory."""

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

from litreview import stages
from litreview.cli import common
from litreview.cli.path_options import refuse_overwriting
from litreview.core.errors import MissingExtraError, OutputError, UsageError
from litreview.core.files import lock_if_exists
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.core.model import Problem
    from litreview.review import Review


def _explain_rule(context: click.Context, _: click.Parameter, id_: str | None) -> None:
    """Print the rule of --explain-rule, and exit."""
    if id_ is not None:
        common.echo(stages.duplicates.verdict.explain_rule(id_))
        context.exit()


@click.command()
@common.paths_argument
@common.output_option("Where to write one entry per source (a work): .bib .ris .json .csv.", required=False)
@common.review_options(
    "Judge the uncertain pairs here in the terminal, one key each; PATHS is a review folder."
)
@common.file_option(
    "--records", "R.csv", "Write which source each record belongs to: file,line,record,source."
)
@common.file_option(
    "--queue", "Q.csv", "Write the uncertain pairs: rank,score,record_a,record_b,reasons,rule,remaining."
)
@common.file_option(
    "--values",
    "V.csv",
    "Write the values that a merge did not choose, and those from registries and corrections: source,field,value,file,line,taken.",
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
    help="Work in files instead of memory, for millions of records, without decisions (needs the extra `large`). This is the default from 300 MB of files, or a fourteenth of the memory; --no-large prevents it.",
)
@click.option(
    "--work",
    metavar="DIR",
    help="The folder of --large for working files. It is kept, so that a stopped run can continue (default: OUT.large, removed at the end).",
)
@click.option(
    "--explain-rule",
    metavar="ID",
    is_eager=True,
    expose_value=False,
    callback=_explain_rule,
    help="Explain a rule (a column of Q.csv), with examples, and stop.",
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

    Every merge has its reasons. Uncertain pairs are written to --queue for a person, and are not merged until then. A decision `same`
    or `different` always wins.

    \b
    Example:
      litreview dedupe scopus.bib wos.bib zotero.bib -o library.bib --queue queue.csv
      litreview dedupe my-review --review --by reviewer-a
      litreview dedupe exports --large -o library.bib --queue queue.csv
      litreview dedupe --explain-rule place-and-title
    """
    from litreview.cli import prompts
    from litreview.formats import dump_pieces, format_of, tables
    from litreview.judgements import decisions as decisions_

    refused = {
        "--review": review_,
        "--by": by,
        "--report": report,
        "--include-confidential": include_confidential,
    }
    named_outputs = {"output": output, "records": records, "queue": queue, "values": values}
    if large or (large is None and is_too_large(paths, named_outputs, refused)):
        result = dedupe_large(
            paths,
            named_outputs,
            work=work,
            preprints=preprints,
            refused=refused,
            public=common.named_public(),
            raw_csv=raw_csv,
        )
        _report(*result, written=[path for path in named_outputs.values() if path], as_json=as_json, output=output, paths=paths)  # fmt: skip
        return
    if work:
        raise click.UsageError("--work is the folder of --large")
    outputs = (output, records, queue, values, report)
    prompts.check_options(outputs, by, review=review_)
    format_ = format_of(output) if output else ""

    def opened() -> Review:
        review = common.open_paths(paths, include_confidential=include_confidential, raw_csv=raw_csv)
        settings = dataclasses.replace(review.settings, preprints=preprints or review.settings.preprints)
        return review.with_inputs(settings=settings)

    review = opened()
    if by:
        prompts.ask_questions(review, "duplicates", by)
        review = opened()  # with the new decisions
    written = [path for path in outputs if path]
    if not written:
        return
    found = review.deduplication
    inputs = review.inputs.reveal()
    if output:
        common.emit(output, dump_pieces(found.sources, format_, raw_csv=raw_csv), inputs)
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
    # disputes on pairs; `tag` and `run` report the others
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
    """Print the numbers of records, sources and pairs, and the Problems; exit with 1 if one of them is an error."""
    common.report(
        review,
        problems,
        counts,
        f"{plural(counts['records'], 'record describes', 'records describe')} {plural(counts['sources'], 'source')}: "
        f"{plural(counts['merged'], 'duplicate')} merged, {plural(counts['queue'], 'pair')} for a person to judge, "
        f"{plural(counts['related'], 'related pair')} kept apart"
        + (f", {plural(counts['disputed'], 'pair')} disputed by people" if disputed else "")
        + f".\nWrote {', '.join(written)}.",
        as_json=as_json,
        output=output,
        paths=paths,
        disputed=disputed,
    )


_LARGE_BYTES = 300_000_000
"""Bytes of input above which working files are faster than memory, on two cores, and need a third of it (measured: a million records)."""


def is_too_large(
    paths: Sequence[str], outputs: Mapping[str, str | None], refused: Mapping[str, object]
) -> bool:
    """Return whether files exceed 300 MB, or a fourteenth of this machine's memory, and working files can do the task; if so, print a note.

    `MissingExtraError` if they do not fit into memory and DuckDB is not installed.
    """
    from litreview.formats.file_chunks import TIMES_THE_FILE
    from litreview.formats.input_files import gather

    if _refusal(paths, outputs, refused) or not hasattr(os, "sysconf"):
        return False
    size = sum(path.stat().st_size for path, _, _ in gather(paths) if path.exists())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    ceiling = memory // TIMES_THE_FILE
    if size < min(ceiling, _LARGE_BYTES):
        return False
    if all(find_spec(name) for name in ("duckdb", "pyarrow")):
        common.echo(f"note: {size / 1e9:.1f} GB of files: done in working files, as with --large", err=True)
        return True
    if size >= ceiling:
        raise MissingExtraError(
            f"{size / 1e9:.1f} GB of files do not fit this machine's memory, which has room for {ceiling / 1e9:.1f} GB "
            "(--no-large tries it all the same): deduplication in working files",
            "duckdb pyarrow",
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
    """Deduplicate files in a working folder and write the outputs; return review, Problems and counts for the report.

    Where files give no record, and an error, nothing is written, and the command ends here.
    The review has only the names of the files and their hidden records. `public` are files whose withheld records are shown.
    `refused` are the options that need all records in memory.
    """
    from litreview.core.model import Library
    from litreview.core.sealed import Sealed, shown_path
    from litreview.engine.large import deduplicated
    from litreview.formats import format_of
    from litreview.formats.input_files import gather
    from litreview.review import Review, lone_file_problems

    if why := _refusal(paths, outputs, refused):
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
        _work_folder(folder, kept=bool(work)),
        _progress_display() as show_step,
        deduplicated(
            list(paths),
            folder,
            format=format_,
            preprints=cast(Any, preprints or "ask"),
            public=public,
            raw_csv=raw_csv,
            report=show_step,
        ) as found,
    ):
        counts: dict[str, int] = {**found.counts(), "disputed": 0}
        problems = [*lone_file_problems(paths), *found.problems()]
        hidden = found.hidden()
        nothing_read = not counts["records"] and any(one.level == "error" for one in problems)
        if not nothing_read:
            show_step("writing")
            if output:
                found.write(output)
            for name in ("records", "values", "queue"):
                if path := outputs[name]:
                    found.write_table(name, path)
    names = tuple(shown_path(name) for _, name, _ in gathered)
    review = Review(library=Library(records=hidden, files=names), inputs=Sealed(files))
    if nothing_read:
        common.end_without_records(problems, review)
    return review, problems, counts


@contextmanager
def _work_folder(folder: Path, *, kept: bool) -> Iterator[None]:
    """Remove a temporary working folder after the outputs are written, or if the call is refused; after an interruption it stays.

    It also stays if an output could not be written, so that the next run need not repeat hours of work.
    """
    try:
        yield
    except OutputError:
        # an empty one is removed
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
    """Remove a working folder unless another run is waiting for it. A folder with other files stays."""
    from litreview.engine.large.duckdb_engine import is_ours

    with lock_if_exists(folder) as is_there:
        if is_there and is_ours(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _refusal(paths: Sequence[str], outputs: Mapping[str, str | None], refused: Mapping[str, object]) -> str:
    """Return why working files can't do the task, "" if they can."""
    options = [name for name, value in refused.items() if value]
    if options:
        return f"{options[0]} needs all records in memory, and --large is there to do without"
    if common.for_excel():
        return "--large writes tables that are larger than Excel opens; leave --excel out"
    if "-" in [*paths, *outputs.values()]:
        return "--large reads and writes files, not standard input and output"
    if folder := next((path for path in paths if (Path(path) / "litreview.toml").is_file()), ""):
        return f"{folder} is a review: its decisions are looked up among all records, in memory. Name its exports, such as {folder}/bib, or leave --large out"
    if not any(outputs.values()):
        return "--large writes: name a file with -o, --records, --values or --queue"
    return ""


def _lies_in(path: str, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


@contextmanager
def _progress_display() -> Iterator[Callable[[str], None]]:
    """Yield a function that shows the present step, and its time, to a person at a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=common.console(err=True), transient=True) as progress:
        task = progress.add_task("reading", total=None)
        yield lambda what: progress.update(task, description=what)
