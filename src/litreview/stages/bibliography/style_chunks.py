"""Splits a long bibliography into independent parts: which styles allow it, and which works belong together.

The entry of a work depends on others in three ways only (CSL 1.0.2, "Disambiguation" and "Sorting"). Works with the same citation
in a text get letters after their years, or more names. Works whose first authors share a surname get given names. Numbered works depend
on all others. Pandoc needs time that grows with the third power of the works to settle given names. So a style with a rule on them is
run on independent parts.

Two works may be confused only if their citations begin alike, with a surname, a body or words of a title. Works that begin
alike share a group, generously: a group too large costs time, one too small costs a letter after a year.
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
# names in scripts without spaces, or with few, are compared by their first character
_ALPHABETIC_END = "\u0600"


_TITLES = ("title", "container-title", "publisher", "genre", "number", "URL")
"""The fields by which a work without people is cited: the first that it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component(Value):
    """A group of works that may affect each other's entries, as their places in a list, rising.

    `shares`: some people share a surname, so that given names may be added. `neighbours`: places of works whose authors decide the given
    names of other people here, such as an editor who is the author of another work.
    """

    members: tuple[int, ...]
    shares: bool = False
    neighbours: tuple[int, ...] = ()


def components(
    items: Sequence[Item],
    names: Collection[str],
    alike: Iterable[Sequence[int]] = (),
    *,
    everywhere: bool = False,
) -> list[Component]:
    """Return the items as groups, in the order of their first members. `names`: the people a style cites (`PartRules.names`).

    `alike`: further items that belong together, beyond those with like names and titles. `everywhere`: given names
    are added to all people who share a surname, not only where citations are the same.

    >>> works = [{"author": [{"family": "Roe"}]}, {"author": [{"family": "Poe"}]}, {"author": [{"family": "Roe", "given": "Ann"}]}]
    >>> [(one.members, one.shares) for one in components(works, {"author"}, everywhere=True)]
    [((0, 2), True), ((1,), False)]
    """
    # here: the names of styles are asked for without it
    from litreview.linkage import heads

    alike_pairs: list[tuple[int, int]] = []
    first: dict[Hashable, int] = {}
    authors = _Namesakes()
    of_items = [{name: value for name, value in item.items() if _holds_names(value)} for item in items]
    for place, (item, lists) in enumerate(zip(items, of_items, strict=True)):
        people = _cited(lists, names)
        for person in people:
            authors.add(place, person)
        alike_pairs += [(first.setdefault(one, place), place) for one in _beginnings(item, lists, people)]
    alike_pairs += [(known[0], place) for known in alike for place in known[1:]]
    members = grouped((head, place) for place, head in heads(range(len(items)), alike_pairs).items())
    found = []
    for places in members.values():
        people = (
            [several[0] for place in places for several in of_items[place].values()] if everywhere else []
        )
        neighbours = {place for person in people for place in authors.deciding_works(person)}
        found.append(
            Component(
                members=tuple(places),
                shares=bool(neighbours),
                neighbours=tuple(sorted(neighbours.difference(places))),
            )
        )
    return found


def mistakable(labels: Mapping[int, str]) -> list[list[int]]:
    """Return the places of works whose in-text citations are the same except for small words and the letters after their years.

    A citation that continues another one counts as the same: a style may add a year or a title where two would be equal.

    >>> mistakable({0: "(Roe, 2008a)", 1: "(Roe, 2008)", 2: "(Poe & Roe, 2008)", 3: "(Poe, n.d.-a)", 4: "(Poe, n.d.)"})
    [[0, 1], [3, 4], [2, 3]]
    >>> mistakable({0: "Roe v. Poe, 2008", 1: "Roe v. Poe", 2: "Roe"})
    [[0, 2], [0, 1], [1, 2]]
    >>> mistakable({0: "(佚名, 50公元前a)", 1: "(佚名, 50公元前)", 2: "(佚名, 无日期b)", 3: "(佚名, 无日期)"})
    [[0, 1], [2, 3]]
    """
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, label in labels.items():
        terms = [_LETTERS.sub("", word) for word in _WORD.findall(label)]
        names = [word for word in terms if not word[0].islower()]
        if terms:
            # pandoc compares citations without the words between their parts, such as "and"
            found[tuple(terms if "".join(names).isdecimal() else names)].append(place)
    longer = [
        [places[0], found[words[:end]][0]]
        for words, places in found.items()
        for end in range(1, len(words))
        if words[:end] in found
    ]
    return [*(places for places in found.values() if len(places) > 1), *longer]


class _Namesakes:
    """Index of authors by the last word of their surname, then by their full name: surname, initial, and the place of a work."""

    def __init__(self) -> None:
        self._of: dict[str, dict[tuple[str, ...], tuple[str, str, int]]] = defaultdict(dict)

    def add(self, place: int, person: Person) -> None:
        known = self._of[_beginning_of_name(person)]
        known.setdefault(_whole_name(person), (str(person.get("family", "")), _initial(person), place))

    def deciding_works(self, person: Person) -> list[int]:
        """Return works whose authors decide a person's given names; none unless the person is an author with namesakes."""
        known = self._of.get(_beginning_of_name(person), {})
        mine = known.get(_whole_name(person))
        if mine is None or len(known) < 2:
            return []
        same_initial = [place for _, initial, place in known.values() if initial == mine[1]]
        one_of_each = {family: place for family, initial, place in known.values() if initial != mine[1]}
        return [mine[2], *same_initial, *one_of_each.values()]


def _cited(lists: Mapping[str, Sequence[Person]], names: Collection[str]) -> list[Person]:
    """Return the first person of each list of names that a style cites, or of every list if the work has none of them."""
    cited = [lists[variable][0] for variable in names if variable in lists]
    return cited or [several[0] for several in lists.values()]


def _holds_names(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _beginnings(
    item: Item, lists: Mapping[str, Sequence[Person]], people: Sequence[Person]
) -> Iterator[Hashable]:
    """Yield all keys by which a work may be confused: how its citation may begin, and its names or title in full with its year."""
    year = str(item.get("issued", ""))
    if not people:
        title = next((str(item[name]) for name in _TITLES if item.get(name)), "")
        yield _beginning_of(title)
        yield (*_words(title), year)
        return
    yield from map(_beginning_of_name, people)
    for names in lists.values():
        if names[0] in people:
            surnames = (str(each.get("family") or each.get("literal", "")) for each in names)
            yield (*(word for surname in surnames for word in _words(surname)), year)


def _beginning_of_name(person: Person) -> str:
    return _last(person["family"]) if person.get("family") else _beginning_of(str(person.get("literal", "")))


def _whole_name(person: Person) -> tuple[str, ...]:
    """Return the words of a name, sorted, since particles may be a part of the surname, or not."""
    return tuple(sorted(word for part in person.values() for word in _words(str(part))))


def _initial(person: Person) -> str:
    return str(person.get("given", "")).strip()[:1].casefold()


def _beginning_of(text: str) -> str:
    """Return the last word of a short text, as of a person's name, and the first word of a long one."""
    found = _words(text)
    return _last(text) if len(found) <= _SHORT else _key(found[0])


@lru_cache(maxsize=20_000)
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
# rules on given names: for equal citations; for first names of a list; other rules are for all names
_OF_CITATIONS = frozenset(["", "by-cite"])
_OF_FIRST_NAMES = frozenset(["primary-name", "primary-name-with-initials"])
_NEAR = 5
"""Notes within which a work is cited again "near" its last note, unless the style sets a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRules(Value):
    """How to run a style on parts of a bibliography.

    `sorting`: a style that prints nothing, in the same order; `""` if works are listed in the order cited. `plain`: the style
    without its rule on given names, for works that the rule does not affect. `names`: the variables whose people it cites.
    `everywhere`: it adds given names to all people who share a surname, not only where citations are the same. `least`: fewest works of a
    part, since in a shorter one a style of notes takes each note for near the others.
    """

    sorting: str
    plain: str
    names: frozenset[str]
    everywhere: bool
    least: int = 1


@lru_cache(maxsize=8)
def part_rules(csl: str) -> PartRules | None:
    """Return how to run this style on parts, None if it must print all works at once.

    Styles that need all works number them, set a dash for the author of the entry above, or add given names to all authors. A text that is no
    sound style gives None, too.
    """
    try:
        # the declared encoding was that of the file, and the text is decoded
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
    return PartRules(
        sorting=_sorting(style) if sorts else "",
        plain=_plain(style) if everywhere else csl,
        names=frozenset(_cited_names(style)),
        everywhere=everywhere,
        least=1 if style.get("class") == "in-text" else int(near) + 1 if near.isdecimal() else _NEAR + 1,
    )


def _looks_around(style: Element) -> bool:
    """Return whether the style prints anything that depends on a work's place in the list."""
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
    """Return the style with its sorting rules only: each entry and citation is a full stop."""
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
    """Yield the people variables that the in-text citation prints, without those that only substitute for missing ones."""
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
