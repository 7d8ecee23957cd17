"""Recognises placeholders for missing values; also lists the fields with references, and applies people's corrections to records.

Databases write `[No author name available]`, `Anonymous`, `var.pagings`. Taken as values, they would give all anonymous works
one author, and all works without pages the same pages.
"""

from __future__ import annotations

from dataclasses import replace

from litreview.core.model import Fields, Record, Source, Work

_ANY = frozenset(["no specified", "not specified", "not available", "not given", "n/a", "undefined"])
# placeholders that programs write
_VALUE = _ANY | {"null", "none", "nan"}
_PLACE = _VALUE | {
    *(f"no pagination{end}" for end in ("", " specified", " available", " given")), "unpaginated", "unknown", "n.pag", "n. pag", "n pag",
    *(f"{various}{pages}" for various in ("var.", "var. ", "various ") for pages in ("paging", "pagings", "pagination")),
}  # fmt: skip
# an article that appeared before its issue
_ISSUE = _PLACE | {f"{online}ahead of print" for online in ("", "epub ", "online ")} | {"online first"}


def _missing(*nouns: str) -> frozenset[str]:
    """Return the phrases for a missing author, title or the like."""
    several = [form for noun in nouns for form in (noun, f"{noun}s")]
    return frozenset(
        [f"{no} {noun}{end}" for no in ("no", "without") for noun in several for end in _NO]
        + [f"{noun} {state}" for noun in several for state in _STATES]
    )


_NO = ("", " available", " captured", " found", " given", " listed", " provided")
_STATES = ("not available", "unavailable", "not known", "unknown", "not listed")
# Nan is a family name, and `None` a title
_PLACEHOLDERS = {
    **dict.fromkeys(("author", "editor"), _ANY | {"anonymous", "anon"} | _missing("author", "author name", "author id", "editor")),
    "title": _ANY | _missing("title"),
    "abstract": _VALUE | _missing("abstract"),
    **dict.fromkeys(("volume", "number"), _ISSUE),
    "pages": _PLACE,
    **dict.fromkeys(("year", "journal", "booktitle", "doi"), _VALUE),
}  # fmt: skip
_LONGEST = 40
_DASHES = str.maketrans("–—-", "   ")
FIELDS = tuple(_PLACEHOLDERS)


def is_placeholder(field: str, value: str) -> bool:
    """Return whether a value is only a placeholder for a missing one; no work, person or place has such a name.

    >>> is_placeholder("author", "[No author name available]"), is_placeholder("pages", "No–Specified"), is_placeholder("title", "Nothing")
    (True, True, False)
    """
    placeholders = _PLACEHOLDERS.get(field)
    if placeholders is None or len(value) > _LONGEST:
        return False
    words = value.strip("[](){}.,* ").lower()
    return (words if words.isalpha() else words.translate(_DASHES)) in placeholders


WOS_FIELDS = ("cited-references", "cited_references", "citedreferences", "cr")
"""Fields of Web of Science: one reference per line, in its own short form."""
LIST_FIELDS = ("references", "reference", "bibliography")
"""Fields of Scopus, and reference lists in any style."""
KEY_FIELDS = ("cites", "citations-to")
"""Fields with keys of entries, or ids of a registry."""
REFERENCE_FIELDS = (*WOS_FIELDS, *LIST_FIELDS, *KEY_FIELDS)


def has_references(work: Work) -> bool:
    """Return whether a record has references of its work.

    >>> has_references(Work(key="a", type="article", fields={"cites": "W1"})), has_references(Work(key="a", type="article"))
    (True, False)
    """
    return any(work.get(name) for name in REFERENCE_FIELDS)


SAME = {"journal": "journaltitle", "number": "issue", "address": "location"}
"""BibTeX's names of fields, and biblatex's names of the same: a source may use either, and corrections use the first."""
_DATE = frozenset({"year", "date", "month", "day"})


def records_as_corrected(source: Source) -> tuple[Record, ...]:
    """Return the records of a source with people's corrections applied.

    These are copies: `source.records` stays as received.
    """
    if not source.corrected:
        return source.records
    names = {one.field for one in source.corrected}
    names |= {SAME[name] for name in names & SAME.keys()}
    if names & _DATE:
        names |= _DATE
    ours = {name: value for name in names if (value := source.fields.get(name))}
    return tuple(_corrected(record, source, ours, names) for record in source.records)


def _corrected(record: Record, source: Source, ours: dict[str, str], names: set[str]) -> Record:
    others = {name: value for name, value in record.fields.items() if name not in names}
    return replace(
        record,
        type=source.type if "entrytype" in names else record.type,
        fields=Fields({**others, **ours}),
        authors=source.authors if "author" in names else record.authors,
        editors=source.editors if "editor" in names else record.editors,
        year=source.year if "year" in names else record.year,
        doi=source.doi if "doi" in names else record.doi,
    )
