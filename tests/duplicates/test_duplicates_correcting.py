"""What a `set` of a field is read as, and what a work is afterwards. All works are made up."""

from dataclasses import replace

import pytest

from litreview.core.model import Decision, Doi, Fields, OtherValue, Person, Record, RecordId, Source, Where
from litreview.stages.duplicates.corrections import (
    correct,
    correction_fault,
    field_names,
    is_bibliographic,
    normalize_setting,
    read_setting,
    split_setting,
)

FIELDS = field_names([])
TITLE = "Harbor work in winter"


def work(kind="article", **fields):
    said = {"title": TITLE, **fields}
    received = Record(
        key="a",
        type=kind,
        fields=Fields(said),
        id=RecordId("a.bib:a"),
        where=Where(file="a.bib", line=1),
    )
    year = said.get("year") or said.get("date", "")[:4]
    return Source(
        key="a",
        type=kind,
        fields=Fields(said),
        year=int(year) if year else None,
        doi=Doi(said.get("doi", "")),
        records=(received,),
    )


def said(value, *, by="ann", at=0, key="a", verb="set", line=1):
    return Decision(
        when=f"2026-01-01T00:00:{at:02}Z",
        by=by,
        verb=verb,
        key=key,
        value=value,
        place=Where(file=f"decisions/{by}.tsv", line=line),
    )


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("title=A = B", ("title", "", "A = B")),
        ("stance@protect= weak ", ("stance", "protect", "weak")),
        ("note=mail me@x.org", ("note", "", "mail me@x.org")),
        ("year", ("year", "", "")),
        ("a@b@c=d", ("a", "b@c", "d")),
    ],
)
def test_a_set_is_cut_at_its_first_signs(value, parts):
    assert parts == split_setting(value)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("year", True),
        ("Year", True),
        ("journaltitle", True),  # called `journal` here
        ("issue", True),
        ("confidential", True),  # said elsewhere, but of an entry
        ("bdsk-url-1", True),
        ("design", False),
        ("", False),
    ],
)
def test_a_set_is_of_an_entry_or_of_the_evidence(name, is_one):
    assert is_one is is_bibliographic(name, FIELDS)


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("entrytype", True),
        ("court", True),
        ("booktitle", True),
        ("journal", True),
        ("journaltitle", False),
        ("my-field", True),
        ("with space", False),
        ("9lives", False),
        ("consent", False),
        ("annote", False),
        ("cr", False),
        ("file", False),
        ("litreview-x", False),
        ("tex.note", False),
    ],
)
def test_fields_to_correct_are_those_known_and_those_that_works_have(name, listed):
    had = {
        "my-field",
        "with space",
        "9lives",
        "journaltitle",
        "consent",
        "annote",
        "cr",
        "file",
        "litreview-x",
        "tex.note",
    }
    assert listed is (name in field_names([work(**dict.fromkeys(had, "x"))]))
    assert "my-field" not in FIELDS


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("year=1400", "1400"),
        ("year=2099", "2099"),
        ("date=2014", "2014"),
        ("date=2014-05", "2014-05"),
        ("date=2014-05-31", "2014-05-31"),
        ("month=5", "May"),
        ("month=december", "December"),
        ("month=1", "January"),
        ("doi=doi:  10.1000/ABC", "10.1000/abc"),
        ("author=Doe, Jane and {Harbor Council}", "Doe, Jane and {Harbor Council}"),
        ("author=Doe, Jr., Jane", "Doe, Jr., Jane"),
        ("editor={Tides, Harbors, Locks, and Work}", "{Tides, Harbors, Locks, and Work}"),
        ("url=HTTPS://harbor.example/a", "HTTPS://harbor.example/a"),
        ("url=ftp://harbor.example/a", "ftp://harbor.example/a"),
        ("pmid=123456789", "123456789"),
        ("pages=1--9", "1–9"),
        ("pages=1 --- 9", "1–9"),
        ("pages=1-9", "1-9"),
        ("isbn=978-0-306-40615-7", "978-0-306-40615-7"),
        ("issn=0378-5955", "0378-5955"),
        ("keywords=tides; harbors", "tides; harbors"),
        ("entrytype=Report", "report"),
        ("title=Harbor\N{NO-BREAK SPACE}work", "Harbor work"),
        ("volume=", ""),
        ("year= ", ""),
    ],
)
def test_a_value_is_read_in_the_form_that_sources_have(value, read):
    name, new, why = read_setting(value, FIELDS)
    assert (value.partition("=")[0], read, "") == (name, new.replace("\N{NO-BREAK SPACE}", " "), why)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("year=1399", "four digits"),
        ("year=2100", "four digits"),
        ("year=2014a", "four digits"),
        ("date=2014-5", "is a date"),
        ("date=2014-02-30", "is a date"),
        ("date=2014-05-01-02", "is a date"),
        ("month=13", "is a month"),
        ("doi=10.1000/abc and more", "is a DOI"),
        ("doi=none", "is a DOI"),
        ("author=Doe, J., Roe, R.", "as BibTeX writes them"),
        ("author=Doe, Jane; Roe, R.", "as BibTeX writes them"),
        ("author={Harbor Council", "as BibTeX writes them"),
        ("url=harbor.example/a", "an address"),
        ("url=https://harbor.example/a b", "an address"),
        ("pmid=1234567890", "number of PubMed"),
        ("pmid=12a", "number of PubMed"),
        ("isbn=978-0-306-40615-8", "check digit"),
        ("issn=0378-5954", "check digit"),
        ("keywords=tides; TVPA:protect", "no keyword"),
        ("entrytype=artcle", "did you mean 'article'"),
        ("titel=x", "did you mean 'title'"),
        ("qqqqq=x", "such as title, author"),
        ("Year=2014", "is written 'year'"),
        ("issue=3", "write number="),
        ("location=Oslo", "write address="),
        ("year@protect=2014", "of the whole work"),
        ("year@=2014", "of the whole work"),
        ("title=two\nlines", "takes one line"),
        ("rights=open", "who may see"),
        ("annote=x", "notes/KEY.md"),
        ("references=x", "references/KEY.txt"),
        ("ids=x", "no fact"),
        ("ris-id=x", "no fact"),
    ],
)
def test_a_value_that_cannot_be_says_why(value, why):
    assert why in read_setting(value, FIELDS)[2]
    assert normalize_setting(value, FIELDS) in (value, value.lower())


def test_a_set_is_written_down_in_one_form():
    assert "doi=10.1000/abc" == normalize_setting(" DOI =https://doi.org/10.1000/ABC", FIELDS)
    assert "year=soon" == normalize_setting("year=soon", FIELDS)


@pytest.mark.parametrize(
    ("before", "value", "after", "year"),
    [
        ({"year": "2012"}, "year=2014", {"year": "2014"}, 2014),
        ({}, "year=2014", {"year": "2014"}, 2014),
        ({"year": "2012"}, "year=", {}, None),
        ({"date": "2012-05"}, "year=", {}, None),
        ({"date": "2012-05-07"}, "year=2014", {"date": "2014-05-07"}, 2014),
        ({"date": "2012-02-29"}, "year=2013", {"date": "2013-02"}, 2013),
        ({"date": "2012-05", "year": "2012"}, "year=2014", {"date": "2014-05", "year": "2014"}, 2014),
        ({"year": "2012", "month": "May", "day": "3"}, "date=2014-06", {"date": "2014-06", "year": "2014"}, 2014),
        ({"year": "2012", "month": "May"}, "date=2014", {"date": "2014", "year": "2014", "month": "May"}, 2014),
        ({"month": "May"}, "date=2014", {"date": "2014", "month": "May"}, 2014),
        ({"date": "2012-05", "year": "2012"}, "date=", {"year": "2012"}, 2012),
        ({"date": "2012-05"}, "date=", {}, None),
        ({"journaltitle": "Tides"}, "journal=Locks", {"journaltitle": "Locks"}, None),
        ({"journal": "T.", "journaltitle": "Tides"}, "journal=Locks", {"journal": "Locks"}, None),
        ({}, "journal=Locks", {"journal": "Locks"}, None),
        ({"issue": "3"}, "number=4", {"issue": "4"}, None),
        ({"issue": "3"}, "number=", {}, None),
        ({"doi": "10.1000/a"}, "doi=", {}, None),
    ],
)  # fmt: skip
def test_what_is_one_thing_changes_together_and_what_was_there_is_kept(before, value, after, year):
    source = work(**before)
    found = correct([source], [said(value)])
    (made,) = found.sources
    assert ({"title": TITLE, **after}, year, ()) == (dict(made.fields), made.year, found.problems)
    lost = {(name, held) for name, held in before.items() if held != after.get(name)}
    assert lost == {(one.field, one.value) for one in made.values}
    (told,) = made.corrected
    assert (value.partition("=")[0], value.partition("=")[2]) == (told.field, told.value)
    assert source.records == made.records


def test_people_type_and_doi_are_read_from_what_is_set():
    source = work(doi="10.1000/a", author="Roe, R.", editor="Poe, P.")
    lines = [
        said(value, at=at)
        for at, value in enumerate(("author=Doe, Jane", "editor=", "doi=10.1000/B", "entrytype=book"))
    ]
    (made,) = correct([source], lines).sources
    assert ((Person(family="Doe", given="Jane"),), (), "10.1000/b", "book") == (
        made.authors,
        made.editors,
        made.doi,
        made.type,
    )
    (made,) = correct([source], [said("editor=Doe, Jane"), said("entrytype=")]).sources
    assert ((), (Person(family="Doe", given="Jane"),), "misc") == (made.authors, made.editors, made.type)
    assert ["author", "doi", "editor", "entrytype"] == [
        one.field for one in correct([source], lines).sources[0].corrected
    ]


@pytest.mark.parametrize(
    ("source", "value", "why"),
    [
        (work(year="2012"), "year=2014", ""),
        (work(date="2012-05"), "month=6", "its month is in its date"),
        (work(date="2012-05"), "day=6", "its day is in its date"),
        (work(date="2012-05"), "volume=6", ""),
        (work(year="2012"), "month=6", ""),
        (work(date="2012-05"), "month=soon", "is a month"),
        (work("misc"), "entrysubtype=records request", "request for records"),
        (work("misc", entrysubtype="records request"), "entrysubtype=", "request for records"),
        (work(), "keywords=confidential", "is confidential"),
        (work(keywords="confidential"), "keywords=confidential; tides", ""),
        (work(keywords="confidential"), "keywords=", ""),
    ],
)
def test_why_a_work_cannot_be_corrected_so(source, value, why):
    found = correction_fault(source, value, FIELDS)
    assert (why in found) if why else found == ""


def test_of_what_is_confidential_nothing_is_corrected():
    sealed = replace(work(year="2012"), confidential=True)
    assert "in the register" in correction_fault(sealed, "year=2014", FIELDS)
    assert "in the register" in correction_fault(sealed, "month=soon", FIELDS)


# lines in the order they are given, the year and volume afterwards, and the lines that are Problems
@pytest.mark.parametrize(
    ("lines", "after", "problems"),
    [
        ([], ("2012", ""), []),
        ([said("year=2014")], ("2014", ""), []),
        ([said("year=2014"), said("year=2014", by="bob")], ("2014", ""), []),
        ([said("year=2014"), said("year=2015", by="bob")], ("2012", ""), []),
        ([said("year=2014"), said("year=2015", by="bob"), said("volume=3")], ("2012", "3"), []),
        ([said("year=14", line=7)], ("2012", ""), [7]),
        ([said("year=14", line=7), said("volume=3")], ("2012", "3"), [7]),
        ([said("year=2014", key="b")], ("2012", ""), []),
        ([said("design=survey")], ("2012", ""), []),
        ([said("volume", verb="tag"), said("volume=3")], ("2012", "3"), []),
        ([said("date=2015-06", at=2), said("year=2014", at=1)], ("2015", ""), []),
        ([said("date=2015-06", at=1), said("year=2014", at=2)], ("2014", ""), []),
    ],
)
def test_what_people_agree_on_holds_and_the_later_of_a_year_and_a_date(lines, after, problems):
    found = correct([work(year="2012")], lines)
    (made,) = found.sources
    assert after == (made.get("year"), made.get("volume"))
    assert problems == [one.where.line for one in found.problems]
    assert all(("LR546", "a") == (one.code, one.key) for one in found.problems)


def test_a_line_that_cannot_be_only_together_with_another_is_a_problem():
    found = correct([work(year="2012")], [said("date=2014-05", at=1), said("month=6", at=2, line=9)])
    assert [9] == [one.where.line for one in found.problems]
    assert "2014-05" == found.sources[0].get("date")


def test_a_set_of_an_evidence_field_is_no_correction_though_works_have_that_field():
    source = work(design="blue")
    assert (source,) == correct([source], [said("design=survey")], {"design"}).sources
    assert "survey" == correct([source], [said("design=survey")]).sources[0].get("design")


def test_values_not_chosen_lose_what_is_chosen_now_and_say_where_the_old_one_was():
    taken = OtherValue(field="volume", value="3", where=Where(file="openalex.json", line=5))
    other = OtherValue(field="year", value="2014", where=Where(file="b.bib", line=9))
    kept = OtherValue(field="year", value="2010", where=Where(file="c.bib", line=9))
    source = replace(work(year="2012", volume="3"), filled=(taken,), values=(other, kept))
    (made,) = correct([source], [said("year=2014")]).sources
    assert (taken,) == made.filled
    assert [("2010", "c.bib"), ("2012", "a.bib")] == [(one.value, one.where.file) for one in made.values]
    (made,) = correct([source], [said("volume=4")]).sources
    assert () == made.filled
    assert ("3", taken.where) in [(one.value, one.where) for one in made.values]
    assert 3 == len(made.values)


def test_a_doi_that_no_field_has_is_kept_when_another_is_set():
    source = replace(work(), doi=Doi("10.1000/a"))
    (made,) = correct([source], [said("doi=10.1000/b")]).sources
    assert ("10.1000/b", [("doi", "10.1000/a")]) == (
        made.doi,
        [(one.field, one.value) for one in made.values],
    )
    assert "10.1000/a" == made.corrected[0].was
