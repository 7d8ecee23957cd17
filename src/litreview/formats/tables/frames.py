"""Convert the tables to DataFrames with fixed columns and dtypes, and any DataFrame to records.

Absent values are `<NA>`. pandas is imported only here, where a frame is made or read.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, combinations, product
from typing import Any

import pandas as pd

from litreview.core.containers import as_tuple, grouped, is_absent
from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Deduplication, Library, Person, Record, Source, Tag, Work, index_of_frames
from litreview.core.results.assessment import GoalState
from litreview.core.results.coverage import Overlap
from litreview.core.runtime import gc_pause
from litreview.core.text import parse_names
from litreview.formats.csv_tables import is_known_name, nearest_name
from litreview.formats.foreign_objects import library_of_rows
from litreview.formats.python_values import read_rows
from litreview.formats.tables import rows as rows_
from litreview.formats.tables.table_choice import choose_table
from litreview.formats.tables.table_types import TABLES, Row
from litreview.judgements.codebook import CodebookLike, codebook_of, full_codebook_of

_NUMBERS = frozenset({"times-cited", "times-cited-all"})
"""Fields with whole numbers."""
_ALWAYS = frozenset(
    {"abstract", "keywords", "times-cited", "language", "url", "note", "publisher", "issn", "isbn", "pmid"}
)
"""Fields that may be requested even if no work has them."""

_TEXT = "string[python]"
"""The dtype of texts, also where pyarrow is installed: pyarrow raises at a lone surrogate, which Python's texts may hold."""


def frame(name: str, rows: Iterable[Any]) -> pd.DataFrame:
    """Return a DataFrame with the pinned columns and dtypes of the table `name`: `frame("queue", queue_rows(found.queue))`."""
    table = TABLES[name]
    return _frame(table.columns, table.cells(rows), table.closed)


def _frame(
    columns: Mapping[str, str], rows: Iterable[Row], closed: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    column_values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {
            column: _series(values, dtype, closed.get(column))
            for (column, dtype), values in zip(columns.items(), column_values, strict=True)
        }
    )


def _series(values: Sequence[Any], dtype: str, closed: Sequence[str] | None = None) -> pd.Series[Any]:
    """Return a column; an empty text is `<NA>`. A closed column has its categories in order, and further values behind them."""
    if dtype != "string":
        return pd.Series(list(values), dtype=dtype)
    texts = [value or None for value in values]
    if closed is None:
        return pd.Series(texts, dtype=_TEXT)
    others = sorted({text for text in texts if text} - set(closed))
    return pd.Series(texts, dtype=pd.CategoricalDtype(pd.Index([*closed, *others], dtype=_TEXT)))


def tag_matrix(
    tags: Iterable[Tag | GoalState], sources: Iterable[Source | str] = (), *, values: str = "tags"
) -> pd.DataFrame:
    """Return source × code, True where the source has the code: by a tag, or by a yes of `judge_goals` that is likely or suggested. `sources` adds rows for those without a tag.

    With `values="probability"`, cells are the probability that the source has the code, `<NA>` if it is unknown. `judge_goals` returns one for each
    source and code; a tag of a person has 1.
    """
    if values not in ("tags", "probability"):
        raise UsageError(f"values is {values!r}; one of tags, probability")
    cell, absent, dtype = (_has_code, False, bool) if values == "tags" else (_probability, None, "Float64")
    answers = {(tag.source, tag.code): cell(tag) for tag in tags}
    given_keys = dict.fromkeys(s if isinstance(s, str) else s.key for s in sources)
    keys = [*given_keys, *sorted({source for source, _ in answers} - given_keys.keys())]
    codes = sorted({code for _, code in answers})
    return pd.DataFrame(
        [[answers.get((key, code), absent) for code in codes] for key in keys],
        index=pd.Index(keys, name="source", dtype=_TEXT),
        columns=pd.Index(codes, name="code", dtype=_TEXT),
        dtype=dtype,
    )


def _has_code(tag: Tag | GoalState) -> bool:
    return not isinstance(tag, GoalState) or (tag.answer and tag.state != "ask")


def _probability(tag: Tag | GoalState) -> float | None:
    return 1.0 if isinstance(tag, Tag) and tag.method == "human" else tag.probability


def compare(
    a: Deduplication | Mapping[Any, Any] | pd.Series[Any],
    b: Deduplication | Mapping[Any, Any] | pd.Series[Any],
) -> pd.DataFrame:
    """Return the pairs of records that two deduplications join: one row per pair, and whether the first and the second join it.

    The columns are `record_a`, `record_b`, `first`, `second`. Pairs that neither joins are left out. So with a standard as `b` the
    precision is `pairs.second[pairs["first"]].mean()`, the recall `pairs["first"][pairs.second].mean()`.

    >>> compare({"x": 1, "y": 1, "z": 2}, {"x": 1, "y": 2, "z": 2}).values.tolist()
    [['x', 'y', True, False], ['y', 'z', False, True]]
    """
    first, second = _pairs_joined(a), _pairs_joined(b)
    rows = [(*pair, pair in first, pair in second) for pair in sorted(first | second)]
    columns = {"record_a": "string", "record_b": "string", "first": "boolean", "second": "boolean"}
    return pd.concat(
        {name: _series([row[n] for row in rows], dtype) for n, (name, dtype) in enumerate(columns.items())},
        axis=1,
    )


def _pairs_joined(found: Deduplication | Mapping[Any, Any] | pd.Series[Any]) -> set[tuple[str, str]]:
    """Return the pairs of records in one cluster, each sorted."""
    if isinstance(found, Deduplication):
        groups = [[str(each) for each in cluster.records] for cluster in found.clusters]
    else:
        pairs = ((cluster, str(record)) for record, cluster in found.items() if not is_absent(cluster))
        groups = [*grouped(pairs).values()]
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def overlap_matrix(found: Overlap, stage: str = "sources") -> pd.DataFrame:
    """Return database × database: how many works of a stage both found, and on the diagonal how many each one found.

    `stage` is `sources`, or where somebody screens `screened` or `included`; `UsageError` for another.
    """
    if stage not in found.stages:
        one_of = f"; one of {', '.join(found.stages)}" if found.stages else ""
        raise UsageError(f"no stage '{stage}'{near_miss(stage, [*found.stages]) or one_of}")
    counts: Counter[tuple[str, str]] = Counter()
    for names, keys in found.combinations(stage).items():
        for pair in product(names, names):
            counts[pair] += len(keys)
    index = pd.Index(found.databases, name="database", dtype=_TEXT)
    return pd.DataFrame(
        [[counts[a, b] for b in found.databases] for a in found.databases],
        index=index,
        columns=index,
        dtype="Int64",
    )


def to_frame(
    value: Any,
    *,
    table: str = "",
    tags: Iterable[Tag] = (),
    codebook: CodebookLike = None,
    fields: Sequence[str] | str = (),
    lists: bool = False,
    explode: str = "",
) -> pd.DataFrame:
    """Return the table for a value: the result of a stage, one value, or a list of values of one kind. Absent texts are `<NA>`.

    A Library gives its records, a Deduplication its sources, Links their citations, an EvidenceMap, Assessment or Overlap its cells, a Flow
    its numbers, a graph of networkx its edges. Values without a documented table give one row each, with a column per field.

    - `table`: another table of the value, by the name of its part: `to_frame(found, table="queue")`. A Deduplication also has `records`
      (the source of each record) and `values` (the values not chosen), an Overlap `databases`, a graph `nodes`. For an empty list: the
      name of the table to return.
    - `tags`: for sources, their tags, which fill `goals`, `topics`, `source_type` and `basis`.
    - `codebook`: the groups of codes (default: the codebook that the tags were made with), for the column `group` of tags and the goals of sources.
    - `fields`: for records and sources, further fields as columns: `abstract`, `keywords`, `times cited`, or any other; `"all"` for all.
    - `lists`: columns of several values are lists, and not texts joined by `; `. `explode`: one such column, with a row for each value.

    The result of a stage has its columns also when it is empty. A column with a closed list of values is a category, in the order of that
    list. Raises `UsageError` for a value without a table, and for a field that no work has.
    """
    chosen = choose_table(value, table)
    made = chosen.rows
    if chosen.kind is Source and (tagged := as_tuple(tags)):
        rows = rows_.sources_rows(chosen.items, tagged, full_codebook_of(tagged, codebook).roles)
        made = TABLES["sources"].cells(rows)
    result = _frame(chosen.columns, made, TABLES[chosen.name].closed if chosen.name else {})
    if chosen.name == "tags":
        # the rows say all that the tags hold, whatever the codebook: a group that it does not name is absent
        book = codebook_of(chosen.items, codebook)
        group = {code.id: code.group for code in book}
        result.insert(
            2, "group", _series([group.get(code, "") for code in result["code"]], "string", book.groups)
        )
    if fields == "all":
        told = {*result.columns, *_SAID_IN_COLUMNS}
        fields = sorted({name for work in chosen.items for name in work.fields} - told)
    for field in (fields,) if isinstance(fields, str) else fields:
        if field not in result.columns:
            result[field] = _field(field, chosen.items, chosen.kind)
    if isinstance(value, Library) and value.index is not None and not table:
        # the rows are those of the frame that was read
        place = _rows_of_frames(value.frames)
        result.index = value.index.take([place(record) for record in value])
        result.index.names = [None] * result.index.nlevels
    return _with_lists(result, chosen.name, explode, lists=lists) if lists or explode else result


def _with_lists(result: pd.DataFrame, name: str, explode: str, *, lists: bool) -> pd.DataFrame:
    """Return a table in which columns of joined values are lists, or one of them has a row for each value."""
    if explode and explode not in result.columns:
        raise UsageError(f"no column '{explode}' to explode{near_miss(explode, map(str, result.columns))}")
    meanings = TABLES[name].meanings if name else {}
    joined = {"keywords", *(column for column, what in meanings.items() if "joined by" in what)}
    for column in [each for each in result.columns if each == explode or (lists and each in joined)]:
        texts = result[column].astype(object)
        result[column] = [[] if is_absent(text) else str(text).split("; ") for text in texts]
    return result.explode(explode) if explode else result


def _field(name: str, works: Sequence[Work], kind: type) -> pd.Series[Any]:
    """Return a field of each work, for any spelling of its name: `times cited` is `times-cited`."""
    if kind not in (Source, Record):
        raise UsageError(f"fields are of records and sources, not of a {kind.__name__}")
    written = name.strip().lower()
    ways = dict.fromkeys((written, written.replace(" ", "-").replace("_", "-"), written.replace(" ", "_")))
    known = {field for work in works for field in work.fields}
    found = next((way for way in ways if way in known or way in _ALWAYS), None)
    if found is None and works:
        raise UsageError(f"no work has a field '{name}'{near_miss(written, sorted(known))}")
    values = [work.get(found or written) for work in works]
    if found in _NUMBERS and all(value.isdecimal() for value in values if value):
        return _series([int(value) if value else None for value in values], "Int64")
    return _series(values, "string")


_SAID_IN_COLUMNS = frozenset({"author", "journal", "booktitle", "publication"})
"""Fields whose values the columns `authors` and `container` show."""
_OURS = {name: frozenset(TABLES[name].columns) for name in ("library", "sources")}
_OF_THE_FILE = frozenset({"record", "records", "file", "files", "line"})
"""Columns of this program's tables that hold the place of a record, and nothing about the work."""
_WITH_SUFFIX = re.compile(r"(.+?),? ((?:Jr|Sr)\.?|III?|IV)")


def labels(found: Deduplication) -> pd.Series[Any]:
    """Return the key of each record's source (see `Deduplication.labels`)."""
    records = {record.id: (record, source.key) for source in found.sources for record in source.records}
    placed = [records[each] for each in found.order or records]
    if not found.frames:
        return pd.Series([key for _, key in placed], dtype=_TEXT, name="cluster")
    index = index_of_frames(found.frames, (record.where for record, _ in placed))
    if index is None:
        raise UsageError(
            "labels are the rows of DataFrames, and here two have one name, or some records are from files; name each, as "
            "from_frame(frame, 'scopus'), or take to_frame(found, table='records')"
        )
    row = _rows_of_frames(found.frames)
    keys = dict.fromkeys(range(len(index))) | {row(record): key for record, key in placed}
    return pd.Series([*keys.values()], index=index, dtype=_TEXT, name="cluster")


def _rows_of_frames(frames: Sequence[tuple[str, Any]]) -> Callable[[Record], int]:
    """Return a function that gives the row of a record among the rows of all frames."""
    starts = dict(
        zip(
            (name for name, _ in frames),
            accumulate((len(index) for _, index in frames), initial=0),
            strict=False,
        )
    )
    return lambda record: starts[record.where.file] + record.where.line - 2


def from_frame(
    frame: pd.DataFrame,
    name: str = "<frame>",
    *,
    columns: Mapping[Any, str] | None = None,
    include_confidential: bool = False,
) -> Library:
    """Return a record per row of a DataFrame, and the Problems met; the frame is not changed.

    Columns are recognised by the names of databases and of `to_frame`, in any case (`Authors`, `Publication Year`, `Source title`).
    Every other column becomes a field of the same name. Cells may be texts, numbers, dates or lists; None, NaN, NA and NaT are absent. A
    year that gaps turned into a float becomes an integer again. A named index is a column; an unnamed one is left out. An empty row is
    a Problem. `name` is the file name of the records: `name:2` is the first row, as in a spreadsheet.
    """
    if not isinstance(frame, pd.DataFrame):
        raise UsageError(
            f"a {type(frame).__name__} is no DataFrame of pandas"
            + ("; call its to_pandas() first" if hasattr(frame, "to_pandas") else "")
        )
    header, values = _columns(frame)
    header = _renamed(header, {_column_text(each): field for each, field in (columns or {}).items()})
    own = next((row for row in _OURS.values() if row <= set(header)), None)
    if own:
        positions = [n for n, each in enumerate(header) if each not in _OF_THE_FILE]
        header, values = [header[n] for n in positions], [values[n] for n in positions]
        values = [
            [*map(_OWN_CELLS[each], column)] if each in _OWN_CELLS else column
            for each, column in zip(header, values, strict=True)
        ]
    rows = zip(*values, strict=True) if values else iter([()] * len(frame))
    with gc_pause():
        if own:
            found = read_rows(header, rows, name, include_confidential=include_confidential, own=True)
        else:
            found = library_of_rows(header, rows, name, include_confidential=include_confidential)
    return dataclasses.replace(found, frames=((name, frame.index),))


def _renamed(header: list[str], columns: Mapping[str, str]) -> list[str]:
    """Return the header with the names that `columns` gives; `UsageError` for a column that the frame does not have."""
    for column, field in columns.items():
        if not isinstance(field, str) or not field:
            raise UsageError(f"columns: the field of '{column}' is {field!r}; give its name, such as 'title'")
        if column not in header:
            turned = f"; the frame's column comes first: columns={{{field!r}: {column!r}}}"
            # only a name that a field has can have been meant as one
            hint = turned if field in header and is_known_name(column) else near_miss(column, header)
            raise UsageError(f"no column '{column}' in this frame{hint}")
        if not is_known_name(field) and (meant := nearest_name(field)):
            raise UsageError(f"columns: no field '{field}'; did you mean '{meant}'?")
    return [columns.get(each, each) for each in header]


def _name(shown: str) -> Person | str:
    """Return the person of a displayed name: a final `Jr.` is a suffix, and a name with a comma is an organisation's."""
    if found := _WITH_SUFFIX.fullmatch(shown):
        persons = parse_names(found[1])
        if len(persons) == 1 and not persons[0].literal:
            return dataclasses.replace(persons[0], suffix=found[2])
    return Person(literal=shown) if "," in shown else shown


_OWN_CELLS: Mapping[str, Callable[[Any], Any]] = {
    "authors": lambda value: [*map(_name, value.split("; "))] if isinstance(value, str) else value,
    # a shown work was judged when it was first read, and is not judged again
    "confidential": lambda value: str(bool(value)).lower(),
    "disputed": lambda value: value if value is True else None,
}
"""Converters of cells of this program's own columns: names as displayed, and flags whose default is false."""


def _columns(frame: pd.DataFrame) -> tuple[list[str], list[list[Any]]]:
    """Return the names of the columns and their values, those of a named index first; columns with equal names stay separate."""
    index = frame.index.to_frame(index=False)
    index_levels = [n for n, each in enumerate(frame.index.names) if each is not None]
    header = [_column_text(frame.index.names[n]) for n in index_levels] + [
        _column_text(each) for each in frame.columns
    ]
    columns = [[*index.iloc[:, n]] for n in index_levels] + [
        [*frame.iloc[:, n].astype(object)] for n in range(frame.shape[1])
    ]
    return header, columns


def _column_text(name: Any) -> str:
    """Return the name of a column as text; the levels of a hierarchical name are joined."""
    parts: Iterator[str] = map(str, name) if isinstance(name, tuple) else iter([str(name)])
    return " ".join(filter(None, (part.strip() for part in parts)))
