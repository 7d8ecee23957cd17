"""Whether a style may be asked for a bibliography in parts, and what it must then be told.

How a work is printed depends on others in three ways only (CSL 1.0.2, "Disambiguation" and "Sorting"): on those whose citation in a text
would be the same (years get letters, names are added), on those whose first author has the same surname (given names are added), and on
all of them where works are numbered. Pandoc settles given names for a whole library in a time that grows with the third power of its
works, so a style that has a rule on them is asked for parts that cannot disturb each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from litreview.text.xml_trees import XmlError, parse_xml
from litreview.wording import short_repr

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
# rules on given names: where citations are the same; of whoever stands first; the others are of all names
_OF_CITATIONS = frozenset(["", "by-cite"])
_OF_FIRST_NAMES = frozenset(["primary-name", "primary-name-with-initials"])
_NEAR = 5
"""Notes within which a work is cited again "near" its last note, if a style says nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """How a style is asked for parts.

    `sorting`: a style that prints nothing, in the same order; `""` if the order is that in which works are cited. `plain`: the style
    without its rule on given names, for works to which the rule has nothing to say. `names`: the variables whose people it cites.
    `everywhere`: it adds given names to whoever shares a surname, not only where citations are the same. `least`: how many works a part must have: in a shorter one a style of notes takes each note for near the others.
    """

    __repr__ = short_repr

    sorting: str
    plain: str
    names: frozenset[str]
    everywhere: bool
    least: int = 1


@lru_cache(maxsize=8)
def parting(csl: str) -> Parting | None:
    """Return how this style is asked for parts, None if it must be asked for all works at once.

    That is a style that numbers works, one that sets a dash for the author of the entry above, one that adds given names to all authors,
    and what is no sound style.
    """
    try:
        # the encoding that it names was that of the file
        style = parse_xml(_DECLARATION.sub("", csl, count=1))
    except XmlError:
        return None
    citation, bibliography = style.find("citation"), style.find("bibliography")
    if citation is None or style.tag != "style" or _looks_around(style):
        return None
    rule = citation.get("givenname-disambiguation-rule", "")
    adds = citation.get("disambiguate-add-givenname") == "true"
    if adds and rule not in _OF_CITATIONS | _OF_FIRST_NAMES:
        return None
    sorts = bibliography is not None and bibliography.find("sort") is not None
    everywhere = adds and rule in _OF_FIRST_NAMES
    near = style.get("near-note-distance", "")
    return Parting(
        sorting=_sorting(style) if sorts else "",
        plain=_plain(style) if everywhere else csl,
        names=frozenset(_cited_names(style)),
        everywhere=everywhere,
        least=1 if style.get("class") == "in-text" else int(near) + 1 if near.isdecimal() else _NEAR + 1,
    )


def _looks_around(style: Element) -> bool:
    """Return whether the style says anything by where a work stands among others."""
    return any(
        "citation-number" in element.get("variable", "").split()
        or "subsequent-author-substitute" in element.attrib
        for element in style.iter()
    )


def _plain(style: Element) -> str:
    changed = deepcopy(style)
    for citation in changed.iterfind("citation"):
        citation.attrib.pop("disambiguate-add-givenname", None)
    return _text(changed)


def _sorting(style: Element) -> str:
    """Return the style with its order and what that rests on, and a full stop in the place of each entry and citation."""
    changed = deepcopy(style)
    for citation in changed.iterfind("citation"):
        for name in [
            name for name in citation.attrib if name.startswith("disambiguate-") or name == "collapse"
        ]:
            del citation.attrib[name]
        for sort in citation.findall("sort"):
            citation.remove(sort)
    for layout in changed.iter("layout"):
        layout.clear()
        layout.append(layout.makeelement("text", {"value": "."}))
    return _text(changed)


def _text(style: Element) -> str:
    from xml.etree.ElementTree import tostring

    return tostring(style, encoding="unicode")


def _cited_names(style: Element) -> Iterator[str]:
    """Yield the variables of people that the citation in a text prints of itself, not in the place of others that a work lacks."""
    macros: Mapping[str | None, Element] = {one.get("name"): one for one in style.iter("macro")}
    rest = list(style.iterfind("citation/layout"))
    seen: set[str | None] = set()
    while rest:
        element = rest.pop()
        if element.tag == "substitute":
            continue
        if element.tag == "names":
            yield from element.get("variable", "").split()
        name = element.get("macro")
        if name in macros and name not in seen:
            seen.add(name)
            rest.append(macros[name])
        rest.extend(element)
