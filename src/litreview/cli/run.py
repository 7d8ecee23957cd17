"""Commands `init`, `run` and `diff` on a review folder. `run --check` is for continuous integration and git hooks."""

from __future__ import annotations

import dataclasses
import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from litreview import review as review_, stages
from litreview.cli import common
from litreview.cli.run_summary import print_summary
from litreview.core.errors import UsageError
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.core.results.description import Difference, OutputChange, RunCheck
    from litreview.review import Review


def print_run_check(review: Review, *, as_json: bool) -> None:
    """Check a run and print its faults, then every aspect; exit with 1 if there is a fault."""
    found = review_.check_run(review)
    if as_json:
        common.print_json(
            {
                "sound": found.sound,
                "checked": [
                    {"what": one.name, "said": one.said, "faults": common.problem_rows(one.faults)}
                    for one in found.aspects
                ],
            }
        )
    else:
        _print_check(found, review)
    if not found.sound:
        click.get_current_context().exit(1)


def _print_check(found: RunCheck, review: Review) -> None:
    common.print_problems(found.faults, review, all_=True, err=False)
    if found.faults:
        common.echo("")
    width = max(len(one.name) for one in found.aspects)
    for one in found.aspects:
        mark = f"{len(one.faults)} wrong" if one.faults else "fine"
        common.echo(f"{one.name:<{width}}  {mark:<9} {one.said}")
    if hidden := review.library.confidential_summary():
        common.echo(f"\n{hidden}")
    faults = plural(len(found.faults), "fault")
    common.echo(
        f"\n{'The review holds' if found.sound else f'The review does not hold: {faults}'}. Nothing was written."
    )


@click.command()
@click.argument("folder", metavar="DIR")
@click.option("--title", default="", help="The title of the review (default: the name of the folder).")
@click.option(
    "--codebook",
    "codebook_",
    type=common.INPUT,
    default=None,
    metavar="tvpa|none|FILE",
    help="The codebook: tvpa (default) is the built-in one on human trafficking; none makes a review of any topic without codes; a file is copied into the folder. For a folder that is a review already, this changes its codebook.",
)
@click.option(
    "--style",
    type=common.INPUT,
    default="apa",
    metavar="STYLE",
    help="The citation style, by the names that `litreview annotate --list-styles` prints; a .csl file is copied into the folder (default: apa).",
)
@click.option(
    "--interviews",
    type=click.IntRange(0, 9999),
    default=0,
    metavar="N",
    help="Write bib/register.bib with codes of N interviews, drawn at random, to fill in.",
)
@click.option(
    "--requests",
    type=click.IntRange(0, 9999),
    default=0,
    metavar="N",
    help="The same for N public records requests, numbered PR01, PR02 ….",
)
@click.option(
    "--migrate", is_flag=True, help="Convert the litreview.toml of an earlier version to the current format."
)
@common.json_option
def init(
    folder: str,
    title: str,
    codebook_: str | None,
    style: str,
    interviews: int,
    requests: int,
    *,
    migrate: bool,
    as_json: bool,
) -> None:
    """Make a review folder that you can run at once, or turn a folder with exports into one.

    Exports in the folder become its sources. Your files are not changed. A .gitignore keeps private/ and out/ out of git.

    \b
    Example:
      litreview init my-review && litreview run my-review
      litreview init . && litreview run
      litreview init . --codebook none
      litreview init sleep-review --codebook sleep.toml --style chicago
      litreview init my-review --interviews 42 --requests 16
    """
    if migrate:
        changed = review_.new_review.migrate_review(folder)
        line = f"Wrote {changed}" if changed else "Nothing to do: it has the present format"
        common.print_result({"wrote": [str(changed)] if changed else []}, [line], as_json=as_json)
        return
    is_review = (Path(folder) / review_.settings.SETTINGS_FILE).is_file()
    if codebook_ and is_review and not (title or interviews or requests):
        changed_files = review_.new_review.change_codebook(folder, codebook_)
        lines = [
            *(f"Wrote {path}" for path in changed_files),
            f"The codebook of the review is now {codebook_}.",
        ]
        common.print_result({"wrote": [str(path) for path in changed_files]}, lines, as_json=as_json)
        return
    written = review_.new_review.init_review(
        folder, title, codebook_ or "tvpa", style=style, interviews=interviews, requests=requests
    )
    if as_json:
        common.print_json({"wrote": [str(path) for path in written]})
        return
    common.echo_lines(_made_lines(folder, written, codebook_, interviews, requests))


def _made_lines(
    folder: str, written: Sequence[Path], codebook: str | None, interviews: int, requests: int
) -> Iterator[str]:
    """Yield what a new review has, first the codebook that nobody named, and what comes next."""
    where = "" if folder == "." else f" {shlex.quote(folder)}"
    if not codebook:
        yield "The review has the codebook tvpa, on human trafficking. For another topic:"
        yield f"  litreview init {shlex.quote(folder)} --codebook none"
    yield from (f"Wrote {path}" for path in written)
    if interviews or requests:
        yield _about_register(interviews, requests)
    if any(path.name == "example.bib" for path in written):
        yield "bib/example.bib and notes/Farrell2010Where.md are examples: delete both once your own are there."
    if any(path.parent.name == "bib" for path in written):
        yield f"Put exports in {folder}/bib, then: litreview run{where}"
    else:
        yield f"The exports that are there are the sources of the review. Next: litreview run{where}"


def _about_register(interviews: int, requests: int) -> str:
    """Return instructions for the register, and where confidential files go."""
    drawn = stages.register.codes("PR", requests)
    parts = [f"{plural(interviews, 'interview')} under codes drawn at random"] if interviews else []
    parts += [f"{drawn[0]} to {drawn[-1]}" if requests > 1 else drawn[0]] if requests else []
    content = " and ".join(parts)
    lists = " (first list its words under [confidential] in litreview.toml)" if interviews else ""
    return (
        f"bib/register.bib holds {content}: fill in what may be shown of each{lists}, and no name. "
        "Names, transcripts and notes go below private/, which git ignores, under the same codes."
    )


@click.command()
@click.argument("folder", metavar="[DIR]", default=".")
@click.option(
    "--check",
    "check_",
    is_flag=True,
    help="Write nothing, and end with exit code 1 if something does not hold: decisions on missing works, findings without evidence, missing annotations, searches that do not fit their files, an outdated out/, or an error.",
)
@click.option(
    "--explain-stages",
    "explain_stages",
    is_flag=True,
    help="Print each stage of the run: whether it was reused, loaded from an earlier run or computed again, and why.",
)
@click.option(
    "--ledger",
    "ledger_",
    is_flag=True,
    help="Print every number of the review with its definition, instead of the summary. With --json also the rows that it counts.",
)
@common.json_option
@common.csv_options
@common.confidential_option
def run(
    folder: str,
    *,
    check_: bool,
    explain_stages: bool,
    ledger_: bool,
    as_json: bool,
    raw_csv: bool,
    include_confidential: bool,
) -> None:
    """Run the whole review and write out/ (with --include-confidential: private/out/).

    Reads the sources, merges duplicates, tags sources, links citations, and writes tables, graphs and documents. Files in out/ that a
    person has edited are not overwritten.

    \b
    Example:
      litreview run examples/over-policing
      litreview run examples/demonstration --check
    """
    from litreview.review.outputs.writing import write_out

    for flag, name in ((explain_stages, "--explain-stages explains"), (ledger_, "--ledger prints")):
        if flag and (check_ or include_confidential):
            raise UsageError(f"{name} a run for all; leave out --check and --include-confidential")
    if check_:
        checked = review_.open_folder(folder, include_confidential=include_confidential)
        print_run_check(_with_options(checked, raw_csv=raw_csv), as_json=as_json)
        return
    if include_confidential:
        common.keep_private([folder])
    review = _with_options(
        review_.open_folder(folder, include_confidential=include_confidential), raw_csv=raw_csv
    )
    if include_confidential:
        common.log_access(review, "private/out")
    written = write_out(review)
    problems = [*review.problems, *written.problems]
    if as_json:
        common.print_json(
            {
                "summary": dict(review_.summary_rows(review)),
                "confidential": review.library.confidential_summary(),
                "wrote": [str(path) for path in written.paths],
                "tag_changes": [dataclasses.asdict(change) for change in written.changes],
                "problems": common.problem_rows(problems),
                **({"stages": _stage_rows(review)} if explain_stages else {}),
                **({"ledger": [dataclasses.asdict(one) for one in review.ledger]} if ledger_ else {}),
            }
        )
        common.finish(problems)
        return
    if ledger_:
        _print_ledger(review, folder)
    names = [path.relative_to(written.folder).as_posix() for path in written.paths]
    changed = _tag_changes_line(written.changes) if written.changes else ""
    print_summary(review, names, problems, changed)
    if explain_stages:
        _print_stages(review)
    common.finish(problems)


def _print_ledger(review: Review, folder: str) -> None:
    """Print every number of the review with its definition."""
    from rich.table import Table

    table = Table(title=review.settings.title or folder, show_header=False, title_justify="left")
    table.add_column(style="bold")
    table.add_column(justify="right")
    for entry in review.ledger:
        table.add_row(entry.name, str(entry.value), entry.definition)
    common.console().print(table)


def _print_stages(review: Review) -> None:
    """Print what was done at each stage of a run, and why."""
    from rich.table import Table

    explained = Table("stage", "what was done", "why", title="Stages of this run", title_justify="left")
    for one in _stage_rows(review):
        explained.add_row(*one.values())
    common.console().print(explained)


def _stage_rows(review: Review) -> list[dict[str, str]]:
    """Return a row for each stage of a run: its name, what was done, and why."""
    return [{"stage": name, "done": done, "why": why} for name, done, why in review.explain_stages()]


def _with_options(review: Review, *, raw_csv: bool) -> Review:
    """Return the review with the options --raw-csv and --excel applied."""
    settings = dataclasses.replace(review.settings, excel=review.settings.excel or common.for_excel())
    return review.with_inputs(raw_csv=raw_csv, settings=settings)


def _tag_changes_line(changes: Sequence[stages.tagging.TagChange]) -> str:
    """Count in words the machine's tags that appeared and disappeared since the last run."""
    came = Counter(change.code for change in changes if change.came)
    went = Counter(change.code for change in changes if not change.came)
    counts = ", ".join(
        f"{code} +{came[code]} -{went[code]}" for code in dict.fromkeys(c.code for c in changes)
    )
    coders = sorted({name for change in changes for name in change.coded_by})
    people = f"; among sources coded by {', '.join(coders)}" if coders else ""
    return f"the machine's tags since the last run: {counts}{people} (out/tables/tag-changes.csv); people's tags are the same"


_TITLES = {
    "record": "records",
    "source": "sources",
    "merge": "merges",
    "status": "status",
    "registry": "taken from registries",
    "field": "fields corrected",
    "tag": "tags",
    "stance": "stances",
    "evidence": "evidence fields",
    "note": "notes",
    "finding": "findings and recommendations",
}
_SHOWN = 20


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "-C",
    "folder",
    default=".",
    metavar="DIR",
    help="The review, if A and B are revisions (default: this folder).",
)
@click.option("--all", "all_", is_flag=True, help=f"Show every change instead of {_SHOWN} of each kind.")
@common.json_option
def diff(before: str, after: str, folder: str, *, all_: bool, as_json: bool) -> None:
    """Report what changed between two states of a review, and which file, decision or setting caused each change.

    A and B are folders, or revisions of the review in git, such as HEAD~1 or a tag. Nothing is written, not even in git. The exit code
    is 0 whether they differ or not; --json has the field `same`.

    \b
    Example:
      litreview diff examples/demonstration examples/demonstration
      litreview diff v1 . -C .
    """
    with review_.revisions.open_states(before, after, folder) as (old, new):
        found = review_.compare_reviews(old, new)
    if as_json:
        common.print_json(_difference_json(found))
    else:
        _print_difference(found, all_=all_)


def _difference_json(found: Difference) -> dict[str, object]:
    return {
        "same": found.same,
        "inputs": [
            {**dataclasses.asdict(one), "where": str(one.where), "words": one.words} for one in found.inputs
        ],
        "outputs": [dataclasses.asdict(one) for one in found.outputs],
    }


def _print_difference(found: Difference, *, all_: bool) -> None:
    if found.same:
        common.echo("Nothing differs.")
        return
    common.echo("What went in:")
    if not found.inputs:
        common.echo("  nothing else")
    common.echo_lines(f"  [{number}] {change.words}" for number, change in enumerate(found.inputs, 1))
    common.echo("\nWhat came out:")
    if not found.outputs:
        common.echo("  nothing else")
    for aspect, title in _TITLES.items():
        changes = [one for one in found.outputs if one.aspect == aspect]
        if not changes:
            continue
        common.echo(f"  {title}: {len(changes)}")
        common.echo_lines(f"    {_change_line(one)}" for one in (changes if all_ else changes[:_SHOWN]))
        if not all_ and len(changes) > _SHOWN:
            common.echo(f"    … and {len(changes) - _SHOWN} more (--all shows them)")


def _change_line(one: OutputChange) -> str:
    causes = "".join(f"[{place + 1}]" for place in one.causes[:5]) + "…" * (len(one.causes) > 5)
    through = f"{'' if one.direct else 'follows from '}{causes}" if causes else ""
    return f"{one.key} {one.what}: {one.before or 'none'} -> {one.after or 'none'}  {through}".strip()
