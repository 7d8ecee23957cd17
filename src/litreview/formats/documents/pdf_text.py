"""Read PDFs with pdfium, in a process of their own: a malicious PDF may crash, hang or fill the memory of the process that reads it.

`serve` is what runs in such a process.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from typing import IO

from litreview.formats.documents.page_layout import (
    PageLines,
    clean,
    lay_out,
    line_spacing,
    running_heads,
    without_line_numbers,
)
from litreview.formats.documents.pdf_lines import page_lines, pdf_string
from litreview.formats.documents.reference_section import reference_lines
from litreview.formats.documents.text_read import MAX_CHARACTERS, FrontLine, TextRead

MAX_PAGES = 5_000
_MEMORY = 1_000_000_000
CPU_SECONDS = 60
"""Seconds of computing that a PDF may take; the time of the clock says little on a busy machine."""
_FRONT_PAGES = 12
"""Pages on which a thesis may have its abstract."""
_OPENED_PAGES = 4
_HELD_MEMORY = 150_000_000
"""Bytes of memory from which on a document is opened anew after each few pages: pdfium holds the pictures of all pages that it opened."""
_MIN_CHARACTERS = 25
"""Letters that a page has at least if it is no picture."""


def is_installed() -> bool:
    """Return whether pypdfium2 is installed, which reads PDFs."""
    return importlib.util.find_spec("pypdfium2") is not None


def serve() -> None:
    """Read PDFs from standard input, each after its length, and write each as one line of JSON."""
    limit_memory(_MEMORY)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while size := source.readline():
        data = source.read(int(size))
        _limit_time()
        read = _read_pdf(data, target)
        found = {
            "pages": [(p.text, p.notes, p.printed, p.label) for p in read.pages],
            "front": read.front,
            "references": read.references,
            "title": read.title,
            "fault": read.fault,
        }
        target.write(json.dumps(found).encode() + b"\n")
        target.flush()


def limit_memory(size: int) -> None:
    """Let this process use so many bytes of memory, and write no file."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _limit_time() -> None:
    """Let this process compute for a while from now on; then the system ends it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + CPU_SECONDS, hard))


_PASSWORD_ERROR = 4


def _read_pdf(data: bytes, target: IO[bytes]) -> TextRead:
    import pypdfium2.raw as pdfium

    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        fault = "encrypted" if pdfium.FPDF_GetLastError() == _PASSWORD_ERROR else "damaged"
        return TextRead(fault=fault)
    try:
        count = pdfium.FPDF_GetPageCount(document)
        if count > MAX_PAGES:
            return TextRead(fault="too-large")
        pages: list[PageLines] = []
        total = 0
        for number in range(count):
            if number and number % _OPENED_PAGES == 0 and _peak_memory() > _HELD_MEMORY:
                pdfium.FPDF_CloseDocument(document)
                document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
            page = page_lines(pdfium, document, number)
            total += sum(len(line.text) for line in page.lines)
            if total > MAX_CHARACTERS:
                return TextRead(fault="too-large")
            pages.append(page)
            target.write(b"page\n")
            target.flush()
        title = pdf_string(lambda buffer, size: pdfium.FPDF_GetMetaText(document, b"Title", buffer, size))
    finally:
        pdfium.FPDF_CloseDocument(document)
    return _laid_text(pages, title)


def _peak_memory() -> int:
    """Return the most bytes of memory that this process has used, 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _laid_text(pages: Sequence[PageLines], title: str) -> TextRead:
    counts = sorted(sum(len(line.text) for line in page.lines) for page in pages)
    if not counts or counts[len(counts) // 2] < _MIN_CHARACTERS:
        return TextRead(fault="scanned" if counts else "damaged")
    if _is_garbled(pages):
        return TextRead(fault="garbled")
    pages = without_line_numbers(pages)
    running = running_heads(pages)
    return TextRead(
        pages=lay_out(pages, running),
        front=tuple(_front_lines(pages[:_FRONT_PAGES], running)),
        references=reference_lines(pages, running),
        title=clean(title),
    )


def _front_lines(pages: Sequence[PageLines], running: Sequence[set[int]]) -> Iterator[FrontLine]:
    spacing = line_spacing([page.lines for page in pages]) or 1.0
    for number, page in enumerate(pages):
        above = page.lines[0] if page.lines else None
        for place, line in enumerate(page.lines):
            gap = (above.base - line.base) / spacing if above else 0.0
            yield FrontLine(
                number,
                round(line.height, 1),
                round(gap, 2),
                round(line.left, 1),
                clean(line.text),
                place in running[number],
            )
            above = line


_READABLE = re.compile(r"[^\W_]|[.,;:\-()'\"“”’‘]")
_PRIVATE = re.compile("[\x00-\x1f\ue000-\uf8ff\ufffd]")


def _is_garbled(pages: Sequence[PageLines]) -> bool:
    """Return whether the letters have no meaning: the fonts of some files do not say which letter is which."""
    text = "".join(line.text for page in pages[:20] for line in page.lines)
    dense = "".join(text.split())
    readable = len(_READABLE.findall(dense))
    private = len(_PRIVATE.findall(dense))
    words = re.findall(r"\S*[^\W\d_]\S*", text)
    torn = sum(len(word) == 1 for word in words) > 0.6 * len(words)
    return bool(dense) and (torn or readable < 0.5 * len(dense) or private > 0.15 * len(dense))
