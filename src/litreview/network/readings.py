"""References in the form that is compared: every part folded once, and what a string hides told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from litreview import text as textual
from litreview.model import CitedReference
from litreview.network.targets import initial
from litreview.works.journals import comparison_container
from litreview.works.places import first_page, volume_of

__all__ = ["VERSION_WORDS", "Reading", "read", "unclear"]

# words that tell one version of a work from another: they must be on both sides or on neither
VERSION_WORDS = (
    "executive summary",
    "technical report",
    "book review",
    "review of",
    "reply to",
    "response to",
    "comment on",
    "erratum",
    "corrigendum",
    "testimony",
    "fact sheet",
    "errata",
)
_YEARS = re.compile(r"\b(?:1[89]|20)\d\d\b")
_DAY = re.compile(r" ((?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A reference in the form that is compared: folded once."""

    text: str
    padded: str
    words: tuple[str, ...]
    surname: str
    body: str
    initial: str
    year: int | None
    title: str
    container: str
    day: str
    cut: str
    volume: str
    page: str
    versions: frozenset[str]
    years: frozenset[int]


def read(reference: CitedReference) -> Reading:
    """Return the reference, folded."""
    person = reference.authors[0] if reference.authors else None
    text = textual.fold(reference.text)
    container, title, day, cut = textual.fold(reference.container), textual.fold(reference.title), "", ""
    if not title and not reference.volume and not reference.page:
        # Web of Science: newspapers with month and day, books in full or cut to twenty letters
        if match := _DAY.search(container):
            container, day = container[: match.start()], match[1]
        elif reference.container.isupper():
            cut = container
        elif len(container.split()) >= 4:
            title, container = container, ""
    return Reading(
        text=text,
        padded=f" {text} ",
        words=tuple(text.split()),
        surname=textual.surname(person) if person and not person.literal else "",
        body=textual.fold(person.literal) if person and person.literal else "",
        initial=initial(person) if person else "",
        year=reference.year,
        title=title,
        container=comparison_container(container if day else reference.container) if container else "",
        day=day,
        cut=cut,
        volume=volume_of(reference.volume),
        page=first_page(reference.page),
        # `review of` in the title only: a journal may be called a review of something
        versions=frozenset(
            word for word in VERSION_WORDS if f" {word} " in f" {title if word == 'review of' else text} "
        ),
        years=frozenset(int(found) for found in _YEARS.findall(text)),
    )


def unclear(reading: Reading) -> bool:
    """Return whether a reference is a run of words in which no author, or no title, could be told apart.

    Catalogues and copied title pages look so: `Title: … Author(s): …`, or a title and names with nothing between them.
    """
    return (
        len(reading.words) >= 8
        and (not reading.surname or not reading.title)
        and not (reading.volume and reading.page)
    )
