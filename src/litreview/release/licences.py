"""Abstracts that a database licenses: in which files they are, by what the entries say of where they came from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from litreview.model import Record

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


class Licensed(NamedTuple):
    """How many abstracts of a file came from a database."""

    file: str
    database: str
    number: int


def database_of(text: str) -> str:
    """Return the commercial database that a text names, `""` if it names none.

    >>> database_of("https://www.scopus.com/inward/record.uri?eid=2-s2.0-85189760133"), database_of("PubMed")
    ('Scopus', '')
    """
    return next((name for name, mark in _MARKS if mark.search(text)), "")


def licensed_abstracts(records: Iterable[Record], searched: Mapping[str, str]) -> tuple[Licensed, ...]:
    """Return how many abstracts of each file came from which database; what is confidential is not counted.

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
    return tuple(Licensed(file, name, number) for (file, name), number in sorted(found.items()))
