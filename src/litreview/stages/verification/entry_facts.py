"""Facts of a single entry (its kind, date, identifiers) that rules in `verdicts.toml` name.

The tables `placeholders.tsv` and `venues.tsv` list names that are nobody's, and facts on journals and meetings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from types import MappingProxyType

from litreview.core.containers import grouped
from litreview.core.model import Work
from litreview.core.text import fold, issued
from litreview.linkage.columns import is_server
from litreview.linkage.rules import Facts
from litreview.works.journals import comparison_container
from litreview.works.kinds import kind_of
from litreview.works.law_arithmetic import law_faults


def _rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a table, without comments."""
    text = files("litreview.stages.verification").joinpath(name).read_text(encoding="utf-8")
    yield from (line.split("\t") for line in text.split("\n") if line and not line.startswith("#"))


@cache
def placeholders() -> Mapping[str, frozenset[str]]:
    """Return the folded names that are nobody's, by their sort: `template` and `nobody`."""
    found = grouped((kind, name) for kind, name in _rows("placeholders.tsv"))
    return MappingProxyType({kind: frozenset(names) for kind, names in found.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A journal or a meeting: the year of its first volume or gathering, its folded names, the prefix of its DOIs."""

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
    """Return the journal or meeting that a container names, None for an unknown one and for workshops of a meeting.

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
    # "The Lancet" is looked up with and without its article
    known = [one for one in venues() if {folded, bare, f"the {folded}"} & {*one.names}]
    known = known or [
        one
        for one in venues()
        if one.is_meeting and any(" " in name and name in folded for name in one.names)
    ]
    return known[0] if len(known) == 1 else None


def venue_of_doi(doi: str) -> Venue | None:
    """Return the meeting that a DOI names, None for any other DOI.

    >>> venue_of_doi("10.1109/cvpr52688.2022.01981").first, venue_of_doi("10.1177/1")
    (1983, None)
    """
    return next((one for one in venues() if one.doi and re.match(one.doi, doi)), None)


_NUMBER = r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?"
_NAMED = re.compile(rf"\barxiv\b[\s.:/]*(?:org/)?(?:abs/|pdf/)?({_NUMBER})(?!\d)", re.IGNORECASE)
_ALONE = re.compile(rf"\s*(?:arxiv:\s*)?({_NUMBER})\s*", re.IGNORECASE)
_NAMING = (
    "doi", "url", "journal", "journaltitle", "booktitle", "howpublished", "note", "number", "eprint",
    "publisher",
)  # fmt: skip
"""Fields in which an arXiv number may follow the word."""

_TO_COME = re.compile(
    r"\b(?:forthcoming|in press|in preparation|in production|to appear|to be published|accepted|submitted|under review|ahead of print"
    r"|im erscheinen|en prensa|no prelo|a paraitre|sous presse|in corso di stampa)\b"
)
_WITHHELD = re.compile(
    r"\b(?:pseudonyms?|anonym\w*|names? (?:were |was |have been )?(?:withheld|changed)|not (?:her|his|their) real name)\b"
)
_X = re.compile(r"(?<![a-z])x{4,}(?![a-z])", re.IGNORECASE)
_PREFIX = re.compile(r"\s*(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:\s*)?10\.([^/\s]*)/", re.IGNORECASE)
_ELSEWHERE = (
    "booktitle", "maintitle", "institution", "school", "organization", "series", "volume", "origdate",
    "eventtitle",
)  # fmt: skip
_OF_PEOPLE = frozenset(
    ["journal-article", "law-review", "conference-paper", "chapter", "book", "thesis", "dataset", "other"]
)


@dataclass(frozen=True, kw_only=True)
class CheckedEntry:
    """One record with the day of the check."""

    work: Work
    today: date

    @cached_property
    def kind(self) -> str:
        """The kind of work, a code of `works.kinds`."""
        return kind_of(self.work)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of authors and editors, folded, given name first."""
        return tuple(fold(person.display) for person in (*self.work.authors, *self.work.editors))

    @cached_property
    def arxiv(self) -> tuple[str, ...]:
        """The arXiv numbers in the entry, without their version."""
        return tuple(dict.fromkeys(re.sub(r"v\d+$", "", number.lower()) for number in self._arxiv()))

    def _arxiv(self) -> Iterator[str]:
        get = self.work.get
        archive = f"{get('archiveprefix')} {get('eprinttype')}".lower()
        if "arxiv" in archive and (found := _ALONE.fullmatch(get("eprint"))):
            yield found[1]
        for name in _NAMING:
            yield from (found[1] for found in _NAMED.finditer(get(name)[:500]))

    @cached_property
    def deposited(self) -> tuple[int, int] | None:
        """Year and month of the deposit, from the arXiv number; None without a number. An invalid month (13 and more) is returned unchanged."""
        return months(self.arxiv[0]) if self.arxiv else None

    @cached_property
    def dated(self) -> tuple[int, int] | None:
        """Year and month of the entry; the month is 0 if unknown."""
        if self.work.year is None:
            return None
        when = issued(self.work.fields)
        return self.work.year, int(when[5:7]) if when[:4] == str(self.work.year) else 0

    def folded_text(self, *fields: str) -> str:
        """Return the texts of the fields, folded and joined."""
        return fold(" ".join(self.work.get(name)[:300] for name in fields))


def months(number: str) -> tuple[int, int]:
    """Return the year and month in an arXiv number, YYMM, with years from 1991 on.

    >>> months("1706.03762"), months("hep-th/9901001"), months("2013.01234")
    ((2017, 6), (1999, 1), (2020, 13))
    """
    digits = number.rpartition("/")[2][:4]
    year = int(digits[:2])
    return (1900 if year >= 91 else 2000) + year, int(digits[2:])


# ---------------------------------------------------------------- the facts of the rules


def _year_to_come(e: CheckedEntry) -> bool:
    # the reader accepts no year like 2203, so the field is parsed here
    found = re.fullmatch(r"\W*(\d{4})\W*", e.work.get("year") or e.work.get("date"))
    year = int(found[1]) if found else e.work.year
    return year is not None and year > e.today.year + 1


def _x_for_number(e: CheckedEntry) -> bool:
    get = e.work.get
    behind_arxiv = re.search(
        r"(?i)arxiv[\s:./]*\d{4}\.x{3,}",
        " ".join((get("journal"), get("booktitle"), get("note"), get("howpublished"), get("url"))),
    )
    return bool(behind_arxiv) or any(_X.search(get(name)) for name in ("doi", "eprint", "pmid", "isbn"))


def _registrant_no_number(e: CheckedEntry) -> bool:
    found = _PREFIX.match(e.work.get("doi"))
    return found is not None and re.fullmatch(r"\d+(?:\.\d+)*", found[1]) is None


def _preprint_alone(e: CheckedEntry) -> bool:
    container = comparison_container(e.work.container[:300])
    if not e.arxiv or (container and not is_server(container)):
        return False
    return not any(e.work.get(name) and "arxiv" not in e.work.get(name).lower() for name in _ELSEWHERE)


def _dated_before_deposit(e: CheckedEntry) -> bool:
    if e.deposited is None or e.dated is None:
        return False
    (year, month), (when, day) = e.deposited, e.dated
    return when < year or (when == year and 0 < day < month - 1)


def _before_the_first(e: CheckedEntry) -> bool:
    venue = venue_of(e.work.container[:300])
    return venue is not None and e.work.year is not None and e.work.year < venue.first - 1


def _doi_of_another_meeting(e: CheckedEntry) -> bool:
    venue, meeting = venue_of(e.work.container[:300]), venue_of_doi(e.work.doi)
    return venue is not None and meeting is not None and venue != meeting


FACTS: Facts[CheckedEntry] = {
    "year_to_come": (
        "The year of the entry is later than next year; works are dated at most a year ahead.",
        _year_to_come,
    ),
    "announced": (
        "The entry says that the work has not appeared yet: forthcoming, in press, to appear, submitted.",
        lambda e: (
            _TO_COME.search(
                e.folded_text(
                    "pubstate", "year", "date", "note", "howpublished", "volume", "number", "pages", "status"
                )
            )
            is not None
        ),
    ),
    "template_name": (
        "An author or editor has a placeholder as a name: First Author, A. Author, Firstname Lastname.",
        lambda e: not placeholders()["template"].isdisjoint(e.names),
    ),
    "nobodys_name": (
        "An author has a name for unnamed people: John Doe, Jane Doe, Max Mustermann.",
        lambda e: not placeholders()["nobody"].isdisjoint(e.names),
    ),
    "several_authors": ("The entry names two people or more.", lambda e: len(e.names) > 1),
    "has_identifier": (
        "The entry has a DOI, an ISBN or a PubMed number.",
        lambda e: bool(e.work.doi or e.work.get("isbn") or e.work.get("pmid")),
    ),
    "name_withheld": (
        "The entry says that the name is a pseudonym, or withheld.",
        lambda e: (
            _WITHHELD.search(
                e.folded_text("note", "author", "titleaddon", "abstract", "annotation", "nameaddon")
            )
            is not None
        ),
    ),
    "by_people": (
        "The work is of a kind that people sign, not a case, statute, news item, press release or interview.",
        lambda e: e.kind in _OF_PEOPLE,
    ),
    "x_for_number": (
        "A DOI, arXiv, PubMed or ISBN number has xxxx instead of digits.",
        _x_for_number,
    ),
    "registrant_no_number": (
        "The part between `10.` and the first slash of the DOI has other characters than digits and points.",
        _registrant_no_number,
    ),
    "month_of_no_calendar": (
        "The third and fourth digits of the arXiv number, its month, are not 01 to 12.",
        lambda e: e.deposited is not None and not 1 <= e.deposited[1] <= 12,
    ),
    "deposit_to_come": (
        "The month in the arXiv number is in the future.",
        lambda e: e.deposited is not None and e.deposited > (e.today.year, e.today.month),
    ),
    "several_preprints": ("The entry gives two different arXiv numbers.", lambda e: len(e.arxiv) > 1),
    "note_names_arxiv": (
        "The note has an arXiv number, which may belong to another work.",
        lambda e: "arxiv" in e.folded_text("note"),
    ),
    "preprint_alone": (
        "The entry describes the preprint itself: it has an arXiv number, and no journal, proceedings, body or volume except arXiv's.",
        _preprint_alone,
    ),
    "dated_before_deposit": (
        "The entry's year is before that in its arXiv number, or its month two months or more before.",
        _dated_before_deposit,
    ),
    "says_written": (
        "The entry says more about its date: in a note, or by an original date.",
        lambda e: bool(
            re.search(
                r"\b(?:written|manuscript|originally|first|circulated|lecture|notes|talk|thesis|report)\b|\b1[89]\d\d\b|\b20\d\d\b",
                e.folded_text("note", "origdate", "howpublished"),
            )
        ),
    ),
    "before_the_first": (
        "The year is more than one before the first year of the journal or meeting.",
        _before_the_first,
    ),
    "impossible_law": (
        "A citation of American law in the entry is impossible: no such volume, none of that year, no such court in the series.",
        lambda e: bool(law_faults(e.work)),
    ),
    "doi_of_another_meeting": (
        "The society that assigned the DOI writes the meeting into it, and both this meeting and the different one of the entry are known.",
        _doi_of_another_meeting,
    ),
}
"""The facts that a clause may name, each with what it means and when it holds."""
