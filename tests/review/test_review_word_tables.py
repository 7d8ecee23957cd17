"""Columns of a table in a document: as wide as their words, and together no wider than the page."""

import re

import pytest
from hypothesis import given, strategies as st

from litreview.review.outputs.report import column_widths, fit_tables

PAGE = 9360
WORDS = st.text("abcdefgh -", max_size=60)


@given(
    columns=st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=14),
    size=st.sampled_from([9.0, 8.0, 7.0]),
)
def test_columns_fit_the_page_and_hold_their_words(columns, size):
    widths = column_widths(columns, size)
    assert len(columns) == len(widths)
    assert sum(widths) <= PAGE
    assert all(width > 0 for width in widths)
    least = [column_widths([column], size)[0] for column in columns]
    if sum(least) <= PAGE:
        assert least == widths


def table(*rows):
    cells = "".join(
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr /><w:p><w:r><w:t xml:space="preserve">{c}</w:t></w:r></w:p></w:tc>' for c in row
        )
        + "</w:tr>"
        for row in rows
    )
    return f'<w:tbl><w:tblPr><w:tblW w:type="auto" w:w="0" /></w:tblPr><w:tblGrid><w:gridCol w:w="1" /></w:tblGrid>{cells}</w:tbl>'


@pytest.mark.parametrize(("columns", "size"), [(3, 18), (6, 18), (14, 14)])
def test_type_is_smaller_where_words_need_it(columns, size):
    found = fit_tables("<w:p/>" + table(["contradicts"] * columns, ["1"] * columns))
    assert columns == found.count("<w:gridCol ")
    assert 2 * columns == found.count("<w:tcW ") == found.count(f'<w:sz w:val="{size}"/>')
    widths = [int(w) for w in re.findall(r'<w:gridCol w:w="(\d+)"', found)]
    assert int(re.search(r'<w:tblW w:type="dxa" w:w="(\d+)"', found)[1]) == sum(widths) <= PAGE


def test_a_table_with_joined_cells_is_left_alone():
    whole = table(["a", "b"]).replace("<w:tcPr />", '<w:tcPr><w:gridSpan w:val="2" /></w:tcPr>')
    assert whole == fit_tables(whole)
