"""What `codebook check --review` and `codebook suggest-terms` say of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from litreview.cli import common
from litreview.plurals import plural

if TYPE_CHECKING:
    from litreview.codebook import Codebook
    from litreview.review import Review
    from litreview.tagging import WordRecord


def print_words(folder: str, book: Codebook) -> None:
    """Print which words of a codebook help and which mislead, by what was decided in a review."""
    from litreview.tagging import judge_words

    review = _open(folder)
    found = judge_words(review.sources, book, review.decisions)
    if not found:
        common.echo("no words to judge: of no code people have said both yes and no")
    for line in _lines(one for one in found if one.verdict):
        common.echo(line)


def print_proposals(folder: str, codebook: str | None, most: int, *, as_json: bool) -> None:
    """Print the words that go with each code and are none of its terms."""
    from litreview.codebook import load_codebook
    from litreview.tagging import suggest_terms

    review = _open(folder)
    book = load_codebook(codebook) if codebook else review.codebook
    found = suggest_terms(review.sources, book, review.decisions, most)
    if as_json:
        names = ("code", "word", "yes", "all_yes", "no", "all_no")
        common.print_json({"terms": [{name: getattr(one, name) for name in names} for one in found]})
        return
    if not found:
        common.echo(
            "no words to propose: three sources that have a code must share one that others hardly have"
        )
    for line in _lines(found):
        common.echo(line)


def _open(folder: str) -> Review:
    return common.open_paths((folder,), include_confidential=False, writes=False)


def _lines(found: Iterable[WordRecord]) -> Iterator[str]:
    for code, mine in groupby(found, key=lambda one: one.code):
        words = list(mine)
        without = "doesn't" if words[0].all_no == 1 else "don't"
        yield f"{code}: {plural(words[0].all_yes, 'source has', 'sources have')} it, {words[0].all_no} {without}"
        for one in words:
            verdict = f"  {one.verdict}" if one.listed else ""
            sign = " (against)" if one.against else ""
            yield f"  {one.word + sign:<40} in {one.yes} that have it, in {one.no} that don't{verdict}"
