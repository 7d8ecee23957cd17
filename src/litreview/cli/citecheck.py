"""Command `citecheck`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from litreview import review as review_
from litreview.cli import common
from litreview.cli.path_options import refuse_overwriting
from litreview.core import files
from litreview.core.containers import grouped
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.review.citecheck import CheckedCitation

_HEADER = (
    "note",
    "signal",
    "citation",
    "verdict",
    "source",
    "cited_in",
    "page",
    "quote",
    "quote_verdict",
    "quote_page",
    "text_shown",
    "findings",
    "faults",
)


@click.command()
@click.argument("memo", type=common.INPUT, metavar="MEMO")
@click.argument("folder", type=common.INPUT, required=False, metavar="[DIR]")
@common.output_option("Write the table of citations, in the order of the notes (.csv).", required=False)
@common.file_option("--html", "PAGE.html", "Write the table as a page.")
@common.file_option(
    "--docx", "MARKED.docx", "Write a copy of the memo (.docx) with a comment at each note that has a fault."
)
@click.option("--all", "all_", is_flag=True, help="Print every citation instead of those with a fault.")
@common.json_option
@common.csv_options
def citecheck(
    memo: str,
    folder: str | None,
    output: str | None,
    html: str | None,
    docx: str | None,
    *,
    all_: bool,
    as_json: bool,
    raw_csv: bool,
) -> None:
    """Check the footnotes of a memo: the works they cite, pages and quotes.

    MEMO is a .docx, .md, .tex or .txt with notes, DIR a review or a folder of exports (default: the current folder, if it is a review). Each citation is matched with a source of the review, or traced to an
    earlier note (`id.`, `supra`, short forms). A citation is reported if the review does not have the work, or if its details cannot be true. A page must be within the work, and a
    quote in the text of its source, if the review has that text. Exit code 1: a citation has a fault.

    \b
    Example:
      litreview citecheck memo.docx my-review
      litreview citecheck memo.docx my-review -o citations.csv --html citations.html --docx memo-marked.docx
    """
    from litreview.formats.tables.table_types import csv_table

    folder = folder or ("." if Path("litreview.toml").is_file() else None)
    review = common.open_paths((folder,), include_confidential=False, writes=False) if folder else None
    inputs = [Path(memo), *(review.inputs.reveal() if review else ())]
    refuse_overwriting(inputs)
    if docx and not memo.lower().endswith(".docx"):
        raise click.UsageError("--docx marks a memo that is a .docx")
    found = review_.citecheck.check_citations(Path(memo), review)
    rows = [row for one in found for row in _rows(one)]
    if output:
        common.emit(output, csv_table(_HEADER, rows, raw=raw_csv), inputs)
    if html:
        common.emit(html, _page(found, Path(memo).name), inputs)
    if docx:
        from litreview.formats.references.docx_comments import with_comments

        common.emit(docx, with_comments(files.read_bytes(Path(memo)), _comments(found)), inputs)
    if as_json:
        common.print_json([dict(zip(_HEADER, row, strict=True)) for row in rows])
    else:
        _print_citations([one for one in found if all_ or one.faults])
        common.echo_lines(_not_held(found, memo, of_review=review is not None))
        common.echo(_summary(found, of_review=review is not None))
    if any(one.faults for one in found):
        click.get_current_context().exit(1)


def _page(found: Sequence[CheckedCitation], memo: str) -> str:
    from litreview.pages.page import page

    title = f"Citations of {memo}"
    return page("citecheck.html.j2", title=title, wide=True, citations=found, summary=_summary(found))


def _print_citations(found: Sequence[CheckedCitation]) -> None:
    for one in found:
        source = f": {one.source}" if one.source else ""
        page = f", p. {one.page}" if one.page else ""
        common.echo(f"note {one.note}: {one.text[:100]}\n  {one.verdict}{source}{page}")
        common.echo_lines(f"  {fault}" for fault in one.faults)


def _not_held(found: Sequence[CheckedCitation], memo: str, *, of_review: bool) -> list[str]:
    """Return the line of the works that the review does not have, or that no review was there to compare with."""
    if not of_review:
        return [
            f"The notes were compared with each other only. To compare them with a review or a folder of exports: litreview citecheck {memo} DIR"
        ]
    works = grouped((one.source, one.note) for one in found if one.verdict == "not held")
    shown = [f"{name} (note {', '.join(dict.fromkeys(notes))})" for name, notes in works.items()]
    more = [f"{len(shown) - _MOST_SHOWN} more (--all)"] if len(shown) > _MOST_SHOWN else []
    return [f"Not in the review: {'; '.join([*shown[:_MOST_SHOWN], *more])}."] if shown else []


def _rows(one: CheckedCitation) -> list[Sequence[object]]:
    """Return a row for each quote of a citation, one at least."""
    ours = (one.note, one.signal, one.text, one.verdict, one.source, one.cited_in, one.page)
    more = ("; ".join(one.sides), " ".join(one.faults))
    quotes: list[tuple[str, ...]] = [
        (each.quote, each.verdict, each.page, each.shown) for each in one.quotes
    ] or [("", "", "", "")]
    return [(*ours, *each, *more) for each in quotes]


_SHOWN = {"held": "of works in the review", "not held": "of works not in the review"}
_MOST_SHOWN = 10
"""Works that are not in the review, in the line that lists them."""


def _summary(found: Sequence[CheckedCitation], *, of_review: bool = True) -> str:
    counts = Counter(one.verdict for one in found)
    faults = sum(bool(one.faults) for one in found)
    shown = _SHOWN if of_review else {"not held": "not compared with a review"}
    verdicts = ", ".join(f"{count} {shown.get(verdict, verdict)}" for verdict, count in counts.most_common())
    if not found:
        return "No citation was found."
    return f"{plural(len(found), 'citation')}: {verdicts}. {faults} to look at."


def _comments(found: Sequence[CheckedCitation]) -> dict[int, str]:
    texts = grouped((int(one.note), fault) for one in found if one.note.isdigit() for fault in one.faults)
    return {note: "\n".join(faults) for note, faults in texts.items()}
