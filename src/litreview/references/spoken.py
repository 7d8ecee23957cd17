"""References that must not be shown: what was said or written to one person alone, and what is marked."""

from __future__ import annotations

from collections.abc import Mapping

from litreview.confidential.raw import marks_in
from litreview.confidential.words import says_interview

# where a work appeared, an interview in it is a published one
_APPEARED = frozenset({
    "journal", "booktitle", "publisher", "school", "institution", "doi", "isbn", "volume", "reporter", "court", "series",
})  # fmt: skip


def holds_mark(text: str) -> bool:
    """Return whether a text holds the mark `confidential`, or what is a slip away from it.

    >>> holds_mark("confidential = {true}"), holds_mark("Roe, A. (2001). Confidential informants in ports. Harbor Press.")
    (True, False)
    """
    return bool(marks_in(text))


def is_spoken(text: str, fields: Mapping[str, str] | None = None) -> bool:
    """Return whether a reference is to an interview or a personal communication that did not appear anywhere.

    >>> is_spoken("Telephone interview with a made-up advocate (Jan. 3, 2019)."), is_spoken("Roe, A. (2001). Ports. Harbor Press.")
    (True, False)
    """
    if fields and not _APPEARED.isdisjoint(fields):
        return False
    return bool(says_interview(text))
