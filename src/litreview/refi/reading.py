"""Reading REFI-QDA: XML that is streamed past counters, from a file or from the one member of a zip archive that is wanted.

Nothing is unpacked to a disk and no other member of the archive is opened, so that names such as `../` and bombs among the sources do
nothing. The text of sources goes by and is not kept.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO
from xml.parsers import expat

from litreview.refi.tree import Tree
from litreview.refi.values import QdaCode, QdaProject, RefiError
from litreview.text.xml_trees import XmlError, careful_parser

_BYTES = (
    400_000_000  # of XML, unpacked: transcripts of some hundred interviews with all their codings have 20 MB
)
_CHUNK = 1 << 16
_ZIP = b"PK"
_PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The ways of packing that the standard of such archives names; others unpack without bound."""
_DAMAGED = "is a damaged archive; export the project again"


def read_project(stream: IO[bytes]) -> QdaProject:
    """Return what a `.qdpx`, or the `project.qde` of one, holds; of a `.qdc` the codes. `RefiError` says why it can't be read."""
    head = stream.read(len(_ZIP))
    stream.seek(0)
    if head != _ZIP:
        return _parsed(stream)
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(_project_of(archive)) as member:
            return _parsed(member)
    except RefiError:
        raise
    except (
        *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, KeyError),
        *(NotImplementedError, RuntimeError, ValueError, OverflowError),
    ) as error:
        raise RefiError(_DAMAGED) from error


def read_codebook(data: bytes) -> tuple[QdaCode, ...]:
    """Return the codes of a `.qdc`, in its order. `RefiError` if it can't be read or has none."""
    codes = read_project(io.BytesIO(data)).codes
    if not codes:
        raise RefiError("has no codes")
    return codes


def _project_of(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the member that holds the project: `project.qde` at the top; programs differ in case and name."""
    found = [entry for entry in archive.infolist() if PurePosixPath(entry.filename.lower()).suffix == ".qde"]
    named = [entry for entry in found if entry.filename.lower() == "project.qde"] or found
    if not named:
        raise RefiError("is a zip archive without project.qde: no REFI-QDA project")
    if len(named) > 1:
        raise RefiError("holds several projects; export one at a time")
    entry = named[0]
    if entry.flag_bits & 1:
        raise RefiError("is protected by a password; export it without")
    if entry.compress_type not in _PACKED:
        raise RefiError("is packed in a way that the standard does not know; export it again")
    return entry


def _parsed(stream: IO[bytes]) -> QdaProject:
    tree = Tree()
    parser = careful_parser()
    parser.StartElementHandler = tree.begin
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.text
    size = 0
    try:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > _BYTES:
                raise RefiError("is far larger than any project of interviews; nothing of it is counted")
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes no name
        parser.Parse(b"", True)  # noqa: FBT003
    except XmlError as error:
        raise RefiError(
            "has a document type, in which entities could be declared; REFI-QDA has none"
        ) from error
    except (expat.ExpatError, LookupError) as error:
        why = "is empty" if not size else "is not sound XML; export it again"
        raise RefiError(why) from error
    return tree.project()
