"""Codecs: encode the value of a stage as bytes, and decode it again. Decoding executes no code.

A codec is derived from a type: `Codec(tuple[Problem, ...])`. The bytes are those of `marshal`, which reads texts, numbers and lists in half
the time of JSON and writes a text that occurs often only once. It is the same within a version of Python, which every stored value depends on.
Halves of surrogate pairs and integers of any size survive. For a dataclass, the fields that `__init__` takes are written in order. `Sealed`
values have no codec: encoding one raises.
"""

from __future__ import annotations

import json
import marshal
import types
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib import import_module
from itertools import chain, islice
from operator import attrgetter
from typing import Any, Generic, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from litreview.core.sealed import Sealed

V = TypeVar("V")

Plain = Any
"""A value that `marshal` writes: one of JSON, or bytes that a class with `to_plain` gives."""
_Side = Callable[[Sequence[Any]], list[Any]] | None
"""Converts a list of values to plain ones, or back; None if they stay unchanged. A list at a time takes half the time of single values."""
_TEXTS: tuple[Any, ...] = (str, bytes, bool, type(None))
_SCALARS: tuple[Any, ...] = (*_TEXTS, int, float, Any, object)
_EXACT = frozenset([str, int, float, bool, type(None)])
_ORDERED: Mapping[Any, Callable[[Iterable[Any]], Any]] = {
    tuple: tuple,
    list: list,
    Sequence: list,
    Iterable: list,
    Collection: list,
}
_BLOCK = 64
"""Values that are converted at once."""
_SETS: Mapping[Any, Callable[[Iterable[Any]], Any]] = {set: set, frozenset: frozenset}


class Codec(Generic[V]):
    """Encodes the values of a stage. `keys` returns the keys of the sources that a value is about.

    `kind` is a type, or `module:name`, so that the module is imported only when a value is encoded. `may` returns whether a value may be
    stored at all. A stage that depends on something confidential is stored only with `keys`, and only while none of them is confidential.
    """

    def __init__(
        self,
        kind: Any,
        keys: Callable[[V], Iterable[str]] | None = None,
        may: Callable[[V], bool] | None = None,
    ) -> None:
        self._kind = kind
        self._may = may
        self.keys = keys
        self._sides: tuple[_Side, _Side] | None = None

    def encode(self, value: V) -> bytes:
        """Return a value as bytes. `TypeError` if it is sealed or of another type; `ValueError` if JSON has no such value, or it may not be stored."""
        return self.encode_all([value])[0]

    def encode_all(self, values: Sequence[V]) -> list[bytes]:
        """Return values as bytes. Errors as for `encode`."""
        if self._may and not all(map(self._may, values)):
            raise ValueError("this value may not be stored")
        write = self._converters()[0]
        return list(map(_dumped, _in_blocks(write, values) if write else values))

    def decode(self, data: bytes | memoryview) -> V:
        """Return the value decoded from bytes. `LookupError`, `TypeError` or `ValueError` for damaged bytes."""
        return self.decode_all([data])[0]

    def decode_all(self, data: Sequence[bytes | memoryview]) -> list[V]:
        """Return the values decoded from bytes. Errors as for `decode`."""
        read = self._converters()[1]
        plain = map(marshal.loads, data)
        try:
            values: list[V] = [*_in_blocks(read, plain)] if read else [*plain]
        except EOFError as error:
            raise ValueError("the bytes are cut off") from error
        if self._kind in (str, int, bool):
            for value in values:
                if type(value) is not self._kind:
                    raise TypeError(f"a {type(value).__name__} is no {self._kind.__name__}")
        return values

    def _converters(self) -> tuple[_Side, _Side]:
        if self._sides is None:
            kind = self._kind
            if isinstance(kind, str):
                module, _, name = kind.partition(":")
                kind = getattr(import_module(module), name)
            self._sides = _sides(kind)
        return self._sides


def _dumped(plain: Plain) -> bytes:
    try:
        return marshal.dumps(plain)
    except ValueError:
        # a text of another class, which JSON takes for what it is; what is sealed, it refuses
        return marshal.dumps(_exact(plain))


_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(plain: Plain) -> bytes:
    """Return a value of JSON as bytes; `TypeError` for any other value, such as a sealed one."""
    # as they are: of two halves that were written as \ud83d\ude00 a reader would make one letter
    return _written(plain).encode("utf-8", "surrogatepass")


def _exact(value: Any) -> Plain:
    """Return a value of JSON as itself; a number of numpy, which marshal would write as bytes, becomes a number."""
    return value if type(value) in _EXACT else json.loads(_written(value))


def _all_exact(values: Sequence[Any]) -> list[Plain]:
    """Return values of JSON as themselves (see `_exact`)."""
    return [*values] if _EXACT.issuperset(map(type, values)) else [*map(_exact, values)]


def _sides(kind: Any) -> tuple[_Side, _Side]:
    """Return the converters that write and read values of a type."""
    origin = get_origin(kind)
    if isinstance(kind, NewType):
        return _sides(kind.__supertype__)
    if kind in _SCALARS or origin is Literal:
        return (None if kind in _TEXTS or origin is Literal else _all_exact), None
    if Sealed in (kind, origin):
        return _refuse, _refuse
    if origin in (Union, types.UnionType):
        return _union(get_args(kind))
    if origin is not None:
        return _container(kind, origin, get_args(kind))
    if hasattr(kind, "to_plain"):
        return _each(kind.to_plain), _each(kind.from_plain)
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass(kind)
    if isinstance(kind, type) and hasattr(kind, "_fields"):
        hints = get_type_hints(kind)
        return _row([_sides(hints[name]) for name in kind._fields], lambda values: kind(*values))
    raise TypeError(f"{kind} has no codec")


def _each(convert: Callable[[Any], Any]) -> Callable[[Sequence[Any]], list[Any]]:
    """Return a converter that converts each value by itself."""
    return lambda values: list(map(convert, values))


def _container(kind: Any, origin: Any, inner: Sequence[Any]) -> tuple[_Side, _Side]:
    """Return the converters that write and read a container such as `tuple[str, ...]`."""
    if origin is tuple and inner and inner[-1] is not ...:
        return _row([_sides(one) for one in inner], tuple)
    if origin in _ORDERED:
        write, read = _sides(inner[0])
        return _container_converter(write, list), _container_converter(read, _ORDERED[origin])
    if origin in _SETS:
        write, read = _sides(inner[0])
        # in one order, so that the same value is the same bytes
        return _container_converter(write, lambda items: sorted(items, key=to_json)), _container_converter(
            read, _SETS[origin]
        )
    if isinstance(origin, type) and issubclass(origin, Mapping):
        # as pairs: a key need not be a text, and the order stays
        parts = [_sides(one) for one in inner]
        write, read = _row(parts, tuple)
        pairs = _container_converter(write if any(part[0] for part in parts) else None, list)
        return (
            lambda values: pairs([one.items() for one in values]),
            _container_converter(read if any(part[1] for part in parts) else None, dict),
        )
    raise TypeError(f"{kind} has no codec")


def _container_converter(
    side: _Side, made: Callable[[Iterable[Any]], Any]
) -> Callable[[Sequence[Any]], list[Any]]:
    """Return a converter of containers that converts the items of all at once."""
    if side is None:
        return _each(made)

    def converted(values: Sequence[Any]) -> list[Any]:
        items = _in_blocks(side, chain.from_iterable(values))
        return [made(islice(items, len(one))) for one in values]

    return converted


def _in_blocks(convert: Callable[[Sequence[Any]], list[Any]], values: Iterable[Any]) -> Iterator[Any]:
    """Yield the converted values; only as many are converted at once as the cache of a processor holds."""
    rest = iter(values)
    return chain.from_iterable(map(convert, iter(lambda: [*islice(rest, _BLOCK)], [])))


def _refuse(values: Sequence[Any]) -> list[Any]:
    if values:
        raise TypeError("what is sealed is never written")
    return []


def _union(kinds: Sequence[Any]) -> tuple[_Side, _Side]:
    others = [kind for kind in kinds if kind not in _SCALARS and get_origin(kind) is not Sealed]
    if not others:
        # a Sealed that is there all the same is no value of JSON
        return (_all_exact if {int, float, Any, object} & set(kinds) else None), None
    if len(others) > 1 or set(kinds) - {*others, type(None)}:
        raise TypeError(f"{kinds} have no codec: which of them a value is would not be told")
    write, read = _sides(others[0])
    return _optional(write), _optional(read)


def _optional(side: _Side) -> _Side:
    if side is None:
        return None

    def converted(values: Sequence[Any]) -> list[Any]:
        present = iter(side([one for one in values if one is not None]))
        return [None if one is None else next(present) for one in values]

    return converted


def _row(
    parts: Sequence[tuple[_Side, _Side]], made: Callable[[Iterable[Any]], Any]
) -> tuple[Callable[[Sequence[Any]], list[Any]], Callable[[Sequence[Any]], list[Any]]]:
    size = len(parts)
    writes, reads = (_converting(part[side] for part in parts) for side in (0, 1))
    return (
        lambda values: [*zip(*_columns(values, size, writes), strict=True)],
        lambda plain: [*map(made, zip(*_columns(plain, size, reads), strict=True))],
    )


def _converting(sides: Iterable[_Side]) -> list[tuple[int, Any]]:
    """Return the converters with their places, without values that stay unchanged."""
    return [(place, one) for place, one in enumerate(sides) if one]


def _columns(
    rows: Iterable[Sequence[Any]], size: int, sides: Iterable[tuple[int, Any]]
) -> list[Sequence[Any]]:
    """Return the columns of rows, some of them converted. `ValueError` if there are not so many."""
    columns: list[Sequence[Any]] = [*zip(*rows, strict=True)] or [()] * size
    if len(columns) != size:
        raise ValueError(f"{size} values expected")
    for place, side in sides:
        columns[place] = side(columns[place])
    return columns


def _dataclass(kind: type[Any]) -> tuple[_Side, _Side]:
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind) if one.init]
    parts = [_sides(hints[name]) for name in names]
    writes, reads = (_converting(part[side] for part in parts) for side in (0, 1))
    values_of = attrgetter(*names) if len(names) > 1 else lambda value: [getattr(value, *names)]
    made = _maker(kind, names)

    def write(values: Sequence[Any]) -> list[Plain]:
        if others := {*map(type, values)} - {kind}:
            raise TypeError(f"a {others.pop().__name__} is no {kind.__name__}")
        return [*zip(*_columns(map(values_of, values), len(names), writes), strict=True)]

    return write, lambda plain: made(_columns(plain, len(names), reads))


def _maker(kind: type[Any], names: Sequence[str]) -> Callable[[Sequence[Sequence[Any]]], list[Any]]:
    """Return a function that makes dataclasses from columns of field values; it fills slots directly, if `__init__` only does that."""
    slots = [getattr(kind, name, None) for name in names]
    if (
        hasattr(kind, "__post_init__")
        or len(names) < len(fields(kind))
        or getattr(kind, "__new__", None) is not object.__new__
        or not all(isinstance(slot, types.MemberDescriptorType) for slot in slots)
    ):
        return lambda columns: [
            kind(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)
        ]
    setters = [slot.__set__ for slot in slots if slot]

    def made(columns: Sequence[Sequence[Any]]) -> list[Any]:
        ones = [object.__new__(kind) for _ in columns[0]]
        for put, column in zip(setters, columns, strict=True):
            deque(map(put, ones, column), maxlen=0)
        return ones

    return made
