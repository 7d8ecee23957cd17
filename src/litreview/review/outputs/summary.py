"""Counts of a review: the summary that `run` prints, the evidence by goal, stream and stance, and the overlap of its databases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Library, Source
from litreview.core.results import Assessment, Only, Overlap, stream_words
from litreview.core.wording import plural
from litreview.judgements.decisions import disputed_codes, disputed_slots
from litreview.review.session import Review
from litreview.stages.evidence import assess_sources

_KINDS = {
    "pair": "on pairs",
    "tag": "on codes",
    "stance": "on stances",
    "screen": "in screening",
    "set": "on evidence fields",
    "correction": "on fields of an entry",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What `litreview run` prints. Each source counts once; a source may inform several goals.

    Once screening has begun, `tagged`, `title_only`, `untagged` and `unread` count only what counts as evidence. `records` and `merged` count
    the literature, as the flow does: files of interviews below `private/` exist in one copy of a review, and not in the next.

    - `standing`: how far the review is screened, in one sentence; `merged`: records joined to an earlier record of the same work.
    - `streams`, `tagged_by_stream`: sources of each stream, in all and by goal (`""`: untagged).
    - `asked`: pairs sent to a person; `tagged`: sources by goal; `title_only`: tagged with a goal from the title alone.
    - `untagged`: sources with no goal; of these, `unread` had only a title to read.
    - `noted`: values of evidence fields that people set, and on how many sources.
    - `corrected`: fields of entries that people corrected.
    - `decisions`: people's lines that count; `idle`: other lines, by the reason why they do not count.
    - `links`: readable sources on sides of findings, and those of them with a place and a quote.
    - `disputed`: judgements on which people differ, by kind; `disputed_goals`: the same by goal. `problems` does not count them.
    """

    records: int
    sources: int
    merged: int
    asked: int
    tagged: Mapping[str, int]
    title_only: int
    untagged: int
    unread: int
    citations: int
    not_held: int
    standing: str
    confidential: int
    problems: Mapping[str, int]
    decisions: int = 0
    noted: tuple[int, int] = (0, 0)
    corrected: int = 0
    links: tuple[int, int] = (0, 0)
    idle: Mapping[str, int] = field(default_factory=dict)
    disputed: Mapping[str, int] = field(default_factory=dict)
    disputed_goals: Mapping[str, int] = field(default_factory=dict)
    streams: Mapping[str, int] = field(default_factory=dict)
    tagged_by_stream: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def rows(self) -> tuple[tuple[str, str], ...]:
        """Return the table as pairs of label and number."""
        faults = ", ".join(
            f"{n} {level}{'s' * (n != 1 and level != 'info')}" for level, n in self.problems.items() if n
        )
        hidden = (("confidential (shown by code)", str(self.confidential)),) if self.confidential else ()
        idle = _count_list(self.idle)
        kinds = _count_list(self.disputed)
        values, works = self.noted
        links, shown = self.links
        passages = (
            f"{shown} of {links} have place and quote"
            + f"; {links - shown} to be asked for (LR547)" * (shown < links)
        )
        noted = (("evidence fields noted", f"{values} (on {plural(works, 'source')})"),) if values else ()
        return (
            ("records", str(self.records)),
            ("sources", f"{self.sources}{_stream_counts(self.streams)}"),
            ("screening", self.standing),
            ("duplicates merged", str(self.merged)),
            ("pairs sent to a person", str(self.asked)),
            *(
                (f"tagged {goal}", f"{n}{streams}{f' (of these disputed: {d})' if d else ''}")
                for goal, n in self.tagged.items()
                for streams in (_stream_counts(self.tagged_by_stream.get(goal, {})),)
                for d in (self.disputed_goals.get(goal, 0),)
            ),
            ("tagged from the title alone", str(self.title_only)),
            (
                "untagged",
                f"{self.untagged}{_stream_counts(self.tagged_by_stream.get('', {}))}"
                + (f" (of these only the title was there to read: {self.unread})" if self.unread else ""),
            ),
            ("decisions that count", f"{self.decisions}{idle}"),
            *noted,
            *((("fields corrected", str(self.corrected)),) if self.corrected else ()),
            *((("passages of findings", passages),) if links else ()),
            ("disputed by people", f"{sum(self.disputed.values())}{kinds}"),
            *hidden,
            ("citations", str(self.citations)),
            ("works cited but not held", str(self.not_held)),
            ("problems", faults or "none"),
        )


def _stream_counts(streams: Mapping[str, int]) -> str:
    """Return ` (3 of the literature, 2 interviews)`, `""` where all is literature."""
    return "" if streams.keys() <= {"literature"} else f" ({stream_words(streams)})"


def _count_list(counts: Mapping[str, int]) -> str:
    """Return ` (2 tag, 1 stance)`, `""` where there is nothing to count."""
    counted = ", ".join(f"{n} {what}" for what, n in counts.items() if n)
    return f" ({counted})" if counted else ""


def _idle_lines(review: Review) -> Mapping[str, int]:
    """Count people's lines that do not count, by reason, each line once."""
    unknown = {p.where for p in review.problems if p.code == "LR042"}
    understood = {d.place for d in review.decided}
    lost = len(unknown & understood)
    return {
        "taken back, changed or settled since": len(review.decided) - lost - len(review.decisions),
        "on a key that no source has": lost,
        "not understood": sum(p.code == "LR040" for p in review.problems),
    }


def _sources_by_goal(
    review: Review, counted: Collection[str]
) -> tuple[dict[str, set[str]], dict[str, set[str]], set[str]]:
    """Return the counted sources by goal, the basis of each source's tags, and the sources with nothing to read."""
    by_goal: dict[str, set[str]] = {goal.id: set() for goal in review.codebook.goals if goal.enabled}
    bases: dict[str, set[str]] = {}
    unread = set()
    for tag in (tag for tag in review.tags if tag.source in counted):
        if tag.code in by_goal:
            by_goal[tag.code].add(tag.source)
            bases.setdefault(tag.source, set()).add("human" if tag.method == "human" else tag.basis)
        elif tag.code == "unread":
            unread.add(tag.source)
    return by_goal, bases, unread


def summarise(review: Review) -> Summary:
    """Count everything that `run` prints of a review."""
    counted = {source.key for source in review.included}
    by_goal, bases, unread = _sources_by_goal(review, counted)
    tagged = set().union(*by_goal.values())
    levels = {"error": 0, "warning": 0, "info": 0}
    for problem in review.problems:
        if problem.code != "LR045":  # counted apart: that people differ is no fault
            levels[problem.level] += 1
    disputed = disputed_slots(review.decisions)
    open_ = disputed_codes(review.decisions)
    return Summary(
        records=review.flow.records,
        sources=len(review.sources),
        merged=review.flow.duplicates_removed,
        asked=len(review.deduplication.queue),
        tagged={goal: len(keys) for goal, keys in by_goal.items()},
        title_only=sum(found == {"title"} for found in bases.values()),
        untagged=len(counted) - len(tagged),
        unread=len(unread - tagged),
        citations=len(review.links.citations),
        not_held=len(review.links.not_held),
        standing=review.standing.sentence,
        confidential=sum(source.confidential for source in review.sources),
        problems=levels,
        decisions=len(review.decisions),
        noted=(len(review.evidence), len({note.source for note in review.evidence})),
        corrected=sum(map(len, review.corrections.values())),
        links=review.stage_value("checked_findings")[-2:],
        idle=_idle_lines(review),
        disputed=dict(
            Counter(
                _KINDS["correction" if review.corrects(members[0]) else about[0]]
                for about, members in disputed.items()
            )
        ),
        streams=review.standing.count_streams(source.key for source in review.sources),
        tagged_by_stream={
            goal: review.standing.count_streams(keys)
            for goal, keys in {**by_goal, "": counted - tagged}.items()
        },
        disputed_goals=Counter(code for codes in open_.values() for code in codes if code in by_goal),
    )


_BUILT_IN_FILTERS = ("year", "type", "stream", "code", "status")


def assess(
    review: Review, filters: Mapping[str, str] | Iterable[str] = (), *, only: Only | None = None
) -> Assessment:
    """Count the evidence by goal × stream × stance, of the included sources (or of those that the review's `only` names).

    `filters` are `{"jurisdiction": "US", "year": "2010-2020"}` or `("jurisdiction=US",)`: evidence fields of the codebook as people set them
    (a value includes narrower ones: `US` includes `US-state:CA`), `year`, `type` of source, `stream`, `code`, `status`. A source must pass all.
    Disputed values pass no filter. `only` replaces the `only` of the review. `UsageError` for an unknown field.
    """
    wanted = _parse_filters(filters)
    known = (*_BUILT_IN_FILTERS, *(field.id for field in review.codebook.evidence))
    for name in wanted:
        if name not in known:
            raise UsageError(f"no filter '{name}'{near_miss(name, known)}; one of {', '.join(known)}")
    candidates = review.standing.chosen(only or review.only)
    sources = [
        s
        for s in review.sources
        if s.key in candidates and all(_passes_filter(review, s, *one) for one in wanted.items())
    ]
    assessment = assess_sources(
        sources,
        review.tags,
        review.decisions,
        review.codebook,
        streams=review.standing.streams,
        claims=review.claims,
        related=review.deduplication.related,
        notes=review.evidence,
    )
    return replace(
        assessment,
        filters=tuple(f"{name}={value}" for name, value in wanted.items()),
        standing=review.standing.sentence,
    )


def _parse_filters(filters: Mapping[str, str] | Iterable[str]) -> Mapping[str, str]:
    if isinstance(filters, Mapping):
        return filters
    parsed = {}
    for one in [filters] if isinstance(filters, str) else filters:
        for part in filter(None, (each.strip() for each in one.split(","))):
            name, sign, value = part.partition("=")
            if not sign or not value.strip():
                raise UsageError(f"a filter is FIELD=VALUE, such as jurisdiction=US; '{part}' is not")
            parsed[name.strip()] = value.strip()
    return parsed


def _passes_filter(review: Review, source: Source, name: str, value: str) -> bool:
    match name:
        case "year":
            return _is_in_years(source.year, value)
        case "stream":
            return review.standing.streams.get(source.key, "") == value
        case "status":
            return review.standing.status[source.key].status == value
        case "type" | "code":
            return any(tag.source == source.key and tag.code == value for tag in review.tags)
        case _:
            noted = (
                n for n in review.evidence if (n.source, n.field) == (source.key, name) and not n.disputed
            )
            return any(_is_within(note.value, value) for note in noted)


def _is_within(noted: str, wanted: str) -> bool:
    """Return whether a value equals the wanted one or is narrower.

    >>> _is_within("US-state:CA", "US"), _is_within("non-US:FR", "US"), _is_within("US", "US-federal")
    (True, False, False)
    """
    return noted == wanted or re.match(re.escape(wanted) + r"[-:]", noted) is not None


def _is_in_years(year: int | None, value: str) -> bool:
    first, dash, last = value.partition("-")
    if not all(part == "" or part.isdigit() for part in (first, last)) or not (first or last):
        raise UsageError(f"a year is 2015, 2010-2020, 2010- or -2020; '{value}' is none")
    if year is None:
        return False
    return int(first or 0) <= year <= int((last or "9999") if dash else first)


def overlap(held: Review | Library) -> Overlap:
    """Return which databases found which works, alone and together, at every stage; for a Library, its files count as databases."""
    return (held if isinstance(held, Review) else Review(library=held)).overlap
