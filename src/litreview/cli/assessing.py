"""`assess`: what the sources of each stream found on each goal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from litreview.cli import common

if TYPE_CHECKING:
    from litreview.results import Assessment


@click.command()
@click.argument("folder", default=".", type=common.INPUT, metavar="[DIR]")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Only sources of which people noted this, such as jurisdiction=US,design=administrative data; also year=2010-2020, "
    "type=, stream=, code=, status=. All must hold.",
)
@common.only_option()
@common.output_option("Write each cell with its sources to a .csv, or - for standard output.", required=False)
@common.json_option
@common.csv_options
def assess(
    folder: str, filters: Sequence[str], only: str, output: str | None, *, as_json: bool, raw_csv: bool
) -> None:
    """Count what the sources of each stream found on each goal, studies once each.

    Stances are those that people noted. Claims of agencies, vendors and the press, law, what people dispute, what is not about
    operations, what nobody noted a stance on and what was not read stand apart.

    \b
    Example:
      litreview assess examples/demonstration
      litreview assess examples/demonstration --filter jurisdiction=US,year=2010-2020 -o cells.csv
    """
    from litreview import tables
    from litreview.review import assess as assess_

    review = common.open_paths(
        (folder,), include_confidential=False, writes=False, raw_csv=raw_csv, only=only
    )
    found = assess_(review, filters)
    if output:
        data = tables.csv_named("assessment", tables.TABLES["assessment"].make(found), raw=raw_csv)
        common.emit(output, data, review.inputs.reveal())
    if as_json:
        common.print_json(_as_json(found))
    elif output != "-":
        _print(found)


def _as_json(found: Assessment) -> dict[str, object]:
    from litreview.tables import TABLES

    table = TABLES["assessment"]
    cells = [dict(zip(table.columns, row, strict=True)) for row in table.cells(table.make(found))]
    return {
        "standing": found.standing,
        "filters": list(found.filters),
        "sources": dict(found.sources),
        "sentences": {goal: found.sentence(goal) for goal, _ in found.goals},
        "cells": [{**one, "keys": str(one["keys"]).split("; ")} for one in cells],
    }


def _print(found: Assessment) -> None:
    from litreview.results import stream_words

    asked = stream_words(found.sources) or "no source"
    chosen = f" of those with {' and '.join(found.filters)}" if found.filters else ""
    common.echo(f"{found.standing}.\nAsked{chosen}: {asked}.\n")
    for goal, _ in found.goals:
        common.echo(found.sentence(goal))
    rows = _table(found)
    if len(rows) == 1:
        return
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    common.echo("")
    for row in rows:
        cells = [
            cell.ljust(w) if n < 2 else cell.rjust(w)
            for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        common.echo("  ".join(cells).rstrip())


def _table(found: Assessment) -> list[tuple[str, ...]]:
    """Return the head and a row for each goal and stream with a source; a column that is empty everywhere is left out."""
    columns = found.columns_held
    rows: list[tuple[str, ...]] = [(found.main.one, "stream", *columns)]
    for goal, _ in found.goals:
        for stream in found.streams:
            counts = [found.cell(goal, stream, column).studies for column in columns]
            if any(counts):
                rows.append((goal, stream, *(str(n) if n else "." for n in counts)))
    return rows
