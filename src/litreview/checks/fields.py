"""Rules about what an entry says: its type, the fields it needs, its year and pages."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping

from litreview.checks.report import problem, shown
from litreview.confidential.judging import SHOWN_TYPES as TYPES
from litreview.errors import near_miss
from litreview.model import CONTAINER_FIELDS, Problem, Record
from litreview.text import MONTHS
from litreview.works.kinds import is_request

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
    """Give LR051 for a year before printing or after next year, and for a year field that holds no year.

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
        why = "is a date: a spreadsheet may have changed it (6-10 becomes 06-Oct)"
    elif not re.search(r"\w", text) or "??" in text:
        why = "holds no page"
    elif (
        (found := _RANGE.fullmatch(text)) and len(found[1]) <= len(found[2]) and int(found[1]) > int(found[2])
    ):
        why = "runs backwards"
    if why:
        yield problem(record, "LR056", field="pages", text=shown(text), why=why)
