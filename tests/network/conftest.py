"""Sources for the tests of the network: works of this name are made up unless a test says otherwise."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from litreview.core import text as textual
from litreview.core.model import Record, RecordId, Source, Where

BIB = Path(__file__).parents[2] / "bib"
FILES = [
    "reports",
    "statutes-and-cases",
    "heinonline",
    "zotero-library",
    "manuscript",
    "pubmed",
    "scopus",
    "wos",
]


@pytest.fixture
def make() -> Callable[..., Source]:
    """Return a maker of a source of one record: `make("key", author="…", cited_references="…")`."""

    def made(key: str, type_: str = "article", **fields: str) -> Source:
        values = {
            name.replace("_", "-") if name == "cited_references" else name: v for name, v in fields.items()
        }
        parts: dict[str, Any] = {
            "authors": textual.parse_names(values.pop("author", "")),
            "year": textual.year(values.get("year", "")),
            "doi": textual.doi(values.get("doi", "")),
        }
        record = Record(
            key=key,
            type=type_,
            fields=values,
            id=RecordId(f"a.bib:{key}"),
            where=Where(file="a.bib", line=1),
            **parts,
        )
        return Source(key=key, type=type_, fields=values, records=(record,), **parts)

    return made


@pytest.fixture(scope="session")
def corpus() -> tuple[Source, ...]:
    """Return the real works of bib/, their records joined as bib/clusters.csv says."""
    from litreview.formats import read

    with (BIB / "clusters.csv").open(encoding="utf-8") as stream:
        work = {(row["file"], row["key"]): row["work"] for row in csv.DictReader(stream)}
    groups: dict[str, list[Record]] = {}
    for record in read(*(BIB / f"{name}.bib" for name in FILES)):
        groups.setdefault(work[Path(record.where.file).name, record.key], []).append(record)
    sources = []
    for key, records in groups.items():
        fields: dict[str, str] = {}
        for record in reversed(records):
            fields |= {name: value for name, value in record.fields.items() if value}
        sources.append(
            Source(
                key=key,
                type=records[0].type,
                fields=fields,
                authors=next((r.authors for r in records if r.authors), ()),
                year=next((r.year for r in records if r.year), None),
                doi=next((r.doi for r in records if r.doi), textual.doi("")),
                records=tuple(records),
            )
        )
    return tuple(sources)
