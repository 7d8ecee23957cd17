"""Exports of databases and tools, each made up in the columns and tags that the real ones have: what a reader of them must not lose."""

from __future__ import annotations

import io

import openpyxl
import pytest

from litreview.formats import dumps, read, read_text

PLAIN = {"title": "Keys and locks", "authors": "Doe, Jane; Roe, Richard", "year": 2019, "container": "Journal of Keys", "volume": "12", "number": "3",
         "pages": "45–67", "doi": "10.1000/keys.1", "abstract": "On keys.", "keywords": "key; lock"}  # fmt: skip
WITHOUT = dict.fromkeys(PLAIN, None)


def facts(record):
    return {
        "title": record.title,
        "authors": "; ".join(
            person.sort_name if False else f"{person.family}, {person.given}" for person in record.authors
        ),
        "year": record.year,
        "container": record.container,
        "volume": record.get("volume"),
        "number": record.get("number"),
        "pages": record.get("pages"),
        "doi": record.doi,
        "abstract": record.get("abstract"),
        "keywords": "; ".join(record.keywords),
    }


def csv(*cells, mark=","):
    """Return a table of one row: pairs of column and cell."""
    quoted = (mark.join(f'"{text}"' for text in row) for row in zip(*cells, strict=True))
    return "\n".join(quoted) + "\n"


EMBASE = [
    ("Title", "Keys and locks"), ("Author Names", "Doe J., Roe R."), ("Author Addresses", "(Doe J.) Here"), ("Source", "Journal of Keys (2019) 12:3 (45-67)"),
    ("Source title", "Journal of Keys"), ("Publication Year", "2019"), ("Volume", "12"), ("Issue", "3"), ("First Page", "45"), ("Last Page", "67"),
    ("Date of Publication", "1 Mar 2019"), ("Abstract", "On keys."), ("Author Keywords", "key,lock"), ("Emtree Medical Index Terms", "door"),
    ("Medline PMID", "31234567"), ("PUI", "L1"), ("DOI", "10.1000/keys.1"),
]  # fmt: skip
INITIALS = {"authors": "Doe, J.; Roe, R."}
BY_NAME = {
    "embase": ("export.csv", '"SEARCH QUERY","keys:ti OR\nlocks:ti"\n-----\n\n' + csv(*EMBASE), INITIALS),
    "embase saved by a spreadsheet": ("export.csv", "SEARCH QUERY;keys:ti;;;\n---;;;;\n;;;;\n" + csv(*EMBASE, mark=";"), INITIALS),
    "ebsco": ("export.csv", csv(
        ("Article Title", "Keys and locks"), ("Author", "Doe, Jane; Roe, Richard"), ("Journal Title", "Journal of Keys"), ("ISSN", '=""12345679""'),
        ("Publication Date", '=""4/3/2019""'), ("Volume", "12"), ("Issue", "3"), ("First Page", "45"), ("Page Count", "23"), ("Accession Number", "1"),
        ("DOI", "10.1000/keys.1"), ("Doctype", "Article"), ("Subjects", "key"), ("Keywords", "lock"), ("Abstract", "On keys."), ("PLink", "https://example.org"),
    ), {"pages": "45"}),
    "cochrane": ("export.csv", csv(
        ("CENTRAL ID", "CN-01"), ("Author(s)", "Doe, J; Roe, R"), ("Title", "Keys and locks"), ("Source", "Journal of Keys"), ("Year", "2019"),
        ("Abstract", "On keys."), ("Volume", "12"), ("Issue", "3"), ("Pages", "45-67"), ("PubMed ID", "PUBMED 31234567"), ("Keywords", "key; lock"),
        ("DOI", "10.1000/keys.1"), ("Cochrane Review Group Code", ""),
    ), {"authors": "Doe, J; Roe, R", "pages": "45-67"}),
    "covidence": ("export.csv", csv(
        ("Title", "Keys and locks"), ("Authors", "Doe, J.; Roe, R."), ("Abstract", "On keys."), ("Published Year", "2019"), ("Published Month", "3"),
        ("Journal", "Journal of Keys"), ("Volume", "12"), ("Issue", "3"), ("Pages", "45-67"), ("DOI", "10.1000/keys.1"), ("Ref", "7"), ("Covidence #", "#1"),
        ("Study", "Doe 2019"), ("Notes", ""), ("Tags", "mine"),
    ), {**INITIALS, "pages": "45-67", "keywords": ""}),
    "openalex": ("export.csv", csv(
        ("id", "https://openalex.org/W1"), ("doi", "https://doi.org/10.1000/keys.1"), ("title", "Keys and locks"), ("publication_year", "2019"),
        ("type", "article"), ("cited_by_api_url", "https://example.org"), ("primary_location.source.display_name", "Journal of Keys"),
        ("biblio.volume", "12"), ("biblio.issue", "3"), ("biblio.first_page", "45"), ("biblio.last_page", "67"), ("abstract", "On keys."),
        ("authorships.author.display_name", "Jane Doe|Richard Roe"), ("keywords.display_name", "key|lock"), ("is_retracted", "False"),
    ), {}),
    "openalex, flat": ("export.csv", csv(
        ("id", "https://openalex.org/W1"), ("display_name", "Keys and locks"), ("primary_location_display_name", "Journal of Keys"),
        ("author_names", "Jane Doe|Richard Roe"), ("publication_year", "2019"), ("type", "article"), ("biblio_volume", "12"), ("biblio_issue", "3"),
        ("biblio_first_page", "45"), ("biblio_last_page", "67"), ("doi", "https://doi.org/10.1000/keys.1"),
    ), {"abstract": "", "keywords": ""}),
    "refworks": ("export.tsv", "\t".join((  # noqa: FLY002 - one column is easier to find
        "Reference Type", "Authors, Primary", "Title Primary", "Periodical Full", "Pub Year", "Volume", "Issue", "Start Page", "Other Pages", "Keywords",
        "Abstract", "ISSN/ISBN", "DOI",
    )) + "\nJournal Article\tDoe,Jane;Roe,Richard\tKeys and locks\tJournal of Keys\t2019\t12\t3\t45\t67\tkey; lock\tOn keys.\t1234-5679\t10.1000/keys.1\n", {}),
    "dimensions": ("export.csv", "About the data: exported on a day.\n" + csv(
        ("Rank", "1"), ("Publication ID", "pub.1"), ("DOI", "10.1000/keys.1"), ("Title", "Keys and locks"), ("Abstract", "On keys."), ("Source title", "Journal of Keys"),
        ("PubYear", "2019"), ("Volume", "12"), ("Issue", "3"), ("Pagination", "45-67"), ("Publication Type", "Article"), ("Authors", "Doe, Jane; Roe, Richard"),
    ), {"pages": "45-67", "keywords": ""}),
    "proquest": ("export.csv", csv(
        ("Title", "Keys and locks"), ("Abstract", "On keys."), ("StoreId", "99"), ("Authors", "Doe, Jane; Roe, Richard"), ("digitalObjectIdentifier", "10.1000/keys.1"),
        ("documentType", "Journal Article"), ("issue", "3"), ("pages", "45-67"), ("pubtitle", "Journal of Keys"), ("subjectTerms", "key; lock"), ("volume", "12"), ("year", "2019"),
    ), {"pages": "45-67"}),
    "lilacs": ("export.csv", csv(
        ("ID", "lil-1"), ("Title", "Keys and locks"), ("Authors", "Doe, Jane; Roe, Richard"), ("Source", "J. Keys;12(3): 45-67, 2019."), ("Journal", "Journal of Keys"),
        ("Database", "LILACS"), ("Type", "article"), ("Language", "en"), ("Publication year", "2019"), ("Descriptor(s)", "key"), ("Keyword(s)", "lock"),
        ("Abstract", "On keys."), ("Volume number", "12"), ("Issue number", "3"), ("DOI", "10.1000/keys.1"),
    ), {"pages": ""}),
    "cnki": ("export.csv", csv(
        ("SrcDatabase-来源库", "期刊"), ("Title-题名", "Keys and locks"), ("Author-作者", "Doe, Jane; Roe, Richard;"), ("Source-文献来源", "Journal of Keys"), ("Keyword-关键词", "key;;lock"),
        ("Summary-摘要", "On keys."), ("PubTime-发表时间", "2019-03-01"), ("Year-年", "2019"), ("Volume-卷", "12"), ("Period-期", "3"), ("Page-页码", "45-67"), ("DOI-DOI", "10.1000/keys.1"),
    ), {"pages": "45-67"}),
    "publish or perish": ("PoPCites.csv", csv(
        ("Cites", "4"), ("Authors", "J Doe, R Roe"), ("Title", "Keys and locks"), ("Year", "2019"), ("Source", "Journal of Keys"), ("Publisher", "Pub"), ("ArticleURL", "https://example.org"),
        ("GSRank", "1"), ("Type", ""), ("DOI", "10.1000/keys.1"), ("Volume", "12"), ("Issue", "3"), ("StartPage", "45"), ("EndPage", "67"), ("Abstract", "On keys."),
    ), {"authors": "Doe, J; Roe, R", "keywords": ""}),
    "rispy": ("export.csv", csv(
        ("type_of_reference", "JOUR"), ("title", "Keys and locks"), ("first_authors", "['Doe, Jane', 'Roe, Richard']"), ("publication_year", "2019"),
        ("secondary_title", "Journal of Keys"), ("volume", "12"), ("number", "3"), ("start_page", "45"), ("end_page", "67"), ("doi", "10.1000/keys.1"),
        ("abstract", "On keys."), ("keywords", "['key', 'lock']"), ("asreview_label", "1"),
    ), {}),
    "ovid, tagged": ("export.ovd", (
        "<3001. >\nVN  - Ovid Technologies\nDB  - Embase\nUI  - 6213\nTI  - Keys and locks. [Article]\nSO  - Journal of Keys. 12(3):45-67, 2019 Mar.\n"
        "AU  - Doe, Jane [Author; E-mail: a@example.org]\nAU  - Roe, Richard MD, MPH 1\nIN  - (Doe) Here\n      (Roe) There\nKW  - key\nKW  - lock\n"
        "AB  - On keys.\nPT  - Journal Article\nDO  - https://dx.doi.org/10.1000/keys.1\n\n"
    ), {"pages": "45-67"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_NAME)
def test_an_export_is_read_field_by_field(name):
    path, text, differing = BY_NAME[name]
    library = read_text(text, path)
    assert [PLAIN | differing] == [facts(record) for record in library]
    assert ["article"] == [record.type for record in library]
    assert "LR085" not in {problem.code for problem in library.problems}


def test_the_lines_of_a_search_are_named_and_no_record():
    library = read_text(BY_NAME["embase"][1], "export.csv")
    assert [("LR037", 1)] == [(problem.code, problem.where.line) for problem in library.problems]
    assert "1-2" in library.problems[0].message
    assert [6] == [record.where.line for record in library]


def test_a_table_in_running_text_is_no_header():
    text = "Dear all,\n\nthe columns are title, author and year.\n\n@book{a, title = {A}}\n"
    assert ["a"] == [record.key for record in read_text(text, "mail.txt")]


def test_columns_that_mean_nothing_are_named_and_kept():
    library = read_text("id,title,my score,Warm-up,year\na,Keys,3,,2001\n", "mine.csv")
    assert ["LR085"] == [problem.code for problem in library.problems]
    assert "'my score'" in library.problems[0].message
    assert "Warm-up" not in library.problems[0].message  # it is empty
    assert "3" == next(iter(library)).get("my-score")


def test_no_column_is_named_where_something_is_confidential():
    text = "id,title,asked Zebann,confidential\na,Keys,3,\nb,Locks,4,true\n"
    assert "LR085" not in {problem.code for problem in read_text(text, "mine.csv").problems}
    assert "Zebann" not in str(read_text(text, "mine.csv").problems)


def test_a_placeholder_is_no_pmid():
    text = "(internal) id,(source) id,pubmed id,title,journal\n1,2,0,Keys,J\n2,3,31234567,Locks,J\n"
    assert ["", "31234567"] == [record.get("pmid") for record in read_text(text, "labels.csv")]


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [
        ("NCT Number,Study Title,Study URL,Study Status,Brief Summary,Conditions,Sponsor,Start Date", "NCT00000001,Keys,https://example.org,X,On keys.,Loss,Lab,2019-03-01",
         {"accession": "NCT00000001", "abstract": "On keys.", "keywords": "Loss", "institution": "Lab", "year": "2019"}),
        ("TrialID,Last Refreshed on,Public title,Scientific title,Primary sponsor,Date registration,Source Register,web address,Condition",
         "ACTRN1,1 May 2020,Keys,A trial of keys,Lab,13/09/2019,ANZCTR,https://example.org,Loss",
         {"accession": "ACTRN1", "scientific-title": "A trial of keys", "institution": "Lab", "year": "2019", "database": "ANZCTR"}),
    ],
)  # fmt: skip
def test_a_registry_of_trials_gives_title_number_and_year(columns, row, expected):
    (record,) = read_text(f"{columns}\n{row}\n", "trials.csv")
    assert "Keys" == record.title
    assert expected == {name: record.get(name) for name in expected}
    assert not record.confidential


RIS = "TY  - JOUR\nTI  - Keys\nAU  - Doe, Jane\nPY  - 2019\nJO  - J\nVL  - 1\n{}\nER  - \n"
OVID = "L2  - http://ovidsp.ovid.com/ovidweb.cgi?T=JS&PAGE=reference&D={}&AN=1\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (OVID.format("medp") + "ID  - 31234567\nM1  - 0375267, kav\nM2  - Doe, Jane. Here.", {"pmid": "31234567", "number": "", "affiliation": "Doe, Jane. Here.", "extra": ""}),
        (OVID.format("med6") + "IS  - 4\nM1  - 101264945", {"number": "4", "nlm-id": "101264945"}),
        (OVID.format("psyc20") + "A2  - Roe, R., Poe, P., Loe, L.\nM1  - Roe, R. (1999). Locks.\nM1  - Poe, P. (2000). Doors.", {"editor": "", "cited-authors": "Roe, R., Poe, P., Loe, L.",
         "cited-references": "Roe, R. (1999). Locks.\nPoe, P. (2000). Doors."}),
        ("M1  - 101264945", {"number": "", "ris-m1": "101264945"}),
        ("M1  - 4", {"number": "4"}),
        ("L3  - 10.1000/keys.1\nDP  - EBSCOhost", {"doi": "10.1000/keys.1"}),
        ("UR  - https://www.embase.com/x\nC5  - 31234567\nM1  - (Doe) Here\nU2  - L1", {"pmid": "31234567", "affiliation": "(Doe) Here", "embase-id": "L1", "number": ""}),
        ("AN  - WOS:1\nPU  - Pub\nPI  - Here\nC3  - University", {"publisher": "Pub", "address": "Here", "affiliations": "University"}),
        ("DB  - Scopus\nC2  - 31234567", {"pmid": "31234567"}),
        ("AN  - CN-01\nC3  - PUBMED 31234567,EMBASE 20012345", {"pmid": "31234567"}),
        ("AN  - CN-01\nC3  - EMBASE 20012345", {"pmid": "", "ris-c3": "EMBASE 20012345"}),
        ("DO  - 10.1000/keys.1     LK  - https://example.org", {"doi": "10.1000/keys.1", "ris-lk": "https://example.org"}),
        ("KW  - eppi-reviewer\nST  - Doe (2019)", {"shorttitle": "", "eppi-short-title": "Doe (2019)"}),
    ],
)  # fmt: skip
def test_a_tag_means_what_its_database_means(lines, expected):
    (record,) = read_text(RIS.format(lines), "export.ris")
    assert expected == {name: record.get(name) for name in expected}


def test_initials_without_a_comma_follow_the_family_name():
    (record,) = read_text("TY  - JOUR\nA1  - Roe F E\nA1  - Doe-Poe J K L\nT1  - Keys\nER  - \n", "eppi.ris")
    assert [("Roe", "F E"), ("Doe-Poe", "J K L")] == [
        (person.family, person.given) for person in record.authors
    ]


def test_what_is_written_as_ris_has_references_and_addresses_in_tags_and_reads_back():
    text = RIS.format(
        OVID.format("psyc1")
        + "M1  - Roe, R. (1999). Locks.\nM1  - Poe, P. (2000). Doors.\nM2  - Doe, Jane: Here\nM2  - Roe: There"
    )
    library = read_text(text, "export.ris")
    written = dumps(library, "ris")
    assert not [
        line
        for line in written.split("\r\n")
        if line.startswith("M2  - tex.") and ("Locks" in line or "Here" in line)
    ]
    again = read_text(written, "again.ris")
    assert [dict(record.fields) for record in library] == [dict(record.fields) for record in again]


def test_references_of_several_lines_read_back_from_ris():
    (record,) = library = read_text(
        "@article{a, title = {Keys}, references = {Roe, Locks\n  Poe, AB  - Doors}}", "a.bib"
    )
    (again,) = read_text(dumps(library, "ris"), "a.ris")
    assert record.get("references") == again.get("references")


@pytest.mark.parametrize("type_", ["www-inproceedings", "dblp.article", "x:book", "in+proceedings"])
@pytest.mark.parametrize(
    "before", ["", "@article{a, title = {not closed\n\n", "@comment{x,\n  y = {\n}\n\n", "@string{x =\n\n"]
)
def test_a_type_may_have_a_hyphen_and_follow_a_broken_block(type_, before):
    entries = "".join(f"@{type_}{{key{n},\n  title = {{Keys {n}}},\n  year = 2019\n}}\n\n" for n in range(4))
    library = read_text(before + entries, "a.bib")
    assert [f"key{n}" for n in range(4)] == [record.key for record in library if record.key.startswith("key")]
    assert "LR029" not in {problem.code for problem in library.problems}


def test_a_workbook_that_is_named_is_read_from_its_page_of_titles(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["About", "this file"])
    page = book.create_sheet("records")
    page.append(["SEARCH QUERY", "keys"])
    page.append(["Title", "Authors", "Year", "Journal", None])
    page.append(["Keys, and\nlocks", "Doe, Jane", 2019, "J", None])
    stream = io.BytesIO()
    book.save(stream)
    path = tmp_path / "export.xlsx"
    path.write_bytes(stream.getvalue())
    (record,) = read(path)
    assert ("Keys, and locks", 2019, "J") == (record.title, record.year, record.container)
    path.write_bytes(b"PK\x03\x04 damaged")
    assert ["LR002"] == [problem.code for problem in read(path).problems]


def test_figures_and_marks_behind_a_name_of_ovid_are_of_its_institution() -> None:
    text = "<1. >\nVN  - Ovid Technologies\nAU  - Roe, Ann 1,2,+\nAU  - Poe, Bo 2\nTI  - Made-up keys.\nSO  - Journal of Keys 2010;14(1):56\n"
    (record,) = read_text(text, "a.ovd").records
    assert [("Roe", "Ann"), ("Poe", "Bo")] == [(one.family, one.given) for one in record.authors]


def _workbook(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_whose_columns_are_unknown_is_named_with_its_columns(tmp_path):
    path = _workbook(
        tmp_path / "grey.xlsx",
        ["Doc name", "Who", "Link"],
        ["A made-up title", "Doe, Jane", "https://example.org"],
    )
    (problem,) = read(path).problems
    assert "LR002" == problem.code
    assert "'Doc name', 'Who', 'Link'" in problem.message
    assert "rename the column of titles to title" in problem.remedy


@pytest.mark.parametrize("mark", ["confidential", "Interview"])
def test_the_first_row_of_a_workbook_is_not_quoted_where_it_may_be_one_of_values_or_hide_something(
    tmp_path, mark
):
    for rows in ([["Zebra, Ann", "5 May"]], [["Zebra", "Link"], [mark, "https://example.org"]]):
        (problem,) = read(_workbook(tmp_path / "x.xlsx", *rows)).problems
        assert "LR002" == problem.code
        assert "Zebra" not in str(problem)
