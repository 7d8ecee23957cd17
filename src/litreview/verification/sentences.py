"""What the slots of the rules' sentences hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from litreview.linkage.rules import Outcome, sentences
from litreview.text import MONTHS, fold
from litreview.verification.comparison import Comparison
from litreview.verification.entry import Entry
from litreview.verification.tables import placeholders, venue_of, venue_of_doi

_LONGEST = 120
_FIELDS: Mapping[str, str] = {
    "title": "title", "author": "authors", "year": "year", "container": "journal or book", "volume": "volume", "number": "issue",
    "pages": "first page", "doi": "DOI",
}  # fmt: skip
"""What the fields are called in a sentence."""
_X_FIELDS = ("doi", "eprint", "pmid", "isbn", "journal", "booktitle", "note", "howpublished", "url")


def field_name(field: str) -> str:
    """Return what a field is called in a sentence."""
    return _FIELDS.get(field, field)


def _named(e: Entry, kind: str) -> str:
    people = (*e.work.authors, *e.work.editors)
    return next((person.display for person in people if fold(person.display) in placeholders()[kind]), "")


def _month(when: tuple[int, int] | None) -> str:
    if when is None:
        return ""
    year, month = when
    return f"{MONTHS[month - 1]} {year}" if 1 <= month <= 12 else str(year)


_OF_ENTRY: Mapping[str, Callable[[Entry], object]] = {
    "year": lambda e: e.work.year or e.work.get("year") or e.work.get("date"),
    "template": lambda e: _named(e, "template"),
    "nobody": lambda e: _named(e, "nobody"),
    "unfilled": lambda e: next(
        (e.work.get(name) for name in _X_FIELDS if re.search(r"(?i)x{3,}", e.work.get(name))), ""
    ),
    "doi": lambda e: e.work.get("doi"),
    "arxiv": lambda e: e.arxiv[0],
    "both_arxiv": lambda e: " and ".join(e.arxiv),
    "deposited": lambda e: _month(e.deposited),
    "dated": lambda e: _month(e.dated),
    "container": lambda e: e.work.container,
    "first": lambda e: venue.first if (venue := venue_of(e.work.container[:300])) else "",
    "meeting": lambda e: venue.name if (venue := venue_of_doi(e.work.doi)) else "",
}
_BY = {
    "doi": "DOI",
    "pmid": "PubMed number",
    "arxiv": "arXiv number",
    "openalex": "OpenAlex number",
    "isbn": "ISBN",
    "citation": "citation",
}
_OF_ANSWER: Mapping[str, Callable[[Comparison], object]] = {
    "registry": lambda e: e.registry,
    "by": lambda e: _BY.get(e.by, e.by),
    "value": lambda e: e.value,
    "theirs": lambda e: short(e.theirs.title),
    "fields": lambda e: ", ".join(field_name(name) for name, sign in e.signs.items() if sign == "differs"),
}


def short(value: str) -> str:
    """Return a value short enough for a sentence, on one line."""
    line = " ".join(value.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def said(found: Outcome, e: Entry | Comparison) -> str:
    """Return the sentence of a rule on what it holds of."""
    of: Mapping[str, Callable[[Any], object]] = _OF_ENTRY if isinstance(e, Entry) else _OF_ANSWER
    return "; ".join(sentences(found, {name: _shortened(value) for name, value in of.items()}, e))


def _shortened(value_of: Callable[[Any], object]) -> Callable[[Any], object]:
    return lambda e: short(value) if isinstance(value := value_of(e), str) else value
