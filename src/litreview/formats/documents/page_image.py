"""Pictures of the pages of PDFs: made by pdfium in a process of its own, which a malicious PDF can't outlive.

`serve` is what runs in such a process.
"""

from __future__ import annotations

import ctypes
import struct
import sys
import zlib

from litreview.core import processes
from litreview.formats.documents.pdf_text import is_installed, limit_memory
from litreview.formats.documents.text_read import MAX_BYTES

_SECONDS = 20.0
_WIDTH, _MAX_HEIGHT = 1_000, 3_000
_MEMORY = 1_000_000_000
_ANNOTATIONS = 0x01
_RED_FIRST = 0x10


def page_image(data: bytes, number: int) -> bytes:
    """Return a page of a PDF, counted from 0, as PNG; `b""` if it is missing or can't be drawn."""
    if not is_installed() or len(data) > MAX_BYTES:
        return b""
    arguments, first = processes.own_python(__name__)
    try:
        made = processes.finish(arguments, first + b"%d\n" % number + data, seconds=_SECONDS, name="pdfium")
    except (processes.TooLongError, OSError):
        return b""
    return made.out if made.code == 0 else b""


def serve() -> None:
    """Read the number of a page and a PDF from standard input, and write the page as PNG."""
    limit_memory(_MEMORY)
    number = int(sys.stdin.buffer.readline())
    sys.stdout.buffer.write(_draw(sys.stdin.buffer.read(), number))


def _draw(data: bytes, number: int) -> bytes:
    import pypdfium2.raw as pdfium

    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    page = pdfium.FPDF_LoadPage(document, number) if document else None
    if not page:
        return b""
    wide, high = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if not (wide > 0 and high > 0):
        return b""
    scale = min(_WIDTH / wide, _MAX_HEIGHT / high)
    width, height = max(round(wide * scale), 1), max(round(high * scale), 1)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGR, None, 0)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, _ANNOTATIONS | _RED_FIRST)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
    return png([pixels[row * stride : row * stride + 3 * width] for row in range(height)], width)


def png(rows: list[bytes], width: int) -> bytes:
    """Return rows of pixels, three bytes each, as PNG.

    >>> png([bytes(3)], 1)[1:4]
    b'PNG'
    """
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    chunks = ((b"IHDR", head), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
