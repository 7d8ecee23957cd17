"""Rows with a header, as values of Python and not as a file: a DataFrame's, or one dictionary of fields.

They are read as the rows of a CSV file are: the same names of columns are known, and what is confidential is told in the same way.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from litreview.errors import UsageError
from litreview.formats.assembling import assembled
from litreview.formats.building import NAME_FIELDS, RawEntry
from litreview.formats.object_values import as_names, as_text, is_list, listed
from litreview.formats.table import entry_of_row, names_of_columns
from litreview.formats.tagged import KeyGiver
from litreview.model import Library, Person, Problem, Record, Where
from litreview.problems import problem

_LISTS = NAME_FIELDS | {"keywords"}
_PERSONS = (Person, Mapping)


def read_rows(
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    name: str,
    *,
    include_confidential: bool = False,
    own: bool = False,
) -> Library:
    """Return a record per row that says anything, and a Problem per row that does not; `own`: the columns are those of a table of ours.

    In what is told of a row, `name:LINE` is its place in the CSV file that the rows would be: the first is in line 2.
    """
    from litreview.formats.parsing import identified, taken
    from litreview.formats.readers import BY_NAME

    text, entries, problems = entries_of_rows(header, rows, name, own=own)
    found, told, _, hidden = taken(BY_NAME["table"], text, name, entries, problems)
    records, named = identified([*map(_without_opened, found)] if own else found, name)
    problems = [*told, *named]
    if not records and not problems:
        problems.append(problem("LR007", Where(file=name)))
    return assembled(records, problems, [], {name: hidden}, [name], include_confidential=include_confidential)


def _without_opened(record: Record) -> Record:
    """Return a record of a table of ours without the cell which says that it may be shown: no field of the work."""
    if record.fields.get("confidential") != "false":
        return record
    fields, raw = (
        {n: v for n, v in each.items() if n != "confidential"} for each in (record.fields, record.raw_fields)
    )
    return replace(record, fields=fields, raw_fields=raw)


def make_record(
    fields: Mapping[str, Any] | None, named: Mapping[str, Any], *, key: str = "", file: str = "<memory>"
) -> Record:
    """Return the record of fields and their values (see `Record.from_fields`); `UsageError` if they say nothing."""
    if not isinstance(fields, Mapping | None):
        raise UsageError(f"a record is made of fields and their values, and not of a {type(fields).__name__}")
    given = {**({"id": key} if key else {}), **(fields or {}), **named}
    library = read_rows([*map(str, given)], [[*given.values()]], file)
    if not library.records:
        raise UsageError("a record needs a field that says something, such as title='…'")
    return library.records[0]


def entries_of_rows(
    header: Sequence[str], rows: Iterable[Sequence[Any]], name: str, *, own: bool = False
) -> tuple[str, list[RawEntry], list[Problem]]:
    """Return the rows as the text of a CSV file, a line each, and their raw entries with the Problems met."""
    fields, zotero = names_of_columns(header)
    if own:
        # there the type is the entry type as it stands
        fields = ["entrytype" if field == "type" else field for field in fields]
    lines = [_line(header)]
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    keys = KeyGiver()
    for line, row in enumerate(rows, 2):
        names, cells = _cells(fields, row)
        raw = _line(cells)
        lines.append(raw)
        if any(map(str.strip, cells)):
            position = len(entries) + 1
            entries.append(entry_of_row(names, cells, keys, line, position, raw, zotero=zotero))
        else:
            problems.append(problem("LR038", Where(file=name, line=line)))
    return "\n".join([*lines, ""]), entries, problems


def _cells(fields: Sequence[str], row: Sequence[Any]) -> tuple[list[str], list[str]]:
    """Return the names and the texts of a row's cells; a list of names is known to be one, and taken apart by nobody."""
    names, cells = [], []
    for field, value in zip(fields, row, strict=True):
        bare_field = field.removeprefix("=")
        if bare_field in _LISTS:
            value = listed(value)  # noqa: PLW2901 - the list that it was
        if bare_field in NAME_FIELDS and (is_list(value) or isinstance(value, _PERSONS)):
            names.append(f"={bare_field}")
            cells.append(as_names(value))
        else:
            names.append(field)
            cells.append(as_text(value))
    return names, cells


def _line(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow([" ".join(str(cell).split()) for cell in cells])
    return stream.getvalue()
