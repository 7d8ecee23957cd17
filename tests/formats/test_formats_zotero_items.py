"""Items of Zotero's API are read as files and as objects, whole or their `data` alone. All items here are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import litreview as lr


def item(key: str, kind: str, parsed: str = "", **data: Any) -> dict[str, Any]:
    """Return an item as the API has it."""
    data = {
        "key": key,
        "version": 1,
        "itemType": kind,
        "creators": [],
        "tags": [],
        "relations": {},
        "extra": "",
        **data,
    }
    library = {"type": "group", "id": 7, "name": "Made-up group", "links": {}}
    return {
        "key": key,
        "version": 1,
        "library": library,
        "links": {},
        "meta": {"parsedDate": parsed},
        "data": data,
    }


ARTICLE = item(
    "AAAA1111",
    "journalArticle",
    "1980-05-01",
    title="On <i>keys</i> &amp; locks",
    creators=[
        {"creatorType": "author", "firstName": "Jane", "lastName": "van der Doe"},
        {"creatorType": "author", "name": "Office of Data and Keys"},
        {"creatorType": "editor", "firstName": "Richard", "lastName": "Roe"},
        {"creatorType": "reviewedAuthor", "firstName": "Ann", "lastName": "Poe"},
    ],
    abstractNote="We ask.",
    publicationTitle="Journal of Keys",
    journalAbbreviation="J Keys",
    volume="87",
    issue="5",
    pages="335-345",
    date="May 01, 1980",
    DOI="10.5555/KEYS",
    ISSN="1234-5678",
    url="https://example.org/keys",
    accessDate="2011-02-02T22:25:04Z",
    extra="Citation Key: doe1980\nPMID: 123\ntex.groups: Mine\nAnother line",
    tags=[{"tag": "police"}, {"tag": "from a database", "type": 1}],
)


def test_an_item_has_its_fields():
    (record,) = lr.read_objects([ARTICLE])
    assert ("doe1980", "article", 1980, "10.5555/keys", "zotero") == (
        record.key,
        record.type,
        record.year,
        record.doi,
        record.format,
    )
    assert ["Jane van der Doe", "Office of Data and Keys"] == [person.display for person in record.authors]
    assert ["Roe"] == [person.family for person in record.editors]
    said = {
        "title": "On keys & locks", "abstract": "We ask.", "journal": "Journal of Keys", "shortjournal": "J Keys", "volume": "87", "number": "5",
        "pages": "335-345", "date": "1980-05-01", "publication-date": "May 01, 1980", "issn": "1234-5678", "url": "https://example.org/keys",
        "urldate": "2011-02-02", "pmid": "123", "groups": "Mine", "keywords": "police", "automatic-tags": "from a database",
        "reviewed-author": "Ann Poe", "zotero-key": "AAAA1111",
    }  # fmt: skip
    assert said == {name: record.get(name) for name in said}
    assert "Another line" in record.get("extra")
    assert "zotero-rest" not in record.fields


@pytest.mark.parametrize(
    "objects",
    [[ARTICLE], ARTICLE, {"items": [ARTICLE]}, [ARTICLE["data"] | {"date": "1980-05-01"}]],
    ids=["items", "one item", "a page", "data alone"],
)
def test_whole_or_its_data_alone_as_file_or_as_objects(objects):
    from_objects, from_text = lr.read_objects(objects), lr.read_text(json.dumps(objects))
    assert [dict(r.fields) for r in from_text] == [dict(r.fields) for r in from_objects]
    assert () == from_objects.problems == from_text.problems
    differ = {"publication-date"}
    expected = lr.read_objects([ARTICLE]).records[0].fields
    assert {n: v for n, v in expected.items() if n not in differ} == {
        n: v for n, v in from_text.records[0].fields.items() if n not in differ
    }


@pytest.mark.parametrize(
    ("kind", "data", "type_", "fields"),
    [
        ("bookSection", {"bookTitle": "B", "publisher": "P", "place": "X"}, "incollection", {"booktitle": "B", "publisher": "P", "address": "X"}),
        ("thesis", {"university": "U", "thesisType": "PhD"}, "phdthesis", {"school": "U", "type": "PhD"}),
        ("report", {"institution": "I", "reportNumber": "7"}, "techreport", {"institution": "I", "number": "7"}),
        ("case", {"caseName": "T", "court": "C", "reporter": "F.3d", "reporterVolume": "3", "firstPage": "4", "dateDecided": "2001-05-03"}, "jurisdiction", {"institution": "C", "reporter": "F.3d", "volume": "3", "pages": "4", "date": "2001-05-03"}),
        ("statute", {"nameOfAct": "T", "publicLawNumber": "106-386", "dateEnacted": "2000"}, "legislation", {"number": "106-386", "year": "2000"}),
        ("webpage", {"websiteTitle": "W", "websiteType": "blog"}, "online", {"publication": "W", "type": "blog"}),
        ("preprint", {"repository": "arXiv", "archiveID": "arXiv:1.2"}, "article", {"publisher": "arXiv", "eprint": "arXiv:1.2"}),
        ("newspaperArticle", {"publicationTitle": "N"}, "article", {"journal": "N", "entrysubtype": "newspaper"}),
        ("conferencePaper", {"proceedingsTitle": "P", "conferenceName": "C"}, "inproceedings", {"booktitle": "P", "eventtitle": "C"}),
        ("computerProgram", {"company": "C", "versionNumber": "2"}, "software", {"publisher": "C", "version": "2"}),
        ("podcast", {"episodeNumber": "3"}, "audio", {"number": "3"}),
    ],
)  # fmt: skip
def test_each_type_has_its_fields(kind, data, type_, fields):
    named = {} if {"caseName", "nameOfAct"} & data.keys() else {"title": "T"}
    (record,) = lr.read_objects([item("K", kind, **named, **data)])
    assert (type_, "T") == (record.type, record.title)
    assert fields == {name: record.get(name) for name in fields}
    assert "zotero-rest" not in record.fields


def test_notes_attachments_and_annotations_are_counted_and_no_works():
    children = [
        item("N1", "note", note="Words"),
        item("A1", "attachment", title="PDF"),
        item("A2", "attachment"),
        item("A3", "annotation"),
    ]
    library = lr.read_objects([children[0], ARTICLE, *children[1:]])
    assert ["doe1980"] == [record.key for record in library]
    assert ["LR037"] == [problem.code for problem in library.problems]
    assert "1 annotation, 2 attachments and 1 note are no works" in library.problems[0].message
    assert "1 note is no work, and is left out" in lr.read_objects(children[:1]).problems[0].message


def test_an_item_that_says_nothing_and_one_that_is_none_are_problems():
    items = [
        ARTICLE,
        {"key": "X", "version": 2},
        item("Y", "book", title="", date="", dateAdded="2020-01-01", collections=[]),
    ]
    library = lr.read_text("\n".join(map(json.dumps, items)))
    assert [("doe1980", [("LR025", 2), ("LR038", 3)])] == [
        (r.key, [(p.code, p.where.line) for p in library.problems]) for r in library
    ]


SECRET = "Ada Madeup"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("interview", {}),
        ("letter", {}),
        ("email", {}),
        ("instantMessage", {}),
        ("book", {"tags": [{"tag": "confidential"}]}),
        ("report", {"extra": "tex.confidential: true"}),
        ("document", {"extra": "Telephone interview"}),
    ],
)
def test_what_is_confidential_is_sealed(kind, data):
    secret = item("K", kind, title=SECRET, creators=[{"creatorType": "author", "name": SECRET}], **data)
    for library in (
        lr.read_objects([ARTICLE, secret]),
        lr.read_text(json.dumps([ARTICLE, secret], indent=1)),
    ):
        assert [False, True] == [record.confidential for record in library]
        assert SECRET not in repr((library.records, library.problems, [dict(r.fields) for r in library]))


def test_a_note_that_says_confidential_seals_the_work_it_is_of_and_no_other():
    note = item("N1", "note", parentItem="K", note=f"<p>{SECRET}</p>\ntex.confidential: true")
    library = lr.read_objects([ARTICLE, note, item("K", "report", title=SECRET)])
    assert [False, True] == [record.confidential for record in library]
    assert SECRET not in repr((library.records, library.problems, [dict(r.fields) for r in library]))


def test_better_bibtex_json():
    held = {"itemType": "book", "title": "T", "citationKey": "doe", "itemKey": "K", "itemID": 7, "creators": [], "extra": ["PMID: 5"], "notes": ["A note"], "attachments": [{"path": "/a.pdf"}]}  # fmt: skip
    text = json.dumps(
        {"config": {"label": "BetterBibTeX JSON"}, "items": [held, {"itemType": "note", "note": "x"}]}
    )
    (record,) = library = lr.read_text(text)
    assert ("doe", "5", "A note", "/a.pdf", "K") == (
        record.key,
        *map(record.get, ("pmid", "note", "file", "zotero-key")),
    )
    assert ["LR037"] == [problem.code for problem in library.problems]


TYPES = {
    "article": "journalArticle", "book": "book", "incollection": "bookSection", "inproceedings": "conferencePaper", "phdthesis": "thesis",
    "techreport": "report", "online": "webpage", "jurisdiction": "case", "misc": "document",
}  # fmt: skip
FIELDS = {
    "title": "title", "abstract": "abstractNote", "volume": "volume", "number": "issue", "pages": "pages", "address": "place", "publisher": "publisher",
    "doi": "DOI", "issn": "ISSN", "isbn": "ISBN", "url": "url", "journal": "publicationTitle", "booktitle": "bookTitle",
}  # fmt: skip


def made(record: lr.Record) -> dict[str, Any]:
    """Return a record as an item, what Zotero has no field for in lines of Extra."""
    people = [
        (role, p) for role, each in (("author", record.authors), ("editor", record.editors)) for p in each
    ]
    creators = [
        {"creatorType": role, "name": p.literal}
        if p.literal
        else {
            "creatorType": role,
            "lastName": f"{p.prefix} {p.family}".strip(),
            "firstName": ", ".join(filter(None, (p.given, p.suffix))),
        }
        for role, p in people
    ]
    others = record.fields.keys() - FIELDS.keys() - {"author", "editor", "year", "keywords"}
    extra = "\n".join(f"tex.{name}: {record.get(name)}" for name in sorted(others))
    tags = [{"tag": word} for word in record.keywords]
    own = {FIELDS[name]: record.get(name) for name in FIELDS.keys() & record.fields.keys()}
    return item(
        record.key,
        TYPES[record.type],
        creators=creators,
        date=record.get("year"),
        tags=tags,
        extra=extra,
        **own,
    )


def test_a_corpus_goes_through_items_and_comes_back():
    bib = Path(__file__).parents[2] / "bib"
    # lines end where a field of Extra does; `others` are no creator
    held = [r for r in lr.read(bib) if r.type in TYPES and not r.confidential and "\n" not in "".join(r.fields.values()) and "and others" not in r.get("author")]  # fmt: skip
    again = lr.read_objects([made(record) for record in held])
    assert 500 < len(held) == len(again)
    for record, back in zip(held, again, strict=True):
        differ = {name for name in {*record.fields, *back.fields} if record.get(name) != back.get(name)} - {
            "keywords"
        }
        assert (set(), record.authors, record.editors, record.keywords, record.type, record.year) == (differ, back.authors, back.editors, back.keywords, back.type, back.year)  # fmt: skip
