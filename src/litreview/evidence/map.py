"""The evidence map: how many sources inform each goal, by type of source.

A source may inform several goals and is then counted in each; row and column totals and the grand total count each source
once. What informs no goal (`none`) and what could not be read (`unread`) are in rows of their own: a gap in the map is
to be told from a gap in the reading.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product

from litreview.codebook import NONE, RESERVED, UNREAD, Code, Codebook, CodebookLike, load_codebook
from litreview.model import Source, Tag
from litreview.results import EvidenceMap, Topic

NO_TYPE = "no-type"
"""The column of sources that no rule and no person gave a type."""

_LABELS = {NONE: "None of these", UNREAD: "Not read yet", NO_TYPE: "No type given"}


def map_evidence(
    sources: Iterable[Source], tags: Iterable[Tag], codebook: CodebookLike = None
) -> EvidenceMap:
    """Return the map of the sources. Tags on other sources are left out; `codebook` is the built-in one by default.

    A goal has a row if the tagger looks for it or a source carries it; a type has a column if a source is of it. A source
    with no goal and no `none` counts as `unread`: nobody has yet said that nothing fits.
    """
    book = load_codebook(codebook)
    works = tuple(sources)
    codes: dict[str, set[str]] = {work.key: set() for work in works}
    for tag in tags:
        codes.get(tag.source, set()).add(tag.code)
    held = set().union(*codes.values())
    goals = [code for code in book.goals if code.enabled or code.id in held]
    types = [code for code in book.codes if code.group == "type" and code.id in held]
    cells = _cells(codes, [code.id for code in goals], [code.id for code in types])
    rows = (*map(_labelled, goals), (NONE, _LABELS[NONE]), (UNREAD, _LABELS[UNREAD]))
    columns = tuple(map(_labelled, types))
    if any(column == NO_TYPE for _, column in cells):
        columns += ((NO_TYPE, _LABELS[NO_TYPE]),)
    inside = [(row, column) for (row, _), (column, _) in product(rows, columns)]
    return EvidenceMap(
        rows=rows,
        columns=columns,
        cells={cell: tuple(cells[cell]) for cell in inside if cell in cells},
        confidential=frozenset(work.key for work in works if work.confidential),
        main=book.main,
        codes=tuple(code.id for code in book.goals),
        topics=_topics(codes, book),
    )


def _topics(codes: Mapping[str, Collection[str]], book: Codebook) -> tuple[Topic, ...]:
    """Return the codes outside of the main group and the types that a source has, in the codebook's order."""
    goals = {code.id for code in book.goals}
    found = []
    for code in book.codes:
        if code.group == "type" or code.id in RESERVED or (code.group == book.main_group and not code.parent):
            continue
        if mine := tuple(key for key, held in codes.items() if code.id in held):
            parent = code.parent if code.parent in goals else ""
            found.append(Topic(code=code.id, label=code.label or code.id, parent=parent, sources=mine))
    return tuple(found)


def _cells(
    codes: Mapping[str, Collection[str]], goals: Sequence[str], types: Sequence[str]
) -> Mapping[tuple[str, str], Sequence[str]]:
    """Return the keys of the sources in each cell; a source of two goals and two types is in four."""
    cells: dict[tuple[str, str], list[str]] = {}
    for key, mine in codes.items():
        rows = [goal for goal in goals if goal in mine] or [NONE if NONE in mine else UNREAD]
        columns = [type_ for type_ in types if type_ in mine] or [NO_TYPE]
        for cell in product(rows, columns):
            cells.setdefault(cell, []).append(key)
    return cells


def _labelled(code: Code) -> tuple[str, str]:
    return code.id, code.label or code.id
