"""References that are not held, joined to works: sets of years and DOIs, and which reference is the best formed. All works are made up."""

from __future__ import annotations

from typing import Any

import pytest

from litreview.core.model import CitedReference, Doi, Person, RecordId, Where
from litreview.linkage import RecordColumns
from litreview.stages.network.reference_comparison import reference_columns
from litreview.stages.network.works_not_held import _join, _quality_key, _Union, missing_works


def entry(given: str) -> RecordColumns:
    """Return a reference by its year and its DOIs: `"1999 x y"`, `"0"`."""
    year, *dois = given.split()
    return RecordColumns(year=int(year), dois=frozenset(dois))


def sets(union: _Union) -> str:
    return "".join(str(union.find(n)) for n in range(len(union.parent)))


@pytest.mark.parametrize(
    ("entries", "joined", "found"),
    [
        ("0, 0", "01", "00"),
        ("1999, 1999", "01", "00"),
        ("1999, 2001", "01", "00"),  # two years apart are a slip
        ("2001, 1999", "01", "00"),
        ("1999, 2002", "01", "01"),
        ("2002, 1999", "01", "01"),
        ("1999, 0", "01", "00"),
        # one without a year ties no two editions
        ("1999, 0, 2002", "01 12", "002"),
        ("0, 1999, 2002", "01 02", "002"),
        ("0, 1999, 2002", "10 20", "002"),
        ("2002, 0, 1999", "12 01", "011"),
        ("1999, 0, 2001", "01 12", "000"),
        # a set is as wide as all its years
        ("1999, 2001, 2003", "01 12", "002"),
        ("2001, 1999, 2000", "01 12", "000"),
        ("2003, 2001, 1999", "01 12", "002"),
        ("1999, 2000, 2002, 2001", "01 23 02", "0022"),
        ("1999, 2000, 2001, 2001", "01 23 13", "0000"),
        # DOIs that differ keep works apart, whoever of a set has them
        ("1999 x, 1999 y", "01", "01"),
        ("1999 x, 1999 x", "01", "00"),
        ("1999 x, 1999", "01", "00"),
        ("1999 x, 1999, 1999 y", "01 12", "002"),
        ("1999, 1999 x, 1999 y", "01 02", "002"),
        ("1999, 1999 x, 1999 x", "01 02", "000"),
        ("0, 0, 0, 0", "23 13 03", "0000"),
        ("0, 0, 0", "00 11", "012"),
    ],
)
def test_references_are_one_work_unless_dois_or_years_differ(entries: str, joined: str, found: str) -> None:
    union = _Union([entry(one) for one in entries.split(", ")])
    for a, b in joined.split():
        union.join(int(a), int(b))
    assert found == sets(union)


@pytest.mark.parametrize(
    ("entries", "sure", "any_year", "found"),
    [
        ("1999 x, 2009 y", True, False, "00"),
        ("1999 x, 2009 y", False, True, "01"),
        ("1999 x, 2009 x", False, True, "00"),
        ("1999 x, 2009 x", False, False, "01"),
        ("1999, 2009", True, False, "00"),
    ],
)
def test_what_is_sure_is_joined_whatever_differs(
    entries: str, sure: bool, any_year: bool, found: str
) -> None:
    union = _Union([entry(one) for one in entries.split(", ")])
    union.join(0, 1, sure=sure, any_year=any_year)
    assert found == sets(union)


def cited(text: str, **parts: Any) -> CitedReference:
    return CitedReference(text=text, where=Where(file="a.bib", line=3), record=RecordId("a.bib:x"), **parts)


ROE = (Person(family="Roe"),)
WHOLE: dict[str, Any] = {
    "title": "Raids", "doi": Doi("10.1000/x"), "authors": ROE, "year": 1999, "container": "J Tests", "volume": "7", "page": "12",
}  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        ("", 0),
        ("title", 2),
        ("doi", 2),
        ("authors", 1),
        ("year", 1),
        ("container", 1),
        ("volume", 1),
        ("page", 1),
        ("authors year container volume page", 5),
        (" ".join(WHOLE), 9),
    ],
)
def test_how_well_a_reference_is_formed(parts: str, count: int) -> None:
    assert -count == _quality_key(cited("x", **{name: WHOLE[name] for name in parts.split()}))[0]


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (("Roe A", "Roe A, 1999"), "Roe A, 1999"),
        (("Roe A", "Poe B"), "Poe B"),
        (("a" * 400, "b" * 399), "a" * 400),
        # beyond 400 letters it is no longer a reference
        (("b" * 401, "a" * 400), "a" * 400),
        (("b" * 900, "a" * 401), "a" * 401),
        (("b" * 400, "a" * 399), "b" * 400),
    ],
)
def test_of_references_with_the_same_parts_the_longer_is_the_better(
    texts: tuple[str, ...], first: str
) -> None:
    assert first == min((cited(text) for text in texts), key=_quality_key).text


def works(*given: tuple[str, CitedReference], taken: tuple[str, ...] = ()) -> list[tuple[str, str, int]]:
    """Return key, citing sources and number of references of each work that is not held."""
    return [
        (one.key, " ".join(one.cited_by), len(one.references))
        for one in missing_works(given, reference_columns, taken)
    ]


def test_works_are_in_order_of_citing_sources_and_each_source_counts_once() -> None:
    raids, ports = (
        cited("Roe A, 1999, RAIDS", authors=ROE, year=1999),
        cited("Poe B, 2001, PORTS", authors=ROE, year=2001),
    )
    assert [] == works()
    assert [("Roe1999", "a", 1)] == works(("a", raids))
    assert [("Roe2001", "a b", 2), ("Roe1999", "a", 2)] == works(
        ("a", raids), ("a", raids), ("b", ports), ("a", ports)
    )
    assert [("Roe1999-2", "a", 1)] == works(("a", raids), taken=("Roe1999",))


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ({"key": "K1", "text": "x"}, {"key": "K1", "text": "x"}, 1),
        ({"key": "K1", "text": "x"}, {"key": "K1", "text": "y"}, 1),
        ({"text": "Roe A, 1999, RAIDS"}, {"text": "Roe A, 1999, RAIDS"}, 1),
        ({"text": "Roe A, 1999, RAIDS"}, {"text": "ROE A. (1999) Raids in ports"}, 2),
        ({"text": "Roe A, 1999, RAIDS"}, {"text": "ROE A. (1999) Raids"}, 1),  # the same words
        ({"text": "K1"}, {"key": "K1", "text": "z"}, 2),
    ],
)
def test_references_of_one_key_or_of_the_same_words_are_one_work(
    one: dict[str, str], other: dict[str, str], count: int
) -> None:
    assert count == len(works(("a", cited(**one)), ("b", cited(**other))))


def columns(**parts: Any) -> RecordColumns:
    return RecordColumns(**parts)


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([{}, {}], "01"),  # without words nothing says that they are one
        ([{"text": "roe"}, {"text": "roe"}], "00"),
        ([{"text": "roe"}, {"text": "poe"}], "01"),
        ([{"text": "roe", "laws": ("pl 1",)}, {"text": "poe", "laws": ("pl 1",)}], "00"),
        ([{"text": "roe", "laws": ("pl 1",)}, {"text": "poe", "laws": ("pl 2",)}], "01"),
        ([{"text": "roe", "laws": ("pl 1",)}, {"text": "pl 1"}], "01"),
        ([{"dois": frozenset("x")}, {"dois": frozenset("x"), "text": "poe"}], "00"),
        ([{"dois": frozenset("x"), "text": "roe"}, {"dois": frozenset("y"), "text": "roe"}], "01"),
        ([{"dois": frozenset("x")}, {"dois": frozenset("y")}, {"dois": frozenset("xy")}], "000"),
        # a DOI known to one bars a weaker guess
        ([{"text": "roe"}, {"dois": frozenset("x"), "text": "roe"}, {"dois": frozenset("y"), "text": "roe"}], "002"),
    ],
)  # fmt: skip
def test_what_is_certainly_one_work(entries: list[dict[str, Any]], found: str) -> None:
    read = [columns(**one) for one in entries]
    union = _Union(read)
    _join(read, union)
    assert found == sets(union)


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        ({"year": 1999}, {"year": 1999}, True),
        ({"year": 1999}, {"year": 2001}, True),
        # at one place years may differ by any slip
        ({"year": 1999}, {"year": 1991}, True),
        ({"year": 1999, "page": "12"}, {"year": 1999, "page": "80"}, False),
        ({"year": 1999, "dois": frozenset("x")}, {"year": 1999, "dois": frozenset("y")}, False),
    ],
)
def test_two_references_to_one_place(a: dict[str, Any], b: dict[str, Any], one: bool) -> None:
    same: dict[str, Any] = {
        "authors": ("roe",), "initials": ("a",), "forms": ("roe",), "container": "made up tests", "volume": "7", "page": "12",
    }  # fmt: skip
    read = [columns(text="first", **{**same, **a}), columns(text="second", **{**same, **b})]
    union = _Union(read)
    _join(read, union)
    assert one == (union.find(0) == union.find(1))
