"""Surnames of people as their names were parsed: the short way for plain names gives what the long way gives."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Person
from litreview.works.author_names import _NOISE, _person, surnames

_NAMES = st.one_of(
    st.text("abcdeABCDE.'- é1", max_size=9),
    st.sampled_from(sorted(_NOISE)),
    st.sampled_from(["FJELL", "AM", "Anonymous", "Staff", "OBrien", "Müller"]),
)


@given(
    _NAMES,
    _NAMES,
    st.sampled_from(["", "", "van der"]),
    st.sampled_from(["", "", "World Health Organization"]),
)
def test_a_plain_name_is_what_the_long_way_makes_of_it(
    family: str, given: str, prefix: str, literal: str
) -> None:
    person = Person(family=family, given=given, prefix=prefix, literal=literal)
    name = _person(person)
    # two, so that the field is not taken apart itself
    expected = (name, "roe") if name else ("roe",)
    assert surnames((person, Person(family="Roe", given="Jane")), "", {}) == expected


@pytest.mark.parametrize(
    ("family", "given", "expected"),
    [("AM", "Fjell", "fjell"), ("WONGS", "Ada", "wongs"), ("Wong", "Ada", "wong"), ("others", "", None)],
)
def test_initials_in_the_place_of_a_family_name_are_none(
    family: str, given: str, expected: str | None
) -> None:
    roe = Person(family="Roe", given="Jane")
    assert surnames((Person(family=family, given=given), roe), "", {}) == tuple(
        filter(None, (expected, "roe"))
    )


@pytest.mark.parametrize(
    ("raw", "family", "given", "expected"),
    [
        ("KING, Martin and Roe, Jane", "KING", "Martin", "king"),
        ("LEE, Kay and Roe, Jane", "LEE", "Kay", "lee"),
        ("DÍAZ, Jean-Paul and Roe, Jane", "DÍAZ", "Jean-Paul", "diaz"),
        ("ŁUĆ, Zoë and Roe, Jane", "ŁUĆ", "Zoë", "luc"),
        # as exports have them that turned the two round
        ("RL, BRENT and Roe, Jane", "RL", "BRENT", "brent"),
        ("LA, Lucci and Roe, Jane", "LA", "Lucci", "lucci"),
        ("Fjell AM and Roe, Jane", "AM", "Fjell", "fjell"),
    ],
)
def test_a_family_name_in_capitals_before_a_comma_is_no_initials(
    raw: str, family: str, given: str, expected: str
) -> None:
    people = (Person(family=family, given=given), Person(family="Roe", given="Jane"))
    assert surnames(people, raw, {}) == (expected, "roe")


def test_two_capitals_are_a_family_name_where_all_family_names_are_in_capitals() -> None:
    raw = "LI, Wei and ZHANG, Xin"
    people = (Person(family="LI", given="Wei"), Person(family="ZHANG", given="Xin"))
    assert surnames(people, raw, {}) == ("li", "zhang")
