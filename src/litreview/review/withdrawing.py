"""Taking a person out of a review folder: what would be changed, what can't be, and doing it.

All is computed before anything is written, and each file is written whole or not at all. What is left undone by a program that was
ended is found again by the same call, for the file that knows which names are theirs comes last.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from litreview import files, history
from litreview.enrichment import LEDGER, said_of, without_works
from litreview.errors import InputError, LitreviewError, OutputError, UsageError, near_miss
from litreview.model import Problem, Where
from litreview.plurals import plural
from litreview.release.searching import Wanted
from litreview.review.accounts import ACCOUNTS, read_lines, remove_account, write_account
from litreview.review.answers import FOLDER as ANSWERS
from litreview.review.codes import CODES_FILE, read_codes
from litreview.review.forgetting import purge
from litreview.review.output import HASHES, generated
from litreview.review.search_terms import person_terms
from litreview.review.settings import SETTINGS_FILE
from litreview.review.tracing import STORED, Trace, Tracer, search_files, search_history, walk_review
from litreview.sealed import Sealed, is_private_name, private_folders
from litreview.withdrawal import (
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

REGISTER = "bib/register.bib"
OUTS = ("out", "private/out")
_ORDER = ("generated", "register", "decisions", "entries", "answers", "rows", "named")
_WHAT = {
    "register": "the entry becomes @misc{%s, withdrawn = {true}}",
    "decisions": "lines of decisions on it, taken out",
    "answers": "what registries answered on it, taken out",
    "entries": "what is entered of it, taken out",
    "rows": "rows of it, taken out",
    "named": "a file called after it, removed",
}

Change = Callable[[bytes], tuple[bytes, tuple[int, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One file to be changed: how, and which of its lines go; without `change` it is removed. `shown` is how it is called in messages.

    A link is removed with the file that it leads to, unless it `keeps_target`.
    """

    kind: str
    shown: str
    path: Sealed[Path]
    change: Change | None = field(default=None, repr=False)
    lines: tuple[int, ...] = ()
    keeps_target: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What taking a person out means: the steps, what stays in files when they are done, and what git's history holds.

    `looked_for` counts the search terms by kind, `unread` names files that could not be looked into; `standing` says what is not known of
    the history. `past` has each file of a commit with its path as it may be shown.
    """

    code: str
    folder: Path
    steps: tuple[Step, ...]
    stays: tuple[Trace, ...]
    unread: tuple[str, ...]
    past: tuple[tuple[history.Change, str], ...]
    standing: str
    before: bool = False
    inside: str = ""
    looked_for: Mapping[str, int] = field(default_factory=dict)
    tracer: Tracer = field(default_factory=lambda: Tracer(Wanted()), repr=False)
    seen_before: frozenset[str] = field(default_factory=frozenset, repr=False)

    @property
    def sure(self) -> tuple[Trace, ...]:
        """The traces that count: those that are not possibly another's."""
        return tuple(trace for trace in self.stays if not trace.possible)

    @property
    def is_clean(self) -> bool:
        """Whether nothing stays, in files or in history."""
        return not self.sure and not self.past

    @property
    def rows(self) -> list[str]:
        """The steps in words; those of one kind below `private/`, and generated files, are counted."""
        counts: dict[str, int] = {}
        made = sum(step.kind == "generated" for step in self.steps)
        for step in self.steps:
            if step.kind == "generated":
                continue
            what = _WHAT[step.kind]
            what = what % self.code if "%s" in what else what
            many = f" ({len(step.lines)})" if step.lines else ""
            key = f"{step.shown}: {what}{many}"
            counts[key] = counts.get(key, 0) + 1
        rows = [key if n == 1 else f"{key}, {n} files" for key, n in counts.items()]
        return (
            [f"{plural(made, 'generated file')}, removed; the next run makes them anew", *rows]
            if made
            else rows
        )


def plan_withdrawal(folder: Path | str, code: str) -> Withdrawal:
    """Return what taking a person or a request out of a review means; nothing is changed.

    What is known of them is gathered first, and looked for in every file and in git's history, as both would be when all is done.
    `UsageError` if the review knows no such code, or an entry of it has no sure end.
    """
    place = Path(folder)
    if not (place / SETTINGS_FILE).is_file():
        raise InputError(str(folder), f"is no review (it has no {SETTINGS_FILE}); name it with -C")
    if not CODE.fullmatch(code):
        raise UsageError("a code is wanted, such as I07, PR03, PR03-2 or confidential-kpwtzb")
    everything = dict(_walk(place))
    names = _names(place, code)
    stones = tombstones(_data(everything.get(REGISTER)))
    known = _known(everything, place)
    if code not in known:
        raise UsageError(f"no interview or request '{code}' in this review{near_miss(code, sorted(known))}")
    naming = Naming(place, names)
    steps = tuple(_steps(place, everything, names, naming))
    wanted, closed = person_terms(place, names)
    tracer = Tracer(wanted, names, read_lines(place, code))
    standing = history.look(place)
    past = search_history(tracer, place)
    tracer.unread.clear()
    stays = search_files(tracer, everything.items(), after_steps(steps))
    unread = (*sorted(map(tracer.shown, tracer.unread)), *_counted(closed, "private file of theirs"))
    return Withdrawal(
        code=code,
        folder=place,
        steps=steps,
        stays=stays,
        unread=(*unread, *_counted(past.unread, "content in git's history")),
        past=tuple((change, _shown_in_history(change.path, naming, tracer)) for change in past.found),
        standing=standing.words,
        before=code in stones and not steps,
        inside="" if standing.why else _inside(place, standing.top),
        looked_for=tracer.counts,
        tracer=tracer,
        seen_before=frozenset(tracer.seen),
    )


def _counted(number: int, what: str) -> tuple[str, ...]:
    return (plural(number, what),) if number else ()


def after_steps(steps: Sequence[Step]) -> Callable[[Path, bytes], bytes | None]:
    """Return what the bytes of a file become by the steps, None for one that is removed."""
    by_path = {step.path.reveal(): step for step in steps}

    def changed(path: Path, data: bytes) -> bytes | None:
        step = by_path.get(path)
        if path.name == HASHES or (step and step.change is None):
            return None
        return step.change(data)[0] if step and step.change else data

    return changed


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
    stays = search_files(plan.tracer, _walk(plan.folder))
    cached = tuple(Trace(file=path, line=0, kind=STORED) for path in left)
    done = replace(plan, steps=(), stays=(*cached, *stays))
    write_account(done) if done.stays or done.past else remove_account(done.folder, done.code)
    return done


def do_steps(steps: Sequence[Step]) -> None:
    """Change and remove files, each whole or not at all."""
    for step in steps:
        path = step.path.reveal()
        if step.change is None:
            try:
                for each in {path} if step.keeps_target else {path, Path(os.path.realpath(path))}:
                    each.unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(str(path), f"cannot be removed: {error.strerror}") from error
            continue
        target = Path(os.path.realpath(path))
        files.make_folder(target.parent)
        with files.locked(target.parent):  # what somebody has appended in the meantime stays
            data = files.read_bytes(target) if target.exists() else b""
            new, _ = step.change(data)
            if new != data:
                files.write_bytes(target, new)


def _remove_empty(plan: Withdrawal) -> None:
    """Remove the folders called after the code in which nothing is left."""
    names = Names(code=plan.code)
    for top in (*private_folders(plan.folder), plan.folder / "notes", plan.folder / "references"):
        for here, _, _ in sorted(os.walk(top), reverse=True):
            if names.in_path(os.path.relpath(here, top)) and not any(Path(here).iterdir()):
                Path(here).rmdir()


def withdrawn_problems(folder: Path) -> tuple[Problem, ...]:
    """Return a Problem (LR660) for each file that holds something of a person who withdrew: it came back by a merge, or from a copy."""
    register = folder / REGISTER
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
    what = {
        "decisions": "a decision on",
        "entries": "an entry of",
        "register": "more of the register on",
        "rows": "a row on",
        "named": "a file called after",
    }[step.kind]
    return Problem(
        where=Where(file=step.shown, line=step.lines[0] if step.lines else 0),
        code="LR660",
        level="error",
        message=f"{what} {code}, who withdrew, is here again",
        remedy=f"`litreview withdraw {code}` takes it out",
        key=code,
    )


def _names(folder: Path, code: str) -> Names:
    keys = {line.key for line in read_codes(folder) if line.code == code and line.key}
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


def top_folder(name: str) -> str:
    """Return the topmost folder that a file lies in, `private` for any that counts as that."""
    top = name.partition("/")[0]
    return "private" if is_private_name(top) else top.lower()


def is_out(name: str) -> bool:
    """Return whether a file lies in a folder of outputs."""
    return any(name.lower().startswith(f"{out}/") for out in OUTS)


def is_decisions(name: str) -> bool:
    """Return whether a file is one of decisions."""
    return top_folder(name) == "decisions" and name.endswith(".tsv")


class Naming:
    """How files are called in messages: one below `private/`, or one called after what is confidential, only by its folder."""

    def __init__(self, folder: Path, names: Names) -> None:
        self._folder = folder
        self._names = names

    @cached_property
    def _quotable(self) -> Callable[[str], bool]:
        from litreview.decisions import ConfidentialNames
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
        REGISTER not in everything
        and CODE.fullmatch(names.code)
        and not names.code.startswith("confidential")
    ):
        found.append(_step("register", REGISTER, folder / REGISTER, _stone(names)))
    ours = {f"{out}/{name}" for out in OUTS for name, whole in generated(folder / out).items() if whole}
    answers = dict(registry_answers(everything, names))
    for name, path in everything.items():
        step = (
            _answer_step(name, path, answers[name])
            if name in answers
            else _step_of(name, path, names, ours, naming)
        )
        if step:
            found.append(step)
    last = os.path.realpath(folder / CODES_FILE)
    if not any(step.kind != "generated" for step in found):
        return []  # withdrawn before: what was generated since holds nothing
    return sorted(
        found, key=lambda s: (os.path.realpath(s.path.reveal()) == last, _ORDER.index(s.kind), s.shown)
    )


def registry_answers(everything: Mapping[str, Path], names: Names) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the files of registries' answers that hold what one said of them, asked before their entry was sealed, and what it calls these works."""
    if LEDGER not in everything:
        return
    theirs = {names.code, *names.keys.reveal()}
    _, works = said_of(_data(everything[LEDGER]).decode("utf-8", errors="replace"), theirs.__contains__)
    for provider, ids in works.items():
        if (name := f"{ANSWERS}/{provider}.json") in everything:
            yield name, ids


def _answer_step(name: str, path: Path, ids: frozenset[str]) -> Step | None:
    # `answers` comes before `rows`: the ledger's line says which works are theirs
    data = _data(path)
    new, lines = without_works(data, ids)
    return _step("answers", name, path, lambda now: without_works(now, ids), lines) if new != data else None


def _step_of(name: str, path: Path, names: Names, ours: set[str], naming: Naming) -> Step | None:
    """Return what is to be done with one file, None if nothing."""
    if is_out(name):
        return _step("generated", name, path) if name in ours else None
    within = name.partition("/")[2]
    top = top_folder(name)
    if top in ("private", "notes", "references", "bib") and names.in_path(within, begins=top != "private"):
        return _step("named", naming.shown(name), path)
    kind, change = _change(name, names)
    if change is None:
        return None
    data = _data(path)
    if kind != "register" and not any(name.encode() in data for name in (names.code, *names.keys.reveal())):
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


def _change(name: str, names: Names) -> tuple[str, Change | None]:
    """Return what of a file would be taken out, by where it lies and how it ends."""
    if name == REGISTER and not names.code.startswith("confidential"):
        return "register", _stone(names)
    if name.endswith(".bib"):
        return "entries", _entries(names)
    if is_decisions(name):
        return "decisions", lambda data: without_decisions(data, names)
    # what registries were asked before somebody's entry was sealed
    if name == LEDGER or (top_folder(name) == "private" and name.endswith(".tsv")):
        return "rows", lambda data: without_rows(data, names)
    return "", None


def _stone(names: Names) -> Change:
    return lambda data: (with_tombstone(data, names.code), ())


def _entries(names: Names) -> Change:
    return lambda data: (without_entries(data, {names.code, *names.keys.reveal()}), ())


def _inside(folder: Path, top: Path) -> str:
    found = os.path.relpath(os.path.realpath(folder), top)
    return "" if found == "." else f"{Path(found).as_posix()}/"
