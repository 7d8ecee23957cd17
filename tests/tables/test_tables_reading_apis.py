"""Works of an API come to the same records as objects, as a frame, flattened, through a CSV file, and a row at a time."""

from __future__ import annotations

import collections
import dataclasses
import io
import types
from typing import Any

import numpy as np
import pandas as pd
import pytest

import litreview as lr

CROSSREF = [
    {
        "DOI": "10.5555/keys", "type": "journal-article", "title": ["On keys"], "container-title": ["Journal of Keys"], "is-referenced-by-count": 7,
        "author": [{"given": "Jane", "family": "Doe", "sequence": "first"}, {"name": "Office of Data"}], "issued": {"date-parts": [[2019, 5]]}, "ISSN": ["1234-5679"],
        "reference-count": 0,
    },
    {"DOI": "10.5555/locks", "type": "book", "title": ["On locks"], "issued": {"date-parts": [[2020]]}, "publisher": "Made-up Press", "reference-count": 2},
]  # fmt: skip
PAPERS = [
    {
        "paperId": "a1", "title": "On keys", "authors": [{"authorId": "1", "name": "Jane Doe"}], "year": 2019, "venue": "Keys", "citationCount": 7,
        "externalIds": {"DOI": "10.5555/keys", "CorpusId": 5}, "journal": {"name": "Journal of Keys", "volume": "3", "pages": "1-9"}, "publicationTypes": ["JournalArticle"],
    },
    {"paperId": "a2", "title": "On locks", "authors": [{"authorId": "2", "name": "Richard Roe"}], "year": 2020, "externalIds": {}, "journal": None, "citationCount": 0},
]  # fmt: skip
OPENALEX = [
    {
        "id": "https://openalex.org/W1", "doi": "https://doi.org/10.5555/keys", "title": "On keys", "publication_year": 2019, "type": "article", "cited_by_count": 7,
        "authorships": [{"author_position": "first", "author": {"id": "https://openalex.org/A1", "display_name": "Jane Doe"}}],
        "primary_location": {"source": {"display_name": "Journal of Keys", "type": "journal"}}, "biblio": {"volume": "3", "first_page": "1", "last_page": "9"},
        "abstract_inverted_index": {"We": [0], "ask.": [1]},
    },
    {
        "id": "https://openalex.org/W2", "doi": None, "title": "On locks", "publication_year": 2020, "type": "book", "cited_by_count": 0, "authorships": [],
        "primary_location": None, "biblio": {}, "abstract_inverted_index": None,
    },
]  # fmt: skip
APIS = {"crossref": CROSSREF, "semanticscholar": PAPERS, "openalex": OPENALEX}
WAYS = {
    "a frame": lambda works: lr.from_frame(pd.DataFrame(works)),
    "flattened": lambda works: lr.from_frame(pd.json_normalize(works)),
    "flattened with _": lambda works: lr.from_frame(pd.json_normalize(works, sep="_")),
    "a CSV file": lambda works: lr.from_frame(
        pd.read_csv(io.StringIO(pd.DataFrame(works).to_csv(index=False)))
    ),
    "its rows as objects": lambda works: lr.read_objects(pd.DataFrame(works).to_dict("records")),
    "a row at a time": lambda works: [
        one for n in range(len(works)) for one in lr.from_frame(pd.DataFrame(works).iloc[[n]])
    ],
    "a record at a time": lambda works: [
        lr.Record.from_fields(row) for row in pd.DataFrame(works).to_dict("records")
    ],
    "objects of a client": lambda works: lr.read_objects(
        [types.SimpleNamespace(raw_data=work) for work in works]
    ),
}


def facts(records: Any) -> list[tuple[object, ...]]:
    return [
        (r.title, [p.display for p in r.authors], r.year, r.doi, r.container, r.type, r.get("abstract"), r.get("times-cited"), r.get("pages"))
        for r in records
    ]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("api", APIS)
def test_works_of_an_api_are_the_same_records_by_every_way(api, way):
    expected = lr.read_objects(APIS[api])
    assert [record.format for record in expected] == [api] * 2
    assert facts(expected) == facts(WAYS[way](APIS[api]))
    assert expected[0].get("times-cited") == "7"
    assert expected[0].authors[0].family == "Doe"


def test_a_table_that_somebody_made_of_works_is_a_table():
    made = pd.DataFrame(
        {"paperId": ["a1"], "title": ["On keys"], "authors": ["Doe, Jane; Roe, R."], "journal": ["Keys"], "citationCount": [7]}
    )  # fmt: skip
    (record,) = lr.from_frame(made)
    assert ["Doe", "Roe"] == [person.family for person in record.authors]
    assert ("Keys", "7", "a1") == (record.container, record.get("times-cited"), record.get("semanticscholar"))


def test_the_table_that_openalex_exports_has_its_authors():
    made = pd.DataFrame(
        {"id": ["https://openalex.org/W1"], "display_name": ["On keys"], "authorships.author.display_name": ["Jane Doe|R. Roe"], "cited_by_count": [7]}
    )  # fmt: skip
    (record,) = lr.from_frame(made)
    assert (["Doe", "Roe"], "7") == ([person.family for person in record.authors], record.get("times-cited"))


def test_a_frame_of_bibliometrix_is_known_by_its_tags():
    made = pd.DataFrame({"AU": ["DOE J;ROE R"], "TI": ["ON KEYS"], "SO": ["KEYS"], "PY": [2019], "DI": ["10.5555/keys"], "TC": [7], "ID": ["LOCKS;DOORS"]})  # fmt: skip
    (record,) = lr.from_frame(made)
    assert (2019, "KEYS", "10.5555/keys", "7", 2) == (record.year, record.container, record.doi, record.get("times-cited"), len(record.authors))  # fmt: skip


def test_named_tuples_of_pybliometrics_are_rows():
    Document = collections.namedtuple(  # noqa: PYI024 - as pybliometrics makes it
        "Document", "eid title coverDate publicationName author_names citedby_count description"
    )
    (record,) = lr.read_objects(
        [Document("2-s2.0-1", "On keys", "2019-05-01", "Keys", "Doe, Jane;Roe, R.", 7, "We ask.")]
    )
    assert (2019, "Keys", "7", "We ask.", 2) == (
        record.year, record.container, record.get("times-cited"), record.abstract, len(record.authors),
    )  # fmt: skip


def test_columns_that_are_not_understood_are_named_with_the_near_name():
    library = lr.from_frame(pd.DataFrame({"ttile": ["On keys"], "mood": ["good"]}), "mine")
    unknown, untitled = library.problems
    assert "'ttile' (did you mean 'title'?)" in unknown.message
    assert "'mood'" in unknown.message
    assert ("warning", "mine") == (untitled.level, str(untitled.where))
    named = lr.from_frame(pd.DataFrame({"nomen": ["On keys"]}), columns={"nomen": "title"})
    assert ("On keys", ()) == (named[0].title, named.problems)
    with pytest.raises(lr.UsageError, match="no column 'nomn' in this frame; did you mean 'nomen'"):
        lr.from_frame(pd.DataFrame({"nomen": ["On keys"]}), columns={"nomn": "title"})
    with pytest.raises(lr.UsageError, match=r"the frame's column comes first: columns=\{'nomen': 'title'\}"):
        lr.from_frame(pd.DataFrame({"nomen": ["On keys"]}), columns={"title": "nomen"})


def test_the_ids_of_openalex_stand_in_the_order_of_the_authors():
    people = [
        ("Jane Doe", "https://openalex.org/A7"),
        ("Richard Roe", None),
        ("Ann Poe", "https://openalex.org/A2"),
    ]
    work = {
        "id": "https://openalex.org/W1",
        "title": "On keys",
        "authorships": [{"author": {"display_name": name, "id": id_}} for name, id_ in people],
    }
    for library in (lr.read_objects([work]), lr.from_frame(pd.DataFrame([work]))):
        assert "A7; ; A2" == library[0].get("author-ids")
        assert ["Doe", "Roe", "Poe"] == [person.family for person in library[0].authors]


def test_codings_in_place_of_works_are_said_to_be_codings():
    library = lr.from_frame(pd.DataFrame({"item": [1], "coder": ["ann"], "value": ["yes"]}))
    assert any("lr" not in p.message and "litreview.agreement" in p.remedy for p in library.problems)


def test_clusters_are_written_back_into_the_frame():
    made = pd.DataFrame({"title": ["On keys", None, "ON KEYS", "On locks"], "doi": ["10.5555/keys", None, "10.5555/KEYS", None]}, index=list("wxyz"))  # fmt: skip
    library = lr.from_frame(made)
    made["cluster"] = lr.dedupe(library).labels
    assert made.cluster["w"] == made.cluster["y"] != made.cluster["z"]
    assert made.cluster.isna().tolist() == [False, True, False, False]
    assert ["w", "y", "z"] == lr.to_frame(library).index.tolist()


def test_a_record_with_other_fields_agrees_with_them_and_no_derived_value_changes_alone():
    record = lr.Record.from_fields(title="On keys", author="Doe, Jane", year=2019, doi="10.5555/keys")
    later = record.with_fields(year=2021, author=["Richard Roe"], doi=None)
    assert (2021, "2021", "", "Roe", record.id) == (later.year, later.get("year"), later.doi, later.authors[0].family, later.id)  # fmt: skip
    for change in ({"year": 2021}, {"doi": lr.Doi("10.5555/locks")}, {"authors": later.authors}):
        with pytest.raises(lr.UsageError, match="with_fields"):
            dataclasses.replace(record, **change)
    with pytest.raises(lr.UsageError):
        lr.Record.from_fields(type="interview", title="Ada").with_fields(title="Bea")


def test_arrays_in_any_column_are_values():
    made = pd.DataFrame({"id": ["a"], "type": [np.array([1, 2])], "author": [np.array(["Jane Doe", "R. Roe"])], "title": ["On keys"]})  # fmt: skip
    (record,) = lr.from_frame(made)
    assert ("a", ["Doe", "Roe"]) == (record.key, [person.family for person in record.authors])


@pytest.mark.parametrize("column", [{"references": []}, {"issued": [2019, 5]}, {"issued": "2019-05-01"}])
def test_a_table_with_names_in_a_text_is_no_reply_of_an_api(column):
    """The work and its authors are invented."""
    row = {"title": "A later review", "authors": "Kim, J.; Roe, R.", "year": 2020, "journal": "Nature"}
    (record,) = lr.from_frame(pd.DataFrame([row | column]))
    assert (record.type, record.container, record.year) == ("article", "Nature", 2020)
    assert [person.family for person in record.authors] == ["Kim", "Roe"]


@pytest.mark.parametrize("name", ["referenced_works", "cites"])
def test_ids_and_citations_of_openalex_stay_beside_names_in_a_text(name):
    """The works are invented."""
    first, second = "https://openalex.org/W1", "https://openalex.org/W2"
    frame = pd.DataFrame(
        {
            "id": [first, second],
            "title": ["A made-up study of ports", "A made-up study of raids"],
            "publication_year": [2001, 2002],
            "referenced_works": [[], [first]],
            "authors": ["Kim, J.; Roe, R.", None],
        }
    )
    library = lr.from_frame(frame, columns={"referenced_works": name})
    assert [record.get("openalex") for record in library] == ["W1", "W2"]
    assert len(lr.link(lr.dedupe(library)).citations) == 1


def test_an_empty_list_that_a_csv_file_holds_is_no_author_and_some_members_of_crossref_are_its_work():
    empty = [{**PAPERS[1], "authors": []}]
    through = pd.read_csv(io.StringIO(pd.DataFrame(empty).to_csv(index=False)))
    assert [()] == [record.authors for record in lr.from_frame(through)]
    assert [()] == [
        record.authors for record in lr.from_frame(pd.DataFrame({"title": ["A"], "authors": ["[]"]}))
    ]
    some = pd.DataFrame(CROSSREF)[["title", "author", "issued", "is-referenced-by-count"]]
    (keys, locks) = lr.from_frame(some)
    assert ("On keys", 2019, False, "On locks") == (keys.title, keys.year, keys.withheld, locks.title)


FLAT = {"members": pd.DataFrame, "normalized": pd.json_normalize}


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("flatten", FLAT)
def test_a_csv_file_of_an_apis_works_is_read_like_their_frame(tmp_path, flatten, index):
    """`to_csv` writes lists and objects as Python does; authors, abstracts and references must not be lost."""
    openalex = [
        {
            "id": f"https://openalex.org/W{n}", "display_name": f"A made-up title, {n}", "publication_year": 2001 + n if n else None, "type": "article",
            "authorships": [{"author": {"display_name": "Jane Doe"}}, {"author": {"display_name": "Ann O'Roe"}}], "is_retracted": False,
            "abstract_inverted_index": {"On": [0, 2], "keys": [1]}, "referenced_works": ["https://openalex.org/W7"], "biblio": {"volume": "3"},
        } for n in range(3)
    ]  # fmt: skip
    crossref = [{"DOI": f"10.5555/{n}", "title": ["A made-up title"], "author": [{"given": "Jane", "family": "Doe"}], "is-referenced-by-count": n} for n in range(2)]  # fmt: skip
    for works in (openalex, crossref):
        frame = FLAT[flatten](works)
        path = tmp_path / "works.csv"
        frame.to_csv(path, index=index)
        library, read = lr.from_frame(frame, "works.csv"), lr.read(path)
        assert [(one.key, one.type, one.authors, one.fields) for one in library] == [
            (one.key, one.type, one.authors, one.fields) for one in read
        ]
        assert [one.where.line for one in library] == [one.where.line for one in read]
        assert () == read.problems
