"""Finishes pandoc's DOCX and ODT files: our own paragraph styles, fixed dates, entries that can be counted."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import chain

from litreview.core.libraries import re
from litreview.core.wording import Value
from litreview.stages.bibliography.written_entries import Written, put_in_docx

# page and typeface unless a reference document sets them: Word's Normal, the base of every other style
_NORMAL = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:rPr><w:rFonts w:ascii="Times New Roman" '
    'w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:style>'
)
_PAGE = '<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/>'
_STYLE = re.compile(r"<w:style\b.*?</w:style>", re.DOTALL)
_NAME, _ID = re.compile(r'<w:name w:val="([^"]*)"'), re.compile(r'w:styleId="([^"]+)"')
_MIDDLE = '<w:jc w:val="center"/>'
_INDENT = '<w:ind w:left="720"/>'


@dataclass(frozen=True, slots=True)
class _Style(Value):
    """A paragraph style: its name in Word, its paragraph and run properties, and its base style.

    Styles set no typeface: Normal does, ours or that of a reference document.
    """

    name: str
    paragraph: str
    run: str = ""
    based_on: str = "Normal"
    built_in: bool = False

    @property
    def id(self) -> str:
        return "".join(word[:1].upper() + word[1:] for word in self.name.split())

    def xml(self, ids: Mapping[str, str]) -> str:
        """Return its definition; `ids` are the ids of the document's styles, by their names."""
        custom = "" if self.built_in else ' w:customStyle="1"'
        above = ids.get(self.based_on.casefold(), "Normal")
        return (
            f'<w:style w:type="paragraph"{custom} w:styleId="{self.id}"><w:name w:val="{self.name}"/><w:basedOn w:val="{above}"/>'
            f"<w:qFormat/><w:pPr>{self.paragraph}</w:pPr><w:rPr>{self.run}</w:rPr></w:style>"
        )


def _size(points: int) -> str:
    return f'<w:sz w:val="{2 * points}"/><w:szCs w:val="{2 * points}"/>'


def _heading(level: int, run: str) -> _Style:
    before = 360 if level == 1 else 240
    paragraph = f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="80"/><w:outlineLvl w:val="{level - 1}"/>'
    return _Style(f"heading {level}", paragraph, run, built_in=True)


_DOCX_STYLES = (
    _Style(
        "Title",
        f'<w:spacing w:before="0" w:after="120"/>{_MIDDLE}',
        f"<w:b/><w:bCs/>{_size(17)}",
        built_in=True,
    ),
    _Style("Subtitle", f'<w:spacing w:before="0" w:after="120"/>{_MIDDLE}', _size(13), built_in=True),
    _Style("Author", f'<w:spacing w:before="0" w:after="40"/>{_MIDDLE}'),
    _Style("Date", f'<w:spacing w:before="0" w:after="240"/>{_MIDDLE}', built_in=True),
    _heading(1, f"<w:b/><w:bCs/>{_size(14)}"),
    _heading(2, f"<w:b/><w:bCs/>{_size(12)}"),
    _heading(3, f"<w:b/><w:bCs/><w:i/><w:iCs/>{_size(12)}"),
    _heading(4, f"<w:i/><w:iCs/>{_size(12)}"),
    _Style("Bibliography Summary", '<w:spacing w:after="200"/>', _size(10)),
    _Style("Group Lead", '<w:keepNext/><w:spacing w:after="160"/>', "<w:i/><w:iCs/>"),
    _Style(
        "Bibliography",
        '<w:spacing w:before="160" w:after="80"/><w:ind w:left="720" w:hanging="720"/>',
        built_in=True,
    ),
    # a citation that stays on the page of its annotation
    _Style("Bibliography Annotated", "<w:keepNext/>", based_on="Bibliography"),
    _Style("Annotation", f'<w:spacing w:before="40" w:after="120"/>{_INDENT}'),
    _Style("Source Details", f'<w:spacing w:after="80"/>{_INDENT}', _size(9)),
    _Style("Cross Reference", f'<w:spacing w:after="80"/>{_INDENT}', f"<w:i/><w:iCs/>{_size(11)}"),
    # a caption belongs to the table below it, not to the one above
    _Style(
        "Table Caption", '<w:keepNext/><w:spacing w:before="200" w:after="80"/>', f"<w:i/><w:iCs/>{_size(11)}"
    ),
    _Style("footer", f'<w:spacing w:after="0"/>{_MIDDLE}', built_in=True),
)
_CITATIONS = ("bibliography", "bibliography annotated")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FOOTER = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:ftr xmlns:w="{_WORD}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    "</w:p></w:ftr>"
)
# name in the archive -> the text before, and after, a page number is added
_FOOTED = {
    "[Content_Types].xml": (
        "</Types>",
        (
            '<Override PartName="/word/footer1.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>'
        ),
    ),
    "word/_rels/document.xml.rels": (
        "</Relationships>",
        (
            '<Relationship Id="rIdFooter1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" '
            'Target="footer1.xml"/></Relationships>'
        ),
    ),
    "word/document.xml": (
        "<w:sectPr>",
        '<w:sectPr><w:footerReference w:type="default" r:id="rIdFooter1"/>',
    ),
}
# by the schema, these elements of a section come before the page size
_NOTES_OF_SECTION = re.compile(
    r"(<w:sectPr>(?:<w:footerReference [^>]*>)?\s*(?:<w:footnotePr>.*?</w:footnotePr>\s*)?)(?!.*<w:pgSz)",
    re.DOTALL,
)


def _names(xml: str) -> dict[str, str]:
    """Return the ids of a document's styles by their names, which Word compares without case."""
    found = ((_NAME.search(style), _ID.search(style)) for style in _STYLE.findall(xml))
    return {name[1].casefold(): id_[1] for name, id_ in found if name and id_}


def _docx_styles(xml: str, reference_styles: Collection[str]) -> str:
    """Return the styles of a document with ours replacing pandoc's, except those that a reference document defines."""
    own = [style for style in _DOCX_STYLES if style.name.casefold() not in reference_styles]
    dropped = {style.name.casefold() for style in own}
    dropped |= {f"{name} char" for name in dropped} | ({"normal"} if not reference_styles else set())

    def without_dropped(found: re.Match[str]) -> str:
        name = _NAME.search(found[0])
        return "" if name and name[1].casefold() in dropped else found[0]

    rest = _STYLE.sub(without_dropped, xml)
    ids = _names(rest) | {style.name.casefold(): style.id for style in own}
    made = ("" if reference_styles else _NORMAL) + "".join(style.xml(ids) for style in own)
    return rest.replace("</w:styles>", f"{made}</w:styles>")


def repack(
    data: bytes, change: Callable[[str, bytes], bytes], more: Mapping[str, str] | None = None
) -> bytes:
    """Return a zipped document with each member changed, then `more` members, all with a fixed date."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        changed = ((entry.filename, change(entry.filename, old.read(entry))) for entry in old.infolist())
        for name, content in chain[tuple[str, bytes | str]](changed, (more or {}).items()):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            new.writestr(info, content)
    return out.getvalue()


def _style_names(reference: str) -> frozenset[str]:
    """Return the names of the styles of a reference document, case-folded."""
    with zipfile.ZipFile(reference) as archive:
        listed = "word/styles.xml" in archive.namelist()
        return frozenset(_names(archive.read("word/styles.xml").decode("utf-8", "replace")) if listed else ())


def dress_docx(data: bytes, reference: str = "", entries: Written = ()) -> bytes:
    """Return the DOCX with our styles and page numbers, no made-up dates, and the entries that were written before.

    A reference document supplies its own page layout and styles; ours are added only where it lacks them.
    """
    reference_styles = _style_names(reference) if reference else frozenset()
    filled = put_in_docx(data, entries) if entries else {}

    def change(name: str, content: bytes) -> bytes:
        if name == "word/styles.xml":
            return _docx_styles(content.decode(), reference_styles).encode()
        if name == "docProps/core.xml" and "SOURCE_DATE_EPOCH" not in os.environ:
            return re.sub(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", b"", content, flags=re.DOTALL)
        content = filled.get(name, content)
        if not reference and name in _FOOTED:
            before, after = _FOOTED[name]
            text = content.decode().replace(before, after, 1)
            return (
                _NOTES_OF_SECTION.sub(rf"\1{_PAGE}", text, count=1).encode()
                if name == "word/document.xml"
                else text.encode()
            )
        return content

    return repack(data, change, None if reference else {"word/footer1.xml": _FOOTER})


def _odt_style(name: str, paragraph: str, run: str, above: str = "Standard") -> str:
    id_ = name.replace(" ", "_20_")
    return (
        f'<style:style style:name="{id_}" style:display-name="{name}" style:family="paragraph" style:parent-style-name="{above}">'
        f"<style:paragraph-properties {paragraph}/><style:text-properties {run}/></style:style>"
    )


_ODT_MIDDLE = 'fo:text-align="center"'
_ODT_INDENT = 'fo:margin-left="1.27cm"'
_ODT_STYLES = {
    "Title": _odt_style(
        "Title", f'{_ODT_MIDDLE} fo:margin-bottom="0.2cm"', 'fo:font-size="17pt" fo:font-weight="bold"'
    ),
    "Subtitle": _odt_style("Subtitle", f'{_ODT_MIDDLE} fo:margin-bottom="0.2cm"', 'fo:font-size="13pt"'),
    "Bibliography Summary": _odt_style(
        "Bibliography Summary", 'fo:margin-bottom="0.3cm"', 'fo:font-size="10pt"'
    ),
    "Group Lead": _odt_style(
        "Group Lead", 'fo:margin-bottom="0.3cm" fo:keep-with-next="always"', 'fo:font-style="italic"'
    ),
    "Bibliography": _odt_style(
        "Bibliography", f'fo:margin-top="0.3cm" {_ODT_INDENT} fo:text-indent="-1.27cm"', 'fo:font-size="12pt"'
    ),
    "Bibliography Annotated": _odt_style(
        "Bibliography Annotated", 'fo:keep-with-next="always"', "", "Bibliography"
    ),
    "Annotation": _odt_style(
        "Annotation", f'fo:margin-top="0.1cm" fo:margin-bottom="0.2cm" {_ODT_INDENT}', 'fo:font-size="12pt"'
    ),
    "Source Details": _odt_style("Source Details", _ODT_INDENT, 'fo:font-size="9pt"'),
    "Cross Reference": _odt_style(
        "Cross Reference", _ODT_INDENT, 'fo:font-size="11pt" fo:font-style="italic"'
    ),
}
# a style's name can't hold a space in ODF, but pandoc writes it unchanged
_SPACED = re.compile(rf'style-name="({"|".join(name for name in _ODT_STYLES if " " in name)})"')


def dress_odt(data: bytes, reference: str = "") -> bytes:
    """Return the ODT with our paragraph styles where it lacks them, and no made-up dates; a reference document's headings stay."""

    def change(name: str, content: bytes) -> bytes:
        if name == "styles.xml":
            text = content.decode()
            if not reference:
                # headings in the type of the rest: pandoc's own are Arial, the second in italics
                text = text.replace(' style:font-name="Arial"', "")
                italic = r'(style:name="Heading_20_[2-4]".*?) fo:font-style="italic"'
                text = re.sub(italic, r"\1", text, flags=re.DOTALL)
            named = frozenset(re.findall(r'style:name="([^"]*)"', text))
            own = (xml for name, xml in _ODT_STYLES.items() if name.replace(" ", "_20_") not in named)
            return text.replace("</office:styles>", f"{''.join(own)}</office:styles>").encode()
        if name == "content.xml":
            text = content.decode()
            return _SPACED.sub(lambda found: f'style-name="{found[1].replace(" ", "_20_")}"', text).encode()
        if name == "meta.xml" and "SOURCE_DATE_EPOCH" not in os.environ:
            return re.sub(rb"<(meta:creation-date|dc:date)>.*?</\1>", b"", content)
        return content

    return repack(data, change)


def count_citations(data: bytes, format_: str) -> int:
    """Return how many citation paragraphs a DOCX or ODT holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if format_ == "docx":
            ids = _names(archive.read("word/styles.xml").decode())
            styles = "|".join(re.escape(ids[name]) for name in _CITATIONS if name in ids)
            return len(
                re.findall(rf'<w:pStyle w:val="(?:{styles})"', archive.read("word/document.xml").decode())
            )
        content = archive.read("content.xml")
    return len(re.findall(rb'<text:p [^>]*text:style-name="Bibliography(?:_20_Annotated)?"', content))
