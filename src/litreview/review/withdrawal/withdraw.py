"""Removal of a person from a review folder: the plan, its execution, and the account of what stays.

Everything is computed before anything is written, and each file is written completely or not at all. After an interruption the same
call finds the remaining work, because the file that knows the person's names is changed last.
The places of a name say who the person is, so the account is shown only in a terminal and in `private/withdrawn/CODE.txt`. It ends
with salted digests of the lines with traces: by then the name is gone, and a later call finds these lines without it.
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
from litreview.formats import read
from litreview.judgements.decisions import ConfidentialNames, current, read_decisions
from litreview.review.private_folder import ACCOUNTS, CODES_FILE, ignore_private, read_codes
from litreview.review.release.search_terms import person_terms, read_existing
from litreview.review.store import purge
from litreview.review.text_files import FOLDER as TEXTS_FOLDER
from litreview.review.withdrawal.file_edits import (
    CODE,
    Names,
    UncertainError,
    are_bare,
    codes_of,
    tombstones,
    with_tombstone,
    without_decisions,
    without_entries,
    without_rows,
)
from litreview.review.withdrawal.traces import (
    KEYED_FOLDERS,
    ORDER,
    STEPS,
    STORED,
    Change,
    LineDigests,
    Removal,
    RemovalStep,
    Trace,
    Tracer,
    after_steps,
    cut_at_private,
    do_steps,
    is_decisions,
    is_output,
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
    """The plan of a removal. `past` has each file of a commit with its redacted path, `closed` counts private files that could not be read."""

    code: str
    past: tuple[tuple[history.Change, str], ...]
    before: bool = False
    inside: str = ""
    closed: int = 0
    seen_before: frozenset[str] = field(default_factory=frozenset, repr=False)

    @property
    def rows(self) -> list[str]:
        """The steps in words; equal steps, and generated files, are counted."""
        made = sum(step.kind == "generated" for step in self.steps)
        counts = Counter(self._step_row(step) for step in self.steps if step.kind != "generated")
        first = [f"{plural(made, 'generated file')}, {STEPS['generated'].one_gone}"] if made else []
        return [*first, *(row if n == 1 else f"{row}, {n} files" for row, n in counts.items())]

    def _step_row(self, step: RemovalStep) -> str:
        what = STEPS[step.kind].one_gone.replace("%s", self.code)
        return f"{step.shown}: {what}{f' ({len(step.lines)})' if step.lines else ''}"


def plan_withdrawal(folder: Path | str, code: str) -> Withdrawal:
    """Plan the removal of a person or a request from a review; nothing is changed.

    The search terms are collected first. Then every file is searched as it would be after the steps, and git's history.
    `UsageError` if the review knows no such code, or an entry of it has no sure end.
    """
    place = review_folder(folder)
    if not CODE.fullmatch(code):
        raise UsageError("a code is wanted, such as I07, PR03, PR03-2 or confidential-kpwtzb")
    everything = dict(_walk(place))
    names = _names_of(place, code)
    stones = tombstones(_read_bytes(everything.get(REGISTER_FILE)))
    known = _known_codes(everything, place)
    if code not in known:
        raise UsageError(f"no interview or request '{code}' in this review{near_miss(code, sorted(known))}")
    redactor = PathRedactor(place, names)
    steps = tuple(_removal_steps(place, everything, names, redactor))
    wanted, closed = person_terms(place, names)
    tracer = Tracer(wanted, names, read_lines(place, code))
    standing = history.repository_state(place)
    past = search_history(tracer, place)
    closed_past = past.unread + tracer.reset_unread()
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
        past=tuple((change, _shown_in_history(change.path, redactor, tracer)) for change in past.changes),
        standing=standing.caveat,
        messages=past.messages,
        before=code in stones and not steps,
        inside="" if standing.why else _folder_in_repository(place, standing.top),
        tracer=tracer,
        seen_before=frozenset(tracer.seen),
    )


def _shown_in_history(path: str, redactor: PathRedactor, tracer: Tracer) -> str:
    """Return a redacted path; for a path that contains a name, the folder above the name."""
    shown = redactor.redact_path(path)
    before, name, _ = tracer.redact_path(shown).partition("…")
    return (before.rstrip("/") or ".") if name else shown


def carry_out(plan: Withdrawal) -> Withdrawal:
    """Execute a withdrawal, search again, and return what stays.

    `OutputError` if a file can't be changed; finished steps stay done, and the same call does the rest.
    """
    if not plan.is_clean:  # the account finds the traces once the files that know the name are gone
        write_account(plan)
    # the cache may hold content of files that named them: purge it before the first step
    left = purge(plan.folder, plan.tracer)
    do_steps(plan.steps)
    _remove_empty(plan)
    # search the files as they are now
    plan.tracer.reset_unread()
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
    """Remove empty folders named after the code."""
    names = Names(code=plan.code)
    for top in (*private_folders(plan.folder), plan.folder / "notes", plan.folder / "references"):
        for here, _, _ in sorted(os.walk(top), reverse=True):
            if names.in_path(os.path.relpath(here, top)) and not any(Path(here).iterdir()):
                Path(here).rmdir()


def withdrawn_problems(folder: Path) -> tuple[Problem, ...]:
    """Return a Problem (LR660) for each file with data of a person who withdrew: it returned by a merge, or from a copy."""
    stones = tombstones(read_existing(folder / REGISTER_FILE))
    if not stones:
        return ()
    everything = dict(_walk(folder))
    problems = []
    for code in stones:
        names = _names_of(folder, code)
        steps = _removal_steps(folder, everything, names, PathRedactor(folder, names))
        problems += [
            problem(
                "LR660",
                Where(file=step.shown, line=step.lines[0] if step.lines else 0),
                key=code,
                what=STEPS[step.kind].returned,
            )
            for step in steps
            if step.kind != "generated" and not _is_bare(step, names)
        ]
    return tuple(dict.fromkeys(problems))


def _is_bare(step: RemovalStep, names: Names) -> bool:
    """Return whether a file of entries says of a person only what the register does: a code, without a detail."""
    return step.kind == "entries" and are_bare(
        _read_bytes(step.path.reveal()), {names.code, *names.keys.reveal()}
    )


def _names_of(folder: Path, code: str) -> Names:
    """Return the names of a person: the code, its keys, and the codes and keys of private entries that decisions call the same."""
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
    """Yield each file of a review with its path, except the accounts of people who withdrew."""
    every = walk_review(folder, private_folders(folder))
    return ((name, path) for name, path in every if not name.startswith(f"{ACCOUNTS}/"))


def _read_bytes(path: Path | None) -> bytes:
    return files.read_bytes(path) if path is not None else b""


def _known_codes(everything: Mapping[str, Path], folder: Path) -> set[str]:
    """Return the codes in the entries, decisions, notes and private files of a review."""
    known = {line.code for line in read_codes(folder)}
    for name, path in everything.items():
        if top_folder(name) in ("private", *KEYED_FOLDERS):
            known.update(found.upper() if len(found) < 8 else found for found in CODE.findall(path.name))
        if name.endswith(".bib") and not is_output(name):
            known |= codes_of(_read_bytes(path))
        if is_decisions(name):
            known.update(CODE.findall(_read_bytes(path).decode("utf-8", errors="replace")))
    return known


class PathRedactor:
    """Names of files in messages: a file below `private/`, or named after something confidential, is named only by its folder."""

    def __init__(self, folder: Path, names: Names) -> None:
        self._folder = folder
        self._names = names

    @cached_property
    def _quotable(self) -> Callable[[str], bool]:
        bib = self._folder / "bib"
        places = [*([bib] if bib.is_dir() else []), *private_folders(self._folder)]
        try:
            return ConfidentialNames(read(*places, root=self._folder).records).quotable
        except LitreviewError:
            return lambda _: False

    def redact_path(self, name: str) -> str:
        """Return the name of a file in messages, from its path in the review."""
        if is_output(name):
            return files.name_of(name)
        parts = name.split("/")
        if any(map(is_private_name, parts)):
            return files.name_of(cut_at_private(name))
        stem = Path(name).name.split(".")[0]
        keyed = top_folder(name) in KEYED_FOLDERS
        if keyed and not self._names.in_text(stem.encode("utf-8", "replace")) and not self._quotable(stem):
            return parts[0]
        return files.name_of(name)


def _removal_steps(
    folder: Path, everything: Mapping[str, Path], names: Names, redactor: PathRedactor
) -> list[RemovalStep]:
    """Return the steps in their order: generated files first, and last the file that knows the person's names."""
    steps: list[RemovalStep] = []
    if (
        REGISTER_FILE not in everything
        and CODE.fullmatch(names.code)
        and not names.code.startswith("confidential")
    ):
        steps.append(_step("register", REGISTER_FILE, folder / REGISTER_FILE, _tombstone_change(names)))
    ours = written_by_runs(folder)
    answers = dict(registry_answers(everything, names))
    for name, path in everything.items():
        if step := _file_step(name, path, names, ours, answers.get(name), redactor):
            steps.append(step)
    codes_file = os.path.realpath(folder / CODES_FILE)
    if not any(step.kind != "generated" for step in steps):
        return []  # withdrawn before: later outputs have no traces
    return sorted(
        steps, key=lambda s: (os.path.realpath(s.path.reveal()) == codes_file, ORDER.index(s.kind), s.shown)
    )


def _file_step(
    name: str, path: Path, names: Names, ours: set[str], ids: frozenset[str] | None, redactor: PathRedactor
) -> RemovalStep | None:
    """Return the step for one file, None if it needs none."""
    if name in ours:
        return _step("generated", name, path)
    if is_output(name) and not name.endswith(".bib"):  # a person's file: only entries are removed from it
        return None
    within = name.partition("/")[2]
    top = top_folder(name)
    if top in ("private", *KEYED_FOLDERS, "bib") and names.in_path(within, begins=top != "private"):
        return _step("named", redactor.redact_path(name), path)
    kind, change = _change_of(name, names, ids)
    if change is None:
        return None
    data = _read_bytes(path)
    theirs = (names.code, *names.keys.reveal())
    if kind not in ("register", "answers") and not any(name.encode() in data for name in theirs):
        return None
    if b"\0" in data:  # UTF-16, which is not changed byte by byte: the search reports it
        return None
    try:
        new, lines = change(data)
    except UncertainError as error:
        raise UsageError(
            f"{redactor.redact_path(name)}{'' if top == 'private' else f':{error.line}'}: the entry has no sure end, and what would be taken out might be another's; "
            "mend it first (`litreview check` says where), nothing was changed"
        ) from None
    return _step(kind, redactor.redact_path(name), path, change, lines) if new != data else None


def _step(
    kind: str, shown: str, path: Path, change: Change | None = None, lines: tuple[int, ...] = ()
) -> RemovalStep:
    return RemovalStep(kind=kind, shown=shown, path=Sealed(path), change=change, lines=lines)


def _change_of(name: str, names: Names, answered: frozenset[str] | None) -> tuple[str, Change | None]:
    """Return the kind of step for a file and its change, by its path and ending."""
    if name == REGISTER_FILE and not names.code.startswith("confidential"):
        return "register", _tombstone_change(names)
    if answered is not None:
        return "answers", lambda data: without_works(data, answered)
    if name.endswith(".bib"):
        return "entries", lambda data: (without_entries(data, {names.code, *names.keys.reveal()}), ())
    if is_decisions(name):
        return "decisions", lambda data: without_decisions(data, names)
    # the ledger has queries from before an entry was sealed
    if name == LEDGER or (top_folder(name) == "private" and name.endswith(".tsv")):
        return "rows", lambda data: without_rows(data, names)
    return "", None


def _tombstone_change(names: Names) -> Change:
    return lambda data: (with_tombstone(data, names.code), ())


def _folder_in_repository(folder: Path, top: Path) -> str:
    found = os.path.relpath(os.path.realpath(folder), top)
    return "" if found == "." else f"{Path(found).as_posix()}/"


_SALT = re.compile(r"^salt ([0-9a-f]{32})$", re.MULTILINE)
_DIGEST = re.compile(r"^[0-9a-f]{64}$", re.MULTILINE)


def account_path(code: str) -> str:
    """Return the path of a person's account in the review."""
    return f"{ACCOUNTS}/{code}.txt"


def read_lines(folder: Path, code: str) -> LineDigests:
    """Return the digests of lines in a person's account, none without an account."""
    text = read_existing(folder / account_path(code)).decode("utf-8", errors="replace")
    salt = _SALT.search(text)
    if salt is None:
        return LineDigests()
    return LineDigests(salt=salt[1], digests=frozenset(_DIGEST.findall(text, salt.end())))


def write_account(plan: Withdrawal) -> Path:
    """Write the account of what stays, with the digests of the lines with traces; return its path."""
    texts = {trace.text.reveal() for trace in plan.sure} | plan.seen_before
    digester = LineDigests(salt=secrets.token_hex(16))
    digests = sorted({digester.digest(text) for text in texts if text.strip()})
    path = plan.folder / account_path(plan.code)
    ignore_private(plan.folder)
    files.make_folder(path.parent)
    text = "\n".join(account(plan))
    explanation = "These are salted digests of the lines, without names; with them `litreview withdraw` finds the lines again."
    files.write_text(path, "\n".join([f"{text}\n", explanation, f"salt {digester.salt}", *digests, ""]))
    return path


def remove_account(folder: Path, code: str) -> None:
    """Remove the account of a person without remaining traces, and the folder if it was the last one."""
    path = folder / account_path(code)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(str(path), f"cannot be removed: {error.strerror}") from error
    with contextlib.suppress(OSError):  # the folder has other accounts, or does not exist
        path.parent.rmdir()


def account(plan: Withdrawal) -> Iterator[str]:
    """Yield the lines of the account: traces in files, possible traces, files that could not be opened, and git's history."""
    if plan.sure:
        yield f"These traces of {plan.code} stay in files, because people wrote them; change them by hand:"
        yield from _trace_lines(plan.sure)
    else:
        yield f"Nothing of {plan.code} stays in files."
    if any(trace.file.startswith(f"{TEXTS_FOLDER}/text-") for trace in plan.stays):
        yield "Names of full texts may be names of people: texts/text-… is the file whose digest begins like this (`b2sum -l 160 texts/*`)."
    possible = tuple(trace for trace in plan.stays if trace.possible)
    if possible:
        yield "\nAlso found, but not counted:"
        yield from _trace_lines(possible)
    if plan.unread:
        yield "\nThese files could not be opened (packed files, PDFs, projects, old formats, large files); check them too:"
        yield from (f"  {name}" for name in plan.unread)
    yield from _history_lines(plan)


def _trace_lines(traces: Sequence[Trace]) -> Iterator[str]:
    yield from (f"  {line}" for line in dict.fromkeys(map(str, traces)))


def _history_lines(plan: Withdrawal) -> Iterator[str]:
    """Yield the traces in git's history, and the commands that remove them."""
    if plan.messages:
        yield "\nMessages and names in git with traces (`git filter-repo --replace-message`, `git tag -d`, `git branch -m`):"
        yield from (f"  {message}" for message in plan.messages)
    if not plan.past:
        nothing = "nothing of it is in git's history"
        yield f"\nHistory: {plan.standing or nothing}."
        return
    paths = list(dict.fromkeys(_full_path(change, shown) for change, shown in plan.past))
    commits = {change.commit for change, _ in plan.past}
    yield f"\nHistory: {plural(len(commits), 'commit')} in git with traces, which everybody with a clone can read:"
    yield from dict.fromkeys(
        f"  {change.commit[:12]} {change.when} {_full_path(change, shown)}" for change, shown in plan.past
    )
    if plan.standing:
        yield f"  ({plan.standing})"
    words = " ".join(f"--path {shlex.quote(path)}" for path in paths)
    stays = [_full_path(change, shown) for change, shown in plan.past if _is_restored(plan, change, shown)]
    restored = " ".join(map(shlex.quote, dict.fromkeys(stays)))
    yield "To remove it (https://github.com/newren/git-filter-repo), change the above by hand, commit, then at the top of a fresh clone of the repository:"
    if restored:
        yield f"  mkdir ../kept && git archive HEAD {restored} | tar -x -C ../kept"
    yield f"  git filter-repo --invert-paths {words}"
    if restored:
        yield "  cp -R ../kept/. . && git add -A && git commit -m 'As they are now'"
    yield "  git push --force --all && git push --force --tags   # to where it was published"
    yield "To remove what only this folder has (stashes, staged or undone changes): `git add -A`, `git stash drop`, `git reflog expire --expire=now --all`, `git gc --prune=now`."
    yield (
        "The history of these files then begins again. Clones, forks and other people's copies keep the traces until they are deleted: ask for that, "
        "and ask the host of the repository to clear its caches."
    )


def _is_restored(plan: Withdrawal, change: history.Change, shown: str) -> bool:
    """Return whether a path that is removed from history must be put back: the file exists, or the folder that is shown instead of it."""
    if shown == "private" or change.folder != plan.inside:  # the review was elsewhere then
        return False
    return (plan.folder / change.path).is_file() or (shown != change.path and (plan.folder / shown).is_dir())


def _full_path(change: history.Change, shown: str) -> str:
    """Return a path from the top of the repository; for a redacted path its folder, which ends in `/`."""
    return files.name_of(change.folder + shown) + ("" if shown == files.name_of(change.path) else "/")
