"""The nouns of a spreadsheet of questions, as written and as it comes back filled."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from litreview.model import Where
from litreview.text.spans import plain_words

ID = "litreview id"
"""Header of the hidden column that names the source, or the first record, of a row."""
SECOND = {"duplicates": "litreview id 2", "disputes": "litreview dispute", "stance": "litreview code"}
"""Header of the second hidden column of some kinds: the other record, what is disputed, the code."""
VALUE = "litreview value "
"""What the header of that column begins with where a kind has no layout of its own: then comes the kind."""
LAYOUTS = ("screen", "tags", *SECOND)
"""The kinds that have a layout of their own; any other has one decision a row."""
SHOWN = "litreview shown"
"""Header of the hidden column that says whether a suggestion of the machine was beside the question: `yes` or `no`."""
CHOICE = "litreview choice "
"""What the headers of the hidden columns begin with that hold the answers of a row, where each row has its own."""
CHECK = "litreview check"
"""Header of the hidden column that ties the ids of a row to the title beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: what is in its header, how wide it is (in characters), and whether it is for answers.

    `choices` are the answers there are; `by_row`: those that each row has of its own; `free`: other text is taken too; `hint` is shown
    when its cell is chosen.
    """

    name: str
    width: int = 12
    answer: bool = False
    choices: tuple[str, ...] = ()
    by_row: bool = False
    free: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: the ids behind it, its cells by column, the cells to mark because they differ, links by column.

    `choices` are its own answers; `shown` is `yes` where a suggestion of the machine is beside the question, `no` where there is none.
    """

    ids: tuple[str, ...]
    cells: Mapping[str, str]
    marked: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of questions. `title` is the column whose text ties a row to its ids; `notes` explain it to a colleague."""

    kind: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = "title"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRow:
    """A row that came back with an answer: its ids, the answers that are not blank with the cell of each, its own choices, what was shown."""

    ids: tuple[str, ...]
    answers: Mapping[str, str]
    cells: Mapping[str, str]
    where: Where
    title: str = ""
    choices: tuple[str, ...] = ()
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What came back: the kind of sheet, the rows with an answer, and how many rows were left blank."""

    kind: str
    name: str
    rows: tuple[FilledRow, ...]
    blank: int = 0


def id_headers(kind: str) -> tuple[str, ...]:
    """Return the headers of the hidden columns that say what a row is about."""
    if kind not in LAYOUTS:
        return ID, f"{VALUE}{kind}"
    return (ID, SECOND[kind]) if kind in SECOND else (ID,)


def checksum(ids: tuple[str, ...], title: str) -> str:
    """Return a short digest of a row's ids and title. Case, spacing and punctuation don't enter into it."""
    text = "\x1f".join((*ids, " ".join(plain_words(title))))
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()[:12]
