"""Which search found each record, also where one file has the results of several searches.

Platforms export what several databases found as one file (Ovid's MEDLINE and Embase). There each record names its database: a record counts
for the search whose name shares the most words with it, and for no other. A record that names none counts once, for "MEDLINE or Embase".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from litreview.core.containers import grouped
from litreview.core.model import Record, RecordId
from litreview.core.results.screening_flow import Search
from litreview.core.sealed import is_private_path
from litreview.core.text.person_names import folded_words
from litreview.works.databases import database_of_record

FoundBy = Mapping[RecordId, tuple[Search, ...]]
"""The searches that may have found each record."""


def searches_by_record(records: Iterable[Record], searches: Iterable[Search]) -> FoundBy:
    """Return the searches that may have found each record, by its id: one, several if the record does not tell, none without a search of its file."""
    every = tuple(records)
    by_file = searches_by_file(searches, {record.where.file for record in every})
    return {
        record.id: choose_searches(database_of_record(record), by_file.get(record.where.file, ()))
        for record in every
    }


def searches_by_file(searches: Iterable[Search], read: Collection[str]) -> dict[str, list[Search]]:
    """Return the searches of each export by its name, `""` for those without one.

    A sealed record counts for the file `private`, since the real name may be a person's: so does an export below private/ that is not among
    the files `read`.
    """
    return grouped(
        ("private" if name not in read and is_private_path(name) else name, search)
        for search in searches
        for name in search.exports or ("",)
    )


def choose_searches(database: str, searches: Sequence[Search]) -> tuple[Search, ...]:
    """Return those of a file's searches that fit the database which a record names best; all of them if none fits.

    >>> found = choose_searches("Embase <1974 to 2024 June 14>", (Search(database="MEDLINE"), Search(database="Embase")))
    >>> [one.database for one in found]
    ['Embase']
    """
    if len({one.database for one in searches}) < 2:
        return tuple(searches)
    words = set(folded_words(database))
    shared = [len(words.intersection(folded_words(one.database))) for one in searches]
    return tuple(one for one, n in zip(searches, shared, strict=True) if n == max(shared))


def name_databases(searches: Iterable[Search]) -> str:
    """Return the databases of searches that may have found a record: `MEDLINE or Embase`."""
    return " or ".join(dict.fromkeys(one.database for one in searches if one.database))
