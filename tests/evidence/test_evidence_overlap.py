"""What databases share is counted once per work, at each stage, and adds up to the flow."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

import litreview as lr
from litreview.core.results import Overlap, Search
from litreview.pages.charts import draw_overlap
from litreview.review.outputs.methods import describe_methods
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.outputs.report import report_html
from litreview.review.session import Review
from litreview.stages.evidence import check_strategies
from litreview.stages.evidence.search_recall import exact_interval

DEMONSTRATION = lr.open_review(Path(__file__).parents[2] / "examples/demonstration")
ENTRIES = {
    # three made-up works: Bees in both files, Birds in the first, Moths in the second
    "a.bib": "@book{Bees, title={Made-up bees of the coast}, author={Doe, Ann}, year=2001, isbn={9780306406157}}\n"
    "@book{Birds, title={Invented birds of a harbor}, author={Roe, Ann}, year=2002}",
    "b.bib": "@book{Bees2, title={Made-up bees of the coast}, author={Doe, Ann}, year=2001, isbn={9780306406157}}\n"
    "@book{Moths, title={Night moths nobody saw}, author={Poe, Ann}, year=2003}",
}


def made_up(*searches: Search, entries: Mapping[str, str] = ENTRIES) -> Review:
    libraries = [lr.read_text(text, name) for name, text in entries.items()]
    library = lr.Library(records=tuple(r for one in libraries for r in one.records), files=tuple(ENTRIES))
    review = Review(library=library)
    return dataclasses.replace(review, settings=dataclasses.replace(review.settings, searches=searches))


def test_a_library_is_counted_by_file() -> None:
    found = lr.overlap(made_up().library)
    assert ("a.bib", "b.bib") == found.databases
    assert {("a.bib",): ("Birds",), ("b.bib",): ("Moths",), ("a.bib", "b.bib"): ("Bees",)} == dict(
        found.combinations()
    )
    assert (1, 2) == (found.shared("a.bib", "b.bib"), found.shared("a.bib", "a.bib"))
    assert ("Birds",) == found.only("a.bib")
    assert ["sources"] == list(found.stages)  # nobody screens


def test_what_is_of_no_literature_is_counted_beside() -> None:
    sealed = "@misc{L1, title={A made-up letter}, year=2004, confidential={true}}\n"
    texts = {
        "a.bib": ENTRIES["a.bib"] + "\n" + sealed,
        "b.bib": ENTRIES["b.bib"],
        "c.bib": sealed.replace("L1", "L2"),
    }
    libraries = [lr.read_text(text, name) for name, text in texts.items()]
    library = libraries[0] + libraries[1] + libraries[2]
    found = lr.overlap(library)
    assert ({"a.bib": 2, "b.bib": 2}, {"a.bib": 1, "c.bib": 1}) == (found.by_database, found.beside)
    assert len(library) == sum(found.by_database.values()) + sum(found.beside.values())
    told = lr.to_frame(found, table="databases")
    assert [["a.bib", 2, 1], ["b.bib", 2, 0], ["c.bib", 0, 1]] == told[
        ["database", "records", "beside"]
    ].to_numpy().tolist()
    assert "2 records beside" in found._repr_html_()


def test_records_that_do_not_tell_which_search_found_them_count_once() -> None:
    review = made_up(Search(database="X", file="a.bib"), Search(database="Y", files=("a.bib", "b.bib")))
    assert {("X or Y",): ("Birds",), ("Y",): ("Moths",), ("Y", "X or Y"): ("Bees",)} == dict(
        review.overlap.combinations()
    )
    assert {"Y": 2, "X or Y": 2} == dict(review.overlap.by_database)


def test_a_file_without_a_search_and_a_search_without_a_file_count_as_themselves() -> None:
    review = made_up(Search(database="X", file="a.bib"), Search(database="Empty", file="no.bib"))
    assert ("X", "Empty", "b.bib") == review.overlap.databases
    assert {"X": 2, "Empty": 0, "b.bib": 2} == dict(review.overlap.by_database)


def test_files_below_private_are_not_named() -> None:
    library = lr.read_text(
        "@book{A, title={Made up}, author={Doe, Ann}, year=2001, confidential={false}}", "private/jane.bib"
    )
    found = lr.overlap(library)
    assert "jane" not in repr(found)


def test_the_demonstration_as_counted_by_hand() -> None:
    found = DEMONSTRATION.overlap
    assert [16, 15, 11] == list(found.by_database.values())
    assert [5, 9, 5] == [len(found.only(name)) for name in found.databases]
    assert [1, 3, 2] == [len(found.only(name, "included")) for name in found.databases]
    page = report_html(DEMONSTRATION).decode()
    assert (
        "Without Invented Index A, the review would lose 1 included work: Demo-Fir &amp; Demo-Ivy 2019."
        in page
    )
    assert "Without Invented Index B, the review would lose 3 included works: " in page
    rows = list(csv.DictReader(io.StringIO(OUTPUTS["search-overlap.csv"].make(DEMONSTRATION).decode())))
    assert ["stage", "databases", "number_of_databases", "count", "keys"] == list(rows[0])
    assert 42 == sum(int(row["count"]) for row in rows if row["stage"] == "records")
    assert len(rows) == len(lr.to_frame(found))


def test_a_database_whose_works_others_hold_too_loses_nothing() -> None:
    decided = tuple(
        lr.Decision(when="2026-01-01T00:00:00Z", by="ann", verb=verb, key="Bees", value=value)
        for verb, value in (("include", "abstract"), ("include", "fulltext"))
    )
    review = dataclasses.replace(made_up(), decided=decided)
    assert ("Bees",) == review.overlap.stages["included"]
    assert report_html(review).decode().count("the review would lose no included work.") == 2


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.sampled_from(DEMONSTRATION.settings.searches), unique=True),
    st.integers(1, 9),
)
@pytest.mark.exhaustive
def test_it_adds_up_to_the_flow(searches: list[Search], every: int) -> None:
    review = dataclasses.replace(
        DEMONSTRATION,
        settings=dataclasses.replace(DEMONSTRATION.settings, searches=tuple(searches)),
        decided=tuple(d for n, d in enumerate(DEMONSTRATION.decided) if n % 9 < every),
    )
    found, flow = review.overlap, review.flow
    assert flow.records == sum(found.records.values())
    assert flow.sources == len(found.stages["sources"])
    if review.standing.screened:
        assert (flow.screened, flow.included) == (
            len(found.stages["screened"]),
            len(found.stages["included"]),
        )
    for stage, keys in found.stages.items():
        combinations = found.combinations(stage)
        assert sorted(keys) == sorted(key for mine in combinations.values() for key in mine)
        for name in found.databases:
            assert len(found.of(name, stage)) == sum(
                len(k) for names, k in combinations.items() if name in names
            )
            assert found.shared(name, name, stage) == len(found.of(name, stage))
            assert len(found.only(name, stage)) == len(combinations.get((name,), ()))


@given(
    st.dictionaries(
        st.text("AB é", min_size=1), st.sets(st.integers(0, 30), min_size=1), min_size=2, max_size=14
    )
)
def test_every_combination_is_drawn_or_counted(held: dict[str, set[int]]) -> None:
    works = sorted(set().union(*held.values()))
    found_in = {str(n): tuple(name for name in held if n in held[name]) for n in works}
    found = Overlap(
        databases=tuple(held),
        found_in=found_in,
        records=dict.fromkeys(found_in, 1),
        stages={"sources": tuple(found_in)},
    )
    drawn = draw_overlap(found)
    assert drawn is not None
    told = sum(column.count for column in drawn.columns)
    assert len(works) == told + (int(drawn.rest.split(" with ")[1].split()[0]) if drawn.rest else 0)
    for above, below in zip(drawn.rows, drawn.rows[1:], strict=False):
        assert above.at + above.height / 2 <= below.at - below.height / 2 + 1e-6
    assert all(len(row.lines) * 17 <= row.height for row in drawn.rows)


def test_recall_counts_the_known_works_that_each_database_found() -> None:
    """By DOI or by the key of any record of the work; a work that nobody has is missed by all."""
    known = ("Bees2", "moths", "10.5555/nothing")
    review = made_up(
        Search(database="A", file="a.bib", known=known, line=3), Search(database="B", file="b.bib")
    )
    found = lr.overlap(review).recalls
    assert [("A", ("Bees",)), ("B", ("Bees", "Moths")), ("all databases", ("Bees", "Moths"))] == [
        (one.database, one.keys) for one in found
    ]
    assert {known} == {one.known for one in found}
    assert ("moths", "10.5555/nothing") == found[0].missed
    (told,) = [one for one in review.problems if one.code == "LR618"]
    assert (3, True) == (told.where.line, "2 of 3 known works: moths, 10.5555/nothing" in told.message)
    frame = lr.to_frame(lr.overlap(review), table="search_recall")
    assert [1, 1, 3] == frame["only"].to_list()
    assert [0.333, 0.667, 0.667] == frame["recall"].to_list()


BEES = ("Bees", "BEES2", "10.5555/BEES", "https://doi.org/10.5555/bees", "bees")
"""Names of one work: the keys of its two records, and its DOI, in several spellings."""


@pytest.mark.parametrize(
    "names",
    [
        (*names, "moths")
        for names in (BEES, *itertools.chain(*(itertools.product(BEES, repeat=n) for n in (1, 2))))
    ],
    ids=str,
)
def test_a_known_work_counts_once_whatever_it_is_called(names: tuple[str, ...]) -> None:
    held = {**ENTRIES, "a.bib": ENTRIES["a.bib"].replace("year=2001", "year=2001, doi={10.5555/bees}")}
    searches = Search(database="A", file="a.bib", known=names, line=3), Search(database="B", file="b.bib")
    review = made_up(*searches, entries=held)
    *single, together = review.overlap.recalls
    assert ((names[0], "moths"), (names[0], "moths")) == (together.known, together.found)
    assert [1, 2] == [len(one.found) for one in single]
    rows = lr.to_frame(lr.overlap(review), table="search_recall")
    assert ([2, 2, 2], [1, 2, 2]) == (rows["known"].to_list(), rows["found"].to_list())
    assert (2, 2) == (review.ledger["works known beforehand"], review.ledger["known works found"])
    told = " ".join(one.words for one in describe_methods(review).sentences)
    assert "2 of 2 works known beforehand" in told
    (missed,) = (one.message for one in review.problems if one.code == "LR618")
    assert "1 of 2 known works: moths" in missed
    twice = [one.message for one in review.problems if one.code == "LR623"]
    assert [", ".join(names[:-1])] * (len(names) > 2) == [one.partition("times: ")[2] for one in twice]


def test_two_searches_may_name_one_work() -> None:
    review = made_up(
        Search(database="A", file="a.bib", known=("Bees",)),
        Search(database="B", file="b.bib", known=("bees2",)),
    )
    assert [("Bees",)] * 3 == [one.known for one in review.overlap.recalls]
    assert not {"LR618", "LR623"} & {one.code for one in review.problems}


def test_without_known_works_there_is_no_recall() -> None:
    assert () == lr.overlap(made_up(Search(database="A", file="a.bib"))).recalls


@pytest.mark.parametrize(("found", "n"), [(0, 5), (5, 5), (10, 12), (37, 81), (1, 1), (1500, 3000)])
def test_the_interval_is_that_of_scipy(found: int, n: int) -> None:
    from scipy.stats import binomtest

    oracle = binomtest(found, n).proportion_ci(method="exact")
    assert pytest.approx((oracle.low, oracle.high), abs=6e-4) == exact_interval(found, n)


@pytest.mark.parametrize(
    ("strategy", "abstracts", "warned"),
    [
        ("trafficking AND police", 20, True),
        ("harbor* AND TITLE-ABS-KEY(lights)", 20, False),
        ("trafficking AND police", 19, False),
        ("#1 AND #2", 20, False),
        ("HARBOR AND LIGHTS", 20, False),
    ],
)
def test_records_without_a_word_of_their_strategy_are_named(
    strategy: str, abstracts: int, warned: bool
) -> None:
    entries = "".join(
        f"@article{{K{n}, title = {{Made-up harbors {n}}}, year = 2001, journal = {{J}}, abstract = {{Of ships.}}}}\n"
        for n in range(abstracts)
    )
    searches = [Search(database="A", file="a.bib", strategy=strategy, line=7)]
    found = list(check_strategies(searches, lr.read_text(entries, "a.bib")))
    assert [("LR619", 7)] * warned == [(one.code, one.where.line) for one in found]


def test_searches_that_share_a_file_are_compared_with_it_together() -> None:
    entries = "".join(
        f"@article{{K{n}, title = {{Made-up harbors {n}}}, year = 2001, journal = {{J}}, abstract = {{Of ships.}}}}\n"
        for n in range(20)
    )
    library = lr.read_text(entries, "a.bib")
    mine = Search(database="A", file="a.bib", strategy="trafficking AND police")
    other = Search(database="B", file="a.bib", strategy="harbors")
    assert [] == list(check_strategies([mine, other], library))
    assert [] == list(check_strategies([mine, Search(database="B", file="a.bib")], library))
    assert ["LR619"] == [one.code for one in check_strategies([mine], library)]
