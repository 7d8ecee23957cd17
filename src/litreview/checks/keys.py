"""Rules about keys, over all files together."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from litreview.checks.report import problem
from litreview.model import Problem, Record

_ALIKE = 0.6
"""Ratio of difflib from which two folded titles may be one: far below any real pair of titles of one work, which keep
their order of words. A false alarm costs a look, so the bar is low."""


def keys_that_differ_by_case(records: Iterable[Record]) -> Iterator[Problem]:
    """Give LR057 for keys that differ by case only: BibTeX takes them for one, biber does not."""
    held: dict[str, dict[str, Record]] = {}
    for record in records:
        held.setdefault(record.key.lower(), {}).setdefault(record.key, record)
    for spellings in held.values():
        first, *others = spellings.values()
        for other in others:
            yield problem(other, "LR057", first=first.key, where=first.where)


def same_key_for_different_works(records: Iterable[Record]) -> Iterator[Problem]:
    """Give LR058 for a key that stands for one work in this file and for another in that.

    Works are taken for different if their DOIs differ, or, without two DOIs, if their titles do.
    """
    first: dict[str, Record] = {}
    for record in records:
        if not record.key:
            continue
        other = first.setdefault(record.key, record)
        # within one file it is a repeated key, which the reader has reported
        if other.where.file != record.where.file and _different(other, record):
            yield problem(record, "LR058", where=other.where)


def _different(a: Record, b: Record) -> bool:
    from litreview.text import fold

    if a.doi and b.doi and a.doi == b.doi:
        return False
    one, two = fold(a.title), fold(b.title)
    if not one or not two or one.startswith(two) or two.startswith(one):
        return False
    return difflib.SequenceMatcher(None, one, two, autojunk=False).ratio() < _ALIKE
