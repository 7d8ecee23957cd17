"""The items of a JSON file, each with its line and its text, so that one broken item costs no other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from litreview.formats.tagged import problem
from litreview.model import Problem

__all__ = ["Item", "items"]

_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[\s,]*")
# after a fault: the next object that begins a line, or follows one that ended
_NEXT = re.compile(r"(?<=\n)[ \t]{0,2}\{|(?<=\})\s*(?:,\s*)?\{")
_MAX_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its value, the line it starts in, its text."""

    value: Any
    line: int
    raw: str


def items(text: str, path: str, inner: tuple[str, ...] = ()) -> tuple[list[Item], list[Problem]]:
    r"""Return the items of a JSON list, of a list under a name of `inner`, of one object, or of one object a line.

    >>> [item.line for item in items('[{"id": 1},\n {"id": 2}]', "a.json")[0]]
    [1, 2]
    """
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] == "[":
        return _walk(text, start + 1, path)
    for name in inner:
        found = re.match(rf"\s*\{{(?:[^\[\]]|\[\s*\])*?\"{name}\"\s*:\s*\[", text)
        if found:
            return _walk(text, found.end(), path)
    return _walk(text, start, path)


def _walk(text: str, at: int, path: str) -> tuple[list[Item], list[Problem]]:
    found: list[Item] = []
    problems: list[Problem] = []
    line, counted = 1, 0
    for place, value, error in _values(text, at):
        line += text.count("\n", counted, place)
        counted = place
        if error:
            problems.append(
                problem(
                    path, line, "LR025", "error", f"an item that is no sound JSON: {error}", "export it again"
                )
            )
        else:
            found.append(Item(value, line, text[place : value[1]]))
    return [Item(item.value[0], item.line, item.raw) for item in found], problems


def _values(text: str, at: int) -> Iterator[tuple[int, Any, str]]:
    """Yield `(place, (value, end), "")` for each value, `(place, None, why)` for each that cannot be read."""
    faults = 0
    while True:
        blank = _BLANK.match(text, at)
        at = blank.end() if blank else at
        if at >= len(text) or text[at] in "]}":
            return
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            yield at, None, getattr(error, "msg", "nested too deep")
            faults += 1
            following = _NEXT.search(text, max(at + 1, getattr(error, "pos", at)))
            if following is None or faults > _MAX_FAULTS:
                return
            at = following.end() - 1
            continue
        yield at, (value, end), ""
        at = end
