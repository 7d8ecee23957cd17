"""The text, facts and comments of a PDF, read by pypdf in a process of its own: a PDF may be made to take all time or memory.

As a program (`python -m litreview.documents.pdf`) it reads a PDF from standard input and writes its parts as JSON.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from litreview import processes

_SECONDS = 60.0
_MEMORY = 2_000_000_000
_FACTS = re.compile(rb"/(?:Author|Creator|Title|Subject|Keywords)\s*\(([^)]{1,500})\)")

Found = tuple[str, str, str]
"""Of a part: its kind, its text, its place."""


class ClosedError(Exception):
    """A PDF that can't be read, with why."""


def read_pdf(data: bytes) -> list[Found]:
    """Return the parts of a PDF. `ClosedError` if it is damaged, locked, or takes too long."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    try:
        done = processes.finish(
            [sys.executable, "-P", "-m", __name__],
            data,
            seconds=_SECONDS,
            environment=environment,
            name="pypdf",
        )
        return (
            [(kind, text, where) for kind, text, where in json.loads(done.out)]
            if not done.code
            else _closed()
        )
    except (processes.TooLongError, OSError, ValueError):
        return _closed()


def _closed() -> list[Found]:
    raise ClosedError("a PDF that is damaged, under a password, or takes too long")


def is_there() -> bool:
    """Return whether pypdf is installed."""
    return importlib.util.find_spec("pypdf") is not None


def openly(data: bytes) -> str:
    """Return what the bytes of a PDF say openly of who made it: all there is without pypdf."""
    return b"\n".join(_FACTS.findall(data)).decode("latin-1")


def _parts(data: bytes) -> Iterator[Found]:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    for name, value in (reader.metadata or {}).items():
        if str(value).strip():
            yield "metadata" if name == "/Author" else "text", f"{name}: {value}", "its facts"
    for number, page in enumerate(reader.pages, start=1):
        yield "text", page.extract_text() or "", f"page {number}"
        notes = [
            str(value)
            for note in page.get("/Annots") or ()
            for name, value in note.get_object().items()
            if name in ("/Contents", "/T")
        ]
        if notes:
            yield "comment", "\n".join(notes), f"page {number}"


def _main() -> None:
    import logging

    logging.disable(logging.CRITICAL)
    try:
        import resource
    except ImportError:  # Windows
        pass
    else:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    found = list(_parts(sys.stdin.buffer.read()))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _main()
