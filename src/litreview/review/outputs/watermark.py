"""The stamp of a review on everything it writes, such as "Demonstration: invented works, people and decisions".

One function for each ending, which takes a finished file and returns it with the stamp where that format has a place for it: a reader
sees it, and what reads the file reads it as before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from litreview.core.text.drawing import fitted

_SVG = re.compile(r'(<svg\b[^>]*? viewBox="0 0 )([\d.]+)( )([\d.]+)("[^>]*? height=")([\d.]+)(")')
_LINE, _WIDE = 16, 600.0


def stamped(name: str, data: bytes, stamp: str) -> bytes:
    """Return the file with the stamp in it; as it is where there is no stamp. `KeyError` for an ending that has no place for one."""
    words = " ".join(stamp.split())
    return STAMPS[Path(name).suffix.lower()](data, words) if words else data


def _escaped(markup: str, stamp: str) -> str:
    """Return the markup with the stamp in it as text."""
    from markupsafe import Markup

    return str(Markup(markup).format(stamp))  # noqa: S704 - the markup is our own


def _in_text(change: Callable[[str, str], str]) -> Callable[[bytes, str], bytes]:
    return lambda data, stamp: change(data.decode(), stamp).encode()


def _page(text: str, stamp: str) -> str:
    """A banner before all else on the page, and the stamp before its title, which a tab shows the beginning of."""
    banner = _escaped('<p class="stamp" role="note">{}</p>\n', stamp)
    titled = text.replace("<title>", _escaped("<title>{} | ", stamp), 1)
    return re.sub(r"<main\b[^>]*>\n", lambda found: found[0] + banner, titled, count=1)


def _picture(text: str, stamp: str) -> str:
    """Lines below the picture, in room of their own."""
    head = _SVG.search(text)
    wide, high = (float(head[2]), float(head[4])) if head else (_WIDE, 0.0)
    style = 'text-anchor="middle" font-family="sans-serif" font-size="11" font-weight="bold" fill="#8a5a00"'
    lines = fitted(stamp, max(wide - 20, 80), 12)
    foot = f'<rect y="{high:g}" width="{wide:g}" height="{_LINE * len(lines) + 6}" fill="#fff"/>\n'
    for number, line in enumerate(lines, 1):
        foot += _escaped(f'<text x="{wide / 2:g}" y="{high + _LINE * number:g}" {style}>{{}}</text>\n', line)
    taller = f"{high + _LINE * len(lines) + 6:g}"
    grown = _SVG.sub(rf"\g<1>\g<2>\g<3>{taller}\g<5>{taller}\g<7>", text, count=1)
    body, end, rest = grown.rpartition("</svg>")
    return f"{body}{foot}{end}{rest}"


def _object(text: str, stamp: str) -> str:
    """A field `stamp`, the first; in each work of a list, which is CSL-JSON and has no other place, a note."""
    data = json.loads(text)
    if isinstance(data, list):
        data = [{**one, "note": "\n".join(filter(None, [one.get("note"), stamp]))} for one in data]
    else:
        data = {"stamp": stamp, **data}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _graph(text: str, stamp: str) -> str:
    """A value `stamp` of the graph as a whole; Gephi and networkx read it as such."""
    key = '<key id="stamp" for="graph" attr.name="stamp" attr.type="string"/>\n'
    value = _escaped('\n<data key="stamp">{}</data>', stamp)
    return re.sub(r"<graph\b[^>]*>", lambda found: f"{key}{found[0]}{value}", text, count=1)


def _entries(text: str, stamp: str) -> str:
    """A comment before the entries, which every reader of BibTeX passes over and JabRef keeps."""
    return f"@comment{{{re.sub(r'[{}]', '', stamp)}}}\n\n{text}"


def _references(text: str, stamp: str) -> str:
    """A note in each reference: RIS has no comments."""
    return re.sub(r"^ER  - ", lambda found: f"N1  - {stamp}\r\n{found[0]}", text, flags=re.MULTILINE)


def _rows(text: str, stamp: str) -> str:
    """A last column `stamp`, in every row: a line of its own would be a row to what reads the table."""
    from litreview.formats.tables import csv_table

    name, cell = csv_table(["stamp"], [[stamp]]).decode().splitlines()
    ends = iter([name])
    row = r'(?:[^"\n]++|"[^"]*+")*+'
    return re.sub(f"({row})\n", lambda found: f"{found[1]},{next(ends, cell)}\n", text)


def _document(data: bytes, stamp: str) -> bytes:
    """A paragraph below the title, or before all else."""
    from litreview.stages.bibliography.word_processor import repack

    line = _escaped('<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r></w:p>', stamp)
    title = re.compile(r'<w:p>\s*<w:pPr>\s*<w:pStyle w:val="Title"\s*/>.*?</w:p>|<w:body>', re.DOTALL)

    def change(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return content
        text = content.decode()
        place = next((found for found in title.finditer(text) if found[0] != "<w:body>"), title.search(text))
        return f"{text[: place.end()]}{line}{text[place.end() :]}".encode() if place else content

    return repack(data, change)


STAMPS: Mapping[str, Callable[[bytes, str], bytes]] = {
    ".html": _in_text(_page),
    ".svg": _in_text(_picture),
    ".json": _in_text(_object),
    ".graphml": _in_text(_graph),
    ".bib": _in_text(_entries),
    ".ris": _in_text(_references),
    ".csv": _in_text(_rows),
    ".docx": _document,
}
"""How a stamp gets into a file, by its ending."""
