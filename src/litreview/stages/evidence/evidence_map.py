"""Counts how many sources of each type inform each goal (the evidence map), and which databases found the same works.

A source may inform several goals and is then counted in each; row and column totals and the grand total count each source
once. Sources that inform no goal (`none`) and unread ones (`unread`) have rows of their own, since a gap in the reading is no
gap in the evidence. A database found a work if one of its records is in an export of the database's searches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product

from litreview.core.containers import as_tuple, grouped_sets
from litreview.core.model import RecordId, Source, Tag
from litreview.core.results.coverage import (
    RECOMMENDATION,
    UNCODED,
    EvidenceMap,
    Overlap,
    SecondaryCode,
    suggested_pairs,
)
from litreview.core.results.screening_flow import Search, Standing
from litreview.core.sealed import is_private_path
from litreview.judgements.codebook import (
    NONE,
    RESERVED,
    UNREAD,
    Code,
    Codebook,
    CodebookLike,
    full_codebook_of,
)
from litreview.stages.evidence.record_searches import FoundBy, name_databases, searches_by_record
from litreview.stages.evidence.screening_status import AWAITS
from litreview.stages.evidence.search_recall import measure_recall

NO_TYPE = "no-type"
"""The column of sources that no rule and no person gave a type."""

_LABELS = {NONE: "None of these", UNREAD: "Not read yet", UNCODED: "Not coded yet", NO_TYPE: "No type given"}


def map_evidence(
    sources: Iterable[Source], tags: Iterable[Tag], codebook: CodebookLike = None
) -> EvidenceMap:
    """Return the map of the sources. Tags on other sources are left out; `codebook` defaults to the codebook of the tags.

    A goal has a row if it is enabled or a source has it; a type has a column if a source has it. A source with neither a goal nor `none` is in the
    row `unread` if only its title was read. Otherwise it is in a last row, of sources that nobody has coded yet.
    """
    works, all_tags = tuple(sources), as_tuple(tags)
    book = full_codebook_of(all_tags, codebook)
    suggested = suggested_pairs(all_tags)
    codes = _codes_of(works, all_tags)
    used = set().union(*codes.values())
    goals = [code for code in book.goals if code.enabled or code.id in used]
    types = [code for code in book.codes if (code.group, code.id in used) == ("type", True)]
    cells = _cells(codes, [code.id for code in goals], [code.id for code in types])
    filled_rows, filled_columns = {row for row, _ in cells}, {column for _, column in cells}
    rest = [*((NONE, UNREAD) if book.goals else ()), *{UNCODED}.intersection(filled_rows)]
    labels = _LABELS if book.goals else {UNCODED: "All sources"}
    rows = (*map(_labelled, goals), *((row, labels[row]) for row in rest))
    columns = tuple(map(_labelled, types))
    if NO_TYPE in filled_columns:
        columns += ((NO_TYPE, _LABELS[NO_TYPE]),)
    inside = [(row, column) for (row, _), (column, _) in product(rows, columns)]
    return EvidenceMap(
        rows=rows,
        columns=columns,
        cells={cell: tuple(cells[cell]) for cell in inside if cell in cells},
        suggested=_suggested_in_rows(cells, suggested),
        confidential=frozenset(work.key for work in works if work.confidential),
        main=book.main,
        codes=tuple(code.id for code in book.goals),
        topics=_topics(codes, suggested, book),
    )


def _codes_of(sources: Sequence[Source], tags: Sequence[Tag]) -> Mapping[str, set[str]]:
    """Return the codes of each source by its key."""
    codes = grouped_sets((tag.source, tag.code) for tag in tags)
    return {source.key: codes.get(source.key, set()) for source in sources}


def _suggested_in_rows(
    cells: Mapping[tuple[str, str], Sequence[str]], suggested: Collection[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """Return `(row, key)` of the sources that are in a row only as suggested."""
    return frozenset(
        (row, key) for (row, _), keys in cells.items() for key in keys if (key, row) in suggested
    )


def _topics(
    codes: Mapping[str, Collection[str]], suggested: Collection[tuple[str, str]], book: Codebook
) -> tuple[SecondaryCode, ...]:
    """Return the codes outside of the main group and the types that a source has, in the codebook's order.

    A recommendation is among them also if no source has it: that nothing informs it is a result.
    """
    goals = {code.id for code in book.goals}
    found = []
    for code in book.codes:
        if code.group == "type" or code.id in RESERVED or (code.group == book.main_group and not code.parent):
            continue
        mine = tuple(key for key, ids in codes.items() if code.id in ids)
        if mine or (code.group == RECOMMENDATION and code.enabled):
            found.append(
                SecondaryCode(
                    code=code.id,
                    label=code.label or code.id,
                    parent=code.parent if code.parent in goals else "",
                    sources=mine,
                    suggested=frozenset(key for key in mine if (key, code.id) in suggested),
                    group=code.group,
                )
            )
    return tuple(found)


def _cells(
    codes: Mapping[str, Collection[str]], goals: Sequence[str], types: Sequence[str]
) -> Mapping[tuple[str, str], Sequence[str]]:
    """Return the keys of the sources in each cell; a source of two goals and two types is in four."""
    cells: dict[tuple[str, str], list[str]] = {}
    for key, mine in codes.items():
        rows = [goal for goal in goals if goal in mine] or [
            next((row for row in (NONE, UNREAD) if row in mine), UNCODED)
        ]
        columns = [type_ for type_ in types if type_ in mine] or [NO_TYPE]
        for cell in product(rows, columns):
            cells.setdefault(cell, []).append(key)
    return cells


def _labelled(code: Code) -> tuple[str, str]:
    return code.id, code.label or code.id


PRIVATE = "private files"
"""The common name of all files below private/, since a file name may be that of a person."""


def count_overlap(sources: Iterable[Source], searches: Iterable[Search], standing: Standing) -> Overlap:
    """Return the overlap of the databases in the literature, at each stage.

    A record counts once: for the database whose search found it, for "A or B" where it may be either, without a search for its file.
    Screened and included works are those of the flow (`standing`); before anybody screens these stages are missing.
    """
    noted = tuple(searches)
    literature = set(standing.keys())
    all_sources = tuple(sources)
    works = [source for source in all_sources if source.key in literature]
    found_by = searches_by_record((record for source in all_sources for record in source.records), noted)
    names = {id_: _database(file, found_by[id_]) for id_, file in _files(all_sources)}
    by_database = Counter(names[id_] for id_, _ in _files(works))
    order = _order(noted, found_by, by_database)
    found_in: dict[str, tuple[str, ...]] = {}
    maybe: dict[str, set[str]] = {}
    for source in works:
        mine = {names[record.id] for record in source.records}
        found_in[source.key] = tuple(name for name in order if name in mine)
        maybe[source.key] = {one.database for record in source.records for one in found_by[record.id]}
    stages = {"sources": tuple(found_in)}
    if standing.screened:
        stages["screened"] = tuple(key for key in found_in if _is_screened(standing, key))
        stages["included"] = standing.keys("included")
    return Overlap(
        databases=order,
        found_in=found_in,
        records={source.key: len(source.records) for source in works},
        by_database={name: by_database[name] for name in order},
        beside=dict(sorted((Counter(names.values()) - by_database).items())),
        stages=stages,
        recalls=measure_recall(noted, works, maybe),
        others=frozenset(order) - _database_names(noted, found_by),
    )


def _files(sources: Iterable[Source]) -> Iterator[tuple[RecordId, str]]:
    """Yield the id and the file of each record."""
    return ((record.id, record.where.file) for source in sources for record in source.records)


def _database(file: str, searches: Sequence[Search]) -> str:
    """Return the database that a record counts for, else its file; those below private/ have one name."""
    return PRIVATE if is_private_path(file) else name_databases(searches) or file


def _order(searches: Sequence[Search], found_by: FoundBy, counts: Mapping[str, int]) -> tuple[str, ...]:
    """Return the databases in the order of their searches, then those of records that may be of several, then files without a search.

    A database without results is listed, too, unless some records may be its own.
    """
    unsure = {one for mine in found_by.values() if len(mine) > 1 for one in mine}
    listed = (one.database for one in searches if counts[one.database] or one not in unsure)
    recorded = {name_databases(mine) for mine in found_by.values()} & counts.keys()
    return tuple(dict.fromkeys([*listed, *sorted(recorded), *sorted(counts)]))


def _database_names(searches: Sequence[Search], found_by: FoundBy) -> frozenset[str]:
    """Return the names of what was searched by no other method than as a database."""
    choices = [*found_by.values(), *((one,) for one in searches)]
    return frozenset(name_databases(some) for some in choices if any(not one.method for one in some))


def _is_screened(standing: Standing, key: str) -> bool:
    """Return whether somebody has judged a work by its title and abstract."""
    status = standing.status[key]
    waits = status.status == "pending" and status.stage == "abstract" and status.reason.startswith(AWAITS)
    return not waits and status.status not in ("unscreened", "left unscreened")
