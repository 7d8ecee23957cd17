"""The watermark of a review on everything it writes, such as "Demonstration: invented works, people and decisions".

Each ending has one function. It takes a finished file and adds the stamp where the format has a place for it: a person sees the stamp,
and a program reads the file as before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from litreview import stages
from litreview.core.text.drawing import fitted

_SVG = re.compile(r'(<svg\b[^>]*? viewBox="0 0 )([\d.]+)( )([\d.]+)("[^>]*? height=")([\d.]+)(")')
_LINE, _DEFAULT_WIDTH = 16, 600.0


def add_stamp(name: str, data: bytes, stamp: str) -> bytes:
    """Add the stamp to a file; an empty stamp changes nothing. `KeyError` for an ending that has no place for one."""
    words = " ".join(stamp.split())
    return STAMPS[name if name in STAMPS else Path(name).suffix.lower()](data, words) if words else data


def _escaped(markup: str, stamp: str) -> str:
    """Return the markup with the stamp inserted as escaped text."""
    from markupsafe import Markup

    return str(Markup(markup).format(stamp))  # noqa: S704 - the markup is our own


def _text_stamp(change: Callable[[str, str], str]) -> Callable[[bytes, str], bytes]:
    return lambda data, stamp: change(data.decode(), stamp).encode()


def _stamp_html(text: str, stamp: str) -> str:
    """Add a banner at the top of the page, and the stamp before its title, where a browser's tab shows it."""
    banner = _escaped('<p class="stamp" role="note">{}</p>\n', stamp)
    titled = text.replace("<title>", _escaped("<title>{} | ", stamp), 1)
    return re.sub(r"<main\b[^>]*>\n", lambda found: found[0] + banner, titled, count=1)


def _stamp_svg(text: str, stamp: str) -> str:
    """Add lines below the picture, and make the picture taller by their height."""
    head = _SVG.search(text)
    wide, high = (float(head[2]), float(head[4])) if head else (_DEFAULT_WIDTH, 0.0)
    style = 'text-anchor="middle" font-family="sans-serif" font-size="11" font-weight="bold" fill="#8a5a00"'
    lines = fitted(stamp, max(wide - 20, 80), 12)
    foot = f'<rect y="{high:g}" width="{wide:g}" height="{_LINE * len(lines) + 6}" fill="#fff"/>\n'
    for number, line in enumerate(lines, 1):
        foot += _escaped(f'<text x="{wide / 2:g}" y="{high + _LINE * number:g}" {style}>{{}}</text>\n', line)
    taller = f"{high + _LINE * len(lines) + 6:g}"
    grown = _SVG.sub(rf"\g<1>\g<2>\g<3>{taller}\g<5>{taller}\g<7>", text, count=1)
    body, end, rest = grown.rpartition("</svg>")
    return f"{body}{foot}{end}{rest}"


def _stamp_json(text: str, stamp: str) -> str:
    """Add a first field `stamp`; in a list (CSL-JSON, which has no other place), a note in each work."""
    data = json.loads(text)
    if isinstance(data, list):
        data = [{**one, "note": "\n".join(filter(None, [one.get("note"), stamp]))} for one in data]
    else:
        data = {"stamp": stamp, **data}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _stamp_graphml(text: str, stamp: str) -> str:
    """Add an attribute `stamp` of the graph, which Gephi and networkx read."""
    key = '<key id="stamp" for="graph" attr.name="stamp" attr.type="string"/>\n'
    value = _escaped('\n<data key="stamp">{}</data>', stamp)
    return re.sub(r"<graph\b[^>]*>", lambda found: f"{key}{found[0]}{value}", text, count=1)


def _stamp_bibtex(text: str, stamp: str) -> str:
    """Add a comment before the entries, which every BibTeX reader skips and JabRef preserves."""
    return f"@comment{{{re.sub(r'[{}]', '', stamp)}}}\n\n{text}"


def _stamp_ris(text: str, stamp: str) -> str:
    """Add a note to each reference: RIS has no comments."""
    return re.sub(r"^ER  - ", lambda found: f"N1  - {stamp}\r\n{found[0]}", text, flags=re.MULTILINE)


def _stamp_markdown(text: str, stamp: str) -> str:
    """Add a line below the title."""
    title, _, rest = text.partition("\n")
    return f"{title}\n\n**{stamp}**\n{rest}"


def _stamp_csv(text: str, stamp: str) -> str:
    """Add a last column `stamp` to every row: programs would read a separate line as a row."""
    from litreview.formats.tables import csv_table

    name, cell = csv_table(["stamp"], [[stamp]]).decode().splitlines()
    ends = iter([name])
    row = r'(?:[^"\n]++|"[^"]*+")*+'
    return re.sub(f"({row})\n", lambda found: f"{found[1]},{next(ends, cell)}\n", text)


def _stamp_docx(data: bytes, stamp: str) -> bytes:
    """Add a paragraph below the title, or at the beginning."""
    line = _escaped('<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r></w:p>', stamp)
    title = re.compile(r'<w:p>\s*<w:pPr>\s*<w:pStyle w:val="Title"\s*/>.*?</w:p>|<w:body>', re.DOTALL)

    def change(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        text = content.decode()
        place = next((found for found in title.finditer(text) if found[0] != "<w:body>"), title.search(text))
        return f"{text[: place.end()]}{line}{text[place.end() :]}".encode() if place else content

    return stages.bibliography.word_processor.repack(data, change)


STAMPS: Mapping[str, Callable[[bytes, str], bytes]] = {
    ".html": _text_stamp(_stamp_html),
    ".svg": _text_stamp(_stamp_svg),
    ".json": _text_stamp(_stamp_json),
    ".graphml": _text_stamp(_stamp_graphml),
    ".bib": _text_stamp(_stamp_bibtex),
    ".ris": _text_stamp(_stamp_ris),
    ".csv": _text_stamp(_stamp_csv),
    ".docx": _stamp_docx,
    "README.md": _text_stamp(_stamp_markdown),
}
"""The function that stamps a file, by its name or its ending."""
