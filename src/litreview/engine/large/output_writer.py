"""Writes the library, the queue and the tables row by row, with the same bytes as from memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from litreview.core.containers import unique_name
from litreview.core.files import write_pieces
from litreview.core.model import Deduplication, Match, Problem, RecordId, Source, Where
from litreview.core.problems import problem
from litreview.engine.large import pipeline as sql
from litreview.engine.large.part_reader import problem_values, read_problem
from litreview.engine.large.pipeline import Engine
from litreview.engine.large.table_rows import Columns, Options, Row, unpack
from litreview.formats import dumps
from litreview.formats.bibtex import groups_tree
from litreview.formats.bibtex_write import dump_entry, safe_key
from litreview.formats.csl import csl_item
from litreview.formats.csv_tables import columns_of, row_of, table_lines
from litreview.formats.tables.rows import queue_rows, records_rows, tags_rows, values_rows
from litreview.formats.tables.table_types import csv_named
from litreview.judgements.codebook import Codebook, parse_codebook
from litreview.judgements.decisions.name_resolution import root_of
from litreview.linkage import KEYS
from litreview.stages.duplicates.merge import merge
from litreview.stages.duplicates.results import former_keys, remaining, retractions


def source_rows(columns: Columns, options: Options) -> Iterator[Row]:
    """Yield the source merged from a group of records as text, with its rows for the tables of records and of values."""
    source = _source(columns, options)
    found = Deduplication(sources=(source,))
    warned = retractions([source])
    raw = options["raw_csv"]
    yield {
        "first": columns["first"][0],
        "key": source.key,
        "safe": safe_key(source.key),
        "groups": source.get("groups") or None,
        "size": len(source.records),
        "text": _TEXTS[options["format"]](source),
        "records_csv": _lines("records", records_rows(found), raw=raw),
        "values_csv": _lines("values", values_rows(found), raw=raw),
        "problem": json.dumps(problem_values(warned[0])) if warned else None,
    }


def renamed_entry_rows(columns: Columns, options: Options) -> Iterator[Row]:
    """Yield the source merged from a group of records as a BibTeX entry with a key that differs from its own."""
    yield {"first": columns["first"][0], "text": dump_entry(_source(columns, options), columns["key"][0])}


def tag_rows(columns: Columns, options: Options) -> Iterator[Row]:
    """Yield the tags of the source merged from a group of records: the codes, and the rows of their table."""
    from litreview.stages.tagging import tag

    tags = tag([_source(columns, options)], _codebook(options["codebook"]))
    codes = list(dict.fromkeys(one.code for one in tags))
    lines = _lines("tags", tags_rows(tags), raw=options["raw_csv"])
    yield {"first": columns["first"][0], "codes": codes, "tags_csv": lines}


def _source(columns: Columns, options: Options) -> Source:
    """Return the source merged from a group of records, with its key; keys that are `taken` by other sources are no former keys."""
    records = [unpack(text) for text in columns["blob"]]
    key = columns["own"][0]
    taken = [one.key for one, is_taken in zip(records, columns["taken"], strict=True) if is_taken]
    return merge(records, key, former_keys(records, key, taken), options["prefer"])


@lru_cache(maxsize=2)
def _codebook(text: str) -> Codebook:
    return parse_codebook(text)


_TEXTS: Mapping[str, Callable[[Source], str]] = {
    "bib": dump_entry,
    "ris": lambda source: dumps([source], "ris"),
    "json": lambda source: json.dumps([csl_item(source, [], "")], ensure_ascii=False, indent=2)[2:-2],
    "csv": lambda source: json.dumps(row_of(source, [], "")),
}
"""How a source is stored until all are written: in its format, or for CSV, whose header depends on all sources, as cells."""


def _lines(name: str, rows: Iterable[Any], *, raw: bool) -> str:
    """Return rows of a table as CSV, without the header."""
    return csv_named(name, rows, raw=raw)[len(csv_named(name, ())) :].decode("utf-8")


def write_sources(engine: Engine, path: Path | str, options: Options) -> None:
    """Write the library, in order of reading, in the format of the options."""
    pieces = _PIECES[options["format"]](engine, options)
    write_pieces(path, (piece.encode("utf-8", errors="replace") for piece in pieces))


def _bibtex(engine: Engine, options: Options) -> Iterator[str]:
    """Yield entries; keys that are equal after they are made safe get numbers, as if all were written together."""
    keys = _free_keys(engine)
    renamed_entries: Iterator[tuple[Any, ...]] = iter(())
    if keys:
        engine.write_rows("free_keys", {"first": "int64", "key": "string"}, sorted(keys.items()))
        # an entry lists former keys, except the key that it is written with
        engine.batches("rewritten", sql.RENAMED_SOURCES, "rewritten", options, ["first", "seq"])
        renamed_entries = engine.in_order("rewritten", ["text"])
    between = ""
    groups: dict[str, str] = {}
    for first, safe, text, group in engine.in_order("merged", ["first", "safe", "text", "groups"]):
        yield between + (next(renamed_entries)[0] if first in keys else text)
        between = "\n"
        if group:
            groups[keys.get(first, safe)] = group
    if tree := groups_tree(groups) if groups else "":
        yield between + tree


def _free_keys(engine: Engine) -> dict[int, str]:
    """Return new keys for the sources whose safe key an earlier source already has."""
    clashing = {
        root_of(safe) for (safe,) in engine.rows("SELECT safe FROM merged GROUP BY safe HAVING count(*) > 1")
    }
    used: dict[str, int] = {}
    found: dict[int, str] = {}
    for first, safe in engine.in_order("merged", ["first", "safe"]) if clashing else ():
        if root_of(safe) in clashing and (key := unique_name(safe, used)) != safe:
            found[first] = key
    return found


def _ris(engine: Engine, _: Options) -> Iterator[str]:
    yield from (text for (text,) in engine.in_order("merged", ["text"]))


def _json(engine: Engine, _: Options) -> Iterator[str]:
    before = "[\n"
    for (text,) in engine.in_order("merged", ["text"]):
        yield before + text
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"


def _table(engine: Engine, options: Options) -> Iterator[str]:
    raw = options["raw_csv"]
    columns = columns_of(
        {name for (text,) in engine.in_order("merged", ["text"]) for name in json.loads(text)}
    )
    yield table_lines(columns, [dict(zip(columns, columns, strict=True))], raw=raw)
    for (text,) in engine.in_order("merged", ["text"]):
        yield table_lines(columns, [json.loads(text)], raw=raw)


_PIECES: Mapping[str, Callable[[Engine, Options], Iterator[str]]] = {
    "bib": _bibtex, "ris": _ris, "json": _json, "csv": _table,
}  # fmt: skip


def write_table(engine: Engine, name: str, path: Path | str, source: str = "merged") -> None:
    """Write the table of records, values or tags; its lines are in the table `source`."""
    header = csv_named(name, ())
    lines = engine.in_order(source, [f"{name}_csv"])
    write_pieces(path, _with_header(header, (text.encode("utf-8") for (text,) in lines if text)))


def write_queue(engine: Engine, path: Path | str, *, raw: bool = False) -> None:
    """Write the pairs for a person, likeliest first."""
    lines = (_lines("queue", [row], raw=raw).encode() for row in queue_rows(questions(engine)))
    write_pieces(path, _with_header(csv_named("queue", ()), lines))


def _with_header(header: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    yield header
    yield from lines


def questions(engine: Engine) -> Iterator[Match]:
    """Yield the pairs for a person, likeliest first, each with the share of duplicates expected after it."""
    chances = [chance for (chance,) in engine.rows("SELECT chance FROM queue ORDER BY chance DESC")]
    rows = zip(engine.rows(sql.IN_ORDER), remaining(chances), strict=True)
    for (score, reasons, rule, _, a, b), left in rows:
        yield Match(
            a=RecordId(a), b=RecordId(b), verdict="ask", score=score, reasons=tuple(reasons), rule=rule, remaining=left
        )  # fmt: skip


def warnings(engine: Engine) -> Iterator[Problem]:
    """Yield warnings: values that too many records share, doubtful merges, retractions."""
    for column, count, file, line, key in engine.rows(sql.OVERSIZED):
        which = KEYS[int(column[1:])]
        if which.identifies:
            yield problem("LR100", Where(file=file, line=line), key=key, size=count, name=which.name)
    for other, file, line, key, code, reasons in engine.rows(sql.DOUBTFUL):
        yield problem(code, Where(file=file, line=line), key=key, other=other, reason=reasons[-1])
    yield from (read_problem(text) for (text,) in engine.in_order("merged", ["problem"]) if text)
