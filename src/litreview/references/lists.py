"""A plain reference list as cited references: what `link` takes."""

from __future__ import annotations

from litreview.model import CitedReference, Record, RecordId, Where
from litreview.references.cutting import cut
from litreview.references.parsing import Parsed, parse_reference, title_of


def parse_list(
    text: str, record: Record, first_line: int = 1, path: str = "<string>"
) -> tuple[CitedReference, ...]:
    """Return the references of a plain reference list, as cited by a record (see `cut`)."""
    return tuple(
        cited_reference(piece.text, Where(file=path, line=piece.line), record.id, parse_reference(piece.text))
        for piece in cut(text, first_line)
    )


def cited_reference(text: str, where: Where, record: RecordId, parts: Parsed) -> CitedReference:
    """Return a reference string with its parts."""
    return CitedReference(
        text=text,
        where=where,
        record=record,
        authors=parts.authors,
        year=parts.year,
        title=title_of(parts.title),
        container=parts.container,
        volume=parts.volume,
        number=parts.number,
        page=parts.page,
        doi=parts.doi,
    )
