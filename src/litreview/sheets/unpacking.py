"""Whether a workbook may be unpacked: what it holds is weighed before anything keeps it.

A workbook is a zip archive of XML. A few kilobytes of it can unpack to gigabytes, in letters or in cells, so the parts are streamed
past a counter first. Measured: a sheet of 10,000 abstracts unpacks to 40 MB and has less than a million elements.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.parsers import expat

from litreview.text.xml_trees import XmlError, careful_parser

_BYTES = 200_000_000  # unpacked
_ELEMENTS = 3_000_000
_DEPTH = 100
_CHUNK = 1 << 16
_XML = (".xml", ".rels", ".vml")
_TOO_LARGE = (
    "unpacks to far more than a sheet of ours holds; copy the rows with answers, hidden columns too, into a sheet "
    "written anew by `litreview sheet`, and save that"
)


class _TooLargeError(Exception):
    """The parts that were streamed so far are more than a sheet of ours has."""


def unfit(data: bytes) -> str:
    """Return why bytes can't be a workbook of ours, `""` if they may be. What comes out is bounded, whatever the directory claims."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                other = "an OpenDocument file" if "content.xml" in names else "no workbook"
                return f"is {other}; save it as 'Excel workbook (.xlsx)'"
            entries = archive.infolist()
            if any(entry.flag_bits & 1 for entry in entries):
                return "is protected by a password; save it without"
            # the standard of such files knows these two, and others unpack without bound (ECMA-376, part 2, annex C)
            if any(
                entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries
            ):
                return "is packed as no spreadsheet packs it; save it again as 'Excel workbook (.xlsx)'"
            if sum(entry.file_size for entry in entries) > _BYTES:
                return _TOO_LARGE
            _weigh(archive, [entry for entry in entries if entry.filename.lower().endswith(_XML)])
    except _TooLargeError:
        return _TOO_LARGE
    except (XmlError, expat.ExpatError):
        return "is damaged: a part of it is not sound XML; open it and save it again as .xlsx"
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, zlib.error):
        return "is no .xlsx workbook, or a damaged one; save it as 'Excel workbook (.xlsx)'"
    return ""


def _weigh(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Stream the parts past counters of bytes, elements and depth. `_TooLargeError` as soon as one is too large."""
    size = elements = depth = 0

    def begin(*_: object) -> None:
        nonlocal elements, depth
        elements += 1
        depth += 1
        if elements > _ELEMENTS or depth > _DEPTH:
            raise _TooLargeError

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    for part in parts:
        parser = careful_parser()
        parser.StartElementHandler = begin
        parser.EndElementHandler = end
        depth = 0
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > _BYTES:
                    raise _TooLargeError
                parser.Parse(chunk)
        parser.Parse(b"", True)  # noqa: FBT003 - expat takes no name
