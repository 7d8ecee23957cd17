"""Finds what citations lack: the works to be printed, checked against what a style needs of each kind (`needs.toml`).

A style prints what there is and never reports what is missing: `40 Secur. Dialogue (2009)` looks like a citation. These checks do.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from litreview.core.containers import grouped
from litreview.core.model import Level, Problem, Record, Source, Work
from litreview.core.problems import problem
from litreview.core.sealed import is_private_path
from litreview.core.text import fold, issued
from litreview.core.text.dates import year_span
from litreview.core.wording import Value, truncate
from litreview.stages.bibliography.csl_items import has_pages, is_magazine, web_address
from litreview.stages.bibliography.styles import BLUEBOOK, style_title
from litreview.works.journals import is_publisher
from litreview.works.kinds import meeting_of
from litreview.works.law import letters, read_case, reporters
from litreview.works.official_papers import has_legal_place, read_congressional, unknown_place
from litreview.works.places import article_number, is_unplaced

_COMMON = ("apa", "chicago", "mla")
"""A style without a table of its own needs what all of these need."""
FIXED_KINDS = frozenset({"interview", "records-response"})
"""Kinds that no style prints: they have a fixed form."""
_LAW = frozenset({"case", "statute", "government-report", "other", "press-release"})
_NAMES = frozenset({"title", "place of the act"})
_ARTICLES = frozenset({"journal-article", "law-review"})
_SHOWN = 12
_LONGEST = 60
# what `enrich` asks registries for (`enrichment/registry_queries.py`)
_IN_REGISTRIES = frozenset({"author", "year", "journal", "volume", "pages", "eid", "publisher"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Value):
    """One row of the table: what works of some kinds need, which facts meet the need, and where each style's manual says so."""

    of: frozenset[str]
    lacks: str
    any: tuple[str, ...]
    add: str
    styles: Mapping[str, str]

    def rule(self, style: str) -> str | None:
        """Return where the manual of a style asks for it, `""` if any style does, None if this one doesn't."""
        # all styles of that name share one manual: `bluebook-21`, `bluebook-law-review`
        name = BLUEBOOK if style.lower().startswith(BLUEBOOK) else style
        if name in _known_styles():
            return self.styles.get(name)
        return "" if all(name in self.styles for name in _COMMON) else None

    def is_met(self, work: Work) -> bool:
        """Return whether the work has one of the facts that meet the need."""
        return any(_FACTS[name](work) if name in _FACTS else work.get(name).strip() for name in self.any)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Value):
    """What the citation of one source lacks in one style, and the value that another record of the same work has for it.

    `rule`: where the style's manual asks for it, as far as we know. `held`: `pages = {187-203}`; `held_by`: the record with that value.
    """

    source: Source
    style: str
    need: Need = field(repr=False)
    rule: str
    held: str = ""
    held_by: str = ""

    @property
    def is_registered(self) -> bool:
        """Whether a registry may have it under the DOI of the source."""
        return bool(self.source.doi) and not _IN_REGISTRIES.isdisjoint(self.need.any)

    @property
    def remedy(self) -> str:
        """What to do, in words."""
        if self.held:
            return f"add {self.held}, as {self.held_by} has it"
        enrich = "; `litreview enrich` asks registries by its DOI" if self.is_registered else ""
        return f"add {self.need.add}{enrich}"


_FACTS: Mapping[str, Callable[[Work], object]] = {
    "author": lambda work: work.authors,
    "editor": lambda work: work.editors,
    "title": lambda work: work.title or work.get("subtitle"),
    # "n.d." and "in press" are answers, the two years of a volume are none
    "year": lambda work: (
        (work.year or work.get("year") or work.get("date")) and not year_span(work.get("year"))
    ),
    "day": lambda work: len(issued(work.fields)) == len("YYYY-MM-DD"),
    # a magazine is of a month or has a number
    "issue of a magazine": lambda work: (
        is_magazine(work) and (issued(work.fields) or work.get("number") or work.get("issue"))
    ),
    "pages": has_pages,
    "eid": article_number,
    "no place yet": is_unplaced,
    "whole issue": lambda work: work.type == "periodical",
    # The Chicago Manual of Style, 14.128: the publisher of a work from before 1900 may be left out
    "before 1900": lambda work: work.year is not None and work.year < 1900,
    "unpublished": lambda work: work.type == "unpublished",
    "meeting": meeting_of,
    "url": web_address,
    "doi": lambda work: work.doi,
    "place in a reporter": lambda work: read_case(work).reporter,
    "page in the reporter": lambda work: read_case(work).page.strip("_"),
    "no reporter": lambda work: not read_case(work).reporter,
    "reporter of one court": lambda work: reporters().get(letters(read_case(work).reporter), ("", ""))[1],
    "docket": lambda work: read_case(work).docket,
    "court": lambda work: read_case(work).court,
    "year of the decision": lambda work: read_case(work).year,
    "place of the act": has_legal_place,
}
"""How to read each fact that the table names; any other name is a field's."""


@cache
def needs() -> tuple[Need, ...]:
    """Return the table of what styles need, in its order."""
    text = (files("litreview.stages.bibliography") / "needs.toml").read_text(encoding="utf-8")
    own = ("of", "lacks", "any", "add")
    return tuple(
        Need(
            of=frozenset(row["of"]),
            lacks=row["lacks"],
            any=tuple(row["any"]),
            add=row["add"],
            styles={name: rule for name, rule in row.items() if name not in own},
        )
        for row in tomllib.loads(text)["need"]
    )


@cache
def _known_styles() -> frozenset[str]:
    return frozenset(name for need in needs() for name in need.styles)


def names_work(source: Source, kind: str) -> bool:
    """Return whether a source has what a citation is of: a title, or in law the place of a decision or an act.

    Every style needs a title. A work that has none gets a description in brackets, which only a reader of the work can write (APA,
    Publication Manual, 9.22): "[Untitled]" would claim what no record says, and without a title the journal is read as one.
    """
    if re.search(r"\w", source.title + source.get("subtitle")):
        return True
    if kind == "case" and (read_case(source).reporter or read_case(source).docket):
        return True
    return kind in _LAW and has_legal_place(source)


def nameless_works(works: Iterable[tuple[Source, str]]) -> tuple[Problem, ...]:
    """Return a Problem (LR411) for each source that names no work, but not for what is printed in a fixed form."""
    return tuple(
        problem("LR411", source.where, key=source.key)
        for source, kind in works
        if not source.confidential and kind not in FIXED_KINDS and not names_work(source, kind)
    )


def find_gaps(
    works: Iterable[tuple[Source, str]], style: str, records: Iterable[Record] = ()
) -> tuple[Gap, ...]:
    """Return what the citations of these sources, each with its kind, lack in a style of that name.

    A fact that a person noted as absent from the work is no gap. Confidential sources, interviews and answers to requests have a fixed form
    and lack nothing. `records` are searched for the missing value: another record of the same work has the same DOI, or title and year.
    """
    asked = [(need, rule) for need in needs() if (rule := need.rule(style)) is not None]
    found = [
        Gap(source=source, style=style, need=need, rule=rule)
        for source, kind in works
        if not source.confidential
        for need, rule in asked
        if _kind_of_law(source, kind) in need.of
        if not need.is_met(source) and not _is_without(source, need)
        # of what names no work nothing is asked but a name
        if not _NAMES.isdisjoint(need.any) or names_work(source, kind)
    ]
    return tuple(_with_known_values(found, records))


def _kind_of_law(source: Source, kind: str) -> str:
    """Return the kind that decides which fields a source needs. A hearing has a Congress and no court, although Zotero exports it as a case."""
    return "statute" if kind == "case" and read_congressional(source) else kind


def _is_without(source: Source, need: Need) -> bool:
    """Return whether a person noted that the work has no such fact, so that nothing is missing."""
    return any(correction.field in need.any and not correction.value for correction in source.corrected)


def _with_known_values(gaps: Sequence[Gap], records: Iterable[Record]) -> Iterator[Gap]:
    """Yield the gaps, each with the value that another record of the same work has for it."""
    names = {name for gap in gaps for name in _names_of(gap.source)}
    by_name = grouped(
        (name, record)
        for record in (records if names else ())
        if not record.confidential and not is_private_path(record.where.file)
        for name in names.intersection(_names_of(record))
    )
    for gap in gaps:
        twins = [record for name in _names_of(gap.source) for record in by_name.get(name, ())]
        yield next((filled for record in twins if (filled := _filled_from(gap, record))), gap)


def _filled_from(gap: Gap, record: Record) -> Gap | None:
    """Return the gap with the field of the record that would close it, None if none would."""
    name = next((name for name in gap.need.any if record.get(name).strip()), "")
    if not name or not gap.need.is_met(record):
        return None
    value = truncate(" ".join(record.get(name).split())[:_LONGEST])
    return replace(gap, held=f"{name} = {{{value}}}", held_by=str(record.where))


def _names_of(work: Work) -> tuple[str, ...]:
    """Return what identifies a work across records: its DOI, and its title with its year."""
    title = fold(work.title)
    titled = f"{work.year} {title}" if work.year and len(title.split()) > 3 else ""
    return tuple(name for name in (work.doi, titled) if name)


def gap_problems(gaps: Iterable[Gap], *, level: Level = "warning") -> tuple[Problem, ...]:
    """Return a Problem (LR406) for each source and each thing that it lacks."""
    return tuple(
        problem(
            "LR406.one",
            gap.source.where,
            level=level,
            key=gap.source.key,
            lacks=gap.need.lacks,
            style=style_title(gap.style),
            rule=_in_manual(gap.rule),
            remedy=gap.remedy,
        )
        for gap in gaps
    )


def _in_manual(*rules: str) -> str:
    citations = "; ".join(filter(None, dict.fromkeys(rules)))
    return f" ({citations})" if citations else ""


def gap_summary(gaps: Iterable[Gap], *, level: Level = "warning") -> tuple[Problem, ...]:
    """Return a Problem (LR406) for each lacking fact, with the keys of all sources that lack it, most frequent first."""
    of_need = grouped((gap.need.lacks, gap) for gap in gaps)
    return tuple(
        _summary_problem(members, level) for members in sorted(of_need.values(), key=len, reverse=True)
    )


def _summary_problem(gaps: Sequence[Gap], level: Level) -> Problem:
    first, count = gaps[0], len(gaps)
    keys = [gap.source.key for gap in gaps]
    more = f" and {count - _SHOWN} more" if count > _SHOWN else ""
    filled = [gap for gap in gaps if gap.held]
    registered = sum(gap.is_registered and not gap.held for gap in gaps)
    remedies = [f"add {first.need.add}"]
    remedies += [f"for {gap.source.key} {gap.held_by} has {gap.held}" for gap in filled[:_SHOWN]]
    if registered:
        remedies.append(
            f"`litreview enrich` asks registries for {'it' if count == 1 else f'{registered} of them'} by DOI"
        )
    return problem(
        "LR406.several",
        first.source.where,
        level=level,
        key=first.source.key if count == 1 else "",
        count=count,
        style=style_title(first.style),
        lack="entries lack" if count > 1 else "entry lacks",
        lacks=first.need.lacks,
        rules=_in_manual(*(gap.rule for gap in gaps)),
        keys=", ".join(keys[:_SHOWN]),
        more=more,
        remedies="; ".join(remedies),
    )


def unknown_places(works: Iterable[tuple[Source, str]]) -> tuple[Problem, ...]:
    """Return a Problem (LR406) for each work of law whose place is printed as given, since it is in no form that is known here."""
    return tuple(
        problem(
            "LR406.given",
            source.where,
            key=source.key,
            place=truncate(place[:_LONGEST]),
            fields=tuple(name for name, value in source.fields.items() if value and value in place),
        )
        for source, kind in works
        if not source.confidential and (place := unknown_place(source, kind))
    )


def misplaced_publishers(works: Iterable[tuple[Source, str]]) -> tuple[Problem, ...]:
    """Return a Problem (LR407) for each article whose journal is a publisher, which a citation prints as a journal."""
    return tuple(
        _misplaced(source, name)
        for source, kind in works
        if kind in _ARTICLES and not source.confidential
        if is_publisher(name := source.get("journaltitle") or source.get("journal"))
    )


def _misplaced(source: Source, name: str) -> Problem:
    shown = truncate(" ".join(name.split())[:_LONGEST])
    return problem("LR407", source.where, key=source.key, name=shown)
