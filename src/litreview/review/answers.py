"""What registries said, read from `enriched/` of a review: apart from all that was received, and never as an export of a search.

`enriched/NAME.json` holds what one registry said of sources; `enriched/NAME-cited.json` what it said of works that are only cited. Git ignores
both, for abstracts are publishers' text; `enriched.tsv`, which it keeps, lets a reader know what is missing in a copy.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from litreview import files
from litreview.enrichment import LEDGER, Entry, digest, parse_ledger, parse_works, said_of
from litreview.formats import read
from litreview.model import Library, Problem, Record, RecordId, Where
from litreview.problems import problem
from litreview.sealed import private_part
from litreview.wording import plural

FOLDER = "enriched"
CITED = "-cited"
_ENDING = ".json"
_UNFINISHED = "unfinished.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
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


def read_answers(folder: Path) -> Answers:
    """Return what `enriched/` of a review holds. Nothing of it that is marked confidential or lies below private/ is read."""
    place = folder / FOLDER
    paths = files.listing(place, _ENDING) if place.is_dir() else []
    hidden = [path for path in paths if private_part(path)]
    paths = [path for path in paths if path not in hidden]
    said = [path for path in paths if not path.stem.endswith(CITED)]
    cited = [path for path in paths if path.stem.endswith(CITED)]
    return Answers(
        enriched=_library(said, folder),
        cited=_library(cited, folder),
        paths=tuple(paths),
        problems=(*_below_private(folder, hidden=bool(hidden)), *_unlike_ledger(folder, paths)),
    )


def _library(paths: Sequence[Path], folder: Path) -> Library:
    """Return the records of some files; of one that is marked confidential nothing."""
    if not paths:
        return Library()
    library = read(*paths, root=folder)
    kept = _named(record for record in library.records if not record.confidential)
    return Library(records=tuple(kept), problems=library.problems, files=library.files)


_NAMES = {"openalex": "openalex", "crossref": "doi", "semanticscholar": "semanticscholar"}
"""By the format of a registry's file, the field in which it calls a work by its own name."""


def _named(records: Iterable[Record]) -> Iterator[Record]:
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


def _below_private(folder: Path, *, hidden: bool) -> Iterator[Problem]:
    """Yield a Problem (LR683) where registries' answers lie below private/, or are a link to there."""
    if hidden or any(files.below(folder / "private" / FOLDER)):
        yield problem("LR683", Where(file=f"private/{FOLDER}"))


def without_sealed(answers: Answers, folder: Path, hides: Callable[[str], bool]) -> Answers:
    """Return the answers without what was said of sources that are confidential now, and a Problem (LR686) for each line on one of these.

    A registry was asked before the entry was marked. `hides` says of a name that it is a confidential source's.
    """
    ledger = folder / LEDGER
    if not ledger.is_file() or private_part(ledger):
        return answers
    lines, works = said_of(files.read_bytes(ledger).decode("utf-8", errors="replace"), hides)
    if not lines:
        return answers
    kept = [record for record in answers.enriched.records if not _is_of(record, works)]
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


def _is_of(record: Record, works: Mapping[str, frozenset[str]]) -> bool:
    """Return whether a record is one of these works, which registries call by an address, a DOI or a number."""
    ids = {
        id_.rstrip("/").rpartition("/")[2] if "://" in id_ else id_
        for id_ in works.get(Path(record.where.file).stem, ())
    }
    return bool(ids & {record.key, record.doi, *(record.get(name) for name in ("pmid", *_NAMES.values()))})


def _unlike_ledger(folder: Path, paths: Sequence[Path]) -> Iterator[Problem]:
    """Yield a Problem for what `enriched.tsv` says was kept and this copy has not (LR680), or has otherwise (LR681)."""
    ledger = folder / LEDGER
    if not ledger.is_file() or private_part(ledger):
        return
    entries, problems = parse_ledger(files.read_bytes(ledger).decode("utf-8", errors="replace"))
    yield from problems
    kept: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.id and entry.result in ("taken", "asked"):
            kept.setdefault(entry.provider, []).append(entry)
    here = {path.stem: path for path in paths}
    for name, mine in sorted(kept.items()):
        works = _works(here[name]) if name in here else {}
        if works is None:
            yield _altered(name, "is not as it was written: no list of works")
            continue
        gone = [entry for entry in mine if entry.id not in works]
        if gone:
            yield _missing(name, gone, whole=not works)
        if other := {e.id for e in mine if e.id in works and e.hash and digest(works[e.id]) != e.hash}:
            yield _altered(
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


def _missing(name: str, gone: Sequence[Entry], *, whole: bool) -> Problem:
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


def _altered(name: str, why: str) -> Problem:
    """Return the Problem (LR681) of a file that was altered since a registry's answers were written to it."""
    return problem("LR681", Where(file=f"{FOLDER}/{name}{_ENDING}"), why=why, name=name)


def is_enriched(path: Path, folder: Path) -> bool:
    """Return whether a path is `enriched/` of a review, or lies in it."""
    place = os.path.realpath(folder / FOLDER)
    return Path(os.path.realpath(path)).is_relative_to(place)


def named_as_sources(names: Iterable[str]) -> tuple[Problem, ...]:
    """Return a Problem (LR684) for each file of registries' answers that is named as if it were a source."""
    return tuple(problem("LR684", Where(file=name)) for name in names)
