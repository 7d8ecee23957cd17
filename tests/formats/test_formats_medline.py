"""MEDLINE as PubMed exports it. All records here are made up."""

from __future__ import annotations

from litreview.formats import read_text

WHOLE = """\
PMID- 12345678
OWN - NLM
STAT- MEDLINE
DP  - 2016 Apr 19
TI  - A made-up title that goes on
      in the next line.
PG  - 454-81
LID - S0000-0000(16)1 [pii]
LID - 10.1000/made.1 [doi]
AB  - We made this up. Twice:
      once here.
FAU - Doe, Jane A
AU  - Doe JA
AD  - Univ A.
FAU - Roe, Jo
AU  - Roe J
CN  - Working Group on Made-Up Data
LA  - eng
PT  - Journal Article
PT  - Review
PL  - England
TA  - J Inv
JT  - Journal of invention
IS  - 0378-5955 (Print)
VI  - 20
IP  - 4
MH  - Humans
MH  - *Police/methods
OT  - raids
OT  - courts
XYZ - nobody knows this tag
"""


def test_each_tag_has_its_place():
    (record,) = library = read_text(WHOLE, "a.nbib")
    assert () == library.problems
    assert ("pmid12345678", "article", 2016, "10.1000/made.1", "medline") == (
        record.key, record.type, record.year, record.doi, record.format,
    )  # fmt: skip
    assert ["Jane A Doe", "Jo Roe", "Working Group on Made-Up Data"] == [p.display for p in record.authors]
    expected = {
        "title": "A made-up title that goes on in the next line.", "journal": "Journal of invention", "shortjournal": "J Inv",
        "volume": "20", "number": "4", "pages": "454-81", "month": "April", "issn": "0378-5955", "pmid": "12345678",
        "abstract": "We made this up. Twice: once here.", "mesh": "Humans; *Police/methods", "keywords": "raids; courts",
        "language": "eng", "address": "England", "pii": "S0000-0000(16)1", "affiliation": "Univ A.", "medline-own": "NLM",
        "medline-au": "Doe JA; Roe J", "type": "Journal Article; Review", "medline-xyz": "nobody knows this tag",
    }  # fmt: skip
    assert expected.items() <= record.fields.items()


def test_records_follow_each_other_with_and_without_a_blank_line():
    for between in ("\n", ""):
        library = read_text(f"PMID- 1\nTI  - A\n{between}PMID- 2\nTI  - B\n")
        assert [("pmid1", "A"), ("pmid2", "B")] == [(record.key, record.title) for record in library]


def test_a_record_without_its_number_is_kept_and_named():
    library = read_text("PMID- 1\nTI  - A\n\nOWN - NLM\nTI  - B\nAU  - Doe J\n", "a.nbib")
    assert ["A", "B"] == [record.title for record in library]
    assert [("LR035", 4)] == [(p.code, p.where.line) for p in library.problems]


def test_a_line_without_a_tag_is_kept_and_named():
    (record,) = library = read_text("PMID- 1\nSO  no hyphen\nTI  - A\n", "a.nbib")
    assert ("A", "SO no hyphen") == (record.title, record.get("medline-stray"))
    assert [("LR024", 2)] == [(p.code, p.where.line) for p in library.problems]


def test_repeated_single_tags_keep_every_value():
    (record,) = read_text("PMID- 1\nTI  - A\nVI  - 1\nVI  - 2\nAB  - old\nAB  - new\n")
    assert ("1", "old") == (record.get("volume"), record.abstract)
    assert {("volume", "2"), ("abstract", "new")} == set(record.repeated)


def test_an_author_list_that_is_full_for_some_only_keeps_them_all():
    (record,) = read_text("PMID- 1\nTI  - A\nFAU - Doe, Jane\nAU  - Doe J\nAU  - Roe R\n")
    assert ["J Doe", "R Roe"] == [person.display for person in record.authors]
    assert "Doe, Jane" == record.get("medline-au")


def test_a_chapter_stands_in_its_book():
    (record,) = read_text(
        "PMID- 1\nTI  - The chapter\nBTI - The book\nPT  - Book Chapter\nPB  - P\nDP  - 2010\n"
    )
    assert ("incollection", "The book", "P") == (
        record.type,
        record.get("booktitle"),
        record.get("publisher"),
    )


def test_truncated_and_odd_files_raise_nothing():
    for text in ("PMID- ", "PMID- 1\nTI", "PMID- 1\n      \n", "PMID- 1\n\nPMID-", WHOLE[: len(WHOLE) // 2]):
        library = read_text(text, "a.nbib")
        assert library.records or library.problems
    plain = read_text(WHOLE).records[0].fields
    assert plain == read_text(WHOLE.replace("\n", "\r\n").encode("utf-8-sig")).records[0].fields


def test_a_title_that_was_not_translated_is_the_title():
    text = "PMID- 7\nTT  - Ein Titel über Häfen.\nFAU - Roe, Jo\nDP  - 2016\nPT  - Journal Article\nJT  - Tests\n"
    (record,) = read_text(text, "a.nbib")
    assert "Ein Titel über Häfen." == record.title
