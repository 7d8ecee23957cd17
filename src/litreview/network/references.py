"""Cited references of a source: which fields hold them, how a list is cut into strings, where each string stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from litreview import text as textual
from litreview.model import CitedReference, Person, Record, Source, Where
from litreview.network.parsing import (
    Parsed,
    parse_reference,
    parse_scopus,
    parse_wos,
    plain_authors,
    title_of,
)
from litreview.works.places import first_page

WOS_FIELDS = ("cited-references", "cited_references", "citedreferences", "cr")
LIST_FIELDS = ("references", "reference", "bibliography")
KEY_FIELDS = ("cites", "citations-to")
_HEADING = re.compile(
    r"(?:#+ *)?(?:references?|bibliography|works cited|literature cited|notes):?", re.IGNORECASE
)
_NUMBERED = re.compile(r"\s*(?:\[\d{1,4}\]|\d{1,3}[.)])\s+\S")
_WOS_START = r"(?=[^,;]{1,80}, (?:1[5-9]|20)\d\d(?:,|\.))"
_WOS_JOINT = re.compile(rf"(?<=\.)\s+{_WOS_START}|;\s+{_WOS_START}")
_AUTHOR_ONLY = re.compile(r"[^\W\d_][^\d,;()]{0,60} (?:[^\W\d_]{1,2}\.[\- ]?){1,5}")
_COMPLETE = re.compile(r"\((?:1[5-9]|20)\d\d[a-z]?\)|\bpp?\. ?\w|https?:")


def split_references(value: str, field: str = "references") -> tuple[str, ...]:
    """Return the reference strings of a field's value, each on one line, none of them cut.

    - WoS gives one a line; where a tool has folded the lines, a new one starts at `NAME, YEAR,`.
    - Scopus parts references by `; `, and in its new layout also the authors of one reference: a piece that is only a name
      belongs to the next piece.
    - A plain list has one a line.

    >>> split_references("Roy B.; Dias L., On ELECTRE, EJOR, 1, pp. 3-4, (2010); Saaty T.L., AHP, (1980)")
    ('Roy B.; Dias L., On ELECTRE, EJOR, 1, pp. 3-4, (2010)', 'Saaty T.L., AHP, (1980)')
    """
    value = value.strip()
    if len(value) > 1 and (value[0], value[-1]) in {("{", "}"), ('"', '"')} and _wraps(value):
        value = value[1:-1].strip()
    lines = [re.sub(r"\s+", " ", line).strip() for line in value.split("\n")]
    lines = [line for line in lines if line]
    if field in WOS_FIELDS:
        pieces = lines if len(lines) > 1 else [p for line in lines for p in _WOS_JOINT.split(line)]
        return tuple(p.strip().rstrip(";").removesuffix(".").strip() for p in pieces if p.strip(" .;"))
    if len(lines) > 1 and sum("; " in line for line in lines) < 0.5 * len(lines):
        return tuple(lines)
    # a Scopus list folded at some width is one list
    return tuple(_scopus_pieces(" ".join(lines)))


def _wraps(value: str) -> bool:
    if value[0] == '"':
        return '"' not in value[1:-1]
    depth = 0
    for position, char in enumerate(value):
        depth += (char == "{") - (char == "}")
        if depth == 0 and position < len(value) - 1:
            return False
    return depth == 0


def _scopus_pieces(text: str) -> Iterator[str]:
    waiting: list[str] = []
    pieces = [piece.strip() for piece in re.split(r";\s+", text)]
    for position, piece in enumerate(pieces):
        if not piece:
            continue
        waiting.append(piece)
        following = next((p for p in pieces[position + 1 :] if p), "")
        if _AUTHOR_ONLY.fullmatch(piece) and following:
            continue
        # `Title one; a subtitle (2004) Journal`: the piece has no end of its own and the next starts in lower case
        if (
            not _COMPLETE.search(piece)
            and following[:1].islower()
            and not re.match(r"(?:de|van|von|da|di|el|al|la)\b", following)
        ):
            continue
        yield "; ".join(waiting).rstrip(";")
        waiting = []
    if waiting:
        yield "; ".join(waiting)


def references_of(source: Source, cache: dict[str, Parsed] | None = None) -> tuple[CitedReference, ...]:
    """Return the cited references of every record of a source, in order. `cache` maps a string to its parts."""
    parsed = {} if cache is None else cache
    return tuple(reference for record in source.records for reference in _of_record(record, parsed))


def _of_record(record: Record, cache: dict[str, Parsed]) -> Iterator[CitedReference]:
    if record.confidential and not record.fields:
        return
    for name in (*WOS_FIELDS, *LIST_FIELDS, *KEY_FIELDS):
        values = [record.raw_fields.get(name) or record.fields.get(name, "")]
        values += [value for field, value in record.repeated if field == name]
        if not any(values):
            continue
        places = _Places(record, name)
        for value in values:
            if name in KEY_FIELDS:
                for key in re.split(r"[,;\s]+", value.strip('{}" \n')):
                    # some exports keep a *count* in a field of this name
                    if key and not key.isdigit():
                        yield CitedReference(text=key, where=places.find(key), record=record.id, key=key)
                continue
            if value.lstrip().startswith("[{"):
                yield from _crossref(value, record)
                continue
            for piece in split_references(value, name):
                where = places.find(piece)
                text = textual.to_unicode(piece) if "\\" in piece or "{" in piece or "&" in piece else piece
                parts = cache.get(text)
                if parts is None:
                    parts = _parse(text, name)
                    cache[text] = parts
                yield _reference(text, where, record, parts)


def _crossref(value: str, record: Record) -> Iterator[CitedReference]:
    """Yield the references of a list as Crossref deposits it: objects with parts, or `unstructured` text, or only a DOI.

    Names after the Crossref REST API, "Reference" object. What is no sound JSON is one reference, whole.
    """
    try:
        rows = [_parts(row) for row in json.loads(value) if isinstance(row, dict)]
    except (ValueError, RecursionError):
        # broken, or nested too deep
        rows = [_parts({"unstructured": value})]
    for row in rows:
        yield from _crossref_row(row, record)


def _parts(row: dict[str, object]) -> dict[str, str]:
    return {name: re.sub(r"\s+", " ", str(cell)).strip() for name, cell in row.items() if cell is not None}


def _crossref_row(part: dict[str, str], record: Record) -> Iterator[CitedReference]:
    """Yield the reference that one object holds, if it holds any."""
    get = part.get
    given = textual.doi(get("DOI", ""))
    title = get("article-title") or get("volume-title") or get("series-title") or ""
    container = get("journal-title") or (get("volume-title", "") if get("article-title") else "")
    text = get("unstructured") or _written(part, title, container)
    if given and given not in text.lower():
        text = f"{text} https://doi.org/{given}".strip()
    if not text:
        return
    parts = parse_reference(text)
    if title or container or not get("unstructured"):
        author = get("author", "")
        people = (Person(family=author),) if author and " " not in author else plain_authors(author)
        parts = Parsed(
            authors=people or parts.authors,
            year=textual.year(get("year", "")) or parts.year,
            title=title,
            container=container,
            volume=get("volume", "").lower(),
            number=get("issue", ""),
            page=first_page(get("first-page", "")),
        )
    yield _reference(text, record.where, record, replace(parts, doi=given or parts.doi))


def _written(part: dict[str, str], title: str, container: str) -> str:
    """Return a reference in words, of the parts that are given."""
    place = ":".join(filter(None, (part.get("volume"), part.get("first-page"))))
    told = [part.get("author"), part.get("year") and f"({part['year']})", title, container, place]
    return ". ".join(word for word in told if word)


def _parse(text: str, field: str) -> Parsed:
    if field in WOS_FIELDS:
        return parse_wos(text) or parse_reference(text)
    return parse_scopus(text) or parse_reference(text)


def _reference(text: str, where: Where, record: Record, parts: Parsed) -> CitedReference:
    return CitedReference(
        text=text,
        where=where,
        record=record.id,
        authors=parts.authors,
        year=parts.year,
        title=title_of(parts.title),
        container=parts.container,
        volume=parts.volume,
        number=parts.number,
        page=parts.page,
        doi=parts.doi,
    )


class _Places:
    """Finds the line of each reference by walking forward through the raw text of the entry."""

    def __init__(self, record: Record, field: str) -> None:
        self.record = record
        start = re.search(rf"(?im)^\s*{re.escape(field)}\s*=", record.raw)
        self.position = start.end() if start else 0
        self.line = record.raw.count("\n", 0, self.position)

    def find(self, piece: str) -> Where:
        where = self.record.where
        at = self.record.raw.find(piece[:24], self.position)
        if at < 0 or not where.line:
            return where
        self.line += self.record.raw.count("\n", self.position, at)
        # behind its first letter: the next one may begin alike
        self.position = at + 1
        return Where(file=where.file, line=where.line + self.line)


def parse_list(
    text: str, record: Record, first_line: int = 1, path: str = "<string>"
) -> tuple[CitedReference, ...]:
    """Return the references of a plain reference list, as cited by `record`.

    Numbered (`[1]`, `1.`) ones begin at a number, so that folded lines are joined; else they are parted by blank lines if there
    are any, else there is one a line. A heading such as `References` is passed over.
    """
    lines = [
        "" if _HEADING.fullmatch(line.strip()) else line for line in text.removeprefix("\ufeff").split("\n")
    ]
    numbered = [bool(_NUMBERED.match(line)) for line in lines]
    filled = [bool(line.strip()) for line in lines]
    by_number = sum(numbered) > 1 and sum(numbered) >= 0.2 * sum(filled)
    # a blank line between two that are none
    parted = any(not now and any(filled[:i]) and any(filled[i:]) for i, now in enumerate(filled))
    return tuple(
        _reference(block, Where(file=path, line=first_line + number), record, parse_reference(block))
        for number, block in _blocks(lines, numbered if by_number else None, each=not (by_number or parted))
    )


def _blocks(lines: list[str], numbered: list[bool] | None, *, each: bool) -> Iterator[tuple[int, str]]:
    """Yield the references among lines, each joined to one line, with the number of its first.

    One ends at a blank line, before a numbered line if they are `numbered`, and behind `each` line if each is one.
    """
    start, current = 0, list[str]()
    for number, line in enumerate([*lines, ""]):
        bare = line.strip()
        begins = numbered is not None and number < len(lines) and numbered[number]
        if current and (begins or each or not bare):
            yield start, " ".join(current)
            current = []
        if bare:
            start = start if current else number
            current.append(bare)


def all_references(sources: Iterable[Source]) -> Iterator[tuple[Source, CitedReference]]:
    """Yield every reference with the source that cites; each distinct string is parsed once."""
    cache: dict[str, Parsed] = {}
    for source in sources:
        for reference in references_of(source, cache):
            yield source, reference
