"""A plain reference list as cited references: what `link` takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from litreview.model import CitedReference, Record, RecordId, Where
from litreview.references.cutting import Piece, cut
from litreview.references.notes import number_of, refers_back
from litreview.references.parsing import Parsed, parse_reference, title_of
from litreview.references.reading import read_reference, strings_of


def parse_list(
    text: str, record: Record, first_line: int = 1, path: str = "<string>"
) -> tuple[CitedReference, ...]:
    """Return the references of a plain reference list, as cited by a record (see `cut`).

    A note gives one for each of its citations; what refers to an earlier note (`Id.`, `supra`) cites nothing new.
    """
    return tuple(
        cited_reference(string, Where(file=path, line=piece.line), record.id, linked_parts(string))
        for piece in cut(text, first_line)
        for string in _strings(piece)
    )


def _strings(piece: Piece) -> Iterable[str]:
    strings = strings_of(piece)[1]
    # a single one stays as it is written, with its number
    return (
        (each for each in strings if not refers_back(each))
        if len(strings) > 1 or piece.note
        else (piece.text,)
    )


def linked_parts(text: str) -> Parsed:
    """Return the parts by which a reference is linked: those that were learnt to tell, if they tell author and title, else the fast parsers'.

    Of a string in which nothing can be told apart the fast parsers say so, and linking looks for whole titles in it.
    """
    fast = parse_reference(text)
    entry = read_reference(number_of(text)[1])
    if entry is None or not entry.authors or not entry.fields.get("title"):
        return fast
    told = entry.parsed
    return replace(
        told,
        year=told.year or fast.year,
        container=told.container or fast.container,
        volume=told.volume or fast.volume,
        page=told.page or fast.page,
        doi=told.doi or fast.doi,
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
