"""A DataFrame as records, the other way round from `to_frame`: whatever columns it has."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from litreview.errors import UsageError
from litreview.formats.rows import read_rows
from litreview.model import Library, Person
from litreview.tables.registry import TABLES
from litreview.text import parse_names

if TYPE_CHECKING:  # 0.6 s to import
    import pandas as pd

_OURS = {name: frozenset(TABLES[name].columns) for name in ("library", "sources")}
_OF_THE_FILE = frozenset({"record", "records", "file", "files", "line"})
"""Columns of our own tables that say where a record stood, and nothing of the work."""
_WITH_SUFFIX = re.compile(r"(.+?),? ((?:Jr|Sr)\.?|III?|IV)")
_SAID_BY_ABSENCE = frozenset({"disputed"})


def from_frame(frame: pd.DataFrame, name: str = "<frame>", *, include_confidential: bool = False) -> Library:
    """Return a record per row of a DataFrame, and the Problems met; the frame stays as it is.

    Columns are known by the names that databases and `to_frame` give them, in any case (`Authors`, `Publication Year`, `Source title`);
    every other column is kept as a field of its own. Cells may be texts, numbers, dates or lists; None, NaN, NA and NaT are absent, a
    year that gaps made a real number is whole again. An index that has a name is a column; one that has none is left out. A row that
    says nothing is a Problem. `name` is what the records' file is called: `name:2` is the first row, as in a spreadsheet.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise UsageError(
            f"a {type(frame).__name__} is no DataFrame of pandas"
            + ("; call its to_pandas() first" if hasattr(frame, "to_pandas") else "")
        )
    header, columns = _columns(frame)
    own = next((row for row in _OURS.values() if row <= set(header)), None)
    if own:
        kept = [n for n, each in enumerate(header) if each not in _OF_THE_FILE]
        header, columns = [header[n] for n in kept], [columns[n] for n in kept]
        columns = [[*map(_own_cell(each), column)] for each, column in zip(header, columns, strict=True)]
    rows = zip(*columns, strict=True) if columns else iter([()] * len(frame))
    return read_rows(header, rows, name, include_confidential=include_confidential, own=own is not None)


def _own_cell(column: str) -> Callable[[Any], Any]:
    """Return what a cell of a column of ours stands for: a list of names as people read them, and what no row needs to deny."""
    if column == "authors":
        return lambda value: [*map(_name, value.split("; "))] if isinstance(value, str) else value
    if column == "confidential":
        # what was shown was judged when it was read, and is not asked about again
        return lambda value: str(bool(value)).lower()
    if column in _SAID_BY_ABSENCE:
        return lambda value: value if value is True else None
    return lambda value: value


def _name(shown: str) -> Person | str:
    """Return a name that was written as people read it: `Jr.` at its end is a part of its own, and one with a comma that of a body."""
    if found := _WITH_SUFFIX.fullmatch(shown):
        persons = parse_names(found[1])
        if len(persons) == 1 and not persons[0].literal:
            return dataclasses.replace(persons[0], suffix=found[2])
    return Person(literal=shown) if "," in shown else shown


def _columns(frame: pd.DataFrame) -> tuple[list[str], list[list[Any]]]:
    """Return the names of the columns and their values, those of a named index first; two columns of one name are two."""
    index = frame.index.to_frame(index=False)
    named = [n for n, each in enumerate(frame.index.names) if each is not None]
    header = [_called(frame.index.names[n]) for n in named] + [_called(each) for each in frame.columns]
    columns = [[*index.iloc[:, n]] for n in named] + [
        [*frame.iloc[:, n].astype(object)] for n in range(frame.shape[1])
    ]
    return header, columns


def _called(name: Any) -> str:
    """Return the name of a column as text; the levels of one of several are joined."""
    parts: Iterator[str] = map(str, name) if isinstance(name, tuple) else iter([str(name)])
    return " ".join(filter(None, (part.strip() for part in parts)))
