"""A quote is printed only if its row and the register both say so; of any other nothing is told."""

import pytest
from hypothesis import given, strategies as st

from litreview.core.model import Decision
from litreview.core.text.spans import TranscriptPassage, read_passage
from litreview.stages.register import CONSENTS, Interviewees, read_quotes
from litreview.stages.register.codings import Length, check_passages, measure

HEAD = "code\tspan\tconsent\tquote\n"
PEOPLE = Interviewees(role_groups={"I07": "police", "I08": "", "I09": ""}, withdrawn=frozenset({"I90"}))
CONSENT = {"I07": "quote", "I08": "paraphrase", "I09": ""}


def read(*rows, head=HEAD):
    return read_quotes(head + "".join(f"{row}\n" for row in rows), CONSENT, PEOPLE)


def test_what_both_allow_is_printed_with_its_code():
    quotes, problems = read("I07\tpara 12\tquote\tWe heard  nothing.", 'I07\tzz said\tquote\t“Nor "we".”')
    assert () == problems
    assert ["“We heard nothing.” (I07, para 12)", '“Nor "we".” (I07)'] == [quote.printed for quote in quotes]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("I07\tpara 1\tparaphrase\tzz", ""),
        ("I07\tpara 1\tgroup only\tzz", ""),
        ("I08\tpara 1\tparaphrase\tzz", ""),
        ("I08\tpara 1\tquote\tzz", "LR656"),
        ("I09\tpara 1\tquote\tzz", "LR656"),
        ("I90\tpara 1\tquote\tzz", ""),
        ("I99\tpara 1\tquote\tzz", "LR653"),
        ("zz Invented\tpara 1\tquote\tzz", "LR655"),
        ("I07\tpara 1\tqoute\tzz", "LR655"),
        ("I07\tpara 1\tzz\tzz", "LR655"),
        ("I07\tpara 1\tquote\t", "LR655"),
        ("I07\tpara 1\tquote", "LR655"),
        ("I07\tpara 1\tquote\tzz\tzz", "LR655"),
        ("I07\tpara 1\tquote\t" + "zz " * 1000, "LR655"),
    ],
)
def test_nothing_else_is_printed_and_nothing_of_it_is_told(row, code):
    quotes, problems = read(row)
    assert () == quotes
    assert [code] if code else [] == [p.code for p in problems]
    assert "zz" not in "".join(map(str, problems))
    assert all("private/quotes.tsv:2" in str(p) for p in problems)


def test_columns_may_stand_in_any_order_with_a_mark_and_other_line_ends():
    text = "\ufeff# made up\r\nquote\tconsent\tspan\tcode\r\nNothing.\tquote\tp. 3\tI07\r\n\r\n"
    quotes, problems = read_quotes(text, CONSENT, PEOPLE)
    assert (["“Nothing.” (I07, p. 3)"], ()) == ([q.printed for q in quotes], problems)


@given(st.text(max_size=200))
def test_any_text_prints_nothing_without_consent(text):
    quotes, _ = read_quotes(text, {}, PEOPLE)
    assert () == quotes


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["I07", "I08", "I09", "I90", "I99", "x"]), st.sampled_from([*CONSENTS, "x"])
        )
    )
)
def test_each_row_is_printed_complained_of_or_says_that_it_is_not_for_print(rows):
    quotes, problems = read(*(f"{code}\t\t{consent}\tMade up." for code, consent in rows))
    silent = [
        c
        for code, c in rows
        if code == "I90" or (c in ("paraphrase", "group only") and code in PEOPLE.role_groups)
    ]
    assert len(rows) == len(quotes) + len(problems) + len(silent)
    assert sum(row == ("I07", "quote") for row in rows) == len(quotes)


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("para 12", ("paragraph", 12, 12)),
        ("paras 12-14", ("paragraph", 12, 14)),
        ("paragraphs 12–14", ("paragraph", 12, 14)),
        ("¶ 12", ("paragraph", 12, 12)),
        ("¶12", ("paragraph", 12, 12)),
        ("¶¶ 12-14", ("paragraph", 12, 14)),
        ("line 40", ("line", 40, 40)),
        ("lines 40-44", ("line", 40, 44)),
        ("p. 3", ("page", 3, 3)),
        ("pp. 3-4", ("page", 3, 4)),
        *[
            (text, None)
            for text in (
                "",
                "para",
                "12",
                "para 12 she",
                "lines 44-40",
                "para 0",
                "p. 5551234",
                "para twelve",
                "para 1, 2",
                "Para 12\nx",
            )
        ],
    ],
)
def test_a_passage_has_exactly_one_of_these_forms(text, passage):
    expected = passage and TranscriptPassage(unit=passage[0], first=passage[1], last=passage[2])
    assert expected == read_passage(text)


@given(
    st.lists(
        st.lists(st.text("ab .", min_size=1).filter(str.strip), min_size=1, max_size=4),
        min_size=1,
        max_size=8,
    )
)
def test_paragraphs_and_lines_are_counted(blocks):
    text = "\n\n".join("\n".join(lines) for lines in blocks)
    lines = sum(map(len, blocks)) + len(blocks) - 1
    expected = Length(paragraphs=len(blocks) if len(blocks) > 1 else lines, lines=lines)
    assert expected == measure(text) == measure(text.replace("\n", "\r\n") + "\n")


def test_a_passage_beyond_the_end_is_named_without_a_word():
    def said(where, key="I07"):
        return Decision(
            when="2026-01-01T00:00:00Z", by="ann", verb="tag", key=key, value="protect", where=where
        )

    lengths = {"I07": Length(paragraphs=120, lines=300)}
    fine = [said(where) for where in ("para 120", "lines 299-300", "p. 900", "zz words", "")] + [
        said("para 900", "I08")
    ]
    assert [] == list(check_passages(fine, lengths))
    problems = list(check_passages([said("para 300"), said("lines 299-301")], lengths))
    assert ["LR654", "LR654"] == [p.code for p in problems]
    assert "para 300 of I07 does not exist: the transcript has fewer paragraphs" == problems[0].message
