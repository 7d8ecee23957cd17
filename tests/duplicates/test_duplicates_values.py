"""Which value of each field a merged work has, at each limit, and what is united. All works are made up."""

import pytest

from litreview.core.model import Doi, Fields, Person, Record, RecordId, Where
from litreview.stages.duplicates.merge import (
    _place_score,
    contains_value,
    damaged,
    is_retracted,
    merge,
    preference,
    unite,
)

PLACE = {"volume": "9", "pages": "201-233"}
BIORXIV = "10.1101/2020.01.01"


def record(key="a", file="a.bib", kind="article", **said):
    names = {
        field: tuple(Person(family=name) for name in said.get(field, "").split(" and ") if name)
        for field in ("author", "editor")
    }
    year = said.get("year") or said.get("date", "")[:4]
    return Record(
        key=key,
        type=kind,
        fields=Fields(said),
        authors=names["author"],
        editors=names["editor"],
        year=int(year) if year else None,
        doi=Doi(said.get("doi", "")),
        id=RecordId(f"{file}:{key}"),
        where=Where(file=file, line=1),
    )


def merged(*said, prefer=()):
    return merge([record("k", f"{n}.bib", **one) for n, one in enumerate(said)], "k", (), prefer)


# a field, what the records say, and what the work has then; of what is not "" the rest is among the values
@pytest.mark.parametrize(
    ("field", "said", "value"),
    [
        ("publisher", [{"publisher": "Tides"}, {"publisher": "Locks Press"}], "Tides"),
        ("publisher", [{"publisher": "TIDES PRESS"}, {"publisher": "Locks"}], "Locks"),
        ("publisher", [{"publisher": "TIDES PRESS"}, {"publisher": "LOCKS PRESS"}], "TIDES PRESS"),
        ("publisher", [{"publisher": ""}, {"publisher": "Locks"}], "Locks"),
        ("publisher", [{}, {"publisher": "Locks"}], "Locks"),
        ("title", [{"title": "Harbor"}, {"title": "Harbor work"}], "Harbor work"),
        ("title", [{"title": "Harbor work…"}, {"title": "Harbor"}], "Harbor"),
        ("title", [{"title": "Harbor work."}, {"title": "Harbor work"}], "Harbor work"),
        ("title", [{"title": "Cafe work"}, {"title": "Café work"}], "Café work"),
        ("title", [{"title": "Harbor work"}, {"title": "Retracted: Harbor"}], "Retracted: Harbor"),
        ("title", [{"title": "..."}, {"title": "Harbor"}], "Harbor"),
        ("abstract", [{"abstract": "One two."}, {"abstract": "One two three."}], "One two three."),
        ("abstract", [{"abstract": "One two three …"}, {"abstract": "One two."}], "One two."),
        ("abstract", [{"abstract": "One two. . . ."}, {"abstract": "One two x"}], "One two x"),
        ("abstract", [{"abstract": "..."}, {"abstract": "ALL OF ONE TWO"}], "ALL OF ONE TWO"),
        # one place
        ("pages", [{"pages": "1-9"}, PLACE], "201-233"),
        ("pages", [PLACE | {"pages": "201-33"}, {"pages": "201-233"}], "201-233"),
        ("pages", [PLACE | {"pages": "201-33"}, {"pages": "201-234"}], "201-33"),
        ("pages", [PLACE | {"pages": "201"}, {"pages": "201-233"}], "201"),
        ("pages", [{"volume": "9", "number": "2", "year": "2010"}, {"pages": "201-33"}], "201-33"),
        ("volume", [PLACE, {"volume": "8", "pages": "201"}], "9"),
        ("volume", [{"volume": "8", "pages": "201"}, PLACE], "9"),
        ("volume", [PLACE, {"volume": "8"}], "9"),
        ("volume", [{"volume": "8"}, PLACE | {"note": "in press"}], "9"),
        ("volume", [{"volume": "8", "number": "2", "year": "2010"}, PLACE | {"note": "in press"}], "8"),
        # the longest name of one journal
        ("journal", [PLACE | {"journal": "J Infect Dis"}, {"journal": "Journal of Infectious Diseases"}], "Journal of Infectious Diseases"),
        ("journal", [PLACE | {"journal": "J Infect Dis"}, {"journal": "JOURNAL OF INFECTIOUS DISEASES"}], "J Infect Dis"),
        ("journal", [PLACE | {"journal": "Tides"}, {"journal": "A repository with a long name"}], "Tides"),
        ("journal", [PLACE, {"journal": "Tides"}], "Tides"),
        # dates of one record
        ("month", [{"year": "2010"}, {"year": "2011", "month": "5"}], ""),
        ("month", [{"year": "2010"}, {"year": "2010", "month": "5"}], "5"),
        ("month", [{"year": "2010", "month": "May"}, {"year": "2010", "month": "5", "day": "3"}], "5"),
        ("day", [{"year": "2010", "month": "May"}, {"year": "2010", "month": "5", "day": "3"}], "3"),
        ("day", [{"year": "2010", "month": "May"}, {"year": "2010", "month": "6", "day": "3"}], ""),
        ("year", [{}, {"year": "2010"}], "2010"),
        ("year", [{"date": "2010-05"}, {"year": "2011"}], "2011"),
        ("date", [{"year": "2010"}, {"date": "2011-05"}], ""),
        ("date", [{"date": "2010"}, {"date": "2011-05"}], "2010"),
        ("note", [PLACE | {"note": "In press"}, {"note": "Read"}], "In press\n\nRead"),
        ("note", [{"note": "In press"}, PLACE | {"note": "Read"}], "Read"),
        ("note", [{"note": "In press at the press of the town"}, PLACE], "In press at the press of the town"),
        ("note", [{"note": "In press at the harbor press"}, PLACE], ""),
        ("pubstate", [PLACE, {"pubstate": "inpress"}], ""),
        ("pubstate", [{"volume": "9"}, {"pubstate": "inpress"}], "inpress"),
        ("pubstate", [PLACE | {"pubstate": "published"}, {"pubstate": "inpress"}], "published"),
        ("issue", [PLACE | {"number": "2"}, {"issue": "3"}], ""),
        ("issue", [{"number": "2"}, PLACE | {"issue": "3"}], "3"),
        ("location", [{"address": "Oslo"}, {"location": "Bergen"}], ""),
        ("address", [{"address": "Oslo"}, {"location": "Bergen"}], "Oslo"),
        ("doi", [{"doi": BIORXIV}, {"doi": "10.1000/a"}], "10.1000/a"),
        ("doi", [{"doi": "10.1000/a"}, {"doi": "10.1000/b"}, {"doi": "10.1000/b"}], "10.1000/b"),
        ("doi", [{"doi": "10.1000/a"}, PLACE | {"doi": "10.1000/b"}], "10.1000/b"),
        ("doi", [{}, {"doi": "10.1000/b"}], "10.1000/b"),
        ("author", [{"author": "Doe"}, {"author": "Doe and Roe"}], "Doe and Roe"),
        ("author", [{"author": "Doe and Roe"}, {"author": "Doe and Roe and others"}], "Doe and Roe and others"),
        ("author", [{"author": "Doe1 and Roe"}, {"author": "Doe"}], "Doe"),
        ("author", [{"author": "DOE and ROE and POE"}, {"author": "Doe and Roe and Poe"}], "Doe and Roe and Poe"),
        ("author", [{}, {"author": "Doe"}], "Doe"),
        ("editor", [{"editor": "Doe"}, {"editor": "Doe and Roe"}], "Doe and Roe"),
    ],
)  # fmt: skip
def test_which_value_a_work_has(field, said, value):
    source = merged(*said)
    assert value == source.get(field)
    if field in ("author", "editor"):
        people = source.authors if field == "author" else source.editors
        assert value == " and ".join(one.family for one in people)
    if field == "doi":
        assert value == source.doi


@pytest.mark.parametrize(
    ("prefer", "publisher", "doi", "volume", "authors"),
    [
        ((), "Tides", "10.1000/a", "9", 2),
        (("1.bib",), "Locks", "10.1000/b", "8", 1),
        (("1*",), "Locks", "10.1000/b", "8", 1),
        (("0.bib", "1.bib"), "Tides", "10.1000/a", "9", 2),
        (("x.bib",), "Tides", "10.1000/a", "9", 2),
    ],
)
def test_a_preferred_file_comes_first(prefer, publisher, doi, volume, authors):
    source = merged(
        {"publisher": "Tides", "doi": "10.1000/a", "author": "Doe and Roe", "number": "2", **PLACE},
        {"publisher": "Locks", "doi": "10.1000/b", "author": "Doe", **PLACE, "volume": "8"},
        prefer=prefer,
    )
    found = (source.get("publisher"), source.doi, source.get("volume"), len(source.authors))
    assert (publisher, doi, volume, authors) == found


def test_a_preferred_file_that_does_not_say_where_the_work_appeared_does_not_decide_on_it():
    said = {"journal": "Journal of Infectious Diseases", **PLACE}, {"journal": "J Infect Dis", "volume": "8"}
    assert "9" == merged(*said, prefer=("1.bib",)).get("volume")
    preferred = {"journal": "J Infect Dis", **PLACE}
    assert "J Infect Dis" == merged(said[0], preferred, prefer=("1.bib",)).get("journal")


@pytest.mark.parametrize(
    ("kinds", "places", "kind"),
    [
        (["misc", "report"], [{}, {}], "report"),
        (["article", "report", "report"], [{}, {}, {}], "report"),
        (["article", "report"], [{}, {}], "article"),
        (["report", "report", "article"], [{}, {}, PLACE], "article"),
        (["report", "misc"], [{}, PLACE], "report"),
        (["misc", "online"], [{}, {}], "misc"),
    ],
)
def test_the_type_is_that_of_the_final_article_or_of_most(kinds, places, kind):
    records = [record("k", f"{n}.bib", one, **place) for n, (one, place) in enumerate(zip(kinds, places, strict=True))]  # fmt: skip
    assert kind == merge(records, "k").type


def test_a_work_is_sealed_and_unnamed_if_one_of_its_records_is():
    from dataclasses import replace

    for name in ("confidential", "unnamed"):
        marked = merge([record(), replace(record("b"), **{name: True})], "a")
        assert (True, False) == (getattr(marked, name), getattr(merge([record(), record("b")], "a"), name))


def test_a_single_record_is_the_work_with_what_it_says_twice():
    from dataclasses import replace

    one = replace(record(note="x", volume="3"), repeated=(("note", "y"),))
    source = merge([one], "k", ("old",))
    assert (one.fields, ("old",), [("note", "y")]) == (source.fields, source.former_keys, [(v.field, v.value) for v in source.values])  # fmt: skip
    request = record(kind="report", entrysubtype="records request")
    assert ["misc", "misc"] == [merge([request], "k").type, merge([request, record("b")], "k").type]


@pytest.mark.parametrize(
    ("said", "points"),
    [
        ({}, 0),
        ({"volume": "3"}, 4),
        ({"pages": "i"}, 0),
        ({"pages": "7"}, 4),
        ({"pages": "7-9"}, 5),
        ({"eid": "e7"}, 4),
        ({"articleno": "e7"}, 4),
        ({"number": "2"}, 2),
        ({"issue": "2", "number": "2"}, 2),
        ({"year": "2010"}, 1),
        ({"volume": "3", "pubstate": "forthcoming"}, 1),
        ({"volume": "3", "note": "To appear"}, 1),
        ({"pages": "ahead of print", "volume": "3"}, 1),
        ({"volume": "3", "pages": "7-9", "number": "2", "year": "2010"}, 12),
    ],
)
def test_how_much_a_record_says_of_where_the_work_stands(said, points):
    assert points == _place_score(record(**said))


@pytest.mark.parametrize(
    ("value", "is_damaged"),
    [
        ("Harbor", False), ("Harbor…", True), ("Harbor... ", True), ("Harbor […]", True), ("Harb\ufffdr", True), ("#NAME?", True),
        ("#REF!", True), ("#VALUE!", True), ("a #NAME?", False), ("HARBORS 1", True), ("HARBORS1", False), ("HARBORSs1", False), ("123456789", False),
    ],
)  # fmt: skip
def test_what_happened_to_a_value_is_seen(value, is_damaged):
    assert is_damaged is damaged(value)


@pytest.mark.parametrize(
    ("said", "retracted"),
    [
        ({"title": "Retracted: Harbor"}, True), ({"title": "[WITHDRAWN ARTICLE] Harbor"}, True), ({"title": "Retracted lives"}, False),
        ({"title": "On retracted: works"}, False), ({"retracted": "2019-05"}, True), ({"retracted": "No"}, False), ({"retracted": "false"}, False),
        ({"retracted": "0"}, False), ({"title": "Harbor"}, False),
    ],
)  # fmt: skip
def test_a_record_says_that_its_work_was_retracted(said, retracted):
    assert retracted is is_retracted(record(**said))


@pytest.mark.parametrize(
    ("file", "rank"),
    [("bib/wos.bib", 0), ("wos.bib", 0), ("bib/scopus-1.bib", 1), ("x/bib/scopus-1.bib", 3), ("x/last.bib", 2), ("other.bib", 3)],
)  # fmt: skip
def test_files_are_preferred_by_name_path_or_pattern(file, rank):
    assert rank == preference(file, ("wos.bib", "bib/scopus*.bib", "x/last.bib"))


@pytest.mark.parametrize(
    ("name", "values", "united"),
    [
        ("keywords", [], ""),
        ("keywords", ["a, b"], "a, b"),
        ("keywords", ["a, b", "B,  c"], "a, b, c"),
        ("keywords", ["a, b", "B; c"], "a; b; c"),
        ("keywords", ["a, b; c", "d, e"], "a, b; c; d; e"),
        ("keywords", ["a, b", "A, B"], "a, b"),
        ("groups", ["x", "y, x", "y"], "x, y"),
        ("file", ["a\\;b:pdf", "c:pdf;a\\;b:pdf"], "a\\;b:pdf;c:pdf"),
        ("note", ["One", "one", "two"], "One\n\ntwo"),
        ("note", ["One\n", "two"], "One\n\ntwo"),
        ("references", ["A; B;", "C"], "A; B; C"),
        ("cites", ["x,y", "z, x"], "x,y,z"),
        ("cited-references", ["A\nB", "B\n\nC"], "A\nB\nC"),
    ],
)
def test_what_further_values_add_is_behind_the_first(name, values, united):
    assert united == unite(name, values)
    assert all(contains_value(name, united, value) for value in values)


@pytest.mark.parametrize(
    ("name", "united", "value", "held"),
    [
        ("keywords", "a; b", "B, A", True),
        ("keywords", "a; b", "a; c", False),
        ("note", "Read in May", "read  in may", True),
        ("note", "Read in May", "read in June", False),
        ("publisher", "Tides", "Tides", False),
        ("cites", "x,y", "y", True),
    ],
)
def test_a_united_value_holds_what_it_was_made_of(name, united, value, held):
    assert held is contains_value(name, united, value)
