"""What makes a record a publication, and which of its fields are bibliographic: these only a declaration seals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from litreview.confidential.words import says_interview

IDENTIFIERS = frozenset(
    {
        "doi",
        "pmid",
        "pmcid",
        "isbn",
        "issn",
        "eissn",
        "isbn13",
        "issn-l",
        "mrnumber",
        "zblnumber",
        "lccn",
        "eprint",
    }
)
"""Numbers that a publisher, a registry or a library gives."""
ACCESSIONS = frozenset({"unique-id", "ut", "eid", "pmid", "openalex", "scopus-id", "wos-id"})
"""Numbers that a database gives its records; `accession` counts where the database is named beside it."""
_DATABASES = ("database", "databaseprovider", "source-database", "ris-db", "ris-dp", "archive")
IMPRINTS = frozenset({
    "journal", "journaltitle", "shortjournal", "booktitle", "maintitle", "publication", "publisher", "institution", "school", "university",
    "organization", "reporter", "code", "court", "series", "eventtitle", "legislativebody", "newspaper", "magazine", "websitetitle", "blogtitle",
})  # fmt: skip
"""Where a work appeared, or who gave it out."""
_OFFICES = frozenset(
    {"institution", "organization", "publisher", "school", "university", "court", "legislativebody"}
)
_OF_A_JOURNAL = re.compile(
    r"(?i)\b(?:annual|archives?|association|bulletin|forum|journal|magazine|press|proceedings|quarterly|research|review|revue|revista|rivista|society"
    r"|studies|zeitschrift)\b"
)
_PLACED = frozenset(
    {
        "volume",
        "number",
        "issue",
        "pages",
        "year",
        "date",
        "month",
        "eid",
        "articleno",
        "edition",
        "section",
        "docketnumber",
    }
)
TYPES = frozenset([
    "article", "bibnote", "book", "bookinbook", "booklet", "case", "collection", "commentary", "conference", "dataset", "electronic",
    "inbook", "incollection", "inproceedings", "inreference", "jurisdiction", "legal", "legislation", "manual", "mastersthesis", "movie",
    "music", "mvbook", "mvcollection", "mvproceedings", "mvreference", "online", "patent", "performance", "periodical", "phdthesis",
    "proceedings", "reference", "report", "review", "software", "standard", "statute", "suppbook", "suppcollection", "suppperiodical",
    "techreport", "thesis", "www", "webpage", "newspaper", "magazine", "bill", "hearing", "regulation", "treaty",
])  # fmt: skip
"""Types of entries that say that a work was published, where its container or publisher is named."""
LOOSE = frozenset(
    {"misc", "unpublished", "audio", "video", "image", "artwork", "document", "generic", "set", ""}
)
"""Types that say nothing of it."""

PERSONAL = frozenset({
    "note", "notes", "n1", "rn", "researchnotes", "annote", "annotation", "extra", "comment", "comments", "remark", "remarks", "file", "files",
    "groups", "owner", "timestamp", "review", "opinion", "usera", "userb", "userc", "userd", "usere", "userf", "status", "rights", "access",
    "label", "tags", "manual-tags", "addendum", "private-note", "howpublished", "pubstate", "priority", "ranking",
})  # fmt: skip
"""Fields in which people write of a record what no publisher printed: each stands by itself."""
_OWN_FIELD = re.compile(
    r"(?!abstract|bibnote).*(?:annot|comment|custom|memo|note|private|personal|remark|todo).*|(?:my|user|x-).*|ris-[clmnu]\d|[cu][1-8]"
)
ABOUT = frozenset(
    {
        "title",
        "booktitle",
        "subtitle",
        "type",
        "entrysubtype",
        "genre",
        "medium",
        "titleaddon",
        "howpublished",
        "ris-ty",
        "enw-type",
        "endnote-type",
        "keywords",
    }
)
"""Further fields that say of an entry which is no publication what it is."""

_DIGITS = re.compile(r"\d")


def evidence(type_: str, fields: Iterable[tuple[str, str]]) -> str:
    """Return by which field a record is a publication, `""` if by none.

    >>> evidence("inproceedings", [("title", "Interviewing techniques"), ("booktitle", "CHI '90"), ("year", "1990")])
    'booktitle'
    >>> evidence("misc", [("title", "Interview with a guard"), ("year", "1990")]), evidence("misc", [("doi", "10.5555/made-up")])
    ('', 'doi')
    >>> evidence("article", [("journal", "Interview"), ("year", "2010")])
    ''
    """
    imprint, placed, accession, database = (
        "",
        type_ not in {"article", "periodical", "magazine", "newspaper"},
        False,
        False,
    )
    for name, value in fields:
        if not value.strip():
            continue
        if (name in IDENTIFIERS or name in ACCESSIONS) and _DIGITS.search(value):
            return name
        accession = accession or name in ("accession", "an")
        database = database or name in _DATABASES
        placed = placed or name in _PLACED
        if not imprint and name in IMPRINTS and not _is_interview_word(value):
            imprint = name
    if accession and database:
        return "accession"
    return imprint if imprint and placed and type_ in TYPES else ""


@lru_cache(maxsize=4096)
def is_personal(name: str) -> bool:
    """Return whether a field is one of `PERSONAL`, or one of somebody's own that is called like one.

    >>> is_personal("note"), is_personal("my-notes-2"), is_personal("ris-u1"), is_personal("abstractnote"), is_personal("title")
    (True, True, True, False, False)
    """
    return name in PERSONAL or _OWN_FIELD.fullmatch(name) is not None


def is_printed(type_: str, fields: Iterable[tuple[str, str]]) -> bool:
    """Return whether a record is a publication by more than the office that it names: each document that an agency gives out names one.

    >>> is_printed("report", [("institution", "Made-up Office")]), is_printed("report", [("isbn", "978-0-00-000000-2")])
    (False, True)
    """
    return evidence(type_, [pair for pair in fields if pair[0] not in _OFFICES]) != ""


def _is_interview_word(value: str) -> bool:
    """Return whether the name of a container says that it was an interview: `Telephone interview`, but not `Oral History Review`."""
    short = len(value) <= 60 and len(value.split()) < 4
    return short and not _OF_A_JOURNAL.search(value) and bool(says_interview(value))
