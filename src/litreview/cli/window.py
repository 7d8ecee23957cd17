"""`review`: the questions of a review in a window of the browser."""

from __future__ import annotations

import sys

import click

from litreview.cli import common


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=common.INPUT)
@click.option(
    "--by",
    required=True,
    metavar="NAME",
    help="Who answers; decisions go to decisions/NAME.tsv of the review.",
)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="At the desk of screening ask N works drawn at random from all that nobody has screened, as `decide --ask screening --sample N` does.",
)
def review(folder: str, by: str, sample: int | None) -> None:
    """Judge a review in a window of your browser, one key each.

    Nothing leaves the machine: the pages are served on 127.0.0.1 alone, to whoever has the address that is printed, which can be used
    once. Every answer is on the disk before the next question is shown. Ctrl-C, or the window's Done, ends it.

    \b
    Example:
      litreview review my-review --by reviewer-a
      litreview review my-review --by reviewer-a --sample 100
    """
    from litreview.web import serve

    def told(address: str) -> None:
        common.echo(f"the window is open at {address}")
        common.echo("Ctrl-C ends it; every answer is on the disk when it is given")
        sys.stdout.flush()
        if sys.stdout.isatty():
            import webbrowser
            from threading import Thread

            # a browser of the terminal returns when it is left, and has to be answered meanwhile
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    serve(folder, by, told, sample=sample or 0)
