"""Asking a review what it found: the assessment of all that counts as evidence, or of what a filter leaves.

`overlap` says what its databases share.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from litreview.errors import UsageError, near_miss
from litreview.evidence import assess_sources
from litreview.model import Library, Source
from litreview.results import Assessment, Only, Overlap
from litreview.review.session import Review

_OWN = ("year", "type", "stream", "code", "status")


def assess(
    review: Review, filters: Mapping[str, str] | Iterable[str] = (), *, only: Only | None = None
) -> Assessment:
    """Return goal × stream × stance of what counts as evidence (or what else the review's `only` names).

    `filters` are `{"jurisdiction": "US", "year": "2010-2020"}` or `("jurisdiction=US",)`: evidence fields of the codebook as people set them
    (a value holds for what is narrower: `US` for `US-state:CA`), `year`, `type` of source, `stream`, `code`, `status`. A source must pass all.
    What people dispute passes no filter. `only` names what else is asked than what the review's outputs are about. `UsageError` for a field that there is not.
    """
    wanted = _read(filters)
    known = (*_OWN, *(field.id for field in review.codebook.evidence))
    for name in wanted:
        if name not in known:
            raise UsageError(f"no filter '{name}'{near_miss(name, known)}; one of {', '.join(known)}")
    asked = review.standing.chosen(only or review.only)
    chosen = [
        s
        for s in review.sources
        if s.key in asked and all(_passes(review, s, *one) for one in wanted.items())
    ]
    found = assess_sources(
        chosen,
        review.tags,
        review.decisions,
        review.codebook,
        streams=review.standing.streams,
        claims=review.claims,
        related=review.deduplication.related,
    )
    return replace(
        found,
        filters=tuple(f"{name}={value}" for name, value in wanted.items()),
        standing=review.standing.sentence,
    )


def _read(filters: Mapping[str, str] | Iterable[str]) -> Mapping[str, str]:
    if isinstance(filters, Mapping):
        return filters
    found = {}
    for one in [filters] if isinstance(filters, str) else filters:
        for part in filter(None, (each.strip() for each in one.split(","))):
            name, is_, value = part.partition("=")
            if not is_ or not value.strip():
                raise UsageError(f"a filter is FIELD=VALUE, such as jurisdiction=US; '{part}' is not")
            found[name.strip()] = value.strip()
    return found


def _passes(review: Review, source: Source, name: str, value: str) -> bool:
    match name:
        case "year":
            return _in_years(source.year, value)
        case "stream":
            return review.standing.streams.get(source.key, "") == value
        case "status":
            return review.standing.status[source.key].status == value
        case "type" | "code":
            return any(tag.source == source.key and tag.code == value for tag in review.tags)
        case _:
            noted = (
                n for n in review.evidence if (n.source, n.field) == (source.key, name) and not n.disputed
            )
            return any(_holds(note.value, value) for note in noted)


def _holds(noted: str, wanted: str) -> bool:
    """Return whether a value is what is wanted, or narrower.

    >>> _holds("US-state:CA", "US"), _holds("non-US:FR", "US"), _holds("US", "US-federal")
    (True, False, False)
    """
    return noted == wanted or re.match(re.escape(wanted) + r"[-:]", noted) is not None


def _in_years(year: int | None, value: str) -> bool:
    first, dash, last = value.partition("-")
    if not all(part == "" or part.isdigit() for part in (first, last)) or not (first or last):
        raise UsageError(f"a year is 2015, 2010-2020, 2010- or -2020; '{value}' is none")
    if year is None:
        return False
    return int(first or 0) <= year <= int((last or "9999") if dash else first)


def overlap(held: Review | Library) -> Overlap:
    """Return which databases found which works, alone and together, at every stage; of a Library its files count as databases."""
    return (held if isinstance(held, Review) else Review(library=held)).overlap
