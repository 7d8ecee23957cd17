"""Records that two files hold letter by letter: one export read under two names, or two exports of one database that overlap."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations

from litreview.confidential.codes import is_code, is_register, is_request_code
from litreview.duplicates.verdict import Judgement
from litreview.model import Record
from litreview.works.kinds import is_request

_TELLING = ("title", "doi", "pmid", "pmcid", "abstract", "url")
"""A record with none of these may be of any work: "Harbor News, vol. 2" and no more."""

COPY = Judgement(verdict="same", score=1.0, reasons=("the same in every field, in two files",))
"""What is said of a record and its copy. No rule of the table is asked: they differ in nothing, and may have neither title nor year."""


ONE_CODE = Judgement(
    verdict="same", score=1.0, reasons=("one code, which is given to one person or request",)
)
"""What is said of an interview in the register and of what is kept of it below `private/`, and of requests under one code."""


def one_code(records: Sequence[Record]) -> Iterator[tuple[int, int]]:
    """Yield the positions of each two records of one code: sealed ones where the register lists that code, and open requests.

    Without a register nothing says that two files with an `I01` mean one person.
    """
    sealed: dict[str, list[int]] = {}
    asked: dict[str, list[int]] = {}
    for position, record in enumerate(records):
        if record.confidential and is_code(record.key):
            sealed.setdefault(record.key, []).append(position)
        elif not record.confidential and is_request_code(record.key):
            asked.setdefault(record.key, []).append(position)
    for positions in sealed.values():
        if any(is_register(records[position].where.file) for position in positions):
            yield from combinations(positions, 2)
    for positions in asked.values():
        yield from combinations(positions, 2)


def copies(records: Sequence[Record]) -> Iterator[tuple[int, int]]:
    """Yield the positions of each record and of each copy in another file, the smaller one first.

    One file may hold a record twice, as two rows "Editor's notes" that name no page. These are not joined for that: the second
    in one file is the copy of the second in the other.
    """
    if len({record.where.file for record in records}) < 2:
        return
    alike: dict[Hashable, list[int]] = {}
    for position, record in enumerate(records):
        if may_have_copies(record):
            # few fields first: what is compared whole is only what agrees in them
            alike.setdefault(in_short(record), []).append(position)
    for positions in alike.values():
        if len(positions) > 1:
            yield from _copies(records, positions)


def may_have_copies(record: Record) -> bool:
    """Return whether a record says enough for another that says the same to be a copy of it."""
    return not record.confidential and any(record.fields.get(name) for name in _TELLING)


def in_short(record: Record) -> tuple[Hashable, ...]:
    """Return what a record and its copy agree in first; two requests of one wording differ in their code alone."""
    code = record.key if is_request(record) else ""
    return (record.title, record.year, record.doi, record.type, code)


def in_full(record: Record) -> tuple[Hashable, ...]:
    """Return all that a record and its copy agree in besides."""
    return (record.authors, record.editors, frozenset(record.fields.items()))


def _copies(records: Sequence[Record], positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    met: dict[Hashable, int] = {}
    same: dict[Hashable, list[int]] = {}
    for position in sorted(positions, key=lambda i: (records[i].where.file, records[i].where.line, i)):
        record = records[position]
        whole = in_full(record)
        in_file = (whole, record.where.file)
        met[in_file] = met.get(in_file, 0) + 1
        same.setdefault((whole, met[in_file]), []).append(position)
    for each in same.values():
        yield from combinations(sorted(each), 2)
