"""Equality of stage values: whether a value that was computed again is the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from litreview.sealed import Sealed

_PLAIN = (str, bytes, int, float, complex, bool, type(None), frozenset, set)


def is_same(before: Any, after: Any) -> bool:
    """Return whether two values hold the same all the way down.

    `==` does not do: two `Sealed` are always equal, and a dataclass may leave fields out of its comparison. What is neither a plain
    value, a container nor a dataclass is the same only if it is the same object, so that a doubt computes once more.

    >>> is_same(Sealed("a"), Sealed("b")), is_same((1, {"a": [2]}), (1, {"a": [2]}))
    (False, True)
    """
    if before is after:
        return True
    if type(before) is not type(after):
        return False
    if isinstance(before, _PLAIN):
        return bool(before == after)
    if isinstance(before, tuple | list):
        return len(before) == len(after) and all(map(is_same, before, after))
    if isinstance(before, Mapping):
        # in the same order, too: outputs are written in that order
        return all(map(is_same, (len(before), *before), (len(after), *after))) and all(
            is_same(value, after[key]) for key, value in before.items()
        )
    if isinstance(before, Sealed):
        return bool(before) and bool(after) and is_same(before.reveal(), after.reveal())
    if is_dataclass(before) and not isinstance(before, type):
        # a field that is not passed in, such as an index made when it is first asked for, follows from the others
        return all(is_same(getattr(before, f.name), getattr(after, f.name)) for f in fields(before) if f.init)
    return False
