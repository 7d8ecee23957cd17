"""Which classes of words a token belongs to: months, words of journals, places, … (`vocabulary.tsv` and the tables of `works`)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from litreview.text import fold
from litreview.works.journals import names_table


@lru_cache(maxsize=1)
def _classes() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in files("litreview.references").joinpath("vocabulary.tsv").read_text("utf-8").split("\n"):
        if line and not line.startswith("#"):
            name, words = line.split("\t")
            for word in words.split():
                _add(found, fold(word) or word, name)
    for table, name in (("words.csv", "title word of a journal"), ("places.csv", "region")):
        for word, short in names_table(table).items():
            for form in (word, short):
                folded = fold(form)
                if folded and " " not in folded:
                    _add(found, folded, name)
    return {word: tuple(names) for word, names in found.items()}


def _add(found: dict[str, list[str]], word: str, name: str) -> None:
    names = found.setdefault(word, [])
    if name not in names:
        names.append(name)


@lru_cache(maxsize=1 << 15)
def classes_of(word: str) -> tuple[str, ...]:
    """Return the classes of a token without its outer marks.

    >>> classes_of("Août"), classes_of("raids")
    (('month',), ())
    """
    return _classes().get(fold(word), ())
