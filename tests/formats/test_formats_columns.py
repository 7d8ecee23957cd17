"""Damage that is seen in a whole column and mended before Records are built. All records here are made up."""

from __future__ import annotations

import csv
import io

import pytest

from litreview.formats import dumps, read_text

MENDED = {"LR077", "LR078", "LR079", "LR080", "LR081"}


def table(columns, *rows):
    """Return a library read from a table."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns.split(), *rows])
    return read_text(text.getvalue(), "t.csv")


def authors(column, names="author"):
    """Return the persons of each row of a table whose column of authors is given."""
    library = table(f"id title {names}", *([f"k{n}", f"Title {n}", cell] for n, cell in enumerate(column)))
    return [[str(person) for person in record.authors] for record in library]


def mends(library):
    return [problem for problem in library.problems if problem.code in MENDED]


GLUED = [
    ("DoeJ.A.RoeR.LoeB.C.", ["Doe, J. A.", "Roe, R.", "Loe, B. C."]),
    ("PoeB.", ["Poe, B."]),
    ("ChangK.-W.ChenC.-C.", ["Chang, K.-W.", "Chen, C.-C."]),
    ("deJong S.TavakoliI.", ["de Jong, S.", "Tavakoli, I."]),
    ("DaCunha C.TakahashiR.N.", ["DaCunha, C.", "Takahashi, R. N."]),
    ("STAMLERJ.KATZL.N.RODBARDS.", ["STAMLER, J.", "KATZ, L. N.", "RODBARD, S."]),
    ("Murphy JrG.M.SarginsonJ.E.", ["Murphy, Jr, G. M.", "Sarginson, J. E."]),
    ("O'HaraR.Manahan-VaughanD.", ["O'Hara, R.", "Manahan-Vaughan, D."]),
    ("De La Gandara MartinJ.J.SanzGranado O.", ["De La Gandara Martin, J. J.", "SanzGranado, O."]),
    ("Doe J. A.Roe R.", ["Doe, J. A.", "Roe, R."]),
    ("NovakZh.KolarIu.B.", ["Novak, Zh.", "Kolar, Iu. B."]),
    ("ParkW.K.LynchC.III", ["Park, W. K.", "Lynch, III, C."]),
    ("ParkW.K.ZerssenD", ["Park, W. K.", "Zerssen, D"]),
    # these cannot be parted safely
    ("FangJingChenRongTang", ["FangJingChenRongTang"]),
]


def test_names_with_nothing_between_them_come_apart():
    assert [expected for _, expected in GLUED] == authors([cell for cell, _ in GLUED])


def test_what_is_said_of_a_mend_and_that_the_raw_value_is_kept():
    library = table("id title author", *([f"k{n}", f"T{n}", cell] for n, (cell, _) in enumerate(GLUED)))
    (problem,) = library.problems
    assert ("LR077", "info", 2) == (problem.code, problem.level, problem.where.line)
    assert "13 lists of names" in problem.message
    assert "1 more cannot be parted safely" in problem.message
    assert "'DoeJ.A.RoeR.LoeB.C.' is read as 'Doe, J. A. and Roe, R. and Loe, B. C.'" in problem.message
    assert "DoeJ.A.RoeR.LoeB.C." == library.records[0].raw_fields["author"]
    assert "Doe, J. A. and Roe, R. and Loe, B. C." == library.records[0].fields["author"]


def test_one_glued_cell_among_sound_ones_is_left():
    sound = ["Doe, Jane and Roe, Richard", "Poe, Ann", "Loe, B. C.", "Doe, Jo"]
    assert ["PoeB.RoeR."] == authors([*sound, "PoeB.RoeR."])[-1]


def test_letters_written_as_entities_are_letters_in_a_list_of_names():
    lists = ["A. B&#246;ll, C. Diaz, E. F. G&oacute;mez", "Jane Doe, Richard R&#246;e, Ann Poe"]
    assert [["Böll, A.", "Diaz, C.", "Gómez, E. F."], ["Doe, Jane", "Röe, Richard", "Poe, Ann"]] == authors(
        [*lists, "Jo Loe, Ann Poe, Jane Doe"]
    )[:2]
    assert [["Böll, A. B."]] == authors(["B&#246;llA.B.", "RoeR.", "LoeB.C.", "DoeJ."])[:1]


def test_whole_names_between_commas_against_last_first():
    lists = ["A. Bell, C. Diaz, E. F. Gomez", "Jane Doe, Richard Roe, Ann Poe, Jo Loe", "Jo Loe, Ann Poe, Jane Doe", "Jane Doe, Jo Loe", "Ann Poe"]  # fmt: skip
    assert [
        ["Bell, A.", "Diaz, C.", "Gomez, E. F."],
        ["Doe, Jane", "Roe, Richard", "Poe, Ann", "Loe, Jo"],
        ["Loe, Jo", "Poe, Ann", "Doe, Jane"],
        ["Doe, Jane", "Loe, Jo"],
        ["Poe, Ann"],
    ] == authors(lists)
    assert [["van der Doe, Jane Ann"], ["Doe, Jane"]] == authors(["van der Doe, Jane Ann", "Doe, Jane"])


def test_family_names_alone_are_people_where_and_parts_people():
    column = [
        "Doe, Jane and Roe, Richard",
        "Poe, Ann and Loe, Jo",
        "Roe, Richard and Poe, Ann",
        "Spears and Barki",
    ]
    assert ["Spears", "Barki"] == authors(column)[-1]
    assert [["{Barnes and Noble}"], ["Doe, Jane"]] == authors(["Barnes and Noble", "Doe, Jane"])


def test_a_body_with_an_and_in_it_stays_whole():
    column = [
        "Doe, Jane and Roe, Richard",
        "Poe, Ann and Loe, Jo",
        "Roe, Richard and Poe, Ann",
        "Department of Locks and Keys",
    ]
    assert ["{Department of Locks and Keys}"] == authors(column)[-1]


def test_initials_behind_the_family_where_the_whole_file_writes_so():
    column = ["PESTANA MH and SANCHEZ AV", "VAN DER DOE J", "ROE R-P;POE AB", "LI X"]
    expected = [["PESTANA, MH", "SANCHEZ, AV"], ["VAN DER DOE, J"], ["ROE, R-P", "POE, AB"], ["LI, X"]]
    assert expected == authors(column)
    assert ["LEE, MARY"] == authors(["MARY LEE", "JANE DOE", "RICHARD ROE"])[0]


CITED = [
    (
        "Journal of Made-up Reports.62 (6) ()(pp 1191-1196) 2010.Date of Publication: 2010.",
        {"journal": "Journal of Made-up Reports", "volume": "62", "number": "6", "pages": "1191-1196"},
    ),
    (
        "Inventions.85 ()(pp 131-141) 2014.Date of Publication: 17 Feb 2014.",
        {"journal": "Inventions", "volume": "85", "pages": "131-141", "publication-date": "17 Feb 2014"},
    ),
    (
        "PLoS Nothing.9 (1) (no pagination) 2014.Article Number: e83879.Date of Publication: 2014.",
        {"journal": "PLoS Nothing", "volume": "9", "number": "1", "article-number": "e83879"},
    ),
    (
        "Journal of Things.8 (no pagination) 2011.Article Number: 100.Date of Publication: 2011.",
        {"journal": "Journal of Things", "volume": "8", "article-number": "100"},
    ),
    (
        "Keys.Conference: 17th Congress on Keys Lisbon.Conference Start: 20090124 Conference End: 20090128.Conference Publication: (var.pagings).24 ()(pp S412) 2009.Date of Publication: 2009.",
        {"journal": "Keys", "volume": "24", "pages": "S412", "eventtitle": "17th Congress on Keys Lisbon", "eventdate": "2009-01-24/2009-01-28"},
    ),
    (
        "Keys.Conference: Congress of Keys Lisbon.Conference Start: 20090124 Conference End: 20090124.Conference Publication: (var.pagings)",
        {"journal": "Keys", "eventtitle": "Congress of Keys Lisbon", "eventdate": "2009-01-24"},
    ),
    (
        "ZBL.LOCKS.REIHE A 225 (2-3) ()(pp 346-349) 1973.Date of Publication: 1973.",
        {"journal": "ZBL.LOCKS.REIHE A", "volume": "225", "number": "2-3", "pages": "346-349"},
    ),
    (
        "Journal of Locks (Made-up Sciences).36 (2) ()(pp 164-168) 2015.Date of Publication: 01 Mar 2015.",
        {"journal": "Journal of Locks (Made-up Sciences)", "volume": "36", "number": "2", "pages": "164-168"},
    ),
    (
        "Yi xue = Journal of locks.26 (3) ()(pp 333-335 344 353).Date of Publication: 2010.",
        {"journal": "Yi xue = Journal of locks", "volume": "26", "number": "3", "pages": "333-335 344 353"},
    ),
    (
        "Frontiers in Doors.(JAN) (no pagination) 2014.Article Number: 2.Date of Publication: 2014.",
        {"journal": "Frontiers in Doors", "number": "JAN", "article-number": "2"},
    ),
    (
        "Journal of Invention (2014) 3:3 (152-160)",
        {"journal": "Journal of Invention", "volume": "3", "number": "3", "pages": "152-160"},
    ),
    ("Journal of Invention (2014) 55: (152-160)", {"journal": "Journal of Invention", "volume": "55", "pages": "152-160"}),
    (
        "Journal of Invention (2014) 11 (5): (612)",
        {"journal": "Journal of Invention", "volume": "11", "number": "5", "pages": "612"},
    ),
]  # fmt: skip
PLACE = ("journal", "volume", "number", "pages", "article-number", "eventtitle", "eventdate")


@pytest.mark.parametrize(("cell", "expected"), CITED)
def test_a_whole_citation_in_the_journal_is_taken_apart(cell, expected):
    (record,) = table("id title journal", ["a", "T", cell])
    found = {name: record.get(name) for name in PLACE if record.get(name)}
    assert {name: value for name, value in expected.items() if name in PLACE} == found
    assert cell == record.raw_fields["journal"]
    assert expected.get("publication-date", record.get("publication-date")) == record.get("publication-date")


def test_a_citation_goes_before_what_was_cut_from_it():
    (record,) = table(
        "id title journal number pages year",
        [
            "a",
            "T",
            "Keys.26 (2-3) ()(pp 987-8 990-1) 2010.Date of Publication: 2010.",
            "02-Mar",
            "987-1",
            "990",
        ],
    )
    assert ("26", "2-3", "987-8 990-1", 2010) == (
        record.get("volume"), record.get("number"), record.get("pages"), record.year,
    )  # fmt: skip
    assert ("02-Mar", "990") == (record.raw_fields["number"], record.raw_fields["year"])
    assert "volume" not in record.raw_fields


@pytest.mark.parametrize(
    "journal",
    ["Conference: A Journal of Locks", "30th International Conference: Keys for Doors", "Keys (Basel)", "Nature (2014)", "J. Locks 3:3"],
)  # fmt: skip
def test_a_journal_that_looks_a_little_like_a_citation_is_left(journal):
    library = table("id title journal", ["a", "T", journal])
    assert [journal] == [record.get("journal") for record in library]
    assert [] == mends(library)


def test_pages_in_the_column_of_the_issue_and_a_date_in_that_of_the_pages():
    library = table(
        "id title year number pages",
        ["a", "A", "2010", "pp 70-77", "April"],
        ["b", "B", "2010", "12", "October-December"],
        ["c", "C", "2010", "3", "Septemper"],
        ["d", "D", "2010", "4", "20100529/0604"],
        ["e", "E", "2010", "5", "2010/04"],
    )
    assert [("", "70-77"), ("12", ""), ("3", ""), ("4", ""), ("5", "")] == [
        (r.get("number"), r.get("pages")) for r in library
    ]
    assert "Septemper" == library.records[2].raw_fields["pages"]
    assert {"LR079"} == {problem.code for problem in library.problems}
    assert any("'pp 70-77' is read as pages '70-77'" in problem.message for problem in library.problems)


@pytest.mark.parametrize(
    "pages", ["70--77", "70 -- 77", "70–77", "70+", "e12", "S4-S9", "i--ii", "I--XVI", "9"]
)
def test_pages_in_the_column_of_the_issue_are_read_however_a_range_is_written(pages):
    library = table("id title year number pages", ["a", "A", "2010", f"pp {pages}", ""])
    assert [("", pages)] == [(r.get("number"), r.get("pages")) for r in library]


@pytest.mark.parametrize("number", ["pp mix", "pp 1-2-3", "pp Research Paper 4"])
def test_what_is_no_range_of_pages_is_left_in_the_column_of_the_issue(number):
    library = table("id title year number pages", ["a", "A", "2010", number, ""])
    assert [(number, "")] == [(r.raw_fields.get("number", r.get("number")), r.get("pages")) for r in library]


def test_sound_pages_are_left():
    pages = ["1-14", "e1001", "S12-S14", "xii", "2010", "345-9, 350", "A-5", "Unit 9.32", "B1"]
    library = table(
        "id title year pages", *([f"k{n}", f"T{n}", "1999", cell] for n, cell in enumerate(pages))
    )
    assert pages == [record.get("pages") for record in library]


def test_ranges_that_a_spreadsheet_made_dates_where_they_all_go_up():
    column = ["06-Oct", "01-Feb", "Jan-14", "Nov-20", "123-128"]
    library = table("id title pages", *([f"k{n}", f"T{n}", cell] for n, cell in enumerate(column)))
    assert ["6-10", "1-2", "1-14", "11-20", "123-128"] == [record.get("pages") for record in library]
    assert ["LR080"] == [problem.code for problem in library.problems]
    alone = table("id title pages", ["a", "A", "06-Oct"], ["b", "B", "1-2"])
    assert "06-Oct" == alone.records[0].get("pages")


def test_issues_that_a_spreadsheet_made_times():
    (record,) = table("id title number", ["a", "A", "3:00 AM"])
    assert "3 A" == record.get("number")


@pytest.mark.parametrize(
    ("cell", "doi", "pii"),
    [
        (
            "S0278-5846(14)00043-8 [pii];10.1000/J.made.2014 [doi]",
            "10.1000/j.made.2014",
            "S0278-5846(14)00043-8",
        ),
        ("0014-2999(89)90435-4 [pii]", "", "0014-2999(89)90435-4"),
        ("10.1000/syn.20895 [doi]", "10.1000/syn.20895", ""),
        ("http://dx.doi.org/10.1000/S0140-6736%2810%2960357-1", "10.1000/s0140-6736(10)60357-1", ""),
    ],
)
def test_identifiers_that_say_what_they_are(cell, doi, pii):
    (record,) = table("id title doi", ["a", "A", cell])
    assert (doi, pii) == (record.doi, record.get("pii"))


def test_the_number_of_the_journal_is_no_issue():
    text = "TY  - JOUR\nTI  - On keys\nT2  - Journal of Locks\nIS  - xyz, 0000001\nER  - \n"
    (record,) = read_text(text, "ovid.ris")
    assert ("", "xyz, 0000001") == (record.get("number"), record.get("medline-jid"))
    (sound,) = read_text(text.replace("xyz, 0000001", "12, 13"), "ovid.ris")
    assert "12, 13" == sound.get("number")


def test_a_degree_is_no_volume():
    (record,) = table("id title volume", ["a", "A", "Ph.D."])
    assert ("", "Ph.D.") == (record.get("volume"), record.get("type"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("author", "[No author name available]"), ("author", "Anonymous"), ("author", "[Anonymous]"), ("title", "[Not Available]"),
        ("pages", "No–Specified"), ("pages", "no pagination"), ("number", "var.pagings"), ("volume", "UNKNOWN"), ("author", "No–Specified"),
    ],
)  # fmt: skip
def test_what_says_that_there_is_no_value_is_none(name, value):
    columns = [*dict.fromkeys(["id", "title", "year", name])]
    library = table(
        " ".join(columns), [{"id": "a", "title": "T", "year": "2001", name: value}[each] for each in columns]
    )
    (record,) = library
    assert ("", value) == (record.get(name), record.raw_fields[name])
    assert ["LR081"] == [problem.code for problem in mends(library)]


def test_nobody_is_no_key():
    text = "TY  - JOUR\nAU  - [No author name available]\nTI  - On keys\nPY  - 2001\nER  - \n"
    (record,) = read_text(text, "a.ris")
    assert ("2001Keys", ()) == (record.key, record.authors)


def test_names_that_sound_like_nothing_stay():
    assert [["Nan, Ning"], ["No, A."], ["Nunn, N."]] == authors(["Nan, Ning", "No, A.", "Nunn, N."])
    (record,) = read_text("@book{a, author = {Anonymous}, title = {T}}", "a.bib")
    assert "Anonymous" == record.get("author")


def test_a_mended_record_is_written_and_read_back_the_same():
    library = table(
        "id title author journal",
        *([f"k{n}", f"T{n}", cell, CITED[0][0]] for n, (cell, _) in enumerate(GLUED[:-1])),
    )
    for format_ in ("bib", "ris", "csv"):
        again = read_text(dumps(library, format_), f"a.{format_}")
        assert [record.authors for record in library] == [record.authors for record in again]
        assert [record.get("volume") for record in library] == [record.get("volume") for record in again]
        assert [] == mends(again)


def test_a_confidential_entry_is_neither_shown_in_a_mend_nor_changed():
    rows = "\n".join(f"k{n},T{n},SecretA.B.HiddenC.,{'true' if n < 3 else ''}" for n in range(6))
    library = read_text(f"id,title,author,confidential\n{rows}\n", "t.csv", include_confidential=True)
    assert ["SecretA.B.HiddenC."] * 3 == [record.get("author") for record in library if record.confidential]
    assert [5] == [problem.where.line for problem in mends(library)]
    assert "3 lists" in mends(library)[0].message


HEADER = "id title author year journal volume number pages doi type"


def sound_rows(count=30):
    """Return rows of made-up articles, as most rows of a file are."""
    return [
        [f"k{n}", f"On key {n}", f"Doe, Jane and Roe, R{n}", f"{1990 + n}", "Journal of Locks", f"{n + 1}", f"{n % 4 + 1}", f"{n}0-{n}9", f"10.1000/a.{n}", "article"]
        for n in range(1, count + 1)
    ]  # fmt: skip


def facts(record):
    return [record.get(name) for name in ("author", "year", "journal", "volume", "number", "pages", "doi")]


@pytest.mark.parametrize("gap", range(2, 8))
def test_a_row_with_an_empty_cell_too_many_is_read_moved_back(gap):
    rows = sound_rows()
    expected = facts(table(HEADER, *rows).records[9])
    moved = [*rows[9][:gap], "", *rows[9][gap:]]
    record = table(HEADER, *rows[:9], moved, *rows[10:]).records[9]
    assert expected == facts(record)
    assert "article" == record.type


def test_a_row_with_a_cell_too_few_is_read_moved_back():
    rows = sound_rows()
    rows[4][3] = ""
    expected = facts(table(HEADER, *rows).records[4])
    del rows[4][3]
    library = table(HEADER, *rows)
    assert expected == facts(library.records[4])
    assert "Journal of Locks" == library.records[4].raw_fields["year"]


def test_a_row_of_a_list_of_works_is_moved_back_whatever_its_title_speaks_of():
    rows = [[*row[:3], "", "English", row[3], row[7], row[5]] for row in sound_rows()]
    rows[5][1] = "Interview with a guard"
    del rows[5][3]
    for column, shown in (("edition", "1996"), ("status", "")):
        record = table(f"id title author {column} language year pages volume", *rows).records[5]
        assert shown == record.get("year")
        assert record.confidential == (not shown)


def test_what_is_said_of_moved_rows_and_that_the_raw_values_are_kept():
    rows = sound_rows()
    for n in (3, 7):
        rows[n].insert(3, "")
    library = table(HEADER, *rows)
    (problem,) = mends(library)
    assert ("LR079", "info", 5) == (problem.code, problem.level, problem.where.line)
    assert "values of 2 rows" in problem.message
    assert "doi '40-49'" in problem.message
    assert "doi '10.1000/a.4'" in problem.message
    record = library.records[3]
    assert ("1994", "5") == (record.get("year"), record.get("volume"))
    assert ("Journal of Locks", "40-49") == (record.raw_fields["volume"], record.raw_fields["doi"])
    assert "year" not in record.raw_fields


@pytest.mark.parametrize(
    "cells",
    [
        {3: "in press"}, {3: "", 4: "1994"}, {8: "30-39", 7: ""}, {3: "Journal of Locks", 4: "1994"}, {5: "", 6: "5", 3: "n.d."},
        {3: "", 4: "", 5: "", 6: "", 7: "", 8: "see the web site"},
    ],
)  # fmt: skip
def test_odd_cells_of_a_row_that_is_not_moved_stay(cells):
    rows = sound_rows()
    for number, cell in cells.items():
        rows[3][number] = cell
    library = table(HEADER, *rows)
    for number, name in ((3, "year"), (5, "volume"), (6, "number"), (7, "pages"), (8, "doi")):
        assert rows[3][number] == library.records[3].get(name)
    assert [] == mends(library)


def test_a_row_stays_where_two_ways_back_fit():
    header = HEADER.replace(" type", "")
    rows = [row[:-1] for row in sound_rows()]
    # what is missing may be the volume or the issue
    missing = [*rows[5][:2], *rows[5][3:6], *rows[5][7:]]
    library = table(header, *rows[:5], missing, *rows[6:])
    assert "Journal of Locks" == library.records[5].get("year")
    assert [] == mends(library)


def test_few_rows_show_nothing():
    rows = sound_rows(6)
    rows[3].insert(3, "")
    library = table(HEADER, *rows)
    assert ("", "Journal of Locks") == (library.records[3].get("year"), library.records[3].get("volume"))


def test_a_confidential_row_is_not_moved_back_and_not_named():
    rows = [[*row, ""] for row in sound_rows()]
    moved = [*rows[3][:3], "", *rows[3][3:9], "true"]
    columns = f"{HEADER} confidential"
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns.split(), *rows[:3], moved, *rows[4:]])
    library = read_text(text.getvalue(), "t.csv", include_confidential=True)
    assert library.records[3].confidential
    assert "Journal of Locks" == library.records[3].get("volume")
    assert [] == mends(library)


def written(columns, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns.split(), *rows])
    return text.getvalue()


def keys_shown(text):
    return [record.key for record in read_text(text, "t.csv") if not record.confidential]


ODD = {
    "pages": {7: "I12-8"},
    "pages that go on": {7: "I226-232"},
    "mutation": {1: "The p.I531N and I870R mutants"},
    "title": {1: "Interview"},
    "title and subtitle": {1: "Interview: keys"},
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("is_moved", [False, True])
def test_what_looks_like_an_interview_in_an_article_seals_no_row(odd, is_moved):
    rows = sound_rows()
    # titles of one word are not rare
    rows[20][1] = rows[21][1] = "Keys"
    for number, cell in ODD[odd].items():
        rows[5][number] = cell
    if is_moved:
        rows[5].insert(3, "")
    rows[9].insert(3, "")
    # a row that no move explains
    rows[12].insert(3, "by hand")
    assert len(rows) == len(keys_shown(written(HEADER, rows)))


def test_beside_an_interview_a_broken_row_is_hidden_and_those_that_were_moved_or_lie_elsewhere_are_not():
    rows = sound_rows()
    rows[3] = ["k4", "Talk", "Doe, Ann", "2012", "", "", "", "", "", "Interview"]
    rows[4].insert(3, "by hand")
    rows[9].insert(3, "")
    rows[12].insert(3, "by hand")
    shown = keys_shown(written(HEADER, rows))
    assert {"k10", "k13"} <= {*shown}
    assert {"k4", "k5"} == {row[0] for row in rows} - {*shown}


def test_a_row_is_sealed_if_any_of_its_empty_cells_may_have_moved_its_mark():
    columns = HEADER.replace("author", "confidential note author")
    rows = [[*row[:2], "", "seen" if row[0] == "k8" else "", *row[2:]] for row in sound_rows()]
    # the second empty cell explains the year and the DOI as well as the first, and would leave the mark a note
    rows[4] = [*rows[4][:2], "", "true", "", *rows[4][4:]]
    assert {"k5"} == {row[0] for row in rows} - {*keys_shown(written(columns, rows))}


def test_an_abstract_that_was_moved_under_the_type_seals_nothing_and_a_type_does():
    columns = HEADER.replace("type", "abstract type isbn")
    said = "We made an interview by telephone with each of them. " * 8
    rows = [[*row[:9], said, "article", f"978-1-{row[3]}-0000-1"] for row in sound_rows()]
    rows[4].insert(3, "")
    assert len(rows) == len(keys_shown(written(columns, rows)))
    rows[4][11] = rows[6][10] = "Interview"
    assert {"k5", "k7"}.isdisjoint(keys_shown(written(columns, rows)))


def test_a_short_row_with_an_empty_cell_is_read():
    rows = sound_rows()
    rows[4] = ["k5", "On key 5", "", "Journal of Locks", "5"]
    assert len(rows) == len(table(HEADER, *rows).records)
