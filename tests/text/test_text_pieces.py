"""The small rooms of text: folding, cells, what a terminal may print, passages, differences, marks, widths, XML."""

from __future__ import annotations

import csv
import io
import sys

import pytest
from hypothesis import given, strategies as st

from litreview.core.text import fold, neutralise, restore
from litreview.core.text.display import _PLACE, escaped, printable
from litreview.core.text.drawing import cut, fitted, widest, width
from litreview.core.text.person_names import folded_words
from litreview.core.text.spans import TranscriptPassage, differing, merged, plain_words, read_passage
from litreview.core.text.xml_trees import XmlError, careful_parser, parse_whole, parse_xml


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gödel, Escher — Bach!", "godel escher bach"),
        ("  Two\tblanks\n", "two blanks"),
        ("O'Brien", "o brien"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Ελλάδα", "ellada"),
        ("R2-D2 & C3", "r2 d2 c3"),
        ("a_b", "a b"),
        ("zZ aA 09", "zz aa 09"),
        ("…", ""),
        ("", ""),
    ],
)
def test_fold(text, expected):
    assert expected == fold(text)
    assert expected.split() == folded_words(text)


@given(st.text(max_size=20))
def test_a_folded_text_is_letters_figures_and_single_blanks_and_stays_so(text):
    folded = fold(text)
    assert folded == fold(folded) == fold(text.upper()) or not text.isascii()
    assert all(one.isascii() and (one.islower() or one.isdigit() or one == " ") for one in folded)
    assert "  " not in folded
    assert folded == folded.strip()


@pytest.mark.parametrize(
    ("cell", "made"),
    [
        ("plain", "plain"),
        ("12-14", "12-14"),
        ("a=b", "a=b"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        (" =1", "' =1"),
        ('"=1', "'\"=1"),
        ("\u200b=1", "'\u200b=1"),
        ("\t1", "'\t1"),
        ("\r1", "'\r1"),
        ("\n=1", "'\n'=1"),
        ("a;=1", "a;'=1"),
        ("a\t=1", "a\t'=1"),
        ("a\n=1", "a\n'=1"),
        ("a,=1", "a,=1"),
        ("'=1", "''=1"),
        ("", ""),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run(cell, made):
    assert made == neutralise(cell)
    assert cell == restore(made)


@given(st.text(alphabet="=+-@';\t\r\n\" ab＝\u200b", max_size=12))
def test_each_cell_comes_back_and_none_begins_with_a_sign(cell):
    made = neutralise(cell)
    assert cell == restore(made)
    for end in ";\t":
        for piece in next(csv.reader(io.StringIO(made.replace("\n", " ").replace("\r", " ").replace('"', "")), delimiter=end), []):  # fmt: skip
            assert not piece.lstrip(" \u200b").startswith(("=", "+", "-", "@", "＝"))


@pytest.mark.parametrize(
    "letter",
    ["\x00", "\x08", "\x0b", "\x1b", "\x1f", "\x7f", "\x9b", "\x9f", "\u2028", "\u202e", "\u2066", "\u2069", "\ud800"],
)  # fmt: skip
def test_what_commands_a_terminal_is_not_printed(letter):
    assert "a\ufffdb" == printable(f"a{letter}b")
    assert f'"\\u{ord(letter):04x}"' == escaped(f'"{letter}"')


@pytest.mark.parametrize("letter", ["\t", "\n", " ", "~", "\xa0", "é", "\u2027", "\u202f", "王"])
def test_what_is_a_letter_or_a_blank_is_printed(letter):
    assert letter == printable(letter) == escaped(letter)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("para 12", ("paragraph", 12, 12)),
        ("para12", ("paragraph", 12, 12)),
        ("paragraph 1", ("paragraph", 1, 1)),
        ("¶ 3", ("paragraph", 3, 3)),
        ("line 99999", ("line", 99999, 99999)),
        ("p. 3", ("page", 3, 3)),
        (" p. 3 ", ("page", 3, 3)),
        ("paras 12-14", ("paragraph", 12, 14)),
        ("paragraphs 12–14", ("paragraph", 12, 14)),
        ("¶¶ 1-2", ("paragraph", 1, 2)),
        ("¶ 1-2", ("paragraph", 1, 2)),
        ("lines 40 - 44", ("line", 40, 44)),
        ("pp. 3-3", ("page", 3, 3)),
        ("p. 3-4", ("page", 3, 4)),
        ("lines 9-4", None),
        ("para 0", None),
        ("para 100000", None),
        ("p. 3 and more", None),
        ("she said", None),
        ("Para 12", None),
        ("12", None),
        ("", None),
    ],
)
def test_a_passage_is_read_only_in_exactly_its_form(text, expected):
    passage = read_passage(text)
    if expected is None:
        assert passage is None
    else:
        unit, first, last = expected
        assert passage == TranscriptPassage(unit=unit, first=first, last=last)


@pytest.mark.parametrize(
    ("values", "marked"),
    [
        (["one two", "one two"], [[], []]),
        (["One, two.", "one two"], [[], []]),
        (["one two three", "one three"], [["two"], []]),
        (["one two three four", "one four"], [["two three"], []]),
        (["one two three four", "two four"], [["one", "three"], []]),
        (["one two", ""], [[], []]),
        (["one", "two", "one"], [["one"], ["two"], ["one"]]),
        (["alone"], [[]]),
        (["a - b", "a b"], [[], []]),
        (["61–91", "61-91"], [[], []]),
    ],
)
def test_the_words_that_differ(values, marked):
    found = [
        [value[start:end] for start, end in stretches]
        for value, stretches in zip(values, differing(values), strict=True)
    ]
    assert marked == found


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("The T-Visa:", ("the", "t-visa")),
        ("— a —", ("a",)),
        ("x−1", ("x-1",)),
        ("(Straße)", ("strasse",)),
        ("...", ()),
    ],
)
def test_plain_words(value, expected):
    assert expected == plain_words(value)


@pytest.mark.parametrize(
    ("stretches", "expected"),
    [
        ([], []),
        ([(0, 3)], [(0, 3)]),
        ([(0, 3), (3, 5)], [(0, 5)]),
        ([(0, 3), (4, 5)], [(0, 3), (4, 5)]),
        ([(0, 9), (2, 3)], [(0, 9)]),
        ([(4, 6), (0, 5), (7, 8)], [(0, 6), (7, 8)]),
        ([(0, 3), (0, 3)], [(0, 3)]),
    ],
)
def test_stretches_that_overlap_or_touch_are_one(stretches, expected):
    assert expected == merged(iter(stretches))


def test_letters_are_as_wide_as_in_a_wide_sans_serif():
    narrow, usual, capital, wide = (width(letter, 10) for letter in ("i", "a", "A", "M"))
    assert 0 < narrow < usual < capital < wide
    assert width("ai", 10) == pytest.approx(usual + narrow)
    assert width("a", 20) == pytest.approx(2 * usual)
    # a mark above a letter takes no room; a character of Chinese takes a square
    assert width("e\u0301", 10) == pytest.approx(usual)
    assert width("王", 10) == width("Ａ", 10) == pytest.approx(10.5)
    assert width("", 10) == 0


def test_a_column_is_as_wide_as_its_longest_word():
    assert widest("a bbbb cc", 10) == pytest.approx(width("bbbb", 10))
    assert widest("well-being x", 10) == pytest.approx(max(width("well-", 10), width("being", 10)))
    assert widest("1999-2004", 10) == pytest.approx(width("1999-2004", 10))
    assert widest("", 10) == 0


@pytest.mark.parametrize(
    ("text", "room", "hyphens", "expected"),
    [
        ("aa bb cc", 100, False, ("aa bb cc",)),
        ("aa bb cc", width("aa bb", 10), False, ("aa bb", "cc")),
        ("aa bb cc", width("aa bb", 10) - 0.01, False, ("aa", "bb", "cc")),
        ("aa bb cc", 14, False, ("aa", "bb", "cc")),
        ("aa\n bb", 100, False, ("aa bb",)),
        ("well-being", 35, False, ("well-", "being")),
        ("well-being here", 40, True, ("well-", "being", "here")),
        ("well-being", 100, True, ("well-being",)),
        ("12\u00a0km away", 40, False, ("12\u00a0km", "away")),
        ("aaaaaaa b", 20, False, ("aaa", "aaa", "a b")),
        (" a ", 100, False, ("a",)),
        ("", 100, False, ("",)),
        # a letter that is wider than the room is a line by itself
        ("王王", 1, False, ("王", "王")),
    ],
)
def test_the_lines_that_fit_a_room(text, room, hyphens, expected):
    lines = fitted(text, room, 10, hyphens=hyphens)
    if text == "well-being" and not hyphens:
        assert "".join(lines) == text
        assert all(width(line, 10) <= room for line in lines)
    else:
        assert expected == lines


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Short", 10, "Short"),
        ("Exactly ten", 11, "Exactly ten"),
        ("One two three", 12, "One two …"),
        ("One  two \n three", 13, "One two three"),
        ("One two, three", 12, "One two …"),
        ("A long title of a work 2014", 20, "A long title … 2014"),
        ("A long title of a work n.d.", 20, "A long title … n.d."),
        ("Incomprehensibilities", 10, "Incompreh…"),
    ],
)
def test_a_text_is_cut_behind_a_whole_word(text, most, expected):
    assert expected == cut(text, most)
    assert len(cut(text, most)) <= most


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>',
        "<a>",
        "<a>&nosuch;</a>",
        "",
        "<a>\ud800</a>",
    ],
)
def test_xml_that_declares_entities_or_is_not_well_formed_is_refused(text):
    with pytest.raises(XmlError):
        parse_xml(text)


def test_xml_is_a_tree_and_long_text_one_piece():
    tree = parse_xml('<a b="c"><d>é &amp; e</d>f</a>')
    assert ("a", {"b": "c"}, "é & e", "f") == (tree.tag, tree.attrib, tree[0].text, tree[0].tail)
    pieces: list[str] = []
    parser = careful_parser(lambda *_: None, lambda _: None, pieces.append)
    parse_whole(parser, b"<a>one &amp; two\nthree</a>")
    assert ["one & two\nthree"] == pieces


def test_no_letter_or_digit_of_any_alphabet_hides_a_formula():
    """A cell that begins with one and has no end of a cell in it is left alone without a look at the rest."""
    for first in map(chr, range(sys.maxunicode + 1)):
        if first.isalnum():
            assert not _PLACE.search(f"{first}=1")
            assert neutralise(f"{first};=1") == f"{first};'=1"
