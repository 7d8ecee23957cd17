"""Functions from text to text: LaTeX to Unicode, folding, names, identifiers, dates, spreadsheet cells. None reads a file."""

from __future__ import annotations

from litreview.core.text.dates import MONTHS, issued, month, year
from litreview.core.text.display import neutralise, restore
from litreview.core.text.identifiers import arxiv, doi, isbn, issn, pmid
from litreview.core.text.latex import from_html, to_ascii, to_latex, to_unicode, verbatim
from litreview.core.text.person_names import (
    and_others,
    canonical_names,
    fold,
    format_names,
    given_with_dots,
    parse_names,
    surname,
)

__all__ = [
    "MONTHS",
    "and_others",
    "arxiv",
    "canonical_names",
    "doi",
    "fold",
    "format_names",
    "from_html",
    "given_with_dots",
    "isbn",
    "issn",
    "issued",
    "month",
    "neutralise",
    "parse_names",
    "pmid",
    "restore",
    "surname",
    "to_ascii",
    "to_latex",
    "to_unicode",
    "verbatim",
    "year",
]
