"""Command `stress`: the smallest sets of judgements, studies, coders and files that would change a finding or a recommendation."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from litreview.cli import common
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.core.results import FindingStress

_NAMED = 3
"""Maximum number of reversals that are named in a line."""


@click.command()
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@common.json_option
def stress(folder: str, *, as_json: bool) -> None:
    """Report what it would take to change each finding and recommendation.

    A finding stands while more independent studies support it than contradict it. A recommendation stands while one of its findings
    does. For each, the command names the smallest set of judgements, studies, coders, merges, exclusions, files or streams whose
    reversal or removal would overturn it.

    \b
    Example:
      litreview stress examples/demonstration
      litreview stress my-review --json
    """
    review = common.open_paths((folder,), include_confidential=False, writes=False)
    found = review.stressed
    if as_json:
        common.print_json({"stress": [dataclasses.asdict(one) for one in found]})
        return
    if not found:
        common.echo("No findings: write them into findings.toml (`litreview help folder`).")
    for one in found:
        for line in stress_lines(one):
            common.echo(line)


def stress_lines(one: FindingStress) -> Iterator[str]:
    """Yield what it takes to change one finding or recommendation, as sentences."""
    sides = f"{plural(one.supporting, 'origin')} for, {one.contradicting} against"
    if not one.held:
        yield f"{one.id} is not supported by the judgements on its sources (`litreview check` says why)."
    if not one.stands:
        yield f"{one.id} does not stand: {sides}."
        if one.rests_on:
            yield f"  rests on: {'; '.join(one.rests_on)}"
        return
    alone = [
        f"{name} ({kind})"
        for kind, names in one.alone.items()
        if kind in ("judgement", "study")
        for name in names
    ]
    if alone:
        more = f" and {len(alone) - _NAMED} more" if len(alone) > _NAMED else ""
        yield f"{one.id} stands ({sides}), and falls with any one of: {'; '.join(alone[:_NAMED])}{more}."
    else:
        yield f"{one.id} stands ({sides}), whichever single judgement or study is reversed."
    for kind, names in one.smallest.items():
        if names is None:
            yield f"  {kind}: reversing all of them together does not change it"
        else:
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            yield f"  {kind}: {len(names)} ({'; '.join(names[:_NAMED])}{more})"
    if one.rests_on:
        yield f"  rests on: {'; '.join(one.rests_on)}"
