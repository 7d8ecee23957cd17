"""A reference and a work in the columns in which they are compared, column by column. All works are made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from litreview.core import text as textual
from litreview.core.model import CitedReference, Doi, Person, RecordId, Source, Where
from litreview.linkage import RecordColumns
from litreview.stages.network.reference_comparison import (
    is_unparsed,
    lookup_dois,
    reference_columns,
    source_columns,
    surname_keys,
)

Make = Callable[..., Source]


def cited(text: str = "x", **parts: Any) -> CitedReference:
    return CitedReference(text=text, where=Where(file="a.bib"), record=RecordId("a.bib:x"), **parts)


@pytest.mark.parametrize(
    ("container", "title", "kind"),
    [
        ("POLICING PORTS NORTH", "", "book"),  # twenty letters
        ("POLICING PORTS NORT", "", "book"),
        ("POLICING PORTS NOR", "", ""),
        ("POLICING PORTS NORTHE", "", ""),
        ("POLICING PORTS NORTH", "Raids", ""),
    ],
)
def test_a_book_is_told_by_the_length_to_which_its_title_was_cut(
    container: str, title: str, kind: str
) -> None:
    assert kind == reference_columns(cited(container=container, title=title)).kind


@pytest.mark.parametrize(
    ("parts", "cut"),
    [
        ({"container": "HDB OF TESTS"}, "hdb tests"),
        ({"container": "HDB OF TESTS", "page": "9"}, "hdb tests"),
        ({"container": "J OF TESTS", "volume": "4"}, ""),
        ({"container": "POLICING OF PORTS NO", "volume": "4"}, "policing ports no"),
        ({"container": "J OF TESTS", "title": "The Law of Ports"}, "law ports"),
        ({"container": "J OF TESTS", "title": "The Law of Ports", "volume": "4"}, "law ports"),
    ],
)
def test_the_title_that_is_compared_as_web_of_science_cuts_it(parts: dict[str, str], cut: str) -> None:
    assert cut == reference_columns(cited(**parts)).cut


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        # a newspaper, with month and day
        ({"container": "MADE UP TIMES 0728"}, ("", ("made up times",), {"0728"})),
        ({"container": "MADE UP TIMES 0728", "volume": "4"}, ("", ("made up times 0728",), set())),
        ({"container": "MADE UP TIMES 0728", "page": "4"}, ("", ("made up times 0728",), set())),
        ({"container": "MADE UP TIMES 0728", "title": "Raids"}, ("raids", ("made up times 0728",), set())),
        ({"container": "MADE UP TIMES 1332"}, ("", ("made up times 1332",), set())),
        # four words that are not in capitals are a title, unless they name a meeting
        ({"container": "Policing of every port"}, ("policing of every port", (), set())),
        ({"container": "Policing every port"}, ("", ("policing every port",), set())),
        ({"container": "POLICING OF EVERY PORT"}, ("", ("policing every port",), set())),
        ({"container": "Policing of every port", "volume": "4"}, ("", ("policing every port",), set())),
        ({}, ("", (), set())),
    ],
)
def test_what_stands_where_the_journal_does(
    parts: dict[str, str], found: tuple[str, tuple[str, ...], set[str]]
) -> None:
    columns = reference_columns(cited(**parts))
    assert found == (columns.title, columns.containers, set(columns.dates))


def test_the_name_of_a_meeting_is_no_title() -> None:
    assert (
        "" == reference_columns(cited(container="Proceedings of the International Conference on Ports")).title
    )


def test_without_the_year_that_parts_them_title_and_journal_are_one() -> None:
    assert "raids journal tests" == reference_columns(cited(title="Raids, Journal of Tests")).container
    assert "" == reference_columns(cited(title="Raids, Journal of Tests", year=2008)).container
    assert "journal ports" == reference_columns(cited(title="Raids", container="Journal of Ports")).container
    assert (0, 2008) == tuple(reference_columns(cited(year=year)).year for year in (None, 2008))


def test_the_dois_of_a_reference() -> None:
    text = "Roe A, 2008, J TESTS, DOI [10.1000/a, 10.1000/x.issue-2]"
    one = cited(text, doi=Doi("10.1000/a"))
    # that of a whole issue leads to a work that has it, and tells no two works apart
    assert ("10.1000/a", "10.1000/x.issue-2") == lookup_dois(one)
    assert {"10.1000/a"} == reference_columns(one).dois
    bare = cited("Roe A, 2008", doi=Doi("10.1000/b"))
    assert ("10.1000/b",) == lookup_dois(bare)
    assert {"10.1000/b"} == reference_columns(bare).dois
    assert () == lookup_dois(cited("Roe A, 2008"))
    assert frozenset() == reference_columns(cited("Roe A, 2008")).dois


def test_an_article_on_a_statute_is_no_statute() -> None:
    text = "On Pub. L. No. 106-386, 114 Stat. 1464"
    assert ("pl 106-386",) == reference_columns(cited(text)).laws
    assert ("pl 106-386",) == reference_columns(cited(text, volume="4")).laws
    assert ("pl 106-386",) == reference_columns(cited(text, page="9")).laws
    assert () == reference_columns(cited(text, volume="4", page="9")).laws


WORDS = "one two three four five six seven eight"


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"text": WORDS}, True),
        ({"text": WORDS.removesuffix(" eight")}, False),
        ({"text": WORDS, "title": "one"}, True),
        ({"text": WORDS, "authors": ("roe",)}, True),
        ({"text": WORDS, "title": "one", "authors": ("roe",)}, False),
        ({"text": WORDS, "volume": "4"}, True),
        ({"text": WORDS, "page": "9"}, True),
        ({"text": WORDS, "volume": "4", "page": "9"}, False),
    ],
)
def test_a_run_of_eight_words_without_author_or_title_is_unclear(parts: dict[str, Any], told: bool) -> None:
    assert told == bool(is_unparsed(RecordColumns(**parts)))


def test_the_columns_of_a_work(make: Make) -> None:
    work = make(
        "Roe2008", author="Roe, Ann and ? and {Port Office} and van der Poe, Bo", title="The law: raids on ports", year="2008",
        journal="Journal of Ports", booktitle="Journal of Ports", series="Ports", volume="Vol. 04", pages="091--99", date="2008-07-28",
        doi="10.1000/a",
    )  # fmt: skip
    (one,) = source_columns(work)
    assert ("Roe2008", 2008, "4", "91", {"0728"}, {"10.1000/a"}) == (
        one.id,
        one.year,
        one.volume,
        one.page,
        set(one.dates),
        set(one.dois),
    )
    assert ("journal ports", "ports") == one.containers
    assert ("the law raids on ports", "the law", "law raids ports") == (one.title, one.main, one.cut)
    assert (("roe", "van der poe"), ("a", "b"), ("port office",)) == (one.authors, one.initials, one.bodies)
    assert (("roe",), {"portoffice", "vanderpoe", "derpoe", "poe"}) == (one.forms, {*one.others} - {"port"})
    assert () == one.laws


@pytest.mark.parametrize("date", ["2008", "2008-07"])
def test_a_day_has_its_month(make: Make, date: str) -> None:
    (one,) = source_columns(make("a", date=date, year="2008"))
    assert frozenset() == one.dates


def test_a_work_without_anything(make: Make) -> None:
    (one,) = source_columns(make("a"))
    assert RecordColumns(id="a") == one


@pytest.mark.parametrize(
    ("title", "main"),
    [
        ("The law: raids", "the law"),
        ("The law [Das Recht]", "the law"),
        ("The law? Raids", "the law"),
        ("The law - raids", "the law"),
        ("The law. Raids: ports", "the law"),
        ("The law", ""),
        ("The law-raids", ""),
    ],
)
def test_the_main_title_ends_at_the_first_mark(make: Make, title: str, main: str) -> None:
    assert main == next(source_columns(make("a", title=title))).main


def test_a_work_is_known_as_each_of_its_records_names_it(make: Make) -> None:
    first = make("a", author="Roe, Ann", title="Raids on ports", year="2008")
    others = [
        make("b", author="Roe, Ann", title="Raids on ports", year="2008"),  # says the same
        make("c", author="Roe, Ann", title="Port raids", year="2008"),
        make("d", author="Ann, Roe", title="Raids on ports", year="2008"),
        make("e", author="Roe, Ann", title="Raids on ports", year="2009"),
        make("f", title="Harbor raids"),  # neither author nor year: those of the whole
        make("g", author="Xu, Zed", year="2011"),  # no title
        make("h", author="Roe, Ann", title="Port raids", year="2008"),
        make("i", author="Roe, Ann", title="Sea raids", year="2010", doi="10.1000/i", journal="Sea"),
    ]
    merged = replace(first, records=(*first.records, *(record for one in others for record in one.records)))
    found = [*source_columns(merged)]
    assert [
        ("raids on ports", 2008, ("roe",)),
        ("port raids", 2008, ("roe",)),
        ("raids on ports", 2008, ("ann",)),
        ("raids on ports", 2009, ("roe",)),
        ("harbor raids", 2008, ("roe",)),
        ("sea raids", 2010, ("roe",)),
    ] == [(form.title, form.year, form.authors) for form in found]
    # what leads to a work is what all its records say
    assert [({"10.1000/i"}, ("sea",))] * 6 == [({*form.dois}, form.containers) for form in found]


def test_of_a_work_without_authors_the_editors_are_compared(make: Make) -> None:
    edited = replace(make("a", title="Raids"), editors=textual.parse_names("Poe, Bo"))
    assert ("poe",) == next(source_columns(edited)).authors
    signed = replace(make("a", title="Raids", author="Roe, Ann"), editors=textual.parse_names("Poe, Bo"))
    assert ("roe",) == next(source_columns(signed)).authors


def test_the_forms_under_which_a_name_is_found() -> None:
    assert ("ruiz",) == surname_keys("ruiz")
    assert ("o",) == surname_keys("o")
    assert ("roea",) == surname_keys("roe a")
    assert ("annli", "li") == surname_keys("ann li")
    assert () == surname_keys("")

    def forms(*people: Person) -> tuple[tuple[str, ...], set[str]]:
        found = reference_columns(cited(authors=people))
        return found.forms, {*found.others}

    assert (("costahelder", "helder", "costa"), set()) == forms(Person(family="Costa Helder"))
    # a particle is no name of its own, and of a body the words behind the first are none
    assert (("vanpoe", "poe"), set()) == forms(Person(family="Poe", prefix="van"))
    assert (("portoffice", "port"), set()) == forms(Person(literal="Port Office"))
    assert (("roe",), {"poe", "xu"}) == forms(Person(family="Roe"), Person(family="Poe"), Person(family="Xu"))
    assert ((), set()) == forms(Person(family="?"))
    assert ((), set()) == forms()
