"""Vocabularies of the formats: tables in `words.tsv` from a format's names of types and fields to this program's, with their origins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files


def words(table: str) -> Mapping[str, str]:
    """Return a vocabulary, word -> meaning, in the order of its rows.

    >>> words("ris.types")["JOUR"], words("ris.fields")["VL"]
    ('article', 'volume')
    """
    return _TABLES[table]


def words_of(table: str, *meanings: str) -> tuple[str, ...]:
    """Return the words of a vocabulary with one of these meanings, in the order of its rows.

    >>> words_of("medline.lists", "mesh", "keywords")
    ('MH', 'OT')
    """
    return tuple(word for word, meaning in _TABLES[table].items() if meaning in meanings)


def tsv_rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a .tsv file in this folder, without comments."""
    for line in files("litreview.formats").joinpath(name).read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            yield line.split("\t")


_TABLES: dict[str, dict[str, str]] = {}
for _table, _word, _meaning in tsv_rows("words.tsv"):
    _TABLES.setdefault(_table, {})[_word] = _meaning
