"""Commands `sheet`, `decide` and `review`: questions for a colleague, their decisions, and the window that asks them."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from litreview import review as review_
from litreview.cli import common
from litreview.core.decision_types import SCREENING_VERBS, STAGES, TOPICS, sheet_kinds
from litreview.core.errors import InputError, OutputError, UsageError
from litreview.core.files import read_bytes
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.core.model import Problem


@click.command()
@click.argument("kind", type=click.Choice([*sheet_kinds()]))
@common.paths_argument
@common.output_option("The file to write: a workbook (.xlsx), or a page that works offline (.html).")
@click.option(
    "--by",
    default="",
    metavar="NAME",
    help="The person who will answer. Questions that NAME has answered are left out. A page needs this option.",
)
@click.option(
    "--stage",
    type=click.Choice(STAGES),
    help="For `screen`: only this stage (default: abstracts, then full texts).",
)
@common.json_option
@common.confidential_option
@common.public_option
def sheet(
    kind: str,
    paths: Sequence[str],
    output: str,
    by: str,
    stage: str | None,
    *,
    as_json: bool,
    include_confidential: bool,
) -> None:
    """Write a spreadsheet with questions for a colleague without Python, or a page that asks them one by one.

    The cells to fill in have drop-down lists; blank means undecided. `litreview decide --from X.xlsx --by NAME` imports the answers,
    even if the rows were sorted. A workbook with answers is never overwritten. The page (.html) opens in any browser, offline, with
    one key for each answer. Its button saves NAME-answers.tsv, which `decide --from` imports too. `stance` has a row for each source
    and goal, with the evidence fields of the codebook. `disputes` is for the adjudicator: one row for each disagreement, with the
    answer of each coder.

    \b
    Example:
      litreview sheet tags my-review -o for-ben.xlsx
      litreview sheet screen my-review --by ann -o for-ann.html
      litreview decide public confidential-kpwtzb --by reviewer-a
      litreview decide --from for-ben.xlsx --by ben -C my-review
      litreview sheet disputes my-review -o for-judge.xlsx --by judge
    """
    from litreview.formats.sheets import write_sheet
    from litreview.review.questions import find_topic

    if stage and kind != "screen":
        raise UsageError("--stage is of screening: it belongs to `litreview sheet screen`")
    ending = Path(output).suffix.lower()
    if ending == ".html":
        _write_desk(kind, paths, output, by, stage or "", as_json=as_json)
        return
    if output != "-" and ending != ".xlsx":
        raise UsageError(f"'{output}': a sheet is a workbook or a page; name it .xlsx or .html")
    _refuse_if_answered(output)
    review = common.open_paths(paths, include_confidential=include_confidential)
    made = review_.decide.make_sheet(review, kind, by=by, stage=stage or "")
    common.emit(output, write_sheet(made), review.inputs.reveal())
    hidden = sum(source.confidential for source in review.sources)
    if as_json:
        common.print_json({"wrote": output, "questions": len(made.rows), "confidential": hidden})
        return
    common.echo(f"Wrote {plural(len(made.rows), 'row')} to {output}", err=True)
    if hidden and not include_confidential:
        consequence = "there by code alone" if find_topic(sheet_kinds()[kind]).table.coded else "left out"
        common.echo(
            f"{plural(hidden, 'confidential source is', 'confidential sources are')} {consequence} (--include-confidential)",
            err=True,
        )


def _write_desk(kind: str, paths: Sequence[str], output: str, by: str, stage: str, *, as_json: bool) -> None:
    """Write the page with the open questions of a person."""
    from litreview.review.questions.desk_file import make_desk

    review = common.open_paths(paths, include_confidential=False)
    made = make_desk(review, sheet_kinds()[kind], by=by, stage=stage)
    common.emit(output, made.html.encode(), review.inputs.reveal())
    if as_json:
        hidden = sum(source.confidential for source in review.sources)
        common.print_json({"wrote": output, "questions": made.questions, "confidential": hidden})
        return
    common.echo(f"Wrote {plural(made.questions, 'question')} to {output}", err=True)
    if made.left_out:
        text = plural(
            made.left_out, "question on a confidential source is", "questions on confidential sources are"
        )
        common.echo(f"{text} left out: nothing confidential goes into a page", err=True)


def _refuse_if_answered(output: str) -> None:
    """Raise `OutputError` if `output` is a workbook with answers, or no sheet of ours."""
    from litreview.formats.sheets import read_sheet

    path = Path(output)
    if output == "-" or not path.is_file():
        return
    try:
        filled, problems = read_sheet(path.read_bytes(), output)
    except InputError as error:
        raise OutputError(output, "is there already, and is no sheet of ours; name another file") from error
    if filled.rows or problems:
        raise OutputError(
            output,
            f"holds {plural(len(filled.rows) + len(problems), 'answer')}; take what it says in with "
            f"`litreview decide --from {output} --by NAME`, or name another file",
        )


@click.command()
@click.argument("verb", default="")
@click.argument("key", default="")
@click.argument("words", metavar="[VALUE]", nargs=-1)
@click.option(
    "--by",
    default=None,
    metavar="NAME",
    help="The person who decides. The decision is saved in decisions/NAME.tsv ('Reviewer A' in reviewer-a.tsv).",
)
@click.option("--reason", default="", help="The reason, in words that can be quoted.")
@click.option("--where", default="", help="The page or quote that shows it.")
@click.option(
    "--was",
    default="",
    metavar="NAME",
    help="The old key of the same decision, which no work has any more. The old line is undone; its reason and quote are kept.",
)
@click.option(
    "--from",
    "workbook",
    type=common.INPUT,
    metavar="X.xlsx|X.tsv",
    help="Import the answers from a sheet or page of `litreview sheet`.",
)
@click.option(
    "--import",
    "export",
    type=common.INPUT,
    metavar="FILE",
    help="Show the decisions in an export of Rayyan, Covidence, ASReview or EPPI-Reviewer; with --yes, import them.",
)
@click.option(
    "--as",
    "names",
    default="",
    metavar="NAMES",
    help="With --import: who made the decisions, such as ann,ben, or 'Emily=ann,Tom=ben' if the file has other names.",
)
@click.option(
    "--stage",
    type=click.Choice(STAGES),
    help="With --ask screening: only this stage (default: abstracts, then full texts). With --import: the stage, if the file does not give it (default: abstract).",
)
@click.option(
    "--verdict",
    type=click.Choice(SCREENING_VERBS),
    help="With --import: the decision on each record of FILE, if the file does not give it.",
)
@click.option("--yes", is_flag=True, help="With --import: save the decisions that were shown.")
@click.option(
    "--ask",
    type=click.Choice([*TOPICS]),
    help="Ask here in the terminal, one key each. disputes: only adjudicators named in litreview.toml.",
)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="With --ask screening: ask about N works drawn at random from those that nobody has screened, to estimate what is missed.",
)
@click.option("-C", "folder", default=".", metavar="DIR", help="The review folder (default: this folder).")
@common.json_option
def decide(
    verb: str,
    key: str,
    words: tuple[str, ...],
    by: str | None,
    reason: str,
    where: str,
    was: str,
    workbook: str | None,
    ask: str | None,
    sample: int | None,
    folder: str,
    export: str | None,
    names: str,
    stage: str | None,
    verdict: str | None,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Record one decision in a review, or the answers of a filled sheet, or answers that you give here in the terminal.

    \b
    VERB                                      VALUE
      same, different                         another KEY
      related                                 'KIND KEY'; KIND is version, edition, summary, same-data or review-of
      tag, not-tag                            a code, such as protect (`litreview codebook show` lists them)
      stance                                  CODE=supports, contradicts, mixed, describes, not-operations or unclear
      include, exclude, unsure, not-retrieved a stage of screening: abstract or fulltext
      set                                     FIELD=VALUE: a field of the entry, such as year=2014 (an empty value means that it has none),
                                              or an evidence field (`litreview codebook show` lists them), or FIELD@CODE=VALUE
      public                                  nothing; KEY is the code of a withheld entry, or a FILE
                                              whose withheld entries may be shown
      confidential                            nothing; KEY is such a code, or the key of a shown entry, which is then sealed
      clear                                   nothing, or the decision to undo, such as 'tag protect'

    To exclude a full text, --reason must be one of the `reasons` under [screening] in litreview.toml. On each question, a person's
    latest decision counts. A line `public` or `confidential` has a random code and a salted digest of the entry, and none of its
    words; it counts until the entry changes. An entry with a confidential mark always stays sealed.

    \b
    Example:
      litreview decide tag Farrell2010Where protect --by reviewer-a --reason "identification of victims" -C my-review
      litreview decide exclude Farrell2010Where fulltext --by reviewer-a --reason "not about trafficking" -C my-review
      litreview decide set Farrell2010Where year=2010 --by reviewer-a --reason "title page"
      litreview decide different Finklea2015Sex Finklea2014Sex --by reviewer-a --reason "another edition"
      litreview decide --from for-ben.xlsx --by ben -C my-review
      litreview decide --import rayyan.csv --as ann,ben -C my-review
      litreview decide --ask disputes --by judge -C my-review
      litreview decide --ask screening --sample 100 --by reviewer-a -C my-review
    """
    one = any((verb, reason, where, was))
    if export:
        if one or by is not None or workbook or ask or not names:
            raise UsageError(
                "--import takes the decisions from FILE, and --as says whose they are; nothing else stands beside them"
            )
        _import(export, names, folder, stage or "", verdict or "", yes=yes, as_json=as_json)
        return
    _refuse_mixed(
        by, ask, one=one, workbook=workbook, sample=sample, stage=stage, of_import=any((names, verdict, yes))
    )
    by = by or ""
    if workbook or ask:
        if workbook:
            _take_in(workbook, by, folder, as_json=as_json)
        elif as_json:
            raise UsageError("--ask asks in the terminal, and --json reports to a program: leave out one")
        else:
            _ask_in_terminal(str(ask), by, folder, sample or 0, stage or "")
        return
    if not verb or not key:
        raise UsageError(
            "say VERB and KEY, such as `decide tag Farrell2010Where protect`, or --from X.xlsx, or --ask disputes"
        )

    # `related KEY edition OTHER` works with and without quotes
    value = " ".join(words)
    path, description = review_.decide.decide(
        folder, verb, key, value, by=by, reason=reason, where=where, was=was
    )
    run = f"`litreview run{'' if folder == '.' else f' {shlex.quote(folder)}'}` uses it"
    result = {"file": str(path), "decision": description}
    common.print_result(result, [f"{path}: {description}", run], as_json=as_json)


def _refuse_mixed(
    by: str | None,
    ask: str | None,
    *,
    one: bool,
    workbook: str | None,
    sample: int | None,
    stage: str | None,
    of_import: bool,
) -> None:
    """Raise `UsageError` unless the options belong together, where nothing is imported; `one`: those of a single decision."""
    if of_import:
        raise UsageError("--as, --verdict and --yes belong to --import FILE")
    if stage and ask != "screening":
        raise UsageError("--stage belongs to --ask screening or --import FILE")
    if by is None:
        raise click.UsageError("Missing option '--by'.")
    if sample and ask != "screening":
        raise UsageError("--sample draws works to screen: add --ask screening")
    if sum(map(bool, (one, workbook, ask))) > 1:
        raise UsageError(
            "--from takes the decisions from the sheet, --ask from the terminal; each of them, and VERB with --reason and --where, "
            "stands alone"
        )


def _import(
    export: str, names: str, folder: str, stage: str, verdict: str, *, yes: bool, as_json: bool
) -> None:
    lines, problems = review_.imported_decisions.import_decisions(
        folder, export, names, stage=stage, verdict=verdict, write=yes
    )
    if as_json:
        common.print_json({"written": yes, "plan": lines, "problems": common.problem_rows(problems)})
    else:
        hint = [] if yes else ["Nothing is written yet; add --yes to write it."]
        common.echo("\n".join([*lines, *hint]))
        common.print_problems(problems, all_=True)
    common.finish(problems)


def _ask_in_terminal(what: str, by: str, folder: str, sample: int, stage: str) -> None:
    from litreview.cli import prompts

    prompts.ask_questions(
        review_.decision_writer.open_decision_writer(folder, by).review, what, by, sample, stage
    )


def _take_in(workbook: str, by: str, folder: str, *, as_json: bool) -> None:
    from litreview.formats.sheets import read_sheet
    from litreview.review.questions.desk_file import import_desk
    from litreview.review.questions.shared import CodeLessons

    data = read_bytes(workbook)
    problems: Sequence[Problem] = ()
    if Path(workbook).suffix.lower() == ".tsv":
        desk = review_.decision_writer.open_decision_writer(folder, by)
        done = import_desk(desk, data, workbook)
        name, blank = Path(workbook).name, ""
    else:
        filled, problems = read_sheet(data, workbook)
        desk = review_.decision_writer.open_decision_writer(folder, by)
        done = review_.decide.import_sheet(desk, filled)
        name, blank = filled.name, f", {plural(done.blank, 'row')} left blank"
    every = [*problems, *done.problems]
    if as_json:
        counts = {"written": len(done.written), "known": done.known, "blank": done.blank}
        common.print_json({"file": str(desk.path), **counts, "problems": common.problem_rows(every)})
        common.finish(every)
        return
    common.echo(
        f"{desk.path}: {plural(len(done.written), 'decision')} taken in from '{name}', {done.known} stood already{blank}"
    )
    if desk.warning and done.written:
        common.echo(desk.warning, err=True)
    if any(d.verb in ("tag", "not-tag") for d in done.written):
        lesson = CodeLessons(desk.review, desk.by).after([(d.verb, d.key, d.value) for d in done.written])
        if lesson.summary:
            common.echo(lesson.summary)
    common.print_problems(every, all_=True)
    common.finish(every)


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=common.INPUT)
@click.option(
    "--by",
    required=True,
    metavar="NAME",
    help="The person who answers; decisions are saved in decisions/NAME.tsv of the review.",
)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="For screening, ask about N works drawn at random from those that nobody has screened, as `decide --ask screening --sample N` does.",
)
def review(folder: str, by: str, sample: int | None) -> None:
    """Answer the questions of a review in your browser, one key each.

    Nothing leaves the computer: the pages are served only on 127.0.0.1. The address that is printed can be used once, by one browser.
    Every answer is saved before the next question is shown. Ctrl-C, or Done in the window, ends it.

    \b
    Example:
      litreview review my-review --by reviewer-a
      litreview review my-review --by reviewer-a --sample 100
    """
    from litreview.web import serve

    def announce(address: str) -> None:
        common.echo(f"the window is open at {address}")
        common.echo("Ctrl-C ends it; every answer is on the disk when it is given")
        sys.stdout.flush()
        if sys.stdout.isatty():
            import webbrowser
            from threading import Thread

            # a text browser returns only when it is closed, and the server must answer it until then
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    serve(folder, by, announce, sample=sample or 0)
