"""Read text of labelled references, which databases write for people: the Cochrane Library, ProQuest, EBSCO, Copac.

A line has a label and a value (`AU: Doe J`, `Title: Keys`, `TI- Keys`), or the value begins in the next line. A label means the same as a
column of that name in a table. A label without a known meaning becomes a field of its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.formats.csv_rows import column_name, known_columns
from litreview.formats.csv_tables import entry_of_row, is_known_name, names_of_columns
from litreview.formats.field_values import KeyAssigner, as_name, flat, stray_text
from litreview.formats.label_forms import HEAD, LabelForm, find_form
from litreview.formats.ovid import from_citation
from litreview.formats.record_building import RawEntry
from litreview.formats.tagged import RecordLines

_LISTS = frozenset({"author", "editor", "keywords", "index-keywords", "affiliation", "issn", "isbn"})
_TEXT = "labelled-text"
_SINGLE = frozenset({"title", "container", "year"})
_FAMILY_FIRST = re.compile(r"((?:[^\s\d]+ )*[^\s\d]{2,}) ([A-Z]{1,3})\.?")
_RULE = re.compile(r"\s*([-_=*])\1{4,}\s*")


def read_labelled(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries and the Problems met; every line of a record ends up in a field."""
    form = find_form(text)
    if form is None:
        return [], []
    lines = text.split("\n")
    fields = _fields(form, lines)
    records, outside = _records(form, lines, fields)
    keys = KeyAssigner()
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    for record in records:
        where = Where(file=path, line=record.first_line)
        if not any(value for _, _, value in record.tagged):
            problems.append(problem("LR038", where))
            continue
        entries.append(_entry(record, fields, keys, len(entries) + 1))
        problems += [
            problem("LR035.run-together", Where(file=path, line=line), key=entries[-1].key, tag=label)
            for line, label in _repeated(record, fields, distinct=form.headed)
        ]
    return entries, [*problems, *stray_text(path, outside)]


def _fields(form: LabelForm, lines: Sequence[str]) -> Mapping[str, str]:
    """Return the field of each label. In an abstract, a word before a colon is a label only if it means something, or is one elsewhere.

    Abstracts have headings of their own (`Methods: ...`), at the beginning of a line where lines are wrapped.
    """
    matches = (form.label.fullmatch(line.rstrip()) for line in lines)
    labels = [found[1] for found in matches if found]
    known = known_columns([*map(column_name, labels)])
    accepted, field = dict[str, None](), ""
    for label in labels:
        meaning = known.get(column_name(label), column_name(label) if is_known_name(label) else "")
        if meaning or field != "abstract":
            accepted[label], field = None, meaning
    return dict(zip(accepted, names_of_columns([*accepted])[0], strict=True))


def _records(
    form: LabelForm, lines: Sequence[str], fields: Mapping[str, str]
) -> tuple[list[RecordLines], list[int]]:
    """Return the lines of each record, and the numbers of the lines outside of records."""
    records: list[RecordLines] = []
    outside: list[int] = []
    for number, line in enumerate(lines, 1):
        found = form.label.fullmatch(line.rstrip())
        label = found[1] if found and found[1] in fields else ""
        if _begins(form, line, label, records, fields):
            records.append(RecordLines())
        if form.headed and HEAD.fullmatch(line):
            records[-1].add(number, "", "", line)
        elif not line.strip() or _RULE.fullmatch(line):
            continue
        elif not records:
            outside.append(number)
        elif found and label:
            records[-1].add(number, label, (found[2] or "").strip(), line)
        elif not records[-1].tagged[-1][1]:
            # text between the line of a record and its first label
            records[-1].add(number, _TEXT, line.strip(), line)
        else:
            records[-1].continue_value(line)
    return records, outside


def _begins(
    form: LabelForm, line: str, label: str, records: Sequence[RecordLines], fields: Mapping[str, str]
) -> bool:
    """Return whether a line begins a record. Without lines above records, it has the first label of the file, and a title came before it."""
    if form.headed:
        return HEAD.fullmatch(line) is not None
    if not label or not form.first.fullmatch(line.rstrip()):
        return not records and bool(label)
    before = [name for _, name, _ in records[-1].tagged] if records else []
    return not records or (before[-1] != label and any(fields[name] == "title" for name in before))


def _repeated(record: RecordLines, fields: Mapping[str, str], *, distinct: bool) -> list[tuple[int, str]]:
    """Return the lines, with their labels, that repeat a field that a work has once, of the field with the most of them.

    `distinct`: a line with the same value repeats nothing, as where a database writes the title twice.
    """
    found: dict[str, dict[object, tuple[int, str]]] = {}
    for line, label, value in record.tagged:
        if (name := fields.get(label, "")) in _SINGLE:
            found.setdefault(name, {}).setdefault(flat(value) if distinct else line, (line, label))
    return max(([*lines.values()][1:] for lines in found.values()), key=len, default=[])


def _entry(record: RecordLines, fields: Mapping[str, str], keys: KeyAssigner, position: int) -> RawEntry:
    """Return the raw entry of a record, read as the row of a table with these labels as its header."""
    values: dict[str, list[str]] = {}
    for _, label, value in record.tagged:
        if name := fields.get(label, label):
            values.setdefault(name, []).append(value)
    cells = [(name, text) for name, found in values.items() for text in _joined(name, found)]
    if "container" not in values:
        cells += [
            ("container" if name == "journal" else name, part)
            for name, part in from_citation(
                "article", {"ovid-source": flat(" ".join(values.get("source", ())))}
            )
            if name not in values
        ]
    header, row = [name for name, _ in cells], [text for _, text in cells]
    entry = entry_of_row(header, row, keys, record.first_line, position, record.text, zotero=False)
    entry.format = "labelled"
    return entry


def _joined(name: str, values: Sequence[str]) -> list[str]:
    """Return the values of one field: a list as one value, others as they are, without those that occur twice."""
    if name not in _LISTS:
        return [*dict.fromkeys(map(flat, values))]
    items = [item.strip() for value in values for line in value.split("\n") for item in line.split(";")]
    items = [*filter(None, dict.fromkeys(items))]
    if name not in {"author", "editor"}:
        return ["; ".join(items)]
    # one line may be a list with commas or `and`, as in a table
    return [" and ".join(map(_person, items)) if len(items) > 1 else item for item in items[:1]]


def _person(name: str) -> str:
    """Return a name in the form that the BibTeX rules read correctly, also where initials without commas follow the family name.

    >>> _person("van der Doe J"), _person("Doe, Jane"), _person("Jane Doe"), _person("Group on Locks")
    ('van der Doe, J', 'Doe, Jane', 'Jane Doe', 'Group on Locks')
    """
    found = _FAMILY_FIRST.fullmatch(name)
    return f"{found[1]}, {found[2]}" if found else as_name(name)
