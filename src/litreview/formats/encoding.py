"""Bytes to text, without loss and without a traceback: byte order mark, UTF-8, what the file declares, then cp1252."""

from __future__ import annotations

import codecs
import re

from litreview.model import Problem, Where
from litreview.problems import problem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# as JabRef (% Encoding), Emacs (coding in the first line) and XML declare it
_DECLARED = re.compile(
    rb"(?:encoding|coding)\s*[:=]\s*[\"']?([A-Za-z0-9][A-Za-z0-9_.-]{2,20})", re.IGNORECASE
)
_BINARY = {
    b"PK\x03\x04": "a zip archive (or a .docx, .xlsx)", b"%PDF-": "a PDF", b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x1f\x8b": "a gzip archive", **dict.fromkeys(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3", b"7z\xbc\xaf", b"\x7fELF"), "a binary file"
    ),
}  # fmt: skip


def decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Return the text with line ends of one kind (line feed), and the Problems met; of a binary file the text is empty."""
    if not data.strip(b" \t\r\n\x00"):
        return "", [problem("LR001", Where(file=path))]
    if what := next((what for mark, what in _BINARY.items() if data.startswith(mark)), ""):
        return "", [problem("LR002", Where(file=path), what=what)]
    problems: list[Problem] = []
    text = _with_mark(data) or _utf16_without_mark(data)
    if text is None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            if _looks_binary(data):
                return "", [problem("LR002", Where(file=path), what="a binary file")]
            text, name = _legacy(data)
            line = data.count(b"\n", 0, error.start) + 1
            problems.append(problem("LR003", Where(file=path, line=line), byte=error.start, encoding=name))
        else:
            if text.count("\x00") * 10 > len(text):
                return "", [problem("LR002", Where(file=path), what="a binary file")]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff"), problems


def _with_mark(data: bytes) -> str | None:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    return None


def _utf16_without_mark(data: bytes) -> str | None:
    """Return the text if every other byte of the beginning is NUL, as in UTF-16 of western text."""
    head = data[:200]
    if len(head) < 8 or b"\x00" not in head:
        return None
    most = len(head) // 2 * 0.8
    for codec, first, second in (("utf-16-le", head[::2], head[1::2]), ("utf-16-be", head[1::2], head[::2])):
        if second.count(0) > most and first.count(0) == 0:
            return data.decode(codec, errors="replace")
    return None


def _looks_binary(data: bytes) -> bool:
    head = data[:8192]
    control = sum(head.count(bytes([c])) for c in (*range(9), *range(14, 32)))
    return control * 20 > len(head)


def _legacy(data: bytes) -> tuple[str, str]:
    declared = _DECLARED.search(data[:2000]) or _DECLARED.search(data[-2000:])
    if declared:
        name = declared.group(1).decode("ascii")
        try:
            codec = codecs.lookup(name)
            if codec._is_text_encoding and codec.name not in {"utf-8", "utf-16", "utf-32"}:  # noqa: SLF001 - no public way to tell text codecs
                return data.decode(name), f"{name}, which the file declares"
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "Latin-1"
