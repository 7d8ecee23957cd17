"""Runs citeproc over a whole bibliography: in one call, or in independent parts, of which unchanged ones are reused.

Where citeproc times out, the culprit is found: the style, or single entries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from litreview.core import pandoc
from litreview.core.errors import UsageError
from litreview.core.pandoc import Inline
from litreview.core.processes import find_hanging
from litreview.core.progress import step
from litreview.stages.bibliography.csl_items import restore
from litreview.stages.bibliography.style_chunks import (
    Component,
    PartRules,
    components,
    mistakable,
    part_rules,
)
from litreview.stages.bibliography.styles import Style
from litreview.stages.bibliography.trees import clean_inlines, plain_text

_SOUND = {"id": "r0", "type": "book", "title": "A title", "issued": {"date-parts": [[2000]]}}
_SECONDS = 10.0

Item = dict[str, Any]
Entries = list[tuple[str, list[Inline]]]
Labels = dict[str, list[Inline]]


def cite_at_once(items: Sequence[Item], style: Style) -> tuple[Entries, Labels]:
    """Return what the style prints, as `(id, inlines)` in its order, and the in-text citation of each item by its id.

    An item on which citeproc times out is in neither. `UsageError` if it times out on every item in this style.
    """
    try:
        return _cite(items, style)
    except pandoc.PandocUnfinishedError:
        if _hangs([_SOUND], style):
            raise UsageError(
                f"style {style.name}: pandoc printed no entry within {_SECONDS:.0f} seconds; try again when the machine is less busy. "
                "If it is the same then, the style may hold a macro that calls itself: use another one"
            ) from None
        endless = {str(item["id"]) for item in find_hanging(items, lambda some: _hangs(some, style))}
        if not endless:
            raise
    return _cite([item for item in items if item["id"] not in endless], style)


def _cite(items: Sequence[Item], style: Style) -> tuple[Entries, Labels]:
    return citations_by_id(items, pandoc.cite(items, style.csl))


def citations_by_id(items: Sequence[Item], printed: pandoc.Printed) -> tuple[Entries, Labels]:
    """Return pandoc's output for these items, cleaned for use in documents, the in-text citations by their ids.

    A citation in a note is not changed, because it may be a full citation (`clean_output`).
    """
    entries, in_text = printed
    named = zip((str(item["id"]) for item in items), in_text, strict=True)
    return [(name, clean_inlines(one, restore=restore)) for name, one in entries], {
        name: one if any(node["t"] == "Note" for node in one) else clean_inlines(one, restore=restore)
        for name, one in named
    }


def _hangs(items: Sequence[Item], style: Style) -> bool:
    try:
        pandoc.cite(items, style.csl, seconds=_SECONDS + len(items) / 20)
    except pandoc.PandocUnfinishedError:
        return True
    return False


AT_ONCE = 120
"""The number of works up to which one call is faster than several parts, whatever the style."""
FEW, APART, NEAR = 20, 64, 8
"""Works that are put into an order that is known one by one; those looked at first: how far apart, and how many on each side of a guess."""
# works of a part: where given names are added its time grows with the third power of them, elsewhere with their number
SHARING, PLAIN = 100, 500
Parts = Mapping[str, list[Any]]
"""The place, entry and in-text citation of each work of a group, and last the order of all works, by digests of their inputs."""


def item_name(place: int) -> str:
    """Return the id under which pandoc gets the work at a place of a list."""
    return f"r{place:07}"


def from_parts(parts: Parts) -> tuple[Entries, Labels]:
    """Return the entries in the order of the style, and the in-text citations, that `citeproc` returned with these parts."""
    *groups, (_, order) = parts.values()
    rows = [(item_name(place), entry, label) for group in groups for place, entry, label in group]
    printed = {name: entry for name, entry, _ in rows if entry is not None}
    names = map(item_name, order)
    return [(name, printed[name]) for name in names if name in printed], {
        name: label for name, _, label in rows if label is not None
    }


def citeproc(
    items: Sequence[Item], style: Style, known: Parts | None = None
) -> tuple[Entries, Labels, Parts]:
    """Return what the style prints, as `(id, inlines)` in its order, the in-text citation of each item by its id, and the parts.

    An item on which citeproc times out is in neither. `UsageError` if it times out on every item in this style. `known` are the parts
    that an earlier call returned: those with the same inputs are reused.
    """
    how = part_rules(style.csl) if len(items) > AT_ONCE else None
    with step("citing sources"):
        return cite_in_parts(items, style, how, known or {}) if how else (*cite_at_once(items, style), {})


def cite_in_parts(
    items: Sequence[Item], style: Style, how: PartRules, known: Parts | None = None
) -> tuple[Entries, Labels, Parts]:
    """Return the result of `citeproc` from independent parts: works that readers may confuse are in the same part.

    The order of all works comes from a style that only sorts. Parts with equal citations are printed again as one part.
    """
    making, names, before = _Assembly(items, style, how), _GroupDigests(items, style, how), known or {}
    if making.order is None:
        making.take_order(before.get(names.order, []), names.works)
    alike: list[list[int]] = []
    while True:
        groups = making.groups(alike)
        todo = [
            one
            for one in groups
            if one.members not in making.made
            and not making.reuse_known(one.members, before.get(names.of(one)))
        ]
        if not making.make(todo):
            return *cite_at_once(items, style), {}
        if not (apart := making.mistakable_across_groups(groups)):
            break
        alike += apart
    parts = {names.of(one): making.value(one.members) for one in groups}
    return making.entries(), making.labels, {**parts, names.order: [names.works, list(making.order or ())]}


class _GroupDigests:
    """Digests of `works`, of groups of them, and of how a style puts them in `order`, over all that their entries depend on."""

    def __init__(self, items: Sequence[Item], style: Style, how: PartRules) -> None:
        self.works = [
            _digest({name: value for name, value in item.items() if name != "id"}) for item in items
        ]
        self._with = (pandoc.version(), _digest(style.csl))
        self.order = _digest(pandoc.version(), how.sorting)

    def of(self, group: Component) -> str:
        """Return the digest of a group: of its works, and of the neighbours that decide the given names of its people."""
        works, neighbours = (
            [self.works[place] for place in places] for places in (group.members, group.neighbours)
        )
        return _digest(*self._with, group.shares, works, neighbours)


def _digest(*parts: Any) -> str:
    """Return the digest of values of JSON, whatever the order of their keys."""
    return hashlib.sha256(_as_json(parts).encode()).hexdigest()


_as_json = json.JSONEncoder(sort_keys=True).encode


class _Assembly:
    """Assembles a bibliography from printed groups.

    `made`: the groups that are printed, by the places of their works. `order`: the places of all
    works as the style orders them, None until it is known.
    """

    def __init__(self, items: Sequence[Item], style: Style, how: PartRules) -> None:
        self._items, self._style, self._how = items, style, how
        self._ids = [str(item["id"]) for item in items]
        self.order: Sequence[int] | None = None if how.sorting else range(len(items))
        self._printed: dict[str, list[Inline]] = {}
        self.labels: Labels = {}
        self.made: set[tuple[int, ...]] = set()

    def take_order(self, value: list[Any], works: Sequence[str]) -> None:
        """Take the order of works that `value` gives of a list before, by their digests; a few new ones are put where the style has them.

        The style orders two works by what these two say, and by their places in the list where it finds them equal. So the works before must be
        in the list as they were, and of two new ones among old ones, each stands where it stands among some of them.
        """
        if [{*map(type, some)} for some in value if isinstance(some, list)] != [{str}, {int}]:
            return
        before, order = value
        places = {digest: place for place, digest in enumerate(works)}
        stayed = [places[digest] for digest in before if digest in places]
        apart = len(places) == len(works) and len({*before}) == len(before)
        if not apart or stayed != sorted(stayed) or sorted(order) != list(range(len(before))):
            return
        known = [places[before[number]] for number in order if before[number] in places]
        new = {*range(len(works))}.difference(known)
        if not new:
            self.order = known
        elif len(new) <= FEW and len(known) > FEW * APART:
            self.order = self._with_new(known, new)

    def _with_new(self, known: Sequence[int], new: set[int]) -> Sequence[int] | None:
        """Return an order with new works in it, None if the style has the others in another.

        A new work is looked for near the one before it in the list, and among some of the others; then, where that was not near, between the two
        of these that are around it.
        """
        at = {place: number for number, place in enumerate(known)}
        guesses = [at.get(place - 1, 0) for place in new]
        near = [place for rank in guesses for place in known[max(rank - NEAR, 0) : rank + NEAR]]
        looked_at = [*known[::APART], *near]
        for _ in range(2):
            found = self._in_order({*looked_at, *new})
            ranks = [at[place] for place in found if place in at]
            if ranks != sorted(ranks) or {*found} != {*looked_at, *new}:
                return None
            after: dict[int, list[int]] = {}
            last = -1
            for place in found:
                last = at.get(place, last)
                if place not in at:
                    after.setdefault(last, []).append(place)
            following = dict(pairwise([-1, *ranks, len(known)]))
            if all(following[rank] == rank + 1 for rank in after):
                break
            looked_at = [place for rank in after for place in known[max(rank, 0) : following[rank] + 1]]
        merged = [[place, *after.get(number, ())] for number, place in enumerate(known)]
        return [*after.get(-1, ()), *(place for some in merged for place in some)]

    def _in_order(self, places: Collection[int]) -> list[int]:
        """Return some places in the order of the style; none of them if that comes to no end."""
        named = {self._ids[place]: place for place in sorted(places)}
        printed = pandoc.cite_several(
            [([self._items[place] for place in named.values()], self._how.sorting)]
        )[0]
        return [named[name] for name, _ in printed[0]] if printed else []

    def groups(self, alike: Sequence[Sequence[int]]) -> list[Component]:
        """Return the groups of all works; those in `alike` have equal citations and share a group."""
        return components(self._items, self._how.names, alike, everywhere=self._how.everywhere)

    def make(self, groups: Sequence[Component]) -> bool:
        """Print the groups, and find the order of all works at the first call; False if that times out."""
        sorting = [(self._items, self._how.sorting)] if self.order is None else []
        csl = {True: self._style.csl, False: self._how.plain}
        parts = [
            (part, self._with(part, neighbours), csl[shares]) for part, neighbours, shares in _parts(groups)
        ]
        found = pandoc.cite_several([*sorting, *((some, style) for _, some, style in parts)])
        if sorting:
            if (ordered := found.pop(0)) is None:
                return False
            places = {name: place for place, name in enumerate(self._ids)}
            self.order = [places[name] for name, _ in ordered[0]]
        for (part, some, _), printed in zip(parts, found, strict=True):
            entries, labels = citations_by_id(some, printed) if printed else cite_at_once(some, self._style)
            self._store(part, dict(entries), labels)
        self.made |= {one.members for one in groups}
        return True

    def _with(self, part: Sequence[int], neighbours: Collection[int]) -> list[Item]:
        """Return the works of a part, their neighbours, and the first of the list where the style needs more works than that."""
        places = {*part, *neighbours}
        if len(places) < self._how.least:
            places |= set(range(min(self._how.least, len(self._items))))
        return [self._items[place] for place in sorted(places)]

    def _store(self, part: Sequence[int], entries: Mapping[str, list[Inline]], labels: Labels) -> None:
        for name in (self._ids[place] for place in part):
            if name in entries:
                self._printed[name] = entries[name]
            if name in labels:
                self.labels[name] = labels[name]

    def reuse_known(self, places: tuple[int, ...], value: list[Any] | None) -> bool:
        """Reuse the stored `value` of a group; False if it has none."""
        if value is None or [3] * len(places) != [len(one) for one in value if isinstance(one, list)]:
            return False
        both = [(self._ids[place], *one[1:]) for place, one in zip(places, value, strict=True)]
        self._store(
            places,
            {name: entry for name, entry, _ in both if entry is not None},
            {name: label for name, _, label in both if label is not None},
        )
        self.made.add(places)
        return True

    def mistakable_across_groups(self, groups: Sequence[Component]) -> list[list[int]]:
        """Return the places of works whose citations are the same though they are in different groups."""
        home = {place: number for number, one in enumerate(groups) for place in one.members}
        return [
            some for some in mistakable(self.in_text_citations()) if len({home[place] for place in some}) > 1
        ]

    def value(self, places: Sequence[int]) -> list[Any]:
        """Return place, entry and in-text citation of each work of a group."""
        names = [(place, self._ids[place]) for place in places]
        return [[place, self._printed.get(name), self.labels.get(name)] for place, name in names]

    def in_text_citations(self) -> dict[int, str]:
        """Return the in-text citations as plain text, by the places of the works."""
        return {n: plain_text(self.labels[name]) for n, name in enumerate(self._ids) if name in self.labels}

    def entries(self) -> Entries:
        """Return the printed entries, in the order of the style."""
        names = (self._ids[place] for place in self.order or ())
        return [(name, self._printed[name]) for name in names if name in self._printed]


def _parts(groups: Sequence[Component]) -> Iterator[tuple[list[int], set[int], bool]]:
    """Yield each part: the places of its works, rising, the places of their neighbours, and whether given names may be added."""
    for shares, most in ((True, SHARING), (False, PLAIN)):
        part: list[int] = []
        neighbours: set[int] = set()
        for group in (group for group in groups if group.shares == shares):
            if part and len(part) + len(neighbours) + len(group.members) + len(group.neighbours) > most:
                yield sorted(part), neighbours, shares
                part, neighbours = [], set()
            part += group.members
            neighbours.update(group.neighbours)
        if part:
            yield sorted(part), neighbours, shares
