"""Command `stress`: the smallest sets of judgements, studies, coders and files that would change a finding or a recommendation."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from litreview.cli import common
from litreview.core.wording import holding, listed, plural

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
    does. For each, the command names the smallest set of judgements, studies, coders, merges, relations, files or streams whose
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
        common.echo_lines(stress_lines(one))
    if open_ := [one.id for one in review.findings.open]:
        common.echo(f"open: {', '.join(open_)}")


def stress_lines(one: FindingStress) -> Iterator[str]:
    """Yield what it takes to change one finding or recommendation, as sentences."""
    sides = f"{plural(one.supporting, 'origin')} for, {one.contradicting} against"
    is_finding = bool(one.fragile or one.goal_balance)
    alone = [f"{name} ({kind})" for kind in ("judgement", "study") for name in one.alone.get(kind, ())]
    stands = (
        f"{one.id} stands ({sides})"
        if is_finding
        else f"{one.id} stands: at least one of its findings does ({sides})"
    )
    if one.why:
        yield f"{one.id} is {one.why}."
    elif not one.stands:
        yield f"{one.id} does not stand: {sides}."
    elif alone:
        yield f"{stands}, and falls with any one of: {listed(alone, _NAMED, '; ')}."
    else:
        yield f"{stands}, whichever single judgement is changed or taken back, or study left out."
    for kind, names in one.smallest.items():
        if names is None:
            yield f"  {kind}: reversing all of them together does not change it"
        else:
            yield f"  {kind}: {len(names)} ({listed(names, _NAMED, '; ')})"
    yield from holding(
        (
            one.fragile,
            f"  held: {plural(one.fragile, 'single judgement')} would each make it not held if said otherwise (`run` would ask to sort its sides again)",
        ),
        (one.goal_balance, f"  balance: {one.goal_balance}"),
    )
    for words in one.conflicts:
        yield f"  warning: {words}"
    if one.rests_on:
        yield f"  rests on: {one.basis(_NAMED)}"
