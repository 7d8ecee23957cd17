"""Finding one of many by a name, which `library["key"]` and `"key" in library` stand on, and all that have one key."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from litreview.errors import UnknownKeyError, near_miss

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Return the values of each key, keys and values in the order in which they come.

    >>> grouped([("a", 1), ("b", 2), ("a", 3)])
    {'a': [1, 3], 'b': [2]}
    """
    found: dict[K, list[V]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


class Names:
    """The places of things that have names: of each its key, its other names, and whether messages may tell them.

    >>> names = Names([("Doe2001", ("a.bib:Doe2001",), True), ("Roe2002", ("Doe2001",), True)])
    >>> names.place("a.bib:Doe2001"), names.place("Doe2001"), "Poe2003" in names  # a key comes before another's other name
    (0, 0, False)
    >>> names.place("Roe2003")
    Traceback (most recent call last):
    litreview.errors.UnknownKeyError: no 'Roe2003' here; did you mean 'Roe2002'?
    """

    __slots__ = ("_places", "_told")

    def __init__(self, named: Iterable[tuple[str, Sequence[str], bool]]) -> None:
        keys: dict[str, list[int]] = {}
        others: dict[str, list[int]] = {}
        self._told: list[str] = []
        for place, (key, more, told) in enumerate(named):
            keys.setdefault(key, []).append(place)
            for name in dict.fromkeys(more):
                others.setdefault(name, []).append(place)
            self._told += [key] if told else []
        self._places = others | keys

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def place(self, name: str) -> int:
        """Return the place of what has that name. `UnknownKeyError` where nothing has it, or more than one thing."""
        places = self._places.get(name, [])
        if len(places) == 1:
            return places[0]
        if places:
            raise UnknownKeyError(
                f"{len(places)} are called '{name}'; ask for one by its record id, FILE:KEY"
            )
        raise UnknownKeyError(f"no '{name}' here{near_miss(name, self._told)}")
