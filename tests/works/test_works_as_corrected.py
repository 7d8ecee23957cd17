"""Records as they would be if they had said what a person corrected: the corrected fields, under each of their names, and no others."""

from __future__ import annotations

import pytest

from litreview.core.model import Correction, Doi, Person, Record, RecordId, Source, Where
from litreview.works.missing_values import records_as_corrected

WHERE = Where(file="a")


def corrected(*names, type_="book", **fields):
    record = Record(
        key="a",
        type="article",
        id=RecordId("a:a"),
        where=WHERE,
        fields={"title": "Old", "journaltitle": "Old J", "issue": "1", "location": "Rome", "date": "1999-05", "volume": "3"},
        authors=(Person(family="Old"),),
        editors=(Person(family="Older"),),
        year=1999,
        doi=Doi("10.1234/old"),
    )  # fmt: skip
    source = Source(
        key="a",
        type=type_,
        fields=fields,
        authors=(Person(family="New"),),
        editors=(Person(family="Newer"),),
        year=2001,
        doi=Doi("10.1234/new"),
        records=(record,),
        corrected=tuple(
            Correction(field=name, value=fields.get(name, ""), by="ann", place=WHERE) for name in names
        ),
    )
    (found,) = records_as_corrected(source)
    assert source.records == (record,)
    return found, record


def test_what_nobody_corrected_is_as_it_was():
    found, record = corrected(title="New")
    assert found is record


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("title", {"title": "New"}, {"title": "New", "journaltitle": "Old J", "volume": "3"}),
        # a field that was emptied is gone
        ("title", {}, {"title": None, "journaltitle": "Old J"}),
        # BibTeX's name and biblatex's mean one field
        ("journal", {"journaltitle": "New J"}, {"journaltitle": "New J", "journal": None, "title": "Old"}),
        ("journal", {"journal": "New J"}, {"journal": "New J", "journaltitle": None}),
        ("number", {"number": "2"}, {"number": "2", "issue": None}),
        ("address", {"address": "Oslo"}, {"address": "Oslo", "location": None}),
        # a date is one fact, in whichever fields it is
        ("year", {"year": "2001"}, {"year": "2001", "date": None, "volume": "3"}),
        ("month", {"date": "2001-02"}, {"date": "2001-02"}),
    ],
)
def test_a_corrected_field(name, fields, expected):
    found, _ = corrected(name, **fields)
    assert expected == {each: found.fields.get(each) for each in expected}


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("entrytype", {"type"}),
        ("author", {"authors"}),
        ("editor", {"editors"}),
        ("year", {"year"}),
        ("date", {"year"}),
        ("doi", {"doi"}),
        ("title", set()),
    ],
)
def test_what_is_known_of_a_record_beside_its_fields(name, changed):
    found, record = corrected(name)
    parts = {"type", "authors", "editors", "year", "doi"}
    assert changed == {part for part in parts if getattr(found, part) != getattr(record, part)}
