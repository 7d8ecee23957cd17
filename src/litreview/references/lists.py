"""A plain reference list as cited references: what `link` takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from litreview.confidential.judging import judge
from litreview.confidential.publications import RAW
from litreview.confidential.raw import marks_in
from litreview.confidential.words import says_interview
from litreview.model import CitedReference, Problem, Record, RecordId, Where
from litreview.references.cutting import cut
from litreview.references.notes import number_of, refers_back
from litreview.references.parsing import Parsed, parse_reference, title_of
from litreview.references.reading import earlier, read_reference, strings_of


def parse_list(
    text: str, record: Record, first_line: int = 1, path: str = "<string>"
) -> tuple[CitedReference, ...]:
    """Return the references of a plain reference list, as cited by a record (see `cut`).

    A note gives one for each of its citations; what refers to an earlier note (`Id.`, `supra`) cites nothing new: `earlier_citations` tells it.
    """
    return tuple(
        cited_reference(string, where, record.id, linked_parts(string))
        for where, _, string in _strings(text, first_line, path)
        if not refers_back(string) and not _why_hidden(string, path)
    )


def hidden_references(text: str, first_line: int = 1, path: str = "<string>") -> tuple[Problem, ...]:
    """Return a Problem (LR306) for each reference of a list that may be to an interview and is left out. It is not quoted.

    >>> [one.code for one in hidden_references("Interview with a made-up guard, Los Angeles, 3 May 2019.")]
    ['LR306']
    """
    return tuple(
        Problem(
            where=where,
            code="LR306",
            level="warning",
            message=f"a reference is left out: {why}",
            remedy="if it was published, add where; otherwise put the list below private/",
        )
        for where, _, string in _strings(text, first_line, path)
        if (why := _why_hidden(string, path))
    )


def _why_hidden(string: str, path: str) -> str:
    """Return why a reference may not be shown, `""` if it may."""
    if marks_in(string):
        return "its text declares it confidential"
    if not says_interview(string):
        return ""
    entry = read_reference(string)
    fields = entry.fields if entry else {"note": string, RAW: string}
    verdict = judge(entry.type if entry else "misc", "", fields, path, typed=False)
    return verdict.sealed or verdict.withheld


def earlier_citations(text: str, first_line: int = 1, path: str = "<string>") -> tuple[Problem, ...]:
    r"""Return a Problem (LR302) for each citation of a list that refers to an earlier one and so counts as none.

    It is not quoted: whom a list names is for its reader to show.

    >>> [problem.where.line for problem in earlier_citations("[1] Roe, A. (2001). Raids. Harbor Press.\n[2] Id. at 9.")]
    [2]
    """
    return tuple(
        earlier(where, number, "")
        for where, number, string in _strings(text, first_line, path)
        if refers_back(string)
    )


def _strings(text: str, first_line: int, path: str) -> Iterator[tuple[Where, str, str]]:
    """Yield the reference strings of a list with their places and the numbers before them."""
    for piece in cut(text, first_line):
        where = Where(file=path, line=piece.line)
        number, strings = strings_of(piece)
        if len(strings) == 1 and not piece.note and not refers_back(strings[0]):
            # a single one stays as it is written, with its number
            strings = (piece.text,)
        yield from ((where, number, string) for string in strings)


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
