"""Groups the entries by goal, type, year, code or finding; levels nest. A source may be in several groups."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from litreview.core.containers import as_tuple
from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Finding, Tag
from litreview.core.results.coverage import MainGroup
from litreview.core.wording import Value
from litreview.judgements.codebook import NONE, UNREAD, Codebook, CodebookLike, codebook_of
from litreview.stages.bibliography.citation_pass import Entry
from litreview.stages.bibliography.options import GROUPINGS, Audience, names_of
from litreview.works.kinds import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Value):
    """A heading: `id` for links and the filter, the words, a short lead text."""

    id: str
    words: str
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Value):
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


_UNTAGGED = "untagged"
_OTHER = Heading(id="no-heading", words="Other sources")
"""The heading, for readers, of all sources that are under no heading of a level."""
SUGGESTED = "--suggested"
"""The end of the id of a heading whose sources no person has put there; no code has two hyphens in its id (`_slug`)."""


def suggested(heading: Heading) -> Heading:
    """Return the heading of the sources that the machine alone puts under a heading."""
    return Heading(
        id=f"{heading.id}{SUGGESTED}",
        words=f"{heading.words} (suggested)",
        lead="Suggested by the rules of the codebook; nobody has checked these.",
    )


def _no_goal(main: MainGroup) -> tuple[Heading, ...]:
    """Return the headings for sources without a code of the main group: judged to have none, not read, not judged."""
    return (
        Heading(
            id=NONE,
            words=f"None of the {main.many}",
            lead=f"Read, and found to inform none of the {main.many}.",
        ),
        Heading(
            id=UNREAD,
            words="Not read yet",
            lead=f"Only the title was seen, and it suggests no {main.one}: not the same as informing none.",
        ),
        Heading(id=_UNTAGGED, words=f"Not tagged with {main.a}", lead="No decision has been made."),
    )


def _with_suggested(headings: Sequence[Heading]) -> Iterator[Heading]:
    """Yield headings, and after "None" that of the sources of which only the machine says so."""
    for heading in headings:
        yield heading
        if heading.id == NONE:
            yield suggested(heading)


Keyer = Callable[[Entry], Sequence[Heading]]


def main_headings(codebook: Codebook, used: Collection[str] = ()) -> tuple[Heading, ...]:
    """Return a heading for each code of the main group that is enabled, or that a source has (`used`)."""
    return tuple(
        Heading(
            id=_slug(code.id),
            words=code.label or code.id,
            lead=code.lead or _first_sentence(code.definition),
        )
        for code in codebook.goals
        if code.enabled or code.id in used
    )


def _first_sentence(text: str) -> str:
    found = re.match(
        r"(?:the source informs\s+)?(.{1,240}?[.!?])(?:\s|$)", " ".join(text.split()), re.IGNORECASE
    )
    sentence = found[1] if found else ""
    return sentence[:1].upper() + sentence[1:]


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-") or "x"


def _not_found(finding: Finding) -> str:
    """Return what a statement is, if it is no finding that the review's judgements hold, as ` (finding not held)`."""
    return "" if finding.kind == "finding" else f" ({finding.kind})"


def _keyers(
    tags: Iterable[Tag], codebook: Codebook, findings: Sequence[Finding], audience: Audience
) -> Mapping[str, tuple[Keyer, Sequence[Heading]]]:
    codes: dict[str, set[str]] = defaultdict(set)
    judged = set()
    for tag in tags:
        codes[tag.source].add(tag.code)
        if tag.method == "human":
            judged.add((tag.source, tag.code))

    def by_whom(entry: Entry, code: str, heading: Heading) -> Heading:
        return heading if (entry.source.key, code) in judged else suggested(heading)

    goals = main_headings(codebook, set().union(*codes.values()))
    team = audience == "team"
    no_goal = _no_goal(codebook.main) if team else (_OTHER,)
    roles = codebook.roles
    topics = {
        code.id: Heading(
            id=_slug(code.id), words=code.label or code.id, lead=code.lead or _first_sentence(code.definition)
        )
        for code in codebook.codes
        if roles[code.id] == "topic"
    }
    sides = [
        (
            Heading(
                id=_slug(f"{one.id}-{side}"), words=f"{one.id}{_not_found(one)}: {side}", lead=one.statement
            ),
            keys,
        )
        for one in findings
        for side, keys in (
            ("supports", one.supports),
            ("contradicts", one.contradicts),
            ("qualifies", one.qualifies),
        )
    ]
    no_topics = {*KINDS, *(code for code, role in roles.items() if role != "topic")}

    def by_goal(entry: Entry) -> Sequence[Heading]:
        own = codes[entry.source.key]
        if found := [by_whom(entry, heading.id, heading) for heading in goals if heading.id in own]:
            return found
        other = next((heading for heading in no_goal if heading.id in own), no_goal[-1])
        return [by_whom(entry, NONE, other) if other.id == NONE else other]

    def by_year(entry: Entry) -> Sequence[Heading]:
        year = entry.source.year
        return [Heading(id=f"y{year}", words=str(year)) if year else Heading(id="no-date", words="No date")]

    def by_code(entry: Entry) -> Sequence[Heading]:
        own = sorted(codes[entry.source.key] - no_topics)
        made = [by_whom(entry, code, topics.get(code) or Heading(id=_slug(code), words=code)) for code in own]
        return made or [Heading(id="no-code", words="No topic") if team else _OTHER]

    def by_finding(entry: Entry) -> Sequence[Heading]:
        names = set(names_of(entry.source))
        made = [heading for heading, keys in sides if names.intersection(keys)]
        return made or [Heading(id="no-finding", words="Under no finding") if team else _OTHER]

    types = {kind: Heading(id=kind, words=words) for kind, words in KINDS.items()}
    return {
        "goal": (by_goal, (*goals, *map(suggested, goals), *_with_suggested(no_goal))),
        "type": (lambda entry: [types[entry.kind]], tuple(types.values())),
        "year": (by_year, ()),
        "code": (by_code, (*topics.values(), *map(suggested, topics.values()))),
        "finding": (by_finding, [heading for heading, _ in sides]),
    }


def grouping_levels(by: str, codebook: Codebook) -> tuple[str, ...]:
    """Return the levels that a `group_by` names; the codebook's own word for `goal` works, too. `UsageError` for an unknown level."""
    known = tuple(dict.fromkeys((*GROUPINGS, codebook.main_group)))
    levels = [part.strip() for part in by.split(",")]
    for level in levels:
        if level not in known:
            raise UsageError(
                f"no grouping {level!r}; it is one of {', '.join(known)} (several nest, with commas between)"
                + near_miss(level, known)
            )
    by_goal = "goal" if codebook.goals else "none"
    return tuple(level if level in GROUPINGS and level != "goal" else by_goal for level in levels)


def group_entries(
    entries: Sequence[Entry],
    by: str,
    tags: Iterable[Tag] = (),
    *,
    codebook: CodebookLike = None,
    findings: Sequence[Finding] = (),
    code: str = "",
    audience: Audience = "reader",
) -> tuple[Group, ...]:
    """Return the non-empty groups, in the order of the codebook, of the kinds, of the findings or of the years (latest first).

    `by` is one or more of `GROUPINGS` with commas between; `codebook` defaults to the codebook of the tags. A group preserves the order of
    `entries`. `none` gives one group whose heading has no words; so does a level that has only "Other sources". With `code`, a level
    that has a heading of that code has only this heading.
    """
    all_tags = as_tuple(tags)
    book = codebook_of(all_tags, codebook)
    levels = [level for level in grouping_levels(by, book) if level != "none"]
    if not levels:
        return (Group(heading=Heading(id="all", words=""), entries=tuple(entries)),) if entries else ()
    keyers = _keyers(all_tags, book, findings, audience)

    def divide(part: Sequence[Entry], depth: int, prefix: str) -> tuple[Group, ...]:
        keyer, order = keyers[levels[depth]]
        found: dict[str, list[Entry]] = {heading.id: [] for heading in order}
        headings = {heading.id: heading for heading in order}
        for entry in part:
            for heading in keyer(entry):
                headings.setdefault(heading.id, heading)
                found.setdefault(heading.id, []).append(entry)
        names = [name for name, members in found.items() if members]
        chosen = [name for name in names if name.removesuffix(SUGGESTED) == _slug(code)]
        if chosen and levels[depth] in {"goal", "code"}:
            names = chosen
        if levels[depth] == "year":
            names.sort(key=lambda name: (name == "no-date", [-int(name[1:])] if name[1:].isdigit() else []))
        elif levels[depth] == "code":
            rank = {heading.id: index for index, heading in enumerate(order)}
            names.sort(key=lambda name: (name.startswith("no-"), rank.get(name, len(rank)), name))
        made: list[Group] = []
        for name in names:
            heading = headings[name]
            shown_words = "" if names == [_OTHER.id] else heading.words
            full = Heading(id=f"{prefix}-{name}", words=shown_words, lead=heading.lead)
            if depth + 1 < len(levels):
                made.append(Group(heading=full, groups=divide(found[name], depth + 1, full.id)))
            else:
                made.append(Group(heading=full, entries=tuple(found[name])))
        return tuple(made)

    return divide(entries, 0, "group")


def without_repeats(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Return the groups with each source in its first group only, without the groups that this empties."""
    seen: set[str] = set()

    def first(several: Sequence[Group]) -> Iterator[Group]:
        for group in several:
            entries = tuple(entry for entry in group.entries if entry.source.key not in seen)
            seen.update(entry.source.key for entry in entries)
            inner = tuple(first(group.groups))
            if entries or inner:
                yield replace(group, entries=entries, groups=inner)

    return tuple(first(groups))


def headings_by_source(groups: Iterable[Group]) -> dict[str, tuple[Heading, ...]]:
    """Return all headings above each source, by its key, outer before inner."""
    found: dict[str, dict[Heading, None]] = defaultdict(dict)

    def below(group: Group, above: tuple[Heading, ...]) -> None:
        path = (*above, group.heading)
        for entry in group.entries:
            found[entry.source.key].update(dict.fromkeys(path))
        for inner in group.groups:
            below(inner, path)

    for group in groups:
        below(group, ())
    return {key: tuple(headings) for key, headings in found.items()}
