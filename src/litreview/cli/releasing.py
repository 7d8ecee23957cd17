"""`check --release`: what a publication of a folder would expose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from litreview.cli import common
from litreview.plurals import plural

if TYPE_CHECKING:
    from litreview.review.releasing import Exposure


def check_folder(folder: str, output: str | None, *, all_: bool, as_json: bool) -> None:
    """Print what a publication of a folder would expose, and what was not looked for; exit with 1 if something was found that is more than a note."""
    from litreview.review.releasing import check_release

    found = check_release(folder)
    if output:
        common.emit(output, "".join(f"{problem}\n" for problem in found.problems))
    if as_json:
        common.print_json(
            {
                "files": found.files,
                "looked_for": dict(found.wanted),
                "found": common.problem_rows(found.problems),
                "not_looked": list(found.unsearched),
            }
        )
    else:
        _print(found, all_=all_ and not output)
    if any(problem.level != "info" for problem in found.problems):
        click.get_current_context().exit(1)


def _print(found: Exposure, *, all_: bool) -> None:
    common.print_problems(found.problems, all_=all_, err=False, info=True, rest="--all shows them")
    wanted = "; ".join(f"{what}: {number}" for what, number in found.wanted)
    common.echo(
        f"{'' if not found.problems else chr(10)}Looked through {plural(found.files, 'file')} {found.by}."
    )
    common.echo(f"Looked for: {wanted}.")
    common.echo(
        "Also for: private files in git, now or once; properties, comments, tracked changes and hidden parts of documents; "
        "codes of people who withdrew or are counted with a group only; a register that tells people apart; times of decisions on sealed codes; "
        "abstracts that a database licenses."
    )
    common.echo("Not looked for, or not into:")
    for what in found.unsearched:
        common.echo(f"  {what}")
    common.echo(
        f"Found: {plural(len(found.problems), 'thing')}. Whether to publish is for you to decide: this finds what it knows, "
        "and knows only what lies in the folder."
    )
