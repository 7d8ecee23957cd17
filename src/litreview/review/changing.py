"""What changed in the tags since the last run: the tags.csv of that run against today's."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from litreview.decisions import resolve
from litreview.model import Span, Tag
from litreview.tables.row_types import TagChangeRow
from litreview.tagging import TagChange
from litreview.text import restore


def read_machine_tags(text: str, index: Mapping[str, tuple[str, ...]]) -> tuple[Tag, ...]:
    """Return the machine's tags in a tags.csv, their sources by today's keys. Sources that are gone are left out.

    Only what was said and the words are read; a table that isn't ours gives nothing.
    """
    found: dict[tuple[str, str], list[Span]] = {}
    table = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    for raw in table:
        if raw.get("method") != "rule":
            continue
        row = {name: restore(cell or "") for name, cell in raw.items() if name}
        keys = resolve(row.get("source") or "", index)
        if keys and row.get("code"):
            spans = found.setdefault((keys[0], row["code"]), [])
            if row.get("text"):
                spans.append(Span(field=row.get("field") or "", start=0, end=0, text=row["text"]))
    return tuple(
        Tag(source=source, code=code, method="rule", spans=tuple(spans))
        for (source, code), spans in found.items()
    )


def change_rows(changes: Iterable[TagChange]) -> list[TagChangeRow]:
    """Return the rows of tag-changes.csv."""
    return [
        TagChangeRow(
            change.source,
            change.code,
            "came" if change.came else "went",
            "; ".join(change.coded_by),
            "; ".join(change.words),
        )
        for change in changes
    ]
