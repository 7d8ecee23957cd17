"""`agree`: how far coders agree."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from litreview.cli import common
from litreview.wording import plural

if TYPE_CHECKING:
    from litreview.agreement import Agreement, Disagreement
    from litreview.model import Source
    from litreview.review import Review

_HEAD = ("judged", "sources", "prevalence", "agree", "kappa [95%]", "alpha [95%]")
_FEW = 20


@click.command()
@common.paths_argument
@common.json_option
def agree(paths: Sequence[str], *, as_json: bool) -> None:
    """Measure how far coders agree on each code, stance, evidence field and screening stage, and list where they differ.

    Percent agreement, Cohen's kappa for each two coders, Krippendorff's alpha for any number, with 95% bootstrap
    intervals. An adjudicator's line (litreview.toml: adjudicators) settles a disagreement and is no judgement itself.

    \b
    Example:
      litreview agree examples/demonstration
    """
    review = common.open_paths(paths, include_confidential=False, writes=False)
    found = review.agreement
    if as_json:
        common.print_json({"agreement": [dataclasses.asdict(one) for one in found]})
        return
    shared = [one for one in found if one.n]
    if shared:
        _print_table(shared)
    else:
        common.echo(
            "No source was judged by two people yet; `litreview decide … --by NAME` adds a judgement."
        )
    single = sum(one.single for one in found)
    if single:
        common.echo(
            f"\n{plural(single, 'judgement stands', 'judgements stand')} alone: nobody else judged the same of that source."
        )
    _print_notes(shared)
    _print_disagreements(review, [d for one in shared for d in one.disagreements])


def _print_table(found: Sequence[Agreement]) -> None:
    rows = [_HEAD]
    for one in found:
        prevalence = "" if one.prevalence is None else f"{one.prevalence:.0%}"
        percent = "" if one.percent is None else f"{one.percent:.0%}"
        kappas = [str(pair.kappa).partition(" (")[0] for pair in one.kappas]
        alpha = str(one.alpha).partition(" (")[0]
        if len(kappas) == 1:
            rows.append((one.about, str(one.n), prevalence, percent, kappas[0], alpha))
            continue
        rows.append((one.about, str(one.n), prevalence, percent, "", alpha))
        for pair, kappa in zip(one.kappas, kappas, strict=True):
            rows.append(("  " + " and ".join(pair.coders), str(pair.n), "", "", kappa, ""))
    widths = [max(len(row[n]) for row in rows) for n in range(len(_HEAD))]
    for row in rows:
        cells = [
            cell.rjust(width) if n in (1, 2, 3) else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        common.echo("  ".join(cells).rstrip())


def _print_notes(found: Sequence[Agreement]) -> None:
    for one in found:
        why = one.alpha.why or next((pair.kappa.why for pair in one.kappas if pair.kappa.why), "")
        if why:
            common.echo(f"{one.about}: undefined, because {why}; skill and chance would look the same.")
    few = [one.about for one in found if one.n < _FEW]
    if few:
        common.echo(
            f"Fewer than {_FEW} sources in common, too few for an interval to lean on: {', '.join(few)}."
        )


def _print_disagreements(review: Review, found: Sequence[Disagreement]) -> None:
    if not found:
        return
    by_key: Mapping[str, Source] = {source.key: source for source in review.sources}
    open_ = [d for d in found if not d.settled]
    many = plural(len(found), "disagreement")
    common.echo(f"\n{many}, {len(found) - len(open_)} settled")
    for one in [*open_, *(d for d in found if d.settled)]:
        source = by_key.get(one.key)
        title = f", {source.title}" if source and source.title and not source.confidential else ""
        common.echo(f"\n{one.about}: {one.key}{title}")
        for coder, value, reason in one.said:
            common.echo(f"  {coder}: {value}" + (f" ({reason})" if reason else ""))
        if one.settled:
            common.echo(f"  settled: {one.settled} ({one.settled_by})")
    if open_:
        who = next(iter(review.settings.adjudicators), "")
        hint = "" if who else " (name the adjudicators in litreview.toml first)"
        common.echo(f"\nAn adjudicator settles one with, for example{hint}:")
        common.echo(f"  {_command(open_[0], who or 'NAME', str(review.folder or '.'))}")


def _command(one: Disagreement, who: str, folder: str) -> str:
    """Return the command that would settle a disagreement with the first coder's value."""
    value = one.said[0][1]
    kind, _, rest = one.about.partition(" ")
    if kind == "stance":
        line = f"stance {one.key} {rest}={value}"
    elif kind == "field":
        line = shlex.join(("set", one.key, f"{rest}={value}"))
    elif kind == "screen":
        line = f"{value} {one.key} {rest}"
    else:
        line = f"{'tag' if value == 'yes' else 'not-tag'} {one.key} {one.about}"
    return f'litreview decide {line} --by {who} --reason "…"' + ("" if folder == "." else f" -C {folder}")
