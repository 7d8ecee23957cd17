"""Words for what was spoken or written to one person alone, in many languages and formats. All records here are made up."""

from __future__ import annotations

import re

import pytest

from litreview.checks import check
from litreview.confidential.spoken import SEALS, folded
from litreview.formats import dumps, read_text

PUBLIC = "@article{Pub2010, title = {Open}, author = {Roe, R.}, year = 2010, journal = {J}}\n"


def misc(fields, type_="misc"):
    return read_text(
        f"@{type_}{{Doe2019, author = {{Zebra, Ann}}, title = {{Zebra}}, {fields}}}\n{PUBLIC}", "a.bib"
    )


def sealed(library):
    """Return whether the first record is, and check that no word of it is shown; the other one always is."""
    first, *others = library
    assert not any(other.confidential for other in others)
    assert first.confidential == ("Zebra" not in dumps(library, "bib") + repr(library))
    return first.confidential


def asked(library):
    return [problem.key for problem in check(library) if problem.code == "LR074"]


@pytest.mark.parametrize(("pattern", "example"), SEALS)
def test_each_row_of_the_table_has_an_example_that_no_other_row_finds(pattern, example):
    found = [row for row, _ in SEALS if re.search(rf"\b(?:{row})\b", folded(example))]
    assert pattern in found
    assert sealed(misc(f"howpublished = {{{example}}}"))
    assert sealed(misc(f"note = {{{example}}}", "unpublished"))
    # a report is not sealed by it
    assert not sealed(misc(f"note = {{{example}}}", "techreport"))


@pytest.mark.parametrize(
    "fields",
    ["interviewer = {Roe, R.}", "interviewee = {Zebra, P.}", "keywords = {police; interview}", "confidentiality = {high}", "access = {confidential}",
     "rights = {Confidential}", "status = {confidential.}", r"howpublished = {Int\'erview}"],
)  # fmt: skip
def test_other_fields_that_seal(fields):
    assert sealed(misc(fields))


@pytest.mark.parametrize(
    "type_",
    ["focusgroup", "focus_group", "conversation", "correspondence", "personalcomm", "oralhistory", "oral_history", "transcript", "fieldnote",
     "fieldnotes", "Personal-Communication"],
)  # fmt: skip
def test_types_that_seal(type_):
    assert sealed(misc("year = 2019", type_))


@pytest.mark.parametrize("kind", ["INTV", "PERS", "PCOMM", "ICOMM"])
def test_types_of_ris(kind):
    assert sealed(
        read_text(
            f"TY  - {kind}\nAU  - Zebra, Ann\nTI  - Zebra\nER  - \n\nTY  - JOUR\nTI  - Open\nER  - \n",
            "a.ris",
        )
    )


@pytest.mark.parametrize("kind", ["Correspondence", "Personal Communication"])
def test_types_of_endnote(kind):
    assert sealed(read_text(f"%0 {kind}\n%A Zebra, Ann\n%T Zebra\n\n%0 Book\n%T Open\n", "a.enw"))


@pytest.mark.parametrize(
    "fields",
    ["note = {E-mail: office@example.org}", "note = {Phone: 555-0100}", "keywords = {interview}, doi = {10.1000/x}", "title = {Oral history}",
     "abstract = {We made telephone calls and field notes.}", "howpublished = {Conversation paper}", "rights = {confidentiality clause}"],
)  # fmt: skip
def test_what_is_public_stays_so(fields):
    assert not sealed(misc(fields))


def test_in_conversation_is_asked_about():
    library = misc("note = {In conversation with a survivor}")
    assert not sealed(library)
    assert ["Doe2019"] == asked(library)
    assert ["Doe2019"] == asked(misc("note = {Telephone conversation}", "techreport"))
    assert [] == asked(misc("note = {Telephone conversation}, confidential = {false}", "techreport"))
    # printed interviews are articles
    assert [] == asked(misc("type = {Interview}", "article"))


@pytest.mark.parametrize(
    "path",
    [
        "interviews/a.bib",
        "bib/confidential.bib",
        "privates/a.bib",
        "bib/Interviews 2019.bib",
        "ｐrivate/a.bib",
    ],
)
def test_a_place_called_so_is_asked_about_once(path):
    found = [
        problem
        for problem in read_text(PUBLIC + PUBLIC.replace("Pub", "Other"), path).problems
        if problem.code == "LR074"
    ]
    assert [path] == [problem.where.file for problem in found]
    assert [] == [
        p.code for p in read_text(PUBLIC.replace("year", "confidential = {false}, year"), path).problems
    ]
    assert "LR074" not in {p.code for p in read_text(PUBLIC, "bib/scopus.bib").problems}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.csv", 'Title,Correspondence\n"Open","Doe; email: doe@gmail.com"\n"Ope""n,"x"\n'),
        ("a.enw", "%0\n%T Open\n%I testI1\n"),
        (
            "a.bib",
            "@article{a, title = {Open}, author-email = {doe@example.org}}\n@article{b, title = {O, year = 2010}",
        ),
    ],
)
def test_addresses_and_words_that_end_like_a_code_seal_nothing(path, text):
    assert not any(record.confidential for record in read_text(text, path))
