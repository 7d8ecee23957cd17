"""The steps by which what is confidential is taken out of a review, for one person who withdraws or for all when a study is closed.

`STEPS` has what is done with each kind of file, in the order in which it is done: what knows which names are meant comes last.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from litreview import files
from litreview.enrichment import LEDGER, said_of
from litreview.errors import InputError, OutputError
from litreview.release.searching import Wanted
from litreview.review.answers import FOLDER as ANSWERS
from litreview.review.output_hashes import HASHES, generated
from litreview.review.settings import SETTINGS_FILE
from litreview.review.tracing import Trace, Tracer
from litreview.sealed import Sealed, is_private_name
from litreview.withdrawal import Names
from litreview.wording import plural

Change = Callable[[bytes], tuple[bytes, tuple[int, ...]]]


class Words(NamedTuple):
    """What one file of a kind and several are called, and what becomes of them if all goes, or one person; `returned`: what is here again."""

    one: str
    many: str
    all_gone: str
    one_gone: str = ""
    returned: str = ""


STEPS = {
    "generated": Words("generated file", "generated files", "removed", "removed; the next run makes them anew"),
    "register": Words(
        "register", "", "with what may be published of it and no more",
        "the entry becomes @misc{%s, withdrawn = {true}}", "more of the register on",
    ),
    "answers": Words(
        "file of registries' answers", "files of registries' answers", "without sealed entries",
        "what registries answered on it, taken out", "what registries answered on",
    ),
    "rows": Words(
        "table of what registries were asked", "", "without sealed entries", "rows of it, taken out", "a row on"
    ),
    "entries": Words(
        "file of entries", "files of entries", "without the sealed ones", "what is entered of it, taken out", "an entry of"
    ),
    "named": Words(
        "note or list called after a confidential source", "notes and lists called after confidential sources", "removed",
        "a file called after it, removed", "a file called after",
    ),
    "decisions": Words(
        "file of decisions", "files of decisions", "without what was said on interviews and without sealed entries",
        "lines of decisions on it, taken out", "a decision on",
    ),
    "private": Words("file below private/", "files below private/", "removed: entries, transcripts, quotes, codes, logs"),
}  # fmt: skip
"""Answers come before rows, which say whose they are, and both before the entries, which say who is meant. Decisions come after them, for they
say which private entries are the same person."""
ORDER = tuple(STEPS)
_OUTS = ("out", "private/out")


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
class Removal:
    """The steps, what stays in files when they are done, and in `past` what git's history holds.

    `said` has whose message, or name, in git holds something; `unread` names files that could not be looked into; `standing` says what is not
    known of the history.
    """

    folder: Path
    steps: tuple[Step, ...]
    stays: tuple[Trace, ...]
    past: tuple[object, ...]
    standing: str
    said: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    tracer: Tracer = field(default_factory=lambda: Tracer(Wanted()), repr=False)

    @property
    def sure(self) -> tuple[Trace, ...]:
        """The traces that count: those that are not possibly another's."""
        return tuple(trace for trace in self.stays if not trace.possible)

    @property
    def is_clean(self) -> bool:
        """Whether nothing stays, in files or in history."""
        return not self.sure and not self.past and not self.said


def review_folder(folder: Path | str) -> Path:
    """Return the folder of a review. `InputError` if it is none."""
    if not (Path(folder) / SETTINGS_FILE).is_file():
        raise InputError(str(folder), f"is no review (it has no {SETTINGS_FILE}); name it with -C")
    return Path(folder)


def not_opened(tracer: Tracer, closed: int, what: str) -> tuple[str, ...]:
    """Return the files that could not be looked into, and how many private ones could not be read for what to look for."""
    return (*sorted(map(tracer.shown, tracer.unread)), *([plural(closed, what)] if closed else []))


def after_steps(steps: Sequence[Step]) -> Callable[[Path, bytes], bytes | None]:
    """Return what the bytes of a file become by the steps, None for one that is removed."""
    by_path = {step.path.reveal(): step for step in steps}

    def changed(path: Path, data: bytes) -> bytes | None:
        step = by_path.get(path)
        if path.name == HASHES or (step and step.change is None):
            return None
        return step.change(data)[0] if step and step.change else data

    return changed


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


def registry_answers(everything: Mapping[str, Path], names: Names) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the files of registries' answers that hold what one said of them, asked before their entry was sealed, and what it calls these works."""
    if LEDGER not in everything:
        return
    theirs = {names.code, *names.keys.reveal()}
    ledger = files.read_bytes(everything[LEDGER]).decode("utf-8", errors="replace")
    _, works = said_of(ledger, theirs.__contains__)
    for provider, ids in works.items():
        if (name := f"{ANSWERS}/{provider}.json") in everything:
            yield name, ids


def top_folder(name: str) -> str:
    """Return the topmost folder that a file lies in, `private` for any that counts as that."""
    top = name.partition("/")[0]
    return "private" if is_private_name(top) else top.lower()


def is_out(name: str) -> bool:
    """Return whether a file lies in a folder of outputs."""
    return any(name.lower().startswith(f"{out}/") for out in _OUTS)


def is_decisions(name: str) -> bool:
    """Return whether a file is one of decisions."""
    return top_folder(name) == "decisions" and name.endswith(".tsv")


def written_by_runs(folder: Path) -> set[str]:
    """Return the files of outputs that are as a run wrote them, by their path from the review."""
    return {f"{out}/{name}" for out in _OUTS for name, whole in generated(folder / out).items() if whole}
