"""`screening`: how far screening has come, and what may be claimed if it stopped now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from litreview.cli import common
from litreview.wording import plural

if TYPE_CHECKING:
    from litreview.evidence.stopping import Judged, Stopping


@click.command()
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@click.option(
    "--recall",
    type=click.FloatRange(0.5, 0.999),
    default=0.95,
    show_default=True,
    help="The share of all relevant works that you want to be able to claim.",
)
@common.json_option
def screening(folder: str, recall: float, *, as_json: bool) -> None:
    """Say how far screening by title and abstract has come, and what may be claimed if it stopped now.

    A model that ranks works can't say what it has missed. So a sample is drawn at random from all that nobody has screened (`litreview decide
    --ask screening --sample N`), and once all of it is screened an exact bound says how many relevant works are left at most.

    \b
    Example:
      litreview screening my-review
      litreview screening my-review --recall 0.9 --json
    """
    from litreview.review.topics.screening import stopping

    review = common.open_paths((folder,), include_confidential=False, writes=False)
    found = stopping(review, recall)
    if as_json:
        common.print_json(_as_json(found))
        return
    for line in _told(found):
        common.echo(line)


def _told(found: Stopping) -> Iterator[str]:
    yield (
        f"{found.screened:,} of {plural(found.works, 'work', sep=',')} screened by title and abstract: "
        f"{found.found:,} in; {found.left:,} left"
    )
    yield from map(_sample, found.samples)
    if found.added:
        yield (
            f"{plural(found.added, 'work')} came after the last sample was drawn: it says nothing of them, so that nothing is claimed; "
            "draw another one"
        )
    if not found.left:
        return
    if found.claim and found.claim.recall >= found.recall:
        yield f'to stop here, write below [screening] in litreview.toml: stopped = "{found.sentence}"'
        return
    target = f"{found.recall:.1%}".replace(".0%", "%")
    if found.needed is None:
        yield f"no sample of what is left would do to claim {target}: screen on, likeliest first"
    else:
        yield (
            f"to claim that {target} were found, screen on, likeliest first, or draw {found.needed:,} of the {found.left:,} left: enough if none "
            f"of them is relevant (litreview decide --ask screening --sample {found.needed} --by NAME)"
        )


def _sample(one: Judged) -> str:
    drawn = f"sample of {one.sample.size:,} from {one.sample.left:,}, drawn {one.sample.drawn}"
    if one.claim is None:
        return f"{drawn}: {one.decided:,} decided, {one.relevant:,} of them relevant; it counts once all of it is decided"
    claim = one.claim
    return (
        f"{drawn}: {one.relevant:,} relevant; with {1 - claim.risk:.0%} confidence at most {claim.at_most:,} of the {claim.left:,} left are "
        f"relevant ({claim.share:.1%}), and at least {int(claim.recall * 1000) / 10:g}% were found"
    )


def _as_json(found: Stopping) -> dict[str, object]:
    return {
        "works": found.works,
        "screened": found.screened,
        "found": found.found,
        "left": found.left,
        "added": found.added,
        "samples": [
            {
                "drawn": one.sample.drawn,
                "size": one.sample.size,
                "from": one.sample.left,
                "decided": one.decided,
                "relevant": one.relevant,
                "at_most": one.claim.at_most if one.claim else None,
                "recall": round(one.claim.recall, 4) if one.claim else None,
            }
            for one in found.samples
        ],
        "recall": found.recall,
        "needed": found.needed,
        "claim": found.sentence,
    }
