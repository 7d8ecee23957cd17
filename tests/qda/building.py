"""REFI-QDA projects for tests, built after the published standard. Every person, text and file name in them is invented."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

__all__ = ["Code", "Coded", "Text", "archive", "project_xml", "qdpx"]

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"


def guid(*names: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "/".join(map(str, names)))).upper()


@dataclass(frozen=True)
class Code:
    """A code with those nested in it."""

    name: str
    inner: tuple[Code, ...] = ()
    description: str = ""
    codable: bool = True

    def xml(self) -> str:
        words = f"<Description>{escape(self.description)}</Description>" if self.description else ""
        inner = "".join(code.xml() for code in self.inner)
        return f'<Code guid="{guid("code", self.name)}" name={quoteattr(self.name)} isCodable="{str(self.codable).lower()}">{words}{inner}</Code>'


@dataclass(frozen=True)
class Coded:
    """One coding: the name of a code and of a user; `whole` if it is on the whole source."""

    code: str
    by: str = "Ann Invented"
    whole: bool = False
    twice: bool = False  # of a PDF: as an area, and as a stretch of its text


@dataclass(frozen=True)
class Text:
    """A source of any kind with its codings."""

    name: str
    codings: Sequence[Coded] = ()
    kind: str = "TextSource"
    text: str = "An invented talk.\n\nNobody said this."
    path: str = ""
    inline: bool = True
    selection_by: str = ""
    selected: str = "an invented quote"
    case: str = ""
    memo: str = ""

    @property
    def guid(self) -> str:
        return guid("source", self.name, self.path)

    def xml(self) -> str:
        whole = [c for c in self.codings if c.whole]
        parts = [(n, c) for n, c in enumerate(self.codings) if not c.whole]
        ending = "".join(self._coding("whole", c) for c in whole)
        memo = f"<Description>{escape(self.memo)}</Description>" if self.memo else ""
        head = f'guid="{self.guid}" name={quoteattr(self.name)}'
        if self.kind == "TextSource":
            inner = "".join(self._stretch(n, c) for n, c in parts)
            if self.inline:
                return f"<TextSource {head}>{memo}<PlainTextContent>{escape(self.text)}</PlainTextContent>{inner}{ending}</TextSource>"
            return (
                f"<TextSource {head} plainTextPath={quoteattr(self.path)}>{memo}{inner}{ending}</TextSource>"
            )
        path = quoteattr(self.path or f"internal://{self.guid}.bin")
        if self.kind == "PDFSource":
            areas = "".join(self._area("PDFSelection", n, c, page=' page="1"') for n, c in parts)
            stretches = "".join(self._stretch(n, c) for n, c in parts if c.twice)
            text = f'<Representation guid="{guid("text", self.guid)}" plainTextPath="internal://t.txt">{stretches}</Representation>'
            return f"<PDFSource {head} path={path}>{memo}{areas}{text}{ending}</PDFSource>"
        if self.kind == "PictureSource":
            areas = "".join(self._area("PictureSelection", n, c) for n, c in parts)
            return f"<PictureSource {head} path={path}>{memo}{areas}{ending}</PictureSource>"
        stretches = "".join(
            f'<TranscriptSelection guid="{guid("talk", self.guid, n)}">{self._coding(n, c)}</TranscriptSelection>'
            for n, c in parts
        )
        spoken = f'<Transcript guid="{guid("spoken", self.guid)}"><PlainTextContent>{escape(self.text)}</PlainTextContent>{stretches}</Transcript>'
        return f"<{self.kind} {head} path={path}>{memo}{spoken}{ending}</{self.kind}>"

    def _by(self, name: str) -> str:
        return f' creatingUser="{guid("user", name)}"' if name else ""

    def _coding(self, n: object, c: Coded) -> str:
        return f'<Coding guid="{guid("coding", self.guid, n, c.code, c.by)}"{self._by(c.by)}><CodeRef targetGUID="{guid("code", c.code)}"/></Coding>'

    def _stretch(self, n: int, c: Coded) -> str:
        return (
            f'<PlainTextSelection guid="{guid("stretch", self.guid, n)}" name={quoteattr(self.selected)} startPosition="{n}" '
            f'endPosition="{n + 4}"{self._by(self.selection_by)}>{self._coding(n, c)}</PlainTextSelection>'
        )

    def _area(self, kind: str, n: int, c: Coded, page: str = "") -> str:
        where = 'firstX="0" firstY="0" secondX="9" secondY="9"'
        return f'<{kind} guid="{guid("area", self.guid, n)}"{page} {where}{self._by(self.selection_by)}>{self._coding(n, c)}</{kind}>'


def project_xml(
    sources: Iterable[Text] = (),
    codes: Iterable[Code] = (),
    *,
    name: str = "Invented",
    namespace: str = PROJECT,
) -> str:
    """Return a project.qde."""
    sources = tuple(sources)
    people = dict.fromkeys(p for s in sources for p in (*(c.by for c in s.codings), s.selection_by) if p)
    users = "".join(f'<User guid="{guid("user", p)}" name={quoteattr(p)}/>' for p in people)
    cases = "".join(
        f'<Case guid="{guid("case", s.case)}" name={quoteattr(s.case)}><SourceRef targetGUID="{s.guid}"/></Case>'
        for s in sources
        if s.case
    )
    book = "".join(code.xml() for code in codes)
    texts = "".join(source.xml() for source in sources)
    spaced = f' xmlns="{namespace}"' if namespace else ""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<Project{spaced} name={quoteattr(name)} origin="a test">'
        + (f"<Users>{users}</Users>" if users else "")
        + (f"<CodeBook><Codes>{book}</Codes></CodeBook>" if book else "")
        + (f"<Cases>{cases}</Cases>" if cases else "")
        + (f"<Sources>{texts}</Sources>" if texts else "")
        + "</Project>"
    )


def archive(*members: tuple[str, bytes]) -> bytes:
    """Return a zip archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members:
            packed.writestr(name, data)
    return stream.getvalue()


def qdpx(
    sources: Iterable[Text] = (),
    codes: Iterable[Code] = (),
    *more: tuple[str, bytes],
    encoding: str = "utf-8",
) -> bytes:
    """Return a .qdpx with the texts of its sources beside the project."""
    text = project_xml(sources, codes)
    return archive(("project.qde", text.encode(encoding)), *more)
