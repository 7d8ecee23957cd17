"""Entries of BibTeX taken out of a file: that entry's text alone is touched, every other byte stays as it is.

A file is read as Latin-1, in which every byte is one letter, so that offsets are those of its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from litreview.withdrawal.names import CODE

_HEAD = re.compile(
    r"(?<![\w@])@\s*(?!(?:comment|string|preamble)\b)[A-Za-z][\w-]*\s*([{(])\s*([^\s,(){}=]+)\s*(?=[,})])",
    re.IGNORECASE,
)
_NEXT = re.compile(r"^[ \t]*@\s*[A-Za-z][\w-]*\s*[{(]", re.MULTILINE)
_MARKS = (re.compile(r"\\.|[{}()\"]", re.DOTALL), re.compile(r"[{}()\"]"))
_WITHDRAWN = re.compile(r"\bwithdrawn\s*=\s*[{\"]?\s*(?!false\b)[^\s{}\",]", re.IGNORECASE)
_STONE = re.compile(
    r"@\s*[a-z]+\s*[{(]\s*[^\s,]+\s*,\s*withdrawn\s*=\s*(?:\{\s*true\s*\}|\"\s*true\s*\")\s*,?\s*[})]",
    re.IGNORECASE,
)
_REST = re.compile(r"[ \t]*(?:\r?\n)?")


class UncertainError(Exception):
    """An entry without a sure end: what would be taken out might be another's."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


def codes_of(data: bytes) -> frozenset[str]:
    """Return the keys of a file's entries that are codes."""
    return frozenset(key for _, key, _ in _heads(data.decode("latin-1")) if CODE.fullmatch(key))


def tombstones(data: bytes) -> dict[str, int]:
    r"""Return the codes of those who withdrew, as a register has them, each with its line.

    >>> tombstones(b"@misc{I01, role = {judge}}\n@misc{I07, withdrawn = {true}}\n")
    {'I07': 2}
    """
    text = data.decode("latin-1")
    found: dict[str, int] = {}
    for start, key, opened in _heads(text):
        end = _end(text, opened) or len(text)
        if CODE.fullmatch(key) and _WITHDRAWN.search(text, opened, end):
            found.setdefault(key, text.count("\n", 0, start) + 1)
    return found


def with_tombstone(data: bytes, code: str) -> bytes:
    r"""Return a register in which the entry of a code says that they withdrew and no more; a code that has none is added at the end.

    >>> with_tombstone(b"% kept\n@misc{I07,\n  role = {judge}\n}\n@misc{I08}", "I07")
    b'% kept\n@misc{I07, withdrawn = {true}}\n@misc{I08}'

    One that says just that already stays as it is written. `UncertainError` if the entry has no sure end.
    """
    text = data.decode("latin-1")
    stone = f"@misc{{{code}, withdrawn = {{true}}}}"
    spans = list(_spans(text, {code}))
    if not spans:
        line_end = "\r\n" if "\r\n" in text else "\n"
        gap = "" if not text or text.endswith("\n") else line_end
        return f"{text}{gap}{stone}{line_end}".encode("latin-1")
    start, end = spans[0]
    if len(spans) == 1 and _STONE.fullmatch(text, start, end):
        return data
    rest = _cut(text[end:], {code})
    return f"{text[:start]}{stone}{rest}".encode("latin-1")


def without_tombstone(data: bytes, code: str) -> bytes:
    r"""Return a text without the entry that says of a code that they withdrew, and no more; lines keep their numbers.

    >>> without_tombstone(b"@misc{I07,\nwithdrawn = {true}}\nx", "I07"), without_tombstone(b"@misc{I07, note = {x}}", "I07")
    (b'\n\nx', b'@misc{I07, note = {x}}')
    """
    if code.encode() not in data or b"withdrawn" not in data.lower():
        return data
    text = data.decode("latin-1")
    try:
        stones = [(start, end) for start, end in _spans(text, {code}) if _STONE.fullmatch(text, start, end)]
    except UncertainError:
        return data
    for start, end in reversed(stones):
        text = text[:start] + "\n" * text.count("\n", start, end) + text[end:]
    return text.encode("latin-1")


def without_entries(data: bytes, keys: Collection[str]) -> bytes:
    r"""Return a BibTeX file without the entries of these keys. `UncertainError` if one has no sure end.

    >>> without_entries(b"@misc{I07, note = {}}}\n@misc{I08}\n", {"I08"}), without_entries(b"a\n@misc{I07}\nb", {"I07"})
    (b'@misc{I07, note = {}}}\n', b'a\nb')
    """
    return _cut(data.decode("latin-1"), set(keys)).encode("latin-1")


def _cut(text: str, keys: Collection[str]) -> str:
    kept = []
    at = 0
    for start, end in _spans(text, keys):
        kept.append(text[at:start])
        rest = _REST.match(text, end)
        alone = text[text.rfind("\n", 0, start) + 1 : start].strip() == ""
        at = rest.end() if rest and alone else end
    return "".join([*kept, text[at:]])


def _heads(text: str) -> Iterator[tuple[int, str, int]]:
    """Yield where each entry begins, its key, and where it is opened."""
    for head in _HEAD.finditer(text):
        if "%" in text[text.rfind("\n", 0, head.start()) + 1 : head.start()]:  # commented out
            continue
        yield head.start(), head[2], head.start(1)


def _spans(text: str, keys: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield where the entries of these keys begin and end. `UncertainError` for one that has no end before the next begins."""
    wanted = {key.encode("utf-8", errors="surrogateescape").decode("latin-1") for key in keys}
    for start, key, opened in _heads(text):
        if key not in wanted:
            continue
        end = _end(text, opened)
        if not end:
            raise UncertainError(text.count("\n", 0, start) + 1)
        yield start, end


def _end(text: str, opened: int) -> int:
    """Return the offset behind the mark that closes an entry, 0 if it is not closed before the next one begins."""
    following = _NEXT.search(text, opened)
    limit = following.start() if following else len(text)
    for marks in _MARKS:
        depth = 0
        for found in marks.finditer(text, opened, limit):
            mark = found[0]
            if mark == "{" or (mark == "(" and found.start() == opened):
                depth += 1
            elif mark == "}" or (mark == ")" and depth == 1 and text[opened] == "("):
                depth -= 1
                if depth <= 0:
                    return found.end()
    return 0
