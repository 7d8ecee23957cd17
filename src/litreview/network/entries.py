"""References and the works that they may name, in the columns in which they are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from litreview import text as textual
from litreview.linkage import RecordColumns
from litreview.linkage.columns import pages_of
from litreview.model import CitedReference, Doi, Person, Source, Work
from litreview.references.parsing import dois
from litreview.works.field_values import records_as_corrected
from litreview.works.journals import comparison_container, is_meeting
from litreview.works.law import legal_keys
from litreview.works.names import PARTICLES
from litreview.works.places import first_page, volume_of

CUT = 20
"""Letters to which Web of Science cuts the title of a book."""

CONTAINERS = (
    "journal", "journaltitle", "shortjournal", "journal-iso", "abbrev_source_title", "booktitle", "maintitle", "series", "institution",
    "reporter",
)  # fmt: skip
LEGAL = ("title", "number", "note", "type", "howpublished")
_DAY = re.compile(r" ((?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))$")
_ISSUE = re.compile(r"\.issue-\d")
# the words that Web of Science leaves out where it names a book by its title: fewer than ISO 4 leaves out of a journal's name
_LEFT_OUT = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"]
)


def reference_columns(reference: CitedReference) -> RecordColumns:
    """Return a reference in the form in which it is compared: every part folded once."""
    title, container = textual.fold(reference.title), textual.fold(reference.container)
    volume, page = volume_of(reference.volume), first_page(reference.page)
    # Web of Science puts the title of a book, whole or cut to twenty letters, where the journal stands
    book = not title and len(reference.container) in (CUT - 1, CUT)
    cut = title
    if not title and (not volume or len(reference.container) == CUT):
        cut = container
    name, day = reference.container, ""
    if not (title or volume or page):
        if match := _DAY.search(container):
            # a newspaper, with month and day
            name, day = container[: match.start()], match[1]
        elif (
            not name.isupper() and len(container.split()) >= 4 and not is_meeting(comparison_container(name))
        ):
            title, name = container, ""
    # without the year that parts them, title and container are one
    whole = reference.container or (reference.title if not reference.year else "")
    return RecordColumns(
        id=reference.key,
        text=textual.fold(reference.text),
        kind="book" if book else "",
        title=title,
        cut=_without_small_words(cut),
        year=reference.year or 0,
        container=comparison_container(whole),
        containers=tuple(filter(None, [comparison_container(name)])),
        dates=frozenset(filter(None, [day])),
        volume=volume,
        page=page,
        dois=frozenset(
            doi for doi in (*dois(reference.text), reference.doi) if doi and not _ISSUE.search(doi)
        ),
        # an article that names a statute in its title has a place of its own
        laws=() if volume and page else legal_keys(reference.text)[:1],
        **_people(reference.authors),
    )


def given_dois(reference: CitedReference) -> tuple[Doi, ...]:
    """Return the DOIs by which a reference is looked up, those of a whole issue too."""
    return dois(reference.text) or ((reference.doi,) if reference.doi else ())


def unclear(one: RecordColumns) -> bool:
    """Return whether a reference is a run of words in which no author, or no title, could be told apart.

    Catalogues and copied title pages look so: `Title: … Author(s): …`, or a title and names with nothing between them.
    """
    told_apart = one.authors and one.title
    return not told_apart and not (one.volume and one.page) and len(one.text.split()) >= 8


def source_columns(source: Source) -> Iterator[RecordColumns]:
    """Yield a source as merged, then as each of its records names it: by another title, year or first author.

    Who cites a work by its short title saw the record that has it: the title that was not chosen is as true. So is a name:
    WoS has `Antonella, Certa` where Scopus has `Certa, A.`
    """
    records = records_as_corrected(source)
    fields = [source.fields, *(record.fields for record in records)]
    containers = (
        comparison_container(given[name]) for given in fields for name in CONTAINERS if given.get(name)
    )
    dates = (textual.issued(given)[5:].replace("-", "") for given in fields)
    get = source.get
    merged = RecordColumns(
        id=source.key,
        year=source.year or 0,
        containers=tuple(dict.fromkeys(filter(None, containers))),
        dates=frozenset(date for date in dates if len(date) == len("mmdd")),
        volume=volume_of(get("volume")),
        page=pages_of(get)[0],
        dois=_dois(source),
        laws=legal_keys(" ".join(value for name in LEGAL if (value := get(name)))),
        **_people(source.authors or source.editors),
        **_titles(source.title),
    )
    yield merged
    seen = {(merged.title, merged.year, *merged.authors[:1])}
    for record in records if len(records) > 1 else ():
        work: Work = record if record.authors else source
        form = merged._replace(
            year=record.year or merged.year, **_people(work.authors or work.editors), **_titles(record.title)
        )
        name = (form.title, form.year, *form.authors[:1])
        if form.title and name not in seen:
            seen.add(name)
            yield form


def _dois(source: Source) -> frozenset[Doi]:
    """Return the DOIs of a source, of its records, and those of which another was chosen."""
    if any(one.field == "doi" for one in source.corrected):
        return frozenset(filter(None, (source.doi,)))  # what the records have is another work's
    own = [source.doi, *(record.doi for record in (*source.records, *source.enriched))]
    others = (doi for value in source.values if value.field == "doi" for doi in dois(value.value))
    return frozenset(doi for doi in chain(own, others) if doi)


def _titles(given: str) -> dict[str, Any]:
    title = textual.fold(given)
    # a translated title is in brackets behind (Scopus): both are compared through the main title
    main = textual.fold(re.split(r"[:?[]|\s[-–—]\s|\.\s", given)[0])
    return {"title": title, "main": main if main != title else "", "cut": _without_small_words(title)}


def _people(people: tuple[Person, ...]) -> dict[str, Any]:
    # a name without a letter or figure (`?`) says nothing; initials are beside their surnames
    named = [(name, person) for person in people if not person.literal and (name := textual.surname(person))]
    return {
        "authors": tuple(name for name, _ in named),
        "initials": tuple(textual.fold(person.given)[:1] for _, person in named),
        "bodies": tuple(name for p in people if p.literal and (name := textual.fold(p.literal))),
        "forms": _forms(people[0]) if people else (),
        "others": frozenset(form for person in people[1:] for form in _forms(person)),
    }


def _forms(person: Person) -> tuple[str, ...]:
    """Return the forms of a name under which its work is looked for.

    WoS has names from SciELO as `Costa Helder Gomes` and `Hogle Linda F`: so the first word is a form too.
    """
    folded = textual.surname(person)
    if not folded:
        return ()
    head = folded.split(" ")[0]
    tails = surname_keys(folded)[: 1 if person.literal else None]
    return tuple(dict.fromkeys((*tails, *([] if head in PARTICLES else [head]))))


def surname_keys(name: str) -> tuple[str, ...]:
    """Return the forms under which a folded surname is found: whole, and each shorter tail, written together.

    Databases differ in what belongs to the surname: `Antonio Gomez-Ruiz`, `Gomez-Ruiz` and `GomezRuiz` are one name.

    >>> surname_keys("antonio gomez ruiz")
    ('antoniogomezruiz', 'gomezruiz', 'ruiz')

    A tail of one letter is an initial; a whole name of one letter is a name, as `O` is in Korea: only of an empty name are there none.
    """
    parts = name.split()
    if len(parts) < 2:  # mostly
        return tuple(parts)
    tails = ["".join(parts[start:]) for start in range(len(parts))]
    return tuple(dict.fromkeys([*tails[:1], *[tail for tail in tails[1:] if len(tail) > 1]]))


def _without_small_words(title: str) -> str:
    return " ".join([word for word in title.split() if word not in _LEFT_OUT])
