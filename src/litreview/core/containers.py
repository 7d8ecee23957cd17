"""Tuples that know the kind of what they hold, and an index of things by their names.

Stages return tuples: tags, pairs, citations. A plain `()` doesn't say of what it has none, and its table would be without columns.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, SupportsIndex, TypeVar, overload

from litreview.core.errors import UnknownKeyError, near_miss
from litreview.core.wording import list_repr, notebook_html

T = TypeVar("T")


class TypedTuple(tuple[T, ...]):  # noqa: SLOT001 - a tuple takes no slot beside its items
    """A tuple in every respect: equal to one, hashed, unpickled and joined as one. `kind` is the class of what it holds, or would hold.

    >>> none = TypedTuple((), int)
    >>> none == (), none.kind.__name__, TypedTuple(range(3), int)[1:]
    (True, 'int', (1, 2))
    """

    kind: type[Any]

    def __new__(cls, held: Iterable[T] = (), kind: type[Any] = object) -> TypedTuple[T]:
        """Return the tuple; what makes tuples anew by their class alone (`dataclasses.asdict`) loses the kind and nothing else."""
        made = super().__new__(cls, held)
        made.kind = kind
        return made

    def __getnewargs__(self) -> tuple[tuple[T, ...], type[Any]]:
        return tuple(self), self.kind

    @overload
    def __getitem__(self, which: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, which: slice) -> TypedTuple[T]: ...
    def __getitem__(self, which: SupportsIndex | slice) -> T | TypedTuple[T]:
        """Return one, or for a slice as many, which are of this kind, too."""
        if isinstance(which, slice):
            return TypedTuple(super().__getitem__(which), self.kind)
        return super().__getitem__(which)

    __repr__ = list_repr
    _repr_html_ = notebook_html


def type_fields(value: object, **kinds: type[Any]) -> None:
    """Make fields of a frozen value that hold tuples know their kind: `type_fields(self, sources=Source, queue=Match)`."""
    for name, kind in kinds.items():
        held = getattr(value, name)
        if type(held) is not TypedTuple:
            object.__setattr__(value, name, TypedTuple(held, kind))


class KeyIndex:
    """Finds one of many things by its key or another name: what `library["key"]` and `"key" in library` stand on.

    It is made of the key of each, its other names, and whether messages may tell them.

    >>> index = KeyIndex([("Doe2001", ("a.bib:Doe2001",), True), ("Roe2002", ("Doe2001",), True)])
    >>> index.place("a.bib:Doe2001"), index.place("Doe2001"), "Poe2003" in index  # a key comes before another's other name
    (0, 0, False)
    >>> index.place("Roe2003")
    Traceback (most recent call last):
    litreview.core.errors.UnknownKeyError: no 'Roe2003' here; did you mean 'Roe2002'?
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
