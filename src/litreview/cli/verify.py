"""Command `verify`."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from litreview import review as review_, stages
from litreview.cli import common
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.core.results.verification import Verified


@click.command()
@common.paths_argument
@common.output_option(
    "Write a table (.csv) that compares each source with its registry, field by field.", required=False
)
@common.sarif_option
@click.option(
    "--provider",
    "named",
    multiple=True,
    metavar="NAME",
    help="A registry to ask, such as openalex or crossref. With this option you agree that identifiers are sent to it. May be repeated (default: those under [enrich] in litreview.toml; otherwise none).",
)
@click.option(
    "--by-title",
    is_flag=True,
    help="Also send the titles, and nothing else, of sources that no identifier confirms. They are shown first, and you are asked.",
)
@click.option("--offline", is_flag=True, help="Ask no registry, even if litreview.toml names some.")
@click.option(
    "--dry-run",
    is_flag=True,
    help="Show what would be sent to which registry, and which sources are left out. Nothing is sent.",
)
@click.option("--refresh", is_flag=True, help="Ask again about sources that were asked about before.")
@click.option(
    "--yes",
    is_flag=True,
    help="Send titles without asking you first. Outside a terminal, titles are sent only with this option.",
)
@click.option("--all", "all_", is_flag=True, help="Print every source instead of five for each result.")
@common.json_option
@common.csv_options
def verify(
    paths: Sequence[str],
    output: str | None,
    sarif: str | None,
    named: Sequence[str],
    *,
    by_title: bool,
    offline: bool,
    dry_run: bool,
    refresh: bool,
    yes: bool,
    all_: bool,
    as_json: bool,
    raw_csv: bool,
) -> None:
    """Check whether sources exist as their entries describe them: which differ, and which are impossible.

    Each source gets one result: confirmed, registered in part, differs, number unknown to its registry, contradicts itself, not found
    where it should be, or cannot be checked. It is confirmed if one registered version has everything that the entry says. It asks only the
    registries that you name. Then only identifiers are sent, never those of interviews, requests, letters, unpublished or
    confidential sources. "Confirmed" means that a work exists, not that it supports what it is cited for. "Not found" does not mean
    that a work does not exist. Exit code 1: a source contradicts itself.

    \b
    Example:
      litreview verify bib/
      litreview verify my-review -o verified.csv --sarif verified.sarif
      litreview verify my-review --provider crossref --provider openalex --by-title
    """
    from litreview.formats import tables

    if offline and (named or by_title or dry_run):
        raise click.UsageError("--offline asks nobody; leave out --provider, --by-title and --dry-run")
    review = common.open_paths(paths, include_confidential=False, raw_csv=raw_csv)
    chosen = () if offline else named or review.settings.enrich.providers
    if by_title and not chosen:
        raise click.UsageError(
            "--by-title sends titles to the registries that are named; name one with --provider"
        )
    replies = _registry_replies(
        review, chosen, by_title=by_title, dry_run=dry_run, refresh=refresh, yes=yes, as_json=as_json
    )
    if replies is None:
        return
    found = review_.verify_sources.verify(review, replies)
    with_rules = [*review_.verification_problems(found)]
    problems = [problem for problem, _ in with_rules]
    inputs = review.inputs.reveal()
    if output:
        common.emit(output, tables.csv_named("verified", tables.verified_rows(found), raw=raw_csv), inputs)
    if sarif:
        rules = {number: rule for number, (_, rule) in enumerate(with_rules)}
        common.emit(sarif, common.sarif_log(review, problems, rules), inputs)
    if as_json:
        common.print_json(_as_json(found))
    else:
        # data on standard output is not mixed with messages
        err = "-" in (output, sarif)
        ranked = sorted(problems, key=lambda problem: ("error", "warning", "info").index(problem.level))
        common.print_problems(ranked, review, all_=all_, err=err, info=True, rest="--all shows them")
        _print_summary(found, err=err)
    common.finish(problems)


def _registry_replies(
    review: review_.Review,
    names: Sequence[str],
    *,
    by_title: bool,
    dry_run: bool,
    refresh: bool,
    yes: bool,
    as_json: bool,
) -> Sequence[stages.verification.RegistryReply] | None:
    """Ask the named registries and return their replies, empty if none is named; None after a dry run."""
    if not names and not dry_run:
        return ()
    from litreview.cli.enrich import agree, show_plan
    from litreview.providers import provider_names

    providers = review_.enrich.chosen_providers(names, () if names else provider_names())
    reached = review_.enrich.access_by_registry(providers, review.settings.enrich.urls)
    sources = review.received.sources
    planned = review_.verify_sources.preview_verification(sources, providers, by_title=by_title)
    if dry_run:
        show_plan(planned, reached, as_json=as_json, consent=bool(names))
        return None
    agree(planned, reached, yes=yes)
    with review_.enrich.network_client(reached, refresh=refresh, shield=review.shield) as asker:
        return review_.verify_sources.ask_registries(sources, providers, asker, by_title=by_title)


def _as_json(found: Sequence[Verified]) -> dict[str, object]:
    """Return the object that `--json` prints."""
    from litreview.core.results.verification import SOURCE_VERDICTS

    counts = Counter(one.verdict for one in found)
    return {
        "sources": len(found),
        "asked": sorted({registry for one in found for registry in one.asked}),
        "counts": {verdict: counts[verdict] for verdict in SOURCE_VERDICTS},
        "verdicts": [dataclasses.asdict(one) for one in found],
    }


def _print_summary(found: Sequence[Verified], *, err: bool) -> None:
    """Print the number of sources by verdict, why the verdict on some is unknown, and what the verdicts do not say."""
    from litreview.core.results.verification import SOURCE_VERDICTS

    counts = Counter(one.verdict for one in found)
    common.echo("", err=err)
    for verdict, words in SOURCE_VERDICTS.items():
        if counts[verdict]:
            common.echo(f"{counts[verdict]:>6}  {words}", err=err)
        if verdict == "unknown":
            common.echo_lines(
                (
                    f"        {number:>6}  {why}"
                    for why, number in Counter(
                        one.why for one in found if one.verdict == verdict
                    ).most_common()
                ),
                err=err,
            )
    registries = sorted({registry for one in found for registry in one.asked})
    if registries:
        summary = f"asked: {', '.join(registries)}"
    else:
        summary = "no registry was asked, so the results depend on the entries alone"
    common.echo(f"\n{plural(len(found), 'source')}; {summary}.", err=err)
    common.echo(
        "“Confirmed” means that a work exists as described, not that it supports the citation; “not found” does not mean that a work does not exist.",
        err=err,
    )
