"""The form of a record as it is compared (article, part, book, law …), as far as its type, its container, its DOI or its own words tell."""

from __future__ import annotations

import re
from functools import lru_cache

from litreview.model import Work
from litreview.works import entry_types
from litreview.works.kinds import is_request

_FORMS_OF_TYPES = entry_types()[1]

_PREPRINT = re.compile(
    r"\b(?:arxiv|biorxiv|medrxiv|psyarxiv|socarxiv|chemrxiv|research square|ssrn|preprints?|osf)\b|^corr$|^10\.(?:48550|1101/(?=20|\d{6}$)|31234|31235|2139|20944|21203)\b"
)
# "In Advances in …": so begins what is a part of proceedings or of a book, in references that are in running text; but
# "In Vivo" and "In Practice" are journals
_IN_BOOK = re.compile(r"[Ii]n:?\s(?!(?:vivo|vitro|silico|situ|practice|focus|brief|press)\b)", re.IGNORECASE)
_MAY_BE_PART = frozenset({"", "article"})
_REPOSITORIES = ("10.48550", "10.1101/", "10.31234", "10.31235", "10.2139", "10.20944", "10.21203")
_OF_SERVERS = ("xiv", "ssrn", "osf", "research square", "preprint")
_COURT = re.compile(
    r"\bv\.? [A-Z]|\bPub\. ?L\.|\bU\.?S\.?C\.?\b|\b\d+ F\.(?:2d|3d|4th|Supp)|\bStat\. \d|\bH\.?R\. \d|\bS\. \d"
)
_DATA = re.compile(r"\bicpsr ?\d|\bdata ?set\b|^10\.(?:3886|7910|5281|17632|6084|5061|1594)\b")
# "journal = {Technical Report CS-93-1}": what is no journal
_UNPUBLISHED = re.compile(
    r"(tech(?:nical)? rep(?:ort)?\b|research report\b|working paper\b|report number\b)|unpublished\b|submitted\b(?: publication| journal)?|manuscript$"
)


@lru_cache(maxsize=1 << 14)
def is_server(container: str) -> bool:
    """Return whether a comparison container is a server of preprints."""
    return _PREPRINT.search(container) is not None


def _may_be_preprint(doi: str) -> bool:
    # one of these is in whatever `_PREPRINT` finds
    return doi.startswith(_REPOSITORIES) or any(word in doi for word in _OF_SERVERS)


# "U.S.", "S. Ct.", "F.3d", "Stat.", as a comparison container has them, which drops a single "s": what is there is a case or an act
_REPORTERS = frozenset(
    ["u", "us", "ct", "sct", "f 2d", "f 3d", "f 4th", "f supp", "f supp 2d", "f supp 3d", "stat", "l ed 2d"]
)
_ACT = re.compile(r"\bact\b")
_TOLD = (
    (
        "preprint",
        re.compile(r"\b(?:arxiv|biorxiv|medrxiv|psyarxiv|socarxiv|chemrxiv|research square|ssrn)\b"),
    ),
    (
        "talk",
        re.compile(
            r"\b(?:poster|presented at|presentation|keynote|talk at|slides|video|podcast|blog post)\b"
        ),
    ),
    ("report", re.compile(r"\b(?:working|discussion|research) paper\b|\btechnical report\b")),
    (
        "data",
        re.compile(
            r"\br package\b|\bpython package\b|\bsoftware\b|\bcomputer program\b|\bgithub\b"
            r"|\b(?:dryad|zenodo|figshare|pangaea|dataverse|icpsr|mendeley data)\b"
        ),
    ),
)


def _told(record: Work) -> str:
    """Return the kind that a record of no kind says it is: in `howpublished`, `type`, `note`, or by the archive of its `eprint`."""
    get = record.fields.get
    said = " ".join(
        value[:200]
        for name in ("archiveprefix", "eprinttype", "howpublished", "type", "note", "publisher", "url")
        if (value := get(name, ""))
    )
    return next((kind for kind, pattern in _TOLD if pattern.search(said.lower())), "") if said else ""


def series_number(container: str) -> str | None:
    """Return what is behind "Technical Report" in a comparison container, None if it is no series of reports.

    >>> series_number("technical report cs 93 1"), series_number("journal of harbors")
    (' cs 93 1', None)
    """
    found = _UNPUBLISHED.match(container)
    return container[found.end() :] if found else None


def kind_of(record: Work, title: str, raw_title: str, doi: str, container: str) -> str:
    """Return the kind of a record as an `RecordColumns` has it; `title` and `container` are those compared, `raw_title` is as written."""
    if is_request(record):
        return "request"
    kind = _kind(record, title, raw_title, doi, container)
    return "part" if kind in _MAY_BE_PART and _IN_BOOK.match(record.fields.get("journal", "")) else kind


def _is_reported(container: str, title: str, raw_title: str) -> bool:
    return container in _REPORTERS and bool(_COURT.search(raw_title) or _ACT.search(title))


def _kind(record: Work, title: str, raw_title: str, doi: str, container: str) -> str:
    kind = _FORMS_OF_TYPES.get(record.type, "") or _told(record)
    if container.startswith("dissertation abstracts"):
        return "thesis"
    if kind == "article" and _is_reported(container, title, raw_title):
        return "law"
    if kind in _MAY_BE_PART and container[:1] in "ustrw" and (found := _UNPUBLISHED.match(container)):
        return "report" if found.group(1) else "preprint"
    if is_server(container) or (_may_be_preprint(doi) and _PREPRINT.search(doi)):
        return "preprint"
    if kind in _MAY_BE_DATA and (_DATA.search(doi) or _DATA.search(title)):
        return "data"
    return "law" if kind in _MAY_BE_LAW and _COURT.search(raw_title) else kind


_MAY_BE_DATA = frozenset({"", "data", "report"})
_MAY_BE_LAW = frozenset({"", "data"})
