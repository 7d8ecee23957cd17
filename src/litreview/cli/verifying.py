"""`verify`."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from litreview.cli import common

if TYPE_CHECKING:
    from litreview.results.verification import Verified


@click.command()
@common.paths_argument
@common.output_option(
    "Write a table: what is known of each source, field by field, with both sides (.csv).", required=False
)
@common.file_option(
    "--sarif", "F.sarif", "Write what was found as SARIF 2.1.0, which editors show beside the lines."
)
@click.option("--all", "all_", is_flag=True, help="Print every source instead of five of each kind.")
@common.json_option
@common.raw_csv_option
def verify(
    paths: Sequence[str],
    output: str | None,
    sarif: str | None,
    *,
    all_: bool,
    as_json: bool,
    raw_csv: bool,
) -> None:
    """Say which sources exist as they are described, which differ, and which can't be.

    Each source is confirmed, differs, is contradictory in itself, was not found where it should be, or cannot be known here.
    "Confirmed" says that a work exists, not that it supports what it is cited for; "not found" never says that there is none. Exit code 1
    is for contradictions alone.

    \b
    Example:
      litreview verify bib/
      litreview verify my-review -o verified.csv --sarif verified.sarif
    """
    from litreview import __version__, tables
    from litreview.checks.sarif import as_sarif
    from litreview.review import verification_problems, verify

    review = common.open_paths(paths, include_confidential=False, raw_csv=raw_csv)
    found = verify(review)
    told = [*verification_problems(found)]
    problems = [problem for problem, _ in told]
    inputs = review.inputs.reveal()
    if output:
        common.emit(output, tables.csv_named("verified", tables.verified_rows(found), raw=raw_csv), inputs)
    if sarif:
        rules = {number: rule for number, (_, rule) in enumerate(told)}
        common.emit(sarif, as_sarif(problems, __version__, at=common.opener(review), rules=rules), inputs)
    if as_json:
        common.print_json(_as_json(found))
    else:
        # what is in a file or a stream is not mixed with what is for a reader
        streams = "-" in (output, sarif)
        common.print_problems(
            sorted(problems, key=lambda p: ("error", "warning", "info").index(p.level)),
            review,
            all_=all_,
            err=streams,
            info=True,
            rest="--all shows them",
        )
        _print_summary(found, err=streams)
    common.finish(problems)


def _as_json(found: Sequence[Verified]) -> dict[str, object]:
    """Return what `--json` prints."""
    from litreview.results.verification import SOURCE_VERDICTS

    counts = Counter(one.verdict for one in found)
    return {
        "sources": len(found),
        "asked": sorted({registry for one in found for registry in one.asked}),
        "counts": {verdict: counts[verdict] for verdict in SOURCE_VERDICTS},
        "verdicts": [dataclasses.asdict(one) for one in found],
    }


def _print_summary(found: Sequence[Verified], *, err: bool) -> None:
    """Print how many sources there are of each verdict, why nothing is known of some, and what the verdicts do not say."""
    from litreview.results.verification import SOURCE_VERDICTS

    counts = Counter(one.verdict for one in found)
    common.echo("", err=err)
    for verdict, words in SOURCE_VERDICTS.items():
        if counts[verdict]:
            common.echo(f"{counts[verdict]:>6}  {words}", err=err)
        if verdict == "unknown":
            for why, number in Counter(one.why for one in found if one.verdict == verdict).most_common():
                common.echo(f"        {number:>6}  {why}", err=err)
    asked = sorted({registry for one in found for registry in one.asked})
    if asked:
        told = f"asked: {', '.join(asked)}"
    else:
        told = "no registry was asked: what is said rests on the entries alone"
    common.echo(f"\n{common.count(len(found), 'source')}; {told}.", err=err)
    common.echo(
        "“Confirmed” says that a work exists as described, not that it supports what it is cited for; “not found” does not say that there is none.",
        err=err,
    )
