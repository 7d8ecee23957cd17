"""Repairs records safely, for `litreview convert`: a value keeps its meaning and gets its usual form.

Nothing is guessed: where two readings are possible (06-Oct, pages that run backwards, a wrong check digit) the value is
unchanged and `litreview check` reports it. Nothing is lost: further values of a field get fields of their own.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from litreview.core.model import Person, Record
from litreview.core.text import MONTHS, doi as doi_of, identifiers, month
from litreview.core.text.encodings import repaired
from litreview.stages.checks.damage import html_in_fields
from litreview.stages.checks.people import holes_in_names, names_with_semicolons

_DASHES = re.compile(r"(?<=[\w.)])\s*(?:-{1,3}|[‐‑‒–—―−])\s*(?=[\w(])")
_PAGES = re.compile(r"(?:[A-Za-z]{0,2}\d+[A-Za-z]?|[ivxlc]+)")
_RANGES = re.compile(
    rf"{_PAGES.pattern}{_DASHES.pattern}{_PAGES.pattern}(?:\s*[,;]\s*{_PAGES.pattern}(?:{_DASHES.pattern}{_PAGES.pattern})?)*"
)
_LISTS = frozenset({"keywords", "cited-references"})
"""Fields whose repeated values are joined in one list."""


def mend(record: Record) -> tuple[Record, tuple[str, ...]]:
    """Return the repaired record, and a text for each repair, which can be counted.

    A confidential record is returned unchanged.
    """
    if record.confidential:
        return record, ()
    fields = dict(record.fields)
    reasons: list[str] = _read_right(record)
    persons = {"author": record.authors, "editor": record.editors}

    for name, value in record.fields.items():
        better = repaired(value)
        if better != value:
            fields[name] = better
            reasons.append("letters in a wrong encoding")
    if not "".join([*map(str, record.authors), *map(str, record.editors)]).isascii():
        persons = {name: tuple(map(_repaired, each)) for name, each in persons.items()}

    for name, usual, what in (
        ("doi", _doi, "DOIs written as 10.…"),
        ("pages", _pages, "dashes in pages"),
        ("month", _month, "months by name"),
        ("issn", _issn, "ISSNs with their hyphen"),
        ("eissn", _issn, "ISSNs with their hyphen"),
    ):
        if (value := fields.get(name, "")) and (better := usual(value)) != value:
            fields[name] = better
            reasons.append(what)
    url = fields.get("url", "")
    if (
        not fields.get("doi")
        and re.match(r"(?i)https?://(?:dx\.)?doi\.org/10\.", url)
        and (found := doi_of(url))
    ):
        fields["doi"] = found
        reasons.append("DOIs taken from the url")

    for name, value in record.repeated:
        reasons.append(_add_repeated_value(fields, name, repaired(value)))
    if not reasons:
        return record, ()
    mended = dataclasses.replace(
        record,
        fields=fields,
        authors=persons["author"],
        editors=persons["editor"],
        repeated=(),
        doi=record.doi or doi_of(fields.get("doi", "")),
    )
    return mended, tuple(reasons)


def _read_right(record: Record) -> list[str]:
    """Return the repairs that the reader has already made, and that a writer makes visible."""
    reasons = []
    if any(html_in_fields(record)):
        reasons.append("HTML made text")
    if any(names_with_semicolons(record)):
        reasons.append("names parted by 'and' instead of ';'")
    if any("'et al.'" in problem.message for problem in holes_in_names(record)):
        reasons.append("'et al.' as 'and others'")
    return reasons


def _repaired(person: Person) -> Person:
    parts = {
        name: repaired(getattr(person, name)) for name in ("family", "given", "prefix", "suffix", "literal")
    }
    return Person(**parts)


def _doi(value: str) -> str:
    """Return the bare DOI if the field holds nothing else, else the value unchanged.

    The case of a DOI means nothing (DOI Handbook 2.4); it stays as it was written.
    """
    found = doi_of(value)
    at = value.lower().find(found) if found else -1
    if at < 0:
        return value
    before, after = value[:at], value[at + len(found) :]
    prefix = re.fullmatch(
        r"(?i)\s*(?:https?://(?:dx\.|www\.)?doi\.org/|doi\.org/|doi:?\s*|info:doi/|urn:doi:)*", before
    )
    return value[at : at + len(found)] if prefix and not after.strip(" .,;") else value


def _pages(value: str) -> str:
    """Return the pages with en dashes (`--` in BibTeX), if they are ranges of pages and nothing else.

    >>> _pages("12-34"), _pages("1 - 2, 5-6"), _pages("06-Oct"), _pages("12-1-12-9"), _pages("iv-x")
    ('12–34', '1–2, 5–6', '06-Oct', '12-1-12-9', 'iv–x')
    """
    return _DASHES.sub("–", value) if _RANGES.fullmatch(value) else value


def _month(value: str) -> str:
    """Return the full English name of a month, which is written as BibTeX's macro (`mar`)."""
    number = month(value.strip(". "))
    return MONTHS[number - 1] if number else value


def _issn(value: str) -> str:
    """Return an ISSN with its hyphen, if its check digit is right."""
    right = re.fullmatch(r"\d{7}[\dXx]", value.strip()) and identifiers.issn(value)
    return right or value


def _add_repeated_value(fields: dict[str, str], name: str, value: str) -> str:
    """Store a repeated value of a field where no writer drops it, and return a text for what was done."""
    if name not in _LISTS:
        fields[_unused_name(fields, name)] = value
        return "further values kept under a name of their own"
    both = (fields.get(name, ""), value)
    separator = "\n" if name == "cited-references" else ";" if any(";" in each for each in both) else ","
    # each list by its own separator: `a, b` and `c; d` are four keywords
    items = [
        item.strip()
        for each in both
        for item in each.split("\n" if separator == "\n" else ";" if ";" in each else ",")
    ]
    fields[name] = f"{separator} ".replace("\n ", "\n").join(dict.fromkeys(item for item in items if item))
    return "further values joined to their list"


def _unused_name(fields: Mapping[str, str], name: str) -> str:
    number = 2
    while f"{name}-{number}" in fields:
        number += 1
    return f"{name}-{number}"
