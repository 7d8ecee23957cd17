"""Extract text from a file of any kind: parts with their kinds of text, and the parts that could not be opened.

Unpacking is bounded, whatever an archive declares. No part's place names a person: `where` is a standard name or a number.
Comments, tracked changes, hidden text and the authors' names of an office document are separate parts. Office documents are
OOXML (.docx, .xlsx, .pptx) and OpenDocument (.odt, .ods, .odp).
"""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import IO, Literal, cast

from litreview.core.text.xml_trees import XmlError, careful_parser, parse_whole
from litreview.formats.documents import pdf

Kind = Literal["text", "metadata", "comment", "change", "hidden", "name"]

# standard names of parts, which never name a person
_USUAL = re.compile(
    r"(?:\[Content_Types\]|content|meta|styles|settings|manifest|docProps/\w+|word/\w+|xl/\w+|xl/worksheets/sheet\d+|ppt/\w+|ppt/slides/slide\d+"
    r"|ppt/notesSlides/notesSlide\d+|ppt/comments/\w+|xl/threadedComments/\w+)\.xml"
)
_COMMENTS = re.compile(
    r"(?i)(?:^|/)(?:comments?\w*|threadedcomments?/\w+|people|persons?/\w+|commentauthors|authors)\.xml$|/comments?/"
)
_NOTES = re.compile(r"(?i)/notesSlides/")
_FACTS = re.compile(r"(?i)^docProps/.*\.xml$|^meta\.xml$")
_PARAGRAPHS = frozenset(
    {"p", "h", "br", "tab", "row", "c", "si", "tr", "cell", "table-row", "line-break", "comment"}
)
_MARKING: dict[str, Kind] = {
    **dict.fromkeys(("ins", "del", "moveFrom", "moveTo", "tracked-changes"), "change"),
    "annotation": "comment",
}
_NAMING = frozenset([
    "creator", "lastmodifiedby", "initial-creator", "printed-by", "manager", "company", "user-defined", "lpwstr",
])  # fmt: skip
_PEOPLE = re.compile(r"(?i)(?:^|:)(?:author|initials|displayname|name|userid)$")
_PROGRAMS = re.compile(
    r"(?i)\s*(?:openpyxl|python-docx|pandoc.*|litreview.*|microsoft office.*|libreoffice.*|apache poi|un-?named|author|user)?\s*"
)


def office_kind(names: set[str]) -> str:
    """Return the kind of an office document by the names of its parts: `ooxml`, `odf`, or `""` for none."""
    if "[Content_Types].xml" in names:
        return "ooxml"
    return "odf" if {"content.xml", "mimetype"} <= names or {"content.xml", "meta.xml"} <= names else ""


@dataclass(slots=True)
class _XmlPart:
    """The state while an XML part is parsed: the text so far, and the depth in changes, comments and hidden runs."""

    text: list[str] = field(default_factory=list)
    apart: dict[Kind, list[str]] = field(default_factory=lambda: {"change": [], "comment": [], "hidden": []})
    inside: dict[Kind, int] = field(default_factory=lambda: {"change": 0, "comment": 0, "hidden": 0})
    facts: list[tuple[str, list[str]]] = field(default_factory=list)
    parted: bool = False
    """Whether each element is a separate text, as in metadata, and not part of a sentence."""

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name in _PARAGRAPHS:
            self.words("\n")
        if kind := _MARKING.get(name):
            self.inside[kind] += 1
            self.apart[kind].append(" ")
        if name == "vanish" and attributes.get("w:val", "true") not in ("false", "0"):
            self.inside["hidden"] = max(self.inside["hidden"], 1)
        if name in ("hidden-text", "hidden-paragraph") or _is_hidden(name, attributes):
            self.apart["hidden"].append(" ")
        for each, value in attributes.items():
            if _PEOPLE.search(each) and (self.inside["change"] or "omment" in name):
                self.text.append(f"\n{value}\n")
        self.facts.append(
            (" ".join([name, attributes.get("name", ""), attributes.get("meta:name", "")]).strip(), [])
        )

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if self.parted:
            self.words("\n")
        if kind := _MARKING.get(name):
            self.inside[kind] -= 1
        if name == "r":
            self.inside["hidden"] = 0

    def words(self, text: str) -> None:
        self.text.append(text)
        if self.facts:
            self.facts[-1][1].append(text)
        for each, deep in self.inside.items():
            if deep and text.strip():
                self.apart[each].append(text)


_HIDDEN_BY = (
    ("row", "hidden", ("1", "true")),
    ("col", "hidden", ("1", "true")),
    ("sld", "show", ("0", "false")),
    ("", "text:display", ("none",)),
    ("", "table:visibility", ("collapse",)),
)
"""What hides an element: its name (any, if empty), an attribute and its values."""


def _is_hidden(name: str, attributes: dict[str, str]) -> bool:
    if name == "sheet" and attributes.get("state", "visible") != "visible":
        return True
    return any(
        element in ("", name) and attributes.get(attribute) in values
        for element, attribute, values in _HIDDEN_BY
    )


def office_texts(of: str, name: str, data: bytes) -> Iterator[tuple[Kind, str]]:
    """Yield the text of a document's part, then again its comments, tracked changes, hidden text and authors' names.

    `XmlError` if the part is not sound XML.
    """
    reading = _XmlPart(parted=_FACTS.search(name) is not None)
    parse_whole(careful_parser(reading.begin, reading.end, reading.words), data)
    text = "".join(reading.text)
    if _FACTS.search(name):
        yield from (("metadata", fact) for fact in _facts(reading))
        yield "text", text
        return
    if text.strip():
        yield "text", text
    if _COMMENTS.search(name) and text.strip():
        yield "comment", text
    if _NOTES.search(name) and text.strip() and of == "ooxml":
        yield "hidden", text
    yield from ((each, "".join(found)) for each, found in reading.apart.items() if found)


def _facts(reading: _XmlPart) -> Iterator[str]:
    for name, words in reading.facts:
        value = "".join(words).strip()
        if name.split(" ")[0].lower() in _NAMING and not _PROGRAMS.fullmatch(value):
            yield f"{name}: {value}"


_WORDS = re.compile(rb"[\x20-\x7e\x80-\xff]{4,}")
_MARKS = (b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0")
_PNG = (b"tEXt", b"iTXt", b"zTXt", b"eXIf")


def strings(data: bytes) -> str:
    r"""Return the words of a picture's metadata, one a line; `""` without any, or with only the name of the program.

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


def _segments(data: bytes) -> Iterator[bytes]:
    """Yield the segments of a JPEG that may hold text."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] not in (0xDA, 0xD9):
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at + 4 : at + 2 + size]
        if data[at + 1] == 0xFE or segment.startswith(_MARKS):
            yield segment
        at += 2 + max(size, 2)


def _chunks(data: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] in _PNG and not data.startswith(b"Software\0", at + 8):
            yield data[at + 8 : at + 8 + size]
        at += 12 + size


_BYTES = 200_000_000
_MEMBERS = 20_000
_DEEP = 3
_OPENLY = re.compile("[ -~\u00a0-\u024f]{8,}")  # fewer are noise
_RTF = re.compile(r"\\u(-?[0-9]{1,5}) ?(?:\\'[0-9a-fA-F]{2}|\?)?|\\'([0-9a-fA-F]{2})")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """A text in a file: its kind, and its place in the file."""

    kind: Kind
    text: str = field(repr=False)
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The parts of a file, and descriptions of what could not be opened (`unread`). `searched`: the parts include the raw bytes of that."""

    parts: tuple[TextPart, ...] = ()
    unread: tuple[str, ...] = ()
    searched: bool = True


def _unsearched(what: str) -> Opened:
    return Opened(unread=(what,), searched=False)


class TooLargeError(Exception):
    """A file unpacks to more than the limit."""


class _Budget:
    """The number of bytes that may still be unpacked from one file."""

    def __init__(self) -> None:
        self.left = _BYTES

    def read(self, stream: IO[bytes]) -> bytes:
        with stream:
            data = stream.read(self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise TooLargeError
        return data


def open_document(data: bytes) -> Opened:
    r"""Return the parts of a file. Its kind is detected from the content, not from the name.

    >>> [part.text for part in open_document(b"plain").parts], open_document(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").unread
    (['plain'], ('a document of an old office program (.doc, .xls, .ppt)',))
    """
    return _opened(data, _Budget(), 0)


def _opened(data: bytes, budget: _Budget, deep: int) -> Opened:
    unpack = _unpacking(data)
    if unpack is not None:
        return _archive(unpack, budget, deep)
    for begins, read in _KINDS:
        if data.startswith(begins):
            return read(data)
    text = plain_text(data)
    return (
        _closed("a file that is no text")(data)
        if text is None
        else Opened(parts=(TextPart(kind="text", text=text),))
    )


def plain_text(data: bytes) -> str | None:
    """Return a file's bytes as text, in any encoding; None for a binary file."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if len(_CONTROLS.findall(data[:100_000])) > len(data[:100_000]) // 100:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


_Unpack = Callable[[_Budget, int], Iterator[Opened]]
_DAMAGED = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error),
    *(ValueError, OSError, EOFError, NotImplementedError, RuntimeError, ImportError),
)


def _unpacking(data: bytes) -> _Unpack | None:
    """Return a function that unpacks a file, None for a file that is not packed or that the standard library cannot unpack."""
    if data.startswith(b"PK"):
        return lambda budget, deep: _zip(data, budget, deep)
    if data[257:262] == b"ustar":
        return lambda budget, deep: _tar(data, budget, deep)
    module = next((name for begins, name in _STREAMS if data.startswith(begins)), "")
    return (lambda budget, deep: _stream(module, data, budget, deep)) if module else None


def _archive(unpack: _Unpack, budget: _Budget, deep: int) -> Opened:
    """Return the parts of an office document or an archive, also of archives inside it."""
    if deep > _DEEP:
        return _unsearched("an archive within archives")
    found: list[Opened] = []
    try:
        found.extend(unpack(budget, deep))
    except TooLargeError:
        found.append(_unsearched("what unpacks to more than 200 MB"))
    except _DAMAGED:
        found.append(_unsearched("an archive that is damaged or packed in an unknown way"))
    return Opened(
        parts=tuple(part for each in found for part in each.parts),
        unread=tuple(dict.fromkeys(what for each in found for what in each.unread)),
        searched=all(each.searched for each in found),
    )


def _zip(data: bytes, budget: _Budget, deep: int) -> Iterator[Opened]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [member for member in archive.infolist() if not member.is_dir()]
        if len(members) > _MEMBERS:
            yield _unsearched("an archive of too many files")
            return
        kind = office_kind({member.filename for member in members})
        for number, member in enumerate(members, start=1):
            if member.flag_bits & 1:
                yield _unsearched("a part under a password")
                continue
            inside = budget.read(archive.open(member))
            if kind:
                yield _office(kind, member.filename, inside)
            else:
                yield _member(number, member.filename, _opened(inside, budget, deep + 1))


def _tar(data: bytes, budget: _Budget, deep: int) -> Iterator[Opened]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
        for number, member in enumerate(archive, start=1):
            if number > _MEMBERS:
                yield _unsearched("an archive of too many files")
                return
            stream = archive.extractfile(member) if member.isreg() else None
            inside = _opened(budget.read(stream), budget, deep + 1) if stream else Opened()
            yield _member(number, member.name, inside)
            header_texts = "\n".join((member.linkname, *member.pax_headers.values()))
            yield Opened(parts=(TextPart(kind="text", text=header_texts, where=f"file {number} in it"),))


def _stream(module: str, data: bytes, budget: _Budget, deep: int) -> Iterator[Opened]:
    """Yield the content of one packed file; an archive in it is read as if it were not packed."""
    inside = budget.read(import_module(module).open(io.BytesIO(data)))
    # the head may hold the name of the file
    head = TextPart(kind="text", text=_words(data[:1024]), where="its head")
    found = _opened(inside, budget, deep + 1)
    parts = (TextPart(kind=p.kind, text=p.text, where=p.where or "what is packed in it") for p in found.parts)
    yield Opened(parts=(head, *parts), unread=found.unread, searched=found.searched)


def _office(kind: str, name: str, data: bytes) -> Opened:
    if not name.endswith((".xml", ".rels")):
        return _image(data, "a picture in it")
    try:
        found = list(office_texts(kind, name, data))
    except XmlError:  # search its text without tags
        raw = re.sub(r"<[^<>]*>", "", data.decode("utf-8", errors="replace"))
        return Opened(
            parts=(TextPart(kind="text", text=raw, where="a part of it"),),
            unread=("a part of a document that is no sound XML",),
        )
    where = name if _USUAL.fullmatch(name) else "a part of it"
    return Opened(parts=tuple(TextPart(kind=each, text=text, where=where) for each, text in found))


def _member(number: int, name: str, inside: Opened) -> Opened:
    """Return the parts of a file in an archive, and its name as a part."""
    here = f"file {number} in it"
    parts = [
        TextPart(kind=part.kind, text=part.text, where=f"{here}, {part.where}" if part.where else here)
        for part in inside.parts
    ]
    name_part = TextPart(kind="name", text=name, where=here)
    return Opened(parts=(name_part, *parts), unread=inside.unread, searched=inside.searched)


def _image(data: bytes, where: str = "") -> Opened:
    found = strings(data)
    return Opened(parts=(TextPart(kind="metadata", text=found, where=where),) if found else ())


def _pdf(data: bytes) -> Opened:
    """Return the text, metadata and comments of a PDF; without pypdf only the metadata readable in its bytes."""
    found = pdf.read_pdf(data)
    parts = (
        TextPart(kind=cast("Kind", kind), text=text, where=where)
        for kind, text, where in found
        if text and kind != pdf.UNREAD
    )
    unread = dict.fromkeys(text for kind, text, _ in found if kind == pdf.UNREAD)
    return Opened(parts=tuple(parts), unread=tuple(unread), searched=not unread)


def _packed(_: bytes) -> Opened:
    return _unsearched("a file packed in a way that is not opened here (.7z, .rar, .zst, .lz4, .Z)")


def _closed(what: str) -> Callable[[bytes], Opened]:
    """Return a reader of files that are no text, which extracts readable words of their bytes, in UTF-8 or UTF-16."""

    def read(data: bytes) -> Opened:
        wide = (data.decode("utf-16-le", "replace"), data[1:].decode("utf-16-le", "replace"))
        found = (_OPENLY.findall(text) for text in (data.decode("utf-8", "replace"), *wide))
        words = "\n".join(run for runs in found for run in runs)
        return Opened(parts=(TextPart(kind="text", text=words, where="its bytes"),), unread=(what,))

    return read


def _rich(data: bytes) -> Opened:
    """Return the decoded text of a document in rich text format."""
    text = _RTF.sub(lambda found: _letter(found[1], found[2]), data.decode("cp1252", errors="replace"))
    return Opened(parts=(TextPart(kind="text", text=text),))


def _letter(number: str | None, byte: str | None) -> str:
    return chr(int(number) % 65536) if number else bytes.fromhex(byte or "").decode("cp1252", "replace")


_UNSUPPORTED = (b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd", b"\x04\x22M\x18", b"\x1f\x9d", b"LZIP", b"MSCF")
_KINDS: tuple[tuple[bytes, Callable[[bytes], Opened]], ...] = (
    (b"%PDF", _pdf),
    (b"\xff\xd8\xff", _image),
    (b"\x89PNG", _image),
    (b"GIF8", _image),
    (b"RIFF", _image),
    (b"II*\0", _image),
    (b"MM\0*", _image),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _closed("a document of an old office program (.doc, .xls, .ppt)")),
    (b"{\\rtf", _rich),
    *((begins, _packed) for begins in _UNSUPPORTED),
    (b"SQLite format 3\0", _closed("a database")),
)
"""Readers by the first bytes of a file."""
_STREAMS = ((b"\x1f\x8b", "gzip"), (b"BZh", "bz2"), (b"\xfd7zXZ\0", "lzma"), (b"]\0\0", "lzma"))
"""Modules of the standard library that open a packed file, by its first bytes."""
