"""The report of a review: all that it shows, as a page, and its readers' part as a document for a word processor."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from litreview import __version__, files
from litreview import decisions as decisions_
from litreview.codebook import RESERVED
from litreview.errors import LitreviewError
from litreview.model import Decision, Problem, Source
from litreview.results import STREAMS, FlowDiagram, GoalStates, Made, StanceCount, Status
from litreview.review.assessing import assess
from litreview.review.checklists import fill_checklists
from litreview.review.diagram import describe_flow
from litreview.review.methods import describe_methods
from litreview.review.session import Review
from litreview.review.word_tables import fit_tables
from litreview.verbs import SCREENING_VERBS

if TYPE_CHECKING:
    from litreview.html import ReportSummary, Ways

_PERIOD = 5


def report_html(
    review: Review,
    problems: Sequence[Problem] = (),
    written: Sequence[tuple[str, str]] = (),
    ways: Ways | None = None,
) -> bytes:
    """Return the report as one page, with `ways` to where what it shows is judged."""
    from litreview.html import Ways, report_page

    return report_page(summarise_report(review, problems, written), ways=ways or Ways()).encode()


def report_docx(review: Review) -> bytes:
    """Return the readers' part of the report as a document for a word processor."""
    from litreview.bibliography.word_processor import dress_docx, repack
    from litreview.html import report_page
    from litreview.pandoc import convert_page

    summary = summarise_report(review)
    picture, why = _flow_png(summary.diagram)
    page = report_page(summary, document=True, picture=picture, no_picture=why)

    def fit(name: str, content: bytes) -> bytes:
        return fit_tables(content.decode()).encode() if name == "word/document.xml" else content

    return repack(dress_docx(convert_page(page, "docx")), fit)


def _flow_png(diagram: FlowDiagram | None) -> tuple[bytes, str]:
    """Return the flow diagram as a picture that a word processor shows, or why there is none."""
    from litreview.bibliography.rendering import compile_png
    from litreview.html import flow_svg

    if diagram is None:
        return b"", ""
    try:
        return compile_png(flow_svg(diagram)), ""
    except LitreviewError as error:
        return b"", str(error)


def _stances(review: Review, sources: Iterable[Source]) -> tuple[StanceCount, ...]:
    """Return the stances of these sources on each goal that the map has."""
    from litreview.evidence import count_stances

    return count_stances(
        sources,
        review.tags,
        review.decisions,
        related=review.deduplication.related,
        goals=[code for code, _ in review.evidence_map.rows if code not in RESERVED],
        claims=review.claims,
    )


def summarise_report(
    review: Review, problems: Sequence[Problem] = (), written: Sequence[tuple[str, str]] = ()
) -> ReportSummary:
    """Return what the report shows of a review; `problems` and `written` (name and what it holds) are for the team."""
    from litreview.evidence import count_notes
    from litreview.html import ReportSummary
    from litreview.review.summary import summarise
    from litreview.review.topics.disputes import differing

    included = {source.key for source in review.included}
    of_stream: dict[str, list[Source]] = {name: [] for name in STREAMS}
    for source in review.included:
        of_stream[review.standing.streams[source.key]].append(source)
    literature = of_stream.pop("literature")
    pending = review.standing.pending
    waiting = [s for s in review.candidates if s.key in pending]
    methods = describe_methods(review)
    return ReportSummary(
        title=review.settings.title or "Literature review",
        question=review.settings.question,
        # the page says how far it is screened above all numbers
        numbers=[row for row in summarise(review).rows() if row[0] != "screening"],
        flow=review.flow,
        diagram=describe_flow(review),
        evidence_map=review.evidence_map,
        sources=review.sources,
        stances=_stances(review, literature),
        stances_beside={name: _stances(review, mine) for name, mine in of_stream.items() if mine},
        evidence=count_notes([n for n in review.evidence if n.source in included], review.codebook),
        provisional=_stances(review, waiting) if waiting else (),
        standing=review.standing.sentence,
        searches=review.settings.searches,
        overlap=review.overlap,
        findings=review.findings.findings,
        recommendations=review.findings.recommendations,
        footings=review.footings,
        echoes=review.echoes,
        families=review.families,
        reaches=review.reaches,
        manuscript=review.manuscript,
        requests=review.requests,
        codings=review.codings,
        quotes=review.quotes,
        assessment=assess(review, only="included"),
        methods=methods,
        goals=_goal_states(review),
        years=_years(review),
        years_heads=("Published", "Sources", *(label for _, label in _goals(review))),
        agreement=[one for one in review.agreement if one.n],
        excluded=_excluded(review),
        made=_made(review),
        checklists=fill_checklists(review, methods),
        problems=problems,
        differing=differing(review),
        corrected=review.corrections,
        written=written,
    )


def _goal_states(review: Review) -> GoalStates | None:
    """Return what the machine makes of the codes of the main group, None where people have decided all."""
    if not review.goal_states:
        return None
    return GoalStates.of(review.goal_states, [code.id for code in review.codebook.goals if code.enabled])


def _goals(review: Review) -> list[tuple[str, str]]:
    return [row for row in review.evidence_map.rows if row[0] not in RESERVED]


def _years(review: Review) -> list[tuple[str | int, ...]]:
    """Return a row for each period of years: how many sources of the literature that count, and how many inform each goal."""
    literature = [s for s in review.included if review.standing.streams[s.key] == "literature"]
    about = {code: set(review.evidence_map.sources(code)) for code, _ in _goals(review)}
    periods: dict[int, list[str]] = {}
    for source in literature:
        periods.setdefault(-1 if source.year is None else source.year // _PERIOD * _PERIOD, []).append(
            source.key
        )
    return [
        (
            "no year" if first < 0 else f"{first} to {first + _PERIOD - 1}",
            len(keys),
            *(sum(key in mine for key in keys) for mine in about.values()),
        )
        for first, keys in sorted(periods.items())
    ]


def _excluded(review: Review) -> list[tuple[Source, Status]]:
    status = review.standing.status
    return [
        (s, status[s.key]) for s in review.sources if status[s.key].status in ("excluded", "not retrieved")
    ]


def _kind(said: Decision) -> str:
    """Return whether a judgement is one on `pairs`, one of `screening`, or any other (`""`), such as that on a reference."""
    if said.verb in decisions_.PAIR_VERBS and not decisions_.names_reference(said):
        return "pairs"
    return "screening" if said.verb in SCREENING_VERBS else ""


def _made(review: Review) -> Made:
    """Return what the review was made of. Files below private/ are not named, nor is their number."""
    counts = Counter(record.where.file for record in review.library.records)
    named = [name for name in review.library.files if name != "private"]
    found = []
    for name in named:
        path = review.folder / name if review.folder else None
        digest = hashlib.sha256(files.read_bytes(path)).hexdigest() if path and path.is_file() else ""
        found.append((name, counts[name], digest))
    people = sorted({d.by for d in review.decisions})
    said = Counter((d.by, _kind(d)) for d in review.decisions)
    rows = [(by, said[by, "pairs"], said[by, "screening"], said[by, ""]) for by in people]
    book = review.codebook
    return Made(
        software=f"Made with litreview {__version__}",
        codebook=f"“{book.title or book.name}”, version {book.version}",
        files=tuple(found),
        people=tuple(rows),
    )
