"""Which databases found a work: those of the searches whose exports hold one of its records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from litreview.evidence.screening import AWAITS
from litreview.model import Source
from litreview.results import Overlap, Search, Standing
from litreview.sealed import is_private_path

PRIVATE = "private files"
"""What files below private/ are called together: the name of one may be that of a person."""


def count_overlap(sources: Iterable[Source], searches: Iterable[Search], standing: Standing) -> Overlap:
    """Return what the databases share of the literature, at each stage.

    A file counts for every database whose search names it, for itself where none does. What is screened and included is what the flow counts
    (`standing`); before anybody screens there is no such stage.
    """
    noted = tuple(searches)
    databases = _databases(noted)
    literature = set(standing.keys())
    given = tuple(sources)
    works = [source for source in given if source.key in literature]
    named = {file: _named(file, databases) for source in given for file in _files(source)}
    by_database = _count_records(works, named)
    beside = _count_records((source for source in given if source.key not in literature), named)
    # a database that gave nothing is one all the same
    order = dict.fromkeys([*(one.database for one in noted), *sorted(by_database)])
    found_in = {}
    for source in works:
        mine = [name for file in _files(source) for name in named[file]]
        found_in[source.key] = tuple(name for name in order if name in mine)
    stages = {"sources": tuple(found_in)}
    if standing.screened:
        stages["screened"] = tuple(key for key in found_in if _is_screened(standing, key))
        stages["included"] = standing.keys("included")
    return Overlap(
        databases=tuple(order),
        found_in=found_in,
        records={source.key: len(source.records) for source in works},
        by_database={name: by_database[name] for name in order},
        beside=dict(sorted(beside.items())),
        stages=stages,
    )


def _count_records(sources: Iterable[Source], named: Mapping[str, Sequence[str]]) -> Counter[str]:
    """Return how many records of these sources count for each database."""
    return Counter(name for source in sources for file in _files(source) for name in named[file])


def _files(source: Source) -> Sequence[str]:
    """Return the file of each record of a work."""
    return [record.where.file for record in source.records]


def _named(file: str, databases: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the databases that a file counts for: itself where no search names it."""
    return databases.get(file) or (PRIVATE if is_private_path(file) else file,)


def _databases(searches: Iterable[Search]) -> Mapping[str, tuple[str, ...]]:
    """Return by file the databases whose searches it holds."""
    found: dict[str, list[str]] = {}
    for search in searches:
        for file in search.exports:
            if not is_private_path(file):
                found.setdefault(file, []).append(search.database)
    return {file: tuple(dict.fromkeys(names)) for file, names in found.items()}


def _is_screened(standing: Standing, key: str) -> bool:
    """Return whether somebody has judged a work by its title and abstract."""
    status = standing.status[key]
    waits = status.status == "pending" and status.stage == "abstract" and status.reason.startswith(AWAITS)
    return not waits and status.status not in ("unscreened", "left unscreened")
