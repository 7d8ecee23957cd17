"""Months, years and days as they are in messy fields: each boundary of the calendar, and what is no date."""

from __future__ import annotations

import pytest

from litreview.core.text.dates import MONTHS, days_in, impossible, issued, month, year


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("1", 1),
        ("01", 1),
        ("12", 12),
        ("0", 0),
        ("13", 0),
        ("001", 0),
        ("١", 0),
        ("Jan", 1),
        ("JAN.", 1),
        (" sept. ", 9),
        ("December", 12),
        ("decem", 0),
        ("spring", 0),
        ("", 0),
    ],
)
def test_a_month(said, expected):
    assert expected == month(said)


def test_every_month_by_name_and_by_its_three_letters():
    assert [*range(1, 13)] == [month(name) for name in MONTHS] == [month(name[:3]) for name in MONTHS]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("1400", 1400),
        ("1399", None),
        ("2099", 2099),
        ("2100", None),
        ("c1999", 1999),
        ("12001", None),
        ("20011", None),
        ("2001-02", 2001),
        ("200102", 2001),
        ("20010231", 2001),
        ("20011301", None),
        ("{2001}", 2001),
        ("{200112}", 2001),
        ("in press, 1999 or 2000", 1999),
        ("in press", None),
        ("", None),
    ],
)
def test_a_year(said, expected):
    assert expected == year(said)


@pytest.mark.parametrize(
    ("year_", "month_", "days"),
    [
        (2023, 1, 31), (2023, 2, 28), (2024, 2, 29), (1900, 2, 28), (2000, 2, 29), (2023, 4, 30), (2023, 6, 30), (2023, 7, 31),
        (2023, 8, 31), (2023, 9, 30), (2023, 10, 31), (2023, 11, 30), (2023, 12, 31), (2023, 3, 31), (2023, 5, 31), (2023, 0, 0), (2023, 13, 0),
    ],
)  # fmt: skip
def test_days_of_a_month_are_those_of_the_gregorian_calendar(year_, month_, days):
    assert days == days_in(year_, month_)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2024-02-29", ""),
        ("2023-02-29", "2023-02-29"),
        ("2023-01-32", "2023-01-32"),
        ("2023-12-31", ""),
        ("2023-13", "2023-13"),
        # 00 is unknown, 21 to 24 are seasons, which have no day
        ("2023-00", ""),
        ("2023-05-00", ""),
        ("2023-20", "2023-20"),
        ("2023-21", ""),
        ("2023-24", ""),
        ("2023-25", "2023-25"),
        ("2023-21-01", "2023-21-01"),
        # a day and a month in either order
        ("28/02/2023", ""),
        ("02/28/2023", ""),
        ("29/02/2023", "29/02/2023"),
        ("02/29/2023", "02/29/2023"),
        ("13/13/2023", "13/13/2023"),
        ("00/02/2023", "00/02/2023"),
        ("31.12.2023", ""),
        ("31.11.2023", "31.11.2023"),
        ("1/1/2023", ""),
        ("30 February 2023", "30 February 2023"),
        ("28 february 2023", ""),
        ("0 May 2023", "0 May 2023"),
        ("1. Mai 2023", ""),
        ("April 30, 2023", ""),
        ("April 31, 2023", "April 31, 2023"),
        ("June 31 2023", "June 31 2023"),
        # the first one is named
        ("2023-02-28 to 2023-02-30, 2023-02-31", "2023-02-30"),
        # pages and numbers of reports are no dates
        ("12023-02-30", ""),
        ("no date", ""),
    ],
)
def test_a_date_that_no_calendar_has(said, expected):
    assert expected == impossible(said)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"date": "2015-01-12"}, "2015-01-12"),
        ({"date": "2015-01"}, "2015-01"),
        ({"date": "{2015-01-12}"}, "2015-01-12"),
        ({"date": "2015-01-12/2015-02-01"}, "2015-01-12"),
        ({"date": "2015"}, ""),
        ({"year": "2015"}, ""),
        ({"date": "2015", "month": "May"}, "2015-05"),
        ({"year": "2015", "month": "may"}, "2015-05"),
        ({"year": "2015", "month": "12"}, "2015-12"),
        ({"year": "2015", "month": "13"}, ""),
        ({"year": "2015", "month": "0"}, ""),
        ({"year": "2015", "month": "1"}, "2015-01"),
        ({"year": "2015", "month": "{June}"}, "2015-06"),
        ({"year": "2015", "month": "May 31"}, "2015-05-31"),
        ({"year": "2015", "month": "31 May"}, "2015-05-31"),
        ({"year": "2015", "month": "May 3"}, "2015-05-03"),
        ({"year": "2015", "month": "May 32"}, "2015-05"),
        ({"year": "2015", "month": "May", "day": "09"}, "2015-05-09"),
        ({"year": "2015", "month": "May", "day": "3-4"}, "2015-05"),
        # two months are no one month
        ({"year": "2015", "month": "May-June"}, ""),
        ({"year": "in press", "month": "May"}, ""),
        ({"month": "May"}, ""),
        ({"year": "2015", "month": ""}, ""),
        ({"year": "2015", "month": "Winter"}, ""),
        ({}, ""),
    ],
)
def test_the_day_on_which_a_document_appeared(fields, expected):
    assert expected == issued(fields)
