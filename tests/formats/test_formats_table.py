"""CSV and TSV, whatever the columns are called. All records here are made up."""

from __future__ import annotations

import csv
import io

import pytest

from litreview.formats import dumps, read_text

ZOTERO = (
    '"Key","Item Type","Publication Year","Author","Title","Publication Title","ISBN","ISSN","DOI","Url","Abstract Note","Date","Pages",'
    '"Issue","Volume","Journal Abbreviation","Type","Extra","Manual Tags","Automatic Tags","Editor"\n'
    '"ABCD1234","journalArticle","2019","Doe, Jane; Roe, Jo","A made-up title","Journal of Invention","","0378-5955","10.1000/182",'
    '"https://example.org/a","We made this up.","2019-05-12","101-119","3","12","J Inv","","Citation Key: doe_2019","raids; courts","Police","Poe, Ann"\n'
    '"EFGH5678","thesis","2020","Poe, Ann","A thesis","","","","","","","2020","","","","","PhD","","","",""\n'
)
SCOPUS = (
    '"Authors","Author full names","Author(s) ID","Title","Year","Source title","Volume","Issue","Art. No.","Page start","Page end","Cited by","DOI",'
    '"Link","Affiliations","Abstract","Author Keywords","Index Keywords","References","Editors","Publisher","ISSN","ISBN","Document Type","Source","EID"\n'
    '"Doe J.; Roe R.-P.","Doe, Jane (57202138757); Roe, Richard-Paul (7402220509)","57202138757; 7402220509","A made-up title","2019",'
    '"Journal of Invention","12","3","","101","119","7","10.1000/182","https://www.scopus.com/x","Univ A; Univ B","We made this up.","raids; courts",'
    '"police","Poe A., A Title, J Inv, 1, pp. 2-3, (1999); Loe B., Another, (2001)","","Press","03785955","","Article","Scopus","2-s2.0-1"\n'
    '"Doe J.","Doe, Jane (57202138757)","57202138757","A talk","2018","Proceedings of Invention","","","17","","","","","","","","","","","","",'
    '"","","Conference paper","Scopus","2-s2.0-2"\n'
)


def test_a_zotero_table():
    record, thesis = library = read_text(ZOTERO.encode("utf-8-sig"), "z.csv")
    assert () == library.problems
    assert ("doe_2019", "article", 2019, "10.1000/182", 2) == (
        record.key, record.type, record.year, record.doi, record.where.line,
    )  # fmt: skip
    assert ["Jane Doe", "Jo Roe"] == [person.display for person in record.authors]
    assert ["Ann Poe"] == [person.display for person in record.editors]
    expected = {
        "journal": "Journal of Invention", "shortjournal": "J Inv", "pages": "101-119", "number": "3", "volume": "12", "date": "2019-05-12",
        "abstract": "We made this up.", "keywords": "raids; courts", "automatic-tags": "Police", "zotero-key": "ABCD1234",
    }  # fmt: skip
    assert expected.items() <= record.fields.items()
    assert ("EFGH5678", "phdthesis", "PhD") == (thesis.key, thesis.type, thesis.get("type"))


def test_a_scopus_table_with_full_names_and_references():
    record, talk = library = read_text(SCOPUS, "s.csv")
    assert () == library.problems
    assert ["Jane Doe", "Richard-Paul Roe"] == [person.display for person in record.authors]
    expected = {
        "journal": "Journal of Invention", "pages": "101–119", "times-cited": "7", "keywords": "raids; courts", "index-keywords": "police",
        "references": "Poe A., A Title, J Inv, 1, pp. 2-3, (1999); Loe B., Another, (2001)", "scopus-eid": "2-s2.0-1", "source": "Scopus",
    }  # fmt: skip
    assert expected.items() <= record.fields.items()
    assert ("inproceedings", "Proceedings of Invention", "17") == (
        talk.type, talk.get("booktitle"), talk.get("article-number"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("Doe J.A., Roe R.", ["J.A. Doe", "R. Roe"]),
        ("van der Doe J.", ["J. van der Doe"]),
        ("Doe JA, Roe R", ["JA Doe", "R Roe"]),
        ("Doe, Jane; Roe, R.", ["Jane Doe", "R. Roe"]),
        ("Doe, J., Roe, R.", ["J. Doe", "R. Roe"]),
        ("J. Doe; R. Roe", ["J. Doe", "R. Roe"]),
        ("Jane Doe", ["Jane Doe"]),
        ("Jane Doe and Richard Roe", ["Jane Doe", "Richard Roe"]),
        ("j. doe and r. roe.", ["j. doe", "r. roe."]),
        ("Doe J., Poe A. and Roe R.", ["J. Doe", "A. Poe", "R. Roe"]),
        ("Office of Locks and Keys", ["Office of Locks and Keys"]),
    ],
)
def test_lists_of_names_as_databases_write_them(names, expected):
    (record,) = read_text(f'title,authors\nA,"{names}"\n', "a.csv")
    assert expected == [person.display for person in record.authors]


def test_names_that_springer_ran_together_come_apart():
    (record,) = read_text(
        "Item Title,Publication Title,Item DOI,Authors,Publication Year,URL,Content Type\n"
        "A,The Book,10.1000/182,Jane DoeJo McRoeAnn Poe,2019,http://link.springer.com/x,Chapter\n"
    )
    assert ["Jane Doe", "Jo McRoe", "Ann Poe"] == [person.display for person in record.authors]
    assert "Jane DoeJo McRoeAnn Poe" == record.get("authors")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter(delimiter):
    (record,) = read_text(delimiter.join(["id", "title", "year"]) + "\n" + delimiter.join(["k", "A", "1999"]))
    assert ("k", "A", 1999) == (record.key, record.title, record.year)


def test_a_spreadsheet_says_which_delimiter_it_used():
    (record,) = read_text('sep=;\nid;title;note\nk;"A; B";x\n', "a.csv")
    assert ("A; B", 3) == (record.title, record.where.line)


def test_columns_without_a_place_are_kept():
    (record,) = read_text("id,title,Colour of cover\nk,A,red\n", "a.csv")
    assert "red" == record.get("colour-of-cover")


def test_uneven_rows_are_kept_and_named_once():
    library = read_text("id,title,year\na,A,1999\nb,B\nc,C,2000,more\nd\n", "a.csv")
    assert ["a", "b", "c", "d"] == [record.key for record in library]
    assert "more" == library.records[2].get("column4")
    assert [("LR034", 3), ("LR036", 4)] == [(p.code, p.where.line) for p in library.problems]


def test_a_quote_that_is_never_closed_costs_no_other_row():
    library = read_text(
        'id,title,year\na,A,1999\nb,"Open end,2000\nc,C,2001\nd,"D ""quoted""",2002\n', "a.csv"
    )
    assert ["a", "b", "c", "d"] == [record.key for record in library]
    assert [("LR013", 3)] == [(p.code, p.where.line) for p in library.problems if p.level == "error"]
    assert ["A", "Open end", "C", 'D "quoted"'] == [record.title for record in library]
    assert 2000 == library.records[1].year


def test_a_quote_inside_a_cell_opens_nothing():
    library = read_text('id,title,year\na,5" pipe,1999\nb,7" pipe,2000\nc,"8"" pipe, long",2001\n', "a.csv")
    assert ['5" pipe', '7" pipe', '8" pipe, long'] == [record.title for record in library]
    assert [1999, 2000, 2001] == [record.year for record in library]
    assert () == library.problems


def test_a_cell_may_have_lines_of_its_own():
    first, second = read_text('id,title,abstract\na,A,"one\ntwo"\nb,B,x\n', "a.csv")
    assert ("one two", 4) == (first.abstract, second.where.line)


def test_one_key_twice_is_named_and_rows_without_keys_get_one_each():
    library = read_text("id,title\nk,A\nk,B\n", "a.csv")
    assert ["a.csv:k", "a.csv:k#2"] == [record.id for record in library]
    assert ["LR018"] == [p.code for p in library.problems]
    assert ["Title", "Title-2"] == [record.key for record in read_text("title,year\nTitle,\nTitle,\n")]


@pytest.mark.parametrize(
    "value", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''=1", "＝1", '=HYPERLINK("http://x")']
)
def test_no_cell_is_run_by_a_spreadsheet_and_each_comes_back(value):
    before = read_text(f"@misc{{k, title={{A}}, note={{{value}}}}}")
    text = dumps(before, "csv")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["note"][0] not in "=+-@\t\r＝＋－＠"
    assert before.records[0].fields == read_text(text).records[0].fields


def test_our_own_tables_come_back_with_odd_fields():
    before = read_text(
        "@thesis{k, title={A}, type={PhD thesis}, id={X1}, container={Y}, issue={3}, number={4}, journaltitle={J}, booktitle={B}, year=1999}\n"
        "@misc{j, title={B}, journal={J}, funding_text={F}, year=2000}"
    )
    after = read_text(dumps(before, "csv"))
    assert [record.fields for record in before] == [record.fields for record in after]
    assert [record.type for record in before] == [record.type for record in after]


PUBMED = (
    "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\n"
    '1,"Made up.","Doe J, van der Roe PA, Poe A Jr; Working Group on Locks.","J Inv. 2018 May;12(3):201-225. doi: 10.1000/1.",'
    "Doe J,J Inv,2018,2018/05/01,,,10.1000/1\n"
    '2,"Made up alone.","Doe J.","J Inv. 2020 Jan 15;20:e55.",Doe J,J Inv,2020,2020/01/15,,,\n'
    '3,"Made up early.","Doe J.","J Inv. 2021 Feb 3:1-12. doi: 10.1000/3. Online ahead of print.",Doe J,J Inv,2021,2021/02/03,,,\n'
)


def test_a_pubmed_table_has_its_names_and_its_place():
    first, alone, early = library = read_text(PUBMED, "csv-made-up-set.csv")
    assert () == library.problems
    assert [("Doe", "J", ""), ("Roe", "PA", ""), ("Poe", "A", "Jr"), ("", "", "")] == [
        (p.family, p.given, p.suffix) for p in first.authors
    ]
    assert "Working Group on Locks" == first.authors[-1].literal
    assert ("12", "3", "201-225") == tuple(first.get(name) for name in ("volume", "number", "pages"))
    assert [("Doe", "J")] == [(p.family, p.given) for p in alone.authors]
    assert ("20", "", "e55") == tuple(alone.get(name) for name in ("volume", "number", "pages"))
    assert ("", "", "") == tuple(early.get(name) for name in ("volume", "number", "pages"))


def test_the_date_and_doi_of_a_paper_in_a_table_of_retractions():
    text = "Title,Author,Journal,RetractionDOI,OriginalPaperDate,OriginalPaperDOI\nOn locks,Jane Doe,Journal,10.1000/r,7/31/2019 0:00,10.1000/locks\n"
    record = read_text(text, "a.csv").records[0]
    assert (2019, "10.1000/locks") == (record.year, record.doi)
