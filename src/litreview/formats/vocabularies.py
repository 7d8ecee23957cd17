"""Vocabularies of the formats: `vocabularies.tsv` maps their names of types and fields to those of this program, with sources."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files


def terms(table: str) -> Mapping[str, str]:
    """Return the terms of a vocabulary, term -> meaning, in the order of its rows.

    >>> terms("ris.types")["JOUR"], terms("ris.fields")["VL"]
    ('article', 'volume')
    """
    return _TABLES[table]


def terms_meaning(table: str, *meanings: str) -> tuple[str, ...]:
    """Return the terms of a vocabulary that have one of these meanings, in the order of its rows.

    >>> terms_meaning("medline.lists", "mesh", "keywords")
    ('MH', 'OT')
    """
    return tuple(term for term, meaning in _TABLES[table].items() if meaning in meanings)


_TABLES: dict[str, dict[str, str]] = {}
for _line in files("litreview.formats").joinpath("vocabularies.tsv").read_text(encoding="utf-8").split("\n"):
    if _line and not _line.startswith("#"):
        _table, _term, _meaning = _line.split("\t")
        _TABLES.setdefault(_table, {})[_term] = _meaning
