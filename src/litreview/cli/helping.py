"""`help` and `completion`: what helps a person at the command line itself."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files

import click

from litreview.cli import common
from litreview.cli.command_table import COMMANDS

_WIDTH = 100
SHELLS = ("bash", "zsh", "fish")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What `help` prints on one thing, and the line that it is listed with."""

    line: str
    text: str


def topics() -> dict[str, Topic]:
    """Return the topics by their names, in alphabetical order; what a text has in braces is not filled in yet."""
    table = tomllib.loads(files("litreview.cli").joinpath("topics.toml").read_text(encoding="utf-8"))
    return {name: Topic(line=one["line"], text=one["text"].strip()) for name, one in sorted(table.items())}


def _formats() -> str:
    from litreview.formats.readers import FORMATS

    lines = (f"{row.title.replace('`', '')} ({' '.join(row.endings)})" for row in FORMATS)
    return "\n".join(click.wrap_text(line, _WIDTH, "  ", "    ") for line in lines)


def _styles() -> str:
    from litreview.bibliography.bluebook.editions import NAMES
    from litreview.bibliography.styles import STYLES, style_title

    return _list([(name, style_title(name)) for name in dict.fromkeys((*STYLES, *NAMES))])


def _outputs() -> str:
    from litreview.review.outputs import described

    return _list(described())


def _list(rows: Sequence[tuple[str, str]]) -> str:
    """Return rows of two columns."""
    width = max(len(one) for one, _ in rows)
    return "\n".join(
        click.wrap_text(f"{one:<{width}}  {two}", _WIDTH, "  ", " " * (width + 4)) for one, two in rows
    )


_FILLED: Mapping[str, Callable[[], str]] = {
    "{formats}": _formats,
    "{styles}": _styles,
    "{outputs}": _outputs,
}


@click.command("help")
@click.argument("words", nargs=-1, metavar="[TOPIC|COMMAND]...")
@click.pass_context
def help_(context: click.Context, words: Sequence[str]) -> None:
    """Say what a topic is about, or what a command does; alone, list the topics.

    \b
    Example:
      litreview help
      litreview help exit-codes
      litreview help codebook check
    """
    known = topics()
    if not words:
        formatter = click.HelpFormatter(width=_WIDTH)
        with formatter.section("Topics"):
            formatter.write_dl([(name, topic.line) for name, topic in known.items()])
        common.echo(formatter.getvalue())
        common.echo(
            "`litreview help TOPIC` says more; `litreview help COMMAND` is `litreview COMMAND --help`."
        )
        return
    words = [word.lower() for word in words]
    name = "-".join(words)
    command = _command(context.find_root(), words)
    if name in known:
        text = known[name].text
        for mark, fill in _FILLED.items():
            text = text.replace(mark, fill()) if mark in text else text
        common.echo(text)
        if command:
            common.echo(f"\nThe command of this name: `litreview {' '.join(words)} --help`")
    elif command:
        common.echo(command.get_help())
    else:
        from litreview.errors import near_miss

        raise click.UsageError(
            f"no topic or command '{' '.join(words)}'{near_miss(name, [*known, *COMMANDS]) or '; `litreview help` lists the topics'}"
        )


def _command(root: click.Context, words: Sequence[str]) -> click.Context | None:
    """Return the context of a command, by its name or those of its groups; None if there is none."""
    context = root
    for word in words:
        group = context.command
        found = group.get_command(context, word) if isinstance(group, click.Group) else None
        if found is None:
            return None
        make = partial(found.context_class, found, info_name=word, parent=context)
        context = make(**found.context_settings)
    return context


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that lets a shell complete commands, options and their values.

    Values are file names, styles, codes, keys of the last run, codes of problems and the like. The script goes where the shell looks for it.

    Example:
      litreview completion bash > ~/.local/share/bash-completion/completions/litreview
      litreview completion zsh > ~/.zfunc/_litreview
      litreview completion fish > ~/.config/fish/completions/litreview.fish

    In zsh, ~/.zfunc must be in fpath before compinit is called.
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"click knows no shell {shell}")
    common.echo(
        made(click.get_current_context().find_root().command, {}, "litreview", "_LITREVIEW_COMPLETE").source()
    )
