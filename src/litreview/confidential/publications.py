"""What makes a record a publication, and which of its fields are bibliographic: these only a declaration seals."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
_REPOSITORY = re.compile(
    r"10\.(?:5281/zenodo|7910/dvn|17632/|6084/m9\.figshare|5061/dryad|3886/|17605/osf|15139/|21950/|18712/|7802/|25384/|5255/ukda)",
    re.IGNORECASE,
)


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


def _is_interview_word(value: str) -> bool:
    """Return whether the name of a container is a word for an interview and nothing else: `Telephone interview`."""
    if len(value) > 60:
        return False
    return bool(says_interview(value, at_head=True)) and len(value.split()) < 4


def is_data_repository(fields: Iterable[tuple[str, str]]) -> bool:
    """Return whether a DOI is one of a repository of data, and no container is named: transcripts are archived so."""
    pairs = [(name, value) for name, value in fields if value.strip()]
    return any(name == "doi" and _REPOSITORY.search(value) for name, value in pairs) and not any(
        name in IMPRINTS for name, _ in pairs
    )
