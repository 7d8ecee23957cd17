"""Tuples with an item type, and an index of things by key.

Stages return tuples: tags, pairs, citations. A plain `()` doesn't say which items it would have, so its table would have no columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from numbers import Number
from typing import Any, SupportsIndex, TypeVar, overload

from litreview.core.errors import UnknownKeyError, near_miss
from litreview.core.wording import list_repr, notebook_html

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class TypedTuple(tuple[T, ...]):  # noqa: SLOT001 - a tuple takes no slot beside its items
    """A tuple, equal to and hashed like a plain one, whose `kind` is the class of its items, also where it is empty.

    `codebook` is the codebook of the tags; later stages use it by default.

    >>> none = TypedTuple((), int)
    >>> none == (), none.kind.__name__, TypedTuple(range(3), int)[1:]
    (True, 'int', (1, 2))
    """

    kind: type[Any]
    codebook: Any

    def __new__(
        cls, items: Iterable[T] = (), kind: type[Any] = object, codebook: Any = None
    ) -> TypedTuple[T]:
        """Return the tuple; code that rebuilds tuples from their class alone (`dataclasses.asdict`) loses only the kind."""
        made = super().__new__(cls, items)
        made.kind, made.codebook = kind, codebook
        return made

    def __getnewargs__(self) -> tuple[tuple[T, ...], type[Any], Any]:
        return tuple(self), self.kind, self.codebook

    @overload
    def __getitem__(self, which: SupportsIndex) -> T: ...
    @overload
    def __getitem__(self, which: slice) -> TypedTuple[T]: ...
    def __getitem__(self, which: SupportsIndex | slice) -> T | TypedTuple[T]:
        """Return one item, or for a slice a tuple of the same kind."""
        if isinstance(which, slice):
            return TypedTuple(super().__getitem__(which), self.kind, self.codebook)
        return super().__getitem__(which)

    __repr__ = list_repr
    _repr_html_ = notebook_html


def as_tuple(values: Iterable[T]) -> tuple[T, ...]:
    """Return a tuple unchanged, with what it remembers, and other values as one."""
    return values if isinstance(values, tuple) else tuple(values)


class TableDict(dict[K, V]):
    """A dict, equal to a plain one, that knows the name of its table, also where it is empty.

    >>> TableDict({("a", "b"): 2}, table="pairs") == {("a", "b"): 2}
    True
    """

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = (), *, table: str = "") -> None:
        super().__init__(items)
        self.table = table

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(TableDict, table=self.table), (dict(self),)


def type_fields(value: object, **kinds: type[Any]) -> None:
    """Replace tuples in fields of a frozen value with `TypedTuple`s: `type_fields(self, sources=Source, queue=Match)`."""
    for name, kind in kinds.items():
        items = getattr(value, name)
        if type(items) is not TypedTuple:
            object.__setattr__(value, name, TypedTuple(items, kind))


class KeyIndex:
    """Index of things by key or another name, behind `library["key"]` and `"key" in library`.

    It is built from the key of each thing, its other names, and whether messages may show the key.

    >>> index = KeyIndex([("Doe2001", ("a.bib:Doe2001",), True), ("Roe2002", ("Doe2001",), True)])
    >>> index.place("a.bib:Doe2001"), index.place("Doe2001"), "Poe2003" in index  # a key comes before another's other name
    (0, 0, False)
    >>> index.place("Roe2003")
    Traceback (most recent call last):
    litreview.core.errors.UnknownKeyError: no 'Roe2003' here; did you mean 'Roe2002'?
    """

    __slots__ = ("_places", "_shown_keys")

    def __init__(self, named: Iterable[tuple[str, Sequence[str], bool]]) -> None:
        rows = [*named]
        keys = grouped((key, place) for place, (key, _, _) in enumerate(rows))
        others = grouped((name, n) for n, (_, more, _) in enumerate(rows) for name in dict.fromkeys(more))
        self._places = others | keys
        self._shown_keys = [key for key, _, is_shown in rows if is_shown]

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def place(self, name: str) -> int:
        """Return the position of the thing with that name. `UnknownKeyError` if nothing has it, or more than one thing."""
        places = self._places.get(name, [])
        if len(places) == 1:
            return places[0]
        if places:
            raise UnknownKeyError(
                f"{len(places)} are called '{name}'; ask for one by its record id, FILE:KEY"
            )
        raise UnknownKeyError(f"no '{name}' here{near_miss(name, self._shown_keys)}")


_ABSENT = frozenset({"NAType", "NaTType", "NoneType"})


def is_absent(value: Any) -> bool:
    """Return whether a value means "missing": None, NaN, pandas' NA and NaT.

    >>> is_absent(None), is_absent(float("nan")), is_absent(0), is_absent("")
    (True, True, False, False)
    """
    if isinstance(value, str):
        return False
    return type(value).__name__ in _ABSENT or (isinstance(value, Number) and value != value)  # noqa: PLR0124 - NaN


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Return the values grouped by key, keys and values in their first order.

    >>> grouped([("a", 1), ("b", 2), ("a", 3)])
    {'a': [1, 3], 'b': [2]}
    """
    groups: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)


def mapping_of(value: Any) -> Mapping[str, Any]:
    """Return an object of JSON, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """Return a list of JSON, an empty one for anything else."""
    return value if isinstance(value, list) else []


def unique_name(base: str, used: dict[str, int], joint: str = "-", fold: Callable[[str], str] = str) -> str:
    """Return a name that is not used yet, on a clash the next free `NAME-2`, and add it to the caller's `used`.

    `fold`: names with the same folded form clash. `used` holds for each folded name the last number tried, so that a name repeated a
    thousand times costs a thousand steps.

    >>> used = {}
    >>> [unique_name(name, used, fold=str.lower) for name in ("Doe", "Roe", "doe", "Doe")]
    ['Doe', 'Roe', 'doe-2', 'Doe-3']
    """
    name, count = base, used.get(fold(base), 1)
    while fold(name) in used:
        count += 1
        name = f"{base}{joint}{count}"
    used[fold(base)] = count
    used.setdefault(fold(name), 1)
    return name


def grouped_sets(pairs: Iterable[tuple[K, V]]) -> dict[K, set[V]]:
    """Return the set of the values of each key, keys in their first order.

    >>> grouped_sets([("a", 1), ("b", 2), ("a", 1)])
    {'a': {1}, 'b': {2}}
    """
    return {key: set(values) for key, values in grouped(pairs).items()}


def first_by_key(pairs: Iterable[tuple[K, V]]) -> dict[K, V]:
    """Return the first value of each key, keys in their first order.

    >>> first_by_key([("a", 1), ("b", 2), ("a", 3)])
    {'a': 1, 'b': 2}
    """
    found: dict[K, V] = {}
    for key, value in pairs:
        found.setdefault(key, value)
    return found
