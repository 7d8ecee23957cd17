"""What a review says of its searches is held against what was read, and dates against the calendar."""

from __future__ import annotations

from calendar import monthrange
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import litreview as lr
from litreview.checks import check
from litreview.evidence import check_searches
from litreview.model import Library
from litreview.results import Search
from litreview.review import init_review, open_review
from litreview.text.dates import days_in, impossible


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Three records in one file, none of them real."""
    (tmp_path / "bib").mkdir()
    entries = (f"@article{{k{n}, title = {{Made up {n}}}, year = {{2020}}}}" for n in range(3))
    (tmp_path / "bib/a.bib").write_text("\n".join(entries))
    (tmp_path / "bib/b.bib").write_text("@article{z, title = {Made up too}, year = {2020}}")
    return lr.read(tmp_path / "bib/a.bib", tmp_path / "bib/b.bib")


def search(**more: object) -> Search:
    return Search(**{"database": "Made-up Index", "line": 7, **more})  # type: ignore[arg-type]


def said(library: Library, *searches: Search) -> list[tuple[str, str]]:
    return [
        (p.code, p.message.removeprefix("Made-up Index: "))
        for p in check_searches(searches, library, "2026-02-01")
    ]


def test_hits_that_are_the_records_are_fine(library: Library) -> None:
    assert [] == said(library, search(file="a.bib", hits=3, date="2026-01-31"), search(file="b.bib"))


@pytest.mark.parametrize("hits", [0, 2, 4, 120])
def test_hits_that_are_not_the_records_are_reported_at_the_search(library: Library, hits: int) -> None:
    assert [("LR606", f"hits is {hits}, and a.bib holds 3 records")] == said(
        library, search(file="a.bib", hits=hits)
    )
    (problem,) = check_searches([search(file="a.bib", hits=hits)], library)
    assert ("litreview.toml", 7) == (problem.where.file, problem.where.line)


def test_searches_that_share_a_file_are_added_up(library: Library) -> None:
    assert [] == said(library, search(file="a.bib", hits=1), search(file="a.bib", hits=2))
    assert [] == said(library, search(file="a.bib", hits=1), search(file="a.bib"))
    assert [("LR606", "2 searches with 2 hits in all, and a.bib holds 3 records")] == said(
        library, search(file="a.bib", hits=1), search(file="a.bib", hits=1)
    )


def test_a_file_that_was_not_read_is_named_with_the_nearest(library: Library) -> None:
    ((code, message),) = said(library, search(file="aa.bib", hits=3))
    assert "LR607" == code
    assert "did you mean 'a.bib'?" in message
    # the name of a file in private/ may be that of a person
    assert [] == said(library, search(file="private/Jane-Doe.bib", hits=3))


@pytest.mark.parametrize(
    ("date", "why"),
    [
        ("2026-02-30", "there is no date '2026-02-30'"),
        ("2026-13", "there is no date '2026-13'"),
        ("31/04/2025", "there is no date '31/04/2025'"),
        ("13/31/2025", "there is no date '13/31/2025'"),
        ("30 February 2025", "there is no date '30 February 2025'"),
        ("February 30, 2025", "there is no date 'February 30, 2025'"),
        ("next year", "date is 'next year', which names no year"),
        ("2031-01-01", "dated 2031-01-01, which is yet to come"),
        ("2031", "dated 2031, which is yet to come"),
        ("2026-02-01", ""),
        ("2026", ""),
        ("January 2026", ""),
        ("2024-02-29", ""),
        ("", ""),
    ],
)
def test_dates_of_searches(library: Library, date: str, why: str) -> None:
    assert ([("LR608", why)] if why else []) == said(library, search(date=date))


def test_a_review_reports_each_at_its_line(tmp_path: Path) -> None:
    folder = tmp_path / "review"
    init_review(folder)
    settings = (folder / "litreview.toml").read_text()
    lines = settings.count("\n")
    settings += '[[search]]\ndatabase = "A"\nhits = 1\nfile = "bib/example.bib"\n'
    settings += '[[search]]\ndatabase = "B"\ndate = 2026-01-01\nhits = 9\nfile = "bib/example.bib"\n'
    settings += '[[search]]\ndatabase = "C"\ndate = "2026-02-30"\n'
    (folder / "litreview.toml").write_text(settings)
    found = {p.code: p.where.line for p in open_review(folder).problems if p.code in ("LR606", "LR608")}
    assert {"LR606": lines + 1, "LR608": lines + 10} == found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("date = {2020-02-30}", ["there is no date '2020-02-30'"]),
        ("date = {2020-02-29}", []),
        ("date = {2019-02-29}", ["there is no date '2019-02-29'"]),
        ("date = {2020-01-01/2020-04-31}", ["there is no date '2020-04-31'"]),
        ("date = {2020}, urldate = {2021-06-31}", ["there is no date '2021-06-31'"]),
        ("date = {2020}, eventdate = {2020-00-00}", []),
        ("year = {2020}, month = feb, day = {30}", ["there is no day '30' in February"]),
        ("year = {2020}, month = feb, day = {29}", []),
        ("year = {2019}, month = {2}, day = {29}", ["there is no day '29' in February"]),
        ("month = {2}, day = {29}", []),
        ("date = {2020-21}", []),
        ("date = {2020-21-01}", ["there is no date '2020-21-01'"]),
    ],
)
def test_dates_of_records(fields: str, expected: list[str]) -> None:
    library = lr.read_text(f"@misc{{k, title = {{Made up}}, {fields}}}", "a.bib")
    assert expected == [p.message for p in check(library) if p.code == "LR065"]


@given(st.integers(1800, 2200), st.integers(0, 14), st.integers(0, 40))
def test_the_calendar_is_that_of_python(year: int, month: int, day: int) -> None:
    real = monthrange(year, month)[1] if 1 <= month <= 12 else 0
    assert real == days_in(year, month)
    fine = month == 0 or (1 <= month <= 12 and day <= real)
    assert fine == (impossible(f"{year}-{month:02}-{day:02}") == "")
