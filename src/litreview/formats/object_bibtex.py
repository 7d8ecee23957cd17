"""Entries of bibtexparser (1 and 2) and pybtex as raw entries of BibTeX: known by their attributes, so that neither has to be there.

Values are the raw ones of a .bib file and are decoded as such. What bibtexparser kept as an expression (`jan`, `acm # { on X}`) is
evaluated with the macros of its library; a block that it could not read is read again here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from litreview.formats.bibtex import read_bibtex
from litreview.formats.bibtex_values import Macros, evaluate
from litreview.formats.building import NAME_FIELDS, RawEntry, field_name
from litreview.formats.object_values import as_names, as_text
from litreview.formats.tagged import KeyGiver
from litreview.model import Problem, Where
from litreview.problems import problem
from litreview.text import MONTHS
from litreview.text.display import without_controls

_V1 = frozenset({"ENTRYTYPE", "ID"})
_LAST_LINE = re.compile(r"\n\s*\Z")


def is_bibtex(value: Any) -> bool:
    """Return whether an object is an entry, or another block, of one of these libraries."""
    if isinstance(value, Mapping):
        return "ENTRYTYPE" in value
    return _is_entry(value) or hasattr(value, "persons") or _is_macro(value) or _is_block(value)


def _is_entry(value: Any) -> bool:
    return hasattr(value, "entry_type") and hasattr(value, "fields")


def _is_macro(value: Any) -> bool:
    return type(value).__name__ == "String" and hasattr(value, "key") and hasattr(value, "value")


def _is_block(value: Any) -> bool:
    return hasattr(value, "raw") and hasattr(value, "start_line")


def entries_of_bibtex(
    numbered: Sequence[tuple[int, Any]], path: str
) -> tuple[str, dict[int, int], list[RawEntry], list[Problem]]:
    """Return the objects as the text of a .bib file, the line that each begins in, their raw entries and the Problems met."""
    macros = _macros(value for _, value in numbered if _is_macro(value))
    keys = KeyGiver(_key(value) for _, value in numbered)
    texts: list[str] = []
    lines: dict[int, int] = {}
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    line = 1
    for number, value in numbered:
        lines[number] = line
        failed = getattr(value, "ignore_error_block", None)
        if _is_entry(failed):
            value = failed  # noqa: PLW2901 - the entry inside: two had one key, or one had a field twice
        if _is_macro(value):
            continue
        if isinstance(value, Mapping) or _is_entry(value) or hasattr(value, "persons"):
            entry, faults = _entry(value, macros, keys, line, len(entries) + 1, path)
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
    """Return the macros of a library: each value is an expression, unless its marks were taken off."""
    macros = Macros(length=1_000_000)
    for string in strings:
        value = as_text(string.value)
        bare = "removed_enclosing" in (getattr(string, "parser_metadata", None) or {})
        macros.current[string.key.lower()] = value if bare else evaluate(value, macros).text
    return macros


def _key(value: Any) -> str:
    if isinstance(value, Mapping):
        return as_text(value.get("ID"))
    return as_text(getattr(value, "key", None))


def _entry(
    value: Any, macros: Macros, keys: KeyGiver, line: int, position: int, path: str
) -> tuple[RawEntry, list[Problem]]:
    type_, given = _said(value)
    fields: list[tuple[str, str]] = []
    written: dict[str, str] = {}
    faults: list[Problem] = []
    key = without_controls(_key(value))
    for name, held, is_expression in given:
        text = _text(name, held)
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
        key = keys.give("", fields, position)
        faults.append(problem("LR019", Where(file=path, line=line), key=key))
    raw = _raw(type_, key, fields)
    return RawEntry(key=key, type=type_, fields=fields, written=written, line=line, raw=raw), faults


def _text(name: str, held: Any) -> str:
    """Return the text of a field; a month that bibtexparser made a number has its name again."""
    if name == "month" and isinstance(held, int) and 0 < held <= len(MONTHS):
        return MONTHS[held - 1]
    return as_names(held) if name in NAME_FIELDS else as_text(held)


def _said(value: Any) -> tuple[str, list[tuple[str, Any, bool]]]:
    """Return the type of an entry and its fields: name, value, and whether the value is an expression still."""
    if isinstance(value, Mapping):
        pairs = [(str(name).lower(), held, False) for name, held in value.items() if name not in _V1]
        return as_text(value.get("ENTRYTYPE")).lower() or "misc", pairs
    if hasattr(value, "persons"):
        roles = [(role.lower(), [*map(str, persons)], False) for role, persons in value.persons.items()]
        # `items` of a field dictionary leaves out what is inherited: that is done here, for all alike
        own = [(name.lower(), held, False) for name, held in value.fields.items()]
        return as_text(value.type).lower() or "misc", [*_joined(roles), *own]
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


def _joined(roles: Iterable[tuple[str, list[str], bool]]) -> Iterator[tuple[str, str, bool]]:
    """Yield the lists of persons of pybtex, whose names are in BibTeX's own form."""
    for role, persons, expression in roles:
        yield role, " and ".join(persons), expression


def _raw(type_: str, key: str, fields: Iterable[tuple[str, str]]) -> str:
    lines = [f"  {field_name(name)} = {{{value}}}," for name, value in fields]
    return "\n".join([f"@{type_}{{{key},", *lines, "}"])
