"""Frames of any kind: no value is lost without a Problem that names its row or its column."""

from __future__ import annotations

import datetime as dt
import decimal
import random
import re

import numpy as np
import pandas as pd
import pytest

import litreview as lr
from litreview.core.containers import is_absent
from litreview.formats.value_texts import as_text

NAMES = (
    "title", "Title", "Article Title", "authors", "Author(s)", "author_names", "year", "publicationYear", "Publication Year", "doi",
    "DOI", "journal", "Source title", "citationCount", "cited_by_count", "volume", "Issue", "pages", "abstract", "keywords", "id", "key",
    "my score", "ttle", "autor", "a.b", "Unnamed: 0", "item", "notes", "language", "url", "publicationDate", 7, 2.5, ("a", "b"), "ISSN", "type",
    "Ünïcode", "", "x" * 80,
)  # fmt: skip
GAPS = (None, float("nan"), pd.NA, pd.NaT, "")


def value(rng: random.Random) -> object:
    n = rng.randrange(1, 10**6)
    word = f"w{n}x"
    return rng.choice((
        word, f"{word} and more {n}", n, float(n), n + 0.5, np.int64(n), np.float32(n % 1000), bool(n % 2), pd.Timestamp(2000 + n % 25, 3, 1 + n % 28),
        pd.Timestamp(2001, 1, 1, 12, 30, tz="UTC"), dt.date(2010, 5, 6), decimal.Decimal("3.50"), [word, f"q{n}"], (word, n), {"name": word},
        [{"family": f"F{word}", "given": "Ann"}], np.array([n, n + 1]), word.encode(), pd.Period("2019-05"), {word}, f"<{word}> & {n}", f"Doe{word}, Jane; Roe, R.",
    ))  # fmt: skip


def frame(seed: int) -> pd.DataFrame:
    rng = random.Random(seed)
    rows = rng.randrange(1, 5)
    names = rng.sample(NAMES, rng.randrange(1, 8)) + rng.choices(NAMES, k=rng.randrange(2))
    columns = []
    for _ in names:
        cells = [rng.choice(GAPS) if rng.random() < 0.3 else value(rng) for _ in range(rows)]
        column = pd.Series(cells, dtype=object)
        if rng.random() < 0.3:
            columns.append(typed(rng, rows))
            continue
        for dtype in rng.sample(("category", "string", "Int64", "float64", "boolean"), 5):
            if rng.random() < 0.3:
                try:
                    column = column.astype(dtype)
                    break
                except (TypeError, ValueError):
                    continue
        columns.append(column)
    made = pd.concat(columns, axis=1)
    made.columns = pd.Index(names, dtype=object)
    kind = rng.randrange(6)
    if kind in {1, 2, 3}:
        made.index = pd.Index(rng.sample(range(100, 999), rows), name="record number" if kind == 2 else None)
    elif kind == 4:
        made.index = pd.MultiIndex.from_arrays(
            [[f"file{n}" for n in range(rows)], [*range(rows)]],
            names=rng.choice((["file of it", None], [None, None])),
        )
    elif kind == 5:
        made.columns = pd.MultiIndex.from_arrays([["work"] * len(names), [*map(str, names)]])
    return made


def typed(rng: random.Random, rows: int) -> pd.Series:
    """Return a column of one of the dtypes that object columns do not become by themselves, with gaps."""
    numbers = [rng.randrange(1500, 2030) for _ in range(rows)]
    words = [f"w{n}x" for n in numbers]
    gaps = [rng.random() < 0.3 for _ in range(rows)]
    days = pd.Series(
        pd.to_datetime([f"{1990 + n % 30}-0{1 + n % 9}-1{n % 10} 10:0{n % 10}" for n in numbers])
    )
    column = rng.choice((
        pd.Series(words, dtype="string[pyarrow]"),
        pd.Series(words, dtype=pd.CategoricalDtype([*dict.fromkeys(words)], ordered=True)),
        pd.Series(numbers, dtype="Int64"), pd.Series(numbers, dtype="int16"), pd.Series(numbers, dtype="UInt32"), pd.Series(numbers, dtype="Float64"),
        pd.Series(numbers, dtype="int64[pyarrow]"), pd.Series([n + 0.5 for n in numbers], dtype="float32"), pd.Series([bool(n % 2) for n in numbers], dtype="boolean"),
        days, days.dt.tz_localize("Europe/Amsterdam"), days.dt.to_period("M"), days - days.iloc[0],
        pd.Series([pd.Interval(n, n + 1) for n in numbers]), pd.Series([complex(n, 1) for n in numbers]),
        pd.Series([{"family": f"F{w}", "more": {"ids": [w, {"deep": w}]}} for w in words]), pd.Series([w.encode() for w in words]),
    ))  # fmt: skip
    # int16 has no gaps, and would become float
    return column if column.dtype == "int16" else column.mask(pd.Series(gaps))


def said(cell: object) -> str:
    """Return the text of a cell; of a name in parts, the parts."""
    if isinstance(cell, dict):
        return " ".join(map(str, cell.values()))
    if isinstance(cell, list) and all(isinstance(each, dict) for each in cell):
        return " ".join(map(said, cell))
    return as_text(cell)


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.lower()))


def lost(made: pd.DataFrame) -> list[str]:
    library = lr.from_frame(made, include_confidential=True)
    records = {record.where.line: record for record in library}
    named = " ".join(problem.message for problem in library.problems)
    lines = {problem.where.line for problem in library.problems}
    found = []
    for line, row in enumerate(made.itertuples(index=False, name=None), 2):
        record = records.get(line)
        known = " ".join([record.key, record.type, *record.fields.values(), *(text for _, text in record.repeated), *record.raw_fields.values()]) if record else ""  # fmt: skip
        for name, cell in zip(made.columns, row, strict=True):
            if is_absent(cell) or line in lines or repr(str(name)) in named:
                continue
            if not words(said(cell)) <= words(known):
                found.append(f"{line} {name!r}: {cell!r}")
    assert len(library.index) == len(made)
    return found


@pytest.mark.parametrize("start", [0, pytest.param(40, marks=pytest.mark.exhaustive)])
def test_no_value_is_lost_without_a_problem(start):
    assert {
        seed: faults for seed in range(start, 40 if not start else 500) if (faults := lost(frame(seed)))
    } == {}


@pytest.mark.parametrize("seed", range(3))
def test_a_row_alone_is_that_row_in_its_frame(seed):
    made = frame(seed)
    alone = [record.fields for n in range(len(made)) for record in lr.from_frame(made.iloc[[n]])]
    assert alone == [record.fields for record in lr.from_frame(made)]
