"""Grouping: by goal, type, year, code or finding, one level within another. A source may be in several groups."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from litreview.bibliography.cited import Entry
from litreview.bibliography.pinpoints import names_of
from litreview.codebook import RESERVED, Codebook
from litreview.errors import UsageError, near_miss
from litreview.model import Finding, Tag
from litreview.works.kinds import KINDS

GROUPINGS = ("goal", "type", "year", "code", "finding", "none")
"""What `group_by` takes; several, separated by commas, nest. `goal`: the codebook's main codes; `code`: its topics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading: `id` for links and the filter, the words, a short lead text."""

    id: str
    words: str
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A heading with its entries, or with groups of the next level; `count` is the number of different sources."""

    heading: Heading
    entries: tuple[Entry, ...] = ()
    groups: tuple[Group, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the sources below this heading."""
        found = {entry.source.key for entry in self.entries}
        return frozenset(found.union(*(group.keys for group in self.groups)))

    @property
    def count(self) -> int:
        """How many different sources are below this heading."""
        return len(self.keys)


_GOALS = (
    Heading(
        id="protect",
        words="Protect",
        lead="How persons trafficked are found, made safe, kept from further harm, supported and restored.",
    ),
    Heading(
        id="prosecute",
        words="Prosecute",
        lead="How traffickers are detected, investigated, charged, convicted, sentenced or otherwise held to account.",
    ),
    Heading(
        id="prevent",
        words="Prevent",
        lead="How trafficking is kept from happening, or from happening again.",
    ),
)
_NO_GOAL = (
    Heading(id="none", words="None of the goals", lead="Read, and found to inform none of the goals."),
    Heading(
        id="unread",
        words="Not read yet",
        lead="Only the title was seen, and it suggests no goal: not the same as informing none.",
    ),
    Heading(id="untagged", words="Not tagged with a goal", lead="No decision has been made."),
)

Keyer = Callable[[Entry], Sequence[Heading]]


def _goal_headings(codebook: Codebook | None) -> tuple[Heading, ...]:
    codes = [
        code
        for code in (codebook.codes if codebook else ())
        if code.group == "goal" and code.enabled and code.id not in RESERVED
    ]
    lead = {heading.id: heading.lead for heading in _GOALS}
    made = tuple(
        Heading(
            id=_slug(code.id),
            words=code.label or code.id,
            lead=code.lead or _first_sentence(code.definition) or lead.get(code.id, ""),
        )
        for code in codes
    )
    return made or _GOALS


def _first_sentence(text: str) -> str:
    found = re.match(
        r"(?:the source informs\s+)?(.{1,240}?[.!?])(?:\s|$)", " ".join(text.split()), re.IGNORECASE
    )
    sentence = found[1] if found else ""
    return sentence[:1].upper() + sentence[1:]


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-") or "x"


def _keyers(
    tags: Iterable[Tag], codebook: Codebook | None, findings: Sequence[Finding]
) -> Mapping[str, tuple[Keyer, Callable[[], Sequence[Heading]]]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for tag in tags:
        codes[tag.source].add(tag.code)
    goals = _goal_headings(codebook)
    topics = {
        code.id: Heading(
            id=_slug(code.id), words=code.label or code.id, lead=code.lead or _first_sentence(code.definition)
        )
        for code in (codebook.codes if codebook else ())
        if code.group not in {"goal", "type"}
    }
    sides = [
        (Heading(id=_slug(f"{one.id}-{side}"), words=f"{one.id}: {side}", lead=one.statement), keys)
        for one in findings
        for side, keys in (
            ("supports", one.supports),
            ("contradicts", one.contradicts),
            ("qualifies", one.qualifies),
        )
    ]
    goal_ids = {heading.id for heading in (*goals, *_NO_GOAL)}

    def by_goal(entry: Entry) -> Sequence[Heading]:
        own = codes[entry.source.key]
        if found := [heading for heading in goals if heading.id in own]:
            return found
        return [next((heading for heading in _NO_GOAL if heading.id in own), _NO_GOAL[-1])]

    def by_type(entry: Entry) -> Sequence[Heading]:
        return [Heading(id=entry.kind, words=KINDS[entry.kind])]

    def by_year(entry: Entry) -> Sequence[Heading]:
        year = entry.source.year
        return [Heading(id=f"y{year}", words=str(year)) if year else Heading(id="no-date", words="No date")]

    def by_code(entry: Entry) -> Sequence[Heading]:
        own = sorted(codes[entry.source.key] - goal_ids - set(KINDS))
        made = [topics.get(code) or Heading(id=_slug(code), words=code) for code in own]
        return made or [Heading(id="no-code", words="No topic")]

    def by_finding(entry: Entry) -> Sequence[Heading]:
        names = set(names_of(entry.source))
        made = [heading for heading, keys in sides if names.intersection(keys)]
        return made or [Heading(id="no-finding", words="Under no finding")]

    def seen(*headings: Heading) -> Callable[[], Sequence[Heading]]:
        return lambda: headings

    return {
        "goal": (by_goal, seen(*goals, *_NO_GOAL)),
        "type": (by_type, seen(*(Heading(id=kind, words=words) for kind, words in KINDS.items()))),
        "year": (by_year, seen()),
        "code": (by_code, seen(*topics.values())),
        "finding": (by_finding, seen(*(heading for heading, _ in sides))),
    }


def group_entries(
    entries: Sequence[Entry],
    by: str,
    tags: Iterable[Tag] = (),
    *,
    codebook: Codebook | None = None,
    findings: Sequence[Finding] = (),
    code: str = "",
) -> tuple[Group, ...]:
    """Return the groups, in the order of the codebook, of the kinds, of the findings or of the years (latest first); none is empty.

    `by` is one or more of `GROUPINGS` with commas between. Within a group the order of `entries` stays. With `none` there is one group
    without words in its heading. With `code` a level that has a heading of that code has no other.
    """
    levels = [part.strip() for part in by.split(",")]
    for level in levels:
        if level not in GROUPINGS:
            near = near_miss(level, GROUPINGS)
            raise UsageError(
                f"no grouping {level!r}; it is one of {', '.join(GROUPINGS)} (several nest, with commas between)"
                + near
            )
    levels = [level for level in levels if level != "none"]
    if not levels:
        return (Group(heading=Heading(id="all", words=""), entries=tuple(entries)),) if entries else ()
    keyers = _keyers(tags, codebook, findings)

    def divide(part: Sequence[Entry], depth: int, prefix: str) -> tuple[Group, ...]:
        keyer, order = keyers[levels[depth]]
        found: dict[str, list[Entry]] = {heading.id: [] for heading in order()}
        headings = {heading.id: heading for heading in order()}
        for entry in part:
            for heading in keyer(entry):
                headings.setdefault(heading.id, heading)
                found.setdefault(heading.id, []).append(entry)
        names = [name for name, members in found.items() if members]
        if (asked := _slug(code)) in names and levels[depth] in {"goal", "code"}:
            names = [asked]
        if levels[depth] == "year":
            names.sort(key=lambda name: (name == "no-date", [-int(name[1:])] if name[1:].isdigit() else []))
        elif levels[depth] == "code":
            rank = {heading.id: index for index, heading in enumerate(order())}
            names.sort(key=lambda name: (name.startswith("no-"), rank.get(name, len(rank)), name))
        made: list[Group] = []
        for name in names:
            heading = headings[name]
            full = Heading(id=f"{prefix}-{name}", words=heading.words, lead=heading.lead)
            if depth + 1 < len(levels):
                made.append(Group(heading=full, groups=divide(found[name], depth + 1, full.id)))
            else:
                made.append(Group(heading=full, entries=tuple(found[name])))
        return tuple(made)

    return divide(entries, 0, "group")
