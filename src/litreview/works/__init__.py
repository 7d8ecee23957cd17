"""What a work is: its kind, the law it is or names, its journal, place, people and title, read one way for everyone.

Whoever compares, tags, cites or draws a work asks here, so that no two rooms disagree on what a journal or a statute is. Nothing in it
knows of duplicates, tags or citations; it reads the fields of a `Work` and the words of a reference.

The tables beside this file are read here, row by row. Each says in its head where it is from.
"""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(name: str) -> list[list[str]]:
    """Return the rows of a table (`words.csv`, `entry-types.csv`), without the lines of its head."""
    text = files("litreview.works").joinpath(name).read_text(encoding="utf-8")
    return list(csv.reader(line for line in text.split("\n") if line and not line.startswith("#")))


def entry_types() -> tuple[dict[str, str], dict[str, str]]:
    """Return the kind, and the form in which it is compared, of each entry type that has one.

    >>> kinds, forms = entry_types()
    >>> kinds["inproceedings"], forms["inproceedings"], forms.get("misc")
    ('conference-paper', 'part', None)
    """
    table = rows("entry-types.csv")
    return {type_: kind for type_, kind, _ in table if kind}, {
        type_: form for type_, _, form in table if form
    }
