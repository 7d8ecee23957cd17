"""Wording for people: a number with its noun, and a short `repr` of values on one line.

`class Tag(Value)` is all a value needs. Empty fields and those at their defaults are left out, long texts
and lists are cut with a `…`, and the line is never longer than `LONGEST`. A field made with `field(repr=False)` is never shown.
"""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from typing import Any, TypeVar

LONGEST = 200  # characters
_LIMITS = ((60, 3, 2), (30, 2, 1), (16, 1, 0))
"""Limits on the letters of a text, the items of a list and the nesting, tried in turn until the line is short enough."""

_Limits = tuple[int, int, int]
V = TypeVar("V")


# ---------------------------------------------------------------------------------- counts
def plural(number: int, one: str, many: str = "", *, sep: str = "") -> str:
    """Return a number with its noun, in the singular or the plural; `sep` separates thousands.

    >>> plural(1, "record"), plural(2, "record"), plural(0, "entry", "entries"), plural(1200, "work", sep=",")
    ('1 record', '2 records', '0 entries', '1,200 works')
    """
    return f"{number:{sep}} {noun(number, one, many)}"


def listed(names: Sequence[str], most: int | None = None, sep: str = ", ") -> str:
    """Return names as one text: the first ones, and how many more there are.

    >>> listed(["F1", "F2", "F3"]), listed(["F1", "F2", "F3"], 2)
    ('F1, F2, F3', 'F1, F2 and 1 more')
    """
    more = f" and {len(names) - most} more" if most is not None and len(names) > most else ""
    return sep.join(names[:most]) + more


def noun(number: int, one: str, many: str = "") -> str:
    """Return the noun in the singular or the plural for a number that is shown elsewhere.

    >>> noun(1, "record"), noun(2, "study", "studies")
    ('record', 'studies')
    """
    return one if number == 1 else many or f"{one}s"


def enumerate_words(words: Iterable[str]) -> str:
    """Return words as a list in a sentence.

    >>> enumerate_words(["a", "b", "c"]), enumerate_words(["a", "b"]), enumerate_words(["a"]), enumerate_words([])
    ('a, b and c', 'a and b', 'a', '')
    """
    *others, last = [*words] or [""]
    return " and ".join(filter(None, (", ".join(others), last)))


def holding(*rows: tuple[object, V]) -> Iterator[V]:
    """Yield what stands beside each condition that holds.

    >>> list(holding((3, "3 pairs"), ("", "no name"), (True, "all read")))
    ['3 pairs', 'all read']
    """
    return (found for holds, found in rows if holds)


# ---------------------------------------------------------------------------------- values
def notebook_html(value: object) -> str:
    """Return a value as HTML for a notebook: `_repr_html_ = notebook_html` in the body of a class.

    The pages are on a floor above and imported only here, so that other scripts never load them.
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
    lines = (_value_repr(value, limits) for limits in _LIMITS)
    return _first_short(lines) or _value_repr(value, _LIMITS[-1], LONGEST)


def _first_short(lines: Iterable[str]) -> str:
    return next((line for line in lines if len(line) <= LONGEST), "")


def truncate(line: str) -> str:
    """Return a line cut to 200 characters, for classes with a `__repr__` of their own.

    Unprintable characters, such as line ends and marks that change the direction of writing, become spaces.
    """
    line = "".join(letter if letter.isprintable() else " " for letter in line[: LONGEST + 1])
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def list_repr(items: tuple[Any, ...]) -> str:
    """Return a tuple as one line of at most 200 characters: all items if they fit, else the first ones and their number.

    >>> list_repr((1, 2)), list_repr(tuple(range(1200)))
    ('(1, 2)', '(0, 1, 2, … 1200 in all)')
    """
    lines = [_repr_of(tuple(items), limits) for limits in _LIMITS]
    return _first_short(lines) or truncate(lines[-1])


def _value_repr(value: Any, limits: _Limits, longest: int = 0) -> str:
    """Return the repr of a value with all its fields, or as many as fit in `longest`."""
    parts = [f"{name}={_repr_of(content, limits)}" for name, content in _fields(value)]
    name = type(value).__name__
    while longest and len(name) + sum(len(part) + 2 for part in parts) > longest - 2:
        parts[-2:] = ["…"]
    return f"{name}({', '.join(parts)})"


def _fields(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the fields that are neither empty nor at their defaults."""
    if not dataclasses.is_dataclass(value):  # a NamedTuple
        yield from ((name, content) for name, content in zip(value._fields, value, strict=True) if content)
        return
    for field in dataclasses.fields(value):
        content = getattr(value, field.name)
        if not field.repr or _empty(content):
            continue
        usual = field.default if field.default_factory is dataclasses.MISSING else field.default_factory()
        if usual is dataclasses.MISSING or type(usual) is not type(content) or usual != content:
            yield field.name, content


def _empty(content: object) -> bool:
    return content is None or (
        isinstance(content, str | bytes | tuple | list | Mapping | AbstractSet) and not content
    )


def _repr_of(value: Any, limits: _Limits) -> str:
    letters, items, deep = limits
    kind = type(value)
    kind_repr: object = kind.__repr__
    if isinstance(value, str | bytes):
        return repr(value) if len(value) <= letters else _cut(value, letters)
    if kind_repr is short_repr or hasattr(kind, "_fields"):
        return _value_repr(value, (letters, items, deep - 1)) if deep > 0 else f"{kind.__name__}(…)"
    if isinstance(value, Mapping):
        pairs = [
            f"{_repr_of(key, limits)}: {_repr_of(one, limits)}" for key, one in _first(value.items(), items)
        ]
        return f"{{{_listed(pairs, len(value))}}}"
    if isinstance(value, AbstractSet):
        # the order of a set differs from run to run
        return f"{{{_listed([_repr_of(one, limits) for one in sorted(value, key=str)[:items]], len(value))}}}"
    if isinstance(value, tuple | list):
        text = _listed([_repr_of(one, limits) for one in _first(value, items)], len(value))
        return f"[{text}]" if isinstance(value, list) else f"({text}{',' * (len(value) == 1)})"
    # the address of an object is meaningless, and differs from run to run
    return f"<{kind.__name__}>" if kind_repr is object.__repr__ else repr(value)


def _cut(value: str | bytes, letters: int) -> str:
    return repr(value[:letters] + "…") if isinstance(value, str) else f"{value[:letters]!r}…"


def _first(items: Iterable[Any], most: int) -> list[Any]:
    return [one for one, _ in zip(items, range(most), strict=False)]


def _listed(texts: list[str], number: int) -> str:
    """Return items joined, with the total if some are left out: `'a', 'b', … 40 in all`."""
    more = [f"… {number} in all"] if number > len(texts) else []
    return ", ".join([*texts, *more])


class Value:
    """A base for frozen dataclasses with `short_repr` as their `repr`: `class Tag(Value)`.

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
