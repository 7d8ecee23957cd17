"""Web of Science, plain text and tab-delimited. All records here are made up."""

from __future__ import annotations

from litreview.core.model import Source
from litreview.formats import read_text
from litreview.stages.network.source_references import references_of

WHOLE = """\
FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Doe, J
   Roe, R
AF Doe, Jane
   Roe, Richard
CA Made-Up Grp
TI A made-up title that goes
   on here
SO JOURNAL OF INVENTION
LA English
DT Article
DE raids; courts
ID POLICE
AB We made this up.
C1 [Doe, Jane] Univ A, Town, Land.
   [Roe, Richard] Univ B, Town, Land.
CR Poe A, 1999, J INV, V1, P2, DOI 10.1000/one
   Loe B, 2001, INVENTED BOOK
NR 2
TC 7
PU PRESS
PI TOWN
SN 0378-5955
J9 J INV
PD MAY
PY 2019
VL 12
IS 3
BP 101
EP 119
DI 10.1000/182
UT WOS:000000000000001
ZZ nobody knows this tag
ER

PT B
AU Poe, A
TI A book
SO SERIES OF BOOKS
PY 2001
UT WOS:000000000000002
ER

EF
"""


def test_each_tag_has_its_place():
    record, book = library = read_text(WHOLE, "a.txt")
    assert () == library.problems
    assert ("WOS:000000000000001", "article", 2019, "10.1000/182", "wos") == (
        record.key, record.type, record.year, record.doi, record.format,
    )  # fmt: skip
    assert ["Jane Doe", "Richard Roe", "Made-Up Grp"] == [person.display for person in record.authors]
    expected = {
        "title": "A made-up title that goes on here", "journal": "JOURNAL OF INVENTION", "shortjournal": "J INV", "pages": "101–119",
        "month": "May", "keywords": "raids; courts", "keywords-plus": "POLICE", "wos-au": "Doe, J; Roe, R", "times-cited": "7",
        "affiliation": "[Doe, Jane] Univ A, Town, Land.\n[Roe, Richard] Univ B, Town, Land.", "wos-zz": "nobody knows this tag",
        "cited-references": "Poe A, 1999, J INV, V1, P2, DOI 10.1000/one\nLoe B, 2001, INVENTED BOOK",
    }  # fmt: skip
    assert expected.items() <= record.fields.items()
    assert ("book", "SERIES OF BOOKS") == (book.type, book.get("series"))


def test_every_cited_reference_arrives_with_its_line():
    record = read_text(WHOLE, "a.txt").records[0]
    source = Source(key=record.key, type=record.type, fields=record.fields, records=(record,))
    found = [(str(each.where), each.year, each.doi) for each in references_of(source)]
    assert [("a.txt:19", 1999, "10.1000/one"), ("a.txt:20", 2001, "")] == found


def test_missing_ends_and_beginnings_are_named():
    library = read_text("PT J\nTI One\nPT J\nTI Two\nER\n", "a.txt")
    assert ["One", "Two"] == [record.title for record in library]
    assert [("LR035", 3)] == [(p.code, p.where.line) for p in library.problems]
    cut = read_text(WHOLE[:400], "a.txt")
    assert (1, ["LR035"]) == (len(cut), [p.code for p in cut.problems])


def test_a_tab_delimited_file_gives_the_same():
    header = "PT\tAU\tAF\tTI\tSO\tPY\tVL\tBP\tEP\tDI\tCR\tUT\tC1"
    row = (
        'J\tDoe, J; Roe, R\tDoe, Jane; Roe, Richard\t"Quoted" beginnings\tJ INV\t2019\t1\t2\t3\t10.1000/182\t'
        "Poe A, 1999, J INV, V1, P2; Loe B, 2001, BOOK\tWOS:1\t[Doe, Jane] Univ A; [Roe, Richard] Univ B"
    )
    (record,) = library = read_text(f"{header}\n{row}\n".encode("utf-16"), "a.txt")
    assert () == library.problems
    assert ["Jane Doe", "Richard Roe"] == [person.display for person in record.authors]
    assert ('"Quoted" beginnings', "2–3", "WOS:1") == (record.title, record.get("pages"), record.key)
    assert "Poe A, 1999, J INV, V1, P2\nLoe B, 2001, BOOK" == record.get("cited-references")
    assert "[Doe, Jane] Univ A\n[Roe, Richard] Univ B" == record.get("affiliation")


def test_a_row_that_is_too_long_is_kept_and_named():
    library = read_text("PT\tAU\tTI\tSO\tPY\nJ\tDoe, J\tA\tJ\t1999\tmore\n", "a.txt")
    assert (1, ["LR036"]) == (len(library), [p.code for p in library.problems])
    assert "more" == library.records[0].get("column6")
