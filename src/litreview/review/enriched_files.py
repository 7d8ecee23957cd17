"""What registries said of the sources of a review, in `enriched/`: apart from all that was received, and never as an export of a search.

`enriched/NAME.json` holds what one registry said of sources; `enriched/NAME-cited.json` what it said of works that are only cited. Git ignores
both, for abstracts are publishers' text; `enriched.tsv`, which it keeps, lets a reader know what is missing in a copy.
Each answer is first appended to `enriched/unfinished.jsonl`, and the files are written from it at the end: a run that is ended in the middle has
asked nothing in vain. The next run begins with what lies there; half a line at its end was never whole, and is asked again.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from litreview.core import files
from litreview.core.containers import grouped
from litreview.core.errors import InputError, OutputError
from litreview.core.model import Library, Problem, Record, RecordId, Where
from litreview.core.problems import problem
from litreview.core.sealed import private_part
from litreview.core.wording import plural
from litreview.formats import read
from litreview.providers import NAMES
from litreview.stages.enrichment import (
    LEDGER,
    Entry,
    digest,
    dump_ledger,
    dump_works,
    parse_ledger,
    parse_works,
    said_of,
    with_entries,
    with_works,
)

FOLDER = "enriched"
CITED = "-cited"
_ENDING = ".json"
_UNFINISHED = "unfinished.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichedRecords:
    """What registries said of sources (`enriched`) and of works that are cited (`cited`), the files that were read, and the Problems met."""

    enriched: Library = field(default_factory=Library)
    cited: Library = field(default_factory=Library)
    paths: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The files that are read here, or by whoever asks registries, as the review calls them."""
        read_ = (*self.enriched.files, *self.cited.files)
        return (*read_, LEDGER, f"{FOLDER}/{_UNFINISHED}")


def read_enriched(folder: Path) -> EnrichedRecords:
    """Return what `enriched/` of a review holds. Nothing of it that is marked confidential or lies below private/ is read."""
    enriched = folder / FOLDER
    paths = files.listing(enriched, _ENDING) if enriched.is_dir() else []
    hidden = [path for path in paths if private_part(path)]
    paths = [path for path in paths if path not in hidden]
    said = [path for path in paths if not path.stem.endswith(CITED)]
    cited = [path for path in paths if path.stem.endswith(CITED)]
    return EnrichedRecords(
        enriched=_library(said, folder),
        cited=_library(cited, folder),
        paths=tuple(paths),
        problems=(*_misplaced_problem(folder, hidden=bool(hidden)), *_ledger_mismatches(folder, paths)),
    )


def _library(paths: Sequence[Path], folder: Path) -> Library:
    """Return the records of some files; of one that is marked confidential nothing."""
    if not paths:
        return Library()
    library = read(*paths, root=folder)
    kept = _with_registry_ids(record for record in library.records if not record.confidential)
    return Library(records=tuple(kept), problems=library.problems, files=library.files)


_NAMES = {"openalex": "openalex", "crossref": "doi", "semanticscholar": "semanticscholar"}
"""By the format of a registry's file, the field in which it calls a work by its own name."""


def _with_registry_ids(records: Iterable[Record]) -> Iterator[Record]:
    """Yield records under what their registry calls them: what people decided on one must not pass to another when the file grows."""
    seen: Counter[str] = Counter()
    for record in records:
        named = record.doi if (field := _NAMES.get(record.format)) == "doi" else record.get(field or "")
        name = "_".join((named or record.doi or record.key).split())
        id_ = f"{record.where.file}:{name}"
        seen[id_] += 1
        if seen[id_] == 1:
            yield replace(record, key=name, id=RecordId(id_))
        else:
            yield replace(record, key=name, id=RecordId(f"{id_}#{seen[id_]}"))


def _misplaced_problem(folder: Path, *, hidden: bool) -> Iterator[Problem]:
    """Yield a Problem (LR683) where registries' answers lie below private/, or are a link to there."""
    if hidden or any(files.below(folder / "private" / FOLDER)):
        yield problem("LR683", Where(file=f"private/{FOLDER}"))


def without_confidential(
    answers: EnrichedRecords, folder: Path, hides: Callable[[str], bool]
) -> EnrichedRecords:
    """Return the answers without what was said of sources that are confidential now, and a Problem (LR686) for each line on one of these.

    A registry was asked before the entry was marked. `hides` says of a name that it is a confidential source's.
    """
    ledger = folder / LEDGER
    if not ledger.is_file() or private_part(ledger):
        return answers
    lines, works = said_of(files.read_bytes(ledger).decode("utf-8", errors="replace"), hides)
    if not lines:
        return answers
    kept = [record for record in answers.enriched.records if not _is_any_of(record, works)]
    problems = tuple(
        problem(
            "LR686",
            Where(file=LEDGER, line=line),
            review=folder.name or ".",
        )
        for line in lines
    )
    return replace(
        answers,
        enriched=replace(answers.enriched, records=tuple(kept)),
        problems=(*answers.problems, *problems),
    )


def _is_any_of(record: Record, works: Mapping[str, frozenset[str]]) -> bool:
    """Return whether a record is one of these works, which registries call by an address, a DOI or a number."""
    ids = {
        id_.rstrip("/").rpartition("/")[2] if "://" in id_ else id_
        for id_ in works.get(Path(record.where.file).stem, ())
    }
    return bool(ids & {record.key, record.doi, *(record.get(name) for name in ("pmid", *_NAMES.values()))})


def _ledger_mismatches(folder: Path, paths: Sequence[Path]) -> Iterator[Problem]:
    """Yield a Problem for what `enriched.tsv` says was kept and this copy has not (LR680), or has otherwise (LR681)."""
    ledger = folder / LEDGER
    if not ledger.is_file() or private_part(ledger):
        return
    entries, problems = parse_ledger(files.read_bytes(ledger).decode("utf-8", errors="replace"))
    yield from problems
    kept = grouped((e.provider, e) for e in entries if e.id and e.result in ("taken", "asked"))
    here = {path.stem: path for path in paths}
    for name, mine in sorted(kept.items()):
        works = _works(here[name]) if name in here else {}
        if works is None:
            yield _altered_problem(name, "is not as it was written: no list of works")
            continue
        gone = [entry for entry in mine if entry.id not in works]
        if gone:
            yield _missing_problem(name, gone, whole=not works)
        if other := {e.id for e in mine if e.id in works and e.hash and digest(works[e.id]) != e.hash}:
            yield _altered_problem(
                name,
                # not which: a work may be that of a source which is confidential by now
                f"has {plural(len(other), 'work')} that it was not written with",
            )


def _works(path: Path) -> Mapping[str, Mapping[str, Any]] | None:
    """Return the works of a file of a registry by what that calls them, None if it is no list of works."""
    try:
        return parse_works(files.read_bytes(path).decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def _missing_problem(name: str, gone: Sequence[Entry], *, whole: bool) -> Problem:
    """Return the Problem (LR680) of answers that are not in this copy: of how many sources, and what they gained by them."""
    gained = Counter(field for entry in gone for field in entry.fields)
    told = ", ".join(
        f"{field} of {n}" for field, n in sorted(gained.items(), key=lambda one: (-one[1], one[0]))
    )
    sources = len({entry.source for entry in gone})
    return problem(
        "LR680",
        Where(file=f"{FOLDER}/{name}{_ENDING}"),
        lacks="is not here" if whole else f"lacks {plural(len(gone), 'work')}",
        name=name,
        sources=plural(sources, "source"),
        gained=f" ({told})" if told else "",
    )


def _altered_problem(name: str, why: str) -> Problem:
    """Return the Problem (LR681) of a file that was altered since a registry's answers were written to it."""
    return problem("LR681", Where(file=f"{FOLDER}/{name}{_ENDING}"), why=why, name=name)


def is_enriched(path: Path, folder: Path) -> bool:
    """Return whether a path is `enriched/` of a review, or lies in it."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder / FOLDER))


def named_as_source_problems(names: Iterable[str]) -> tuple[Problem, ...]:
    """Return a Problem (LR684) for each file of registries' answers that is named as if it were a source."""
    return tuple(problem("LR684", Where(file=name)) for name in names)


_FILES = frozenset({*NAMES, *(f"{name}{CITED}" for name in NAMES)})
_IGNORE = "# abstracts are publishers' text: what registries said stays out of git; ../enriched.tsv says what was asked\n*\n"


class EnrichedFiles:
    """The ledger and the works that a folder holds of registries. `store_answer` keeps an answer, `write_files` writes the files."""

    def __init__(self, folder: Path) -> None:
        """Read the ledger, and what an earlier run left unfinished. `InputError` for a file that is not as it was written."""
        self.folder = folder
        self.problems: tuple[Problem, ...] = ()
        self._works: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._changed: set[str] = set()
        self._ledger_changed = False
        ledger = folder / LEDGER
        self._entries: tuple[Entry, ...] = ()
        if ledger.exists():
            self._entries, self.problems = parse_ledger(
                files.read_bytes(ledger).decode("utf-8", errors="replace")
            )
        self._begun = False
        self._new: dict[tuple[str, str, str, str], Entry] = {}
        self._unfinished = folder / FOLDER / _UNFINISHED
        for name, entries, works in self._unfinished_answers():
            self._add(name, entries, works)

    def _unfinished_answers(self) -> Iterable[tuple[str, list[Entry], list[Mapping[str, Any]]]]:
        if not self._unfinished.exists():
            return
        for line in files.read_bytes(self._unfinished).split(b"\n")[:-1]:
            try:
                said = json.loads(line)
                entries = [
                    Entry(**{**e, "what": tuple(e["what"]), "fields": tuple(e["fields"])})
                    for e in said["entries"]
                ]
                works: list[Mapping[str, Any]] = [dict(work) for work in said["works"]]
                known = said["name"] in _FILES  # the name of a file is made of it
            except (ValueError, KeyError, TypeError, RecursionError):  # half a line, on a disk that was full
                continue
            if known:
                yield said["name"], entries, works

    def entries(self) -> tuple[Entry, ...]:
        """Return what was asked so far, and what came of it."""
        if self._new:
            self._entries = with_entries(self._entries, self._new.values())
            self._new = {}
        return self._entries

    def works(self, name: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the works that a registry answered with, by what it calls them."""
        return self._of(name)

    def _of(self, name: str) -> dict[str, Mapping[str, Any]]:
        if name not in self._works:
            path = self.folder / FOLDER / f"{name}.json"
            try:
                self._works[name] = (
                    dict(parse_works(files.read_bytes(path).decode("utf-8"))) if path.exists() else {}
                )
            except (ValueError, RecursionError) as error:
                why = "is not as it was written; move it away, and its works are asked for again"
                raise InputError(str(path), why) from error
        return self._works[name]

    def _add(self, name: str, entries: Iterable[Entry], works: Iterable[Mapping[str, Any]]) -> None:
        self._works[name] = with_works(self._of(name), works)
        self._changed.add(name)
        for entry in entries:
            self._new[entry.about] = entry

    def store_answer(
        self, name: str, entries: Iterable[Entry], works: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        """Keep an answer: on the disk when this returns, whatever happens then."""
        entries, works = tuple(entries), tuple(works)
        self._prepare_folder()
        self._add(name, entries, works)
        line = json.dumps(
            {"name": name, "entries": [asdict(e) for e in entries], "works": works}, ensure_ascii=False
        )
        with self._unfinished.open("ab") as stream:
            stream.write(line.encode("utf-8", errors="replace") + b"\n")

    def check_place(self) -> None:
        """Do nothing where answers can be kept. `OutputError` where they would not be read: below private/, or if `enriched` is a file."""
        folder = self.folder / FOLDER
        if private_part(folder):
            raise OutputError(
                str(folder), "leads below private/, where registries' answers are not read (LR683)"
            )
        if folder.exists() and not folder.is_dir():
            raise OutputError(str(folder), "is a file; it is to be a folder, move it away")

    def _prepare_folder(self) -> None:
        """Make the folder, which git ignores, and write what an ended run left: behind half a line nothing can be appended."""
        if self._begun:
            return
        self._begun = True
        self.check_place()
        if self._unfinished.exists():
            self.write_files()
        files.make_folder(self._unfinished.parent)
        ignore = self._unfinished.parent / ".gitignore"
        if not ignore.exists():
            files.write_text(ignore, _IGNORE)

    def forget(self, hides: Callable[[str], bool]) -> int:
        """Take out what was said of sources that are confidential now, at once, and return of how many lines of the ledger.

        `hides` says of a name that it is a confidential source's.
        """
        lines, works = said_of(dump_ledger(self.entries()), hides)
        if not lines:
            return 0
        self._entries = tuple(entry for entry in self.entries() if not hides(entry.source))
        for name, ids in works.items():
            self._works[name] = {key: work for key, work in self._of(name).items() if key not in ids}
            self._changed.add(name)
        self._ledger_changed = True
        self.write_files()
        return len(lines)

    def _with_digest(self, entry: Entry) -> Entry:
        work = self._works.get(entry.provider, {}).get(entry.id)
        return replace(entry, hash=digest(work)) if work else entry

    def write_files(self) -> tuple[Path, ...]:
        """Write what changed, each file at once, and return the files. What was unfinished is finished then."""
        written = []
        for name in sorted(self._changed):
            path = self.folder / FOLDER / f"{name}.json"
            if self._works[name] or path.exists():
                files.write_text(path, dump_works(self._works[name]))
                written.append(path)
        if self._changed or self._ledger_changed:
            # what is stored joins several answers: it is what a copy can be held against
            self._entries = tuple(map(self._with_digest, self.entries()))
            files.write_text(self.folder / LEDGER, dump_ledger(self._entries))
            written.append(self.folder / LEDGER)
        self._changed, self._ledger_changed = set(), False
        with suppress(NotADirectoryError):  # why nothing could be kept is said by then
            self._unfinished.unlink(missing_ok=True)
        return tuple(written)
