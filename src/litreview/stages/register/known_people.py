"""Reads a list of people whom a stranger may know: each cell that is compared is a word that is understood, or empty.

A cell that is not understood would differ from all that is public, and so would make a person look safe. Hence such a list is refused, and
each cell is named by its row and column. It is not quoted, since it may be a name in the wrong column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from litreview.core.containers import first_by_key, grouped
from litreview.core.errors import InputError, near_miss
from litreview.core.wording import Value
from litreview.formats.csv_rows import column_name, rows
from litreview.stages.register.k_anonymity import FIELDS

WORDS = ""
"""The name in a row for the cells of all columns that are not compared."""
_COLUMNS = frozenset((
    "name", "names", "surname", "family", "given", "address", "email", "phone", "public", "note", "notes", "id", "code",
))  # fmt: skip
DAY = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPeople(Value):
    """The different people of a list, each with the number of its row; `other` are columns that are not compared, by
    number unless the word is one of a header: the first row of a list without a header is about a person.

    `empty` rows are left out, and `equal` ones, which repeat a row before, are no further person.
    """

    people: tuple[Mapping[str, str], ...]
    rows: tuple[int, ...]
    compared: tuple[str, ...]
    other: tuple[str, ...] = ()
    empty: int = 0
    equal: int = 0


def plain(text: str) -> str:
    r"""Return a text in the form used for comparison: letters and accents composed, lower case, single spaces.

    >>> plain("Que\u0301bec  WEST") == plain("québec west")
    True
    """
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


def parse_people(
    text: str,
    path: str,
    words: Mapping[str, Sequence[str]],
    codes: Mapping[str, Sequence[str]],
) -> KnownPeople:
    """Return the people of a table whose columns commas, semicolons or tabs separate.

    `words` are the register's words by field, and `codes` what may be said of each code of the codebook. `InputError` for a table without
    a known column or a person, and for one with a cell that is not understood.
    """
    table = [(line, cells, closed) for line, cells, block, closed in rows(text) if block.strip()]
    names = {column_name(name): name for name in (*codes, *FIELDS)}
    columns = [cell for _, cells, _ in table[:1] for cell in cells]
    header = [names.get(column_name(cell), WORDS) for cell in columns]
    compared = tuple(filter(None, header))
    if not compared:
        raise InputError(
            path,
            f"has no column that could be compared; name one as a field of the register ({', '.join(FIELDS)}) or a code of the codebook",
        )
    # `other` is a role, region or the like that is none of the register's
    allowed = {**{name: (*words.get(name, ()), "other") for name in FIELDS}, **codes}
    filled = [one for one in table[1:] if any(map(str.strip, one[1]))]
    found = first_by_key(
        (tuple(map(plain, cells)), (line, _person(header, cells))) for line, cells, _ in filled
    )
    faults = [fault for one in filled for fault in _faults(*one, header, allowed)]
    if faults:
        first = "; ".join((*faults[:10], *[f"and {len(faults) - 10} more"] * (len(faults) > 10)))
        raise InputError(
            path,
            f"has cells that are not understood, and that would make people look safe: {first}. Correct them, or leave them empty if nobody knows",
        )
    if not found:
        raise InputError(
            path,
            "has no row with a person; write a line of columns, such as name,role,region,date, and a line a person",
        )
    numbers, people = zip(*found.values(), strict=True)
    return KnownPeople(
        people=people,
        rows=numbers,
        compared=compared,
        other=tuple(
            cell.strip() if cell.strip().lower() in _COLUMNS else f"column {place}"
            for place, (name, cell) in enumerate(zip(header, columns, strict=True), 1)
            if not name
        ),
        empty=len(table) - 1 - len(filled),
        equal=len(filled) - len(found),
    )


def _person(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """Return the cells of a row by column, those that are not compared under `WORDS`."""
    by_column = grouped(
        (name, " ".join(cell.split()) if name == WORDS else plain(cell))
        for name, cell in zip(header, cells, strict=False)
    )
    return {name: " ".join(some) for name, some in by_column.items()}


def _faults(
    line: int, cells: Sequence[str], closed: bool, header: Sequence[str], allowed: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Yield, for each invalid cell of a row, its place and the values that it may have."""
    if not closed or any(map(str.strip, cells[len(header) :])):
        yield f"row {line} has other cells than the columns; quote a cell with a separator in it"
    for name, cell in _person(header, cells).items():
        if name == "date" and cell and not DAY.fullmatch(cell):
            yield f"row {line}: its date has none of the forms 2025, 2025-03 and 2025-03-15"
        elif name not in ("date", WORDS) and cell and cell not in map(plain, allowed[name]):
            kind = f"is no {name} of this register" if name in FIELDS else "is nothing that is said of a code"
            words = [*allowed[name]]
            lists = f"; one of {', '.join(words)}" if words[1:] else f", which lists none: write {words[0]}"
            yield f"row {line}: its {name} {kind}{near_miss(cell, words)}{lists}"
