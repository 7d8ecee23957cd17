"""A value laid open: everything it holds, where its repr is one short line."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Set as AbstractSet
from typing import Any

from litreview.core.wording import short_repr

__all__ = ["whole"]


def whole(value: Any) -> str:
    """Return all that a value holds, field by field, each thing by its own repr: what a test looks in for what must not be there."""
    if dataclasses.is_dataclass(value) and type(value).__repr__ is short_repr:
        inside = [getattr(value, field.name) for field in dataclasses.fields(value) if field.repr]
        return f"{value!r} {whole(inside)}"
    if isinstance(value, Mapping):
        return whole([*value.keys(), *value.values()])
    if isinstance(value, tuple | list | AbstractSet):
        return " ".join(whole(one) for one in value)
    return repr(value)
