"""`run --check`: whether a review still holds, for continuous integration and git hooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from litreview.cli import common
from litreview.plurals import plural

if TYPE_CHECKING:
    from litreview.results import RunCheck
    from litreview.review import Review


def check_folder(review: Review, *, as_json: bool) -> None:
    """Print what does not hold, then what was looked at; exit with 1 if something does not hold."""
    from litreview.review import check_run

    found = check_run(review)
    if as_json:
        common.print_json(
            {
                "sound": found.sound,
                "checked": [
                    {"what": one.name, "said": one.said, "faults": common.problem_rows(one.faults)}
                    for one in found.aspects
                ],
            }
        )
    else:
        _print(found, review)
    if not found.sound:
        click.get_current_context().exit(1)


def _print(found: RunCheck, review: Review) -> None:
    common.print_problems(found.faults, review, all_=True, err=False)
    if found.faults:
        common.echo("")
    width = max(len(one.name) for one in found.aspects)
    for one in found.aspects:
        mark = f"{len(one.faults)} wrong" if one.faults else "fine"
        common.echo(f"{one.name:<{width}}  {mark:<9} {one.said}")
    if hidden := review.library.confidential_summary():
        common.echo(f"\n{hidden}")
    faults = plural(len(found.faults), "fault")
    common.echo(
        f"\n{'The review holds' if found.sound else f'The review does not hold: {faults}'}. Nothing was written."
    )
