"""What registries said, on disk: `enriched/NAME.json`, `enriched.tsv`, and what came in since they were written.

Each answer is first appended to `enriched/unfinished.jsonl`, and the files are written from it at the end: who is ended in the middle has
asked nothing in vain. The next run begins with what lies there; half a line at its end was never whole, and is asked again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from litreview import files
from litreview.enrichment import (
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
from litreview.enrichment.answers import LEDGER
from litreview.errors import InputError, OutputError
from litreview.model import Problem
from litreview.providers import NAMES
from litreview.review.answers import CITED
from litreview.sealed import private_part

FOLDER = "enriched"
_UNFINISHED = "unfinished.jsonl"
_FILES = frozenset({*NAMES, *(f"{name}{CITED}" for name in NAMES)})
_IGNORE = "# abstracts are publishers' text: what registries said stays out of git; ../enriched.tsv says what was asked\n*\n"


class EnrichedFiles:
    """The ledger and the works that a folder holds of registries. `put` keeps an answer, `settle` writes the files."""

    def __init__(self, place: Path) -> None:
        """Read the ledger, and what an earlier run left unfinished. `InputError` for a file that is not as it was written."""
        self.place = place
        self.problems: tuple[Problem, ...] = ()
        self._works: dict[str, dict[str, Mapping[str, Any]]] = {}
        self._changed: set[str] = set()
        self._ledger_changed = False
        ledger = place / LEDGER
        self._entries: tuple[Entry, ...] = ()
        if ledger.exists():
            self._entries, self.problems = parse_ledger(
                files.read_bytes(ledger).decode("utf-8", errors="replace")
            )
        self._begun = False
        self._new: dict[tuple[str, str, str, str], Entry] = {}
        self._unfinished = place / FOLDER / _UNFINISHED
        for name, entries, works in self._left():
            self._take(name, entries, works)

    def _left(self) -> Iterable[tuple[str, list[Entry], list[Mapping[str, Any]]]]:
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
            path = self.place / FOLDER / f"{name}.json"
            try:
                self._works[name] = (
                    dict(parse_works(files.read_bytes(path).decode("utf-8"))) if path.exists() else {}
                )
            except (ValueError, RecursionError) as error:
                why = "is not as it was written; move it away, and its works are asked for again"
                raise InputError(str(path), why) from error
        return self._works[name]

    def _take(self, name: str, entries: Iterable[Entry], works: Iterable[Mapping[str, Any]]) -> None:
        self._works[name] = with_works(self._of(name), works)
        self._changed.add(name)
        for entry in entries:
            self._new[entry.about] = entry

    def put(self, name: str, entries: Iterable[Entry], works: Iterable[Mapping[str, Any]] = ()) -> None:
        """Keep an answer: on the disk when this returns, whatever happens then."""
        entries, works = tuple(entries), tuple(works)
        self._begin()
        self._take(name, entries, works)
        line = json.dumps(
            {"name": name, "entries": [asdict(e) for e in entries], "works": works}, ensure_ascii=False
        )
        with self._unfinished.open("ab") as stream:
            stream.write(line.encode("utf-8", errors="replace") + b"\n")

    def check_place(self) -> None:
        """Do nothing where answers can be kept. `OutputError` where they would not be read: below private/, or if `enriched` is a file."""
        place = self.place / FOLDER
        if private_part(place):
            raise OutputError(
                str(place), "leads below private/, where registries' answers are not read (LR683)"
            )
        if place.exists() and not place.is_dir():
            raise OutputError(str(place), "is a file; it is to be a folder, move it away")

    def _begin(self) -> None:
        """Make the folder, which git ignores, and write what an ended run left: behind half a line nothing can be appended."""
        if self._begun:
            return
        self._begun = True
        self.check_place()
        if self._unfinished.exists():
            self.settle()
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
        self.settle()
        return len(lines)

    def _hashed(self, entry: Entry) -> Entry:
        work = self._works.get(entry.provider, {}).get(entry.id)
        return replace(entry, hash=digest(work)) if work else entry

    def settle(self) -> tuple[Path, ...]:
        """Write what changed, each file at once, and return the files. What was unfinished is finished then."""
        written = []
        for name in sorted(self._changed):
            path = self.place / FOLDER / f"{name}.json"
            if self._works[name] or path.exists():
                files.write_text(path, dump_works(self._works[name]))
                written.append(path)
        if self._changed or self._ledger_changed:
            # what is stored joins several answers: it is what a copy can be held against
            self._entries = tuple(map(self._hashed, self.entries()))
            files.write_text(self.place / LEDGER, dump_ledger(self._entries))
            written.append(self.place / LEDGER)
        self._changed, self._ledger_changed = set(), False
        with suppress(NotADirectoryError):  # why nothing could be kept is said by then
            self._unfinished.unlink(missing_ok=True)
        return tuple(written)
