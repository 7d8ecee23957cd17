"""Group of all commands, each imported only when it is called, so that `--help` costs little more than click."""

from __future__ import annotations

import contextlib
import copy
import errno
import gc
import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from litreview import __version__
from litreview.cli.command_table import COMMANDS, FIRST, REPORTS
from litreview.cli.terminal import (
    QUIET,
    REPORT_LINES,
    ROOM,
    UNREPORTED,
    VERBOSE,
    called_with,
    echo,
    tame_error,
)

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_GC_THRESHOLD = 100_000
# as a shell says of Ctrl-C, and of a program whose output nobody reads
_INTERRUPTED, _NOT_READ = 130, 141


def _store_volume(context: click.Context, option: click.Parameter, value: bool) -> None:
    """Store in the context that a command was called with an option on how much is printed."""
    if value:
        context.meta[option.opts[0]] = True


def _volume_options(*, hidden: bool) -> list[click.Parameter]:
    """Return the options of all commands on how much is printed; `hidden`: the help of a single command leaves them out."""
    texts = {
        QUIET: "Print only errors and the results that you asked for.",
        VERBOSE: "Print the whole report and every problem.",
    }
    return [
        click.Option(
            [name], is_flag=True, expose_value=False, callback=_store_volume, hidden=hidden, help=text
        )
        for name, text in texts.items()
    ]


class LazyGroup(click.Group):
    """A group that imports only the command that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, importing its module."""
        if cmd_name not in COMMANDS:
            return None
        module, function, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(f"litreview.cli.{module}"), function)
        if not isinstance(command, click.Command):
            raise TypeError(cmd_name)
        if ctx is not None and ctx.resilient_parsing:  # a shell asks for completions
            from litreview.cli.help import complete_values

            complete_values(cmd_name, command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the names of commands, without importing them, and the options."""
        from click.shell_completion import CompletionItem

        names = [CompletionItem(name, help=line) for name, (_, _, line) in COMMANDS.items()]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*(item for item in names if item.value.startswith(incomplete)), *options]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command with the options of all commands, or fail with the nearest name."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from litreview.core.errors import near_miss

            ctx.fail(f"no command '{args[0]}'{near_miss(args[0], COMMANDS)}")
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            command = copy.copy(command)
            command.params = [*command.params, *_volume_options(hidden=True)]
        if name in REPORTS and sys.stdout.isatty():
            ctx.meta[ROOM] = REPORT_LINES
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the signature is click's
        """Write the commands that come first, without importing them, and the names of the others."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in FIRST])
        with formatter.section("More commands (`litreview help commands` has a line on each)"):
            formatter.write_text(", ".join(name for name in COMMANDS if name not in FIRST))

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Return the context of a call; errors in its options are printed without control characters."""
        try:
            return super().make_context(*args, **kwargs)
        except click.ClickException as error:
            raise tame_error(error) from None
        except KeyboardInterrupt:
            raise click.exceptions.Exit(_INTERRUPTED) from None
        except BrokenPipeError:
            _discard_output()
            raise click.exceptions.Exit(_NOT_READ) from None

    def main(self, *args: Any, **options: Any) -> Any:
        r"""Run the command line; a character that the streams can't encode is printed as `\u6f22`.

        Windows' consoles and the C locale encode few characters, and names of files may be undecodable bytes.
        """
        _open_closed_streams()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        if ours := not args and options.get("args") is None:
            # its threads wait for each other longer than they compute, and two machines round alike without them
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            # importing makes many values and no garbage: 130 collections of the usual 700 values would be a fifteenth of `tag` on ten entries
            gc.set_threshold(_GC_THRESHOLD)
        try:
            try:
                return super().main(*args, **options)
            finally:
                if ours:
                    # this process ends now, and looking through a million values for cycles would take a second
                    gc.freeze()
        except OSError as error:
            _say_what_failed(error)
            sys.exit(2)
        except KeyboardInterrupt:
            sys.exit(_INTERRUPTED)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an exception of ours is a message and exit code 2, never a traceback.

        A signal that ends the command ends the programs it started.
        """
        try:
            from litreview.core.processes import ending_on_signals
            from litreview.core.progress import show_progress

            with ending_on_signals(), show_progress():
                try:
                    result = super().invoke(ctx)
                    if ctx.meta.get(UNREPORTED):
                        from litreview.cli.common import finish

                        finish()
                    return result
                finally:
                    if (left_out := -ctx.meta.get(ROOM, 0)) > 0 and not called_with(VERBOSE):
                        echo(f"… and {left_out} more lines; --verbose shows them.", err=True)
        except click.ClickException as error:
            raise tame_error(error) from None
        except KeyboardInterrupt:
            echo("\nlitreview: interrupted", err=True)
            ctx.exit(_INTERRUPTED)
        except BrokenPipeError:
            _discard_output()
            ctx.exit(_NOT_READ)
        except Exception as error:
            from litreview.core.errors import LitreviewError

            if isinstance(error.__cause__, KeyboardInterrupt):
                # Ctrl-C while a class is made
                ctx.exit(_INTERRUPTED)
            if not isinstance(error, LitreviewError):
                raise
            echo(f"litreview: {error}{_where_to_install(error)}", err=True, fault=True)
            ctx.exit(error.exit_code)


def _open_closed_streams() -> None:
    """Open each standard stream that was closed as an empty one: else the next file that is opened takes its place, and gets what is printed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - open until the end


def _discard_output() -> None:
    """Send what is still buffered for the standard streams nowhere: flushing it at exit would fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(io.UnsupportedOperation):
            os.dup2(nowhere, stream.fileno())


def _say_what_failed(error: OSError) -> None:
    """Print what the operating system refused, with the file; `OSError`: the error itself, if it names no file and does not come from writing."""
    from litreview.core.errors import message_path, no_room

    unwritten = bool(no_room(error)) or error.errno == errno.EIO
    if not (unwritten or error.filename):
        raise error
    place = message_path(os.fsdecode(error.filename)) if error.filename else "standard output"
    what = "cannot be written: " if unwritten else ""
    echo(f"litreview: {place}: {what}{error.strerror}{no_room(error)}", err=True, fault=True)
    if unwritten:
        _discard_output()


def _where_to_install(error: Exception) -> str:
    """Return how to install a missing package here if `pip` is not that of this environment, which is then not active."""
    from shutil import which

    from litreview.core.errors import MissingExtraError

    pip = which("pip")
    if not isinstance(error, MissingExtraError) or (
        pip and pip == which("pip", path=os.path.split(sys.executable)[0])
    ):
        return ""
    return f" (this environment is not active: {sys.executable} -m pip install {error.library.partition('  #')[0]})"


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__)
def main() -> None:
    """Literature reviews that stand up to scrutiny; begin with `litreview init .`"""


main.params += _volume_options(hidden=False)
