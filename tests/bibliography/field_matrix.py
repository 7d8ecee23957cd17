"""Where each field of biblatex is printed: a record with it against the same record without it, for each type and style.

python tests/bibliography/field_matrix.py    writes editor/fields.tsv
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from litreview.core.model import Record, Source
from litreview.formats import read_text
from litreview.stages.bibliography import cite

HERE = Path(__file__).parent / "editor"
STYLES = ("apa", "chicago", "chicago-notes", "mla", "bluebook", "nlm")


def tables() -> Mapping[str, Any]:
    return tomllib.loads((HERE / "fields.toml").read_text(encoding="utf-8"))


def surname(number: int) -> str:
    """A surname of its own for each record, so that no style adds letters or given names."""
    return "Q" + "".join(chr(97 + number // 26**place % 26) for place in range(3))


def matrix() -> dict[tuple[str, str], dict[str, bool]]:
    """Return whether each style prints each field of each type."""
    said = tables()
    rows = [(type_, field) for type_, fields in said["types"].items() for field in ["", *fields.split()]]
    entries = []
    for number, (type_, field) in enumerate(rows):
        fields = said["bases"][type_]
        if field:
            without = re.sub(rf"\b{field} = \{{[^}}]*\}},?\s*", "", fields)
            fields = f"{without}, {field} = {{{said['values'][field]}}}"
        dated = "" if field == "date" else "year = {1977}, "
        bibtex = {"magazine": "article", "newspaper": "article"}.get(type_, type_)
        title = f"Title of base {surname(number)}"
        entries.append(
            f"@{bibtex}{{k{number}, author = {{{surname(number)}, Ann}}, title = {{{title}}}, {dated}{fields.strip(', ')}}}"
        )
    sources = read_text("\n".join(entries)).records
    assert all(not record.confidential for record in sources), [
        rows[n] for n, record in enumerate(sources) if record.confidential
    ]
    found: dict[tuple[str, str], dict[str, bool]] = {row: {} for row in rows if row[1]}
    for style in STYLES:
        printed = {}
        for entry in cite([as_source(one) for one in sources], style).entries:
            number = int(entry.source.key[1:])
            printed[rows[number]] = re.sub(r"^\d+\.\s*", "", entry.text).replace(surname(number), "NAME")
        for (type_, field), cells in found.items():
            cells[style] = printed[type_, field] != printed[type_, ""]
    return found


def as_source(record: Record) -> Source:
    """A source of one record: nothing is merged, and the key stays."""
    return Source(
        key=record.key, type=record.type, fields=record.fields, authors=record.authors, editors=record.editors, year=record.year,
        doi=record.doi, records=(record,),
    )  # fmt: skip


def reason(field: str, type_: str, style: str) -> str:
    """Return why a style prints nothing of a field in that type, `""` if the table says nothing."""
    for row in tables()["unprinted"]:
        asked = (field, "fields", field), (style, "styles", style), (type_, "types", type_)
        if all(value in row.get(name, default).split() for value, name, default in asked):
            return str(row["rule"])
    return ""


def lines() -> list[str]:
    found = ["field\ttype\t" + "\t".join(STYLES) + "\treason where it is not"]
    for (type_, field), cells in sorted(matrix().items(), key=lambda one: (one[0][1], one[0][0])):
        reasons = dict.fromkeys(
            reason(field, type_, style) or "NO REASON" for style in STYLES if not cells[style]
        )
        found.append(
            "\t".join(
                [field, type_, *("printed" if cells[style] else "" for style in STYLES), "; ".join(reasons)]
            )
        )
    return found


if __name__ == "__main__":
    (HERE / "fields.tsv").write_text("\n".join(lines()) + "\n", encoding="utf-8")
