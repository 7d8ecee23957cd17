"""Command `rehearse`: how many people of a list remain possible for each interviewee, by all that is public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click

from litreview.cli import common
from litreview.core.wording import plural


@click.command()
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@click.option(
    "--known",
    required=True,
    type=common.INPUT,
    metavar="FILE",
    help="A CSV list of people whom a stranger may know. Columns have the names of register fields, such as role, region and date, "
    "or of codes of the codebook, with yes, no or a stance. Words in other columns are searched for in quotes.",
)
@common.json_option
def rehearse(folder: str, known: str, *, as_json: bool) -> None:
    """Test before a publication whether interviewees could be recognised.

    For each code, counts which people of the list it could be, judging by outputs, committed versions of the register, tags, stances,
    dates of decisions and quotes. The full result, with the rows and the fields to leave out, is written only into private/; the terminal
    shows counts. The exit code is 1 if a code fits at least one, but fewer than `k`, people of the list, or if a quote has words of a
    person.

    \b
    Example:
      litreview rehearse my-review --known my-review/private/conference.csv
    """
    from litreview.review.rehearse import hidden_versions, rehearse_publication, write_rehearsal

    review = common.open_paths((folder,), include_confidential=False, writes=False)
    found = rehearse_publication(review, known)
    if not found:
        if as_json:
            common.print_json({"interviewees": 0})
        else:
            common.echo("No interviewee stands in the register.")
        return
    path = write_rehearsal(review, found)
    common.log_access(review)
    k = review.settings.confidential.k
    few = [one for one in found if 0 < len(one.possible) < k]
    fewer = sum(0 < len(one.exclusive) < k for one in found)
    none = sum(not one.possible for one in found)
    named = sum(bool(one.named) for one in found)
    coarsened = sorted(Counter(one.coarsen for one in few if one.coarsen).items())
    hidden = hidden_versions(review)
    if as_json:
        common.print_json(
            {
                "interviewees": len(found),
                "k": k,
                "few": len(few),
                "few_if_complete": fewer,
                "none": none,
                "named": named,
                "leave_out": dict(coarsened),
                "hidden_versions": hidden,
                "wrote": str(path),
            }
        )
    else:
        _print_counts(len(found), k, len(few), fewer, none, named, coarsened)
        if hidden:
            common.echo(f"Earlier versions may show more: {hidden}.")
        common.echo(f"Wrote {path}, which stays below private/.")
    if few or fewer or named:
        click.get_current_context().exit(1)


def _print_counts(
    interviewees: int,
    k: int,
    few: int,
    fewer: int,
    none: int,
    named: int,
    coarsened: Sequence[tuple[str, int]],
) -> None:
    from litreview.stages.register.k_anonymity import FIELDS

    common.echo(
        f"1 to {k - 1} people of the list remain possible for {few} of {plural(interviewees, 'interviewee')}."
    )
    common.echo(f"If the list has everybody who was interviewed, they do for {fewer}.")
    if none:
        common.echo(f"Nobody of the list fits {none}: these people are not on it.")
    if named:
        common.echo(f"A published quote of {named} has a word that the list has of a person.")
    for name, count in coarsened:
        words = name if name in FIELDS else f"the judgements on {name}"
        common.echo(f"For {count}, the first to leave out is: {_FIELD_WORDS.get(name, words)}.")
    if alone := few - sum(count for _, count in coarsened):
        common.echo(
            f"For {alone}, no single field is enough: leave out two that say the same, such as role and role_group."
        )


_FIELD_WORDS = {"before": "the days of decisions"}
