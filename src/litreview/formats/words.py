"""What formats call types and fields: the tables of `words.tsv`, which says of each where it is from."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files


def words(table: str) -> Mapping[str, str]:
    """Return a table, word -> meaning, in the order of its rows.

    >>> words("ris.types")["JOUR"], words("ris.fields")["VL"]
    ('article', 'volume')
    """
    return _TABLES[table]


def words_of(table: str, *meanings: str) -> tuple[str, ...]:
    """Return the words of a table that have one of these meanings, in the order of its rows.

    >>> words_of("medline.lists", "mesh", "keywords")
    ('MH', 'OT')
    """
    return tuple(word for word, meaning in _TABLES[table].items() if meaning in meanings)


_TABLES: dict[str, dict[str, str]] = {}
for _line in files("litreview.formats").joinpath("words.tsv").read_text(encoding="utf-8").split("\n"):
    if _line and not _line.startswith("#"):
        _table, _word, _meaning = _line.split("\t")
        _TABLES.setdefault(_table, {})[_word] = _meaning
