"""The bytes of one file to its Records and Problems: decoded, its format told, read, built, named."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from litreview.model import Block, Problem, Record, Where

if TYPE_CHECKING:
    from litreview.formats.building import RawEntry

__all__ = ["READERS", "parse"]

Reader = Callable[[str, str], "tuple[list[RawEntry], list[Problem]]"]

READERS = {
    "bibtex": ("bibtex", "read_bibtex"),
    "ris": ("ris", "read_ris"),
    "csl": ("csl", "read_csl"),
    "table": ("table", "read_table"),
    "openalex": ("openalex", "read_openalex"),
    "medline": ("medline", "read_medline"),
    "endnote-xml": ("endnote_xml", "read_endnote_xml"),
    "enw": ("enw", "read_enw"),
    "wos": ("wos", "read_wos"),
    "wos-table": ("wos", "read_wos_table"),
}
"""Format, as `detect` tells it -> the module that reads it and its function, loaded when a file asks for it."""


Parsed = tuple[list[Record], list[Problem], list[Block], list[tuple[int, int]]]
"""Records, Problems, blocks, and the first and last lines of what nothing may be said of."""


def parse(data: bytes, path: str, *, met: bool = False) -> Parsed:
    """Return what one file holds, not yet sealed."""
    from litreview.formats.building import BESIDE, build, identify
    from litreview.formats.detect import detect, holds_references, unread
    from litreview.formats.encoding import decode
    from litreview.formats.guarding import guard

    text, problems = decode(data, path)
    if not text.strip():
        # a file of nothing but a byte order mark, say
        return [], problems or decode(b"", path)[1], [], []
    where = Where(file=path)
    if met and not holds_references(text, path):
        problems.append(
            Problem(
                where=where,
                code="LR008",
                level="info",
                message="a file without references, left out",
                remedy="name it on the command line to have it read all the same",
            )
        )
        return [], problems, [], []
    name = detect(text, path)
    reader = _reader(name)
    if reader is None:
        known, count = unread(text)
        size = f" with {count} record{'s' if count != 1 else ''}" if count else ""
        what = f"this is {known}{size}, which is not read" if known else "no format that we know"
        problems.append(
            Problem(
                where=where,
                code="LR006",
                level="error",
                message=what,
                remedy="export it as BibTeX, RIS, .nbib, EndNote XML, CSL-JSON or CSV",
            )
        )
        return [], problems, [], []
    entries, faults = reader(text, path)
    if name == "bibtex" and "jabref-meta:" in text:
        from litreview.formats.bibtex_groups import add_groups

        add_groups(entries, text)
    hidden = guard(name, text, entries, faults, path)
    if name == "bibtex":
        from litreview.formats.bibtex import settle

        entries = settle(entries, faults, path)
    problems += faults
    # in other formats an item of the type "comment" or "set" is a work like any other
    is_bibtex = name == "bibtex"
    records = identify(build(entry, path) for entry in entries if not (is_bibtex and entry.type in BESIDE))
    blocks = [
        Block(kind=entry.type, text=entry.raw, where=Where(file=path, line=entry.line))
        for entry in entries
        if is_bibtex and entry.type in BESIDE
    ]
    if not records and not faults:
        problems.append(
            Problem(
                where=where,
                code="LR007",
                level="warning",
                message="no entries in this file",
                remedy="export it again, or leave it out",
            )
        )
    problems += _repeated_keys(records)
    problems += _in_a_place_for_interviews(records, path)
    return records, problems, blocks, hidden


def _in_a_place_for_interviews(records: Iterable[Record], path: str) -> list[Problem]:
    """Return the Problem (LR074) of a file whose path says interviews, or confidential, and which has entries that are shown."""
    from litreview.confidential import is_private_path, named_after_confidential

    asked = [r for r in records if not r.confidential and "confidential" not in r.fields]
    if not asked or is_private_path(path) or not named_after_confidential(path):
        return []
    return [
        Problem(
            where=Where(file=path),
            code="LR074",
            level="info",
            message=f"called as if it were confidential; of its entries {len(asked)} are shown",
            remedy="move it into private/, or say confidential = {true} or {false} in each entry",
        )
    ]


def _repeated_keys(records: Iterable[Record]) -> list[Problem]:
    first: dict[str, Record] = {}
    problems = []
    for record in records:
        earlier = first.setdefault(record.key, record)
        if earlier is not record:
            problems.append(
                Problem(
                    where=record.where,
                    code="LR018",
                    level="warning",
                    message=f"the key {record.key!r} is used already in line {earlier.where.line}; both are kept",
                    remedy="rename one; this one is known as " + record.id,
                    key=record.key,
                )
            )
    return problems


def _reader(name: str) -> Reader | None:
    if name not in READERS:
        return None
    module, function = READERS[name]
    found: Reader = getattr(importlib.import_module(f"litreview.formats.{module}"), function)
    return found
