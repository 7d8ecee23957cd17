"""Under which names records carry the works that they cite."""

from __future__ import annotations

from litreview.model import Work

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
