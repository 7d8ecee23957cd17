"""The texts of a record in one piece, taken apart when they are asked for: for a million records, a gigabyte instead of four.

An object for each value takes fifty bytes beside its letters, and a value is there three times: in the entry as it was read, as it was
written, and decoded. Held are the values that differ, once each, as UTF-8; where they belong is said by a `Layout`, which the entries of
one export share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

MANY = 50_000
"""Works of a file, or of a library, from which on they are held so: fewer have room, and are asked in half the time as they are."""
TIMES_THE_FILE = 14
"""Records in memory, and what deduplication makes of them, take at most this many times the bytes of their files.

Measured, of short records: 13 in files of fewer than `MANY`, 6 in larger ones, which are held more tightly.
"""
_MOST = 5_000
"""Layouts of one file; beyond, an entry that is not like the one before is held whole."""
_BETWEEN, _PERSON, _PART = "\0", "\x1e", "\x1f"
_DERIVED = -1
"""Where the persons are those that a name list says in its plain form."""


def are_many(count: int) -> bool:
    """Return whether so many works are held each as one text."""
    return count >= MANY


class Texts(NamedTuple):
    """What a layout takes apart: fields, fields as written, the whole entry, its key, and authors and editors.

    A person has the parts `family`, `given`, `prefix`, `suffix` and `literal`.
    """

    fields: Mapping[str, str]
    written: Mapping[str, str]
    raw: str = ""
    key: str = ""
    authors: Sequence[Any] = ()
    editors: Sequence[Any] = ()


class Layout:
    """Where the texts of a record are in its one text: `written` and `fields` with the places of their values, and the others.

    `between` is what stands around key and values in the entry; where there is none, the entry is the part at `raw`. `authors` and
    `editors` are places; `None` where nobody is named.
    """

    __slots__ = ("authors", "between", "editors", "names", "places", "raw", "written")

    def __init__(
        self,
        names: tuple[str, ...],
        places: tuple[int, ...],
        written: tuple[str, ...],
        between: tuple[str, ...],
        raw: int | None,
        authors: int | None,
        editors: int | None,
    ) -> None:
        self.names: tuple[str, ...] = names
        self.places: tuple[int, ...] = places
        self.written: tuple[str, ...] = written
        self.between: tuple[str, ...] = between
        self.raw: int | None = raw
        self.authors: int | None = authors
        self.editors: int | None = editors

    def __reduce__(self) -> tuple[type[Layout], tuple[Any, ...]]:
        values = (self.names, self.places, self.written, self.between, self.raw, self.authors, self.editors)
        return Layout, values

    def __copy__(self) -> Layout:
        return self

    def __deepcopy__(self, _memo: object) -> Layout:
        return self


class Layouts:
    """The layouts of the records of one file, so that those that are alike share one."""

    def __init__(self) -> None:
        self._held: dict[tuple[Any, ...], Layout] = {}
        self._around: dict[tuple[str, ...], tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._held)

    def share(self, *values: Any) -> Layout:
        """Return the layout with these values, the same one each time."""
        found = self._held.get(values)
        if found is None:
            found = self._held[values] = Layout(*values)
        return found

    def around(self, raw: str, key: str, names: tuple[str, ...], values: list[str]) -> tuple[str, ...]:
        """Return what stands around key and values in an entry, nothing where they are not in it in this order, or too many differ."""
        guess = self._around.get(names)
        # as in the entry before: to look for each value takes ten times as long
        if guess is not None and _whole(guess, key, values) == raw:
            return guess
        found = _between(raw, [key, *values]) if len(self._held) < _MOST else ()
        if found:
            self._around[names] = found
        return found


def together(
    texts: Texts, layouts: Layouts, known: tuple[bytes, Layout] | None = None
) -> tuple[bytes, Layout] | None:
    r"""Return the texts of a record as one, and its layout; None for one that holds what parts them.

    `known` is a text, with its layout, of the same entry and nothing but its fields as they are `written`.

    >>> held = together(Texts({"title": "Made up", "year": "2001"}, {}), Layouts())
    >>> held[0], dict(fields_in(*held))
    (b'Made up\x002001', {'title': 'Made up', 'year': '2001'})
    """
    written = tuple(texts.written)
    parts = [] if known else list(texts.written.values())
    before = len(written) if known else 0
    places = _places(texts.fields, texts.written, parts, before)
    between: tuple[str, ...] = ()
    raw = None
    if known:
        between, raw = known[1].between, known[1].raw
    elif texts.raw:
        between = layouts.around(texts.raw, texts.key, written, parts[: len(written)])
        if not between:
            raw = len(parts)
            parts.append(texts.raw)
    authors = _place_of_people(texts.authors, texts.fields.get("author", ""), parts, before)
    editors = _place_of_people(texts.editors, texts.fields.get("editor", ""), parts, before)
    layout = layouts.share(tuple(texts.fields), places, written, between, raw, authors, editors)
    if known and not parts:
        return known[0], layout
    text = _BETWEEN.join(parts)
    if text.count(_BETWEEN) != max(len(parts) - 1, 0):
        return None
    for people, place in ((texts.authors, authors), (texts.editors, editors)):
        if place is not None and place != _DERIVED and not _is_parted(people, parts[place - before]):
            return None
    held = text.encode("utf-8", "surrogatepass")
    return (b"\0".join((known[0], held)) if known and written else held), layout


def _places(
    fields: Mapping[str, str], written: Mapping[str, str], parts: list[str], before: int
) -> tuple[int, ...]:
    """Return the place of each field's value, with which `parts` are filled up; `before` are known already."""
    known = {name: place for place, name in enumerate(written)}
    places = []
    for name, value in fields.items():
        if written.get(name) == value:
            places.append(known[name])
        else:
            places.append(before + len(parts))
            parts.append(value)
    return tuple(places)


def _between(raw: str, values: Iterable[str]) -> tuple[str, ...]:
    """Return what stands around values in a text, nothing where they are not in it in this order."""
    found, at = [], 0
    for value in values:
        place = raw.find(value, at)
        if place < 0:
            return ()
        found.append(raw[at:place])
        at = place + len(value)
    found.append(raw[at:])
    return tuple(found)


def _whole(between: Sequence[str], key: str, values: Sequence[str]) -> str:
    """Return an entry: what is before the key, the key, what is before the first value, the value, and so on."""
    pieces = [""] * (2 * len(between) - 1)
    pieces[::2] = between
    pieces[1] = key
    pieces[3::2] = values
    return "".join(pieces)


def _place_of_people(people: Sequence[Any], text: str, parts: list[str], before: int) -> int | None:
    if not people:
        return None
    names = text.split(" and ")
    if len(names) == len(people) and all(map(_is_plain, people, names)):
        return _DERIVED
    each = ((one.family, one.given, one.prefix, one.suffix, one.literal) for one in people)
    parts.append(_PERSON.join([_PART.join(one) for one in each]))
    return before + len(parts) - 1


def _is_plain(one: Any, name: str) -> bool:
    """Return whether a name is written `Family, Given` and has no other part."""
    family = one.family
    return (
        name == f"{family}, {one.given}"
        and ", " not in family
        and not (one.prefix or one.suffix or one.literal)
    )


def _is_parted(people: Sequence[Any], text: str) -> bool:
    return text.count(_PERSON) == len(people) - 1 and text.count(_PART) == 4 * len(people)


def _parts(held: bytes) -> list[str]:
    return held.decode("utf-8", "surrogatepass").split(_BETWEEN)


def fields_in(held: bytes, layout: Layout) -> Iterable[tuple[str, str]]:
    """Return the fields of a record with their values."""
    parts = _parts(held)
    return zip(layout.names, [parts[place] for place in layout.places], strict=True)


def written_in(held: bytes, layout: Layout) -> Iterable[tuple[str, str]]:
    """Return the fields of a record with their values as they were written."""
    return zip(layout.written, _parts(held), strict=False)


def value_in(held: bytes, layout: Layout, name: str) -> str:
    """Return the value of a field as it was written, "" if there is none."""
    return _parts(held)[layout.written.index(name)] if name in layout.written else ""


def raw_in(held: bytes, layout: Layout, key: str) -> str:
    """Return the whole entry."""
    parts = _parts(held)
    if not layout.between:
        return "" if layout.raw is None else parts[layout.raw]
    return _whole(layout.between, key, parts[: len(layout.written)])


def people_in(held: bytes, layout: Layout, role: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the names of the people in a role, `author` or `editor`: family, given, prefix, suffix, literal."""
    place = layout.authors if role == "author" else layout.editors
    if place is None:
        return
    parts = _parts(held)
    if place == _DERIVED:
        for name in parts[layout.places[layout.names.index(role)]].split(" and "):
            family, given = name.split(", ", 1)
            yield family, given, "", "", ""
    else:
        for text in parts[place].split(_PERSON):
            family, given, prefix, suffix, literal = text.split(_PART)
            yield family, given, prefix, suffix, literal
