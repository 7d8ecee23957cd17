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
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib import import_module
from operator import attrgetter
from typing import Any, Generic, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from litreview.core.sealed import Sealed

V = TypeVar("V")

Plain = Any
"""A value that `marshal` writes: one of JSON, or bytes that a class with `to_plain` gives."""
_Side = Callable[[Any], Any] | None
"""Converts a value to a plain one, or back; None if it stays unchanged."""
_TEXTS: tuple[Any, ...] = (str, bool, type(None))
_SCALARS: tuple[Any, ...] = (*_TEXTS, int, float, Any, object)
_EXACT = frozenset([str, int, float, bool, type(None)])
_ORDERED: Mapping[Any, Callable[[Iterable[Any]], Any]] = {
    tuple: tuple,
    list: list,
    Sequence: list,
    Iterable: list,
    Collection: list,
}
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
        if self._may and not self._may(value):
            raise ValueError("this value may not be stored")
        write = self._converters()[0]
        plain: Any = write(value) if write else value
        try:
            return marshal.dumps(plain)
        except ValueError:
            # a text of another class, which JSON takes for what it is; what is sealed, it refuses
            return marshal.dumps(_exact(plain))

    def decode(self, data: bytes | memoryview) -> V:
        """Return the value decoded from bytes. `LookupError`, `TypeError` or `ValueError` for damaged bytes."""
        return self.decode_all([data])[0]

    def decode_all(self, data: Sequence[bytes | memoryview]) -> list[V]:
        """Return the values decoded from bytes. Errors as for `decode`."""
        read = self._converters()[1]
        try:
            plain = [marshal.loads(one) for one in data]  # noqa: S302 - it makes plain values only, and the store checks the bytes
        except EOFError as error:
            raise ValueError("the bytes are cut off") from error
        values: list[V] = list(map(read, plain)) if read else plain
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


_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(plain: Plain) -> bytes:
    """Return a value of JSON as bytes; `TypeError` for any other value, such as a sealed one."""
    # as they are: of two halves that were written as \ud83d\ude00 a reader would make one letter
    return _written(plain).encode("utf-8", "surrogatepass")


def _exact(value: Any) -> Plain:
    """Return a value of JSON as itself; a number of numpy, which marshal would write as bytes, becomes a number."""
    return value if type(value) in _EXACT else json.loads(_written(value))


def _sides(kind: Any) -> tuple[_Side, _Side]:
    """Return the converters that write and read values of a type."""
    origin = get_origin(kind)
    if isinstance(kind, NewType):
        return _sides(kind.__supertype__)
    if kind in _SCALARS or origin is Literal:
        return (None if kind in _TEXTS or origin is Literal else _exact), None
    if Sealed in (kind, origin):
        return _refuse, _refuse
    if origin in (Union, types.UnionType):
        return _union(get_args(kind))
    if origin is not None:
        return _container(kind, origin, get_args(kind))
    if hasattr(kind, "to_plain"):
        return kind.to_plain, kind.from_plain
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass(kind)
    if isinstance(kind, type) and hasattr(kind, "_fields"):
        hints = get_type_hints(kind)
        return _row([_sides(hints[name]) for name in kind._fields], lambda values: kind(*values))
    raise TypeError(f"{kind} has no codec")


def _container(kind: Any, origin: Any, inner: Sequence[Any]) -> tuple[_Side, _Side]:
    """Return the converters that write and read a container such as `tuple[str, ...]`."""
    if origin is tuple and inner and inner[-1] is not ...:
        return _row([_sides(one) for one in inner], tuple)
    if origin in _ORDERED:
        return _list(*_sides(inner[0]), made=_ORDERED[origin])
    if origin in _SETS:
        return _set(*_sides(inner[0]), made=_SETS[origin])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(*map(_sides, inner))
    raise TypeError(f"{kind} has no codec")


def _refuse(_: Any) -> Any:
    raise TypeError("what is sealed is never written")


def _union(kinds: Sequence[Any]) -> tuple[_Side, _Side]:
    others = [kind for kind in kinds if kind not in _SCALARS and get_origin(kind) is not Sealed]
    if not others:
        # a Sealed that is there all the same is no value of JSON
        return (_exact if {int, float, Any, object} & set(kinds) else None), None
    if len(others) > 1 or set(kinds) - {*others, type(None)}:
        raise TypeError(f"{kinds} have no codec: which of them a value is would not be told")
    write, read = _sides(others[0])
    return _optional(write), _optional(read)


def _optional(side: _Side) -> _Side:
    return (lambda value: None if value is None else side(value)) if side else None


def _list(write: _Side, read: _Side, made: Callable[[Iterable[Any]], Any]) -> tuple[_Side, _Side]:
    return (
        (lambda values: [write(one) for one in values]) if write else list,
        (lambda plain: made([read(one) for one in plain])) if read else made,
    )


def _set(write: _Side, read: _Side, made: Callable[[Iterable[Any]], Any]) -> tuple[_Side, _Side]:
    # in one order, so that the same value is the same bytes
    return (
        lambda values: sorted(([write(one) for one in values] if write else values), key=to_json),
        (lambda plain: made([read(one) for one in plain])) if read else made,
    )


def _row(
    parts: Sequence[tuple[_Side, _Side]], made: Callable[[Iterable[Any]], Any]
) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    size = len(parts)

    def converted(values: Iterable[Any], side: Literal[0, 1]) -> list[Any]:
        found = list(values)
        if len(found) != size:
            raise ValueError(f"{size} values expected, not {len(found)}")
        for place, one in changing[side]:
            found[place] = one(found[place])
        return found

    changing = [_converting(part[side] for part in parts) for side in (0, 1)]
    return lambda values: converted(values, 0), lambda plain: made(converted(plain, 1))


def _converting(sides: Iterable[_Side]) -> list[tuple[int, Callable[[Any], Any]]]:
    """Return the converters with their places, without values that stay unchanged."""
    return [(place, one) for place, one in enumerate(sides) if one]


def _mapping(key: tuple[_Side, _Side], value: tuple[_Side, _Side]) -> tuple[_Side, _Side]:
    # as pairs: a key need not be a text, and the order stays
    write, read = _row([key, value], tuple)
    return (
        (lambda mapping: list(map(write, mapping.items())))
        if key[0] or value[0]
        else (lambda mapping: list(mapping.items())),
        (lambda plain: dict(map(read, plain))) if key[1] or value[1] else dict,
    )


def _dataclass(kind: type[Any]) -> tuple[_Side, _Side]:
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind) if one.init]
    parts = [_sides(hints[name]) for name in names]
    made = _maker(kind, names)
    writes, reads = (_converting(part[side] for part in parts) for side in (0, 1))
    values_of = attrgetter(*names) if len(names) > 1 else lambda value: [getattr(value, *names)]

    def write(value: Any) -> Plain:
        if type(value) is not kind:
            raise TypeError(f"a {type(value).__name__} is no {kind.__name__}")
        values = list(values_of(value))
        for place, one in writes:
            values[place] = one(values[place])
        return values

    def read(plain: list[Any]) -> Any:
        for place, one in reads:
            plain[place] = one(plain[place])
        return made(plain)

    return write, read


def _maker(kind: type[Any], names: Sequence[str]) -> Callable[[list[Any]], Any]:
    """Return a function that makes a dataclass from its field values; it fills slots directly, in half the time, if `__init__` only does that."""
    slots = [getattr(kind, name, None) for name in names]
    if (
        hasattr(kind, "__post_init__")
        or len(names) < len(fields(kind))
        or getattr(kind, "__new__", None) is not object.__new__
        or not all(isinstance(slot, types.MemberDescriptorType) for slot in slots)
    ):
        return lambda values: kind(**dict(zip(names, values, strict=True)))
    setters = [slot.__set__ for slot in slots if slot]

    def made(values: list[Any]) -> Any:
        one = object.__new__(kind)
        for put, value in zip(setters, values, strict=True):
            put(one, value)
        return one

    return made
