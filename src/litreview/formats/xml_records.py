"""Read XML that is a list of records, record by record, so that one broken record costs no other. Entities are never expanded.

Each record is parsed alone: the parser never sees the document type at the head of a file, and fetches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from litreview.core.confidential.mark_words import says_interview
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.core.text.xml_trees import XmlError, parse_xml
from litreview.formats.field_values import KeyAssigner, stray_text
from litreview.formats.record_building import RawEntry

_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_REFERENCE = re.compile(r"&#(?:(\d{1,7})|x([0-9A-Fa-f]{1,6}));")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_WORDS = re.compile(r"\w+")

Make = Callable[[Element, KeyAssigner, int, int, str], RawEntry | None]
"""Makes an entry: (element, keys assigned so far, number of the record, its line, its text) -> entry, None if it is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The elements of a format: `records`, the `inner` ones that begin a record, those `around` records, and the `writer`'s name."""

    records: tuple[str, ...]
    inner: tuple[str, ...]
    around: tuple[str, ...]
    writer: str

    def bare_tag(self) -> re.Pattern[str]:
        """Return a pattern of tags without content. The attributes of other elements are text outside of records."""
        around = "|".join((*self.around, *self.records))
        return re.compile(rf"<[?!][^<>]*>?|<(?:/?(?:{around})(?:\s[^<>\n]*)?|/?[A-Za-z][\w:.-]*\s*/?)>")


def read_records(text: str, path: str, shape: Shape, make: Make) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of a file, and the Problems met: each record is an entry or a Problem. Text between records is reported."""
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    if (declared := text.find("<!ENTITY")) >= 0:
        line = text.count("\n", 0, declared) + 1
        problems.append(problem("LR039", Where(file=path, line=line), writer=shape.writer))
    keys = KeyAssigner()
    outside: list[int] = []
    before = ""  # the words between the last record and this one
    tag = shape.bare_tag()
    for line, block, state in _blocks(text, shape):
        if state == "outside":
            bare = tag.sub(lambda found: "\n" * found[0].count("\n"), block).split("\n")
            outside += [line + number for number, each in enumerate(bare) if _WORDS.search(each)]
            before = " ".join(" ".join(bare).split())
            continue
        element, mended = _parse(block) if state != "no end" else (None, False)
        if element is None:
            what = "a record has no end" if state == "no end" else "a record cannot be read"
            problems.append(
                problem("LR025.no-sound-xml", Where(file=path, line=line), what=what, writer=shape.writer)
            )
            continue
        entry = make(element, keys, len(entries) + 1, line, block)
        if entry is None:
            problems.append(problem("LR038", Where(file=path, line=line)))
            continue
        if mended:
            problems.append(problem("LR027", Where(file=path, line=line), key=entry.key))
        if state == "no start":
            if says_interview(before):  # it may belong to this record
                entry.fields.append(("note", before))
            edge, mend = f"first tag <{shape.records[0]}>", f"add `<{shape.records[0]}>` before it"
            problems.append(
                problem("LR035.no-edge", Where(file=path, line=line), key=entry.key, edge=edge, mend=mend)
            )
        entries.append(entry)
    return entries, [*problems, *stray_text(path, outside)]


def _blocks(text: str, shape: Shape) -> Iterator[tuple[int, str, str]]:
    """Yield each record and the text between records: line, text, and a state: `sound`, `no start`, `no end` or `outside`.

    A record without its start is taken to begin with the first inner element behind the previous record.
    """
    line = counted = 0

    def line_of(at: int) -> int:
        nonlocal line, counted
        line, counted = line + text.count("\n", counted, at), at
        return line + 1

    names = "|".join(shape.records)
    last, first = re.compile(rf"</({names})>"), re.compile(rf"<(?:{'|'.join(shape.inner)})\b")
    starts = [found.start() for found in re.finditer(rf"<({names})(?:\s[^<>]*)?>", text)]
    at = 0
    for start, following in zip([*starts, len(text)], [*starts[1:], len(text), len(text)], strict=False):
        while at < start:
            end = last.search(text, at, start)
            begin = first.search(text, at, end.start()) if end else None
            if end and begin:
                yield line_of(at), text[at : begin.start()], "outside"
                yield line_of(begin.start()), f"<{end[1]}>{text[begin.start() : end.end()]}", "no start"
                at = end.end()
            else:
                yield line_of(at), text[at:start], "outside"
                at = start
        if start < len(text):
            end = last.search(text, start, following)
            at = end.end() if end else following
            yield line_of(start), text[start:at], "sound" if end else "no end"


def _parse(block: str) -> tuple[Element | None, bool]:
    """Return the element of a record, and whether it had to be repaired; None for unreadable XML."""
    try:
        return parse_xml(block), False
    except XmlError:
        pass
    try:
        mended = _CONTROL.sub("", _REFERENCE.sub(_allowed, _ENTITY.sub("&amp;", block)))
        return parse_xml(mended), True
    except XmlError:
        return None, False


def _allowed(found: re.Match[str]) -> str:
    """Return a character reference, `""` for a character that XML does not allow."""
    code = int(found[1]) if found[1] else int(found[2], 16)
    fine = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return found[0] if fine else ""


def text_of(element: Element) -> str:
    """Return the text of an element and its descendants, without markup such as `<i>`."""
    return "".join(element.itertext()).strip()


def flat_text(element: Element) -> str:
    """Return the text of an element with single spaces."""
    return " ".join(text_of(element).split())


def inner_texts(element: Element, name: str) -> list[str]:
    """Return the texts of the descendants with a name, at any depth."""
    return [value for each in element.iter(name) if (value := flat_text(each))]


def leftover_texts(
    element: Element, fields: Iterable[tuple[str, str]], other_texts: Iterable[str], known: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the texts of a record that its fields lack: the path of the element, and the text.

    A text is covered if each of its words is in a field or in `other_texts`; `known` elements are skipped.
    """
    words = {word for text in (*other_texts, *(text for _, text in fields)) for word in _WORDS.findall(text)}
    waiting = [(element, "")]
    while waiting:
        each, place = waiting.pop()
        for text in (each.text, *(child.tail for child in each)):
            if text and not words.issuperset(_WORDS.findall(text)):
                yield place, text.strip()
        waiting += [
            (child, f"{place}.{child.tag}".lstrip(".")) for child in reversed(each) if child.tag not in known
        ]
