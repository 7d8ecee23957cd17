"""Evaluate values of BibTeX fields: braces, quotes, `#` concatenation, macros and months. Store preambles as comments.

A preamble is TeX that runs wherever a bibliography is typeset; stored as a comment, it does not run. BibTeX also looks for an `@`
inside of `@comment{…}`, so each `@` there is encoded.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from litreview.core import text as textual
from litreview.core.libraries import re

ESCAPED, PLAIN = re.compile(r"\\.|[{}]", re.DOTALL), re.compile(r"[{}]")
"""Patterns of braces: without escaped ones, and with them."""
_PAIR = re.compile(r"\{[^{}]*\}")


def _shallow(inner: str) -> re.Pattern[str]:
    """Return a pattern for a text up to the end of its first pair of braces, which may nest three levels."""
    pair = rf"\{{{inner}\}}"
    for _ in range(3):
        pair = rf"\{{{inner}(?:{pair}{inner})*+\}}"
    return re.compile(f"{inner}{pair}", re.DOTALL)


_SHALLOW = {PLAIN: _shallow(r"[^{}]*+"), ESCAPED: _shallow(r"(?:[^{}\\]++|\\.)*+")}
"""Nearly all braces match these patterns, in a tenth of the time that counting takes."""
# macros that double each other forty times, or long ones that are used everywhere, would fill any memory: no value is
# made longer than this by its macros, and no file longer than 20 times its own length (real ones: far less than once)
_LONGEST, _GROWTH, _ALLOWANCE = 100_000, 20, 1_000_000
_PIECE = re.compile(r'[\s#,}]*(?:(\{)|(")|([^\s#{}",]+))')
QUOTE = re.compile(r'\\.|[{}"]', re.DOTALL)
_RUNS = re.compile(r"@\s*preamble\b", re.IGNORECASE)
_KEPT = re.compile(r"@comment\{litreview-kept: (.*)\}\s*\Z", re.DOTALL)
_MARKS = {"%": "%25", "@": "%40", "{": "%7B", "}": "%7D"}
_BACK = {code: mark for mark, code in _MARKS.items()}


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
    """Return whether each brace of a pattern (`PLAIN` or `ESCAPED`) has its partner."""
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
    if shallow := _SHALLOW[braces].match(text, start, end):
        return shallow.end()
    depth = 0
    for found in braces.finditer(text, start, end):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
            if depth <= 0:
                return found.end()
    return 0


@dataclass(slots=True)
class BibtexValue:
    """A value after evaluation: its text, its undefined macros, and the macros defined only later."""

    text: str
    undefined: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Macros:
    """The `@string` macros of a file.

    `current`: the texts of the macros defined so far. `every`: the first expression of each, for macros defined after their use.
    `late`: the values of those. `used`: the names that occur in values. `length`: characters of the file.
    `spent`: characters that macros have expanded to.
    """

    current: dict[str, str] = field(default_factory=dict)
    every: dict[str, str] = field(default_factory=dict)
    late: dict[str, BibtexValue] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    length: int = 0
    spent: int = 0

    def spend(self, characters: int, already: int) -> bool:
        """Return whether a value that macros already expanded by `already` characters may grow by this many more."""
        if already + characters > _LONGEST or self.spent > _ALLOWANCE + _GROWTH * self.length:
            return False
        self.spent += characters
        return True


def evaluate(value: str, macros: Macros, depth: int = 0) -> BibtexValue:
    """Evaluate an expression of braces, quotes, numbers and macros."""
    result = BibtexValue("")
    texts: list[str] = []
    expanded = 0

    def add_macro_text(text: str, piece: str) -> None:
        nonlocal expanded
        if macros.spend(len(text), expanded):
            expanded += len(text)
            texts.append(text)
        else:
            texts.append(piece)
            result.undefined.append(piece)

    for kind, piece in pieces(value):
        name = piece.lower()
        if kind != "word" or piece.isdigit():
            texts.append(piece)
        elif name in macros.current:
            macros.used.add(name)
            add_macro_text(macros.current[name], piece)
        elif name in macros.every and depth < 50:
            macros.used.add(name)
            if name not in macros.late:
                macros.late[name] = BibtexValue(piece)  # a macro that leads back to itself is its own name
                macros.late[name] = evaluate(macros.every[name], macros, depth + 1)
            result.late.append(piece)
            result.undefined += [each for each in macros.late[name].undefined if each not in result.undefined]
            add_macro_text(macros.late[name].text, piece)
        elif day := _month(name) or _day_and_month(piece):
            texts.append(day)
        else:
            texts.append(piece)
            if not re.fullmatch(r"[\d–—:./+-]+", piece):
                result.undefined.append(piece)
    result.text = "".join(texts)
    return result


def _day_and_month(piece: str) -> str:
    """Return the text of `10~jan` or `jan~10`, which BibTeX takes for an unknown macro; `""` for any other word.

    >>> _day_and_month("10~jan"), _day_and_month("a~b")
    ('10~January', '')
    """
    parts = piece.lower().split("~")
    if len(parts) == 1 or not all(_month(part) or re.fullmatch(r"\d{1,2}", part) for part in parts):
        return ""
    return "~".join(_month(part) or part for part in parts)


def _month(word: str) -> str:
    """Return the month that a macro names, `""` for any other word."""
    number = textual.month(word) if word.isalpha() else 0
    return textual.MONTHS[number - 1] if number else ""


def pieces(value: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of an expression as `(kind, text)`, kinds `braced`, `quoted`, `word`."""
    at = 0
    while found := _PIECE.match(value, at):
        brace, quote, word = found.groups()
        if word:
            yield "word", word
            at = found.end()
            continue
        start = found.end()
        # a brace without end closes with the value
        end = (
            (closing(value, ESCAPED, start - 1) or len(value) + (not value.endswith("}"))) - 1
            if brace
            else _close_quote(value, start - 1)
        )
        yield "quoted" if quote else "braced", value[start:end]
        at = end + 1


def _close_quote(value: str, start: int) -> int:
    depth, last = 0, -1
    for found in QUOTE.finditer(value, start + 1):
        mark = found.group(0)
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
        elif mark == '"' and depth == 0:
            return found.start()
        elif mark == '\\"':
            last = found.end() - 1
    return last if last > 0 else len(value)


def runs_tex(text: str) -> bool:
    """Return whether a block contains a preamble, which BibTeX copies into the bibliography for TeX to run.

    >>> runs_tex('@Preamble{"x"}'), runs_tex("@comment{a @ preamble{}}"), runs_tex("@comment{jabref-meta: x}")
    (True, True, False)
    """
    return bool(_RUNS.search(text))


def as_comment(text: str) -> str:
    r"""Return a block encoded as a comment, which `from_comment` decodes. Balanced braces stay readable.

    >>> as_comment(r'@preamble{"\newcommand{\noop}[1]{}"}')
    '@comment{litreview-kept: %40preamble{"\\newcommand{\\noop}[1]{}"}}'
    """
    coded = "%@" if paired(text, PLAIN) else "%@{}"
    return f"@comment{{litreview-kept: {re.sub(f'[{coded}]', lambda found: _MARKS[found[0]], text)}}}"


def from_comment(text: str) -> str:
    """Return the block that `as_comment` encoded in a comment, `""` for any other comment.

    >>> from_comment(as_comment("@preamble{100%25 {}")), from_comment("@comment{a}")
    ('@preamble{100%25 {}', '')
    """
    found = _KEPT.match(text)
    return re.sub("%(?:25|40|7B|7D)", lambda code: _BACK[code[0]], found[1]) if found else ""
