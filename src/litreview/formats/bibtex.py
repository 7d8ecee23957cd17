"""Read BibTeX and biblatex into raw entries: find the blocks, evaluate their values, then resolve parents (`resolve_parents`).

Macros and months are those of `bibtex_values`, `crossref` and `xdata` those of `bibtex_inherit`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from litreview.core.containers import grouped
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.core.text.display import without_controls
from litreview.formats.bibtex_blocks import KEY, BibText, fields_of, find_blocks
from litreview.formats.bibtex_inherit import inherit
from litreview.formats.bibtex_rescue import Scan
from litreview.formats.bibtex_values import Macros, balanced, evaluate, from_comment
from litreview.formats.field_values import KeyAssigner, stray_text
from litreview.formats.record_building import RawEntry, field_name

_NAME_BAD = re.compile(r"""["#%'(),={}@\\~]""")
_BLOCKS = frozenset({"comment", "preamble"})
_UNUSED = ("a macro that no entry uses is left out", "{} macros that no entry uses are left out")
_CONTROL = [chr(code) for code in (*range(9), 11, *range(14, 32), 127)]


def read_bibtex(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a file with evaluated values, and the Problems met. `resolve_parents` adds inherited fields later.

    Blocks that are no works (`RawEntry.is_block`) come last.
    """
    source = BibText(text, path)
    find_blocks(source)
    macros = Macros(length=len(text))
    keys = KeyAssigner(block.key for _, block in source.of("entry"))
    for _, block in source.of("string"):
        for name, value in block.fields:
            macros.every.setdefault(name, value)
    entries: list[RawEntry] = []
    block_entries: list[RawEntry] = []
    strings = [*source.of("string")]
    # each block is freed as soon as its entry is made
    source.found.reverse()
    while source.found:
        kind, offset, block = source.found.pop()
        if kind == "entry":
            entries.append(_entry(source, offset, block, macros, len(entries) + 1, keys))
        elif kind == "string":
            _define(source, offset, block, macros)
        else:
            block_entries += _block_entry(source, offset, kind, block)
    unused = [
        source.line(offset)
        for offset, block in strings
        if macros.used.isdisjoint(name for name, _ in block.fields)
    ]
    source.problems += stray_text(path, unused, _UNUSED)
    # thirty searches for one character are far quicker than one search for any of thirty
    controls = [at for mark in _CONTROL if (at := text.find(mark)) >= 0]
    if controls:
        source.report(min(controls), "LR005")
    if "jabref-meta:" in text:
        add_groups(entries, text)
    return [*entries, *block_entries], source.problems


def _define(source: BibText, offset: int, block: Scan, macros: Macros) -> None:
    """Give the macros of an @string their values."""
    for name, value in block.fields:
        text_of = evaluate(value, macros)
        if macros.current.get(name, text_of.text) != text_of.text:
            source.report(offset, "LR023", macro=name)
        macros.current[name] = text_of.text
        for macro in dict.fromkeys(text_of.undefined):
            source.report(offset, "LR021.no-macro-of-string", macro=macro, field=name)


def _block_entry(source: BibText, offset: int, kind: str, block: Scan) -> list[RawEntry]:
    """Return a comment or preamble as a raw entry; report it and return nothing if its braces do not balance."""
    raw = source.text[offset : block.end]
    if original := from_comment(raw):
        # restore the block that `as_comment` stored
        kind, raw = "preamble" if original[1:].lstrip()[:8].lower() == "preamble" else "comment", original
    if original or balanced(raw):
        return [RawEntry(key="", type=kind, fields=[], line=source.line(offset), raw=raw)]
    source.report(offset, "LR025.block-unbalanced", kind=kind)
    return []


def resolve_parents(entries: list[RawEntry], problems: list[Problem], path: str) -> list[RawEntry]:
    """Return the works with their inherited fields, then the blocks. Drops xdata entries; a set becomes a block.

    Confidential entries must be marked before: no other entry inherits from them.
    """
    for entry, kind, name in inherit([entry for entry in entries if entry.type not in _BLOCKS]):
        fault = "LR031" if kind == "circle" else "LR030"
        problems.append(
            problem(fault, Where(file=path, line=entry.line), key=entry.key, kind=kind, name=name)
        )
    works: list[RawEntry] = []
    set_entries: list[RawEntry] = []
    for entry in entries:
        if entry.type == "xdata" or (entry.type == "set" and balanced(entry.raw)):
            row = "LR033.set" if entry.type == "set" else "LR033.xdata"
            problems.append(problem(row, Where(file=path, line=entry.line), key=entry.key))
            set_entries += [entry] if entry.type == "set" else []
        else:
            works.append(entry)
    return [*works, *set_entries]


def _entry(
    source: BibText, offset: int, block: Scan, macros: Macros, position: int, keys: KeyAssigner
) -> RawEntry:
    written: dict[str, str] = {}
    key = without_controls(block.key)

    def report(fault: str, **values: object) -> None:
        source.report(offset, fault, key, **values)

    def evaluated(name: str, expression: str) -> str:
        if _is_quoted(expression):
            return expression[1:-1]
        if expression.isdigit():
            return expression
        result = evaluate(expression, macros)
        written.setdefault(name, expression)
        for macro in result.undefined:
            report("LR021.no-macro-of-field", macro=macro, field=name)
        for macro in result.late:
            report("LR022", macro=macro)
        return result.text

    raw_fields = (
        fields_of(source.text, offset, block.end)
        if block.regular
        else ((name, "", expression) for name, expression in block.fields)
    )
    fields: list[tuple[str, str]] = []
    names: set[str] = set()
    for name, text, expression in raw_fields:
        value = evaluated(name, expression) if expression else text
        if not name.isidentifier() and _NAME_BAD.search(name):
            report("LR032", field=name, name=field_name(name))
        if name in names:
            report("LR017.field-again", field=name)
        names.add(name)
        fields.append((name, value))
    if not key:
        key = keys.assign("", fields, position)
        report("LR019")
    elif KEY.fullmatch(key) is None:
        report("LR020")
    raw = source.text[offset : block.end].rstrip()
    return RawEntry(
        key=key, type=block.type, fields=fields, written=written, line=source.line(offset), raw=raw
    )


def _is_quoted(expression: str) -> bool:
    """Return whether an expression is one text in braces or quotes, with nothing to evaluate."""
    first, last = expression[:1], expression[-1:]
    if first == "{":
        return last == "}" and ("#" not in expression or balanced(expression[1:-1]))
    return first == last == '"' and expression.count('"') == 2


_TREE = re.compile(r"@comment\s*\{\s*jabref-meta:\s*groupstree:", re.IGNORECASE)
_GROUP = re.compile(r"\d+ (?:Explicit|Static)Group:(.*)", re.DOTALL)
_MARKS = re.compile(r"[;,\\{}\s]+")


def add_groups(entries: Iterable[RawEntry], text: str) -> None:
    """Add the field `groups` to each entry, from JabRef's group trees in the file."""
    groups_by_key: dict[str, list[str]] = {}
    for tree in _trees(text):
        # JabRef breaks lines anywhere
        unbroken = tree.replace("\r", "").replace("\n", "")
        for part in re.split(r"(?<!\\);", unbroken):
            if found := _GROUP.match(part.strip()):
                name, *rest = (piece.replace("\\", "") for piece in found[1].split("\\;"))
                for key in rest[1:]:
                    if key.strip():
                        groups_by_key.setdefault(key.strip(), []).append(name.strip())
    for entry in entries:
        names = groups_by_key.get(entry.key, [])
        if names and not any(name.lower() == "groups" for name, _ in entry.fields):
            entry.fields = [*entry.fields, ("groups", ", ".join(dict.fromkeys(names)))]


def _trees(text: str) -> Iterator[str]:
    """Yield the text of each group tree. An unclosed tree ends the search, so that no text is scanned twice."""
    start = _TREE.search(text)
    while start is not None:
        end = text.find("}", start.end())
        if end < 0:
            return
        yield text[start.end() : end]
        start = _TREE.search(text, end)


def groups_tree(members: Mapping[str, str]) -> str:
    r"""Return JabRef's comments that list the keys of each group, `""` without groups. `members` maps a key to its field `groups`.

    >>> print(groups_tree({"doe2019": "Police, Courts", "roe2020": "Courts"}))
    @comment{jabref-meta: groupsversion:3;}
    <BLANKLINE>
    @comment{jabref-meta: groupstree:
    0 AllEntriesGroup:;
    1 ExplicitGroup:Courts\;0\;doe2019\;roe2020\;;
    1 ExplicitGroup:Police\;0\;doe2019\;;
    }
    <BLANKLINE>
    """
    groups = grouped(
        (name, key)
        for key, names in members.items()
        for each in re.split(r"[,;]", names)
        if (name := _MARKS.sub(" ", each).strip())
    )
    if not groups:
        return ""
    lines = [
        rf"1 ExplicitGroup:{name}\;0\;" + "".join(rf"{key}\;" for key in dict.fromkeys(keys)) + ";"
        for name, keys in sorted(groups.items())
    ]
    tree = "\n".join(["@comment{jabref-meta: groupstree:", "0 AllEntriesGroup:;", *lines, "}"])
    return f"@comment{{jabref-meta: groupsversion:3;}}\n\n{tree}\n"
