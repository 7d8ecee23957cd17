"""Objects of other libraries to Records: each is put into the text of a format that is read anyway, and read as a file of it is.

So a record has the same fields whether its file was read here or there, and what is confidential is told by the same signs. Which
format an object is of is a row of `_KINDS`; objects of several kinds may stand in one list.
"""

from __future__ import annotations

import dataclasses
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from litreview.errors import UsageError
from litreview.formats.assembling import assembled
from litreview.formats.building import RawEntry
from litreview.formats.detect import detect
from litreview.formats.object_bibtex import entries_of_bibtex, is_bibtex
from litreview.formats.object_ris import entries_of_ris, is_ris
from litreview.formats.object_values import bare
from litreview.formats.parsing import identified, taken
from litreview.formats.readers import BY_NAME, load
from litreview.formats.rows import entries_of_rows
from litreview.formats.table import names_of_columns
from litreview.formats.words import words
from litreview.model import Block, Library, Problem, Record, Where, Work
from litreview.problems import problem

Numbered = Sequence[tuple[int, Any]]
Made = tuple[str, Mapping[int, int], list[RawEntry], list[Problem]]
"""The text of a file, the line in it that each object begins in, the raw entries, and the Problems met."""

_CSL_TYPES = words("csl.types")
# a dictionary with none of them may be anything: a tag, a collection, a count
_SIGNS = frozenset(
    {"title", "author", "editor", "doi", "container", "abstract", "isbn", "issn", "pmid", "citation"}
)
_CSL_NAMES = frozenset({"issued", "container-title", "citation-key", "title-short", "publisher-place"})


def library_of_objects(objects: Any, name: str, *, include_confidential: bool) -> Library:
    """Return the records that objects of other libraries are, and the Problems met (see `litreview.formats.read_objects`)."""
    kinds: dict[str, list[tuple[int, Any]]] = {}
    for number, value in enumerate(_listed(objects), 1):
        kinds.setdefault(_kind(value), []).append((number, value))
    found = _Found()
    for number, value in kinds.pop("", ()):
        found.problems.append(
            problem("LR025.no-record", Where(file=name, line=number), what=f"record: {_called(value)}")
        )
    for kind, numbered in kinds.items():
        found.take(kind, numbered, name)
    found.records.sort(key=lambda record: record.where.line)
    records, named = identified(found.records, name)
    problems = sorted([*found.problems, *named], key=lambda each: each.where.line)
    if not records and not problems:
        problems.append(problem("LR007", Where(file=name)))
    return assembled(
        records,
        problems,
        found.blocks,
        {name: found.hidden},
        [name],
        include_confidential=include_confidential,
    )


@dataclass(slots=True)
class _Found:
    """What the objects of all kinds came to so far; lines are the numbers of objects."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    hidden: list[tuple[int, int]] = field(default_factory=list)

    def take(self, kind: str, numbered: Numbered, name: str) -> None:
        """Take the objects of one kind."""
        text, starts, entries, faults = _KINDS.get(kind, _as_json)(numbered, name, kind)
        records, problems, blocks, hidden = taken(BY_NAME[kind], text, name, entries, faults)
        numbers, lines = list(starts), list(starts.values())

        def number(line: int) -> int:
            return numbers[max(0, bisect_right(lines, line) - 1)] if line else 0

        def moved(where: Where) -> Where:
            return Where(file=where.file, line=number(where.line))

        self.records += [dataclasses.replace(each, where=moved(each.where)) for each in records]
        self.problems += [dataclasses.replace(each, where=moved(each.where)) for each in problems]
        self.blocks += [dataclasses.replace(each, where=moved(each.where)) for each in blocks]
        self.hidden += [(number(first), number(last)) for first, last in hidden]


def _listed(objects: Any) -> list[Any]:
    """Return the objects one by one, whatever holds them."""
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
    found = _taken_apart(objects)
    if any(isinstance(each, Work) for each in found):
        raise UsageError(
            "read_objects takes the objects of another library; these are Records already: litreview.Library(records=…) holds them"
        )
    return found


def _taken_apart(objects: Any) -> list[Any]:
    if hasattr(objects, "blocks"):
        return list(objects.blocks)
    if isinstance(objects, Mapping):
        return _of_mapping(objects)
    if hasattr(objects, "entries") and not is_bibtex(objects):
        return _of_database(objects)
    if is_bibtex(objects) or not isinstance(objects, Iterable):
        if _kind(objects):
            return [objects]
        raise UsageError(f"read_objects finds no records in {_called(objects)}; give a list of objects")
    return list(objects)


def _of_mapping(objects: Mapping[Any, Any]) -> list[Any]:
    """Return one record as a list of it, and the values of a dictionary of records by their keys."""
    values = list(objects.values())
    if values and all(map(_is_of_a_library, values)):
        return values
    if values and all(map(_has_title, values)) and _kind(objects) in {"", "table", "csl"}:
        return [{"id": key, **value} for key, value in objects.items()]
    return [objects]


def _has_title(value: Any) -> bool:
    return isinstance(value, Mapping) and any(str(name).lower() == "title" for name in value)


def _is_of_a_library(value: Any) -> bool:
    return is_bibtex(value) or is_ris(value)


def _of_database(objects: Any) -> list[Any]:
    """Return the entries of a database of bibtexparser 1 or pybtex, and the preambles and comments as they would be in a file."""
    held = objects.entries
    entries = list(held.values()) if isinstance(held, Mapping) else list(held)
    preambles = [*getattr(objects, "preambles", ()), *getattr(objects, "preamble_list", ())]
    comments = getattr(objects, "comments", ())
    return [
        *(_Text(f'@preamble{{"{each}"}}') for each in preambles),
        *entries,
        *(_Text(f"@comment{{{each}}}") for each in comments),
    ]


@dataclass(slots=True)
class _Text:
    """A block of a .bib file as its text, as bibtexparser 2 has it."""

    raw: str
    start_line: int = 0


def _kind(value: Any) -> str:
    """Return the name of the format that an object is read as, `""` for what is no record."""
    if is_bibtex(value):
        return "bibtex"
    if not isinstance(value, Mapping):
        return ""
    if is_ris(value):
        return "ris"
    shape = detect(json.dumps(bare(value), ensure_ascii=False))
    if shape and (shape != "csl" or _is_csl(value)):
        return shape
    fields, _ = names_of_columns([*map(str, value)])
    return "table" if _SIGNS.intersection(field.removeprefix("=") for field in fields) else ""


def _is_csl(value: Mapping[str, Any]) -> bool:
    """Return whether a dictionary is an item of CSL-JSON, or a page of them: by a name or a type that only it has."""
    people = value.get("author") or value.get("editor")
    return (
        bool(_CSL_NAMES & value.keys())
        or (isinstance(value.get("type"), str) and value["type"] in _CSL_TYPES and "id" in value)
        or (isinstance(people, list) and bool(people) and isinstance(people[0], Mapping))
        or any(isinstance(value.get(each), list) for each in ("items", "results", "references"))
    )


def _called(value: Any) -> str:
    return f"a {type(value).__name__}" if value is not None else "None"


def _as_json(numbered: Numbered, name: str, kind: str) -> Made:
    text = "\n".join(json.dumps(bare(value), ensure_ascii=False) for _, value in numbered)
    entries, faults = load(BY_NAME[kind].reader)(text, name)
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
"""Name of a format -> from numbered objects to the text of a file and its raw entries; those that are not here are JSON."""
