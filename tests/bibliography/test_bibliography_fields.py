"""No field is lost in silence: each is printed, or a row says why not."""

from __future__ import annotations

import pytest
from field_matrix import HERE, lines, matrix, reason, tables


def test_each_field_of_each_type_has_a_value_to_be_looked_for() -> None:
    said = tables()
    assert said["types"].keys() == said["bases"].keys()
    assert {field for fields in said["types"].values() for field in fields.split()} <= said["values"].keys()


@pytest.mark.exhaustive
def test_a_field_that_a_style_does_not_print_has_a_reason() -> None:
    lost = [
        f"{field} of {type_} in {style}"
        for (type_, field), cells in matrix().items()
        for style, printed in cells.items()
        if not printed and not reason(field, type_, style)
    ]
    assert [] == lost


@pytest.mark.exhaustive
def test_the_table_is_what_the_styles_print() -> None:
    """`python tests/bibliography/field_matrix.py` writes it anew."""
    assert (HERE / "fields.tsv").read_text(encoding="utf-8").splitlines() == lines()
