"""What a picture says of itself: the words in its EXIF, XMP and text chunks."""

from __future__ import annotations

import re

_WORDS = re.compile(rb"[\x20-\x7e\x80-\xff]{4,}")
_MARKS = (b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0")
_PNG = (b"tEXt", b"iTXt", b"zTXt", b"eXIf")


def strings(data: bytes) -> str:
    r"""Return the words of a picture's metadata, one a line; nothing if it has none, or only what program drew it.

    >>> strings(b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x0ftEXtAuthor\0Made Up" + b"\0\0\0\0")
    'Author\nMade Up'
    """
    if data.startswith(b"\xff\xd8\xff"):
        return _words(b"\n".join(_segments(data)))
    if data.startswith(b"\x89PNG"):
        return _words(b"\n".join(_chunks(data)))
    if data.startswith((b"II*\0", b"MM\0*")):
        return _words(data[:65536])
    if data.startswith(b"RIFF"):
        at = max(data.find(b"EXIF"), data.find(b"XMP "))
        return _words(data[at + 8 : at + 65536]) if at > 0 else ""
    return ""


def _words(found: bytes) -> str:
    return "\n".join(each.decode("utf-8", errors="replace").strip() for each in _WORDS.findall(found))


def _segments(data: bytes) -> list[bytes]:
    """Return the segments of a JPEG that programs write words into."""
    found = []
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] not in (0xDA, 0xD9):
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at + 4 : at + 2 + size]
        if data[at + 1] == 0xFE or segment.startswith(_MARKS):
            found.append(segment)
        at += 2 + max(size, 2)
    return found


def _chunks(data: bytes) -> list[bytes]:
    found = []
    at = 8
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in _PNG and not data.startswith(b"Software\0", at + 8):
            found.append(data[at + 8 : at + 8 + size])
        at += 12 + size
    return found
