"""Words for a person: a number with what it counts, and a value as one line that fits on a screen, however much the value holds.

`__repr__ = short_repr` in the body of a dataclass is all a value needs. Fields at their defaults and empty ones are left out, long texts
and lists are cut with a `…`, and the whole is never longer than `LONGEST`. A field made with `field(repr=False)` is never shown.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Iterable, Iterator, Mapping, Set as AbstractSet
from typing import Any

LONGEST = 200  # characters
_LIMITS = ((60, 3, 2), (30, 2, 1), (16, 1, 0))
"""Letters of a text, items of a list, values within values: the first with which the line is short enough."""

_Limits = tuple[int, int, int]


# ---------------------------------------------------------------------------------- counts
def plural(number: int, one: str, many: str = "", *, sep: str = "") -> str:
    """Return a number with what it counts, in the singular or the plural; `sep` is between thousands.

    >>> plural(1, "record"), plural(2, "record"), plural(0, "entry", "entries"), plural(1200, "work", sep=",")
    ('1 record', '2 records', '0 entries', '1,200 works')
    """
    return f"{number:{sep}} {noun(number, one, many)}"


def noun(number: int, one: str, many: str = "") -> str:
    """Return what so many are called, for where the number is shown apart.

    >>> noun(1, "record"), noun(2, "study", "studies")
    ('record', 'studies')
    """
    return one if number == 1 else many or f"{one}s"


# ---------------------------------------------------------------------------------- values
def notebook_html(value: object) -> str:
    """Return a value as HTML for the cell of a notebook: `_repr_html_ = notebook_html` in the body of a class.

    What makes it is of a room above, and is loaded only here: a script that shows nothing never loads the pages.
    """
    return str(importlib.import_module("litreview.review.outputs.notebook").show(value))


def short_repr(value: Any) -> str:
    """Return a frozen value as one line of at most 200 characters: `Tag(source='roe', code='protect', … 2 in all))`.

    >>> from litreview.core.model import Tag
    >>> Tag(source="roe2020", code="protect", method="rule", score=2.0)
    Tag(source='roe2020', code='protect', method='rule', score=2.0)
    >>> Tag(source="a very long key " * 20, code="protect", method="rule")
    Tag(source='a very long key a very long key a very long key a very long …', code='protect', method='rule')
    """
    line = ""
    for limits in _LIMITS:
        line = _whole(value, limits)
        if len(line) <= LONGEST:
            return line
    return _whole(value, _LIMITS[-1], LONGEST)


def truncate(line: str) -> str:
    """Return a line as it is, or cut to 200 characters: for a value that says itself what it shows.

    What is no letter, a line's end or what turns the direction of writing, becomes a space.
    """
    line = "".join(letter if letter.isprintable() else " " for letter in line[: LONGEST + 1])
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def list_repr(held: tuple[Any, ...]) -> str:
    """Return a tuple as one line of at most 200 characters: itself where that is short, else the first of it and how many there are.

    >>> list_repr((1, 2)), list_repr(tuple(range(1200)))
    ('(1, 2)', '(0, 1, 2, … 1200 in all)')
    """
    line = ""
    for limits in _LIMITS:
        line = _repr_of(tuple(held), limits)
        if len(line) <= LONGEST:
            return line
    return truncate(line)


def _whole(value: Any, limits: _Limits, longest: int = 0) -> str:
    """Return a value with all its fields, or as many as `longest` has room for."""
    parts = [f"{name}={_repr_of(held, limits)}" for name, held in _fields(value)]
    name = type(value).__name__
    while longest and len(name) + sum(len(part) + 2 for part in parts) > longest - 2:
        parts[-2:] = ["…"]
    return f"{name}({', '.join(parts)})"


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields that say something: neither empty nor as they are by default."""
    if not dataclasses.is_dataclass(value):  # a NamedTuple
        yield from ((name, held) for name, held in zip(value._fields, value, strict=True) if held)
        return
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        if not field.repr or _empty(held):
            continue
        usual = field.default if field.default_factory is dataclasses.MISSING else field.default_factory()
        if usual is dataclasses.MISSING or type(usual) is not type(held) or usual != held:
            yield field.name, held


def _empty(held: object) -> bool:
    return held is None or (isinstance(held, str | bytes | tuple | list | Mapping | AbstractSet) and not held)


def _repr_of(held: Any, limits: _Limits) -> str:
    letters, items, deep = limits
    kind = type(held)
    own: object = kind.__repr__
    if isinstance(held, str | bytes):
        return repr(held) if len(held) <= letters else _cut(held, letters)
    if own is short_repr or hasattr(kind, "_fields"):
        return _whole(held, (letters, items, deep - 1)) if deep > 0 else f"{kind.__name__}(…)"
    if isinstance(held, Mapping):
        pairs = [
            f"{_repr_of(key, limits)}: {_repr_of(one, limits)}" for key, one in _first(held.items(), items)
        ]
        return f"{{{_listed(pairs, len(held))}}}"
    if isinstance(held, AbstractSet):
        # the order of a set differs from run to run
        return f"{{{_listed([_repr_of(one, limits) for one in sorted(held, key=str)[:items]], len(held))}}}"
    if isinstance(held, tuple | list):
        said = _listed([_repr_of(one, limits) for one in _first(held, items)], len(held))
        return f"[{said}]" if isinstance(held, list) else f"({said}{',' * (len(held) == 1)})"
    # the address of an object says nothing, and differs from run to run
    return f"<{kind.__name__}>" if own is object.__repr__ else repr(held)


def _cut(held: str | bytes, letters: int) -> str:
    return repr(held[:letters] + "…") if isinstance(held, str) else f"{held[:letters]!r}…"


def _first(items: Iterable[Any], most: int) -> list[Any]:
    return [one for one, _ in zip(items, range(most), strict=False)]


def _listed(said: list[str], number: int) -> str:
    """Return a list in words: `'a', 'b', … 40 in all`."""
    more = [f"… {number} in all"] if number > len(said) else []
    return ", ".join([*said, *more])


class Value:
    """A base for frozen dataclasses that show themselves by `short_repr`: `class Tag(Value)`.

    >>> @dataclasses.dataclass(frozen=True, slots=True)
    ... class Place(Value):
    ...     name: str = ""
    ...     page: int = 0
    >>> Place("a.bib"), Place()
    (Place(name='a.bib'), Place())
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        # in the class itself, or `dataclass` would write a `__repr__` of its own
        if "__repr__" not in vars(cls):
            setattr(cls, "__repr__", short_repr)  # noqa: B010 - an assignment would be an override without a type
