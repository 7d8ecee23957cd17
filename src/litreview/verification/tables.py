"""The tables beside this file: names that are none, and the first year of journals and conferences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


def _rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a table, without the lines of its head."""
    text = files("litreview.verification").joinpath(name).read_text(encoding="utf-8")
    yield from (line.split("\t") for line in text.split("\n") if line and not line.startswith("#"))


@cache
def placeholders() -> Mapping[str, frozenset[str]]:
    """Return the folded names that are nobody's, by what they are: `template` and `nobody`."""
    found: dict[str, set[str]] = {"template": set(), "nobody": set()}
    for kind, name in _rows("placeholders.tsv"):
        found[kind].add(name)
    return MappingProxyType({kind: frozenset(names) for kind, names in found.items()})


@cache
def first_years() -> Mapping[str, tuple[int, str]]:
    """Return for the folded name of a journal or conference the year of its first volume or meeting, and the name as it is printed."""
    found: dict[str, tuple[int, str]] = {}
    for year, printed, *others in _rows("first-years.tsv"):
        from litreview.text import fold

        found |= dict.fromkeys((fold(printed), *others), (int(year), printed))
    return MappingProxyType(found)
