"""Knowledge about works: their kind, law, journal, place, people and title, interpreted in one place for all stages.

Code that compares, tags, cites or draws works uses these modules, so that all agree on what a journal or a statute is. Nothing here
depends on duplicates, tags or citations; the input is the fields of a `Work` and the text of a reference.

The tables in this folder are read here. The head of each names its origin.
"""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(name: str) -> list[list[str]]:
    """Return the rows of a table (`words.csv`, `entry-types.csv`), without the comment lines at its head."""
    text = files("litreview.works").joinpath(name).read_text(encoding="utf-8")
    return list(csv.reader(line for line in text.split("\n") if line and not line.startswith("#")))


def entry_types() -> tuple[dict[str, str], dict[str, str]]:
    """Return two tables by entry type: its kind, and its form for comparison.

    >>> kinds, forms = entry_types()
    >>> kinds["inproceedings"], forms["inproceedings"], forms.get("misc")
    ('conference-paper', 'part', None)
    """
    table = rows("entry-types.csv")
    return {type_: kind for type_, kind, _ in table if kind}, {
        type_: form for type_, _, form in table if form
    }
