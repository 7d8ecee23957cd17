"""Shared parts of the commands: options, printing of Problems, exit codes, writing of output."""

from __future__ import annotations

import dataclasses
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache, partial
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

import click

from litreview import __version__, review as review_, stages
from litreview.cli.path_options import (
    EXCEL,
    INPUT,
    OUTPUT,
    STAMP,
    OutputFile,
    emit,
    emit_document,
    keep_private,
    named_outputs,
    refuse_overwriting,
)
from litreview.cli.terminal import (
    QUIET,
    UNREPORTED,
    VERBOSE,
    called_with,
    console,
    echo,
    echo_lines,
    print_json,
    print_result,
    wrap_line,
)
from litreview.core.containers import grouped
from litreview.core.sealed import private_folders
from litreview.core.wording import plural

__all__ = [
    "INPUT",
    "OUTPUT",
    "QUIET",
    "VERBOSE",
    "OutputFile",
    "called_with",
    "console",
    "echo",
    "echo_lines",
    "emit",
    "emit_document",
    "keep_private",
    "print_json",
    "print_result",
]

if TYPE_CHECKING:
    from litreview.core.model import Problem
    from litreview.core.results.screening_flow import Only
    from litreview.review import Review

F = TypeVar("F", bound=Callable[..., Any])

SHOWN_PER_CODE = 2
SHOWN_ERRORS = 5
"""The same for errors, each of which has to be mended."""
PUBLIC = "litreview.public"
"""The key in a command's context for the files of --public."""
_DECIDE = re.compile(r"`(litreview decide (?:(?! -C )[^`])*)`")


def _store_in_context(name: str, context: click.Context, _: click.Parameter, value: object) -> None:
    """Store the value of an option that is no parameter of its command in the context."""
    context.meta[name] = value


def paths_or_review(
    context: click.Context, parameter: click.Parameter, paths: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the paths, or the current folder if none is named and it is a review."""
    if not paths and not Path(review_.settings.SETTINGS_FILE).is_file():
        raise click.MissingParameter(ctx=context, param=parameter)
    return paths or (".",)


paths_argument: Callable[[F], F] = click.argument(
    "paths", nargs=-1, type=INPUT, metavar="PATHS...", callback=paths_or_review
)
"""Add PATHS: one or more files, globs or folders; the current folder if it is a review."""


def output_option(help_: str, *, required: bool = True, type_: OutputFile = OUTPUT) -> Callable[[F], F]:
    """Add -o/--output."""
    return click.option("-o", "--output", required=required, type=type_, metavar="OUT", help=help_)


def file_option(name: str, metavar: str, help_: str) -> Callable[[F], F]:
    """Add an option that names a file to write."""
    return click.option(name, type=OUTPUT, metavar=metavar, help=help_)


confidential_option: Callable[[F], F] = click.option(
    "--include-confidential",
    is_flag=True,
    help="Write confidential sources in full, only into files in private/. By default they appear by code and type.",
)
"""Add --include-confidential, the only way to see confidential material."""

public_option: Callable[[F], F] = click.option(
    "--public",
    type=INPUT,
    multiple=True,
    metavar="FILE",
    expose_value=False,
    callback=partial(_store_in_context, PUBLIC),
    help="Show what is withheld of FILE, one of PATHS, because it could be confidential (repeatable). In a review, use `litreview decide public` instead.",
)
"""Add --public, which shows the withheld entries of a file. It is no parameter of the function: `open_paths` reads it."""


def named_public() -> tuple[str, ...]:
    """Return the files that --public names."""
    return tuple(click.get_current_context().meta.get(PUBLIC, ()))


def only_option(*more: str) -> Callable[[F], F]:
    """Add --only: which sources the output is about."""
    return click.option(
        "--only",
        type=click.Choice(["included", "candidates", "all", *more]),
        default="included",
        help="Which sources. included: those that count as evidence (default; all until somebody screens). candidates: also pending ones. all: every source"
        + (f". {more[0]}: included sources with an annotation." if more else "."),
    )


def csv_options(function: F) -> F:
    """Add --raw-csv and --excel; the latter is no parameter of the function: `emit` reads it."""
    with_excel = click.option(
        "--excel",
        is_flag=True,
        expose_value=False,
        callback=partial(_store_in_context, EXCEL),
        help="Begin tables with the mark that tells Excel they are UTF-8, so that it shows é as é.",
    )(function)
    return click.option(
        "--raw-csv",
        is_flag=True,
        help="Write tables without the apostrophe that protects spreadsheets from formulas (= + - @). Only for programs.",
    )(with_excel)


def for_excel() -> bool:
    """Return whether --excel was given to the current command."""
    return bool(click.get_current_context().meta.get(EXCEL))


sarif_option: Callable[[F], F] = click.option(
    "--sarif",
    type=OUTPUT,
    metavar="F.sarif",
    help="Write the result as SARIF 2.1.0, which editors show beside the lines.",
)
"""Add --sarif."""


def review_options(help_: str) -> Callable[[F], F]:
    """Add --review and --by."""

    def add(function: F) -> F:
        with_by = click.option(
            "--by",
            metavar="NAME",
            help="The person who answers; decisions are saved in decisions/NAME.tsv of the review.",
        )(function)
        return click.option("--review", "review_", is_flag=True, help=help_)(with_by)

    return add


json_option: Callable[[F], F] = click.option(
    "--json", "as_json", is_flag=True, help="Report as JSON on standard output."
)
"""Add --json."""


def open_paths(
    paths: Sequence[str],
    *,
    include_confidential: bool,
    writes: bool = True,
    raw_csv: bool = False,
    only: str = "included",
) -> Review:
    """Open the review at PATHS; `-` among them is standard input. `OutputError` if the command would write over an input.

    A command that `writes` stores the codes of confidential sources, and ends here where files give no record, and an error: an empty
    output would take the place of an earlier one.
    """
    if include_confidential:
        keep_private(paths)
    review = _read_review(paths, include_confidential=include_confidential)
    refuse_overwriting(review.inputs.reveal())
    if include_confidential:
        log_access(review, paths=paths)
    meta = click.get_current_context().meta
    meta[STAMP] = review.settings.stamp
    meta[EXCEL] = review.settings.excel or for_excel()
    if writes:
        review.keep_codes()
    faults = [one for one in review.library.problems if one.level == "error"]
    if writes and faults and not review.library.records and review.folder is None:
        end_without_records(review.library.problems, review)
    meta[UNREPORTED] = review, faults
    return review.with_inputs(raw_csv=raw_csv, only=cast("Only", only))


def end_without_records(problems: Sequence[Problem], review: Review) -> NoReturn:
    """Print why files give no record, and end the command with exit code 1; nothing was written."""
    context = click.get_current_context()
    if context.params.get("as_json"):
        print_json({"records": 0, "problems": problem_rows(problems)})
    else:
        print_problems(problems, review)
    echo("nothing was written, since no record could be read", err=True)
    context.exit(1)


def log_access(review: Review, *outputs: str, paths: Sequence[str] = ()) -> None:
    """Log in `private/log.tsv` of a review that the current command writes confidential material, and where.

    If `paths` are single files or folders, every review that contains one of them, or an output, gets the entry.
    """
    written = [*named_outputs(), *outputs]
    folders = [review.folder] if review.folder is not None else _review_folders([*paths, *written])
    for folder in folders:
        review_.private_folder.log_access(folder, click.get_current_context().info_name or "", written)


def _review_folders(places: Sequence[str]) -> list[Path]:
    """Return the folders of the reviews that contain files or folders, each once."""
    reviews = {}
    for place in map(os.path.abspath, places):
        above = (
            each
            for each in (Path(place), *Path(place).parents)
            if (each / review_.settings.SETTINGS_FILE).is_file()
        )
        if folder := next(above, None):
            reviews[os.path.realpath(folder)] = folder
    return list(reviews.values())


def _read_review(paths: Sequence[str], *, include_confidential: bool) -> Review:
    if "-" in paths:
        from litreview.formats import read_text
        from litreview.judgements.codebook import load_codebook

        library = read_text(read_standard_input(paths), "<stdin>", include_confidential=include_confidential)
        return review_.Review(
            library=library, codebook=load_codebook(), include_confidential=include_confidential
        )
    return review_.open_review(*paths, include_confidential=include_confidential, public=named_public())


def read_standard_input(paths: Sequence[str]) -> bytes:
    """Read standard input, which `-` in PATHS names. `UsageError` if PATHS has more than `-`."""
    if named_public():
        raise click.UsageError("--public names a file, and '-' is standard input")
    if len(paths) > 1:
        raise click.UsageError("'-' reads standard input and stands alone")
    return sys.stdin.buffer.read()


def print_columns(rows: Sequence[Sequence[str]], right: Collection[int]) -> None:
    """Print rows as columns, each as wide as its widest cell; the columns in `right` are right-aligned.

    In a terminal that is too narrow, the words of the header stand one below the other, and the columns closer together. In one that is
    narrower still, each row is a line of names and values.
    """
    gap, (names, *body) = "  ", rows
    if not fits_terminal(rows):
        gap = " "
        header = zip_longest(*(reversed(cell.split()) for cell in names), fillvalue="")
        rows = [*reversed([*header]), *body]
        if not fits_terminal(rows, gap):
            for first, *cells in body:
                told = (f"{name} {cell}" for name, cell in zip(names[1:], cells, strict=True) if cell)
                echo(f"{first}: {', '.join(told)}")
            return
    widths = _column_widths(rows)
    for row in rows:
        cells = [
            cell.rjust(width) if n in right else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        echo(gap.join(cells).rstrip())


def fits_terminal(rows: Sequence[Sequence[str]], gap: str = "  ") -> bool:
    """Return whether rows fit the terminal as columns with a gap between them; a file has no width."""
    widths = _column_widths(rows)
    across = sum(widths) + len(gap) * (len(widths) - 1)
    return not sys.stdout.isatty() or across <= shutil.get_terminal_size().columns


def _column_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


def warn_if_input(output: str, paths: Sequence[str], review: Review) -> None:
    """Print a note if `output` lies where the next run looks for inputs: the run would read it as another export."""
    if output == "-":
        return
    folders = (
        [review.folder / "bib", *private_folders(review.folder)]
        if review.folder
        else [Path(path) for path in paths if path != "-" and Path(path).is_dir()]
    )
    target = Path(os.path.realpath(output))
    if review.folder and target.is_relative_to(os.path.realpath(review.folder / "private/out")):
        return
    for folder in folders:
        if target.is_relative_to(os.path.realpath(folder)):
            echo(
                f"note: {output} lies in {os.path.relpath(folder)}, where inputs are read from: the next run takes it for an export; "
                "move it elsewhere",
                err=True,
            )
            return


def problem_rows(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Return Problems as the objects that `--json` prints."""
    from litreview.formats.tables import problems_rows

    # without a line, JSON has 0 and a table an empty cell
    return [{**dataclasses.asdict(row), "line": row.line or 0} for row in problems_rows(problems)]


def path_formatter(review: Review | None) -> Callable[[str], str]:
    """Return a function from a file of a review to its path from the current folder, which opens in an editor.

    Tables and JSON use the review's own names of files, which do not depend on the current folder.
    """
    folder = review.folder if review else None
    for path in review.inputs.reveal() if review and folder is None else ():
        # the folder is the part of the path before the name
        name = (
            next((n for n in review.library.files if path.as_posix().endswith(f"/{n}")), "") if review else ""
        )
        if name:
            folder = Path(path.as_posix().removesuffix(name))
            break

    @cache
    def path_from_here(file: str) -> str:
        return os.path.normpath(folder / file) if folder and (folder / file).exists() else file

    return path_from_here


def sarif_log(review: Review, problems: Sequence[Problem], rules: Mapping[int, str] | None = None) -> str:
    """Return Problems as SARIF, with paths relative to the current folder, because readers of a log know no other. `rules`: see `as_sarif`."""
    path_from_here = path_formatter(review)

    def relative_path(file: str) -> str:
        path = path_from_here(file)
        try:
            return os.path.relpath(path) if Path(path).is_absolute() else path
        except ValueError:  # Windows: no relative path between drives
            return path

    return stages.checks.record_problems.as_sarif(problems, __version__, at=relative_path, rules=rules)


def problem_formatter(review: Review | None) -> Callable[[Problem], str]:
    """Return a function that formats a Problem, with the path of its file from the current folder."""
    path_from_here = path_formatter(review)
    place = os.path.relpath(review.folder) if review and review.folder else "."

    def format_problem(problem: Problem) -> str:
        line = str(
            dataclasses.replace(
                problem, where=dataclasses.replace(problem.where, file=path_from_here(problem.where.file))
            )
        )
        # a command to copy names the review, unless that is the current folder
        return (
            line if place == "." else _DECIDE.sub(lambda found: f"`{found[1]} -C {shlex.quote(place)}`", line)
        )

    return format_problem


def print_problems(
    problems: Sequence[Problem],
    review: Review | None = None,
    *,
    all_: bool = False,
    err: bool = True,
    info: bool = False,
    rest: str = "`litreview check --all` shows them",
    room: int | None = None,
) -> None:
    """Print Problems grouped by code, errors first, at most two of each code (five errors) unless `all_`.

    `room`: the lines that there are for them, None for no limit. Then one of each code is shown as far as they fit, and errors in any case.
    """
    all_ = all_ or called_with(VERBOSE)
    _unreported_without(problems)
    room = None if all_ else room
    format_problem = problem_formatter(review)
    groups = grouped(
        ((problem.level, problem.code), problem)
        for problem in problems
        if info or all_ or problem.level != "info"
    )
    for (level, code), members in groups.items():
        if review is not None and review.include_confidential:  # a terminal is not below private/
            echo(
                f"{plural(len(members), f'{code} {level}')} (not shown with --include-confidential)",
                err=err,
                fault=level == "error",
            )
            continue
        most = SHOWN_ERRORS if level == "error" else SHOWN_PER_CODE if room is None else 1
        shown = members if all_ else members[:most]
        for problem in shown:
            line = format_problem(problem)
            if room is not None:
                room -= wrap_line(line).count("\n") + 1
                if room < 0 and level != "error":
                    break
            echo(line, err=err, fault=level == "error")
        if len(members) > len(shown) and room is None:
            more = f"  … and {len(members) - len(shown)} more {code} {level}s ({rest})"
            echo(more, err=err, fault=level == "error")


def print_hidden(review: Review | None) -> None:
    """Print in a line how many records are sealed and how many withheld, if any are."""
    if review is not None and (summary := review.library.confidential_summary()):
        echo(summary, err=True)


def without_gaps(problems: Sequence[Problem]) -> list[Problem]:
    """Return the Problems without those that `print_gaps` prints: of LR406 those that lack something, and are about no field."""
    return [problem for problem in problems if problem.code != "LR406" or problem.fields]


def print_gaps(
    gaps: Sequence[stages.bibliography.Gap],
    review: Review,
    *,
    required: bool = False,
    all_: bool = False,
    err: bool = True,
) -> None:
    """Print what citations lack: a line for each missing thing with the keys that lack it, or (`all_`) for each entry."""
    to_problems = stages.bibliography.gap_problems if all_ else stages.bibliography.gap_summary
    print_problems(to_problems(gaps, level="error" if required else "warning"), review, all_=True, err=err)


def print_disputes(problems: Sequence[Problem], review: Review) -> None:
    """Print disputes between people, at most two, each with both decisions and how to settle it."""
    format_problem = problem_formatter(review)
    disputes = [one for one in problems if one.code == "LR045" and not review.include_confidential]
    for problem in disputes[:SHOWN_PER_CODE]:
        echo(format_problem(problem), err=True)
    if len(disputes) > SHOWN_PER_CODE:
        echo(
            f"  … and {len(disputes) - SHOWN_PER_CODE} more that people dispute (`litreview check --all` shows them)",
            err=True,
        )
    judges = review.settings.adjudicators
    if len(disputes) > 1 and judges and review.folder:
        folder = os.path.relpath(review.folder)
        option = "" if folder == "." else f" -C {shlex.quote(folder)}"
        echo(f"  one by one: `litreview decide --ask disputes --by {judges[0]}{option}`", err=True)


def report(
    review: Review,
    problems: Sequence[Problem],
    counts: Mapping[str, object],
    line: str,
    *,
    as_json: bool,
    output: str | None,
    paths: Sequence[str],
    disputed: Sequence[Problem] = (),
) -> None:
    """Print the result of a command, as JSON or as a line and the Problems; exit with 1 if there is an error-level Problem.

    `output` is the file that the next run might read as an input, if it lies among PATHS.
    """
    if as_json:
        print_json({**counts, "problems": problem_rows(problems)})
    else:
        echo(line, err=True)
        warn_if_input(output or "-", paths, review)
        print_problems(problems, review)
        print_disputes(disputed, review)
        print_hidden(review)
    finish(problems)


def _unreported_without(problems: Iterable[Problem]) -> tuple[Review | None, list[Problem]]:
    """Return the opened review, and the errors in its files that the command has not reported, without these, which it reports now."""
    context = click.get_current_context(silent=True)
    review, errors = (context.meta.get(UNREPORTED) if context else None) or (None, [])
    if context and errors:
        shown = {*problems}
        errors = [one for one in errors if one not in shown]
        context.meta[UNREPORTED] = review, errors
    return review, errors


def finish(problems: Iterable[Problem] = ()) -> None:
    """Exit with 1 if there is an error-level Problem. An error in a file that the command did not report is printed: its records are in no count."""
    problems = [*problems]
    review, unreported = _unreported_without(problems)
    print_problems(unreported, review)
    if any(problem.level == "error" for problem in (*problems, *unreported)):
        click.get_current_context().exit(1)
