"""How a long bibliography is cut into parts that cannot disturb each other: which styles allow it, and which works belong together.

How a work is printed depends on others in three ways only (CSL 1.0.2, "Disambiguation" and "Sorting"): on those whose citation in a text
would be the same (years get letters, names are added), on those whose first author has the same surname (given names are added), and on
all of them where works are numbered. Pandoc settles given names for a whole library in a time that grows with the third power of its
works, so a style that has a rule on them is asked for parts that cannot disturb each other.

Two works may be mistaken for each other only if their citations begin alike, with a surname, a body or words of a title. What begins
alike is kept together, generously: a group too large costs time, one too small costs a letter behind a year.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from litreview.core.containers import grouped
from litreview.core.text.xml_trees import XmlError, parse_xml
from litreview.core.wording import Value

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Item = Mapping[str, Any]
Person = Mapping[str, Any]

_WORD = re.compile(r"[^\W_]+")
_SUFFIXES = frozenset(["jr", "sr", "ii", "iii", "iv"])
_SHORT = 3
"""Words of a body or a title that may be a person's name in print."""
# the letters behind a year, or behind its era or "no date" in a script that is written without spaces (50公元前a)
_LETTERS = re.compile(r"(?<=\d)[a-z]{1,2}|(?<=[^\x00-\x7f])[a-z]{1,2}$")
# of a script without spaces, or with few, names are told by their first character
_ALPHABETIC_END = "\u0600"


_TITLES = ("title", "container-title", "publisher", "genre", "number", "URL")
"""What a work without people is cited by: the first that it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component(Value):
    """The places of works in a list, rising, that may disturb each other.

    `shares`: given names may be added to people of it, who share a surname. `beside`: places of works whose authors say which given names
    that is for other people of these works, such as an editor who is the author of another work.
    """

    members: tuple[int, ...]
    shares: bool = False
    beside: tuple[int, ...] = ()


def components(
    items: Sequence[Item],
    names: Collection[str],
    alike: Iterable[Sequence[int]] = (),
    *,
    everywhere: bool = False,
) -> list[Component]:
    """Return the items as groups, in the order of their first members. `names`: the people a style cites (`Parting.names`).

    `alike`: items that are known to belong together, besides those that are told by their names and titles. `everywhere`: given names
    are added to whoever shares a surname, not only where citations are the same.

    >>> works = [{"author": [{"family": "Roe"}]}, {"author": [{"family": "Poe"}]}, {"author": [{"family": "Roe", "given": "Ann"}]}]
    >>> [(one.members, one.shares) for one in components(works, {"author"}, everywhere=True)]
    [((0, 2), True), ((1,), False)]
    """
    # here: the names of styles are asked for without it
    from litreview.linkage import heads

    alike_pairs: list[tuple[int, int]] = []
    first: dict[Hashable, int] = {}
    authors = _Namesakes()
    for place, item in enumerate(items):
        people = list(_cited(item, names))
        for person in people:
            authors.add(place, person)
        alike_pairs += [(first.setdefault(one, place), place) for one in _beginnings(item, people)]
    alike_pairs += [(known[0], place) for known in alike for place in known[1:]]
    members = grouped((head, place) for place, head in heads(range(len(items)), alike_pairs).items())
    found = []
    for places in members.values():
        lists = (value for place in places for value in items[place].values() if _holds_names(value))
        people = [names[0] for names in lists] if everywhere else []
        beside = {place for person in people for place in authors.beside(person)}
        found.append(
            Component(
                members=tuple(places),
                shares=bool(beside),
                beside=tuple(sorted(beside.difference(places))),
            )
        )
    return found


def mistakable(labels: Mapping[int, str]) -> list[list[int]]:
    """Return the places of works whose citations in a text are the same but for small words and the letters behind their years.

    So are two of which one goes on where the other ends: a style may add a year or a title to a citation that is not the only one of its words.

    >>> mistakable({0: "(Roe, 2008a)", 1: "(Roe, 2008)", 2: "(Poe & Roe, 2008)", 3: "(Poe, n.d.-a)", 4: "(Poe, n.d.)"})
    [[0, 1], [3, 4], [2, 3]]
    >>> mistakable({0: "Roe v. Poe, 2008", 1: "Roe v. Poe", 2: "Roe"})
    [[0, 2], [0, 1], [1, 2]]
    >>> mistakable({0: "(佚名, 50公元前a)", 1: "(佚名, 50公元前)", 2: "(佚名, 无日期b)", 3: "(佚名, 无日期)"})
    [[0, 1], [2, 3]]
    """
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, label in labels.items():
        said = [_LETTERS.sub("", word) for word in _WORD.findall(label)]
        names = [word for word in said if not word[0].islower()]
        if said:
            # pandoc compares citations without what stands between their parts, such as "and"
            found[tuple(said if "".join(names).isdecimal() else names)].append(place)
    longer = [
        [places[0], found[words[:end]][0]]
        for words, places in found.items()
        for end in range(1, len(words))
        if words[:end] in found
    ]
    return [*(places for places in found.values() if len(places) > 1), *longer]


class _Namesakes:
    """Authors by the last word of their surname, then by all of their name: surname and initial as they are given, and a work."""

    def __init__(self) -> None:
        self._of: dict[str, dict[tuple[str, ...], tuple[str, str, int]]] = defaultdict(dict)

    def add(self, place: int, person: Person) -> None:
        known = self._of[_beginning_of_name(person)]
        known.setdefault(_whole_name(person), (str(person.get("family", "")), _initial(person), place))

    def beside(self, person: Person) -> list[int]:
        """Return works whose authors decide which given names are added to a person; none if it is no author, or the only one so called."""
        known = self._of.get(_beginning_of_name(person), {})
        mine = known.get(_whole_name(person))
        if mine is None or len(known) < 2:
            return []
        like = [place for _, initial, place in known.values() if initial == mine[1]]
        one_of_each = {family: place for family, initial, place in known.values() if initial != mine[1]}
        return [mine[2], *like, *one_of_each.values()]


def _cited(item: Item, names: Collection[str]) -> list[Person]:
    """Return the first person of each list of names that a style cites, or of every list if the work has none of them."""
    lists = {variable: value[0] for variable, value in item.items() if _holds_names(value)}
    return [lists[variable] for variable in names if variable in lists] or list(lists.values())


def _holds_names(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _beginnings(item: Item, people: Sequence[Person]) -> Iterator[Hashable]:
    """Yield what the citation of a work may begin with, and its names or title in full with its year: all by which it may be mistaken."""
    year = str(item.get("issued", ""))
    if not people:
        title = next((str(item[name]) for name in _TITLES if item.get(name)), "")
        yield _beginning_of(title)
        yield (*_words(title), year)
        return
    yield from map(_beginning_of_name, people)
    for names in item.values():
        if _holds_names(names) and names[0] in people:
            surnames = (str(each.get("family") or each.get("literal", "")) for each in names)
            yield (*(word for surname in surnames for word in _words(surname)), year)


def _beginning_of_name(person: Person) -> str:
    return _last(person["family"]) if person.get("family") else _beginning_of(str(person.get("literal", "")))


def _whole_name(person: Person) -> tuple[str, ...]:
    """Return the words of a name in whatever order: particles may be a part of the surname, or not."""
    return tuple(sorted(word for part in person.values() for word in _words(str(part))))


def _initial(person: Person) -> str:
    return str(person.get("given", "")).strip()[:1].casefold()


def _beginning_of(text: str) -> str:
    """Return the last of few words, as that of a person's name, and the first of many."""
    found = _words(text)
    return _last(text) if len(found) <= _SHORT else _key(found[0])


def _last(name: str) -> str:
    found = _words(name)
    while len(found) > 1 and found[-1] in _SUFFIXES:
        found.pop()
    return _key(found[-1]) if found else ""


def _key(word: str) -> str:
    return word if word[0] < _ALPHABETIC_END else word[0]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
# rules on given names: where citations are the same; of whoever stands first; the others are of all names
_OF_CITATIONS = frozenset(["", "by-cite"])
_OF_FIRST_NAMES = frozenset(["primary-name", "primary-name-with-initials"])
_NEAR = 5
"""Notes within which a work is cited again "near" its last note, if a style says nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting(Value):
    """How a style is asked for parts.

    `sorting`: a style that prints nothing, in the same order; `""` if the order is that in which works are cited. `plain`: the style
    without its rule on given names, for works to which the rule has nothing to say. `names`: the variables whose people it cites.
    `everywhere`: it adds given names to whoever shares a surname, not only where citations are the same. `least`: how many works a part must have: in a shorter one a style of notes takes each note for near the others.
    """

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
