"""CSV, written with cells that no spreadsheet will run, and so that reading gives back what was written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from litreview.formats.bibtex_write import keywords_with_tags
from litreview.formats.building import as_plain
from litreview.formats.words import words
from litreview.model import CONTAINER_FIELDS, Work
from litreview.text import format_names, neutralise

LEADING = (
    "id", "type", "author", "editor", "title", "container", "year", "volume", "number", "pages", "publisher", "address",
    "doi", "isbn", "issn", "url", "abstract", "keywords", "note",
)  # fmt: skip
"""The columns every table of ours begins with."""

CONTAINERS = words("table.containers")
_CLASHES = frozenset({"id", "type", "container", "first", "last"})


def own_name(column: str) -> str:
    """Return the field of a column of ours: `field type` is the field `type`, and `type` is `entrytype`, as it stands."""
    if column == "type":
        return "entrytype"
    name = column.removeprefix("field ")
    return f"={name}" if name != column else name


def dump_table(
    works: list[Work], tags: Mapping[str, list[str]], notes: Mapping[str, str], *, raw: bool = False
) -> str:
    """Return the works as CSV: our columns first, then every other field that occurs, by name. `raw`: nothing is neutralised."""
    rows = [row_of(work, tags.get(work.key, []), notes.get(work.key, "")) for work in works]
    columns = columns_of({name for row in rows for name in row})
    return table_lines(columns, [dict(zip(columns, columns, strict=True)), *rows], raw=raw)


def columns_of(names: Iterable[str]) -> list[str]:
    """Return the columns of a table that has these: ours first, then every other, by name."""
    return [*LEADING, *sorted({*names} - set(LEADING))]


def table_lines(columns: Sequence[str], rows: Iterable[Mapping[str, str]], *, raw: bool) -> str:
    """Return rows, of which the header is the first, as lines of CSV."""
    shown = str if raw else neutralise
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(
        [shown(row.get(name, "")) for name in columns] for row in rows
    )
    return stream.getvalue()


def row_of(work: Work, codes: list[str], note: str) -> dict[str, str]:
    """Return the cells of a work by column, those that are not empty."""
    row = {"id": work.key, "type": work.type}
    if work.confidential and not (work.fields.keys() - {"confidential"}):
        return row | {"confidential": work.fields.get("confidential") or "true"}
    fields = dict(work.fields)
    for name, persons in (("author", work.authors), ("editor", work.editors)):
        if persons:
            fields[name] = fields.get(name) or format_names(persons)
    if work.container:
        row["container"] = work.container
        usual = CONTAINERS.get(work.type, "publication")
        others = [fields[name] for name in CONTAINER_FIELDS if name in fields and name != usual]
        # the column says it, unless another field says the same
        if fields.get(usual) == work.container and work.container not in others:
            del fields[usual]
    if work.year and not fields.get("year"):
        fields["year"] = str(work.year)
    if keywords := keywords_with_tags(fields.get("keywords", ""), codes):
        fields["keywords"] = keywords
    if note:
        fields["annotation"] = note
    cells = {
        f"field {name}" if name in _CLASHES else name: as_plain(name, value) for name, value in fields.items()
    }
    return row | cells
