"""Values of a review as JSON with named fields, and back: what is read is checked against the types, for a packet may be hostile.

What is sealed has no form here: writing it raises.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

from litreview.core.sealed import Sealed
from litreview.judgements.codebook.values import Pattern, parse_pattern

_SCALARS = (str, int, float, bool, type(None))
_READ: Mapping[Any, tuple[tuple[Any, ...], Callable[[Any], Any]]] = {
    **{one: (_SCALARS, lambda plain: plain) for one in (None, Any, object)},
    **{one: ((one,), lambda plain: plain) for one in _SCALARS},
    float: ((int, float), float),
    date: ((str,), date.fromisoformat),
    Pattern: ((str,), parse_pattern),
}
"""Types without parts: as which types of JSON they are written, and how they are read."""
_MADE: Mapping[Any, Callable[[Iterable[Any]], Any]] = {
    tuple: tuple,
    list: list,
    Sequence: tuple,
    Iterable: tuple,
    Collection: tuple,
    set: set,
    frozenset: frozenset,
}


def to_plain(value: Any) -> Any:
    """Return a value as one of JSON: a dataclass by the names of its fields, without those that have their defaults.

    >>> from litreview.core.model import Where
    >>> to_plain({"where": (Where(file="a.bib", line=3), Where(file="b.bib"))})
    {'where': [{'file': 'a.bib', 'line': 3}, {'file': 'b.bib'}]}
    """
    if isinstance(value, Sealed):
        raise TypeError("what is sealed is never written")
    if type(value) in _SCALARS:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Pattern):
        return value.text
    if isinstance(value, Mapping):
        if all(type(name) is str for name in value):
            return {name: to_plain(one) for name, one in value.items()}
        return [[to_plain(name), to_plain(one)] for name, one in value.items()]
    if isinstance(value, set | frozenset):
        return sorted(map(to_plain, value))
    if isinstance(value, tuple | list):
        return list(map(to_plain, value))
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((one, getattr(value, one.name)) for one in fields(value) if one.init)
        return {one.name: to_plain(own) for one, own in pairs if not _is_default(one, own)}
    return _number(value)


def _number(value: Any) -> float | int:
    """Return a number of numpy as one of Python; `TypeError` for any other value."""
    if hasattr(value, "item"):
        number = value.item()
        if type(number) in (int, float, bool):
            return number  # type: ignore[no-any-return]
    raise TypeError(f"a {type(value).__name__} has no form in JSON")


def _is_default(one: Field[Any], value: Any) -> bool:
    if one.default_factory is not MISSING:
        return bool(value == one.default_factory())
    return one.default is not MISSING and type(value) is type(one.default) and bool(value == one.default)


def from_plain(kind: Any, plain: Any) -> Any:
    """Return the value of a type that `to_plain` wrote. `TypeError` or `ValueError` for one of another type.

    >>> from litreview.core.model import Where
    >>> from_plain(tuple[Where, ...], [{"file": "a.bib", "line": 3}])
    (Where(file='a.bib', line=3),)
    """
    origin = get_origin(kind)
    if isinstance(kind, NewType):
        return from_plain(kind.__supertype__, plain)
    if kind in _READ:
        written, read = _READ[kind]
        return read(_checked(plain, written))
    if origin is Literal:
        if plain not in get_args(kind):
            raise ValueError(f"one of {get_args(kind)} expected")
        return plain
    if origin in (Union, types.UnionType):
        return _first_fitting(get_args(kind), plain)
    return _container(kind, origin or kind, plain)


def _checked(plain: Any, kinds: tuple[Any, ...]) -> Any:
    if type(plain) not in kinds:
        raise TypeError(
            f"a {type(plain).__name__} where {' or '.join(one.__name__ for one in kinds)} is expected"
        )
    return plain


def _first_fitting(kinds: Sequence[Any], plain: Any) -> Any:
    """Return the value of the first type of a union that fits."""
    for kind in kinds:
        with suppress(TypeError, ValueError):
            if Sealed not in (kind, get_origin(kind)):
                return from_plain(kind, plain)
    raise TypeError(f"a {type(plain).__name__} fits none of {len(kinds)} types")


def _container(kind: Any, origin: Any, plain: Any) -> Any:
    inner = get_args(kind)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, value = inner or (str, str)
        pairs = plain.items() if type(plain) is dict else map(tuple, _checked(plain, (list,)))
        return {from_plain(key, name): from_plain(value, one) for name, one in pairs}
    if is_dataclass(kind):
        return _dataclass(kind, _checked(plain, (dict,)))
    _checked(plain, (list,))
    if hasattr(kind, "_fields"):
        hints = get_type_hints(kind)
        return kind(*_row([hints[name] for name in kind._fields], plain))
    if origin is tuple and inner[-1] is not ...:
        return tuple(_row(inner, plain))
    if origin in _MADE:
        return _MADE[origin](from_plain(inner[0], one) for one in plain)
    raise TypeError(f"{kind} has no form in JSON")


def _row(kinds: Sequence[Any], plain: Sequence[Any]) -> list[Any]:
    return [from_plain(kind, one) for kind, one in zip(kinds, plain, strict=True)]


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind) if one.init}


def _dataclass(kind: Any, plain: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    if unknown := plain.keys() - hints.keys():
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{name: from_plain(hints[name], one) for name, one in plain.items()})
