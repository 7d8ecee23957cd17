"""CSL-JSON and OpenAlex, after their documentation. All records here are made up."""

from __future__ import annotations

import json

import pytest

from litreview.formats import dumps, read_text

CSL = [
    {
        "id": "doe2019",
        "type": "article-journal",
        "title": "A made-up title",
        "author": [
            {"family": "Doe", "given": "Jane"},
            {"family": "Roe", "given": "Jo", "non-dropping-particle": "van der", "suffix": "Jr."},
            {"literal": "Office of Made-Up Data"},
        ],
        "editor": [{"family": "Poe", "given": "Ann"}],
        "issued": {"date-parts": [[2019, 5, 12]]},
        "accessed": {"date-parts": [["2020", 1]]},
        "container-title": "Journal of Invention",
        "container-title-short": "J Inv",
        "volume": 12,
        "issue": "3",
        "page": "101-119",
        "DOI": "10.1000/182",
        "ISSN": "0378-5955",
        "URL": "https://example.org/a",
        "abstract": "We made this up.",
        "keyword": "raids, courts",
        "invented-variable": "kept",
    },
    {"id": 7, "type": "chapter", "title": "Two", "container-title": "The Book", "issued": {"raw": "1999"}},
]

WORK = {
    "id": "https://openalex.org/W1",
    "doi": "https://doi.org/10.1000/182",
    "title": "A made-up title",
    "display_name": "A made-up title",
    "publication_year": 2019,
    "publication_date": "2019-05-12",
    "language": "en",
    "type": "article",
    "ids": {
        "openalex": "https://openalex.org/W1",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/12345678",
        "mag": 99,
    },
    "primary_location": {
        "landing_page_url": "https://doi.org/10.1000/182",
        "source": {
            "display_name": "Journal of Invention",
            "issn_l": "0378-5955",
            "host_organization_name": "Press",
            "type": "journal",
        },
    },
    "authorships": [
        {"author_position": "first", "author": {"display_name": "Jane A. Doe", "orcid": None}},
        {"author": {"display_name": "Jo van der Roe"}},
    ],
    "biblio": {"volume": "12", "issue": "3", "first_page": "101", "last_page": "119"},
    "is_retracted": False,
    "cited_by_count": 7,
    "keywords": [{"id": "x", "display_name": "Raid", "score": 0.5}],
    "abstract_inverted_index": {"We": [0], "made": [1, 4], "this": [2], "up,": [3], "up.": [5]},
    "referenced_works": ["https://openalex.org/W2", "https://openalex.org/W3"],
    "invented_field": {"a": 1},
}


def test_each_variable_of_csl_has_its_place():
    record, chapter = library = read_text(json.dumps(CSL, indent=1), "a.json")
    assert () == library.problems
    assert ("doe2019", "article", 2019, "10.1000/182", "csl") == (
        record.key, record.type, record.year, record.doi, record.format,
    )  # fmt: skip
    assert ["Jane Doe", "Jo van der Roe Jr.", "Office of Made-Up Data"] == [p.display for p in record.authors]
    expected = {
        "date": "2019-05-12", "urldate": "2020-01", "journal": "Journal of Invention", "shortjournal": "J Inv", "volume": "12", "number": "3",
        "pages": "101-119", "issn": "0378-5955", "abstract": "We made this up.", "keywords": "raids, courts", "invented-variable": "kept",
    }  # fmt: skip
    assert expected.items() <= record.fields.items()
    assert ("7", "incollection", "The Book", 1999) == (
        chapter.key, chapter.type, chapter.get("booktitle"), chapter.year,
    )  # fmt: skip


def test_a_key_is_the_citation_key_before_the_id():
    record, noted = read_text(
        json.dumps(
            [
                {"id": "http://zotero.org/users/1/items/AAAA", "citation-key": "doe2019", "title": "A", "type": "book"},
                {"id": "http://zotero.org/users/1/items/BBBB", "note": "Citation Key: roe_2020", "title": "B", "type": "book"},
            ]
        )
    )  # fmt: skip
    assert ("doe2019", "roe_2020") == (record.key, noted.key)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(CSL),
        json.dumps({"items": CSL}),
        "\n".join(map(json.dumps, CSL)),
        "\ufeff" + json.dumps(CSL, indent=4).replace("\n", "\r\n"),
    ],
    ids=["list", "items", "one a line", "mark and CRLF"],
)
def test_each_shape_of_a_file_gives_the_same(text):
    assert ["doe2019", "7"] == [record.key for record in read_text(text.encode(), "a.json")]


def test_one_broken_item_costs_no_other_and_is_named_with_its_line():
    text = '[\n{"id": "a", "title": "One"},\n{"id": "b", "title": "Two" "x"},\n{"id": "c", "title": "Three"},\n{"id": "d", "tit'
    library = read_text(text, "a.json")
    assert ["One", "Three"] == [record.title for record in library]
    assert [("LR025", 3), ("LR025", 5)] == [(p.code, p.where.line) for p in library.problems]


def test_what_is_no_record_is_named():
    library = read_text('[{"id": "a", "title": "One"}, 7, {"colour": "red"}]', "a.json")
    assert (1, ["LR025", "LR025"]) == (len(library), [p.code for p in library.problems])


def test_csl_written_is_csl_read():
    before = read_text(
        "@mastersthesis{k, title={A}, author={Doe, Jane and others}, school={S}, month=may, year=2019,"
        " cited-references={Doe J, 1999, J INV, V1, P2\nRoe R, 2000, J INV, V3, P4}, groups={G1}}"
    )
    text = dumps(before, "json")
    after = read_text(text)
    assert before.records[0].fields.items() <= after.records[0].fields.items()
    assert before.records[0].type == after.records[0].type == "mastersthesis"
    (item,) = json.loads(text)
    assert ("k", "k", "thesis", {"date-parts": [[2019, 5]]}) == (
        item["id"], item["citation-key"], item["type"], item["issued"],
    )  # fmt: skip
    # what CSL has no variable for stands where its schema wants it
    assert {"cited-references", "groups", "month"} <= item["custom"].keys()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(WORK),
        json.dumps([WORK]),
        json.dumps({"meta": {"count": 1, "groups": []}, "results": [WORK]}, indent=2),
        json.dumps(WORK) + "\n",
    ],
    ids=["one", "list", "page", "line"],
)
def test_each_field_of_openalex_has_its_place(text):
    (record,) = library = read_text(text, "works.json")
    assert () == library.problems
    assert ("W1", "article", 2019, "10.1000/182", "openalex") == (
        record.key, record.type, record.year, record.doi, record.format,
    )  # fmt: skip
    assert ["Jane A. Doe", "Jo van der Roe"] == [person.display for person in record.authors]
    expected = {
        "title": "A made-up title", "journal": "Journal of Invention", "issn": "0378-5955", "publisher": "Press", "volume": "12", "number": "3",
        "pages": "101–119", "abstract": "We made this up, made up.", "keywords": "Raid", "pmid": "12345678", "mag": "99", "cites": "W2, W3",
        "times-cited": "7", "openalex-is-retracted": "false", "openalex-invented-field": '{"a": 1}',
    }  # fmt: skip
    assert expected.items() <= record.fields.items()


def test_works_of_one_export_that_cite_each_other_are_linked():
    from litreview import dedupe, link

    other = WORK | {
        "id": "https://openalex.org/W2", "doi": None, "ids": {}, "title": "Another invention", "referenced_works": [],
        "authorships": [{"author": {"display_name": "Ann Poe"}}],
    }  # fmt: skip
    sources = dedupe(read_text(json.dumps([WORK, other])).records).sources
    assert [("W1", "W2", "key")] == [(c.citing, c.cited, c.method) for c in link(sources).citations]


def test_a_work_without_what_it_should_have_is_read():
    bare = {"id": "https://openalex.org/W9", "title": None, "authorships": None, "primary_location": None, "biblio": None,
            "abstract_inverted_index": None, "referenced_works": None, "ids": None, "type": None}  # fmt: skip
    (record,) = read_text(json.dumps([bare]))
    assert ("W9", "misc", "") == (record.key, record.type, record.title)
