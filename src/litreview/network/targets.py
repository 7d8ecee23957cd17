"""The works that a reference may point at, indexed by what references name: DOI, key, author, year, volume, page, title."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from litreview import text as textual
from litreview.model import Doi, Person, Source, Work
from litreview.network.parsing import dois
from litreview.works.journals import comparison_container
from litreview.works.laws import legal_keys
from litreview.works.places import first_page, volume_of

__all__ = ["CUT", "Index", "Target", "index", "initial", "shingles", "surname_keys", "without_small_words"]

CONTAINERS = (
    "journal",
    "journaltitle",
    "shortjournal",
    "journal-iso",
    "abbrev_source_title",
    "booktitle",
    "maintitle",
    "series",
    "institution",
    "reporter",
)
LEGAL = ("title", "number", "note", "type", "howpublished")
SHINGLE = 3
COMMON = 40  # a run of three words in more titles than this says nothing on its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A source in one of the forms in which references name it; `home` is the position of its first form."""

    key: str
    home: int
    surnames: tuple[str, ...]
    bodies: tuple[str, ...]
    initials: tuple[str, ...]
    year: int | None
    title: str
    main_title: str
    words: int
    containers: tuple[str, ...]
    dates: frozenset[str]
    cut_title: str
    volume: str
    page: str
    dois: tuple[Doi, ...]
    laws: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Index:
    """Where to look for a reference's target: each table maps a feature to positions in `targets`.

    Keys, DOIs and laws lead to the first form of a source, names, places and titles to each of its forms.
    """

    targets: tuple[Target, ...] = ()
    by_doi: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_key: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_name_year: dict[tuple[str, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    by_place: dict[tuple[int, str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    by_shingle: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_law: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def surname_keys(name: str) -> tuple[str, ...]:
    """Return the forms under which a folded surname is found: whole, and each shorter tail, written together.

    Databases differ in what belongs to the surname: `Antonio Gomez-Ruiz`, `Gomez-Ruiz` and `GomezRuiz` are one name.

    >>> surname_keys("antonio gomez ruiz")
    ('antoniogomezruiz', 'gomezruiz', 'ruiz')

    A tail of one letter is an initial; a whole name of one letter is a name, as `O` is in Korea: only of an empty name are there none.
    """
    parts = name.split()
    whole, *tails = ["".join(parts[i:]) for i in range(len(parts))] or [""]
    return tuple(dict.fromkeys(tail for tail in (whole, *(t for t in tails if len(t) > 1)) if tail))


def initial(person: Person) -> str:
    """Return the folded first initial, `""` if unknown."""
    return textual.fold(person.given)[:1] if person.given else ""


def shingles(words: Sequence[str]) -> list[str]:
    """Return each run of three words; a shorter text is one run."""
    if len(words) <= SHINGLE:
        return [" ".join(words)] if words else []
    return [" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)]


# the words that Web of Science leaves out where it names a book by its title: fewer than ISO 4 leaves out of a journal's name
_LEFT_OUT = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"]
)
CUT = 20


def without_small_words(title: str) -> str:
    """Return a folded title without the small words that Web of Science drops.

    >>> without_small_words("the war on human trafficking")
    'war human trafficking'
    """
    return " ".join([word for word in title.split() if word not in _LEFT_OUT])


def _day(fields: Mapping[str, str]) -> str:
    """Return month and day as `MMDD`, `""` if either is unknown."""
    if match := re.match(r"\d{4}-(\d\d)-(\d\d)", fields.get("date", "")):
        return match[1] + match[2]
    number, day = textual.month(fields.get("month", "").strip()[:3]), fields.get("day", "").strip()
    return f"{number:02d}{int(day):02d}" if number and day.isdigit() else ""


def _forms(source: Source, home: int) -> list[Target]:
    """Return the source as merged, then as each of its records names it: by another title, year or first author.

    Who cites a work by its short title saw the record that has it: the title that was not chosen is as true. So is a name:
    WoS has `Antonella, Certa` where Scopus has `Certa, A.`
    """
    forms = [_target(source, home)]
    seen = {(forms[0].title, source.year, *forms[0].surnames[:1])}
    for record in source.records if len(source.records) > 1 else ():
        title, year = textual.fold(record.title), record.year or source.year
        name = (title, year, *(_names(record if record.authors else source)["surnames"][:1]))
        if not title or name in seen:
            continue
        seen.add(name)
        forms.append(
            replace(
                forms[0], year=year, **_names(record if record.authors else source), **_titles(record.title)
            )
        )
    return forms


def _titles(given: str) -> dict[str, Any]:
    title = textual.fold(given)
    # a translated title is in brackets behind (Scopus): both are compared through the main title
    main = textual.fold(re.split(r"[:?[]|\s[-–—]\s|\.\s", given, maxsplit=1)[0])
    return {
        "title": title,
        "main_title": main if main != title else "",
        "words": len(title.split()),
        "cut_title": without_small_words(title)[: CUT - 1],
    }


def _names(work: Work) -> dict[str, Any]:
    people = work.authors or work.editors
    # a name without a letter or figure (`?`) says nothing; initials are beside their surnames
    named = [(name, initial(p)) for p in people if not p.literal and (name := textual.surname(p))]
    return {
        "surnames": tuple(name for name, _ in named),
        "bodies": tuple(name for p in people if p.literal and (name := textual.fold(p.literal))),
        "initials": tuple(letter for _, letter in named),
    }


def _target(source: Source, home: int) -> Target:
    fields = [source.fields, *(record.fields for record in source.records)]
    containers = (
        comparison_container(given[name]) for given in fields for name in CONTAINERS if given.get(name)
    )
    get = source.get
    pages = get("pages") or get("article-number") or get("eid") or get("art_number")
    return Target(
        key=source.key,
        home=home,
        year=source.year,
        containers=tuple(dict.fromkeys(c for c in containers if c)),
        dates=frozenset(day for given in fields if (day := _day(given))),
        volume=volume_of(get("volume")),
        page=first_page(pages),
        dois=_dois(source),
        laws=legal_keys(" ".join(value for name in LEGAL if (value := get(name)))),
        **_names(source),
        **_titles(source.title),
    )


def _dois(source: Source) -> tuple[Doi, ...]:
    """Return the DOIs of a source, of its records, and those of which another was chosen."""
    own = [source.doi, *(record.doi for record in source.records)]
    others = (doi for value in source.values if value.field == "doi" for doi in dois(value.value))
    return tuple(dict.fromkeys(doi for doi in chain(own, others) if doi))


def index(sources: Iterable[Source]) -> Index:
    """Return the index of the sources. Sealed sources have no text and are found by key only."""
    result = Index()
    targets: list[Target] = []
    for source in sources:
        home = len(targets)
        forms = _forms(source, home)
        targets += forms
        for key in dict.fromkeys(
            (source.key, *source.former_keys, *(record.key for record in source.records))
        ):
            result.by_key[key].append(home)
        for doi in forms[0].dois:
            result.by_doi[doi].append(home)
        for law in forms[0].laws:
            result.by_law[law].append(home)
        for position, form in enumerate(forms, home):
            _add_form(result, form, position)
    result.targets = tuple(targets)
    return result


def _add_form(table: Index, form: Target, position: int) -> None:
    if form.year is not None:
        names = {key for name in form.surnames[:1] for key in surname_keys(name)}
        names |= {"".join(body.split()) for body in form.bodies[:1]}
        for name in sorted(names):
            table.by_name_year[name, form.year].append(position)
        if form.volume and form.page:
            table.by_place[form.year, form.volume, form.page].append(position)
    for shingle in dict.fromkeys(shingles(form.title.split())):
        table.by_shingle[shingle].append(position)
