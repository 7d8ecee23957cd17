"""Find the source whose title is on the title page of a text, with its author, organisation, number or year.

A statute or a report often names no person, and a title of few words says little to record linkage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from litreview.core.model import Person, Source
from litreview.core.results.texts import TextFacts, TextFit
from litreview.core.text import fold

_FIRST_LINES = 12
_DISTINCTIVE = 5
"""Words of a title that no other work has by chance."""
_COMMON = frozenset(["the", "of", "and", "for", "a", "an", "in", "on", "us", "u", "s", "united", "states"])
_ABOUT = re.compile(
    r"\b(?:errat(?:um|a)|corrigend(?:um|a)|supplement(?:ary|al)? (?:materials?|information|data|to)|slides|examination|rejoinder"
    r"|(?:reply|response) to|comments? on|review of|book review|summary of|translation of|chapter \d+)\b"
)
"""Words by which a text says that it is another one on the work, or a part of it."""
_YEAR = re.compile(r" (1[89]\d\d|20\d\d) ")
_FEW_WORDS = 3
"""Words of a title that a paper and a book of the same author may share, or two editions."""


def is_doubtful(facts: TextFacts, source: Source) -> bool:
    """Return whether a text with the title of a source may be another work: it says so, or prints other years below a title of few words."""
    lines = [fold(line) for line in facts.head.split("\n")]
    title = fold(source.title)
    about = _ABOUT.search(" ".join(lines[:_FIRST_LINES]))
    if about and not _ABOUT.search(title):
        return True
    years = set(_YEAR.findall(f" {'  '.join(' '.join(lines).split())} "))
    year = source.get("year")
    return bool(year and years) and year not in years and len(title.split()) <= _FEW_WORDS


def titled_fits(facts: TextFacts, sources: Iterable[Source]) -> list[TextFit]:
    """Return the sources whose title is that of a text; a person decides about one that nothing else confirms.

    `sources` are those whose title the first pages contain.
    """
    lines = [fold(re.sub(r"\([^()]*\)$", "", line)) for line in facts.head.split("\n")]
    plain = [fold(line) for line in facts.head.split("\n")]
    head = f" {' '.join(plain)} "
    largest = [f" {fold(title)} " for title in facts.titles]
    fits = []
    for source in sources:
        title = fold(source.title)
        first = any(stands_alone(title, some[:_FIRST_LINES]) for some in (lines, plain))
        large = any(f" {title} " in one for one in largest) and stands_alone(title, plain)
        if not (first or large or f" {title} " in largest):
            continue
        reason = _confirmed(source, title, head)
        fits.append(
            TextFit(
                source.key if reason else "",
                () if reason else (source.key,),
                ("same title", reason) if reason else (),
            )
        )
    return fits


def _confirmed(source: Source, title: str, head: str) -> str:
    """Return what else than the title is the same, `""` if it is too little."""
    number, year = source.get("number").strip(), source.get("year")
    if re.search(r"\d{3}", number) and f" {fold(number)} " in head:
        return f"number {number}"
    has_year = bool(year) and f" {year} " in head
    if any(not person.literal for person in source.authors):
        return "same authors" if _has_authors(source, head, has_year=has_year) and len(title) > 10 else ""
    words = title.split()
    if year in words and len(words) > 2:
        return f"year {year}"
    named = not source.authors or any(_is_named(one, head) for one in source.authors)
    return f"year {year}" if named and has_year and len(words) >= _DISTINCTIVE else ""


def _has_authors(source: Source, head: str, *, has_year: bool) -> bool:
    """Return whether a text names all persons that are the authors, or one of them and the year."""
    people = [fold(f"{one.prefix} {one.family}") for one in source.authors if not one.literal]
    named = [name for name in people if f" {name} " in head]
    return bool(named) and (has_year or len(named) == len(people))


def _is_named(organisation: Person, head: str) -> bool:
    words = [word for word in fold(organisation.literal).split() if word not in _COMMON]
    return bool(words) and all(f" {word} " in head for word in words)


def stands_alone(title: str, lines: Sequence[str]) -> bool:
    """Return whether a title is the text of whole lines.

    >>> stands_alone("raids at the port", ["law review", "raids at", "the port", "ann roe"])
    True
    """
    return any(
        title == " ".join(lines[start:end])
        for start in range(len(lines))
        for end in range(start + 1, min(start + 6, len(lines)) + 1)
    )
