"""Reading one BibTeX value leniently: where it ends when a brace, quote or comma is missing or one too many.

The base of the lenient reader of an entry (`bibtex_rescue`). Every repair is noted; no text is dropped
unnamed.
"""

from __future__ import annotations

import re
import sys
from array import array
from dataclasses import dataclass, field
from itertools import compress

NAME_EQUALS = re.compile(r"""([^\s=,{}"#%@()]+)\s*=\s*""")
_NEXT_FIELD = re.compile(r"""(?:,\s*|\n[^\S\n]*)[A-Za-z][\w.:+-]*\s*=\s*(?=[{"\w])""")
# what shows that an entry or a value goes on behind a closing mark: a comma and a field, or a field with its value
AFTER_CLOSE = re.compile(
    r"""\s*(?:,\s*[A-Za-z][\w.:+-]*\s*=\s*[{"\w]|[A-Za-z][\w.:+-]*\s*=\s*(?:[{"]|\w+\s*[,}\n]))"""
)
_ENTRY_CLOSE = re.compile(r"\}(?=\s*\Z|[^\S\n]*\n(?:\s*@|[^\S\n]*\n))")
_PATIENCE, _SMALL_REACH = 20, 1_000
ESCAPED = re.compile(r"\\.|[{}]", re.DOTALL)
_BACKSLASH_END = re.compile(r"""\\\}\s*,\s*[A-Za-z][\w-]*\s*=\s*[{"\d]""")
PLAIN = re.compile(r"[{}]")
_QUOTE = re.compile(r'\\.|[{}"]', re.DOTALL)
_BARE = re.compile(r"[^\s,#{}\"=()@]+")
_END = re.compile(r"\s*(?:,|[})]|\Z)")
_NAME_END = re.compile(r"""[={"\n@]""")
SPACE = re.compile(r"\s*")
_PAIR = re.compile(r"\{[^{}]*\}")


@dataclass(slots=True)
class Scan:
    """An entry as it was found, or rescued: `end` is the offset just after it; values keep their delimiters.

    `faults` are what was mended: where, the name of its Problem (see `problems.tsv`), and what fills its words. Of one that is `regular` the fields
    are still in the text (`bibtex_blocks.fields_of`).
    """

    type: str
    key: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    end: int = 0
    faults: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)
    regular: bool = False

    def fault(self, fault: str, offset: int, **said: str) -> None:
        """Note what was mended."""
        self.faults.append((offset, fault, said))

    def has(self, *codes: str) -> bool:
        """Return whether something was mended that has one of these codes."""
        return any(fault[:5] in codes for _, fault, _ in self.faults)


class UnclosedError(Exception):
    """The value or entry has no end within the limit."""


def balanced(inner: str) -> bool:
    """Return whether each brace in the text has its partner, escaped ones counted or not."""
    rest = inner
    for _ in range(12):
        if "{" not in rest:
            break
        shorter = _PAIR.sub("", rest)
        if len(shorter) == len(rest):
            break
        rest = shorter
    return ("{" not in rest and "}" not in rest) or paired(inner, ESCAPED)


def paired(text: str, braces: re.Pattern[str]) -> bool:
    """Return whether each of these braces, `PLAIN` or those that are not `ESCAPED`, has its partner."""
    depth = 0
    for found in braces.finditer(text):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
            if depth < 0:
                return False
    return depth == 0


def closing(text: str, braces: re.Pattern[str], start: int = 0, end: int = sys.maxsize) -> int:
    """Return the offset behind the brace that closes the first one from `start` on, 0 if none does.

    >>> closing("a {b {c}} d", PLAIN), closing("{", PLAIN)
    (9, 0)
    """
    depth = 0
    for found in braces.finditer(text, start, end):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
            if depth <= 0:
                return found.end()
    return 0


class ValueReader:
    """Reads values at `at`, up to `limit`; `strict` raises `UnclosedError` where an end is missing."""

    def __init__(self, text: str, at: int, limit: int, found: Scan, *, strict: bool) -> None:
        self.text = text
        self.at: int = at
        self.limit = limit
        self.found = found
        self.strict = strict
        self._failures = 0
        self._next_close = -1

    def value(self, name_at: int) -> str:
        """Return the value at the current place, delimiters and `#` kept."""
        text = self.text
        parts: list[str] = []
        begin = self.at
        while True:
            mark = text[self.at : self.at + 1] if self.at < self.limit else ""
            if mark in {"{", '"'}:
                end = self._braced(self.at) if mark == "{" else self._quoted(self.at)
                if end < 0:
                    missing = (
                        "LR012.no-closing-brace-of-field"
                        if mark == "{"
                        else "LR013.no-closing-quote-of-field"
                    )
                    return self._unclosed(name_at, missing)
                parts.append(text[self.at : end])
                self.at = end
            else:
                bare = _BARE.match(text, self.at, self.limit)
                if bare is None:
                    if not parts:
                        self.found.fault("LR016", name_at, field=self._name(name_at))
                        return "{}"
                    break
                parts.append(bare.group(0))
                self.at = bare.end()
            space = SPACE.match(text, self.at, self.limit)
            after = space.end() if space else self.at
            if text[after : after + 1] == "#" and after < self.limit:
                space = SPACE.match(text, after + 1, self.limit)
                self.at = space.end() if space else after + 1
                continue
            break
        return self._after_value(" # ".join(parts), begin, after)

    def _name(self, name_at: int) -> str:
        # no further: what follows may be another entry
        return _NAME_END.split(self.text[name_at : name_at + 40], maxsplit=1)[0].strip()

    def _after_value(self, value: str, begin: int, after: int) -> str:
        """Return the value that goes from `begin` to `after`, with whatever belongs to it behind its closing mark."""
        text = self.text
        mark = text[after : after + 1] if after < self.limit else ""
        if mark in {"", ",", "}", ")", "%"}:
            self.at = after
            if mark in {"}", ")"} and AFTER_CLOSE.match(text, after + 1, self.limit):
                self.found.fault("LR011.brace-too-many", after, mark=mark)
                self.at = after + 1
            return value
        if NAME_EQUALS.match(text, after, self.limit):
            self.found.fault("LR010.no-comma-between-fields", self.at)
            self.at = after
            return value
        # text goes on after the value was closed: a brace or quote too many
        field_ = _NEXT_FIELD.search(text, after, self.limit)
        stop = min(field_.start() if field_ else self.limit, self._close_after(after))
        whole = text[begin:stop].rstrip().rstrip(",").rstrip()
        self.found.fault("LR011.closed-too-early", self.at)
        self.at = stop
        if whole[:1] == '"':
            # the last quote closes, those before it are characters
            whole = whole.rstrip("}")
            inner = whole[1:-1] if whole.endswith('"') else whole[1:]
        else:
            inner = whole[1:] if whole[:1] == "{" else whole
        return "{" + _balance(inner) + "}"

    def _close_after(self, at: int) -> int:
        """Return the offset of the next brace that seems to close the entry, else the limit; looked for only once."""
        if self._next_close < at:
            found = _ENTRY_CLOSE.search(self.text, at, self.limit)
            self._next_close = found.start() if found else self.limit
        return self._next_close

    def _reach(self, at: int) -> int:
        """Return how far to look for the end of a value: not so far once many in this entry had none."""
        return self.limit if self._failures < _PATIENCE else min(self.limit, at + _SMALL_REACH)

    def _braced(self, at: int) -> int:
        reach = self._reach(at)
        for pattern in (ESCAPED, PLAIN):
            depth = plain = 0
            for found in pattern.finditer(self.text, at, reach):
                mark = found.group(0)
                if mark == "{":
                    depth += 1
                    plain += 1
                elif mark == "}":
                    depth -= 1
                    plain -= 1
                    if depth == 0:
                        return found.end()
                elif mark == "\\{":
                    plain += 1
                elif mark == "\\}":
                    plain -= 1
                    if plain == 0 and _BACKSLASH_END.match(self.text, found.start(), self.limit):
                        # a value whose own text ends in a backslash (`C:\\dir\\`) does not swallow the next field
                        return found.end()
        self._failures += 1
        if self.strict:
            raise UnclosedError
        return -1

    def _quoted(self, at: int) -> int:
        depth = 0
        for found in _QUOTE.finditer(self.text, at + 1, self._reach(at)):
            mark = found.group(0)
            if mark == "{":
                depth += 1
            elif mark == "}":
                depth -= 1
                if depth < 0:
                    break
            elif mark in {'"', '\\"'} and depth == 0:
                ends = _END.match(self.text, found.end(), self.limit)
                if mark == '"' or ends:
                    return found.end()
        self._failures += 1
        # braces that do not match inside quotes: the last quote before the next field closes
        field_ = _NEXT_FIELD.search(self.text, at + 1, self.limit)
        last = self.text.rfind('"', at + 1, field_.start() + 1 if field_ else self.limit)
        if last > at:
            return last + 1
        if self.strict:
            raise UnclosedError
        return -1

    def _unclosed(self, name_at: int, fault: str) -> str:
        """Take a value without end up to the next field, or to the end of the entry."""
        text = self.text
        found = _NEXT_FIELD.search(text, self.at, self.limit)
        stop = found.start() if found else self.limit
        inner = text[self.at + 1 : stop].rstrip()
        if not found:
            inner = inner.rstrip(",").rstrip()
            # the brace that closed the entry, if it is there, is not part of the value
            inner = inner.removesuffix("}")
        self.found.fault(fault, name_at, field=self._name(name_at))
        self.at = stop
        return "{" + _balance(inner) + "}"


def _balance(inner: str) -> str:
    """Return the text with the braces that have no partner taken out."""
    # an array, since there may be millions
    opened = array("Q")
    keep = bytearray(b"\1") * len(inner)
    for found in ESCAPED.finditer(inner):
        if found.group(0) == "{":
            opened.append(found.start())
        elif found.group(0) == "}":
            if opened:
                opened.pop()
            else:
                keep[found.start()] = 0
    for at in opened:
        keep[at] = 0
    return "".join(compress(inner, keep)) if 0 in keep else inner
