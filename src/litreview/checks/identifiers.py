"""Rules about identifiers: DOI, ISBN, ISSN and web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from litreview.checks.report import problem, shown
from litreview.model import Problem, Record
from litreview.text import identifiers


def malformed_doi(record: Record) -> Iterator[Problem]:
    """Give LR052 for a DOI field in which no DOI can be read (`10.` + registrant + `/` + suffix, DOI Handbook 2.2).

    A short DOI (`10/abcd`, shortdoi.org) leads to the work, so it is only noted that it matches no other record.
    """
    text = record.get("doi").strip()
    if not text or identifiers.doi(text):
        return
    short = re.fullmatch(r"(?i)(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10/[a-z0-9]+", text)
    yield problem(
        record,
        "LR052.short" if short else "LR052.none",
        field="doi",
        text=shown(text),
    )


def _several(text: str) -> list[str]:
    """Return the identifiers in a field: parted by commas, semicolons, slashes or `and`, without words beside them."""
    parts = re.split(
        r"[,;/\n]|\band\b",
        re.sub(r"\([^)]*\)|(?i:\be?-?is[bs]n(?:-?1[03])?:?|\bprint\b|\bonline\b|\belectronic\b)", " ", text),
    )
    # Scopus and Web of Science part them by a space alone
    return [
        piece
        for part in parts
        for piece in (
            part.split()
            if re.fullmatch(r"\s*(?:[\dXx-]{8,17}\s+)+[\dXx-]{8,17}\s*", part)
            else [part.strip()]
        )
        if piece
    ]


def isbn_check_digit(record: Record) -> Iterator[Problem]:
    """Give LR053 for an ISBN of the wrong length or with a wrong check digit."""
    for piece in _several(record.get("isbn")):
        if identifiers.issn(piece) == piece:
            wording = "LR053.issn"
        elif not identifiers.isbn(piece):
            wording = "LR053.none"
        else:
            continue
        yield problem(record, wording, field="isbn", piece=shown(piece))


def issn_check_digit(record: Record) -> Iterator[Problem]:
    """Give LR054 for an ISSN of the wrong length or with a wrong check digit."""
    for name in ("issn", "eissn"):
        for piece in _several(record.get(name)):
            if not identifiers.issn(piece):
                yield problem(record, "LR054", field=name, piece=shown(piece))


def malformed_url(record: Record) -> Iterator[Problem]:
    """Give LR055 for an address that no browser opens: no scheme, no host, or a space inside."""
    text = record.get("url").strip()
    if not text:
        return
    first = text.split()[0]
    try:
        parts = urlsplit(first)
        good = (
            parts.scheme.lower() in {"http", "https", "ftp"}
            and "." in (parts.hostname or "")
            and len(text.split()) == 1
        )
    except ValueError:
        good = False
    # several addresses in one field are common in exports, and each opens
    if not good and not all(re.match(r"https?://[^\s/]+\.[^\s]+", word) for word in text.split()):
        yield problem(record, "LR055", field="url", text=shown(text))
