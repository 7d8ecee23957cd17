"""Reads the cited references of sources from the fields of their records, each with its place.

`resolve_bare_ids` adds text to references that are nothing but the id of a work in a registry, if the work is known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from sys import intern

from litreview.core import text as textual
from litreview.core.errors import UsageError
from litreview.core.model import CitedReference, Person, Record, Source, Where, Work
from litreview.core.text.display import without_controls
from litreview.formats.references.entries import cited_reference
from litreview.formats.references.reference_strings import (
    Parsed,
    parse_reference,
    parse_scopus,
    parse_wos,
    plain_authors,
)
from litreview.formats.references.segmentation import split_references
from litreview.works.missing_values import KEY_FIELDS, REFERENCE_FIELDS, WOS_FIELDS, is_placeholder
from litreview.works.places import first_page


def only_sources(values: Iterable[object], stage: str) -> tuple[Source, ...]:
    """Return the values as a tuple of sources. `UsageError`, with advice, for records or anything else."""
    sources: list[Source] = []
    for one in values:
        if not isinstance(one, Source):
            raise UsageError(
                f"{stage} takes sources, not a {type(one).__name__}; give it what dedupe returns, as in lr.{stage}(lr.dedupe(library))"
            )
        sources.append(one)
    return tuple(sources)


ParsedReferences = dict[tuple[str, bool], Parsed]
"""The parts of each reference, by its text and whether it is of a field of the Web of Science."""


def references_of(
    source: Source, cache: dict[tuple[str, bool], Parsed] | None = None
) -> tuple[CitedReference, ...]:
    """Return the cited references of every record of a source, then those of registries. `cache` has those that were parsed before."""
    parsed = {} if cache is None else cache
    records = (*source.records, *source.enriched)
    return tuple(reference for record in records for reference in _of_record(record, parsed))


def _of_record(record: Record, cache: ParsedReferences) -> Iterator[CitedReference]:
    if record.confidential and not record.fields:
        return
    for name in REFERENCE_FIELDS:
        values = [record.raw_fields.get(name) or record.fields.get(name, "")]
        values += [value for field, value in record.repeated if field == name]
        if not any(values):
            continue
        places = _Places(record, name)
        for value in values:
            if name in KEY_FIELDS:
                for key in re.split(r"[,;\s]+", without_controls(value).strip('{}" \n')):
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
                text = intern(text)  # a work that many cite is written once
                form = text, name in WOS_FIELDS
                parts = cache.get(form)
                if parts is None:
                    parts = cache[form] = _parse(*form)
                if not _names_no_work(reference := cited_reference(text, where, record.id, parts)):
                    yield reference


def _names_no_work(reference: CitedReference) -> bool:
    """Return whether a reference has a placeholder where its work should stand: `Roe A, *NO TITLE CAPTURED*`."""
    if reference.title or reference.container or reference.doi or reference.page:
        return False
    return any(is_placeholder("title", piece) for piece in reference.text.split(", "))


def _crossref(value: str, record: Record) -> Iterator[CitedReference]:
    """Yield the references of a Crossref list: objects with parts, or `unstructured` text, or only a DOI.

    Names follow the Crossref REST API, "Reference" object. Invalid JSON is one reference.
    """
    try:
        rows = [_parts(row) for row in json.loads(value) if isinstance(row, dict)]
    except (ValueError, RecursionError):
        # broken, or nested too deep
        rows = [_parts({"unstructured": value})]
    for row in rows:
        yield from _crossref_row(row, record)


def _parts(row: dict[str, object]) -> dict[str, str]:
    return {
        name: " ".join(without_controls(str(cell)).split()) for name, cell in row.items() if cell is not None
    }


def _crossref_row(part: dict[str, str], record: Record) -> Iterator[CitedReference]:
    """Yield the reference of one object, if it has any."""
    get = part.get
    registered_doi = textual.doi(get("DOI", ""))
    title = get("article-title") or get("volume-title") or get("series-title") or ""
    container = get("journal-title") or (get("volume-title", "") if get("article-title") else "")
    text = get("unstructured") or _written(part, title, container)
    if registered_doi and registered_doi not in text.lower():
        text = f"{text} https://doi.org/{registered_doi}".strip()
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
    yield cited_reference(text, record.where, record.id, replace(parts, doi=registered_doi or parts.doi))


def _written(part: dict[str, str], title: str, container: str) -> str:
    """Return the text of a reference from its parts."""
    place = ":".join(filter(None, (part.get("volume"), part.get("first-page"))))
    parts = [part.get("author"), part.get("year") and f"({part['year']})", title, container, place]
    return ". ".join(word for word in parts if word)


def _parse(text: str, of_wos: bool) -> Parsed:
    parse = parse_wos if of_wos else parse_scopus
    return parse(text) or parse_reference(text)


class _Places:
    """Finds the line of each reference by searching forward through the raw text of the entry."""

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


def resolve_bare_ids(
    references: Iterable[tuple[Source, CitedReference]],
    sources: Sequence[Source],
    is_held: Callable[[str], bool],
    cited: Iterable[Work],
) -> Iterator[tuple[Source, CitedReference]]:
    """Yield references with their citing sources; those by the id of a work that is not held get the details of the work in `cited`.

    `is_held` returns whether a source has an id. An unknown id is dropped if its source has references with text, too: the same work would
    count twice, by id and by text.
    """
    registries = {record.id for source in sources for record in source.enriched}
    if not registries:
        yield from references
        return
    works = {name: work for work in cited if (name := work.get("openalex") or work.key)}
    bare: list[tuple[Source, CitedReference]] = []
    with_text: set[str] = set()
    for source, reference in references:
        if reference.record not in registries or not reference.key or is_held(reference.key):
            with_text.update([source.key] if not reference.key else [])
            yield source, reference
        elif reference.key in works and works[reference.key].title:
            yield source, _with_work(reference, works[reference.key])
        else:
            bare.append((source, reference))
    yield from (one for one in bare if one[0].key not in with_text)


def _with_work(reference: CitedReference, work: Work) -> CitedReference:
    """Return a reference by an id with the details of the work.

    >>> from litreview.core.model import Person, RecordId, Where
    >>> bare = CitedReference(text="W1", key="W1", where=Where(file="a"), record=RecordId("a:b"))
    >>> _with_work(bare, Work(key="W1", type="book", fields={"title": "Tides"}, authors=(Person(family="Roe"),), year=1999)).text
    'Roe (1999). Tides'
    """
    names = ", ".join(person.sort_name for person in work.authors)
    dated = f"{names} ({work.year})".strip() if work.year else names
    doi = f"https://doi.org/{work.doi}" if work.doi else ""
    return replace(
        reference,
        text=". ".join(part for part in (dated, work.title, work.container, doi) if part),
        key="",
        authors=work.authors,
        year=work.year,
        title=work.title,
        container=work.container,
        volume=work.get("volume").lower(),
        number=work.get("number"),
        doi=work.doi,
    )
