"""Taking a person out of a review folder: what would be changed, what can't be, doing it, and the account of what stays.

All is computed before anything is written, and each file is written whole or not at all. What is left undone by a program that was
ended is found again by the same call, for the file that knows which names are theirs comes last.
Where a person's name stands says who they are, so the account is shown in a terminal and in `private/withdrawn/CODE.txt`, nowhere else. It ends
with salted digests of the lines that hold something: what knew the name is gone by then, and a later call finds these lines again without it.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from litreview.core import files, git_history as history
from litreview.core.errors import LitreviewError, OutputError, UsageError, near_miss
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.core.sealed import Sealed, is_private_name, private_folders
from litreview.core.wording import plural
from litreview.judgements.decisions import ConfidentialNames, current, read_decisions
from litreview.review.private_folder import ACCOUNTS, CODES_FILE, ignore_private, read_codes
from litreview.review.release.search_terms import person_terms
from litreview.review.store import purge
from litreview.review.withdrawal.file_edits import (
    CODE,
    Names,
    UncertainError,
    codes_of,
    tombstones,
    with_tombstone,
    without_decisions,
    without_entries,
    without_rows,
)
from litreview.review.withdrawal.traces import (
    ORDER,
    STEPS,
    STORED,
    Change,
    Lines,
    Removal,
    Step,
    Trace,
    Tracer,
    after_steps,
    do_steps,
    is_decisions,
    is_out,
    not_opened,
    registry_answers,
    review_folder,
    search_files,
    search_history,
    top_folder,
    walk_review,
    written_by_runs,
)
from litreview.stages.enrichment import LEDGER, without_works
from litreview.stages.register import REGISTER_FILE

_THEIRS = "private file of theirs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal(Removal):
    """What taking a person out means. `past` has each file of a commit with its path as it may be shown, `closed` counts private files that could not be read."""

    code: str
    past: tuple[tuple[history.Change, str], ...]
    before: bool = False
    inside: str = ""
    closed: int = 0
    seen_before: frozenset[str] = field(default_factory=frozenset, repr=False)

    @property
    def rows(self) -> list[str]:
        """The steps in words; those of one kind below `private/`, and generated files, are counted."""
        made = sum(step.kind == "generated" for step in self.steps)
        counts = Counter(self._told(step) for step in self.steps if step.kind != "generated")
        first = [f"{plural(made, 'generated file')}, {STEPS['generated'].one_gone}"] if made else []
        return [*first, *(row if n == 1 else f"{row}, {n} files" for row, n in counts.items())]

    def _told(self, step: Step) -> str:
        what = STEPS[step.kind].one_gone.replace("%s", self.code)
        return f"{step.shown}: {what}{f' ({len(step.lines)})' if step.lines else ''}"


def plan_withdrawal(folder: Path | str, code: str) -> Withdrawal:
    """Return what taking a person or a request out of a review means; nothing is changed.

    What is known of them is gathered first, and looked for in every file and in git's history, as both would be when all is done.
    `UsageError` if the review knows no such code, or an entry of it has no sure end.
    """
    place = review_folder(folder)
    if not CODE.fullmatch(code):
        raise UsageError("a code is wanted, such as I07, PR03, PR03-2 or confidential-kpwtzb")
    everything = dict(_walk(place))
    names = _names(place, code)
    stones = tombstones(_data(everything.get(REGISTER_FILE)))
    known = _known(everything, place)
    if code not in known:
        raise UsageError(f"no interview or request '{code}' in this review{near_miss(code, sorted(known))}")
    naming = Naming(place, names)
    steps = tuple(_steps(place, everything, names, naming))
    wanted, closed = person_terms(place, names)
    tracer = Tracer(wanted, names, read_lines(place, code))
    standing = history.repository_state(place)
    past = search_history(tracer, place)
    closed_past = past.unread + tracer.start_over()
    stays = search_files(tracer, everything.items(), after_steps(steps))
    return Withdrawal(
        code=code,
        folder=place,
        steps=steps,
        stays=stays,
        unread=not_opened(tracer, closed_past, (closed, _THEIRS)),
        closed=closed,
        closed_past=closed_past,
        unsearched=len(tracer.unsearched) + closed_past,
        past=tuple((change, _shown_in_history(change.path, naming, tracer)) for change in past.changes),
        standing=standing.caveat,
        said=past.messages,
        before=code in stones and not steps,
        inside="" if standing.why else _inside(place, standing.top),
        tracer=tracer,
        seen_before=frozenset(tracer.seen),
    )


def _shown_in_history(path: str, naming: Naming, tracer: Tracer) -> str:
    """Return a path as it may be shown, of one that holds a name the folder above that."""
    shown = naming.shown(path)
    return (
        shown if "…" not in tracer.shown(shown) else tracer.shown(shown).partition("…")[0].rstrip("/") or "."
    )


def carry_out(plan: Withdrawal) -> Withdrawal:
    """Do what a withdrawal means, look again, and return what stays by then.

    `OutputError` if a file can't be changed; what is done then stays done, and the rest is done by the same call again.
    """
    if not plan.is_clean:  # once the files that know the name are gone, it tells where it stays
        write_account(plan)
    # what was stored of files that may have named them, before any of them was marked
    left = purge(plan.folder, plan.tracer)
    do_steps(plan.steps)
    _remove_empty(plan)
    # the files as they are by now
    plan.tracer.start_over()
    stays = search_files(plan.tracer, _walk(plan.folder))
    unread = not_opened(plan.tracer, plan.closed_past, (plan.closed, _THEIRS))
    cached = tuple(Trace(file=path, line=0, kind=STORED) for path in left)
    unsearched = len(plan.tracer.unsearched) + plan.closed_past
    done = replace(plan, steps=(), stays=(*cached, *stays), unread=unread, unsearched=unsearched)
    if done.is_clean and not done.stays and not done.unread:
        remove_account(done.folder, done.code)
    else:
        write_account(done)
    return done


def _remove_empty(plan: Withdrawal) -> None:
    """Remove the folders called after the code in which nothing is left."""
    names = Names(code=plan.code)
    for top in (*private_folders(plan.folder), plan.folder / "notes", plan.folder / "references"):
        for here, _, _ in sorted(os.walk(top), reverse=True):
            if names.in_path(os.path.relpath(here, top)) and not any(Path(here).iterdir()):
                Path(here).rmdir()


def withdrawn_problems(folder: Path) -> tuple[Problem, ...]:
    """Return a Problem (LR660) for each file that holds something of a person who withdrew: it came back by a merge, or from a copy."""
    register = folder / REGISTER_FILE
    stones = tombstones(_data(register)) if register.is_file() else {}
    if not stones:
        return ()
    everything = dict(_walk(folder))
    found = []
    for code in stones:
        names = _names(folder, code)
        steps = _steps(folder, everything, names, Naming(folder, names))
        found += [_returned(code, step) for step in steps if step.kind != "generated"]
    return tuple(dict.fromkeys(found))


def _returned(code: str, step: Step) -> Problem:
    return problem(
        "LR660",
        Where(file=step.shown, line=step.lines[0] if step.lines else 0),
        key=code,
        what=STEPS[step.kind].returned,
    )


def _names(folder: Path, code: str) -> Names:
    """Return what a person is called by: the code, its keys, and the codes and keys of private entries that decisions call the same."""
    lines = read_codes(folder)
    private = {name for line in lines if line.file for name in (line.code, line.key)}
    same = [d for d in current(read_decisions(folder)[0]) if d.verb == "same"] if private else []
    pairs = {pair for d in same for pair in ((d.key, d.value), (d.value, d.key))}
    codes = {code}
    while more := {one for one, other in pairs if other in codes and one in private} - codes:
        codes |= more
    keys = {line.key for line in lines if line.key and codes & {line.code, line.key}} | codes - {code}
    return Names(code=code, keys=Sealed(tuple(sorted(keys))))


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield each file of a review by its path in it, but for the accounts of those who withdrew."""
    for name, path in walk_review(folder, private_folders(folder)):
        if not name.startswith(f"{ACCOUNTS}/"):
            yield name, path


def _data(path: Path | None) -> bytes:
    return files.read_bytes(path) if path is not None else b""


def _known(everything: Mapping[str, Path], folder: Path) -> set[str]:
    """Return the codes that a review knows: of entries, decisions, notes and private files."""
    known = {line.code for line in read_codes(folder)}
    for name, path in everything.items():
        if top_folder(name) in ("private", "notes", "references"):
            known.update(found.upper() if len(found) < 8 else found for found in CODE.findall(path.name))
        if name.endswith(".bib") and not is_out(name):
            known |= codes_of(_data(path))
        if is_decisions(name):
            known.update(CODE.findall(_data(path).decode("utf-8", errors="replace")))
    return known


class Naming:
    """How files are called in messages: one below `private/`, or one called after what is confidential, only by its folder."""

    def __init__(self, folder: Path, names: Names) -> None:
        self._folder = folder
        self._names = names

    @cached_property
    def _quotable(self) -> Callable[[str], bool]:
        from litreview.formats import read

        bib = self._folder / "bib"
        places = [*([bib] if bib.is_dir() else []), *private_folders(self._folder)]
        try:
            return ConfidentialNames(read(*places, root=self._folder).records).quotable
        except LitreviewError:
            return lambda _: False

    def shown(self, name: str) -> str:
        """Return how a file is called, by its path from the review."""
        if is_out(name):
            return files.name_of(name)
        parts = name.split("/")
        private = next((n for n, part in enumerate(parts) if is_private_name(part)), None)
        if private is not None:
            return files.name_of("/".join(parts[: private + 1]))
        stem = Path(name).name.split(".")[0]
        keyed = top_folder(name) in ("notes", "references")
        if keyed and not self._names.in_text(stem.encode("utf-8", "replace")) and not self._quotable(stem):
            return parts[0]
        return files.name_of(name)


def _steps(folder: Path, everything: Mapping[str, Path], names: Names, naming: Naming) -> list[Step]:
    """Return what is to be done, in the order in which it is: what can be made anew first, and last the file that knows which names are theirs."""
    found: list[Step] = []
    if (
        REGISTER_FILE not in everything
        and CODE.fullmatch(names.code)
        and not names.code.startswith("confidential")
    ):
        found.append(_step("register", REGISTER_FILE, folder / REGISTER_FILE, _stone(names)))
    ours = written_by_runs(folder)
    answers = dict(registry_answers(everything, names))
    for name, path in everything.items():
        if step := _step_of(name, path, names, ours, answers.get(name), naming):
            found.append(step)
    last = os.path.realpath(folder / CODES_FILE)
    if not any(step.kind != "generated" for step in found):
        return []  # withdrawn before: what was generated since holds nothing
    return sorted(
        found, key=lambda s: (os.path.realpath(s.path.reveal()) == last, ORDER.index(s.kind), s.shown)
    )


def _step_of(
    name: str, path: Path, names: Names, ours: set[str], answered: frozenset[str] | None, naming: Naming
) -> Step | None:
    """Return what is to be done with one file, None if nothing."""
    if name in ours:
        return _step("generated", name, path)
    if is_out(name) and not name.endswith(".bib"):  # somebody's own: only entries are taken out of it
        return None
    within = name.partition("/")[2]
    top = top_folder(name)
    if top in ("private", "notes", "references", "bib") and names.in_path(within, begins=top != "private"):
        return _step("named", naming.shown(name), path)
    kind, change = _change(name, names, answered)
    if change is None:
        return None
    data = _data(path)
    theirs = (names.code, *names.keys.reveal())
    if kind not in ("register", "answers") and not any(name.encode() in data for name in theirs):
        return None
    if b"\0" in data:  # UTF-16, which is not changed byte by byte: `_remains` names it
        return None
    try:
        new, lines = change(data)
    except UncertainError as error:
        raise UsageError(
            f"{naming.shown(name)}{'' if top == 'private' else f':{error.line}'}: the entry has no sure end, and what would be taken out might be another's; "
            "mend it first (`litreview check` says where), nothing was changed"
        ) from None
    return _step(kind, naming.shown(name), path, change, lines) if new != data else None


def _step(
    kind: str, shown: str, path: Path, change: Change | None = None, lines: tuple[int, ...] = ()
) -> Step:
    return Step(kind=kind, shown=shown, path=Sealed(path), change=change, lines=lines)


def _change(name: str, names: Names, answered: frozenset[str] | None) -> tuple[str, Change | None]:
    """Return what of a file would be taken out, by where it lies and how it ends."""
    if name == REGISTER_FILE and not names.code.startswith("confidential"):
        return "register", _stone(names)
    if answered is not None:
        return "answers", lambda data: without_works(data, answered)
    if name.endswith(".bib"):
        return "entries", lambda data: (without_entries(data, {names.code, *names.keys.reveal()}), ())
    if is_decisions(name):
        return "decisions", lambda data: without_decisions(data, names)
    # what registries were asked before somebody's entry was sealed
    if name == LEDGER or (top_folder(name) == "private" and name.endswith(".tsv")):
        return "rows", lambda data: without_rows(data, names)
    return "", None


def _stone(names: Names) -> Change:
    return lambda data: (with_tombstone(data, names.code), ())


def _inside(folder: Path, top: Path) -> str:
    found = os.path.relpath(os.path.realpath(folder), top)
    return "" if found == "." else f"{Path(found).as_posix()}/"


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
        yield "\nNot looked into, for it could not be opened (packed files, PDFs, projects, old formats, large files); look there, too:"
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
    paths = list(dict.fromkeys(_path(change, shown) for change, shown in plan.past))
    commits = {change.commit for change, _ in plan.past}
    yield f"\nHistory: {plural(len(commits), 'commit')} in git hold it, and everyone who has a clone can read them:"
    yield from dict.fromkeys(
        f"  {change.commit[:12]} {change.when} {_path(change, shown)}" for change, shown in plan.past
    )
    if plan.standing:
        yield f"  ({plan.standing})"
    words = " ".join(f"--path {shlex.quote(path)}" for path in paths)
    stays = [_path(change, shown) for change, shown in plan.past if _stays(plan, change, shown)]
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


def _stays(plan: Withdrawal, change: history.Change, shown: str) -> bool:
    """Return whether what is taken out of history under a name is to be put back: the file is there, or others in a folder named for it."""
    if (
        shown == "private" or change.folder != plan.inside
    ):  # what lay where the review was before is there no more
        return False
    return (plan.folder / change.path).is_file() or (shown != change.path and (plan.folder / shown).is_dir())


def _path(change: history.Change, shown: str) -> str:
    """Return a path from the top of the repository; of one that may not be named the folder, which ends in `/`."""
    return files.name_of(change.folder + shown) + ("" if shown == files.name_of(change.path) else "/")
