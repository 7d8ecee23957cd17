"""Read one broken BibTeX entry leniently: one that the splitter gave up on or silently misread.

It repairs common damage: a missing or surplus comma, brace or quote, a field without value, a comment
line inside an entry, an entry pasted into an abstract. Every repair becomes a Problem; no text is dropped without one.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from functools import cached_property
from itertools import compress

from litreview.core.libraries import re
from litreview.formats.bibtex_values import ESCAPED, PLAIN, QUOTE

NAME_EQUALS = re.compile(r"""([^\s=,{}"#%@()]+)\s*=\s*""")
_NEXT_FIELD = re.compile(r"""(?:,\s*|\n[^\S\n]*)[A-Za-z][\w.:+-]*\s*=\s*(?=[{"\w])""")
# what shows that an entry or a value goes on behind a closing mark: a comma and a field, or a field with its value
AFTER_CLOSE = re.compile(
    r"""\s*(?:,\s*[A-Za-z][\w.:+-]*\s*=\s*[{"\w]|[A-Za-z][\w.:+-]*\s*=\s*(?:[{"]|\w+\s*[,}\n]))"""
)
_ENTRY_CLOSE = re.compile(r"\}(?=\s*\Z|[^\S\n]*\n(?:\s*@|[^\S\n]*\n))")
_PATIENCE, _SMALL_REACH = 20, 1_000
_BACKSLASH_END = re.compile(r"""\\\}\s*,\s*[A-Za-z][\w-]*\s*=\s*[{"\d]""")
_RISES = {"{": 1, "}": -1}
_BARE = re.compile(r"[^\s,#{}\"=()@]+")
_END = re.compile(r"\s*(?:,|[})]|\Z)")
_NAME_END = re.compile(r"""[={"\n@]""")
SPACE = re.compile(r"\s*")
REFER = re.compile(r"\s*%[0-9A-Z] \S")
"""A line of Refer (.enw), which behind a .bib looks like a comment of it."""


@dataclass(slots=True)
class Scan:
    """An entry as found or rescued: `end` is the offset just after it; values keep their delimiters.

    `faults` lists the repairs: the offset, the name of the Problem (see `problem_messages.tsv`) and the values of its message.
    The fields of a `regular` entry are still in the text (`bibtex_blocks.fields_of`).
    """

    type: str
    key: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    end: int = 0
    faults: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)
    regular: bool = False

    def fault(self, fault: str, offset: int, **values: str) -> None:
        """Record a repair."""
        self.faults.append((offset, fault, values))

    def has(self, *codes: str) -> bool:
        """Return whether a repair has one of these codes."""
        return any(fault[:5] in codes for _, fault, _ in self.faults)


class _UnclosedError(Exception):
    """The value or entry has no end within the limit."""


def _balance(inner: str) -> str:
    """Return the text without the braces that have no partner."""
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


ENTRY_TYPE = r"[A-Za-z_][\w.:+/-]*+"
"""A type as BibTeX reads it: `www-inproceedings`, `dblp.article`."""
_BLOCK = re.compile(rf"^[ \t]*@[ \t]*{ENTRY_TYPE}\s*[{{(]", re.MULTILINE)
_HEAD = re.compile(
    rf"""@\s*({ENTRY_TYPE})\s*+(?:([{{(])|(?=[^\s{{}}(),=@"]*,\s*[A-Za-z][\w-]*\s*=\s*[{{"\d]))"""
)
_LOOSE_NAME = re.compile(r"""([^=,{}"#%@\n]{1,60}?)\s*=\s*""")
_NO_EQUALS = re.compile(r"""([A-Za-z][\w-]*)[^\S\n]*(?:[^\w\s,{}()"'=#%@\\]{1,3}[^\S\n]*)?(?=["{])""")
_STRAY_MARK = re.compile(r"[,\n{})]")
_BRACE = re.compile(r"[{}]")
_SEVERAL_WORDS = re.compile(r"[\w.-]+(?:[ \xa0][\w-]+)+")


def scan(text: str, start: int, window: int = 200_000) -> Scan | None:
    """Return the entry at `start` (an `@`), None if nothing there looks like one.

    `window` is how many characters to look through for the end of an entry that spans the start of others.
    """
    head = _HEAD.match(text, start)
    if head is None:
        return None
    following = _BLOCK.search(text, head.end())
    limit = following.start() if following else len(text)
    try:
        strict_scan = _EntryReader(text, head, min(len(text), start + window), strict=True).read(limit)
    except _UnclosedError:
        strict_scan = None
    if strict_scan is not None and (strict_scan.end <= limit or _clean_end(text, strict_scan)):
        if strict_scan.end > limit:
            strict_scan.fault("LR014", limit)
        return strict_scan
    return _EntryReader(text, head, limit, strict=False).read(limit)


def _clean_end(text: str, found: Scan) -> bool:
    """Return whether an entry that spans other block starts ends as an entry should, so that they are text in it."""
    if _is_doubtful(found):
        return False
    rest = text[found.end : found.end + 200].lstrip(" \t,;")
    return not rest or rest[0] in "\n@%"


def _is_doubtful(found: Scan) -> bool:
    """Return whether the repairs make it doubtful that the text still belongs to this entry."""
    return found.has("LR011", "LR024", "LR010")


class _EntryReader:
    """Reads an entry at `at`, up to `limit`; `strict` raises `_UnclosedError` where an end is missing."""

    def __init__(self, text: str, head: re.Match[str], limit: int, *, strict: bool) -> None:
        self.text = text
        self.at: int = head.end()
        self.limit = limit
        self.found = Scan(head.group(1).lower(), "")
        self.strict = strict
        self.close = ")" if head.group(2) == "(" else "}"
        self._failures = 0
        self._next_close = -1
        if not head.group(2):
            self.found.fault("LR009", head.start())

    def read(self, following: int) -> Scan:
        """Return the entry. A strict reading raises if it is doubtful and goes beyond `following`, where the next entry starts."""
        self._key()
        while self._field():
            if self.strict and self.at > following and _is_doubtful(self.found):
                raise _UnclosedError
        self.found.end = self.at
        return self.found

    def _key(self) -> None:
        text, found = self.text, self.found
        stop = self.at
        opened = 0
        while stop < self.limit and text[stop] not in ",\n":
            opened += text[stop] == "{"
            if text[stop] == self.close:
                # a closing mark in the key does not end the entry if it was opened there: `k{x},`
                if not opened or self.close == ")":
                    break
                opened -= 1
            if text[stop] == "=" and re.match(r"\s*[{\"]", text[stop + 1 : stop + 30]):
                break
            stop += 1
        segment = text[self.at : stop]
        mark = text[stop : stop + 1]
        if mark == "=":
            # the key is missing, or the comma after it is
            words = segment.split()
            if len(words) > 1:
                found.key = " ".join(words[:-1])
                found.fault("LR010.no-comma-after-key", self.at)
                self.at += segment.rindex(words[-1])
            return
        if mark == "\n":
            after = self._behind_space(stop)
            if not segment.strip() and after < self.limit and text[after] != ",":
                self.at = after
                if NAME_EQUALS.match(text, after):
                    return
                self._key()
                return
            found.key = " ".join(segment.split())
            self.at = after
            if text[after : after + 1] == ",":
                self.at += 1
            elif segment.strip() and text[after : after + 1] != self.close:
                found.fault("LR010.no-comma-after-key", stop)
            return
        found.key = " ".join(segment.split())
        self.at = stop + 1 if mark == "," else stop

    def _field(self) -> bool:
        text, found = self.text, self.found
        while True:
            self.at = self._behind_space(self.at)
            if self.at < self.limit and text[self.at] == ",":
                self.at += 1
            elif self.at < self.limit and text[self.at] == "%":
                line_end = text.find("\n", self.at, self.limit)
                line = text[self.at : self.limit if line_end < 0 else line_end]
                if "=" in line or REFER.match(line):
                    found.fault("LR015.commented-out-field", self.at)
                self.at = self.limit if line_end < 0 else line_end
            else:
                break
        if self.at >= self.limit:
            return self._no_end()
        if text[self.at] in "})":
            return self._closing()
        name = NAME_EQUALS.match(text, self.at, self.limit) or _LOOSE_NAME.match(text, self.at, self.limit)
        if name is None:
            return self._stray()
        self.at = name.end()
        words = name.group(1).split()
        if 1 < len(words) < 6 and _SEVERAL_WORDS.fullmatch(name.group(1)):
            # "funding_text 1", "Early Access Date": Scopus and Web of Science write them so
            words = ["-".join(words)]
        if len(words) > 1:
            found.fault("LR024.text-before-field", name.start(), field=words[-1])
            found.fields.append(("litreview-stray", "{" + " ".join(words[:-1]) + "}"))
        found.fields.append(((words or [""])[-1].lower(), self._value(name.start())))
        return True

    def _behind_space(self, at: int) -> int:
        space = SPACE.match(self.text, at, self.limit)
        return space.end() if space else at

    def _no_end(self) -> bool:
        if self.strict:
            raise _UnclosedError
        if not self.found.has("LR012", "LR013"):
            self.found.fault("LR012.no-closing-brace", max(self.at - 1, 0), mark=self.close)
        self.at = self.limit
        return False

    def _closing(self) -> bool:
        mark = self.text[self.at]
        if mark == ")" and self.close == "}":
            return self._stray()
        if AFTER_CLOSE.match(self.text, self.at + 1, self.limit):
            self.found.fault("LR011.brace-too-many", self.at, mark=mark)
            self.at += 1
            return True
        if mark != self.close:
            self.found.fault("LR026", self.at, mark=mark)
        self.at += 1
        return False

    def _stray(self) -> bool:
        """Read text that is no `name = value`: a field without value, a field without `=`, or stray text."""
        text, found = self.text, self.found
        if bare := _NO_EQUALS.match(text, self.at, self.limit):
            found.fault("LR028", self.at, field=bare.group(1))
            start, self.at = self.at, bare.end()
            found.fields.append((bare.group(1).lower(), self._value(start)))
            return True
        stop = self._stray_end()
        words = " ".join(text[self.at : stop].split())
        if re.fullmatch(r"[A-Za-z][\w-]*", words):
            found.fault("LR016", self.at, field=words)
        elif words:
            found.fault("LR024.text-of-no-field", self.at)
            found.fields.append(("litreview-stray", "{" + words.replace("{", "").replace("}", "") + "}"))
        self.at = max(stop, self.at + 1) if stop == self.at else stop
        return True

    def _stray_end(self) -> int:
        """Return where the text ends: at a comma, a line end or the mark that closes the entry, outside braces."""
        at = self.at
        while mark := _STRAY_MARK.search(self.text, at, self.limit):
            if mark[0] in (",", "\n", self.close):
                return mark.start()
            at = self._closings.get(mark.start(), 0) if mark[0] == "{" else mark.end()
            if not at:
                # a brace that nobody closes says nothing about where the text ends
                mark = re.compile(rf"[,\n{re.escape(self.close)}]").search(self.text, self.at, self.limit)
                return mark.start() if mark else self.limit
        return self.limit

    @cached_property
    def _closings(self) -> dict[int, int]:
        """The closing offset of each brace from here on, computed once: otherwise many unclosed braces take quadratic time."""
        found: dict[int, int] = {}
        unclosed: list[int] = []
        for mark in _BRACE.finditer(self.text, self.at, self.limit):
            if mark[0] == "{":
                unclosed.append(mark.start())
            elif unclosed:
                found[unclosed.pop()] = mark.end()
        return found

    def _value(self, name_at: int) -> str:
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
            after = self._behind_space(self.at)
            if text[after : after + 1] != "#" or after >= self.limit:
                break
            self.at = self._behind_space(after + 1)
        return self._after_value(" # ".join(parts), begin, after)

    def _name(self, name_at: int) -> str:
        # no further: what follows may be another entry
        return _NAME_END.split(self.text[name_at : name_at + 40], maxsplit=1)[0].strip()

    def _after_value(self, value: str, begin: int, after: int) -> str:
        """Return the value from `begin` to `after`, with any text behind its closing mark that still belongs to it."""
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
        """Return how far to look for the end of a value: less far once many values of this entry had none."""
        return self.limit if self._failures < _PATIENCE else min(self.limit, at + _SMALL_REACH)

    def _braced(self, at: int) -> int:
        reach = self._reach(at)
        for pattern in (ESCAPED, PLAIN):
            depth = plain = 0
            for found in pattern.finditer(self.text, at, reach):
                mark = found.group(0)
                rise = _RISES.get(mark[-1], 0)
                plain += rise
                depth += rise if len(mark) == 1 else 0
                if mark == "}" and depth == 0:
                    return found.end()
                # a value whose own text ends in a backslash (`C:\\dir\\`) does not swallow the next field
                if (
                    mark == "\\}"
                    and plain == 0
                    and _BACKSLASH_END.match(self.text, found.start(), self.limit)
                ):
                    return found.end()
        self._failures += 1
        if self.strict:
            raise _UnclosedError
        return -1

    def _quoted(self, at: int) -> int:
        depth = 0
        for found in QUOTE.finditer(self.text, at + 1, self._reach(at)):
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
            raise _UnclosedError
        return -1

    def _unclosed(self, name_at: int, fault: str) -> str:
        """Read a value without end up to the next field, or to the end of the entry."""
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
