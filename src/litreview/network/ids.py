"""References that are nothing but the id of a work in a registry: what they are called in words, where that is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from litreview.model import CitedReference, Source, Work


def in_words(
    references: Iterable[tuple[Source, CitedReference]],
    sources: Sequence[Source],
    held: Callable[[str], bool],
    cited: Iterable[Work],
) -> Iterator[tuple[Source, CitedReference]]:
    """Yield references with the sources that cite, those by an id that is not held with what `cited` says of the work.

    `held` says of an id whether a source has it. Nothing is yielded for an id that nothing names, if the source has references in words
    as well: the same work would be counted once as an id and once by its name.
    """
    works = {name: work for work in cited if (name := work.get("openalex") or work.key)}
    registries = {record.id for source in sources for record in source.enriched}
    waiting: list[tuple[Source, CitedReference]] = []
    worded: set[str] = set()
    for source, reference in references:
        if reference.record not in registries or not reference.key or held(reference.key):
            worded.update([source.key] if not reference.key else [])
            yield source, reference
        elif reference.key in works and works[reference.key].title:
            yield source, _named(reference, works[reference.key])
        else:
            waiting.append((source, reference))
    yield from (one for one in waiting if one[0].key not in worded)


def _named(reference: CitedReference, work: Work) -> CitedReference:
    """Return a reference by an id with what is known of the work.

    >>> from litreview.model import Person, RecordId, Where
    >>> bare = CitedReference(text="W1", key="W1", where=Where(file="a"), record=RecordId("a:b"))
    >>> _named(bare, Work(key="W1", type="book", fields={"title": "Tides"}, authors=(Person(family="Roe"),), year=1999)).text
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
