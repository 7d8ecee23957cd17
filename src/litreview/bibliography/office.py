"""DOCX and ODT as they leave the building: paragraph styles of our own, fixed dates, entries that can be counted."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable

__all__ = ["count_citations", "dress_docx", "dress_odt"]

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
_STYLE = re.compile(r'<w:style\b[^>]*w:styleId="([^"]+)".*?</w:style>', re.DOTALL)


def _docx_styles(xml: str) -> str:
    kept = _STYLE.sub(lambda found: "" if found[1] in _DOCX_STYLES else found[0], xml)
    return kept.replace("</w:styles>", "".join(_DOCX_STYLES.values()) + "</w:styles>")


def _repack(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            new.writestr(info, change(entry.filename, old.read(entry)))
    return out.getvalue()


def dress_docx(data: bytes, *, own_styles: bool = True) -> bytes:
    """Return the DOCX with our paragraph styles (unless a reference document gave its own) and no made-up dates."""

    def change(name: str, content: bytes) -> bytes:
        if name == "word/styles.xml" and own_styles:
            return _docx_styles(content.decode()).encode()
        if name == "docProps/core.xml" and "SOURCE_DATE_EPOCH" not in os.environ:
            return re.sub(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", b"", content, flags=re.DOTALL)
        return content

    return _repack(data, change)


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

    return _repack(data, change)


def count_citations(data: bytes, format_: str) -> int:
    """Return how many citation paragraphs a DOCX or ODT holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if format_ == "docx":
            return archive.read("word/document.xml").count(b'<w:pStyle w:val="Bibliography"')
        content = archive.read("content.xml")
    return len(re.findall(rb'<text:p [^>]*text:style-name="Bibliography"', content))
