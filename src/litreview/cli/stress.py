"""Command `stress`: the smallest sets of judgements, studies, coders and files that would change a finding or a recommendation."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from litreview.cli import common
from litreview.core.wording import listed, plural

if TYPE_CHECKING:
    from litreview.core.results.chains import FindingStress

_NAMED = 3
"""Maximum number of reversals that are named in a line."""


@click.command()
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@common.json_option
def stress(folder: str, *, as_json: bool) -> None:
    """Report what it would take to change each finding and recommendation.

    A finding stands while the judgements of its sources hold it, and more independent studies support it than contradict it. A
    recommendation stands while one of its findings stands. If it has a code, only findings with a source that has this code count,
    unless none has one. A changed judgement makes a finding not held until its sides are sorted again.
    The command names the smallest set of judgements, studies, coders, merges, relations, files or streams that takes the majority once
    they are.

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
    findings = {one.id for one in review.findings.findings}
    for one in found:
        common.echo_lines(stress_lines(one, is_finding=one.id in findings))
    if open_ := [one.id for one in review.findings.open]:
        common.echo(f"open: {', '.join(open_)}")


def stress_lines(one: FindingStress, *, is_finding: bool) -> Iterator[str]:
    """Yield what it takes to change one finding or recommendation, as sentences."""
    sides = f"{plural(one.supporting, 'origin')} for, {one.contradicting} against"
    if not is_finding:
        sides = f"over its findings that stand {sides}" if one.stands else f"over all of its findings {sides}"
    alone = [f"{name} ({kind})" for kind in ("judgement", "study") for name in one.alone.get(kind, ())]
    hangs = (
        f" {'Any of ' * (one.fragile > 1)}{plural(one.fragile, 'judgement')}, if changed, can make {'it' if is_finding else 'each of these findings'} "
        "not held until its sides are sorted again."
    ) * bool(one.fragile)
    if one.why:
        yield f"{one.id} is {one.why}."
    elif not one.stands:
        yield f"{one.id} does not stand: {sides}."
    elif alone:
        yield f"{one.id} stands ({sides}), and falls with any one of: {listed(alone, _NAMED, '; ')}.{hangs}"
    else:
        keeps = "its majority" if is_finding else "a finding with a majority"
        yield f"{one.id} keeps {keeps} ({sides}), whichever single judgement is changed or taken back, or study left out.{hangs}"
    for kind, names in one.smallest.items():
        if names is None:
            yield f"  by {kind}: reversing all of them together does not change it"
        else:
            yield f"  smallest set by {kind}: {len(names)} ({listed(names, _NAMED, '; ')})"
    if one.goal_balance:
        yield f"  balance: {one.goal_balance}"
    for words in one.conflicts:
        yield f"  warning: {words}"
    if one.rests_on:
        yield f"  rests on: {one.basis(_NAMED)}"
