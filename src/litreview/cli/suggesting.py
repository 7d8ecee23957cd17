"""What `tag --suggest` writes and says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from litreview.cli import common
from litreview.plurals import plural

if TYPE_CHECKING:
    from litreview.review import Review

COLUMNS = ("rank", "source", "doubt", "code", "probability", "suggested", "title", "before")


def write_suggestions(review: Review, output: str) -> None:
    """Write what to code next, most doubtful first, and say how far each code's model can be trusted."""
    from litreview.review.lessons import trust_told
    from litreview.tables import csv_table

    found = review.suggestions
    common.emit(output, csv_table(COLUMNS, _rows(review), raw=review.raw_csv), review.inputs.reveal())
    for trust in found.trust:
        common.echo(trust_told(trust), err=True)
    if found.queue:
        common.echo(
            f"wrote {output}: {plural(len(found.queue), 'source')} to code, the most doubtful first. A suggestion is no decision.",
            err=True,
        )


def _rows(review: Review) -> Iterator[tuple[object, ...]]:
    found = review.suggestions
    titles = {source.key: source.title for source in review.sources if not source.confidential}
    for rank, one in enumerate(found.queue, 1):
        for code, p in one.probabilities.items():
            says = "yes" if p >= _YES else "no"
            yield rank, one.source, one.doubt, code, p, says, titles.get(one.source, ""), one.before[code]


_YES = 0.5
