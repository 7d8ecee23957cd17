"""Which files and searches a flow starts from, row by row. All works and searches are made up."""

from __future__ import annotations

import pytest

from litreview.core.model import Decision, Deduplication, Library, Record, RecordId, Source, Where
from litreview.core.results import Search
from litreview.stages.evidence import count_flow
from litreview.stages.evidence.flow import _identified, _of_file


def record(file: str, n: int) -> Record:
    return Record(
        key=f"K{n}", type="article", id=RecordId(f"{file}:K{n}"), where=Where(file=file, line=n + 1)
    )


def identified(
    held: str, files: str = "", searches: tuple[Search, ...] = (), beside: str = ""
) -> list[tuple[str, int, str]]:
    """Return file, records and databases of each row; `held` names the file of each record, `beside` the records that are no literature."""
    records = tuple(record(file, n) for n, file in enumerate(held.split()))
    library = Library(records=records, files=tuple(files.split()))
    other = {records[int(n)].id for n in beside.split()}
    return [(one.file, one.records, one.database) for one in _identified(library, searches, other)]


@pytest.mark.parametrize(
    ("held", "files", "beside", "rows"),
    [
        ("", "", "", []),
        ("", "b.bib", "", [("b.bib", 0)]),
        ("a.bib b.bib a.bib", "", "", [("a.bib", 2), ("b.bib", 1)]),
        ("a.bib b.bib", "b.bib c.bib a.bib", "", [("b.bib", 1), ("c.bib", 0), ("a.bib", 1)]),
        # a file of interviews alone has no row; one that has literature too is counted without them
        ("a.bib i.bib", "a.bib i.bib", "1", [("a.bib", 1)]),
        ("a.bib i.bib i.bib", "i.bib", "1", [("i.bib", 1), ("a.bib", 1)]),
        ("i.bib i.bib", "", "0 1", []),
        # a private file is named where one of its records is shown
        ("private/a.bib", "private/a.bib private/b.bib", "", [("private/a.bib", 1)]),
        ("a.bib", "private/b.bib", "", [("a.bib", 1)]),
    ],
)
def test_each_file_of_literature_is_a_row(
    held: str, files: str, beside: str, rows: list[tuple[str, int]]
) -> None:
    assert rows == [one[:2] for one in identified(held, files, beside=beside)]


@pytest.mark.parametrize(
    ("searches", "rows"),
    [
        ((Search(database="Scopus", file="a.bib"),), [("a.bib", 1, "Scopus"), ("b.bib", 1, "")]),
        (
            (Search(database="Scopus", files=("b.bib", "a.bib")),),
            [("a.bib", 1, "Scopus"), ("b.bib", 1, "Scopus")],
        ),
        ((Search(database="Lexis"),), [("a.bib", 1, ""), ("b.bib", 1, ""), ("", 0, "Lexis")]),
        (
            (Search(database="Lexis", file="gone.bib"), Search(database="Hein", file="gone.bib")),
            [("a.bib", 1, ""), ("b.bib", 1, ""), ("gone.bib", 0, "Lexis"), ("gone.bib", 0, "Hein")],
        ),
        (
            (Search(database="Talks", file="private/jane-doe.bib"),),
            [("a.bib", 1, ""), ("b.bib", 1, ""), ("private", 0, "Talks")],
        ),
    ],
)
def test_a_search_is_in_the_row_of_its_file_or_in_one_of_its_own(
    searches: tuple[Search, ...], rows: list[tuple[str, int, str]]
) -> None:
    assert rows == identified("a.bib b.bib", "private/jane-doe.bib", searches)


def test_a_search_of_its_own_row_keeps_all_that_was_noted() -> None:
    search = Search(
        database="Lexis", platform="Nexis", date="2026-01-31", hits=3, method="websites", file="gone.bib"
    )
    (row,) = _identified(Library(), [search], set())
    assert ("Lexis", "Nexis", "2026-01-31", 3, "websites", 0) == (
        row.database,
        row.platform,
        row.date,
        row.hits,
        row.method,
        row.records,
    )


ONE, TWO = ("a.bib",), ("a.bib", "b.bib")


@pytest.mark.parametrize(
    ("noted", "hits"),
    [
        ((), None),
        (((None, ONE),), None),
        (((0, ONE),), 0),
        (((5, ONE),), 5),
        (((5, ONE), (2, ONE)), 7),
        (((5, ONE), (None, ONE)), 5),
        (((5, TWO),), None),  # of which file they are is not known
        (((5, TWO), (2, ONE)), 2),
    ],
)
def test_hits_of_a_file(noted: tuple[tuple[int | None, tuple[str, ...]], ...], hits: int | None) -> None:
    searches = [Search(database="Scopus", hits=n, files=files) for n, files in noted]
    (row,) = _of_file("a.bib", {tuple(searches): 9}, searches)
    assert hits == row.hits


@pytest.mark.parametrize(
    ("methods", "told"),
    [
        ((), ""),
        (("websites",), "websites"),
        (("websites", "websites"), "websites"),
        (("websites", "citation searching"), "websites; citation searching"),
        (("websites", ""), ""),  # a database found these records too
    ],
)
def test_the_other_method_of_a_file(methods: tuple[str, ...], told: str) -> None:
    searches = [Search(database="D", platform="", method=method, file="a.bib") for method in methods]
    (found,) = _of_file("a.bib", {tuple(searches): 9}, searches)
    assert (told, "D" if methods else "", "") == (found.method, found.database, found.platform)


@pytest.mark.parametrize(
    ("verb", "shown", "left"), [("include", "yes", 2), ("include", "", 0), ("tag", "yes", 0)]
)
def test_what_was_left_was_left_by_automation_where_people_saw_suggestions(
    verb: str, shown: str, left: int
) -> None:
    from litreview.stages.evidence import judge_status

    works = tuple(Source(key=f"K{n}", type="article", records=(record("a.bib", n),)) for n in range(3))
    lines = [
        Decision(when="2026-01-31T09:30:00Z", by="a", verb="include", key="K0", value="abstract"),
        Decision(when="2026-01-31T09:30:00Z", by="b", verb=verb, key="K0", value="abstract", shown=shown),
    ]
    flow = count_flow(
        Library(records=tuple(one for work in works for one in work.records)),
        Deduplication(sources=works),
        lines,
        standing=judge_status(works, lines, stopped="a sample of 2"),
    )
    assert (2, left) == (flow.left_unscreened, flow.left_by_automation)
