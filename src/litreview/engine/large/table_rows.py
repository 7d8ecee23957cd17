"""Converts records, their columns and judgements to rows of tables and back.

Also has the columns that SQL statements and batch functions share. The packages of the extra `large` are loaded on first use.
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
from litreview.stages.duplicates.collection_evidence import BY_LIKENESS, BY_TITLE
from litreview.stages.duplicates.verdict import Judgement


def arrow(part: str = "") -> Any:
    """Return pyarrow, or a part of it such as `parquet`. `MissingExtraError` if it is not installed."""
    return loaded(f"pyarrow.{part}" if part else "pyarrow")


def duckdb() -> Any:
    """Return duckdb. `MissingExtraError` if it is not installed."""
    return loaded("duckdb")


def loaded(
    name: str, packages: str = "duckdb pyarrow", what: str = "deduplication beyond the memory of this machine"
) -> Any:
    """Return a module of a package in an extra. `MissingExtraError`, with what needs it, if it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError as fault:
        raise MissingExtraError(what, packages) from fault


SEALED_CODE = "sealed:"
"""Prefix of the codes of sealed records, which share a column with the codes of open ones."""

ASKED_BY_TITLE = tuple(sorted(BY_TITLE))
SHOWN_BY_LIKENESS = tuple(sorted(BY_LIKENESS))

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
"""The fields of `RecordColumns` for comparing records; the later ones are for linking references."""

JUDGEMENT = ("verdict", "score", "reasons", "rule", "kind", "contradicts", "problem", "differs_in")

_AUTHORS = ENTRY.index("authors")


def pack(record: Record) -> str:
    """Return a record as JSON, without the text of its entry, which file and line point to.

    Of the raw values only titles with braces are included: they show a writer of BibTeX which capitals to protect.
    """
    written = {name: raw for name, raw in record.raw_fields.items() if "title" in name and "{" in raw}
    return json.dumps(
        [
            record.key,
            record.type,
            record.fields,
            [_person_values(one) for one in record.authors],
            [_person_values(one) for one in record.editors],
            record.year,
            record.doi,
            record.unnamed,
            record.id,
            record.where.file,
            record.where.line,
            written if record.format == "bibtex" else {},
            record.repeated,
            record.format,
            *_hidden_values(record),
        ],
        separators=(",", ":"),
    )


def _hidden_values(record: Record) -> list[Any]:
    """Return whether and why a record or its fields are withheld, `[]` if nothing is hidden; the hidden values are stored nowhere."""
    if not record.confidential and not record.hidden:
        return []
    return [[record.confidential, record.withheld, record.why, record.hidden]]


def unpack(text: str) -> Record:
    """Return the record from the text of `pack`.

    >>> from litreview.formats import read_text
    >>> record = read_text("@book{a, author = {Doe, Jane}, title = {Where {Are} All the Victims?}}").records[0]
    >>> again = unpack(pack(record))
    >>> again.fields == record.fields, again.authors == record.authors, again.id == record.id
    (True, True, True)
    """
    key, kind, fields, authors, editors, year, doi, unnamed, id_, file, line, written, repeated, format_, *hiding = json.loads(text)  # fmt: skip
    confidential, withheld, why, hidden = hiding[0] if hiding else (False, False, "", ())
    return Record(
        key=key,
        type=kind,
        fields=fields,
        authors=tuple([_person_of(one) for one in authors]),
        editors=tuple([_person_of(one) for one in editors]),
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


def _person_values(one: Person) -> list[str]:
    return [one.family, one.given, one.prefix, one.suffix, one.literal]


def _person_of(parts: Sequence[str]) -> Person:
    family, given, prefix, suffix, literal = parts
    return Person(family=family, given=given, prefix=prefix, suffix=suffix, literal=literal)


def entries(columns: Mapping[str, list[Any]], side: str) -> list[RecordColumns]:
    """Return the `RecordColumns` of one side of pairs, from columns `a_title`, `b_title` …; pairs with one record share its object."""
    made: dict[int, RecordColumns] = {}
    found = []
    for position, *row in zip(columns[side], *(columns[f"{side}_{name}"] for name in ENTRY), strict=True):
        one = made.get(position)
        if one is None:
            one = made[position] = entry(row)
        found.append(one)
    return found


def entry(values: Sequence[Any]) -> RecordColumns:
    """Return the `RecordColumns` with these values, in the order of `ENTRY`."""
    fields = list(values)
    fields[_AUTHORS] = tuple(fields[_AUTHORS])
    return RecordColumns(*fields)


def judgements(columns: Mapping[str, list[Any]]) -> list[Judgement]:
    """Return the judgements in a table's columns."""
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
