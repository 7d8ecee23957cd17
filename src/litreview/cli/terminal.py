"""All printing, so that text from a file, a name or a decision cannot control the terminal.

A record may contain a control character on purpose: `ESC ]0;…` renames the window, others move the cursor, type answers, or
reverse the order of letters. `echo` and `console` show each as �, JSON writes it as an escape. Data on standard output stays exact,
unless standard output is a terminal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderResult


QUIET, VERBOSE = "--quiet", "--verbose"
"""The options of all commands on how much is printed, and their keys in a command's context."""
REPORT_LINES = 22
"""What a report may print in a terminal of 24 lines, beside the line on what is left out and that on what is confidential."""
ROOM = "litreview.room"
"""The key in a command's context for the number of lines that a report may still print in a terminal."""
UNREPORTED = "litreview.unreported"
"""The key in a command's context for the opened review and the errors in its files that the command has not reported."""


def called_with(option: str) -> bool:
    """Return whether the current command was called with `QUIET` or `VERBOSE`."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(option))


def echo(text: object = "", *, err: bool = False, nl: bool = True, fault: bool = False) -> None:
    """Print text, to standard error if `err`; in a terminal, lines that are too long are wrapped between words.

    With --quiet, standard error gets what is a `fault` alone. A report has `ROOM` lines in a terminal.
    """
    from litreview.core.text.display import printable

    if err and not fault and called_with(QUIET):
        return
    shown = printable(str(text))
    if (sys.stderr if err else sys.stdout).isatty():
        lines = "\n".join(map(wrap_line, shown.split("\n"))).split("\n")
        printed = lines if err else _within_room(lines)
        if not printed:
            return
        shown = "\n".join(printed)
    click.echo(shown, err=err, nl=nl)  # noqa: TID251 - the one place


def echo_lines(lines: Iterable[object], *, err: bool = False) -> None:
    """Print each of the lines as `echo` does."""
    for line in lines:
        echo(line, err=err)


def _within_room(lines: list[str]) -> list[str]:
    """Return the lines that a report may still print; all of them where it has no limit, and with --verbose."""
    context = click.get_current_context(silent=True)
    room = context.meta.get(ROOM) if context and not called_with(VERBOSE) else None
    if context is None or room is None:
        return lines
    context.meta[ROOM] = room - len(lines)
    return lines[: max(room, 0)]


def wrap_line(line: str) -> str:
    """Wrap a line to the width of the terminal, the rest indented; an indented command to copy stays whole."""
    import shutil
    import textwrap

    width = shutil.get_terminal_size().columns
    if len(line) <= width or (line.startswith("  ") and line.lstrip().startswith("litreview ")):
        return line
    margin = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.fill(
        line,
        max(width, len(margin) + 1),
        subsequent_indent=margin,
        replace_whitespace=False,
        break_long_words=False,
        break_on_hyphens=False,
    )


def print_json(value: object) -> None:
    """Print a value as JSON with escaped control characters, so that it reads back unchanged."""
    import json

    from litreview.core.text.display import escaped

    send((escaped(json.dumps(value, ensure_ascii=False, indent=2)) + "\n").encode(errors="backslashreplace"))


def print_result(value: object, lines: Iterable[object], *, as_json: bool) -> None:
    """Print a value as JSON, or else the lines that say it to people."""
    if as_json:
        print_json(value)
    else:
        echo_lines(lines)


def send(data: bytes) -> None:
    """Write all data to standard output; in a terminal, with control characters replaced as in `echo`."""
    from litreview.core.files import write_all
    from litreview.core.text.display import printable

    sys.stdout.flush()
    if sys.stdout.isatty():
        data = printable(data.decode(errors="replace")).encode(errors="replace")
    write_all(sys.stdout.buffer.write, data)
    sys.stdout.buffer.flush()


def console(*, err: bool = False, **settings: Any) -> Console:
    """Return a rich console that removes control characters from text, but not those of rich itself."""
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
    """A renderable without the control characters of its text."""

    def __init__(self, inner: ConsoleRenderable) -> None:
        self.inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from litreview.core.text.display import printable

        for segment in console.render(self.inner, options):
            yield segment if segment.control else segment._replace(text=printable(segment.text))


def tame_error(error: click.ClickException) -> click.ClickException:
    """Remove control characters from the message of a click error, which repeats what was typed."""
    from litreview.core.text.display import printable

    vars(error)["message"] = printable(error.message)
    return error
