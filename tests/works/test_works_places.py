"""Volumes, issues, pages, numbers and addresses as databases and spreadsheets leave them, and what says that there is none."""

from __future__ import annotations

import pytest

from litreview.works.missing_values import is_placeholder
from litreview.works.places import (
    address,
    first_page,
    number_of_issue,
    page_range,
    report_number,
    undo_spreadsheet_date,
    volume_of,
)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("123", "123", ""),
        ("123-128", "123", "128"),
        ("123--128", "123", "128"),
        ("123–128", "123", "128"),
        ("123 - 128", "123", "128"),
        ("123-", "123", ""),
        ("0123-0128", "123", "128"),
        ("0", "0", ""),
        # the last page leaves out what it shares with the first
        ("123-8", "123", "128"),
        ("123-28", "123", "128"),
        ("1234-5", "1234", "1235"),
        ("99-101", "99", "101"),
        # words around them
        ("pp. 12-14", "12", "14"),
        ("pages 12-14,", "12", "14"),
        ("(pp. 12-14)", "12", "14"),
        ("p12", "12", ""),
        ("pS212", "s212", ""),
        ("art. 12", "12", ""),
        ("ARTN 12", "12", ""),
        ("Article ID 12", "12", ""),
        # two numbers are a range only with a dash between them
        ("12, 14", "12", ""),
        ("12/14", "12", "14"),
        # letters
        ("e12", "e12", ""),
        ("E12-E15", "e12", "15"),
        ("S600-S601", "s600", "601"),
        ("A-12", "12", ""),
        ("S4-76-S4-101", "s76", "101"),
        ("S4:76-S4:101", "s76", "101"),
        # pages before page 1
        ("v", "~v", ""),
        ("v-vii", "~v", "vii"),
        ("XI--XV", "~xi", "xv"),
        # a spreadsheet's dates
        ("06-Oct", "6", "10"),
        ("Oct-06", "10", "16"),
        ("Jun-14", "6", "14"),
        # none
        ("16 pages", "", ""),
        ("16 p.", "", ""),
        ("xii leaves", "", ""),
        ("(no pagination)", "", ""),
        ("n.pag.", "", ""),
        ("unknown", "", ""),
        ("NaN", "", ""),
        ("n/a", "", ""),
        ("nobody", "", ""),
        ("", "", ""),
    ],
)
def test_pages(said, first, last):
    assert (first, last) == page_range(said)
    assert first == first_page(said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("06-Oct", "6-10"),
        ("6-October", "6-10"),
        ("Jun-14", "6-14"),
        (" 01-Mar ", "1-3"),
        ("123-Oct", "123-Oct"),
        ("Oct", "Oct"),
        ("12-14", "12-14"),
    ],
)
def test_a_range_that_a_spreadsheet_made_a_date(said, expected):
    assert expected == undo_spreadsheet_date(said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("8", "8"),
        ("008", "8"),
        ("0", ""),
        ("Vol. 8", "8"),
        ("volume 8", "8"),
        ("v.8", "8"),
        ("8 (1)", "8"),
        ("8 Suppl 1", "8"),
        ("88A", "88a"),
        ("B12", "b12"),
        ("A", "a"),
        ("H", "h"),
        ("J", ""),
        ("II", "2"),
        ("IV", "4"),
        ("IX", "9"),
        ("XL", "40"),
        ("XCIX", "99"),
        ("LXVI", "66"),
        ("C", "100"),
        ("Bd. XII", "12"),
        ("Tome III", "3"),
        ("(2)", ""),
        ("1)", ""),
        ("17 (2) 1)", ""),
        ("Part 2. 287", "287"),
        ("Series in Harbors. 110", "110"),
        ("110. Series", "110"),
        ("in press", ""),
        ("", ""),
    ],
)
def test_a_volume(said, expected):
    assert expected == volume_of(said)


@pytest.mark.parametrize(
    ("number", "volume", "expected"),
    [
        ("3", "", "3"),
        ("03", "", "3"),
        ("", "8 (03)", "3"),
        ("", "8", ""),
        ("", "", ""),
        ("2", "8 (3)", "2"),
        ("no. 4", "", "4"),
        ("3-4", "", "3"),
        ("01-Mar", "1", "1"),
        ("2 57-2", "288", "2"),
        ("SUPPL. 1", "17", "s1"),
        ("Suppl", "17", ""),
        ("(Suppl. 2)", "17", "s2"),
        ("S02", "17", "s2"),
        ("4 Suppl 2", "17", "4"),
        ("15_suppl", "33", "s15"),
        ("15 Supplement", "33", "s15"),
        ("Spring", "", ""),
    ],
)
def test_an_issue(number, volume, expected):
    assert expected == number_of_issue(number, volume)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("GAO-07-1034", "gao 07 1034"),
        ("GAO/07/1034", "gao 07 1034"),
        ("Report No. 114-23", "114 23"),
        ("22 U.S.C. § 7101", "22 7101"),
        ("22 U.S. Code s 7101", "22 7101"),
        ("NCJ 238795", "ncj 238795"),
        ("E/CN.4/2002/83", "un e cn 4 2002 83"),
        ("A/55/383", "un a 55 383"),
        ("A/b", "a b"),
        ("B/55/383", "b 55 383"),
        ("SB 5669", "bill sb 5669"),
        ("AB 22", "bill ab 22"),
        ("H. Con. Res. 12", "bill h con res 12"),
        ("House Bill 12", "bill house bill 12"),
        ("Senate Joint Resolution 3", "bill senate joint resolution 3"),
        ("H.R. 12", "bill h r 12"),
        ("TR 12-3", "tr 12 3"),
        ("", ""),
    ],
)
def test_the_number_of_a_report(said, expected):
    assert expected == report_number(said)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.example.org/a/Report.pdf#page=3", "example.org/a/Report.pdf"),
        ("HTTP://Example.org/a", "example.org/a"),
        ("example.org/a/", "example.org/a"),
        ("example.org:8080/a", "example.org:8080/a"),
        ("https://example.org/a?b=1", "example.org/a?b=1"),
        ("https://example.org/#a", ""),
        ("https://example.org/", ""),
        ("https://example.org", ""),
        ("https://doi.org/10.1/x", ""),
        ("https://dx.doi.org/10.1/x", ""),
        ("mailto:doe", ""),
        ("", ""),
    ],
)
def test_the_address_of_a_document(url, expected):
    assert expected == address(url)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("author", "[No author name available]", True),
        ("author", "Anonymous", True),
        ("author", "anon.", True),
        ("author", "no authors listed", True),
        ("author", "Without author", True),
        ("author", "Author unknown", True),
        ("author", "Authors not available", True),
        ("editor", "No editor", True),
        ("author", "n/a", True),
        # Nan is a family name, and None a title
        ("author", "Nan", False),
        ("title", "None", False),
        ("title", "No title available", True),
        ("title", "Anonymous", False),
        ("title", "Nothing", False),
        ("abstract", "No abstract", True),
        ("abstract", "none", True),
        ("pages", "No–Specified", True),
        ("pages", "var.pagings", True),
        ("pages", "Various pagings", True),
        ("pages", "no pagination", True),
        ("pages", "n. pag.", True),
        ("pages", "online first", False),
        ("volume", "Online ahead of print", True),
        ("number", "(Epub ahead of print)", True),
        ("volume", "online first", True),
        ("year", "null", True),
        ("journal", "undefined", True),
        ("doi", "NaN", True),
        ("note", "none", False),
        ("title", "no title available" + " " * 22, True),
        ("title", "no title available" + " " * 23, False),
        ("title", "", False),
    ],
)
def test_a_value_that_says_that_there_is_none(field, value, expected):
    assert expected is is_placeholder(field, value)
