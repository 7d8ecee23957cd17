"""What a review says of its searches is held against what was read, and dates against the calendar."""

from __future__ import annotations

from calendar import monthrange
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import litreview as lr
from litreview.core.model import Library
from litreview.core.results import Search
from litreview.core.text.dates import days_in, impossible
from litreview.review import init_review, open_review
from litreview.review.outputs.methods import describe_methods
from litreview.review.outputs.prisma import fill_checklists
from litreview.review.outputs.report import report_html
from litreview.review.review_documents import read_strategies
from litreview.stages.checks import check
from litreview.stages.evidence import check_searches


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
    assert [("LR606", f"hits is {hits}, but a.bib holds 3 records")] == said(
        library, search(file="a.bib", hits=hits)
    )
    (problem,) = check_searches([search(file="a.bib", hits=hits)], library)
    assert ("litreview.toml", 7) == (problem.where.file, problem.where.line)


def test_searches_that_share_a_file_are_added_up(library: Library) -> None:
    assert [] == said(library, search(file="a.bib", hits=1), search(file="a.bib", hits=2))
    assert [] == said(library, search(file="a.bib", hits=1), search(file="a.bib"))
    assert [("LR606", "2 searches with 2 hits in all, but a.bib holds 3 records")] == said(
        library, search(file="a.bib", hits=1), search(file="a.bib", hits=1)
    )


def test_a_file_that_was_not_read_is_named_with_the_nearest(library: Library) -> None:
    ((code, message),) = said(library, search(file="aa.bib", hits=3))
    assert "LR607" == code
    assert "did you mean 'a.bib'?" in message
    # the name of a file in private/ may be that of a person
    assert [] == said(library, search(file="private/Jane-Doe.bib", hits=3))
    # at the first search that names it
    several = [
        search(file="a.bib"),
        search(files=("a.bib", "zz.bib"), line=9),
        search(file="zz.bib", line=11),
    ]
    assert [("LR607", 9)] == [(one.code, one.where.line) for one in check_searches(several, library)]


@pytest.mark.parametrize(
    ("date", "why"),
    [
        ("2026-02-30", "the search of Made-up Index has the date '2026-02-30', which does not exist"),
        ("2026-13", "the search of Made-up Index has the date '2026-13', which does not exist"),
        ("31/04/2025", "the search of Made-up Index has the date '31/04/2025', which does not exist"),
        ("13/31/2025", "the search of Made-up Index has the date '13/31/2025', which does not exist"),
        (
            "30 February 2025",
            "the search of Made-up Index has the date '30 February 2025', which does not exist",
        ),
        (
            "February 30, 2025",
            "the search of Made-up Index has the date 'February 30, 2025', which does not exist",
        ),
        ("next year", "the search of Made-up Index has the date 'next year', which has no year"),
        ("2031-01-01", "the search of Made-up Index has the date 2031-01-01, which is in the future"),
        ("2031", "the search of Made-up Index has the date 2031, which is in the future"),
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
        ("date = {2020-02-30}", ["'2020-02-30' is not a date"]),
        ("date = {2020-02-29}", []),
        ("date = {2019-02-29}", ["'2019-02-29' is not a date"]),
        ("date = {2020-01-01/2020-04-31}", ["'2020-04-31' is not a date"]),
        ("date = {2020}, urldate = {2021-06-31}", ["'2021-06-31' is not a date"]),
        ("date = {2020}, eventdate = {2020-00-00}", []),
        ("year = {2020}, month = feb, day = {30}", ["February has no day '30'"]),
        ("year = {2020}, month = feb, day = {29}", []),
        ("year = {2019}, month = {2}, day = {29}", ["February has no day '29'"]),
        ("month = {2}, day = {29}", []),
        ("date = {2020-21}", []),
        ("date = {2020-21-01}", ["'2020-21-01' is not a date"]),
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


def review_with(folder: Path, search: str, **texts: str) -> list[tuple[str, str]]:
    """Return the Problems of a made-up review with this search, its files written first."""
    init_review(folder)
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_txt", ".txt")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    with (folder / "litreview.toml").open("a") as stream:
        stream.write(f'[[search]]\ndatabase = "A"\n{search}\n')
    return [(p.code, p.message) for p in open_review(folder).problems if p.code in ("LR609", "LR620")]


def test_a_strategy_is_read_from_its_file_and_shown(tmp_path: Path) -> None:
    folder = tmp_path / "review"
    said = review_with(
        folder,
        'strategy_file = "searches/a.txt"\nlimits = "2000 to 2020"',
        searches__a_txt="1. raid*\n2. polic*\n",
    )
    assert [] == said
    review = open_review(folder)
    assert ["1. raid*\n2. polic*"] == [one.strategy for one in review.settings.searches]
    page = report_html(review).decode()
    assert "1. raid*\n2. polic*" in page
    assert "2000 to 2020" in page
    methods = describe_methods(review)
    assert "1 of them read from files of the review" in methods.text_of("search")
    assert "Limits: A (2000 to 2020)." in methods.text_of("search")
    answers = {
        i.item: i.answer for title, items in fill_checklists(review, methods) for i in items if "-S" in title
    }
    assert "1 of 1 search: A: 2000 to 2020" == answers["9"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("searches/b.txt", "there is no such file; did you mean 'searches/a.txt'?"),
        ("../other.txt", "which lies outside of the review"),
        ("notes/Farrell2010Where.md", "which is read as something else"),
        ("bib/example.bib", "which is read as something else"),
        ("private/jane.txt", "names a strategy below private/, which is not read"),
        ("searches", "there is no such file"),
    ],
)
def test_a_strategy_that_cannot_be_read_is_a_problem(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "other.txt").write_text("zyzzyva")
    folder = tmp_path / "review"
    ((_, message),) = [
        one
        for one in review_with(
            folder, f'strategy_file = "{name}"', searches__a_txt="raid*", private__jane_txt="zyzzyva"
        )
        if one[0] == "LR609"
    ]
    assert why in message
    assert "jane" not in message
    review = open_review(folder)
    assert [""] == [one.strategy for one in review.settings.searches]
    assert "zyzzyva" not in report_html(review).decode()


def test_a_strategy_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "review"
    init_review(folder)
    (folder / "a.txt").write_bytes(b"\xff\xfe\x00r")
    found, problems = read_strategies(folder, [search(strategy_file="a.txt")])
    assert ["LR609"] == [p.code for p in problems]
    assert "no text in UTF-8" in problems[0].message
    assert "" == found[0].strategy_file


def test_a_search_may_have_several_files(library: Library) -> None:
    assert [] == said(library, search(files=("a.bib", "b.bib"), hits=4))
    assert [("LR606", "hits is 5, but a.bib and b.bib hold 4 records")] == said(
        library, search(file="a.bib", files=("b.bib",), hits=5)
    )
    # searches that share a file of several are counted with all of them
    assert [] == said(library, search(files=("a.bib", "b.bib"), hits=3), search(file="b.bib", hits=1))
    ((code, message),) = said(library, search(files=("a.bib", "bb.bib"), hits=4))
    assert "LR607" == code
    assert "'bb.bib'" in message
    assert [] == said(library, search(files=("a.bib", "private/x.bib"), hits=99))


@pytest.mark.parametrize(
    ("file", "near"),
    [("bib/scopuss.bib", "bib/scopus.bib"), ("private/jane-doe", ""), ("privat/jane-doe.bib", "")],
)
def test_no_near_miss_names_a_private_file(file: str, near: str) -> None:
    held = Library(files=("private/jane-doe.bib", "bib/scopus.bib"))
    told = "".join(message for _, message in said(held, search(file=file)))
    assert ("did you mean" in told) == bool(near)
    assert near in told
    assert "private/jane" not in told


HEAD = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\n"


def order(tmp_path: Path, day: str, *lines: str, settings: str = "") -> list[lr.Problem]:
    """Return what is out of order in a review of two made-up works, one of a search on this day and one of no search."""
    init_review(tmp_path / "r")
    for name in ("a", "b"):
        entry = f"@article{{{name}1, title = {{Made up of {name}}}, year = {{2020}}}}"
        (tmp_path / f"r/bib/{name}.bib").write_text(entry)
    (tmp_path / "r/litreview.toml").write_text(
        f'sources = ["bib/a.bib", "bib/b.bib"]\ncodebook = "tvpa"\n{settings}'
        f'[[search]]\ndatabase = "Made-up Index"\ndate = "{day}"\nfile = "bib/a.bib"\n'
    )
    (tmp_path / "r/decisions").mkdir(exist_ok=True)
    (tmp_path / "r/decisions/ann.tsv").write_text(HEAD + "".join(f"{one}\t\t\t\n" for one in lines))
    return [one for one in open_review(tmp_path / "r").problems if one.code in ("LR624", "LR625")]


@pytest.mark.parametrize(
    ("day", "when", "early"),
    [
        ("2026-03-02", "2026-02-11", True),
        ("2026-03-02", "2026-03-01", False),  # where the sun rises earlier it was the second of March
        ("2026-03", "2026-02-11", True),
        ("2026-03", "2026-03-01", False),
        ("spring 2026", "2025-12-30", False),
    ],
)
def test_judgements_before_the_search(tmp_path: Path, day: str, when: str, early: bool) -> None:
    """Each kind of judgement on a work that a search found is compared with its day; one on a work of no search is not."""
    verbs = ("include\t{}\tabstract", "tag\t{}\tprotect", "stance\t{}\tprotect=supports")
    lines = [f"{when}T09:00:00Z\tann\t{one.format(key)}\t" for one in verbs for key in ("b1", "a1")]
    found = order(tmp_path, day, *lines)
    assert [("LR624", "decisions/ann.tsv", 3)] * early == [
        (p.code, p.where.file, p.where.line) for p in found
    ]
    assert all("3 judgements on works of Made-up Index are dated" in p.message for p in found)


@pytest.mark.parametrize(("day", "late"), [("2026-03-01", False), ("2026-03-04", True)])
def test_the_protocol_changed_after_judgements(tmp_path: Path, day: str, late: bool) -> None:
    change = f'[[amendment]]\ndate = "{day}"\nchange = "made up"\n'
    line = "2026-03-03T09:00:00Z\tann\ttag\ta1\tprotect\t"
    found = order(tmp_path, "2026-03-02", line, settings=change)
    assert [("LR625", "litreview.toml", 3)] * late == [(p.code, p.where.file, p.where.line) for p in found]
