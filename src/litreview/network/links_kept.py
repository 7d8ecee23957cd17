"""Links as values of JSON and back: a reference that many works share is written once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any

from litreview.model import Citation, CitedReference, Links, MissingWork, Person, Where


def reference_told(one: CitedReference) -> list[Any]:
    """Return what a reference says, but for where it stands."""
    people = [[p.family, p.given, p.prefix, p.suffix, p.literal] for p in one.authors]
    parts = [one.year, one.title, one.container, one.volume, one.number, one.page, one.doi, one.key]
    return [one.text, people, *parts]


def links_written(links: Links, hidden: Collection[str]) -> list[Any] | None:
    """Return links as values of JSON; None if one leads from or to a source that is `hidden`, or if there is a Problem, which no `link` makes."""
    edges = (*links.citations, *links.queue)
    ends = {key for edge in edges for key in (edge.citing, edge.cited)}
    ends.update(key for work in links.not_held for key in work.cited_by)
    if links.problems or not ends.isdisjoint(hidden):
        return None
    given = (edge.reference for edge in edges)
    references = list(chain(given, (one for work in links.not_held for one in work.references)))
    said: dict[tuple[Any, ...], int] = {}
    # the text and the key of a reference are not all of it: a registry may give parts of one without words
    numbers = [said.setdefault(_parts(one), len(said)) for one in references]
    first = dict(zip(reversed(numbers), reversed(references), strict=True))
    return [
        [reference_told(first[number]) for number in range(len(said))],
        [
            [number, one.where.file, one.where.line, one.record]
            for number, one in zip(numbers, references, strict=True)
        ],
        [_edge(edge) for edge in links.citations],
        [_edge(edge) for edge in links.queue],
        [[len(work.references), work.cited_by, work.key] for work in links.not_held],
    ]


def _parts(one: CitedReference) -> tuple[Any, ...]:
    parts = (one.year, one.title, one.container, one.volume, one.number, one.page, one.doi, one.key)
    return (one.text, one.authors, *parts)


def _edge(edge: Citation) -> list[Any]:
    return [edge.citing, edge.cited, edge.method, edge.confidence, edge.rule]


def links_read(value: list[Any]) -> Links:
    """Return the links that were made values of JSON."""
    said, places, citations, queue, missing = value
    named = [_named(*one) for one in said]
    references = iter(
        [
            CitedReference(where=Where(file=file, line=line), record=record, **named[number])
            for number, file, line, record in places
        ]
    )

    def edges(rows: Iterable[list[Any]]) -> tuple[Citation, ...]:
        return tuple(
            Citation(
                citing=citing,
                cited=cited,
                method=method,
                confidence=confidence,
                reference=next(references),
                rule=rule,
            )
            for citing, cited, method, confidence, rule in rows
        )

    # in the order in which they were written
    cited, asked = edges(citations), edges(queue)
    works = tuple(
        MissingWork(
            references=tuple(next(references) for _ in range(count)), cited_by=tuple(cited_by), key=key
        )
        for count, cited_by, key in missing
    )
    return Links(citations=cited, not_held=works, queue=asked)


def _named(text: str, people: list[list[str]], *parts: Any) -> dict[str, Any]:
    names = ("year", "title", "container", "volume", "number", "page", "doi", "key")
    authors = tuple(
        Person(family=family, given=given, prefix=prefix, suffix=suffix, literal=literal)
        for family, given, prefix, suffix, literal in people
    )
    return {"text": text, "authors": authors, **dict(zip(names, parts, strict=True))}
