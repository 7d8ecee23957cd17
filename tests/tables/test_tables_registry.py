"""A table is its dataclass: one row of the registry, and its columns are in the CSV, the frame and the documentation."""

import dataclasses
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
import pytest

import litreview as lr
from litreview.formats.tables import TABLES, csv_named
from litreview.formats.tables.frames import frame
from litreview.formats.tables.table_types import TableType

LIBRARY_PAGE = Path(__file__).parents[2] / "docs" / "library.md"


@dataclasses.dataclass(frozen=True, slots=True)
class LampRow:
    """One row per lamp."""

    lamp: str
    colour: Annotated[Literal["", "red", "green"], "when it is lit"]
    hours: int | None
    watts: float = 0.0
    lit: bool = False


@pytest.fixture
def lamps(monkeypatch: pytest.MonkeyPatch) -> list[LampRow]:
    """Add a made-up table by one row of the registry."""
    monkeypatch.setitem(TABLES, "lamps", TableType(name="lamps", row=LampRow, each=(LampRow,)))
    return [LampRow("a", "green", 3, 2.5, lit=True), LampRow("b", "", None)]


def test_a_new_table_is_one_row_of_the_registry(lamps):
    assert b"lamp,colour,hours,watts,lit\na,green,3,2.5,true\nb,,,0.0,false\n" == csv_named("lamps", lamps)
    for made in (frame("lamps", lamps), lr.to_frame(lamps), lr.to_frame([], table="lamps")):
        assert ["string", "category", "Int64", "Float64", "boolean"] == [str(each) for each in made.dtypes]
        assert ["red", "green"] == [*made["colour"].cat.categories]
    assert pd.isna(frame("lamps", lamps)["hours"][1])
    assert TABLES["lamps"].markdown.split("\n") == [
        "### lamps",
        "",
        "One row per lamp.",
        "",
        "| column | dtype | what it holds |",
        "| --- | --- | --- |",
        "| `lamp` | string | |",
        "| `colour` | category: red, green | when it is lit |",
        "| `hours` | Int64 | |",
        "| `watts` | Float64 | |",
        "| `lit` | boolean | |",
    ]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_in_the_documentation_and_has_a_sentence(name):
    assert TABLES[name].markdown in LIBRARY_PAGE.read_text(encoding="utf-8")
    assert TABLES[name].row_description.endswith(".")


@pytest.mark.parametrize("name", TABLES)
def test_the_columns_of_a_table_are_the_fields_of_its_rows(name):
    table = TABLES[name]
    assert [field.name for field in dataclasses.fields(table.row)] == [*table.columns]
    assert {"string", "Int64", "Float64", "boolean"} >= {*table.columns.values()}
    assert {column: table.columns[column] for column in table.closed} == dict.fromkeys(table.closed, "string")
    assert table.closed.keys() | table.meanings.keys() <= table.columns.keys()
