"""The stages of deduplication as functions from batches of rows to batches of rows.

A function takes the batches of one part of a table and returns the rows of another, without state between parts. So any process on any
machine can make a part: the workers of the DuckDB engine run the same functions as those of Spark. Each function calls what
`litreview.stages.duplicates` does in memory, and only converts rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litreview.core.confidential.codes import is_code, is_register, is_request_code
from litreview.core.model import Record
from litreview.engine.large.output_writer import renamed_entry_rows, source_rows, tag_rows
from litreview.engine.large.part_reader import STORED, codes_given, read_rows, renamed_ids
from litreview.engine.large.table_rows import (
    ENTRY,
    KEY_COLUMNS,
    SEALED_CODE,
    Columns,
    Options,
    Row,
    arrow,
    entries,
    judged_row,
    judgements,
    schema_of,
    unpack,
)
from litreview.judgements.decisions.name_resolution import own_keys, root_of, wanted_key
from litreview.linkage import RecordColumns, record_columns, similarity
from litreview.linkage.blocking import keys_of
from litreview.stages.duplicates.clustering import (
    COPY,
    SAME_CODE,
    clusters,
    copy_key,
    full_copy_key,
    is_copy_candidate,
)
from litreview.stages.duplicates.collection_evidence import (
    is_column,
    is_unique_title,
    judge_as_column,
    judge_as_two_titles,
    names_of,
    names_refuted,
    names_shown,
    rejudge,
)
from litreview.stages.duplicates.pairs import is_informative, passes_prefilter, title_without_noise
from litreview.stages.duplicates.results import CHAIN, expected_share, refusal_reason
from litreview.stages.duplicates.verdict import Judgement, judge

_JUDGED = {
    "a": "int64", "b": "int64", "verdict": "string", "score": "float64", "reasons": "strings", "rule": "string", "kind": "string",
    "contradicts": "bool", "problem": "string", "differs_in": "strings", "chance": "float64",
}  # fmt: skip
_OF_ENTRY = {"sealed": "bool", "authors": "strings", "year": "int64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFunction:
    """A stage: the columns of its rows with their types, and the function that makes rows from a batch, or from a group of rows."""

    columns: Mapping[str, str]
    run: Callable[[Columns, Options], Iterator[Row] | Columns]


def run_function(name: str, batches: Iterator[Any], options: Options, by: str = "") -> Iterator[Any]:
    """Yield the batches that a function makes from others; adjacent rows with an equal value in the column `by` are one group."""
    one = FUNCTIONS[name]
    schema = schema_of(one.columns)
    groups = _groups(batches, by) if by else (batch.to_pydict() for batch in batches)
    rows: list[Row] = []
    for columns in groups:
        result = one.run(columns, options)
        if isinstance(result, Mapping):
            yield arrow().RecordBatch.from_pydict(dict(result), schema=schema)
            continue
        rows.extend(result)
        if len(rows) >= _MANY:
            yield arrow().RecordBatch.from_pylist(rows, schema=schema)
            rows = []
    if rows:
        yield arrow().RecordBatch.from_pylist(rows, schema=schema)


_MANY = 10_000
"""Rows in a batch that is yielded."""


def _groups(batches: Iterator[Any], by: str) -> Iterator[Columns]:
    """Yield the columns of each group of adjacent rows with one value, which may continue in the next batch."""
    group: dict[str, list[Any]] = {}
    for batch in batches:
        columns = batch.to_pydict()
        values = columns[by]
        start = 0
        for at in range(1, len(values) + 1):
            if at < len(values) and values[at] == values[start]:
                continue
            piece = {name: column[start:at] for name, column in columns.items()}
            if group and group[by][0] != piece[by][0]:
                yield group
                group = {}
            group = {name: [*group[name], *column] for name, column in piece.items()} if group else piece
            start = at
    if group:
        yield group


# --- from records to judged pairs ------------------------------------------------------------------------------------------


def _entries(columns: Columns, _: Options) -> Iterator[Row]:
    """Yield the columns of each record for comparison, with its blocking keys."""
    cache: dict[object, Any] = {}
    for seq, text in zip(columns["seq"], columns["blob"], strict=True):
        record = unpack(text)
        one = record_columns(record, cache, record.id)
        wanted = wanted_key(record)
        bare = title_without_noise(one)
        row: Row = {
            "seq": seq,
            "wanted": wanted,
            "root": root_of(wanted),
            "file": record.where.file,
            "line": record.where.line,
            "place": record.container,
            "copy": _digest((copy_key(record), _sorted_fields(full_copy_key(record))))
            if is_copy_candidate(record)
            else None,
            "code": _code(record),
            "lists": record.confidential and is_register(record.where.file),
            "bare": bare if bare != one.title else None,
            "letters": one.title.replace(" ", ""),
            "people": "\x01".join(one.authors),
            "spot": "\x01".join((one.volume, one.page, one.authors[0]))
            if one.volume and one.page and one.authors
            else "",
        }
        row |= {name: _hash(key) for name, key in zip(KEY_COLUMNS, keys_of(one), strict=True)}
        row |= {f"e_{name}": value for name, value in zip(ENTRY, one, strict=False)}
        yield row


def _sorted_fields(full: Sequence[Any]) -> Any:
    return (*full[:2], sorted(full[2]))


def _code(record: Record) -> str | None:
    """Return the code by which records are one work, else None; sealed records are one only if a register lists the code (`lists`)."""
    if record.confidential:
        return f"{SEALED_CODE}{record.key}" if is_code(record.key) else None
    return record.key if is_request_code(record.key) else None


def _digest(value: object) -> str:
    return hashlib.blake2b(repr(value).encode("utf-8", errors="surrogatepass"), digest_size=16).hexdigest()


def _hash(key: object) -> int | None:
    """Return eight bytes of a key that are the same in every process, None for an empty key."""
    if not key:
        return None
    digest = hashlib.blake2b(repr(key).encode("utf-8", errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def _prefiltered(columns: Columns, _: Options) -> Columns:
    """Return the candidate pairs that pass the prefilter, with the likeness of their titles."""
    import numpy as np

    one, other = columns["a_title"], columns["b_title"]
    count = len(one)
    scores = similarity([*one, *other], np.arange(count), np.arange(count, 2 * count))
    lengths = [np.array([min(len(title), 1000) for title in side], dtype=np.float32) for side in (one, other)]
    shared = {name: np.array(columns[name], dtype=bool) for name in ("name", "doi", "unlike")}
    bare = [[b or t for b, t in zip(columns[f"{s}_bare"], columns[f"{s}_title"], strict=True)] for s in "ab"]
    noisy = [[b is not None for b in columns[f"{s}_bare"]] for s in "ab"]
    keep = passes_prefilter(
        scores,
        *lengths,
        **shared,
        noisy=np.array(noisy[0], dtype=bool) | np.array(noisy[1], dtype=bool),
        titles=lambda i: (one[i], other[i]),
        bare=lambda i: (bare[0][i], bare[1][i]),
    )
    at = np.flatnonzero(keep).tolist()
    a, b = columns["a"], columns["b"]
    return {"a": [a[i] for i in at], "b": [b[i] for i in at], "likeness": scores[at].tolist()}


def _judged(columns: Columns, options: Options) -> Iterator[Row]:
    """Yield the judgements on pairs that are more than "different", with what each shows about the names of journals."""
    pairs = zip(
        columns["a"], columns["b"], columns["likeness"], columns["a_place"], columns["b_place"], strict=True
    )
    sides = zip(entries(columns, "a"), entries(columns, "b"), strict=True)
    for (x, y, likeness, *places), (a, b) in zip(pairs, sides, strict=True):
        one = judge(a, b, likeness, options["preprints"])
        if is_informative(one):
            yield _row(x, y, one) | _journal_names(a, b, (places[0], places[1]), one)


def _journal_names(a: RecordColumns, b: RecordColumns, places: tuple[str, str], one: Judgement) -> Row:
    """Return what a pair shows about its journals' names: that they are one journal (`one`), or two (`two`), or neither."""
    if shown := names_shown(a, b, places, one):
        return {"shows": "one", "name_a": shown[0][0], "name_b": shown[0][1], "spot": shown[1]}
    if names := names_refuted(a, b, one):
        return {"shows": "two", "name_a": names[0], "name_b": names[1], "spot": ""}
    if one.verdict != "same" and a.container != b.container:
        names = names_of(a, b)
        return {"shows": "", "name_a": names[0], "name_b": names[1], "spot": ""}
    return {"shows": "", "name_a": None, "name_b": None, "spot": ""}


def _row(a: int, b: int, one: Judgement) -> Row:
    against = one.differs_in if one.verdict == "ask" else ()
    return judged_row(a, b, one) | {"chance": expected_share((one.rule, " ".join(against)))}


# --- what the whole collection shows ---------------------------------------------------------------------------------------


def _rejudged(columns: Columns, options: Options) -> Iterator[Row]:
    """Yield the judgements on pairs with the evidence of the collection."""
    questions = zip(columns["a"], columns["b"], columns["once"], columns["shown"], strict=True)
    sides = zip(entries(columns, "a"), entries(columns, "b"), strict=True)
    for (x, y, once, count), (a, b) in zip(questions, sides, strict=True):
        yield _row(x, y, rejudge(a, b, options["preprints"], once=once, proven_pairs=count))


def _of_column(columns: Columns, _: Options) -> Iterator[Row]:
    for a, b, one in zip(columns["a"], columns["b"], judgements(columns), strict=True):
        yield _row(a, b, judge_as_column(one))


def _of_two_titles(columns: Columns, _: Options) -> Iterator[Row]:
    for a, b, one in zip(columns["a"], columns["b"], judgements(columns), strict=True):
        yield _row(a, b, judge_as_two_titles(one))


def _titled(columns: Columns) -> list[RecordColumns]:
    """Return the columns of records that questions about their titles need."""
    rows = zip(*(columns[f"e_{name}"] for name in ("title", "authors", "year", "container")), strict=True)
    return [
        RecordColumns(title=title, authors=tuple(authors), year=year, container=container)
        for title, authors, year, container in rows
    ]


def _rubrics(columns: Columns, _: Options) -> Iterator[Row]:
    """Yield the number of a title that recurs in three years of one journal."""
    if is_column(_titled(columns)):
        yield {"title": columns["title"][0]}


def _unique_titles(columns: Columns, _: Options) -> Iterator[Row]:
    """Yield the number of a pair whose title is unique."""
    if is_unique_title(_titled(columns), columns["file"]):
        yield {"pos": columns["pair"][0]}


def _copied(columns: Columns, _: Options) -> Iterator[Row]:
    for a, b, code in zip(columns["a"], columns["b"], columns["code"], strict=True):
        yield _row(a, b, SAME_CODE if code else COPY)


# --- from judged pairs to sources ------------------------------------------------------------------------------------------


def _clusters(columns: Columns, options: Options) -> Iterator[Row]:
    """Yield the results for a component: the cluster of each record, pairs that were judged later, and refused links."""
    members: dict[int, RecordColumns] = {}
    for side in "ab":
        members.update(zip(columns[side], entries(columns, side), strict=True))
    order = sorted(members)
    place = {position: number for number, position in enumerate(order)}
    every = [members[position] for position in order]
    pairs = [(place[a], place[b]) for a, b in zip(columns["a"], columns["b"], strict=True)]
    judged = dict(zip(pairs, judgements(columns), strict=True))
    groups, refused = clusters(every, judged, (), options["preprints"])
    no_position = {"pos": None, "head": None}
    for group in groups:
        for number in group:
            yield {"what": "home", "pos": order[number], "head": order[group[0]], **dict.fromkeys(_JUDGED)}
    for x, y in sorted(judged.keys() - set(pairs)):
        yield {"what": "judged", **no_position, **_row(order[x], order[y], judged[x, y])}
    for edge, (c, d) in refused:
        one = judged[edge.a, edge.b]
        why = refusal_reason(every[c].id, every[d].id, judged.get((c, d)))
        row = judged_row(order[edge.a], order[edge.b], one)
        row |= {
            "verdict": "ask",
            "reasons": [*one.reasons, why],
            "chance": expected_share((one.rule, " ".join(CHAIN))),
        }
        yield {"what": "refused", **no_position, **row}


def _own_keys(columns: Columns, _: Options) -> Iterator[Row]:
    """Yield the final key of each record among those whose keys may clash, in order of reading."""
    for seq, own in zip(columns["seq"], own_keys(columns["wanted"]), strict=True):
        yield {"seq": seq, "own": own}


FUNCTIONS: Mapping[str, BatchFunction] = {
    "read": BatchFunction(columns=STORED, run=read_rows),
    "renamed_ids": BatchFunction(columns={"seq": "int64", "file": "int64", "blob": "string", "problem": "string"}, run=renamed_ids),
    "codes_given": BatchFunction(columns={"seq": "int64", "blob": "string", "problems": "strings"}, run=codes_given),
    "entries": BatchFunction(
        columns={
            "seq": "int64", "wanted": "string", "root": "string", "file": "string", "line": "int64", "place": "string", "copy": "string",
            "code": "string", "lists": "bool", "bare": "string", "letters": "string", "people": "string", "spot": "string",
            **dict.fromkeys(KEY_COLUMNS, "int64"),
            **{f"e_{name}": _OF_ENTRY.get(name, "string") for name in ENTRY},
        },
        run=_entries,
    ),
    "worth": BatchFunction(columns={"a": "int64", "b": "int64", "likeness": "float32"}, run=_prefiltered),
    "judged": BatchFunction(
        columns={**_JUDGED, "shows": "string", "name_a": "string", "name_b": "string", "spot": "string"}, run=_judged
    ),
    "again": BatchFunction(columns=_JUDGED, run=_rejudged),
    "of_column": BatchFunction(columns=_JUDGED, run=_of_column),
    "of_two_titles": BatchFunction(columns=_JUDGED, run=_of_two_titles),
    "rubrics": BatchFunction(columns={"title": "int64"}, run=_rubrics),
    "there_once": BatchFunction(columns={"pos": "int64"}, run=_unique_titles),
    "copied": BatchFunction(columns=_JUDGED, run=_copied),
    "clusters": BatchFunction(columns={"what": "string", "pos": "int64", "head": "int64", **_JUDGED}, run=_clusters),
    "own_keys": BatchFunction(columns={"seq": "int64", "own": "string"}, run=_own_keys),
    "merged": BatchFunction(
        columns={
            "first": "int64", "key": "string", "safe": "string", "groups": "string", "size": "int64", "text": "string",
            "records_csv": "string", "values_csv": "string", "problem": "string",
        },
        run=source_rows,
    ),
    "rewritten": BatchFunction(columns={"first": "int64", "text": "string"}, run=renamed_entry_rows),
    "tagged": BatchFunction(columns={"first": "int64", "codes": "strings", "tags_csv": "string"}, run=tag_rows),
}  # fmt: skip
"""The functions by the name that a job has."""
