"""A lenient reader of one BibTeX entry, for those that the splitter gave up on or read wrongly in silence.

It knows what people and programs break: a comma, brace or quote too few or too many, a field without value, a comment
line inside an entry, an entry pasted into an abstract. Every repair is named as a Problem; no text is dropped unnamed.
"""

from __future__ import annotations

import re
from functools import cached_property

from litreview.formats.bibtex_scan import AFTER_CLOSE, NAME_EQUALS, SPACE, Scan, UnclosedError, ValueReader
from litreview.formats.bibtex_text import REFER

_BLOCK = re.compile(r"^[ \t]*@[ \t]*[A-Za-z_][\w-]*\s*[{(]", re.MULTILINE)
_HEAD = re.compile(
    r"""@\s*([A-Za-z_][\w-]*+)\s*+(?:([{(])|(?=[^\s{}(),=@"]*,\s*[A-Za-z][\w-]*\s*=\s*[{"\d]))"""
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
        whole = _Reader(text, head, min(len(text), start + window), strict=True).read(limit)
    except UnclosedError:
        whole = None
    if whole is not None and (whole.end <= limit or _clean_end(text, whole)):
        if whole.end > limit:
            whole.fault("LR014", limit)
        return whole
    return _Reader(text, head, limit, strict=False).read(limit)


def _clean_end(text: str, found: Scan) -> bool:
    """Return whether an entry that spans other block starts ends as an entry should, so that they are text in it."""
    if _wayward(found):
        return False
    rest = text[found.end : found.end + 200].lstrip(" \t,;")
    return not rest or rest[0] in "\n@%"


def _wayward(found: Scan) -> bool:
    """Return whether what was mended makes it doubtful that this is still the same entry."""
    return found.has("LR011", "LR024", "LR010")


class _Reader(ValueReader):
    def __init__(self, text: str, head: re.Match[str], limit: int, *, strict: bool) -> None:
        super().__init__(text, head.end(), limit, Scan(head.group(1).lower(), ""), strict=strict)
        self.close = ")" if head.group(2) == "(" else "}"
        if not head.group(2):
            self.found.fault("LR009", head.start())

    def read(self, following: int) -> Scan:
        """Return the entry; a strict reading that went astray beyond `following`, where the next one starts, ends there."""
        self._key()
        while self._field():
            if self.strict and self.at > following and _wayward(self.found):
                raise UnclosedError
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
            rest = SPACE.match(text, stop, self.limit)
            after = rest.end() if rest else stop
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
            space = SPACE.match(text, self.at, self.limit)
            self.at = space.end() if space else self.at
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
        found.fields.append(((words or [""])[-1].lower(), self.value(name.start())))
        return True

    def _no_end(self) -> bool:
        if self.strict:
            raise UnclosedError
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
        """Take text that is no `name = value`: a field without value, one without `=`, or text that belongs to none."""
        text, found = self.text, self.found
        bare = _NO_EQUALS.match(text, self.at, self.limit)
        if bare:
            found.fault("LR028", self.at, field=bare.group(1))
            start, self.at = self.at, bare.end()
            found.fields.append((bare.group(1).lower(), self.value(start)))
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
        """Where each brace from here on is closed, found once: a text of braces that nobody closes would be read again for each."""
        found: dict[int, int] = {}
        unclosed: list[int] = []
        for mark in _BRACE.finditer(self.text, self.at, self.limit):
            if mark[0] == "{":
                unclosed.append(mark.start())
            elif unclosed:
                found[unclosed.pop()] = mark.end()
        return found
