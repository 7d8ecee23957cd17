"""A table from a dataclass: a row each, a column for each field, in the order in which they are declared."""

from __future__ import annotations

import builtins
import dataclasses
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

from litreview.model import Record, Where, Work
from litreview.sealed import Sealed

Row = tuple[str | int | float | bool | None, ...]
_DTYPES = {int: "Int64", float: "Float64", bool: "boolean"}


def plain_columns(kind: type[Any]) -> Mapping[str, str]:
    """Return the columns of a dataclass with their dtypes: a `Where` has two, `file` and `line`; a field that is not to be shown has none.

    >>> from litreview.model import Relation
    >>> list(plain_columns(Relation))
    ['a', 'b', 'kind', 'by', 'reason']
    """
    columns: dict[str, str] = {}
    for name, hint in _shown(kind):
        if hint is Where:
            columns |= {"file": "string", "line": "Int64"}
        else:
            columns[name] = _DTYPES.get(hint, "string")
    return columns


def plain_rows(items: Iterable[Any], kind: type[Any]) -> Iterator[Row]:
    """Return one row per value; lists are joined with `; `, a work is its key, a record its id, and what is sealed is empty."""
    fields = _shown(kind)
    for item in items:
        row: list[str | int | float | bool | None] = []
        for name, hint in fields:
            held = getattr(item, name)
            if isinstance(held, Where):
                row += [held.file, held.line or None]
            else:
                row.append(held if hint in _DTYPES else _words(held))
        yield tuple(row)


def closed_values(kind: type[Any]) -> dict[str, tuple[str, ...]]:
    """Return the closed lists of values of a dataclass by column: those of a `Literal`, or a tuple beside the type; `""` is no value."""
    found = {name: tuple(filter(None, _listed(hint))) for name, hint in _hints(kind, extras=True).items()}
    return {name: values for name, values in found.items() if values}


def column_meanings(kind: type[Any]) -> dict[str, str]:
    """Return what the columns of a dataclass hold, where a text beside the type says so."""
    hints = _hints(kind, extras=True).items()
    said = {
        name: [one for one in getattr(hint, "__metadata__", ()) if isinstance(one, str)]
        for name, hint in hints
    }
    return {name: texts[-1] for name, texts in said.items() if texts}


def _listed(hint: Any) -> Iterator[str]:
    if typing.get_origin(hint) is typing.Literal:
        yield from typing.get_args(hint)
    else:
        for part in typing.get_args(hint):
            yield from part if isinstance(part, tuple) else _listed(part)


def _hints(kind: type[Any], *, extras: bool = False) -> dict[str, Any]:
    import importlib

    names = vars(importlib.import_module(kind.__module__))
    return typing.get_type_hints(kind, names, _Names(names), include_extras=extras)


def _shown(kind: type[Any]) -> list[tuple[str, Any]]:
    """Return the fields that may be shown, and the type of each; None beside it says nothing."""
    hints = _hints(kind)
    return [
        (field.name, _bare(hints.get(field.name, str)))
        for field in dataclasses.fields(kind)
        if field.repr and not field.name.startswith("_")
    ]


class _Names(dict[str, Any]):
    """The names of a module; one that is there for the check of types alone, as of numpy's arrays, is shown as words."""

    def __missing__(self, name: str) -> Any:
        return getattr(builtins, name, str)


def _bare(hint: Any) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        parts = [part for part in typing.get_args(hint) if part is not type(None)]
        return parts[0] if len(parts) == 1 else str
    return hint


def _words(held: Any) -> str:
    if held is None or isinstance(held, Sealed):
        return ""
    if isinstance(held, Work):
        return held.id if isinstance(held, Record) else held.key
    if isinstance(held, Mapping):
        return "; ".join(f"{_words(key)}: {_words(one)}" for key, one in held.items())
    if isinstance(held, AbstractSet):
        return "; ".join(sorted(_words(one) for one in held))
    if isinstance(held, tuple | list):
        return "; ".join(", ".join(map(_words, one)) if type(one) is tuple else _words(one) for one in held)
    return held.isoformat() if isinstance(held, date) else str(held)
