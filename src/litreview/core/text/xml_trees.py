"""Parses untrusted XML: a document type is refused, so that no entity is ever declared, expanded or fetched.

Billion laughs, quadratic blow-up and external entities all need a `<!DOCTYPE`: a text with one is refused at that place,
before the first element. https://docs.python.org/3/library/xml.html#xml-vulnerabilities lists the attacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


class XmlError(ValueError):
    """A text that is not well-formed XML, or has a document type."""


def careful_parser() -> expat.XMLParserType:
    """Return an expat parser that raises `XmlError` at a document type; the caller sets the other handlers."""

    def refuse(*_: object) -> None:
        raise XmlError("has a document type, in which entities could be declared")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def parse_xml(text: str) -> Element:
    """Return the root of an XML text. `XmlError` if it is not well-formed or has a document type.

    >>> parse_xml("<record><title>Raids &amp; services</title></record>")[0].text
    'Raids & services'
    """
    from xml.etree.ElementTree import TreeBuilder

    tree = TreeBuilder()
    parser = careful_parser()
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.data
    try:
        parser.Parse(text.encode("utf-8"), True)  # noqa: FBT003 - expat takes no name
    except (expat.ExpatError, UnicodeEncodeError) as error:
        raise XmlError(str(error)) from error
    return tree.close()
