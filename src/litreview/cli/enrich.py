"""Command `enrich`: ask registries about the sources. Nothing is sent unless a registry is named, and titles only with --by-title."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from litreview import review as review_, stages
from litreview.cli import common
from litreview.core import files
from litreview.core.errors import UsageError
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.core.model import Source
    from litreview.providers import Access, ProviderRequest, Query
    from litreview.review import Review
    from litreview.review.enrich import EnrichOptions, EnrichOutcome, Preview

_EXAMPLES = 3
_LONGEST = 200
_FIELDS = {
    "abstracts": "abstract",
    "references": "references",
    "ids": "DOI, ISSN, volume, pages",
    "status": "retraction, correction, open access",
}


@click.command()
@click.argument("paths", nargs=-1, type=common.INPUT, metavar="[DIR]|PATHS...")
@click.option(
    "--provider",
    "named",
    multiple=True,
    metavar="NAME",
    help="A registry to ask, such as openalex or crossref; --dry-run lists all. With this option you agree that identifiers are sent to it. May be repeated (default: those under [enrich] in litreview.toml; otherwise none).",
)
@click.option(
    "--by-title",
    is_flag=True,
    help="Also send titles, with authors' family names, year and journal, of sources without an identifier. They are shown first, and you are asked.",
)
@click.option(
    "--what",
    default="abstracts,references,ids,status",
    show_default=True,
    metavar="WHAT,…",
    help="What to ask for if it is missing.",
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Ask about at most N sources.")
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
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    help="The folder for enriched/ and enriched.tsv, if PATHS are not a review. A review has them in its own folder.",
)
@common.json_option
def enrich(
    paths: Sequence[str],
    named: Sequence[str],
    what: str,
    limit: int | None,
    output: str | None,
    *,
    by_title: bool,
    dry_run: bool,
    refresh: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Ask open registries for missing abstracts, references and identifiers, and for retractions.

    Nothing is sent unless you name a registry. Then only identifiers are sent, never those of interviews, requests, letters,
    unpublished or confidential sources. Answers are stored in enriched/ and fill in what is missing; delete enriched/ to undo this.

    \b
    Example:
      litreview enrich my-review --provider openalex --dry-run
      litreview enrich my-review --provider openalex --provider crossref
      litreview enrich scopus.bib -o found --provider crossref --by-title
    """
    from litreview.providers import provider_names

    asked_for = review_.enrich.parse_what(what)
    inputs = tuple(paths) or (".",)
    review = common.open_paths(inputs, include_confidential=False, writes=False)
    settings = review.settings.enrich
    providers = review_.enrich.chosen_providers(named, settings.providers)
    place = _enriched_folder(review, inputs, output, needed=bool(providers) and not dry_run)
    if not dry_run:
        _forget_confidential(review, place)
    if not providers and not dry_run:
        raise UsageError(review_.enrich.no_consent_message(review.sources))
    wanted = review_.enrich.EnrichOptions(
        providers=providers or review_.enrich.chosen_providers((), provider_names()),
        what=asked_for,
        by_title=by_title,
        limit=limit,
        refresh=refresh,
    )
    reached = review_.enrich.access_by_registry(wanted.providers, settings.urls)
    # --refresh asks about the sources as received, without earlier answers
    sources = review.received.sources if refresh else review.sources
    planned = review_.enrich.preview(sources, wanted, review_.enriched_files.EnrichedFiles(place))
    if dry_run:
        show_plan(planned, reached, as_json=as_json, consent=bool(providers))
        return
    agree(planned, reached, yes=yes)
    outcome = _ask_registries(sources, wanted, place, reached, review.shield)
    _report(review, outcome, wanted, as_json=as_json)


def _forget_confidential(review: Review, place: Path) -> None:
    """Remove stored answers on sources that were marked confidential since, and print their number."""
    if not (place / stages.enrichment.LEDGER).is_file() or not review.names.any:
        return
    with files.locked(place):
        gone = review_.enriched_files.EnrichedFiles(place).forget(review.names.hides)
    if gone:
        common.echo(
            f"took out {plural(gone, 'line')} of {stages.enrichment.LEDGER}, and what registries had answered: on sources that are confidential now",
            err=True,
        )


def _enriched_folder(review: Review, paths: Sequence[str], output: str | None, *, needed: bool) -> Path:
    """Return the folder of enriched/. `UsageError` if a call with files names none, or one that is read."""
    if review.folder:
        if output:
            raise UsageError(
                f"-o is for files that are no review: what is found on {review.folder} goes into its own folder"
            )
        return review.folder
    if not output:
        if needed:
            raise UsageError(
                "say where what is found goes, as in -o found: these files are no review, which has a place for it"
            )
        return Path()
    target = Path(os.path.realpath(output))
    if target.is_file():
        raise UsageError(f"{output}: is a file; name a folder")
    if any(Path(path).is_dir() and target.is_relative_to(os.path.realpath(path)) for path in paths):
        raise UsageError(
            f"{output}: lies in a folder that is read, where it would count as an export; name one beside it"
        )
    return Path(output)


def show_plan(
    planned: Sequence[Preview], reached: Mapping[str, Access], *, as_json: bool, consent: bool
) -> None:
    """Print the requests to each registry, and that nothing was sent."""
    from litreview.stages.enrichment.registry_queries import LEFT

    if as_json:
        common.print_json(
            [
                {
                    "provider": one.provider.name,
                    "host": review_.enrich.host(reached[one.provider.name]),
                    "requests": len(one.requests),
                    "asked": [
                        {"source": query.source, "by": query.by, "sent": _sent_values(query)}
                        for query in one.asked.queries
                    ],
                    "not_asked": [{"source": key, "why": LEFT[why]} for key, why in one.asked.left],
                }
                for one in planned
            ]
        )
        return
    for one in planned:
        _show_preview(one, reached[one.provider.name])
    common.echo(
        "Nothing was sent." + ("" if consent else " No registry is named: with --provider NAME it would be.")
    )


def _show_preview(one: Preview, reached: Access, *, err: bool = False) -> None:
    from litreview.stages.enrichment.registry_queries import LEFT

    queries = one.asked.queries
    common.echo(
        f"{one.provider.title} ({review_.enrich.host(reached)}) would be asked about {plural(len({query.source for query in queries}), 'source')}, "
        f"in {plural(len(one.requests), 'request')}.",
        err=err,
    )
    for by, number in Counter(query.by for query in queries).items():
        common.echo(f"  by {_BY.get(by, by)}: {number}, such as", err=err)
        common.echo_lines(
            (
                f"    {'; '.join(_sent_values(query))}"
                for query in [query for query in queries if query.by == by][:_EXAMPLES]
            ),
            err=err,
        )
        request = next(each for each in one.requests if each.queries[0].by == by)
        common.echo(f"    sent as: {_request_line(request, reached)}", err=err)
    reasons = Counter(why for _, why in one.asked.left)
    if reasons:
        common.echo("  not asked about:", err=err)
    for why, number in reasons.most_common():
        keys = [key for key, each in one.asked.left if each == why]
        some = ", ".join(keys[:_EXAMPLES]) + (", …" if len(keys) > _EXAMPLES else "")
        common.echo(f"    {number}: {LEFT[why]} ({some})", err=err)


def _request_line(request: ProviderRequest, reached: Access) -> str:
    """Return a request as it would be sent, shortened, without API key and e-mail address."""
    params = "&".join(f"{name}={value}" for name, value in request.params)
    url = f"{reached.url}{request.path}{'?' if params else ''}{params}"
    return f"{request.method} {url if len(url) <= _LONGEST else url[:_LONGEST] + '…'}"


_BY = {"doi": "DOI", "pmid": "PubMed id", "openalex": "OpenAlex id", "arxiv": "arXiv number", "isbn": "ISBN"}


def _sent_values(query: Query) -> list[str]:
    """Return the values of a query that are sent."""
    year = [str(query.year)] if query.year else []
    return [query.value, *query.authors, *year, *([query.container] if query.container else [])]


def agree(planned: Sequence[Preview], reached: Mapping[str, Access], *, yes: bool) -> None:
    """Show which titles would be sent, if any, and exit unless the person at the terminal agrees."""
    titled = [one for one in planned if one.titles]
    for one in titled:
        _show_preview(one, reached[one.provider.name], err=True)
    if yes or not titled:
        return
    number = max(one.titles for one in titled)
    if sys.stdin.isatty():
        common.echo(f"Send {plural(number, 'title')}? Type yes to go on: ", nl=False, err=True)
        if sys.stdin.readline().strip().lower() in ("y", "yes"):
            return
    common.echo("nothing was sent; with --yes titles are sent without asking", err=True)
    click.get_current_context().exit(2)


def _ask_registries(
    sources: Sequence[Source],
    wanted: EnrichOptions,
    place: Path,
    reached: Mapping[str, Access],
    shield: review_.name_shield.Shield,
) -> EnrichOutcome:
    """Ask the registries and return the outcome. A second call on the same folder waits, and starts with the answers of the first."""
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    files.make_folder(place)
    with (
        files.locked(place),
        review_.enrich.network_client(reached, refresh=wanted.refresh, shield=shield) as asker,
    ):
        stored = review_.enriched_files.EnrichedFiles(place)
        stored.check_place()  # before anybody is asked
        return review_.enrich.enrich(sources, wanted, stored, asker, today=today)


def _report(review: Review, outcome: EnrichOutcome, wanted: EnrichOptions, *, as_json: bool) -> None:
    if as_json:
        common.print_json(
            {
                "providers": {
                    name: {"requests": each.requests, **dict(sorted(each.results.items()))}
                    for name, each in outcome.counts.items()
                },
                "gained": dict(outcome.gained),
                "missing": dict(outcome.missing),
                "cited": outcome.cited,
                "problems": common.problem_rows(outcome.problems),
            }
        )
    else:
        _print_outcome(outcome, wanted)
        common.print_problems(outcome.problems, review, rest="--json shows them")
    common.finish(outcome.problems)


_RESULTS = {
    "taken": "found",
    "asked": "in doubt, for a person to judge",
    "none": "offered other works",
    "not-found": "not found",
    "failed": "failed",
}


def _print_outcome(outcome: EnrichOutcome, wanted: EnrichOptions) -> None:
    for one in wanted.providers:
        counts = outcome.counts[one.name]
        done = [f"{counts.results[name]} {words}" for name, words in _RESULTS.items() if counts.results[name]]
        common.echo(
            f"{one.title}: {plural(counts.requests, 'request')}; {', '.join(done) or 'nothing left to ask'}."
        )
    gained = ", ".join(f"{name} {number}" for name, number in outcome.gained.items())
    common.echo(f"Gained: {gained or 'nothing'}.")
    if outcome.cited:
        common.echo(f"Works cited and not held, with title and year: {outcome.cited}.")
    missing = ", ".join(f"{_FIELDS[name]} {number}" for name, number in outcome.missing.items() if number)
    common.echo(f"Still missing, of sources that may be asked about: {missing or 'nothing'}.")
    if any(each.results["asked"] for each in outcome.counts.values()):
        common.echo(
            "What is in doubt is in out/tables/queue.csv after the next `litreview run`: `same` takes it, `different` keeps it out."
        )
