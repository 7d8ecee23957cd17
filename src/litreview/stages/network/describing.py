"""`describe`: counts works by year, author, journal and country, and lists the most cited.

The tables are those that bibliometric programs begin with (Aria, M. and Cuccurullo, C. (2017), bibliometrix: an R-tool for comprehensive
science mapping analysis, Journal of Informetrics 11(4), 959–975).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from litreview.core.containers import grouped
from litreview.core.model import Links, Source
from litreview.core.results.description import (
    AuthorCount,
    CitedWork,
    CountryCount,
    Description,
    JournalCount,
    YearCount,
)
from litreview.stages.network.citation_graph import label_of
from litreview.stages.network.networks import author_term
from litreview.stages.network.source_references import only_sources
from litreview.works.journals import comparison_container
from litreview.works.places import countries

_TIMES = ("times-cited", "times-cited-all", "cited-by")
_CITED_BY = re.compile(r"\bcited by:?\s*:?\s*(\d+)\b", re.IGNORECASE)
_ADDRESSES = ("affiliation", "affiliations")


def describe(sources: Iterable[Source], links: Links | None = None) -> Description:
    """Return the numbers of works by year, author, journal and country, and the most cited works.

    An author is a surname with a first initial, as databases write no more: two people with one such name are one row. Times cited are those of
    the exports (Web of Science `Times-Cited`, Scopus `Cited By`), the greatest of a work's records. With `links`, the most cited works also
    have the number of citing sources in the review. A confidential source counts only as a work.
    """
    works = only_sources(sources, "describe")
    cited = {work.key: times_cited(work) for work in works}
    open_works = [work for work in works if not work.confidential]
    dated = [work for work in open_works if work.year]
    signed = [(work, _people(work)) for work in open_works]
    placed = [(work, names) for work in open_works if (names := countries_of(work))]
    return Description(
        works=len(works),
        undated=len(works) - len(dated),
        anonymous=len(works) - sum(bool(people) for _, people in signed),
        placeless=len(works) - len(placed),
        alone=sum(len(people) == 1 for _, people in signed),
        international=sum(len(names) > 1 for _, names in placed),
        authorships=sum(len(people) for _, people in signed),
        years=tuple(_years(dated, cited)),
        authors=tuple(_authors(signed, cited)),
        journals=tuple(_journals(open_works, cited)),
        countries=tuple(_countries(placed, cited)),
        most_cited=tuple(_most_cited(open_works, cited, links or Links())),
    )


def times_cited(source: Source) -> int | None:
    """Return the times cited of a work by its databases, the greatest number of its records; None without one."""
    found = []
    for record in source.records:
        values = [record.get(name) for name in _TIMES]
        found += [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 9]
        found += [int(match[1][:8]) for match in _CITED_BY.finditer(record.get("note"))]
    return max(found, default=None)


def countries_of(source: Source) -> tuple[str, ...]:
    """Return the countries in the addresses of a work's authors, each once, in order."""
    fields = (record.get(name) for record in source.records for name in _ADDRESSES)
    return tuple(dict.fromkeys(name for value in fields if value for name in countries(value)))


def _people(source: Source) -> dict[str, str]:
    return {term: label for term, label in map(author_term, source.authors) if term}


Cited = Mapping[str, int | None]


def _years(works: Sequence[Source], cited: Cited) -> Iterator[YearCount]:
    """Yield the years with works, in order; years without works are left out, so a mistyped one adds a single row."""
    by_year = grouped((work.year or 0, work.key) for work in works)
    for year, own in sorted(by_year.items()):
        yield YearCount(year=year, works=len(own), times_cited=_sum(own, cited))


def _sum(keys: Iterable[str], cited: Cited) -> int:
    return sum(cited[key] or 0 for key in keys)


def _authors(signed: Iterable[tuple[Source, Mapping[str, str]]], cited: Cited) -> Iterator[AuthorCount]:
    signatures = grouped(
        (term, (work.key, label, place, len(people)))
        for work, people in signed
        for place, (term, label) in enumerate(people.items())
    )
    found = [
        AuthorCount(
            name=_commonest_form(label for _, label, _, _ in own),
            works=len(own),
            fractional=round(sum(1 / people for *_, people in own), 6),
            first=sum(place == 0 for _, _, place, _ in own),
            times_cited=_sum((key for key, *_ in own), cited),
        )
        for own in signatures.values()
    ]
    yield from sorted(found, key=lambda one: (-one.works, -one.fractional, one.name))


def _commonest_form(names: Iterable[str]) -> str:
    """Return the most frequent form of a name."""
    return min(Counter(names).items(), key=lambda item: (-item[1], item[0]))[0]


def _journals(works: Iterable[Source], cited: Cited) -> Iterator[JournalCount]:
    named = [(work.container, work.key) for work in works if work.container]
    journals = grouped((comparison_container(name) or name, (name, key)) for name, key in named)
    found = [
        JournalCount(
            name=_commonest_form(" ".join(name.split()) for name, _ in own),
            works=len(own),
            times_cited=_sum((key for _, key in own), cited),
        )
        for own in journals.values()
    ]
    yield from sorted(found, key=lambda one: (-one.works, one.name))


def _countries(placed: Iterable[tuple[Source, Sequence[str]]], cited: Cited) -> Iterator[CountryCount]:
    works = grouped((name, (work.key, len(names) == 1)) for work, names in placed for name in names)
    found = [
        CountryCount(
            name=name,
            works=len(own),
            alone=sum(alone for _, alone in own),
            together=sum(not alone for _, alone in own),
            times_cited=_sum((key for key, _ in own), cited),
        )
        for name, own in works.items()
    ]
    yield from sorted(found, key=lambda one: (-one.works, one.name))


def _most_cited(works: Sequence[Source], cited: Cited, links: Links) -> Iterator[CitedWork]:
    """Yield every work that is cited, the most cited first."""
    own = {work.key for work in works}
    others = (one for one in links.citations if one.citing in own and one.citing != one.cited)
    here = grouped((one.cited, one.citing) for one in others)
    found = [
        CitedWork(
            source=work.key,
            label=label_of(work),
            year=work.year,
            times_cited=cited[work.key],
            cited_here=len(set(here.get(work.key, ()))),
        )
        for work in works
        if cited[work.key] is not None or work.key in here
    ]
    yield from sorted(found, key=lambda one: (-(one.times_cited or 0), -one.cited_here, one.source))
