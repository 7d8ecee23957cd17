"""`diff`: what changed between two states of a review, and through what."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import click

from litreview.cli import common

if TYPE_CHECKING:
    from litreview.results import Difference, OutputChange

_TITLES = {
    "record": "records",
    "source": "sources",
    "merge": "merges",
    "status": "status",
    "registry": "taken from registries",
    "field": "fields corrected",
    "tag": "tags",
    "stance": "stances",
    "evidence": "evidence fields",
    "note": "notes",
    "finding": "findings and recommendations",
}
_SHOWN = 20


@click.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "-C", "folder", default=".", metavar="DIR", help="The review whose revisions A and B are (default: here)."
)
@click.option("--all", "all_", is_flag=True, help=f"Show every change, not {_SHOWN} of each kind.")
@common.json_option
def diff(before: str, after: str, folder: str, *, all_: bool, as_json: bool) -> None:
    """Say what changed between two states of a review, and which file, decision or setting made each change.

    A and B are folders, or revisions of the review in git, such as HEAD~1 or a tag. Nothing is written, in git
    neither. Exit 0, whether they differ or not: --json has `same`.

    \b
    Example:
      litreview diff examples/demonstration examples/demonstration
      litreview diff v1 . -C .
    """
    from litreview.review import compare_reviews
    from litreview.review.revisions import opened_states

    with opened_states(before, after, folder) as (old, new):
        found = compare_reviews(old, new)
    if as_json:
        common.print_json(_as_json(found))
    else:
        _print(found, all_=all_)


def _as_json(found: Difference) -> dict[str, object]:
    return {
        "same": found.same,
        "inputs": [
            {**dataclasses.asdict(one), "where": str(one.where), "words": one.words} for one in found.inputs
        ],
        "outputs": [dataclasses.asdict(one) for one in found.outputs],
    }


def _print(found: Difference, *, all_: bool) -> None:
    if found.same:
        common.echo("Nothing differs.")
        return
    common.echo("What went in:")
    if not found.inputs:
        common.echo("  nothing else")
    for number, made in enumerate(found.inputs, 1):
        common.echo(f"  [{number}] {made.words}")
    common.echo("\nWhat came out:")
    if not found.outputs:
        common.echo("  nothing else")
    for aspect, title in _TITLES.items():
        mine = [one for one in found.outputs if one.aspect == aspect]
        if not mine:
            continue
        common.echo(f"  {title}: {len(mine)}")
        for one in mine if all_ else mine[:_SHOWN]:
            common.echo(f"    {_line(one)}")
        if not all_ and len(mine) > _SHOWN:
            common.echo(f"    … and {len(mine) - _SHOWN} more (--all shows them)")


def _line(one: OutputChange) -> str:
    causes = "".join(f"[{place + 1}]" for place in one.causes[:5]) + "…" * (len(one.causes) > 5)
    through = f"{'' if one.direct else 'follows from '}{causes}" if causes else ""
    return f"{one.key} {one.what}: {one.before or 'none'} -> {one.after or 'none'}  {through}".strip()
