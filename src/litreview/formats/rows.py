"""Rows with a header, as values of Python and not as a file: a DataFrame's, or one dictionary of fields.

Each value is put into the text of a field. The rows are read as those of a CSV file are: the same names of columns are known, and what is confidential
is told in the same way.
"""

from __future__ import annotations

import ast
import csv
import datetime as dt
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from litreview.core.errors import UsageError
from litreview.core.model import Library, Person, Problem, Record, Where
from litreview.core.problems import problem
from litreview.formats.field_values import KeyAssigner, as_name
from litreview.formats.parsing import assemble_library
from litreview.formats.record_building import NAME_FIELDS, RawEntry
from litreview.formats.table import entry_of_row, names_of_columns

_ABSENT = frozenset({"NAType", "NaTType", "NoneType"})
_DEEPEST = 50
_TEXT = r"""(?:'(?:[^'\\\n]|\\.)*+'|"(?:[^"\\\n]|\\.)*+")"""
_LISTED = re.compile(rf"\s*\[\s*{_TEXT}(?:\s*,\s*{_TEXT})*+\s*\]\s*")


def is_absent(value: Any) -> bool:
    """Return whether a value says that there is none: None, NaN, pandas' NA and NaT.

    >>> is_absent(None), is_absent(float("nan")), is_absent(0), is_absent("")
    (True, True, False, False)
    """
    return type(value).__name__ in _ABSENT or (isinstance(value, float) and math.isnan(value))


def as_text(value: Any) -> str:
    """Return the text that a value is in a field, `""` where it is absent; a list is joined with `; `.

    A year that a column with gaps made a real number is a whole one again.

    >>> as_text(2009.0), as_text(["police", "courts"]), as_text(None), as_text(dt.datetime(2020, 5, 1))
    ('2009', 'police; courts', '', '2020-05-01')
    """
    value = bare(value)
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        flat = not any(isinstance(each, list | dict) for each in value)
        return "; ".join(filter(None, map(as_text, value))) if flat else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def as_names(value: Any) -> str:
    """Return a list of names as BibTeX has it; a text is left as it is written.

    >>> as_names(["Jane Doe", {"family": "Roe", "given": "Richard"}, Person(literal="Office of Data")])
    'Jane Doe and Roe, Richard and {Office of Data}'
    """
    if not is_list(value):
        return _name(value) if isinstance(value, Person | Mapping) or _is_split(value) else as_text(value)
    return " and ".join(filter(None, map(_name, value)))


def is_list(value: Any) -> bool:
    """Return whether a value holds several: a list, a tuple, a set, an array."""
    return isinstance(value, list | tuple | set | frozenset) or (
        hasattr(value, "tolist") and getattr(value, "ndim", 0) > 0
    )


def listed(value: Any) -> Any:
    """Return a value, a list that pandas wrote into a CSV file as its text as the list it was.

    >>> listed("['Jane Doe', 'R. Roe']"), listed("[Anonymous]"), listed("['a' 'b']")
    (['Jane Doe', 'R. Roe'], '[Anonymous]', "['a' 'b']")
    """
    if not isinstance(value, str) or _LISTED.fullmatch(value) is None:
        return value
    try:
        return ast.literal_eval(value.strip())
    except (ValueError, SyntaxError):
        return value


def _name(value: Any) -> str:
    """Return one name: a text, a Person, an object of CSL or Zotero, or one that is split into its parts (bibtexparser)."""
    if isinstance(value, Person):
        return str(value)
    if isinstance(value, Mapping):
        return str(_person({name: as_text(each) for name, each in value.items()}))
    if _is_split(value):
        first, von, last, jr = (
            " ".join(map(str, getattr(value, part))) for part in ("first", "von", "last", "jr")
        )
        return ", ".join(filter(None, (f"{von} {last}".strip(), jr, first)))
    return as_name(as_text(value))


def _is_split(value: Any) -> bool:
    return hasattr(value, "last") and hasattr(value, "von")


def _person(said: Mapping[str, str]) -> Person:
    """Return the person of an object with `family` and `given`, or as Zotero calls them, or with the whole name in one."""
    family, given = (
        said.get("family") or said.get("lastName", ""),
        said.get("given") or said.get("firstName", ""),
    )
    if not family:
        return Person(literal=said.get("literal") or said.get("name") or given)
    prefix = " ".join(filter(None, map(said.get, ("prefix", "dropping-particle", "non-dropping-particle"))))
    return Person(family=family, given=given, prefix=prefix, suffix=said.get("suffix", ""))


def bare(value: Any, within: tuple[int, ...] = ()) -> Any:
    """Return a value as JSON has it: texts, whole and real numbers, truth, lists, objects, None; whatever else, as its text.

    >>> bare({"year": 2009.0, "seen": dt.date(2020, 5, 1), "tags": ("a", float("nan"))})
    {'year': 2009, 'seen': '2020-05-01', 'tags': ['a', None]}
    """
    if isinstance(value, str | bool | int):
        # a text or a number of a class of its own is a plain one here
        return str(value) if isinstance(value, str) else value if isinstance(value, bool) else int(value)
    if is_absent(value):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else float(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if id(value) in within or len(within) > _DEEPEST:
        # a list that holds itself has no text
        return None
    within = (*within, id(value))
    if isinstance(value, Mapping):
        return {str(name): bare(each, within) for name, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((bare(each, within) for each in value), key=str)
    if isinstance(value, list | tuple):
        return [bare(each, within) for each in value]
    if hasattr(value, "tolist"):
        # numbers and arrays of numpy
        return bare(value.tolist(), within)
    return str(value)


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
    from litreview.formats.parsing import build_records, identify_records
    from litreview.formats.readers import BY_NAME

    text, entries, problems = entries_of_rows(header, rows, name, own=own)
    found, told, _, hidden = build_records(BY_NAME["table"], text, name, entries, problems)
    records, named = identify_records([*map(_without_opened, found)] if own else found, name)
    problems = [*told, *named]
    if not records and not problems:
        problems.append(problem("LR007", Where(file=name)))
    return assemble_library(
        records, problems, [], {name: hidden}, [name], include_confidential=include_confidential
    )


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
    keys = KeyAssigner()
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
