"""The report of a review: all that it shows, as a page, and its readers' part as a document for a word processor."""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from litreview import __version__
from litreview.core import files
from litreview.core.containers import grouped
from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.errors import LitreviewError
from litreview.core.model import Decision, Problem, Source
from litreview.core.pandoc import convert_page
from litreview.core.results import STREAMS, FlowDiagram, GoalStates, Made, StanceCount, Status
from litreview.judgements import decisions as decisions_
from litreview.judgements.codebook import RESERVED
from litreview.pages import ReportSummary, Ways, flow_svg, report_page
from litreview.review.coder_disputes import dispute_rows
from litreview.review.outputs.methods import describe_methods
from litreview.review.outputs.prisma import describe_flow, fill_checklists
from litreview.review.outputs.summary import assess, summarise
from litreview.review.session import Review
from litreview.stages.bibliography.rendering import compile_png
from litreview.stages.bibliography.word_processor import dress_docx, repack
from litreview.stages.evidence import count_notes, count_stances

if TYPE_CHECKING:
    from litreview.pages import ReportSummary, Ways


_PERIOD = 5


def report_html(
    review: Review,
    problems: Sequence[Problem] = (),
    written: Sequence[tuple[str, str]] = (),
    ways: Ways | None = None,
) -> bytes:
    """Return the report as one page, with `ways` to where what it shows is judged."""
    return report_page(summarise_report(review, problems, written), ways=ways or Ways()).encode()


def report_docx(review: Review) -> bytes:
    """Return the readers' part of the report as a document for a word processor."""
    summary = summarise_report(review)
    picture, why = _flow_png(summary.diagram)
    page = report_page(summary, document=True, picture=picture, no_picture=why)

    def fit(name: str, content: bytes) -> bytes:
        return fit_tables(content.decode()).encode() if name == "word/document.xml" else content

    return repack(dress_docx(convert_page(page, "docx")), fit)


def _flow_png(diagram: FlowDiagram | None) -> tuple[bytes, str]:
    """Return the flow diagram as a picture that a word processor shows, or why there is none."""
    if diagram is None:
        return b"", ""
    try:
        return compile_png(flow_svg(diagram)), ""
    except LitreviewError as error:
        return b"", str(error)


def _stances(review: Review, sources: Iterable[Source]) -> tuple[StanceCount, ...]:
    """Return the stances of these sources on each goal that the map has."""
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
        differing=dispute_rows(review),
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
    periods = grouped((-1 if s.year is None else s.year // _PERIOD * _PERIOD, s.key) for s in literature)
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


_PAGE = 9360
"""Twips, twentieths of a point: the text of a letter page with margins of an inch."""
_MARGINS = 216
_LETTER = {9.0: 116, 8.0: 104, 7.0: 91}
"""Twips a letter takes on the average, by size in points."""
_WIDEST = 40

_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
_CELL = re.compile(r"<w:tc>.*?</w:tc>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def fit_tables(document: str) -> str:
    """Return word/document.xml with the columns of each table as wide as their words, and smaller type where they need it."""
    return _TABLE.sub(lambda found: _fitted(found[0]), document)


def _fitted(table: str) -> str:
    cells = [
        [html.unescape(_TAG.sub("", cell.replace("</w:p>", " "))) for cell in _CELL.findall(row)]
        for row in _ROW.findall(table)
    ]
    columns = max(map(len, cells), default=0)
    if not columns or any("<w:gridSpan" in row for row in _ROW.findall(table)):
        return table
    held = [[row[n] for row in cells if n < len(row)] for n in range(columns)]
    size = next(
        (size for size, letter in _LETTER.items() if sum(_words(held, letter)) <= _PAGE), min(_LETTER)
    )
    widths = column_widths(held, size)
    grid = "".join(f'<w:gridCol w:w="{width}" />' for width in widths)
    table = re.sub(
        r"<w:tblGrid>.*?</w:tblGrid>", f"<w:tblGrid>{grid}</w:tblGrid>", table, count=1, flags=re.DOTALL
    )
    layout = f'<w:tblW w:type="dxa" w:w="{sum(widths)}" /><w:tblLayout w:type="fixed" />'
    table = re.sub(r"<w:tblW [^>]*/>(?:<w:tblLayout [^>]*/>)?", layout, table, count=1)
    type_ = f'<w:sz w:val="{int(2 * size)}"/><w:szCs w:val="{int(2 * size)}"/>'

    def row(found: re.Match[str]) -> str:
        numbers = iter(widths)
        return re.sub(
            r"<w:tcPr ?/>|<w:tcPr>",
            lambda f: (
                f'<w:tcPr><w:tcW w:type="dxa" w:w="{next(numbers)}" />' + "</w:tcPr>" * f[0].endswith("/>")
            ),
            found[0],
        )

    table = _ROW.sub(row, table)
    table = table.replace("<w:rPr>", f"<w:rPr>{type_}")
    return re.sub(r"<w:r>(?!<w:rPr>)", f"<w:r><w:rPr>{type_}</w:rPr>", table)


def column_widths(columns: Sequence[Sequence[str]], size: float = 9.0) -> list[int]:
    """Return how wide each column is to be, in twips, in type of a size in points: its longest word at least, if all fit on the page.

    >>> column_widths([["Goal", "Protect"], ["n", "5"]])
    [1028, 332]
    """
    letter = _LETTER[size]
    least = _words(columns, letter)
    wished = [
        max(low, min(_WIDEST, max(map(len, column), default=0)) * letter + _MARGINS)
        for low, column in zip(least, columns, strict=True)
    ]
    if sum(wished) <= _PAGE:
        return wished
    if sum(least) >= _PAGE:
        return [low * _PAGE // sum(least) for low in least]
    share = (_PAGE - sum(least)) / (sum(wished) - sum(least))
    return [low + int((wish - low) * share) for low, wish in zip(least, wished, strict=True)]


def _words(columns: Sequence[Sequence[str]], letter: int) -> list[int]:
    """Return how wide the longest word of each column is."""
    words = (
        max((len(word) for cell in column for word in re.split(r"[\s/-]+", cell)), default=0)
        for column in columns
    )
    return [min(_WIDEST, longest) * letter + _MARGINS for longest in words]
