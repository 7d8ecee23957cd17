"""Read the lines of a page of a PDF with their positions, from pdfium."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from litreview.formats.documents.page_layout import PageLines, TextLine, in_columns

_MAX_PAGE_CHARACTERS = 300_000


def pdf_string(fill: Callable[[Any, int], int]) -> str:
    """Return a text that pdfium writes into a buffer, in UTF-16."""
    size = min(fill(None, 0), 20_000)
    buffer = ctypes.create_string_buffer(max(size, 2))
    fill(buffer, size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")


def page_lines(pdfium: Any, document: Any, number: int) -> PageLines:
    """Return the lines of a page, counted from 0, and its label."""
    label = pdf_string(lambda buffer, size: pdfium.FPDF_GetPageLabel(document, number, buffer, size))
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return PageLines(lines=(), label=label)
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        lines = in_columns([*_lines(pdfium, text_page)]) if text_page else ()
        return PageLines(lines=lines, label=label)
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)


_ADOBE_LETTERS = {0xF730 + n: str(n) for n in range(10)} | {0xF761 + n: chr(ord("A") + n) for n in range(26)}
"""Old-style figures and small capitals as old fonts of Adobe encode them (Adobe Glyph List)."""
_HAS_ADOBE_LETTER = re.compile("[\uf730-\uf739\uf761-\uf77a]").search
_LINE = re.compile(r"(?:[^\r\n\ufffe\x02]|(?<=[a-z])\r(?=[a-z]))+")
"""A line of pdfium's text, which ends with `\\r\\n`; within a word `\\r` is a ligature of TeX's fonts."""
_MARKER = re.compile(r"(?<=[^\W\d_]|[.,;:”\"’)\]])(?:\d{1,3}(?:,\d{1,3})*|[*†‡§]{1,2})(?=\s|$|[.,;:)])")


def _lines(pdfium: Any, page: Any) -> Iterator[TextLine]:
    """Yield the lines of a page; marks of notes are left out of their text."""
    count = min(pdfium.FPDFText_CountChars(page), _MAX_PAGE_CHARACTERS)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(page, 0, count, buffer) if count > 0 else 0
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
    # few fonts have one, and to look is faster than to replace
    text = text.translate(_ADOBE_LETTERS) if _HAS_ADOBE_LETTER(text) else text
    box = pdfium.FS_RECTF()
    origin = ctypes.c_double(), ctypes.c_double()

    edges = [ctypes.c_double() for _ in range(4)]

    def height(place: int) -> float:
        pdfium.FPDFText_GetLooseCharBox(page, place, box)
        return float(box.top - box.bottom)

    def edge(place: int, which: int) -> float:
        """Return an edge of a letter itself, also of a font that does not say how high it is: left, right, below or above."""
        pdfium.FPDFText_GetCharBox(page, place, *edges)
        return edges[which].value

    def is_raised(place: int, base: float, size: float) -> bool:
        """Return whether a figure is small, or stands above the line."""
        return height(place) < 0.85 * size or edge(place, 2) > base + 0.2 * size

    def line(words: str, first: int) -> TextLine:
        """Return the words from a letter on as a line."""
        last = first + len(words) - 1
        size = height(first)
        left, top = float(box.left), float(box.top)
        pdfium.FPDFText_GetCharOrigin(page, first, origin[0], origin[1])
        base = origin[1].value or top - size
        pdfium.FPDFText_GetLooseCharBox(page, last, box)
        right = float(box.right)
        middle = height((first + last) // 2)
        size = max(size, middle) if size and middle < 1.7 * size else size
        if size <= 0:
            size, left, right = pdfium.FPDFText_GetFontSize(page, first), edge(first, 0), edge(last, 1)
        return TextLine(words, left, max(right, left), base, size)

    found = []
    for one in _LINE.finditer(text):
        if words := one[0].strip():
            first = one.start() + one[0].index(words[0])
            broken = text[one.end() : one.end() + 1] in ("\ufffe", "\x02")
            found.append((first, line(words, first)._replace(joined=broken)))
    for first, whole in _split_at_gutter(found, edge, line):
        words = whole.text
        marks = [
            mark
            for mark in _MARKER.finditer(words)
            if is_raised(first + mark.start(), whole.base, whole.height)
        ]
        for mark in reversed(marks):
            words = words[: mark.start()] + words[mark.end() :]
        yield whole._replace(text=f"{words}-" if whole.joined else words)


_FEWEST_LINES = 8
"""Lines across a page that tell whether it has a gutter."""


def _split_at_gutter(
    lines: Sequence[tuple[int, TextLine]],
    edge: Callable[[int, int], float],
    line: Callable[[str, int], TextLine],
) -> Iterator[tuple[int, TextLine]]:
    """Yield the lines of a page, those that go across the gap between two columns as two: some files store the columns row by row.

    Each line has the position of its first letter. `edge` returns the left edge (0) or right edge (1) of a letter.
    """
    extent = max((one.right for _, one in lines), default=0.0) - min(
        (one.left for _, one in lines), default=0.0
    )

    def gaps_of(first: int, one: TextLine, start: int, end: int) -> list[tuple[float, float, int]]:
        return [
            (edge(first + at - 1, 1), edge(first + at + 1, 0), at)
            for at in range(max(start, 1), min(end, len(one.text) - 1))
            if one.text[at] == " "
        ]

    gaps = {
        first: gaps_of(first, one, len(one.text) // 4, 3 * len(one.text) // 4)
        for first, one in lines
        if one.right - one.left > 0.6 * extent and len(one.text) > 20
    }
    votes = Counter(
        x
        for first, one in lines
        for a, b, _ in gaps.get(first, ())
        if b - a > 0.45 * one.height
        for x in range(int(a) + 1, int(b) + 1)
    )
    gutter, count = max(votes.items(), key=lambda vote: (vote[1], -vote[0]), default=(0, 0))
    if len(gaps) < _FEWEST_LINES or count < 0.6 * len(gaps):
        yield from lines
        return
    for first, one in lines:
        crosses = one.left < gutter < one.right
        at = (
            next((at for a, b, at in gaps_of(first, one, 0, len(one.text)) if a < gutter <= b), 0)
            if crosses
            else 0
        )
        if not at:
            yield first, one
            continue
        yield first, line(one.text[:at].rstrip(), first)
        rest = one.text[at:].lstrip()
        start = first + len(one.text) - len(rest)
        yield start, line(rest, start)._replace(joined=one.joined)
