"""Values of fields: words that stand for no value, the fields that hold references, and records as people corrected them.

Databases write `[No author name available]`, `Anonymous`, `var.pagings`. To a program they are a value like any other: all works of
nobody would have one author, and all without pages the same.
"""

from __future__ import annotations

from dataclasses import replace

from litreview.core.model import Fields, Record, Source, Work

_ANY = frozenset(["no specified", "not specified", "not available", "not given", "n/a", "undefined"])
# what a program writes for a missing value
_VALUE = _ANY | {"null", "none", "nan"}
_PLACE = _VALUE | {
    *(f"no pagination{end}" for end in ("", " specified", " available", " given")), "unpaginated", "unknown", "n.pag", "n. pag", "n pag",
    *(f"{various}{pages}" for various in ("var.", "var. ", "various ") for pages in ("paging", "pagings", "pagination")),
}  # fmt: skip
# an article that appeared before its issue
_ISSUE = _PLACE | {f"{online}ahead of print" for online in ("", "epub ", "online ")} | {"online first"}


def _missing(*nouns: str) -> frozenset[str]:
    """Return the ways to say that there is no author, or no title."""
    several = [form for noun in nouns for form in (noun, f"{noun}s")]
    return frozenset(
        [f"{no} {noun}{end}" for no in ("no", "without") for noun in several for end in _NO]
        + [f"{noun} {state}" for noun in several for state in _STATES]
    )


_NO = ("", " available", " found", " given", " listed", " provided")
_STATES = ("not available", "unavailable", "not known", "unknown", "not listed")
# Nan is a family name, and `None` a title
_SAYS_NOTHING = {
    **dict.fromkeys(("author", "editor"), _ANY | {"anonymous", "anon"} | _missing("author", "author name", "author id", "editor")),
    "title": _ANY | _missing("title"),
    "abstract": _VALUE | _missing("abstract"),
    **dict.fromkeys(("volume", "number"), _ISSUE),
    "pages": _PLACE,
    **dict.fromkeys(("year", "journal", "booktitle", "doi"), _VALUE),
}  # fmt: skip
_LONGEST = 40
_DASHES = str.maketrans("–—-", "   ")
FIELDS = tuple(_SAYS_NOTHING)


def says_nothing(field: str, value: str) -> bool:
    """Return whether a value only says that there is none. No work, person or place is called so.

    >>> says_nothing("author", "[No author name available]"), says_nothing("pages", "No–Specified"), says_nothing("title", "Nothing")
    (True, True, False)
    """
    said = _SAYS_NOTHING.get(field)
    if said is None or len(value) > _LONGEST:
        return False
    words = value.strip("[](){}., ").lower()
    return (words if words.isalpha() else words.translate(_DASHES)) in said


WOS_FIELDS = ("cited-references", "cited_references", "citedreferences", "cr")
"""Web of Science's: one reference a line, in its own short form."""
LIST_FIELDS = ("references", "reference", "bibliography")
"""Scopus's, and lists in any style."""
KEY_FIELDS = ("cites", "citations-to")
"""Keys of entries, or ids of a registry."""


def has_references(work: Work) -> bool:
    """Return whether a record says what its work cites.

    >>> has_references(Work(key="a", type="article", fields={"cites": "W1"})), has_references(Work(key="a", type="article"))
    (True, False)
    """
    return any(work.get(name) for name in (*WOS_FIELDS, *LIST_FIELDS, *KEY_FIELDS))


SAME = {"journal": "journaltitle", "number": "issue", "address": "location"}
"""What BibTeX calls a field, and biblatex the same one: a source has it under either name, and is corrected under the first."""
_DATE = frozenset({"year", "date", "month", "day"})


def records_as_corrected(source: Source) -> tuple[Record, ...]:
    """Return the records of a source with the fields that people corrected; of one that nobody corrected its records as they are.

    A record is not changed: what was received stays in `source.records`.
    """
    if not source.corrected:
        return source.records
    names = {one.field for one in source.corrected}
    names |= {SAME[name] for name in names & SAME.keys()}
    if names & _DATE:
        names |= _DATE
    ours = {name: value for name in names if (value := source.fields.get(name))}
    return tuple(_with(record, source, ours, names) for record in source.records)


def _with(record: Record, source: Source, ours: dict[str, str], names: set[str]) -> Record:
    kept = {name: value for name, value in record.fields.items() if name not in names}
    return replace(
        record,
        type=source.type if "entrytype" in names else record.type,
        fields=Fields({**kept, **ours}),
        authors=source.authors if "author" in names else record.authors,
        editors=source.editors if "editor" in names else record.editors,
        year=source.year if "year" in names else record.year,
        doi=source.doi if "doi" in names else record.doi,
    )
