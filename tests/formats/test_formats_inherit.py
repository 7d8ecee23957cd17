"""What a child takes from its parents: biblatex's rules (manual, appendix B), and where we leave them."""

from __future__ import annotations

import pytest

from litreview.formats import read_text

# child type, parent type, parent's fields, what the child has of them
CASES = [
    ("inproceedings", "proceedings", "title={P}, subtitle={S}, venue={V}", {"booktitle": "P", "booksubtitle": "S", "venue": "V"}),
    ("inproceedings", "proceedings", "title={P}, booktitle={Short}", {"booktitle": "P"}),
    ("incollection", "collection", "title={P}, editor={Doe, J.}", {"booktitle": "P", "editor": "Doe, J."}),
    ("inbook", "book", "title={P}, author={Doe, J.}", {"booktitle": "P", "author": "Doe, J.", "bookauthor": "Doe, J."}),
    ("inproceedings", "proceedings", "title={P}, author={Doe, J.}", {"booktitle": "P", "bookauthor": "Doe, J."}),
    ("book", "mvbook", "title={P}, subtitle={S}", {"maintitle": "P", "mainsubtitle": "S"}),
    ("inbook", "mvbook", "title={P}", {"maintitle": "P"}),
    ("article", "periodical", "title={P}, volume=3", {"journaltitle": "P", "volume": "3"}),
    ("incollection", "book", "title={P}, publisher={X}", {"booktitle": "P", "publisher": "X"}),
    ("misc", "misc", "title={P}, howpublished={Web}", {"title": "P", "howpublished": "Web"}),
    ("inbook", "book", "doi={10.1000/p}, url={http://p.org}, pages={1--300}, abstract={A}, keywords={k}, file={f}, shorthand={S}", {}),
]  # fmt: skip


@pytest.mark.parametrize(("child", "parent", "fields", "expected"), CASES)
def test_fields_change_their_names_on_the_way(child, parent, fields, expected):
    record = read_text(f"@{child}{{c, crossref = {{p}}}}\n@{parent}{{p, {fields}}}").records[0]
    assert expected | {"crossref": "p"} == dict(record.fields)
    assert {"crossref"} == set(record.raw_fields)


def test_what_the_child_says_itself_stands():
    child = read_text("@inbook{c, crossref={p}, publisher={Own}, date={2001}}\n@book{p, publisher={P}, year=1999, month=jan}").records[0]  # fmt: skip
    assert {"crossref": "p", "publisher": "Own", "date": "2001"} == dict(child.fields)


def test_a_child_with_a_month_only_takes_the_year():
    child = read_text("@inbook{c, crossref={p}, month=feb}\n@book{p, year=1999, month=jan}").records[0]
    assert ("February", 1999) == (child.fields["month"], child.year)


def test_parents_hand_on_what_they_inherited():
    library = read_text(
        "@inbook{a, crossref={b}}\n@book{b, title={B}, crossref={c}}\n@mvbook{c, title={C}, publisher={X}}"
    )
    assert ("B", "C", "X") == tuple(library.records[0].fields[name] for name in ("booktitle", "maintitle", "publisher"))  # fmt: skip


def test_xref_names_a_parent_and_takes_nothing():
    library = read_text("@inbook{c, title={C}, xref={p}}\n@book{p, title={P}, publisher={X}}")
    assert {"title": "C", "xref": "p"} == dict(library.records[0].fields)
    assert ["LR030"] == [p.code for p in read_text("@inbook{c, title={C}, xref={gone}}").problems]


def test_xdata_gives_all_it_has_also_through_another_and_by_an_alias():
    library = read_text(
        "@xdata{pub, ids={house}, publisher={X}}\n@xdata{both, xdata={house, town}}\n@xdata{town, location={T}}\n"
        "@book{b, title={B}, xdata={both}}"
    )
    assert {"title": "B", "publisher": "X", "location": "T"} == dict(library.records[0].fields)
    assert ["LR033"] * 3 == [problem.code for problem in library.problems]


def test_xdata_can_be_named_for_one_field_or_one_person():
    library = read_text(
        "@xdata{x, author={Doe, Jane and Roe, Jo}, location={Town}}\n"
        "@book{b, author={Poe, A. and xdata=x-author-2}, editor={xdata=x-author}, location={xdata=x-location}}"
    )
    book = library.records[0]
    assert ["Poe", "Roe"] == [person.family for person in book.authors]
    assert ["Doe", "Roe"] == [person.family for person in book.editors]
    assert "Town" == book.fields["location"]


def test_a_set_is_no_work_and_is_written_as_it_was():
    from litreview.formats import dumps

    library = read_text("@book{a, title={A}}\n@set{s, entryset={a}}")
    assert ["a"] == [record.key for record in library]
    assert "@set{s, entryset={a}}" in dumps(library)
