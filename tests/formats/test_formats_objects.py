"""Objects of other libraries come to the same records as the files they were read from; what is no record is a Problem."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from pathlib import Path

import bibtexparser
import numpy as np
import pytest
import rispy
from bibtexparser import middlewares
from pybtex.database import parse_string

import litreview as lr
from litreview.formats.value_texts import as_text, bare

BIB = Path(__file__).parents[2] / "bib"
MADE_UP = r"""
@string{acm = "A made-up press"}
@preamble{"\newcommand{\x}{y}"}
@article{doe, title = {{World} of Caf{\'e}s}, month = jan, author = {van der Doe, Jr, Jane and {Office of Data}}, publisher = acm # { on X}, year = 2009}
@article{doe, title = {The same key}}
@article{twice, title = {One}, title = {Two}}
@article{open, title = {Never closed
"""


def said(library: lr.Library) -> list[object]:
    return [
        (
            record.key,
            record.type,
            record.authors,
            record.year,
            record.doi,
            dict(record.fields),
            record.repeated,
        )
        for record in library
    ]


def codes(library: lr.Library) -> list[tuple[str, int]]:
    return [(problem.code, problem.where.line) for problem in library.problems]


@pytest.fixture(scope="module")
def corpus() -> lr.Library:
    library = lr.read(BIB)
    assert len(library) > 600
    return library


def test_bibtexparser_gives_what_the_text_gives(corpus):
    text = lr.dumps(corpus)
    assert said(lr.read_text(text)) == said(lr.read_objects(bibtexparser.parse_string(text)))


def test_pybtex_gives_what_the_text_gives(corpus):
    text = lr.dumps(corpus)
    ours, theirs = lr.read_text(text), lr.read_objects(parse_string(text, "bibtex"))
    differ = [a.key for a, b in zip(ours, theirs, strict=True) if said_of(a) != said_of(b)]
    # pybtex puts the lines of a value into one
    lined = [record.key for record in ours if any("\n" in value for value in record.fields.values())]
    assert set(differ) <= set(lined)


def said_of(record: lr.Record) -> object:
    return (record.key, record.type, record.authors, dict(record.fields))


@pytest.mark.exhaustive
def test_rispy_and_csl_give_what_the_text_gives(corpus):
    ris, csl = lr.dumps(corpus, "ris"), lr.dumps(corpus, "json")
    assert said(lr.read_text(ris)) == said(lr.read_objects(rispy.loads(ris)))
    assert said(lr.read_text(csl)) == said(lr.read_objects(json.loads(csl)))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"parse_stack": []},
        {"append_middleware": [middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()]},
        {"append_middleware": [middlewares.MonthIntMiddleware()]},
    ],
    ids=["as usual", "expressions", "split names", "months as numbers"],
)
def test_bibtexparser_however_it_was_asked(options):
    library = lr.read_objects(bibtexparser.parse_string(MADE_UP, **options))
    assert said(lr.read_text(MADE_UP)) == said(library)
    assert {("LR018", 4), ("LR017", 5), ("LR012", 6)} == set(codes(library))
    assert ["preamble"] == [block.kind for block in library.blocks]


def test_a_database_its_entries_and_one_entry():
    database = parse_string("@book{Doe, title = {A}, author = {Doe, Jane}}", "bibtex")
    entry = database.entries["doe"]
    expected = said(lr.read_objects(database))
    assert [("Doe", "book")] == [each[:2] for each in expected]
    assert [expected] * 3 == [said(lr.read_objects(each)) for each in (database.entries, [entry], entry)]


def test_dictionaries_of_bibtexparser_1():
    held = {
        "ENTRYTYPE": "article",
        "ID": "doe",
        "title": "A {B}",
        "author": "Doe, Jane and Roe, Richard",
        "year": "2009",
    }
    for objects in ([held], held, {"doe": held}):
        (record,) = lr.read_objects(objects)
        assert ("doe", "article", "A B", 2009) == (record.key, record.type, record.title, record.year)
        assert ["Doe", "Roe"] == [person.family for person in record.authors]


def test_any_dictionary_is_fields_and_values():
    library = lr.read_objects(
        [
            {
                "Title": "A",
                "authors": ["Jane Doe", "Barnes and Noble", {"family": "Roe", "given": "R."}],
                "Publication Year": 2009.0,
                "my score": [1, 2],
                "tags": ["a", "b"],
            }
        ]
    )
    (record,) = library
    assert ["Jane Doe", "Barnes and Noble", "R. Roe"] == [person.display for person in record.authors]
    assert (2009, "1; 2", ("a", "b")) == (record.year, record.get("my-score"), record.keywords)


def test_records_by_their_keys_lists_as_texts_and_a_list_that_holds_itself():
    circle: dict[str, object] = {
        "title": "A",
        "authors": "['Jane Doe', 'Barnes and Noble']",
        "tags": "['a', 'b']",
    }
    circle["self"] = circle
    (record,) = lr.read_objects({"doe": circle})
    assert ("doe", ["Jane Doe", "Barnes and Noble"], ("a", "b")) == (
        record.key,
        [p.display for p in record.authors],
        record.keywords,
    )
    assert json.loads(record.get("self"))["self"] is None


def test_what_is_no_record_is_a_problem_with_its_number():
    library = lr.read_objects([1, {"title": "A"}, None, {}, object(), {"title": None}, "text"])
    assert [2] == [record.where.line for record in library]
    assert [("LR025", 1), ("LR025", 3), ("LR025", 4), ("LR025", 5), ("LR038", 6), ("LR025", 7)] == codes(
        library
    )
    assert [("LR007", 0)] == codes(lr.read_objects([]))
    assert [("LR025", 1), ("LR025", 2)] == codes(lr.read_objects([{"tag": "police"}, {1: 2}]))


def test_objects_of_several_kinds_stay_in_order_and_apart():
    library = lr.read_objects(
        [
            {"id": "a", "type": "book", "title": "CSL", "container-title": ""},
            {"type_of_reference": "BOOK", "title": "RIS", "id": "a"},
            *bibtexparser.parse_string("@book{a, title = {BibTeX}}").entries,
            {"title": "Fields", "key": "a"},
        ],
        "mine",
    )
    assert ["CSL", "RIS", "BibTeX", "Fields"] == [record.title for record in library]
    assert ["mine:a", "mine:a#2", "mine:a#3", "mine:a#4"] == [record.id for record in library]
    assert ["csl", "ris", "bibtex", "table"] == [record.format for record in library]
    assert [("LR018", 2), ("LR018", 3), ("LR018", 4)] == codes(library)


@pytest.mark.parametrize(
    "value",
    ["a.bib", b"x", Path("a.bib"), 3, None, lr.Library(), [lr.Record.from_fields(title="A")]],
    ids=repr,
)
def test_what_is_no_list_of_objects_is_refused(value):
    with pytest.raises(lr.LitreviewError):
        lr.read_objects(value)


SECRET = "Ada Madeup"


@pytest.mark.parametrize(
    "objects",
    [
        [{"type": "interview", "id": "x", "title": SECRET}],
        [{"type_of_reference": "ICOMM", "title": SECRET}],
        [{"ENTRYTYPE": "interview", "ID": SECRET, "title": SECRET}],
        [{"type": "personal communication", "title": SECRET}],
        [{"title": SECRET, "note": "interview by telephone", "ENTRYTYPE": "misc", "ID": "x"}],
        [{"title": SECRET, "confidential": True}],
        [{"title": SECRET, "keywords": ["confidential"]}],
        [{"title": SECRET, "confidental": "yes"}],
    ],
    ids=lambda objects: ", ".join(map(str, objects[0])),
)
def test_what_is_confidential_is_sealed(objects):
    library = lr.read_objects([{"title": "An open book", "type": "book", "id": "open"}, *objects])
    assert [False, True] == [record.confidential for record in library]
    assert SECRET not in repr(
        (library, *library, [dict(record.fields) for record in library], library.problems)
    )
    assert SECRET not in lr.dumps(library) + lr.to_frame(library).to_csv()
    assert SECRET in repr([r.fields for r in lr.read_objects(objects, include_confidential=True)])


def test_a_value_that_would_begin_an_entry_stays_a_value():
    held = {"ENTRYTYPE": "misc", "ID": "a", "title": "A", "note": "} @book{b, title = {B}}"}
    ris = {"type_of_reference": "BOOK", "title": "A", "notes": ["x\nER  - \nTY  - BOOK\nTI  - B"]}
    assert ["A"] == [record.title for record in lr.read_objects([held])]
    assert ["A"] == [record.title for record in lr.read_objects([ris])]
    assert "B" in lr.read_objects([held]).records[0].get("note")


def test_values_of_python_as_text():
    assert ["", "", "true", "7", "1.5", "2020-05-01", "2020-05-01T10:00:00", "[[1]]"] == [
        as_text(each)
        for each in (
            None,
            np.nan,
            True,
            np.int64(7),
            np.float64(1.5),
            dt.date(2020, 5, 1),
            dt.datetime(2020, 5, 1, 10),  # noqa: DTZ001 - as pandas has it
            [[1]],
        )
    ]
    circle: list[object] = []
    circle.append(circle)
    assert json.dumps(bare(circle))


def test_a_record_of_fields():
    record = lr.Record.from_fields(
        title="A", authors=["Jane Doe"], year=2009.0, doi="https://doi.org/10.5555/X", journal="J"
    )
    assert ("Doe2009A", "article", 2009, "10.5555/x", "J") == (
        record.key,
        record.type,
        record.year,
        record.doi,
        record.container,
    )
    assert "<memory>:k" == lr.Record.from_fields({"title": "A"}, key="k").id
    assert lr.Record.from_fields(title=SECRET, type="interview").title == ""
    with pytest.raises(lr.LitreviewError, match="not of a list"):
        lr.Record.from_fields([("title", "A")])
    with pytest.raises(lr.LitreviewError, match="says something"):
        lr.Record.from_fields(title=None)


def slips(text: str) -> Iterator[str]:
    """Yield every text with one character left out, put in, changed or moved."""
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]
        yield text[:at] + "x" + text[at:]
        yield text[:at] + "x" + text[at + 1 :]
        yield text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


@pytest.mark.parametrize(
    "marked",
    [
        {"type": "interview", "id": SECRET, "title": SECRET, "author": [{"family": SECRET}]},
        {"ENTRYTYPE": "interview", "ID": SECRET, "title": SECRET},
        {"ENTRYTYPE": "book", "ID": "a", "title": SECRET, "confidential": "true"},
        {"type_of_reference": "ICOMM", "title": SECRET, "authors": [SECRET]},
        {"title": SECRET, "type": "interview"},
        {"itemType": "interview", "title": SECRET, "creators": [{"name": SECRET}]},
    ],
    ids=", ".join,
)
def test_no_slip_in_a_name_or_a_value_shows_what_is_confidential(marked):
    edits = [{slip if each == name else each: value for each, value in marked.items()} for name in marked for slip in slips(name)]  # fmt: skip
    edits += [marked | {name: slip} for name, value in marked.items() if isinstance(value, str) and SECRET not in value for slip in slips(value)]  # fmt: skip
    for edit in random.Random("slips").sample(edits, 25):
        library = lr.read_objects([{"title": "Open", "type": "book"}, edit, {"title": "Open, too", "type": "book"}])  # fmt: skip
        assert "Madeup" not in repr((library.records, [dict(r.fields) for r in library], library.problems)), (
            edit
        )
