"""What makes a record a publication, and which of its fields are bibliographic: these only a declaration seals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from litreview.confidential.words import places, says_interview, words_of_kinds

IDENTIFIERS = places("identifier")
IMPRINTS = places("imprint")
TYPES = places("published-type")
LOOSE = places("loose-type") | {""}
PERSONAL = places("personal")
ABOUT = places("about")
_NUMBERS = IDENTIFIERS | places("accession")
_BY_FORM = frozenset({"court", "reporter", "school"})
"""Fields of references that are told by the form of a case or a thesis."""
_DATABASE, _PLACED, _OFFICES = places("database"), places("placed"), places("office")
_ACCESSION, _PERIODICAL = places("database-number"), places("periodical")
_OWN_FIELD = re.compile(
    r"(?!abstract|bibnote).*(?:annot|comment|custom|memo|note|private|personal|remark|todo).*|(?:my|user|x-).*|ris-[clnu]\d|[cu][1-8]"
)
_DIGITS = re.compile(r"\d")
RAW = "reference-string"
"""The field of an entry that holds the reference it was read from. Not `note`, which styles print, nor `references`, which are those of the work."""
_HOST = re.compile(r"://|www\.")
_RANGE = re.compile(r"\d\W+\d")
_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EDITION = re.compile(r"(?i)\b\d\w{0,3}\.? ?(?:ed(?:ition|n|\.)|aufl(?:age|\.))")
_IN = re.compile(r"(?i)(?<!\w)in ?: ")
# `in: Roe, A. (Hg.), Ports` and `in: Merkur 67, 317-328`, but not `in: Berlin, 3.-5. Mai`
_CONTAINER = re.compile(
    r"(?i)\((?:hg|hrsg|eds?)\b|(?<![\d.])\d{1,3} ?[-\u2013] ?\d{2,3}(?!\w|\.\d|\.? ?[a-z])"
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
    filled = [(name, value) for name, value in fields if value.strip()]
    numbered = next((name for name, value in filled if name in _NUMBERS and _DIGITS.search(value)), "")
    names = {name for name, _ in filled}
    if RAW in names and not numbered:
        return _evidence_of_reference({name: " ".join(value.split()) for name, value in filled})
    if numbered or not (_DATABASE.isdisjoint(names) or _ACCESSION.isdisjoint(names)):
        return numbered or "accession"
    if type_ not in TYPES or (type_ in _PERIODICAL and _PLACED.isdisjoint(names)):
        return ""
    return next((name for name, value in filled if name in IMPRINTS and not _is_interview_word(value)), "")


def _evidence_of_reference(fields: Mapping[str, str]) -> str:
    """Return by which field a reference of a list says where it appeared, `""` if by none.

    A model told its parts apart, and may take the place of an interview for a journal or a publisher: these count by what stands beside them.

    >>> string = "Interview with a guard, Los Angeles, 3 May 2019"
    >>> _evidence_of_reference({"journal": "Los Angeles", "year": "2019", RAW: string})
    ''
    >>> _evidence_of_reference({"journal": "Telos", "volume": "55", "pages": "7-9", RAW: "Interview with a critic. Telos 55, 7-9"})
    'journal'
    """
    string = fields[RAW]
    if _HOST.search(fields.get("url", "")):
        return "url"
    if _EDITION.search(string):
        return RAW
    if container := _container_of_reference(fields):
        return container
    if _has_publisher(fields, string):
        return "publisher"
    begins = _IN.search(string)
    behind = string[begins.end() :] if begins else ""
    return RAW if _CONTAINER.search(behind) or words_of_kinds(behind, "journal") else ""


def _container_of_reference(fields: Mapping[str, str]) -> str:
    placed = [name for name in ("volume", "number", "pages") if name in fields]
    for name in ("court", "reporter", "school", "journal", "booktitle", "series"):
        value = fields.get(name, "")
        if not value or _is_interview_word(value):
            continue
        by_form = name in _BY_FORM or (name == "booktitle" and "editor" in fields)
        several = len(placed) > 1 or (name == "booktitle" and _RANGE.search(fields.get("pages", "")))
        numbered = several and ("volume" in placed or words_of_kinds(value, "journal"))
        if by_form or numbered:
            return name
    return ""


def _has_publisher(fields: Mapping[str, str], string: str) -> bool:
    publisher, address = fields.get("publisher", ""), fields.get("address", "")
    if not publisher or _FULL_DAY.search(fields.get("date", "")) or _is_interview_word(publisher):
        return False
    behind = rf"{re.escape(address)} ?: ?{re.escape(publisher)}"
    return "pagetotal" in fields or (len(address) > len("in") and bool(re.search(behind, string)))


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
    return short and bool(says_interview(value)) and not words_of_kinds(value, "journal")
