"""Which database a record came from, as its export says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litreview.core.model import Record

_DATABASES = (
    ("Web of Science", r"\b(?:WOS|ISI):[A-Z0-9]{10,15}\b|webof(?:science|knowledge)\.com|\bweb of science\b"),
    ("Scopus", r"\b2-s2\.0-\d{8}|\bscopus\b"),
    ("Embase", r"\bembase\b"),
    ("ProQuest", r"\bproquest\b"),
    ("EBSCO", r"\bebsco(?:host)?\b"),
    ("Ovid", r"\bovid(?:sp|ds|web)?\b"),
)
_PATTERNS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _DATABASES)
_PLATFORMS = frozenset({"ProQuest", "EBSCO", "Ovid"})
"""Names above that are platforms of many databases: they do not say which one was searched."""
_FIELDS = frozenset(
    [
        *("accession", "archive", "archive-location", "archiveprefix", "database", "databaseprovider"),
        *("eid", "extra", "library-catalog", "librarycatalog", "link", "scopus-eid", "source"),
        *("unique-id", "url", "ut"),
    ]
)
"""Fields that say which database an entry came from, unlike its abstract or its references."""


def database_of(text: str) -> str:
    """Return the commercial database or platform that a text names, `""` if it names none.

    >>> database_of("https://www.scopus.com/inward/record.uri?eid=2-s2.0-85189760133"), database_of("PubMed")
    ('Scopus', '')
    """
    return next((name for name, mark in _PATTERNS if mark.search(text)), "")


def origin_text(record: Record) -> str:
    """Return the key of a record and its fields that say where it came from, as one text."""
    return " ".join([record.key, *(v for name, v in record.fields.items() if name.lower() in _FIELDS)])


def database_of_record(record: Record) -> str:
    """Return the database that a record names, as it names it, without dates and marks; `""` if it names none.

    Ovid, EBSCO and EndNote write it into a field. Records of Web of Science and Scopus are known by their numbers, those of PubMed by who owns them.
    """
    named = record.get("database")
    if named:
        return " ".join(re.sub(r"<[^<>]*>|\((?:R|TM)\)", " ", named).split())
    if record.get("medline-own"):
        return "PubMed"
    found = database_of(origin_text(record))
    return "" if found in _PLATFORMS else found
