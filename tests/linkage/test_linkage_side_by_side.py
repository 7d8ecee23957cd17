"""Side by side: what differs is what a reader would call different."""

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Doi, Person, Work
from litreview.core.text.spans import differing, plain_words
from litreview.linkage.side_by_side import side_by_side


def rows(*works, **given_):
    return {row.name: row for row in side_by_side(works, **given_)}


def work(key="a", **given_):
    known = {name: given_.pop(name) for name in ("authors", "year", "doi", "confidential") if name in given_}
    return Work(key=key, type="article", fields=given_, **known)


def test_case_spacing_and_punctuation_are_no_difference():
    assert rows(work(title="Policing:  the City."), work(title="policing the city"))["title"].same


def test_a_value_that_one_work_leaves_out_is_no_conflict():
    row = rows(work(volume="1"), work())["volume"]
    assert (False, False) == (row.same, row.conflict)
    assert rows(work(volume="1"), work(volume="2"))["volume"].conflict


def test_dashes_and_cut_last_pages_are_no_conflict():
    for other in ("123–128", "123--128", "123-8", "123", "pp. 123-128"):
        assert not rows(work(pages="123-128"), work(pages=other))["pages"].conflict, other
    for other in ("123-129", "124-128", "e123"):
        assert rows(work(pages="123-128"), work(pages=other))["pages"].conflict, other


def test_one_thing_is_one_row_whatever_its_field_is_called():
    found = rows(
        work(journal="Nature", issue="2", year=2010),
        work(journaltitle="Nature", number="2", date="2010-05", year=2010),
    )
    assert all(found[name].same for name in ("in", "number", "year"))


def test_a_doi_is_the_same_with_and_without_its_address():
    a = Work(key="a", type="article", fields={"doi": "https://doi.org/10.1234/A"}, doi=Doi("10.1234/a"))
    b = Work(key="b", type="article", fields={"doi": "10.1234/a"}, doi=Doi("10.1234/a"))
    assert rows(a, b)["doi"].same


def test_people_stand_as_they_are_called():
    found = rows(
        work(authors=(Person(family="Archer", given="Ann"), Person(literal="World Health Organization"))),
        work(),
    )
    assert "Ann Archer; World Health Organization" == found["author"].values[0]


def test_a_confidential_work_shows_its_type_only():
    hidden = work(title="Planted", abstract="Planted", confidential=True)
    assert {"title", "type"} == set(rows(hidden, work(title="Other")))
    assert "" == rows(hidden, work(title="Other"))["title"].values[0]
    assert "Planted" == rows(hidden, work(title="Other"), whole=True)["title"].values[0]


def test_a_long_value_is_cut_between_words_and_compared_whole():
    a, b = "one two three four five", "one two three four six"
    row = rows(work(abstract=a), work(abstract=b), longest=10)["abstract"]
    assert ("one two …", "one two …") == row.values
    assert ((), ()) == row.differs
    assert row.conflict


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"title": "A"}, "title", "A"),
        ({"year": 1999}, "year", "1999"),
        ({"date": "in press"}, "year", "in press"),
        ({"booktitle": "B"}, "in", "B"),
        ({"reporter": "F.3d"}, "in", "F.3d"),
        ({"journal": "J", "booktitle": "B"}, "in", "J"),
        ({"issue": "4"}, "number", "4"),
        ({"eid": "e1"}, "pages", "e1"),
        ({"school": "S"}, "institution", "S"),
        ({"court": "9th Cir."}, "institution", "9th Cir."),
        ({"editors": (Person(family="Doe", given="J."),)}, "editor", "J. Doe"),
        ({"doi": "10.1234/A"}, "doi", "10.1234/A"),
        ({"isbn": "9"}, "isbn", "9"),
    ],
)
def test_a_field_is_found_under_any_of_its_names(fields, name, value):
    people = {key: fields[key] for key in fields.keys() & {"editors"}}
    known = {key: value for key, value in fields.items() if key not in people and key != "year"}
    one = Work(key="a", type="misc", fields=known, year=fields.get("year"), **people)
    found = rows(one, work())
    assert value == found[name].values[0]
    # no other row has it, and what no work has is no row
    assert {name, "type"} == {key for key in found if any(found[key].values)} == set(found)


@pytest.mark.parametrize(
    ("value", "longest", "shown"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two …"),
        ("one two three", 7, "one two …"),
        ("one two three", 6, "one …"),
        ("incomprehensible", 5, "incom …"),
        ("one two three", 0, "one two three"),
    ],
)
def test_a_value_is_cut_behind_its_last_whole_word(value, longest, shown):
    assert shown == rows(work(title=value), longest=longest)["title"].values[0]


def test_what_differs_is_marked_as_far_as_it_is_shown():
    row = rows(work(title="one two three"), work(title="uno two tres"), longest=8)["title"]
    assert ("one two …", "uno two …") == row.values
    assert (((0, 3),), ((0, 3),)) == row.differs
    same = rows(work(title="one two"), work(title="one two"))["title"]
    assert (True, False, ((), ())) == (same.same, same.conflict, same.differs)


texts = st.lists(st.text(alphabet="ab B.,-", max_size=20), min_size=2, max_size=4)


@given(texts)
def test_what_is_marked_is_words_that_another_value_does_not_have(values):
    words = [set(plain_words(value)) for value in values]
    for number, (value, stretches) in enumerate(zip(values, differing(values), strict=True)):
        others = [known for n, known in enumerate(words) if n != number and known]
        marked = {word for start, end in stretches for word in plain_words(value[start:end])}
        assert marked == {word for word in words[number] if not all(word in known for known in others)}
        assert all(0 <= start < end <= len(value) for start, end in stretches)
