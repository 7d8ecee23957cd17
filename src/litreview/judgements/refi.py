"""Reads and writes REFI-QDA, the exchange format of programs for qualitative analysis: codebooks (`.qdc`) and coded projects (`.qdpx`).

ATLAS.ti, MAXQDA, NVivo, QualCoder and others write both, Taguette the codebook (https://www.qdasoftware.org). From a project only the codings are
read: code, source and coder. No text of a source, selected words or memo is ever kept, not even in memory, nor are the identifiers (GUIDs) of codes, people and
sources: Taguette makes them from the names, so that a guessed name can be confirmed by them.

XML is streamed with limits on size and depth, from a file or from the single needed member of a zip archive. Nothing is unpacked to a disk
and no other member is opened, so that names such as `../` and bombs among the sources have no effect.
"""

from __future__ import annotations

import io
import re
import struct
import uuid
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import IO
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from litreview.core.containers import first_by_key, grouped
from litreview.core.text.xml_trees import XmlError, careful_parser


class RefiError(ValueError):
    """A file that is no REFI-QDA, or a damaged or hostile one. The message quotes nothing of the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QdaCode:
    """One code. `parent` is the number of the enclosing code, -1 at the top; `codable` is False for one that only groups others."""

    name: str = field(repr=False)
    description: str = field(default="", repr=False)
    parent: int = -1
    codable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class QdaSource:
    """One source of a project: its own name and those of its files, and the cases that it belongs to."""

    names: tuple[str, ...] = field(repr=False)
    cases: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QdaCoding:
    """One code on one passage or a whole source, by numbers in the lists of the project; `user` and `code` are -1 if unknown.

    `id` is the same in every export of the project. It is the only identifier stored, since it is random and not made of a name.
    """

    source: int
    code: int
    user: int = -1
    id: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QdaProject:
    """A coded project. All of its names are private, so that callers wrap it in a `Sealed`."""

    codes: tuple[QdaCode, ...] = field(default=(), repr=False)
    sources: tuple[QdaSource, ...] = field(default=(), repr=False)
    users: tuple[str, ...] = field(default=(), repr=False)
    codings: tuple[QdaCoding, ...] = field(default=(), repr=False)

    def above(self, number: int) -> Iterator[int]:
        """Yield the number of a code, then those of its enclosing codes, innermost first."""
        while number >= 0:
            yield number
            number = self.codes[number].parent


_ELEMENTS = 5_000_000
_DEPTH = 200
_LONGEST = 20_000  # characters of a definition
_ROOTS = ("Project", "CodeBook")
_PATHS = ("plainTextPath", "richTextPath", "path", "currentPath")
_SCHEME = "internal://"


def _guid(text: str) -> str:
    """Return an identifier in one form: programs write it in either case, with braces or without."""
    return text.strip().strip("{}").lower()


class ProjectBuilder:
    """Builds a project from parser events. `begin`, `text` and `end` are the handlers; `project` returns the result."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._elements = 0
        self._origin = ""
        self._codes: list[QdaCode] = []
        self._code_numbers: dict[str, int] = {}
        self._nested: list[int] = []  # the codes that are open
        self._words: list[str] | None = None  # of the definition that is open
        self._users: dict[str, str] = {}
        self._sources: list[tuple[str, ...]] = []
        self._source_numbers: dict[str, int] = {}
        self._by: list[str] = []  # who made the source, selection and coding that are open
        self._coding = ""
        self._case = ""
        self._cases: dict[str, list[str]] = {}
        self._codings: dict[tuple[str, int, str], str] = {}

    def begin(self, tag: str, given: Mapping[str, str]) -> None:
        """Handle the start of an element."""
        self._elements += 1
        name = tag.rpartition(":")[2]
        if self._elements > _ELEMENTS or len(self._open) >= _DEPTH:
            raise RefiError("has more elements than any project of interviews; nothing of it is counted")
        if not self._open and name not in _ROOTS:
            raise RefiError("is no REFI-QDA: it begins with neither Project nor CodeBook")
        around = self._open[-1] if self._open else ""
        self._origin = given.get("origin", "") if not self._open else self._origin
        self._open.append(name)
        if name == "Code" and around in {"Codes", "Code"}:
            self._begin_code(given)
        elif name == "Description" and around == "Code":
            self._words = []
        elif name == "User":
            self._users.setdefault(_guid(given.get("guid", "")), given.get("name") or given.get("id", ""))
        elif around == "Sources":
            self._begin_source(given)
        elif name == "Case":
            self._case = given.get("name", "")
        elif name == "SourceRef" and around == "Case":
            self._cases.setdefault(_guid(given.get("targetGUID", "")), []).append(self._case)
        elif "Sources" in self._open[:3]:
            self._begin_within(name, around, given)

    def _begin_code(self, given: Mapping[str, str]) -> None:
        number = len(self._codes)
        self._codes.append(
            QdaCode(
                name=given.get("name", ""),
                parent=self._nested[-1] if self._nested else -1,
                codable=given.get("isCodable", "true").strip().lower() not in {"false", "0"},
            )
        )
        self._code_numbers.setdefault(_guid(given.get("guid", "")), number)
        self._nested.append(number)

    def _begin_source(self, given: Mapping[str, str]) -> None:
        self._source_numbers.setdefault(_guid(given.get("guid", "")), len(self._sources))
        paths = [given[path].removeprefix(_SCHEME).replace("\\", "/") for path in _PATHS if given.get(path)]
        self._sources.append((given.get("name", ""), *(PurePosixPath(path).name for path in paths)))

    def _begin_within(self, name: str, around: str, given: Mapping[str, str]) -> None:
        """Handle elements within a source: selections, codings and the codes that they name."""
        if name.endswith("Selection"):
            self._by.append(given.get("creatingUser", ""))
        elif name == "Coding":
            self._by.append(given.get("creatingUser", ""))
            self._coding = _guid(given.get("guid", "")) or f"#{self._elements}"
        elif name == "CodeRef" and around == "Coding":
            # a passage of a PDF may occur twice, as an area of the page and as a span of its text: one coding, one identifier
            coding = (self._coding, len(self._sources) - 1, _guid(given.get("targetGUID", "")))
            self._codings.setdefault(coding, next(filter(None, reversed(self._by)), ""))

    def text(self, words: str) -> None:
        """Handle text: that of definitions is stored up to a limit, all other is ignored."""
        if self._words is not None and sum(map(len, self._words)) < _LONGEST:
            self._words.append(words)

    def end(self, _: str) -> None:
        """Handle the end of an element."""
        name = self._open.pop()
        around = self._open[-1] if self._open else ""
        if name == "Code" and around in {"Codes", "Code"}:
            self._nested.pop()
        elif name == "Description" and self._words is not None:
            self._define(" ".join("".join(self._words).split())[:_LONGEST])
        elif "Sources" in self._open[:3] and self._by and (name == "Coding" or name.endswith("Selection")):
            self._by.pop()

    def _define(self, words: str) -> None:
        number, self._words = self._nested[-1], None
        self._codes[number] = replace(self._codes[number], description=words)

    def project(self) -> QdaProject:
        """Return the project, with its identifiers resolved."""
        users = {guid: number for number, guid in enumerate(self._users)}
        numbers = self._source_numbers
        cases = {numbers[guid]: tuple(names) for guid, names in self._cases.items() if guid in numbers}
        return QdaProject(
            codes=_nested_by_name(self._codes) if self._origin.startswith("Taguette") else tuple(self._codes),
            sources=tuple(
                QdaSource(names=tuple(filter(None, names)), cases=cases.get(number, ()))
                for number, names in enumerate(self._sources)
            ),
            users=tuple(self._users.values()),
            codings=tuple(
                QdaCoding(
                    source=source,
                    code=self._code_numbers.get(code, -1),
                    user=users.get(_guid(by), -1),
                    id=id_ if id_[0] != "#" else "",
                )
                for (id_, source, code), by in self._codings.items()
            ),
        )


def _nested_by_name(codes: Sequence[QdaCode]) -> tuple[QdaCode, ...]:
    """Return the codes of Taguette nested by their names: it writes `protect.shelter` next to `protect`."""
    if any(code.parent >= 0 for code in codes):  # already nested: both together could make a circle
        return tuple(codes)
    numbers = first_by_key((code.name, number) for number, code in enumerate(codes))
    above = (code.name.rpartition(".")[0] for code in codes)
    return tuple(
        replace(code, parent=numbers.get(name, -1) if name else -1)
        for code, name in zip(codes, above, strict=True)
    )


_BYTES = (
    400_000_000  # of XML, unpacked: transcripts of some hundred interviews with all their codings have 20 MB
)
_CHUNK = 1 << 16
_ZIP = b"PK"
_PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The compression methods in the standard; others may unpack without limit."""
_DAMAGED = "is a damaged archive; export the project again"


def read_project(stream: IO[bytes]) -> QdaProject:
    """Return the project in a `.qdpx` or its `project.qde`, or the codes in a `.qdc`. `RefiError` says why it can't be read."""
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
    """Return the archive member with the project: `project.qde` at the top; programs differ in case and name."""
    candidates = [
        entry for entry in archive.infolist() if PurePosixPath(entry.filename.lower()).suffix == ".qde"
    ]
    named = [entry for entry in candidates if entry.filename.lower() == "project.qde"] or candidates
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
    tree = ProjectBuilder()
    parser = careful_parser(tree.begin, tree.end, tree.text)
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


_NAMESPACE = "urn:QDA-XML:codebook:1.0"
_GUIDS = uuid.uuid5(uuid.NAMESPACE_URL, "https://www.qdasoftware.org/litreview")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def codebook_xml(codes: Sequence[QdaCode], *, name: str) -> str:
    """Return codes as a `.qdc`: valid against the Codebook.xsd of the standard, and the same bytes in every run.

    `name` is the codebook's name. A code's identifier depends only on this name and its own, so that a program
    recognises it when it imports a new version.
    """
    below = grouped((code.parent, number) for number, code in enumerate(codes))

    def element(number: int, path: str, indent: str) -> Iterator[str]:
        code = codes[number]
        here = f"{path}\0{code.name}"
        codable = "true" if code.codable else "false"
        guid = str(uuid.uuid5(_GUIDS, here)).upper()
        name_ = quoteattr(_NOT_XML.sub("", code.name))
        yield f'{indent}<Code guid="{guid}" name={name_} isCodable="{codable}">'
        if code.description:
            yield f"{indent}  <Description>{escape(_NOT_XML.sub('', code.description))}</Description>"
        for inner in below.get(number, ()):
            yield from element(inner, here, f"{indent}  ")
        yield f"{indent}</Code>"

    lines = [line for top in below.get(-1, ()) for line in element(top, name, "    ")]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<CodeBook xmlns="{_NAMESPACE}" origin="litreview">',
            "  <Codes>",
            *lines,
            "  </Codes>",
            "</CodeBook>",
            "",
        ]
    )
