"""What a publication of a review would hand on beside its people: answers of registries, licensed abstracts, the times of decisions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from litreview import files
from litreview.decisions import parse, shown_when
from litreview.model import Problem, Record, Where
from litreview.plurals import noun, plural
from litreview.problems import problem
from litreview.review.answers import FOLDER
from litreview.review.settings import Settings

_WITH_ABSTRACTS = "out/tables/all.bib, out/library.bib and out/tables/library.ris"


def registries(names: Sequence[str]) -> Iterator[Problem]:
    """Yield the answers of registries that would be published: abstracts are publishers' text."""
    told = [name for name in names if name.startswith(f"{FOLDER}/") and name.endswith((".json", ".jsonl"))]
    if told:
        yield problem("LR685", Where(file=FOLDER), files=plural(len(told), "file"))


def decision_times(folder: Path, names: Sequence[str]) -> Iterator[Problem]:
    """Yield, by file, which lines of decisions say to the second when somebody judged what has a sealed code: outputs say the month."""
    for name in names:
        if not (name.startswith("decisions/") and name.endswith(".tsv") and (folder / name).is_file()):
            continue
        lines = parse(files.read_bytes(folder / name).decode("utf-8", errors="replace"), name)[0]
        told = [line.place.line for line in lines if shown_when(line) != line.when]
        if told:
            where = Where(file=files.name_of(name), line=told[0])
            yield problem("LR669", where, lines=f"{noun(len(told), 'line', 'lines')} {_ranges(told)}")


def _ranges(numbers: Sequence[int]) -> str:
    """Return rising numbers in words, those in a row as a range.

    >>> _ranges([2, 3, 4, 7, 9, 10])
    '2-4, 7, 9-10'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)


def licensed(records: Iterable[Record], settings: Settings, names: Sequence[str]) -> Iterator[Problem]:
    """Yield a note for each file with abstracts that a database licenses: out/ repeats them."""
    searched = {file: f"{one.database}; {one.platform}" for one in settings.searches for file in one.exports}
    for file, database, number in licensed_abstracts(records, searched):
        where = "this file and " if file in names else ""
        yield problem(
            "LR687",
            Where(file=files.name_of(file)),
            abstracts=plural(number, "abstract"),
            database=database,
            files=f"{where}{_WITH_ABSTRACTS}",
        )


_DATABASES = (
    ("Web of Science", r"\b(?:WOS|ISI):[A-Z0-9]{10,15}\b|webof(?:science|knowledge)\.com|\bweb of science\b"),
    ("Scopus", r"\b2-s2\.0-\d{8}|\bscopus\b"),
    ("Embase", r"\bembase\b"),
    ("ProQuest", r"\bproquest\b"),
    ("EBSCO", r"\bebsco(?:host)?\b"),
    ("Ovid", r"\bovid(?:sp|ds|web)?\b"),
)
_MARKS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _DATABASES)
_FIELDS = frozenset(
    [
        *("accession", "archive", "archive-location", "archiveprefix", "database", "databaseprovider"),
        *("eid", "extra", "library-catalog", "librarycatalog", "link", "scopus-eid", "source"),
        *("unique-id", "url", "ut"),
    ]
)
"""Where an entry says which database it came from; what its abstract or its references say of databases is no such place."""


def database_of(text: str) -> str:
    """Return the commercial database that a text names, `""` if it names none.

    >>> database_of("https://www.scopus.com/inward/record.uri?eid=2-s2.0-85189760133"), database_of("PubMed")
    ('Scopus', '')
    """
    return next((name for name, mark in _MARKS if mark.search(text)), "")


def licensed_abstracts(records: Iterable[Record], searched: Mapping[str, str]) -> list[tuple[str, str, int]]:
    """Return file, database and number of the abstracts of each file that came from a database; what is confidential is not counted.

    `searched` is the database and platform by file, as the review notes its searches: it counts where an entry names none.
    """
    found: Counter[tuple[str, str]] = Counter()
    for record in records:
        if record.confidential or not record.fields.get("abstract", "").strip():
            continue
        said = " ".join([record.key, *(v for name, v in record.fields.items() if name.lower() in _FIELDS)])
        name = database_of(said) or database_of(searched.get(record.where.file, ""))
        if name:
            found[record.where.file, name] += 1
    return [(file, name, number) for (file, name), number in sorted(found.items())]
