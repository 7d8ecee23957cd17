"""Read full texts with their pages: PDFs by pdfium in processes of their own, other documents by pandoc, plain texts directly.

A malicious PDF may crash, hang or fill the memory of the process that reads it; another one continues with the next file.
`serve` is what runs in such a process.
"""

from __future__ import annotations

import ctypes
import importlib.util
import io
import json
import re
import signal
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import pairwise
from queue import SimpleQueue
from statistics import median
from threading import Event
from typing import IO, Any, NamedTuple

from litreview.core import pandoc, processes
from litreview.formats.documents.page_layout import (
    LaidPage,
    PageLines,
    TextLine,
    clean,
    in_columns,
    lay_out,
    line_spacing,
    running_heads,
)

MAX_BYTES = 200_000_000
MAX_PAGES = 5_000
_MAX_PAGE_CHARACTERS = 300_000
_MAX_CHARACTERS = 30_000_000
_MEMORY = 1_000_000_000
_CPU_SECONDS = 60
"""Seconds of computing that a PDF may take; the time of the clock says little on a busy machine."""
_SILENT_SECONDS = 600.0
"""Seconds without a page, after which a process hangs."""
_FRONT_PAGES = 12
"""Pages on which a thesis may have its abstract."""
_OPENED_PAGES = 4
_HELD_MEMORY = 150_000_000
"""Bytes of memory from which on a document is opened anew after each few pages: pdfium holds the pictures of all pages that it opened."""
_MIN_CHARACTERS = 25
"""Letters that a page has at least if it is no picture."""

ENDINGS = (".pdf", ".docx", ".odt", ".html", ".htm", ".xhtml", ".epub", ".txt", ".md")
"""The endings of files that are read."""
_PANDOC = {".docx": "docx", ".odt": "odt", ".html": "html", ".htm": "html", ".xhtml": "html", ".epub": "epub"}


class FrontLine(NamedTuple):
    """A line of the first pages: its page, the height of its letters, its distance to the line above in lines, its left edge, its text.

    `running`: it is a running head.
    """

    page: int
    height: float
    gap: float
    left: float
    text: str
    running: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRead:
    """What a file holds: its pages, the lines of its first pages, the lines of its reference list, its title.

    `fault` says why it was not read: `encrypted`, `damaged`, `scanned`, `garbled`, `too-large`, `too-long`, `no-reader`; `""` for none.
    """

    pages: tuple[LaidPage, ...] = field(default=(), repr=False)
    front: tuple[FrontLine, ...] = field(default=(), repr=False)
    references: str = field(default="", repr=False)
    title: str = ""
    fault: str = ""


Job = Callable[[], tuple[str, bytes]]
"""Returns the ending and the bytes of a file, when its turn has come."""


def is_installed() -> bool:
    """Return whether pypdfium2 is installed, which reads PDFs."""
    return importlib.util.find_spec("pypdfium2") is not None


def read_documents(jobs: Sequence[Job]) -> Iterator[tuple[int, TextRead]]:
    """Yield the place and the text of each file, as they are read: on all processors, in any order."""
    stop, workers = Event(), SimpleQueue[_Worker]()
    number = min(processes.processors(), len(jobs))
    for _ in range(number):
        workers.put(_Worker())
    pool = ThreadPoolExecutor(max_workers=max(number, 1))

    def read(place: int) -> tuple[int, TextRead]:
        worker = workers.get()
        try:
            return place, worker.read(*jobs[place](), stop)
        finally:
            workers.put(worker)

    waiting: set[Future[tuple[int, TextRead]]] = set()
    places = iter(range(len(jobs)))
    try:
        while True:
            # a few at a time: each holds the bytes of its file
            waiting |= {
                pool.submit(read, place)
                for _, place in zip(range(number + 1 - len(waiting)), places, strict=False)
            }
            if not waiting:
                break
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for one in done:
                yield one.result()
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)
        while not workers.empty():
            workers.get().close()


class _Worker:
    """Reads files one after the other; a process reads the PDFs, and is replaced when it hangs or crashes."""

    def __init__(self) -> None:
        self._started: processes.started | None = None
        self._child: Any = None
        self._lines: processes.OutputLines | None = None

    def read(self, ending: str, data: bytes, stop: Event) -> TextRead:
        """Return the text of a file."""
        if len(data) > MAX_BYTES:
            return TextRead(fault="too-large")
        if ending == ".pdf" or b"%PDF-" in data[:1024]:
            return self._pdf(data, stop)
        return _read_other(ending, data, stop)

    def _pdf(self, data: bytes, stop: Event) -> TextRead:
        if not is_installed():
            return TextRead(fault="no-reader")
        try:
            return self._read_in_child(data, stop)
        except processes.TooLongError:
            self.close()
            return TextRead(fault="too-long")
        except (OSError, ValueError):
            self.close()
            return TextRead(fault="damaged")

    def _read_in_child(self, data: bytes, stop: Event) -> TextRead:
        if self._lines is None:
            arguments, first = processes.own_python(__name__)
            self._started = processes.started(arguments, stdin=-1)
            self._child = self._started.__enter__()
            self._lines = processes.OutputLines(self._child)
            self._child.stdin.write(first)
        self._child.stdin.write(b"%d\n" % len(data) + data)
        self._child.stdin.flush()
        while (line := self._wait(stop)) == b"page\n":
            pass
        if line.endswith(b"\n"):
            return _from_json(json.loads(line))
        if self._child.wait() == -getattr(signal, "SIGXCPU", 0):
            raise processes.TooLongError("pdfium", _CPU_SECONDS)
        raise ValueError("the process ended")

    def _wait(self, stop: Event) -> bytes:
        """Return the next line; `TooLongError` where none comes, or Ctrl-C was pressed."""
        seconds = 0.0
        while self._lines is not None and not stop.is_set() and seconds < _SILENT_SECONDS:
            try:
                return self._lines.next(0.5)
            except processes.TooLongError:
                seconds += 0.5
        raise processes.TooLongError("pdfium", _SILENT_SECONDS)

    def close(self) -> None:
        """End the process."""
        if self._started is not None:
            self._started.__exit__(None, None, None)
        self._started = self._lines = None


def _from_json(found: dict[str, Any]) -> TextRead:
    return TextRead(
        pages=tuple(LaidPage(text=a, notes=b, printed=c, label=d) for a, b, c, d in found["pages"]),
        front=tuple(FrontLine(*line) for line in found["front"]),
        references=found["references"],
        title=found["title"],
        fault=found["fault"],
    )


# ---------------------------------------------------------------------------------------------- documents without pages
def _read_other(ending: str, data: bytes, stop: Event) -> TextRead:
    if ending in _PANDOC:
        if data.startswith(b"PK") and not _unpacks_within_limit(data):
            return TextRead(fault="too-large")
        try:
            text = pandoc.plain_text(data, _PANDOC[ending], stop)
        except pandoc.PandocUnfinishedError:
            return TextRead(fault="too-long")
        except pandoc.PandocError:
            return TextRead(fault="damaged")
    else:
        from litreview.formats.documents.text_extraction import plain_text

        decoded = plain_text(data)
        if decoded is None:
            return TextRead(fault="damaged")
        text = decoded
    # marks of notes are no words
    text = _NOTE_MARK.sub("", text) if ending in (".docx", ".odt", ".md") else text
    lines = [line.rstrip() for line in text[:_MAX_CHARACTERS].replace("\r\n", "\n").split("\n")]
    paragraphs = [" ".join(block.split()) for block in re.split(r"\n\s*\n", "\n".join(lines))]
    front = [line.strip().lstrip("# ") for line in lines[:60] if line.strip()]
    return TextRead(
        pages=(LaidPage(text="\n".join(filter(None, map(clean, paragraphs)))),),
        front=tuple(FrontLine(0, 0.0, 2.0, 0.0, clean(line)) for line in front),
        references=_after_heading([(line.lstrip("# "), line, 0.0) for line in lines]),
        title=front[0] if front else "",
        fault="" if any(paragraphs) else "scanned",
    )


_NOTE_MARK = re.compile(r"(?<=[^\s\[])\[\^?\d{1,4}\](?!:)")


def _unpacks_within_limit(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(one.file_size for one in archive.infolist()) <= MAX_BYTES
    except (zipfile.BadZipFile, ValueError, OSError):
        return True  # pandoc says that it is damaged


# ---------------------------------------------------------------------------------------------- in the process of pdfium
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
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + _CPU_SECONDS, hard))


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
            page = _page_lines(pdfium, document, number)
            total += sum(len(line.text) for line in page.lines)
            if total > _MAX_CHARACTERS:
                return TextRead(fault="too-large")
            pages.append(page)
            target.write(b"page\n")
            target.flush()
        title = _wide(lambda buffer, size: pdfium.FPDF_GetMetaText(document, b"Title", buffer, size))
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
    running = running_heads(pages)
    return TextRead(
        pages=lay_out(pages, running),
        front=tuple(_front_lines(pages[:_FRONT_PAGES], running)),
        references=_reference_lines(pages, running),
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


def _is_garbled(pages: Sequence[PageLines]) -> bool:
    """Return whether the letters have no meaning: the fonts of some files do not say which letter is which."""
    text = "".join(line.text for page in pages[:20] for line in page.lines)
    dense = "".join(text.split())
    readable = sum(c.isalnum() or c in ".,;:-()'\"“”’‘" for c in dense)
    private = sum("\ue000" <= c <= "\uf8ff" or c == "\ufffd" or c < " " for c in dense)
    words = re.findall(r"\S*[^\W\d_]\S*", text)
    torn = sum(len(word) == 1 for word in words) > 0.6 * len(words)
    return bool(dense) and (torn or readable < 0.5 * len(dense) or private > 0.15 * len(dense))


def _indented(line: TextLine, others: Sequence[TextLine]) -> str:
    """Return the text of a line, indented if it stands further right than the lines of its column do."""
    column = [
        one.left
        for one in others
        if abs(one.left - line.left) < 4 * max(line.height, 1) and len(one.text) > 3
    ]
    return f"    {line.text}" if column and line.left - min(column) > 0.5 * max(line.height, 1) else line.text


_NUMBERING = r"(?:(?:\d{1,2}|[IVX]{1,5})\.?\s+)?"
_REFERENCES = re.compile(
    rf"{_NUMBERING}(?:references?(?: cited| list)?|list of references|(?:selected |select )?bibliography|works? cited|literature cited"
    r"|bibliographie|literatur(?:verzeichnis)?|bibliograf[ií]a|bibliografia|referencias|références|referências):?",
    re.IGNORECASE,
)
_FIRST_NUMBER = re.compile(r"\s*(?:\[1\]|1[.)]\s)")
_AFTERWARDS = re.compile(
    rf"{_NUMBERING}(?:appendix|appendices|annex|supplement\w*|acknowledge?ments?|about the authors?|author biograph\w+|index|anhang|anexo|annexe)\b.{{0,60}}",
    re.IGNORECASE,
)


def _reference_lines(pages: Sequence[PageLines], running: Sequence[set[int]]) -> str:
    """Return the lines of the reference list; its heading may be the running head of its pages, too."""

    def rows(*, with_heads: bool) -> list[tuple[str, str, float]]:
        found: list[tuple[str, str, float]] = []
        headed = False
        for page, heads in zip(pages, running, strict=True):
            body = [line for n, line in enumerate(page.lines) if n not in heads]
            for n, line in enumerate(page.lines):
                is_first = with_heads and not headed and bool(_REFERENCES.fullmatch(line.text.strip()))
                headed = headed or is_first
                if n not in heads or is_first:
                    found.append((line.text, _indented(line, body), line.height))
        return found

    return _after_heading(rows(with_heads=False)) or _after_heading(rows(with_heads=True))


def _after_heading(lines: Sequence[tuple[str, str, float]]) -> str:
    """Return the lines below the last heading of a reference list, up to the next part, without notes in smaller letters.

    Each line is given bare, as it is indented, and with the height of its letters.
    """
    heads = [n for n, (bare, _, _) in enumerate(lines) if _REFERENCES.fullmatch(bare.strip())]
    if not heads:
        return ""
    # the heading may be printed again above each page of the list
    first = [n for n in heads if any(_FIRST_NUMBER.match(bare) for bare, _, _ in lines[n + 1 : n + 3])]
    rest = lines[(first or heads)[-1] + 1 :]
    end = next(
        (n for n, (bare, _, _) in enumerate(rest) if n > 2 and _AFTERWARDS.fullmatch(bare.strip())), len(rest)
    )
    end = min(end, _end_of_numbered([bare for bare, _, _ in rest[:end]]))
    usual = median(height for _, _, height in rest[:end]) if end else 0.0
    return "\n".join(text for _, text, height in rest[:end] if height >= 0.9 * usual)[:2_000_000]


def _end_of_numbered(lines: Sequence[str]) -> int:
    """Return the number of lines in a list that begins with `[1]`: up to the last number, and as many lines as a reference has at most.

    What follows a list without a heading is no part of its last reference.
    """
    places: list[int] = []
    for place, line in enumerate(lines):
        if line.lstrip().startswith(f"[{len(places) + 1}]"):
            places.append(place)
    if len(places) < 5 or places[0] > 3:
        return len(lines)
    return places[-1] + max(1, *(after - before for before, after in pairwise(places)))


def _wide(fill: Callable[[Any, int], int]) -> str:
    """Return a text that pdfium writes into a buffer, in UTF-16."""
    size = min(fill(None, 0), 20_000)
    buffer = ctypes.create_string_buffer(max(size, 2))
    fill(buffer, size)
    return buffer.raw[: max(size - 2, 0)].decode("utf-16-le", "replace")


def _page_lines(pdfium: Any, document: Any, number: int) -> PageLines:
    label = _wide(lambda buffer, size: pdfium.FPDF_GetPageLabel(document, number, buffer, size))
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return PageLines(lines=(), label=label)
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        if not text_page:
            return PageLines(lines=(), label=label)
        return PageLines(lines=in_columns(list(_lines(pdfium, text_page))), label=label)
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)


_LINE = re.compile(r"[^\r\n\ufffe\x02]+")
_MARKER = re.compile(r"(?<=[^\W\d_]|[.,;:”\"’)\]])(?:\d{1,3}(?:,\d{1,3})*|[*†‡§]{1,2})(?=\s|$|[.,;:)])")


def _lines(pdfium: Any, page: Any) -> Iterator[TextLine]:
    """Yield the lines of a page; marks of notes are left out of their text."""
    count = min(pdfium.FPDFText_CountChars(page), _MAX_PAGE_CHARACTERS)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(page, 0, count, buffer) if count > 0 else 0
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", "replace")
    box = pdfium.FS_RECTF()
    origin = ctypes.c_double(), ctypes.c_double()

    edges = [ctypes.c_double() for _ in range(4)]

    def height(place: int) -> float:
        pdfium.FPDFText_GetLooseCharBox(page, place, box)
        return float(box.top - box.bottom)

    def edge(place: int, which: int) -> float:
        """Return an edge of a letter of a font that does not say how high it is: the left one, or the right one."""
        pdfium.FPDFText_GetCharBox(page, place, *edges)
        return edges[which].value

    def is_raised(place: int, base: float, size: float) -> bool:
        """Return whether a figure is small, or stands above the line."""
        bottom = ctypes.c_double()
        pdfium.FPDFText_GetCharBox(
            page, place, *(ctypes.c_double() for _ in range(2)), bottom, ctypes.c_double()
        )
        return height(place) < 0.85 * size or bottom.value > base + 0.2 * size

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

    Each line is given with the place of its first letter. `edge` returns the left edge (0) or right edge (1) of a letter.
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
