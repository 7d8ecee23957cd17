"""What the parts of an office document say: OOXML (.docx, .xlsx, .pptx) and OpenDocument (.odt, .ods, .odp)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal
from xml.parsers import expat

from litreview.text.xml_trees import XmlError, careful_parser

Kind = Literal["text", "metadata", "comment", "change", "hidden"]

_USUAL = re.compile(
    r"(?:\[Content_Types\]|content|meta|styles|settings|manifest|docProps/\w+|word/\w+|xl/\w+|xl/worksheets/sheet\d+|ppt/\w+|ppt/slides/slide\d+"
    r"|ppt/notesSlides/notesSlide\d+|ppt/comments/\w+|xl/threadedComments/\w+)\.xml"
)
_COMMENTS = re.compile(
    r"(?i)(?:^|/)(?:comments?\w*|threadedcomments?/\w+|people|persons?/\w+|commentauthors|authors)\.xml$|/comments?/"
)
_NOTES = re.compile(r"(?i)/notesSlides/")
_FACTS = re.compile(r"(?i)^docProps/.*\.xml$|^meta\.xml$")
_PARAGRAPHS = frozenset(
    {"p", "h", "br", "tab", "row", "c", "si", "tr", "cell", "table-row", "line-break", "comment"}
)
_CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo", "tracked-changes"})
_NAMING = frozenset(
    [
        "creator",
        "lastmodifiedby",
        "initial-creator",
        "printed-by",
        "manager",
        "company",
        "user-defined",
        "lpwstr",
    ]
)
_PEOPLE = re.compile(r"(?i)(?:^|:)(?:author|initials|displayname|name|userid)$")
_PROGRAMS = re.compile(
    r"(?i)\s*(?:openpyxl|python-docx|pandoc.*|litreview.*|microsoft office.*|libreoffice.*|apache poi|un-?named|author|user)?\s*"
)


def kind(names: set[str]) -> str:
    """Return `ooxml`, `odf` or `""` of the names of a document's parts."""
    if "[Content_Types].xml" in names:
        return "ooxml"
    return "odf" if {"content.xml", "mimetype"} <= names or {"content.xml", "meta.xml"} <= names else ""


def is_usual(name: str) -> bool:
    """Return whether a part is called as in every such document, so that its name says nothing of a person."""
    return _USUAL.fullmatch(name) is not None


@dataclass(slots=True)
class _Reading:
    """What is kept while a part is read: the text, and how deep in a change, a comment or a hidden run one is."""

    text: list[str] = field(default_factory=list)
    apart: dict[Kind, list[str]] = field(default_factory=lambda: {"change": [], "comment": [], "hidden": []})
    inside: dict[Kind, int] = field(default_factory=lambda: {"change": 0, "comment": 0, "hidden": 0})
    facts: list[tuple[str, list[str]]] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    parted: bool = False
    """Whether each element is a text of its own, as a fact is, and no stretch of a sentence."""

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.path.append(name)
        if name in _PARAGRAPHS:
            self.words("\n")
        if name in _CHANGES:
            self.inside["change"] += 1
            self.apart["change"].append(" ")
        if name == "annotation":
            self.inside["comment"] += 1
            self.apart["comment"].append(" ")
        if name == "vanish" and attributes.get("w:val", "true") not in ("false", "0"):
            self.inside["hidden"] = max(self.inside["hidden"], 1)
        if name in ("hidden-text", "hidden-paragraph") or _is_hidden(name, attributes):
            self.apart["hidden"].append(" ")
        for each, value in attributes.items():
            if _PEOPLE.search(each) and (self.inside["change"] or "omment" in name):
                self.text.append(f"\n{value}\n")
        self.facts.append(
            (" ".join([name, attributes.get("name", ""), attributes.get("meta:name", "")]).strip(), [])
        )

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        self.path.pop()
        if self.parted:
            self.words("\n")
        if name in _CHANGES:
            self.inside["change"] -= 1
        if name == "annotation":
            self.inside["comment"] -= 1
        if name == "r":
            self.inside["hidden"] = 0

    def words(self, text: str) -> None:
        self.text.append(text)
        if self.facts:
            self.facts[-1][1].append(text)
        for each, deep in self.inside.items():
            if deep and text.strip():
                self.apart[each].append(text)


def _is_hidden(name: str, attributes: dict[str, str]) -> bool:
    if name == "sheet" and attributes.get("state", "visible") != "visible":
        return True
    if name in ("row", "col") and attributes.get("hidden", "0") in ("1", "true"):
        return True
    if name == "sld" and attributes.get("show", "1") in ("0", "false"):
        return True
    return attributes.get("text:display") == "none" or attributes.get("table:visibility") == "collapse"


def texts(of: str, name: str, data: bytes) -> Iterator[tuple[Kind, str]]:
    """Yield the text of a part of a document, and once more what of it is a comment, a tracked change, hidden, or names who made it.

    `XmlError` if it is not sound.
    """
    reading = _Reading(parted=_FACTS.search(name) is not None)
    parser = careful_parser()
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.words
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no name
    except (expat.ExpatError, LookupError) as error:
        raise XmlError(str(error)) from error
    text = "".join(reading.text)
    if _FACTS.search(name):
        yield from (("metadata", fact) for fact in _facts(reading))
        yield "text", text
        return
    if text.strip():
        yield "text", text
    if _COMMENTS.search(name) and text.strip():
        yield "comment", text
    if _NOTES.search(name) and text.strip() and of == "ooxml":
        yield "hidden", text
    yield from ((each, "".join(found)) for each, found in reading.apart.items() if found)


def _facts(reading: _Reading) -> Iterator[str]:
    for name, words in reading.facts:
        value = "".join(words).strip()
        if name.split(" ")[0].lower() in _NAMING and not _PROGRAMS.fullmatch(value):
            yield f"{name}: {value}"
