"""Rules about the content of an entry: its type and fields, its identifiers, and fields that should agree. The rules about keys cover all files together."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from litreview.core.confidential.classification import SHOWN_TYPES as TYPES
from litreview.core.errors import near_miss
from litreview.core.model import CONTAINER_FIELDS, Problem, Record
from litreview.core.text import doi as doi_of, fold, identifiers, year as year_of
from litreview.core.text.dates import MONTHS, days_in, impossible, month as month_number, year_span
from litreview.formats.record_building import made_up_key
from litreview.judgements.decisions.name_resolution import root_of
from litreview.stages.checks.record_problems import problem, shown
from litreview.works.kinds import is_request
from litreview.works.law_arithmetic import law_faults
from litreview.works.notices import describe_notice, notices_of

_WHO = ("author", "editor")
_WHEN = ("year", "date")
_BODY = ("institution", "school", "organization", "publisher", "author", "editor")
_IN_BOOK = ("booktitle", "maintitle", "crossref", "xdata", "journal", "journaltitle", "series")

REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "article": (("author",), ("title",), CONTAINER_FIELDS, _WHEN),
    "book": (_WHO, ("title",), ("publisher",), _WHEN),
    "booklet": (("title",),),
    "collection": (("editor",), ("title",), _WHEN),
    "conference": (("author",), ("title",), _IN_BOOK, _WHEN),
    "dataset": ((*_WHO, "institution", "publisher"), ("title",), _WHEN),
    "inbook": (_WHO, ("title",), (*_IN_BOOK, "chapter", "pages"), _WHEN),
    "incollection": (("author",), ("title",), _IN_BOOK, _WHEN),
    "inproceedings": (("author",), ("title",), _IN_BOOK, _WHEN),
    "manual": (("title",),),
    "mastersthesis": (("author",), ("title",), ("school", "institution"), _WHEN),
    "misc": (("title", "howpublished", "note"),),
    "mvbook": (_WHO, ("title",), _WHEN),
    "mvcollection": (("editor",), ("title",), _WHEN),
    "online": (("title",), ("url", "doi", "eprint")),
    "patent": (("author", "holder", "assignee"), ("title",), ("number",), _WHEN),
    "periodical": (("title", "journal", "journaltitle"), _WHEN),
    "phdthesis": (("author",), ("title",), ("school", "institution"), _WHEN),
    "proceedings": (("title", "booktitle"), _WHEN),
    "reference": (_WHO, ("title",), _WHEN),
    "report": (_BODY, ("title",), _WHEN),
    "techreport": (_BODY, ("title",), _WHEN),
    "thesis": (("author",), ("title",), ("school", "institution"), _WHEN),
    "unpublished": (("author",), ("title",)),
    "xdata": (),
}
"""Entry type -> groups of fields, one of each group is needed. After btxdoc (1988), section 3.1, and the biblatex manual,
section 2.1.1, and as JabRef asks for them; a report may give a body in place of an author, a paper in a series its series in
place of a book. Laws, cases, news and pages often have no author, so of any other type only a title is asked."""

_KNOWN = frozenset(
    [
        *REQUIRED,
        *TYPES,
        "interview",
        "newspaper",
        "personal",
        "webpage",
        *(f"custom{letter}" for letter in "abcdef"),
    ]
)

_LIGHT = frozenset({"publisher", "institution", "school", "journal", "booktitle", "url"})


def entry_type(record: Record) -> Iterator[Problem]:
    """Give LR059 for an entry type that is neither BibTeX's nor biblatex's and looks like one that is."""
    if not record.type or record.type in _KNOWN:
        return
    # close enough to be a slip: `artcile`, not `softwareversion`
    if difflib.get_close_matches(record.type, _KNOWN, n=1, cutoff=0.8):
        near = near_miss(record.type, sorted(_KNOWN))
        yield problem(record, "LR059", type=shown(record.type), near=near)


def required_fields(record: Record) -> Iterator[Problem]:
    """Give LR050 for an entry that lacks a field its type needs; one Problem names all that are missing.

    A missing title, author or year is a warning: duplicates and citations are found by them. The rest is for your information.
    """
    if is_request(record):  # its own fields are asked of it (LR645)
        return
    groups = REQUIRED.get(record.type, (("title",),))
    missing = [group for group in groups if not any(record.get(name) for name in group)]
    if missing:
        light = all(_LIGHT.intersection(group) for group in missing)
        names = ", ".join(" or ".join(group[:2]) for group in missing)
        yield problem(
            record,
            "LR050",
            level="info" if light else "warning",
            lacks=tuple(group[0] for group in missing),
            kind=record.type or "entry",
            named=shown(record.key),
            names=names,
        )


_NO_DATE = re.compile(
    r"(?i)\b(?:n\.?\s?d\.?|no date|undated|forthcoming|in press|in preparation|to appear|submitted|s\.?\s?d\.?|ongoing)"
)
_PRINTING = 1450


def impossible_year(record: Record, *, this_year: int) -> Iterator[Problem]:
    """Give LR051 for a year before printing or after next year, for a year field that holds no year, and for `2009-2010`.

    `n.d.`, `forthcoming`, `in press` and the like are not faults.
    """
    for name in _WHEN:
        text = record.get(name)
        # 19XX, 201X and years before ours are dates to biblatex (ISO 8601-2)
        if (
            not text
            or _NO_DATE.search(text)
            or (name == "date" and re.match(r"-\d|\d{2,3}X{1,2}(?!X)", text))
        ):
            continue
        # `Mar 3` beside a year is a reference manager's date, and the year is there
        if name == "date" and record.get("year") and not re.search(r"\d{2}", text):
            continue
        years = [int(found) for found in re.findall(r"(?<!\d)\d{4}(?!\d)", text)]
        if not years:
            # 14 or 2O14: a year was meant; `date` may also hold a season or a range biblatex reads
            yield problem(record, "LR051.none", field=name, text=shown(text))
        elif not any(_PRINTING <= year <= this_year + 1 for year in years):
            yield problem(record, "LR051.impossible", field=name, text=shown(text))
        elif span := year_span(text):
            yield problem(record, "LR051.span", field=name, text=shown(text), first=span[0])


_NAME = f"(?:{'|'.join(name[:3] for name in MONTHS)})[a-z]*"
_MONTH = re.compile(rf"(?i)(?:\d{{1,2}}[-/ ]{_NAME}|{_NAME}[-/ ]\d{{1,4}})")
_RANGE = re.compile(r"(\d+)\s*[-‐‑‒–—]+\s*(\d+)")


def pages(record: Record) -> Iterator[Problem]:
    """Give LR056 for pages that a spreadsheet made a date, that run backwards, or that hold nothing to cite.

    `123-9` and `1189-92` are short forms and right; `S1-S9` and `e0123` are too.
    """
    text = record.get("pages").strip()
    if not text:
        return
    why = ""
    if _MONTH.fullmatch(text):
        why = "are a date; a spreadsheet may have changed them (6-10 becomes 06-Oct)"
    elif not re.search(r"\w", text) or "??" in text:
        why = "have no page number"
    elif (
        (found := _RANGE.fullmatch(text)) and len(found[1]) <= len(found[2]) and int(found[1]) > int(found[2])
    ):
        why = "run backwards"
    if why:
        yield problem(record, "LR056", field="pages", text=shown(text), why=why)


def malformed_doi(record: Record) -> Iterator[Problem]:
    """Give LR052 for a DOI field in which no DOI can be read (`10.` + registrant + `/` + suffix, DOI Handbook 2.2).

    A short DOI (`10/abcd`, shortdoi.org) leads to the work, so it is only noted that it matches no other record. Cochrane CENTRAL's number of a record is
    noted, too.
    """
    text = record.get("doi").strip()
    if not text or identifiers.doi(text):
        return
    short = re.fullmatch(r"(?i)(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10/[a-z0-9]+", text)
    yield problem(
        record,
        "LR052.short"
        if short
        else "LR052.database"
        if identifiers.is_database_number(text)
        else "LR052.none",
        field="doi",
        text=shown(text),
    )


def _several(text: str) -> list[str]:
    """Return the identifiers in a field, split at commas, semicolons, slashes or `and`, without other words."""
    parts = re.split(
        r"[,;/\n]|\band\b",
        re.sub(r"\([^)]*\)|(?i:\be?-?is[bs]n(?:-?1[03])?:?|\bprint\b|\bonline\b|\belectronic\b)", " ", text),
    )
    # Scopus and Web of Science separate them by spaces
    return [
        piece
        for part in parts
        for piece in (
            part.split()
            if re.fullmatch(r"\s*(?:[\dXx-]{8,17}\s+)+[\dXx-]{8,17}\s*", part)
            else [part.strip()]
        )
        if piece
    ]


def isbn_check_digit(record: Record) -> Iterator[Problem]:
    """Give LR053 for an ISBN of the wrong length or with a wrong check digit."""
    for piece in _several(record.get("isbn")):
        if identifiers.issn(piece) == piece:
            wording = "LR053.issn"
        elif not identifiers.isbn(piece):
            wording = "LR053.none"
        else:
            continue
        yield problem(record, wording, field="isbn", piece=shown(piece))


def issn_check_digit(record: Record) -> Iterator[Problem]:
    """Give LR054 for an ISSN of the wrong length or with a wrong check digit."""
    for name in ("issn", "eissn"):
        for piece in _several(record.get(name)):
            if not identifiers.issn(piece):
                yield problem(record, "LR054", field=name, piece=shown(piece))


def malformed_url(record: Record) -> Iterator[Problem]:
    """Give LR055 for an address that no browser opens: no scheme, no host, or a space inside."""
    text = record.get("url").strip()
    if not text:
        return
    first = text.split()[0]
    try:
        parts = urlsplit(first)
        good = (
            parts.scheme.lower() in {"http", "https", "ftp"}
            and "." in (parts.hostname or "")
            and len(text.split()) == 1
        )
    except ValueError:
        good = False
    # several addresses in one field are common in exports, and each opens
    if not good and not all(re.match(r"https?://[^\s/]+\.[^\s]+", word) for word in text.split()):
        yield problem(record, "LR055", field="url", text=shown(text))


def date_against_year(record: Record) -> Iterator[Problem]:
    """Give LR067 for a date and a year that differ: biblatex goes by `date`, BibTeX by `year`.

    By one year they differ where a work was online before it was in print; that is only noted.
    """
    date, text = record.get("date"), record.get("year")
    year = year_of(text)
    # of a range, 2018/2019, each end will do
    dated = [int(found) for found in re.findall(r"(?<!\d)\d{4}(?!\d)", date) if year_of(found)]
    if year is None or not dated or min(dated) <= year <= max(dated):
        return
    near = min(abs(each - year) for each in dated) == 1
    yield problem(
        record,
        "LR067",
        level="info" if near else "warning",
        field="date",
        date=shown(date),
        text=shown(text),
    )


def doi_only_in_url(record: Record) -> Iterator[Problem]:
    """Give LR068 for a DOI that is in `url` and not in `doi`: litreview finds it there, other programs do not."""
    url = record.get("url")
    if (
        not record.get("doi")
        and re.match(r"(?i)https?://(?:dx\.)?doi\.org/10\.", url)
        and (found := doi_of(url))
    ):
        yield problem(record, "LR068", field="url", found=shown(found))


_DATES = ("date", "eventdate", "origdate", "urldate")


def impossible_month(record: Record) -> Iterator[Problem]:
    """Give LR065 for a month or day that the calendar does not have. Seasons (21 to 24 in ISO 8601-2) are fine."""
    month, day = record.get("month").strip(), record.get("day").strip()
    if month.isdecimal() and not 1 <= int(month[:4]) <= 12:
        yield problem(record, "LR065.month", field="month", month=shown(month))
    number, year = month_number(month), year_of(record.get("year"))
    # 2000 where no year is given: it has a 29 February
    if day.isdecimal() and number and int(day[:4]) > days_in(year or 2000, number):
        yield problem(record, "LR065.day", field="day", day=shown(day), month=MONTHS[number - 1])
    for field in _DATES:
        if wrong := impossible(record.get(field)):
            yield problem(record, "LR065.date", field=field, wrong=wrong)


_ALIKE = 0.6
"""Ratio of difflib from which two folded titles may be one: far below any real pair of titles of one work, which keep
their order of words. A false alarm costs a look, so the bar is low."""


def status_notice(record: Record) -> Iterator[Problem]:
    """Give LR753 for a work whose own record says that it was retracted, or that a concern was expressed, with the notice's citation."""
    for nature, citation in notices_of(record):
        if nature != "Correction":
            yield problem(record, "LR753", notice=describe_notice(nature, shown(citation), "the entry"))


def keys_that_differ_by_case(records: Iterable[Record]) -> Iterator[Problem]:
    """Give LR057 for keys that differ only in case: BibTeX treats them as one, biber does not.

    A key that litreview made for a record of a file without keys is in no BibTeX file, so nobody can rename it.
    """
    by_key: dict[str, dict[str, Record]] = {}
    for record in records:
        if record.format != "bibtex" and root_of(record.key) == made_up_key(record.fields, 0):
            continue
        by_key.setdefault(record.key.lower(), {}).setdefault(record.key, record)
    for spellings in by_key.values():
        first, *others = spellings.values()
        for other in others:
            yield problem(other, "LR057", first=first.key, where=first.where)


def same_key_for_different_works(records: Iterable[Record]) -> Iterator[Problem]:
    """Give LR058 for a key that two files use for different works.

    Works are different if their DOIs differ, or, without two DOIs, if their titles do.
    """
    first: dict[str, Record] = {}
    for record in records:
        if not record.key:
            continue
        other = first.setdefault(record.key, record)
        # within one file it is a repeated key, which the reader has reported
        if other.where.file != record.where.file and _different(other, record):
            yield problem(record, "LR058", where=other.where)


def _different(a: Record, b: Record) -> bool:
    if a.doi and b.doi and a.doi == b.doi:
        return False
    one, two = fold(a.title), fold(b.title)
    if not one or not two or one.startswith(two) or two.startswith(one):
        return False
    return difflib.SequenceMatcher(None, one, two, autojunk=False).ratio() < _ALIKE


def impossible_law(record: Record) -> Iterator[Problem]:
    """Give LR084 for an impossible citation of American law: the volume does not exist, is of another year, or has no decisions of that court.

    Series of reports, Congresses and the Federal Register are of their time, and the codes have so many titles (see `works/law_arithmetic.py`).
    """
    for fault in law_faults(record):
        yield problem(record, "LR084", citation=fault.citation, why=fault.why)
