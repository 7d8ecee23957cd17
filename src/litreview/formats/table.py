"""CSV and TSV with a header: read whatever the columns are called, written with cells no spreadsheet will run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

from litreview.formats.bibtex_write import keywords_with_tags
from litreview.formats.building import RawEntry, free_key
from litreview.model import Problem, Where, Work
from litreview.text import format_names, neutralise, restore

__all__ = ["dump_table", "read_table"]

_NAMES = {
    "id": "id", "key": "id", "citation key": "id", "citekey": "id", "ref": "id", "article title": "title", "document title": "title",
    "ti": "title", "authors": "author", "author(s)": "author", "creator": "author", "author names": "author", "au": "author",
    "editors": "editor", "publication year": "year", "year published": "year", "py": "year", "pub year": "year", "container": "container",
    "source title": "container", "journal": "container", "publication title": "container", "publication": "container",
    "journal/book": "container", "journaltitle": "container", "booktitle": "container", "issue": "number", "page": "pages",
    "doi link": "url", "abstract note": "abstract", "abstracttext": "abstract", "entrytype": "type", "item type": "type",
    "document type": "type", "type of reference": "type", "link": "url", "tags": "keywords", "manual tags": "keywords",
    "author keywords": "keywords", "place": "address", "notes": "note",
}  # fmt: skip
_TYPES = {
    "journalarticle": "article", "article": "article", "article-journal": "article", "review": "article", "book": "book",
    "booksection": "incollection", "book chapter": "incollection", "chapter": "incollection", "conferencepaper": "inproceedings",
    "conference paper": "inproceedings", "thesis": "phdthesis", "report": "techreport", "webpage": "online", "statute": "legislation",
    "case": "jurisdiction", "journal article": "article", "letter": "article", "editorial": "article",
}  # fmt: skip
_COLUMNS = [
    "id",
    "type",
    "author",
    "editor",
    "title",
    "container",
    "year",
    "volume",
    "number",
    "pages",
    "publisher",
    "address",
    "doi",
    "isbn",
    "issn",
    "url",
    "abstract",
    "keywords",
    "note",
]


def read_table(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return a raw entry per row, and the Problems met; a column without a place of ours keeps its own name."""
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max("\t;,|", key=lambda mark: (first.count(mark), mark == ","))
    limit = csv.field_size_limit()
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    if len(text) > limit:
        csv.field_size_limit(len(text) + 1)
    try:
        reader = csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=delimiter)
        header: list[str] = []
        before = 0
        for row in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if not header:
                header = [_column(cell) for cell in row]
                continue
            if len(row) > len(header):
                problems.append(
                    Problem(
                        where=Where(file=path, line=line),
                        code="LR036",
                        level="warning",
                        message=f"{len(row)} cells under {len(header)} columns",
                        remedy="quote cells that hold the delimiter",
                    )
                )
                header = [*header, *(f"column{n}" for n in range(len(header) + 1, len(row) + 1))]
            entries.append(_entry(header, row, line, len(entries) + 1))
    except csv.Error as error:
        problems.append(
            Problem(
                where=Where(file=path, line=before + 1),
                code="LR025",
                level="error",
                message=f"no sound table: {error}",
                remedy="save it again as CSV",
            )
        )
    finally:
        csv.field_size_limit(limit)
    return entries, problems


def _column(cell: str) -> str:
    name = " ".join(re.sub(r"[_\ufeff]", " ", cell).split()).lower()
    return _NAMES.get(name) or re.sub(r"[^\w.:+-]+", "-", name).strip("-") or "column"


def _entry(header: list[str], row: list[str], line: int, position: int) -> RawEntry:
    values: list[tuple[str, str]] = [
        (name, restore(cell)) for name, cell in zip(header, row, strict=False) if cell.strip()
    ]
    given = next((value for name, value in values if name == "type"), "")
    known = _TYPES.get(given.strip().lower())
    type_ = known or (
        re.sub(r"[^\w-]", "", given.lower()) if re.fullmatch(r"[A-Za-z_-]+", given.strip()) else ""
    )
    if not type_:
        type_ = "article" if any(name == "container" for name, _ in values) else "misc"
    container = {
        "incollection": "booktitle",
        "inproceedings": "booktitle",
        "inbook": "booktitle",
        "article": "journal",
    }.get(type_, "publication")
    key = ""
    fields = []
    for name, value in values:
        if name == "id" and not key:
            key = value.strip()
        elif name == "type":
            if given != type_ and not known:
                fields.append(("type", value))
        else:
            fields.append((container if name == "container" else name, value))
    return RawEntry(
        key=key or free_key(fields, position), type=type_, fields=fields, line=line, raw="", format="table"
    )


def dump_table(works: list[Work], tags: Mapping[str, list[str]], notes: Mapping[str, str]) -> str:
    """Return the works as CSV: our columns first, then every other field that occurs, by name."""
    rows = [_row(work, tags.get(work.key, []), notes.get(work.key, "")) for work in works]
    extra = sorted({name for row in rows for name in row} - set(_COLUMNS))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    columns = [*_COLUMNS, *extra]
    writer.writerow(columns)
    writer.writerows([neutralise(row.get(name, "")) for name in columns] for row in rows)
    return stream.getvalue()


def _row(work: Work, codes: list[str], note: str) -> dict[str, str]:
    row = {"id": work.key, "type": work.type}
    if work.confidential and not (work.fields.keys() - {"confidential"}):
        return row | {"confidential": "true"}
    fields = dict(work.fields)
    for name, persons in (("author", work.authors), ("editor", work.editors)):
        if persons:
            fields[name] = fields.get(name) or format_names(persons)
    if work.container:
        row["container"] = work.container
        for name in ("journal", "journaltitle", "booktitle"):
            if fields.get(name) == work.container:
                del fields[name]
                break
    if work.year and not fields.get("year"):
        fields["year"] = str(work.year)
    keywords = keywords_with_tags(fields.get("keywords", ""), codes)
    if keywords:
        fields["keywords"] = keywords
    if note:
        fields["annotation"] = note
    if "type" in fields:
        fields["document-type"] = fields.pop("type")
    return row | {name: value for name, value in fields.items() if name not in row}
