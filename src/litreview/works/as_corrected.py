"""The records of a source as they would be if they had said what people corrected: to compare with, and never to show."""

from __future__ import annotations

from dataclasses import replace

from litreview.model import Fields, Record, Source

SAME = {"journal": "journaltitle", "number": "issue", "address": "location"}
"""What BibTeX calls a field, and biblatex the same one: a source has it under either name, and is corrected under the first."""
_DATE = frozenset({"year", "date", "month", "day"})


def records_as_corrected(source: Source) -> tuple[Record, ...]:
    """Return the records of a source with the fields that people corrected; of one that nobody corrected its records as they are.

    A record is not changed: what was received stays in `source.records`.
    """
    if not source.corrected:
        return source.records
    names = {one.field for one in source.corrected}
    names |= {SAME[name] for name in names & SAME.keys()}
    if names & _DATE:
        names |= _DATE
    ours = {name: value for name in names if (value := source.fields.get(name))}
    return tuple(_with(record, source, ours, names) for record in source.records)


def _with(record: Record, source: Source, ours: dict[str, str], names: set[str]) -> Record:
    kept = {name: value for name, value in record.fields.items() if name not in names}
    return replace(
        record,
        type=source.type if "entrytype" in names else record.type,
        fields=Fields({**kept, **ours}),
        authors=source.authors if "author" in names else record.authors,
        editors=source.editors if "editor" in names else record.editors,
        year=source.year if "year" in names else record.year,
        doi=source.doi if "doi" in names else record.doi,
    )
