"""The report of a review: the page with everything, and the readers' part as a document for a word processor."""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from litreview import __version__
from litreview.core import files, pandoc
from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.errors import LitreviewError
from litreview.core.model import Decision, Problem
from litreview.core.results.description import Made
from litreview.core.sealed import private_part
from litreview.judgements import decisions as decisions_
from litreview.pages.charts import flow_shapes
from litreview.pages.page import Ways
from litreview.pages.report import FLOW_PLACE, ReportSummary, document_pictures, report_page
from litreview.review.coder_disputes import dispute_rows
from litreview.review.outputs.methods import format_differences
from litreview.review.outputs.summary import count_words, summary_rows
from litreview.review.session import Review
from litreview.stages.bibliography import rendering
from litreview.stages.bibliography.word_processor import dress_docx, repack


def report_html(
    review: Review,
    written: Sequence[tuple[str, str]] = (),
    ways: Ways | None = None,
) -> bytes:
    """Return the report as one page; `written` has path and content of each file of the run, `ways` are the links to where people decide."""
    summary = replace(summarise_report(review), written=written)
    return report_page(summary, ways=ways or Ways()).encode()


def appendix_html(
    review: Review,
    problems: Sequence[Problem] = (),
    written: Sequence[tuple[str, str]] = (),
    ways: Ways | None = None,
) -> bytes:
    """Return the appendix of the report as one page, with `problems` and the files; `written` and `ways` as in `report_html`."""
    # the report says how far the review is screened; the list has the Problems of the bibliography, too
    listed = {"problems": count_words(Counter(one.level for one in problems))}
    summary = replace(
        summarise_report(review),
        numbers=[
            (name, listed.get(name, said)) for name, said in summary_rows(review) if name != "screening"
        ],
        differing=dispute_rows(review),
        differed=format_differences(review),
        problems=problems,
        written=written,
    )
    return report_page(summary, appendix=True, ways=ways or Ways()).encode()


def report_docx(review: Review) -> bytes:
    """Return the readers' part of the report as a document for a word processor."""
    summary = summarise_report(review)
    pictures = _render_pictures(summary)
    # pandoc needs the size of a picture alone, and takes long to read the rest of its bytes as letters
    whole = {_head(png): png for png in pictures.values()}
    heads = {name: _head(png) for name, png in pictures.items()}
    page = report_page(summary, document=True, pictures=heads)

    shapes = flow_shapes(summary.diagram) if summary.diagram else ""

    def fit(name: str, content: bytes) -> bytes:
        if name != "word/document.xml":
            return whole.get(content, content)
        # pandoc describes a picture by its address, which is all its bytes here; its words stand beside that
        text = fit_tables(re.sub(r'descr="data:[^"]*"', 'descr=""', content.decode()))
        return _FLOW_PARAGRAPH.sub(lambda _: shapes, text, count=1).encode()

    # pandoc makes properties of the document of what the head tells a browser, and properties may name a person
    return repack(dress_docx(pandoc.convert_page(_META.sub("", page), "docx")), fit)


def _head(png: bytes) -> bytes:
    """Return what stands before the pixels of a PNG, such as its size, and a digest of all of it."""
    return png[: png.index(b"IDAT") - 4] + hashlib.sha256(png).digest()


def _render_pictures(summary: ReportSummary) -> dict[str, bytes]:
    """Render the pictures of the report as PNG for a word processor, by name; none without the extra that renders them: tables have their numbers."""
    drawn = document_pictures(summary)
    try:
        return dict(zip(drawn, rendering.compile_pngs([*drawn.values()]), strict=True))
    except LitreviewError:
        return {}


def summarise_report(review: Review) -> ReportSummary:
    """Return what both forms of the report show of a review."""
    return replace(review.report_summary, made=_made(review))


def _judgement_kind(decision: Decision) -> str:
    """Return the kind of a judgement: `pairs`, `screening`, or `""` for any other, such as one on a reference."""
    if decision.verb in decisions_.PAIR_VERBS and not decisions_.names_object(decision):
        return "pairs"
    return "screening" if decision.verb in SCREENING_VERBS else ""


def _made(review: Review) -> Made:
    """Return what the review was made of: software, codebook, files, people. Files below private/ are neither named nor counted."""
    counts = Counter(record.where.file for record in review.library.records)
    named = [name for name in review.library.files if name != "private"]
    digests = file_digests(review)
    people = sorted({d.by for d in review.decisions})
    judged = Counter((d.by, _judgement_kind(d)) for d in review.decisions)
    rows = [(by, judged[by, "pairs"], judged[by, "screening"], judged[by, ""]) for by in people]
    book = review.codebook
    return Made(
        software=f"Made with litreview {__version__}",
        codebook=f"“{book.title or book.name}”, version {book.version}",
        files=tuple((name, counts[name], digests.get(name, "")) for name in named),
        people=tuple(rows),
    )


def file_digests(review: Review) -> Mapping[str, str]:
    """Return the digest of each public file of records; none of one with a sealed record, whose words could be guessed from it."""
    if "file_digests" in review.taken_over:
        return cast("Mapping[str, str]", review.taken_over["file_digests"])
    sealed = {record.where.file for record in review.library.records if record.confidential}
    paths = {n: review.folder / n for n in review.library.files if review.folder and n not in sealed}
    return {
        name: hashlib.sha256(files.read_bytes(path)).hexdigest()
        for name, path in paths.items()
        if path.is_file() and not private_part(path)
    }


_FLOW_PARAGRAPH = re.compile(rf"<w:p>(?:(?!</w:p>).)*{FLOW_PLACE}.*?</w:p>", re.DOTALL)
_META = re.compile(r"<meta name=[^>]*>")
_PAGE_WIDTH = 9360
"""Twips, twentieths of a point: the width of the text on a letter page with margins of an inch."""
_MARGINS = 216
_LETTER_WIDTHS = {9.0: 116, 8.0: 104, 7.0: 91}
"""Average width of a letter in twips, by size in points."""
_LONGEST_LETTERS = 40

_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_ROW = re.compile(r"<w:tr>.*?</w:tr>", re.DOTALL)
_CELL = re.compile(r"<w:tc>.*?</w:tc>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def fit_tables(document: str) -> str:
    """Fit each table in word/document.xml to the page: columns as wide as their words, in smaller type where needed."""
    return _TABLE.sub(lambda found: _fit_table(found[0]), document)


def _fit_table(table: str) -> str:
    cells = [
        [html.unescape(_TAG.sub("", cell.replace("</w:p>", " "))) for cell in _CELL.findall(row)]
        for row in _ROW.findall(table)
    ]
    columns = max(map(len, cells), default=0)
    if not columns or any("<w:gridSpan" in row for row in _ROW.findall(table)):
        return table
    texts = [[row[n] for row in cells if n < len(row)] for n in range(columns)]
    fits = [
        size for size, letter in _LETTER_WIDTHS.items() if sum(_word_widths(texts, letter)) <= _PAGE_WIDTH
    ]
    size = max(fits, default=min(_LETTER_WIDTHS))
    widths = column_widths(texts, size)
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
    """Return the width of each column in twips, for type of `size` points: at least its longest word, if all fit on the page.

    >>> column_widths([["Goal", "Protect"], ["n", "5"]])
    [1028, 332]
    """
    letter_width = _LETTER_WIDTHS[size]
    least = _word_widths(columns, letter_width)
    preferred = [
        max(low, min(_LONGEST_LETTERS, max(map(len, column), default=0)) * letter_width + _MARGINS)
        for low, column in zip(least, columns, strict=True)
    ]
    if sum(preferred) <= _PAGE_WIDTH:
        return preferred
    if sum(least) >= _PAGE_WIDTH:
        return [low * _PAGE_WIDTH // sum(least) for low in least]
    share = (_PAGE_WIDTH - sum(least)) / (sum(preferred) - sum(least))
    return [low + int((high - low) * share) for low, high in zip(least, preferred, strict=True)]


def _word_widths(columns: Sequence[Sequence[str]], letter_width: int) -> list[int]:
    """Return the width in twips of the longest word of each column; a date is one word, though a word processor would part it at its hyphens."""
    words = (
        max((len(word) for cell in column for word in re.split(r"[\s/]+|-(?!\d)|(?<!\d)-", cell)), default=0)
        for column in columns
    )
    return [min(_LONGEST_LETTERS, longest) * letter_width + _MARGINS for longest in words]
