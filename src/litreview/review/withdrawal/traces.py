"""Traces of people in a review, and the steps that remove them: for one person who withdraws, or for all when a study is closed.

A trace is a place in the files, in git's history or in the cache folder that contains a search term. It says where and what kind of
term; the line is stored sealed and never printed. A name in a published work, or the date of an interview alone, may concern somebody
else: such a trace is *possible*. It is listed separately and does not make a removal incomplete. `STEPS` has the words for each kind of file.
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from litreview.core import files, git_history as history
from litreview.core.confidential.classification import is_personal
from litreview.core.errors import InputError, OutputError
from litreview.core.sealed import Sealed, is_private_name
from litreview.core.wording import plural
from litreview.formats import read_text
from litreview.formats.documents import open_document
from litreview.formats.readers import endings
from litreview.review.enriched_files import FOLDER as ANSWERS
from litreview.review.outputs.writing import HASHES, generated_files
from litreview.review.release.search_targets import AUTHOR, DAY, FAMILY, FILE, KEY, NAME, WORDS
from litreview.review.release.search_terms import publications, read_limited
from litreview.review.release.text_search import Searcher, SearchTerms
from litreview.review.settings import SETTINGS_FILE
from litreview.review.text_files import FOLDER as TEXTS_FOLDER, neutral_name, text_digest
from litreview.review.withdrawal.file_edits import Names, without_tombstone
from litreview.stages.enrichment import LEDGER, ledger_traces

CODE_KIND = "code"
BEFORE = "before"
PATH = "path"
STORED = "stored"
SEALED_ENTRY = "entry"
DOUBTFUL_ENTRY = "doubt"
_KIND_WORDS = {
    NAME: "a name",
    FAMILY: "a family name",
    AUTHOR: "a name that an author in the literature also has",
    FILE: "words that name a private file",
    KEY: "the key of a confidential entry",
    WORDS: "words of a transcript or note",
    DAY: "the day of an interview",
    "email": "an e-mail address",
    "phone": "a telephone number",
    CODE_KIND: "the code",
    BEFORE: "a line with a trace in an earlier search",
    DOUBTFUL_ENTRY: "an entry that may be confidential; decide it first (`litreview decide confidential` or `public`)",
    SEALED_ENTRY: "a confidential entry that litreview does not remove",
    STORED: "stored in the cache folder; delete this file",
    PATH: "a name or the code, in the name of the file or a folder",
}
_PUBLISHED = "in a published work, and may be somebody else's"
_DAY_ALONE = "a day alone, and may be somebody else's"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A place with a search term: the redacted path, the line (0 in a document, or for the path itself), and the kind of term.

    `possible` says why it may be another's; `text` is the line, by which a later call finds it again.
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
        return f"{self.file}{line}: {_KIND_WORDS[self.kind]}{within}{possible}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDigests:
    """Salted digests of lines with traces of a person who withdrew: they find the lines again without a name."""

    salt: str = ""
    digests: frozenset[str] = frozenset()

    def digest(self, line: str) -> str:
        """Return the digest of a line, without surrounding whitespace."""
        return hashlib.sha256(f"{self.salt}\0{line.strip()}".encode("utf-8", "surrogatepass")).hexdigest()

    def has(self, line: str) -> bool:
        """Return whether a line has one of the digests."""
        return bool(self.digests) and bool(line.strip()) and self.digest(line) in self.digests

    def search(self, text: str) -> Iterator[int]:
        """Yield the numbers of the lines that have one of the digests, counted from 1."""
        lines = enumerate(text.split("\n") if self.digests else (), start=1)
        return (number for number, line in lines if self.has(line))


class Tracer:
    """Searches files for people: for search terms, for the code of a person, and for lines that had traces before."""

    def __init__(
        self,
        terms: SearchTerms,
        names: Names | None = None,
        before: LineDigests | None = None,
        public_keys: Collection[str] = (),
    ) -> None:
        self._searcher = Searcher(terms)
        self.counts: dict[str, int] = terms.counts
        self._has_terms = any(self.counts.values())
        self._names = names
        self._before = before or LineDigests()
        self._public_keys = frozenset(public_keys)
        self.unread: set[str] = set()
        self.unsearched: set[str] = set()
        self.seen: set[str] = set()

    def redact_path(self, path: str, data: bytes | None = None) -> str:
        """Replace the parts of a path that contain a name by `…`, and what is below texts/ by its digest unless it is called after a public source."""
        if top_folder(path) == TEXTS_FOLDER and PurePosixPath(path).stem not in self._public_keys:
            return f"{TEXTS_FOLDER}/…" if data is None else neutral_name(path, text_digest(data))
        return files.name_of("/".join("…" if self._has_name(part) else part for part in path.split("/")))

    def _has_name(self, part: str) -> bool:
        return self._before.has(part) or (self._has_terms and self._searcher.has_name(part))

    def in_path(self, path: str) -> bool:
        """Return whether a path contains a name, or a part of it begins with the code; such parts are added to `seen`."""
        parts = self._named_parts(path)
        self.seen.update(parts)
        return bool(parts)

    def _named_parts(self, path: str) -> list[str]:
        parts, names = path.split("/"), self._names
        begins = not any(map(is_private_name, parts))
        return [
            part
            for part in parts
            if self._has_name(part) or (names is not None and names.in_path(part, begins=begins))
        ]

    def search(self, path: str, data: bytes) -> list[Trace]:
        """Return the traces in a file's name and content, in order."""
        shown = self.redact_path(path, data)
        traces = [Trace(file=shown, line=0, kind=PATH, text=Sealed(part)) for part in self._named_parts(path)]
        opened = open_document(data)
        if opened.unread:
            self.unread.add(shown)
        if not opened.searched:
            self.unsearched.add(path)
        for part in opened.parts:
            lines = part.text.split("\n")
            hits = sorted(set(self._hits(part.text)))
            certain = {line for line, kind in hits if kind != DAY}
            known = {line for line, kind in hits if kind not in (DAY, BEFORE)}
            traces += [
                Trace(
                    file=shown,
                    line=0 if part.where else line,
                    kind=kind,
                    within=part.where,
                    possible=_DAY_ALONE if kind == DAY and not certain else "",
                    text=Sealed(lines[line - 1] if line <= len(lines) else ""),
                )
                for line, kind in hits
                if kind != BEFORE or line not in known
            ]
        return self._mark_published(path, data, list(dict.fromkeys(traces)))

    def has_trace(self, path: str, data: bytes) -> bool:
        """Return whether a file has a trace that is not only possible; the lines are added to `seen`."""
        certain = [trace for trace in self.search(path, data) if not trace.possible]
        self.seen.update(trace.text.reveal() for trace in certain)
        return bool(certain)

    def reset_unread(self) -> int:
        """Clear the lists of files that could not be opened; return how many could not be searched in their bytes either."""
        number = len(self.unsearched)
        self.unread.clear()
        self.unsearched.clear()
        return number

    def message_has_term(self, text: str) -> bool:
        """Return whether a message contains a search term other than a day; the lines are added to `seen`."""
        hits = self._searcher.search(text) if self._has_terms else []
        numbers = {*(hit.line for hit in hits if hit.kind != DAY), *self._before.search(text)}
        self.seen.update(line for n, line in enumerate(text.split("\n"), start=1) if n in numbers)
        return bool(numbers)

    def search_bytes(self, data: bytes) -> bool:
        """Return whether the bytes of a store contain a search term, decoded as UTF-8 with replacements."""
        return self._has_terms and bool(self._searcher.search(data.decode("utf-8", errors="replace")))

    def search_text(self, text: str) -> bool:
        """Return whether a text contains a search term."""
        return self._has_terms and bool(self._searcher.search(text))

    def _hits(self, text: str) -> Iterator[tuple[int, str]]:
        if self._has_terms:
            yield from ((hit.line, hit.kind) for hit in self._searcher.search(text))
        if self._names is not None:
            data = without_tombstone(text.encode("utf-8", errors="replace"), self._names.code)
            yield from ((line, CODE_KIND) for line in self._names.lines(data))
        yield from ((line, BEFORE) for line in self._before.search(text))

    def _mark_published(self, path: str, data: bytes, traces: list[Trace]) -> list[Trace]:
        """Mark traces in the entry of a published work as possible, unless a personal field of the entry has a term."""
        if not any(trace.line and not trace.possible for trace in traces):
            return traces
        published_at = published_lines(path, data, lambda text: any(True for _ in self._hits(text)))
        return [
            replace(t, possible=_PUBLISHED) if t.kind != BEFORE and published_at(t.line) else t
            for t in traces
        ]


def published_lines(path: str, data: bytes, is_hit: Callable[[str], bool]) -> Callable[[int], int]:
    """Return a function from a line to the first line of the published work's entry around it, or 0. It parses the file on its first call.

    An entry with a hit in a personal field, such as a note, does not count as one of a published work.
    """
    if path.startswith(f"{ANSWERS}/"):  # registries have only published works
        return lambda line: line
    if Path(path).suffix.lower() not in endings() or Path(path).suffix.lower() == ".txt":
        return lambda _: 0

    @cache
    def entries() -> tuple[list[int], dict[int, int], set[int]]:
        """Return the first lines of the entries, their last lines, and the entries that are not only of a published work."""
        records = read_text(data, path, include_confidential=True).records
        public = {id(record) for record in publications(records)}
        ends = {r.where.line: r.where.line + r.raw.count("\n") for r in records if r.raw}
        certain = {
            record.where.line
            for record in records
            if id(record) not in public
            or any(is_hit(value) for name, value in record.fields.items() if is_personal(name))
        }
        return sorted({record.where.line for record in records}), ends, certain

    def published_at(line: int) -> int:
        starts, ends, certain = entries()
        at = bisect_right(starts, line) - 1
        start = starts[at] if at >= 0 else 0
        return start if start not in certain and line <= ends.get(start, line) else 0

    return published_at


def holds_code(data: bytes, names: Names) -> bool:
    """Return whether a file contains the code, in its text or in a document's, except in the entry that says that the person withdrew."""
    data = without_tombstone(data, names.code)
    if names.mentioned_in(data):
        return True
    return (b"\0" in data or data.startswith(b"%PDF")) and any(
        names.mentioned_in(part.text.encode("utf-8", errors="replace")) for part in open_document(data).parts
    )


def walk_review(folder: Path, privates: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Yield each file of a review with its path in the review; links to folders are followed, each folder once."""
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
    """Return the traces in files, present or planned: `after` returns the planned bytes of a file, None for a removed file."""
    traces: list[Trace] = []
    for name, path in everything:
        data, why = read_limited(path)
        if why:
            tracer.unread.add(tracer.redact_path(name))
            tracer.unsearched.add(name)
        changed = after(path, data)
        if changed is not None:
            traces += tracer.search(name, changed)
    return tuple(traces)


def search_history(
    tracer: Tracer, folder: Path, also: Callable[[str, bytes], bool] = lambda _, __: False
) -> history.HistoryMatches:
    """Return the files with traces, or of which `also` holds, in commits, stashes and the staged state, and the messages with traces.

    `HistoryError` if git fails.
    """

    def matches(path: str, data: bytes) -> bool:
        return tracer.has_trace(path, data) or also(path, data)

    return history.search_history(
        folder, path=tracer.in_path, text=matches, message=tracer.message_has_term, local=True
    )


Change = Callable[[bytes], tuple[bytes, tuple[int, ...]]]


class StepWords(NamedTuple):
    """Words for a kind of step: one file, several files, what happens to them for everybody or for one person, and what has `returned`."""

    one: str
    many: str
    all_gone: str
    one_gone: str = ""
    returned: str = ""


STEPS = {
    "generated": StepWords("generated file", "generated files", "removed", "removed; the next run writes them again"),
    "register": StepWords(
        "register", "", "only with what may be published",
        "the entry becomes @misc{%s, withdrawn = {true}}", "details from the register of",
    ),
    "answers": StepWords(
        "file of registries' answers", "files of registries' answers", "without sealed entries",
        "the answers of registries about it are removed", "answers of registries about",
    ),
    "rows": StepWords(
        "table of what registries were asked", "", "without sealed entries", "its rows are removed", "a row about"
    ),
    "entries": StepWords(
        "file of entries", "files of entries", "without the sealed ones", "its entries are removed", "an entry of"
    ),
    "named": StepWords(
        "note or list named after a confidential source", "notes and lists named after confidential sources", "removed",
        "the file named after it is removed", "a file named after",
    ),
    "decisions": StepWords(
        "file of decisions", "files of decisions", "without decisions on interviews and without sealed entries",
        "decisions on it are removed", "a decision on",
    ),
    "private": StepWords("file below private/", "files below private/", "removed: entries, transcripts, quotes, codes, logs"),
}  # fmt: skip
"""Answers come before rows, which say whose the answers are, and both before the entries, which say who a person is. Decisions come after
the entries, because they say which private entries are the same person."""
ORDER = tuple(STEPS)
_OUTS = ("out", "private/out")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalStep:
    """One file to change: how, and which lines go; without `change` it is removed. `shown` is its name in messages.

    A link is removed with the file that it leads to, unless the step `keeps_target`.
    """

    kind: str
    shown: str
    path: Sealed[Path]
    change: Change | None = field(default=None, repr=False)
    lines: tuple[int, ...] = ()
    keeps_target: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """The steps of a removal, the traces that stay in files afterwards, and in `past` the traces in git's history.

    - `messages`: messages and names in git with traces.
    - `unread`: files that could not be opened.
    - `unsearched`: how many of these, and of contents in history (`closed_past`), could not be searched in their bytes either.
    - `standing`: what is not known of the history.
    """

    folder: Path
    steps: tuple[RemovalStep, ...]
    stays: tuple[Trace, ...]
    past: tuple[object, ...]
    standing: str
    messages: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    unsearched: int = 0
    closed_past: int = 0
    tracer: Tracer = field(default_factory=lambda: Tracer(SearchTerms()), repr=False)

    @property
    def sure(self) -> tuple[Trace, ...]:
        """The traces that count, without the possible ones."""
        return tuple(trace for trace in self.stays if not trace.possible)

    @property
    def is_clean(self) -> bool:
        """Whether no trace stays in files or in history, and everything was searched."""
        return not self.stays_somewhere and not self.unsearched

    @property
    def stays_somewhere(self) -> bool:
        """Whether a trace was found that stays."""
        return bool(self.sure or self.past or self.messages)


def review_folder(folder: Path | str) -> Path:
    """Return the folder of a review as a path. `InputError` if it is no review."""
    if not (Path(folder) / SETTINGS_FILE).is_file():
        raise InputError(str(folder), f"is no review (it has no {SETTINGS_FILE}); name it with -C")
    return Path(folder)


def not_opened(tracer: Tracer, past: int, private: tuple[int, str] = (0, "")) -> tuple[str, ...]:
    """List the files that could not be opened, and count private files and contents in history that could not be read."""
    counted = (private, (past, "content in git's history"))
    return (*sorted(tracer.unread), *(plural(n, what) for n, what in counted if n))


def after_steps(steps: Sequence[RemovalStep]) -> Callable[[Path, bytes], bytes | None]:
    """Return a function from a file to its bytes after the steps, None for a removed file."""
    by_path = {step.path.reveal(): step for step in steps}

    def changed(path: Path, data: bytes) -> bytes | None:
        step = by_path.get(path)
        if path.name == HASHES or (step and step.change is None):
            return None
        return step.change(data)[0] if step and step.change else data

    return changed


def do_steps(steps: Sequence[RemovalStep]) -> None:
    """Change and remove files, each completely or not at all."""
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
        with files.locked(target.parent):  # lines that somebody has appended meanwhile stay
            data = files.read_bytes(target) if target.exists() else b""
            new, _ = step.change(data)
            if new != data:
                files.write_bytes(target, new)


def registry_answers(everything: Mapping[str, Path], names: Names) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the files with registries' answers on a person's entries, from before these were sealed, and the works' ids there."""
    if LEDGER not in everything:
        return
    theirs = {names.code, *names.keys.reveal()}
    ledger = files.read_bytes(everything[LEDGER]).decode("utf-8", errors="replace")
    _, works = ledger_traces(ledger, theirs.__contains__)
    for provider, ids in works.items():
        if (name := f"{ANSWERS}/{provider}.json") in everything:
            yield name, ids


def cut_at_private(path: str) -> str:
    """Cut a path after its first folder private/: the files below it are not named."""
    parts = path.split("/")
    private = next((n for n, part in enumerate(parts) if is_private_name(part)), len(parts))
    return "/".join(parts[: private + 1])


KEYED_FOLDERS = ("notes", "references", TEXTS_FOLDER)
"""The folders whose files are called after the keys of sources."""


def top_folder(name: str) -> str:
    """Return the topmost folder of a path in lower case, `private` for each spelling of it."""
    top = name.partition("/")[0]
    return "private" if is_private_name(top) else top.lower()


def is_output(name: str) -> bool:
    """Return whether a file lies in a folder of outputs."""
    return any(name.lower().startswith(f"{out}/") for out in _OUTS)


def is_decisions(name: str) -> bool:
    """Return whether a path is a file of decisions."""
    return top_folder(name) == "decisions" and name.endswith(".tsv")


def written_by_runs(folder: Path) -> set[str]:
    """Return the paths of the output files that nobody has edited since a run wrote them."""
    return {
        f"{out}/{name}" for out in _OUTS for name, whole in generated_files(folder / out).items() if whole
    }
