"""Parses untrusted XML: a document type is refused, so that no entity is ever declared, expanded or fetched.

Billion laughs, quadratic blow-up and external entities all need a `<!DOCTYPE`: a text with one is refused at that place,
before the first element. https://docs.python.org/3/library/xml.html#xml-vulnerabilities lists the attacks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


class XmlError(ValueError):
    """A text that is not well-formed XML, or has a document type."""


def careful_parser(
    begin: Callable[[str, dict[str, str]], object],
    end: Callable[[str], object],
    words: Callable[[str], object] | None = None,
) -> expat.XMLParserType:
    """Return an expat parser that calls these at each start, end and text, and raises `XmlError` at a document type."""

    def refuse(*_: object) -> None:
        raise XmlError("has a document type, in which entities could be declared")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def parse_whole(parser: expat.XMLParserType, data: bytes) -> None:
    """Parse a whole text. `XmlError` if it is not well-formed or has a document type."""
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no name
    except (expat.ExpatError, LookupError) as error:
        raise XmlError(str(error)) from error


def parse_xml(text: str) -> Element:
    """Return the root of an XML text. `XmlError` if it is not well-formed or has a document type.

    >>> parse_xml("<record><title>Raids &amp; services</title></record>")[0].text
    'Raids & services'
    """
    from xml.etree.ElementTree import TreeBuilder

    tree = TreeBuilder()
    try:
        parse_whole(careful_parser(tree.start, tree.end, tree.data), text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise XmlError(str(error)) from error
    return tree.close()
