"""Commands `withdraw`, which removes a person from a review, and `destroy`, which removes everything confidential when a study is closed."""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from litreview.cli import common
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.review.withdrawal.withdraw import Withdrawal


_CACHE = "what the cache folder stores of the review, removed"


@click.command()
@click.argument("code", metavar="CODE")
@click.option("-C", "folder", default=".", metavar="DIR", help="The review (default: this folder).")
@click.option(
    "--yes",
    is_flag=True,
    help="Do it without asking you first. Outside a terminal, nothing is done without this option.",
)
@common.json_option
def withdraw(code: str, folder: str, *, yes: bool, as_json: bool) -> None:
    """Remove an interviewee, or a request, from a review.

    Collects what the review has about the person, searches every file and git's history for it, and lists what would stay: in the
    terminal, or in private/withdrawn/CODE.txt. Then asks you, and removes their material from register, decisions, notes, transcripts,
    quotes, outputs and caches. The register records that CODE withdrew. The exit code is 1 while anything stays. With --json it asks no
    question: without --yes it reports what it would do, and ends with exit code 2.

    \b
    Example:
      litreview withdraw I07 -C my-review
    """
    from litreview.review.withdrawal.withdraw import carry_out, plan_withdrawal

    plan = plan_withdrawal(folder, code)
    if as_json:
        _withdraw_as_json(plan, confirmed=plan.before or yes)
        return
    counts = ", ".join(f"{what}: {number}" for what, number in plan.tracer.counts.items())
    common.echo(f"Searched for {code} and everything known about them ({counts}).")
    _print_remaining(plan)
    if plan.rows:
        common.echo(
            f"\nTo remove {code} from {folder}, litreview will change the following. You cannot undo this:"
        )
        common.echo_lines(f"  {row}" for row in plan.rows)
    if not plan.before and not yes and not _is_confirmed(code):
        common.echo("Nothing was changed. Use --yes to do it without a question.", err=True)
        click.get_current_context().exit(2)
    changed = len(plan.steps)
    done = carry_out(plan)
    _print_result(done, changed)
    if not done.is_clean:
        click.get_current_context().exit(1)


def _withdraw_as_json(plan: Withdrawal, *, confirmed: bool) -> None:
    from litreview.review.withdrawal.withdraw import account_path, carry_out, write_account

    done = carry_out(plan) if confirmed else plan
    accounted = bool(done.stays or done.unread or not done.is_clean)
    if accounted and not confirmed:
        write_account(plan)
    common.print_json(
        {
            "code": plan.code,
            "looked_for": dict(plan.tracer.counts),
            "changes": plan.rows,
            "done": confirmed,
            "clean": done.is_clean,
            "stays": {name: number for name, number, _ in _remaining(done)},
            "account": account_path(plan.code) if accounted else "",
        }
    )
    _exit_with(done=confirmed, clean=done.is_clean)


def _exit_with(*, done: bool, clean: bool) -> None:
    if not (done and clean):
        click.get_current_context().exit(1 if done else 2)


def _is_confirmed(code: str) -> bool:
    """Return whether the person at the terminal types the code; False without a terminal."""
    if not sys.stdin.isatty():
        return False
    common.echo(f"Type {code} to go on: ", nl=False)
    return sys.stdin.readline().strip() == code


@click.command()
@click.option("-C", "folder", default=".", metavar="DIR", help="The review (default: this folder).")
@click.option(
    "--yes",
    is_flag=True,
    help="Do it without asking you first. Outside a terminal, nothing is done without this option.",
)
@common.json_option
def destroy(folder: str, *, yes: bool, as_json: bool) -> None:
    """Destroy all confidential material of a review when its study is closed.

    Shows what would be removed and what would stay, and asks you. Removed are private/ with transcripts, quotes and codes, sealed
    entries, unpublishable parts of the register, decisions on interviews, outputs and caches. Then searches files and git's history
    for remains, and writes the proof to destruction.txt, which names no person. The exit code is 1 while anything stays. With --json it asks no
    question: without --yes it reports what it would do, and ends with exit code 2.

    \b
    Example:
      litreview destroy -C my-review
    """
    from litreview.review.withdrawal.destroy import (
        PROOF,
        destroy as carry_out,
        found_lines,
        plan_destruction,
        proof_lines,
    )

    plan = plan_destruction(folder)
    if as_json:
        done = carry_out(plan) if yes else plan
        common.print_json(
            {
                "changes": [*plan.rows, _CACHE],
                "retain_until": str(plan.retain_until or ""),
                "done": yes,
                "clean": done.is_clean,
                "found": [*dict.fromkeys(map(str, done.stays)), *done.past],
                "unread": [*done.unread],
                "proof": PROOF if yes else "",
            }
        )
        _exit_with(done=yes, clean=done.is_clean)
        return
    common.echo(
        f"To destroy all confidential material of {folder}, litreview will change the following. You cannot undo this:"
    )
    common.echo_lines(f"  {row}" for row in (*plan.rows, _CACHE))
    if not plan.is_clean:
        common.echo(
            "\nThe following would stay. Change these files by hand first, because afterwards nothing knows what to search for."
        )
    common.echo_lines(found_lines(plan))
    if plan.retain_until is not None and plan.retain_until > datetime.now(UTC).date():
        common.echo(
            f"\nlitreview.toml says that the material must be kept until {plan.retain_until}, which has not come yet."
        )
    if not yes and not _is_confirmed("destroy"):
        common.echo("Nothing was changed. Use --yes to do it without a question.", err=True)
        click.get_current_context().exit(2)
    done = carry_out(plan)
    common.echo("")
    common.echo_lines(proof_lines(done))
    common.echo(f"\nThis is the proof. It is stored in {PROOF} of the review.")
    if not done.is_clean:
        common.echo(
            "It is not certain that everything is destroyed. Change the listed places by hand, and check the files that could not be opened; "
            "git filter-repo removes commits from history (docs/withdraw-and-release.md)."
        )
        click.get_current_context().exit(1)


def _print_remaining(plan: Withdrawal) -> None:
    """Print the account in a terminal; otherwise write it below private/, because the places of a name identify the person."""
    from litreview.review.withdrawal.withdraw import account, account_path, write_account

    if sys.stdout.isatty():
        common.echo_lines(account(plan))
        return
    if plan.is_clean and not plan.unread and not plan.stays:
        common.echo("Nothing stays in files or in git's history.")
        return
    write_account(plan)
    common.echo(f"What stays: {_counts(plan)}. {account_path(plan.code)} lists it, and says what to do.")


def _remaining(plan: Withdrawal) -> list[tuple[str, int, str]]:
    """Return what stays: its name for a program, its number, and both in words."""
    sure, unread, messages = len(plan.sure), len(plan.unread), len(plan.messages)
    commits = len({change.commit for change, _ in plan.past})
    possible = sum(bool(trace.possible) for trace in plan.stays)
    return [
        ("places", sure, f"{plural(sure, 'place')} in {plural(len({t.file for t in plan.sure}), 'file')}"),
        ("commits", commits, f"{plural(commits, 'commit')} of git's history"),
        ("messages", messages, f"{plural(messages, 'message or name', 'messages or names')} in git"),
        ("possible", possible, f"{plural(possible, 'place')} that may be somebody else's"),
        ("unread", unread, f"{plural(unread, 'file')} that could not be searched"),
    ]


def _counts(plan: Withdrawal) -> str:
    return ", ".join(words for _, number, words in _remaining(plan) if number)


def _print_result(done: Withdrawal, changed: int) -> None:
    """Print what was done, and what to do by hand."""
    from litreview.review.withdrawal.withdraw import account_path

    where = "" if str(done.folder) == "." else f" {shlex.quote(str(done.folder))}"
    call = f"litreview withdraw {done.code}{where and f' -C{where}'}"
    if not changed:
        common.echo(f"\n{done.code} was withdrawn before: nothing is left to remove.")
    else:
        common.echo(
            f"\n{done.code}: {plural(changed, 'file')} changed or removed, and what was stored in the cache folder."
        )
    if done.is_clean:
        common.echo(f"Searched again: nothing of {done.code} stays in files or in git's history.")
        if done.unread:
            common.echo(f"Not certain: {_counts(done)}. {account_path(done.code)} lists them.")
    elif not done.stays_somewhere:
        common.echo(
            f"Searched again: nothing of {done.code} was found, but {plural(done.unsearched, 'file or content', 'files or contents')} could not be searched: "
            f"{account_path(done.code)} lists them. Unpack and check them, or remove them from the review. Then call `{call}` again, until the exit code is 0."
        )
    else:
        common.echo(
            f"{done.code} is not completely removed yet. It stays in {_counts(done)}: {account_path(done.code)} lists them. "
            f"Change the files by hand, and remove the commits from history as described there. Then call `{call}` again, until the exit code is 0."
        )
    if not done.standing:
        common.echo(
            "Files that were staged in git before are still staged: run `git add -A` before the next commit."
        )
    common.echo(
        "Not searched for: first names alone, nicknames, a line changed since the first call, speech in recordings, text in pictures. "
        "Out of reach: projects of other programs (QDPX), colleagues' spreadsheets, backups, and everything that was sent or printed."
    )
    if changed:
        common.echo(f"Then: litreview run{where}")
