"""A lenient reader of one BibTeX entry, for those that the splitter gave up on or read wrongly in silence.

It knows what people and programs break: a comma, brace or quote too few or too many, a field without value, a comment
line inside an entry, an entry pasted into an abstract. Every repair is named as a Problem; no text is dropped unnamed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["Fault", "Scan", "balanced", "block_start", "scan"]

_BLOCK = re.compile(r"^[ \t]*@[ \t]*[A-Za-z_][\w-]*\s*[{(]", re.MULTILINE)
_HEAD = re.compile(r"@\s*([A-Za-z_][\w-]*)\s*([{(])")
_NAME_EQUALS = re.compile(r"""([^\s=,{}"#%@()]+)\s*=\s*""")
_LOOSE_NAME = re.compile(r"""([^=,{}"#%@\n]{1,60}?)\s*=\s*""")
_SEVERAL_WORDS = re.compile(r"[\w.-]+(?:[ \xa0][\w-]+)+")
_NEXT_FIELD = re.compile(r"""[,\n]\s*[A-Za-z][\w.:+-]*\s*=\s*(?=[{"\w])""")
_AFTER_CLOSE = re.compile(r"""\s*,\s*[A-Za-z][\w.:+-]*\s*=\s*[{"\w]""")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_BACKSLASH_END = re.compile(r"""\\\}\s*,\s*[A-Za-z][\w-]*\s*=\s*[{"\d]""")
_PLAIN_BRACE = re.compile(r"[{}]")
_QUOTE = re.compile(r'\\.|[{}"]', re.DOTALL)
_BARE = re.compile(r"[^\s,#{}\"=()@]+")
_END = re.compile(r"\s*(?:,|[})]|\Z)")
_SPACE = re.compile(r"\s*")
_PAIR = re.compile(r"\{[^{}]*\}")


@dataclass(slots=True)
class Fault:
    """What was mended, and where in the text."""

    code: str
    level: str
    message: str
    remedy: str
    offset: int


@dataclass(slots=True)
class Scan:
    """An entry as rescued: `end` is the offset just after it; values keep their delimiters."""

    type: str
    key: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    end: int = 0
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, level: str, message: str, remedy: str, offset: int) -> None:
        """Note what was mended."""
        self.faults.append(Fault(code, level, message, remedy, offset))


class _UnclosedError(Exception):
    """The value or entry has no end within the limit."""


def block_start(text: str, start: int, end: int | None = None) -> int:
    """Return the offset of the first `@word{` at the start of a line at or after `start`, -1 if there is none."""
    found = _BLOCK.search(text, start, len(text) if end is None else end)
    return found.start() if found else -1


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
    if "{" not in rest and "}" not in rest:
        return True
    depth = 0
    for found in _BRACE.finditer(inner):
        mark = found.group(0)
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def scan(text: str, start: int, window: int = 200_000) -> Scan | None:
    """Return the entry at `start` (an `@`), None if nothing there looks like one.

    `window` is how many characters to look through for the end of an entry that spans the start of others.
    """
    head = _HEAD.match(text, start)
    if head is None:
        return None
    following = block_start(text, head.end())
    limit = len(text) if following < 0 else following
    try:
        whole = _Reader(text, head, min(len(text), start + window), strict=True).read()
    except _UnclosedError:
        whole = None
    if whole is not None and (whole.end <= limit or _clean_end(text, whole)):
        if whole.end > limit:
            whole.fault(
                "LR014",
                "warning",
                "an entry stands inside a value and is kept as its text",
                "move it out if it is an entry of its own",
                following,
            )
        return whole
    return _Reader(text, head, limit, strict=False).read()


def _clean_end(text: str, found: Scan) -> bool:
    """Return whether an entry that spans other block starts ends as an entry should, so that they are text in it."""
    if any(fault.code in {"LR011", "LR024", "LR010"} for fault in found.faults):
        return False
    rest = text[found.end : found.end + 200].lstrip(" \t,;")
    return not rest or rest[0] in "\n@%"


class _Reader:
    def __init__(self, text: str, head: re.Match[str], limit: int, *, strict: bool) -> None:
        self.text = text
        self.limit = limit
        self.strict = strict
        self.close = "}" if head.group(2) == "{" else ")"
        self.at = head.end()
        self.found = Scan(head.group(1).lower(), "")

    def read(self) -> Scan:
        self._key()
        while self._field():
            pass
        self.found.end = self.at
        return self.found

    def _key(self) -> None:
        text, found = self.text, self.found
        stop = self.at
        while (
            stop < self.limit
            and text[stop] not in ",\n"
            and not (text[stop] == self.close and self._closes_at(stop))
        ):
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
                found.fault("LR010", "warning", "no comma after the key", "add the comma", self.at)
                self.at += segment.rindex(words[-1])
            return
        if mark == "\n":
            rest = _SPACE.match(text, stop, self.limit)
            after = rest.end() if rest else stop
            if not segment.strip() and after < self.limit and text[after] != ",":
                self.at = after
                if _NAME_EQUALS.match(text, after):
                    return
                self._key()
                return
            found.key = " ".join(segment.split())
            self.at = after
            if text[after : after + 1] == ",":
                self.at += 1
            elif segment.strip() and text[after : after + 1] != self.close:
                found.fault("LR010", "warning", "no comma after the key", "add the comma", stop)
            return
        found.key = " ".join(segment.split())
        self.at = stop + 1 if mark == "," else stop

    def _closes_at(self, offset: int) -> bool:
        """Return whether a closing mark in the key ends the entry: `k{x},` does not."""
        opened = self.text.count("{", self.at, offset)
        return not opened or self.close == ")" or self.text.count("}", self.at, offset) >= opened

    def _field(self) -> bool:
        text, found = self.text, self.found
        while True:
            space = _SPACE.match(text, self.at, self.limit)
            self.at = space.end() if space else self.at
            if self.at < self.limit and text[self.at] == ",":
                self.at += 1
            elif self.at < self.limit and text[self.at] == "%":
                line_end = text.find("\n", self.at, self.limit)
                line = text[self.at : self.limit if line_end < 0 else line_end]
                if "=" in line:
                    found.fault(
                        "LR015",
                        "info",
                        "a commented-out field is left out",
                        "take the % away to use it",
                        self.at,
                    )
                if line_end < 0:
                    self.at = self.limit
                else:
                    self.at = line_end
            else:
                break
        if self.at >= self.limit:
            return self._no_end()
        if text[self.at] in "})":
            return self._closing()
        name = _NAME_EQUALS.match(text, self.at, self.limit) or _LOOSE_NAME.match(text, self.at, self.limit)
        if name is None:
            return self._stray()
        self.at = name.end()
        words = name.group(1).split()
        if 1 < len(words) < 6 and _SEVERAL_WORDS.fullmatch(name.group(1)):
            # "funding_text 1", "Early Access Date": Scopus and Web of Science write them so
            words = ["-".join(words)]
        if len(words) > 1:
            found.fault(
                "LR024",
                "warning",
                f"text before the field name {words[-1]!r} belongs to no field",
                "remove it, or give it a name",
                name.start(),
            )
            found.fields.append(("litreview-stray", "{" + " ".join(words[:-1]) + "}"))
        found.fields.append(((words or [""])[-1].lower(), self._value(name.start())))
        return True

    def _no_end(self) -> bool:
        if self.strict:
            raise _UnclosedError
        if not any(fault.code in {"LR012", "LR013"} for fault in self.found.faults):
            self.found.fault(
                "LR012",
                "error",
                "no closing brace",
                f"add {self.close} at the end of the entry",
                max(self.at - 1, 0),
            )
        self.at = self.limit
        return False

    def _closing(self) -> bool:
        mark = self.text[self.at]
        if mark == ")" and self.close == "}":
            return self._stray()
        if _AFTER_CLOSE.match(self.text, self.at + 1, self.limit):
            self.found.fault("LR011", "warning", "a closing brace too many", f"remove the {mark}", self.at)
            self.at += 1
            return True
        if mark != self.close:
            self.found.fault(
                "LR026", "warning", f"opened with ( and closed with {mark}", "close it with )", self.at
            )
        self.at += 1
        return False

    def _stray(self) -> bool:
        """Take text that is no `name = value`: a field without value, or text that belongs to none."""
        text, found = self.text, self.found
        stop = self.at
        while stop < self.limit and text[stop] not in ",\n" and text[stop] != self.close:
            stop += 1
        words = " ".join(text[self.at : stop].split())
        if re.fullmatch(r"[A-Za-z][\w-]*", words):
            found.fault(
                "LR016", "warning", f"the field {words!r} has no value", "give it one, or remove it", self.at
            )
        elif words:
            found.fault(
                "LR024", "warning", "text that belongs to no field", "remove it, or give it a name", self.at
            )
            found.fields.append(("litreview-stray", "{" + words.replace("{", "").replace("}", "") + "}"))
        self.at = max(stop, self.at + 1) if stop == self.at else stop
        return True

    def _value(self, name_at: int) -> str:
        """Return the value at the current place, delimiters and `#` kept."""
        text = self.text
        parts: list[str] = []
        while True:
            mark = text[self.at : self.at + 1] if self.at < self.limit else ""
            if mark == "{":
                end = self._braced(self.at)
                if end < 0:
                    return self._unclosed(
                        name_at, "LR012", "no closing brace", "add } at the end of the value"
                    )
                parts.append(text[self.at : end])
                self.at = end
            elif mark == '"':
                end = self._quoted(self.at)
                if end < 0:
                    return self._unclosed(
                        name_at, "LR013", "no closing quote", 'add " at the end of the value'
                    )
                parts.append(text[self.at : end])
                self.at = end
            else:
                bare = _BARE.match(text, self.at, self.limit)
                if bare is None:
                    if not parts:
                        self.found.fault(
                            "LR016",
                            "warning",
                            f"the field {self._name(name_at)!r} has no value",
                            "give it one, or remove it",
                            name_at,
                        )
                        return "{}"
                    break
                parts.append(bare.group(0))
                self.at = bare.end()
            space = _SPACE.match(text, self.at, self.limit)
            after = space.end() if space else self.at
            if text[after : after + 1] == "#" and after < self.limit:
                space = _SPACE.match(text, after + 1, self.limit)
                self.at = space.end() if space else after + 1
                continue
            break
        value = " # ".join(parts)
        return self._after_value(value, after)

    def _name(self, name_at: int) -> str:
        return self.text[name_at : name_at + 40].split("=")[0].strip()

    def _after_value(self, value: str, after: int) -> str:
        text = self.text
        mark = text[after : after + 1] if after < self.limit else ""
        if mark in {"", ",", "}", ")", "%"}:
            self.at = after
            if mark in {"}", ")"} and _AFTER_CLOSE.match(text, after + 1, self.limit):
                self.found.fault("LR011", "warning", "a closing brace too many", f"remove the {mark}", after)
                self.at = after + 1
            return value
        if _NAME_EQUALS.match(text, after, self.limit):
            self.found.fault("LR010", "warning", "no comma between two fields", "add the comma", self.at)
            self.at = after
            return value
        # text goes on after the value was closed: a brace or quote too many
        stops = [
            found.start()
            for pattern in (_NEXT_FIELD, re.compile(r"\}\s*(?=\Z|\n\s*@|\n\s*\n)"))
            if (found := pattern.search(text, after, self.limit))
        ]
        stop = min(stops, default=self.limit)
        rest = text[after:stop].rstrip().rstrip("},")
        self.found.fault(
            "LR011",
            "warning",
            "the value is closed before it ends: a brace or quote too many",
            'remove the } or the " in the middle, or put braces around it',
            self.at,
        )
        self.at = stop
        inner = value[1:-1] if value[:1] in {"{", '"'} else value
        return "{" + _balance(f"{inner} {rest}") + "}"

    def _braced(self, at: int) -> int:
        for pattern in (_BRACE, _PLAIN_BRACE):
            depth = 0
            for found in pattern.finditer(self.text, at, self.limit):
                mark = found.group(0)
                if mark == "{":
                    depth += 1
                elif mark == "}":
                    depth -= 1
                    if depth == 0:
                        return self._before_backslash(at, found.end())
        if self.strict:
            raise _UnclosedError
        return -1

    def _before_backslash(self, at: int, end: int) -> int:
        r"""Return the end of a value; one whose own text ends in a backslash (`C:\\dir\\`) does not swallow the next field."""
        found = _BACKSLASH_END.search(self.text, at, end)
        if found:
            early = found.start() + 2
            if self.text.count("{", at, early) == self.text.count("}", at, early):
                return early
        return end

    def _quoted(self, at: int) -> int:
        depth = 0
        for found in _QUOTE.finditer(self.text, at + 1, self.limit):
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
        # braces that do not match inside quotes: the last quote before the next field closes
        field_ = _NEXT_FIELD.search(self.text, at + 1, self.limit)
        last = self.text.rfind('"', at + 1, field_.start() + 1 if field_ else self.limit)
        if last > at:
            return last + 1
        if self.strict:
            raise _UnclosedError
        return -1

    def _unclosed(self, name_at: int, code: str, message: str, remedy: str) -> str:
        """Take a value without end up to the next field, or to the end of the entry."""
        text = self.text
        found = _NEXT_FIELD.search(text, self.at, self.limit)
        stop = found.start() if found else self.limit
        inner = text[self.at + 1 : stop].rstrip()
        if not found:
            inner = inner.rstrip(",").rstrip()
            # the brace that closed the entry, if it is there, is not part of the value
            inner = inner.removesuffix("}")
        self.found.fault(code, "error", f"{message} in the field {self._name(name_at)!r}", remedy, name_at)
        self.at = stop
        return "{" + _balance(inner) + "}"


def _balance(inner: str) -> str:
    """Return the text with the braces that have no partner taken out."""
    opened: list[int] = []
    drop: set[int] = set()
    for found in _BRACE.finditer(inner):
        if found.group(0) == "{":
            opened.append(found.start())
        elif found.group(0) == "}":
            if opened:
                opened.pop()
            else:
                drop.add(found.start())
    drop.update(opened)
    return "".join(c for i, c in enumerate(inner) if i not in drop) if drop else inner
