"""Each row of the table of words is recognised by its example and needed for it, and its counterexample declares nothing."""

from __future__ import annotations

import re
import sys

import pytest

from litreview.core.confidential.mark_words import (
    INTERVIEW_KINDS,
    closed_at_head,
    folded,
    named_after_confidential,
    near_in,
    says_interview,
    table,
    words_of_kinds,
)

ROWS = table()
LANGUAGES = {row.language for row in ROWS if row.kind == "closed"}
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def recognised(text: str, kind: str, leave_out: int = -1) -> str:
    return words_of_kinds(text, kind, at_head=kind in ("closed", "database"), leave_out=leave_out)


@pytest.mark.parametrize("number", range(len(ROWS)))
def test_an_example_is_recognised_and_by_no_other_row_of_its_kind(number):
    row = ROWS[number]
    assert recognised(row.example, row.kind)
    assert "" == recognised(row.example, row.kind, leave_out=number)


@pytest.mark.parametrize("row", ROWS)
def test_a_counterexample_declares_nothing(row):
    if row.kind in ("closed", *INTERVIEW_KINDS):
        assert "" == closed_at_head(row.counterexample)
        assert "" == says_interview(row.counterexample)
    assert "" == recognised(row.counterexample, row.kind)


def test_each_language_has_a_row_of_every_kind():
    assert 33 == len(LANGUAGES)
    for kind in ("closed", *INTERVIEW_KINDS):
        assert LANGUAGES == {row.language for row in ROWS if row.kind == kind}


@pytest.mark.parametrize(
    "text",
    [
        "Confidential - do not cite",
        "CONFIDENTIAL: DO NOT CITE",
        "[Confidential]",
        "*** confidential ***",
        r"\textbf{Confidential} -- do not cite",
        "Con\u00adfidential, do not cite",
        "Confi\u200bdential. Do not cite",
        "\u0421onfid\u0435nti\u0430l - do not cite",
        "C o n f i d e n t i a l",
        "Confidential\u00a0\u2013 do not cite",
        "<b>Confidential</b>",
        "Confidential &ndash; do not cite",
        "Confidential - do not cite".translate(FULL_WIDTH),
        r"Confid{\'e}ntial",
        "Do not cite or circulate",
        "DRAFT not for citation",
        "Draft – not for citation",
        "Draft: do not cite or circulate",
        "[Preliminary draft. Please do not quote]",
        "Entwurf – nicht zitieren",
        "К\u006fнфид\u0065нци\u0061льн\u006f",
        "K\u006fнфиденциально. Не цитировать",
        "\u0045μπιστευτικ\u006f",
    ],
)
def test_disguised_it_is_recognised(text):
    assert closed_at_head(text)


@pytest.mark.parametrize(
    "text",
    [
        "No longer confidential",
        "Confidentiality of sources",
        "This is not confidential",
        "We used confidential data",
        "Confidential informants and the police",
        "Released; formerly confidential",
        "Do not resuscitate orders",
    ],
)
def test_what_only_has_the_word_asks_for_nothing(text):
    assert "" == closed_at_head(text)


@pytest.mark.parametrize(
    "text",
    [
        "Interview with a guard",
        "INTERVIEW BY TELEPHONE",
        r"Int{\'e}rview",
        "int\u00aderview",
        "\u0456nterview with a guard",
        "I n t e r v i e w",
        "Interview".translate(FULL_WIDTH),
        "pers. comm., 3 May",
        "personal~communication",
        r"Pers{\"o}nliche Mitteilung",
        "told me in 2019, in confidence",
        "see the interview with a guard",
    ],
)
def test_disguised_an_interview_is_recognised(text):
    assert says_interview(text)


@pytest.mark.parametrize(
    "text",
    [
        "Based on 40 interviews",
        "Draws on interviews with police",
        "Reprint of an interview",
        "E-mail: office@example.org",
        "Telephone: 555-0100",
        "Interviewtechnik",
        "Oral arguments",
        "Communication studies",
    ],
)
def test_what_rests_on_interviews_is_none(text):
    assert "" == says_interview(text)


def test_a_fold_keeps_the_letters_of_scripts_that_are_not_latin():
    assert "интервью" == folded("Интервью")[0]
    assert "ראיון" == folded("רֵאָיוֹן")[0]
    assert "साक्षात्कार" == folded("साक्षात्कार")[0]


@pytest.mark.parametrize("path", ["interviews/a.bib", "bib/confidential.bib", "privates/a.bib", "bib/Interviews 2019.bib", "ｐrivate/a.bib"])  # fmt: skip
def test_a_place_is_called_so(path):
    assert named_after_confidential(path)
    assert not named_after_confidential(re.sub(r"(?i)interview|confidential|.rivate", "raid", path))


def test_every_blank_but_those_of_the_keyboard_counts_as_a_space() -> None:
    blanks = [one for one in map(chr, range(sys.maxunicode + 1)) if re.match(r"\s", one)]
    assert len(blanks) > 25
    for blank in blanks:
        before = {place.before for place in near_in(f"not{blank}confidential", "confidential")}
        kept = blank if blank in " \t\n" else " "
        assert before == {f"not{kept}"}
