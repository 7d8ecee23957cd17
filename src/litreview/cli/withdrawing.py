"""`withdraw`: take a person out of a review."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import click

from litreview.cli import common
from litreview.plurals import plural

if TYPE_CHECKING:
    from litreview.review.withdrawing import Withdrawal

_SHOWN = 20


@click.command()
@click.argument("code", metavar="CODE")
@click.option("-C", "folder", default=".", metavar="DIR", help="The review (default: this folder).")
@click.option(
    "--yes", is_flag=True, help="Do it without asking; without a terminal it is not done otherwise."
)
def withdraw(code: str, folder: str, *, yes: bool) -> None:
    """Take an interviewee, or a request, out of a review.

    Takes what is theirs out of the register (which says from then on that CODE withdrew), decisions, notes, transcripts, quotes
    and outputs, and says what it cannot change: what others wrote, and what git's history keeps. Shows what it would do, and asks.

    \b
    Example:
      litreview withdraw I07 -C my-review
    """
    from litreview.review.withdrawing import carry_out, plan_withdrawal

    plan = plan_withdrawal(folder, code)
    if plan.before:
        common.echo(f"{code} was withdrawn before: nothing is left to take out.")
        _tell_rest(plan)
        return
    common.echo(f"To take {code} out of {folder}, this will be changed and cannot be taken back:")
    for row in plan.rows:
        common.echo(f"  {row}")
    if not yes and not _agreed(code):
        common.echo("nothing was changed; with --yes it is done", err=True)
        click.get_current_context().exit(2)
    carry_out(plan)
    common.echo(f"{code} is taken out: {plural(len(plan.steps), 'file')} changed or removed.")
    _tell_rest(plan)
    common.echo(f"Then: litreview run{'' if folder == '.' else f' {shlex.quote(folder)}'}")


def _agreed(code: str) -> bool:
    """Return whether whoever sits at the terminal types the code; False without a terminal."""
    if not sys.stdin.isatty():
        return False
    common.echo(f"Type {code} to go on: ", nl=False)
    return sys.stdin.readline().strip() == code


def _tell_rest(plan: Withdrawal) -> None:
    """Print what remains: in files that people wrote, in git's history, and where no program can look."""
    if plan.remains:
        common.echo("\nNot changed, for people wrote it; change it by hand:")
        for place in plan.remains[:_SHOWN]:
            common.echo(f"  {place}")
        if len(plan.remains) > _SHOWN:
            common.echo(f"  … and {plural(len(plan.remains) - _SHOWN, 'more place')}")
    if plan.unread:
        common.echo(
            f"\n{plural(plan.unread, 'file')} could not be looked into (PDFs, projects, old formats, large ones): look there, too."
        )
    _tell_history(plan)
    common.echo(
        "\nNot within reach: projects of other programs (QDPX), spreadsheets that colleagues have, backups, and whatever was sent or printed."
    )


def _tell_history(plan: Withdrawal) -> None:
    if not plan.standing:
        common.echo("\nWhat was staged in git before is staged still: `git add -A` before the next commit.")
    if not plan.past:
        said = plan.standing or "nothing of it is in git's history"
        common.echo(f"\nHistory: {said}.")
        return
    paths = list(dict.fromkeys(_path(plan, change.path, shown) for change, shown in plan.past))
    commits = {change.commit for change, _ in plan.past}
    common.echo(
        f"\nHistory: {plural(len(commits), 'commit')} in git hold it, and everyone who has a clone can read them:"
    )
    for change, shown in plan.past[:_SHOWN]:
        common.echo(f"  {change.commit[:12]} {change.when} {_path(plan, change.path, shown)}")
    if len(plan.past) > _SHOWN:
        common.echo(f"  … and {len(plan.past) - _SHOWN} more")
    if plan.standing:
        common.echo(f"  ({plan.standing})")
    words = " ".join(f"--path {shlex.quote(path)}" for path in paths)
    kept = list(
        dict.fromkeys(_path(plan, c.path, shown) for c, shown in plan.past if _stays(plan, c.path, shown))
    )
    copied = (
        f"  mkdir ../kept && git archive HEAD {' '.join(map(shlex.quote, kept))} | tar -x -C ../kept\n"
        if kept
        else ""
    )
    put_back = "  cp -R ../kept/. . && git add -A && git commit -m 'As they are now'\n" if kept else ""
    common.echo(
        "To remove it (https://github.com/newren/git-filter-repo), change the above by hand, commit, then at the top of a fresh clone of the repository:\n"
        f"{copied}"
        f"  git filter-repo --invert-paths {words}\n"
        f"{put_back}"
        "  git push --force --all && git push --force --tags   # to where it was published\n"
        "These files then begin anew in history. Clones, forks and copies that others made keep it until they are deleted: ask for that, "
        "and ask whoever hosts the repository to clear what they cached."
    )


def _stays(plan: Withdrawal, path: str, shown: str) -> bool:
    """Return whether what is taken out of history under a name is to be put back: the file is there, or others in a folder named for it."""
    if shown == "private":
        return False
    return (plan.folder / path).is_file() or (shown != path and (plan.folder / shown).is_dir())


def _path(plan: Withdrawal, path: str, shown: str) -> str:
    """Return a path from the top of the repository; of one that may not be named the folder, which ends in `/`."""
    from litreview.files import name_of

    return name_of(plan.inside + shown) + ("" if shown == name_of(path) else "/")
