"""Commands `screening`, `trace`, `agree` and `assess`: progress of screening, chains of findings, agreement, the evidence by goal."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from litreview import review as review_
from litreview.cli import common
from litreview.core.wording import plural

if TYPE_CHECKING:
    from litreview.core.model import Source
    from litreview.core.results.assessment import Assessment
    from litreview.judgements.agreement import Agreement, Disagreement
    from litreview.stages.evidence.stopping import JudgedSample, Stopping


@click.command()
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@click.option(
    "--recall",
    type=click.FloatRange(0.5, 0.999),
    default=0.95,
    show_default=True,
    help="The share of all relevant works that you want to claim.",
)
@common.json_option
def screening(folder: str, recall: float, *, as_json: bool) -> None:
    """Report the progress of screening by title and abstract, and what you could claim if it stopped now.

    A model that ranks works cannot tell what it has missed. So draw a random sample of the works that nobody has screened: `litreview
    decide --ask screening --sample N`. Once the sample is screened, an exact bound gives the largest number of relevant works that may
    be left.

    \b
    Example:
      litreview screening my-review
      litreview screening my-review --recall 0.9 --json
    """
    from litreview.review.questions.screening import stopping

    review = common.open_paths((folder,), include_confidential=False, writes=False)
    found = stopping(review, recall)
    common.print_result(_screening_json(found), _screening_lines(found), as_json=as_json)


def _screening_lines(found: Stopping) -> Iterator[str]:
    yield (
        f"{found.screened:,} of {plural(found.works, 'work', sep=',')} screened by title and abstract: "
        f"{found.found:,} included"
        + f", {found.unsettled:,} unsure or disputed" * bool(found.unsettled)
        + f"; {found.one_vote:,} with a vote missing" * bool(found.one_vote)
        + f"; {found.left:,} left"
    )
    yield from map(_sample_line, found.samples)
    if found.added:
        yield (
            f"{plural(found.added, 'work')} came after the last sample was drawn, so the sample says nothing about them; "
            "draw another sample"
        )
    if not found.left:
        return
    if found.claim and found.claim.recall >= found.recall:
        yield f'to stop here, write below [screening] in litreview.toml: stopped = "{found.sentence}"'
        return
    if found.order_sentence:
        yield f'or, if you trust the order of screening: stopped = "{found.order_sentence}"'
    target = f"{found.recall:.1%}".replace(".0%", "%")
    if found.needed is None:
        yield f"no sample of what is left would do to claim {target}: screen on, likeliest first"
    else:
        yield (
            f"to claim that {target} were found, screen on, likeliest first, or draw {found.needed:,} of the {found.left:,} left: enough if none "
            f"of them is relevant (litreview decide --ask screening --sample {found.needed} --by NAME)"
        )


def _sample_line(one: JudgedSample) -> str:
    drawn = f"sample of {one.sample.size:,} from {one.sample.left:,}, drawn {one.sample.drawn}"
    if one.claim is None:
        return f"{drawn}: {one.decided:,} decided, {one.relevant:,} of them relevant; it counts once all of it is decided"
    claim = one.claim
    return (
        f"{drawn}: {one.relevant:,} relevant; with {1 - claim.risk:.0%} confidence at most {claim.at_most:,} of the {claim.left:,} left are "
        f"relevant ({claim.share:.1%}), and at least {int(claim.recall * 1000) / 10:g}% were found"
    )


def _screening_json(found: Stopping) -> dict[str, object]:
    return {
        "works": found.works,
        "screened": found.screened,
        "found": found.found,
        "unsettled": found.unsettled,
        "one_vote": found.one_vote,
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
        "p_lower": None if found.p_lower is None else round(found.p_lower, 4),
        "claim_by_order": found.order_sentence,
    }


@click.command()
@click.argument("name", metavar="ID")
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@common.json_option
def trace(name: str, folder: str, *, as_json: bool) -> None:
    """Follow a recommendation or finding to its sources and passages, with file and line; or follow a source to the findings and recommendations that rest on it.

    ID is an id in findings.toml (R1, F3), the key of a source, or the code of an interview that may be cited.

    \b
    Example:
      litreview trace R1 my-review
      litreview trace Farrell2010Where my-review --json
    """
    found = common.open_paths((folder,), include_confidential=False, writes=False).trace(name)
    common.print_result(found.as_dict(), [found], as_json=as_json)


_HEADER = ("judged", "sources", "prevalence", "agree", "kappa [95%]", "alpha [95%]")


@click.command()
@common.paths_argument
@common.json_option
def agree(paths: Sequence[str], *, as_json: bool) -> None:
    """Measure the agreement of coders on each code, stance, evidence field and screening stage, and list their disagreements.

    The measures are percent agreement, Cohen's kappa for each pair of coders, and Krippendorff's alpha for any number, with 95%
    bootstrap intervals. An adjudicator (litreview.toml: adjudicators) settles a disagreement, and does not count as a coder.

    \b
    Example:
      litreview agree examples/demonstration
    """
    review = common.open_paths(paths, include_confidential=False, writes=False)
    from litreview.judgements.agreement import (
        about_label,
        judged_elsewhere,
        shared_agreement,
        shown_agreement,
    )
    from litreview.review.outputs.methods import format_differences

    found = shown_agreement(review.agreement, review.stage_value("open_rounds"))
    hidden = [one for one in review.agreement if one not in found]
    topics = dict.fromkeys([*(one.about for one in hidden), *_open_screening(review)])
    _print_hidden([about_label(about, review.codebook) for about in topics])
    if as_json:
        common.print_json({"agreement": [dataclasses.asdict(one) for one in found]})
        return
    shared = shared_agreement(found, review.codebook)
    if shared:
        _print_agreement(shared)
    elif not any(one.n for one in hidden):
        why = judged_elsewhere(review.decisions) or "no source was judged by two people yet"
        common.echo(f"{why[:1].upper()}{why[1:]}; `litreview decide … --by NAME` adds a judgement.")
    single = sum(one.single for one in found)
    if single:
        common.echo(
            f"\n{plural(single, 'judgement stands', 'judgements stand')} alone: nobody else judged the same of that source."
        )
    if changed := sum(one.changed for one in shared):
        common.echo(
            f"\nFirst answers are measured; {plural(changed, 'answer')} that coders changed later are consensus."
        )
    _print_notes(shared)
    listed = [d for one in shared for d in one.disagreements]
    reasons = review_.coder_disputes.reason_disagreements(review)
    if len(review.stage_value("differences")) != len(listed) + len(reasons):
        common.echo(f"\n{format_differences(review)}")
    _print_disagreements(review, listed)
    _print_disagreements(
        review,
        reasons,
        "reason of an exclusion in dispute",
        "reasons of exclusions in dispute",
    )


def _open_screening(review: review_.Review) -> list[str]:
    """Return the stages of screening that people still judge independently, whatever was answered: of full texts that nobody got nothing is measured."""
    from litreview.review.outputs.methods import coverage

    return [
        f"screen {stage}"
        for stage in ("abstract", "fulltext")
        if review_.coder_disputes.in_open_round(review, f"screen {stage}") and coverage(review, stage)[1]
    ]


def _print_hidden(hidden: Sequence[str]) -> None:
    """Say on what agreement is not shown yet."""
    if hidden:
        common.echo(
            f"not shown while people still judge independently: {', '.join(hidden)}. An adjudicator sees them in the window "
            "(`litreview review --by NAME`)",
            err=True,
        )


def _print_agreement(found: Sequence[Agreement]) -> None:
    rows = [_HEADER]
    for one in found:
        prevalence = "" if one.prevalence is None else f"{one.prevalence:.0%}"
        percent = "" if one.percent is None else f"{one.percent:.0%}"
        kappas = [str(pair.kappa).partition(" (")[0] for pair in one.kappas]
        alpha = str(one.alpha).partition(" (")[0]
        if len(kappas) == 1:
            rows.append((one.about, str(one.n), prevalence, percent, kappas[0], alpha))
            continue
        rows.append((one.about, str(one.n), prevalence, percent, "", alpha))
        rows += [
            ("  " + " and ".join(pair.coders), str(pair.n), "", "", kappa, "")
            for pair, kappa in zip(one.kappas, kappas, strict=True)
        ]
    common.print_columns(rows, right=(1, 2, 3))


def _print_notes(found: Sequence[Agreement]) -> None:
    for one in found:
        measured = [one.alpha, *(pair.kappa for pair in one.kappas)]
        if undefined := next((found.why for found in measured if found.value is None), ""):
            common.echo(f"{one.about}: undefined, because {undefined}; skill and chance would look the same.")
        elif why := next((found.why for found in measured if found.why), ""):
            common.echo(f"{one.about}: no interval, because the coefficient is {why}.")
    from litreview.judgements.agreement import few_sources

    if few := few_sources((one.about, one.n) for one in found):
        common.echo(few)


def _print_disagreements(
    review: review_.Review, found: Sequence[Disagreement], noun: str = "disagreement", nouns: str = ""
) -> None:
    if not found:
        return
    from litreview.judgements.agreement import about_label

    by_key: Mapping[str, Source] = {source.key: source for source in review.sources}
    open_ = [d for d in found if not d.settled]
    many = plural(len(found), noun, nouns)
    common.echo(f"\n{many}, {len(found) - len(open_)} settled")
    for one in [*open_, *(d for d in found if d.settled)]:
        source = by_key.get(one.key)
        title = f", {source.title}" if source and source.title and not source.confidential else ""
        common.echo(f"\n{about_label(one.about, review.codebook)}: {one.key}{title}")
        common.echo_lines(
            f"  {coder}: {value}" + (f" ({reason})" if reason else "") for coder, value, reason in one.said
        )
        if one.settled:
            common.echo(f"  settled: {one.settled} ({one.settled_by})")
    if open_:
        who = next(iter(review.settings.adjudicators), "")
        hint = "" if who else " (name the adjudicators in litreview.toml first)"
        common.echo(f"\nAn adjudicator settles one with, for example{hint}:")
        common.echo(f"  {_command(open_[0], who or 'NAME', str(review.folder or '.'))}")


def _command(one: Disagreement, who: str, folder: str) -> str:
    """Return the command that settles a disagreement with the first coder's value."""
    value, reason = one.said[0][1], "…"
    kind, _, rest = one.about.partition(" ")
    if kind == "stance":
        line = f"stance {one.key} {rest}={value}"
    elif kind == "field":
        line = shlex.join(("set", one.key, f"{rest}={value}"))
    elif kind == "reason":
        line, reason = f"exclude {one.key} fulltext", value
    elif kind == "screen":
        line = f"{value} {one.key} {rest}"
    else:
        line = f"{'tag' if value == 'yes' else 'not-tag'} {one.key} {one.about}"
    return f'litreview decide {line} --by {who} --reason "{reason}"' + (
        "" if folder == "." else f" -C {folder}"
    )


@click.command()
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Only sources with these values, such as jurisdiction=US,design=administrative data; also year=2010-2020, type=, stream=, code=, status=. A source must have all of them.",
)
@common.only_option()
@common.output_option(
    "Write each count with its sources to a .csv, or - for standard output.", required=False
)
@common.json_option
@common.csv_options
def assess(
    folder: str, filters: Sequence[str], only: str, output: str | None, *, as_json: bool, raw_csv: bool
) -> None:
    """Count what the literature, interviews and public records found on each goal; each study counts once.

    Only stances that people recorded count. These are listed separately: claims of agencies, vendors and the press; law; disputed
    sources; sources not about operations; sources without a stance; unread sources.

    \b
    Example:
      litreview assess examples/demonstration
      litreview assess examples/demonstration --filter jurisdiction=US,year=2010-2020 -o cells.csv
    """
    from litreview.formats import tables

    review = common.open_paths(
        (folder,), include_confidential=False, writes=False, raw_csv=raw_csv, only=only
    )
    found = review_.assess(review, filters)
    if output:
        data = tables.csv_named("assessment", tables.TABLES["assessment"].make(found), raw=raw_csv)
        common.emit(output, data, review.inputs.reveal())
    if as_json:
        common.print_json(_assessment_json(found))
    elif output != "-":
        _print_assessment(found)


def _assessment_json(found: Assessment) -> dict[str, object]:
    from litreview.formats.tables import TABLES

    table = TABLES["assessment"]
    cells = [dict(zip(table.columns, row, strict=True)) for row in table.cells(table.make(found))]
    return {
        "standing": found.standing,
        "filters": list(found.filters),
        "sources": dict(found.sources),
        "sentences": {goal: found.sentence(goal) for goal, _ in found.goals},
        "cells": [{**one, "keys": str(one["keys"]).split("; ")} for one in cells],
    }


def _print_assessment(found: Assessment) -> None:
    from litreview.core.results.screening_flow import stream_words

    counts = stream_words(found.sources) or "no source"
    filtered = f" (only those with {' and '.join(found.filters)})" if found.filters else ""
    common.echo(f"{found.standing}.\nCounted here: {counts}{filtered}.\n")
    common.echo_lines(found.sentence(goal) for goal, _ in found.goals)
    rows = _assessment_table(found)
    if len(rows) == 1:
        return
    common.echo("")
    if common.fits_terminal(rows):
        common.print_columns(rows, right=range(2, len(rows[0])))
    else:
        common.echo(
            "Widen the terminal to see the numbers as a table, or write them to a file with -o cells.csv."
        )


def _assessment_table(found: Assessment) -> list[tuple[str, ...]]:
    """Return the header and a row for each goal and stream with a source, without empty columns."""
    columns = found.filled_columns
    rows: list[tuple[str, ...]] = [(found.main.one, "stream", *columns)]
    for goal, _ in found.goals:
        for stream in found.streams:
            counts = [found.cell(goal, stream, column).studies for column in columns]
            if any(counts):
                rows.append((goal, stream, *(str(n) if n else "." for n in counts)))
    return rows
