"""Write comments into a .docx at the marks of its notes; nothing else in the document changes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from itertools import count
from xml.sax.saxutils import escape

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
# the run of text with the mark of a note
_MARK = re.compile(
    r"<w:r(?: [^>]*)?>(?:(?!<w:r[ >]|</w:r>).)*?<w:(?:footnote|endnote)Reference\b[^>]*/>.*?</w:r>", re.DOTALL
)
_COMMENTS = "word/comments.xml"
_DECLARATIONS = (
    (
        "[Content_Types].xml",
        "/word/comments.xml",
        f'<Override PartName="/word/comments.xml" ContentType="{_TYPE}"/>',
        "</Types>",
    ),
    (
        "word/_rels/document.xml.rels",
        _KIND,
        f'<Relationship Id="rIdLitreviewComments" Type="{_KIND}" Target="comments.xml"/>',
        "</Relationships>",
    ),
)
"""Where comments are declared: the part, what shows that they are, the row that does it, and what is behind the rows."""


def with_comments(data: bytes, comments: Mapping[int, str], author: str = "litreview") -> bytes:
    """Return a .docx with a comment at the mark of each note that `comments` names, by the place of its mark from 1.

    Comments that the document has stay.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    body = parts["word/document.xml"].decode("utf-8")
    had = parts.get(_COMMENTS, f'<w:comments xmlns:w="{_WORD}"></w:comments>'.encode()).decode("utf-8")
    had = re.sub(r"<w:comments([^>]*)/>", r"<w:comments\1></w:comments>", had)
    first = max([-1, *(int(found) for found in re.findall(r"<w:comment\b[^>]*w:id=\"(\d+)\"", had))]) + 1
    written: list[str] = []
    places = count(1)

    def marked(found: re.Match[str]) -> str:
        text = comments.get(next(places))
        if text is None:
            return found[0]
        number = first + len(written)
        paragraphs = "".join(
            f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
            for line in text.split("\n")
        )
        written.append(
            f'<w:comment w:id="{number}" w:author="{escape(author)}" w:initials="lr">{paragraphs}</w:comment>'
        )
        begin, end = (f'<w:commentRange{edge} w:id="{number}"/>' for edge in ("Start", "End"))
        return f'{begin}{found[0]}{end}<w:r><w:commentReference w:id="{number}"/></w:r>'

    parts["word/document.xml"] = _MARK.sub(marked, body).encode("utf-8")
    parts[_COMMENTS] = had.replace("</w:comments>", f"{''.join(written)}</w:comments>").encode("utf-8")
    _declare(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            # one date for all: the same memo gives the same bytes
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _declare(parts: dict[str, bytes]) -> None:
    """Declare the comments in the table of types and among the relations of the document."""
    for name, sign, row, end in _DECLARATIONS:
        declared = parts[name].decode("utf-8")
        if sign not in declared:
            parts[name] = declared.replace(end, f"{row}{end}").encode("utf-8")
