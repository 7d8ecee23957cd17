"""All that is printed goes through here: what is in a file, a name or a decision must not command the terminal.

A record may hold a control character on purpose: `ESC ]0;…` renames the window, others move the cursor, answer for the reader, or
turn the order of letters round. `echo` and `console` show each as �, JSON writes it as an escape. Data on standard output stays exact,
unless a terminal is there.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderResult


def echo(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Print a line of text, to standard error if `err`."""
    from litreview.core.text.display import printable

    click.echo(printable(str(text)), err=err, nl=nl)  # noqa: TID251 - the one place


def print_json(value: object) -> None:
    """Print a value as JSON, its control characters escaped, so that it reads back as it was."""
    import json

    from litreview.core.text.display import escaped

    send((escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n").encode(errors="backslashreplace"))


def send(data: bytes) -> None:
    """Write data to standard output, all of it; in a terminal as `echo` would."""
    from litreview.core.files import write_all
    from litreview.core.text.display import printable

    sys.stdout.flush()
    if sys.stdout.isatty():
        data = printable(data.decode(errors="replace")).encode(errors="replace")
    write_all(sys.stdout.buffer.write, data)
    sys.stdout.buffer.flush()


def console(*, err: bool = False, **settings: Any) -> Console:
    """Return a console of rich on which no text commands the terminal, only rich does."""
    from rich.console import Console, RenderHook

    class Filter(RenderHook):
        def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
            return [_Filtered(each) for each in renderables]

    made = Console(
        file=sys.stderr if err else sys.stdout, highlight=False, markup=False, emoji=False, **settings
    )
    made.push_render_hook(Filter())
    return made


class _Filtered:
    """Something to print, without the control characters of its text."""

    def __init__(self, inner: ConsoleRenderable) -> None:
        self.inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from litreview.core.text.display import printable

        for segment in console.render(self.inner, options):
            yield segment if segment.control else segment._replace(text=printable(segment.text))


def tame_error(error: click.ClickException) -> click.ClickException:
    """Return an error of click's with nothing in its message that commands the terminal: it repeats what was typed."""
    from litreview.core.text.display import printable

    vars(error)["message"] = printable(error.message)
    return error
