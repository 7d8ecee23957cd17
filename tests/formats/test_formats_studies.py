"""RefWorks' tagged text, studies of ClinicalTrials.gov and EPPI-Reviewer's JSON. All files are made up, in the shapes that these tools write."""

import json

import pytest

from litreview.formats import read_text
from litreview.judgements.decisions.tool_exports import read_votes

EXPORT = """Refworks Export Tagged Format

Character Set=utf-8

Tag legend
*****
RT=Reference Type
A1=Primary Authors

*****
BEGIN EXPORTED REFERENCES


RT Journal Article
SR Electronic(1)
ID 271
A1 Archer,Ann
A1 Baker,Bo B.
T1 Anger and rank in the harbor
JF Harbor & Individual Differences
YR 2002
FD Feb
VO 32
IS 3
SP 551
OP 565
K1 Anger
K1 Self Report
AB Explored rank
and the harbor.
SN 0191-8869
LK http://example.org/1
OL English (30)

RT Dissertation/Thesis
ID 2118
A1 Cole, C.D.
T1 Effects of a pilot
YR 2000
PB Harbor University
SN 0-599-73664-X
"""


def test_the_export_of_refworks_is_read_without_its_legend():
    article, thesis = read_text(EXPORT, "a.txt").records
    assert ("refworks", "article", "phdthesis") == (article.format, article.type, thesis.type)
    assert {
        "author": "Archer, Ann and Baker, Bo B.", "title": "Anger and rank in the harbor", "journal": "Harbor & Individual Differences",
        "year": "2002", "volume": "32", "number": "3", "pages": "551–565", "keywords": "Anger; Self Report", "issn": "0191-8869",
        "abstract": "Explored rank and the harbor.", "url": "http://example.org/1", "refworks-id": "271",
    }.items() <= article.fields.items()  # fmt: skip
    assert ("Harbor University", "0-599-73664-X") == (thesis.get("publisher"), thesis.get("isbn"))
    assert read_text(EXPORT, "a.txt").problems == ()


def test_names_in_one_line_as_cnki_writes_them_are_several():
    text = "RT Journal Article\nSR 1\nA1 张三;李四\nT1 智慧居家\nJF 老年学\nYR 2022\nvo 23\nIS 06\nOP 1-12\nK1 养老;家居\n\n"
    (record,) = read_text(text, "a.txt").records
    assert ["张三", "李四"] == [str(person) for person in record.authors]
    assert ("23", "1-12", "养老; 家居") == tuple(record.get(name) for name in ("volume", "pages", "keywords"))


def test_a_personal_communication_of_refworks_is_sealed():
    (record,) = read_text("RT Personal Communication\nA1 Doe,Jane\nT1 What she said\n", "a.txt").records
    assert record.confidential
    assert not record.title


STUDY = {
    "protocolSection": {
        "identificationModule": {"nctId": "NCT01234567", "briefTitle": "Warm water and sleep", "officialTitle": "A trial of warm water"},
        "statusModule": {"overallStatus": "COMPLETED", "startDateStruct": {"date": "2019-03-01", "type": "ACTUAL"}},
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Harbor University"}, "collaborators": [{"name": "North Press"}]},
        "descriptionModule": {"briefSummary": "Pilots bathe."},
        "conditionsModule": {"conditions": ["Insomnia", "Harbor work"]},
        "contactsLocationsModule": {"locations": [{"city": "Seaham"}]},
    },
    "hasResults": False,
}  # fmt: skip
TABLE = (
    "NCT Number,Study Title,Study URL,Study Status,Brief Summary,Conditions,Sponsor,Start Date\n"
    "NCT01234567,Warm water and sleep,https://clinicaltrials.gov/study/NCT01234567,COMPLETED,Pilots bathe.,Insomnia|Harbor work,Harbor University,2019-03-01\n"
)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"totalCount": 1, "studies": [STUDY], "nextPageToken": "x"}),
        json.dumps(STUDY, indent=2),
        json.dumps([STUDY]),
    ],
)
def test_a_study_is_read_as_its_row_in_the_table_of_the_site(text):
    library = read_text(text, "a.json")
    (study,), (row,) = library.records, read_text(TABLE, "a.csv").records
    assert ("clinicaltrials", "misc", ()) == (study.format, study.type, library.problems)
    assert row.fields.items() <= study.fields.items()
    assert "A trial of warm water" == study.get("official-title")
    assert "Seaham" in study.get("clinicaltrials-rest")


EPPI = {
    "CodeSets": [
        {
            "SetName": "Screening",
            "Attributes": {"AttributesList": [{"AttributeId": 7, "AttributeType": "Selectable", "AttributeName": "About “harbors”"}]},
        }
    ],
    "References": [
        {
            "ItemId": 11, "Title": "Tides and pilots", "ParentTitle": "Harbor Medicine", "ShortTitle": "Archer (2014)", "Year": "2014", "Volume": "3",
            "Issue": "2", "Pages": "10-19", "StandardNumber": "0191-8869 (Linking)", "DOI": "10.5555/h.1", "TypeName": "Journal, Article",
            "Authors": "de Archer Ann ; Baker Bo B; Harbor House  ; ", "Keywords": "Tides\r\nPilots", "Comments": "seen", "ItemStatus": "E",
            "Codes": [{"AttributeId": 7, "AdditionalText": "p. 3"}, {"AttributeId": 8, "AdditionalText": ""}],
        },
        {"ItemId": 12, "Title": "Moorings", "TypeName": "Dissertation", "Authors": "Cole Cy ; ", "Institution": "Harbor University", "ItemStatus": "I"},
    ],
}  # fmt: skip


def test_references_of_eppi_reviewer_have_their_codes_by_name():
    library = read_text(json.dumps(EPPI, ensure_ascii=False, indent=1), "a.json")
    article, thesis = library.records
    assert ("eppi", "article", "phdthesis", ()) == (
        article.format,
        article.type,
        thesis.type,
        library.problems,
    )
    assert {
        "author": "de Archer, Ann and Baker, Bo B and {Harbor House}", "journal": "Harbor Medicine", "number": "2", "issn": "0191-8869 (Linking)",
        "keywords": "Tides; Pilots", "eppi-codes": "About “harbors”: p. 3; 8", "eppi-id": "11",
    }.items() <= article.fields.items()  # fmt: skip
    assert "Harbor University" == thesis.get("institution")


def test_what_eppi_reviewer_included_and_excluded_are_decisions():
    tool, votes = read_votes(read_text(json.dumps(EPPI), "a.json").records)
    assert ("EPPI-Reviewer", ["exclude", "include"]) == (tool.name, [vote.verb for vote in votes])


def test_the_number_of_another_database_is_no_isbn():
    item = {**EPPI["References"][0], "StandardNumber": "WOS:000511663100014"}
    (record,) = read_text(json.dumps({"CodeSets": [], "References": [item]}), "a.json").records
    assert ("WOS:000511663100014", "") == (record.get("standard-number"), record.get("isbn"))


LABELS = """(internal) id,(source) id,pubmed id,keywords,abstract,title,journal,authors,tags,consensus,labeled_at,ann,labeled_at,bo,labeled_at,general notes (ann),general notes (bo)
11,1,0,"k","a","Tides and pilots","J","Archer A","",1,,1,2024-01-02 03:04:05,1,2024-01-03 03:04:05,"fine",""
12,2,0,"k","b","Moorings","J","Cole C","",x,,-1,2024-01-02 03:04:06,0,2024-01-03 03:04:07,"",""
13,3,0,"k","c","Piers","J","Dean D","",1,2024-01-04 03:04:05,1,2024-01-02 03:04:06,-1,2024-01-03 03:04:08,"",""
14,4,0,"k","d","Ports","J","Dean D","",o,,o,,-1,2024-01-03 03:04:08,"",""
citations that are not yet labeled by anyone
15,5,0,"k","e","Buoys","J","Dean D"
"""


def test_labels_of_abstrackr_are_decisions_of_its_people():
    """`o` is no label and `x` no consensus; a consensus on which its people differed was given by somebody."""
    tool, votes = read_votes(read_text(LABELS, "a.csv").records)
    assert "Abstrackr" == tool.name
    assert [
        ("Tides and pilots", "ann", "include"), ("Tides and pilots", "bo", "include"), ("Moorings", "ann", "exclude"), ("Moorings", "bo", "unsure"),
        ("Piers", "ann", "include"), ("Piers", "bo", "exclude"), ("Piers", "consensus", "include"), ("Ports", "bo", "exclude"),
    ] == [(vote.record.title, vote.person, vote.verb) for vote in votes]  # fmt: skip
