"""RIS: every tag has a place, every break is named, and what is written comes back. All records here are made up."""

from __future__ import annotations

import pytest
import rispy
from hypothesis import given, strategies as st

from litreview.formats import dumps, read_text

WHOLE = """\
TY  - JOUR
ID  - doe2019
AU  - Doe, Jane
AU  - van der Roe, Jo, Jr.
AU  - Office of Made-Up Statistics,
A2  - Poe, Ann
TI  - Raids & rescues: a made-up study
T2  - Journal of Invented Law
J2  - J Inv L
PY  - 2019
DA  - 2019/05/12/
VL  - 12
IS  - 3
SP  - 101
EP  - 119
DO  - 10.1000/182
SN  - 0378-5955
UR  - https://example.org/a
KW  - police
KW  - courts
AB  - We made this up.
Even this line.
N1  - a first note
N1  - a second note
AD  - Univ A
AD  - Univ B
Q9  - nobody knows this tag
ER  -
"""


def only(text):
    (record,) = read_text(text)
    return record


def codes(text):
    return [problem.code for problem in read_text(text).problems]


def test_each_tag_has_its_place():
    record = only(WHOLE)
    assert ("doe2019", "article", 2019, "10.1000/182", "ris") == (
        record.key, record.type, record.year, record.doi, record.format,
    )  # fmt: skip
    assert ["Jane Doe", "Jo van der Roe Jr.", "Office of Made-Up Statistics"] == [
        p.display for p in record.authors
    ]
    assert ["Ann Poe"] == [person.display for person in record.editors]
    expected = {
        "title": "Raids & rescues: a made-up study",
        "journal": "Journal of Invented Law",
        "shortjournal": "J Inv L",
        "date": "2019-05-12",
        "volume": "12",
        "number": "3",
        "pages": "101–119",
        "issn": "0378-5955",
        "url": "https://example.org/a",
        "keywords": "police; courts",
        "abstract": "We made this up. Even this line.",
        "note": "a first note",
        "affiliation": "Univ A\nUniv B",
        "ris-q9": "nobody knows this tag",
    }
    assert expected.items() <= record.fields.items()
    assert (("note", "a second note"),) == record.repeated
    assert "TY  - JOUR" in record.raw


def test_a_whole_record_has_no_problem():
    assert [] == codes(WHOLE)


def test_the_volume_stands_where_heinonline_puts_it():
    """HeinOnline exports the volume as VO (zotero/translators, issue 2038), and links by handle."""
    record = only(
        "TY  - JOUR\nJF  - Invented Law Review\nVO  - 26\nIS  - 2\nSP  - 76\nEP  - 85\nPY  - 1993\nJA  - Inv. L. Rev.\n"
        "T1  - Made up: a title\nA1  - Doe, Jane\nUR  - https://heinonline.org/HOL/P?h=hein.journals/made1&i=80\nER  - \n"
    )
    assert ("26", "2", "76–85") == (record.get("volume"), record.get("number"), record.get("pages"))
    assert ("Invented Law Review", "Inv. L. Rev.") == (record.container, record.get("shortjournal"))
    assert record.get("url") == "https://heinonline.org/HOL/P?h=hein.journals/made1&i=80"


def test_scopus_puts_cited_references_into_a_note():
    record = only(
        "TY  - JOUR\nTI  - A\nN1  - Export Date: 1 May 2020\nN1  - References: Doe, J., (1999) J Inv, 1, p. 2;\n"
        "Roe, R., Title, (2001) J Inv, 2, pp. 3-4\nER  - \n"
    )
    assert (
        record.get("references")
        == "Doe, J., (1999) J Inv, 1, p. 2;\nRoe, R., Title, (2001) J Inv, 2, pp. 3-4"
    )
    assert record.get("note") == "Export Date: 1 May 2020"


def test_the_parts_of_a_book_and_the_proceedings_know_their_container():
    assert only("TY  - CHAP\nTI  - A\nT2  - The Book\nER  - ").get("booktitle") == "The Book"
    assert only("TY  - BOOK\nTI  - A\nT2  - The Series\nER  - ").get("series") == "The Series"
    talk = only("TY  - CONF\nTI  - A\nT2  - The Meeting\nC3  - The Proceedings\nER  - ")
    assert ("The Proceedings", "The Meeting") == (talk.get("booktitle"), talk.get("eventtitle"))
    case = only(
        "TY  - CASE\nTI  - United States v. Doe\nA2  - F.3d\nVL  - 1\nSP  - 2\nPB  - 9th Cir.\nER  - "
    )
    assert ("jurisdiction", "F.3d", "9th Cir.") == (case.type, case.get("reporter"), case.get("institution"))


def test_numbers_of_books_journals_and_reports_are_told_apart():
    assert only("TY  - BOOK\nTI  - A\nSN  - 978-0-306-40615-7\nER  - ").get("isbn") == "978-0-306-40615-7"
    assert only("TY  - BOOK\nTI  - A\nSN  - 0378-5955 (print)\nER  - ").get("issn") == "0378-5955 (print)"
    assert only("TY  - RPRT\nTI  - A\nSN  - NCJ 1234\nER  - ").get("number") == "NCJ 1234"


def test_a_doi_that_is_given_twice_is_one():
    record = only("TY  - JOUR\nTI  - A\nDO  - 10.1000/X\nM3  - doi: 10.1000/x\nER  - ")
    assert (record.doi, record.repeated) == ("10.1000/x", ())


def test_dates_keep_what_they_say():
    received = only("TY  - JOUR\nTI  - A\nPY  - 2013/04/18\nPY  - 2013/02/15/received\nER  - ")
    assert (2013, "2013-04-18", "2013/02/15/received") == (
        received.year, received.get("date"), received.get("publication-date"),
    )  # fmt: skip
    for value, year, date in (
        ("2016/12//", 2016, "2016-12"), ("2001///", 2001, ""), ("in press", None, ""), ("2001/00/00/", 2001, ""),
    ):  # fmt: skip
        record = only(f"TY  - JOUR\nTI  - A\nY1  - {value}\nER  - ")
        assert (year, date) == (record.year, record.get("date"))


def test_a_record_without_its_end_is_kept_and_named_with_its_line():
    library = read_text(
        "TY  - JOUR\nTI  - One\n\nTY  - BOOK\nTI  - Two\nER  - \nTY  - BOOK\nTI  - Cut of", "a.ris"
    )
    assert ["One", "Two", "Cut of"] == [record.title for record in library]
    assert ["a.ris:4", "a.ris:8"] == [str(p.where) for p in library.problems]
    assert {"LR035"} == {p.code for p in library.problems}


def test_a_record_without_its_beginning_is_kept_and_named():
    library = read_text("JF  - J\nT1  - A\nVL  - 6\nER  -\n", "a.ris")
    assert ["A"] == [record.title for record in library]
    assert [("LR035", 1)] == [(p.code, p.where.line) for p in library.problems]


def test_a_type_alone_is_no_record():
    library = read_text("TY  - BOOK\nTY  - JOUR\nTI  - A\nER  - \n")
    assert (1, ["LR038"]) == (len(library), [p.code for p in library.problems])


def test_lines_outside_of_records_are_named_once():
    library = read_text("Record #1 of 1\nProvider: X\n12.\nTY  - JOUR\nTI  - A\nER  - \n")
    assert [("LR037", 1, "2 lines stand outside of the records and are left out: 1-2")] == [
        (p.code, p.where.line, p.message) for p in library.problems
    ]


def test_what_ovid_writes_between_records_is_the_number_and_the_address_of_a_record():
    link = "\nLink to the Ovid Full Text or citation: http://example.org/a?b=1 \n\n"
    record = "TY  - JOUR\nID  - {0}\nTI  - Title {0}\nER  -  \n"
    library = read_text(f"1. \n{record.format(1)}{link}2. \n{record.format(2)}{link}")
    assert [] == [str(one) for one in library.problems]
    assert ["1", "2"] == [one.key for one in library]
    assert all("http://example.org/a?b=1" in one.fields.values() for one in library)


def test_a_line_of_an_abstract_that_looks_like_a_tag_stays_in_it():
    record = only("TY  - JOUR\nTI  - A\nAB  - We used\nT1 - weighted images of\nER - patients\nER  - \n")
    assert record.abstract == "We used T1 - weighted images of ER - patients"
    assert record.title == "A"


def test_a_file_with_one_blank_in_its_tags_is_read():
    record = only("TY - JOUR\nTI - A\nAU - Doe, J\nPY - 1999\nER -\n")
    assert ("A", 1999, 1) == (record.title, record.year, len(record.authors))


def test_marks_and_line_ends_of_any_kind_make_no_difference():
    plain = only(WHOLE)
    for data in (
        b"\xef\xbb\xbf" + WHOLE.encode(),
        WHOLE.replace("\n", "\r\n").encode(),
        WHOLE.replace("\n", "\r").encode(),
        WHOLE.encode("utf-16"),
        ("\n\n" + WHOLE).encode(),
    ):
        assert plain.fields == only(data).fields


def test_an_old_encoding_is_read_and_named():
    library = read_text("TY  - JOUR\nAU  - Müller, Jörg\nTI  - Über\nER  - \n".encode("cp1252"))
    assert ("Über", ["LR003"]) == (library.records[0].title, [p.code for p in library.problems])


def test_made_up_keys_are_never_the_same():
    library = read_text("TY  - JOUR\nTI  - A title\nPY  - 1999\nER  - \n" * 3)
    assert ["1999Title", "1999Title-2", "1999Title-3"] == [record.key for record in library]
    assert () == library.problems


def test_zotero_keeps_the_key_in_its_extra_field():
    record = only("TY  - JOUR\nTI  - A\nM2  - Citation Key: doe_2019\nER  - \n")
    assert ("doe_2019", "") == (record.key, record.get("extra"))


def test_what_is_written_is_sound_to_zotero_and_rispy():
    """Zotero takes a line as a tag if it has a tag, one or two blanks, a hyphen and a blank (translators/RIS.js)."""
    text = dumps(read_text(WHOLE), "ris")
    lines = text.split("\r\n")
    assert all(line == "" or line[2:6] == "  - " for line in lines)
    assert "ID  - doe2019" in lines
    assert "M2  - Citation Key: doe2019" in lines
    assert ["KW  - police", "KW  - courts"] == [line for line in lines if line.startswith("KW")]
    (entry,) = rispy.loads(text)
    assert ("doe2019", ["police", "courts"]) == (entry["id"], entry["keywords"])


def test_fields_without_a_tag_survive():
    before = read_text(
        "@mastersthesis{k, title={A}, author={Doe, Jane and others}, school={S}, month=may, year=2019,"
        " cited-references={Doe J, 1999, J INV, V1, P2\nRoe R, 2000, J INV, V3, P4}, groups={G1}, author+an:orcid={1=x}}"
    )
    after = read_text(dumps(before, "ris"))
    assert before.records[0].fields == after.records[0].fields
    assert before.records[0].type == after.records[0].type == "mastersthesis"


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ("address={Oxford}", "CY  - Oxford"),
        ("location={Leiden}", "CY  - Leiden"),
        ("address={Oxford}, location={Leiden}", "CY  - Oxford"),
        ("publisher={Brill}", "PB  - Brill"),
        ("institution={Urban Institute}", "PB  - Urban Institute"),
        ("year=1999", "PY  - 1999"),
        ("date={1999-05-03}", "DA  - 1999/05/03"),
        ("date={1999-05}", "DA  - 1999/05//"),
        ("year=1999, month={May}", "DA  - 1999/05//"),
        ("editor={Doe, Jane}", "ED  - Doe, Jane"),
        ("series={Studies}", "T2  - Studies"),
        ("annotation={Mine.}", "RN  - Mine."),
    ],
)
def test_a_field_is_written_under_the_tag_that_zotero_reads(fields, line):
    assert line in dumps(read_text(f"@book{{k, title={{A}}, {fields}}}"), "ris").split("\r\n")


def test_tags_and_notes_are_written_for_zotero_and_not_taken_back():
    from litreview.core.model import Tag

    records = read_text("@book{k, title={A}, year=1999}").records
    text = dumps(records, "ris", tags=[Tag(source="k", code="protect", method="rule")], notes={"k": "Mine."})
    assert "KW  - tvpa:protect\r\n" in text
    assert "RN  - Mine.\r\n" in text
    assert only(text).keywords == ()


WORD = st.text(st.characters(categories=["L", "N", "Zs"], codec="latin-1"), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split()) or "x"
)


@given(st.lists(st.tuples(WORD, st.lists(WORD, max_size=3), WORD), min_size=1, max_size=5))
def test_rispy_reads_the_same_from_sound_files(records):
    """rispy is the oracle for files without faults; it loses records where ER is missing, so it is not what reads here."""
    text = "".join(
        f"TY  - JOUR\nTI  - {title}\n"
        + "".join(f"KW  - {word}\n" for word in words)
        + f"VL  - {volume}\nER  - \n"
        for title, words, volume in records
    )
    ours, theirs = read_text(text, include_confidential=True), rispy.loads(text)
    assert [entry.get("title", "") for entry in theirs] == [record.raw_fields["title"] for record in ours]
    assert [entry.get("volume", "") for entry in theirs] == [record.raw_fields["volume"] for record in ours]


def test_rispy_loses_a_record_that_is_kept_here():
    text = "TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nER  - \n"
    assert 2 == len(read_text(text))
    assert len(rispy.loads(text)) < 2


OVID = "".join(
    f"TY  - JOUR\nID  - {n}\nT1  - Made-up title {n}\nA1  - Doe, J.{n}\nSP  - No–Specified\nER  - \nNL  - http://ovid.example/{n}\n\n"
    for n in range(6)
)


def test_a_line_behind_the_last_one_belongs_to_the_record_before_it():
    library = read_text(OVID, "ovid.ris")
    assert [str(n) for n in range(6)] == [record.key for record in library]
    assert [f"http://ovid.example/{n}" for n in range(6)] == [record.get("ris-nl") for record in library]
    assert ["LR081"] == [problem.code for problem in library.problems]
    assert all(not record.get("pages") for record in library)


def test_a_line_behind_the_last_one_seals_nothing_in_a_file_that_speaks_of_an_interview():
    text = OVID.replace("Made-up title 0", "Interview\nJO  - Made-up Journal\nVL  - 1").replace(
        "Made-up title 1", "confidential = {true}, a phrase"
    )
    library = read_text(text, "ovid.ris")
    assert [False, True] == [library.records[n].confidential for n in (0, 1)]
    assert not any(record.confidential for record in library.records[2:])


def test_what_is_behind_the_last_line_and_has_a_title_is_a_record_whose_first_line_is_lost():
    library = read_text(
        "TY  - JOUR\nTI  - On keys\nER  - \n\nDB  - X\nTI  - On locks\nER  - \nTY  - JOUR\nTI  - On doors\nER  - \n",
        "a.ris",
    )
    assert ["On keys", "On locks", "On doors"] == [record.title for record in library]
    assert ["LR035"] == [problem.code for problem in library.problems]


def test_text_between_two_records_is_no_part_of_either():
    library = read_text(
        "TY  - JOUR\nTI  - On keys\nER  - \n\nRecord 2.\nTY  - JOUR\nTI  - On locks\nER  - \n", "a.ris"
    )
    assert ["On keys", "On locks"] == [record.title for record in library]
    assert ["LR037"] == [problem.code for problem in library.problems]


ZOTEROS_NOTE = (
    "TY  - JOUR\nAU  - Doe, Jane\nTI  - Fires\n{more}N1  - The following values have no corresponding Zotero field:<br/>"
    "secondary-title: Harbors, Smoke, and Towns<br/>electronic-resource-num: 10.1000/fires<br/>isbn: 2049-3630<br/>pages: 233-247<br/>"
    "work-type: Made up\nER  - \n"
)


def test_the_journal_in_the_note_that_zotero_makes_of_it_is_the_journal():
    record = read_text(ZOTEROS_NOTE.format(more=""), "a.ris").records[0]
    assert ("Harbors, Smoke, and Towns", "10.1000/fires") == (record.container, record.doi)
    assert ("2049-3630", "233-247") == (record.get("issn"), record.get("pages").replace("–", "-"))
    assert "work-type: Made up" in record.get("note")


def test_what_a_tag_says_is_not_taken_from_the_note():
    record = read_text(ZOTEROS_NOTE.format(more="JF  - Harbor Review\nSP  - 7\n"), "a.ris").records[0]
    assert ("Harbor Review", "7", "10.1000/fires") == (record.container, record.get("pages"), record.doi)
    assert () == record.repeated


def test_the_conference_that_web_of_science_gives_as_issue_is_none():
    text = "TY  - JOUR\nTI  - Fires\nCP  - {}\nER  - \n"
    meeting = read_text(text.format("13th Made-up Conference on Harbors"), "a.ris").records[0]
    assert ("13th Made-up Conference on Harbors", "") == (meeting.get("eventtitle"), meeting.get("number"))
    for number in ("3", "3-4", "Suppl 12", "Spring"):
        assert number == read_text(text.format(number), "a.ris").records[0].get("number")


def test_what_says_that_there_are_no_pages_and_no_issue_yet_is_none():
    text = "".join(
        f"TY  - JOUR\nTI  - Fires {n}\nVL  - {issue}\nIS  - {issue}\nSP  - {pages}\nER  - \n"
        for n, (issue, pages) in enumerate(
            [("ahead-of-print", "No Pagination Specified"), ("12", "N.PAG"), ("Online First", "7")]
        )
    )
    library = read_text(text, "a.ris")
    found = [(record.get("volume"), record.get("number"), record.get("pages")) for record in library]
    assert [("", "", ""), ("12", "12", ""), ("", "", "7")] == found
    assert {"LR081"} == {problem.code for problem in library.problems}
    assert "ahead-of-print" == library.records[0].raw_fields["number"]
