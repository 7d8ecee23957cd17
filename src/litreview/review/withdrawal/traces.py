"""Traces of people in a review, and the steps by which what is confidential is taken out: of one person who withdraws, or of all when a study is closed.

A trace says where and of what kind, never what: every place of the files, of git's history and of the cache folder that holds what is looked
for. Where a published work has the name, or a day stands alone, the place may be another's: such a trace is *possible*, is listed apart, and
does not count as something that stays. `STEPS` has what is done with each kind of file, in that order: what knows which names are meant comes last.
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from litreview.core import files, git_history as history
from litreview.core.confidential.classification import is_personal
from litreview.core.errors import InputError, OutputError
from litreview.core.sealed import Sealed, is_private_name
from litreview.core.wording import plural
from litreview.formats import read_text
from litreview.formats.documents import open_document
from litreview.formats.readers import ENDINGS
from litreview.review.outputs.writing import HASHES, generated_files
from litreview.review.registry_records import FOLDER as ANSWERS
from litreview.review.release.search_targets import AUTHOR, DAY, FAMILY, FILE, KEY, NAME, WORDS
from litreview.review.release.search_terms import published, read_limited
from litreview.review.release.text_search import Searcher, Wanted
from litreview.review.settings import SETTINGS_FILE
from litreview.review.withdrawal.file_edits import Names, without_tombstone
from litreview.stages.enrichment import LEDGER, said_of

CODE_KIND = "code"
BEFORE = "before"
PATH = "path"
STORED = "stored"
SEALED_ENTRY = "entry"
DOUBTFUL_ENTRY = "doubt"
_WORDS = {
    NAME: "a name",
    FAMILY: "a family name",
    AUTHOR: "a name that an author in the literature has, too",
    FILE: "words that name a private file",
    KEY: "the key of a confidential entry",
    WORDS: "words that were said",
    DAY: "the day of an interview",
    "email": "an e-mail address",
    "phone": "a telephone number",
    CODE_KIND: "the code",
    BEFORE: "a line that held something before",
    DOUBTFUL_ENTRY: "an entry that only looks confidential; answer it first (`litreview decide confidential` or `public`)",
    SEALED_ENTRY: "a confidential entry that is not taken out by itself",
    STORED: "stored in the cache folder; delete this file",
    PATH: "a name or the code, in the name of the file or a folder",
}
_PUBLISHED = "in a published work, and may be a namesake's"
_ALONE = "a day alone, and may be another's"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A place that holds something: the file as it may be shown, the line (0: of a document, or of the name itself), and what kind of thing.

    `possible` says why it may be another's; `text` is the line, from which a later call finds it again.
    """

    file: str
    line: int
    kind: str
    within: str = ""
    possible: str = ""
    text: Sealed[str] = field(default_factory=lambda: Sealed(""), repr=False, compare=False)

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        within = f", in {self.within}" if self.within else ""
        possible = f" ({self.possible})" if self.possible else ""
        return f"{self.file}{line}: {_WORDS[self.kind]}{within}{possible}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Salted digests of lines that held something when a person was taken out: what tells them again knows no name."""

    salt: str = ""
    digests: frozenset[str] = frozenset()

    def digest(self, line: str) -> str:
        """Return the digest of a line, without the blanks around it."""
        return hashlib.sha256(f"{self.salt}\0{line.strip()}".encode("utf-8", "surrogatepass")).hexdigest()

    def has(self, line: str) -> bool:
        """Return whether a line is among them."""
        return bool(self.digests) and bool(line.strip()) and self.digest(line) in self.digests

    def search(self, text: str) -> Iterator[int]:
        """Yield the lines of a text that are among them, counted from 1."""
        for number, line in enumerate(text.split("\n") if self.digests else (), start=1):
            if self.has(line):
                yield number


class Tracer:
    """Looks for people in one file after the other: for search terms, for the code of one, and for lines that held something before."""

    def __init__(self, wanted: Wanted, names: Names | None = None, before: Lines | None = None) -> None:
        self._searcher = Searcher(wanted)
        self.counts: dict[str, int] = wanted.counts
        self._any = any(self.counts.values())
        self._names = names
        self._before = before or Lines()
        self.unread: set[str] = set()
        self.unsearched: set[str] = set()
        self.seen: set[str] = set()

    def shown(self, path: str) -> str:
        """Return a path without those parts that hold a name."""
        parts = path.split("/")
        named = [self._before.has(part) or (self._any and self._searcher.names(part)) for part in parts]
        return files.name_of("/".join("…" if hit else part for part, hit in zip(parts, named, strict=True)))

    def in_path(self, path: str) -> bool:
        """Return whether a path holds a name, or a part of it begins with the code; what did is remembered in `seen`."""
        parts = self._named_parts(path)
        self.seen.update(parts)
        return bool(parts)

    def _named_parts(self, path: str) -> list[str]:
        parts = path.split("/")
        private = any(map(is_private_name, parts))
        return [part for part in parts if self._is_named(part, begins=not private)]

    def _is_named(self, part: str, *, begins: bool) -> bool:
        return (
            (self._any and self._searcher.names(part))
            or (self._names is not None and self._names.in_path(part, begins=begins))
            or self._before.has(part)
        )

    def search(self, path: str, data: bytes) -> list[Trace]:
        """Return what a file holds, known by its content, in order; its name is looked at, too."""
        shown = self.shown(path)
        found = [Trace(file=shown, line=0, kind=PATH, text=Sealed(part)) for part in self._named_parts(path)]
        opened = open_document(data)
        if opened.unread:
            self.unread.add(path)
        if not opened.searched:
            self.unsearched.add(path)
        for part in opened.parts:
            lines = part.text.split("\n")
            hits = sorted(set(self._hits(part.text)))
            surely = {line for line, kind in hits if kind != DAY}
            known = {line for line, kind in hits if kind not in (DAY, BEFORE)}
            for line, kind in (hit for hit in hits if hit[1] != BEFORE or hit[0] not in known):
                found.append(
                    Trace(
                        file=shown,
                        line=0 if part.where else line,
                        kind=kind,
                        within=part.where,
                        possible=_ALONE if kind == DAY and not surely else "",
                        text=Sealed(lines[line - 1] if line <= len(lines) else ""),
                    )
                )
        return self._without_published(path, data, list(dict.fromkeys(found)))

    def holds(self, path: str, data: bytes) -> bool:
        """Return whether a file holds anything that is not only possible; the lines that did are remembered in `seen`."""
        sure = [trace for trace in self.search(path, data) if not trace.possible]
        self.seen.update(trace.text.reveal() for trace in sure)
        return bool(sure)

    def start_over(self) -> int:
        """Forget which files could not be looked into, and return how many of them could not be searched in their bytes either."""
        number = len(self.unsearched)
        self.unread.clear()
        self.unsearched.clear()
        return number

    def says(self, text: str) -> bool:
        """Return whether a message holds a search term, but for a day; the lines that do are remembered in `seen`."""
        hits = self._searcher.search(text) if self._any else []
        found = {*(hit.line for hit in hits if hit.kind != DAY), *self._before.search(text)}
        self.seen.update(line for n, line in enumerate(text.split("\n"), start=1) if n in found)
        return bool(found)

    def search_bytes(self, data: bytes) -> bool:
        """Return whether the bytes of a store hold a search term: in its text, whatever stands around it."""
        return self._any and bool(self._searcher.search(data.decode("utf-8", errors="replace")))

    def search_text(self, text: str) -> bool:
        """Return whether a text holds a search term."""
        return self._any and bool(self._searcher.search(text))

    def _hits(self, text: str) -> Iterator[tuple[int, str]]:
        if self._any:
            yield from ((hit.line, hit.kind) for hit in self._searcher.search(text))
        if self._names is not None:
            data = without_tombstone(text.encode("utf-8", errors="replace"), self._names.code)
            yield from ((line, CODE_KIND) for line in self._names.lines(data))
        yield from ((line, BEFORE) for line in self._before.search(text))

    def _without_published(self, path: str, data: bytes, found: list[Trace]) -> list[Trace]:
        """Return the traces, those in the entry of a published work as possible ones, unless a personal field of it has what is looked for."""
        if not any(trace.line and not trace.possible for trace in found):
            return found
        published_at = published_lines(path, data, self._hits_any)
        return [
            replace(t, possible=_PUBLISHED) if t.kind != BEFORE and published_at(t.line) else t for t in found
        ]

    def _hits_any(self, text: str) -> bool:
        return next(self._hits(text), None) is not None


def published_lines(path: str, data: bytes, is_hit: Callable[[str], bool]) -> Callable[[int], int]:
    """Return what tells of a line of a file in which published work's entry it lies, by the line where that begins, or 0; it is read when first asked.

    An entry of which a personal field, such as a note, has what is looked for is not taken for that of a published work.
    """
    if path.startswith(f"{ANSWERS}/"):  # what registries said is of published works alone
        return lambda line: line
    if Path(path).suffix.lower() not in ENDINGS or Path(path).suffix.lower() == ".txt":
        return lambda _: 0

    @cache
    def entries() -> tuple[list[int], dict[int, int], set[int]]:
        """Return where entries begin, where they end, and which are not those of a published work alone."""
        records = read_text(data, path, include_confidential=True).records
        public = {id(record) for record in published(records)}
        ends = {r.where.line: r.where.line + r.raw.count("\n") for r in records if r.raw}
        sure = {
            record.where.line
            for record in records
            if id(record) not in public
            or any(is_hit(value) for name, value in record.fields.items() if is_personal(name))
        }
        return sorted({record.where.line for record in records}), ends, sure

    def published_at(line: int) -> int:
        starts, ends, sure = entries()
        at = bisect_right(starts, line) - 1
        start = starts[at] if at >= 0 else 0
        return start if start not in sure and line <= ends.get(start, line) else 0

    return published_at


def holds_code(data: bytes, names: Names) -> bool:
    """Return whether a file holds the code, in its text or in a document's, but for the entry that says that they withdrew."""
    data = without_tombstone(data, names.code)
    if names.in_text(data):
        return True
    return (b"\0" in data or data.startswith(b"%PDF")) and any(
        names.in_text(part.text.encode("utf-8", errors="replace")) for part in open_document(data).parts
    )


def walk_review(folder: Path, privates: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Yield each file of a review by its path in it, as it is called there; links to folders are followed, each folder once."""
    seen: set[str] = set()
    roots = [os.path.realpath(place) for place in (folder, *privates)]
    for here, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(here)
        outside = not any(Path(real).is_relative_to(root) for root in roots)
        if real in seen or outside:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            path = Path(here, name)
            if path.is_file():
                yield path.relative_to(folder).as_posix(), path


def search_files(
    tracer: Tracer,
    everything: Iterable[tuple[str, Path]],
    after: Callable[[Path, bytes], bytes | None] = lambda _, data: data,
) -> tuple[Trace, ...]:
    """Return the traces in files, as they are or as they would be: `after` returns the bytes of a file by then, None of one that is gone."""
    found: list[Trace] = []
    for name, path in everything:
        data, why = read_limited(path)
        if why:
            tracer.unread.add(name)
            tracer.unsearched.add(name)
        changed = after(path, data)
        if changed is not None:
            found += tracer.search(name, changed)
    return tuple(found)


def search_history(tracer: Tracer, folder: Path) -> history.Search:
    """Return the files of commits, of stashes and of what is staged that hold something, and the messages. `HistoryError` if git gives up."""
    return history.holding(folder, path=tracer.in_path, text=tracer.holds, message=tracer.says, local=True)


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

    `said` has whose message, or name, in git holds something; `unread` names files that could not be looked into, and `unsearched` is how many
    of them, and of contents in history (`closed_past`), could not be searched in their bytes either; `standing` says what is not known of the history.
    """

    folder: Path
    steps: tuple[Step, ...]
    stays: tuple[Trace, ...]
    past: tuple[object, ...]
    standing: str
    said: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    unsearched: int = 0
    closed_past: int = 0
    tracer: Tracer = field(default_factory=lambda: Tracer(Wanted()), repr=False)

    @property
    def sure(self) -> tuple[Trace, ...]:
        """The traces that count: those that are not possibly another's."""
        return tuple(trace for trace in self.stays if not trace.possible)

    @property
    def is_clean(self) -> bool:
        """Whether nothing stays, in files or in history."""
        return not self.stays_somewhere and not self.unsearched

    @property
    def stays_somewhere(self) -> bool:
        """Whether something was found that stays."""
        return bool(self.sure or self.past or self.said)


def review_folder(folder: Path | str) -> Path:
    """Return the folder of a review. `InputError` if it is none."""
    if not (Path(folder) / SETTINGS_FILE).is_file():
        raise InputError(str(folder), f"is no review (it has no {SETTINGS_FILE}); name it with -C")
    return Path(folder)


def not_opened(tracer: Tracer, past: int, private: tuple[int, str] = (0, "")) -> tuple[str, ...]:
    """Return the files that could not be looked into, how many private ones could not be read for what to look for, and contents in history."""
    counted = (private, (past, "content in git's history"))
    return (*sorted(map(tracer.shown, tracer.unread)), *(plural(n, what) for n, what in counted if n))


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
    return {
        f"{out}/{name}" for out in _OUTS for name, whole in generated_files(folder / out).items() if whole
    }
