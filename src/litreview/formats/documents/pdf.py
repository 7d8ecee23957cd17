"""Read text, metadata and comments of a PDF with pypdf, in a separate process: a malicious PDF may exhaust time or memory.

`serve` is what runs in such a process.
"""

from __future__ import annotations

import importlib.util
import io
import json
import logging
import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from litreview.core import processes
from litreview.formats.documents.pdf_text import limit_memory

if TYPE_CHECKING:
    import pypdf

_SECONDS = 60.0
_MEMORY = 2_000_000_000
_CREATORS = re.compile(r"<dc:creator>(.*?)</dc:creator>", re.DOTALL)
_OF_NOTES = ("/Contents", "/RC", "/Subj", "/T")
UNREAD = "unread"
"""The kind of a part that describes what was not read."""
_FACTS = re.compile(rb"/(?:Author|Creator|Title|Subject|Keywords)\s*\(([^)]{1,500})\)")

PdfPart = tuple[str, str, str]
"""A part: its kind, its text, its place."""


def read_pdf(data: bytes) -> list[PdfPart]:
    """Return the parts of a PDF; without pypdf the metadata that is readable in its bytes, and for one that can't be read a part that says so."""
    if importlib.util.find_spec("pypdf") is None:
        metadata = b"\n".join(_FACTS.findall(data)).decode("latin-1")
        return [("metadata", metadata, ""), (UNREAD, "a PDF (`pip install pypdf` opens them)", "")]
    arguments, first = processes.own_python(__name__)
    try:
        done = processes.finish(arguments, first + data, seconds=_SECONDS, name="pypdf")
        return [(kind, text, where) for kind, text, where in json.loads(done.out)]
    except (processes.TooLongError, OSError, ValueError):
        return [(UNREAD, "a PDF that is damaged, under a password, or takes too long", "")]


def _parts(data: bytes) -> Iterator[PdfPart]:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    for name, value in (reader.metadata or {}).items():
        if str(value).strip():
            yield "metadata" if name == "/Author" else "text", f"{name}: {value}", "its facts"
    for number, page in enumerate(reader.pages, start=1):
        yield "text", page.extract_text() or "", f"page {number}"
        notes = []
        for each in page.get("/Annots") or ():
            note = each.get_object()
            note_text = "\n".join(str(note[name]) for name in _OF_NOTES if name in note)
            if note.get("/Subtype") in (
                "/Widget",
                "/Link",
            ):  # the value of a form field, or the target of a link
                filled = "\n".join(str(note[name]) for name in ("/V", "/A") if name in note)
                yield "text", f"{note_text}\n{filled}", f"page {number}"
            elif note_text:
                notes.append(note_text)
        if notes:
            yield "comment", "\n".join(notes), f"page {number}"
    try:
        yield from _around(reader)
    except Exception:  # noqa: BLE001 - pypdf raises whatever a damaged file makes it raise
        yield UNREAD, "a part of a PDF that is damaged", ""


def _around(reader: pypdf.PdfReader) -> Iterator[PdfPart]:
    """Yield the parts of a PDF outside its pages: XMP metadata, titles of bookmarks, names of attached files."""
    xmp = reader.root_object.get("/Metadata")
    if xmp is not None:
        xml = xmp.get_object().get_data().decode("utf-8", errors="replace")
        names = "\n".join(_CREATORS.findall(xml))
        if re.sub(r"<[^<>]*>|\s", "", names):
            yield "metadata", re.sub(r"<[^<>]*>", "\n", names), "its facts"
        yield "text", re.sub(r"<[^<>]*>", "\n", xml), "its facts"
    if titles := "\n".join(_titles(reader.outline)):
        yield "text", titles, "its bookmarks"
    for name in reader.attachments:
        yield "text", name, "a file in it"
        yield UNREAD, "a file within a PDF", ""


def _titles(outline: Iterable[object]) -> Iterator[str]:
    for one in outline:
        if isinstance(one, list):
            yield from _titles(one)
        else:
            yield str(getattr(one, "title", ""))


def serve() -> None:
    """Read a PDF from standard input, and write its parts as JSON."""
    logging.disable(logging.CRITICAL)
    limit_memory(_MEMORY)
    sys.stdout.write(json.dumps([*_parts(sys.stdin.buffer.read())]))
