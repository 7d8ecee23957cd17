"""Counts of a review: the summary that `run` prints, the evidence by goal, stream and stance, and the overlap of its databases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Library, Source
from litreview.core.results import Assessment, Only, Overlap, certainty, stream_words
from litreview.core.wording import plural
from litreview.review.session import Review
from litreview.review.stage_graph.ledger import DISPUTED, IDLE
from litreview.stages.evidence import assess_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What `litreview run` prints. Each source counts once; a source may inform several goals.

    Once screening has begun, `tagged`, `title_only`, `untagged` and `unread` count only what counts as evidence. `records` and `merged` count
    the literature, as the flow does: files of interviews below `private/` exist in one copy of a review, and not in the next.

    - `standing`: how far the review is screened, in one sentence; `merged`: records joined to an earlier record of the same work.
    - `streams`, `tagged_by_stream`: sources of each stream, in all and by goal (`""`: untagged).
    - `literature`, `counted`: sources of the literature, and sources that count as evidence.
    - `screening_left`: sources that await a screening judgement.
    - `asked`: pairs sent to a person; `tagged`: sources by goal; `suggested`: those of them that are only suggested; `title_only`: tagged with a goal from the title alone.
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
    literature: int = 0
    counted: int = 0
    screening_left: int = 0
    decisions: int = 0
    noted: tuple[int, int] = (0, 0)
    corrected: int = 0
    links: tuple[int, int] = (0, 0)
    idle: Mapping[str, int] = field(default_factory=dict)
    disputed: Mapping[str, int] = field(default_factory=dict)
    disputed_goals: Mapping[str, int] = field(default_factory=dict)
    suggested: Mapping[str, int] = field(default_factory=dict)
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
            f"{links} ({shown} with place and quote{'; the others are asked for (LR547)' * (shown < links)})"
        )
        noted = (("evidence fields noted", f"{values} (on {plural(works, 'source')})"),) if values else ()
        return (
            ("records of the literature", str(self.records)),
            ("duplicates merged", str(self.merged)),
            ("sources of the literature", str(self.literature)),
            ("sources", f"{self.sources}{_stream_counts(self.streams)}"),
            ("screening", self.standing),
            ("sources that count as evidence", str(self.counted)),
            ("pairs sent to a person", str(self.asked)),
            *((f"tagged {goal}", f"{n}{self._goal_details(goal, n)}") for goal, n in self.tagged.items()),
            ("tagged from the title alone", str(self.title_only)),
            (
                "untagged",
                f"{self.untagged}{_stream_counts(self.tagged_by_stream.get('', {}))}"
                + (f" (of these only the title was there to read: {self.unread})" if self.unread else ""),
            ),
            ("decisions that count", f"{self.decisions}{idle}"),
            *noted,
            *((("fields corrected", str(self.corrected)),) if self.corrected else ()),
            *((("links of findings", passages),) if links else ()),
            ("disputed by people", f"{sum(self.disputed.values())}{kinds}"),
            *hidden,
            ("citations", str(self.citations)),
            ("works cited but not held", str(self.not_held)),
            ("problems", faults or "none"),
        )

    def short_rows(self) -> tuple[tuple[str, str], ...]:
        """Return label and text for what a terminal shows: the counts above zero, related ones in one row."""
        values, works = self.noted
        links, shown = self.links
        read = plural(self.records, "record")
        if self.merged:
            read += f", {plural(self.merged, 'duplicate')} merged"
        decided = [f"{self.decisions} count{_count_list(self.idle)}"]
        if values:
            decided.append(f"{plural(values, 'evidence field')} (on {plural(works, 'source')})")
        if self.corrected:
            decided.append(f"{plural(self.corrected, 'field')} corrected")
        rows = {
            "literature": f"{plural(self.literature, 'source')} from {read}",
            "screening": self.standing,
            **{
                goal: f"{plural(n, 'source')}{self._goal_details(goal, n)}"
                for goal, n in self.tagged.items()
                if n
            },
            "untagged": plural(self.untagged, "source")
            + (f"; {self.unread} have only a title to read" if self.unread else "")
            if self.untagged
            else "",
            "decisions": "; ".join(decided) if self.decisions or any(self.idle.values()) else "",
            "findings": f"{plural(links, 'link')}, {shown} with place and quote" if links else "",
            "confidential": f"{plural(self.confidential, 'source')}, shown by code"
            if self.confidential
            else "",
            "citations": f"{self.citations} between the sources; {plural(self.not_held, 'cited work')} not in the library"
            if self.citations or self.not_held
            else "",
        }
        return tuple((label, text) for label, text in rows.items() if text)

    def _goal_details(self, goal: str, tagged: int) -> str:
        """Return in brackets what is suggested, the streams and disputes of the sources with a goal, `""` without any of these."""
        disputed = self.disputed_goals.get(goal, 0)
        streams = _stream_counts(self.tagged_by_stream.get(goal, {}))
        parts = f"{certainty(tagged, self.suggested.get(goal, 0))}{streams}"
        return f"{parts} (of these disputed: {disputed})" if disputed else parts


def _stream_counts(streams: Mapping[str, int]) -> str:
    """Return ` (3 of the literature, 2 interviews)`, `""` where all is literature."""
    return "" if streams.keys() <= {"literature"} else f" ({stream_words(streams)})"


def _count_list(counts: Mapping[str, int]) -> str:
    """Return ` (2 tag, 1 stance)`, `""` where there is nothing to count."""
    counted = ", ".join(f"{n} {what}" for what, n in counts.items() if n)
    return f" ({counted})" if counted else ""


_SCREENING_ROUNDS, _CODING_ROUND = ("abstract", "fulltext"), ("coding",)
_ROUNDS: Mapping[str, tuple[str, ...]] = {
    "screen": _SCREENING_ROUNDS,
    "reason": _SCREENING_ROUNDS,
    "tag": _CODING_ROUND,
    "stance": _CODING_ROUND,
    "set": _CODING_ROUND,
}
"""The rounds of independent judgements to which a kind of dispute belongs: while one is open, a run does not count them."""


def summarise(review: Review) -> Summary:
    """Return the numbers of the ledger that `run` prints of a review."""
    of = review.ledger
    goals = [code.id for code in review.codebook.goals if code.enabled]
    open_rounds: frozenset[str] = review.stage_value("open_rounds")
    shown = [words for kind, words in DISPUTED.items() if open_rounds.isdisjoint(_ROUNDS.get(kind, ()))]
    return Summary(
        records=of["records of the literature"],
        sources=of["sources"],
        literature=of["sources of the literature"],
        counted=of["sources that count as evidence"],
        merged=of["duplicates merged"],
        asked=of["pairs sent to a person"],
        screening_left=max(of["not screened yet"], of["pending"]),
        tagged={goal: of[f"tagged {goal}"] for goal in goals},
        suggested={goal: of[f"suggested {goal}"] for goal in goals},
        title_only=of["tagged from the title alone"],
        untagged=of["untagged"],
        unread=of["unread"],
        citations=of["citations"],
        not_held=of["works cited but not held"],
        standing=review.standing.sentence,
        confidential=of["confidential (shown by code)"],
        problems={level: of[f"{level}s"] for level in ("error", "warning", "info")},
        decisions=of["decisions that count"],
        noted=(of["evidence fields noted"], of["sources with evidence fields"]),
        corrected=of["fields corrected"],
        links=(of["links of findings"], of["links with place and quote"]),
        idle={reason: of[f"lines {reason}"] for reason in IDLE},
        disputed={words: n for words in shown if (n := of[f"disputed {words}"])},
        disputed_goals={
            goal: n for goal in goals if DISPUTED["tag"] in shown and (n := of[f"disputed {goal}"])
        },
        streams=of.entry("sources").streams,
        tagged_by_stream={
            goal: of.entry(f"tagged {goal}" if goal else "untagged").streams for goal in (*goals, "")
        },
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
    if not wanted and (only or review.only) == "included":
        made: Assessment = review.stage_value("assessment")
        return made
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
