"""Rules about fields that should agree with one another, and about what should be marked.

The rules about keys are over all files together.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from litreview.checks.report import problem, shown
from litreview.model import Problem, Record
from litreview.text import doi as doi_of
from litreview.text import year as year_of
from litreview.text.dates import MONTHS, days_in, impossible
from litreview.text.dates import month as month_number


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


def keys_that_differ_by_case(records: Iterable[Record]) -> Iterator[Problem]:
    """Give LR057 for keys that differ by case only: BibTeX takes them for one, biber does not."""
    held: dict[str, dict[str, Record]] = {}
    for record in records:
        held.setdefault(record.key.lower(), {}).setdefault(record.key, record)
    for spellings in held.values():
        first, *others = spellings.values()
        for other in others:
            yield problem(other, "LR057", first=first.key, where=first.where)


def same_key_for_different_works(records: Iterable[Record]) -> Iterator[Problem]:
    """Give LR058 for a key that stands for one work in this file and for another in that.

    Works are taken for different if their DOIs differ, or, without two DOIs, if their titles do.
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
    from litreview.text import fold

    if a.doi and b.doi and a.doi == b.doi:
        return False
    one, two = fold(a.title), fold(b.title)
    if not one or not two or one.startswith(two) or two.startswith(one):
        return False
    return difflib.SequenceMatcher(None, one, two, autojunk=False).ratio() < _ALIKE
