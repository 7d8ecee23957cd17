"""What a work takes from the records of registries, and what it does not. All works are made up."""

from dataclasses import replace

import pytest

from litreview.core.model import Doi, Fields, OtherValue, Person, Record, RecordId, Where
from litreview.stages.duplicates.merge import merge
from litreview.stages.duplicates.registry_values import fill

RESOLVER = "https://doi.org/10.1000/a"
PREPRINT = "10.48550/arxiv.1"


def record(file="a.bib", kind="article", **said):
    names = {
        field: tuple(Person(family=name) for name in said.get(field, "").split(" and ") if name)
        for field in ("author", "editor")
    }
    year = said.get("year") or said.get("date", "")[:4]
    return Record(
        key="a",
        type=kind,
        fields=Fields({"title": "Harbor work", **said}),
        authors=names["author"],
        editors=names["editor"],
        year=int(year) if year else None,
        doi=Doi(said.get("doi", "")),
        id=RecordId(f"{file}:a"),
        where=Where(file=file, line=1),
    )


def filled(own, *registries):
    records = [record(file=f"r{n}.json", **said) for n, said in enumerate(registries)]
    return fill(merge([record(**own)], "a"), records)


# what a record says that was received, what registries say, and what the work has more afterwards
@pytest.mark.parametrize(
    ("own", "registries", "gained"),
    [
        ({}, [], {}),
        ({}, [{"publisher": "Tides"}], {"publisher": "Tides"}),
        ({}, [{"publisher": "Tides"}, {"publisher": "Locks"}], {"publisher": "Tides"}),
        ({}, [{"publisher": "TIDES PRESS"}, {"publisher": "Locks"}], {"publisher": "Locks"}),
        ({"school": "Tides"}, [{"publisher": "Locks"}], {}),
        ({}, [{"publisher": "Locks", "school": "Tides"}], {"publisher": "Locks", "school": "Tides"}),
        ({}, [{"keywords": "x", "note": "y"}], {}),
        # day and month are those of that year
        ({"year": "2012"}, [{"year": "2012", "month": "May"}], {}),
        ({"date": "2012"}, [{"year": "2012", "month": "May"}], {}),
        ({}, [{"year": "2012", "month": "May"}], {"year": "2012", "month": "May"}),
        ({}, [{"date": "2012-05"}], {"date": "2012-05"}),
        # of abstracts the longest
        ({}, [{"abstract": "Short."}, {"abstract": "Longer one."}], {"abstract": "Longer one."}),
        ({}, [{"abstract": "First one."}, {"abstract": "Other one."}], {"abstract": "First one."}),
        ({"abstract": "Own."}, [{"abstract": "Longer one."}], {}),
        # of DOIs that of a preprint last
        ({}, [{"doi": PREPRINT}, {"doi": "10.1000/a"}], {"doi": "10.1000/a"}),
        ({}, [{"doi": "10.1000/a"}, {"doi": PREPRINT}], {"doi": "10.1000/a"}),
        ({}, [{}, {"doi": PREPRINT}], {"doi": PREPRINT}),
        ({"doi": "10.1000/b"}, [{"doi": "10.1000/a"}], {}),
        # the address of a resolver says no more than the DOI
        ({}, [{"url": RESOLVER}, {"url": "https://tides.example"}], {"url": "https://tides.example"}),
        ({}, [{"url": RESOLVER.replace("doi", "DX.doi")}], {}),
        ({}, [{"author": "Doe and Roe"}], {"author": "Doe and Roe"}),
        ({"author": "Doe"}, [{"author": "Doe and Roe"}], {}),
        ({"author": "Doe"}, [{"editor": "Roe"}], {"editor": "Roe"}),
        ({"editor": "Doe"}, [{"author": "Roe", "editor": "Poe"}], {"author": "Roe"}),
        # one address: from the record that says most, and nothing else than the work does
        ({"volume": "3"}, [{"volume": "3", "pages": "1-9"}], {"pages": "1-9"}),
        ({"volume": "3"}, [{"volume": "4", "pages": "1-9"}], {}),
        ({"volume": "3"}, [{"volume": "4", "pages": "1-9"}, {"pages": "2-9"}], {"pages": "2-9"}),
        ({"volume": "3"}, [{"pages": "1-9"}, {"pages": "2-9", "number": "4"}], {"pages": "2-9", "number": "4"}),
        ({"volume": "3"}, [{"pages": "1-9"}, {"pages": "2-9"}], {"pages": "1-9"}),
        ({"volume": "S3"}, [{"volume": "s3", "number": "4"}], {"number": "4"}),
        ({"pages": "101-19"}, [{"pages": "101-119", "volume": "3"}], {"volume": "3"}),
        ({"pages": "101-19"}, [{"pages": "102-119", "volume": "3"}], {}),
        ({"pages": "101"}, [{"eid": "101", "volume": "3"}], {"volume": "3"}),
        ({"eid": "e12"}, [{"articleno": "e13", "volume": "3"}], {}),
        ({"number": "4"}, [{"issue": "4", "volume": "3"}], {"volume": "3"}),
        ({"number": "4"}, [{"issue": "5", "volume": "3"}], {}),
        ({"number": "4"}, [{"pages": "1-9…", "volume": "3"}], {"volume": "3"}),
        ({"journal": "Tides"}, [{"journal": "J. Tid.", "volume": "3"}], {"volume": "3"}),
        ({"journal": "Tides"}, [{"journaltitle": "J. Tid.", "booktitle": "B"}], {}),
        ({"booktitle": "Tides"}, [{"journal": "J. Tid.", "volume": "3"}], {"volume": "3"}),
        ({}, [{"journal": "Tides", "volume": "3"}], {"journal": "Tides", "volume": "3"}),
        # a preprint stands elsewhere
        ({}, [{"doi": PREPRINT, "volume": "3"}], {"doi": PREPRINT}),
        ({"doi": PREPRINT}, [{"doi": "10.1000/a", "volume": "3"}], {}),
        ({"doi": PREPRINT}, [{"doi": PREPRINT, "volume": "3"}], {"volume": "3"}),
    ],
)  # fmt: skip
def test_a_work_takes_what_it_lacks(own, registries, gained):
    found = filled(own, *registries)
    assert {"title": "Harbor work", **own, **gained} == dict(found.fields)
    assert gained == {one.field: one.value for one in found.filled}
    assert len(registries) == len(found.enriched)


def test_people_year_and_doi_are_read_from_what_is_taken():
    found = filled({}, {"author": "Doe", "editor": "Roe", "date": "2012-05", "doi": "10.1000/a"})
    assert (("Doe",), ("Roe",), 2012, "10.1000/a") == (
        tuple(one.family for one in found.authors),
        tuple(one.family for one in found.editors),
        found.year,
        found.doi,
    )
    own = {"author": "Poe", "editor": "Moe", "year": "2011", "doi": "10.1000/b"}
    found = filled(own, {"author": "Doe", "editor": "Roe", "year": "2012", "doi": "10.1000/a"})
    assert ("Poe", "Moe", 2011, "10.1000/b") == (
        found.authors[0].family,
        found.editors[0].family,
        found.year,
        found.doi,
    )


def test_each_value_has_the_place_of_the_registry_that_gave_it():
    found = filled({}, {"publisher": "Tides"}, {"url": "https://tides.example"})
    assert {"publisher": "r0.json", "url": "r1.json"} == {one.field: one.where.file for one in found.filled}


@pytest.mark.parametrize(
    ("own", "kinds", "kind"),
    [
        ("misc", ["misc", "book", "report"], "book"),
        ("misc", ["online"], "misc"),
        ("online", ["report"], "report"),
        ("article", ["book"], "article"),
    ],
)
def test_a_type_that_says_nothing_gives_way(own, kinds, kind):
    records = [record(file=f"r{n}.json", kind=one) for n, one in enumerate(kinds)]
    found = fill(merge([record(kind=own)], "a"), records)
    assert kind == found.type
    taken = [(one.field, one.value) for one in found.filled]
    assert taken == ([] if kind == own else [("entrytype", kind)])


# what registries say otherwise, in their order
@pytest.mark.parametrize(
    ("own", "registries", "others"),
    [
        ({"publisher": "Tides"}, [{"publisher": "Locks"}], [("publisher", "Locks", "r0.json")]),
        ({"publisher": "Tides"}, [{"publisher": "Tides"}], []),
        ({"publisher": "Tides"}, [{"publisher": ""}], []),
        ({}, [{"publisher": "Tides"}, {"publisher": "Locks"}], [("publisher", "Locks", "r1.json")]),
        ({"publisher": "Tides"}, [{"publisher": "Locks"}, {"publisher": "Locks"}], [("publisher", "Locks", "r0.json")]),
        ({"publisher": "Tides"}, [{"publisher": "Locks"}, {"publisher": "Quay"}], [("publisher", "Locks", "r0.json"), ("publisher", "Quay", "r1.json")]),
        ({"keywords": "x"}, [{"keywords": "y"}], []),
        ({"school": "Tides"}, [{"publisher": "Locks"}], []),
        ({"doi": "10.1000/a", "volume": "3"}, [{"doi": "10.1000/b", "volume": "4"}], [("doi", "10.1000/b", "r0.json"), ("volume", "4", "r0.json")]),
    ],
)  # fmt: skip
def test_what_a_registry_says_otherwise_is_among_the_values(own, registries, others):
    found = filled(own, *registries)
    assert others == [(one.field, one.value, one.where.file) for one in found.values]


def test_one_doi_in_two_forms_is_no_other_value_and_what_was_known_comes_first():
    kept = OtherValue(field="note", value="x", where=Where(file="b.bib", line=1))
    source = replace(merge([record(doi="10.1000/a", volume="3")], "a"), values=(kept,))
    written = replace(record(file="r.json", volume="4"), doi=Doi("10.1000/a"))
    written = replace(written, fields=Fields({**written.fields, "doi": "https://doi.org/10.1000/A"}))
    found = fill(source, [written])
    assert [("note", "x"), ("volume", "4")] == [(one.field, one.value) for one in found.values]
