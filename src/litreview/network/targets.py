"""The works that a reference may point at, indexed by what references name: DOI, key, author, year, volume, page, title."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from litreview import text as textual
from litreview.model import Doi, Person, Source
from litreview.network.parsing import dois, first_page, legal_keys

__all__ = ["Index", "Target", "index", "initial", "shingles", "surname_keys"]

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
SHINGLE = 3
COMMON = 40  # a run of three words in more titles than this says nothing on its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A source in the form that references are compared with."""

    key: str
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
    """Where to look for a reference's target: each table maps a feature to positions in `targets`."""

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
    """
    parts = name.split()
    tails = ["".join(parts[i:]) for i in range(len(parts))]
    return tuple(dict.fromkeys(tail for tail in tails if len(tail) > 1))


def initial(person: Person) -> str:
    """Return the folded first initial, `""` if unknown."""
    return textual.fold(person.given)[:1] if person.given else ""


def shingles(words: Sequence[str]) -> list[str]:
    """Return each run of three words; a shorter text is one run."""
    if len(words) <= SHINGLE:
        return [" ".join(words)] if words else []
    return [" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)]


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SMALL = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"]
)
CUT = 20


def cut_title(title: str) -> str:
    """Return a folded book title as Web of Science names it: small words dropped, cut to twenty characters.

    >>> cut_title("the war on human trafficking")
    'war human trafficki'
    """
    words = " ".join(word for word in title.split() if word not in SMALL)
    return words[: CUT - 1]


def _day(fields: Mapping[str, str]) -> str:
    """Return month and day as `MMDD`, `""` if either is unknown."""
    if match := re.match(r"\d{4}-(\d\d)-(\d\d)", fields.get("date", "")):
        return match[1] + match[2]
    month, day = fields.get("month", "").strip().lower(), fields.get("day", "").strip()
    number = int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1 if month[:3] in MONTHS else 0
    return f"{number:02d}{int(day):02d}" if number and day.isdigit() else ""


def _target(source: Source) -> Target:
    title = textual.fold(source.title)
    # a translated title stands in brackets behind (Scopus): both are compared through the main title
    main = textual.fold(re.split(r"[:?[]|\s[-–—]\s|\.\s", source.title, maxsplit=1)[0])
    people = source.authors or source.editors
    found: list[Doi] = [source.doi] if source.doi else []
    containers: list[str] = []
    fields = [source.fields, *(record.fields for record in source.records)]
    found += [record.doi for record in source.records if record.doi]
    for value in source.values:
        if value.field == "doi":
            found.extend(dois(value.value))
    for mapping in fields:
        containers += [textual.fold(mapping[name]) for name in CONTAINERS if mapping.get(name)]
    pages = (
        source.get("pages") or source.get("article-number") or source.get("eid") or source.get("art_number")
    )
    law_text = " ".join(
        source.get(n) for n in ("title", "number", "note", "type", "howpublished") if source.get(n)
    )
    return Target(
        key=source.key,
        surnames=tuple(name for p in people if not p.literal and (name := textual.surname(p))),
        bodies=tuple(name for p in people if p.literal and (name := textual.fold(p.literal))),
        initials=tuple(initial(p) for p in people if not p.literal),
        year=source.year,
        title=title,
        main_title=main if main != title else "",
        words=len(title.split()),
        containers=tuple(dict.fromkeys(c for c in containers if c)),
        dates=frozenset(day for mapping in fields if (day := _day(mapping))),
        cut_title=cut_title(title),
        volume=source.get("volume").strip().lower(),
        page=first_page(pages) if pages else "",
        dois=tuple(dict.fromkeys(found)),
        laws=legal_keys(law_text),
    )


def index(sources: Iterable[Source]) -> Index:
    """Return the index of the sources. Sealed sources have no text and are found by key only."""
    held = tuple(sources)
    result = Index(targets=tuple(_target(source) for source in held))
    for position, (source, target) in enumerate(zip(held, result.targets, strict=True)):
        for key in (source.key, *source.former_keys, *(record.key for record in source.records)):
            if position not in result.by_key[key]:
                result.by_key[key].append(position)
        for doi in target.dois:
            result.by_doi[doi].append(position)
        for law in target.laws:
            result.by_law[law].append(position)
        if target.year is not None:
            names = {key for name in target.surnames[:1] for key in surname_keys(name)}
            names |= {"".join(body.split()) for body in target.bodies[:1]}
            for name in sorted(names):
                result.by_name_year[name, target.year].append(position)
            if target.volume and target.page:
                result.by_place[target.year, target.volume, target.page].append(position)
        for shingle in dict.fromkeys(shingles(target.title.split())):
            result.by_shingle[shingle].append(position)
    return result
