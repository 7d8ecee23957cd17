"""Read full texts with their pages, on all processors: PDFs in processes of their own, which are replaced when one crashes or hangs."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event, local
from typing import Any

from litreview.core import processes
from litreview.formats.documents import pdf_text
from litreview.formats.documents.page_layout import LaidPage
from litreview.formats.documents.text_read import MAX_BYTES, FrontLine, TextRead
from litreview.formats.documents.unpaged_text import read_unpaged

_SILENT_SECONDS = 600.0
"""Seconds without a page, after which a process hangs."""


Job = Callable[[], tuple[str, bytes]]
"""Returns the ending and the bytes of a file, when its turn has come."""


def read_documents(jobs: Sequence[Job]) -> Iterator[tuple[int, TextRead]]:
    """Yield the place and the text of each file, as they are read: on all processors, in any order."""
    stop, workers = Event(), list[_Worker]()
    number = max(min(processes.processors(), len(jobs)), 1)
    own = local()
    pool = ThreadPoolExecutor(max_workers=number)

    def read(place: int) -> tuple[int, TextRead]:
        if not hasattr(own, "worker"):
            own.worker = _Worker()
            workers.append(own.worker)
        return place, own.worker.read(*jobs[place](), stop)

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
        for worker in workers:
            worker.close()


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
        return read_unpaged(ending, data, stop)

    def _pdf(self, data: bytes, stop: Event) -> TextRead:
        if not pdf_text.is_installed():
            return TextRead(fault="no-reader")
        try:
            return self._read_in_child(data, stop)
        except (processes.TooLongError, OSError, ValueError) as error:
            self.close()
            return TextRead(fault="too-long" if isinstance(error, processes.TooLongError) else "damaged")

    def _read_in_child(self, data: bytes, stop: Event) -> TextRead:
        if self._lines is None:
            arguments, first = processes.own_python(pdf_text.__name__)
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
            raise processes.TooLongError("pdfium", pdf_text.CPU_SECONDS)
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
