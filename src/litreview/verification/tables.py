"""The tables beside this file: names that are none, and journals and meetings of which more is known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from litreview.text import fold


def _rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a table, without the lines of its head."""
    text = files("litreview.verification").joinpath(name).read_text(encoding="utf-8")
    yield from (line.split("\t") for line in text.split("\n") if line and not line.startswith("#"))


@cache
def placeholders() -> Mapping[str, frozenset[str]]:
    """Return the folded names that are nobody's, by what they are: `template` and `nobody`."""
    found: dict[str, set[str]] = {"template": set(), "nobody": set()}
    for kind, name in _rows("placeholders.tsv"):
        found[kind].add(name)
    return MappingProxyType({kind: frozenset(names) for kind, names in found.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A journal or a meeting: the year of its first volume or gathering, its folded names, how the DOIs of its papers begin."""

    name: str
    first: int
    is_meeting: bool
    names: tuple[str, ...]
    doi: str = ""


@cache
def venues() -> tuple[Venue, ...]:
    """Return the journals and meetings of the table."""
    return tuple(
        Venue(
            name=name,
            first=int(first),
            is_meeting=kind == "meeting",
            names=(fold(name), *filter(None, others.split("|"))),
            doi=doi,
        )
        for kind, first, name, others, doi in _rows("venues.tsv")
    )


@lru_cache(maxsize=1 << 12)
def venue_of(container: str) -> Venue | None:
    """Return the journal or meeting that a container names, None if it is not known. A workshop is none of its meeting.

    >>> venue_of("2022 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)") == venue_of("CVPR '21")
    True
    >>> venue_of("CVPR Workshops"), venue_of("Natural Science of Tides")
    (None, None)
    """
    folded = fold(container).removeprefix("the ")
    if not folded or re.search(
        r"\b(?:workshops?|companion|findings|tutorials?|demonstrations?|student)\b", folded
    ):
        return None
    bare = " ".join(re.sub(r"\b(?:19|20)?\d\d\b|\bproceedings of\b|\bproc\b", " ", folded).split())
    # "The Lancet" is asked for without its article
    known = [one for one in venues() if {folded, bare, f"the {folded}"} & {*one.names}]
    known = known or [
        one
        for one in venues()
        if one.is_meeting and any(" " in name and name in folded for name in one.names)
    ]
    return known[0] if len(known) == 1 else None


def venue_of_doi(doi: str) -> Venue | None:
    """Return the meeting that a DOI names, None if it names none that is known.

    >>> venue_of_doi("10.1109/cvpr52688.2022.01981").first, venue_of_doi("10.1177/1")
    (1983, None)
    """
    return next((one for one in venues() if one.doi and re.match(one.doi, doi)), None)
