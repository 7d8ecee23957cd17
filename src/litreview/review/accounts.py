"""The account of what stays of a person who withdraws: for a terminal, and as `private/withdrawn/CODE.txt`.

Where a person's name stands says who they are, so an account is shown nowhere else. It ends with salted digests of the lines that
hold something: what knew the name is gone by then, and a later call finds these lines again without it.
"""

from __future__ import annotations

import contextlib
import re
import secrets
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from litreview import files
from litreview.errors import OutputError
from litreview.review.codes import ignore_private
from litreview.review.tracing import Lines, Trace
from litreview.wording import plural

if TYPE_CHECKING:
    from litreview.review.withdrawing import Withdrawal

ACCOUNTS = "private/withdrawn"
_SALT = re.compile(r"^salt ([0-9a-f]{32})$", re.MULTILINE)
_DIGEST = re.compile(r"^[0-9a-f]{64}$", re.MULTILINE)


def account_path(code: str) -> str:
    """Return where the account of a person is kept, from the review."""
    return f"{ACCOUNTS}/{code}.txt"


def read_lines(folder: Path, code: str) -> Lines:
    """Return the digests of the lines that held something when the account of a person was written; none without an account."""
    path = folder / account_path(code)
    text = files.read_bytes(path).decode("utf-8", errors="replace") if path.is_file() else ""
    salt = _SALT.search(text)
    return Lines(salt=salt[1], digests=frozenset(_DIGEST.findall(text, salt.end()))) if salt else Lines()


def write_account(plan: Withdrawal) -> Path:
    """Write the account of what stays, with the digests of the lines that hold it; return the file."""
    found = {trace.text.reveal() for trace in plan.sure} | plan.seen_before
    lines = Lines(salt=secrets.token_hex(16))
    digests = sorted({lines.digest(text) for text in found if text.strip()})
    path = plan.folder / account_path(plan.code)
    ignore_private(plan.folder)
    files.make_folder(path.parent)
    text = "\n".join(account(plan))
    kept = "What follows are digests of these lines, with a salt, and no name: `litreview withdraw` finds the lines again by them."
    files.write_text(path, f"{text}\n\n{kept}\nsalt {lines.salt}\n" + "".join(f"{one}\n" for one in digests))
    return path


def remove_account(folder: Path, code: str) -> None:
    """Remove the account of a person of whom nothing stays, and the folder if it was the last one."""
    path = folder / account_path(code)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(str(path), f"cannot be removed: {error.strerror}") from error
    with contextlib.suppress(OSError):  # there are others, or none
        path.parent.rmdir()


def account(plan: Withdrawal) -> Iterator[str]:
    """Yield the lines of the account: what stays in files, what may be another's, what was not looked into, and what history holds."""
    if plan.sure:
        yield f"Of {plan.code} this stays in files, for people wrote it; change it by hand:"
        yield from _places(plan.sure)
    else:
        yield f"Of {plan.code} nothing stays in files."
    possible = tuple(trace for trace in plan.stays if trace.possible)
    if possible:
        yield "\nFound as well, and not counted:"
        yield from _places(possible)
    if plan.unread:
        yield "\nNot looked into, for it could not be opened (PDFs, projects, old formats, large files); look there, too:"
        yield from (f"  {name}" for name in plan.unread)
    yield from _history(plan)


def _places(traces: Sequence[Trace]) -> Iterator[str]:
    yield from (f"  {line}" for line in dict.fromkeys(map(str, traces)))


def _history(plan: Withdrawal) -> Iterator[str]:
    """Yield what git's history holds, and the commands that take it out."""
    if plan.said:
        yield "\nMessages and names in git that hold something (`git filter-repo --replace-message`, `git tag -d`, `git branch -m`):"
        yield from (f"  {said}" for said in plan.said)
    if not plan.past:
        nothing = "nothing of it is in git's history"
        yield f"\nHistory: {plan.standing or nothing}."
        return
    paths = list(dict.fromkeys(_path(plan, change.path, shown) for change, shown in plan.past))
    commits = {change.commit for change, _ in plan.past}
    yield f"\nHistory: {plural(len(commits), 'commit')} in git hold it, and everyone who has a clone can read them:"
    yield from dict.fromkeys(
        f"  {change.commit[:12]} {change.when} {_path(plan, change.path, shown)}"
        for change, shown in plan.past
    )
    if plan.standing:
        yield f"  ({plan.standing})"
    words = " ".join(f"--path {shlex.quote(path)}" for path in paths)
    stays = [
        _path(plan, change.path, shown) for change, shown in plan.past if _stays(plan, change.path, shown)
    ]
    kept = " ".join(map(shlex.quote, dict.fromkeys(stays)))
    yield "To remove it (https://github.com/newren/git-filter-repo), change the above by hand, commit, then at the top of a fresh clone of the repository:"
    if kept:
        yield f"  mkdir ../kept && git archive HEAD {kept} | tar -x -C ../kept"
    yield f"  git filter-repo --invert-paths {words}"
    if kept:
        yield "  cp -R ../kept/. . && git add -A && git commit -m 'As they are now'"
    yield "  git push --force --all && git push --force --tags   # to where it was published"
    yield "What this folder alone holds (stashes, what was staged or undone): `git add -A`, `git stash drop`, `git reflog expire --expire=now --all`, `git gc --prune=now`."
    yield (
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
    return files.name_of(plan.inside + shown) + ("" if shown == files.name_of(path) else "/")
