"""Records, entries and judgements as rows of a table, and back; the columns that statements and batch functions share.

The packages of the extra `large` are loaded when something needs them.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from litreview.core.errors import MissingExtraError
from litreview.core.model import Doi, Person, Record, RecordId, Where
from litreview.core.sealed import Sealed
from litreview.linkage import KEYS, RecordColumns
from litreview.stages.duplicates.collection_evidence import BY_TITLE
from litreview.stages.duplicates.verdict import Judgement


def arrow(part: str = "") -> Any:
    """Return pyarrow, or a part of it such as `parquet`. `MissingExtraError` where it is not installed."""
    return loaded(f"pyarrow.{part}" if part else "pyarrow", "large")


def duckdb() -> Any:
    """Return duckdb. `MissingExtraError` where it is not installed."""
    return loaded("duckdb", "large")


def loaded(name: str, extra: str, what: str = "deduplication beyond the memory of this machine") -> Any:
    """Return a module of a package that an extra brings. `MissingExtraError` says what needs it where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as fault:
        raise MissingExtraError(what, f"'litreview-evidence[{extra}]'") from fault


SEALED_CODE = "sealed:"
"""What is before the code of a sealed record, among the codes of open ones."""

ASKED_BY_TITLE = tuple(sorted(BY_TITLE))

Columns = Mapping[str, list[Any]]
Options = Mapping[str, Any]
Row = dict[str, Any]

KEY_COLUMNS = tuple(f"k{number}" for number in range(len(KEYS)))


def schema_of(columns: Mapping[str, str]) -> Any:
    """Return the Arrow schema of columns by the names of their types."""
    pa = arrow()
    types = {
        "int64": pa.int64(), "float64": pa.float64(), "float32": pa.float32(), "string": pa.string(), "bool": pa.bool_(),
        "strings": pa.list_(pa.string()),
    }  # fmt: skip
    return pa.schema([pa.field(name, types[kind]) for name, kind in columns.items()])


ENTRY = RecordColumns._fields[: RecordColumns._fields.index("text")]
"""The fields of an entry that records are compared by; those behind them are for linking references."""

JUDGEMENT = ("verdict", "score", "reasons", "rule", "kind", "contradicts", "problem", "differs_in")

_AUTHORS = ENTRY.index("authors")


def packed(record: Record) -> str:
    """Return a record as JSON, without the text of its entry: file and line say where that is.

    Of the values as they were written only titles with braces are kept, which tell a writer of BibTeX what keeps its capitals.
    """
    written = {name: raw for name, raw in record.raw_fields.items() if "title" in name and "{" in raw}
    return json.dumps(
        [
            record.key,
            record.type,
            record.fields,
            [_person(one) for one in record.authors],
            [_person(one) for one in record.editors],
            record.year,
            record.doi,
            record.unnamed,
            record.id,
            record.where.file,
            record.where.line,
            written if record.format == "bibtex" else {},
            record.repeated,
            record.format,
            *_hiding(record),
        ],
        separators=(",", ":"),
    )


def _hiding(record: Record) -> list[Any]:
    """Return what is stored of a record that is hidden, or of which fields are: whether it is withheld, and why. What is hidden is stored nowhere."""
    if not record.confidential and not record.hidden:
        return []
    return [[record.confidential, record.withheld, record.why, record.hidden]]


def unpacked(text: str) -> Record:
    """Return the record that `packed` made a text of.

    >>> from litreview.formats import read_text
    >>> record = read_text("@book{a, author = {Doe, Jane}, title = {Where {Are} All the Victims?}}").records[0]
    >>> again = unpacked(packed(record))
    >>> again.fields == record.fields, again.authors == record.authors, again.id == record.id
    (True, True, True)
    """
    key, kind, fields, authors, editors, year, doi, unnamed, id_, file, line, written, repeated, format_, *hiding = json.loads(text)  # fmt: skip
    confidential, withheld, why, hidden = hiding[0] if hiding else (False, False, "", ())
    return Record(
        key=key,
        type=kind,
        fields=fields,
        authors=tuple([_named(one) for one in authors]),
        editors=tuple([_named(one) for one in editors]),
        year=year,
        doi=Doi(doi),
        unnamed=unnamed,
        id=RecordId(id_),
        where=Where(file=file, line=line),
        raw_fields=written,
        repeated=tuple([(name, value) for name, value in repeated]),
        format=format_,
        confidential=confidential,
        withheld=withheld,
        why=why,
        hidden=tuple([(name, reason) for name, reason in hidden]),
        sealed=(Sealed(), Sealed(), Sealed()) if confidential else (),
    )


def _person(one: Person) -> list[str]:
    return [one.family, one.given, one.prefix, one.suffix, one.literal]


def _named(one: Sequence[str]) -> Person:
    family, given, prefix, suffix, literal = one
    return Person(family=family, given=given, prefix=prefix, suffix=suffix, literal=literal)


def entries(columns: Mapping[str, list[Any]], side: str) -> list[RecordColumns]:
    """Return the entries of one side of pairs, from columns that are called `a_title`, `b_title` …; pairs of one record share its entry."""
    made: dict[int, RecordColumns] = {}
    found = []
    for position, *row in zip(columns[side], *(columns[f"{side}_{name}"] for name in ENTRY), strict=True):
        one = made.get(position)
        if one is None:
            one = made[position] = entry(row)
        found.append(one)
    return found


def entry(values: Sequence[Any]) -> RecordColumns:
    """Return the entry that has these values, in the order of `ENTRY`."""
    given = list(values)
    given[_AUTHORS] = tuple(given[_AUTHORS])
    return RecordColumns(*given)


def judgements(columns: Mapping[str, list[Any]]) -> list[Judgement]:
    """Return the judgements of a table's rows."""
    return [
        Judgement(
            verdict=verdict,
            score=score,
            reasons=tuple(reasons),
            rule=rule,
            kind=kind,
            contradicts=contradicts,
            problem=problem,
            differs_in=tuple(differs_in),
        )
        for verdict, score, reasons, rule, kind, contradicts, problem, differs_in in zip(
            *(columns[name] for name in JUDGEMENT), strict=True
        )
    ]


def judged_row(a: int, b: int, one: Judgement) -> dict[str, Any]:
    """Return a judgement on two positions as a row."""
    return {
        "a": a,
        "b": b,
        "verdict": one.verdict,
        "score": one.score,
        "reasons": list(one.reasons),
        "rule": one.rule,
        "kind": one.kind,
        "contradicts": one.contradicts,
        "problem": one.problem,
        "differs_in": list(one.differs_in),
    }
