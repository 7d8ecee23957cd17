"""Rules about fields that should agree with one another, and about what should be marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
