"""The format of a text, told by what is in it (the signs in `readers`); the name of the file counts only when the text says nothing."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

from litreview.formats.readers import BY_NAME, FORMATS, UNREAD

# nearly every file gives itself away in its head
_HEAD, _LONGEST_SIGN = 100_000, 2_000
_ANYTHING = frozenset(ending for row in FORMATS if not row.by_ending for ending in row.endings)
"""Endings that other files have, too: programs call everything .json and .csv, and databases their exports .txt."""


def detect(text: str, path: str = "") -> str:
    r"""Return the name of the format, `""` if nothing gives it away.

    >>> detect("TY  - JOUR\nER  - \n"), detect("PMID- 1\nTI  - A\n"), detect("%0 Book\n%T A\n"), detect("id,title\n")
    ('ris', 'medline', 'enw', 'table')
    """
    shaped = next((row.name for row in FORMATS if row.shape and row.shape(text)), "")
    if shaped:
        return shaped
    best = _first_sign(text, _HEAD) or (_first_sign(text, len(text)) if len(text) > _HEAD else "")
    # an @ with a brace, the sign of the first row, is the weakest of all
    best = best or next((row.name for row in FORMATS[::-1] if row.last and row.last(text)), "")
    return best or ("" if unread(text)[0] else _by_ending(path))


@cache
def _signs() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row.name, re.compile(row.sign, re.MULTILINE)) for row in FORMATS if row.sign)


def _first_sign(text: str, end: int) -> str:
    """Return the format whose sign comes first before `end`, `""` if there is none."""
    best, at = "", end
    for name, pattern in _signs():
        # a sign that begins later than the best so far need not be looked for
        found = pattern.search(text, 0, min(end, at + _LONGEST_SIGN))
        if found and (found.start() < at or not best):
            best, at = name, found.start()
    return best


def _by_ending(path: str) -> str:
    ending = PurePosixPath(path).suffix.lower()
    return next((row.name for row in FORMATS if row.by_ending and ending in row.endings), "")


def unread(text: str) -> tuple[str, int]:
    """Return the name of a format that is known and not read, and how many records the text seems to hold.

    >>> unread('<?xml version="1.0"?><modsCollection><mods><titleInfo/></mods></modsCollection>')
    ('MODS XML', 1)
    """
    for known in UNREAD:
        if re.search(known.sign, text[:200_000], re.MULTILINE):
            return known.name, len(re.findall(known.record, text, re.MULTILINE))
    return "", 0


def holds_references(text: str, path: str) -> bool:
    r"""Return whether a file met in a folder is meant as a source: tables, texts, XML and JSON files may be anything else.

    Web of Science and PubMed call their exports `.txt`.

    >>> holds_references("citing,cited\n", "citations.csv"), holds_references("id,title,year\n", "export.csv")
    (False, True)
    >>> holds_references("@book{a, title = {A}}", "refs.txt"), holds_references("Write to a@b{c}", "notes.txt")
    (True, False)
    """
    ending = PurePosixPath(path).suffix.lower()
    if ending not in _ANYTHING:
        return True
    if ending in {".xml", ".txt"} and unread(text)[1]:
        # references, if in a format that is not read: that must be said
        return True
    name = detect(text)
    return bool(name) and re.search(BY_NAME[name].in_folder, text) is not None
