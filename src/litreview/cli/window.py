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
def review(folder: str, by: str) -> None:
    """Judge a review in a window of your browser, one key each.

    Nothing leaves the machine: the pages are served on 127.0.0.1 alone, to whoever has the address that is printed, which can be used
    once. Every answer is on the disk before the next question is shown. Ctrl-C, or the window's Done, ends it.

    \b
    Example:
      litreview review my-review --by reviewer-a
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

    serve(folder, by, told)
