"""CSV, written with cells that no spreadsheet will run, and so that reading gives back what was written."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

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
    shown = str if raw else neutralise
    rows = [_row(work, tags.get(work.key, []), notes.get(work.key, "")) for work in works]
    columns = [*LEADING, *sorted({name for row in rows for name in row} - set(LEADING))]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(map(shown, columns))
    writer.writerows([shown(row.get(name, "")) for name in columns] for row in rows)
    return stream.getvalue()


def _row(work: Work, codes: list[str], note: str) -> dict[str, str]:
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
