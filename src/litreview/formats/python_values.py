"""Build records from Python values: the rows of a DataFrame, or one dictionary of fields.

Each value becomes the text of a field. Rows are then read like those of a CSV file, with the same names of columns and the same signs
of confidentiality.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from litreview.core.confidential.classification import is_interview_type
from litreview.core.errors import UsageError
from litreview.core.model import Library, Person, Problem, Record, Where
from litreview.core.problems import problem
from litreview.formats.csv_tables import (
    column_problems,
    entry_of_row,
    is_known_name,
    names_of_columns,
    nearest_name,
)
from litreview.formats.field_values import KeyAssigner
from litreview.formats.parsing import assemble_library
from litreview.formats.record_building import NAME_FIELDS, RawEntry, build, doi_of, field_name, year_of
from litreview.formats.references.segmentation import split_references
from litreview.formats.value_texts import as_names, as_text, is_list, listed
from litreview.works.missing_values import LIST_FIELDS, WOS_FIELDS

_LISTS = NAME_FIELDS | {"keywords"}
_REFERENCES = frozenset({*WOS_FIELDS, *LIST_FIELDS})
_PERSONS = (Person, Mapping)


def read_rows(
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    name: str,
    *,
    include_confidential: bool = False,
    own: bool = False,
) -> Library:
    """Return a record per row, and a Problem per empty row; `own`: the columns are those of this program's own table.

    Messages give the place of a row as `name:LINE`, as in a CSV file: the first row is in line 2.
    """
    from litreview.formats.parsing import build_records, identify_records
    from litreview.formats.readers import formats_by_name

    text, entries, problems = entries_of_rows(header, rows, name, own=own)
    # each row has a line of its own and a cell for each column, so no boundary is in doubt
    table = replace(formats_by_name()["table"], boundaries="")
    parsed, row_problems, _, hidden = build_records(table, text, name, entries, problems)
    records, key_problems = identify_records([*map(_without_public_mark, parsed)] if own else parsed, name)
    problems = [*row_problems, *key_problems]
    if not records and not problems:
        problems.append(problem("LR007", Where(file=name)))
    return assemble_library(
        records, problems, [], {name: hidden}, [name], include_confidential=include_confidential
    )


def _without_public_mark(record: Record) -> Record:
    """Return a record of this program's own table without the cell `confidential: false`, which is no field of the work."""
    if record.fields.get("confidential") != "false":
        return record
    fields, raw = (
        {n: v for n, v in each.items() if n != "confidential"} for each in (record.fields, record.raw_fields)
    )
    return replace(record, fields=fields, raw_fields=raw)


def with_fields(record: Record, changes: Mapping[str, Any]) -> Record:
    """Return a record with other values (see `Record.with_fields`); a name that is nearly a known one is taken for a slip."""
    if record.confidential:
        raise UsageError("the fields of a confidential record cannot be changed here; change its file")
    type_ = as_text(changes.get("type")) or record.type
    if is_interview_type(type_) and type_ != record.type:
        raise UsageError(f"a record becomes no {type_}: make one, Record.from_fields(type={type_!r}, …)")
    names = {name: field_name(name) for name in changes if name != "type"}
    for name, field in names.items():
        if field not in record.fields and not is_known_name(name) and (meant := nearest_name(name)):
            raise UsageError(f"no field '{name}'; did you mean '{meant}'?")
    texts = [
        (field, as_names(changes[name]) if field in NAME_FIELDS else as_text(changes[name]))
        for name, field in names.items()
    ]
    made = build(
        RawEntry(key=record.key, type=type_, fields=texts, line=record.where.line, format="table"),
        record.where.file,
    )
    fields, raw_fields = (
        {**{name: value for name, value in before.items() if name not in names.values()}, **after}
        for before, after in ((record.fields, made.fields), (record.raw_fields, made.raw_fields))
    )
    changed = {*names.values()}
    return replace(
        record,
        type=type_,
        fields=fields,
        raw_fields=raw_fields,
        authors=made.authors if "author" in changed else record.authors,
        editors=made.editors if "editor" in changed else record.editors,
        year=year_of(fields),
        doi=doi_of(fields),
        repeated=tuple(pair for pair in record.repeated if pair[0] not in changed),
    )


def entries_of_rows(
    header: Sequence[str], rows: Iterable[Sequence[Any]], name: str, *, own: bool = False
) -> tuple[str, list[RawEntry], list[Problem]]:
    """Return the rows as the text of a CSV file, a line each, and their raw entries with the Problems met."""
    fields, zotero = names_of_columns(header)
    if own:
        # in these tables the column `type` is the entry type
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
    if not own:
        problems += column_problems(header, entries, Where(file=name))
    return "\n".join([*lines, ""]), entries, sorted(problems, key=lambda one: one.where.line)


def _cells(fields: Sequence[str], row: Sequence[Any]) -> tuple[list[str], list[str]]:
    """Return the names and the texts of a row's cells; a list of names is marked (`=author`), so that it is not split again."""
    names, cells = [], []
    for field, value in zip(fields, row, strict=True):
        bare_field = field.removeprefix("=")
        if type(value) is str and (bare_field not in _LISTS or "[" not in value):
            # most cells are texts, and no list
            names.append(field)
            cells.append(value)
            continue
        if bare_field in _LISTS:
            value = listed(value)  # noqa: PLW2901 - the list that it was
        if bare_field in _REFERENCES and is_list(value):
            value = _reference_list(field, value)  # noqa: PLW2901 - the text of the list
        if bare_field in NAME_FIELDS and (is_list(value) or isinstance(value, _PERSONS)):
            names.append(f"={bare_field}")
            cells.append(as_names(value))
        else:
            names.append(field)
            cells.append(as_text(value))
    return names, cells


def _reference_list(field: str, values: Any) -> Any:
    """Return a list of references as text that is split into these again: blank lines part them, whatever marks each has.

    One that would be split, and one beside objects, is an object of Crossref's kind, with its whole text.
    """
    texts = [text for each in values if (text := " ".join(as_text(each).split()))]
    if len(texts) == 1 < len(split_references(texts[0], field)) or any(
        isinstance(each, Mapping) for each in values
    ):
        parts = (each if isinstance(each, Mapping) else {"unstructured": as_text(each)} for each in values)
        return [part for part in parts if any(part.values())]
    return "\n\n".join(texts)


def _line(cells: Sequence[str]) -> str:
    # most cells need no parting: what is printable has no white space but blanks
    texts = [
        cell.strip(" ") if cell.isprintable() and "  " not in cell else " ".join(cell.split())
        for cell in cells
    ]
    quoted = ['"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text for text in texts]
    return ",".join(quoted) or '""'
