"""BibTeX and biblatex to raw entries: bibtexparser splits, we mend. The only module that knows bibtexparser.

What bibtexparser 2.1 leaves to us: values it joined or cut in silence (each is checked), blocks it gave up on
(`bibtex_rescue`), macros and months (`bibtex_values`), `crossref` and `xdata` (`bibtex_inherit`).
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from typing import Any

from litreview.formats import bibtex_rescue
from litreview.formats.bibtex_inherit import inherit
from litreview.formats.bibtex_values import Macros, evaluate, pieces
from litreview.formats.building import RawEntry, free_key
from litreview.model import Level, Problem, Where

__all__ = ["read_bibtex"]

_NAME = re.compile(r"""[^\s"#%'(),={}@\\]+(?:[ \xa0][\w-]+){0,4}""")
_KEY = re.compile(r"""[^\s"#%,={}\\@]+""")
_BARE = re.compile(r"""[^\s"#%,={}()\\]+""")
_CONTINUES = re.compile(r"""\s*,\s*[A-Za-z][\w.:+-]*\s*=\s*[{"\w]""")
_SPACED_START = re.compile(r"^[ \t]*@(?:[ \t]*\n\s*|[ \t]+)[A-Za-z]\w*\s*[{(]", re.MULTILINE)
_COMMENTED = re.compile(r"[ \t]*%[^\n]*\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# how far to look for the end of an entry that spans others; less far once a file has shown itself thoroughly broken
_WINDOW, _SMALL_WINDOW, _PATIENCE = 200_000, 4_000, 50
_NOT_WORKS = frozenset({"comment", "preamble", "string"})


class _Text:
    """The text of a file, with line numbers by offset."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.rescued = 0
        self._starts: list[int] | None = None

    def line(self, offset: int) -> int:
        if self._starts is None:
            self._starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        return bisect_right(self._starts, offset)

    def problem(
        self, offset: int, code: str, level: Level, message: str, remedy: str, key: str = ""
    ) -> Problem:
        where = Where(file=self.path, line=self.line(offset))
        return Problem(where=where, code=code, level=level, message=message, remedy=remedy, key=key)


def read_bibtex(text: str, path: str) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a file, values evaluated and parents resolved, and the Problems met."""
    source = _Text(text, path)
    problems: list[Problem] = []
    blocks = _blocks(source, problems)
    macros = Macros()
    for kind, _, block in blocks:
        if kind == "string":
            for name, value in block.fields:
                macros.every.setdefault(name, value)
    entries: list[RawEntry] = []
    for kind, offset, block in blocks:
        if kind == "string":
            for name, value in block.fields:
                if name in macros.current and macros.current[name] != evaluate(value, macros).text:
                    problems.append(
                        source.problem(
                            offset,
                            "LR023",
                            "info",
                            f"the macro {name!r} is defined again; from here on the new value counts",
                            "keep one definition",
                        )
                    )
                text_of = (
                    evaluate(value, macros)
                    if name not in macros.current
                    else evaluate(_unfolded(name, value, macros), macros)
                )
                macros.current[name] = text_of.text
                problems += [
                    source.problem(
                        offset,
                        "LR021",
                        "warning",
                        f"the macro {macro!r} in @string {name!r} is not defined, or far too long; its name is kept",
                        "define it before, or put braces around it",
                    )
                    for macro in dict.fromkeys(text_of.undefined)
                ]
            continue
        entries.append(_entry(source, offset, block, macros, problems, len(entries) + 1))
    _report_parents(source, entries, problems)
    works = []
    for entry in entries:
        if entry.type == "xdata":
            problems.append(
                Problem(
                    where=Where(file=path, line=entry.line),
                    code="LR033",
                    level="info",
                    message="an xdata entry: its fields go to the entries that name it; it is no work of its own",
                    key=entry.key,
                )
            )
        else:
            works.append(entry)
    control = _CONTROL.search(text)
    if control:
        problems.append(
            source.problem(
                control.start(),
                "LR005",
                "info",
                "control characters are left out of the values",
                "remove them",
            )
        )
    return works, problems


def _unfolded(name: str, value: str, macros: Macros) -> str:
    """Return the value of a macro; where it names itself, as in `@string{a = a # "x"}`, its former value is meant."""
    parts = pieces(value)
    if all(kind != "word" or piece.lower() != name for kind, piece in parts):
        return value
    former = macros.current[name]
    return " # ".join(
        piece
        if kind == "word" and piece.lower() != name
        else "{" + (former if kind == "word" else piece) + "}"
        for kind, piece in parts
    )


def _report_parents(source: _Text, entries: list[RawEntry], problems: list[Problem]) -> None:
    from litreview.confidential import is_confidential

    for entry in entries:
        entry.confidential = is_confidential(entry.type, entry.key, dict(entry.fields[::-1]), source.path)
    for entry, kind, name in inherit(entries):
        where = Where(file=source.path, line=entry.line)
        if kind == "circle":
            problems.append(
                Problem(
                    where=where,
                    code="LR031",
                    level="warning",
                    message=f"inherits from {name!r} in a circle",
                    remedy="remove one of the crossref fields",
                    key=entry.key,
                )
            )
        else:
            problems.append(
                Problem(
                    where=where,
                    code="LR030",
                    level="warning",
                    message=f"{kind} names {name!r}, which is not in this file",
                    remedy="add that entry, or correct the key",
                    key=entry.key,
                )
            )
    for entry in entries:
        # a child never says less about itself than its parent allows, unless it says so itself
        said = dict(entry.fields).get("confidential", "")
        if said.strip().lower() == "false":
            entry.confidential = False


def _blocks(source: _Text, problems: list[Problem]) -> list[tuple[str, int, bibtex_rescue.Scan]]:
    """Return `(kind, offset, block)` in file order, kinds `entry` and `string`; what is mended is a Problem."""
    found: list[tuple[str, int, bibtex_rescue.Scan]] = []
    text = source.text
    at = 0
    raw_at = 0
    for block in _split(text):
        raw = block.raw or ""
        offset = text.find(raw, raw_at)
        if offset < 0:
            continue
        raw_at = offset + 1
        if offset < at:
            if offset + len(raw) <= at or _type_of(block) == "implicit":
                # inside an entry that was rescued as a whole; a rest of text goes on after it
                if offset + len(raw) > at:
                    _spaced(source, at, offset + len(raw), found, problems)
                continue
            if offset < at:
                continue
        kind = _type_of(block)
        if kind == "implicit":
            at = max(at, _spaced(source, offset, offset + len(raw), found, problems))
        elif _COMMENTED.search(text, text.rfind("\n", 0, offset) + 1, offset):
            problems.append(
                source.problem(
                    offset,
                    "LR015",
                    "info",
                    "a commented-out entry is left out (BibTeX itself would read it)",
                    "take the % away to use it",
                )
            )
        elif kind in {"comment", "preamble"}:
            at = offset + len(raw)
        else:
            at = _take(source, offset, block, kind, found, problems)
    return found


def _split(text: str) -> list[Any]:
    from bibtexparser.splitter import Splitter

    # it logs each block it gives up on; we name them as Problems instead
    logger = logging.getLogger("bibtexparser.splitter")
    before = logger.disabled
    logger.disabled = True
    try:
        return list(Splitter(text).split().blocks)
    finally:
        logger.disabled = before


def _type_of(block: Any) -> str:
    name = type(block).__name__
    if name in {"DuplicateBlockKeyBlock", "DuplicateFieldKeyBlock"}:
        return _type_of(block.ignore_error_block)
    return {
        "Entry": "entry",
        "String": "string",
        "ExplicitComment": "comment",
        "Preamble": "preamble",
        "ImplicitComment": "implicit",
    }.get(name, "failed")


def _take(
    source: _Text,
    offset: int,
    block: Any,
    kind: str,
    found: list[tuple[str, int, bibtex_rescue.Scan]],
    problems: list[Problem],
) -> int:
    """Add the block at `offset` to `found`, mended if need be, and return the offset after it."""
    text = source.text
    inner = block
    while type(inner).__name__ in {"DuplicateBlockKeyBlock", "DuplicateFieldKeyBlock"}:
        inner = inner.ignore_error_block
    end = offset + len(block.raw or "")
    if kind == "string":
        found.append(
            ("string", offset, bibtex_rescue.Scan("string", "", [(inner.key.lower(), inner.value)], end))
        )
        return end
    if kind == "entry":
        fields = [(field.key.lower(), field.value) for field in inner.fields]
        if _sound(inner.key, fields) and not _CONTINUES.match(text, end, end + 200):
            found.append(("entry", offset, bibtex_rescue.Scan(inner.entry_type, inner.key, fields, end)))
            return end
    return _rescue(source, offset, found, problems) or end


def _sound(key: str, fields: list[tuple[str, str]]) -> bool:
    """Return whether the splitter's reading can be trusted as it is."""
    if _KEY.fullmatch(key) is None:
        return False
    for name, value in fields:
        if _NAME.fullmatch(name) is None or not value:
            return False
        first, last = value[0], value[-1]
        if first == "{" and last == "}" and len(value) > 1:
            inner = value[1:-1]
            if ("{" in inner or "}" in inner) and not bibtex_rescue.balanced(inner):
                return False
        elif first == '"' and last == '"' and len(value) > 1:
            inner = value[1:-1]
            if '"' in inner or (("{" in inner or "}" in inner) and not bibtex_rescue.balanced(inner)):
                return False
        elif _BARE.fullmatch(value) is None:
            return False
    return True


def _rescue(
    source: _Text, offset: int, found: list[tuple[str, int, bibtex_rescue.Scan]], problems: list[Problem]
) -> int:
    window = _WINDOW if source.rescued < _PATIENCE else _SMALL_WINDOW
    source.rescued += 1
    block = bibtex_rescue.scan(source.text, offset, window)
    if block is None:
        problems.append(
            source.problem(
                offset,
                "LR025",
                "error",
                "an entry that cannot be read",
                "compare it with a sound one, or remove it",
            )
        )
        return 0
    if block.type in _NOT_WORKS:
        if block.type == "string":
            found.append(("string", offset, block))
        problems.append(
            source.problem(
                offset,
                "LR025",
                "warning",
                f"a @{block.type} block that is not closed",
                "add its closing brace",
            )
        )
        # whatever follows is read as if the block had not been there
        return 0 if block.type == "comment" else block.end
    if not block.fields and not block.key and block.faults:
        problems.append(
            source.problem(
                offset,
                "LR025",
                "error",
                "an entry that cannot be read",
                "compare it with a sound one, or remove it",
            )
        )
        return block.end
    problems.extend(
        source.problem(fault.offset, fault.code, fault.level, fault.message, fault.remedy, block.key)  # type: ignore[arg-type]  # levels are written out in bibtex_rescue
        for fault in block.faults
    )
    found.append(("entry", offset, block))
    return block.end


def _spaced(
    source: _Text,
    start: int,
    end: int,
    found: list[tuple[str, int, bibtex_rescue.Scan]],
    problems: list[Problem],
) -> int:
    """Read the `@ article {` entries in what the splitter took for a comment; return the offset after the last."""
    at = start
    while match := _SPACED_START.search(source.text, at, end):
        offset = source.text.index("@", match.start())
        after = _rescue(source, offset, found, problems)
        at = max(after, match.end())
    return at


def _entry(
    source: _Text,
    offset: int,
    block: bibtex_rescue.Scan,
    macros: Macros,
    problems: list[Problem],
    position: int,
) -> RawEntry:
    text = source.text
    fields: list[tuple[str, str]] = []
    names: set[str] = set()
    for name, expression in block.fields:
        first = expression[:1]
        if (
            first == "{"
            and expression[-1] == "}"
            and (("#" not in expression) or bibtex_rescue.balanced(expression[1:-1]))
        ) or (first == '"' and expression[-1] == '"' and expression.count('"') == 2):
            value = expression[1:-1]
        elif expression.isdigit():
            value = expression
        else:
            result = evaluate(expression, macros)
            value = result.text
            problems += [
                source.problem(
                    offset,
                    "LR021",
                    "warning",
                    f"the macro {macro!r} of the field {name!r} is not defined; its name is kept as the value",
                    "define it with @string, or put braces around it",
                    block.key,
                )
                for macro in result.undefined
            ]
            problems += [
                source.problem(
                    offset,
                    "LR022",
                    "info",
                    f"the macro {macro!r} is defined after its use",
                    "move the @string before the entry",
                    block.key,
                )
                for macro in result.late
            ]
        if name in names:
            problems.append(
                source.problem(
                    offset,
                    "LR017",
                    "warning",
                    f"the field {name!r} is given more than once; all values are kept, the first counts",
                    "keep one",
                    block.key,
                )
            )
        names.add(name)
        fields.append((name, value))
    key = block.key
    if not key:
        key = free_key(fields, position)
        problems.append(
            source.problem(
                offset,
                "LR019",
                "warning",
                f"an entry without a key; it is called {key!r} here",
                "give it a key",
                key,
            )
        )
    elif _KEY.fullmatch(key) is None:
        problems.append(
            source.problem(
                offset,
                "LR020",
                "info",
                f"the key {key!r} has characters that BibTeX does not allow",
                "use letters, digits and - _ : . + / in keys",
                key,
            )
        )
    return RawEntry(
        key=key,
        type=block.type,
        fields=fields,
        line=source.line(offset),
        raw=text[offset : block.end].rstrip(),
    )
