"""Read documents without pages: office documents and web pages by pandoc, plain texts directly."""

from __future__ import annotations

import io
import re
import zipfile
from threading import Event

from litreview.core import pandoc
from litreview.formats.documents.page_layout import LaidPage, clean
from litreview.formats.documents.reference_section import lines_below_heading
from litreview.formats.documents.text_read import MAX_BYTES, MAX_CHARACTERS, FrontLine, TextRead

_PANDOC = {".docx": "docx", ".odt": "odt", ".html": "html", ".htm": "html", ".xhtml": "html", ".epub": "epub"}


def read_unpaged(ending: str, data: bytes, stop: Event) -> TextRead:
    """Return the text of a file that is no PDF, as one page."""
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
    lines = [line.rstrip() for line in text[:MAX_CHARACTERS].replace("\r\n", "\n").split("\n")]
    paragraphs = [" ".join(block.split()) for block in re.split(r"\n\s*\n", "\n".join(lines))]
    front = [line.strip().lstrip("# ") for line in lines[:60] if line.strip()]
    return TextRead(
        pages=(LaidPage(text="\n".join(filter(None, map(clean, paragraphs)))),),
        front=tuple(FrontLine(0, 0.0, 2.0, 0.0, clean(line)) for line in front),
        references=lines_below_heading([(line.lstrip("# "), line, 0.0) for line in lines]),
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
