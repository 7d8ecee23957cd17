"""Answers of registries on the sources of a review, in `enriched/`: separate from received files, never an export of a search.

`enriched/NAME.json` holds the answers of one registry on sources, `enriched/NAME-cited.json` those on works that are only cited. Git ignores
both, since abstracts are publishers' text; it stores the ledger `enriched.tsv`, by which a reader sees what a copy lacks.
Each answer is first appended to `enriched/unfinished.jsonl`; the files are written from it at the end. So an interrupted run loses
nothing: the next run starts from that file, and queries again whatever stood in an incomplete last line.
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
from litreview.stages.enrichment import (
    LEDGER,
    EnrichedEntry,
    digest,
    dump_ledger,
    dump_works,
    ledger_traces,
    parse_ledger,
    parse_works,
    with_entries,
    with_works,
)

FOLDER = "enriched"
CITED = "-cited"
_ENDING = ".json"
_UNFINISHED = "unfinished.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichedRecords:
    """Records from registries on sources (`enriched`) and on cited works (`cited`), the files read, and the Problems met."""

    enriched: Library = field(default_factory=Library)
    cited: Library = field(default_factory=Library)
    paths: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The files of `enriched/` that are read, relative to the review."""
        read_ = (*self.enriched.files, *self.cited.files)
        return (*read_, LEDGER, f"{FOLDER}/{_UNFINISHED}")


def read_enriched(folder: Path) -> EnrichedRecords:
    """Return the records in `enriched/` of a review, without confidential ones and files that lead below private/."""
    enriched = folder / FOLDER
    paths = files.listing(enriched, _ENDING) if enriched.is_dir() else []
    hidden = [path for path in paths if private_part(path)]
    paths = [path for path in paths if path not in hidden]
    on_sources = [path for path in paths if not path.stem.endswith(CITED)]
    cited = [path for path in paths if path.stem.endswith(CITED)]
    return EnrichedRecords(
        enriched=_library(on_sources, folder),
        cited=_library(cited, folder),
        paths=tuple(paths),
        problems=(*_misplaced_problem(folder, hidden=bool(hidden)), *_ledger_mismatches(folder, paths)),
    )


def _library(paths: Sequence[Path], folder: Path) -> Library:
    """Return the records of some files that are not marked confidential."""
    if not paths:
        return Library()
    library = read(*paths, root=folder)
    records = _with_registry_ids(record for record in library.records if not record.confidential)
    return Library(records=tuple(records), problems=library.problems, files=library.files)


_NAMES = {"openalex": "openalex", "crossref": "doi", "semanticscholar": "semanticscholar"}
"""The field with a registry's own id of a work, by file format."""


def _with_registry_ids(records: Iterable[Record]) -> Iterator[Record]:
    """Yield records with the id of their registry as key, so that decisions stay with a record when the file grows."""
    counts: Counter[str] = Counter()
    for record in records:
        own_id = record.doi if (field := _NAMES.get(record.format)) == "doi" else record.get(field or "")
        name = "_".join((own_id or record.doi or record.key).split())
        id_ = f"{record.where.file}:{name}"
        counts[id_] += 1
        again = f"#{counts[id_]}" if counts[id_] > 1 else ""
        yield replace(record, key=name, id=RecordId(id_ + again))


def _misplaced_problem(folder: Path, *, hidden: bool) -> Iterator[Problem]:
    """Yield a Problem (LR683) if answers of registries lie, or link, below private/."""
    if hidden or any(files.files_below(folder / "private" / FOLDER)):
        yield problem("LR683", Where(file=f"private/{FOLDER}"))


def drop_confidential(
    answers: EnrichedRecords, folder: Path, hides: Callable[[str], bool]
) -> EnrichedRecords:
    """Return the records without those on sources that are confidential now, and a Problem (LR686) for each such ledger line.

    The registry was queried before the entry was marked. `hides`: whether a name belongs to a confidential source.
    """
    ledger = folder / LEDGER
    if not ledger.is_file() or private_part(ledger):
        return answers
    lines, works = ledger_traces(files.read_bytes(ledger).decode("utf-8", errors="replace"), hides)
    if not lines:
        return answers
    remaining = [record for record in answers.enriched.records if not _is_any_of(record, works)]
    problems = tuple(
        problem("LR686", Where(file=LEDGER, line=line), review=folder.name or ".") for line in lines
    )
    return replace(
        answers,
        enriched=replace(answers.enriched, records=tuple(remaining)),
        problems=(*answers.problems, *problems),
    )


def _is_any_of(record: Record, works: Mapping[str, frozenset[str]]) -> bool:
    """Return whether a record is one of these works, identified by a URL, a DOI or a number."""
    ids = {
        id_.rstrip("/").rpartition("/")[2] if "://" in id_ else id_
        for id_ in works.get(Path(record.where.file).stem, ())
    }
    return bool(ids & {record.key, record.doi, *(record.get(name) for name in ("pmid", *_NAMES.values()))})


def _ledger_mismatches(folder: Path, paths: Sequence[Path]) -> Iterator[Problem]:
    """Yield a Problem for answers in `enriched.tsv` that this copy lacks (LR680) or that were altered (LR681)."""
    ledger = folder / LEDGER
    if not ledger.is_file() or private_part(ledger):
        return
    entries, problems = parse_ledger(files.read_bytes(ledger).decode("utf-8", errors="replace"))
    yield from problems
    by_registry = grouped((e.provider, e) for e in entries if e.id and e.result in ("taken", "asked"))
    by_name = {path.stem: path for path in paths}
    for name, mine in sorted(by_registry.items()):
        works = _works(by_name[name]) if name in by_name else {}
        if works is None:
            yield _altered_problem(name, "is not as it was written: no list of works")
            continue
        missing = [entry for entry in mine if entry.id not in works]
        if missing:
            yield _missing_problem(name, missing, whole=not works)
        if altered := {e.id for e in mine if e.id in works and e.hash and digest(works[e.id]) != e.hash}:
            yield _altered_problem(
                name,
                # not which works: one may belong to a source that is confidential by now
                f"has {plural(len(altered), 'work')} that it was not written with",
            )


def _works(path: Path) -> Mapping[str, Mapping[str, Any]] | None:
    """Return the works of a registry's file by their registry ids, None if it is no list of works."""
    try:
        return parse_works(files.read_bytes(path).decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def _missing_problem(name: str, missing: Sequence[EnrichedEntry], *, whole: bool) -> Problem:
    """Return the Problem (LR680) of missing answers, with the number of sources and the fields gained."""
    gained = Counter(field for entry in missing for field in entry.fields)
    counts = ", ".join(
        f"{field} of {n}" for field, n in sorted(gained.items(), key=lambda one: (-one[1], one[0]))
    )
    sources = len({entry.source for entry in missing})
    return problem(
        "LR680",
        Where(file=f"{FOLDER}/{name}{_ENDING}"),
        lacks="is not here" if whole else f"lacks {plural(len(missing), 'work')}",
        name=name,
        sources=plural(sources, "source"),
        gained=f" ({counts})" if counts else "",
    )


def _altered_problem(name: str, why: str) -> Problem:
    """Return the Problem (LR681) of an answer file that was altered."""
    return problem("LR681", Where(file=f"{FOLDER}/{name}{_ENDING}"), why=why, name=name)


def is_enriched(path: Path, folder: Path) -> bool:
    """Return whether a path is `enriched/` of a review or lies below it."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder / FOLDER))


def listed_as_sources(names: Iterable[str]) -> tuple[Problem, ...]:
    """Return a Problem (LR684) for each file of answers listed as a source."""
    return tuple(problem("LR684", Where(file=name)) for name in names)


_IGNORE = "# abstracts are publishers' text: what registries said stays out of git; ../enriched.tsv says what was asked\n*\n"


class EnrichedFiles:
    """Ledger and works of registries in a folder: `store_answer` saves one answer at once, `write_files` writes the files."""

    def __init__(self, folder: Path) -> None:
        """Read the ledger and the unfinished answers of an earlier run. `InputError` for a damaged file."""
        self.folder = folder
        self.problems: tuple[Problem, ...] = ()
        self._works: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._changed: set[str] = set()
        self._ledger_changed = False
        ledger = folder / LEDGER
        self._entries: tuple[EnrichedEntry, ...] = ()
        if ledger.exists():
            self._entries, self.problems = parse_ledger(
                files.read_bytes(ledger).decode("utf-8", errors="replace")
            )
        self._begun = False
        self._new: dict[tuple[str, str, str, str], EnrichedEntry] = {}
        self._unfinished = folder / FOLDER / _UNFINISHED
        for name, entries, works in self._unfinished_answers():
            self._add(name, entries, works)

    def _unfinished_answers(self) -> Iterable[tuple[str, list[EnrichedEntry], list[Mapping[str, Any]]]]:
        if not self._unfinished.exists():
            return
        from litreview.providers import provider_names

        for line in files.read_bytes(self._unfinished).split(b"\n")[:-1]:
            try:
                answer = json.loads(line)
                entries = [
                    EnrichedEntry(**{**e, "what": tuple(e["what"]), "fields": tuple(e["fields"])})
                    for e in answer["entries"]
                ]
                works: list[Mapping[str, Any]] = [dict(work) for work in answer["works"]]
                is_registry_file = (
                    str(answer["name"]).removesuffix(CITED) in provider_names()
                )  # a file name is made from it
            except (ValueError, KeyError, TypeError, RecursionError):  # an incomplete line, from a full disk
                continue
            if is_registry_file:
                yield answer["name"], entries, works

    def entries(self) -> tuple[EnrichedEntry, ...]:
        """Return the queries sent so far with their results."""
        if self._new:
            self._entries = with_entries(self._entries, self._new.values())
            self._new = {}
        return self._entries

    def works(self, name: str) -> dict[str, Mapping[str, Any]]:
        """Return the works of a registry by its ids."""
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

    def _add(self, name: str, entries: Iterable[EnrichedEntry], works: Iterable[Mapping[str, Any]]) -> None:
        self._works[name] = with_works(self.works(name), works)
        self._changed.add(name)
        for entry in entries:
            self._new[entry.about] = entry

    def store_answer(
        self, name: str, entries: Iterable[EnrichedEntry], works: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        """Store an answer; it is on the disk when this returns."""
        entries, works = tuple(entries), tuple(works)
        self._prepare_folder()
        self._add(name, entries, works)
        line = json.dumps(
            {"name": name, "entries": [asdict(e) for e in entries], "works": works}, ensure_ascii=False
        )
        with self._unfinished.open("ab") as stream:
            stream.write(line.encode("utf-8", errors="replace") + b"\n")

    def check_place(self) -> None:
        """Raise `OutputError` if answers could not be read again: `enriched` is a file, or leads below private/."""
        folder = self.folder / FOLDER
        if private_part(folder):
            raise OutputError(
                str(folder), "leads below private/, where registries' answers are not read (LR683)"
            )
        if folder.exists() and not folder.is_dir():
            raise OutputError(str(folder), "is a file; it is to be a folder, move it away")

    def _prepare_folder(self) -> None:
        """Make the folder, ignored by git, and write the files of an interrupted run, since nothing can follow an incomplete line."""
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
        """Remove the answers on sources that are confidential now, and return the number of ledger lines removed.

        `hides`: whether a name belongs to a confidential source.
        """
        lines, works = ledger_traces(dump_ledger(self.entries()), hides)
        if not lines:
            return 0
        self._entries = tuple(entry for entry in self.entries() if not hides(entry.source))
        for name, ids in works.items():
            self._works[name] = {key: work for key, work in self.works(name).items() if key not in ids}
            self._changed.add(name)
        self._ledger_changed = True
        self.write_files()
        return len(lines)

    def _with_digest(self, entry: EnrichedEntry) -> EnrichedEntry:
        work = self._works.get(entry.provider, {}).get(entry.id)
        return replace(entry, hash=digest(work)) if work else entry

    def write_files(self) -> tuple[Path, ...]:
        """Write the changed files, each atomically, and return them; the file of unfinished answers is removed."""
        written = []
        for name in sorted(self._changed):
            path = self.folder / FOLDER / f"{name}.json"
            if self._works[name] or path.exists():
                files.write_text(path, dump_works(self._works[name]))
                written.append(path)
        if self._changed or self._ledger_changed:
            # the stored work unites several answers: digest that one, so that a copy can be checked
            self._entries = tuple(map(self._with_digest, self.entries()))
            files.write_text(self.folder / LEDGER, dump_ledger(self._entries))
            written.append(self.folder / LEDGER)
        self._changed, self._ledger_changed = set(), False
        with suppress(NotADirectoryError):  # the cause was reported before
            self._unfinished.unlink(missing_ok=True)
        return tuple(written)
