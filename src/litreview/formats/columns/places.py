"""Volume, issue, pages and identifiers in a column of another, and numbers that a spreadsheet made dates or times."""

from __future__ import annotations

import re

from litreview.formats.columns.cells import Mend, Row
from litreview.text import MONTHS, month, year
from litreview.works.places import unspread

_MONTH_NAMES = rf"(?:{'|'.join(name[:3] for name in MONTHS)})"
_DAY_OF_MONTH = re.compile(rf"(?:(\d\d?)-({_MONTH_NAMES})|({_MONTH_NAMES})-(\d\d))", re.IGNORECASE)
_TIME = re.compile(r"(\d\d?):00(?::00)? ([AP])M")
_PAGES = re.compile(
    r"pp\.? ?((?:[A-Za-z]{0,3}\d[\w.]*|[ivxlc]+(?= ?[-–—])|[IVXLC]+(?= ?[-–—]))(?: ?(?:--?|[–—]) ?[\w.]+|\+)?)"
)
_JOURNAL_CODES = re.compile(r"[a-z0-9]{3}, \d{6,8}[a-z]?|\d{6,8}[a-z]?, [a-z0-9]{3}", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{3,10}")
_DATED = re.compile(r"((?:1[5-9]|20)\d\d)(?:(?:0[1-9]|1[0-2])[0-3]\d/\d{2,4}|/(?:0[1-9]|1[0-2]))")
_IDENTIFIERS = re.compile(r"(?:[^\s;]+ \[(?:doi|pii)\];? ?)+", re.IGNORECASE)
_DEGREE = re.compile(
    r"(?:Ph\.? ?D|D\.? ?Phil|Ed\.? ?D|Psy\.? ?D|M\. ?(?:A|S|Sc|Phil|Ed|D)|M\.?Sc|M\.?Phil)\.?(?: (?:thesis|dissertation))?"
    r"|(?:doctoral |master'?s? )?(?:thesis|dissertation)",
    re.IGNORECASE,
)


def _names_month(value: str) -> bool:
    """Return whether a value is a month, or two, said in words, with the slips that are made in them: `Septemper`, `July-August`."""
    parts = re.split(r"[-–/]", value)
    words = [
        part.strip(" .") for part in parts if not re.fullmatch(r"(?:\d{1,2}|(?:19|20)\d\d)", part.strip())
    ]
    # `33-Apr` may be 33-4: a word alone, or one in full, is no number
    sure = len(words) == len(parts) or any(len(word) > 4 for word in words)
    return bool(words) and sure and all(_is_month(word) for word in words)


def _is_month(word: str) -> bool:
    if not _WORD.fullmatch(word):
        return False
    if month(word):
        return True
    from rapidfuzz.distance import OSA

    return len(word) > 5 and any(
        OSA.distance(word.lower(), name.lower(), score_cutoff=1) <= 1 for name in MONTHS
    )


def _dated(row: Row, column: str) -> bool:
    """Return whether pages are the date of the work."""
    value = row.get(column)
    found = _DATED.fullmatch(value)
    return (
        bool(found) and found[1] == str(_year(row))
        if found
        else not value.isdecimal() and _names_month(value)
    )


def _year(row: Row) -> int | None:
    return year(row.get("year") or row.get("date"))


def _without_date(row: Row, column: str) -> dict[str, str]:
    value = row.get(column)
    if value[:1].isdecimal() and "-" in value and value.replace("-", "").isdecimal():
        return {}
    if not _dated(row, column):
        return {}
    said = value if not row.get("month") and not any(map(str.isdecimal, value)) else row.get("month")
    return {column: "", "month": said}


def _is_year(row: Row, column: str) -> bool:
    return row.get(column).removeprefix("p ") == str(_year(row))


def _without_year(row: Row, column: str) -> dict[str, str]:
    return {column: ""} if _is_year(row, column) else {}


def _pages_in_number(row: Row, column: str) -> dict[str, str]:
    found = _PAGES.fullmatch(row.get(column))
    if found is None:
        return {}
    pages = row.get("pages")
    if pages and not (_is_year(row, "pages") or _dated(row, "pages") or pages == found[1]):
        return {}
    return {"pages": found[1], column: ""}


def _codes_in_number(row: Row, column: str) -> dict[str, str]:
    return {column: "", "medline-jid": row.get("medline-jid") or row.get(column)}


def _day(row: Row, column: str) -> bool | None:
    """Return whether a date of a spreadsheet is a range that goes up, None for what is no date."""
    value = row.get(column)
    if "-" not in value or not _DAY_OF_MONTH.fullmatch(value):
        return None
    first, _, last = unspread(value).partition("-")
    return int(first) <= int(last)


def _undated(row: Row, column: str) -> dict[str, str]:
    return {column: unspread(row.get(column))} if _day(row, column) else {}


def _untimed(row: Row, column: str) -> dict[str, str]:
    found = _TIME.fullmatch(row.get(column))
    return {column: f"{found[1]} {found[2]}"} if found else {}


def _identified(row: Row, column: str) -> dict[str, str]:
    value = row.get(column)
    if not value.endswith("]") or not _IDENTIFIERS.fullmatch(value):
        return {}
    parts = [part.rpartition(" [") for part in value.split(";")]
    of_kind = {kind.strip("] ").lower(): said.strip() for said, _, kind in parts}
    return {column: of_kind.get("doi", ""), "pii": row.get("pii") or of_kind.get("pii", "")}


def _degreed(row: Row, column: str) -> dict[str, str]:
    value = row.get(column)
    return {column: "", "type": row.get("type") or value} if _DEGREE.fullmatch(value) else {}


MENDS = (
    # an issue is not numbered by pages
    Mend(
        fault="LR079.column-places", columns=("number",), sign=re.compile("pp").match, read=_pages_in_number,
        one="pages where the issue should be", many="{} pages where the issue should be",
    ),
    # an ahead of print has no issue, and Ovid gives its own and the National Library of Medicine's number of the journal instead
    Mend(
        fault="LR079.column-places", columns=("number",), sign=_JOURNAL_CODES.fullmatch, read=_codes_in_number,
        one="numbers of the journal where the issue should be", many="{} numbers of the journal where the issue should be",
    ),
    # no page is called `December`, and none by the year and month in which the work appeared
    Mend(
        fault="LR079.column-places", columns=("pages",), sign=re.compile(r"[A-Za-z]{3}|\d{4,}/|\d+-\D").match, read=_without_date,
        one="a date where the pages should be", many="{} dates where the pages should be",
    ),
    # one work in some thousands has by chance the page that is called as its year
    Mend(
        fault="LR079.column-places", columns=("pages",), sign=re.compile(r"p? ?\d{4}$").match, read=_without_year, speaks=_is_year, least=5, share=0.001,
        one="a year where the pages should be", many="{} years where the pages should be",
    ),
    # PubMed says behind each identifier which one it is
    Mend(
        fault="LR079.column-places", columns=("doi",), sign=re.compile(r"[^\[]+\[(?:doi|pii)", re.IGNORECASE).match, read=_identified,
        one="other identifiers beside the DOI", many="{} cells with other identifiers beside the DOI",
    ),
    # a degree is what a thesis was written for
    Mend(
        fault="LR079.column-places", columns=("volume",), sign=re.compile(r"[A-Za-z]").match, read=_degreed,
        one="a degree where the volume should be", many="{} degrees where the volume should be",
    ),
    # a spreadsheet reads 6-10 as a day; ranges go up, and where all dates of a column do, none of them was a day
    Mend(
        fault="LR080", columns=("pages", "number"), sign=_DAY_OF_MONTH.fullmatch, read=_undated, speaks=_day, share=0.8,
        one="a range that a spreadsheet made a date", many="{} ranges that a spreadsheet made dates",
    ),
    # and `3 A` as three in the morning, which is no issue
    Mend(
        fault="LR080", columns=("number", "volume"), sign=_TIME.fullmatch, read=_untimed,
        one="a number that a spreadsheet made a time", many="{} numbers that a spreadsheet made times",
    ),
)  # fmt: skip
