"""Editions and typefaces of The Bluebook, and the pieces of a citation: names, titles, pages, days, addresses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from litreview.core.model import Person, Source
from litreview.core.pandoc import Inline
from litreview.core.text import MONTHS, and_others, given_with_dots, issued, parse_names
from litreview.stages.bibliography.abbreviations import abbreviate_institution, headline, initials
from litreview.stages.bibliography.capitals import (
    is_english,
    out_of_capitals,
    person_out_of_capitals,
    replace_phrase,
    title_marks,
)
from litreview.stages.bibliography.csl_items import (
    day_of_visit,
    doi_as_given,
    edition,
    preprint,
    published_as,
    title_of_work,
    web_address,
)
from litreview.stages.bibliography.trees import (
    emph,
    joined,
    link,
    plain_text,
    printed_title,
    small_caps,
    words,
)
from litreview.works.official_papers import ordinal
from litreview.works.places import article_number

EDITIONS = (21, 22)
NEWEST = 22
_COURT = "court"


@lru_cache(maxsize=1)
def changes() -> Mapping[str, Mapping[str, Any]]:
    """Return the differences between the editions: rule, its text, its value in each edition, where that was read."""
    text = (
        files("litreview.stages.bibliography.bluebook").joinpath("editions.toml").read_text(encoding="utf-8")
    )
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How to print citations: the edition, and `court` for the typeface of court documents instead of that of law reviews."""

    edition: int = NEWEST
    court: bool = False

    def value(self, change: str) -> Any:
        """Return this edition's value of a difference between the editions.

        >>> Manner(edition=21).value("lexis"), Manner().value("lexis")
        ('LEXIS', 'LX')
        """
        return changes()[change][str(self.edition)]

    def work(self, title: Sequence[Inline]) -> list[Inline]:
        """Return the title of a book or report: in small capitals (rule 15), for a court in italics (B2)."""
        return italic(title) if self.court else [small_caps(title)]

    def maker(self, name: Sequence[Inline]) -> list[Inline]:
        """Return a journal, a code, or the author of a book: in small capitals, for a court in roman type (B2)."""
        return list(name) if self.court else [small_caps(name)]

    def case(self, name: Sequence[Inline]) -> list[Inline]:
        """Return the name of a case: in roman type in a full citation (rule 2.1(a)), for a court in italics (B2)."""
        return [emph(name)] if self.court else list(name)


LAW_REVIEW = Manner()


def read_manner(style: str) -> Manner | None:
    """Return the manner of `bluebook`, `bluebook-21`, `bluebook-court` or `bluebook-court-21`; None for any other name.

    >>> read_manner("Bluebook-Court-21")
    Manner(edition=21, court=True)
    >>> read_manner("bluebook-law-review") is None  # a CSL style of that name is not ours
    True
    """
    first, *rest = style.lower().split("-")
    court = _COURT in rest
    edition = next((number for number in EDITIONS if str(number) in rest), NEWEST)
    known = {_COURT, *map(str, EDITIONS)}
    if (
        first != "bluebook"
        or not known.issuperset(rest)
        or len(set(rest)) != len(rest)
        or len(rest) > 1 + court
    ):
        return None
    return Manner(edition=edition, court=court)


NAMES = ("bluebook", "bluebook-21", "bluebook-court", "bluebook-court-21")
"""The styles that `read_manner` knows, each once."""


SPACE: Inline = {"t": "Space"}


def one_name(person: Person, manner: Manner) -> str:
    """Return a person's name in its natural order, or the abbreviated name of a body."""
    if person.literal:
        if person.literal.casefold() == "american law institute":
            return str(manner.value("american_law_institute"))
        return abbreviate_institution(person.literal)
    person = person_out_of_capitals(person)
    parts = (given_with_dots(person), person.prefix, person.family)
    name = initials(" ".join(part for part in parts if part))
    suffix = re.sub(r"^([JS]r)$", r"\1.", person.suffix)
    return f"{name}, {suffix}" if suffix else name


def several_names(people: Sequence[Person], manner: Manner, said: str = "") -> str:
    """Return names with "&" before the last; the first and "et al." if there are more than the edition prints (rule 15.1), or the record `said` so."""
    names = [one_name(person, manner) for person in people]
    if len(names) > manner.value("authors") or (names and and_others(said)):
        return f"{names[0]} et al."
    *before, last = names or [""]
    return f"{', '.join(before)} & {last}" if before else last


def authors(source: Source, manner: Manner) -> str:
    """Return the authors for the head of a citation."""
    return several_names(source.authors, manner, source.get("author"))


def title_of(source: Source) -> list[Inline]:
    """Return the title; an English one in headline case (rule 8)."""
    english = is_english(source)
    title = printed_title(title_of_work(source))
    marks = title_marks(source)
    title = headline(out_of_capitals(title) if " " in title else title) if english else title
    for phrase in marks.kept:
        title = replace_phrase(title, phrase, phrase)
    return _with_italics(title, marks.italics)


def _with_italics(title: str, phrases: Sequence[str]) -> list[Inline]:
    """Return a title as inlines, with phrases in italics."""
    phrase = next((one for one in phrases if one in title), "")
    if not phrase:
        return words(title)
    before, _, after = title.partition(phrase)
    rest = [one for one in phrases if one != phrase]
    return [*words(before), emph(words(phrase)), *_with_italics(after, rest)]


def italic(title: Sequence[Inline]) -> list[Inline]:
    """Return a title in italics; a phrase in italics within it is in roman type (rule 2.2)."""
    found: list[Inline] = []
    run: list[Inline] = []

    def close() -> None:
        edges: tuple[list[Inline], list[Inline]] = ([], [])
        while run and run[0] == SPACE:
            edges[0].append(run.pop(0))
        while run and run[-1] == SPACE:
            edges[1].append(run.pop())
        found.extend([*edges[0], *([emph(list(run))] if run else []), *edges[1]])
        run.clear()

    for node in title:
        if node["t"] == "Emph":
            close()
            found.extend(node["c"])
        else:
            run.append(node)
    close()
    return found


def first_page(source: Source) -> str:
    """Return the first page of a work, or the number of its article; `""` if the record has only a count of pages."""
    value = source.get("pages").strip() or article_number(source)
    if re.match(r"\d+\s*(?:pages?|pp)", value):
        return ""
    return re.split(r"\s*[-–—,]", value)[0]


def pages(source: Source, pinpoint: str) -> list[Inline]:
    """Return the first page and the pinpoint."""
    return words(", ".join(page for page in (first_page(source), pinpoint) if page))


def sentence(*parts: list[Inline]) -> list[Inline]:
    """Return the parts with ", " between them and a full stop at the end."""
    found = joined((part for part in parts if plain_text(part)), [{"t": "Str", "c": ","}, SPACE])
    stop: list[Inline] = [] if plain_text(found).endswith(".") else [{"t": "Str", "c": "."}]
    return [*found, *stop]


def spaced(*parts: list[Inline]) -> list[Inline]:
    """Return the parts with a space between them."""
    return joined(filter(None, parts), [SPACE])


_ARCHIVES = re.compile(
    r"https?://(?:(?:www\.)?perma\.cc/[A-Z0-9]{4}-[A-Z0-9]{4}|web\.archive\.org/web/\d+\w*/\S+|archive\.(?:today|ph|is)/\S+)"
    r"|(?<![\w/.])perma\.cc/[A-Z0-9]{4}-[A-Z0-9]{4}",
    re.IGNORECASE,
)
_WITH_ARCHIVE = ("archiveurl", "archive-url", "archive_url", "urlarchive", "perma", "archive", "archiveprefix", "addendum", "note", "howpublished")  # fmt: skip


def archived(source: Source) -> str:
    """Return the address of an archived copy that the record names, with `https://`, or `""`."""
    for name in _WITH_ARCHIVE:
        if (found := _ARCHIVES.search(source.get(name))) and found[0].rstrip(".,;)]}") != web_address(source):
            address = found[0].rstrip(".,;)]}")
            return address if address.startswith("http") else f"https://{address}"
    return ""


def address(source: Source) -> list[Inline]:
    """Return the address, followed by that of an archived copy in brackets (rule 18.2.1(d))."""
    target = (
        f"https://doi.org/{doi_as_given(source)}"
        if source.doi
        else web_address(source) or preprint(source).get("URL", "")
    )
    copy = archived(source)
    if not target:
        return [link(words(copy), copy)] if copy else []
    found = [link(words(target), target)]
    return [*found, SPACE, *words("["), link(words(copy), copy), *words("]")] if copy else found


_TO_COME = frozenset({"forthcoming", "inpress", "accepted"})


def year_of(source: Source) -> str:
    """Return the year, "n.d." for a source without one; "forthcoming" before that of a work that is not out yet (rule 17.3)."""
    year = str(source.year or "n.d.")
    if (source.get("pubstate") or source.get("status")).casefold().replace(" ", "") in _TO_COME:
        return f"forthcoming {source.year}" if source.year else "forthcoming"
    return year


def edition_of(source: Source) -> str:
    """Return the edition (rule 15.4(a)): `3d ed.`; nothing for a first one.

    >>> [edition_of(Source(key="k", type="book", fields={"edition": text}, records=())) for text in ("Third", "2nd", "4", "1", "Revised")]
    ['3d ed.', '2d ed.', '4th ed.', '', 'rev. ed.']
    """
    said = edition(published_as(source)[0])
    if not said.isdigit():
        return said.replace("Rev. ed.", "rev. ed.")
    return "" if said == "1" else f"{ordinal(int(said))} ed."


def made_by(source: Source, manner: Manner, roles: Sequence[str] = ("editor", "translator")) -> list[str]:
    """Return editors and translators as they stand before the year (rule 15.2): `Max Coe ed.`, `Ann Roe trans.`"""
    found: list[str] = []
    for role in roles:
        people = source.editors if role == "editor" else tuple(parse_names(source.get(role)))
        if role == "translator" and people and people == tuple(source.editors) and found:
            found[-1] += " & trans."  # rule 15.2(d): who did both is named once
        elif people:
            said = source.get(role)
            many = len(people) > 1 or and_others(said)
            does = ("eds." if many else "ed.") if role == "editor" else "trans."
            found.append(f"{several_names(people, manner, said)} {does}")
    return found


def in_parentheses(*parts: str) -> list[Inline]:
    """Return the parts in parentheses, with commas between them, nothing where all are empty."""
    inside = ", ".join(filter(None, parts))
    return words(f"({inside})") if inside else []


# table T12: these months are not abbreviated
_WHOLE = {"May", "June", "July"}


def day(iso: str) -> str:
    """Return a date in a citation's form; a text that is no date is unchanged.

    >>> day("2015-07-28"), day("2016-02"), day("2019-09-13"), day("2015")
    ('July 28, 2015', 'Feb. 2016', 'Sept. 13, 2019', '2015')
    """
    found = re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", iso)
    if not found or not 1 <= int(found[2]) <= 12:
        return iso
    name = MONTHS[int(found[2]) - 1]
    name = name if name in _WHOLE else "Sept." if name == "September" else f"{name[:3]}."
    return f"{name} {int(found[3])}, {found[1]}" if found[3] else f"{name} {found[1]}"


def on_day(source: Source) -> str:
    """Return the date of publication, as precise as the record has it (rules 16.6, 18.2.2)."""
    return day(issued(source.fields)) or year_of(source)


def visited(source: Source) -> list[Inline]:
    """Return the address, with the day of the last visit where no other date is known (rule 18.2.2(c))."""
    found = address(source)
    seen = day_of_visit(source)
    if found and seen and not source.year:
        return spaced(found, words(f"(last visited {day(seen)})"))
    return found
