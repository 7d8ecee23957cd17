"""What `tag --suggest` writes and says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from litreview.cli import common
from litreview.plurals import plural

if TYPE_CHECKING:
    from litreview.review import Review
    from litreview.tagging import Trust

COLUMNS = ("rank", "source", "doubt", "code", "probability", "suggested", "title", "before")


def write_suggestions(review: Review, output: str) -> None:
    """Write what to code next, most doubtful first, and say how far each code's model can be trusted."""
    from litreview.tables import csv_table

    found = review.suggestions
    common.emit(output, csv_table(COLUMNS, _rows(review), raw=review.raw_csv), review.inputs.reveal())
    for trust in found.trust:
        common.echo(told(trust), err=True)
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


def told(trust: Trust) -> str:
    """Return in a sentence how far the model of a code can be trusted, and what coding the rest would change."""
    head = f"{trust.code}: {trust.yes} yes and {trust.no} no decided"
    if trust.yes + trust.no:
        head += f", which turned {trust.turned} of {plural(trust.left, 'other suggestion')}"
    if trust.kappa is None or trust.rules is None:
        measured = f"how good they are is {trust.why}"
    else:
        measured = f"kappa {trust.kappa:.2f} on sources not seen (the rules alone {trust.rules:.2f})"
    return (
        f"{head}; {measured}; of {trust.left} left about "
        f"{trust.expected_yes:.0f} have it, and a person would overturn about {plural(round(trust.expected_wrong), 'suggestion')}"
    )
