"""Commands `texts` and `find`: whose the full texts are, and where they say something."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from litreview.cli import common
from litreview.core.containers import grouped
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.core.results.texts import TextPassage
    from litreview.review import Review

_FEW = 20


@click.command()
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@click.option(
    "--all", "all_", is_flag=True, help=f"Print every file and source instead of {_FEW} of each kind."
)
@common.json_option
def texts(folder: str, *, all_: bool, as_json: bool) -> None:
    """Report which full text belongs to which source, which could not be read, and which sources have none.

    Put full texts (PDF, DOCX, ODT, HTML, EPUB, TXT, MD) into texts/, named after the key of their source. They may also be in the
    folders of [texts] folders in litreview.toml, or where entries name them (`file`). They are not sent anywhere or copied to out/.
    What was read is stored in your cache folder. Files in private/ are not read. A text gives its source references, and an abstract
    if no export has one. Quotes in findings, decisions and notes are compared with it.

    \b
    Example:
      litreview texts my-review
      litreview decide --ask texts --by reviewer-a -C my-review
    """
    review = common.open_paths((folder,), include_confidential=False, writes=False)
    if as_json:
        common.print_json(_as_json(review))
        return
    common.echo_lines(_lines(review, all_=all_))


def _lines(review: Review, *, all_: bool) -> Iterator[str]:
    library = review.text_library
    summary, sections = _sections(review)
    yield summary
    for heading, rows in sections.items():
        if rows:
            shown = rows if all_ else rows[:_FEW]
            yield from (f"{heading}:", *(f"  {row}" for row in shown))
            yield from [f"  … and {len(rows) - len(shown)} more (--all)"] * (len(shown) < len(rows))
    counts = Counter(one.verdict for one in review.quote_checks)
    sentences = {
        f"{plural(len(library.absent), 'entry names', 'entries name')} a file that is not here.": library.absent,
        f"{plural(library.private, 'file')} below private/, or called after what is confidential, left alone.": library.private,
        f"Quotes: {counts['found']} found, {counts['differently']} found differently, {counts['missing']} not found "
        "(`litreview check` names them)": counts,
    }
    yield from (sentence for sentence, needed in sentences.items() if needed)


def _sections(review: Review) -> tuple[str, Mapping[str, Sequence[str]]]:
    """Return the first line, and the lines below each heading."""
    from litreview.core.results.texts import HOW

    library, matches = review.text_library, review.text_matches
    numbers = review.stage_value("page_numbers")
    mine = [one for one in matches if one.source and not one.fault]
    unread = [one for one in matches if one.fault]
    asked = [one for one in matches if one.asked or one.rival]
    none = [one for one in matches if not (one.source or one.asked or one.fault)]
    without = _without_text(review)
    summary = (
        f"{plural(len(matches), 'full text')}: {len(mine)} of a source, {len(asked)} to decide on, "
        f"{len(none)} of no source, {len(unread)} that could not be read"
    )
    sections = {
        "Which source each belongs to": [
            f"{one.source}: {library.shown(one)} ({_pages(*numbers[one.file])}; {HOW[one.how]})"
            for one in mine
        ],
        "To decide on (`litreview decide --ask texts --by NAME`)": [
            f"{library.shown(one)}: {', '.join((*one.asked, *filter(None, (one.rival,))))}?" for one in asked
        ],
        "Of no source": [one.file for one in none],
        "Not read": [f"{library.shown(one)}: {_WHY[one.fault]}" for one in unread],
        f"{plural(len(without), 'source')} without a text": without,
    }
    return summary, sections


_WHY = {
    "encrypted": "under a password",
    "damaged": "damaged",
    "scanned": "a picture without letters; run ocrmypdf on it",
    "garbled": "its letters have no meaning; run ocrmypdf --force-ocr on it",
    "too-large": "too large",
    "too-long": "takes too long",
    "unreadable": "can't be opened",
    "no-reader": "pip install pypdfium2 reads PDFs",
}


def _pages(labels: Sequence[str], numbering: str) -> str:
    if not numbering:
        return "no pages"
    known = [label for label in labels if label]
    span = f"{known[0]}–{known[-1]}" if len(known) > 1 else "".join(known)
    return f"pages {span} of the file" if numbering == "place" else f"pp. {span}"


def _without_text(review: Review) -> list[str]:
    held = {one.source for one in review.text_matches if not one.fault}
    return [source.key for source in review.candidates if not source.confidential and source.key not in held]


def _as_json(review: Review) -> dict[str, Any]:
    numbers = review.stage_value("page_numbers")
    return {
        "texts": [
            {
                "file": review.text_library.shown(one),
                "source": one.source,
                "how": one.how,
                "asked": [*one.asked],
                "rival": one.rival,
                "fault": one.fault,
                "pages": [*numbers[one.file][0]],
                "numbering": numbers[one.file][1],
            }
            for one in review.text_matches
        ],
        "without": _without_text(review),
        "absent": len(review.text_library.absent),
        "private": review.text_library.private,
        "quotes": [
            {
                "source": one.source,
                "quote": one.quote,
                "where": str(one.where),
                "verdict": one.verdict,
                "page": one.page,
                "numbering": one.numbering,
                "shown": one.shown,
            }
            for one in review.quote_checks
        ],
    }


@click.command()
@click.argument("words")
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@click.option("--all", "all_", is_flag=True, help="Print every sentence instead of three from each source.")
@common.output_option("Write the sentences to a .csv, or - for standard output.", required=False)
@common.json_option
@common.csv_options
def find(words: str, folder: str, output: str | None, *, all_: bool, as_json: bool, raw_csv: bool) -> None:
    """Search the full texts, and print source, page and sentence.

    Several words must be on one page. Put a phrase in quotation marks; `port*` finds every ending. Endings of English words do not
    matter. `code:ID` finds the five best sentences on a code in each source tagged with it. `finding:ID` finds those on a finding in
    each source that it names, or in every source if it names none, ready for findings.toml.

    \b
    Example:
      litreview find overtime my-review
      litreview find '"back wages" raid*' my-review -o found.csv
      litreview find finding:F1 my-review
    """
    from litreview.formats.tables import csv_table

    review = common.open_paths((folder,), include_confidential=False, writes=False, raw_csv=raw_csv)
    found = review.find(words)
    if output:
        rows = [[*_passage_json(one).values()] for one in found]
        common.emit(output, csv_table(_COLUMNS, rows, raw=raw_csv), review.inputs.reveal())
        return
    if as_json:
        common.print_json([_passage_json(one) for one in found])
        return
    by_source = grouped((one.source or one.file, one) for one in found)
    for name, passages in by_source.items():
        common.echo(f"{name}: {plural(len(passages), 'sentence')}")
        common.echo_lines(
            f"  {_as_toml(one) if words.startswith('finding:') else _line(one)}"
            for one in (passages if all_ else passages[:3])
        )
    common.echo(f"{plural(len(found), 'sentence')} in {plural(len(by_source), 'text')}")


def _line(one: TextPassage) -> str:
    return f"{one.where + ': ' if one.where else ''}{one.sentence}"


def _as_toml(one: TextPassage) -> str:
    """Return a passage in the form in which a finding names it."""
    fields = {"key": one.source, "where": one.where, "quote": one.sentence}
    return f"{{{', '.join(f'{name} = {json.dumps(value, ensure_ascii=False)}' for name, value in fields.items() if value)}}}"


_COLUMNS = ("source", "page", "numbering", "place", "sentence", "file")


def _passage_json(one: TextPassage) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _COLUMNS}
