"""The nouns of a spreadsheet of questions, as written and as it comes back filled."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from litreview.model import Where
from litreview.text.differences import plain_words

KINDS = ("duplicates", "screen", "tags")
IDS = ("litreview id", "litreview id 2")
"""Headers of the hidden columns that name the source, or the two records, of a row."""
CHECK = "litreview check"
"""Header of the hidden column that ties the ids of a row to the title beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: what is in its header, how wide it is (in characters), and whether it is for answers.

    `choices` are the answers there are; `free`: other text is taken too; `hint` is shown when its cell is chosen.
    """

    name: str
    width: int = 12
    answer: bool = False
    choices: tuple[str, ...] = ()
    free: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: the ids behind it, its cells by column, the cells to mark because they differ, links by column."""

    ids: tuple[str, ...]
    cells: Mapping[str, str]
    marked: frozenset[str] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)


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
    """A row that came back with an answer: its ids, and the answers that are not blank, with the cell of each."""

    ids: tuple[str, ...]
    answers: Mapping[str, str]
    cells: Mapping[str, str]
    where: Where
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What came back: the kind of sheet, the rows with an answer, and how many rows were left blank."""

    kind: str
    name: str
    rows: tuple[FilledRow, ...]
    blank: int = 0


def checksum(ids: tuple[str, ...], title: str) -> str:
    """Return a short digest of a row's ids and title. Case, spacing and punctuation don't enter into it."""
    text = "\x1f".join((*ids, " ".join(plain_words(title))))
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()[:12]
