"""Writes single entries as HTML and DOCX, so that a document is assembled from entries that an earlier run wrote.

Pandoc writes an entry the same way wherever it is in a document, except for the numbers of bookmarks and links in a DOCX. It numbers both
in one row, a link where its address is first met and a bookmark where it ends. So a document is written with a comment in place of each
entry; then the entries are put in, and bookmarks and links are numbered.
"""

from __future__ import annotations

import io
import marshal
import zipfile
from collections.abc import Sequence
from html import unescape
from itertools import count
from typing import NamedTuple

from litreview.core import pandoc, processes
from litreview.core.libraries import re
from litreview.core.pandoc import Block
from litreview.stages.bibliography.layout import place_of, word_parts
from litreview.stages.bibliography.trees import raw_block


class WrittenEntry(NamedTuple):
    """An entry as HTML and as WordprocessingML; there a link has its address in place of its number, and a bookmark has none."""

    html: str
    docx: str


Written = Sequence[WrittenEntry | None]
"""The written entries of a document, by their numbers; None for one that pandoc could not write in time."""

_PLACE = re.compile(re.escape(place_of(0)).replace("0", r"(\d+)"))
_NUMBERED = re.compile(r'(<w:(?:hyperlink r|bookmarkStart w|bookmarkEnd w):id=)"([^"]*)"')
_LINK = re.compile(
    r'<Relationship Type="[^"]*/hyperlink" Id="(\w+)" Target="([^"]*)" TargetMode="External" />'
)
_RELATION = re.compile(r' Id="rId(\d+)"')
_END = re.compile("(?:></Relationships>| />)$")
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_DOCUMENT, _RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
_OF_NOTES = "word/_rels/footnotes.xml.rels"
"""The links again, for footnotes, though there are none."""


def write_entries(trees: Sequence[str]) -> list[WrittenEntry | None]:
    """Return each entry of `layout.entry_trees` as HTML and DOCX; None for all if pandoc comes to no end with them."""
    if not trees:
        return []
    entries = list(map(marshal.loads, (tree.encode("latin-1") for tree in trees)))
    page, word = [[entry] for entry in entries], [word_parts(entry) for entry in entries]
    try:
        html, docx = processes.several(
            [
                lambda stop: pandoc.write(
                    _separated(page, "html"), "html5", arguments=["--wrap=none"], stop=stop
                ),
                lambda stop: pandoc.write(_separated(word, "openxml"), "docx", stop=stop),
            ]
        )
    except pandoc.PandocUnfinishedError:
        return [None] * len(trees)
    body = _with_addresses(*_texts(docx)[:2]).partition("<w:body>")[2]
    both = zip(_split(html.decode()), _split(body), strict=True)
    return [WrittenEntry(*one) for one in both]


def _separated(entries: Sequence[Sequence[Block]], format_: str) -> list[Block]:
    return [
        block
        for number, blocks in enumerate(entries)
        for block in (*blocks, raw_block(format_, place_of(number)))
    ]


def _split(text: str) -> list[str]:
    return [part.strip() for part in _PLACE.split(text)[:-1:2]]


def put_in_html(text: str, written: Written) -> str:
    """Return a page with the entries in their places."""
    entries = [one.html if one else "" for one in written]
    return _PLACE.sub(lambda found: entries[int(found[1])], text)


def put_in_docx(data: bytes, written: Written) -> dict[str, bytes]:
    """Return the changed members of a DOCX by name: its text with the entries in their places, and its relations."""
    document, relations, of_notes = _texts(data)
    entries = [one.docx if one else "" for one in written]
    whole = _PLACE.sub(lambda found: entries[int(found[1])], _with_addresses(document, relations))
    numbers = count(1 + max(map(int, _RELATION.findall(_LINK.sub("", relations)))))
    links: dict[str, str] = {}
    begun: list[int] = []
    parts = _NUMBERED.split(whole)
    for at in range(2, len(parts), 3):
        if "hyperlink" in parts[at - 1]:
            if parts[at] not in links:
                links[parts[at]] = f"rId{next(numbers)}"
            parts[at] = f'"{links[parts[at]]}"'
        elif "Start" in parts[at - 1]:
            begun.append(at)
        else:
            parts[at] = parts[begun.pop()] = f'"{next(numbers)}"'
    listed = "".join(
        f'<Relationship Type="{_HYPERLINK}" Id="{links[address]}" Target="{address}" TargetMode="External" />'
        for address in sorted(links, key=unescape)
    )
    both = {_RELATIONS: relations, _OF_NOTES: of_notes}
    return {_DOCUMENT: "".join(parts).encode()} | {
        name: _END.sub(lambda _: f">{listed}</Relationships>", _LINK.sub("", text)).encode()
        for name, text in both.items()
        if listed
    }


def _texts(data: bytes) -> tuple[str, str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        document, relations, of_notes = (
            archive.read(name).decode() for name in (_DOCUMENT, _RELATIONS, _OF_NOTES)
        )
    return document, relations, of_notes


def _with_addresses(document: str, relations: str) -> str:
    """Return the text of a DOCX whose links have their addresses in place of their numbers, and whose bookmarks have no number."""
    addresses = dict(_LINK.findall(relations))
    return _NUMBERED.sub(lambda found: f'{found[1]}"{addresses.get(found[2], "")}"', document)
