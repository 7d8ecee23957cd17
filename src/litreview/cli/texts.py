"""Commands `texts` and `find`: whose the full texts are, and where they say something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from litreview.cli import common
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.core.results.texts import TextMatch, TextPassage
    from litreview.review import Review

_FEW = 20


@click.command()
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@click.option(
    "--all", "all_", is_flag=True, help=f"Print every file and source instead of {_FEW} of each kind."
)
@common.json_option
def texts(folder: str, *, all_: bool, as_json: bool) -> None:
    """Say which full text belongs to which source, which could not be read, and which sources have none.

    Full texts (PDF, DOCX, ODT, HTML, EPUB, TXT, MD) are in texts/, best called after the key of their source, in the folders of [texts] folders
    in litreview.toml, or where entries name them (`file`). Nothing of them is sent anywhere or written to out/; what was read is kept in your cache
    folder, and not read again. Files below private/ are left alone. A text gives its source an abstract where nobody else did, its
    references, and quotes in findings, decisions and notes are held against it.

    \b
    Example:
      litreview texts my-review
      litreview decide --ask texts --by reviewer-a -C my-review
    """
    from litreview.core.results.texts import HOW

    review = common.open_paths((folder,), include_confidential=False, writes=False)
    matches = review.text_matches
    if as_json:
        common.print_json(_as_json(review, matches))
        return
    for line in _lines(review, matches, HOW, all_=all_):
        common.echo(line)


def _lines(review: Review, matches: Sequence[TextMatch], how: Any, *, all_: bool) -> Iterator[str]:
    library = review.text_library
    numbers = review.stage_value("page_numbers")
    mine = [one for one in matches if one.source and not one.fault]
    unread = [one for one in matches if one.fault]
    asked = [one for one in matches if one.asked or one.rival]
    none = [one for one in matches if not (one.source or one.asked or one.fault)]
    without = _without_text(review, matches)
    yield (
        f"{plural(len(matches), 'full text')}: {len(mine)} of sources, {len(asked)} to decide on, "
        f"{len(none)} of no source, {len(unread)} not read"
    )

    def some(rows: Sequence[str]) -> Iterator[str]:
        yield from (f"  {row}" for row in (rows if all_ else rows[:_FEW]))
        if not all_ and len(rows) > _FEW:
            yield f"  … and {len(rows) - _FEW} more (--all)"

    yield from some(
        [f"{one.source}: {library.shown(one)} ({_pages(*numbers[one.file])}; {how[one.how]})" for one in mine]
    )
    if asked:
        yield "To decide on (`litreview decide --ask texts --by NAME`):"
        yield from some(
            [
                f"{library.shown(one)}: {', '.join((*one.asked, *filter(None, (one.rival,))))}?"
                for one in asked
            ]
        )
    if none:
        yield "Of no source:"
        yield from some([one.file for one in none])
    if unread:
        yield "Not read:"
        yield from some([f"{library.shown(one)}: {_WHY[one.fault]}" for one in unread])
    if without:
        yield f"{plural(len(without), 'source')} without a text:"
        yield from some(without)
    if library.absent:
        yield f"{plural(len(library.absent), 'entry names', 'entries name')} a file that is not here."
    if library.private:
        yield f"{plural(library.private, 'file')} below private/, or called after what is confidential, left alone."
    if checks := Counter(one.verdict for one in review.quote_checks):
        yield f"Quotes: {checks['found']} found, {checks['differently']} found differently, {checks['missing']} not found (`litreview check` names them)"


_WHY = {
    "encrypted": "under a password",
    "damaged": "damaged",
    "scanned": "a picture without letters; run ocrmypdf on it",
    "garbled": "its letters have no meaning; run ocrmypdf --force-ocr on it",
    "too-large": "too large",
    "too-long": "takes too long",
    "unreadable": "can't be opened",
    "no-reader": "pip install 'litreview-evidence[texts]' reads PDFs",
}


def _pages(labels: Sequence[str], numbering: str) -> str:
    if not numbering:
        return "no pages"
    known = [label for label in labels if label]
    span = f"{known[0]}–{known[-1]}" if len(known) > 1 else "".join(known)
    return f"pages {span} of the file" if numbering == "place" else f"pp. {span}"


def _without_text(review: Review, matches: Sequence[TextMatch]) -> list[str]:
    held = {one.source for one in matches if not one.fault}
    return [source.key for source in review.candidates if not source.confidential and source.key not in held]


def _as_json(review: Review, matches: Sequence[TextMatch]) -> dict[str, Any]:
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
            for one in matches
        ],
        "without": _without_text(review, matches),
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
@click.option("--all", "all_", is_flag=True, help="Print every sentence instead of three of each source.")
@common.json_option
def find(words: str, folder: str, *, all_: bool, as_json: bool) -> None:
    """Find where full texts say something: source, page and sentence.

    Several words are found on one page; a phrase is put into quotation marks, and `port*` finds every ending. Endings of English words do not
    matter.

    \b
    Example:
      litreview find overtime my-review
      litreview find '"back wages" raid*' my-review
    """
    review = common.open_paths((folder,), include_confidential=False, writes=False)
    found = review.find(words)
    if as_json:
        common.print_json([_passage_json(one) for one in found])
        return
    by_source: dict[str, list[TextPassage]] = {}
    for one in found:
        by_source.setdefault(one.source or one.file, []).append(one)
    for name, passages in by_source.items():
        common.echo(f"{name}: {plural(len(passages), 'sentence')}")
        for one in passages if all_ else passages[:3]:
            common.echo(f"  {one.where + ': ' if one.where else ''}{one.sentence}")
    common.echo(f"{plural(len(found), 'sentence')} in {plural(len(by_source), 'text')}")


def _passage_json(one: TextPassage) -> dict[str, Any]:
    return {
        "source": one.source,
        "page": one.page,
        "numbering": one.numbering,
        "place": one.place,
        "sentence": one.sentence,
        "file": one.file,
    }
