"""Small rules of reading and writing, on both sides of each condition. All values are made up."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from litreview.core.errors import UsageError
from litreview.core.model import Person, Work
from litreview.formats.bibtex_write import dump_entry, to_names
from litreview.formats.csv_rows import _LONGEST_HEADER, cells_of, names_title
from litreview.formats.csv_tables import Header
from litreview.formats.documents.page_layout import _roman_numbers, _word_joint
from litreview.formats.documents.text_extraction import _letter
from litreview.formats.parsing import _any_between
from litreview.formats.references.rewrites import begins_with_month
from litreview.formats.study_json import _persons
from litreview.formats.tables.frames import _OWN_CELLS, _with_lists


@pytest.mark.parametrize(
    ("numbers", "first", "last", "any_"),
    [
        ([], 1, 9, False), ([5], 1, 9, True), ([5], 5, 5, True), ([5], 6, 9, False), ([5], 1, 4, False), ([1, 9], 2, 8, False), ([1, 9], 2, 9, True),
        ([1, 9], 0, 1, True), ([1, 4, 9], 2, 5, True),
    ],
)  # fmt: skip
def test_a_number_between_two(numbers: list[int], first: int, last: int, any_: bool) -> None:
    assert any_ is _any_between(numbers, first, last)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Roe, Ann and Poe, Bo", "Roe, Ann and Poe, Bo"),
        ("{Port & Watch} and Roe, Ann", r"{Port \& Watch} and Roe, Ann"),
        ("Roe & Poe", r"Roe \& Poe"),
        ("", ""),
    ],
)
def test_names_keep_the_braces_around_bodies(value: str, written: str) -> None:
    assert written == to_names(value)
    # braces that do not close are letters
    assert "{Port" not in to_names("{Port Watch").replace(r"\{Port", "")


@pytest.mark.parametrize(
    ("column", "value", "cell"),
    [
        ("authors", "Ann Roe; Port Watch, Inc.", ["Ann Roe", "Port Watch, Inc."]),
        ("authors", None, None),
        ("confidential", True, "true"),
        ("confidential", False, "false"),
        ("confidential", None, "false"),
        ("disputed", True, True),
        ("disputed", False, None),
        ("disputed", None, None),
        ("title", False, False),
        ("title", "Raids", "Raids"),
    ],
)
def test_a_cell_of_a_column_of_ours(column: str, value: Any, cell: Any) -> None:
    found = _OWN_CELLS.get(column, lambda same: same)(value)
    if column == "authors" and value:
        found = [one.literal or one.display if isinstance(one, Person) else one for one in found]
    assert cell == found


@pytest.mark.parametrize(
    ("explode", "lists", "cells"),
    [
        ("", True, [["a", "b"], [], ["c"]]),
        ("", False, ["a; b", None, "c"]),
        ("keywords", False, ["a", "b", None, "c"]),
        ("keywords", True, ["a", "b", None, "c"]),
    ],
)
def test_joined_values_are_lists_or_rows_of_their_own(explode: str, lists: bool, cells: list[Any]) -> None:
    frame = pd.DataFrame({"key": ["x", "y", "z"], "keywords": ["a; b", None, "c"]})
    found = _with_lists(frame, "", explode, lists=lists)
    assert cells == [None if not isinstance(one, list) and pd.isna(one) else one for one in found["keywords"]]
    assert ["x", "y", "z"] == [*dict.fromkeys(found["key"])]


def test_only_a_column_that_is_there_is_exploded() -> None:
    frame = pd.DataFrame({"key": ["x"], "keywords": ["a"]})
    with pytest.raises(UsageError, match="no column 'keyword' to explode; did you mean 'keywords'"):
        _with_lists(frame, "", "keyword", lists=False)


@pytest.mark.parametrize(
    ("text", "begins"), [("May 2012", True), ("(Sept. 2012)", True), ("2012 May", False), ("2012", False), ("Tides 2012", False)]
)  # fmt: skip
def test_a_date_that_begins_with_its_month(text: str, begins: bool) -> None:
    assert begins is begins_with_month(text)


@pytest.mark.parametrize(
    ("before", "after", "words", "broken", "joint"),
    [
        ("an inspector", "came", {}, True, ""),
        ("an inspec-", "tor came", {}, False, "join"),
        ("an inspec\u2010", "tor came", {}, False, "join"),
        ("an inspec\u00ac", "tor came", {}, False, "join"),
        ("the Anti-", "Slavery Act", {}, False, "keep"),
        ("their well-", "being", {"well-being": 1}, False, "keep"),
        ("their well-", "being", {"well-being": 1, "wellbeing": 1}, False, "join"),
        ("their well-", "being", {"well-being": 1, "wellbeing": 2}, False, "join"),
        ("their Well-", "Being", {"well-being": 1}, False, "keep"),
        ("from 1990 -", "and later", {}, False, "keep"),
        ("the years -", "1990", {}, False, ""),
        ("the years -", "1990", {}, True, "keep"),
        ("the inspec-", "1990", {}, False, ""),
    ],
)
def test_a_word_at_the_end_of_a_line_is_joined_or_keeps_its_hyphen(
    before: str, after: str, words: dict[str, int], broken: bool, joint: str
) -> None:
    assert joint == _word_joint(before, after, words, broken=broken)


@pytest.mark.parametrize(
    ("number", "byte", "letter"),
    [("228", None, "ä"), ("-3913", None, chr(65536 - 3913)), ("65537", None, "\x01"), (None, "e4", "ä"), (None, "80", "€"), (None, "81", "\ufffd"), (None, None, ""), ("0", None, "\0")],
)  # fmt: skip
def test_a_letter_of_rich_text(number: str | None, byte: str | None, letter: str) -> None:
    assert letter == _letter(number, byte)


@pytest.mark.parametrize(
    ("heads", "printed"),
    [
        ([["i"], ["ii"], ["iii"]], ["i", "ii", "iii"]),
        ([["v"], [], ["vii"]], ["v", "", "vii"]),
        ([["ii"], ["iii"], ["ix"]], ["ii", "iii", ""]),
        ([[], [], []], ["", "", ""]),
        ([], []),
    ],
)
def test_the_roman_numbers_of_a_preface_rise(heads: list[list[str]], printed: list[str]) -> None:
    assert printed == _roman_numbers(heads)


def test_an_empty_field_is_not_written() -> None:
    one = Work(key="k", type="book", fields={"title": "Raids", "note": "", "year": "2012"})
    assert ["title", "year"] == re.findall(r"^ +(\w+) =", dump_entry(one), flags=re.MULTILINE)


@pytest.mark.parametrize(
    ("line", "others", "named"),
    [
        ("Title", 0, True), ("TI", 0, True), ("ti,au", 0, True), ("Titel,Autor,Jahr", 0, True), ("Title,x,y,z", 0, True),
        # "Titel" alone may be that of a person
        ("Titel", 0, False), ("Titel,Autor", 0, False), ("au,py", 0, False), ("Author,Year", 0, False),
        ("Title,Author", 1, True), ("Title\tAuthor", 1, True), ("Title;Author", 1, True), ("Title", 1, False),
        ("Title,Author,Year,Journal", 3, True), ("Title,Author,Year", 3, False), ("The title, of ports, and raids", 1, False),
        ("Title," + "x" * _LONGEST_HEADER, 0, False),
    ],
)  # fmt: skip
def test_a_header_with_a_column_of_titles(line: str, others: int, named: bool) -> None:
    assert named is names_title(line, others)


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("Roe Ann Mary", "Roe, Ann Mary"), ("Roe Ann ", "Roe, Ann"), ("Roe Ann", "{Roe Ann}"), ("Roe", "{Roe}"), ("Harbor House  ", "{Harbor House}"),
        ("Harbor Watch Group  ", "{Harbor Watch Group}"), ("de la Roe Ann ", "de la Roe, Ann"), ("Roe Ann Mary Jo", "Roe, Ann Mary Jo"),
        ("Roe Ann ; Poe Bo ; ", "Roe, Ann and Poe, Bo"), (None, ""), ("", ""), (" ; ", ""),
    ],
)  # fmt: skip
def test_the_people_of_eppi_reviewer(name: str | None, people: str) -> None:
    assert people == _persons(name)


@pytest.mark.parametrize(
    ("row", "closed", "open_"),
    [
        ('x,"a,b",c', ["x", "a,b", "c"], ["x", "a,b", "c"]),
        ('x,"a","b""c"', ["x", "a", 'b"c'], ["x", "a", 'b"c']),
        ('x,"a"b,c', ["x", "ab", "c"], ["x", 'a"b', "c"]),
        ('x,"a,b', ["x", "a,b"], ["x", "a", "b"]),
        ('x,"a" ,c', ["x", "a ", "c"], ["x", "a", "c"]),
        ('a"b,c', ['a"b', "c"], ['a"b', "c"]),
    ],
)
def test_a_quote_without_its_partner_is_a_letter_unless_quotes_are_closed(
    row: str, closed: list[str], open_: list[str]
) -> None:
    assert (closed, open_) == (cells_of(row, ",", closed=True), cells_of(row, ",", closed=False))
    # a row that was read as a whole is read again as it was
    entry: Any = SimpleNamespace(raw=row)
    header = Header("title,author,year\nRaids,Roe,2012\n")
    assert (3, closed) == (header.width, header.cells(entry))
