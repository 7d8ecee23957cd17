"""A DataFrame comes to records: of our own tables to those they were made of, of a CSV file to those that reading it gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import litreview as lr

ROOT = Path(__file__).parents[2]


def codes(library: lr.Library) -> list[tuple[str, int]]:
    return [(problem.code, problem.where.line) for problem in library.problems]


def test_the_frame_of_a_library_is_that_library():
    library = lr.read(ROOT / "bib")
    again = lr.from_frame(lr.to_frame(library))
    facts = [
        [(r.key, r.type, r.title, r.year, r.doi, r.container, r.get("pages"), r.confidential, [p.display for p in r.authors or r.editors]) for r in each]
        for each in (library, again)
    ]  # fmt: skip
    assert facts[0] == facts[1]
    assert not {"record", "file", "line", "confidential"} & {
        name for r in again for name in r.fields if not r.confidential
    }


def test_names_in_our_frame_keep_their_parts():
    library = lr.read_text(
        "@book{a, author = {van der Doe, Jr., Jane and {Office of Data, Keys and Locks} and Roe, III, R. and Poe}}"
    )
    assert library.records[0].authors == lr.from_frame(lr.to_frame(library)).records[0].authors


def test_a_csv_file_through_pandas_is_that_file(tmp_path):
    file = tmp_path / "export.csv"
    library = lr.read(ROOT / "bib")
    lr.write(library, file)
    frame = pd.read_csv(file, dtype=str)
    assert [dict(r.fields) for r in lr.read(file)] == [dict(r.fields) for r in lr.from_frame(frame)]


def test_cells_that_are_absent_and_numbers_that_were_made_real():
    frame = pd.DataFrame(
        {
            "Title": ["A", "B", None, np.nan],
            "AUTHORS": [["Jane Doe", "Office of Data"], "Roe, R.; Poe, P.", None, None],
            "Publication Year": [2009.0, np.nan, np.nan, np.nan],
            "my Score": [1.5, 2.0, None, None],
            "seen": [pd.Timestamp("2020-05-01"), pd.NaT, pd.NaT, pd.NaT],
            "kind": pd.Categorical(["x", "y", None, None]),
            "n": pd.array([1, None, 3, None], dtype="Int64"),
            "b": pd.array([True, False, None, None], dtype="boolean"),
            7: ["seven", "", " ", None],
        }
    )
    before = frame.copy(deep=True)
    library = lr.from_frame(frame, "mine")
    first, second, third = library
    assert ["Jane Doe", "Office of Data"] == [person.display for person in first.authors]
    assert ["Roe", "Poe"] == [person.family for person in second.authors]
    said = {name: first.get(name) for name in ("year", "my-score", "seen", "kind", "n", "b", "7")}
    assert {
        "year": "2009",
        "my-score": "1.5",
        "seen": "2020-05-01",
        "kind": "x",
        "n": "1",
        "b": "true",
        "7": "seven",
    } == said
    assert {
        "title": "B",
        "author": "Roe, R. and Poe, P.",
        "my-score": "2",
        "kind": "y",
        "b": "false",
    } == dict(second.fields)
    assert {"n": "3"} == dict(third.fields)
    assert ["mine:2", "mine:3", "mine:4"] == [str(record.where) for record in library]
    assert [("LR085", 0), ("LR038", 5)] == sorted(codes(library), key=lambda one: one[1])
    pd.testing.assert_frame_equal(before, frame)


def test_an_index_with_a_name_is_a_column_and_one_without_is_none():
    frame = pd.DataFrame({"title": ["A"]}, index=pd.Index(["doe"], name="key"))
    assert ["doe"] == [record.key for record in lr.from_frame(frame)]
    assert {"title": "A"} == dict(lr.from_frame(frame.rename_axis(None)).records[0].fields)


def test_columns_of_one_name_and_of_several_levels():
    twice = pd.DataFrame([["A", "B"]], columns=["Title", "title"])
    (record,) = lr.from_frame(twice)
    assert ("A", (("title", "B"),)) == (record.title, record.repeated)
    levels = pd.DataFrame([["A", 1]], columns=pd.MultiIndex.from_tuples([("title", ""), ("score", "mine")]))
    assert {"title": "A", "score-mine": "1"} == dict(lr.from_frame(levels).records[0].fields)


def test_a_frame_without_anything():
    assert [("LR007", 0)] == codes(lr.from_frame(pd.DataFrame({"title": []})))
    assert [("LR038", 2), ("LR038", 3)] == codes(lr.from_frame(pd.DataFrame(index=range(2))))


@pytest.mark.parametrize(
    "value", [[{"title": "A"}], pd.Series(["A"], name="title"), "a.csv"], ids=["list", "series", "path"]
)
def test_what_is_no_frame_is_refused(value):
    with pytest.raises(lr.LitreviewError, match="from_frame takes a DataFrame"):
        lr.from_frame(value)


def test_dutch_and_german_columns_are_known_and_other_frames_are_told_how_they_become_one():
    frame = pd.DataFrame({"titel": ["Over sleutels"], "auteurs": ["Jansen, Jan"], "jaar": [2019], "tijdschrift": ["Sleutels"], "band": [3]})  # fmt: skip
    (record,) = lr.from_frame(frame)
    assert (2019, "Sleutels", "3") == (record.year, record.container, record.get("volume"))

    class Frame:
        to_pandas = None

    with pytest.raises(lr.UsageError, match=r"from_frame\(frame\.to_pandas\(\)\)"):
        lr.from_frame(Frame())


def test_what_is_confidential_is_sealed():
    frame = pd.DataFrame({"type": ["book", "interview"], "title": ["Open", "Ada Madeup"]})
    library = lr.from_frame(frame)
    assert [False, True] == [record.confidential for record in library]
    assert "Ada" not in repr((library.records, library.problems)) + lr.to_frame(library).to_csv()
