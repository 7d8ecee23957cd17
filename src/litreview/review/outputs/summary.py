"""Counts of a review in words: the summary that `run` prints, the evidence by goal, stream and stance, and the overlap of its databases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Library, Source
from litreview.core.results.assessment import Assessment
from litreview.core.results.coverage import Overlap, certainty
from litreview.core.results.screening_flow import Only, stream_words
from litreview.core.wording import holding, plural
from litreview.review.session import Review
from litreview.review.stage_graph.ledger import DISPUTED, IDLE
from litreview.stages.evidence import assess_sources

Rows = tuple[tuple[str, str], ...]


_LEVELS = ("error", "warning", "info")


def count_words(levels: Mapping[str, int]) -> str:
    """Return how many Problems there are of each level.

    >>> count_words({"info": 3, "error": 1})
    '1 error, 3 info'
    """
    counts = ((level, levels.get(level, 0)) for level in _LEVELS)
    return ", ".join(plural(n, level, "info" * (level == "info")) for level, n in counts if n) or "none"


def summary_rows(review: Review) -> Rows:
    """Return label and text of the numbers that the report and `run --json` list.

    Once screening has begun, numbers of tags count only what counts as evidence. Records and merges are those of the literature: files of interviews
    below `private/` exist in one copy of a review, and not in the next.
    """
    of = review.ledger

    def row(name: str, more: str = "") -> tuple[str, str]:
        return name, f"{of[name]}{more}"

    shown = of["links with place and quote"]
    public = "a public source" if of["links of findings"] == 1 else "public sources"
    asked = "; the others are asked for (LR547)" * (shown < of["links of findings"])
    disputes = count_disputes(review)
    unread = f" ({of['unread']} of them known by title only)" * bool(of["unread"])
    optional = {
        "evidence fields noted": f" (on {plural(of['sources with evidence fields'], 'source')})",
        "fields corrected": "",
        "links of findings": f" to {public} ({shown} with place and quote{asked})",
    }
    return (
        row("records of the literature"),
        row("duplicates merged"),
        row("sources of the literature"),
        row("sources", _stream_counts(review, "sources")),
        ("screening", review.standing.sentence),
        row("sources that count as evidence"),
        row("pairs left to judge"),
        *(row(f"tagged {goal}", _goal_details(review, goal)) for goal in _goals(review)),
        row("tagged from the title alone"),
        row("untagged", f"{_stream_counts(review, 'untagged')}{unread}"),
        row("decisions that count", _idle_counts(review)),
        *(row(name, more) for name, more in optional.items() if of[name]),
        ("disputed by people", f"{sum(disputes.values())}{_count_list(disputes)}"),
        *((row(_BY_CODE),) if of[_BY_CODE] else ()),
        row("citations"),
        row("works cited but not held"),
        ("problems", count_words({level: of[f"{level}s"] for level in _LEVELS})),
    )


_BY_CODE = "confidential (shown by code)"


def short_rows(review: Review) -> Rows:
    """Return label and text for what a terminal shows: the counts above zero, related ones in one row."""
    of = review.ledger
    merged = f", {plural(of['duplicates merged'], 'duplicate')} merged" * bool(of["duplicates merged"])
    read = f"{plural(of['records of the literature'], 'record')}{merged}"
    idle = _idle_counts(review)
    values, works = of["evidence fields noted"], plural(of["sources with evidence fields"], "source")
    decided = holding(
        (True, f"{of['decisions that count']} in effect{idle}"),
        (values, f"{plural(values, 'evidence field')} (on {works})"),
        (of["fields corrected"], f"{plural(of['fields corrected'], 'field')} corrected"),
    )
    untagged = f" ({of['unread']} of them known by title only)" * bool(of["unread"])
    cited = f"{plural(of['works cited but not held'], 'cited work')} not in the library"
    named = sum(len(one.sources) for one in review.footings)
    rows = {
        "literature": f"{plural(of['sources of the literature'], 'source')} from {read}",
        "screening": review.standing.sentence,
        **{
            goal: f"{plural(n, 'source')}{_goal_details(review, goal)}"
            for goal in _goals(review)
            if (n := of[f"tagged {goal}"])
        },
        "untagged": f"{plural(of['untagged'], 'source')}{untagged}" * bool(of["untagged"]),
        "decisions": "; ".join(decided) * bool(of["decisions that count"] or idle),
        "findings": f"{plural(named, 'link')}; {of['links of findings']} public, {of['links with place and quote']} of these with place and quote"
        * bool(of["links of findings"]),
        "confidential": f"{plural(of[_BY_CODE], 'source')}, shown by code" * bool(of[_BY_CODE]),
        "citations": f"{of['citations']} between the sources; {cited}"
        * bool(of["citations"] or of["works cited but not held"]),
    }
    return tuple((label, text) for label, text in rows.items() if text)


def _goals(review: Review) -> list[str]:
    return [code.id for code in review.codebook.goals if code.enabled]


def _goal_details(review: Review, goal: str) -> str:
    """Return in brackets what is suggested, the streams and disputes of the sources with a goal, `""` without any of these."""
    of = review.ledger
    disputed = of[f"disputed {goal}"] * _is_shown(review, "tag")
    parts = f"{certainty(of[f'tagged {goal}'], of[f'suggested {goal}'])}{_stream_counts(review, f'tagged {goal}')}"
    return f"{parts} (of these disputed: {disputed})" if disputed else parts


def _stream_counts(review: Review, name: str) -> str:
    """Return ` (3 works, 2 interviews)` of a number, `""` where all is literature."""
    counts = review.ledger.entry(name).streams
    return "" if counts.keys() <= {"literature"} else f" ({stream_words(counts)})"


def _idle_counts(review: Review) -> str:
    """Return the people's lines that do not count, by the reason."""
    return _count_list({reason: review.ledger[f"lines {reason}"] for reason in IDLE})


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


def _is_shown(review: Review, kind: str) -> bool:
    """Return whether disputes of a kind are counted: not while people still judge apart from each other in its round."""
    open_rounds: frozenset[str] = review.stage_value("open_rounds")
    return open_rounds.isdisjoint(_ROUNDS.get(kind, ()))


def count_disputes(review: Review) -> dict[str, int]:
    """Count by kind the judgements on which people differ; `problems` does not count them."""
    shown = (words for kind, words in DISPUTED.items() if _is_shown(review, kind))
    return {words: n for words in shown if (n := review.ledger[f"disputed {words}"])}


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
