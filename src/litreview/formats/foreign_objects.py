"""Convert objects of other libraries to Records: each is written in a format that is read anyway, and read like a file of it.

So a record has the same fields whichever library read its file, and the same signs show what is confidential. A row of `_KINDS`
handles each format; one list may mix objects of several. Entries of bibtexparser (1 and 2) and pybtex are recognised by their
attributes, so neither must be installed. Records of rispy are recognised by its names of the tags (`rispy.tags` in `vocabularies.tsv`).

Values of bibtexparser and pybtex are the raw ones of a .bib file and are decoded as such. Expressions of bibtexparser
(`jan`, `acm # { on X}`) are evaluated with the macros of its library. A block that it could not read is parsed again here.
"""

from __future__ import annotations

import ast
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from litreview.core.containers import grouped, is_absent
from litreview.core.errors import UsageError
from litreview.core.model import Block, Library, Problem, Record, Where, Work
from litreview.core.problems import problem
from litreview.core.text import MONTHS
from litreview.core.text.display import without_controls
from litreview.formats.bibtex import read_bibtex
from litreview.formats.bibtex_values import Macros, evaluate
from litreview.formats.csv_rows import rows as split_rows
from litreview.formats.csv_tables import names_of_columns, read_table
from litreview.formats.field_values import KeyAssigner
from litreview.formats.json_items import prefixes_of
from litreview.formats.parsing import Parsed, assemble_library, build_records, identify_records
from litreview.formats.python_values import entries_of_rows, read_rows
from litreview.formats.readers import detect, formats_by_name, load
from litreview.formats.record_building import NAME_FIELDS, RawEntry, field_name
from litreview.formats.ris import entry_of_lines
from litreview.formats.tagged import RecordLines
from litreview.formats.value_texts import as_names, as_text, bare, is_list
from litreview.formats.vocabularies import terms

_V1 = frozenset({"ENTRYTYPE", "ID"})
_LAST_LINE = re.compile(r"\n\s*\Z")


def is_bibtex(value: Any) -> bool:
    """Return whether an object is an entry or another block of bibtexparser or pybtex."""
    if isinstance(value, Mapping):
        return "ENTRYTYPE" in value
    is_block = hasattr(value, "raw") and hasattr(value, "start_line")
    return _is_entry(value) or hasattr(value, "persons") or _is_macro(value) or is_block


def _is_entry(value: Any) -> bool:
    return hasattr(value, "entry_type") and hasattr(value, "fields")


def _is_macro(value: Any) -> bool:
    return type(value).__name__ == "String" and hasattr(value, "key") and hasattr(value, "value")


def entries_of_bibtex(numbered: Numbered, path: str) -> Made:
    """Return the objects as the text of a .bib file, the line that each begins in, their raw entries and the Problems met."""
    macros = _macros(value for _, value in numbered if _is_macro(value))
    keys = KeyAssigner(_key(value) for _, value in numbered)
    texts: list[str] = []
    lines: dict[int, int] = {}
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    line = 1
    for number, value in numbered:
        lines[number] = line
        failed = getattr(value, "ignore_error_block", None)
        if _is_entry(failed):
            value = failed  # noqa: PLW2901 - the entry inside a duplicate key or field
        if _is_macro(value):
            continue
        if isinstance(value, Mapping) or _is_entry(value) or hasattr(value, "persons"):
            entry, faults = _bibtex_entry(value, macros, keys, line, len(entries) + 1, path)
            text, found = entry.raw, [entry]
        else:
            text = _LAST_LINE.sub("", as_text(value.raw))
            found, faults = read_bibtex("\n" * (line - 1) + text, path)
        entries += found
        problems += faults
        texts.append(text)
        line += text.count("\n") + 1
    return "\n".join(texts), lines, entries, problems


def _macros(strings: Iterable[Any]) -> Macros:
    """Return the macros of a library. Each value is an expression, unless bibtexparser removed its delimiters."""
    macros = Macros(length=1_000_000)
    for string in strings:
        value = as_text(string.value)
        bare = "removed_enclosing" in (getattr(string, "parser_metadata", None) or {})
        macros.current[string.key.lower()] = value if bare else evaluate(value, macros).text
    return macros


def _key(value: Any) -> str:
    return as_text(value.get("ID") if isinstance(value, Mapping) else getattr(value, "key", None))


def _bibtex_entry(
    value: Any, macros: Macros, keys: KeyAssigner, line: int, position: int, path: str
) -> tuple[RawEntry, list[Problem]]:
    type_, raw_fields = _type_and_fields(value)
    fields: list[tuple[str, str]] = []
    written: dict[str, str] = {}
    faults: list[Problem] = []
    key = without_controls(_key(value))
    for name, content, is_expression in raw_fields:
        text = _field_text(name, content)
        if is_expression:
            found = evaluate(text, macros)
            written[name] = text
            text = found.text
            faults += [
                problem(
                    "LR021.no-macro-of-field", Where(file=path, line=line), key=key, macro=macro, field=name
                )
                for macro in found.undefined
            ]
        if name in {known for known, _ in fields}:
            faults.append(problem("LR017.field-again", Where(file=path, line=line), key=key, field=name))
        fields.append((name, text))
    if not key:
        key = keys.assign("", fields, position)
        faults.append(problem("LR019", Where(file=path, line=line), key=key))
    raw = _bibtex_raw(type_, key, fields)
    return RawEntry(key=key, type=type_, fields=fields, written=written, line=line, raw=raw), faults


def _field_text(name: str, content: Any) -> str:
    """Return the text of a field; a month that bibtexparser made a number gets its name back."""
    if name == "month" and isinstance(content, int) and 0 < content <= len(MONTHS):
        return MONTHS[content - 1]
    return as_names(content) if name in NAME_FIELDS else as_text(content)


def _type_and_fields(value: Any) -> tuple[str, list[tuple[str, Any, bool]]]:
    """Return the type of an entry and its fields: name, value, and whether the value is still an expression."""
    if isinstance(value, Mapping):
        pairs = [(str(name).lower(), content, False) for name, content in value.items() if name not in _V1]
        return as_text(value.get("ENTRYTYPE")).lower() or "misc", pairs
    if hasattr(value, "persons"):
        # pybtex; names are in BibTeX's own form
        roles = [
            (role.lower(), " and ".join(map(str, persons)), False) for role, persons in value.persons.items()
        ]
        # `items` of pybtex's fields leaves out inherited ones, which this program resolves itself
        own = [(name.lower(), content, False) for name, content in value.fields.items()]
        return as_text(value.type).lower() or "misc", [*roles, *own]
    removed = (getattr(value, "parser_metadata", None) or {}).get("removed_enclosing")
    was_read = bool(getattr(value, "raw", None)) and removed is None
    return as_text(value.entry_type).lower() or "misc", [
        (
            as_text(field.key).lower(),
            field.value,
            isinstance(field.value, str)
            and (was_read or getattr(field, "enclosing", None) == "no-enclosing"),
        )
        for field in value.fields
    ]


def _bibtex_raw(type_: str, key: str, fields: Iterable[tuple[str, str]]) -> str:
    lines = [f"  {field_name(name)} = {{{value}}}," for name, value in fields]
    return "\n".join([f"@{type_}{{{key},", *lines, "}"])


_TAGS = terms("rispy.tags")
_TAG = re.compile(r"[A-Z][A-Z0-9]")


def is_ris(value: Any) -> bool:
    """Return whether an object is a record of rispy: it has a type, or other names that only rispy uses."""
    return isinstance(value, Mapping) and (
        "type_of_reference" in value or bool(_OWN & value.keys()) or "unknown_tag" in value
    )


_OWN = frozenset({
    "first_authors", "secondary_authors", "primary_title", "secondary_title", "alternate_title3", "notes_abstract",
})  # fmt: skip


def entries_of_ris(numbered: Numbered, path: str) -> Made:
    """Return the records as the text of a RIS file, the line that each begins in, their raw entries and the Problems met."""
    texts: list[str] = []
    starts: dict[int, int] = {}
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    keys = KeyAssigner()
    line = 1
    for number, value in numbered:
        starts[number] = line
        lines = RecordLines()
        own: list[tuple[str, str]] = []
        for tag, text in _tagged(value, own):
            lines.add(line + len(lines.raw), tag, text, f"{tag}  - {' '.join(text.split())}")
        if not lines.has(*{tag for _, tag, _ in lines.tagged} - {"TY"}) and not own:
            problems.append(problem("LR038", Where(file=path, line=line)))
        else:
            entry = entry_of_lines(lines, keys, len(entries) + 1)
            entry.fields += own
            entries.append(entry)
        raw = "\n".join(
            [*lines.raw, *(f"M2  - tex.{name}: {' '.join(text.split())}" for name, text in own), "ER  - ", ""]
        )
        texts.append(raw)
        line += raw.count("\n") + 1
    return "\n".join(texts), starts, entries, problems


def _tagged(value: Mapping[str, Any], own: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the lines of a record, its type first; fields with names unknown to rispy go to `own`."""
    yield "TY", as_text(value.get("type_of_reference")) or "GEN"
    for name, content in value.items():
        tag = _TAGS.get(str(name), "")
        if tag in {"TY", "ER"}:
            continue
        if name == "unknown_tag" and isinstance(content, Mapping):
            for unknown, values in content.items():
                yield from _tag_lines(str(unknown), values)
        elif tag:
            yield from _tag_lines(tag, content)
        elif _TAG.fullmatch(str(name)):
            # `rispy.load(…, mapping=…)` may leave the tags as they are
            yield from _tag_lines(str(name), content)
        else:
            own.append((str(name), as_text(content)))


def _tag_lines(tag: str, content: Any) -> Iterator[tuple[str, str]]:
    for each in content if is_list(content) else [content]:
        if text := as_text(each).strip():
            yield (tag, text) if _TAG.fullmatch(tag) else ("N1", f"{tag}: {text}")


Numbered = Sequence[tuple[int, Any]]
Made = tuple[str, Mapping[int, int], list[RawEntry], list[Problem]]
"""The text of a file, the first line of each object in it, the raw entries, and the Problems met."""

# other types of CSL are words that anybody uses
_HYPHENATED_TYPES = [name for name in terms("csl.types") if "-" in name]
# a dictionary with none of them may be anything: a tag, a collection, a count
_SIGNS = frozenset(
    {"title", "author", "editor", "doi", "container", "abstract", "isbn", "issn", "pmid", "citation"}
)
_CSL_NAMES = frozenset({"container-title", "citation-key", "title-short", "publisher-place"})


def library_of_objects(objects: Any, name: str, *, include_confidential: bool) -> Library:
    """Return the records of objects from other libraries, and the Problems met (see `litreview.formats.read_objects`)."""
    values = map(_plain_object, _listed(objects))
    kinds = grouped((_kind(value), (number, value)) for number, value in enumerate(values, 1))
    return _library_of_kinds(kinds, name, include_confidential=include_confidential)


def library_of_rows(
    header: Sequence[str], rows: Iterable[Sequence[Any]], name: str, *, include_confidential: bool = False
) -> Library:
    """Return a record per row of a table: rows of an API's works are read as these works are, others like rows of a CSV file.

    A row is read in the same way alone and among others. Line 2 is the first row.
    """
    rows = [*rows]
    names = [*map("".join, zip(prefixes_of(header), header, strict=True))]
    first = [
        next((each for each in column if not is_absent(each)), None) for column in zip(*rows, strict=True)
    ]
    if _kind(as_object(dict(zip(names, first, strict=False)))) not in _OF_APIS:
        return read_rows(header, rows, name, include_confidential=include_confidential)
    kinds: dict[str, list[tuple[int, Any]]] = {}
    for line, row in enumerate(rows, 2):
        flat = dict(zip(names, row, strict=True))
        value = as_object(flat)
        kind = _kind(value) if any(not is_absent(each) for each in row) else ""
        kinds.setdefault(kind or "table", []).append((line, value if kind in _OF_APIS else flat))
    return _library_of_kinds(kinds, name, include_confidential=include_confidential)


_CELL_OF_OBJECTS = re.compile(r"""[,\t;]"?(?:\[(?:\{|["']["'\w])|\{["']+\w)""")
_OF_PYTHON: Mapping[str, Any] = {"": None, "True": True, "False": False}


def read_any_table(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return a raw entry per row, and the Problems met: a row of an API's work, as pandas writes it into a CSV file, is read as that work."""
    if not _CELL_OF_OBJECTS.search(text):
        return read_table(text, path)
    found = [row for row in split_rows(text.replace("\x00", "")) if any(map(str.strip, row[1]))]
    names = [*map("".join, zip(prefixes_of(found[0][1]), found[0][1], strict=True))]
    works: dict[str, list[tuple[int, Any]]] = {}
    texts = {line: raw for line, _, raw, _ in found}
    for line, cells, _, is_closed in found[1:]:
        values = [_OF_PYTHON.get(cell, cell.removesuffix(".0")) for cell in cells]
        value = as_object({name: each for name, each in zip(names, values, strict=False) if name})
        kind = _kind(value) if is_closed and len(cells) == len(names) else ""
        if kind not in _OF_APIS:
            return read_table(text, path)
        works.setdefault(kind, []).append((line, value))
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    for kind, numbered in works.items():
        _, starts, made, faults = _as_json(numbered, path, kind)
        line_of = _numbers_of(starts)
        entries += [replace(one, line=line_of(one.line), raw=texts[line_of(one.line)]) for one in made]
        problems += [replace(one, where=replace(one.where, line=line_of(one.where.line))) for one in faults]
    return sorted(entries, key=lambda one: one.line), problems


def make_record(
    fields: Mapping[str, Any] | None, named: Mapping[str, Any], *, key: str = "", file: str = "<memory>"
) -> Record:
    """Return the record of fields and their values (see `Record.from_fields`); `UsageError` if all are empty."""
    if not isinstance(fields, Mapping | None):
        raise UsageError(f"a record is made of fields and their values, and not of a {type(fields).__name__}")
    values = {**({"id": key} if key else {}), **(fields or {}), **named}
    library = library_of_rows([*map(str, values)], [[*values.values()]], file)
    if not library.records:
        raise UsageError("a record needs a field that says something, such as title='…'")
    return library.records[0]


def as_object(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object that `pandas.json_normalize`, or a CSV file, made a row of: `a.b` is `b` of `a`, and texts of lists are lists.

    >>> as_object({"issued.date-parts": "[[2019, 5]]", "primary_location_source_type": "journal"})
    {'issued': {'date-parts': [[2019, 5]]}, 'primary_location': {'source': {'type': 'journal'}}}
    """
    made: dict[str, Any] = {}
    for name, value in row.items():
        inner, parts = made, _path(name)
        if is_absent(value):
            made.setdefault(parts[0], None)
            continue
        for part in parts[:-1]:
            if inner.get(part) is None:
                inner[part] = {}
            if not isinstance(inner[part], dict):
                # both `a` and `a.b` have a value
                inner, parts = made, [name]
                break
            inner = inner[part]
        inner[parts[-1]] = _structured(value, of_places=terms("objects.members").get(parts[0]) == "words")
    return made


_OUTER = "|".join(sorted(map(re.escape, terms("objects.members")), key=len, reverse=True))
_FLAT = re.compile(rf"({_OUTER})[._/:](?:(source)[._/:])?(.+)")


def _path(name: str) -> list[str]:
    if found := _FLAT.fullmatch(name):
        rest = [found[3]] if terms("objects.members")[found[1]] == "words" else found[3].split(".")
        return [*filter(None, found.groups()[:-1]), *rest]
    return name.split(".") if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name) else [name]


def _structured(value: Any, *, of_places: bool) -> Any:
    """Return the list or object whose text a cell holds, and any other value unchanged; `of_places`: a list is of a word's places in a text."""
    if not isinstance(value, str) or (value[:1] + value[-1:]) not in ("[]", "{}"):
        return value
    # Python writes NaN as `nan`, which is no literal
    python = re.sub(r"(?<=[:,\[] )nan(?=[,\]}])", "None", value)
    for load_text, text in ((json.loads, value), (ast.literal_eval, python)):
        with suppress(ValueError, SyntaxError, RecursionError, MemoryError):
            found = load_text(text)
            # a list of numbers may be a title in brackets; one of nothing says nothing
            deep = (
                of_places
                or isinstance(found, dict)
                or all(isinstance(each, str | dict | list) for each in found)
            )
            return found if deep else value
    return value


def _plain_object(value: Any) -> Any:
    """Return an object of a client's class as the dictionary that it holds: a `Paper` of semanticscholar, a named tuple."""
    raw = getattr(value, "raw_data", None)
    if isinstance(raw, Mapping):
        return raw
    return value._asdict() if isinstance(value, tuple) and hasattr(value, "_asdict") else value


def _library_of_kinds(
    kinds: dict[str, list[tuple[int, Any]]], name: str, *, include_confidential: bool
) -> Library:
    faults = [
        problem("LR025.no-record", Where(file=name, line=number), what=f"record: {_type_name(value)}")
        for number, value in kinds.pop("", ())
    ]
    parsed = [_parsed(kind, numbered, name) for kind, numbered in kinds.items()]
    every = sorted((record for found, *_ in parsed for record in found), key=lambda each: each.where.line)
    records, key_problems = identify_records(every, name)
    faults += [fault for _, found, *_ in parsed for fault in found]
    problems = sorted([*faults, *key_problems], key=lambda each: each.where.line)
    if not records and not problems:
        problems.append(problem("LR007", Where(file=name)))
    return assemble_library(
        records,
        problems,
        [block for _, _, found, _ in parsed for block in found],
        {name: [lines for *_, found in parsed for lines in found]},
        [name],
        include_confidential=include_confidential,
    )


T = TypeVar("T", Record, Problem, Block)


def _parsed(kind: str, numbered: Numbered, name: str) -> Parsed:
    """Parse the objects of one kind; lines are the numbers of objects."""
    text, starts, entries, faults = _KINDS.get(kind, _as_json)(numbered, name, kind)
    records, problems, blocks, hidden = build_records(formats_by_name()[kind], text, name, entries, faults)
    number = _numbers_of(starts)

    def placed(found: Iterable[T]) -> list[T]:
        return [replace(each, where=replace(each.where, line=number(each.where.line))) for each in found]

    return (
        placed(records),
        placed(problems),
        placed(blocks),
        [(number(first), number(last)) for first, last in hidden],
    )


def _numbers_of(starts: Mapping[int, int]) -> Callable[[int], int]:
    """Return a function that gives the number of the object with a line, from the first line of each; 0 for no line."""
    numbers, lines = list(starts), list(starts.values())
    return lambda line: numbers[max(0, bisect_right(lines, line) - 1)] if line else 0


def _listed(objects: Any) -> list[Any]:
    """Return the objects of a list, library, database or dictionary; `UsageError` for anything else."""
    if isinstance(objects, str | bytes | Path):
        raise UsageError(
            "this is a text, and no list of objects: litreview.read takes paths, litreview.read_text what is in a file"
        )
    if hasattr(objects, "columns") and hasattr(objects, "dtypes"):
        raise UsageError("read_objects takes no DataFrame: litreview.from_frame takes it")
    if isinstance(objects, Work | Library):
        raise UsageError(
            f"read_objects takes the objects of another library; this is a {type(objects).__name__} already"
        )
    found = _objects_in(objects)
    if any(isinstance(each, Work) for each in found):
        raise UsageError(
            "read_objects takes the objects of another library; these are Records already: litreview.Library(records=…) holds them"
        )
    return found


def _objects_in(objects: Any) -> list[Any]:
    if hasattr(objects, "blocks"):
        return list(objects.blocks)
    if isinstance(objects, Mapping):
        return _of_mapping(objects)
    if hasattr(objects, "entries") and not is_bibtex(objects):
        return _of_database(objects)
    if is_bibtex(objects) or not isinstance(objects, Iterable):
        if _kind(objects):
            return [objects]
        raise UsageError(f"read_objects finds no records in {_type_name(objects)}; give a list of objects")
    return list(objects)


def _of_mapping(objects: Mapping[Any, Any]) -> list[Any]:
    """Return a dictionary that is one record as a list of one, and a dictionary of records as the list of its values."""
    values = list(objects.values())
    if values and all(is_bibtex(value) or is_ris(value) for value in values):
        return values
    if values and all(map(_has_title, values)) and _kind(objects) in {"", "table", "csl"}:
        return [{"id": key, **value} for key, value in objects.items()]
    return [objects]


def _has_title(value: Any) -> bool:
    return isinstance(value, Mapping) and any(str(name).lower() == "title" for name in value)


def _of_database(objects: Any) -> list[Any]:
    """Return the entries of a database of bibtexparser 1 or pybtex, with its preambles and comments as they are in a file."""
    database = objects.entries
    entries = list(database.values()) if isinstance(database, Mapping) else list(database)
    preambles = [*getattr(objects, "preambles", ()), *getattr(objects, "preamble_list", ())]
    comments = getattr(objects, "comments", ())
    return [
        *(_Text(f'@preamble{{"{each}"}}') for each in preambles),
        *entries,
        *(_Text(f"@comment{{{each}}}") for each in comments),
    ]


@dataclass(slots=True)
class _Text:
    """A block of a .bib file as text, with the attributes of a block of bibtexparser 2."""

    raw: str
    start_line: int = 0


def _kind(value: Any) -> str:
    """Return the name of the format as which an object is read, `""` for an object that is no record."""
    if is_bibtex(value):
        return "bibtex"
    if not isinstance(value, Mapping):
        return ""
    if is_ris(value):
        return "ris"
    shape = _shape(value)
    if shape and not _is_tabular(value):
        return shape
    return "table" if _has_parts(value) else ""


def _has_parts(value: Mapping[str, Any]) -> bool:
    """Return whether an object has a title, authors or the like under any of the names that columns of tables have."""
    fields, _ = names_of_columns([*map(str, value)])
    return not _SIGNS.isdisjoint(field.removeprefix("=") for field in fields)


def _shape(value: Mapping[str, Any]) -> str:
    """Return the format whose members an object has, `""` if it has those of none."""
    shape = detect(json.dumps(bare(value), ensure_ascii=False))
    titles = value.get("title")
    if (
        shape == "csl"
        and isinstance(titles, list)
        and titles
        and all(isinstance(each, str) for each in titles)
    ):
        # a title of CSL is a text; Crossref, whose other members are CSL's, has a list
        return "crossref"
    if shape and (shape != "csl" or _is_csl(value)):
        return shape
    # a work of which only some members were asked for
    return next((_MEMBERS[name] for name in value if name in _MEMBERS), "")


_MEMBERS = terms("objects.signs")
_OF_APIS = frozenset({"crossref", "openalex", "semanticscholar", "zotero", "csl", "clinicaltrials", "eppi"})
_PEOPLE = ("author", "authors", "authorships", "creators")
_OBJECTS = ("journal", "issued", "externalIds", "biblio", "primary_location")


def _is_tabular(value: Mapping[str, Any]) -> bool:
    """Return whether an object has texts where works of APIs have lists and objects: somebody made a table of the works."""
    people = any(not (is_absent(value.get(name)) or is_list(value[name])) for name in _PEOPLE)
    return people or any(isinstance(value.get(name), str) for name in _OBJECTS)


def _is_csl(value: Mapping[str, Any]) -> bool:
    """Return whether a dictionary is an item of CSL-JSON or a page of items, by a name or type that only CSL has."""
    people: list[Any] = [value.get(name) for name in ("author", "editor")]
    type_ = value.get("type")
    return (
        bool(_CSL_NAMES & value.keys())
        # a date of CSL is an object; a text or a list named so is anybody's column
        or isinstance(value.get("issued"), Mapping)
        or (isinstance(type_, str) and type_ in _HYPHENATED_TYPES and "id" in value)
        or any(is_list(each) and any(isinstance(one, Mapping) for one in [*each][:1]) for each in people)
        # a page of items has no title of its own, and a work has a list of what it cites
        or (
            any(isinstance(value.get(each), list) for each in ("items", "results", "references"))
            and not _has_parts(value)
        )
    )


def _type_name(value: Any) -> str:
    return f"a {type(value).__name__}" if value is not None else "None"


def _as_json(numbered: Numbered, name: str, kind: str) -> Made:
    text = "\n".join(json.dumps(bare(value), ensure_ascii=False) for _, value in numbered)
    entries, faults = load(formats_by_name()[kind].reader)(text, name)
    return text, {number: line for line, (number, _) in enumerate(numbered, 1)}, entries, faults


def _as_rows(numbered: Numbered, name: str, _: str) -> Made:
    header = list(dict.fromkeys(key for _, value in numbered for key in value))
    rows = ([value.get(key) for key in header] for _, value in numbered)
    text, entries, faults = entries_of_rows([*map(str, header)], rows, name)
    return text, {number: line for line, (number, _) in enumerate(numbered, 2)}, entries, faults


_KINDS: Mapping[str, Callable[[Numbered, str, str], Made]] = {
    "bibtex": lambda numbered, name, _: entries_of_bibtex(numbered, name),
    "ris": lambda numbered, name, _: entries_of_ris(numbered, name),
    "table": _as_rows,
}
"""Converters by format: (numbered objects, file name, format) -> text of a file and its raw entries. Other formats are JSON."""
