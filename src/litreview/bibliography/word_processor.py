"""DOCX and ODT as they leave the building: paragraph styles of our own, fixed dates, entries that can be counted."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable, Mapping

_FONT = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>'


def _docx_style(name: str, paragraph: str, run: str, based_on: str = "Normal") -> str:
    id_ = name.replace(" ", "")
    custom = "" if name in {"Bibliography", "Title"} else ' w:customStyle="1"'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{id_}"><w:name w:val="{name}"/><w:basedOn w:val="{based_on}"/>'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


_GREY = '<w:color w:val="595959"/>'
_DOCX_STYLES = {
    "Title": _docx_style(
        "Title",
        '<w:spacing w:before="0" w:after="160"/>',
        f'{_FONT}<w:b/><w:sz w:val="36"/><w:szCs w:val="36"/>',
    ),
    "BibliographySummary": _docx_style(
        "Bibliography Summary", '<w:spacing w:after="200"/>', f'{_FONT}{_GREY}<w:sz w:val="20"/>'
    ),
    "GroupLead": _docx_style(
        "Group Lead", '<w:keepNext/><w:spacing w:after="160"/>', f"{_FONT}<w:i/>{_GREY}"
    ),
    "Bibliography": _docx_style(
        "Bibliography",
        '<w:spacing w:before="160" w:after="80"/><w:ind w:left="720" w:hanging="720"/>',
        f'{_FONT}<w:sz w:val="24"/>',
    ),
    "Annotation": _docx_style(
        "Annotation",
        '<w:spacing w:before="40" w:after="120"/><w:ind w:left="720"/>',
        f'{_FONT}<w:sz w:val="22"/>',
    ),
    "SourceDetails": _docx_style(
        "Source Details",
        '<w:spacing w:after="80"/><w:ind w:left="720"/>',
        f'{_FONT}{_GREY}<w:sz w:val="18"/>',
    ),
    "CrossReference": _docx_style(
        "Cross Reference",
        '<w:spacing w:after="80"/><w:ind w:left="720"/>',
        f'{_FONT}<w:i/>{_GREY}<w:sz w:val="20"/>',
    ),
}


def _docx_heading(level: int, size: int) -> str:
    """Return a heading in the type of the rest: pandoc's own are sans serif and blue."""
    return (
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/><w:basedOn w:val="Normal"/>'
        '<w:next w:val="BodyText"/><w:uiPriority w:val="9"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/>'
        f'<w:spacing w:before="360" w:after="80"/><w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr>{_FONT}<w:b/><w:bCs/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


_DOCX_STYLES |= {f"Heading{level}": _docx_heading(level, size) for level, size in ((2, 28), (3, 26), (4, 24))}
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FOOTER = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:ftr xmlns:w="{_WORD}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    f'<w:r><w:rPr>{_FONT}</w:rPr><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:rPr>{_FONT}</w:rPr><w:instrText> PAGE </w:instrText>'
    f'</w:r><w:r><w:rPr>{_FONT}</w:rPr><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>'
)
# name in the archive -> what is before, and with, the number of the page
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
        (
            '<w:sectPr><w:footerReference w:type="default" r:id="rIdFooter1" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
        ),
    ),
}
# a citation, and what is said of it: annotation, tags, where else it stands
_FOLLOWED = re.compile(
    r'(<w:pStyle w:val="Bibliography" />)(</w:pPr>(?:(?!<w:p>).)*<w:p><w:pPr><w:pStyle w:val="(?:Annotation|SourceDetails|CrossReference)")',
    re.DOTALL,
)
_STYLE = re.compile(r'<w:style\b[^>]*w:styleId="([^"]+)".*?</w:style>', re.DOTALL)


def _docx_styles(xml: str) -> str:
    kept = _STYLE.sub(lambda found: "" if found[1] in _DOCX_STYLES else found[0], xml)
    return kept.replace("</w:styles>", "".join(_DOCX_STYLES.values()) + "</w:styles>")


def repack(
    data: bytes, change: Callable[[str, bytes], bytes], more: Mapping[str, str] | None = None
) -> bytes:
    """Return a packed document with each member changed, and `more` behind them, under fixed dates."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            new.writestr(info, change(entry.filename, old.read(entry)))
        for name, text in (more or {}).items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            new.writestr(info, text)
    return out.getvalue()


def dress_docx(data: bytes, *, own_styles: bool = True) -> bytes:
    """Return the DOCX with our paragraph styles and page numbers (unless a reference document gave its own), and no made-up dates.

    A citation stays on the page of what is said of it.
    """

    def change(name: str, content: bytes) -> bytes:
        if name == "word/styles.xml" and own_styles:
            return _docx_styles(content.decode()).encode()
        if name == "docProps/core.xml" and "SOURCE_DATE_EPOCH" not in os.environ:
            return re.sub(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", b"", content, flags=re.DOTALL)
        if name == "word/document.xml":
            content = _FOLLOWED.sub(r"\1<w:keepNext/>\2", content.decode()).encode()
        if own_styles and name in _FOOTED:
            before, after = _FOOTED[name]
            return content.decode().replace(before, after, 1).encode()
        return content

    return repack(data, change, {"word/footer1.xml": _FOOTER} if own_styles else None)


def _odt_style(name: str, paragraph: str, run: str) -> str:
    id_ = name.replace(" ", "_20_")
    return (
        f'<style:style style:name="{id_}" style:display-name="{name}" style:family="paragraph" style:parent-style-name="Standard">'
        f"<style:paragraph-properties {paragraph}/><style:text-properties {run}/></style:style>"
    )


_ODT_STYLES = "".join(
    (
        _odt_style(
            "Bibliography Summary", 'fo:margin-bottom="0.3cm"', 'fo:color="#595959" fo:font-size="10pt"'
        ),
        _odt_style(
            "Group Lead",
            'fo:margin-bottom="0.3cm" fo:keep-with-next="always"',
            'fo:color="#595959" fo:font-style="italic"',
        ),
        _odt_style(
            "Bibliography",
            'fo:margin-top="0.3cm" fo:margin-left="1.27cm" fo:text-indent="-1.27cm"',
            'fo:font-size="12pt"',
        ),
        _odt_style(
            "Annotation",
            'fo:margin-top="0.1cm" fo:margin-bottom="0.2cm" fo:margin-left="1.27cm"',
            'fo:font-size="11pt"',
        ),
        _odt_style("Source Details", 'fo:margin-left="1.27cm"', 'fo:color="#595959" fo:font-size="9pt"'),
        _odt_style(
            "Cross Reference",
            'fo:margin-left="1.27cm"',
            'fo:color="#595959" fo:font-size="10pt" fo:font-style="italic"',
        ),
    )
)


def dress_odt(data: bytes, *, own_styles: bool = True) -> bytes:
    """Return the ODT with our paragraph styles and no made-up dates."""

    def change(name: str, content: bytes) -> bytes:
        if name == "styles.xml" and own_styles:
            # headings in the type of the rest: pandoc's own are Arial, the second in italics
            content = content.replace(b' style:font-name="Arial"', b"")
            content = re.sub(
                rb'(style:name="Heading_20_[2-4]".*?) fo:font-style="italic"',
                rb"\1",
                content,
                flags=re.DOTALL,
            )
            return content.replace(b"</office:styles>", _ODT_STYLES.encode() + b"</office:styles>")
        if name == "content.xml":
            # a style's name can't hold a space in ODF; pandoc writes it as it is
            return re.sub(
                rb'style-name="(Bibliography Summary|Group Lead|Source Details|Cross Reference)"',
                lambda m: b'style-name="' + m[1].replace(b" ", b"_20_") + b'"',
                content,
            )
        if name == "meta.xml" and "SOURCE_DATE_EPOCH" not in os.environ:
            return re.sub(rb"<(meta:creation-date|dc:date)>.*?</\1>", b"", content)
        return content

    return repack(data, change)


def count_citations(data: bytes, format_: str) -> int:
    """Return how many citation paragraphs a DOCX or ODT holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if format_ == "docx":
            return archive.read("word/document.xml").count(b'<w:pStyle w:val="Bibliography"')
        content = archive.read("content.xml")
    return len(re.findall(rb'<text:p [^>]*text:style-name="Bibliography"', content))
