"""Page of the report: a whole review, for someone who was not involved.

It has the question, the findings with the sources on each side, the flow of records, the evidence map, and the methods.
Checklists, files and what the team works on, such as Problems and disputed judgements, are an appendix on a page of its own.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from litreview.core.model import Correction, Finding, Problem, Recommendation, Source
from litreview.core.results.assessment import Assessment, Codings, GoalStates, Quote
from litreview.core.results.chains import (
    UNHELD,
    Echo,
    Family,
    FindingStress,
    Footing,
    Manuscript,
    Reach,
    TraceStep,
)
from litreview.core.results.coverage import (
    Differing,
    EvidenceMap,
    FieldCount,
    MainGroup,
    Overlap,
    StanceCount,
)
from litreview.core.results.description import ChecklistItem, Made, Methods
from litreview.core.results.public_records import Request
from litreview.core.results.screening_flow import Flow, FlowDiagram, Search, Status
from litreview.judgements.agreement import Agreement
from litreview.pages.charts import draw_flow, draw_overlap, draw_requests
from litreview.pages.evidence_map import count_recommendations, draw, evidence_map_svg
from litreview.pages.page import NOWHERE, Ways, page, picture_file, work_label

_SHOWN = 5
"""Problems of one code that are visible; the rest are folded away."""
_DOUBTFUL = 40
"""Maximum number of the machine's doubtful answers; the rest are in tags.csv."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSummary:
    """What the report shows. All but the title is optional; an empty part is left out of the page, or says so.

    - `studied`: how many works study operations, in a sentence, where the codebook has that code.
    - `numbers`: label and number, as `litreview run` prints them; `flow`: how records became sources; `diagram`: the same as boxes.
    - `evidence_map`: its labels name the goals elsewhere on the page; `sources`: the sources of the keys on the page.
    - `stances`, `evidence`: what people noted; `stances_beside`: the stances of each other stream; `provisional`: of pending sources.
    - `standing`: how far the review is screened; `searches`: as they were run; `overlap`: what databases share.
    - `footings`: the sides of the findings, compared with the review (as named in the findings, if left out).
    - `echoes`: how many origins are behind a side of a finding; `families`: versions of one study.
    - `stressed`: what it would take to change each finding and recommendation.
    - `traces`: the chain of each recommendation down to the passages.
    - `reaches`: retracted or corrected sources, and what rests on them; `manuscript`: what the text cites.
    - `requests`: for public records, with the days to each event.
    - `codings`: what coded transcripts say, as far as it may be published; `quotes`: words of interviewees, by code.
    - `goals`: the machine's suggestions where nobody has decided; `assessment`: the headline; `methods`: how the review was made.
    - `years`: rows of sources by period, under `years_heads`; `agreement`: of coders.
    - `excluded`: excluded sources, with their status; `made`: what the review was made of; `checklists`: title and items of each.
    - `problems`: every Problem except LR045; `differing` has these for the team, at the end of the page, and `differed` says how many there are.
    - `corrected`: by source key the fields that people corrected; `written`: name and content of each file.
    """

    title: str
    question: str = ""
    studied: str = ""
    numbers: Sequence[tuple[str, str]] = ()
    flow: Flow | None = None
    diagram: FlowDiagram | None = None
    evidence_map: EvidenceMap | None = None
    sources: Sequence[Source] = ()
    stances: Sequence[StanceCount] = ()
    stances_beside: Mapping[str, Sequence[StanceCount]] = field(default_factory=dict)
    evidence: Sequence[FieldCount] = ()
    provisional: Sequence[StanceCount] = ()
    standing: str = ""
    searches: Sequence[Search] = ()
    overlap: Overlap | None = None
    findings: Sequence[Finding] = ()
    recommendations: Sequence[Recommendation] = ()
    footings: Sequence[Footing] = ()
    echoes: Sequence[Echo] = ()
    families: Sequence[Family] = ()
    stressed: Sequence[FindingStress] = ()
    traces: Sequence[TraceStep] = ()
    reaches: Sequence[Reach] = ()
    manuscript: Manuscript = field(default_factory=Manuscript)
    requests: Sequence[Request] = ()
    codings: Codings = field(default_factory=Codings)
    quotes: Mapping[str, Sequence[Quote]] = field(default_factory=dict)
    assessment: Assessment | None = None
    methods: Methods | None = None
    goals: GoalStates | None = None
    years: Sequence[Sequence[str | int]] = ()
    years_heads: Sequence[str] = ()
    agreement: Sequence[Agreement] = ()
    excluded: Sequence[tuple[Source, Status]] = ()
    made: Made | None = None
    checklists: Sequence[tuple[str, Sequence[ChecklistItem]]] = ()
    problems: Sequence[Problem] = ()
    differing: Sequence[Differing] = ()
    differed: str = ""
    corrected: Mapping[str, Sequence[Correction]] = field(default_factory=dict)
    written: Sequence[tuple[str, str]] = ()


def document_pictures(summary: ReportSummary) -> dict[str, str]:
    """Return the pictures of a document as SVG, by the name of their part: map, overlap, requests."""
    upset = draw_overlap(summary.overlap) if summary.overlap else None
    found = {
        "map": evidence_map_svg(summary.evidence_map) if summary.evidence_map else "",
        "overlap": picture_file("overlap.html.j2", "upset", upset, "diagram.css") if upset else "",
        "requests": picture_file("requests.html.j2", "chart", draw_requests(summary.requests), "requests.css")
        if summary.requests
        else "",
    }
    return {name: svg for name, svg in found.items() if svg}


FLOW_PLACE = "litreview:flow-diagram"

_PICTURE_WIDTH = 600
"""Pixels; in a word processor a picture is made as wide as the text."""


def _address(png: bytes) -> tuple[str, int, int]:
    """Return the address of a picture that holds its bytes, and its width and height on the page."""
    width, height = struct.unpack(">II", png[16:24])
    address = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    return address, _PICTURE_WIDTH, round(_PICTURE_WIDTH * height / width)


def report_page(
    summary: ReportSummary,
    *,
    document: bool = False,
    appendix: bool = False,
    pictures: Mapping[str, bytes] | None = None,
    ways: Ways = NOWHERE,
) -> str:
    """Return the report as one page, its `appendix` as another, or all but the team's part as a `document` for a word processor.

    A document shows `pictures`, PNGs by the names of `document_pictures`, and has a paragraph `FLOW_PLACE` where its flow diagram belongs.
    `ways` are the links to the window.
    """
    cells = summary.evidence_map
    drawing = draw(cells, "Evidence map") if cells else None
    known = {source.key: source for source in summary.sources}
    footings = {(one.id, side): _uncompared_footing(one, side) for one in summary.findings for side in _SIDES}
    footings |= {(footing.of, footing.side): footing for footing in summary.footings}
    return page(
        "report.html.j2",
        title=summary.title,
        styles=("map.css", "diagram.css", "report.css", "requests.css"),
        hues=True,
        it=summary,
        document=document,
        appendix=appendix,
        flow_place=FLOW_PLACE,
        known=known,
        labels=dict(cells.rows) if cells else {},
        main=cells.main if cells else MainGroup(),
        map=drawing,
        informed=count_recommendations(cells) if cells else [],
        hue={row.code: row.hue for row in drawing.goals} if drawing else {},
        upset=draw_overlap(summary.overlap) if summary.overlap else None,
        diagram=draw_flow(summary.diagram) if summary.diagram else None,
        pictures={name: _address(png) for name, png in (pictures or {}).items()},
        asked=draw_requests(summary.requests) if summary.requests else None,
        origins={(echo.finding, echo.side): _origin_words(echo, known) for echo in summary.echoes},
        held=footings,
        bases={one.id: _bases(one, summary.findings, footings) for one in summary.recommendations},
        coders=sorted({coder for one in summary.differing for coder in one.answers}),
        shown=_SHOWN,
        doubtful=_DOUBTFUL,
        ways=ways,
    )


def _origin_words(echo: Echo, known: Mapping[str, Source]) -> str:
    """Say how many independent origins one side of a finding has, `""` for a single source."""
    named, count = len(echo.sources), len(echo.origins)
    if named < 2:
        return ""
    words = (
        f"{'Both' if named == 2 else f'All {named}'} sources count as independent"
        if count == named
        else f"These {named} sources count as {count} independent of each other"
        if count > 1
        else f"These {named} sources count as one"
    ) + (
        ": the team recorded no dependence between them"
        if count == named
        else ", as far as the team recorded"
    )
    if echo.perhaps:
        words += f". Perhaps {echo.perhaps} fewer: a rule suggests versions that nobody has judged"
    if echo.citing:
        names = {key: work_label(known[key]) if key in known else key for pair in echo.citing for key in pair}
        pairs = ", ".join(f"{names[a]} cites {names[b]}" for a, b in echo.citing[:4])
        words += f". {pairs}{' …' if len(echo.citing) > 4 else ''}; a citation alone does not show that one reuses the other"
    return words


_SIDES = {"supports": "in support", "contradicts": "against", "qualifies": "qualifying"}


def _uncompared_footing(finding: Finding, side: str) -> Footing:
    """Return a side of a finding as named, without comparison with the review."""
    return Footing(
        of=finding.id, side=side, sources=getattr(finding, side), unknown=finding.unknown.get(side, ())
    )


@dataclass(frozen=True, slots=True)
class _Bases:
    """The findings that a recommendation rests on, how many sources are on each side of them, and what it waits for.

    It waits for `open` statements, and for findings that are `unheld`.
    """

    findings: tuple[Finding, ...]
    sides: tuple[str, ...]
    open: tuple[Finding, ...] = ()
    unheld: tuple[Finding, ...] = ()


def _join_footings(id_: str, side: str, footings: Sequence[Footing]) -> Footing:
    """Join the footings of one side of several findings."""
    return Footing(
        of=id_,
        side=side,
        sources=tuple(dict.fromkeys(key for footing in footings for key in footing.sources)),
        unknown=tuple(dict.fromkeys(name for footing in footings for name in footing.unknown)),
        # what is contrary to one finding may not be to the next
        doubts={key: doubts for footing in footings for key, doubts in footing.doubts.items()},
        streams={key: stream for footing in footings for key, stream in footing.streams.items()},
    )


def _bases(
    one: Recommendation, findings: Sequence[Finding], footings: Mapping[tuple[str, str], Footing]
) -> _Bases:
    by_id: Mapping[str, Finding] = {finding.id: finding for finding in findings}
    named = dict.fromkeys((*one.findings, *(f.id for f in findings if one.id in f.recommendations)))
    chosen = [by_id[id_] for id_ in named if id_ in by_id]
    found, unheld, waiting = (
        tuple(finding for finding in chosen if finding.state == state) for state in ("", UNHELD, "open")
    )
    sides: list[str] = []
    for side, words in _SIDES.items():
        joined = _join_footings(one.id, side, [footings[finding.id, side] for finding in found])
        sources = "" if sides else " source" if joined.named == 1 else " sources"
        details = "; ".join(filter(None, (joined.by_stream, joined.reserve)))
        sides.append(f"{joined.named}{sources} {words}{f' ({details})' if details else ''}")
    return _Bases(found, tuple(sides), waiting, unheld)
